"""Fixed questions -> figures: how often the right passage, citation and short answer come out.

A questions file has one JSON object a line: ``id``, ``question``, ``lang`` (nl, en, mixed),
``type``, ``answer``, ``answer_variants``, ``numbers`` (each must stand in a right answer),
``evidence`` (``doc`` and verbatim ``quote``), ``history`` and ``notes`` (for a list:
``items: a | b | c``).

=================  ================================================================================
recall@k           answerable questions with a passage among the first k that covers half of some
                   evidence quote, or lies in one
all_evidence@10    answerable questions where every evidence quote is so covered among the first 10
cite@1, cite@3     answerable questions whose first citation (one of the first three) covers three
                   tenths of some evidence quote
answer             answerable questions with a right short answer (see :func:`short_answer_score`)
exact_quote        citations whose quote has the letters and digits of the source at its place
false_answer       unanswerable questions that were answered
false_refusal      answerable questions that were refused
=================  ================================================================================

All lie between 0 and 1; the definitions are those of the scorer that came with the questions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from qa.evaluation.comparison import Comparison, compare, read_run
from qa.evaluation.numbers import has_number
from qa.evaluation.questions import UNANSWERABLE, name_of, read_questions, repeated_ids
from qa.model import VraagbaakError

if TYPE_CHECKING:
    from qa.index import Index

__all__ = [
    "Comparison",
    "Evaluation",
    "Outcome",
    "Sources",
    "absent",
    "compare",
    "evaluate",
    "name_of",
    "read_questions",
    "read_run",
    "repeated_ids",
]

JsonObject = Mapping[str, Any]

RECALL_AT = (1, 5, 10, 20)
PASSAGE_SHARE = 0.5  # of a quote, for recall
CITATION_SHARE = 0.3  # of a quote, for cite@1 and cite@3

LONGEST_ANSWER = {
    "number": 25,
    "date": 25,
    "table": 25,
    "who": 25,
    "abbreviation": 25,
    "list": 200,
}
"""Question type -> the longest short answer that counts, in words; 60 for the others."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a source: ``page`` is None where offsets count from the file's start."""

    report: str
    page: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question: each figure it counts for, and its share (0..1)."""

    id: str
    question: str
    language: str
    type: str
    figures: Mapping[str, float]
    short_answer: str | None
    expected: str
    quotes: tuple[float, ...] = ()  # 1.0 for each citation that is exact

    @property
    def miss(self) -> str | None:
        """What went wrong, in a few words; None when nothing did."""
        if self.figures.get("false_answer"):
            return "answered an unanswerable question"
        if self.figures.get("answer", 1.0) < 1:
            return f"answer {self.figures['answer']:.2f}"
        return None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcomes of a run, and what they come to."""

    outcomes: tuple[Outcome, ...]
    _tally: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for outcome in self.outcomes:
            self._tally["exact_quote"].extend(outcome.quotes)
            for name, value in outcome.figures.items():
                for key in (name, f"{name} [{outcome.language}]", f"{name} ({outcome.type})"):
                    self._tally[key].append(value)

    @property
    def figures(self) -> dict[str, float]:
        """Figure -> mean; also as ``figure [language]`` and ``figure (type)``."""
        return {
            name: round(sum(values) / len(values), 4)
            for name, values in self._tally.items()
            if values
        }

    @property
    def counts(self) -> dict[str, int]:
        """Figure -> how many questions (citations, for exact_quote) it is a mean of."""
        return {name: len(values) for name, values in self._tally.items() if values}

    def as_json(self) -> dict[str, Any]:
        """What ``qa eval --json`` prints and ``--compare`` reads."""
        return {
            "figures": self.figures,
            "counts": self.counts,
            "questions": [
                {
                    "id": outcome.id,
                    "question": outcome.question,
                    "lang": outcome.language,
                    "type": outcome.type,
                    "short_answer": outcome.short_answer,
                    "expected": outcome.expected,
                    "miss": outcome.miss,
                    "figures": dict(outcome.figures),
                }
                for outcome in self.outcomes
            ],
        }


class Sources:
    """The texts that citations count in, found by a report's name or by its file name alone.

    ``reports`` maps a report's name to its pages' texts by number; the key None holds the whole
    source of a text format.
    """

    def __init__(self, names: Sequence[str], pages: Callable[[str], Mapping[int | None, str]]):
        self._names = {PurePosixPath(name).name: name for name in reversed(names)}
        self._names |= {name: name for name in names}
        self._pages = pages
        self._read: dict[str, Mapping[int | None, str]] = {}

    @classmethod
    def of(cls, index: Index) -> Sources:
        """The sources of an index's reports."""

        def pages(name: str) -> Mapping[int | None, str]:
            source = index.source(name)
            found = index.report(name).pages
            return {page.number: source[page.start : page.end] for page in found} or {None: source}

        return cls([record.name for record in index.reports()], pages)

    def __getitem__(self, name: str) -> Mapping[int | None, str]:
        """The pages of a report; none when there is no such report."""
        known = self._known(name)
        if known is None:
            return {}
        if known not in self._read:
            self._read[known] = self._pages(known)
        return self._read[known]

    def __contains__(self, name: str) -> bool:
        """Whether there is a report of that name, or of that file name."""
        return self._known(name) is not None

    def _known(self, name: str) -> str | None:
        return self._names.get(name) or self._names.get(PurePosixPath(name).name)

    def evidence(self, doc: str, quote: str) -> list[Place]:
        """Every place where the quote stands in its source, letter for letter."""
        report = PurePosixPath(doc).name
        return [
            Place(report, page, at, at + len(quote))
            for page, text in self[doc].items()
            for at in _occurrences(text, quote)
        ]

    def is_exact(self, citation: JsonObject) -> bool | None:
        """Whether a citation's quote has its source's letters and digits; None without a source."""
        text = self[str(citation["report"])].get(citation.get("page"))
        start, end = citation.get("start"), citation.get("end")
        if not text or start is None:
            return None
        return _letters(citation.get("quote") or "") == _letters(text[start:end])


def absent(questions: Sequence[JsonObject], sources: Sources) -> list[str]:
    """The reports that evidence names and that are not there: nothing can be found in them."""
    named = [
        item["doc"]
        for question in questions
        if question["type"] != UNANSWERABLE
        for item in question["evidence"]
    ]
    return sorted({name for name in named if name not in sources})


def evaluate(
    questions: Sequence[JsonObject], answers: Sequence[JsonObject], sources: Sources
) -> Evaluation:
    """Score answers (as ``qa batch`` prints them) against questions.

    Answers are matched by their order where their ids are those of the questions, or where none
    has one; else by ``id``. Raises VraagbaakError when neither is possible.
    """
    by_id = {answer["id"]: answer for answer in answers if answer.get("id") is not None}
    if not by_id and len(answers) != len(questions):
        raise VraagbaakError(
            f"There are {len(questions)} questions and {len(answers)} answers, "
            "and the answers carry no ids to match them by."
        )
    in_order = [item.get("id") for item in answers] == [item["id"] for item in questions]
    matched = (
        [by_id.get(question["id"], {}) for question in questions]
        if by_id and not in_order
        else list(answers)
    )
    return Evaluation(
        tuple(
            score_question(question, answer, sources)
            for question, answer in zip(questions, matched, strict=True)
        )
    )


def score_question(question: JsonObject, answer: JsonObject, sources: Sources) -> Outcome:
    """The figures of one question; an empty answer counts as a refusal."""
    answered = answer.get("status") == "answered"
    citations: Sequence[JsonObject] = answer.get("citations") or []
    exact = [sources.is_exact(citation) for citation in citations]
    if question["type"] == UNANSWERABLE:
        figures = {"false_answer": float(answered)}
    else:
        passages: Sequence[JsonObject] = answer.get("passages") or []
        figures = _passage_figures(question, passages, sources)
        figures |= _citation_figures(question, citations if answered else [], sources)
        figures["false_refusal"] = float(not answered)
        figures["answer"] = short_answer_score(question, answer) if answered else 0.0
    return Outcome(
        id=str(question["id"]),
        question=str(question["question"]),
        language=str(question["lang"]),
        type=str(question["type"]),
        figures=figures,
        short_answer=answer.get("short_answer"),
        expected=str(question.get("answer") or ""),
        quotes=tuple(float(value) for value in exact if value is not None),
    )


def _passage_figures(
    question: JsonObject, passages: Sequence[JsonObject], sources: Sources
) -> dict[str, float]:
    quotes = [sources.evidence(item["doc"], item["quote"]) for item in question["evidence"]]
    anywhere = [place for places in quotes for place in places]

    def found(places: Sequence[Place], k: int) -> bool:
        return any(covers(passage, places, PASSAGE_SHARE) for passage in passages[:k])

    figures = {f"recall@{k}": float(found(anywhere, k)) for k in RECALL_AT}
    figures["all_evidence@10"] = float(all(found(places, 10) for places in quotes))
    return figures


def _citation_figures(
    question: JsonObject, citations: Sequence[JsonObject], sources: Sources
) -> dict[str, float]:
    places = [
        place
        for item in question["evidence"]
        for place in sources.evidence(item["doc"], item["quote"])
    ]
    return {
        f"cite@{k}": float(any(covers(cited, places, CITATION_SHARE) for cited in citations[:k]))
        for k in (1, 3)
    }


def covers(piece: JsonObject, places: Sequence[Place], share: float) -> bool:
    """Whether a passage or citation covers ``share`` of one of the places, or lies in it so far."""
    start, end = piece.get("start"), piece.get("end")
    if start is None or end is None or end <= start:
        return False
    report, page = PurePosixPath(str(piece["report"])).name, piece.get("page")
    for place in places:
        common = min(end, place.end) - max(start, place.start)
        smaller = min(place.end - place.start, end - start)
        if (report, page) == (place.report, place.page) and 0 < common >= share * smaller:
            return True
    return False


def short_answer_score(question: JsonObject, answer: JsonObject) -> float:
    """How right a short answer is, 0..1.

    For a list: the share of its items found. With ``numbers``: 1 when every one is there. Else 1
    for an accepted wording, or for half of the words of one. Too long an answer is worth nothing.
    """
    short = str(answer.get("short_answer") or answer.get("answer") or "")
    if not short or len(_words(short)) > LONGEST_ANSWER.get(question["type"], 60):
        return 0.0
    listed = re.search(r"items:\s*(.+)$", question.get("notes") or "")
    if listed:
        items = [item.strip() for item in listed.group(1).split("|") if item.strip()]
        return sum(_has_item(item, short) for item in items) / len(items)
    if question.get("numbers"):
        return float(all(has_number(number, short) for number in question["numbers"]))
    wordings = [question["answer"], *(question.get("answer_variants") or ())]
    return float(any(_has_wording(wording, short) for wording in wordings))


def _has_item(item: str, short: str) -> bool:
    words = [word for word in _words(item) if len(word) > 3] or _words(item)
    letters = _letters(short)
    return sum(_letters(word)[:7] in letters for word in words) >= 0.6 * len(words)


def _has_wording(wording: str, short: str) -> bool:
    if _letters(wording) and _letters(wording) in _letters(short):
        return True
    words, there = [word for word in _words(wording) if len(word) > 2], set(_words(short))
    return bool(words) and sum(word in there for word in words) >= 0.5 * len(words)


def _letters(text: str) -> str:
    """Letters and digits in lower case: what a line break, hyphen or bracket cannot change."""
    return re.sub(r"[\W_]+", "", text.lower())


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _occurrences(text: str, quote: str) -> Iterator[int]:
    at = text.find(quote) if quote else -1
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)

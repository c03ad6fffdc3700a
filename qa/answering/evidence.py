"""Which sentences answer the question: candidates, their features, their order.

Every sentence of the best passages is a candidate. Its score is a weighted sum of features (how
many of the question's words it meets, how near its vector is, whether it has the kind of thing
asked, the year asked, the ranker's own opinion …); the weights were fitted on questions over other
texts (``python -m bench.answering fit``) and lie in ``weights.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, Any, NamedTuple

from qa import table_rows
from qa.answering import signs
from qa.answering.cells import asked_cell
from qa.answering.cut import Cut, Material, cut, words_in
from qa.answering.lists import listing
from qa.answering.matching import Terms, stems_of
from qa.figures import quantities
from qa.language import fold
from qa.model import BlockKind, Passage, Span

if TYPE_CHECKING:
    from qa.answering.question import Question
    from qa.figures import Quantity
    from qa.model import Language
    from qa.retrieval import Hit

PASSAGES_READ = 12
MOST_LOGIT = 8.0  # a ranker surer than this says no more
SHORT, LONG = 5, 45  # words
LONGEST_LABEL, LONGEST_VALUE = 4, 25  # words of a label and of what stands below it
FUSION = 10  # the constant of the reciprocal rank fusion of passages and their sentences
LEAST_SPREAD = 0.005  # of cosines
MOST_OF = 0.6  # the share of an answer's words that a text must have to say the same
WEIGHTS = Path(__file__).with_name("weights.json")

_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
FITS = {
    "number": "fit_figure", "share": "fit_figure", "amount": "fit_figure", "mark": "fit_figure",
    "duration": "fit_figure", "date": "fit_date", "who": "fit_who", "why": "fit_why",
    "definition": "fit_definition", "abbreviation": "fit_abbreviation", "list": "fit_list",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer: where it stands, what is cut from it, and its score.

    ``rank`` is its passage's rank from 0; ``own`` its place in the passage's text, ``span`` what is
    cited: the sentence before it too, where it leans on that ("Zij …"). ``cut`` counts from
    ``own``; ``ranker_span`` is the ranker's short answer, counted from the passage's start, with
    its log probability. ``met_around`` says how well it and what stands around it meet each term.
    """

    hit: Hit
    rank: int
    sentence: int
    span: Span
    own: Span
    quantities: tuple[Quantity, ...]
    cut: Cut
    features: Mapping[str, float]
    score: float
    met_around: tuple[float, ...] = ()
    ranker_span: tuple[int, int, float] | None = None

    @property
    def passage(self) -> Passage:
        """The passage it stands in."""
        return self.hit.passage

    @property
    def text(self) -> str:
        """Its own words."""
        return self.passage.text[self.own.start : self.own.end]


class Opinion(NamedTuple):
    """What the ranker thinks of a sentence: its logit, and its short answer as `Reading` has it."""

    logit: float
    span: tuple[int, int, float]


@dataclass(slots=True)
class _Reader:
    """What is the same for all candidates of one question."""

    question: Question
    terms: Terms
    weights: Mapping[str, float]
    similarity: float  # the mean over all sentences read: cosines differ from model to model
    spread: float  # their standard deviation
    best_similarity: float
    best_hit: float
    newest: str  # the date of the newest report among the passages read
    texts: dict[tuple[str, ...], tuple[float, ...]] = field(default_factory=dict)

    def says(self, text: str) -> bool:
        """Whether a text says what was answered before: its figures, else most of its words."""
        question = self.question
        if question.given:
            known = _figures_in(text, question.language)
            return any(item.value in question.given for item in known)
        told = stems_of(question.told)
        return len(told & stems_of(text)) >= MOST_OF * max(1, len(told))

    def met(self, *texts: str) -> tuple[float, ...]:
        if texts not in self.texts:
            self.texts[texts] = self.terms.met(*texts)
        return self.texts[texts]


@lru_cache(maxsize=1)
def weights() -> Mapping[str, Mapping[str, float]]:
    """The fitted weights: ``evidence`` and ``refusal``, and ``…_ranker`` of each with a ranker."""
    loaded: Mapping[str, Mapping[str, float]] = json.loads(WEIGHTS.read_text("utf-8"))
    return loaded


def candidates(question: Question, hits: Sequence[Hit], terms: Terms) -> list[Candidate]:
    """The sentences of the first passages, best first; a sentence that occurs twice counts once."""
    read = list(hits[:PASSAGES_READ])
    similarities = [value for hit in read for value in hit.sentence_similarities] or [0.0]
    reader = _Reader(
        question,
        terms,
        weights()["evidence"],
        fmean(similarities),
        max(pstdev(similarities), LEAST_SPREAD),
        max(similarities),
        max((hit.score for hit in read), default=1.0) or 1.0,
        max((hit.report.metadata.date or "" for hit in read), default=""),
    )
    found: dict[str, Candidate] = {}
    for rank, hit in enumerate(read):
        for candidate in _of_passage(reader, rank, hit):
            key = "".join(filter(str.isalnum, candidate.text.lower()))
            if key and (key not in found or found[key].score < candidate.score):
                found[key] = candidate
    return sorted(found.values(), key=_best_first)


def _best_first(candidate: Candidate) -> tuple[float, int, int]:
    return -candidate.score, candidate.rank, candidate.sentence


def with_opinions(
    found: Sequence[Candidate], opinions: Mapping[tuple[int, int], Opinion]
) -> list[Candidate]:
    """The candidates scored anew, best first; opinions by passage id and sentence."""
    model = weights()["evidence_ranker"]
    scored = []
    for candidate in found:
        opinion = opinions.get((candidate.hit.passage_id, candidate.sentence))
        features = dict(candidate.features)
        if opinion is None:
            features["unread"] = 1.0
        else:
            features["ranker"] = max(-MOST_LOGIT, min(MOST_LOGIT, opinion.logit))
        scored.append(
            replace(
                candidate,
                features=features,
                score=_weighed(model, features),
                ranker_span=opinion.span if opinion else None,
            )
        )
    return sorted(scored, key=_best_first)


def _weighed(model: Mapping[str, float], features: Mapping[str, float]) -> float:
    return sum(model.get(name, 0.0) * value for name, value in features.items())


def by_evidence(hits: Sequence[Hit], found: Sequence[Candidate]) -> list[Hit]:
    """The hits in a new order: their own, fused with that of their best sentences.

    Reciprocal rank fusion with a small constant, as only the few passages that were read are moved;
    ``score`` becomes the fused score, and ``why`` gets ``evidence_rank``.
    """
    best: dict[int, int] = {}
    for candidate in found:
        best.setdefault(candidate.hit.passage_id, len(best))
    last = len(best)
    moved = [
        replace(
            hit,
            score=1 / (FUSION + rank) + 1 / (FUSION + best.get(hit.passage_id, last + rank)),
            why={**hit.why, "evidence_rank": best.get(hit.passage_id, last + rank) + 1.0},
        )
        for rank, hit in enumerate(hits)
    ]
    return sorted(moved, key=lambda hit: -hit.score)


def cited_place(candidate: Candidate) -> dict[str, Any]:
    """Where a candidate's quote stands in its report's source: ``report``, ``start``, ``end``."""
    place = candidate.passage.map.source_span(*candidate.span) or Span(0, 0)
    return {"report": candidate.passage.report, "start": place.start, "end": place.end}


def _of_passage(reader: _Reader, rank: int, hit: Hit) -> Iterator[Candidate]:
    passage = hit.passage
    texts = (passage.text[each.start : each.end] for each in passage.sentences)
    whole = reader.met(hit.report.metadata.title, *passage.section, *texts)
    for nth, sentence in enumerate(passage.sentences):
        if sentence.kind is BlockKind.FURNITURE or sentence.end <= sentence.start:
            continue
        own = _with_value(reader, passage, nth)
        text = passage.text[own.start : own.end]
        before = passage.sentence_text(nth - 1) if nth else ""
        met = reader.met(text)
        near = reader.met(before, *passage.section, _intro(passage, nth))
        both = tuple(max(a, b) for a, b in zip(met, near, strict=True))
        figures = _figures_in(text, hit.report.metadata.language)
        cell = asked_cell(reader.question, passage, nth, reader.terms)
        piece = cut(reader.question, Material(text, figures, sentence.kind, cell), reader.terms)
        features = {
            **_shape(reader, rank, hit, nth, text),
            **_kind_fit(reader.question, passage, nth, piece),
            **_years(reader.question, hit, text, reader.newest),
            **_names(reader.question, hit, text),
            **_polarity(reader.question, text, figures),
            **_told_before(reader, passage, nth, text, piece),
            "words": reader.terms.share(met),
        }
        if reader.question.asks_figure:
            features |= _focus(reader, met, both)
        everywhere = [max(a, b) for a, b in zip(both, whole, strict=True)]
        features["words_around"] = reader.terms.share(both) - features["words"]
        features["words_passage"] = reader.terms.share(everywhere) - reader.terms.share(both)
        yield Candidate(
            hit, rank, nth, _cited_span(passage, nth, own), own, figures, piece, features,
            _weighed(reader.weights, features), both,
        )  # fmt: skip


@lru_cache(maxsize=8192)  # of sentences
def _figures_in(text: str, language: Language) -> tuple[Quantity, ...]:
    return tuple(quantities(text, language))


def _with_value(reader: _Reader, passage: Passage, nth: int) -> Span:
    """The sentence; with the one after it where it is a label ("Datum" above "3 maart 2004")."""
    sentence = passage.sentences[nth]
    text = passage.text[sentence.start : sentence.end]
    after = passage.sentences[nth + 1] if nth + 1 < len(passage.sentences) else None
    if (
        after is None
        or sentence.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING)
        or words_in(text) > LONGEST_LABEL
        or text.rstrip()[-1:] in ".!?"
        or words_in(passage.text[after.start : after.end]) > LONGEST_VALUE
        or not any(reader.met(text))
    ):
        return Span(sentence.start, sentence.end)
    return Span(sentence.start, after.end)


def _intro(passage: Passage, nth: int) -> str:
    """What announces the list an item stands in, or stands over a table's row, with its heads."""
    if passage.sentences[nth].kind is BlockKind.TABLE_ROW:
        return " ".join((table_rows.over(passage, nth), *table_rows.heads(passage, nth)))
    if passage.sentences[nth].kind is not BlockKind.LIST_ITEM:
        return ""
    for before in range(nth - 1, -1, -1):
        if passage.sentences[before].kind is not BlockKind.LIST_ITEM:
            return passage.sentence_text(before)
    return ""


def _cited_span(passage: Passage, nth: int, own: Span) -> Span:
    """The sentence, with the one before it where it leans on that within its paragraph."""
    sentence = passage.sentences[nth]
    if nth == 0 or sentence.kind is not BlockKind.PARAGRAPH:
        return own
    before = passage.sentences[nth - 1]
    first = fold(passage.text[own.start : own.end].split(" ", 1)[0]).strip(",.:")
    same_block = "\n" not in passage.text[before.end : own.start]
    if first in signs.LEANS_BACK and same_block and before.kind is BlockKind.PARAGRAPH:
        return Span(before.start, own.end)
    return own


def _shape(reader: _Reader, rank: int, hit: Hit, nth: int, text: str) -> dict[str, float]:
    """How near it is by vector and rank, and what kind of sentence it is."""
    known = nth < len(hit.sentence_similarities)
    similarity = hit.sentence_similarities[nth] if known else reader.similarity
    count = words_in(text)
    return {
        "similarity": max(-3.0, min(3.0, (similarity - reader.similarity) / reader.spread)),
        "similarity_gap": max(-5.0, (similarity - reader.best_similarity) / reader.spread),
        "passage_rank": 1 / (1 + rank),
        "passage_score": hit.score / reader.best_hit,
        "short": float(count < SHORT),
        "long": float(count > LONG),
        "asks": float(text.rstrip().endswith("?")),
        "announces": float(bool(signs.ANNOUNCES.search(text))),
        f"is_{hit.passage.sentences[nth].kind.value}": 1.0,
    }


def _kind_fit(question: Question, passage: Passage, nth: int, piece: Cut) -> dict[str, float]:
    """How well it has the kind of thing asked: a figure, a date, a name, a reason, a list …"""
    name = FITS.get(question.kind)
    if name is None:
        return {}
    fit = piece.fit
    if question.kind == "list":
        whole = listing(passage, nth, question.items, _no_neighbour)
        fit = 0.0 if whole is None else 0.5
        if whole and question.items:
            fit = 1.0 if len(whole.items) == question.items else 0.25
    found = {name: fit, f"no_{name}": float(fit <= 0)}
    if question.kind == "who":
        found["colophon"] = float(fit > 0 and _in_colophon(question, passage.sentence_text(nth)))
    return found


def _in_colophon(question: Question, sentence: str) -> bool:
    """Whether a line tells who made the report, where that is asked ("Steller: …")."""
    asked, told = fold(question.text), fold(sentence)
    return any(ask.search(asked) and tell.search(told) for ask, tell in signs.COLOPHON)


def _focus(reader: _Reader, met: Sequence[float], both: Sequence[float]) -> dict[str, float]:
    """Whether what is to be counted stands in the sentence, or only near it."""
    asked = [
        nth for nth, term in enumerate(reader.terms.terms) if term.word in reader.question.focus
    ]
    if not asked:
        return {}
    inside, near = max(met[nth] for nth in asked), max(both[nth] for nth in asked)
    return {"focus": inside, "focus_near": near - inside}


def _no_neighbour(passage: Passage, step: int) -> None:
    return None


def _names(question: Question, hit: Hit, text: str) -> dict[str, float]:
    """The share of the names in the question that it has, or its passage."""
    if not question.names:
        return {}
    folded, whole = fold(text), fold(" ".join((hit.report.metadata.title, hit.passage.text)))
    inside = sum(fold(name) in folded for name in question.names)
    near = sum(fold(name) in whole for name in question.names)
    count = len(question.names)
    return {"names": inside / count, "names_near": max(0, near - inside) / count}


def _polarity(question: Question, text: str, figures: Sequence[Quantity]) -> dict[str, float]:
    """Whether it denies as the question does, and holds the figure a follow-up is about."""
    negated = bool(signs.NEGATION.search(fold(text)))
    given = question.given and any(
        item.value in question.given or item.of in question.given for item in figures
    )
    kind = "figure_negation" if question.asks_figure else "negation"
    return {
        f"{kind}_met": float(question.negated and negated),
        f"{kind}_missed": float(question.negated and not negated),
        "negated": float(negated and not question.negated),
        "given": float(bool(given)),
    }


def _told_before(
    reader: _Reader, passage: Passage, nth: int, text: str, piece: Cut
) -> dict[str, float]:
    """For a follow-up: whether its answer would be the one given before, or stands beside that.

    "37 van de 84" is no answer to "en hoeveel helemaal niet?", but the sentence after it may be.
    What is new in the same sentence (a reason, where it comes from) is another answer.
    """
    question = reader.question
    if not question.told or question.wants_total:
        return {"repeats": 0.0, "beside_told": 0.0}
    short = text[piece.span.start : piece.span.end]
    said_here = reader.says(text)
    beside = any(
        reader.says(passage.text[each.start : each.end])
        for other, each in enumerate(passage.sentences)
        if other != nth
    )
    return {
        "repeats": float(said_here and reader.says(short)),
        "beside_told": float(beside and not said_here),
    }


def _years(question: Question, hit: Hit, text: str, newest: str) -> dict[str, float]:
    """Whether the years asked stand in the sentence, near it, or others in their place."""
    reported = int((hit.report.metadata.date or "0")[:4])
    features: dict[str, float] = {}
    if question.wants_latest and newest:
        features["newest"] = float(hit.report.metadata.date == newest)
    if question.report_years:
        features["report_year"] = float(reported in question.report_years)
    if question.years:
        said = {int(year) for year in _YEAR.findall(text)}
        asked = set(question.years)
        around = " ".join((hit.report.metadata.title, *hit.passage.section, hit.passage.text))
        near = reported in asked or any(str(year) in around for year in asked)
        features["year_said"] = float(bool(said & asked))
        features["year_near"] = float(near and not said & asked)
        features["year_other"] = float(bool(said) and not said & asked)
    return features

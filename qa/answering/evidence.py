"""Which sentences answer the question: candidates, their features, their order.

Every sentence of the best passages is a candidate. Its score is a weighted sum of features (how
many of the question's words it meets, how near its vector is, whether it has the kind of thing
asked, the year asked, the ranker's own opinion …); the weights were fitted on questions over other
texts (``python -m bench.answering fit``) and lie in ``weights.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from qa import table_rows
from qa.answering import signs
from qa.answering.cells import asked_cell, has_unit, said_over
from qa.answering.cut import Cut, Material, cut
from qa.answering.features import (
    Place,
    Reader,
    Scale,
    Weights,
    features_of,
    figures_in,
    focus,
    likenesses_of,
)
from qa.answering.matching import WELL_MET
from qa.answering.question import YEAR
from qa.answering.wording import words_in
from qa.language import fold
from qa.model import BlockKind, Passage, Span

if TYPE_CHECKING:
    from qa.answering.matching import Terms
    from qa.answering.question import Question
    from qa.figures import Quantity
    from qa.retrieval import Hit

PASSAGES_READ = 16  # whose sentences are weighed
LONGEST_LABEL, LONGEST_VALUE = 4, 25  # words of a label and of what stands below it
FUSION = 2  # the constant of the reciprocal rank fusion of passages and their sentences …
BY_SENTENCE = 2.0  # … and how much more the rank by its best sentence weighs than its own
LEAST_OF_TOTAL = 0.1  # what the label of a row of totals has of a question for a total
LEAST_SPREAD = 0.005  # of cosines, and of likenesses
NEAR_BEST = 1.5  # how far below the best score a sentence of the year asked may lie
OPENING = 0.8  # how well a name of the question is met where the report's opening has it
WEIGHTS = Path(__file__).with_name("weights.json")


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
    settled: str = ""  # the short answer, where it was worked out over a whole table …
    stands_on: tuple[Passage, Span] | None = None  # … and the line that it stands in, if another

    @property
    def passage(self) -> Passage:
        """The passage it stands in."""
        return self.hit.passage

    @property
    def text(self) -> str:
        """Its own words."""
        return self.passage.text[self.own.start : self.own.end]


@lru_cache(maxsize=1)
def weights() -> Mapping[str, Weights]:
    """The fitted weights: ``evidence`` and ``refusal``, and ``…_ranker`` of each with a ranker."""
    loaded: dict[str, dict[str, float]] = json.loads(WEIGHTS.read_text("utf-8"))
    return {part: Weights(model) for part, model in loaded.items()}


def candidates(question: Question, hits: Sequence[Hit], terms: Terms) -> list[Candidate]:
    """The sentences of the first passages, best first; a sentence that occurs twice counts once."""
    read = list(hits[:PASSAGES_READ])
    reader = Reader(
        question,
        terms,
        weights()["evidence"],
        Scale.of([value for hit in read for value in hit.sentence_similarities], LEAST_SPREAD),
        Scale.of([value for hit in read for value in likenesses_of(hit)], LEAST_SPREAD),
        max((hit.score for hit in read), default=1.0) or 1.0,
        max((hit.report.metadata.date or "" for hit in read), default=""),
    )
    found: dict[str, Candidate] = {}
    for rank, hit in enumerate(read):
        for candidate in _of_passage(reader, rank, hit):
            key = "".join(filter(str.isalnum, candidate.text.lower()))
            if key and (key not in found or found[key].score < candidate.score):
                found[key] = candidate
    return sorted(_with_other_rows(reader, list(found.values())), key=best_first)


def _with_other_rows(reader: Reader, found: list[Candidate]) -> list[Candidate]:
    """The candidates; a row of a table knows whether another's label has more of the question.

    "Hoeveel in Ede?" is not answered by the row of Epe, nor by the total, whatever stands over
    both. Feature ``other_row``: the share of what the best label has that its own lacks.
    """
    shares: dict[tuple[str, tuple[str, ...]], dict[int, float]] = {}
    for nth, each in enumerate(found):
        sentence = each.passage.sentences[each.sentence]
        if sentence.kind is BlockKind.TABLE_ROW and sentence.heads:
            table = each.passage.report, sentence.heads
            shares.setdefault(table, {})[nth] = _of_label(reader, each)
    for rows in shares.values():
        most = max(rows.values())
        for nth, share in rows.items():
            if share < most and not has_unit(reader.question, table_rows.label(found[nth].text)):
                features = {**found[nth].features, "other_row": 1 - share / most}
                score = reader.weights.weighed(features)
                found[nth] = replace(found[nth], features=features, score=score)
    return found


def _of_label(reader: Reader, row: Candidate) -> float:
    """How much of the question a row's label has that its table's heads and title have not."""
    terms, passage = reader.terms, row.passage
    label = table_rows.label(row.text)
    heads = passage.sentences[row.sentence].heads
    told = reader.met(*heads, table_rows.over(passage, row.sentence))
    years = {str(year) for year in reader.question.years}
    whole = signs.IN_TOTAL.search(fold(reader.question.text))
    total = whole and signs.TOTAL_LABEL.match(fold(label))
    # below any row that is named: "de totale uitgaven van Ede"
    return (LEAST_OF_TOTAL if total else 0.0) + sum(
        term.weight * worth
        for term, worth, known in zip(terms.terms, reader.met(label), told, strict=True)
        if worth > known and worth >= WELL_MET and term.word not in years
    )


def of_own_years(
    part: Question, parts: Sequence[Question], found: Sequence[Candidate]
) -> list[Candidate]:
    """The candidates of a part without those of the years that its question's other parts ask for.

    "Hoeveel loketten waren er in 2008, en in 2011": a sentence that gives only 2011 is not of 2008;
    nor is one of the other part's report, unless it looks back. All of them, where none is left.
    """
    own = {*part.years, *part.report_years}
    others = {year for each in parts for year in (*each.years, *each.report_years)} - own
    if not own or not others:
        return list(found)
    kept = [each for each in found if not _of_other_years(part, own, others, each)]
    return kept or list(found)


def of_year_asked(question: Question, found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with the best of the year asked first, where it comes near the best of all.

    A sentence about another year never answers, however near the rest of it is.
    """
    if not question.years or not found or in_year_asked(found[0]):
        return list(found)
    reach = found[0].score - NEAR_BEST
    first = next((each for each in found if each.score >= reach and in_year_asked(each)), None)
    if first is None:
        return list(found)
    return [first, *[each for each in found if each is not first]]


def in_year_asked(candidate: Candidate) -> bool:
    """Whether a candidate or what stands around it has the year asked."""
    return bool(candidate.features.get("year_said") or candidate.features.get("year_near"))


def _of_other_years(part: Question, own: set[int], others: set[int], candidate: Candidate) -> bool:
    """Whether a sentence, or its report where a report's year is asked, is only of other years."""
    said = {int(year) for year in YEAR.findall(candidate.text)}
    reported = int((candidate.hit.report.metadata.date or "0")[:4])
    named = said | ({reported} if part.report_years else set())
    return bool(named & others) and not named & own


def best_first(candidate: Candidate) -> tuple[float, int, int]:
    """What candidates are sorted by: score, then where they stand."""
    return -candidate.score, candidate.rank, candidate.sentence


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
            score=1 / (FUSION + rank)
            + BY_SENTENCE / (FUSION + best.get(hit.passage_id, last + rank)),
            why={**hit.why, "evidence_rank": best.get(hit.passage_id, last + rank) + 1.0},
        )
        for rank, hit in enumerate(hits)
    ]
    return sorted(moved, key=lambda hit: -hit.score)


def _of_passage(reader: Reader, rank: int, hit: Hit) -> Iterator[Candidate]:
    """The sentences of one passage as candidates: all but furniture and rows of column heads.

    How well each term is met is told of the sentence (``met``), of that with what stands around it
    (``both``), and of the whole passage (``whole``).
    """
    passage = hit.passage
    texts = (passage.text[each.start : each.end] for each in passage.sentences)
    whole = reader.met(hit.report.metadata.title, *passage.section, *texts)
    opening = _named_by(reader, hit)
    for nth, sentence in enumerate(passage.sentences):
        if sentence.kind is BlockKind.FURNITURE or sentence.end <= sentence.start:
            continue
        if table_rows.is_heads(passage, nth):
            continue  # they say nothing but with the rows under them
        own = _with_value(reader, passage, nth)
        text = passage.text[own.start : own.end]
        before = passage.sentence_text(nth - 1) if nth else ""
        met = reader.met(text)
        near = reader.met(before, *passage.section, _intro(passage, nth))
        both = tuple(map(max, met, near, opening))
        figures = figures_in(text, hit.report.metadata.language)
        piece = cut(reader.question, _material(reader, passage, nth, own, figures), reader.terms)
        features = features_of(reader, Place(hit, rank, nth), text, figures, piece)
        features |= _words_met(reader, met, both, whole)
        yield Candidate(
            hit, rank, nth, _cited_span(passage, nth, own), own, figures, piece, features,
            reader.weights.weighed(features), both,
        )  # fmt: skip


def _material(
    reader: Reader, passage: Passage, nth: int, own: Span, figures: tuple[Quantity, ...]
) -> Material:
    """What a short answer is cut from: ``own``, the place of a sentence, and its neighbours."""
    cell = asked_cell(reader.question, passage, nth, reader.terms)
    return Material(
        passage.text[own.start : own.end],
        figures,
        passage.sentences[nth].kind,
        cell,
        said_over(reader.question, passage, nth, cell) if cell else 0.0,
        _beside(passage, nth, -1),
        _beside(passage, nth, 1),
    )


def _beside(passage: Passage, nth: int, step: int) -> str:
    """The sentence before (-1) or after (1) one, where both stand in one paragraph; else ""."""
    found = beside(passage, nth, step)
    return passage.text[found.start : found.end] if found else ""


def beside(passage: Passage, nth: int, step: int) -> Span | None:
    """Where the sentence before (-1) or after (1) one stands, if both are of one paragraph."""
    at = nth + step
    if not 0 <= at < len(passage.sentences):
        return None
    here, other = passage.sentences[nth], passage.sentences[at]
    first, second = (here, other) if step > 0 else (other, here)
    if not here.kind is other.kind is BlockKind.PARAGRAPH or first.end > second.start:
        return None
    between = passage.text[first.end : second.start]
    return None if "\n" in between else Span(other.start, other.end)


def _named_by(reader: Reader, hit: Hit) -> list[float]:
    """For each term that is a name how well the report's opening or publisher meets it; else 0.

    A plan of the town of Ede names Ede on its first page, and means it on every other.
    """
    names = {fold(word) for name in reader.question.names for word in name.split()}
    if not names:
        return [0.0] * len(reader.terms.terms)
    met = reader.met(hit.opening, hit.report.metadata.publisher or "")
    return [
        OPENING * worth if term.word in names else 0.0
        for term, worth in zip(reader.terms.terms, met, strict=True)
    ]


def _words_met(
    reader: Reader, met: Sequence[float], both: Sequence[float], whole: Sequence[float]
) -> dict[str, float]:
    """The share of the question's words in the sentence, and what is added around it."""
    found = focus(reader, met, both) if reader.question.asks_figure else {}
    inside, near = reader.terms.share(met), reader.terms.share(both)
    everywhere = reader.terms.share([max(a, b) for a, b in zip(both, whole, strict=True)])
    return {
        **found,
        "words": inside,
        "words_around": near - inside,
        "words_passage": everywhere - near,
    }


def _with_value(reader: Reader, passage: Passage, nth: int) -> Span:
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

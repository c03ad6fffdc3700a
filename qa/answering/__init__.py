"""A question -> a cited answer, or an honest "not found"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from qa.answering.check import proven
from qa.answering.citations import ranked
from qa.answering.compose import draft
from qa.answering.cut import clipped
from qa.answering.evidence import (
    FUSION,
    PASSAGES_READ,
    Candidate,
    by_evidence,
    candidates,
    of_own_years,
    of_year_asked,
)
from qa.answering.extremes import with_extreme
from qa.answering.frames import frame
from qa.answering.matching import Terms, terms_of
from qa.answering.question import Question
from qa.answering.reading import read_again
from qa.answering.refusal import reason, refuses
from qa.answering.statements import neighbours
from qa.answering.understanding import understand
from qa.answering.versions import older
from qa.model import Answer, Span
from qa.retrieval import NO_FILTERS, Filters

if TYPE_CHECKING:
    from qa.index import Index
    from qa.model import RankedPassage
    from qa.rankers import Ranker
    from qa.retrieval import Hit, Retriever
    from qa.settings import Settings

__all__ = ["Found", "Question", "find", "understand"]

LONGEST_NEAREST = 60  # words of the nearest passage that a refusal shows


class _Clock:
    """Milliseconds by stage."""

    def __init__(self) -> None:
        self.begun = self.last = perf_counter()
        self.stages: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = perf_counter()
        self.stages[stage] = round(self.stages.get(stage, 0.0) + (now - self.last) * 1000, 2)
        self.last = now

    def total(self) -> dict[str, float]:
        return {**self.stages, "total": round((perf_counter() - self.begun) * 1000, 2)}


@dataclass(frozen=True, slots=True)
class Found:
    """The extractive answer to a question, and what it was made from: ``hits``, best first."""

    answer: Answer
    question: Question
    hits: tuple[Hit, ...]
    retriever: Retriever


class _Read(NamedTuple):
    """A part of a question, the candidates that may answer it, best first, and its words."""

    part: Question
    found: list[Candidate]
    terms: Terms


def find(
    question: str,
    retriever: Retriever,
    ranker: Ranker | None,
    settings: Settings,
    *,
    history: Sequence[Mapping[str, str]] = (),
    id: Any = None,
    top_k: int | None = None,
    filters: Filters = NO_FILTERS,
    explain: bool = False,
) -> Found:
    """Answer one question from the reports of an index; ``history`` holds the chat turns before it.

    Raises VraagbaakError for what is no question. Everything in the answer was checked against the
    sources; where they do not answer, its status is ``not_found`` and it says what is missing.
    """
    clock = _Clock()
    asked = understand(question, history)
    clock.lap("understand")
    parts = asked.parts or (asked,)
    wanted = max(top_k or settings.top_k, PASSAGES_READ)
    hits_of = _searched(asked, retriever, wanted, filters)
    clock.lap("retrieve")
    read: list[_Read] = []
    for part, hits in zip(parts, hits_of, strict=True):
        meanings = retriever.meanings(part.understood)
        terms = terms_of(part.terms, retriever, meanings, part.carried)
        best = of_own_years(part, parts, candidates(part, hits, terms))
        clock.lap("evidence")
        best = of_year_asked(part, read_again(part, best, ranker))
        best = with_extreme(part, best, terms, neighbours(retriever.index))
        read.append(_Read(part, best, terms))
        clock.lap("read")
    reordered = [by_evidence(hits, each.found) for hits, each in zip(hits_of, read, strict=True)]
    whole = retriever.search(asked.understood, wanted, filters) if len(parts) > 1 else ()
    hits = _together(reordered, whole)[: top_k or settings.top_k]
    made = _composed(asked, read, ranked(hits, explain), retriever.index, id)
    clock.lap("compose")
    checked = proven(made, retriever.index)
    checked = replace(checked, warnings=(*checked.warnings, *older(checked, retriever.index)))
    clock.lap("check")
    made = replace(checked, timings_ms=clock.total())
    return Found(made, asked, tuple(hits), retriever)


def _searched(asked: Question, retriever: Retriever, k: int, filters: Filters) -> list[list[Hit]]:
    """The hits for each part; for one that names a report's year those of that year's by turns."""
    parts = asked.parts or (asked,)
    years: set[int] = set()
    if any(part.report_years for part in parts):  # else no report's record need be read
        dates = [each.metadata.date for each in retriever.index.reports() if filters.admit(each)]
        years = {int(date[:4]) for date in dates if date}
    searched = []
    for part in parts:
        own = [year for year in part.report_years if year in years]
        if len(own) == 1 and not (filters.year_from or filters.year_to):
            narrow = Filters(filters.report, own[0], own[0])
            query = retriever.prepare(part.understood)
            both = [retriever.rank(query, k, each) for each in (narrow, filters)]
            searched.append(_interleaved(both)[:k])
        else:
            searched.append(retriever.search(part.understood, k, filters))
    return searched


def _interleaved(lists: Sequence[Sequence[Hit]]) -> list[Hit]:
    """The hits of all parts: every part's first, then every part's second …; each passage once."""
    merged: dict[int, Hit] = {}
    for nth in range(max((len(hits) for hits in lists), default=0)):
        for hits in lists:
            if nth < len(hits):
                merged.setdefault(hits[nth].passage_id, hits[nth])
    return list(merged.values())


def _together(of_parts: Sequence[Sequence[Hit]], whole: Sequence[Hit]) -> list[Hit]:
    """The hits of all parts in one order, fused with those of the whole question.

    A part knows less than the question: what one clause names, the other is about too. So the
    whole counts half as much as all parts together; ``score`` becomes the fused one.
    """
    if len(of_parts) == 1:
        return list(of_parts[0])
    hits: dict[int, Hit] = {}
    scores: dict[int, float] = {}
    for ranking, weight in (*((part, 1.0) for part in of_parts), (whole, len(of_parts) / 2)):
        for rank, hit in enumerate(ranking):
            hits.setdefault(hit.passage_id, hit)
            scores[hit.passage_id] = scores.get(hit.passage_id, 0.0) + weight / (FUSION + rank)
    best = sorted(scores, key=lambda passage: -scores[passage])
    return [replace(hits[passage], score=scores[passage]) for passage in best]


def _composed(
    asked: Question,
    read: Sequence[_Read],
    passages: tuple[RankedPassage, ...],
    index: Index,
    id: Any,
) -> Answer:
    """The answer before it is checked: composed, or the reason why there is none."""
    lacking = [each for each in read if refuses(*each)]
    if len(lacking) < len(read):
        kept = [each.found for each in read if each.found]
        made = draft(asked if len(kept) == len(read) else read[0].part, kept, index)
        if made.citations and made.short:
            return Answer(
                id, asked.text, asked.understood, asked.language, "answered", made.text,
                made.short, None, tuple(made.citations), tuple(made.findings), passages,
            )  # fmt: skip
    first = (lacking or read)[0]
    why = reason(*first)
    return Answer(
        id, asked.text, asked.understood, asked.language, "not_found",
        " ".join([why, *_nearest(asked, first.found)]), None, why, (), (), passages,
    )  # fmt: skip


def _nearest(asked: Question, found: Sequence[Candidate]) -> list[str]:
    """The sentence that comes nearest, quoted."""
    if not found:
        return []
    best = found[0]
    metadata = best.hit.report.metadata
    dated = f" ({metadata.date})" if metadata.date else ""
    place = clipped(best.text, Span(0, len(best.text)), LONGEST_NEAREST)
    quote = " ".join(best.text[place.start : place.end].split())
    return [frame(asked.language, "nearest", title=metadata.title, date=dated, quote=quote)]

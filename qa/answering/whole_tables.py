"""A whole table, over the ends of the passages that it was cut into."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from qa import table_rows
from qa.answering.cut import Cut
from qa.answering.evidence import Candidate
from qa.answering.features import figures_in
from qa.figures.numerals import parse_digits
from qa.model import BlockKind, Passage, Span

if TYPE_CHECKING:
    from qa.model import Language

# Gives the passage so many places after another in its report (1), or before it (-1).
Neighbour = Callable[[Passage, int], Passage | None]
MOST_ROWS = 2_000  # of a table, above a row and below it; a longer one is not read
# A cell that is a number, and what may stand behind that: a unit, a note's mark.
_NUMBER = re.compile(r"[€$<>\s]*(?P<sign>[-−–+]?)\s?(?P<digits>\d[\d.,\u00a0\u202f]*)")
_REST = re.compile(r"\s*(?:%|[^\W\d]{1,8}\.?)?[\s*)(\d⁽⁾¹²³]{0,5}$")
# What may stand between a table's row and the line that leads up to the table.
ABOVE = frozenset({BlockKind.TABLE_ROW, BlockKind.CAPTION, BlockKind.FURNITURE})


class RowPlace(NamedTuple):
    """A row of a table: its passage, and its number among that one's sentences."""

    passage: Passage
    nth: int

    @property
    def key(self) -> tuple[str, int, int]:
        """What tells it from other rows: report, passage, sentence."""
        return self.passage.report, self.passage.ordinal, self.nth

    @property
    def text(self) -> str:
        """Its cells as one text."""
        return self.passage.sentence_text(self.nth)

    @property
    def heads(self) -> tuple[str, ...]:
        """The column heads, one a cell; none for a row of heads."""
        return self.passage.sentences[self.nth].heads

    @property
    def kind(self) -> BlockKind:
        """What kind of block it stands in."""
        return self.passage.sentences[self.nth].kind


def rows_of(place: RowPlace, neighbour: Neighbour) -> list[RowPlace]:
    """The rows of a row's table that have heads, in order; none where they are too many to read.

    The highest figure of half a table would be no answer.
    """
    above, below = (list(islice(_within(place, step, neighbour), MOST_ROWS)) for step in (-1, 1))
    if max(len(above), len(below)) == MOST_ROWS:
        return []
    return [each for each in (*reversed(above), place, *below) if each.heads]


def over_table(place: RowPlace, neighbour: Neighbour) -> list[RowPlace]:
    """What stands over a row of its table without being a row of it: heads, caption; nearest first.

    At most one line that is no row and no caption: what leads up to the table.
    """
    found = []
    for each in islice(_sentences(place, -1, neighbour), MOST_ROWS):
        if each.kind is BlockKind.TABLE_ROW and each.heads:
            continue
        found.append(each)
        if each.kind not in ABOVE:
            break
    return found


def _within(place: RowPlace, step: int, neighbour: Neighbour) -> Iterator[RowPlace]:
    """The rows above or below one in its table, nearest first."""
    for each in _sentences(place, step, neighbour):
        if each.kind is BlockKind.FURNITURE:
            continue
        if each.kind is not BlockKind.TABLE_ROW:
            return
        if not each.heads and len(table_rows.cells(each.text)) > 1:
            return  # the heads of this table, or of the next
        yield each


def _sentences(place: RowPlace, step: int, neighbour: Neighbour) -> Iterator[RowPlace]:
    passage, nth = place
    while True:
        nth += step
        if not 0 <= nth < len(passage.sentences):
            beside = neighbour(passage, step)
            if beside is None:
                return
            passage = beside
            nth = 0 if step > 0 else len(passage.sentences) - 1
        yield RowPlace(passage, nth)


def figure_in(cell: str, language: Language) -> float | None:
    """The figure that a cell is; None for words, a range, a dash, and digits without an end."""
    match = _NUMBER.match(cell)
    if match is None or not _REST.match(cell, match.end()):
        return None
    value = parse_digits(match["digits"].rstrip(".,"), language)
    if value is None or not isfinite(value):
        return None
    return -value if match["sign"] in ("-", "−", "–") else value


def place_of(candidate: Candidate) -> RowPlace:
    """A candidate's sentence as a row."""
    return RowPlace(candidate.passage, candidate.sentence)


def settled_by(found: Sequence[Candidate], place: RowPlace) -> Candidate | None:
    """The row as the best candidate, its label as what is cut from it."""
    near = [each for each in found if each.passage.report == place.passage.report]
    known = next((each for each in near if place_of(each).key == place.key), None)
    if known is None and not near:
        return None
    base = known or near[0]
    sentence = place.passage.sentences[place.nth]
    own = Span(sentence.start, sentence.end)
    label = table_rows.cells(place.text)[0]
    if label.end <= label.start:
        return None
    hit = base.hit if known else replace(base.hit, passage=place.passage)
    return replace(
        base,
        hit=hit,
        sentence=place.nth,
        span=own,
        own=own,
        quantities=figures_in(place.text, hit.report.metadata.language),
        cut=Cut(label, 1.0),
        score=max(each.score for each in found),
        ranker_span=None,
        settled=place.text[label.start : label.end].strip(" .,;:"),
    )

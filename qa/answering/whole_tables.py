"""A whole table, over the ends of the passages that it was cut into."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from qa import table_rows
from qa.model import BlockKind, Passage

Neighbour = Callable[[Passage, int], Passage | None]
MOST_ROWS = 400  # of a table, above a row and below it

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
    """The rows of a row's table that have heads, in order."""
    above = [each for each in _within(place, -1, neighbour) if each.heads]
    below = [each for each in _within(place, 1, neighbour) if each.heads]
    return [*reversed(above), place, *below]


def over_table(place: RowPlace, neighbour: Neighbour) -> list[RowPlace]:
    """What stands over a row of its table without being a row of it: heads, caption; nearest first.

    At most one line that is no row and no caption: what leads up to the table.
    """
    found = []
    for each in _sentences(place, -1, neighbour):
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
    for _ in range(MOST_ROWS):
        nth += step
        if not 0 <= nth < len(passage.sentences):
            beside = neighbour(passage, step)
            if beside is None:
                return
            passage = beside
            nth = 0 if step > 0 else len(passage.sentences) - 1
        yield RowPlace(passage, nth)

"""What a table on a page is made of, whether it has rules or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.reading.layout import Row, Segment

FIGURE = re.compile(
    r"(?:[€$£]\s*)?[-–−+±]?\s*\(?\d[\d.,\s]*\)?\s*(?:%|procent|mln\.?|mld\.?|pp|euro|x)?$|"
    r"[-–—]$|n\.?v\.?t\.?$|n\.?b\.?$",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?:(?:19|20)\d\d)(?:\s?[-–/]\s?(?:19|20)?\d\d)?\*{0,2}$")


@dataclass(slots=True, eq=False)
class Cell:
    """A cell's lines from top to bottom; one that spans columns or rows stands in each of them."""

    lines: tuple[Segment, ...] = ()

    @property
    def text(self) -> str:
        """Its words, lines parted by line ends."""
        return "\n".join(line.text for line in self.lines)

    @property
    def bold(self) -> bool:
        """Is all of it in bold letters?"""
        return all(char.bold for line in self.lines for char in line.chars)


@dataclass(slots=True)
class TableRow:
    """A row's cells, one for each column; ``is_head`` where it holds column heads."""

    cells: tuple[Cell, ...]
    is_head: bool = False

    @property
    def bold(self) -> bool:
        """Are all its words in bold letters?"""
        filled = [cell for cell in self.cells if cell.lines]
        return bool(filled) and all(cell.bold for cell in filled)


class Table(Segment):
    """A table's rows, the x spans of its columns; among a page's segments it stands as one.

    ``top`` is the height of its uppermost rule, or of its first line where it has none.
    """

    __slots__ = ("columns", "rows", "top")

    def __init__(
        self, rows: Sequence[TableRow], columns: Sequence[tuple[float, float]], top: float
    ) -> None:
        lines = [line for row in rows for cell in row.cells for line in cell.lines]
        self.chars = []
        self.kerned = self.aside = False
        self.x0, self.x1, self.top = columns[0][0], columns[-1][1], top
        self.y0 = max((line.y0 for line in lines), default=top)
        self.columns = list(columns)
        self.size = lines[0].size if lines else 1.0
        self._text = ""
        self.rows = list(rows)

    def pieces(self, gap: float) -> list[Segment]:
        """It is never divided."""
        return [self]

    def cut(self, x: float) -> list[Segment]:
        """It is never divided."""
        return [self]


def table_of(row: Row) -> Table | None:
    """The table that a row of the page is; None for a line of text."""
    return row[0] if len(row) == 1 and isinstance(row[0], Table) else None


def is_figure(text: str) -> bool:
    """Is it a number, an amount, a share, or what stands for none ("-", "n.v.t.")?"""
    return bool(FIGURE.match(text.strip())) and not YEAR.match(text.strip())


def mark_heads(rows: Sequence[TableRow]) -> None:
    """Marks the rows at a table's top that hold column heads.

    They are those above the first row with figures, where most rows have figures; else those in
    bold letters above rows that are not.
    """
    figured = [any(is_figure(cell.text) for cell in row.cells[1:]) for row in rows]
    bold = [row.bold for row in rows[:4]]
    if sum(figured) >= 0.5 * len(rows):
        count = figured.index(True)
    elif True in bold and sum(row.bold for row in rows[4:]) < 0.5 * len(rows[4:]) + 1:
        count = len(bold) - bold[::-1].index(True)
        count = 0 if count == len(rows) else count
    else:
        count = 0
    if 0 < count <= max(1, min(4, len(rows) // 2)):
        for row in rows[:count]:
            row.is_head = True

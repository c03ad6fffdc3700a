"""Tables whose columns are set apart by spaces only, as ``pdftotext -layout`` writes them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.model import Span
from qa.reading.placed import Placed
from qa.reading.structure import FIGURE
from qa.reading.tables import MAX_COLUMNS, Row, is_measured, with_heads_found

LEAST_ROWS = 3
MOST_HEADS = 4  # lines that the heads of columns run over
OFF_MIDDLE = 4.0  # characters that a head over several columns may stand off their middle
FULL_SHARE = 0.3  # of the rows have a cell in every column …
FIT_SHARE = 0.9  # … and so many stand under their cells
_PIECE = re.compile(r"\S+(?: \S+)*")
_WORD = re.compile(r"\S+")
_NUMBER = re.compile(rf"{FIGURE}$|[-–x]$")
_FIGURES_AT_END = re.compile(rf"\S.*(?:\s{FIGURE}){{2,}}\s*$")

Cells = list[Span]


def may_go_on(line: str) -> bool:
    """Could this be a row though no gap is in it: the end of a head, or figures a space apart?"""
    return line.startswith("  ") or bool(_FIGURES_AT_END.match(line[-200:]))


def pieces_of(line: str) -> Cells:
    """The pieces of a line between gaps of two or more spaces; the last column has all the rest."""
    pieces = [Span(*found.span()) for found in _PIECE.finditer(line)]
    if len(pieces) > MAX_COLUMNS:
        pieces[MAX_COLUMNS - 1 :] = [Span(pieces[MAX_COLUMNS - 1].start, pieces[-1].end)]
    return pieces


@dataclass(frozen=True, slots=True)
class SpacedTable:
    """Lines that make a table: how many of them hold heads, each one's cells, the columns."""

    heads: int
    cells: tuple[Cells, ...]
    columns: tuple[Span, ...]

    def __len__(self) -> int:
        return len(self.cells)

    def rows(self, lines: Sequence[Placed]) -> list[Row]:
        """The lines as rows; a piece belongs to the column that it stands under or nearest to.

        One of an upper line of heads may stand over several, and then heads all of them.
        """
        found = []
        for nth_line, (line, pieces) in enumerate(zip(lines, self.cells, strict=True)):
            cells = [Placed()] * len(self.columns)
            whole = len(pieces) == len(self.columns)
            over = _spanning(pieces, self.columns) if nth_line < self.heads - 1 else None
            for nth, piece in enumerate(pieces):
                nearest = nth if whole else _nearest(piece, self.columns)
                cell = line[piece.start : piece.end]
                for at in over[nth] if over else (nearest,):
                    cells[at] = Placed.join([cells[at], cell], " ") if cells[at].text else cell
            found.append(Row(tuple(cells)))
        has_heads = with_heads_found([found[0], *found[self.heads :]])[0].is_head
        return [
            Row(row.cells, is_head=has_heads and nth < self.heads) for nth, row in enumerate(found)
        ]


def _spanning(pieces: Cells, columns: Sequence[Span]) -> list[Sequence[int]] | None:
    """The columns that each piece of a line of heads stands over; None where they span none.

    Each column goes to the piece whose middle is nearest, and a piece must stand over the middle of
    its columns. The first may head the rows' labels alone.
    """
    labelled = bool(pieces) and len(columns) > 1 and pieces[0].start < columns[0].end
    heads, below = pieces[labelled:], range(1, len(columns))
    if not heads or len(heads) >= len(below):
        return None
    middles = [(piece.start + piece.end) / 2 for piece in heads]
    over: list[list[int]] = [[] for _ in heads]
    for column in below:
        middle = (columns[column].start + columns[column].end) / 2
        over[min(range(len(heads)), key=lambda nth: abs(middles[nth] - middle))].append(column)
    for own, middle in zip(over, middles, strict=True):
        if not own:
            return None
        between = (columns[own[0]].start + columns[own[-1]].end) / 2
        if abs(between - middle) > OFF_MIDDLE:
            return None
    return [(0,), *over] if labelled else list(over)


def spaced_table(lines: Sequence[str]) -> SpacedTable | None:
    """The table that the first lines make, its columns set apart by spaces; None for none.

    The lines of a table have as many pieces as each other (but for the heads), or stand under those
    that have most; two in five have a figure. A justified paragraph has gaps too, but no figures in
    columns.
    """
    heads, cells, columns = _laid_out(lines)
    length = next((nth for nth in range(heads, len(cells)) if len(cells[nth]) < 2), len(cells))
    if length < LEAST_ROWS or length == heads:
        return None
    counts = [len(each) for each in cells[heads:length]]
    usual = max(_usual(counts), len(columns))
    end = next((nth for nth, count in enumerate(counts, heads) if count > usual + 1), length)
    rows = [
        [line[cell.start : cell.end] for cell in each[1:]]
        for line, each in zip(lines[heads:end], cells[heads:end], strict=True)
        if len(each) == len(columns) or _fits(each, columns)
    ]
    words = [cell for row in rows for cell in row]
    figures = sum(any(sign.isdigit() for sign in cell) for cell in words)
    whole = len(rows) >= LEAST_ROWS - 1 and len(rows) >= 0.6 * (end - heads)
    if not whole or figures < 0.4 * len(words):
        return None
    return SpacedTable(heads, tuple(cells[:end]), tuple(columns))


def _laid_out(lines: Sequence[str]) -> tuple[int, list[Cells], list[Span]]:
    """How many lines are heads, each line's cells, and the columns that the rows make."""
    pieces = [pieces_of(line) for line in lines]
    figured = (
        nth
        for nth, (line, each) in enumerate(zip(lines, pieces, strict=True))
        if nth and any(is_measured(line[piece.start : piece.end]) for piece in each[1:])
    )
    first = min(next(figured, 1), MOST_HEADS)
    columns = _columns(lines[first:], pieces[first:])
    cells = [
        each if nth < first else _split(line, each, len(columns))
        for nth, (line, each) in enumerate(zip(lines, pieces, strict=True))
    ]
    return _heads(pieces[:first], columns), cells, columns


def _heads(pieces: Sequence[Cells], columns: Sequence[Span]) -> int:
    """How many lines over the first figures are heads: those that share one label of the rows."""
    if not columns or not pieces:
        return 1
    labelled = [bool(each) and _nearest(each[0], columns) == 0 for each in pieces]
    return next((nth for nth in range(1, len(pieces)) if sum(labelled[: nth + 1]) > 1), len(pieces))


def _usual(counts: Sequence[int]) -> int:
    often = Counter(counts)
    return max(often, key=lambda count: (often[count], count), default=0)


def _columns(lines: Sequence[str], pieces: Sequence[Cells]) -> list[Span]:
    """The columns by the rows that have a cell in each: as many as fit most rows.

    Where rows do not stand under each other, as many as rows most often have.
    """
    rows = [each for each in pieces if len(each) > 1]
    counts = [len(row) for row in rows]
    for count, often in sorted(Counter(counts).items(), reverse=True):
        if often < max(2, FULL_SHARE * len(rows)):
            continue
        columns = _extents(rows, count)
        if any(left.end >= right.start for left, right in pairwise(columns)):
            continue
        split = [_split(line, row, count) for line, row in zip(lines, pieces, strict=True)]
        fitting = [len(row) == count or _fits(row, columns) for row in split if len(row) > 1]
        if sum(fitting) >= FIT_SHARE * len(fitting):
            return columns
    return _extents(rows, _usual(counts))


def _extents(rows: Sequence[Cells], count: int) -> list[Span]:
    full = [row for row in rows if len(row) == count]
    return [
        Span(min(row[nth].start for row in full), max(row[nth].end for row in full))
        for nth in range(count)
    ]


def _fits(row: Cells, columns: Sequence[Span]) -> bool:
    """Does each cell of a row stand under a column of its own?"""
    under = [_nearest(cell, columns) for cell in row] if columns else []
    return (
        bool(under)
        and all(a < b for a, b in pairwise(under))
        and all(_apart(cell, columns[at])[0] == 0 for cell, at in zip(row, under, strict=True))
    )


def _split(line: str, pieces: Cells, count: int) -> Cells:
    """A row's cells, of which a table has ``count``, where some stand a single space apart.

    Its last words are its figures, then: one for each column but the first.
    """
    wanted = count - 1
    if len(pieces) > wanted or wanted < 2:
        return pieces
    words = [Span(*found.span()) for found in _WORD.finditer(line)]
    figures = 0
    while figures < len(words) and _NUMBER.match(line[slice(*words[-1 - figures])]):
        figures += 1
    if figures != wanted or figures == len(words):
        return pieces
    return [Span(words[0].start, words[-1 - wanted].end), *words[-wanted:]]


def _nearest(piece: Span, columns: Sequence[Span]) -> int:
    """The column that a piece stands under or nearest to; they begin and end in their order."""
    low = bisect_left(columns, piece.start, key=lambda column: column.end)
    high = bisect_right(columns, piece.end, key=lambda column: column.start)
    if low < high:  # it stands under these: its middle is nearest to one of two middles
        middle = piece.start + piece.end
        at = bisect_left(columns, middle, low, high, key=lambda column: column.start + column.end)
    else:
        low, at, high = 0, low, len(columns)
    near = range(max(low, at - 1), min(at + 1, high))
    return min(near, key=lambda nth: _apart(piece, columns[nth]))


def _apart(piece: Span, column: Span) -> tuple[int, int]:
    """How far a piece stands from a column, and their middles from each other."""
    gap = max(0, column.start - piece.end, piece.start - column.end)
    return gap, abs(piece.start + piece.end - column.start - column.end)

"""A page's characters and rules -> its lines and table rows in reading order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from qa.reading.aligned import head_above, with_tables
from qa.reading.boxes import text_boxes
from qa.reading.cells import Cell, Table, TableRow, table_of
from qa.reading.columns import in_order
from qa.reading.grids import joined, ruled_tables
from qa.reading.justified import mark_full, whole_lines
from qa.reading.layout import Char, Row, Rule, Segment, rows_of
from qa.reading.line_numbers import without_line_numbers
from qa.reading.losses import Box
from qa.reading.structure import is_lead

HEAD_ABOVE = 2.2  # times the letters' size: a ruled table's head stands no higher above its rules
OVER = 1.25  # times a column's width: a longer rule is none of its tables'
UPRIGHT = 6.0  # points: a shorter rule parts no cells
PARAGRAPH_GAP = 1.35  # baselines further apart than this share of the usual leave a paragraph's gap
COLUMNS_APART = 2.0  # times the letters' size: what stands so much higher begins a new column


@dataclass(slots=True)
class PageLine:
    """A line of a page's text, or a row of a table: then ``row`` and its ``table`` are set.

    ``new`` are the row's cells that stand in no row above it; ``gap``: a paragraph's gap stands
    above the line; ``counts``: it is a number in the margin that counts the lines; ``full``: it was
    broken for want of room.
    """

    segments: list[Segment]
    table: Table | None = None
    row: TableRow | None = None
    new: tuple[Cell, ...] = ()
    gap: bool = False
    counts: bool = False
    full: bool = False
    size: float = field(init=False)
    bold: bool = field(init=False)
    x0: float = field(init=False)
    y0: float = field(init=False)
    text: str = field(init=False)

    def __post_init__(self) -> None:
        chars = [char for part in self.segments for char in part.chars]
        sizes = Counter(round(char.size, 1) for char in chars)
        self.size = max(sizes, key=lambda size: (sizes[size], size)) if sizes else 0.0
        self.bold = bool(chars) and sum(char.bold for char in chars) > 0.8 * len(chars)
        self.x0 = min(part.x0 for part in self.segments)
        self.y0 = max(part.y0 for part in self.segments)
        if self.row:
            self.text = "\t".join(cell.text for cell in self.new)
        else:
            self.text = _line_text(self.segments)

    def settle(self) -> None:
        """Lets its characters go, once its page is laid out; those of tables are few."""
        if self.row is None:
            for part in self.segments:
                part.settle()

    @property
    def noted(self) -> bool:
        """Does it begin with a raised number, as a note does?"""
        first = self.segments[0]
        alone = len(self.segments) > 1 and first.text.isdigit() and first.size < 0.9 * self.size
        return self.row is None and (first.noted or alone)


def page_lines(chars: Sequence[Char], rules: Sequence[Rule] = ()) -> list[PageLine]:
    """The lines of a page in reading order: columns one after the other, top to bottom."""
    tables, rest = ruled_tables(chars, rules)
    boxes, rest = text_boxes(rest, rules)
    uprights = [rule for rule in rules if not rule.level and rule.y1 - rule.y0 > UPRIGHT]
    rules = joined(rules)
    numbers, rows = without_line_numbers([_cut_by(row, uprights) for row in rows_of(rest)])
    for table in tables:
        _take_head(table, rows)
    rows += [[table] for table in tables]
    rows.sort(key=lambda row: -row[0].y0)
    columns = list(_columns(list(in_order(rows, rules))))
    lines = [line for column in columns for line in _lines(column, _within(rules, columns, column))]
    _mark_gaps(lines)
    mark_full(lines)
    for box, inside in boxes:
        _put_box(lines, box, list(_lines(inside, ())))
    return [*(PageLine([number], counts=True) for number in numbers), *lines]


def _cut_by(row: Row, uprights: Sequence[Rule]) -> Row:
    """A row's segments cut where upright rules stand between their words."""
    middle = row[0].y0 + row[0].size / 2
    for x in {rule.x0 for rule in uprights if rule.y0 < middle < rule.y1}:
        row = [
            piece
            for part in row
            for piece in (part.cut(x) if part.x0 < x < part.x1 and not part.covers(x) else [part])
        ]
    return row


def _take_head(table: Table, rows: list[Row]) -> None:
    """Gives a ruled table the row of heads that stands over its rules."""
    size = table.size
    above = [row for row in rows if 0 <= row[0].y0 - table.top < HEAD_ABOVE * size]
    near = [row for row in above if row[0].x0 < table.x1 and row[-1].x1 > table.x0]
    if len(near) == 1 and not table.rows[0].is_head and (head := head_above(table, near[0])):
        rows.remove(near[0])
        table.rows.insert(0, head)
        table.y0 = near[0][0].y0
        head.is_head = True


def _columns(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows in reading order, cut at empty ones, and where the next stands at a column's head."""
    column: list[Row] = []
    for row in rows:
        if not row:
            if column:
                yield column
            column = []
            continue
        if column and row[0].y0 > column[-1][0].y0 + COLUMNS_APART * row[0].size:
            yield column
            column = []
        column.append(row)
    if column:
        yield column


def _within(
    rules: Sequence[Rule], columns: Sequence[Sequence[Row]], column: Sequence[Row]
) -> Sequence[Rule]:
    """The rules that may be of a column's tables: of several columns, none that runs over more."""
    if len(columns) < 2:
        return rules
    left, right = min(row[0].x0 for row in column), max(row[-1].x1 for row in column)
    return [rule for rule in rules if rule.x1 - rule.x0 <= OVER * (right - left)]


def _put_box(lines: list[PageLine], box: Box, inside: list[PageLine]) -> None:
    """Puts a box's lines before the paragraph that the first line beside it is of."""
    level = [at for at, line in enumerate(lines) if box[1] < line.y0 < box[3]]
    at = level[0] if level else len(lines)
    while 0 < at < len(lines) and not lines[at].gap and lines[at - 1].y0 > lines[at].y0:
        at -= 1
    _mark_gaps(inside)
    mark_full(inside)
    for line in inside[:1] + lines[at : at + 1]:
        line.gap = True
    for line in inside:
        for part in line.segments:
            part.aside = True
    lines[at:at] = inside


def _lines(rows: Sequence[Row], rules: Sequence[Rule]) -> Iterator[PageLine]:
    for row in with_tables(list(whole_lines(rows)), rules):
        table = table_of(row)
        if table is None:
            yield PageLine(row)
            continue
        written: set[Cell] = set()
        for line in table.rows:
            new = tuple(c for c in dict.fromkeys(line.cells) if c.lines and c not in written)
            written.update(new)
            if new:
                yield PageLine([part for cell in new for part in cell.lines], table, line, new)


def _line_text(segments: Sequence[Segment]) -> str:
    """The words of a line; tabs between segments, but a space after a bullet or a number."""
    text = ""
    for part in segments:
        if text:
            text += " " if is_lead(text) else "\t"
        text += part.text
    return text


def _mark_gaps(lines: Sequence[PageLine]) -> None:
    """Marks the lines that stand further below the one before than lines usually do."""
    steps = [
        round(above.y0 - line.y0, 1)
        for above, line in pairwise(lines)
        if 0 < above.y0 - line.y0 < 4 * max(line.size, 1)
    ]
    usual = Counter(round(step * 2) / 2 for step in steps).most_common(1)
    for above, line in pairwise(lines):
        step = above.y0 - line.y0
        normal = min(usual[0][0] if usual else 1.3 * line.size, 1.9 * max(line.size, above.size))
        line.gap = step <= 0 or step > PARAGRAPH_GAP * max(normal, 1.05 * line.size)

"""Tables without upright rules: rows whose words line up in columns.

A row of the page that has a gap as wide as between cells begins one, and rows go on with it while
their words stand in its columns. Cells that run over several lines are put together: a rule, the
distance of the lines, and what the words say tell where a row of the table ends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from qa.reading import structure
from qa.reading.cells import Cell, Table, TableRow, is_figure, mark_heads, table_of
from qa.reading.layout import Row, Rule, Segment

CELL_PIECE = 0.8  # times the letters' size: a gap so wide may part cells of a table
CUT_GAP = 0.2  # ... and one so wide does, where columns part
ALIGNED = 3.0  # points from a column's edge at which its words begin
LEAST_SPACE = 2.5  # points between two columns
LOOK = 4  # lines of a cell that may stand between two rows with more than one cell
FAR = 2.6  # times the letters' size: lines further apart are of no one table, unless ruled
WIDE = 0.62  # share of the table's width that a line of running text has
ALIKE = 1.15  # sizes of letters within one table differ less
CLOSE = 0.8  # a distance under this share of the largest is one within a row
LEAST_FIGURED = 3  # rows of figures that tell the columns which heads stand over
RULE_SHARE = 0.5  # of the table's width that a rule between rows has at least


def with_tables(rows: Sequence[Row], rules: Sequence[Rule]) -> Iterator[Row]:
    """The rows of one column of a page, those that make a table as one."""
    at = 0
    while at < len(rows):
        begins = _is_celled(rows[at]) or _spans_head(rows[at : at + 2])
        end = _end_of_run(rows, at, rules) if begins else at
        table = _table(rows[at:end], rules) if end - at > 1 else None
        if table is None:
            yield rows[at]
            at += 1
        else:
            yield [table]
            at = end


def _is_celled(row: Row) -> bool:
    """Has a row more than one cell, a bullet or number before its words aside?"""
    if table_of(row):
        return False
    return len(row) > (2 if structure.is_lead(row[0].text) else 1)


def _spans_head(rows: Sequence[Row]) -> bool:
    """Does a line stand over the columns of the row of cells under it, right of the first?"""
    if len(rows) < 2 or len(rows[0]) > 1 or table_of(rows[0]) or not _is_celled(rows[1]):
        return False
    head, cells = rows[0][0], rows[1]
    near = head.y0 - cells[0].y0 < FAR * head.size
    return near and head.x0 > cells[0].x1 and len(cells) > 2 and head.x1 < cells[-1].x1 + head.size


def _zone(row: Row, rules: Sequence[Rule]) -> tuple[float, float] | None:
    """The heights between which level rules of one width stand over and under a row of cells."""
    over = [r for r in rules if r.level and r.x0 < row[-1].x1 and r.x1 > row[0].x0]
    for top in sorted((r for r in over if r.y0 > row[0].y0), key=lambda r: r.y0):
        alike = [r for r in over if abs(r.x0 - top.x0) < 4 and abs(r.x1 - top.x1) < 4]
        foot = min(r.y0 for r in alike)
        if len(alike) >= 3 and foot < row[0].y0 and top.y0 - row[0].y0 < FAR * row[0].size:
            return foot, top.y0
    return None


def _end_of_run(rows: Sequence[Row], start: int, rules: Sequence[Rule]) -> int:
    """Where a run of rows ends that may be a table."""
    end, at = start + 1, start + 1
    left, right = rows[start][0].x0, rows[start][-1].x1
    zone = _zone(rows[start], rules)
    while at < len(rows) and not table_of(rows[at]):
        row, above = rows[at], rows[at - 1]
        step = above[0].y0 - row[0].y0
        if _is_celled(row) and not (zone and zone[0] < row[0].y0):
            zone = _zone(row, rules)
        in_zone = zone is not None and zone[0] < row[0].y0 < zone[1]
        if step <= 0 or (step > FAR * max(row[0].size, above[0].size) and not in_zone):
            break
        if not in_zone and not 1 / ALIKE < row[0].size / above[0].size < ALIKE:
            break  # a heading over the table, a note under it
        wide = row[-1].x1 - row[0].x0 > WIDE * (right - left)
        if _is_celled(row):
            left, right = min(left, row[0].x0), max(right, row[-1].x1)
            end = at + 1
        elif wide and (not in_zone or row[0].x0 < left + ALIGNED):
            break
        elif in_zone:
            end = at + 1
        elif at - end >= LOOK:
            break
        at += 1
    while end < len(rows) and end < at and _hangs_on(rows[end - 1], rows[end]):
        end += 1
    return end


def _hangs_on(above: Row, row: Row) -> bool:
    """Is a line of one piece the rest of a cell in the row above it?"""
    part = row[0]
    close = above[0].y0 - part.y0 < 1.5 * part.size
    starts = [cell.x0 for cell in above]
    under = min(range(len(starts)), key=lambda at: abs(starts[at] - part.x0))
    if not close or abs(starts[under] - part.x0) > part.size:
        return False
    return under > 0 or structure.starts_low(part.text)


@dataclass(slots=True)
class _Line:
    """A line of the page within a table: what stands in each column, and what spans columns."""

    cells: dict[int, Segment]
    spans: dict[int, int]
    y0: float
    size: float

    def has_figure(self, column: int) -> bool:
        return column in self.cells and is_figure(self.cells[column].text)

    @property
    def figures(self) -> set[int]:
        return {column for column in self.cells if column and self.has_figure(column)}


@dataclass(slots=True)
class _Group:
    """The lines that one row of the table is made of."""

    lines: list[_Line] = field(default_factory=list)

    def row(self, columns: int) -> TableRow:
        cells = [Cell() for _ in range(columns)]
        for line in self.lines:
            for column, part in line.cells.items():
                cells[column].lines += (part,)
        for line in self.lines:
            for column, span in line.spans.items():
                for covered in range(column + 1, min(column + span, columns)):
                    if not cells[covered].lines:
                        cells[covered] = cells[column]
        return TableRow(tuple(cells))


def _table(rows: Sequence[Row], rules: Sequence[Rule]) -> Table | None:
    pieces = [[piece for part in row for piece in part.pieces(CELL_PIECE)] for row in rows]
    celled = [row for row, whole in zip(pieces, rows, strict=True) if len(whole) > 1]
    columns = _columns(_without_spanning(celled))
    if len(columns) < 2:
        return None
    lines = _lines(rows, columns)
    if sum(len(line.cells) > 1 for line in lines) < 2:
        return None
    x0, x1 = columns[0][0], columns[-1][1]
    levels = [
        rule.y0
        for rule in rules
        if rule.level and min(rule.x1, x1) - max(rule.x0, x0) >= RULE_SHARE * (x1 - x0)
    ]
    made = [group.row(len(columns)) for group in _groups(lines, levels)]
    mark_heads(made)
    return Table(made, columns, rows[0][0].y0)


def _without_spanning(rows: Sequence[Sequence[Segment]]) -> Sequence[Sequence[Segment]]:
    """The rows, but in those above the first figures no piece that stands over several columns.

    What stands below tells the columns; "Cijfer" over two of them would make them one.
    """
    figured = (nth for nth, row in enumerate(rows) if any(is_figure(part.text) for part in row[1:]))
    first = next(figured, 0)
    if len(rows) - first < LEAST_FIGURED:
        return rows
    kept = list(rows[first:])
    for row in reversed(rows[:first]):
        below = _columns(kept)
        kept.insert(0, [part for part in row if not _stands_over_several(part, below)])
    return kept


def _stands_over_several(part: Segment, columns: Sequence[tuple[float, float]]) -> bool:
    return sum(a < part.x1 and part.x0 < b for a, b in columns) > 1


def _lines(rows: Sequence[Row], columns: Sequence[tuple[float, float]]) -> list[_Line]:
    """The rows by column, from the foot up: what is headed below is not cut in what stands over it.

    "Gemiddeld cijfer" over "School" and "Centraal" is one head, wherever its space falls.
    """
    found: list[_Line] = []
    for row in reversed(rows):
        below = set(found[-1].cells) - found[-1].figures if found else set()
        found.append(_line(row, columns, below))
    return found[::-1]


def head_above(table: Table, row: Row) -> TableRow | None:
    """The head that a row is of the ruled table under it; None for any other row."""
    if len(row) < 2 or row[0].x0 < table.x0 - 3 or row[-1].x1 > table.x1 + 3:
        return None
    line = _line(row, table.columns)
    if line.figures or line.spans or len(line.cells) < max(2, len(table.columns) // 2):
        return None
    return _Group([line]).row(len(table.columns))


def _columns(rows: Sequence[Sequence[Segment]]) -> list[tuple[float, float]]:
    """The x spans of the columns: where hardly any row has words between two, they part."""
    edges = sorted(
        [(part.x0, 1) for row in rows for part in row]
        + [(part.x1, -1) for row in rows for part in row]
    )
    allowed = len(rows) // 10
    found: list[list[float]] = []
    depth = 0
    for x, step in edges:
        before, depth = depth, depth + step
        if step > 0 and before <= allowed < depth:
            if found and x - found[-1][1] < LEAST_SPACE:
                continue
            found.append([x, x])
        elif step < 0 and depth <= allowed < before:
            found[-1][1] = x
    return [(a, b) for a, b in found]


def _line(row: Row, columns: Sequence[tuple[float, float]], headed: Collection[int] = ()) -> _Line:
    """A row's words by column; a piece that lies over several spans them.

    It is not cut where all of them are ``headed`` by words in the line below.
    """
    cells: dict[int, list[Segment]] = {}
    spans: dict[int, int] = {}
    for whole in row:
        over = [at for at, (a, b) in enumerate(columns) if whole.x0 < b and whole.x1 > a]
        one = len(over) > 1 and 0 not in over and len(whole.pieces(CELL_PIECE)) == 1
        kept = one and all(at in headed for at in over)
        for part in [whole] if kept else _by_column(whole, columns):
            over = [at for at, (a, b) in enumerate(columns) if part.x0 < b + 1 and part.x1 > a - 1]
            over = over or _nearest(part, columns)
            cells.setdefault(over[0], []).append(part)
            if len(over) > 1:
                spans[over[0]] = max(spans.get(over[0], 1), len(over))
    joined = {
        column: parts[0]
        if len(parts) == 1
        else Segment([char for part in parts for char in part.chars], parts[0].kerned)
        for column, parts in cells.items()
    }
    return _Line(joined, spans, row[0].y0, row[0].size)


def _nearest(part: Segment, columns: Sequence[tuple[float, float]]) -> list[int]:
    """The column, or the columns beside one another, in whose middle a piece stands."""
    middle = (part.x0 + part.x1) / 2
    spans = [
        list(range(first, last + 1))
        for first in range(len(columns))
        for last in range(first, min(first + 4, len(columns)))
    ]

    def off(span: list[int]) -> tuple[bool, float]:
        apart = abs((columns[span[0]][0] + columns[span[-1]][1]) / 2 - middle)
        return apart > part.size, apart

    return min(spans, key=off)


def _by_column(whole: Segment, columns: Sequence[tuple[float, float]]) -> list[Segment]:
    """A segment cut between columns, where it has a gap there that may part cells."""
    parts = [whole]
    for (_, left), (right, _) in pairwise(columns):
        last = parts[-1]
        if not last.x0 < left < right < last.x1:
            continue
        places = [(left + right) / 2]
        places += [char.x0 - 0.1 for char in last.chars if abs(char.x0 - right) <= ALIGNED]
        for x in places:
            halves = last.cut(x)
            if len(halves) == 2 and halves[1].x0 - halves[0].x1 > CUT_GAP * whole.size:
                parts[-1:] = halves
                break
    return parts


def _groups(lines: Sequence[_Line], levels: Sequence[float]) -> list[_Group]:
    steps = [a.y0 - b.y0 for a, b in pairwise(lines)]
    figured = [bool(line.figures) for line in lines]
    first = figured.index(True) if True in figured else len(lines)
    ruled = [any(b.y0 + 0.5 * b.size < y < a.y0 + 0.1 for y in levels) for a, b in pairwise(lines)]
    parted = sum(ruled) >= 0.4 * len(lines) and not any(
        a.figures & b.figures
        for (a, b), rule in zip(pairwise(lines), ruled, strict=True)
        if not rule
    )
    groups = [_Group([lines[0]])]
    for at, (above, line) in enumerate(pairwise(lines)):
        if ruled[at]:
            joins = False
        elif parted:
            joins = True
        elif above.figures & line.figures:
            joins = False
        elif (
            at + 1 < first < len(lines)
            and not above.spans
            and (0 not in above.cells or 0 not in line.cells)
        ):
            joins = True  # heads of several lines
        else:
            joins = _goes_on(above, line, steps[at] < CLOSE * max(steps), groups[-1])
        if joins:
            groups[-1].lines.append(line)
        else:
            groups.append(_Group([line]))
    return groups


def _goes_on(above: _Line, line: _Line, close: bool, group: _Group) -> bool:
    """Is a line the rest of the cells above it, where no rule says so?"""
    if above.y0 - line.y0 > 1.9 * max(above.size, line.size):
        return False
    held = {column for one in group.lines for column in one.figures}
    if held & line.figures:
        return False
    if 0 not in line.cells:  # the label stands above
        return not line.figures or close
    ends_open = 0 in above.cells and structure.hangs(above.cells[0].text)
    goes_on = structure.starts_low(line.cells[0].text) or ends_open
    if set(line.cells) == {0} or set(above.cells) == {0}:
        return goes_on
    return close and not (above.figures and line.figures) and (goes_on or median_text(line) > 12)


def median_text(line: _Line) -> float:
    """How many characters the cells of a line have in the middle."""
    return median(len(part.text) for part in line.cells.values())

"""Ruled tables: drawn lines and filled boxes -> rows and cells with the characters in them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from qa.reading.cells import Cell, Table, TableRow, mark_heads
from qa.reading.layout import Char, Rule, Segment, rows_of

SNAP = 3.0  # points between rules that are taken for one, or that touch
THIN = 2.5  # points: a box no thicker is a line
INSET = 9.0  # points by which the filling behind a line of text is smaller than its cell
COVER = 0.6  # share of a cell's side that is drawn, where it has one
MOST_RULES = 3000  # of a page; more are a drawing
MOST_LINES = 60  # in a cell; one with more is a frame round running text
FILLED = 0.25  # share of a grid's cells that have words: a chart's have not


def ruled_tables(chars: Sequence[Char], rules: Sequence[Rule]) -> tuple[list[Table], list[Char]]:
    """The ruled tables of a page, and the characters that stand in none."""
    tables: list[Table] = []
    rest = list(chars)
    if not 4 <= len(rules) <= MOST_RULES:
        return tables, rest
    for group in _touching(rules):
        grid = Grid(group)
        if grid.is_table:
            inside = [char for char in rest if grid.holds(char)]
            if inside and (table := grid.table(inside)):
                tables.append(table)
                rest = [char for char in rest if not grid.holds(char)]
    return tables, rest


def sides(boxes: Iterable[tuple[float, float, float, float]]) -> list[Rule]:
    """The sides of filled boxes, but for those that only fill a cell's lines of text."""
    kept: list[tuple[float, float, float, float]] = []
    for box in sorted(set(boxes), key=lambda box: (box[0] - box[2]) * (box[3] - box[1])):
        if not any(_fills(box, larger) for larger in kept):
            kept.append(box)
    return [
        side
        for x0, y0, x1, y1 in kept
        for side in (
            Rule(x0, y0, x1, y0),
            Rule(x0, y1, x1, y1),
            Rule(x0, y0, x0, y1),
            Rule(x1, y0, x1, y1),
        )
    ]


def joined(rules: Iterable[Rule]) -> list[Rule]:
    """Level rules made of pieces, one a cell, as one; upright ones left out."""
    found: list[Rule] = []
    for rule in sorted((r for r in rules if r.level), key=lambda r: (round(r.y0), r.x0)):
        last = found[-1] if found else None
        if last and abs(last.y0 - rule.y0) <= THIN and rule.x0 <= last.x1 + SNAP:
            found[-1] = Rule(last.x0, last.y0, max(last.x1, rule.x1), last.y1)
        else:
            found.append(rule)
    return found


def _fills(
    box: tuple[float, float, float, float], larger: tuple[float, float, float, float]
) -> bool:
    x0, y0, x1, y1 = box
    a0, b0, a1, b1 = larger
    inside = b0 - 1 <= y0 and y1 <= b1 + 1
    return inside and a0 - 1 <= x0 <= a0 + INSET and a1 - INSET <= x1 <= a1 + 1


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules in groups that hang together."""
    owner = list(range(len(rules)))

    def root(at: int) -> int:
        while owner[at] != at:
            owner[at] = owner[owner[at]]
            at = owner[at]
        return at

    order = sorted(range(len(rules)), key=lambda at: rules[at].x0)
    open_: list[int] = []
    for at in order:
        rule = rules[at]
        open_ = [other for other in open_ if rules[other].x1 + SNAP >= rule.x0]
        for other in open_:
            if rules[other].y0 - SNAP <= rule.y1 and rule.y0 - SNAP <= rules[other].y1:
                owner[root(at)] = root(other)
        open_.append(at)
    groups: dict[int, list[Rule]] = defaultdict(list)
    for at, rule in enumerate(rules):
        groups[root(at)].append(rule)
    return [group for group in groups.values() if len(group) >= 4]


def _places(values: Iterable[float]) -> list[float]:
    """The values with those within ``SNAP`` of one another made one."""
    found: list[list[float]] = []
    for value in sorted(values):
        if found and value - found[-1][-1] <= SNAP:
            found[-1].append(value)
        else:
            found.append([value])
    return [sum(group) / len(group) for group in found]


class Grid:
    """The rows and columns that a group of rules makes; ``ys`` from the foot upwards."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.levels = [rule for rule in rules if rule.level and rule.x1 - rule.x0 > SNAP]
        self.uprights = [rule for rule in rules if not rule.level and rule.y1 - rule.y0 > SNAP]
        self.ys = _places(rule.y0 for rule in self.levels)
        self.xs = _places(
            [rule.x0 for rule in self.uprights]
            + (
                [min(r.x0 for r in self.levels), max(r.x1 for r in self.levels)]
                if self.levels
                else []
            )
        )

    @property
    def is_table(self) -> bool:
        """Are there at least two columns and a row?"""
        return len(self.xs) >= 3 and len(self.ys) >= 2 and len(self.xs) * len(self.ys) < 4000

    def holds(self, char: Char) -> bool:
        """Does a character stand in it?"""
        x, y = (char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def table(self, chars: Sequence[Char]) -> Table | None:
        """The table of these characters; None where the grid is a drawing or a frame."""
        wide, high = len(self.xs) - 1, len(self.ys) - 1
        owner = self._merged(chars, wide, high)
        held: dict[tuple[int, int], list[Char]] = defaultdict(list)
        for char in chars:
            held[owner[self._spot(char, wide, high)]].append(char)
        cells = {spot: Cell(_lines(held[spot])) for spot in set(owner.values())}
        filled = [cell for cell in cells.values() if cell.lines]
        if len(filled) < 2 or len(filled) < FILLED * len(cells):
            return None
        longest = max(len(cell.lines) for cell in filled)
        if longest > MOST_LINES or (high == 1 and longest == 1):
            return None  # a frame; or one line, as of a table whose other rows have no boxes
        rows = []
        for y in range(high - 1, -1, -1):
            row = tuple(cells[owner[x, y]] for x in range(wide))
            if any(cell.lines for cell in row):
                rows.append(TableRow(row))
        kept = _kept_columns(rows)
        if len(kept) < 2:
            return None
        rows = [TableRow(tuple(row.cells[x] for x in kept)) for row in rows]
        mark_heads(rows)
        ends = [*kept[1:], wide]
        columns = [(self.xs[a], self.xs[b]) for a, b in zip(kept, ends, strict=True)]
        return Table(rows, columns, self.ys[-1])

    def _spot(self, char: Char, wide: int, high: int) -> tuple[int, int]:
        x = bisect_right(self.xs, (char.x0 + char.x1) / 2) - 1
        y = bisect_right(self.ys, (char.y0 + char.y1) / 2) - 1
        return min(max(x, 0), wide - 1), min(max(y, 0), high - 1)

    def _merged(
        self, chars: Sequence[Char], wide: int, high: int
    ) -> dict[tuple[int, int], tuple[int, int]]:
        """Each place of the grid -> the place that its cell begins at, upper left."""
        owner = {(x, y): (x, y) for x in range(wide) for y in range(high)}

        def root(spot: tuple[int, int]) -> tuple[int, int]:
            while owner[spot] != spot:
                spot = owner[spot]
            return spot

        def merge(one: tuple[int, int], other: tuple[int, int]) -> None:
            a, b = root(one), root(other)
            owner[max(a, b, key=lambda s: (-s[1], s[0]))] = min(a, b, key=lambda s: (-s[1], s[0]))

        words = self._words_by_row(chars, wide, high)
        for y, (foot, top) in enumerate(pairwise(self.ys)):
            drawn = [_covers(self.uprights, x, foot, top) for x in self.xs]
            ruled = sum(drawn[1:-1]) > 0
            for x in range(1, wide):
                crossed = any(a < self.xs[x] - 1 and self.xs[x] + 1 < b for a, b in words[y])
                if not drawn[x] and (crossed or ruled):
                    merge((x - 1, y), (x, y))
        for x, (left, right) in enumerate(pairwise(self.xs)):
            for y in range(1, high):
                if not _covers(self.levels, self.ys[y], left, right):
                    merge((x, y), (x, y - 1))
        return {spot: root(spot) for spot in owner}

    def _words_by_row(
        self, chars: Sequence[Char], wide: int, high: int
    ) -> list[list[tuple[float, float]]]:
        """The x spans of the runs of words in each row of the grid."""
        by_row: list[list[Char]] = [[] for _ in range(high)]
        for char in chars:
            by_row[self._spot(char, wide, high)[1]].append(char)
        return [
            [
                (part.x0, part.x1)
                for row in rows_of(held)
                for whole in row
                for part in whole.pieces(0.5)
            ]
            for held in by_row
        ]


def _covers(rules: Sequence[Rule], at: float, low: float, high: float) -> bool:
    """Do rules that run along ``at`` cover most of low..high?"""
    covered = 0.0
    for rule in rules:
        place, a, b = (rule.y0, rule.x0, rule.x1) if rule.level else (rule.x0, rule.y0, rule.y1)
        if abs(place - at) <= SNAP:
            covered += max(0.0, min(b, high) - max(a, low))
    return covered >= COVER * (high - low)


def _lines(chars: Sequence[Char]) -> tuple[Segment, ...]:
    """A cell's lines, each in one piece."""
    return tuple(
        Segment([char for part in row for char in part.chars], row[0].kerned)
        for row in rows_of(chars)
    )


def _kept_columns(rows: Sequence[TableRow]) -> list[int]:
    """The columns but for those without words, and those that only repeat the one beside them."""
    kept = []
    for x in range(len(rows[0].cells)):
        filled = any(row.cells[x].lines for row in rows)
        repeats = x > 0 and all(row.cells[x] is row.cells[x - 1] for row in rows)
        if filled and not repeats:
            kept.append(x)
    return kept

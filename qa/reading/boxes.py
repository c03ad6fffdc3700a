"""Boxes of text that the page's text runs beside: read by themselves, not line by line with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median

from qa.reading.columns import GUTTER_GAP
from qa.reading.layout import Char, Row, Rule, rows_of
from qa.reading.losses import Box

NEAR = 2.0  # points: rules that end so close to one another meet
LEAST = 18.0  # points: a lower or narrower box holds no two lines
MOST_LEVELS = 40  # level rules of one width; with more they are a table's
MOST_RULES = 2_000  # level ones, or upright ones; with more it is a drawing
MOST_LOOKS = 10_000_000  # at a letter, whether it stands in a box
LINES = 2  # in the box, and beside it
LETTERS = 12  # of a line in the box, and of one beside it, in the middle
WIDEST = 0.7  # of the width that the page's letters take
ON_A_LINE = 0.75  # of a box's lines stand level with lines beside it: then they are a table's rows
LEVEL = 1.0  # points
FAR = 5.0  # times the distance of its lines: the text goes on so near, under or over a box …
CLOSE = 2.6  # … and so near under one whose lines stand level with its own
INDENT = 4.0  # times the letters' size: there it begins no further in


def text_boxes(
    chars: Sequence[Char], rules: Sequence[Rule]
) -> tuple[list[tuple[Box, list[Row]]], list[Char]]:
    """The boxes that text runs beside, each with its lines, and the letters that stand in none."""
    found: list[tuple[Box, list[Row]]] = []
    rest, looks = list(chars), 0
    for box in _boxes(rules):
        looks += len(rest)
        if looks > MOST_LOOKS:
            break
        inside = [char for char in rest if _holds(box, char)]
        if len(inside) < LINES * LETTERS:
            continue
        outside = [char for char in rest if not _holds(box, char)]
        rows = rows_of(inside)
        if _stands_in_text(box, rows, outside):
            found.append((box, rows))
            rest = outside
    return found, rest


def _boxes(rules: Sequence[Rule]) -> Iterator[Box]:
    """The rectangles that rules make, the smallest first."""
    by_width: dict[tuple[int, int], list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.level and rule.x1 - rule.x0 > LEAST:
            by_width[round(rule.x0 / NEAR), round(rule.x1 / NEAR)].append(rule)
    uprights = [rule for rule in rules if not rule.level and rule.y1 - rule.y0 > LEAST]
    if max(len(uprights), sum(map(len, by_width.values()))) > MOST_RULES:
        return
    found: set[Box] = set()
    for levels in by_width.values():
        if len(levels) > MOST_LEVELS:
            continue
        x0, x1 = levels[0].x0, levels[0].x1
        heights = sorted({round(rule.y0, 1) for rule in levels})
        sides = [
            [(rule.y0, rule.y1) for rule in uprights if abs(rule.x0 - x) <= NEAR] for x in (x0, x1)
        ]
        for at, low in enumerate(heights):
            for high in heights[at + 1 :]:
                if high - low > LEAST and all(_spans(side, low, high) for side in sides):
                    found.add((x0, low, x1, high))
    yield from sorted(found, key=lambda box: ((box[2] - box[0]) * (box[3] - box[1]), box))


def _spans(side: Sequence[tuple[float, float]], low: float, high: float) -> bool:
    return any(y0 <= low + NEAR and high - NEAR <= y1 for y0, y1 in side)


def _holds(box: Box, char: Char) -> bool:
    x, y = (char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2
    return box[0] < x < box[2] and box[1] < y < box[3]


def _stands_in_text(box: Box, rows: Sequence[Row], outside: Sequence[Char]) -> bool:
    """Are a box's lines running text, and those beside it too, and no rows of one table?"""
    left, bottom, right, top = box
    level = [char for char in outside if bottom < char.y0 < top]
    if any(min(char.x1, right) - max(char.x0, left) > 0.5 for char in level):
        return False  # its edge runs through letters
    width = max((c.x1 for c in outside), default=right) - min((c.x0 for c in outside), default=left)
    beside = rows_of(level)
    if right - left > WIDEST * max(width, right - left + 1) or len(beside) < LINES:
        return False
    if len(rows) < LINES or min(_letters(rows), _letters(beside)) < LETTERS:
        return False
    heights = [row[0].y0 for row in beside]
    shared = sum(any(abs(row[0].y0 - y) < LEVEL for y in heights) for row in rows)
    side = left if beside[0][0].x0 < left else right
    if shared >= ON_A_LINE * len(rows):
        return _crosses(side, beside, outside, -1, CLOSE)
    return any(_crosses(side, beside, outside, way, FAR) for way in (-1, 1))


def _crosses(
    side: float, beside: Sequence[Row], outside: Sequence[Char], way: int, lines: float
) -> bool:
    """Does the text beside a box run on under it (``way`` -1), or over it (1), past its side?

    Text of another column does not, nor do the other cells of a table's rows.
    """
    last = (beside[-1] if way < 0 else beside[0])[0]
    leading = (beside[0][0].y0 - beside[-1][0].y0) / (len(beside) - 1)
    reach = lines * max(leading, last.size)
    near = [char for char in outside if LEVEL < way * (char.y0 - last.y0) < reach]
    return any(
        part.x0 < side - LEAST and side + LEAST < part.x1
        for row in rows_of(near)
        if abs(row[0].x0 - last.x0) < INDENT * last.size
        for whole in row
        for part in whole.pieces(GUTTER_GAP)
    )


def _letters(rows: Sequence[Row]) -> float:
    return median(sum(len(part.chars) for part in row) for row in rows)

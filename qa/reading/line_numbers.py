"""Numbers in the margin that count a page's lines, told from figures by counting the lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from qa.reading.layout import Row, Segment

APART = 0.7  # times the letters' size: a number stands so far from the text at least
ALIGNED = 2.0  # points between the ends of numbers that stand under one another
FEWEST = 2  # numbers on a page
LONGEST = 5  # digits of a number that counts lines
LEAST_STEP = 2  # numbers beside every line may be those of a list or a table's rows


def without_line_numbers(rows: Sequence[Row]) -> tuple[list[Segment], list[Row]]:
    """The numbers in one margin that count the lines of a page, and its rows without them."""
    for side in (0, -1):
        numbers = _numbers(rows, side)
        rest = [_without(row, numbers.get(at), side) for at, row in enumerate(rows)]
        rest = [row for row in rest if row]
        if _count(list(numbers.values()), rest, side):
            return list(numbers.values()), rest
    return [], list(rows)


def _numbers(rows: Sequence[Row], side: int) -> dict[int, Segment]:
    """The numbers at one end of the rows that stand under one another, by their rows."""
    ends = {at: row[side].pieces(APART)[side] for at, row in enumerate(rows)}
    found = {at: piece for at, piece in ends.items() if _may_count(piece.text)}
    best: dict[int, Segment] = {}
    for places in (
        {at: piece.x0 for at, piece in found.items()},
        {at: piece.x1 for at, piece in found.items()},
    ):
        for usual, _ in Counter(map(round, places.values())).most_common(1):
            under = {at: found[at] for at, x in places.items() if abs(x - usual) <= ALIGNED}
            best = max(best, under, key=len)
    return best


def _may_count(text: str) -> bool:
    return text.isdecimal() and len(text) <= LONGEST


def _without(row: Row, number: Segment | None, side: int) -> Row:
    if number is None:
        return row
    pieces = row[side].pieces(APART)
    rest = pieces[1:] if side == 0 else pieces[:-1]
    return [*rest, *row[1:]] if side == 0 else [*row[:-1], *rest]


def _count(numbers: Sequence[Segment], rows: Sequence[Row], side: int) -> bool:
    """Do numbers, from top to bottom, say how many rows there are, and stand outside them?"""
    if len(numbers) < FEWEST:
        return False
    values = [int(number.text) for number in numbers]
    step = values[1] - values[0]
    if step < LEAST_STEP or any(value % step for value in values):
        return False
    tops = [number.y0 - number.size / 2 for number in numbers]
    beside = [row for row in rows if tops[-1] <= row[0].y0 < tops[0] + numbers[0].size]
    if side == 0:
        outside = all(row[0].x0 > max(number.x1 for number in numbers) for row in beside)
    else:
        outside = all(row[-1].x1 < min(number.x0 for number in numbers) for row in beside)
    return outside and all(
        value + step == following and sum(low <= row[0].y0 < high for row in rows) == step
        for (value, high), (following, low) in pairwise(zip(values, tops, strict=True))
    )

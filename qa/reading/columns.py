"""The rows of a page in reading order: boxes in the margin first, columns one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median, quantiles

from qa.reading.layout import Row, Rule, Segment

GUTTER_GAP = 0.7  # times the letters' size: no gap narrower than this parts columns
GRID = 3.0  # points between the places where a gutter is looked for
TRIED = 12  # places, the likeliest first
COLUMN_ROWS = 4  # rows with text on both sides that make two columns
NARROW_ROWS = 8  # ... where the gutter is no wider than a gap between words may be
NARROW = 1.2  # times the letters' size
COLUMN_FILL = 0.55  # share of a column's width that its lines fill in the middle
COLUMN_LETTERS = 18  # letters a column's lines have in the middle
MARGIN_ROWS = 8  # lines a text has at least that a box in the margin stands beside ...
SMALL_MARGIN_ROWS = 3  # ... or so many, where the box is set smaller
MARGIN_SHARE = 0.4  # of the text's lines at most have something beside them
DEEPEST = 4  # columns within columns


def in_order(rows: Sequence[Row], rules: Sequence[Rule] = (), depth: int = 0) -> Iterator[Row]:
    """Rows from top to bottom, but where they stand in columns the left column first.

    A row that runs over the gutter, or a rule that does, parts what stands above from below. An
    empty row stands where a column begins, and where the last one ends.
    """
    x = _gutter(rows, rules) if depth < DEEPEST and len(rows) >= COLUMN_ROWS else None
    if x is None:
        yield from _beside_margin(rows)
        return
    for band in _bands(rows, rules, x):
        if not _is_parted(band, x):
            yield from band
            continue
        for side in _sides(band, x):
            yield []
            yield from in_order(side, rules, depth + 1)
        yield []


def _crosses(row: Row, x: float) -> bool:
    """Does a word of the row stand at ``x``, or a gap that is none between columns?"""
    for part in row:
        if part.x0 < x < part.x1:
            left = [char for char in part.chars if char.x0 < x]
            right = [char for char in part.chars if char.x0 >= x]
            if not left or not right or right[0].x0 - left[-1].x1 < GUTTER_GAP * part.size:
                return True
    return False


def _bands(rows: Sequence[Row], rules: Sequence[Rule], x: float) -> Iterator[list[Row]]:
    """Runs of rows that leave ``x`` free, and between them those that do not."""
    levels = sorted(rule.y0 for rule in rules if rule.level and rule.x0 < x - 9 and x + 9 < rule.x1)
    band: list[Row] = []
    for row in rows:
        crosses = _crosses(row, x)
        ruled = bool(band) and any(row[0].y0 + 2 < y < band[-1][0].y0 for y in levels)
        if band and (crosses or ruled):
            yield band
            band = []
        if crosses:
            yield [row]
        else:
            band.append(row)
    if band:
        yield band


def _sides(band: Sequence[Row], x: float) -> tuple[list[Row], list[Row]]:
    sides: tuple[list[Row], list[Row]] = ([], [])
    for row in band:
        parts = [
            piece for part in row for piece in (part.cut(x) if part.x0 < x < part.x1 else [part])
        ]
        for side, left in zip(sides, (True, False), strict=True):
            if kept := [part for part in parts if (part.x1 <= x + 1) == left]:
                side.append(kept)
    return sides


def _is_parted(band: Sequence[Row], x: float) -> bool:
    """Do a band's rows stand in two columns: lines on both sides, side by side?"""
    left, right = _sides(band, x)
    if min(len(left), len(right)) < COLUMN_ROWS:
        return False
    top, foot = min(left[0][0].y0, right[0][0].y0), max(left[-1][0].y0, right[-1][0].y0)
    return top > foot


def _gutter(rows: Sequence[Row], rules: Sequence[Rule], nested: bool = False) -> float | None:
    """The x between two columns of running text; None for one column or a table.

    Where many rows leave the same gap, and the lines on both sides are long enough and mostly
    full, the gap parts columns. A table's cells are short or end anywhere.
    """
    for place, count in _gaps(rows).most_common(TRIED):
        if count < COLUMN_ROWS:
            return None
        x = place * GRID
        bands = [band for band in _bands(rows, rules, x) if _is_parted(band, x)]
        sides = [_sides(band, x) for band in bands]
        lefts = [row for left, _ in sides for row in left]
        rights = [row for _, right in sides for row in right]
        if not all(
            _is_column(side) or (not nested and _has_gutter(side, rules))
            for side in (lefts, rights)
        ):
            continue
        space = min(row[0].x0 for row in rights) - max(row[-1].x1 for row in lefts)
        if min(len(lefts), len(rights)) >= NARROW_ROWS or space > NARROW * rights[0][0].size:
            return x
    return None


def _has_gutter(rows: Sequence[Row], rules: Sequence[Rule]) -> bool:
    """Do these rows stand in columns themselves? Their lines then fill only a part of the width."""
    return (
        len(rows) >= 2 * NARROW_ROWS
        and _letters(rows) >= COLUMN_LETTERS
        and _gutter(rows, rules, nested=True) is not None
    )


def _gaps(rows: Sequence[Row]) -> Counter[int]:
    """How many rows leave a gap at each place; lines whose baselines differ a little are one."""
    gaps: Counter[int] = Counter()
    spans: list[tuple[float, float]] = []
    top: Segment | None = None
    for at, row in enumerate(rows):
        top = top or row[0]
        for part in row:
            spans += [(piece.x0, piece.x1) for piece in part.pieces(GUTTER_GAP)]
        following = rows[at + 1][0] if at + 1 < len(rows) else None
        if following and top.y0 - following.y0 < 0.6 * min(top.size, following.size):
            continue
        top = None
        spans.sort()
        for left, right in pairwise(spans):
            gaps.update(range(int(left[1] / GRID) + 1, int(right[0] / GRID) + 1))
        spans = []
    return gaps


def _is_column(rows: Sequence[Row]) -> bool:
    if len(rows) < COLUMN_ROWS:
        return False
    left, right = min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)
    fill = median((row[-1].x1 - row[0].x0) / max(1.0, right - left) for row in rows)
    return fill >= COLUMN_FILL and _letters(rows) >= COLUMN_LETTERS


def _letters(rows: Sequence[Row]) -> float:
    return median(sum(len(part.chars) for part in row) for row in rows)


def _beside_margin(rows: Sequence[Row]) -> Iterator[Row]:
    """One column's rows, and before them what stands in a box in the right margin."""
    edge = _margin(rows)
    if edge is None:
        yield from rows
        return
    body, beside = _sides(rows, edge)
    for row in beside:
        for part in row:
            part.aside = True
    yield from beside
    yield from body


def _margin(rows: Sequence[Row]) -> float | None:
    """The x where a box in the right margin begins beside running text; None for no such box.

    Its lines begin at one place that no line of the text reaches over, and stand beside few.
    """
    if len(rows) < SMALL_MARGIN_ROWS:
        return None
    split = [[piece for part in row for piece in part.pieces(GUTTER_GAP)] for row in rows]
    left, right = min(row[0].x0 for row in split), max(row[-1].x1 for row in split)
    starts = Counter(
        round(part.x0) for row in split for part in row if part.x0 > (left + right) / 2
    )
    for start, _ in starts.most_common(TRIED):
        x = start - 1.5
        if any(part.x0 < x < part.x1 for row in split for part in row):
            continue
        body = [part for row in split for part in row if part.x1 <= x]
        beside = [[part for part in row if part.x0 >= x] for row in split]
        firsts = [row[0] for row in beside if row]
        # In text of all lengths the ends of long lines begin anywhere.
        in_line = all(part.x0 <= start + 3 * part.size for part in firsts)
        if body and in_line and _stands_beside(body, firsts):
            return x
    return None


def _stands_beside(body: Sequence[Segment], beside: Sequence[Segment]) -> bool:
    size = median(part.size for part in body)
    small = max(part.size for part in beside) < 0.9 * size
    lines = len({round(part.y0) for part in body})
    if lines < (SMALL_MARGIN_ROWS if small else MARGIN_ROWS):
        return False
    low, high = min(part.y0 for part in body), max(part.y0 for part in body)
    if not any(low - size <= part.y0 <= high + size for part in beside):
        return False
    width = max(part.x1 for part in body) - min(part.x0 for part in body)
    long = quantiles((part.x1 - part.x0 for part in body), n=4)[-1] if len(body) > 1 else 0
    return long >= COLUMN_FILL * width and (
        len({round(part.y0) for part in beside}) <= MARGIN_SHARE * lines or small
    )

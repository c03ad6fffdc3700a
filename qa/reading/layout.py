"""Characters with places on a page -> lines in reading order.

Coordinates are PDF points (1/72 inch), y upwards. The distances below count in the size of the
letters they stand between.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from qa.reading.structure import BULLET, ENUMERATOR, NUMBERED

WORD_GAP = 0.16  # a wider gap between two letters is a space
CELL_GAP = 1.6  # a wider gap ends a segment: a cell, a column
SAME_LINE = 0.35  # letters whose baselines lie closer stand on one line
RAISED = 0.82  # letters smaller than this share of their line's, and above its baseline, are raised
BAND = 8.0  # points; lines are looked up by bands of their baselines
PARAGRAPH_GAP = 1.35  # baselines further apart than this share of the usual leave a paragraph's gap
COLUMN_ROWS = 4  # rows with text on both sides that make two columns
MARGIN_ROWS = 8  # lines a text has at least that a box in the margin stands beside
COLUMN_FILL = 0.55  # share of a column's width that its lines fill in the middle
COLUMN_LETTERS = 18  # letters a column's lines have in the middle


class Char(NamedTuple):
    """One character: its text (a ligature may be two letters), box, size and weight."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool


@dataclass(slots=True)
class Segment:
    """Characters of one line that stand close together, from left to right."""

    chars: list[Char]
    x0: float = field(init=False)
    x1: float = field(init=False)
    y0: float = field(init=False)
    size: float = field(init=False)
    text: str = field(init=False)  # its words, spaces put where gaps are

    def __post_init__(self) -> None:
        self.x0 = self.chars[0].x0
        self.x1 = max(char.x1 for char in self.chars)
        sizes = Counter(round(char.size, 1) for char in self.chars if not char.text.isspace())
        self.size = max(sizes, key=lambda size: (sizes[size], size)) if sizes else 1.0
        main = [char.y0 for char in self.chars if abs(char.size - self.size) < 0.15]
        self.y0 = median(main) if main else self.chars[0].y0
        self.text = _segment_text(self.chars, self.size)


@dataclass(slots=True)
class PageLine:
    """A line of a page's text: its segments, and whether a paragraph's gap stands above it."""

    segments: list[Segment]
    gap: bool = False
    size: float = field(init=False)
    bold: bool = field(init=False)
    y0: float = field(init=False)
    text: str = field(init=False)

    def __post_init__(self) -> None:
        chars = [char for part in self.segments for char in part.chars if char.text.strip()]
        sizes = Counter(round(char.size, 1) for char in chars)
        self.size = max(sizes, key=lambda size: (sizes[size], size)) if sizes else 0.0
        self.bold = bool(chars) and sum(char.bold for char in chars) > 0.8 * len(chars)
        self.y0 = self.segments[0].y0
        self.text = _line_text(self.segments)


def _line_text(segments: Sequence[Segment]) -> str:
    """The words of a line; tabs between segments, but a space after a bullet or a number."""
    text = ""
    for part in segments:
        if text:
            lead = text.strip() + " "
            marks = BULLET.match(lead + "x") or ENUMERATOR.match(lead + "x")
            number = NUMBERED.match(lead + "x") or re.fullmatch(r"[\d.]{1,9} ", lead)
            alone = (marks and marks.end() == len(lead)) or (number and number.end() == len(lead))
            text += " " if alone else "\t"
        text += part.text
    return text


def _segment_text(chars: Sequence[Char], size: float) -> str:
    """The words of a segment whose letters mostly are of ``size``."""
    parts: list[str] = []
    last: Char | None = None
    for char in chars:
        if last is not None:
            gap = char.x0 - last.x1
            raised = char.size < RAISED * size and last.text[-1].isdigit()
            if gap > WORD_GAP * max(char.size, last.size) or (raised and last.size > char.size):
                parts.append(" ")  # and a note's number must not lengthen a figure
        parts.append(char.text)
        last = char
    return "".join(parts).strip()


def page_lines(chars: Iterable[Char]) -> list[PageLine]:
    """The lines of a page in reading order: columns one after the other, top to bottom."""
    rows = [_segments(row) for row in _rows(_without_doubles(chars))]
    lines = list(_in_order([row for row in rows if row]))
    _mark_gaps(lines)
    return lines


def _without_doubles(chars: Iterable[Char]) -> list[Char]:
    """Each letter once: bold is sometimes made by printing a letter twice, hardly apart."""
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for char in chars:
        spot = (char.text, round(char.x0), round(char.y0))
        if spot in seen and not char.text.isspace():
            continue
        seen.add(spot)
        kept.append(char)
    return kept


def _rows(chars: Sequence[Char]) -> list[list[Char]]:
    """Characters by line, top to bottom; raised and lowered ones on the line they belong to."""
    inked = sorted(
        (char for char in chars if char.text.strip()), key=lambda char: (-char.size, -char.y0)
    )
    rows: list[tuple[float, float, list[Char]]] = []  # baseline, size, characters
    near: dict[int, list[int]] = defaultdict(list)  # which rows have their baseline in this band
    reach = inked[0].size if inked else 0.0
    for char in inked:
        low, high = int((char.y0 - reach) // BAND), int((char.y1 + reach) // BAND)
        candidates = [at for band in range(low, high + 1) for at in near.get(band, ())]
        fitting = [at for at in candidates if _belongs(char, *rows[at])]
        if fitting:
            rows[min(fitting, key=lambda at: abs(char.y0 - rows[at][0]))][2].append(char)
        else:
            near[int(char.y0 // BAND)].append(len(rows))
            rows.append((char.y0, char.size, [char]))
    found = sorted(rows, key=lambda row: -row[0])
    return [sorted(row, key=lambda char: char.x0) for _, _, row in found]


def _belongs(char: Char, baseline: float, size: float, row: Sequence[Char]) -> bool:
    """Does a character stand on a line, or small and raised or lowered beside its letters?"""
    if abs(char.y0 - baseline) < SAME_LINE * min(size, char.size):
        return True
    middle = (char.y0 + char.y1) / 2
    beside = char.size < RAISED * size and baseline < middle < baseline + size
    return beside and _touches(char, row)


def _touches(char: Char, row: Sequence[Char]) -> bool:
    reach = max(2.0, char.size)
    return any(
        -reach < char.x0 - other.x1 < reach or -reach < other.x0 - char.x1 < reach for other in row
    )


def _segments(row: Sequence[Char]) -> list[Segment]:
    parts: list[list[Char]] = []
    for char in row:
        if parts and char.x0 - parts[-1][-1].x1 <= CELL_GAP * max(char.size, parts[-1][-1].size):
            parts[-1].append(char)
        else:
            parts.append([char])
    return [Segment(part) for part in parts]


def _in_order(rows: Sequence[list[Segment]]) -> Iterator[PageLine]:
    """Rows from top to bottom, but where they stand in two columns the left one first."""
    gutter = _gutter(rows) or _margin(rows)
    if gutter is None:
        yield from (PageLine(row) for row in rows)
        return
    band: list[list[Segment]] = []
    for row in [*rows, None]:
        if row is not None and not any(part.x0 < gutter < part.x1 for part in row):
            band.append(row)
            continue
        for left in (True, False):
            side = [[part for part in line if (part.x1 <= gutter) == left] for line in band]
            yield from _in_order([line for line in side if line])
        band = []
        if row is not None:
            yield PageLine(row)


def _gutter(rows: Sequence[list[Segment]]) -> float | None:
    """The x between two columns of running text; None for one column or a table.

    Where many rows leave the same gap, and the lines on both sides are long enough and mostly
    full, the gap parts columns. A table's cells are short or end anywhere.
    """
    gaps: Counter[int] = Counter()
    for row in rows:
        for left, right in pairwise(row):
            gaps.update(range(int(left.x1 / 4) + 1, int(right.x0 / 4) + 1))
    for place, count in gaps.most_common(8):
        x = place * 4.0
        if count < COLUMN_ROWS:
            return None
        lefts = [part for row in rows for part in row if part.x1 <= x]
        rights = [part for row in rows for part in row if part.x0 >= x]
        if _is_column(lefts) and _is_column(rights):
            return x
    return None


def _margin(rows: Sequence[list[Segment]]) -> float | None:
    """The x where a box in the right margin begins beside running text; None for no such box."""
    if not rows:
        return None
    middle = (min(row[0].x0 for row in rows) + max(row[-1].x1 for row in rows)) / 2
    firsts = [row[0] for row in rows if row[0].x0 < middle]
    if len(firsts) < MARGIN_ROWS or not _is_column(firsts):
        return None
    ends = sorted(part.x1 for part in firsts)
    edge = ends[int(0.9 * (len(ends) - 1))] + 2
    beside = sum(row[-1].x0 > edge for row in rows)
    crossed = sum(part.x0 < edge < part.x1 for row in rows for part in row)
    return edge if 0 < beside < 0.4 * len(rows) and crossed <= 0.1 * len(rows) else None


def _is_column(parts: Sequence[Segment]) -> bool:
    if len(parts) < COLUMN_ROWS:
        return False
    left, right = min(part.x0 for part in parts), max(part.x1 for part in parts)
    fill = median((part.x1 - part.x0) / max(1.0, right - left) for part in parts)
    return fill >= COLUMN_FILL and median(len(part.chars) for part in parts) >= COLUMN_LETTERS


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

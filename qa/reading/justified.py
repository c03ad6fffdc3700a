"""Lines of running text by their ends: those justification tore apart, those that were full.

Lines of justified text may be stretched so far that their words look like cells: in a narrow column
a line of a few long words has gaps as wide as between a table's columns. But they are all equally
wide, which a row of cells' hardly are; the line ends where its neighbours do; and the line under it
begins where they do, for a paragraph's last line is not stretched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from qa.reading.cells import table_of
from qa.reading.layout import WORD_GAP, Row, Segment

if TYPE_CHECKING:
    from qa.reading.pagelines import PageLine

ALIKE = 1.25  # the widest gap of a stretched line, against its narrowest …
SLACK = 0.1  # … and so much of the letters' size
EDGE = 1.5  # points: lines whose ends differ less end at one edge
INDENT = 4.0  # times the letters' size: a paragraph's first line begins no further in
LEADING = 2.0  # times the letters' size: lines further apart are of no one paragraph
NEAREST = 100  # lines among which the nearest whole one is looked for, above and below
FLUSH = 3  # lines that end at one place, and the text is justified
WRAPPED = 4  # lines that text of any ends has at least, to be told by the room that is left …
WRAPPED_LETTERS = 25  # … and their letters, in the middle: an address has fewer
SPACE = 0.2  # times the letters' size: the least a space takes
FIRST_LINE = 0.8  # times the letters' size: a line that begins so far in begins a paragraph
PLAIN_WORDS = 3  # words of a line that shows where the text's edges are


def whole_lines(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows of one column; each line that justification tore apart as one segment."""
    stretched = [_is_stretched(row) for row in rows]
    for at, row in enumerate(rows):
        if len(row) > 1 and stretched[at] and _is_in_text(rows, stretched, at):
            chars = sorted((char for part in row for char in part.chars), key=lambda c: c.x0)
            yield [Segment(chars, row[0].kerned)]
        else:
            yield row


def _words(row: Row) -> tuple[list[str], list[float]]:
    """A row's words, and the gaps between them in the size of its letters."""
    chars = sorted((char for part in row for char in part.chars), key=lambda char: char.x0)
    words, gaps = [chars[0].text], list[float]()
    for left, right in pairwise(chars):
        gap = (right.x0 - left.x1) / max(left.size, right.size, 1.0)
        if gap > WORD_GAP or right.spaced:
            gaps.append(gap)
            words.append(right.text)
        else:
            words[-1] += right.text
    return words, gaps


def _is_stretched(row: Row) -> bool:
    """Are a row's words equally far apart, and most of them words?"""
    if table_of(row):
        return False
    words, gaps = _words(row)
    if not gaps or max(gaps) > ALIKE * max(min(gaps), WORD_GAP) + SLACK:
        return False
    named = sum(any(char.isalpha() for char in word) for word in words)
    return 2 * named >= len(words) if len(gaps) > 1 else named == 2


def _is_in_text(rows: Sequence[Row], stretched: Sequence[bool], at: int) -> bool:
    """Does a stretched row end at the edge of the text it stands in, and not end it?

    The last line of a column may be stretched: its paragraph goes on elsewhere.
    """
    row = rows[at]
    left, right = _edges(rows, stretched, at)
    if left is None or right is None or abs(row[-1].x1 - right) >= EDGE:
        return False
    if not left - EDGE < row[0].x0 < left + INDENT * row[0].size:
        return False
    if at + 1 == len(rows) or not _follows(row, rows[at + 1]):
        return at > 0 and _follows(rows[at - 1], row)
    following = rows[at + 1]
    whole = len(following) == 1 or stretched[at + 1]
    return whole and abs(following[0].x0 - left) < EDGE


def _edges(
    rows: Sequence[Row], stretched: Sequence[bool], at: int
) -> tuple[float | None, float | None]:
    """Where the text's lines begin and end, by the nearest whole one in the same run of lines.

    Between it and the row stand only lines that are stretched too. The right edge is the row's own
    where only a paragraph's last line is whole, and another stretched line ends there.
    """
    left = right = None
    for step in (-1, 1):
        other = at
        while 0 <= other + step < len(rows) and abs(other - at) < NEAREST:
            pair = (other, other + step)
            if not _follows(rows[min(pair)], rows[max(pair)]):
                break
            other += step
            if len(rows[other]) > 1 and not stretched[other]:
                break
            if len(rows[other]) > 1:
                if abs(rows[other][-1].x1 - rows[at][-1].x1) < EDGE:
                    right = rows[other][-1].x1 if right is None else right
                continue
            words, _ = _words(rows[other])
            if len(words) >= PLAIN_WORDS or step > 0:
                start = rows[other][0].x0
                left = start if left is None else min(left, start)
                if abs(rows[other][-1].x1 - rows[at][-1].x1) < EDGE:
                    right = rows[other][-1].x1
            break
    return left, right


def _follows(above: Row, row: Row) -> bool:
    """Does a row stand under another as a paragraph's lines do?"""
    if table_of(above) or table_of(row):
        return False
    size = max(above[0].size, row[0].size)
    return 0 < above[0].y0 - row[0].y0 < LEADING * size and abs(above[0].size - row[0].size) < 1


def mark_full(lines: Sequence[PageLine]) -> None:
    """Marks the lines of running text that were broken because the next word had no room."""
    run: list[PageLine] = []
    for line in lines:
        if run and not _runs_on(run[-1], line):
            _mark_run(run)
            run = []
        if line.row is None:
            run.append(line)
    _mark_run(run)


def _runs_on(above: PageLine, line: PageLine) -> bool:
    apart = above.y0 - line.y0
    alike = abs(above.size - line.size) < 1 and above.bold == line.bold
    near = abs(above.x0 - line.x0) < INDENT * line.size
    return line.row is None and not line.gap and alike and near and 0 < apart < LEADING * line.size


def _mark_run(run: Sequence[PageLine]) -> None:
    """Marks the full lines of one run of lines under one another."""
    if len(run) < FLUSH or any(len(line.segments) > 1 for line in run):
        return
    ends = [line.segments[0].x1 for line in run]
    right, left = max(ends), min(line.x0 for line in run)
    flush = [
        right - end < EDGE and line.x0 - left < EDGE for end, line in zip(ends, run, strict=True)
    ]
    if sum(flush) >= FLUSH:  # the first line of a paragraph may begin further in
        flush = [right - end < EDGE for end in ends]
    else:
        lettered = median(len(line.segments[0].chars) for line in run) >= WRAPPED_LETTERS
        flush = [
            end + SPACE * line.size + _first_word(line) > right
            for end, line in zip(ends, run[1:], strict=False)
        ]
        if len(run) < WRAPPED or not lettered or not all(flush):
            return
    for full, (line, following) in zip(flush, pairwise(run), strict=False):
        line.full = full and following.x0 - left < FIRST_LINE * following.size


def _first_word(line: PageLine) -> float:
    """The width of a line's first word, in points."""
    chars = line.segments[0].chars
    end = chars[0].x1
    for left, right in pairwise(chars):
        if right.spaced or right.x0 - left.x1 > WORD_GAP * left.size:
            break
        end = right.x1
    return end - chars[0].x0

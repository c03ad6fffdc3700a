"""A page's letters by the way they run -> its lines, each way laid out as if it were upright.

Pages lie askew as they were scanned, and tables are set sideways on a page that stands upright.
Angles are in degrees, anticlockwise from text that runs from left to right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import atan2, cos, degrees, hypot, radians, sin
from statistics import median
from typing import Any, NamedTuple

from qa.reading.layout import Char, Rule
from qa.reading.losses import Box
from qa.reading.pagelines import PageLine, page_lines

LEVEL = 0.1  # degrees; text that leans less runs level, or straight up or down
ALONG = 5.0  # letters whose angles differ less run along with one another
LEAST_SIZE = 0.1  # points: smaller letters are taken to be so large
LARGEST = 30_000.0  # points: what is larger is no letter
TINY = 2.0  # points: smaller letters cannot be read on paper
SEEN_SHARE = 0.25  # of a page's letters are seen at least
OBLIQUE = 20.0  # what leans more, either way, is a stamp over the page
MUCH = 60  # letters and digits; fewer that do not run level are a mark in the margin
_QUARTERS = {
    0.0: (1.0, 0.0),
    90.0: (0.0, 1.0),
    180.0: (-1.0, 0.0),
    270.0: (0.0, -1.0),
}  # cosine, sine


class Letter(NamedTuple):
    """A character, set upright round its own middle, and the angle at which it runs."""

    char: Char
    angle: float


def letter_of(item: Any, text: str, bold: bool, spaced: bool) -> Letter | None:
    """A character of pdfminer's with its text and weight; None for one that is mirrored."""
    angle = _angle_of(item)
    if angle is None:
        return None
    x0, y0, x1, y1 = item.bbox
    if abs(angle) < LEVEL / 2:
        size = max(abs(item.size), LEAST_SIZE)
        return Letter(Char(text, x0, y0, x1, y1, size, bold, spaced), 0.0)
    a, b, c, d = item.matrix[:4]
    advance = abs(item.adv)
    # The box on the page encloses one of `advance` by the font's size in the font's own frame.
    if abs(d) > abs(c):
        size = (y1 - y0 - abs(b) * advance) / abs(d)
    else:
        size = (x1 - x0 - abs(a) * advance) / abs(c)
    along = hypot(a, b)
    width, height = advance * along, max(size * (a * d - b * c) / along, LEAST_SIZE)
    if not (width < LARGEST and height < LARGEST):
        return None
    x, y = (x0 + x1 - width) / 2, (y0 + y1 - height) / 2
    return Letter(Char(text, x, y, x + width, y + height, height, bold, spaced), angle)


def _angle_of(item: Any) -> float | None:
    """The way a character runs, -180 to 180; None for a mirrored one."""
    a, b, c, d = item.matrix[:4]
    forth = -1 if item.adv < 0 else 1  # a negative size turns the letters round
    if b == 0 and item.upright:
        return 0.0 if a * forth > 0 else 180.0
    if a * d - b * c <= 0:
        return None
    return degrees(atan2(b * forth, a * forth))


def seen(letters: Sequence[Letter], shown: Box | None) -> Sequence[Letter]:
    """The letters that a reader sees: not too small, and in the part of the page that is shown.

    All of them where hardly any would be left: then the file's measures are wrong.
    """
    left, bottom, right, top = shown or (-LARGEST, -LARGEST, LARGEST, LARGEST)
    kept = [
        letter
        for letter in letters
        if letter.char.size >= TINY
        and left <= (letter.char.x0 + letter.char.x1) / 2 <= right
        and bottom <= (letter.char.y0 + letter.char.y1) / 2 <= top
    ]
    return kept if len(kept) >= SEEN_SHARE * len(letters) else letters


def lines_of(letters: Sequence[Letter], rules: Sequence[Rule], page: Box) -> list[PageLine]:
    """The lines of a page in reading order; those that do not run level after those that do."""
    lines: list[PageLine] = []
    for angle, chars in _ways(letters):
        turn = _Turn(angle, page)
        found = page_lines([turn.char(char) for char in chars], [turn.rule(rule) for rule in rules])
        if lines and found:
            # Their heights are those of another page: here they stand between its head and foot.
            heights = [line.y0 for line in lines]
            for line in found:
                line.y0 = (min(heights) + max(heights)) / 2
            found[0].gap = True
        lines += found
    return lines


def _ways(letters: Sequence[Letter]) -> Iterator[tuple[float, Sequence[Char]]]:
    """The ways letters run that are text, each with its angle: level first, then the most."""
    ways = list(_alongside(letters))
    level = next((way for way in ways if abs(_between(way[0], 0)) < OBLIQUE), None)
    if level:
        yield level
    for angle, chars in ways:
        much = sum(char.text.isalnum() for char in chars) >= MUCH
        if much and (angle, chars) != level and abs(_between(angle, _quarter(angle))) < OBLIQUE:
            yield angle, chars


def _alongside(letters: Sequence[Letter]) -> Iterator[tuple[float, list[Char]]]:
    """Letters that run along with one another, the most first, each with their angle."""
    rest = list(letters)
    while rest:
        usual = Counter(round(letter.angle) % 360 for letter in rest).most_common(1)[0][0]
        along = [letter for letter in rest if abs(_between(letter.angle, usual)) <= ALONG]
        rest = [letter for letter in rest if abs(_between(letter.angle, usual)) > ALONG]
        angle = usual + median(_between(letter.angle, usual) for letter in along)
        straight = _quarter(angle)
        near = abs(_between(angle, straight)) < LEVEL
        yield straight if near else angle, [letter.char for letter in along]


def _between(angle: float, other: float) -> float:
    """How far it is from one angle to another, -180 to 180."""
    return (angle - other + 180) % 360 - 180


def _quarter(angle: float) -> float:
    """The nearest of 0, 90, 180 and 270 degrees."""
    return round(angle / 90) % 4 * 90.0


class _Turn:
    """Turns what stands on a page by an angle, clockwise, round the page's middle."""

    def __init__(self, angle: float, page: Box) -> None:
        self.angle = angle
        self.sideways = _quarter(angle) in (90, 270)
        exact = _QUARTERS.get(angle)
        self.cos, self.sin = exact or (cos(radians(angle)), sin(radians(angle)))
        self.x, self.y = (page[0] + page[2]) / 2, (page[1] + page[3]) / 2

    def char(self, char: Char) -> Char:
        """The character where it stands once its line runs level."""
        if not self.angle:
            return char
        width, height = char.x1 - char.x0, char.y1 - char.y0
        x, y = self._place(char.x0 + width / 2, char.y0 + height / 2)
        x0, y0 = x - width / 2, y - height / 2
        return char._replace(x0=x0, y0=y0, x1=x0 + width, y1=y0 + height)

    def rule(self, rule: Rule) -> Rule:
        """The rule, level or upright again."""
        if not self.angle:
            return rule
        width, height = rule.x1 - rule.x0, rule.y1 - rule.y0
        x, y = self._place(rule.x0 + width / 2, rule.y0 + height / 2)
        if self.sideways:
            width, height = height, width
        return Rule(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    def _place(self, x: float, y: float) -> tuple[float, float]:
        right, up = x - self.x, y - self.y
        middle = (self.y, self.x) if self.sideways else (self.x, self.y)
        return (
            middle[0] + right * self.cos + up * self.sin,
            middle[1] + up * self.cos - right * self.sin,
        )

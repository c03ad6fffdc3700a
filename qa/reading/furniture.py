"""Running heads and feet and page numbers, told from text by their place and by coming back."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from qa.reading.lines import Line
from qa.reading.structure import PAGE_NUMBER, squash

EDGE = 4  # lines at a page's top or foot that may be furniture
REPEATS = 3  # pages that must show the same line
LONG_ENOUGH = 15  # letters of a running head that is told within a longer line
SAME_PLACE = 3.0  # points between two lines that stand in the same place of their pages
ALIKE = 0.3  # of the pages show a line of the margin that is furniture
APART = 12  # lines that lie at least between two showings, where page breaks are not known
_DIGITS = re.compile(r"\d+")
_COUNTED = re.compile(r"(?:vraag|antwoord|artikel|bijlage|hoofdstuk|tabel|figuur|question)\b", re.I)


def signature(text: str) -> str:
    """What stays of a running head from page to page: its letters, in lower case, no numbers."""
    return squash(_DIGITS.sub("", text))


def furniture_lines(lines: Sequence[Line], paged: bool = True) -> frozenset[int]:
    """Which lines are furniture, as indexes into ``lines``; none where nothing was ``paged``."""
    if not paged:
        return frozenset()
    starts = [at for at, line in enumerate(lines) if line.tops_page]
    if len(starts) < REPEATS - 1:
        return _repeated(lines)
    bounds = [0, *starts, len(lines)]
    pages = [[at for at in range(a, b) if lines[at].bare] for a, b in pairwise(bounds)]
    found = page_furniture([[lines[at].bare for at in page] for page in pages])
    return frozenset(page[at] for page, dropped in zip(pages, found, strict=True) for at in dropped)


def page_furniture(pages: Sequence[Sequence[str]]) -> list[frozenset[int]]:
    """For each page, given as its lines from top to foot, the indexes of those that are furniture.

    A line among the first or last ``EDGE`` is furniture where its words come back at that end of
    ``REPEATS`` pages, or where it is the page's number. A page never loses all its lines.
    """
    seen: Counter[tuple[bool, str]] = Counter()
    for page in pages:
        seen.update({(top, signature(page[at])) for at, top in _edges(len(page))})
    needed = max(REPEATS, 0.15 * len(pages)) if len(pages) < 60 else 6
    running = {key for key, count in seen.items() if count >= needed}
    found = []
    for page in pages:
        dropped = {
            at
            for at, top in _edges(len(page))
            if _may_run(page[at]) and _runs(signature(page[at]), top, running)
        }
        left = [at for at in range(len(page)) if at not in dropped]
        dropped |= {at for at in {*left[:1], *left[-1:]} if PAGE_NUMBER.match(page[at])}
        found.append(frozenset(dropped) if len(dropped) < len(page) else frozenset())
    return found


class Spot(NamedTuple):
    """A line and its place: left end and baseline in points, its table (0 for none), its page.

    ``aside``: it stands in the margin.
    """

    text: str
    x0: float
    y0: float
    table: int
    page: int
    aside: bool = False


def placed_furniture(pages: Sequence[Sequence[Spot]]) -> list[frozenset[int]]:
    """For each page the indexes of its lines that are furniture, by their places.

    Furniture are the outermost lines, from the head down and from the foot up, whose words come
    back at that height, the page's number aside; and lines in the margin that come back letter
    for letter in the same place of many pages. A page never loses all its lines.
    """
    count = sum(bool(page) for page in pages)
    needed = max(REPEATS, 0.15 * count) if count < 60 else 6
    shown: dict[str, list[Spot]] = defaultdict(list)
    for page in pages:
        for spot in page:
            shown[signature(spot.text)].append(spot)
    found = []
    for page in pages:
        running = {at for at, spot in enumerate(page) if _comes_back(spot, shown, needed)}
        for table in {spot.table for spot in page if spot.table}:
            rows = {at for at, spot in enumerate(page) if spot.table == table}
            if not rows <= running:
                running -= rows  # the heads of a table that runs on
        order = sorted(range(len(page)), key=lambda at: -page[at].y0)
        dropped = _outermost(page, order, running) | _outermost(page, order[::-1], running)
        often = max(REPEATS, ALIKE * count)
        dropped |= {
            at for at, spot in enumerate(page) if spot.aside and _is_alike(spot, shown, often)
        }
        found.append(frozenset(dropped) if len(dropped) < len(page) else frozenset())
    return found


def _comes_back(spot: Spot, shown: Mapping[str, Sequence[Spot]], needed: float) -> bool:
    if not _may_run(spot.text):
        return False
    letters = signature(spot.text)
    if spot.page == 1:  # one with the place or date of a first page before it
        longer = (key for key in shown if len(key) >= LONG_ENOUGH and letters.endswith(key))
        letters = min(longer, key=len, default=letters)
    level = [other for other in shown[letters] if abs(other.y0 - spot.y0) <= SAME_PLACE]
    pages = {other.page for other in level}
    counted = {other.page for other in level if _counts_pages(other)}
    return len(pages) >= needed or (spot.page in counted and len(counted) > 1)


def _counts_pages(spot: Spot) -> bool:
    return str(spot.page) in _DIGITS.findall(spot.text)


def _is_alike(spot: Spot, shown: Mapping[str, Sequence[Spot]], needed: float) -> bool:
    if len(spot.text) > 150 or not signature(spot.text):
        return False
    pages = {
        other.page
        for other in shown[signature(spot.text)]
        if other.text == spot.text
        and abs(other.y0 - spot.y0) <= SAME_PLACE
        and abs(other.x0 - spot.x0) <= SAME_PLACE
    }
    return len(pages) >= needed


def _outermost(page: Sequence[Spot], order: Sequence[int], running: Collection[int]) -> set[int]:
    """The lines from one edge on that run, up to the first that does not; and the page's number."""
    found: set[int] = set()
    for at in order:
        alone = PAGE_NUMBER.match(page[at].text.replace("\t", " "))
        if at not in running and not (alone and len(found) < EDGE):
            break
        found.add(at)
    return found


def _edges(count: int) -> list[tuple[int, bool]]:
    tops = range(min(EDGE, count))
    feet = range(max(EDGE, count - EDGE), count)
    return [(at, True) for at in tops] + [(at, False) for at in feet]


def _runs(letters: str, top: bool, running: Collection[tuple[bool, str]]) -> bool:
    """Is this a running head, or one with the place or date of a first page before it?"""
    return (top, letters) in running or any(
        end == top and len(known) >= LONG_ENOUGH and letters.endswith(known)
        for end, known in running
    )


def _may_run(text: str) -> bool:
    return len(text) < 150 and bool(signature(text)) and not _COUNTED.match(text)


def _repeated(lines: Sequence[Line]) -> frozenset[int]:
    """Where page breaks are lost: one and the same whole line, four times or more, far apart."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if (
            12 <= len(line.bare) <= 120
            and line.bare[-1] not in ".,:;?!|"
            and (line.bare[0].isupper() or line.bare[0].isdigit())
        ):
            places[line.bare].append(at)
    found: set[int] = set()
    for text, shown in places.items():
        apart = all(b - a >= APART for a, b in pairwise(shown))
        if len(shown) > REPEATS and apart and not _COUNTED.match(text):
            found.update(shown)
    return frozenset(found)

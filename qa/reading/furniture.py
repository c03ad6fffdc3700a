"""Running heads and feet and page numbers, told from text by their place and by coming back.

A line comes back where its letters do, and its figures too but for one that counts the pages:
"Klanten 1.074" on one page and "Klanten 1.111" in its place on the next are two facts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from qa.reading.lines import Line
from qa.reading.structure import NUMBERED_NOTE, PAGE_NUMBER, has_note_mark, squash
from qa.reading.title_lines import are_titles

EDGE = 4  # lines at a page's top or foot that may be furniture
DEEPEST = 6  # … where lines have their places
REPEATS = 3  # pages that must show the same line
LONG_ENOUGH = 15  # letters of a running head that is told within a longer line
SAME_PLACE = 3.0  # points between two lines that stand in the same place of their pages
ALIKE = 0.3  # of the pages show a line of the margin, or a sentence, that is furniture
MOST = 0.4  # of a report's letters may be furniture: where more comes back, it is a form's text
FEW_PAGES = 8  # in so short a report the heads of left and of right pages are counted together
APART = 12  # lines that lie at least between two showings, where page breaks are not known
TOP, FOOT = 1.0e6, 0.0  # points: the heights of lines of which only the page's end is known
_DIGITS = re.compile(r"\d+")
_COUNTED = re.compile(r"(?:vraag|antwoord|artikel|bijlage|hoofdstuk|tabel|figuur|question)\b", re.I)
_SENTENCE_END = re.compile(r"[.!?]['\"’”)]*$")


class Spot(NamedTuple):
    """A line and its place: left end and baseline in points, its table (0 for none), its page.

    ``aside``: it stands in the margin. ``label`` is its page's number as the file has it printed.
    """

    text: str
    x0: float
    y0: float
    table: int
    page: int
    aside: bool = False
    label: str | None = None


class Coming(Enum):
    """How a line comes back: with all its figures, or but for a number that counts the pages."""

    ALIKE = "alike"
    COUNTING = "counting"


@lru_cache(maxsize=8192)
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

    A line among the first or last ``EDGE`` is furniture where it comes back at that end of
    ``REPEATS`` pages, or where it is the page's number. A page never loses all its lines, and a
    title page not the title that later heads repeat.
    """
    edges = [
        {at: Spot(page[at], 0, TOP if top else FOOT, 0, number) for at, top in _edges(len(page))}
        for number, page in enumerate(pages, start=1)
    ]
    shown = _Shown([list(page.values()) for page in edges])
    coming = [{at: shown.comes_back(spot) for at, spot in page.items()} for page in edges]
    running = {
        (page[at].y0, signature(page[at].text))
        for page, ways in zip(edges, coming, strict=True)
        for at, way in ways.items()
        if way
    }
    found: list[set[int]] = []
    for page, ways in zip(edges, coming, strict=True):
        dropped = {at for at, spot in page.items() if ways[at] or _ends_as(spot, running)}
        if not found and are_titles(pages[0]):
            dropped = {at for at in dropped if ways[at] is Coming.COUNTING}
        found.append(dropped)
    if _is_too_much(pages, found):
        found = [set() for _ in pages]
    for lines, dropped in zip(pages, found, strict=True):
        left = [at for at in range(len(lines)) if at not in dropped]
        dropped |= {at for at in {*left[:1], *left[-1:]} if PAGE_NUMBER.match(lines[at])}
    return _without_whole_pages(pages, found)


def placed_furniture(pages: Sequence[Sequence[Spot]]) -> list[frozenset[int]]:
    """For each page the indexes of its lines that are furniture, by their places.

    Furniture are the outermost lines, from the head down and from the foot up, that come back at
    that height, the page's number aside; and lines in the margin that come back letter for letter
    in the same place of many pages. A page never loses all its lines.
    """
    shown = _Shown(pages)
    found = []
    for page in pages:
        running = {at: way for at, spot in enumerate(page) if (way := shown.comes_back(spot))}
        for table in {spot.table for spot in page if spot.table}:
            rows = {at for at, spot in enumerate(page) if spot.table == table}
            if not rows <= running.keys():  # the heads of a table that runs on
                running = {at: way for at, way in running.items() if at not in rows}
        beside = {at for at, spot in enumerate(page) if spot.aside and shown.is_alike(spot)}
        found.append(_outermost(page, running) | beside)
    texts = [[spot.text for spot in page] for page in pages]
    if _is_too_much(texts, found):
        found = [_outermost(page, {}) for page in pages]
    return _without_whole_pages(texts, found)


class _Shown:
    """The lines of a report: where each comes back, and how."""

    def __init__(self, pages: Sequence[Sequence[Spot]]) -> None:
        count = sum(bool(page) for page in pages)
        self.needed = max(REPEATS, 0.15 * count) if count < 60 else 6
        self.often = max(REPEATS, ALIKE * count)
        self.pages = {page[0].page: page for page in pages if page}
        self.by_letters: dict[str, list[Spot]] = defaultdict(list)
        for page in pages:
            for spot in page:
                self.by_letters[signature(spot.text)].append(spot)
        # … and those of a first page that have its place or date before what comes back
        self.shorter = {
            spot: letters
            for spot in self.pages.get(1, ())
            if len(self.by_letters[signature(spot.text)]) == 1
            and (letters := self._within(signature(spot.text)))
        }
        for spot, letters in self.shorter.items():
            self.by_letters[letters].append(spot)
        self.sides = self._sides() if count <= FEW_PAGES else frozenset()

    def comes_back(self, spot: Spot) -> Coming | None:
        """How a line comes back at its height on as many pages as a running head does."""
        level = self._level(spot) if _may_run(spot.text) else []
        if level in ([], [spot]):
            return None
        if _is_sentence(spot.text):
            same = {other.page for other in level if other.text == spot.text}
            return Coming.ALIKE if len(same) >= self.often else None
        alike, counting = _pages_with(spot, level)
        if len(alike) >= self.needed:
            return Coming.ALIKE
        if len(alike | counting) >= self.needed or spot in self.sides:
            return Coming.COUNTING if counting else Coming.ALIKE
        return Coming.COUNTING if self._counts_two(spot, level) else None

    def is_alike(self, spot: Spot) -> bool:
        """Does a line stand letter for letter in the same place of many pages?"""
        if len(spot.text) > 150 or not signature(spot.text):
            return False
        pages = {
            other.page
            for other in self._level(spot)
            if other.text == spot.text and abs(other.x0 - spot.x0) <= SAME_PLACE
        }
        return len(pages) >= self.often

    def _level(self, spot: Spot) -> list[Spot]:
        """The lines of its letters at its height."""
        letters = self.shorter.get(spot) or signature(spot.text)
        return [o for o in self.by_letters[letters] if abs(o.y0 - spot.y0) <= SAME_PLACE]

    def _within(self, letters: str) -> str | None:
        """The letters of a line that a longer one ends with."""
        longer = len(letters)
        ends = (k for k in self.by_letters if LONG_ENOUGH <= len(k) < longer)
        return min((k for k in ends if letters.endswith(k)), key=len, default=None)

    def _counts_two(self, spot: Spot, level: Sequence[Spot]) -> bool:
        """Does the line have its page's number in it, and another page's the same line with its?"""
        note = NUMBERED_NOTE.match(spot.text)
        if note and any(has_note_mark(o.text, int(note[1])) for o in self.pages[spot.page]):
            return False
        pairs = [(other, _differing(spot, other)) for other in level]
        return any(
            numbers and [each[1:] for each in numbers] == [(str(spot.page), str(other.page))]
            for other, numbers in pairs
        )

    def _sides(self) -> frozenset[Spot]:
        """The heads or feet of left and of right pages, where both stand on all but one of them."""
        found: set[Spot] = set()
        for foot in (False, True):
            ends = [spot for page in self.pages.values() if (spot := _end(page, foot))]
            runs = [self._longest_run([s for s in ends if s.page % 2 == odd]) for odd in (0, 1)]
            if all(runs) and sum(map(len, runs)) > REPEATS:
                found.update(*runs)
        return frozenset(found)

    def _longest_run(self, ends: Sequence[Spot]) -> list[Spot]:
        """The outermost lines that come back on all of these pages but one, two at least."""
        best: list[Spot] = []
        for spot in ends:
            if _may_run(spot.text) and not _is_sentence(spot.text):
                pages = set().union(*_pages_with(spot, self._level(spot)))
                best = max(best, [other for other in ends if other.page in pages], key=len)
        return best if len(best) >= max(REPEATS - 1, len(ends) - 1) else []


def _pages_with(spot: Spot, level: Sequence[Spot]) -> tuple[set[int], set[int]]:
    """The pages that have the line, and those that do but for one number that counts them."""
    alike: set[int] = set()
    counting: dict[int, set[int]] = defaultdict(set)
    for other in level:
        numbers = _differing(spot, other)
        if numbers == ():
            alike.add(other.page)
        elif numbers and len(numbers) == 1:
            ((place, mine, theirs),) = numbers
            if _grows(spot, other, mine, theirs):
                counting[place].add(other.page)
    return alike, max(counting.values(), key=len, default=set())


def _end(page: Sequence[Spot], foot: bool) -> Spot | None:
    """A page's first line, or its last, but for its number."""
    lines = [spot for spot in page if not PAGE_NUMBER.match(spot.text)]
    if foot:
        return min(reversed(lines), key=lambda spot: spot.y0, default=None)
    return max(lines, key=lambda spot: spot.y0, default=None)


@lru_cache(maxsize=8192)
def _numbers(text: str) -> tuple[str, ...]:
    return tuple(_DIGITS.findall(text))


def _differing(spot: Spot, other: Spot) -> tuple[tuple[int, str, str], ...] | None:
    """The places of numbers that two lines have not alike, with either's; None: not as many.

    A first page's line may have the day before what comes back; a line that lacks the number that
    the other begins or ends with is alike: it has no figure of its own.
    """
    mine, theirs = _numbers(spot.text), _numbers(other.text)
    if signature(spot.text) != signature(other.text):
        count = min(len(mine), len(theirs))
        mine, theirs = mine[len(mine) - count :], theirs[len(theirs) - count :]
    if mine in (theirs[: len(mine)], theirs[len(theirs) - len(mine) :]):
        return ()
    if len(mine) != len(theirs):
        return None
    pairs = enumerate(zip(mine, theirs, strict=True))
    return tuple((at, one, another) for at, (one, another) in pairs if one != another)


def _grows(spot: Spot, other: Spot, mine: str, theirs: str) -> bool:
    """Does a number grow with the pages, or is it their printed number, in both lines?"""
    printed = (mine, theirs) == (spot.label, other.label)
    return printed or int(mine) - int(theirs) == spot.page - other.page


def _outermost(page: Sequence[Spot], running: Mapping[int, Coming]) -> set[int]:
    """The lines from each edge on that run, up to the first that does not; and the page's number.

    A number that counts the pages is the page's once: behind it a line must come back alike.
    """
    found: set[int] = set()
    order = sorted(range(len(page)), key=lambda at: -page[at].y0)
    for edge in (order, order[::-1]):
        taken: set[int] = set()
        numbered = False
        for at in edge[:DEEPEST]:
            alone = PAGE_NUMBER.match(page[at].text.replace("\t", " ")) and len(taken) < EDGE
            way = running.get(at)
            if not alone and (way is None or (numbered and way is Coming.COUNTING)):
                break
            numbered = numbered or bool(alone)
            taken.add(at)
        found |= taken
    return found


def _edges(count: int) -> list[tuple[int, bool]]:
    tops = range(min(EDGE, count))
    feet = range(max(EDGE, count - EDGE), count)
    return [(at, True) for at in tops] + [(at, False) for at in feet]


def _ends_as(spot: Spot, running: Iterable[tuple[float, str]]) -> bool:
    """Is it a running head with the place or date of a first page before it?"""
    letters = signature(spot.text)
    return (
        _may_run(spot.text)
        and not _is_sentence(spot.text)
        and any(
            height == spot.y0 and len(known) >= LONG_ENOUGH and letters.endswith(known)
            for height, known in running
            if len(known) < len(letters)
        )
    )


def _may_run(text: str) -> bool:
    return len(text) < 150 and bool(signature(text)) and not _COUNTED.match(text)


def _is_sentence(text: str) -> bool:
    """Does a line end as a sentence does ("Pagina 3 van 12." is none)?"""
    return bool(_SENTENCE_END.search(text)) and not PAGE_NUMBER.match(text.rstrip("."))


def _is_too_much(pages: Sequence[Sequence[str]], found: Sequence[set[int]]) -> bool:
    """Would more of a report's letters be furniture than running heads and feet ever are?"""
    letters = sum(len(signature(line)) for page in pages for line in page)
    lost = sum(
        len(signature(page[at]))
        for page, dropped in zip(pages, found, strict=True)
        for at in dropped
    )
    return lost > MOST * letters


def _without_whole_pages(
    pages: Sequence[Sequence[str]], found: Sequence[set[int]]
) -> list[frozenset[int]]:
    """What was found, but for pages of which nothing would be left."""
    return [
        frozenset(dropped if len(dropped) < len(page) else ())
        for page, dropped in zip(pages, found, strict=True)
    ]


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

"""Which lines come back on other pages of a report, at the same height, and how.

A line comes back where its letters do, and its figures too but for one that counts the pages:
"Klanten 1.074" on one page and "Klanten 1.111" in its place on the next are two facts.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from qa.reading.structure import NUMBERED_NOTE, PAGE_NUMBER, has_note_mark, squash

LONGEST = 150  # letters of a line that comes back
REPEATS = 3  # pages that must show the same line
LONG_ENOUGH = 15  # letters of a running head that is told within a longer line
SAME_PLACE = 3.0  # points between two lines that stand in the same place of their pages
ALIKE = 0.3  # of the pages show a line of the margin, or a sentence, that is furniture
COUNTING_ENDS = 4  # numbers at a line's begin and at its end that may count the pages
FEW_PAGES = 8  # in so short a report the heads of left and of right pages are counted together
_BAND = 2 * SAME_PLACE  # points: what stands in the same place is in the same band or the next
_DIGITS = re.compile(r"\d+")
COUNTED = re.compile(r"(?:vraag|antwoord|artikel|bijlage|hoofdstuk|tabel|figuur|question)\b", re.I)
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


class Shown:
    """The lines at the edges of a report's pages: where each comes back, and how.

    ``pages`` have all lines, ``edges`` those that may come back.
    """

    def __init__(
        self, pages: Sequence[Sequence[Spot]], edges: Sequence[Sequence[Spot]] | None = None
    ) -> None:
        count = sum(bool(page) for page in pages)
        self.needed = max(REPEATS, 0.15 * count) if count < 60 else 6
        self.often = max(REPEATS, ALIKE * count)
        # more pages need not be counted, of a running head and of what stands on many pages
        self.few, self.enough = max(self.needed, FEW_PAGES), max(self.often, FEW_PAGES)
        self.pages = {page[0].page: page for page in pages if page}
        # by the hash of letters and numbers, and the band of the page that they stand in
        self.found: dict[tuple[int, int], list[Spot]] = defaultdict(list)
        edges = pages if edges is None else edges
        letters = Counter(signature(spot.text) for page in edges for spot in page)
        # the lines of a first page that have its place or date before what comes back
        self.shorter = {
            spot: known
            for page in edges
            for spot in page
            if spot.page == 1 and letters[signature(spot.text)] == 1
            if (known := _within(signature(spot.text), letters))
        }
        for page in edges:
            for spot in page:
                if len(spot.text) > LONGEST:
                    continue
                for key in {key for form in self._forms(spot) for key in _keys(form)}:
                    self.found[key, _band(spot)].append(spot)
        self.sides = self._sides() if count <= FEW_PAGES else frozenset()

    def comes_back(self, spot: Spot) -> Coming | None:
        """How a line comes back at its height on as many pages as a running head does."""
        if not may_run(spot.text):
            return None
        if is_sentence(spot.text):
            return Coming.ALIKE if len(self._alike(spot)) >= self.often else None
        alike, counting = self._pages_with(spot)
        if len(alike) >= self.needed:
            return Coming.ALIKE
        if len(alike | counting) >= self.needed or spot in self.sides:
            return Coming.COUNTING if counting - alike else Coming.ALIKE
        return Coming.COUNTING if self._counts_two(spot) else None

    def is_alike(self, spot: Spot) -> bool:
        """Does a line stand letter for letter in the same place of many pages?"""
        if len(spot.text) > LONGEST or not signature(spot.text):
            return False
        return len(self._alike(spot, same_x=True)) >= self.often

    def _forms(self, spot: Spot) -> list[_Form]:
        """A line's letters and numbers; a first page's without what stands before them."""
        numbers = _numbers(spot.text)
        whole = _Form(signature(spot.text), numbers, spot.page, spot.label)
        known = self.shorter.get(spot)
        if known is None:
            return [whole]
        cut = [whole._replace(letters=known, numbers=numbers[at:]) for at in range(len(numbers))]
        return [whole, *cut, whole._replace(letters=known, numbers=())]

    def _level(self, key: int, spot: Spot) -> Iterator[Spot]:
        """The lines of that hash that stand at a line's height."""
        band = _band(spot)
        for at in (band - 1, band, band + 1):
            for other in self.found.get((key, at), ()):
                if abs(other.y0 - spot.y0) <= SAME_PLACE:
                    yield other

    def _at_level(self, key: int, spot: Spot) -> set[int]:
        """The pages that have a line of that hash at the line's height, as many as matter."""
        pages: set[int] = set()
        for other in self._level(key, spot):
            pages.add(other.page)
            if len(pages) > self.few:
                break
        return pages

    def _alike(self, spot: Spot, same_x: bool = False) -> set[int]:
        """The pages that have the same line at its height, ``same_x`` as far from the left too."""
        pages: set[int] = set()
        for other in self._level(_alike_key(self._forms(spot)[0]), spot):
            if other.text == spot.text and not (same_x and abs(other.x0 - spot.x0) > SAME_PLACE):
                pages.add(other.page)
                if len(pages) > self.enough:
                    break
        return pages

    def _pages_with(self, spot: Spot) -> tuple[set[int], set[int]]:
        """The pages that have the line, and those that do but for one number that counts them."""
        ways = []
        for form in self._forms(spot):
            alike = self._at_level(_alike_key(form), spot) | self._at_level(_bare_key(form), spot)
            counting = [self._at_level(key, spot) for key in _counting_keys(form)]
            ways.append((alike, max(counting, key=len, default=set())))
        return max(ways, key=lambda way: len(way[0] | way[1]))

    def _counts_two(self, spot: Spot) -> bool:
        """Does the line have its page's number in it, and another page's the same line with its?"""
        note = NUMBERED_NOTE.match(spot.text)
        if note and any(has_note_mark(o.text, int(note[1])) for o in self.pages[spot.page]):
            return False
        return any(
            number == str(spot.page) and len(self._at_level(_counting_key(form, at), spot)) > 1
            for form in self._forms(spot)
            for at, number in _at_ends(form.numbers)
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
            if may_run(spot.text) and not is_sentence(spot.text):
                pages = set().union(*self._pages_with(spot))
                best = max(best, [other for other in ends if other.page in pages], key=len)
        return best if len(best) >= max(REPEATS - 1, len(ends) - 1) else []


class _Form(NamedTuple):
    """What of a line is compared: its letters and its numbers, on a page and its label."""

    letters: str
    numbers: tuple[str, ...]
    page: int
    label: str | None


def _keys(form: _Form) -> Iterator[int]:
    """The hashes under which a line is found: of all its numbers, or but for one."""
    yield _alike_key(form)
    if form.numbers:  # for lines that lack the number at its begin or end, and have no other
        for numbers in (form.numbers[1:], form.numbers[:-1], ()):
            yield _bare_key(form._replace(numbers=numbers))
        yield from _counting_keys(form)


def _alike_key(form: _Form) -> int:
    return hash((form.letters, form.numbers))


def _bare_key(form: _Form) -> int:
    return hash((form.letters, form.numbers, "lacking"))


def _counting_keys(form: _Form) -> Iterator[int]:
    """One number grows with the pages, or is the printed one."""
    for at, number in _at_ends(form.numbers):
        yield _counting_key(form, at)
        if number == form.label:
            others = (form.numbers[:at], form.numbers[at + 1 :])
            yield hash((form.letters, others, "printed"))


def _at_ends(numbers: Sequence[str]) -> list[tuple[int, str]]:
    """The numbers at a line's ends and their places: those that a page's number may be among."""
    places = list(enumerate(numbers))
    if len(places) <= 2 * COUNTING_ENDS:
        return places
    return places[:COUNTING_ENDS] + places[-COUNTING_ENDS:]


def _band(spot: Spot) -> int:
    """Which band of its page a line stands in: lines in the same place are at most one apart."""
    return round(spot.y0 / _BAND)


def _counting_key(form: _Form, at: int) -> int:
    others = (form.numbers[:at], form.numbers[at + 1 :])
    # as text, for Python gives -1 the hash of -2
    return hash((form.letters, others, str(int(form.numbers[at]) - form.page)))


def _within(letters: str, known: Iterable[str]) -> str | None:
    """The shortest of known lines that a longer one ends with."""
    ends = (each for each in known if LONG_ENOUGH <= len(each) < len(letters))
    return min((each for each in ends if letters.endswith(each)), key=len, default=None)


def _end(page: Sequence[Spot], foot: bool) -> Spot | None:
    """A page's first line, or its last, but for its number."""
    lines = [spot for spot in page if not PAGE_NUMBER.match(spot.text)]
    if foot:
        return min(reversed(lines), key=lambda spot: spot.y0, default=None)
    return max(lines, key=lambda spot: spot.y0, default=None)


@lru_cache(maxsize=8192)
def _numbers(text: str) -> tuple[str, ...]:
    return tuple(_DIGITS.findall(text))


def may_run(text: str) -> bool:
    """Has a line letters, not too many, and is it no numbered part of a report?"""
    return len(text) < LONGEST and bool(signature(text)) and not COUNTED.match(text)


def is_sentence(text: str) -> bool:
    """Does a line end as a sentence does ("Pagina 3 van 12." is none)?"""
    return bool(_SENTENCE_END.search(text)) and not PAGE_NUMBER.match(text.rstrip("."))

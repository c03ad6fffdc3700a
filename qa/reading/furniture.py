"""Running heads and feet and page numbers, told from text by their place and by coming back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice, pairwise

from qa.reading.lines import Line
from qa.reading.returning import (
    COUNTED,
    REPEATS,
    Coming,
    Shown,
    Spot,
    signature,
)
from qa.reading.structure import PAGE_NUMBER
from qa.reading.title_lines import are_titles

EDGE = 4  # lines at a page's top or foot that may be furniture
DEEPEST = 6  # … where lines have their places
MOST_BESIDE = 60  # lines in a page's margin that may be furniture
MOST = 0.4  # of a report's letters may be furniture: where more comes back, it is a form's text
APART = 12  # lines that lie at least between two showings, where page breaks are not known
TOP, FOOT = 1.0e6, 0.0  # points: the heights of lines of which only the page's end is known


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
    shown = Shown([list(page.values()) for page in edges])
    coming = [{at: shown.comes_back(spot) for at, spot in page.items()} for page in edges]
    found: list[set[int]] = []
    for page, ways in zip(edges, coming, strict=True):
        dropped = {at for at, spot in page.items() if ways[at]}
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
    edges = [edge_lines(page) for page in pages]
    besides = [_beside(page) for page in pages]
    shown = Shown(
        pages,
        [
            [page[at] for at in sorted(ends | beside)]
            for page, ends, beside in zip(pages, edges, besides, strict=True)
        ],
    )
    found = []
    for page, ends, beside in zip(pages, edges, besides, strict=True):
        running = {at: way for at in sorted(ends) if (way := shown.comes_back(page[at]))}
        for table in {spot.table for spot in page if spot.table}:
            rows = {at for at, spot in enumerate(page) if spot.table == table}
            if not rows <= running.keys():  # the heads of a table that runs on
                running = {at: way for at, way in running.items() if at not in rows}
        alike = {at for at in beside if shown.is_alike(page[at])}
        found.append(_outermost(page, running) | alike)
    texts = [[spot.text for spot in page] for page in pages]
    if _is_too_much(texts, found):
        found = [_outermost(page, {}) for page in pages]
    return _without_whole_pages(texts, found)


def edge_lines(page: Sequence[Spot]) -> set[int]:
    """The ``DEEPEST`` highest lines of a page and as many of the lowest, as indexes."""
    order = sorted(range(len(page)), key=lambda at: -page[at].y0)
    return {*order[:DEEPEST], *order[-DEEPEST:]}


def _beside(page: Sequence[Spot]) -> set[int]:
    """The first ``MOST_BESIDE`` lines in a page's margin that have letters."""
    found = (at for at, spot in enumerate(page) if spot.aside and signature(spot.text))
    return set(islice(found, MOST_BESIDE))


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
        if len(shown) > REPEATS and apart and not COUNTED.match(text):
            found.update(shown)
    return frozenset(found)

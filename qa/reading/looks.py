"""What the size and weight of letters say of a PDF's lines: headings, notes, the title."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from qa.model import Page
from qa.reading import structure
from qa.reading.cells import Cell
from qa.reading.furniture import edge_lines, placed_furniture
from qa.reading.lines import Line
from qa.reading.losses import MIN_LETTERS, STAMP_LETTERS, WIDE_IMAGE, WIDE_LETTERS
from qa.reading.pagelines import PageLine
from qa.reading.placed import Placed
from qa.reading.returning import Shown, Spot
from qa.reading.titles import BODIES

BIGGER = 1.12  # letters this much larger than the body's make a heading
SMALLER = 0.9  # … and this much smaller, at the page's foot, a note
SMALL_PRINT = 0.75  # … and so much smaller, there, an imprint, numbered or not
HEADING_LINES = 4
HEADING_LETTERS = 220
TITLE_SIZE = 1.25  # the title's letters, against the body's


@dataclass(slots=True)
class RawPage:
    """One page as extracted: its lines, what was wrong with it, how sure OCR is of each line.

    Its images cover the share ``covered`` of it.
    """

    number: int
    lines: list[PageLine]
    label: str | None = None
    problem: str | None = None
    confidences: list[float] = field(default_factory=list)
    covered: float = 0.0
    height: float = 0.0  # of the paper, in points; 0 where it is not known


def source_of(pages: Sequence[RawPage]) -> tuple[str, tuple[Page, ...], list[Line]]:
    """The pages' texts joined by form feeds, their places, and their lines with their looks."""
    body = _body_size(pages)
    levels = _heading_levels(pages, body)
    running = placed_furniture(_all_spots(pages))
    text = _Text()
    marks: list[Page] = []
    for page, dropped in zip(pages, running, strict=True):
        start = text.at
        dropped |= {index for index, line in enumerate(page.lines) if line.counts}
        notes = _notes(page.lines, dropped, body)
        body_lines = (
            index
            for index, line in enumerate(page.lines)
            if index not in dropped and not line.segments[0].aside
        )
        top = next(body_lines, 0)
        for index, line in enumerate(page.lines):
            if index:
                text.end_line(line.gap)
            level = levels.get(_style(line), 0) if _may_head(line, body) else 0
            text.add(
                line,
                tops_page=index == top,
                level=level,
                small=index in notes,
                noted=notes.get(index, False),
                furniture=index in dropped,
                aside=line.segments[0].aside,
                full=line.full,
            )
        label = page.label if page.label not in (None, str(page.number)) else None
        marks.append(Page(page.number, start, text.at, label, page.problem))
        text.end_page()
    source, lines = text.finished()
    return source, tuple(marks), lines


class _Text:
    """The source text in the making: its parts, and the lines with their places in it."""

    def __init__(self) -> None:
        self.at = 0
        self.parts: list[str] = []
        self.lines: list[tuple[tuple[int, int], dict[str, Any]]] = []
        self.cells: dict[Cell, tuple[tuple[int, int], ...]] = {}
        self.tables: dict[int, int] = {}

    def _write(self, text: str) -> tuple[int, int]:
        start = self.at
        self.parts.append(text)
        self.at += len(text)
        return start, self.at

    def end_line(self, gap: bool) -> None:
        self._write("\n\n" if gap else "\n")
        if gap:
            self.lines.append(((self.at, self.at), {}))

    def end_page(self) -> None:
        self._write("\f")

    def add(self, line: PageLine, **looks: Any) -> None:
        """Writes one line, or the cells of a row that are new in it."""
        start = self.at
        if line.row is None or line.table is None:
            self._write(unicodedata.normalize("NFC", line.text))
        else:
            for count, cell in enumerate(line.new):
                if count:
                    self._write("\t")
                self.cells[cell] = tuple(self._cell(cell))
            number = self.tables.setdefault(id(line.table), len(self.tables) + 1)
            spots = tuple(self.cells.get(cell, ()) for cell in line.row.cells)
            looks |= {"cells": spots, "table": number, "is_head": line.row.is_head, "level": 0}
        self.lines.append(((start, self.at), looks))

    def _cell(self, cell: Cell) -> Iterator[tuple[int, int]]:
        for count, part in enumerate(cell.lines):
            if count:
                self._write("\n")
            yield self._write(unicodedata.normalize("NFC", part.text))

    def finished(self) -> tuple[str, list[Line]]:
        source = "".join(self.parts)[:-1]
        placed = []
        for (start, end), looks in self.lines:
            if "cells" in looks:
                looks["cells"] = tuple(
                    tuple(Placed.of(source, a, b) for a, b in spots) for spots in looks["cells"]
                )
            placed.append(Line(Placed.of(source, start, end), **looks))
        return source, placed


def stamped_scans(pages: Sequence[RawPage]) -> list[int]:
    """Which pages, from 0, are an image and have few letters but those that come back on others.

    So is a scan that was given a running head and foot. A first page may be a cover with a title.
    """
    spots = _all_spots(pages)
    scans = [
        at
        for at, page in enumerate(pages)
        if page.covered >= WIDE_IMAGE
        and page.problem is None
        and _letters(spots[at]) <= STAMP_LETTERS
    ]
    if not scans:
        return []
    shown = Shown(spots, [[page[at] for at in sorted(edge_lines(page))] for page in spots])
    own = {at: [spot for spot in spots[at] if not shown.comes_back(spot)] for at in scans}
    return [at for at in scans if _letters(own[at]) < (WIDE_LETTERS if at else MIN_LETTERS)]


def _letters(spots: Sequence[Spot]) -> int:
    return sum(char.isalnum() for spot in spots for char in spot.text)


def _all_spots(pages: Sequence[RawPage]) -> list[list[Spot]]:
    """The lines of each page; the heights in its upper half are those under the tallest's top.

    So a running head stands in one place on pages that lie and on pages that stand upright.
    """
    tallest = max((page.height for page in pages), default=0.0)
    return [_spots(page, tallest - page.height if page.height else 0.0) for page in pages]


def _spots(page: RawPage, lower: float) -> list[Spot]:
    tables = [id(line.table) if line.table else 0 for line in page.lines]
    heights = [line.y0 + (lower if line.y0 > page.height / 2 else 0) for line in page.lines]
    return [
        Spot(line.text, line.x0, y0, table, page.number, line.segments[0].aside, page.label)
        for line, table, y0 in zip(page.lines, tables, heights, strict=True)
    ]


def _style(line: PageLine) -> tuple[float, bool]:
    return (round(line.size * 2) / 2, line.bold)


def _body_size(pages: Sequence[RawPage]) -> float:
    """The size that most letters have."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: sizes[size]) if sizes else 10.0


def _may_head(line: PageLine, body: float) -> bool:
    text = line.text
    return (
        line.row is None
        and not line.segments[0].aside
        and (line.size >= BIGGER * body or (line.bold and line.size >= 0.95 * body))
        and len(text) < HEADING_LETTERS
        and sum(char.isalpha() for char in text) >= 2
        and "\t" not in text.strip()
    )


def _heading_levels(pages: Sequence[RawPage], body: float) -> dict[tuple[float, bool], int]:
    """The level of each style of heading: the largest is 1; a style of the title page alone too."""
    counts: Counter[tuple[float, bool]] = Counter()
    inside: set[tuple[float, bool]] = set()
    for page in pages:
        for line in page.lines:
            if _may_head(line, body):
                counts[_style(line)] += 1
                if page.number > 1:
                    inside.add(_style(line))
    bold_share = sum(len(line.text) for page in pages for line in page.lines if line.bold)
    whole = sum(len(line.text) for page in pages for line in page.lines) or 1
    if bold_share > 0.4 * whole:  # a report set in bold: weight says nothing
        counts = Counter({style: n for style, n in counts.items() if style[0] >= BIGGER * body})
    ranked = sorted((style for style in counts if style in inside), reverse=True)
    levels = {style: min(6, rank) for rank, style in enumerate(ranked, start=1)}
    return {style: levels.get(style, 1) for style in counts}


def _notes(lines: Sequence[PageLine], dropped: Collection[int], body: float) -> dict[int, bool]:
    """The lines that are footnotes, and whether one begins there.

    They are the small ones at the foot of a page or of a column of it, from the first number on.
    """
    found: dict[int, bool] = {}
    column: list[int] = []
    for index, line in enumerate(lines):
        if index in dropped:
            continue
        if column and line.y0 > lines[column[-1]].y0 + 2 * line.size:
            found |= _column_notes(lines, column, body)
            column = []
        column.append(index)
    return found | _column_notes(lines, column, body)


def _column_notes(lines: Sequence[PageLine], column: Sequence[int], body: float) -> dict[int, bool]:
    foot: list[int] = []
    for place, index in enumerate(reversed(column)):
        if lines[index].row or lines[index].size >= SMALLER * body:
            if foot or place > 2:
                break
            continue  # a page number in the body's size
        foot.insert(0, index)
    raised = [index for index in foot if lines[index].noted]
    numbered = [i for i in foot[:4] if structure.NUMBERED_NOTE.match(_plain(lines[i]))]
    if raised or numbered:
        first = foot.index((raised or numbered)[0])
        return {
            index: index in raised if raised else _starts_note(lines[index])
            for index in foot[first:]
        }
    imprint = [index for index in foot if lines[index].size < SMALL_PRINT * body]
    return {index: at == 0 for at, index in enumerate(imprint)}


def _plain(line: PageLine) -> str:
    return line.text.replace("\t", " ")


def _starts_note(line: PageLine) -> bool:
    return structure.NUMBERED_NOTE.match(_plain(line)) is not None


def title_of(pages: Sequence[RawPage]) -> str | None:
    """The words in the largest letters of the first page, where they stand out as a title does."""
    body = _body_size(pages)
    best: list[PageLine] = []
    for line in pages[0].lines:
        text = line.text
        letters = sum(char.isalpha() for char in text)
        if line.size < TITLE_SIZE * body or letters < 4 or BODIES.match(text):
            continue
        if best and abs(line.size - best[-1].size) < 0.6 and len(best) < HEADING_LINES:
            best.append(line)
        elif not best or line.size > best[0].size + 0.6:
            best = [line]
    return " ".join(line.text.replace("\t", " ") for line in best) or None

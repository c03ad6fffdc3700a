"""What the size and weight of letters say of a PDF's lines: headings, notes, the title."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from qa.model import Page
from qa.reading import structure
from qa.reading.layout import PageLine
from qa.reading.lines import Line
from qa.reading.placed import Placed
from qa.reading.titles import BODIES

BIGGER = 1.12  # letters this much larger than the body's make a heading
SMALLER = 0.9  # … and this much smaller, at the page's foot, a note
SMALL_PRINT = 0.75  # … and so much smaller, there, an imprint, numbered or not
HEADING_LINES = 4
HEADING_LETTERS = 220
TITLE_SIZE = 1.25  # the title's letters, against the body's


@dataclass(slots=True)
class RawPage:
    """One page as extracted: its lines, what was wrong with it, how sure OCR is of each line."""

    number: int
    lines: list[PageLine]
    label: str | None = None
    problem: str | None = None
    confidences: list[float] = field(default_factory=list)


def source_of(pages: Sequence[RawPage]) -> tuple[str, tuple[Page, ...], list[Line]]:
    """The pages' texts joined by form feeds, their places, and their lines with their looks."""
    body = _body_size(pages)
    levels = _heading_levels(pages, body)
    parts: list[str] = []
    marks: list[Page] = []
    lines: list[tuple[int, int, bool, int, bool]] = []
    at = 0
    for page in pages:
        start = at
        small = _notes(page.lines, body)
        for index, line in enumerate(page.lines):
            if index:
                glue = "\n\n" if line.gap else "\n"
                parts.append(glue)
                at += len(glue)
                if line.gap:
                    lines.append((at, at, False, 0, False))
            text = unicodedata.normalize("NFC", line.text)
            parts.append(text)
            level = levels.get(_style(line), 0) if _may_head(line, body) else 0
            lines.append((at, at + len(text), index == 0, level, index in small))
            at += len(text)
        label = page.label if page.label not in (None, str(page.number)) else None
        marks.append(Page(page.number, start, at, label, page.problem))
        parts.append("\f")
        at += 1
    source = "".join(parts)[:-1]
    placed = [
        Line(Placed.of(source, start, end), top, level, small)
        for start, end, top, level, small in lines
    ]
    return source, tuple(marks), placed


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
        (line.size >= BIGGER * body or (line.bold and line.size >= 0.95 * body))
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


def _notes(lines: Sequence[PageLine], body: float) -> frozenset[int]:
    """Which lines are footnotes: small ones at the page's foot, from the first number on."""
    foot: list[int] = []
    for index in range(len(lines) - 1, -1, -1):
        if lines[index].size >= SMALLER * body:
            if foot or len(lines) - index > 3:
                break
            continue  # a page number in the body's size
        foot.append(index)
    foot.reverse()
    for place, index in enumerate(foot):
        match = structure.NUMBERED_NOTE.match(lines[index].text.replace("\t", " "))
        if match and place < 4:
            return frozenset(foot[place:])
    return frozenset(index for index in foot if lines[index].size < SMALL_PRINT * body)


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

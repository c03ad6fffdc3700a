"""Characters with places on a page -> segments of lines, with their words.

Coordinates are PDF points (1/72 inch), y upwards. The distances below count in the size of the
letters they stand between.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from qa.reading.accents import with_accents
from qa.reading.structure import NOTE_CLOSE, NOTE_OPEN
from qa.reading.words import list_zipf

WORD_GAP = 0.16  # a wider gap between two letters is a space ...
KERNED_GAP = 0.28  # ... or only such a gap, in a line that has spaces of its own ...
BARE_GAP = 0.2  # ... and such a one in a line that has none, on a page where others have
TRACKED = 5  # letters; a line with fewer does not tell how far its letters are set apart
CELL_GAP = 1.6  # a wider gap ends a segment: a cell, a column
SAME_LINE = 0.35  # letters whose baselines lie closer stand on one line
RAISED = 0.85  # letters smaller than this share of their line's, and above its baseline, are raised
LIFTED = 0.25  # ... and so are those of any size whose baseline lies so much higher
LOW = 0.2  # ... but no small one whose top lies so far under the letters' top: "CO2"
DOUBLE = 0.25  # the same letter within so much of its place is printed twice ...
OVERLAP = 0.6  # ... where it begins within so much of the first's width ...
LEVEL = 0.06  # ... or not at its height
MARK = 0.45  # of letters smaller than this share, none but figures and signs are raised
INITIAL = 1.8  # times the text's letters: the size of an initial that reaches over its lines
MOST_LARGE = 500  # such letters of a page; with more it is no page of text with initials
KNOWN = 3.0  # Zipf; a word that is met so often is known
BAND = 8.0  # points; lines are looked up by bands of their baselines
SPACED_SHARE = 0.05  # of a page's letters follow a space of the file, where it writes its spaces

# Raised figures after these are exponents, no marks of notes: "4 km2", "R2 = 0,7", "m-2".
_POWER = re.compile(r"(?:(?:^|[\d\s/(])[kcd]?[^\W\d_]\ufffe[23]|[-−]\ufffe\d+)$")
_MARK = re.compile(r"\d{1,3}(?:,\s?\d{1,3})*,?$")


class Char(NamedTuple):
    """One character: its text (a ligature may be two letters), box, size and weight."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool
    spaced: bool = False  # a space stands before it in the file


class Rule(NamedTuple):
    """A drawn line, or a side of a filled box, upright or level; x0 <= x1, y0 <= y1."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def level(self) -> bool:
        """Does it run from left to right?"""
        return self.x1 - self.x0 >= self.y1 - self.y0


@dataclass(slots=True)
class Segment:
    """Characters of one line that stand close together, from left to right.

    ``kerned``: its page writes its spaces, so that in lines that have some a small gap is none.
    Raised figures stand in its text between ``NOTE_OPEN`` and ``NOTE_CLOSE``.
    """

    chars: list[Char]
    kerned: bool = False
    x0: float = field(init=False)
    x1: float = field(init=False)
    y0: float = field(init=False)
    size: float = field(init=False)
    aside: bool = field(init=False, default=False)  # it stands in the margin
    _text: str | None = field(init=False, default=None)  # made when it is asked for
    _noted: bool | None = field(init=False, default=None)
    _gap: float | None = field(init=False, default=None)  # wider ones are spaces

    def __post_init__(self) -> None:
        self.x0 = self.chars[0].x0
        self.x1 = max(char.x1 for char in self.chars)
        size, y0 = self.chars[0].size, self.chars[0].y0
        if all(char.size == size and char.y0 == y0 for char in self.chars):
            self.size, self.y0 = round(size, 1), y0
            return
        sizes = Counter(round(char.size, 1) for char in self.chars)
        self.size = max(sizes, key=lambda size: (sizes[size], size))
        self.y0 = median(char.y0 for char in self.chars if abs(char.size - self.size) < 0.15)

    @property
    def text(self) -> str:
        """Its words."""
        if self._text is None:
            self._text = self._words(self._raised())
        return self._text

    @property
    def noted(self) -> bool:
        """Does it begin with a raised number?"""
        if self._noted is None:
            raised = self._raised()
            self._noted = raised[0] and not all(raised)
        return self._noted

    def settle(self) -> None:
        """Keeps what its characters say and lets them go: a report may have ten million."""
        if self.chars and self.text and self.noted is not None:
            self.chars = []

    def _raised(self) -> list[bool]:
        tops = [char.y1 for char in self.chars if abs(char.size - self.size) < 0.15]
        top = median(tops)
        return [self._is_raised(char, top) for char in self.chars]

    def _is_raised(self, char: Char, top: float) -> bool:
        small = char.size < RAISED * self.size
        level = small and char.y1 > top - LOW * self.size
        return level or (not small and char.y0 - self.y0 > LIFTED * self.size)

    def _words(self, raised: Sequence[bool]) -> str:
        parts: list[str] = []
        at = 0
        while at < len(self.chars):
            char = self.chars[at]
            space = at > 0 and self._parts(self.chars[at - 1], char)
            end = at + 1
            if raised[at] and char.text.isdigit():
                while end < len(self.chars) and raised[end] and self.chars[end].text in _DIGITS:
                    end += 1
                mark = "".join(char.text for char in self.chars[at:end])
                before = "".join(parts)
                leads = space and end < len(self.chars) and self._leads(at, end)
                if not before:
                    parts.append(f"{mark} ")
                elif leads or _POWER.search(f"{before}\ufffe{mark}") or not _MARK.match(mark):
                    parts += [" " if space else "", mark]
                else:
                    comma = mark[len(mark.rstrip(",")) :]
                    parts += [NOTE_OPEN, mark.rstrip(","), NOTE_CLOSE, comma]
            else:
                after_mark = len(parts) == 1 and parts[0].endswith(" ")
                parts += [" " if space and not after_mark else "", char.text]
            at = end
        return "".join(parts).strip()

    def _leads(self, start: int, end: int) -> bool:
        """Do raised figures stand before the letter they belong to, as of an isotope?"""
        last, following = self.chars[end - 1], self.chars[end]
        return following.text[0].isalpha() and not self._parts(last, following)

    def _parts(self, left: Char, right: Char) -> bool:
        """Does a space stand between two neighbours?"""
        gap = right.x0 - left.x1
        size = max(left.size, right.size)
        if right.spaced and gap > -0.5 * size:
            return True
        if self._gap is None:
            self._gap = self._space()
        return gap > self._gap * size

    def _space(self) -> float:
        """The gap that is a space between its letters, in their size."""
        if not self.kerned:
            return WORD_GAP
        gaps = [
            (right.x0 - left.x1) / max(left.size, right.size)
            for left, right in pairwise(self.chars)
        ]
        letters = sum(char.text.isalpha() for char in self.chars)
        tracked = letters > max(TRACKED, len(gaps) / 2)  # figures set apart are figures
        apart = max(0.0, median(gaps)) if tracked else 0.0
        if not any(char.spaced for char in self.chars[1:]):
            return BARE_GAP + apart
        return KERNED_GAP + (apart if apart > KERNED_GAP else 0.0)

    def pieces(self, gap: float) -> list[Segment]:
        """Its parts between gaps wider than ``gap`` times its letters' size."""
        parts: list[list[Char]] = []
        for char in self.chars:
            if parts and char.x0 - parts[-1][-1].x1 <= gap * max(char.size, parts[-1][-1].size):
                parts[-1].append(char)
            else:
                parts.append([char])
        return [self] if len(parts) == 1 else [Segment(part, self.kerned) for part in parts]

    def covers(self, x: float) -> bool:
        """Does a letter of it stand at ``x``?"""
        return any(char.x0 + 0.5 < x < char.x1 - 0.5 for char in self.chars)

    def cut(self, x: float) -> list[Segment]:
        """Its parts left and right of ``x``."""
        left = [char for char in self.chars if (char.x0 + char.x1) / 2 < x]
        right = [char for char in self.chars if (char.x0 + char.x1) / 2 >= x]
        return [Segment(part, self.kerned) for part in (left, right) if part]


_DIGITS = frozenset("0123456789,")
Row = list[Segment]


def rows_of(chars: Iterable[Char]) -> list[Row]:
    """The lines of a page, top to bottom, over its whole width; each as its segments."""
    kept = _with_initials(_without_doubles(chars))
    kerned = sum(char.spaced for char in kept) > SPACED_SHARE * len(kept)
    return [_segments(with_accents(row), kerned) for row in _rows(kept)]


def _without_doubles(chars: Iterable[Char]) -> list[Char]:
    """Each letter once: bold and shadows are sometimes made by printing a letter twice."""
    kept: list[Char] = []
    near: dict[tuple[str, float, int, int], list[Char]] = defaultdict(list)
    for char in chars:
        if not char.text.strip():
            continue
        size = round(char.size, 1)
        reach = DOUBLE * max(size, 0.1)
        column, line = int(char.x0 // reach), int(char.y0 // reach)
        around = (
            other
            for x in (column - 1, column, column + 1)
            for y in (line - 1, line, line + 1)
            for other in near.get((char.text, size, x, y), ())
        )
        if not any(_is_double(char, other) for other in around):
            near[char.text, size, column, line].append(char)
            kept.append(char)
    return kept


def _is_double(char: Char, other: Char) -> bool:
    """Do two prints of a letter lie over one another? (The two of "ll" stand side by side.)"""
    across, up = abs(char.x0 - other.x0), abs(char.y0 - other.y0)
    reach = DOUBLE * char.size
    level = up < LEVEL * char.size
    width = max(OVERLAP * (char.x1 - char.x0), LEVEL * char.size)
    return up < reach and across < (min(reach, width) if level else reach)


def _with_initials(chars: list[Char]) -> list[Char]:
    """Large initials that reach over lines of text made letters of the first of these lines."""
    sizes = Counter(round(char.size, 1) for char in chars)
    body = max(sizes, key=lambda size: (sizes[size], -size), default=0.0)
    large = [char for char in chars if char.size >= INITIAL * body]
    if len(large) > MOST_LARGE:
        return chars
    initials = [char for char in large if char.text.isupper() and _stands_alone(char, large)]
    if not initials:
        return chars
    text = sorted(
        (char for char in chars if abs(char.size - body) < 0.15 * body), key=lambda char: char.x0
    )
    made: dict[Char, Char] = {}
    for initial in initials:
        if first := _first_beside(initial, text, body):
            made |= _joined(initial, first)
    return [made.get(char, char) for char in chars]


def _stands_alone(char: Char, large: Sequence[Char]) -> bool:
    """Is a letter in no word of other large letters?"""
    return not any(
        other is not char
        and other.y0 < char.y1
        and char.y0 < other.y1
        and max(other.x0 - char.x1, char.x0 - other.x1) < min(char.size, other.size)
        for other in large
    )


def _first_beside(initial: Char, text: Sequence[Char], body: float) -> list[Char]:
    """The word at the head of the topmost line that begins right of an initial; empty for none."""
    start = bisect_left(text, initial.x0 - body, key=lambda char: char.x0)
    end = bisect_left(text, initial.x1 + body, key=lambda char: char.x0)
    level = [c for c in text[start:end] if c.y0 < initial.y1 and initial.y0 < c.y1]
    edge = initial.x1 - 0.2 * body
    under = [char.y0 for char in level if char.x0 < edge]
    heads = [c for c in level if c.x0 >= edge and all(abs(c.y0 - y0) > body / 2 for y0 in under)]
    if not heads:
        return []
    first = max(heads, key=lambda char: (round(char.y0), -char.x0))
    word = [first]
    for char in text[bisect_right(text, first.x0, key=lambda char: char.x0) :]:
        if abs(char.y0 - first.y0) < SAME_LINE * body:
            if char.spaced or char.x0 - word[-1].x1 > WORD_GAP * body:
                break
            word.append(char)
    return word if first.text.isalpha() else []


def _joined(initial: Char, word: Sequence[Char]) -> dict[Char, Char]:
    """An initial as a letter of the line it begins, and the letter after it, in one word or two."""
    first, rest = word[0], "".join(char.text for char in word).lower()
    whole = list_zipf(initial.text.lower() + rest)
    parted = whole < min(KNOWN, list_zipf(rest))  # "U kunt", but "Uit" though there is an "it"
    letter = initial._replace(x1=first.x0, y0=first.y0, y1=first.y1, size=first.size)
    return {initial: letter, first: first._replace(spaced=parted)}


def _rows(chars: Sequence[Char]) -> list[list[Char]]:
    """Characters by line, top to bottom; raised and lowered ones on the line they belong to."""
    inked = sorted(chars, key=lambda char: (-char.size, -char.y0))
    rows: list[tuple[float, float, list[Char]]] = []  # baseline, size, characters
    near: dict[int, list[int]] = defaultdict(list)  # which rows have their baseline in this band
    reach = inked[0].size if inked else 0.0
    for char in inked:
        low, high = int((char.y0 - reach) // BAND), int((char.y1 + reach) // BAND)
        candidates = [at for band in range(low, high + 1) for at in near.get(band, ())]
        fitting = [at for at in candidates if _belongs(char, *rows[at])]
        if fitting:
            beside = [at for at in fitting if char.size >= RAISED * rows[at][1]]
            beside += [at for at in fitting if at not in beside and _touches(char, rows[at][2])]
            best = min(beside or fitting, key=lambda at: abs(char.y0 - rows[at][0]))
            rows[best][2].append(char)
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
    mark = char.size > MARK * size or not char.text.isalpha()
    return beside and mark and _touches(char, row)


def _touches(char: Char, row: Sequence[Char]) -> bool:
    reach = max(2.0, char.size)
    ahead = 3 * char.size  # "12 Zie …": the number's digits and a space before the note's words
    return any(
        -reach < char.x0 - other.x1 < reach or -reach < other.x0 - char.x1 < ahead for other in row
    )


def _segments(row: Sequence[Char], kerned: bool) -> Row:
    parts: list[list[Char]] = []
    for char in row:
        if parts and char.x0 - parts[-1][-1].x1 <= CELL_GAP * max(char.size, parts[-1][-1].size):
            parts[-1].append(char)
        else:
            parts.append([char])
    return [Segment(part, kerned) for part in parts]

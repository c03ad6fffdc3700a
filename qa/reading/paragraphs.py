"""Lines that stand together -> where in them a new paragraph or item begins.

A line's first words say it, or the room that the line before it left unused.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.reading import structure
from qa.reading.assemble import BODY
from qa.reading.lines import Line


class Group:
    """Lines that stand together, of a text that was broken at ``text_width``, if at any."""

    def __init__(self, lines: Sequence[Line], text_width: int | None, markdown: bool) -> None:
        self.lines = lines
        self._text_width = text_width
        self._markdown = markdown  # two spaces at a line's end may break it
        self._width = _width_of(lines, text_width)

    def breaks(self, begin: int, at: int) -> bool:
        """Does a new paragraph or item begin at a line, where the last began at ``begin``?"""
        first, last, this = self.lines[begin], self.lines[at - 1], self.lines[at]
        line, before, width = this.bare, last.bare, self._width
        if structure.BULLET.match(line) or structure.CAPTION.match(line):
            listed = structure.BULLET.match(first.bare) is not None
            dash = line[0] in "-–—" and structure.ends_open(before) and not listed
            return not dash or len(before) < BODY  # "… de gemeenten⏎- soms - …" goes on
        if structure.NOTE.match(line):
            return True
        if structure.ENUMERATOR.match(line):
            return not before.lower().endswith(("artikel", "art.", "lid", "nr.", "blz.", "p."))
        if _counts_on(first.bare, line):
            return True
        if structure.NOTE.match(first.bare) and width is None:
            return True
        if structure.is_contents_line(before):
            return True
        if width is None:
            return not (structure.ends_open(before) and structure.starts_low(line))
        if last.text.text.endswith("  ") and self._markdown and not structure.starts_low(line):
            return len(before) < 0.5 * width or before[-1] in ".:?!"
        if structure.BULLET.match(first.bare) and this.indent > first.indent:
            return False
        if last.full:
            return False
        if self._text_width and width < 0.6 * self._text_width:
            return not structure.starts_low(line)  # all lines short: their ends are meant
        room = width - len(before) - 1 - len(line.split(maxsplit=1)[0])
        if structure.starts_low(line):
            return False
        if before[-1] in ".:?!":
            return room > 0.12 * width and room > 5
        title = structure.BULLET.sub("", before, count=1)
        return room > 0.12 * width and at - 1 == begin and structure.is_title_like(title)

    def is_counted(self, begin: int, end: int) -> bool:
        """Is this one of the items "1 …", "2 …" that count on from one another?"""
        following = self.lines[end].bare if end < len(self.lines) else ""
        before = self.lines[begin - 1].bare if begin else ""
        first = self.lines[begin].bare
        return _counts_on(first, following) or _counts_on(before, first)


def _width_of(group: Sequence[Line], text_width: int | None) -> int | None:
    """The width that a group's lines were broken at; None where a line is a paragraph."""
    longest = max(len(line.bare) for line in group)
    if longest > 180:
        return None
    if text_width and longest > 0.7 * text_width:
        return max(longest, text_width)
    return longest


def _counts_on(first: str, line: str) -> bool:
    """Do "1 first thing" and "2 second thing" begin two items of one list?"""
    a, b = structure.BARE_ITEM.match(first), structure.BARE_ITEM.match(line)
    if b and not a:
        return b[1] == "1" and first.endswith(":")
    return a is not None and b is not None and int(b[1]) == int(a[1]) + 1

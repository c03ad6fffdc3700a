"""A text file's lines, each with its place, and how wide they were set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.reading.placed import Placed

_LINE = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]*(?:\r\n|[\r\n\f\v\x85\u2028\u2029])?")
LONG = 180  # characters; no typesetter's line is so long: one line is one paragraph


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its line end; ``tops_page`` where a page begins with it.

    Where letters have sizes, ``level`` is the heading that the line's looks make it (0 for none),
    ``small`` says that it stands among the notes at a page's foot and ``noted`` that a note begins
    with it, ``furniture`` that it runs from page to page, ``aside``
    that it stands in the margin. A table's row has the lines of each of
    its ``cells``; rows with the same ``table`` (from 1) are of one table. ``full``: it was broken
    for want of room, so that what follows goes on with it.
    """

    text: Placed
    tops_page: bool = False
    level: int = 0
    small: bool = False
    noted: bool = False
    furniture: bool = False
    aside: bool = False
    cells: tuple[tuple[Placed, ...], ...] = ()
    table: int = 0
    is_head: bool = False
    full: bool = False

    @property
    def bare(self) -> str:
        """Its text without white space at either end."""
        return self.text.text.strip()

    @property
    def indent(self) -> int:
        """Columns of white space before its first word."""
        text = self.text.text.expandtabs(4)
        return len(text) - len(text.lstrip())


def split_lines(source: str) -> list[Line]:
    """The lines of a source text, in order.

    A form feed begins a page. So does, where form feeds became spaces, a single space before the
    first word in a text whose other lines have none.
    """
    spans: list[tuple[int, int, bool]] = []
    after_feed = False
    for match in _LINE.finditer(source):
        if not match[0]:
            break
        content = match[0].rstrip("\r\n\f\v\x85\u2028\u2029")
        spans.append((match.start(), match.start() + len(content), after_feed))
        if content.strip() or match[0].endswith("\f"):
            after_feed = match[0].endswith("\f")
    indented = [a for a, b, _ in spans if source[a:b].strip() and source[a].isspace()]
    single = [a for a in indented if source[a] == " " and not source[a + 1].isspace()]
    spaces_are_feeds = (
        "\f" not in source
        and 0 < len(single) < 0.05 * len(spans)
        and len(indented) < 1.5 * len(single) + 3
    )
    feeds = set(single) if spaces_are_feeds else set()
    return [Line(Placed.of(source, a, b), top or a in feeds) for a, b, top in spans]


def text_width(lines: Sequence[Line]) -> int | None:
    """The width that lines were broken at, in characters; None where a line is a paragraph."""
    lengths = sorted(len(line.bare) for line in lines if line.bare)
    if not lengths or sum(length > LONG for length in lengths) > 0.03 * len(lengths):
        return None
    return max(20, lengths[int(0.95 * (len(lengths) - 1))])

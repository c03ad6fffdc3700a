"""What an OpenDocument text's styles and lists say of a paragraph: heading, caption, "4.1"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from qa.reading.docx_styles import CAPTIONS, HEADING_NAME, LEVELS, TITLES, Look
from qa.reading.numbering import STYLES, Counter, numeral
from qa.reading.office import child, children, local, number, value

DEPTH = LEVELS + 1  # of lists and of headings
TABLE_HEADS = frozenset(("table heading", "tabelkop"))
_POINTS = re.compile(r"(\d{1,3}(?:\.\d+)?)pt$")
_ESCAPED = re.compile(r"_([0-9a-f]{2})_")


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph is by its style; ``level`` is a heading's (0: it is none)."""

    level: int = 0
    is_title: bool = False
    is_caption: bool = False
    breaks_page: bool = False
    is_head: bool = False  # of a table's column
    look: Look = field(default_factory=Look)


def _all(roots: Sequence[Any | None], *names: str) -> Iterator[Any]:
    """The children of the style sections of a document's parts, those of the content last."""
    for root in roots:
        for section in () if root is None else children(root, "styles", "automatic-styles"):
            yield from children(section, *names)


class Styles:
    """A document's styles, each with what it inherits."""

    def __init__(self, roots: Sequence[Any | None]) -> None:
        self._elements = {value(style, "name") or "": style for style in _all(roots, "style")}
        self._known: dict[str, Style] = {}
        self._default = Look(size=10.0)
        for style in _all(roots, "default-style"):
            if value(style, "family") == "paragraph":
                self._default = _looked(self._default, style)

    def of(self, name: str) -> Style:
        """A paragraph style by its name."""
        if name not in self._known:
            self._known[name] = self._resolved(name)
        return self._known[name]

    def run(self, name: str, look: Look) -> Look:
        """How a run of a text style looks where the text around it looks as ``look``."""
        for style in self._chain(name):
            look = _looked(look, style)
        return look

    def _chain(self, name: str) -> list[Any]:
        """A style and those that it is based on, the furthest first."""
        found: list[Any] = []
        while (style := self._elements.get(name)) is not None and style not in found:
            found.append(style)
            name = value(style, "parent-style-name") or ""
        return found[::-1]

    def _resolved(self, name: str) -> Style:
        chain = self._chain(name)
        made = Style(look=self._default)
        names = [value(style, "name") or "" for style in chain] or [name]
        for each in names:
            bare = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), each).lower()
            heading = HEADING_NAME.match(bare)
            made = replace(
                made,
                level=int(heading[1]) if heading else made.level,
                is_title=made.is_title or bare in TITLES,
                is_caption=made.is_caption or bare in CAPTIONS,
                is_head=made.is_head or bare in TABLE_HEADS,
            )
        for style in chain:
            outline = value(style, "default-outline-level")
            made = replace(
                made,
                level=number(outline, 0, DEPTH) if outline is not None else made.level,
                look=_looked(made.look, style),
                breaks_page=_breaks_page(style),
            )
        return made


def _looked(look: Look, style: Any) -> Look:
    properties = child(style, "text-properties")
    if properties is None:
        return look
    weight, size = (
        value(properties, "font-weight"),
        _POINTS.match(value(properties, "font-size") or ""),
    )
    position, display = value(properties, "text-position"), value(properties, "display")
    return Look(
        look.bold if weight is None else weight in ("bold", "600", "700", "800", "900"),
        float(size[1]) if size else look.size,
        look.hidden if display is None else display == "none",
        look.raised if position is None else _is_raised(position),
    )


def _is_raised(position: str) -> bool:
    first = (position.split() or [""])[0]
    return first == "super" or (first.endswith("%") and first[0].isdigit() and first != "0%")


def _breaks_page(style: Any) -> bool:
    properties = child(style, "paragraph-properties")
    return properties is not None and value(properties, "break-before") == "page"


@dataclass(frozen=True, slots=True)
class _Level:
    style: str = "bullet"  # how its number is written
    before: str = ""
    after: str = ""
    shown: int = 1  # how many levels the number has: 2 for "4.1"
    start: int = 1


class List:
    """A list that is being counted."""

    def __init__(self, levels: Sequence[_Level]) -> None:
        self._levels = levels
        self._counter = Counter([level.start for level in levels])

    def label(self, depth: int, start: str | None = None) -> str:
        """The number of the next item of a level (0 is the outermost); "" for a bullet."""
        depth = min(depth, len(self._levels) - 1)
        values = self._counter.step(depth, None if start is None else number(start))
        level = self._levels[depth]
        if level.style in ("bullet", "none"):
            return ""
        shown = range(max(0, depth + 1 - level.shown), depth + 1)
        written = [
            numeral(values[at], self._levels[at].style)
            for at in shown
            if self._levels[at].style not in ("bullet", "none")
        ]
        return f"{level.before}{'.'.join(written)}{level.after}".strip()


class Lists:
    """A document's list styles, and the lists made with them so far."""

    def __init__(self, roots: Sequence[Any | None]) -> None:
        self._styles = {value(each, "name"): _levels(each) for each in _all(roots, "list-style")}
        self._last: dict[str | None, List] = {}
        self._by_id: dict[str, List] = {}
        outline = next(_all(roots, "outline-style"), None)
        self.outline = List([_Level()] * DEPTH if outline is None else _levels(outline))

    def begin(self, element: Any, within: List | None) -> List:
        """The list that an element is: a new one, one that goes on, or a level of ``within``."""
        name = value(element, "style-name")
        if within is not None and name is None:
            return within
        before = self._by_id.get(value(element, "continue-list") or "")
        if value(element, "continue-numbering") == "true":
            before = before or self._last.get(name)
        made = before or List(self._styles.get(name, [_Level()] * DEPTH))
        self._last[name] = made
        if id_ := value(element, "id"):
            self._by_id[id_] = made
        return made


def _levels(element: Any) -> list[_Level]:
    found = [_Level()] * DEPTH
    for each in element:
        at = number(value(each, "level"), 1, DEPTH) - 1
        if local(each) in ("list-level-style-number", "outline-level-style") and at >= 0:
            found[at] = _Level(
                STYLES.get(value(each, "num-format") or "", "decimal"),
                value(each, "num-prefix") or "",
                value(each, "num-suffix") or "",
                max(1, number(value(each, "display-levels"), 1, DEPTH)),
                number(value(each, "start-value"), 1),
            )
    return found

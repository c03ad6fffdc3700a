"""What a Word file's styles and numbering say of a paragraph: heading, caption, item, "4.1"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from qa.reading.numbering import Counter, numeral
from qa.reading.office import child, children, local, number, value
from qa.reading.words import word_set

LEVELS = 9  # of lists and of headings
# Names of built-in styles: English inside the file as a rule, Dutch where another program wrote it.
HEADING_NAME = re.compile(r"(?:heading|kop|koptekst ?niveau)[ _]?([1-9])$", re.IGNORECASE)
CONTENTS_NAME = re.compile(r"(?:toc|inhopg|inhoud|contents)[ _]?[1-9]$", re.IGNORECASE)
CAPTIONS = word_set("caption bijschrift table illustration figure")
TITLES = word_set("title titel")
_PLACE = re.compile(r"%([1-9])")
_OFF = ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Look:
    """How a run's letters look."""

    bold: bool = False
    size: float = 0.0  # points; 0 where nothing says it
    hidden: bool = False
    raised: bool = False


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a paragraph is by its style; ``level`` is a heading's (0: it is none)."""

    id: str = ""
    level: int = 0
    is_title: bool = False
    is_caption: bool = False
    is_contents: bool = False
    bold: bool = False
    size: float = 0.0
    list_id: str | None = None
    list_level: int | None = None


def _flag(properties: Any, name: str) -> bool | None:
    element = child(properties, name)
    return None if element is None else value(element, "val") not in _OFF


class Styles:
    """A document's styles, each with what it inherits."""

    def __init__(self, root: Any | None) -> None:
        self._elements: dict[str, Any] = {}
        self._known: dict[str, ParagraphStyle] = {}
        self._default = ""
        self._size = 0.0
        for style in () if root is None else children(root, "style"):
            id_ = value(style, "styleId") or ""
            self._elements[id_] = style
            if value(style, "type") == "paragraph" and value(style, "default") in ("1", "true"):
                self._default = id_
        size = None if root is None else child(root, "docDefaults", "rPrDefault", "rPr", "sz")
        self._size = 10.0 if size is None else number(value(size, "val"), 20) / 2

    def of(self, paragraph: Any) -> ParagraphStyle:
        """A paragraph's style, with what the paragraph itself sets."""
        own = child(paragraph, "pPr", "pStyle")
        style = self._style(self._default if own is None else value(own, "val") or "")
        properties = child(paragraph, "pPr")
        return style if properties is None else _refined(style, properties)

    def run(self, run: Any, bold: bool, size: float) -> Look:
        """How a run looks in a paragraph whose style is ``bold`` and of ``size`` points."""
        properties = child(run, "rPr")
        if properties is None:
            return Look(bold, size)
        hidden = raised = False
        chain = [properties]
        if (own := child(properties, "rStyle")) is not None:
            chain = [*self._run_properties(value(own, "val") or ""), properties]
        for each in chain:
            flag = _flag(each, "b")
            bold = bold if flag is None else flag
            flag = _flag(each, "vanish")
            hidden = hidden if flag is None else flag
            if (set_size := child(each, "sz")) is not None:
                size = number(value(set_size, "val"), 0) / 2
            if (place := child(each, "vertAlign")) is not None:
                raised = value(place, "val") == "superscript"
        return Look(bold, size, hidden, raised)

    def _chain(self, id_: str) -> list[Any]:
        """A style and those that it is based on, the furthest first."""
        found: list[Any] = []
        while (style := self._elements.get(id_)) is not None and style not in found:
            found.append(style)
            based = child(style, "basedOn")
            id_ = "" if based is None else value(based, "val") or ""
        return found[::-1]

    def _run_properties(self, id_: str) -> list[Any]:
        found = [child(style, "rPr") for style in self._chain(id_)]
        return [each for each in found if each is not None]

    def _style(self, id_: str) -> ParagraphStyle:
        if id_ not in self._known:
            self._known[id_] = self._resolved(id_)
        return self._known[id_]

    def _resolved(self, id_: str) -> ParagraphStyle:
        made = ParagraphStyle(id_, size=self._size)
        look = Look(size=self._size)
        for style in self._chain(id_):
            named = child(style, "name")
            name = "" if named is None else value(named, "val") or ""
            made = _named(made, name)
            if (properties := child(style, "pPr")) is not None:
                made = _refined(made, properties)
            if (properties := child(style, "rPr")) is not None:
                bold, size = _flag(properties, "b"), child(properties, "sz")
                look = Look(
                    look.bold if bold is None else bold,
                    look.size if size is None else number(value(size, "val"), 0) / 2,
                )
        if id_ not in self._elements:
            made = _named(made, id_)  # a style that is used and nowhere described
        return replace(made, bold=look.bold, size=look.size)


def _named(style: ParagraphStyle, name: str) -> ParagraphStyle:
    bare = " ".join(name.split()).lower()
    heading = HEADING_NAME.match(bare)
    return replace(
        style,
        level=int(heading[1]) if heading else style.level,
        is_title=bare in TITLES or style.is_title,
        is_caption=bare in CAPTIONS or style.is_caption,
        is_contents=bool(CONTENTS_NAME.match(bare)) or style.is_contents,
    )


def _refined(style: ParagraphStyle, properties: Any) -> ParagraphStyle:
    """A style with the outline level and the list that properties set."""
    outline, listed = child(properties, "outlineLvl"), child(properties, "numPr")
    if outline is not None:
        at = number(value(outline, "val"), LEVELS)
        style = replace(style, level=at + 1 if at < LEVELS else 0)
    if listed is not None:
        id_, depth = child(listed, "numId"), child(listed, "ilvl")
        if id_ is not None:
            style = replace(style, list_id=value(id_, "val"))
        if depth is not None:
            style = replace(style, list_level=number(value(depth, "val"), 0, LEVELS - 1))
    return style


@dataclass(frozen=True, slots=True)
class _Level:
    style: str = "decimal"  # how its number is written
    text: str = ""  # "%1.%2"
    start: int = 1
    plain: bool = False  # the levels above it in plain figures ("isLgl")
    paragraph_style: str = ""


class Numbering:
    """The numbers of a document's lists and headings, counted as Word counts them."""

    def __init__(self, root: Any | None, styles: Styles) -> None:
        self._levels: dict[str, list[_Level]] = {}  # by abstract list
        self._abstract: dict[str, str] = {}  # list -> abstract list
        self._starts: dict[str, dict[int, int]] = {}  # list -> level -> its first number there
        self._counters: dict[str, Counter] = {}
        for element in () if root is None else children(root, "abstractNum"):
            self._levels[value(element, "abstractNumId") or ""] = _levels(element)
        linked = {
            value(link, "val"): value(element, "abstractNumId") or ""
            for element in (() if root is None else children(root, "abstractNum"))
            if (link := child(element, "styleLink")) is not None
        }
        for element in () if root is None else children(root, "abstractNum"):
            if (link := child(element, "numStyleLink")) is not None:
                own = value(element, "abstractNumId") or ""
                self._levels[own] = self._levels.get(linked.get(value(link, "val"), ""), [])
        for element in () if root is None else children(root, "num"):
            self._take(element)

    def _take(self, element: Any) -> None:
        id_, abstract = value(element, "numId") or "", child(element, "abstractNumId")
        self._abstract[id_] = "" if abstract is None else value(abstract, "val") or ""
        self._starts[id_] = {
            number(value(each, "ilvl"), 0, LEVELS - 1): number(value(start, "val"), 1)
            for each in children(element, "lvlOverride")
            if (start := child(each, "startOverride")) is not None
        }

    def label(self, paragraph: Any, style: ParagraphStyle) -> str | None:
        """A paragraph's number; "" for a bullet, None for what is no item. Counts on."""
        list_id = style.list_id
        abstract = self._abstract.get(list_id or "")
        levels = self._levels.get(abstract or "", [])
        if list_id in (None, "0") or abstract is None or not levels:
            return None
        at = style.list_level
        if at is None:
            at = next((i for i, each in enumerate(levels) if each.paragraph_style == style.id), 0)
        at = min(at, len(levels) - 1)
        counter = self._counters.setdefault(abstract, Counter([each.start for each in levels]))
        values = counter.step(at, self._starts.get(list_id or "", {}).pop(at, None))
        level = levels[at]
        if level.style == "bullet":
            return ""

        def written(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            if place > at:
                return ""
            return numeral(values[place], "decimal" if level.plain else levels[place].style)

        return _PLACE.sub(written, level.text).strip()


def _levels(element: Any) -> list[_Level]:
    found: list[_Level] = []
    for level in children(element, "lvl")[:LEVELS]:
        style, text, start = (child(level, name) for name in ("numFmt", "lvlText", "start"))
        linked = child(level, "pStyle")
        found.append(
            _Level(
                "decimal" if style is None else value(style, "val") or "decimal",
                "" if text is None else value(text, "val") or "",
                1 if start is None else number(value(start, "val"), 1),
                any(local(each) == "isLgl" for each in level),
                "" if linked is None else value(linked, "val") or "",
            )
        )
    return found

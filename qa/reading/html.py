"""HTML files, by lxml: what a reader of the page sees, in order; nothing run, nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from lxml import etree

from qa.model import Block, BlockKind, Report
from qa.reading.decode import ReadingError, decode
from qa.reading.flow import LONGEST_CELL, Cell, Flow
from qa.reading.hidden import hidden_names, is_hidden
from qa.reading.html_tree import declared, parsed
from qa.reading.metadata import read_metadata
from qa.reading.notes import Notes
from qa.reading.numbering import STYLES, numeral
from qa.reading.words import word_set

K = BlockKind
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = word_set(
    "address article aside blockquote body center dd details div dl dt fieldset figure footer form "
    "header hgroup hr html legend li main menu nav ol p pre section summary table ul caption "
    "figcaption tr td th tbody thead tfoot option"
)
# What is no text of the page: programs, styles, media, controls.
UNSEEN = word_set(
    "script style template head noscript iframe frame frameset object embed applet svg canvas "
    "audio video map select datalist textarea button input noframes del"
)
ASIDE = word_set("nav header footer aside")
ASIDE_ROLES = word_set("navigation banner contentinfo complementary search")
OWN = word_set("article main section")  # their headers and footers are the text's own
# What word processors call their paragraphs when they write HTML (Word "MsoTitle", LibreOffice).
CLASSES = {
    "title": K.HEADING, "msotitle": K.HEADING, "msocaption": K.CAPTION, "caption": K.CAPTION,
    "msoheader": K.FURNITURE, "msofooter": K.FURNITURE,
} | {f"msotoc{level}": K.CONTENTS for level in range(1, 10)}  # fmt: skip
BOLD = word_set("b strong")
LISTS = word_set("ol ul menu")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_DATES = word_set(
    "dcterms.issued dcterms.date dc.date dc.date.issued article:published_time date pubdate "
    "datepublished overheidop.datumpublicatie dcterms.modified"
)
_ISO_DATE = re.compile(r"((?:19|20)\d\d)(?:-(\d\d)(?:-(\d\d))?)?")


def read_html(data: bytes, name: str, digest: str) -> Report:
    """Reads an HTML page from its bytes; its source is the text as a browser shows it.

    Raises ReadingError for what is no text, or has no words to show.
    """
    found = decode(data, name, declared(data))
    root, problems = parsed(found.text, name)
    page = _Page(root)
    blocks = page.read()
    if not blocks and problems:
        raise ReadingError(
            f"{name} is nested deeper than any page is, and shows no words before that place: get "
            "it anew, or save it as PDF."
        )
    if not blocks:
        raise ReadingError(f"{name} shows no words: it may be made by a script; save it as PDF.")
    titles = [b.text for b in blocks if b.kind is K.HEADING and b.level == 1]
    title = titles[0] if len(titles) == 1 else None
    metadata = read_metadata(name, blocks, _info(root), title)
    return Report(
        name, digest, "html", page.flow.source(), (), blocks, metadata, found.problems + problems
    )


class _Page:
    """Walks a page's tree once; ``flow`` takes what it shows."""

    def __init__(self, root: Any) -> None:
        self.flow = Flow()
        self.root = root
        self.hidden = hidden_names(root)
        self.notes = Notes(root)
        self.has_title = any(
            not self._aside_above(h1) for h1 in root.iter("h1") if h1.text_content().strip()
        )
        self.within: list[tuple[Any, BlockKind]] = []  # furniture and contents that are open
        self.bold = 0
        self.keeps_lines = 0
        self.lists: list[Iterator[str]] = []

    def read(self) -> tuple[Block, ...]:
        """The page's blocks."""
        self._walk(self.root)
        for note in self.notes.unread():
            self._note(note)
        self.flow.close()
        return self.flow.blocks()

    def _walk(self, root: Any) -> None:
        """What an element holds. Only tables and notes call it anew: depth costs no stack."""
        walk = etree.iterwalk(root, events=("start", "end"))
        passed: list[Any] = []  # elements whose insides are not walked
        self._put(root.text)
        for event, element in walk:
            if element is root:
                continue
            if event == "start":
                if self._is_left_out(element) or self._is_read_whole(element):
                    passed.append(element)
                    walk.skip_subtree()
                else:
                    self._start(element)
                    self._put(element.text)
            else:
                if passed and passed[-1] is element:
                    passed.pop()
                else:
                    self._end(element)
                self._put(element.tail)

    def _is_read_whole(self, element: Any) -> bool:
        """Is it a table or something raised, which is read at once, and has it been?"""
        if element.tag == "table" and self._is_data(element):
            self._table(element)
            return True
        return element.tag == "sup" and self._raised(element)

    # ------------------------------------------------------------------ what is left out

    def _is_left_out(self, element: Any) -> bool:
        """Is it something that a reader does not see, or that is read at another place?"""
        if element.tag == "body":
            return False
        if element.tag in UNSEEN or element in self.notes.skipped:
            return True
        if element in self.notes.references:
            self._refer(element)
            return True
        return is_hidden(element, self.hidden)

    def _refer(self, element: Any) -> None:
        """The mark of a note: the note follows the block that has it, once."""
        note = self.notes.references.pop(element)
        self.notes.skipped.add(element)
        if self.notes.first(note):
            self.flow.after(partial(self._note, note, self.flow.length))

    def _note(self, note: Any, marked: int | None = None) -> None:
        self.flow.begin_note(self.notes.marks[note], marked)
        within, self.within = self.within, []
        with self.flow.as_one():
            self._walk(note)
        self.within = within
        self.flow.begin()

    def _raised(self, element: Any) -> bool:
        """Is it a figure in superscript, done with: a power written, or the mark of a note?"""
        if any(each in self.notes.references for each in element.iter("a")):
            return False
        text = element.text_content()
        if not text.strip() or not any(char.isdigit() for char in text):
            return False
        self.flow.raise_up(text)
        return True

    def _aside_above(self, element: Any) -> bool:
        return any(self._is_aside(above) for above in (element, *element.iterancestors()))

    def _is_aside(self, element: Any) -> bool:
        """Is it a page's head, foot or menu, and not a part of the text that has one of its own?"""
        tag = element.tag
        if tag == "div" and element.get("title") in ("header", "footer"):  # LibreOffice's
            return True
        if tag not in ASIDE and (element.get("role") or "").lower() not in ASIDE_ROLES:
            return False
        inside = ("article",) if tag == "aside" else OWN
        return tag == "nav" or not any(above.tag in inside for above in element.iterancestors())

    # ------------------------------------------------------------------ blocks and words

    @property
    def _kind(self) -> BlockKind:
        return self.within[-1][1] if self.within else K.PARAGRAPH

    def _start(self, element: Any) -> None:
        tag = element.tag
        if self._is_aside(element):
            self.within.append((element, K.FURNITURE))
        elif tag in LISTS and not self.within and _is_contents(element):
            self.within.append((element, K.CONTENTS))
        if tag in HEADINGS:
            self._heading(element)
        elif tag == "li" and not self.within:
            self.flow.begin_item(self._item_label(element))
        elif tag == "dt" and not self.within:
            self.flow.begin(K.LIST_ITEM)
        elif tag == "dd" and not self.within:
            self._definition(element)
        elif tag in ("figcaption", "caption"):
            self.flow.begin(self._kind if self.within else K.CAPTION)
        elif tag in LISTS:
            self.lists.append(_labels(element))
            self.flow.begin(self._kind)
        elif tag == "p" and not self.within and (kind := _kind_of_class(element)):
            self.flow.begin(kind, 1)
        elif tag in BLOCKS or (tag == "br" and _ends_paragraph(element)):
            self.flow.begin(self._kind)
        elif tag == "br":
            self.flow.put("\n")
        self.bold += tag in BOLD
        self.keeps_lines += tag == "pre"

    def _end(self, element: Any) -> None:
        tag = element.tag
        if self.within and self.within[-1][0] is element:
            self.within.pop()
        self.bold -= tag in BOLD
        self.keeps_lines -= tag == "pre"
        if tag in LISTS:
            self.lists.pop()
        following = element.getnext()
        if tag == "dt" and following is not None and following.tag == "dd":
            return
        if tag in ("li", "dd"):
            self.flow.close()
        if tag in BLOCKS or tag in HEADINGS:
            self.flow.begin(self._kind)

    def _heading(self, element: Any) -> None:
        rescued = element.tag == "h1" and not self.has_title
        if self.within and not rescued:
            self.flow.begin(self._kind)
        else:
            self.flow.begin(K.HEADING, HEADINGS[element.tag])

    def _item_label(self, element: Any) -> str:
        if not self.lists:
            return ""
        label = next(self.lists[-1])
        if not element.text_content().strip():
            return ""
        value = (element.get("value") or "").strip()
        if label and value.isdecimal() and len(value) < 5:
            return f"{value}."
        return label

    def _definition(self, element: Any) -> None:
        """A term and what it means are one item: "werkplein: plek waar …"."""
        before = element.getprevious()
        if before is not None and before.tag == "dt":
            self.flow.put(": ")
            self.flow.go_on()
        else:
            self.flow.begin(K.LIST_ITEM)

    def _put(self, text: str | None) -> None:
        if text:
            kept = text if self.keeps_lines else _SPACE.sub(" ", text)
            self.flow.put(kept, bold=self.bold > 0)

    # ------------------------------------------------------------------ tables

    def _is_data(self, table: Any) -> bool:
        """Is it a table of rows and columns, and not a page laid out in one?"""
        if self.flow.in_cell or self.within:
            return False
        if (table.get("role") or "").lower() in ("presentation", "none"):
            return False
        rows = [list(_cells(row)) for row in _rows(table)]
        if max(map(len, rows), default=0) < 2 or len(rows) < 2:
            return False
        if any(cell.tag == "th" for row in rows for cell in row):
            return True
        holds = any(
            inner.tag == "table" or inner.tag in HEADINGS
            for row in rows for cell in row for inner in cell.iterdescendants()
        )  # fmt: skip
        longest = max(len(cell.text_content()) for row in rows for cell in row)
        return not holds and longest <= LONGEST_CELL

    def _table(self, table: Any) -> None:
        for caption in table.iterchildren("caption"):
            self.flow.begin(K.CAPTION)
            with self.flow.as_one():
                self._walk(caption)
            self.flow.begin()
        self.flow.begin_table()
        rows = []
        for row in _rows(table):
            if self._is_left_out(row):
                continue
            cells = [self._cell(cell) for cell in _cells(row) if not self._is_left_out(cell)]
            self.flow.end_row()
            rows.append(cells)
        self.flow.end_table(rows)

    def _cell(self, element: Any) -> Cell:
        cell = self.flow.begin_cell()
        self._walk(element)
        self.flow.end_cell()
        above = element.getparent().getparent()
        cell.is_head = element.tag == "th" or (above is not None and above.tag == "thead")
        cell.columns, cell.rows = _span(element, "colspan"), _span(element, "rowspan")
        return cell


def _ends_paragraph(br: Any) -> bool:
    """Is it the second of two line breaks, as older pages part their paragraphs?"""
    before = br.getprevious()
    return before is not None and before.tag == "br" and not (before.tail or "").strip()


def _kind_of_class(element: Any) -> BlockKind | None:
    names = (element.get("class") or "").lower().split()[:20]
    return next((CLASSES[name] for name in names if name in CLASSES), None)


def _is_contents(element: Any) -> bool:
    """Is a list a table of contents: three links or more to places in the page, and little else?"""
    links = [a for a in element.iter("a") if (a.get("href") or "").startswith("#")]
    if len(links) < 3:
        return False
    linked = sum(len(a.text_content().strip()) for a in links)
    return linked >= 0.8 * len("".join(element.text_content().split()))


def _rows(table: Any) -> Iterator[Any]:
    """The rows of a table, none of a table in it."""
    for child in table.iterchildren():
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def _cells(row: Any) -> Iterator[Any]:
    yield from row.iterchildren("td", "th")


def _span(element: Any, name: str) -> int:
    value = (element.get(name) or "").strip()
    return int(value) if value.isdecimal() and len(value) < 5 else 1


def _labels(element: Any) -> Iterator[str]:
    """The numbers of a list's items, one after the other; "" for bullets."""
    if element.tag != "ol":
        while True:
            yield ""
    start = (element.get("start") or "").strip()
    style = STYLES.get(element.get("type") or "1", "decimal")
    number = int(start) if start.isdecimal() and len(start) < 5 else 1
    while True:
        yield f"{numeral(number, style)}."
        number += 1


def _info(root: Any) -> Mapping[str, str]:
    """What the page's head says: its title and date."""
    found: dict[str, str] = {}
    title = root.find(".//title")
    if title is not None and title.text_content().strip():
        found["title"] = " ".join(title.text_content().split())
    dates: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = (meta.get("name") or meta.get("property") or "").lower()
        if key in _DATES and (match := _ISO_DATE.match((meta.get("content") or "").strip())):
            dates[key] = "-".join(part for part in match.groups() if part)
    if dates:
        found["date"] = dates[min(dates, key=lambda key: ("modified" in key, key))]
    return found

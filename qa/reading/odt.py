"""OpenDocument texts (.odt): headings, lists, tables, notes; macros and links never followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from qa.model import BlockKind, Report
from qa.reading.decode import ReadingError
from qa.reading.docx_styles import Look
from qa.reading.flow import LONGEST_CELL, Cell, Flow
from qa.reading.metadata import read_metadata
from qa.reading.odt_styles import List, Lists, Styles
from qa.reading.office import Package, child, children, local, number, properties, texts, value
from qa.reading.tables import leading_heads
from qa.reading.words import word_set

K = BlockKind
TEXT = b"application/vnd.oasis.opendocument.text"
# What is no text of the document: changes that were undone, remarks, what fields are made of.
UNSEEN = word_set(
    "tracked-changes annotation annotation-end forms sequence-decls variable-decls "
    "user-field-decls dde-connection-decls hidden-text hidden-paragraph ruby-text script title "
    "desc event-listeners note-citation index-title-template table-of-content-source "
    "alphabetical-index-source illustration-index-source covered-table-cell"
)
INDEXES = word_set("table-of-content illustration-index table-index alphabetical-index user-index")
_SPACE = re.compile(r"\s+")


def read_odt(data: bytes, name: str, digest: str) -> Report:
    """Reads an OpenDocument text from its bytes; its source is the text, changes accepted.

    Raises ReadingError for what is locked, damaged, too large when unpacked, or has no words.
    """
    package = Package(data, name)
    if "mimetype" in package and not package.read("mimetype").startswith(TEXT):
        raise ReadingError(f"{name} is an OpenDocument file but no text: save it as PDF.")
    manifest = "META-INF/manifest.xml"
    if manifest in package and b"encryption-data" in package.read(manifest):
        raise ReadingError(
            f"{name} is locked with a password: put a copy without one in the folder."
        )
    document = _Document(package)
    flow = document.read()
    blocks = flow.blocks()
    if not blocks and package.problems:
        raise package.damaged()
    if not blocks:
        raise ReadingError(f"{name} holds no words: it may hold pictures only; save it as PDF.")
    meta = package.facts("meta.xml", "properties")
    info = {} if meta is None else properties(meta)
    metadata = read_metadata(name, blocks, info, document.title or flow.title())
    problems = tuple(package.problems)
    return Report(name, digest, "odt", flow.source(), (), blocks, metadata, problems)


class _Document:
    """Walks a document once; ``flow`` takes its words."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.flow = Flow()
        self.title: str | None = None
        self.root = package.body("content.xml")
        self.shared = package.facts("styles.xml", "styles")
        self.styles = Styles([self.shared, self.root])
        self.lists = Lists([self.shared, self.root])
        self.kind: BlockKind | None = None  # of all that is walked: furniture, contents

    def read(self) -> Flow:
        """Running heads, then the body, then running feet."""
        body = child(self.root, "body", "text")
        if body is None:
            raise self.package.damaged()
        self._running("header")
        self._walk(body)
        self.flow.close()
        self._running("footer")
        self.flow.close()
        return self.flow

    def _running(self, what: str) -> None:
        masters = None if self.shared is None else child(self.shared, "master-styles")
        self.kind = K.FURNITURE
        for page in () if masters is None else children(masters, "master-page"):
            for element in children(page, what, f"{what}-first", f"{what}-left"):
                if value(element, "display") != "false":
                    self._walk(element)
        self.flow.close()
        self.kind = None

    # ------------------------------------------------------------------ blocks

    def _walk(self, parent: Any) -> None:
        for element in parent:
            name = local(element)
            if name in UNSEEN or value(element, "display") == "none":
                continue
            if name in ("h", "p"):
                self._paragraph(element)
            elif name == "list":
                self._list(element, None, 0)
            elif name == "table":
                self._table(element)
            elif name in INDEXES and self.kind is None:
                self.kind = K.CONTENTS
                self._walk(element)
                self.kind = None
            elif name == "index-title":
                self._titled(element)
            elif name in ("frame", "custom-shape", "rect", "text-box", "a", "g"):
                self._box(element, self.kind)
            else:
                self._walk(element)

    def _titled(self, element: Any) -> None:
        before, self.kind = self.kind, None
        for paragraph in children(element, "p", "h"):
            self.flow.begin(K.HEADING, 1)
            self._inline(paragraph, Look())
        self.kind = before

    def _paragraph(self, element: Any, label: str | None = None, is_item: bool = False) -> None:
        style = self.styles.of(value(element, "style-name") or "")
        level = style.level
        if local(element) == "h":
            level = max(1, number(value(element, "outline-level"), 1, 10))
        if self.kind is not None:
            self.flow.begin(self.kind)
        elif level or style.is_title:
            self.flow.begin(K.HEADING, min(6, level or 1), style.breaks_page)
            if local(element) == "h" and (written := self._outline(element, level)):
                self.flow.put(f"{written} ")
        elif is_item:
            self.flow.begin_item(label or "")
        elif style.is_caption:
            self.flow.begin(K.CAPTION)
        else:
            self.flow.begin(top=style.breaks_page)
        before = self.flow.length
        self._inline(element, style.look)
        if style.is_title and not self.title and self.kind is None:
            self.title = " ".join(self.flow.source()[before:].split())
        self.flow.close()

    def _outline(self, heading: Any, level: int) -> str:
        if not "".join(heading.itertext()).strip() or value(heading, "is-list-header") == "true":
            return ""
        return self.lists.outline.label(level - 1)

    def _list(self, element: Any, within: List | None, depth: int) -> None:
        """A list's items; one in another goes on with the other's style, a level deeper."""
        counted = self.lists.begin(element, within)
        for item in element:
            if local(item) not in ("list-item", "list-header"):
                continue
            numbered = local(item) == "list-item"
            label = None
            for part in item:
                if local(part) == "list":
                    self._list(part, counted, depth + 1)
                elif local(part) in ("p", "h"):
                    first = label is None and numbered
                    if first:
                        label = counted.label(depth, value(item, "start-value"))
                    self._paragraph(part, label, is_item=first and local(part) == "p")
                else:
                    self._walk([part])

    # ------------------------------------------------------------------ words

    def _inline(self, parent: Any, look: Look) -> None:
        self._put(parent.text, look)
        for element in parent:
            self._piece(element, look)
            self._put(element.tail, look)

    def _piece(self, element: Any, look: Look) -> None:
        name = local(element)
        if name in UNSEEN:
            return
        if name == "span":
            own = self.styles.run(value(element, "style-name") or "", look)
            if not own.hidden:
                self._inline(element, own)
        elif name == "s":
            self.flow.put(" ")
        elif name == "tab":
            self.flow.put("\t")
        elif name == "line-break":
            self.flow.put("\n")
        elif name == "note":
            self._refer(element)
        elif name in ("frame", "custom-shape", "rect", "g"):
            self.flow.after(partial(self._box, element, self.kind))
        else:
            self._inline(element, look)

    def _put(self, text: str | None, look: Look) -> None:
        if not text:
            return
        text = _SPACE.sub(" ", text)
        if look.raised and any(map(str.isdigit, text)):
            self.flow.raise_up(text)
        else:
            self.flow.put(text, look.bold, look.size)

    def _refer(self, note: Any) -> None:
        """A note's mark: the note follows the block that has it."""
        citation, body = child(note, "note-citation"), child(note, "note-body")
        if body is not None:
            mark = "" if citation is None else "".join(citation.itertext()).strip()
            self.flow.after(partial(self._note, body, mark, self.flow.length))

    def _note(self, body: Any, mark: str, marked: int) -> None:
        self.flow.begin_note(mark, marked)
        with self.flow.as_one():
            self._walk(body)

    def _box(self, element: Any, kind: BlockKind | None) -> None:
        before, self.kind = self.kind, kind
        self._walk(element)
        self.kind = before

    # ------------------------------------------------------------------ tables

    def _table(self, table: Any) -> None:
        rows = list(_rows(table))
        if not self._is_data([row for row, _ in rows]):
            for row, _ in rows:
                for cell in children(row, "table-cell"):
                    self._walk(cell)
                    self.flow.close()
            return
        self.flow.begin_table()
        found: list[list[Cell]] = []
        heads = leading_heads(
            [(self._looks_like_heads(row), texts(children(row, "table-cell"))) for row, _ in rows]
        )
        for at, (row, is_head) in enumerate(rows):
            is_head = is_head or at < heads
            found.append([self._cell(cell, is_head) for cell in children(row, "table-cell")])
            self.flow.end_row()
        self.flow.end_table(found)

    def _cell(self, element: Any, is_head: bool) -> Cell:
        cell = self.flow.begin_cell()
        self._walk(element)
        self.flow.end_cell()
        repeated = number(value(element, "number-columns-repeated"), 1, 50)
        cell.columns = max(repeated, number(value(element, "number-columns-spanned"), 1, 50))
        cell.rows = number(value(element, "number-rows-spanned"), 1, 50)
        cell.is_head = is_head
        return cell

    def _looks_like_heads(self, row: Any) -> bool:
        """Is every word of a row in bold, or in the style of table heads?"""
        styles = [
            self.styles.of(value(paragraph, "style-name") or "")
            for paragraph in row.iter()
            if local(paragraph) == "p" and "".join(paragraph.itertext()).strip()
        ]
        return bool(styles) and all(style.look.bold or style.is_head for style in styles)

    def _is_data(self, rows: list[Any]) -> bool:
        """Is it a table of rows and columns, and not a page or letter head laid out in one?"""
        if self.flow.in_cell or self.kind is not None or len(rows) < 2:
            return False
        if max(len(children(row, "table-cell")) for row in rows) < 2:
            return False
        for cell in (cell for row in rows for cell in children(row, "table-cell")):
            if any(local(each) in ("table", "h") for each in cell.iter()):
                return False
            if len("".join(cell.itertext())) > LONGEST_CELL:
                return False
        return True


def _rows(table: Any, is_head: bool = False) -> Iterator[tuple[Any, bool]]:
    """The rows of a table, and whether each is a row of heads."""
    for element in table:
        name = local(element)
        if name == "table-row":
            yield element, is_head
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(element, is_head or name == "table-header-rows")

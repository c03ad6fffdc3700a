"""Word files (.docx): paragraphs by style, lists, tables, notes; no macro or link is followed."""

from __future__ import annotations

from functools import partial
from typing import Any

from qa.model import BlockKind, Report
from qa.reading.decode import ReadingError
from qa.reading.docx_parts import Parts
from qa.reading.docx_styles import Numbering, ParagraphStyle, Styles
from qa.reading.flow import LONGEST_CELL, Cell, Flow
from qa.reading.metadata import read_metadata
from qa.reading.numbering import numeral
from qa.reading.office import Package, child, children, local, number, texts, value
from qa.reading.tables import leading_heads
from qa.reading.words import word_set

K = BlockKind
# What only wraps: kept insertions, links, forms, markers, the parts of a formula.
PASSED_THROUGH = word_set(
    "ins moveTo customXml smartTag sdt sdtContent hyperlink fldSimple dir bdo ruby rubyBase "
    "oMath oMathPara e num den sub sup deg fName lim d f rad nary"
)
# What holds words that are not read, by the element that stands in its place.
UNREAD = {
    "{*}altChunk": "what it takes in from another file (altChunk) is",
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": "its charts are",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": "its diagrams are",
}
RESULTS = ("", "TOC")  # what stands for an open field once its result comes
CONTENTS_GALLERY = "Table of Contents"


def read_docx(data: bytes, name: str, digest: str) -> Report:
    """Reads a Word file from its bytes; its source is the text as Word shows it, changes accepted.

    Raises ReadingError for what is locked, damaged, too large when unpacked, or has no words.
    """
    document = _Document(Package(data, name))
    flow = document.read()
    blocks = flow.blocks()
    if not blocks and document.package.problems:
        raise document.package.damaged()
    if not blocks:
        raise ReadingError(f"{name} holds no words: it may hold pictures only; save it as PDF.")
    metadata = read_metadata(
        name, blocks, document.parts.properties(), document.title or flow.title()
    )
    problems = tuple(document.package.problems)
    return Report(name, digest, "docx", flow.source(), (), blocks, metadata, problems)


class _Document:
    """Walks a document once; ``flow`` takes its words."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.flow = Flow()
        self.title: str | None = None
        self.parts = Parts(package)
        self.root = package.body(self.parts.main)
        self.ended = _ended_fields(self.root)
        self.styles = Styles(self.parts.facts("styles", "styles"))
        self.numbering = Numbering(
            self.parts.facts("numbering", "numbers of its lists"), self.styles
        )
        self.notes = {kind: self._notes(f"{kind}notes") for kind in ("foot", "end")}
        self.marks: dict[tuple[str, str], str] = {}
        self.kind: BlockKind | None = None  # of all that is walked: furniture, contents
        self.fields: list[str] = []  # open fields: what they are told, then "" for their result
        self.joins = False  # the mark between the last paragraph and the next is deleted
        for name, what in UNREAD.items():
            if next(self.root.iter(name), None) is not None:
                package.note(f"{what} not read: look at the file itself.")
        self.tops_page = False

    def _notes(self, kind: str) -> dict[str, Any]:
        notes = children(self._with_fields(self.parts.words(kind, kind)), kind[:-1])
        return {value(note, "id") or "": note for note in notes if not value(note, "type")}

    def _with_fields(self, root: Any | None) -> Any:
        """A part that will be walked, its fields known; one that is missing is empty."""
        if root is None:
            return ()
        self.ended |= _ended_fields(root)
        return root

    # ------------------------------------------------------------------ the walk

    def read(self) -> Flow:
        """Running heads, then the body, then running feet."""
        body = child(self.root, "body")
        if body is None:
            raise self.package.damaged()
        self._running("header")
        self._walk(body)
        self._running("footer")
        self.flow.close()
        return self.flow

    def _running(self, what: str) -> None:
        used = {value(each, "id") for each in self.root.iter() if local(each) == f"{what}Reference"}
        self.kind = K.FURNITURE
        for id_, kind, place in self.parts.related(self.parts.main):
            if kind == what and id_ in used:
                root = self.package.words(place, f"{what}s of its pages")
                self._walk(self._with_fields(root))
        self.flow.close()
        self.kind = None

    def _walk(self, parent: Any) -> None:
        for element in parent:
            name = local(element)
            if name == "p":
                self._paragraph(element)
            elif name == "tbl":
                self._table(element)
            elif name == "sdt" and self.kind is None and _is_contents(element):
                self.kind = K.CONTENTS
                self._walk(element)
                self.kind = None
            elif name in PASSED_THROUGH:
                self._walk(element)
        self._end_joined()

    def _end_joined(self) -> None:
        if self.joins:
            self.joins = False
            self.flow.close()

    def _paragraph(self, paragraph: Any) -> None:
        start = self.flow.length
        style = self.styles.of(paragraph)
        joined = self.joins  # it goes on with the paragraph before it, whose mark is deleted
        if joined:
            self._runs(paragraph, style.bold, style.size)
        has_words = self._begun(paragraph, style) if not joined else True
        self.joins = _is_joined(paragraph) and (joined or self.flow.length > start)
        if has_words and not self.joins:
            self.flow.close()

    def _begun(self, paragraph: Any, style: ParagraphStyle) -> bool:
        """Puts a paragraph's words as a block of its kind; False where it has none."""
        label = self.numbering.label(paragraph, style)
        if not any(local(each) in ("t", "footnoteReference", "endnoteReference", "sym") for each in
                   paragraph.iter()):  # fmt: skip
            self._runs(paragraph, False, 0.0)
            return False
        if child(paragraph, "pPr", "pageBreakBefore") is not None:
            self.tops_page = True
        top, self.tops_page = self.tops_page, False
        if self.kind is not None or style.is_contents or "TOC" in self.fields:
            self.flow.begin(self.kind or K.CONTENTS)
        elif style.level or style.is_title:
            self.flow.begin(K.HEADING, min(6, style.level or 1), top)
            self._put_label(label)
        elif style.is_caption:
            self.flow.begin(K.CAPTION)
        elif label is not None:
            self.flow.begin_item(label)
        else:
            self.flow.begin(top=top)
        before = self.flow.length if style.is_title and not self.title else None
        self._runs(paragraph, style.bold, style.size)
        if before is not None and self.kind is None:
            self.title = " ".join(self.flow.source()[before:].split())
        return True

    def _put_label(self, label: str | None) -> None:
        if label:
            self.flow.put(f"{label} ")

    def _runs(self, parent: Any, bold: bool, size: float) -> None:
        for element in parent:
            name = local(element)
            if name == "r" and child(element, "t") is None and child(element, "rPr") is None:
                self._run(element, bold, size)
            elif name == "r":
                own = self.styles.run(element, bold, size)
                if not own.hidden:
                    self._run(element, own.bold, own.size, own.raised)
            elif name in PASSED_THROUGH:
                self._runs(element, bold, size)
            elif name == "AlternateContent":
                self._alternative(element)

    def _run(self, run: Any, bold: bool, size: float, raised: bool = False) -> None:
        for element in run:
            name = local(element)
            if name == "fldChar":
                self._field(element)
            elif name == "instrText":
                if self.fields and self.fields[-1] not in RESULTS:
                    self.fields[-1] += element.text or ""
            elif self._in_instruction():
                continue
            elif name == "t":
                self._put(element.text or "", bold, size, raised)
            elif name in ("tab", "ptab"):
                self.flow.put("\t")
            elif name in ("br", "cr"):
                self.tops_page = self.tops_page or value(element, "type") == "page"
                self.flow.put("\n")
            elif name == "noBreakHyphen":
                self.flow.put("-", bold, size)
            elif name == "softHyphen":
                self.flow.put("\u00ad")
            elif name in ("footnoteReference", "endnoteReference"):
                self._refer(name[: -len("noteReference")], element)
            elif name in ("drawing", "pict", "object"):
                self._text_boxes(element)
            elif name == "AlternateContent":
                self._alternative(element)

    def _put(self, text: str, bold: bool, size: float, raised: bool) -> None:
        if not (raised and any(map(str.isdigit, text))):
            self.flow.put(text, bold, size)
        else:
            self.flow.raise_up(text)

    # ------------------------------------------------------------------ fields, notes, boxes

    def _field(self, mark: Any) -> None:
        """A field's text is its result; what it was told ("TOC") is never text.

        A field that has no end is none: it would take all that follows for its instruction.
        """
        what = value(mark, "fldCharType")
        if what == "begin" and mark in self.ended:
            self.fields.append(" ")
        elif what == "separate" and self.fields and self.fields[-1] not in RESULTS:
            is_contents = self.fields[-1].strip().upper().startswith("TOC")
            self.fields[-1] = "TOC" if is_contents else ""
            if is_contents and self.kind is None and not self.flow.in_cell:
                self.flow.begin(K.CONTENTS)
        elif what == "end" and self.fields and mark in self.ended:
            self.fields.pop()

    def _in_instruction(self) -> bool:
        return any(field not in RESULTS for field in self.fields)

    def _refer(self, kind: str, reference: Any) -> None:
        """A note's mark: the note follows the block that has it."""
        key = (kind, value(reference, "id") or "")
        note = self.notes[kind].get(key[1])
        if note is None or key in self.marks:
            return
        count = sum(each == kind for each, _ in self.marks) + 1
        own = value(reference, "customMarkFollows") in ("1", "true", "on")
        style = "decimal" if kind == "foot" else "lowerRoman"
        self.marks[key] = "" if own else numeral(count, style)
        self.flow.after(partial(self._note, note, self.marks[key], self.flow.length))

    def _note(self, note: Any, mark: str, marked: int) -> None:
        self.flow.begin_note(mark, marked)
        fields, self.fields = self.fields, []
        with self.flow.as_one():
            self._walk(note)
        self.fields = fields

    def _alternative(self, element: Any) -> None:
        """The same picture told twice: the newer way where it holds text, else the older."""
        for choice in (*children(element, "Choice"), *children(element, "Fallback")):
            if any(local(each) == "txbxContent" for each in choice.iter()):
                self._text_boxes(choice)
                return

    def _text_boxes(self, element: Any) -> None:
        """A box's text follows the block that it is anchored in."""
        for each in element:
            if local(each) == "txbxContent":
                self.flow.after(partial(self._box, each, self.kind))
            elif local(each) == "AlternateContent":
                self._alternative(each)
            else:
                self._text_boxes(each)

    def _box(self, box: Any, kind: BlockKind | None) -> None:
        before, self.kind = self.kind, kind
        fields, self.fields = self.fields, []
        self._walk(box)
        self.kind, self.fields = before, fields

    # ------------------------------------------------------------------ tables

    def _table(self, table: Any) -> None:
        rows = [row for row in _within(table, "tr") if child(row, "trPr", "del") is None]
        if not self._is_data(rows):
            for row in rows:
                for cell in _within(row, "tc"):
                    self._walk(cell)
                    self.flow.close()
            return
        self.flow.begin_table()
        bold = leading_heads([(_all_bold(row), texts(_within(row, "tc"), "{*}t")) for row in rows])
        found: list[list[Cell]] = []
        above: dict[int, Cell] = {}  # the cell that each column is in, for cells that go on below
        for at, row in enumerate(rows):
            is_head = child(row, "trPr", "tblHeader") is not None or at < bold
            found.append(self._row(row, is_head, above))
            self.flow.end_row()
        self.flow.end_table(found)

    def _row(self, row: Any, is_head: bool, above: dict[int, Cell]) -> list[Cell]:
        cells: list[Cell] = []
        before = child(row, "trPr", "gridBefore")
        column = 0
        if before is not None:
            column = number(value(before, "val"), 0, 50)
            cells.append(Cell(columns=column)) if column else None
        for element in _within(row, "tc"):
            span, merge = child(element, "tcPr", "gridSpan"), child(element, "tcPr", "vMerge")
            columns = 1 if span is None else max(1, number(value(span, "val"), 1, 50))
            goes_on = merge is not None and value(merge, "val") != "restart"
            if goes_on and column in above:
                above[column].rows += 1
            else:
                cell = self.flow.begin_cell()
                self._walk(element)
                self.flow.end_cell()
                cell.columns, cell.is_head = columns, is_head
                above[column] = cell
                cells.append(cell)
            column += columns
        return cells

    def _is_data(self, rows: list[Any]) -> bool:
        """Is it a table of rows and columns, and not a page or letter head laid out in one?"""
        if self.flow.in_cell or self.kind is not None or len(rows) < 2:
            return False
        cells = [_within(row, "tc") for row in rows]
        if max(map(len, cells)) < 2:
            return False
        if child(rows[0], "trPr", "tblHeader") is not None:
            return True
        for cell in (cell for row in cells for cell in row):
            inner = list(cell.iter())
            if any(local(each) == "tbl" for each in inner):
                return False
            if any(self.styles.of(each).level for each in inner if local(each) == "p"):
                return False
            if sum(len(each.text or "") for each in inner if local(each) == "t") > LONGEST_CELL:
                return False
        return True


def _within(parent: Any, name: str) -> list[Any]:
    """A table's rows or a row's cells, also those that something wraps."""
    found: list[Any] = []
    for element in parent:
        if local(element) == name:
            found.append(element)
        elif local(element) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            found += _within(element, name)
    return found


def _all_bold(row: Any) -> bool:
    runs = [each for each in row.iter() if local(each) == "r" and child(each, "t") is not None]
    return bool(runs) and all(
        (bold := child(run, "rPr", "b")) is not None and value(bold, "val") not in ("0", "false")
        for run in runs
    )


def _is_joined(paragraph: Any) -> bool:
    """Is a paragraph's mark deleted, so that the next one goes on with it?"""
    return child(paragraph, "pPr", "rPr", "del") is not None


def _ended_fields(root: Any) -> set[Any]:
    """The first and last marks of the fields that have both, in one and the same text."""
    found: set[Any] = set()
    begun: dict[Any, list[Any]] = {}  # by text: a box and a note have fields of their own
    for mark in root.iter("{*}fldChar"):
        if next(mark.iterancestors("{*}del", "{*}moveFrom"), None) is not None:
            continue
        text = next(mark.iterancestors("{*}txbxContent", "{*}footnote", "{*}endnote"), None)
        open_ones = begun.setdefault(text, [])
        what = value(mark, "fldCharType")
        if what == "begin":
            open_ones.append(mark)
        elif what == "end" and open_ones:
            found |= {mark, open_ones.pop()}
    return found


def _is_contents(element: Any) -> bool:
    gallery = child(element, "sdtPr", "docPartObj", "docPartGallery")
    return gallery is not None and value(gallery, "val") == CONTENTS_GALLERY

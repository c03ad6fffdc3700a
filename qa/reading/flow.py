"""What HTML, Word and OpenDocument files share: words and structure in reading order -> blocks.

Such files have no text to count characters in, so one is made: the *extracted text*, what a reader
sees from top to bottom, a line end after each paragraph, tabs between the cells of a row. It is
the report's source, and every block leads into it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from qa.language import sentences
from qa.model import Block, BlockKind, Span
from qa.reading import structure, tables
from qa.reading.assemble import Draft, decide_headings, set_levels
from qa.reading.placed import Placed
from qa.reading.repair import Mender
from qa.reading.words import LIGATURES

_BREAKS = re.compile("[\r\f\v\x00-\x08\x0e-\x1f\x85\u2028\u2029]")
# What is raised is a power behind a unit or a figure ("m²", "10⁶"); behind a word it marks a note.
_TAKES_POWER = re.compile(r"(?:\d|(?:^|[\W\d_])(?:mm|cm|dm|m|hm|km|s))$")
_POWERS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
RAISED = re.compile(r"\s*[\[(]?(-?\d{1,3})[\])]?\s*$")
MARK_SPACE = 3  # characters: a mark stands right behind its word, or a space or two
LARGE = 1.25  # times the size that most letters have: what the title on a title page has at least
FRONT = 30  # blocks: the title page lies within them
LONGEST_CELL = 2000  # characters: what is longer is a page laid out by a table, no cell
FURNITURE_SHARE = 10  # as many letters of furniture as of text, and the furniture is the text


@dataclass(slots=True)
class Cell:
    """A table's cell: where its words stand, and how many columns and rows it spans."""

    spans: list[Span] = field(default_factory=list)
    columns: int = 1
    rows: int = 1
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """What the words to come are; of a note, ``marked`` is the place of its mark in the text."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    tops_page: bool = False
    marked: int | None = None


@dataclass(slots=True)
class _Piece:
    """A block as it is collected: its style, where its words stand, how they look."""

    style: Style
    spans: list[Span] = field(default_factory=list)
    letters: int = 0
    bold: int = 0
    size: float = 0.0
    rows: list[list[Cell]] | None = None


class Flow:
    """Collects the words of one document; :meth:`blocks` gives what became of them."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self.length = 0  # of the extracted text so far
        self._pieces: list[_Piece] = []
        self._open: _Piece | None = None
        self._cell: Cell | None = None
        self._joined = False
        self._fresh = False  # an item was begun, and nothing but its number written
        self._pending: list[Callable[[], None]] = []
        self._sizes: dict[float, int] = {}
        self.style = Style()

    # ------------------------------------------------------------------ collecting

    def begin(
        self, kind: BlockKind = BlockKind.PARAGRAPH, level: int = 0, top: bool = False
    ) -> None:
        """What comes is a block of this kind; within a table's cell, only a new line of it.

        A paragraph that begins an item is that item.
        """
        if self._fresh and kind is BlockKind.PARAGRAPH:
            return
        self.close()
        if self._cell is None and not self._joined:
            self.style = Style(kind, level, top)

    def begin_item(self, label: str = "") -> None:
        """What comes is an item of a list, after its number if it has one."""
        self.begin(BlockKind.LIST_ITEM)
        self._put_label(label)

    def begin_note(self, label: str, marked: int | None = None) -> None:
        """What comes is a note, after its mark, which the text has at ``marked``."""
        self.begin(BlockKind.FOOTNOTE)
        self.style = replace(self.style, marked=marked)
        self._put_label(label)

    def _put_label(self, label: str) -> None:
        if label:
            self.put(f"{label} ")
        self._fresh = True

    def go_on(self) -> None:
        """The paragraph that begins next is the rest of what is open: a term's meaning."""
        self._fresh = True

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """Whatever begins within is no block of its own, but goes on with the one that is open."""
        before, self._joined = self._joined, True
        try:
            yield
        finally:
            self._joined = before

    def close(self) -> None:
        """The open block is done; what waited for its end (:meth:`after`) follows it."""
        if self._cell is not None or self._joined:
            if self._spans():
                self.put("\n")
            return
        self._open, self._fresh = None, False
        while self._pending:
            waiting, self._pending = self._pending, []
            style = self.style
            for each in waiting:
                each()
                self._open = None
            self.style = style

    def after(self, act: Callable[[], None]) -> None:
        """Puts off ``act`` to the end of the open block or table: a note, a text box."""
        self._pending.append(act)

    def put(self, text: str, bold: bool = False, size: float = 0.0) -> None:
        """Words of the open block or cell; without one a block of the current style begins."""
        text = unicodedata.normalize("NFC", text.translate(LIGATURES))
        text = _BREAKS.sub(" ", text)
        spans = self._spans()
        if not spans or self._fresh:
            text = text.lstrip()
        if not text:
            return
        self._fresh = False
        if self._cell is None:
            piece = self._piece()
            letters = sum(map(str.isalnum, text))
            piece.letters += letters
            piece.bold += letters if bold else 0
            piece.size = max(piece.size, size if letters else 0.0)
            self._sizes[size] = self._sizes.get(size, 0) + letters
            spans = piece.spans
        start = self.length
        self._write(text)
        if spans and spans[-1].end == start:
            spans[-1] = Span(spans[-1].start, self.length)
        else:
            spans.append(Span(start, self.length))

    def _spans(self) -> list[Span]:
        if self._cell is not None:
            return self._cell.spans
        return self._open.spans if self._open else []

    def raise_up(self, text: str) -> bool:
        """Puts a raised figure where it is a power or part of a name; False where it marks a note.

        "m²" and "10⁶" are written with raised figures, so that no figure grows by one; raised
        letters ("1e kwartaal") are words like others.
        """
        if not (match := RAISED.match(text)):
            self.put(text)
            return True
        if _TAKES_POWER.search("".join(self._text[-3:])[-12:]):
            self.put(match[1].translate(_POWERS))
            return True
        return False

    def begin_cell(self) -> Cell:
        """What comes is a cell of a table, up to :meth:`end_cell`."""
        self._write("\t" if self._text and not self._text[-1].endswith("\n") else "")
        self._cell = Cell()
        return self._cell

    def end_cell(self) -> None:
        """The cell is done."""
        self._cell, self._fresh = None, False

    def end_row(self) -> None:
        """The row's last cell is done."""
        self._write("\n")

    def begin_table(self) -> None:
        """Cells and rows come; :meth:`end_table` takes them."""
        self._open = None
        self._separate(BlockKind.TABLE_ROW)

    def end_table(self, rows: list[list[Cell]]) -> None:
        """The table's rows, whose cells were collected before; then what waited for its end."""
        self._pieces.append(_Piece(Style(BlockKind.TABLE_ROW), rows=rows))
        self.close()

    @property
    def in_cell(self) -> bool:
        """Do the words that come stand in a table's cell?"""
        return self._cell is not None

    def _piece(self) -> _Piece:
        if self._open is None:
            self._separate(self.style.kind)
            self._open = _Piece(self.style)
            self._pieces.append(self._open)
            if self.style.tops_page:
                self.style = replace(self.style, tops_page=False)
        return self._open

    def _separate(self, kind: BlockKind) -> None:
        if not self._pieces:
            return
        same = self._pieces[-1].style.kind is kind and kind is not BlockKind.PARAGRAPH
        ended = self._text[-1].endswith("\n")
        self._write("" if same and ended else "\n" if same or ended else "\n\n")

    def _write(self, text: str) -> None:
        if text:
            self._text.append(text)
            self.length += len(text)

    # ------------------------------------------------------------------ what became of it

    def source(self) -> str:
        """The extracted text."""
        return "".join(self._text)

    def title(self) -> str | None:
        """The title by its looks: the largest letters of the first blocks, where one is larger."""
        usual = max(self._sizes, key=lambda size: self._sizes[size], default=0.0)
        front = [p for p in self._pieces[:FRONT] if p.style.kind is not BlockKind.FURNITURE]
        largest = max((p.size for p in front), default=0.0)
        if not usual or largest < LARGE * usual:
            return None
        source = self.source()
        run: list[str] = []
        for piece in front:
            if piece.size == largest:
                run.append(" ".join("".join(source[a:b] for a, b in piece.spans).split()))
            elif run:
                break
        return " ".join(run)

    def blocks(self) -> tuple[Block, ...]:
        """The blocks, in order; each letter in its place of :meth:`source`."""
        source = self.source()
        mender = Mender(source)
        self._spare_the_only_text()
        told = any(piece.style.kind is BlockKind.HEADING for piece in self._pieces)
        drafts: list[Draft] = []
        marks: dict[int, int] = {}  # a note's place among the drafts -> its mark's in the source
        for piece in self._pieces:
            if piece.rows is not None:
                drafts += _table_drafts(source, piece.rows, mender)
            elif (draft := _draft(source, piece, mender, told)) and draft.text.text:
                if piece.style.marked is not None:
                    marks[len(drafts)] = piece.style.marked
                drafts.append(draft)
        blocks = [draft.block() for draft in set_levels(decide_headings(drafts))]
        for at, marked in marks.items():
            blocks[at] = replace(blocks[at], explains=_sentence_at(blocks[:at], marked))
        return tuple(blocks)

    def _spare_the_only_text(self) -> None:
        """Where nearly all is furniture, it is the text: a page is never emptied by mistake."""
        kinds = {True: 0, False: 0}
        for piece in self._pieces:
            letters = (
                piece.letters
                if piece.rows is None
                else sum(
                    span.end - span.start
                    for row in piece.rows
                    for cell in row
                    for span in cell.spans
                )
            )
            kinds[piece.style.kind is BlockKind.FURNITURE] += letters
        if kinds[True] > FURNITURE_SHARE * kinds[False]:
            for piece in self._pieces:
                if piece.style.kind is BlockKind.FURNITURE:
                    piece.style = replace(piece.style, kind=BlockKind.PARAGRAPH)


def _sentence_at(blocks: Sequence[Block], marked: int) -> Span | None:
    """The place in the source of the sentence that stands before a mark; None for none."""
    for block in reversed(blocks):
        if block.kind is BlockKind.FOOTNOTE:
            continue
        before = block.map.text_span(max(0, marked - MARK_SPACE), marked)
        if before is None:
            continue
        for start, end in sentences(block.text):
            if start < before.end <= end:
                return block.map.source_span(start, end)
        return None
    return None


def _placed(source: str, spans: Sequence[Span], mender: Mender) -> Placed:
    return mender.mend(Placed.join([Placed.of(source, a, b) for a, b in spans]))


def _draft(source: str, piece: _Piece, mender: Mender, told: bool) -> Draft | None:
    """A block as its style says, or, where that says nothing, as its own first words do."""
    text = _placed(source, piece.spans, mender)
    kind, level, top = piece.style.kind, piece.style.level, piece.style.tops_page
    if not text.text:
        return None
    if kind is BlockKind.HEADING and len(text) > 300:
        kind = BlockKind.PARAGRAPH  # a whole paragraph in a heading's style
    if kind is BlockKind.LIST_ITEM and (match := structure.BULLET.match(text.text)):
        text = text[match.end() :]
    if kind is not BlockKind.PARAGRAPH:
        level = level if kind is BlockKind.HEADING else 0
        return Draft(kind, text, level=level, tops_page=top)
    if structure.is_contents_title(text.text):
        return Draft(BlockKind.HEADING, text, level=1, tops_page=top)
    if match := structure.BULLET.match(text.text):
        return Draft(BlockKind.LIST_ITEM, text[match.end() :], tops_page=top)
    if structure.NOTE.match(text.text):
        return Draft(BlockKind.FOOTNOTE, text, tops_page=top)
    if structure.CAPTION.match(text.text) and len(text) < 250:
        return Draft(BlockKind.CAPTION, text, tops_page=top)
    if structure.is_contents_line(text.text):
        return Draft(BlockKind.CONTENTS, text, tops_page=top)
    like_title = structure.is_title_like(text.text)
    if structure.ENUMERATOR.match(text.text) and not (like_title and piece.bold):
        return Draft(BlockKind.LIST_ITEM, text, tops_page=top)
    stands_out = piece.bold and piece.bold == piece.letters
    return Draft(kind, text, tops_page=top, may_head=like_title and bool(stands_out or not told))


def _table_drafts(source: str, rows: list[list[Cell]], mender: Mender) -> Iterator[Draft]:
    cells = {id(cell): _placed(source, cell.spans, mender) for row in rows for cell in row}
    spread = [
        tables.Row(
            tuple(cells[id(cell)] for cell in across),
            is_head=any(cell.spans for cell in across)
            and all(cell.is_head or not cell.spans for cell in across),
        )
        for across in grid(rows)
    ]
    is_told = any(row.is_head for row in spread)
    spread = tables.with_lower_heads(spread) if is_told else tables.with_heads_found(spread)
    for row in tables.row_texts(spread):
        yield Draft(BlockKind.TABLE_ROW, row.text, heads=row.heads, cells=row.cells)


def grid(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Each row with a cell in every column: one that spans columns or rows stands in each."""
    below: dict[int, tuple[int, Cell]] = {}  # column -> rows still to fill, and with what
    found: list[list[Cell]] = []
    for row in rows:
        across: list[Cell] = []
        cells = iter(row)
        while len(across) < tables.MAX_COLUMNS:
            if len(across) in below:
                left, above = below.pop(len(across))
                if left > 1:
                    below[len(across)] = (left - 1, above)
                across.append(above)
                continue
            cell = next(cells, None)
            if cell is None:
                if not any(column > len(across) for column in below):
                    break
                cell = Cell()
            for _ in range(max(1, min(cell.columns, tables.MAX_SPAN))):
                if cell.rows > 1:
                    below[len(across)] = (min(cell.rows, tables.MAX_SPAN) - 1, cell)
                across.append(cell)
        across.extend(cells)  # past the last column: no words are lost
        if across:
            found.append(across)
    return found

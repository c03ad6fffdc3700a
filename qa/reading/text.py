"""Text and Markdown files -> blocks: headings, paragraphs, list items, tables, footnotes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from qa.model import Block, BlockKind
from qa.reading import pipes, structure, tables
from qa.reading.assemble import BODY, Draft, finish
from qa.reading.footnotes import tie_notes
from qa.reading.furniture import furniture_lines
from qa.reading.lines import Line, split_lines, text_width
from qa.reading.markup import plain
from qa.reading.page_tables import PageTables
from qa.reading.paragraphs import Group
from qa.reading.placed import Placed
from qa.reading.repair import Mender
from qa.reading.spaced_places import SpacedTables
from qa.reading.title_lines import are_titles, front_end, is_line_of_its_own

_ATX = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_BOLD_LINE = re.compile(r"\s*(?:\*\*|__)(?=\S)([^*_]+)(?:\*\*|__)\s*$")
_ADMONITION = re.compile(r"\s*(?:!!!|\?\?\?\+?)\s+[\w-]+(?:\s+[\w-]+)*(?:\s+\"([^\"]*)\")?\s*$")
_FENCE = re.compile(r"\s*(```|~~~)")
_TABLE_OPEN = re.compile(r"\s*<table\b", re.IGNORECASE)
_TABLE_CLOSE = re.compile(r"</table\s*>", re.IGNORECASE)
_LONE_NUMBER = re.compile(r"\d{1,3}$")
_QUOTE_MARK = re.compile(r"\s*(?:>\s?)+")


def text_blocks(source: str, markdown: bool = False) -> tuple[Block, ...]:
    """The blocks of a text, in its order, their maps into ``source``.

    ``markdown`` is for files named so; in others Markdown is taken out where it plainly is
    (headings with #, pipe tables, bold lines, links), for much text was made by converters.
    """
    reader = Reader(source, split_lines(source), markdown)
    drafts = finish(list(reader.drafts()), reader.mender)
    return tie_notes([draft.block() for draft in drafts], source)


class Reader:
    """Walks a text's lines once and drafts its blocks."""

    def __init__(
        self, source: str, lines: Sequence[Line], markdown: bool = False, has_markup: bool = True
    ) -> None:
        self.source = source
        self.lines = lines
        self.mender = Mender(source)
        self.width = text_width(lines)
        self.has_markup = has_markup
        self.markdown = markdown or (
            has_markup and any(_ATX.match(line.text.text) for line in lines)
        )
        marked = frozenset(at for at, line in enumerate(lines) if line.furniture)
        self.furniture = furniture_lines(lines, paged=not markdown) if has_markup else marked
        self.at = 0
        self.spaced_tables = SpacedTables(lines, self.furniture)
        self.page_tables = PageTables(self.mender)
        self.front = front_end(lines)
        self.numbered: dict[int, int] = {}  # the depth of numbers -> the largest looks they have
        for line in lines:
            if line.level and (own := structure.heading_level(line.bare)):
                self.numbered[own] = min(line.level, self.numbered.get(own, line.level))

    def drafts(self) -> Iterator[Draft]:
        """The blocks in order, each by itself: what follows may yet decide what it is."""
        yield from self._front_matter()
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if self.at in self.furniture:
                yield Draft(BlockKind.FURNITURE, self._plain(line.text))
                self.at += 1
            elif not line.bare or structure.is_rule(line.text.text):
                self.at += 1
            else:
                yield from self._next(line)
                if not (line.table or line.small or line.aside):
                    self.page_tables.close()

    def _next(self, line: Line) -> Iterator[Draft]:
        text = line.text.text
        if line.table:
            yield from self._placed_table(line.table)
        elif line.level or line.small:
            yield from self._by_looks(line)
        elif self.has_markup and _FENCE.match(text):
            yield from self._fenced()
        elif self.has_markup and _TABLE_OPEN.match(text):
            yield from self._html_table()
        elif self.has_markup and pipes.is_pipe_row(text) and self._is_pipe_table():
            yield from self._rows(pipes.pipe_rows(self._while(pipes.is_pipe_row)))
        elif self.has_markup and self._begins_open_table():
            yield from self._rows(pipes.pipe_rows(self._while(pipes.is_open_row)))
        elif "\t" in line.bare and not structure.BULLET.match(line.bare):
            yield from self._tabbed()
        elif found := self.spaced_tables.find(self.at):
            table, places = found
            self.at = places[-1] + 1
            yield from self._rows(table.rows([self.lines[at].text for at in places]))
        elif _LONE_NUMBER.match(line.bare):
            yield self._lone_number(line)
        else:
            yield from self._group()

    def _plain(self, text: Placed) -> Placed:
        return self.mender.mend(self._bare(text).strip())

    def _bare(self, text: Placed) -> Placed:
        return plain(text) if self.has_markup else text

    def _by_looks(self, line: Line) -> Iterator[Draft]:
        """Lines that their letters' size or weight makes a heading or a footnote."""
        start = self.at
        self.at += 1
        while self.at < len(self.lines) and self._goes_on(start, self.at):
            self.at += 1
        text = self.mender.join([part.text for part in self.lines[start : self.at]])
        if line.small:
            yield Draft(BlockKind.FOOTNOTE, text, tops_page=line.tops_page)
        elif structure.BULLET.match(text.text) or text.text.endswith((";", ",")):
            yield Draft(BlockKind.PARAGRAPH, text, tops_page=line.tops_page)
        else:
            yield self._heading(text, self._level(text.text, line.level), line)

    def _level(self, text: str, looks: int) -> int:
        """A heading's level by its number, unless larger headings have numbers of that depth."""
        own = structure.heading_level(text)
        if own is None:
            return looks
        return own if looks <= self.numbered.get(own, looks) else max(own, looks)

    def _goes_on(self, start: int, at: int) -> bool:
        first, line = self.lines[start], self.lines[at]
        if not line.bare or at in self.furniture or line.tops_page:
            return False
        if line.table:
            return False
        if first.small:
            return line.small and not line.noted
        return line.level == first.level and not structure.NUMBERED.match(line.bare)

    def _front_matter(self) -> Iterator[Draft]:
        """The settings before a Markdown page's first line: kept out of the text, but findable."""
        if not (self.markdown and self.lines) or self.lines[0].bare.lstrip("\ufeff") != "---":
            return
        for at in range(1, min(len(self.lines), 60)):
            if self.lines[at].bare in ("---", "..."):
                for line in self.lines[1:at]:
                    yield Draft(BlockKind.FURNITURE, line.text.strip())
                self.at = at + 1
                return

    def _while(self, belongs: Callable[[str], bool]) -> list[Placed]:
        start = self.at
        while self.at < len(self.lines) and belongs(self.lines[self.at].text.text):
            self.at += 1
        return [line.text for line in self.lines[start : self.at]]

    def _is_pipe_table(self) -> bool:
        following = self.lines[self.at + 1 : self.at + 2]
        return bool(following) and pipes.is_pipe_row(following[0].text.text)

    def _begins_open_table(self) -> bool:
        first, *following = self.lines[self.at : self.at + 2]
        return bool(following) and pipes.begins_open_table(first.text.text, following[0].text.text)

    def _fenced(self) -> Iterator[Draft]:
        mark = self.lines[self.at].bare[:3]
        self.at += 1
        while self.at < len(self.lines) and not self.lines[self.at].bare.startswith(mark):
            if self.lines[self.at].bare:
                yield Draft(BlockKind.PARAGRAPH, self.lines[self.at].text.strip())
            self.at += 1
        self.at += 1

    def _html_table(self) -> Iterator[Draft]:
        start = self.at
        while self.at < len(self.lines) and not _TABLE_CLOSE.search(self.lines[self.at].text.text):
            self.at += 1
        self.at = min(self.at + 1, len(self.lines))
        whole = Placed.join([line.text for line in self.lines[start : self.at]], " ")
        yield from self._rows(tables.html_rows(whole))

    def _rows(self, rows: list[tables.Row]) -> Iterator[Draft]:
        plain_rows = [
            tables.Row(tuple(self._plain(cell) for cell in row.cells), row.is_head) for row in rows
        ]
        for row in tables.row_texts(plain_rows):
            yield Draft(BlockKind.TABLE_ROW, row.text, heads=row.heads, cells=row.cells)

    def _placed_table(self, table: int) -> Iterator[Draft]:
        """A table whose cells a page's layout has told."""
        start = self.at
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.table != table and (line.table or line.bare):
                break
            self.at += 1
        places = range(start, self.at)
        yield from self.page_tables.drafts(
            [self.lines[at] for at in places if self.lines[at].table and at not in self.furniture]
        )

    def _tabbed(self) -> Iterator[Draft]:
        lines = self._while(lambda text: "\t" in text and bool(text.strip()))
        if len(lines) == 1 and (structure.NUMBERED.match(lines[0].text) or len(lines[0]) < 200):
            text = self._plain(lines[0])
            yield self._maybe_heading(text, self.lines[self.at - 1])
        else:
            yield from self._rows(tables.tab_rows(lines))

    def _group(self) -> Iterator[Draft]:
        """The lines up to a blank one or another structure, cut into paragraphs and items."""
        start = self.at
        first = self.lines[start]
        if self.has_markup and (single := self._single_line(first)):
            self.at += 1
            yield single
            return
        self.at += 1
        while self.at < len(self.lines) and not self._ends_group(self.at):
            self.at += 1
        group = Group(self.lines[start : self.at], self.width, self.markdown)
        bare = [line.bare for line in group.lines]
        titles = self.has_markup and self.at <= self.front and are_titles(bare)
        begin = 0
        for at in range(1, len(bare) + 1):
            if (
                at == len(bare)
                or (titles and is_line_of_its_own(bare[at - 1], bare[at]))
                or group.breaks(begin, at)
            ):
                for draft in self._part(group, begin, at):
                    yield replace(draft, heads_table=at == len(bare) and self._at_table())
                begin = at

    def _at_table(self) -> bool:
        return self.at < len(self.lines) and self.lines[self.at].table > 0

    def _ends_group(self, at: int) -> bool:
        line = self.lines[at]
        text = line.text.text
        return (
            not line.bare
            or line.tops_page
            or bool(line.level or line.small or line.table)
            or line.aside is not self.lines[at - 1].aside
            or at in self.furniture
            or (self.has_markup and _stands_alone(text))
            or structure.is_rule(text)
            or ("\t" in line.bare and len(line.bare) < 200)
            or self.spaced_tables.begins(at)
        )

    def _single_line(self, line: Line) -> Draft | None:
        """Headings that say so: "# Title", "**Title**", an admonition's title."""
        text = line.text.text
        if match := _ATX.match(text):
            title = self._plain(line.text[slice(*match.span(2))])
            return self._heading(title, len(match[1]), line)
        if match := _ADMONITION.match(text):
            title = self._plain(line.text[slice(*match.span(1))]) if match[1] else Placed()
            return self._heading(title, 4, line)
        if match := _BOLD_LINE.match(text):
            title = self._plain(line.text)
            if structure.is_title_like(title.text) or len(title) < 60:
                return replace(self._maybe_heading(title, line), level=4)
        return None

    def _heading(self, title: Placed, level: int, line: Line) -> Draft:
        kind = BlockKind.HEADING
        if structure.CAPTION.match(title.text):
            kind = BlockKind.CAPTION
        elif len(title) > 200:
            kind = BlockKind.PARAGRAPH
        return Draft(
            kind, title, level=level * (kind == BlockKind.HEADING), tops_page=line.tops_page
        )

    def _maybe_heading(self, text: Placed, line: Line, attached: bool = False) -> Draft:
        return Draft(
            BlockKind.PARAGRAPH,
            text,
            tops_page=line.tops_page,
            attached=attached,
            aside=line.aside,
            may_head=not line.aside and structure.is_title_like(text.text),
        )

    def _part(self, group: Group, begin: int, end: int) -> Iterator[Draft]:
        """One paragraph, item, note or title: what its first words say it is."""
        lines = group.lines[begin:end]
        joined = self._bare(self.mender.run_on([line.text for line in lines]))
        text = self.mender.mend(joined)
        if quoted := _QUOTE_MARK.match(text.text):
            text = text[quoted.end() :]
        top = lines[0].tops_page
        if not text.text:
            return
        if structure.NOTE.match(text.text) or self._is_numbered_note(text):
            yield Draft(BlockKind.FOOTNOTE, text, tops_page=top)
        elif match := structure.BULLET.match(text.text):
            yield Draft(BlockKind.LIST_ITEM, text[match.end() :], tops_page=top)
        elif _is_enumerated(text.text, len(lines)) or group.is_counted(begin, end):
            yield Draft(BlockKind.LIST_ITEM, text, tops_page=top)
        elif structure.CAPTION.match(text.text) and len(text) < 250:
            yield Draft(BlockKind.CAPTION, text, tops_page=top)
        elif len(lines) == 1 or structure.heading_level(text.text):
            yield self._maybe_heading(text, lines[0], attached=end < len(group.lines))
        else:
            yield Draft(BlockKind.PARAGRAPH, text, tops_page=top, aside=lines[0].aside)

    def _is_numbered_note(self, text: Placed) -> bool:
        """Is it "3 Kamerstukken II …", and does the text before it carry the mark 3?"""
        match = structure.NUMBERED_NOTE.match(text.text)
        if not match or structure.is_title_like(text.text):
            return False
        worded = structure.NOTE_STARTS.match(text.text, match.end())
        return bool(worded or len(text) > BODY) and self._has_mark(int(match[1]), text.places[0])

    def _has_mark(self, number: int, before: int) -> bool:
        start = max(0, before - structure.MARK_REACH)
        return structure.has_note_mark(self.source[start:before], number)

    def _lone_number(self, line: Line) -> Draft:
        """A number alone on its line: the mark of the note below it, or a page's number."""
        mark = line.text.strip()
        self.at += 1
        start = self.at
        while start < len(self.lines) and not self.lines[start].bare:
            start += 1
        body = self._note_body(start) if start < len(self.lines) else []
        if body and not line.tops_page and self._has_mark(int(mark.text), mark.places[0]):
            self.at = start + len(body)
            words = self._plain(self.mender.run_on([part.text for part in body]))
            return Draft(BlockKind.FOOTNOTE, Placed.join([mark, words], " "))
        return Draft(BlockKind.FURNITURE, mark, tops_page=line.tops_page)

    def _note_body(self, start: int) -> Sequence[Line]:
        first = self.lines[start]
        if first.tops_page or not structure.is_note_like(first.bare):
            return []
        end = start + 1
        while end < len(self.lines) and not self._ends_group(end):
            if _LONE_NUMBER.match(self.lines[end].bare):
                break
            end += 1
        return self.lines[start:end]


def _stands_alone(text: str) -> bool:
    """Does Markdown or HTML make this line something of its own?"""
    marks = (_ATX, _FENCE, _TABLE_OPEN, _ADMONITION, _BOLD_LINE)
    return any(mark.match(text) for mark in marks) or pipes.is_pipe_row(text)


def _is_enumerated(text: str, lines: int) -> bool:
    return bool(structure.ENUMERATOR.match(text)) and not _is_chapter(text, lines)


def _is_chapter(text: str, lines: int) -> bool:
    """A heading as "1. Inleiding" alone on its line, no item as "1. Het college stelt vast."?"""
    numbered = bool(structure.NUMBERED.match(text)) and lines == 1
    return numbered and structure.is_title_like(text) and text[-1].isalnum()

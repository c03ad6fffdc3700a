"""Tables whose cells a page's layout has told -> drafts of rows, heads kept over a page's end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa.model import BlockKind
from qa.reading import tables
from qa.reading.assemble import Draft
from qa.reading.lines import Line
from qa.reading.placed import Placed
from qa.reading.repair import Mender


class PageTables:
    """A document's tables, one after the other; the last stays open until text follows it."""

    def __init__(self, mender: Mender) -> None:
        self.mender = mender
        self._open: tuple[int, list[str], tables.Row] | None = None  # columns, heads, last row

    def close(self) -> None:
        """Text follows: what comes then is no more of the table before."""
        self._open = None

    def drafts(self, lines: Sequence[Line]) -> Iterator[Draft]:
        """The rows of one table, and the caption that its first row may be."""
        known: dict[tuple[int, int], Placed] = {}
        rows = [
            tables.Row(tuple(self._cell(parts, known) for parts in line.cells), line.is_head)
            for line in lines
        ]
        if not rows:
            return
        number, top = lines[0].table, lines[0].tops_page
        heads, label = self._before(rows, top)
        if len(rows) > 1 and not heads and (title := tables.title_of(rows[0])):
            yield Draft(BlockKind.CAPTION, title, tops_page=top)
            rows = rows[1:]
        for row in tables.row_texts(tables.with_labels(rows, label), heads):
            yield Draft(
                BlockKind.TABLE_ROW,
                row.text,
                heads=row.heads,
                cells=row.cells,
                tops_page=top,
                table=number,
            )
        self._open = (len(rows[0].cells), tables.column_heads(rows, heads), rows[-1])

    def _before(self, rows: Sequence[tables.Row], tops_page: bool) -> tuple[list[str], str]:
        """The heads and the last row's label of the table that this is the rest of."""
        if self._open is None or not tops_page or self._open[0] != len(rows[0].cells):
            return [], ""
        _, heads, last = self._open
        return ([] if rows[0].is_head else heads), last.cells[0].text or last.label

    def _cell(self, parts: tuple[Placed, ...], known: dict[tuple[int, int], Placed]) -> Placed:
        """A cell's words, made once: one that spans columns or rows stands in each of them."""
        if not parts:
            return Placed()
        key = (parts[0].places[0], parts[-1].places[-1])
        if key not in known:
            known[key] = self.mender.join(parts)
        return known[key]

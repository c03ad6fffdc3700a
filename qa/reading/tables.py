"""Tables in text: HTML, lines with tabs -> rows that know their column heads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qa.model import CELL_SEPARATOR, Span
from qa.reading.placed import NOWHERE, Placed

_MEASURED = re.compile(
    r"(?:[€$<>]|ca\.)?\s*-?\d[\d.,]*\s*(?:%|[^\W\d]{1,12}\.?)?$|[-–x]$", re.IGNORECASE
)
_TAB, _TABS = re.compile(r"\t"), re.compile(r"\t+")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
MAX_SPAN = 50  # the most columns or rows one HTML cell is taken to span
MAX_COLUMNS = 200
MOST_HEADS = 4  # rows that the heads of columns take

_CELL_TAG = re.compile(r"<(/?)(tr|td|th|table)\b([^<>]{0,2000})>", re.IGNORECASE)
_SPAN = re.compile(r"(colspan|rowspan)\s*=\s*[\"']?(\d{1,4})", re.IGNORECASE)
_FIGURE = re.compile(r"[€$]?\s*-?\d[\d.,]*\s*(?:%|procent|mln|mld)?$|[-–x]$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells; ``is_head`` where the markup or the looks say it holds the column heads."""

    cells: tuple[Placed, ...]
    is_head: bool = False
    label: str = ""  # what heads the row, where its first cell is empty and goes on from above


@dataclass(frozen=True, slots=True)
class RowText:
    """A row as one text, its cells' spans in it, and the head of each cell's column."""

    text: Placed
    cells: tuple[Span, ...]
    heads: tuple[str, ...]


def tab_rows(lines: Sequence[Placed]) -> list[Row]:
    """The rows of lines whose cells are parted by tabs; heads by what the rows hold.

    Each tab begins a cell, so that an empty one keeps its place, unless some row then has more
    cells than the heads: there more tabs than one have been set to make the columns line up.
    """
    rows = _tabbed(lines, _TAB)
    heads = [cell.text for cell in rows[0].cells]
    gaps = "" in heads[1 : _filled(rows[0])]
    if gaps or any(_filled(row) > _filled(rows[0]) for row in rows):
        rows = _tabbed(lines, _TABS)
    return with_heads_found(rows)


def _tabbed(lines: Sequence[Placed], between: re.Pattern[str]) -> list[Row]:
    rows = []
    for line in lines:
        gaps = [Span(*found.span()) for found in between.finditer(line.text)]
        edges = [Span(0, 0), *gaps, Span(len(line.text), len(line.text))]
        cells = [line[a.end : b.start].strip() for a, b in pairwise(edges)]
        rows.append(Row(tuple(cells[:MAX_COLUMNS])))
    return rows


def _filled(row: Row) -> int:
    """How many cells a row has up to the last one with words."""
    return max((nth for nth, cell in enumerate(row.cells, 1) if cell.text), default=0)


def with_heads_found(rows: list[Row]) -> list[Row]:
    """The first row taken for the heads where it has no figures and the rows below it have."""
    if len(rows) < 2 or any(is_measured(cell.text) for cell in rows[0].cells):
        return rows
    found = with_lower_heads([replace(rows[0], is_head=True), *rows[1:]])
    below = [row for row in found if not row.is_head]
    figures = [sum(is_measured(cell.text) for cell in row.cells) for row in below]
    return found if sum(count > 0 for count in figures) >= 0.6 * len(figures) else rows


def leading_heads(rows: Sequence[tuple[bool, Sequence[str]]]) -> int:
    """How many of the first rows look like heads: each by whether it does, and its cells.

    Below the first not those with figures: they may be a total in bold. None where all look so.
    """
    looks = [
        stands_out and not (nth and any(map(is_measured, cells)))
        for nth, (stands_out, cells) in enumerate(rows)
    ]
    count = next((nth for nth, each in enumerate(looks) if not each), 0)
    return count if count <= MOST_HEADS else 0


def with_lower_heads(rows: list[Row]) -> list[Row]:
    """The rows, with those under rows of heads that divide what stands above them as heads too.

    "Klanten" spans two columns, and under it stand "2009" and "2010", or years stand under heads
    that span nothing. The last row never is one.
    """
    found = list(rows)
    for nth in range(1, min(len(rows) - 1, MOST_HEADS)):
        above, row = found[nth - 1], found[nth]
        if not above.is_head:
            break
        years = _holds_years(row)
        if not row.is_head and _goes_on_from(above, row) and (years or _spans(above)):
            found[nth] = replace(row, is_head=True)
        if found[nth].is_head and years:
            found[nth - 1] = replace(above, cells=_spread_over(above.cells, row.cells))
    return found


def _goes_on_from(above: Row, row: Row) -> bool:
    """Has a row words but no figures, and nothing of its own in the column of labels?"""
    filled = [cell for cell in row.cells if cell.text]
    first = row.cells[:1]
    return (
        bool(filled and first)
        and (not first[0].text or _same_place(first[0], above.cells[0]))
        and not any(is_measured(cell.text) for cell in filled)
    )


def _holds_years(row: Row) -> bool:
    words = [cell.text.strip() for cell in row.cells[1:] if cell.text]
    return len(words) > 1 and all(_YEAR.fullmatch(word) for word in words)


def _spans(row: Row) -> bool:
    return any(_same_place(left, right) for left, right in pairwise(row.cells))


def _spread_over(upper: Sequence[Placed], lower: Sequence[Placed]) -> tuple[Placed, ...]:
    """Heads over a row of years: one with nothing to its right stands over those years too."""
    cells = list(upper)
    for at in range(2, min(len(cells), len(lower))):
        if not cells[at].text and cells[at - 1].text and lower[at].text:
            cells[at] = cells[at - 1]
    return tuple(cells)


def _same_place(one: Placed, other: Placed) -> bool:
    return bool(one.text) and _first_place(one) == _first_place(other) != NOWHERE


def is_measured(text: str) -> bool:
    """Whether a cell is a figure, with its unit or none; a year heads a column as often."""
    return bool(_MEASURED.match(text)) and not _YEAR.fullmatch(text.strip())


def html_rows(text: Placed) -> list[Row]:
    """The rows of one HTML table; a cell that spans columns or rows stands in each of them."""
    rows: list[Row] = []
    below: dict[int, tuple[int, Placed]] = {}  # column -> rows still to fill, and with what
    cells: list[Placed] | None = None
    heads = datas = 0
    opened: tuple[int, str] | None = None  # where the open cell's text begins, its attributes

    def close_cell(end: int) -> None:
        nonlocal opened
        if opened is None or cells is None:
            return
        start, attributes = opened
        spans = {name.lower(): min(int(n), MAX_SPAN) for name, n in _SPAN.findall(attributes)}
        while len(cells) in below and len(cells) < MAX_COLUMNS:
            _fill(cells, below)
        for _ in range(max(1, spans.get("colspan", 1))):
            if spans.get("rowspan", 1) > 1:
                below[len(cells)] = (spans["rowspan"] - 1, text[start:end])
            cells.append(text[start:end])
        opened = None

    def close_row() -> None:
        nonlocal cells, heads, datas
        if cells is not None:
            while len(cells) in below and len(cells) < MAX_COLUMNS:
                _fill(cells, below)
            if cells:
                rows.append(Row(tuple(cells[:MAX_COLUMNS]), is_head=heads > 0 and not datas))
        cells, heads, datas = None, 0, 0

    for tag in _CELL_TAG.finditer(text.text):
        closing, name = bool(tag[1]), tag[2].lower()
        close_cell(tag.start())
        if name in ("tr", "table"):
            close_row()
            if name == "tr" and not closing:
                cells = []
        elif not closing:
            cells = [] if cells is None else cells
            heads += name == "th"
            datas += name == "td"
            opened = (tag.end(), tag[3])
    close_cell(len(text.text))
    close_row()
    return with_lower_heads(rows) if any(row.is_head for row in rows) else with_heads_found(rows)


def _fill(cells: list[Placed], below: dict[int, tuple[int, Placed]]) -> None:
    left, cell = below.pop(len(cells))
    if left > 1:
        below[len(cells)] = (left - 1, cell)
    cells.append(cell)


def row_texts(rows: Sequence[Row], heads: Sequence[str] = ()) -> list[RowText]:
    """Each row of a table as one text with its heads; rows of heads give their words to the rest.

    No place of the source is in a text twice: a cell that spans columns is written once, and one
    that spans rows is written in the first of them and heads the cells of the others. ``heads``
    are those of the table on the page before, where this is the rest of it.
    """
    heads = list(heads)
    found: list[RowText] = []
    written: set[int] = set()
    for row in rows:
        if row.is_head:
            heads = _with_heads(heads, row)
        text, spans, columns = Placed(), [], []
        beside = row.label
        for column, cell in enumerate(row.cells):
            if not cell.text:
                continue
            place = _first_place(cell)
            if place in written:
                same = column > 0 and place == _first_place(row.cells[column - 1])
                beside = beside if same else cell.text
                continue
            written |= {place} - {NOWHERE}
            text = Placed.join([text, cell], CELL_SEPARATOR) if text.text else cell
            spans.append(Span(len(text.text) - len(cell.text), len(text.text)))
            head = "" if row.is_head or column >= len(heads) else heads[column]
            columns.append(f"{beside} {head}".strip() if not row.is_head else "")
        if text.text:
            found.append(RowText(text, tuple(spans), tuple(columns)))
    return found


def title_of(row: Row) -> Placed | None:
    """The one text that spans a table's first row from its left end; None for any other row."""
    filled = [cell for cell in row.cells if cell.text]
    places = {_first_place(cell) for cell in filled}
    if len(places) != 1 or not row.cells[0].text or len(filled) < max(2, len(row.cells) / 2):
        return None
    title = filled[0]
    return None if _FIGURE.match(title.text) else title


def with_labels(rows: Sequence[Row], label: str = "") -> list[Row]:
    """The rows, those whose first cell is empty with the label of the row above them.

    Not where a row has figures: an empty label may then be a total's. ``label`` is that of the row
    before the first.
    """
    found = []
    for row in rows:
        empty = bool(row.cells) and not row.cells[0].text and not row.is_head
        if empty and not any(_FIGURE.match(cell.text) for cell in row.cells):
            row = replace(row, label=label)
        elif row.cells:
            label = "" if row.is_head else row.cells[0].text
        found.append(row)
    return found


def column_heads(rows: Sequence[Row], heads: Sequence[str] = ()) -> list[str]:
    """The head of each column, by the rows of heads."""
    found = list(heads)
    for row in rows:
        if row.is_head:
            found = _with_heads(found, row)
    return found


def _first_place(cell: Placed) -> int:
    return next((place for place in cell.places if place != NOWHERE), NOWHERE)


def _with_heads(heads: list[str], row: Row) -> list[str]:
    """The column heads with those of one more row of heads under them."""
    words = [cell.text for cell in row.cells]
    wide = max(len(words), len(heads))
    old = heads + [""] * (wide - len(heads))
    new = words + [""] * (wide - len(words))
    return [_stacked(upper, lower) for upper, lower in zip(old, new, strict=True)]


def _stacked(upper: str, lower: str) -> str:
    return upper if not lower or upper == lower else f"{upper} {lower}".strip()

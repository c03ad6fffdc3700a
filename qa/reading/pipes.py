"""Tables whose columns are parted by upright strokes: Markdown's, and those drawn with signs.

"| Wijk | km |" over "|---|---|", the same between rules of "+---+---+", and "Wijk | km" over
"---|---" (GitHub Flavored Markdown) or "---+---" (psql).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from qa.reading.placed import Placed
from qa.reading.tables import MAX_COLUMNS, MOST_HEADS, Row, is_measured, with_heads_found

RULED_SHARE = 0.5  # of the lines under the heads that have a rule under them, where each row has
# Possessive, and no two runs of spaces in a row: a line may be a million characters long.
_PIPE_RULE = re.compile(
    r"\s*+(?:[|+]\s*+)?:?[-=]{2,}+:?\s*+(?:[|+]\s*+:?[-=]{2,}+:?\s*+)*+(?:[|+]\s*+)?$"
)
_STROKE = re.compile(r"(?<!\\)\|")


def is_pipe_row(text: str) -> bool:
    """Is this line a row of a pipe table with strokes at its ends, or its rule?"""
    bare = text.strip()
    return (bare.startswith("|") and bare.count("|") >= 2) or _is_drawn_rule(bare)


def is_pipe_rule(text: str) -> bool:
    """Is this a line of dashes under a pipe table's heads, or between its rows?"""
    return ("|" in text or "+" in text) and bool(_PIPE_RULE.match(text))


def begins_open_table(first: str, second: str) -> bool:
    """Are these a pipe table's heads and rule, without strokes at their ends?"""
    parted = bool(_STROKE.search(first)) and not is_pipe_row(first)
    return parted and ("|" in second or "+" in second) and bool(_PIPE_RULE.match(second))


def is_open_row(text: str) -> bool:
    """May this be a row of a table that has no strokes at its ends?"""
    return bool(_STROKE.search(text)) or bool("+" in text and _PIPE_RULE.match(text))


def _is_drawn_rule(text: str) -> bool:
    bare = text.strip()
    return len(bare) > 4 and bare[0] == bare[-1] == "+" and bool(_PIPE_RULE.match(bare))


def pipe_rows(lines: Sequence[Placed]) -> list[Row]:
    """The rows of a pipe table; what stands above its first rule but one at its top is the heads.

    Without a rule the first row is looked at. A row may run over several lines where rules stand
    between the rows, or where nothing stands in its first cell.
    """
    groups: list[list[Row]] = [[]]
    for line in lines:
        if is_pipe_rule(line.text):
            groups.append([])
        else:
            groups[-1].append(Row(_pipe_cells(line)))
    groups = [group for group in groups if group]
    if len(groups) < 2 and not is_pipe_rule(lines[-1].text):
        return with_heads_found([row for group in groups for row in group])
    if len(groups) < 2 or len(groups[0]) > MOST_HEADS:
        # a table that is all heads, or one between two rules
        rows = [row for group in groups for row in group]
        return with_heads_found(rows) if len(rows) > MOST_HEADS else _as_heads(rows)
    heads, body = groups[0], groups[1:]
    each_ruled = len(body) > max(1, RULED_SHARE * sum(map(len, body))) and all(map(_is_one, body))
    rows = []
    for group in body:
        rows += [_together(group)] if each_ruled else _run_on(group)
    drawn = any(_is_drawn_rule(line.text) for line in lines)
    return _as_heads([_together(heads)] if drawn else heads) + rows


def _as_heads(rows: Sequence[Row]) -> list[Row]:
    return [replace(row, is_head=True) for row in rows]


def _is_one(group: Sequence[Row]) -> bool:
    """May these lines be one row: does no column have figures in two of them?"""
    wide = max(len(row.cells) for row in group)
    figured = [
        sum(is_measured(row.cells[at].text) for row in group if at < len(row.cells))
        for at in range(wide)
    ]
    return max(figured) < 2


def _run_on(rows: Sequence[Row]) -> list[Row]:
    """The rows, those with nothing in the first cell and no figures joined to the one above."""
    found: list[Row] = []
    for row in rows:
        figures = any(is_measured(cell.text) for cell in row.cells)
        if found and row.cells and not row.cells[0].text and not figures:
            found[-1] = _together([found[-1], row])
        else:
            found.append(row)
    return found


def _together(rows: Sequence[Row]) -> Row:
    """Lines of one row as one: each cell's words in order."""
    wide = max(len(row.cells) for row in rows)
    cells = []
    for at in range(wide):
        parts = [row.cells[at] for row in rows if at < len(row.cells) and row.cells[at].text]
        cells.append(Placed.join(parts, " ") if parts else Placed())
    return Row(tuple(cells))


def _pipe_cells(line: Placed) -> tuple[Placed, ...]:
    bare = line.strip()
    cuts = [found.start() for found in _STROKE.finditer(bare.text)]
    edges = [-1, *cuts, len(bare.text)]
    cells = [bare[a + 1 : b].strip() for a, b in pairwise(edges)]
    if cells and not cells[0].text:
        cells = cells[1:]
    if cells and not cells[-1].text and bare.text.endswith("|"):
        cells = cells[:-1]
    return tuple(cells[:MAX_COLUMNS])

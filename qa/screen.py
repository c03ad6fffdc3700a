"""Where text goes: a terminal, styled and wrapped, or plain lines elsewhere.

Everything that comes from a report is neutralised first (:func:`clean`): no escape sequence,
control character or change of writing direction in a document reaches the terminal.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from functools import cached_property
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, TextIO

from qa.model import to_json

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDEST = 100  # columns: longer lines read badly …
NARROWEST = 20  # … and so do shorter ones: they are not indented further

# C0 but tab and newline, C1, marks and overrides of writing direction, line separators, lone
# surrogates (half a character; no output encoding takes them).
_HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def clean(text: str) -> str:
    r"""The text with everything a terminal could obey made visible instead.

    >>> clean("\x1b[31mrood"), clean("a\r\nb")
    ('␛[31mrood', 'a\nb')
    """
    return _HOSTILE.sub(_picture, text.replace("\r\n", "\n"))


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)  # Unicode's control pictures
    return "␡" if code == 0x7F else "\ufffd"


def dump_json(value: Any) -> str:
    """One line of JSON; what a terminal could obey, and half characters, as escapes."""
    text = json.dumps(to_json(value), ensure_ascii=False, allow_nan=False)
    return _HOSTILE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


Part = str | tuple[str, str]  # a piece of text, or one with its style


class Screen:
    """Where text goes: wrapped and styled on a terminal, plain and unwrapped elsewhere."""

    def __init__(self, stream: TextIO, width: int | None = None, terminal: bool | None = None):
        self.terminal = stream.isatty() if terminal is None else terminal
        self._stream = stream
        self._width = width

    def line(
        self,
        *parts: Part,
        indent: int = 0,
        hang: int | None = None,
        bold: Iterable[str] = (),
    ) -> None:
        """Print a text, neutralised; ``hang`` indents its lines after the first.

        The words of ``bold`` are set in bold wherever they stand in it.
        """
        pairs = [(part, "") if isinstance(part, str) else part for part in parts]
        clean_pairs = [(clean(text), style) for text, style in pairs]
        hang = indent if hang is None else hang
        if self.terminal:
            self._styled(clean_pairs, indent, hang, [clean(word) for word in bold])
        else:
            text = "".join(text for text, _ in clean_pairs)
            for line in text.split("\n"):
                print(" " * indent + line if line else "", file=self._stream)
                indent = hang

    def table(
        self,
        heads: Sequence[str],
        rows: Iterable[Sequence[str]],
        numbers: str = "",
        folded: int | None = None,
    ) -> None:
        """Print a table; columns whose letter in ``numbers`` is "r" are set to the right.

        ``folded`` is the one column whose cells may be folded on a narrow terminal, None for all;
        where that does not suffice, the rows are listed.
        """
        cells = [[clean(cell) for cell in row] for row in rows]
        right = [numbers[at : at + 1] == "r" for at in range(len(heads))]
        if self.terminal:
            self._styled_table(heads, cells, right, folded)
            return
        columns = zip(heads, *cells, strict=True)
        widths = [max(len(cell) for cell in column) for column in columns]
        for row in (heads, *cells):
            aligned = (
                cell.rjust(width) if to_right else cell.ljust(width)
                for cell, width, to_right in zip(row, widths, right, strict=True)
            )
            print("  ".join(aligned).rstrip(), file=self._stream)

    @property
    def columns(self) -> int | None:
        """How wide text is set, in characters; None where it is not wrapped."""
        return min(self._console.width, WIDEST) if self.terminal else None

    @property
    def _console(self) -> Console:
        console = self._rich
        if console.is_dumb_terminal:  # rich takes these to be 80 wide, unless it knows the height
            columns, console.height = get_terminal_size()
            console.width = self._width or columns
        return console

    @cached_property
    def _rich(self) -> Console:
        from rich.console import Console

        return Console(
            file=self._stream,
            force_terminal=True,
            width=self._width,
            markup=False,
            emoji=False,
            highlight=False,
        )

    def _styled(
        self, pairs: Sequence[tuple[str, str]], indent: int, hang: int, bold: Sequence[str]
    ) -> None:
        from rich.text import Text

        text = Text.assemble(*pairs)
        if bold:
            text.highlight_words(bold, "bold")
        columns = min(self._console.width, WIDEST)
        most = max(0, columns - NARROWEST)
        indent, hang = min(indent, most), min(hang, most)
        width = max(1, columns - max(indent, hang))
        for line in text.split("\n", allow_blank=True):
            for piece in line.wrap(self._console, width, tab_size=4):
                piece.rstrip()
                self._console.print(Text(" " * indent) + piece, soft_wrap=True)
                indent = hang

    def _styled_table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        right: Sequence[bool],
        folded: int | None,
    ) -> None:
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for head, to_right in zip(heads, right, strict=True):
            table.add_column(head, justify="right" if to_right else "left", overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        if folded is not None and not self._folds(table, folded, [heads, *rows]):
            self._listed(heads, rows)
        else:
            self._console.print(table)

    def _folds(self, table: Table, folded: int, rows: Sequence[Sequence[str]]) -> bool:
        """Make one column as narrow as the terminal asks; whether its words fit in it unbroken."""
        from rich.cells import cell_len

        wide = self._console.options.update(width=sys.maxsize)
        excess = self._console.measure(table, options=wide).maximum - self._console.width
        if excess <= 0:
            return True
        for nth, column in enumerate(table.columns):
            column.width = max(cell_len(row[nth]) for row in rows) - excess * (nth == folded)
        longest = max(cell_len(word) for row in rows for word in row[folded].split())
        return (table.columns[folded].width or 0) >= longest

    def _listed(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """The rows of a table that is too wide: the first cell, under it the others by name."""
        for first, *others in rows:
            self.line((first, "bold"))
            for head, cell in zip(heads[1:], others, strict=True):
                if cell:
                    self.line((f"{head} ", "dim"), cell, indent=2, hang=4)

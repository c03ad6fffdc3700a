"""Accents that are printed over a letter by themselves, as TeX's older fonts have them: "¨" on "e".

The letter may stand before or after its accent in the file; on the page they lie over one another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa.reading.layout import Char

COMBINING = {
    "\u00a8": "\u0308",
    "\u00b4": "\u0301",
    "`": "\u0300",
    "\u02c6": "\u0302",
    "^": "\u0302",
    "\u02dc": "\u0303",
    "\u00af": "\u0304",
    "\u02d8": "\u0306",
    "\u02d9": "\u0307",
    "\u02da": "\u030a",
    "\u02c7": "\u030c",
    "\u00b8": "\u0327",
}
WITHIN = 0.3  # of a letter's width: the middle of an accent lies so near its letter's
DOTLESS = {"\u0131": "i", "\u0237": "j"}


def with_accents(row: Sequence[Char]) -> list[Char]:
    """The characters of a line, from left to right, each accent on the letter it is printed on."""
    if not any(char.text in COMBINING for char in row):
        return list(row)
    kept = list(row)
    for accent in [char for char in row if char.text in COMBINING]:
        at = kept.index(accent)
        near = [i for i in range(max(0, at - 2), min(len(kept), at + 3)) if i != at]
        under = [(abs(_middle(kept[i]) - _middle(accent)), i) for i in near]
        for apart, i in sorted(under):
            letter = kept[i]
            if apart <= WITHIN * (letter.x1 - letter.x0) and (text := _composed(letter, accent)):
                spaced = letter.spaced or (accent.spaced and accent.x0 <= letter.x0)
                kept[i] = letter._replace(text=text, spaced=spaced)
                del kept[at]
                break
    return kept


def _middle(char: Char) -> float:
    return (char.x0 + char.x1) / 2


def _composed(letter: Char, accent: Char) -> str | None:
    """The letter with its accent, where there is such a letter."""
    base = DOTLESS.get(letter.text, letter.text)
    text = unicodedata.normalize("NFC", base + COMBINING[accent.text])
    return text if len(text) == 1 and base.isalpha() else None

"""The numbers that are put before items and headings by whoever shows them: "4.1", "b)", "iv."."""

from __future__ import annotations

from collections.abc import Sequence

LARGEST = 9_999  # a number past this is written in figures whatever its style
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
# What the three formats call the ways to write a number.
STYLES = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "": "none",
}  # fmt: skip


def numeral(value: int, style: str) -> str:
    """``value`` as "decimal", "decimalZero", "lowerLetter", "upperRoman", … (Word's names).

    >>> numeral(4, "lowerRoman"), numeral(28, "upperLetter"), numeral(7, "decimalZero")
    ('iv', 'BB', '07')
    """
    if style == "none":
        return ""
    if style == "decimalZero":
        return f"{value:02d}"
    if 0 < value <= LARGEST and style.endswith("Letter"):
        text = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
    elif 0 < value <= LARGEST and style.endswith("Roman"):
        text = roman(value)
    else:
        return str(value)
    return text.upper() if style.startswith("upper") else text


def roman(value: int) -> str:
    """A number from 1 in lower-case Roman figures."""
    text = ""
    for worth, figures in _ROMAN:
        text += figures * (value // worth)
        value %= worth
    return text


class Counter:
    """The numbers of one list, level by level; a new item resets the levels below its own."""

    def __init__(self, starts: Sequence[int]) -> None:
        """``starts`` are the first numbers of the levels, from the outermost."""
        self._starts = starts
        self._now: list[int | None] = [None] * len(starts)

    def step(self, level: int, value: int | None = None) -> list[int]:
        """Counts one item on; returns the numbers of its level and those above it."""
        now = self._now[level]
        self._now[level] = (
            value if value is not None else (self._starts[level] if now is None else now + 1)
        )
        self._now[level + 1 :] = [None] * (len(self._now) - level - 1)
        return [
            start if now is None else now
            for start, now in zip(self._starts[: level + 1], self._now[: level + 1], strict=True)
        ]

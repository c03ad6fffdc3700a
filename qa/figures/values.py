"""What a figure is, when two are the same, and how a value is written."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from qa.figures.tables import DURATIONS
from qa.model import Language

Kind = Literal[
    "count", "share", "percentage", "mark", "amount", "duration", "date", "year", "range", "ordinal"
]

# Bases that can be laid beside one another: a day is 86,400 seconds, a month is no fixed number.
_SECONDS: Final = {"second": 1.0, "day": 86_400.0}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as a value, and its place in the text it was read from.

    ``value`` is the number; of a share the part, with ``of`` the whole (a half is 1 of 2); of a
    range the low end, with ``high`` the high end; of a date year * 10000 + month * 100 + day with
    0 for what is not said. ``unit`` is "%", "%-point", "EUR", or the unit of time as written.
    ``counts`` is the noun phrase counted. ``date`` is ISO 8601. ``start`` and ``end`` hold the
    whole figure: the approximator before it ("ruim"), its unit, and what it counts. Kind "ordinal"
    is a number that names a part ("bijlage 2", "fase 4", "3e") and measures nothing.
    """

    kind: Kind
    value: float
    high: float | None = None
    of: float | None = None
    unit: str | None = None
    counts: str | None = None
    date: str | None = None
    approx: bool = False
    start: int = 0
    end: int = 0


def same_value(a: Quantity, b: Quantity) -> bool:
    """Whether two figures say the same amount, whatever they count and however it is written.

    "de helft" is 50 %; 2 weken are 14 dagen; "6-11-2008" is 6 november 2008; 59 is not 59 %.
    """
    if a.date or b.date:
        return a.date == b.date
    if "ordinal" in (a.kind, b.kind):
        return a.kind == b.kind and a.value == b.value
    if a.kind == "range" or b.kind == "range":
        return (
            a.kind == b.kind
            and _close(a.value, b.value)
            and _close(a.high or 0.0, b.high or 0.0)
            and _measure(a) == _measure(b)
        )
    base_a, value_a = based(a)
    base_b, value_b = based(b)
    if "share" in (a.kind, b.kind) and a.kind == b.kind and _in_digits(a) and _in_digits(b):
        return _close(a.value, b.value) and _close(a.of or 0.0, b.of or 0.0)
    return base_a == base_b and _close(value_a, value_b)


def _in_digits(share: Quantity) -> bool:
    """Whether a share has a whole that was counted, unlike 'two thirds'."""
    return (share.of or 0.0) > 10


def based(quantity: Quantity) -> tuple[str, float]:
    """What a figure measures ("%", "EUR", "second", "month", "" for a count), and how much of it.

    A share is a percentage; days and weeks are seconds, years are months.
    """
    if quantity.kind == "share":
        return "%", 100 * quantity.value / (quantity.of or 1.0)
    if quantity.unit in DURATIONS:
        base, size = DURATIONS[quantity.unit]
        scale = _SECONDS.get(base)
        return ("second", quantity.value * size * scale) if scale else (base, quantity.value * size)
    return _measure(quantity), quantity.value


def _measure(quantity: Quantity) -> str:
    if quantity.unit in DURATIONS:
        return DURATIONS[quantity.unit][0]
    return quantity.unit or ""


def _close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


def format_value(value: float, language: Language) -> str:
    """A number as the language writes it: 1234.5 is "1.234,5" in Dutch, "1,234.5" in English."""
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))

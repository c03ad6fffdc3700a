"""The whole that a count is a part of, where the two stand apart in a sentence.

"Van de 30 kantoren voldeden er 8", "380 gemeenten, waarvan er 247 reageerden", "39 medewerkers …;
zes van hen": 8, 247 and six are shares of what was counted before them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from qa.figures.values import Quantity

LONGEST_APART: Final = 80  # characters between a whole that opens its clause and its part …
LONGEST_TOGETHER: Final = 40  # … and where the two are still one figure
# Before a whole that opens its clause; not "28 procent van de 122 kantoren".
_FRONTED: Final = re.compile(
    r"(?:^|[.;:,(]\s*|\b(?:dat|that|en|and)\s)(?P<of>(?:van|of|out of)\s"
    r"(?:(?:de|het|die|deze|alle|onze|the|all|these|those)\s)?(?:[^\W\d]+e\s)?)$"
)
# Between a whole and its part, or behind that one: what points back to the whole.
_BEFORE: Final = re.compile(
    r"\b(?:waarvan|daarvan|hiervan|van wie|van hen|van deze|van die|of which|of whom|of these"
    r"|of those|of them)(?:\s[^\W\d]+){0,3}\s$"
)
_BEHIND: Final = re.compile(
    r"\s(?:van hen|daarvan|hiervan|ervan|of them|of these|of those|of which|of whom)\b"
)
_ER: Final = re.compile(
    r"\ber(?:\s(?:in|eind|begin|medio|toen|nu|al|nog|maar|slechts|\d{4})){0,3}\s$"
)
_CLAUSE_END: Final = re.compile(r"[.;:](?=\s)")


def with_wholes(text: str, figures: Sequence[Quantity]) -> list[Quantity]:
    """The figures in order; each bare count that is a part of one before it as a share of that.

    ``text`` is folded. The share counts what the whole counts; where the whole opens the clause and
    stands near, with no other figure between, the two are one figure, as in "8 van de 30 kantoren".
    """
    found: list[Quantity] = []
    whole: Quantity | None = None
    for figure in figures:
        bare = _bare(text, figure)
        if whole is None or not _is_part(text, whole, bare):
            found.append(figure)
            whole = figure if figure.kind == "count" and figure.counts else whole
            continue
        share = replace(bare, kind="share", of=whole.value, counts=whole.counts)
        first = _fronted(text, whole)
        if (
            first is not None
            and found[-1] is whole
            and figure.start - whole.end <= LONGEST_TOGETHER
        ):
            share = replace(share, start=first)
            found.pop()
            whole = None
        found.append(share)
    return found


def _fronted(text: str, whole: Quantity) -> int | None:
    """Where "Van de 30 kantoren" begins, if a clause begins so."""
    found = _FRONTED.search(text[: whole.start])
    return found.start("of") if found else None


def _bare(text: str, figure: Quantity) -> Quantity:
    """The figure without the word behind it where "er" stands for what it counts.

    "waarvan er 247 reageerden" (Algemene Nederlandse Spraakkunst, 8.6.6: quantitative er).
    """
    if figure.counts is None or not _ER.search(text[: figure.start]):
        return figure
    end = len(text[: figure.end - len(figure.counts)].rstrip())
    return replace(figure, counts=None, end=end)


def _is_part(text: str, whole: Quantity, figure: Quantity) -> bool:
    if figure.kind != "count" or figure.counts or not 0 < figure.value <= whole.value:
        return False
    between = text[whole.end : figure.start]
    if _BEFORE.search(between) or _BEHIND.match(text, figure.end):
        return True
    apart = len(between) > LONGEST_APART or _CLAUSE_END.search(between)
    return not apart and _fronted(text, whole) is not None

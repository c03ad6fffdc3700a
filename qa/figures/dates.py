"""Dates and years in a text: '1 januari 2010', '6-11-2008', 'derde kwartaal 2009', '2006-2009'."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from qa.figures.patterns import any_of
from qa.figures.tables import AROUND, MONTHS, PARTS_OF_YEAR, YEAR_NOUNS, YEAR_PREPOSITIONS

_MONTH_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class Date(NamedTuple):
    """A date in ISO 8601 (day, month, year; "2009-07/2009-09" for a quarter) and its place.

    Without a year it is "--01-31" or "--01" (ISO 8601:2000). ``high`` is the last year of a range.
    """

    iso: str
    start: int
    end: int
    approx: bool = False
    high: int | None = None


def dates(folded: str) -> list[Date]:
    """The dates, years and ranges of years in folded text, in order; the longest of overlapping."""
    known = _patterns()
    patterns = known.numeric if known.digit.search(folded) else ()
    if known.month.search(folded):
        patterns += known.named
    found: list[Date] = []
    for pattern in patterns:
        for match in pattern.finditer(folded):
            date = _date(match, folded)
            if date is not None:
                found.append(date)
    return longest(found)


def longest(found: Iterable[Date]) -> list[Date]:
    """Of dates that overlap the longest, in order."""
    kept: list[Date] = []
    for date in sorted(found, key=lambda date: (date.start - date.end, date.start)):
        if all(date.end <= other.start or date.start >= other.end for other in kept):
            kept.append(date)
    return sorted(kept, key=lambda date: date.start)


class _Patterns(NamedTuple):
    digit: re.Pattern[str]
    month: re.Pattern[str]
    numeric: tuple[re.Pattern[str], ...]  # these need a digit in the text ...
    named: tuple[re.Pattern[str], ...]  # ... and these the name of a month


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    free = r"(?<![\w/])(?<![0-9][.,/-])"
    year = r"(?P<year>(?:19|20)[0-9]{2})"
    ends = r"(?![\w%]|[.,][0-9]|[-/][0-9])"
    day = r"(?P<day>[0-3]?[0-9])"
    month = rf"(?P<month>{any_of(MONTHS)})\b\.?"
    around = rf"(?P<around>{any_of(AROUND)})[ -](?:van |in |of |het jaar )?"
    until = r"(?: ?[-–/] ?| tot en met | t/m | tot | to | until | en | and )"
    last = r"(?P<last>(?:19|20)[0-9]{2}|(?<=[-–/])[0-9]{1,2})"
    numeric = (
        rf"{free}{day}[-/.](?P<number>[01]?[0-9])[-/.]{year}{ends}",
        rf"{free}{year}-(?P<number>[01][0-9])-{day}{ends}",
        rf"\b(?P<part>{any_of(PARTS_OF_YEAR)})(?: van| of| in)?(?: het jaar)? {year}{ends}",
        rf"\b{around}{year}{ends}",
        rf"{free}{year}{until}{last}{ends}",
        rf"{free}{year}{ends}",
    )
    named = (
        rf"{free}{day}(?:st|nd|rd|th|e)? (?:of )?{month}(?:,? {year})?{ends}",
        rf"\b{month} {day}(?:st|nd|rd|th)?(?:, {year})?{ends}",
        rf"\b(?:{around})?{month}(?: van| of)?,? {year}{ends}",
        rf"\b(?:{around})?(?P<lone>){month}(?!\w)",
    )
    return _Patterns(
        re.compile("[0-9]"),
        re.compile(rf"\b(?:{any_of(MONTHS)})\b"),
        tuple(map(re.compile, numeric)),
        tuple(map(re.compile, named)),
    )


def _date(match: re.Match[str], folded: str) -> Date | None:
    groups = match.groupdict()
    year = groups.get("year")
    approx = bool(groups.get("around"))
    if "month" in groups or "number" in groups:
        month = MONTHS[groups["month"]] if groups.get("month") else int(groups["number"])
        day = int(groups["day"]) if groups.get("day") else None
        lone = "lone" in groups
        if lone and (len(groups["month"]) < 4 or groups["month"] == "march"):
            return None
        iso = _iso(year, month, day)
        return Date(iso, match.start(), match.end(), approx) if iso else None
    if groups.get("part"):
        first, last = PARTS_OF_YEAR[groups["part"]]
        iso = f"{year}-{first:02}/{year}-{last:02}"
        return Date(iso, match.start(), match.end())
    assert year is not None
    if groups.get("last"):
        high = int(year[: 4 - len(groups["last"])] + groups["last"])
        if high <= int(year):
            return None
        before = re.search(
            r"\b(?:tussen|between) $", folded[max(0, match.start() - 9) : match.start()]
        )
        start = match.start() - (len(before.group()) if before else 0)
        return Date(f"{year}/{high}", start, match.end(), high=high)
    if not approx and not _is_year(folded, match):
        return None
    return Date(year, match.start(), match.end(), approx)


def _iso(year: str | None, month: int, day: int | None) -> str | None:
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= _MONTH_DAYS[month - 1]):
        return None
    return f"{year or '-'}-{month:02}" + ("" if day is None else f"-{day:02}")


def _is_year(folded: str, match: re.Match[str]) -> bool:
    """Whether four digits are a year: they count nothing, or stand behind a preposition."""
    before = re.search(r"(\S+)\s+\(?$", folded[max(0, match.start() - 25) : match.start()])
    if before and before[1] in YEAR_PREPOSITIONS:
        return True
    if re.search(r"[€$]\s?$", folded[: match.start()]):
        return False
    after = re.match(r"\s+([a-z]+)", folded[match.end() : match.end() + 30])
    return not (after and after[1] in YEAR_NOUNS)

"""Every figure and date of a claim stands in the cited words, as a value and of the same thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from qa.answering.matching import stems_of
from qa.answering.proof.clauses import clause_of, clauses
from qa.figures import Quantity, based, quantities
from qa.figures.tables import MONTHS
from qa.language import fold
from qa.model import Language

if TYPE_CHECKING:
    from qa.answering.proof import Ground

_DIGITS: Final = re.compile(r"\d+(?:[.,:/-]\d+)*")
_OF_REPORT: Final = re.compile(
    r"\b(?:(?:rapport\w*|report|publicatie|onderzoek|study|survey)\s+(?:uit|van|of|from|in)\s+"
    r"(?:(?P<month>[a-z]+)\s+)?(?P<year>\d{4})|(?P<before>\d{4})\s+(?:report|survey|study))\b"
)
_A_YEAR: Final = re.compile(r"\d{4}(?:-\d\d)?")
_FRACTION: Final = 10  # a whole up to this is the denominator of a fraction in words
_TOLERANCE: Final = 1e-9

Place = tuple[int, str]  # where a figure of the cited words stands, and which number of it


def unproven_figure(claim: str, ground: Ground, language: Language) -> str | None:
    """The first figure of the claim that the cited words do not have; None where they have all.

    Values are compared, in digits or words of either language: "28 percent" is "28 procent", "half"
    is "50 %", "2 weeks" are "14 dagen". A date may be less precise than the cited one. A figure
    that counts what another figure of the cited words counts is not proven by its value.
    """
    said = _without_report_date(claim, ground.date)
    known = _read(ground.text)
    proven: list[Quantity] = []
    places: list[set[Place]] = []
    for item in quantities(said, language):
        standing = [other for other in known if _stands(item, other)]
        if not standing and not _together(item, known):
            return said[item.start : item.end]
        if _counts_other(item, standing, known):
            return said[item.start : item.end]
        proven.append(item)
        places.append(_places(item, standing) or {(-1, f"{item.start}")})
    if (twice := _said_twice(places)) is not None:
        return said[proven[twice].start : proven[twice].end]
    if (misdated := _misdated(said, ground.text, language)) is not None:
        return misdated
    digits = {_plain(found.group()) for found in _DIGITS.finditer(ground.text)}
    for found in _DIGITS.finditer(said):
        inside = any(item.start <= found.start() and found.end() <= item.end for item in proven)
        if not inside and _plain(found.group()) not in digits:
            return found.group()
    return None


def _places(item: Quantity, standing: Sequence[Quantity]) -> set[Place]:
    """Where a figure may stand: "59 van de 125" is a place for 59 and one for 125."""
    if item.date:
        return {(other.start, "") for other in standing}
    return {
        (other.start, f"{part}")
        for other in standing
        for part in _components(item) & _components(other) or [""]
    }


def _said_twice(places: Sequence[set[Place]]) -> int | None:
    """The first figure that has no place of its own in the cited words; None where all have one.

    "2008: 74%, 2008: 69%" does not stand on "2008: 74%, 2007: 69%". By augmenting paths (Kuhn,
    1955), so that no figure takes the place that another needs.
    """
    taken: dict[Place, int] = {}

    def settles(figure: int, tried: set[Place]) -> bool:
        for place in places[figure] - tried:
            tried.add(place)
            if place not in taken or settles(taken[place], tried):
                taken[place] = figure
                return True
        return False

    return next((figure for figure in range(len(places)) if not settles(figure, set())), None)


def _plain(digits: str) -> str:
    return digits.replace(",", ".")


def _without_report_date(claim: str, date: str | None) -> str:
    """The claim with "the report of February 2011" blanked where that is the cited report's date.

    Blanks keep places; a date that is another's stays, and must be proven.
    """
    if date is None:
        return claim

    def blank(found: re.Match[str]) -> str:
        year, month = found["year"] or found["before"], found["month"]
        right = year == date[:4] and (
            month is None or (len(date) >= 7 and MONTHS.get(month) == int(date[5:7]))
        )
        return " " * len(found.group()) if right else found.group()

    folded = fold(claim)
    kept = _OF_REPORT.sub(blank, folded)
    return "".join(a if b != " " else " " for a, b in zip(claim, kept, strict=True))


def _stands(item: Quantity, other: Quantity) -> bool:
    """Whether one figure of the cited words says what a figure of the claim says."""
    if item.date or item.kind == "year":
        return _same_date(item, other)
    if other.date:
        return item.kind == "count" and not item.unit and _near(item.value, other.value)
    return _components(item) <= _components(other)


def _together(item: Quantity, known: Sequence[Quantity]) -> bool:
    """Whether figures of the cited words have the parts of one: "van de 125 haalden 59 …"."""
    if item.date or item.kind == "year":
        ends = {item.value, item.high} if item.kind == "range" else set()
        years = {value for other in known for value in (other.value, other.high)}
        return bool(ends) and ends <= years
    return _components(item) <= {part for other in known for part in _components(other)}


def _components(item: Quantity) -> set[tuple[str, float]]:
    """What a figure says: measure and value, for a share of a counted whole both counts."""
    if item.kind == "share" and (item.of or 0) > _FRACTION:
        return {("", _rounded(item.value)), ("", _rounded(item.of or 0.0))}
    measure, value = based(item)
    parts = {(measure, _rounded(value))}
    if item.high is not None:
        parts.add((measure, _rounded(item.high)))
    return parts


def _rounded(value: float) -> float:
    return round(value, 6)


def _near(a: float, b: float) -> bool:
    return abs(a - b) < _TOLERANCE


def _same_date(item: Quantity, other: Quantity) -> bool:
    """Whether a date is the cited one, or one part of it: the year of a day, a day without year."""
    if not other.date:
        return item.kind == "year" and not other.unit and _near(item.value, other.value)
    said, cited = item.date or "", other.date
    if item.kind == "year" and other.kind == "range":
        return item.value in (other.value, other.high)
    if said.startswith("--"):
        return cited.endswith(said[1:]) or said[1:] + "-" in cited
    return said == cited or ("/" not in said and cited.startswith(said))


def _counts_other(item: Quantity, standing: Sequence[Quantity], known: Sequence[Quantity]) -> bool:
    """Whether the claim gives a value to a thing that the cited words count by another figure."""
    if not item.counts or not standing or any(not other.counts for other in standing):
        return False
    noun = stems_of(item.counts.split()[-1])
    if any(noun & stems_of(other.counts or "") for other in standing):
        return False
    return any(noun & stems_of(other.counts or "") for other in known)


def _misdated(claim: str, cited: str, language: Language) -> str | None:
    """A year or month of the claim where the clause it speaks of is about another one.

    "59 werkpleinen in 2010" does not stand on "over 2009 meldt het AKO 59 werkpleinen …, niet voor
    1 januari 2010". A date to the day is told apart by itself. Where a claim has several dates,
    each clause of it is looked at by itself.
    """
    dated = [item for item in quantities(claim, language) if item.date]
    for part in [claim] if len(dated) < 2 else clauses(claim):
        said = quantities(part, language)
        dates = [item for item in said if item.date]
        if len(dates) != 1 or not _A_YEAR.fullmatch(dates[0].date or ""):
            continue
        others = {each for item in said if not item.date for each in _components(item)}
        rest = part[: dates[0].start] + part[dates[0].end :]
        about = [
            clause
            for clause in clauses(cited)
            if any(_components(item) & others for item in _read(clause) if not item.date)
        ] or [clause_of(rest, cited)]
        found = [item for clause in about for item in _read(clause) if item.date]
        if found and not any(_same_date(dates[0], item) for item in found):
            return part[dates[0].start : dates[0].end]
    return None


def _read(text: str) -> list[Quantity]:
    return quantities(text, "nl") + quantities(text, "en")

"""Which reports are looked through: the limits checked first, and told of where they matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.model import Answer, Language, QuestionError

if TYPE_CHECKING:
    from qa.index import ReportRecord
    from qa.retrieval import Filters

YEARS = (1000, 9999)
NAMES_TOLD = 5  # reports that a sentence names, at most

SENTENCES: dict[str, dict[Language, str]] = {
    "no name": {
        "nl": "Geen rapport heet '{report}'; wel: {names}.",
        "en": "No report is called '{report}'; the reports are: {names}.",
    },
    "no year": {
        "nl": "Geen rapport is van {span}; ze zijn van {years}.",
        "en": "No report is of {span}; they are of {years}.",
    },
    "no date": {
        "nl": "Geen rapport heeft een datum, en er wordt een van {span} gezocht.",
        "en": "No report has a date, and one of {span} is looked for.",
    },
    "no year, named": {
        "nl": "Geen rapport met '{report}' is van {span}; wel van {years}.",
        "en": "No report with '{report}' is of {span}; the years are: {years}.",
    },
    "no date, named": {
        "nl": "Geen rapport met '{report}' heeft een datum, en er wordt een van {span} gezocht.",
        "en": "No report with '{report}' has a date, and one of {span} is looked for.",
    },
    "one undated": {
        "nl": "1 rapport zonder datum is niet doorzocht, omdat er jaren zijn opgegeven.",
        "en": "1 report without a date was not searched, because years were given.",
    },
    "undated": {
        "nl": "{count} rapporten zonder datum zijn niet doorzocht, omdat er jaren zijn opgegeven.",
        "en": "{count} reports without a date were not searched, because years were given.",
    },
}

REFUSALS: dict[str, dict[Language, str]] = {
    "no name": {
        "nl": "Het rapport waarin gezocht moet worden heeft geen naam; geef er een, of een "
        "patroon als '*2011*'.",
        "en": "The report to look in has no name; give one, or a glob as '*2011*'.",
    },
    "no year": {
        "nl": "{year} is geen jaar van {low} tot en met {high}.",
        "en": "{year} is no year from {low} to {high}.",
    },
    "turned": {
        "nl": "Er ligt geen jaar van {low} tot en met {high}; geef het vroegste jaar eerst.",
        "en": "No year lies from {low} to {high}; give the earlier year first.",
    },
}

SPANS: dict[str, dict[Language, str]] = {
    "from": {"nl": "{low} of later", "en": "{low} or later"},
    "to": {"nl": "{high} of eerder", "en": "{high} or earlier"},
    "both": {"nl": "{low} tot en met {high}", "en": "{low} to {high}"},
}


def check(report: str | None, year_from: int | None, year_to: int | None) -> None:
    """Raises QuestionError for limits that no report could pass."""
    if report is not None and not report.strip():
        raise QuestionError.of(REFUSALS["no name"])
    for year in (year_from, year_to):
        if year is not None and not YEARS[0] <= year <= YEARS[1]:
            raise QuestionError.of(REFUSALS["no year"], year=year, low=YEARS[0], high=YEARS[1])
    if year_from is not None and year_to is not None and year_from > year_to:
        raise QuestionError.of(REFUSALS["turned"], low=year_from, high=year_to)


def with_limits(given: Answer, filters: Filters, records: Sequence[ReportRecord]) -> Answer:
    """The answer with what the filters kept from it: all reports as its reason, some as warning."""
    warnings = (*given.warnings, *undated(filters, records, given.language))
    if why := nothing_left(filters, records, given.language):
        return replace(given, answer=why, reason=why, warnings=warnings)
    return replace(given, warnings=warnings)


def nothing_left(
    filters: Filters, records: Sequence[ReportRecord], language: Language
) -> str | None:
    """Why the filters admit none of the reports; None where they admit some (or there are none)."""
    if not records or any(filters.admit(record) for record in records):
        return None
    named = _named(filters, records)
    if not named:
        names = ", ".join(record.name for record in records[:NAMES_TOLD])
        more = " …" if len(records) > NAMES_TOLD else ""
        return SENTENCES["no name"][language].format(report=filters.report, names=names + more)
    years = sorted({record.metadata.date[:4] for record in named if record.metadata.date})
    # Of the reports that have the name only: another may be of those years.
    key = ("no year" if years else "no date") + (", named" if filters.report else "")
    span, listed = _span(filters, language), ", ".join(years)
    return SENTENCES[key][language].format(report=filters.report, span=span, years=listed)


def undated(filters: Filters, records: Sequence[ReportRecord], language: Language) -> list[str]:
    """The warning that reports were left out because they have no date; [] where none were."""
    if filters.year_from is None and filters.year_to is None:
        return []
    count = sum(record.metadata.date is None for record in _named(filters, records))
    sentence = SENTENCES["one undated" if count == 1 else "undated"][language]
    return [sentence.format(count=count)] if count else []


def _named(filters: Filters, records: Sequence[ReportRecord]) -> list[ReportRecord]:
    by_name = replace(filters, year_from=None, year_to=None)
    return [record for record in records if by_name.admit(record)]


def _span(filters: Filters, language: Language) -> str:
    low, high = filters.year_from, filters.year_to
    if low is not None and low == high:
        return str(low)
    kind = "both" if low is not None and high is not None else "to" if low is None else "from"
    return SPANS[kind][language].format(low=low, high=high)

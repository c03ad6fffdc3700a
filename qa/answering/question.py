"""What a question asks: its kind, its focus, its years; read by the tables of ``cues``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.answering import cues
from qa.answering.cues import FIGURE_KINDS, Kind
from qa.answering.kinds import (
    direction_of,
    expected_items,
    focus_of,
    kind_of,
    spelt,
    tells,
    unit_of,
)
from qa.language import content_words, fold, tokens
from qa.model import Language

YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_QUOTED = re.compile(r"['\"‘’“”«]([^'\"‘’“”«»]{2,80})['\"’”»]")
_ACRONYM = re.compile(r"\b(?:[A-Z]{2,}[A-Za-z]{0,4}|[A-Z][a-z]{1,2}[A-Z]{1,4}[a-z]{0,3})\b")
# Words for a report that a question names by its year.
_REPORT = (
    r"(?:(?:voortgangs|vervolg|eind|inspectie)?(?:rapport(?:age|en)?|onderzoek|evaluatie|verslag)"
    r"|nota|terugblik|jaarverslag|publicatie|brief|memo|report|study|evaluation|review|look-back"
    r"|letter)"
)
# What is asked behind "how" is not looked for.
_MEASURE = re.compile(
    r"\b(?:how|hoe) ?(long|often|far|old|big|large|high|heavy|quickly|fast|soon|lang|vaak|ver|oud"
    r"|groot|hoog|zwaar|snel)\b"
)
_REPORT_YEAR = re.compile(
    rf"\b(?:{_REPORT}\s+(?:uit|van|over|from|of|in)|(?:dat|one)\s+(?:uit|van|over|from|of))"
    r"\s+(?:\w+\s+)?(1[89]\d\d|20\d\d)\b"
    rf"|\b(20\d\d|19\d\d)[ -](?:inspection |inspectie|progress )?{_REPORT}\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was understood.

    ``understood`` stands alone; ``terms`` are its content words, folded, in order; ``focus`` the
    words of the thing counted or asked for; ``told`` is the answer that a follow-up leans on, and
    ``given`` its figures. ``parts`` are the questions it is made of (itself, where it is one).
    """

    text: str
    understood: str
    language: Language
    kind: Kind
    terms: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    report_years: tuple[int, ...] = ()
    negated: bool = False
    unit: str | None = None
    items: int | None = None
    abbreviation: str | None = None
    direction: str | None = None  # "before" or "after" a change
    wants_total: bool = False  # the N of "k of N"
    wants_latest: bool = False
    asks_agreement: bool = False
    carried: tuple[str, ...] = ()  # the terms that a follow-up has from the question before
    told: str = ""
    given: tuple[float, ...] = ()
    follow_up: bool = False
    unspoken: str = ""  # of a follow-up: ``understood`` without the answer that it leans on
    bare: bool = False  # a follow-up without content words of its own: "waarom?"
    leans_on: Question | None = None  # the question that a follow-up is completed with
    parts: tuple[Question, ...] = ()

    @property
    def asks_figure(self) -> bool:
        """Whether only a figure answers it."""
        return self.kind in FIGURE_KINDS


def read(asked: str, text: str, language: Language) -> Question:
    """One question read by itself; ``text`` stands alone, ``asked`` is what was typed."""
    folded = spelt(fold(text))
    kind, end = kind_of(folded)
    words = [token.text for token in tokens(text)]
    report_years = tuple(int(a or b) for a, b in _REPORT_YEAR.findall(text))
    dated = {str(year) for year in report_years}  # a report seldom says its own year
    measure = _MEASURE.search(folded)
    asking = measure.group(1) if measure else ""
    told = [word for word in content_words(text) if tells(word) and word != asking]
    terms = tuple(dict.fromkeys(word for word in told if word not in dated))
    years = tuple(dict.fromkeys(int(year) for year in YEAR.findall(text)))
    acronyms = _ACRONYM.findall(text)
    expected = expected_items(folded)
    if kind == "definition" and len(acronyms) == 1 and len(terms) == 1:
        kind = "abbreviation"
    if kind in ("fact", "who") and expected and expected > 1:
        kind = "list"
    return Question(
        text=asked,
        understood=text,
        language=language,
        kind=kind,
        terms=terms,
        focus=focus_of(folded, end, kind),
        names=tuple(dict.fromkeys([*acronyms, *_QUOTED.findall(text), *_capitalised(words)])),
        years=tuple(year for year in years if year not in report_years),
        report_years=report_years,
        negated=any(fold(word) in cues.NEGATIVE or fold(word).endswith("n't") for word in words),
        unit=unit_of(folded, kind),
        items=expected if kind == "list" else None,
        abbreviation=_abbreviation(kind, acronyms, text),
        direction=direction_of(folded),
        wants_total=bool(cues.TOTAL.search(folded)) and kind == "number" and len(terms) <= 1,
        wants_latest=bool(cues.LATEST.search(folded)),
        asks_agreement=bool(cues.AGREEMENT.search(folded)),
    )


def _capitalised(words: Sequence[str]) -> list[str]:
    """Words written with a capital inside the question: names, mostly."""
    return [word for word in words[1:] if word[:1].isupper() and tells(fold(word))]


def _abbreviation(kind: Kind, acronyms: Sequence[str], text: str) -> str | None:
    """The abbreviation whose meaning is asked, or "" where the short form itself is asked."""
    if kind != "abbreviation":
        return None
    if acronyms:
        return acronyms[0]
    if quoted := _QUOTED.search(text):
        return quoted.group(1) if len(quoted.group(1)) <= 12 else ""
    return ""

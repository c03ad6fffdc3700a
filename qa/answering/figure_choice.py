"""Which figure of a sentence answers the question.

A sentence may hold a dozen figures. The one that counts what is asked, in the unit and the year
asked, nearest to the question's words, is chosen; "respectievelijk" pairs, years in brackets
("77% (2008: 74%, 2007: 69%)") and "van 120 naar 80" are read as a reader would.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from qa.answering import figure_signs, signs
from qa.answering.cues import Kind
from qa.answering.figure_sentence import Sentence, before
from qa.answering.matching import NEAR_ENOUGH, stems_of
from qa.figures import quantities
from qa.model import Language, Span

if TYPE_CHECKING:
    from qa.answering.matching import Terms
    from qa.answering.question import Question
    from qa.figures import Quantity

# How well a quantity of each kind answers a question of each kind.
SUITS: dict[Kind, dict[str, float]] = {
    "number": {"count": 1.0, "share": 0.95, "range": 0.9, "percentage": 0.6, "amount": 0.5,
               "duration": 0.5, "mark": 0.4, "ordinal": 0.15},
    "share": {"percentage": 1.0, "share": 1.0, "range": 0.6},
    "amount": {"amount": 1.0, "range": 0.6, "count": 0.35, "percentage": 0.25},
    "duration": {"duration": 1.0, "range": 0.6, "date": 0.3, "year": 0.3},
    "mark": {"mark": 1.0, "range": 0.5, "count": 0.4, "percentage": 0.3},
    "date": {"date": 1.0, "year": 0.8, "duration": 0.1},
}  # fmt: skip
# Kinds that a count answers only where it is not said what it counts: "20 rapporten" is no mark.
BARE_COUNTS: frozenset[Kind] = frozenset({"amount", "mark"})
HIGHEST_MARK = 10
YEARS = (1800, 2099)  # an "ordinal" of these is a year, or a part of a date

COUNTS_FOCUS = 0.7
COUNTS_TERM = 0.3
COUNTS_ELIDED = 0.5  # "23 bezwaren waren gegrond en 131 ongegrond"
COUNTS_OTHER = -0.4  # "20 rapporten", where interviews are asked
SAME_UNIT = 0.4
OTHER_UNIT = -0.2
NEAR = 0.5  # at most, for standing next to the question's words
NEAR_CHARACTERS = 45.0  # the distance at which nearness is halved
A_ROW = 3  # figures of one kind from which they are a row
CLAUSE_AWAY = 30.0  # characters that the end of a clause between the two counts for
NO_DAY = -0.5  # where a day is asked and only a month or year is given
RIGHT_YEAR, WRONG_YEAR = 0.7, -0.7
PAIRED, NOT_PAIRED = 0.8, -0.4  # by "respectievelijk"
HAS_TOTAL = 0.5  # "15 van de 124", where the total is asked
SAID_BEFORE = -0.9  # a figure of the question itself, or of the answer it follows up

_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_RATE = re.compile(r"\s(?:op|in)\s")  # "vier op de tien", "one in three"
# The end of a word behind a number that may be the noun counted: a plural, or a unit without one.
_PLURAL = re.compile(r"(?:en|s|fte|uur|jaar|euro)$", re.IGNORECASE)
_HOW_OFTEN = re.compile(r"\b(?:hoe ?vaak|how often|how many times|hoeveel keer)\b", re.IGNORECASE)
# Kinds of figure that never say how often.
_NOT_OFTEN = frozenset({"duration", "amount", "mark", "date", "year"})
# Before a date that begins or ends a period, and so answers "how long".
_SINCE = re.compile(
    r"\b(?:sinds|vanaf|tot(?: en met)?|uiterlijk|since|from|until|till|up to)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_RESPECTIVELY = re.compile(r"\b(?:respectievelijk|resp\.|respectively)", re.IGNORECASE)
_COORDINATED = re.compile(r",\s+|\s+(?:en|and)\s+")


@dataclass(frozen=True, slots=True)
class Choice:
    """A figure, how well it answers (about 0 to 3), and how far the next one is behind."""

    quantity: Quantity
    fit: float
    margin: float


def choose(
    question: Question, text: str, quantities: Sequence[Quantity], terms: Terms
) -> Choice | None:
    """The figure that answers best, or None where none is of a kind that could."""
    suits = SUITS.get(question.kind, SUITS["number"])
    able = [
        item
        for item in quantities
        if suits.get(item.kind, 0.0) > 0 and _may_be(question, text, item)
    ]
    if not able:
        return None
    sentence = Sentence(question, text, able, terms)
    year_of = years_of(text, able) if question.years and question.kind != "date" else {}
    paired = _paired(sentence)
    leads = _leads(able)
    named = any(_counts_focus(question, item) for item in able)
    elided = _elided(sentence) if question.kind == "number" else {}
    rated = sorted(
        (
            (
                _suits(sentence, item, suits)
                + max(_counted(sentence, item, named), elided.get(item.start, -1.0))
                + _unit(question, item)
                + _nearness(sentence, item, leads.get(item.kind, item))
                + _year(question, year_of.get(item.start))
                + (0.0 if paired is None else PAIRED if item.start == paired else NOT_PAIRED)
                + _said_before(question, item)
                + figure_signs.rated(sentence, item)
                + (HAS_TOTAL if question.wants_total and item.of else 0.0),
                -nth,
            )
            for nth, item in enumerate(able)
        ),
        reverse=True,
    )
    best, at = rated[0]
    margin = best - rated[1][0] if len(rated) > 1 else best
    return Choice(able[-at], best, margin)


def _may_be(question: Question, text: str, item: Quantity) -> bool:
    """Whether a figure of a kind that suits may be what is asked: "20 rapporten" is no mark.

    A date answers how long where it is a beginning or an end: "al sinds 2016".
    """
    if question.kind == "duration" and item.kind in ("date", "year"):
        return bool(_SINCE.search(before(text, item)))
    if item.kind in _NOT_OFTEN and _HOW_OFTEN.search(question.text):
        return False
    if item.kind == "ordinal" and YEARS[0] <= item.value <= YEARS[1]:
        return False
    if item.kind == "range" and item.date and question.kind != "date":
        return False  # "in het schooljaar 2015-2016"
    if item.kind != "count" or question.kind not in BARE_COUNTS:
        return True
    return item.counts is None and (question.kind != "mark" or item.value <= HIGHEST_MARK)


def _suits(sentence: Sentence, item: Quantity, suits: Mapping[str, float]) -> float:
    """How well its kind suits; "vier op de tien" counts nobody, and is as good as a percentage."""
    rate = item.kind == "share" and _RATE.search(sentence.text[item.start : item.end])
    return suits["percentage"] if rate and sentence.question.kind == "number" else suits[item.kind]


def _elided(sentence: Sentence) -> dict[int, float]:
    """Figures, by their starts, that count the focus without a word for it, behind one that has it.

    "23 bezwaren waren gegrond en 131 ongegrond": a Dutch noun behind a number is a plural.
    """
    found: dict[int, float] = {}
    named = False
    for item in sentence.able:
        if _counts_focus(sentence.question, item):
            named = True
        elif named and item.kind == "count" and not _PLURAL.search(item.counts or ""):
            found[item.start] = COUNTS_ELIDED
    return found


def _counts_focus(question: Question, item: Quantity) -> bool:
    """Whether it counts what is asked for, by that word."""
    counted = stems_of(item.counts) if item.counts else frozenset()
    return any(_share_a_stem(word, counted) for word in question.focus)


def _counted(sentence: Sentence, item: Quantity, named: bool) -> float:
    """Whether it counts the focus, another word of the question, or something else.

    Where no figure of the sentence is ``named`` by the focus, one may count it in another language,
    or by a word that means the same.
    """
    question, terms = sentence.question, sentence.terms
    counted = stems_of(item.counts) if item.counts else frozenset()
    if not counted:
        return 0.0
    if _counts_focus(question, item):
        return COUNTS_FOCUS
    known = [
        COUNTS_FOCUS * worth if term.word in question.focus and not named else COUNTS_TERM
        for term, worth in zip(terms.terms, terms.met(item.counts or ""), strict=True)
        if worth > NEAR_ENOUGH
    ]
    if any(_share_a_stem(word, counted) for word in question.terms):
        known.append(COUNTS_TERM)
    if known:
        return max(known)
    return COUNTS_OTHER if question.kind == "number" and question.focus else 0.0


def _share_a_stem(word: str, stems: frozenset[str]) -> bool:
    """Whether a word has one of these stems, or a long one that begins or ends with the other."""
    return any(
        a == b or (min(len(a), len(b)) >= 5 and (a.endswith(b) or b.endswith(a) or a.startswith(b)))
        for a in stems_of(word)
        for b in stems
    )


def _unit(question: Question, item: Quantity) -> float:
    """Whether it has the unit asked: weeks, euros; of a date, whether it is told to the day."""
    if question.unit == "day":
        return 0.0 if item.date and len(item.date) == len("2010-01-31") else NO_DAY
    if not question.unit or not item.unit or question.kind == "share":
        return 0.0
    same = stems_of(question.unit) & stems_of(item.unit)
    return SAME_UNIT if same else OTHER_UNIT


def _leads(able: Sequence[Quantity]) -> dict[str, Quantity]:
    """The first figure of each kind that has a row of them."""
    kinds = Counter(item.kind for item in able)
    return {item.kind: item for item in reversed(able) if kinds[item.kind] >= A_ROW}


def _nearness(sentence: Sentence, item: Quantity, lead: Quantity) -> float:
    """Mean nearness of the figure to the question's words, weighed, 0 to NEAR.

    A word in another clause stands farther off. What stands before the ``lead`` of a row of figures
    ("Van de klanten koos 41 procent …, 26 procent …") is as near to all.
    """
    places, breaks = sentence.places, sentence.breaks
    total = sum(weight for _, _, weight in places)
    if not total:
        return 0.0
    near = 0.0
    for start, end, weight in places:
        to = lead if end <= lead.start else item
        distance: float = max(0, start - to.end, to.start - end)
        first, last = min(start, to.start), max(start, to.start)
        between = bisect_left(breaks, last) - bisect_right(breaks, first)
        distance += CLAUSE_AWAY * max(0, between)
        near += weight / (1 + distance / NEAR_CHARACTERS)
    return NEAR * near / total


def years_of(text: str, quantities: Sequence[Quantity]) -> dict[int, int]:
    """The year that each figure (by its start) belongs to, where one stands by it.

    "2008: 74%" binds the year to the figure after it; any other year goes to the nearest figure.
    """
    years = [(found.start(), found.end(), int(found.group())) for found in _YEAR.finditer(text)]
    belongs: dict[int, int] = {}
    bound = set()
    for start, end, year in years:
        for item in quantities:
            if item.start >= end and re.fullmatch(r"\s*[:,=(]\s*|\s+", text[end : item.start]):
                belongs[item.start] = year
                bound.add(start)
    for item in quantities:
        free = [
            (min(abs(item.start - end), abs(start - item.end)), year)
            for start, end, year in years
            if start not in bound and not (item.start <= start < item.end)
        ]
        if item.start not in belongs and free:
            belongs[item.start] = min(free)[1]
    return belongs


def _year(question: Question, year: int | None) -> float:
    """Whether the year that a figure belongs to is one of those asked; 0 where none is known."""
    if not question.years or year is None:
        return 0.0
    return RIGHT_YEAR if year in question.years else WRONG_YEAR


def _said_before(question: Question, item: Quantity) -> float:
    """Whether the question says the figure itself, or the answer that it follows up did."""
    if item.value in question.given and not (question.wants_total and item.of):
        return SAID_BEFORE
    own = {float(number) for number in re.findall(r"\b\d{1,7}\b", question.text)}
    own |= {said.value for said in _told(question.text, question.language)}
    return SAID_BEFORE if item.value in own and item.of is None else 0.0


@lru_cache(maxsize=64)
def _told(text: str, language: Language) -> tuple[Quantity, ...]:
    """The figures of a question itself, years aside."""
    return tuple(item for item in quantities(text, language) if item.kind != "year")


def _paired(sentence: Sentence) -> int | None:
    """The start of the figure that "respectievelijk" pairs with what is asked, if it pairs."""
    text, terms = sentence.text, sentence.terms
    found = _RESPECTIVELY.search(text)
    if not found:
        return None
    after = [item for item in sentence.able if item.start >= found.end()]
    if len(after) < 2:
        return None
    named = [piece for piece in _COORDINATED.split(text[: found.start()]) if piece.strip()]
    named = named[-len(after) :]
    if len(named) != len(after):
        return None
    named[0] = " ".join(named[0].split()[-3:])
    named[-1] = " ".join(named[-1].split()[:3])
    shares = [terms.share(terms.met(piece)) for piece in named]
    best = max(shares)
    if best <= 0 or shares.count(best) > 1:
        return None
    return after[shares.index(best)].start


def widened_span(text: str, quantity: Quantity) -> Span:
    """The figure with what belongs to it: "ongeveer 70 procent", "eind 2010", "59 van de 125"."""
    start = quantity.start
    lead = signs.PART_OF_YEAR if quantity.kind in ("date", "year") else signs.APPROXIMATE
    if found := lead.search(text[:start]):
        start = found.start()
    return Span(start, quantity.end)

"""Questions that ask two things: two clauses, two years, two sides; each part stands alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from qa.answering import change_signs, cues, signs
from qa.answering.kinds import focus_of, noun_cue, tells, unit_of
from qa.answering.pointing import FEW_TERMS, points_back
from qa.answering.question import YEAR, Question, read
from qa.figures.tables import MONTHS
from qa.language import fold, tokens

_SPLIT = re.compile(
    r"[,;]?\s+(?:en|and|maar|but|\+|&|plus)\s+(?=(?:(?:in|op|van|voor|bij|met|uit|aan|door|tegen|per"
    r"|for|of|at|by|from|to|with)\s+)?(?:wie|whom?|hoeveel|hoe|how|wat|what|welke?|which|wanneer|when"
    r"|waar(?:aan|bij|door|in|mee|om|op|over|toe|uit|van|voor)?|where|waarom|why|zijn|are|is|do|does)\b)",
    re.IGNORECASE,
)
# "Wat kost het? Wie betaalt het?"; not "Klopt het dat …? Ik zag dat niet."
_QUESTION_END = re.compile(r"\?\s+(?=[^?]+\?\s*$|[^?]+\?\s+\S)")
# ", en bij de RTV", ", and according to the council": the same of another.
_ELLIPSIS = re.compile(
    r"[,;]\s+(?:en|and)\s+(?:ook\s+|also\s+|the same\s+|hetzelfde\s+)?"
    r"(?=(?P<lead>in|bij|volgens|voor|van|according to|for|at|of)\s(?P<rest>[^,;?]*)\??$)",
    re.IGNORECASE,
)
# "volgens het ministerie en (volgens) de Rekenkamer": what each of two says.
_SOURCE = r"(?:(?!\b(?:en|and|volgens|according)\b)[^,;?:]){2,60}?"
_BY_TWO = re.compile(
    rf"\b(?P<lead>volgens|according to)\s+(?P<one>{_SOURCE}),?\s+(?:en|and|vs\.?|versus)\s+"
    rf"(?:(?:volgens|according to)\s+)?(?P<other>{_SOURCE})\s*\??$",
    re.IGNORECASE,
)
# Which of several: "in de eerste rapportage en wanneer in de tweede".
_ORDINAL = re.compile(
    r"\b(?:eerste|tweede|derde|vierde|vijfde|vorige|laatste|first|second|third|fourth|fifth"
    r"|previous|last)\b",
    re.IGNORECASE,
)
MOST_PARTS = 4  # of a question; each costs a search
LONGEST_ELLIPSIS = 9  # words
_PERIOD = re.compile(
    r"\b(?:tussen|between|van|vanaf|from)\s+(?:\w+\s+){0,2}(?:19|20)\d\d\b", re.IGNORECASE
)
# What may stand before a year as part of its date: "eind 2008", "the end of March 2008".
_TIME_OF_YEAR = (
    r"(?:(?:(?:het\s+|the\s+)?(?:eind(?:e)?|begin(?:ning)?|medio|half|ultimo|najaar|voorjaar|zomer"
    r"|winter|start|end|early|late|mid|spring|summer|autumn)(?:\s+(?:van|of))?\s+)?"
    rf"(?:(?:\d{{1,2}}\s+)?(?:{'|'.join(MONTHS)})\s+)?)"
)
_DATED = re.compile(rf"\b{_TIME_OF_YEAR}{YEAR.pattern}", re.IGNORECASE)
# What may stand before the first of several years: "tussen 2008 en 2010", "vergelijk 2008 met 2010"
_PERIOD_LEAD = re.compile(
    r"\b(?:tussen|between|van|vanaf|from|in|vergelijk|compare)\s+$", re.IGNORECASE
)
_SMALL = cues.words(  # between two dates that are asked for one after the other
    "rapport rapportage nota report one that dat die evaluatie evaluation vs versus met with"
)
_THAT_OF = re.compile(
    r"\b(?:en|and)\s+(?:(?:in|bij|van|for|of)\s+)?(?:dat|die|that|the one|the same|hetzelfde)\s+"
    rf"(?:van|uit|of|from|in|for|voor)\b.{{0,30}}{YEAR.pattern}",
    re.IGNORECASE,
)
_VERSUS = re.compile(r"\s+(?:vs\.?|versus)\s+", re.IGNORECASE)
_RANGE = re.compile(r"\b(?:19|20)\d\d\s*[-–]\s*(?:19|20)?\d\d\b")
_TOPIC = re.compile(r"(?:[^\s:]+\s+){0,5}[^\s:]+:\s+(?=\S)")
_SEVERAL_YEARS = re.compile(
    r"\b(?:19|20)\d\d\s*(?:,\s*(?:en|and)|,|en|and|to|naar|met|with|vs\.?|versus|tegenover)\s*"
    r"(?:(?:in|uit|van|from|of|at|op)\s+)?(?:dat |die |the one )?(?:(?:in|uit|van|from|of)\s+)?"
    rf"{_TIME_OF_YEAR}(?:19|20)\d\d\b",
    re.IGNORECASE,
)


def with_parts(question: Question) -> Question:
    """The question with the questions it is made of: one for each clause, or year, or side."""
    clauses = [
        clause.strip(" ,;?")
        for whole in _QUESTION_END.split(question.understood)
        for clause in _SPLIT.split(whole)
        if clause
    ]
    if len(clauses) > MOST_PARTS:
        return question
    if len(clauses) > 1 and all(len(clause.split()) > 1 for clause in clauses):
        return replace(question, parts=_clauses(question, clauses))
    question = _by_value(question)
    years = tuple(dict.fromkeys((*question.report_years, *question.years)))
    if len(years) > 1 and _asks_each_year(question):
        return replace(question, parts=tuple(_for_year(question, year) for year in sorted(years)))
    return replace(question, parts=_of_another(question) or _by_two(question) or _sides(question))


def _by_two(question: Question) -> tuple[Question, ...]:
    """The two questions of "what does it cost according to the town and the bank"; else none.

    Where two say one thing together ("volgens Ede en Epe is het dicht") nothing figures in it.
    """
    found = _BY_TWO.search(question.understood)
    one_thing = question.asks_figure or question.kind in ("date", "who", "definition")
    if found is None or question.asks_agreement or not one_thing:
        return ()
    before = question.understood[: found.start()]
    texts = [f"{before}{found['lead']} {each}" for each in (found["one"], found["other"])]
    halves = [read(each, each, question.language) for each in texts]
    return tuple(replace(each, kind=question.kind, focus=question.focus) for each in halves)


def _by_value(question: Question) -> Question:
    """A question whether reports agree "over het aantal loketten", read as one for the number."""
    folded = fold(question.text)
    noun = noun_cue(folded) if question.asks_agreement else None
    if noun is None or question.kind not in ("yesno", "fact", "comparison", "how"):
        return question
    kind, end = noun
    focus, unit = focus_of(folded, end, kind), unit_of(folded, kind)
    return replace(question, kind=kind, focus=focus, unit=unit)


def _changes(question: Question) -> bool:
    """Whether it asks if something went up or down between two years."""
    folded = fold(question.text)
    signs_of_change = (change_signs.ROSE, change_signs.FELL, change_signs.CHANGED)
    return len(question.years) == 2 and any(sign.search(folded) for sign in signs_of_change)


def _of_another(question: Question) -> tuple[Question, ...]:
    """The two questions of "what does it cost at the desk, and at the bank"; else none.

    The second has the phrase of its own in the place of the first's last one that begins alike.
    """
    text = question.understood
    found = _ELLIPSIS.search(text)
    if (
        found is None
        or len(found["rest"].split()) > LONGEST_ELLIPSIS
        or question.asks_agreement
        or question.kind == "yesno"
    ):
        return ()
    first, own = text[: found.start()], text[found.start("lead") :].strip(" ?")
    leads = {found["lead"].lower(), "volgens", "according to"}
    placed = re.compile(rf"\s(?:{'|'.join(map(re.escape, sorted(leads)))})\s", re.IGNORECASE)
    places = [each.start() for each in placed.finditer(first)]
    back = points_back([fold(token.text) for token in tokens(own)])  # "…, en voor die in Tiel"
    before = first[: places[-1]] if places and not back else first
    texts = (first, f"{before} {own}")
    halves = [read(each, each, question.language) for each in texts]
    return tuple(replace(each, kind=question.kind, focus=question.focus) for each in halves)


def _asks_each_year(question: Question) -> bool:
    """Whether the years of a question each ask for an answer, and are not a period's two ends."""
    text = question.understood
    if _RANGE.search(text) or question.asks_agreement:
        return False
    if question.kind == "yesno":
        return _changes(question) and noun_cue(fold(text)) is not None
    if question.kind == "comparison" or _VERSUS.search(text):
        return True
    if _PERIOD.search(text) and not question.report_years:
        return False
    if len(question.report_years) > 1 or _THAT_OF.search(text):
        return True
    asks_one = question.asks_figure or question.kind == "who"
    return asks_one and bool(_SEVERAL_YEARS.search(text))


def _sides(question: Question) -> tuple[Question, ...]:
    """The two sides of "norm: loket vs balie", each with the topic before the colon."""
    sides = [side.strip(" ?") for side in _VERSUS.split(question.understood)]
    if len(sides) != 2 or not all(sides) or question.asks_agreement:
        return ()
    topic = _TOPIC.match(sides[0])
    texts = (sides[0], f"{topic.group() if topic else ''}{sides[1]}")
    halves = [read(text, text, question.language) for text in texts]
    kind = noun_cue(fold(texts[0]))
    kinds = [kind[0] if kind and each.kind == "fact" else each.kind for each in halves]
    return tuple(replace(each, kind=own) for each, own in zip(halves, kinds, strict=True))


def _clauses(question: Question, clauses: Sequence[str]) -> tuple[Question, ...]:
    """Each clause as a question; one with hardly a word of its own takes those of the first.

    "Who led it in the report of 2006, and who in that of 2011" asks the first again of another
    year; a topic before a colon is that of all of them.
    """
    first = read(clauses[0], clauses[0], question.language)
    topic = _TOPIC.match(clauses[0])
    parts = [first]
    for clause in clauses[1:]:
        part = read(clause, clause, question.language)
        if part.asks_agreement or part.kind == "yesno":
            continue
        bare = {*MONTHS, *cues.BARE, *cues.POINTS_BACK}
        own = [term for term in part.terms if not term.isdigit() and term not in bare]
        other = _with_own(_DATED, clauses[0], clause) or _with_own(_ORDINAL, clauses[0], clause)
        if other and not [term for term in own if not _ORDINAL.fullmatch(term)]:
            part = read(other, other, question.language)
        elif topic:
            text = topic.group() + clause
            part = replace(read(text, text, question.language), kind=part.kind, focus=part.focus)
        elif len(own) < FEW_TERMS:
            part = _completed(part, clause, first, clauses[0])
        elif points_back([fold(token.text) for token in tokens(clause)]):
            part = _with_topic(part, clause, first)
        parts.append(part)
    return tuple(parts) if len(parts) > 1 else ()


def _with_own(pattern: re.Pattern[str], first: str, clause: str) -> str | None:
    """The first clause with the date or ordinal of another in the place of its own."""
    before, own = pattern.search(first), pattern.search(clause)
    if before is None or own is None:
        return None
    return first[: before.start()] + own.group() + first[before.end() :]


def _with_topic(part: Question, clause: str, first: Question) -> Question:
    """A clause that points back ("how many of them …"), with the words of the first behind it."""
    carried = tuple(term for term in first.terms if term not in part.terms and not term.isdigit())
    return replace(
        part,
        understood=" ".join((clause, *carried)),
        terms=(*part.terms, *carried),
        carried=carried,
    )


def _completed(part: Question, clause: str, first: Question, whole: str) -> Question:
    """A clause with the words of the first before it; its own year takes the place of theirs.

    Where it asks what really was, the words for what was planned are left out, and the other way
    round.
    """
    own_years = part.years or part.report_years
    text = YEAR.sub("", whole) if own_years else whole
    turned = _turned_to(clause, text, bool(own_years) and not first.years)
    dropped = {token.text for token in tokens(fold(text))} - {
        token.text for token in tokens(fold(turned))
    }
    terms = [
        term for term in first.terms if not (own_years and term.isdigit()) and term not in dropped
    ]
    kind = first.kind if part.kind == "fact" or _bare_number(part) else part.kind
    return replace(
        part,
        understood=f"{' '.join(turned.split())} {clause}",
        terms=tuple(dict.fromkeys([*terms, *part.terms])),
        focus=first.focus,
        kind=kind,
        unit=part.unit or (first.unit if kind == first.kind else None),
        years=part.years or (() if own_years else first.years),
        report_years=part.report_years or (() if own_years else first.report_years),
    )


def _turned_to(clause: str, whole: str, own_year: bool) -> str:
    """The first clause without its words for what was planned, where the other asks what was.

    A clause with a year of its own asks that too ("wat is de norm, en wat was het in 2017"), and
    the other way round one that asks for the plan.
    """
    folded = fold(clause)
    planned = signs.PLANNED.search(folded) or change_signs.WAS_TO_BE.search(folded)
    actual = signs.ACTUAL.search(folded) or own_year
    if bool(planned) == bool(actual):
        return whole
    left = (signs.PLANNED, change_signs.WAS_TO_BE) if actual else (signs.ACTUAL,)
    words = whole.split()
    return " ".join(word for word in words if not any(sign.search(fold(word)) for sign in left))


def _bare_number(part: Question) -> bool:
    """Whether a clause asks "how many" and not of what: "en hoeveel waren het er echt"."""
    return part.kind == "number" and not part.focus


def _for_year(question: Question, year: int) -> Question:
    """The question about one of its years."""
    others = {str(other) for other in (*question.years, *question.report_years)} - {str(year)}
    text = _with_one_date(question.text, year)
    kind, focus = question.kind, question.focus
    if kind in ("comparison", "yesno") and (noun := noun_cue(fold(question.text))):
        kind = noun[0]
        focus = focus_of(fold(question.text), noun[1], kind)
    return replace(
        question,
        understood=" ".join(text.split()),
        kind=kind,
        focus=focus,
        years=(year,) if year in question.years else (),
        report_years=(year,) if year in question.report_years else (),
        terms=tuple(term for term in question.terms if term not in others),
    )


def _with_one_date(text: str, year: int) -> str:
    """The text with the date of one year in the place of all: of "2004, en in dat van 2007" too.

    Dates with nothing but small words between them are one place; elsewhere the others just go.
    """
    found = list(_DATED.finditer(text))
    own = next((each for each in found if str(year) in each.group()), None)
    if own is None:
        return text
    first, last = found[0], found[-1]
    between = [
        token.text
        for one, other in pairwise(found)
        for token in tokens(text[one.end() : other.start()])
    ]
    if any(tells(fold(word)) and fold(word) not in _SMALL for word in between):
        return YEAR.sub(lambda each: each.group() if each.group() == str(year) else "", text)
    lead = _PERIOD_LEAD.sub("in ", text[: first.start()])
    return f"{lead}{own.group()}{text[last.end() :]}"

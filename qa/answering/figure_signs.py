"""What stands around a figure and speaks for it or against it, among the figures of a sentence.

Signs before it ("tegen 5.100", "van 120 naar 80", "waarvan"), the noun that it is the measure of,
the clause that it stands in. Each rating is 0 where its sign is not there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.answering import signs
from qa.answering.figure_sentence import LOOK_BACK, between
from qa.answering.matching import NEAR_ENOUGH, Terms
from qa.language import fold

if TYPE_CHECKING:
    from qa.answering.figure_sentence import Sentence
    from qa.answering.question import Question
    from qa.figures import Quantity

LOOK_BACK_FOR_CHANGE = 40  # characters before a figure in which "van", "naar" make it a side
RIGHT_SIDE, WRONG_SIDE = 0.6, -0.6  # of a change: "van 120 naar 80"
CHANGED_BY = 1.0
BASE = -0.9  # the whole that a percentage is a part of
PART_OF = 0.8  # a part whose own clause says something of what is asked that stands not before it
NOT_PART_OF = -0.4  # … or nothing
HEADED = 0.4  # for measuring a thing that is asked: "de grens van € 99,9 miljoen"
OWN_DENIAL = 0.4  # for a denial in its own clause, where one is asked
OWN_CLAUSE = 0.3  # for a clause that alone has a word of the question
COMPARED = -0.6  # what another figure is laid beside: "tegen 44.850 in 2012"
NOT_ACTUAL = -0.5  # what was planned, where it is asked what was

# Before the old figure of a change ("van 120") …
_CHANGE = re.compile(r"\b(?:van|from)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
# … and before the new one ("naar 80").
_CHANGED = re.compile(
    r"\b(?:naar|tot|to|teruggebracht tot|verhoogd tot|gestegen naar"
    r"|gedaald naar)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_PERCENTAGE_OF = re.compile(
    r"(?:procent|%|per ?cent|percentage) (?:van|of) (?:de|het|alle|the|all)?\s*$", re.IGNORECASE
)
_OF_ALL = re.compile(  # "16.000 (op een totaal van circa 45.000)"
    r"\b(?:op|van|of|out of) (?:een|a|the|het|in) (?:totaal|total)(?: aantal)?(?: (?:van|of))?\s*$",
    re.IGNORECASE,
)
# "Van de 122 …" at the beginning of a sentence or clause.
_OF_FIRST = re.compile(
    r"(?:^|[.;:,]\s+)(?:van|of|out of) (?:de|het|alle|the|all)?\s*$", re.IGNORECASE
)
_THEN_PERCENTAGE = re.compile(r"^[^.;]*\d\s*(?:procent|%|per ?cent)", re.IGNORECASE)
_COMPARED = re.compile(
    r"(?:\btegen(?:over)?|\bin plaats van|\binstead of|\b(?:as )?against|\bcompared (?:with|to)"
    r"|\bvergeleken met|\bup from|\bdown from)\s+(?:[^\W\d]+\s+){0,3}[€$]?\s*$",
    re.IGNORECASE,
)
_OTHERS = r"\b(?:overigen?|resterende|andere|rest|remaining|others?)\b"
_ASKS_REST = re.compile(_OTHERS, re.IGNORECASE)
_REST = re.compile(rf"{_OTHERS}\s+\(?$", re.IGNORECASE)
_OF_WHICH = re.compile(r"\b(?:waarvan|of which)\s+(?:[^\W\d]+\s+){0,3}[€$]?\s*$", re.IGNORECASE)
# The noun that a figure is the measure of: "de grens van", "het tarief bedroeg".
_HEAD = re.compile(
    r"(?P<head>[\w-]+)\s+(?:van|of|is|was|bedroeg|bedraagt|bedroegen|bedragen)\s+"
    r"(?!(?:de|het|deze|die|alle|the|these|those|all)\s)(?:[^\W\d]+\s+)?$",
    re.IGNORECASE,
)
_MORE = r"(?:meer|minder|hoger|lager|langer|korter|more|less|fewer|higher|lower|longer|shorter)"
_BY_HOW_MUCH = re.compile(
    r"\b(?:met hoeveel|by how (?:much|many)|by what"
    rf"|(?:hoeveel|how (?:much|many)) (?:\w+ )?{_MORE})\b",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(?:met|by)\s*$", re.IGNORECASE)
_THAN = re.compile(rf"^\s*(?:\w+\s)?{_MORE}\b", re.IGNORECASE)
_MORE_THAN = re.compile(
    r"^\s(?:meer|minder|hoger|lager|more|less|fewer|higher|lower)\s(?:dan|than)\b", re.IGNORECASE
)
_THAN_IN = re.compile(
    r"\b(?:dan|than|ten opzichte van|vergeleken met|in vergelijking met|compared (?:with|to))\s"
    r"(?:(?:in|het jaar|the year)\s)?$",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\b(?:meer|minder|hoger|lager|more|less|fewer|higher|lower|verschil\w*|differ\w*|stijg\w*|steeg"
    r"|stegen|gestegen|da(?:al|len|ling)\w*|gedaald\w*|groei\w*|toename|afname|toegenomen|afgenomen"
    r"|toe|af|chang\w*|increas\w*|decreas\w*|ris\w+|rose|f[ae]ll\w*|gr[eo]w\w*|drop\w*)\b"
)
_SINCE = re.compile(r"\b(?:sinds|sindsdien|since|after|na)\b", re.IGNORECASE)
# "vóór" with its accents: without them it is "for" as often
_BEFOREHAND = re.compile(r"\b(?:vóór|voorheen|voordien|vroeger|before|previously|formerly)\b", re.I)
_BARE_NUMBER = re.compile(r"[^\W_]+(?:[.,]\d+)*")
# Where the clause of a part ends: at a mark only, as "waarvan" and "en" are of that clause.
_CLAUSES = re.compile(r"[,;:](?=\s)")


def rated(sentence: Sentence, item: Quantity) -> float:
    """What the words around a figure add to how well it answers, about -2 to 2."""
    return (
        _side(sentence, item)
        + _before_or_since(sentence, item)
        + _base(sentence, item)
        + _headed(sentence, item)
        + _denied(sentence, item)
        + _part(sentence, item)
        + _difference(sentence, item)
        + _beside(sentence, item)
        + _norm(sentence, item)
        + _own_clause(sentence, item)
    )


def _base(sentence: Sentence, item: Quantity) -> float:
    """A count that a percentage or a part is taken of is not what did so.

    "28 procent van de 122 …", "Van de 122 … had 28 procent", "Van de 88 … hadden er in 2011 53".
    """
    question = sentence.question
    if (
        item.kind not in ("count", "amount")
        or question.wants_total
        or len(question.terms) <= len(question.focus)
    ):
        return 0.0
    lead = sentence.before(item)
    parted = any(
        (other.kind == "share" and other.of == item.value)
        or (other.kind == item.kind and other.start > item.end and other.value < item.value)
        for other in sentence.able
    )
    fronted = _OF_FIRST.search(lead) and (parted or _THEN_PERCENTAGE.search(sentence.after(item)))
    return BASE if fronted or _PERCENTAGE_OF.search(lead) or _OF_ALL.search(lead) else 0.0


def _part(sentence: Sentence, item: Quantity) -> float:
    """Whether the clause of a part ("waarvan er 247 reageerden") says what is asked of it.

    What stands before it speaks of the whole. Of a share that has its whole beside it: 0.
    """
    text, focus = sentence.text, sentence.question.focus
    bare = item.kind == "share" and _BARE_NUMBER.fullmatch(text[item.start : item.end])
    if not bare and not _OF_WHICH.search(sentence.before(item)):
        return 0.0
    ends = [found.start() for found in _CLAUSES.finditer(text)]
    start, end = between(ends, text, item)
    asked = Terms(tuple(each for each in sentence.terms.terms if each.word not in focus))
    of_part, of_whole = asked.met(text[start:end]), asked.met(text[:start])
    added = any(part - whole > NEAR_ENOUGH for part, whole in zip(of_part, of_whole, strict=True))
    return PART_OF if added else NOT_PART_OF


def _beside(sentence: Sentence, item: Quantity) -> float:
    """Whether a figure stands only beside the one that answers: what was, or what was planned.

    "41.300 inspecties, tegen 44.850 in 2012", "gemiddeld 8,1 in plaats van 9,6"; and "een raming
    van 3.600", where it is asked what really was.
    """
    question = sentence.question
    if question.direction == "before":
        return 0.0
    lead, after = sentence.before(item), sentence.after(item)
    rest = (
        _REST.search(lead)
        and not _ASKS_REST.search(question.text)
        and max(sentence.told.met(sentence.clause(item)), default=0.0) <= NEAR_ENOUGH
    )
    compared = _COMPARED.search(lead) and not _of_year(question, after)
    more = _MORE_THAN.match(after) and not _CHANGES.search(fold(question.text))
    worth = COMPARED if rest or compared or more else 0.0
    if signs.ACTUAL.search(fold(question.text)):
        clause = fold(sentence.clause(item))
        if signs.PLANNED.search(clause) and not signs.ACTUAL.search(clause):
            worth += NOT_ACTUAL
    return worth


def only_compared(question: Question, text: str, item: Quantity) -> bool:
    """Whether the year asked is named only as what is compared with, and the figure is another's.

    "In 2016 waren er 9.480, 6 procent minder dan in 2015" does not say how many there were in 2015.
    """
    if not question.years or _CHANGES.search(fold(question.text)):
        return False
    places = [
        found.start() for year in question.years for found in re.finditer(rf"\b{year}\b", text)
    ]
    compared = [bool(_THAN_IN.search(text[max(0, at - LOOK_BACK) : at])) for at in places]
    return bool(places) and all(compared) and not _of_year(question, text[item.end :])


def _of_year(question: Question, after: str) -> bool:
    """Whether a year asked stands right behind a figure: "tegen 2.905 in 2017"."""
    return any(re.match(rf"\s(?:[^\W\d]+\s){{0,2}}\(?{year}\b", after) for year in question.years)


def _norm(sentence: Sentence, item: Quantity) -> float:
    """Whether it is what ought to be, or is so in theory, beside what is; where no norm is asked.

    "Afgehandeld binnen gemiddeld 37 dagen; de wettelijke termijn was 56 dagen."
    """
    others = {
        other.start for other in sentence.able if other.kind == item.kind and other is not item
    }
    asked = fold(sentence.question.text)
    if not others or signs.PLANNED.search(asked) or signs.NORM.search(asked):
        return 0.0
    if item.start in sentence.actual:
        return 0.0
    ought = item.start in sentence.norms and bool(others - sentence.norms)
    actual = bool(others & sentence.actual) and bool(signs.ACTUAL.search(asked))
    return NOT_ACTUAL if ought or actual else 0.0


def _own_clause(sentence: Sentence, item: Quantity) -> float:
    """Whether its clause says something of what is asked that no other figure's clause does.

    What stands before the first figure is said of them all ("De code telt vijf principes, 61 …").
    Weighed by how rare that word is among the question's: 0 to OWN_CLAUSE.
    """
    others = [other for other in sentence.able if other is not item]
    if not others:
        return 0.0
    own = sentence.told_by[item.start]
    if item is sentence.able[0]:
        own = sentence.told.met(sentence.clause_from(item))
    by_others = zip(*(sentence.told_by[other.start] for other in others), strict=True)
    alone = [
        term.weight
        for term, worth, told in zip(sentence.told.terms, own, by_others, strict=True)
        if worth - max(told) > NEAR_ENOUGH
    ]
    most = max((term.weight for term in sentence.terms.terms), default=0.0)
    return OWN_CLAUSE * max(alone, default=0.0) / most if most else 0.0


def _headed(sentence: Sentence, item: Quantity) -> float:
    """Whether the noun that a figure is the measure of is asked: "de grens van € 99,9 miljoen".

    Weighed by how rare that word is among the question's: 0 to HEADED.
    """
    found, terms = _HEAD.search(sentence.before(item)), sentence.terms
    if found is None or not terms.terms:
        return 0.0
    most = max(term.weight for term in terms.terms)
    met = terms.met(found["head"])
    best = max(term.weight * worth for term, worth in zip(terms.terms, met, strict=True))
    return HEADED * best / most if most else 0.0


def _denied(sentence: Sentence, item: Quantity) -> float:
    """Whether its own clause denies, where that is asked: "zonder afspraak 17 minuten"."""
    if not sentence.question.negated or not sentence.breaks:
        return 0.0
    return OWN_DENIAL if signs.NEGATION.search(fold(sentence.clause(item))) else 0.0


def _difference(sentence: Sentence, item: Quantity) -> float:
    """Whether it is how much something changed or differs by, where that is asked.

    "met 23% gedaald", "1.905 meer dan in 2010".
    """
    if not _BY_HOW_MUCH.search(sentence.question.text):
        return 0.0
    changed = _BY.search(sentence.before(item)) or _THAN.match(sentence.after(item))
    return CHANGED_BY if changed else 0.0


def _before_or_since(sentence: Sentence, item: Quantity) -> float:
    """Whether its clause tells of before, where it is asked of before or since."""
    asked = sentence.question.text
    since, before_it = _SINCE.search(asked), _BEFOREHAND.search(asked)
    if bool(since) == bool(before_it):
        return 0.0
    told = bool(_BEFOREHAND.search(sentence.clause(item)))
    if since:
        return WRONG_SIDE if told else 0.0
    return RIGHT_SIDE if told else 0.0


def _side(sentence: Sentence, item: Quantity) -> float:
    """Whether the figure is the old or the new one of a change, where the question asks for one."""
    direction = sentence.question.direction
    if direction is None:
        return 0.0
    lead = sentence.text[max(0, item.start - LOOK_BACK_FOR_CHANGE) : item.start]
    old, new = bool(_CHANGE.search(lead)), bool(_CHANGED.search(lead))
    if old == new:
        return 0.0
    return RIGHT_SIDE if old == (direction == "before") else WRONG_SIDE

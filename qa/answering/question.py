"""What a question asks: its kind, its focus, its years, and the question as it stands alone.

``understand`` reads a question in Dutch, English or a mixture, telegram style and typing errors
included, by the tables of :mod:`qa.answering.cues`. A follow-up ("en in 2010?", "why?") is
rewritten with what the history says before it is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qa.answering import cues
from qa.answering.cues import FIGURE_KINDS, Kind
from qa.answering.kinds import (
    direction_of,
    expected_items,
    focus_of,
    kind_of,
    noun_cue,
    spelt,
    tells,
    unit_of,
)
from qa.figures import quantities
from qa.figures.tables import MONTHS
from qa.language import detect_language, fold, tokens
from qa.model import Language, VraagbaakError

LONGEST_QUESTION = 4_000  # characters
FEW_TERMS = 2  # a question of so few content words may lean on the one before it
TURNS_REMEMBERED = 12  # turns of the history that are read
SPOKEN_BEFORE = 300  # characters of the assistant's last answer that are read

_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_QUOTED = re.compile(r"['\"‘’“”«]([^'\"‘’“”«»]{2,80})['\"’”»]")
_ACRONYM = re.compile(r"\b(?:[A-Z]{2,}[A-Za-z]{0,4}|[A-Z][a-z]{1,2}[A-Z]{1,4}[a-z]{0,3})\b")
_SPLIT = re.compile(
    r"[,;]?\s+(?:en|and|maar|but|\+|&|plus)\s+(?=(?:(?:in|op|van|voor|bij|met|uit|aan|door|tegen|per"
    r"|for|of|at|by|from|to|with)\s+)?(?:wie|whom?|hoeveel|hoe|how|wat|what|welke?|which|wanneer|when"
    r"|waar(?:aan|bij|door|in|mee|om|op|over|toe|uit|van|voor)?|where|waarom|why|zijn|are|is|do|does)\b)",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(?:tussen|between|van|vanaf|from)\s+(?:\w+\s+){0,2}(?:19|20)\d\d\b", re.IGNORECASE
)
_DATED = re.compile(rf"(?:\b(?:{'|'.join(MONTHS)})\s+)?{_YEAR.pattern}", re.IGNORECASE)
# What may stand before the first of several years: "tussen 2008 en 2010", "vergelijk 2008 met 2010"
_PERIOD_LEAD = re.compile(
    r"\b(?:tussen|between|van|vanaf|from|in|vergelijk|compare)\s+$", re.IGNORECASE
)
_SMALL = cues.words(  # between two dates that are asked for one after the other
    "rapport rapportage nota report one that dat die evaluatie evaluation vs versus met with"
)
_THAT_OF = re.compile(
    r"\b(?:en|and)\s+(?:(?:in|bij|van|for|of)\s+)?(?:dat|die|that|the one)\s+"
    rf"(?:van|uit|of|from|in)\b.{{0,30}}{_YEAR.pattern}",
    re.IGNORECASE,
)
_VERSUS = re.compile(r"\s+(?:vs\.?|versus)\s+", re.IGNORECASE)
_RANGE = re.compile(r"\b(?:19|20)\d\d\s*[-–]\s*(?:19|20)?\d\d\b")
_TOPIC = re.compile(r"(?:[^\s:]+\s+){0,5}[^\s:]+:\s+(?=\S)")
_SEVERAL_YEARS = re.compile(
    r"\b(?:19|20)\d\d\s*(?:,|en|and|to|naar|vs|versus|tegenover)\s*(?:(?:in|uit|van|from|of)\s+)?"
    r"(?:dat |die |the one )?(?:(?:in|uit|van|from|of)\s+)?(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_REPORT_YEAR = re.compile(
    r"\b(?:(?:rapport(?:age|en)?|report|publicatie|onderzoek|study)\s+(?:uit|van|over|from|of|in)"
    r"|(?:dat|one)\s+(?:uit|van|over|from|of))"
    r"\s+(?:\w+\s+)?(1[89]\d\d|20\d\d)\b|\b(20\d\d|19\d\d)[ -](?:inspection "
    r"|inspectie)?(?:report|rapport)",
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
    parts: tuple[Question, ...] = ()

    @property
    def asks_figure(self) -> bool:
        """Whether only a figure answers it."""
        return self.kind in FIGURE_KINDS


def understand(text: str, history: Sequence[Mapping[str, str]] = ()) -> Question:
    """Read a question, with the chat turns before it (``{"role": …, "content": …}``, oldest first).

    Raises VraagbaakError for what is no question: empty, over 4,000 characters, without letters.
    """
    asked = clean(text)
    turns = _turns(history)
    before = _question_before(turns)
    if before is None or not leans_on_history(asked):
        return _with_parts(_read(asked, asked, detect_language(asked)))
    spoken = next((turn for role, turn in reversed(turns) if role == "assistant"), "")
    return _follow_up(asked, before, spoken)


def clean(text: str) -> str:
    """The question on one line, composed (NFC). Raises VraagbaakError as ``understand`` does."""
    if not isinstance(text, str):
        raise VraagbaakError("The question is not text; give it as a string.")
    if len(text) > LONGEST_QUESTION:
        raise VraagbaakError(
            f"The question is {len(text):,} characters long; ask it in at most "
            f"{LONGEST_QUESTION:,} characters."
        )
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in composed)
    asked = " ".join(kept.split())
    if not asked:
        raise VraagbaakError("The question is empty; type what you want to know.")
    if "�" in asked or not any(char.isalpha() for char in asked):
        raise VraagbaakError("The question has no readable words; type it as ordinary UTF-8 text.")
    return asked


def leans_on_history(asked: str) -> bool:
    """Whether a question cannot be read without the one before it.

    It begins like a follow-up, or it is short and points back ("dat getal") or asks nothing of
    its own ("waarom?").
    """
    words = [fold(token.text) for token in tokens(asked)]
    own = [word for word in words if tells(word)]
    if len(own) <= 1:
        return True
    if cues.FOLLOWS.search(fold(asked)):
        return len(own) <= 6
    return len(own) <= FEW_TERMS + 1 and _points_back(words)


def _points_back(words: Sequence[str]) -> bool:
    """Whether one of the words stands for what was said; "het" does not where it is an article."""
    return any(
        word in cues.POINTS_BACK
        and word not in cues.EXPLETIVES
        and not (word in cues.ARTICLES and after and tells(after))
        for word, after in zip(words, [*words[1:], ""], strict=True)
    )


def _turns(history: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    turns = []
    for turn in list(history)[-TURNS_REMEMBERED:]:
        role, content = turn.get("role"), turn.get("content")
        if role not in ("user", "assistant") or not isinstance(content, str):
            raise VraagbaakError(
                "A turn of the history is not {'role': 'user' or 'assistant', 'content': text}."
            )
        turns.append((role, " ".join(content[:LONGEST_QUESTION].split())))
    return turns


def _question_before(turns: Sequence[tuple[str, str]]) -> Question | None:
    """The last question of the history, itself read with the turns before it."""
    for at in range(len(turns) - 1, -1, -1):
        role, content = turns[at]
        if role == "user" and any(char.isalpha() for char in content):
            earlier = [{"role": r, "content": c} for r, c in turns[:at]]
            return understand(content, earlier)
    return None


def _follow_up(asked: str, before: Question, spoken: str) -> Question:
    """The follow-up rewritten to stand alone, and read."""
    language = detect_language(asked, before.language)
    told = spoken[:SPOKEN_BEFORE].split(" [1]")[0].strip()
    meant = _with_year(asked, before, told)
    own = _read(asked, meant, language)
    text = _rewritten(meant, own, before, told)
    kind = own.kind if own.kind not in ("fact", "how", "yesno") else before.kind
    whole = _read(asked, text, language)
    new = [term for term in own.terms if term not in cues.BARE and term not in cues.POINTS_BACK]
    return replace(
        whole,
        kind=kind,
        focus=tuple(own.focus or before.focus),
        years=own.years or before.years,
        unit=own.unit or (before.unit if kind == before.kind else None),
        terms=tuple(dict.fromkeys([*new, *before.terms, *whole.terms])),
        negated=before.negated or own.negated,
        direction=own.direction,
        wants_total=own.wants_total,
        items=own.items,
        carried=tuple(term for term in before.terms if term not in own.terms),
        told=told,
        given=tuple(item.value for item in quantities(told, language)),
        follow_up=True,
    )


def _with_year(asked: str, before: Question, told: str) -> str:
    """The follow-up with the year that "een jaar later" or "the year before" comes to.

    Counted from the one year of the question before, else of its answer.
    """
    found = cues.YEARS_AWAY.search(fold(asked))
    if found is None:
        return asked
    years = before.years or before.report_years
    years = years or tuple({int(year) for year in _YEAR.findall(told)})
    if len(years) != 1:
        return asked
    word = found["count"] or "1"
    away = int(word) if word.isdigit() else cues.NUMBER_WORDS.get(word, 1)
    year = years[0] + (away if cues.LATER.search(found.group()) else -away)
    return f"{asked[: found.start()]}in {year}{asked[found.end() :]}"


def _rewritten(asked: str, own: Question, before: Question, told: str) -> str:
    previous = before.understood.rstrip(" ?.!")
    new = [term for term in own.terms if tells(term) and not _YEAR.fullmatch(term)]
    if own.years and not new:
        years = " en ".join(str(year) for year in own.years)
        if before.years:
            return _YEAR.sub(years, previous, count=1) + "?"
        return f"{previous} in {years}?"
    # What is asked stands first: in one vector of both the longer, older question would prevail.
    about_told = own.kind == "source" or (own.kind == "why" and not new)
    spoken = f": {told.rstrip('.')}" if told and about_told else ""
    return f"{asked.rstrip(' ?.!')} ({previous}{spoken})?"


def _read(asked: str, text: str, language: Language) -> Question:
    """One question read by itself; ``text`` stands alone, ``asked`` is what was typed."""
    folded = spelt(fold(text))
    kind, end = kind_of(folded)
    words = [token.text for token in tokens(text)]
    terms = tuple(dict.fromkeys(fold(word) for word in words if tells(fold(word))))
    report_years = tuple(int(a or b) for a, b in _REPORT_YEAR.findall(text))
    years = tuple(dict.fromkeys(int(year) for year in _YEAR.findall(text)))
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


def _with_parts(question: Question) -> Question:
    """The question with the questions it is made of: one for each clause, or year, or side."""
    clauses = [clause.strip(" ,;?") for clause in _SPLIT.split(question.understood) if clause]
    if len(clauses) > 1 and all(len(clause.split()) > 1 for clause in clauses):
        return replace(question, parts=_clauses(question, clauses))
    years = tuple(dict.fromkeys((*question.report_years, *question.years)))
    if len(years) > 1 and _asks_each_year(question):
        return replace(question, parts=tuple(_for_year(question, year) for year in sorted(years)))
    return replace(question, parts=_sides(question))


def _asks_each_year(question: Question) -> bool:
    """Whether the years of a question each ask for an answer, and are not a period's two ends."""
    text = question.understood
    if _RANGE.search(text) or question.asks_agreement or question.kind == "yesno":
        return False
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
    read = [_read(text, text, question.language) for text in texts]
    kind = noun_cue(fold(texts[0]))
    kinds = [kind[0] if kind and each.kind == "fact" else each.kind for each in read]
    return tuple(replace(each, kind=own) for each, own in zip(read, kinds, strict=True))


def _clauses(question: Question, clauses: Sequence[str]) -> tuple[Question, ...]:
    """Each clause as a question; one with hardly a word of its own takes those of the first.

    "Who led it in the report of 2006, and who in that of 2011" asks the first again of another
    year; a topic before a colon is that of all of them.
    """
    first = _read(clauses[0], clauses[0], question.language)
    topic = _TOPIC.match(clauses[0])
    parts = [first]
    for clause in clauses[1:]:
        part = _read(clause, clause, question.language)
        if part.asks_agreement or part.kind == "yesno":
            continue
        bare = {*MONTHS, *cues.BARE, *cues.POINTS_BACK}
        own = [term for term in part.terms if not term.isdigit() and term not in bare]
        dated, before = _DATED.search(clause), _DATED.search(clauses[0])
        if not own and dated and before:
            text = clauses[0][: before.start()] + dated.group() + clauses[0][before.end() :]
            part = _read(text, text, question.language)
        elif topic:
            text = topic.group() + clause
            part = replace(_read(text, text, question.language), kind=part.kind, focus=part.focus)
        elif len(own) < FEW_TERMS:
            part = _completed(part, clause, first, clauses[0])
        parts.append(part)
    return tuple(parts) if len(parts) > 1 else ()


def _completed(part: Question, clause: str, first: Question, whole: str) -> Question:
    """A clause with the words of the first before it; its own year takes the place of theirs."""
    own_years = part.years or part.report_years
    text = _YEAR.sub("", whole) if own_years else whole
    terms = [term for term in first.terms if not (own_years and term.isdigit())]
    return replace(
        part,
        understood=f"{' '.join(text.split())} {clause}",
        terms=tuple(dict.fromkeys([*terms, *part.terms])),
        focus=first.focus,
        kind=part.kind if part.kind != "fact" else first.kind,
    )


def _for_year(question: Question, year: int) -> Question:
    """The question about one of its years."""
    others = {str(other) for other in (*question.years, *question.report_years)} - {str(year)}
    text = _with_one_date(question.text, year)
    kind, focus = question.kind, question.focus
    if kind == "comparison" and (noun := noun_cue(fold(question.text))):
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
        return _YEAR.sub(lambda each: each.group() if each.group() == str(year) else "", text)
    lead = _PERIOD_LEAD.sub("in ", text[: first.start()])
    return f"{lead}{own.group()}{text[last.end() :]}"

"""Questions that cannot be read without the one before them, rewritten to stand alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.answering import cues
from qa.answering.kinds import tells
from qa.answering.question import YEAR, Question, read
from qa.figures import quantities
from qa.language import detect_language, fold, tokens

FEW_TERMS = 2  # a question of so few content words may lean on the one before it
MOST_TERMS = 6  # one of more stands alone, however it begins
SPOKEN_BEFORE = 300  # characters of the assistant's last answer that are read

_SCHOOL_YEAR = re.compile(rf"{YEAR.pattern}(?P<next>[/-](?:20)?\d\d\b)?")
_NAME = r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*"
_PLACE = re.compile(
    r"(?:[Ee]n|[Aa]nd|[Mm]aar|[Bb]ut)? ?(?P<lead>in|bij|van|voor|at|of|for|In|Bij|At|Of|For) "
    rf"(?P<name>{_NAME})"
)


def leans_on_history(asked: str) -> bool:
    """Whether a question cannot be read without the one before it.

    It begins like a follow-up, or it is short and points back ("dat getal") or asks nothing of
    its own ("waarom?"). One that names its subject ("Wat is een loket?") does not.
    """
    words = [fold(token.text) for token in tokens(asked)]
    own = [word for word in words if tells(word)]
    if not own:
        return True
    if cues.FOLLOWS.search(fold(asked)):
        return len(own) <= MOST_TERMS
    if len(own) == 1 and not _names_its_subject(asked):
        return True
    return len(own) <= FEW_TERMS + 1 and _points_outside(words)


def _names_its_subject(asked: str) -> bool:
    """Whether a question of one content word is whole: "Wat is een loket", "Wie is Divosa"."""
    folded = fold(asked)
    if any(cue.search(folded) for cue in cues.WHOLE):
        return True
    named = [token for token in tokens(asked)[1:] if token.text[0].isupper()]
    return bool(named) and bool(cues.HAS_VERB.search(folded))


def _points_outside(words: Sequence[str]) -> bool:
    """Whether a word stands for something that the question itself does not name.

    "Hoeveel loketten misten hun termijn": the desks' own; "een loket dat dicht is": a relative.
    """
    for nth in _pointing(words):
        word, before, after = words[nth], words[:nth], words[nth + 1 :]
        if word in cues.OF_THE_SAME and any(map(tells, before)):
            continue
        relative = word in cues.RELATIVE and before and tells(before[-1]) and any(map(tells, after))
        if not relative:
            return True
    return False


def points_back(words: Sequence[str]) -> bool:
    """Whether one of the words stands for what was said; "het" does not where it is an article."""
    return bool(_pointing(words))


def _pointing(words: Sequence[str]) -> list[int]:
    """Which of the words stand for what was said."""
    return [
        nth
        for nth, (word, after) in enumerate(zip(words, [*words[1:], ""], strict=True))
        if word in cues.POINTS_BACK
        and word not in cues.EXPLETIVES
        and not (word in cues.ARTICLES and after and tells(after))
    ]


def followed_up(asked: str, before: Question, spoken: str) -> Question:
    """The follow-up rewritten to stand alone, and read."""
    language = detect_language(asked, before.language)
    told = spoken[:SPOKEN_BEFORE].split(" [1]")[0].strip()
    meant = _with_year(asked, before, told)
    own = read(asked, meant, language)
    before = _leaned_on(own, before)
    text = _rewritten(meant, own, before, told)
    kind = own.kind if own.kind not in ("fact", "how", "yesno") else before.kind
    whole = read(asked, text, language)
    kept = [term for term in before.terms if term in whole.terms]  # not the old year or place
    new = [term for term in own.terms if term not in cues.BARE and term not in cues.POINTS_BACK]
    return replace(
        whole,
        kind=kind,
        focus=tuple(own.focus or before.focus),
        years=own.years or before.years,
        unit=own.unit or (before.unit if kind == before.kind else None),
        terms=tuple(dict.fromkeys([*new, *kept, *whole.terms])),
        negated=before.negated or own.negated,
        direction=own.direction,
        wants_total=own.wants_total,
        items=own.items,
        carried=() if _about_told(own) else tuple(t for t in kept if t not in own.terms),
        told=told,
        given=tuple(item.value for item in quantities(told, language)),
        follow_up=True,
        leans_on=_handed_on(own, before, meant),
    )


def _handed_on(own: Question, before: Question, meant: str) -> Question | None:
    """What a follow-up leans on, for the next one; None where it stands alone as rewritten."""
    if not _same_of_year(own):
        return before
    if before.leans_on is None:
        return None
    root = _root(before)
    return replace(root, understood=_rewritten(meant, own, root, ""), years=own.years)


def _leaned_on(own: Question, before: Question) -> Question:
    """The question that a follow-up goes on from: one level, however long the talk has been.

    One with words of its own goes on from the last that stands alone; another ("waarom?") from the
    last that said something.
    """
    if before.leans_on is None:
        return before
    alone = read(before.text, before.text, before.language)
    if not _new_words(own) and (_new_words(alone) or _same_of_year(alone)):
        return before
    return _root(before)


def _root(question: Question) -> Question:
    while question.leans_on is not None:
        question = question.leans_on
    return question


def _same_of_year(own: Question) -> bool:
    """Whether a follow-up asks the same of another year, and is whole once that stands in it."""
    return bool(own.years) and not _new_words(own)


def _with_year(asked: str, before: Question, told: str) -> str:
    """The follow-up with the year that "een jaar later" or "the year before" comes to.

    Counted from the one year of the question before, else of its answer.
    """
    found = cues.YEARS_AWAY.search(fold(asked))
    if found is None:
        return asked
    years = before.years or before.report_years
    years = years or tuple({int(year) for year in YEAR.findall(told)})
    if len(years) != 1:
        return asked
    word = found["count"] or "1"
    away = int(word) if word.isdigit() else cues.NUMBER_WORDS.get(word, 1)
    year = years[0] + (away if cues.LATER.search(found.group()) else -away)
    return f"{asked[: found.start()]}in {year}{asked[found.end() :]}"


def _about_told(own: Question) -> bool:
    """Whether a follow-up asks more of the very thing that was answered: its source, its whole."""
    return own.kind == "source" or own.wants_total or (own.kind == "why" and not _new_words(own))


def _new_words(own: Question) -> list[str]:
    """The content words of a follow-up, years aside."""
    return [term for term in own.terms if tells(term) and not YEAR.fullmatch(term)]


def _in_form(old: re.Match[str], years: str) -> str:
    """Years in the form of those they stand for: a school year for "2014/15"."""
    if old["next"] is None or not years.isdigit():
        return years
    following = str(int(years) + 1)
    return f"{years}{old['next'][0]}{following[1 - len(old['next']) :]}"


def _elsewhere(asked: str, previous: str) -> str | None:
    """The question before of another place or body: "En in Ede?" puts Ede after its own "in".

    None where the follow-up is no such thing, or that question has not one name after that word.
    """
    found = _PLACE.fullmatch(asked.strip(" ?"))
    if found is None:
        return None
    own = re.compile(rf"(?<=\b{re.escape(found['lead'].lower())} ){_NAME}")
    places = list(own.finditer(previous))
    if len(places) != 1:
        return None
    at = places[0]
    return f"{previous[: at.start()]}{found['name']}{previous[at.end() :]}?"


def _rewritten(asked: str, own: Question, before: Question, told: str) -> str:
    previous = before.understood.rstrip(" ?.!")
    if _same_of_year(own):
        years = " en ".join(str(year) for year in own.years)
        if before.years:
            return _SCHOOL_YEAR.sub(lambda old: _in_form(old, years), previous, count=1) + "?"
        return f"{previous} in {years}?"
    if (swapped := _elsewhere(asked, previous)) is not None:
        return swapped
    # What is asked stands first: in one vector of both the longer, older question would prevail.
    spoken = f": {told.rstrip('.')}" if told and _about_told(own) else ""
    return f"{asked.rstrip(' ?.!')} ({previous}{spoken})?"

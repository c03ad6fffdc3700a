"""Questions that cannot be read without the one before them, rewritten to stand alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answering import cues
from qa.answering.kinds import tells
from qa.answering.question import YEAR, Question, read
from qa.figures import quantities
from qa.language import detect_language, fold, tokens

FEW_TERMS = 2  # a question of so few content words may lean on the one before it
SPOKEN_BEFORE = 300  # characters of the assistant's last answer that are read


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
    return len(own) <= FEW_TERMS + 1 and points_back(words)


def points_back(words: Sequence[str]) -> bool:
    """Whether one of the words stands for what was said; "het" does not where it is an article."""
    return any(
        word in cues.POINTS_BACK
        and word not in cues.EXPLETIVES
        and not (word in cues.ARTICLES and after and tells(after))
        for word, after in zip(words, [*words[1:], ""], strict=True)
    )


def followed_up(asked: str, before: Question, spoken: str) -> Question:
    """The follow-up rewritten to stand alone, and read."""
    language = detect_language(asked, before.language)
    told = spoken[:SPOKEN_BEFORE].split(" [1]")[0].strip()
    meant = _with_year(asked, before, told)
    own = read(asked, meant, language)
    text = _rewritten(meant, own, before, told)
    kind = own.kind if own.kind not in ("fact", "how", "yesno") else before.kind
    whole = read(asked, text, language)
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
        carried=() if _about_told(own) else tuple(t for t in before.terms if t not in own.terms),
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


def _rewritten(asked: str, own: Question, before: Question, told: str) -> str:
    previous = before.understood.rstrip(" ?.!")
    if own.years and not _new_words(own):
        years = " en ".join(str(year) for year in own.years)
        if before.years:
            return YEAR.sub(years, previous, count=1) + "?"
        return f"{previous} in {years}?"
    # What is asked stands first: in one vector of both the longer, older question would prevail.
    spoken = f": {told.rstrip('.')}" if told and _about_told(own) else ""
    return f"{asked.rstrip(' ?.!')} ({previous}{spoken})?"

"""Questions that cannot be read without the one before them, rewritten to stand alone.

A *fragment* ("en in Ede?", "en in 2010?", "en het minst?") asks the same of another: it is put into
the last question in the place of its like. A *bare* question ("waarom?", "hoeveel zijn dat er?")
has no words of its own, and is about the last answer. Another has words of its own and points back
with some ("hoe lang wachten ze daar?"): it is completed with the last question that stood alone.

Throughout, ``asked`` is the follow-up as typed; ``meant`` its words without "oké" and "nee, ik
bedoel", and with the year that "een jaar later" comes to; ``own`` these read by themselves;
``before`` the question before it; ``frame`` the last one that says what is asked, into which a
fragment is put; ``told`` the answer before it, "" where that was a refusal.
"""

from __future__ import annotations

import re
from dataclasses import replace

from qa.answering import cues, talk_cues
from qa.answering.kinds import kind_of, tells
from qa.answering.pointing import points_back, points_outside
from qa.answering.question import YEAR, Question, read
from qa.figures import quantities
from qa.figures.tables import MONTHS
from qa.language import detect_language, fold, is_stopword, tokens

SPOKEN_BEFORE = 300  # characters of the assistant's last answer that are read …
SPOKEN_CARRIED = 160  # … and that a question which points at it is completed with
LONGEST_BEFORE = 400  # characters of the question before that a follow-up is completed with

# A year, and the next one where they are told as one: "2014/15".
_SCHOOL_YEAR = re.compile(rf"{YEAR.pattern}(?P<next>[/-](?:20)?\d\d\b)?")
_CAPITALISED = r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*"
_NAME = rf"{_CAPITALISED}(?: (?:en|and) {_CAPITALISED})*"
# What may stand before a place or body, and is kept or looked for with it.
_LEAD = r"in|bij|van|voor|at|of|for|door|by|uit|from|per"
_PLACE = re.compile(rf"(?:(?P<lead>{_LEAD}) )?(?P<name>{_NAME})")
_LOWER_PLACE = re.compile(r"(?P<lead>in|bij|at) (?P<name>[^\W\d_][\w'’-]{2,})")
_DATED = re.compile(rf"(?:[,;]? ?\b(?:in|of|for|eind|begin|over|van|uit) )*{YEAR.pattern}", re.I)
_SUPERLATIVE = re.compile(rf"(?:(?:het|de|the) )?{talk_cues.SUPERLATIVE}", re.I)
# "En hoeveel vrijwilligers?": another thing counted, without a verb of its own.
_COUNTED = re.compile(r"(?P<ask>hoeveel|how many|welke|which) (?P<thing>[^\W\d_][\w-]+)", re.I)
_VERDICT = re.compile(r"^(?:ja|nee|yes|no): ", re.I)
_OWN_SUPERLATIVE = re.compile(rf"\b{talk_cues.SUPERLATIVE}\b", re.I)


def followed_up(asked: str, before: Question, spoken: str) -> Question:
    """The follow-up rewritten to stand alone, and read."""
    folded = fold(asked).strip(" ?!.")
    if talk_cues.CONFIRMS.fullmatch(folded) or talk_cues.STATED.fullmatch(folded):
        return replace(before, text=asked, follow_up=True, bare=True, leans_on=before)
    language = detect_language(asked, before.language)
    told = "" if talk_cues.REFUSED.match(fold(spoken)) else spoken[:SPOKEN_BEFORE]
    told = _VERDICT.sub("", told.split(" [1]")[0].strip())
    meant = _with_year(_plainly(asked), before, told)
    own = read(asked, meant, language)
    frame = _framed(before)
    text = _same_of_another(own, frame)
    if text is not None:
        return _as_fragment(text, own, frame, told)
    return _as_question(own, before, told)


def _plainly(asked: str) -> str:
    """What is asked, without "oké" before it, or "nee, ik bedoel" where it corrects the last."""
    for cue in (talk_cues.POLITE, talk_cues.CORRECTS, talk_cues.CORRECTED, talk_cues.NOT_BUT):
        found = cue.search(fold(asked))
        if found and len(fold(asked)) == len(asked):
            rest = asked[: found.start()] + asked[found.end() :]
            asked = rest if any(map(str.isalnum, rest)) else asked
    return asked


# ------------------------------------------------------------------ the same of another


def _framed(before: Question) -> Question:
    """The last question that says what is asked: "waarom?" and "klopt dat?" do not."""
    while before.bare and before.leans_on and before.kind in ("why", "source", "yesno", "fact"):
        before = before.leans_on
    return before


def _same_of_another(own: Question, frame: Question) -> str | None:
    """The question before with what the follow-up names in the place of its like; else None."""
    meant = own.understood
    previous = _text(frame).rstrip(" ?.!")
    core = _core(meant)
    years = [str(year) for year in own.years]
    if not _new_words(own) and own.report_years:
        return _of_report(previous, frame, own.report_years[-1], meant)
    swapped = None
    rest = _DATED.sub("", core).strip(" ,") if years else core
    if years:
        if not (_same_of_year(own) or _PLACE.fullmatch(rest) or _LOWER_PLACE.fullmatch(rest)):
            return None
        swapped = previous = _of_years(previous, frame, " en ".join(years))
    if _SUPERLATIVE.fullmatch(rest) and len(_OWN_SUPERLATIVE.findall(previous)) == 1:
        found = _OWN_SUPERLATIVE.search(rest)
        return _OWN_SUPERLATIVE.sub(found.group(), previous) + "?" if found else None
    if placed := _elsewhere(rest, previous) or _of_another_thing(rest, previous):
        return placed
    return f"{swapped}?" if swapped and _same_of_year(own) else None


def _core(meant: str) -> str:
    """What a fragment names: without "en", "what about" before it, or "dan" behind it."""
    folded = fold(meant)
    if len(folded) != len(meant):
        return meant.strip(" ?.!")
    lead, trail = talk_cues.SAME_OF.match(folded), talk_cues.TRAILING.search(folded)
    start, end = lead.end() if lead else 0, trail.start() if trail else len(meant)
    core = meant[start:end].strip(" ,")
    return core[:1].lower() + core[1:] if re.match(rf"(?:{_LEAD}) ", core, re.I) else core


def _of_years(previous: str, frame: Question, years: str) -> str:
    """The question before asked of other years: in the place of its own, else behind it."""
    if frame.years or YEAR.search(previous):
        return _SCHOOL_YEAR.sub(lambda old: _in_form(old, years), previous, count=1)
    return _with_place(previous, f"in {years}")


def _of_report(previous: str, frame: Question, year: int, meant: str) -> str:
    """The question before asked of a report of another year."""
    if len(frame.report_years) == 1:
        return previous.replace(str(frame.report_years[0]), str(year)) + "?"
    return f"{meant.rstrip(' ?.!')} ({previous})?"


def _in_form(old: re.Match[str], years: str) -> str:
    """Years in the form of those they stand for: a school year for "2014/15"."""
    if old["next"] is None or not years.isdigit():
        return years
    following = str(int(years) + 1)
    return f"{years}{old['next'][0]}{following[1 - len(old['next']) :]}"


def _elsewhere(core: str, previous: str) -> str | None:
    """The question before of another place or body: "in Ede" puts Ede after its own "in".

    Its one name gives way where none stands after that word, and where it has none the new one is
    added. None where the follow-up is no such thing, or where more than one name might be meant.
    """
    found = _PLACE.fullmatch(core) or _LOWER_PLACE.fullmatch(core)
    if found is None or is_stopword(found["name"], "nl") or is_stopword(found["name"], "en"):
        return None
    name, lead = found["name"], found["lead"]
    if talk_cues.NO_PLACE.fullmatch(fold(name)):
        return None
    if fold(name) in MONTHS:
        return _in_month(name, lead, previous)
    if lead:
        own = re.compile(rf"(?<=\b{re.escape(lead)} )(?:{_NAME}|[^\W\d_]+\b)")
        after = [each for each in own.finditer(previous) if not is_stopword(each.group(), "nl")]
        if len(after) == 1:
            return f"{previous[: after[0].start()]}{name}{previous[after[0].end() :]}?"
    if not name[0].isupper():
        return None
    names = [each for each in re.finditer(_NAME, previous) if _is_name(each, previous)]
    if len(names) > 1:  # an abbreviation gives way to an abbreviation
        names = [each for each in names if each.group().isupper() == name.isupper()]
    if len(names) == 1:
        at = names[0]
        return f"{previous[: at.start()]}{name}{previous[at.end() :]}?"
    return _with_place(previous, f"{lead} {name}") + "?" if lead and not names else None


def _of_another_thing(core: str, previous: str) -> str | None:
    """The question before with another thing counted: "hoeveel vrijwilligers" for "… cursisten"."""
    found, own = _COUNTED.fullmatch(core), list(_COUNTED.finditer(previous))
    if found is None or len(own) != 1 or not tells(fold(own[0]["thing"])):
        return None
    if not tells(fold(found["thing"])) or _asks_alike(found["ask"]) != _asks_alike(own[0]["ask"]):
        return None
    return f"{previous[: own[0].start('thing')]}{found['thing']}{previous[own[0].end('thing') :]}?"


def _asks_alike(word: str) -> bool:
    """Whether a question word counts: "hoeveel", "how many"; else it chooses: "welke", "which"."""
    return fold(word) in ("hoeveel", "how many")


def _in_month(name: str, lead: str | None, previous: str) -> str:
    """The question before asked of another month."""
    months = list(re.finditer(rf"\b(?:{'|'.join(MONTHS)})\b", previous, re.I))
    if len(months) == 1:
        return f"{previous[: months[0].start()]}{name}{previous[months[0].end() :]}?"
    return _with_place(previous, f"{lead or 'in'} {name}") + "?"


def _is_name(found: re.Match[str], text: str) -> bool:
    """Whether a capitalised word is a name: no month, and not the first of its sentence."""
    first = not text[: found.start()].rstrip() or text[found.start() - 1] in "(:"
    return not first and fold(found.group()) not in MONTHS


def _with_place(text: str, place: str) -> str:
    """A question with a place or a time behind it, before what it is completed with."""
    head, bracket, rest = text.partition(" (")
    return f"{head} {place}{bracket}{rest}"


def _as_fragment(text: str, own: Question, frame: Question, told: str) -> Question:
    """The same question of another thing, read: what the frame asked, of what it asks now.

    ``own`` is the follow-up read by itself, ``text`` the frame with what that names in it.
    """
    whole = read(own.text, text, own.language)
    kind = own.kind if own.kind not in ("fact", "how", "yesno") else frame.kind
    root = None
    if frame.leans_on is not None:
        root = _root(frame)
        moved = _same_of_another(own, root)
        root = read(root.text, moved, root.language) if moved else root
    kept = [term for term in frame.terms if term in whole.terms]  # not the old year or place
    new = [term for term in own.terms if term not in cues.BARE and term not in cues.POINTS_BACK]
    given = tuple(item.value for item in quantities(told, own.language))
    return replace(
        whole,
        kind=kind,
        focus=tuple(own.focus or frame.focus) if own.kind == kind else frame.focus,
        years=own.years or (frame.years if not own.report_years else whole.years),
        unit=own.unit or (frame.unit if kind == frame.kind else None),
        terms=tuple(dict.fromkeys([*new, *kept, *whole.terms])),
        negated=frame.negated or own.negated,
        wants_total=own.wants_total,
        items=own.items,
        carried=tuple(term for term in kept if term not in own.terms),
        # The sentence of the answer before may well be that of this one too, if not its one figure.
        told=told if kind in cues.FIGURE_KINDS and len(given) == 1 else "",
        given=given if len(given) == 1 else (),
        follow_up=True,
        leans_on=root,
    )


# ------------------------------------------------------------------ a question of its own


def _as_question(own: Question, before: Question, told: str) -> Question:
    """A question completed with the one before it, and with its answer where it points there."""
    asked, meant = own.text, own.understood
    bare, nominal = not _new_words(own), _nominal(meant)
    about = _completed_with(before, bare, nominal)
    previous = _shortened(_two_levels(about), LONGEST_BEFORE).rstrip(" ?.!")
    # What is asked stands first: in one vector of both the longer, older question would prevail.
    unspoken = f"{meant.rstrip(' ?.!')} ({previous})?"
    said = (
        _shortened(told, SPOKEN_CARRIED).rstrip(" .")
        if told and (_asks_of_told(own) if bare else points_outside(meant))
        else ""
    )
    text = f"{unspoken[:-2]}: {said})?" if said else unspoken
    whole, without = read(asked, text, own.language), read(asked, unspoken, own.language)
    kind = about.kind if nominal and own.kind in ("fact", "how", "yesno") else own.kind
    kept = [term for term in without.terms if term not in own.terms]
    spoken = [term for term in whole.terms if term not in without.terms]
    new = [term for term in own.terms if term not in cues.BARE and term not in cues.POINTS_BACK]
    said_by = bool(talk_cues.SAID_BY.fullmatch(fold(meant).strip(" ?!.")))
    about_told = said_by or own.kind == "source" or own.wants_total or (own.kind == "why" and bare)
    return replace(
        without,
        understood=text,
        unspoken=unspoken,
        kind=kind,
        focus=tuple(own.focus or about.focus),
        # "En wie betaalt de verhuizing?" need not be answered of that year; its terms have it.
        years=own.years or (about.years if bare or nominal else ()),
        unit=own.unit or (about.unit if kind == about.kind else None),
        terms=tuple(dict.fromkeys([*new, *kept, *spoken])),
        negated=about.negated or own.negated,
        direction=own.direction,
        wants_total=own.wants_total,
        items=own.items,
        carried=() if about_told else (*kept, *spoken),
        told="" if said_by else told,
        given=() if said_by else tuple(item.value for item in quantities(told, own.language)),
        follow_up=True,
        bare=bare,
        leans_on=about if bare else _root(before),
    )


def _completed_with(before: Question, bare: bool, nominal: bool) -> Question:
    """The question that a follow-up is completed with.

    For a bare one the last, or the last that says what is asked; for one without a verb the latter;
    for one with words of its own the last that stood alone.
    """
    if bare:
        return _framed(before) if before.bare else before
    return _framed(before) if nominal else _root(before)


def _two_levels(question: Question) -> str:
    """A question with what it was completed with, but not with what that was in its turn."""
    text, root = _text(question), _root(question)
    if question.leans_on in (None, root):
        return text
    return f"{text.partition(' (')[0]} ({_text(root).rstrip(' ?.!')})?"


def _text(question: Question) -> str:
    """A question as it is put into another: without the answer that it leans on."""
    return question.unspoken or question.understood


def _shortened(text: str, most: int) -> str:
    """As many of a text's whole words as fit in so many characters."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0]


def _asks_of_told(own: Question) -> bool:
    """Whether one without words of its own is about the answer: "hoeveel zijn er?" is not."""
    words = [token.text for token in tokens(fold(own.understood))]
    there = not talk_cues.EXPLETIVES.isdisjoint(words)
    return not there or any(
        word in cues.POINTS_BACK and word not in talk_cues.EXPLETIVES for word in words
    )


def _nominal(meant: str) -> bool:
    """Whether a follow-up has no verb and no question word: "en de balies?"."""
    core = fold(_core(meant))
    return not (
        talk_cues.HAS_VERB.search(core)
        or kind_of(core)[0] == "yesno"
        or any(word in cues.ASKING for word in core.split()[:3])
        or points_back(core.split())
    )


def _root(question: Question) -> Question:
    """The question that stood alone, from which a run of follow-ups came."""
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
    found = talk_cues.YEARS_AWAY.search(fold(asked))
    if found is None:
        return asked
    years = before.years or before.report_years
    years = years or tuple({int(year) for year in YEAR.findall(told)})
    if len(years) != 1:
        return asked
    word = found["count"] or "1"
    away = int(word) if word.isdigit() else cues.NUMBER_WORDS.get(word, 1)
    year = years[0] + (away if talk_cues.LATER.search(found.group()) else -away)
    return f"{asked[: found.start()]}in {year}{asked[found.end() :]}"


def _new_words(own: Question) -> list[str]:
    """The content words of a follow-up, years aside."""
    return [
        term
        for term in own.terms
        if tells(term) and term not in talk_cues.MEASURES and not YEAR.fullmatch(term)
    ]

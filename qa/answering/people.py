"""Who, of all that a sentence names, is asked for.

Each name, and each person or body named by what it is, is weighed by the question's words in its
clause, by what stands before it ("door …" does, "naar …" does not), by whether it is a person where
one is asked, and by who came after whom. "Zij" stands for a person of the sentence before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from qa.answering import people_signs
from qa.answering.matching import Terms
from qa.answering.names import TITLES_BEFORE, doers, full_name, names, roles
from qa.answering.signs import PARTS_OF_A_REPORT
from qa.language import fold
from qa.model import Span

NAMED, BY_ROLE = 1.0, 0.7  # how well a name answers, and "de wethouder"
IN_CLAUSE = 1.0  # what all words of the question in its clause add
DOES, DONE_TO = 0.5, -0.4  # behind "door"; behind another preposition than the one asked
OPENS = 0.35  # who opens the sentence does what it tells, mostly
AS_ASKED = 0.6  # behind the preposition of "aan wie"
OF_FORM = 0.4  # a person where one is asked, a body where that is
COMES_AFTER = 2.0  # the successor or predecessor that is asked; the other one loses as much
SAME_WORD = 0.95  # how well a word of a person's name must meet the question's to be told there …
NEAR_WORD = 0.01  # … and one of any other name
SAME_NOUN = 6  # letters by which "ministry" is "ministerie"
CLEARLY = 0.3  # by how much one must weigh more than the next to stand alone

_CLAUSE_END = re.compile(
    r"[;:()–—]|, (?=(?:die|dat|waar\w*|en|maar|terwijl|and|but|who|which|while)\b)"
)
_TITLE = re.compile(  # what stands before a name, and initials
    r"(?:[A-Z]\.)+|(?:mr|drs|dr|ir|ing|prof|mw|dhr|ms|mrs|mevrouw|de|heer|professor|van|el|der|den)"
    r"\.?",
    re.IGNORECASE,
)
_TOGETHER = re.compile(r"(?:,|,? (?:en|and)|,? &)\s(?:de |het |the )?")
_INITIALS = re.compile(r"(?:[A-Z][a-z]?\.\s?)+[A-Zvd]")


class Weighed(NamedTuple):
    """Someone named: where, how much speaks for it, how well it answers, whether as asked."""

    span: Span
    weight: float
    fit: float
    follows: bool = False


class Who(NamedTuple):
    """Who is asked for: the place in the sentence, or in the one before it; and how sure.

    ``clear`` is whether nobody else that is named comes near (else the span holds them all),
    ``follows`` whether the text tells it in the way it was asked: who came after whom, "aan wie".
    """

    span: Span
    fit: float
    clear: bool
    follows: bool = False
    before: bool = False
    named: bool = False  # a name, where a person or body of a kind is asked for


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of those named: behind which preposition, of what form, after whom."""

    prepositions: frozenset[str]
    person: bool  # whether a person is asked for
    body: str  # the noun that asks for a body: "ministerie"; "" where none does
    after: bool  # the successor
    ahead: bool  # the predecessor

    @classmethod
    @lru_cache(maxsize=16)  # the same for every sentence that may answer
    def by(cls, question: str) -> Asked:
        """Read from a question as typed."""
        folded = fold(question)
        found = people_signs.ASKED_BEHIND.search(folded)
        ahead = bool(people_signs.ASKS_PREDECESSOR.search(folded))
        return cls(
            people_signs.SAME_PREPOSITION[found.group(1)] if found else frozenset(),
            bool(people_signs.ASKS_PERSON.search(folded)),
            body.group(1) if (body := people_signs.ASKS_BODY.search(folded)) else "",
            not ahead and bool(people_signs.ASKS_SUCCESSOR.search(folded)),
            ahead,
        )


def who(question: str, text: str, before: str, terms: Terms) -> Who | None:
    """Who the question asks for, of those named in a sentence; None where it names nobody new.

    ``before`` is the sentence before it in the paragraph, in which "zij" was named.
    """
    about = people_signs.ASKS_ABOUT.match(question)
    if about and not people_signs.OFFICE.match(fold(about.group(1).split()[0]) + " "):
        return _about(about.group(1), text)
    asked = Asked.by(question)
    found = _weighed(asked, text, terms)
    meant = _pronoun(asked, text, before, terms)
    if meant and (not found or meant.weight > found[0].weight):
        return Who(meant.span, meant.fit, True, True, before=True)
    if not found:
        return None
    best, others = found[0], found[1:]
    near = [each.span for each in others if best.weight - each.weight < CLEARLY]
    if near:
        hull = Span(min(best.span, *near).start, max(each.end for each in (best.span, *near)))
        return Who(hull, best.fit, False, best.follows)
    span = full_name(text, best.span) if is_person(text, best.span) else best.span
    named = best.fit == NAMED and (asked.person or bool(asked.body))
    return Who(span, best.fit, True, best.follows, named=named)


def _about(name: str, text: str) -> Who | None:
    """What a person is that the question names ("Wie is A. Bos?"): the name with its office."""
    last = name.split()[-1].strip("?.! ")
    found = next((span for span in names(text) if last in text[slice(*span)].split()), None)
    if found is None:
        return None
    whole = full_name(text, found)
    said = people_signs.NOUN_BEFORE.search(text[: whole.start])
    if whole == found and said:
        whole = Span(said.start(1), whole.end)
    return Who(whole, NAMED if whole != found else BY_ROLE, whole != found, True)


def _weighed(asked: Asked, text: str, terms: Terms) -> list[Weighed]:
    """Those that a text names and the question does not, the likeliest first."""
    bodies = roles(text)
    whole = [_with_short_form(text, _with_role(span, bodies)) for span in names(text)]
    titled = {span: full_name(text, span) for span in whole if is_person(text, span)}
    named = [
        span
        for span in whole
        if not _in_another(span, whole)
        and not _in_another(span, [told for own, told in titled.items() if own != span])
    ]
    taken = [*named, *titled.values()]
    others = [body for body in bodies if not any(_overlap(body, span) for span in taken)]
    taken = [*named, *others]
    unnamed = doers(text, asked.prepositions)
    others += [each for each in unnamed if not any(_overlap(each, one) for one in taken)]
    found = []
    for spans, fit in ((named, NAMED), (others, BY_ROLE)):
        news = [span for span in spans if _is_news(text, span, terms)]
        found += [_weigh(asked, text, span, fit, terms) for span in _groups(text, news)]
    return sorted(found, key=lambda each: (-each.weight, each.span.start))


def _weigh(asked: Asked, text: str, span: Span, fit: float, terms: Terms) -> Weighed:
    """How much speaks for one of those named, by what stands around the name."""
    folded = fold(text)
    start, end = _clause(text, span)
    ahead, behind = people_signs.BEFORE_NAME.sub("", folded[: span.start]), folded[span.end :]
    follows = False
    weight = fit + IN_CLAUSE * terms.share(terms.met(text[start:end]))
    preposition = people_signs.PREPOSITION.search(ahead)
    if people_signs.DOER.search(ahead) and not asked.prepositions:
        weight += DOES
    elif preposition and preposition.group(1) in asked.prepositions:
        weight, follows = weight + AS_ASKED, True
    elif preposition or asked.prepositions:
        weight += DONE_TO
    elif not full_name(text, span).start and fit == NAMED:
        weight += OPENS
    person = is_person(text, span)
    if (asked.person and person) or (asked.body and fit == NAMED and not person):
        weight += OF_FORM
    if asked.body and asked.body[:SAME_NOUN] in folded[span.start : span.end]:
        weight += OF_FORM
    after, earlier = _succession(ahead, behind)
    if (asked.after and after) or (asked.ahead and earlier):
        weight, follows = weight + COMES_AFTER, True
    elif (asked.after and earlier) or (asked.ahead and after):
        weight -= COMES_AFTER
    return Weighed(span, weight, fit, follows)


def _succession(ahead: str, behind: str) -> tuple[bool, bool]:
    """Whether the folded text around a name makes it a successor, and a predecessor."""
    return (
        any(a.search(ahead) and b.match(behind) for a, b in people_signs.SUCCESSOR),
        any(a.search(ahead) and b.match(behind) for a, b in people_signs.PREDECESSOR),
    )


def _pronoun(asked: Asked, text: str, before: str, terms: Terms) -> Weighed | None:
    """Whom the pronoun that a sentence begins with stands for, of the sentence before."""
    first = people_signs.PRONOUN.match(fold(text))
    if first is None or not before:
        return None
    bodies = roles(before)
    named = [_with_role(span, bodies) for span in names(before)]
    news = [span for span in named if _is_news(before, span, terms)]
    people = [span for span in news if is_person(before, span)]
    if not people:
        return None
    own = _weigh(asked, text, Span(*first.span()), NAMED, terms)
    if (asked.after and first.group("earlier")) or (asked.ahead and first.group("later")):
        own = own._replace(weight=own.weight + COMES_AFTER)
    elif first.group("earlier") or first.group("later"):
        return None
    return own._replace(span=full_name(before, people[0]))


def is_person(text: str, span: Span) -> bool:
    """Whether a name is a person's: by initials, a title or office before it, or two capitals."""
    said = text[slice(*span)]
    if _INITIALS.match(said) or TITLES_BEFORE.search(text[: span.start]):
        return True
    if people_signs.BODY_WORDS.search(fold(said)) or any(
        len(w) > 1 and w.isupper() for w in said.split()
    ):
        return False
    if people_signs.OFFICE.search(fold(text[: span.start])):
        return True
    return sum(word[:1].isupper() for word in said.split()) >= 2


def _clause(text: str, inner: Span) -> tuple[int, int]:
    """Where the clause that holds a name begins and ends."""
    ends = [found.start() for found in _CLAUSE_END.finditer(text)]
    start = max((at + 1 for at in ends if at < inner.start), default=0)
    return start, min((at for at in ends if at >= inner.end), default=len(text))


def _groups(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans, those that are named together as one: "Van Beek en Haddouti"."""
    grouped: list[Span] = []
    for span in sorted(spans):
        if grouped and _TOGETHER.fullmatch(text[grouped[-1].end : span.start]):
            grouped[-1] = Span(grouped[-1].start, span.end)
        else:
            grouped.append(span)
    return grouped


def _with_role(name: Span, bodies: Sequence[Span]) -> Span:
    """The name with what it is the name of: "het college van Woudenveen"."""
    for body in bodies:
        if body.start < name.start < body.end:
            return Span(body.start, max(body.end, name.end))
    return name


def _with_short_form(text: str, name: Span) -> Span:
    """The name with its abbreviation: "het Landelijk Loketteam (LLT)"."""
    short = re.compile(r"\s\([A-Z][\w-]{1,9}\)").match(text, name.end)
    return Span(name.start, short.end()) if short else name


def _in_another(span: Span, others: Sequence[Span]) -> bool:
    """Whether a name is but part of another, or of another's office."""
    return any(
        other.start <= span.start and span.end <= other.end and other != span for other in others
    )


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _is_news(text: str, span: Span, terms: Terms) -> bool:
    """Whether a name has a word that the question has not, and names no part of the report.

    A person's name that is only near a word of the question, as vectors go, is not in it.
    """
    name = text[slice(*span)]
    if fold(name) in PARTS_OF_A_REPORT:
        return False
    told = SAME_WORD if is_person(text, span) else NEAR_WORD
    own = [word for word in name.split() if len(word) > 1 and not _TITLE.fullmatch(word)]
    return any(max(terms.met(word), default=0.0) < told for word in own)

"""The reason a sentence gives for what is asked, or the sentence beside it gives.

A reason is told behind a sign ("omdat …"), before one ("…, met als gevolg dat"), by the opening of
the sentence ("Wegens klachten is …"), or by a neighbour: "Daarom ging het loket dicht." leans on
the sentence before it, and "Dat kwam doordat …" explains it. The signs: ``reason_signs``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from qa.answering import reason_signs
from qa.answering.matching import Terms
from qa.answering.signs import LEANS_BACK
from qa.answering.wording import words_in
from qa.language import fold
from qa.model import Span

SHORTEST = 3  # words of a reason
OWN, EXPLAINED_NEXT, HALF_TOLD, UNTOLD = 1.0, 0.9, 0.8, 0.3  # how well a sentence gives a reason
MOSTLY = 0.5  # the share of the question in a sentence with "daarom", so that it is what is asked
LONGEST_LEANING = 9  # words before a sign that only point back: "Dat verschil ontstond doordat …"


class Reason(NamedTuple):
    """A reason: what of the sentence it takes, the fit, and which sentence that is.

    ``beside`` is 0 for the sentence itself, -1 for the one before it, 1 for the one after.
    """

    span: Span
    fit: float
    beside: int = 0


def reason(text: str, before: str, after: str, terms: Terms) -> Reason:
    """The reason that a sentence gives, or that its neighbours in the paragraph give for it.

    ``before`` and ``after`` are those neighbours, "" where there is none.
    """
    folded = fold(text)
    if opening := _opening(text, folded, terms):
        if before and reason_signs.LEANING_OPENING.match(folded):
            return Reason(Span(0, len(before)), OWN, -1)
        return Reason(opening, OWN)
    if clause := _behind(text, folded, terms):
        return Reason(clause, OWN)
    if clause := _in_front(text, folded, terms):
        return Reason(clause, OWN)
    whole = Span(0, len(text.rstrip()))
    if (clause := _purpose(text, folded, terms)) and not reason_signs.THEREFORE.search(folded):
        return Reason(clause, OWN)
    if reason_signs.THEREFORE.search(folded):
        alone = before and terms.share(terms.met(text)) >= MOSTLY
        return Reason(Span(0, len(before)), HALF_TOLD, -1) if alone else Reason(whole, HALF_TOLD)
    told = [sign for sign in reason_signs.REASONS if sign.side != "purpose"]
    if any(sign.pattern.search(folded) for sign in told):
        return Reason(whole, HALF_TOLD)
    if after and (explains := _explaining(after)):
        return Reason(explains, EXPLAINED_NEXT, 1)
    return Reason(whole, UNTOLD)


def _behind(text: str, folded: str, terms: Terms) -> Span | None:
    """What stands behind the first sign, where what is asked stands before it, or is pointed at."""
    for sign in reason_signs.REASONS:
        found = sign.pattern.search(folded)
        if found is None or sign.side != "after":
            continue
        head, tail = text[: found.start()], text[found.start() :]
        pointed_at = _points_back(head) and words_in(head) <= LONGEST_LEANING
        if words_in(tail) > SHORTEST and (pointed_at or _asked_in(head, tail, terms)):
            return Span(found.start(), len(text.rstrip(" .")))
    return None


def _purpose(text: str, folded: str, terms: Terms) -> Span | None:
    """What for, behind what is asked: "om … te"; where little is, that hangs on a noun of its own.

    "de prikkel om te besparen" gives no reason.
    """
    for sign in reason_signs.REASONS:
        found = sign.pattern.search(folded) if sign.side == "purpose" else None
        if found and terms.share(terms.met(text[: found.start()])) >= MOSTLY:
            return Span(found.start(), len(text.rstrip(" .")))
    return None


def _in_front(text: str, folded: str, terms: Terms) -> Span | None:
    """What stands before "waardoor", "met als gevolg dat", where what is asked stands behind it."""
    found = reason_signs.RESULTS.search(folded)
    if found is None:
        return None
    head, tail = text[: found.start()], text[found.start() :]
    if words_in(head) < SHORTEST or _asked_in(head, tail, terms):
        return None
    return Span(0, len(head.rstrip(" ,;")))


def _opening(text: str, folded: str, terms: Terms) -> Span | None:
    """The clause or phrase that opens the sentence: "Omdat …, zijn"; "Wegens klachten is"."""
    if not reason_signs.OPENS_WITH_REASON.match(folded):
        return None
    for found in reason_signs.OPENING_ENDS.finditer(folded):
        clause, rest = text[: found.start()], text[found.start() :]
        if reason_signs.NO_OPENING_END.search(folded[: found.start()]):
            continue
        if words_in(clause) >= SHORTEST and _asked_in(rest, clause, terms):
            return Span(0, len(clause.rstrip(" ,")))
    return None


def _explaining(after: str) -> Span | None:
    """What of the next sentence explains this one; None where it goes on about something else."""
    folded = fold(after)
    leans = _points_back(after) and reason_signs.CAUSE.search(folded)
    if not leans and not reason_signs.EXPLAINS.search(folded):
        return None
    end = len(after.rstrip(" ."))
    for sign in reason_signs.REASONS:
        found = sign.pattern.search(folded)
        if found and sign.side == "after" and words_in(after[found.start() :]) > SHORTEST:
            return Span(found.start(), end)
    return Span(0, end)


def _asked_in(head: str, tail: str, terms: Terms) -> bool:
    """Whether the question's words stand rather in the one piece than in the other."""
    return terms.share(terms.met(head)) > terms.share(terms.met(tail))


def _points_back(text: str) -> bool:
    """Whether a piece leans on what was said by its first word: "Dat verschil ontstond"."""
    first = re.match(r"\W*([^\W_]+)", fold(text))
    return first is not None and first.group(1) in LEANS_BACK

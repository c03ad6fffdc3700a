"""Whether another report's figure is for the same thing, and may be laid beside the best one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.answering import signs
from qa.answering.matching import WELL_MET, stems_of
from qa.language import fold

if TYPE_CHECKING:
    from qa.answering.evidence import Candidate
    from qa.answering.question import Question

MOST_LACKING = 0.2  # of the words that the best place has, in one that may be laid beside it
COUNTED = frozenset({"count", "share", "percentage", "range"})  # ways to count one thing
NEARLY_AS_WELL = 0.8  # of the words the best sentence meets, for a value to be laid beside its own
HALF_AS_WELL = 0.5  # … and for one that counts the same thing otherwise


def comparable(question: Question, best: Candidate, other: Candidate) -> bool:
    """Whether another report gives a figure that may be laid beside the best one."""
    if best.cut.choice is None or other.cut.choice is None or other.cut.fit <= 0:
        return False
    a, b = best.cut.choice.quantity, other.cut.choice.quantity
    return (
        (a.kind, a.unit) == (b.kind, b.unit)
        and _of_the_same(question, best, other)
        and other.features["words"] >= NEARLY_AS_WELL * best.features["words"]
        and bool(signs.NEGATION.search(fold(best.text)))
        == bool(signs.NEGATION.search(fold(other.text)))
    )


def _of_the_same(question: Question, best: Candidate, other: Candidate) -> bool:
    """Whether two figures are of one thing: they count the same, in places that name it alike.

    What the one place has of the question's names and rarest words the other must have too.
    """
    if not _counts_alike(question, best, other):
        return False
    title = stems_of(other.hit.report.metadata.title)
    lacking = [
        nth
        for nth, (here, there) in enumerate(zip(best.met_around, other.met_around, strict=True))
        if here >= WELL_MET
        and there < WELL_MET
        and not (nth < len(question.terms) and title & stems_of(question.terms[nth]))
    ]
    return len(lacking) <= MOST_LACKING * sum(worth >= WELL_MET for worth in best.met_around)


def _counts_alike(question: Question, best: Candidate, other: Candidate) -> bool:
    """Whether the other figure counts what the best one does, or what the question names.

    Where it is not told what a figure counts, or told in another language, nothing speaks against.
    """
    one, another = best.cut.choice, other.cut.choice
    if one is None or another is None or another.quantity.counts is None:
        return True
    counted = stems_of(another.quantity.counts)
    if one.quantity.counts is not None:
        return bool(counted & stems_of(one.quantity.counts))
    same_language = other.hit.report.metadata.language == question.language
    return not same_language or bool(counted & stems_of(question.understood))


def counts_otherwise(question: Question, best: Candidate, other: Candidate) -> bool:
    """Whether another report gives a figure of another kind or direction for the same thing."""
    if other.passage.report == best.passage.report or other.cut.fit <= 0:
        return False
    if best.cut.choice is None or other.cut.choice is None:
        return False
    kinds = {each.cut.choice.quantity.kind for each in (best, other) if each.cut.choice}
    if len(kinds) > 1 and not kinds <= COUNTED:
        return False
    counted = best.cut.choice.quantity.counts
    same_thing = counted is None or bool(stems_of(counted) & stems_of(other.text))
    return (
        same_thing
        and _of_the_same(question, best, other)
        and other.features["words"] >= HALF_AS_WELL * best.features["words"]
    )

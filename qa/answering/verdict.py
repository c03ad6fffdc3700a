"""Whether a sentence answers a yes-or-no question with yes or with no, or leaves it open.

The question is laid beside the sentence as if it claimed what it asks. A sentence that goes the
other way ("daalde" where "steeg" is asked) or denies says no; one that has another figure, another
name or not the words asked leaves it open: a wrong "yes" is worse than none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from qa.answering import signs
from qa.answering.proof import Ground
from qa.answering.proof.direction import opposed
from qa.answering.proof.figures import unproven_figure
from qa.answering.proof.names import unproven_name
from qa.language import fold

if TYPE_CHECKING:
    from qa.answering.evidence import Candidate
    from qa.answering.question import Question

Verdict = Literal["yes", "no"]

DENIES: Final = 0.2  # the share of a question's words that a sentence must meet to mean "no" …
AFFIRMS: Final = 0.5  # … and "yes", or the opposite
WELL_MET: Final = 0.5  # a word met less well than this is missing
MOST_MISSING: Final = 0.25  # the share of a question's words that "yes" may lack


def verdict(question: Question, best: Candidate) -> Verdict | None:
    """What the best sentence says of what is asked; None where it settles nothing.

    One that sets a condition, or asks, settles nothing.
    """
    text = fold(best.text)
    if signs.ONLY.search(fold(question.text)) or signs.RESTRICTS.search(text) or "?" in text:
        return None
    met = best.features["words"] + best.features["words_around"]
    denied = bool(signs.NEGATION.search(text) or signs.FORBIDS.search(text))
    if denied and question.negated:
        return None
    if denied or question.negated:
        return "no" if met >= DENIES else None
    if met < AFFIRMS:
        return None
    if opposed(question.text, best.text) is not None:
        return "no"
    return "yes" if _stands(question, best) else None


def _stands(question: Question, best: Candidate) -> bool:
    """Whether the figures, names and words of the question are where the sentence stands."""
    metadata = best.hit.report.metadata
    ground = Ground(
        best.passage.text[best.span.start : best.span.end],
        heading=" ".join((*best.passage.section, best.hit.opening, best.passage.text)),
        title=metadata.title,
        date=metadata.date,
        language=metadata.language,
    )
    missing = [worth for worth in best.met_around if worth < WELL_MET]
    return (
        len(missing) <= MOST_MISSING * len(best.met_around)
        and unproven_figure(question.text, ground, question.language) is None
        and unproven_name(question.text, ground, question.language) is None
    )

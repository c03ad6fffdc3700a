"""Whether a sentence answers a yes-or-no question with yes or with no, or leaves it open.

The question is laid beside the sentence as if it claimed what it asks. A sentence that denies, or
goes the other way ("daalde" where "steeg" is asked), says no; both together leave it open, and so
do another figure, another name or words of the question that are not there: a wrong "yes" is worse
than none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from qa.answering import change_signs, signs
from qa.answering.matching import WELL_MET
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
# "Not this but that" says something of both.
_CORRECTS: Final = re.compile(r"\b(?:niet|geen|not)\b.{1,80}\b(?:maar|but|rather)\b")
_WITHOUT: Final = re.compile(r"\b(?:zonder|without)\b")
_ANSWERS: Final[dict[str, Verdict]] = {"ja": "yes", "yes": "yes", "nee": "no", "no": "no"}
MOST_MISSING: Final = 0.4  # the share of a question's words that "yes" may lack …
MOST_MISSING_NO: Final = 0.7  # … and "no"


def verdict(question: Question, best: Candidate) -> Verdict | None:
    """What the best sentence says of what is asked; None where it settles nothing.

    One that sets a condition, or asks, settles nothing.
    """
    if not question.negated and (told := _told(best)) is not None:
        return told
    text = fold(best.text)
    if signs.ONLY.search(fold(question.text)) or signs.RESTRICTS.search(text) or "?" in text:
        return None
    if _foresees(question, text):
        return None
    met = best.features["words"] + best.features["words_around"]
    denied = _denies(text)
    plain = signs.NEGATION.sub(" ", text) if denied else best.text
    turned = opposed(question.text, plain) is not None
    if denied and (turned or question.negated or _CORRECTS.search(text)):
        return None
    if denied or question.negated:
        return "no" if met >= DENIES and _missing(best) <= MOST_MISSING_NO else None
    if met < AFFIRMS:
        return None
    if turned:
        return "no"
    return "yes" if _stands(question, best) else None


def _foresees(question: Question, text: str) -> bool:
    """Whether a sentence only foresees what the question asks to have come true."""
    denied = signs.NEGATION.search(text)
    return bool(
        change_signs.CAME_TRUE.search(fold(question.text))
        and signs.FORECAST.search(text)
        and not denied
    ) and not change_signs.CAME_TRUE.search(text)


def _told(best: Candidate) -> Verdict | None:
    """The answer that a report gives to its own question: "…? Nee. De proef loopt nog."."""
    passage, nth = best.passage, best.sentence
    if nth < 2 or not passage.sentence_text(nth - 2).rstrip().endswith("?"):
        return None
    return _ANSWERS.get(fold(passage.sentence_text(nth - 1)).strip(" .,!"))


def _denies(folded: str) -> bool:
    """Whether a sentence denies; what is said to be without something is no denial."""
    plain = _WITHOUT.sub(" ", folded)
    return bool(signs.NEGATION.search(plain) or signs.FORBIDS.search(plain))


def _missing(best: Candidate) -> float:
    """The share of the question's words that neither the sentence nor what is around it has."""
    lacking = sum(worth < WELL_MET for worth in best.met_around)
    return lacking / len(best.met_around) if best.met_around else 0.0


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
    return (
        _missing(best) <= MOST_MISSING
        and unproven_figure(question.text, ground, question.language) is None
        and unproven_name(question.text, ground, question.language) is None
    )

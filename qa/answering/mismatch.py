"""The kind of thing that is asked and that the best sentence lacks, for the reason of a refusal.

A sentence may have every word of "Hoe heet de beheerder van het loket?" and no name, or of "Hoe oud
waren de bezoekers?" and no age.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from qa.answering.names import names, roles
from qa.language import fold, tokens

if TYPE_CHECKING:
    from qa.answering.evidence import Candidate
    from qa.answering.matching import Terms
    from qa.answering.question import Question

_ASKS_NAME: Final = re.compile(
    r"\b(?:hoe heet(?:te)?n?|hoe heten|naam van|(?:what (?:is|was)|is) the name of"
    r"|what (?:is|was) .{1,60} called)\b"
)
_ASKS_PERSON: Final = re.compile(
    r"\b(?:wie (?:is|was|zijn|waren) de|who (?:is|was|are|were) the)\b"
)
_NAMED_BY: Final = re.compile(
    r"['\"‘“«]|\b(?:heet|heette|heten|genaamd|genoemd|naam|called|named)\b"
)
_ASKS_AGE: Final = re.compile(r"\b(?:hoe oud|leeftijd|how old|age)\b")
_AGE: Final = re.compile(r"\b(?:jaar|jaren|\w*jarigen?|leeftijd\w*|oud|oude|years?|aged?)\b")


def proper_names(text: str) -> frozenset[str]:
    """The folded words of a text that a capital letter begins, but for those after a full stop."""
    found = set()
    for token in tokens(text):
        before = text[: token.start].rstrip()
        if before and before[-1] not in ".?!:" and token.text[0].isupper():
            found.add(fold(token.text))
    return frozenset(found)


def lacks_name(question: Question, best: Candidate, terms: Terms) -> bool:
    """Whether a name or a person is asked, and the sentence names nobody but the question's own."""
    asked, text = fold(question.text), best.text
    if _ASKS_NAME.search(asked):
        return not _has_new(text, names(text), terms) and not _NAMED_BY.search(fold(text))
    if _ASKS_PERSON.search(asked):
        return not _has_new(text, (*names(text), *roles(text)), terms)
    return False


def _has_new(text: str, found: Sequence[tuple[int, int]], terms: Terms) -> bool:
    """Whether one of these names or roles is none of the question's words."""
    return any(not any(terms.met(text[slice(*span)])) for span in found)


def lacks_age(question: Question, best: Candidate) -> bool:
    """Whether an age is asked, and the sentence tells none."""
    asks = _ASKS_AGE.search(fold(question.text))
    return asks is not None and not _AGE.search(fold(best.text))

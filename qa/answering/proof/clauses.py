"""The parts of cited words that say one thing each, and the one that a claim speaks of."""

from __future__ import annotations

import re
from typing import Final

from qa.answering.matching import stems_of
from qa.figures import quantities
from qa.language import fold, is_stopword, tokens

_BREAKS: Final = re.compile(
    r"[,;:](?=\s)|[().](?=\s|$)|\b(?:maar|terwijl|echter|hoewel|en|but|while|whereas|although|and"
    r"|though|however)\b",
    re.IGNORECASE,
)
MOSTLY: Final = 0.6  # of what a claim shares with the cited words, in its best clause


def clauses(text: str) -> list[str]:
    """The clauses of a text, in order; a row of a table is one."""
    found: list[str] = []
    for line in text.split("\n"):
        found += [line] if "|" in line else _BREAKS.split(line)
    return [part for part in found if part.strip()]


def clause_of(claim: str, cited: str) -> str:
    """The clauses of the cited words that a claim speaks of; all of them where none stands out.

    What is shared is counted by stems and the values of figures, so that a claim in the other
    language finds its clause by names and figures.
    """
    parts = clauses(cited)
    if len(parts) < 2:
        return cited
    mine = marks(claim)
    shared = [mine & marks(part) for part in parts]
    everything = frozenset().union(*shared)
    if not everything:
        return cited
    best = max(range(len(parts)), key=lambda at: len(shared[at]))
    if len(shared[best]) >= MOSTLY * len(everything):
        return parts[best]
    return " ".join(part for part, own in zip(parts, shared, strict=True) if own)


def marks(text: str) -> frozenset[str]:
    """What a text can be told by: stems of its content words, and the values of its figures."""
    content = " ".join(
        token.text
        for token in tokens(fold(text))
        if not is_stopword(token.text, "nl") and not is_stopword(token.text, "en")
    )
    values = {f"={item.value}" for item in quantities(text, "nl") + quantities(text, "en")}
    return stems_of(content) | values

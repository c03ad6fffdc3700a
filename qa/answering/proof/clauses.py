"""The parts of cited words that say one thing each, and the one that a claim speaks of."""

from __future__ import annotations

import re
from typing import Final

from qa.answering.matching import stems_of
from qa.figures import quantities
from qa.language import fold, is_stopword, tokens

_BREAKS: Final = re.compile(
    r"[,;:](?=\s)|[().](?=\s|$)|\b(?:maar|terwijl|hoewel|en|but|while|whereas|although|and)\b",
    re.IGNORECASE,
)
NAMED: Final = 3  # what a name or figure weighs, where another word weighs 1
MOSTLY: Final = 0.6  # of what a claim shares with the cited words, in its best clause


def clauses(text: str) -> list[str]:
    """The clauses of a text, in order; a row of a table is one."""
    found: list[str] = []
    for line in text.split("\n"):
        found += [line] if "|" in line else _BREAKS.split(line)
    return [part for part in found if part.strip()]


def clause_of(claim: str, cited: str) -> str:
    """The clauses of the cited words that a claim speaks of; all of them where none stands out.

    What is shared is weighed by stems, and thrice by names and the values of figures, so that a
    claim in the other language finds its clause too.
    """
    parts = clauses(cited)
    if len(parts) < 2:
        return cited
    mine = marks(claim)
    shared = [{mark: mine[mark] for mark in marks(part) if mark in mine} for part in parts]
    weights = [sum(own.values()) for own in shared]
    everything = {mark: weight for own in shared for mark, weight in own.items()}
    if not everything:
        return cited
    best = max(range(len(parts)), key=weights.__getitem__)
    if weights[best] >= MOSTLY * sum(everything.values()):
        return parts[best]
    return " ".join(part for part, own in zip(parts, shared, strict=True) if own)


def marks(text: str) -> dict[str, int]:
    """What a text can be told by, and its weight: stems, names, the values of figures."""
    found: dict[str, int] = {}
    for token in tokens(text):
        word = token.text
        if is_stopword(word, "nl") or is_stopword(word, "en"):
            continue
        named = word[0].isupper() and bool(text[: token.start].strip())
        for stem in stems_of(fold(word).replace(",", ".")):  # 6,1 and 6.1
            found[stem] = NAMED if named or word[0].isdigit() else 1
    for item in quantities(text, "nl") + quantities(text, "en"):
        found[f"={item.value}"] = NAMED
    return found

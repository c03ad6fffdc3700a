"""Dutch compounds: what parts a word is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from qa.language.tables import LINKING_LETTERS, PARTICLES, SUFFIXES

SHORTEST_COMPOUND: Final = 8
LONGEST_COMPOUND: Final = 60  # what is longer is damage, and would take quadratic time
SHORTEST_PART: Final = 4
# How common a word must be to count as a part, by its length, in words a billion: a short
# string is a word by accident more often ("ning" is one in the list, and no part).
_COMMON_ENOUGH: Final = {4: 3_000.0, 5: 600.0}
_COMMON_LONG: Final = 100.0


def split_compound(word: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """The two or three parts of a Dutch compound, linking letters dropped; () when it is none.

    ``word`` is folded; ``known`` says whether a string is a word. The most even division into
    known parts wins: short parts are found by accident.
    """
    if not SHORTEST_COMPOUND <= len(word) <= LONGEST_COMPOUND or not word.isalpha():
        return ()
    return _halves(word, known) or _thirds(word, known)


def _halves(word: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    middle = len(word) / 2
    cuts = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    for cut in sorted(cuts, key=lambda at: abs(at - middle)):
        head = word[cut:]
        if head in SUFFIXES or not known(head):
            continue
        modifier = _modifier(word[:cut], known)
        if modifier:
            return modifier, head
    return ()


def _thirds(word: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    if len(word) < 3 * SHORTEST_PART:
        return ()
    for cut in range(SHORTEST_PART, len(word) - 2 * SHORTEST_PART + 1):
        modifier = _modifier(word[:cut], known)
        if modifier:
            rest = _halves(word[cut:], known)
            if rest:
                return modifier, *rest
    return ()


def _modifier(left: str, known: Callable[[str], bool]) -> str | None:
    """The first part of a compound as a word of its own: 'uitkerings' -> 'uitkering'."""
    for link in LINKING_LETTERS:
        if link and not left.endswith(link):
            continue
        word = left[: len(left) - len(link)]
        if len(word) >= SHORTEST_PART and word not in PARTICLES and known(word):
            return word
    return None


def common_word(word: str) -> bool:
    """Whether ``word`` (folded) is common enough in Dutch to be the part of a compound."""
    return _frequencies().get(word, 0.0) >= _COMMON_ENOUGH.get(len(word), _COMMON_LONG)


@lru_cache(maxsize=1)
def _frequencies() -> Mapping[str, float]:
    """Folded word -> occurrences in a billion words (PyPI wordfreq, its large Dutch list)."""
    from wordfreq import get_frequency_dict

    from qa.language.words import fold

    found: dict[str, float] = {}
    for word, frequency in get_frequency_dict("nl", wordlist="large").items():
        if len(word) > 2 and word.isalpha():
            folded = fold(word)
            found[folded] = found.get(folded, 0.0) + frequency * 1e9
    return found

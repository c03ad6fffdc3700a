"""The language of a text: of a whole report, or of a question of three words that mixes two."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from qa.language.tables import AMBIGUOUS_WORDS, FUNCTION_WORDS, LETTER_PATTERNS, QUESTION_WORDS
from qa.language.words import fold, tokens
from qa.model import Language

LONGEST_LOOK: Final = 20_000  # characters of a report that are looked at
_FRAME = 4.0  # a question is in the language of its first question word ...
_FUNCTION = 1.0  # ... then of the words its sentence is built with ...
_LETTERS = 0.3  # ... and only then of its other words, which are often quoted from the reports


def detect_language(text: str, default: Language = "nl") -> Language:
    """The language ``text`` is put in; ``default`` where nothing tells.

    A mixed question is in the language of its frame: "how many werkpleinen missed the mijlpalen"
    is English. Without function words the letters decide ("ij", "sch"; "th", "tion").
    """
    score: dict[Language, float] = {"nl": 0.0, "en": 0.0}
    framed = False
    for place, token in enumerate(tokens(text[:LONGEST_LOOK])):
        word = fold(token.text)
        name = token.text.isupper() or (place > 0 and token.text[0].isupper())
        for language in score:
            if word in FUNCTION_WORDS[language] and word not in AMBIGUOUS_WORDS:
                asks = not framed and word in QUESTION_WORDS[language]
                score[language] += _FRAME if asks else _FUNCTION
                framed = framed or asks
                break
        else:
            if word.isalpha() and len(word) > 3 and not name:
                language, weight = _by_letters(word)
                score[language] += _LETTERS * weight
    if score["nl"] == score["en"]:
        return default
    return "nl" if score["nl"] > score["en"] else "en"


@lru_cache(maxsize=10_000)
def _by_letters(word: str) -> tuple[Language, float]:
    lead = sum(
        bool(pattern.search(word)) * (1 if language == "nl" else -1)
        for language, patterns in _patterns().items()
        for pattern in patterns
    )
    return ("nl" if lead > 0 else "en"), min(1.0, abs(lead) / 2)


@lru_cache(maxsize=1)
def _patterns() -> dict[Language, tuple[re.Pattern[str], ...]]:
    return {
        language: tuple(re.compile(pattern) for pattern in patterns)
        for language, patterns in LETTER_PATTERNS.items()
    }

"""The noun phrase that a figure counts, read from the words to its right."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from qa.figures.tables import BARE_ADJECTIVES, BARE_PLURALS, NO_NOUNS
from qa.language import is_stopword
from qa.model import Language

_DUTCH_ADJECTIVE: Final = re.compile(r"(?<!i)e$|(?:[^t]aal|eel|lijk|isch|ig|eerd|baar|loos)$")
LONGEST_PHRASE: Final = 4  # words, adjectives and noun

_WORD: Final = re.compile(
    r"\)?\s['‘\"]?(?P<word>[^\W\d_](?:[\w'’-]*\w)?)['’\"]?(?P<after>[^\s\w]*)"
)
_COMPARES: Final = re.compile(r"[^\W\d]+er (?:dan|than)\b")  # "610 langer dan een jaar"
_WHOLE: Final = re.compile(
    r"(?:\s(?:deel|part))?\s(?:van|of)(?:\s(?:de|het|deze|die|alle|onze|the|all|these|those|its))?"
    r"(?:\s[0-9][0-9.,]*)?(?=\s)",
    re.IGNORECASE,
)


class Phrase(NamedTuple):
    """A noun phrase and where it ends."""

    text: str
    end: int


def counted_noun(text: str, at: int, language: Language) -> Phrase | None:
    """The noun phrase that begins behind ``at``: "onderzochte gemeenten", "work locations"."""
    words: list[re.Match[str]] = []
    while len(words) < LONGEST_PHRASE:
        found = _WORD.match(text, at)
        if found is None or found["word"].lower() in NO_NOUNS:
            break
        if is_stopword(found["word"], language) or _COMPARES.match(text, found.start("word")):
            break
        words.append(found)
        at = found.start("after")
        if found["after"]:
            break
    noun = _dutch_noun(words) if language == "nl" else _english_noun(words)
    if noun is None:
        return None
    return Phrase(text[words[0].start("word") : noun.end("word")], noun.end("word"))


def counted_whole(text: str, at: int, language: Language) -> str | None:
    """What a share or percentage is taken of: "... van de werkpleinen", "... of the clients"."""
    of = _WHOLE.match(text, at)
    phrase = counted_noun(text, of.end(), language) if of else None
    return phrase.text if phrase else None


def _dutch_noun(words: list[re.Match[str]]) -> re.Match[str] | None:
    """The first word that is no adjective; a Dutch adjective before a plural ends in -e."""
    for place, found in enumerate(words):
        word = found["word"].lower()
        adjective = _DUTCH_ADJECTIVE.search(word) or word in BARE_ADJECTIVES
        if not adjective or place == len(words) - 1:
            return found
    return None


def _english_noun(words: list[re.Match[str]]) -> re.Match[str] | None:
    """The first plural."""
    for found in words:
        word = found["word"].lower()
        if word in BARE_PLURALS or (word.endswith("s") and not word.endswith(("ss", "us", "is"))):
            return found
    return None

"""The words of a question that say something, verbs together with their particles.

"put off" is not "put", nor is "haakten … af" "haken": where the glossary has such a verb, it is one
word, written with a space. "May" is a month where a date has it, and else says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from qa.language.glossary import verb_stem, verbs_with_particles
from qa.language.tables import (
    AFTER_CLAUSE,
    DETERMINERS,
    PLACE_PARTICLES,
    VERB_PARTICLES,
)
from qa.language.words import Token, fold, is_stopword, tokens
from qa.model import Language

MAY: Final = "mei"  # as a Dutch text has it: "may" is a function word
OBJECT_WORDS: Final = 3  # of an English object between a verb and its particle: "set the bank up"
CLAUSE_WORDS: Final = 40  # words behind a Dutch verb among which its particle is looked for
_MAY: Final = re.compile(
    r"\b(?:in|by|of|since|until|till|from|to|before|after|early|late|mid|end|\d{1,2}(?:st|nd|rd|th)?)"
    r"[ -](?P<before>May)\b|\b(?P<behind>May)(?= \d)"
)


def content_words(text: str) -> list[str]:
    """The folded words of a text that are no function words of either language, in order.

    A verb and its particle are one word ("put off", also of "put the work off").
    """
    found = tokens(text)
    months = {match.start(match.lastgroup or 0) for match in _MAY.finditer(text)}
    particles = _particles(text, found)
    taken = set(particles.values())
    words = []
    for nth, token in enumerate(found):
        word = fold(token.text)
        if nth in particles:
            words.append(f"{word} {fold(found[particles[nth]].text)}")
        elif token.start in months:
            words.append(MAY)
        elif nth not in taken and not _only_holds_together(word):
            words.append(word)
    return words


def verb_of(word: str) -> str:
    """The verb of a verb with its particle; any other word as it is."""
    return word.partition(" ")[0]


def _only_holds_together(word: str) -> bool:
    return is_stopword(word, "nl") or is_stopword(word, "en")


def _particles(text: str, found: Sequence[Token]) -> dict[int, int]:
    """The places of verbs with a particle that the glossary has, each with its particle's.

    Of two verbs before a particle it is the nearer one's.
    """
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for nth in range(len(found) - 1, -1, -1):
        if nth and fold(found[nth - 1].text) in DETERMINERS:
            continue  # a noun: "de raad", "the watch"
        for language in VERB_PARTICLES:
            stem = verb_stem(fold(found[nth].text), language)
            wanted = verbs_with_particles().get((language, stem), {})
            at = _particle_at(text, found, nth, wanted, language) if wanted else None
            if at is not None and at not in taken and nth not in pairs:
                pairs[nth] = at
                taken.add(at)
    return pairs


def _particle_at(
    text: str, found: Sequence[Token], verb: int, wanted: Collection[str], language: Language
) -> int | None:
    """Where the particle of a verb stands behind it in its clause."""
    reach = CLAUSE_WORDS + 1 if language == "nl" else OBJECT_WORDS + 2
    for nth in range(verb + 1, min(len(found), verb + reach)):
        if text[found[nth - 1].end : found[nth].start].strip():
            return None  # a comma or a point: another clause
        word = fold(found[nth].text)
        if word in wanted and (
            _ends_clause(text, found, nth, language)
            or (language == "en" and nth == verb + 1 and word not in PLACE_PARTICLES)
        ):
            return nth
    return None


def _ends_clause(text: str, found: Sequence[Token], nth: int, language: Language) -> bool:
    """Whether a clause ends with a word, but for what is told after it ("… af in 2014")."""
    if nth + 1 == len(found) or text[found[nth].end : found[nth + 1].start].strip():
        return True
    return fold(found[nth + 1].text) in AFTER_CLAUSE[language]

"""Words that mean the same, in Dutch and English: what a question may say for what a report says.

`glossary.txt` has a concept a line, ``nl, nl = en, en``: terms of a word or more. Each stands
for every other on its line, in its own language too ("gestegen" for "toename"). It was written for
this project; no dictionary was copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import Final

from qa.language.tables import IRREGULAR, VERB_PARTICLES
from qa.language.words import fold, is_stopword, stem, tokens
from qa.model import Language

GLOSSARY: Final = Path(__file__).with_name("glossary.txt")
ONE_OF_SEVERAL: Final = 0.6  # how well one word does for a term whose other words are not there …
MOST_OF_SEVERAL: Final = 3  # … and of how many at most: of a body's long name one says little
_BOTH: Final[tuple[Language, ...]] = ("nl", "en")
_HEAD: Final = 4  # letters by which the terms that may begin with a word are found


@lru_cache(maxsize=1)
def _lines() -> tuple[str, ...]:
    lines = GLOSSARY.read_text("utf-8").splitlines()
    return tuple(fold(line) for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=1)
def concepts() -> tuple[tuple[str, ...], ...]:
    """The terms of each line, Dutch ones first, folded; lines that begin with # are comments."""
    return tuple(tuple(line.replace(" = ", ", ").split(", ")) for line in _lines())


def synonyms(words: Sequence[str]) -> list[dict[str, float]]:
    """For each content word of a text, in order, the words that may stand in its place.

    With each comes how well it does, up to 1. A term of several words ("labour market") counts
    where its words stand side by side; each of them then stands for the whole of another term, or
    for its nth word where both have as many. A word is known by its stem, Dutch or English way.
    """
    found: list[dict[str, float]] = [{} for _ in words]
    for nth, word in enumerate(words):
        for term, language, others in _terms_from(word):
            there = words[nth : nth + len(term)]
            if len(there) < len(term) or not all(map(partial(_is, language), there[1:], term[1:])):
                continue
            for step, own in enumerate(there):
                for other, worth in _in_place_of(len(term), step, others):
                    if word_stems(own).isdisjoint(word_stems(other)):
                        known = found[nth + step].get(other, 0.0)
                        found[nth + step][other] = max(worth, known)
        for line in _lines_of_verb(word):
            for other, worth in _in_place_of(1, 0, concepts()[line]):
                found[nth][other] = max(worth, found[nth].get(other, 0.0))
    return found


def verb_stem(verb: str, language: Language) -> str:
    """What a verb is known by, however it is conjugated as far as tables and stems go."""
    return stem(IRREGULAR.get(verb, verb) if language == "en" else verb, language)


@lru_cache(maxsize=1)
def verbs_with_particles() -> Mapping[tuple[Language, str], Mapping[str, Sequence[int]]]:
    """By language and stem the verbs that a particle follows: the particles, with their lines."""
    found: dict[tuple[Language, str], dict[str, list[int]]] = {}
    for term, language, nth in chain.from_iterable(_by_head().values()):
        if " " in term:
            verb, _, particle = term.partition(" ")
            if particle in VERB_PARTICLES[language]:
                known = found.setdefault((language, verb_stem(verb, language)), {})
                known.setdefault(particle, []).append(nth)
    return found


def _lines_of_verb(word: str) -> Iterator[int]:
    """The lines of a verb that is written with its particle."""
    verb, _, particle = word.partition(" ")
    if particle:
        for language in _BOTH:
            known = verbs_with_particles().get((language, verb_stem(verb, language)), {})
            yield from known.get(particle, ())


@lru_cache(maxsize=50_000)
def word_stems(word: str) -> frozenset[str]:
    """What one word is known by: its stem, Dutch and English way."""
    return frozenset(stem(word, language) for language in _BOTH)


def _is(language: Language, word: str, known: str) -> bool:
    """Whether a word is this one of the glossary's in a language, in whatever form.

    What stands as it is among the words of one language only is not taken for another form of a
    word of the other: "mod" is no mood, nor do "wages" dare ("waagt").
    """
    return stem(word, language) == stem(known, language) and language in _languages_of(word)


@lru_cache(maxsize=50_000)
def _languages_of(word: str) -> tuple[Language, ...]:
    """The languages that have a term which begins with the word as it is; both where none has."""
    terms = _by_head().get(_single_vowels(word)[:_HEAD], ())
    found = {language for term, language, _ in terms if (term + " ").startswith(word + " ")}
    return tuple(found) or _BOTH


@lru_cache(maxsize=1)
def _by_head() -> Mapping[str, Sequence[tuple[str, Language, int]]]:
    """The first letters of a term -> the terms that begin so, their language and their line."""
    found: dict[str, list[tuple[str, Language, int]]] = {}
    singles = _single_vowels("\n".join(_lines())).split("\n")  # all at once: faster
    for nth, (single, line) in enumerate(zip(singles, _lines(), strict=True)):
        for language, heads, terms in zip(
            _BOTH, single.split(" = "), line.split(" = "), strict=True
        ):
            for head, term in zip(heads.split(", "), terms.split(", "), strict=True):
                found.setdefault(head[:_HEAD], []).append((term, language, nth))
    return found


def _single_vowels(text: str) -> str:
    """The text as Dutch stems write it: "jaar" and "jaren" are both known by "jar"."""
    for vowel in "aeou":
        text = text.replace(2 * vowel, vowel)
    return text


@lru_cache(maxsize=20_000)
def _terms_from(word: str) -> tuple[tuple[tuple[str, ...], Language, tuple[str, ...]], ...]:
    """The terms that begin with a word, as content words, and all terms of their concept."""
    forms = (fold(word), *sorted(word_stems(word)))
    heads = dict.fromkeys(_single_vowels(each)[:_HEAD] for each in forms)
    return tuple(
        (words, language, concepts()[nth])
        for head in heads
        for term, language, nth in _by_head().get(head, ())
        if (words := _words_of(term)) and _is(language, word, words[0])
    )


@lru_cache(maxsize=50_000)
def _words_of(term: str) -> tuple[str, ...]:
    """The content words of a term; none of "gaf aan" or "on time", of which one would be left."""
    if " " not in term:
        return (term,)
    words = [token.text for token in tokens(term)]
    kept = tuple(word for word in words if not any(is_stopword(word, each) for each in _BOTH))
    return kept if len(kept) > 1 else ()


def _in_place_of(size: int, step: int, others: Sequence[str]) -> Iterator[tuple[str, float]]:
    """What the terms of a concept have for the nth word of one of that size."""
    for other in others:
        words = _words_of(other)
        if len(words) == size:
            yield words[step], 1.0
        elif len(words) == 1:
            yield words[0], 1.0
        elif len(words) <= MOST_OF_SEVERAL:
            yield from ((word, ONE_OF_SEVERAL) for word in words)

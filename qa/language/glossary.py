"""Words that mean the same, in Dutch and English: what a question may say for what a report says.

`glossary.txt` has a concept a line, ``nl, nl = en, en``: terms of a word or more. Each stands
for every other on its line, in its own language too ("gestegen" for "toename"). It was written for
this project; no dictionary was copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from qa.language.words import fold, is_stopword, stem, tokens
from qa.model import Language

GLOSSARY: Final = Path(__file__).with_name("glossary.txt")
ONE_OF_SEVERAL: Final = 0.6  # how well one word does for a term whose other words are not there …
MOST_OF_SEVERAL: Final = 3  # … and of how many at most: of a body's long name one says little
_BOTH: Final[tuple[Language, ...]] = ("nl", "en")
_HEAD: Final = 4  # letters by which the terms that may begin with a word are found


@lru_cache(maxsize=1)
def concepts() -> tuple[tuple[str, ...], ...]:
    """The terms of each line, Dutch ones first, folded; lines that begin with # are comments."""
    return tuple(
        tuple(fold(line).replace(" = ", ", ").split(", "))
        for line in GLOSSARY.read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    )


def synonyms(words: Sequence[str]) -> list[dict[str, float]]:
    """For each content word of a text, in order, the words that may stand in its place.

    With each comes how well it does, up to 1. A term of several words ("labour market") counts
    where its words stand side by side; each of them then stands for the whole of another term, or
    for its nth word where both have as many. A word is known by its stem, Dutch or English way.
    """
    stems = [word_stems(word) for word in words]
    found: list[dict[str, float]] = [{} for _ in words]
    for nth, word in enumerate(words):
        for term, others in _terms_from(word):
            there = stems[nth : nth + len(term)]
            if len(there) < len(term) or any(map(frozenset.isdisjoint, there, _stems(term))):
                continue
            for step, own in enumerate(there):
                for other, worth in _in_place_of(len(term), step, others):
                    if own.isdisjoint(word_stems(other)):
                        known = found[nth + step].get(other, 0.0)
                        found[nth + step][other] = max(worth, known)
    return found


@lru_cache(maxsize=50_000)
def word_stems(word: str) -> frozenset[str]:
    """What one word is known by: its stem, Dutch and English way."""
    return frozenset(stem(word, language) for language in _BOTH)


def _stems(term: Sequence[str]) -> list[frozenset[str]]:
    return [word_stems(word) for word in term]


@lru_cache(maxsize=1)
def _by_head() -> Mapping[str, Sequence[tuple[str, int]]]:
    """The first letters of a term -> the terms that begin so, and which concept they stand for."""
    found: dict[str, list[tuple[str, int]]] = {}
    lines = _single_vowels("\n".join(map(", ".join, concepts()))).split("\n")  # all at once: faster
    for nth, (line, concept) in enumerate(zip(lines, concepts(), strict=True)):
        for single, term in zip(line.split(", "), concept, strict=True):
            found.setdefault(single[:_HEAD], []).append((term, nth))
    return found


def _single_vowels(text: str) -> str:
    """The text as Dutch stems write it: "jaar" and "jaren" are both known by "jar"."""
    for vowel in "aeou":
        text = text.replace(2 * vowel, vowel)
    return text


def _terms_from(word: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The terms that may begin with a word, as content words, and all terms of their concept."""
    for head in {_single_vowels(each)[:_HEAD] for each in (fold(word), *word_stems(word))}:
        for term, nth in _by_head().get(head, ()):
            if words := _words_of(term):
                yield words, concepts()[nth]


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

"""How much of a question's words a text holds: by stem, as part of a compound, across languages.

Each content word of the question carries the stems it may be met by, with how well each does: its
own stems 1, the parts of a compound less, the corpus' own nearest words by how near they are
("klachten" for "complaints"). Words weigh by their inverse document frequency.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import mul
from typing import TYPE_CHECKING

from qa.language import fold, index_terms, is_stopword, synonyms, tokens, verb_of, word_stems

if TYPE_CHECKING:
    from qa.language import Expansion
    from qa.model import Language
    from qa.retrieval import Retriever

PART_OF_COMPOUND = 0.6  # how well a part of the word meets it
INSIDE_COMPOUND = 0.75  # how well a longer word of the text that begins or ends with it meets it
SHORTEST_INSIDE = 5  # letters
NEAREST_WORDS = 6  # of the corpus, by their vectors, that may be met in a word's place
CROWD = 50  # the nearest words among which those that mean the same stand out
CROWD_SHARE = 20  # … but no more than one in so many of the words there are
STANDS_OUT = 0.2  # how far of the way from the last of these to cosine 1 a word must have come …
SAME = 0.5  # … and from where it counts as the same word
NEAR_WORTH = 0.9  # how well that one then meets the question's word …
SYNONYM = 0.9  # … and one that the glossary has for it
SPELT_OUT = 0.9  # how well an abbreviation meets a word that it stands for
STANDS_FOR = 0.7  # … and such a word the abbreviation
WELL_MET = 0.5  # a word of the question met less well than this is missing
NEAR_ENOUGH = 0.3  # how well a counted noun must meet a word of the question to be taken for it
CARRIED = 0.5  # how much a word of the question before weighs in a follow-up
BOTH: tuple[Language, ...] = ("nl", "en")


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question: its weight, and the stems that meet it with their worth."""

    word: str
    weight: float
    own: frozenset[str]
    stems: Mapping[str, float]
    known: bool = True  # whether the reports have the word itself, or a form of it


class _Worths(dict[str, tuple[tuple[int, float], ...]]):
    """A stem of a text -> the terms it meets, by place, and how well; worked out once."""

    def __init__(self, terms: Sequence[Term]) -> None:
        super().__init__()
        self._meets = [{**term.stems, **dict.fromkeys(term.own, 1.0)} for term in terms]
        self._parts = [[s for s in term.own if len(s) >= SHORTEST_INSIDE] for term in terms]

    def __missing__(self, stem: str) -> tuple[tuple[int, float], ...]:
        found = []
        for nth, (meets, parts) in enumerate(zip(self._meets, self._parts, strict=True)):
            worth = meets.get(stem, 0.0)
            if worth < INSIDE_COMPOUND and any(map(stem.startswith, parts)):
                worth = INSIDE_COMPOUND
            if worth < INSIDE_COMPOUND and any(map(stem.endswith, parts)):
                worth = INSIDE_COMPOUND
            if worth:
                found.append((nth, worth))
        self[stem] = tuple(found)
        return self[stem]


@dataclass(slots=True)
class Terms:
    """The content words of a question, ready to be looked for; ``weight`` is that of them all."""

    terms: tuple[Term, ...]
    weight: float = field(init=False)
    _weights: tuple[float, ...] = field(init=False, repr=False)
    _worths: _Worths = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._weights = tuple(term.weight for term in self.terms)
        self.weight = sum(self._weights)
        self._worths = _Worths(self.terms)

    def met(self, *texts: str) -> tuple[float, ...]:
        """For each term how well the texts together meet it, 0 to 1."""
        return self._met_by(frozenset().union(*(stems_of(text) for text in texts)))

    def _met_by(self, stems: Iterable[str]) -> tuple[float, ...]:
        worths, known = [0.0] * len(self.terms), self._worths
        for stem in stems:
            for nth, worth in known[stem]:
                if worths[nth] < worth:
                    worths[nth] = worth
        return tuple(worths)

    def share(self, met: Sequence[float]) -> float:
        """The weighted share of the question's words that is met, 0 to 1."""
        return sum(map(mul, self._weights, met)) / self.weight if self.weight else 0.0

    def places(self, text: str) -> list[tuple[int, int, float]]:
        """Where words of the question are met in a text: start, end, weight times worth."""
        found = []
        for token in tokens(text):
            met = self._met_by(stems_of(token.text))
            pairs = zip(self.terms, met, strict=True)
            worth = max((term.weight * own for term, own in pairs), default=0.0)
            if worth > 0:
                found.append((token.start, token.end, worth))
        return found


@lru_cache(maxsize=8192)  # of sentences: those of the passages that questions keep coming back to
def stems_of(text: str) -> frozenset[str]:
    """The stems of every word of a text, Dutch and English way, hyphenated words also in parts."""
    return frozenset().union(*(_word_stems(token.text) for token in tokens(text)))


@lru_cache(maxsize=50_000)
def _word_stems(word: str) -> frozenset[str]:
    plain = fold(word).strip("'-")
    parts = {plain, plain.replace("-", ""), *plain.split("-")}
    return frozenset().union(*(word_stems(part) for part in parts if part))


def terms_of(
    words: Sequence[str],
    retriever: Retriever,
    meanings: Sequence[Expansion] = (),
    carried: Sequence[str] = (),
) -> Terms:
    """The terms for a question's content words, widened with the corpus' own nearest words.

    Those that are ``carried`` over from the question before weigh less. An abbreviation is met by
    the words it stands for too, and these by the abbreviation.
    """
    if not words:
        return Terms(())
    index = retriever.index
    vocabulary = index.vocabulary()
    crowd = min(CROWD, max(NEAREST_WORDS, len(vocabulary) // CROWD_SHARE))
    terms = []
    near_words, others_said = retriever.near_words(words, crowd), synonyms(words)
    for word, nearest, said in zip(words, near_words, others_said, strict=True):
        own = stems_of(verb_of(word))
        stems = dict.fromkeys(own, 1.0)
        for language in BOTH:
            for part in index_terms(word, language, vocabulary):
                stems.setdefault(part, PART_OF_COMPOUND)
        for other, worth in _meant(own, meanings):
            stems[other] = max(worth, stems.get(other, 0.0))
        others = [(each, SYNONYM * said[other]) for other in said for each in stems_of(other)]
        if word[0].isalpha() and len(word) > 2:
            others += [(each, worth) for near, worth in _near(nearest) for each in stems_of(near)]
        there = index.has_terms([other for other, _ in others])
        for (other, worth), known in zip(others, there, strict=True):
            if known and worth > stems.get(other, 0.0):
                stems[other] = worth
        frequency = max((index.document_frequency(item) for item in own), default=0)
        weight = inverse_document_frequency(
            frequency or max((index.document_frequency(item) for item in stems), default=0),
            index.passage_count,
        )
        weight *= CARRIED if word in carried else 1.0
        terms.append(Term(word, weight, own, stems, frequency > 0))
    return Terms(tuple(terms))


def _meant(own: frozenset[str], meanings: Sequence[Expansion]) -> list[tuple[str, float]]:
    """The stems that an abbreviation, or what it stands for, adds to those of a word."""
    found = []
    for item in meanings:
        short, long = stems_of(item.short), _content_stems(item.long)
        if own & short:
            found += [(each, STANDS_FOR) for each in long]
        elif own & long:
            found += [(each, SPELT_OUT) for each in short]
    return found


def _content_stems(text: str) -> frozenset[str]:
    """The stems of a text's words, stop words of either language left out."""
    words = [fold(token.text) for token in tokens(text)]
    kept = [word for word in words if not any(is_stopword(word, each) for each in BOTH)]
    return stems_of(" ".join(kept))


def _near(nearest: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """The words that stand out from the crowd, with how well they meet the first."""
    return [
        (word, NEAR_WORTH * min(1.0, share / SAME))
        for word, share in nearest[:NEAREST_WORDS]
        if share >= STANDS_OUT
    ]


def inverse_document_frequency(frequency: int, passages: int) -> float:
    """ln(1 + (N - n + 0.5) / (n + 0.5)), as in BM25 (Robertson and Zaragoza, 2009); n >= 1."""
    n = max(frequency, 1)
    return math.log(1 + (max(passages, n) - n + 0.5) / (n + 0.5))

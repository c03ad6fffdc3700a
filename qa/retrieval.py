"""A question -> ranked passages, with the reason for each rank.

Five rankings are fused: BM25 over stems, the passage vectors, the best sentence vector of each
passage, BM25 over the question widened, and the tokens of the question laid beside the words of
what the others found (`qa.late_interaction`; not with an encoder that makes no vectors of tokens).
A question is widened with what the glossary has for its words ("complaints"
finds "klachten"), and with the corpus' own nearest words, which makes words meet across spellings
and typing errors, and where the glossary has no line: a word's vector is compared with the vectors
of the words the reports use. However many ways a word may be said, it counts once in a passage.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING

from qa.encoders import TokenEncoder
from qa.fusion import Ranking, fused
from qa.language import (
    Expansion,
    content_words,
    detect_language,
    expansions,
    fold,
    index_terms,
    is_short_form,
    synonyms,
    tokens,
    word_stems,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qa.encoders import Encoder
    from qa.index import Index, Likeness, ReportRecord
    from qa.late_interaction import AskedTokens
    from qa.model import Language, Passage

DEPTH = 100  # how far down each ranking the fusion looks
OPENING_PASSAGES = 2  # of a report, which name what it is about
EXPLAINED_IN = 40  # passages with an abbreviation that are looked through for what it stands for
WIDEN_MASS = 50  # the nearest words among which those worth adding stand out


@dataclass(frozen=True, slots=True)
class Filters:
    """Which reports may be ranked.

    ``report`` is what stands anywhere in a name or title, letter case aside, or a glob over the
    whole of one ("[1].txt" is a name before it is a pattern); the years are of the report's date,
    both ends included. A report without a date passes no year filter.
    """

    report: str | None = None
    year_from: int | None = None
    year_to: int | None = None

    def __bool__(self) -> bool:
        return self != Filters()

    def admit(self, record: ReportRecord) -> bool:
        """Whether the report may be ranked."""
        return self._names(record) and self._dates(record)

    def _names(self, record: ReportRecord) -> bool:
        if self.report is None:
            return True
        wanted = fold(self.report)
        texts = (fold(text) for text in (record.name, record.metadata.title))
        return any(wanted in text or fnmatchcase(text, wanted) for text in texts)

    def _dates(self, record: ReportRecord) -> bool:
        if self.year_from is None and self.year_to is None:
            return True
        if record.metadata.date is None:
            return False
        year = int(record.metadata.date[:4])
        return (self.year_from or year) <= year <= (self.year_to or year)


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each ranking counts, and how far the question is widened.

    A word of the question brings what the glossary has for it, by ``synonyms``, and up to
    ``widen_words`` of the corpus' words. The weight of each in
    BM25 is how far it stands out from the mass of words: 0 at the cosine of the last of the
    ``WIDEN_MASS`` nearest ones, ``widen_weight`` at cosine 1; under ``widen_from`` of that way it
    is left out. So nothing depends on where a model's cosines happen to lie.
    """

    words: float
    widened: float
    passages: float
    sentences: float
    tokens: float = 0.0
    widen_words: int = 5
    widen_from: float = 0.25
    widen_weight: float = 1.0
    synonyms: float = 1.0  # of what the glossary has for a word, in BM25
    abbreviations: float = 1.0  # of what an abbreviation stands for, in BM25; 0 looks for none


# Chosen on questions over other texts than the encoder and the ranker were taught on
# (docs/retrieval.md); the same for both languages: widened, words no longer fail English questions.
WEIGHTS = Weights(words=0.25, widened=0.75, passages=1.0, sentences=2.0, tokens=2.0)


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked passage.

    ``score`` is the fused score (higher is better, comparable within one search only);
    ``sentence_similarities`` are the cosines of its sentences with the question, in order;
    ``why`` holds for each ranking its rank (``words_rank`` …, from 1) and value (``words`` …);
    ``opening`` is how its report begins, which may name what the whole report is about;
    ``sentence_likenesses`` is how well each sentence meets the question token by token, () where
    the encoder makes no vectors of tokens.
    """

    passage_id: int
    passage: Passage
    report: ReportRecord
    score: float
    sentence_similarities: tuple[float, ...]
    why: Mapping[str, float]
    opening: str = ""
    sentence_likenesses: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready: its vector, its stems, and those for each word that it may be said by.

    Each of ``widened`` has the stems of one word and of what may stand in its place, with weights.
    """

    text: str
    language: Language
    vector: NDArray[np.float32]
    terms: Mapping[str, float]
    widened: tuple[Mapping[str, float], ...] = ()
    tokens: AskedTokens | None = None


class Retriever:
    """Searches one opened index with the encoder that made it. Thread-safe as they are."""

    def __init__(self, index: Index, encoder: Encoder, weights: Weights = WEIGHTS) -> None:
        """An index and the encoder whose fingerprint it carries."""
        self.index = index
        self.encoder = encoder
        self.weights = weights
        self._word_vectors: dict[str, NDArray[np.float32]] = {}
        self._meanings: dict[str, tuple[Expansion, ...]] = {}
        self._openings: dict[str, str] = {}

    def search(self, text: str, k: int = 20, filters: Filters = NO_FILTERS) -> list[Hit]:
        """The ``k`` best passages for a question or a few words, best first.

        Fewer than ``k`` where the filters admit fewer; equal scores stand in the corpus' order.
        """
        return self.rank(self.prepare(text), k, filters)

    def prepare(self, text: str) -> Query:
        """The question's vector, stems and widened stems."""
        language = detect_language(text)
        meanings = self.meanings(text) if self.weights.abbreviations else ()
        words = {fold(token.text) for token in tokens(text)}
        others = [item.long if fold(item.short) in words else item.short for item in meanings]
        vector, asked = self._read(" ".join((text, *others)))
        terms = dict.fromkeys(self._terms(text), 1.0)
        widened = self._widen(text, terms) if self.weights.widened else []
        if widened:
            said = [token.text for other in others for token in tokens(other)]
            alike = [dict.fromkeys(self._terms(word), self.weights.abbreviations) for word in said]
            widened += [group for group in alike if group]
        return Query(text, language, vector, terms, tuple(widened), asked)

    def _read(self, text: str) -> tuple[NDArray[np.float32], AskedTokens | None]:
        """The question's vector, and its tokens where the index has any to lay beside them."""
        if self.index.has_tokens and isinstance(self.encoder, TokenEncoder):
            return self.encoder.encode_query_tokens(text)
        return self.encoder.encode_query([text])[0], None

    def meanings(self, text: str) -> tuple[Expansion, ...]:
        """The abbreviations of a text with what the reports say they stand for, in either order.

        Those that stand in the text, and those of what stands there in full; the first explanation
        of each. Looked for in the passages that have the abbreviation, or the text's own words.
        """
        if text not in self._meanings:
            self._meanings[text] = tuple(self._explained(text))
        return self._meanings[text]

    def _explained(self, text: str) -> list[Expansion]:
        folded, words = fold(text), [token.text for token in tokens(text)]
        short = {fold(word): word for word in words if is_short_form(word)}
        asked = [self._terms(word) for word in short.values()] + [self._terms(text)]
        ids = {
            row: None
            for terms in asked
            for row, _ in self.index.bm25(dict.fromkeys(terms, 1.0), EXPLAINED_IN)
        }
        found: dict[str, Expansion] = {}
        for passage in self.index.passages(list(ids)):
            for item in _explained_in(passage.text):
                known, long = fold(item.short), fold(item.long)
                if (known in short) != (long in folded):
                    found.setdefault(known, item)
        return list(found.values())

    def rank(self, query: Query, k: int = 20, filters: Filters = NO_FILTERS) -> list[Hit]:
        """The ``k`` best passages for a prepared question, best first."""
        mask = self._mask(filters)
        depth = max(DEPTH, k)
        weights = self.weights
        sentences = _best_of_each(self.index.nearest_sentences(query.vector, 4 * depth, mask))
        rankings: dict[str, Ranking] = {
            "words": (weights.words, self.index.bm25(query.terms, depth, mask)),
            "widened": (
                weights.widened,
                self.index.bm25_of_any(query.widened, depth, mask) if query.widened else (),
            ),
            "passages": (
                weights.passages,
                self.index.nearest_passages(query.vector, depth, mask),
            ),
            "sentences": (weights.sentences, sentences[:depth]),
        }
        likenesses = self._likenesses(query, rankings)
        if likenesses:
            values = [(row, each.passage) for row, each in likenesses.items()]
            by_tokens = sorted(values, key=lambda each: (-each[1], each[0]))[:depth]
            rankings["tokens"] = weights.tokens, by_tokens
        scores, why = fused(rankings)
        best = sorted(scores, key=lambda row: (-scores[row], row))[:k]
        return self._hits(query, best, scores, why, likenesses)

    def _likenesses(self, query: Query, rankings: Mapping[str, Ranking]) -> dict[int, Likeness]:
        """How well what the rankings found meets the question token by token, by passage id."""
        if query.tokens is None:
            return {}
        found = {row for weight, ranking in rankings.values() if weight for row, _ in ranking}
        ids = sorted(found)
        return dict(zip(ids, self.index.likenesses(query.tokens, ids), strict=True))

    def _hits(
        self,
        query: Query,
        ids: Sequence[int],
        scores: Mapping[int, float],
        why: Mapping[int, Mapping[str, float]],
        likenesses: Mapping[int, Likeness],
    ) -> list[Hit]:
        similarities = self.index.sentence_similarities(query.vector, ids)
        return [
            Hit(
                row,
                passage,
                self.index.report(passage.report),
                scores[row],
                tuple(float(value) for value in cosines),
                why[row],
                self.opening(passage.report),
                likenesses[row].sentences if row in likenesses else (),
            )
            for row, passage, cosines in zip(
                ids, self.index.passages(ids), similarities, strict=True
            )
        ]

    def opening(self, report: str) -> str:
        """The first passages of a report."""
        if report not in self._openings:
            first = list(self.index.passage_ids(report)[:OPENING_PASSAGES])
            texts = [passage.text for passage in self.index.passages(first)]
            self._openings[report] = "\n".join(texts)
        return self._openings[report]

    def _mask(self, filters: Filters) -> NDArray[np.bool_] | None:
        if not filters:
            return None
        return self.index.passage_mask(
            [record.name for record in self.index.reports() if filters.admit(record)]
        )

    def _terms(self, text: str) -> list[str]:
        """The stems of a text in both languages: a question may be half Dutch, half English."""
        vocabulary = self.index.vocabulary()
        both: list[str] = []
        languages: tuple[Language, ...] = ("nl", "en")
        for language in languages:
            both += index_terms(text, language, vocabulary)
        return both

    def near_words(self, words: Sequence[str], crowd: int) -> list[list[tuple[str, float]]]:
        """For each word the ``crowd`` nearest words of the corpus, best first.

        With each comes how far it stands out: 0 at the cosine of the last, 1 at cosine 1. A word
        that the index has no vector of is embedded once, however often this retriever is asked.
        """
        for word in words:
            if word not in self._word_vectors:  # most words of a question are words of the reports
                known = self.index.word_vector(word)
                if known is not None:
                    self._word_vectors[word] = known
        new = [word for word in dict.fromkeys(words) if word not in self._word_vectors]
        if new:
            vectors = self.encoder.encode_query(new)
            self._word_vectors.update(zip(new, vectors, strict=True))
        return [
            _standing_out(self.index.nearest_words(self._word_vectors[word], crowd))
            for word in words
        ]

    def _widen(self, text: str, terms: Mapping[str, float]) -> list[dict[str, float]]:
        """For each word of the question the stems that may stand for it, with their weights.

        Its own, those of the corpus' words nearest to it, and of what the glossary has for it; and
        a group each for the ``terms`` that are of no word alone ("inkomsten verklaring").
        """
        content = content_words(text)
        asked = sorted({word for word in content if len(word) > 2 and word[0].isalpha()})
        if not asked:
            return []
        near = dict(zip(asked, self.near_words(asked, WIDEN_MASS), strict=True))
        groups: dict[str, dict[str, float]] = {}
        for word, said in zip(content, self._synonym_stems(content), strict=True):
            group = groups.setdefault(word, dict.fromkeys(self._terms(word), 1.0))
            for term, weight in (*self._nearest_stems(near.get(word, ())), *said):
                group[term] = max(weight, group.get(term, 0.0))
        every = list({term: None for group in groups.values() for term in group})
        there = dict(zip(every, self.index.has_terms(every), strict=True))
        found = [{t: w for t, w in group.items() if there[t]} for group in groups.values()]
        return [*found, *({term: 1.0} for term in terms if term not in there)]

    def _nearest_stems(self, nearest: Sequence[tuple[str, float]]) -> Iterator[tuple[str, float]]:
        """The stems of the nearest words that stand out, with their weights."""
        weights = self.weights
        for word, share in nearest[: weights.widen_words]:
            if share < weights.widen_from:
                break
            for term in self._terms(word):
                yield term, share * weights.widen_weight

    def _synonym_stems(self, words: Sequence[str]) -> list[list[tuple[str, float]]]:
        """For each word the stems of what the glossary has for it, with their weights."""
        return [
            [
                (term, worth * self.weights.synonyms)
                for word, worth in said.items()
                for term in word_stems(word)
            ]
            for said in synonyms(words)
        ]


@lru_cache(maxsize=4096)  # of passages; the same few explain abbreviations for most questions
def _explained_in(text: str) -> tuple[Expansion, ...]:
    return tuple(expansions(text))


def _standing_out(nearest: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Each word with the share it has come of the way from the last one's cosine to 1."""
    mass = nearest[-1][1] if nearest else 0.0
    return [(word, (cosine - mass) / max(1e-6, 1 - mass)) for word, cosine in nearest]


def _best_of_each(sentences: Sequence[tuple[int, int, float]]) -> list[tuple[int, float]]:
    """The best sentence of each passage, in the order given."""
    best: dict[int, float] = {}
    for row, _, cosine in sentences:
        best.setdefault(row, cosine)
    return list(best.items())

"""BM25 over terms of our own making, and the corpus' own words.

Each segment has its postings: for each term the passages that hold it, and how often. A term stands
there as 64 bits of its hash, in order (of a million terms two would be the same once in 30 million
corpora). Terms are looked up, never parsed, so no query is a syntax error; how rare a term is, is
counted over all segments, which the first question puts together; equal scores stand in the order
of the passages. docs/index.md has the measurements that chose this over tantivy and SQLite FTS5.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.index.segments import hash64
from qa.index.vectors import largest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qa.index.parts import TextPart

K1 = 1.2  # how soon more of the same word stops counting
B = 0.75  # how much a long passage is held against it
MOST_WORDS = 50_000  # of the vocabulary: the most frequent

LONGEST_TERM = 100  # characters; what is longer is no word, and is found by its beginning
VOCABULARY = "vocabulary.txt"

POSTINGS = ("terms", "posting_starts", "posting_passages", "posting_counts")

Arrays = Mapping[str, "NDArray[Any]"]


def postings_of(parts: Sequence[TextPart]) -> dict[str, NDArray[Any]]:
    """The postings of reports whose passages are numbered one after the other, from 0.

    ``terms`` (terms,) are hashes in order, ``posting_starts`` (terms + 1,) where the postings of
    each begin, ``posting_passages`` and ``posting_counts`` (postings,) those, and
    ``passage_lengths`` (passages,) how many terms a passage has.
    """
    import numpy as np

    hashes, passages, counts = [np.empty(0, np.uint64)], [np.empty(0, np.int32)], []
    first = 0
    for part in parts:
        numbers = np.array([hash64(term) for term in part.terms], dtype=np.uint64)
        hashes.append(numbers[part.term_of])
        passages.append(part.passages + np.int32(first))
        counts.append(part.counts)
        first += len(part.rows.passages)
    terms, rows = np.unique(np.concatenate(hashes), return_inverse=True)
    columns = np.concatenate(passages)
    values = np.concatenate([np.empty(0, np.int32), *counts])
    order = np.lexsort((columns, rows))
    ends = np.cumsum(np.bincount(rows, minlength=len(terms)))
    return {
        "terms": terms,
        "posting_starts": np.concatenate([[0], ends]).astype(np.int32),
        "posting_passages": columns[order].astype(np.int32),
        "posting_counts": values[order].astype(np.int32),
        "passage_lengths": np.bincount(columns, weights=values, minlength=first).astype(np.int32),
    }


def most_frequent(counts: Mapping[str, int]) -> dict[str, int]:
    """The words that make the vocabulary and their counts; of equal ones those first by letter."""
    best = sorted(counts, key=lambda word: (-counts[word], word))[:MOST_WORDS]
    return {word: counts[word] for word in best}


def sum_counts(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    """How often each word occurs in all."""
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return total


def write_vocabulary(folder: Path, vocabulary: Mapping[str, int]) -> None:
    """Write words and counts, one a line."""
    lines = (f"{word}\t{count}\n" for word, count in vocabulary.items())
    (folder / VOCABULARY).write_bytes("".join(lines).encode())


def read_vocabulary(path: Path) -> dict[str, int]:
    """The words and counts that ``write_vocabulary`` wrote."""
    pairs = (line.split("\t") for line in path.read_bytes().decode().splitlines())
    return {word: int(count) for word, count in pairs}


class Words:
    """Opened postings. Safe to use from several threads."""

    def __init__(self, segments: Sequence[Arrays], ids: NDArray[np.int64]) -> None:
        """The postings of segments; ``ids``, (passages,), has the id of each passage in them.

        KeyError where a segment has none.
        """
        import numpy as np

        self._segments = [tuple(segment[name] for name in POSTINGS) for segment in segments]
        lengths = [segment["passage_lengths"] for segment in segments]
        self._first = np.cumsum([0, *(len(each) for each in lengths)])
        self._ids = ids
        self._lengths = np.zeros(len(ids), np.int32)
        self._lengths[ids] = np.concatenate([np.empty(0, np.int32), *lengths])

    @property
    def passage_count(self) -> int:
        """How many passages the postings are of."""
        return len(self._lengths)

    @cached_property
    def _norms(self) -> NDArray[np.float32]:
        """k1 * (1 - b + b * length / average length) for each passage."""
        import numpy as np

        average = max(1.0, float(self._lengths.mean())) if len(self._lengths) else 1.0
        return (K1 * (1 - B + B * self._lengths / average)).astype(np.float32)

    @cached_property
    def _merged(self) -> tuple[NDArray[Any], ...]:
        """All segments' terms in order, where the postings of each begin and end, and those.

        Made by the first question: 12 bytes a posting, and at 20,000 passages some 0.1 s.
        """
        import numpy as np

        columns: list[list[NDArray[Any]]] = [[np.empty(0, np.uint64)]]
        columns += [[np.empty(0, np.int64)] for _ in range(4)]
        at = 0
        for first, (terms, starts, passages, counts) in zip(
            self._first.tolist(), self._segments, strict=False
        ):
            some = terms, at + starts[:-1], at + starts[1:], passages + np.int32(first), counts
            for column, values in zip(columns, some, strict=True):
                column.append(values)
            at += len(passages)
        terms, begins, ends = (np.concatenate(column) for column in columns[:3])
        order = np.argsort(terms, kind="stable")
        rows, counts = (np.concatenate(column, dtype=np.int32) for column in columns[3:])
        return terms[order], begins[order], ends[order], self._ids[rows], counts

    def _postings(
        self, terms: Iterable[str]
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int32]]]:
        """For each term the ids of the passages that have it, and the counts in them."""
        import numpy as np

        held, begins, ends, ids, counts = self._merged
        wanted = np.array([hash64(term[:LONGEST_TERM]) for term in terms], dtype=np.uint64)
        firsts, lasts = (held.searchsorted(wanted, side).tolist() for side in ("left", "right"))
        for first, last in zip(firsts, lasts, strict=True):
            sizes = ends[first:last] - begins[first:last]
            before = np.cumsum(sizes) - sizes
            rows = np.repeat(begins[first:last] - before, sizes) + np.arange(sizes.sum())
            yield ids[rows], counts[rows]

    def passages(self, term: str) -> NDArray[np.int64]:
        """The ids of the passages that have the term."""
        ((ids, _),) = self._postings([term])
        return ids

    def has(self, terms: Sequence[str]) -> list[bool]:
        """For each term whether any passage has it."""
        import numpy as np

        held = self._merged[0]
        if not len(held):
            return [False] * len(terms)
        wanted = np.array([hash64(term[:LONGEST_TERM]) for term in terms], dtype=np.uint64)
        places = np.minimum(held.searchsorted(wanted), len(held) - 1)
        found: list[bool] = (held[places] == wanted).tolist()
        return found

    def length(self, id: int) -> int:
        """How many terms a passage has."""
        return int(self._lengths[id])

    def document_frequency(self, term: str) -> int:
        """How many passages have the term."""
        return len(self.passages(term))

    def bm25(
        self, terms: Mapping[str, float], k: int, mask: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """The ``k`` best passages for weighted terms, best first; equal ones in their order.

        Okapi BM25 as Lucene has it: the sum over the terms of ``weight * idf * count * (k1 + 1) /
        (count + norm)`` with ``idf = ln(1 + (n - df + .5) / (df + .5))``. Only passages with one of
        the terms, and where ``mask`` is true, if given.
        """
        import numpy as np

        scores = np.zeros(len(self._lengths), dtype=np.float32)
        for ids, values in self._values(terms):
            scores[ids] += values
        return self._best(scores, k, mask)

    def bm25_of_any(
        self,
        groups: Sequence[Mapping[str, float]],
        k: int,
        mask: NDArray[np.bool_] | None = None,
    ) -> list[tuple[int, float]]:
        """As ``bm25``, for words that may each be said in several ways, a group of terms a word.

        In each passage a group counts by the term of it that does most there, so that a word with
        twelve synonyms does not count for twelve (after the structured queries of Pirkola, SIGIR
        1998, which sum the counts of a group's terms).
        """
        import numpy as np

        scores = np.zeros(len(self._lengths), dtype=np.float32)
        for group in groups:
            most = np.zeros_like(scores)
            for ids, values in self._values(group):
                most[ids] = np.maximum(most[ids], values)
            scores += most
        return self._best(scores, k, mask)

    def _values(
        self, terms: Mapping[str, float]
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """For each term the ids of the passages that have it, and what it adds to each."""
        import numpy as np

        passages = len(self._lengths)
        for weight, (ids, counts) in zip(terms.values(), self._postings(terms), strict=True):
            frequency = len(ids)
            idf = np.log1p((passages - frequency + 0.5) / (frequency + 0.5))
            factor = np.float32(weight * idf * (K1 + 1))
            yield ids, factor * counts / (counts + self._norms[ids])

    def _best(
        self, scores: NDArray[np.float32], k: int, mask: NDArray[np.bool_] | None
    ) -> list[tuple[int, float]]:
        if mask is not None:
            scores[~mask] = 0.0
        return best(scores, k)


def best(scores: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
    """The ``k`` greatest of the scores above zero and their places, equal ones in their order."""
    import numpy as np

    found = np.flatnonzero(scores > 0)
    return [(int(found[at]), score) for at, score in largest(scores[found], k)]

"""BM25 over terms of our own making, and the corpus' own words.

Each segment has its postings: for each term the passages that hold it, in order, and how often. A
term stands there as 64 bits of its hash, in order (of a million terms two would be the same once in
30 million corpora). Terms are looked up, never parsed, so no query is a syntax error; how rare a
term is, is counted over all segments when it is asked for; equal scores stand in the order of the
passages. docs/index.md has the measurements that chose this over tantivy and SQLite FTS5.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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

    def __init__(self, segments: Sequence[Arrays]) -> None:
        """The postings of segments whose passages are numbered on; KeyError where one has none."""
        import numpy as np

        self._terms = [segment["terms"] for segment in segments]
        self._starts = [segment["posting_starts"] for segment in segments]
        self._passages = [segment["posting_passages"] for segment in segments]
        self._counts = [segment["posting_counts"] for segment in segments]
        lengths = [segment["passage_lengths"] for segment in segments]
        self._first = np.cumsum([0, *(len(each) for each in lengths)])
        self._lengths = np.concatenate([np.empty(0, np.int32), *lengths])

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

    def _postings(self, terms: Iterable[str]) -> list[list[tuple[int, int, int]]]:
        """For each term where its postings lie: (segment, first, after the last), not empty."""
        import numpy as np

        hashes = [hash64(term[:LONGEST_TERM]) for term in terms]
        wanted = np.array(hashes, dtype=np.uint64)
        found: list[list[tuple[int, int, int]]] = [[] for _ in hashes]
        for segment, (held, starts) in enumerate(zip(self._terms, self._starts, strict=True)):
            if not len(held):
                continue
            at = held.searchsorted(wanted)
            for i in np.flatnonzero(held.take(at, mode="clip") == wanted).tolist():
                first, last = starts[at[i] : at[i] + 2].tolist()
                found[i].append((segment, first, last))
        return found

    def _rows(
        self, postings: Sequence[tuple[int, int, int]]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The ids of the passages of postings, in order, and the counts in them."""
        import numpy as np

        if not postings:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        ids = np.concatenate([self._passages[s][a:b] for s, a, b in postings])
        counts = np.concatenate([self._counts[s][a:b] for s, a, b in postings])
        first = self._first[[segment for segment, _, _ in postings]]
        return ids + np.repeat(first, [b - a for _, a, b in postings]), counts.astype(np.float32)

    def passages(self, term: str) -> NDArray[np.int64]:
        """The ids of the passages that have the term, in order."""
        return self._rows(self._postings([term])[0])[0]

    def length(self, id: int) -> int:
        """How many terms a passage has."""
        return int(self._lengths[id])

    def document_frequency(self, term: str) -> int:
        """How many passages have the term."""
        return sum(last - first for _, first, last in self._postings([term])[0])

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
        for weight, postings in zip(terms.values(), self._postings(terms), strict=True):
            ids, counts = self._rows(postings)
            frequency = len(ids)
            idf = np.log1p((len(scores) - frequency + 0.5) / (frequency + 0.5))
            factor = np.float32(weight * idf * (K1 + 1))
            scores[ids] += factor * counts / (counts + self._norms[ids])
        if mask is not None:
            scores[~mask] = 0.0
        return best(scores, k)


def best(scores: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
    """The ``k`` greatest of the scores above zero and their places, equal ones in their order."""
    import numpy as np

    found = np.flatnonzero(scores > 0)
    return [(int(found[at]), score) for at, score in largest(scores[found], k)]

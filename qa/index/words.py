"""BM25 over terms of our own making, and the corpus' own words.

Postings lie in plain NumPy arrays, mapped into memory: for each term the passages that hold it, in
order, and how often. Terms are looked up, never parsed, so no query is a syntax error; equal scores
stand in the order of the passages; the same reports give the same bytes. docs/index.md has the
measurements that chose this over tantivy and SQLite FTS5.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from qa.index.vectors import open_array

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qa.index.parts import TextPart

K1 = 1.2  # how soon more of the same word stops counting
B = 0.75  # how much a long passage is held against it
MOST_WORDS = 50_000  # of the vocabulary: the most frequent

LONGEST_TERM = 100  # characters; what is longer is no word, and is found by its beginning
VOCABULARY = "vocabulary.txt"


def write_words(folder: Path, parts: Sequence[TextPart]) -> None:
    """Write the postings of reports whose passages are numbered one after the other."""
    import numpy as np

    terms = sorted(set().union(*(part.terms for part in parts)))
    number = {term: i for i, term in enumerate(terms)}
    term_of, passages, counts = [], [], []
    first = 0
    for part in parts:
        numbers = np.array([number[term] for term in part.terms], dtype=np.int64)
        term_of.append(numbers[part.term_of])
        passages.append(part.passages + np.int32(first))
        counts.append(part.counts)
        first += len(part.rows.passages)
    empty = [np.empty(0, dtype=np.int32)]
    rows = np.concatenate(term_of or empty).astype(np.int64)
    columns = np.concatenate(passages or empty)
    values = np.concatenate(counts or empty)
    order = np.lexsort((columns, rows))
    np.save(folder / "posting_passages.npy", columns[order].astype(np.int32))
    np.save(folder / "posting_counts.npy", values[order].astype(np.int32))
    np.save(folder / "posting_ends.npy", np.cumsum(np.bincount(rows, minlength=len(terms))))
    lengths = np.bincount(columns, weights=values, minlength=first).astype(np.int32)
    np.save(folder / "passage_lengths.npy", lengths)
    encoded = [term.encode("utf-8", "surrogatepass") for term in terms]
    (folder / "terms.txt").write_bytes(b"".join(term + b"\n" for term in encoded))
    ends = np.cumsum([len(term) + 1 for term in encoded], dtype=np.int64)
    np.save(folder / "term_ends.npy", ends)


def choose_vocabulary(parts: Iterable[TextPart]) -> dict[str, int]:
    """The words of the reports and their counts: the most frequent, then in alphabetical order."""
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part.words)
    best = sorted(total, key=lambda word: (-total[word], word))[:MOST_WORDS]
    return {word: total[word] for word in sorted(best)}


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

    def __init__(self, folder: Path) -> None:
        """Map the files; ValueError where one is no array."""
        self._terms = (folder / "terms.txt").read_bytes()
        self._term_ends = open_array(folder / "term_ends.npy")
        self._posting_ends = open_array(folder / "posting_ends.npy")
        self._passages = open_array(folder / "posting_passages.npy")
        self._counts = open_array(folder / "posting_counts.npy")
        self._lengths = open_array(folder / "passage_lengths.npy")

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

    def postings(self, term: str) -> slice:
        """Where the term's postings lie; an empty slice for a term no passage has."""
        wanted = term[:LONGEST_TERM].encode("utf-8", "surrogatepass")
        low, high = 0, len(self._term_ends)
        while low < high:
            middle = (low + high) // 2
            found = self._term(middle)
            if found == wanted:
                first = int(self._posting_ends[middle - 1]) if middle else 0
                return slice(first, int(self._posting_ends[middle]))
            if found < wanted:
                low = middle + 1
            else:
                high = middle
        return slice(0, 0)

    def _term(self, number: int) -> bytes:
        start = int(self._term_ends[number - 1]) if number else 0
        return self._terms[start : int(self._term_ends[number]) - 1]

    def passages(self, term: str) -> NDArray[np.int32]:
        """The ids of the passages that have the term, in order."""
        return self._passages[self.postings(term)]

    def length(self, id: int) -> int:
        """How many terms a passage has."""
        return int(self._lengths[id])

    def document_frequency(self, term: str) -> int:
        """How many passages have the term."""
        found = self.postings(term)
        return int(found.stop - found.start)

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
        for term, weight in terms.items():
            found = self.postings(term)
            passages = self._passages[found]
            if len(passages) == 0:
                continue
            counts = self._counts[found].astype(np.float32)
            frequency = len(passages)
            idf = np.log1p((len(scores) - frequency + 0.5) / (frequency + 0.5))
            factor = np.float32(weight * idf * (K1 + 1))
            scores[passages] += factor * counts / (counts + self._norms[passages])
        if mask is not None:
            scores[~mask] = 0.0
        return best(scores, k)


def best(scores: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
    """The ``k`` greatest of the scores above zero and their places, equal ones in their order."""
    import numpy as np

    found = np.flatnonzero(scores > 0)
    if k <= 0:
        return []
    if len(found) > k:
        least = np.partition(scores[found], len(found) - k)[len(found) - k]
        found = found[scores[found] >= least]
    order = found[np.lexsort((found, -scores[found]))][:k]
    return [(int(row), float(scores[row])) for row in order]

"""Passages on disk and in search order: the catalogue, vectors and words of one generation."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from qa.index import generation
from qa.index.catalog import CATALOG, Catalog
from qa.index.generation import IndexDamaged, IndexForeign, IndexMissing, Manifest
from qa.index.lock import IndexLocked, IndexNotWritable
from qa.index.segments import ARRAYS, WORDS, read_arrays
from qa.index.texts import ReportRecord
from qa.index.tokens import Likeness, Tokens
from qa.index.vectors import Vectors
from qa.index.words import VOCABULARY, Words, read_vocabulary
from qa.model import Block, Passage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qa.late_interaction import AskedTokens

__all__ = [
    "Index",
    "IndexDamaged",
    "IndexForeign",
    "IndexLocked",
    "IndexMissing",
    "IndexNotWritable",
    "Likeness",
    "ReportRecord",
]

_TRIES = 5  # a writer may remove the generation that was current when it was looked up


class Index:
    """One finished generation, opened read only.

    It stays as it is when a writer makes another. Safe to use from several threads. Passages have
    ids from 0, in the order of the reports' names and of the passages in them; rows of vectors go
    by segment.
    """

    def __init__(self, folder: Path, name: str, manifest: Manifest) -> None:
        """Open the files of a generation that was checked; most callers want ``Index.open``."""
        import numpy as np

        own, pool = folder / generation.GENERATIONS / name, folder / generation.SEGMENTS
        self.generation = name
        self.manifest = manifest
        self.size = sum(size for _, _, size in manifest.paths(folder, name))  # bytes
        self.catalog = Catalog(own / CATALOG, pool)
        self.encoder_fingerprint = self.catalog.facts["encoder"]
        self.passage_count = self.catalog.passage_count
        arrays = [read_arrays(pool / each.file) for each in manifest.of(ARRAYS)]
        self._passage_vectors = Vectors([each["passages"] for each in arrays])
        self._sentence_vectors = Vectors([each["sentences"] for each in arrays])
        self.tokens = Tokens(arrays)
        counts = [np.empty(0, np.int32), *(each["sentence_counts"] for each in arrays)]
        self._sentence_ends = np.cumsum(np.concatenate(counts), dtype=np.int64)  # by row
        ids = (np.arange(*self._span(report)) for report in self.catalog.entries)
        self._ids = np.concatenate([np.empty(0, np.int64), *ids])  # by row
        self._rows = np.argsort(self._ids)  # by id
        self.words = Words(arrays, self._ids)
        self._vocabulary = read_vocabulary(own / VOCABULARY)
        # Read, not mapped: they are many small files, and a process may hold only so many open.
        rows = [read_arrays(pool / each.file)["vectors"] for each in manifest.of(WORDS)]
        self._word_vectors = Vectors([np.concatenate(rows)] if rows else [])

    def _span(self, report: str) -> tuple[int, int]:
        ids = self.catalog.passage_ids(report)
        return ids.start, ids.stop

    @classmethod
    def open(cls, folder: Path, encoder_fingerprint: str | None = None) -> Index:
        """Open the current generation of an index folder.

        Raises IndexMissing where there is none, IndexDamaged where its files are not as they were
        written, IndexForeign where they are of another format or made with another encoder than
        the one with ``encoder_fingerprint``, if given.
        """
        index = cls._open_current(folder)
        if encoder_fingerprint is not None:
            index.require_encoder(encoder_fingerprint)
        return index

    def require_encoder(self, fingerprint: str) -> None:
        """Raises IndexForeign where the index was made with another encoder than this one."""
        if fingerprint != self.encoder_fingerprint:
            raise IndexForeign(
                f"The index was made with another model ({self.catalog.facts['model']}) than "
                "the one that is set; bring it in step with: qa index."
            )

    @classmethod
    def _open_current(cls, folder: Path) -> Index:
        for _ in range(_TRIES):
            name = generation.current(folder)
            try:
                index = cls(folder, name, generation.check(folder, name))
            except (OSError, ValueError, KeyError, sqlite3.Error) as error:
                if generation.current(folder) == name:
                    what = f"{name} cannot be opened: {error}"
                    raise generation.damaged(folder, what) from None
                continue  # it was removed while it was opened
            if problem := index._mismatch():
                raise generation.damaged(folder, problem)
            return index
        raise generation.damaged(folder, "its generations vanish while they are opened")

    def warm(self) -> None:
        """Load what the first search would load."""
        import faiss  # noqa: F401

    def _mismatch(self) -> str | None:
        """What in the counts of the files does not agree; None where all does."""
        sentences = int(self._sentence_ends[-1]) if len(self._sentence_ends) else 0
        for what, count, expected in (
            ("passage vectors", len(self._passage_vectors), self.passage_count),
            ("segments", len(self.manifest.of(ARRAYS)), len(self.catalog.files)),
            ("groups of sentences", len(self._sentence_ends), self.passage_count),
            ("sentence vectors", len(self._sentence_vectors), sentences),
            ("passages with tokens", self.tokens.passage_count, self.passage_count),
            ("passages with words", self.words.passage_count, self.passage_count),
            ("word vectors", len(self._word_vectors), len(self._vocabulary)),
        ):
            if count != expected:
                return f"it has {count} {what}, not {expected}"
        return None if self.tokens.whole else "passages lack their tokens"

    # ------------------------------------------------------------------ the catalogue

    @cached_property
    def _records(self) -> tuple[ReportRecord, ...]:
        return tuple(self.catalog.record(name) for name in sorted(self.catalog.entries))

    def reports(self) -> list[ReportRecord]:
        """All reports, by name."""
        return list(self._records)

    def report(self, name: str) -> ReportRecord:
        """One report; KeyError for a name that is not there."""
        return self.catalog.record(name)

    def source(self, name: str) -> str:
        """A report's source text; KeyError for a name that is not there."""
        return self.catalog.source(name)

    def blocks(self, name: str) -> tuple[Block, ...]:
        """A report's blocks; KeyError for a name that is not there."""
        return self.catalog.blocks(name)

    def passage(self, id: int) -> Passage:
        """One passage; IndexError for an id that is not there."""
        return self.catalog.passages([id])[0]

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Passages in the order asked for; IndexError for an id that is not there."""
        return self.catalog.passages(ids)

    def passage_ids(self, report: str) -> range:
        """The ids of a report's passages; KeyError for a name that is not there."""
        return self.catalog.passage_ids(report)

    def passage_mask(self, reports: Collection[str]) -> NDArray[np.bool_]:
        """Which passages are of these reports: (passages,) of bool."""
        import numpy as np

        mask = np.zeros(self.passage_count, dtype=np.bool_)
        for name in reports:
            ids = self.passage_ids(name)
            mask[ids.start : ids.stop] = True
        return mask

    # ------------------------------------------------------------------ vectors

    def nearest_passages(
        self, vector: NDArray[np.float32], k: int, mask: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """The ``k`` passages nearest to a unit vector: (id, cosine), best first.

        ``mask``, (passages,), leaves out passages where it is false.
        """
        mask = None if mask is None else mask[self._ids]
        found = self._passage_vectors.nearest(vector, k, mask, self._ids)
        return [(int(self._ids[row]), cosine) for row, cosine in found]

    def nearest_sentences(
        self, vector: NDArray[np.float32], k: int, mask: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, int, float]]:
        """The ``k`` sentences nearest to a unit vector: (passage id, sentence's number, cosine).

        ``mask``, (passages,), leaves out the sentences of passages where it is false.
        """
        import numpy as np

        if mask is not None:
            mask = np.repeat(mask[self._ids], np.diff(self._sentence_ends, prepend=0))
        found = self._sentence_vectors.nearest(vector, k, mask, self._sentence_order)
        passages = np.searchsorted(self._sentence_ends, [row for row, _ in found], side="right")
        ids = self._ids[passages].tolist()
        return [
            (id, row - self._sentences(id)[0], cosine)
            for id, (row, cosine) in zip(ids, found, strict=True)
        ]

    @cached_property
    def _sentence_order(self) -> NDArray[np.int64]:
        """For each row of a sentence its number where passages go by id."""
        import numpy as np

        counts = np.diff(self._sentence_ends, prepend=0)
        by_id = counts[self._rows]
        firsts = (np.cumsum(by_id) - by_id)[self._ids]
        moved = firsts - (self._sentence_ends - counts)
        order: NDArray[np.int64] = np.arange(counts.sum()) + np.repeat(moved, counts)
        return order

    def sentence_similarities(
        self, vector: NDArray[np.float32], ids: Sequence[int]
    ) -> list[NDArray[np.float32]]:
        """For each passage the cosines of its sentences with a unit vector, in their order."""
        return [self._sentence_vectors.similarities(vector, *self._sentences(id)) for id in ids]

    def likenesses(self, asked: AskedTokens, ids: Sequence[int]) -> list[Likeness]:
        """How well each passage meets a question token by token, and each of its sentences.

        Only where the index has tokens (`has_tokens`).
        """
        rows = self._rows[list(ids)].tolist()
        return self.tokens.likenesses(asked, rows, [self.sentence_count(id) for id in ids])

    @property
    def has_tokens(self) -> bool:
        """Whether its encoder made vectors of the passages' words."""
        return len(self.tokens) > 0

    def sentence_count(self, id: int) -> int:
        """How many sentences of a passage have a vector."""
        first, last = self._sentences(id)
        return last - first

    def word_vector(self, word: str) -> NDArray[np.float32] | None:
        """The vector of a word of the vocabulary; None for another."""
        row = self._word_rows.get(word)
        return None if row is None else self._word_vectors[row]

    @cached_property
    def _word_rows(self) -> dict[str, int]:
        return {word: row for row, word in enumerate(self._vocabulary)}

    def matrices(self) -> dict[str, Vectors]:
        """All the vectors, by what they are of."""
        return {
            "passage vectors": self._passage_vectors,
            "sentence vectors": self._sentence_vectors,
            "word vectors": self._word_vectors,
        }

    def _sentences(self, id: int) -> tuple[int, int]:
        """The rows of a passage's sentences: the first, and that after the last."""
        row = int(self._rows[id])
        return int(self._sentence_ends[row - 1]) if row else 0, int(self._sentence_ends[row])

    # ------------------------------------------------------------------ words

    def bm25(
        self, terms: Mapping[str, float], k: int, mask: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """The ``k`` best passages for weighted terms: (id, score), best first, scores above 0.

        Terms are those of ``qa.language.index_terms``. ``mask`` is as in ``nearest_passages``.
        """
        return self.words.bm25(terms, k, mask)

    def bm25_of_any(
        self,
        groups: Sequence[Mapping[str, float]],
        k: int,
        mask: NDArray[np.bool_] | None = None,
    ) -> list[tuple[int, float]]:
        """As ``bm25``, for groups of terms of which in each passage only the best counts."""
        return self.words.bm25_of_any(groups, k, mask)

    def document_frequency(self, term: str) -> int:
        """How many passages have a term."""
        return self.words.document_frequency(term)

    def has_terms(self, terms: Sequence[str]) -> list[bool]:
        """For each term whether any passage has it."""
        return self.words.has(terms)

    def vocabulary(self) -> Mapping[str, int]:
        """The words of the corpus, folded, and how often each occurs; no stop words, no numbers."""
        return self._vocabulary

    @cached_property
    def _vocabulary_words(self) -> tuple[str, ...]:
        return tuple(self._vocabulary)

    def nearest_words(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The ``k`` words of the corpus nearest to a unit vector: (word, cosine), best first."""
        return [
            (self._vocabulary_words[row], cosine)
            for row, cosine in self._word_vectors.nearest(vector, k)
        ]

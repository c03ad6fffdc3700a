"""The marks of words that meet (`qa.rankers.Mark`), for texts that are in no index.

What meets what is decided by the answering's own `Terms`; here stand the words of all documents
with their vectors, which it otherwise has from an index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from qa.answering.matching import Terms, terms_of
from qa.answering.understanding import understand
from qa.language import fold, is_stopword, tokens
from qa.model import VraagbaakError
from qa.rankers import Window
from training.data import Document, Passage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qa.encoders import Encoder
    from qa.retrieval import Retriever

RAREST = 2  # occurrences of a word that has a vector


class Words:
    """As much of a `Retriever` and its index as `terms_of` asks for."""

    passage_count = 1  # no word weighs more than another: a mark has no weight

    def __init__(self, texts: Iterable[str], encoder: Encoder, cache: Path) -> None:
        """The words of the texts; their vectors are kept in ``cache``: it takes a minute."""
        counts = Counter(
            word
            for text in texts
            for word in (fold(token.text) for token in tokens(text))
            if word[0].isalpha() and not is_stopword(word, "nl") and not is_stopword(word, "en")
        )
        self.counts = {word: count for word, count in sorted(counts.items()) if count >= RAREST}
        self.encoder, self.index = encoder, self
        self.words = list(self.counts)
        if cache.is_file() and len(known := np.load(cache)) == len(self.words):
            self.vectors: NDArray[np.float32] = known
        else:
            self.vectors = encoder.encode_query(self.words)
            cache.parent.mkdir(parents=True, exist_ok=True)
            np.save(cache, self.vectors)
        self.rows = {word: row for row, word in enumerate(self.words)}

    def vocabulary(self) -> Mapping[str, int]:
        """The words and how often each occurs."""
        return self.counts

    def document_frequency(self, term: str) -> int:
        """Not known, and no mark depends on it."""
        return 0

    def near_words(self, words: Sequence[str], crowd: int) -> list[list[tuple[str, float]]]:
        """As `Retriever.near_words`."""
        return [self._near(word, crowd) for word in words]

    @lru_cache(maxsize=50_000)  # noqa: B019  (one object, as long as the training)
    def _near(self, word: str, crowd: int) -> list[tuple[str, float]]:
        row = self.rows.get(word)
        vector = self.encoder.encode_query([word])[0] if row is None else self.vectors[row]
        cosines = self.vectors @ vector
        best = np.argpartition(-cosines, crowd - 1)[:crowd]
        best = best[np.argsort(-cosines[best], kind="stable")]
        mass = float(cosines[best[-1]])
        return [(self.words[i], (float(cosines[i]) - mass) / max(1e-6, 1 - mass)) for i in best]


class Marker:
    """Marks windows for questions."""

    def __init__(self, documents: Mapping[str, Document], encoder: Encoder, cache: Path) -> None:
        texts = (s for document in documents.values() for s in document.sentences)
        self.words = Words(texts, encoder, cache)

    @lru_cache(maxsize=100_000)  # noqa: B019
    def terms(self, question: str) -> Terms:
        """The content words of a question; none where it is no question."""
        try:
            read = understand(question)
        except VraagbaakError:
            return Terms(())
        return terms_of(read.terms, cast("Retriever", self.words))

    def window(self, question: str, context: str, passage: Passage) -> Window:
        """A passage as the ranker reads it for a question."""
        marks: Any = self.terms(question).marks(question, context, passage.text)
        return Window(context, passage.text, passage.spans, *marks)

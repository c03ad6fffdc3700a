"""The parts of all reports -> the files of a generation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa.index.cache import Cache, word_key
from qa.index.catalog import CATALOG, Entry, UnreadableEntry, write_catalog
from qa.index.parts import Progress, TextPart, VectorPart, encode_in_batches
from qa.index.vectors import PASSAGES, SENTENCE_ENDS, SENTENCES, WORDS, MatrixWriter
from qa.index.words import choose_vocabulary, write_vocabulary, write_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qa.encoders import Encoder


@dataclass(frozen=True, slots=True)
class Item:
    """A report that goes into an index: its name, its text part, and where its parts are cached."""

    name: str
    text: TextPart
    text_key: str
    vector_key: str


def write_index(
    folder: Path,
    facts: Mapping[str, str],
    items: Sequence[Item],
    unreadable: Iterable[UnreadableEntry],
    vectors: Callable[[Item], VectorPart],
    vocabulary: Mapping[str, int],
    word_vectors: NDArray[np.float32],
) -> None:
    """Write an index of the items, in their order, into an empty folder.

    ``vectors`` gives an item's vectors, ``word_vectors`` is (words of the vocabulary, dimension).
    """
    entries = (Entry(item.name, item.text.rows, item.text_key, item.vector_key) for item in items)
    write_catalog(folder / CATALOG, facts, entries, unreadable)
    write_words(folder, [item.text for item in items])
    write_vocabulary(folder, vocabulary)
    _write_vectors(folder, items, vectors, word_vectors.shape[1])
    words = MatrixWriter(folder / WORDS, word_vectors.shape[1])
    words.append(word_vectors)
    words.close()


def _write_vectors(
    folder: Path,
    items: Sequence[Item],
    vectors: Callable[[Item], VectorPart],
    dimension: int,
) -> None:
    import numpy as np

    passages = MatrixWriter(folder / PASSAGES, dimension)
    sentences = MatrixWriter(folder / SENTENCES, dimension)
    counts = [np.empty(0, dtype=np.int32)]
    for item in items:
        part = vectors(item)
        passages.append(part.passages)
        sentences.append(part.sentences)
        counts.append(part.sentence_counts)
    passages.close()
    sentences.close()
    np.save(folder / SENTENCE_ENDS, np.cumsum(np.concatenate(counts), dtype=np.int64))


def embed_vocabulary(
    cache: Cache,
    encoder: Encoder,
    items: Iterable[Item],
    progress: Progress | None = None,
) -> tuple[dict[str, int], NDArray[np.float32]]:
    """The vocabulary of the items and its vectors, (words, dimension); only new words are embedded.

    Words are embedded as questions are: so are the words that are looked up among them.
    """
    import numpy as np

    vocabulary = choose_vocabulary(item.text for item in items)
    vectors = np.empty((len(vocabulary), encoder.dimension), dtype=np.float32)
    missing = []
    for i, word in enumerate(vocabulary):
        data = cache.get(word_key(encoder.fingerprint, word))
        if data is None:
            missing.append((i, word))
        else:
            vectors[i] = np.frombuffer(data, dtype=np.float32)

    def encode(words: list[str]) -> NDArray[np.float32]:
        found = encoder.encode_query(words)
        keys = (word_key(encoder.fingerprint, word) for word in words)
        cache.put_all(zip(keys, (row.tobytes() for row in found), strict=True))
        return found

    words = [word for _, word in missing]
    new = encode_in_batches(encode, words, encoder.dimension, progress)
    vectors[[i for i, _ in missing]] = new
    return vocabulary, vectors

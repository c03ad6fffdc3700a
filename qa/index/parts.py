"""The parts of one report that an index is made of: its text part and its vector part, as bytes.

Both are pure functions: the text part of a file's content (and of its name, where its title comes
from it), the vector part of the texts embedded. So they are kept in the cache, and an index is the
sum of them.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from qa.index.texts import ReportRows, passages_of
from qa.index.words import LONGEST_TERM
from qa.language import fold, index_terms, is_stopword, tokens
from qa.model import Language, Metadata, Passage, Report
from qa.passages import embedded_text, first_words
from qa.table_rows import in_context

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qa.late_interaction import TokenVectors

SHORTEST_WORD, LONGEST_WORD = 3, 40  # letters of a word that a question may be widened with
BATCH = 256  # texts handed to an encoder at once

Progress = Callable[[int, int], None]  # how many texts are embedded, and how many there are


@dataclass(frozen=True, slots=True)
class TextPart:
    """A report's rows, the terms of its passages, and its words with their counts.

    ``terms[i]`` occurs ``counts[j]`` times in the passage with ordinal ``passages[j]`` for each j
    with ``term_of[j] == i``. ``texts_hash`` stands for everything the encoder is given.
    """

    rows: ReportRows
    named: bool  # its metadata come from the file's name
    texts_hash: str
    terms: tuple[str, ...]
    term_of: NDArray[np.int32]
    passages: NDArray[np.int32]
    counts: NDArray[np.int32]
    words: Mapping[str, int]
    by_options: bool = False  # as the report's

    @classmethod
    def of(cls, report: Report, passages: Sequence[Passage]) -> TextPart:
        """The text part of a report that was read and divided into passages."""
        import numpy as np

        language = report.metadata.language
        found = [Counter(searchable_terms(passage, language)) for passage in passages]
        terms = tuple(sorted(set().union(*found)))
        number = {term: i for i, term in enumerate(terms)}
        postings = np.array(
            [
                (number[term], row, count)
                for row, counter in enumerate(found)
                for term, count in sorted(counter.items())
            ],
            dtype=np.int32,
        ).reshape(-1, 3)
        rows = ReportRows.of(report, passages)
        return cls(
            rows,
            named="file name" in report.metadata.found.values(),
            texts_hash=EmbeddedTexts.of(report.metadata, passages).hash(),
            terms=terms,
            term_of=postings[:, 0].copy(),
            passages=postings[:, 1].copy(),
            counts=postings[:, 2].copy(),
            words=count_words(passages, language),
            by_options=report.by_options,
        )

    def to_bytes(self) -> bytes:
        """The part as the cache keeps it."""
        header = {
            "sha256": self.rows.sha256,
            "record": self.rows.record,
            "passages": self.rows.passages,
            "named": self.named,
            "texts_hash": self.texts_hash,
            "terms": self.terms,
            "words": dict(self.words),
            "by_options": self.by_options,
        }
        arrays = (self.term_of, self.passages, self.counts)
        blobs = [self.rows.source, self.rows.blocks, *(item.tobytes() for item in arrays)]
        return _pack(header, blobs)

    @classmethod
    def from_bytes(cls, data: bytes) -> TextPart:
        """The part that ``to_bytes`` wrote."""
        import numpy as np

        header, (source, blocks, *arrays) = _unpack(data)
        rows = ReportRows(
            header["sha256"],
            header["record"],
            source,
            blocks,
            tuple((o, p, *rest) for o, p, *rest in header["passages"]),
        )
        term_of, passages, counts = (np.frombuffer(item, dtype=np.int32) for item in arrays)
        terms = tuple(header["terms"])
        named, texts_hash = header["named"], header["texts_hash"]
        words, by_options = header["words"], header["by_options"]
        return cls(rows, named, texts_hash, terms, term_of, passages, counts, words, by_options)

    def embedded_texts(self) -> EmbeddedTexts:
        """What the encoder is given for it."""
        metadata = Metadata(**json.loads(self.rows.record)["metadata"])
        return EmbeddedTexts.of(metadata, passages_of(self.rows, ""))


def unreadable_bytes(sha256: str, reason: str) -> bytes:
    """What the cache keeps of a file that could not be read."""
    return _pack({"sha256": sha256, "unreadable": reason}, [])


def unreadable_reason(data: bytes) -> tuple[str, str] | None:
    """The content's hash and why it could not be read; None for a report's text part."""
    header, _ = _unpack(data)
    return (header["sha256"], header["unreadable"]) if "unreadable" in header else None


def searchable_terms(passage: Passage, language: Language) -> list[str]:
    """The terms that BM25 finds a passage by: those of its headings and of its text."""
    text = "\n".join([*passage.section, passage.text])
    return [term[:LONGEST_TERM] for term in index_terms(text, language)]


def count_words(passages: Sequence[Passage], language: Language) -> dict[str, int]:
    """The words of the passages, folded, with their counts: letters only, no stop words."""
    found = Counter(
        fold(token.text)
        for passage in passages
        for token in tokens(passage.text)
        if SHORTEST_WORD <= len(token.text) <= LONGEST_WORD and token.text.isalpha()
    )
    return {word: found[word] for word in sorted(found) if not is_stopword(word, language)}


@dataclass(frozen=True, slots=True)
class EmbeddedTexts:
    """What the encoder is given for a report: passages and rows in context, sentences bare."""

    passages: tuple[str, ...]
    sentences: tuple[tuple[str, ...], ...]  # of each passage
    first_words: tuple[tuple[int, ...], ...]  # of each passage, as `qa.passages` has them

    @classmethod
    def of(cls, metadata: Metadata, passages: Sequence[Passage]) -> EmbeddedTexts:
        """The texts of a report.

        A title taken from the file's name is left out, so that a renamed file keeps its vectors.
        """
        title = "" if metadata.found.get("title") == "file name" else metadata.title
        return cls(
            tuple(embedded_text(passage, title) for passage in passages),
            tuple(
                tuple(in_context(passage, nth) for nth in range(len(passage.sentences)))
                for passage in passages
            ),
            tuple(first_words(passage, title) for passage in passages),
        )

    def __len__(self) -> int:
        return len(self.passages) + sum(map(len, self.sentences))

    def hash(self) -> str:
        """A hash of all of it."""
        return hashlib.sha256(json.dumps([self.passages, self.sentences]).encode()).hexdigest()


Encode = Callable[[list[str]], "NDArray[np.float32]"]
EncodeTokens = Callable[[list[str]], "tuple[NDArray[np.float32], list[TokenVectors]]"]


@dataclass(frozen=True, slots=True)
class VectorPart:
    """A report's vectors: one a passage, one a sentence, float32 of unit length; and its tokens'.

    ``sentences`` holds those of the first passage first; ``sentence_counts`` how many each has.
    ``tokens`` (tokens, size) are as `qa.late_interaction` has them, ``token_counts`` how many each
    passage has, and ``token_sentences`` says for each in which sentence of its passage it stands,
    -1 for one of title and headings. An encoder that makes none leaves these three empty.
    """

    passages: NDArray[np.float32]
    sentences: NDArray[np.float32]
    sentence_counts: NDArray[np.int32]
    tokens: NDArray[np.int8]
    token_counts: NDArray[np.int32]
    token_sentences: NDArray[np.int32]

    @classmethod
    def of(
        cls,
        texts: EmbeddedTexts,
        encode: Encode,
        dimension: int,
        progress: Progress | None = None,
        encode_tokens: EncodeTokens | None = None,
    ) -> VectorPart:
        """Embed the texts of a report; a sentence that stands in two passages is embedded once."""
        import numpy as np

        distinct = dict.fromkeys(chain.from_iterable(texts.sentences))
        unique = {text: i for i, text in enumerate(distinct)}
        rows = [unique[text] for group in texts.sentences for text in group]
        tokens: list[TokenVectors] = []
        if encode_tokens is None:
            everything = [*texts.passages, *unique]
            vectors = encode_in_batches(encode, everything, dimension, progress)
            passages, sentences = np.split(vectors, [len(texts.passages)])
        else:
            passages, sentences, tokens = _encode_apart(
                texts.passages, list(unique), encode_tokens, encode, dimension, progress
            )
        counts = np.array([len(group) for group in texts.sentences], dtype=np.int32)
        return cls(
            passages,
            sentences[np.array(rows, dtype=np.int64)],
            counts,
            *_tokens_in_sentences(tokens, texts.first_words),
        )

    def to_bytes(self) -> bytes:
        """The part as the cache keeps it."""
        arrays = (
            *(self.passages, self.sentences, self.sentence_counts),
            *(self.tokens, self.token_counts, self.token_sentences),
        )
        header = {"dimension": self.passages.shape[1], "size": self.tokens.shape[1]}
        return _pack(header, [item.tobytes() for item in arrays])

    @classmethod
    def from_bytes(cls, data: bytes) -> VectorPart:
        """The part that ``to_bytes`` wrote."""
        import numpy as np

        header, (passages, sentences, counts, *rest) = _unpack(data)
        # What was kept before there were tokens is by an encoder that makes none.
        tokens, token_counts, token_sentences = rest or (b"", bytes(len(counts)), b"")
        shape = (-1, int(header["dimension"]))
        of_tokens = np.frombuffer(token_sentences, dtype=np.int32)
        return cls(
            np.frombuffer(passages, dtype=np.float32).reshape(shape),
            np.frombuffer(sentences, dtype=np.float32).reshape(shape),
            np.frombuffer(counts, dtype=np.int32),
            np.frombuffer(tokens, dtype=np.int8).reshape(len(of_tokens), header.get("size", 0)),
            np.frombuffer(token_counts, dtype=np.int32),
            of_tokens,
        )


def _encode_apart(
    passages: Sequence[str],
    sentences: Sequence[str],
    encode_tokens: EncodeTokens,
    encode: Encode,
    dimension: int,
    progress: Progress | None,
) -> tuple[NDArray[np.float32], NDArray[np.float32], list[TokenVectors]]:
    """The vectors of passages and of sentences, and the tokens of the passages."""
    tokens: list[TokenVectors] = []

    def encode_passages(batch: list[str]) -> NDArray[np.float32]:
        vectors, found = encode_tokens(batch)
        tokens.extend(found)
        return vectors

    def tell(before: int) -> Progress | None:
        if progress is None:
            return None
        return lambda done, _: progress(before + done, len(passages) + len(sentences))

    return (
        encode_in_batches(encode_passages, passages, dimension, tell(0)),
        encode_in_batches(encode, sentences, dimension, tell(len(passages))),
        tokens,
    )


def _tokens_in_sentences(
    tokens: Sequence[TokenVectors], first_words: Sequence[Sequence[int]]
) -> tuple[NDArray[np.int8], NDArray[np.int32], NDArray[np.int32]]:
    """All vectors of the passages' tokens, how many each has, and in which sentence each stands."""
    import numpy as np

    if not tokens:
        none = np.empty(0, np.int32)
        return np.empty((0, 0), np.int8), np.zeros(len(first_words), np.int32), none
    sentences = [
        np.searchsorted(np.array(firsts), each.places, side="right") - 1
        for each, firsts in zip(tokens, first_words, strict=True)
    ]
    return (
        np.concatenate([each.vectors for each in tokens]),
        np.array([len(each.places) for each in tokens], np.int32),
        np.concatenate(sentences).astype(np.int32),
    )


def tokens_to_bytes(vectors: NDArray[np.float32], tokens: Sequence[TokenVectors]) -> bytes:
    """What ``EncodeTokens`` gave, as the cache keeps it."""
    import numpy as np

    counts = np.array([len(each.places) for each in tokens], np.int32)
    blobs = [vectors.tobytes(), counts.tobytes()]
    blobs += [np.concatenate([each.vectors for each in tokens]).tobytes()]
    blobs += [np.concatenate([each.places for each in tokens]).tobytes()]
    return _pack({"dimension": vectors.shape[1], "size": tokens[0].vectors.shape[1]}, blobs)


def tokens_from_bytes(data: bytes) -> tuple[NDArray[np.float32], list[TokenVectors]]:
    """What ``tokens_to_bytes`` was given."""
    import numpy as np

    from qa.late_interaction import TokenVectors

    header, (vectors, counts, flat, numbers) = _unpack(data)
    places = np.frombuffer(numbers, np.int32)
    rows = np.frombuffer(flat, np.int8).reshape(len(places), header["size"])
    ends = np.cumsum(np.frombuffer(counts, np.int32))[:-1]
    return (
        np.frombuffer(vectors, np.float32).reshape(-1, header["dimension"]),
        [
            TokenVectors(*each)
            for each in zip(np.split(rows, ends), np.split(places, ends), strict=True)
        ],
    )


def encode_in_batches(
    encode: Encode,
    texts: Sequence[str],
    dimension: int,
    progress: Progress | None = None,
) -> NDArray[np.float32]:
    """The vectors of many texts, (texts, dimension)."""
    import numpy as np

    vectors = np.empty((len(texts), dimension), dtype=np.float32)
    for at in range(0, len(texts), BATCH):
        batch = list(texts[at : at + BATCH])
        vectors[at : at + len(batch)] = encode(batch)
        if progress is not None:
            progress(at + len(batch), len(texts))
    return vectors


def _pack(header: Mapping[str, Any], blobs: Sequence[bytes]) -> bytes:
    head = json.dumps({**header, "sizes": [len(blob) for blob in blobs]}).encode()
    return b"".join([struct.pack("<q", len(head)), head, *blobs])


def _unpack(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    (length,) = struct.unpack_from("<q", data)
    at = 8 + length
    header = json.loads(data[8:at])
    blobs = []
    for size in header["sizes"]:
        blobs.append(data[at : at + size])
        at += size
    return header, blobs

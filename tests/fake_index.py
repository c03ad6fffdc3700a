"""An encoder whose meaning is words, and indexes made with it: for tests, offline and exact."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import qa.reading
from qa.index.build import write_index
from qa.index.cache import code_hash, vector_key
from qa.index.catalog import Entry
from qa.index.generation import Pool, Shared, write_generation
from qa.index.parts import TextPart, VectorPart
from qa.language import index_terms, sentences
from qa.late_interaction import STEPS, AskedTokens, TokenVectors
from qa.library import Library
from qa.model import (
    Block,
    BlockKind,
    Metadata,
    OffsetMap,
    Passage,
    Report,
    Sentence,
)
from qa.reading import ReadingError, Unreadable, read_report
from qa.settings import Settings

DIMENSION = 64


class FakeEncoder:
    """Each stem is a fixed direction; a text points where its stems do together."""

    def __init__(self, fingerprint: str = "fake-1") -> None:
        self.fingerprint = fingerprint
        self.dimension = DIMENSION
        self.encoded = 0  # texts and words it was given

    def encode_query(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += len(texts)
        return np.array([self._vector(text) for text in texts], dtype=np.float32).reshape(
            -1, self.dimension
        )

    def encode_document(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        return self.encode_query(texts)

    def count_cut(self, texts: Sequence[str]) -> list[int]:
        return [0] * len(texts)

    def _vector(self, text: str) -> NDArray[np.float32]:
        terms = index_terms(text, "nl") or [text]
        total = np.sum([self._direction(term) for term in terms], axis=0)
        return (total / np.linalg.norm(total)).astype(np.float32)

    def _direction(self, term: str) -> NDArray[np.float64]:
        seed = (self.fingerprint + term).encode("utf-8", "replace")
        signs = np.frombuffer(hashlib.shake_256(seed).digest(self.dimension), dtype=np.int8)
        return signs.astype(np.float64) + 0.5


class FakeTokenEncoder(FakeEncoder):
    """Such an encoder that gives each word its direction too; every token of a question weighs."""

    def encode_query_tokens(self, text: str) -> tuple[NDArray[np.float32], AskedTokens]:
        words = text.split()
        weights = np.full(len(words), 1 / max(1, len(words)))
        return self.encode_query([text])[0], AskedTokens(self._rounded(words), weights)

    def encode_document_tokens(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> tuple[NDArray[np.float32], list[TokenVectors]]:
        tokens = []
        for text in texts:
            said = {i: word for i, word in enumerate(text.split()) if word.isalpha()}
            places = np.array(list(said), np.int32)
            tokens.append(TokenVectors(self._rounded(list(said.values())), places))
        return self.encode_document(texts), tokens

    def _rounded(self, words: Sequence[str]) -> NDArray[np.int8]:
        vectors = np.array([self._vector(word) for word in words]).reshape(-1, self.dimension)
        return np.rint(vectors * STEPS).astype(np.int8)


def read_here(
    paths: Sequence[tuple[Path, str]], settings: Settings, progress: object = None
) -> Iterator[Report | Unreadable]:
    """``read_safely`` in this process: starting others costs a second, and is tested elsewhere."""
    for path, name in paths:
        try:
            yield read_report(path, name, settings)
        except ReadingError as error:
            yield Unreadable(name, str(error))


def make_report(name: str, texts: Sequence[str]) -> tuple[Report, list[Passage]]:
    """A text report of paragraphs, each a passage."""
    source = "\n\n".join(texts)
    blocks, passages, at = [], [], 0
    for i, text in enumerate(texts):
        map = OffsetMap.identity(len(text), at)
        found = tuple(Sentence(*span) for span in sentences(text))
        blocks.append(Block(BlockKind.PARAGRAPH, text, map))
        passages.append(Passage(name, i, (), text, map, found))
        at += len(text) + 2
    sha256 = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
    metadata = Metadata(title="Verslag", found={"title": "title page"})
    return Report(name, sha256, "text", source, (), tuple(blocks), metadata), passages


def build_fake_index(
    folder: Path,
    reports: Sequence[tuple[Report, list[Passage]]],
    encoder: FakeEncoder | None = None,
) -> str:
    """Build a generation of these reports in ``folder``; returns its name."""
    encoder = encoder or FakeEncoder()
    entries, found = [], {}
    for report, passages in sorted(reports, key=lambda pair: pair[0].name):
        text = TextPart.of(report, passages)
        texts = text.embedded_texts()
        encode_tokens = getattr(encoder, "encode_document_tokens", None)
        vectors = VectorPart.of(
            texts, encoder.encode_document, encoder.dimension, encode_tokens=encode_tokens
        )
        found[report.name] = text, vectors
        keys = f"text:{report.sha256}", vector_key(encoder.fingerprint, text.texts_hash)
        entries.append(Entry(report.name, report.sha256, len(passages), (), *keys))
    facts = {"encoder": encoder.fingerprint, "model": "fake", "code": code_hash()}

    def build(place: Path, pool: Pool) -> list[Shared]:
        parts = lambda entry: found[entry.name]  # noqa: E731
        return write_index(place, pool, facts, entries, [], parts, encoder.encode_query)

    return write_generation(folder, build, keep=2)


def library_of(folder: Path, texts: Mapping[str, str]) -> Library:
    """A library of a few small reports, by file name: a fake encoder, no ranker, nothing forked."""
    (folder / "corpus").mkdir()
    for name, text in texts.items():
        (folder / "corpus" / name).write_text(text, "utf-8")
    settings = Settings(corpus=folder / "corpus", index=folder / "index", ranker="none")
    library = Library(settings, FakeEncoder())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(qa.reading, "read_safely", read_here)
        library.sync()
    return library

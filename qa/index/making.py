"""What a new generation is made of: files are read and embedded, or what is known of them taken."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from qa.encoders import TokenEncoder
from qa.index import Index
from qa.index.build import report_groups, write_index
from qa.index.cache import Cache, batch_key, text_key, vector_key
from qa.index.catalog import Entry, UnreadableEntry
from qa.index.corpus import CorpusFile, Listing
from qa.index.generation import Pool, Shared
from qa.index.parts import (
    BATCH,
    TextPart,
    VectorPart,
    encode_in_batches,
    tokens_from_bytes,
    tokens_to_bytes,
    unreadable_bytes,
    unreadable_reason,
)
from qa.index.segments import TEXTS
from qa.model import Report, VraagbaakError
from qa.passages import make_passages
from qa.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qa.encoders import Encoder
    from qa.late_interaction import TokenVectors

Stage = Literal["looking", "reading", "embedding", "words", "writing"]


@dataclass(frozen=True, slots=True)
class SyncEvent:
    """How far a sync is: ``done`` of ``total`` files (texts, words) of a stage; what it is at.

    Reading counts in pages, ``total`` as far as it can be told, and in ``files`` of ``all_files``.
    """

    stage: Stage
    done: int
    total: int
    name: str | None = None
    files: int = 0
    all_files: int = 0


Progress = Callable[[SyncEvent], None]
Encode = Callable[[list[str]], "NDArray[np.float32]"]


class Making:
    """The parts of a new generation, in a cache as soon as they are made."""

    def __init__(
        self,
        settings: Settings,
        cache: Cache,
        encoder: Encoder,
        tell: Progress,
        before: Index | None = None,
        settled: bool = False,
    ) -> None:
        """``before`` is an index whose files may be used again; ``settled`` says that it was made
        with these settings, this model and this code.
        """
        self._settings = settings
        self._cache = cache
        self._encoder = encoder
        self._tell = tell
        self._before = before
        self._settled = settled

    def parts_of(self, listing: Listing) -> tuple[list[Entry], list[UnreadableEntry]]:
        """The reports that go into the index and the files that do not, each by name.

        Afterwards the cache has the parts of all reports in segments that are new.
        """
        standing = self._standing(listing)
        while True:
            keys = self._read([file for file in listing.files if file.name not in standing])
            entries, refused = self._collect(listing, standing, keys)
            missing = [name for name in self._needed(entries) if name in standing]
            missing = [name for name in missing if self._cache.get(standing[name].text_key) is None]
            if not missing:
                return entries, refused
            for name in missing:  # the cache was deleted, or damaged
                del standing[name]

    def write(
        self,
        folder: Path,
        pool: Pool,
        facts: Mapping[str, str],
        entries: Sequence[Entry],
        refused: Sequence[UnreadableEntry],
    ) -> list[Shared]:
        """Write the files of the generation; the arguments are those of ``write_index``."""

        def parts(entry: Entry) -> tuple[TextPart, VectorPart]:
            text = self._text(entry.text_key)
            return text, self._embed(entry.name, text)

        def embed(words: list[str]) -> NDArray[np.float32]:
            vectors = self._embed_words(words)
            self._tell(SyncEvent("writing", 0, 1))
            return vectors

        return write_index(folder, pool, facts, entries, refused, parts, embed)

    # ------------------------------------------------------------------ texts

    def _standing(self, listing: Listing) -> dict[str, Entry | UnreadableEntry]:
        """What is known of the files whose name and content are those of before."""
        if self._before is None or not self._settled:
            return {}
        catalog = self._before.catalog
        before: dict[str, Entry | UnreadableEntry] = {
            item.name: item for item in catalog.unreadable() if item.text_key
        }
        before |= catalog.entries
        return {
            file.name: before[file.name]
            for file in listing.files
            if file.name in before and before[file.name].sha256 == file.sha256
        }

    def _needed(self, entries: Sequence[Entry]) -> Iterator[str]:
        """The names of the reports in segments that are new."""
        before = self._before
        known = {each.key for each in before.manifest.of(TEXTS)} if before else set()
        for key, group in report_groups(entries):
            if key not in known:
                yield from (entry.name for entry in group)

    def _read(self, files: Sequence[CorpusFile]) -> dict[str, str]:
        """Read and embed every file that the cache does not have; text keys by file name."""
        keys: dict[str, str] = {}
        waiting = list(files)
        while waiting:
            now: dict[str, CorpusFile] = {}  # by key: of equal files the first is read
            later = []
            for file in waiting:
                if key := self._cached(file):
                    keys[file.name] = key
                elif now.setdefault(self._key(file.sha256, file.name), file) is not file:
                    later.append(file)
            for file, part in self._read_files(list(now.values())):
                keys[file.name] = self._keep(file, part)
            waiting = later
        return keys

    def _read_files(
        self, files: Sequence[CorpusFile]
    ) -> Iterator[tuple[CorpusFile, TextPart | str]]:
        """Each file with its text part, or with the reason it has none."""
        from qa.reading import ReadEvent, read_safely
        from qa.reading.tally import Tally

        if not files:
            return
        paths = [(file.path, file.name) for file in files]
        tally = Tally(paths)

        def tell(event: ReadEvent) -> None:
            tally.take(event)
            counts = tally.files, tally.all_files
            self._tell(SyncEvent("reading", *tally.pages(), event.name, *counts))

        reports = read_safely(paths, self._settings, tell)
        for file, read in zip(files, reports, strict=True):
            tell(ReadEvent(file.name, done=True))
            if isinstance(read, Report):
                yield file, TextPart.of(read, make_passages(read, self._settings))
            else:
                yield file, read.reason

    def _keep(self, file: CorpusFile, part: TextPart | str) -> str:
        """Put what was read into the cache, and its vectors; returns the key of the text part."""
        if isinstance(part, str):
            # The reason names the file, and may be one that a password mends.
            key = self._key(file.sha256, file.name, named=True, by_options=True)
            self._cache.put(key, unreadable_bytes(file.sha256, part))
            return key
        # The content's hash is the reader's: the file may have changed since it was listed.
        key = self._key(part.rows.sha256, file.name, part.named, part.by_options)
        self._cache.put(key, part.to_bytes())
        self._embed(file.name, part)
        return key

    def _collect(
        self,
        listing: Listing,
        standing: Mapping[str, Entry | UnreadableEntry],
        keys: Mapping[str, str],
    ) -> tuple[list[Entry], list[UnreadableEntry]]:
        entries = []
        refused = [
            UnreadableEntry(name, "", reason, "") for name, reason in listing.unreadable.items()
        ]
        for file in listing.files:
            found = standing.get(file.name) or self._entry(file.name, keys[file.name])
            if isinstance(found, Entry):
                entries.append(found)
            else:
                refused.append(found)
        return entries, sorted(refused, key=lambda entry: entry.name)

    def _entry(self, name: str, key: str) -> Entry | UnreadableEntry:
        if unread := unreadable_reason(self._data(key)):
            return UnreadableEntry(name, *unread, key)
        part = TextPart.from_bytes(self._data(key))
        self._embed(name, part)
        rows = part.rows
        problems = tuple(json.loads(rows.record)["problems"])
        of_vectors = vector_key(self._encoder.fingerprint, part.texts_hash)
        return Entry(name, rows.sha256, len(rows.passages), problems, key, of_vectors)

    def _text(self, key: str) -> TextPart:
        return TextPart.from_bytes(self._data(key))

    def _data(self, key: str) -> bytes:
        data = self._cache.get(key)
        if data is None:
            raise VraagbaakError(
                f"The cache of the index in {self._settings.index} was damaged while it was used; "
                "run qa index again."
            )
        return data

    def _cached(self, file: CorpusFile) -> str | None:
        """The key under which the cache has a file's text part."""
        for named, by_options in product((False, True), repeat=2):
            key = self._key(file.sha256, file.name, named, by_options)
            if self._cache.get(key) is not None:
                return key
        return None

    def _key(self, sha256: str, name: str, named: bool = False, by_options: bool = False) -> str:
        shown = name if named else Path(name).suffix.lower()
        return text_key(sha256, self._settings, shown, by_options)

    # ------------------------------------------------------------------ vectors

    def _embed(self, name: str, part: TextPart) -> VectorPart:
        """A report's vectors, kept in the cache; those of a long one after every batch too."""
        key = vector_key(self._encoder.fingerprint, part.texts_hash)
        if data := self._cache.get(key):
            return VectorPart.from_bytes(data)
        texts = part.embedded_texts()
        read = partial(self._encode_tokens, keep=len(texts) > BATCH)
        vectors = VectorPart.of(
            texts,
            self._remembered("document", self._encoder.encode_document),
            self._encoder.dimension,
            lambda done, total: self._tell(SyncEvent("embedding", done, total, name)),
            read if isinstance(self._encoder, TokenEncoder) else None,
        )
        self._cache.put(key, vectors.to_bytes())
        return vectors

    def _embed_words(self, words: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of words, (words, dimension); those of the index before are taken from it.

        Words are embedded as questions are: so are the words that are looked up among them.
        """
        import numpy as np

        before = self._before
        same = before is not None and before.encoder_fingerprint == self._encoder.fingerprint
        vectors = np.empty((len(words), self._encoder.dimension), dtype=np.float32)
        missing = []
        for i, word in enumerate(words):
            vector = before.word_vector(word) if before and same else None
            if vector is None:
                missing.append(i)
            else:
                vectors[i] = vector
        vectors[missing] = encode_in_batches(
            self._remembered("query", self._encoder.encode_query, least=1),
            [words[i] for i in missing],
            self._encoder.dimension,
            lambda done, total: self._tell(SyncEvent("words", done, total)),
        )
        return vectors

    def _encode_tokens(
        self, texts: list[str], keep: bool
    ) -> tuple[NDArray[np.float32], list[TokenVectors]]:
        """Passages' vectors and tokens; to ``keep`` until the sync has ended, in a long report."""
        assert isinstance(self._encoder, TokenEncoder)
        key = batch_key(self._encoder.fingerprint, "tokens", texts)
        if keep and (data := self._cache.get(key)):
            return tokens_from_bytes(data)
        found = self._encoder.encode_document_tokens(texts)
        if keep:
            self._cache.put(key, tokens_to_bytes(*found))
        return found

    def _remembered(self, kind: str, encode: Encode, least: int = BATCH) -> Encode:
        """An encoder whose batches of ``least`` texts or more are kept until the sync has ended."""

        def remembering(texts: list[str]) -> NDArray[np.float32]:
            import numpy as np

            if len(texts) < least:
                return encode(texts)
            key = batch_key(self._encoder.fingerprint, kind, texts)
            if data := self._cache.get(key):
                return np.frombuffer(data, dtype=np.float32).reshape(len(texts), -1)
            vectors = encode(texts)
            self._cache.put(key, vectors.tobytes())
            return vectors

        return remembering

"""Bringing an index in step with its corpus: what changed is read and embedded, the rest reused."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from qa.index import Index, generation
from qa.index.build import Item, embed_vocabulary, write_index
from qa.index.cache import Cache, code_hash, text_key, vector_key, word_key
from qa.index.catalog import CATALOG, Catalog, UnreadableEntry
from qa.index.corpus import (
    Changes,
    CorpusError,
    CorpusFile,
    Listing,
    hash_corpus,
    list_corpus,
    without_files,
)
from qa.index.lock import IndexNotWritable, writing
from qa.index.parts import TextPart, VectorPart, unreadable_bytes, unreadable_reason
from qa.index.seen import Hashes, remember
from qa.model import Report, VraagbaakError
from qa.passages import make_passages
from qa.reading import check_options
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.encoders import Encoder

CACHE = "cache/parts.sqlite"

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


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What a sync did, by the names of the files; every tuple is in alphabetical order.

    ``renamed`` holds the new names. ``unreadable`` says of each file that is not in the index why;
    ``notes`` says of files that are in it what of them could not be read. ``generation`` is the one
    that answers now, None where there is none; ``in_step`` says that there was nothing to do.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    unreadable: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    generation: str | None = None
    in_step: bool = False


Progress = Callable[[SyncEvent], None]


class Sync:
    """One run over one corpus and its index."""

    def __init__(
        self,
        settings: Settings,
        load: Callable[[], Encoder],
        fingerprint: Callable[[], str],
        progress: Progress | None = None,
        say: Callable[[str], None] | None = None,
    ) -> None:
        """``load`` gives the encoder, ``fingerprint`` its fingerprint (loading it if it must).

        ``say`` gets sentences for whoever waits: which other writer it waits for.
        """
        self._settings = settings
        self._folder = settings.index
        self._load = load
        self._fingerprint = fingerprint
        self._tell: Progress = progress or (lambda event: None)
        self._say = say or (lambda sentence: None)
        self._hashes = Hashes(self._folder)
        self._looked = 0  # when the corpus was listed
        self._digest = ""  # of that listing

    @cached_property
    def _encoder(self) -> Encoder:
        return self._load()

    def run(
        self,
        rebuild: bool = False,
        wait: float = 0,
        leave: Callable[[CorpusFile], bool] | None = None,
    ) -> SyncResult:
        """Bring the index in step; the arguments are those of ``Library.sync``.

        Raises CorpusError, IndexLocked and IndexNotWritable; the index then answers as it did
        before.
        """
        check_options(self._settings)
        listing = self._listed(rebuild, leave)
        try:
            with writing(self._folder, wait, self._say, self._settings.state) as waited:
                if waited:
                    listing = self._listed(rebuild, leave)
                return self._written(listing, rebuild)
        except IndexNotWritable:
            before = None if rebuild else self._before()
            if before and (result := self._nothing_to_do(before, listing)):
                return result  # there was nothing to write either
            raise

    def _written(self, listing: Listing, rebuild: bool) -> SyncResult:
        before = self._before()
        result = self._nothing_to_do(before, listing) if before and not rebuild else None
        if result is not None:
            generation.tidy(self._folder, self._settings.generations)
        else:
            with closing(Cache(self._folder / CACHE)) as cache:
                if rebuild:
                    cache.clear()
                result = self._rebuild(cache, listing, before)
        self._hashes.keep(listing, self._looked)
        remember(self._folder, self._settings.corpus, result.generation, self._digest)
        return result

    def look(self) -> SyncResult:
        """What ``run`` would do, without doing it; files that were never read count as readable."""
        listing = self._listed()
        before = self._before()
        if before is None:
            names = tuple(file.name for file in listing.files)
            return SyncResult(added=names, unreadable=listing.unreadable)
        return self._nothing_to_do(before, listing) or self._result(
            self._changes(before, listing), dict(listing.unreadable), {}, before.generation
        )

    def _listed(
        self, anew: bool = False, leave: Callable[[CorpusFile], bool] | None = None
    ) -> Listing:
        """The corpus as it is now, with the hashes of its files."""
        from qa.reading import FORMATS

        self._looked = time.time_ns()
        listing = list_corpus(self._settings.corpus, self._folder)
        self._digest = listing.digest()
        if leave is not None:
            listing = without_files(listing, leave)
        total = len(listing.files)
        self._tell(SyncEvent("looking", 0, total))
        hashed = hash_corpus(
            listing,
            self._settings.max_file_mb * 1_000_000,
            (lambda file: None) if anew else self._hashes.of,
            lambda at, file: self._tell(SyncEvent("looking", at, total, file.name)),
        )
        if not hashed.files and not hashed.unreadable:
            raise CorpusError(
                f"There are no files in the corpus folder {self._settings.corpus}; "
                f"put reports in it ({', '.join(sorted(FORMATS))})."
            )
        return hashed

    # ------------------------------------------------------------------ what was there

    def _before(self) -> Index | None:
        try:
            return Index.open(self._folder)
        except (generation.IndexMissing, generation.IndexDamaged, generation.IndexForeign):
            return None

    def _nothing_to_do(self, before: Index, listing: Listing) -> SyncResult | None:
        """The result where the index is that of this corpus, these settings and this model."""
        catalog = before.catalog
        if catalog.facts != self._facts() | _counts(catalog):
            return None
        refused = {item.name: item for item in catalog.unreadable()}
        known = _hashes(before)
        for file in listing.files:
            if file.name in refused and refused[file.name].sha256 == file.sha256:
                known[file.name] = file.sha256
        unreadable = {name: refused[name].reason for name in refused}
        if known != {file.name: file.sha256 for file in listing.files}:
            return None
        if set(unreadable) - set(known) != set(listing.unreadable):
            return None
        names = tuple(name for name in known if name not in unreadable)
        return SyncResult(
            unchanged=tuple(sorted(names)),
            unreadable=dict(sorted({**unreadable, **listing.unreadable}.items())),
            notes=_notes(before),
            generation=before.generation,
            in_step=True,
        )

    def _facts(self) -> dict[str, str]:
        return {
            "encoder": self._fingerprint(),
            "model": self._settings.model,
            "reading": text_key("", self._settings, "", by_options=True),
            "code": code_hash(),
        }

    def _changes(self, before: Index | None, listing: Listing) -> Changes:
        new = {file.name: file.sha256 for file in listing.files}
        if before is None:
            return Changes.between({}, new)
        refused = {item.name: item.sha256 for item in before.catalog.unreadable() if item.sha256}
        return Changes.between(_hashes(before) | refused, new)

    # ------------------------------------------------------------------ making the new one

    def _rebuild(self, cache: Cache, listing: Listing, before: Index | None) -> SyncResult:
        keys = self._read(cache, listing)
        items, refused = self._collect(cache, listing, keys)
        vocabulary, word_vectors = embed_vocabulary(
            cache,
            self._encoder,
            items,
            lambda done, total: self._tell(SyncEvent("words", done, total)),
        )
        self._tell(SyncEvent("writing", 0, 1))

        def build(folder: Path) -> None:
            def vectors(item: Item) -> VectorPart:
                return self._embed(cache, item.name, item.text)

            facts = self._facts()
            write_index(folder, facts, items, refused, vectors, vocabulary, word_vectors)

        name = generation.write_generation(self._folder, build, self._settings.generations)
        self._tell(SyncEvent("writing", 1, 1))
        words = (word_key(self._encoder.fingerprint, word) for word in vocabulary)
        cache.keep_only(self._kept_keys().union(words))
        problems = {item.name: _problems(item.text) for item in items}
        could_not = {entry.name for entry in before.catalog.unreadable()} if before else set()
        return self._result(
            self._changes(before, listing).with_readable(could_not),
            {entry.name: entry.reason for entry in refused},
            {file: notes for file, notes in problems.items() if notes},
            name,
        )

    def _read(self, cache: Cache, listing: Listing) -> dict[str, str]:
        """Read and embed every file that the cache does not have; text keys by file name."""
        keys: dict[str, str] = {}
        waiting = list(listing.files)
        while waiting:
            now: dict[str, CorpusFile] = {}  # by key: of equal files the first is read
            later = []
            for file in waiting:
                if key := self._cached(cache, file):
                    keys[file.name] = key
                elif now.setdefault(self._key(file.sha256, file.name), file) is not file:
                    later.append(file)
            for file, part in self._read_files(list(now.values())):
                keys[file.name] = self._keep(cache, file, part)
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

    def _keep(self, cache: Cache, file: CorpusFile, part: TextPart | str) -> str:
        """Put what was read into the cache, and its vectors; returns the key of the text part."""
        if isinstance(part, str):
            # The reason names the file, and may be one that a password mends.
            key = self._key(file.sha256, file.name, named=True, by_options=True)
            cache.put(key, unreadable_bytes(file.sha256, part))
            return key
        # The content's hash is the reader's: the file may have changed since it was listed.
        key = self._key(part.rows.sha256, file.name, part.named, part.by_options)
        cache.put(key, part.to_bytes())
        self._embed(cache, file.name, part)
        return key

    def _embed(self, cache: Cache, name: str, part: TextPart) -> VectorPart:
        key = vector_key(self._encoder.fingerprint, part.texts_hash)
        if data := cache.get(key):
            return VectorPart.from_bytes(data)
        vectors = VectorPart.of(
            part.embedded_texts(),
            self._encoder,
            lambda done, total: self._tell(SyncEvent("embedding", done, total, name)),
        )
        cache.put(key, vectors.to_bytes())
        return vectors

    def _collect(
        self, cache: Cache, listing: Listing, keys: Mapping[str, str]
    ) -> tuple[list[Item], list[UnreadableEntry]]:
        """The reports that go into the index, by name, and the files that do not."""
        items = []
        refused = [
            UnreadableEntry(name, "", reason, "") for name, reason in listing.unreadable.items()
        ]
        for file in listing.files:
            key = keys[file.name]
            data = cache.get(key)
            if data is None:
                raise VraagbaakError(
                    f"The cache of the index in {self._folder} was damaged while it was used; "
                    "run qa index again."
                )
            if unread := unreadable_reason(data):
                refused.append(UnreadableEntry(file.name, *unread, key))
                continue
            part = TextPart.from_bytes(data)
            self._embed(cache, file.name, part)
            of_vectors = vector_key(self._encoder.fingerprint, part.texts_hash)
            items.append(Item(file.name, part, key, of_vectors))
        return items, sorted(refused, key=lambda entry: entry.name)

    def _cached(self, cache: Cache, file: CorpusFile) -> str | None:
        """The key under which the cache has a file's text part."""
        for named, by_options in product((False, True), repeat=2):
            key = self._key(file.sha256, file.name, named, by_options)
            if cache.get(key) is not None:
                return key
        return None

    def _key(self, sha256: str, name: str, named: bool = False, by_options: bool = False) -> str:
        shown = name if named else Path(name).suffix.lower()
        return text_key(sha256, self._settings, shown, by_options)

    # ------------------------------------------------------------------ afterwards

    def _kept_keys(self) -> set[str]:
        """The cache keys of the generations that are kept."""
        keys: set[str] = set()
        for name in generation.generations(self._folder):
            try:
                catalog = Catalog(self._folder / "generations" / name / CATALOG)
                keys.update(catalog.keys())
                catalog.close()
            except sqlite3.Error:  # an old one that is damaged needs nothing
                continue
        return keys

    def _result(
        self,
        changes: Changes,
        unreadable: Mapping[str, str],
        notes: Mapping[str, tuple[str, ...]],
        name: str | None,
    ) -> SyncResult:
        def readable(names: Sequence[str]) -> tuple[str, ...]:
            return tuple(sorted(name for name in names if name not in unreadable))

        return SyncResult(
            readable(changes.added),
            readable(changes.changed),
            changes.removed,
            readable(tuple(changes.renamed)),
            readable(changes.unchanged),
            dict(sorted(unreadable.items())),
            dict(sorted(notes.items())),
            name,
        )


def _counts(catalog: Catalog) -> dict[str, str]:
    return {name: catalog.facts.get(name, "") for name in ("reports", "passages")}


def _hashes(index: Index) -> dict[str, str]:
    return {record.name: record.sha256 for record in index.reports()}


def _notes(index: Index) -> dict[str, tuple[str, ...]]:
    return {record.name: record.problems for record in index.reports() if record.problems}


def _problems(part: TextPart) -> tuple[str, ...]:
    return tuple(json.loads(part.rows.record)["problems"])

"""Bringing an index in step with its corpus: what changed is read and embedded, the rest reused."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from qa.index import Index, generation
from qa.index.cache import Cache, code_hash, text_key
from qa.index.catalog import CATALOG, Catalog, cache_keys
from qa.index.corpus import (
    Changes,
    CorpusError,
    CorpusFile,
    Listing,
    hash_corpus,
    list_corpus,
    without_files,
)
from qa.index.generation import Pool, Shared
from qa.index.lock import IndexNotWritable, writing
from qa.index.making import Making, Progress, SyncEvent
from qa.index.seen import Hashes, remember
from qa.reading import check_options
from qa.settings import Settings, check_folders

if TYPE_CHECKING:
    from qa.encoders import Encoder

__all__ = ["Sync", "SyncEvent", "SyncResult"]

CACHE = "cache/parts.sqlite"


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
        self._writes = False  # whether there was something to do

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

        Raises SettingsError, CorpusError, IndexLocked and IndexNotWritable; the index then answers
        as it did before, or is in step already where only tidying up was left.
        """
        check_folders(self._settings)
        check_options(self._settings)
        listing = self._listed(rebuild, leave)
        try:
            with writing(self._folder, wait, self._say, self._settings.state) as waited:
                if waited:
                    listing = self._listed(rebuild, leave)
                return self._written(listing, rebuild)
        except IndexNotWritable:
            before = None if rebuild or self._writes else self._before()
            if before and (result := self._nothing_to_do(before, listing)):
                return result  # there was nothing to write either
            raise

    def _written(self, listing: Listing, rebuild: bool) -> SyncResult:
        before = self._before()
        result = self._nothing_to_do(before, listing) if before and not rebuild else None
        if result is not None:
            generation.tidy(self._folder, self._settings.generations)
        else:
            self._writes = True
            with closing(Cache(self._folder / CACHE)) as cache:
                if rebuild:
                    cache.clear()
                result = self._rebuild(cache, listing, before, anew=rebuild)
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
        if not self._settled(before):
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

    def _rebuild(
        self, cache: Cache, listing: Listing, before: Index | None, anew: bool
    ) -> SyncResult:
        known = None if anew else before
        settled = known is not None and self._settled(known)
        making = Making(self._settings, cache, self._encoder, self._tell, known, settled)
        entries, refused = making.parts_of(listing)

        def build(folder: Path, pool: Pool) -> list[Shared]:
            return making.write(folder, pool, self._facts(), entries, refused)

        name = generation.write_generation(
            self._folder, build, self._settings.generations, known.manifest.shared if known else ()
        )
        self._tell(SyncEvent("writing", 1, 1))
        self._forget_the_rest(cache)
        could_not = {entry.name for entry in before.catalog.unreadable()} if before else set()
        return self._result(
            self._changes(before, listing).with_readable(could_not),
            {entry.name: entry.reason for entry in refused},
            {entry.name: entry.problems for entry in entries if entry.problems},
            name,
        )

    def _settled(self, before: Index) -> bool:
        """Whether an index was made with these settings, this model and this code."""
        return before.catalog.facts == self._facts() | _counts(before.catalog)

    # ------------------------------------------------------------------ afterwards

    def _forget_the_rest(self, cache: Cache) -> None:
        """Keep in the cache what the generations that are kept were made of."""
        keys: set[str] = set()
        for name in generation.generations(self._folder):
            try:
                keys.update(cache_keys(self._folder / generation.GENERATIONS / name / CATALOG))
            except (sqlite3.Error, generation.IndexDamaged):  # what it needs is not known
                return
        cache.keep_only(keys)

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
    return {name: entry.sha256 for name, entry in index.catalog.entries.items()}


def _notes(index: Index) -> dict[str, tuple[str, ...]]:
    entries = index.catalog.entries
    return {name: entries[name].problems for name in sorted(entries) if entries[name].problems}

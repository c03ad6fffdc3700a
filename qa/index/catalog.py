"""The catalogue of a generation: what is in the index and where, in an SQLite file.

Tables: ``facts`` (encoder, settings, counts), ``reports`` (each with the file of ``segments`` that
holds its text) and ``unreadable``. Written as the segments' files are: the same reports give the
same bytes.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from qa.index.segments import spans
from qa.index.texts import Database, ReportRecord, Texts, new_database
from qa.model import Block, Passage

CATALOG = "catalog.sqlite"
SOURCES = 16  # how many source texts stay in memory …
KEPT = 2000  # … and, about, how many passages: questions keep coming back to the same ones

_SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE segments (id INTEGER PRIMARY KEY, file TEXT NOT NULL, first_passage INTEGER NOT NULL);
CREATE TABLE reports (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, segment INTEGER NOT NULL,
    first_passage INTEGER NOT NULL, passage_count INTEGER NOT NULL, problems TEXT NOT NULL,
    text_key TEXT NOT NULL, vector_key TEXT NOT NULL);
CREATE TABLE unreadable (
    name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, reason TEXT NOT NULL, text_key TEXT NOT NULL
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A report as the catalogue lists it: what it was made of, and where its parts are cached."""

    name: str
    sha256: str
    passage_count: int
    problems: tuple[str, ...]
    text_key: str
    vector_key: str


@dataclass(frozen=True, slots=True)
class UnreadableEntry:
    """A file that could not be read, and why."""

    name: str
    sha256: str
    reason: str
    text_key: str


def write_catalog(
    path: Path,
    facts: Mapping[str, str],
    segments: Iterable[tuple[str, Sequence[Entry]]],
    unreadable: Iterable[UnreadableEntry],
) -> None:
    """Write a new catalogue: of each segment its file and its reports, in their order."""
    reports = passages = 0
    with closing(new_database(path, _SCHEMA)) as base:
        for segment, (file, entries) in enumerate(segments):
            base.execute("INSERT INTO segments VALUES (?, ?, ?)", (segment, file, passages))
            for entry in entries:
                row = reports, entry.name, entry.sha256, segment, passages, entry.passage_count
                keys = json.dumps(entry.problems), entry.text_key, entry.vector_key
                base.execute("INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row + keys)
                reports += 1
                passages += entry.passage_count
        base.executemany(
            "INSERT INTO unreadable VALUES (?, ?, ?, ?)",
            [(item.name, item.sha256, item.reason, item.text_key) for item in unreadable],
        )
        counts = {"reports": str(reports), "passages": str(passages)}
        base.executemany("INSERT INTO facts VALUES (?, ?)", sorted({**facts, **counts}.items()))
        base.execute("COMMIT")


class Catalog:
    """An opened catalogue and the texts of its segments. Safe to use from several threads."""

    def __init__(self, path: Path, segments: Path) -> None:
        """Open a catalogue; raises sqlite3.Error where there is no file, IndexDamaged where it is
        none.
        """
        self._base = Database(path)
        self.rows = self._base.rows
        self.facts: dict[str, str] = dict(self.rows("SELECT name, value FROM facts"))
        found = self.rows("SELECT file, first_passage FROM segments ORDER BY id")
        self.files: tuple[str, ...] = tuple(file for file, _ in found)
        starts = [first for _, first in found]
        self.entries: dict[str, Entry] = {}  # in the order of the segments
        self._places: dict[str, tuple[int, int]] = {}  # segment, and first passage in it
        for name, sha256, segment, first, count, problems, *keys in self.rows(
            "SELECT name, sha256, segment, first_passage, passage_count, problems, "
            "text_key, vector_key FROM reports ORDER BY id"
        ):
            said = tuple(json.loads(problems))
            self.entries[name] = Entry(name, sha256, count, said, *keys)
            self._places[name] = segment, first - starts[segment]
        self._kept: dict[int, Passage] = {}
        self._names = sorted(self.entries)  # ids go by name
        counts = spans([self.entries[name].passage_count for name in self._names])
        self._ids = {name: range(*ends) for name, ends in zip(self._names, counts, strict=True)}
        self._firsts = [ids.start for ids in self._ids.values()]
        # Opened now, not when they are asked for: a writer may have removed them by then.
        self.texts = tuple(Texts(segments / file) for file in self.files)
        self._records: dict[str, ReportRecord] = {}
        self.source = lru_cache(maxsize=SOURCES)(self._source)

    def close(self) -> None:
        """Close the files."""
        for base in (self._base, *self.texts):
            base.close()

    @property
    def passage_count(self) -> int:
        """How many passages there are; their ids are 0 to this."""
        return int(self.facts["passages"])

    def passage_ids(self, report: str) -> range:
        """The ids of a report's passages; KeyError for a report that is not there."""
        return self._ids[report]

    def record(self, name: str) -> ReportRecord:
        """A report's record; KeyError for a report that is not there."""
        if name not in self._records:
            entry = self.entries[name]
            texts = self._texts(name)
            self._records[name] = texts.record(name, entry.sha256, entry.passage_count)
        return self._records[name]

    def _texts(self, name: str) -> Texts:
        return self.texts[self._places[name][0]]

    def _source(self, name: str) -> str:
        """A report's source text; KeyError for a report that is not there."""
        return self._texts(name).source(name)

    def blocks(self, name: str) -> tuple[Block, ...]:
        """A report's blocks; KeyError for a report that is not there."""
        return self._texts(name).blocks(name)

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """The passages with these ids, in the order asked for; IndexError for an id not there."""
        wanted: dict[int, dict[int, int]] = defaultdict(dict)  # by segment: number there to id
        asked = {int(id) for id in ids}
        found = {id: passage for id in asked if (passage := self._kept.get(id))}
        for id in asked - found.keys():
            if not 0 <= id < self.passage_count:
                raise IndexError(id)
            name = self._names[bisect_right(self._firsts, id) - 1]
            segment, first = self._places[name]
            wanted[segment][first + id - self._ids[name].start] = id
        for segment, numbers in wanted.items():
            some = self.texts[segment].passages(sorted(numbers))
            found |= {numbers[number]: passage for number, passage in some.items()}
        if missing := asked - found.keys():
            raise IndexError(min(missing))
        if len(self._kept) > KEPT:
            self._kept = {}
        self._kept.update(found)
        return [found[int(id)] for id in ids]

    def unreadable(self) -> list[UnreadableEntry]:
        """The files that could not be read."""
        query = "SELECT name, sha256, reason, text_key FROM unreadable"
        return [UnreadableEntry(*row) for row in self.rows(query)]


def cache_keys(path: Path) -> Iterator[str]:
    """The cache keys of everything a catalogue was made from; raises as ``Catalog`` does."""
    with closing(Database(path)) as base:
        for column, table in (
            ("text_key", "reports"),
            ("vector_key", "reports"),
            ("text_key", "unreadable"),
        ):
            yield from (row[0] for row in base.rows(f"SELECT {column} FROM {table}"))

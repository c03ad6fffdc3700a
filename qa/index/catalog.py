"""The catalogue: one SQLite file that holds what the index knows, readable by anyone.

Tables: ``facts`` (format, encoder, settings, counts), ``reports``, ``texts`` (their sources and
blocks, zlib), ``passages`` and ``unreadable``. Structured columns are JSON. Rows are inserted in
one order, in one transaction, into pages of one size, and hold no time of day, so that the same
reports give the same bytes (with the same SQLite and zlib).
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from qa.model import (
    Block,
    BlockKind,
    Metadata,
    OffsetMap,
    Page,
    Passage,
    Report,
    Run,
    Sentence,
)

CATALOG = "catalog.sqlite"
PAGE_SIZE = 8192
SOURCES = 16  # how many source texts stay in memory
KINDS = tuple(kind.value for kind in BlockKind)

_SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE reports (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL,
    first_passage INTEGER NOT NULL, passage_count INTEGER NOT NULL,
    record TEXT NOT NULL, text_key TEXT NOT NULL, vector_key TEXT NOT NULL);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, report INTEGER NOT NULL, ordinal INTEGER NOT NULL, page INTEGER,
    section TEXT NOT NULL, text TEXT NOT NULL, runs TEXT NOT NULL, sentences TEXT NOT NULL);
CREATE TABLE texts (report INTEGER PRIMARY KEY, source BLOB NOT NULL, blocks BLOB NOT NULL);
CREATE TABLE unreadable (
    name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, reason TEXT NOT NULL, text_key TEXT NOT NULL
) WITHOUT ROWID;
"""

Stored = str | bytes
# ordinal, page, section, text, runs, sentences
PassageRow = tuple[int, int | None, str, str, str, str]


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """A report as the index lists it."""

    name: str
    sha256: str
    format: str
    metadata: Metadata
    pages: tuple[Page, ...]
    passage_count: int
    problems: tuple[str, ...] = ()
    blocks: Mapping[str, int] = field(default_factory=dict)  # how many there are of each kind


@dataclass(frozen=True, slots=True)
class ReportRows:
    """A report and its passages as they are stored, all but the report's name."""

    sha256: str
    record: str
    source: bytes
    blocks: bytes
    passages: tuple[PassageRow, ...]

    @classmethod
    def of(cls, report: Report, passages: Sequence[Passage]) -> ReportRows:
        """The rows of a report that was read."""
        from qa.reading.wire import block_row  # here: asking needs no reading code

        counts = Counter(block.kind.value for block in report.blocks)
        record = {
            "format": report.format,
            "metadata": asdict(report.metadata),
            "pages": [asdict(page) for page in report.pages],
            "problems": list(report.problems),
            "blocks": {kind: n for kind in KINDS if (n := counts[kind])},
        }
        return cls(
            report.sha256,
            _dumps(record),
            zlib.compress(_encode(report.source), 6),
            zlib.compress(_encode(_dumps([block_row(block) for block in report.blocks])), 6),
            tuple(_passage_row(passage) for passage in passages),
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A report's place in a catalogue: its name, its rows, and the keys of its parts."""

    name: str
    rows: ReportRows
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
    entries: Iterable[Entry],
    unreadable: Iterable[UnreadableEntry],
) -> tuple[int, int]:
    """Write a new catalogue; returns how many reports and passages it holds.

    Entries come in the order their passages are numbered in. ``path`` must not exist.
    """
    reports = passages = 0
    with closing(sqlite3.connect(path, isolation_level=None)) as base:
        base.execute(f"PRAGMA page_size = {PAGE_SIZE}")
        base.execute("PRAGMA journal_mode = OFF")  # the file is of no use before it is whole
        base.execute("PRAGMA synchronous = OFF")  # it is fsynced with the rest of its generation
        base.execute("BEGIN")
        for statement in _SCHEMA.split(";")[:-1]:
            base.execute(statement)
        for entry in entries:
            _insert(base, reports, passages, entry)
            reports += 1
            passages += len(entry.rows.passages)
        base.executemany(
            "INSERT INTO unreadable VALUES (?, ?, ?, ?)",
            [(item.name, item.sha256, item.reason, item.text_key) for item in unreadable],
        )
        counts = {"reports": str(reports), "passages": str(passages)}
        base.executemany("INSERT INTO facts VALUES (?, ?)", sorted({**facts, **counts}.items()))
        base.execute("COMMIT")
    return reports, passages


def _insert(base: sqlite3.Connection, report: int, passage: int, entry: Entry) -> None:
    rows = entry.rows
    base.execute(
        "INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(report, entry.name, rows.sha256, passage, len(rows.passages)),
            *(_stored(rows.record), entry.text_key, entry.vector_key),
        ),
    )
    base.execute("INSERT INTO texts VALUES (?, ?, ?)", (report, rows.source, rows.blocks))
    base.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (passage + i, report, ordinal, page, _stored(section), _stored(text), *rest)
            for i, (ordinal, page, section, text, *rest) in enumerate(rows.passages)
        ],
    )


class Catalog:
    """An opened catalogue, read only. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open a catalogue; raises sqlite3.Error where the file is none."""
        # immutable: no lock files, so that a read-only folder will do, and no look at a journal.
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._base = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._lock = Lock()
        self.facts: dict[str, str] = dict(self.rows("SELECT name, value FROM facts"))
        found = self.rows("SELECT name, first_passage, passage_count FROM reports ORDER BY id")
        self.names: tuple[str, ...] = tuple(row[0] for row in found)
        self._ranges = {name: range(first, first + count) for name, first, count in found}
        self._records: dict[str, ReportRecord] = {}
        self.source = lru_cache(maxsize=SOURCES)(self._source)

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query."""
        with self._lock:
            return self._base.execute(query, values).fetchall()

    @property
    def passage_count(self) -> int:
        """How many passages there are; their ids are 0 to this."""
        return int(self.facts["passages"])

    def passage_ids(self, report: str) -> range:
        """The ids of a report's passages; KeyError for a report that is not there."""
        return self._ranges[report]

    def record(self, name: str) -> ReportRecord:
        """A report's record; KeyError for a report that is not there."""
        if name not in self._records:
            found = self.rows("SELECT sha256, record FROM reports WHERE name = ?", (name,))
            if not found:
                raise KeyError(name)
            sha256, record = found[0]
            self._records[name] = _record(name, sha256, record, len(self._ranges[name]))
        return self._records[name]

    def _source(self, name: str) -> str:
        """A report's source text; KeyError for a report that is not there."""
        return _decode(zlib.decompress(self._text(name, "source")))

    def blocks(self, name: str) -> tuple[Block, ...]:
        """A report's blocks."""
        from qa.reading.wire import block_of

        rows = json.loads(zlib.decompress(self._text(name, "blocks")))
        return tuple(block_of(row) for row in rows)

    def _text(self, name: str, column: str) -> bytes:
        found = self.rows(
            f"SELECT {column} FROM texts WHERE report = (SELECT id FROM reports WHERE name = ?)",
            (name,),
        )
        if not found:
            raise KeyError(name)
        return bytes(found[0][0])

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """The passages with these ids, in the order asked for; IndexError for an id not there."""
        wanted = sorted({int(id) for id in ids})
        found: dict[int, Passage] = {}
        for at in range(0, len(wanted), 500):
            part = wanted[at : at + 500]
            marks = ",".join("?" * len(part))
            for row in self.rows(f"SELECT * FROM passages WHERE id IN ({marks})", part):
                found[row[0]] = _passage(self.names[row[1]], row[2:])
        if len(found) < len(wanted):
            raise IndexError(next(id for id in wanted if id not in found))
        return [found[int(id)] for id in ids]

    def unreadable(self) -> list[UnreadableEntry]:
        """The files that could not be read."""
        query = "SELECT name, sha256, reason, text_key FROM unreadable"
        return [UnreadableEntry(*row) for row in self.rows(query)]

    def keys(self) -> Iterator[str]:
        """The cache keys of everything the catalogue was made from."""
        yield from (row[0] for row in self.rows("SELECT text_key FROM reports"))
        yield from (row[0] for row in self.rows("SELECT vector_key FROM reports"))
        yield from (row[0] for row in self.rows("SELECT text_key FROM unreadable"))


def passages_of(rows: ReportRows, name: str) -> list[Passage]:
    """The passages that were stored, as those of the report ``name``."""
    return [_passage(name, row) for row in rows.passages]


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


# A lone surrogate (half a character) can come out of a PDF; SQLite takes no such text, only bytes.
def _stored(text: str) -> Stored:
    data = _encode(text)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data
    return text


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decode(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


def _record(name: str, sha256: str, record: Stored, passages: int) -> ReportRecord:
    value = json.loads(record)
    return ReportRecord(
        name,
        sha256,
        value["format"],
        Metadata(**value["metadata"]),
        tuple(Page(**page) for page in value["pages"]),
        passages,
        tuple(value["problems"]),
        value.get("blocks", {}),
    )


def _passage_row(passage: Passage) -> PassageRow:
    return (
        passage.ordinal,
        passage.page,
        _dumps(passage.section),
        passage.text,
        _dumps(passage.map.runs),
        _dumps([(s.start, s.end, KINDS.index(s.kind)) for s in passage.sentences]),
    )


def _passage(report: str, row: Sequence[Any]) -> Passage:
    ordinal, page, section, text, runs, sentences = row
    return Passage(
        report,
        ordinal,
        tuple(json.loads(section)),
        text if isinstance(text, str) else _decode(text),
        OffsetMap(tuple(Run(*run) for run in json.loads(runs))),
        tuple(Sentence(a, b, BlockKind(KINDS[kind])) for a, b, kind in json.loads(sentences)),
        page,
    )

"""The reports of a segment and their passages: an SQLite file, readable by anyone.

Tables: ``reports``, ``texts`` (their sources and blocks, zlib), ``passages`` and ``words`` (how
often each occurs). Structured columns are JSON. Rows are inserted in one order, in one transaction,
into pages of one size, and hold no time of day, so that the same reports give the same bytes (with
the same SQLite and zlib).
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from qa.index.generation import IndexDamaged
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

PAGE_SIZE = 4096
KINDS = tuple(kind.value for kind in BlockKind)

_SCHEMA = """
CREATE TABLE reports (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, record TEXT NOT NULL);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, report INTEGER NOT NULL, ordinal INTEGER NOT NULL, page INTEGER,
    section TEXT NOT NULL, text TEXT NOT NULL, runs TEXT NOT NULL, sentences TEXT NOT NULL);
CREATE TABLE texts (report INTEGER PRIMARY KEY, source BLOB NOT NULL, blocks BLOB NOT NULL);
CREATE TABLE words (word TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
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


def new_database(path: Path, schema: str) -> sqlite3.Connection:
    """A new SQLite file with these tables, in a transaction; ``path`` must not exist."""
    base = sqlite3.connect(path, isolation_level=None)
    base.execute(f"PRAGMA page_size = {PAGE_SIZE}")
    base.execute("PRAGMA journal_mode = OFF")  # the file is of no use before it is whole
    base.execute("PRAGMA synchronous = OFF")  # it is fsynced when it is
    base.execute("BEGIN")
    for statement in schema.split(";")[:-1]:
        base.execute(statement)
    return base


def write_texts(
    path: Path, reports: Iterable[tuple[str, ReportRows]], words: Mapping[str, int]
) -> None:
    """Write the reports of a segment, by name, in their order, and the counts of their words."""
    passages = 0
    with closing(new_database(path, _SCHEMA)) as base:
        for report, (name, rows) in enumerate(reports):
            _insert(base, report, passages, name, rows)
            passages += len(rows.passages)
        base.executemany("INSERT INTO words VALUES (?, ?)", sorted(words.items()))
        base.execute("COMMIT")


def _insert(
    base: sqlite3.Connection, report: int, passage: int, name: str, rows: ReportRows
) -> None:
    base.execute("INSERT INTO reports VALUES (?, ?, ?)", (report, name, _stored(rows.record)))
    base.execute("INSERT INTO texts VALUES (?, ?, ?)", (report, rows.source, rows.blocks))
    base.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (passage + i, report, ordinal, page, _stored(section), _stored(text), *rest)
            for i, (ordinal, page, section, text, *rest) in enumerate(rows.passages)
        ],
    )


class Database:
    """An opened SQLite file of an index, read only. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open a file, sqlite3.Error where there is none; the first query looks what it holds."""
        self._path = path
        # immutable: no lock files, so that a read-only folder will do, and no look at a journal.
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._base = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._lock = Lock()

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query. Raises IndexDamaged where the file cannot be read, or is none."""
        try:
            with self._lock:
                return self._base.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> IndexDamaged:
        return IndexDamaged(
            f"A file of the index, {self._path}, cannot be read ({error}); if it stays so, mend it "
            "with: qa index --rebuild."
        )

    def close(self) -> None:
        """Close the file."""
        self._base.close()


class Texts(Database):
    """The texts of a segment. Passages have numbers from 0 in it."""

    def record(self, name: str, sha256: str, passages: int) -> ReportRecord:
        """A report's record, which must be there."""
        ((record,),) = self.rows("SELECT record FROM reports WHERE name = ?", (name,))
        return _record(name, sha256, record, passages)

    def source(self, name: str) -> str:
        """The source text of a report that is there."""
        return _decode(self._text(name, "source"))

    def blocks(self, name: str) -> tuple[Block, ...]:
        """The blocks of a report that is there."""
        from qa.reading.wire import block_of

        rows = json.loads(self._text(name, "blocks"))
        return tuple(block_of(row) for row in rows)

    def _text(self, name: str, column: str) -> bytes:
        ((data,),) = self.rows(
            f"SELECT {column} FROM texts WHERE report = (SELECT id FROM reports WHERE name = ?)",
            (name,),
        )
        try:
            return zlib.decompress(data)
        except (zlib.error, TypeError) as error:
            raise self._damaged(error) from error

    def passages(self, numbers: Sequence[int]) -> dict[int, Passage]:
        """The passages with these numbers."""
        found: dict[int, Passage] = {}
        for at in range(0, len(numbers), 500):
            part = numbers[at : at + 500]
            marks = ",".join("?" * len(part))
            for id, name, *row in self.rows(
                "SELECT passages.id, name, ordinal, page, section, text, runs, sentences "
                f"FROM passages JOIN reports ON reports.id = report WHERE passages.id IN ({marks})",
                part,
            ):
                found[id] = _passage(name, row)
        return found

    def words(self) -> dict[str, int]:
        """How often each word occurs."""
        return dict(self.rows("SELECT word, count FROM words"))


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
        _dumps([(s.start, s.end, KINDS.index(s.kind), *s.heads) for s in passage.sentences]),
    )


def _passage(report: str, row: Sequence[Any]) -> Passage:
    ordinal, page, section, text, runs, sentences = row
    return Passage(
        report,
        ordinal,
        tuple(json.loads(section)),
        text if isinstance(text, str) else _decode(text),
        OffsetMap(tuple(Run(*run) for run in json.loads(runs))),
        tuple(
            Sentence(a, b, BlockKind(KINDS[kind]), tuple(heads))
            for a, b, kind, *heads in json.loads(sentences)
        ),
        page,
    )

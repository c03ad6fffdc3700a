"""What was read and embedded, kept under the hash of what it was made from.

A report's text is kept under its content and the settings it was read with, its vectors under the
texts that were embedded and the model, so that a change of model reads nothing again and a change
of passage size embeds only what it changed. A cache may be deleted at any time; damage in it is
found by the digest that each part carries, and costs the work of making that part again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from qa.settings import Settings

_SCHEMA = "CREATE TABLE IF NOT EXISTS parts (key TEXT PRIMARY KEY, digest BLOB, data BLOB)"

# What a reading depends on besides the file: these settings, and the code of these modules.
READING_SETTINGS = (
    "passage_words",
    "passage_overlap",
    "page_seconds",
    "file_seconds",
    "memory_mb",
    "max_file_mb",
    "max_pages",
)
READING_CODE = (
    *(
        "model.py",
        "language",
        "reading",
        "passages.py",
        "table_rows.py",
        "index/parts.py",
        "index/texts.py",
    ),
)
READING_LIBRARIES = ("pdfminer.six", "PyStemmer", "wordfreq", "charset-normalizer")


class Cache:
    """Parts of an index by key, in one SQLite file. For the one writer of an index only."""

    def __init__(self, path: Path) -> None:
        """Open the cache, or make it; what is no cache is thrown away."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        try:
            self._open()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and "not a database" not in str(error):
                raise
            self.clear()

    def _open(self) -> None:
        self._base = sqlite3.connect(self._path, isolation_level=None)
        # Each statement is a transaction, safe against a killed process. A power cut may damage
        # the file without an fsync, but a damaged part is found by its digest.
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute("PRAGMA page_size = 4096")
        self._base.execute(_SCHEMA)

    def clear(self) -> None:
        """Forget everything."""
        self.close()
        for path in self._path.parent.glob(self._path.name + "*"):
            path.unlink()
        self._open()

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def get(self, key: str) -> bytes | None:
        """The data under a key; None where there is none, or none that is sound."""
        try:
            query = "SELECT digest, data FROM parts WHERE key = ?"
            found = self._base.execute(query, (key,)).fetchone()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # "database disk image is malformed"
            self.clear()
            return None
        if found is None or found[0] != _digest(key, found[1]):
            return None
        return bytes(found[1])

    def put(self, key: str, data: bytes) -> None:
        """Keep data under a key."""
        row = key, _digest(key, data), data
        self._base.execute("INSERT OR REPLACE INTO parts VALUES (?, ?, ?)", row)

    def keep_only(self, keys: set[str]) -> None:
        """Forget the parts under any other key."""
        stored = {row[0] for row in self._base.execute("SELECT key FROM parts")}
        gone = sorted(stored - keys)
        if gone:
            self._base.execute("BEGIN")
            self._base.executemany("DELETE FROM parts WHERE key = ?", [(key,) for key in gone])
            self._base.execute("COMMIT")


def _digest(key: str, data: Any) -> bytes:
    if not isinstance(data, bytes):
        return b""
    return hashlib.sha256(key.encode() + b"\0" + data).digest()[:16]


def text_key(sha256: str, settings: Settings, name: str, by_options: bool = False) -> str:
    """The key of a file's text: its content, its format and how it is read.

    ``name`` is the file's name, or only its ending where nothing in the report stems from the rest.
    ``by_options`` is for what is read otherwise with OCR, passwords or without permissions: so a
    change of these reads scans and locked files anew, and no others.
    """
    values = {field: str(getattr(settings, field)) for field in READING_SETTINGS}
    if by_options:
        from qa.reading import options

        values |= options(settings)
    value = json.dumps([sha256, name, values, code_hash()])
    return "text:" + hashlib.sha256(value.encode()).hexdigest()


def vector_key(fingerprint: str, texts_hash: str) -> str:
    """The key of a report's vectors: the model and the hash of the texts it was given."""
    return f"vectors:{fingerprint}:{texts_hash}"


def batch_key(fingerprint: str, kind: str, texts: Sequence[str]) -> str:
    """The key of the vectors of texts that were encoded together."""
    value = json.dumps([fingerprint, kind, *texts])
    return "batch:" + hashlib.sha256(value.encode()).hexdigest()


@lru_cache(maxsize=1)
def code_hash() -> str:
    """The hash of the code that reads: a new version of it reads every file again.

    Nobody has to remember to raise a number, and an upgraded program builds the index that a
    fresh build would.
    """
    root = Path(__file__).resolve().parents[1]
    files = sorted(
        file
        for pattern in READING_CODE
        for path in root.glob(pattern)
        for file in ([path] if path.is_file() else path.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    )
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    for library in READING_LIBRARIES:
        digest.update(f"{library} {version(library)}\0".encode())
    return digest.hexdigest()

"""An index of the format before: one sentence, and made anew with what it had embedded."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from crashes import content, fresh_content, library_of, random, reading_here, write_report
from fake_index import FakeEncoder

from qa.cli import main
from qa.index import IndexForeign, generation
from qa.library import Library

OLD = (
    f"(format 2, this one reads {generation.FORMAT}); make it anew with: qa index "
    "(what it embedded with this model is used again)"
)


def as_format_2(library: Library) -> str:
    """Make an index one of format 2, with the cache it had: one catalogue, and no segments."""
    folder = library.settings.index
    keys = [entry.vector_key for entry in library.index.catalog.entries.values()]
    place = folder / "generations" / generation.current(folder)
    for old in (place, folder / "segments"):
        shutil.rmtree(old)
    place.mkdir()
    with closing(sqlite3.connect(place / "catalog.sqlite")) as base, base:
        base.execute("CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        base.execute("CREATE TABLE reports (name TEXT, text_key TEXT, vector_key TEXT)")
        base.execute("CREATE TABLE unreadable (name TEXT, text_key TEXT)")
        # That version read otherwise: its texts lie under keys that this one does not look for.
        base.executemany("INSERT INTO reports VALUES ('', 'text:old', ?)", [(key,) for key in keys])
    with closing(sqlite3.connect(folder / "cache" / "parts.sqlite")) as base, base:
        base.execute("DELETE FROM parts WHERE key LIKE 'text:%'")
    path = place / "catalog.sqlite"
    files = {path.name: [generation.hash_file(path), path.stat().st_size]}
    data = json.dumps({"format": 2, "files": files}, indent=1).encode() + b"\n"
    (place / generation.MANIFEST).write_bytes(data)
    name = f"000001-{hashlib.sha256(data).hexdigest()[:16]}"
    place.rename(place.with_name(name))
    (folder / "current").write_text(name + "\n")
    return name


def test_an_index_of_the_format_before_is_made_anew_with_the_vectors_of_its_cache(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(1)
    for name in ("a", "b", "c"):
        write_report(tmp_path / "corpus" / f"{name}.txt", chance)
    library = library_of(tmp_path)
    encoder = library._encoder
    assert isinstance(encoder, FakeEncoder)
    with reading_here():
        library.sync()
        fresh, embedded = content(tmp_path), encoder.encoded
        words = len(library.index.vocabulary())
        old = as_format_2(library)

        folders = [f"--{name}={tmp_path / name}" for name in ("corpus", "index")]
        assert main([*folders, "ask", "Hoeveel werkpleinen haalden het?"]) == 1
        (said,) = capsys.readouterr().err.splitlines()
        assert OLD in said
        with pytest.raises(IndexForeign, match="format 2"):
            library_of(tmp_path).search("mijlpalen")

        assert library.sync().added == ("a.txt", "b.txt", "c.txt")
        assert content(tmp_path) == fresh == fresh_content(tmp_path)
        assert encoder.encoded == embedded + words  # which lie in no cache
        assert library.verify() == []
        with pytest.raises(IndexForeign, match="format 2"):  # there is no going back to it
            library.rollback()
        assert content(tmp_path) == fresh
        (tmp_path / "corpus" / "a.txt").unlink()
        library.sync()  # now it is one too many, as any other
        assert old not in generation.generations(library.settings.index)

"""Finished indexes side by side: writing a new one, switching to it, opening and checking it.

An index folder holds::

    current                      the name of the generation that answers
    generations/000007-3f2a…/    a finished index: its files, and manifest.json with their hashes
    cache/                       what was read and embedded, for the next generation
    lock                         held by the one writer, and names it

A generation is written under a name that begins with a point, fsynced file by file, renamed, and
made current by renaming a new ``current`` over the old one. The name carries the hash of the
manifest, the manifest the hashes of the files. What was not finished is swept away by the next
writer; a reader has its generation's files open and keeps them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qa.model import VraagbaakError

FORMAT = 2  # of the files of a generation; another number is another format
MANIFEST = "manifest.json"
NAME = re.compile(r"(\d{6,})-([0-9a-f]{16})")
FULL_CHECK = 64 << 20  # opening hashes whole files up to this many bytes in all; verifying, all


class IndexMissing(VraagbaakError):
    """No index has been built here."""


class IndexDamaged(VraagbaakError):
    """The files of the index are not as they were written."""


class IndexForeign(VraagbaakError):
    """The index is of another format, or was made with another model."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of a generation: name -> (sha256, size)."""

    files: dict[str, tuple[str, int]]

    def to_bytes(self) -> bytes:
        """The manifest as JSON."""
        files = {name: list(self.files[name]) for name in sorted(self.files)}
        return json.dumps({"format": FORMAT, "files": files}, indent=1).encode() + b"\n"


def generations(folder: Path) -> list[str]:
    """The names of the finished generations, oldest first."""
    root = folder / "generations"
    if not root.is_dir():
        return []
    return sorted(
        (path.name for path in root.iterdir() if NAME.fullmatch(path.name)),
        key=lambda name: int(name.partition("-")[0]),
    )


def current(folder: Path) -> str:
    """The name of the generation that answers; raises IndexMissing or IndexDamaged."""
    try:
        name = (folder / "current").read_text("ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissing(f"There is no index in {folder} yet; make it with: qa index.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise damaged(folder, f"its file 'current' cannot be read: {error}") from None
    if not NAME.fullmatch(name):
        raise damaged(folder, "its file 'current' names no generation")
    return name


def damaged(folder: Path, what: str) -> IndexDamaged:
    """The error for an index whose files are not as they were written."""
    return IndexDamaged(
        f"The index in {folder} is damaged ({what}); mend it with: qa index --rebuild."
    )


def check(folder: Path, name: str, full: bool = False) -> Path:
    """The folder of a generation, its manifest, sizes and hashes checked; the small files' hashes
    only (up to ``FULL_CHECK`` bytes in all) unless ``full``.

    Raises IndexDamaged and IndexForeign; FileNotFoundError where the generation is gone.
    """
    place = folder / "generations" / name
    manifest = _read_manifest(folder, place, name)
    left = FULL_CHECK
    for file, (sha256, size) in sorted(manifest.files.items(), key=lambda item: item[1][1]):
        try:
            found = (place / file).stat().st_size
            if found != size:
                raise damaged(folder, f"{file} has {found} bytes, not {size}")
            left -= size
            if (full or left >= 0) and hash_file(place / file) != sha256:
                raise damaged(folder, f"{file} is not as it was written")
        except FileNotFoundError:
            if not place.is_dir():
                raise
            raise damaged(folder, f"{file} is missing") from None
        except OSError as error:
            raise damaged(folder, f"{file} cannot be read: {error.strerror}") from None
    return place


def _read_manifest(folder: Path, place: Path, name: str) -> Manifest:
    try:
        data = (place / MANIFEST).read_bytes()
    except FileNotFoundError:
        if not place.is_dir():
            raise
        raise damaged(folder, f"{MANIFEST} is missing") from None
    except OSError as error:
        raise damaged(folder, f"{MANIFEST} cannot be read: {error.strerror}") from None
    if hashlib.sha256(data).hexdigest()[:16] != name.partition("-")[2]:
        raise damaged(folder, f"{MANIFEST} is not as it was written")
    value = json.loads(data)
    if value["format"] != FORMAT:
        age = "a newer" if value["format"] > FORMAT else "an older"
        raise IndexForeign(
            f"The index in {folder} was made by {age} version of qa (format {value['format']}, "
            f"this one reads {FORMAT}); make it anew with: qa index --rebuild."
        )
    return Manifest({file: (str(h), int(size)) for file, (h, size) in value["files"].items()})


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_generation(folder: Path, build: Callable[[Path], None], keep: int) -> str:
    """Let ``build`` write the files of a new generation, make it current, return its name.

    ``keep`` is how many generations stay, the new one included. For the holder of the lock.
    """
    root = folder / "generations"
    root.mkdir(parents=True, exist_ok=True)
    tidy(folder, keep)
    place = root / ".new"
    place.mkdir()
    build(place)
    files = {}
    for path in sorted(place.iterdir()):
        _fsync(path)
        files[path.name] = (hash_file(path), path.stat().st_size)
    data = Manifest(files).to_bytes()
    _write(place / MANIFEST, data)
    _fsync(place)
    names = generations(folder)
    number = int(names[-1].partition("-")[0]) + 1 if names else 1
    name = f"{number:06d}-{hashlib.sha256(data).hexdigest()[:16]}"
    place.rename(root / name)
    _fsync(root)
    switch(folder, name)
    tidy(folder, keep)
    return name


def switch(folder: Path, name: str) -> None:
    """Make a finished generation the one that answers."""
    _write(folder / ".current", name.encode() + b"\n")
    (folder / ".current").replace(folder / "current")
    _fsync(folder)


def tidy(folder: Path, keep: int) -> None:
    """Remove generations past the newest ``keep``, and what a stopped writer left.

    That is half a generation, or one that never became current. For the holder of the lock.
    """
    root = folder / "generations"
    names = generations(folder)
    try:
        last = names.index(current(folder)) + 1
        surplus = names[: max(0, last - keep)] + names[last:]
    except (VraagbaakError, ValueError):  # what is current is not known: leave them all
        surplus = []
    for name in surplus:
        _remove(root, name)
    for path in root.glob(".*"):
        shutil.rmtree(path)


def _remove(root: Path, name: str) -> None:
    """Remove a generation; stopped half-way it does not look like a whole one."""
    place = root / f".old-{name}"
    (root / name).rename(place)
    shutil.rmtree(place)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

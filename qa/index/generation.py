"""Finished indexes side by side: writing a new one, switching to it, opening and checking it.

An index folder holds::

    current                      the name of the generation that answers
    generations/000007-3f2a…/    a finished index: manifest.json, its own files
    segments/                    the files that generations share, each under its hash
    cache/                       what was read and embedded, for the next generation
    lock                         held by the one writer, and names it

A segment's file is written under a name that begins with a point, fsynced and renamed; it never
changes after. A generation is written likewise, fsynced file by file, renamed, and made current by
renaming a new ``current`` over the old one. Its name carries the hash of the manifest, the manifest
the hashes of all files, shared ones too. What was not finished, and what no generation has any
more, is swept away by the next writer; a reader has its generation's files open and keeps them.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.model import VraagbaakError

FORMAT = 5  # of the files of a generation; another number is another format
MANIFEST = "manifest.json"
GENERATIONS, SEGMENTS = "generations", "segments"
NAME = re.compile(r"(\d{6,})-([0-9a-f]{16})")
FULL_CHECK = 64 << 20  # opening hashes whole files up to this many bytes in all; verifying, all


class IndexMissing(VraagbaakError):
    """No index has been built here."""


class IndexDamaged(VraagbaakError):
    """The files of the index are not as they were written."""


class IndexForeign(VraagbaakError):
    """The index is of another format, or was made with another model."""


class NoOlderGeneration(VraagbaakError):
    """There is no generation to roll back to."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A file of ``segments``: of what (a hash of what it is made of), its ending, hash and size."""

    key: str
    suffix: str
    sha256: str
    size: int

    @property
    def file(self) -> str:
        """Its name in ``segments``."""
        return self.sha256[:32] + self.suffix


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of a generation: its own by name, (sha256, size); the shared in their order."""

    files: Mapping[str, tuple[str, int]]
    shared: Sequence[Shared] = ()

    def to_bytes(self) -> bytes:
        """The manifest as JSON."""
        value = {
            "format": FORMAT,
            "files": {name: list(self.files[name]) for name in sorted(self.files)},
            "shared": [[each.key, each.suffix, each.sha256, each.size] for each in self.shared],
        }
        return json.dumps(value, indent=0).encode() + b"\n"

    def of(self, suffix: str) -> list[Shared]:
        """The shared files with an ending."""
        return [each for each in self.shared if each.suffix == suffix]

    def paths(self, folder: Path, name: str) -> Iterator[tuple[Path, str, int]]:
        """Where each file of generation ``name`` lies, and its hash and size."""
        for file, (sha256, size) in self.files.items():
            yield folder / GENERATIONS / name / file, sha256, size
        for each in self.shared:
            yield folder / SEGMENTS / each.file, each.sha256, each.size


class Pool:
    """The shared files, for the writer of a generation."""

    def __init__(self, folder: Path, known: Iterable[Shared] = ()) -> None:
        """The folder of shared files; those ``known`` are whole, and need not be made again."""
        self.folder = folder
        self._known = {(each.key, each.suffix): each for each in known}

    def find(self, key: str, suffix: str) -> Shared | None:
        """The file that was made of ``key`` before; None where there is none."""
        found = self._known.get((key, suffix))
        try:
            whole = found is not None and (self.folder / found.file).stat().st_size == found.size
        except FileNotFoundError:
            return None
        return found if whole else None

    def put(self, key: str, suffix: str, write: Callable[[Path], object]) -> Shared:
        """Let ``write`` write a file, which is made of ``key``."""
        new = self.folder / f".new{suffix}"
        new.unlink(missing_ok=True)
        write(new)
        _fsync(new)
        made = Shared(key, suffix, hash_file(new), new.stat().st_size)
        new.replace(self.folder / made.file)
        return made


def generations(folder: Path) -> list[str]:
    """The names of the finished generations, oldest first."""
    root = folder / GENERATIONS
    if not root.is_dir():
        return []
    return sorted(
        (path.name for path in root.iterdir() if NAME.fullmatch(path.name)),
        key=number_of,
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


def check(folder: Path, name: str, full: bool = False) -> Manifest:
    """The manifest of a generation, itself, sizes and hashes checked; the small files' hashes only
    (up to ``FULL_CHECK`` bytes in all) unless ``full``.

    Raises IndexDamaged and IndexForeign; FileNotFoundError where the generation is gone.
    """
    manifest = read_manifest(folder, name)
    left = FULL_CHECK
    for path, sha256, size in sorted(manifest.paths(folder, name), key=lambda item: item[2]):
        try:
            found = path.stat().st_size
            if found != size:
                raise damaged(folder, f"{path.name} has {found} bytes, not {size}")
            left -= size
            if (full or left >= 0) and hash_file(path) != sha256:
                raise damaged(folder, f"{path.name} is not as it was written")
        except FileNotFoundError:
            if not (folder / GENERATIONS / name).is_dir():
                raise
            raise damaged(folder, f"{path.name} is missing") from None
        except OSError as error:
            raise damaged(folder, f"{path.name} cannot be read: {error.strerror}") from None
    return manifest


def read_manifest(folder: Path, name: str) -> Manifest:
    """The manifest of a generation; raises as ``check`` does."""
    place = folder / GENERATIONS / name
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
    if value["format"] > FORMAT:
        raise IndexForeign(
            f"The index in {folder} was made by a newer version of qa (format {value['format']}, "
            f"this one reads {FORMAT}); install that version, or make the index anew with: "
            "qa index --rebuild."
        )
    if value["format"] < FORMAT:
        raise IndexForeign(
            f"The index in {folder} was made by an older version of qa (format {value['format']}, "
            f"this one reads {FORMAT}); make it anew with: qa index (what it embedded with this "
            "model is used again), or qa index --rebuild."
        )
    files = {file: (str(sha256), int(size)) for file, (sha256, size) in value["files"].items()}
    return Manifest(files, [Shared(k, s, h, int(size)) for k, s, h, size in value["shared"]])


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_generation(
    folder: Path,
    build: Callable[[Path, Pool], Sequence[Shared]],
    keep: int,
    known: Sequence[Shared] = (),
) -> str:
    """Let ``build`` write a new generation, make it current, return its name.

    ``build`` gets an empty folder for the generation's own files and the pool of shared ones, in
    which it finds those ``known``, and returns the shared files that belong to the generation.
    ``keep`` is how many generations stay, the new one included. For the holder of the lock.
    """
    root = folder / GENERATIONS
    for path in (root, folder / SEGMENTS):
        path.mkdir(parents=True, exist_ok=True)
    tidy(folder, keep)
    place = root / ".new"
    place.mkdir()
    shared = build(place, Pool(folder / SEGMENTS, known))
    _fsync(folder / SEGMENTS)
    files = {}
    for path in sorted(place.iterdir()):
        _fsync(path)
        files[path.name] = (hash_file(path), path.stat().st_size)
    data = Manifest(files, shared).to_bytes()
    _write(place / MANIFEST, data)
    _fsync(place)
    names = generations(folder)
    number = number_of(names[-1]) + 1 if names else 1
    name = f"{number:06d}-{hashlib.sha256(data).hexdigest()[:16]}"
    place.rename(root / name)
    _fsync(root)
    switch(folder, name)
    tidy(folder, keep)
    return name


def roll_back(folder: Path) -> str:
    """Make the generation before the current one current again, return its name.

    It is checked whole first. For the holder of the lock. Raises NoOlderGeneration, and what
    ``current`` and ``check`` raise; the index then answers as before.
    """
    names = generations(folder)
    older = [name for name in names if number_of(name) < number_of(current(folder))]
    if not older:
        raise NoOlderGeneration(
            f"There is no older generation in {folder} to go back to; how many are kept is the "
            "setting 'generations'."
        )
    check(folder, older[-1], full=True)
    switch(folder, older[-1])
    return older[-1]


def number_of(name: str) -> int:
    """The number a generation's name begins with: newer ones have greater numbers."""
    return int(name.partition("-")[0])


def switch(folder: Path, name: str) -> None:
    """Make a finished generation the one that answers."""
    _write(folder / ".current", name.encode() + b"\n")
    (folder / ".current").replace(folder / "current")
    _fsync(folder)


def tidy(folder: Path, keep: int) -> None:
    """Remove generations past the newest ``keep``, files that none has, and what a stopped writer
    left: half a generation, or one that never became current. For the holder of the lock.
    """
    root = folder / GENERATIONS
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
    _sweep(folder)


def _sweep(folder: Path) -> None:
    """Remove the shared files that no generation has."""
    needed: set[str] = set()
    for name in generations(folder):
        try:
            needed.update(each.file for each in read_manifest(folder, name).shared)
        except IndexForeign:  # of an older format: it shares nothing
            continue
        except VraagbaakError:  # what it needs is not known: leave them all
            return
    for path in (folder / SEGMENTS).glob("*"):
        if path.name not in needed:
            path.unlink()


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

"""The corpus folder: which files are in it, and what changed since they were last looked at."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qa.index.generation import hash_file
from qa.model import VraagbaakError

# What never is a report: hidden files, and the locks that office programs leave beside a document.
SKIPPED = (".", "~$")
# … and what lies beside reports: pictures, sound, what web pages are made of, data of programs.
NO_REPORTS = (
    ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".svg", ".ico", ".heic", ".mp3", ".mp4",
    ".m4a", ".wav", ".avi", ".mov", ".webm", ".css", ".js", ".mjs", ".map", ".woff", ".woff2",
    ".ttf", ".otf", ".eot", ".json", ".jsonl", ".xml", ".xsd", ".yaml", ".yml", ".toml", ".ini",
    ".db", ".sqlite", ".log", ".tmp", ".bak", ".part", ".crdownload", ".lnk", ".url", ".py",
    ".sh", ".bat", ".sha256", ".sig", ".split",
)  # fmt: skip

SHOWN = 40  # characters at either end of a path too long to be shown


class CorpusError(VraagbaakError):
    """There is no corpus folder, or nothing in it."""


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of the corpus. ``name`` is its path in the folder, with ``/``, composed (NFC)."""

    name: str
    place: str  # its path; a Path for each of very many files takes longer than looking at them
    size: int
    modified: int  # nanoseconds
    changed: int = 0  # nanoseconds; of its status: another when content, name or times were set
    inode: int = 0
    sha256: str = ""  # once it is known

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.place)

    @property
    def signs(self) -> tuple[int, ...]:
        """What is another when the file's content is."""
        return self.size, self.modified, self.changed, self.inode


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a corpus by name, and why some entries cannot be read."""

    files: tuple[CorpusFile, ...]
    unreadable: Mapping[str, str]

    def digest(self) -> str:
        """A hash of names, sizes and times: cheap, and another one when something changed."""
        lines = [f"{file.name}\0{file.size}\0{file.modified}" for file in self.files]
        lines += [f"{name}\0{reason}" for name, reason in self.unreadable.items()]
        return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()


def list_corpus(corpus: Path, without: Path | None = None) -> Listing:
    """The files in a folder and the folders in it, by name.

    Links are followed where they stay in the folder, to folders that are not listed already.
    ``without`` is a folder that is left out (the index, when it lies in the corpus). Raises
    CorpusError where the folder cannot be looked into.
    """
    _check_folder(corpus)
    root = corpus.resolve()
    files: dict[str, CorpusFile] = {}
    unreadable: dict[str, str] = {}
    found = _walk(root, without.resolve() if without else None)
    for relative, entry in sorted(found, key=lambda pair: os.fsencode(pair[0])):
        name = unicodedata.normalize("NFC", relative.replace(os.sep, "/"))
        if isinstance(entry, str):
            unreadable[_printable(name)] = entry
        elif name != _printable(name):
            shown = _printable(name)
            unreadable[shown] = f"The name {shown} is not valid UTF-8: give the file another."
        elif name in files:
            unreadable[f"{name} (2)"] = (
                f"{name} is there twice, its accents stored in two ways: rename one of them."
            )
        else:
            times = entry.st_mtime_ns, entry.st_ctime_ns
            files[name] = CorpusFile(
                name, f"{root}{os.sep}{relative}", entry.st_size, *times, entry.st_ino
            )
    return Listing(tuple(files[name] for name in sorted(files)), dict(sorted(unreadable.items())))


def _check_folder(corpus: Path) -> None:
    """Raises CorpusError where a folder is none, or may not be looked into.

    Then nothing is known of what is in it: that is no reason to empty an index.
    """
    try:
        os.close(os.open(corpus, os.O_RDONLY | os.O_DIRECTORY))
    except FileNotFoundError:
        what = "does not exist"
    except NotADirectoryError:
        what = "is no folder"
    except OSError as error:
        what = f"cannot be opened ({error.strerror})"
    else:
        return
    raise CorpusError(
        f"The corpus folder {corpus} {what}; name the folder of reports with --corpus."
    )


def _walk(root: Path, without: Path | None) -> Iterator[tuple[str, os.stat_result | str]]:
    """Each file under a folder by its path from ``root``, with its status or why there is none.

    A folder is looked into once, by its own name before that of a link to it: links between folders
    have no end, and the files in them would be so many reports.
    """
    folders, links = [("", root)], list[tuple[str, Path]]()
    seen: set[Path] = set()
    while folders or links:
        if not folders:
            links.sort(reverse=True)
        folder, real = folders.pop() if folders else links.pop()
        if real == without or real in seen:
            continue
        seen.add(real)
        try:
            entries = list(os.scandir(root / folder))
        except OSError as error:
            yield folder, _cannot_be_opened(folder, error)
            continue
        prefix = folder and folder + os.sep  # made once: there may be very many files
        for entry in entries:
            if entry.name.startswith(SKIPPED):
                continue
            if entry.name.lower().endswith(NO_REPORTS) and not entry.is_dir():
                continue
            relative = prefix + entry.name
            is_link = entry.is_symlink()
            try:
                place = Path(entry.path).resolve(strict=True) if is_link else None
                status = entry.stat()
            except (OSError, RuntimeError) as error:
                yield relative, _cannot_be_opened(relative, error, is_link)
                continue
            if place is not None and not place.is_relative_to(root):
                yield (
                    relative,
                    f"{relative} is a link out of the corpus folder: it is not followed.",
                )
            elif stat.S_ISDIR(status.st_mode):
                (folders if place is None else links).append((relative, place or real / entry.name))
            elif stat.S_ISREG(status.st_mode):
                yield relative, status
            else:
                yield relative, f"{relative} is no ordinary file: take it out of the folder."


def _cannot_be_opened(name: str, error: Exception, is_link: bool = False) -> str:
    number = getattr(error, "errno", None)
    if is_link and (number == errno.ELOOP or isinstance(error, RuntimeError)):
        return _printable(f"{name} is a link that leads to itself: take it out of the folder.")
    if is_link and number == errno.ENOENT:
        return _printable(f"{name} is a link to what is not there: mend it or take it out.")
    if number == errno.ENAMETOOLONG:
        shown = f"{name[:SHOWN]}…{name[-SHOWN:]}"
        return _printable(f"{shown} lies in too many folders to be opened: move it further up.")
    why = getattr(error, "strerror", None) or str(error)
    return _printable(f"{name} cannot be opened ({why}): check its permissions.")


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode()


def without_files(listing: Listing, leave: Callable[[CorpusFile], bool]) -> Listing:
    """The listing with some files among the unreadable, because they are still being written."""
    unreadable = dict(listing.unreadable) | {
        file.name: f"{file.name} is still being written; it will be read when it rests."
        for file in listing.files
        if leave(file)
    }
    files = tuple(file for file in listing.files if file.name not in unreadable)
    return Listing(files, dict(sorted(unreadable.items())))


def hash_corpus(
    listing: Listing,
    largest: int,
    known: Callable[[CorpusFile], str | None] = lambda file: None,
    progress: Callable[[int, CorpusFile], None] | None = None,
) -> Listing:
    """The listing with the SHA-256 of each file's content.

    ``known`` may give the hash of a file that need not be read again. Files of more than
    ``largest`` bytes, and those that cannot be opened, become unreadable.
    """
    files: list[CorpusFile] = []
    unreadable = dict(listing.unreadable)
    for at, file in enumerate(listing.files):
        if progress is not None:
            progress(at, file)
        if file.size > largest:
            unreadable[file.name] = (
                f"{file.name} is {file.size / 1e6:,.0f} MB, more than the {largest / 1e6:,.0f} MB "
                "that are read: split it, or raise max_file_mb."
            )
            continue
        try:
            sha256 = known(file) or hash_file(file.path)
        except OSError as error:
            unreadable[file.name] = _cannot_be_opened(file.name, error)
        else:
            files.append(replace(file, sha256=sha256))
    return Listing(tuple(files), dict(sorted(unreadable.items())))


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to the files of a corpus, by name; ``renamed`` maps new names to old ones."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def between(cls, old: Mapping[str, str], new: Mapping[str, str]) -> Changes:
        """The changes from old to new names and hashes.

        A removed and an added file of the same content are one that was renamed.
        """
        gone = sorted(old.keys() - new.keys())
        come = sorted(new.keys() - old.keys())
        by_hash: dict[str, list[str]] = defaultdict(list)
        for name in reversed(gone):
            by_hash[old[name]].append(name)
        renamed = {name: by_hash[new[name]].pop() for name in come if by_hash.get(new[name])}
        kept = sorted(old.keys() & new.keys())
        return cls(
            added=_without(come, renamed),
            changed=tuple(name for name in kept if old[name] != new[name]),
            removed=_without(gone, set(renamed.values())),
            unchanged=tuple(name for name in kept if old[name] == new[name]),
            renamed=renamed,
        )

    def with_readable(self, names: set[str]) -> Changes:
        """The changes where these, which could not be read before, are added if they can be now."""
        now = names.intersection(self.unchanged)
        added = tuple(sorted({*self.added, *now}))
        return replace(self, added=added, unchanged=_without(self.unchanged, now))


def _without(names: Sequence[str], some: Mapping[str, str] | set[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in some)

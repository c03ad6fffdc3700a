"""How far the reading of many files is, in pages, before it is known how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qa.reading import ReadEvent

PAGE_BYTES = {".pdf": 50_000}  # of a file, a page; learned anew from the files that are done
OTHER_BYTES = 3_000


class Tally:
    """Pages and files that are done, and how many are expected.

    A PDF says how many pages it has when it is begun; before that its size is all there is to go
    by. What has no pages counts one for every 3,000 bytes.
    """

    def __init__(self, files: Sequence[tuple[Path, str]]) -> None:
        self._sizes = {name: _size(path) for path, name in files}
        self._suffixes = {name: path.suffix.lower() for path, name in files}
        self._at: dict[str, int] = {}
        self._total: dict[str, int] = {}
        self._done: set[str] = set()

    def take(self, event: ReadEvent) -> None:
        """Takes in what a reading process told."""
        if event.done:
            self.finish(event.name)
        elif event.total:
            self._at[event.name] = event.pages - 1
            self._total[event.name] = event.total

    def finish(self, name: str) -> None:
        """Takes in that a file is done, read or not."""
        self._done.add(name)

    @property
    def files(self) -> int:
        """How many files are done."""
        return len(self._done)

    @property
    def all_files(self) -> int:
        """How many there are."""
        return len(self._sizes)

    def pages(self) -> tuple[int, int]:
        """How many pages are done, and how many there will be, as far as that can be told."""
        known = {name: self._total.get(name, 0) for name in self._sizes}
        counted = [name for name in self._done if known[name] and self._suffixes[name] == ".pdf"]
        bytes_a_page = dict(PAGE_BYTES)
        if counted:
            pages = sum(known[name] for name in counted)
            bytes_a_page[".pdf"] = max(1, sum(self._sizes[name] for name in counted) // pages)
        done = total = 0
        for name, size in self._sizes.items():
            guess = max(1, size // bytes_a_page.get(self._suffixes[name], OTHER_BYTES))
            of_file = known[name] or guess
            total += of_file
            done += of_file if name in self._done else self._at.get(name, 0)
        return done, total


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

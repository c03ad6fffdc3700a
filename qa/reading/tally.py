"""How far the reading of many files is, in pages, before it is known how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qa.reading import ReadEvent

PDF_PAGE_BYTES = 50_000  # learned anew from the files that are done
OTHER_BYTES = 3_000


class Tally:
    """Pages and files that are done, and how many are expected.

    A PDF says how many pages it has when it is begun; before that its size is all there is to go
    by. What has no pages counts one for every 3,000 bytes. Sums are kept, as there may be very
    many files.
    """

    def __init__(self, files: Sequence[tuple[Path, str]]) -> None:
        self._sizes = {name: _size(path) for path, name in files}
        self._pdfs = {name for path, name in files if path.suffix.lower() == ".pdf"}
        self._waiting = [len(self._pdfs), sum(self._sizes[name] for name in self._pdfs)]
        self._read = [0, 0]  # bytes and pages of the PDFs that are done
        self._pages = {  # of each file that is not a PDF that waits
            name: max(1, size // OTHER_BYTES)
            for name, size in self._sizes.items()
            if name not in self._pdfs
        }
        self._total = sum(self._pages.values())
        self._at: dict[str, int] = {}
        self._past = 0  # the sum of it
        self._done: set[str] = set()

    def take(self, event: ReadEvent) -> None:
        """Takes in what a reading process told."""
        if event.done:
            self.finish(event.name)
        elif event.total:
            self._count(event.name, event.total)
            self._move(event.name, event.pages - 1)

    def finish(self, name: str) -> None:
        """Takes in that a file is done, read or not."""
        if name in self._done:
            return
        self._done.add(name)
        if name not in self._pages:
            self._count(name, max(1, self._sizes[name] // self._bytes_a_page()))
        elif name in self._pdfs:
            self._read[0] += self._sizes[name]
            self._read[1] += self._pages[name]
        self._move(name, self._pages[name])

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
        count, size = self._waiting
        return self._past, self._total + max(count, size // self._bytes_a_page())

    def _bytes_a_page(self) -> int:
        size, pages = self._read
        return max(1, size // pages) if pages else PDF_PAGE_BYTES

    def _count(self, name: str, pages: int) -> None:
        """A file turns out to have so many pages."""
        if name not in self._pages:
            self._waiting[0] -= 1
            self._waiting[1] -= self._sizes[name]
        self._total += pages - self._pages.get(name, 0)
        self._pages[name] = pages

    def _move(self, name: str, pages: int) -> None:
        """So many pages of a file are done."""
        self._past += pages - self._at.get(name, 0)
        self._at[name] = pages


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

"""Keeping an index in step while files come and go: a sync for every burst that has come to rest.

A file is read when its size and times have stayed the same for a while, so that one that is still
being copied is not read half. Changes are told by the operating system where it can; because those
that other machines make on a network share are not told, the folder is also looked at now and then.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from qa.index.corpus import SKIPPED, CorpusFile, list_corpus
from qa.model import VraagbaakError

if TYPE_CHECKING:
    from watchfiles import Change

    from qa.index.sync import SyncEvent, SyncResult
    from qa.library import Library

Signs = dict[str, tuple[int, ...]]  # by file name: what is another when the file is

TICK = 1.0  # seconds between two looks at whether the folder is still the same one
DUTY = 20  # looking at all files takes at most one part in so many of the time


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: how long files must rest, how long they are waited for, how often all are looked at.

    A file that does not rest within ``longest`` is left out of a sync, and read by a later one.
    """

    rest: float = 2.0
    longest: float = 60.0
    look: float = 60.0


class Watch:
    """A library that follows its corpus."""

    def __init__(self, library: Library, stop: Event | None = None, pace: Pace | None = None):
        """Watch the corpus of a library until ``stop`` is set."""
        self._library = library
        self._corpus, self._index = library.settings.corpus, library.settings.index
        self._stop = stop or Event()
        self._pace = pace or Pace()
        self._took = 0.0  # seconds, for the last look at all files

    def results(
        self,
        progress: Callable[[SyncEvent], None] | None = None,
        say: Callable[[str], None] | None = None,
    ) -> Iterator[SyncResult | VraagbaakError]:
        """What each sync did: the first, then one for every burst of changes; errors as they come.

        ``in_step`` says of a sync that it had nothing to do. One that fails (a full disk, no
        corpus folder any more) is tried again when something changes and once a ``pace.look``.
        ``progress`` and ``say`` are those of ``Library.sync``. Ends when it is told to stop, or
        with the KeyboardInterrupt of Ctrl-C.

        Raises CorpusError where there is no corpus folder to begin with.
        """
        self._signs()
        synced: Signs | None = None  # what the corpus was when it was last brought in step
        failure = ""
        for _ in self._moments():
            try:
                while not self._stop.is_set() and synced != self._signs():
                    resting = self._at_rest()
                    result = self._library.sync(
                        wait=inf, leave=_unlike(resting), progress=progress, say=say
                    )
                    synced, failure = resting, ""
                    yield result
            except VraagbaakError as error:
                if str(error) != failure:
                    yield error
                synced, failure = None, str(error)

    def _signs(self) -> Signs:
        start = time.monotonic()
        signs = {file.name: file.signs for file in list_corpus(self._corpus, self._index).files}
        self._took = time.monotonic() - start
        return signs

    def _at_rest(self) -> Signs:
        """The files that rest: all of them, unless some do not for too long."""
        end = time.monotonic() + self._pace.longest
        last = self._signs()
        while True:
            self._stop.wait(max(self._pace.rest, DUTY * self._took))
            now = self._signs()
            if now == last or time.monotonic() >= end:
                return dict(now.items() & last.items())
            last = now

    def _moments(self) -> Iterator[None]:
        """When to look: now, when the operating system tells of a change, and now and then."""
        from watchfiles import watch

        while not self._stop.is_set():
            yield
            place = self._identity()
            due = time.monotonic()  # at once: something may have changed before it was watched
            try:
                corpus = self._corpus.resolve()
                for told in watch(
                    corpus,
                    watch_filter=_concerns(corpus, self._index.resolve()),
                    stop_event=self._stop,
                    rust_timeout=int(1000 * TICK),
                    yield_on_timeout=True,
                    ignore_permission_denied=True,
                ):
                    if self._identity() != place:  # removed, or another folder in its place
                        break
                    if told or time.monotonic() >= due:
                        yield
                        due = time.monotonic() + max(self._pace.look, DUTY * self._took)
            except (OSError, RuntimeError):  # gone, or too many folders to watch
                self._stop.wait(self._pace.look if self._identity() else TICK)

    def _identity(self) -> tuple[int, int] | None:
        """Which folder the corpus is; None where there is none."""
        try:
            status = self._corpus.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino


def _concerns(corpus: Path, index: Path) -> Callable[[Change, str], bool]:
    """Whether a change can be one of a report: not of the index, nor of a hidden file."""

    def concerns(change: Change, path: str) -> bool:
        if Path(path).is_relative_to(index):
            return False
        parts = Path(path).relative_to(corpus).parts
        return not any(part.startswith(SKIPPED) for part in parts)

    return concerns


def _unlike(resting: Signs) -> Callable[[CorpusFile], bool]:
    """Whether a file is not as it was when it rested."""
    return lambda file: resting.get(file.name) != file.signs

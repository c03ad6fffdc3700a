"""What every command shares: the global options, the library they lead to, the standard streams."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from qa.model import VraagbaakError

if TYPE_CHECKING:
    from qa.library import Library
    from qa.memory import Memory
    from qa.screen import Screen
    from qa.settings import Settings


@dataclass
class Run:
    """What every command gets: the global options, and what is made of them when needed."""

    corpus: Path | None = None
    index: Path | None = None
    debug: bool = False

    def settings(self, **overrides: Any) -> Settings:
        """The settings with the command line's own on top."""
        from qa.settings import Settings

        return Settings.load(**({"corpus": self.corpus, "index": self.index} | overrides))

    def library(self, **overrides: Any) -> Library:
        """The library of these settings."""
        from qa.library import Library

        return Library.open(settings=self.settings(**overrides))

    def ready_library(self, *, fresh: bool = False) -> Library:
        """The library, its index built first where there is none; brought in step if ``fresh``.

        ``fresh`` also makes an index anew that is damaged or of another format.
        """
        from qa.index import IndexDamaged, IndexForeign, IndexMissing

        library = self.library()
        why = None
        try:
            library.reports()
        except IndexMissing:
            why = "There is no index yet; building it first."
        except (IndexDamaged, IndexForeign):
            if not fresh:
                raise
            why = "The index is damaged or of another version; making it anew first."
        if why or fresh:
            self._sync_first(library, why)
        return library

    def _sync_first(self, library: Library, why: str | None) -> None:
        """Bring the index in step; ``why`` says why there is none that can be opened."""
        from qa.progress import shown
        from qa.tables import sync_summary

        with shown(f"qa: {why}" if why else None) as report:
            result = library.sync(wait=math.inf, progress=report, say=say)
        if not why and not result.in_step:
            say(f"The index was brought in step: {sync_summary(result)}.")
        if why:
            for reason in result.unreadable.values():  # each names its file
                say(reason)

    def memory(self) -> Memory:
        """What is remembered for this index."""
        from qa.memory import Memory

        settings = self.settings()
        return Memory(settings.state, settings.index)


def say(message: str) -> None:
    """Print a message on standard error, neutralised and on one line."""
    from qa.screen import clean

    print(f"qa: {clean(' '.join(message.split()))}", file=sys.stderr, flush=True)


def say_once(message: str | None, told: set[str]) -> None:
    """Say a message, if there is one and it was not said before."""
    if message and message not in told:
        told.add(message)
        say(message)


def screen() -> Screen:
    """Standard output as a screen."""
    from qa.screen import Screen

    return Screen(sys.stdout)


def print_json(value: Any) -> None:
    """Print a value on standard output as one line of JSON, in UTF-8 whatever the locale."""
    from qa.screen import dump_json

    sys.stdout.flush()
    sys.stdout.buffer.write(dump_json(value).encode("utf-8") + b"\n")


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file's bytes, standard input's for "-"; VraagbaakError when it cannot be read."""
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = path.open("rb")
        stream.peek(1)
    except OSError as error:
        raise VraagbaakError(
            f"{path} cannot be read: {(error.strerror or str(error)).lower()}."
        ) from None
    with stream:
        yield stream


def print_traceback(error: Exception) -> None:
    """The whole story of an error, on standard error."""
    import traceback

    traceback.print_exception(error)

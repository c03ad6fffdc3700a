"""How far a long job is, on standard error: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from qa.index.sync import SyncEvent

Item = TypeVar("Item")


def counted(items: Sequence[Item], what: str) -> Iterator[Item]:
    """The items, with a bar that says how many are done."""
    if not sys.stderr.isatty():
        yield from items
        return
    with _bar() as bar:
        yield from bar.track(items, description=what)


@contextmanager
def shown(announcement: str | None = None) -> Iterator[Callable[[SyncEvent], None]]:
    """What a sync tells its progress to; ``announcement`` is printed once it really begins."""
    tasks: dict[str, TaskID] = {}
    with _bar() if sys.stderr.isatty() else nullcontext() as bar:

        def tell(event: SyncEvent) -> None:
            nonlocal announcement
            if announcement is not None:
                print(announcement, file=sys.stderr, flush=True)
                announcement = None
            if bar is None:
                return
            if event.stage not in tasks:
                tasks[event.stage] = bar.add_task(event.stage)
            bar.update(tasks[event.stage], completed=event.done, total=event.total)

        yield tell


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
    )

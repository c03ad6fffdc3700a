"""How far a long job is, on standard error: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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
def shown() -> Iterator[Callable[[SyncEvent], None] | None]:
    """What a sync tells its progress to; None where nobody looks."""
    if not sys.stderr.isatty():
        yield None
        return
    with _bar() as bar:
        tasks: dict[str, TaskID] = {}

        def tell(event: SyncEvent) -> None:
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

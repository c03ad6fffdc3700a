"""How far a long job is, on standard error: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, TypeVar

from qa.screen import clean

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
        task = bar.add_task(what, total=len(items), name="", count=f"0/{len(items)}")
        for at, item in enumerate(items, 1):
            yield item
            bar.update(task, completed=at, count=f"{at}/{len(items)}")


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
                for stage in tasks:
                    bar.update(tasks[stage], visible=stage != "looking")  # it is over
                tasks[event.stage] = bar.add_task(event.stage, name="", count="")
            bar.update(
                tasks[event.stage],
                completed=event.done,
                total=event.total,
                name=clean(event.name or ""),
                count=_count(event),
            )

        yield tell


def _count(event: SyncEvent) -> str:
    count = f"{event.done}/{event.total}"
    if not event.all_files:
        return count
    return f"{count} pages, {event.files}/{event.all_files} files"


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.table import Column

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=16, table_column=Column(min_width=16)),
        TextColumn("{task.fields[count]}", markup=False),
        TimeRemainingColumn(compact=True),
        TextColumn(
            "{task.fields[name]}",
            markup=False,
            style="dim",
            table_column=Column(no_wrap=True, overflow="ellipsis"),
        ),
        console=Console(stderr=True),
        transient=True,
    )

"""Processes that are killed, and disks that fail, while they bring an index in step.

``bench/kill.py`` runs the same rounds as the tests, many more of them.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fake_index import FakeTokenEncoder, read_here

import qa.reading
from qa.index import Index, IndexMissing, generation
from qa.library import Library
from qa.model import VraagbaakError
from qa.settings import Settings

QUERIES = ("mijlpalen van werkpleinen", "dijken langs de Maas", "klanten en cijfers", "rapport")
WORDS = [
    *("werkpleinen", "mijlpalen", "klanten", "gemeenten", "inspectie", "dijken", "gemalen"),
    *("kosten", "onderzoek", "cijfers", "uitkeringen", "scholen", "wegen", "rapport", "gehaald"),
]

# What a process does to a disk. Only these calls can leave something half done.
STEPS = ("open", "fsync", "rename", "replace", "unlink", "rmdir", "mkdir")
# A fork has everything loaded that its parent has: a process of its own in some milliseconds.
processes = multiprocessing.get_context("fork")


def library_of(place: Path) -> Library:
    """The library of ``place/corpus`` and ``place/index``."""
    settings = Settings(
        corpus=place / "corpus", index=place / "index", ranker="none", generations=2, jobs=1
    )
    return Library(settings, FakeTokenEncoder())


@contextmanager
def reading_here() -> Iterator[None]:
    """Read files in the process that syncs: starting others takes longer than what is tested."""
    real = qa.reading.read_safely
    qa.reading.read_safely = read_here
    try:
        yield
    finally:
        qa.reading.read_safely = real


def write_report(path: Path, chance: random.Random) -> None:
    """Write a report of some sentences of our own."""
    lines = [
        " ".join(chance.choices(WORDS, k=8)).capitalize() + f" in {chance.randint(1990, 2020)}."
        for _ in range(chance.randint(2, 12))
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(lines), "utf-8")


def change_corpus(corpus: Path, chance: random.Random) -> str:
    """Add, change, remove or rename a report; returns which."""
    reports = sorted(corpus.rglob("*.txt"))
    what = chance.choice(("add", "change", "remove", "rename"))
    if len(reports) < 3 or (what == "add" and len(reports) < 12):
        write_report(corpus / f"map{chance.randint(1, 2)}" / f"{chance.random()}.txt", chance)
        return "add"
    report = chance.choice(reports)
    if what == "remove":
        report.unlink()
    elif what == "rename":
        report.rename(corpus / f"{chance.random()}.txt")
    else:
        write_report(report, chance)
        what = "change"
    return what


def content(place: Path) -> str | None:
    """The hash of the current generation; None where there is none."""
    try:
        return Index.open(place / "index").generation.partition("-")[2]
    except IndexMissing:
        return None


def answers(place: Path) -> list[Any]:
    """The fixed questions' passages."""
    library = library_of(place)
    return [library.search(query, top_k=5) for query in QUERIES]


def fresh_content(place: Path) -> str | None:
    """What a fresh build of the corpus would be."""
    return fresh(place)[0]


def fresh(place: Path) -> tuple[str, list[Any]]:
    """What a fresh build of the corpus would be, and would answer."""
    settings = library_of(place).settings.model_copy(update={"index": place / "fresh"})
    shutil.rmtree(place / "fresh", ignore_errors=True)
    library = Library(settings, FakeTokenEncoder())
    result = library.sync()
    said = [library.search(query, top_k=5) for query in QUERIES]
    shutil.rmtree(place / "fresh")
    return (result.generation or "").partition("-")[2], said


def roll_back(place: Path) -> None:
    """Go back to the generation before."""
    library_of(place).rollback()


def sync(place: Path, rebuild: bool = False) -> None:
    """Bring the index in step."""
    library_of(place).sync(rebuild=rebuild)


def sync_killed_at(place: Path, step: int, done: Any) -> None:
    """Bring the index in step, killed at its ``step``-th change to the disk."""
    with at_step(step, lambda name: os.kill(os.getpid(), signal.SIGKILL)):
        sync(place)
    done.value = True


def sync_failing_at(place: Path, step: int, done: Any) -> None:
    """Bring the index in step with one call to the disk that fails; ``done`` when none is left."""

    def fail(name: str) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with at_step(step, fail) as count:
        try:
            sync(place)
        except VraagbaakError:
            return
    done.value = count() < step


def reading_failing_at(place: Path, step: int, done: Any) -> None:
    """Ask, then bring in step, with one file of the index that cannot be read at its time.

    Raises AssertionError for an answer that is not the index's; ``done`` when none is left.
    """

    def fail(name: str) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    before = content(place)
    with at_step(step, fail, reads=place / "index") as count:
        try:
            assert content(place) == before
            sync(place)
        except VraagbaakError:
            return
    done.value = count() < step


@contextmanager
def at_step(
    step: int, act: Callable[[str], None], reads: Path | None = None
) -> Iterator[Callable[[], int]]:
    """Call ``act`` before the ``step``-th change to the disk; gives a count of the changes.

    With ``reads``, before the ``step``-th opening of a file in that folder to be read.
    """
    import io

    count = 0

    def counts(name: str, values: Sequence[Any], named: dict[str, Any]) -> bool:
        if reads is None:
            return name != "open" or _writes(values, named)
        inside = str(values[0] if values else "").startswith(str(reads))
        return name == "open" and inside and not _writes(values, named)

    places = [(io if name == "open" else os, name) for name in STEPS]
    real = [(where, name, getattr(where, name)) for where, name in places]

    def counted(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*values: Any, **named: Any) -> Any:
            nonlocal count
            if counts(name, values, named):
                count += 1
                if count == step:
                    act(name)
            return call(*values, **named)

        return counting

    for where, name, call in real:
        setattr(where, name, counted(name, call))
    try:
        yield lambda: count
    finally:
        for where, name, call in real:
            setattr(where, name, call)


def _writes(values: Sequence[Any], named: dict[str, Any]) -> bool:
    mode = named.get("mode", values[1] if len(values) > 1 else "r")
    return any(sign in mode for sign in "wax+")


def run(target: Callable[..., None], *values: Any, seconds: float | None = None) -> int | None:
    """Run a function in a process of its own, killed after ``seconds``; returns its exit code."""
    process = processes.Process(target=target, args=values)
    process.start()
    process.join(seconds)
    process.kill()
    process.join()
    return process.exitcode


def look(place: Path, before: str | None, after: str | None) -> None:
    """The index is that of before or that of after, whole, and the next sync completes it.

    Raises AssertionError where it is not so.
    """
    assert content(place) in (before, after), "the index is neither the old one nor the new"
    assert library_of(place).verify() == []
    complete(place, after)


def complete(place: Path, after: str | None) -> None:
    """The next sync ends with the index of a fresh build, and with nothing beside what is kept."""
    sync(place)
    assert content(place) == after
    index = place / "index"
    left = {path.name for path in (index / "generations").iterdir()}
    assert left == set(generation.generations(index)), f"something was left behind: {left}"
    assert len(left) <= 2, f"too many generations are kept: {left}"
    shared = {path.name for path in (index / "segments").iterdir()}
    manifests = [generation.read_manifest(index, name) for name in left]
    assert shared == {each.file for manifest in manifests for each in manifest.shared}


class Rounds:
    """Rounds of: change the corpus, sync in a process that may not live to end it, look.

    One round in five rebuilds instead, one in five rolls back.
    """

    def __init__(self, place: Path, seed: int) -> None:
        """Make a corpus and its index under ``place``."""
        self.place = place
        self.chance = random.Random(seed)
        for _ in range(4):
            write_report(place / "corpus" / f"{self.chance.random()}.txt", self.chance)
        sync(place)
        start = time.perf_counter()
        run(sync, place, True)
        self.longest = 1.5 * (time.perf_counter() - start)  # a killed sync lives at most this long
        self.said = {content(place): answers(place)}

    def killed(self) -> tuple[str, bool]:
        """One round, killed at some moment: what was changed, and whether it had not ended yet.

        Raises AssertionError where a promise is broken.
        """
        names = generation.generations(self.place / "index")
        before = content(self.place)
        what = self.chance.choice(("rebuild", "roll back", *3 * ("sync",)))
        seconds = self.chance.random() * self.longest
        after, said = fresh(self.place)
        if what == "roll back" and len(names) > 1:
            other = names[0].partition("-")[2]
            code = run(roll_back, self.place, seconds=seconds / 4)
        else:
            rebuild = what == "rebuild"
            changed = change_corpus(self.place / "corpus", self.chance)
            what = f"rebuild after {changed}" if rebuild else changed
            after, said = fresh(self.place)
            other = after
            code = run(sync, self.place, rebuild, seconds=seconds)
        self.said[after] = said
        now = content(self.place)
        assert now in (before, other), "the index is neither the old one nor the new"
        assert answers(self.place) == self.said[now], "an answer is not that of its generation"
        assert library_of(self.place).verify() == []
        complete(self.place, after)
        assert answers(self.place) == said
        return what, code == -signal.SIGKILL

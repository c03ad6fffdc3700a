"""An interrupted build goes on where it stopped, within a report too, after ``kill -9``."""

from __future__ import annotations

import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import crashes
import numpy as np
import pytest
from crashes import content, fresh_content, library_of, reading_here, run, write_report
from fake_index import FakeTokenEncoder
from numpy.typing import NDArray

from qa.index import IndexMissing
from qa.index.parts import BATCH
from qa.library import Library

SENTENCES = 2 * BATCH  # of the long report: with its passages, alone, that makes three batches
LONGEST_SHORT = 4  # passages of a short report
BATCHES = 3 + 2 * 2 + 1  # of it, two of each of two short reports, and the words of all


@pytest.fixture(scope="module", autouse=True)
def _no_reading_processes() -> Iterator[None]:
    with reading_here():
        yield


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A corpus of one long report between two short ones, not indexed yet."""
    chance = crashes.random.Random(1)
    for name in ("a", "z"):
        write_report(tmp_path / "corpus" / f"{name}.txt", chance)
    lines = [f"Gemaal {number} kostte {number * 7} euro in 2009." for number in range(SENTENCES)]
    (tmp_path / "corpus" / "lang.txt").write_text("\n\n".join(lines))
    return tmp_path


class Counting(FakeTokenEncoder):
    """Writes down how many texts it was given, in a file that outlives its process."""

    def __init__(self, log: Path, before: Callable[[int], None] = lambda call: None) -> None:
        """``before`` gets the number of each call, from 1, before anything is done for it."""
        super().__init__()
        self._log = log
        self._before = before
        self._calls = 0

    def encode_query(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self._calls += 1
        self._before(self._calls)
        vectors = super().encode_query(texts)
        with self._log.open("a") as log:
            log.write(f"{len(texts)}\n")
        return vectors


def batches(log: Path) -> list[int]:
    """How many texts were embedded at a time."""
    return [int(line) for line in log.read_text().split()] if log.exists() else []


def build(place: Path, log: Path, before: Callable[[int], None] = lambda call: None) -> None:
    Library(library_of(place).settings, Counting(log, before)).sync()


def uninterrupted(place: Path) -> list[int]:
    """The batches of a build that nothing stops; the index is taken away again."""
    log = place / "whole.log"
    build(place, log)
    shutil.rmtree(place / "index")
    found = batches(log)
    assert len(found) == BATCHES
    assert max(found) == BATCH
    return found


def build_killed_at(place: Path, log: Path, call: int) -> None:
    def kill(number: int) -> None:
        if number == call:
            os.kill(os.getpid(), signal.SIGKILL)

    build(place, log, kill)


def test_what_was_embedded_before_a_kill_is_not_embedded_again(place: Path) -> None:
    whole, after = uninterrupted(place), fresh_content(place)
    for call in range(1, BATCHES + 1):
        log = place / f"{call}.log"
        assert run(build_killed_at, place, log, call) == -signal.SIGKILL
        assert batches(log) == whole[: call - 1]
        with pytest.raises(IndexMissing):  # nothing of what is half done is seen
            library_of(place).search("gemaal")
        build(place, log)
        twice = Counter(batches(log)) - Counter(whole)  # a short report's passages at most
        assert twice.total() <= 1
        assert max(twice, default=0) <= LONGEST_SHORT
        assert content(place) == after
        assert library_of(place).verify() == []
        shutil.rmtree(place / "index")


def test_of_a_build_killed_from_outside_one_batch_at_most_is_done_twice(place: Path) -> None:
    whole, after = uninterrupted(place), fresh_content(place)
    for done in range(1, BATCHES):
        log = place / f"{done}.log"
        process: Any = crashes.processes.Process(target=build, args=(place, log))
        process.start()
        while process.is_alive() and len(batches(log)) < done:
            os.sched_yield()
        process.kill()
        process.join()
        build(place, log)
        assert sum(whole) <= sum(batches(log)) <= sum(whole) + BATCH
        assert content(place) == after
        shutil.rmtree(place / "index")

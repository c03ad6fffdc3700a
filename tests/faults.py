"""The command line on a disk of which one call fails: every one in its turn.

``faults.c`` stands between this process and the C library, so what SQLite, zlib and Python do
below is counted too. ``bench/faults.py`` fails every call, the tests a sample of them.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import crashes
from crashes import complete, content, fresh_content, reading_here, write_report
from fake_index import FakeTokenEncoder

from qa.cli import main
from qa.console import Run
from qa.index import generation
from qa.library import Library

SOURCE = Path(__file__).with_name("faults.c")
PRELOAD = "LD_PRELOAD"
READS, CHANGES, WRITES = 1, 2, 4  # as in faults.c
QUESTION = "Hoeveel werkpleinen haalden de mijlpalen niet?"
ANSWERED = "In 2009 haalden 59 van de 125 werkpleinen de mijlpalen niet."


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong: calls of some kinds, with an error, one of them or all from one on."""

    kinds: int
    code: int
    full: bool = False  # half of a write is done, and none after it


FAULTS: Mapping[str, Fault] = {
    "input/output error": Fault(READS | CHANGES, errno.EIO),
    "no space left": Fault(CHANGES, errno.ENOSPC),
    "half written, then full": Fault(WRITES, errno.ENOSPC, full=True),
}

State = Literal["no index", "changed", "two generations", "in step"]


@dataclass(frozen=True, slots=True)
class Scene:
    """A command, and the index that it meets."""

    state: State
    arguments: Sequence[str]


WRITING: Mapping[str, Scene] = {
    "first build": Scene("no index", ["index"]),
    "sync": Scene("changed", ["index"]),
    "rebuild": Scene("changed", ["index", "--rebuild"]),
    "unchanged sync": Scene("in step", ["index"]),
    "rollback": Scene("two generations", ["index", "--rollback"]),
}
ASKING: Mapping[str, Scene] = {
    "ask": Scene("changed", ["ask", QUESTION, "--json"]),
    "search": Scene("in step", ["search", "mijlpalen van werkpleinen", "--json"]),
    "reports": Scene("in step", ["reports", "--json"]),
    "verify": Scene("in step", ["index", "--verify"]),
}


def compiled(folder: Path) -> Path | None:
    """The library that makes calls fail; None where there is no C compiler or no Linux."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        return None
    library = folder / "faults.so"
    command = [compiler, "-O1", "-shared", "-fPIC", str(SOURCE), "-o", str(library), "-ldl"]
    return library if subprocess.run(command, check=False).returncode == 0 else None


class Disk:
    """The disk below this process, which was started with ``faults.c`` before the C library."""

    def __init__(self) -> None:
        """Raises OSError or AttributeError where it was not."""
        self._calls = ctypes.CDLL(os.environ[PRELOAD])
        self._calls.failed_call.restype = ctypes.c_char_p
        self._calls.counted_calls.restype = ctypes.c_long

    def fail(self, folder: Path, fault: Fault, nth: int) -> None:
        """Let the ``nth`` call below a folder fail; 0 for none, to count them."""
        where = os.fsencode(folder)
        self._calls.plan_fault(where, fault.kinds, ctypes.c_long(nth), fault.code, fault.full)

    def heal(self) -> tuple[str, int]:
        """Let no call fail any more; which one did, and how many were counted."""
        found = os.fsdecode(self._calls.failed_call()), int(self._calls.counted_calls())
        self.fail(Path("/"), Fault(0, 0), 0)
        return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended: its status, what it printed, and which call failed of how many."""

    status: int | None
    out: str
    error: str
    failed: str
    calls: int

    def said(self) -> str:
        """Says "done", or "sentence" where it failed with one.

        Raises AssertionError where it ended otherwise.
        """
        assert "Traceback" not in self.error, self.error
        if self.status == 0:
            return "done"
        lines = self.error.splitlines()
        assert self.status == 1, f"status {self.status}: {self.error}"
        assert len(lines) == 1, f"more than a sentence: {self.error}"
        assert lines[0].startswith("qa: "), self.error
        assert lines[0].endswith("."), self.error
        assert "inside qa" not in self.error, self.error
        return "sentence"


class Trial:
    """Commands on copies of a small corpus and its index, on a disk that fails."""

    def __init__(self, scratch: Path) -> None:
        """Make the corpus and the index of each state below ``scratch``."""
        self._scratch = scratch
        self._disk = Disk()
        chance = crashes.random.Random(1)
        place = scratch / "place"  # an index knows where its corpus lies: there all commands run
        for number in range(3):
            write_report(place / "corpus" / f"{number}.txt", chance)
        (place / "corpus" / "werk.txt").write_text(ANSWERED)
        self._copy("place", "no index")
        crashes.sync(place)
        self._copy("place", "in step")
        write_report(place / "corpus" / "nieuw.txt", chance)
        (place / "corpus" / "0.txt").unlink()
        self._copy("place", "changed")
        crashes.sync(place)
        place.rename(scratch / "two generations")
        self._before: dict[State, str | None] = {}
        self._after: dict[State, str | None] = {}
        for state in get_args(State):
            self._before[state] = content(scratch / state)
            self._after[state] = fresh_content(scratch / state)

    def _copy(self, state: str, other: str) -> Path:
        return shutil.copytree(self._scratch / state, self._scratch / other)

    def runs(self, scene: Scene, fault: Fault, sample: int | None = None) -> Iterator[Outcome]:
        """The command with each call failing once, or with ``sample`` of them, looked after.

        Raises AssertionError, with the call, where a promise is broken.
        """
        right = self._run(scene, fault, 0, lambda place, outcome: None)
        assert right.status == 0, right.error
        steps = 1 if sample is None else max(1, right.calls // sample)
        nth = 1
        while True:
            outcome = self._run(
                scene, fault, nth, lambda place, outcome: self._look(scene, place, outcome, right)
            )
            if not outcome.failed:
                return
            yield outcome
            nth += steps

    def _run(
        self, scene: Scene, fault: Fault, nth: int, look: Callable[[Path, Outcome], None]
    ) -> Outcome:
        place = self._copy(scene.state, "place")
        told = crashes.processes.Array("c", 5000)
        calls = crashes.processes.Value("l", 0)
        status = crashes.run(self._command, place, scene.arguments, fault, nth, told, calls)
        out, error = ((place / name).read_text() for name in ("out", "error"))
        outcome = Outcome(status, out, error, told.value.decode(), calls.value)
        try:
            look(place, outcome)
        except Exception as problem:
            what = f"{' '.join(scene.arguments)}: call {nth}, {outcome.failed}: {error}"
            raise AssertionError(f"{what}: {problem}") from problem
        shutil.rmtree(place)
        return outcome

    def _command(
        self, place: Path, arguments: Sequence[str], fault: Fault, nth: int, told: Any, calls: Any
    ) -> None:
        """Runs in a process of its own, and ends with the command's status."""
        for stream, name in ((1, "out"), (2, "error")):
            os.dup2(os.open(place / name, os.O_WRONLY | os.O_CREAT), stream)
        folders = ["--corpus", str(place / "corpus"), "--index", str(place / "index")]
        self._disk.fail(place / "index", fault, nth)
        status = main([*folders, *arguments])
        failed, calls.value = self._disk.heal()
        told.value = failed.encode()
        sys.exit(status)

    def _look(self, scene: Scene, place: Path, outcome: Outcome, right: Outcome) -> None:
        """The index is that of before or of after, whole; the next sync ends as a fresh build."""
        said = outcome.said()
        before, after = self._before[scene.state], self._after[scene.state]
        aim = after
        if scene.state == "two generations":
            aim = generation.generations(self._scratch / scene.state / "index")[0].partition("-")[2]
        if scene in ASKING.values():
            aim = before
            assert said == "sentence" or _answer(outcome) == _answer(right), "a wrong answer"
        possible = {aim} if said == "done" else {before, aim}
        assert content(place) in possible, "the index is not the one that it should be"
        if content(place) is not None:
            assert crashes.library_of(place).verify() == []
        complete(place, after)


def _answer(outcome: Outcome) -> Any:
    """What was answered, and whether it was warned that the corpus is another or was not seen."""
    if not outcome.out.startswith("{"):
        return outcome.out
    value = json.loads(outcome.out)
    return value | {"warnings": bool(value.get("warnings")), "timings_ms": None}


@contextmanager
def stand_ins(scratch: Path) -> Iterator[None]:
    """The command line with an encoder that costs nothing, reading in its own process."""
    real, kept = Run.library, dict(os.environ)
    os.environ.update({"QA_RANKER": "none", "QA_STATE": str(scratch / "state")})

    def library(run: Run, **overrides: Any) -> Library:
        return Library(run.settings(**overrides), FakeTokenEncoder())

    Run.library = library  # type: ignore[method-assign]
    try:
        with reading_here():
            yield
    finally:
        Run.library = real  # type: ignore[method-assign]
        os.environ.clear()
        os.environ.update(kept)

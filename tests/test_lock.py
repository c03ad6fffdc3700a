"""One writer at a time, across processes: who comes second waits, or leaves with a sentence."""

from __future__ import annotations

import errno
import fcntl
import json
import math
import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import crashes
import pytest

from qa.index.corpus import CorpusError, hash_corpus, list_corpus
from qa.index.lock import LOCK, IndexLocked, IndexNotWritable, holder, writing


def hold(folder: Path, held: Any, release: Any) -> None:
    with writing(folder):
        held.set()
        release.wait()


@contextmanager
def another_writer(folder: Path) -> Iterator[Any]:
    """A process that holds the lock until it is told to let go, or killed."""
    held, release = crashes.processes.Event(), crashes.processes.Event()
    process = crashes.processes.Process(target=hold, args=(folder, held, release))
    process.start()
    held.wait()
    process.release = release
    try:
        yield process
    finally:
        process.kill()
        process.join()


def test_the_second_writer_leaves_and_names_the_first(tmp_path: Path) -> None:
    with another_writer(tmp_path) as other:
        named = f"process {other.pid} on {os.uname().nodename}, since 20"
        with pytest.raises(IndexLocked, match=named), writing(tmp_path):
            pass
        said = holder(tmp_path)
        assert said
        assert named in said
    assert holder(tmp_path) is None


def test_who_waits_is_told_for_whom_and_goes_on_when_it_has_ended(tmp_path: Path) -> None:
    told: list[str] = []

    def tell(sentence: str) -> None:
        told.append(sentence)
        other.release.set()

    with another_writer(tmp_path) as other, writing(tmp_path, math.inf, tell) as waited:
        assert waited
    assert re.fullmatch(r".* process \d+ on .*; waiting for it to end\.", told[0])
    assert len(told) == 1
    with writing(tmp_path) as waited:
        assert not waited


def test_who_has_waited_long_enough_leaves_with_a_sentence(tmp_path: Path) -> None:
    with (
        another_writer(tmp_path),
        pytest.raises(IndexLocked, match=r"after 0\.5 seconds of waiting; try again"),
        writing(tmp_path, 0.5),
    ):
        pass


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    with another_writer(tmp_path) as other:
        other.kill()
        other.join()
        assert str(other.pid) in (tmp_path / LOCK).read_text()
        with writing(tmp_path) as waited:
            assert not waited


@pytest.mark.parametrize(
    "text",
    [
        '{"pid": 1, "host": "elsewhere", "since": "2001-01-01T00:00:00+00:00"}',
        '{"pid": 99999999999, "host": "HERE", "since": "2001"}',
        '{"pid": "one"}',
        "no JSON",
    ],
)
def test_a_stale_text_keeps_nobody_out_and_names_nobody(tmp_path: Path, text: str) -> None:
    path = tmp_path / LOCK
    path.write_text(text.replace("HERE", os.uname().nodename))
    assert holder(tmp_path) is None
    with writing(tmp_path):
        assert json.loads(path.read_text())["pid"] == os.getpid()
    assert path.read_text() == ""
    # Held by one that has not written its name yet, over what a dead one on this machine wrote:
    with path.open("a") as file:
        path.write_text(json.dumps({"pid": 2**22 + 1, "host": os.uname().nodename, "since": "x"}))
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(IndexLocked, match="by another process"), writing(tmp_path):
            pass


def test_a_lock_file_that_is_removed_lets_no_two_write(tmp_path: Path) -> None:
    """Whoever gets the lock of a file that is no longer there takes the one that is."""
    inside: list[int] = []

    def write() -> None:
        with writing(tmp_path, math.inf):
            inside.append(1)
            assert len(inside) == 1
            inside.pop()

    with another_writer(tmp_path) as other:
        waiting = threading.Thread(target=write)
        waiting.start()
        (tmp_path / LOCK).unlink()
        other.release.set()
        waiting.join()
    assert inside == []


def test_without_locks_of_the_file_system_this_users_processes_still_exclude_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, state = tmp_path / "index", tmp_path / "state"
    index.mkdir()
    real = fcntl.flock

    def no_locks_there(file: Any, operation: int) -> None:
        if Path(file.name).parent == index:
            raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))
        real(file, operation)

    monkeypatch.setattr(fcntl, "flock", no_locks_there)
    told: list[str] = []
    with writing(index, tell=told.append, otherwise=state):
        assert "has no locks" in told[0]
        with pytest.raises(IndexLocked), writing(index, otherwise=state):
            pass
    with writing(index, otherwise=state):
        pass
    with pytest.raises(OSError, match="locks"), writing(index):
        pass


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(IndexNotWritable, match="cannot be written"), writing(tmp_path / "taken"):
        pass


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Any]:
    """Makes a folder's file system one that cannot be written, until the test ends."""
    if shutil.which("mount") is None:
        pytest.skip("mount is not installed")
    mounted = []

    def mount(*arguments: str) -> None:
        done = subprocess.run(["mount", *arguments], capture_output=True)
        if done.returncode:
            pytest.skip("file systems may not be mounted here")

    def protect(folder: Path) -> None:
        mount("--bind", str(folder), str(folder))
        mounted.append(folder)
        mount("-o", "remount,ro,bind", str(folder))

    yield protect
    for folder in mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def test_a_read_only_index_answers_and_a_sync_with_nothing_to_write_succeeds(
    tmp_path: Path, read_only: Any
) -> None:
    crashes.write_report(tmp_path / "corpus" / "een.txt", crashes.random.Random(1))
    with crashes.reading_here():
        crashes.sync(tmp_path)
        said = crashes.answers(tmp_path)
        read_only(tmp_path / "index")
        library = crashes.library_of(tmp_path)
        assert crashes.answers(tmp_path) == said
        assert library.ask("Hoeveel werkpleinen?").warnings == ()
        assert library.sync().in_step
        assert library.status().in_step
        assert library.verify() == []
        crashes.write_report(tmp_path / "corpus" / "twee.txt", crashes.random.Random(2))
        with pytest.raises(IndexNotWritable, match=r"cannot be written \(read-only file system\)"):
            library.sync()
        assert crashes.answers(tmp_path) == said
        assert library.ask("Hoeveel werkpleinen?").warnings[0].startswith("De rapporten zijn ver")


def without_rights(corpus: Path, out: Any) -> None:
    os.setuid(65534)  # nobody
    try:
        hashed = hash_corpus(list_corpus(corpus), 10**6)
    except CorpusError as error:
        out.put(str(error))
    else:
        out.put(([file.name for file in hashed.files], dict(hashed.unreadable)))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody without rights")
def test_what_may_not_be_read_is_listed_and_the_rest_is_found() -> None:
    with tempfile.TemporaryDirectory() as name:
        corpus = Path(name)  # not below pytest's folder, where root alone may look
        corpus.chmod(0o755)
        for file in ("mag.txt", "mag niet.txt", "map/erin.txt", "dicht/erin.txt"):
            (corpus / file).parent.mkdir(exist_ok=True)
            (corpus / file).write_text("Een verslag.")
        (corpus / "mag niet.txt").chmod(0)
        (corpus / "dicht").chmod(0)
        found, unreadable = in_a_process(without_rights, corpus)
        assert found == ["mag.txt", "map/erin.txt"]
        assert list(unreadable) == ["dicht", "mag niet.txt"]
        assert all("check its permissions" in reason for reason in unreadable.values())
        corpus.chmod(0)
        assert "cannot be opened (Permission denied)" in in_a_process(without_rights, corpus)
        assert "cannot be opened (Permission denied)" in in_a_process(
            without_rights, corpus / "map"
        )


def in_a_process(target: Any, *values: Any) -> Any:
    """What a process puts into the queue that is its last argument."""
    out = crashes.processes.Queue()
    process = crashes.processes.Process(target=target, args=(*values, out))
    process.start()
    result = out.get(timeout=20)
    process.join()
    return result

"""Generations: whatever stops a writer, the index is the one before or the one after, whole."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import crashes
import pytest
from crashes import (
    Rounds,
    answers,
    content,
    fresh_content,
    library_of,
    look,
    reading_here,
    run,
    write_report,
)

from qa.cli import main
from qa.index import Index, IndexDamaged, generation
from qa.index.generation import NoOlderGeneration, Pool, Shared
from qa.model import VraagbaakError


@pytest.fixture(scope="module", autouse=True)
def _no_reading_processes() -> Iterator[None]:
    with reading_here():
        yield


needs_flock = pytest.mark.skipif(os.name != "posix", reason="processes are killed the POSIX way")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of four reports and its index, one report changed since."""
    place = tmp_path_factory.mktemp("built")
    rounds = Rounds(place, seed=1)
    write_report(place / "corpus" / "nieuw.txt", rounds.chance)
    (sorted((place / "corpus").glob("*.txt"))[0]).unlink()
    return place


def copy_of(place: Path, copy: Path) -> Path:
    shutil.copytree(place, copy, dirs_exist_ok=True)
    return copy


@needs_flock
def test_a_sync_killed_at_any_moment_leaves_an_index_that_answers(tmp_path: Path) -> None:
    rounds = Rounds(tmp_path, seed=2)
    stopped = [rounds.killed()[1] for _ in range(12)]
    assert any(stopped)


def at_each_step(built: Path, scratch: Path, target: Callable[..., None], status: int) -> int:
    """How many steps ``target`` has; each is failed in a process of its own, and looked after."""
    before, after = content(built), fresh_content(built)
    done = crashes.processes.Value("b", False)
    for step in range(1, 400):
        place = copy_of(built, scratch / str(step))
        ended = run(target, place, step, done)
        if done.value:
            assert ended == 0
            return step
        assert ended == status, f"step {step} ended with {ended}"
        look(place, before, after)
        shutil.rmtree(place)
    raise AssertionError("there is no end to the steps")


@needs_flock
def test_a_sync_killed_before_any_change_to_the_disk_is_completed_by_the_next(
    built: Path, tmp_path: Path
) -> None:
    assert at_each_step(built, tmp_path, crashes.sync_killed_at, -signal.SIGKILL) > 20


def test_a_disk_that_fails_once_at_any_step_is_a_sentence(built: Path, tmp_path: Path) -> None:
    assert at_each_step(built, tmp_path, crashes.sync_failing_at, 0) > 20


def test_a_file_that_cannot_be_read_once_is_a_sentence_and_never_a_wrong_answer(
    built: Path, tmp_path: Path
) -> None:
    assert at_each_step(built, tmp_path, crashes.reading_failing_at, 0) > 10


def sync_with_little_room(place: Path, room: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    with pytest.raises(VraagbaakError, match="cannot be written"):
        crashes.sync(place)


@pytest.mark.parametrize("room", [0, 1000, 20_000])
def test_a_full_disk_is_a_sentence_and_the_old_index_answers(
    built: Path, tmp_path: Path, room: int
) -> None:
    place = copy_of(built, tmp_path / "place")
    before, said = content(place), answers(place)
    assert run(sync_with_little_room, place, room) == 0
    assert (content(place), answers(place)) == (before, said)
    library_of(place).sync()
    assert library_of(place).verify() == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 400 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("file systems may not be mounted here")
    yield disk
    # Lazily: the indexes that were opened still have their files.
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_disk_that_runs_full_is_a_sentence_and_room_is_all_it_takes(
    small_disk: Path, built: Path
) -> None:
    place = copy_of(built, small_disk / "place")
    before, after, said = content(place), fresh_content(built), answers(place)
    rest = small_disk / "rest"
    sentences = set()
    for room in range(0, 200_000, 25_000):
        free = shutil.disk_usage(small_disk).free
        rest.write_bytes(bytes(max(0, free - room)))
        try:
            crashes.sync(place)
        except VraagbaakError as error:
            sentences.add(str(error))
            assert (content(place), answers(place)) == (before, said)
        rest.unlink()
    assert len(sentences) == 1
    assert "the disk is full" in sentences.pop()
    crashes.sync(place)
    assert content(place) == after
    assert library_of(place).verify() == []


def test_a_damaged_cache_costs_time_and_nothing_else(built: Path, tmp_path: Path) -> None:
    after = fresh_content(built)
    cache = Path("index/cache/parts.sqlite")
    size = (built / cache).stat().st_size
    for at in range(0, size, size // 25):
        place = copy_of(built, tmp_path / str(at))
        data = bytearray((place / cache).read_bytes())
        data[at] ^= 0x20
        (place / cache).write_bytes(data)
        crashes.sync(place)
        assert content(place) == after
    (place / cache).write_bytes(b"no database at all")
    library_of(place).sync(rebuild=True)
    assert content(place) == after


def test_an_interrupted_first_build_goes_on_where_it_stopped(tmp_path: Path) -> None:
    for i in range(6):
        write_report(tmp_path / "corpus" / f"{i}.txt", crashes.random.Random(i))
    library = library_of(tmp_path)
    encoder = library._encoder
    assert isinstance(encoder, crashes.FakeTokenEncoder)

    def stop(event: object) -> None:
        if getattr(event, "stage", "") == "reading" and getattr(event, "done", 0) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        library.sync(progress=stop)
    done = encoder.encoded
    library.sync()
    whole = library_of(tmp_path)
    shutil.rmtree(tmp_path / "index")
    whole.sync()
    assert isinstance(whole._encoder, crashes.FakeTokenEncoder)
    assert 0 < done < encoder.encoded == whole._encoder.encoded


def test_readers_see_one_generation_or_another_while_one_writes(tmp_path: Path) -> None:
    rounds = Rounds(tmp_path, seed=3)
    corpus = tmp_path / "corpus"
    extra = corpus / "extra.txt"
    write_report(extra, rounds.chance)
    text = extra.read_bytes()
    crashes.sync(tmp_path)
    possible = [answers(tmp_path)]
    extra.unlink()
    crashes.sync(tmp_path)
    possible.append(answers(tmp_path))

    wrong: list[object] = []
    finished = threading.Event()

    def read() -> None:
        library = library_of(tmp_path)
        while not finished.is_set():
            for number, query in enumerate(crashes.QUERIES):
                try:
                    found = library.search(query, top_k=5)
                except Exception as error:
                    wrong.append(error)
                    return
                if found not in [said[number] for said in possible]:
                    wrong.append(found)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for turn in range(8):
        if turn % 2:
            extra.unlink()
        else:
            extra.write_bytes(text)
        crashes.sync(tmp_path)
    finished.set()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_only_as_many_generations_stay_as_are_set(tmp_path: Path) -> None:
    def build(text: str) -> None:
        def write(place: Path, pool: Pool) -> list[Shared]:
            (place / "file").write_text(text)
            return [pool.put(text, ".txt", lambda path: path.write_bytes(text.encode()))]

        generation.write_generation(tmp_path, write, keep=2)

    for text in "abc":
        build(text)
    names = generation.generations(tmp_path)
    assert [name[:6] for name in names] == ["000002", "000003"]
    assert generation.current(tmp_path) == names[-1]
    assert sorted(path.read_text() for path in (tmp_path / "segments").iterdir()) == ["b", "c"]


def test_a_build_that_fails_leaves_what_was_current(tmp_path: Path) -> None:
    def write(place: Path, pool: Pool) -> list[Shared]:
        (place / "file").write_text("a")
        return []

    def fail(place: Path, pool: Pool) -> list[Shared]:
        (place / "file").write_text("b")
        raise OSError(errno.EIO, "input/output error")

    name = generation.write_generation(tmp_path, write, keep=2)
    with pytest.raises(OSError, match="input/output"):
        generation.write_generation(tmp_path, fail, keep=2)
    assert generation.current(tmp_path) == name
    generation.write_generation(tmp_path, write, keep=1)
    assert len(list((tmp_path / "generations").iterdir())) == 1


def test_a_large_file_is_checked_by_its_size_on_opening_and_whole_on_verifying(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = copy_of(built, tmp_path / "place")
    monkeypatch.setattr(generation, "FULL_CHECK", 0)
    name = generation.current(place / "index")
    folder = place / "index"
    for file in [*(folder / "generations" / name).iterdir(), *(folder / "segments").iterdir()]:
        if file.name == generation.MANIFEST:
            continue
        data = file.read_bytes()
        file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        assert any("qa index --rebuild" in said for said in library_of(place).verify())
        file.write_bytes(data[:-1])
        with pytest.raises(IndexDamaged):
            Index.open(place / "index")
        file.write_bytes(data)
    assert library_of(place).verify() == []


def test_rolling_back_answers_as_before_and_the_next_sync_steps_forward(tmp_path: Path) -> None:
    rounds = Rounds(tmp_path, seed=4)
    old, said = content(tmp_path), answers(tmp_path)
    write_report(tmp_path / "corpus" / "nieuw.txt", rounds.chance)
    crashes.sync(tmp_path)
    new = content(tmp_path)
    library = library_of(tmp_path)
    library.rollback()
    assert (content(tmp_path), answers(tmp_path)) == (old, said)
    assert library.verify() == []
    assert library.ask("Hoeveel werkpleinen haalden de mijlpalen?").warnings
    with pytest.raises(NoOlderGeneration, match="generations"):
        library.rollback()
    crashes.sync(tmp_path)
    assert content(tmp_path) == new


def test_a_damaged_older_generation_is_not_gone_back_to(tmp_path: Path) -> None:
    rounds = Rounds(tmp_path, seed=5)
    old = generation.current(tmp_path / "index")
    write_report(tmp_path / "corpus" / "nieuw.txt", rounds.chance)
    crashes.sync(tmp_path)
    file = tmp_path / "index" / "generations" / old / "catalog.sqlite"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    new = content(tmp_path)
    with pytest.raises(IndexDamaged):
        library_of(tmp_path).rollback()
    assert content(tmp_path) == new
    assert any("no going back" in problem for problem in library_of(tmp_path).verify())


def test_the_command_checks_and_rolls_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rounds = Rounds(tmp_path, seed=6)
    old = generation.current(tmp_path / "index")
    write_report(tmp_path / "corpus" / "nieuw.txt", rounds.chance)
    crashes.sync(tmp_path)
    command = ["--index", str(tmp_path / "index"), "index"]
    assert main([*command, "--verify"]) == 0
    assert "whole" in capsys.readouterr().out
    assert main([*command, "--rollback", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"generation": old}
    assert main([*command, "--rollback"]) == 1
    assert "no older generation" in capsys.readouterr().err
    for file in (tmp_path / "index" / "segments").glob("*.sqlite"):
        file.write_bytes(bytes(file.stat().st_size))
    assert main([*command, "--verify"]) == 1
    assert "qa index --rebuild" in capsys.readouterr().err
    assert main([*command, "--verify", "--rebuild"]) == 2

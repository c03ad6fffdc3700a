"""A watched folder: what is being copied is left alone until it rests, and nothing is missed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
import sample_pdf
from fake_index import FakeEncoder, read_here
from terminal import Terminal

import qa.reading
from qa.index import generation
from qa.index.corpus import CorpusError
from qa.library import Library
from qa.settings import Settings
from qa.watching import Pace, Watch

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 20.0  # that a test waits at most
TEXT = "De dijken langs de Maas voldoen aan de norm. Drie gemalen zijn vervangen in 2010."


class Watched:
    """A watched corpus, and what its syncs came to, one after the other."""

    def __init__(self, place: Path, **pace: float) -> None:
        self.corpus = place / "corpus"
        self.corpus.mkdir()
        (self.corpus / "een.txt").write_text(TEXT)
        settings = Settings(corpus=self.corpus, index=self.corpus / "index", ranker="none")
        self.library = Library(settings, FakeEncoder())
        self.stop = threading.Event()
        self._results: Queue[Any] = Queue()
        watch = Watch(self.library, self.stop, Pace(**({"rest": 0.3} | pace)))

        def follow() -> None:
            for result in watch.results():
                self._results.put(result)
            self._results.put("ended")

        self.thread = threading.Thread(target=follow, daemon=True)
        self.thread.start()

    def next(self) -> Any:
        """What the next sync that had something to do came to, or the next error."""
        while True:
            result = self._results.get(timeout=SECONDS)
            if isinstance(result, (str, Exception)) or not result.in_step:
                return result


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(qa.reading, "read_safely", read_here)
    started: list[Watched] = []

    def start(**pace: float) -> Watched:
        started.append(Watched(tmp_path, **pace))
        assert started[0].next().added == ("een.txt",)
        return started[0]

    yield start
    for each in started:
        each.stop.set()
        each.thread.join(SECONDS)
        assert not each.thread.is_alive()


def test_a_file_is_read_once_it_rests_and_a_burst_is_taken_together(watched: Any) -> None:
    w = watched()
    slow = threading.Event()
    with (w.corpus / "lang.txt").open("w") as file:
        for number in range(8):
            file.write(f"Zin nummer {number} van het verslag staat hier. ")
            file.flush()
            (w.corpus / f"kort-{number}.txt").write_text(TEXT)
            slow.wait(0.15)  # a copy that takes longer than a file must rest
        file.write("Dit is het einde.")
    result = w.next()
    assert result.added == (*(f"kort-{number}.txt" for number in range(8)), "lang.txt")
    assert "Dit is het einde." in w.library.index.source("lang.txt")


def test_a_file_that_never_rests_holds_the_others_up_only_so_long(watched: Any) -> None:
    w = watched(rest=0.2, longest=0.7)
    finished = threading.Event()

    def write() -> None:
        with (w.corpus / "log.txt").open("w") as file:
            while not finished.wait(0.05):
                file.write("Weer een regel van het logboek. ")
                file.flush()

    writing = threading.Thread(target=write)
    writing.start()
    (w.corpus / "twee.txt").write_text(TEXT)
    result = w.next()
    assert (result.added, list(result.unreadable)) == (("twee.txt",), ["log.txt"])
    assert "still being written" in result.unreadable["log.txt"]
    finished.set()
    writing.join()
    result = w.next()
    assert (result.added, result.unreadable) == (("log.txt",), {})


def test_new_folders_changes_and_removals_are_followed(watched: Any) -> None:
    w = watched()
    (w.corpus / "map" / "dieper").mkdir(parents=True)
    (w.corpus / "map" / "dieper" / "twee.txt").write_text(TEXT * 2)
    assert w.next().added == ("map/dieper/twee.txt",)
    (w.corpus / "map" / "dieper" / "twee.txt").write_text(TEXT * 3)
    (w.corpus / ".verborgen.txt").write_text(TEXT)
    assert w.next().changed == ("map/dieper/twee.txt",)
    shutil.rmtree(w.corpus / "map")
    assert w.next().removed == ("map/dieper/twee.txt",)


def test_a_corpus_folder_that_goes_empties_no_index_and_is_followed_when_it_is_back(
    watched: Any,
) -> None:
    w = watched()
    elsewhere = w.corpus.with_name("elsewhere")
    w.corpus.rename(elsewhere)
    assert "does not exist" in str(w.next())
    shutil.copytree(elsewhere, w.corpus)
    (w.corpus / "twee.txt").write_text(TEXT)
    assert w.next().added == ("twee.txt",)
    (w.corpus / "drie.txt").write_text(TEXT)  # it is the new folder that is watched now
    assert w.next().added == ("drie.txt",)


def test_changes_that_nobody_tells_are_found_too(
    watched: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a network share, or where the system watches no more folders."""

    def untold(*paths: Any, **options: Any) -> Any:
        raise OSError("OS file watch limit reached.")

    monkeypatch.setattr("watchfiles.watch", untold)
    w = watched(look=0.2)
    (w.corpus / "twee.txt").write_text(TEXT)
    assert w.next().added == ("twee.txt",)


def test_nothing_to_follow_is_said_at_once(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "nergens", tmp_path / "index")
    with pytest.raises(CorpusError, match="does not exist"):
        next(Watch(library).results())


# ---------------------------------------------------------------- as a process


LAUNCH = "import sys; from qa.cli import main; sys.exit(main())"
FOLDERS = {"QA_CORPUS": "corpus", "QA_INDEX": "index", "QA_STATE": "state"}


@contextmanager
def watching(place: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """``qa index --watch`` in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", LAUNCH, "index", "--watch", "--jobs", "1", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=place,
        env=os.environ
        | {
            "PYTHONPATH": str(ROOT),
            "QA_CORPUS": "corpus",
            "QA_INDEX": "index",
            "QA_STATE": "state",
        },
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_pdf_that_is_copied_slowly_is_read_whole_and_ctrl_c_ends_it_cleanly(
    tmp_path: Path,
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "een.txt").write_text(TEXT)
    pdf = sample_pdf.make_pdf()
    with watching(tmp_path, "--json") as process:
        assert process.stdout
        assert process.stderr
        assert json.loads(process.stdout.readline())["added"] == ["een.txt"]
        slow = threading.Event()
        with (tmp_path / "corpus" / "balans.pdf").open("wb", buffering=0) as file:
            for at in range(0, len(pdf), len(pdf) // 4):
                file.write(pdf[at : at + len(pdf) // 4])
                slow.wait(0.7)
        result = json.loads(process.stdout.readline())
        assert (result["added"], result["unreadable"]) == (["balans.pdf"], {})
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=SECONDS)
        assert process.returncode == 130
        assert out == ""
        assert err == (
            "qa: watching corpus; Ctrl-C ends.\nqa: stopped; what was finished is kept.\n"
        )
    library = Library.open(tmp_path / "corpus", tmp_path / "index")
    assert library.verify() == []
    assert library.status().in_step
    assert generation.current(tmp_path / "index").startswith("000002-")


def test_a_chat_beside_it_answers_from_a_new_report_at_the_next_question(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "een.txt").write_text(TEXT)
    with watching(tmp_path) as process:
        assert process.stdout
        assert "1 added (een.txt); 1 report." in process.stdout.readline()
        folders = {name: str(tmp_path / folder) for name, folder in FOLDERS.items()}
        chat = Terminal(
            [sys.executable, "-c", LAUNCH, "chat"],
            os.environ | folders | {"PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "80"},
        )
        chat.until("vraag>")
        chat.type("Hoeveel gemalen zijn vervangen in 2010?\r")
        chat.until("een.txt")
        chat.until("vraag>")
        (tmp_path / "corpus" / "twee.txt").write_text("In 2012 zijn 17 sluizen gebouwd.")
        assert "1 added (twee.txt); 2 reports." in process.stdout.readline()
        chat.type("Hoeveel sluizen zijn gebouwd in 2012?\r")
        chat.until("De index is bijgewerkt: erbij twee.txt.")
        chat.until("17 sluizen")
        chat.until("vraag>")
        chat.type("\x04")
        assert chat.status() == 0

"""Ctrl-C and SIGTERM end `qa index` at once: no process is left, the index answers as before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pdfs import Page, pdf, running

pytest.importorskip("pty")
from terminal import Terminal

from qa.index import Index
from qa.library import Library

ROOT = Path(__file__).resolve().parents[1]
LAUNCH = "import sys; from qa.cli import main; sys.exit(main())"
LINES = ["De inspectie telde in 2009 in de regio 125 loketten, en 59 misten de mijlpaal."] * 40
READING = b"qa.reading.worker"


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "QA_STATE": str(home / "state"),
        "QA_CORPUS": str(home / "corpus"),
        "QA_INDEX": str(home / "index"),
        "TERM": "xterm-256color",
    }


def reading_processes(home: Path) -> list[int]:
    """The processes that read this test's files: those with its index folder in their variables."""
    found = []
    for place in Path("/proc").iterdir():
        try:
            if not place.name.isdigit() or READING not in (place / "cmdline").read_bytes():
                continue
            if f"QA_INDEX={home}/index".encode() in (place / "environ").read_bytes():
                found.append(int(place.name))
        except OSError:
            continue
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are seen by /proc")
@pytest.mark.parametrize("how", ["Ctrl-C", "SIGTERM", "SIGKILL"])
def test_a_stopped_index_leaves_no_process_and_the_old_index_answering(
    tmp_path: Path, how: str
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "eerst.txt").write_text("1 Inleiding\n\nDe gemeente opende een nieuw loket.\n")
    command = [sys.executable, "-c", LAUNCH, "index"]
    Library.open(corpus, tmp_path / "index").sync()
    before = Index.open(tmp_path / "index").generation
    long = pdf([Page(running(LINES))] * 400)
    for at in range(3):
        (corpus / f"lang{at}.pdf").write_bytes(long)

    terminal = Terminal(command, environment(tmp_path))
    terminal.until(" pages")
    assert reading_processes(tmp_path)
    began = time.monotonic()
    if how == "Ctrl-C":
        terminal.type("\x03")
    else:
        os.kill(terminal.pid, getattr(signal, how))
    status = terminal.status()
    assert time.monotonic() - began < 5
    assert status == {"Ctrl-C": 130, "SIGTERM": 143, "SIGKILL": -9}[how]
    end = time.monotonic() + 10
    while reading_processes(tmp_path) and time.monotonic() < end:
        os.sched_yield()
    assert reading_processes(tmp_path) == []
    assert Index.open(tmp_path / "index").generation == before


WHILE_LOADING = """
import os, signal, sys
class Stopped:
    def find_spec(self, name, path=None, target=None):
        if name == "qa.cli":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Stopped())
signal.signal(signal.SIGINT, signal.default_int_handler)
from qa.__main__ import main
main()
"""


def test_ctrl_c_while_the_command_is_being_loaded_shows_no_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WHILE_LOADING],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")

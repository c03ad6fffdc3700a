"""Calls to the disk that fail once, of Python, SQLite and zlib: a sample of ``bench/faults.py``."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from faults import compiled

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = {
    "writing": ["first build", "sync", "rebuild", "unchanged sync", "rollback"],
    "asking": ["ask", "search", "reports", "verify"],
}


@pytest.mark.parametrize("what", COMMANDS)
def test_a_call_to_the_disk_that_fails_is_a_sentence_and_the_index_is_whole(
    tmp_path: Path, what: str
) -> None:
    if compiled(tmp_path) is None:
        pytest.skip("calls are made to fail by a library in C: this needs Linux and a compiler")
    command = [sys.executable, "-m", "bench.faults", "--sample", "2", "--only", *COMMANDS[what]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(re.findall(r"[1-9]\d* with a sentence", done.stdout)) >= 4

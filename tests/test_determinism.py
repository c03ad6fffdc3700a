"""The same reports give the same bytes on one core or many, however many processes read them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pdfs import Page, pdf, running

ROOT = Path(__file__).resolve().parents[1]
# One core: both the processes that read and the threads that embed are as many as there are cores.
LAUNCH = """
import os, sys
if sys.argv[1] == "one core":
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from qa.cli import main
sys.exit(main(sys.argv[2:]))
"""


def built(place: Path, cores: str, jobs: int, environment: dict[str, str]) -> dict[str, bytes]:
    """The files of an index that the command builds with the bundled model."""
    index = place / f"index {cores} {jobs}"
    command = [sys.executable, "-c", LAUNCH, cores, "--corpus", str(place / "corpus")]
    command += ["--index", str(index), "index", "--jobs", str(jobs)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    kept |= {"PYTHONPATH": str(ROOT), "QA_STATE": str(place / "state"), **environment}
    subprocess.run(command, cwd=place, env=kept, check=True, capture_output=True)
    files = [*(index / "generations").rglob("*"), *(index / "segments").rglob("*")]
    return {str(path.relative_to(index)): path.read_bytes() for path in files if path.is_file()} | {
        "current": (index / "current").read_bytes()
    }


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="cores cannot be taken away here")
def test_cores_processes_and_environment_change_no_byte_of_an_index(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    (corpus / "map").mkdir(parents=True)
    lines = [f"In {year} haalden {year % 97} van de 125 werkpleinen hun doel." for year in (5, 9)]
    (corpus / "werk.pdf").write_bytes(pdf([Page(running(lines)), Page(running(lines[:1]))]))
    (corpus / "map" / "dijk.txt").write_text("De dijk langs de Maas kostte 3 miljoen euro.\n")
    (corpus / "gemaal.html").write_text("<h1>Gemalen</h1><p>Drie gemalen zijn vervangen.</p>")
    one = built(tmp_path, "one core", 1, {"OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "1"})
    many = built(tmp_path, "all cores", 3, {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "2"})
    assert len(one) > 5
    assert one == many

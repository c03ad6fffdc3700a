"""Readers under writing: processes ask without pause while the corpus is synced back and forth.

    python -m bench.readers --times 50

Four processes ask the fixed questions with the bundled model; the corpus goes to and fro between
two states (a report removed, one changed, one renamed), each time synced. Every answer, to the
letter of its passages, must be that of one state or of the other, and no question may fail.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from pathlib import Path

from qa.library import Library
from qa.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

QUESTIONS = (
    "Hoeveel werkpleinen halen de mijlpalen niet?",
    "how many werkpleinen missed the mijlpalen",
    "Welk rapportcijfer kreeg UWV in 2007?",
)


def library_of(place: Path) -> Library:
    """The library of ``place/corpus`` and ``place/index``, with the default settings."""
    return Library(Settings(corpus=place / "corpus", index=place / "index"))


def main() -> None:
    """Run as often as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--readers", type=int, default=4)
    options = parser.parse_args()

    from readers import back_and_forth

    here = {path.name: path.read_bytes() for path in sorted((ROOT / "corpus").iterdir())}
    there = dict(here)
    there["werkpleinen.txt"] = there.pop("werkpleinen-2009.txt").replace(b"59 van de", b"61 van de")
    there["klant.md"] = there.pop("klanttevredenheid-2006-2009.md")
    del there["begrippen.md"]
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        counts, wrong = back_and_forth(
            library_of,
            Path(folder),
            [here, there],
            QUESTIONS,
            options.times,
            multiprocessing.get_context("spawn"),
            options.readers,
        )
        seconds = time.perf_counter() - start
    print(
        f"{options.times} syncs under {options.readers} readers in {seconds:.0f} s: "
        f"{sum(counts)} answers, {counts[0]} of the one state and {counts[1]} of the other, "
        f"{len(wrong)} wrong"
    )
    for said in wrong[:20]:
        print(said)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

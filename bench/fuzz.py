"""Read thousands of files that are broken on purpose; nothing may crash, hang or be lost.

    python -m bench.fuzz [--times 2000] [--seed 1] [--folder ../shared/pdfs] [--documents]

Breaks the PDFs that the tests make, and the small ones of a folder, in seven ways (broken off,
bytes changed, pieces cut out or doubled, objects swapped, numbers and names exchanged), reads them
by ``read_safely`` with sound files between them, and looks at every outcome: a report whose letters
all stand in its source, or one sentence that names the file. Sound files must come out whole and
equal, no process may be left, no file may take over ``--seconds`` or the pool more memory than set.
The first promise that is broken ends the run with the file's name and seed.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

LARGEST = 120_000  # bytes of a file that is broken: large ones teach nothing more
ROUND = 100  # files read in one go


def main() -> None:
    """Runs the rounds that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("../shared/pdfs"))
    parser.add_argument(
        "--documents", action="store_true", help="text, HTML, Word, OpenDocument instead of PDF"
    )
    parser.add_argument("--seconds", type=float, default=30.0, help="of the clock, for a file")
    options = parser.parse_args()

    from fuzzing import broken, outcomes, small_documents, small_pdfs

    from qa.model import Report
    from qa.settings import Settings

    own = small_documents() if options.documents else [(".pdf", data) for data in small_pdfs()]
    taken = options.folder.is_dir() and not options.documents
    found = sorted(options.folder.rglob("*.pdf")) if taken else []
    small = [path for path in found if 0 < path.stat().st_size <= LARGEST]
    sources = own * 3 + [(".pdf", path.read_bytes()) for path in small]
    files = list(broken(sources, options.times, options.seed))
    counts: Counter[str] = Counter()
    slowest, slow_name = 0.0, ""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, len(files), ROUND):
            part = files[start : start + ROUND]
            last = time.perf_counter()
            try:
                for name, outcome in outcomes(part, Path(folder) / str(start), Settings()):
                    now = time.perf_counter()
                    if now - last > slowest:
                        slowest, slow_name = now - last, name
                    last = now
                    whole = isinstance(outcome, Report) and not outcome.problems
                    read = "read" if whole else "partly read"
                    counts[read if isinstance(outcome, Report) else "refused"] += 1
            except AssertionError as error:
                sys.exit(f"seed {options.seed}: {error}")
            assert not _children(), f"seed {options.seed}: processes are left"
            print(f"\r{start + len(part)} files", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{len(own)} files of our own and {len(small)} of {options.folder}, broken")
    print(", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
    print(f"{seconds:.0f} s; the longest wait {slowest:.1f} s ({slow_name})")
    print(f"{memory:.0f} MB at most in a reading process")
    if slowest > options.seconds:
        sys.exit(f"seed {options.seed}: {slow_name} took {slowest:.0f} s")


def _children() -> list[str]:
    """The processes of ours that are left, where the system tells (Linux)."""
    place = Path(f"/proc/self/task/{os.getpid()}/children")
    return place.read_text().split() if place.exists() else []


if __name__ == "__main__":
    main()

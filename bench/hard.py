"""What becomes of each file of a folder of damaged, locked and scanned ones, how long it takes.

    python -m bench.hard FOLDER [--ocr] [--password-file FILE] [--ignore-permissions]

Each file is read in a process of its own and timed; then all are read together, and every outcome
must be the same: no file stops another.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

from qa.model import Report
from qa.reading import Unreadable, read_safely
from qa.settings import Settings


def outcome(read: Report | Unreadable) -> str:
    """An outcome in a line."""
    if isinstance(read, Unreadable):
        return f"refused: {read.reason}"
    sure = [page.confidence for page in read.pages if page.confidence is not None]
    ocr = f", OCR {sum(sure) / len(sure):.0%} sure" if sure else ""
    letters = sum(map(str.isalnum, read.source))
    return f"read: {len(read.pages)} pages, {letters:,} letters{ocr}. {' '.join(read.problems)}"


def main() -> None:
    """Measures and prints a line a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--ocr", action="store_true")
    parser.add_argument("--password-file", type=Path)
    parser.add_argument("--ignore-permissions", action="store_true")
    options = vars(parser.parse_args())
    files = [(path, path.name) for path in sorted(options.pop("folder").iterdir())]
    settings = Settings(jobs=1, **options)
    alone = []
    for path, name in files:
        began = time.perf_counter()
        (read,) = read_safely([(path, name)], settings)
        seconds = time.perf_counter() - began
        alone.append(outcome(read))
        print(f"{name:42} {seconds:5.1f} s  {outcome(read)}", flush=True)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    together = read_safely(files, settings.model_copy(update={"jobs": 0}))
    if [outcome(read) for read in together] != alone:
        sys.exit("Read together, the outcomes are others.")
    print(f"{memory:.0f} MB at most in a process; the same outcomes when all are read together")


if __name__ == "__main__":
    main()

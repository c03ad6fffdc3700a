"""How fast and how large reading is: pages a second and peak memory, beside plain pdfminer.

    python bench/reading.py FOLDER [--jobs N]

Every PDF of the folder is read three ways in the same run: by ``pdfminer.high_level.extract_text``
in this process, by ``read_report`` in this process, and by ``read_safely`` in N processes (0: one a
core). Characters and pages are counted by ours, so that all three rows are of the same pages.
"""

from __future__ import annotations

import argparse
import io
import resource
import time
from collections.abc import Callable
from pathlib import Path

from qa.model import Report
from qa.reading import ReadingError, read_report, read_safely
from qa.settings import Settings


def plain_text(paths: list[Path]) -> int:
    """Characters that plain pdfminer finds; files it cannot read count for nothing."""
    from pdfminer.high_level import extract_text

    found = 0
    for path in paths:
        try:
            found += len(extract_text(io.BytesIO(path.read_bytes())))
        except Exception as error:  # whatever it raises is its answer
            print(f"  pdfminer on {path.name}: {type(error).__name__}")
    return found


def one_process(paths: list[Path]) -> int:
    """Pages read by ``read_report``, one file after the other."""
    pages = 0
    for path in paths:
        try:
            pages += len(read_report(path, path.name, Settings()).pages)
        except ReadingError as error:
            print(f"  {error}")
    return pages


def processes(paths: list[Path], jobs: int) -> int:
    """Pages read by ``read_safely``."""
    outcomes = read_safely([(path, path.name) for path in paths], Settings(jobs=jobs))
    return sum(len(outcome.pages) for outcome in outcomes if isinstance(outcome, Report))


def timed(work: Callable[[], int]) -> tuple[int, float]:
    """What ``work`` gives, and its seconds."""
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def main() -> None:
    """Measures and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=0)
    options = parser.parse_args()
    paths = sorted(options.folder.glob("*.pdf"))
    chars, plain_seconds = timed(lambda: plain_text(paths))
    peak_plain = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pages, one_seconds = timed(lambda: one_process(paths))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _, all_seconds = timed(lambda: processes(paths, options.jobs))
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{len(paths)} files, {pages} pages, {chars:,} characters")
    rows = (
        ("pdfminer extract_text, one process", plain_seconds, peak_plain),
        ("read_report, one process", one_seconds, peak),
        (f"read_safely, {options.jobs or 'one a core'} processes", all_seconds, child),
    )
    for what, seconds, memory in rows:
        print(f"{what:38s} {pages / seconds:6.1f} pages/s {memory:7.0f} MB peak (a process)")


if __name__ == "__main__":
    main()

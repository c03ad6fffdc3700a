"""How often title, date, number, publisher and version of real files are found, and found right.

    python bench/metadata.py [FOLDER]

``tests/metadata.tsv`` says what each file of FOLDER (``../shared`` unless named) says of
itself, read by hand. A fact counts as right where it is the table's, or where neither has one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from qa.model import Metadata
from qa.reading import read_report
from qa.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
TRUTH = ROOT / "tests" / "metadata.tsv"
FACTS = ("title", "date", "number", "publisher", "version")


def truth() -> Iterator[tuple[str, dict[str, str | None]]]:
    """Each file with its facts; None for one that it does not tell."""
    for line in TRUTH.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, *values = line.split("\t")
            yield (
                name,
                {
                    fact: None if value == "-" else value
                    for fact, value in zip(FACTS, values, strict=True)
                },
            )


def wrong(found: Metadata, told: Mapping[str, str | None]) -> list[str]:
    """The facts that were not found as they are told; a title is right where it begins so."""
    said = {fact: getattr(found, fact) for fact in FACTS}
    same = {
        fact: said[fact] == told[fact]
        if fact != "title"
        else str(said[fact]).casefold().startswith(str(told[fact]).casefold())
        for fact in FACTS
    }
    return [fact for fact in FACTS if not same[fact]]


def main() -> None:
    """Reads every file of the table and prints the counts, and what went wrong."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared"
    right = dict.fromkeys(FACTS, 0)
    files = 0
    for name, told in truth():
        path = folder / name
        found = read_report(path, path.name, Settings()).metadata
        files += 1
        faults = wrong(found, told)
        for fact in FACTS:
            right[fact] += fact not in faults
        for fact in faults:
            print(f"{name}: {fact} {getattr(found, fact)!r} instead of {told[fact]!r}")
    print(f"{files} files: " + ", ".join(f"{fact} {right[fact]}" for fact in FACTS))


if __name__ == "__main__":
    main()

"""How often title, date, number, publisher and version of real files are found, and found right.

    python bench/metadata.py [FOLDER]

``tests/metadata.tsv`` says what each file of FOLDER (``../shared`` unless named) says of
itself, read by hand. A fact counts as right where it is the table's, or where neither has one.
Then the same of the title pages of the invented reports (``training/reports/title_pages.jsonl``),
where one that holds the other counts too: a day says more than its month.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from qa.model import Metadata
from qa.reading import read_report
from qa.reading.titles import squashed
from qa.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
TRUTH = ROOT / "tests" / "metadata.tsv"
REPORTS = ROOT / "training" / "reports"
PRINTED = ("title", "date", "number", "publisher")
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


def title_pages() -> Iterator[tuple[Metadata, dict[str, str | None]]]:
    """Of each invented report what was found, and what its title page says."""
    for line in (REPORTS / "title_pages.jsonl").read_text("utf-8").splitlines():
        told = json.loads(line)
        path = REPORTS / told["file"]
        yield read_report(path, path.name, Settings()).metadata, told


def of_title_pages() -> tuple[int, dict[str, float], list[str]]:
    """How many there are, the share that each fact is right in, and those that are misdated."""
    pages = list(title_pages())
    shares = {
        fact: sum(says_the_same(getattr(found, fact), told[fact]) for found, told in pages)
        / len(pages)
        for fact in PRINTED
    }
    misdated = [
        str(told["file"])
        for found, told in pages
        if found.date and not says_the_same(found.date, told["date"])
    ]
    return len(pages), shares, misdated


def says_the_same(found: str | None, told: str | None) -> bool:
    """Whether one holds the other by its letters and digits, or neither is there."""
    if not found or not told:
        return not found and not told
    a, b = squashed(found), squashed(told)
    return a in b or b in a


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
    pages, shares, misdated = of_title_pages()
    print(f"{pages} title pages: " + ", ".join(f"{k} {v:.3f}" for k, v in shares.items()))
    print(f"{len(misdated)} of them misdated")


if __name__ == "__main__":
    main()

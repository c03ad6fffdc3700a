"""Line ends drawn at random, each with what became of it, to be judged by hand.

    python bench/line_ends.py FILE… [--count 200] [--seed 1] [--hyphens]

A line end is one within a block of running text: the words before and after it, and behind "->" the
same place in the repaired text. ``--hyphens`` draws only from lines that end in a hyphen.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from qa.model import Block, BlockKind, Report
from qa.reading import read_report
from qa.reading.repair import HYPHENS
from qa.settings import Settings

RUNNING = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.FOOTNOTE, BlockKind.TABLE_ROW)
_LAST = re.compile(r"\S+\s*$")
_FIRST = re.compile(r"\s*\S+")


def line_ends(report: Report, hyphens: bool = False) -> Iterator[str]:
    """What stood at each line end within the running text, and what became of it."""
    for block in report.blocks:
        if block.kind in RUNNING:
            yield from _of_block(report.source, block, hyphens)


def _of_block(source: str, block: Block, hyphens: bool) -> Iterator[str]:
    for left, right in pairwise(block.map.runs):
        end, start = left.source_start + left.length, right.source_start
        between = source[end:start]
        if start < end or "\n" not in between or any(map(str.isalnum, between)):
            continue
        before = source[: end + between.index("\n")].rstrip(" \t\r")
        if hyphens and before[-1] not in HYPHENS:
            continue
        at, to = left.text_start + left.length, right.text_start
        became = _LAST.search(block.text[:at]), _FIRST.match(block.text[to:])
        words = _LAST.search(before[-60:]), _FIRST.match(source[start : start + 60])
        if all((*became, *words)):
            shown = f"{became[0][0]}{block.text[at:to]}{became[1][0]}"
            yield f"{words[0][0]}⏎{words[1][0]}  ->  {shown}"


def main() -> None:
    """Prints the sample, numbered, and how many line ends it was drawn from."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hyphens", action="store_true")
    options = parser.parse_args()
    found = [
        line
        for path in options.files
        for line in line_ends(read_report(path, path.name, Settings()), options.hyphens)
    ]
    drawn = random.Random(options.seed).sample(found, min(options.count, len(found)))
    print(f"{len(drawn)} of {len(found)} line ends")
    for number, line in enumerate(drawn, 1):
        print(f"{number:4d}  {line}")


if __name__ == "__main__":
    main()

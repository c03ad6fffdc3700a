"""Kill syncs at random moments, with ``kill -9``, and look whether the index keeps its promises.

    python -m bench.kill --times 300

Each round changes a corpus (adds, changes, removes or renames a report) and starts a sync in a
process of its own, or a rebuild (one round in five), or goes back to the generation before (one in
five); and kills it. Then the index must open, be the one before or the one after, answer the fixed
questions exactly as that one does, and verify clean; and the next sync must end with the files, and
the answers, of a fresh build, and leave nothing behind. Rounds that end before the blow are looked
at too, but not counted. The first broken promise ends the run with its seed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))


def main() -> None:
    """Run the rounds that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=300, help="how many are to be killed")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    from crashes import Rounds, reading_here

    done: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, reading_here():
        rounds = Rounds(Path(folder), options.seed)
        kills = 0
        while kills < options.times:
            turn = done.total() + 1
            try:
                what, killed = rounds.killed()
            except AssertionError as error:
                sys.exit(f"round {turn} of seed {options.seed}: {error}")
            kills += killed
            done[f"{what}: {'killed' if killed else 'ended first'}"] += 1
            print(f"\r{kills} killed in {turn} rounds", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print(f"{kills} of {kills} kept their promises, and {done.total() - kills} that ended first")
    for what, count in sorted(done.items()):
        print(f"{count:5} {what}")


if __name__ == "__main__":
    main()

"""Fail every call that the command line makes to the disk of its index, once each.

    python -m bench.faults
    python -m bench.faults --sample 10 --only sync ask

A library in C (``tests/faults.c``; a C compiler is needed) stands between a process and the system:
reads, writes, fsyncs, renames and the rest, of Python, of SQLite and of zlib. The first call below
the index folder fails in one run, the second in the next, until a run comes to its end without one.
Each must end well or with one sentence, and what is asked be answered rightly or not at all; then
the index must open, be that of before or of after, and verify clean, and the next sync must end
with the files of a fresh build. The first broken promise ends the run, and names the call.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))


def main() -> None:
    """Run what the command line asks for."""
    from faults import ASKING, FAULTS, PRELOAD, WRITING, Trial, compiled, stand_ins

    scenes = {**WRITING, **ASKING}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, help="only so many calls of each command and fault")
    parser.add_argument("--only", nargs="+", choices=list(scenes), default=list(scenes))
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        if PRELOAD not in os.environ:
            library = compiled(Path(folder))
            if library is None:
                sys.exit("This needs Linux and a C compiler (cc).")
            command = [sys.executable, "-m", "bench.faults", *sys.argv[1:]]
            environment = os.environ | {PRELOAD: str(library)}
            sys.exit(subprocess.run(command, env=environment, check=False).returncode)
        names: Counter[str] = Counter()
        with stand_ins(Path(folder)):
            trial = Trial(Path(folder))
            for scene in options.only:
                for fault in FAULTS:
                    ended: Counter[str] = Counter()
                    for outcome in trial.runs(scenes[scene], FAULTS[fault], options.sample):
                        ended[outcome.said()] += 1
                        names[outcome.failed.split()[0]] += 1
                    if not ended:  # it only reads
                        continue
                    counts = f"{ended.total():5} failed: {ended['done']:4} ended well, "
                    print(f"{scene:<16}{fault:<26}{counts}{ended['sentence']:4} with a sentence")
                    sys.stdout.flush()
    print(f"{names.total()} calls: " + ", ".join(f"{n} {name}" for name, n in names.most_common()))


if __name__ == "__main__":
    main()

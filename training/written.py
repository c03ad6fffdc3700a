"""Questions of our own over the documents of ``shared``, to learn from beside its own.

    python -m training.written OUT.jsonl [--shared DIR] [--questions training/measured.jsonl]

``written.jsonl`` holds no text of those documents: evidence and near misses are places in them,
``[document, start, end]`` in characters. Written out, each has its quote, as in
``shared/train/questions.jsonl``. More than half cannot be answered, each the twin of one that can
or nearly so; ``missing`` says what is not there: a another year, b another quantity, c a premise
that is false, d a property never stated, e a finer grain, f another body or place, g another
subject altogether.

``blind.jsonl`` are questions that were asked before the report was read, from its title and
headings alone, and then judged: the words are the asker's own, and half have no answer there. They
are about the letters of ``shared`` and the invented reports; ``other`` is the same question in the
other language, and ``missing`` has two more letters, h a reason and i a name that is not given.

``measured.jsonl`` are 150 questions of the same make over the five reports of ``shared/corpus``,
written without a look at ``seeds-dev.jsonl``. Nothing is trained or fitted on them.
"""

from __future__ import annotations

import argparse
import json
from functools import cache
from pathlib import Path
from typing import Any

from training.data import REPORTS, write_json_lines

QUESTIONS = Path(__file__).with_name("written.jsonl")
SHARED = Path("/work/shared")
BLIND = QUESTIONS.with_name("blind.jsonl")
MEASURED = QUESTIONS.with_name("measured.jsonl")
FOLDERS = ("eval/kamervragen/docs", "train/pdftext", "corpus")


def written_rows(shared: Path = SHARED, path: Path = QUESTIONS) -> list[dict[str, Any]]:
    """The questions with their quotes. Raises FileNotFoundError where a document is not there."""

    @cache
    def text(name: str) -> str:
        found = [REPORTS / name, *(shared / folder / name for folder in FOLDERS)]
        # Bytes first: places count every character, carriage returns too.
        return next((p for p in found if p.exists()), found[1]).read_bytes().decode("utf-8")

    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for row in rows:
        for key in ("evidence", "near_misses"):
            row[key] = [
                {"doc": name, "quote": text(name)[start:end]} for name, start, end in row[key]
            ]
    return rows


def main() -> None:
    """Write the questions out with their quotes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    options = parser.parse_args()
    rows = written_rows(options.shared, options.questions)
    write_json_lines(options.out, rows)
    print(f"{len(rows)} questions in {options.out}")


if __name__ == "__main__":
    main()

"""The documents held out from training as a corpus, with every question about them.

    python -m training.held_out OUT [--shared DIR] [--laws DIR] [--guidance DIR]

Writes ``OUT/corpus/`` and ``OUT/questions.jsonl``: the questions of ``shared``, our own, each in
all the ways it is asked, and the twins that nobody can answer. This is what the weights of the
answering are fitted on and measured with (``python -m bench.answering``): encoder and ranker never
saw these documents, so what they say of them is what they will say of a new one. And
``OUT/parliament.jsonl``: the real questions among them, of members of parliament, to be asked over
all the documents of theirs.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from training.data import is_held_out, names_in, source_files
from training.questions import all_variants, question_rows
from training.variants import twins_of

LARGEST = 150_000  # bytes; some laws would be most of the corpus


def asked(row: Mapping[str, Any], variant: Mapping[str, Any] | None) -> Iterator[dict[str, Any]]:
    """A question row, then the same in other ways, then its twin."""
    yield dict(row)
    if variant is None:
        return
    other = "nl" if row["lang"] == "en" else "en"
    for key, language in (("other", other), ("para", row["lang"])):
        if variant[key]:
            told = {"id": f"{row['id']}/{key}", "question": variant[key], "lang": language}
            yield {**row, **told}
    for key, text, language in twins_of(variant):
        yield {
            **row,
            "id": f"{row['id']}/{key}",
            "question": text,
            "lang": language,
            "type": "unanswerable",
            "answer": "",
            "numbers": [],
            "evidence": [],
            "near_misses": row["evidence"],
        }


def main() -> None:
    """Write corpus and questions."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--shared", type=Path, default=Path("/work/shared"))
    parser.add_argument("--laws", type=Path, default=Path("/tmp/sc/wetten"))
    parser.add_argument("--guidance", type=Path, default=Path("/tmp/sc/algoritmekader"))
    options = parser.parse_args()

    rows, variants = question_rows(options.shared), all_variants()
    every = source_files(options.shared, options.laws, options.guidance)
    files = {
        name: path
        for name, path in every.items()
        if is_held_out(name) and path.stat().st_size < LARGEST
    }
    kept = [row for row in rows if names_in([row]) and names_in([row]) <= files.keys()]
    used = names_in(kept)
    (options.out / "corpus").mkdir(parents=True, exist_ok=True)
    for name in sorted(used):
        shutil.copyfile(files[name], options.out / "corpus" / name)
    lines = [each for row in kept for each in asked(row, variants.get(row["id"]))]
    real = [
        row for row in rows if row["type"] == "passage" and all(map(is_held_out, names_in([row])))
    ]
    for name, written in (("questions.jsonl", lines), ("parliament.jsonl", real)):
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in written)
        (options.out / name).write_text(text, "utf-8")
    nothing = sum(line["type"] == "unanswerable" for line in lines)
    print(f"{len(used)} documents, {len(lines)} questions, {nothing} of them unanswerable")
    print(f"{len(real)} questions of members of parliament")


if __name__ == "__main__":
    main()

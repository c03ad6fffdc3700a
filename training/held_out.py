"""The documents held out from training as a corpus, with every question about them.

    python -m training.held_out OUT [--shared DIR] [--laws DIR] [--guidance DIR]

Writes ``OUT/corpus/`` and ``OUT/questions.jsonl``: the questions of ``shared``, our own, each in
all the ways it is asked, and the twins that nobody can answer. Encoder and ranker never saw these
documents, so what they say of them is what they will say of a new one. And
``OUT/parliament.jsonl``: the real questions among them, of members of parliament, to be asked over
all the documents of theirs.

The same documents by ``TOGETHER``, as people keep them, stand in ``OUT/shelf-01/`` and so on, with
the questions about them and some about another shelf, which nobody can answer here. This is what
the weights of the answering are fitted on (``bench.answering fit OUT/shelf-*/questions.jsonl``):
a question is put to somebody who has the few reports it may be about, and among ninety
documents many a question is about more than one.
"""

from __future__ import annotations

import argparse
import random
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from training.data import (
    add_source_options,
    as_printed,
    is_held_out,
    names_in,
    source_files,
    write_json_lines,
)
from training.questions import all_variants, question_rows
from training.variants import twins_of

LARGEST = 150_000  # bytes; some laws would be most of the corpus
TOGETHER = 5  # documents on a shelf, of one kind: invented reports, or others
ELSEWHERE = 6  # one question in so many is put to another shelf too


def asked(row: Mapping[str, Any], variant: Mapping[str, Any] | None) -> Iterator[dict[str, Any]]:
    """A question row, then the same in other ways, then its twin."""
    yield dict(row)
    if variant is None:
        return
    other = "nl" if row["lang"] == "en" else "en"
    for key, language in (("other", other), ("para", row["lang"])):
        if text := variant.get(key):
            told = {"id": f"{row['id']}/{key}", "question": text, "lang": language}
            yield {**row, **told}
    for key, text, language in twins_of(variant):
        told = {"question": text, "lang": language, "near_misses": row["evidence"]}
        yield {**unanswerable(row, key), **told}


def unanswerable(row: Mapping[str, Any], key: str) -> dict[str, Any]:
    """A question row as one that nothing answers; ``key`` says in which way, in its id."""
    nothing = dict[str, Any](answer="", numbers=[], evidence=[], near_misses=[])
    return {**row, "id": f"{row['id']}/{key}", "type": "unanswerable", **nothing}


def shelves(names: Collection[str]) -> list[frozenset[str]]:
    """The documents by ``TOGETHER``, invented reports beside each other; the same every time."""
    found = []
    for invented in (True, False):
        kind = sorted(name for name in names if name.startswith("report-") == invented)
        random.Random(3).shuffle(kind)
        found += [frozenset(kind[at : at + TOGETHER]) for at in range(0, len(kind), TOGETHER)]
    return found


def put_elsewhere(lines: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Some questions of one shelf as another is asked them: with nothing there to answer them."""
    for nth, line in enumerate(lines):
        if line["type"] != "unanswerable" and nth % ELSEWHERE == 0:
            yield unanswerable(line, "elsewhere")


def main() -> None:
    """Write corpus and questions."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("out", type=Path)
    add_source_options(parser)
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
    texts = {name: files[name].read_bytes().decode("utf-8") for name in used}
    for row in kept:
        for item in row["evidence"]:
            if item["quote"] not in texts[item["doc"]]:  # evaluation looks letter for letter
                item["quote"] = as_printed(texts[item["doc"]], item["quote"])
    lines = [each for row in kept for each in asked(row, variants.get(row["id"]))]
    real = [
        row for row in rows if row["type"] == "passage" and all(map(is_held_out, names_in([row])))
    ]
    write_json_lines(options.out / "questions.jsonl", lines)
    write_json_lines(options.out / "parliament.jsonl", real)
    together = shelves(used)
    of_shelf = [
        [line for line in lines if names_in([line]) and names_in([line]) <= shelf]
        for shelf in together
    ]
    for nth, (shelf, own) in enumerate(zip(together, of_shelf, strict=True), 1):
        folder = options.out / f"shelf-{nth:02d}"
        (folder / "corpus").mkdir(parents=True, exist_ok=True)
        for name in sorted(shelf):
            shutil.copyfile(files[name], folder / "corpus" / name)
        other = of_shelf[nth % len(together)]
        write_json_lines(folder / "questions.jsonl", [*own, *put_elsewhere(other)])
    nothing = sum(line["type"] == "unanswerable" for line in lines)
    print(f"{len(used)} documents, {len(lines)} questions, {nothing} of them unanswerable")
    print(f"{len(together)} shelves of at most {TOGETHER} documents")
    print(f"{len(real)} questions of members of parliament")


if __name__ == "__main__":
    main()

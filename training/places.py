"""The places that the answering would have the ranker read, for every question to learn from.

    python -m training.places OUT [--others 40] [--part 1/2]

A ranker that is taught on random windows and on passages that BM25 brings meets others at work: the
best sentences by all that is known without it, of the first passages, each in its window. Those
are found here by the answering itself, over the documents that may be trained on, on shelves of
five as people keep them (``training.held_out``; ``OUT/shelf-01/`` and so on, indexed first), and
written to ``OUT/places-01.jsonl``: a question's form, and its windows as context, text, sentences
and which of these answer. A shelf that has its file is done; parts may run side by side. The
documents are those of the blind questions (``training.written``), which all count, and ``--others``
of the others about each shelf.
"""

from __future__ import annotations

import argparse
import random
import shutil
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from qa import Library
from qa.answering.evidence import candidates
from qa.answering.matching import terms_of
from qa.answering.reading import best_places, passage_input
from qa.answering.understanding import understand
from qa.model import VraagbaakError
from training.data import (
    add_source_options,
    is_held_out,
    letters,
    names_in,
    source_files,
    write_json_lines,
)
from training.held_out import asked, shelves
from training.questions import BLIND_SET, Row, all_variants, question_rows

LARGEST = 100_000  # bytes; a few laws are longer than all else
PLACES = 8  # of a question
PASSAGES = 20


def copy_documents(out: Path, names: Collection[str], files: Mapping[str, Path]) -> list[Path]:
    """The documents as shelves, each a folder with a ``corpus``."""
    folders = []
    for nth, shelf in enumerate(shelves(names), 1):
        folders.append(out / f"shelf-{nth:02d}")
        (folders[-1] / "corpus").mkdir(parents=True, exist_ok=True)
        for name in sorted(shelf):
            shutil.copyfile(files[name], folders[-1] / "corpus" / name)
    return folders


def forms_about(
    folder: Path, rows: Sequence[Row], variants: Mapping[str, Mapping[str, Any]], others: int
) -> list[Row]:
    """The questions about a shelf, asked in all their ways; of those not blind some, at random."""
    here = {path.name for path in (folder / "corpus").iterdir()}
    forms = [
        form
        for row in rows
        if names_in([row]) and names_in([row]) <= here
        for form in asked(row, variants.get(row["id"]))
        if form["type"] != "unanswerable" or row["type"] == "unanswerable"
    ]
    random.Random(1).shuffle(forms)
    rest = [form for form in forms if form.get("set") != BLIND_SET]
    return [form for form in forms if form.get("set") == BLIND_SET] + rest[:others]


def answering(text: str, spans: Sequence[tuple[int, int]], quotes: Sequence[str]) -> list[int]:
    """The sentences that one of the quotes covers to the larger part, or lies in."""
    parts = [letters(text[start:end]) for start, end in spans]
    ends = list(accumulate(map(len, parts)))
    key = "".join(parts)
    found: set[int] = set()
    for quote in quotes:
        at = key.find(quote)
        if at < 0 or len(quote) < 8:
            continue
        for sentence in range(bisect_right(ends, at), len(parts)):
            start = ends[sentence] - len(parts[sentence])
            shared = min(ends[sentence], at + len(quote)) - max(start, at)
            if shared <= 0:
                break
            if 2 * shared >= min(len(parts[sentence]), len(quote)):
                found.add(sentence)
    return sorted(found)


def places(
    library: Library, question: str, evidence: dict[str, list[str]]
) -> Iterator[dict[str, Any]]:
    """The windows of one question, most promising first."""
    read = understand(question)
    retriever = library._retriever()
    hits = retriever.search(read.understood, PASSAGES)
    terms = terms_of(read.terms, retriever, retriever.meanings(read.understood))
    for each, inside in best_places(candidates(read, hits, terms), PLACES):
        context, text, spans = passage_input(each, inside)
        quotes = evidence.get(Path(each.passage.report).name, [])
        yield {
            "document": Path(each.passage.report).name,
            "context": context,
            "text": text,
            "spans": spans,
            "right": answering(text, spans, quotes),
        }


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("out", type=Path)
    add_source_options(parser)
    parser.add_argument("--others", type=int, default=40, help="of a shelf's other questions")
    parser.add_argument("--part", default="1/1", help="K/N: only the Kth of N parts")
    options = parser.parse_args()
    nth, parts = map(int, options.part.split("/"))
    rows, variants = question_rows(options.shared), all_variants()
    blind = [row for row in rows if row.get("set") == BLIND_SET]
    files = source_files(options.shared, options.laws, options.guidance)
    names = {
        name
        for name in names_in(blind) & files.keys()
        if not is_held_out(name) and files[name].stat().st_size < LARGEST
    }
    for folder in copy_documents(options.out, names, files)[nth - 1 :: parts]:
        done = options.out / f"places-{folder.name.removeprefix('shelf-')}.jsonl"
        if done.is_file():
            continue
        library = Library.open(folder / "corpus", folder / "index")
        library.sync()
        lines = []
        for form in forms_about(folder, rows, variants, options.others):
            evidence: dict[str, list[str]] = {}
            for item in form["evidence"]:
                evidence.setdefault(item["doc"], []).append(letters(item["quote"]))
            try:
                windows = list(places(library, form["question"], evidence))
            except VraagbaakError:
                continue  # not every line of a form is a question
            lines.append({"id": form["id"], "windows": windows})
        write_json_lines(done, lines)
        print(f"{folder.name}: {len(lines)} questions", flush=True)


if __name__ == "__main__":
    main()

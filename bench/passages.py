"""Recall by the size and overlap of passages, with plain vectors, plain BM25, and both.

    python -m bench.passages CORPUS QUESTIONS.jsonl [--words 60 80 110] [--overlap 0 1 2]
        [--reports N] [--model bundled]

Recall is score.py's: a question counts when one of the first k passages covers half of an
evidence quote or lies in it. ``--reports`` takes the first N reports and the questions on them.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.encoders import Encoder, load_encoder
from qa.language import index_terms
from qa.model import Passage, Report, Span
from qa.passages import embedded_text, make_passages
from qa.reading import read_report
from qa.settings import Settings

CUTS = (1, 5, 10)
K1, B = 1.2, 0.75  # BM25's usual parameters
RRF = 60  # of reciprocal rank fusion (Cormack, Clarke & Büttcher, 2009)


def bm25(passages: Sequence[Sequence[str]], query: Sequence[str]) -> NDArray[np.float64]:
    """The BM25 score of each passage, given as its terms."""
    counts = [Counter(terms) for terms in passages]
    average = sum(map(len, passages)) / max(1, len(passages))
    scores = np.zeros(len(passages))
    for term in set(query):
        frequency = sum(term in count for count in counts)
        weight = math.log(1 + (len(passages) - frequency + 0.5) / (frequency + 0.5))
        for row, count in enumerate(counts):
            if term in count:
                length = 1 - B + B * len(passages[row]) / average
                scores[row] += weight * count[term] * (K1 + 1) / (count[term] + K1 * length)
    return scores


def evidence(report: Report, quote: str) -> list[Span]:
    """Every place of a quote in a report's source."""
    found, at = [], report.source.find(quote)
    while at >= 0:
        found.append(Span(at, at + len(quote)))
        at = report.source.find(quote, at + 1)
    return found


def meets(passage: Passage, gold: Sequence[tuple[str, Span]]) -> bool:
    """Whether a passage covers half of one of the evidence quotes, or lies half in it."""
    low, high = passage.span
    return any(
        name == passage.report
        and 2 * (min(high, span.end) - max(low, span.start))
        >= min(span.end - span.start, high - low)
        for name, span in gold
    )


def measure(
    reports: Sequence[Report],
    questions: Sequence[dict[str, Any]],
    settings: Settings,
    encoder: Encoder,
) -> dict[str, Any]:
    """Recall at the cuts of each ranking, with the number and mean length of the passages."""
    passages: list[Passage] = []
    texts: list[str] = []
    terms: list[list[str]] = []
    for report in reports:
        for passage in make_passages(report, settings):
            passages.append(passage)
            texts.append(embedded_text(passage, report.metadata.title))
            terms.append(index_terms("\n".join([*passage.section, passage.text]), "nl"))
    vectors = encoder.encode_document(texts)
    asked = encoder.encode_query([question["question"] for question in questions])
    vocabulary = Counter(term for row in terms for term in set(row))
    by_name = {report.name: report for report in reports}
    hits: dict[str, list[int]] = {"vectors": [], "bm25": [], "both": []}
    for question, vector in zip(questions, asked, strict=True):
        gold = [
            (item["doc"], span)
            for item in question["evidence"]
            for span in evidence(by_name[item["doc"]], item["quote"])
        ]
        scores = {
            "vectors": vectors @ vector,
            "bm25": bm25(terms, index_terms(question["question"], "nl", vocabulary)),
        }
        ranks = {
            name: np.argsort(np.argsort(-score, kind="stable")) for name, score in scores.items()
        }
        scores["both"] = sum(1 / (RRF + rank + 1) for rank in ranks.values())
        for name, score in scores.items():
            order = np.argsort(-score, kind="stable")[: max(CUTS)]
            first = next((i for i, row in enumerate(order) if meets(passages[row], gold)), 99)
            hits[name].append(first)
    return {
        "passages": len(passages),
        "mean_words": sum(len(passage.text.split()) for passage in passages) / len(passages),
    } | {
        name: [sum(first < cut for first in found) / len(found) for cut in CUTS]
        for name, found in hits.items()
    }


def main() -> None:
    """Print one line for each size and overlap."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--words", type=int, nargs="+", default=[60, 80, 110, 150, 200])
    parser.add_argument("--overlap", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--model", default="bundled")
    args = parser.parse_args()
    paths = sorted(path for path in args.corpus.rglob("*") if path.is_file())[: args.reports]
    reports = [read_report(path, path.name, Settings()) for path in paths]
    names = {report.name for report in reports}
    questions = [
        row
        for row in map(json.loads, args.questions.read_text("utf-8").splitlines())
        if row["evidence"] and all(item["doc"] in names for item in row["evidence"])
    ]
    encoder = load_encoder(args.model)
    print(f"{len(reports)} reports, {len(questions)} questions; recall@{CUTS}")
    for words in args.words:
        for overlap in args.overlap:
            settings = Settings(passage_words=words, passage_overlap=overlap)
            row = measure(reports, questions, settings, encoder)
            figures = "  ".join(
                f"{name} " + " ".join(f"{value:.3f}" for value in row[name])
                for name in ("vectors", "bm25", "both")
            )
            print(
                f"words {words:4} overlap {overlap}: {row['passages']:5} passages of "
                f"{row['mean_words']:.0f} words  {figures}",
                flush=True,
            )


if __name__ == "__main__":
    main()

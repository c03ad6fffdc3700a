"""How often the ranker's first sentences are right, and how well its best score tells "no answer".

    python -m training.measure_ranker [qa/models/ranker]

On the documents held out from training, with their questions in all the ways they are asked and the
twins that nobody can answer, and on ``seeds-dev.jsonl`` over the reports of ``corpus``,
which no choice was made on. It measures the exported models, quantised as they ship. Passages come
from BM25 and the bundled encoder's vectors, fused; "retrieval" orders their sentences by cosine,
half the passage's added.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from operator import not_
from pathlib import Path

import numpy as np

from qa.encoders import Encoder, load_encoder
from qa.rankers import Ranker, load_ranker
from training.choose_encoder import held_out_pool
from training.data import (
    REPORTS,
    Passage,
    Question,
    add_source_options,
    align,
    load_documents,
    names_in,
    read_document,
    read_json_lines,
)
from training.mining import Words, fused
from training.questions import all_variants, question_rows
from training.spans import align_answer
from training.train_ranker import NO_SPAN
from training.variants import all_forms, families


@dataclass(frozen=True, slots=True)
class Trial:
    """A question with the sentences retrieved: their passage, scores, whether right, span's F1."""

    question: Question
    passage: np.ndarray
    retrieval: np.ndarray
    reader: np.ndarray
    right: np.ndarray
    span: np.ndarray


def trials(
    ranker: Ranker,
    encoder: Encoder,
    questions: Sequence[Question],
    pool: Sequence[Passage],
    depth: int,
) -> list[Trial]:
    """Read the first ``depth`` passages of every question."""
    words = Words([p.text for p in pool])
    vectors = encoder.encode_query([q.text for q in questions])
    cosines = vectors @ encoder.encode_document([p.text for p in pool]).T
    chosen = [fused(q, words, row, depth) for q, row in zip(questions, cosines, strict=True)]
    used = sorted({i for row in chosen for i in row})
    bare = [pool[i].text[a:b] for i in used for a, b in pool[i].spans]
    ends = np.cumsum([len(pool[i].spans) for i in used])[:-1]
    by_passage = dict(zip(used, np.split(encoder.encode_document(bare), ends), strict=True))
    found = []
    for question, row, vector, ranks in zip(questions, cosines, vectors, chosen, strict=True):
        given = [(pool[i].context, pool[i].text, pool[i].spans) for i in ranks]
        sentences: list[tuple[int, float, float, bool, float]] = []
        for i, reading in zip(ranks, ranker.read(question.text, given), strict=True):
            positions = question.evidence.get(pool[i].document, frozenset())
            for sentence, score in enumerate(reading.sentence_scores):
                alike = float(by_passage[i][sentence] @ vector) + 0.5 * float(row[i])
                right = pool[i].first + sentence in positions
                overlap = span_overlap(question, pool[i], sentence, reading.spans[sentence])
                sentences.append((i, alike, score, right, overlap if right else math.nan))
        found.append(Trial(question, *map(np.array, zip(*sentences, strict=True))))
    return found


def span_overlap(
    question: Question, passage: Passage, sentence: int, span: tuple[int, int, float]
) -> float:
    """F1 in characters of a span against the answer's in that sentence; NaN where it has none."""
    start, end = passage.spans[sentence]
    answer = (
        None if question.kind in NO_SPAN else align_answer(question.answer, passage.text[start:end])
    )
    if answer is None:
        return math.nan
    low, high = start + answer[0], start + answer[1]
    shared = max(0, min(high, span[1]) - max(low, span[0]))
    return 2 * shared / (high - low + span[1] - span[0])


def first_right(trials: Sequence[Trial], blend: float) -> dict[str, float]:
    """Share of the answerable questions with a right sentence among 1, 3 and 5.

    ``blend`` weighs retrieval (per 0.01 of cosine) beside the reader's score; ``inf`` is retrieval
    alone.
    """
    hits = []
    for trial in trials:
        if trial.question.answerable:
            read = np.zeros_like(trial.reader) if math.isinf(blend) else trial.reader
            weight = 1.0 if math.isinf(blend) else blend
            order = np.argsort(-(read + weight * 100 * trial.retrieval), kind="stable")
            hits.append([bool(trial.right[order[:k]].any()) for k in (1, 3, 5)])
    means = np.mean(hits, axis=0).round(3).tolist()
    return dict(zip(("s1", "s3", "s5"), means, strict=True)) | {"n": len(hits)}


def separation(trials: Sequence[Trial]) -> dict[str, float]:
    """AUC of the best score with an answer against without: no answer, or evidence taken away."""
    yes, no, taken = [], [], []
    for trial in trials:
        if not trial.question.answerable:
            no.append(trial.reader.max())
            continue
        if trial.right.any():
            yes.append(trial.reader.max())
        # Other sentences of the evidence's own passage go too: they often say half of it.
        touched = np.isin(trial.passage, trial.passage[trial.right])
        if not touched.all():
            taken.append(trial.reader[~touched].max())
    return {
        "auc_unanswerable": auc(yes, no),
        "auc_taken_away": auc(yes, taken),
        "yes_above_0": share_above(yes, 0.0),
        "unanswerable_above_0": share_above(no, 0.0),
        "taken_above_0": share_above(taken, 0.0),
        "n_unanswerable": len(no),
        "best_threshold": best_threshold(yes, [*no, *taken]),
    }


def share_above(values: Sequence[float], threshold: float) -> float:
    """The share of the values above a threshold; NaN without values."""
    return round(float(np.mean(np.array(values) > threshold)), 3) if values else math.nan


def best_threshold(high: Sequence[float], low: Sequence[float]) -> float:
    """The threshold at which the two kinds of error, each a share of its kind, sum to the least."""
    options = np.sort(np.array([*high, *low]))
    errors = [np.mean(np.array(high) <= t) + np.mean(np.array(low) > t) for t in options]
    return round(float(options[int(np.argmin(errors))]), 2)


def auc(high: Sequence[float], low: Sequence[float]) -> float:
    """Probability that a value of ``high`` exceeds one of ``low``."""
    if not high or not low:
        return math.nan
    a, b = np.array(high)[:, None], np.array(low)[None, :]
    return round(float(((a > b) + 0.5 * (a == b)).mean()), 3)


def report(found: Sequence[Trial]) -> None:
    """Print the figures of retrieval, reader and their blends, by language."""
    asked = [t for t in found if t.question.answerable]
    print(f"a right sentence was retrieved: {np.mean([t.right.any() for t in asked]):.3f}")
    print("retrieval", json.dumps(first_right(found, math.inf)))
    for blend in (0.0, 0.1, 0.2, 0.4, 0.8):
        print("reader and retrieval by", blend, json.dumps(first_right(found, blend)))
    for language in ("nl", "en", "mixed"):
        some = [t for t in found if t.question.language == language]
        if any(t.question.answerable for t in some):
            print(language, *(json.dumps(first_right(some, b)) for b in (math.inf, 0.0, 0.2)))
    print(json.dumps(separation(found)))
    spans = np.concatenate([t.span for t in asked])
    spans = spans[~np.isnan(spans)]
    some = np.mean(spans > 0)
    print(f"{len(spans)} short answers: touched {some:.3f}, F1 {np.mean(spans):.3f}", flush=True)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("ranker", type=Path, nargs="?", default=Path("qa/models/ranker"))
    add_source_options(parser)
    parser.add_argument("--depth", type=int, default=6, help="passages read per question")
    parser.add_argument("--most", type=int, default=1000, help="held-out questions at most")
    options = parser.parse_args()

    ranker, encoder = load_ranker(options.ranker), load_encoder(threads=2)
    rows = question_rows(options.shared)
    documents = load_documents(options.shared, options.laws, options.guidance, names_in(rows))
    own = [q for q in align(rows, documents)[0] if q.held_out]
    questions = all_forms(families(own, all_variants()))
    pool = held_out_pool(own, documents)
    reports = {p.name: read_document(p) for p in sorted((options.shared / "corpus").glob("*.txt"))}
    seeds, _ = align(read_json_lines(options.shared / "eval/seeds-dev.jsonl"), reports)
    chunks = [p for r in reports.values() for p in r.passages()]
    chosen = questions[:: max(1, len(questions) // options.most)]
    named = [{*question.evidence, *question.near_misses} for question in chosen]
    invented = [any((REPORTS / name).is_file() for name in names) for names in named]
    sets = (
        ("seeds", seeds, chunks),
        ("held out, invented reports", list(compress(chosen, invented)), pool),
        ("held out, others", list(compress(chosen, map(not_, invented))), pool),
    )
    for name, asked, passages in sets:
        print(f"== {name}: {len(asked)} questions, {len(passages)} passages", flush=True)
        report(trials(ranker, encoder, asked, passages, options.depth))


if __name__ == "__main__":
    main()

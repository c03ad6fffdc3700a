"""Recall of the plain vectors of some encoders, as they ship, over documents none was taught on.

    python -m training.compare_encoders qa/models/encoder OTHER…

Held-out questions as they were written, the same asked otherwise (``training.variants``), those
about the invented reports, the long ones of members of parliament, and ``seeds-dev.jsonl`` over the
reports of ``corpus``. A passage counts by the cosine of its vector and its best sentence's, added.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from qa.encoders import Encoder, load_encoder
from training.choose_encoder import held_out_pool
from training.data import (
    Passage,
    Question,
    add_source_options,
    align,
    is_held_out,
    load_documents,
    names_in,
    read_document,
    read_json_lines,
)
from training.questions import all_variants, report_rows
from training.variants import all_forms, families, read_variants

DEPTHS = (1, 5, 10)


def scores(
    encoder: Encoder, questions: Sequence[Question], passages: Sequence[Passage]
) -> np.ndarray:
    """(questions, passages): the passage's cosine and its best sentence's, added."""
    asked = encoder.encode_query([q.text for q in questions])
    whole = asked @ encoder.encode_document([p.text for p in passages]).T
    pieces = [p.text[start:end] for p in passages for start, end in p.spans]
    owners = np.repeat(np.arange(len(passages)), [len(p.spans) for p in passages])
    best = np.full((len(passages), len(questions)), -1.0, np.float32)
    np.maximum.at(best, owners, encoder.encode_document(pieces) @ asked.T)
    return whole + best.T


def found(question: Question, row: np.ndarray, passages: Sequence[Passage]) -> list[bool]:
    """Whether evidence is among the first of `DEPTHS` passages."""
    first = [passages[i] for i in np.argsort(-row, kind="stable")[: DEPTHS[-1]]]
    right = [
        bool(question.evidence.get(p.document, frozenset()).intersection(p.sentences))
        for p in first
    ]
    return [any(right[:depth]) for depth in DEPTHS]


def held_out_reports(options: argparse.Namespace) -> tuple[list[Question], list[Passage]]:
    """The held-out invented reports: every answerable form of their questions, their passages."""
    rows = [row for row in report_rows() if all(map(is_held_out, names_in([row])))]
    documents = load_documents(options.shared, options.laws, options.guidance, names_in(rows))
    forms = all_forms(families(align(rows, documents)[0], all_variants()))
    return (
        [form for form in forms if form.answerable],
        [passage for document in documents.values() for passage in document.passages()],
    )


def main() -> None:
    """Print a line for each encoder, set of questions and language."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("encoders", type=Path, nargs="+")
    add_source_options(parser)
    options = parser.parse_args()

    rows = read_json_lines(options.shared / "train/questions.jsonl")
    rows += read_json_lines(options.shared / "eval/kamervragen-dev.jsonl")
    documents = load_documents(options.shared, options.laws, options.guidance, names_in(rows))
    own = [q for q in align(rows, documents)[0] if q.held_out and q.answerable]
    pool = held_out_pool(own, documents)
    reports = {p.name: read_document(p) for p in sorted((options.shared / "corpus").glob("*.txt"))}
    seeds, _ = align(read_json_lines(options.shared / "eval/seeds-dev.jsonl"), reports)
    known = families(own, read_variants())
    asked, texts = held_out_reports(options)
    chunks = [p for r in reports.values() for p in r.passages()]
    sets = {
        "seeds": ([q for q in seeds if q.answerable], chunks),
        "held out": ([q for q in own if q.kind != "passage"], pool),
        "asked otherwise": ([form for family in known for form in family.forms[1:]], pool),
        "invented reports": (asked, texts),
        "parliament": ([q for q in own if q.kind == "passage"], pool),
    }
    for path in options.encoders:
        encoder = load_encoder(path)
        for name, (questions, passages) in sets.items():
            matrix = scores(encoder, questions, passages)
            hits = [found(q, row, passages) for q, row in zip(questions, matrix, strict=True)]
            for language in ("all", "nl", "en", "mixed"):
                some = [
                    hit
                    for hit, q in zip(hits, questions, strict=True)
                    if language in ("all", q.language)
                ]
                if some:
                    means = "  ".join(f"{mean:.3f}" for mean in np.mean(some, axis=0))
                    print(f"{path}  {name}  {language}  {means}  n={len(some)}", flush=True)


if __name__ == "__main__":
    main()

"""Average trained and original weights, measure each mixture, write one as a model folder.

    python -m training.choose_encoder BASE TUNED.pt --shares 0 0.6 1 [--write 0.6 OUT]

Averaging keeps what the original knows beyond the training questions (Wortsman et al. 2022).
Recall is that of plain vectors: on the documents held out from training, and on the questions of
``seeds-dev.jsonl`` over the reports of ``corpus``, which no choice was made on.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from training.data import (
    Document,
    Passage,
    Question,
    add_source_options,
    align,
    cut_to_evidence,
    is_held_out,
    load_documents,
    names_in,
    read_document,
    read_json_lines,
)
from training.train_encoder import Encoder, render
from training.variants import families, read_variants


@torch.inference_mode()
def passage_vectors(encoder: Encoder, passages: Sequence[Passage]) -> torch.Tensor:
    """Vectors of the bare passages, one row each."""
    encoder.eval()
    texts = [render(p, titled=False) for p in passages]
    return torch.cat([encoder(texts[i : i + 256], 32) for i in range(0, len(texts), 256)])


@torch.inference_mode()
def recall(
    encoder: Encoder,
    questions: Sequence[Question],
    passages: Sequence[Passage],
    pool: torch.Tensor,
) -> dict[str, dict[str, float]]:
    """Share of the questions with evidence among the first 1, 5 and 10, by language."""
    asked = [q for q in questions if q.answerable]
    order = (encoder([f"query: {q.text}" for q in asked], 32) @ pool.T).argsort(1, descending=True)
    hits: dict[str, list[list[bool]]] = {}
    for question, ranking in zip(asked, order.tolist(), strict=True):
        first = [
            bool(
                question.evidence.get(passages[j].document, frozenset()).intersection(
                    passages[j].sentences
                )
            )
            for j in ranking[:10]
        ]
        for name in ("all", question.language):
            hits.setdefault(name, []).append([any(first[:k]) for k in (1, 5, 10)])
    figures = {}
    for name, rows in hits.items():
        means = np.mean(rows, axis=0).round(3).tolist()
        figures[name] = dict(zip(("r1", "r5", "r10"), means, strict=True)) | {"n": len(rows)}
    return figures


def averaged(base: Path, tuned: dict[str, torch.Tensor], share: float) -> dict[str, torch.Tensor]:
    """``share`` of the tuned weights and the rest of the original ones; frozen ones as they are."""
    weights = load_file(base / "model.safetensors")
    mixed = {k: torch.lerp(weights[k].float(), v.float(), share) for k, v in tuned.items()}
    return weights | mixed


def held_out_pool(questions: Sequence[Question], documents: dict[str, Document]) -> list[Passage]:
    """All passages of the held-out documents; of a long law, those near its questions."""
    pool = []
    for name in sorted(n for n in documents if is_held_out(n)):
        document = documents[name]
        near = [
            i
            for q in questions
            for where in (q.evidence, q.near_misses)
            for i in where.get(name, frozenset())
        ]
        long = len(document.sentences) > 1500
        pool += cut_to_evidence(document, near) if long else document.passages()
    return pool


def main() -> None:
    """Measure the mixtures; write one when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("base", type=Path)
    parser.add_argument("tuned", type=Path)
    add_source_options(parser)
    parser.add_argument("--shares", type=float, nargs="*", default=[0.0, 0.6, 1.0])
    parser.add_argument("--write", nargs=2, metavar=("SHARE", "OUT"))
    options = parser.parse_args()

    tuned = torch.load(options.tuned, weights_only=True)
    if options.write:
        share, out = float(options.write[0]), Path(options.write[1])
        shutil.copytree(options.base, out, dirs_exist_ok=True)
        mixed = averaged(options.base, tuned, share)
        save_file(mixed, out / "model.safetensors", metadata={"format": "pt"})
        print(f"wrote {out}, {share} of the trained weights")

    rows = read_json_lines(options.shared / "train/questions.jsonl")
    rows += read_json_lines(options.shared / "eval/kamervragen-dev.jsonl")
    documents = load_documents(options.shared, options.laws, options.guidance, names_in(rows))
    questions = [q for q in align(rows, documents)[0] if q.held_out]
    known = families(questions, read_variants())
    pool = held_out_pool(questions, documents)
    reports = {p.name: read_document(p) for p in sorted((options.shared / "corpus").glob("*.txt"))}
    seeds, lost = align(read_json_lines(options.shared / "eval/seeds-dev.jsonl"), reports)
    chunks = [p for r in reports.values() for p in r.passages()]
    print(f"{len(questions)} held-out questions, {len(pool)} passages; {len(seeds)} seeds "
          f"({lost} not aligned), {len(chunks)} passages", flush=True)  # fmt: skip
    encoder = Encoder(options.base)
    for share in options.shares:
        encoder.model.load_state_dict(averaged(options.base, tuned, share))
        kamer = [q for q in questions if q.kind == "passage"]
        otherwise = [form for family in known for form in family.forms[1:]]
        for passages, sets in (
            (chunks, {"seeds": seeds}),
            (pool, {"held out": questions, "otherwise": otherwise, "kamervragen": kamer}),
        ):
            vectors = passage_vectors(encoder, passages)
            for name, asked in sets.items():
                figures = recall(encoder, asked, passages, vectors)
                print(share, name, json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()

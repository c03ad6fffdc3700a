"""A bundled model's graph as weights again, to train on from what ships.

    python -m training.unpack OUT [--folder qa/models/ranker]

Writes ``OUT``, a folder for torch as ``training.build_model --torch`` writes it, and for a ranker
``OUT/ranker.pt``, which ``training.train_ranker --resume`` goes on from. The weights are those that
run: rounded, so a model that is unpacked and built again stays the same to a fraction of a step.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

from qa.rankers import SETTINGS
from training.build_model import WORD_ROWS, copy_heads, write_torch_folder
from training.weights import Architecture, Array, Checkpoint, WeightsError

LAYER = ("attention.self", "attention.output", "intermediate", "output")
HEAD = ("weight", "bias")


def unpack(folder: Path) -> tuple[Checkpoint, dict[str, Array]]:
    """The encoder in a bundled folder, and the head on top of it by name (empty without one).

    Raises WeightsError when it was built with other bits than a bundled one (8 and 4).
    """
    model = onnx.load(str(folder / "model.onnx"))
    constants = {c.name: numpy_helper.to_array(c) for c in model.graph.initializer}
    by_kind: dict[str, list[onnx.NodeProto]] = {}
    for node in model.graph.node:
        by_kind.setdefault(node.op_type, []).append(node)
    if not {"MatMulIntegerToFloat", "GatherBlockQuantized"} <= by_kind.keys():
        raise WeightsError(
            f"{folder} was not built as the bundled models are; unpack one of those."
        )
    weights = dict(_embeddings(by_kind, constants))
    products = [_product(node, constants) for node in by_kind["MatMulIntegerToFloat"]]
    layers = len(products) // len(LAYER)
    for layer in range(layers):
        own = products[layer * len(LAYER) : (layer + 1) * len(LAYER)]
        for name, array in _layer(own, by_kind, constants, layer):
            weights[f"encoder.layer.{layer}.{name}"] = array
    attention = by_kind["MultiHeadAttention"][0]
    sizes = Architecture(
        hidden=weights[WORD_ROWS].shape[1],
        layers=layers,
        heads=_option(attention, "num_heads"),
        feed_forward=len(weights["encoder.layer.0.intermediate.dense.weight"]),
        positions=len(weights["embeddings.position_embeddings.weight"]),
        epsilon=_option(by_kind["LayerNormalization"][0], "epsilon"),
    )
    tokenizer = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    return Checkpoint(sizes, weights, tokenizer), _head(by_kind, constants)


def _option(node: onnx.NodeProto, name: str) -> Any:
    return next(onnx.helper.get_attribute_value(a) for a in node.attribute if a.name == name)


def _embeddings(
    nodes: Mapping[str, list[onnx.NodeProto]], constants: Mapping[str, Any]
) -> Iterator[tuple[str, Array]]:
    """The word rows, 4 bits in blocks; positions; the norm."""
    rows = nodes["GatherBlockQuantized"][0]
    stored, scales = constants[rows.input[0]], constants[rows.input[2]].astype(np.float32)
    nibbles = np.stack([stored & 15, stored >> 4], axis=2).reshape(len(stored), -1)
    values = (nibbles.astype(np.float32) - 8).reshape(len(stored), scales.shape[1], -1)
    yield WORD_ROWS, (values * scales[..., None]).reshape(len(stored), -1)
    positions = constants[nodes["Slice"][0].input[0]]
    yield "embeddings.position_embeddings.weight", positions
    # What is added to all tokens alike lies in the positions already.
    nothing = np.zeros((1, positions.shape[1]), np.float32)
    yield "embeddings.token_type_embeddings.weight", nothing
    norm = nodes["LayerNormalization"][0]
    yield "embeddings.LayerNorm.weight", constants[norm.input[1]]
    yield "embeddings.LayerNorm.bias", constants[norm.input[2]]


def _product(node: onnx.NodeProto, constants: Mapping[str, Any]) -> Array:
    """The (out, in) weight of an integer product."""
    rounded, scales = constants[node.input[1]], constants[node.input[3]]
    return (rounded.astype(np.float32) * scales).T.copy()


def _layer(
    products: list[Array],
    nodes: Mapping[str, list[onnx.NodeProto]],
    constants: Mapping[str, Any],
    layer: int,
) -> Iterator[tuple[str, Array]]:
    """The parameters of one layer under their names in BertModel."""
    joined, *others = products
    bias = constants[nodes["MultiHeadAttention"][layer].input[3]]
    for part, weight, own in zip(
        ("query", "key", "value"), np.split(joined, 3), np.split(bias, 3), strict=True
    ):
        yield f"attention.self.{part}.weight", weight
        yield f"attention.self.{part}.bias", own
    for name, weight in zip(LAYER[1:], others, strict=True):
        yield f"{name}.dense.weight", weight
    yield "intermediate.dense.bias", constants[nodes["BiasGelu"][layer].input[1]]
    for place, name in enumerate(("attention.output", "output")):
        norm = nodes["SkipLayerNormalization"][2 * layer + place]
        gain, shift, added = (constants[value] for value in norm.input[2:5])
        yield f"{name}.LayerNorm.weight", gain
        yield f"{name}.LayerNorm.bias", shift
        yield f"{name}.dense.bias", added


def _head(
    nodes: Mapping[str, list[onnx.NodeProto]], constants: Mapping[str, Any]
) -> dict[str, Array]:
    """The last linear layer, kept in fp32; nothing where there is none."""
    if "MatMul" not in nodes:
        return {}
    product = nodes["MatMul"][-1]
    added = next(node for node in nodes["Add"] if product.output[0] in node.input)
    return {
        "weight": constants[product.input[1]].T.copy(),
        "bias": constants[added.input[1]],
    }


def main() -> None:
    """Run the command line."""
    import torch

    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--folder", type=Path, default=Path("qa/models/ranker"))
    options = parser.parse_args()
    checkpoint, head = unpack(options.folder)
    write_torch_folder(checkpoint, options.out)
    copy_heads(options.folder, options.out)
    if head:
        settings = json.loads((options.folder / SETTINGS).read_text("utf-8"))
        state = {
            f"model.{name}": torch.from_numpy(np.array(array, np.float32))
            for name, array in checkpoint.weights.items()
            if name != WORD_ROWS
        }
        state |= {f"head.{name}": torch.from_numpy(np.array(head[name])) for name in HEAD}
        state["similarity"] = torch.tensor(float(settings["similarity"]))
        torch.save(state, options.out / "ranker.pt")
    print(f"{options.out}: {checkpoint.architecture}")


if __name__ == "__main__":
    main()

"""A BERT encoder as an ONNX graph with quantised weights, for onnxruntime on a CPU.

The graph reads ``input_ids`` (1, tokens): one text at a time, so that nothing in it can depend on
another text. Further heads are put on the last hidden states with the same `Graph`::

    graph = Graph()
    hidden = encoder(graph, checkpoint, Precision())
    score = graph.linear(graph.node("Gather", [hidden, first], axis=1), weight, bias, bits=32)
    model = graph.model({"score": (score, (1, 1))})

Quantised matrices are onnxruntime's block format: along a row, ``block`` weights share one scale,
``weight = (stored - 2 ** (bits - 1)) * scale``. A product with 8 or 4 bits also rounds the
activations to 8 bits, each token's row in blocks of its own (``accuracy_level`` 4), which is what
lets the processor multiply integers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.weights import Architecture, Array, Checkpoint

CONTRIB = "com.microsoft"
INTEGER_PRODUCT = 4  # MatMulNBits' accuracy_level: activations as 8-bit integers
OPSET = 21
IR_VERSION = 10


@dataclass(frozen=True)
class Precision:
    """Bits per weight; 32 leaves a matrix as it is.

    ``block`` weights of a layer share one scale, and ``embedding_block`` of an embedding row.
    """

    layers: int = 8
    embeddings: int = 4
    block: int = 32
    embedding_block: int = 32


@dataclass
class Graph:
    """An ONNX graph in the making: nodes, and the constants they use."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, array: NDArray[Any]) -> str:
        """Store an array; returns the name that nodes use for it."""
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(
        self, kind: str, inputs: Sequence[str], *, domain: str = "", outputs: int = 1, **options: Any
    ) -> Any:
        """Add a node; returns the name of its output, or the list of names when it has several."""
        names = [f"n{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **options))
        return names[0] if outputs == 1 else names

    def linear(
        self, values: str, weight: Array, bias: Array | None, *, bits: int, block: int = 32
    ) -> str:
        """``values @ weight.T + bias`` for a weight of shape (out, in)."""
        if bits == 32:
            product = self.node("MatMul", [values, self.constant(weight.T)])
            return product if bias is None else self.node("Add", [product, self.constant(bias)])
        stored, scales = quantised(weight, bits, block)
        rows, columns = weight.shape
        weight_bytes = packed(stored, bits).reshape(rows, columns // block, -1)
        inputs = [values, self.constant(weight_bytes), self.constant(scales)]
        if bias is not None:
            inputs += ["", "", self.constant(bias)]
        return self.node(
            "MatMulNBits",
            inputs,
            domain=CONTRIB,
            K=columns,
            N=rows,
            bits=bits,
            block_size=block,
            accuracy_level=INTEGER_PRODUCT,
        )

    def model(
        self,
        outputs: Mapping[str, tuple[str, tuple[int | str, ...]]],
        metadata: Mapping[str, str] | None = None,
    ) -> onnx.ModelProto:
        """The finished model; ``outputs`` gives for each output's name the value and its shape."""
        for name, (value, _) in outputs.items():
            self.nodes.append(helper.make_node("Identity", [value], [name]))
        graph = helper.make_graph(
            self.nodes,
            "encoder",
            [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "tokens"])],
            [
                helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))
                for name, (_, shape) in outputs.items()
            ],
            self.constants,
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)],
            ir_version=IR_VERSION,
        )
        helper.set_model_props(model, dict(metadata or {}))
        return model


def encoder(graph: Graph, checkpoint: Checkpoint, precision: Precision) -> str:
    """Add BERT's embeddings and layers; returns the last hidden states (1, tokens, hidden)."""
    hidden = _embeddings(graph, checkpoint, precision)
    for layer in range(checkpoint.architecture.layers):
        prefix = f"encoder.layer.{layer}."
        weights = {
            name.removeprefix(prefix): array
            for name, array in checkpoint.weights.items()
            if name.startswith(prefix)
        }
        hidden = _layer(graph, hidden, weights, checkpoint.architecture, precision)
    return hidden


def token_encoder(checkpoint: Checkpoint, precision: Precision) -> onnx.ModelProto:
    """The encoder by itself: ``input_ids`` (1, tokens) -> ``last_hidden_state`` (1, tokens, hidden)."""
    graph = Graph()
    hidden = encoder(graph, checkpoint, precision)
    shape = (1, "tokens", checkpoint.architecture.hidden)
    return graph.model({"last_hidden_state": (hidden, shape)})


def _embeddings(graph: Graph, checkpoint: Checkpoint, precision: Precision) -> str:
    weights = {
        name.removeprefix("embeddings."): array
        for name, array in checkpoint.weights.items()
        if name.startswith("embeddings.")
    }
    words = _rows(graph, weights["word_embeddings.weight"], precision)
    # All tokens are of type 0, so that its row can be added to every position beforehand.
    positions = weights["position_embeddings.weight"] + weights["token_type_embeddings.weight"][0]
    length = graph.node("Shape", ["input_ids"], start=1, end=2)
    zero = graph.constant(np.array([0]))
    here = graph.node("Slice", [graph.constant(positions), zero, length, zero])
    return str(
        graph.node(
            "LayerNormalization",
            [
                graph.node("Add", [words, here]),
                graph.constant(weights["LayerNorm.weight"]),
                graph.constant(weights["LayerNorm.bias"]),
            ],
            epsilon=checkpoint.architecture.epsilon,
        )
    )


def _rows(graph: Graph, table: Array, precision: Precision) -> str:
    """The rows of the word table that ``input_ids`` names: (1, tokens, hidden)."""
    bits, block = precision.embeddings, precision.embedding_block
    if bits == 32:
        return str(graph.node("Gather", [graph.constant(table), "input_ids"]))
    stored, scales = quantised(table, bits, block)
    rows = graph.node(
        "GatherBlockQuantized",
        [
            graph.constant(packed(stored, bits).reshape(len(table), -1)),
            "input_ids",
            graph.constant(scales.astype(np.float16)),
        ],
        domain=CONTRIB,
        bits=bits,
        block_size=block,
        gather_axis=0,
        quantize_axis=1,
    )
    return str(graph.node("Cast", [rows], to=TensorProto.FLOAT))


def _layer(
    graph: Graph,
    hidden: str,
    weights: Mapping[str, Array],
    sizes: Architecture,
    precision: Precision,
) -> str:
    def linear(values: str, weight: Array, bias: Array | None = None) -> str:
        return graph.linear(values, weight, bias, bits=precision.layers, block=precision.block)

    def residual(values: str, skipped: str, name: str) -> str:
        """Add the bias of linear layer ``name`` and the skipped values, and normalise."""
        inputs = (f"{name}.LayerNorm.weight", f"{name}.LayerNorm.bias", f"{name}.dense.bias")
        constants = [graph.constant(weights[name]) for name in inputs]
        return str(
            graph.node(
                "SkipLayerNormalization",
                [values, skipped, *constants],
                domain=CONTRIB,
                epsilon=sizes.epsilon,
            )
        )

    parts = [f"attention.self.{part}" for part in ("query", "key", "value")]
    # One product for all three, so that the activations are rounded once.
    joined = linear(hidden, np.concatenate([weights[f"{part}.weight"] for part in parts]))
    attended = graph.node(
        "MultiHeadAttention",
        [
            *graph.node("Split", [joined], outputs=3, axis=2, num_outputs=3),
            graph.constant(np.concatenate([weights[f"{part}.bias"] for part in parts])),
        ],
        domain=CONTRIB,
        num_heads=sizes.heads,
    )
    attended = linear(attended, weights["attention.output.dense.weight"])
    hidden = residual(attended, hidden, "attention.output")
    widened = linear(hidden, weights["intermediate.dense.weight"])
    bias = graph.constant(weights["intermediate.dense.bias"])
    widened = graph.node("BiasGelu", [widened, bias], domain=CONTRIB)
    return residual(linear(widened, weights["output.dense.weight"]), hidden, "output")


def quantised(weight: Array, bits: int, block: int) -> tuple[NDArray[np.uint8], Array]:
    """Round a (rows, columns) matrix in blocks along its rows.

    Returns the stored values (rows, columns), each ``round(weight / scale) + 2 ** (bits - 1)``, and
    the scales (rows, columns / block). The scale is that of ggml's Q4_0 and Q8_0 formats: it maps
    the value that is largest in size to the end of the range, with its sign for 4 bits (where the
    range's lack of symmetry matters), so weights that were rounded so before come out unchanged.
    """
    blocks = weight.reshape(len(weight), -1, block)
    half = 2 ** (bits - 1)
    if bits == 4:
        largest = np.take_along_axis(blocks, np.abs(blocks).argmax(2)[..., None], 2)[..., 0]
        scales = largest / -half
    else:
        scales = np.abs(blocks).max(2) / (half - 1)
    divisor = np.where(scales == 0, 1, scales)[..., None]
    stored = np.clip(np.round(blocks / divisor) + half, 0, 2 * half - 1)
    return stored.astype(np.uint8).reshape(weight.shape), scales.astype(np.float32)


def packed(stored: NDArray[np.uint8], bits: int) -> NDArray[np.uint8]:
    """The bytes of stored values (rows, columns); of two 4-bit values the first takes the low half."""
    if bits == 8:
        return stored
    return stored[:, 0::2] | (stored[:, 1::2] << 4)

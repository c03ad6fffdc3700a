"""Any sentence-transformers model, by folder or hub name; torch is imported only for one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.encoders.folders import (
    EncoderError,
    digest,
    first_line,
    folder_fingerprint,
    module_types,
)
from qa.encoders.interface import Progress
from qa.encoders.texts import CHARACTERS_PER_TOKEN, readable

if TYPE_CHECKING:
    from qa.encoders.interface import Vectors


class SentenceTransformerEncoder:
    """Any sentence-transformers model, with its own prompts and window."""

    def __init__(self, model: Any, fingerprint: str) -> None:
        self._model = model
        self.fingerprint = fingerprint
        self.dimension = int(model.get_embedding_dimension())
        # On a processor padding costs more than batches gain, and it changes a vector's last bits.
        self._batch = 1 if model.device.type == "cpu" else 32

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        return self._run(self._model.encode_query, texts)

    def encode_document(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """See `Encoder`."""
        import numpy as np

        parts: list[Vectors] = [np.empty((0, self.dimension), np.float32)]
        for start in range(0, len(texts), self._batch):
            parts.append(self._run(self._model.encode_document, texts[start : start + self._batch]))
            if progress is not None:
                progress(min(start + self._batch, len(texts)))
        return np.concatenate(parts)

    def count_cut(self, texts: Sequence[str]) -> list[int]:
        """See `Encoder`."""
        prompts = self._model.prompts
        prompt = next((prompts[n] for n in ("document", "passage", "corpus") if prompts.get(n)), "")
        window = self._model.max_seq_length
        if window is None:
            return [0] * len(texts)
        return [
            max(0, len(self._model.tokenizer(prompt + readable(text))["input_ids"]) - window)
            for text in texts
        ]

    def _run(self, encode: Callable[..., Any], texts: Sequence[str]) -> Vectors:
        import numpy as np

        if not texts:
            return np.empty((0, self.dimension), np.float32)
        vectors = encode(
            [self._bounded(text) for text in texts],
            batch_size=self._batch,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, np.float32)

    def _bounded(self, text: str) -> str:
        window = self._model.max_seq_length
        return readable(text)[: window * CHARACTERS_PER_TOKEN if window else None]


def sentence_transformer(name: str, folder: Path | None) -> SentenceTransformerEncoder:
    """Load a model folder, or the hub model ``name`` when ``folder`` is None."""
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise EncoderError(
            f"The model {name} needs sentence-transformers, which cannot be imported ({error}); "
            "install vraagbaak again or set model to 'bundled'."
        ) from error
    try:
        if folder is not None:
            fingerprint = folder_fingerprint(folder)
            model = SentenceTransformer(name, local_files_only=True)
        else:
            model, commit = _hub_model(name)
            fingerprint = digest([f"{name}@{commit}".encode()])
    except EncoderError:
        raise
    except Exception as error:  # the libraries below raise whatever their own libraries raise
        raise EncoderError(
            f"The model {name} cannot be loaded ({first_line(error)}); "
            "check the name and the network, give a model folder, or set model to 'bundled'."
        ) from error
    return SentenceTransformerEncoder(model, fingerprint)


def _hub_model(name: str) -> tuple[Any, str]:
    """A hub model and its commit; no connection is opened when the local cache holds it whole."""
    from huggingface_hub import HfApi, hf_hub_download, try_to_load_from_cache
    from sentence_transformers import SentenceTransformer

    cached = try_to_load_from_cache(name, "config.json")
    if isinstance(cached, str):
        snapshot = Path(cached).parent  # …/snapshots/<commit>
        module_types(snapshot)
        try:
            model = SentenceTransformer(name, revision=snapshot.name, local_files_only=True)
        except OSError:  # a download that was broken off; go on with it
            pass
        else:
            return model, snapshot.name
    # Asked directly, since a download tries for a minute before it says that there is no network.
    info = HfApi().model_info(name, timeout=10)
    if any(file.rfilename == "modules.json" for file in info.siblings or []):
        module_types(Path(hf_hub_download(name, "modules.json", revision=info.sha)).parent)
    return SentenceTransformer(name, revision=info.sha), str(info.sha)

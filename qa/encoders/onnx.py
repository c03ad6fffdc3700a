"""The bundled model's folder, run by onnxruntime and tokenizers: no torch."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from qa.encoders.folders import damaged, folder_fingerprint, module_types, read_json
from qa.encoders.interface import Progress
from qa.encoders.texts import CHARACTERS_PER_TOKEN, pieces, readable
from qa.late_interaction import AskedTokens, TokenHead, TokenVectors
from qa.onnx_files import TOKENIZER, WEIGHTS, open_session, open_tokenizer

if TYPE_CHECKING:
    from qa.encoders.interface import Vectors

Read = TypeVar("Read")

DENSE = "2_Dense"  # a folder of sentence-transformers' kind, in a model's
DENSE_WEIGHTS, DENSE_WEIGHT = "model.safetensors", "linear.weight"


class OnnxModel:
    """A folder's tokenizer and graph: texts to hidden states. Safe to share by threads.

    ``dimension`` is how long a token's states are: those of one layer, or of several side by side.
    """

    def __init__(self, folder: Path) -> None:
        # The two take equally long to open, on two cores side by side.
        with ThreadPoolExecutor(1) as opener:
            session = opener.submit(open_session, folder / WEIGHTS)
            self.tokenizer = open_tokenizer(folder / TOKENIZER)
            self._session = session.result()
        self.window = int(read_json(folder / "sentence_bert_config.json")["max_seq_length"])
        self.dimension = int(self._session.get_outputs()[0].shape[-1])
        self._special_tokens = int(self.tokenizer.num_special_tokens_to_add(False))

    def token_ids(self, prompt: str, text: str) -> list[int]:
        """The ids of the prompt and as much of the text as fits: at most ``window`` of them."""
        return self.tokens(prompt, text)[0]

    def tokens(self, prompt: str, text: str) -> tuple[list[int], str, list[int]]:
        """As `token_ids`; the text as it was read, and where in it each token ends.

        A token ends at 0, or before that, where it is none of the text's.
        """
        # Bounded before the tokenizer sees it, whose time and memory grow with the text's length.
        text = readable(text)[: self.window * CHARACTERS_PER_TOKEN]
        found = self.tokenizer.encode(prompt + text)
        ids: list[int] = found.ids
        ends = [end - len(prompt) for _, end in found.offsets]
        if len(ids) > self.window:
            ids, ends = ([*each[: self.window - 1], each[-1]] for each in (ids, ends))
        return ids, text, ends

    def count_cut(self, prompt: str, text: str) -> int:
        """How many tokens of prompt and text `token_ids` leaves out."""
        parts = pieces(prompt + readable(text), self.window * CHARACTERS_PER_TOKEN)
        every: int = self._special_tokens
        every += sum(len(self.tokenizer.encode(piece, add_special_tokens=False)) for piece in parts)
        return every - len(self.token_ids(prompt, text))

    def hidden_states(self, ids: Sequence[int]) -> Vectors:
        """The hidden states: (tokens, dimension)."""
        import numpy as np

        states: Vectors = self._session.run(None, {"input_ids": np.array([ids], np.int64)})[0][0]
        return states


class Pooling:
    """Hidden states to a text's vector: their mean, through the Dense module if one is named."""

    def __init__(self, folder: Path, width: int) -> None:
        """That of a folder whose states are ``width`` long.

        Raises what a missing or damaged matrix raises; ValueError where it is for other states.
        """
        self._matrix: Vectors | None = None
        self.dimension = width
        if any(name.endswith(".Dense") for name in module_types(folder)):
            from safetensors.numpy import load_file

            self._matrix = load_file(folder / DENSE / DENSE_WEIGHTS)[DENSE_WEIGHT]
            self.dimension, read = self._matrix.shape
            if read != width:
                raise ValueError(f"{DENSE} reads {read} numbers of a token's {width}")

    def vector(self, states: Vectors) -> Vectors:
        """The vector, of length 1, of hidden states (tokens, width)."""
        import numpy as np

        mean = states.mean(axis=0)
        if self._matrix is not None:  # not by BLAS, whose threads would change the last bits
            mean = np.einsum("ij,j->i", self._matrix, mean)
        vector: Vectors = mean / np.linalg.norm(mean)
        return vector


class OnnxEncoder:
    """A folder that ``training.build_model`` wrote, run without torch."""

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        with ThreadPoolExecutor(1) as hasher, damaged(folder):
            fingerprint = hasher.submit(folder_fingerprint, folder)
            self._model = OnnxModel(folder)
            self._prompts = read_json(folder / "config_sentence_transformers.json")["prompts"]
            self._pooling = Pooling(folder, self._model.dimension)
            self.fingerprint = fingerprint.result()
        self.dimension = self._pooling.dimension
        self._threads = threads or cores()

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`. An empty question gives the vector of the bare prompt."""
        return self._encode(self._prompts["query"], texts, None)

    def encode_document(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """See `Encoder`. An empty text gives the vector of the bare prompt."""
        return self._encode(self._prompts["document"], texts, progress)

    def count_cut(self, texts: Sequence[str]) -> list[int]:
        """See `Encoder`."""
        return [self._model.count_cut(self._prompts["document"], text) for text in texts]

    def _encode(self, prompt: str, texts: Sequence[str], progress: Progress | None) -> Vectors:
        return self._stacked(self._each(partial(self._vector, prompt), texts, progress))

    def _stacked(self, vectors: Sequence[Vectors]) -> Vectors:
        import numpy as np

        return np.array(vectors, np.float32).reshape(-1, self.dimension)

    def _each(
        self, read: Callable[[str], Read], texts: Sequence[str], progress: Progress | None
    ) -> list[Read]:
        """What ``read`` makes of each text, several side by side."""
        found: list[Read] = []
        pool = ThreadPoolExecutor(self._threads)
        try:
            for each in pool.map(read, texts):
                found.append(each)
                if progress is not None:
                    progress(len(found))
        finally:  # an interrupt does not wait for the texts that have not begun
            pool.shutdown(cancel_futures=True)
        return found

    def _vector(self, prompt: str, text: str) -> Vectors:
        return self._pooling.vector(self._model.hidden_states(self._model.token_ids(prompt, text)))


class OnnxTokenEncoder(OnnxEncoder):
    """Such a folder with a head for late interaction in it."""

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        super().__init__(folder, threads=threads)
        with damaged(folder):
            self._head = TokenHead(folder, self._model.dimension)

    def encode_query_tokens(self, text: str) -> tuple[Vectors, AskedTokens]:
        """See `TokenEncoder`."""
        states = self._model.hidden_states(self._model.token_ids(self._prompts["query"], text))
        return self._pooling.vector(states), self._head.of_question(states)

    def encode_document_tokens(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> tuple[Vectors, list[TokenVectors]]:
        """See `TokenEncoder`."""
        found = self._each(self._vector_and_tokens, texts, progress)
        return self._stacked([vector for vector, _ in found]), [tokens for _, tokens in found]

    def _vector_and_tokens(self, text: str) -> tuple[Vectors, TokenVectors]:
        ids, read, ends = self._model.tokens(self._prompts["document"], text)
        states = self._model.hidden_states(ids)
        return self._pooling.vector(states), self._head.of_text(read, states, ends)


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

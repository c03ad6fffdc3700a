"""Texts to vectors: the bundled model, or any sentence-transformers model.

The bundled model (`qa/models/encoder`, see docs/model.md) is multilingual-e5-small with quantised
weights, run by onnxruntime and tokenizers. Each text runs by itself and on one thread, so that its
vector depends on nothing but the text and the model; several texts run side by side.
sentence-transformers, and with it torch, is imported only for another model.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from qa.model import VraagbaakError
from qa.onnx_files import TOKENIZER, WEIGHTS, open_session, open_tokenizer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

BUNDLED = Path(__file__).parent / "models" / "encoder"
ONNX_MODULE = "qa.models.onnx_module.OnnxModule"

# Changes whenever this module or `qa.onnx_files` makes other vectors of the same weights.
SEMANTICS = "1: NFC, control characters dropped, white space folded, mean of the last hidden states"

# The longest piece has 16 characters, so this many more than a window's tokens fill it.
CHARACTERS_PER_TOKEN = 16

_UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")

Progress = Callable[[int], None]


class EncoderError(VraagbaakError):
    """A model cannot be loaded or run; the message is one sentence that says what to do."""


class Encoder(Protocol):
    """What turns texts into vectors."""

    @property
    def fingerprint(self) -> str:
        """Hexadecimal; two encoders with the same one make the same vectors of the same texts."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """Questions as vectors of length 1: (texts, dimension). Order is kept."""

    def encode_document(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Passages as vectors of length 1: (texts, dimension). Order is kept.

        ``progress`` is called in the calling thread with the number of texts done so far.
        """

    def count_cut(self, texts: Sequence[str]) -> list[int]:
        """How many tokens of each text, as a document, lie past the window and are not read."""


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
        if ONNX_MODULE in _module_types(folder):
            return OnnxEncoder(folder, threads=threads)
        return _sentence_transformer(str(folder), folder)
    if model == "bundled":
        raise EncoderError(f"The bundled model is missing from {folder}; install vraagbaak again.")
    if isinstance(model, Path) or is_path(model):
        raise EncoderError(f"There is no model folder {folder}; give a folder or a hub name.")
    return _sentence_transformer(model, None)


def readable(text: str) -> str:
    """The text as a tokenizer gets it: composed (NFC), on one line, without control characters.

    A lone surrogate becomes a space, since it is no character and cannot be written as UTF-8.
    """
    text = _SURROGATE.sub(" ", _UNREADABLE.sub("", text))
    return " ".join(unicodedata.normalize("NFC", text).split())


# ---------------------------------------------------------------------------- onnxruntime


class OnnxModel:
    """A folder's tokenizer and graph: texts to the last hidden states. Safe to share by threads."""

    def __init__(self, folder: Path) -> None:
        # The two take equally long to open, on two cores side by side.
        with ThreadPoolExecutor(1) as opener:
            session = opener.submit(open_session, folder / WEIGHTS)
            self.tokenizer = open_tokenizer(folder / TOKENIZER)
            self._session = session.result()
        self.window = int(_read_json(folder / "sentence_bert_config.json")["max_seq_length"])
        self.dimension = int(self._session.get_outputs()[0].shape[-1])
        self._special_tokens = int(self.tokenizer.num_special_tokens_to_add(False))

    def token_ids(self, prompt: str, text: str) -> list[int]:
        """The ids of the prompt and as much of the text as fits: at most ``window`` of them."""
        # Bounded before the tokenizer sees it, whose time and memory grow with the text's length.
        text = readable(text)[: self.window * CHARACTERS_PER_TOKEN]
        ids: list[int] = self.tokenizer.encode(prompt + text).ids
        return ids if len(ids) <= self.window else [*ids[: self.window - 1], ids[-1]]

    def count_cut(self, prompt: str, text: str) -> int:
        """How many tokens of prompt and text `token_ids` leaves out."""
        pieces = _pieces(prompt + readable(text), self.window * CHARACTERS_PER_TOKEN)
        every: int = self._special_tokens
        every += sum(
            len(self.tokenizer.encode(piece, add_special_tokens=False)) for piece in pieces
        )
        return every - len(self.token_ids(prompt, text))

    def hidden_states(self, ids: Sequence[int]) -> Vectors:
        """The last hidden states: (tokens, dimension)."""
        import numpy as np

        states: Vectors = self._session.run(None, {"input_ids": np.array([ids], np.int64)})[0][0]
        return states


class OnnxEncoder:
    """A folder that ``training.build_model`` wrote, run without torch."""

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        with ThreadPoolExecutor(1) as hasher, _damaged(folder):
            fingerprint = hasher.submit(folder_fingerprint, folder)
            self._model = OnnxModel(folder)
            self._prompts = _read_json(folder / "config_sentence_transformers.json")["prompts"]
            self.fingerprint = fingerprint.result()
        self.dimension = self._model.dimension
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
        import numpy as np

        vectors = np.empty((len(texts), self.dimension), np.float32)
        pool = ThreadPoolExecutor(self._threads)
        try:
            for done, vector in enumerate(pool.map(partial(self._vector, prompt), texts), 1):
                vectors[done - 1] = vector
                if progress is not None:
                    progress(done)
        finally:  # an interrupt does not wait for the texts that have not begun
            pool.shutdown(cancel_futures=True)
        return vectors

    def _vector(self, prompt: str, text: str) -> Vectors:
        import numpy as np

        mean = self._model.hidden_states(self._model.token_ids(prompt, text)).mean(axis=0)
        vector: Vectors = mean / np.linalg.norm(mean)
        return vector


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _pieces(text: str, size: int) -> Iterator[str]:
    """Cut a text at spaces into pieces of at most ``size`` characters; a longer word is cut too."""
    start = 0
    while len(text) - start > size:
        space = text.rfind(" ", start, start + size)
        end = space if space > start else start + size
        yield text[start:end]
        start = end
    yield text[start:]


# ---------------------------------------------------------------------------- sentence-transformers


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


def _sentence_transformer(name: str, folder: Path | None) -> SentenceTransformerEncoder:
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
            fingerprint = _digest([f"{name}@{commit}".encode()])
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
        _module_types(snapshot)
        try:
            model = SentenceTransformer(name, revision=snapshot.name, local_files_only=True)
        except OSError:  # a download that was broken off; go on with it
            pass
        else:
            return model, snapshot.name
    # Asked directly, since a download tries for a minute before it says that there is no network.
    info = HfApi().model_info(name, timeout=10)
    if any(file.rfilename == "modules.json" for file in info.siblings or []):
        _module_types(Path(hf_hub_download(name, "modules.json", revision=info.sha)).parent)
    return SentenceTransformer(name, revision=info.sha), str(info.sha)


def is_path(name: str) -> bool:
    """Whether a name can only be meant as a path: a hub name is ``name`` or ``owner/name``."""
    return not re.fullmatch(r"[\w.-]*\w(/[\w.-]*\w)?", name) or name.startswith(".")


# ---------------------------------------------------------------------------- folders


def folder_fingerprint(folder: Path) -> str:
    """Hash all in a model folder that can change a vector: all but notes and hidden files."""
    paths = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix != ".md"
        and not any(part.startswith((".", "__")) for part in path.relative_to(folder).parts)
    ]
    return _digest(_names_and_hashes(folder, paths))


def _names_and_hashes(folder: Path, paths: Iterable[Path]) -> Iterator[bytes]:
    for path in paths:
        yield path.relative_to(folder).as_posix().encode()
        with path.open("rb") as file:
            yield hashlib.file_digest(file, "sha256").digest()


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256(SEMANTICS.encode())
    for part in parts:
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.hexdigest()


def _module_types(folder: Path) -> list[str]:
    """The classes that ``modules.json`` names; [] without that file.

    Raises:
        EncoderError: for a class that is neither ours nor sentence-transformers' own.
    """
    path = folder / "modules.json"
    if not path.is_file():
        return []
    with _damaged(folder):
        types = [str(module["type"]) for module in json.loads(path.read_text("utf-8"))]
    for name in types:
        if name != ONNX_MODULE and not name.startswith("sentence_transformers."):
            raise EncoderError(
                f"The model in {folder} wants to run code of its own ({name}), which is not done; "
                "choose a model made of sentence-transformers' own modules."
            )
    return types


@contextmanager
def _damaged(folder: Path) -> Iterator[None]:
    """Turn whatever a missing or damaged file in ``folder`` raises into an `EncoderError`."""
    try:
        yield
    except Exception as error:  # onnxruntime and tokenizers raise classes of their own
        raise EncoderError(
            f"The model in {folder} is damaged ({first_line(error)}); install or build it again."
        ) from error


def _read_json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def first_line(error: BaseException) -> str:
    """What an error of another library says first, without a full stop."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")

"""Model folders: their fingerprint, and what is said of one that is damaged or brings code."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qa.late_interaction import HEAD, choice_of_words
from qa.model import VraagbaakError

ONNX_MODULE = "qa.models.onnx_module.OnnxModule"

# Changes whenever these modules or `qa.onnx_files` make other vectors of the same weights.
SEMANTICS = "1: NFC, control characters dropped, white space folded, mean of the last hidden states"


class EncoderError(VraagbaakError):
    """A model cannot be loaded or run; the message is one sentence that says what to do."""


def is_path(name: str) -> bool:
    """Whether a name can only be meant as a path: a hub name is ``name`` or ``owner/name``."""
    return not re.fullmatch(r"[\w.-]*\w(/[\w.-]*\w)?", name) or name.startswith(".")


def folder_fingerprint(folder: Path) -> str:
    """Hash all that can change a vector: a model folder but for its notes and hidden files, and,
    where it has a head for late interaction, the choice of the words that have a vector.
    """
    paths = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix != ".md"
        and not any(part.startswith((".", "__")) for part in path.relative_to(folder).parts)
    ]
    chosen = [choice_of_words()] if (folder / HEAD).is_file() else []
    return digest([*_names_and_hashes(folder, paths), *chosen])


def _names_and_hashes(folder: Path, paths: Iterable[Path]) -> Iterator[bytes]:
    for path in paths:
        yield path.relative_to(folder).as_posix().encode()
        with path.open("rb") as file:
            yield hashlib.file_digest(file, "sha256").digest()


def digest(parts: Iterable[bytes]) -> str:
    """The fingerprint of these parts and of how vectors are made here."""
    found = hashlib.sha256(SEMANTICS.encode())
    for part in parts:
        found.update(len(part).to_bytes(8, "little") + part)
    return found.hexdigest()


def module_types(folder: Path) -> list[str]:
    """The classes that ``modules.json`` names; [] without that file.

    Raises:
        EncoderError: for a class that is neither ours nor sentence-transformers' own.
    """
    path = folder / "modules.json"
    if not path.is_file():
        return []
    with damaged(folder):
        types = [str(module["type"]) for module in json.loads(path.read_text("utf-8"))]
    for name in types:
        if name != ONNX_MODULE and not name.startswith("sentence_transformers."):
            raise EncoderError(
                f"The model in {folder} wants to run code of its own ({name}), which is not done; "
                "choose a model made of sentence-transformers' own modules."
            )
    return types


@contextmanager
def damaged(folder: Path) -> Iterator[None]:
    """Turn whatever a missing or damaged file in ``folder`` raises into an `EncoderError`."""
    try:
        yield
    except Exception as error:  # onnxruntime and tokenizers raise classes of their own
        raise EncoderError(
            f"The model in {folder} is damaged ({first_line(error)}); install or build it again."
        ) from error


def read_json(path: Path) -> dict[str, Any]:
    """The object of a JSON file."""
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def first_line(error: BaseException) -> str:
    """What an error of another library says first, without a full stop."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")

"""What an encoder is: texts to vectors, and to a vector for each word where it can."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qa.late_interaction import AskedTokens, TokenVectors

    Vectors = NDArray[np.float32]

Progress = Callable[[int], None]


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


@runtime_checkable
class TokenEncoder(Encoder, Protocol):
    """An encoder that also gives a vector for each word, for late interaction."""

    def encode_query_tokens(self, text: str) -> tuple[Vectors, AskedTokens]:
        """A question's vector (dimension,), as `encode_query` has it, and its tokens."""

    def encode_document_tokens(
        self, texts: Sequence[str], progress: Progress | None = None
    ) -> tuple[Vectors, list[TokenVectors]]:
        """The vectors of passages, as `encode_document` has them, and their words."""

"""Late interaction: the tokens of a question are compared with the words of a passage one by one.

One vector has to say everything a passage is about; a vector for each word need not, so a question
about one thing among many finds its place, in other words and in the other language too. Each
token of the question looks for the word that is most like it, and the likenesses are averaged by
what the tokens weigh (Khattab and Zaharia, ColBERT, SIGIR 2020; the learned weights are ours). The
vectors are short, and only words that say something have one, so that the index can keep them all.

A head (`TokenHead`, trained by ``training.heads``) makes the vectors from the hidden
states of the encoder that it lies beside. Vectors are rounded to whole numbers: their products are
exact, and so do not depend on what else is compared.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa.language import fold, is_stopword
from qa.language.tables import FUNCTION_WORDS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rounded = NDArray[np.int8]

HEAD = "token_head.npz"  # its file in an encoder's folder
STEPS = 127  # what stands for 1 in a rounded vector
_SIGNS = ".,;:()[]\"'!?‘’“”–-•"  # that a word may stand between


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """The words of a text that say something: ``vectors`` (words, size) of length about ``STEPS``,
    and ``places`` (words,) among all its words, as white space parts them, from 0.
    """

    vectors: Rounded
    places: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class AskedTokens:
    """A question's tokens: ``vectors`` (tokens, size) as those of `TokenVectors`, and ``weights``
    (tokens,), which are above 0 and 1 together.
    """

    vectors: Rounded
    weights: NDArray[np.float64]


class TokenHead:
    """What turns an encoder's hidden states into the vectors that are compared."""

    def __init__(self, folder: Path, hidden: int) -> None:
        """The head in an encoder's folder, whose states are ``hidden`` long; OSError, KeyError or
        ValueError where it has none, or one for other states.
        """
        import numpy as np

        with np.load(folder / HEAD, allow_pickle=False) as arrays:
            self._vectors = arrays["vectors"].astype(np.float32)  # (size, hidden)
            self._weights = arrays["weights"].astype(np.float32)  # (hidden + 1,), the last added
        self.size, width = self._vectors.shape
        if not width == len(self._weights) - 1 == hidden:
            raise ValueError(f"{HEAD} reads {width} numbers of a token's {hidden}")

    def of_question(self, states: NDArray[np.float32]) -> AskedTokens:
        """The tokens of a question, from its states (tokens, hidden)."""
        import numpy as np

        weights = np.logaddexp(0, states @ self._weights[:-1] + self._weights[-1], dtype=np.float64)
        return AskedTokens(_rounded(states @ self._vectors.T), weights / weights.sum())

    def of_text(self, text: str, states: NDArray[np.float32], ends: Sequence[int]) -> TokenVectors:
        """The words of a text that has been read, from its states (tokens, hidden).

        ``ends`` says for each token where it ends in the text, 0 for one that is not of the text.
        """
        import numpy as np

        of_token = words_of_tokens(text, ends)
        chosen = np.flatnonzero(of_token >= 0)
        if not len(chosen):
            return TokenVectors(np.empty((0, self.size), np.int8), np.empty(0, np.int32))
        places, firsts = np.unique(of_token[chosen], return_index=True)
        pieces = _unit(states[chosen] @ self._vectors.T)
        return TokenVectors(_rounded(np.add.reduceat(pieces, firsts)), places.astype(np.int32))


def words_of_tokens(text: str, ends: Sequence[int]) -> NDArray[np.int64]:
    """For each token the place of its word in a text, parted by single spaces: (tokens,).

    -1 for tokens of words that say nothing (function words, signs) and that are none of the text's;
    ``ends`` says where each ends in it.
    """
    import numpy as np

    starts = [0, *(at + 1 for at, char in enumerate(text) if char == " ")]
    said = [-1, *(at if _says_something(word) else -1 for at, word in enumerate(text.split(" ")))]
    found: NDArray[np.int64] = np.array(said)[np.searchsorted(starts, ends)]
    return found


def likenesses(
    asked: AskedTokens, vectors: Rounded, starts: NDArray[np.int64]
) -> NDArray[np.float64]:
    """How well each group of words meets a question, -1 to 1: (groups,).

    ``vectors`` (words, size) of the groups one after the other, none of them empty; ``starts``
    (groups,) where each begins.
    """
    import numpy as np

    products = vectors.astype(np.float32) @ asked.vectors.astype(np.float32).T
    best = np.maximum.reduceat(products, starts).astype(np.float64) / STEPS**2
    found: NDArray[np.float64] = (best * asked.weights).sum(axis=1)
    return found


def choice_of_words() -> bytes:
    """What stands for the choice of the words that have a vector: another list of function words
    gives other vectors of the same model.
    """
    words = {language: sorted(listed) for language, listed in FUNCTION_WORDS.items()}
    return json.dumps([_SIGNS, words], sort_keys=True).encode()


def _says_something(word: str) -> bool:
    core = fold(word.strip(_SIGNS))
    return any(map(str.isalnum, core)) and not (is_stopword(core, "nl") or is_stopword(core, "en"))


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-9))
    found: NDArray[np.float32] = vectors / lengths
    return found


def _rounded(vectors: NDArray[np.float32]) -> Rounded:
    import numpy as np

    return np.rint(_unit(vectors) * STEPS).astype(np.int8)

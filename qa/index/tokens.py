"""The vectors of the passages' words in search order, for late interaction with a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from qa.late_interaction import likenesses

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qa.late_interaction import AskedTokens

NOTHING = 0.0  # the likeness of what has no word that says something


class Likeness(NamedTuple):
    """How well a passage meets a question, -1 to 1, and each of its sentences by itself."""

    passage: float
    sentences: tuple[float, ...]


class Tokens:
    """The rows of many segments' words, mapped into memory. Safe to share between threads."""

    def __init__(self, segments: Sequence[Mapping[str, NDArray[Any]]]) -> None:
        """The arrays ``tokens``, ``token_counts``, ``token_sentences`` of each segment."""
        import numpy as np

        self.blocks: list[NDArray[np.int8]] = [each["tokens"] for each in segments]
        self._sentences = [each["token_sentences"] for each in segments]
        counts = [each["token_counts"] for each in segments]
        sizes = [len(each) for each in counts]
        # By row of a passage: its segment, and where its words begin and end there.
        self._segment = np.repeat(np.arange(len(segments)), sizes)
        ends = [np.cumsum(each, dtype=np.int64) for each in counts]
        self._ends = np.concatenate([np.empty(0, np.int64), *ends])
        self._starts = self._ends - np.concatenate([np.empty(0, np.int64), *counts])
        self.passage_count = len(self._ends)
        # Whether as many words are there as the passages should have.
        self.whole = all(
            len(block) == len(sentences) == count.sum()
            for block, sentences, count in zip(self.blocks, self._sentences, counts, strict=True)
        )

    def __len__(self) -> int:
        return sum(map(len, self.blocks))

    def likenesses(
        self, asked: AskedTokens, rows: Sequence[int], sentence_counts: Sequence[int]
    ) -> list[Likeness]:
        """How well the passages in these rows meet a question, each with so many sentences."""
        import numpy as np

        pieces, places, owners = [], [], []
        for nth, row in enumerate(rows):
            start, end, segment = self._starts[row], self._ends[row], self._segment[row]
            if start == end:  # a segment without any word has rows of no length
                continue
            pieces.append(self.blocks[segment][start:end])
            places.append(self._sentences[segment][start:end])
            owners.append(np.full(end - start, nth))
        passages = np.full(len(rows), NOTHING)
        of_sentences = [[NOTHING] * count for count in sentence_counts]
        if pieces:
            vectors, place, owner = map(np.concatenate, (pieces, places, owners))
            new = np.append(True, owner[1:] != owner[:-1])
            firsts = np.flatnonzero(new)
            passages[owner[firsts]] = likenesses(asked, vectors, firsts)
            firsts = np.flatnonzero(new | np.append(True, place[1:] != place[:-1]))
            for first, value in zip(firsts, likenesses(asked, vectors, firsts), strict=True):
                if 0 <= place[first] < len(of_sentences[owner[first]]):
                    of_sentences[owner[first]][place[first]] = float(value)
        return [
            Likeness(float(value), tuple(each))
            for value, each in zip(passages, of_sentences, strict=True)
        ]

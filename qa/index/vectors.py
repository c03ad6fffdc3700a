"""Vectors in search order: float32 matrices of many files as one, searched by FAISS.

Rows lie in blocks, one for each segment, mapped into memory: opening costs nothing and processes
share them. FAISS' exact inner product runs over each block, row by row, on one thread, so that a
row's result depends neither on its block nor on a number of threads.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa.index.segments import spans

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Vectors:
    """A matrix of unit vectors, (rows, dimension) float32. Safe to share between threads.

    Past a million rows an inverted file (IVF) belongs here, behind ``nearest``.
    """

    def __init__(self, blocks: Sequence[NDArray[np.float32]]) -> None:
        """The rows of (n, dimension) blocks; ValueError where they are of different lengths."""
        self.blocks = [block for block in blocks if len(block)]
        if len({block.shape[1:] for block in self.blocks}) > 1:
            raise ValueError("vectors are not of one length")
        self._spans = list(spans([len(block) for block in self.blocks]))
        self._starts = [start for start, _ in self._spans]

    def __len__(self) -> int:
        return self._spans[-1][1] if self._spans else 0

    def __getitem__(self, row: int) -> NDArray[np.float32]:
        """One row; IndexError for one that is not there."""
        if not 0 <= row < len(self):
            raise IndexError(row)
        block = bisect_right(self._starts, row) - 1
        vector: NDArray[np.float32] = self.blocks[block][row - self._starts[block]]
        return vector

    def nearest(
        self,
        vector: NDArray[np.float32],
        k: int,
        mask: NDArray[np.bool_] | None = None,
        order: NDArray[np.int64] | None = None,
    ) -> list[tuple[int, float]]:
        """The ``k`` rows of greatest inner product with ``vector``, best first.

        Only rows where ``mask``, (rows,), is true, if given; equal ones by ``order``, (rows,), if
        given, else by row.
        """
        import numpy as np

        if k <= 0 or not self.blocks:
            return []
        if vector.shape != self.blocks[0].shape[1:]:
            raise ValueError(f"expected a vector of {self.blocks[0].shape[1]}, not {vector.shape}")
        query = np.ascontiguousarray(vector, dtype=np.float32)
        if mask is None:
            return largest(self._all(query), k, order)
        rows = np.flatnonzero(mask)
        best = largest(self._some(query, rows), k, None if order is None else order[rows])
        return [(int(rows[at]), cosine) for at, cosine in best]

    def _all(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        import faiss
        import numpy as np

        inner_products = faiss.fvec_inner_products_ny  # type: ignore[attr-defined]
        found = np.empty(len(self), dtype=np.float32)
        pointer = faiss.swig_ptr(query)
        for block, (start, end) in zip(self.blocks, self._spans, strict=True):
            place = faiss.swig_ptr(found[start:end])
            inner_products(place, pointer, faiss.swig_ptr(block), *block.shape[::-1])
        return found

    def _some(self, query: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        import faiss
        import numpy as np

        faiss.omp_set_num_threads(1)
        inner_products = faiss.fvec_inner_products_by_idx  # type: ignore[attr-defined]
        found = np.empty(len(rows), dtype=np.float32)
        pointer = faiss.swig_ptr(query)
        ends = np.searchsorted(rows, [end for _, end in self._spans])
        at = 0
        for block, start, end in zip(self.blocks, self._starts, ends, strict=True):
            if end > at:
                chosen = np.ascontiguousarray(rows[at:end] - start, dtype=np.int64)
                inner_products(
                    faiss.swig_ptr(found[at:end]),
                    pointer,
                    faiss.swig_ptr(block),
                    faiss.swig_ptr(chosen),
                    *(block.shape[1], 1, len(chosen)),
                )
            at = int(end)
        return found

    def similarities(
        self, vector: NDArray[np.float32], first: int, last: int
    ) -> NDArray[np.float32]:
        """The inner product of ``vector`` with each row from ``first`` to before ``last``.

        They lie in one block, as the sentences of a passage do.
        """
        import numpy as np

        if first == last:
            return np.empty(0, dtype=np.float32)
        block = bisect_right(self._starts, first) - 1
        start = self._starts[block]
        rows = self.blocks[block][first - start : last - start]
        product: NDArray[np.float32] = rows @ np.asarray(vector, np.float32)
        return product


def largest(
    values: NDArray[np.float32], k: int, order: NDArray[np.int64] | None = None
) -> list[tuple[int, float]]:
    """The ``k`` greatest values and their places, best first; equal ones by ``order``, (values,),
    if given, else by place.
    """
    import numpy as np

    found = np.arange(len(values))
    if 0 < k < len(values):
        least = np.partition(values, len(values) - k)[len(values) - k]
        found = np.flatnonzero(values >= least)
    second = found if order is None else order[found]
    best = found[np.lexsort((second, -values[found]))][: max(0, k)]
    return [(int(row), float(values[row])) for row in best]

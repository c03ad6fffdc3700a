"""Vectors on disk and in search order.

A matrix is a plain ``.npy`` file, mapped into memory: opening costs nothing and processes share it.
FAISS searches it where it lies, exactly, with the kernel behind its ``IndexFlatIP``, on one thread:
two are slower for one query on a busy machine, and the result never depends on their number.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PASSAGES, SENTENCES, WORDS = "passages.npy", "sentences.npy", "words.npy"
SENTENCE_ENDS = "sentence_ends.npy"  # for each passage: the row its last sentence ends before


class MatrixWriter:
    """Writes float32 rows of one length to an ``.npy`` file, part by part."""

    def __init__(self, path: Path, dimension: int) -> None:
        """Make the file; ``close`` makes it whole."""
        self._file = path.open("wb")
        self._dimension = dimension
        self._rows = 0
        self._header()

    def _header(self) -> None:
        import numpy as np

        shape = (self._rows, self._dimension)
        header = {"descr": "<f4", "fortran_order": False, "shape": shape}
        self._file.seek(0)
        np.lib.format.write_array_header_1_0(self._file, header)  # padded: as long for any rows

    def append(self, rows: NDArray[np.float32]) -> None:
        """Write (n, dimension) rows after those that are there; ValueError for others."""
        import numpy as np

        if rows.dtype != np.float32 or rows.shape[1:] != (self._dimension,):
            raise ValueError(f"expected float32 rows of {self._dimension}, not {rows.shape}")
        self._file.write(np.ascontiguousarray(rows).tobytes())
        self._rows += len(rows)

    def close(self) -> None:
        """Write how many rows there are, and close the file."""
        self._header()
        self._file.close()


def open_array(path: Path) -> NDArray[Any]:
    """An ``.npy`` file mapped into memory, read only; ValueError where it is none."""
    import numpy as np

    array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return array


class Vectors:
    """An opened matrix of unit vectors, (rows, dimension) float32. Safe to share between threads.

    Past a million rows an inverted file (IVF) belongs here, behind ``nearest``.
    """

    def __init__(self, path: Path) -> None:
        """Map the matrix; ValueError where the file is none."""
        import numpy as np

        matrix = open_array(path)
        if matrix.ndim != 2 or matrix.dtype != np.float32 or not matrix.flags.c_contiguous:
            raise ValueError(f"{path.name} is no matrix of vectors")
        self.matrix: NDArray[np.float32] = matrix

    def __len__(self) -> int:
        return len(self.matrix)

    def nearest(
        self, vector: NDArray[np.float32], k: int, mask: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """The ``k`` rows of greatest inner product with ``vector``, best first; equal ones by row.

        Only rows where ``mask``, (rows,), is true, if given.
        """
        import faiss
        import numpy as np

        rows, dimension = self.matrix.shape
        k = min(k, rows if mask is None else int(mask.sum()))
        if k <= 0:
            return []
        query = np.ascontiguousarray(vector, dtype=np.float32)
        if query.shape != (dimension,):
            raise ValueError(f"expected a vector of {dimension}, not {query.shape}")
        cosines = np.empty(k, dtype=np.float32)
        found = np.empty(k, dtype=np.int64)
        selector = None
        if mask is not None:
            bits = np.packbits(mask, bitorder="little")
            selector = faiss.IDSelectorBitmap(8 * len(bits), faiss.swig_ptr(bits))
        faiss.omp_set_num_threads(1)
        faiss.knn_inner_product(
            *(faiss.swig_ptr(query), faiss.swig_ptr(self.matrix), dimension, 1, rows, k),
            *(faiss.swig_ptr(cosines), faiss.swig_ptr(found), selector),
        )
        order = np.lexsort((found, -cosines))
        return [(int(found[i]), float(cosines[i])) for i in order if found[i] >= 0]

    def similarities(
        self, vector: NDArray[np.float32], first: int, last: int
    ) -> NDArray[np.float32]:
        """The inner product of ``vector`` with each row from ``first`` to before ``last``."""
        import numpy as np

        product: NDArray[np.float32] = self.matrix[first:last] @ np.asarray(vector, np.float32)
        return product

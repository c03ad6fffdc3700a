"""Vectors on disk and in search order: FAISS indexes.

A matrix is a flat inner-product FAISS index (exact, deletable, the same bytes every time), mapped
into memory: opening it costs nothing and processes share it. It is searched on one thread: two are
slower for one query on a busy machine, and the result never depends on their number.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PASSAGES, SENTENCES, WORDS = "passages.faiss", "sentences.faiss", "words.faiss"
SENTENCE_ENDS = "sentence_ends.npy"  # for each passage: the row its last sentence ends before


class MatrixWriter:
    """Writes float32 rows of one length to a FAISS index, part by part.

    They are held in memory until ``close``: 1.5 GB for a million rows of 384.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        """An empty index; ``close`` writes it."""
        import faiss

        self._path = path
        self._index = faiss.IndexFlatIP(dimension)

    def append(self, rows: NDArray[np.float32]) -> None:
        """Put (n, dimension) rows after those that are there; ValueError for others."""
        import numpy as np

        if rows.dtype != np.float32 or rows.shape[1:] != (self._index.d,):
            raise ValueError(f"expected float32 rows of {self._index.d}, not {rows.shape}")
        self._index.add(np.ascontiguousarray(rows))

    def close(self) -> None:
        """Write the file."""
        import faiss

        # FAISS tells of a full disk in a RuntimeError of its own; Python's says what is wrong.
        self._path.write_bytes(faiss.serialize_index(self._index).tobytes())


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
        import faiss

        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise ValueError(f"{path.name} is no index of vectors") from error
        if (
            not isinstance(index, faiss.IndexFlat)
            or index.metric_type != faiss.METRIC_INNER_PRODUCT
        ):
            raise ValueError(f"{path.name} is no flat index of inner products")
        self._index = index
        values = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d)
        self.matrix: NDArray[np.float32] = values.reshape(index.ntotal, index.d)

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
        parameters = None
        if mask is not None:
            bits = np.packbits(mask, bitorder="little")
            selector = faiss.IDSelectorBitmap(8 * len(bits), faiss.swig_ptr(bits))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        faiss.omp_set_num_threads(1)
        (cosines,), (found,) = self._index.search(query[None], k, params=parameters)
        order = np.lexsort((found, -cosines))
        return [(int(found[i]), float(cosines[i])) for i in order if found[i] >= 0]

    def similarities(
        self, vector: NDArray[np.float32], first: int, last: int
    ) -> NDArray[np.float32]:
        """The inner product of ``vector`` with each row from ``first`` to before ``last``."""
        import numpy as np

        product: NDArray[np.float32] = self.matrix[first:last] @ np.asarray(vector, np.float32)
        return product

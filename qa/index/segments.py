"""Segments: reports, and words, divided over files that never change and that generations share.

Names are divided by the bits of their hashes: all that begin with the same bits lie together, and
what weighs more than the limit is divided by the next bit. So the division depends on what there is
and not on what was there before, and what is added or removed changes the segment it belongs to.

Arrays lie in files of the safetensors format (a header of JSON, then the numbers), mapped into
memory: https://github.com/huggingface/safetensors.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import struct
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

LIMIT = 128  # passages, or words, of a segment, where it holds more than one report or word
MOST = 128  # of limits that all weigh together: past it the limit is doubled, for few files

# The endings of the files of a segment: texts, and arrays, of reports; vectors of words.
TEXTS, ARRAYS, WORDS = ".sqlite", ".safetensors", ".words.safetensors"

_TYPES = {"F32": "<f4", "I8": "<i1", "I32": "<i4", "U64": "<u8"}
_NAMES = {"float32": "F32", "int8": "I8", "int32": "I32", "uint64": "U64"}


def hash64(text: str) -> int:
    """The first 64 bits of a hash of a text, as a number."""
    data = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")


def divide(weights: Mapping[str, int]) -> list[list[str]]:
    """The names in groups, by hash, and in each group in alphabetical order.

    A group of several weighs ``LIMIT`` at most, or its double, fourfold … where all weigh more than
    ``MOST`` times that: half of it or more, mostly.
    """
    limit = LIMIT
    while sum(weights.values()) > limit * MOST:
        limit *= 2
    hashed = sorted((hash64(name), name) for name in weights)
    groups = []
    waiting = [(hashed, 63)]
    while waiting:
        members, bit = waiting.pop()
        if len(members) > 1 and bit >= 0 and sum(weights[name] for _, name in members) > limit:
            middle = (members[0][0] >> bit | 1) << bit  # the first hash that has this bit set
            at = bisect_left(members, (middle, ""))
            waiting += [(members[at:], bit - 1), (members[:at], bit - 1)]
        elif members:
            groups.append(sorted(name for _, name in members))
    return groups


def key_of(values: object) -> str:
    """A hash of what a segment is made of, as JSON: 32 hexadecimal digits."""
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:32]


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays of float32, int32, uint64 or int8 to a file, in this order.

    Those of int8 come last: what stands behind them may lie where it cannot be used as it is.
    """
    header, at = {}, 0
    for name, array in arrays.items():
        header[name] = {
            "dtype": _NAMES[array.dtype.name],
            "shape": list(array.shape),
            "data_offsets": [at, at + array.nbytes],
        }
        at += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in arrays.values():
            file.write(array.astype(_TYPES[_NAMES[array.dtype.name]]).tobytes())


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a file, mapped into memory, read only; ValueError where it is none."""
    import numpy as np

    with path.open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    try:
        (length,) = struct.unpack_from("<Q", data)
        arrays = {}
        for name, of in json.loads(data[8 : 8 + length]).items():
            start, end = of["data_offsets"]
            kind = np.dtype(_TYPES[of["dtype"]])
            flat = np.frombuffer(data, kind, (end - start) // kind.itemsize, 8 + length + start)
            arrays[name] = flat.reshape(of["shape"])
    except (struct.error, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path.name} holds no arrays") from error
    return arrays


def spans(counts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first row and the row after the last of groups that lie one after the other."""
    at = 0
    for count in counts:
        yield at, at + count
        at += count

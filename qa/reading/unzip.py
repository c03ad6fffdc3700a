"""Parts of a ZIP file that ``zipfile`` gives up: no directory, wrong checksums, torn streams.

A ZIP file names its parts twice: in the directory at its end, and before each part (APPNOTE 4.3.7).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

_HEADER = struct.Struct("<4s5H3I2H")  # signature, version, flags, method, time, date, CRC, sizes, …
SIGNATURE = b"PK\x03\x04"
_STORED, _DEFLATED = 0, 8
LOCKED, STREAMED, UTF8 = 1, 8, 0x800  # flags; the sizes of a streamed part stand behind it
_RAW = -15  # deflate without a header of its own
_STEP = 256  # bytes that are inflated at once: zlib gives nothing of those among which it fails


@dataclass(frozen=True, slots=True)
class Entry:
    """A part as the header before it tells: its name, and where its packed bytes begin."""

    name: str
    start: int
    packed: int  # bytes; 0 where the header does not know
    size: int  # bytes, unpacked; 0 where the header does not know
    flags: int
    method: int


def entries(data: bytes, most: int) -> Iterator[Entry]:
    """The first ``most`` parts that a header stands before, whatever a directory says."""
    at = data.find(SIGNATURE)
    while at >= 0 and most > 0:
        entry = entry_at(data, at)
        at += len(SIGNATURE)
        if entry is not None:
            yield entry
            most -= 1
            at = max(at, entry.start + entry.packed)
        at = data.find(SIGNATURE, at)


def entry_at(data: bytes, at: int) -> Entry | None:
    """The part whose header stands at a place; None where none does."""
    if at < 0 or len(data) < at + _HEADER.size:
        return None
    signature, _, flags, method, _, _, _, packed, size, name, extra = _HEADER.unpack_from(data, at)
    start = at + _HEADER.size + name + extra
    if signature != SIGNATURE or start > len(data):
        return None
    written = data[at + _HEADER.size : at + _HEADER.size + name]
    decoded = written.decode("utf-8" if flags & UTF8 else "cp437", "replace")
    if flags & STREAMED:
        packed = size = 0
    return Entry(decoded, start, min(packed, len(data) - start), size, flags, method)


def unpacked(data: bytes, entry: Entry, most: int) -> bytes:
    """What of a part can be unpacked, and at most so many bytes; nothing for a method unknown."""
    if entry.method == _STORED:
        end = entry.start + entry.packed if entry.packed else data.find(b"PK\x07\x08", entry.start)
        return data[entry.start : end if end >= 0 else len(data)][:most]
    return bytes(inflated(data, entry.start, most)) if entry.method == _DEFLATED else b""


def inflated(data: bytes, start: int, most: int) -> bytearray:
    """A deflated stream up to its end or its first fault, and at most so many bytes."""
    machine = zlib.decompressobj(_RAW)
    kept = bytearray()
    for at in range(start, len(data), _STEP):
        before = machine.copy()
        try:
            kept += machine.decompress(data[at : at + _STEP])
        except zlib.error:
            with suppress(zlib.error):
                for place in range(at, min(at + _STEP, len(data))):
                    kept += before.decompress(data[place : place + 1])
            break
        if machine.eof or len(kept) > most:
            break
    return kept[:most]

"""Bytes -> text: which encoding a text file is in, and whether it is text at all."""

from __future__ import annotations

import codecs

from qa.model import VraagbaakError


class ReadingError(VraagbaakError):
    """A file that cannot be read as a report; the message says why and what helps."""


# The first bytes of files that are something else, whatever their name says.
MAGIC = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP file (a Word or OpenDocument file?)",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "a gzip file",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
}
CONTROL_SHARE = 0.01  # more control characters than this share, and it is no text
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\v\x1b")
DOS_LETTERS = frozenset(b"\x81\x82\x84\x85\x87\x88\x89\x8a\x8b\x94")  # ü é ä à ç ê ë è ï ö in cp850
LATIN_LETTERS = frozenset(b"\xe4\xe8\xe9\xea\xeb\xef\xf6\xfc\xe0\xe7\xf3\xe1")


def decode(data: bytes, name: str) -> str:
    """The text of a file, every character kept: a byte order mark and carriage returns too.

    UTF-8 and UTF-16 are told by their marks and their validity; anything else is taken for
    Windows' cp1252, or for DOS' cp850 where its accents stand and those of cp1252 do not. Raises
    ReadingError for an empty file and for what is not text.
    """
    if not data:
        raise ReadingError(f"{name} is empty (0 bytes): replace it or take it out of the folder.")
    for magic, kind in MAGIC.items():
        if data.startswith(magic):
            raise ReadingError(f"{name} is not text but {kind}: rename it or take it out.")
    text = _unicode(data)
    if text is None:
        text = _single_bytes(data)
    controls = sum(ord(char) in _CONTROLS for char in text)
    if controls > CONTROL_SHARE * len(text):
        raise ReadingError(f"{name} is not text but binary data: rename it or take it out.")
    if not any(char.isalnum() for char in text):
        raise ReadingError(f"{name} holds no words: replace it or take it out of the folder.")
    return text


def _unicode(data: bytes) -> str | None:
    """As UTF-16 or UTF-8; a last character cut in two becomes U+FFFD; None where it is neither."""
    for mark, encoding in (
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    sample = data[:4096]
    if len(sample) > 3 and sample.count(0) > len(sample) // 4:
        odd = sample[1::2].count(0) > sample[0::2].count(0)
        return data.decode("utf-16-le" if odd else "utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and not data[: error.start].isascii():
            return data.decode("utf-8", "replace")
    return None


def _single_bytes(data: bytes) -> str:
    dos = sum(byte in DOS_LETTERS for byte in data)
    latin = sum(byte in LATIN_LETTERS for byte in data)
    return data.decode("cp850" if dos > 4 * latin else "cp1252", "replace")

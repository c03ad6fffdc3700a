"""Bytes -> text: which encoding a text file is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

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


# As Mac Roman writes é è ë ï ö ü; between small letters cp1252 and cp850 have nothing of that.
_MAC = re.compile(rb"(?<=[a-z])[\x8e\x8f\x91\x95\x9a\x9f](?=[a-z])")
_SEQUENCE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")  # as UTF-8 writes what is not ASCII
_PAIR = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")  # CESU-8 (UTR 26)
_EMPTY = re.compile("\0+")
FEW_CONTROLS = 3  # in the shortest text too
LONG_RUN = 8  # zero bytes: from so many on, text is lost there, and nothing may be joined over it
_LINE = 100


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, every character kept, and what was not as it should be, in sentences."""

    text: str
    problems: tuple[str, ...] = ()


def decode(data: bytes, name: str, declared: str | None = None) -> Decoded:
    """The text of a file, every character kept: a byte order mark and carriage returns too.

    UTF-8, UTF-16 and UTF-32 are told by their marks and their validity; anything else is in the
    encoding that the file declares, or taken for Windows' cp1252, or for DOS' cp850 where its
    accents stand and those of cp1252 do not, or for Mac Roman likewise. Bytes in a UTF-8 text that
    are not UTF-8 are taken for cp1252, and zero bytes, which a disk leaves where it lost something,
    become spaces. Raises ReadingError for an empty file and for what is not text.
    """
    if not data:
        raise ReadingError(f"{name} is empty (0 bytes): replace it or take it out of the folder.")
    for magic, kind in MAGIC.items():
        if data.startswith(magic):
            raise ReadingError(f"{name} is not text but {kind}: rename it or take it out.")
    text, foreign = _unicode(data), 0
    if text is None and (mixed := mixed_utf8(data)):
        text, foreign = mixed
    if text is None:
        text = data.decode(declared, "replace") if declared else _single_bytes(data)
    empty = text.count("\0")
    runs = sum(1 for _ in _EMPTY.finditer(text)) if empty else 0
    controls = runs + sum(ord(char) in _CONTROLS for char in text) - empty
    if controls > max(FEW_CONTROLS, CONTROL_SHARE * (len(text) - empty)):
        raise ReadingError(f"{name} is not text but binary data: rename it or take it out.")
    if not any(char.isalnum() for char in text):
        raise ReadingError(f"{name} holds no words: replace it or take it out of the folder.")
    problems = (
        *_told(foreign, "not UTF-8", "read as Windows-1252"),
        *_told(empty, "empty (zero)", "read as spaces; text may be lost there: get the file anew"),
    )
    return Decoded(_EMPTY.sub(_spaces, text) if empty else text, problems)


def _told(count: int, what: str, done: str) -> Iterator[str]:
    if count:
        yield f"{count:,} bytes are {what}, {done}." if count > 1 else f"1 byte is {what}, {done}."


def _spaces(empty: re.Match[str]) -> str:
    """As many spaces as there were zero bytes; of a long run, lines of them."""
    length = len(empty[0])
    if length < LONG_RUN:
        return " " * length
    lines = (" " * (_LINE - 1) + "\n") * (length // _LINE)
    return lines + " " * max(0, length % _LINE - 2) + "\n" * min(2, length % _LINE)


def _unicode(data: bytes) -> str | None:
    """As UTF-32, UTF-16 or UTF-8; a last character cut in two becomes U+FFFD; None for neither."""
    for mark, encoding in (
        (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins as UTF-16's mark does
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    sample = data[:4096]
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if len(sample) > 3 and odd + even > len(sample) // 4 and max(odd, even) > 2 * min(odd, even):
        return data.decode("utf-16-le" if odd > even else "utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if "end of data" in error.reason and not data[: error.start].isascii():
            return data.decode("utf-8", "replace")
    return None


def mixed_utf8(data: bytes) -> tuple[str, int] | None:
    """UTF-8 text with foreign bytes in it, and how many; None where the foreign ones are more.

    A character past U+FFFF that is written as two halves (CESU-8) is itself, and not foreign.
    """
    foreign = 0

    def taken(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        nonlocal foreign
        if pair := _PAIR.match(error.object, error.start):
            halves = pair[0].decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass")
            return halves.decode("utf-16-le"), pair.end()
        foreign += error.end - error.start
        return error.object[error.start : error.end].decode("cp1252", "replace"), error.end

    codecs.register_error(_MIXED, taken)
    text = data.decode("utf-8", _MIXED)
    whole = sum(1 for _ in _SEQUENCE.finditer(data))
    return (text, foreign) if foreign <= whole else None


_MIXED = "qa.mixed"  # an error handler's name


def _single_bytes(data: bytes) -> str:
    dos = sum(byte in DOS_LETTERS for byte in data)
    latin = sum(byte in LATIN_LETTERS for byte in data)
    mac = sum(1 for _ in _MAC.finditer(data))
    if mac > 4 * max(latin, dos - mac):
        return data.decode("mac_roman")
    return data.decode("cp850" if dos > 4 * latin else "cp1252", "replace")

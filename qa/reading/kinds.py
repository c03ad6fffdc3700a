"""What a file is by its first bytes, where its name says something else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.reading.decode import MAGIC, ReadingError
from qa.reading.unzip import SIGNATURE, entries

LOOKED_AT = 200  # parts of a ZIP file
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,99}(?:<\?xml[^<>]{0,200}\?>\s{0,99})?<(?:!doctype\s+html|html)\b",
    re.IGNORECASE,
)
PDF = b"%PDF-"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file really is: the format it is read as ("" for none), in words, what to do."""

    format: str
    what: str
    cure: str


_PDF = Kind("pdf", "a PDF", "name it .pdf")
_PAGE = Kind("html", "an HTML page", "name it .html")
_RTF = Kind("", "an RTF document", "save it as .docx, .odt or PDF")
# What the name of a part says of the ZIP file it is in (ECMA-376 part 2, ODF 1.2 part 3).
_BY_PART = (
    ("word/document.xml", Kind("docx", "a Word document", "name it .docx")),
    ("xl/workbook.xml", Kind("", "a spreadsheet", "save what matters of it as PDF")),
    ("ppt/presentation.xml", Kind("", "a presentation", "save it as PDF")),
    ("content.xml", Kind("odt", "an OpenDocument file", "name it .odt")),
)


def kind_of(data: bytes) -> Kind | None:
    """What a file is, where its first bytes say so; None for text and the unknown."""
    if data.startswith(PDF):
        return _PDF
    if data.startswith(b"{\\rtf"):
        return _RTF
    if data.startswith(SIGNATURE):
        names = {part.name.replace("\\", "/").casefold() for part in entries(data, LOOKED_AT)}
        return next((kind for part, kind in _BY_PART if part in names), None)
    if _HTML.match(data):
        return _PAGE
    found = next((what for magic, what in MAGIC.items() if data.startswith(magic)), None)
    return Kind("", found, "rename it or take it out") if found else None


def read_as(data: bytes, name: str, named: str) -> str:
    """The format to read a file as, whose name says ``named``.

    A page under a text's name is read as a page. Raises ReadingError for any other file that is
    certainly not what its name says, and tells what it is.
    """
    kind = kind_of(data)
    if kind is None or kind.format == named or _may_be(data, named):
        return named
    if kind is _PAGE and named in ("text", "markdown"):
        return "html"
    raise ReadingError(f"{name} is {kind.what}, whatever its name says: {kind.cure}.")


def _may_be(data: bytes, named: str) -> bool:
    """Does the format's own reader know what to make of it: an old Word file, a PDF in a page?"""
    old = data.startswith(b"\xd0\xcf\x11\xe0") and named in ("docx", "odt")
    return old or (named == "pdf" and PDF in data)

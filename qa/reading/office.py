"""Word and OpenDocument files are ZIP files of XML: opened with limits, nothing fetched or run."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from lxml import etree

from qa.reading.decode import ReadingError

MOST_PARTS = 20_000  # files in one document; a report with a picture a page has some hundreds
PART_MB = 64  # unpacked; the text of a thousand pages is some 20 MB
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Microsoft's compound files (MS-CFB 2.2)
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream of a locked document (MS-OFFCRYPTO)
_DATE = re.compile(r"((?:19|20)\d\d-\d\d-\d\d)")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


class Package:
    """An opened document; its parts are unpacked one by one, as they are asked for."""

    def __init__(self, data: bytes, name: str) -> None:
        """Raises ReadingError for what is no ZIP file, is locked, or unpacks to too much."""
        self.name = name
        if data.startswith(OLE):
            raise ReadingError(
                f"{name} is locked with a password: put a copy without one in the folder."
                if ENCRYPTED in data
                else f"{name} is an old Word file, whatever its name says: save it as .docx."
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            parts = self._zip.infolist()
        except _BROKEN:
            raise self.damaged() from None
        if len(parts) > MOST_PARTS:
            raise ReadingError(
                f"{name} holds {len(parts):,} parts, more than any report: it is made to harm."
            )
        self._parts = {part.filename: part for part in parts}

    def damaged(self) -> ReadingError:
        """The error for a document that cannot be opened."""
        return ReadingError(
            f"{self.name} is damaged or no document of its format: get it anew, or save it again."
        )

    def __contains__(self, part: str) -> bool:
        return part in self._parts

    def read(self, part: str) -> bytes:
        """A part's bytes; its size is looked at before it is unpacked, and never exceeded.

        Raises ReadingError where it is missing, too large or damaged. (``zipfile`` unpacks no more
        than the size that the directory gives, so that a false one is only damage.)
        """
        info = self._parts.get(part)
        if info is None:
            raise self.damaged()
        if info.file_size > PART_MB * 1_000_000:
            raise ReadingError(
                f"{self.name} unpacks to {info.file_size / 1e6:,.0f} MB of text, more than the "
                f"{PART_MB} MB that are read: split it."
            )
        if info.flag_bits & 1:
            raise ReadingError(
                f"{self.name} is locked with a password: put a copy without one in the folder."
            )
        try:
            return self._zip.read(info)
        except (*_BROKEN, RuntimeError):
            raise self.damaged() from None

    def xml(self, part: str) -> Any:
        """A part as a tree. Entities are not expanded and nothing outside it is loaded.

        Raises ReadingError as :meth:`read`, for XML that is broken, and for a document type, which
        could declare entities and which no office program writes.
        """
        data = self.read(part)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
            remove_pis=True,
        )  # fmt: skip
        if b"<!DOCTYPE" in data[:4096]:
            raise ReadingError(
                f"{self.name} declares a document type: it is damaged, or made to harm."
            )
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            raise self.damaged() from None
        if root.getroottree().docinfo.internalDTD is not None:  # in an encoding of its own
            raise self.damaged()
        return root


def local(element: Any) -> str:
    """An element's name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(element: Any, name: str) -> str | None:
    """An attribute by its name without namespace."""
    for key, text in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(text)
    return None


def children(element: Any, *names: str) -> list[Any]:
    """An element's children of these names."""
    return [child for child in element if local(child) in names]


def child(element: Any, *path: str) -> Any | None:
    """The first element down a path of names; None where there is none."""
    for name in path:
        element = next((each for each in element if local(each) == name), None)
        if element is None:
            return None
    return element


def number(text: str | None, default: int = 1, most: int = 10_000) -> int:
    """A whole number of an attribute, from 0 to ``most``; else ``default``."""
    bare = (text or "").strip()
    return min(int(bare), most) if bare.isdecimal() and len(bare) < 10 else default


def properties(root: Any) -> Mapping[str, str]:
    """Title and date (of the last change) among a document's properties."""
    found: dict[str, str] = {}
    dates: dict[str, str] = {}
    for element in root.iter():
        text, name = (element.text or "").strip(), local(element)
        if name in ("title", "subject") and len(text) > 4 and "title" not in found:
            found["title"] = text
        elif name in ("modified", "date", "created", "creation-date") and _DATE.match(text):
            dates[name] = text[:10]
    for name in ("modified", "date", "created", "creation-date"):
        if name in dates:
            return {**found, "date": dates[name]}
    return found

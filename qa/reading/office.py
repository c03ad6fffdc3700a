"""Word and OpenDocument files are ZIP files of XML: opened with limits, nothing fetched or run."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from lxml import etree

from qa.reading.decode import ReadingError, mixed_utf8
from qa.reading.unzip import LOCKED, Entry, entries, entry_at, unpacked

MOST_PARTS = 20_000  # files in one document; a report with a picture a page has some hundreds
PART_MB = 64  # unpacked; the text of a thousand pages is some 20 MB
MOST_BYTES = PART_MB * 1_000_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Microsoft's compound files (MS-CFB 2.2)
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream of a locked document (MS-OFFCRYPTO)
_DATE = re.compile(r"((?:19|20)\d\d-\d\d-\d\d)")
_KEPT = "what could be saved is kept: get it anew."
_DECLARATION = re.compile(r"\s*<\?xml\b[^<>]{0,200}\?>")
_ENCODING = re.compile(rb"\s*<\?xml\b[^<>]{0,99}encoding\s{0,9}=\s{0,9}[\"']([\w-]{1,30})")
# Those that office programs have written in; any other is read as UTF-8, as far as it is that.
_SINGLE_BYTES = re.compile(r"iso-8859-\d{1,2}|windows-125\d|us-ascii")
# How a text in UTF-16 begins: with its mark, or (XML 1.0, appendix F) with "<" or a space.
_WIDE = {
    BOM_UTF16_LE: "utf-16-le", BOM_UTF16_BE: "utf-16-be",
    b"<\0": "utf-16-le", b"\0<": "utf-16-be",
}  # fmt: skip
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_AND = re.compile(r"&(?:(amp|lt|gt|quot|apos);|#(\d{1,7});|#x([0-9a-fA-F]{1,6});)?")
LONGEST_WORD = 100
SHOWN = 40  # characters of the text before the place where it breaks off
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


class Package:
    r"""An opened document; its parts are unpacked one by one, as they are asked for.

    What is damaged is read as far as it can be; ``problems`` says what could not, in sentences.
    Parts are named with ``/`` and in any case: some programs write ``word\Document.xml``.
    """

    def __init__(self, data: bytes, name: str) -> None:
        """Raises ReadingError for what is no ZIP file, is locked, or has too many parts."""
        self.name = name
        self.problems: list[str] = []
        self._data = data
        if data.startswith(OLE):
            raise ReadingError(
                f"{name} is locked with a password: put a copy without one in the folder."
                if ENCRYPTED in data
                else f"{name} is an old Word file, whatever its name says: save it as .docx."
            )
        self._parts: dict[str, zipfile.ZipInfo | Entry]
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._parts = {_key(part.filename): part for part in self._zip.infolist()}
            count = len(self._zip.infolist())
        except _BROKEN:  # its directory, at its end, is damaged or gone
            found = list(entries(data, MOST_PARTS + 1))
            self._parts = {_key(part.name): part for part in reversed(found)}
            count = len(found)
            if not found:
                raise self.damaged() from None
            self.note(f"the file is cut short or damaged, {_KEPT}")
        if count > MOST_PARTS:
            raise ReadingError(
                f"{name} holds {count:,} parts, more than any report: it is made to harm."
            )

    def damaged(self) -> ReadingError:
        """The error for a document that cannot be opened."""
        return ReadingError(
            f"{self.name} is damaged or no document of its format: get it anew, or save it again."
        )

    def note(self, problem: str) -> None:
        """Something could not be read: told once, in a sentence."""
        if problem not in self.problems:
            self.problems.append(problem)

    def __contains__(self, part: str) -> bool:
        return _key(part) in self._parts

    def read(self, part: str) -> bytes:
        """A part's bytes; its size is looked at before it is unpacked, and never exceeded.

        Raises ReadingError where it is missing, locked, too large or nothing of it can be unpacked.
        (``zipfile`` unpacks no more than the size that the directory gives, so that a false one is
        only damage.)
        """
        info = self._parts.get(_key(part))
        if info is None:
            raise self.damaged()
        if _size(info) > MOST_BYTES:
            raise self._too_large(_size(info))
        if _flags(info) & LOCKED:
            raise ReadingError(
                f"{self.name} is locked with a password: put a copy without one in the folder."
            )
        if isinstance(info, zipfile.ZipInfo):
            with suppress(*_BROKEN, RuntimeError):
                return self._zip.read(info)
        return self._saved(info)

    def _saved(self, info: zipfile.ZipInfo | Entry) -> bytes:
        """What can be unpacked of a part that is damaged, or has no place in a directory."""
        if isinstance(info, zipfile.ZipInfo):
            self.note(f"the file is damaged, {_KEPT}")
        entry = self._header(info) if isinstance(info, zipfile.ZipInfo) else info
        told = _size(info)
        data = b"" if entry is None else unpacked(self._data, entry, told or MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise self._too_large(len(data))
        if not data:
            raise self.damaged()
        return data

    def _header(self, info: zipfile.ZipInfo) -> Entry | None:
        """The header before a part: where the directory says, or wherever else its name stands."""
        key = _key(info.filename)
        told = entry_at(self._data, info.header_offset)
        if told is not None and _key(told.name) == key:
            return told
        everywhere = entries(self._data, MOST_PARTS)
        return next((each for each in everywhere if _key(each.name) == key), None)

    def _too_large(self, size: int) -> ReadingError:
        return ReadingError(
            f"{self.name} unpacks to {size / 1e6:,.0f} MB of text, more than the {PART_MB} MB that "
            "are read: split it."
        )

    def body(self, part: str) -> Any:
        """The part that has the document's text, as a tree; of a damaged one what can be read.

        Entities are not expanded and nothing outside it is loaded. Raises ReadingError as
        :meth:`read`, for a part of which nothing can be read, and for a document type, which could
        declare entities and which no office program writes.
        """
        root = self._tree(part, "the text is")
        if root is None:
            raise self.damaged()
        return root

    def words(self, part: str, what: str) -> Any | None:
        """A part with more of the text (notes, heads), as :meth:`body`; None where all is lost."""
        return self._beside(part, f"the {what} are", recovers=True)

    def facts(self, part: str, what: str) -> Any | None:
        """A part that describes the text: None where it is damaged, for half of it may mislead."""
        return self._beside(part, f"the {what} are", recovers=False)

    def _beside(self, part: str, what: str, recovers: bool) -> Any | None:
        if part not in self:
            return None
        try:
            root = self._tree(part, what if recovers else None)
        except ReadingError as error:
            if str(error) != str(self.damaged()):
                raise
            root = None
        if root is None:
            self.note(f"{what} damaged and left out: get the file anew.")
        return root

    def _tree(self, part: str, what: str | None) -> Any | None:
        """A part's tree; of a damaged one what can be read, with a note, if told what it is."""
        data = self.read(part)
        if b"<!DOCTYPE" in data[:4096]:
            raise ReadingError(
                f"{self.name} declares a document type: it is damaged, or made to harm."
            )
        try:
            root = etree.fromstring(data, _parser())
        except etree.XMLSyntaxError:
            if what is None:
                return None
            text = _decoded(data)
            root = _recovered(text)
            if root is not None:
                last = _broken_off(text, root)
                self.note(
                    f'{what} damaged after "… {last}", {_KEPT}'
                    if last
                    else f"{what} damaged, {_KEPT}"
                )
        if root is not None and root.getroottree().docinfo.internalDTD is not None:
            raise self.damaged()  # a document type in an encoding of its own
        return root


def _key(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").casefold()


def _size(info: zipfile.ZipInfo | Entry) -> int:
    return info.file_size if isinstance(info, zipfile.ZipInfo) else info.size


def _flags(info: zipfile.ZipInfo | Entry) -> int:
    return info.flag_bits if isinstance(info, zipfile.ZipInfo) else info.flags


def _parser(recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True, recover=recover,
    )  # fmt: skip


def _decoded(data: bytes) -> str:
    """Broken XML as text, without its declaration, in the encoding that it begins or declares."""
    declared = _ENCODING.match(data)
    encoding = _WIDE.get(data[:2]) or (declared[1].decode("ascii").lower() if declared else "")
    if encoding in _WIDE.values() or _SINGLE_BYTES.fullmatch(encoding):
        text = data.decode(encoding, "replace")
    else:
        bare = data.removeprefix(BOM_UTF8)
        mixed = mixed_utf8(bare)
        text = mixed[0] if mixed else bare.decode("utf-8", "replace")
    return _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1)


def _recovered(xml: str) -> Any | None:
    """The tree of broken XML, its faults mended where that changes no word; None for none.

    What no XML may hold (control characters, bytes that are not UTF-8) stands as U+FFFD: libxml2
    alone leaves such signs out, and the digits beside one would become another figure.
    """
    mended = _AND.sub(_reference, _up_to_a_space(_NO_XML.sub("\ufffd", xml)))
    try:
        return etree.fromstring(mended.encode("utf-8", "replace"), _parser(recover=True))
    except etree.XMLSyntaxError:
        return None


def _up_to_a_space(xml: str) -> str:
    """XML without the word that it ends in: it may be half a word, or half a figure."""
    end = max(xml.rfind(sign, len(xml) - LONGEST_WORD) for sign in " \n\t<>")
    return xml if end < 0 else xml[: end + 1]


def _reference(found: re.Match[str]) -> str:
    """A reference as XML may have it; a bare "&" is written as one."""
    named, decimal, hexadecimal = found.groups()
    if named:
        return found[0]
    if not decimal and not hexadecimal:
        return f"&amp;{found[0][1:]}"
    code = int(decimal) if decimal else int(hexadecimal, 16)
    legal = code < 0x110000 and not 0xD800 <= code < 0xE000 and not _NO_XML.match(chr(code))
    return found[0] if legal else "\ufffd"


def _broken_off(xml: str, root: Any) -> str | None:
    """The last words of a text whose XML breaks off; None where it does not, or has none."""
    if local(root) in xml[-99:].rpartition("</")[2]:
        return None
    words = [text for text in root.itertext() if text.strip()]
    return " ".join("".join(words[-9:]).split())[-SHOWN:].strip() or None


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


def texts(elements: Iterable[Any], name: str | None = None) -> list[str]:
    """The text of each element; only what those of a ``name`` in it hold, where one is given."""
    return ["".join(each.itertext(name, with_tail=name is None)).strip() for each in elements]


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

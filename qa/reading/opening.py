"""Opening a PDF: passwords and permissions; and its objects, whatever of their table is damaged.

Where the table of objects is missing or wrong, the objects are looked for in the file itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pdfminer.pdfdocument import (
    PDFDocument,
    PDFEncryptionError,
    PDFPasswordIncorrect,
    PDFXRef,
)
from pdfminer.pdfexceptions import PDFObjectNotFound
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream, dict_value, int_value
from pdfminer.psparser import LIT

from qa.reading import limits
from qa.reading.decode import ReadingError
from qa.reading.parsing import Parser
from qa.reading.passwords import passwords_for
from qa.settings import Settings

_OBJECT = re.compile(rb"(?<!\d)(\d{1,9})[\s\0]{1,8}(\d{1,5})[\s\0]{1,8}obj\b")
_TRAILER = re.compile(rb"\btrailer\b")
_HEAD = 600  # bytes of an object in which its type stands
MAX_OBJECTS = 2_000_000

ANSWER = (MemoryError, KeyboardInterrupt)  # what a damaged file is not the reason of


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened PDF: its document, and the password that opened it."""

    document: Document
    password: str

    @property
    def encrypted(self) -> bool:
        """Whether passwords and permissions have a say in how it is read."""
        return self.document.encryption is not None


def open_pdf(data: bytes, name: str, settings: Settings) -> Opened:
    """Opens a PDF with the empty password or one of ``settings.password_file``.

    Raises ReadingError, one sentence, for what is no PDF, is damaged past opening, is locked, or
    forbids taking text out (unless ``settings.ignore_permissions``, or a password is the owner's).
    """
    start = _start(data)
    if start is None:
        raise ReadingError(f"{name} is not a PDF, whatever its name says: rename or replace it.")
    given = passwords_for(name, settings.password_file)
    forbidden = False
    try:
        for password in ("", *given):
            document = _document(data[start:], password)
            if document is None:
                continue
            if (
                document.is_extractable
                or settings.ignore_permissions
                or _is_owners(document, password)
            ):
                return Opened(document, password)
            forbidden = True
    except PDFEncryptionError:
        raise ReadingError(
            f"{name} is encrypted in a way that is not read: put a copy without a lock in the "
            "folder."
        ) from None
    except ANSWER:
        raise
    except Exception:  # a hostile file may make the parser raise anything
        raise ReadingError(f"{name} is damaged and cannot be opened: get it anew.") from None
    if forbidden:
        raise ReadingError(
            f"{name} forbids taking text out of it; if you may all the same, run: "
            "qa index --ignore-permissions"
        )
    if given:
        raise ReadingError(
            f"{name} is locked, and no password in {settings.password_file} opens it: add its own."
        )
    raise ReadingError(
        f"{name} is locked with a password; put it on a line of a file and run: "
        "qa index --password-file FILE"
    )


def _start(data: bytes) -> int | None:
    """Where a PDF begins: at its header, or at once where it has none; None for no PDF."""
    header = data.find(b"%PDF-")
    if header < 0 and b"/Page" in data and _OBJECT.search(data):
        return 0
    return header if header >= 0 else None


def _document(data: bytes, password: str) -> Document | None:
    """The document, its objects looked for where its table is of no use; None where locked.

    A table that leads to no page tree is of no use either, if the objects themselves have one.
    """
    believed: Document | None = None
    for rebuild in (False, True):
        try:
            document = Document(data, password, rebuild)
        except (PDFPasswordIncorrect, UnicodeEncodeError):  # old locks know Latin-1 only
            return None
        except ANSWER:
            raise
        except Exception:
            if rebuild and believed is None:
                raise
            continue
        if document.has_page_tree():
            return document
        believed = believed or document
    return believed


def _is_owners(document: Document, password: str) -> bool:
    """Is it the owner's password, which restrictions do not bind?"""
    handler = getattr(document.decipher, "__self__", None)
    if handler is None or not password:
        return False
    try:
        if handler.r >= 5:
            secret = handler._normalize_password(password)
            hashed = handler._password_hash(secret, handler.o_validation_salt, handler.u)
            return bool(hashed == handler.o_hash)
        return handler.authenticate_user_password(password.encode("latin1")) is None
    except ANSWER:
        raise
    except Exception:
        return False


class Document(PDFDocument):
    """A PDF document that finds its objects even where its own table of them is wrong."""

    def __init__(self, data: bytes, password: str = "", rebuild: bool = False) -> None:
        """``rebuild`` does not believe the file's table of objects at all."""
        self._data = data
        self._rebuild = rebuild
        self._scan: Scan | None = None
        self._read: set[int] = set()
        super().__init__(Parser(data), password=password, fallback=False)
        if rebuild and self._scan is not None:
            self._scan.unpack(self)
            self._find_catalog()

    def find_xref(self, parser: PDFParser) -> int:
        """Where the table of objects stands."""
        return 0 if self._rebuild else int(super().find_xref(parser))

    def read_xref_from(self, parser: PDFParser, start: int, xrefs: list[Any]) -> None:
        """Reads the tables, each once."""
        if self._rebuild:
            self._scan = Scan(self._data)
            self._scan.load(parser)
            xrefs.append(self._scan)
        elif start not in self._read:
            self._read.add(start)
            super().read_xref_from(parser, start, xrefs)

    def getobj(self, objid: int) -> object:
        """An object; what refers to itself is nothing. Raises PDFObjectNotFound."""
        seen = {objid}
        obj = self._getobj(objid)
        while isinstance(obj, PDFObjRef):
            if obj.objid in seen:
                return None
            seen.add(obj.objid)
            obj = self._getobj(obj.objid)
        return obj

    def _getobj(self, objid: int) -> object:
        try:
            return super().getobj(objid)
        except PDFObjectNotFound:
            if self._scan is not None or not self.catalog:
                raise
        self._scan = Scan(self._data)
        self._scan.find()
        self._scan.unpack(self)
        self.xrefs.append(self._scan)
        return super().getobj(objid)

    def get_page_labels(self) -> Iterator[Any]:
        """The pages' printed labels, None where there are none; without end."""
        try:
            yield from super().get_page_labels()
        except ANSWER:
            raise
        except Exception:  # a label is a courtesy
            pass
        while True:
            yield None

    def has_page_tree(self) -> bool:
        """Does the catalogue lead to a node that pages hang on?"""
        try:
            return "Kids" in dict_value(self.catalog["Pages"])
        except ANSWER:
            raise
        except Exception:
            return False

    def promised_pages(self) -> int:
        """How many pages the file says it has; 0 where it does not say, or cannot be true."""
        try:
            count = int(int_value(dict_value(self.catalog["Pages"])["Count"]))
        except ANSWER:
            raise
        except Exception:
            return 0
        return count if 0 <= count <= len(self._data) else 0

    def forget(self) -> None:
        """Lets go of the objects that were read: a long report's would fill the memory."""
        self._cached_objs.clear()
        self._parsed_objs.clear()

    def _find_catalog(self) -> None:
        """The catalogue among the objects, where no trailer leads to it."""
        if "Pages" in self.catalog or self._scan is None:
            return
        for objid in reversed(list(self._scan.get_objids())):
            found = self.dictionary(objid)
            if found.get("Type") is LIT("Catalog") and "Pages" in found:
                self.catalog = found
                return

    def dictionary(self, objid: int) -> dict[Any, Any]:
        """An object where it is a dictionary that can be read, else {}."""
        try:
            found = self.getobj(objid)
        except ANSWER:
            raise
        except Exception:
            return {}
        return found if isinstance(found, dict) else {}


class Scan(PDFXRef):
    """A table of objects made by looking for "12 0 obj" in the file; of two, the later counts."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = data
        self._packed: list[int] = []  # streams that hold objects

    def find(self) -> None:
        """Finds the objects."""
        for match in _OBJECT.finditer(self._data):
            objid, generation = int(match[1]), int(match[2])
            self.offsets.pop(objid, None)  # in the file's order
            self.offsets[objid] = (None, match.start(), generation)
            if len(self.offsets) > MAX_OBJECTS:
                raise limits.TooMuch("more objects than a report can have")
        self._packed = [
            objid for objid, (_, at, _) in self.offsets.items() if b"/ObjStm" in self._head(at)
        ]

    def load(self, parser: PDFParser) -> None:
        """Finds the objects, and what the trailers say of them."""
        self.find()
        places = [match.end() for match in _TRAILER.finditer(self._data)]
        tables = [at for _, at, _ in self.offsets.values() if b"/XRef" in self._head(at)]
        for at in [*tables, *places]:
            try:
                parser.seek(at)
                parser.reset()
                for _ in range(3 if at in tables else 0):
                    parser.nexttoken()
                _, found = parser.nextobject()
            except ANSWER:
                raise
            except Exception:
                continue
            found = found.attrs if isinstance(found, PDFStream) else found
            if isinstance(found, dict):
                self.trailer.update(found)
        self.trailer.setdefault("Root", {})

    def _head(self, at: int) -> bytes:
        head = self._data[at : at + _HEAD]
        return head[: head.find(b"stream")] if b"stream" in head else b""

    def unpack(self, document: Document) -> None:
        """Finds the objects within streams of objects, which may be encrypted."""
        for packed in self._packed:
            try:
                stream = document.getobj(packed)
                if not isinstance(stream, PDFStream):
                    continue
                first = int_value(stream["First"])
                numbers = [int(part) for part in stream.get_data()[:first].split()]
            except ANSWER:
                raise
            except Exception:
                continue
            for index, objid in enumerate(numbers[: 2 * int_value(stream.get("N")) : 2]):
                self.offsets.setdefault(objid, (packed, index, 0))

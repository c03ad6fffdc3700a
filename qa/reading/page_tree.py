"""The pages of a PDF, in order: those that its page tree leads to, the lost ones counted.

Where the tree leads to none, the pages are looked for among the file's objects.
"""

from __future__ import annotations

from typing import Any

from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFObjRef, int_value, list_value
from pdfminer.psparser import LIT

from qa.reading.opening import ANSWER, MAX_OBJECTS, Document

MAX_TREE = 50  # levels of a page tree; real ones have some four
_INHERITED = ("Resources", "MediaBox", "CropBox", "Rotate")
_DISTURBING = ("MediaBox", "CropBox", "Rotate", "Annots")  # a page can be read without these


def pages_of(document: Document, most: int) -> list[PDFPage | None]:
    """The pages in order, ``most`` of them at most; None for one that is lost.

    Where the page tree leads to none, the pages among the objects, in the file's order.
    """
    tree = _Tree(document, most)
    tree.walk(document.catalog.get("Pages"), {}, 0)
    if not any(tree.pages):
        tree.pages.clear()
        for xref in document.xrefs:
            for objid in list(xref.get_objids())[:MAX_OBJECTS]:
                found = document.dictionary(objid)
                if found.get("Type") is LIT("Page"):
                    tree.add(objid, found)
    return tree.pages


def _is_page(attrs: dict[Any, Any]) -> bool:
    return attrs.get("Type") is LIT("Page") or "Contents" in attrs


class _Tree:
    def __init__(self, document: Document, most: int) -> None:
        self.document = document
        self.most = most
        self.pages: list[PDFPage | None] = []
        self._labels = document.get_page_labels()
        self._path: set[object] = set()  # the nodes that the walk is under
        self._visits = 0

    def walk(self, node: object, inherited: dict[Any, Any], depth: int) -> None:
        """Adds the pages under a node of the page tree; a node may hang in it more than once."""
        objid = node.objid if isinstance(node, PDFObjRef) else None
        mark = id(node) if objid is None else objid
        self._visits += 1
        enough = len(self.pages) >= self.most or self._visits > MAX_TREE * (self.most + 1)
        if mark in self._path or depth > MAX_TREE or enough:
            return
        self._path.add(mark)
        self._walk_into(node, objid, inherited, depth)
        self._path.discard(mark)

    def _walk_into(
        self, node: object, objid: int | None, inherited: dict[Any, Any], depth: int
    ) -> None:
        found = self.document.dictionary(objid) if objid is not None else node
        if not isinstance(found, dict) or not (_is_page(found) or "Kids" in found):
            self.lost(1)
            return
        attrs = {key: inherited[key] for key in _INHERITED if key in inherited} | found
        if "Kids" not in found:
            self.add(objid, attrs)
            return
        start = len(self.pages)
        for kid in list_value(found["Kids"]):
            self.walk(kid, attrs, depth + 1)
        count = int_value(found.get("Count"))
        whole = [page for page in self.pages[start:] if page]
        if whole and len(whole) == count:  # kids that are nothing are no pages
            self.pages[start:] = whole
        missing = count - (len(self.pages) - start)
        if None in self.pages[start:] and missing > 0:  # what is lost held more pages than one
            self.lost(missing, self.pages.index(None, start))

    def lost(self, count: int, at: int | None = None) -> None:
        """Adds pages that are not there."""
        at = len(self.pages) if at is None else at
        self.pages[at:at] = [None] * min(count, self.most - len(self.pages))

    def add(self, objid: object, attrs: dict[Any, Any]) -> None:
        """Adds a page."""
        if len(self.pages) >= self.most:
            return
        label = next(self._labels)
        for disturbing in ((), _DISTURBING):
            kept = {key: value for key, value in attrs.items() if key not in disturbing}
            try:
                self.pages.append(PDFPage(self.document, objid, kept, label))
                return
            except ANSWER:
                raise
            except Exception:
                continue
        self.lost(1)

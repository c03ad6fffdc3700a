"""The notes of an HTML page: which link is a note's mark, and which element is the note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

MARK = re.compile(r"\s*[\[(]?(\d{1,3}|[*†‡§]{1,3}|[a-z])[\])]?\s*$")
_BACK = re.compile(r"\W{0,6}(?:\d{1,3}|[a-z]|terug|back)?\W{0,6}$", re.IGNORECASE)
HOLDERS = ("li", "p", "div", "aside", "dd")  # what a note is written in
LONGEST = 4000  # characters: what is longer is a part of the page that a link leads to


class Notes:
    """A page's notes; an element that is one is left out where it stands, and read at its mark."""

    def __init__(self, root: Any) -> None:
        self.references: dict[Any, Any] = {}  # a mark's link -> its note
        self.marks: dict[Any, str] = {}  # a note -> its mark, "3"
        self.skipped: set[Any] = set()  # notes, links back to their marks
        self._read: set[Any] = set()
        links = [a for a in root.iter("a") if (a.get("href") or "").startswith("#")]
        if not links:
            return
        targets: dict[str, Any] = {}
        self._order: dict[Any, int] = {}
        for at, element in enumerate(root.iter()):
            self._order[element] = at
            for key in (element.get("id"), element.get("name")):
                if key:
                    targets.setdefault(key, element)
        for link in links:
            self._take(link, targets)

    def _take(self, link: Any, targets: dict[str, Any]) -> None:
        """The note that a link leads to, where the link is a mark and the two belong together."""
        match = MARK.match(link.text_content()[:20])
        target = targets.get(link.get("href")[1:])
        if not match or target is None or link in self.skipped:
            return
        note = _holder(target)
        if note is None or self._order[note] < self._order[link]:
            return
        if len(note.text_content()) > LONGEST:
            return
        around = (link, link.getparent(), *link.iterchildren())
        own = {each.get(key) for each in around for key in ("id", "name")} - {None, ""}
        back = [a for a in note.iter("a") if _leads_back(a, own)]
        raised = link.getparent().tag == "sup" or link.find("sup") is not None
        role = f"{link.get('role')} {link.get('epub:type')} {link.get('class')}".lower()
        if not (back or raised or "noteref" in role or "footnote" in role):
            return
        self.references[link] = note
        self.marks.setdefault(note, match[1])
        self.skipped.add(note)
        self.skipped.update(a for a in back if _BACK.match(a.text_content()[:40]))

    def first(self, note: Any) -> bool:
        """Is the note now to be read, not having been before?"""
        if note in self._read:
            return False
        self._read.add(note)
        return True

    def unread(self) -> Iterator[Any]:
        """The notes whose marks were never met, in the order of their marks."""
        for note in self.marks:
            if self.first(note):
                yield note


def _leads_back(link: Any, marks: set[Any]) -> bool:
    """Is it a link of a note to its mark: by where it leads, or an arrow?"""
    href = link.get("href") or ""
    is_arrow = not any(map(str.isalnum, link.text_content()))
    return href[1:] in marks or (href.startswith("#") and is_arrow)


def _holder(element: Any) -> Any | None:
    """The block that is a note: the element itself, or the block that it opens."""
    for each in (element, *element.iterancestors()):
        if each.tag in HOLDERS:
            return each
        if each.tag not in ("a", "span", "sup", "small", "b", "i", "em"):
            return None
    return None

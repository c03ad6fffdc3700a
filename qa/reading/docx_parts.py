"""Which parts a Word file has, and where: the main text, what belongs to it, the file's properties.

Each part may have a list of those that it names, beside it in ``_rels`` (Open Packaging
Conventions, ECMA-376-2); what lies outside the file is none.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from qa.reading.office import Package, properties

MAIN = "word/document.xml"  # the text, where no list of the file's parts says where it is


class Parts:
    """The parts of one file; ``main`` is the place of its text."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._known: dict[str, list[tuple[str, str, str]]] = {}
        self.main = self._target("", "officeDocument") or MAIN

    def related(self, part: str) -> list[tuple[str, str, str]]:
        """The parts that a part names: id, kind and place; none that lies outside the file."""
        if part not in self._known:
            self._known[part] = list(self._listed(part))
        return self._known[part]

    def facts(self, kind: str, what: str) -> Any | None:
        """The part of a kind that describes the text, as :meth:`Package.facts`."""
        return self._package.facts(self._beside(kind), what)

    def words(self, kind: str, what: str) -> Any | None:
        """The part of a kind with more of the text, as :meth:`Package.words`."""
        return self._package.words(self._beside(kind), what)

    def properties(self) -> dict[str, str]:
        """What the file's properties say."""
        place = self._target("", "core-properties")
        root = self._package.facts(place, "properties") if place else None
        return {} if root is None else dict(properties(root))

    def _listed(self, part: str) -> Iterator[tuple[str, str, str]]:
        folder, _, file = part.rpartition("/")
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        root = self._package.facts(rels, "lists of its parts")
        for relation in () if root is None else root:
            kind = (relation.get("Type") or "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or ""))
            if relation.get("TargetMode") != "External" and target[1:] in self._package:
                yield relation.get("Id") or "", kind, target[1:]

    def _target(self, part: str, kind: str) -> str | None:
        return next((place for _, each, place in self.related(part) if each == kind), None)

    def _beside(self, kind: str) -> str:
        """Where a part beside the text is; where no list says, where Word puts it."""
        if self.related(self.main):
            return self._target(self.main, kind) or ""
        return posixpath.join(posixpath.dirname(self.main), f"{kind}.xml")

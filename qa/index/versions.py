"""Versions of one report: told by their title, their version numbers, dates and words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa.language import fold

if TYPE_CHECKING:
    from qa.index import Index
    from qa.index.texts import ReportRecord
    from qa.model import Metadata

# What a title says of its own version: "Handreiking loketten v1.1", "… (versie 2)".
_VERSION = re.compile(r"[\s(_-]*\b(?:versie|version|v)[\s.:]{0,2}\d[\d.]*\)?", re.IGNORECASE)
SAME_WORDS = 0.3  # of the shorter report's paragraphs: two reports of one title share hardly any
LONG = 40  # letters of a paragraph that is told from another by its words


def newest_version(index: Index, name: str) -> ReportRecord | None:
    """The newest version of a report in the index, where that is another and newer one.

    Versions of one report have the same title. Where both have a version number, the numbers
    decide; else their dates do, if at least ``SAME_WORDS`` of their paragraphs are the same: two
    letters or yearly reports with one title are two reports.
    """
    report = index.report(name)
    newest = None
    for other in index.reports():
        if other.name == name or _title(other.metadata) != _title(report.metadata):
            continue
        before = (newest or report).metadata
        if _is_newer(other.metadata, before) and _is_version(index, report, other):
            newest = other
    return newest


def _title(metadata: Metadata) -> str:
    return "".join(filter(str.isalnum, fold(_VERSION.sub("", metadata.title))))


def _number(version: str) -> tuple[int, ...]:
    parts = [int(part) for part in version.split(".") if part.isdecimal()]
    while parts and not parts[-1]:  # 1.0 is 1
        parts.pop()
    return tuple(parts)


def _is_newer(one: Metadata, other: Metadata) -> bool:
    if one.version and other.version and _number(one.version) != _number(other.version):
        return _number(one.version) > _number(other.version)
    if not (one.date and other.date):
        return False
    precision = min(len(one.date), len(other.date))  # "2011" and "2011-03" may be the same day
    return one.date[:precision] > other.date[:precision]


def _is_version(index: Index, one: ReportRecord, other: ReportRecord) -> bool:
    numbers = [each.metadata.version for each in (one, other)]
    if all(numbers) and numbers[0] != numbers[1]:
        return True
    a, b = _paragraphs(index, one.name), _paragraphs(index, other.name)
    return bool(a and b) and len(a & b) >= SAME_WORDS * min(len(a), len(b))


def _paragraphs(index: Index, name: str) -> frozenset[str]:
    letters = ("".join(filter(str.isalnum, fold(block.text))) for block in index.blocks(name))
    return frozenset(text for text in letters if len(text) >= LONG)

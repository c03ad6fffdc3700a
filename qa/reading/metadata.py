"""Title, number, publisher, date, language and version: what a report says of itself.

Its own pages are asked first (title page, colophon, running heads, foreword), then what the file
format carries, then the file's name; ``Metadata.found`` says which of them answered. Nothing is
guessed: what no rule finds is None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from qa.figures.dates import dates
from qa.language import detect_language, fold
from qa.model import Block, BlockKind, Metadata
from qa.reading import structure
from qa.reading.dating import find_date
from qa.reading.fronts import OPENING, Fact, Front
from qa.reading.titles import (
    BODIES,
    BODY_LINE,
    LABELS,
    PUBLISHER,
    find_title,
    names_report,
    squashed,
    without_subject,
)

_BROKEN_NAME = re.compile(r"\b(van|voor|en|de|het|of|and|the)(?:\n|$)")
_CODE = r"[A-Z\d][\w./-]{0,12}\d[\w./-]{0,25}(?: [A-Z]\b)?"
_NUMBERS = (
    re.compile(r"\bR\s?\d{2}/\d{2}\b"),
    re.compile(r"\bBWB[RV]\d{7}\b"),
    re.compile(r"\b(?:ah-tk|kst|blg|ah-ek)-[\d-]{4,20}\b"),
    re.compile(
        r"(?:Rapportnummer|Rapportnr\.?|Publicatienummer|Report number|"
        r"(?:Ons|ONS|Onze|Our) ?(?:kenmerk|KENMERK|referentie|ref\.|reference))"
        rf"[\s:|]{{1,6}}(?P<number>{_CODE})"
    ),
    re.compile(rf"(?<!\bUw )(?<!\bUW )\bKenmerk[\s:|]{{1,6}}(?P<number>{_CODE})"),
)
_ISBN = re.compile(
    r"\bISBN(?:-1[03])?[\s:]{1,3}(?P<number>97[89][\d -]{10,16}|[\d-]{9,13}[\dX])", re.I
)
_ISSUED_BY = re.compile(
    r"(?:[Dd]it is een )?(?:[Uu]itgave van|[Uu]itgegeven door|[Pp]ublished by|[Ii]ssued by)"
    r"[\s:]{1,3}(?:(?:het|de|the)\s+)?"
    r"(?P<name>[A-Z][\w&’'-]*(?:\s+(?:van|voor|en|of|and|for|de|het|the|[A-Z][\w&’'-]*)){0,7})"
)
_SHORT_NAME = re.compile(r"\s*(?:\([A-Z][\w&-]{1,9}\))?(?:,.*| [–-] .*)?$")  # " (RAI), team X"
_HIS = re.compile(r"uw\b|your\b", re.IGNORECASE)  # the number of the letter that is answered
_NUMBERED_ON_LINE = re.compile(
    r"(?:.{0,40}\b)?(?:rapport|documentnummer|rapportnummer|publicatienummer|registratienummer"
    r"|zaaknummer|projectnummer|nummer|nr|kenmerk|advies|report|number)\b\.?(?: nr\.)?[\s:|]{1,6}"
    rf"(?P<number>(?:[A-Z][A-Z&]{{0,5}}[ -])?{_CODE}|\d{{1,4}}(?:[/.-]\d{{1,5}}){{1,2}})"
    r"(?=$|[\s,.;])",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r",|\s+(?=(?:Postbus|Bezoekadres|Tel|T\.|www)\b|\d)")
_SITE = re.compile(r"(?:@|www[.,])\s?([\w-]{5,40})[.,]\s?nl\b", re.IGNORECASE)
_PERSON = re.compile(r"(?:drs|mr|dr|ir|ing|prof|de heer|mevrouw)\b\.?", re.IGNORECASE)
_VERSION = re.compile(
    r"\b(?:(?:versie|version|versienummer)(?:\s?(?:nr|nummer)\.?)?[\s:|]{1,4}|v\s?\.?)"
    r"(?P<version>\d{1,2}(?:\.\d{1,3}){1,3})\b",
    re.IGNORECASE,
)
_WHOLE_VERSION = re.compile(
    r"\s*(?:versie|version)[\s:|]{1,4}(?P<version>\d{1,2})\b", re.IGNORECASE
)
HISTORY = 60  # blocks: the table of a document's versions lies within them


def read_metadata(
    name: str,
    blocks: Sequence[Block],
    info: Mapping[str, str] | None = None,
    title_page: str | None = None,
) -> Metadata:
    """What a report's pages, its format's own ``info`` (title, date) and its name say.

    ``title_page`` is the title by its looks (the largest letters of a PDF's first page).
    """
    front = Front.of(blocks)
    info = info or {}
    title, date = find_title(front, name, info, title_page), find_date(front, info, name)
    facts = {
        "title": title,
        "number": next(_numbers(front), None),
        "publisher": next(_publishers(front, title.value), None),
        "date": date,
        "version": _version(front, blocks, name, date),
    }
    sample = " ".join(b.text for b in blocks if b.kind is BlockKind.PARAGRAPH)[:20_000]
    found = {key: fact.where for key, fact in facts.items() if fact}
    values = {key: fact.value for key, fact in facts.items() if fact}
    return Metadata(
        title=title.value,
        number=values.get("number"),
        publisher=values.get("publisher"),
        date=values.get("date"),
        version=values.get("version"),
        language=detect_language(sample or front.text),
        found=found,
    )


def _numbers(front: Front) -> Iterator[Fact]:
    """The report's number by its publisher's ways to write one; else its ISBN."""
    for block in front.title_page:
        if (match := _NUMBERED_ON_LINE.match(block.text)) and not _HIS.match(block.text):
            yield Fact(match["number"].strip(" .,"), "title page")
    places = ((front.text[: OPENING * 2], "title page"), ("\n".join(front.colophon), "colophon"))
    for patterns in (_NUMBERS, (_ISBN,)):
        for text, where in places:
            for pattern in patterns:
                if match := pattern.search(text):
                    value = match["number"] if "number" in pattern.groupindex else match[0]
                    kind = "ISBN " if pattern is _ISBN else ""
                    yield Fact(kind + value.strip(" .,"), where)


def _publishers(front: Front, title: str) -> Iterator[Fact]:
    """A body of government named on a line of its own, else in the opening, else the colophon's."""
    bodies = [
        Fact(_SHORT_NAME.sub("", block.text), "title page")
        for block in front.title_page
        if names_report(block)
        and BODY_LINE.match(block.text)
        and block.text != title
        and not _BROKEN_NAME.search(block.text)
    ]
    if bodies and front.opening[0].text.startswith(bodies[0].value):
        yield bodies[0]  # the letterhead
    for block in front.opening:
        if block.kind is BlockKind.TABLE_ROW:
            continue
        if len(block.text) < 80 and BODIES.match(block.text) and block.text[-1] not in ".:;?":
            if match := PUBLISHER.match(block.text):
                yield Fact(match[0], "title page")
            if len(block.text) < 60 and not _BROKEN_NAME.search(block.text):
                yield Fact(block.text, "title page")
    yield from bodies
    if body := _of_website(front.text[:OPENING]):
        yield Fact(body, "letter head")
    colophon = "\n".join(front.colophon)
    opening = without_subject(front.text[:OPENING].replace(title, ""))  # what it is about, not by
    for text, where in ((opening, "opening"), (colophon, "colophon")):
        if match := PUBLISHER.search(_BROKEN_NAME.sub(r"\1 ", text)):
            yield Fact(match[0], where)
    for text in (*(block.text for block in front.opening), *front.colophon):
        if match := _ISSUED_BY.match(text):
            yield Fact(match["name"], "colophon")
    first = _ADDRESS.split(front.colophon[0])[0].strip() if front.colophon else ""
    if _is_name(first) and squashed(first) != squashed(title):
        yield Fact(first, "colophon")


def _of_website(text: str) -> str | None:
    """Of the bodies that a text names the one that its addresses on the web have in them."""
    sites = [squashed(site) for site in _SITE.findall(text)]
    for match in PUBLISHER.finditer(_BROKEN_NAME.sub(r"\1 ", text)):
        if any(site in squashed(match[0]) for site in sites):
            return match[0]
    return None


def _is_name(text: str) -> bool:
    """Could a line be the name of a body: a few words, a capital first, nothing else in it?"""
    return (
        2 < len(text) <= 60
        and text[0].isupper()
        and len(text.split()) <= 6
        and not set(text) & set(":;|@0123456789.")
        and not _PERSON.match(text)
        and squashed(text) not in LABELS
        and not structure.NUMBERED.match(text)
    )


def _version(front: Front, blocks: Sequence[Block], name: str, date: Fact | None) -> Fact | None:
    """The version on the title page, made exact by the table of versions or by the file's name."""
    head = front.text[:OPENING]
    in_name = _VERSION.search(PurePosixPath(name).stem.replace("_", " "))
    match = _VERSION.search(head)
    if match is None:
        short = (_WHOLE_VERSION.match(b.text) for b in front.opening if len(b.text) <= 60)
        match = next((each for each in short if each), None)
    if match is None:
        return Fact(in_name["version"], "file name") if in_name else None
    version = match["version"]
    if exact := _in_history(version, blocks[:HISTORY], date):
        return Fact(exact, "table of versions")
    if in_name and in_name["version"].startswith(f"{version}."):
        return Fact(in_name["version"], "file name")
    return Fact(version, "title page")


def _in_history(version: str, blocks: Sequence[Block], date: Fact | None) -> str | None:
    """The version in the row with the report's date, where it makes one exact (1.6.1 of 1.6)."""
    exact = re.compile(rf"(?<![\d.]){re.escape(version)}(?:\.\d{{1,3}}){{1,2}}(?![\d.])")
    for block in blocks:
        if date and (match := exact.search(block.text)):
            told = {each.iso for each in dates(fold(block.text))}
            if date.value in told:
                return match[0]
    return None

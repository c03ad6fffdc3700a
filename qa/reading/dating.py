"""A report's date, as precise as the report is: the ways in which reports tell it, in one table.

No date of something else is taken: not what it runs from or until, not the date of the letter that
it answers. Places are asked in their order of trust; the first that tells a date is believed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from qa.figures.dates import dates
from qa.figures.tables import MONTHS
from qa.language import fold
from qa.model import BlockKind
from qa.reading.fronts import OPENING, SHORT, Fact, Front

_MONTH = "|".join(sorted((name for name in MONTHS if len(name) > 2), key=len, reverse=True))
DATE = rf"(?:[0-3]?\d\s+)?(?:{_MONTH})\s+(?:19|20)\d\d(?!\d)"  # "3 mei 2012", "mei 2012"
_ANY_DATE = (
    rf"(?:{DATE}|[0-3]?\d[-/.][01]?\d[-/.](?:19|20)\d\d(?!\d)|(?:19|20)\d\d-[01]\d-[0-3]\d(?!\d)"
    rf"|(?:{_MONTH})\s+[0-3]?\d,\s+(?:19|20)\d\d)"
)
_LABELLED = re.compile(
    rf"\b(?:datum|date|gepubliceerd|published|vastgesteld|publicatiedatum|uitgave|versiedatum|"
    rf"datum van uitgave|date of issue|issued|verschenen)\b(?:\s+(?:op|in|on))?[\s:|–-]{{1,6}}"
    rf"(?P<date>{_ANY_DATE})",
    re.IGNORECASE,
)
_VERSION_DATED = re.compile(
    rf"\b(?:versie|version)\b[\s:|]{{1,4}}\d[\d.]{{0,8}}[\s,(|–-]{{1,4}}(?P<date>{_ANY_DATE})",
    re.IGNORECASE,
)
# "Vastgesteld door het college van burgemeester en wethouders op 8 februari 2011".
_ADOPTED = re.compile(
    rf"\b(?:vastgesteld|uitgebracht|aangeboden|bekendgemaakt|adopted|approved|published)\b[^.;]{{0,90}}?"
    rf"(?:\b(?:op|in|on)|,)\s+(?P<date>{_ANY_DATE})",
    re.IGNORECASE,
)
_RECEIVED = re.compile(rf"\(ontvangen (?P<date>{DATE})\)", re.IGNORECASE)
# Before a date that is another one: "geldig vanaf 1 januari", "ingezonden 3 mei".
_OTHERS = re.compile(
    r"start|eind|geldig|ingezonden|vanaf|\btot\b|sinds|\bper\b|uw brief|peildatum|geprint|printed"
    r"|behandeld in",
    re.I,
)
_PLACE = (
    r"(?:(?:[‘’']s-Gravenhage|Den Haag|The Hague),?|[‘’'A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2},)\s+"
)
_PLACE_AND_DATE = re.compile(rf"{_PLACE}(?P<date>(?i:{DATE}))\.?$")
_PLACE_AND_YEAR = re.compile(rf"{_PLACE}(?P<date>(?:19|20)\d\d)$")
_ALONE = re.compile(rf"(?P<date>{DATE})\.?$", re.IGNORECASE)
_SEASON = re.compile(
    r"(?:voorjaar|zomer|najaar|herfst|winter|spring|summer|autumn)\s+(?P<date>(?:19|20)\d\d)$", re.I
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)\s|copyright\s*(?:©)?)\s*(?:\D{0,60}?)\s*(?P<date>(?:19|20)\d\d)", re.I
)
_NAME_DATE = re.compile(
    r"(?<![^\s_.()-])((?:19[89]|20[0-4])\d)(?:[-_ ]?(0[1-9]|1[0-2])(?:[-_ ]?([0-2]\d|3[01]))?)?"
    r"(?![^\s_.()-])"
)
LEADING = 6  # words before it
ALONE = 40  # characters of a line that is a date in figures, and little else
SHOWN = 2  # times that a running head shows its date


def find_date(front: Front, info: Mapping[str, str], name: str) -> Fact | None:
    """A report's date and where it was found; None where nothing tells it."""
    return next(_told(front, info, name), None)


def _told(front: Front, info: Mapping[str, str], name: str) -> Iterator[Fact]:
    head = front.text[:OPENING]
    for pattern in (_LABELLED, _PLACE_AND_DATE, _ADOPTED):
        for block in front.title_page:
            yield from _facts(pattern.search(block.text), "title page")
    for pattern, where in ((_LABELLED, "date line"), (_VERSION_DATED, "title page")):
        yield from _facts(pattern.search(head), where)
    for block in front.opening:
        yield from _short_line(block.text, "title page")
    letter = re.search(r"\bGeachte\b|\bDear\b", head)
    before = re.search(DATE, head[: letter.start()], re.IGNORECASE) if letter else None
    yield from _isos(before[0] if before else "", "letter head")
    yield from _facts(_RECEIVED.search(head), "title page")
    for text in front.colophon:
        yield from _facts(_LABELLED.search(text), "colophon")
        yield from _short_line(text, "colophon")
    for block in front.opening:
        if block.kind is not BlockKind.FURNITURE:
            for pattern in (_PLACE_AND_YEAR, _SEASON):
                yield from _facts(pattern.match(block.text), "title page")
    yield from _running(front)
    for block in front.fore:
        for pattern in (_PLACE_AND_DATE, _ALONE):
            yield from _facts(pattern.match(block.text[:SHORT]), "foreword")
    for text, where in ((head, "title page"), ("\n".join(front.colophon), "colophon")):
        yield from _facts(_COPYRIGHT.search(text), where)
    if info.get("date"):
        yield Fact(info["date"], "document properties")
    yield from _in_name(name)


def _facts(match: re.Match[str] | None, where: str) -> Iterator[Fact]:
    if match:
        yield from _isos(match["date"], where)


def _isos(text: str, where: str) -> Iterator[Fact]:
    """The dates of a text that have a year and are no range, as facts."""
    for date in dates(fold(text)):
        if date.iso[0].isdigit() and "/" not in date.iso:
            yield Fact(date.iso, where)


def _short_line(text: str, where: str) -> Iterator[Fact]:
    """The date of a line that has little besides: "R 09/06, november 2009", "01-02-2021"."""
    if len(text) > SHORT or _OTHERS.match(text):
        return
    if match := re.search(DATE, text, re.IGNORECASE):
        words = text[: match.start()].split()
        if len(words) <= LEADING and not _OTHERS.search(" ".join(words[-2:])):
            yield from _isos(match[0], where)
    elif len(text) <= ALONE and (match := re.search(_ANY_DATE, text, re.IGNORECASE)):
        yield from _isos(match[0], where)


def _running(front: Front) -> Iterator[Fact]:
    """The date that comes back in running heads or feet."""
    shown: Counter[str] = Counter()
    for text in front.running:
        if len(text) <= SHORT and not _OTHERS.search(text):
            shown.update({fact.value for fact in _short_line(text, "")})
    for value, count in shown.most_common(1):
        if count >= SHOWN:
            yield Fact(value, "running head")


def _in_name(name: str) -> Iterator[Fact]:
    """The date in a file's name, where it has one year and no more."""
    stem = PurePosixPath(name).stem
    found = list(_NAME_DATE.finditer(stem))
    if len(found) == 1:
        yield Fact("-".join(part for part in found[0].groups() if part), "file name")

"""Title, number, publisher, date, language and version: what a report says of itself.

The title page and colophon are asked first, then what the file format carries, then the file's
name; ``Metadata.found`` says which of them answered. Nothing is
guessed: what no rule finds is None.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import PurePosixPath

from qa.language import detect_language, fold
from qa.model import Block, BlockKind, Metadata
from qa.reading import structure
from qa.reading.words import word_set

OPENING = 3500  # characters: the title page and colophon lie within them
TITLE_LENGTH = 150

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january", "februari february", "maart march", "april", "mei may",
            "juni june", "juli july", "augustus august", "september", "oktober october",
            "november", "december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(MONTHS)
_DATE = rf"(?:(?P<day>[0-3]?\d)\s+)?(?P<month>{_MONTH})\s+(?P<year>(?:19|20)\d\d)(?!\d)"
_NUMERIC_DATE = r"(?P<day>[0-3]?\d)-(?P<month>[01]?\d)-(?P<year>(?:19|20)\d\d)(?!\d)"

# Lines of a cover form or a colophon that are labels, not titles.
LABELS = word_set(
    "opdrachtgever opdrachtnemer onderzoek categorie conclusie conclusies doelenvraagstelling "
    "linknaarbestand colofon voorwoord inhoud inhoudsopgave samenvatting summary contents "
    "inleiding "
    "introduction nota rapport notitie brief memo verantwoording bijlage bijlagen datum betreft "
    "onderwerp kenmerk titel auteur auteurs projectleider projectnummer aantalpaginas handtekening "
    "definitief concept preface foreword bestuurlijkecontext openbaar retouradres"
)
# A line that names the kind of document stands right above its title.
KINDS = word_set(
    "nota rapport notitie memo advies eindrapport onderzoeksrapport beleidsnota evaluatie report "
    "paper"
)
# Who publishes government reports: how the names of such bodies begin.
BODIES = re.compile(
    r"(?:Inspectie|Ministerie|Algemene Rekenkamer|Nationale|Autoriteit|Gemeente|Provincie|"
    r"Waterschap|"
    r"Raad (?:voor|van)|Sociaal|Centraal|Planbureau|Rijksinstituut|Rijksdienst|Dienst|Tweede Kamer|"
    r"Eerste Kamer|Staatsbosbeheer|Uitvoeringsinstituut|Kenniscentrum|Instituut|Universiteit|"
    r"Ministry|Inspectorate|Court of Audit|Netherlands|Council|Agency)\b"
)
_PUBLISHER = re.compile(
    r"\b(?:Inspectie(?: (?:van|voor))?(?: (?:de|het))?|Ministerie van|Algemene(?= Rekenkamer)|"
    r"Gemeente|Provincie|Raad voor(?: de| het)?|Autoriteit|Ministry of)"
    r" (?!Algemene\b)[A-Z][\w’'-]+(?:(?:,| en| and|, [A-Z][\w’'-]+ en)? "
    r"(?!Ministerie\b|Algemene\b|De\b|Lange\b|Postbus\b)"
    r"[A-Z][a-z’'][\w’'-]*){0,4}"
)
_BROKEN_NAME = re.compile(r"\b(van|voor|en|de|het|of|and|the)(?:\n|$)")
_NUMBERS = (
    re.compile(r"\bR\s?\d{2}/\d{2}\b"),
    re.compile(r"\bBWB[RV]\d{7}\b"),
    re.compile(r"\b(?:ah-tk|kst|blg|ah-ek)-[\d-]{4,20}\b"),
    re.compile(
        r"(?:Rapportnummer|Rapportnr\.?|Publicatienummer|Report number|Kenmerk|Ons kenmerk)"
        r"[\s:|]{1,6}(?P<number>[A-Z\d][\w./-]{0,12}\d[\w./-]{0,25})"
    ),
)
_VERSION = re.compile(r"\b(?:versie|version|v)\s?\.?(\d{1,2}(?:\.\d{1,3}){1,3})\b", re.IGNORECASE)
_LABELLED_DATE = re.compile(
    rf"\b(?:datum|date|gepubliceerd|published|vastgesteld)\b[\s:|–-]{{1,6}}(?:{_DATE})",
    re.IGNORECASE,
)
_NO_PUBLICATION = re.compile(r"start|eind|geldig|ingezonden|vanaf|tot|sinds|per ", re.IGNORECASE)
_SUBJECT = re.compile(
    r"(?:\b(?:BETREFT|ONDERWERP|SUBJECT)\b:?|^\s*(?:Betreft|Onderwerp|Subject)\b\s*:?)[\s|]+"
    r"(?P<title>[^\n]{8,400})",
    re.MULTILINE,
)
_DATED_SUBJECT = re.compile(
    rf"{_DATE}\s+(?P<word>\S+)\s+(?P<title>[^\n]{{10,300}}?)\s*/?\s*Geachte", re.I
)
# Over written questions: "Vragen van het lid A aan de Minister van B over C (ingezonden …".
_QUESTIONS = re.compile(
    r"(?P<who>Vragen van (?:het lid|de leden) .{3,200}?) aan (?:de|het) .{5,300}?"
    r"(?P<what> over .{5,300}?)\s*\(ingezonden"
)
_ANNOUNCED = re.compile(
    r"\b(?:het|the)\s+(?:rapport|report)\s+['‘“\"](?P<title>[^'’”\"]{6,120})['’”\"]\s+"
    r"(?:kunt|is|kan|verschijnt|verscheen|staat|can|was)\b",
    re.IGNORECASE,
)
_CLOSES_SUBJECT = re.compile(
    r"\s+(?:Geachte|Hierbij|Dear|BIJLAGEN?|U[WV] ?KENMERK|ONS ?KENMERK|DATUM)"
    r"|\s*\((?:Tweede Kamer|vergaderjaar)"
)
_CODE_AT_END = re.compile(r"\s*\((?=[^()]*\d)[A-Z][\w-]{4,20}\)\s*$")
# What programs put into a file's properties for want of a title.
_NO_TITLE = re.compile(
    r"microsoft word.*|untitled|none|null|document\d*|.*\.(?:docx?|indd|pdf|txt|xlsx?|pptx?)", re.I
)
_FRONT_TITLE = re.compile(r"title:\s*[\"']?(?P<title>.{3,200}?)[\"']?\s*$")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something found, and where."""

    value: str
    where: str


def read_metadata(
    name: str,
    blocks: Sequence[Block],
    info: Mapping[str, str] | None = None,
    title_page: str | None = None,
) -> Metadata:
    """What a report's opening, its format's own ``info`` (title, date) and its name say.

    ``title_page`` is the title by its looks (the largest letters of a PDF's first page).
    """
    opening = _opening(blocks)
    text = "\n".join(block.text for block in opening)
    info = info or {}
    facts = {
        "title": _title(opening, text, name, info, title_page),
        "number": _number(text),
        "publisher": _publisher(opening, text),
        "date": _date(opening, text, info),
        "version": _version(text, name),
    }
    sample = " ".join(b.text for b in blocks if b.kind is BlockKind.PARAGRAPH)[:20_000] or text
    found = {key: fact.where for key, fact in facts.items() if fact}
    values = {key: fact.value for key, fact in facts.items() if fact}
    return Metadata(
        title=values["title"],
        number=values.get("number"),
        publisher=values.get("publisher"),
        date=values.get("date"),
        version=values.get("version"),
        language=detect_language(sample),
        found=found,
    )


def _opening(blocks: Sequence[Block]) -> list[Block]:
    found: list[Block] = []
    length = 0
    for block in blocks:
        if length > OPENING or (block.page or 1) > 3:
            break
        found.append(block)
        length += min(len(block.text), OPENING)
    return found


def _title(
    opening: Sequence[Block],
    text: str,
    name: str,
    info: Mapping[str, str],
    title_page: str | None,
) -> Fact:
    for value, where in _titles(opening, text, info, title_page):
        if title := _tidy(value):
            return Fact(title, where)
    return Fact(_from_name(name), "file name")


def _titles(
    opening: Sequence[Block], text: str, info: Mapping[str, str], title_page: str | None
) -> Iterator[tuple[str, str]]:
    """The titles a report may have, the likeliest first, each with where it stands."""
    head = text[:OPENING]
    for block in opening[:8]:
        if block.kind is BlockKind.FURNITURE and (match := _FRONT_TITLE.match(block.text)):
            yield match["title"], "front matter"
    if match := _SUBJECT.search(head):
        yield match["title"], "subject line"
    if (match := _DATED_SUBJECT.search(head)) and _resembles(match["word"], "betreft"):
        yield match["title"], "subject line"
    if match := _QUESTIONS.search(head.replace("\n", " ")):
        yield match["who"] + match["what"], "heading of the questions"
    if match := _ANNOUNCED.search(head):
        yield match["title"], "announcement"
    if title_page and squashed(title_page) not in LABELS:
        yield title_page, "title page"
    candidates = [block for block in opening if _may_be_title(block)]
    repeats = Counter(squashed(block.text) for block in candidates)
    for letters, count in repeats.most_common(1):
        if count > 1:
            forms = Counter(b.text for b in candidates if squashed(b.text) == letters)
            yield forms.most_common(1)[0][0], "title page"
    for before, block in pairwise(opening):
        if squashed(before.text) in KINDS and block in candidates:
            yield block.text, "title page"
    if info.get("title"):
        yield info["title"], "document properties"
    firsts = [b for b in candidates if b.kind is BlockKind.HEADING]
    yield from ((block.text, "first heading") for block in (firsts or candidates)[:1])


def squashed(text: str) -> str:
    """Letters and digits, accents off: "Eén fase, één keten" is "Een fase, een keten"."""
    return structure.squash(fold(text))


def _may_be_title(block: Block) -> bool:
    kinds = (BlockKind.HEADING, BlockKind.PARAGRAPH)
    if block.kind not in kinds or not 5 < len(block.text) < TITLE_LENGTH:
        return False
    return (
        structure.is_title_like(block.text.rstrip("."))
        and squashed(block.text) not in LABELS
        and not BODIES.match(block.text)
        and not structure.NUMBERED.match(block.text)
    )


def _resembles(word: str, other: str) -> bool:
    return SequenceMatcher(None, word.lower(), other).ratio() >= 0.5


def _tidy(title: str) -> str | None:
    """One line of at most ``TITLE_LENGTH`` characters; None where nothing like a title is left."""
    title = " ".join(title.split())
    if match := _CLOSES_SUBJECT.search(title):
        title = title[: match.start()]
    title = _CODE_AT_END.sub("", title).strip(" /;:|-–")
    if len(title) > TITLE_LENGTH:
        title = title[: TITLE_LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,;(") + "…"
    letters = sum(char.isalpha() for char in title)
    return title if letters >= 3 and not _NO_TITLE.fullmatch(title) else None


def _from_name(name: str) -> str:
    stem = PurePosixPath(name).stem
    words = re.sub(r"[_\-.\s]+", " ", stem).strip()
    return (words or name)[:TITLE_LENGTH]


def _number(text: str) -> Fact | None:
    for pattern in _NUMBERS:
        if match := pattern.search(text[: OPENING * 2]):
            value = match["number"] if "number" in pattern.groupindex else match[0]
            return Fact(value.strip(".,"), "title page")
    return None


def _publisher(opening: Sequence[Block], text: str) -> Fact | None:
    """A body of government named on a line of its own, else in the opening's text."""
    for block in opening:
        if len(block.text) < 80 and BODIES.match(block.text) and block.text[-1] not in ".:;?":
            if match := _PUBLISHER.match(block.text):
                return Fact(match[0], "title page")
            if len(block.text) < 60 and not _BROKEN_NAME.search(block.text):
                return Fact(block.text, "title page")
    match = _PUBLISHER.search(_BROKEN_NAME.sub(r"\1 ", text[:OPENING]))
    return Fact(match[0], "opening") if match else None


def _date(opening: Sequence[Block], text: str, info: Mapping[str, str]) -> Fact | None:
    head = text[:OPENING]
    if match := _LABELLED_DATE.search(head):
        return Fact(_iso(match), "date line")
    for block in opening:
        short = len(block.text) <= 90 and not _NO_PUBLICATION.match(block.text)
        if short and (match := re.search(_DATE, block.text, re.IGNORECASE)):
            words = block.text[: match.start()].split()
            if len(words) <= 6 and not _NO_PUBLICATION.search(" ".join(words[-2:])):
                return Fact(_iso(match), "title page")
        if len(block.text) <= 40 and (match := re.search(_NUMERIC_DATE, block.text)):
            return Fact(_iso(match), "title page")
    letter = re.search(r"\bGeachte\b|\bDear\b", head)
    if letter and (match := re.search(_DATE, head[: letter.start()], re.IGNORECASE)):
        return Fact(_iso(match), "letter head")
    if match := re.search(rf"\(ontvangen (?:{_DATE})\)", head):
        return Fact(_iso(match), "title page")
    if match := re.search(r"(?:’s-Gravenhage|'s-Gravenhage|Den Haag),?\s+(20\d\d)\b", head):
        return Fact(match[1], "title page")
    return Fact(info["date"], "document properties") if info.get("date") else None


def _iso(match: re.Match[str]) -> str:
    month = match["month"].lower()
    number = MONTHS[month] if month in MONTHS else int(month)
    if not 1 <= number <= 12:
        return match["year"]
    day = match["day"]
    if day and 1 <= int(day) <= 31:
        return f"{match['year']}-{number:02d}-{int(day):02d}"
    return f"{match['year']}-{number:02d}"


def _version(text: str, name: str) -> Fact | None:
    if match := _VERSION.search(text[:OPENING]):
        return Fact(match[1], "title page")
    match = _VERSION.search(PurePosixPath(name).stem.replace("_", " "))
    return Fact(match[1], "file name") if match else None

"""A report's title: subject lines, title pages and headings, the likeliest first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import PurePosixPath

from qa.language import fold
from qa.model import Block, BlockKind
from qa.reading import structure
from qa.reading.dating import DATE
from qa.reading.fronts import OPENING, Fact, Front
from qa.reading.words import word_set

TITLE_LENGTH = 150

# Lines of a cover form or a colophon that are labels, not titles.
LABELS = word_set(
    "opdrachtgever opdrachtnemer onderzoek categorie conclusie conclusies doelenvraagstelling "
    "linknaarbestand colofon voorwoord inhoud inhoudsopgave samenvatting summary contents "
    "inleiding "
    "introduction nota rapport notitie brief memo verantwoording bijlage bijlagen datum betreft "
    "onderwerp kenmerk titel auteur auteurs projectleider projectnummer aantalpaginas handtekening "
    "definitief concept preface foreword bestuurlijkecontext openbaar retouradres"
)
# A heading that says only that this is a letter: its subject is its title.
LETTERS = word_set("memo internmemo memointern brief raadsbrief letter")
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
# A line of a title page that is a body's name: "RIJKSBUREAU VOOR TOETSING", "Commissie X (CX)".
_BODY_WORDS = (
    "inspectie|ministerie|rekenkamer|rekenkamercommissie|kamer|ombudsman|gemeente|provincie|"
    "waterschap|waterschappen|bureau|commissie|dienst|directie|afdeling|sector|raad|stichting|"
    "instituut|unie|vereniging|autoriteit|toezichthouder|werkbedrijf|organisatie|college|centrum|"
    "werkplein|ggd|departement|universiteit|stuurgroep|team|inspectorate|ministry|agency|council|"
    "authority"
)
BODY_LINE = re.compile(
    rf"(?:de |het |the )?(?:[\w-]+ ){{0,2}}?[\w-]*(?:{_BODY_WORDS})\b"
    r"(?! (?:aan|op|in|en hoe|onder|at|on)\b)(?:[ (,–-][^?!:]*)?$",
    re.IGNORECASE,
)
# A line that says of what it is: "Projectleider: mr. A. de Wit", "Kenmerk RV/2014/031" …
_LINE_LABELS = (
    "aan|van|cc|datum|nummer|nr|documentnummer|rapportnummer|publicatienummer|zaaknummer|"
    "registratienummer|projectnummer|kenmerk|ons kenmerk|uw kenmerk|projectleider|projectleiding|"
    "rapporteurs?|auteurs?|opstellers?|opgesteld door|samenstelling|inlichtingen|contactpersoon|"
    "steller|portefeuillehouder|opdrachtgever|in opdracht van|onderzoeksleider|eindredactie|"
    "behandeld|behandeld door|voorzitter|status|versie|bijlagen?|vastgesteld|uitgave van|"
    "aangeboden|retouradres|onderwerp|betreft|subject|date|author|to|from"
)
# … or that says how it came about, or to whom it goes.
_LINE_OPENINGS = (
    "aan (?:de|het) (?:voorzitter|minister|staatssecretaris|leden|raad|gemeenteraad|college|"
    "tweede|eerste|algemeen|heer)|vastgesteld |uitgebracht |aangeboden |behandeld |in opdracht |"
    "uitgevoerd |uitgave van |nota van bevindingen|\\(?bijlagen?\\b|brief (?:aan|van) "
)
LABELLED = re.compile(
    rf"(?:(?:{_LINE_LABELS})\b(?:\s*[:|]|\s+\S*\d)|{_LINE_OPENINGS})", re.IGNORECASE
)
PUBLISHER = re.compile(
    r"\b(?:Inspectie(?: (?:van|voor))?(?: (?:de|het))?|Ministerie van|Algemene(?= Rekenkamer)|"
    r"Gemeente|Provincie|Raad voor(?: de| het)?|Autoriteit|Ministry of)"
    r" (?!Algemene\b)[A-Z][\w’'-]+(?:(?:,| en| and|, [A-Z][\w’'-]+ en)? "
    r"(?!Ministerie\b|Algemene\b|De\b|Lange\b|Postbus\b)"
    r"[A-Z][a-z’'][\w’'-]*){0,4}"
)
_BODY_ON_LINE = re.compile(rf"^.{{3,80}}?\s[-–|]\s+(?:{PUBLISHER.pattern})\s*")
_SUBJECT = re.compile(
    r"(?:\b(?:BETREFT|ONDERWERP|SUBJECT)\b:?|^\s*(?:Betreft|Onderwerp|Subject)\b\s*:?)[\s|]+"
    r"(?P<title>[^\n]{8,400})",
    re.MULTILINE,
)
_DATED_ONE = re.compile(
    rf"{DATE}\s+(?P<word>\S+)\s+(?P<title>[^\n]{{10,300}}?)\s*/?\s*Geachte", re.I
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
_CLOSES = re.compile(
    r"\s+(?:Geachte|Hierbij|Dear|BIJLAGEN?|U[WV] ?KENMERK|ONS ?KENMERK|DATUM)"
    r"|\s*\((?:Tweede Kamer|vergaderjaar)"
)
# What stood on lines of its own below the title: "rapport", "versie 1.1", "definitief".
_STATE_AT_END = re.compile(
    r"(?<=\w\W|\w\w)(?:\s+(?:rapport|eindrapport|definitief|concept|(?:versie|version) \d[\d.]*))+$"
)
_CODE_AT_END = re.compile(r"\s*\((?=[^()]*\d)[A-Z][\w-]{4,20}\)\s*$")
# What programs put into a file's properties for want of a title.
_NO_TITLE = re.compile(
    r"microsoft word.*|untitled|unspecified|anonymous|none|null|document\d*|"
    r".*\.(?:docx?|indd|pdf|txt|xlsx?|pptx?)",
    re.I,
)
_FRONT_TITLE = re.compile(r"title:\s*[\"']?(?P<title>.{3,200}?)[\"']?\s*$")


def find_title(
    front: Front, name: str, info: Mapping[str, str], title_page: str | None = None
) -> Fact:
    """A report's title and where it was found; the file's name where nothing else is one.

    ``title_page`` is the title by its looks.
    """
    is_marked_up = name.lower().endswith((".md", ".markdown"))
    for value, where in _titles(front, info, title_page, is_marked_up):
        if title := _tidy(value):
            return Fact(title, where)
    return Fact(_from_name(name), "file name")


def _titles(
    front: Front,
    info: Mapping[str, str],
    title_page: str | None,
    is_marked_up: bool,
) -> Iterator[tuple[str, str]]:
    """The titles a report may have, the likeliest first, each with where it stands."""
    head = front.text[:OPENING]
    opening = [replace(each, text=_BODY_ON_LINE.sub("", each.text)) for each in front.opening]
    for block in opening[:8]:
        if block.kind is BlockKind.FURNITURE and (match := _FRONT_TITLE.match(block.text)):
            yield match["title"], "front matter"
    match = _SUBJECT.search(head)
    if match and " | " not in match["title"]:  # else the heads of a table
        yield match["title"], "subject line"
    if (match := _DATED_ONE.search(head)) and _resembles(match["word"], "betreft"):
        yield match["title"], "subject line"
    if match := _QUESTIONS.search(head.replace("\n", " ")):
        yield match["who"] + match["what"], "heading of the questions"
    if match := _ANNOUNCED.search(head):
        yield match["title"], "announcement"
    looks = _BODY_ON_LINE.sub("", title_page or "")  # "Project X - Ministerie van Y" over the title
    if looks and squashed(looks) not in LABELS:
        yield looks, "title page"
    first = opening[0] if opening and is_marked_up else None
    if first and first.kind is BlockKind.HEADING and not _is_letter(first.text):
        yield first.text, "first heading"
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
    names = [block for block in front.title_page if names_report(block)]
    for block in [b for b in names if not BODY_LINE.match(b.text)][:1]:
        yield block.text, "title page"
    firsts = [b for b in candidates if b.kind is BlockKind.HEADING]
    for block in (firsts or candidates)[:1]:
        yield block.text, "first heading"


def names_report(block: Block) -> bool:
    """Whether a line of a title page may be a title or a body's name: no label, date, address."""
    return (
        block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH)
        and 5 < len(block.text) < TITLE_LENGTH
        and not LABELLED.match(block.text)
        and not structure.NO_HEADING.match(block.text)
        and not re.search(rf"{DATE}\W*$", block.text, re.IGNORECASE)
        and squashed(block.text) not in LABELS | LETTERS
        and len(block.text.split()) > 1
    )


def _is_letter(heading: str) -> bool:
    return LABELLED.match(heading) is not None or squashed(heading) in LETTERS


def without_subject(text: str) -> str:
    """A letter without its subject, which may name other bodies than the one that wrote it."""
    for match in _SUBJECT.finditer(text):
        closing = _CLOSES.search(match["title"])
        end = match.start("title") + (closing.start() if closing else len(match["title"]))
        return text[: match.start()] + text[end:]
    return text


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
        and not LABELLED.match(block.text)
        and not structure.NUMBERED.match(block.text)
    )


def _resembles(word: str, other: str) -> bool:
    return SequenceMatcher(None, word.lower(), other).ratio() >= 0.5


def _tidy(title: str) -> str | None:
    """One line of at most ``TITLE_LENGTH`` characters; None where nothing like a title is left."""
    title = " ".join(title.split())
    if match := _CLOSES.search(title):
        title = title[: match.start()]
    title = _CODE_AT_END.sub("", _STATE_AT_END.sub("", title)).strip(" /;:|-–")
    if len(title) > TITLE_LENGTH:
        title = title[: TITLE_LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,;(") + "…"
    letters = sum(char.isalpha() for char in title)
    return title if letters >= 3 and not _NO_TITLE.fullmatch(title) else None


def _from_name(name: str) -> str:
    stem = PurePosixPath(name).stem
    words = re.sub(r"[_\-.\s]+", " ", stem).strip()
    return (words or name)[:TITLE_LENGTH]

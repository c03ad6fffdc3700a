"""What a line says of itself: heading, list item, footnote, caption, line of contents.

Patterns of Dutch and English government reports, as tables; :mod:`qa.reading.text` and
:mod:`qa.reading.pdf` ask them the same questions.
"""

from __future__ import annotations

import re

from qa.reading.words import word_set

# A heading's number: "4 ", "4.1 ", "4.1.2. ", "IV. ", "A. ". Its level is the count of its parts.
NUMBERED = re.compile(
    r"(\d{1,2}(?:\.\d{1,2}){0,4}\.?|[IVX]{1,5}\.?|[A-H]\.(?:\d{1,2}\.?)*)\s+(?=[^\W\d_‘'\"“])"
)
# Words that open a part of the report's own, at the chapters' level.
CHAPTER_WORDS = word_set(
    "voorwoord inhoud inhoudsopgave colofon samenvatting inleiding bijlage bijlagen hoofdstuk deel "
    "literatuur literatuurlijst bronnen afkortingen begrippenlijst nawoord slotwoord conclusie "
    "conclusies contents summary preface introduction appendix annex chapter references glossary "
    "colophon foreword"
)
CONTENTS_TITLES = frozenset(
    ("inhoud", "inhoudsopgave", "contents", "tableofcontents", "inhoudvandezebrief", "inhoudstafel")
)
_CHAPTER = re.compile(r"([^\W\d_]+)(?:$|\s+(?:\d{1,2}|[IVX]{1,4}|[A-Z])\b)")
# What names people, closes a letter or places it: short lines that head nothing.
NO_HEADING = re.compile(
    r"(?:de heer|mevrouw|drs|mr|dr|ir|ing|prof|bc|postbus|\d{4} ?[A-Z]{2}|hoogachtend|geachte|"
    r"beste|namens|"
    r"met (?:vriendelijke|hartelijke)|t\.?a\.?v|telefoon|tel|fax|e-?mail|www|https?|isbn|issn|"
    r"bron|source|noot|kenmerk|ons kenmerk|dear|yours|startdatum|einddatum|pagina|page)\b",
    re.IGNORECASE,
)
BULLET = re.compile(
    "(?:[-*+]\\s*=|[-–—*+•●▪■□◦○‣⁃·∙»›➢➤✓✔−\ue000-\uf8ff\ufffd]|o(?=\\s+[A-Z]))\\s+(?=\\S)"
)
ENUMERATOR = re.compile(r"(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\)|\d{1,2}[.°]|[a-z]\.)\s+(?=\S)")
BARE_ITEM = re.compile(r"(\d{1,2})\s+(?=[a-zà-öø-ÿ])")  # "1 zelfservice door de klant"
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
# What stands round a note's mark in the text of a PDF, where raised figures are told from others.
NOTE_OPEN, NOTE_CLOSE = "⁽", "⁾"
NOTE = re.compile(
    f"(?:[{SUPERSCRIPTS}]{{1,3}}|\\[\\^[^\\[\\]\\s]{{1,50}}\\]:|(?:Noot|Voetnoot|Note)\\s+\\d{{1,3}}[:.]?)\\s*(?=\\S)"
)
NUMBERED_NOTE = re.compile(r"(\d{1,3})\s+(?=\S)")
# A note's mark in the running text: "klanten55", "beïnvloedt1.", "onderzoek.<sup>3</sup>", "AKO)⁴".
_MARK = "(?:[^\\W\\d_][.,;:?!'\"’”)]{{0,3}}{0}|"
_MARK += "<sup>\\s*{0}\\s*</sup>|{1}|\\[\\^?{0}\\]|⁽(?:\\d+,\\s?)*{0}(?=[,⁾]))(?!\\d)"
MARK_REACH = 8000  # characters before a note within which its mark must stand: a page or two
# How a footnote begins that has a common digit for its mark: "12 Zie ook …", "3 Kamerstukken II".
NOTE_STARTS = re.compile(
    r"(?:Zie|Vgl|Vergelijk|Ibid|Idem|Kamerstuk|Tweede Kamer|Eerste Kamer|Handelingen|Bron|Stcrt|"
    r"Stb|Artikel|Art\.|Brief|Onderzoek|Rapport|https?:|www\.|See|Cf\.|[a-z])"
)
CAPTION = re.compile(
    r"(?:Tabel|Figuur|Grafiek|Afbeelding|Kader|Kaart|Schema|Diagram|Box|Table|Figure|Chart)\s+"
    r"(?:\d{1,2}(?:[.-]\d{1,2})?|[IVX]{1,4})\b(?!\s+(?:laat|geeft|toont|bevat|is|staat|blijkt|shows|gives|"
    r"en|and|van|wordt|zijn|op)\b)"
)
CONTENTS_LINE = re.compile(
    r"(?P<entry>\S.*?)\s*(?:\.{3,}|…+|(?:\. ){3,}|[—–_]{1,}|\t|\s{3,})\s*\d{1,3}$"
)
LONGEST_LEADER = 300  # signs: looked at from a line's end, for the pattern backtracks
LEADERS = ("...", "…", ". . .", "—")
PAGE_AT_END = re.compile(r"\S.*\s\d{1,3}$")
PAGE_NUMBER = re.compile(
    r"(?:(?:pagina|pag\.|blz\.?|page|p\.)\s*)?[-–—|]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*"
    r"(?:(?:/|van|of)\s*\d{1,4})?\s*[-–—|]?$",
    re.IGNORECASE,
)
# Words that end no title: a line that stops at one of them goes on.
HANGING = word_set(
    "de het een en of van voor met op in aan bij door die dat te the a an and or of to"
)
# A title opens with a capital, after its number and quotation marks if it has them.
_OPENS_TITLE = re.compile(
    r"['\"‘’“”«(]*(?:\d[\d.]*\)?\s*|[ivx]{1,4}\.?\s+)?['\"‘’“”«(]*[^\W\d_a-zà-öø-ÿ]"
)
_CLOSED = re.compile(r"[.:;?!]['\"’”)»\]]*⁽?[\d,]{0,6}['\"’”)»\]⁾]*$")
_ENDS = ".!?:;,"
# The figures of a table's row, the last of them no year: "Idem, in procenten 54 49 37".
FIGURE = r"[€$]?-?\d[\d.,]*%?"  # as a word of a row has it
_ENDS_IN_FIGURES = re.compile(rf".*\s{FIGURE}\s(?!(?:1[89]|20)\d\d$){FIGURE}$")
_LETTERS = re.compile(r"[^\W\d_]")
_MONTHS = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|"
    "january|february|march|may|june|july|august|october"
)
DATE_LINE = re.compile(
    rf"(?:[A-Z][\w' -]{{2,30}},\s*)?\d{{0,2}}\s*(?:{_MONTHS})\s+\d{{4}}$", re.IGNORECASE
)
_RULE = re.compile(r"\s*(?:[-*_=~]\s*){3,}$")


def squash(text: str) -> str:
    """Letters and digits only, lower case: for telling repeated lines."""
    return "".join(char for char in text.lower() if char.isalnum())


def is_rule(text: str) -> bool:
    """Is this line drawn across the page: "-----", "=====", "* * *"?"""
    return bool(_RULE.match(text)) and "|" not in text


def heading_level(text: str) -> int | None:
    """The level a heading's own number or first word gives it; None where it has neither."""
    if match := NUMBERED.match(text):
        number = match[1].rstrip(".")
        return number.count(".") + 1
    first = _CHAPTER.match(text)
    return 1 if first and first[1].lower() in CHAPTER_WORDS else None


def is_title_like(text: str) -> bool:
    """Could a line standing by itself be a heading? Short, opens as a title does, does not end."""
    words = text.split()
    if not words or len(text) > 110 or len(words) > 16:
        return False
    if not _OPENS_TITLE.match(text):
        return False
    if (text[-1] in _ENDS or _CLOSED.search(text[-12:])) and not (
        text[-1] == "?" and len(words) <= 14
    ):
        return False
    if words[-1].lower() in HANGING or _ENDS_IN_FIGURES.match(text):
        return False
    letters = len(_LETTERS.findall(text))
    if letters < 3 or letters < 0.5 * len(text.replace(" ", "")):
        return False
    return not (NO_HEADING.match(text) or DATE_LINE.match(text) or "@" in text or "www." in text)


def note_mark(number: int) -> re.Pattern[str]:
    """What the mark of note ``number`` looks like in the running text."""
    raised = "".join(SUPERSCRIPTS[int(digit)] for digit in str(number))
    return re.compile(_MARK.format(number, raised))


def has_note_mark(text: str, number: int) -> bool:
    """Does the running text carry the mark of note ``number``?"""
    return note_mark(number).search(text) is not None


def is_lead(text: str) -> bool:
    """Is this all that stands before the words of an item or title: a bullet, a number?"""
    lead = text.strip() + " "
    if re.fullmatch(r"[\d.]{1,9} ", lead):
        return True
    marks = (BULLET.match(lead + "x"), ENUMERATOR.match(lead + "x"), NUMBERED.match(lead + "x"))
    return any(mark and mark.end() == len(lead) for mark in marks)


def hangs(text: str) -> bool:
    """Must a line go on: does it end at a hyphen, a comma, an open bracket, a small word?"""
    bare = text.rstrip()
    words = bare.split()
    return bool(words) and (
        bare[-1] in "-–,(/&" or words[-1].lower() in HANGING or bare.count("(") > bare.count(")")
    )


def is_note_like(text: str) -> bool:
    """Could this line be a footnote's first, its number standing alone above it?"""
    return len(text) >= 12 and not NUMBERED.match(text) and not BULLET.match(text)


def is_contents_line(text: str) -> bool:
    """A title, leaders and a page's number: "Oordeel ..... 23", "Inleiding—7"?"""
    return any(mark in text for mark in LEADERS) and ends_as_contents(text)


def ends_as_contents(text: str) -> bool:
    """Does a line end as one of a table of contents, with leaders or a wide gap and a number?"""
    return bool(CONTENTS_LINE.match(text[-LONGEST_LEADER:].lstrip()))


def is_contents_title(text: str) -> bool:
    """Does this line head a table of contents?"""
    return squash(NUMBERED.sub("", text)) in CONTENTS_TITLES


def ends_open(text: str) -> bool:
    """Does a paragraph stop within a sentence, as one that runs over a page's end does?"""
    if _CLOSED.search(text[-12:]):
        return False  # "… invoeren.12" ends, and has a note
    bare = text.rstrip("\"'’”)»] ")
    return (
        bool(bare) and (bare[-1].isalnum() or bare[-1] in ",-–&(") and bare[-1] not in SUPERSCRIPTS
    )


def starts_low(text: str) -> bool:
    """Does a paragraph begin as the middle of a sentence does?"""
    bare = text.lstrip("\"'‘“(« ")
    return bool(bare) and bare[0].islower() and not bare.startswith(("http", "www."))

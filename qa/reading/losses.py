"""What of a PDF could not be read, page by page: noticed, and said with the pages named."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from qa.reading.words import WORD, list_zipf

Box = tuple[float, float, float, float]  # left, bottom, right, top, in points

SCAN = "a scan without text"
GARBLED = "letters that its fonts do not name"
UNNAMED = "signs that its fonts do not name"
WORDLESS = "a scan in which no words were found"
UNREAD = "a scan that took too long"
DAMAGED = "damaged"
LOST = "missing"
SLOW = "not done in time"
HUGE = "more than a page can hold"
LATE = "past the file's time"

UNUSABLE = (SCAN, GARBLED)  # … and OCR may help
OPTIONAL = (*UNUSABLE, WORDLESS, UNREAD)  # would be read otherwise with another `ocr`

# What is said of one page and of several, and what to do.
_SENTENCES: Mapping[str, tuple[str, str, str]] = {
    SCAN: ("is a scan", "are scans", "; run: qa index --ocr"),
    GARBLED: (
        "has letters that its fonts do not name",
        "have letters that their fonts do not name",
        "; run: qa index --ocr",
    ),
    UNNAMED: (
        "has signs that its fonts do not name, each read as \ufffd",
        "have signs that their fonts do not name, each read as \ufffd",
        ": look at the page itself.",
    ),
    WORDLESS: (
        "is a scan in which no words were found",
        "are scans in which no words were found",
        ": look at it yourself, or scan it anew.",
    ),
    UNREAD: (
        "is a scan that could not be read in time",
        "are scans that could not be read in time",
        ": raise ocr_seconds in qa.toml.",
    ),
    DAMAGED: (
        "is damaged, what could be saved is kept",
        "are damaged, what could be saved is kept",
        ": get the file anew.",
    ),
    LOST: ("is missing", "are missing", ": the file is damaged, get it anew."),
    SLOW: (
        "took too long or stopped the reader and is left out",
        "took too long or stopped the reader and are left out",
        ": raise page_seconds in qa.toml, or get the file anew.",
    ),
    HUGE: (
        "holds more than a page can and is left out in part",
        "hold more than a page can and are left out in part",
        ": get the file anew.",
    ),
    LATE: (
        "was not read within the time a file may take",
        "were not read within the time a file may take",
        ": raise file_seconds in qa.toml.",
    ),
}

MIN_LETTERS = 20  # fewer letters and digits beside an image, and the page is a scan
STRIPS = 40  # a page cut into so many images …
STRIP_LETTERS = 300  # … is a scan, with as many letters of notes
WIDE_IMAGE = 0.5  # an image over this share of a page …
WIDE_LETTERS = 100  # … is a scan with a stamp on it, unless the page is a cover
STAMP_LETTERS = 600  # … or with a running head and foot of no more, that come back
MANY_STROKES = 300  # a page of as many curves and no letters has its letters drawn
LETTERS_SHARE = 0.3  # of a page's signs are letters and digits at least
NAMELESS = "\ufffd"  # stands for a sign that no letter is known of
FEW_NAMELESS = 3  # of them, and the page is named: a number may be lost
UNNAMED_SHARE = 0.3  # signs without a letter, among letters
KNOWN_SHARE = 0.2  # words the lists know: below it, the letters are not what they look like
LEADERS = re.compile(r"[.…·_]{4,}|(?:\. ?){4,}")  # the dots of contents say nothing
GRID = 20
MAX_IMAGES = 5_000
FEW_SIGNS = 4  # from so few signs, or fewer words than …
FEW_WORDS = 12  # … these, nothing is concluded


def fault_of_text(
    text: str, unnamed: int, images: int, covered: float, strokes: int, cover: bool
) -> str | None:
    """Why a page's text is of no use, SCAN or GARBLED, or in part, UNNAMED; None where it is whole.

    ``unnamed`` characters without a letter are not in the text; ``images`` cover the share
    ``covered`` of the page; ``cover`` is a report's first page.
    """
    letters = sum(char.isalnum() for char in text)
    unnamed += sum(is_private(char) for char in text)
    if unnamed > MIN_LETTERS // 2 and unnamed > UNNAMED_SHARE * (letters + unnamed):
        return GARBLED
    if letters < MIN_LETTERS and images:
        return SCAN
    if images >= STRIPS and letters < STRIP_LETTERS:
        return SCAN
    if covered >= WIDE_IMAGE and letters < WIDE_LETTERS and not cover:
        return SCAN
    if is_garbled(text, letters):
        return GARBLED
    if letters < MIN_LETTERS and strokes > MANY_STROKES:
        return SCAN
    return UNNAMED if text.count(NAMELESS) >= FEW_NAMELESS else None


def covered(images: Sequence[Box], page: Box) -> float:
    """The share of a page that lies under images, counted on a grid of ``GRID`` by ``GRID``."""
    left, bottom, right, top = page
    width, height = max(right - left, 1e-6), max(top - bottom, 1e-6)
    cells = {
        (column, row)
        for x0, y0, x1, y1 in images[:MAX_IMAGES]
        for column in _under(x0 - left, x1 - left, width)
        for row in _under(y0 - bottom, y1 - bottom, height)
    }
    return len(cells) / GRID**2


def _under(low: float, high: float, length: float) -> range:
    """The cells whose middles lie between two places of a side."""
    first, last = (round(min(max(place, 0.0), length) / length * GRID) for place in (low, high))
    return range(first, last)


def is_private(char: str) -> bool:
    """Is it a sign that means something in one font only (private use), or of no letter?"""
    return "\ue000" <= char <= "\uf8ff" or char == NAMELESS


def is_garbled(text: str, letters: int) -> bool:
    """Are these signs without words, as a font without a Unicode map gives them?"""
    signs = sum(not char.isspace() for char in LEADERS.sub("", text))
    if signs > FEW_SIGNS and letters < LETTERS_SHARE * signs:
        return True
    words = [word.lower() for word in WORD.findall(text) if len(word) > 2]
    if len(words) < FEW_WORDS:
        return False
    return sum(list_zipf(word) > 1 for word in words) < KNOWN_SHARE * len(words)


def sentences(problems: Mapping[int, str | None], promised: int, read: int, most: int) -> list[str]:
    """One sentence for each kind of loss, the pages named.

    ``problems`` by page, of ``read`` pages; ``promised`` are those the file says it has, ``most``
    those that are read at most.
    """
    found = []
    for problem, (one, several, advice) in _SENTENCES.items():
        numbers = [number for number, what in problems.items() if what == problem]
        if problem == LOST and read < min(promised, most):
            numbers += range(read + 1, promised + 1)
        if numbers:
            found.append(f"{ranges(numbers)} {several if len(numbers) > 1 else one}{advice}")
    if promised > read >= most:
        found.append(
            f"{ranges(range(read + 1, promised + 1))} are past the {most:,} that are read: "
            "raise max_pages in qa.toml."
        )
    return found


def ranges(numbers: Sequence[int] | Collection[int]) -> str:
    """The numbers 3, 4, 5, 9 as "pages 3-5, 9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    plural = "s" if len(numbers) > 1 else ""
    return f"page{plural} " + ", ".join("-".join(map(str, run)) for run in runs)

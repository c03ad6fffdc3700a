"""PDF files, by pdfminer.six's characters: page by page, in reading order, losses named."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from qa.model import Block, Page, Report
from qa.reading import structure
from qa.reading.assemble import finish
from qa.reading.decode import ReadingError
from qa.reading.layout import Char, PageLine, page_lines
from qa.reading.lines import Line
from qa.reading.metadata import BODIES, read_metadata
from qa.reading.placed import Placed
from qa.reading.text import Reader
from qa.reading.words import WORD, list_zipf
from qa.settings import Settings

if TYPE_CHECKING:
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfpage import PDFPage

SCAN = "a scan without text"
GARBLED = "letters that its fonts do not name"
DAMAGED = "damaged"
SLOW = "not done in time"

BIGGER = 1.12  # letters this much larger than the body's make a heading
SMALLER = 0.9  # … and this much smaller, at the page's foot, a note
SMALL_PRINT = 0.75  # … and so much smaller, there, an imprint, numbered or not
HEADING_LINES = 4
HEADING_LETTERS = 220
TITLE_SIZE = 1.25  # the title's letters, against the body's
LIGATURES = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
    "ĳ": "ij", "Ĳ": "IJ",
}  # fmt: skip
_CATALOG = re.compile(rb"/Type\s*/Catalog\b")
_OBJECT = re.compile(rb"(\d{1,9})\s+0\s+obj\b")
MAX_CHARS = 200_000  # characters of one page; a printed page has some 4,000
MIN_LETTERS = 20  # fewer letters and digits beside an image, and the page is a scan
LETTERS_SHARE = 0.3  # of a page's signs are letters and digits at least
KNOWN_SHARE = 0.2  # words the lists know: below it, the letters are not what they look like


@dataclass(slots=True)
class RawPage:
    """One page as extracted: its lines, and what was wrong with it."""

    number: int
    lines: list[PageLine]
    label: str | None = None
    problem: str | None = None


def read_pdf(
    data: bytes,
    name: str,
    digest: str,
    settings: Settings,
    skip: Collection[int] = (),
    on_page: Callable[[int, int], None] | None = None,
) -> Report:
    """Reads a PDF from its bytes; ``skip`` names pages (from 1) that are known not to end.

    ``on_page(number, total)`` is called before each page; ``total`` is 0 where the file does not
    say. Pages that cannot be read carry a ``problem``; ``Report.problems`` sums them up. Raises
    ReadingError for a file that is locked, forbids it, or gives no page at all.
    """
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    document = _open(data, name)
    promised = _promised_pages(document)
    pages = list(_raw_pages(document, promised, settings, skip, on_page))
    if not pages:
        raise ReadingError(f"{name} is damaged: no page of it can be found; get it anew.")
    source, marks, lines = _source(pages)
    reader = Reader(source, lines, has_markup=False)
    drafts = finish(list(reader.drafts()), reader.mender)
    starts = [mark.start for mark in marks]
    blocks = tuple(_with_page(draft.block(), starts) for draft in drafts)
    problems = _problems(pages, promised, settings)
    if all(page.problem for page in pages) and sum(map(str.isalnum, source)) < MIN_LETTERS:
        raise ReadingError(f"{name} gives no text: {problems[0]}")
    if not blocks:
        raise ReadingError(f"{name} gives no text: its pages are empty.")
    metadata = read_metadata(name, blocks, _info(document), _title_page(pages))
    return Report(name, digest, "pdf", source, marks, blocks, metadata, tuple(problems))


def _open(data: bytes, name: str) -> PDFDocument:
    from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
    from pdfminer.pdfparser import PDFParser

    start = data.find(b"%PDF-")
    if start < 0:
        raise ReadingError(f"{name} is not a PDF, whatever its name says: rename or replace it.")
    document = None
    for attempt in (data[start:], _with_trailer(data[start:])):
        try:
            document = PDFDocument(PDFParser(io.BytesIO(attempt)), password="")
            break
        except PDFPasswordIncorrect:
            raise ReadingError(
                f"{name} is locked with a password: put a copy without one in the folder."
            ) from None
        except (MemoryError, KeyboardInterrupt):
            raise
        except Exception:  # a hostile file may make the parser raise anything
            continue
    if document is None:
        raise ReadingError(f"{name} is damaged and cannot be opened: get it anew.")
    if not document.is_extractable:
        raise ReadingError(
            f"{name} forbids taking text out of it: ask its owner for a copy that allows it."
        )
    return document


def _with_trailer(data: bytes) -> bytes:
    """A file that was cut off, up to its last whole object, with a trailer that finds its pages."""
    data = data[: data.rfind(b"endobj") + len(b"endobj")]
    catalog = _CATALOG.search(data)
    numbers = _OBJECT.findall(data, 0, catalog.start()) if catalog else []
    root = b"/Root %s 0 R " % numbers[-1] if numbers else b""
    return data + b"\ntrailer\n<< " + root + b">>\nstartxref\n0\n%%EOF\n"


def _promised_pages(document: PDFDocument) -> int:
    """How many pages the file says it has; 0 where it does not say."""
    from pdfminer.pdftypes import dict_value, int_value

    try:
        return max(0, int(int_value(dict_value(document.catalog["Pages"])["Count"])))
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception:
        return 0


def _raw_pages(
    document: PDFDocument,
    promised: int,
    settings: Settings,
    skip: Collection[int],
    on_page: Callable[[int, int], None] | None,
) -> Iterator[RawPage]:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    walk = PDFPage.create_pages(document)
    number = 0
    while number < settings.max_pages:
        number += 1
        try:
            page = next(walk)
        except StopIteration:
            return
        except (MemoryError, KeyboardInterrupt):
            raise
        except Exception:  # the page tree itself is torn: what follows cannot be found
            return
        if number in skip:
            yield RawPage(number, [], page.label, SLOW)
            continue
        if on_page:
            on_page(number, promised)
        yield _raw_page(interpreter, device, page, number)


def _raw_page(interpreter: Any, device: Any, page: PDFPage, number: int) -> RawPage:
    problem = None
    try:
        interpreter.process_page(page)
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception:  # a page may make the interpreter raise anything: the others are still good
        problem = DAMAGED
    try:
        layout = device.get_result()
    except AttributeError:  # the page broke before it had begun
        return RawPage(number, [], page.label, DAMAGED)
    chars, images, unnamed = _chars(layout)
    lines = page_lines(chars)
    text = " ".join(line.text for line in lines)
    letters = sum(char.isalnum() for char in text)
    if problem is None and unnamed > 0.3 * (letters + unnamed):
        problem, lines = GARBLED, []
    elif problem is None and letters < MIN_LETTERS and images:
        problem = SCAN
    elif problem is None and not letters and _lost_contents(page):
        problem = DAMAGED
    elif problem is None and _is_garbled(text, letters):
        problem = GARBLED
    return RawPage(number, lines, page.label, problem)


def _lost_contents(page: PDFPage) -> bool:
    """Does a page name contents that the file does not hold?"""
    from pdfminer.pdftypes import PDFStream, resolve1

    try:
        return any(not isinstance(resolve1(part), PDFStream) for part in page.contents)
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception:
        return True


def _chars(layout: Any) -> tuple[list[Char], int, int]:
    """A page's upright characters, its number of images, and of characters without a letter."""
    from pdfminer.layout import LTChar, LTFigure, LTImage

    chars: list[Char] = []
    images = unnamed = 0
    stack = [iter(layout)]
    while stack and len(chars) < MAX_CHARS:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item, LTChar):
            text = item.get_text()
            if text.startswith("(cid:"):
                unnamed += 1
            elif item.upright and text:
                bold = any(word in item.fontname.lower() for word in ("bold", "black", "heavy"))
                chars.append(Char(_clean(text), *item.bbox, item.size, bold))
        elif isinstance(item, LTImage):
            images += 1
        elif isinstance(item, LTFigure):
            stack.append(iter(item))
    return chars, images, unnamed


def _clean(text: str) -> str:
    """A character's letters: ligatures as letters, nothing that would break lines or pages."""
    text = LIGATURES.get(text, text)
    return "".join(" " if char.isspace() or ord(char) < 32 else char for char in text)


def _is_garbled(text: str, letters: int) -> bool:
    """Are these signs without words, as a font without a Unicode map gives them?"""
    signs = len(text) - text.count(" ")
    if signs > 4 and letters < LETTERS_SHARE * signs:
        return True
    words = [word.lower() for word in WORD.findall(text) if len(word) > 2]
    if len(words) < 25:
        return False
    return sum(list_zipf(word) > 1 for word in words) < KNOWN_SHARE * len(words)


def _source(pages: Sequence[RawPage]) -> tuple[str, tuple[Page, ...], list[Line]]:
    """The pages' texts joined by form feeds, their places, and their lines with their looks."""
    body = _body_size(pages)
    levels = _heading_levels(pages, body)
    parts: list[str] = []
    marks: list[Page] = []
    lines: list[tuple[int, int, bool, int, bool]] = []
    at = 0
    for page in pages:
        start = at
        small = _notes(page.lines, body)
        for index, line in enumerate(page.lines):
            if index:
                glue = "\n\n" if line.gap else "\n"
                parts.append(glue)
                at += len(glue)
                if line.gap:
                    lines.append((at, at, False, 0, False))
            text = unicodedata.normalize("NFC", line.text)
            parts.append(text)
            level = levels.get(_style(line), 0) if _may_head(line, body) else 0
            lines.append((at, at + len(text), index == 0, level, index in small))
            at += len(text)
        label = page.label if page.label not in (None, str(page.number)) else None
        marks.append(Page(page.number, start, at, label, page.problem))
        parts.append("\f")
        at += 1
    source = "".join(parts)[:-1]
    placed = [
        Line(Placed.of(source, start, end), top, level, small)
        for start, end, top, level, small in lines
    ]
    return source, tuple(marks), placed


def _style(line: PageLine) -> tuple[float, bool]:
    return (round(line.size * 2) / 2, line.bold)


def _body_size(pages: Sequence[RawPage]) -> float:
    """The size that most letters have."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: sizes[size]) if sizes else 10.0


def _may_head(line: PageLine, body: float) -> bool:
    text = line.text
    return (
        (line.size >= BIGGER * body or (line.bold and line.size >= 0.95 * body))
        and len(text) < HEADING_LETTERS
        and sum(char.isalpha() for char in text) >= 2
        and "\t" not in text.strip()
    )


def _heading_levels(pages: Sequence[RawPage], body: float) -> dict[tuple[float, bool], int]:
    """The level of each style of heading: the largest is 1; a style of the title page alone too."""
    counts: Counter[tuple[float, bool]] = Counter()
    inside: set[tuple[float, bool]] = set()
    for page in pages:
        for line in page.lines:
            if _may_head(line, body):
                counts[_style(line)] += 1
                if page.number > 1:
                    inside.add(_style(line))
    bold_share = sum(len(line.text) for page in pages for line in page.lines if line.bold)
    whole = sum(len(line.text) for page in pages for line in page.lines) or 1
    if bold_share > 0.4 * whole:  # a report set in bold: weight says nothing
        counts = Counter({style: n for style, n in counts.items() if style[0] >= BIGGER * body})
    ranked = sorted((style for style in counts if style in inside), reverse=True)
    levels = {style: min(6, rank) for rank, style in enumerate(ranked, start=1)}
    return {style: levels.get(style, 1) for style in counts}


def _notes(lines: Sequence[PageLine], body: float) -> frozenset[int]:
    """Which lines are footnotes: small ones at the page's foot, from the first number on."""
    foot: list[int] = []
    for index in range(len(lines) - 1, -1, -1):
        if lines[index].size >= SMALLER * body:
            if foot or len(lines) - index > 3:
                break
            continue  # a page number in the body's size
        foot.append(index)
    foot.reverse()
    for place, index in enumerate(foot):
        match = structure.NUMBERED_NOTE.match(lines[index].text.replace("\t", " "))
        if match and place < 4:
            return frozenset(foot[place:])
    return frozenset(index for index in foot if lines[index].size < SMALL_PRINT * body)


def _with_page(block: Block, starts: Sequence[int]) -> Block:
    first = block.map.runs[0].source_start if block.map.runs else 0
    return replace(block, page=bisect_right(starts, first))


def _problems(pages: Sequence[RawPage], promised: int, settings: Settings) -> list[str]:
    """One sentence for each kind of loss, the pages named."""
    advice = {
        SCAN: "a scan without text: run OCR over the file (ocrmypdf -l nld+eng)",
        GARBLED: "letters that the fonts do not name: run OCR over the file (ocrmypdf --force-ocr)",
        DAMAGED: "damaged, what could be saved is kept: get the file anew",
        SLOW: "took too long or stopped the reader, left out",
    }
    found = []
    for problem, words in advice.items():
        numbers = [page.number for page in pages if page.problem == problem]
        if numbers:
            found.append(f"{_ranges(numbers)}: {words}.")
    if promised > len(pages):
        lost = f"{len(pages) + 1}-{promised}" if promised > len(pages) + 1 else f"{promised}"
        why = (
            f"past the {settings.max_pages} that are read (max_pages)"
            if len(pages) >= settings.max_pages
            else "missing from the file, which is damaged: get it anew"
        )
        found.append(f"pages {lost}: {why}.")
    return found


def _ranges(numbers: Sequence[int]) -> str:
    """The numbers 3, 4, 5, 9 as "pages 3-5, 9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    plural = "s" if len(numbers) > 1 else ""
    return f"page{plural} " + ", ".join("-".join(map(str, run)) for run in runs)


def _info(document: PDFDocument) -> dict[str, str]:
    """Title and date as the file's properties have them; the date as year, month and day."""
    from pdfminer.utils import decode_text

    found: dict[str, str] = {}
    try:
        info = document.info[0] if document.info else {}
        created = info.get("CreationDate")
        for title in (info.get("Subject"), info.get("Title")):
            text = decode_text(title).strip() if isinstance(title, bytes) else ""
            if len(text) > 4:
                found["title"] = text
        if (
            isinstance(created, bytes)
            and (digits := decode_text(created).removeprefix("D:"))[:8].isdigit()
        ):
            found["date"] = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception:  # properties are a courtesy: a report is read without them
        return found
    return found


def _title_page(pages: Sequence[RawPage]) -> str | None:
    """The words in the largest letters of the first page, where they stand out as a title does."""
    body = _body_size(pages)
    best: list[PageLine] = []
    for line in pages[0].lines:
        text = line.text
        letters = sum(char.isalpha() for char in text)
        if line.size < TITLE_SIZE * body or letters < 4 or BODIES.match(text):
            continue
        if best and abs(line.size - best[-1].size) < 0.6 and len(best) < HEADING_LINES:
            best.append(line)
        elif not best or line.size > best[0].size + 0.6:
            best = [line]
    return " ".join(line.text.replace("\t", " ") for line in best) or None

"""PDF files, by pdfminer.six's characters: page by page, in reading order, losses named."""

from __future__ import annotations

import io
import logging
import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qa.model import Block, Report
from qa.reading.assemble import finish
from qa.reading.decode import ReadingError
from qa.reading.layout import Char, page_lines
from qa.reading.looks import RawPage, source_of, title_of
from qa.reading.metadata import read_metadata
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
    source, marks, lines = source_of(pages)
    reader = Reader(source, lines, has_markup=False)
    drafts = finish(list(reader.drafts()), reader.mender)
    starts = [mark.start for mark in marks]
    blocks = tuple(_with_page(draft.block(), starts) for draft in drafts)
    problems = _problems(pages, promised, settings)
    if all(page.problem for page in pages) and sum(map(str.isalnum, source)) < MIN_LETTERS:
        raise ReadingError(f"{name} gives no text: {problems[0]}")
    if not blocks:
        raise ReadingError(f"{name} gives no text: its pages are empty.")
    metadata = read_metadata(name, blocks, _info(document), title_of(pages))
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
        # One device a page: what a broken page leaves in it must not show up on the next.
        device = PDFPageAggregator(resources, laparams=None)
        yield _raw_page(PDFPageInterpreter(resources, device), device, page, number)


def _raw_page(interpreter: Any, device: Any, page: PDFPage, number: int) -> RawPage:
    problem = None
    try:
        interpreter.process_page(page)
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception:  # a page may make the interpreter raise anything: the others are still good
        problem = DAMAGED
    # Of a page that broke off, what had been laid out by then.
    layout = device.result or (device._stack or [getattr(device, "cur_item", None)])[0]
    if layout is None:
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

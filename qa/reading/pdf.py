"""PDF files, by pdfminer.six's characters: page by page, in reading order, losses named."""

from __future__ import annotations

import logging
import time
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qa.model import Block, BlockKind, Report
from qa.reading import losses
from qa.reading.assemble import finish
from qa.reading.decode import ReadingError
from qa.reading.footnotes import tie_notes
from qa.reading.grids import THIN, sides
from qa.reading.layout import Rule
from qa.reading.looks import RawPage, source_of, stamped_scans, title_of
from qa.reading.losses import DAMAGED, GARBLED, HUGE, LATE, LOST, SLOW, Box
from qa.reading.metadata import read_metadata
from qa.reading.ocr import Scanner, with_confidence
from qa.reading.pagelines import PageLine
from qa.reading.text import Reader
from qa.reading.turned import Letter, letter_of, lines_of, seen
from qa.reading.words import LIGATURES
from qa.settings import Settings

if TYPE_CHECKING:
    from pdfminer.pdfpage import PDFPage

    from qa.reading.opening import Document

MAX_PLACE = 30_000.0  # points: the largest paper that PDF knows has 14,400 to a side
MAX_SIZE = 1_500.0  # points: the largest letters of a poster
NARROW = 0.4  # of the letters' size: signs without a letter that are no wider are left out
UNSEEN_SHARE = 0.75  # of a page's letters; with more, what it is painted with is not understood
MOST_CORNERS = 17  # points of a path that is a box …
ON_EDGE = 0.2  # points from its edges that they all lie …
BOX_SHARE = 0.9  # … and it fills so much of what it takes
MAX_FILLED = 600  # filled boxes of a page; with more it is a drawing
BOLD_NAMES = ("bold", "black", "heavy")  # in a font's name
PATIENCE = 10.0  # seconds of waiting that count as one of work, as the pool counts them
KEPT = 200_000_000  # bytes unpacked from streams, before the objects read so far are let go


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
    from qa.reading.opening import open_pdf  # pdfminer: only where there is a PDF
    from qa.reading.page_tree import pages_of

    opened = open_pdf(data, name, settings)
    document = opened.document
    promised = document.promised_pages()
    found = pages_of(document, settings.max_pages)
    scanner = Scanner(data, opened.password, settings) if settings.ocr else None
    tell = on_page or (lambda number, total: None)
    pages = list(_raw_pages(document, found, settings, skip, tell, scanner))
    for at in stamped_scans(pages):
        pages[at] = replace(pages[at], problem=losses.SCAN)
        if scanner:
            tell(pages[at].number, len(pages))
            pages[at] = scanner.read(pages[at])
    tell(0, len(pages))  # what follows is no page's doing
    if all(page.problem == LOST for page in pages):
        raise ReadingError(f"{name} is damaged: no page of it can be found; get it anew.")
    source, marks, lines = source_of(pages)
    reader = Reader(source, lines, has_markup=False)
    drafts = finish(list(reader.drafts()), reader.mender)
    starts = [mark.start for mark in marks]
    blocks = tie_notes([_with_page(draft.block(), starts) for draft in drafts], source)
    problems = {page.number: page.problem for page in pages}
    said = losses.sentences(problems, promised, len(pages), settings.max_pages)
    if all(problems.values()) and sum(map(str.isalnum, source)) < losses.MIN_LETTERS:
        raise ReadingError(f"{name} gives no text: {said[0]}")
    if not blocks:
        raise ReadingError(f"{name} gives no text: its pages are empty.")
    metadata = read_metadata(name, blocks, _info(document), title_of(pages))
    marks, sure = with_confidence(source, marks, [_as_text(b, problems) for b in blocks], pages)
    return Report(
        name,
        digest,
        "pdf",
        source,
        marks,
        sure,
        metadata,
        tuple(said),
        by_options=opened.encrypted
        or any(page.confidence is not None for page in marks)
        or any(problem in losses.OPTIONAL for problem in problems.values()),
    )


def _as_text(block: Block, problems: dict[int, str | None]) -> Block:
    """The block; of a page whose letters mean nothing, as what is found but in no passage."""
    garbled = block.page is not None and problems.get(block.page) == GARBLED
    return replace(block, kind=BlockKind.FURNITURE, level=0) if garbled else block


def _raw_pages(
    document: Document,
    found: Sequence[PDFPage | None],
    settings: Settings,
    skip: Collection[int],
    tell: Callable[[int, int], None],
    scanner: Scanner | None,
) -> Iterator[RawPage]:
    """The pages as extracted, a scan as Tesseract reads it; those past the file's time unread."""
    from pdfminer.pdfinterp import PDFResourceManager

    from qa.reading.limits import INFLATER
    from qa.reading.unseen import Interpreter, Painter, hidden_layers

    resources, off = PDFResourceManager(), hidden_layers(document.catalog)
    began, unpacked = _clock(), INFLATER.bytes
    for number, page in enumerate(found, start=1):
        if page is None:
            yield RawPage(number, [], None, LOST)
            continue
        if number in skip or _clock() - began > settings.file_seconds:
            yield RawPage(number, [], page.label, SLOW if number in skip else LATE)
            continue
        tell(number, len(found))
        if INFLATER.bytes - unpacked > KEPT:
            document.forget()
            unpacked = INFLATER.bytes
        # One device a page: what a broken page leaves in it must not show up on the next.
        device = Painter(resources, off)
        raw = _raw_page(Interpreter(resources, device), device, page, number)
        if scanner and raw.problem in losses.UNUSABLE:
            raw = scanner.read(raw)
        yield raw


def _clock() -> float:
    """Seconds of work: the processor's, and a tenth of the wall's."""
    return time.process_time() + time.monotonic() / PATIENCE


def _raw_page(interpreter: Any, device: Any, page: PDFPage, number: int) -> RawPage:
    from qa.reading.limits import INFLATER, TooMuch

    problem: str | None = None
    torn = INFLATER.torn
    try:
        interpreter.process_page(page)
    except (MemoryError, KeyboardInterrupt):
        raise
    except TooMuch:
        problem = HUGE
    except Exception:  # a page may make the interpreter raise anything: the others are still good
        problem = DAMAGED
    try:
        lines, fault, covered = _lines_of(device, number)
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception:  # places that are no numbers, and the like
        return RawPage(number, [], page.label, problem or DAMAGED)
    for line in lines:
        line.settle()
    if problem is None and (INFLATER.torn > torn or _lost_contents(page)):
        problem = DAMAGED
    height = device.layout.height if device.layout else 0.0
    return RawPage(number, lines, page.label, problem or fault, covered=covered, height=height)


def _lines_of(device: Any, number: int) -> tuple[list[PageLine], str | None, float]:
    """The lines that were laid out, why their text is of no use, and the share under images."""
    if device.layout is None:
        return [], DAMAGED, 0.0
    letters, rules, unnamed, images = _drawn(device.layout, device.shaded)
    lines = lines_of(seen(letters, device.shown), rules, device.layout.bbox)
    text = " ".join(line.text.removeprefix(f"{losses.NAMELESS} ") for line in lines)  # a bullet
    covered = losses.covered(images, device.layout.bbox)
    fault = losses.fault_of_text(text, unnamed, len(images), covered, device.paths, number == 1)
    return lines, fault, covered


def _lost_contents(page: PDFPage) -> bool:
    """Does a page name contents that the file does not hold?"""
    from pdfminer.pdftypes import PDFStream, resolve1

    try:
        return any(not isinstance(resolve1(part), PDFStream) for part in page.contents)
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception:
        return True


def _drawn(layout: Any, shaded: bool = False) -> tuple[list[Letter], list[Rule], int, list[Box]]:
    """A page's characters, its rules, how many signs were left out, its images' boxes.

    On a page that is ``shaded`` white letters may stand on anything. A sign without a letter is
    ``NAMELESS``: left out, it would leave a sentence that looks whole.
    """
    from pdfminer.layout import LTChar, LTCurve, LTFigure, LTImage

    from qa.reading.unseen import Ground

    letters: list[Letter] = []
    faint: set[int] = set()  # which letters stand in white on white …
    unpainted: dict[int, Box] = {}  # … and which are there only if a picture lies over them
    ground = Ground()
    rules: list[Rule] = []
    filled: list[Box] = []
    images: list[Box] = []
    unnamed = 0
    spaced = False
    stack = [iter(layout)]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item, LTChar):
            text = item.get_text()
            if text.startswith("(cid:"):
                if item.width < NARROW * item.size:  # as like as not a space
                    unnamed += 1
                    continue
                text = losses.NAMELESS
            if text and _is_on_paper(item):
                cleaned = _clean(text)
                bold = any(word in item.fontname.lower() for word in BOLD_NAMES)
                if cleaned.strip() and (letter := letter_of(item, cleaned, bold, spaced)):
                    if getattr(item, "unpainted", False):
                        unpainted[len(letters)] = item.bbox
                    elif (
                        getattr(item, "faint", False)
                        and not shaded
                        and ground.is_white_at(item.bbox)
                    ):
                        faint.add(len(letters))
                    letters.append(letter)
                spaced = not cleaned.strip()
        elif isinstance(item, LTCurve):
            if not all(-MAX_PLACE < place < MAX_PLACE for place in item.bbox):
                continue
            white = bool(getattr(item, "white", False))
            if item.fill:
                ground.paint(item.bbox, white)
            ground.draw(item.bbox, getattr(item, "thick", 0.0))
            if min(item.width, item.height) <= THIN:
                rules.append(Rule(*item.bbox))
            elif _is_box(item) and not (white and not item.stroke):
                filled.append(item.bbox)
        elif isinstance(item, LTImage):
            images.append(item.bbox)
            ground.show(item.bbox)
        elif isinstance(item, LTFigure):
            stack.append(iter(item))
    if len(filled) <= MAX_FILLED:
        rules += sides(filled)
    faint |= {at for at, box in unpainted.items() if not ground.has_picture_at(box)}
    if len(faint) <= UNSEEN_SHARE * len(letters):
        letters = [letter for at, letter in enumerate(letters) if at not in faint]
    return letters, rules, unnamed, images


def _is_on_paper(item: Any) -> bool:
    """Is a character of a size, and at a place, that paper has? (False for what is no number.)"""
    places = all(-MAX_PLACE < place < MAX_PLACE for place in item.bbox)
    return places and -MAX_SIZE < item.size < MAX_SIZE


def _is_box(item: Any) -> bool:
    """Is a path a box, its corners rounded off a little perhaps?"""
    points = item.pts
    if len(points) in (4, 5):
        return True
    if not 5 < len(points) <= MOST_CORNERS:
        return False
    x0, y0, x1, y1 = item.bbox
    if not all(min(x - x0, x1 - x, y - y0, y1 - y) < ON_EDGE for x, y in points):
        return False
    around = zip(points, [*points[1:], points[0]], strict=True)
    area = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in around)) / 2
    return bool(area > BOX_SHARE * item.width * item.height)


def _clean(text: str) -> str:
    """A character's letters: ligatures as letters, nothing that would break lines or pages."""
    text = text.translate(LIGATURES)
    return "".join(" " if char.isspace() or ord(char) < 32 else char for char in text)


def _with_page(block: Block, starts: Sequence[int]) -> Block:
    runs = block.map.runs
    first, last = (runs[0].source_start, runs[-1].source_start) if runs else (0, 0)
    page, end = bisect_right(starts, first), bisect_right(starts, last)
    return replace(block, page=page, last_page=end if end != page else None)


def _info(document: Document) -> dict[str, str]:
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

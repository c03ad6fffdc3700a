"""Scanned pages -> lines, by Tesseract; how sure it was is kept.

A page is drawn by pypdfium2, read by Tesseract in a process of its own, and its words come back
with places on the page (hOCR: Breuel, "The hOCR Microformat for OCR Workflow and Results", 2007),
so that they go through the same layout as a PDF's own characters.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from qa.model import Block, Page
from qa.reading.layout import Char
from qa.reading.losses import UNREAD, WORDLESS, is_garbled
from qa.reading.pagelines import PageLine, page_lines
from qa.reading.words import list_zipf
from qa.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qa.reading.looks import RawPage

DPI = 300  # what Tesseract's models are made for
MAX_PIXELS = 40_000_000  # of a drawn page (A3 has 17 million); larger ones are drawn coarser
POINTS = 72  # to the inch
SURE = 0.4  # a line in which no word is surer than this is no text: a stain, a logo
NOISE = 0.2  # … and a word no word, …
KNOWN = 3.0  # … unless it is a common one (Zipf)
POOR = 0.65  # a page read less surely than this may lie on its side
SAME_SIZE = 0.15  # letters' heights that differ less are the same: they are measured, not known
WORD_SPACE = 0.3  # of the letters' size, left between words at least
FEW_LETTERS = 4  # a page with fewer has no words

BY_TILES = ("-c", "thresholding_method=1")  # what is ink is judged by its surroundings
# What Tesseract takes a bullet for, at the head of a line; none is a word of Dutch or English.
BULLETS = frozenset(("e", "o", "°", "«", "»", "*", "¢", "©", "®", "¤", "+"))
# What Tesseract misreads where letters look the same, and what it is: "Al-systemen" (but Al-Qaida).
MISREAD = ((re.compile(r"\bAl(?=-[a-z])"), "AI"),)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no XML may hold them


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a scanned page: its text, its box in pixels from the top left, how sure it is."""

    text: str
    left: float
    right: float
    confidence: float


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of a scanned page; ``bottom`` is where its descenders end, in pixels from the top."""

    words: tuple[Word, ...]
    bottom: float
    size: float

    @property
    def letters(self) -> int:
        """Its letters and digits."""
        return sum(char.isalnum() for word in self.words for char in word.text)


class Scanner:
    """Reads scanned pages of one PDF."""

    def __init__(self, data: bytes, password: str, settings: Settings) -> None:
        self._data = data
        self._password = password
        self._settings = settings
        self._body: float | None = None  # the size of the running text's letters, in points

    def read(self, page: RawPage) -> RawPage:
        """The page with what Tesseract reads on it, or with another problem where it fails."""
        try:
            image, dpi = self._draw(page.number)
            blocks, size = self._recognise(image)
        except subprocess.TimeoutExpired:
            return replace(page, problem=UNREAD)
        except (MemoryError, KeyboardInterrupt):
            raise
        except Exception:  # a hostile page may make the renderer raise anything
            return replace(page, problem=WORDLESS)
        found = [line for block in blocks for line in block]
        letters = sum(line.letters for line in found)
        own = sum(char.isalnum() for line in page.lines for char in line.text)
        text = " ".join(word.text for line in found for word in line.words)
        if letters < max(FEW_LETTERS, own) or is_garbled(text, letters):
            return replace(page, problem=WORDLESS)
        lines, confidences = self._laid_out(blocks, size, dpi)
        return replace(page, lines=lines, problem=None, confidences=confidences)

    def _draw(self, number: int) -> tuple[NDArray[np.uint8], float]:
        """The page in shades of grey, upright as viewers show it, and its dots to the inch.

        A point is as dark as the darkest of its colours: light letters in a colour are letters too.
        """
        import numpy as np
        import pypdfium2

        open_document: Any = pypdfium2.PdfDocument

        document = open_document(self._data, password=self._password or None)
        try:
            page = document[number - 1]
            width, height = page.get_size()
            pixels = max(1.0, width * height) * (DPI / POINTS) ** 2
            dpi = DPI * min(1.0, (MAX_PIXELS / pixels) ** 0.5)
            bitmap = page.render(scale=dpi / POINTS, may_draw_forms=False)
            image = bitmap.to_numpy()
            return np.ascontiguousarray(image[:, :, :3].min(axis=2)), dpi
        finally:
            document.close()

    def _recognise(self, image: NDArray[np.uint8]) -> tuple[list[list[ReadLine]], float]:
        """The page's lines, block by block, and the page's height in pixels.

        A page that is read poorly is turned as Tesseract thinks it should be, and the surer reading
        of the two is taken.
        """
        import numpy as np

        blocks = self._blocks(image)
        if _sureness(blocks) < POOR and (turns := self._turns(image)):
            turned = np.ascontiguousarray(np.rot90(image, -turns))
            others = self._blocks(turned)
            if _weight(others) > _weight(blocks):
                return others, float(turned.shape[0])
        return blocks, float(image.shape[0])

    def _blocks(self, image: NDArray[np.uint8]) -> list[list[ReadLine]]:
        hocr = self._tesseract(
            image, "-l", self._settings.ocr_languages, "--psm", "3", *BY_TILES, "hocr"
        )
        return [block for area in _areas(hocr) if (block := _kept(area))]

    def _turns(self, image: NDArray[np.uint8]) -> int:
        """How many quarters the page must be turned clockwise; 0 where that is not clear."""
        said = self._tesseract(image, "-l", "osd", "--psm", "0").decode("utf-8", "replace")
        match = re.search(r"^Rotate: (\d+)$", said, re.MULTILINE)
        return int(match[1]) // 90 % 4 if match else 0

    def _tesseract(self, image: NDArray[np.uint8], *options: str) -> bytes:
        """What Tesseract prints for an image; subprocess.TimeoutExpired past ``ocr_seconds``."""
        height, width = image.shape
        done = subprocess.run(
            ["tesseract", "stdin", "stdout", "--dpi", str(DPI), *options],
            input=b"P5 %d %d 255\n" % (width, height) + image.tobytes(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=self._settings.ocr_seconds,
            env=_environment(),
        )
        return done.stdout

    def _laid_out(
        self, blocks: Sequence[Sequence[ReadLine]], height: float, dpi: float
    ) -> tuple[list[PageLine], list[float]]:
        """Lines as those of other pages, in Tesseract's order, and how sure each is."""
        scale = POINTS / dpi
        sizes = [line.size * scale for block in blocks for line in block for _ in line.words]
        usual = median(sizes)
        if self._body is None or abs(usual - self._body) > SAME_SIZE * self._body:
            self._body = round(usual * 2) / 2
        lines: list[PageLine] = []
        confidences: list[float] = []
        for block in blocks:
            sure: dict[tuple[float, float], float] = {}
            chars: list[Char] = []
            for line in block:
                for char, confidence in _chars(line, height, scale, self._body):
                    chars.append(char)
                    sure[char.x0, char.y0] = confidence
            laid = page_lines(chars)
            if laid and lines:
                laid[0].gap = True
            lines += laid
            confidences += [_mean_of(line, sure) for line in laid]
        return lines, confidences


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "OMP_THREAD_LIMIT": "1"}  # there is a reading process for every core


def _areas(hocr: bytes) -> Iterator[list[ReadLine]]:
    """The lines of each block that Tesseract sees, in its order."""
    from xml.etree import ElementTree

    root = ElementTree.fromstring(_CONTROLS.sub(b"", hocr))
    for area in root.iterfind(".//{*}div[@class='ocr_carea']"):
        lines = [
            line
            for element in area.iterfind(".//{*}span")
            if element.get("class", "").startswith("ocr_") and (line := _line(element))
        ]
        yield lines


def _line(element: Any) -> ReadLine | None:
    facts = _facts(element)
    left, _, right, bottom = facts["bbox"]
    slope, below = facts.get("baseline", (0.0, 0.0))
    size = facts.get("x_size", (bottom - facts["bbox"][1],))[0]
    descent = facts.get("x_descenders", (0.2 * size,))[0]
    words: list[Word] = []
    for part in element.iterfind(".//{*}span[@class='ocrx_word']"):
        text = unicodedata.normalize("NFC", "".join(part.itertext())).strip()
        of_word = _facts(part)
        confidence = of_word.get("x_wconf", (0.0,))[0] / 100
        least = NOISE if any(char.isalnum() for char in text) else SURE
        if text and (confidence >= least or list_zipf(text.lower()) > KNOWN):
            for pattern, meant in MISREAD:
                text = pattern.sub(meant, text)
            text = "•" if not words and text in BULLETS else text
            words.append(Word(text, of_word["bbox"][0], of_word["bbox"][2], confidence))
    if not words or size <= 0:
        return None
    middle = slope * (right - left) / 2  # a skewed line is set straight through its middle
    return ReadLine(tuple(words), bottom + below + middle + descent, size)


def _facts(element: Any) -> dict[str, tuple[float, ...]]:
    """What hOCR says in a title: "bbox 1 2 3 4; x_wconf 96"."""
    found = {}
    for fact in element.get("title", "").split(";"):
        name, *values = fact.split()
        if all(re.fullmatch(r"-?\d+(?:\.\d+)?", value) for value in values):
            found[name] = tuple(map(float, values))
    return found


def _kept(lines: Iterable[ReadLine]) -> list[ReadLine]:
    """The lines that are text."""
    return [
        line
        for line in lines
        if any(
            word.confidence >= SURE and any(char.isalnum() for char in word.text)
            for word in line.words
        )
    ]


def _weight(blocks: Sequence[Sequence[ReadLine]]) -> float:
    """The letters read, each for as much as it is sure."""
    return sum(
        len(word.text) * word.confidence
        for block in blocks
        for line in block
        for word in line.words
    )


def _sureness(blocks: Sequence[Sequence[ReadLine]]) -> float:
    letters = sum(len(word.text) for block in blocks for line in block for word in line.words)
    return _weight(blocks) / letters if letters else 0.0


def _chars(
    line: ReadLine, height: float, scale: float, body: float
) -> Iterator[tuple[Char, float]]:
    """A line's letters, each word's spread evenly over its box, in points; how sure they are."""
    size = line.size * scale
    size = body if abs(size - body) <= SAME_SIZE * body else float(round(size))
    y0 = (height - line.bottom) * scale
    ends = [word.right * scale for word in line.words]
    for at, (word, following) in enumerate(pairwise([*line.words, None])):
        assert word is not None
        left = word.left * scale
        if following is not None:
            ends[at] = min(ends[at], following.left * scale - WORD_SPACE * size)
        width = max(0.1, ends[at] - left) / len(word.text)
        for place, letter in enumerate(word.text):
            x0 = left + place * width
            yield Char(letter, x0, y0, x0 + width, y0 + size, size, False), word.confidence


def _mean_of(line: PageLine, sure: dict[tuple[float, float], float]) -> float:
    found = [sure[char.x0, char.y0] for part in line.segments for char in part.chars]
    return sum(found) / len(found)


def with_confidence(
    source: str, marks: Sequence[Page], blocks: Sequence[Block], pages: Sequence[RawPage]
) -> tuple[tuple[Page, ...], tuple[Block, ...]]:
    """Pages and blocks with how sure Tesseract was of their letters, 0 to 1, where it read them."""
    spans: list[tuple[int, int, float]] = []
    read: dict[int, float] = {}
    for mark, page in zip(marks, pages, strict=True):
        at = mark.start
        for line, confidence in zip(page.lines, page.confidences, strict=False):
            text = unicodedata.normalize("NFC", line.text)
            at = source.index(text, at)
            spans.append((at, at + len(text), confidence))
            at += len(text)
        if page.confidences:
            read[mark.number] = _mean(spans, mark.start, mark.end) or 0.0
    if not spans:
        return tuple(marks), tuple(blocks)
    sure = [
        replace(block, confidence=_of_block(block, spans)) if block.map.runs else block
        for block in blocks
    ]
    return tuple(replace(mark, confidence=read.get(mark.number)) for mark in marks), tuple(sure)


def _of_block(block: Block, spans: Sequence[tuple[int, int, float]]) -> float | None:
    parts = [
        (run.length, confidence)
        for run in block.map.runs
        if (confidence := _mean(spans, run.source_start, run.source_start + run.length)) is not None
    ]
    letters = sum(length for length, _ in parts)
    return round(sum(length * sure for length, sure in parts) / letters, 4) if letters else None


def _mean(spans: Sequence[tuple[int, int, float]], start: int, end: int) -> float | None:
    """How sure the letters between two places of the source are; None where none was so read."""
    weight = total = 0.0
    at = bisect_left(spans, start, key=lambda span: span[1])
    while at < len(spans) and spans[at][0] < end:
        low, high, confidence = spans[at]
        shared = min(high, end) - max(low, start)
        if shared > 0:
            weight += shared
            total += shared * confidence
        at += 1
    return round(total / weight, 4) if weight else None

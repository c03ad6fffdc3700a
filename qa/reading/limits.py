"""pdfminer within limits: streams that grow without end, pages of a million strokes.

pdfminer inflates a stream whole, whatever its size, and gives up all of one that is cut off. Here
no stream gets larger than ``MAX_STREAM``, and of a torn one what came before the tear is kept.
"""

from __future__ import annotations

import zlib
from typing import Any

from pdfminer import pdftypes
from pdfminer.converter import PDFPageAggregator
from pdfminer.pdfexceptions import PDFException
from pdfminer.utils import apply_matrix_rect

from qa.reading.unzip import inflated

MAX_STREAM = 100_000_000  # bytes of one stream, unpacked; a printed page has some 50,000
MAX_CHARS = 200_000  # characters of one page; a printed page has some 4,000
MAX_PATHS = 50_000  # lines and curves of one page; past these the others are left out
MAX_DEPTH = 40  # forms within forms on a page
_CHUNK = 1 << 20
_RAW = -15  # deflate without RFC 1950's header and checksum: many files have the latter wrong


class TooMuch(PDFException):
    """A page asks for more than a page of a report can hold."""


class Inflater:
    """Stands where pdfminer looks for ``zlib``; counts what it saw."""

    error = zlib.error
    decompressobj = staticmethod(zlib.decompressobj)

    def __init__(self) -> None:
        self.torn = 0  # streams that were cut off or damaged, so far
        self.bytes = 0  # unpacked so far

    def decompress(self, data: bytes) -> bytes:
        """What a Flate stream holds, as far as it can be unpacked; checksums are not looked at.

        Raises TooMuch past ``MAX_STREAM`` bytes, zlib.error where nothing can be unpacked.
        """
        data = data[2:] if _has_header(data) else data.lstrip(b"\r\n")[2:]
        machine = zlib.decompressobj(_RAW)
        kept = bytearray()
        rest = data
        try:
            while rest and not machine.eof:
                kept += machine.decompress(rest, _CHUNK)
                rest = machine.unconsumed_tail
                _check(kept)
        except zlib.error:
            kept = inflated(data, 0, MAX_STREAM + 1)
            _check(kept)
            if not kept:
                raise
        self.torn += not machine.eof
        self.bytes += len(kept)
        return bytes(kept)


def _has_header(data: bytes) -> bool:
    """Does it begin as RFC 1950 says: deflate, and two bytes that 31 divides?"""
    return data[0:1] != b"" and data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0


def _check(unpacked: bytearray) -> None:
    if len(unpacked) > MAX_STREAM:
        raise TooMuch("a stream grows past all measure")


INFLATER = Inflater()
vars(pdftypes)["zlib"] = INFLATER


def _has_box(page: Any) -> bool:
    """Does a page say how large it is? (pdfminer takes letter paper where it does not.)"""
    box = pdftypes.resolve1(page.attrs.get("MediaBox"))
    return (
        isinstance(box, list)
        and len(box) == 4
        and all(isinstance(pdftypes.resolve1(place), (int, float)) for place in box)
    )


def _laid_out(box: Any, ctm: Any) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = apply_matrix_rect(ctm, box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


class Device(PDFPageAggregator):
    """Lays a page out; past a page's measure it takes no more."""

    def __init__(self, resources: Any) -> None:
        super().__init__(resources, laparams=None)
        self.chars = self.paths = 0
        self.shown: tuple[float, float, float, float] | None = None

    def begin_page(self, page: Any, ctm: Any) -> None:
        """Notes which part of the page viewers show: its crop box, as it is laid out."""
        super().begin_page(page, ctm)
        if _has_box(page):
            corners = (page.mediabox, page.cropbox)
            left, bottom, right, top = zip(*(_laid_out(box, ctm) for box in corners), strict=True)
            self.shown = (max(left), max(bottom), min(right), min(top))

    @property
    def layout(self) -> Any:
        """The page as laid out: of one that broke off, what had been laid out by then."""
        return self.result or (self._stack[0] if self._stack else getattr(self, "cur_item", None))

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        """Raises TooMuch for forms in forms in forms without end."""
        if len(self._stack) > MAX_DEPTH:
            raise TooMuch("forms within forms without end")
        super().begin_figure(name, bbox, matrix)

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Any) -> None:
        """Keeps the first ``MAX_PATHS`` paths."""
        self.paths += 1
        if self.paths <= MAX_PATHS:
            super().paint_path(gstate, stroke, fill, evenodd, path)

    def render_char(self, *values: Any, **named: Any) -> Any:
        """Raises TooMuch past ``MAX_CHARS`` characters."""
        self.chars += 1
        if self.chars > MAX_CHARS:
            raise TooMuch("more characters than a page can hold")
        return super().render_char(*values, **named)

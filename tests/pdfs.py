"""A tiny PDF writer for tests: words at places, in sizes, plain or bold; nothing more."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import cos, radians, sin


@dataclass(frozen=True)
class Words:
    """``text`` with its baseline's left end at (x, y), in points from the page's lower left.

    It runs at ``angle``, in degrees anticlockwise.
    """

    text: str
    x: float
    y: float
    size: float = 10
    bold: bool = False
    white: bool = False  # on white: there, and not to be seen
    angle: float = 0
    nameless: bool = False  # in a font that does not say which letters its signs are


@dataclass
class Page:
    """What stands on a page, A4 upright; ``image`` covers it as a scan does.

    ``rules`` are drawn lines (from x, y to x, y), ``fills`` grey boxes (x, y, width, height).
    Viewers turn it clockwise by ``rotate`` degrees, and show what lies in ``crop``.
    """

    words: list[Words] = field(default_factory=list)
    image: bool = False
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    fills: list[tuple[float, float, float, float]] = field(default_factory=list)
    rotate: int = 0
    crop: tuple[float, float, float, float] = (0, 0, 595, 842)


def running(lines: Iterable[str], x: float = 70, top: float = 760, size: float = 10) -> list[Words]:
    """Lines under one another, 13 points apart."""
    places = enumerate(lines)
    return [Words(line, x, top - 13 * at, size) for at, line in places]


_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"


def pdf(pages: Sequence[Page], info: str = "", labels: str = "", compress: bool = True) -> bytes:
    """A PDF file of these pages; ``info`` and ``labels`` are PDF source for its dictionaries."""
    objects: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % labels.encode(),
        3: _FONT % b"Helvetica",
        4: _FONT % b"Helvetica-Bold",
        5: b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8 /Length 1 >>\nstream\n0\nendstream",
        6: b"<< %s >>" % info.encode(),
    }
    kids = []
    for at, page in enumerate(pages):
        number, stream = 10 + 2 * at, 11 + 2 * at
        kids.append(b"%d 0 R" % number)
        content = b"\n".join(
            [
                *(b"0.9 g %g %g %g %g re f 0 g" % box for box in page.fills),
                *(b"%g %g m %g %g l S" % line for line in page.rules),
                *(_show(words) for words in page.words),
            ]
        )
        if page.image:
            content += b"\nq 595 0 0 842 0 0 cm /Im0 Do Q"
        packed = zlib.compress(content) if compress else content
        filtered = b"/Filter /FlateDecode " if compress else b""
        objects[stream] = b"<< %s/Length %d >>\nstream\n%s\nendstream" % (
            filtered,
            len(packed),
            packed,
        )
        objects[number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate %d "
            b"/CropBox [%g %g %g %g] /Contents %d 0 R /Resources "
            b"<< /Font << /F1 3 0 R /F2 4 0 R /F3 7 0 R >> /XObject << /Im0 5 0 R >> >> >>"
            % (page.rotate, *page.crop, stream)
        )
    if any(words.nameless for page in pages for words in page.words):
        objects |= _NAMELESS
    objects[2] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), b" ".join(kids))
    return _file(objects)


_NAMELESS = {
    7: b"<< /Type /Font /Subtype /Type0 /BaseFont /Signs /Encoding /Identity-H "
    b"/DescendantFonts [8 0 R] >>",
    8: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Signs /DW 556 /W [32 [280]] "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
    b"/FontDescriptor 9 0 R >>",
    9: b"<< /Type /FontDescriptor /FontName /Signs /Flags 4 /FontBBox [0 -200 1000 900] "
    b"/ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>",
}


def _show(words: Words) -> bytes:
    text = words.text.encode("cp1252")
    for char in (b"\\", b"(", b")"):
        text = text.replace(char, b"\\" + char)
    font = b"/F2" if words.bold else b"/F1"
    string = b"(%s)" % text
    if words.nameless:
        font, string = b"/F3", b"<%s>" % words.text.encode("utf-16-be").hex().encode()
    across, up = cos(radians(words.angle)), sin(radians(words.angle))
    shown = b"BT %s %g Tf %.6f %.6f %.6f %.6f %g %g Tm %s Tj ET" % (
        font, words.size, across, up, -up, across, words.x, words.y, string,
    )  # fmt: skip
    return b"q 1 1 1 rg %s Q" % shown if words.white else shown


def _file(objects: dict[int, bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = {}
    for number in sorted(objects):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start = len(out)
    size = max(objects) + 1
    out += b"xref\n0 %d\n" % size
    for number in range(size):
        if number in places:
            out += b"%010d 00000 n \n" % places[number]
        else:
            out += b"0000000000 65535 f \n"
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\n" % size
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)

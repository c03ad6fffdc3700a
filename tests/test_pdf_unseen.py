"""What a PDF holds and no reader sees on its pages is no text of the report."""

from __future__ import annotations

import pytest
from pdfs import _NAMELESS as NAMELESS
from pdfs import Page, Words, pdf, running
from test_damage import hostile, stream

from qa.model import Report
from qa.reading import unseen
from qa.reading.pdf import read_pdf
from qa.settings import Settings

BODY = [
    "De inspectie bezocht elf loketten in de regio en sprak daar met 125 klanten over",
    "de wachttijd. In alle gevallen bleek die korter dan een kwartier te zijn, en dat",
    "was in het jaar daarvoor nog anders: toen wachtte een op de vijf langer.",
]
SAID = " ".join(BODY)


def said(data: bytes) -> str:
    report: Report = read_pdf(data, "x.pdf", "0", Settings())
    return " ".join(block.text for block in report.blocks)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize(
    "hidden",
    [
        Words("Er waren 999 loketten.", 70, 500, 0.5),
        Words("Er waren 999 loketten.", 70, -50),
        Words("Er waren 999 loketten.", 1700, 500),
        Words("Er waren 999 loketten.", 70, 30),
    ],
)
def test_tiny_letters_and_those_beside_the_page_are_not_read(hidden: Words, rotate: int) -> None:
    crop = (50, 60, 595, 842)
    assert said(pdf([Page([*running(BODY), hidden], rotate=rotate, crop=crop)])) == SAID


def test_a_page_whose_boxes_are_wrong_is_read() -> None:
    """One that is nowhere, one that says nothing, and one without: A4 is higher than Letter."""
    assert said(pdf([Page(running(BODY), crop=(700, 900, 800, 950))])) == SAID
    page = pdf([Page(running(BODY, top=830))], compress=False)
    for box in (b"[(a) 0 595 842]", b"[0 0 0 0]"):
        broken = page.replace(b"/CropBox [0 0 595 842]", b"")
        assert said(broken.replace(b"/MediaBox [0 0 595 842]", b"/MediaBox " + box)) == SAID


def test_a_page_in_small_measures_is_read() -> None:
    """Its letters are all a point high: the page is drawn small."""
    assert said(pdf([Page([Words(line, 5, 80 - at, 0.8) for at, line in enumerate(BODY)])])) == SAID


SECRET = b"De begroting van 777 euro is niet te zien."
SHOW = b"BT /F1 10 Tf 70 500 Td (%s) Tj ET" % SECRET
TEXT = b"".join(
    b"BT /F1 10 Tf 70 %d Td (%s) Tj ET\n" % (700 - 13 * at, line.encode())
    for at, line in enumerate(BODY)
)
IMAGE = (
    b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray "
    b"/BitsPerComponent 8 /Length 1 >>\nstream\n0\nendstream"
)
LAYERS = {
    "o1": b"<< /Type /Catalog /Pages 2 0 R /OCProperties "
    b"<< /OCGs [20 0 R 21 0 R] /D << /OFF [20 0 R] >> >> >>",
    "o10": b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 11 0 R /Resources "
    b"<< /Font << /F1 3 0 R >> /Properties << /Off 20 0 R /On 21 0 R /Any 22 0 R /All 23 0 R >>"
    b" /XObject << /X 12 0 R >> >> >>",
    "o12": stream(SHOW, more=b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /OC 20 0 R"),
    "o20": b"<< /Type /OCG /Name (a) >>",
    "o21": b"<< /Type /OCG /Name (b) >>",
    "o22": b"<< /Type /OCMD /OCGs [20 0 R 21 0 R] >>",
    "o23": b"<< /Type /OCMD /OCGs [20 0 R 21 0 R] /P /AllOn >>",
}


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param(b"1 g " + SHOW, id="white in grey"),
        pytest.param(b"1 1 1 rg " + SHOW, id="white in RGB"),
        pytest.param(b"0 0 0 0 k " + SHOW, id="white in CMYK"),
        pytest.param(b"0.99 0.98 1 rg " + SHOW, id="next to white"),
        pytest.param(b"0 g 60 490 400 30 re f 1 g 60 490 400 30 re f " + SHOW, id="white on a box"),
        pytest.param(b"BT 3 Tr ET " + SHOW, id="not painted"),
        pytest.param(b"/OC /Off BDC " + SHOW + b" EMC", id="in a layer that is off"),
        pytest.param(b"/OC /All BDC " + SHOW + b" EMC", id="where all layers must be on"),
        pytest.param(b"/X Do", id="in a form that is off"),
    ],
)
def test_what_is_not_to_be_seen_is_not_read(hidden: bytes) -> None:
    assert said(hostile(TEXT + hidden, **LAYERS)) == SAID


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param(b"0 0 0.5 rg 60 490 400 30 re f 1 g " + SHOW, id="white on blue"),
        pytest.param(b"q 400 0 0 30 60 490 cm /Im Do Q 1 g " + SHOW, id="white on a picture"),
        pytest.param(b"/Sh sh 1 g " + SHOW, id="white on a shading"),
        pytest.param(
            b"3 w q 0.1 0 0 10 0 0 cm 0 G 600 50.5 m 4600 50.5 l S Q 1 g " + SHOW, id="on a line"
        ),
        pytest.param(b"20 w 0 G 60 503 m 460 503 l S 1 g " + SHOW, id="white on a thick line"),
        pytest.param(b"/OC 99 BDC EMC /Span << /ActualText 99 0 R >> BDC EMC " + SHOW, id="odd"),
        pytest.param(b"/Spot cs 1 scn " + SHOW, id="the full tint of a spot colour"),
        pytest.param(b"BT 3 Tr ET " + SHOW + b" q 400 0 0 30 60 490 cm /Im Do Q", id="over a scan"),
        pytest.param(b"/OC /On BDC " + SHOW + b" EMC", id="in a layer that is on"),
        pytest.param(b"/OC /Any BDC " + SHOW + b" EMC", id="where one layer is on"),
        pytest.param(b"/OC /Off BDC EMC " + SHOW, id="behind a layer that is off"),
    ],
)
def test_what_is_to_be_seen_is_read(shown: bytes) -> None:
    page = LAYERS["o10"].replace(b"/X 12 0 R", b"/X 12 0 R /Im 30 0 R")
    assert SECRET.decode() in said(hostile(TEXT + shown, **LAYERS | {"o10": page, "o30": IMAGE}))


def test_letters_are_seen_where_too_much_is_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unseen, "MOST_LOOKS", 3)
    ground = unseen.Ground()
    ground.paint((0, 0, 9, 9), True)
    ground.show((0, 0, 9, 9))
    assert not ground.has_picture_at((20, 20, 21, 21))
    assert ground.is_white_at((20, 20, 21, 21))
    assert not ground.is_white_at((20, 20, 21, 21))
    assert ground.has_picture_at((20, 20, 21, 21))


def test_where_hardly_anything_is_seen_all_is_read() -> None:
    """Then the page is painted in a way that is not understood."""
    assert said(hostile(b"1 g " + TEXT)) == SAID


def test_signs_without_letters_have_the_text_that_the_file_says_they_stand_for() -> None:
    marked = (
        b"/Span << /ActualText (effici\353nte aanpak) >> BDC "
        b"BT /F2 10 Tf 70 500 Td <0001000200030004> Tj ET EMC"
    )
    fonts = {f"o{number}": value for number, value in NAMELESS.items()}
    page = LAYERS["o10"].replace(b"/F1 3 0 R", b"/F1 3 0 R /F2 7 0 R")
    assert "efficiënte aanpak" in said(hostile(TEXT + marked, **fonts | {"o10": page}))

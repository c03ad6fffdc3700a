"""What a PDF holds and no reader sees on its pages is no text of the report."""

from __future__ import annotations

import pytest
from pdfs import Page, Words, pdf, running

from qa.model import Report
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

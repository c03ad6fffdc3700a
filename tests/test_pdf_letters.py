"""Letters that are drawn in a way of their own: twice, as large initials, apart."""

from __future__ import annotations

import pytest
from pdfs import Page, Words, pdf, running

from qa.model import Report
from qa.reading.layout import Char, rows_of
from qa.reading.pdf import read_pdf
from qa.settings import Settings

BODY = [
    "De inspectie bezocht elf loketten in de regio en sprak daar met 125 klanten over",
    "de wachttijd. In alle gevallen bleek die korter dan een kwartier te zijn, en dat",
    "was in het jaar daarvoor nog anders: toen wachtte een op de vijf langer.",
]
SAID = " ".join(BODY)


def read(*words: Words) -> Report:
    return read_pdf(pdf([Page(list(words))]), "x.pdf", "0", Settings())


def said(report: Report) -> str:
    return " ".join(block.text for block in report.blocks)


@pytest.mark.parametrize(
    ("right", "down"),
    [(0, 0), (0.1, 0), (0.4, 0), (0.5, 0.2), (1, 0), (1.2, 1.2), (-1.5, 2), (0, 1.5)],
)
def test_letters_printed_twice_for_bold_or_for_a_shadow_are_read_once(
    right: float, down: float
) -> None:
    """Wherever they stand between two points, and two letters that look the same stay two."""
    for start in (70, 70.25, 70.5, 70.75):
        again = running(BODY, x=start + right, top=760 - down)
        assert said(read(*running(BODY, x=start), *again)) == SAID


def test_of_a_heap_of_the_same_letter_few_are_kept() -> None:
    """However many a hostile page prints over one another: each is looked up among few."""
    heap = [Char("o", at % 70 / 100, at % 50 / 100, 6, 12, 10, False) for at in range(50_000)]
    assert sum(len(part.chars) for row in rows_of(heap) for part in row) < 10

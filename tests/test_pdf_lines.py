"""Lines of running text on a page: justified ones, boxes beside them, pages that lie and stand."""

from __future__ import annotations

import textwrap

import pytest
from pdfminer.fontmetrics import FONT_METRICS
from pdfs import Page, Words, pdf, running

from qa.model import BlockKind, Report
from qa.reading.pdf import read_pdf
from qa.settings import Settings

WIDTHS = FONT_METRICS["Helvetica"][1]
SPACE = 2.78  # points, in letters of 10


def read(*pages: Page) -> Report:
    return read_pdf(pdf(list(pages)), "x.pdf", "0", Settings())


def width(word: str, size: float = 10) -> float:
    return sum(WIDTHS[char] for char in word) * size / 1000


def justified(text: str, x: float, top: float, wide: float, size: float = 10) -> list[Words]:
    """A text set in lines of one width, words spread over them but in the last."""
    lines: list[list[str]] = [[]]
    for word in text.split():
        taken = sum(width(part, size) + SPACE for part in lines[-1])
        if lines[-1] and taken + width(word, size) > wide:
            lines.append([])
        lines[-1].append(word)
    placed: list[Words] = []
    for at, line in enumerate(lines):
        free = wide - sum(width(word, size) for word in line)
        gap = free / (len(line) - 1) if at + 1 < len(lines) and len(line) > 1 else SPACE
        left = x
        for word in line:
            placed.append(Words(word, left, top - 13 * at, size))
            left += width(word, size) + gap
    return placed


TEXT = (
    "De inspectie rapporteerde in 2019 ongeveer 4.120 verantwoordelijkheidsverdelingen tussen "
    "samenwerkingsverbanden en uitvoeringsorganisaties. Het rijk betaalde daarvan 1.204 "
    "gemeentelijke loketten, waarvan de helft arbeidsmarktregiogebonden was, en in 2020 betaalde "
    "het 2.310 uitvoeringsorganisaties en regionale samenwerkingsverbanden in de provincie."
)


def kinds(report: Report) -> set[BlockKind]:
    return {block.kind for block in report.blocks}


@pytest.mark.parametrize("wide", [150, 165, 180, 200])
def test_a_justified_line_of_long_words_is_no_row_of_a_table(wide: float) -> None:
    report = read(Page(justified(TEXT, 70, 700, wide)))
    assert kinds(report) == {BlockKind.PARAGRAPH}
    assert " ".join(block.text for block in report.blocks) == TEXT


def test_narrow_columns_in_a_report_with_wide_lines_are_paragraphs() -> None:
    wide = justified(TEXT, 70, 780, 450)
    columns = [*justified(TEXT, 70, 600, 210), *justified(TEXT, 310, 600, 210)]
    report = read(Page([*wide, *columns]))
    assert [block.text for block in report.blocks] == [TEXT] * 3


def test_a_table_between_justified_lines_stays_one() -> None:
    rows = [
        ("Gemeente", "2019", "2020"), ("Sneek", "120", "106"), ("Zwolle", "98", "1.110"),
    ]  # fmt: skip
    table = [
        Words(cell, x - (width(cell) if x > 70 else 0), 600 - 13 * at)
        for at, row in enumerate(rows)
        for cell, x in zip(row, (70, 180, 270), strict=True)
    ]
    text = [*justified(TEXT, 70, 750, 200), *justified(TEXT, 70, 540, 200)]
    found = [b.text for b in read(Page([*text, *table])).blocks if b.kind is BlockKind.TABLE_ROW]
    assert found == [" | ".join(row) for row in rows]


BOX = [
    "Wat is een loket?",
    "Een loket is een balie waar",
    "klanten zonder afspraak",
    "terecht kunnen.",
]


@pytest.mark.parametrize("off", [0, 5])
def test_a_box_that_the_text_runs_round_is_read_by_itself(off: float) -> None:
    """Its lines stand level with the text's, or not."""
    beside = [
        "De inspectie telde in 2019 veertig loketten in de",
        "provincie, waarvan er twaalf op zaterdag open",
        "waren. Daarvan had een derde geen balie voor de",
        "klanten die zonder afspraak kwamen; dat waren er",
        "in dat jaar nog 3.120, tegen 2.780 een jaar later.",
    ]
    under = [
        "Van hen was de helft tevreden over de wachttijd, die gemiddeld zeven minuten bedroeg, en",
        "een kwart over de openingstijden, die in de meeste gemeenten ongewijzigd waren gebleven.",
    ]
    text = [*running(beside, top=700), *running(under, top=700 - 13 * 5)]
    box = running(BOX, x=340, top=700 - off)
    page = Page([*text, *box], fills=[(332, 650 - off, 150, 62)])
    texts = [block.text for block in read(page).blocks]
    assert " ".join(texts) == " ".join([*BOX, *beside, *under])


def test_a_filled_column_of_a_table_is_no_box() -> None:
    rows = [("Sneek", "120", "106"), ("Zwolle", "98", "110"), ("Heerlen", "77", "81")]
    words = [
        Words(cell, x, 700 - 14 * at)
        for at, row in enumerate(rows)
        for cell, x in zip(row, (70, 200, 300), strict=True)
    ]
    report = read(Page(words, fills=[(295, 665, 40, 48)]))
    assert [block.text for block in report.blocks] == [" | ".join(row) for row in rows]


def test_raised_marks_of_five_sixths_are_marks() -> None:
    """As browsers set them: a size smaller, a third of a line up."""
    line = "De provincies telden twaalf gebieden"
    mark = Words("3", 70 + width(line), 703.3, 8.333)
    rest = Words("en twee ervan waren klaar.", 70 + width(line) + 8, 700)
    (block,) = read(Page([Words(line, 70, 700), mark, rest])).blocks
    assert block.text == "De provincies telden twaalf gebieden⁽3⁾ en twee ervan waren klaar."


def test_a_running_head_of_pages_that_lie_is_that_of_pages_that_stand() -> None:
    head = "Ministerie van Loketten | Monitor 2022"
    stands = [
        Page([Words(head, 70, 800), *running(textwrap.wrap(TEXT[19 * at :], 60 + at))])
        for at in range(4)
    ]
    lies = Page([Words(head, 70, 553), *running(["Hier zijn 99 loketten."], top=450)])
    data = pdf([*stands, lies])
    cut = data.rindex(b"/MediaBox [0 0 595 842]")
    lying = data[:cut] + b"/MediaBox [0 0 842 595]" + data[cut + len(b"/MediaBox [0 0 595 842]") :]
    lying = lying.replace(b"/CropBox [0 0 595 842]", b"/CropBox [0 0 999 999]")
    report = read_pdf(lying, "x.pdf", "0", Settings())
    heads = [block.kind for block in report.blocks if block.text == head]
    assert heads == [BlockKind.FURNITURE] * 5


def test_an_accent_that_is_printed_over_a_letter_is_the_letters() -> None:
    word, letter = "Het caf", "e"
    over = 70 + width(word) + (width(letter) - 3.33) / 2
    words = [Words("Het cafe telde 12 loketten.", 70, 700), Words("\xb4", over, 700)]
    (block,) = read(Page(words)).blocks
    assert block.text == "Het café telde 12 loketten."

"""Text that does not run level: set sideways, upside down, scanned askew, stamped over."""

from __future__ import annotations

from math import cos, radians, sin

import pytest
from pdfs import Page, Words, pdf, running

from qa.model import BlockKind, Report
from qa.reading.pdf import read_pdf
from qa.settings import Settings

K = BlockKind
BODY = [
    "De inspectie bezocht elf loketten in de regio en sprak daar met 125 klanten over",
    "de wachttijd. In alle gevallen bleek die korter dan een kwartier te zijn, en dat",
    "was in het jaar daarvoor nog anders: toen wachtte een op de vijf langer.",
]
SAID = " ".join(BODY)
TABLE = [
    ("Loket", "Klanten 2009", "Klanten 2010", "Kosten in euro"),
    ("Almelo", "1.201", "1.302", "45"),
    ("Borne", "1.403", "1.504", "46"),
    ("Hengelo", "1.605", "1.706", "47"),
    ("Losser", "1.807", "1.908", "48"),
    ("Wierden", "2.009", "2.110", "49"),
]
ROWS = [" | ".join(row) for row in TABLE]


def read(*pages: Page) -> Report:
    return read_pdf(pdf(pages), "x.pdf", "0", Settings())


def texts(report: Report, *kinds: BlockKind) -> list[str]:
    return [block.text for block in report.blocks if block.kind in kinds]


def turned(words: list[Words], angle: float, x: float = 297, y: float = 421) -> list[Words]:
    """The words turned round (x, y), anticlockwise."""
    across, up = cos(radians(angle)), sin(radians(angle))
    return [
        Words(
            each.text,
            x + (each.x - x) * across - (each.y - y) * up,
            y + (each.y - y) * across + (each.x - x) * up,
            each.size,
            each.bold,
            angle=angle,
        )
        for each in words
    ]


def table(*more: tuple[str, ...], x: float = 120, top: float = 560) -> list[Words]:
    return [
        Words(cell, x + 90 * column, top - 16 * row)
        for row, cells in enumerate((*TABLE, *more))
        for column, cell in enumerate(cells)
    ]


def assert_exact(report: Report) -> None:
    """Every letter of the source is in one block, once, and the same there."""
    places = []
    for block in report.blocks:
        for run in block.map.runs:
            source = report.source[run.source_start : run.source_start + run.length]
            assert block.text[run.text_start : run.text_start + run.length] == source
            places += range(run.source_start, run.source_start + run.length)
    assert len(places) == len(set(places))
    assert {p for p, c in enumerate(report.source) if c.isalnum()} <= set(places)


@pytest.mark.parametrize("angle", [90, -90, 180])
def test_a_page_that_is_set_sideways_or_upside_down_is_read(angle: float) -> None:
    words = [*running(BODY, top=640), *table(top=500)]
    report = read(Page(turned(words, angle)))
    assert texts(report, K.PARAGRAPH) == [SAID]
    assert texts(report, K.TABLE_ROW) == ROWS
    assert_exact(report)


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_page_that_the_file_turns_wrongly_is_read(rotate: int) -> None:
    report = read(Page(running(BODY), rotate=rotate))
    assert texts(report, K.PARAGRAPH) == [SAID]


def test_the_rules_of_a_table_turn_with_it() -> None:
    """In a page that is turned back, as most of them are, and in one that is not."""
    levels = [(110.0, 572.0 - 16 * row, 480.0, 572.0 - 16 * row) for row in range(7)]
    uprights = [(x, 476.0, x, 572.0) for x in (110.0, 200.0, 290.0, 380.0, 480.0)]
    rules = [
        (297 - (y0 - 421), 421 + (x0 - 297), 297 - (y1 - 421), 421 + (x1 - 297))
        for x0, y0, x1, y1 in levels + uprights
    ]
    for rotate in (0, 90):
        report = read(Page(turned(table(), 90), rules=rules, rotate=rotate))
        assert texts(report, K.TABLE_ROW) == ROWS


def test_a_table_beside_the_text_is_read_after_it_and_no_furniture_is_lost() -> None:
    """It stands sideways between the page's running head and its number."""
    words = ("eerste", "tweede", "derde")
    pages = [
        Page(
            [
                Words("Handleiding voor het loket", 70, 800, 8),
                *running([f"Het {word} deel gaat over de loketten in de regio."]),
                *turned(table((word, "2", "3", "4")), 90, x=380, y=400),
                Words(str(number), 300, 30, 8),
            ]
        )
        for number, word in enumerate(words, start=1)
    ]
    report = read(*pages)
    assert len(texts(report, K.PARAGRAPH)) == 3
    assert texts(report, K.TABLE_ROW) == [
        row for word in words for row in (*ROWS, f"{word} | 2 | 3 | 4")
    ]
    assert texts(report, K.FURNITURE) == [
        text for number in "123" for text in ("Handleiding voor het loket", number)
    ]
    assert_exact(report)


def test_marks_in_the_margin_and_stamps_over_the_page_are_left_out() -> None:
    """A stamp's letters, each on a line of its own, would stand among those of the text."""
    mark = Words("AB-2009/17 Loket", 30, 300, 7, angle=90)
    stamp = Words("CONCEPT", 150, 500, 60, angle=45)
    report = read(Page([mark, *running([*BODY, *BODY, *BODY], top=650), stamp]))
    assert [block.text for block in report.blocks] == [f"{SAID} {SAID} {SAID}"]


@pytest.mark.parametrize("angle", [0.05, 0.5, 1.5, -2.5, 4, 91.5, -88])
def test_lines_that_lie_askew_are_read_as_they_run(angle: float) -> None:
    """As under the picture of a page that was scanned askew."""
    report = read(Page(turned(running(BODY * 12, top=660), angle)))
    assert texts(report, K.PARAGRAPH) == [" ".join(BODY * 12)]
    assert_exact(report)


def test_a_table_that_lies_askew_keeps_its_rows() -> None:
    report = read(Page(turned([*running(BODY, top=640), *table(top=500)], 1.5)))
    assert texts(report, K.TABLE_ROW) == ROWS
    assert texts(report, K.PARAGRAPH) == [SAID]


def test_mirrored_letters_are_no_text() -> None:
    data = pdf([Page(running(BODY))], compress=False)
    mirrored = data.replace(
        b" 1.000000 0.000000 -0.000000 1.000000 70 734",
        b" -1.00000 0.000000 0.0000000 1.000000 70 734",
    )
    assert mirrored != data
    report = read_pdf(mirrored, "x.pdf", "0", Settings())
    assert [block.text for block in report.blocks] == [" ".join(BODY[:2])]

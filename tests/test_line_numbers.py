"""Numbers in the margin that count the lines: in no sentence; other figures there stay."""

from __future__ import annotations

import pytest
from pdfs import Page, Words, pdf, running

from qa.model import BlockKind, Report
from qa.reading.pdf import read_pdf
from qa.settings import Settings

BODY = [
    "De inspectie bezocht elf loketten in de regio en sprak daar met 125 klanten over",
    "de wachttijd. In alle gevallen bleek die korter dan een kwartier te zijn, en dat",
    "was in het jaar daarvoor nog anders: toen wachtte een op de vijf langer.",
]
LINES = BODY * 8
LINES_SAY = " ".join(LINES).split()


def read(*words: Words) -> Report:
    head = Words("Handleiding voor het loket", 40, 800, 8)
    return read_pdf(pdf([Page([head, *running(LINES), *words])]), "x.pdf", "0", Settings())


def body_of(report: Report) -> str:
    kinds = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)
    return " ".join(block.text for block in report.blocks if block.kind in kinds)


def numbers(x: float, every: int, start: int = 0, shift: float = 0) -> list[Words]:
    """A number beside each line whose count ``every`` divides."""
    return [
        Words(str(start + at), x, 760 - 13 * (at - 1) + shift, 7)
        for at in range(every, len(LINES) + 1, every)
    ]


@pytest.mark.parametrize(
    ("x", "every", "start", "shift"),
    [(55, 5, 0, 0), (48, 5, 120, 0), (52, 10, 0, 1), (55, 2, 0, 0), (470, 5, 0, 0), (55, 5, 0, 3)],
)
def test_numbers_that_count_the_lines_are_in_no_sentence(
    x: float, every: int, start: int, shift: float
) -> None:
    report = read(*numbers(x, every, start, shift))
    assert body_of(report).endswith(" ".join(LINES))
    counted = [block.text for block in report.blocks if block.kind is BlockKind.FURNITURE]
    assert counted == [str(start + at) for at in range(every, len(LINES) + 1, every)]


@pytest.mark.parametrize(
    "figures",
    [
        [(1, "5"), (6, "12"), (11, "15")],  # no count
        [(1, "5"), (5, "10"), (11, "15")],  # a count of something else
        [(1, "2008"), (2, "2009"), (3, "2010")],  # beside every line
    ],
)
def test_other_figures_in_the_margin_stay(figures: list[tuple[int, str]]) -> None:
    report = read(*[Words(text, 45, 760 - 13 * at, 7) for at, text in figures])
    assert not [block for block in report.blocks if block.kind is BlockKind.FURNITURE]
    words = body_of(report).split()
    assert all(words.count(text) == LINES_SAY.count(text) + 1 for _, text in figures)


def test_a_margin_of_thousands_of_digits_counts_nothing() -> None:
    long = [Words("7" * 5000, 30, 760 - 13 * at, 0.1) for at in range(2)]
    assert body_of(read(*long)).split().count("7" * 5000) == 2

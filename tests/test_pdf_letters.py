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


def dropped(lines: list[str], letter: str, size: float, down: float, right: float) -> list[Words]:
    """Lines whose first letter is set large, ``down`` points under the first line's baseline.

    Its end stands in as many lines as it reaches over, which begin ``right`` points from it.
    """
    words = [
        Words("Het loket in cijfers van dit jaar", 70, 790),
        Words(letter, 70, 760 - down, size),
    ]
    for at, line in enumerate(lines):
        beside = 13 * at <= down
        words.append(Words(line, 70 + right if beside else 70, 760 - 13 * at))
    return words


@pytest.mark.parametrize(
    ("size", "down", "right"), [(28, 13, 23), (28, 13, 26), (44, 26, 34), (20, 0, 16), (30, 0, 23)]
)
def test_a_large_initial_is_the_first_letter_of_its_paragraph(
    size: float, down: float, right: float
) -> None:
    lines = [BODY[0][1:], *BODY[1:]]
    report = read(*dropped(lines, "D", size, down, right))
    assert said(report) == f"Het loket in cijfers van dit jaar {SAID}"
    assert BODY[0] in report.source


@pytest.mark.parametrize(
    ("letter", "right", "rest", "expected"),
    [
        ("U", 25, "kunt bij elk loket terecht", "U kunt bij"),
        ("U", 25, "it de cijfers blijkt dat", "Uit de"),
        ("I", 12, "n elk loket staat een balie", "In elk"),
        ("A", 25, "lmelo heeft een loket meer", "Almelo heeft"),
    ],
)
def test_an_initial_is_a_word_of_its_own_where_what_follows_is_one(
    letter: str, right: float, rest: str, expected: str
) -> None:
    """No space stands after a large letter, and a wide gap after each."""
    assert expected in said(read(*dropped([rest, *BODY, *BODY], letter, 28, 13, right)))


def test_a_large_figure_beside_a_heading_in_two_lines_is_no_line_of_them() -> None:
    report = read(
        Words("3", 70, 700, 40, True),
        Words("Wachten bij het loket", 110, 718, 14, True),
        Words("en wat het kost", 110, 702, 14, True),
        *running([*BODY, *BODY], top=660),
    )
    assert "Wachten bij het loket" in said(report)
    assert "en wat het kost" in said(report)


def set_apart(
    text: str, gap: float, x: float = 70, y: float = 600, size: float = 10
) -> list[Words]:
    """A line without spaces: its letters stand where they belong, spaces are gaps of ``gap``."""
    words = []
    for char in text:
        if char != " ":
            words.append(Words(char, x, y, size))
        x += WIDTHS.get(char, 0.556) * size if char != " " else gap
    return words


WIDTHS = {"i": 0.222, "j": 0.222, "l": 0.222, "t": 0.278, "r": 0.333, "p": 0.556, "k": 0.5}


@pytest.mark.parametrize("gap", [2.3, 2.78, 4])
def test_a_line_that_writes_no_spaces_has_them_beside_lines_that_do(gap: float) -> None:
    line = "het loket hielp 277 klanten per jaar"
    report = read(*running(BODY), *set_apart(line, gap))
    assert line in said(report)


def test_letters_set_apart_are_words_where_the_line_writes_its_spaces() -> None:
    page = Page([Words("WACHTEN EN KLAGEN", 70, 700, 14, True), *running(BODY, top=660)])
    spread = (
        pdf([page], compress=False)
        .replace(b"BT /F2", b"BT 6 Tc /F2")
        .replace(b"BT /F1", b"BT 0 Tc /F1")
    )
    assert "WACHTEN EN KLAGEN" in said(read_pdf(spread, "x.pdf", "0", Settings()))


def test_figures_set_apart_stay_figures() -> None:
    places = [(figure, 70 + 9 * at) for at, figure in enumerate("123456789")]
    report = read(*running(BODY), *[Words(figure, x, 600) for figure, x in places])
    assert "1 2 3 4 5 6 7 8 9" in said(report)

"""What stands where on a page: columns, margins, furniture, notes and their marks."""

from __future__ import annotations

import pytest
from pdfs import Page, Words, pdf, running

from qa.model import Block, BlockKind, Report
from qa.passages import make_passages
from qa.reading.pdf import read_pdf
from qa.settings import Settings

K = BlockKind
ORDER = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien")
BODY = [
    "De inspectie onderzocht in het voorjaar hoe de loketten in de regio werken en",
    "of klanten er binnen tien minuten worden geholpen. Dat blijkt op de meeste plaat-",
    "sen het geval te zijn, al zijn er grote verschillen tussen de gemeenten onderling.",
]


def read(*pages: Page) -> Report:
    return read_pdf(pdf(pages), "x.pdf", "0", Settings())


def texts(report: Report, *kinds: BlockKind) -> list[str]:
    return [block.text for block in report.blocks if block.kind in kinds]


def body_of(report: Report) -> str:
    return " ".join(texts(report, K.PARAGRAPH, K.LIST_ITEM, K.HEADING))


def block_with(report: Report, words: str) -> Block:
    return next(block for block in report.blocks if words in block.text)


def letters(text: str) -> list[str]:
    return [char for char in text if char.isalnum()]


def assert_each_letter_once(report: Report) -> None:
    """Every letter of the source is in one block, once."""
    places = [
        place
        for block in report.blocks
        for run in block.map.runs
        for place in range(run.source_start, run.source_start + run.length)
    ]
    assert len(places) == len(set(places))
    assert {p for p, c in enumerate(report.source) if c.isalnum()} <= set(places)


def column(name: str, x: float, top: float = 700, size: float = 9) -> list[Words]:
    lines = [f"{name} staat op regel {word} van haar kolom en" for word in ORDER]
    return [Words(line, x, top - 12 * at, size) for at, line in enumerate(lines)]


@pytest.mark.parametrize("shift", [0, 4])
def test_three_columns_with_narrow_gutters_are_read_one_after_the_other(shift: float) -> None:
    """Also where the columns' lines do not stand at one height."""
    words = [
        *column("alfa", 40, size=8),
        *column("bravo", 207, top=700 - shift, size=8),
        *column("carlo", 381, top=700 + shift, size=8),
    ]
    report = read(Page([Words("Over alle kolommen heen loopt deze titel", 40, 760, 18), *words]))
    said = report.source
    places = [said.index(f"{name} staat op regel {word} ") for name in ("alfa", "bravo", "carlo")
              for word in ORDER]  # fmt: skip
    assert places == sorted(places)
    assert not texts(report, K.TABLE_ROW)
    assert_each_letter_once(report)


def test_what_runs_over_the_columns_parts_what_stands_above_from_below() -> None:
    words = [
        *column("alfa", 60, top=740),
        *column("bravo", 320, top=740),
        Words("Deze kop loopt over beide kolommen van de bladzijde heen en parttwee", 60, 590, 14),
        *column("carlo", 60, top=560),
        *column("delta", 320, top=560),
    ]
    said = read(Page(words)).source
    firsts = [said.index(f"{name} staat op regel een") for name in ("alfa", "bravo")]
    lasts = [said.index(f"{name} staat op regel een") for name in ("carlo", "delta")]
    assert firsts == sorted(firsts)
    assert firsts[1] < said.index("Deze kop loopt") < lasts[0] < lasts[1]


def letter(number: int, lines: list[str]) -> Page:
    box = [Words("Kenmerk", 480, 747, 7, True), Words("AB-2009/17", 480, 738, 7)]
    return Page([*running(lines, size=9), *box, Words(f"Pagina {number} van 3", 480, 40, 7)])


def test_a_paragraph_runs_on_past_the_box_in_the_margin_of_the_next_page() -> None:
    first = letter(1, [*BODY, "De gemeente Almelo heeft daarvoor in het voorjaar een eigen"])
    second = letter(2, ["oplossing gevonden, die goed bevalt bij de mensen aan het loket.", *BODY])
    report = read(first, second, letter(3, [*BODY, *BODY]))
    block = block_with(report, "een eigen oplossing gevonden")
    assert (block.page, block.last_page) == (1, 2)
    assert "Kenmerk" not in body_of(report)
    assert texts(report, K.FURNITURE).count("AB-2009/17") == 3
    assert len(block.map.pieces(report.source, 0, len(block.text))) == 2
    assert_each_letter_once(report)


def test_text_that_begins_every_chapter_in_the_same_place_is_no_running_head() -> None:
    pages = [
        Page(
            [
                Words("Handleiding voor het loket", 70, 810, 8),
                Words(f"{n} Hoofdstuk over {word}", 70, 770, 16, True),
                Words(f"{n}.1 Vragen", 70, 745, 12, True),
                *running(
                    ["Dit hoofdstuk geeft antwoord op vragen over", f"het werk {word}."], top=725
                ),
            ]
        )
        for n, word in enumerate(ORDER[:6], start=1)
    ]
    report = read(*pages)
    assert texts(report, K.FURNITURE) == ["Handleiding voor het loket"] * 6
    assert body_of(report).count("Dit hoofdstuk geeft antwoord op vragen over het werk") == 6
    assert body_of(report).count(".1 Vragen") == 6


def test_a_foot_that_counts_two_pages_is_furniture_and_a_page_is_never_emptied() -> None:
    pages = [
        Page([*running(BODY), Words(f"Kamerstuk 31 839, blad {n}", 70, 40, 8)]) for n in (1, 2)
    ]
    report = read(*pages)
    assert texts(report, K.FURNITURE) == [f"Kamerstuk 31 839, blad {n}" for n in (1, 2)]
    bare = read(*[Page([Words("Deze bladzijde is leeg", 70, 700)]) for _ in range(4)])
    assert body_of(bare).count("Deze bladzijde is leeg") == 4


def note_page(x: float = 70) -> list[Words]:
    """A sentence with the mark 12 raised, and at the foot note 12, its number raised as well."""
    return [
        *running(BODY, x=x),
        Words("Van hen is een derde klant van de WW", x, 700),
        Words("12", x + 182, 704, 6),
        Words("en dat blijft zo.", x + 192, 700),
        Words("12", x, 83, 5),
        Words("Klantmeting van het loket in", x + 9, 80, 7),
        Words("125 gemeenten, 2009.", x + 9, 72, 7),
    ]


def test_a_note_is_tied_to_its_sentence_and_its_mark_is_no_part_of_the_word() -> None:
    report = read(Page(note_page()))
    assert texts(report, K.FOOTNOTE) == ["12 Klantmeting van het loket in 125 gemeenten, 2009."]
    note = next(block for block in report.blocks if block.kind is K.FOOTNOTE)
    assert note.explains is not None
    said = report.source[slice(*note.explains)]
    assert said == "Van hen is een derde klant van de WW⁽12⁾ en dat blijft zo."


def test_notes_at_the_foot_of_a_column_are_notes_of_that_column() -> None:
    note = [Words("1", 60, 573, 5), Words("Zie de bijlage van dit stuk.", 67, 570, 7)]
    mark = Words("1", 60 + width("alfa staat op regel een van haar kolom en", 9), 704, 5)
    left = [*column("alfa", 60), mark, *note]
    report = read(Page([*left, *column("bravo", 320)]))
    assert texts(report, K.FOOTNOTE) == ["1 Zie de bijlage van dit stuk."]
    note = block_with(report, "Zie de bijlage")
    assert note.explains is not None
    assert "alfa staat op regel een" in report.source[slice(*note.explains)]


@pytest.mark.parametrize(
    ("before", "raised", "after", "said"),
    [
        ("Er waren 300 klanten", "55", "in 2010.", "300 klanten⁽55⁾ in 2010."),
        ("Het cijfer was 7,6", "3", "en steeg.", "7,6⁽3⁾ en steeg."),
        ("Het is 12 m", "2", "groot.", "12 m2 groot."),
        ("Daarvan is R", "2", "de maat.", "is R2 de maat."),
        ("Dat staat vast.", "4", "Dan volgt meer.", "vast.⁽4⁾ Dan"),
    ],
)
def test_raised_figures_are_marks_of_notes_but_for_exponents(
    before: str, raised: str, after: str, said: str
) -> None:
    x = 70 + width(before)
    end = x + width(raised, 6)
    words = [Words(before, 70, 700), Words(raised, x, 704, 6), Words(f" {after}", end, 700)]
    assert said in read(Page([*running(BODY), *words])).source


def test_lowered_figures_stay_in_their_word() -> None:
    x = 70 + width("De uitstoot van CO")
    words = [
        Words("De uitstoot van CO", 70, 700),
        Words("2", x, 698, 6),
        Words(" daalt.", x + 4, 700),
    ]
    assert "CO2 daalt." in read(Page([*running(BODY), *words])).source


def width(text: str, size: float = 10) -> float:
    """Of a text in Helvetica, in points."""
    from pdfminer.fontmetrics import FONT_METRICS

    widths = FONT_METRICS["Helvetica"][1]
    return sum(widths[char] for char in text) * size / 1000


def test_contents_are_in_no_passage_with_text_but_stay_findable() -> None:
    contents = [
        Words("Inhoud", 70, 780, 16, True),
        Words("1 Inleiding ............................ 2", 70, 750),
        Words("2 Het oordeel ......................... 3", 70, 735),
        Words("Versiebeheer", 70, 700, 16, True),
        *running(BODY, top=680),
    ]
    chapter = [Words("1 Inleiding", 70, 780, 16, True), *running([*BODY, *BODY], top=750)]
    report = read(Page(contents), Page(chapter))
    assert len(texts(report, K.CONTENTS)) == 2
    assert "Versiebeheer" in texts(report, K.HEADING)
    for passage in make_passages(report, Settings()):
        kinds = {sentence.kind for sentence in passage.sentences}
        assert K.CONTENTS not in kinds or kinds <= {K.CONTENTS, K.HEADING}


def test_numbers_in_smaller_heads_lie_below_those_of_chapters() -> None:
    page = [
        Words("1. Werkwijze", 70, 780, 18, True),
        Words("1.1 Opzet", 70, 750, 13, True),
        *running(BODY, top=730),
        Words("1. Gesprekken", 70, 670, 10, True),
        *running(BODY, top=650),
    ]
    last = [Words("2. Oordeel", 70, 780, 18, True), *running(BODY, top=750)]
    report = read(Page(running(BODY)), Page(page), Page(last))
    levels = {b.text: b.level for b in report.blocks if b.kind is K.HEADING}
    assert levels["1. Werkwijze"] == levels["2. Oordeel"] == 1
    assert levels["1.1 Opzet"] == 2
    assert levels["1. Gesprekken"] == 3

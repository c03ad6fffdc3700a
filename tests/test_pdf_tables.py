"""Tables on pages, with rules and without: cells keep the heads of their rows and columns."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from pdfs import Page, Words, pdf, running

from qa.model import Block, BlockKind, Report
from qa.passages import make_passages
from qa.reading.pdf import read_pdf
from qa.settings import Settings

K = BlockKind
BODY = [
    "De inspectie onderzocht in het voorjaar hoe de loketten in de regio werken en",
    "of klanten er binnen tien minuten worden geholpen. Dat blijkt op de meeste plaat-",
    "sen het geval te zijn, al zijn er grote verschillen tussen de gemeenten onderling.",
]
XS = (70, 220, 320, 420)  # where the columns begin
HEIGHT = 20.0


def read(*pages: Page) -> Report:
    return read_pdf(pdf(pages), "x.pdf", "0", Settings())


def rows_of(report: Report) -> list[Block]:
    return [block for block in report.blocks if block.kind is K.TABLE_ROW]


def cell_texts(block: Block) -> list[str]:
    return [block.text[a:b] for a, b in block.cells]


def table(
    rows: Sequence[Sequence[str]], top: float = 700, bold: int = 0, ruled: bool = False
) -> Page:
    """A page with text over a table; a cell's lines are parted by "/". ``bold`` rows come first."""
    words = list(running(BODY))
    rules: list[tuple[float, float, float, float]] = []
    y = top
    for at, row in enumerate(rows):
        high = max(cell.count("/") for cell in row)
        for x, cell in zip(XS, row, strict=False):
            for line, text in enumerate(cell.split("/")):
                if text:
                    words.append(Words(text, x, y - 12 * line, 9, at < bold))
        foot = y - 12 * high - 6
        if ruled:
            rules.append((66, foot, 520, foot))
            rules += [(x - 4, y + 14, x - 4, foot) for x in (*XS, 524)]
        y = foot - 14
    if ruled:
        rules.append((66, top + 14, 520, top + 14))
    return Page(words, rules=rules)


def test_a_head_over_two_columns_does_not_make_them_one() -> None:
    heads = [Words("Gemiddeld cijfer", 318, 714, 9)]
    rows = [
        ("Loket", "Klanten", "School", "Centraal"),
        ("Almelo", "1.204", "6,5", "6,3"),
        ("Borne", "980", "6,4", "6,0"),
        ("Delden", "412", "6,7", "6,4"),
    ]
    words = [
        Words(cell, x, 700 - 14 * nth, 9)
        for nth, row in enumerate(rows)
        for x, cell in zip((70, 220, 320, 378), row, strict=True)
    ]
    found = rows_of(read(Page([*running(BODY), *heads, *words])))
    borne = next(block for block in found if block.text.startswith("Borne"))
    assert cell_texts(borne) == ["Borne", "980", "6,4", "6,0"]
    assert borne.heads[2:] == ("Gemiddeld cijfer School", "Gemiddeld cijfer Centraal")


LOKETTEN = [
    ("Loket", "Klanten", "Klachten", "Cijfer"),
    ("Almelo", "1.204", "12", "6,9"),
    ("Ede en/omstreken", "980", "7", "7,2"),
    ("Totaal", "2.184", "19", "7,0"),
]


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("bold", [0, 1])
def test_a_figure_is_found_by_what_its_row_and_its_column_say(ruled: bool, bold: int) -> None:
    rows = rows_of(read(table(LOKETTEN, bold=bold, ruled=ruled)))
    assert [row.text for row in rows][2] == "Ede en omstreken | 980 | 7 | 7,2"
    assert rows[2].heads == ("Loket", "Klanten", "Klachten", "Cijfer")
    for column in (1, 2):
        shown = [int(cell_texts(row)[column].replace(".", "")) for row in rows[1:]]
        assert sum(shown[:-1]) == shown[-1]


def test_cells_of_several_lines_without_rules_stay_whole() -> None:
    rows = rows_of(
        read(
            table(
                [
                    ("Onderwerp", "Aantal/klanten", "Aantal/klachten"),
                    ("Dienstverle-/ning", "1.204", "12"),
                    ("Handhaving van/de regels", "980", "7"),
                ]
            )
        )
    )
    assert [row.text for row in rows[1:]] == [
        "Dienstverlening | 1.204 | 12",
        "Handhaving van de regels | 980 | 7",
    ]
    assert rows[1].heads == ("Onderwerp", "Aantal klanten", "Aantal klachten")


def test_a_head_over_several_columns_heads_each_of_them() -> None:
    words = [Words("Klanten per jaar", 250, 720, 9)]
    page = table([("Loket", "2008", "2009"), ("Almelo", "1.204", "1.310"), ("Ede", "980", "955")])
    report = read(Page([*page.words, *words]))
    row = rows_of(report)[-1]
    assert cell_texts(row) == ["Ede", "980", "955"]
    assert row.heads == ("Loket", "Klanten per jaar 2008", "Klanten per jaar 2009")


def test_a_ruled_cell_that_spans_rows_or_columns_is_written_once() -> None:
    words = [
        *running(BODY),
        Words("Loketten in de regio", 200, 700, 9, True),
        *(Words(text, x, 680, 9, True) for x, text in zip(XS, LOKETTEN[0], strict=True)),
        Words("Almelo", 70, 650, 9),
        *(
            Words(text, x, 660, 9)
            for x, text in zip(XS[1:], ("1.204", "balie", "6,9"), strict=True)
        ),
        *(
            Words(text, x, 640, 9)
            for x, text in zip(XS[1:], ("880", "telefoon", "7,1"), strict=True)
        ),
    ]
    xs = [x - 4 for x in (*XS, 524)]
    rules = [(66, y, 520, y) for y in (714, 694, 674, 634)]
    rules += [(xs[1], 654, 520, 654)]  # the first column's cell spans two rows
    rules += [(x, 694, x, 634) for x in xs] + [(66, 714, 66, 694), (520, 714, 520, 694)]
    report = read(Page(words, rules=rules))
    rows = rows_of(report)
    assert [block.text for block in report.blocks if block.kind is K.CAPTION] == [
        "Loketten in de regio"
    ]
    assert rows[1].text == "Almelo | 1.204 | balie | 6,9"
    assert rows[2].text == "880 | telefoon | 7,1"
    assert rows[2].heads == ("Almelo Klanten", "Almelo Klachten", "Almelo Cijfer")


def test_a_table_with_grey_rows_and_no_lines_is_read_by_its_boxes() -> None:
    page = table(LOKETTEN[:1] + [(a.replace("/", " "), *rest) for a, *rest in LOKETTEN[1:]], bold=1)
    page.fills += [
        (a - 4, y, b - a, HEIGHT)
        for y in (674, 634)
        for a, b in zip(XS, (*XS[1:], 524), strict=True)
    ]
    rows = rows_of(read(page))
    assert [cell_texts(row)[0] for row in rows] == ["Loket", "Almelo", "Ede en omstreken", "Totaal"]
    assert all(row.heads == ("Loket", "Klanten", "Klachten", "Cijfer") for row in rows[1:])


@pytest.mark.parametrize("repeated", [True, False])
def test_a_table_that_runs_over_the_page_keeps_its_heads(repeated: bool) -> None:
    first = table([*LOKETTEN[:2]], ruled=True, bold=1)
    rest = [LOKETTEN[0]] * repeated + LOKETTEN[3:] + [("Hengelo", "77", "3", "8,1")]
    second = table(rest, top=740, ruled=True, bold=int(repeated))
    second.words = [words for words in second.words if words.text not in BODY]
    row = rows_of(read(first, second))[-1]
    assert row.page == 2
    assert row.heads == ("Loket", "Klanten", "Klachten", "Cijfer")


def test_a_passage_of_a_table_carries_its_caption_and_heads() -> None:
    names = ["Almelo", "Borne", "Delden", "Enter", "Goor", "Hengelo", "Losser", "Oldenzaal"]
    rows = [
        (f"Het loket in {name}", f"1.{at}04", f"{at}1", f"7,{at}") for at, name in enumerate(names)
    ]
    page = table([LOKETTEN[0], *rows], top=680)
    page.words.append(Words("Tabel 1 Klanten en klachten per loket", 70, 700, 9, True))
    passages = make_passages(read(page), Settings(passage_words=40))
    last = passages[-1]
    assert "Oldenzaal" in last.text
    said = [*last.section, last.text]
    assert any("Tabel 1 Klanten en klachten" in part for part in said)
    assert any("Loket | Klanten | Klachten | Cijfer" in part for part in said)


def test_a_box_round_text_and_a_chart_are_no_tables() -> None:
    box = Page(running([*BODY, *BODY]), rules=[(60, 780, 540, 780), (60, 680, 540, 680),
               (60, 780, 60, 680), (540, 780, 540, 680)])  # fmt: skip
    assert not rows_of(read(box))
    bars = [(100 + 40 * at, 400, 20, 30 + 25 * at) for at in range(8)]
    lines = [(90.0, y, 450.0, y) for y in range(400, 640, 40)]
    chart = Page([*running(BODY), Words("2008", 100, 385, 7), Words("2009", 140, 385, 7)],
                 rules=lines, fills=bars)  # fmt: skip
    assert not [row for row in rows_of(read(chart)) if len(row.cells) > 2]


def test_items_with_hanging_numbers_are_no_table() -> None:
    words = list(running(BODY))
    for at, text in enumerate(("het loket is open;", "de coach is er;", "de wachttijd is kort.")):
        words += [Words(f"{at + 1}.", 70, 690 - 13 * at), Words(text, 100, 690 - 13 * at)]
    report = read(Page(words))
    assert not rows_of(report)
    items = [block.text for block in report.blocks if block.kind is K.LIST_ITEM]
    assert items[0] == "1. het loket is open;"

"""Running heads and feet against text that stands in the same place of pages made alike."""

from __future__ import annotations

import pytest
from pdfs import Page, Words, pdf, running

from qa.model import Block, BlockKind
from qa.reading.furniture import MOST_BESIDE, _beside, page_furniture
from qa.reading.metadata import read_metadata
from qa.reading.pdf import read_pdf
from qa.reading.returning import SAME_PLACE, Coming, Shown, Spot, _alike_key
from qa.reading.text import text_blocks
from qa.settings import Settings

K = BlockKind
PLACES = ["Ede", "Epe", "Zeist", "Putten", "Elst", "Borne", "Goor", "Soest", "Baarn", "Weert"]
BODY = [
    "In {0} onderzocht de inspectie in het voorjaar hoe de loketten in de regio werken en",
    "of klanten er binnen tien minuten worden geholpen. Dat bleek in {0} op de meeste dagen",
    "het geval te zijn, al waren er grote verschillen tussen de loketten van {0} onderling.",
]


def furniture(pages: list[Page], labels: str = "") -> list[str]:
    report = read_pdf(pdf(pages, labels=labels), "x.pdf", "0", Settings())
    return [block.text for block in report.blocks if block.kind is K.FURNITURE]


def body(place: str, top: float = 700) -> list[Words]:
    return running([line.format(place) for line in BODY], top=top)


def kept(pages: list[str]) -> list[list[str]]:
    """The lines of each page that are no furniture."""
    split = [page.split("\n") for page in pages]
    return [
        [line for at, line in enumerate(lines) if at not in dropped]
        for lines, dropped in zip(split, page_furniture(split), strict=True)
    ]


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(
            ["In {year} waren er {n} klanten.", "Van hen was {share} procent tevreden."],
            id="sentences",
        ),
        pytest.param(["Klanten {n}", "Klachten {share}", "Loketten {few}"], id="a name, a number"),
    ],
)
def test_pages_made_alike_keep_their_figures(facts: list[str]) -> None:
    """One of the figures grows by one from page to page, as a page's number does."""
    sheets = [
        [fact.format(year=2001 + at, n=1000 + 37 * at, share=40 + at, few=3 * at) for fact in facts]
        for at in range(len(PLACES))
    ]
    pages = [
        Page(
            [
                Words(f"Loketten in {place}", 70, 790, 16, True),
                *running(sheet, top=750),
                Words(str(at), 290, 30, 8),
            ]
        )
        for at, (place, sheet) in enumerate(zip(PLACES, sheets, strict=True), start=1)
    ]
    assert furniture(pages) == [str(at + 1) for at in range(len(PLACES))]
    texts = [
        "\n".join([f"Loketten in {place}", *sheet])
        for place, sheet in zip(PLACES, sheets, strict=True)
    ]
    if facts[0].endswith("."):
        assert kept(texts) == [text.split("\n") for text in texts]


def test_cells_beside_their_names_are_no_running_feet() -> None:
    pages = [
        Page(
            [
                Words(f"Loketten in {place}", 70, 790, 16, True),
                *(
                    words
                    for row, (name, figure) in enumerate(
                        [("Klanten", 1000 + 37 * at), ("Klachten", 100 + at)]
                    )
                    for words in (
                        Words(name, 70, 700 - 16 * row),
                        Words(str(figure), 260, 700 - 16 * row),
                    )
                ),
                Words(str(at + 1), 290, 30, 8),
            ]
        )
        for at, place in enumerate(PLACES)
    ]
    assert furniture(pages) == [str(at + 1) for at in range(len(PLACES))]


NOTE = "{0} Kamerstukken II 2009/10, 31 839, nr. {1}."


@pytest.mark.parametrize("marked", [(0, 1), (1, 2, 4, 6)])
def test_notes_alike_but_for_their_figures_are_notes(marked: tuple[int, ...]) -> None:
    pages = []
    for at, place in enumerate(PLACES[: marked[-1] + 1]):
        words = [*body(place), Words("Van hen is een derde klant van de WW", 70, 661)]
        if at in marked:
            number = marked.index(at) + 1
            words += [
                Words(str(number), 252, 665, 6),
                Words(NOTE.format(number, 60 + at), 70, 66, 7),
            ]
        pages.append(Page(words))
    report = read_pdf(pdf(pages), "x.pdf", "0", Settings())
    notes = [block.text for block in report.blocks if block.kind is K.FOOTNOTE]
    assert notes == [NOTE.format(n, 60 + at) for n, at in enumerate(marked, start=1)]


def test_a_sentence_that_half_the_pages_say_alike_is_furniture_and_a_rarer_one_is_not() -> None:
    notice = "Aan dit stuk kunnen geen rechten worden ontleend."
    pages = [Page([*body(place), Words(notice, 70, 40, 7)]) for place in PLACES[:5]]
    assert furniture(pages) == [notice] * 5
    rare = [Page(page.words[: None if at < 2 else -1]) for at, page in enumerate(pages * 2)]
    assert furniture(rare) == []


@pytest.mark.parametrize(
    ("foot", "labels"),
    [
        ("Jaarverslag 2009 | {page}", ""),
        ("Jaarverslag 2009, blz. {page} van 10", ""),
        ("Dossier 31 839, blad {offset}", ""),
        ("Jaarverslag 2009 | {label}", "/PageLabels << /Nums [0 << /S /D >> 2 << /S /D >>] >>"),
    ],
)
def test_one_number_may_count_the_pages(foot: str, labels: str) -> None:
    """From any number on, or as the file has it printed."""
    feet = [
        foot.format(page=at + 1, offset=at + 213, label=at + 1 if at < 2 else at - 1)
        for at in range(len(PLACES))
    ]
    pages = [
        Page([*body(place), Words(line, 70, 40, 8)])
        for place, line in zip(PLACES, feet, strict=True)
    ]
    assert furniture(pages, labels) == feet


def test_a_report_that_would_lose_half_its_letters_loses_its_page_numbers_only() -> None:
    pages = [
        Page(
            [
                *running(["Naam van het loket", "Aantal klanten in een jaar"]),
                Words(place, 70, 600),
                Words(str(at), 290, 30, 8),
            ]
        )
        for at, place in enumerate(PLACES, start=1)
    ]
    assert furniture(pages) == [str(at + 1) for at in range(len(PLACES))]
    texts = [f"Naam van het loket\n{place}\n{at}" for at, place in enumerate(PLACES, start=1)]
    assert kept(texts) == [["Naam van het loket", place] for place in PLACES]


def title_page(title: str) -> str:
    return f"{title}\n\nEen onderzoek naar wachttijden\n\nRotterdam, november 2009\n"


def paged(title: str, count: int) -> str:
    """A report as pdftotext gives it: heads of left and of right pages, and its title page."""
    pages = [title_page(title)]
    for number, place in enumerate(PLACES[: count - 1], start=2):
        head = f"{number}          Inspectie Loketten" if number % 2 == 0 else f"{title}  {number}"
        chapter = f"{number} Wachten in {place}"
        pages.append("\n".join([head, "", chapter, "", *(line.format(place) for line in BODY)]))
    return "\f".join(pages)


@pytest.mark.parametrize("count", [5, 6])
@pytest.mark.parametrize("title", ["WACHTEN AAN HET LOKET", "Wachten aan het loket"])
def test_left_and_right_heads_of_a_short_report_are_counted_together(
    count: int, title: str
) -> None:
    blocks = text_blocks(paged(title, count))
    heads = [block.text for block in blocks if block.kind is K.HEADING]
    assert [head for head in heads if head[0].isdigit()] == [
        f"{number} Wachten in {place}" for number, place in enumerate(PLACES[: count - 1], start=2)
    ]
    assert sum(block.kind is K.FURNITURE for block in blocks) == count - 1
    assert shown_title(blocks) == title


def shown_title(blocks: tuple[Block, ...]) -> str:
    return read_metadata("verslag.txt", blocks, {}).title


def test_a_title_that_later_heads_repeat_stays_on_the_title_page() -> None:
    title = "WACHTEN AAN HET LOKET"
    source = "\f".join(
        [title_page(title)]
        + ["\n".join([title, "", *(line.format(place) for line in BODY)]) for place in PLACES]
    )
    blocks = text_blocks(source)
    assert blocks[0].text == title
    assert [block.kind for block in blocks if block.text == title][1:] == [K.FURNITURE] * 10
    assert shown_title(blocks) == title


def test_a_first_foot_with_the_place_before_it_is_furniture_too() -> None:
    feet = [
        "Rotterdam 2009 Inspectie, verslag 2008–2009, blad 1",
        "Inspectie, verslag 2008–2009, blad 2",
    ]
    pages = [
        Page([*body(place), Words(foot, 70, 40, 8)])
        for place, foot in zip(PLACES[:2], feet, strict=True)
    ]
    assert furniture(pages) == feet


def test_lines_of_thousands_of_figures_are_passed_by() -> None:
    pages = [f"{'9' * 5000} loketten\n{'1 2 ' * 5000}\nIn {place} staat meer" for place in PLACES]
    assert kept(pages) == [page.split("\n") for page in pages]


def test_lines_at_all_heights_are_compared_with_those_at_their_own() -> None:
    pages = [
        [Spot("Klanten van het loket", 70, 40.0 + (at * 97 + nth * 53) % 760, 0, at)]
        for at in range(1, 301)
        for nth in range(14)
    ]
    shown = Shown(pages)
    longest = max(map(len, shown.found.values()))
    assert longest < sum(map(len, pages)) / 50
    level = [spot for page in pages for spot in page if abs(spot.y0 - 400) <= SAME_PLACE]
    key = _alike_key(shown._forms(level[0])[0])
    assert sorted(shown._level(key, level[0]._replace(y0=400.0))) == sorted(level)
    assert len(shown._at_level(key, level[0])) == shown.few + 1


def test_of_a_row_of_figures_those_at_its_ends_may_count_the_pages() -> None:
    rows = [f"Blad {at} " + "7 " * 60 + f"deel {at}" for at in range(1, 9)]
    shown = Shown([[Spot(row, 70, 40, 0, at)] for at, row in enumerate(rows, start=1)])
    assert len({key for key, _ in shown.found}) < 8 * 16
    feet = [f"Blad {at} van 12, 1 2 3 4 5 6 7 8 9" for at in range(1, 9)]
    spots = [Spot(foot, 70, 40, 0, at) for at, foot in enumerate(feet, start=1)]
    shown = Shown([[spot] for spot in spots])
    assert {shown.comes_back(spot) for spot in spots} == {Coming.COUNTING}


def test_of_a_margin_without_end_the_first_lines_with_letters_are_looked_at() -> None:
    figures = [Spot(str(at), 20, 800 - at, 0, 1, aside=True) for at in range(500)]
    tabs = [Spot("Loket", 20, 300 - at / 9, 0, 1, aside=True) for at in range(500)]
    assert _beside([*figures, *tabs]) == {*range(500, 500 + MOST_BESIDE)}


def test_a_line_of_a_later_page_that_ends_as_its_head_does_is_the_texts_own() -> None:
    head = "Inspectie voor de loketten"
    bodies = ["\n".join(line.format(place) for line in BODY) for place in PLACES]
    bodies[4] = f"Daar kwam in 2009 de {head}\n{bodies[4]}"
    pages = kept([f"{head}\n{each}" for each in bodies])
    assert pages == [each.split("\n") for each in bodies]

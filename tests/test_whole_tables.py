"""What a whole table tells: which row has the most or the least; the unit over a column."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_index import library_of

from qa.answering.extremes import asked_extreme
from qa.answering.understanding import understand

REPORT = """Loketten in de regio

Datum: 3 mei 2011

Aantal bezoekers per gemeente

| Gemeente | 2009 | 2010 | Cijfer |
|---|---|---|---|
| Almenum | 1.220 | 980 | 7,1 |
| Borgharen | 12.400 | 12.610 | 6,4 |
| Doniawerstal | 640 | 655 | 7,9 |
| Gaast | 3.300 | - | 6,8 |
| Regio | 17.560 | 14.245 | 6,9 |

Tabel 2. Kosten van de loketten (bedragen x € 1.000)

| Soort loket | Huur | Personeel (fte) | Storingen (%) | Openingstijd (uren) |
|---|---|---|---|---|
| Balie | 340 | 12,5 | 4 | 38 |
| Kiosk | 81 | 1,0 | 17 | 160 |
| Steunpunt | 96 | 3,5 | 2 | 20 |
| Totaal | 517 | 17,0 | 8 | |
"""


@pytest.mark.parametrize(
    ("asked", "short"),
    [
        ("Welke gemeente had in 2009 de meeste bezoekers?", "Borgharen"),
        ("Welke gemeente had in 2009 de minste bezoekers?", "Doniawerstal"),
        # no year: the last one; a cell without a figure is not the least
        ("Welke gemeente had de minste bezoekers?", "Doniawerstal"),
        ("In welke gemeente was het cijfer het hoogst?", "Doniawerstal"),
        ("In welke gemeente was het cijfer het laagst?", "Borgharen"),
        ("Welk soort loket had het laagste percentage storingen?", "Steunpunt"),
        ("Welk soort loket heeft de langste openingstijd?", "Kiosk"),
        ("Which kind of loket had the highest huur?", "Balie"),
    ],
)
def test_the_row_with_the_most_or_the_least_is_the_answer(
    tmp_path: Path, asked: str, short: str
) -> None:
    answer = library_of(tmp_path, {"loket.md": REPORT}).ask(asked)
    assert answer.short_answer == short
    assert answer.citations[0].quote.startswith(short)


def test_a_long_table_is_read_over_the_ends_of_its_passages(tmp_path: Path) -> None:
    rows = "".join(f"| Dorp {nth} | {100 + nth} |\n" for nth in range(1, 90))
    text = f"# Bezoekers\n\n| Dorp | Bezoekers |\n|---|---|\n{rows}| Wijk aan Zee | 4 |\n"
    library = library_of(tmp_path, {"dorpen.md": text})
    assert library.ask("Welk dorp had de meeste bezoekers?").short_answer == "Dorp 89"
    assert library.ask("Welk dorp had de minste bezoekers?").short_answer == "Wijk aan Zee"


def test_a_tie_has_no_first(tmp_path: Path) -> None:
    text = "# Bezoekers\n\n| Dorp | Bezoekers |\n|---|---|\n| A | 7 |\n| Bee | 7 |\n| Cee | 3 |\n"
    library = library_of(tmp_path, {"dorpen.md": text})
    assert library.ask("Welk dorp had de meeste bezoekers?").short_answer != "Bee"


def test_a_sentence_that_says_which_is_most_comes_before_the_table(tmp_path: Path) -> None:
    said = "De meeste bezoekers kwamen in 2009 in de gemeente Borgharen."
    library = library_of(tmp_path, {"loket.md": f"{REPORT}\n{said}\n"})
    answer = library.ask("In welke gemeente kwamen in 2009 de meeste bezoekers?")
    assert answer.citations[0].quote == said


@pytest.mark.parametrize(
    ("asked", "most"),
    [
        ("Welke gemeente heeft de meeste loketten?", True),
        ("In which town was the score lowest?", False),
        ("Welke loketten zijn ten minste vijf dagen open?", None),
        ("Which desks are at least ten years old?", None),
        ("Waarom sloten de meeste loketten?", None),
        ("Hoeveel bezoekers kwamen er op het drukste loket?", None),
        ("Hebben de meeste gemeenten een loket?", None),
    ],
)
def test_what_asks_for_the_most_or_the_least(asked: str, most: bool | None) -> None:
    found = asked_extreme(understand(asked))
    assert (found.most if found else None) is most


@pytest.mark.parametrize(
    ("asked", "short", "quoted"),
    [
        # the scale of the title, for a column of money; the unit of a head for its own column
        ("Wat kostte de huur van de kiosk?", "81 (x € 1.000)", "Tabel 2. Kosten"),
        ("Hoeveel personeel heeft het steunpunt?", "3,5 (fte)", "Soort loket | Huur"),
        ("Hoeveel procent storingen had de kiosk?", "17%", "Soort loket | Huur"),
        ("Hoeveel uren is de balie open?", "38 (uren)", "Soort loket | Huur"),
        # a count has none
        ("Hoeveel bezoekers kwamen er in 2009 in Gaast?", "3.300", "Gaast"),
    ],
)
def test_a_figure_has_the_unit_that_stands_over_it_and_that_line_is_quoted(
    tmp_path: Path, asked: str, short: str, quoted: str
) -> None:
    answer = library_of(tmp_path, {"loket.md": REPORT}).ask(asked)
    assert answer.short_answer == short
    assert any(each.quote.startswith(quoted) for each in answer.citations)
    assert answer.warnings == ()


YEARS = """Kosten van de loketten

Tabel 3. Uitgaven aan loketten (x € 1.000)

| Post | 2016 | 2017 | 2018 | 2019 |
|---|---|---|---|---|
| Huur | 340 | 352 | 349 | 360 |
| Personeel | 910 | 980 | 870 | 905 |
| Totaal | 1.250 | 1.332 | 1.219 | 1.265 |
"""


@pytest.mark.parametrize(
    ("asked", "year"),
    [
        ("In welk jaar waren de uitgaven aan loketten het hoogst?", "2017"),
        ("In welk jaar waren de uitgaven aan huur van loketten het laagst?", "2016"),
        ("In which year was Personeel at the loketten lowest?", "2018"),
    ],
)
def test_the_year_of_the_most_or_the_least_is_read_off_a_row(
    tmp_path: Path, asked: str, year: str
) -> None:
    answer = library_of(tmp_path, {"kosten.md": YEARS}).ask(asked)
    assert answer.short_answer == year
    assert "Post | 2016 | 2017" in answer.citations[1].quote
    assert answer.warnings == ()


@pytest.mark.parametrize(
    "asked",
    [
        "Welke gemeente had in 2009 de meeste branden?",
        "Welke gemeente had in 2010 de minste fietsendiefstallen?",
    ],
)
def test_the_most_of_something_else_is_not_read_off_a_table(tmp_path: Path, asked: str) -> None:
    answer = library_of(tmp_path, {"loket.md": REPORT}).ask(asked)
    assert answer.short_answer not in ("Borgharen", "Doniawerstal", "Gaast")


def test_a_table_too_long_to_read_whole_has_no_highest_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = library_of(tmp_path, {"loket.md": REPORT})
    asked = "Welke gemeente had in 2009 de meeste bezoekers?"
    assert library.ask(asked).short_answer == "Borgharen"
    monkeypatch.setattr("qa.answering.whole_tables.MOST_ROWS", 2)
    assert library.ask(asked).short_answer != "Borgharen"


def test_a_year_over_two_columns_is_not_the_highest(tmp_path: Path) -> None:
    table = (
        "Loketten\n\nDatum: 3 mei 2011\n\nAantal bezoekers per gemeente\n\n"
        "| Gemeente | 2008 | 2009 | 2010 | 2008 | 2009 | 2010 |\n|---|---|---|---|---|---|---|\n"
        "| Almenum | 900 | 800 | 700 | 1 | 2 | 3 |\n| Gaast | 90 | 80 | 70 | 3 | 2 | 1 |\n"
    )
    answer = library_of(tmp_path, {"loket.md": table}).ask(
        "In welk jaar had Almenum de meeste bezoekers?"
    )
    assert answer.short_answer not in ("2008", "2010")

"""A row of a table with its heads, what stands over it, and the cell that is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_index import library_of

from qa.model import BlockKind, OffsetMap, Passage, Sentence
from qa.passages import make_passages
from qa.reading import read_report
from qa.settings import Settings
from qa.table_rows import cells, heads, in_context, over

ROW = BlockKind.TABLE_ROW
LINES = (
    ("De tabel geeft de wachttijd per loket.", BlockKind.PARAGRAPH),
    ("Loket | 2009 | 2010", ROW),
    ("Ede | 68 sec. | 81 sec.", ROW),
    ("Epe | 75 sec.", ROW),
    ("Daarna werd het beter.", BlockKind.PARAGRAPH),
)


def passage(lines: tuple[tuple[str, BlockKind], ...], section: tuple[str, ...] = ()) -> Passage:
    text, sentences = "", []
    for line, kind in lines:
        start = len(text) + bool(text)
        text = f"{text}\n{line}" if text else line
        sentences.append(Sentence(start, len(text), kind))
    return Passage("a.txt", 0, section, text, OffsetMap.identity(len(text)), tuple(sentences))


def test_a_row_knows_its_heads_and_what_stands_over_its_table() -> None:
    found = passage(LINES)
    assert heads(found, 2) == ("Loket", "2009", "2010")
    assert heads(found, 1) == heads(found, 3) == ()  # the heads themselves; a cell is missing
    assert over(found, 2) == "De tabel geeft de wachttijd per loket."
    assert in_context(found, 2) == (
        "De tabel geeft de wachttijd per loket. Ede: 2009 68 sec.; 2010 81 sec."
    )
    assert in_context(found, 4) == "Daarna werd het beter."


def test_a_passage_within_a_table_has_the_heads_in_its_section() -> None:
    found = passage(LINES[2:3], ("Wachttijd", "Loket | 2009 | 2010"))
    assert heads(found, 0) == ("Loket", "2009", "2010")
    assert over(found, 0) == "Wachttijd"


def test_a_row_keeps_the_heads_it_was_read_with(tmp_path: Path) -> None:
    """An empty cell shifts nothing, and a row that a passage opens with has its heads."""
    rows = "".join(f"| Post {nth} | {nth}0 | {nth}5 |\n" for nth in range(1, 70))
    text = f"# Cijfers\n\n| | 2009 | 2010 |\n|---|---|---|\n{rows}| Ede | | 81 |\n\nDat was veel.\n"
    (tmp_path / "a.md").write_text(text, "utf-8")
    last = make_passages(read_report(tmp_path / "a.md", "a.md", Settings()), Settings())[-1]
    assert len({unit.kind for unit in last.sentences}) > 1  # rows and what stands below them
    ede = next(nth for nth in range(len(last.sentences)) if "Ede" in last.sentence_text(nth))
    assert heads(last, ede) == ("", "2010")
    assert heads(last, ede - 1) == ("", "2009", "2010")


def test_the_cells_are_the_pieces_of_a_row() -> None:
    text = LINES[2][0]
    assert [text[cell.start : cell.end] for cell in cells(text)] == ["Ede", "68 sec.", "81 sec."]


REPORT = """Wachttijden

Datum: 3 mei 2011

De tabel geeft de gemiddelde wachttijd per loket.

| Loket | 2009 | 2010 | Norm |
|---|---|---|---|
| Ede | 68 seconden | 81 seconden | 30 seconden |
| Epe | 75 seconden | 74 seconden | 40 seconden |

Wie wat doet

| Taak | Wie | Begroot (euro) | Klaar | Aanvragen ingediend | Aanvragen toegekend |
|---|---|---|---|---|---|
| Archief | de griffier | 14.500 | maart 2017 | 340 | 297 |
| Post | de bode | 3.200 | juni 2018 | 81 | 44 |

Brieven per plaats

| Plaats | 2009 | 2010 |
|---|---|---|
| Almenum | 22 | 19 |
| Grave | 23 | 22 |
| Totaal | 45 | 41 |

Kosten in miljoenen euro

| Post | Begroot | Werkelijk |
|---|---|---|
| Drukwerk | 6,0 | 6,8 |
| Portokosten | 2,0 | 1,4 |
"""


@pytest.mark.parametrize(
    ("asked", "short"),
    [
        ("Hoe lang was de wachttijd in Ede in 2010?", "81 seconden"),
        ("Hoeveel seconden was de wachttijd in Epe in 2009?", "75 seconden"),
        ("Hoeveel seconden is de norm voor de wachttijd in Epe?", "40 seconden"),
        # What is no figure is a cell too, where the question has the row's label …
        ("Wat was er begroot voor het archief?", "14.500 (euro)"),
        ("Wanneer is het archief klaar?", "maart 2017"),
        ("Wie doet de post?", "de bode"),
        # The row is the one that is named, and what was is not what was planned.
        ("Hoeveel brieven kwamen er in 2010 in Almenum?", "19"),
        ("Hoeveel brieven kwamen er in 2010 in totaal?", "41"),
        ("Wat kostte het drukwerk?", "6,8 (in miljoenen euro)"),
        ("Wat was er begroot voor het drukwerk?", "6,0 (in miljoenen euro)"),
        # … and of heads that share a word the one that has the question's own.
        ("Hoeveel aanvragen voor het archief zijn er toegekend?", "297"),
    ],
)
def test_the_cell_under_the_head_that_is_asked_for_answers(
    tmp_path: Path, asked: str, short: str
) -> None:
    library = library_of(tmp_path, {"wacht.md": REPORT})
    assert library.ask(asked).short_answer == short

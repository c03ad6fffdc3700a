"""A row of a table with its heads, what stands over it, and the cell that is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_index import library_of

from qa.model import BlockKind, OffsetMap, Passage, Sentence
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
"""


@pytest.mark.parametrize(
    ("asked", "short"),
    [
        ("Hoe lang was de wachttijd in Ede in 2010?", "81 seconden"),
        ("Hoeveel seconden was de wachttijd in Epe in 2009?", "75 seconden"),
        ("Hoeveel seconden is de norm voor de wachttijd in Epe?", "40 seconden"),
    ],
)
def test_the_cell_under_the_head_that_is_asked_for_answers(
    tmp_path: Path, asked: str, short: str
) -> None:
    library = library_of(tmp_path, {"wacht.md": REPORT})
    assert library.ask(asked).short_answer == short

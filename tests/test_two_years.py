"""A question that asks for two years, or two years' reports, is answered for each by its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.answering import _together
from qa.answering.evidence import candidates, of_own_years
from qa.answering.matching import terms_of
from qa.answering.understanding import understand
from qa.library import Library
from tests.fake_index import library_of

OLD = (
    "# Loketten geteld\n\nDen Haag, 3 mei 2008\n\n## 1 Telling\n\nHet loket telde 120 bezoekers.\n"
)
NEW = """# Loketten opnieuw geteld

Den Haag, 4 juni 2011

## 1 Telling

Het loket telde in 2011 zo'n 300 bezoekers aan de balie.

Volgens de telling van 2008 kwamen er 120 bezoekers.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(tmp_path_factory.mktemp("years"), {"old.md": OLD, "new.md": NEW})


def kept(library: Library, asked: str, nth: int) -> str:
    retriever = library._retriever()
    question = understand(asked)
    part = question.parts[nth]
    hits = retriever.search(part.understood, 10)
    found = candidates(part, hits, terms_of(part.terms, retriever))
    return "\n".join(each.text for each in of_own_years(part, question.parts, found))


def test_a_sentence_of_the_other_year_alone_does_not_answer(library: Library) -> None:
    asked = "aantal bezoekers loket: 2008 vs 2011"
    assert "in 2011 zo'n 300" not in kept(library, asked, 0)
    assert "van 2008" not in kept(library, asked, 1)
    assert "telde 120" in kept(library, asked, 0)


def test_the_other_report_answers_only_where_it_looks_back(library: Library) -> None:
    asked = "Hoeveel bezoekers kwamen er volgens het rapport uit 2008, en volgens dat uit 2011?"
    first, second = kept(library, asked, 0), kept(library, asked, 1)
    assert "telde 120" in first
    assert "van 2008" in first
    assert "in 2011 zo'n 300" not in first
    assert "telde 120" not in second


def test_where_nothing_else_is_left_all_are_kept(tmp_path: Path) -> None:
    only = library_of(tmp_path, {"new.txt": "Het loket telde in 2011 300 bezoekers.\n"})
    assert "300" in kept(only, "aantal bezoekers loket: 2008 vs 2011", 0)


def test_what_the_whole_question_finds_comes_before_what_one_part_finds(library: Library) -> None:
    first, second, third = library._retriever().search("loket bezoekers telling", 3)
    together = _together([[second, third, first], [third, second, first]], [first, second, third])
    assert [hit.passage_id for hit in together[:2]] == [second.passage_id, third.passage_id]
    beside = _together([[second, first], [third, first]], [first, second, third])
    assert beside[0].passage_id == first.passage_id
    assert [hit.score for hit in beside] == sorted((hit.score for hit in beside), reverse=True)


def test_one_part_alone_keeps_its_order(library: Library) -> None:
    hits = library._retriever().search("loket bezoekers telling", 3)
    assert _together([hits], ()) == hits

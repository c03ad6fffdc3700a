"""The glossary: what it holds, and what it says may stand in a word's place."""

from __future__ import annotations

import pytest

from qa.language import synonyms
from qa.language.glossary import GLOSSARY


def lines() -> list[str]:
    return [line for line in GLOSSARY.read_text("utf-8").splitlines() if line[:1] != "#"]


def test_each_line_has_dutch_terms_and_english_ones() -> None:
    for line in lines():
        dutch, english = line.split(" = ")
        for term in (*dutch.split(", "), *english.split(", ")):
            assert term.split() == term.split(" "), line


def test_no_line_stands_there_twice() -> None:
    assert len(set(lines())) == len(lines())


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("complaints", "klacht"),  # across languages, by the stem of a plural
        ("klachten", "complaint"),
        ("gestegen", "toename"),  # and within one: other forms and words for the same
        ("municipality", "gemeente"),
        ("jaren", "year"),  # where a stem is written otherwise
        ("policies", "beleid"),
        ("milestones", "mijlpaal"),
    ],
)
def test_a_word_stands_for_the_others_of_its_line(asked: str, told: str) -> None:
    assert synonyms([asked])[0][told] == 1.0


def test_a_term_of_several_words_counts_where_they_stand_side_by_side() -> None:
    labour, market = synonyms(["labour", "market"])
    assert labour["arbeidsmarkt"] == market["arbeidsmarkt"] == 1.0
    apart, _, far = synonyms(["labour", "costs", "market"])
    assert "arbeidsmarkt" not in (*apart, *far)


def test_one_of_several_words_does_less_well() -> None:
    assert synonyms(["arbeidsmarkt"])[0]["labour"] < 1.0


def test_a_word_without_a_line_has_no_synonym() -> None:
    assert synonyms(["xyzzy", ""]) == [{}, {}]


def test_a_word_is_no_synonym_of_itself() -> None:
    assert "klacht" not in synonyms(["klachten"])[0]

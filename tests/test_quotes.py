"""What is quoted together: sentences side by side that answer nearly as well, and no others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from fake_index import library_of

from qa.answering import quotes
from qa.answering.check import citation_fault
from qa.answering.evidence import Candidate, candidates
from qa.answering.matching import terms_of
from qa.answering.quotes import MOST_SENTENCES, NEARLY_AS_GOOD, joined
from qa.answering.understanding import understand
from qa.library import Library

REPORT = """Loketten geteld

1 Stand

Alfa is een loket. Bravo is een loket. Charlie is een loket. Delta is een loket.
Echo is een loket.

2 Tabel

| Loket | Open |
|---|---|
| Golf loket | 12 |
| Hotel loket | 13 |
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(tmp_path_factory.mktemp("quotes"), {"a.md": REPORT})


def scored(library: Library, scores: Mapping[str, float]) -> list[Candidate]:
    """The report's sentences that begin with these words, with these scores, best first."""
    retriever = library._retriever()
    question = understand("Wat is een loket?")
    meanings = retriever.meanings(question.understood)
    terms = terms_of(question.terms, retriever, meanings, question.carried)
    found = candidates(question, retriever.search(question.understood, 5), terms)
    kept = [
        replace(each, score=scores[word])
        for each in found
        if (word := each.text.strip("| ").split()[0]) in scores
    ]
    assert len(kept) == len(scores)
    return sorted(kept, key=lambda each: -each.score)


def quoted(found: list[Candidate]) -> list[str]:
    """What is quoted, each place once, the best first."""
    made = joined(found)
    assert [each.own for each in made] == [each.own for each in found]  # each keeps its own words
    texts = [" ".join(each.passage.text[each.span.start : each.span.end].split()) for each in made]
    return list(dict.fromkeys(texts))


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        (
            {"Alfa": 5.0, "Bravo": 5.0 - NEARLY_AS_GOOD},
            ["Alfa is een loket. Bravo is een loket."],
        ),
        (
            {"Bravo": 5.0, "Alfa": 4.0},  # the sentence before as well
            ["Alfa is een loket. Bravo is een loket."],
        ),
        (
            {"Alfa": 5.0, "Bravo": 4.9 - NEARLY_AS_GOOD},
            ["Alfa is een loket.", "Bravo is een loket."],
        ),
        (
            {"Alfa": 5.0, "Charlie": 4.9},  # not side by side
            ["Alfa is een loket.", "Charlie is een loket."],
        ),
        (
            {"Charlie": 5.0, "Bravo": 4.8, "Delta": 4.9, "Alfa": 4.7},  # the better first
            ["Bravo is een loket. Charlie is een loket. Delta is een loket.", "Alfa is een loket."],
        ),
        (
            {"Alfa": 5.0, "Bravo": 4.9, "Echo": 4.8, "Delta": 4.7},
            ["Alfa is een loket. Bravo is een loket.", "Delta is een loket. Echo is een loket."],
        ),
    ],
)
def test_sentences_side_by_side_that_answer_nearly_as_well_are_one_quote(
    library: Library, scores: Mapping[str, float], expected: list[str]
) -> None:
    assert MOST_SENTENCES == 3
    assert quoted(scored(library, scores)) == expected


@pytest.mark.parametrize(("most", "sentences"), [(7, 1), (8, 2)])
def test_a_quote_stays_readable(
    library: Library, monkeypatch: pytest.MonkeyPatch, most: int, sentences: int
) -> None:
    monkeypatch.setattr(quotes, "MOST_WORDS", most)
    first = quoted(scored(library, {"Alfa": 5.0, "Bravo": 4.9}))[0]
    assert first.count(".") == sentences


def test_rows_of_a_table_are_quoted_one_by_one(library: Library) -> None:
    assert len(quoted(scored(library, {"Golf": 5.0, "Hotel": 4.9}))) == 2


def test_what_is_quoted_together_is_one_citation_that_stands(tmp_path: Path) -> None:
    text = (
        "Loketten geteld\n\n1 Stand\n\nIn 2008 haalden 66 loketten het doel voor de wachttijd."
        " In 2008 haalden 52 loketten het doel voor de openingstijd.\n"
    )
    library = library_of(tmp_path, {"2008.txt": text})
    given = library.ask("Hoeveel loketten haalden het doel in 2008?")
    (citation,) = given.citations
    assert citation_fault(citation, library.index) is None
    assert "wachttijd. In 2008 haalden 52" in citation.quote
    assert given.short_answer is not None
    assert given.short_answer in citation.quote

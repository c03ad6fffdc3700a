"""Each lack of the kind that is asked holds for its example, and not where the sentence has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa import Library
from qa.answering.evidence import candidates
from qa.answering.matching import terms_of
from qa.answering.mismatch import MISMATCHES, Mismatch, mismatches
from qa.answering.understanding import understand


def lacks(folder: Path, asked: str, sentence: str) -> tuple[str, ...]:
    """The mismatches of a question and the only sentence of a report."""
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "rapport.txt").write_text(f"{sentence}\n", "utf-8")
    library = Library.open(corpus, folder / "index")
    library.sync()
    retriever = library._retriever()
    question = understand(asked, ())
    terms = terms_of(question.terms, retriever)
    found = candidates(question, retriever.search(question.understood, 5), terms)
    return mismatches(question, found[0], terms)


@pytest.mark.parametrize("row", MISMATCHES, ids=lambda row: row.name)
def test_each_lack_holds_for_its_example(row: Mismatch, tmp_path: Path) -> None:
    assert row.name in lacks(tmp_path, row.question, row.sentence)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("Hoeveel loketten heeft Ede?", "Ede heeft 12 loketten."),
        ("Welke boete kreeg het loket?", "Het loket kreeg een boete van 300 euro."),
        ("Hoe oud waren de bezoekers gemiddeld?", "De bezoekers waren gemiddeld 41 jaar."),
        ("Waarom sloot het loket in Ede?", "Het loket in Ede sloot omdat het geld op was."),
        ("Wie is de eigenaar van het pand?", "De gemeente is eigenaar van het pand."),
        ("How old were the visitors?", "The visitors were 41 years of age."),
    ],
)
def test_a_sentence_that_has_the_kind_lacks_nothing(
    asked: str, sentence: str, tmp_path: Path
) -> None:
    assert lacks(tmp_path, asked, sentence) == ()

"""What a question asks and its best sentence lacks: a name, an age."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_index import library_of

from qa.answering.evidence import Candidate, candidates
from qa.answering.matching import Terms, terms_of
from qa.answering.mismatch import lacks_age, lacks_name
from qa.answering.question import Question
from qa.answering.understanding import understand


def best(folder: Path, asked: str, sentence: str) -> tuple[Question, Candidate, Terms]:
    """A question with the only sentence of a report."""
    retriever = library_of(folder, {"rapport.txt": f"{sentence}\n"})._retriever()
    question = understand(asked)
    terms = terms_of(question.terms, retriever)
    found = candidates(question, retriever.search(question.understood, 5), terms)
    return question, found[0], terms


@pytest.mark.parametrize(
    ("asked", "sentence", "lacks"),
    [
        ("Hoe heet de beheerder van het loket?", "De beheerder van het loket sprak er over.", True),
        ("Hoe heet de beheerder van het loket?", "De beheerder van het loket is K. Bos.", False),
        ("What is the name of the desk?", "The desk is called 'Lok'.", False),
        ("Wie is de eigenaar van het pand?", "De eigenaar van het pand was er niet.", True),
        ("Wie is de eigenaar van het pand?", "De gemeente is eigenaar van het pand.", False),
        ("Hoeveel loketten zijn er?", "Er zijn loketten.", False),
    ],
)
def test_who_is_asked_for_is_named_or_lacks(
    asked: str, sentence: str, lacks: bool, tmp_path: Path
) -> None:
    assert lacks_name(*best(tmp_path, asked, sentence)) is lacks


@pytest.mark.parametrize(
    ("asked", "sentence", "lacks"),
    [
        ("Hoe oud waren de bezoekers?", "Er waren gemiddeld 120 bezoekers.", True),
        ("Hoe oud waren de bezoekers?", "De bezoekers waren gemiddeld 41 jaar.", False),
        ("How old were the visitors?", "The visitors were 41 years of age.", False),
        ("Hoeveel bezoekers waren er?", "Er waren 120 bezoekers.", False),
    ],
)
def test_an_age_is_told_or_lacks(asked: str, sentence: str, lacks: bool, tmp_path: Path) -> None:
    question, first, _ = best(tmp_path, asked, sentence)
    assert lacks_age(question, first) is lacks

"""Words of a question met in a text: by what an abbreviation stands for too."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_index import FakeEncoder, build_fake_index, make_report

from qa.answering.matching import SPELT_OUT, STANDS_FOR, terms_of
from qa.index import Index
from qa.language import Expansion
from qa.model import Span
from qa.rankers import FOUND, MET, MISSED, NEARLY, PARTLY
from qa.retrieval import Retriever

AKO = Expansion("AKO", "Algemeen Keten Overleg", Span(0, 22))


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    folder: Path = tmp_path_factory.mktemp("index")
    build_fake_index(folder, [make_report("a.txt", ("De dijk is hoog.", "Het loket is open."))])
    return Retriever(Index.open(folder), FakeEncoder())


def test_an_abbreviation_meets_the_words_it_stands_for_and_they_the_abbreviation(
    retriever: Retriever,
) -> None:
    short = terms_of(("ako",), retriever, (AKO,))
    assert short.met("Het Keten Overleg kwam bijeen.") == (STANDS_FOR,)
    assert short.met("De dijk is hoog.") == (0.0,)
    long = terms_of(("keten", "overleg"), retriever, (AKO,))
    assert long.met("Het AKO kwam bijeen.") == (SPELT_OUT, SPELT_OUT)
    assert terms_of(("keten",), retriever).met("Het AKO kwam bijeen.") == (0.0,)


def test_marks_tell_which_words_of_question_and_text_meet(retriever: Retriever) -> None:
    question = "Hoe hoog is het zeedijkloket in 2012?"
    terms = terms_of(("hoog", "zeedijkloket", "2012"), retriever)
    text = "De dijk is hoger dan hoog."
    marks = terms.marks(question, "Loket", text)
    assert {question[m.start : m.end]: m.kind for m in marks.question} == {
        "hoog": FOUND,
        "zeedijkloket": NEARLY,
        "2012": MISSED,
    }
    assert [("Loket"[m.start : m.end], m.kind) for m in marks.context] == [("Loket", PARTLY)]
    assert {text[m.start : m.end]: m.kind for m in marks.text} == {"dijk": PARTLY, "hoog": MET}

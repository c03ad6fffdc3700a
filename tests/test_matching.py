"""Words of a question met in a text: by what an abbreviation stands for too."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_index import FakeEncoder, build_fake_index, make_report

from qa.answering.matching import INSIDE_COMPOUND, SPELT_OUT, STANDS_FOR, SYNONYM, terms_of
from qa.index import Index
from qa.language import Expansion
from qa.model import Span
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


def test_a_word_is_met_by_what_the_glossary_has_for_it_if_the_reports_do(
    retriever: Retriever,
) -> None:
    dike, counter = terms_of(("dike", "counter"), retriever).met("De dijk is bij het loket.")
    assert dike == counter == SYNONYM
    (ship,) = terms_of(("ship",), retriever).met("De vloot is oud.")
    assert ship == 0.0


def test_a_word_is_met_inside_a_longer_one_that_begins_or_ends_with_it(
    retriever: Retriever,
) -> None:
    terms = terms_of(("vlinder",), retriever)
    for text in ("Een vlinderstichting.", "De dagvlinders."):
        assert terms.met(text) == (INSIDE_COMPOUND,)
    assert terms.met("Het dagvlindernet.") == (0.0,)

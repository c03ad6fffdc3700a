"""Retrieval: rankings fused, filtered, widened, and each rank explained."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fake_index import FakeEncoder, build_fake_index, make_report

from qa.index import Index
from qa.index.texts import ReportRecord
from qa.language import stem
from qa.model import Metadata
from qa.retrieval import (
    WEIGHTS,
    Filters,
    Retriever,
    _standing_out,
    fused,
)

SPORT = (
    "De gemeente bouwde twaalf sporthallen in het oosten.",
    "De bibliotheek sloot haar deuren om zes uur.",
)
WATER = ("Het waterschap verhoogde de dijken met een halve meter.", "De sporthallen zijn droog.")


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    folder = tmp_path_factory.mktemp("index")
    reports = []
    for name, texts, date in (("sport.txt", SPORT, "2009-11"), ("dijken.txt", WATER, None)):
        report, passages = make_report(name, texts)
        metadata = replace(report.metadata, title=f"Verslag {name[:-4]}", date=date)
        reports.append((replace(report, metadata=metadata), passages))
    encoder = FakeEncoder()
    build_fake_index(folder, reports, encoder)
    return Retriever(Index.open(folder), encoder)


def names(retriever: Retriever, words: str, filters: Filters) -> set[str]:
    return {hit.passage.report for hit in retriever.search(words, 20, filters)}


def test_fusion_adds_how_far_a_passage_has_come_in_each_ranking() -> None:
    rankings = {
        "words": (0.5, [(7, 3.0), (4, 2.5), (2, 1.0)]),
        "passages": (1.0, [(4, 0.9)]),
        "sentences": (0.0, [(9, 0.9)]),
    }
    scores, why = fused(rankings)
    assert scores == {
        7: pytest.approx(0.5),
        4: pytest.approx(0.5 * (2.5 - 1.0) / (3.0 - 1.0) + 1.0),
        2: pytest.approx(0.0),
    }
    assert why[4] == {"words_rank": 2, "words": 2.5, "passages_rank": 1, "passages": 0.9}


def test_the_passage_that_says_it_comes_first(retriever: Retriever) -> None:
    best = retriever.search("Hoeveel sporthallen bouwde de gemeente?")[0]
    assert best.passage.text == SPORT[0]
    assert best.why["words_rank"] == 1
    assert len(best.sentence_similarities) == len(best.passage.sentences)


def test_the_same_question_gives_the_same_ranking(retriever: Retriever) -> None:
    once, again = (retriever.search("dijken van het waterschap") for _ in range(2))
    assert once == again


def test_no_more_passages_than_asked_for(retriever: Retriever) -> None:
    assert len(retriever.search("sporthallen", k=1)) == 1


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("sport*", {"sport.txt"}),
        ("DIJKEN", {"dijken.txt"}),
        ("verslag dijken", {"dijken.txt"}),
        ("*.txt", {"sport.txt", "dijken.txt"}),
        ("begroting", set()),
    ],
)
def test_a_report_filter_is_a_glob_over_names_and_titles(
    retriever: Retriever, pattern: str, found: set[str]
) -> None:
    assert names(retriever, "sporthallen", Filters(report=pattern)) == found


@pytest.mark.parametrize(
    ("pattern", "admitted"),
    [("[1].txt", True), ("kopie[1]", True), ("kopie[[]1]*", True), ("kopie[2]*", False)],
)
def test_a_name_with_brackets_is_found_by_itself(pattern: str, admitted: bool) -> None:
    metadata = Metadata("Verslag")
    record = ReportRecord("kopie[1].txt", "", "text", metadata, (), 1)
    assert Filters(report=pattern).admit(record) is admitted


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(year_from=2009), {"sport.txt"}),
        (Filters(year_to=2009), {"sport.txt"}),
        (Filters(year_from=2010), set()),
        (Filters(year_to=2008), set()),
        (Filters(), {"sport.txt", "dijken.txt"}),
    ],
)
def test_a_report_without_a_date_passes_no_year_filter(
    retriever: Retriever, filters: Filters, found: set[str]
) -> None:
    assert names(retriever, "sporthallen", filters) == found


def test_a_word_counts_as_far_as_it_stands_out() -> None:
    near = _standing_out([("klachten", 0.9), ("klagen", 0.85), ("geval", 0.8)])
    assert near == [
        ("klachten", pytest.approx((0.9 - 0.8) / (1 - 0.8))),
        ("klagen", pytest.approx((0.85 - 0.8) / (1 - 0.8))),
        ("geval", 0),
    ]


class NearEncoder(FakeEncoder):
    """Knows one word of a language that the glossary does not."""

    def _vector(self, text: str):  # type: ignore[no-untyped-def]
        return super()._vector(text.replace("biblioteko", "bibliotheek"))


def test_a_question_meets_the_corpus_own_words_across_languages(retriever: Retriever) -> None:
    question = "opening hours of biblioteko"
    knowing = Retriever(retriever.index, NearEncoder())
    library = stem("bibliotheek", "nl")
    assert all(group.get(library, 0) < 0.9 for group in retriever.prepare(question).widened)
    groups = knowing.prepare(question).widened
    assert max(group.get(library, 0) for group in groups) == pytest.approx(1)


def test_an_english_word_finds_its_dutch_one(tmp_path: Path) -> None:
    from qa.encoders import load_encoder

    encoder = load_encoder()
    report, passages = make_report(
        "k.txt", ["De klachten gingen over de telefoon.", *SPORT, *WATER]
    )
    build_fake_index(tmp_path, [(report, passages)], encoder)  # type: ignore[arg-type]
    retriever = Retriever(Index.open(tmp_path), encoder)
    assert retriever.search("complaints")[0].passage.text == passages[0].text


@pytest.fixture(scope="module")
def explaining(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    """Reports that say once what an abbreviation stands for, and then use it."""
    folder = tmp_path_factory.mktemp("explaining")
    texts = (
        "Het Algemeen Keten Overleg (AKO) stuurt de invoering.",
        "Het AKO kwam in 2008 negen keer bijeen.",
        "De bibliotheek kwam in 2008 niet bijeen.",
    )
    build_fake_index(folder, [make_report("overleg.txt", texts)])
    return Retriever(Index.open(folder), FakeEncoder())


@pytest.mark.parametrize(
    ("asked", "meanings"),
    [
        ("Hoe vaak kwam het AKO bijeen?", [("AKO", "Algemeen Keten Overleg")]),
        ("Hoe vaak kwam het Algemeen Keten Overleg bijeen?", [("AKO", "Algemeen Keten Overleg")]),
        ("Hoe vaak kwam de BVK bijeen?", []),
        ("Wat betekent AKO, het Algemeen Keten Overleg?", []),
    ],
)
def test_abbreviations_are_explained_by_the_reports_themselves(
    explaining: Retriever, asked: str, meanings: list[tuple[str, str]]
) -> None:
    assert [(item.short, item.long) for item in explaining.meanings(asked)] == meanings


def test_what_is_asked_in_full_is_looked_for_where_it_is_abbreviated(explaining: Retriever) -> None:
    asked = "Wat deed het Algemeen Keten Overleg?"
    on, without = (
        {
            hit.passage.ordinal: hit.why.get("widened", 0.0)
            for hit in Retriever(
                explaining.index,
                explaining.encoder,
                replace(WEIGHTS, widen_words=0, abbreviations=weight),
            ).search(asked)
        }
        for weight in (1, 0)
    )
    assert on[1] > 0 == without[1]

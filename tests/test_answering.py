"""The whole chain on small reports: a cited answer, or an honest refusal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fake_index import library_of

from qa.answering import reading, refusal
from qa.answering.check import citation_fault
from qa.answering.citations import cite
from qa.answering.evidence import OPENING, candidates
from qa.answering.matching import terms_of
from qa.answering.reading import AT_ONCE, PASSAGES_RANKED, read_again, window
from qa.answering.refusal import features
from qa.answering.statements import statement_of
from qa.answering.understanding import understand
from qa.library import Library
from qa.model import Answer, Metadata, OffsetMap, Passage, Run, Sentence, Span
from qa.rankers import Reading

OLD = """Loketten geteld

Datum: 30 november 2008

1 Doelen

In 2008 haalden 59 van de 125 loketten het doel niet. De wachttijd was gemiddeld 14 minuten.

2 Taken

Het loket heeft drie taken:

- bezoekers ontvangen;
- vragen beantwoorden;
- afspraken registreren.

Onder een loketfunctie wordt verstaan een balie waar alle vragen worden beantwoord.
"""
NEW = """Loketten opnieuw geteld

Datum: 30 november 2010

1 Doelen

In 2010 haalden 20 van de 110 loketten het doel niet. Het loket in Ede sloot omdat het pand
was verkocht. Het bureau kredietregistratie (BKR) werd geleid door J.A. van der Berg.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(tmp_path_factory.mktemp("answering"), {"2008.txt": OLD, "2010.txt": NEW})


RULES = """Huisregels van het loket

Datum: 3 mei 2011

1 Zondag

Bezoekers mogen op zondag niet naar binnen.

2 Zaterdag

Op zaterdag is het loket geopend tot vier uur.

3 Toeslag

Een toeslag wordt slechts toegekend aan een bezoeker die meerderjarig is.

4 Honden

Honden meenemen is verboden in het loket.

Het aantal bezoekers daalde in de zomer met 12 procent.

Komt er een verbod op fietsen in de gang? Nee. Zo'n regel is moeilijk te handhaven in de gang.

De wachtrijen zijn niet gegroeid maar gekrompen.

De zijbalie is toegankelijk zonder afspraak.

Het pand van het loket wordt bewaakt door Wakker & Zonen.

5 Proef

Waarom zou het loket in de avond sluiten?
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(tmp_path_factory.mktemp("rules"), {"2011.txt": RULES})


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        ("Mogen bezoekers op zondag naar binnen?", "Nee: Bezoekers mogen op zondag niet"),
        ("Is het loket op zaterdag geopend?", "Ja: Op zaterdag is het loket geopend"),
        ("Is honden meenemen toegestaan?", "Nee: Honden meenemen is verboden"),
        # What the report asks and answers itself is answered.
        ("Is de regel voor fietsen in de gang te handhaven?", "Nee: Zo'n regel is moeilijk"),
        # "Not this but that" settles nothing, and what is without something is no denial.
        ("Zijn de wachtrijen gekrompen?", "De wachtrijen zijn niet gegroeid maar gekrompen"),
        ("Is de zijbalie toegankelijk?", "Ja: De zijbalie is toegankelijk zonder afspraak"),
        # The other way round is no; another figure or name settles nothing.
        ("Steeg het aantal bezoekers in de zomer?", "Nee: Het aantal bezoekers daalde in de zomer"),
        ("Daalde het aantal bezoekers in de zomer?", "Ja: Het aantal bezoekers daalde in de zomer"),
        ("Daalde het aantal bezoekers in de zomer met 30 procent?", "Het aantal bezoekers daalde"),
        ("Bewaakt Securix het pand van het loket?", "Het pand van het loket wordt bewaakt"),
        # A condition, a denial met by a denial, and a question settle nothing.
        ("Krijgt een bezoeker van zeventien een toeslag toegekend?", "Een toeslag wordt slechts"),
        ("Mogen bezoekers op zondag niet naar binnen?", "Bezoekers mogen op zondag niet"),
        ("Gaat het loket in de avond sluiten?", "Waarom zou het loket"),
    ],
)
def test_yes_and_no_are_said_only_where_the_sentence_settles_it(
    rules: Library, asked: str, begins: str
) -> None:
    given = whole(rules, rules.ask(asked))
    assert given.short_answer is not None
    assert given.short_answer.startswith(begins)


def whole(library: Library, given: Answer) -> Answer:
    """The answer, once everything in it was laid beside its source again."""
    assert given.status == "answered"
    assert given.citations
    for each in given.citations:
        assert citation_fault(each, library.index) is None
        assert f"[{each.n}]" in given.answer
    return given


@pytest.mark.parametrize(
    ("asked", "short"),
    [
        ("Hoeveel loketten haalden in 2008 het doel niet?", "59 van de 125 loketten"),
        ("how many loketten missed the doel in 2010", "20 van de 110 loketten"),
        ("Hoe lang was de gemiddelde wachttijd van het loket?", "14 minuten"),
        ("Waar staat BKR voor?", "bureau kredietregistratie"),
        ("Wie leidde het bureau kredietregistratie?", "J.A. van der Berg"),
        ("Waarom sloot het loket in Ede?", "omdat het pand was verkocht"),
        ("Noem de drie taken van het loket.",
         "bezoekers ontvangen; vragen beantwoorden; afspraken registreren"),
    ],
)  # fmt: skip
def test_a_question_gets_a_short_answer_that_is_quoted(
    library: Library, asked: str, short: str
) -> None:
    given = whole(library, library.ask(asked))
    assert given.short_answer is not None
    assert short in given.short_answer
    assert given.reason is None


def test_reports_that_differ_are_both_given_with_their_dates(library: Library) -> None:
    given = whole(library, library.ask("Hoeveel loketten haalden het doel niet?"))
    assert "verschillende waarden" in given.answer
    assert "59 van de 125" in given.answer
    assert "20 van de 110" in given.answer
    assert len({each.report for each in given.citations}) == 2
    assert given.answer.index("(2008-11-30): “") < given.answer.index("(2010-11-30): “")


def test_what_follows_from_a_figure_is_marked_as_derived(library: Library) -> None:
    given = whole(library, library.ask("Hoeveel loketten haalden het doel in 2008 wel?"))
    derived = [each for each in given.findings if each.derived]
    assert [each.statement for each in derived] == ["125 - 59 = 66 loketten"]
    assert "Afgeleid: 125 - 59 = 66" in given.answer


def test_figures_are_given_as_values(library: Library) -> None:
    given = whole(library, library.ask("Hoeveel loketten haalden in 2008 het doel niet?"))
    figure = given.findings[0].figures[0]
    assert (figure.value, figure.of, figure.unit) == (59, 125, "loketten")


def test_two_questions_in_one_are_both_answered(library: Library) -> None:
    given = whole(
        library,
        library.ask("Hoeveel loketten haalden het doel niet in 2008 en hoeveel in 2010?"),
    )
    assert given.short_answer is not None
    assert "59 van de 125" in given.short_answer
    assert "20 van de 110" in given.short_answer


def test_a_follow_up_is_understood_and_shown(library: Library) -> None:
    history = [
        {"role": "user", "content": "Hoeveel loketten haalden in 2008 het doel niet?"},
        {"role": "assistant", "content": "59 van de 125 loketten [1]."},
    ]
    given = whole(library, library.ask("en in 2010?", history=history))
    assert given.understood == "Hoeveel loketten haalden in 2010 het doel niet?"
    assert given.short_answer is not None
    assert "20 van de 110" in given.short_answer


def test_the_frame_is_in_the_questions_language(library: Library) -> None:
    given = library.ask("How many loketten missed the doel?")
    assert given.language == "en"
    assert "different values" in given.answer


@pytest.mark.parametrize(
    "asked",
    [
        "Hoeveel vliegtuigen landden er op Schiphol?",
        "Wat kostte de verbouwing van het zwembad?",
        "Who won the football championship?",
    ],
)
def test_what_the_reports_do_not_say_is_not_answered(library: Library, asked: str) -> None:
    given = library.ask(asked)
    assert given.status == "not_found"
    assert given.short_answer is None
    assert given.citations == ()
    assert given.findings == ()
    assert given.reason
    assert given.reason in given.answer
    assert given.passages


def test_nothing_answers_where_not_one_word_of_the_question_is_met(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusal, "probability", lambda said, with_ranker: 1.0)
    assert library.ask("Who won the football championship?").status == "not_found"
    assert library.ask("Wie leidde het bureau kredietregistratie?").status == "answered"


def test_another_year_than_asked_is_no_answer(library: Library) -> None:
    given = library.ask("Hoeveel loketten haalden in 2015 het doel niet?")
    assert given.status == "not_found"
    assert given.reason == "De rapporten zeggen hierover niets voor 2015."


@pytest.mark.parametrize(
    ("asked", "missing"),
    [
        ("Waarom sloot het loket in Ede?", False),
        ("Waarom sloot het loket in Almelo?", True),
        ("Why did the loket in Almelo close?", True),
        ("Waarom sloot het Nederlandse loket?", False),  # of all reports: no name that tells
        ("Almelo: waarom sloot het loket?", False),  # a capital that begins a question is no name
    ],
)
def test_a_name_that_the_evidence_has_not_speaks_against_an_answer(
    library: Library, asked: str, missing: bool
) -> None:
    question = understand(asked)
    retriever = library._retriever()
    terms = terms_of(question.terms, retriever)
    found = candidates(question, retriever.search(question.understood), terms)
    assert (features(question, found, terms)["proper_missing"] > 0) == missing


def test_a_reason_is_not_given_from_another_year(library: Library) -> None:
    given = library.ask("Waarom sloot het loket in Ede in 1997?")
    assert given.status == "not_found"
    assert given.reason
    assert "1997" in given.reason


def test_a_false_premise_is_named(library: Library) -> None:
    given = library.ask("Waarom haalden 59 gemeenten het doel niet?")
    assert given.status == "not_found"
    assert given.reason is not None
    assert "59 gemeenten" in given.reason
    assert "59 van de 125 loketten" in given.reason


def test_a_filter_that_admits_nothing_gives_a_reason(library: Library) -> None:
    given = library.ask("Hoeveel loketten zijn er?", year_from=1900, year_to=1901)
    assert given.status == "not_found"
    assert given.passages == ()
    assert given.reason


def test_an_answer_lists_the_passages_asked_for_and_its_timings(library: Library) -> None:
    given = library.ask("Hoeveel loketten zijn er?", top_k=1, id="v1")
    assert len(given.passages) == 1
    assert given.id == "v1"
    assert given.timings_ms["total"] > 0


def test_a_label_is_cited_with_the_value_below_it(library: Library) -> None:
    given = library.ask("datum loketten opnieuw geteld")
    if given.status == "answered":
        whole(library, given)


def test_the_same_question_gets_the_same_answer(library: Library, tmp_path: Path) -> None:
    first = library.ask("Hoeveel loketten haalden het doel niet?").as_json()
    second = library.ask("Hoeveel loketten haalden het doel niet?").as_json()
    del first["timings_ms"], second["timings_ms"]
    assert first == second


class FakeRanker:
    """Finds one sentence; the others it could not read to their end."""

    fingerprint = "fake"

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        self.read_passages = 0

    def read(
        self, question: str, passages: Sequence[tuple[str, str, Sequence[tuple[int, int]]]]
    ) -> list[Reading]:
        self.read_passages += len(passages)
        return [
            Reading(
                tuple(8.0 if self.sentence == text[a:b] else -math.inf for a, b in spans),
                tuple((a, b, 0.0) for a, b in spans),
            )
            for _, text, spans in passages
        ]


def test_the_ranker_reads_few_passages_and_moves_what_it_finds_forward(library: Library) -> None:
    retriever = library._retriever()
    question = understand("Hoe staat het met het loket?")
    found = candidates(question, retriever.search(question.understood), terms_of((), retriever))
    other = next(each for each in found if each.hit.passage_id != found[0].hit.passage_id)
    ranker = FakeRanker(other.text)
    ranked = read_again(question, found, ranker)
    assert ranker.read_passages <= PASSAGES_RANKED
    assert ranked[0].text == other.text
    assert len(ranked) == len(found)
    assert read_again(question, found, None) == found


TABLE = """# Loketten per gemeente

## Wachttijden

Tabel 2 Gemiddelde wachttijd in minuten

| Gemeente | Loket Noord | Loket Zuid |
|---|---|---|
""" + "".join(
    f"| {name} met alle dorpen die daarbij horen en samen één gebied zijn | {nth} | {nth + 30} |\n"
    for nth, name in enumerate(("Aalten", "Berkel", "Cuijk", "Deurne", "Ede", "Franeker"), 10)
)


class Listener:
    """Finds every sentence and every figure of it that stands last, and keeps what it was given."""

    fingerprint = "listener"

    def __init__(self) -> None:
        self.given: list[str] = []

    def read(
        self, question: str, passages: Sequence[tuple[str, str, Sequence[tuple[int, int]]]]
    ) -> list[Reading]:
        self.given += [text for _, text, _ in passages]
        return [
            Reading((0.0,) * len(spans), tuple((end - 2, end, 0.0) for _, end in spans))
            for _, _, spans in passages
        ]


def test_the_ranker_reads_a_row_under_what_stands_over_its_table(tmp_path: Path) -> None:
    rows = library_of(tmp_path, {"wachttijden.md": TABLE})
    retriever = rows._retriever()
    question = understand("Wat is de wachttijd bij loket Zuid in Ede?")
    terms = terms_of(question.terms, retriever)
    found = candidates(question, retriever.search(question.understood), terms)
    listener = Listener()
    ranked = read_again(question, found, listener)
    row = next(each for each in ranked if each.text.startswith("Ede "))
    read = next(text for text in listener.given if row.text in text)
    over, heads, *_ = read.splitlines()
    assert over == "Tabel 2 Gemiddelde wachttijd in minuten"
    assert heads.split(" | ") == ["Gemeente", "Loket Noord", "Loket Zuid"]
    assert "Aalten" not in read  # so the window began within the table
    assert row.ranker_span
    start, end, _ = row.ranker_span
    assert row.passage.text[start:end] == "44"


def test_no_other_passage_is_read_once_a_sentence_is_surely_right(
    rules: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.answering.reading.FAR_AHEAD", float("inf"))  # the other reason to stop
    retriever = rules._retriever()
    question = understand("Hoe staat het met het loket?")
    found = candidates(question, retriever.search(question.understood), terms_of((), retriever))
    assert len({each.hit.passage_id for each in found}) > AT_ONCE
    at_once, unsure = FakeRanker(found[0].text), FakeRanker("nothing like this")
    assert read_again(question, found, at_once)[0].text == found[0].text
    read_again(question, found, unsure)
    assert at_once.read_passages == AT_ONCE < unsure.read_passages


@pytest.mark.parametrize("lead", ["less", "enough"])
def test_no_other_passage_is_read_once_a_sentence_is_far_ahead(
    rules: Library, monkeypatch: pytest.MonkeyPatch, lead: str
) -> None:
    retriever = rules._retriever()
    question = understand("Hoe staat het met het loket?")
    found = candidates(question, retriever.search(question.understood), terms_of((), retriever))
    unsure = FakeRanker("nothing like this")
    scores = [each.score for each in read_again(question, found, unsure)]
    widest = max(scores) - min(scores) + 20  # no lead is wider, whatever the ranker says
    monkeypatch.setattr(reading, "FAR_AHEAD", widest if lead == "less" else -widest)
    unsure.read_passages = 0
    read_again(question, found, unsure)
    assert (unsure.read_passages == AT_ONCE) == (lead == "enough")


def test_the_ranker_reads_whole_sentences_around_the_best_one_within_its_words(
    library: Library,
) -> None:
    retriever = library._retriever()
    (hit,) = retriever.search("Hoe lang was de wachttijd?", 1)
    sizes = [len(hit.passage.sentence_text(n).split()) for n in range(len(hit.passage.sentences))]
    for most in (1, 10, 25, 1000):
        for sentence, size in enumerate(sizes):
            inside = window(hit.passage, sentence, most)
            assert sentence in inside
            assert sum(sizes[n] for n in inside) <= max(most, size)
    assert window(hit.passage, 0, 1000) == range(len(sizes))


def test_a_name_on_a_reports_first_page_is_met_all_through_it(tmp_path: Path) -> None:
    filler = "\n\n".join(f"{n} Deel {n}\n\n" + "De balie is open. " * 60 for n in range(1, 6))
    report = f"Plan van aanpak\n\nDit is het plan van de gemeente Ede.\n\n{filler}\n\n"
    report += "6 Wachten\n\nDe wachttijd bedroeg gemiddeld 14 minuten."
    library = library_of(tmp_path, {"plan.txt": report})
    retriever = library._retriever()
    met = {}
    for town in ("Ede", "Epe"):
        question = understand(f"Hoe lang was de wachttijd in {town}?")
        terms = terms_of(question.terms, retriever)
        found = candidates(question, retriever.search(question.understood), terms)
        best = next(each for each in found if "14 minuten" in each.text)
        met[town] = best.met_around[question.terms.index(town.lower())]
    assert met["Ede"] >= OPENING > met["Epe"]


@pytest.mark.parametrize(
    ("learned", "sure", "short"),
    [
        ("5 balies", 0.0, "5 balies"),  # another figure than the rules'
        ("5 balies", -9.0, "3 loketten"),  # but not where it is not sure of it
        ("gemiddeld 14 minuten", 0.0, "3 loketten"),  # nor one that counts nothing that is asked
        ("3", 0.0, "3 loketten"),  # the same one: the rules' span has what it counts
        ("in 2009", 0.0, "3 loketten"),  # no number at all
    ],
)
def test_the_ranker_may_choose_another_figure_of_the_sentence(
    tmp_path: Path, learned: str, sure: float, short: str
) -> None:
    text = "Bij 3 loketten en 5 balies in 2009 was de wachttijd gemiddeld 14 minuten."
    library = library_of(tmp_path, {"wacht.txt": f"Wachten\n\n{text}"})
    retriever = library._retriever()
    question = understand("Hoeveel loketten waren er?")
    terms = terms_of(question.terms, retriever)
    found = candidates(question, retriever.search(question.understood), terms)
    best = next(each for each in found if each.text == text)
    start = best.passage.text.index(learned, best.own.start)
    best = replace(best, ranker_span=(start, start + len(learned), sure))
    assert statement_of(question, best).short == short


def test_the_longest_piece_of_a_quote_is_cited_first() -> None:
    source = "Het loket\f4 sloot in 2009 voorgoed."
    text = "Het loket sloot in 2009 voorgoed."
    map_ = OffsetMap((Run(0, 0, 9), Run(9, 11, len(text) - 9)))
    passage = Passage("a.txt", 0, (), text, map_, (Sentence(0, len(text)),))
    record = SimpleNamespace(pages=(), metadata=Metadata("Loketten"))
    index: Any = SimpleNamespace(report=lambda name: record, source=lambda name: source)
    cited = cite(index, passage, Span(0, len(text)), 1)
    assert [(each.n, each.quote.strip()) for each in cited] == [
        (1, "sloot in 2009 voorgoed."),
        (2, "Het loket"),
    ]

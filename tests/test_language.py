"""Promises of qa.language; the sentences are our own."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.language import (
    detect_language,
    fold,
    index_terms,
    is_stopword,
    sentences,
    split_compound,
    stem,
    tokens,
)
from qa.language.splitting import LONGEST, LONGEST_CHARACTERS


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def known(*words: str) -> Callable[[str], bool]:
    return lambda word: word in words


# --- the language of a text


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Hoeveel gemeenten deden mee?", "nl"),
        ("How many municipalities took part?", "en"),
        ("how many gemeenten missed the streefdatum", "en"),
        ("which vier doelen noemt the minister", "en"),
        ("what is de einddatum van het programma", "en"),
        ("hoeveel customers waren tevreden over the website", "nl"),
        ("max number of punten a gemeente can get", "en"),
        ("streefdatum nieuwe werkwijze Utrecht", "nl"),
        ("target date new procedure Utrecht", "en"),
        ("gemeentelijke schuldhulpverlening", "nl"),
        ("customer satisfaction", "en"),
    ],
)
def test_a_question_is_in_the_language_of_its_frame(question: str, language: str) -> None:
    assert detect_language(question) == language


@pytest.mark.parametrize("nothing", ["", "2009", "UWV", "?!"])
def test_where_nothing_tells_the_language_the_default_holds(nothing: str) -> None:
    assert detect_language(nothing, "nl") == "nl"
    assert detect_language(nothing, "en") == "en"


def test_a_dutch_report_with_english_terms_is_dutch() -> None:
    text = "De gemeente werkt volgens 'Work first' en 'best practices', zegt de wethouder. " * 50
    assert detect_language(text, "en") == "nl"


def test_the_language_of_practice_questions_is_right(shared: Path) -> None:
    import json

    lines = (shared / "train" / "questions.jsonl").read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["lang"] != "mixed"]
    wrong = [row["question"] for row in rows if detect_language(row["question"]) != row["lang"]]
    assert len(wrong) <= 0.005 * len(rows), wrong


# --- words


def test_tokens_keep_words_whole_and_know_their_places() -> None:
    text = (
        "De re-integratie in 's-Gravenhage kost d.w.z. 1.234,5 of 7,5; foto's, e-dienstverlening."
    )
    found = tokens(text)
    assert [token.text for token in found] == [
        "De", "re-integratie", "in", "'s-Gravenhage", "kost", "d.w.z.", "1.234,5", "of", "7,5",
        "foto's", "e-dienstverlening",
    ]  # fmt: skip
    assert all(text[token.start : token.end] == token.text for token in found)


def test_a_note_mark_glued_to_a_word_is_no_part_of_it() -> None:
    assert [token.text for token in tokens("klanten55 op A4 met WW2")] == [
        "klanten", "55", "op", "A4", "met", "WW2",
    ]  # fmt: skip


@given(st.text())
def test_folding_moves_no_character(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_folding_takes_case_and_accents_off() -> None:
    assert fold("Één CLIËNT, façade") == "een client, facade"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_no_text_stops_the_words(text: str) -> None:
    assert all(text[token.start : token.end] == token.text for token in tokens(text))
    assert all(index_terms(text, "nl", {})), "no term is empty"


@pytest.mark.parametrize(
    "family",
    [
        "gemeente gemeenten gemeentes Gemeente",
        "cliënt cliënten client",
        "organisatie organisaties",
        "brief brieven",
        "advies adviezen",
        "proces processen",
        "percentage percentages",
        "niveau niveaus",
        "lid leden",
        "stad steden",
        "criterium criteria",
        "gerealiseerd realiseren realiseert",
        "beoordeeld beoordelen beoordeelt",
        "mijlpaal mijlpalen",
    ],
)
def test_forms_of_a_dutch_word_have_one_stem(family: str) -> None:
    assert len({stem(word, "nl") for word in family.split()}) == 1


def test_words_that_only_look_alike_keep_their_own_stems() -> None:
    assert len({stem(word, "nl") for word in ("gemeente", "mening", "menen")}) == 3


def test_abbreviations_are_their_own_stems() -> None:
    assert [stem(word, "nl") for word in ("WW", "WWB", "AOW")] == ["ww", "wwb", "aow"]


def test_the_stop_words_of_the_other_language_stop_too_unless_they_mean_something() -> None:
    assert is_stopword("the", "nl")
    assert is_stopword("Welke", "en")
    assert not is_stopword("war", "en")
    assert not is_stopword("door", "en")
    assert is_stopword("door", "nl")


# --- terms


def test_question_words_are_no_terms() -> None:
    assert index_terms("Hoeveel gemeenten deden er mee?", "nl") == ["gemeent", "mee"]
    assert index_terms("How many municipalities were there?", "en") == ["municip"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.234", "1234"),
        ("1,234", "1234"),
        ("7,0", "7.0"),
        ("1.234.567", "1234567"),
        ("21e", "21"),
        ("1.234,5", "1234.5"),
    ],
)
def test_a_number_is_one_term_however_it_is_written(one: str, other: str) -> None:
    assert index_terms(one, "nl") == index_terms(other, "nl")


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("wijkteamontwikkeling", {"wijkteam", "ontwikkel"}),
        ("subsidiebeëindiging", {"subsidie", "beeindig"}),
        ("arbeidsmarktanalyse", {"arbeidsmarkt", "arbeid", "markt", "analys"}),
        ("re-integratie", {"reintegratie", "integratie"}),
        ("reïntegratie", {"reintegratie"}),
        ("WW-uitkering", {"wwuitker", "ww", "uitker"}),
        ("WW'ers", {"ww"}),
        ("e-dienstverlening", {"dienstverlen", "dienst"}),
        ("huur toeslag", {"huurtoeslag", "hur", "toeslag"}),
        ("i.v.m.", {"ivm"}),
    ],
)
def test_a_compound_is_found_by_itself_and_its_parts(text: str, finds: set[str]) -> None:
    assert finds <= set(index_terms(text, "nl"))


def test_words_written_apart_find_the_corpus_own_compound() -> None:
    vocabulary = {stem("huurverklaring", "nl"): 3}
    assert stem("huurverklaring", "nl") in index_terms("huur verklaring", "nl", vocabulary)
    assert stem("huurverklaring", "nl") not in index_terms("huur, verklaring", "nl", vocabulary)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("uitkeringsaanvraag", ("uitkering", "aanvraag")),
        ("klantengroepen", ("klant", "groepen")),
        ("ziekenhuis", ("ziek", "huis")),
        ("ontwikkeling", ()),  # 'ont' and 'wikkeling' are no words
        ("tevredenheid", ()),  # a suffix is no head
        ("onderzoek", ()),  # a particle is no first part
    ],
)
def test_compounds_come_apart_at_their_joints(word: str, parts: tuple[str, ...]) -> None:
    words = known(
        "uitkering", "aanvraag", "klant", "groepen", "ziek", "huis", "tevreden", "heid", "onder",
        "zoek",
    )  # fmt: skip
    assert split_compound(word, words) == parts


def test_an_endless_word_costs_no_time() -> None:
    assert index_terms("werkplein" * 20_000, "nl", {"werkplein": 1})


# --- sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "Zie p. 20 van het rapport van drs. J.A. van den Berg.",
        "De brief d.d. 6-11-2008 met nr. 34 kwam op 6 nov. 2008 binnen.",
        "Volgens art. 3 krijgt men op 1 januari 1.234,5 euro.",
        "Het gaat om ca. 124 mensen, m.n. ouderen met een uitkering o.g.v. de wet.",
        "Het bedrag (incl. btw) is € 1,2 mln. per jaar.",
        "De rest volgt later... maar niet nu.",
        '"Niet praten, maar doen." zegt de wethouder.',
        "Het college: a) zorgt; b) regelt; c) betaalt.",
        "Zie www.voorbeeld.nl/Over.ons of mail naar info@voorbeeld.nl voor meer.",
        "2. De commissie stelt het plan vast.",
        "De heer mr. A. van Dijk en prof. dr. K. Jansen tekenden.",
        "Mr. Smith et al. 2009 found approx. 5 percent, e.g. in fig. 3.",
        "Het model van prof. John P. Verhoef staat in 'Zorg!' (2010), p. 5.",
        "Stap 3. De raad stelt het plan vast.",
        "In Nederland e.o. wonen zij langer thuis.",
    ],
)
def test_a_point_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    assert split(sentence) == [sentence]


@pytest.mark.parametrize(
    "parts",
    [
        ["Dit gold in 2009.", "In 2010 niet meer."],
        ["Is dat zo?", "Ja!", "Dat is zo."],
        ["De burger staat centraal.2", "Hiermee verwacht men veel."],
        ["Dat is 'goed'.²", "Het kan beter."],
        ["Er zijn ouderen e.d.", "De rest volgt."],
        ["(Zie ook bijlage 1.)", "Dat was het."],
        ["Dit staat in bijlage A.", "De rest niet."],
        ["Meer op www.voorbeeld.nl.", "Iedereen mag bellen."],
        ["De balie is open.", "'s Avonds is zij dicht."],
        ["Vraag 1 ?", "Wij onderzochten de taken."],
        ["Het kost € 300.000,-.", "Daarna niets."],
        ["Het antwoord was no.", "The end."],
        ["1. Het eerste punt is klaar.", "2. Het tweede niet."],
        ["Hij zei: 'Kom.'", "Zij kwam."],
    ],
)
def test_sentences_end_where_they_end(parts: list[str]) -> None:
    assert split(" ".join(parts)) == parts


def test_inline_bullets_and_line_breaks_part_sentences() -> None:
    assert split("Wij doen • het een • het ander\nen verder") == [
        "Wij doen", "• het een", "• het ander", "en verder",
    ]  # fmt: skip


def test_sentences_glued_together_come_apart_but_addresses_do_not() -> None:
    assert split("Dat helpt klanten.De gemeente betaalt.") == [
        "Dat helpt klanten.",
        "De gemeente betaalt.",
    ]
    assert len(split("Kijk op www.overheid.Nederland voor meer.")) == 1


def test_a_sentence_without_end_is_cut_at_its_clauses() -> None:
    text = "; ".join(f"de gemeente doet dit en dat voor {n} burgers" for n in range(100))
    pieces = split(text)
    assert all(len(piece.split()) <= LONGEST for piece in pieces)
    assert all(piece.endswith(";") for piece in pieces[:-1])


def test_text_without_spaces_is_cut_too() -> None:
    assert all(len(piece) <= LONGEST_CHARACTERS for piece in split("x" * 50_000))


@given(
    st.text(alphabet=st.sampled_from("ab AB.!?…\n'\"()•1²,;:-é ")) | st.text(max_size=200),
)
def test_every_character_lies_in_exactly_one_sentence(text: str) -> None:
    at = 0
    for start, end in sentences(text):
        assert at <= start < end
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


def test_importing_the_room_loads_no_stemmer_and_no_word_list() -> None:
    code = "import sys, qa.language; print({'Stemmer', 'wordfreq'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"

"""Follow-ups of a conversation: what they lean on, and what they are rewritten to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.answering.cues import words
from qa.answering.understanding import understand
from qa.model import VraagbaakError

PIECES = words(
    "en and nee, ik bedoel sorry niet maar in bij van Ede Epe UWV 2009 2014/15 hoeveel welke waarom"
    " wie zegt dat ? ( ) [1] : het die daar ze loketten meest minste april klopt jaar later rapport"
    " same for \\ é İ … % 59 van de 125"
)
DESKS = "Hoeveel loketten sloten er in Ede in 2007?"


def turns(*contents: str) -> list[dict[str, str]]:
    """Chat turns, the user's first."""
    roles = ("user", "assistant")
    return [{"role": roles[n % 2], "content": content} for n, content in enumerate(contents)]


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("En Epe?", "Hoeveel loketten sloten er in Epe in 2007?"),
        ("en in Epe dan?", "Hoeveel loketten sloten er in Epe in 2007?"),
        ("same for Epe?", "Hoeveel loketten sloten er in Epe in 2007?"),
        ("what about Epe?", "Hoeveel loketten sloten er in Epe in 2007?"),
        ("And in Epe?", "Hoeveel loketten sloten er in Epe in 2007?"),
        ("hoeveel in Epe?", "Hoeveel loketten sloten er in Epe in 2007?"),
        ("hoe zit dat in Epe?", "Hoeveel loketten sloten er in Epe in 2007?"),
        ("Oké, en in Den Haag?", "Hoeveel loketten sloten er in Den Haag in 2007?"),
        ("nee, ik bedoel Epe", "Hoeveel loketten sloten er in Epe in 2007?"),
        ("sorry, ik bedoelde 2009", "Hoeveel loketten sloten er in Ede in 2009?"),
        ("niet Ede maar Epe", "Hoeveel loketten sloten er in Epe in 2007?"),
        ("No, I meant 2009.", "Hoeveel loketten sloten er in Ede in 2009?"),
        ("2009 bedoel ik", "Hoeveel loketten sloten er in Ede in 2009?"),
        ("en in april?", "Hoeveel loketten sloten er in Ede in 2007 in april?"),
        ("en in Epe in 2009?", "Hoeveel loketten sloten er in Epe in 2009?"),
        ("hoe was dat in 2009?", "Hoeveel loketten sloten er in Ede in 2009?"),
    ],
)
def test_the_same_of_another_is_the_question_with_that_in_its_place(
    asked: str, understood: str
) -> None:
    read = understand(asked, turns(DESKS, "Drie loketten."))
    assert read.understood == understood
    assert read.kind == "number"


@pytest.mark.parametrize(
    ("asked", "before", "understood"),
    [
        ("en SVB?", "Wat kostte UWV in Ede?", "Wat kostte SVB in Ede?"),
        ("and in Ede?", "Hoeveel loketten zijn er?", "Hoeveel loketten zijn er in Ede?"),
        ("en in epe?", "hoeveel loketten waren er in ede?", "hoeveel loketten waren er in epe?"),
        ("en hoeveel stoelen?", "Hoeveel loketten had Ede in 2007?",
         "Hoeveel stoelen had Ede in 2007?"),
        ("en het minst?", "Wie klaagde het meest?", "Wie klaagde het minst?"),
        ("and the smallest?", "Which desk is the largest?", "Which desk is the smallest?"),
        ("en in dat van 2009?", "Wie leidde het loket volgens het rapport van 2004?",
         "Wie leidde het loket volgens het rapport van 2009?"),
        ("and in East Epe?", "How many desks in Ede and Epe closed?",
         "How many desks in East Epe closed?"),
    ],
)  # fmt: skip
def test_like_gives_way_to_like(asked: str, before: str, understood: str) -> None:
    assert understand(asked, turns(before, "Drie.")).understood == understood


def test_where_two_names_might_be_meant_none_gives_way() -> None:
    read = understand("en Epe?", turns("Hoeveel loketten verhuisden van Ede naar Tiel?", "Drie."))
    assert read.understood == "en Epe (Hoeveel loketten verhuisden van Ede naar Tiel)?"


def test_the_last_place_spoken_of_goes_on_to_the_next_question() -> None:
    said = turns(DESKS, "Drie", "en in Epe?", "Vier", "hoe lang wachten ze daar?", "Zes dagen")
    assert "Epe" in understand("hoe lang wachten ze daar?", said[:4]).understood
    read = understand("en in Tiel?", said)
    assert read.understood == (
        "hoe lang wachten ze daar (Hoeveel loketten sloten er in Tiel in 2007)?"
    )
    assert read.kind == "duration"


def test_a_question_without_words_of_its_own_is_about_the_answer() -> None:
    said = turns("Waarom is de uitval in Epe lager?", "De stad zet vrijwilligers in.")
    read = understand("Hoeveel zijn dat er?", said)
    assert read.bare
    assert "vrijwilligers" in read.terms
    assert read.kind == "number"


def test_how_many_there_are_is_asked_of_the_question_not_of_its_answer() -> None:
    said = turns("Wat is een loket?", "Een balie in het stadhuis waar men wacht.")
    read = understand("hoeveel zijn er?", said)
    assert "loket" in read.terms
    assert "stadhuis" not in read.terms


@pytest.mark.parametrize(
    "asked",
    ["klopt dat?", "Weet je het zeker?", "are you sure?", "is dat zo?",
     "in welk rapport staat dat?", "waar staat dat?", "op welke bladzijde staat dat?",
     "Where does it say that?"],
)  # fmt: skip
def test_whether_it_is_so_and_where_it_stands_is_asked_by_asking_again(asked: str) -> None:
    read = understand(asked, turns(DESKS, "Drie loketten."))
    assert read.understood == DESKS
    assert (read.kind, read.told) == ("number", "")
    later = understand("en in Epe?", turns(DESKS, "Drie loketten.", asked, "Drie loketten."))
    assert later.understood == "Hoeveel loketten sloten er in Epe in 2007?"


def test_who_says_so_looks_for_the_words_of_the_answer() -> None:
    read = understand("wie zegt dat?", turns("Wat vindt men van Ede?", "De burgers zijn boos."))
    assert (read.kind, read.told) == ("who", "")
    assert {"burgers", "boos"} <= set(read.terms) - set(read.carried)


def test_the_year_of_the_question_before_does_not_bind_one_with_words_of_its_own() -> None:
    read = understand("en wie betaalt de verhuizing?", turns(DESKS, "Drie."))
    assert read.years == ()
    assert "2007" in read.carried


@pytest.mark.parametrize(
    "asked",
    ["hoe lang wachten ze daar?", "tot wanneer loopt die subsidie?",
     "how long do people wait there?", "hoeveel baliemedewerkers heeft het?",
     "what are the other five doing?", "wie is ertegen?", "hoeveel is dat in procenten?",
     "mogen bezoekers er in?", "nee, ik bedoel de wachttijd", "Ah, en waarom?", "sinds wanneer?",
     "how many visitors do they have?", "noem ze", "welke dan?", "waarom stopten ze?"],
)  # fmt: skip
def test_these_lean_on_what_was_said(asked: str) -> None:
    assert understand(asked, turns(DESKS, "Drie.")).follow_up


@pytest.mark.parametrize(
    "asked",
    ["Hoe komt het dat er geld overbleef op de begroting?", "Basishuur: wat is dat?",
     "what's a loketmeester", "Hoe omschrijft het rapport hulp op afstand?",
     "Waar klaagden cliënten in 2005 het meest over?", "Of the 26 desks, how many closed early?",
     "How much did selling the old town hall yield in 2013?", "huurgrens M&O: hoe komt dat?",
     "Where do teenagers say it goes wrong?", "Hoeveel loketten sloten omdat ze te duur waren?"],
)  # fmt: skip
def test_these_stand_alone(asked: str) -> None:
    read = understand(asked, turns(DESKS, "Drie."))
    assert not read.follow_up
    assert read.understood == asked


def test_a_question_that_begins_with_its_verb_asks_of_its_own() -> None:
    said = turns("Hoe lang mag men wachten?", "Ten hoogste drie dagen.")
    assert understand("Haalt Epe dat?", said).kind != "duration"


def test_an_answer_that_told_nothing_is_not_gone_on_from() -> None:
    said = turns(DESKS, "De rapporten zeggen hierover niets voor 2007. Het dichtstbij komt Balans.")
    read = understand("waarom?", said)
    assert read.understood == f"waarom ({DESKS[:-1]})?"


def test_an_answer_to_an_earlier_question_is_not_taken_for_that_to_the_last() -> None:
    said = [*turns("Wat is een loket?", "Een balie."), {"role": "user", "content": DESKS}]
    assert understand("waarom?", said).understood == f"waarom ({DESKS[:-1]})?"


def test_however_often_it_is_asked_on_what_is_looked_for_stays_short() -> None:
    said = turns(DESKS, "Drie", *(["hoeveel zijn dat er?", "Vier", "noem ze", "A; B"] * 5))
    read = understand("van wie zijn ze?", said)
    assert read.understood == f"van wie zijn ze (noem ze ({DESKS[:-1]}): A; B)?"


@given(st.lists(st.lists(st.sampled_from(sorted(PIECES)), max_size=7).map(" ".join), min_size=2))
@settings(max_examples=200, deadline=None)
def test_any_talk_is_read(said: list[str]) -> None:
    try:
        read = understand(said[-1], turns(*said[:-1]))
    except VraagbaakError:
        return
    assert read.understood


def test_a_talk_of_many_turns_remembers_how_it_began() -> None:
    said = turns(DESKS, *(["Drie", "en in Epe?"] * 12), "Vier")
    assert (
        understand("en in Tiel?", said).understood == "Hoeveel loketten sloten er in Tiel in 2007?"
    )


def test_turns_as_chat_clients_send_them_are_read() -> None:
    parts = [
        {"type": "text", "text": "Hoeveel loketten zijn er"},
        {"type": "text", "text": "in Ede?"},
    ]
    said = [
        {"role": "user", "content": parts},
        {"role": "assistant", "content": None},
        {"role": "assistant", "content": ""},
    ]
    assert understand("en in Epe?", said).understood == "Hoeveel loketten zijn er in Epe?"

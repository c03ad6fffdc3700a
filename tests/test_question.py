"""What a question asks: its kind, its focus, its years, and follow-ups that stand alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.answering import cues, phrasings
from qa.answering.cues import Cue
from qa.answering.understanding import LONGEST_QUESTION, understand
from qa.model import VraagbaakError


def turns(*contents: str) -> list[dict[str, str]]:
    """Chat turns, the user's first."""
    roles = ("user", "assistant")
    return [{"role": roles[n % 2], "content": content} for n, content in enumerate(contents)]


CUES = [
    cue
    for tables in (cues, phrasings)
    for cue in (*tables.PHRASES, *tables.INTERROGATIVES, *tables.NOUNS)
]


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.example)
def test_each_cue_gives_the_kind_of_its_example_away(cue: Cue) -> None:
    assert understand(cue.example).kind == cue.kind


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("Mag de gemeente het loket sluiten?", "yesno"),
        ("Vindt de inspectie het loket goed genoeg?", "yesno"),
        ("Does the desk open on Sundays?", "yesno"),
        ("huisbezoek zonder afspraak, mag dat?", "yesno"),
        ("Are visitors told when the desk closes?", "yesno"),
        ("waneer opende het loket", "date"),
        ("hoevel loketten zijn er", "number"),
        ("how many loketten missed the deadline", "number"),
        ("which vier taken heeft the desk", "list"),
        ("What does BKR mean?", "abbreviation"),
        ("gemiddelde wachttijd loket Ede 2007", "duration"),
        # A verb of meaning or reason tells more than the noun beside it.
        ("Wat bedoelt de inspectie met wachttijd?", "definition"),
        ("What does caseload mean?", "definition"),
        ("Wat is een termijn?", "definition"),
        ("Wat is de belangrijkste oorzaak van de lage opkomst?", "why"),
        ("What is the main reason for the low turnout?", "why"),
        ("reden lage opkomst loket", "why"),
        ("Wat staat er in de voortgangsrapportage over het loket?", "fact"),
        ("Hoeveel gaf het loket in 2012 uit aan inhuur?", "amount"),
        ("Wat was er begroot voor het loket?", "amount"),
        ("How much did the town spend on the desk?", "amount"),
        ("What was the average time spent waiting?", "number"),
        ("Hoeveel hebben betaald werk gevonden?", "number"),
        ("Hoeveel is er aan uren besteed?", "number"),
        ("What did the merger mean for the desks?", "fact"),
        ("Wat is een goed rapportcijfer?", "mark"),
        ("Number of rules for telling how full a desk is?", "number"),
        ("What are running costs?", "definition"),
        ("What are the costs?", "amount"),
        # What is asked for stands behind "which", whatever figure or money comes later.
        ("Which desks came in over budget?", "list"),
        ("Which route takes longest?", "fact"),
        ("What is the penalty for desks that reach less than 90 percent?", "fact"),
        ("What did people come to the desk for?", "fact"),
        ("What did the town pay for the desk?", "amount"),
        ("Which supplier built the desk?", "who"),
        ("What made the town close the desk?", "why"),
        ("Why doesn't the desk open on Sundays?", "why"),
        ("how mnay desks closed", "number"),
        ("waht is the number of desks", "number"),
    ],
)
def test_the_kind_is_found_in_any_style(asked: str, kind: str) -> None:
    assert understand(asked).kind == kind


def test_the_focus_is_what_is_counted() -> None:
    assert understand("Hoeveel loketten sloten in 2007?").focus == ("loketten",)
    assert understand("Hoeveel procent van de bezoekers kwam terug?").focus == ("bezoekers",)
    assert understand("How many visitors came back?").focus == ("visitors",)
    assert understand("What percentage of visitors came back?").focus == ("visitors",)
    assert understand("Which three tasks does the desk have?").focus == ("tasks",)


def test_years_negation_and_names_are_read() -> None:
    asked = understand("Welke loketten van het UWV haalden het doel in 2007 niet?")
    assert asked.years == (2007,)
    assert asked.negated
    assert "UWV" in asked.names
    assert understand("how many desks missed the target").negated
    assert not understand("how many desks met the target").negated


def test_the_year_of_a_report_is_not_the_year_asked() -> None:
    asked = understand("Wie was voorzitter volgens het rapport uit 2004?")
    assert (asked.report_years, asked.years) == ((2004,), ())


def test_the_length_of_a_list_is_read_from_words_and_digits() -> None:
    assert understand("Noem de vijf taken van het loket.").items == 5
    assert understand("Which 3 tasks does the desk have?").items == 3
    assert understand("Welke taken heeft het loket?").items is None


def test_two_questions_in_one_are_two_parts() -> None:
    asked = understand("Wie leidde het loket in 2004 en hoeveel bezoekers kwamen er in 2007?")
    assert [part.kind for part in asked.parts] == ["who", "number"]
    assert [part.years for part in asked.parts] == [(2004,), (2007,)]


def test_the_second_half_borrows_what_it_leaves_out() -> None:
    asked = understand("wie was directeur in het rapport uit 2004 and who in dat uit 2007")
    assert [part.report_years for part in asked.parts] == [(2004,), (2007,)]
    assert "directeur" in asked.parts[1].terms


def test_a_change_between_years_is_asked_for_each_year() -> None:
    asked = understand("Hoe is het aantal loketten veranderd tussen 2004 en 2007?")
    assert [part.years for part in asked.parts] == [(2004,), (2007,)]
    assert {part.kind for part in asked.parts} == {"number"}
    assert asked.parts[0].focus == ("loketten",)


def test_a_period_is_one_question() -> None:
    assert understand("Hoeveel loketten sloten tussen 2004 en 2007?").parts == ()


def test_the_frame_of_the_answer_is_in_the_questions_language() -> None:
    assert understand("how many werkpleinen missed the mijlpalen").language == "en"
    assert understand("hoeveel desks zijn er").language == "nl"


# ------------------------------------------------------------------ follow-ups


def test_another_year_takes_the_place_of_the_old_one() -> None:
    asked = understand(
        "en in 2007?", turns("Hoeveel loketten waren er in 2004?", "Er waren 12 loketten [1].")
    )
    assert asked.understood == "Hoeveel loketten waren er in 2007?"
    assert (asked.kind, asked.years, asked.given) == ("number", (2007,), (12.0,))


def test_a_year_is_added_where_there_was_none() -> None:
    asked = understand("En in 2007?", turns("Hoeveel loketten zijn er?", "12."))
    assert asked.understood == "Hoeveel loketten zijn er in 2007?"


def test_why_alone_asks_why_of_what_was_said() -> None:
    asked = understand("waarom?", turns("Hoeveel loketten sloten?", "Drie loketten."))
    assert asked.kind == "why"
    assert "loketten" in asked.terms
    assert "Drie loketten" in asked.understood


def test_another_subject_takes_over_the_question() -> None:
    asked = understand(
        "En hoe zit dat met telefoontjes?",
        turns("Hoe snel beantwoordt het loket een e-mail?", "Binnen een dag."),
    )
    assert asked.kind == "duration"
    assert asked.terms[0] == "telefoontjes"
    assert "loket" in asked.terms


def test_a_total_is_asked_of_the_figure_before() -> None:
    asked = understand("Out of how many in total?", turns("How many desks closed?", "Three."))
    assert asked.wants_total
    assert asked.kind == "number"
    assert "desks" in asked.terms


def test_follow_ups_follow_follow_ups() -> None:
    asked = understand(
        "en in 2009?", turns("Hoeveel loketten waren er in 2004?", "12", "en in 2007?", "14")
    )
    assert asked.understood == "Hoeveel loketten waren er in 2009?"


def test_a_long_talk_is_read_one_level_deep() -> None:
    said = ["Hoeveel loketten misten de norm?", "59", "en in 2010?", "28", "en de balies?", "9"]
    assert understand("waarom?", turns(*said)).understood == (
        "waarom (en de balies (Hoeveel loketten misten de norm in 2010): 9)?"
    )
    said += ["waarom?", "Door de kou."]
    assert understand("en in Ede?", turns(*said)).understood == (
        "en de balies in Ede (Hoeveel loketten misten de norm in 2010)?"
    )
    said += ["en in Ede?", "3"]
    assert understand("en in 2011?", turns(*said)).understood == (
        "en de balies in Ede (Hoeveel loketten misten de norm in 2011)?"
    )


def test_another_place_or_school_year_takes_the_place_of_the_old_one() -> None:
    said = turns("Hoeveel loketten waren er in 2014/15 in Ede?", "12")
    assert understand("En in Almere?", said).understood == (
        "Hoeveel loketten waren er in 2014/15 in Almere?"
    )
    assert understand("en in 2018?", said).understood == (
        "Hoeveel loketten waren er in 2018/19 in Ede?"
    )
    assert "ede" not in understand("En in Almere?", said).terms


def test_a_question_of_very_many_is_read_as_one() -> None:
    assert not understand("Wat kost het loket? " * 50).parts


def test_a_question_after_another_is_a_part_of_its_own() -> None:
    asked = understand("Wat zijn de taken van het loket? Wie is de baas van Ede?")
    assert [part.kind for part in asked.parts] == ["list", "who"]
    assert not understand("Klopt het dat er 59 zijn? Ik dacht van niet.").parts


def test_a_whole_question_does_not_lean_on_the_history() -> None:
    asked = understand(
        "Welke gemeente opende in maart een nieuw loket?",
        turns("Hoeveel bezoekers kwamen er?", "9"),
    )
    assert asked.understood == asked.text
    assert not asked.follow_up


@pytest.mark.parametrize(
    ("asked", "year"),
    [("en een jaar later?", 2008), ("and two years later?", 2009), ("en het jaar ervoor?", 2006),
     ("hoeveel was dat het jaar daarvóór?", 2006), ("And the year before?", 2006),
     ("en twee jaar eerder?", 2005), ("en het volgende jaar?", 2008)],
)  # fmt: skip
def test_a_year_told_by_its_distance_is_counted_from_the_one_before(asked: str, year: int) -> None:
    read = understand(asked, turns("Hoeveel loketten waren er eind 2007?", "Drie loketten."))
    assert read.understood == f"Hoeveel loketten waren er eind {year}?"
    assert read.years == (year,)


def test_what_is_asked_anew_stands_before_the_question_it_leans_on() -> None:
    read = understand("en de balies?", turns("Hoeveel loketten sloten in 2007?", "Drie loketten."))
    assert read.understood == "en de balies (Hoeveel loketten sloten in 2007)?"
    assert set(read.carried) == {"loketten", "sloten", "2007"}
    assert read.kind == "number"


def test_a_follow_up_without_history_is_read_as_it_is() -> None:
    assert understand("en in 2007?").understood == "en in 2007?"


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        ("Wie leidde het loket volgens het rapport van mei 2004, en wie in dat van juni 2007?",
         ["Wie leidde het loket volgens het rapport van mei 2004",
          "Wie leidde het loket volgens het rapport van juni 2007"]),
        ("Who ran the desk in the 2004 report, and who in the 2007 one?",
         ["Who ran the desk in the 2004 report", "Who ran the desk in the 2007 report"]),
        ("Loketten: waar staat de balie, en door wie wordt zij betaald?",
         ["Loketten: waar staat de balie", "Loketten: door wie wordt zij betaald"]),
        ("Balie: wat kost die + which rooms zijn er?",
         ["Balie: wat kost die", "Balie: which rooms zijn er"]),
        ("Wie schreven het rapport over de balie uit 2004, en van dat uit 2007?",
         ["Wie schreven het rapport over de balie uit 2004?",
          "Wie schreven het rapport over de balie uit 2007?"]),
        ("wachttijd loket Ede: 2004 vs 2007",
         ["wachttijd loket Ede: 2004", "wachttijd loket Ede: 2007"]),
        ("wachttijd: loket Ede vs balie Epe",
         ["wachttijd: loket Ede", "wachttijd: balie Epe"]),
        ("Wat kost een balie volgens de benchmark, en bij het loket?",
         ["Wat kost een balie volgens de benchmark", "Wat kost een balie bij het loket"]),
        ("What does a desk cost in Ede, and according to the council?",
         ["What does a desk cost in Ede", "What does a desk cost in Ede according to the council"]),
        ("Welke norm gold voor loketten in Ede, en voor die in Epe?",
         ["Welke norm gold voor loketten in Ede",
          "Welke norm gold voor loketten in Ede voor die in Epe"]),
        ("Hoeveel bezoekers telde het loket volgens de nota van 2004, en in de evaluatie van 2007?",
         ["Hoeveel bezoekers telde het loket volgens de nota in 2004?",
          "Hoeveel bezoekers telde het loket volgens de nota in 2007?"]),
        ("Hoe veranderde het aantal loketten tussen 2004 en 2007?",
         ["Hoe veranderde het aantal loketten in 2004?",
          "Hoe veranderde het aantal loketten in 2007?"]),
    ],
)  # fmt: skip
def test_each_part_of_a_question_stands_alone(asked: str, parts: list[str]) -> None:
    assert [part.understood for part in understand(asked).parts] == parts


def test_a_part_that_points_back_has_the_first_ones_words_behind_its_own() -> None:
    asked = understand("How many desks closed early, and in which season did they open again?")
    assert asked.parts[1].terms == ("season", "open", "desks", "closed", "early")
    assert asked.parts[1].carried == ("desks", "closed", "early")


def test_a_range_of_years_is_one_period() -> None:
    assert understand("Hoe was het aantal loketten in 2009-2012 vergeleken met nu?").parts == ()


# ------------------------------------------------------------------ what is no question


@pytest.mark.parametrize(
    "asked", ["", "  \n\t ", "\x00\x01", "?!…", "12 34", "x" * (LONGEST_QUESTION + 1)]
)
def test_what_is_no_question_is_refused_in_one_sentence(asked: str) -> None:
    with pytest.raises(VraagbaakError) as error:
        understand(asked)
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)


def test_bytes_that_were_not_utf8_are_refused() -> None:
    with pytest.raises(VraagbaakError, match="UTF-8"):
        understand(b"\xff\xfe vraag".decode("utf-8", "replace"))


def test_a_malformed_history_is_refused() -> None:
    with pytest.raises(VraagbaakError, match="history"):
        understand("en in 2007?", [{"role": "robot", "content": "hoi"}])


@given(st.text(max_size=LONGEST_QUESTION))
@settings(max_examples=60, deadline=None)
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        asked = understand(text)
    except VraagbaakError:
        return
    assert asked.understood


@pytest.mark.parametrize(
    "asked",
    ["How many had the council expected?", "Is dat boven de norm van het loket?",
     "Hoe lang is er daardoor niet gewerkt?", "what did the desk ask for then?",
     "Wat zijn de kosten?", "Hoeveel gemeenten?", "Wie is daarvoor verantwoordelijk?", "En Ede?"],
)  # fmt: skip
def test_a_question_that_leaves_out_what_was_named_is_a_follow_up(asked: str) -> None:
    assert understand(asked, turns("Hoeveel bezoekers kwamen er?", "Drie.")).follow_up


@pytest.mark.parametrize(
    "asked",
    ["Wat was het budget van de loketten in 2012?", "Hoeveel loketten waren er in 2014?",
     "Is het loket in Ede boven de norm?", "Hoeveel waren er in 2014 open?",
     "Wat is een loket?", "Wat betekent BKR?", "Waar staat BKR voor?", "What does BKR stand for?",
     "Waren er het afgelopen jaar klachten?", "Hoeveel klachten waren er het eerste jaar?",
     "Wie is Divosa?", "Hoeveel loketten zijn er?", "How many desks are there?",
     "Who wrote the reports?", "Hoeveel loketten misten hun termijn?",
     "Welke stad heeft een loket dat open is?"],
)  # fmt: skip
def test_a_question_that_stands_alone_is_no_follow_up(asked: str) -> None:
    history = [{"role": "user", "content": "Hoeveel bezoekers kwamen er?"}]
    understood = understand(asked, history)
    assert not understood.follow_up
    assert understood.understood == asked

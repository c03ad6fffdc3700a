"""Questions about several reports: each part its own figure, differences told where there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.answering.understanding import understand
from qa.library import Library
from qa.model import Answer
from tests.fake_index import library_of

FIRST = """# Loketten geteld 2008

Den Haag, 3 mei 2009

## 1 Telling

In 2008 kwamen er 120 bezoekers aan het loket. In 2010 zullen er naar verwachting 400 bezoekers
komen. De norm is hoogstens 12 minuten wachten.

Een bezoek aan het loket kost gemiddeld € 38.
"""
SECOND = """# Loketten geteld 2010

Den Haag, 4 juni 2011

## 1 Telling

In 2010 kwamen er 300 bezoekers aan het loket. In werkelijkheid wachtten zij 19 minuten.

Een bezoek aan het loket kost gemiddeld € 44.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(tmp_path_factory.mktemp("series"), {"a.md": FIRST, "b.md": SECOND})


def asked(library: Library, question: str) -> Answer:
    return library.ask(question)


def test_each_year_is_told_with_its_own_mark_and_no_difference_is_made_of_it(
    library: Library,
) -> None:
    found = asked(library, "Hoeveel bezoekers kwamen er aan het loket in 2008 en in 2010?")
    assert found.short_answer == "120 bezoekers; 300 bezoekers"
    lead = found.answer.split("\n")[0]
    assert lead.startswith("2008: 120 bezoekers [1]; 2010: 300 bezoekers [")
    assert "verschillende waarden" not in found.answer


def test_what_was_foreseen_and_what_came_are_two_figures(library: Library) -> None:
    found = asked(
        library, "Hoeveel bezoekers werden voor 2010 verwacht en hoeveel waren het er werkelijk?"
    )
    assert found.short_answer == "400 bezoekers; 300 bezoekers"


def test_reports_that_give_one_thing_two_values_are_told_to_differ(library: Library) -> None:
    found = asked(library, "Wat kost een bezoek aan het loket gemiddeld?")
    assert "verschillende waarden" in found.answer
    assert "(2009-05-03)" in found.answer
    assert "(2011-06-04)" in found.answer


def test_the_latest_value_is_the_newest_reports(library: Library) -> None:
    found = asked(library, "Wat kost een bezoek aan het loket volgens het nieuwste rapport?")
    assert "44" in (found.short_answer or "")


def test_whether_reports_agree_is_told_by_their_figures(library: Library) -> None:
    found = asked(library, "Zijn de rapporten het eens over de kosten van een bezoek?")
    short = found.short_answer or ""
    assert short.startswith("Nee: ")
    assert "38" in short
    assert "44" in short
    odds = asked(library, "Verschillen de rapporten over de kosten van een bezoek?")
    assert (odds.short_answer or "").startswith("Ja: ")


def test_whether_a_number_rose_is_told_by_both_years(library: Library) -> None:
    rose = asked(library, "Is het aantal bezoekers tussen 2008 en 2010 gestegen?")
    assert rose.short_answer == "Ja: 120 bezoekers; 300 bezoekers"
    fell = asked(library, "Is het aantal bezoekers tussen 2008 en 2010 gedaald?")
    assert fell.short_answer == "Nee: 120 bezoekers; 300 bezoekers"


def test_a_forecast_does_not_say_that_it_came_true(tmp_path: Path) -> None:
    only = library_of(tmp_path, {"a.md": FIRST})
    found = asked(only, "Is de verwachting van 400 bezoekers in 2010 uitgekomen?")
    assert not (found.short_answer or "").startswith("Ja")


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Hoeveel loketten waren er eind 2007 en eind 2009?",
         ["Hoeveel loketten waren er eind 2007?", "Hoeveel loketten waren er eind 2009?"]),
        ("Wanneer moet het loket klaar zijn volgens het rijk en volgens de gemeente?",
         ["Wanneer moet het loket klaar zijn volgens het rijk",
          "Wanneer moet het loket klaar zijn volgens de gemeente"]),
        ("What did the desk cost according to the town and the bank?",
         ["What did the desk cost according to the town",
          "What did the desk cost according to the bank"]),
        ("Wie leidde het loket in de eerste proef en wie in de tweede?",
         ["Wie leidde het loket in de eerste proef", "Wie leidde het loket in de tweede proef"]),
        ("Hoeveel loketten waren er in 2008 gepland en hoeveel zijn er werkelijk gekomen?",
         ["Hoeveel loketten waren er in 2008 gepland",
          "hoeveel zijn er werkelijk gekomen"]),
    ],
)  # fmt: skip
def test_two_years_sources_or_turns_are_two_parts(question: str, parts: list[str]) -> None:
    found = [part.understood for part in understand(question).parts]
    assert len(found) == len(parts)
    assert all(part in each for part, each in zip(parts, found, strict=True))


def test_the_clause_that_asks_what_was_leaves_the_plan_out() -> None:
    second = understand("Hoeveel loketten zouden er in 2008 zijn en hoeveel waren het er echt?")
    assert "zouden" not in second.parts[1].understood
    assert second.parts[1].years == (2008,)


def test_what_two_say_together_is_one_question() -> None:
    assert not understand("Waarom is het loket dicht volgens Ede en Epe?").parts

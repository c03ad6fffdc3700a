"""Who, why, what and how: the piece that answers, of the sentence or of the one beside it."""

from __future__ import annotations

import pytest

from qa.answering.cut import Material, cut
from qa.answering.features import _planned
from qa.answering.matching import Term, Terms, stems_of
from qa.answering.names import full_name
from qa.answering.signs import MEANS, PLACED
from qa.answering.understanding import understand
from qa.figures import quantities
from qa.language import fold, listed_long_form
from qa.model import Span


def told(asked: str, text: str, before: str = "", after: str = "") -> str:
    """The short answer of a sentence between its neighbours, pieces joined by " / "."""
    question = understand(asked)
    terms = Terms(tuple(Term(word, 1.0, stems_of(word), {}) for word in question.terms))
    material = Material(text, tuple(quantities(text)), before=before, after=after)
    found = cut(question, material, terms)
    pieces = ((found.lead, before), (found.span, text), (found.rest, after))
    return " / ".join(
        said for span, whole in pieces if span and (said := whole[slice(*span)].strip(" .,"))
    )


WHO = [
    # Behind "door" stands who did it; behind another preposition who did not.
    ("Wie kocht het loket?", "Het loket in Ede is van Tiel gekocht door Loket Holding.",
     "Loket Holding"),
    ("Wie is verantwoordelijk voor het loket?",
     "De verantwoordelijkheid voor het loket ligt bij de direct leidinggevende.",
     "de direct leidinggevende"),
    ("Aan wie werd het plan gegeven?",
     "Het plan werd door Jan Bos in mei gegeven aan wethouder Els de Vries.",
     "wethouder Els de Vries"),
    ("Namens wie zat Jan Bos in de raad?",
     "Namens de boeren zat Jan Bos in de raad, en namens de bakkers Els Vos.", "de boeren"),
    # Those that are named together did it together.
    ("Wie stelden de vragen?", "De vragen werden gesteld door Van Beek en Haddad.",
     "Van Beek en Haddad"),
    ("Welke instellingen deden mee?",
     "We vroegen instellingen als het Ministerie van OCW, de Inspectie, de LO-Raad en de VO-Raad.",
     "Ministerie van OCW, de Inspectie, de LO-Raad en de VO-Raad"),
    # A person has an office, before the name or behind it; a body its abbreviation.
    ("Wie leidde het loket?", "Het loket stond onder leiding van mevrouw drs. A. Bos.",
     "mevrouw drs. A. Bos"),
    ("Who chairs the group?",
     "De groep (the group) staat onder voorzitterschap van Jan Bos, wethouder te Ede.",
     "Jan Bos, wethouder te Ede"),
    ("Wie houdt toezicht op de loketten?",
     "Het toezicht op de loketten berust bij het Landelijk Loketteam (LLT) in Ede.",
     "Landelijk Loketteam (LLT)"),
    # Who came after whom.
    ("Wie volgde mevrouw Bos op?",
     "Zij vertrok in 2010 naar Tiel; de heer J. Vos volgde haar op.", "de heer J. Vos"),
    ("Who succeeded Bos?", "Bos werd in mei opgevolgd door Els Vos.", "Els Vos"),
    ("Wie was de voorganger van Els Vos?",
     "Directeur was Els Vos, aangetreden als opvolger van P.C. Bos.", "P.C. Bos"),
    ("Wie was de opvolger van P.C. Bos?",
     "Directeur was Els Vos; zij trad aan als opvolger van P.C. Bos.", "Els Vos"),
    # Somebody and the office are one.
    ("Wie gaf de opdracht?",
     "De staatssecretaris van Loketten, drs. F.L. Bos, gaf de Loketdienst in mei de opdracht.",
     "De staatssecretaris van Loketten, drs. F.L. Bos"),
    # What somebody is.
    ("Wie is Jan Bos?", "In dit model, bedacht door statisticus Jan Bos, telt alles.",
     "statisticus Jan Bos"),
    # A body of the kind that is asked for, whatever else has a name.
    ("Welk ministerie heeft een plan voor rampen?",
     "Het Ministerie van Loketten heeft een Ramp Loket Plan (RLP) voor rampen.",
     "Ministerie van Loketten"),
    ("Wie is Wethouder van Ede?", "Wethouder van Ede is sinds mei de heer J. Bos.",
     "de heer J. Bos"),
    ("Who is A. Vos?", "De klachten gaan naar de ombudsman, mevrouw A. Vos.",
     "de ombudsman, mevrouw A. Vos"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "text", "expected"), WHO)
def test_who_is_asked_is_told_with_the_office_and_without_others(
    asked: str, text: str, expected: str
) -> None:
    assert told(asked, text) == expected


@pytest.mark.parametrize(
    ("asked", "before", "text", "expected"),
    [
        ("Wie kondigde aan dat het loket stopt?", "In mei trad wethouder Jan Bos aan.",
         "Hij kondigde aan dat het loket stopt.", "wethouder Jan Bos"),
        ("Wie was de voorganger van Els Vos?", "Bestuurder drs. Ina Bos trad in juni af.",
         "Zij werd opgevolgd door Els Vos.", "drs. Ina Bos"),
        ("Wie volgde C. Bos op?", "Het loket staat onder leiding van ir. Els Vos.",
         "Haar voorganger, C. Bos, legde in juni zijn functie neer.", "ir. Els Vos"),
    ],
)  # fmt: skip
def test_a_pronoun_is_told_by_the_name_it_stands_for(
    asked: str, before: str, text: str, expected: str
) -> None:
    assert expected in told(asked, text, before)


def test_a_pronoun_for_many_is_no_name() -> None:
    before, text = "Jan Bos sprak met de loketten.", "Zij sloten het pand in Ede."
    assert "Jan Bos" not in told("Wie sloten het pand?", text, before)


WHY = [
    ("Waarom werd het loket duurder?", "Het loket werd duurder, vooral door de hogere huur.",
     "vooral door de hogere huur"),
    ("Waarom waren er weinig klachten?", "Klachten waren er weinig, want wie klaagde moest weg.",
     "want wie klaagde moest weg"),
    ("Waarom sloot het loket?", "Wegens herhaalde klachten heeft de raad het loket gesloten.",
     "Wegens herhaalde klachten"),
    ("Waarom is het loket verhuisd?", "Omdat de kelder onder water stond, is het loket verhuisd.",
     "Omdat de kelder onder water stond"),
    ("Waarom moest het loket opnieuw worden gebouwd?",
     "De aannemer ging failliet, met als gevolg dat het loket opnieuw moest worden gebouwd.",
     "De aannemer ging failliet"),
    ("Waarom is het loket om drie uur dicht?",
     "Om te bepalen of er kan worden gewerkt is het loket om drie uur dicht.",
     "Om te bepalen of er kan worden gewerkt"),
    ("Waarom sluit het loket vroeg?", "Het loket sluit vroeg om te kunnen overleggen.",
     "om te kunnen overleggen"),
    ("Waarom besparen loketten niet?", "Daar ontbreekt de prikkel om kosten te besparen in Ede.",
     "Daar ontbreekt de prikkel om kosten te besparen in Ede"),
    ("Why was the trial stopped?", "The trial was stopped after the roof had come down.",
     "after the roof had come down"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "text", "expected"), WHY)
def test_a_reason_is_told_without_what_it_is_the_reason_of(
    asked: str, text: str, expected: str
) -> None:
    assert told(asked, text) == expected


@pytest.mark.parametrize(
    ("before", "text", "after", "expected"),
    [
        ("Bezoekers wisten de weg niet.", "Het loket in Ede kreeg daarom een gids.", "",
         "Bezoekers wisten de weg niet / Het loket in Ede kreeg daarom een gids"),
        ("", "Het loket in Ede kreeg een gids.",
         "Reden hiervoor was dat bezoekers de weg niet wisten.",
         "Reden hiervoor was dat bezoekers de weg niet wisten"),
        ("", "Het loket in Ede kreeg een gids.",
         "Dat besluit viel omdat bezoekers de weg niet wisten.",
         "omdat bezoekers de weg niet wisten"),
        ("", "Het loket in Ede kreeg een gids.", "De gids heet Bos.",
         "Het loket in Ede kreeg een gids"),
    ],
)  # fmt: skip
def test_a_reason_may_stand_in_the_sentence_beside_it(
    before: str, text: str, after: str, expected: str
) -> None:
    assert told("Waarom kreeg het loket in Ede een gids?", text, before, after) == expected


@pytest.mark.parametrize(
    ("asked", "before", "text", "expected"),
    [
        ("Wat is een snelloket?", "Een balie zonder rij is goedkoper.",
         "Deze balie wordt een snelloket genoemd.",
         "Een balie zonder rij is goedkoper / Deze balie wordt een snelloket genoemd"),
        ("Wat is het Lokplan?", "De gids helpt.",
         "Hij doet dat met het Lokplan, een lijst die in Ede werd bedacht.",
         "Lokplan, een lijst die in Ede werd bedacht"),
        ("Wat is een loketbewijs?", "",
         "Het loketbewijs, de verklaring dat alles klopt, wordt door de raad gegeven.",
         "loketbewijs, de verklaring dat alles klopt"),
        ("Wat is een snelloket?", "Er is veel veranderd.",
         "Een snelloket is een balie zonder rij.", "Een snelloket is een balie zonder rij"),
    ],
)  # fmt: skip
def test_a_definition_has_what_it_leans_on_and_no_more(
    asked: str, before: str, text: str, expected: str
) -> None:
    assert told(asked, text, before) == expected


def test_a_term_is_told_with_the_sentence_that_says_what_it_is() -> None:
    text, after = "Alles staat in het Loketbewijs.", "Zo noemen wij een kaartje met regels."
    assert told("Wat is het Loketbewijs?", text, after=after) == (
        "Alles staat in het Loketbewijs / Zo noemen wij een kaartje met regels"
    )


def test_a_list_of_abbreviations_gives_the_one_that_is_asked() -> None:
    listed = "EOD Opruimdienst Explosieven HLP Hoogloketprogramma NGE niet-geopend exemplaar"
    assert told("Waar staat HLP voor?", listed) == "Hoogloketprogramma"
    assert told("What does NGE stand for?", listed) == "niet-geopend exemplaar"
    assert listed_long_form("HLP", "Het HLP is dicht.") is None
    assert listed_long_form("EOD", "EOD  de heer Bos\nHLP  Hoogloketprogramma") is None


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("De heer J. Bos kwam.", "J. Bos", "De heer J. Bos"),
        ("Jan Bos, hoofd van het loket, kwam.", "Jan Bos", "Jan Bos, hoofd van het loket"),
        ("Jan Bos, die in Ede woont, kwam.", "Jan Bos", "Jan Bos"),
        ("Jan Bos kwam.", "Jan Bos", "Jan Bos"),
    ],
)
def test_a_name_is_told_with_its_title_and_office(text: str, name: str, expected: str) -> None:
    start = text.index(name)
    whole = full_name(text, Span(start, start + len(name)))
    assert text[slice(*whole)] == expected


def test_a_plan_answers_what_was_planned_and_not_what_was() -> None:
    plan = fold("Het loket zou in mei opengaan.")
    assert _planned(fold("Wanneer zou het loket opengaan?"), plan)["plan_met"]
    assert _planned(fold("Wanneer ging het loket open?"), plan)["plan_unasked"]
    assert not any(_planned(fold("Wanneer gaat het loket open?"), plan).values())


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("De dagen worden geteld met behulp van een lijst.", True),
        ("Zij meten dat door het aantal dagen te tellen.", True),
        ("De dagen worden door de raad geteld.", False),
    ],
)
def test_how_is_told_by_means(text: str, means: bool) -> None:
    assert bool(MEANS.search(fold(text))) == means


def test_where_is_told_by_a_place() -> None:
    assert PLACED.search("Het loket staat in Ede.")
    assert PLACED.search("Het werk wordt geleid vanuit het politiebureau.")
    assert not PLACED.search("Het loket staat in de belangstelling.")

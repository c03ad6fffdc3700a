"""Short answers: the smallest piece of a sentence that answers, by the kind of the question."""

from __future__ import annotations

import pytest

from qa.answering.cut import LONGEST, Material, clipped, cut
from qa.answering.lists import listing
from qa.answering.matching import Term, Terms, stems_of
from qa.answering.understanding import understand
from qa.answering.wording import words_in
from qa.figures import quantities
from qa.model import BlockKind, OffsetMap, Passage, Sentence, Span


def terms_of(words: tuple[str, ...]) -> Terms:
    """Terms of equal weight that only their own stems meet."""
    return Terms(tuple(Term(word, 1.0, stems_of(word), {}) for word in words))


def short(asked: str, text: str, history: tuple[str, ...] = ()) -> str:
    roles = ("user", "assistant")
    question = understand(
        asked, [{"role": roles[n % 2], "content": each} for n, each in enumerate(history)]
    )
    found = cut(question, Material(text, tuple(quantities(text))), terms_of(question.terms))
    return text[found.span.start : found.span.end].strip(" .")


FIGURES = [
    ("Hoeveel loketten haalden het doel niet?",
     "In 2007 haalden 59 van de 125 loketten het doel niet.", "59 van de 125 loketten"),
    ("Hoeveel loketten haalden het doel?",
     "Van de 122 loketten haalde 28 procent in mei het doel.",
     "Van de 122 loketten haalde 28 procent in mei het doel"),
    ("Hoeveel bezoekers kwamen er?",
     "De 12 loketten trokken 4.300 bezoekers.", "4.300 bezoekers"),
    ("Hoeveel loketten waren er?",
     "De 12 loketten trokken 4.300 bezoekers.", "12 loketten"),
    ("Welk percentage was tevreden in 2007?",
     "Het percentage tevreden bezoekers steeg naar 77% (2008: 74%, 2007: 69%, 2006: 54%).", "69%"),
    ("Hoeveel procent van de bezoekers van Ede was ontevreden?",
     "Ontevreden was in Tiel en Ede respectievelijk 17% en 23% van de bezoekers.", "23%"),
    ("Hoeveel bezoekers had een medewerker daarvoor?",
     "Een medewerker ging van 120 naar 80 bezoekers.", "120"),
    ("Hoe lang duurde een intake?",
     "De intake van de 14 loketten duurde 3 uur en 4 minuten.", "3 uur en 4 minuten"),
    ("Wat kostte het loket?",
     "Het loket van 2007 kostte ongeveer 3,5 miljoen euro.", "ongeveer 3,5 miljoen euro"),
    ("Welk cijfer gaven bezoekers?",
     "De 900 bezoekers gaven gemiddeld een 7,6.", "7,6"),
    ("How many desks closed?", "Of the 40 desks in town 11 desks closed.", "11 desks"),
    ("Met hoeveel daalde het aantal bezoekers?",
     "Het aantal bezoekers van deze 9 loketten daalde in 2007 met 23%.", "23%"),
    ("Hoeveel loketten haalden de norm?",
     "Van de 40 loketten haalden er 12 de norm.", "Van de 40 loketten haalden er 12"),
    ("Hoeveel loketten haalden in 2006 de norm?",
     "Van de 40 loketten haalden er eind 2006 12 de norm.", "12"),
    ("Hoeveel bezoekers antwoordden op de enquête?",
     "De enquête ging naar 640 bezoekers, van wie er 275 antwoordden.", "275"),
    ("Naar hoeveel bezoekers ging de enquête?",
     "De enquête ging naar 640 bezoekers, van wie er 275 antwoordden.", "640 bezoekers"),
    ("Hoeveel leerlingen telde het loket?",
     "In het schooljaar 2005-2006 telde het loket 161 leerlingen.", "161 leerlingen"),
    # Words of another clause stand farther off than they look.
    ("Welk deel van de klanten koos de balie?",
     "Van de klanten koos 41 procent de telefoon, 26 procent de balie en 19 procent de post.",
     "26 procent"),
    # What is measured stands before its figure; a part stands behind its whole.
    ("Wat is de grens voor fouten?",
     "De fout van € 129 miljoen overschrijdt de grens van € 99 miljoen.", "€ 99 miljoen"),
    ("Hoeveel is er niet uitgegeven?",
     "Van de € 5 miljard aan extra geld is ongeveer € 1 miljard niet uitgegeven.",
     "ongeveer € 1 miljard"),
    ("Hoeveel aanvragen zijn toegekend?",
     "Van de 870 aanvragen werden er in 2004 406 toegekend.", "406"),
    ("Hoe lang wachtten bezoekers zonder afspraak?",
     "Met afspraak wachtten bezoekers 4 minuten, zonder afspraak 17 minuten.", "17 minuten"),
    ("Hoe lang is het loket al dicht?", "Het loket is al sinds 2016 dicht.", "sinds 2016"),
    # What a figure is laid beside is not the figure, nor what is left.
    ("Hoeveel groene loketten hadden alles op één plek?",
     "Er hadden 16 groene loketten alles op één plek; bij de overige 6 groene loketten niet.",
     "16 groene loketten"),
    ("Hoeveel bezoeken legde het loket af?",
     "Het loket legde 4.300 bezoeken af, tegen 5.100 in het jaar ervoor.", "4.300 bezoeken"),
    ("How many visits did the desk pay?",
     "The desk paid 4,300 visits, up from 3,900 a year before.", "4,300 visits"),
    ("Hoeveel loketten openden werkelijk?",
     "Het doel was 250 loketten, en daarvan openden er 232.", "232"),
    ("Hoe vaak nam het loket op tijd op?",
     "Het loket nam in 79 procent van de gevallen binnen 30 seconden op.", "79 procent"),
    ("Hoeveel levert 20 mln extra op?",
     "Een inzet van 20 miljoen euro extra levert 60 miljoen euro op.", "60 miljoen euro"),
    ("Hoeveel loketten meer dan in 2006 waren er?",
     "Er waren 190 loketten, 12 meer dan in 2006.", "12"),
    # A norm stands beside what is, where no norm is asked; a clause says what only it does.
    ("Hoe lang duurde een aanvraag gemiddeld?",
     "Een aanvraag was na gemiddeld 37 dagen klaar; de wettelijke termijn was 56 dagen.",
     "37 dagen"),
    ("Wat is de wettelijke termijn voor een aanvraag?",
     "Een aanvraag was na gemiddeld 37 dagen klaar; de wettelijke termijn was 56 dagen.",
     "56 dagen"),
    ("Na hoeveel jaar wordt een balie in de praktijk vervangen?",
     "De technische levensduur van een balie is 12 jaar; in de praktijk wordt zij na 9 jaar"
     " vervangen.", "9 jaar"),
    ("Hoeveel bezwaren waren ongegrond?",
     "Van de bezwaren over loketten waren er 23 bezwaren gegrond en 131 ongegrond.", "131"),
    ("Hoeveel bezwaren werden ingetrokken?",
     "Er waren 23 bezwaren gegrond en 131 ongegrond, de overige 30 werden ingetrokken.", "30"),
    ("Wat kost een loket sinds de ruil?",
     "Vóór de ruil kostte een loket € 36 per dag, daarna € 31 per dag.", "€ 31"),
    ("Wat kostte een loket vóór de ruil?",
     "Vóór de ruil kostte een loket € 36 per dag, daarna € 31 per dag.", "€ 36"),
    ("Hoeveel bezoekers kwamen er in 2005?",
     "In 2006 kwamen er 4.300 bezoekers, tegen 5.100 in 2005.", "5.100"),
    ("Hoeveel bezoekers kwamen er bij het loket?",
     "Er kwamen 4.300 bezoekers bij het loket, 6 procent minder dan bij de balie.",
     "4.300 bezoekers"),
    ("Hoeveel mensen wachten nog?",
     "Er wachten nog 160 mensen (op een totaal van circa 450 mensen).", "160 mensen"),
    ("Over welke periode liep de proef?",
     "De proef liep van 1 januari 2013 tot en met 30 juni 2015.", "1 januari 2013"),
    ("Wanneer ging het loket open?",
     "Het loket ging op 3 maart 2006 open, na 14 weken bouwen.", "3 maart 2006"),
    ("Wanneer moet het loket klaar zijn?",
     "Het loket moet eind 2010 klaar zijn.", "eind 2010"),
    ("Op welke datum ging het loket open?",
     "In 2005 begonnen, ging het loket op 3 maart 2006 open.", "3 maart 2006"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "text", "expected"), FIGURES)
def test_the_figure_that_is_asked_is_cut_out(asked: str, text: str, expected: str) -> None:
    assert expected in short(asked, text)
    others = {item.value for item in quantities(text)} - {
        item.value for item in quantities(expected)
    }
    kept = {item.value for item in quantities(short(asked, text))}
    assert not others & kept or len(short(asked, text)) > len(expected)


def test_a_figure_that_was_said_before_is_not_the_answer() -> None:
    assert (
        short(
            "En hoeveel waren dat er eerst?",
            "Een medewerker ging van 120 naar 80 bezoekers.",
            ("Hoeveel bezoekers heeft een medewerker?", "80 bezoekers."),
        )
        == "120"
    )


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("Wie leidde het loket?", "Het loket werd geleid door J.A. van der Berg.",
         "J.A. van der Berg"),
        ("Wie schreef de brief over het loket?",
         "De brief over het loket kwam van het college van Woudenveen.",
         "het college van Woudenveen"),
        ("Wie levert de stukken voor het loket?",
         "Bijlage: de stukken voor het loket komen van de aanbieder.", "de aanbieder"),
        ("Wie benoemt het hoofd van het loket?", "Het hoofd wordt benoemd door de wethouder.",
         "de wethouder"),
        ("Waar staat BKR voor?", "Het bureau kredietregistratie (BKR) bewaart leningen.",
         "bureau kredietregistratie"),
        ("Waarom stopte de proef?", "De proef stopte omdat het geld op was.",
         "omdat het geld op was"),
        ("Why did the trial stop?", "The trial stopped because the money was gone.",
         "because the money was gone"),
        ("Wat is een loketfunctie?", "Een loketfunctie is een balie voor alle vragen.",
         "Een loketfunctie is een balie voor alle vragen"),
    ],
)  # fmt: skip
def test_names_reasons_and_meanings_are_cut_out(asked: str, text: str, expected: str) -> None:
    assert short(asked, text) == expected


def test_the_cause_stays_whole_where_the_sign_names_what_was_asked() -> None:
    text = "Omdat de proef stopte, ging het loket in Ede dicht."
    assert short("Waarom ging het loket in Ede dicht?", text).startswith("Omdat de proef")


def test_no_short_answer_is_longer_than_sixty_words() -> None:
    text = " ".join(f"woord{n}," for n in range(90))
    piece = clipped(text, Span(0, len(text)), LONGEST)
    assert words_in(text[piece.start : piece.end]) <= LONGEST


# ------------------------------------------------------------------ lists


def passage(*parts: tuple[str, BlockKind]) -> Passage:
    """A passage of one sentence a line."""
    text, sentences = "", []
    for words, kind in parts:
        start = len(text) + bool(text)
        text = f"{text}\n{words}" if text else words
        sentences.append(Sentence(start, len(text), kind))
    return Passage("a.txt", 0, (), text, OffsetMap.identity(len(text)), tuple(sentences))


def alone(passage: Passage, step: int) -> None:
    return None


def items(found: Passage, sentence: int, expected: int | None = None) -> list[str]:
    whole = listing(found, sentence, expected, alone)
    return [item.text for item in whole.items] if whole else []


BULLETS = passage(
    ("Het loket heeft drie taken:", BlockKind.PARAGRAPH),
    ("- ontvangen van bezoekers;", BlockKind.LIST_ITEM),
    ("- verwijzen naar collega's;", BlockKind.LIST_ITEM),
    ("- registreren.", BlockKind.LIST_ITEM),
    ("Dat gaat goed.", BlockKind.PARAGRAPH),
)


@pytest.mark.parametrize("sentence", [0, 1, 3])
def test_a_list_is_whole_wherever_it_is_entered(sentence: int) -> None:
    assert items(BULLETS, sentence) == [
        "ontvangen van bezoekers",
        "verwijzen naar collega's",
        "registreren",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Het loket kent drie taken, te weten ontvangen, verwijzen en registreren.",
         ["ontvangen", "verwijzen", "registreren"]),
        ("De eisen zijn: rust, ruimte (ook voor kinderen, dus) en regelmaat.",
         ["rust", "ruimte (ook voor kinderen, dus)", "regelmaat"]),
        ("Er zijn drie soorten: 1 baliewerk 2 huisbezoek 3 telefoon.",
         ["baliewerk", "huisbezoek", "telefoon"]),
        ("The tasks are: greeting, guiding and counting.", ["greeting", "guiding", "counting"]),
        ("De drie steden (Ede, Epe en Putten) deden mee.", ["Ede", "Epe", "Putten"]),
    ],
)  # fmt: skip
def test_a_running_list_is_cut_into_its_items(text: str, expected: list[str]) -> None:
    assert items(passage((text, BlockKind.PARAGRAPH)), 0, len(expected)) == expected


IN_ORDER = passage(
    ("De raad gaf drie redenen.", BlockKind.PARAGRAPH),
    ("Ten eerste was het pand te klein.", BlockKind.PARAGRAPH),
    ("Dat bleek al in 2004.", BlockKind.PARAGRAPH),
    ("Ten tweede bleven de bezoekers weg.", BlockKind.PARAGRAPH),
    ("Ten slotte was het geld op.", BlockKind.PARAGRAPH),
    ("De balie ging dicht.", BlockKind.PARAGRAPH),
)


@pytest.mark.parametrize("sentence", [0, 1, 2, 4])
def test_a_list_may_be_told_sentence_by_sentence(sentence: int) -> None:
    assert items(IN_ORDER, sentence, 3) == [
        "was het pand te klein",
        "bleven de bezoekers weg",
        "was het geld op",
    ]
    assert items(IN_ORDER, 5) == []


def test_a_name_and_a_place_in_brackets_are_no_list() -> None:
    assert items(passage(("Zij (Jansen, Ede) kwam langs.", BlockKind.PARAGRAPH)), 0) == []


def test_a_list_goes_on_in_the_next_passage() -> None:
    first = passage(
        ("Het loket heeft drie taken:", BlockKind.PARAGRAPH),
        ("- ontvangen;", BlockKind.LIST_ITEM),
    )
    rest = "- verwijzen;\n- registreren.\nDat gaat goed."
    second = Passage(
        "a.txt", 1, (), rest, OffsetMap.identity(len(rest), 500),
        (Sentence(0, 12, BlockKind.LIST_ITEM), Sentence(13, 27, BlockKind.LIST_ITEM),
         Sentence(28, 42)),
    )  # fmt: skip
    found = listing(first, 0, 3, lambda passage, step: second if step == 1 else None)
    assert found
    assert [item.text for item in found.items] == ["ontvangen", "verwijzen", "registreren"]


def test_a_plain_sentence_is_no_list() -> None:
    assert items(BULLETS, 4) == []


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("Hoeveel bezoekers kwamen er in 2005?", False),
        ("Hoeveel bezoekers kwamen er in 2006?", True),
        ("Hoeveel bezoekers kwamen er minder dan in 2005?", True),
    ],
)
def test_a_year_that_is_only_compared_with_has_no_figure(asked: str, says: bool) -> None:
    text = "In 2006 kwamen er 4.300 bezoekers, 6 procent minder dan in 2005."
    question = understand(asked)
    found = cut(question, Material(text, tuple(quantities(text))), terms_of(question.terms))
    assert (found.fit > 0) is says

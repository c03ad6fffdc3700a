"""What line ends, lost hyphens and letter-spacing did to words is undone, letters untouched."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.reading.placed import Placed
from qa.reading.repair import Mender


def mended(source: str, document: str = "") -> str:
    lines, at = [], 0
    for line in source.split("\n"):
        lines.append(Placed.of(source, at, at + len(line)))
        at += len(line) + 1
    return Mender(document or source).join(lines).text


# Broken text, whole text: each in a sentence of our own.
LINE_ENDS = [
    ("De gemeente verbetert haar dienstverle\nning aan de balie.", "dienstverlening"),
    ("Veel bur\ngers bellen liever dan dat zij schrijven.", "burgers"),
    ("De klan\nten zijn er tevreden over.", "klanten"),
    ("Zij krijgt hulp bij re-\nintegratie op de werkvloer.", "re-integratie"),
    ("Het sociaal-\neconomisch beleid verandert.", "sociaal-economisch"),
    ("Op het Werk-\nplein staat een coach klaar.", "Werkplein"),
    ("Steeds meer E-\ndienstverlening komt er bij.", "E-dienstverlening"),
    ("Wie een WW-\nuitkering heeft, meldt zich.", "WW-uitkering"),
    ("De klantvoorkeu\nren lopen uiteen.", "klantvoorkeuren"),
    ("Het niet-\ngebruik van regelingen is groot.", "niet-gebruik"),
    ("Zij doen een niet-\nberoepsactiviteit.", "niet-beroepsactiviteit"),
    ("Zie www.loket.nl/voor-\nwaarden voor meer.", "www.loket.nl/voor-waarden voor"),
    ("The light-\nphotosynthesis curve of the samples is measured.", "light-photosynthesis"),
    ("Het hulpaan-\nbod is ruim genoeg.", "hulpaanbod"),
    ("De provincie Noord-\nHolland doet mee.", "Noord-Holland"),
    ("De werk-\nen denkwijze van de dienst.", "werk- en denkwijze"),
    ("In de jaren 2009-\n2010 daalde het.", "2009-2010"),
    ("De gemeen\u00ad\nten betalen samen.", "gemeenten"),
    ("De gemeente meldt\nvan niets te weten.", "meldt van niets"),
    ("Zij verwijst naar de\nketen van werk.", "de keten"),
    ("Er kwam een werkpleinontwikkeling\nvan formaat.", "werkpleinontwikkeling van"),
    ("Op 1 januari 2010\nwaren er 125.", "2010 waren"),
    ("Dit staat in het rapport\nBalans.", "rapport Balans"),
]
WITHIN_LINES = [
    ("Zij hebben te weinig ti jd voor de klant.", "tijd voor"),
    ("Over I n t e g r a l e hulp aan gezinnen.", "Over Integrale hulp"),
    ("Dit onderzocht de I W I vorig jaar.", "de IWI vorig"),
    ("Het ministerie van Inf rastructuur schrijft.", "Infrastructuur"),
    ("Op P agina drie staat het antwoord.", "Op Pagina drie"),
    ("De CWI- adviseurs helpen daarbij.", "CWI-adviseurs"),
    ("Tussen juli- en augustuscijfers is verschil.", "juli- en"),
    ("Dat is nu een\u00a0andere   zaak.", "een andere zaak"),
    ("Zij gaat van af vandaag en de rest ook.", "en de rest"),
    ("Het UWV en de SVB en het CWI doen mee.", "Het UWV en de SVB en het CWI"),
]


@pytest.mark.parametrize(("broken", "whole"), LINE_ENDS + WITHIN_LINES)
def test_words_are_made_whole_and_whole_words_left_alone(broken: str, whole: str) -> None:
    assert whole in mended(broken)


def test_the_document_itself_knows_words_that_no_list_has() -> None:
    document = "De Zorgpasbalie is open. Bij de Zorgpasbalie wachten wij.\n" * 3
    assert "Zorgpasbalie" in mended("Zij ging naar de Zorgpasba\nlie in Almelo.", document)


def test_spaces_that_an_extractor_left_at_line_ends_say_where_words_end() -> None:
    document = "De dienst werkt voor de burgers van de stad \n" * 30
    assert mended("naar de SU\nWI wet", document) == "naar de SUWI wet"


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text("abeij -\u00adAZ19ﬁé'\u00a0\t", max_size=20), min_size=1, max_size=6))
def test_repair_never_adds_drops_or_changes_a_letter(lines: list[str]) -> None:
    source = "\n".join(lines)
    text = mended(source)
    assert [c for c in text if c.isalnum()] == [c for c in source if c.isalnum()]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text("abdeijn -A1", max_size=20), min_size=1, max_size=6))
def test_every_repaired_character_is_its_places_own(lines: list[str]) -> None:
    source = "\n".join(lines)
    parts, at = [], 0
    for line in lines:
        parts.append(Placed.of(source, at, at + len(line)))
        at += len(line) + 1
    text = Mender(source).join(parts)
    for run in text.map().runs:
        copied = text.text[run.text_start : run.text_start + run.length]
        assert copied == source[run.source_start : run.source_start + run.length]

"""Promises of qa.figures; the sentences are our own."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.figures import Quantity, format_value, quantities, same_value
from qa.model import Language


def only(text: str, language: Language = "nl") -> Quantity:
    (found,) = quantities(text, language)
    return found


def kinds(text: str, language: Language = "nl") -> list[str]:
    return [found.kind for found in quantities(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "part", "whole", "figure"),
    [
        ("Van de 30 kantoren voldeden er 8 niet.", "nl", 8, 30, "Van de 30 kantoren voldeden er 8"),
        ("Of the 30 offices, 8 met the norm.", "en", 8, 30, "Of the 30 offices, 8"),
        ("Van de 88 balies hadden er eind 2011 53 een bord.", "nl", 53, 88, "53"),
        ("Onder alle 380 balies, waarvan er 247 reageerden.", "nl", 247, 380, "247"),
        ("Het waren 14 klachten, waarvan er negen gegrond bleken.", "nl", 9, 14, "negen"),
        (
            "Van 39 medewerkers zijn er zes ontslagen.",
            "nl",
            6,
            39,
            "Van 39 medewerkers zijn er zes",
        ),
        ("Er waren 39 medewerkers bij; zes van hen gingen.", "nl", 6, 39, "zes"),
        ("There were 40 complaints, 12 of which were upheld.", "en", 12, 40, "12"),
    ],
)
def test_a_part_that_stands_apart_from_its_whole_is_a_share(
    text: str, language: Language, part: float, whole: float, figure: str
) -> None:
    found = next(item for item in quantities(text, language) if item.kind == "share")
    assert (found.value, found.of, text[found.start : found.end]) == (part, whole, figure)


@pytest.mark.parametrize(
    "text",
    [
        "De 12 gemeenten kregen een 7,2 en 3 balies een 5.",
        "In 12 gemeenten zijn er 40 balies gesloten.",
        "28 procent van de 122 balies haalde alle 14 doelen.",
        "Van de 12 gemeenten is niets bekend. Er kwamen er 8.",
    ],
)
def test_a_count_after_another_is_no_part_of_it(text: str) -> None:
    assert not [item for item in quantities(text) if item.kind == "share"]


@pytest.mark.parametrize(
    ("text", "language", "part", "whole", "counts"),
    [
        ("31 van de 88 scholen doen mee", "nl", 31, 88, "scholen"),
        ("7 (van de 9) kantoren zijn open", "nl", 7, 9, "kantoren"),
        ("6 van de 21 bezochte scholen", "nl", 6, 21, "bezochte scholen"),
        ("dertien van de zestien teams", "nl", 13, 16, "teams"),
        ("één op de drie leraren", "nl", 1, 3, "leraren"),
        ("een op de tien", "nl", 1, 10, None),
        ("tweederde van de ouders", "nl", 2, 3, "ouders"),
        ("ruim een kwart van de ouders", "nl", 1, 4, "ouders"),
        ("de helft", "nl", 1, 2, None),
        ("driekwart van alle leerlingen", "nl", 3, 4, "leerlingen"),
        ("16 of the 22 schools", "en", 16, 22, "schools"),
        ("two-thirds of the parents", "en", 2, 3, "parents"),
        ("one in three teachers", "en", 1, 3, "teachers"),
        ("two out of five", "en", 2, 5, None),
        ("half of the schools", "en", 1, 2, "schools"),
    ],
)
def test_a_share_is_a_part_and_its_whole(
    text: str, language: Language, part: float, whole: float, counts: str | None
) -> None:
    found = only(text, language)
    assert (found.kind, found.value, found.of, found.counts) == ("share", part, whole, counts)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("negenenvijftig scholen", 59),
        ("tweeëntwintig scholen", 22),
        ("honderdtwintig scholen", 120),
        ("tweehonderdvijf scholen", 205),
        ("twaalfhonderd scholen", 1200),
        ("drieduizend scholen", 3000),
        ("1.234 scholen", 1234),
        ("1234 scholen", 1234),
        ("1,6 miljoen scholen", 1_600_000),
        ("drie miljoen scholen", 3_000_000),
        ("één school", 1),
        ("drie ‘groene’ scholen", 3),
        ("vijf regionaal werkende scholen", 5),
    ],
)
def test_dutch_numbers_are_read_in_digits_and_words(text: str, value: float) -> None:
    assert (only(text).kind, only(text).value) == ("count", value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("twenty-two schools", 22),
        ("one hundred and twenty schools", 120),
        ("1,234 schools", 1234),
        ("1.5 million schools", 1_500_000),
    ],
)
def test_english_numbers_are_read_in_digits_and_words(text: str, value: float) -> None:
    assert (only(text, "en").kind, only(text, "en").value) == ("count", value)


def test_an_article_is_no_number() -> None:
    assert quantities("Een school krijgt een loket.") == []
    assert quantities("This one works.", "en") == []


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("28 procent", 28, "%"),
        ("69%", 69, "%"),
        ("7,5 %", 7.5, "%"),
        ("een daling van -3 procent", -3, "%"),
        ("drie procentpunt", 3, "%-point"),
    ],
)
def test_percentages(text: str, value: float, unit: str) -> None:
    found = only(text)
    assert (found.kind, found.value, found.unit) == ("percentage", value, unit)


def test_a_percentage_knows_what_it_is_taken_of() -> None:
    assert only("28 procent van de ouders klaagt").counts == "ouders"


@pytest.mark.parametrize(
    "text",
    ["Ouders geven een 7,6.", "Het rapportcijfer is 8.", "De dienst scoort gemiddeld een zeven."],
)
def test_marks(text: str) -> None:
    assert kinds(text) == ["mark"]


def test_a_mark_keeps_clear_of_the_note_behind_it() -> None:
    assert only("Het rapportcijfer is 6,5.56").value == 6.5


def test_a_mark_is_not_what_is_counted() -> None:
    assert kinds("Het cijfer kwam van 8 scholen.") == ["count"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("€ 1,2 miljoen", 1_200_000),
        ("4 miljoen euro", 4_000_000),
        ("EUR 300.000,-", 300_000),
        ("twaalfhonderd euro", 1200),
        ("€ 1.234,56", 1234.56),
    ],
)
def test_amounts(text: str, value: float) -> None:
    assert (only(text).kind, only(text).value, only(text).unit) == ("amount", value, "EUR")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("tien werkdagen", 10, "werkdagen"),
        ("negen maanden", 9, "maanden"),
        ("drie uur en 4 minuten per dag", 184, "minuten"),
        ("anderhalf jaar", 1.5, "jaar"),
        ("vier dagdelen", 4, "dagdelen"),
    ],
)
def test_durations(text: str, value: float, unit: str) -> None:
    assert (only(text).kind, only(text).value, only(text).unit) == ("duration", value, unit)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1 januari 2010", "2010-01-01"),
        ("6-11-2008", "2008-11-06"),
        ("2008-11-06", "2008-11-06"),
        ("12 June 2007", "2007-06-12"),
        ("June 12, 2007", "2007-06-12"),
        ("6 nov. 2008", "2008-11-06"),
        ("november 2009", "2009-11"),
        ("eind 2010", "2010"),
        ("derde kwartaal 2009", "2009-07/2009-09"),
        ("tweede helft van 2005", "2005-07/2005-12"),
        ("op 1 april", "--04-01"),
    ],
)
def test_dates_are_iso(text: str, iso: str) -> None:
    assert (only(text).kind, only(text).date) == ("date", iso)


def test_four_digits_are_a_year_unless_they_count() -> None:
    assert kinds("in 2009 steeg het") == ["year"]
    assert kinds("er zijn 2000 leerlingen") == ["count"]


@pytest.mark.parametrize("text", ["31 februari 2010", "45-13-2010"])
def test_days_that_do_not_exist_are_no_dates(text: str) -> None:
    assert all(len(found.date or "") < len("2010-02-31") for found in quantities(text))


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("tussen de 1,6 miljoen en 4 miljoen ouders", 1_600_000, 4_000_000, None),
        ("30 tot 50 scholen", 30, 50, None),
        ("30-50%", 30, 50, "%"),
        ("€ 30 tot € 50", 30, 50, "EUR"),
        ("drie tot vijf miljoen euro", 3_000_000, 5_000_000, "EUR"),
        ("2006-2009", 2006, 2009, None),
        ("2008/9", 2008, 2009, None),
    ],
)
def test_ranges(text: str, low: float, high: float, unit: str | None) -> None:
    found = only(text)
    assert (found.kind, found.value, found.high, found.unit) == ("range", low, high, unit)


@pytest.mark.parametrize(
    "text",
    [
        "Ouders55 klagen.", "Dat helpt.2 Hiermee wint men.", "Bel 070-1234567 of 06 1234 5678.",
        "Schrijf naar 2513 AA Den Haag.", "ISBN 978-90-1234-567-8", "Rapport R 09/06 is klaar.",
        "4.1 Scholen", "2 Sturing op scholen", "1. Het plan ligt vast.", "Open om 9.30 uur.",
        "Zie https://voorbeeld.nl/2009/12 voor meer.", "Bladzijde 3/9", "Zie noot [3].",
        "Bel (070) 123 45 67.", "Dit is één van de doelen.", "De raad acht dit juist.",
        "Het plan Dorp Tien is klaar.", "25 Daarnaast is er een plan.", "Nummer 090301",
    ],
)  # fmt: skip
def test_numbers_that_measure_nothing_are_left_out(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize("text", ["art. 3", "paragraaf 4.1", "bijlage 2", "fase 4", "tabel 12"])
def test_numbers_that_name_a_part_are_ordinals(text: str) -> None:
    assert kinds(f"Zie {text} van het rapport.") == ["ordinal"]


@pytest.mark.parametrize(
    "text", ["ca. 124 scholen", "ruim een kwart", "zo'n 70%", "meer dan de helft", "bijna 3 jaar"]
)
def test_a_rough_figure_says_so_and_holds_the_word(text: str) -> None:
    found = only(text)
    assert found.approx
    assert (found.start, found.end) == (0, len(text))


def test_pages_are_no_share() -> None:
    assert kinds("Pagina 30 van 50") == ["ordinal", "ordinal"]


def test_several_figures_come_in_order() -> None:
    text = "In 2009 was 77% (2008: 74%) tevreden, 17 % en 23 % niet."
    assert [(found.kind, found.value) for found in quantities(text)] == [
        ("year", 2009), ("percentage", 77), ("year", 2008), ("percentage", 74),
        ("percentage", 17), ("percentage", 23),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("de helft", "50 procent", True),
        ("59 scholen", "negenenvijftig scholen", True),
        ("twee weken", "14 dagen", True),
        ("24 maanden", "2 jaar", True),
        ("6-11-2008", "6 november 2008", True),
        ("€ 1,2 miljoen", "1.200.000 euro", True),
        ("31 van de 88 scholen", "31 van 88", True),
        ("30 tot 50", "30-50", True),
        ("59 scholen", "59 procent", False),
        ("10 werkdagen", "10 dagen", False),
        ("31 van de 88 scholen", "62 van de 176 scholen", False),
        ("1 januari 2010", "1 januari 2011", False),
    ],
)
def test_figures_are_the_same_when_they_say_the_same(a: str, b: str, same: bool) -> None:
    assert same_value(only(a), only(b)) is same
    assert same_value(only(b), only(a)) is same


def test_values_are_written_the_way_of_the_language() -> None:
    assert format_value(1234.5, "nl") == "1.234,5"
    assert format_value(1234.5, "en") == "1,234.5"
    assert format_value(59, "nl") == "59"
    assert format_value(-0.25, "nl") == "-0,25"


@given(
    st.integers(1, 999_999) | st.decimals(0, 9999, allow_nan=False, places=2).map(float),
    st.sampled_from(["nl", "en"]),
)
def test_a_written_value_is_read_back(value: float, language: Language) -> None:
    unit = "procent" if language == "nl" else "percent"
    assert only(f"{format_value(value, language)} {unit}", language).value == pytest.approx(value)


alphabet = st.sampled_from(
    ["0123456789.,/-%", "€ab()eén:van", "de", "op", "tot", "half", "uur", "jaar", "2009", "mei"]
)


@given(st.lists(alphabet, max_size=30).map(" ".join) | st.text(max_size=100))
def test_figures_of_any_text_lie_in_it_in_order(text: str) -> None:
    for language in ("nl", "en"):
        at = 0
        for found in quantities(text, language):
            assert at <= found.start < found.end <= len(text)
            at = found.end


def test_an_endless_number_costs_no_time() -> None:
    began = time.process_time()
    quantities("1.234." * 5_000 + " 12 34 56" * 2_000)
    assert time.process_time() - began < 5

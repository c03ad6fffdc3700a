"""Signs of an answer: each row of the tables is found in the sentence it was written for."""

from __future__ import annotations

import pytest

from qa.answering import signs
from qa.answering.names import names, roles
from qa.answering.reason_signs import REASONS
from qa.answering.signs import DEFINITIONS, Sign
from qa.language import expansions, fold, sentences


@pytest.mark.parametrize("sign", [*REASONS, *DEFINITIONS], ids=lambda sign: sign.example)
def test_each_sign_is_found_in_its_example(sign: Sign) -> None:
    last = sentences(sign.example)[-1]
    assert sign.pattern.search(fold(sign.example[last.start : last.end]))


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("Het bureau kredietregistratie (BKR) bewaart leningen.", "BKR",
         "bureau kredietregistratie"),
        ("De BKR (Bureau Krediet Registratie) bewaart leningen.", "BKR",
         "Bureau Krediet Registratie"),
        ("BKR = Bureau Krediet Registratie", "BKR", "Bureau Krediet Registratie"),
        ("BKR | Bureau Krediet Registratie", "BKR", "Bureau Krediet Registratie"),
        ("The Central Desk Office (CDO) keeps the loans.", "CDO", "Central Desk Office"),
    ],
)  # fmt: skip
def test_an_abbreviation_is_explained_in_either_order(text: str, short: str, long: str) -> None:
    found = {item.short: item.long for item in expansions(text)}
    assert found[short] == long
    for item in expansions(text):
        assert text[item.span.start : item.span.end] == item.long


@pytest.mark.parametrize(
    "text", ["Het loket (zie NS) was dicht.", "In Ede (2007) was alles dicht."]
)
def test_what_stands_in_brackets_is_not_always_an_abbreviation(text: str) -> None:
    assert list(expansions(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("De voorzitter is J.A. van der Berg.", ["J.A. van der Berg"]),
        ("Gemeenten werken samen met het UWV in Ede.", ["UWV", "Ede"]),
        ("Mr. P. de Wit leidde het loket.", ["P. de Wit"]),
        ("Het loket werd geleid door de Raad voor de Loketten.", ["Raad voor de Loketten"]),
        ("Klanten wachten lang.", []),
    ],
)
def test_names_are_told_by_their_capitals(text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in names(text)] == expected


def test_people_and_bodies_are_told_by_what_they_are() -> None:
    text = "Het besluit is aan de minister van Loketten."
    assert [text[span.start : span.end] for span in roles(text)] == ["de minister van Loketten"]


@pytest.mark.parametrize(
    "text",
    [
        "Het loket heeft de volgende taken:",
        "Bezoekers mogen het volgende verwachten van het loket",
        "The desk has these tasks:",
    ],
)
def test_a_sentence_announces_the_list_after_it(text: str) -> None:
    assert signs.ANNOUNCES.search(text)


@pytest.mark.parametrize(
    ("text", "denies"),
    [
        ("de loketten haalden de norm niet", True),
        ("het loket was niet meer open", True),
        ("de rest kwam niet verder dan 65 procent", False),
        ("er waren niet meer dan tien loketten", False),
        ("het loket was niet alleen in ede open", False),
        ("no desk was open", True),
        ("no more than ten desks were open", False),
        ("the desk is not only open in ede", False),
    ],
)
def test_a_bound_is_no_denial(text: str, denies: bool) -> None:
    assert bool(signs.NEGATION.search(text)) is denies

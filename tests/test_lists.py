"""Whole lists in every form they take: nested, under headings, in a table, within a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.answering.enumerations import counts_in, enumerated, trimmed
from qa.answering.lists import listing, named_items
from qa.library import Library
from qa.model import BlockKind, Passage
from tests.fake_index import library_of
from tests.test_answering_cut import alone, passage

ITEM, PARAGRAPH, HEADING = BlockKind.LIST_ITEM, BlockKind.PARAGRAPH, BlockKind.HEADING


def items(found: Passage, sentence: int, expected: int | None = None) -> list[str]:
    whole = listing(found, sentence, expected, alone)
    return [item.text for item in whole.items] if whole else []


def within(text: str, expected: int | None = None) -> list[str]:
    return [text[slice(*trimmed(text, a, b))] for a, b in enumerated(text, expected)]


def test_items_of_a_list_within_an_item_are_left_out() -> None:
    found = passage(
        ("De lessen zijn:", PARAGRAPH),
        ("1. Begin met de balie.", ITEM),
        ("a. Bouw haar breed.", ITEM),
        ("b. Verf haar groen.", ITEM),
        ("2. Leid iedereen op.", ITEM),
    )
    assert items(found, 0) == ["Begin met de balie", "Leid iedereen op"]
    assert len(items(found, 0, 4)) == 4


GROUPS = passage(
    ("Wij doen vier voorstellen, verdeeld over twee thema's.", PARAGRAPH),
    ("Balie", HEADING),
    ("- Open haar eerder.", ITEM),
    ("- Sluit haar later.", ITEM),
    ("Telefoon", HEADING),
    ("- Neem sneller op.", ITEM),
    ("- Bel terug.", ITEM),
    ("Dat is alles.", PARAGRAPH),
)


def test_a_list_in_groups_is_whole_where_its_length_is_told() -> None:
    every = ["Open haar eerder", "Sluit haar later", "Neem sneller op", "Bel terug"]
    assert items(GROUPS, 0) == every
    assert items(GROUPS, 5, 4) == every
    assert items(GROUPS, 5) == ["Neem sneller op", "Bel terug"]
    assert items(GROUPS, 0, 3) != every


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Daarvan zijn er drie open, namelijk Ede, Epe en Tiel.", ["Ede", "Epe", "Tiel"]),
        ("Er doen vier mee, te weten Ede, Peel en Leem, Berg en Dal en Tiel.",
         ["Ede", "Peel en Leem", "Berg en Dal", "Tiel"]),
        ("In landen zoals Ierland en Malta, worden loketten gesloten.", ["Ierland", "Malta"]),
        ("De klachten gingen over lawaai, modder en stof.", ["lawaai", "modder", "stof"]),
        ("De uren zijn gelijk gebleven of zelfs gedaald.", []),
    ],
)  # fmt: skip
def test_an_enumeration_begins_behind_its_sign(text: str, expected: list[str]) -> None:
    assert within(text) == expected


def test_a_sentence_tells_how_many_things_there_are() -> None:
    assert list(counts_in("Het loket heeft drie taken en 4 vaste bezoekers.")) == [3, 4]
    assert list(counts_in("Dat duurde drie jaar.")) == []


def test_items_that_explain_themselves_are_told_by_their_names() -> None:
    found = passage(
        ("Er zijn twee soorten:", PARAGRAPH),
        ("- balie: de bezoeker komt zelf langs;", ITEM),
        ("- telefoon: de bezoeker belt en wacht.", ITEM),
    )
    whole = listing(found, 0, None, alone)
    assert whole is not None
    assert named_items(whole) == ["balie", "telefoon"]


TABLE = """# Klachten

## 1 Oorzaken

Wij zien als oorzaken van de wachttijd bij het loket:

| Oorzaak | Dagen |
|---|---|
| Te weinig balies | 12 |
| Storing | 7 |
| Drukte in mei | 9 |
| Totaal | 28 |

In de loketraad zitten de volgende partijen:

- de gemeente Ede;
- de bank;
- de vereniging van bezoekers.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(tmp_path_factory.mktemp("lists"), {"klachten.md": TABLE})


def test_the_column_that_is_asked_for_is_a_list(library: Library) -> None:
    found = library.ask("Welke oorzaken van de wachttijd bij het loket zijn er?")
    assert found.short_answer == "Te weinig balies; Storing; Drukte in mei"


def test_all_members_are_a_list(library: Library) -> None:
    found = library.ask("Wie zitten er in de loketraad?")
    assert found.short_answer == "de gemeente Ede; de bank; de vereniging van bezoekers"


def test_a_question_for_one_row_is_no_list(library: Library, tmp_path: Path) -> None:
    found = library.ask("Hoeveel dagen wachttijd bij het loket geeft de oorzaak Storing?")
    assert "Drukte" not in (found.short_answer or "")


def test_the_column_of_a_table_goes_on_over_the_end_of_its_passage(tmp_path: Path) -> None:
    causes = [f"oorzaak{letter} van het gebouw en de oude leidingen" for letter in "abcdefghijklmn"]
    table = "\n".join(
        f"| {cause} | {nth + 3} keer in het jaar |" for nth, cause in enumerate(causes)
    )
    text = (
        "Storingen aan de loketten\n\nDe oorzaken van de storingen aan de loketten\n\n"
        f"| Oorzaak | Aantal |\n|---|---|\n{table}\n"
    )
    answer = library_of(tmp_path, {"loket.md": text}).ask(
        "Welke oorzaken hadden de storingen aan de loketten?"
    )
    assert answer.short_answer is not None
    assert answer.short_answer.split("; ") == causes
    assert len(answer.citations) > 1

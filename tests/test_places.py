"""The places read at work: which of their sentences answer, and what is not shown as wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs torch")

from training.data import Document, Question, letters
from training.places import answering
from training.train_ranker import read_places

TEXT = "Op 1 juni telde de keten 118 loketten. Daarvan waren er 46 gereed; 72 niet. Wij zien toe."
SPANS = ((0, 38), (39, 75), (76, len(TEXT)))


@pytest.mark.parametrize(
    ("quote", "right"),
    [
        ("Daarvan waren er 46 gereed", [1]),  # a clause of the sentence
        ("telde de keten 118\nloketten. Daarvan waren er 46 gereed; 72 niet.", [0, 1]),
        ("118 loketten. Daarvan waren er 46 gereed; 72 niet. Wij", [1]),  # mostly in one
        ("Daarvan waren er 47 gereed", []),
        ("46", []),  # too short to be known again
    ],
)
def test_a_sentence_answers_that_a_quote_covers_or_lies_in(quote: str, right: list[int]) -> None:
    assert answering(TEXT, SPANS, [letters(quote)]) == right


def test_a_window_that_has_the_answers_own_words_is_not_shown_as_wrong(tmp_path: Path) -> None:
    document = Document("a.txt", "A", [""], ["Er waren 46 loketten gereed in juni."], [0])
    asked = Question(
        "q1", "Hoeveel?", "nl", "number", "46 loketten", "x", {"a.txt": frozenset({0})}, {}, False
    )
    windows = [
        {
            "document": "a.txt",
            "context": "A",
            "text": text,
            "spans": [[0, len(text)]],
            "right": right,
        }
        for text, right in (
            ("Er waren 46 loketten gereed in juni.", [0]),
            ("In het jaarverslag staan 46 loketten.", []),
            ("Er waren 53 loketten open.", []),
        )
    ]
    line = json.dumps({"id": "q1", "windows": windows})
    (tmp_path / "places-1.jsonl").write_text(line + "\n", "utf-8")
    (found,) = read_places(tmp_path, [asked], {"a.txt": document}).values()
    assert [each.passage.text[:11] for each in found] == ["Er waren 46", "Er waren 53"]
    assert [sorted(each.right) for each in found] == [[0], []]

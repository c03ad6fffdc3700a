"""The training questions asked otherwise, and their twins: whole, and no two the same."""

from __future__ import annotations

import json
from pathlib import Path

from training.data import Question
from training.variants import VARIANTS, all_forms, families, read_variants
from training.written import QUESTIONS

ROWS = [json.loads(line) for line in VARIANTS.read_text("utf-8").splitlines()]


def question(kind: str = "number") -> Question:
    return Question(
        id="q1",
        text="Hoeveel loketten sloten in 2009?",
        language="nl",
        kind=kind,
        answer="59",
        group="x",
        evidence={} if kind == "unanswerable" else {"a.txt": frozenset({3})},
        near_misses={"a.txt": frozenset({7})},
        held_out=False,
    )


VARIANT = {
    "id": "q1",
    "other": "How many desks closed in 2009?",
    "para": "aantal dichte loketten 2009",
    "twin": "How many desks opened in 2009?",
    "twin_lang": "en",
    "missing": "c",
}


def test_every_variant_is_another_question_than_its_neighbours() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    for row in ROWS:
        asked = [row[key].casefold() for key in ("other", "para", "twin") if row[key]]
        assert len(set(asked)) == len(asked) >= 2, row["id"]
        if row["twin"]:
            assert row["missing"] in "abcdef", row["id"]
            assert row["twin_lang"] in ("nl", "en"), row["id"]


def test_variants_belong_to_the_training_questions(shared: Path) -> None:
    files = (shared / "train/questions.jsonl", QUESTIONS)
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    kinds = {row["id"]: row["type"] for row in map(json.loads, lines)}
    assert {row["id"] for row in ROWS} <= kinds.keys()
    assert not [r["id"] for r in ROWS if r["twin"] and kinds[r["id"]] == "unanswerable"]


def test_a_twin_is_tempted_by_the_evidence_of_its_question_and_answered_by_nothing() -> None:
    (family,) = families([question()], {"q1": VARIANT})
    assert [form.language for form in family.forms] == ["nl", "en", "nl"]
    assert all(form.evidence == {"a.txt": {3}} for form in family.forms)
    (twin,) = family.twins
    assert not twin.answerable
    assert twin.evidence == {}
    assert twin.near_misses == {"a.txt": {3, 7}}
    assert len({each.id for each in all_forms([family])}) == 4
    second = {"id": "q1", "twin": "Waarom sloten 59 loketten?", "lang": "nl", "missing": "c"}
    (family,) = families([question()], {"q1": {**VARIANT, "second": second}})
    assert [twin.language for twin in family.twins] == ["en", "nl"]


def test_a_question_without_variants_stands_alone() -> None:
    (family,) = families([question()], {})
    assert len(family.forms) == 1
    assert not family.twins
    assert read_variants().keys() == {row["id"] for row in ROWS}

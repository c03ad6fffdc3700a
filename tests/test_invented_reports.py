"""The invented reports to learn from: every quote stands in its report, every question once."""

from __future__ import annotations

import pytest

from training.data import REPORTS, is_held_out, letters, names_in, read_json_lines
from training.questions import SECOND_TWINS, all_variants, report_rows

ROWS = report_rows()
IN_CONTEXT = read_json_lines(REPORTS / "in_context.jsonl")
TEXTS = {path.name: letters(path.read_text("utf-8")) for path in REPORTS.glob("report-*")}


def test_every_report_is_asked_about_and_some_are_held_out() -> None:
    assert names_in(ROWS) == TEXTS.keys()
    held_out = sum(map(is_held_out, TEXTS))
    assert 0 < held_out < len(TEXTS) / 2


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_quotes_stand_in_their_report_once(name: str) -> None:
    quotes = [
        item["quote"]
        for row in (*ROWS, *IN_CONTEXT)
        for item in (*row["evidence"], *row["near_misses"])
        if item["doc"] == name
    ]
    assert quotes
    for quote in quotes:
        assert TEXTS[name].count(letters(quote)) == 1, quote


def test_every_question_is_asked_once_and_an_answerable_one_has_evidence_and_a_twin() -> None:
    asked = [row["question"].casefold() for row in ROWS]
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert len(set(asked)) > 0.98 * len(asked)
    variants = all_variants()
    for row in ROWS:
        answerable = row["type"] != "unanswerable"
        assert bool(row["evidence"]) == answerable == ("twin" in row), row["id"]
        assert row["id"] in variants or not answerable
        forms = [row[key].casefold() for key in ("question", "other", "para", "twin") if key in row]
        assert len(set(forms)) == len(forms), row["id"]


def test_a_second_twin_is_another_question_than_all_others_of_its_kin() -> None:
    rows = {row["id"]: row for row in ROWS}
    second = read_json_lines(SECOND_TWINS)
    assert len({twin["id"] for twin in second}) == len(second)
    for twin in second:
        row = rows[twin["id"]]
        kin = {row[key].casefold() for key in ("question", "other", "para", "twin")}
        assert twin["twin"].casefold() not in kin, twin["id"]
        assert twin["lang"] in ("nl", "en", "mixed"), twin["id"]


def test_what_nearly_answers_does_not_answer() -> None:
    for row in ROWS:
        evidence = [letters(item["quote"]) for item in row["evidence"]]
        for item in row["near_misses"]:
            assert letters(item["quote"]) not in evidence, row["id"]


def test_follow_ups_have_what_was_said_and_halves_lie_in_two_reports() -> None:
    for row in IN_CONTEXT:
        assert bool(row["evidence"]) == (row["type"] != "unanswerable"), row["id"]
        if row["type"] == "follow-up":
            assert [turn["role"] for turn in row["history"][-2:]] == ["user", "assistant"]
        if row["type"] == "cross-document":
            assert len({item["doc"] for item in row["evidence"]}) > 1, row["id"]

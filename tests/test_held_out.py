"""The held-out documents on shelves, and their questions with quotes as the documents have them."""

from __future__ import annotations

import pytest

from training.data import as_printed
from training.held_out import ELSEWHERE, TOGETHER, put_elsewhere, shelves

PRINTED = "Van de 120 loket-\nten   sloten er\r\n**46** in “juni”. Daarna geen.\n"


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("loketten sloten er 46 in juni", "loket-\nten   sloten er\r\n**46** in “juni"),
        ("Daarna geen.", "Daarna geen"),
        ("Daarna een.", "Daarna een."),  # it is not there
        ("…", "…"),
    ],
)
def test_a_quote_is_found_over_line_ends_as_the_document_has_it(quote: str, expected: str) -> None:
    found = as_printed(PRINTED, quote)
    assert found == expected
    assert (found in PRINTED) == (quote not in ("Daarna een.", "…"))


def test_a_shelf_has_few_documents_of_one_kind_and_every_document_a_shelf() -> None:
    names = {f"report-{n}.txt" for n in range(13)} | {f"law-{n}.md" for n in range(7)}
    found = shelves(names)
    assert set().union(*found) == names
    assert sum(map(len, found)) == len(names)
    for shelf in found:
        assert 0 < len(shelf) <= TOGETHER
        assert len({name.split("-")[0] for name in shelf}) == 1
    assert found == shelves(sorted(names, reverse=True))


def test_what_is_asked_of_another_shelf_has_no_answer_here() -> None:
    lines = [
        {"id": f"q{n}", "type": "number" if n % 2 == 0 else "unanswerable", "question": "?",
         "answer": "4", "numbers": ["4"], "evidence": [{"doc": "a"}], "near_misses": []}
        for n in range(4 * ELSEWHERE)
    ]  # fmt: skip
    found = list(put_elsewhere(lines))
    assert [each["id"] for each in found] == [
        f"q{n}/elsewhere" for n in range(0, 4 * ELSEWHERE, ELSEWHERE)
    ]
    for each in found:
        assert (each["type"], each["evidence"], each["answer"]) == ("unanswerable", [], "")
    assert lines[0]["evidence"]


def test_the_parts_of_a_fit_share_no_document() -> None:
    from bench.answering import FOLDS, _fold

    asked = [
        {"id": f"q{n}", "evidence": [{"doc": f"report-{n % 50}.txt", "quote": "x"}]}
        for n in range(200)
    ]
    folds = {each["evidence"][0]["doc"]: _fold(each) for each in asked}
    assert all(folds[each["evidence"][0]["doc"]] == _fold(each) for each in asked)
    assert set(folds.values()) == set(range(FOLDS))
    twin = {"id": "t", "evidence": [], "near_misses": asked[7]["evidence"]}
    assert _fold(twin) == _fold(asked[7])

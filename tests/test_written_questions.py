"""Our own training questions: whole without the documents, and in their place with them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from training.written import BLIND, MEASURED, QUESTIONS, written_rows

every = pytest.mark.parametrize("path", [QUESTIONS, BLIND, MEASURED], ids=lambda path: path.name)


@every
def test_every_question_is_asked_once_and_only_the_unanswerable_lack_evidence(path: Path) -> None:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert max(Counter(row["id"] for row in rows).values()) == 1
    assert max(Counter(row["question"] for row in rows if not row.get("history")).values()) == 1
    for row in rows:
        assert (row["type"] == "unanswerable") == (not row["evidence"]), row["id"]


@every
def test_every_quote_stands_where_it_is_said_to_stand(path: Path, shared: Path) -> None:
    for row in written_rows(shared, path):
        quotes = [place["quote"] for place in (*row["evidence"], *row["near_misses"])]
        assert all(20 < len(quote) < 400 and quote == quote.strip() for quote in quotes), row["id"]
        said = "".join(place["quote"] for place in row["evidence"])
        assert all(number in said for number in row["numbers"]), row["id"]

"""Our own training questions: whole without the documents, and in their place with them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from training.written import QUESTIONS, written_rows

ROWS = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]


def test_every_question_is_asked_once_and_only_the_unanswerable_lack_evidence() -> None:
    assert max(Counter(row["id"] for row in ROWS).values()) == 1
    assert max(Counter(row["question"] for row in ROWS if "history" not in row).values()) == 1
    for row in ROWS:
        assert (row["type"] == "unanswerable") == (not row["evidence"]), row["id"]


def test_every_quote_stands_where_it_is_said_to_stand(shared: Path) -> None:
    for row in written_rows(shared):
        quotes = [place["quote"] for place in (*row["evidence"], *row["near_misses"])]
        assert all(20 < len(quote) < 400 and quote == quote.strip() for quote in quotes), row["id"]
        said = "".join(place["quote"] for place in row["evidence"])
        assert all(number in said for number in row["numbers"]), row["id"]

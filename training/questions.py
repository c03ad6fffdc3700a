"""Every question to learn from, with the other ways it is asked: of ``shared`` and our own.

Ours are ``written.jsonl`` over documents of ``shared`` and ``blind.jsonl`` over these and the
invented reports (``training.written``), the variants of the first two (``training.variants``), and
``reports/``: invented reports in the manner of inspectorates, courts of audit and municipalities,
with their questions. Those reports are the only texts here that were written, not found; each
question has its other forms and its twin in its own line, and a second twin, of another kind, in
``second_twins.jsonl``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.data import REPORTS, read_json_lines
from training.variants import read_variants
from training.written import BLIND, written_rows

Row = dict[str, Any]

BLIND_SET = "blind"
SECOND_TWINS = REPORTS / "second_twins.jsonl"


def question_rows(shared: Path) -> list[Row]:
    """All question rows, their evidence quoted, as in ``shared/train/questions.jsonl``."""
    rows: list[Row] = read_json_lines(shared / "train/questions.jsonl")
    rows += read_json_lines(shared / "eval/kamervragen-dev.jsonl")
    blind = [{**row, "set": BLIND_SET} for row in written_rows(shared, BLIND)]
    return rows + written_rows(shared) + blind + report_rows()


def report_rows() -> list[Row]:
    """The questions about the invented reports."""
    return read_json_lines(REPORTS / "questions.jsonl")


def all_variants() -> dict[str, Mapping[str, Any]]:
    """The variants of every question that has some, by its id."""
    found: dict[str, Mapping[str, Any]] = dict(read_variants())
    for row in (*report_rows(), *read_json_lines(BLIND)):
        if "other" in row:
            found[row["id"]] = row
    for row in read_json_lines(SECOND_TWINS):
        found[row["id"]] = {**found[row["id"]], "second": row}
    return found

"""The ranker's reading of the most promising passages, where there is a ranker.

Reading is the dearest step, so only the passages with the best sentences are read: three give what
twelve give (docs/answering.md has the figures).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa.answering.evidence import Candidate, with_readings

if TYPE_CHECKING:
    from qa.answering.question import Question
    from qa.rankers import Ranker

PASSAGES_RANKED = 3


def read_again(
    question: Question, found: Sequence[Candidate], ranker: Ranker | None
) -> list[Candidate]:
    """The candidates, best first, with the ranker's opinion of those in the best passages."""
    if ranker is None or not found:
        return list(found)
    hits = list({each.hit.passage_id: each.hit for each in found}.values())[:PASSAGES_RANKED]
    readings = ranker.read(
        question.understood,
        [
            (
                " > ".join((hit.report.metadata.title, *hit.passage.section)),
                hit.passage.text,
                [(sentence.start, sentence.end) for sentence in hit.passage.sentences],
            )
            for hit in hits
        ],
    )
    by_passage = {hit.passage_id: reading for hit, reading in zip(hits, readings, strict=True)}
    return with_readings(found, by_passage)

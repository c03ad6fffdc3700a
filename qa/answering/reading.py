"""The ranker's reading of the first passages, where there is a ranker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa.answering.evidence import PASSAGES_READ

if TYPE_CHECKING:
    from qa.answering.question import Question
    from qa.rankers import Ranker, Reading
    from qa.retrieval import Hit


def read_passages(
    question: Question, hits: Sequence[Hit], ranker: Ranker | None
) -> list[Reading] | None:
    """One reading for each of the first ``PASSAGES_READ`` hits; None without a ranker."""
    if ranker is None or not hits:
        return None
    return ranker.read(
        question.understood,
        [
            (
                " > ".join((hit.report.metadata.title, *hit.passage.section)),
                hit.passage.text,
                [(sentence.start, sentence.end) for sentence in hit.passage.sentences],
            )
            for hit in hits[:PASSAGES_READ]
        ],
    )

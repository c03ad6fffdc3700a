"""The ranker's opinion of sentences as one more feature of the candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from qa.answering.evidence import Candidate, best_first, weights

MOST_LOGIT = 8.0  # a ranker surer than this says no more


class Opinion(NamedTuple):
    """What the ranker thinks of a sentence: its logit, and its short answer as `Reading` has it."""

    logit: float
    span: tuple[int, int, float]


def with_opinions(
    found: Sequence[Candidate], opinions: Mapping[tuple[int, int], Opinion]
) -> list[Candidate]:
    """The candidates scored anew, best first; opinions by passage id and sentence."""
    model = weights()["evidence_ranker"]
    scored = []
    for candidate in found:
        opinion = opinions.get((candidate.hit.passage_id, candidate.sentence))
        features = {**candidate.features, **_of_ranker(opinion)}
        scored.append(
            replace(
                candidate,
                features=features,
                score=model.weighed(features),
                ranker_span=opinion.span if opinion else None,
            )
        )
    return sorted(scored, key=best_first)


def scores_with(
    found: Sequence[Candidate], opinions: Mapping[tuple[int, int], Opinion]
) -> list[float]:
    """What `with_opinions` would score each candidate, in the order given; much cheaper."""
    model = weights()["evidence_ranker"]
    return [
        model.weighed(candidate.features)
        + model.weighed(_of_ranker(opinions.get((candidate.hit.passage_id, candidate.sentence))))
        for candidate in found
    ]


def _of_ranker(opinion: Opinion | None) -> dict[str, float]:
    """The ranker's opinion as a feature; of a sentence that it did not read, just that."""
    if opinion is None:
        return {"unread": 1.0}
    return {"ranker": max(-MOST_LOGIT, min(MOST_LOGIT, opinion.logit))}

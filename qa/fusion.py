"""Several rankings of the same things as one.

Fusion is a weighted sum of the rankings' values, each brought to 0 … 1 (Bruch, Gai and Ingber, An
Analysis of Fusion Functions for Hybrid Retrieval, TOIS 2023): how far a passage lies ahead tells
more than its rank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Ranking = tuple[float, Sequence[tuple[int, float]]]
"""A weight, and (id, value) pairs, best first."""


def fused(
    rankings: Mapping[str, Ranking],
) -> tuple[dict[int, float], dict[int, dict[str, float]]]:
    """Fuse rankings, each a weight and its (id, value) pairs, best first.

    Returns each id's score, the sum over the rankings of ``weight * (value - last) / (first -
    last)``, with first and last the greatest and least value of the ranking, and for each id the
    rank (from 1) and value it had in each ranking that holds it. A ranking of weight 0 finds
    nothing; where all values are one, each counts in full.
    """
    scores: dict[int, float] = {}
    why: dict[int, dict[str, float]] = {}
    for name, (weight, ranking) in rankings.items():
        if not weight or not ranking:
            continue
        first, last = ranking[0][1], ranking[-1][1]
        for rank, (row, value) in enumerate(ranking, 1):
            part = (value - last) / (first - last) if first > last else 1.0
            scores[row] = scores.get(row, 0.0) + weight * part
            why.setdefault(row, {}).update({f"{name}_rank": float(rank), name: float(value)})
    return scores, why

"""What is quoted together: sentences that stand side by side and answer nearly as well.

Two sentences of one paragraph that both suit are one piece of evidence, and are read as the report
has them: a sentence apart from the one that explains it says less, and as two citations they would
take the place of another report's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answering.cut import words_in
from qa.answering.evidence import Candidate
from qa.model import BlockKind, Span

NEARLY_AS_GOOD = 3.0  # how far below the best score a supporting sentence may lie
MOST_SENTENCES = 3
MOST_WORDS = 80
JOINED = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


def joined(found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, best first, each citing its neighbours that suit nearly as well.

    A sentence that another one cites is left out.
    """
    at = {(each.hit.passage_id, each.sentence): each for each in found}
    taken: set[tuple[int, int]] = set()
    made = []
    for each in found:
        if (each.hit.passage_id, each.sentence) in taken:
            continue
        together = _with_neighbours(each, at, taken)
        taken |= {(one.hit.passage_id, one.sentence) for one in together}
        first = min(one.span.start for one in together)
        last = max(one.span.end for one in together)
        made.append(replace(each, span=Span(first, last)))
    return made


def _with_neighbours(
    best: Candidate,
    at: dict[tuple[int, int], Candidate],
    taken: set[tuple[int, int]],
) -> list[Candidate]:
    """The candidate, and the sentences next to it that may be quoted with it, the better first."""
    together = [best]
    while len(together) < MOST_SENTENCES:
        numbers = [each.sentence for each in together]
        beside = [
            each
            for number in (max(numbers) + 1, min(numbers) - 1)
            if (place := (best.hit.passage_id, number)) in at and place not in taken
            for each in (at[place],)
            if best.score - each.score <= NEARLY_AS_GOOD
            and _kind(best) in JOINED
            and _kind(each) in JOINED
            and sum(words_in(one.text) for one in (*together, each)) <= MOST_WORDS
        ]
        if not beside:
            break
        together.append(max(beside, key=lambda each: each.score))
    return together


def _kind(each: Candidate) -> BlockKind:
    return each.passage.sentences[each.sentence].kind

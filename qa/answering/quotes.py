"""What is quoted together: sentences that stand side by side and answer nearly as well.

Two sentences in a row that both suit are one piece of evidence, and are read as the report has
them: a sentence apart from the one that explains it says less, and as two citations they would take
the place of another report's.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from qa.answering.evidence import Candidate
from qa.answering.wording import words_in
from qa.model import BlockKind, Span

NEARLY_AS_GOOD = 3.0  # how far below the best score a supporting sentence may lie
MOST_SENTENCES = 3
MOST_WORDS = 80
JOINED = frozenset((BlockKind.PARAGRAPH, BlockKind.LIST_ITEM))


def joined(found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, best first, each citing its neighbours that suit nearly as well.

    Those that are quoted together cite the same place; each keeps its own figures.
    """
    at = {_place(each): each for each in found}
    wide: dict[tuple[int, int], Span] = {}
    for each in found:
        if _place(each) not in wide:
            together = _with_neighbours(each, at, wide)
            first = min(one.span.start for one in together)
            last = max(one.span.end for one in together)
            wide |= {_place(one): Span(first, last) for one in together}
    return [replace(each, span=wide[_place(each)]) for each in found]


def _place(each: Candidate) -> tuple[int, int]:
    return each.hit.passage_id, each.sentence


def _with_neighbours(
    best: Candidate,
    at: Mapping[tuple[int, int], Candidate],
    taken: Container[tuple[int, int]],
) -> list[Candidate]:
    """The candidate, and the sentences next to it that may be quoted with it, the better first."""
    together = [best]
    while len(together) < MOST_SENTENCES:
        numbers = [each.sentence for each in together]
        places = [(best.hit.passage_id, number) for number in (max(numbers) + 1, min(numbers) - 1)]
        beside = [at[place] for place in places if place in at and place not in taken]
        suiting = [each for each in beside if _suits(together, each)]
        if not suiting:
            break
        together.append(max(suiting, key=lambda each: each.score))
    return together


def _suits(together: Sequence[Candidate], other: Candidate) -> bool:
    """Whether a sentence answers nearly as well as the best one, and leaves the quote readable."""
    best = together[0]
    words = sum(words_in(each.text) for each in (*together, other))
    kinds = {_kind(best), _kind(other)}
    return best.score - other.score <= NEARLY_AS_GOOD and kinds <= JOINED and words <= MOST_WORDS


def _kind(each: Candidate) -> BlockKind:
    return each.passage.sentences[each.sentence].kind

"""The ranker's reading of the most promising places, where there is a ranker.

Reading is the dearest step and its price goes by the word, so only a window around the best
sentence of a few passages is read (docs/answering.md has the figures).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa.answering.cut import words_in
from qa.answering.evidence import Candidate, Opinion, with_opinions

if TYPE_CHECKING:
    from qa.answering.question import Question
    from qa.model import Passage
    from qa.rankers import Ranker

PASSAGES_RANKED = 4
WINDOW_WORDS = 70  # about; a sentence is read whole


def read_again(
    question: Question, found: Sequence[Candidate], ranker: Ranker | None
) -> list[Candidate]:
    """The candidates, best first, with the ranker's opinion of those in the best places."""
    if ranker is None or not found:
        return list(found)
    best: dict[int, Candidate] = {}
    for each in found:
        best.setdefault(each.hit.passage_id, each)
    places = [
        (each, window(each.passage, each.sentence))
        for each in list(best.values())[:PASSAGES_RANKED]
    ]
    readings = ranker.read(question.understood, [_given(each, inside) for each, inside in places])
    opinions: dict[tuple[int, int], Opinion] = {}
    for (each, inside), reading in zip(places, readings, strict=True):
        offset = each.passage.sentences[inside.start].start
        for sentence, logit, (start, end, likely) in zip(
            inside, reading.sentence_scores, reading.spans, strict=True
        ):
            opinion = Opinion(logit, (start + offset, end + offset, likely))
            opinions[each.hit.passage_id, sentence] = opinion
    return with_opinions(found, opinions)


def window(passage: Passage, sentence: int, most: int = WINDOW_WORDS) -> range:
    """The sentences around one, by turns after and before it, of at most ``most`` words together.

    The sentence itself is there whatever its length.
    """
    sizes = [words_in(passage.text[each.start : each.end]) for each in passage.sentences]
    first, last, room = sentence, sentence + 1, most - sizes[sentence]
    grown = True
    while grown:
        grown = False
        if last < len(sizes) and sizes[last] <= room:
            room, last, grown = room - sizes[last], last + 1, True
        if first > 0 and sizes[first - 1] <= room:
            room, first, grown = room - sizes[first - 1], first - 1, True
    return range(first, last)


def _given(each: Candidate, inside: range) -> tuple[str, str, list[tuple[int, int]]]:
    """Context, text and sentences of a window, as `Ranker.read` takes them."""
    passage = each.passage
    sentences = passage.sentences[inside.start : inside.stop]
    offset = sentences[0].start
    return (
        " > ".join((each.hit.report.metadata.title, *passage.section)),
        passage.text[offset : sentences[-1].end],
        [(one.start - offset, one.end - offset) for one in sentences],
    )

"""The ranker's reading of the most promising places, where there is a ranker.

Reading is the dearest step and its price goes by the word, so only a window around the best
sentence of a few passages is read, the most promising first, and no more of them once one is surely
right or far ahead (docs/answering.md has the figures).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa import table_rows
from qa.answering.evidence import Candidate
from qa.answering.opinions import Opinion, scores_with, with_opinions
from qa.answering.wording import words_in
from qa.model import CELL_SEPARATOR, BlockKind

if TYPE_CHECKING:
    from qa.answering.question import Question
    from qa.model import Passage
    from qa.rankers import Ranker, Reading

PASSAGES_RANKED = 4  # that the ranker reads, at most …
AT_ONCE = 2  # … and so many of them in one go
SURE = 0.5  # the logit of a sentence after which no other passage is read; or else, if …
FAR_AHEAD = 2.5  # … the best score lies so far above those of the passages not read yet
WINDOW_WORDS = 70  # about; a sentence is read whole
MOST_OVER = 120  # characters of what stands over a table, for a row that is read


def read_again(
    question: Question, found: Sequence[Candidate], ranker: Ranker | None
) -> list[Candidate]:
    """The candidates, best first, with the ranker's opinion of those in the best places."""
    if ranker is None or not found:
        return list(found)
    places = best_places(found, PASSAGES_RANKED)
    opinions: dict[tuple[int, int], Opinion] = {}
    for at in range(0, len(places), AT_ONCE):
        here, later = places[at : at + AT_ONCE], places[at + AT_ONCE :]
        readings = ranker.read(question.understood, [passage_input(*place) for place in here])
        for (each, inside), reading in zip(here, readings, strict=True):
            opinions |= _opinions(each, inside, reading)
        sure = max(opinion.logit for opinion in opinions.values()) >= SURE
        if sure or _ahead(found, scores_with(found, opinions), later):
            break
    return with_opinions(found, opinions)


def _ahead(
    found: Sequence[Candidate],
    scores: Sequence[float],
    unread: Sequence[tuple[Candidate, range]],
) -> bool:
    """Whether the best sentence lies far above all sentences of the passages not read yet."""
    ids = {each.hit.passage_id for each, _ in unread}
    rest = [score for each, score in zip(found, scores, strict=True) if each.hit.passage_id in ids]
    return not rest or max(scores) - max(rest) >= FAR_AHEAD


def best_places(found: Sequence[Candidate], most: int) -> list[tuple[Candidate, range]]:
    """The best sentence of each of the first ``most`` passages, with the window around it."""
    best: dict[int, Candidate] = {}
    for each in found:
        best.setdefault(each.hit.passage_id, each)
    return [(each, window(each.passage, each.sentence)) for each in list(best.values())[:most]]


def _opinions(each: Candidate, inside: range, reading: Reading) -> dict[tuple[int, int], Opinion]:
    """A reading's opinions of the sentences of a window, by passage id and sentence."""
    offset = each.passage.sentences[inside.start].start - len(_over_row(each.passage, inside))
    return {
        (each.hit.passage_id, sentence): Opinion(logit, (start + offset, end + offset, likely))
        for sentence, logit, (start, end, likely) in zip(
            inside, reading.sentence_scores, reading.spans, strict=True
        )
    }


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


def passage_input(each: Candidate, inside: range) -> tuple[str, str, list[tuple[int, int]]]:
    """Context, text and sentences of a window, as `Ranker.read` takes them.

    A window that begins within a table begins with what stands over it and with its column heads.
    """
    passage = each.passage
    sentences = passage.sentences[inside.start : inside.stop]
    above = _over_row(passage, inside)
    offset = sentences[0].start - len(above)
    return (
        " > ".join((each.hit.report.metadata.title, *passage.section)),
        above + passage.text[sentences[0].start : sentences[-1].end],
        [(one.start - offset, one.end - offset) for one in sentences],
    )


def _over_row(passage: Passage, inside: range) -> str:
    """The lines over the table that a window begins in; "" where it begins with them."""
    first = inside.start
    if passage.sentences[first].kind is not BlockKind.TABLE_ROW or table_rows.is_heads(
        passage, first
    ):
        return ""
    told = CELL_SEPARATOR.join(table_rows.heads(passage, first))
    over = table_rows.over(passage, first)[-MOST_OVER:]
    return "".join(f"{line}\n" for line in (over, told) if line)

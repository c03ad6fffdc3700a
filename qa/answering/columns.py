"""A list that stands in a table: the cells of the column whose head names what is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa import table_rows
from qa.answering import signs
from qa.answering.lists import MOST_ITEMS, Item, Listing
from qa.answering.matching import stems_of
from qa.answering.question import Question
from qa.answering.whole_tables import Neighbour, RowPlace, rows_of
from qa.language import fold
from qa.model import BlockKind, Passage, Span

CAUSES = re.compile(r"\b(?:oorzaken|redenen|verklaringen|causes|reasons|explanations)\b")
# Whether people or bodies are asked for in the plural: "welke provincies", "wie zitten er in".
_SEVERAL = re.compile(
    r"\b(?:welke|which) (?:\w+e )?\w{3,}(?:en|s)\b|\bwelke ministeries\b"
    r"|\bwie (?:zijn|doen|\w{3,}en)\b|\bwho (?:\w+ )?(?:are|were|take part|took part)\b"
)
MOST_PASSAGES = 3  # that a table's rows are taken from; each is a citation
WORDY = 0.5  # the share of a column's cells that hold words, and no figure, in a column of things
_WORD = re.compile(r"[^\W\d_]{3,}")
_FIGURE = re.compile(r"\d[\d.,]*")


def asks_several(question: Question) -> bool:
    """Whether a question for a reason, people or bodies asks for all there are, as a list has them.

    "Welke oorzaken", "what reasons"; "welke provincies doen mee", "wie zitten er in de raad".
    """
    folded = fold(question.understood)
    if question.kind == "why":
        return bool(CAUSES.search(folded))
    return question.kind == "who" and bool(_SEVERAL.search(folded))


def column_list(
    question: Question, passage: Passage, sentence: int, neighbour: Neighbour
) -> Listing | None:
    """The things that a table lists, where a question asks for them; None for none.

    ``sentence`` is a row of the table, or announces it; the table may run on over its passage's
    ends. The column is the one whose head has the noun asked ("welke oorzaken": "Oorzaak"), or the
    first where the line over the table has it. A question that is about some rows only (it has a
    figure or name of theirs) is not so answered.
    """
    own = _rows(passage, sentence)
    noun = _noun(question)
    rows = _whole_table(passage, own, neighbour) if noun else []
    if len(rows) < 2 or noun is None:
        return None
    texts = [row.text for row in rows]
    if _about_some(question, texts):
        return None
    asked = stems_of(noun)
    heads = table_rows.heads(passage, own[0])
    columns = [nth for nth, head in enumerate(heads) if asked & stems_of(head)]
    if not columns and not asked & stems_of(table_rows.over(rows[0].passage, rows[0].nth)):
        return None
    column = columns[0] if columns else 0
    items = []
    for (place, nth), text in zip(rows, texts, strict=True):
        places = table_rows.cells(text)
        if column >= len(places) or signs.SUMMARY_LABEL.match(fold(table_rows.label(text))):
            continue
        start = place.sentences[nth].start
        if text[slice(*places[column])].strip():
            items.append(Item(place, Span(*(start + at for at in places[column]))))
    wordy = sum(bool(_WORD.search(item.text)) and not _FIGURE.match(item.text) for item in items)
    if len(items) < 2 or wordy < WORDY * len(items):
        return None
    return Listing(tuple(items[:MOST_ITEMS]), _over(rows[0].passage, rows[0].nth))


def _noun(question: Question) -> str | None:
    """The noun whose things are asked for: the first of the focus, or "oorzaken", "reasons"."""
    causes = CAUSES.search(fold(question.understood))
    if question.kind == "why":
        return causes.group() if causes else None
    return question.focus[0] if question.focus else None


def _rows(passage: Passage, sentence: int) -> list[int]:
    """The rows of the table that a sentence is a row of, or announces; its heads left out."""
    count = len(passage.sentences)
    first = sentence if _is_row(passage, sentence) else sentence + 1
    while first > 0 and first < count and _is_row(passage, first - 1):
        first -= 1
    rows = []
    for nth in range(first, count):
        if not _is_row(passage, nth):
            break
        if not table_rows.is_heads(passage, nth):
            rows.append(nth)
    return rows


def _whole_table(passage: Passage, own: Sequence[int], neighbour: Neighbour) -> list[RowPlace]:
    """A passage's rows with those of the same table in the next ones, where the rows have heads.

    Its own alone, where all could not be cited.
    """
    here = [RowPlace(passage, nth) for nth in own]
    if not own or not passage.sentences[own[0]].heads:
        return here
    rows = rows_of(here[0], neighbour)
    passages = {row.passage.ordinal for row in rows}
    return rows if 0 < len(passages) <= MOST_PASSAGES else here


def _is_row(passage: Passage, sentence: int) -> bool:
    return passage.sentences[sentence].kind is BlockKind.TABLE_ROW


def _about_some(question: Question, rows: Sequence[str]) -> bool:
    """Whether a name or figure of the question stands in some of the rows, and not in others."""
    folded = [fold(row) for row in rows]
    told = [*question.names, *_FIGURE.findall(question.understood)]
    return any(0 < sum(fold(each) in row for row in folded) < len(rows) for each in told)


def _over(passage: Passage, first: int) -> Item | None:
    """The line right over the table of a row, which announces the list; None for none."""
    while first > 0 and _is_row(passage, first - 1):
        first -= 1
    if not first:
        return None
    start, end, *_ = passage.sentences[first - 1]
    return Item(passage, Span(start, end))

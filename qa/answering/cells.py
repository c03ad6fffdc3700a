"""Which cell of a table's row answers: the one whose column head has the question's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa import table_rows
from qa.answering import signs
from qa.answering.question import YEAR
from qa.language import fold
from qa.model import BlockKind, Passage, Span

if TYPE_CHECKING:
    from qa.answering.matching import Terms
    from qa.answering.question import Question

RIGHT_YEAR = 1.0  # what a head's year adds to the share of the question's words that it meets …
RIGHT_UNIT = 0.3  # … its unit, where the question asks for that …
OTHER_YEAR = -0.5  # … and that of another year
OF_PLANS = 0.3  # what a head of plans loses where none is asked
PRECISION = 0.04  # what a head gains all whose words are asked
ONLY_A_YEAR = 2.0  # what a cell loses that is only a year, where a count is asked
YEAR_OVER, UNIT_OVER = 0.5, 0.3  # what a head or title that says them adds to a cell's fit
LEAST = 0.05  # a head that meets less of the question is not asked for
_RATE = re.compile(r"\b(?:rate|ratio|quote|\w*kans|\w*graad|\w*quote)\b")  # a share by its name


def asked_cell(question: Question, passage: Passage, nth: int, terms: Terms) -> Span | None:
    """The cell of row ``nth`` that is asked for, as a span of the row's text.

    None where the sentence is no row, has no heads, or two columns suit as well. Where the row has
    but one cell beside its label, that is it. A question that asks no figure must have the row's
    label: else the label may be what it asks.
    """
    if passage.sentences[nth].kind is not BlockKind.TABLE_ROW:
        return None
    heads = table_rows.heads(passage, nth)
    if len(heads) < 2:
        return None
    text = passage.sentence_text(nth)
    spans = table_rows.cells(text)
    label = table_rows.label(text)
    if not question.asks_figure and terms.share(terms.met(label)) < LEAST:
        return None
    if len(spans) == 2:
        return spans[1]
    over = table_rows.over(passage, nth)
    if question.kind == "mark" and not _names_marks((over, *passage.section, *heads, label)):
        return None
    values = [text[slice(*span)] for span in spans[1:]]
    worth = worth_of_columns(question, heads[1:], values, terms, (label, over))
    best = max(worth)
    if best < LEAST or worth.count(best) > 1:
        return None
    return spans[1 + worth.index(best)]


def worth_of_columns(
    question: Question,
    heads: Sequence[str],
    values: Sequence[str],
    terms: Terms,
    around: Sequence[str],
) -> list[float]:
    """How well each column answers by its head, and by its value in a row; about -2 to 3.

    What stands ``around`` the figures (the row's label, the line over the table) is said of all of
    them.
    """
    told = terms.met(*around)
    asked = fold(question.text)
    plans, whole = bool(signs.PLANNED.search(asked)), bool(signs.IN_TOTAL.search(asked))
    worth: list[float] = []
    before = 0.0
    for head, value in zip(heads, values, strict=True):
        # "Begroot 2021" is met by "spend" as little as "2021" is
        said = head if plans else signs.PLANNED.sub(" ", fold(head))
        own = _worth(question, said, terms, told) + _precision(said, terms)
        own += _unit(question, said, value)
        own -= 0.0 if plans else _planned(head)
        own += RIGHT_UNIT if whole and signs.TOTAL_LABEL.match(fold(head)) else 0.0
        if signs.BARE_UNIT.fullmatch(head.strip()):
            own += before  # "Geslaagd: aantal | %"
        before = max(0.0, _worth(question, head, terms, told))
        worth.append(own - (ONLY_A_YEAR if _is_year(question, value) else 0.0))
    return worth


def _unit(question: Question, head: str, value: str) -> float:
    """What the unit of a head or value adds: for the kind asked, against a share where none is."""
    if has_unit(question, f"{head} {value}"):
        return RIGHT_UNIT
    if _RATE.search(fold(question.text)) and signs.UNITS["share"].search(f"{head} {value}"):
        return RIGHT_UNIT
    if question.kind in ("number", "amount") and signs.UNITS["share"].search(f"{head} {value}"):
        return -RIGHT_UNIT
    return 0.0


def said_over(question: Question, passage: Passage, nth: int, cell: Span) -> float:
    """What stands over a cell that a sentence would have to say itself: its year, its unit."""
    at = table_rows.cells(passage.sentence_text(nth)).index(cell)
    head = table_rows.heads(passage, nth)[at]
    years = {int(year) for year in YEAR.findall(head)}
    told = has_unit(question, f"{head} {table_rows.over(passage, nth)}")
    return (YEAR_OVER if years & set(question.years) else 0.0) + (UNIT_OVER if told else 0.0)


def _planned(head: str) -> float:
    """What a head of plans or norms loses where none is asked for: "Begroot" beside "Werkelijk"."""
    folded = fold(head)
    return OF_PLANS if signs.PLANNED.search(folded) and not signs.ACTUAL.search(folded) else 0.0


def _precision(head: str, terms: Terms) -> float:
    """What the share of its own words that the question has adds: little, to part equal heads.

    "Doden" suits better than "Streefwaarde doden".
    """
    words = head.split()
    return PRECISION * sum(any(terms.met(word)) for word in words) / len(words) if words else 0.0


def _is_year(question: Question, value: str) -> bool:
    """Whether a cell is only a year, where a count or amount is asked."""
    return question.asks_figure and bool(YEAR.fullmatch(value.strip()))


def _names_marks(lines: Sequence[str]) -> bool:
    """Whether a table is one of marks: "9,0" under a budget's head is none."""
    return any(signs.UNITS["mark"].search(fold(line)) for line in lines)


def has_unit(question: Question, text: str) -> bool:
    """Whether a head, label or cell is of the kind asked by its unit: "Duur (dagen)", "86%"."""
    unit = signs.UNITS.get(question.kind)
    return unit is not None and bool(unit.search(fold(text)))


def _worth(question: Question, head: str, terms: Terms, told: Sequence[float]) -> float:
    """How much of the question a head meets, twice what is not ``told`` of the whole row; its year.

    0 to 2, and what the year adds.
    """
    met = terms.met(head)
    own = [max(0.0, worth - known) for worth, known in zip(met, told, strict=True)]
    share = terms.share(met) + terms.share(own)
    years = {int(year) for year in YEAR.findall(head)}
    if not years or not question.years:
        return share
    return share + (RIGHT_YEAR if years & set(question.years) else OTHER_YEAR)

"""Which cell of a table's row answers: the one whose column head has the question's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa import table_rows
from qa.answering.question import YEAR
from qa.model import BlockKind, Passage, Span

if TYPE_CHECKING:
    from qa.answering.matching import Terms
    from qa.answering.question import Question

RIGHT_YEAR = 1.0  # what a head's year adds to the share of the question's words that it meets …
OTHER_YEAR = -0.5  # … and that of another year
LEAST = 0.05  # a head that meets less of the question is not asked for


def asked_cell(question: Question, passage: Passage, nth: int, terms: Terms) -> Span | None:
    """The cell of row ``nth`` that is asked for, as a span of the row's text.

    None where the sentence is no row, has no heads, or two columns suit as well. Where the row has
    but one cell beside its label, that is it.
    """
    if passage.sentences[nth].kind is not BlockKind.TABLE_ROW:
        return None
    heads = table_rows.heads(passage, nth)
    if len(heads) < 2:
        return None
    spans = table_rows.cells(passage.sentence_text(nth))
    if len(spans) == 2:
        return spans[1]
    worth = [_worth(question, head, terms) for head in heads[1:]]
    best = max(worth)
    if best < LEAST or worth.count(best) > 1:
        return None
    return spans[1 + worth.index(best)]


def _worth(question: Question, head: str, terms: Terms) -> float:
    share = terms.share(terms.met(head))
    years = {int(year) for year in YEAR.findall(head)}
    if not years or not question.years:
        return share
    return share + (RIGHT_YEAR if years & set(question.years) else OTHER_YEAR)

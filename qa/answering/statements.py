"""What is said of the evidence: each piece of it with the short answer it holds.

The best sentence comes first, cut as the kind of question asks; then the sentences that support it
or give another report's value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qa.answering import signs
from qa.answering.columns import asks_several, column_list
from qa.answering.comparing import HALF_AS_WELL, comparable, counts_otherwise
from qa.answering.cut import (
    LONGEST,
    LONGEST_LITTLE,
    OF_A_CELL,
    clause_around,
)
from qa.answering.evidence import Candidate
from qa.answering.frames import frame
from qa.answering.lists import Listing, listing, named_items
from qa.answering.quotes import NEARLY_AS_GOOD
from qa.answering.shorts import clip, short_answer
from qa.answering.table_units import unit_of
from qa.answering.verdict import verdict
from qa.answering.wording import words_in
from qa.language import fold
from qa.model import Figure, Passage, Span

if TYPE_CHECKING:
    from qa.answering.question import Question
    from qa.figures import Quantity
    from qa.index import Index

MOST_WORDS_OF_LIST = 200
SUPPORTS = 4.0  # how far below the best score a sentence may lie that is cited beside it
FAR_FROM_BEST = 5.0  # … and one of another report that counts otherwise: "28 procent wel"


@dataclass(frozen=True, slots=True)
class Statement:
    """A piece of evidence: where it stands, and what of it is the short answer."""

    passage: Passage
    span: Span
    short: str = ""
    figures: tuple[Figure, ...] = ()
    quantity: Quantity | None = None  # the figure that answers, where reports are compared by it
    otherwise: bool = False  # another report's figure for the same thing, counted in another way
    turned: bool = False  # it denies what the question asserts, or the other way round
    forecast: bool = False  # the figure tells what was to come, where that is not asked
    of_short: bool = False  # the short answer of the statement before it stands on it too
    part: int = 0  # which part of the question it answers
    value: str = ""  # its own short answer, where ``short`` is that of several


def across(question: Question) -> bool:
    """Whether the question is about more than one report or value."""
    return question.asks_agreement or question.kind in ("comparison", "list")


def statements(question: Question, found: Sequence[Candidate], index: Index) -> list[Statement]:
    """The best statement, then the supporting ones: near the best, other reports' first."""
    best = found[0]
    may_list = _may_list(question) and best.features["announces"]
    if best.settled:
        answered = _settled(question, best)
    elif question.kind == "list" or may_list or asks_several(question):
        answered = _listed(question, found, index)
    elif question.kind == "yesno" and not question.asks_agreement:
        answered = [_yes_or_no(question, best)]
    elif across(question):
        answered = _compared(question, found)
    else:
        answered = _with_unit(question, best, index)
    found = [best, *[each for each in found[1:] if not each.features.get("year_other")]]
    near = [each for each in found[1:] if each.score > best.score - NEARLY_AS_GOOD]
    first_of = {each.passage.report: each for each in reversed(near)}
    first_of.pop(best.passage.report, None)
    same_kind = [
        each
        for each in near
        if first_of.get(each.passage.report) is each and comparable(question, best, each)
    ]
    otherwise = [
        each
        for each in found[1:]
        if each not in same_kind
        and each.score > best.score - FAR_FROM_BEST
        and counts_otherwise(question, best, each)
    ][:1]
    first = [*same_kind, *otherwise]
    support = [*first, *[each for each in _support(found) if each not in first]]
    return answered + [
        statement_of(question, each) if each in same_kind else _beside(question, best, each)
        for each in support
    ]


def _settled(question: Question, best: Candidate) -> list[Statement]:
    """What was worked out over a table, and the line that has it where its row has not."""
    over = [Statement(*best.stands_on, of_short=True)] if best.stands_on else []
    return [statement_of(question, best), *over]


def _with_unit(question: Question, best: Candidate, index: Index) -> list[Statement]:
    """The best statement; a table's figure with its unit, and the line that says that."""
    said = statement_of(question, best)
    unit = unit_of(question, best, neighbours(index)) if question.kind in OF_A_CELL else None
    if unit is None or said.short != best.text[slice(*best.cut.span)].strip(" .,;:"):
        return [said]
    over = Statement(unit.passage, unit.span, of_short=True)
    return [replace(said, short=unit.of(said.short)), over]


def _support(found: Sequence[Candidate]) -> list[Candidate]:
    """The sentences that may bear the best one out, the better first.

    When the best is wrong, one of them may be right. Other orders (another passage's first, the
    retriever's first passage) find no more.
    """
    return [each for each in found[1:] if each.score > found[0].score - SUPPORTS]


def _beside(question: Question, best: Candidate, other: Candidate) -> Statement:
    """A sentence that supports the best one; where it counts otherwise, with the clause that does.

    "28 procent" by itself, beside "59 van de 125", says nothing; its clause says of what.
    """
    said = replace(statement_of(question, other), quantity=None)
    if not counts_otherwise(question, best, other) or other.cut.choice is None:
        return said
    return replace(said, short=_clause_of(other, other.cut.choice.quantity), otherwise=True)


def _clause_of(candidate: Candidate, figure: Quantity) -> str:
    """The words of the clause that a figure stands in."""
    clause = clause_around(candidate.text, Span(figure.start, figure.end), LONGEST_LITTLE)
    return candidate.text[clause.start : clause.end].strip(" .,;:|")


def _may_list(question: Question) -> bool:
    """Whether a list may answer a question that does not ask for one in so many words."""
    return question.kind in ("fact", "how", "definition", "why", "where")


def statement_of(question: Question, candidate: Candidate) -> Statement:
    """A candidate as a statement: what is cited, the short answer in it, its figures."""
    folded = fold(candidate.text)
    span, short, figure = short_answer(question, candidate)
    turned = bool(signs.NEGATION.search(folded)) != question.negated
    in_row = candidate.passage.sentences[candidate.sentence].kind == "table_row"
    if turned and question.negated and question.asks_figure and figure is not None and not in_row:
        # "28 procent" alone would be those that missed it, where 28 percent made it.
        short = _clause_of(candidate, figure)
    return Statement(
        candidate.passage,
        span,
        short,
        _figures(candidate),
        figure,
        turned=turned,
        forecast=_is_forecast(question, candidate, figure),
    )


def _is_forecast(question: Question, candidate: Candidate, figure: Quantity | None) -> bool:
    """Whether the figure's own clause tells what was to come, and the question does not ask it."""
    if figure is None or not (question.asks_figure or question.kind == "date"):
        return False
    clause = clause_around(candidate.text, Span(figure.start, figure.end), LONGEST)
    told = fold(candidate.text[clause.start : clause.end])
    return bool(signs.FORECAST.search(told)) and not signs.FORECAST.search(fold(question.text))


def _figures(candidate: Candidate) -> tuple[Figure, ...]:
    """The figures of a sentence, each of the sentence's date, else of the report's."""
    metadata = candidate.hit.report.metadata
    found = candidate.quantities
    dates = [item.date for item in found if item.kind == "date" and item.date]
    return tuple(
        Figure(item.value, item.of, item.counts or item.unit, dates[0] if dates else metadata.date)
        for item in found
        if item.kind not in ("date", "year", "ordinal")
    )


def _yes_or_no(question: Question, best: Candidate) -> Statement:
    """Led by "Ja" or "Nee" where the sentence settles it, else the sentence alone."""
    said, answer = statement_of(question, best), verdict(question, best)
    if answer is None:
        return said
    return replace(said, short=f"{frame(question.language, answer)}: {said.short}")


def _compared(question: Question, found: Sequence[Candidate]) -> list[Statement]:
    """The two best sentences side by side, of different reports where reports are compared."""
    best = found[0]
    second = None if question.asks_agreement else _quoted_with(best, found)
    second = second or next(
        (
            each
            for each in found[1:]
            if each.score > best.score - NEARLY_AS_GOOD
            and _words(each) >= HALF_AS_WELL * _words(best)
            and (each.passage.report != best.passage.report or not question.asks_agreement)
        ),
        None,
    )
    first = statement_of(question, best)
    if second is None or words_in(first.short) > LONGEST * 0.6:
        return [first]
    other = statement_of(question, second)
    piece = clip(other.short, LONGEST - words_in(first.short))
    return [replace(first, short=f"{first.short}; {piece}"), other]


def _quoted_with(best: Candidate, found: Sequence[Candidate]) -> Candidate | None:
    """The best of the sentences that are quoted with the best one: the other side stands there."""
    return next(
        (each for each in found[1:] if each.span == best.span and each.passage is best.passage),
        None,
    )


def _words(candidate: Candidate) -> float:
    """The share of the question's words that it meets with what stands around it."""
    return candidate.features["words"] + candidate.features["words_around"]


def _listed(question: Question, found: Sequence[Candidate], index: Index) -> list[Statement]:
    """The whole list at the best candidate that has one, as long as the question says it is."""
    near = [each for each in found[:6] if each.score > found[0].score - NEARLY_AS_GOOD]
    lists = [(each, items) for each in near if (items := _list_at(question, each, index))]
    if question.items:
        exact = [pair for pair in lists if len(pair[1].items) == question.items]
        lists = exact or [pair for pair in lists if pair[0] is found[0]]
    else:
        lists = [pair for pair in lists if pair[0] is found[0]]
    if question.kind == "who":  # two names are cut as such, with what they are
        lists = [pair for pair in lists if len(pair[1].items) > 2]
    if not lists:
        return [statement_of(question, found[0])]
    candidate, items = lists[0]
    return _list_statements(candidate, items)


def _list_at(question: Question, candidate: Candidate, index: Index) -> Listing | None:
    """The list at a candidate: of items, or of a table's cells."""
    passage, sentence = candidate.passage, candidate.sentence
    neighbour = neighbours(index)
    return column_list(question, passage, sentence, neighbour) or listing(
        passage, sentence, question.items, neighbour
    )


def _list_statements(candidate: Candidate, found: Listing) -> list[Statement]:
    """The list, one statement for each passage it stands in; the first has the short answer."""
    texts: list[str] = []
    for text in named_items(found):
        if words_in("; ".join([*texts, text])) > MOST_WORDS_OF_LIST:
            break
        texts.append(text)
    passages = list(dict.fromkeys(item.passage.ordinal for item in found.items))
    statements = []
    for ordinal in passages:
        members = [item for item in found.items if item.passage.ordinal == ordinal]
        passage = members[0].passage
        start = min(item.span.start for item in members)
        end = max(item.span.end for item in members)
        if found.intro and found.intro.passage.ordinal == ordinal:
            start, end = min(start, found.intro.span.start), max(end, found.intro.span.end)
        statements.append(Statement(passage, Span(start, end)))
    home = candidate.passage.ordinal
    statements.sort(key=lambda each: each.passage.ordinal != home)
    return [replace(statements[0], short="; ".join(texts)), *statements[1:]]


def neighbours(index: Index) -> Callable[[Passage, int], Passage | None]:
    """Finds the passage so many places after another in its report, or before it."""

    def neighbour(passage: Passage, step: int) -> Passage | None:
        ids = index.passage_ids(passage.report)
        at = passage.ordinal + step
        return index.passage(ids[at]) if 0 <= at < len(ids) else None

    return neighbour

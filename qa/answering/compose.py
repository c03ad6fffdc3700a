"""The answer in words: a short answer, then the evidence report by report, each cited.

What is said beyond the fixed frames is quoted. Reports stand oldest first; where they give
different values, a sentence says so and gives each with its date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qa.answering.citations import cite
from qa.answering.cut import LONGEST_LITTLE, words_in
from qa.answering.evidence import Candidate
from qa.answering.frames import frame
from qa.answering.quotes import joined
from qa.answering.statements import (
    Statement,
    across,
    comparable,
    statement_of,
    statements,
)
from qa.figures import same_value
from qa.model import Citation, Figure, Finding

if TYPE_CHECKING:
    from qa.answering.question import Question
    from qa.figures import Quantity
    from qa.index import Index

MOST_CITED = 3
MOST_CITED_ACROSS = 5
SMALLEST_WHOLE = 10  # "one in three" was not counted, and is not turned round


@dataclass(slots=True)
class Draft:
    """An answer before it is checked."""

    short: str
    text: str
    citations: list[Citation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def draft(question: Question, found: Sequence[Sequence[Candidate]], index: Index) -> Draft:
    """The answer to a question from the candidates of each of its parts, best first."""
    parts = question.parts or (question,)
    found = [joined(best) for best in found]
    said: list[Statement] = []
    shorts: list[str] = []
    for part, best in zip(parts, found, strict=True):
        answered = statements(part, best, index)
        said.append(answered[0])
        short = " ".join(answered[0].short.split())
        if short not in shorts:
            shorts.append(short)
        if len(parts) == 1:
            said += answered[1:]
        else:
            said += [each for each in answered[1:] if each.of_short]
    if len(parts) > 1:
        for part, best in zip(parts, found, strict=True):
            others = [each for each in best[1:] if each.span != best[0].span]
            for other in others[:1]:
                beside = statement_of(part, other)
                alike = comparable(part, best[0], other)
                said.append(beside if alike else replace(beside, quantity=None))
    limit = MOST_CITED if len(parts) == 1 and not across(question) else MOST_CITED_ACROSS
    return _written(question, "; ".join(shorts), _distinct(said), limit, index)


def _distinct(statements: Sequence[Statement]) -> list[Statement]:
    """Statements whose quotes do not lie in an earlier one's."""
    kept: list[Statement] = []
    for each in statements:
        place = each.passage.map.source_span(*each.span)
        if place is None:
            continue
        inside = False
        for other in kept:
            taken = other.passage.map.source_span(*other.span)
            if other.passage.report == each.passage.report and taken:
                inside = inside or (place.start < taken.end and taken.start < place.end)
        if not inside:
            kept.append(each)
    return kept


def _written(
    question: Question, short: str, statements: Sequence[Statement], limit: int, index: Index
) -> Draft:
    """Citations in order of worth; the text with the short answer, then reports oldest first."""
    made = Draft(short, "")
    lines: list[tuple[str, str]] = []
    first_marks = ""
    shown: list[tuple[Statement, str]] = []
    for statement in statements:
        if len(made.citations) >= limit:
            break
        cited = cite(index, statement.passage, statement.span, len(made.citations) + 1)
        if not cited:
            continue
        made.citations += cited
        marks = "".join(f"[{each.n}]" for each in cited)
        first_marks = first_marks or marks
        pieces = sorted(cited, key=lambda each: (each.page or 0, each.start))
        quote = " ".join(each.quote for each in pieces)
        made.findings.append(Finding(quote, statement.figures, cited[0].n))
        dated = f" ({cited[0].date})" if cited[0].date else ""
        line = frame(
            question.language, "evidence", title=cited[0].title, date=dated,
            quote=" ".join(quote.split()), marks=marks,
        )  # fmt: skip
        lines.append((cited[0].date or "", line))
        if statement.of_short and shown:
            shown[-1] = (shown[-1][0], shown[-1][1] + marks)
            first_marks = shown[0][1]
        else:
            shown.append((statement, marks))
    derived = _turned_round(question, shown, made)
    all_marks = "".join(dict.fromkeys(marks for _, marks in shown))
    if shown and shown[0][0].forecast:
        short = f"{short} ({frame(question.language, 'forecast')})"
    lead = f"{short[:1].upper()}{short[1:]} {first_marks if ';' not in short else all_marks}"
    differing = _differing(question, shown, index) or _counted_otherwise(question, shown, index)
    made.text = "\n".join(
        [lead, *derived, *differing, *[line for _, line in sorted(lines, key=_by_date)]]
    )
    return made


def _turned_round(
    question: Question, shown: Sequence[tuple[Statement, str]], made: Draft
) -> list[str]:
    """What follows from a share of what is asked turned round: 59 of 125 did not, so 66 did."""
    if not shown or not question.asks_figure:
        return []
    statement, marks = shown[0]
    share = statement.quantity
    if share is None or share.kind != "share" or not statement.turned or not share.of:
        return []
    if share.of <= SMALLEST_WHOLE or share.value != int(share.value) or share.of != int(share.of):
        return []
    rest = share.of - share.value
    counted = f" {share.counts}" if share.counts else ""
    told = f"{share.of:.0f} - {share.value:.0f} = {rest:.0f}{counted}"
    figure = Figure(rest, share.of, share.counts)
    made.findings.append(Finding(told, (figure,), made.citations[0].n, derived=True))
    return [f"{frame(question.language, 'derived', sum=told)} {marks}"]


def _counted_otherwise(
    question: Question, shown: Sequence[tuple[Statement, str]], index: Index
) -> list[str]:
    """A sentence that says that another report counts the same thing differently; or nothing."""
    others = [
        (statement, marks)
        for statement, marks in shown[1:]
        if statement.otherwise and words_in(statement.short) <= LONGEST_LITTLE
    ]
    if not others or not question.asks_figure:
        return []
    date = index.report(shown[0][0].passage.report).metadata.date
    statement, marks = others[0]
    of_other = index.report(statement.passage.report).metadata.date
    later = bool(date and of_other and of_other > date)
    name = "later_otherwise" if later else "otherwise"
    return [frame(question.language, name, value=f"{statement.short} {marks}")]


def _by_date(line: tuple[str, str]) -> str:
    return line[0]


def _differing(
    question: Question, shown: Sequence[tuple[Statement, str]], index: Index
) -> list[str]:
    """A sentence that says that reports give different values, each with its date; or nothing."""
    if not (question.asks_figure or question.kind == "date"):
        return []
    values: list[tuple[str, str, Quantity]] = []
    reports = set()
    for statement, marks in shown:
        report = statement.passage.report
        if statement.quantity is None or report in reports:
            continue
        reports.add(report)
        date = index.report(report).metadata.date or ""
        values.append((date, f"{statement.short} {marks}", statement.quantity))
    if len(values) < 2 or all(same_value(values[0][2], value) for _, _, value in values[1:]):
        return []
    values.sort(key=lambda value: value[0])
    told = [
        frame(question.language, "dated" if date else "undated", value=text, date=date)
        for date, text, _ in values
        if words_in(text) <= LONGEST_LITTLE + 2
    ]
    return [frame(question.language, "differ", values="; ".join(told))] if len(told) > 1 else []

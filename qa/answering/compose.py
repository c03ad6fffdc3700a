"""The answer in words: a short answer, then the evidence report by report, each cited.

What is said beyond the fixed frames is quoted. Reports stand oldest first; where they give
different values, a sentence says so and gives each with its date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qa.answering import change_signs
from qa.answering.citations import cite
from qa.answering.comparing import comparable
from qa.answering.cut import LONGEST_LITTLE
from qa.answering.evidence import Candidate
from qa.answering.frames import frame
from qa.answering.quotes import NEARLY_AS_GOOD, joined
from qa.answering.statements import (
    FAR_FROM_BEST,
    Statement,
    across,
    statement_of,
    statements,
)
from qa.answering.together import of_each_report, together
from qa.answering.wording import spoken, words_in
from qa.figures import same_value
from qa.language import fold
from qa.model import Citation, Figure, Finding, Passage, Span

if TYPE_CHECKING:
    from qa.answering.question import Question
    from qa.figures import Quantity
    from qa.index import Index

_VERDICT = re.compile(r"^(?:Ja|Nee|Yes|No): ")  # opens a short answer to a yes-or-no question
MOST_CITED = 3  # citations of an answer
MOST_CITED_ACROSS = 5  # … and of one that compares, lists or has parts
SMALLEST_WHOLE = 10  # "one in three" was not counted, and is not turned round


@dataclass(slots=True)
class Draft:
    """An answer before it is checked."""

    short: str
    text: str
    citations: list[Citation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement that is cited: its marks, its quote, and its report's date or ""."""

    statement: Statement
    marks: str
    quote: str
    date: str


def draft(question: Question, found: Sequence[Sequence[Candidate]], index: Index) -> Draft:
    """The answer to a question from the candidates of each of its parts, best first."""
    parts = question.parts or (question,)
    found = [joined(best) for best in together(parts, found)]
    if len(parts) > 1:
        return _in_parts(question, parts, found, index)
    best = _newest_first(question, found[0])
    said = _agreeing(question, best, index) or statements(question, best, index)
    short = " ".join(said[0].short.split())
    limit = MOST_CITED_ACROSS if across(question) else MOST_CITED
    return _written(question, [short], _distinct(said), limit, index)


def _in_parts(
    question: Question,
    parts: Sequence[Question],
    found: Sequence[Sequence[Candidate]],
    index: Index,
) -> Draft:
    """Each part's answer, then what supports it or gives another report's value."""
    said: list[Statement] = []
    shorts: list[str] = []
    for nth, (part, best) in enumerate(zip(parts, found, strict=True)):
        first, *rest = statements(part, best, index)
        shorts.append(" ".join(first.short.split()))
        said += [
            replace(each, part=nth) for each in (first, *rest) if each is first or each.of_short
        ]
    for nth, (part, best) in enumerate(zip(parts, found, strict=True)):
        others = [
            each
            for each in best[1:]
            if each.span != best[0].span and each.score > best[0].score - NEARLY_AS_GOOD
        ]
        for other in others[:1]:
            beside = replace(statement_of(part, other), part=nth)
            alike = comparable(part, best[0], other)
            said.append(beside if alike else replace(beside, quantity=None))
    firsts = [next(each for each in said if each.part == nth) for nth in range(len(parts))]
    best_of = [best[0].text for best in found]
    foreseen = any(change_signs.NORM_OR_FORECAST.search(fold(text)) for text in best_of)
    answer = None if foreseen else _changed(question, firsts)
    if question.kind == "yesno" and answer:
        shorts[0] = f"{frame(question.language, answer)}: {shorts[0]}"
    return _written(question, shorts, _distinct(said), MOST_CITED_ACROSS, index)


def _agreeing(question: Question, found: Sequence[Candidate], index: Index) -> list[Statement]:
    """What each report gives, led by whether they agree; empty where only one gives a figure."""
    if not (question.asks_agreement and question.asks_figure):
        return []
    told = [statement_of(question, each) for each in of_each_report(question, found)]
    first = told[0].quantity
    told.sort(key=lambda each: index.report(each.passage.report).metadata.date or "")
    told = [
        each
        for each in told
        if first
        and each.quantity
        and (each.quantity.kind, each.quantity.unit) == (first.kind, first.unit)
    ]
    figures = [each.quantity for each in told if each.quantity is not None]
    if len(figures) < 2:
        return []
    agree = all(same_value(figures[0], other) for other in figures[1:])
    said = "yes" if agree != bool(change_signs.AT_ODDS.search(fold(question.text))) else "no"
    shorts = "; ".join(dict.fromkeys(each.short for each in told))
    short = f"{frame(question.language, said)}: {shorts}"
    return [replace(told[0], short=short, value=told[0].short), *told[1:]]


def _newest_first(question: Question, found: Sequence[Candidate]) -> Sequence[Candidate]:
    """The candidates; where the latest is asked, the newest report's value of those alike first."""
    if not question.wants_latest or not found:
        return found
    best = found[0]
    alike = [
        each
        for each in found
        if each.score > best.score - FAR_FROM_BEST
        and (each is best or comparable(question, best, each))
    ]
    newest = max(alike, key=lambda each: each.hit.report.metadata.date or "")
    return [newest, *[each for each in found if each is not newest]]


def _changed(question: Question, said: Sequence[Statement]) -> str | None:
    """Whether what was asked to have gone up or down between two years did; None if unknown."""
    before, after = said[0].quantity, said[-1].quantity
    if before is None or after is None or (before.kind, before.unit) != (after.kind, after.unit):
        return None
    asked = fold(question.text)
    rose, fell = bool(change_signs.ROSE.search(asked)), bool(change_signs.FELL.search(asked))
    if rose == fell:
        return None
    risen = after.value > before.value
    return "yes" if after.value != before.value and risen == rose else "no"


def _distinct(statements: Sequence[Statement]) -> list[Statement]:
    """Statements whose quotes do not lie in an earlier one's.

    Another part's answer that only overlaps with an earlier quote makes that one longer.
    """
    kept: list[Statement] = []
    for each in statements:
        place = each.passage.map.source_span(*each.span)
        if place is None:
            continue
        nth = next(
            (nth for nth, other in enumerate(kept) if _overlap(other, each.passage, place)), None
        )
        if nth is None:
            kept.append(each)
        elif each.part != kept[nth].part and each.passage.ordinal == kept[nth].passage.ordinal:
            first, span = kept[nth], kept[nth].span
            wider = Span(min(span.start, each.span.start), max(span.end, each.span.end))
            kept[nth] = replace(first, span=wider)
    return kept


def _overlap(kept: Statement, passage: Passage, place: Span) -> bool:
    """Whether a place of a passage's source is, for some of it, in a statement's quote."""
    taken = kept.passage.map.source_span(*kept.span)
    return (
        kept.passage.report == passage.report
        and taken is not None
        and place.start < taken.end
        and taken.start < place.end
    )


def _written(
    question: Question,
    shorts: Sequence[str],
    statements: Sequence[Statement],
    limit: int,
    index: Index,
) -> Draft:
    """Citations in order of worth; the text with the short answer, then reports oldest first.

    ``shorts`` are the short answers of the question's parts.
    """
    made = Draft("; ".join(dict.fromkeys(shorts)), "")
    lines: list[tuple[str, str]] = []
    shown: list[Shown] = []
    for statement in statements:
        if len(made.citations) >= limit:
            break
        cited = cite(index, statement.passage, statement.span, len(made.citations) + 1)
        if not cited:
            continue
        made.citations += cited
        marks = "".join(f"[{each.n}]" for each in cited)
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
            shown[-1] = replace(shown[-1], marks=shown[-1].marks + marks)
        else:
            shown.append(Shown(statement, marks, quote, cited[0].date or ""))
    derived = _turned_round(question, shown, made)
    lead = _lead(question, shorts, shown)
    differing = _differing(question, shown) or _counted_otherwise(question, shown)
    made.text = "\n".join(
        [lead, *derived, *differing, *[line for _, line in sorted(lines, key=_by_date)]]
    )
    return made


def _lead(question: Question, shorts: Sequence[str], shown: Sequence[Shown]) -> str:
    """The short answers, each with its marks, and its year where years are asked one by one."""
    parts = question.parts or (question,)
    told: list[str] = []
    for nth, short in enumerate(shorts):
        own = [each for each in shown if each.statement.part == nth and each.statement.short]
        holding = _holding(short, shown) or own[:1] or list(shown[:1])
        if own and own[0].statement.forecast and own[0] in holding:
            short = f"{short} ({frame(question.language, 'forecast')})"
        year = _year_label(parts, nth, short, holding)
        verdict = _VERDICT.match(short)
        said = verdict.group() if verdict else ""
        marks = "".join(each.marks for each in holding)
        told.append(f"{said}{year}{short.removeprefix(said)} {marks}".strip())
    lead = "; ".join(dict.fromkeys(told))
    return f"{lead[:1].upper()}{lead[1:]}"


def _holding(short: str, shown: Sequence[Shown]) -> list[Shown]:
    """The evidence that the pieces of a short answer stand in, the first for each piece."""
    found: list[Shown] = []
    for piece in short.split("; "):
        own = spoken(_VERDICT.sub("", piece))
        has = [each for each in shown if own in spoken(each.quote)]
        if has and has[0] not in found:
            found.append(has[0])
    return found


def _year_label(parts: Sequence[Question], nth: int, short: str, holding: Sequence[Shown]) -> str:
    """What stands before an answer about one of several years, if its evidence has it: "2008: "."""
    years = (*parts[nth].years, *parts[nth].report_years)
    if len(parts) < 2 or len(years) != 1 or str(years[0]) in short or len(holding) != 1:
        return ""
    if not all(each.years or each.report_years for each in parts):
        return ""
    known = str(years[0]) in f"{holding[0].quote} {holding[0].date}"
    return f"{years[0]}: " if known else ""


def _turned_round(question: Question, shown: Sequence[Shown], made: Draft) -> list[str]:
    """What follows from a share of what is asked turned round: 59 of 125 did not, so 66 did."""
    if not shown or not question.asks_figure:
        return []
    statement, marks = shown[0].statement, shown[0].marks
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


def _counted_otherwise(question: Question, shown: Sequence[Shown]) -> list[str]:
    """A sentence that says that another report counts the same thing differently; or nothing."""
    others = [
        each
        for each in shown[1:]
        if each.statement.otherwise and words_in(each.statement.short) <= LONGEST_LITTLE
    ]
    if not others or not question.asks_figure:
        return []
    date, other = shown[0].date, others[0]
    name = "later_otherwise" if date and other.date > date else "otherwise"
    return [frame(question.language, name, value=f"{other.statement.short} {other.marks}")]


def _by_date(line: tuple[str, str]) -> str:
    return line[0]


def _differing(question: Question, shown: Sequence[Shown]) -> list[str]:
    """For each part a sentence that reports give different values, each with its date; or nothing.

    What two parts ask, of two years or two sources, may well differ.
    """
    parts = question.parts or (question,)
    told: list[str] = []
    for nth, part in enumerate(parts):
        own = [each for each in shown if each.statement.part == nth]
        told += _differing_values(question, own) if part.asks_figure or part.kind == "date" else []
    return told


def _differing_values(question: Question, shown: Sequence[Shown]) -> list[str]:
    """A sentence that reports give different values of one thing, each with its date; or nothing.

    Only of what was, or only of what was foreseen: a forecast that failed is no other count.
    """
    foreseen = bool(shown) and shown[0].statement.forecast
    values: dict[str, tuple[Shown, Quantity]] = {}
    for each in shown:
        if each.statement.quantity is not None and each.statement.forecast == foreseen:
            values.setdefault(each.statement.passage.report, (each, each.statement.quantity))
    given = sorted(values.values(), key=lambda value: value[0].date)
    if len(given) < 2 or all(same_value(given[0][1], value) for _, value in given[1:]):
        return []
    told = [
        frame(
            question.language,
            "dated" if each.date else "undated",
            value=f"{each.statement.value or each.statement.short} {each.marks}",
            date=each.date,
        )
        for each, _ in given
        if words_in(each.statement.value or each.statement.short) <= LONGEST_LITTLE
    ]
    return [frame(question.language, "differ", values="; ".join(told))] if len(told) > 1 else []

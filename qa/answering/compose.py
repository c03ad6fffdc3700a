"""The answer in words: a short answer, then the evidence report by report, each cited.

What is said beyond the fixed frames is quoted. Reports stand oldest first; where they give
different values, a sentence says so and gives each with its date.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qa.answering import signs
from qa.answering.citations import cite
from qa.answering.cut import LONGEST, LONGEST_LITTLE, clipped, words_in
from qa.answering.evidence import Candidate
from qa.answering.figure_choice import SUITS, widened_span
from qa.answering.frames import frame
from qa.answering.lists import Listing, listing
from qa.figures import same_value
from qa.language import fold
from qa.model import Citation, Figure, Finding, Passage, Span

if TYPE_CHECKING:
    from qa.answering.question import Question
    from qa.figures import Quantity
    from qa.index import Index

MOST_CITED = 3
MOST_CITED_ACROSS = 5
MOST_WORDS_OF_LIST = 200
NEAR_BEST = 2.5  # how far below the best score a supporting sentence may lie
SETTLES = 0.2  # the share of a question's words that a sentence must meet to settle yes or no
GIVES_REASON = 1.0  # the fit of a sentence that gives its reason after "omdat", "vanwege" …
SMALLEST_WHOLE = 10  # "one in three" was not counted, and is not turned round
OVERRULED = 0.6  # the margin up to which the ranker may choose another figure than the rules
WELL_SUITED = 0.6  # how well a figure's kind must suit the question's for that
LEARNED_KINDS = ("who", "where")  # kinds whose short answer the ranker cuts better than rules
NEARLY_AS_WELL = 0.8  # of the words the best sentence meets, for a value to be laid beside its own
RANKER_SPAN_SURE = -1.6  # log probability from which the ranker's own short answer is taken


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
    forecast: bool = False


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
    statements: list[Statement] = []
    shorts: list[str] = []
    for part, best in zip(parts, found, strict=True):
        answered = _statements(part, best, index)
        statements.append(answered[0])
        short = " ".join(answered[0].short.split())
        if short not in shorts:
            shorts.append(short)
        if len(parts) == 1:
            statements += answered[1:]
    if len(parts) > 1:
        for best in found:
            statements += [_statement(question, each) for each in best[1:2]]
    limit = MOST_CITED if len(parts) == 1 and not _across(question) else MOST_CITED_ACROSS
    return _written(question, "; ".join(shorts), _distinct(statements), limit, index)


def _across(question: Question) -> bool:
    """Whether the question is about more than one report or value."""
    return question.asks_agreement or question.kind in ("comparison", "list")


def _statements(question: Question, found: Sequence[Candidate], index: Index) -> list[Statement]:
    """The best statement, then the supporting ones: near the best, other reports' first."""
    best = found[0]
    if question.kind == "list" or (_may_list(question) and best.features["announces"]):
        answered = _listed(question, found, index)
    elif question.kind == "yesno":
        answered = [_yes_or_no(question, best)]
    elif _across(question):
        answered = _compared(question, found)
    else:
        answered = [_statement(question, best)]
    near = [each for each in found[1:] if each.score > best.score - NEAR_BEST]
    first_of = {each.passage.report: each for each in reversed(near)}
    first_of.pop(best.passage.report, None)
    same_kind = [
        each
        for each in near
        if first_of.get(each.passage.report) is each and _comparable(question, best, each)
    ]
    support = [*same_kind, *[each for each in near if each not in same_kind]]
    return answered + [
        _statement(question, each)
        if each in same_kind
        else replace(
            _statement(question, each),
            quantity=None,
            otherwise=_otherwise(best, each),
        )
        for each in support
    ]


def _may_list(question: Question) -> bool:
    """Whether a list may answer a question that does not ask for one in so many words."""
    return question.kind in ("fact", "how", "definition", "why", "where")


def _comparable(question: Question, best: Candidate, other: Candidate) -> bool:
    """Whether another report gives a figure that may be laid beside the best one."""
    if best.cut.choice is None or other.cut.choice is None or other.cut.fit <= 0:
        return False
    a, b = best.cut.choice.quantity, other.cut.choice.quantity
    return (
        (a.kind, a.unit) == (b.kind, b.unit)
        and other.features["words"] >= NEARLY_AS_WELL * best.features["words"]
        and bool(signs.NEGATION.search(fold(best.text)))
        == bool(signs.NEGATION.search(fold(other.text)))
    )


def _otherwise(best: Candidate, other: Candidate) -> bool:
    """Whether another report gives a figure of another kind or direction for the same thing."""
    return (
        other.passage.report != best.passage.report
        and best.cut.choice is not None
        and other.cut.choice is not None
        and other.cut.fit > 0
        and other.features["words"] >= NEARLY_AS_WELL * best.features["words"]
    )


def _statement(question: Question, candidate: Candidate) -> Statement:
    chosen = _chosen(question, candidate)
    folded = fold(candidate.text)
    span, short = candidate.span, _short(question, candidate, chosen)
    if question.kind == "why" and candidate.cut.fit < GIVES_REASON:
        span = _with_next(candidate)
        short = _clip(candidate.passage.text[span.start : span.end])
    return Statement(
        candidate.passage,
        span,
        short,
        _figures(candidate),
        chosen,
        turned=bool(signs.NEGATION.search(folded)) != question.negated,
        forecast=question.asks_figure and bool(signs.FORECAST.search(folded)),
    )


def _with_next(candidate: Candidate) -> Span:
    """What is cited and the sentence after it in the paragraph: a reason may stand there."""
    passage, nth = candidate.passage, candidate.sentence + 1
    if nth >= len(passage.sentences):
        return candidate.span
    after = passage.sentences[nth]
    between = passage.text[candidate.span.end : after.start]
    if "\n" in between or after.start < candidate.span.end or after.kind != "paragraph":
        return candidate.span
    return Span(candidate.span.start, after.end)


def _clip(text: str, limit: int = LONGEST) -> str:
    return text[slice(*clipped(text, Span(0, len(text)), limit))].strip(" .,;:")


def _learned(candidate: Candidate) -> Span | None:
    """The ranker's short answer, counted from the candidate's start, where it is sure of it."""
    if candidate.ranker_span is None or candidate.ranker_span[2] < RANKER_SPAN_SURE:
        return None
    start, end, _ = candidate.ranker_span
    shift, length = candidate.own.start, candidate.own.end - candidate.own.start
    return Span(max(0, start - shift), min(length, end - shift))


def _chosen(question: Question, candidate: Candidate) -> Quantity | None:
    """The figure that answers: the rules' choice, or the ranker's where that suits as well."""
    if candidate.cut.choice is None:
        return None
    ruled, learned = candidate.cut.choice.quantity, _learned(candidate)
    if learned is None or candidate.cut.choice.margin > OVERRULED:
        return ruled
    suits = SUITS.get(question.kind, SUITS["number"])
    inside = [
        item
        for item in candidate.quantities
        if item.start < learned.end and learned.start < item.end
        and suits.get(item.kind, 0.0) >= WELL_SUITED
    ]  # fmt: skip
    return ruled if ruled in inside or len(inside) != 1 else inside[0]


def _short(question: Question, candidate: Candidate, chosen: Quantity | None) -> str:
    """The short answer: what the rules cut, or for names the ranker's span where it is sure."""
    piece, learned = candidate.cut.span, _learned(candidate)
    if chosen is not None and candidate.cut.choice and chosen is not candidate.cut.choice.quantity:
        piece = widened_span(candidate.text, chosen)
    elif learned is not None and question.kind in LEARNED_KINDS:
        piece = learned
    return candidate.text[piece.start : piece.end].strip(" .,;:")


def _figures(candidate: Candidate) -> tuple[Figure, ...]:
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
    said = _statement(question, best)
    met = best.features["words"] + best.features["words_around"]
    if met < SETTLES or signs.ONLY.search(fold(question.text)):
        return said
    denied = bool(signs.NEGATION.search(fold(best.text)))
    word = frame(question.language, "no" if denied != question.negated else "yes")
    return replace(said, short=f"{word}: {said.short}")


def _compared(question: Question, found: Sequence[Candidate]) -> list[Statement]:
    """The two best sentences side by side, of different reports where reports are compared."""
    best = found[0]
    second = next(
        (
            each
            for each in found[1:]
            if each.score > best.score - NEAR_BEST
            and (each.passage.report != best.passage.report or not question.asks_agreement)
        ),
        None,
    )
    first = _statement(question, best)
    if second is None or words_in(first.short) > LONGEST * 0.6:
        return [first]
    other = _statement(question, second)
    piece = _clip(other.short, LONGEST - words_in(first.short))
    return [replace(first, short=f"{first.short}; {piece}"), other]


def _listed(question: Question, found: Sequence[Candidate], index: Index) -> list[Statement]:
    """The whole list at the best candidate that has one, as long as the question says it is."""
    near = [each for each in found[:6] if each.score > found[0].score - NEAR_BEST]
    lists = [
        (each, items)
        for each in near
        if (items := listing(each.passage, each.sentence, question.items, _neighbours(index)))
    ]
    if question.items:
        exact = [pair for pair in lists if len(pair[1].items) == question.items]
        lists = exact or [pair for pair in lists if pair[0] is found[0]]
    else:
        lists = [pair for pair in lists if pair[0] is found[0]]
    if not lists:
        return [_statement(question, found[0])]
    candidate, items = lists[0]
    return _list_statements(candidate, items)


def _list_statements(candidate: Candidate, found: Listing) -> list[Statement]:
    """The list, one statement for each passage it stands in; the first has the short answer."""
    texts: list[str] = []
    for item in found.items:
        if words_in("; ".join([*texts, item.text])) > MOST_WORDS_OF_LIST:
            break
        texts.append(item.text)
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


def _neighbours(index: Index) -> Callable[[Passage, int], Passage | None]:
    def neighbour(passage: Passage, step: int) -> Passage | None:
        ids = index.passage_ids(passage.report)
        at = passage.ordinal + step
        return index.passage(ids[at]) if 0 <= at < len(ids) else None

    return neighbour


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
        quote = " ".join(each.quote for each in cited)
        made.findings.append(Finding(quote, statement.figures, cited[0].n))
        dated = f" ({cited[0].date})" if cited[0].date else ""
        line = frame(
            question.language, "evidence", title=cited[0].title, date=dated,
            quote=" ".join(quote.split()), marks=marks,
        )  # fmt: skip
        lines.append((cited[0].date or "", line))
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

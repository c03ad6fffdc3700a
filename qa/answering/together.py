"""The parts of one question answered together: what suits one best may be another's answer.

"Hoeveel was begroot en hoeveel is uitgegeven": each part's best sentence is often the same one, as
they share most of their words. Reports of a series say the same thing in the same words, so that
for two years the sentences that are worded alike belong together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations, product

from qa.answering import change_signs, signs
from qa.answering.comparing import comparable
from qa.answering.evidence import Candidate
from qa.answering.matching import stems_of
from qa.answering.question import YEAR, Question
from qa.answering.statements import statement_of
from qa.figures import same_value
from qa.language import fold

MOST_REPORTS = 4
CHOICES = 5  # sentences of each part that are weighed against those of the others
REACH = 3.0  # how far below its part's best one may lie, and …
REACH_FIGURE = 5.0  # … where a figure is asked, and the best is another part's
SAME_PIECE = 1.0  # taken off for one piece of text that answers two parts, and …
SAME_PLACE = 6.0  # … for one place of a figure: two questions for figures have two
SAME_FIGURE = 1.0  # … for one figure that answers two clauses that ask different things
FORESEEN = 1.5  # … for a forecast where it is asked what was, and the other way round
ALIKE = 2.0  # added for sentences in the same words, where the same is asked twice
ALIKE_COUNTED = 1.0  # … and for figures that count the same
OTHER_YEAR = 2.0  # taken off for what two reports say of different years, as one thing
SAME_ASKED = 0.6  # the share of the words that two parts which ask the same have in common
_FIGURE = re.compile(r"\d[\d.,]*")


def together(
    parts: Sequence[Question], found: Sequence[Sequence[Candidate]]
) -> list[list[Candidate]]:
    """The candidates of each part with the one that answers it best beside the others first."""
    lists = [list(best) for best in found]
    if len(lists) < 2 or not all(lists):
        return lists
    near = [_near(part, best) for part, best in zip(parts, lists, strict=True)]
    chosen = _best_together(parts, near)
    return [
        [one, *[each for each in best if each is not one]]
        for one, best in zip(chosen, lists, strict=True)
    ]


def of_each_report(question: Question, found: Sequence[Candidate]) -> list[Candidate]:
    """What each report says of one thing, in the words that they have most in common.

    Only reports that come near the best; its own first.
    """
    by_report: dict[str, list[Candidate]] = {}
    for each in found:
        if each.score > found[0].score - REACH_FIGURE:
            by_report.setdefault(each.passage.report, []).append(each)
    lists = list(by_report.values())[:MOST_REPORTS]
    told = [best[0] for best in together((question,) * len(lists), lists)]
    kept: list[Candidate] = []
    for each in told:
        beside = not kept or comparable(question, kept[0], each)
        if beside and not any(_years_apart(other, each) for other in kept):
            kept.append(each)
    return kept


def _years_apart(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences each name years, and none that both name."""
    first, second = set(YEAR.findall(one.text)), set(YEAR.findall(other.text))
    return bool(first and second) and not first & second


def _near(part: Question, best: Sequence[Candidate]) -> list[Candidate]:
    """Those that may answer a part: near its best, and with as much of the kind asked."""
    if best[0].settled:
        return [best[0]]
    reach = REACH_FIGURE if _asks_place(part) else REACH
    least = min(best[0].cut.fit, 0.0)
    return [
        each
        for each in best[:CHOICES]
        if each is best[0] or (each.score > best[0].score - reach and each.cut.fit > least)
    ]


def _asks_place(part: Question) -> bool:
    """Whether it asks a figure or a date: what has a place of its own in a sentence."""
    return part.asks_figure or part.kind == "date"


def _best_together(
    parts: Sequence[Question], near: Sequence[Sequence[Candidate]]
) -> list[Candidate]:
    """One candidate of each part, by what each is worth and what every two are side by side.

    Two are laid side by side once, however many of the choices have both.
    """
    alone = [
        [each.score - (FORESEEN if _foreseen(part, each) else 0.0) for each in best]
        for part, best in zip(parts, near, strict=True)
    ]
    pairs = list(combinations(range(len(parts)), 2))
    beside = {
        (one, nth, other, later): _beside(parts[one], first, parts[other], second)
        for one, other in pairs
        for nth, first in enumerate(near[one])
        for later, second in enumerate(near[other])
    }

    def worth(choice: Sequence[int]) -> float:
        return sum(alone[part][nth] for part, nth in enumerate(choice)) + sum(
            beside[one, choice[one], other, choice[other]] for one, other in pairs
        )

    choice = max(product(*(range(len(best)) for best in near)), key=worth)
    return [best[nth] for best, nth in zip(near, choice, strict=True)]


def _foreseen(part: Question, one: Candidate) -> bool:
    """Whether a sentence tells what was to be, where a part asks what was; or the other way."""
    asked, told = fold(part.text), fold(one.text)
    to_be = signs.PLANNED.search(asked) or change_signs.WAS_TO_BE.search(asked)
    foresees = bool(signs.FORECAST.search(told) or signs.PLANNED.search(told))
    if signs.ACTUAL.search(asked):
        return foresees
    if to_be:
        return not foresees
    return part.asks_figure and bool(change_signs.NORM_OR_FORECAST.search(told))


def _beside(part: Question, one: Candidate, other_part: Question, other: Candidate) -> float:
    """What two answers beside each other gain or lose."""
    if (one.passage.report, one.passage.map.source_span(*one.own)) == (
        other.passage.report,
        other.passage.map.source_span(*other.own),
    ):
        said = statement_of(part, one).short, statement_of(other_part, other).short
        if said[0] != said[1] or part.kind == "yesno":
            return 0.0
        figures = _asks_place(part) and _asks_place(other_part)
        return -SAME_PLACE if figures else -SAME_PIECE
    if _ask_the_same(part, other_part):
        counted = ALIKE_COUNTED if _count_alike(one, other) else 0.0
        apart = OTHER_YEAR if part is other_part and _years_apart(one, other) else 0.0
        return ALIKE * _likeness(one.text, other.text) + counted - apart
    a, b = one.cut.choice, other.cut.choice
    if a is not None and b is not None and same_value(a.quantity, b.quantity):
        return -SAME_FIGURE
    return 0.0


def _ask_the_same(part: Question, other: Question) -> bool:
    """Whether two parts ask the same, of another year, place or source."""
    if part.kind != other.kind or _dated(part) != _dated(other):
        return False
    one, another = set(part.terms), set(other.terms)
    return len(one & another) >= SAME_ASKED * len(one | another)


def _dated(part: Question) -> bool:
    return bool(part.years or part.report_years)


def _count_alike(one: Candidate, other: Candidate) -> bool:
    """Whether both figures are told to count one thing: "scholen", "basisscholen"."""
    if one.cut.choice is None or other.cut.choice is None:
        return False
    a, b = one.cut.choice.quantity, other.cut.choice.quantity
    if (a.kind, a.unit) != (b.kind, b.unit) or not a.counts or not b.counts:
        return False
    first, second = fold(a.counts), fold(b.counts)
    alike = bool(stems_of(first) & stems_of(second))
    return alike or first.endswith(second) or second.endswith(first)


def _likeness(text: str, other: str) -> float:
    """The share of two sentences' words, figures left out, that they have in common; 0 to 1."""
    one, another = (stems_of(_FIGURE.sub(" ", each)) for each in (text, other))
    return len(one & another) / max(1, len(one | another))

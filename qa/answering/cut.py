"""The short answer cut out of a sentence: the figure, the date, the name, the clause, the items.

Every short answer is a piece of a passage's text, or pieces joined with "; ": what is not in the
text is not in the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa.answering import signs
from qa.answering.cues import FIGURE_KINDS
from qa.answering.figure_choice import Choice, choose, widened_span
from qa.answering.figure_signs import only_compared
from qa.answering.matching import Terms
from qa.answering.people import who
from qa.answering.reasons import reason
from qa.answering.wording import words_in
from qa.language import expansions, fold, listed_long_form
from qa.model import BlockKind, Span

if TYPE_CHECKING:
    from qa.answering.question import Question
    from qa.figures import Quantity

LONGEST_LITTLE = 25  # words of a short answer to a question for a figure, a date, a name
LONGEST = 60  # words of any other
CLEARLY = 0.2  # the margin by which one figure must suit better than the next to stand alone
LONGEST_WITH_REASON = 40  # words of a sentence with "daarom" and the one before it, together
GIVES_REASON = 0.8  # the fit from which a sentence gives a reason by itself
CELL_FIT = 0.8  # of a figure under the column head that is asked for, whatever its unit
WORDS_FIT = 0.5  # of a cell that has no figure, where none is asked
OF_A_CELL = FIGURE_KINDS | {"date", "who", "where", "fact"}  # kinds that a table's cell answers
TOLD_IN_FULL = frozenset({"fact", "how", "where", "definition"})  # kinds that sentences answer
ADDS = 0.15  # of the question's words, that the sentence before must add to be told too
NAMED_LAST = 0.9  # of "… wordt X genoemd"
APPOSITION_FIT = 0.8  # of a term with its explanation right behind it …
NEAR_ITS_NAME, MOSTLY_NAMED = 60, 0.8  # characters; the share of the question in those …
SHORTEST_APPOSITION = 3  # words
LONGEST_SUBJECT = 8  # words before "is een …" that still name what is defined

# What a clause may begin with and its piece is cut without …
_LEADS = re.compile(r"[\s|]*(?:(?:en|maar|terwijl|waarbij|and|but|while)\s+)?(?:(?:dat|that)\s+)?")
# … and where it ends.
_CLAUSE_END = re.compile(
    r"[;:()–—]|,(?!\d)|\.(?=\s)|\s(?=(?:en dat|en|terwijl|maar|waarbij|and|but|while)\s)"
)


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of a text that answers, the figure in it, and how well it is of the kind asked.

    ``fit`` is 0 where the text has nothing of the kind, 1 where it has just that; figures that
    also count what is asked go above 1. ``lead`` and ``rest`` are what belongs to the answer of
    the sentence before and of the one after, counted from their own starts. ``settled`` is
    whether a rule that leaves no doubt made it, so that the ranker's short answer is not looked at;
    ``named`` whether it is by far the best name, where a name is asked for.
    """

    span: Span
    fit: float
    choice: Choice | None = None
    lead: Span | None = None
    rest: Span | None = None
    settled: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """A sentence to cut from: its text, its figures, and the kind of block it stands in.

    ``cell`` is that of a table's row whose column is asked for, where one is; ``cell_says`` what
    the unit and the year over it add to its fit. ``before`` and ``after`` are the sentences next
    to it in its paragraph, "" where there is none.
    """

    text: str
    quantities: tuple[Quantity, ...]
    kind: BlockKind = BlockKind.PARAGRAPH
    cell: Span | None = None
    cell_says: float = 0.0
    before: str = ""
    after: str = ""


Cutter = Callable[["Question", Material, Terms], Cut]


def cut(question: Question, material: Material, terms: Terms) -> Cut:
    """The piece of the sentence that answers the question; its fit is 0 where none does."""
    if material.cell is not None and question.kind in OF_A_CELL:
        return _cell(question, material, material.cell, terms)
    return CUTTERS.get(question.kind, _whole)(question, material, terms)


def clipped(text: str, span: Span, limit: int) -> Span:
    """The span cut to at most ``limit`` words, at the end of a clause where one is near."""
    piece = text[span.start : span.end]
    if words_in(piece) <= limit:
        return span
    words = list(re.finditer(r"[^\W_]+", piece))
    end = words[limit - 1].end()
    ends = [found.start() for found in _CLAUSE_END.finditer(piece, 0, end)]
    if ends and ends[-1] > end * 0.6:
        end = ends[-1]
    return Span(span.start, span.start + len(piece[:end].rstrip()))


def clause_around(text: str, inner: Span, limit: int) -> Span:
    """The clause that holds ``inner``, at most ``limit`` words."""
    ends = [found.start() for found in _CLAUSE_END.finditer(text)]
    start = max((at + 1 for at in ends if at < inner.start), default=0)
    end = min((at for at in ends if at >= inner.end), default=len(text))
    if led := _LEADS.match(text, start, inner.start):
        start = led.end()
    if words_in(text[start:end]) > limit:
        return _window(text, Span(start, end), inner, limit)
    return Span(start, max(start, len(text[:end].rstrip(" .,;:"))))


def _window(text: str, clause: Span, inner: Span, limit: int) -> Span:
    """The ``limit`` words of a clause around ``inner``."""
    words = [
        (found.start() + clause.start, found.end() + clause.start)
        for found in re.finditer(r"[^\W_]+", text[clause.start : clause.end])
    ]
    first = next((n for n, (_, end) in enumerate(words) if end > inner.start), 0)
    last = max((n for n, (start, _) in enumerate(words) if start < inner.end), default=first)
    spare = max(0, limit - (last - first + 1))
    first = max(0, first - spare // 2)
    last = min(len(words) - 1, first + limit - 1)
    return Span(words[first][0], max(words[last][1], inner.end))


def _whole(question: Question, material: Material, terms: Terms) -> Cut:
    """The sentence as it is; with the one before it, where it leans on that."""
    text = material.text
    told = question.kind in TOLD_IN_FULL
    lead = _leant_on(material) if told and _adds(material.before, text, terms) else None
    return Cut(clipped(text, Span(0, len(text.rstrip())), LONGEST), 0.5, lead=lead)


def _adds(before: str, text: str, terms: Terms) -> bool:
    """Whether the sentence before has words of the question that this one lacks."""
    both = terms.share(terms.met(before, text))
    return not before.endswith("?") and both - terms.share(terms.met(text)) >= ADDS


def _leant_on(material: Material) -> Span | None:
    """The sentence before, where this one says nothing without it: "Dit verschijnsel heet …"."""
    before = material.before
    if not before or not signs.MEANS_WHAT_WENT_BEFORE.match(fold(material.text)):
        return None
    if words_in(before) + words_in(material.text) > LONGEST:
        return None
    return Span(0, len(before.rstrip()))


# The page that a line of a table of contents ends with.
_LAST_NUMBER = re.compile(r"\d{1,4}(?=\W*$)")


def _figure(question: Question, material: Material, terms: Terms) -> Cut:
    """The figure that answers best; its whole clause, where another suits nearly as well."""
    text = material.text
    if question.unit == "page":
        page = _LAST_NUMBER.search(text) if material.kind is BlockKind.CONTENTS else None
        place = Span(*page.span()) if page else Span(0, 0)
        return Cut(place, 1.5) if page else Cut(_whole(question, material, terms).span, 0.0)
    figures = material.quantities
    if question.kind == "mark" and material.kind is BlockKind.TABLE_ROW:
        figures = tuple(item for item in figures if item.kind == "mark")  # no other is told as one
    choice = choose(question, text, figures, terms)
    if choice is None:
        return Cut(_whole(question, material, terms).span, 0.0)
    span = widened_span(text, choice.quantity)
    if only_compared(question, text, choice.quantity):
        return Cut(clipped(text, span, LONGEST_LITTLE), 0.0, choice)
    if choice.margin < CLEARLY:
        span = clause_around(text, span, LONGEST_LITTLE)
    return Cut(clipped(text, span, LONGEST_LITTLE), max(0.0, choice.fit), choice)


def _cell(question: Question, material: Material, cell: Span, terms: Terms) -> Cut:
    """The cell: its figure of the kind asked, or a bare figure, whose unit its head has."""
    inside = tuple(
        item for item in material.quantities if cell.start <= item.start < item.end <= cell.end
    )
    text = material.text[slice(*cell)]
    if question.asks_figure or question.kind == "date":
        choice = choose(question, material.text, inside, terms)
        fit = CELL_FIT + material.cell_says
        if choice is not None and choice.fit > 0:
            return Cut(cell, max(fit, choice.fit), choice)
        return Cut(cell, fit if any(map(str.isdigit, text)) else 0.0)
    return Cut(cell, WORDS_FIT if any(map(str.isalnum, text)) else 0.0)


def _date(question: Question, material: Material, terms: Terms) -> Cut:
    """The date that answers best, the years of the question aside; else a moment: "zodra …"."""
    asked = {str(year) for year in question.years}
    dates = tuple(
        item for item in material.quantities if material.text[item.start : item.end] not in asked
    )
    found = _figure(question, Material(material.text, dates, material.kind), terms)
    if found.fit or question.kind != "date":
        return found
    moment = signs.MOMENTS.search(fold(material.text))
    if moment is None:
        return found
    span = clause_around(material.text, Span(moment.start(), moment.end()), LONGEST_LITTLE)
    return Cut(span, 0.4)


def _who(question: Question, material: Material, terms: Terms) -> Cut:
    """Who is asked, of those that the question does not itself name."""
    text = material.text
    whole = clipped(text, Span(0, len(text.rstrip())), LONGEST_LITTLE)
    found = who(question.understood, text, material.before, terms)
    if found is None:
        return Cut(whole, 0.0)
    if found.before:
        return Cut(Span(0, 0), found.fit, lead=found.span, settled=True)
    if found.clear:
        return Cut(found.span, found.fit, settled=found.follows, named=found.named)
    if words_in(text[slice(*found.span)]) <= LONGEST_LITTLE:
        return Cut(found.span, found.fit)
    return Cut(
        clause_around(text, Span(found.span.start, found.span.start + 1), LONGEST_LITTLE), found.fit
    )


def _abbreviation(question: Question, material: Material, terms: Terms) -> Cut:
    """The words that an abbreviation stands for, or the abbreviation of those asked."""
    text = material.text
    asked = question.abbreviation
    for item in expansions(text):
        if asked and fold(item.short) == fold(asked):
            return Cut(item.span, 1.0)
        if not asked and terms.share(terms.met(item.long)) > 0.6:
            start = text.find(item.short)
            return Cut(Span(start, start + len(item.short)), 1.0)
    if asked and (listed := listed_long_form(asked, text)):
        return Cut(listed, 1.0)
    fit = 0.3 if asked and re.search(rf"\b{re.escape(asked)}\b", text) else 0.0
    return Cut(clipped(text, Span(0, len(text.rstrip())), LONGEST_LITTLE), fit)


def _reason(question: Question, material: Material, terms: Terms) -> Cut:
    """The reason, wherever it stands: in the sentence, or in the one before or after it."""
    text, after = material.text, material.after
    told = reason(text, material.before, after, terms)
    nowhere = Span(0, 0)
    if told.beside < 0:
        # what went before is not surely the reason: it is told with what it is said to lead to
        both = words_in(material.before) + words_in(text) <= LONGEST_WITH_REASON
        own = Span(0, len(text.rstrip())) if both else nowhere
        return Cut(own, told.fit, lead=clipped(material.before, told.span, LONGEST))
    if told.beside > 0:
        return Cut(nowhere, told.fit, rest=clipped(after, told.span, LONGEST))
    return Cut(clipped(text, told.span, LONGEST), told.fit)


def _definition(question: Question, material: Material, terms: Terms) -> Cut:
    """The term with what explains it right behind it, else the sentence that says what it is."""
    text, lead = material.text, _leant_on(material)
    fit = _defines(text, terms)
    if beside := _apposition(text, terms):
        return Cut(clipped(text, beside, LONGEST), max(fit, APPOSITION_FIT))
    whole = clipped(text, Span(0, len(text.rstrip())), LONGEST)
    after = material.after
    explained = signs.EXPLAINS_TERM.match(fold(after)) and words_in(text + after) <= LONGEST
    if fit < NAMED_LAST and explained and terms.share(terms.met(text)) > MOSTLY_NAMED:
        return Cut(whole, NAMED_LAST, rest=Span(0, len(after.rstrip())))
    return Cut(whole, fit, lead=lead)


def _apposition(text: str, terms: Terms) -> Span | None:
    """What is asked with what stands behind it to explain it: "het Lokplan, een lijst die …"."""
    folded = fold(text)
    for found in signs.APPOSITION.finditer(folded):
        near = max(0, found.start() - NEAR_ITS_NAME)
        named = terms.places(text[near : found.start()])
        if not named or near + named[-1][1] < found.start() - 1:
            continue
        if terms.share(terms.met(text[near : found.start()])) < MOSTLY_NAMED:
            continue
        closes = signs.APPOSITION_ENDS.search(folded, found.end())
        end = closes.start() if closes else len(text.rstrip(" ."))
        if words_in(text[found.end() : end]) >= SHORTEST_APPOSITION:
            return Span(near + named[0][0], end)
    return None


def _defines(text: str, terms: Terms) -> float:
    """How well a sentence defines what is asked: best where that is its subject."""
    folded = fold(text)
    defines = [sign.pattern.search(folded) for sign in signs.DEFINITIONS]
    places = [found.start() for found in defines if found]
    if not places:
        bracket = re.search(r"\(|:\s|\s\|\s", text)
        opens = bracket and terms.share(terms.met(text[: bracket.start()])) > 0.5
        return 0.6 if opens else 0.2
    before = text[: min(places)]
    if terms.share(terms.met(before)) <= 0.5:
        named = signs.NAMES_IT.search(folded)
        after = named and terms.share(terms.met(text[slice(*named.span(1))])) > MOSTLY_NAMED
        return NAMED_LAST if after else 0.5
    return 1.0 if words_in(before) <= LONGEST_SUBJECT else 0.7


CUTTERS: dict[str, Cutter] = {
    "number": _figure,
    "share": _figure,
    "amount": _figure,
    "duration": _figure,
    "mark": _figure,
    "date": _date,
    "who": _who,
    "abbreviation": _abbreviation,
    "why": _reason,
    "definition": _definition,
}

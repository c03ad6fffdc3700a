"""The short answer of the sentence that was chosen: as the rules cut it, or as the ranker reads it.

With it goes what belongs to it of the sentences next to it, which are then cited too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from qa import table_rows
from qa.answering.cut import GIVES_REASON, LONGEST, clipped
from qa.answering.evidence import Candidate, beside
from qa.answering.figure_choice import COUNTS_FOCUS, SUITS
from qa.answering.names import full_name, whole_name
from qa.answering.people import is_person
from qa.language import fold, tokens
from qa.model import Span

if TYPE_CHECKING:
    from qa.answering.question import Question
    from qa.figures import Quantity

LEARNED_KINDS = ("who", "where")  # kinds whose short answer the ranker cuts better than rules
LEARNED_FIGURES = ("number", "mark", "date")  # … and those whose figure it chooses better
FAR_BETTER = 0.7  # the margin of a figure that counts what is asked, which no other is put above
RANKER_SPAN_SURE = -1.6  # log probability from which the ranker's own short answer is taken


def short_answer(question: Question, candidate: Candidate) -> tuple[Span, str, Quantity | None]:
    """What is cited, counted from the passage's start, the short answer in it, and its figure."""
    span, (short, figure) = candidate.span, _piece(question, candidate)
    if question.kind == "why" and candidate.cut.fit < GIVES_REASON:
        span = _with_next(candidate)
        short = clip(candidate.passage.text[span.start : span.end])
    elif short == _own_words(candidate):
        span, short = _with_neighbours(candidate, span, short)
    return span, short, figure


def clip(text: str, limit: int = LONGEST) -> str:
    """A text cut to at most ``limit`` words, without marks at its ends."""
    return text[slice(*clipped(text, Span(0, len(text)), limit))].strip(" .,;:")


def _own_words(candidate: Candidate) -> str:
    """What the rules cut from the sentence itself."""
    return candidate.text[slice(*candidate.cut.span)].strip(" .,;:")


def _with_next(candidate: Candidate) -> Span:
    """What is cited and the sentence after it in the paragraph: a reason may stand there."""
    after = beside(candidate.passage, candidate.sentence, 1)
    if after is None or after.start < candidate.span.end:
        return candidate.span
    return Span(candidate.span.start, after.end)


def _with_neighbours(candidate: Candidate, span: Span, short: str) -> tuple[Span, str]:
    """What is cited and the short answer, with what of the sentences next to it belongs there."""
    passage, piece = candidate.passage, candidate.cut
    pieces = [short]
    for told, step in ((piece.lead, -1), (piece.rest, 1)):
        place = beside(passage, candidate.sentence, step) if told is not None else None
        if told is None or place is None:
            continue
        span = Span(min(span.start, place.start), max(span.end, place.end))
        said = passage.text[place.start + told.start : place.start + told.end]
        pieces.insert(0 if step < 0 else len(pieces), said)
    return span, ". ".join(each.strip(" .,;:") for each in pieces if each)


def _learned(candidate: Candidate) -> Span | None:
    """The ranker's short answer, counted from the candidate's start, where it is sure of it."""
    if candidate.ranker_span is None or candidate.ranker_span[2] < RANKER_SPAN_SURE:
        return None
    start, end, _ = candidate.ranker_span
    shift, length = candidate.own.start, candidate.own.end - candidate.own.start
    return Span(max(0, start - shift), min(length, end - shift))


def _piece(question: Question, candidate: Candidate) -> tuple[str, Quantity | None]:
    """The short answer and its figure: as the rules cut it, or the ranker where it is sure.

    Where both mean the same figure, the rules' span has its unit and its whole.
    """
    piece, learned = candidate.cut.span, _learned(candidate)
    figure = candidate.cut.choice.quantity if candidate.cut.choice else None
    if candidate.settled:
        return candidate.settled, None
    if candidate.cut.settled or _is_cell(candidate):
        learned = None
    if learned is not None and question.kind in LEARNED_KINDS:
        said = candidate.text[slice(*learned)]
        if _is_news(question, said) and not (candidate.cut.named and said == said.lower()):
            piece = whole_name(candidate.text, learned)
            if question.kind == "who" and is_person(candidate.text, learned):
                piece = full_name(candidate.text, piece)
    elif learned is not None and question.kind in LEARNED_FIGURES:
        suits = SUITS[question.kind]
        inside = [
            item
            for item in candidate.quantities
            if item.kind in suits and item.start < learned.end and learned.start < item.end
        ]
        if inside and figure not in inside and not _counts_better(candidate, inside[0], suits):
            piece, figure = learned, inside[0]
    if question.kind == "where" and learned == piece:
        piece = _whole_place(candidate.text, piece)
    return candidate.text[piece.start : piece.end].strip(" .,;:"), figure


_PLACE_OF = re.compile(r"(?:\b(?:de|het|the)\s+)?[a-z][\w-]{3,}\s+(?:van|te|of)\s+$")
_OTHER_PLACE = re.compile(
    r",?\s+(?:en|and)\s+(?:(?:een|één|one)\s+)?(?:in|te|op|bij|at)\s+(?:de\s+|het\s+|the\s+)?"
    r"[A-Z][\w-]+(?:\s[A-Z][\w-]+)*"
)


def _whole_place(text: str, place: Span) -> Span:
    """The place with what is there, "het loket te Ede", and another: "in Ede en in Tiel"."""
    of_it = _PLACE_OF.search(text[: place.start])
    other = _OTHER_PLACE.match(text, place.end)
    return Span(of_it.start() if of_it else place.start, other.end() if other else place.end)


def _is_cell(candidate: Candidate) -> bool:
    """Whether a cell is cut from a row by its column's head, which the ranker does not see."""
    row = candidate.passage.sentences[candidate.sentence]
    return bool(row.heads) and candidate.cut.span in table_rows.cells(candidate.text)


def _is_news(question: Question, said: str) -> bool:
    """Whether a name is another than the question's own: nobody followed himself."""
    asked = {token.text for token in tokens(fold(question.understood))}
    named = [token.text for token in tokens(said) if token.text[:1].isupper()]
    # initials and single letters are no names: "P.C."
    whole = [word for word in named if len(word.replace(".", "")) > 2 or word.isalpha()]
    return not named or any(fold(word) not in asked for word in whole if len(word) > 1)


def _counts_better(candidate: Candidate, other: Quantity, suits: Mapping[str, float]) -> bool:
    """Whether the rules' figure counts what is asked and another is of a kind that suits less.

    "148.600 households" is not given up for "€312 million", where households are asked.
    """
    choice = candidate.cut.choice
    return (
        choice is not None
        and choice.fit >= suits[choice.quantity.kind] + COUNTS_FOCUS
        and (suits[other.kind] < suits[choice.quantity.kind] or choice.margin >= FAR_BETTER)
    )

"""Which row of a table has the most or the least of something: "welke gemeente sloot de meeste …".

Nothing but the figures of a column tells it, so that the whole column is read, and the row that
has its highest or lowest figure is the answer. A row of totals or means is none of those asked for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from qa import table_rows
from qa.answering import signs
from qa.answering.cells import worth_of_columns
from qa.answering.cues import words
from qa.answering.evidence import Candidate
from qa.answering.matching import WELL_MET, Terms
from qa.answering.question import YEAR
from qa.answering.whole_tables import (
    Neighbour,
    RowPlace,
    figure_in,
    over_table,
    place_of,
    rows_of,
    settled_by,
)
from qa.answering.years_of_tables import best_year
from qa.language import fold
from qa.model import BlockKind

if TYPE_CHECKING:
    from qa.answering.question import Question
    from qa.model import Language

LOOKED_AT = 60  # of the best candidates, for rows of tables
TABLES = 6  # that are compared
LEAST_ROWS = 2  # with a figure, totals aside
ENOUGH = 0.5  # the share of the question's words that a table's title, heads and labels must meet
ENOUGH_UNNAMED = 0.75  # … and where nothing there names what is asked for ("welke gemeente")
MEASURED_WORDS = 2  # behind "de meeste", that say of what
OWN = 0.6  # how much what a column's own head meets counts beside what all of them meet
SAME_SUM = 0.02  # how far a total may lie from the sum of the rows: figures are rounded

_MOST = re.compile(
    r"\b(?:meeste?|hoogste?|grootste?|langste?|duurste?|zwaarste?|oudste|most|highest|largest"
    r"|biggest|longest|greatest|oldest)\b"
)
_LEAST = re.compile(
    r"\b(?:minste?|laagste?|kleinste?|kortste?|goedkoopste?|jongste|fewest|least|lowest|smallest"
    r"|shortest|cheapest|youngest)\b"
)
_COUNTS = re.compile(r"\b(?:meeste|minste|most|fewest)\b(?! (?:procent|percent))")
# "de meeste gemeenten" counts, "ten minste" limits, and neither asks for the extreme of a column
_NO_EXTREME = re.compile(
    r"\b(?:ten|tenminste|op zijn|op z'n|at|the) (?:minste?|meeste?|hoogste|laagste|least|most)"
    r"(?= (?:\d|of the|recent))|\b(?:ten minste|ten hoogste|op zijn minst|at least|at most)\b"
)
_ASKS_KIND = re.compile(  # "in welke stad", but not "welk percentage"
    r"^(?:\w+ )?(?:welke?|which|what)\s(?!\w*(?:percentage|procent|aandeel|deel|bedrag|cijfer|score"
    r"|aantal|share|part|amount|mark|grade|rate|number)\b)",
    re.IGNORECASE,
)
_ASKS_YEAR = re.compile(r"\b(?:welk (?:school)?jaar|which (?:school )?year|what year)\b")
_KINDS = words("type soort vorm kind sort form categorie category")
_ASKS_ROW = re.compile(r"\b(?:welke?|which|what|wat|wie|who|waar|where)\b")


class Extreme(NamedTuple):
    """What is asked: the most or the least, the words that say so, and those that say of what."""

    most: bool
    words: frozenset[str]
    of: tuple[str, ...] = ()


class _Column(NamedTuple):
    """A table's column: what it and its table say of the question, and its rows with a figure.

    ``kind`` is how well the head of the labels meets what is asked for ("welke gemeente"),
    ``share`` the share of the question's words that this head, the column's and the title meet,
    ``own`` that which the column's head meets itself. No rows where the table leaves it open which
    column is asked.
    """

    kind: float
    share: float
    own: float
    rows: tuple[tuple[float, RowPlace], ...]
    named: tuple[str, ...] = ()  # its head, that of the labels, the title


def asked_extreme(question: Question) -> Extreme | None:
    """Whether a question asks which row has the most or the least; None where it does not."""
    folded = fold(question.understood)
    figure = question.asks_figure and not _ASKS_KIND.search(question.understood)
    dated = question.kind == "date" and not _ASKS_YEAR.search(folded)
    if figure or dated or question.kind in ("yesno", "why", "abbreviation", "source"):
        return None
    plain = _NO_EXTREME.sub(" ", folded)
    most, least = _MOST.findall(plain), _LEAST.findall(plain)
    if bool(most) == bool(least) or not _ASKS_ROW.search(folded):
        return None
    words = frozenset([*most, *least])
    return Extreme(bool(most), words, _measured(question.terms, words))


def _measured(asked: Sequence[str], words: frozenset[str]) -> tuple[str, ...]:
    """What there is the most or least of, as of another thing a table tells nothing.

    "De meeste sociale huurwoningen"; "was het verloop het laagst".
    """
    places = [nth for nth, word in enumerate(asked) if word in words]
    behind = asked[places[-1] + 1 :][:MEASURED_WORDS] if places else ()
    named = [word for word in behind if not word.isdigit()]
    return tuple(named or [word for word in asked[1:] if word not in words and not word.isdigit()])


def with_extreme(
    question: Question, found: Sequence[Candidate], terms: Terms, neighbour: Neighbour
) -> list[Candidate]:
    """The candidates, with the row first that has the most or least, where that is asked.

    A sentence that says it in so many words, and has as many of the question's words, comes first.
    """
    asked = asked_extreme(question)
    if asked is None or not found:
        return list(found)
    rest = Terms(tuple(term for term in terms.terms if term.word not in asked.words))
    measured = Terms(tuple(term for term in terms.terms if term.word in asked.of))
    if _ASKS_YEAR.search(fold(question.understood)):
        year = best_year(asked.most, found, rest, neighbour)
        return _first(year, found) if year else list(found)
    column = _best_column(question, found, rest, measured, neighbour)
    if column is None or _said_outright(asked, found[0], rest, column.share):
        return list(found)
    figures = [value for value, _ in column.rows]
    extreme = max(figures) if asked.most else min(figures)
    if figures.count(extreme) > 1:
        return list(found)
    place = next(place for value, place in column.rows if value == extreme)
    first = settled_by(found, place)
    return _first(first, found) if first else list(found)


def _first(row: Candidate, found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with a row first, in the place of the row as it was."""
    return [row, *[each for each in found if place_of(each).key != place_of(row).key]]


def _said_outright(asked: Extreme, best: Candidate, terms: Terms, share: float) -> bool:
    """Whether the best candidate, no row itself, says which has the most or least.

    It must meet at least that ``share`` of the question's words: what the table meets.
    """
    kind = best.passage.sentences[best.sentence].kind
    around = terms.met(best.text, *best.passage.section)
    if kind is BlockKind.TABLE_ROW or terms.share(around) < share:
        return False
    told = fold(best.text)
    return bool((_MOST if asked.most else _LEAST).search(told))


def _best_column(
    question: Question,
    found: Sequence[Candidate],
    terms: Terms,
    measured: Terms,
    neighbour: Neighbour,
) -> _Column | None:
    """The column that meets most of the question, of the tables among the best candidates."""
    seen: set[tuple[str, int, int]] = set()
    too_long: set[tuple[str, tuple[str, ...]]] = set()  # to be read more than once, by their heads
    columns: list[_Column] = []
    for each in found[:LOOKED_AT]:
        place = place_of(each)
        table = place.passage.report, place.heads
        if not place.heads or place.key in seen or table in too_long:
            continue
        rows = rows_of(place, neighbour)
        seen |= {row.key for row in rows}
        if not rows:
            too_long.add(table)
            continue
        column = _column(question, each, rows, terms, neighbour)
        if column and (not column.rows or _says(measured, column, each)):
            columns.append(column)
        if len(columns) >= TABLES:
            break
    best = max(columns, key=lambda each: (each.kind, each.share + OWN * each.own), default=None)
    return best if best and best.rows else None


def _column(
    question: Question,
    row: Candidate,
    rows: Sequence[RowPlace],
    terms: Terms,
    neighbour: Neighbour,
) -> _Column | None:
    """The column of a table that the question asks for; None where it asks for none of them."""
    heads = max((place.heads for place in rows), key=len)
    above = [each.text for each in over_table(rows[0], neighbour) if each.kind is not
             BlockKind.TABLE_ROW]  # fmt: skip
    over = " ".join([*above, *row.passage.section[-1:]])
    metadata = row.hit.report.metadata
    values = [_values(rows, nth, heads, metadata.language) for nth in range(1, len(heads))]
    if _COUNTS.search(fold(question.understood)):
        values = [
            () if _is_rate(head) else own for head, own in zip(heads[1:], values, strict=True)
        ]
    if not any(values):
        return None
    samples = [f"{found[0][0]}" if found else "" for found in values]
    worth = worth_of_columns(question, heads[1:], samples, terms, (heads[0], over))
    kind = _names_kind(question, terms, heads[0], over)
    nth = _asked(question, heads[1:], worth, values)
    if nth is None:
        open_share = terms.share(terms.met(*heads, over))
        enough = kind >= WELL_MET and open_share >= ENOUGH
        return _Column(kind, open_share, 0.0, ()) if enough else None
    named = (heads[0], heads[1 + nth], over)
    share = terms.share(terms.met(*named))
    years = {int(year) for year in YEAR.findall(" ".join((*named, metadata.title)))}
    reported = int((metadata.date or "0")[:4])
    if question.years and not set(question.years) & {*years, reported}:
        return None
    own = terms.share(terms.met(heads[1 + nth]))
    unnamed = bool(_ASKS_KIND.search(question.understood)) and kind < WELL_MET
    enough = share >= (ENOUGH_UNNAMED if unnamed else ENOUGH)
    return _Column(kind, share, own, values[nth], named) if enough else None


def _is_rate(head: str) -> bool:
    """Whether a column holds marks or shares, of which there are no more or fewer."""
    folded = fold(head)
    return any(signs.UNITS[kind].search(folded) for kind in ("mark", "share"))


def _says(measured: Terms, column: _Column, row: Candidate) -> bool:
    """Whether a column or what stands over it says what there is the most or the least of."""
    met = measured.met(*column.named, *row.passage.section)
    return not met or max(met) >= WELL_MET


def _names_kind(question: Question, terms: Terms, head: str, over: str) -> float:
    """How well what heads a table's labels names what is asked for: "welke gemeente"; 0 to 1."""
    asked = [term for term in terms.terms if term.word not in _KINDS][:1]
    if not asked or not _ASKS_KIND.search(question.understood):
        return 0.0
    return max(Terms(tuple(asked)).met(head, over))


def _asked(
    question: Question,
    heads: Sequence[str],
    worth: Sequence[float],
    values: Sequence[tuple[tuple[float, RowPlace], ...]],
) -> int | None:
    """The number of the column that is asked for: the best by its head, the total, the last year.

    Only columns with figures count.
    """
    able = [nth for nth, found in enumerate(values) if found]
    best = max(worth[nth] for nth in able)
    first = [nth for nth in able if worth[nth] == best]
    if len(first) == 1:
        return first[0]
    totals = [nth for nth in first if signs.SUMMARY_LABEL.match(fold(heads[nth]))]
    if len(totals) == 1:
        return totals[0]
    years = {nth: max(map(int, YEAR.findall(heads[nth])), default=0) for nth in first}
    last = max(years.values())
    newest = [nth for nth in first if years[nth] == last]
    return newest[0] if last and len(newest) == 1 and not question.years else None


def _values(
    rows: Sequence[RowPlace], nth: int, heads: Sequence[str], language: Language
) -> tuple[tuple[float, RowPlace], ...]:
    """The figures of one column with their rows, those of totals left out."""
    found = []
    for place in rows:
        at = nth if len(place.heads) == len(heads) else _index(place.heads, heads, nth)
        cells = table_rows.cells(place.text)
        if (
            at is None
            or at >= len(cells)
            or signs.SUMMARY_LABEL.match(fold(table_rows.label(place.text)))
        ):
            continue
        value = figure_in(place.text[slice(*cells[at])], language)
        if value is not None:
            found.append((value, place))
    if len(found) > LEAST_ROWS and (total := _total_of(found)) is not None:
        del found[total]
    return tuple(found) if len(found) >= LEAST_ROWS else ()


def _index(own: Sequence[str], heads: Sequence[str], nth: int) -> int | None:
    """The cell of a row with empty cells that stands under a head, where that is its only one."""
    alone = heads.count(heads[nth]) == 1 and own.count(heads[nth]) == 1
    return own.index(heads[nth]) if alone else None


def _total_of(found: Sequence[tuple[float, RowPlace]]) -> int | None:
    """The first or last row where it is the sum of the others, however it is called ("Regio")."""
    for at in (len(found) - 1, 0):
        others = math.fsum(value for nth, (value, _) in enumerate(found) if nth != at)
        if others > 0 and abs(found[at][0] - others) <= SAME_SUM * others:
            return at
    return None

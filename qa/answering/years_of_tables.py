"""In which year a row of a table has the most or the least: years stand over its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qa import table_rows
from qa.answering import signs
from qa.answering.evidence import Candidate
from qa.answering.matching import WELL_MET
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
from qa.language import fold
from qa.model import BlockKind, Span

if TYPE_CHECKING:
    from qa.answering.matching import Terms
    from qa.model import Language

LOOKED_AT = 40  # of the best candidates, for rows of tables
LEAST_YEARS = 3  # with a figure, for one of them to be the highest
ENOUGH = 0.6  # the share of the question's words that a row with its title and heads must meet


def best_year(
    most: bool, found: Sequence[Candidate], terms: Terms, neighbour: Neighbour
) -> Candidate | None:
    """The row that is asked about, with the year in which it has its highest or lowest figure.

    It is the row whose label the question has, else that of the totals; None where there is none,
    or two years are alike.
    """
    seen: set[tuple[str, int, int]] = set()
    for each in found[:LOOKED_AT]:
        place = place_of(each)
        if len(_years(place.heads)) < LEAST_YEARS or place.key in seen:
            continue
        rows = rows_of(place, neighbour)
        seen |= {row.key for row in rows}
        row = _row(place, rows, terms, neighbour)
        if row is None:
            continue
        told = each.hit.report.metadata.language
        head = _extreme_head(most, row, told)
        return _with_year(settled_by(found, row), row, head, neighbour) if head else None
    return None


def _years(heads: Sequence[str]) -> dict[int, int]:
    """The columns whose heads are nothing but a year: their places and years."""
    plain = {nth: head.strip(" *()") for nth, head in enumerate(heads)}
    return {nth: int(head) for nth, head in plain.items() if YEAR.fullmatch(head)}


def _row(
    place: RowPlace, rows: Sequence[RowPlace], terms: Terms, neighbour: Neighbour
) -> RowPlace | None:
    """The row of a table that is asked about: the one that is named, or that of the totals."""
    above = [each.text for each in over_table(place, neighbour)]
    over = " ".join((*above, *place.passage.section[-1:], *place.heads))
    known = terms.met(over)
    named = []
    for row in rows:
        met = terms.met(table_rows.label(row.text))
        own = [worth for worth, told in zip(met, known, strict=True) if worth > told]
        if max(own, default=0.0) >= WELL_MET:
            named.append(row)
    totals = [row for row in rows if signs.TOTAL_LABEL.match(fold(table_rows.label(row.text)))]
    asked = (named or totals)[:2]
    if len(asked) != 1:
        return None
    said = over, table_rows.label(asked[0].text)
    return asked[0] if terms.share(terms.met(*said)) >= ENOUGH else None


def _extreme_head(most: bool, row: RowPlace, language: Language) -> str:
    """The year over the highest or lowest figure of a row; "" where there is no one such.

    Nor is there where a year heads two columns: a number and a share.
    """
    cells = table_rows.cells(row.text)
    years = list(_years(row.heads).values())
    if len(set(years)) < len(years):
        return ""
    values = {
        row.heads[nth]: value
        for nth in _years(row.heads)
        if nth < len(cells)
        and (value := figure_in(row.text[slice(*cells[nth])], language)) is not None
    }
    if len(values) < LEAST_YEARS:
        return ""
    extreme = (max if most else min)(values.values())
    heads = [head for head, value in values.items() if value == extreme]
    return heads[0] if len(heads) == 1 else ""


def _with_year(
    candidate: Candidate | None, row: RowPlace, head: str, neighbour: Neighbour
) -> Candidate | None:
    """The candidate of a row with the year as its answer, and the row of heads that has that."""
    for each in over_table(row, neighbour):
        if each.kind is BlockKind.TABLE_ROW and head in each.text and candidate:
            sentence = each.passage.sentences[each.nth]
            place = each.passage, Span(sentence.start, sentence.end)
            return replace(candidate, settled=head.strip(" *()"), stands_on=place)
    return None

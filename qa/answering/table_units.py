"""The unit or scale of a table's figure, where its column's head or the table's title says it.

A cell has "1.234" and its head "(x 1.000)", or the title "bedragen in miljoenen euro's": without
those words the figure says something else. They are quoted with it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from qa import table_rows
from qa.answering import signs
from qa.answering.whole_tables import Neighbour, RowPlace, over_table
from qa.language import fold
from qa.model import BlockKind, Passage, Span

if TYPE_CHECKING:
    from qa.answering.evidence import Candidate
    from qa.answering.question import Question

_MONEY = r"(?:euro['’]?s?|euros|eur|€|gulden)"
_SCALES = (
    r"(?:duizend(?:en|tallen|tal)?|miljoen(?:en)?|miljard(?:en)?|mln\.?|mld\.?|thousands?"
    r"|millions?|billions?)"
)
_UNITS = (
    r"(?:%|procent(?:en)?|percentages?|per ?cent|promille|‰|fte['’]?s?|km2|km²|km|kilometers?|m2|m²"
    r"|m3|m³|meters?|ha|hectares?|kg|kilo(?:gram)?|ton(?:nen)?|liters?|kwh|mwh|gwh|twh|pj|tj|mw"
    r"|seconden?|minuten|uren|uur|dagen|werkdagen|weken|maanden|jaren|jaar|seconds?|minutes?|hours?"
    r"|days?|weeks?|months?|years?|personen|woningen|huishoudens|stappen|punten|graden)"
)
_UNIT = (
    rf"(?:[x×*]\s?(?:{_MONEY}\s?)?1[.,  ]?000(?:[.,  ]?000)?(?:\s?{_MONEY})?"
    rf"|(?:in\s)?(?:{_MONEY}\s)?{_SCALES}(?:\s(?:of\s)?{_MONEY})?"
    rf"|(?:in\s)?{_MONEY}(?:\s(?:x|×)\s?1[.,]?000)?|(?:in\s)?{_UNITS})"
)
_WHAT = r"(?:bedragen|aantallen|aantal|cijfers|uitgaven|kosten|amounts?|numbers?|figures)"
_BRACKETED = re.compile(rf"[(\[](?:{_WHAT}:?,?\s)?(?P<unit>{_UNIT})[)\]]", re.IGNORECASE)
# Without brackets it ends the line, or is a clause of it: "Uitgaven per wijk, in miljoenen euro's".
_PLAIN = re.compile(
    rf"(?:^|[,;:]\s|\s)(?:{_WHAT}\s)?(?P<unit>in\s(?:{_MONEY}|{_SCALES}(?:\s(?:of\s)?{_MONEY})?|{_UNITS})"
    rf"|[x×]\s?(?:{_MONEY}\s?)?1[.,]?000(?:[.,]?000)?)(?=$|[,;.)]|\s(?:per|naar|en|by|and)\b)",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?P<unit>{_UNIT})$", re.IGNORECASE)  # a head that is nothing but a unit
# Heads that say only when, or whether it was planned: what is measured stands in the title.
_WHEN = re.compile(
    r"\b(?:(?:19|20)\d\d|q[1-4]|(?:1e|2e|3e|4e|eerste|tweede|derde|vierde) kwartaal|jaar|begroting"
    r"|begroot|realisatie|gerealiseerd|werkelijk|rekening|jaarrekening|raming|geraamd|prognose"
    r"|stand|ultimo|totaal|in totaal|bedrag(?:en)?|budget|actual|planned|forecast|total|estimate"
    r"|realised|year)\b"
)
_IS_MONEY = re.compile(rf"(?<!\w){_MONEY}(?!\w)", re.IGNORECASE)
_IS_SHARE = re.compile(r"%|procent|percent|per cent", re.IGNORECASE)
_HAS_UNIT = re.compile(r"%|\b(?:procent|mln|mld|miljoen|miljard|million|billion|[^\W\d]{2,})\b")


class Unit(NamedTuple):
    """A unit as the report writes it, and the line above the row that has it."""

    text: str
    passage: Passage
    span: Span

    def of(self, figure: str) -> str:
        """The figure with its unit: "44%", "23,4 (in miljoenen euro's)"."""
        if re.fullmatch(r"(?:in\s)?(?:%|procent(?:en)?|per ?cent)", self.text, re.IGNORECASE):
            return f"{figure}%"
        return f"{figure} ({self.text})"


def unit_of(question: Question, row: Candidate, neighbour: Neighbour) -> Unit | None:
    """The unit of the cell that is cut from a row; None where nothing over it says one.

    The title's holds for a column whose head has none of its own; an amount of money for columns
    of money only.
    """
    place = RowPlace(row.passage, row.sentence)
    if place.kind is not BlockKind.TABLE_ROW or not place.heads:
        return None
    cells = table_rows.cells(row.text)
    if row.cut.span not in cells or row.cut.span == cells[0]:
        return None
    value = row.text[slice(*row.cut.span)]
    if not any(map(str.isdigit, value)) or _HAS_UNIT.search(value):
        return None
    nth = cells.index(row.cut.span)
    head = place.heads[nth] if nth < len(place.heads) else ""
    above = over_table(place, neighbour)
    if own := _in(head):
        return _placed(own, above)
    titles = [each for each in above if each.kind is not BlockKind.TABLE_ROW]
    told = next((found for each in titles[:1] if (found := _in(each.text))), None)
    if told is None or (_IS_MONEY.search(told) and not _of_money(question, head)):
        return None
    return _placed(told, titles)


def _in(text: str) -> str | None:
    """The unit that a head or title says."""
    found = [*_BRACKETED.finditer(text), *_PLAIN.finditer(text)]
    if not found and (bare := _BARE.match(text.strip())):
        found = [bare]
    return " ".join(found[-1]["unit"].split()) if found else None


def _of_money(question: Question, head: str) -> bool:
    """Whether a column is one of amounts, or amounts are asked."""
    counts = _IS_SHARE.search(head) or signs.UNITS["duration"].search(fold(head))
    asked = question.kind == "amount" or bool(signs.UNITS["amount"].search(fold(question.text)))
    plain = not _WHEN.sub("", fold(head)).strip(" *()-–/")
    return not counts and (asked or plain or bool(signs.UNITS["amount"].search(fold(head))))


def _placed(unit: str, above: list[RowPlace]) -> Unit | None:
    """The unit with the nearest line that has it in so many words."""
    for each in above:
        if unit in " ".join(each.text.split()):
            sentence = each.passage.sentences[each.nth]
            return Unit(unit, each.passage, Span(sentence.start, sentence.end))
    return None

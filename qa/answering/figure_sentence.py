"""A sentence with its figures that could answer: what every rule about one of them looks at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from qa.answering import signs
from qa.answering.matching import Terms
from qa.language import fold
from qa.model import Span

if TYPE_CHECKING:
    from qa.answering.question import Question
    from qa.figures import Quantity

LOOK_BACK = 120  # characters before a figure in which its signs stand

_BREAKS = re.compile(
    r"[,;:](?=\s)|\s(?:en|and|maar|but|terwijl|while|waarvan|of which)(?=\s)", re.IGNORECASE
)


@dataclass(frozen=True)
class Sentence:
    """A sentence that a question is put to: what is the same for all of its figures.

    ``able`` are the figures that could answer, in the sentence's order. What takes looking for is
    looked for when a rule first asks for it, and kept for the other rules and figures.
    """

    question: Question
    text: str
    able: Sequence[Quantity]
    terms: Terms

    @cached_property
    def breaks(self) -> Sequence[int]:
        """The places where clauses end; none where only one figure could answer."""
        if len(self.able) < 2:
            return ()
        return [found.start() for found in _BREAKS.finditer(self.text)]

    @cached_property
    def places(self) -> Sequence[tuple[int, int, float]]:
        """Where it meets words of the question: start, end, weight."""
        return self.terms.places(self.text)

    @cached_property
    def told(self) -> Terms:
        """The words of the question but what is counted, and the years: those a clause may tell."""
        counted = self.question.focus if self.question.kind == "number" else ()
        return Terms(
            tuple(
                each
                for each in self.terms.terms
                if each.word not in counted and not each.word.isdigit()
            )
        )

    @cached_property
    def told_by(self) -> dict[int, tuple[float, ...]]:
        """How well the clause of each figure (by its start) meets each of the words ``told``."""
        return {each.start: self.told.met(self.clause(each)) for each in self.able}

    @cached_property
    def norms(self) -> frozenset[int]:
        """The starts of the figures whose clause tells what ought to be …"""
        return self._whose_clause_has(signs.NORM)

    @cached_property
    def actual(self) -> frozenset[int]:
        """… and of those whose clause tells what really was."""
        return self._whose_clause_has(signs.ACTUAL)

    def before(self, item: Quantity) -> str:
        """The words before a figure, as far as a sign of it may reach."""
        return before(self.text, item)

    def after(self, item: Quantity) -> str:
        """All that stands behind a figure."""
        return self.text[item.end :]

    def clause(self, item: Quantity) -> str:
        """The clause that a figure stands in."""
        return self.text[slice(*between(self.breaks, self.text, item))]

    def clause_from(self, item: Quantity) -> str:
        """The clause that a figure stands in, from the figure on."""
        return self.text[item.start : between(self.breaks, self.text, item).end]

    def _whose_clause_has(self, sign: re.Pattern[str]) -> frozenset[int]:
        return frozenset(each.start for each in self.able if sign.search(fold(self.clause(each))))


def before(text: str, item: Quantity) -> str:
    """The words before a figure of a text, as far as a sign of it may reach."""
    return text[max(0, item.start - LOOK_BACK) : item.start]


def between(breaks: Sequence[int], text: str, item: Quantity) -> Span:
    """The part of a text between two of its ``breaks`` that holds a figure."""
    start = max((at for at in breaks if at < item.start), default=0)
    return Span(start, min((at for at in breaks if at >= item.end), default=len(text)))

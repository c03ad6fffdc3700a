"""What is asked for that the best sentence cannot give, whatever its words: the kind of thing.

A sentence may have every word of "Welke boete kreeg het loket?" and no money, or of "Waarom sloot
het loket?" and no cause. Each row tells one such lack, with a question and a sentence that show it.
One lack alone does not refuse a question: how many there are is a feature of the fitted model
(``refusal.features``), and the reason names them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from qa import table_rows
from qa.answering import reason_signs
from qa.answering.cues import FIGURE_KINDS
from qa.answering.kinds import tells
from qa.answering.matching import NEAR_ENOUGH, WELL_MET
from qa.answering.names import names, roles
from qa.language import fold, tokens
from qa.model import BlockKind

if TYPE_CHECKING:
    from qa.answering.evidence import Candidate
    from qa.answering.matching import Terms
    from qa.answering.question import Question

FEW_NEW_WORDS: Final = 2  # an answer in words that has no more than these tells nothing …
FEW_NEW_WORDS_OF_WHY: Final = 6  # … nor does one to "why" that has no more, and no sign of a cause

_MONEY: Final = re.compile(r"€|euro|\bmln|miljoen|miljard|million|billion|gulden", re.IGNORECASE)
_ASKS_NAME: Final = re.compile(
    r"\b(?:hoe heet(?:te)?n?|hoe heten|naam van|(?:what (?:is|was)|is) the name of"
    r"|what (?:is|was) .{1,60} called)\b"
)
_ASKS_PERSON: Final = re.compile(
    r"\b(?:wie (?:is|was|zijn|waren) de|who (?:is|was|are|were) the)\b"
)
_NAMED_BY: Final = re.compile(
    r"['\"‘“«]|\b(?:heet|heette|heten|genaamd|genoemd|naam|called|named)\b"
)
_ASKS_AGE: Final = re.compile(r"\b(?:hoe oud|leeftijd|how old|age)\b")
_AGE: Final = re.compile(r"\b(?:jaar|jaren|\w*jarigen?|leeftijd\w*|oud|oude|years?|aged?)\b")


@dataclass(frozen=True, slots=True)
class Case:
    """A question beside its best sentence, with what stands next to that."""

    question: Question
    best: Candidate
    terms: Terms

    @property
    def in_row(self) -> bool:
        """Whether the sentence is a row of a table, whose heads hold units and kinds."""
        return self.best.passage.sentences[self.best.sentence].kind is BlockKind.TABLE_ROW

    def beside(self, step: int) -> str:
        """The sentence before (-1) or after (1) it in its passage; "" where there is none."""
        nth, sentences = self.best.sentence + step, self.best.passage.sentences
        return self.best.passage.sentence_text(nth) if 0 <= nth < len(sentences) else ""

    def around(self) -> tuple[str, ...]:
        """The sentence, those beside it, and what stands over it."""
        passage, nth = self.best.passage, self.best.sentence
        heads = (table_rows.over(passage, nth), *table_rows.heads(passage, nth))
        sides = (self.beside(-1), self.beside(1), *passage.section)
        return (self.best.text, *sides, *(heads if self.in_row else ()))


class Mismatch(NamedTuple):
    """A kind of thing that is asked and lacks, with a question and a sentence for which it does."""

    name: str
    lacks: Callable[[Case], bool]
    question: str
    sentence: str


def mismatches(question: Question, best: Candidate, terms: Terms) -> tuple[str, ...]:
    """The names of the rows below that hold for a question and its best sentence."""
    case = Case(question, best, terms)
    return tuple(row.name for row in MISMATCHES if row.lacks(case))


def proper_names(text: str) -> frozenset[str]:
    """The folded words of a text that a capital letter begins, but for those after a full stop."""
    found = set()
    for token in tokens(text):
        before = text[: token.start].rstrip()
        if before and before[-1] not in ".?!:" and token.text[0].isupper():
            found.add(fold(token.text))
    return frozenset(found)


def _no_such_name(case: Case) -> bool:
    proper = proper_names(case.question.text)
    hit = case.best.hit
    near = case.terms.met(*case.around(), hit.report.metadata.title, hit.opening)
    return any(
        term.word in proper and worth < WELL_MET
        for term, worth in zip(case.terms.terms, near, strict=True)
    )


def _no_money(case: Case) -> bool:
    return case.question.kind == "amount" and not case.in_row and not _MONEY.search(case.best.text)


def _no_figure(case: Case) -> bool:
    return case.question.asks_figure and case.best.cut.choice is None and not case.in_row


def _counts_another(case: Case) -> bool:
    """Whether the figure counts what the question has no word of."""
    choice = case.best.cut.choice
    if case.question.kind != "number" or choice is None or not choice.quantity.counts:
        return False
    return max(case.terms.met(choice.quantity.counts), default=1.0) < NEAR_ENOUGH


def _no_name(case: Case) -> bool:
    asked, text = fold(case.question.text), case.best.text
    if _ASKS_NAME.search(asked):
        return not _is_new(case, [text[slice(*span)] for span in names(text)]) and not (
            _NAMED_BY.search(fold(text))
        )
    if _ASKS_PERSON.search(asked):
        return not _is_new(case, [text[slice(*span)] for span in (*names(text), *roles(text))])
    return False


def _is_new(case: Case, found: list[str]) -> bool:
    return any(not any(case.terms.met(name)) for name in found)


def _no_age(case: Case) -> bool:
    asked = _ASKS_AGE.search(fold(case.question.text))
    return asked is not None and not _AGE.search(fold(case.best.text))


def _no_cause(case: Case) -> bool:
    """Whether it says again what is to be explained, and neither it nor the next gives a cause."""
    if case.question.kind != "why":
        return False
    told = f"{case.best.text} {case.beside(1)}"
    caused = any(sign.pattern.search(fold(told)) for sign in reason_signs.REASONS)
    return not caused and _new_words(case, told) <= FEW_NEW_WORDS_OF_WHY


def _nothing_new(case: Case) -> bool:
    """Whether a sentence that should answer in words has hardly a word that is not the question's.

    "Welk bedrijf verloor zijn certificaat?" is not answered by "Eén bedrijf verloor het".
    """
    kind, text = case.question.kind, case.best.text
    if kind in FIGURE_KINDS or kind in ("yesno", "date", "why") or case.in_row:
        return False
    named = _is_new(case, [text[slice(*span)] for span in names(text)])
    return not named and _new_words(case, text) <= FEW_NEW_WORDS


def _new_words(case: Case, told: str) -> int:
    words = {token.text for token in tokens(told) if tells(fold(token.text))}
    return sum(not any(case.terms.met(word)) for word in words)


MISMATCHES: Final[tuple[Mismatch, ...]] = (
    Mismatch("name_said", _no_such_name, "Hoeveel loketten heeft Zutphen?",
             "Ede heeft 12 loketten."),
    Mismatch("money", _no_money, "Welke boete kreeg het loket?", "Het loket kreeg 3 boetes."),
    Mismatch("figure", _no_figure, "Hoeveel loketten sloten er?", "Er sloten loketten in Ede."),
    Mismatch("counted", _counts_another, "Hoeveel bezoekers waren er in Ede?",
             "In Ede waren er 12 loketten."),
    Mismatch("name", _no_name, "Hoe heet de beheerder van het loket?",
             "De beheerder van het loket sprak met de bezoekers."),
    Mismatch("age", _no_age, "Hoe oud waren de bezoekers gemiddeld?",
             "Er waren gemiddeld 120 bezoekers."),
    Mismatch("cause", _no_cause, "Waarom sloot het loket in Ede?", "Het loket in Ede sloot."),
    Mismatch("news", _nothing_new, "Welk loket verloor zijn keurmerk?",
             "Eén loket verloor zijn keurmerk."),
)  # fmt: skip

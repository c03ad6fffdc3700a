"""From a model's claims to proven statements with citations: one claim at a time, as they come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from qa.answering.by_model.claims import LONGEST_CLAIM, LONGEST_QUOTE, Claim
from qa.answering.by_model.material import Given, harmless
from qa.answering.by_model.quotes import cited_span, find_words
from qa.answering.citations import cite
from qa.answering.matching import terms_of
from qa.answering.proof import Fault, Ground, bare, claim_fault
from qa.answering.proof.names import lower_case_words
from qa.answering.wording import spoken
from qa.figures import quantities
from qa.language import detect_language, fold, is_stopword, tokens
from qa.model import Answer, Citation, Figure, Finding, Language, Removed, Span

if TYPE_CHECKING:
    from qa.retrieval import Retriever

SUPPORT: Final = 0.35
SUPPORT_ACROSS: Final = 0.45
SUPPORT_WITH_FIGURE: Final = 0.15
"""The least share of a claim's words, by weight, that its cited words must meet; the other two
where the claim is in another language than they are: "The desk was closed" has the desk of any
sentence about a desk, and less is asked only where a figure was proven too."""

LONGEST_SHORT: Final = 60  # words
LONGEST_TOLD: Final = 300  # characters of a removed claim that the JSON repeats


class Prover:
    """Holds what was given to a model, and what of its claims was proven so far."""

    def __init__(
        self, given: Sequence[Given], mark: str, retriever: Retriever, extract: Answer
    ) -> None:
        """``extract`` is the extractive answer: its short answer serves where the model's fails."""
        self._given = given
        self._mark = mark
        self._retriever = retriever
        self._extract = extract
        self._language: Language = extract.language
        self._common = lower_case_words(each.passage.text for each in given)
        self._cited: dict[tuple[str, int, Span], list[Citation]] = {}
        self.short: str | None = None
        self.lines: list[str] = []
        self.citations: list[Citation] = []
        self.findings: list[Finding] = []
        self.removed: list[Removed] = []

    def take(self, claim: Claim, short: str | None) -> str | None:
        """The claim as a line with its marks where it is proven; None where it is taken out.

        ``short`` is the model's short answer, as far as it was given by now.
        """
        text = bare(harmless(claim.text))
        if any(text == each.statement for each in self.findings):
            return None  # said before
        fault = self._form(claim, text)
        for place, span in self._places(claim) if fault is None else ():
            found = self._fault(text, place, span)
            if found is None:
                return self._keep(text, place, span, short)
            fault = fault or found
        fault = fault or Fault("quote" if claim.quote else "citation", claim.quote[:80] or None)
        self.removed.append(Removed(text[:LONGEST_TOLD], fault.why, fault.what))
        return None

    def _form(self, claim: Claim, text: str) -> Fault | None:
        if not text or len(claim.text) > LONGEST_CLAIM or len(claim.quote) > LONGEST_QUOTE:
            return Fault("form")
        if self._mark in claim.text or self._mark in claim.quote:
            return Fault("form", "the mark of the passages")
        return None

    def _places(self, claim: Claim) -> Iterator[tuple[Given, Span]]:
        """Where the quoted words stand: in the passage named, else in the others in order."""
        if not claim.quote:
            return
        named = [each for each in self._given if each.number == claim.passage]
        for each in [*named, *(other for other in self._given if other not in named)]:
            if (found := find_words(claim.quote, each.passage.text)) is not None:
                yield each, cited_span(each.passage, found)
                if each in named:
                    return

    def _fault(self, text: str, place: Given, span: Span) -> Fault | None:
        passage = place.passage
        record = self._retriever.index.report(passage.report)
        ground = Ground(
            passage.text[span.start : span.end],
            " > ".join(passage.section),
            record.metadata.title,
            record.metadata.date,
            record.metadata.language,
            self._common,
        )
        return claim_fault(text, ground, self._language) or self._unsupported(text, ground)

    def _unsupported(self, text: str, ground: Ground) -> Fault | None:
        """Whether too few of the claim's words are met by the cited words, across languages."""
        share = support(text, ground, self._retriever)
        same = detect_language(text, self._language) == detect_language(ground.text)
        least = SUPPORT
        if not same:
            told = quantities(text, detect_language(text, self._language))
            least = SUPPORT_WITH_FIGURE if told else SUPPORT_ACROSS
        return Fault("support", f"{share:.2f}") if share < least else None

    def _keep(self, text: str, place: Given, span: Span, short: str | None) -> str:
        passage = place.passage
        key = (passage.report, passage.ordinal, span)
        if key not in self._cited:
            self._cited[key] = cite(self._retriever.index, passage, span, len(self.citations) + 1)
            self.citations += self._cited[key]
        cited = self._cited[key]
        marks = "".join(f"[{each.n}]" for each in cited)
        language = detect_language(text, self._language)
        figures = tuple(
            Figure(item.value, item.of, item.counts or item.unit, cited[0].date)
            for item in quantities(text, language)
            if item.kind not in ("date", "year", "ordinal")
        )
        self.findings.append(Finding(text, figures, cited[0].n))
        self.lines.append(f"{text} {marks}")
        if self.short is None:
            self.short = self._short_of(short, cited, text)
        return self.lines[-1]

    def _short_of(self, short: str | None, cited: Sequence[Citation], text: str) -> str:
        """The short answer: the model's where its words are cited, else the extractive one's."""
        quotes = spoken(" ".join(each.quote for each in cited))
        for offered in (short, self._extract.short_answer):
            said = " ".join((offered or "").split()).strip(" .")
            if said and len(said.split()) <= LONGEST_SHORT and spoken(said).strip():
                pieces = [piece for piece in said.split("; ") if piece]
                if all(spoken(piece) in quotes for piece in pieces):
                    return said
        return text


def support(text: str, ground: Ground, retriever: Retriever) -> float:
    """The share of a claim's content words, by weight, that its ground meets; 1 without any.

    A word is met by its stem, inside a compound, or by the corpus' own nearest words: a Dutch quote
    meets the words of an English claim.
    """
    words = [
        fold(token.text)
        for token in tokens(text)
        if len(token.text) > 2
        and not is_stopword(token.text, "nl")
        and not is_stopword(token.text, "en")
    ]
    terms = terms_of(tuple(dict.fromkeys(words)), retriever)
    if not terms.terms:
        return 1.0
    return terms.share(terms.met(f"{ground.text}\n{ground.heading}"))

"""Which sentences answer the question: candidates, their features, their order.

Every sentence of the best passages is a candidate. Its score is a weighted sum of features (how
many of the question's words it meets, how near its vector is, whether it has the kind of thing
asked, the year asked, the ranker's own opinion …); the weights were fitted on questions over other
texts (``python -m bench.answering fit``) and lie in ``weights.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from qa.answering import signs
from qa.answering.cut import Cut, Material, cut, words_in
from qa.answering.matching import Terms
from qa.figures import quantities
from qa.language import fold
from qa.model import BlockKind, Passage, Span

if TYPE_CHECKING:
    from qa.answering.question import Question
    from qa.rankers import Reading
    from qa.retrieval import Hit

PASSAGES_READ = 12
SHORT, LONG = 5, 45  # words
WEIGHTS = Path(__file__).with_name("weights.json")

_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
FITS = {
    "number": "fit_figure", "share": "fit_figure", "amount": "fit_figure", "mark": "fit_figure",
    "duration": "fit_figure", "date": "fit_date", "who": "fit_who", "why": "fit_why",
    "definition": "fit_definition", "abbreviation": "fit_abbreviation", "list": "fit_list",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer: where it stands, what is cut from it, and its score.

    ``rank`` is its passage's rank from 0; ``span`` its place in the passage's text, the sentence
    before it included where it leans on that ("Zij …"); ``ranker_span`` the ranker's short answer
    there, with its log probability.
    """

    hit: Hit
    rank: int
    sentence: int
    span: Span
    text: str
    cut: Cut
    features: Mapping[str, float]
    score: float
    met: tuple[float, ...] = ()
    met_around: tuple[float, ...] = ()
    ranker_span: tuple[int, int, float] | None = None

    @property
    def passage(self) -> Passage:
        """The passage it stands in."""
        return self.hit.passage

    @property
    def quote(self) -> str:
        """The words that are cited."""
        return self.passage.text[self.span.start : self.span.end]


@dataclass(slots=True)
class _Reader:
    """What is the same for all candidates of one question."""

    question: Question
    terms: Terms
    weights: Mapping[str, float]
    best_similarity: float
    best_hit: float
    texts: dict[str, tuple[float, ...]] = field(default_factory=dict)

    def met(self, text: str) -> tuple[float, ...]:
        if text not in self.texts:
            self.texts[text] = self.terms.met(text)
        return self.texts[text]


@lru_cache(maxsize=1)
def weights() -> Mapping[str, Mapping[str, float]]:
    """The fitted weights: ``evidence`` and ``refusal``, each without and ``…_ranker`` with a ranker."""
    loaded: Mapping[str, Mapping[str, float]] = json.loads(WEIGHTS.read_text("utf-8"))
    return loaded


def candidates(
    question: Question,
    hits: Sequence[Hit],
    terms: Terms,
    readings: Sequence[Reading] | None = None,
) -> list[Candidate]:
    """The sentences of the first passages, best first; a sentence that occurs twice counts once."""
    read = list(hits[:PASSAGES_READ])
    similarities = [value for hit in read for value in hit.sentence_similarities]
    reader = _Reader(
        question,
        terms,
        weights()["evidence_ranker" if readings else "evidence"],
        max(similarities, default=0.0),
        max((hit.score for hit in read), default=1.0) or 1.0,
    )
    found: dict[str, Candidate] = {}
    for rank, hit in enumerate(read):
        reading = readings[rank] if readings and rank < len(readings) else None
        for candidate in _of_passage(reader, rank, hit, reading):
            key = "".join(filter(str.isalnum, candidate.text.lower()))
            if key and (key not in found or found[key].score < candidate.score):
                found[key] = candidate
    return sorted(found.values(), key=lambda each: (-each.score, each.rank, each.sentence))


def _of_passage(
    reader: _Reader, rank: int, hit: Hit, reading: Reading | None
) -> Iterator[Candidate]:
    passage = hit.passage
    whole = reader.met(" ".join((hit.report.metadata.title, *passage.section, passage.text)))
    for nth, sentence in enumerate(passage.sentences):
        if sentence.kind is BlockKind.FURNITURE or sentence.end <= sentence.start:
            continue
        text = passage.text[sentence.start : sentence.end]
        before = passage.sentence_text(nth - 1) if nth else ""
        around = " ".join((before, *passage.section, _intro(passage, nth)))
        met, met_around = reader.met(text), reader.met(around)
        material = Material(text, tuple(quantities(text, hit.report.metadata.language)), before)
        piece = cut(reader.question, material, reader.terms)
        features = _features(reader, rank, hit, nth, text, piece)
        both = [max(a, b) for a, b in zip(met, met_around, strict=True)]
        everywhere = [max(a, b) for a, b in zip(both, whole, strict=True)]
        features["words"] = reader.terms.share(met)
        features["words_around"] = reader.terms.share(both) - features["words"]
        features["words_passage"] = reader.terms.share(everywhere) - reader.terms.share(both)
        ranker_span = None
        if reading is not None and nth < len(reading.sentence_scores):
            features["ranker"] = max(-8.0, min(8.0, reading.sentence_scores[nth]))
            ranker_span = reading.spans[nth]
        yield Candidate(
            hit, rank, nth, _cited_span(passage, nth), text, piece, features,
            sum(reader.weights.get(name, 0.0) * value for name, value in features.items()),
            met, tuple(both), ranker_span,
        )  # fmt: skip


def _intro(passage: Passage, nth: int) -> str:
    """The sentence that announces the list an item stands in."""
    if passage.sentences[nth].kind is not BlockKind.LIST_ITEM:
        return ""
    for before in range(nth - 1, -1, -1):
        if passage.sentences[before].kind is not BlockKind.LIST_ITEM:
            return passage.sentence_text(before)
    return ""


def _cited_span(passage: Passage, nth: int) -> Span:
    """The sentence, with the one before it where it leans on that within its paragraph."""
    sentence = passage.sentences[nth]
    if nth == 0 or sentence.kind is not BlockKind.PARAGRAPH:
        return Span(sentence.start, sentence.end)
    before = passage.sentences[nth - 1]
    first = fold(passage.text[sentence.start : sentence.end].split(" ", 1)[0]).strip(",.:")
    same_block = "\n" not in passage.text[before.end : sentence.start]
    if first in signs.LEANS_BACK and same_block and before.kind is BlockKind.PARAGRAPH:
        return Span(before.start, sentence.end)
    return Span(sentence.start, sentence.end)


def _features(
    reader: _Reader, rank: int, hit: Hit, nth: int, text: str, piece: Cut
) -> dict[str, float]:
    question, passage = reader.question, hit.passage
    similarity = hit.sentence_similarities[nth] if nth < len(hit.sentence_similarities) else 0.8
    kind = passage.sentences[nth].kind
    count = words_in(text)
    features = {
        "similarity": 10 * (similarity - 0.85),
        "similarity_gap": 10 * (similarity - reader.best_similarity),
        "passage_rank": 1 / (1 + rank),
        "passage_score": hit.score / reader.best_hit,
        "short": float(count < SHORT),
        "long": float(count > LONG),
        "asks": float(text.rstrip().endswith("?")),
        "announces": float(bool(signs.ANNOUNCES.search(text))),
        f"is_{kind.value}": 1.0,
    }
    fit = FITS.get(question.kind)
    if fit:
        features[fit] = piece.fit
        features[f"no_{fit}"] = float(piece.fit <= 0)
    features |= _years(question, hit, text)
    if question.names:
        folded, whole = fold(text), fold(" ".join((hit.report.metadata.title, passage.text)))
        inside = sum(fold(name) in folded for name in question.names)
        near = sum(fold(name) in whole for name in question.names)
        features["names"] = inside / len(question.names)
        features["names_near"] = (near - inside) / len(question.names)
    negated = bool(signs.NEGATION.search(fold(text)))
    features["negation_met"] = float(question.negated and negated)
    features["negation_missed"] = float(question.negated and not negated)
    features["negated"] = float(negated and not question.negated)
    if question.given:
        features["given"] = float(
            any(item.value in question.given or item.of in question.given
                for item in quantities(text, hit.report.metadata.language))
        )  # fmt: skip
    return features


def _years(question: Question, hit: Hit, text: str) -> dict[str, float]:
    """Whether the years asked stand in the sentence, near it, or others in their place."""
    reported = int((hit.report.metadata.date or "0")[:4])
    features: dict[str, float] = {}
    if question.report_years:
        features["report_year"] = float(reported in question.report_years)
    if question.years:
        said = {int(year) for year in _YEAR.findall(text)}
        asked = set(question.years)
        near = reported in asked or any(
            str(year) in hit.passage.text or any(str(year) in head for head in hit.passage.section)
            for year in asked
        )
        features["year_said"] = float(bool(said & asked))
        features["year_near"] = float(near and not said & asked)
        features["year_other"] = float(bool(said) and not said & asked)
    return features

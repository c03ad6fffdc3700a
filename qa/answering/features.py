"""What speaks for a sentence and against it: the features that its score is a weighted sum of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import mul
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, NamedTuple

from qa.answering import signs
from qa.answering.cut import Cut
from qa.answering.lists import listing
from qa.answering.matching import Terms, stems_of
from qa.answering.question import YEAR
from qa.answering.wording import words_in
from qa.figures import quantities
from qa.language import fold
from qa.model import Passage

if TYPE_CHECKING:
    from qa.answering.question import Question
    from qa.figures import Quantity
    from qa.model import Language
    from qa.retrieval import Hit

SHORT, USUAL, LONG = 5, 20, 45  # words
MOST_LENGTH = 3.0  # in usual sentences: past that, more words say no more
MOST_OF = 0.6  # the share of an answer's words that a text must have to say the same

FITS = {
    "number": "fit_figure", "share": "fit_figure", "amount": "fit_figure", "mark": "fit_figure",
    "duration": "fit_figure", "date": "fit_date", "who": "fit_who", "why": "fit_why",
    "definition": "fit_definition", "abbreviation": "fit_abbreviation", "list": "fit_list",
}  # fmt: skip


class Weights(dict[str, float]):
    """What each feature weighs; one that has no weight counts for nothing."""

    def __missing__(self, feature: str) -> float:
        return 0.0

    def weighed(self, features: Mapping[str, float]) -> float:
        """The weighted sum of the features."""
        total: float = sum(map(mul, map(self.__getitem__, features), features.values()))
        return total


class Place(NamedTuple):
    """A sentence among those read: its passage, that one's rank from 0, and its number in it."""

    hit: Hit
    rank: int
    nth: int


@dataclass(frozen=True, slots=True)
class Scale:
    """The values of all sentences read for a question: they lie elsewhere for each, and model."""

    mean: float
    spread: float  # the standard deviation
    best: float

    @classmethod
    def of(cls, values: Sequence[float], least_spread: float) -> Scale:
        """The scale of these values; any will do where there are none."""
        values = values or [0.0]
        return cls(fmean(values), max(pstdev(values), least_spread), max(values))

    def deviation(self, value: float) -> float:
        """A value as standard deviations from the mean, -3 to 3."""
        return max(-3.0, min(3.0, (value - self.mean) / self.spread))

    def gap(self, value: float) -> float:
        """How far a value lies below the best, -5 to 0."""
        return max(-5.0, (value - self.best) / self.spread)


@dataclass(slots=True)
class Reader:
    """What is the same for all sentences that are read for one question."""

    question: Question
    terms: Terms
    weights: Weights
    cosines: Scale
    likenesses: Scale
    best_hit: float
    newest: str  # the date of the newest report among the passages read
    texts: dict[tuple[str, ...], tuple[float, ...]] = field(default_factory=dict)
    named: dict[int, int] = field(default_factory=dict)  # by passage

    def says(self, text: str, language: Language) -> bool:
        """Whether a text says what was answered before: its figures, else most of its words."""
        question = self.question
        if question.given:
            known = figures_in(text, language)
            return any(item.value in question.given for item in known)
        told = stems_of(question.told)
        return len(told & stems_of(text)) >= MOST_OF * max(1, len(told))

    def met(self, *texts: str) -> tuple[float, ...]:
        """How well the texts together meet each term of the question; kept."""
        if texts not in self.texts:
            self.texts[texts] = self.terms.met(*texts)
        return self.texts[texts]

    def named_around(self, hit: Hit) -> int:
        """How many names of the question a passage has, or what its report begins with; kept."""
        if hit.passage_id not in self.named:
            whole = fold(" ".join((hit.report.metadata.title, hit.opening, hit.passage.text)))
            self.named[hit.passage_id] = sum(fold(name) in whole for name in self.question.names)
        return self.named[hit.passage_id]


def features_of(
    reader: Reader, place: Place, text: str, figures: Sequence[Quantity], piece: Cut
) -> dict[str, float]:
    """All features of a sentence but those of the words it meets; ``piece`` is what is cut."""
    hit, rank, nth = place
    question = reader.question
    return {
        **_shape(reader, rank, hit, nth, text),
        **_kind_fit(question, hit.passage, nth, piece),
        **_years(question, hit, text, reader.newest),
        **_names(reader, hit, text),
        **_polarity(question, text, figures),
        **_told_before(reader, hit, nth, text, piece),
    }


def _shape(reader: Reader, rank: int, hit: Hit, nth: int, text: str) -> dict[str, float]:
    """How near it is by vector and rank, and what kind of sentence it is."""
    count = words_in(text)
    return {
        **_nearness("similarity", reader.cosines, hit.sentence_similarities, nth),
        **_nearness("likeness", reader.likenesses, likenesses_of(hit), nth),
        "passage_rank": 1 / (1 + rank),
        # Its weight was fitted on fused ranks, the least of which came to half of the best.
        "passage_score": (1 + hit.score / reader.best_hit) / 2,
        "length": min(MOST_LENGTH, count / USUAL),
        "short": float(count < SHORT),
        "long": float(count > LONG),
        "asks": float(text.rstrip().endswith("?")),
        "announces": float(bool(signs.ANNOUNCES.search(text))),
        f"is_{hit.passage.sentences[nth].kind.value}": 1.0,
    }


def likenesses_of(hit: Hit) -> Sequence[float]:
    """How well each sentence meets the question token by token; where nothing tells, its cosine."""
    return hit.sentence_likenesses or hit.sentence_similarities


def _nearness(name: str, scale: Scale, values: Sequence[float], nth: int) -> dict[str, float]:
    """How near a sentence is, by itself, below the best, and the one before it.

    What a sentence leads up to stands after it: "De wachttijd nam toe. In 2011 was zij …"
    """
    known = nth < len(values)
    value = values[nth] if known else scale.mean
    return {
        name: scale.deviation(value),
        f"{name}_gap": scale.gap(value),
        f"{name}_before": scale.deviation(values[nth - 1]) if known and nth else 0.0,
    }


def _kind_fit(question: Question, passage: Passage, nth: int, piece: Cut) -> dict[str, float]:
    """How well it has the kind of thing asked: a figure, a date, a name, a reason, a list …"""
    if question.kind == "how":
        return {"means": float(bool(signs.MEANS.search(fold(passage.sentence_text(nth)))))}
    if question.kind == "where":
        return {"placed": float(bool(signs.PLACED.search(passage.sentence_text(nth))))}
    name = FITS.get(question.kind)
    if name is None:
        return {}
    fit = piece.fit
    if question.kind == "list":
        whole = listing(passage, nth, question.items, _no_neighbour)
        fit = 0.0 if whole is None else 0.5
        if whole and question.items:
            fit = 1.0 if len(whole.items) == question.items else 0.25
    found = {name: fit, f"no_{name}": float(fit <= 0)}
    if question.kind == "who":
        found["colophon"] = float(fit > 0 and _in_colophon(question, passage.sentence_text(nth)))
    if question.kind == "date":
        found |= _planned(fold(question.understood), fold(passage.sentence_text(nth)))
    return found


def _planned(asked: str, told: str) -> dict[str, float]:
    """Whether it tells when a thing was to happen: as asked, or where is asked when it did."""
    plan = bool(signs.PLANNED_DATE.search(told))
    wanted = bool(signs.PLANNED_DATE.search(asked))
    happened = not wanted and bool(signs.HAPPENED.search(asked))
    return {"plan_met": float(plan and wanted), "plan_unasked": float(plan and happened)}


def _in_colophon(question: Question, sentence: str) -> bool:
    """Whether a line tells who made the report, where that is asked ("Steller: …")."""
    asked, told = fold(question.text), fold(sentence)
    return any(ask.search(asked) and tell.search(told) for ask, tell in signs.COLOPHON)


def focus(reader: Reader, met: Sequence[float], both: Sequence[float]) -> dict[str, float]:
    """Whether what is to be counted stands in the sentence, or only near it.

    ``met`` is how well the sentence meets each term, ``both`` it and what stands around it.
    """
    asked = [
        nth for nth, term in enumerate(reader.terms.terms) if term.word in reader.question.focus
    ]
    if not asked:
        return {}
    inside, near = max(met[nth] for nth in asked), max(both[nth] for nth in asked)
    return {"focus": inside, "focus_near": near - inside}


def _no_neighbour(passage: Passage, step: int) -> None:
    """No passage: to tell whether there is a list, the one at hand is enough."""
    return None


def _names(reader: Reader, hit: Hit, text: str) -> dict[str, float]:
    """The share of the names in the question that it has, or its passage."""
    asked = reader.question.names
    if not asked:
        return {}
    folded = fold(text)
    inside, near = sum(fold(name) in folded for name in asked), reader.named_around(hit)
    return {"names": inside / len(asked), "names_near": max(0, near - inside) / len(asked)}


def _polarity(question: Question, text: str, figures: Sequence[Quantity]) -> dict[str, float]:
    """Whether it denies as the question does, and holds the figure a follow-up is about."""
    negated = bool(signs.NEGATION.search(fold(text)))
    given = question.given and any(
        item.value in question.given or item.of in question.given for item in figures
    )
    kind = "figure_negation" if question.asks_figure else "negation"
    return {
        f"{kind}_met": float(question.negated and negated),
        f"{kind}_missed": float(question.negated and not negated),
        "negated": float(negated and not question.negated),
        "given": float(bool(given)),
    }


def _told_before(reader: Reader, hit: Hit, nth: int, text: str, piece: Cut) -> dict[str, float]:
    """For a follow-up: whether its answer would be the one given before, or stands beside that.

    "37 van de 84" is no answer to "en hoeveel helemaal niet?", but the sentence after it may be.
    What is new in the same sentence (a reason, where it comes from) is another answer.
    """
    question = reader.question
    if not question.told or question.wants_total:
        return {"repeats": 0.0, "beside_told": 0.0}
    passage, language = hit.passage, hit.report.metadata.language
    short = text[piece.span.start : piece.span.end]
    said_here = reader.says(text, language)
    beside = any(
        reader.says(passage.sentence_text(other), language)
        for other in range(len(passage.sentences))
        if other != nth
    )
    return {
        "repeats": float(said_here and reader.says(short, language)),
        "beside_told": float(beside and not said_here),
    }


def _years(question: Question, hit: Hit, text: str, newest: str) -> dict[str, float]:
    """Whether the years asked stand in the sentence, near it, or others in their place."""
    reported = int((hit.report.metadata.date or "0")[:4])
    features: dict[str, float] = {}
    if question.wants_latest and newest:
        features["newest"] = float(hit.report.metadata.date == newest)
    if question.report_years:
        features["report_year"] = float(reported in question.report_years)
    if question.years:
        said = {int(year) for year in YEAR.findall(text)}
        asked = set(question.years)
        around = " ".join((hit.report.metadata.title, *hit.passage.section, hit.passage.text))
        near = reported in asked or any(str(year) in around for year in asked)
        features["year_said"] = float(bool(said & asked))
        features["year_near"] = float(near and not said & asked)
        features["year_other"] = float(bool(said) and not said & asked)
    return features


@lru_cache(maxsize=8192)  # of sentences
def figures_in(text: str, language: Language) -> tuple[Quantity, ...]:
    """The figures of a sentence; kept, as questions keep coming back to the same passages."""
    return tuple(quantities(text, language))

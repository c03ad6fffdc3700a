"""Whether the evidence answers the question at all, and if not, what is missing.

The decision is a probability: a logistic model over what is missing (words of the question that
no evidence meets, no figure of the kind, another year) and how good the best sentence is. It was
fitted on questions over other texts, answerable ones and ones that only seem to be
(``python -m bench.answering fit``); no cosine decides alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from qa.answering import signs
from qa.answering.cues import SHORT_KINDS, words
from qa.answering.evidence import Candidate, in_year_asked, weights
from qa.answering.features import FITS
from qa.answering.frames import KIND_NAMES, frame
from qa.answering.matching import WELL_MET, stems_of
from qa.answering.mismatch import lacks_age, lacks_name, proper_names
from qa.figures import quantities, same_value
from qa.language import fold, synonyms

if TYPE_CHECKING:
    from qa.answering.matching import Term, Terms
    from qa.answering.question import Question
    from qa.figures import Quantity

LOOKED_AT = 8  # of the best candidates
THRESHOLD = "threshold"  # its name among the weights: the probability below which to refuse
UNREAD = -3.0  # what stands for the logit of a sentence that the ranker was not given
NOTHING_MET = 0.1  # the share of a question's words below which none of them is met at all
RAREST = 7.0  # an inverse document frequency that hardly any word exceeds
OWN_COUNTRY = words("nederland nederlandse nederlands dutch netherlands")  # of all the reports
NAMED_WORDS = 3  # missing words that a reason names, at most
MOST_SAID = 0.6  # the share of a question's words that a sentence must have to deny its premise


def features(question: Question, found: Sequence[Candidate], terms: Terms) -> dict[str, float]:
    """What speaks for and against an answer; all about 0 to 1 but scores and logits."""
    best = found[0]
    first = found[:LOOKED_AT]
    met = best.met_around
    everywhere = [max(each.met_around[i] for each in first) for i in range(len(terms.terms))]
    fit = best.features.get(FITS.get(question.kind, ""), 0.5)
    said = {
        "score": best.score,
        "lead": best.score - found[min(4, len(found) - 1)].score,
        "words": best.features["words"],
        "words_met": terms.share(met),
        "words_met_anywhere": terms.share(everywhere),
        "rarest_met": _rarest(terms, met),
        "fit": min(fit, 1.0),
        "no_fit": float(FITS.get(question.kind) is not None and fit <= 0),
        "asks_figure": float(question.asks_figure),
        "english": float(question.language == "en"),
        "year_missing": float(bool(question.years) and not in_year_asked(best)),
        "names_missing": _names_missing(question, best),
        "proper_missing": _proper_missing(question, best, terms),
        "focus_missing": _focus_missing(question, best),
        "figures_missing": _figures_missing(question, best),
        "other_counted": float(_other_counted(question, best) is not None),
        "question_words": min(1.0, len(terms.terms) / 10),
        "asks_yesno": float(question.kind == "yesno"),
    }
    if logits := _logits(found):
        said["ranker"] = best.features.get("ranker", UNREAD)
        said["ranker_best"] = max(logits)
        said["ranker_lead"] = max(logits) - sorted(logits)[-min(3, len(logits))]
    return said


def _logits(found: Sequence[Candidate]) -> list[float]:
    """The ranker's logits of the sentences it read; none without a ranker."""
    return [each.features["ranker"] for each in found if "ranker" in each.features]


def _rarest(terms: Terms, met: Sequence[float]) -> float:
    """How well the question's rarest word is met."""
    if not terms.terms:
        return 1.0
    return max(zip((term.weight for term in terms.terms), met, strict=True))[1]


def _names_missing(question: Question, best: Candidate) -> float:
    """The share of the question's names that neither the sentence nor its passage has."""
    if not question.names:
        return 0.0
    return 1.0 - best.features.get("names", 0.0) - best.features.get("names_near", 0.0)


def _proper_missing(question: Question, best: Candidate, terms: Terms) -> float:
    """How much the rarest proper name of the question weighs that its report's passage has not.

    "Why did Saab refuse" is not answered where Saab is not named. A name is a word that a capital
    begins within a sentence; 0 to 1, by inverse document frequency.
    """
    proper = proper_names(question.text) - OWN_COUNTRY
    if not any(term.word in proper for term in terms.terms):
        return 0.0
    passage = best.passage
    title, opening = best.hit.report.metadata.title, best.hit.opening
    around = " ".join((title, opening, *passage.section, passage.text))
    return max(
        min(1.0, term.weight / RAREST) * (1 - worth)
        for term, worth in zip(terms.terms, terms.met(around), strict=True)
        if term.word in proper
    )


def _focus_missing(question: Question, best: Candidate) -> float:
    """How far the thing to be counted is neither in the sentence nor near it."""
    if not question.asks_figure or "focus" not in best.features:
        return 0.0
    return 1.0 - best.features["focus"] - 0.5 * best.features["focus_near"]


def _premises(question: Question) -> list[Quantity]:
    """The figures that a question takes for granted: "why did 59 offices close"."""
    told = quantities(question.text, question.language)
    return [item for item in told if item.kind in ("count", "share", "percentage", "amount")]


def _figures_missing(question: Question, best: Candidate) -> float:
    """The share of the question's own figures that the sentence does not have."""
    told = _premises(question)
    lacking = [
        item for item in told if not any(same_value(item, other) for other in best.quantities)
    ]
    return len(lacking) / len(told) if told else 0.0


def _other_counted(question: Question, best: Candidate) -> tuple[Quantity, Quantity] | None:
    """A figure of the question that the sentence has too, but of something else.

    What two languages call a thing cannot be compared by its stems.
    """
    if best.hit.report.metadata.language != question.language:
        return None
    for item in _premises(question):
        for other in best.quantities:
            if item.value != other.value or not item.counts or not other.counts:
                continue
            if not stems_of(item.counts) & stems_of(other.counts):
                return item, other
    return None


def probability(said: Mapping[str, float], model: Mapping[str, float]) -> float:
    """The probability that the best candidate answers the question, by a fitted model."""
    value = model.get("bias", 0.0) + sum(
        model.get(name, 0.0) * amount for name, amount in said.items()
    )
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


def refuses(question: Question, found: Sequence[Candidate], terms: Terms) -> bool:
    """Whether the question must stay unanswered."""
    if not found:
        return True
    if found[0].settled:
        return False
    if contradicted(question, found[0]):
        return True
    said = features(question, found, terms)
    if terms.terms and said["words_met_anywhere"] < NOTHING_MET:
        return True
    model = weights()["refusal_ranker" if _logits(found) else "refusal"]
    return probability(said, model) < model.get(THRESHOLD, 0.0)


def contradicted(question: Question, best: Candidate) -> bool:
    """Whether the best sentence is about another year than the figure asked, or another count.

    Rules and no weights: they hardly ever speak against a right answer (``bench.answering fit``
    says how often, and against how many that nobody can answer).
    """
    if question.years and not in_year_asked(best):
        return True
    return question.kind != "yesno" and _other_counted(question, best) is not None


def reason(question: Question, found: Sequence[Candidate], terms: Terms) -> str:
    """Why nothing was found: what was asked that the reports do not have.

    Only what holds for certain is said: a word is missing where no form of it stands in the
    reports, a name where the passages looked at have none of it.
    """
    language = question.language
    if not found:
        return frame(language, "empty")
    first = found[:LOOKED_AT]
    if conflict := _other_counted(question, found[0]):
        asked, told = conflict
        return frame(
            language,
            "other_counted",
            asked=question.text[asked.start : asked.end],
            told=found[0].text[told.start : told.end],
        )
    if question.years and not any(in_year_asked(each) for each in first):
        year = frame(language, "and").join(str(year) for year in question.years)
        return frame(language, "missing_year", year=year)
    return (
        _names_lacking(question, first, terms)
        or _premise_denied(question, found[0])
        or _kind_lacking(question, found[0], terms)
        or _words_lacking(question, first, terms)
        or frame(language, "missing")
    )


def _names_lacking(question: Question, first: Sequence[Candidate], terms: Terms) -> str | None:
    """That the reports, the passages looked at, or the nearest does not have a name asked for."""
    proper = proper_names(question.text)
    named = [
        term
        for term in terms.terms
        if term.word in proper and _is_named(question, term.word) and _is_exact(question, term)
    ]
    for name, looked_at in (("missing_near", first), ("missing_best", first[:1])):
        stems = frozenset[str]().union(*(stems_of(_all_around(each)) for each in looked_at))
        lacking = [term for term in named if not term.own & stems]
        unknown = [term for term in lacking if not term.known]
        if lacking:
            return _naming(question, "missing_words" if unknown else name, unknown or lacking)
    return None


def _is_exact(question: Question, term: Term) -> bool:
    """Whether a name is met by itself alone: no abbreviation, and none that goes by another word.

    What only stands near it ("Nederland" for "België") is another's name.
    """
    return not synonyms([term.word])[0] and not _as_typed(question, term.word).isupper()


def _all_around(each: Candidate) -> str:
    """A passage with what stands over it and what its report begins with."""
    metadata = each.hit.report.metadata
    return " ".join((metadata.title, each.hit.opening, *each.passage.section, each.passage.text))


def _premise_denied(question: Question, best: Candidate) -> str | None:
    """That the nearest sentence denies what a question takes for granted ("waarom steeg …")."""
    told = signs.NEGATION.search(fold(best.text))
    if question.kind != "why" or question.negated or not told:
        return None
    return frame(question.language, "premise") if best.features["words"] >= MOST_SAID else None


def _kind_lacking(question: Question, best: Candidate, terms: Terms) -> str | None:
    """That the cause, the age, the name, the figure or the date that is asked is not given."""
    if question.kind == "why":
        return frame(question.language, "missing_cause")
    if lacks_age(question, best):
        return frame(question.language, "missing_age")
    if lacks_name(question, best, terms):
        return frame(
            question.language, "missing_kind", kind=KIND_NAMES[question.language]["who"],
            focus="", year="",
        )  # fmt: skip
    return _short_kind(question)


def _words_lacking(question: Question, first: Sequence[Candidate], terms: Terms) -> str | None:
    """That the reports do not have a word of the question, or the passages looked at do not.

    Not where the reports are in the other language: they have none of the question's own words.
    """
    if any(each.hit.report.metadata.language != question.language for each in first):
        return None
    missing = [
        term
        for nth, term in enumerate(terms.terms)
        if max(each.met_around[nth] for each in first) < WELL_MET and _is_named(question, term.word)
    ]
    unknown = [term for term in missing if not term.known]
    name = "missing_words" if unknown else "missing_near"
    return _naming(question, name, unknown or missing)


def _naming(question: Question, name: str, lacking: Sequence[Term]) -> str | None:
    """A frame with the rarest of the words that are lacking, as they were typed."""
    if not lacking:
        return None
    rarest = sorted(lacking, key=lambda term: -term.weight)[:NAMED_WORDS]
    typed = [f"'{_as_typed(question, term.word)}'" for term in rarest]
    language = question.language
    return frame(language, name, words=_enumerated(typed, frame(language, "and")))


def _short_kind(question: Question) -> str | None:
    """That the figure, date or name that is asked is not given."""
    if question.kind not in SHORT_KINDS:
        return None
    language = question.language
    # What is counted stands behind "hoeveel"; behind other question words it may be anything.
    asked = question.focus if question.kind == "number" else ()
    focus = " ".join(_as_typed(question, word) for word in asked)
    return frame(
        language,
        "missing_kind",
        kind=KIND_NAMES[language][question.kind],
        focus=frame(language, "about", focus=focus) if focus else "",
        year=frame(language, "in_year", year=str(question.years[0])) if question.years else "",
    )


def _is_named(question: Question, word: str) -> bool:
    """Whether a reason may name a word as missing: it was asked now, and is no country of all."""
    return (
        not word.isdigit()
        and word not in question.carried
        and word not in OWN_COUNTRY
        and bool(re.search(rf"\b{re.escape(word)}\b", fold(question.text)))
    )


def _enumerated(items: Sequence[str], last: str) -> str:
    """The items with commas between them, and ``last`` (" en ") before the last."""
    return last.join(filter(None, (", ".join(items[:-1]), items[-1])))


def _as_typed(question: Question, word: str) -> str:
    """A folded word the way the question has it."""
    at = fold(question.understood).find(word)
    if at < 0 or not re.search(rf"\b{re.escape(word)}\b", fold(question.understood)):
        return word
    return question.understood[at : at + len(word)]

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

from qa.answering.cues import SHORT_KINDS, words
from qa.answering.evidence import Candidate, in_year_asked, weights
from qa.answering.features import FITS
from qa.answering.frames import KIND_NAMES, frame
from qa.answering.matching import WELL_MET, stems_of
from qa.figures import quantities, same_value
from qa.language import fold, tokens

if TYPE_CHECKING:
    from qa.answering.matching import Terms
    from qa.answering.question import Question
    from qa.figures import Quantity

LOOKED_AT = 8  # of the best candidates
THRESHOLD = "threshold"
UNREAD = -3.0  # what stands for the logit of a sentence that the ranker was not given
NOTHING_MET = 0.1  # the share of a question's words below which none of them is met at all
RAREST = 7.0  # an inverse document frequency that hardly any word exceeds
OWN_COUNTRY = words("nederland nederlandse nederlands dutch netherlands")  # of all the reports
NAMED_WORDS = 3  # missing words that a reason names, at most


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
    if not question.names:
        return 0.0
    return 1.0 - best.features.get("names", 0.0) - best.features.get("names_near", 0.0)


def _proper_missing(question: Question, best: Candidate, terms: Terms) -> float:
    """How much the rarest proper name of the question weighs that its report's passage has not.

    "Why did Saab refuse" is not answered where Saab is not named. A name is a word that a capital
    begins within a sentence; 0 to 1, by inverse document frequency.
    """
    proper = _proper_names(question.text)
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


def _proper_names(text: str) -> frozenset[str]:
    """The folded words of a text that a capital letter begins, but for those after a full stop."""
    found = set()
    for token in tokens(text):
        before = text[: token.start].rstrip()
        if before and before[-1] not in ".?!:" and token.text[0].isupper():
            found.add(fold(token.text))
    return frozenset(found) - OWN_COUNTRY


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


def probability(said: Mapping[str, float], with_ranker: bool) -> float:
    """The probability that the best candidate answers the question, by the fitted model."""
    model = weights()["refusal_ranker" if with_ranker else "refusal"]
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
    with_ranker = bool(_logits(found))
    said = features(question, found, terms)
    if terms.terms and said["words_met_anywhere"] < NOTHING_MET:
        return True
    model = weights()["refusal_ranker" if with_ranker else "refusal"]
    return probability(said, with_ranker) < model.get(THRESHOLD, 0.0)


def contradicted(question: Question, best: Candidate) -> bool:
    """Whether the best sentence is about another year than the figure asked, or another count.

    Rules and no weights: they hardly ever speak against a right answer (``bench.answering fit``
    says how often, and against how many that nobody can answer).
    """
    if question.years and not in_year_asked(best):
        return True
    return question.kind != "yesno" and _other_counted(question, best) is not None


def reason(question: Question, found: Sequence[Candidate], terms: Terms) -> str:
    """Why nothing was found: what was asked that the reports do not have."""
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
    missing = [
        term
        for nth, term in enumerate(terms.terms)
        if max(each.met_around[nth] for each in first) < WELL_MET and _is_named(question, term.word)
    ]
    if missing:
        unknown = [term for term in missing if not term.known]
        rarest = sorted(unknown or missing, key=lambda term: -term.weight)[:NAMED_WORDS]
        typed = [_as_typed(question, term.word) for term in rarest]
        name = "missing_words" if unknown else "missing_near"
        return frame(language, name, words=_enumerated(typed, frame(language, "and")))
    if question.kind in SHORT_KINDS:
        focus = " ".join(_as_typed(question, word) for word in question.focus)
        year = frame(language, "in_year", year=str(question.years[0])) if question.years else ""
        return (
            frame(
                language,
                "missing_kind",
                kind=KIND_NAMES[language][question.kind],
                focus=f"“{focus}”" if focus else frame(language, "this"),
                year=year,
            )
            .replace("“", "'")
            .replace("”", "'")
        )
    return frame(language, "missing")


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

"""Measures answering on a questions file, and fits the weights that choose evidence and refuse.

    python -m bench.answering measure QUESTIONS.jsonl --corpus DIR [--index DIR] [--misses]
    python -m bench.answering fit QUESTIONS.jsonl ... [--corpus DIR] [--index DIR] [--write]
    python -m bench.answering ablate QUESTIONS.jsonl ... [--corpus DIR] [--index DIR]
    python -m bench.answering figures QUESTIONS.jsonl ... [--corpus DIR] [--index DIR]

``measure`` asks every question in one process and prints the figures of ``qa eval``. ``fit`` fits
``qa/answering/weights.json`` on questions over other texts than those that are reported on: the
evidence weights by a softmax over each question's candidates, the refusal by logistic regression
on answerable and unanswerable questions. Its figures are of documents that were not fitted on (five
folds); the weights that it writes are of all. ``ablate`` leaves groups of features out, one at a
time, the other weights as they are. ``figures`` tells how often the figure that is cut from the
right sentence is the one of the answer. Without ``--corpus`` each questions file is asked over the
folder ``corpus`` beside it, and several files are one set. ``--ranker none`` (the default is the
settings') does either without the ranker.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.answering.cues import FIGURE_KINDS
from qa.answering.evidence import WEIGHTS, Candidate, candidates, weights
from qa.answering.matching import terms_of
from qa.answering.reading import read_again
from qa.answering.refusal import THRESHOLD, contradicted, features
from qa.answering.understanding import understand
from qa.evaluation import UNANSWERABLE, Sources, covers, evaluate, read_questions
from qa.figures import Quantity, quantities
from qa.library import Library
from qa.model import Language, Span
from qa.settings import Settings
from training.questions import BLIND_SET

Matrix = NDArray[np.float64]
BOTH: tuple[Language, ...] = ("nl", "en")
FOLDS = 5
LEAST_LIKELY = 1e-12  # of a right candidate, so that a share of nothing is none
BLIND_WEIGHT = 0.4  # of both halves: questions that were asked before the report was read
ELSEWHERE_WEIGHT = 0.15  # of the unanswerable half: questions about another shelf
REFUSED = 0.05  # the share of answerable questions that may be refused, where the threshold is set
EVIDENCE_DECAY, REFUSAL_DECAY = 0.002, 0.003  # how strongly the weights are held to these …
# … and those of what the questions to fit on hardly ever have: a shelf has no two reports of one
# matter, few of its questions name a year, and none follows up another.
HELD_DECAY = 0.1
HELD = (
    "year", "report_year", "newest", "figure_negation", "given", "repeats", "beside_told",
    "colophon", "other_row", "means", "placed", "plan_met", "plan_unasked",
)  # fmt: skip
EVIDENCE_PRIOR: Mapping[str, float] = {
    "similarity": 0.4, "similarity_gap": 0.3, "passage_rank": 0.6, "passage_score": 1.0,
    "words": 3.0, "words_around": 1.2, "words_passage": 0.8, "short": -1.0, "long": -0.2,
    "asks": -1.0, "is_heading": -2.0, "is_contents": -3.0, "is_caption": -1.0,
    "fit_figure": 0.8, "no_fit_figure": -2.5, "fit_date": 0.8, "no_fit_date": -2.0,
    "fit_who": 0.8, "no_fit_who": -0.5, "fit_why": 1.0, "fit_definition": 1.0,
    "fit_abbreviation": 3.0, "no_fit_abbreviation": -1.0, "fit_list": 2.0,
    "report_year": 1.5, "newest": 1.0, "year_said": 0.8, "year_near": 0.3, "year_other": -0.6,
    "names": 1.0, "names_near": 0.5, "negation_met": 0.5, "negation_missed": -0.5,
    "figure_negation_met": 1.2, "figure_negation_missed": -1.2, "negated": -0.1,
    "given": 1.5, "repeats": -6.0, "beside_told": 2.0, "colophon": 4.0, "other_row": -3.0,
    "focus": 0.5, "focus_near": 0.2,
    "means": 1.5, "placed": 1.0, "plan_met": 1.0, "plan_unasked": -0.7,
    "ranker": 0.3, "unread": -0.5, "similarity_before": 0.5, "length": 0.7,
    "likeness": 0.4, "likeness_gap": 0.3, "likeness_before": 0.2,
}  # fmt: skip
# These also say which way each may weigh: what is missing never speaks for an answer.
REFUSAL_PRIOR: Mapping[str, float] = {
    "year_missing": -1.5, "proper_missing": -1.5, "focus_missing": -0.5,
    "figures_missing": -1.0, "other_counted": -2.0, "no_fit": -2.0,
    "names_missing": -0.5, "words_met": 2.0, "words_met_anywhere": 1.0, "rarest_met": 0.5,
    "fit": 0.5, "score": 0.2, "lead": 0.1, "ranker": 0.3, "ranker_best": 0.1,
    "ranker_lead": 0.1,
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the two commands."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("command", choices=("measure", "fit", "ablate", "figures"))
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--corpus", type=Path, help="default: 'corpus' beside the questions")
    parser.add_argument("--index", type=Path, help="default: beside the corpus")
    parser.add_argument("--ranker", help="'none', 'bundled' or a folder")
    parser.add_argument("--limit", type=int, help="this many questions of a file, evenly spread")
    parser.add_argument("--set", help="those of one set only: 'blind', asked before reading")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--write", action="store_true", help="fit: write the weights file")
    parser.add_argument(
        "--keep-evidence", action="store_true", help="fit: the refusal alone, evidence as it is"
    )
    chosen = parser.parse_args(arguments)
    if chosen.index and len(chosen.questions) > 1 and not chosen.corpus:
        parser.error("--index is of one corpus: name that with --corpus, or one questions file.")
    samples: list[Sample] = []
    for path in chosen.questions:
        library, questions = _opened(path, chosen)
        if chosen.command == "measure":
            print(path)
            measure(library, questions, chosen.misses)
            continue
        if chosen.command in ("ablate", "figures"):
            questions = [each for each in questions if each["type"] != UNANSWERABLE]
        samples += _samples(library, questions)
    if chosen.command == "ablate":
        ablate(samples)
    elif chosen.command == "figures":
        figures(samples)
    elif chosen.command == "fit":
        fit(samples, chosen.write, chosen.keep_evidence)
    return 0


def _opened(path: Path, chosen: argparse.Namespace) -> tuple[Library, list[Mapping[str, Any]]]:
    """The library that a questions file is asked over, in step with its corpus, and its questions.

    With ``--set`` those of one set, with ``--limit`` so many of them, evenly spread.
    """
    corpus = chosen.corpus or path.parent / "corpus"
    index = chosen.index or corpus.parent / f"{corpus.name}-index"
    library = Library.open(settings=Settings.load(corpus=corpus, index=index, ranker=chosen.ranker))
    library.sync()
    questions: list[Mapping[str, Any]] = list(read_questions(path))
    if chosen.set:
        questions = [each for each in questions if each.get("set") == chosen.set]
    if chosen.limit and chosen.limit < len(questions):
        step = len(questions) / chosen.limit
        questions = [questions[int(nth * step)] for nth in range(chosen.limit)]
    return library, questions


def measure(library: Library, questions: Sequence[Mapping[str, Any]], misses: bool) -> None:
    """Ask every question and print the figures."""
    answers = []
    for question in questions:
        given = library.ask(
            question["question"], history=question.get("history", ()), id=question["id"]
        )
        answers.append(given.as_json())
    result = evaluate(questions, answers, _sources(library))
    figures = result.figures
    for name in (key for key in figures if "[" not in key and "(" not in key):
        languages = "  ".join(
            f"{key.split(' ')[1]} {value:.2f}"
            for key, value in figures.items()
            if key.startswith(f"{name} [")
        )
        print(f"{name:16s} {figures[name]:.3f}  {languages}")
    print("\nanswer by type: ", end="")
    print("  ".join(f"{k[8:-1]} {v:.2f}" for k, v in figures.items() if k.startswith("answer (")))
    stages: dict[str, list[float]] = {}
    for each in answers:
        for stage, took in each["timings_ms"].items():
            stages.setdefault(stage, []).append(took)
    print("median ms: " + "  ".join(f"{k} {median(v):.0f}" for k, v in stages.items()))
    if misses:
        for outcome in result.outcomes:
            cited = outcome.figures.get("cite@1", 1.0)
            if outcome.miss or not cited:
                print(
                    f"{outcome.id} {outcome.type} cite@1 {cited:.0f} {outcome.miss or ''} | "
                    f"{outcome.question} | {outcome.short_answer!r} for {outcome.expected!r}"
                )


def _sources(library: Library) -> Sources:
    return Sources([record.name for record in library.reports()], library.pages)


@dataclass(slots=True)
class Sample:
    """One question: its candidates' features, which of them answer, and what speaks to refusal.

    Questions about one document are in one ``fold``, of 0 to ``FOLDS`` - 1; ``blind`` ones were
    asked before their report was read.
    """

    fold: int
    answerable: bool
    elsewhere: bool
    blind: bool
    answer: str
    rows: list[Mapping[str, float]]
    right: list[bool]
    question: Any
    found: Any
    terms: Any


def fit(samples: Sequence[Sample], write: bool, keep: bool = False) -> None:
    """Fit both models and print what they do on documents not fitted on; ``keep`` the first."""
    ranked = "_ranker" if any("ranker" in row for each in samples for row in each.rows) else ""
    shipped = weights()[f"evidence{ranked}"]
    evidence = dict(shipped) if keep else _fit_evidence(samples)
    # What is said of a fold is said by weights that were fitted without it.
    of_fold = [
        shipped if keep else _fit_evidence([each for each in samples if each.fold != fold])
        for fold in range(FOLDS)
    ]
    _say_evidence(samples, "as shipped", [shipped] * FOLDS)
    _say_evidence(samples, "fitted, five folds", of_fold)
    refusal = _fit_refusal(samples, of_fold)
    if write:
        fitted = {name: dict(model) for name, model in weights().items()}
        fitted[f"evidence{ranked}"] = evidence
        fitted[f"refusal{ranked}"] = refusal
        WEIGHTS.write_text(json.dumps(fitted, indent=1) + "\n", "utf-8")


# What is left out together, by the beginnings of the features' names.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "everything": (),
    "… without the ranker's logit": ("ranker", "unread"),
    "… without sentence vectors": ("similarity",),
    "… without late interaction": ("likeness",),
    "… without the passage's rank": ("passage_",),
    "… without words met": ("words",),
    "… without the kind of thing asked": (
        "fit_",
        "no_fit_",
        "focus",
        "colophon",
        "means",
        "placed",
        "plan_",
    ),
    "… without years, names, negation": (
        "year",
        "report_year",
        "newest",
        "name",
        "neg",
        "figure_neg",
    ),
    "… without kind and length": ("is_", "short", "long", "length", "asks", "announces"),
    "… without what was told before": ("given", "repeats", "beside_told"),
}


def ablate(samples: Sequence[Sample]) -> None:
    """The right sentence first, and among three, with each group of features left out."""
    ranked = "_ranker" if any("ranker" in row for each in samples for row in each.rows) else ""
    model = weights()[f"evidence{ranked}"]
    for told, left_out in GROUPS.items():
        kept = {k: v for k, v in model.items() if not k.startswith(left_out or ("-",))}
        hits: dict[int, list[bool]] = {1: [], 3: []}
        for each in samples:
            scores = [sum(kept.get(k, 0.0) * v for k, v in row.items()) for row in each.rows]
            order = np.argsort(-np.array(scores), kind="stable")
            for k, found in hits.items():
                found.append(any(each.right[i] for i in order[:k]))
        print(f"{told:42s}" + "  ".join(f"@{k} {np.mean(found):.3f}" for k, found in hits.items()))


def figures(samples: Sequence[Sample]) -> None:
    """How often the figure that the rules cut from a right sentence is that of the answer.

    Of questions for a figure or a date whose answer has one, and whose best right candidate is a
    single sentence among those read; values are compared, whatever words stand around them.
    """
    right = []
    for each in samples:
        wanted = [item for way in BOTH for item in quantities(each.answer, way)]
        sentence = next(
            (c for c, is_right in zip(each.found, each.right, strict=True) if is_right), None
        )
        if sentence is None or not wanted or each.question.kind not in (*FIGURE_KINDS, "date"):
            continue
        cut = sentence.cut.choice
        right.append(cut is not None and any(_is_figure(cut.quantity, item) for item in wanted))
    print(f"the answer's figure from the right sentence: {np.mean(right):.3f}  n={len(right)}")


def _is_figure(cut: Quantity, wanted: Quantity) -> bool:
    if cut.date and wanted.date:
        return cut.date.startswith(wanted.date) or wanted.date.startswith(cut.date)
    return cut.value == wanted.value


def _fold(question: Mapping[str, Any]) -> int:
    """The fold of a question: by the document it is about, so that no fold knows another's."""
    passages = [*question["evidence"], *question.get("near_misses", ())]
    name = passages[0]["doc"] if passages else question["id"]
    return hashlib.sha256(name.encode()).digest()[0] % FOLDS


def _cited_place(candidate: Candidate) -> dict[str, Any]:
    """Where a candidate's quote stands in its report's source: ``report``, ``start``, ``end``."""
    place = candidate.passage.map.source_span(*candidate.span) or Span(0, 0)
    return {"report": candidate.passage.report, "start": place.start, "end": place.end}


def _samples(library: Library, questions: Sequence[Mapping[str, Any]]) -> list[Sample]:
    from qa.retrieval import Retriever

    retriever: Retriever = library._retriever()
    sources = _sources(library)
    samples = []
    for nth, asked in enumerate(questions):
        question = understand(asked["question"], asked.get("history", ()))
        hits = retriever.search(question.understood, library.settings.top_k)
        meanings = retriever.meanings(question.understood)
        terms = terms_of(question.terms, retriever, meanings, question.carried)
        found = read_again(question, candidates(question, hits, terms), library._ranker)
        places = [
            place
            for item in asked["evidence"]
            for place in sources.evidence(item["doc"], item["quote"])
        ]
        right = [covers(_cited_place(each), places, 0.3) for each in found]
        samples.append(
            Sample(_fold(asked), asked["type"] != UNANSWERABLE,
                   asked["type"] == UNANSWERABLE and not asked.get("near_misses"),
                   asked.get("set") == BLIND_SET, asked.get("answer", ""),
                   [each.features for each in found], right, question, found, terms)
        )  # fmt: skip
        if nth % 100 == 99:
            print(f"{nth + 1} questions", file=sys.stderr)
    return samples


def _matrix(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> Matrix:
    return np.array([[row.get(name, 0.0) for name in names] for row in rows], dtype=np.float64)


def _adam(
    gradient: Any, start: Matrix, steps: int = 400, rate: float = 0.03, signs: Matrix | None = None
) -> Matrix:
    """Minimise by Adam (Kingma and Ba, 2015) with the whole sample in every step.

    Where ``signs`` is 1 or -1 a weight may not turn to the other side of 0.
    """
    at, first, second = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, steps + 1):
        slope = gradient(at)
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope * slope
        at -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        if signs is not None:
            at = np.where(at * signs < 0, 0.0, at)
    return at


def _fit_evidence(samples: Sequence[Sample]) -> dict[str, float]:
    """Weights that make a right candidate the likeliest of its question: a softmax over each."""
    known = [each for each in samples if any(each.right)]
    names = sorted({name for each in known for row in each.rows for name in row})
    prior = np.array([EVIDENCE_PRIOR.get(name, 0.0) for name in names])
    matrix = np.vstack([_matrix(each.rows, names) for each in known])
    right = np.array([each for sample in known for each in sample.right])
    decay = np.array([HELD_DECAY if name.startswith(HELD) else EVIDENCE_DECAY for name in names])
    sizes = [len(each.rows) for each in known]
    starts, owner = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(known)), sizes)

    def share(values: Matrix) -> Matrix:
        """The values as shares of their question's sum."""
        shares: Matrix = values / np.add.reduceat(values, starts)[owner]
        return shares

    def gradient(at: Matrix) -> Matrix:
        logits = matrix @ at
        likely = share(np.exp(logits - np.maximum.reduceat(logits, starts)[owner]))
        wanted = share(np.where(right, np.maximum(likely, LEAST_LIKELY), 0.0))
        slope: Matrix = matrix.T @ (likely - wanted) / len(known) + decay * (at - prior)
        return slope

    fitted = _adam(gradient, prior)
    return {name: round(float(value), 3) for name, value in zip(names, fitted, strict=True)}


def _say_evidence(
    samples: Sequence[Sample], told: str, of_fold: Sequence[Mapping[str, float]]
) -> None:
    tally: dict[int, list[bool]] = {1: [], 3: [], 10: []}
    for each in samples:
        if not each.answerable or not each.rows:
            continue
        model = of_fold[each.fold]
        scores = [sum(model.get(k, 0.0) * v for k, v in row.items()) for row in each.rows]
        order = np.argsort(-np.array(scores), kind="stable")
        for k, hits in tally.items():
            hits.append(any(each.right[i] for i in order[:k]))
    print(
        f"sentence, {told}: "
        + "  ".join(f"@{k} {np.mean(hits):.3f}" for k, hits in tally.items())
        + f"  n={len(tally[1])}"
    )


@dataclass(slots=True)
class Case:
    """What speaks for and against an answer to one question, and whether there is one.

    ``elsewhere`` cases have nothing here that nearly answers; ``made`` cases are answerable
    questions with the passages that answer them taken away. They are told of and weigh nothing:
    there are enough questions that nobody can answer.
    """

    said: Mapping[str, float]
    answerable: bool
    elsewhere: bool
    made: bool
    blind: bool
    ruled_out: bool  # by a rule, whatever the model says
    fold: int


def _cases(samples: Sequence[Sample], of_fold: Sequence[Mapping[str, float]]) -> list[Case]:
    cases = []
    for each in samples:
        answering = {
            c.hit.passage_id for c, right in zip(each.found, each.right, strict=True) if right
        }
        without = [c for c in each.found if c.hit.passage_id not in answering]
        kinds = [(each.found, each.answerable, False)]
        if each.answerable and answering:
            kinds.append((without, False, True))
        for found, answerable, made in kinds:
            if found:
                ranked = _rescored(found, of_fold[each.fold])
                said = features(each.question, ranked, each.terms)
                ruled_out = contradicted(each.question, ranked[0])
                kind = (answerable, each.elsewhere, made, each.blind)
                cases.append(Case(said, *kind, ruled_out, each.fold))
    return cases


def _rescored(found: Sequence[Any], evidence: Mapping[str, float]) -> list[Any]:
    scored = [
        replace(c, score=sum(evidence.get(k, 0.0) * v for k, v in c.features.items()))
        for c in found
    ]
    return sorted(scored, key=lambda c: -c.score)


def _fit_refusal(
    samples: Sequence[Sample], of_fold: Sequence[Mapping[str, float]]
) -> dict[str, float]:
    """A logistic model of "answerable", and the threshold that refuses few answerable questions."""
    cases = _cases(samples, of_fold)
    names = sorted({name for case in cases for name in case.said})
    matrix = _matrix([case.said for case in cases], names)
    centre, scale = matrix.mean(0), matrix.std(0) + 1e-9
    whole = np.hstack([(matrix - centre) / scale, np.ones((len(cases), 1))])
    wanted = np.array([case.answerable for case in cases], float)
    made = np.array([case.made for case in cases])
    prior = np.array([*(REFUSAL_PRIOR.get(name, 0.0) for name in names), 0.0])
    prior[:-1] *= scale
    elsewhere = np.array([case.elsewhere for case in cases])
    near = (wanted == 0) & ~made & ~elsewhere
    blind = np.array([case.blind for case in cases])
    near_weight = 1 - ELSEWHERE_WEIGHT
    weight = np.zeros(len(cases))
    for kind, whole_weight in (
        ((wanted > 0) & blind, BLIND_WEIGHT),
        ((wanted > 0) & ~blind, 1 - BLIND_WEIGHT),
        (elsewhere, ELSEWHERE_WEIGHT),
        (near & blind, near_weight * BLIND_WEIGHT),
        (near & ~blind, near_weight * (1 - BLIND_WEIGHT)),
    ):
        weight[kind] = whole_weight / max(1, kind.sum())

    def fitted_on(used: NDArray[np.bool_]) -> Matrix:
        def gradient(at: Matrix) -> Matrix:
            likely = 1 / (1 + np.exp(-whole[used] @ at))
            decay = REFUSAL_DECAY * (at - prior)
            decay[-1] = 0.0
            slope: Matrix = whole[used].T @ (weight[used] * (likely - wanted[used])) + decay
            return slope

        return _adam(gradient, prior, signs=np.sign(prior))

    fold = np.array([case.fold for case in cases])
    likely = np.zeros(len(cases))
    for each in range(FOLDS):
        likely[fold == each] = 1 / (1 + np.exp(-whole[fold == each] @ fitted_on(fold != each)))
    ruled_out = np.array([case.ruled_out for case in cases])
    print(
        f"rules alone refuse {np.mean(ruled_out[wanted > 0]):.3f} of the answerable, "
        f"{np.mean(ruled_out[(wanted == 0) & ~made]):.3f} of the unanswerable questions"
    )
    likely[ruled_out] = 0.0
    for told, some in (("asked blind", blind), ("the others", ~blind)):
        if (some & (wanted > 0)).any():  # else no threshold refuses any of them
            print(f"{told}, {some.sum()} of {len(cases)}:")
            _say_refusal(*(each[some] for each in (likely, wanted, made, elsewhere)))
    at = fitted_on(np.ones(len(cases), bool))
    threshold = float(
        np.quantile(likely[wanted > 0], REFUSED, weights=weight[wanted > 0], method="inverted_cdf")
    )
    raw = at[:-1] / scale
    model = {name: round(float(v), 4) for name, v in zip(names, raw, strict=True)}
    model["bias"] = round(float(at[-1] - raw @ centre), 4)
    model[THRESHOLD] = round(threshold, 4)
    return model


def _say_refusal(
    likely: Matrix, wanted: Matrix, made: NDArray[np.bool_], elsewhere: NDArray[np.bool_]
) -> None:
    """What every threshold would do, on documents that were not fitted on (five folds)."""
    for refused in (0.02, 0.04, 0.06, 0.08, 0.10, 0.15):
        threshold = np.quantile(likely[wanted > 0], refused)
        near = (wanted == 0) & ~made & ~elsewhere
        print(
            f"refusal, five folds: false_refusal {refused:.2f}"
            f"  false_answer {np.mean(likely[near] >= threshold):.3f}"
            f"  about another shelf {np.mean(likely[elsewhere] >= threshold):.3f}"
            f"  with the evidence taken away {np.mean(likely[made] >= threshold):.3f}"
        )


if __name__ == "__main__":
    sys.exit(main())

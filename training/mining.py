"""Retrieval for training: BM25 and vectors over a pool of passages; hard negatives from it."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import Stemmer
from numpy.typing import NDArray

from training.data import Document, Passage, Question, cut_to_evidence, letters
from training.spans import align_answer

FUSION = 60  # of reciprocal rank fusion (Cormack et al. 2009)
WEIGHT_OF_WORDS = {"nl": 1.0, "en": 0.3, "mixed": 0.6}  # BM25 hurts English questions


class Words:
    """BM25 (k1 1.2, b 0.75) over Dutch stems."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.stemmer = Stemmer.Stemmer("dutch_porter")
        counts = [Counter(self.stems(text)) for text in texts]
        lengths = np.array([sum(c.values()) for c in counts], dtype=np.float64)
        norm = 1.2 * (0.25 + 0.75 * lengths / lengths.mean())
        postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for i, count in enumerate(counts):
            for stem, n in count.items():
                postings[stem].append((i, n))
        self.size = len(texts)
        self.weights: dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]] = {}
        for stem, pairs in postings.items():
            rows = np.array([i for i, _ in pairs])
            tf = np.array([n for _, n in pairs], dtype=np.float64)
            idf = math.log(1 + (self.size - len(pairs) + 0.5) / (len(pairs) + 0.5))
            self.weights[stem] = (rows, idf * tf * 2.2 / (tf + norm[rows]))

    def stems(self, text: str) -> list[str]:
        """Stems of the words of a text."""
        return list(self.stemmer.stemWords(re.findall(r"\w+", text.lower())))

    def scores(self, query: str) -> NDArray[np.float64]:
        """One score for every text."""
        total = np.zeros(self.size)
        for stem in set(self.stems(query)):
            if stem in self.weights:
                rows, weight = self.weights[stem]
                total[rows] += weight
        return total


def fused(question: Question, words: Words, cosines: NDArray[np.float32], most: int) -> list[int]:
    """The first ``most`` passages by reciprocal rank fusion."""
    total = np.zeros(len(cosines))
    lexical = words.scores(question.text)
    for scores, weight in ((cosines, 1.0), (lexical, WEIGHT_OF_WORDS[question.language])):
        order = np.argsort(-scores, kind="stable")[:100]
        total[order] += weight / (FUSION + 1 + np.arange(len(order)))
    return [int(i) for i in np.argsort(-total, kind="stable")[:most]]


def pool_of(
    documents: dict[str, Document], questions: Sequence[Question], names: Sequence[str], reach: int
) -> list[Passage]:
    """Passages of the named documents; of long ones those near a question's sentences."""
    near: dict[str, list[int]] = defaultdict(list)
    for question in questions:
        for where in (question.evidence, question.near_misses):
            for name, positions in where.items():
                near[name] += sorted(positions)
    pool: list[Passage] = []
    for name in names:
        document = documents[name]
        long = len(document.sentences) > 150
        pool += cut_to_evidence(document, near[name], reach) if long else document.passages()
    return pool


def answer_text(question: Question, documents: dict[str, Document]) -> str:
    """Letters of the answer as the evidence has it; '' where that is not known or too short."""
    for name, positions in question.evidence.items():
        for position in sorted(positions):
            sentence = documents[name].sentences[position]
            span = align_answer(question.answer, sentence)
            if span and len(letters(sentence[slice(*span)])) > 4:
                return letters(sentence[slice(*span)])
    return ""


def hard_negatives(
    questions: Sequence[Question],
    documents: dict[str, Document],
    pool: Sequence[Passage],
    cosines: NDArray[np.float32] | None = None,
    most: int = 10,
) -> dict[str, list[int]]:
    """For every question the passages most like it, and like its evidence, that do not answer it.

    Without ``cosines`` (questions, passages) words alone find them: an English question finds few
    by its own, but its evidence is Dutch. With them it is what retrieval brings. A passage that
    repeats the very words of the answer, or a copy of the evidence in another document, may answer
    as well; it is no negative.
    """
    words = Words([p.text for p in pool])
    keys = [letters(p.text) for p in pool]
    found: dict[str, list[int]] = {}
    for row, question in enumerate(questions):
        answer = answer_text(question, documents)
        where = question.evidence or question.near_misses
        like = [documents[n].sentences[p] for n, ps in where.items() for p in sorted(ps)]
        scores = [words.scores(question.text)]
        if cosines is not None:
            scores.append(cosines[row])
        elif like:
            scores.append(words.scores(" ".join(like)[:600]))
        ranks: dict[int, float] = defaultdict(float)
        for one in scores:
            for rank, i in enumerate(np.argsort(-one, kind="stable")[: 3 * most].tolist(), 1):
                ranks[i] += 1 / (FUSION + rank)
        ranked = sorted(ranks, key=lambda i: (-ranks[i], i))
        copies = [letters(sentence)[:60] for sentence in like] if question.answerable else []
        told = [text for text in (answer, *copies) if text]
        found[question.id] = [i for i in ranked if not any(t in keys[i] for t in told)][:most]
    return found

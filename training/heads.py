"""Train the two heads of the bundled encoder over its hidden states, which stay as they are.

    python -m training.heads qa/models/encoder [--shared ../shared]

The folder is one that ``training.build_model --heads`` wrote, and is given both: the matrix that
makes a text's vector (`training.vector_head`), and what makes those of its words
(`training.token_head`). The states are worked out once, as the encoder ships, which takes most of
the time; nobody has to run the encoder backwards.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch

from qa.encoders import OnnxModel
from qa.encoders.folders import read_json
from qa.encoders.onnx import DENSE
from qa.late_interaction import HEAD, words_of_tokens
from training import token_head, vector_head
from training.build_model import write_dense
from training.data import (
    Document,
    Passage,
    Question,
    add_source_options,
    align,
    load_documents,
    names_in,
)
from training.questions import all_variants, question_rows
from training.variants import all_forms, families

MOST_OF_DOCUMENT = 70  # passages that are read; those that answer a question among them
CORES = 2
QUESTION, TEXT = "query: ", "passage: "

Array = np.ndarray[Any, Any]


def main() -> None:
    """Train both heads and write them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    add_source_options(parser)
    parser.add_argument("--questions", type=int, default=24_000, help="ways of asking, at most")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    rng = random.Random(options.seed)
    rows = question_rows(options.shared)
    documents = load_documents(options.shared, options.laws, options.guidance, names_in(rows))
    known = families([q for q in align(rows, documents)[0] if not q.held_out], all_variants())
    forms = [form for form in all_forms(known) if form.answerable]
    forms = rng.sample(forms, min(options.questions, len(forms)))
    material = Material.of(OnnxModel(options.folder), forms, passages_of(forms, documents, rng))

    size = int(read_json(options.folder / DENSE / "config.json")["out_features"])
    matrix = vector_head.train(material.for_vectors(), size, options.seed)
    write_dense(vector_head.between(matrix).numpy(), options.folder)
    head = token_head.train(material.for_tokens(matrix), options.seed)
    head.write(options.folder / HEAD)


@dataclass(frozen=True, slots=True)
class Material:
    """Questions, passages and their sentences as the encoder read them, by document, and which
    answer which question.
    """

    asked: Sequence[token_head.Read]
    told: Sequence[token_head.Read]
    told_of: Mapping[str, Sequence[int]]
    answers: Sequence[frozenset[int]]
    questions_of: Mapping[str, Sequence[int]]
    sentences: vector_head.Texts

    @classmethod
    def of(
        cls, model: OnnxModel, questions: Sequence[Question], passages: Sequence[Passage]
    ) -> Material:
        """Read them all, which takes most of the time."""
        sentences = {
            (each.document, each.first + nth): each.text[start:end]
            for each in passages
            for nth, (start, end) in enumerate(each.spans)
        }
        counts = len(questions), len(passages), len(sentences)
        print("{} questions, {} passages, {} sentences to read".format(*counts), flush=True)
        told_of = grouped([each.document for each in passages])
        answers = [passages_that_answer(each, passages, told_of) for each in questions]
        questions_of: dict[str, list[int]] = {}
        for nth, each in enumerate(answers):
            for name in sorted({passages[place].document for place in each}):
                questions_of.setdefault(name, []).append(nth)
        texts = [f"{each.context}\n{each.text}" for each in passages]
        asked = read_all(model, QUESTION, [each.text for each in questions], every=True)
        told = read_all(model, TEXT, texts, every=False)
        with ThreadPoolExecutor(CORES) as pool:
            means = stacked(pool.map(partial(mean_of, model, TEXT), sentences.values()))
        return cls(
            *(asked, told, told_of, answers, questions_of),
            sentences_of(questions, list(sentences), means),
        )

    def for_vectors(self) -> vector_head.Material:
        """The means of what was read."""
        asked, told = (stacked(each.vector for each in texts) for texts in (self.asked, self.told))
        passages = vector_head.Texts(told, self.told_of, self.answers)
        return vector_head.Material(asked, self.questions_of, passages, self.sentences)

    def for_tokens(self, matrix: torch.Tensor) -> token_head.Material:
        """The states of what was read, with the vectors that a matrix makes."""
        asked, told = (
            [each.with_vector(matrix) for each in texts] for texts in (self.asked, self.told)
        )
        return token_head.Material(asked, told, self.told_of, self.questions_of, self.answers)


def passages_of(
    questions: Sequence[Question], documents: Mapping[str, Document], rng: random.Random
) -> list[Passage]:
    """Passages of the documents that questions are about, all that answer one among them."""
    found: list[Passage] = []
    needed: dict[str, set[int]] = {}
    for question in questions:
        for name, positions in question.evidence.items():
            needed.setdefault(name, set()).update(positions)
    for name, answered in sorted(needed.items()):
        passages = documents[name].passages()
        answering = [each for each in passages if answered.intersection(each.sentences)]
        others = [each for each in passages if not answered.intersection(each.sentences)]
        most = max(0, MOST_OF_DOCUMENT - len(answering))
        found += answering + rng.sample(others, min(most, len(others)))
    return found


def grouped(names: Sequence[str]) -> dict[str, list[int]]:
    """For each name where it stands in the list."""
    found: dict[str, list[int]] = {}
    for nth, name in enumerate(names):
        found.setdefault(name, []).append(nth)
    return found


def passages_that_answer(
    question: Question, passages: Sequence[Passage], places: Mapping[str, Sequence[int]]
) -> frozenset[int]:
    """Those with a sentence of the question's evidence."""
    return frozenset(
        nth
        for name, positions in question.evidence.items()
        for nth in places.get(name, ())
        if positions.intersection(passages[nth].sentences)
    )


def sentences_of(
    questions: Sequence[Question], places: Sequence[tuple[str, int]], means: torch.Tensor
) -> vector_head.Texts:
    """Sentences, each by its document and where it stands there, beside the questions."""
    rows = {place: nth for nth, place in enumerate(places)}
    answers = [
        {
            rows[name, position]
            for name, positions in question.evidence.items()
            for position in positions
            if (name, position) in rows
        }
        for question in questions
    ]
    return vector_head.Texts(means, grouped([name for name, _ in places]), answers)


def read_all(
    model: OnnxModel, prompt: str, texts: Sequence[str], every: bool
) -> list[token_head.Read]:
    """What the encoder makes of texts; ``every`` token counts, or only those of words that say
    something (all of them, where none does). The vector is the mean of all states.
    """

    def read(text: str) -> token_head.Read:
        ids, told, ends = model.tokens(prompt, text)
        states = model.hidden_states(ids)
        words = np.arange(len(ids)) if every else words_of_tokens(told, ends)
        if (words < 0).all():
            words = np.arange(len(ids))
        chosen = words >= 0
        places = np.unique(words[chosen], return_inverse=True)[1]
        return token_head.Read(states[chosen].astype(np.float16), places, states.mean(axis=0))

    with ThreadPoolExecutor(CORES) as pool:
        return list(pool.map(read, texts))


def mean_of(model: OnnxModel, prompt: str, text: str) -> Array:
    """The mean of a text's hidden states: (width,)."""
    mean: Array = model.hidden_states(model.token_ids(prompt, text)).mean(axis=0)
    return mean


def stacked(vectors: Iterable[Array]) -> torch.Tensor:
    """Vectors (width,) as one tensor (vectors, width)."""
    return torch.from_numpy(np.stack(list(vectors)))


if __name__ == "__main__":
    main()

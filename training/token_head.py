"""Train the head that lays a question's tokens beside a passage's words (`qa.late_interaction`).

    python -m training.token_head qa/models/encoder/token_head.npz [--encoder qa/models/encoder]

The encoder stays as it is: its last states are worked out once, as it ships, and a linear layer is
learned over them, in minutes. Loss: cross entropy of the passages that answer against the others of
the same documents, by likeness and cosine together: so the head learns what the cosine misses.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn.functional import dropout, normalize, softplus

from qa.encoders import BUNDLED, OnnxModel
from qa.late_interaction import words_of_tokens
from training.data import Document, Passage, Question, align, load_documents, names_in
from training.questions import all_variants, question_rows
from training.variants import all_forms, families

SIZE = 96  # of a token's vector
DROPOUT = 0.3  # of the states: without it the head learns the training questions by heart
DECAY = 0.5
LIKENESS, COSINE = 25.0, 20.0  # what they weigh in the loss
MOST_OF_DOCUMENT = 70  # passages that are read; those that answer a question among them
DOCUMENTS, QUESTIONS, CHOICES = 3, 10, 40  # of a step; questions and passages of each document
CORES = 2


class Head(torch.nn.Module):
    """States (tokens, hidden) -> unit vectors of tokens (tokens, size), and what each weighs."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.vectors = torch.nn.Linear(hidden, SIZE, bias=False)
        self.weights = torch.nn.Linear(hidden, 1)
        torch.nn.init.orthogonal_(self.vectors.weight)
        torch.nn.init.zeros_(self.weights.weight)
        torch.nn.init.zeros_(self.weights.bias)

    def project(self, states: torch.Tensor) -> torch.Tensor:
        """Unit vectors (tokens, size) of states (tokens, hidden)."""
        return normalize(self.vectors(dropout(states, DROPOUT, self.training)), dim=-1)

    def likeness(self, asked: Texts, told: Texts) -> torch.Tensor:
        """How well each passage meets each question, -1 to 1: (questions, passages)."""
        pieces = self.project(told.states)
        words = torch.zeros(len(told.owners), SIZE).index_add(0, told.words, pieces)
        count, size = len(told), int(told.owners.bincount().max())
        first = torch.tensor([0, *accumulate(told.owners.bincount(minlength=count)[:-1].tolist())])
        nth = torch.arange(len(told.owners)) - first[told.owners]
        padded = torch.zeros(count, size, SIZE)
        padded[told.owners, nth] = normalize(words, dim=-1)
        none = torch.ones(count, size, dtype=torch.bool)
        none[told.owners, nth] = False
        questions = self.project(asked.states)
        products = (questions @ padded.reshape(-1, SIZE).T).view(-1, count, size)
        best = products.masked_fill(none, -2.0).amax(-1)
        weights = softplus(self.weights(asked.states)).squeeze(-1)
        owner = asked.owners[asked.words]
        whole = torch.zeros(len(asked), count).index_add(0, owner, best * weights[:, None])
        return whole / torch.zeros(len(asked)).index_add(0, owner, weights)[:, None]

    def write(self, path: Path) -> None:
        """Write it as `qa.late_interaction.TokenHead` reads it."""
        weights = torch.cat([self.weights.weight[0], self.weights.bias]).detach()
        vectors = self.vectors.weight.detach().half()
        np.savez(path, vectors=vectors.numpy(), weights=weights.float().numpy())


@dataclass(frozen=True, slots=True)
class Texts:
    """Some texts as states (tokens, hidden), of tokens that count.

    ``words`` (tokens,) is the word that each is of, ``owners`` (words,) the text that each word is
    of, both from 0; ``vectors`` (texts, hidden) are the encoder's own.
    """

    states: torch.Tensor
    words: torch.Tensor
    owners: torch.Tensor
    vectors: torch.Tensor

    def __len__(self) -> int:
        return len(self.vectors)


@dataclass(frozen=True, slots=True)
class Read:
    """One text as the encoder read it; states in half precision."""

    states: np.ndarray[Any, Any]
    words: np.ndarray[Any, Any]
    vector: np.ndarray[Any, Any]


def together(texts: Sequence[Read]) -> Texts:
    """Texts that were read as one batch."""
    counts = [int(each.words.max()) + 1 for each in texts]
    firsts = [0, *accumulate(counts)]
    words = [each.words + first for each, first in zip(texts, firsts, strict=False)]
    return Texts(
        torch.from_numpy(np.concatenate([each.states for each in texts])).float(),
        torch.from_numpy(np.concatenate(words)),
        torch.repeat_interleave(torch.arange(len(texts)), torch.tensor(counts)),
        torch.from_numpy(np.stack([each.vector for each in texts])),
    )


def read_all(model: OnnxModel, prompt: str, texts: Sequence[str], every: bool) -> list[Read]:
    """What the encoder makes of texts; ``every`` token counts, or only those of words that say
    something (all of them, where none does).
    """

    def read(text: str) -> Read:
        ids, told, ends = model.tokens(prompt, text)
        states = model.hidden_states(ids)
        mean = states.mean(axis=0)
        words = np.arange(len(ids)) if every else words_of_tokens(told, ends)
        if (words < 0).all():
            words = np.arange(len(ids))
        chosen = words >= 0
        places = np.unique(words[chosen], return_inverse=True)[1]
        return Read(states[chosen].astype(np.float16), places, mean / np.linalg.norm(mean))

    with ThreadPoolExecutor(CORES) as pool:
        return list(pool.map(read, texts))


@dataclass(frozen=True, slots=True)
class Material:
    """Questions and passages that were read, by document; which passages answer each question."""

    asked: Sequence[Read]
    told: Sequence[Read]
    of_document: Mapping[str, Sequence[int]]
    questions_of: Mapping[str, Sequence[int]]
    answers: Sequence[frozenset[int]]

    @classmethod
    def of(
        cls, model: OnnxModel, questions: Sequence[Question], passages: Sequence[Passage]
    ) -> Material:
        """Read them all, which takes most of the time."""
        of_document: dict[str, list[int]] = {}
        for nth, passage in enumerate(passages):
            of_document.setdefault(passage.document, []).append(nth)
        answers = [
            frozenset(
                nth
                for name, positions in question.evidence.items()
                for nth in of_document.get(name, ())
                if positions.intersection(passages[nth].sentences)
            )
            for question in questions
        ]
        questions_of: dict[str, list[int]] = {}
        for nth, found in enumerate(answers):
            for name in {passages[each].document for each in found}:
                questions_of.setdefault(name, []).append(nth)
        texts = [f"{each.context}\n{each.text}" for each in passages]
        told = read_all(model, "passage: ", texts, every=False)
        asked = read_all(model, "query: ", [each.text for each in questions], every=True)
        return cls(asked, told, of_document, questions_of, answers)

    def step(self, rng: random.Random) -> tuple[Texts, Texts, torch.Tensor]:
        """Questions, passages of the same documents, and which answer which."""
        names = sorted(self.questions_of)
        sizes = [len(self.questions_of[name]) ** 0.7 for name in names]
        documents = sorted(set(rng.choices(names, sizes, k=DOCUMENTS)))
        asked, told = list[int](), list[int]()
        for name in documents:
            those = self.questions_of[name]
            here = rng.sample(those, min(QUESTIONS, len(those)))
            right = frozenset().union(*(self.answers[nth] for nth in here))
            right &= frozenset(self.of_document[name])
            rest = [nth for nth in self.of_document[name] if nth not in right]
            most = max(5, CHOICES - len(right))
            asked += here
            told += [*sorted(right), *rng.sample(rest, min(most, len(rest)))]
        answered = torch.tensor([[nth in self.answers[each] for nth in told] for each in asked])
        return (
            together([self.asked[nth] for nth in asked]),
            together([self.told[nth] for nth in told]),
            answered,
        )


def train(head: Head, material: Material, steps: int, rate: float, seed: int) -> None:
    """Teach the head, and say now and then how it goes."""
    optimizer = torch.optim.AdamW(head.parameters(), lr=rate, weight_decay=DECAY)
    rng, recent, began = random.Random(seed), list[float](), time.time()
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate * (0.02 + math.cos(step / steps * math.pi / 2))
        asked, told, answered = material.step(rng)
        cosines = asked.vectors @ told.vectors.T
        scores = LIKENESS * head.likeness(asked, told) + COSINE * cosines
        right = scores.masked_fill(~answered, -1e4).logsumexp(1)
        loss = (scores.logsumexp(1) - right).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        recent.append(loss.item())
        if step % 100 == 99:
            mean = sum(recent[-100:]) / 100
            print(f"{step + 1}/{steps} loss {mean:.3f} {time.time() - began:.0f}s", flush=True)


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


def main() -> None:
    """Train a head and write it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--encoder", type=Path, default=BUNDLED)
    parser.add_argument("--shared", type=Path, default=Path("/work/shared"))
    parser.add_argument("--laws", type=Path, default=Path("/tmp/sc/wetten"))
    parser.add_argument("--guidance", type=Path, default=Path("/tmp/sc/algoritmekader"))
    parser.add_argument("--questions", type=int, default=20_000, help="ways of asking, at most")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    rows = question_rows(options.shared)
    documents = load_documents(options.shared, options.laws, options.guidance, names_in(rows))
    known = families([q for q in align(rows, documents)[0] if not q.held_out], all_variants())
    forms = [form for form in all_forms(known) if form.answerable]
    forms = rng.sample(forms, min(options.questions, len(forms)))
    passages = passages_of(forms, documents, rng)
    print(f"{len(forms)} questions, {len(passages)} passages to read", flush=True)
    model = OnnxModel(options.encoder)
    material = Material.of(model, forms, passages)
    head = Head(model.dimension)
    train(head, material, options.steps, options.rate, options.seed)
    head.write(options.out)


if __name__ == "__main__":
    main()

"""The head that lays a question's tokens beside a passage's words (`qa.late_interaction`).

A linear layer over the encoder's hidden states, which were worked out once. Loss: cross entropy of
the passages that answer against the others of the same documents, by likeness and cosine together:
so the head learns what the cosine misses.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn.functional import dropout, normalize, softplus

from training.vector_head import answered_loss, drawn

SIZE = 96  # of a token's vector
STEPS, RATE = 4000, 1e-3
DROPOUT = 0.4  # of the states: without it the head learns the training questions by heart
DECAY = 0.5
LIKENESS, COSINE = 25.0, 20.0  # what they weigh in the loss
DOCUMENTS, QUESTIONS, CHOICES = 3, 10, 40  # of a step; questions and passages of each document


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
    """One text as the encoder read it: the states of the tokens that count, in half precision, the
    word that each is of, and the text's vector.
    """

    states: np.ndarray[Any, Any]
    words: np.ndarray[Any, Any]
    vector: np.ndarray[Any, Any]

    def with_vector(self, matrix: torch.Tensor) -> Read:
        """The same with the unit vector that a matrix (size, width) makes of its mean (width,)."""
        return replace(
            self, vector=normalize(matrix @ torch.from_numpy(self.vector), dim=0).numpy()
        )


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


@dataclass(frozen=True, slots=True)
class Material:
    """Questions and passages that were read, by document; which passages answer each question."""

    asked: Sequence[Read]
    told: Sequence[Read]
    of_document: Mapping[str, Sequence[int]]
    questions_of: Mapping[str, Sequence[int]]
    answers: Sequence[frozenset[int]]

    def step(self, rng: random.Random) -> tuple[Texts, Texts, torch.Tensor]:
        """Questions, passages of the same documents, and which answer which."""
        asked, told = list[int](), list[int]()
        for name, here in drawn(self.questions_of, DOCUMENTS, QUESTIONS, rng).items():
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


def train(material: Material, seed: int) -> Head:
    """Teach a head, and say now and then how it goes."""
    torch.manual_seed(seed)
    head = Head(material.asked[0].states.shape[1])
    optimizer = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=DECAY)
    rng, recent = random.Random(seed), list[float]()
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = RATE * (0.02 + math.cos(step / STEPS * math.pi / 2))
        asked, told, answered = material.step(rng)
        cosines = asked.vectors @ told.vectors.T
        scores = LIKENESS * head.likeness(asked, told) + COSINE * cosines
        loss = answered_loss(scores, answered)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        recent.append(loss.item())
        if step % 500 == 499:
            print(f"{step + 1}/{STEPS} loss {sum(recent[-500:]) / 500:.3f}", flush=True)
    return head

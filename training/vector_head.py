"""The head that makes a text's vector: one linear layer over the mean of its hidden states.

The states of a layer in the middle know other things than the last ones do, and the encoder was
taught on few questions at a time. Here nothing but one matrix is learned, over means that were
worked out once, so that each of some thousand steps shows sixty questions every passage and every
sentence of four documents. What sentence-transformers calls a Dense module (`qa.encoders.onnx`).
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain

import torch
from torch.nn.functional import dropout, normalize

STEPS, RATE = 3000, 3e-4
DROPOUT = 0.1  # of the means
PULL = 0.003  # back to where it begins: the mean of the last states, as the encoder was taught
SHARPNESS, SHARPNESS_RATE = 30.0, 3e-3  # what a cosine is multiplied with at first; learned too
SHARE = 0.7  # of the way from there to what was learned (Wortsman et al., WiSE-FT, CVPR 2022)
DOCUMENTS, QUESTIONS = 4, 16  # of a step; questions of each document


@dataclass(frozen=True, slots=True)
class Texts:
    """Means of hidden states (texts, width), which of them each document has, and which of them
    answer each question.
    """

    means: torch.Tensor
    of_document: Mapping[str, Sequence[int]]
    answers: Sequence[Set[int]]


@dataclass(frozen=True, slots=True)
class Material:
    """Means of questions (questions, width), those about each document, and what answers them."""

    asked: torch.Tensor
    questions_of: Mapping[str, Sequence[int]]
    passages: Texts
    sentences: Texts


def drawn(
    questions_of: Mapping[str, Sequence[int]], documents: int, questions: int, rng: random.Random
) -> dict[str, list[int]]:
    """Some documents, rather those of many questions, and some questions of each."""
    names = sorted(questions_of)
    sizes = [len(questions_of[name]) ** 0.7 for name in names]
    chosen = sorted(set(rng.choices(names, sizes, k=documents)))
    return {
        name: rng.sample(questions_of[name], min(questions, len(questions_of[name])))
        for name in chosen
    }


def beginning(size: int, width: int) -> torch.Tensor:
    """The matrix (size, width) that makes the mean of the last states, which come last."""
    return torch.eye(width)[-size:]


def train(material: Material, size: int, seed: int) -> torch.Tensor:
    """Learn the matrix (size, width), and say now and then how it goes."""
    torch.manual_seed(seed)
    start = beginning(size, material.asked.shape[1])
    matrix = start.clone().requires_grad_()
    sharpness = torch.full((2,), math.log(SHARPNESS), requires_grad=True)
    rates = [RATE, SHARPNESS_RATE]
    optimizer = torch.optim.Adam([{"params": [matrix]}, {"params": [sharpness]}])
    rng, recent = random.Random(seed), list[float]()
    for step in range(STEPS):
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * (0.02 + math.cos(step / STEPS * math.pi / 2))
        shown = drawn(material.questions_of, DOCUMENTS, QUESTIONS, rng)
        asked = list(chain.from_iterable(shown.values()))
        questions = vectors(material.asked[asked], matrix)
        loss: torch.Tensor = PULL * ((matrix - start) ** 2).sum()
        for texts, sharp in zip((material.passages, material.sentences), sharpness, strict=True):
            chosen = [nth for name in shown for nth in texts.of_document[name]]
            right = torch.tensor([[nth in texts.answers[each] for nth in chosen] for each in asked])
            scores = sharp.exp() * questions @ vectors(texts.means[chosen], matrix).T
            loss = loss + answered_loss(scores, right)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        recent.append(loss.item())
        if step % 500 == 499:
            print(f"{step + 1}/{STEPS} loss {sum(recent[-500:]) / 500:.3f}", flush=True)
    return matrix.detach()


def between(matrix: torch.Tensor) -> torch.Tensor:
    """What ships: ``SHARE`` of the way from where training began to a learned matrix. What is
    learned of some kinds of document holds less for others, which the beginning knew.
    """
    return torch.lerp(beginning(*matrix.shape), matrix, SHARE)


def vectors(means: torch.Tensor, matrix: torch.Tensor) -> torch.Tensor:
    """Unit vectors (texts, size) while training."""
    return normalize(dropout(means, DROPOUT, True) @ matrix.T, dim=-1)


def answered_loss(scores: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """Cross entropy of all that answers against all (questions, texts); what nothing answers does
    not count.
    """
    some = right.any(dim=1)
    scores, right = scores[some], right[some]
    return (scores.logsumexp(1) - scores.masked_fill(~right, -1e4).logsumexp(1)).mean()

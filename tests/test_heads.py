"""Promises of training.vector_head: one matrix over means learns to find what answers."""

from __future__ import annotations

import random

import pytest

torch = pytest.importorskip("torch", reason="training needs torch")

from training import vector_head  # noqa: E402  # torch first, or skip

DOCUMENTS, EACH, WIDTH, SIZE = 6, 20, 32, 16


@pytest.fixture
def material() -> vector_head.Material:
    """Questions whose first half is noise and whose second half is hidden among noise in the text
    that answers: in the first half of its mean, where the matrix does not look at first.
    """
    chance = torch.Generator().manual_seed(7)
    count = DOCUMENTS * EACH
    topics = torch.randn(count, SIZE, generator=chance)
    noise = 0.4 * torch.randn(2, count, SIZE, generator=chance)
    asked = torch.cat([noise[0], topics], dim=1)
    told = torch.cat([topics, noise[1]], dim=1)
    of_document = {f"{nth}.txt": range(nth * EACH, (nth + 1) * EACH) for nth in range(DOCUMENTS)}
    texts = vector_head.Texts(told, of_document, [{nth} for nth in range(count)])
    return vector_head.Material(asked, of_document, texts, texts)


def first_right(material: vector_head.Material, matrix: torch.Tensor) -> float:
    asked, told = (
        torch.nn.functional.normalize(each @ matrix.T, dim=1)
        for each in (material.asked, material.passages.means)
    )
    best = (asked @ told.T).argmax(dim=1)
    return float((best == torch.arange(len(best))).float().mean())


def test_the_matrix_learns_which_text_answers(
    material: vector_head.Material, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_head, "STEPS", 400)
    monkeypatch.setattr(vector_head, "RATE", 5e-3)
    start = torch.eye(WIDTH)[-SIZE:]

    learned = vector_head.train(material, SIZE, seed=1)

    assert learned.shape == (SIZE, WIDTH)
    assert first_right(material, start) < 0.1
    assert first_right(material, learned) > 0.8


def test_what_ships_lies_between_where_it_began_and_what_was_learned() -> None:
    start = torch.eye(WIDTH)[-SIZE:]
    learned = start + 1
    shipped = vector_head.between(learned)
    assert torch.allclose(shipped - start, torch.full((SIZE, WIDTH), vector_head.SHARE))


def test_documents_of_many_questions_are_drawn_more_often() -> None:
    questions_of = {"few.txt": [0], "many.txt": range(1, 60)}
    chance = random.Random(3)
    found = [vector_head.drawn(questions_of, 1, 16, chance) for _ in range(200)]
    many = [each["many.txt"] for each in found if "many.txt" in each]
    assert 160 < len(many) < 200
    assert all(len(set(each)) == 16 and set(each) <= {*range(1, 60)} for each in many)


def test_what_nothing_answers_does_not_count() -> None:
    scores = torch.tensor([[2.0, 0.0], [5.0, 1.0]])
    right = torch.tensor([[True, False], [False, False]])
    alone = vector_head.answered_loss(scores[:1], right[:1])
    assert vector_head.answered_loss(scores, right) == alone

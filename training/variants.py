"""The training questions asked in other ways, and twins of them that nobody can answer.

``variants.jsonl`` has a line for each question of ``shared/train/questions.jsonl``, and for some of
``written.jsonl``, by its id:
``other`` is the question in the other language, ``para`` the same in other words, and ``twin`` a
question that looks as if the same sentences answered it though they do not; ``missing`` says what
is not there, with the letters of ``training.written``. All of it was written by reading the
question and its evidence, none by a rule.

A reader that sees a question and its twin over one passage must learn what was asked: the words
that both meet tell it nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from training.data import Question, read_json_lines

VARIANTS = Path(__file__).with_name("variants.jsonl")


@dataclass(frozen=True, slots=True)
class Family:
    """A question in all the ways it is asked, and its unanswerable twins if it has any."""

    forms: tuple[Question, ...]
    twins: tuple[Question, ...] = ()


def read_variants(path: Path = VARIANTS) -> dict[str, Mapping[str, Any]]:
    """The variants by the id of their question."""
    return {row["id"]: row for row in read_json_lines(path)}


def families(
    questions: Iterable[Question], variants: Mapping[str, Mapping[str, Any]]
) -> list[Family]:
    """Each question with its variants; one without any is a family of its own."""
    return [_family(question, variants.get(question.id)) for question in questions]


def all_forms(found: Sequence[Family]) -> list[Question]:
    """Every answerable or unanswerable form and every twin, one after the other."""
    return [each for family in found for each in (*family.forms, *family.twins)]


def twins_of(variant: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The twins of a question: which of the two, its text, its language."""
    if variant.get("twin"):
        yield "twin", variant["twin"], variant["twin_lang"]
    if second := variant.get("second"):
        yield "second", second["twin"], second["lang"]


def _family(question: Question, variant: Mapping[str, Any] | None) -> Family:
    if variant is None:
        return Family((question,))
    other = "nl" if question.language == "en" else "en"
    forms = [question]
    for key, language in (("other", other), ("para", question.language)):
        if text := variant.get(key):
            forms.append(replace(question, id=f"{question.id}/{key}", text=text, language=language))
    near = {
        name: question.evidence.get(name, frozenset()) | question.near_misses.get(name, frozenset())
        for name in {*question.evidence, *question.near_misses}
    }
    return Family(
        tuple(forms),
        tuple(
            replace(
                question,
                id=f"{question.id}/{key}",
                text=text,
                language=language,
                kind="unanswerable",
                evidence={},
                near_misses=near,
            )
            for key, text, language in twins_of(variant)
        ),
    )

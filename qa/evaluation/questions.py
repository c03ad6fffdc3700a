"""A questions file, checked whole before anything is asked."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from qa.model import VraagbaakError

UNANSWERABLE = "unanswerable"


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_id(value: Any) -> bool:
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(part, str) for part in value)


def _is_evidence(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(part, dict) and _is_text(part.get("doc")) and _is_text(part.get("quote"))
        for part in value
    )


Rule = tuple[Callable[[Any], bool], str]

NEEDED: dict[str, Rule] = {
    "id": (_is_id, "a string or a whole number"),
    "question": (_is_text, "a string"),
    "lang": (_is_text, "a string"),
    "type": (_is_text, "a string"),
}
"""Key of any question -> what its value must be."""

NEEDED_TO_SCORE: dict[str, Rule] = {
    "answer": (_is_text, "a string"),
    "evidence": (_is_evidence, 'a list of {"doc": "…", "quote": "…"}'),
}
"""Key of an answerable question -> what its value must be."""

OPTIONAL: dict[str, Rule] = {
    "answer_variants": (_is_texts, "a list of strings"),
    "numbers": (_is_texts, "a list of strings"),
    "notes": (_is_text, "a string"),
}
"""Key that may be left out, or be null -> what its value must be."""


def read_questions(path: Path) -> list[dict[str, Any]]:
    """A questions file ("-" is standard input), each question checked for what scoring needs.

    Raises VraagbaakError naming the question (its line, where it is no JSON object).
    """
    name = name_of(path)
    questions = _objects(path, name)
    for number, question in enumerate(questions, 1):
        if fault := _fault(question):
            raise VraagbaakError(f"Question {number} of {name} {fault}.")
    if not questions:
        raise VraagbaakError(f"There are no questions in {name}.")
    return questions


def name_of(path: Path) -> str:
    """What a questions file goes by in a sentence: "standard input" for "-"."""
    return "standard input" if str(path) == "-" else str(path)


def repeated_ids(questions: Sequence[Mapping[str, Any]]) -> list[str]:
    """The ids that more than one question has: a comparison cannot tell those questions apart."""
    counts = Counter(str(question["id"]) for question in questions)
    return [name for name, count in counts.items() if count > 1]


def _fault(question: Mapping[str, Any]) -> str | None:
    """What is wrong with a question, as a predicate: "lacks answer, evidence"."""
    needed = NEEDED | ({} if question.get("type") == UNANSWERABLE else NEEDED_TO_SCORE)
    lacking = [key for key in needed if key not in question]
    if lacking:
        return f"lacks {', '.join(lacking)}"
    given = {key: rule for key, rule in OPTIONAL.items() if question.get(key) is not None}
    for key, (fits, what) in (needed | given).items():
        if not fits(question[key]):
            return f"has no '{key}' that is {what}"
    return None


def _objects(path: Path, name: str) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file; blank lines are skipped."""
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        lines = data.decode("utf-8-sig").split("\n")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise VraagbaakError(f"{name} cannot be read: {reason}.") from None
    except UnicodeDecodeError:
        raise VraagbaakError(f"{name} cannot be read: it is not valid UTF-8.") from None
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise VraagbaakError(f"Line {number} of {name} is not a JSON object.")
        found.append(value)
    return found

"""What moved between two runs over the same questions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from qa.model import VraagbaakError

JsonObject = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What moved between two runs over the same questions."""

    figures: Mapping[str, tuple[float | None, float | None]]  # those that differ: old, new
    better: tuple[Mapping[str, Any], ...]  # questions, with "was" and "now"
    worse: tuple[Mapping[str, Any], ...]


def compare(old: JsonObject, new: JsonObject) -> Comparison:
    """Compare two runs as :meth:`Evaluation.as_json` writes them.

    A question is better or worse by its short answer or, when unanswerable, by being refused.
    Raises VraagbaakError when ``old`` is no such run.
    """
    try:
        figures = {
            name: (old["figures"].get(name), new["figures"].get(name))
            for name in [*new["figures"], *(x for x in old["figures"] if x not in new["figures"])]
        }
        before = {item["id"]: item for item in old["questions"]}
        moved = [
            (item, _merit(before[item["id"]]["figures"]), _merit(item["figures"]))
            for item in new["questions"]
            if item["id"] in before
        ]
    except (AttributeError, KeyError, TypeError):
        raise VraagbaakError(
            "The run to compare with is not one that `qa eval --json` wrote."
        ) from None

    def told(question: JsonObject) -> dict[str, Any]:
        was = before[question["id"]]["short_answer"]
        keep = {name: question[name] for name in ("id", "question", "lang", "type", "expected")}
        return keep | {"was": was, "now": question["short_answer"]}

    return Comparison(
        figures={name: pair for name, pair in figures.items() if pair[0] != pair[1]},
        better=tuple(told(item) for item, was, now in moved if now > was),
        worse=tuple(told(item) for item, was, now in moved if now < was),
    )


def _merit(figures: Mapping[str, float]) -> float:
    if "false_answer" in figures:
        return 1.0 - figures["false_answer"]
    return figures["answer"]


def read_run(path: Path) -> JsonObject:
    """A run as ``qa eval --json`` wrote it. Raises VraagbaakError when it is none."""
    try:
        run = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise VraagbaakError(f"{path} cannot be read: {reason}.") from None
    except (ValueError, RecursionError):
        raise VraagbaakError(f"{path} is not JSON, as `qa eval --json` writes it.") from None
    if not _is_run(run):
        raise VraagbaakError(f"{path} is not a run that `qa eval --json` wrote.")
    return run


def _is_run(run: Any) -> TypeGuard[dict[str, Any]]:
    """Whether it has what is compared: figures, and of each question its id, answer and figures."""
    if not isinstance(run, dict) or not isinstance(run.get("questions"), list):
        return False
    return _are_figures(run.get("figures")) and all(map(_is_outcome, run["questions"]))


def _is_outcome(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and isinstance(item.get("id"), str)
        and "short_answer" in item
        and _are_figures(item.get("figures"))
        and not item["figures"].keys().isdisjoint(("answer", "false_answer"))
    )


def _are_figures(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(number, (int, float)) for number in value.values()
    )

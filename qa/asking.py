"""Questions as they come in: typed by a person, or as JSON Lines from a script."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from qa.model import VraagbaakError, to_json

LONGEST_LINE = 1_000_000  # bytes of a batch; a history may be long, a line not endless
ROLES = ("user", "assistant")

Ask = Callable[..., Any]


class QuestionError(VraagbaakError):
    """A question that cannot be asked; the message says why."""


def checked_question(text: str) -> str:
    """The question without white space around it.

    Raises QuestionError for one that is empty, too long or not UTF-8 (arguments that were not come
    in with lone surrogates).
    """
    from qa.answering.understanding import LONGEST_QUESTION  # here: most commands ask nothing

    question = text.strip()
    if not question:
        raise QuestionError("The question is empty.")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"The question is {len(question):,} characters long; "
            f"the longest that can be asked is {LONGEST_QUESTION:,}."
        )
    try:
        question.encode("utf-8")
    except UnicodeEncodeError:
        raise QuestionError("The question is not valid UTF-8.") from None
    return question


def answer_lines(
    stream: BinaryIO, ask: Ask, unexpected: Callable[[Exception], None] | None = None
) -> Iterator[dict[str, Any]]:
    """One JSON-ready answer for each line of a batch, in order.

    ``ask(question, history=…, id=…)`` gives an Answer. A line that cannot be answered gives
    ``{"id", "error", "line"}`` instead, its line counted from 1; the others go on. Errors that
    are not VraagbaakErrors go to ``unexpected`` first.
    """
    for number, line in numbered_lines(stream):
        item: Mapping[str, Any] = {}
        try:
            item = _parsed(line)
            question, history = _question_of(item)
            yield to_json(ask(question, history=history, id=item.get("id")))
        except VraagbaakError as error:
            yield {"id": _id_of(item), "error": str(error), "line": number}
        except Exception as error:
            if unexpected is not None:
                unexpected(error)
            said = f"The question could not be answered ({type(error).__name__}: {error})."
            yield {"id": _id_of(item), "error": said, "line": number}


def numbered_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines of a stream with their numbers, from 1; blank lines at its end are left out.

    Of a line longer than :data:`LONGEST_LINE` only so much is kept, and one byte more.
    """
    blank = number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        rest = line
        while not rest.endswith(b"\n") and (rest := stream.readline(LONGEST_LINE)):
            pass
        number += 1
        if not line.strip():
            blank += 1
            continue
        yield from ((number - blank + at, b"") for at in range(blank))
        blank = 0
        yield number, line


def _parsed(line: bytes) -> Mapping[str, Any]:
    if not line.strip():
        raise QuestionError("The line is empty.")
    if len(line) > LONGEST_LINE:
        raise QuestionError(f"The line is longer than {LONGEST_LINE:,} bytes.")
    try:
        item = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise QuestionError("The line is not valid UTF-8.") from None
    except RecursionError:
        raise QuestionError("The line is nested too deeply.") from None
    except ValueError as error:
        raise QuestionError(f"The line is not JSON: {error}.") from None
    if not isinstance(item, dict):
        raise QuestionError("The line is not a JSON object with a 'question'.")
    return item


def _question_of(item: Mapping[str, Any]) -> tuple[str, Sequence[Mapping[str, str]]]:
    question, history = item.get("question"), item.get("history") or []
    if not isinstance(question, str):
        raise QuestionError("The line has no 'question' that is a string.")
    if not isinstance(item.get("id"), (str, int, type(None))):
        raise QuestionError("The line's 'id' is neither a string nor a whole number.")
    if not isinstance(history, list) or not all(_is_turn(turn) for turn in history):
        raise QuestionError(
            "The line's 'history' is not a list of "
            '{"role": "user" or "assistant", "content": "…"}.'
        )
    return checked_question(question), history


def _is_turn(turn: Any) -> bool:
    return (
        isinstance(turn, dict)
        and turn.get("role") in ROLES
        and isinstance(turn.get("content"), str)
    )


def _id_of(item: Mapping[str, Any]) -> str | int | None:
    value = item.get("id")
    return value if isinstance(value, (str, int)) else None

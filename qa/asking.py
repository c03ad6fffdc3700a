"""Questions as they come in: typed by a person, or as JSON Lines from a script."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from qa.model import Language, QuestionError, VraagbaakError, to_json

LONGEST_LINE = 1_000_000  # bytes of a batch; a history may be long, a line not endless
DEEPEST_ID = 50  # lists and objects in one another
ROLES = ("user", "assistant")
UNSPOKEN = ("system", "developer", "tool", "function")  # turns that nobody said: instructions

NOT_UTF_8: dict[Language, str] = {
    "nl": "De vraag is geen geldige UTF-8.",
    "en": "The question is not valid UTF-8.",
}

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Ask = Callable[..., Any]


def checked_question(text: str) -> str:
    """The question without white space around it.

    Raises QuestionError for one that is empty, too long or not UTF-8 (arguments that were not come
    in with lone surrogates).
    """
    from qa.answering.understanding import on_one_line  # here: most commands ask nothing

    question = text.strip()
    try:
        question.encode("utf-8")
    except UnicodeEncodeError:
        raise QuestionError.of(NOT_UTF_8) from None
    on_one_line(question)
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
            question, history = question_of(item)
            yield to_json(ask(question, history=history, id=_id_of(item)))
        except VraagbaakError as error:
            yield {"id": _id_of(item), "error": str(error), "line": number}
        except Exception as error:
            if unexpected is not None:
                unexpected(error)
            said = f"The question could not be answered ({type(error).__name__}: {error})."
            yield {"id": _id_of(item), "error": said, "line": number}


def numbered_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines of a stream that are not blank, with their numbers among all of them, from 1.

    Of a line longer than :data:`LONGEST_LINE` only so much is kept, and one byte more.
    """
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        rest = line
        while not rest.endswith(b"\n") and (rest := stream.readline(LONGEST_LINE)):
            pass
        number += 1
        if line.removeprefix(_BYTE_ORDER_MARK).strip():
            yield number, line


def _parsed(line: bytes) -> Mapping[str, Any]:
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


def question_of(item: Mapping[str, Any]) -> tuple[str, Sequence[Mapping[str, str]]]:
    """The question of a batch's line, and the turns before it. Raises QuestionError."""
    question, history = item.get("question"), item.get("history") or []
    if not isinstance(question, str):
        raise QuestionError("The line has no 'question' that is a string.")
    if not _can_be_carried(item.get("id")):
        raise QuestionError("The line's 'id' is nested too deeply, or holds NaN or an infinity.")
    if isinstance(history, list):
        history = [turn for turn in history if not _is_unspoken(turn)]
    if not isinstance(history, list) or not all(_is_turn(turn) for turn in history):
        raise QuestionError(
            "The line's 'history' is not a list of "
            '{"role": "user" or "assistant", "content": "…"}.'
        )
    return checked_question(question), history


def _is_turn(turn: Any) -> bool:
    from qa.answering.understanding import content_of

    return isinstance(turn, dict) and turn.get("role") in ROLES and content_of(turn) is not None


def _is_unspoken(turn: Any) -> bool:
    return isinstance(turn, dict) and turn.get("role") in UNSPOKEN


def _id_of(item: Mapping[str, Any]) -> Any:
    value = item.get("id")
    return value if _can_be_carried(value) else None


def _can_be_carried(value: Any, depth: int = 0) -> bool:
    """Whether a value that was read can be written as JSON again."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, (list, dict)):
        parts = value.values() if isinstance(value, dict) else value
        return depth < DEEPEST_ID and all(_can_be_carried(part, depth + 1) for part in parts)
    return True

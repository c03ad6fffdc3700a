"""A question as it was typed, with the chat before it -> a question that stands alone.

``understand`` reads a question in Dutch, English or a mixture, telegram style and typing errors
included. A follow-up ("en in 2010?", "why?") is rewritten with what the history says before it is
read (``follow_ups``); one that asks two things is read in parts (``parts``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from qa.answering.follow_ups import followed_up, leans_on_history
from qa.answering.parts import with_parts
from qa.answering.question import Question, read
from qa.language import detect_language
from qa.model import QuestionError, VraagbaakError

LONGEST_QUESTION = 4_000  # characters
TURNS_REMEMBERED = 12  # turns of the history that are read


def understand(text: str, history: Sequence[Mapping[str, str]] = ()) -> Question:
    """Read a question, with the chat turns before it (``{"role": …, "content": …}``, oldest first).

    Raises QuestionError for what is no question: empty, over 4,000 characters, without letters.
    """
    asked = clean(text)
    turns = _turns(history)
    before = _question_before(turns)
    if before is None or not leans_on_history(asked):
        return with_parts(read(asked, asked, detect_language(asked)))
    spoken = next((turn for role, turn in reversed(turns) if role == "assistant"), "")
    return followed_up(asked, before, spoken)


def clean(text: str) -> str:
    """The question on one line, composed (NFC). Raises QuestionError as ``understand`` does."""
    if not isinstance(text, str):
        raise QuestionError("The question is not text; give it as a string.")
    if len(text) > LONGEST_QUESTION:
        raise QuestionError(
            f"The question is {len(text):,} characters long; ask it in at most "
            f"{LONGEST_QUESTION:,} characters."
        )
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in composed)
    asked = " ".join(kept.split())
    if not asked:
        raise QuestionError("The question is empty; type what you want to know.")
    if "�" in asked:
        raise QuestionError("The question has lost letters (�); type it as ordinary UTF-8 text.")
    if not any(char.isalpha() for char in asked):
        raise QuestionError("The question has no words; type what you want to know.")
    return asked


def _turns(history: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    turns = []
    for turn in list(history)[-TURNS_REMEMBERED:]:
        role, content = turn.get("role"), turn.get("content")
        if role not in ("user", "assistant") or not isinstance(content, str):
            raise VraagbaakError(
                "A turn of the history is not {'role': 'user' or 'assistant', 'content': text}."
            )
        turns.append((role, " ".join(content[:LONGEST_QUESTION].split())))
    return turns


def _question_before(turns: Sequence[tuple[str, str]]) -> Question | None:
    """The last question of the history, itself read with the turns before it."""
    for at in range(len(turns) - 1, -1, -1):
        role, content = turns[at]
        if role == "user" and any(map(str.isalpha, content)) and "\ufffd" not in content:
            earlier = [{"role": r, "content": c} for r, c in turns[:at]]
            return understand(content, earlier)
    return None

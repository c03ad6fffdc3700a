"""A question as it was typed, with the chat before it -> a question that stands alone.

``understand`` reads a question in Dutch, English or a mixture, telegram style and typing errors
included. A follow-up ("en in 2010?", "why?") is rewritten with what the history says before it is
read (``follow_ups``); one that asks two things is read in parts (``parts``).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from qa.answering.follow_ups import followed_up
from qa.answering.parts import with_parts
from qa.answering.pointing import leans_on_history
from qa.answering.question import Question, read
from qa.language import detect_language
from qa.model import Language, QuestionError, VraagbaakError

LONGEST_QUESTION = 4_000  # characters
TURNS_REMEMBERED = 40  # turns of the history that are read

REFUSALS: dict[str, dict[Language, str]] = {
    "too long": {
        "nl": "De vraag telt {length} tekens; er passen er {longest} in.",
        "en": "The question is {length:,} characters long; ask it in at most {longest:,}.",
    },
    "empty": {
        "nl": "De vraag is leeg; typ wat je wilt weten.",
        "en": "The question is empty; type what you want to know.",
    },
    "lost letters": {
        "nl": "De vraag heeft letters verloren (�); typ haar als gewone tekst in UTF-8.",
        "en": "The question has lost letters (�); type it as ordinary UTF-8 text.",
    },
    "no words": {
        "nl": "In de vraag staan geen leesbare woorden; typ wat je wilt weten.",
        "en": "The question has no words; type what you want to know.",
    },
}
"""Why a question cannot be asked."""


def understand(text: str, history: Sequence[Mapping[str, Any]] = ()) -> Question:
    """Read a question, with the chat turns before it (``{"role": …, "content": …}``, oldest first).

    Raises QuestionError for what is no question: empty, over 4,000 characters, without letters.
    """
    asked = clean(text)
    turns = _turns(history)
    before = _question_before(turns)
    if before is None or not leans_on_history(asked):
        return with_parts(read(asked, asked, detect_language(asked)))
    return followed_up(asked, before, _last_answer(turns))


def _last_answer(turns: Sequence[tuple[str, str]]) -> str:
    """What was said to the last question; "" where nothing was."""
    last = max((nth for nth, (role, said) in enumerate(turns) if _asks(role, said)), default=-1)
    return next((said for _, said in reversed(turns[last + 1 :]) if said), "")


def clean(text: str) -> str:
    """The question on one line, composed (NFC). Raises QuestionError as ``understand`` does."""
    asked = on_one_line(text)
    if "�" in asked:
        raise QuestionError.of(REFUSALS["lost letters"])
    if not any(char.isalpha() for char in asked):
        raise QuestionError.of(REFUSALS["no words"])
    return asked


def on_one_line(text: str) -> str:
    """What is asked or looked for on one line, composed (NFC), without control characters.

    Raises QuestionError for what is no text, empty or over 4,000 characters.
    """
    if not isinstance(text, str):
        raise QuestionError("The question is not text; give it as a string.")
    if len(text) > LONGEST_QUESTION:
        raise QuestionError.of(REFUSALS["too long"], length=len(text), longest=LONGEST_QUESTION)
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in composed)
    asked = " ".join(kept.split())
    if not asked:
        raise QuestionError.of(REFUSALS["empty"])
    return asked


def content_of(turn: Mapping[str, Any]) -> str | None:
    """What was said in a turn: a text, texts in a list of parts as chat clients send, or nothing.

    None where it is no such thing.
    """
    content = turn.get("content", False)
    if isinstance(content, list):
        texts = [part.get("text", "") if isinstance(part, dict) else None for part in content]
        if all(isinstance(text, str) for text in texts):
            content = " ".join(map(str, texts))
    content = "" if content is None else content
    return content if isinstance(content, str) else None


def _turns(history: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    turns = []
    for turn in list(history)[-TURNS_REMEMBERED:]:
        role, content = turn.get("role"), content_of(turn)
        if role not in ("user", "assistant") or content is None:
            raise VraagbaakError(
                "A turn of the history is not {'role': 'user' or 'assistant', 'content': text}."
            )
        turns.append((role, " ".join(content[:LONGEST_QUESTION].split())))
    return turns


def _question_before(turns: Sequence[tuple[str, str]]) -> Question | None:
    """The last question of the history, itself read with the turns before it."""
    for at in range(len(turns) - 1, -1, -1):
        role, content = turns[at]
        if _asks(role, content):
            earlier = [{"role": r, "content": c} for r, c in turns[:at]]
            return understand(content, earlier)
    return None


def _asks(role: str, content: str) -> bool:
    """Whether a turn is a question that can be read."""
    return role == "user" and any(map(str.isalpha, content)) and "\ufffd" not in content

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
from qa.model import Language, QuestionError, VraagbaakError

LONGEST_QUESTION = 4_000  # characters
TURNS_REMEMBERED = 12  # turns of the history that are read

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

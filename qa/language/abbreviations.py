"""Abbreviations and what they stand for, as the text itself says it.

"Schwartz and Hearst, A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical
Text, PSB 2003", in both orders: "bureau kredietregistratie (BKR)" and "BKR (bureau …)", with
"=", ":", a dash or a table's bar in place of the brackets too. Letters match inside words as
well: Dutch compounds hold several initials.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from qa.language.words import fold
from qa.model import Span

LONGEST_SHORT_FORM = 12
_SHORT = r"[A-Za-z][A-Za-z0-9&/.\-]{1,11}"
_BEFORE_BRACKET = re.compile(
    rf"\(\s*['\"‘“]?({_SHORT}?)(?:['’]?s(?=[,;)]))?['\"’”]?\s*[,;)]"  # "(TVP's)" too
)
_SHORT_THEN_LONG = re.compile(
    rf"(?<![\w-])({_SHORT})\s*(?:\(|=|:|\||[–—-]\s|\b(?:staat voor|stands for|betekent"
    rf"|oftewel)\b)\s*"
    r"(?:de |het |the )?([^()|=;:\n]{4,90})"
)


class Expansion(NamedTuple):
    """An abbreviation, what it stands for, and where that stands in the text."""

    short: str
    long: str
    span: Span


def expansions(text: str) -> Iterator[Expansion]:
    """Every abbreviation that the text explains, in the order of the text by pattern."""
    for found in _BEFORE_BRACKET.finditer(text):
        short = found.group(1)
        if is_short_form(short) and (start := _long_form_before(short, text[: found.start()])):
            start_at, end_at = start
            yield Expansion(short, text[start_at:end_at], Span(start_at, end_at))
    for found in _SHORT_THEN_LONG.finditer(text):
        short, long = found.group(1), found.group(2)
        if is_short_form(short) and (length := _long_form_after(short, long)):
            start_at = found.start(2)
            end_at = start_at + length
            yield Expansion(short, text[start_at:end_at], Span(start_at, end_at))


def listed_long_form(short: str, text: str) -> Span | None:
    """Where the long form stands that a list of abbreviations has for ``short``; None without.

    In such a list nothing but space stands between the two: "CDO  Central Desk Office", and the
    next abbreviation or the line's end closes it. All letters are met in their order.
    """
    for found in re.finditer(rf"(?<![\w-]){re.escape(short)}\s+(?=[^\W\d_])", text):
        start, end = found.end(), len(text)
        if line := text.find("\n", start) + 1:
            end = line - 1
        for word in re.finditer(r"\S+", text[start:end]):
            if word.start() and is_short_form(word.group()) and word.group().isupper():
                end = start + word.start()
                break
        long = text[start:end].rstrip(" .;,")
        begins = fold(long)[:1] == fold(short)[:1]
        spelt = _in_order(_letters(short), fold(long))
        if begins and spelt and len(long) > len(short) and len(long.split()) <= 2 * len(short):
            return Span(start, start + len(long))
    return None


def _in_order(letters: str, folded: str) -> bool:
    """Whether all letters are found in a text, one after the other."""
    rest = iter(folded)
    return all(letter in rest for letter in letters)


def is_short_form(short: str) -> bool:
    """Whether a word looks like an abbreviation: "AKO", "SoZaWe", and not "Ako"."""
    return 2 <= len(short) <= LONGEST_SHORT_FORM and sum(char.isupper() for char in short) >= 2


def _letters(short: str) -> str:
    return "".join(char for char in fold(short) if char.isalnum())


def _long_form_before(short: str, before: str) -> tuple[int, int] | None:
    """The shortest stretch at the end of ``before`` that spells ``short``."""
    letters = _letters(short)
    end = len(before.rstrip(" '\"’”"))
    window = max(0, end - 12 * (len(letters) + 4))
    folded = fold(before[:end])
    at = end
    for nth in range(len(letters) - 1, -1, -1):
        at -= 1
        first = nth == 0
        while at >= window and (
            folded[at] != letters[nth] or (first and at > 0 and folded[at - 1].isalnum())
        ):
            at -= 1
        if at < window:
            return None
    long = before[at:end]
    if _is_long_form(short, long):
        return at, end
    return None


def _long_form_after(short: str, long: str) -> int | None:
    """How much of ``long``, from its start, spells ``short``; None where it does not."""
    letters, folded = _letters(short), fold(long)
    if not folded.startswith(letters[0]):
        return None
    at = 0
    for letter in letters[1:]:
        at = _next_initial(folded, letter, at + 1)
        if at < 0:
            return None
    end = re.compile(r"[^\w-]|$").search(long, at)
    length = end.start() if end else len(long)
    return length if _is_long_form(short, long[:length]) else None


def _next_initial(folded: str, letter: str, start: int) -> int:
    """The next place of a letter, at a word's start by preference, within four words."""
    initial = re.compile(rf"\b{re.escape(letter)}").search(folded, start)
    if initial and folded.count(" ", start, initial.start()) <= 4:
        return initial.start()
    return folded.find(letter, start)


def _is_long_form(short: str, long: str) -> bool:
    """A long form is longer, has few words for its letters, and does not hold the short one."""
    words = long.split()
    return (
        len(long) > len(short) + 1
        and len(words) <= min(len(short) + 5, len(short) * 2)
        and short not in words
        and not any(char in ".;:?!\n" for char in long.rstrip("."))
    )

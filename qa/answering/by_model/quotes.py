"""Finding a model's quoted words in a passage, letter for letter; white space and hyphens aside."""

from __future__ import annotations

import re
from typing import Final

from qa.answering import signs
from qa.answering.wording import WORD
from qa.language import fold
from qa.model import BlockKind, Passage, Span

FEWEST_WORDS: Final = 3  # "de" stands in every passage and proves nothing
_GAP: Final = re.compile(r"\s*(?:\[?(?:…|\.\.\.)\]?)\s*")
_DIGITS: Final = re.compile(r"\d+(?:[.,:/-]\d+)*")


def find_words(quote: str, text: str) -> Span | None:
    """The place of quoted words in a text; None where they do not stand there.

    Letter case, white space, punctuation between words and hyphenation may differ; letters, digits
    and their order may not. Words left out between dots are allowed for: the place holds them too.
    """
    pieces = [piece for piece in _GAP.split(quote) if WORD.search(piece)]
    if len(WORD.findall(quote)) < FEWEST_WORDS:
        return None
    start, at = -1, 0
    for piece in pieces:
        found = _by_words(piece, text, at) or _by_letters(piece, text, at)
        if found is None:
            return None
        start, at = (found.start if start < 0 else start), found.end
    return Span(start, at) if pieces else None


def _by_words(piece: str, text: str, at: int) -> Span | None:
    wanted = [word.lower() for word in WORD.findall(piece)]
    places = list(WORD.finditer(text, at))
    words = [found.group().lower() for found in places]
    for first in range(len(words) - len(wanted) + 1):
        if words[first] == wanted[0] and words[first : first + len(wanted)] == wanted:
            return Span(places[first].start(), places[first + len(wanted) - 1].end())
    return None


def _by_letters(piece: str, text: str, at: int) -> Span | None:
    """By letters and digits alone ("dienst- verlening"), at the ends of words, figures the same."""
    wanted = "".join(filter(str.isalnum, piece)).lower()
    places = [n for n in range(at, len(text)) if text[n].isalnum()]
    letters = "".join(text[n].lower()[:1] for n in places)
    first = letters.find(wanted)
    while first >= 0:
        start, end = places[first], places[first + len(wanted) - 1] + 1
        if (
            not text[start - 1 : start].isalnum()
            and not text[end : end + 1].isalnum()
            and _DIGITS.findall(piece) == _DIGITS.findall(text[start:end])
        ):
            return Span(start, end)
        first = letters.find(wanted, first + 1)
    return None


def cited_span(passage: Passage, found: Span) -> Span:
    """The whole sentences that quoted words stand in, so that nothing is cited half.

    With the sentence before them in their paragraph where the first leans on it ("Dit …").
    """
    touched = [
        nth
        for nth, each in enumerate(passage.sentences)
        if each.start < found.end and found.start < each.end
    ]
    if not touched:
        return found
    first = passage.sentences[touched[0]]
    start, end = first.start, max(found.end, passage.sentences[touched[-1]].end)
    if touched[0] and first.kind is BlockKind.PARAGRAPH:
        before = passage.sentences[touched[0] - 1]
        opening = fold(passage.text[first.start : first.end].split(" ", 1)[0]).strip(",.:")
        together = "\n" not in passage.text[before.end : first.start]
        if opening in signs.LEANS_BACK and together and before.kind is BlockKind.PARAGRAPH:
            start = before.start
    return Span(min(start, found.start), end)

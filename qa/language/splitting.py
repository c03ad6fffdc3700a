"""Where sentences end, in Dutch and English."""

from __future__ import annotations

import re
from typing import Final

from qa.language.tables import (
    ABBREVIATIONS,
    CLOSING_ABBREVIATIONS,
    NUMBER_ABBREVIATIONS,
    PART_NAMES,
    SENTENCE_OPENERS,
)
from qa.language.words import fold
from qa.model import Span

LONGEST: Final = 80  # words; what is longer is cut at the end of a clause
LONGEST_CHARACTERS: Final = 2_000  # so that text without spaces is cut too
SHORTEST_CUT: Final = 15  # words that a piece cut off keeps at least
BULLETS: Final = "•▪◦‣■►●"

_CLOSERS = "\"'”’»)\\]"
_OPENERS = "\"'“‘„«(\\["
_END: Final = re.compile(
    rf"(?P<mark>[.!?…]+)(?P<close>[{_CLOSERS}]*)"
    rf"(?P<note>(?:(?<=[^\W\d][.!?])|(?<=[{_CLOSERS}]))\d{{1,3}}(?=\s|$)|[¹²³⁴-⁹⁰]+|⁽[\d, ]+⁾)?"
    rf"(?=\s|$)|(?<=[^\W\d_]{{3}})[.!?](?=[A-Z][a-z]+\s)|\n|(?=[{BULLETS}]\s)"
)
_BEFORE: Final = re.compile(r"[^\s(\[\"'“‘„]+$")
_NEXT: Final = re.compile(rf"\s*[{_OPENERS}–—-]*\s*(?P<word>\w*)")
_YEAR_IN_BRACKETS: Final = re.compile(r"\s\((?:19|20)\d\d\)")
_CLAUSE_ENDS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"[;{BULLETS}]\s",
        r":\s|\s[–—-]\s",
        r",\s",
        r"\s(?=(?:en|of|and|or)\s)",
        r"\s",
    )
)


def sentences(text: str) -> list[Span]:
    """The sentences of ``text`` in order, without the spaces around them.

    Every character that is not a space lies in exactly one. A line break ends a sentence (repaired
    text has none inside one), an inline bullet starts one. A sentence of more than ``LONGEST``
    words is cut at the ends of its clauses.
    """
    spans: list[Span] = []
    start = 0
    for found in _END.finditer(text):
        if found.end() <= start or not _ends(text, start, found):
            continue
        _add(spans, text, start, found.end())
        start = found.end()
    _add(spans, text, start, len(text))
    return [piece for span in spans for piece in _short_enough(text, span)]


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return
    at = start + len(piece) - len(piece.lstrip())
    span = Span(at, at + len(stripped))
    if spans and not any(char.isalnum() for char in stripped):
        # stray marks belong to the sentence they follow
        spans[-1] = Span(spans[-1].start, span.end)
    else:
        spans.append(span)


def _ends(text: str, start: int, found: re.Match[str]) -> bool:
    """Whether the sentence that began at ``start`` ends where ``found`` stands."""
    mark = found.group("mark")
    if mark is None:  # a line break, an inline bullet, or two sentences glued together
        return not _in_address(text, found.start())
    following = _NEXT.match(text, found.end())
    word = following.group("word") if following else ""
    if _YEAR_IN_BRACKETS.match(text, found.end()):  # Zorg! (2010)
        return False
    if not word:
        return True
    if not (word[0].isupper() or word[0].isdigit()) and not _apostrophe(text, found.end()):
        return False
    if mark != ".":
        return True
    before = _BEFORE.search(text, start, found.start())
    last = before.group() if before else ""
    return _point_ends(last, word, text[start : found.start() - len(last)].split())


def _point_ends(last: str, following: str, earlier: list[str]) -> bool:
    """Whether a point ends a sentence, by the word before it, after it, and the earlier ones."""
    folded = fold(last)
    named = bool(earlier) and fold(earlier[-1]) in PART_NAMES
    if len(last) == 1 and last.isupper():  # an initial, or "in bijlage A."
        return bool(earlier) and (named or fold(following) in SENTENCE_OPENERS)
    if folded in CLOSING_ABBREVIATIONS:
        return following[0].isupper()
    if folded in NUMBER_ABBREVIATIONS:
        one_letter = len(following) == 1 or re.fullmatch("[IVX]+", following) is not None
        return not (following[0].isdigit() or one_letter or folded == "art")
    if folded in ABBREVIATIONS:
        return False
    if last.rstrip(")").isdigit() or re.fullmatch(r"[\d.]+", last):
        # "2. De commissie", "Stap 3. De raad": the number of an item
        return bool(earlier) and not (named and len(earlier) == 1)
    if len(last) == 1 and last.isalpha():
        return named
    if re.fullmatch(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}", last):
        return fold(following) in SENTENCE_OPENERS and last.islower() is False
    return True


def _apostrophe(text: str, at: int) -> bool:
    """Whether a sentence begins with 's, 't or 'n: "'s Avonds"."""
    return re.match(r"\s*['’‘][stn]\s+[A-Z]", text[at : at + 12]) is not None


def _in_address(text: str, at: int) -> bool:
    if text[at : at + 1] in "\n" + BULLETS:
        return False
    word = re.search(r"\S*$", text[max(0, at - 200) : at])
    return word is not None and re.search(r"www|://|@|/", word.group()) is not None


def _short_enough(text: str, span: Span) -> list[Span]:
    words = list(re.finditer(r"\S+", text[span.start : span.end]))
    pieces: list[Span] = []
    first = 0
    while len(words) - first > LONGEST:
        low = span.start + words[first + SHORTEST_CUT].start()
        high = span.start + words[min(first + LONGEST, len(words) - SHORTEST_CUT)].start()
        cut = _clause_end(text, low, high)
        begin = span.start + words[first].start()
        pieces.append(Span(begin, begin + len(text[begin:cut].rstrip())))
        while span.start + words[first].start() < cut:
            first += 1
    pieces.append(Span(span.start + words[first].start(), span.end))
    return [part for piece in pieces for part in _cut_anywhere(piece)]


def _cut_anywhere(span: Span) -> list[Span]:
    starts = range(span.start, span.end, LONGEST_CHARACTERS)
    return [Span(start, min(start + LONGEST_CHARACTERS, span.end)) for start in starts]


def _clause_end(text: str, low: int, high: int) -> int:
    """The last end of a clause in ``text[low:high]``, the strongest kind there is."""
    for pattern in _CLAUSE_ENDS:
        ends = [found.end() for found in pattern.finditer(text, low, high)]
        if ends:
            return ends[-1]
    return high

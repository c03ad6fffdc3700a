"""Enumerations within a sentence: "te weten a, b en c", "1 a 2 b 3 c", "(a, b en c)"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa.answering import signs
from qa.answering.cues import NUMBER_WORDS
from qa.language import fold

LONGEST_ITEM = 45  # words; a longer "item" of a running enumeration is a clause, not an item
OPENERS = "(['\"‘“€"
MARKER = re.compile(
    r"^\s*(?:[-–—•▪◦‣■►●*o]\s+|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)\]]\s+|\d{1,2}\s+(?=\D))"
)
_TRAILING = re.compile(r"[\s;,.:]+$|[;,]?\s+(?:en|and|of|or)$")
_NUMBERED = re.compile(r"(?:^|[\s:;,(])\(?(\d{1,2}|[a-h])[.)]?\s+(?=[^\W\d_])")
_COMMA = re.compile(r"[,;]\s+(?:(?:en|and|of|or)\s+)?(?![^()]*\))")
_BRACKETS = re.compile(r"\(([^()]{5,400})\)")
_LAST = re.compile(r"\s+(?:en|and|alsmede|evenals|of|or)\s+(?![^()]*\))")
_NAME = re.compile(r"[A-Z][\w'’-]*")
_FINITE = re.compile(
    r"(?:is|zijn|was|waren|wordt|worden|werd|werden|heeft|hebben|had|hadden|kan|kunnen|moet|moeten"
    r"|mag|mogen|zal|zullen|are|were|has|have|can|must|will)\s"
)
_COUNTED = re.compile(
    rf"\b(?P<count>\d{{1,2}}|{'|'.join(NUMBER_WORDS)})\s+"
    r"(?:[a-z]+e\s+)?(?!jaar|jaren|maanden|weken|dagen|uur|years|months"
    r"|weeks|days)[a-z-]{3,}(?:en|s|'s)\b"
)

Spans = list[tuple[int, int]]


def enumerated(text: str, expected: int | None) -> Spans:
    """Places of the items of a sentence's enumeration: the one of the length expected, if any.

    Else what stands behind a colon, "namelijk" …, rather than behind "zijn"; empty for none.
    """
    found = [spans for spans in _enumerations(text) if len(spans) > 1]
    bracketed = [spans for spans in _in_brackets(text) if len(spans) > 1]
    wanted = {expected} if expected else set(counts_in(text))
    exact = [spans for spans in (*found, *bracketed) if len(spans) in wanted]
    if expected and exact:
        found = exact
    elif not found and not expected:
        found = [spans for spans in bracketed if len(spans) > 2]
    if not found:
        return []
    return max(
        found,
        key=lambda spans: (
            text[: spans[0][0]].rstrip().endswith(":"),
            bool(signs.NAMELY.search(fold(text[: spans[0][0]]).rstrip())),
            spans in exact,
            -spans[0][0],
        ),
    )


def counts_in(text: str) -> Iterable[int]:
    """How many things a sentence says there are: 4 of "vier doelen"; periods of time aside."""
    for found in _COUNTED.finditer(fold(text)):
        word = found["count"]
        count = int(word) if word.isdigit() else NUMBER_WORDS[word]
        if 1 < count <= 30:
            yield count


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A place without the marker before it, and the punctuation and conjunction behind it."""
    if marker := MARKER.match(text[start:end]):
        start += marker.end()
    while start < end and not (text[start].isalnum() or text[start] in OPENERS):
        start += 1
    while (found := _TRAILING.search(text[start:end])) and found.start() < end - start:
        end = start + found.start()
        if end <= start:
            break
    return start, end


def _enumerations(text: str) -> list[Spans]:
    found = [_numbered(text)]
    for cue in signs.LISTING.finditer(text):
        spans = _comma_separated(text, cue.end())
        if len(spans) > 2 or not signs.MAY_LIST.fullmatch(cue.group()):
            found.append(spans)  # "zijn gelijk gebleven of gedaald" lists nothing
    return [
        spans
        for spans in found
        if spans and all(len(text[a:b].split()) <= LONGEST_ITEM for a, b in spans)
    ]


def _in_brackets(text: str) -> list[Spans]:
    """Items of "(a, b en c)"; two of them may be anything else: a name and a place."""
    inside = [(found.start(1), found.end(1)) for found in _BRACKETS.finditer(text)]
    return [
        [(start + a, start + b) for a, b in _comma_separated(text[start:end], 0)]
        for start, end in inside
    ]


def _numbered(text: str) -> Spans:
    """Items behind markers that count up: "1 a 2 b 3 c" or "a) … b) …"."""
    markers: list[re.Match[str]] = []
    for found in _NUMBERED.finditer(text):
        label = found.group(1)
        nth = int(label) if label.isdigit() else ord(label) - ord("a") + 1
        if nth == len(markers) + 1:
            markers.append(found)
    if len(markers) < 2:
        return []
    ends = [marker.start() for marker in markers[1:]] + [len(text)]
    return [(marker.end(), end) for marker, end in zip(markers, ends, strict=True)]


def _comma_separated(text: str, start: int) -> Spans:
    """Items of "a, b en c" from ``start`` to the sentence's end."""
    spans: Spans = []
    at = start
    for comma in _COMMA.finditer(text, start):
        spans.append((at, comma.start()))
        at = comma.end()
        if _FINITE.match(text, at):  # "landen, zoals België en Ierland, worden nu …"
            before = text[: comma.start()]
            return _comma_separated(before, start) if len(before) > start else []
    if last := _last_conjunction(text, at):
        spans += [(at, last.start()), (last.end(), len(text))]
    elif spans:
        spans.append((at, len(text)))
    return [(a, b) for a, b in spans if text[a:b].strip(" ,;.:")]


def _last_conjunction(text: str, start: int) -> re.Match[str] | None:
    """The conjunction before the last item: the first, but not one within a name.

    Of "Peel en Leem, Vallei en Slenk en Veluwerand" the last item is Veluwerand.
    """
    found = list(_LAST.finditer(text, start))
    if len(found) < 2:
        return found[0] if found else None
    first, second = found[0], found[1]
    named = _NAME.fullmatch(text[start : first.start()].strip()) and _NAME.fullmatch(
        text[first.end() : second.start()].strip()
    )
    return second if named else first

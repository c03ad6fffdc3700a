"""Whole lists: the items, all and only, that a sentence announces, belongs to or holds.

A list stands in bullets or numbered lines (one passage or running on into the next), or in the
sentence itself ("te weten a, b en c", "1 a 2 b 3 c").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.answering import signs
from qa.language import fold
from qa.model import BlockKind, Passage, Span

MOST_ITEMS = 40
LONGEST_ITEM = 45  # words; a longer "item" of a running enumeration is a clause, not an item

OPENERS = "(['\"‘“€"
_MARKER = re.compile(
    r"^\s*(?:[-–—•▪◦‣■►●*o]\s+|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)\]]\s+|\d{1,2}\s+(?=\D))"
)
_TRAILING = re.compile(r"[\s;,.:]+$|[;,]?\s+(?:en|and|of|or)$")
_NUMBERED_INLINE = re.compile(r"(?:^|[\s:;,(])\(?(\d{1,2}|[a-h])[.)]?\s+(?=[^\W\d_])")
_COMMA = re.compile(r"[,;]\s+(?:(?:en|and|of|or)\s+)?(?![^()]*\))")
_BRACKETS = re.compile(r"\(([^()]{5,400})\)")
_LAST = re.compile(r"\s+(?:en|and|alsmede|evenals|of|or)\s+(?![^()]*\))")

Neighbours = Callable[[Passage, int], "Passage | None"]


@dataclass(frozen=True, slots=True)
class Item:
    """One item: the passage it stands in and its place there, marker left out."""

    passage: Passage
    span: Span

    @property
    def text(self) -> str:
        """The item's words, without its marker and the comma behind it."""
        return self.passage.text[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class Listing:
    """The items of one list, in order, and the sentence that announces them, where there is one."""

    items: tuple[Item, ...]
    intro: Item | None = None


def listing(
    passage: Passage, sentence: int, expected: int | None, neighbours: Neighbours
) -> Listing | None:
    """The list that sentence ``sentence`` announces, belongs to or holds; None for none.

    ``expected`` is how many items the question says there are; ``neighbours(passage, 1)`` gives
    the report's next passage, ``-1`` the one before.
    """
    blocks = _block_list(passage, sentence, neighbours)
    inline = _inline_list(passage, sentence, expected)
    told = _told_in_order(passage, sentence)
    found = [each for each in (blocks, inline, told) if each is not None]
    if expected:
        found.sort(key=lambda each: abs(len(each.items) - expected))
    return found[0] if found else None


def trimmed(text: str, start: int, end: int) -> Span:
    """A span without the marker before it, and the punctuation and conjunction behind it."""
    if marker := _MARKER.match(text[start:end]):
        start += marker.end()
    while start < end and not (text[start].isalnum() or text[start] in OPENERS):
        start += 1
    while (found := _TRAILING.search(text[start:end])) and found.start() < end - start:
        end = start + found.start()
        if end <= start:
            break
    return Span(start, end)


def _is_item(passage: Passage, sentence: int) -> bool:
    return passage.sentences[sentence].kind is BlockKind.LIST_ITEM


def _block_list(passage: Passage, sentence: int, neighbours: Neighbours) -> Listing | None:
    count = len(passage.sentences)
    if _is_item(passage, sentence):
        first = sentence
        while first > 0 and _is_item(passage, first - 1):
            first -= 1
    elif sentence + 1 < count and _is_item(passage, sentence + 1):
        first = sentence + 1
    elif sentence + 1 == count and signs.ANNOUNCES.search(passage.sentence_text(sentence)):
        return _continued_in_next(passage, sentence, neighbours)
    else:
        return None
    last = first
    while last + 1 < count and _is_item(passage, last + 1):
        last += 1
    items = _items(passage, range(first, last + 1))
    if first == 0:
        items = _before(passage, neighbours) + items
    if last + 1 == count:
        items += _after(passage, neighbours)
    intro = _whole(passage, first - 1) if first > 0 else None
    items = _unique(items)
    return Listing(tuple(items[:MOST_ITEMS]), intro) if len(items) > 1 else None


def _continued_in_next(passage: Passage, sentence: int, neighbours: Neighbours) -> Listing | None:
    items = _unique(_after(passage, neighbours))
    if len(items) < 2:
        return None
    return Listing(tuple(items[:MOST_ITEMS]), _whole(passage, sentence))


def _whole(passage: Passage, sentence: int) -> Item:
    start, end, *_ = passage.sentences[sentence]
    return Item(passage, Span(start, end))


def _items(passage: Passage, sentences: Sequence[int]) -> list[Item]:
    """One item for each list item's first sentence; its further sentences stay out."""
    items: list[Item] = []
    for nth in sentences:
        start, end, *_ = passage.sentences[nth]
        gap = passage.text[passage.sentences[nth - 1].end : start] if nth else "\n"
        if "\n" in gap or _MARKER.match(passage.text[start:end]) or not items:
            items.append(Item(passage, trimmed(passage.text, start, end)))
    return [item for item in items if item.span.end > item.span.start]


def _after(passage: Passage, neighbours: Neighbours) -> list[Item]:
    """The list items at the beginning of the next passage, without those repeated from this one."""
    following = neighbours(passage, 1)
    if following is None:
        return []
    end = passage.span.end
    new = [
        nth
        for nth, each in enumerate(following.sentences)
        if (place := following.map.source_span(each.start, each.end)) and place.start >= end
    ]
    run = []
    for nth in new:
        if not _is_item(following, nth):
            break
        run.append(nth)
    return _items(following, run)


def _before(passage: Passage, neighbours: Neighbours) -> list[Item]:
    """The list items at the end of the passage before, without those repeated in this one."""
    earlier = neighbours(passage, -1)
    if earlier is None:
        return []
    start = passage.span.start
    run = []
    for nth in reversed(range(len(earlier.sentences))):
        each = earlier.sentences[nth]
        place = earlier.map.source_span(each.start, each.end)
        if place and place.start >= start:
            continue
        if not _is_item(earlier, nth):
            break
        run.append(nth)
    return _items(earlier, run[::-1])


def _unique(items: Sequence[Item]) -> list[Item]:
    return list({"".join(filter(str.isalnum, item.text.lower())): item for item in items}.values())


def _told_in_order(passage: Passage, sentence: int) -> Listing | None:
    """Sentences that begin "Ten eerste … Ten tweede …", entered at one or right before the first.

    Others may stand between them; they belong to the item before and are left out.
    """
    nths: list[int] = []
    spans: list[Span] = []
    for nth, each in enumerate(passage.sentences):
        text = passage.text[each.start : each.end]
        wanted = signs.IN_ORDER[len(nths)] if len(nths) < len(signs.IN_ORDER) else signs.LAST_OF
        found = wanted.match(fold(text)) or (len(nths) > 1 and signs.LAST_OF.match(fold(text)))
        if found:
            nths.append(nth)
            spans.append(trimmed(passage.text, each.start + found.end(), each.end))
    if len(nths) < 2 or not nths[0] - 1 <= sentence <= nths[-1]:
        return None
    intro = _whole(passage, nths[0] - 1) if nths[0] else None
    return Listing(tuple(Item(passage, span) for span in spans), intro)


def _inline_list(passage: Passage, sentence: int, expected: int | None) -> Listing | None:
    """The longest enumeration in the sentence, or the one of the length asked for."""
    start, end, *_ = passage.sentences[sentence]
    text = passage.text[start:end]
    found = [spans for spans in _enumerations(text) if len(spans) > 1]
    bracketed = [spans for spans in _in_brackets(text) if len(spans) > 1]
    if expected and any(len(spans) == expected for spans in (*found, *bracketed)):
        found = [spans for spans in (*found, *bracketed) if len(spans) == expected]
    elif not found and not expected:
        found = [spans for spans in bracketed if len(spans) > 2]
    if not found:
        return None
    best = max(found, key=lambda spans: (text[: spans[0][0]].rstrip().endswith(":"), -spans[0][0]))
    items = (Item(passage, trimmed(passage.text, start + a, start + b)) for a, b in best)
    return Listing(tuple(item for item in items if item.text), _whole(passage, sentence))


def _enumerations(text: str) -> list[list[tuple[int, int]]]:
    found = [_numbered(text)]
    found += [_comma_separated(text, cue.end()) for cue in signs.LISTING.finditer(text)]
    return [
        spans
        for spans in found
        if spans and all(len(text[a:b].split()) <= LONGEST_ITEM for a, b in spans)
    ]


def _in_brackets(text: str) -> list[list[tuple[int, int]]]:
    """Items of "(a, b en c)"; two of them may be anything else: a name and a place."""
    inside = [(found.start(1), found.end(1)) for found in _BRACKETS.finditer(text)]
    return [
        [(start + a, start + b) for a, b in _comma_separated(text[start:end], 0)]
        for start, end in inside
    ]


def _numbered(text: str) -> list[tuple[int, int]]:
    """Items behind markers that count up: "1 a 2 b 3 c" or "a) … b) …"."""
    markers: list[re.Match[str]] = []
    for found in _NUMBERED_INLINE.finditer(text):
        label = found.group(1)
        nth = int(label) if label.isdigit() else ord(label) - ord("a") + 1
        if nth == len(markers) + 1:
            markers.append(found)
    if len(markers) < 2:
        return []
    ends = [marker.start() for marker in markers[1:]] + [len(text)]
    return [(marker.end(), end) for marker, end in zip(markers, ends, strict=True)]


def _comma_separated(text: str, start: int) -> list[tuple[int, int]]:
    """Items of "a, b en c" from ``start`` to the sentence's end."""
    spans: list[tuple[int, int]] = []
    at = start
    for comma in _COMMA.finditer(text, start):
        spans.append((at, comma.start()))
        at = comma.end()
    if last := _LAST.search(text, at):
        spans += [(at, last.start()), (last.end(), len(text))]
    elif spans:
        spans.append((at, len(text)))
    return [(a, b) for a, b in spans if text[a:b].strip(" ,;.:")]

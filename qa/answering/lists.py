"""Whole lists: the items, all and only, that a sentence announces, belongs to or holds.

A list stands in bullets or numbered lines (one passage or running on into the next), or in the
sentence itself ("te weten a, b en c", "1 a 2 b 3 c").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.answering import signs
from qa.answering.enumerations import MARKER, counts_in, enumerated, trimmed
from qa.language import fold
from qa.model import BlockKind, Passage, Span

MOST_ITEMS = 40
MOSTLY = 0.7  # the share of a list's items that are a name with its explanation behind it
PASSAGES_ON = 4  # that a list under headings of its own may run on over

# "naam: uitleg in drie of meer woorden"
_NAMED = re.compile(r"(?P<name>(?:[^\s:;.]+ ){0,4}[^\s:;.]+)(?::| [–—-])\s+(?:\S+\s+){2}\S")
_LABEL = re.compile(r"\s*\(?(?P<label>\d{1,2}|[a-z]|[ivx]{1,4})[.)\]]?\s+$")

# Gives the passage so many places after another in its report (1), or before it (-1).
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
    blocks = _block_list(passage, sentence, expected, neighbours)
    inline = _inline_list(passage, sentence, expected)
    told = _told_in_order(passage, sentence)
    found = [each for each in (blocks, inline, told) if each is not None]
    if expected:
        found.sort(key=lambda each: abs(len(each.items) - expected))
    return found[0] if found else None


def named_items(found: Listing) -> list[str]:
    """The items' words; only their names where (nearly) each has one, and explains it.

    "basisbegeleiding: de werkloze zoekt zelf werk" is "basisbegeleiding".
    """
    texts = [item.text for item in found.items]
    named = [_NAMED.match(text) for text in texts]
    if sum(each is not None for each in named) < MOSTLY * len(texts):
        return texts
    return [each["name"] if each else text for each, text in zip(named, texts, strict=True)]


def _is_item(passage: Passage, sentence: int) -> bool:
    return passage.sentences[sentence].kind is BlockKind.LIST_ITEM


def _is_heading(passage: Passage, sentence: int) -> bool:
    return passage.sentences[sentence].kind is BlockKind.HEADING


def _block_list(
    passage: Passage, sentence: int, expected: int | None, neighbours: Neighbours
) -> Listing | None:
    """The list in bullets or numbered lines that a sentence is in, or stands right before."""
    count = len(passage.sentences)
    if _is_item(passage, sentence):
        first = sentence
        while first > 0 and _is_item(passage, first - 1):
            first -= 1
    elif sentence + 1 < count and _is_item(passage, sentence + 1):
        first = sentence + 1
    elif grouped := _under_headings(passage, sentence, expected, neighbours):
        return grouped
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
    items = _unique(_of_first_level(items, expected))
    if expected and len(items) < expected:
        start = first
        while start > 0 and (_is_item(passage, start - 1) or _is_heading(passage, start - 1)):
            start -= 1
        if start and (grouped := _under_headings(passage, start - 1, expected, neighbours)):
            return grouped
    return Listing(tuple(items[:MOST_ITEMS]), intro) if len(items) > 1 else None


def _under_headings(
    passage: Passage, sentence: int, expected: int | None, neighbours: Neighbours
) -> Listing | None:
    """The items that follow a sentence in groups, each under a heading of its own.

    Only as many as are expected, or as the sentence says there are: "zeven voorstellen, verdeeld
    over drie thema's".
    """
    wanted = {expected} if expected else set(counts_in(passage.sentence_text(sentence)))
    if not wanted or _is_heading(passage, sentence):
        return None
    items: list[Item] = []
    here, nth = passage, sentence + 1
    for _ in range(PASSAGES_ON):
        run = []
        while nth < len(here.sentences) and (_is_item(here, nth) or _is_heading(here, nth)):
            run += [nth] if _is_item(here, nth) else []
            nth += 1
        items += _items(here, run)
        following = neighbours(here, 1) if nth == len(here.sentences) else None
        if following is None:
            break
        new = _not_repeated(here, following)
        here, nth = following, new[0] if new else len(following.sentences)
    items = _unique(_of_first_level(items, None))
    if len(items) not in wanted:
        return None
    return Listing(tuple(items), _whole(passage, sentence))


def _of_first_level(items: list[Item], expected: int | None) -> list[Item]:
    """The items without those of lists within them: "a." below "1.", "-" below "a."."""
    labels = [
        _LABEL.match(item.passage.text[_line_start(item) : item.span.start]) for item in items
    ]
    if not labels or labels[0] is None or len(items) == expected:
        return items
    digits = labels[0]["label"].isdigit()
    own = [
        item
        for item, label in zip(items, labels, strict=True)
        if label and label["label"].isdigit() == digits
    ]
    return own if len(own) > 1 else items


def _line_start(item: Item) -> int:
    """Where the line of an item begins: before its marker."""
    return item.passage.text.rfind("\n", 0, item.span.start) + 1


def _continued_in_next(passage: Passage, sentence: int, neighbours: Neighbours) -> Listing | None:
    """The list that the last sentence of a passage announces, and the next passage begins with."""
    items = _unique(_after(passage, neighbours))
    if len(items) < 2:
        return None
    return Listing(tuple(items[:MOST_ITEMS]), _whole(passage, sentence))


def _whole(passage: Passage, sentence: int) -> Item:
    """A sentence as one item: what announces a list."""
    start, end, *_ = passage.sentences[sentence]
    return Item(passage, Span(start, end))


def _items(passage: Passage, sentences: Sequence[int]) -> list[Item]:
    """One item for each list item's first sentence; its further sentences stay out."""
    items: list[Item] = []
    for nth in sentences:
        start, end, *_ = passage.sentences[nth]
        gap = passage.text[passage.sentences[nth - 1].end : start] if nth else "\n"
        if "\n" in gap or MARKER.match(passage.text[start:end]) or not items:
            items.append(Item(passage, Span(*trimmed(passage.text, start, end))))
    return [item for item in items if item.span.end > item.span.start]


def _after(passage: Passage, neighbours: Neighbours) -> list[Item]:
    """The list items at the beginning of the next passage, without those repeated from this one."""
    following = neighbours(passage, 1)
    if following is None:
        return []
    run = []
    for nth in _not_repeated(passage, following):
        if not _is_item(following, nth):
            break
        run.append(nth)
    return _items(following, run)


def _not_repeated(passage: Passage, following: Passage) -> list[int]:
    """The sentences of the next passage that do not overlap with this one."""
    end = passage.span.end
    return [
        nth
        for nth, each in enumerate(following.sentences)
        if (place := following.map.source_span(each.start, each.end)) and place.start >= end
    ]


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
    """The items, each text once, whatever its marks and capitals."""
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
            spans.append(Span(*trimmed(passage.text, each.start + found.end(), each.end)))
    if len(nths) < 2 or not nths[0] - 1 <= sentence <= nths[-1]:
        return None
    intro = _whole(passage, nths[0] - 1) if nths[0] else None
    return Listing(tuple(Item(passage, span) for span in spans), intro)


def _inline_list(passage: Passage, sentence: int, expected: int | None) -> Listing | None:
    """The longest enumeration in the sentence, or the one of the length asked for."""
    start, end, *_ = passage.sentences[sentence]
    places = enumerated(passage.text[start:end], expected)
    items = (Item(passage, Span(*trimmed(passage.text, start + a, start + b))) for a, b in places)
    found = tuple(item for item in items if item.text)
    return Listing(found, _whole(passage, sentence)) if found else None

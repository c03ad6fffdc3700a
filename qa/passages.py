"""A Report -> Passages: pieces of about a hundred words that are found, ranked and cited as one.

Where a section is divided is chosen for the whole section at once: each place to break has a price
(inside a paragraph, between an introduction and its list, ...), each passage has one for being
longer or shorter than the size that is set, and the cheapest division wins (as TeX breaks a
paragraph into lines: Knuth & Plass, 1981).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import inf
from typing import Final

from qa.language import sentences
from qa.model import (
    CELL_SEPARATOR,
    Block,
    BlockKind,
    OffsetMap,
    Passage,
    Report,
    Run,
    Sentence,
    Span,
)
from qa.settings import Settings

SECTION_LEVEL: Final = 2  # no passage crosses a heading of this level or above
LARGEST: Final = 1.6  # times the size that is set
MOST_SENTENCES: Final = 40  # in one passage
# A block of these kinds, up to so many words, is one sentence whatever points stand in it.
_WHOLE_WORDS: Final = {
    BlockKind.HEADING: 80,
    BlockKind.CAPTION: 80,
    BlockKind.CONTENTS: 80,
    BlockKind.TABLE_ROW: 40,
}
WORD_CHARACTERS: Final = 12  # a word longer than this counts as more than one
LONGEST_HEADING: Final = 300  # characters of a heading in a passage's section ...
PATH_CHARACTERS: Final = 120  # ... and of those what the encoder sees

# What it costs to break a section at a place, in the coin of `_size_price`.
_INSIDE: Final = {  # a block of this kind
    BlockKind.PARAGRAPH: 0.15,
    BlockKind.LIST_ITEM: 0.4,
    BlockKind.TABLE_ROW: 0.4,
    BlockKind.FOOTNOTE: 0.4,
}
_BETWEEN: Final = {  # two blocks of the same kind
    BlockKind.LIST_ITEM: 0.1,
    BlockKind.TABLE_ROW: 0.1,
}
_AFTER_LABEL: Final = 0.3  # a very short sentence: "Vraag 6 ?"
_LABEL_WORDS: Final = 3
_AFTER_HEADING: Final = 2.0
_AFTER_CAPTION: Final = 1.0
_AFTER_COLON: Final = 1.0  # "De veertien mijlpalen zijn:" | its list
_BEFORE_HEADING: Final = -0.05


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence of a block: the smallest thing a passage is made of."""

    block: Block
    start: int
    end: int
    size: float  # in words
    path: tuple[str, ...]
    table: tuple[str, ...] = ()  # caption and column heads of the table it is a row of

    @property
    def kind(self) -> BlockKind:
        return self.block.kind


def make_passages(report: Report, settings: Settings) -> list[Passage]:
    """The passages of a report, in order; every block but furniture is in at least one.

    A passage stays within one section (headings of level 1 and 2), has about
    ``settings.passage_words`` words, and repeats the last ``settings.passage_overlap`` sentences
    of the one before it in the same running text. A list stays with the sentence that announces
    it, where the size allows; rows cut off from their table's caption and column heads have these
    at the end of their section. Tables of contents stand apart.
    """
    found: list[Passage] = []
    for section in _sections(report.blocks):
        for units in _divided(section, settings.passage_words, settings.passage_overlap):
            found.append(_passage(report.name, len(found), units))
    return found


def embedded_text(passage: Passage, title: str) -> str:
    """What the encoder sees: title and headings, then the text without the headings it opens with.

    The cited text has none of this. Source: the heading path gives a short passage its subject.
    """
    above, body = _path(passage, title), _body(passage)
    return f"{above}\n{passage.text[body:]}" if above else passage.text[body:]


def first_words(passage: Passage, title: str) -> tuple[int, ...]:
    """For each sentence which word of `embedded_text` it begins with, as white space parts them.

    A heading that the text opens with has none of its words: it begins where the next one does.
    """
    body = _body(passage)
    above = len(_path(passage, title).split())
    return tuple(
        above + len(passage.text[body : sentence.start].split()) for sentence in passage.sentences
    )


def _path(passage: Passage, title: str) -> str:
    """Title and headings as the encoder sees them over a passage."""
    path = [title, *(heading for heading in passage.section if heading != title)]
    return " > ".join(_shortened(part) for part in path if part)


def _body(passage: Passage) -> int:
    """Where a passage's text begins without the headings it opens with; 0 where it is all such."""
    kinds = (each.start for each in passage.sentences if each.kind is not BlockKind.HEADING)
    return next(kinds, 0)


def _shortened(heading: str) -> str:
    if len(heading) <= PATH_CHARACTERS:
        return heading
    return heading[:PATH_CHARACTERS].rsplit(" ", 1)[0]


def _sections(blocks: Sequence[Block]) -> Iterator[list[_Unit]]:
    """The sentences of a report, section by section, each under its headings."""
    path: list[tuple[int, str]] = []
    section: list[_Unit] = []
    in_contents: bool | None = None  # None while a section has nothing but headings
    caption = ""
    for block in blocks:
        if block.kind is BlockKind.FURNITURE or not block.text.strip():
            continue
        if block.kind is BlockKind.HEADING:
            level = max(block.level, 1)
            path = [(above, text) for above, text in path if above < level]
            path.append((level, " ".join(block.text.split())[:LONGEST_HEADING]))
        if _parted(block, in_contents):
            yield section
            section, in_contents = [], None
        if block.kind is not BlockKind.HEADING:
            in_contents = block.kind is BlockKind.CONTENTS
        if block.kind is not BlockKind.TABLE_ROW:
            caption = block.text if block.kind is BlockKind.CAPTION else ""
        heads = CELL_SEPARATOR.join(block.heads) if any(block.heads) else ""
        table = tuple(filter(None, (caption, heads))) if block.kind is BlockKind.TABLE_ROW else ()
        section.extend(_units(block, tuple(text for _, text in path), table))
    if section:
        yield section


def _parted(block: Block, in_contents: bool | None) -> bool:
    """Whether a new section begins with ``block``; headings alone are no section yet."""
    if in_contents is None:
        return False
    if block.kind is BlockKind.HEADING:
        return in_contents or block.level <= SECTION_LEVEL
    return (block.kind is BlockKind.CONTENTS) is not in_contents


def _units(block: Block, path: tuple[str, ...], table: tuple[str, ...]) -> Iterator[_Unit]:
    spans = sentences(block.text)
    if len(block.text.split()) <= _WHOLE_WORDS.get(block.kind, 0):
        spans = [Span(spans[0].start, spans[-1].end)]
    for start, end in spans:
        text = block.text[start:end]
        size = max(len(text.split()), len(text) / WORD_CHARACTERS)
        yield _Unit(block, start, end, size, path, table)


def _divided(section: list[_Unit], size: int, overlap: int) -> Iterator[list[_Unit]]:
    """The section's units, cut into passages at the cheapest places."""
    before = 0
    for start, end in _cheapest(section, size):
        yield section[start - _repeated(section, before, start, overlap) : end]
        before = start


def _cheapest(section: list[_Unit], size: int) -> list[tuple[int, int]]:
    """The division of a section that costs least, as (first unit, unit past the last)."""
    total = len(section)
    best = [0.0] + [inf] * total
    begins = [0] * (total + 1)
    for end in range(1, total + 1):
        price = _break_price(section[end - 1], section[end]) if end < total else 0.0
        words = 0.0
        for start in range(end - 1, max(-1, end - 1 - MOST_SENTENCES), -1):
            words += section[start].size
            if words > LARGEST * size and start < end - 1:
                break
            cost = best[start] + price + _size_price(words / size)
            if cost < best[end]:
                best[end], begins[end] = cost, start
    spans: list[tuple[int, int]] = []
    end = total
    while end:
        spans.append((begins[end], end))
        end = begins[end]
    return spans[::-1]


def _size_price(share: float) -> float:
    """The price of a passage of ``share`` times the size that is set."""
    return (share - 1) ** 2 if share <= 1 else 3 * (share - 1) ** 2


def _break_price(before: _Unit, after: _Unit) -> float:
    """What it costs to end a passage between two units."""
    if before.kind is BlockKind.HEADING:
        return _AFTER_HEADING
    if before.block is after.block:
        label = _AFTER_LABEL if before.size <= _LABEL_WORDS else 0.0
        return _INSIDE.get(before.kind, 0.0) + label
    if before.kind is BlockKind.CAPTION:
        return _AFTER_CAPTION
    if before.block.text.endswith(":"):
        return _AFTER_COLON
    if after.kind is BlockKind.HEADING:
        return _BEFORE_HEADING
    return _BETWEEN.get(before.kind, 0.0) if before.kind is after.kind else 0.0


def _repeated(section: list[_Unit], before: int, start: int, overlap: int) -> int:
    """How many units before ``start`` are repeated: sentences of the same running text."""
    count = 0
    while (
        count < overlap
        and start - count - 1 > before  # never the whole passage before
        and section[start - count - 1].kind is section[start].kind is BlockKind.PARAGRAPH
    ):
        count += 1
    return count


def _passage(report: str, ordinal: int, units: list[_Unit]) -> Passage:
    text = ""
    runs: list[Run] = []
    spans: list[Sentence] = []
    for _, group in groupby(units, key=lambda unit: id(unit.block)):
        same = list(group)
        block, start, end = same[0].block, same[0].start, same[-1].end
        text += "\n" if text else ""
        shift = len(text) - start
        runs.extend(block.map.slice(start, end).shifted(text=len(text)).runs)
        spans.extend(Sentence(u.start + shift, u.end + shift, block.kind, _heads(u)) for u in same)
        text += block.text[start:end]
    return Passage(
        report,
        ordinal,
        _common_path(units) + _table_above(units, text),
        text,
        OffsetMap(tuple(runs)),
        tuple(spans),
        units[0].block.page,
    )


def _heads(unit: _Unit) -> tuple[str, ...]:
    """The column heads of a row's cells; none for a piece of a long row, or where it has none."""
    whole = unit.start == 0 and unit.end == len(unit.block.text)
    return unit.block.heads if whole and any(unit.block.heads) else ()


def _table_above(units: list[_Unit], text: str) -> tuple[str, ...]:
    """Caption and heads of the table whose rows a passage opens with, where it has them not."""
    body = [unit for unit in units if unit.kind is not BlockKind.HEADING]
    return tuple(line for line in body[0].table if line not in text) if body else ()


def _common_path(units: list[_Unit]) -> tuple[str, ...]:
    """The headings that all of a passage stands under."""
    bodies = [unit.path for unit in units if unit.kind is not BlockKind.HEADING]
    first, *others = bodies or [units[-1].path]
    kept = len(first)
    for path in others:
        kept = next(
            (i for i in range(min(kept, len(path))) if path[i] != first[i]), min(kept, len(path))
        )
    return first[:kept]

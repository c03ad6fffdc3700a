"""Footnotes tied to the sentences they explain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.language import sentences
from qa.model import Block, BlockKind, Span
from qa.reading.structure import MARK_REACH, SUPERSCRIPTS, note_mark

# A note's own number: "55 Zie …", "¹ Zie …", "[^3]: Zie …", "Noot 3: Zie …".
_NUMBER = re.compile(
    rf"(?:(?:Noot|Voetnoot|Note)\s+|\[\^)?(\d{{1,3}}|[{SUPERSCRIPTS}]{{1,3}})(?!\d)"
)
LONGEST_MARK = 20  # characters: "<sup>[12]</sup>"
_UNRAISED = str.maketrans(SUPERSCRIPTS, "0123456789")
_NO_TEXT = (BlockKind.FOOTNOTE, BlockKind.FURNITURE, BlockKind.CONTENTS)


def tie_notes(blocks: Sequence[Block], source: str) -> tuple[Block, ...]:
    """The blocks, each footnote with the place in the source of the sentence that its mark is in.

    The mark is looked for in the text before the note, the nearest first, as far back as a page or
    two; in a PDF on the note's own page first, where it may stand in a column after the note's.
    """
    found = list(blocks)
    for at, block in enumerate(found):
        number = note_number(block)
        if number is None:
            continue
        mark = note_mark(number)
        for other in _candidates(found, at):
            if sentence := _marked(other, mark, source):
                found[at] = replace(block, explains=sentence)
                break
    return tuple(found)


def note_number(block: Block) -> int | None:
    """The number that a footnote begins with; None for another block, or a note without one."""
    match = _NUMBER.match(block.text) if block.kind is BlockKind.FOOTNOTE else None
    return int(match[1].translate(_UNRAISED)) if match else None


def _candidates(blocks: Sequence[Block], at: int) -> list[Block]:
    note = blocks[at]
    before, reach = [], 0
    for block in reversed(blocks[:at]):
        if block.kind not in _NO_TEXT:
            before.append(block)
        reach += len(block.text)
        if reach > MARK_REACH:
            break
    after = []
    if note.page is not None:
        for block in blocks[at + 1 :]:
            if block.page != note.page:
                break
            if block.kind not in _NO_TEXT:
                after.append(block)
        before.sort(key=lambda block: block.page != note.page and block.last_page != note.page)
    here = [block for block in before if note.page in (block.page, block.last_page)]
    return [*here, *after, *before[len(here) :]]


def _marked(block: Block, mark: re.Pattern[str], source: str) -> Span | None:
    """The place of the block's sentence with a mark; a mark may be left out of the block's text."""
    match = mark.search(block.text)
    at = match.end() if match else _left_out(block, mark, source)
    if at is None:
        return None
    for start, end in sentences(block.text):
        if start < at <= end:
            return block.map.source_span(start, end)
    return block.map.source_span(0, len(block.text))


def _left_out(block: Block, mark: re.Pattern[str], source: str) -> int | None:
    """The place in the block's text behind which the source has a mark that the text has not."""
    place = block.map.source_span(0, len(block.text))
    if place is None:
        return None
    line_end = source.find("\n", place.end, place.end + LONGEST_MARK)
    end = line_end if line_end >= 0 else place.end + LONGEST_MARK
    match = mark.search(source, place.start, end)
    if match is None:
        return None
    before = block.map.text_span(place.start, match.start() + 1)
    return before.end if before else None

"""Where a report speaks of itself: its title page, colophon, running heads and foreword."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from qa.model import Block, BlockKind
from qa.reading import structure
from qa.reading.words import word_set

OPENING = 3500  # characters: the title page and the colophon behind it lie within them
OPENING_PAGES = 3
COLOPHON = 1500  # characters of one that stands further on, as a rule on the last page
FORE = 0.2  # of a report's blocks: its foreword ends within them
PROSE = 250  # characters of a block that is no line of a title page
SHORT = 90  # characters of a line that names or dates a report, and says little else
COLOPHONS = word_set("colofon colophon impressum")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something found, and where."""

    value: str
    where: str


@dataclass(frozen=True, slots=True)
class Front:
    """The blocks of a report in which it speaks of itself.

    ``opening`` begins the report and ``text`` is its lines; ``title_page`` is what of it stands
    before the first chapter, where that begins within it; ``colophon`` is what stands under that
    word, wherever that is; ``running`` are running heads and feet, and other short lines that come
    back; ``fore`` ends with the foreword.
    """

    opening: tuple[Block, ...]
    text: str
    title_page: tuple[Block, ...]
    colophon: tuple[str, ...]
    running: tuple[str, ...]
    fore: tuple[Block, ...]

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> Front:
        """The front of a report with these blocks."""
        opening: list[Block] = []
        length = 0
        for block in blocks:
            if length > OPENING or (block.page or 1) > OPENING_PAGES:
                break
            opening.append(block)
            length += min(len(block.text), OPENING)
        return cls(
            tuple(opening),
            "\n".join(block.text for block in opening),
            _title_page(opening),
            _colophon(blocks),
            _running(blocks),
            tuple(blocks[: max(len(opening), int(FORE * len(blocks)))]),
        )


def _title_page(opening: Sequence[Block]) -> tuple[Block, ...]:
    for at, block in enumerate(opening):
        is_chapter = block.kind is BlockKind.HEADING and structure.heading_level(block.text)
        if len(block.text) > PROSE or (at and is_chapter):
            return tuple(opening[:at])
    return ()


def _running(blocks: Sequence[Block]) -> tuple[str, ...]:
    shown = Counter(block.text for block in blocks if len(block.text) <= SHORT)
    return tuple(
        block.text for block in blocks if block.kind is BlockKind.FURNITURE or shown[block.text] > 1
    )


def _colophon(blocks: Sequence[Block]) -> tuple[str, ...]:
    """What stands under the last "Colofon" that is no line of contents."""
    for at in range(len(blocks) - 1, -1, -1):
        text = blocks[at].text
        first, _, rest = text.partition(" ")
        is_contents = blocks[at].kind is BlockKind.CONTENTS or structure.PAGE_AT_END.match(text)
        if is_contents or structure.squash(first[:12]) not in COLOPHONS:
            continue
        found = [rest] if rest else []
        length = len(rest)
        for block in blocks[at + 1 :]:
            if length > COLOPHON:
                break
            found.append(block.text)
            length += len(block.text)
        return tuple(found)
    return ()

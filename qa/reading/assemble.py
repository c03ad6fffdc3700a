"""Drafts -> blocks: which short lines are headings, what is contents, what runs over pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qa.model import Block, BlockKind, Span
from qa.reading import structure
from qa.reading.placed import Placed
from qa.reading.repair import Mender

BODY = 60  # characters; what stands under a heading is at least so long, or a list or table
CHAIN = 3  # the most headings that follow one another with nothing between
CAPTION_LENGTH = 200  # characters
FOOT = 1500  # characters of footnotes at the end of the page before
MOST_PIECES = 40  # blocks that one paragraph is joined of: it is mended anew at each
REACH = 10  # blocks between a paragraph's end on one page and its rest on the next
ASIDE = frozenset((BlockKind.FOOTNOTE, BlockKind.FURNITURE, BlockKind.CAPTION))
RUNNING = frozenset((BlockKind.PARAGRAPH, BlockKind.LIST_ITEM))


@dataclass(frozen=True, slots=True)
class Draft:
    """A block in the making."""

    kind: BlockKind
    text: Placed
    level: int = 0
    heads: tuple[str, ...] = ()
    cells: tuple[Span, ...] = ()
    page: int | None = None
    tops_page: bool = False
    may_head: bool = False  # looks like a heading; what follows decides
    attached: bool = False  # … and its body follows on the next line
    heads_table: bool = False  # a table follows on the next line
    aside: bool = False  # it stands in the margin, and goes on nowhere
    table: int = 0  # which table of the pages' layout it is a row of, from 1

    def block(self) -> Block:
        """The finished block."""
        return Block(
            self.kind,
            self.text.text,
            self.text.map(),
            page=self.page,
            level=self.level,
            heads=self.heads,
            cells=self.cells,
        )


def finish(drafts: Sequence[Draft], mender: Mender) -> list[Draft]:
    """The drafts of a whole report, decided and joined; empty ones left out."""
    kept = [draft for draft in drafts if draft.text.text]
    kept = mark_contents(kept)
    kept = join_over_pages(kept, mender)
    return set_levels(mark_captions(decide_headings(kept)))


def mark_contents(drafts: list[Draft]) -> list[Draft]:
    """Lines with leaders and page numbers, and what follows a heading "Inhoud", as contents.

    The contents end where one of their entries comes back as a heading, or where text begins.
    """
    found = list(drafts)
    inside, depth = False, 0
    entries: set[str] = set()
    for at, draft in enumerate(found):
        text = draft.text.text
        if structure.is_contents_title(text) and draft.kind in (
            BlockKind.HEADING,
            BlockKind.PARAGRAPH,
        ):
            found[at] = replace(draft, kind=BlockKind.HEADING, level=max(1, draft.level))
            inside, entries, depth = True, set(), found[at].level
            continue
        listed = _is_entry(draft)
        if inside and draft.kind is BlockKind.HEADING and draft.level <= depth and not listed:
            inside = False  # another part of the report's front
        if inside and (_comes_back(text, entries) or not (listed or len(text) < 110)):
            inside = False
        if draft.kind in ASIDE:
            continue
        if (inside and not _is_body(draft)) or (listed and structure.is_contents_line(text)):
            found[at] = replace(draft, kind=BlockKind.CONTENTS, may_head=False, level=0)
            entries.add(_title_letters(text))
    return found


def _is_entry(draft: Draft) -> bool:
    text = draft.text.text
    if draft.kind is BlockKind.TABLE_ROW:
        return text[-1].isdigit() or len(text) < 110
    return structure.ends_as_contents(text) or bool(structure.PAGE_AT_END.match(text))


def _is_body(draft: Draft) -> bool:
    text = draft.text.text
    return draft.kind is BlockKind.PARAGRAPH and len(text) > 110 and text[-1] in ".:?!"


def _title_letters(text: str) -> str:
    return structure.squash(text).strip("0123456789ivx|")


def _comes_back(text: str, entries: set[str]) -> bool:
    letters = _title_letters(text)
    return len(letters) > 3 and letters in entries


def decide_headings(drafts: list[Draft]) -> list[Draft]:
    """Lines that look like headings are headings where a text, list or table follows them."""
    found = list(drafts)
    chain = 0
    heads = False  # would a line before this one have something to head?
    for at in range(len(found) - 1, -1, -1):
        draft = found[at]
        if draft.kind in ASIDE or draft.aside or draft.kind is BlockKind.CONTENTS:
            continue
        if draft.kind is BlockKind.HEADING:
            heads, chain = True, chain + 1
        elif heads and _is_listed_title(found, at):
            found[at] = replace(draft, kind=BlockKind.HEADING)
            chain = 1
        elif draft.may_head and draft.kind is BlockKind.PARAGRAPH:
            sure = structure.NUMBERED.match(draft.text.text) or draft.level
            ends_page = at + 1 < len(found) and found[at + 1].tops_page
            asks = draft.text.text.endswith("?") and chain > 0  # a question over a heading
            if (heads and chain < CHAIN and not ends_page and not asks) or (
                sure and at + 1 < len(found)
            ):
                found[at] = replace(draft, kind=BlockKind.HEADING)
                heads, chain = True, chain + 1
            else:
                heads, chain = False, 0
        else:
            long = len(draft.text.text) >= BODY or draft.text.text[-1] in ".:?!;"
            heads, chain = draft.kind is not BlockKind.PARAGRAPH or long, 0
    return found


def _is_listed_title(drafts: list[Draft], at: int) -> bool:
    """Is it "- Betere kennisgevingen" with no item beside it, over a paragraph that it heads?"""
    draft, following = drafts[at], drafts[at + 1]
    beside = at > 0 and drafts[at - 1].kind is BlockKind.LIST_ITEM
    return (
        draft.kind is BlockKind.LIST_ITEM
        and structure.is_title_like(draft.text.text)
        and following.kind is BlockKind.PARAGRAPH
        and not structure.starts_low(following.text.text)
        and not beside
    )


def mark_captions(drafts: list[Draft]) -> list[Draft]:
    """A short line over a table of the layout, no sentence and no heading, is its caption."""
    found = list(drafts)
    for at, (draft, following) in enumerate(pairwise(drafts)):
        text = draft.text.text
        short = (
            len(text) < CAPTION_LENGTH and text[-1] not in ".:;?!," and not structure.hangs(text)
        )
        if draft.heads_table and following.table and short and draft.kind is BlockKind.PARAGRAPH:
            found[at] = replace(draft, kind=BlockKind.CAPTION)
    return found


def set_levels(drafts: list[Draft]) -> list[Draft]:
    """Headings without a level of their own get one: by number, by word, by place.

    Below the last numbered heading lies a line that stands alone, and below that one whose body
    follows on the next line.
    """
    found = list(drafts)
    base = 1
    for at, draft in enumerate(found):
        if draft.kind is not BlockKind.HEADING:
            if draft.level:
                found[at] = replace(draft, level=0)
            continue
        own = structure.heading_level(draft.text.text)
        opens = draft.tops_page and not draft.attached
        level = draft.level or own or (1 if opens else base + (2 if draft.attached else 1))
        if own or opens:
            base = level
        found[at] = replace(draft, level=min(6, level))
    return found


def join_over_pages(drafts: list[Draft], mender: Mender) -> list[Draft]:
    """A paragraph that stops mid-sentence is joined to its rest past footnotes and furniture.

    What stands between the two, where the rest begins a page, is that page's foot: footnotes.
    """
    found: list[Draft] = []
    pieces: Counter[int] = Counter()
    for draft in drafts:
        start = _start_of(found, draft)
        if start is None or pieces[start] >= MOST_PIECES:
            found.append(draft)
            continue
        pieces[start] += 1
        for at in range(start + 1, len(found)):
            if found[at].kind in RUNNING and not found[at].aside:
                found[at] = replace(found[at], kind=BlockKind.FOOTNOTE, may_head=False)
        text = mender.join([found[start].text, draft.text])
        found[start] = replace(found[start], text=text, may_head=False)
    return found


def _start_of(drafts: list[Draft], rest: Draft) -> int | None:
    """Which of the blocks so far ``rest`` goes on with; None for none."""
    if (
        rest.kind is not BlockKind.PARAGRAPH
        or rest.aside
        or not structure.starts_low(rest.text.text)
    ):
        return None
    between = 0
    for at in range(len(drafts) - 1, max(-1, len(drafts) - 1 - REACH), -1):
        draft = drafts[at]
        if draft.kind in ASIDE or draft.aside:
            continue
        if draft.kind not in RUNNING:
            return None
        if _stops_open(draft):
            return at
        between += len(draft.text)
        if not rest.tops_page or draft.tops_page or between > FOOT:
            return None
    return None


def _stops_open(draft: Draft) -> bool:
    text = draft.text.text
    return structure.ends_open(text) and (len(text) > BODY or not structure.is_title_like(text))

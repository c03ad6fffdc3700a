"""A table's row among the sentences of a passage: its column heads, its cells, what stands over it.

A row by itself ("Ede | 68 | 81") says nothing; with its heads and the line over its table it does.
"""

from __future__ import annotations

import re

from qa.model import CELL_SEPARATOR, BlockKind, Passage, Span

LONGEST_CONTEXT = 200  # characters of what stands over a table

_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_FIGURE = re.compile(r"\d")


def heads(passage: Passage, nth: int) -> tuple[str, ...]:
    """The column heads over row ``nth``, one a cell; none where there are none or they do not fit.

    Where the table was read with heads, they are the row's own. Else they are the first row of the
    table, where that is no row of figures, or the heads that a passage which begins within a table
    has in its section.
    """
    text, own = passage.sentence_text(nth), passage.sentences[nth].heads
    if len(own) == text.count(CELL_SEPARATOR) + 1:
        return own
    above = passage.sentence_text(_first_row(passage, nth))
    if above == text or _has_figures(above):
        kept = [line for line in passage.section if CELL_SEPARATOR in line]
        above = kept[-1] if kept else ""
    found = tuple(above.split(CELL_SEPARATOR))
    return found if above and len(found) == text.count(CELL_SEPARATOR) + 1 else ()


def is_heads(passage: Passage, nth: int) -> bool:
    """Whether row ``nth`` holds the column heads of the rows below it."""
    below = nth + 1
    if passage.sentences[nth].kind is not BlockKind.TABLE_ROW or passage.sentences[nth].heads:
        return False
    while below < len(passage.sentences) and passage.sentences[below].kind is BlockKind.TABLE_ROW:
        if own := passage.sentences[below].heads:
            told = " ".join(own)
            return all(cell in told for cell in passage.sentence_text(nth).split(CELL_SEPARATOR))
        below += 1
    return False


def cells(text: str) -> list[Span]:
    """The cells of a row's text."""
    found, at = [], 0
    for cell in text.split(CELL_SEPARATOR):
        found.append(Span(at, at + len(cell)))
        at += len(cell) + len(CELL_SEPARATOR)
    return found


def label(text: str) -> str:
    """What a row is about: its first cell."""
    return text.split(CELL_SEPARATOR, 1)[0]


def over(passage: Passage, nth: int) -> str:
    """What stands over the table of row ``nth``: the sentence before it, else its last heading."""
    first = _first_row(passage, nth)
    if first:
        return passage.sentence_text(first - 1)
    plain = [line for line in passage.section if CELL_SEPARATOR not in line]
    return plain[-1] if plain else ""


def in_context(passage: Passage, nth: int) -> str:
    """A sentence as the encoder reads it: a table's row with what is over it, and its heads."""
    sentence = passage.sentences[nth]
    text = passage.text[sentence.start : sentence.end]
    if sentence.kind is not BlockKind.TABLE_ROW:
        return text
    told = heads(passage, nth)
    row = text
    if told:
        pieces = [text[cell.start : cell.end] for cell in cells(text)]
        row = f"{pieces[0]}: " + "; ".join(
            f"{head} {piece}".strip() for head, piece in zip(told[1:], pieces[1:], strict=True)
        )
    above = over(passage, nth)[-LONGEST_CONTEXT:]
    return f"{above} {row}" if above else row


def _first_row(passage: Passage, nth: int) -> int:
    while nth and passage.sentences[nth - 1].kind is BlockKind.TABLE_ROW:
        nth -= 1
    return nth


def _has_figures(row: str) -> bool:
    """Whether a cell but the first has a figure that is no year: the row is not one of heads."""
    return any(
        _FIGURE.match(cell.strip(" €$<>")) and not _YEAR.fullmatch(cell.strip())
        for cell in row.split(CELL_SEPARATOR)[1:]
    )

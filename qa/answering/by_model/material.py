"""The passages a model is given: as data, between marks that cannot occur in them, within a budget.

What a terminal, a template or a chat format could take for more than text is made harmless first;
letters and digits stay, so that what the model quotes can be found again.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from qa.answering.citations import page_of

if TYPE_CHECKING:
    from qa.model import Passage
    from qa.retrieval import Hit

CHARACTERS_A_TOKEN: Final = 2.7
"""What a token of Dutch holds at least with the tokenizers measured (docs/model-answers.md)."""

MARK_BYTES: Final = 8
_ANGLES: Final = str.maketrans({"<": "‹", ">": "›", "`": "'"})


@dataclass(frozen=True, slots=True)
class Given:
    """A passage as the model gets it: numbered from 1, its text and facts made harmless."""

    number: int
    passage: Passage
    report: str
    title: str
    date: str | None
    page: int | None
    section: str
    text: str


def given(hits: Sequence[Hit]) -> list[Given]:
    """The passages of a ranking, in its order."""
    listed = []
    for number, hit in enumerate(hits, 1):
        passage, metadata = hit.passage, hit.report.metadata
        page = page_of(hit.report.pages, passage.span.start)
        listed.append(
            Given(
                number,
                passage,
                _one_line(passage.report),
                _one_line(metadata.title),
                metadata.date,
                page.number if page else None,
                _one_line(" > ".join(passage.section)),
                harmless(passage.text),
            )
        )
    return listed


def _one_line(text: str) -> str:
    return " ".join(harmless(text).replace("|", "/").split())


def harmless(text: str) -> str:
    """The text without characters that are obeyed anywhere.

    Control, formatting (writing direction, zero width, tags) and half characters become spaces or
    go; angle brackets, with which chat formats and our marks begin, become ‹ and ›; "[INST]" loses
    its brackets.
    """
    kept = "".join(_kept(char) for char in text.translate(_ANGLES))
    return kept.replace("[INST]", "(INST)").replace("[/INST]", "(/INST)")


@lru_cache(maxsize=10_000)
def _kept(char: str) -> str:
    if char == "\n":
        return char
    category = unicodedata.category(char)
    if category == "Cf":
        return ""
    return " " if category in ("Cc", "Cs", "Co", "Zl", "Zp") else char


def new_mark(texts: Iterable[str]) -> str:
    """A random mark that occurs in none of the texts; another one each request."""
    held = "\n".join(texts)
    while True:
        mark = secrets.token_hex(MARK_BYTES)
        if mark not in held:
            return mark


def tokens_in(text: str) -> int:
    """How many tokens a text takes at most, by its length."""
    return int(len(text) / CHARACTERS_A_TOKEN) + 1

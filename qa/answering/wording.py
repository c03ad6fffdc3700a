"""Texts by their letters, or by their words: laid side by side, or counted."""

from __future__ import annotations

import re
from functools import lru_cache

WORD = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+")


def letters(text: str) -> str:
    """Letters and digits only, lower case: what a quote and its source must share."""
    return "".join(filter(str.isalnum, text)).lower()


def spoken(text: str) -> str:
    """The words and figures of a text, each between spaces: what must be found whole in a quote."""
    return f" {' '.join(WORD.findall(text.lower()))} "


@lru_cache(maxsize=8192)  # of sentences and pieces of them
def words_in(text: str) -> int:
    """How many words a text has, counted as runs of letters and digits."""
    return len(re.findall(r"[^\W_]+", text))

"""Two texts laid side by side by their letters, or by their words."""

from __future__ import annotations

import re

WORD = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+")


def letters(text: str) -> str:
    """Letters and digits only, lower case: what a quote and its source must share."""
    return "".join(filter(str.isalnum, text)).lower()


def spoken(text: str) -> str:
    """The words and figures of a text, each between spaces: what must be found whole in a quote."""
    return f" {' '.join(WORD.findall(text.lower()))} "

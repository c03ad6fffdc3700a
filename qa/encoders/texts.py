"""Texts as a tokenizer gets them, and no more of them than a model's window holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# The longest piece has 16 characters, so this many more than a window's tokens fill it.
CHARACTERS_PER_TOKEN = 16

_UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def readable(text: str) -> str:
    """The text as a tokenizer gets it: composed (NFC), on one line, without control characters.

    A lone surrogate becomes a space, since it is no character and cannot be written as UTF-8.
    """
    text = _SURROGATE.sub(" ", _UNREADABLE.sub("", text))
    return " ".join(unicodedata.normalize("NFC", text).split())


def pieces(text: str, size: int) -> Iterator[str]:
    """Cut a text at spaces into pieces of at most ``size`` characters; a longer word is cut too."""
    start = 0
    while len(text) - start > size:
        space = text.rfind(" ", start, start + size)
        end = space if space > start else start + size
        yield text[start:end]
        start = end
    yield text[start:]

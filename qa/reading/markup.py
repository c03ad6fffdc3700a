"""Markdown and HTML inside a line are taken out of its text; the words stay, in their places."""

from __future__ import annotations

import html
import re

from qa.reading.placed import Placed
from qa.reading.words import word_set

# Tags that are taken out; "<59 jaar>" is none of them.
TAGS = word_set(
    "a abbr article aside audio b blockquote br button caption center cite code col colgroup dd "
    "del details dfn div dl dt em figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header "
    "hr html i iframe img input ins kbd label li link main mark meta nav object ol option p pre q "
    "s samp script section select small source span strong style sub summary sup svg table tbody "
    "td template textarea tfoot th thead title tr tt u ul var video"
)
_TAG = re.compile(r"</?(" + "|".join(sorted(TAGS)) + r")(?:\s[^<>]{0,2000})?/?>", re.IGNORECASE)
_SUPERSCRIPT_NOTE = re.compile(r"<sup>\s*\[?\d{1,3}\]?\s*</sup>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.{0,20000}?-->", re.DOTALL)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d{0,2});")
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,1000})\]\([^()\s]{0,2000}(?:\s[^()]{0,500})?\)")
_LINK = re.compile(
    r"\[((?:[^\[\]\n]|\[[^\[\]\n]{0,200}\]){1,1000})\]"
    r"\((?:[^()\s]|\([^()\s]{0,500}\)){0,2000}(?:\s[^()\n]{0,500})?\)"
)
_REFERENCE_LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\[[^\[\]\n]{0,200}\]")
_NOTE_MARK = re.compile(r"\[\^[^\[\]\s]{1,50}\](?!:)")
_ATTRIBUTES = re.compile(r"\{\s*(?:[:.#]|data-|\w{1,30}=)[^{}\n]{0,500}\}")
_CODE = re.compile(r"(`{1,3})([^`\n]{1,2000})\1")
_STRONG = re.compile(r"(\*\*|__)(?=[^\s*_])([^\n]{0,3000}?[^\s*_]|[^\s*_])\1")
_EMPHASIS = re.compile(
    r"(?<![*\w])\*(?=[^\s*])([^*\n]{0,3000}[^\s*]|[^\s*])\*(?![*\w])"
    r"|(?<![_\w])_(?=[^\s_])([^_\n]{0,3000}[^\s_]|[^\s_])_(?![_\w])"
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
BLOCK_TAGS = word_set("br p li div tr td th ul ol dt dd h1 h2 h3 h4 h5 h6 hr")


def _inner(match: re.Match[str]) -> slice:
    group = next(at for at in range(1, (match.re.groups or 1) + 1) if match[at] is not None)
    return slice(*match.span(group))


def _second(match: re.Match[str]) -> slice:
    return slice(*match.span(2))


def _tag(match: re.Match[str]) -> str:
    return " " if match[1].lower() in BLOCK_TAGS else ""


def _entity(match: re.Match[str]) -> str | None:
    char = html.unescape(match[0])
    # A letter may not be made: it would have no place in the source.
    return None if char == match[0] or any(part.isalnum() for part in char) else char


def without_html(text: Placed) -> Placed:
    """Tags, comments and entities taken out; ``<sup>3</sup>``, a note mark, whole."""
    if "<" in text.text:
        text = text.replace(_COMMENT, lambda match: "")
        text = text.replace(_SUPERSCRIPT_NOTE, lambda match: "")
        text = text.replace(_AUTOLINK, _inner)
        text = text.replace(_TAG, _tag)
    if "&" in text.text:
        text = text.replace(_ENTITY, _entity)
    return text


def without_markdown(text: Placed) -> Placed:
    """Links keep their words, emphasis and code lose their marks, note marks go."""
    if "[" in text.text:
        text = text.replace(_IMAGE, _inner)
        text = text.replace(_LINK, _inner)
        text = text.replace(_REFERENCE_LINK, _inner)
        text = text.replace(_NOTE_MARK, lambda match: "")
    if "{" in text.text:
        text = text.replace(_ATTRIBUTES, lambda match: "")
    if "`" in text.text:
        text = text.replace(_CODE, _second)
    if "*" in text.text or "_" in text.text:
        for _ in range(2):  # ***both***
            text = text.replace(_STRONG, _second)
            text = text.replace(_EMPHASIS, _inner)
    if "\\" in text.text:
        text = text.replace(_ESCAPE, _inner)
    return text


def plain(text: Placed, markdown: bool = True) -> Placed:
    """The words of a line, without Markdown and HTML."""
    text = without_html(text)
    return without_markdown(text) if markdown else text

"""An HTML page as a tree, by lxml: its encoding, and its markup within what libxml2 can bear.

Comments are taken out and the tags of pages made by programs (pictures in attributes, attributes
without end) shortened before libxml2 sees them, in one pass; nothing is fetched.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from qa.reading.decode import ReadingError

_CHARSET = re.compile(
    rb"(?:charset|encoding)\s*=\s*[\"']?\s*(iso-8859-\d{1,2}|latin-?\d|windows-125\d|cp125\d|"
    rb"macintosh|koi8-r)\b",
    re.IGNORECASE,
)
_DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[]{0,500}(?:\[.{0,100000}?\]\s*)?>", re.I | re.DOTALL)
# Comments, and tags with their attributes, as the HTML standard parts them (13.2.5); what stands
# in a program or a title has neither. Each sign is looked at once: every loop keeps what it took.
_MARKUP = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|"
    r"<(?:(script|style|textarea|title|xmp|iframe|noembed|noframes|plaintext)(?=[\s/>])|"
    r"([A-Za-z][^\s/>]*+))"
    r"((?:[^>=]++|=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))?+)*+)(?:>|\Z)"
    r"(?(1)(.*?)(?:(?=</\1)|\Z))",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>][^\s>]*+))?+")
LONG_TAG = 10_000  # characters: it has a picture in it, or attributes without end
LONG_ATTRIBUTE = 500  # characters; longer ones of a long tag are left out …
MOST_ATTRIBUTES = 4000  # … and those past so many, which libxml2 would compare with each other


def declared(data: bytes) -> str | None:
    """The encoding that a page names, for where it is not valid Unicode, whatever it names."""
    found = _CHARSET.search(data[:4096])
    if not found:
        return None
    encoding = found[1].decode("ascii").lower()
    # As browsers read it (WHATWG Encoding, "windows-1252").
    return "cp1252" if encoding in ("iso-8859-1", "latin1", "latin-1") else encoding


def parsed(text: str, name: str) -> tuple[Any, tuple[str, ...]]:
    """The page as a tree, and what of it was lost, in sentences.

    Raises ReadingError for what holds no HTML.
    """
    text = _DOCTYPE.sub("", text.lstrip("\ufeff"), count=1)
    text = _MARKUP.sub(_shortened, text)
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.LxmlError:
        raise ReadingError(f"{name} holds no HTML that can be read: get it anew.") from None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        return root, ("nested deeper than any page is: what follows that place is not read.",)
    return root, ()


def _shortened(markup: re.Match[str]) -> str:
    """A tag, of a long one its shorter attributes only; nothing for a comment."""
    name = markup[1] or markup[2]
    if not name:
        return ""
    if len(markup[3]) < LONG_TAG:
        return markup[0]
    attributes = (found[0] for found in _ATTRIBUTE.finditer(markup[3]))
    kept = islice((each for each in attributes if len(each) <= LONG_ATTRIBUTE), MOST_ATTRIBUTES)
    return f"<{' '.join([name, *kept])}>{markup[4] or ''}"

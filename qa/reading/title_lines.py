"""The lines of a text's title page, each of which says something by itself.

"Inspectie Sociale Zekerheid⏎Nota van bevindingen R08/17⏎Den Haag, november 2008" is no paragraph,
though the lines stand together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.reading import structure
from qa.reading.lines import Line

FRONT = 40  # lines: a title page ends within them
LONGEST_GROUP = 600  # characters of lines on it that stand together
_MARK = re.compile(r"\s{0,3}#{1,6}\s+")
_SENTENCE_END = re.compile(r"[a-z)]{5}[.!](?:\s+[A-Z]|\s*$)")  # not that of "drs. H. de Wit"


def front_end(lines: Sequence[Line]) -> int:
    """The first line behind the title page: a numbered heading, or one like "Inleiding"."""
    for at, line in enumerate(lines[:FRONT]):
        title = _MARK.sub("", line.bare)
        if at > 1 and structure.heading_level(title) and not structure.DATE_LINE.match(title):
            return at
    return min(FRONT, len(lines))


def are_titles(lines: Sequence[str]) -> bool:
    """Whether lines that stand together on a title page hold no sentence, nor a list."""
    text = "\n".join(lines)
    return (
        len(lines) > 1
        and len(text) <= LONGEST_GROUP
        and not _SENTENCE_END.search(text)
        and not any(structure.BULLET.match(line) for line in lines)
    )


def is_line_of_its_own(before: str, line: str) -> bool:
    """Whether one of them does not go on with the one before it."""
    return not (structure.starts_low(line) or structure.hangs(before))

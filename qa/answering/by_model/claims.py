"""What a model says, read as claims while it comes in: JSON, or a line for each.

Both forms are read whatever was asked for, since small models mix them. Nothing here is proven yet.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

LONGEST_CLAIM: Final = 600  # characters; a longer sentence is none
LONGEST_QUOTE: Final = 3_000
MOST_CLAIMS: Final = 24  # what comes after these is not read

_SIGN: Final = re.compile(r'[{}"]|\\.', re.DOTALL)
_SHORT: Final = re.compile(r'"short"\s*:\s*("(?:[^"\\]|\\.)*")')
_REFUSED: Final = re.compile(r'"refused"\s*:\s*true')
_LINE: Final = re.compile(
    r"^[\s>*-]*(?:\[\s*(?:passage\s*)?(?P<first>\d{1,4})\s*\]\s*)?(?P<claim>[^|\n]*?)"
    r"(?:\s*\[\s*(?:passage\s*)?(?P<last>\d{1,4})\s*\])?\s*\|\|\s*(?P<quote>.*?)\s*$",
    re.IGNORECASE,
)
_SHORT_LINE: Final = re.compile(r"^\W*(?:kort|short)\s*:\s*(?P<short>.+?)\s*$", re.IGNORECASE)
_REFUSAL_LINE: Final = re.compile(
    r"^\W*(?:niet gevonden|not found)\b\W*$"
    r"|\b(?:niet|geen antwoord) (?:in de|uit de) passages\b"
    r"|\b(?:the passages do not|ik kan (?:deze|die) vraag niet|i cannot answer|i can't answer)\b",
    re.IGNORECASE,
)
_QUOTES: Final = "\"'“”„‘’«» \t"


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the model, the passage it names (None: none) and the words it stands on."""

    text: str
    passage: int | None
    quote: str


class Reader:
    """Reads a reply piece by piece; each claim comes out once, when it is whole."""

    def __init__(self) -> None:
        self.text = ""
        self.short: str | None = None
        self.refused = False
        self.count = 0
        self._done = 0  # what was read for good
        self._open: list[int] = []  # where the JSON objects begin that are not yet whole
        self._quoted = False  # whether that ends inside a string

    def feed(self, piece: str) -> Iterator[Claim]:
        """The claims that a new piece of the reply makes whole."""
        self.text += piece
        yield from self._objects() if self._is_json() else self._lines(whole=False)

    def end(self) -> Iterator[Claim]:
        """What the last line holds, now that nothing follows it."""
        if not self._is_json():
            yield from self._lines(whole=True)

    def _is_json(self) -> bool:
        return "{" in self.text[:200]

    def _objects(self) -> Iterator[Claim]:
        if self.short is None and (found := _SHORT.search(self.text)):
            self.short = _text(_decoded(found.group(1))) or ""
        self.refused = self.refused or bool(_REFUSED.search(self.text))
        for found in _SIGN.finditer(self.text, self._done):
            sign, self._done = found.group(), found.end()
            if sign == '"':
                self._quoted = not self._quoted
            elif sign == "{" and not self._quoted:
                self._open.append(found.start())
            elif sign == "}" and not self._quoted and self._open:
                claim = _claim_of(_decoded(self.text[self._open.pop() : found.end()]))
                if claim is not None:
                    yield from self._counted(claim)

    def _lines(self, *, whole: bool) -> Iterator[Claim]:
        end = len(self.text) if whole else self.text.rfind("\n") + 1
        lines, self._done = self.text[self._done : end].splitlines(), max(end, self._done)
        for line in lines:
            if found := _SHORT_LINE.match(line):
                self.short = self.short or found["short"].strip(_QUOTES)
            elif found := _LINE.match(line[: LONGEST_CLAIM + LONGEST_QUOTE]):
                number = found["first"] or found["last"]
                quote = found["quote"].strip(_QUOTES)
                passage = int(number) if number else None
                yield from self._counted(Claim(found["claim"].strip(), passage, quote))
            elif _REFUSAL_LINE.search(line):
                self.refused = True
            elif "||" not in line and len(line.split()) > 2 and line.strip(" `"):
                yield from self._counted(Claim(line.strip(), _number_in(line), ""))

    def _counted(self, claim: Claim) -> Iterator[Claim]:
        self.count += 1
        if self.count <= MOST_CLAIMS:
            yield claim


def _number_in(line: str) -> int | None:
    found = re.search(r"\[(\d{1,4})\]", line)
    return int(found[1]) if found else None


def _decoded(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _claim_of(value: Any) -> Claim | None:
    """A claim from its JSON object; None for another object."""
    if not isinstance(value, dict) or not isinstance(value.get("claim"), str):
        return None
    number = value.get("passage")
    if isinstance(number, str) and number.strip(" []").isdigit():
        number = int(number.strip(" []"))
    passage = number if isinstance(number, int) and not isinstance(number, bool) else None
    return Claim(value["claim"].strip(), passage, _text(value.get("quote")) or "")


def _text(value: Any) -> str | None:
    return value.strip() if isinstance(value, str) else None


SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["short", "refused", "claims"],
    "properties": {
        "short": {"type": ["string", "null"]},
        "refused": {"type": "boolean"},
        "claims": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["claim", "passage", "quote"],
                "properties": {
                    "claim": {"type": "string"},
                    "passage": {"type": "integer"},
                    "quote": {"type": "string"},
                },
            },
        },
    },
}
"""The JSON Schema of a reply, for endpoints that hold a model to one."""

"""Whether a claim stands on the words it cites: figures, dates, names, addresses, direction.

A claim is a sentence of a language model; its ground is what the citation shows: the cited words,
with the report's title, date and heading above them. Each check is a module with its tables; none
trusts the model, and none understands: a claim may be true and still fall, for want of proof.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final, NamedTuple

from qa.answering.proof.direction import turned
from qa.answering.proof.figures import unproven_figure
from qa.answering.proof.names import unproven_name
from qa.answering.proof.orders import address, gives_orders
from qa.answering.wording import spoken
from qa.language import detect_language
from qa.model import Language

__all__ = ["FAULTS", "Fault", "Ground", "bare", "claim_fault"]

FAULTS: Final = {
    "citation": "no passage is named, and its words stand in none",
    "quote": "its quoted words stand in no passage that was given",
    "figure": "a figure or date is not in the cited words, or counts something else there",
    "name": "a name is not in the cited words",
    "direction": "it is turned: a denial, a rise, a limit, before or after",
    "address": "an address is not in the cited words",
    "orders": "the cited words give orders to a reader's computer",
    "support": "too few of its words are met by the cited words",
    "form": "it is no sentence: empty, too long, or with marks of the request in it",
}
"""Why a claim is taken out; the keys stand in the JSON."""

_QUOTED: Final = re.compile(r"[“\"„]([^“”\"„]{8,})[”\"]")
_MARK: Final = re.compile(r"\s*\[\d{1,3}\]")


class Fault(NamedTuple):
    """Why a claim falls (a key of FAULTS), and the words in which it lies."""

    why: str
    what: str | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What a claim stands on: the cited words and what is shown above them.

    ``heading`` holds the section and the title; ``date`` is the report's, ISO 8601; ``common`` the
    words seen in lower case in what the model was given: capitals make no names of them.
    """

    text: str
    heading: str = ""
    title: str = ""
    date: str | None = None
    language: Language = "nl"
    common: Collection[str] = ()


def bare(claim: str) -> str:
    """The claim without citation marks of its own, on one line."""
    return " ".join(_MARK.sub("", claim).split())


def claim_fault(claim: str, ground: Ground, default: Language) -> Fault | None:
    """What of a claim its ground does not prove; None where all of it is proven.

    ``default`` is the question's language, where nothing tells the claim's.
    """
    said = bare(claim)
    if not any(char.isalpha() for char in said):
        return Fault("form")
    language = detect_language(said, default)
    if ground.title:
        said = said.replace(ground.title, " ")
    if gives_orders(ground.text):
        return Fault("orders")
    for quoted in _QUOTED.findall(said):
        if spoken(quoted) not in spoken(ground.text):
            return Fault("quote", quoted)
    checks: tuple[tuple[str, Callable[[str, Ground, Language], str | None]], ...] = (
        ("address", address),
        ("figure", unproven_figure),
        ("name", unproven_name),
        ("direction", turned),
    )
    for why, check in checks:
        if (what := check(said, ground, language)) is not None:
            return Fault(why, what)
    return None

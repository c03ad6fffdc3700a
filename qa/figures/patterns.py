"""The regular expressions that the tables of figures make, compiled once when first needed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from qa.figures.tables import (
    APPROXIMATORS,
    CURRENCIES,
    DURATIONS,
    FRACTIONS,
    MARK_WORDS,
    MONTHS,
    PERCENT,
    PERCENT_POINTS,
    REFERENCES,
)
from qa.model import Language

# Digits that measure nothing, looked for where a run of digits begins.
_NO_FIGURES: Final = (
    r"(?:(?<=\+)31|(?<!\d)0\d{1,3}\)?)[ ,-]{0,2}\(?\d[\d -]{4,}\d",  # 070-1234567
    r"(?<!\w)(?!(?:19|20)\d\d [A-Z]{2}\b(?! [A-Z][a-z]))"  # "in 2009 WW" is a year
    r"[1-9]\d{3} ?[A-Z]{2}\b(?= +[A-Z]|[^\w ]|$)",  # 2513 AA Den Haag
    r"(?<!\d)(?<!\d/)(?!(?:19|20)\d\d/)\d{1,4}/\d{1,5}\b",  # R 09/06, page 3/9
    r"(?<!\w)\d{2} \d{3},? (?:nr|nrs|no)\b\.?(?: ?\d+)?",  # 31 839, nr. 158
    r"(?<!\w)\d{1,2}[.:]\d{2}(?= ?(?:uur|hours|h\b))",  # 9.30 uur
    r"(?<![\d.-])\d{1,2}(?:\.\d{1,2}){2,}(?![\d.])",  # 4.1.2
    r"(?<=\[)\d{1,3}(?=\])",  # [3]
    r"(?<=⁽)\d{1,3}(?:, ?\d{1,3})*(?=⁾)",  # klanten⁽55⁾: a note's mark, as PDFs are read
)


def any_of(words: Iterable[str]) -> str:
    """A regular expression for any of ``words``, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


class Patterns:
    """What stands before, after and between the numerals of a figure, in folded text."""

    def __init__(self) -> None:
        currency = any_of(CURRENCIES)
        self.no_figure = re.compile("|".join(_NO_FIGURES))
        self.address = re.compile(r"(?:www\.|://|@)\S*|\bIS[BS]N[\s:|-]*[\dXx -]+")
        self.item = re.compile(r"\s*\(?\d{1,2}(?:[.)](?=\s)|\.\d{1,2}(?=\s+[A-Z]))")
        self.heading = re.compile(
            rf"(?P<number>\d{{1,2}})\s+(?!(?i:{any_of(MONTHS)})\b)(?P<word>[A-Z]\w*)"
        )
        self.points = re.compile(rf"\s?(?:{any_of(PERCENT_POINTS)})\b")
        self.percent = re.compile(rf"\s?(?:%|(?:{any_of(PERCENT[1:])})\b)")
        self.currency_after = re.compile(rf"(?:,--?)?\s?(?:{currency})(?!\w)|,--?(?!\w)")
        self.currency_before = re.compile(rf"(?:(?<!\w)(?:{currency})|\$)\s?$")
        self.duration = re.compile(rf"[ -](?P<unit>{any_of(DURATIONS)})\b")
        self.reference = re.compile(
            rf"(?<!\w)(?:{any_of(REFERENCES)}):?\s"
            r"(?:\d+(?:\.\d+)*(?:, | en | and | t/m | van | of |-))*$"
        )
        self.approximator = {
            language: re.compile(rf"(?<!\w)(?:{any_of(words)})\s(?:(?:de|het|een|a) )?$")
            for language, words in APPROXIMATORS.items()
        }
        self.mark_before = re.compile(
            rf"(?<!\w)(?:{any_of(MARK_WORDS)})(?: van| is| of)?(?: een| a)?[ :]{{1,2}}$"
        )
        self.mark_words = re.compile(rf"(?<!\w)(?:{any_of(MARK_WORDS)})(?!\w)")
        self.part_of = re.compile(
            r"\s\(?(?:van|of|out of|uit)(?: de| het| die| deze| alle| the| all| these)?"
            r"(?: [a-z]+(?:e|ed))?\s|\s(?:\([^)]*\) )?(?:op|in)(?: de| elke| every)?\s"
        )
        self.until = re.compile(r"\s?(?:[-–]|t/m|\b(?:tot|a|tot en met|to)\b(?: de\b)?)\s?")
        self.between = re.compile(r"(?<!\w)(?:tussen|between)(?: de| the)?\s$")
        self.unit_between = re.compile(
            rf"\s?(?:(?<!\w)(?:{currency})(?!\w)|,--?|%|\$|\b(?:procent|percent)\b)\s?"
        )


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """The patterns, compiled."""
    return Patterns()


@lru_cache(maxsize=2)
def fractions(language: Language) -> re.Pattern[str]:
    """Fractions in words, hyphens read as spaces; not the half of a year or a match."""
    return re.compile(
        r"(?<![\w-])(?<!eerste )(?<!tweede )(?<!andere )(?<!first )(?<!second )(?<!other )"
        rf"(?:(?:de|the)\s)?(?P<words>{any_of(FRACTIONS[language])})(?!\w)"
    )

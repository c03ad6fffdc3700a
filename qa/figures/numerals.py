"""Numbers as they are written: digits the Dutch and the English way, and in words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from qa.figures.tables import SCALES, TENS_EN, TENS_NL, UNITS_EN, UNITS_NL
from qa.model import Language


class Numeral(NamedTuple):
    """A number, its place in the text, and the scale word ("miljoen": 1e6) it was written with."""

    value: float
    start: int
    end: int
    scale: float = 1.0


_NARROW = "\u00a0\u202f\u2009"
_DIGITS = (
    rf"[0-9]{{1,3}}(?:[.{_NARROW}][0-9]{{3}})+(?:,[0-9]+)?(?![0-9])"
    r"|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9])"
    r"|[0-9]+(?:[.,][0-9]+)?(?![0-9])"
)
# Not glued to a word or its end ("klanten55", "bieden.2"), no part of 4.1.2 or 3/9.
_DIGITS_ALONE = (
    r"(?=[0-9])(?<![\w/])(?<![0-9][.,:/])(?<![a-z][.,;:!?)'\"’”])"
    rf"(?:[0-9]+,[0-9]{{1,2}}(?=\.[0-9]{{1,3}}(?:\s|$))"  # 6,5.56: the mark of a note
    rf"|(?!0[0-9])(?:{_DIGITS})(?![.,:/][0-9])(?![\w^]|-[a-z][a-z]))"
)
_SCALE = r"(?:\s?(?P<scale>" + "|".join(sorted(SCALES, key=len, reverse=True)) + r")\b\.?)?"


def _dutch_words() -> dict[str, int]:
    """0 to 99 in Dutch, folded: 'tweeentwintig' is 22."""
    found = {word: value for value, word in enumerate(UNITS_NL)}
    for index, ten in enumerate(TENS_NL, start=2):
        found[ten] = 10 * index
        for unit in range(1, 10):
            found[f"{UNITS_NL[unit]}en{ten}"] = 10 * index + unit
    return found


_NL: Final = _dutch_words()
_HALVES: Final = {"half": 0.5, "anderhalf": 1.5, "anderhalve": 1.5}
_LARGEST: Final = 1e12
_CANDIDATE: Final = re.compile("[0-9]+|[a-z]+")
_EN: Final = {word: value for value, word in enumerate(UNITS_EN)} | {
    word: 10 * index for index, word in enumerate(TENS_EN, start=2)
}


def _alternatives(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


@lru_cache(maxsize=2)
def _pattern(language: Language) -> re.Pattern[str]:
    if language == "nl":
        one = _alternatives(_NL)
        words = (
            rf"(?:{one})?honderd(?:(?:en)?(?:{one}))?(?:duizend)?|(?:{one})duizend|duizend|{one}"
            r"|anderhalf|anderhalve|half(?= (?:jaar|uur|miljoen|miljard))"
        )
    else:
        one = _alternatives(_EN)
        below = rf"(?:{one})(?:[- ](?:{one}))?"
        words = rf"(?:{below}|a)[- ]hundred(?:(?: and)? {below})?|{below}"
    return re.compile(
        rf"(?:(?P<digits>{_DIGITS_ALONE})|\b(?<!-)(?P<words>{words})(?!\w|-[a-z])){_SCALE}"
    )


@lru_cache(maxsize=2)
def _beginnings(language: Language) -> frozenset[str]:
    """The first three letters of every number word: what does not begin so is not looked at."""
    words = [*_NL, "honderd", "duizend", *_HALVES] if language == "nl" else [*_EN, "a"]
    return frozenset(word[:3] for word in words)


@lru_cache(maxsize=2)
def _counting_one(language: Language) -> re.Pattern[str]:
    """What must follow an unaccented "een" or a "one" that is a number, not an article."""
    if language == "nl":
        words = _alternatives(_NL)
        return re.compile(rf" (?:op|van)(?: de| elke)? (?:[0-9]|(?:{words})\b)")
    words = _alternatives(_EN)
    return re.compile(
        rf" (?:in|of|out of)(?: the| every)? (?:[0-9]|(?:{words})\b)"
        r"| (?:day|week|month|year|hour|minute|percent|per cent)\b"
    )


def numerals(folded: str, text: str, language: Language) -> list[Numeral]:
    """The numbers in ``folded`` (``text`` folded) in order.

    Dutch "een" counts where it is written "één" or means it ("een op de drie"). "7,5" and "7.5"
    are both 7.5; "1.234" is 1234 in Dutch and 1.234 in English, "1,234" the other way round.
    """
    found: list[Numeral] = []
    pattern, beginnings, done = _pattern(language), _beginnings(language), 0
    for candidate in _CANDIDATE.finditer(folded):
        start = candidate.start()
        if start < done or not (folded[start].isdigit() or candidate.group()[:3] in beginnings):
            continue
        match = pattern.match(folded, start)
        if match is None:
            continue
        done = end = match.end()
        scale = SCALES[match["scale"]] if match["scale"] else 1.0
        words = match["words"]
        if (
            words in ("een", "one")
            and scale == 1.0
            and "é" not in text[start:end]
            and not _counting_one(language).match(folded, end)
        ):
            continue
        value = parse_words(words, language) if words else parse_digits(match["digits"], language)
        if value is None or value > _LARGEST:
            continue
        if re.search(r"(?:^|[\s(])[-−]$", folded[max(0, start - 2) : start]):
            start, value = start - 1, -value
        found.append(Numeral(round(value * scale, 6), start, end, scale))
    return found


def parse_digits(digits: str, language: Language) -> float | None:
    """The value of a number in digits, by the language's decimal mark."""
    digits = re.sub(f"[{_NARROW}]", "", digits)
    thousands, decimal = (".", ",") if language == "nl" else (",", ".")
    groups = re.fullmatch(
        r"[1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*(?:[.,][0-9]+)?", digits
    )
    mixed = "." in digits and "," in digits
    if groups and (groups[1] == thousands or digits.count(groups[1]) > 1 or mixed):
        thousands = groups[1]
        decimal = "," if thousands == "." else "."
        digits = digits.replace(thousands, "")
    digits = digits.replace(decimal, ".").replace(",", ".")
    try:
        return float(digits)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def parse_words(words: str, language: Language) -> float | None:
    """The value of a number in words, folded ('honderdtwintig'); None for another word."""
    if language == "nl":
        return _dutch(words)
    total = 0
    for word in re.split(r"[- ]", words):
        if word == "hundred":
            total = max(total, 1) * 100
        elif word in _EN:
            total += _EN[word]
        elif word not in ("and", "a"):
            return None
    return float(total)


def _dutch(word: str) -> float | None:
    if word in _HALVES:
        return _HALVES[word]
    for name, size in (("duizend", 1000), ("honderd", 100)):
        if name in word:
            left, _, right = word.partition(name)
            right = right.removeprefix("en") if right.removeprefix("en") in _NL else right
            many = _dutch(left) if left else 1.0
            rest = _dutch(right) if right else 0.0
            return None if many is None or rest is None else many * size + rest
    value = _NL.get(word)
    return None if value is None else float(value)

"""Whether a short answer gives a number of the questions, in whatever notation or in words."""

from __future__ import annotations

import re

_TO_NINETEEN = {
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien "
    "vijftien zestien zeventien achttien negentien",
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen",
}
_TENS = {
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
}
_UNIT_WORDS = {
    "procent": ("procent", "%", "percent", "per cent"),
    "%": ("%", "procent", "percent", "per cent"),
    "maanden": ("maanden", "month"),
    "weken": ("weken", "week"),
    "werkdagen": ("werkdagen", "working day", "business day", "workday"),
    "minuten": ("minuten", "minute"),
    "seconden": ("seconden", "second"),
    "uur": ("uur", "hour"),
    "miljoen": ("miljoen", "million"),
    "januari": ("januari", "january"),
    "februari": ("februari", "february"),
    "maart": ("maart", "march"),
    "mei": ("mei", "may"),
    "juni": ("juni", "june"),
    "juli": ("juli", "july"),
    "augustus": ("augustus", "august"),
    "oktober": ("oktober", "october"),
    "eind": ("eind", "end", "late"),
    "tweederde": ("tweederde", "two-thirds", "two thirds"),
    "helft": ("helft", "half"),
}
"""A unit or month as the questions write it -> what a Dutch or English answer may write."""


def has_number(number: str, text: str) -> bool:
    """Whether a text gives a number of the questions, in any notation or in words.

    The questions keep the sources' notation: Dutch decimal comma, "procent", Dutch months.

    >>> has_number("28 procent", "Twenty-eight per cent"), has_number("6,1", "a mark of 6.1")
    (True, True)
    """
    text = _one_line(text)
    whole = _one_line(number)
    bare = re.fullmatch(r"(?:circa |ca\. )?([\d.,]+)\s+[^\W\d]+", number)
    return _has_notation(whole, text) or bool(bare and _has_notation(bare.group(1), text))


def _has_notation(number: str, text: str) -> bool:
    if re.search(rf"(?<![\w.,/]){re.escape(number)}(?!\w|[.,/]\d)", text):
        return True
    parts = re.findall(r"\d+(?:[.,:/]\d+)*|%|[^\W\d]+", number)
    return all(
        _has_figure(part, text)
        if part[0].isdecimal()
        else any(word in text for word in _UNIT_WORDS.get(part, (part,)))
        for part in parts
    )


def _has_figure(figure: str, text: str) -> bool:
    forms = {figure}
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", figure):
        forms |= {re.sub("[.,]", mark, figure) for mark in ("", ".", ",", " ")}
    elif re.fullmatch(r"\d+[.,]\d+", figure):
        forms |= {figure.replace(",", "."), figure.replace(".", ",")}
    if any(re.search(rf"(?<![\d.,/]){re.escape(x)}(?!\d|[.,/]\d)", text) for x in forms):
        return True
    words = _number_words(int(figure)) if figure.isdecimal() else ()
    return any(re.search(rf"(?<!\w){word}(?!\w)", text) for word in words)


def _number_words(number: int) -> tuple[str, ...]:
    """A number below 100 in Dutch and English words; none for a larger one."""
    nl, en = (_TO_NINETEEN[language].split() for language in ("nl", "en"))
    if number < 20:
        return (nl[number], en[number], *(("één",) if number == 1 else ()))
    if number >= 100:
        return ()
    tens, ones = divmod(number, 10)
    tens_nl, tens_en = (_TENS[language].split()[tens - 2] for language in ("nl", "en"))
    if not ones:
        return (tens_nl, tens_en)
    joint = "ën" if ones in (2, 3) else "en"
    return (f"{nl[ones]}{joint}{tens_nl}", f"{tens_en}-{en[ones]}")


def _one_line(text: str) -> str:
    return " ".join(text.split()).lower()

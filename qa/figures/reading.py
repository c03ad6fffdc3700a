"""Finding the figures of a text: numerals first, then what stands around and between them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, NamedTuple

from qa.figures.dates import Date, dates
from qa.figures.numerals import Numeral, numerals
from qa.figures.patterns import fractions, patterns
from qa.figures.phrases import counted_noun, counted_whole
from qa.figures.tables import DURATIONS, FRACTION_FOLLOWERS, FRACTIONS, VERBS
from qa.figures.values import Quantity
from qa.figures.wholes import with_wholes
from qa.language import fold, is_stopword
from qa.model import Language, Span

LONGEST_GAP: Final = 30  # characters between two numbers of one figure
MARK_WINDOW: Final = 80  # characters before a mark in which it is announced; twice for 7,5
_LOOK_BACK: Final = 30
_DIGITS: Final = re.compile(r"\d+")
_ADDRESS_SIGNS: Final = ("www.", "://", "@", "ISBN", "ISSN")


class _Line(NamedTuple):
    text: str
    folded: str
    language: Language

    def before(self, at: int, characters: int = _LOOK_BACK) -> str:
        return self.folded[max(0, at - characters) : at]


def quantities(text: str, language: Language = "nl") -> list[Quantity]:
    """The figures in ``text`` (a sentence or a few), in order; where readings overlap the longest.

    Marks of notes, telephone numbers, postcodes, addresses, times of day, "3e" and the numbers of
    items and headings are left out; the number of an article, annex or phase has kind "ordinal".
    """
    line = _Line(text, fold(text), language)
    taken = _no_figures(text)
    dated = [_dated(date) for date in dates(line.folded) if _is_free(taken, date.start, date.end)]
    taken += [Span(figure.start, figure.end) for figure in dated]
    shares = [share for share in _worded_shares(line) if _is_free(taken, share.start, share.end)]
    taken += [Span(figure.start, figure.end) for figure in shares]
    free = [
        numeral
        for numeral in numerals(line.folded, text, language)
        if _is_free(taken, numeral.start, numeral.end)
    ]
    found = sorted([*dated, *shares, *_measured(line, free)], key=lambda figure: figure.start)
    return with_wholes(line.folded, found)


def _no_figures(text: str) -> list[Span]:
    """Where digits stand that measure nothing."""
    known = patterns()
    runs = [match.start() for match in _DIGITS.finditer(text)]
    if not runs:
        return []
    found = [known.item.match(text), *(known.no_figure.match(text, start) for start in runs)]
    taken = [Span(*match.span()) for match in found if match]
    if any(sign in text for sign in _ADDRESS_SIGNS):
        taken += [Span(*match.span()) for match in known.address.finditer(text)]
    heading = known.heading.match(text)
    if heading and not _counts(heading["word"], text):
        taken.append(Span(*heading.span("number")))
    return taken


def _counts(word: str, text: str) -> bool:
    """Whether a capitalised word behind the first number of a text is what that number counts.

    Else the number is that of a heading or a note: "2 Sturing", "25 Daarnaast is ...".
    """
    plural = word.endswith(("en", "s")) and not is_stopword(word, "nl")
    return plural and text.rstrip().endswith((".", "?", "!", ";", ":"))


def _is_free(taken: Iterable[Span], start: int, end: int) -> bool:
    return all(end <= span.start or start >= span.end for span in taken)


def _dated(date: Date) -> Quantity:
    numbers = [int(part) for part in re.findall(r"\d+", date.iso.split("/")[0])]
    if date.iso.startswith("--"):
        numbers.insert(0, 0)
    year, month, day = (*numbers, 0, 0)[:3]
    plain = Quantity("date", 0, date=date.iso, approx=date.approx, start=date.start, end=date.end)
    if date.high is not None:
        return replace(plain, kind="range", value=year, high=date.high)
    if len(date.iso) == 4 and not date.approx:
        return replace(plain, kind="year", value=year)
    return replace(plain, value=year * 10_000 + month * 100 + day)


def _worded_shares(line: _Line) -> Iterable[Quantity]:
    """Fractions in words: 'de helft', 'ruim een kwart', 'tweederde', 'two-thirds'."""
    for match in fractions(line.language).finditer(line.folded.replace("-", " ")):
        words = match["words"]
        follows = re.match(r"\s(\w+)", line.folded[match.end() : match.end() + 20])
        ordinal = words == "half" or (words.startswith("een ") and words.endswith("de"))
        ends = not line.folded[match.end() :].strip() or line.folded[match.end()] in ".;,)"
        if ordinal and not (ends or (follows and follows[1] in FRACTION_FOLLOWERS)):
            continue
        part, whole = FRACTIONS[line.language][words]
        counts = counted_whole(line.text, match.end(), line.language)
        figure = Quantity("share", part, of=whole, counts=counts)
        yield _approximated(line, replace(figure, start=match.start(), end=match.end()))


def _measured(line: _Line, free: list[Numeral]) -> list[Quantity]:
    """The figures that numerals make, alone or two together."""
    found: list[Quantity] = []
    at = 0
    while at < len(free):
        pair = _pair(line, free[at], free[at + 1]) if at + 1 < len(free) else None
        figure = pair or _single(line, free[at])
        at += 2 if pair else 1
        if found and _continues(line, found[-1], figure):
            figure = _added(found.pop(), figure)
        found.append(figure)
    return [_approximated(line, figure) for figure in found if not _is_idle(line, figure)]


def _is_idle(line: _Line, figure: Quantity) -> bool:
    """Whether a number word measures nothing: 'één van de', 'acht dit juist', 'SVB Tien'."""
    if figure.kind != "count" or figure.counts or line.text[figure.start].isdigit():
        return False
    word = line.folded[figure.start : figure.end]
    named = line.text[figure.start].isupper() and line.text[: figure.start].rstrip()[-1:].isalnum()
    return named or word == "een" or word in VERBS


def _pair(line: _Line, low: Numeral, high: Numeral) -> Quantity | None:
    """Two numerals that are one figure: '59 van de 125 werkpleinen', '30 tot 50 klanten'."""
    gap = line.folded[low.end : high.start]
    if len(gap) > LONGEST_GAP:
        return None
    if patterns().reference.search(line.before(low.start)):
        return None
    if 0 < low.value <= high.value and patterns().part_of.fullmatch(gap):
        return _share(line, low, high, gap)
    # a unit may stand behind both: "€ 30 tot € 50", "10 % tot 20 %"
    bare = patterns().unit_between.sub(" ", gap)
    bare = f" {bare.strip()} "
    between = patterns().between.search(line.before(low.start))
    joined = bare.strip() in ("en", "and") if between else patterns().until.fullmatch(bare)
    value = low.value * (high.scale if low.scale == 1.0 < high.scale else 1.0)
    if not joined or value >= high.value:
        return None
    figure = _single(line, high)
    start = low.start - (len(between.group()) if between else 0)
    currency = patterns().currency_before.search(line.before(start))
    if currency:
        start, figure = start - len(currency.group()), replace(figure, unit="EUR")
    return replace(figure, kind="range", value=value, high=high.value, start=start)


def _share(line: _Line, low: Numeral, high: Numeral, gap: str) -> Quantity | None:
    rate = gap.strip().split()[0] in ("op", "in")  # 'een op de drie'
    if rate and (low.value >= high.value or low.scale > 1 or high.scale > 1):
        return None
    after = _single(line, high)
    if after.kind not in ("count", "mark", "ordinal"):
        return None
    phrase = counted_noun(line.text, high.end, line.language)
    bracket = 1 if "(" in gap and line.text[high.end : high.end + 1] == ")" else 0
    return Quantity(
        "share",
        low.value,
        of=high.value,
        counts=phrase and phrase.text,
        start=low.start,
        end=phrase.end if phrase else high.end + bracket,
    )


def _single(line: _Line, numeral: Numeral) -> Quantity:
    """One numeral with its unit, or with what it counts."""
    known = patterns()
    value, start, end, _ = numeral
    figure = Quantity("count", value, start=start, end=end)
    before = line.before(start)
    currency = known.currency_before.search(before)
    unit = known.currency_after.match(line.folded, end)
    if currency or unit:
        start -= len(currency.group()) if currency else 0
        end = unit.end() if unit else end
        return replace(figure, kind="amount", unit="EUR", start=start, end=end)
    for name, pattern in (("%-point", known.points), ("%", known.percent)):
        unit = pattern.match(line.folded, end)
        if unit:
            counts = counted_whole(line.text, unit.end(), line.language)
            return replace(figure, kind="percentage", unit=name, counts=counts, end=unit.end())
    unit = known.duration.match(line.folded, end)
    if unit:
        return replace(figure, kind="duration", unit=unit["unit"], end=unit.end())
    if known.reference.search(before):
        return replace(figure, kind="ordinal")
    phrase = counted_noun(line.text, end, line.language)
    if _is_mark(line, numeral, counts=phrase is not None):
        return replace(figure, kind="mark")
    if phrase is None:
        return figure
    return replace(figure, counts=phrase.text, end=phrase.end)


def _is_mark(line: _Line, numeral: Numeral, *, counts: bool) -> bool:
    """Whether a numeral is a mark out of ten: announced as one, or 'een 7,5'."""
    if not 1 <= numeral.value <= 10 or numeral.scale > 1:
        return False
    decimal = re.search(r"[.,]", line.text[numeral.start : numeral.end]) is not None
    if patterns().mark_before.search(line.before(numeral.start)):
        return True
    if counts and not decimal:
        return False
    article = re.search(r"(?<!\w)(?:een|a|an)\s$", line.before(numeral.start))
    window = line.before(numeral.start, MARK_WINDOW * (1 + decimal))
    announced = patterns().mark_words.search(window)
    return bool(article or announced)


def _continues(line: _Line, larger: Quantity, smaller: Quantity) -> bool:
    """Whether two durations are one: 'drie uur en 4 minuten'."""
    if not larger.kind == smaller.kind == "duration":
        return False
    (base, size), (other, part) = DURATIONS[larger.unit or ""], DURATIONS[smaller.unit or ""]
    gap = line.folded[larger.end : smaller.start]
    return base == other and size > part and re.fullmatch(r",?\s(?:(?:en|and)\s)?", gap) is not None


def _added(larger: Quantity, smaller: Quantity) -> Quantity:
    ratio = DURATIONS[larger.unit or ""][1] / DURATIONS[smaller.unit or ""][1]
    value = larger.value * ratio + smaller.value
    return replace(larger, value=value, unit=smaller.unit, end=smaller.end)


def _approximated(line: _Line, figure: Quantity) -> Quantity:
    """The figure with the word before it that says it is a rough one."""
    found = patterns().approximator[line.language].search(line.before(figure.start))
    if found is None:
        return figure
    return replace(figure, approx=True, start=figure.start - len(found.group()))

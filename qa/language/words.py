"""Words: their places, stems and the terms they are found by."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from qa.language.compounds import common_word, split_compound
from qa.language.tables import (
    AFTER_STEMMING,
    AMBIGUOUS_WORDS,
    BEFORE_STEMMING,
    FUNCTION_WORDS,
    LINKING_LETTERS,
)
from qa.model import Language

STEMMERS: Final[dict[Language, str]] = {"nl": "dutch_porter", "en": "english"}

_LETTER = r"[^\W\d_]"
_MARKS = "\u0300-\u036f"
_WORD: Final = re.compile(
    rf"(?:{_LETTER}\.){{2,}}(?:{_LETTER}(?!\w))?"  # d.w.z.
    rf"|['’][stn](?:-{_LETTER}[\w{_MARKS}]*|(?!\w))"  # 's-Gravenhage
    r"|\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?(?!\d)"  # 1.234.567,8
    r"|\d+(?:[.,]\d+)?(?:e|de|ste|th|st|nd|rd)?(?![^\W\d_])"  # 7,5  21e
    # klanten55: the word, then the mark of its note; but WW2, A4, BSN2
    rf"|[^\W\d_A-Z]{{3,}}(?=\d{{1,3}}(?!\w))"
    rf"|[^\W_][\w{_MARKS}]*(?:[-‐‑'’/&](?=[^\W_]{{2}}|[^\W_](?!\w))(?<!/)(?<!&)[\w{_MARKS}]+)*"
)
_NUMBER: Final = re.compile(r"\d[\d.,]*")
_THOUSANDS: Final = re.compile(r"(?!0)\d{1,3}([.,])\d{3}(?:\1\d{3})*(?!\1)(?=[.,]|$)")
_PLURAL_OF_CODE: Final = re.compile(r"(?<=\d)s$")  # CV90s, the 1990s
_HYPHENS: Final = re.compile(r"[-‐‑]")
_SHORTEST_PART = 2
_LONGEST_ABBREVIATION = 3  # ww, wwb: their stem is what they are
_threads = threading.local()  # a PyStemmer object must not be shared by threads


class Token(NamedTuple):
    """A word or number, and its place in the text it was found in."""

    text: str
    start: int
    end: int


class _Folding(dict[int, str]):
    """Code point -> its folded character, worked out once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = unicodedata.normalize("NFD", char)[0]
        folded = base.lower()
        self[code] = folded if len(folded) == 1 else folded[0]
        return self[code]


_FOLDING: Final = _Folding({ord("’"): "'", ord("‘"): "'", ord("‐"): "-", ord("‑"): "-"})


def fold(text: str) -> str:
    """Lower case without accents; one code point stays one code point, so places stay."""
    return text.lower() if text.isascii() else text.translate(_FOLDING)


def tokens(text: str) -> list[Token]:
    """The words and numbers of ``text`` with their places, in order.

    Hyphens and apostrophes keep a word together ("re-integratie", "'s-Gravenhage", "foto's");
    a note's mark glued to a word ("klanten55") is a token of its own.
    """
    return [Token(found.group(), found.start(), found.end()) for found in _WORD.finditer(text)]


def is_stopword(word: str, language: Language) -> bool:
    """Whether ``word`` only holds a sentence together.

    The other language's words count too where they mean nothing in this one, since questions mix.
    """
    folded = fold(word)
    if folded in FUNCTION_WORDS[language]:
        return True
    other: Language = "en" if language == "nl" else "nl"
    return folded in FUNCTION_WORDS[other] and folded not in AMBIGUOUS_WORDS


@lru_cache(maxsize=200_000)
def stem(word: str, language: Language) -> str:
    """The stem of ``word``, folded: Snowball's ``english``, or ``dutch_porter`` with repairs.

    Not Snowball's ``dutch``: it gives gemeente, mening and menen one stem.
    """
    return _stem(_plain(word), language)


@lru_cache(maxsize=200_000)
def _stem(plain: str, language: Language) -> str:
    stemmer: Any = getattr(_threads, language, None)
    if stemmer is None:
        import Stemmer

        stemmer = Stemmer.Stemmer(STEMMERS[language])
        setattr(_threads, language, stemmer)
    if language == "en" or len(plain) <= _LONGEST_ABBREVIATION:
        return str(stemmer.stemWord(plain)) or plain
    stemmed = str(stemmer.stemWord(_repaired(plain, BEFORE_STEMMING)))
    return _repaired(stemmed, AFTER_STEMMING) or plain


def _repaired(word: str, repairs: Iterable[tuple[str, str]]) -> str:
    for pattern, replacement in repairs:
        word = re.sub(pattern, replacement, word)
    return word


def index_terms(
    text: str, language: Language, vocabulary: Mapping[str, int] | None = None
) -> list[str]:
    """The terms ``text`` is found by, in order: stems, numbers, and the parts of compounds.

    Stop words are left out. A hyphenated word gives itself written as one, and its parts; a Dutch
    compound gives itself and its parts; two words that are written as one elsewhere ("inkomsten
    verklaring") give that word too; a number is written one way ("1.234" is "1234", "7,0" "7.0").
    ``vocabulary`` holds the words or stems of a corpus and decides what a part is; without it
    (when a text is indexed) a list of common Dutch words does.
    """
    known = _known_in(vocabulary, language) if vocabulary is not None else common_word
    terms: list[str] = []
    before: str | None = None  # the word just before, when only spaces stand between
    at = 0
    for token in tokens(unicodedata.normalize("NFC", text)):
        if text[at : token.start].strip():
            before = None
        at = token.end
        plain = _plain(token.text)
        if not plain:
            continue
        if plain[0].isdigit():
            terms.append(_number(plain))
            before = None
            continue
        if is_stopword(plain, language):
            before = None
            continue
        if before is not None:
            terms.extend(_joined(before, plain, language, known))
        terms.extend(_word_terms(token.text, plain, language, known))
        before = plain
    return terms


def _plain(word: str) -> str:
    """The word folded, without points, combining marks and a genitive or plural 's."""
    folded = fold(unicodedata.normalize("NFC", word)).replace(".", "" if _is_dotted(word) else ".")
    if not folded.isascii():
        folded = "".join(char for char in folded if not unicodedata.combining(char))
    folded = _PLURAL_OF_CODE.sub("", folded)
    return folded.removesuffix("'s").strip("'-") or folded


def _is_dotted(word: str) -> bool:
    return "." in word and not word[0].isdigit()


def _number(plain: str) -> str:
    found = _NUMBER.match(plain)
    digits = found.group() if found else plain
    thousands = _THOUSANDS.match(digits)
    if thousands:
        whole = re.sub("[.,]", "", thousands.group())
        digits = whole + digits[thousands.end() :]
    return digits.rstrip(".,").replace(",", ".")


def _word_terms(
    word: str, plain: str, language: Language, known: Callable[[str], bool]
) -> Iterable[str]:
    parts = [part for part in _HYPHENS.split(plain) if part]
    if len(parts) > 1:
        yield _stem("".join(parts).replace("'", ""), language)
        for part, written in zip(parts, _HYPHENS.split(word.strip("'’-")), strict=False):
            if len(part) > _SHORTEST_PART or (len(part) == _SHORTEST_PART and written.isupper()):
                yield from _word_terms(written, part, language, known)
        return
    if "'" in plain:
        head, _, _ = plain.partition("'")
        if word[: len(head)].isupper() and len(head) > 1:  # WW'ers
            yield head
        plain = plain.replace("'", "")
    yield _stem(plain, language)
    if len(plain) >= 8 and plain.isalpha():
        yield from _compound_stems(plain, language, known)


def _compound_stems(plain: str, language: Language, known: Callable[[str], bool]) -> Iterable[str]:
    for part in split_compound(plain, known):
        yield _stem(part, language)
        if len(part) >= 10:
            yield from _compound_stems(part, language, known)


def _joined(
    before: str, word: str, language: Language, known: Callable[[str], bool]
) -> Iterable[str]:
    """The stem of two words written as one, where that is a word."""
    if "-" in before or "-" in word or min(len(before), len(word)) < 3:
        return
    for link in LINKING_LETTERS:
        whole = before + link + word
        if len(whole) >= 8 and known(whole):
            yield _stem(whole, language)
            return


def _known_in(vocabulary: Mapping[str, int], language: Language) -> Callable[[str], bool]:
    return lambda word: word in vocabulary or _stem(word, language) in vocabulary

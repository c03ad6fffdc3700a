"""How likely letters are a word: by word lists of Dutch and English, and by the document itself.

The word lists are those of PyPI ``wordfreq`` (Speer 2022), on its Zipf scale: log10 of occurrences
per thousand million words, so that 3 is a word met once in a million.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache, lru_cache

# Signs that stand for several letters, and those: for formats whose source text is made here.
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
    | {"ĳ": "ij", "Ĳ": "IJ"}
)
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def word_set(words: str) -> frozenset[str]:
    """The words of a table, written one after the other."""
    return frozenset(words.split())


UNKNOWN = -1.0  # the Zipf value given to letters no list knows
COMPOUND = 1.5  # … to a compound of known words
PART_LENGTH = 4  # a compound's parts are at least so long
PART_ZIPF = 3.2  # … and at least so frequent
LINKS = ("", "s", "e", "en")  # what Dutch puts between the parts of a compound

# Words that close no compound, so that "partnersvoor" is not taken for one.
NO_LAST_PART = word_set(
    "aan als alle andere bij binnen boven buiten deze door echter eigen elke haar hebben heeft "
    "hier hoe hun indien maar meer meest moet moeten mogen naar niet omdat onder ook over sinds "
    "soms tegen toch tussen veel verder voor vooral waar wanneer want wordt worden zal zich zijn "
    "zoals zodat zonder zullen been from have into more most only such than that their them then "
    "there they this were what when which will with would"
)


@cache
def _lists() -> tuple[dict[str, float], dict[str, float]]:
    from wordfreq import get_frequency_dict  # 0.4 s, only where a text has line ends to mend

    return get_frequency_dict("nl"), get_frequency_dict("en")


@lru_cache(maxsize=100_000)
def list_zipf(word: str) -> float:
    """Zipf value of a lower-case word in the better of the two lists, ``UNKNOWN`` in neither."""
    dutch, english = _lists()
    frequency = max(dutch.get(word, 0.0), english.get(word, 0.0))
    return math.log10(frequency) + 9 if frequency else UNKNOWN


@lru_cache(maxsize=100_000)
def is_compound(word: str) -> bool:
    """Is it two or three known words in one ("klantvoorkeuren", "werkpleinontwikkeling")?"""
    return len(word) <= 40 and _splits(word, 3)


def _splits(word: str, parts: int) -> bool:
    for cut in range(PART_LENGTH, len(word) - PART_LENGTH + 1):
        if list_zipf(word[:cut]) < PART_ZIPF:
            continue
        for link in LINKS:
            rest = word[cut:]
            if not rest.startswith(link):
                continue
            rest = rest[len(link) :]
            if len(rest) < PART_LENGTH:
                continue
            if list_zipf(rest) >= PART_ZIPF and rest not in NO_LAST_PART:
                return True
            if parts > 2 and _splits(rest, parts - 1):
                return True
    return False


class Vocabulary:
    """The words a document has unbroken, and how often."""

    def __init__(self, words: Counter[str] | None = None) -> None:
        self.words = words or Counter()

    @classmethod
    def of(cls, text: str) -> Vocabulary:
        """The words that stand whole in the lines of ``text``: not the first or last of a line."""
        words: Counter[str] = Counter()
        for line in text.splitlines():
            found = WORD.findall(line.lower())
            words.update(found[1:-1])
        return cls(words)

    def zipf(self, word: str) -> float:
        """Zipf value of a lower-case word: by the lists, the document, or its parts."""
        value = list_zipf(word)
        if seen := self.words.get(word):
            value = max(value, 2.5 + math.log10(seen))
        if value < COMPOUND and is_compound(word):
            value = COMPOUND
        return value

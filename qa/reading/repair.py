"""What a line break, a lost soft hyphen or letter-spacing did to a word is undone.

Letters and digits are never added, dropped or changed: only what stands between them is, so a
repaired text keeps its offset map and its quotes stay exact. Ligatures ("ﬁ") therefore stay as
they are here; :func:`qa.language.fold` reads them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise

from qa.language import detect_language
from qa.reading.placed import NOWHERE, Placed
from qa.reading.words import COMPOUND, UNKNOWN, WORD, Vocabulary, is_compound, list_zipf, word_set

HYPHENS = "-‐‑\u00ad"  # hyphen-minus, hyphen, non-breaking hyphen, soft hyphen

# "werk-⏎ en inkomen": a hyphen that stands for the rest of the word stays, and so does the space.
SUSPENDING = word_set("en of als tot noch dan resp respectievelijk and or to")
# First parts that keep their hyphen before a whole word: "niet-gebruik", "sociaal-economisch".
KEEP_HYPHEN = word_set(
    "niet non ex oud vice semi quasi pro anti sociaal politiek economisch christen adjunct "
    "secretaris kandidaat interim leerling aspirant bijna well self cross face follow on off "
    "state long short end high low co"
)
# Vowels that would be read as one sound, so that Dutch writes a hyphen: "re-integratie", "zo-even".
CLASHES = word_set("aa ae ai au ee ei eu ie oe oi oo ou ui uu")
# Prefixes that are written together all the same ("ge-⏎ïnterviewd").
NO_CLASH = frozenset(("ge", "be"))

_LAST_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*$")
_FIRST_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_ADDRESS = re.compile(r"(?:://|www\.|\w\.(?:nl|eu|be|com|org|net|gov|int)/)\S*$")
_SPACES = re.compile(r"\s+")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u2060\ufeff]+")
_SPACED_LETTERS = re.compile(r"(?<![^\s(])[^\W\d_](?: [^\W\d_]){2,}(?![^\s.,;:)])")
_LOOSE_HYPHEN = re.compile(r"(?<=\w)-( )(?=\w)")
_PAIR = re.compile(r"(?<![\w'’-])([^\W\d_]+) (?=([^\W\d_]+)(?![\w'’-]))")

ENGLISH = 2.0  # ... and each half of two English words that a hyphen joins
SURE = 3.3  # decades by which one word must be likelier than two before a space is taken out
FRAGMENT = 3.6  # Zipf value below which a string may be a piece of a broken word
WORD_FLOOR = 3.0  # … and the least the whole must have


class Mender:
    """Joins the lines of one document, knowing its words and how it marks its line ends."""

    def __init__(self, text: str) -> None:
        self.source = text
        self.vocabulary = Vocabulary.of(text)
        ends = [line for line in text.split("\n") if line[-2:].rstrip("\r \t")]
        spaced = sum(line.rstrip("\r").endswith(" ") for line in ends)
        # Some extractors leave a space after a line's last word, and none after a broken word.
        self.spaces_mark_ends = len(ends) > 20 and spaced > 0.4 * len(ends)
        self.language = detect_language(text)
        self._lost = self._share_of_lost_hyphens(text)

    def _share_of_lost_hyphens(self, text: str) -> float:
        """How often a line surely ends within a word without a hyphen (a prior, .001 to .5)."""
        lines = text.splitlines()[:4000]
        ends = broken = 0
        for line, following in pairwise(lines):
            left, right = _LAST_WORD.search(line.rstrip()), _FIRST_WORD.match(following.lstrip())
            if len(line) < 30 or not left or not right or not right[0][0].islower():
                continue
            ends += 1
            a, b = left[0].lower(), right[0].lower()
            broken += list_zipf(a) == UNKNOWN and list_zipf(a + b) > 2
        return min(0.5, max(0.001, 2 * broken / ends)) if ends >= 10 else 0.01

    def join(self, lines: Sequence[Placed]) -> Placed:
        """The lines as one running text, words broken at their ends or within them made whole."""
        return self.mend(self.run_on(lines))

    def run_on(self, lines: Sequence[Placed]) -> Placed:
        """The lines one after the other, words broken at their ends made whole."""
        parts: list[Placed] = []
        for line in lines:
            bare = line.strip()
            if not bare:
                continue
            if parts:
                parts[-1], glue = self._at_line_end(parts[-1], bare)
                parts.append(glue)
            parts.append(bare)
        return Placed.join(parts) if len(parts) > 1 else (parts or [Placed()])[0]

    def _at_line_end(self, line: Placed, following: Placed) -> tuple[Placed, Placed]:
        """A line without what its end added, and what stands between it and the next."""
        space = Placed(" ", [NOWHERE])
        bare, last = line, line.places[-1]
        spaced = last != NOWHERE and self.source[last + 1 : last + 2] in (" ", "\t")
        right = _FIRST_WORD.match(following.text)
        if bare.text[-1] in HYPHENS and len(bare) > 1:
            left = _LAST_WORD.search(bare.text.rstrip(HYPHENS))
            if not left or not right or not bare.text[-2].isalnum():
                return bare, space if not bare.text[-2].isalnum() else Placed()
            if bare.text[-1] != "\u00ad" and _ADDRESS.search(bare.text):
                return bare, Placed()  # an address keeps its hyphens
            keeps, glue = self.hyphen_at_end(left[0], right[0], soft=bare.text[-1] == "\u00ad")
            return (bare if keeps else bare[:-1]), (space if glue else Placed())
        left = _LAST_WORD.search(bare.text)
        if left and right and self.is_broken(left[0], right[0], spaced):
            return bare, Placed()
        return bare, space

    def hyphen_at_end(self, left: str, right: str, soft: bool = False) -> tuple[bool, bool]:
        """For "left-⏎right": does the hyphen stay, and does a space follow it?"""
        a, b = left.lower(), right.lower()
        if b in SUSPENDING:
            return True, True
        if soft:
            return False, False
        if not right[0].islower() or len(left) == 1 or not left[-1].islower():
            return True, False  # Noord-Holland, e-mail, WW-uitkering, 2009-2010
        first, last = a.rsplit("-", 1)[-1], b.split("-", 1)[0]
        whole, hyphened = (
            self.vocabulary.words.get(a + b, 0),
            self.vocabulary.words.get(f"{a}-{b}", 0),
        )
        if whole != hyphened:
            return hyphened > whole, False
        known = list_zipf(first + last)
        part = max(list_zipf(last), WORD_FLOOR * is_compound(last))
        if first in KEEP_HYPHEN and part >= WORD_FLOOR and known < FRAGMENT:
            return True, False
        if self.language == "en" and known == UNKNOWN and min(list_zipf(first), part) >= ENGLISH:
            return True, False  # English compounds are not closed up
        clash = first[-1] + last[0] in CLASHES and first not in NO_CLASH
        if clash and known < WORD_FLOOR and (list_zipf(first) >= 2 or list_zipf(last) >= 2):
            return True, False
        return False, False

    def is_broken(self, left: str, right: str, spaced: bool = False) -> bool:
        """Is "left⏎right", with no hyphen, one word?"""
        if not left[-1].isalpha() or not right[0].isalpha():
            return False
        if right[0].isupper() and not left.isupper():
            return False
        if "'" in left or "’" in left or right[1:2] == "-":
            return False  # "foto's", "e-mail": these begin and end words
        prior = self._lost
        if self.spaces_mark_ends:
            prior = 0.001 if spaced else 0.98
        a, b = left.lower().rsplit("-", 1)[-1], right.lower().split("-", 1)[0]
        x, y, whole = (
            self._word_zipf(left, a),
            self._word_zipf(right, b),
            self.vocabulary.zipf(a + b),
        )
        if prior < 0.9 and (whole <= UNKNOWN or whole <= COMPOUND <= min(x, y)):
            return False  # two words are no compound that nobody has written
        return whole - 9 + math.log10(prior) > x + y - 18 + math.log10(1 - prior)

    def _word_zipf(self, word: str, lowered: str) -> float:
        value = self.vocabulary.zipf(lowered)
        return max(value, 1.0) if word[0].isupper() else value  # names are in no list

    def mend(self, text: Placed) -> Placed:
        """Letter-spaced and torn words made whole, white space made single, all within a line."""
        text = text.replace(_INVISIBLE, lambda match: "")
        text = self._close_letters(text)
        text = text.replace(_SPACES, _single_space)
        text = text.replace(_LOOSE_HYPHEN, lambda match: self._loose_hyphen(text.text, match))
        return self._close_pairs(text).strip()

    def _close_letters(self, text: Placed) -> Placed:
        """Makes "Integrale" of "I n t e g r a l e"."""
        pieces: list[Placed] = []
        at = 0
        for match in _SPACED_LETTERS.finditer(text.text):
            letters = match[0].replace(" ", "")
            known = self.vocabulary.zipf(letters.lower()) >= 1
            if not (letters.isupper() or known or len(letters) > 6) or (
                len(letters) < 4 and not known
            ):
                continue
            pieces.append(text[at : match.start()])
            pieces += [text[i : i + 1] for i in range(match.start(), match.end(), 2)]
            at = match.end()
        return Placed.join([*pieces, text[at:]]) if pieces else text

    def _loose_hyphen(self, text: str, match: re.Match[str]) -> str | slice | None:
        """One word of "Werknemers- verzekeringen" and of "CWI- adviseurs", none of "juli- en"."""
        left, right = (
            _LAST_WORD.search(text[: match.start()][-60:]),
            _FIRST_WORD.match(text, match.end()),
        )
        if not left or not right or right[0].lower() in SUSPENDING:
            return None
        keeps, glue = self.hyphen_at_end(left[0], right[0])
        if glue or not right[0][0].islower():
            return None
        if not keeps and self.vocabulary.zipf((left[0] + right[0]).lower()) <= COMPOUND:
            return None
        return slice(match.start(), match.start() + 1) if keeps else ""

    def _close_pairs(self, text: Placed) -> Placed:
        """Makes "tijd" of "ti jd": of two pieces at least one is hardly a word, the whole is."""
        return text.replace(
            _PAIR, lambda m: slice(m.start(), m.end() - 1) if self.is_torn(m[1], m[2]) else None
        )

    def is_torn(self, left: str, right: str) -> bool:
        """Is "left right" one word with a space in it?"""
        if not right.islower() or left[1:] != left[1:].lower():
            return False
        a, b = left.lower(), right
        x, y = list_zipf(a), list_zipf(b)
        if min(x, y) >= FRAGMENT and min(len(a), len(b)) > 1:
            return False
        if a in self.vocabulary.words and b in self.vocabulary.words and len(a) > 3 < len(b):
            return False
        if (len(a) == 1 and y >= WORD_FLOOR) or (len(b) == 1 and x >= WORD_FLOOR):
            return False
        whole = list_zipf(a + b)
        return whole >= WORD_FLOOR and whole - 9 > x + y - 18 + SURE


def _single_space(match: re.Match[str]) -> str | slice | None:
    if match[0] == " ":
        return None
    at = match[0].find(" ")
    return slice(match.start() + at, match.start() + at + 1) if at >= 0 else " "


__all__ = ["HYPHENS", "WORD", "Mender"]

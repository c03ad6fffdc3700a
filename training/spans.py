"""Where in a quoted sentence a short answer stands, across Dutch, English, digits and words.

"two weeks" is found in "uiterlijk twee weken", "March 2022" in "Maart 2022", "1.2 million" in
"1,2 miljoen". Both sides become lists of canonical words; the answer's span is the window of the
sentence with the best F1 over those words. What cannot be aligned teaches no span.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|%|€")

ONES_NL = (
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien "
    "vijftien zestien zeventien achttien negentien"
)
ONES_EN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
TENS_NL = "twintig dertig veertig vijftig zestig zeventig tachtig negentig honderd"
TENS_EN = "twenty thirty forty fifty sixty seventy eighty ninety hundred"
ORDINALS = {
    "eerste": 1, "tweede": 2, "derde": 3, "vierde": 4, "vijfde": 5, "zesde": 6, "zevende": 7,
    "achtste": 8, "negende": 9, "tiende": 10, "first": 1, "second": 2, "third": 3, "fourth": 4,
    "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
MONTHS_NL = (
    "januari februari maart april mei juni juli augustus september oktober november december"
)
MONTHS_EN = "january february march april may june july august september october november december"

# Words that name the same thing in both languages and in their inflections.
SAME = (
    "% procent percent", "€ euro euros", "million miljoen mln", "billion miljard mld",
    "thousand duizend", "week weken weeks", "dag dagen day days", "jaar jaren year years",
    "maand maanden month months", "uur uren hour hours", "keer maal times", "helft half halve",
    "meer more", "minder less fewer", "alle all", "geen none", "gemeente gemeenten municipality "
    "municipalities", "minister", "ministerie ministry department", "kabinet cabinet",
    "belastingdienst", "rekenkamer audit", "raad council", "wet act law", "provincie provincies "
    "province provinces", "nederland netherlands", "personen persons people mensen",
    "employees medewerkers werknemers staff", "companies bedrijven", "schools scholen",
    "europese european", "commissie commission committee", "artikel article", "lid paragraph",
)  # fmt: skip

EMPTY_WORDS = (
    "de het een der van voor in op aan te is zijn was waren en of met door om dat die dit bij "
    "als the a an of for in on at to is are was were and or with by that this as it per ja "
    "nee yes no ongeveer circa about only alleen er they their his her be not niet"
)
STOP = frozenset(EMPTY_WORDS.split())


def tables() -> dict[str, str]:
    """Every known word to its canonical form."""
    found: dict[str, str] = {}
    for words in SAME:
        first = words.split()[0]
        found.update(dict.fromkeys(words.split(), first))
    for ones in (ONES_NL, ONES_EN):
        found.update({word: str(n) for n, word in enumerate(ones.split())})
    for tens in (TENS_NL, TENS_EN):
        found.update({word: str(n * 10) for n, word in enumerate(tens.split(), 2)})
    joints = [(w, n) for n, w in enumerate(TENS_NL.split()[:-1], 2)]
    units = ONES_NL.split()[1:10]
    for unit, n in zip(units, range(1, 10), strict=True):
        joint = "ën" if unit.endswith("e") else "en"
        found.update({f"{unit}{joint}{word}": str(t * 10 + n) for word, t in joints})
    found.update({word: f"{n}e" for word, n in ORDINALS.items()})
    for months in (MONTHS_NL, MONTHS_EN):
        found.update({word: f"month{n}" for n, word in enumerate(months.split(), 1)})
    return found


CANONICAL = tables()


def canonical(word: str) -> str:
    """A word or figure in the form both languages share."""
    word = unicodedata.normalize("NFKC", word).lower().replace("één", "een")
    if word[0].isdigit():
        if re.fullmatch(r"\d{1,3}([.,]\d{3})+", word):
            return re.sub(r"[.,]", "", word)
        return word.replace(",", ".")
    if word in CANONICAL:
        return CANONICAL[word]
    # A light stem is enough: names and loanwords are what the two languages share.
    return re.sub(r"(en|s|e)$", "", word) if len(word) > 5 else word


def align_answer(answer: str, sentence: str) -> tuple[int, int] | None:
    """Character offsets of the answer in the sentence, or None where it cannot be told."""
    wanted = Counter(
        canonical(w) for w in TOKEN.findall(answer) if w.lower() not in STOP or w in ("één",)
    )
    if not wanted:
        return None
    figures = {w for w in wanted if w[0].isdigit()}
    tokens = [(m.start(), m.end(), canonical(m[0]), m[0].lower()) for m in TOKEN.finditer(sentence)]
    starts = [
        i
        for i, (_, _, form, word) in enumerate(tokens)
        if form in wanted and (word not in STOP or form in figures)
    ]
    longest = 2 * sum(wanted.values()) + 6
    best, best_score = None, 0.0
    for i in starts:
        for j in (k for k in starts if i <= k < i + longest):
            inside = Counter(t[2] for t in tokens[i : j + 1] if t[3] not in STOP or t[2] in wanted)
            shared = sum((inside & wanted).values())
            score = 2 * shared / (sum(inside.values()) + sum(wanted.values()))
            if score > best_score + 1e-9 and figures <= set(inside):
                best, best_score = (i, j), score
    if best is None or best_score < (0.35 if figures else 0.5):
        return None
    start, end = tokens[best[0]][0], tokens[best[1]][1]
    return (start, end + unit_after(sentence, tokens, best[1], wanted))


def unit_after(
    sentence: str, tokens: list[tuple[int, int, str, str]], last: int, wanted: Counter[str]
) -> int:
    """How many characters on the noun of a closing figure reaches: seven pupils, zeven kinderen."""
    more = len(wanted) > 1 and last + 1 < len(tokens) and tokens[last][2].isdigit()
    if not more or tokens[last + 1][3] in STOP or not tokens[last + 1][3].isalpha():
        return 0
    gap = sentence[tokens[last][1] : tokens[last + 1][0]]
    return tokens[last + 1][1] - tokens[last][1] if gap == " " else 0

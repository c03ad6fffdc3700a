"""Every name of a claim stands in the cited words, as it is or as the other language has it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from qa.answering.cues import words
from qa.answering.matching import stems_of
from qa.figures.numerals import parse_words
from qa.figures.tables import MONTHS
from qa.language import fold, is_stopword, tokens
from qa.model import Language

if TYPE_CHECKING:
    from qa.answering.proof import Ground

# Words of names in Dutch and English: each line is what may stand for what.
TRANSLATED: Final = """
ministerie ministry | minister | staatssecretaris secretary | inspectie inspectorate
inspecteur inspector | raad council board | tweede house second | eerste senate first
kamer representatives chamber house parliament | centrum centre center | bureau office agency bureau
dienst service agency | algemeen algemene general | overleg consultation consultative | bank
sociale sociaal social | zaken affairs | werk work labour employment | inkomen income
werkgelegenheid employment | binnenlandse interior internal home | buitenlandse foreign
koninkrijksrelaties kingdom relations | onderwijs education | cultuur culture
wetenschap wetenschappen science sciences | volksgezondheid health | welzijn welfare | sport sports
financien finance | justitie justice | veiligheid security safety | economische economic
defensie defence defense | infrastructuur infrastructure | waterstaat water | rekenkamer audit court
nederland netherlands holland | nederlandse nederlands dutch netherlands | rijk state national
europese european | europa europe | unie union | engels engelse english | duitsland germany
belgie belgium | haag hague | gemeente gemeenten municipality municipalities municipal
provincie province provincial | vereniging association | stichting foundation | commissie committee
commission | wet act law | uitvoeringsinstituut institute implementation uitvoering
werknemersverzekeringen employee insurance | verzekeringsbank insurance bank | keten chain supply
keteninformatisering chain information | locatie location | structuur structure | landkaart map
programmaraad programme program council | inspectierapport report | rapport report | kabinet cabinet
regering government | koning king | koningin queen | autoriteit authority | persoonsgegevens data
protection | gezondheidszorg healthcare | jeugd youth | zorg care | belastingdienst tax revenue
"""

PLACES: Final = words(
    "amsterdam rotterdam utrecht eindhoven groningen tilburg almere breda nijmegen apeldoorn"
    " haarlem arnhem enschede amersfoort zaanstad zwolle leiden zoetermeer maastricht dordrecht"
    " ede delft leeuwarden alkmaar deventer venlo helmond lelystad hilversum roermond middelburg"
    " assen emmen nederland belgie duitsland frankrijk engeland europa brussel drenthe friesland"
    " gelderland limburg brabant holland zeeland overijssel flevoland netherlands belgium"
    " germany france england britain europe brussels london parijs paris berlijn berlin amerika"
    " america china suriname curacao aruba turkije turkey marokko morocco polen poland spanje"
    " spain italie italy"
)
"""Names so common that their frequency does not tell them from words."""

COMMON: Final = 3_000.0  # times in a billion words

TIMES: Final = words(
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag monday tuesday wednesday thursday"
    " friday saturday sunday i"
)
_SENTENCE_START: Final = re.compile(r"(?:^|(?<![A-Z])\.\s|[!?:]\s|[“\"‘(•]\s?|\n)\s*[‘“\"(']*$")
_SHORTEST_INSIDE: Final = 4  # letters of a name that may be the part of a compound


@lru_cache(maxsize=1)
def _translations() -> dict[str, frozenset[str]]:
    """Word -> the words that may stand for it."""
    found: dict[str, frozenset[str]] = {}
    for group in TRANSLATED.replace("\n", " | ").split("|"):
        same = words(group)
        for word in same:
            found[word] = found.get(word, frozenset()) | same
    return found


def unproven_name(claim: str, ground: Ground, language: Language) -> str | None:
    """The first name of the claim that is not in the cited words, the heading or the title.

    A name is a word with a capital inside a sentence, or with two capitals anywhere. The first word
    of a sentence is one only where nothing shows that it is an ordinary word.
    """
    shown = f"{ground.text}\n{ground.heading}\n{ground.title}"
    known = _words_of(shown)
    compounds = [word for word in known if len(word) > _SHORTEST_INSIDE]
    for token in tokens(claim):
        for part in re.split(r"[-/&]", token.text):
            if not _is_name(part, token.start, claim, ground, language):
                continue
            folded = _stripped(part)
            if folded in known or folded in TIMES or folded in MONTHS:
                continue
            if _translations().get(folded, frozenset()) & known:
                continue
            if part.isupper() and any(word.startswith(folded) for word in compounds):
                continue  # UWV in "UWV-kantoor", WW in "WW'ers"
            return part
    return None


def _is_name(part: str, start: int, claim: str, ground: Ground, language: Language) -> bool:
    capitals = sum(char.isupper() for char in part)
    if not part or not part[0].isalpha() or not capitals:
        return False
    if capitals > 1:
        return True
    if not part[0].isupper():
        return False
    if not _SENTENCE_START.search(claim[:start]):
        return True
    return not _ordinary(part, ground, language)


def _ordinary(word: str, ground: Ground, language: Language) -> bool:
    """Whether the first word of a sentence is no name: it is met in lower case, or is common.

    Common are function words, number words and words of many texts; places are common too, and
    stand in a table. Without any words that were given it is taken for an ordinary word.
    """
    folded = fold(word)
    if not ground.common or is_stopword(folded, "nl") or is_stopword(folded, "en"):
        return True
    if folded in ground.common or stems_of(word) & stems_of(ground.text):
        return True
    if parse_words(folded, language) is not None:
        return True
    return folded not in PLACES and _frequency(folded, language) >= COMMON


@lru_cache(maxsize=2_000)
def _frequency(folded: str, language: Language) -> float:
    """How often a word occurs in a billion words (PyPI wordfreq)."""
    from wordfreq import word_frequency

    return float(word_frequency(folded, language, wordlist="small")) * 1e9


def _words_of(text: str) -> frozenset[str]:
    """The words of a text, folded, hyphenated ones also in parts."""
    found: set[str] = set()
    for token in tokens(text):
        found |= {_stripped(part) for part in _parts(token.text)}
    return frozenset(found)


def _parts(word: str) -> Iterable[str]:
    yield word
    yield from re.split(r"[-/&'’]", word)


def _stripped(word: str) -> str:
    return fold(word).removesuffix("'s").replace(".", "").strip("'-")


def lower_case_words(texts: Iterable[str]) -> frozenset[str]:
    """The words that stand in lower case somewhere in the texts: capitals make no names of them."""
    return frozenset(
        fold(token.text) for text in texts for token in tokens(text) if token.text.islower()
    )

"""What the words of a folded question give away: its kind, focus, unit, list length, direction."""

from __future__ import annotations

import re
from difflib import get_close_matches

from qa.answering import cues, phrasings
from qa.answering.cues import Kind, words
from qa.language import is_stopword, tokens

NEAR_WORDS = 6  # how far behind its question word a noun may stand and still say what is asked
NEXT_WORDS = 3  # … and behind "which"
NAMED_LATER = ("fact", "definition", "where", "how")  # the kinds that a noun may still decide
# … but not in a whole question for a place or a way: "Where is the waiting time longest?"
_HOW_OR_WHERE = re.compile(r"(?:where|waar|how (?:are|do|does|did|can|could|were))\b")
_IS_THE = re.compile(r"\s*(?:is|was|zijn|waren|are|were|bedroeg|bedraagt)\b")
_LIST_LENGTH = re.compile(
    r"\b(?:(?:welke|which|what|noem|list|name|geef|alle|all)\s+(?:de |the )?(\d{1,2}|[a-z]+)"
    r"|(?:de|the)\s+([a-z]+))\s+[a-z]"
)
_SPELT_CUES = tuple(
    sorted(
        words(
            "wanneer waarom hoeveel hoelang welke percentage organisatie afkorting betekent"
            " verschil"
            " waarvoor waardoor which where when what many much percent definition difference"
        )
    )
)
SHORT_CUE = 4  # letters of the question words below
_SHORT_CUES = ("many", "much", "what", "when")


def tells(word: str) -> bool:
    """Whether a folded word is content: not a function word, not a word that only asks."""
    return not (
        word in cues.ASKING
        or word in cues.BARE
        or word in cues.LIGHT_VERBS
        or word in cues.POINTS_BACK
        or word in cues.NEGATIVE
        or is_stopword(word, "nl")
        or is_stopword(word, "en")
    )


def spelt(folded: str) -> str:
    """The folded question with misspelt question words mended ("waneer" -> "wanneer")."""
    mended = []
    for word in folded.split(" "):
        bare = word.strip("?,.!:;")
        near = (
            get_close_matches(bare, _SPELT_CUES, 1, 0.9)
            if len(bare) > 4 and not any(bare.startswith(cue[:-1]) for cue in _SPELT_CUES)
            else []
        )
        near = near or _turned_round(bare)
        mended.append(word.replace(bare, near[0]) if near else word)
    return " ".join(mended)


def _turned_round(word: str) -> list[str]:
    """The short question word that a word has the letters of, in another order ("mnay")."""
    if len(word) != SHORT_CUE or word in _SHORT_CUES:
        return []
    return [cue for cue in _SHORT_CUES if word[0] == cue[0] and sorted(word) == sorted(cue)]


def kind_of(folded: str) -> tuple[Kind, int]:
    """The kind of a folded question, and where its cue ends."""
    for cue in (*phrasings.PHRASES, *cues.PHRASES):
        if found := cue.pattern.search(folded):
            return cue.kind, found.end()
    if cues.YESNO.search(folded) and folded.split(" ")[0] not in cues.NOT_A_VERB:
        return "yesno", 0
    asked = _first_interrogative(folded)
    whereto = asked is not None and folded[: asked[1]].endswith(cues.WHERETO)
    named_later = asked is None or (asked[0] in NAMED_LATER and not _HOW_OR_WHERE.match(folded))
    if named_later and not whereto:
        noun = noun_cue(folded)
        later = noun and asked and asked[0] == "how" and noun[1] > asked[1]
        if later and asked and not _IS_THE.match(folded[asked[1] :]):
            return asked  # "Hoe houdt het loket de wachttijd bij?"
        if noun and (asked is None or _stands_near(folded, asked[1], noun[1])):
            return noun
        if cues.YESNO_LATER.search(folded):
            return "yesno", 0
    return asked or ("fact", 0)


def _first_interrogative(folded: str) -> tuple[Kind, int] | None:
    found = [
        (match.start(), nth, match.end(), cue.kind)
        for nth, cue in enumerate((*phrasings.INTERROGATIVES, *cues.INTERROGATIVES))
        if (match := cue.pattern.search(folded))
    ]
    if not found:
        return None
    _, _, end, kind = min(found)
    return kind, end


def _stands_near(folded: str, asked: int, noun: int) -> bool:
    """Whether a noun that asks stands near the question word, or before it.

    "Wat is het budget" asks for an amount, "wat moet je weten voordat je een budget krijgt" not,
    nor "which desk stayed within budget": "which" has what it asks for just behind it.
    """
    most = NEAR_WORDS * (2 if _IS_THE.match(folded[asked:]) else 1)
    if folded[:asked].endswith(("which", "welk", "welke")):
        most = NEXT_WORDS
    return noun <= asked or len(folded[asked:noun].split()) <= most


def noun_cue(folded: str) -> tuple[Kind, int] | None:
    """The kind that a noun asks for without a question word, and where the noun ends."""
    for cue in (*phrasings.NOUNS, *cues.NOUNS):
        if found := cue.pattern.search(folded):
            return cue.kind, found.end()
    return None


# Behind "welk percentage", before the things it is a share of.
_AFTER_SHARE = re.compile(r"^\s*(?:van (?:de|het|alle|die|deze)?|of (?:the|all)?)\s*")


def focus_of(folded: str, end: int, kind: Kind) -> tuple[str, ...]:
    """The thing asked for: the first content word behind the cue, and what it belongs to.

    "hoeveel | loketten | sloten er" gives the plural alone; after another word ("extra personeel",
    "Dutch offices") the next comes with it.
    """
    rest = folded[end:]
    if kind == "share":
        rest = _AFTER_SHARE.sub("", rest, count=1)
    found: list[str] = []
    for token in tokens(rest):
        if tells(token.text):
            found.append(token.text)
            if len(found) == 2 or token.text.endswith(("en", "s")):
                break
        elif found:
            break
    return tuple(found)


def unit_of(folded: str, kind: Kind) -> str | None:
    """The unit a folded question asks its figure in: "procent", "weken", "page", "day"."""
    if kind == "share":
        return "procent"
    if kind == "number" and cues.PAGE.search(folded):
        return "page"
    if kind == "date" and cues.WHOLE_DATE.search(folded):
        return "day"
    if kind in ("duration", "amount"):
        found = re.search(
            r"(?:hoeveel|how many|how much)\s+(?:\w+\s+)?(seconden?|minuten|minutes|uur|uren|hours"
            r"|dagen|werkdagen|days|weken|weeks|maanden|months|jaar|jaren|years|euro|miljoen"
            r"|million"
            r"|miljard|billion)\b",
            folded,
        )
        return found.group(1) if found else None
    return None


def expected_items(folded: str) -> int | None:
    """How many items a list question says there are: "welke drie", "the five"."""
    for after_question, after_article in _LIST_LENGTH.findall(folded):
        word = after_question or after_article
        value = int(word) if word.isdigit() else cues.NUMBER_WORDS.get(word)
        if value and 1 < value <= 30:
            return value
    return None


def direction_of(folded: str) -> str | None:
    """Whether the question asks for what was "before" or "after" a change."""
    if cues.BEFORE.search(folded):
        return "before"
    return "after" if cues.AFTER.search(folded) else None

"""A claim goes the way the cited words go: denial, rise and fall, limits, order in time.

Axes are pairs of opposites in both languages, each with a sentence it was written for. A claim on
one side of an axis falls where the cited words stand only on the other. Denials are counted, words
that deny by their meaning among them ("gemist" is "niet gehaald"): a claim must deny as the cited
clause does that it speaks of.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from qa.answering.proof.clauses import clause_of, clauses
from qa.figures.tables import MONTHS
from qa.language import fold, tokens
from qa.model import Language

if TYPE_CHECKING:
    from qa.answering.proof import Ground


class Axis(NamedTuple):
    """Two opposite directions as patterns over folded text, with an example of each."""

    up: re.Pattern[str]
    down: re.Pattern[str]
    example_up: str
    example_down: str


def _axis(up: str, down: str, example_up: str, example_down: str) -> Axis:
    return Axis(
        re.compile(rf"\b(?:{up})\b"), re.compile(rf"\b(?:{down})\b"), example_up, example_down
    )


_DATE: Final = rf"(?=(?:de |het |the |in |van |of )?(?:\d|{'|'.join(MONTHS)}))"

AXES: Final[tuple[Axis, ...]] = (
    _axis(r"gestegen|steeg|stegen|stijg\w*|toegenomen|(?:neemt|nam|nemen|namen) \w*? ?toe|toename"
          r"|gegroeid|groei\w*|rose|risen|rising|rises?|increas\w*|grew|grow\w*|went up|climb\w*"
          r"|verdubbel\w*|doubl\w*|uitgebreid|expand\w*",
          r"gedaald|daal\w*|dalen\w*|daling\w*|afgenomen|(?:neemt|nam|nemen|namen) \w*? ?af|afname"
          r"|gekrompen|krimp\w*|fell|fallen|falling|declin\w*|decreas\w*|drop\w*|went down"
          r"|sh?r[aiu]nk\w*|halve(?:er|re)\w*|gehalveerd|halved|ingekrompen|reduced|verminder\w*",
          "Het aantal klachten steeg.", "The number of complaints fell."),
    _axis(r"hogere?|hoogste?|hoger|higher|highest|meer|more|most|meest\w*|groter\w*|grootste?|larger"
          r"|largest|bigger|biggest|greater|greatest|langer\w*|langste?|longer|longest|sneller"
          r"|faster|vaker",
          r"lagere?|laagste?|lower|lowest|minder|less|fewer|fewest|least|minste?|kleiner\w*"
          r"|kleinste?|smaller|smallest|korter\w*|kortste?|shorter|shortest|trager|langzamer|slower",
          "De post kreeg een hoger cijfer.", "The post got a lower mark."),
    _axis(r"beter\w*|beste?|verbeter\w*|better|best|improv\w*|gunstig\w*|voordeel|voordelen"
          r"|advantages?|soepeler",
          r"slechter\w*|slechtste?|verslechter\w*|worse\w*|worst|deteriorat\w*|ongunstig\w*"
          r"|nadeel|nadelen|disadvantages?|drawbacks?|stroever",
          "De dienstverlening werd beter.", "The service got worse."),
    _axis(r"minstens|ten minste|tenminste|minimaal|op zijn minst|at least|no fewer than"
          r"|no less than|(?:een|a) minimum (?:van|of)|niet minder dan",
          r"hoogstens|ten hoogste|maximaal|hooguit|at most|no more than|up to|niet meer dan"
          r"|(?:een|a) maximum (?:van|of)",
          "Minstens tien loketten.", "At most ten desks."),
    _axis(r"ruim|iets meer dan|just over|a little over|meer dan|more than|over (?=\d)",
          r"bijna|krap|nagenoeg|nearly|almost|just under|iets minder dan|minder dan|less than"
          r"|fewer than|nog geen",
          "Ruim 40 klanten.", "Bijna 40 klanten."),
    _axis(rf"vóór|voordat|(?:voor|before) {_DATE}|prior to|before|eerder dan|uiterlijk"
          r"|no later than|voorafgaand|previously|earlier than|tot en met|until",
          rf"nadat|(?:na|after) {_DATE}|after|later dan|later than|vanaf|op zijn vroegst"
          r"|no earlier than|achteraf|afterwards|from (?=\d)",
          "Voor 1 januari 2010.", "After 1 January 2010."),
    _axis(rf"begin {_DATE}|early|start of|aan het begin|beginning of|begonnen|begon|began|begun"
          r"|started|startte|gestart|geopend|opende|opened|open",
          rf"eind {_DATE}|einde|late (?=\d|in)|end of|aan het eind|geeindigd|eindigde|ended|stopte"
          r"|stopped|gestopt|beeindigd|gesloten|sloot|sloten|closed|dicht",
          "Het loket opende in 2009.", "The desk closed in 2009."),
    _axis(r"voldoende|genoeg|sufficient\w*|enough|volledig\w*|compleet|complete|completely|fully",
          r"onvoldoende|insufficient\w*|onvolledig\w*|incomplete\w*|gedeeltelijk\w*|deels|partly"
          r"|partial\w*|tekort\w*",
          "De criteria waren voldoende.", "The criteria were insufficient."),
    _axis(r"tevreden|satisfied|satisfaction|klanttevredenheid|content",
          r"ontevreden|dissatisfied|unsatisfied|dissatisfaction|ontevredenheid",
          "77% was tevreden.", "23 per cent were dissatisfied."),
    _axis(r"alle|allemaal|iedereen|elke?|ieder\w*|altijd|all|every\w*|always|each|both|beide",
          r"geen enkele?|niemand|nooit|none|nobody|never|no one|neither|sommige|enkele|some|few"
          r"|weinig|alleen|slechts|only",
          "Alle gemeenten doen mee.", "Some municipalities take part."),
    _axis(r"veel|vele|many|much|talrijke", r"weinig|few|little|schaarse?",
          "Veel gemeenten doen mee.", "Few municipalities take part."),
    _axis(r"mag|mogen|toegestaan|allowed|permitted|toegankelijk\w*|accessible|mogelijk|possible",
          r"verboden|verbied\w*|verbod|forbidden|prohibited|banned|ontoegankelijk\w*|inaccessible"
          r"|onmogelijk|impossible",
          "Het mag.", "It is forbidden."),
    _axis(r"moet|moeten|verplicht\w*|must|required|obliged?|obligat\w*|mandatory|compulsory",
          r"hoeft|hoeven|vrijwillig\w*|vrijgesteld|optional|voluntary|need not|exempt\w*",
          "Artikel 9 verplicht UWV tot samenwerking.", "Cooperation is voluntary."),
    _axis(r"binnen|within|inside|inclusief|including",
          r"buiten|outside|exclusief|excluding",
          "De mijlpaal viel binnen de afspraak.", "The post fell outside the agreement."),
    _axis(r"eerste?|first|vroegste?|earliest", r"laatste?|last|laatst|final|latest",
          "De eerste mijlpaal.", "The last milestone."),
    _axis(r"gezamenlijk\w*|samen|jointly|together|joint", r"apart|afzonderlijk\w*|separately"
          r"|individually|los van elkaar",
          "Zij bieden het gezamenlijk aan.", "They offer it separately."),
    _axis(r"voordelig\w*|winst|profit|overschot|surplus", r"nadelig\w*|verlies|loss|deficit",
          "Een overschot van 3 miljoen.", "A deficit of 3 million."),
)  # fmt: skip
DENIALS: Final = re.compile(
    r"\b(?:niet|geen|geenszins|nooit|niemand|niets|nergens|evenmin|noch|nauwelijks|not|no|never"
    r"|none|nobody|nothing|nowhere|neither|nor|cannot|hardly|\w+n['’]t"
    r"|gemist\w*|missen|mist|misten|miste|missed|miss|misses|mislukt\w*|mislukken|failed|fails?"
    r"|failing|failure|faal\w*|ontbreekt|ontbreken|ontbrak|ontbraken|lack(?:ed|s|ing)?|missing"
    r"|zonder|without|weiger\w*|geweigerd|refus\w*|verzuim\w*|te laat|too late|late(?! in| 20)"
    r"|delay\w*|vertraagd|unable|onmogelijk|impossible|unclear|onduidelijk\w*|uitgebleven|bleef uit"
    r"|bleven uit|behalve|except|fell short|tekortgeschoten|absent)\b"
)
IDIOMS: Final = re.compile(
    r"\b(?:onder meer|onder andere|zonder meer|meer of minder|more or less)\b"
)
"""Said with the words of a direction, and giving none."""

UNDENYING: Final = re.compile(
    r"\b(?:niet alleen|not only|not just|niet zozeer|al dan niet|whether or not|niettemin|of niet"
    r"|or not|no doubt|niet voor niets|no\.? \d"
    r"|no (?:fewer|less|more|later|earlier) than|niet (?:meer|minder|later|eerder) dan"
    r"|(?:dat wil zeggen|d\.?w\.?z\.?|that is|i\.?e\.?),? (?:niet|not))\b"
)
"""Said with a denial, and denying nothing, or nothing once more."""

TURNING: Final = 3  # of the axes above: those whose opposite says no
_PREFIXES: Final = {"nl": ("on",), "en": ("un", "in", "im", "dis", "ir", "il")}
_SHORTEST_PREFIXED: Final = 4  # letters after the prefix


def turned(claim: str, ground: Ground, language: Language) -> str | None:
    """The words of the claim that turn what is cited; None where it goes the same way."""
    said, cited = _plain(claim), _plain(ground.text)
    if " ".join(said.split()).strip(" .") == " ".join(cited.split()).strip(" ."):
        return None
    clause = clause_of(claim, ground.text)
    for axis in AXES:
        if word := _against(axis, said, cited, _plain(clause)):
            return word
    if word := _prefixed(said, cited):
        return word
    return _denied(claim, ground.text)


def opposed(claim: str, cited: str) -> str | None:
    """The claim's word of change or size where the cited words have its opposite; else None.

    Only rise and fall, more and less, better and worse: what turns a statement into its denial.
    """
    said, ground, clause = _plain(claim), _plain(cited), _plain(clause_of(claim, cited))
    found = (_against(axis, said, ground, clause) for axis in AXES[:TURNING])
    return next(filter(None, found), None)


def _plain(text: str) -> str:
    return IDIOMS.sub(" ", fold(text))


def _against(axis: Axis, said: str, cited: str, clause: str) -> str | None:
    """The claim's word on one side of an axis where the cited words stand on the other."""
    for here, there in ((axis.up, axis.down), (axis.down, axis.up)):
        word, opposite = here.search(said), there.search(said)
        if word is None or opposite is not None:
            continue
        for text in (clause, cited):
            if here.search(text):
                break
            if there.search(text) and _denials(said) % 2 == _denials(text) % 2:
                return word.group()
    return None


def _denials(folded: str) -> int:
    return len(DENIALS.findall(UNDENYING.sub(" ", folded)))


def _denied(claim: str, cited: str) -> str | None:
    """Where the claim denies and the clause it speaks of does not, or the other way round.

    As a whole, or clause by clause of the claim, where each that denies speaks of one clause of the
    cited words.
    """
    word = _denied_in(_plain(claim), _plain(clause_of(claim, cited)))
    if word is None:
        return None
    parts = clauses(claim)
    if len(parts) < 2:
        return word
    for part in parts:
        about = clause_of(part, cited)
        alone = about == cited  # no clause stands out: nothing to lay this one beside
        if (alone and _denials(_plain(part))) or (
            not alone and _denied_in(_plain(part), _plain(about))
        ):
            return word
    return None


def _denied_in(said: str, clause: str) -> str | None:
    mine = _denials(said) % 2
    if mine == _denials(clause) % 2:
        return None
    found = DENIALS.search(said) or DENIALS.search(clause)
    return found.group() if found else None


def _prefixed(said: str, cited: str) -> str | None:
    """A word that says the opposite of a cited one by its prefix: "onbekend" for "bekend"."""
    mine = {token.text for token in tokens(said)}
    theirs = {token.text for token in tokens(cited)}
    for prefixes in _PREFIXES.values():
        for prefix in prefixes:
            for a, b in ((mine, theirs), (theirs, mine)):
                for word in a:
                    base = word.removeprefix(prefix)
                    if base == word or len(base) < _SHORTEST_PREFIXED:
                        continue
                    if base in b and word not in b and base not in a:
                        return word if a is mine else base
    return None

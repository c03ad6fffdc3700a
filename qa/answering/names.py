"""Names of people and bodies in a sentence, told by capitals, initials and role words."""

from __future__ import annotations

import re
from collections.abc import Collection

from qa.answering.cues import ASKING, words
from qa.language import fold, is_stopword
from qa.model import Span

# Words that stand inside a name without a capital: "J.A. van den Bos", "Raad voor de Rechtspraak".
INSIDE_NAME = words("van de den der het voor en of and for the 't ter ten te the")
# ... and those that begin one with a capital: "de leden Van Beek en Ten Cate".
BEGINS_SURNAME = words("van ter ten den")
# No compound is longer: without an end every place in "a-a-a-…" is a beginning of one.
_FRONT = r"[\w-]{0,25}"
# Words that name a person or body by what they are.
ROLES = re.compile(
    r"\b(?:(?:de|het|een|the|an?) (?:[a-z-]{1,25} )?|[a-z-]{1,25}e )?[a-z-]{0,25}"
    r"(?:minister|staatssecretaris|gemeenteraad|gemeenten?"
    r"|college van [a-z ]+?en wethouders|college|burgemeesters?|wethouders?|raad van toezicht|raad"
    r"|commissie|commissaris|inspectie|inspecteur(?:-generaal)?|directie|directeur|bestuur"
    r"|bestuursorgaan|werkgever|werknemer|ouders?|eigenaar|beheerder|aanbieder|leverancier|rechter"
    r"|officier van justitie|verzekeraar|zorgverzekeraar|provincie|departement|ministerie"
    r"|toezichthouder|uitvoerder|uitvoeringsinstellingen|casemanager|consulent|projectleider"
    r"|voorzitter|secretaris|leidinggevenden?|bestuurders?|gedeputeerden?|dijkgraaf|rekenkamer"
    r"|waterschap|rechtbank|kantonrechter|politie|ombudsman|huisarts|opdrachtgever|opdrachtnemer"
    r"|kabinet|regering|aannemer|accountant|ambtenaar|ambtenaren|contactpersoon|contractor"
    r"|supervisor|director|chairman|police|minister|mayor|municipalit(?:y|ies)|council|court"
    r"|employer|employee"
    r"|inspectorate|ministry|board|owner|provider|regulator|authority|parents?|secretary of state)"
    r"(?:s|en)?\b(?: (?:van|voor|of|for) (?:de |het |the )?[A-Z][\w&-]+(?: en [A-Z][\w&-]+"
    r"| [A-Z][\w&-]+)*)?",
)
_WORD = re.compile(r"(?:[A-Z]\.\s?){1,4}|[^\W_][\w'’.&/-]*[\w]|[^\W_]")
# Titles right before a name: "mevrouw prof. dr. A. Kaptein".
TITLES_BEFORE = re.compile(
    r"(?:(?<!\w)(?:[Dd]e heer|[Hh]eer|[Mm]evrouw|[Mm]eneer|[Mm]r|[Dd]rs|[Dd]r|[Ii]r|[Ii]ng|[Pp]rof"
    r"|[Mm]w|[Dd]hr|[Mm]rs|[Mm]s|[Pp]rofessor)\.?\s+)+$"
)
_OFFICE_NOUN = (
    rf"(?:{_FRONT}(?:minister|wethouder|burgemeester|directeur|voorzitter|leider|secretaris|bestuurder"
    r"|rechter|manager|commandant|inspecteur(?:-generaal)?|archivaris)|staatssecretaris|gedeputeerde"
    rf"|dijkgraaf|kapitein{_FRONT}|stuurman|officier van justitie|hoogleraar|vertrouwenspersoon"
    r"|ombudsman|president|portefeuillehouder|adviseur|onderzoeker|mayor|director|chairman|captain"
    r"|alderman|secretary)"
)
_OFFICE_BEFORE = re.compile(
    rf"(?:\b(?:[Dd]e|[Hh]et|[Hh]aar|[Zz]ijn|[Tt]he)\s+(?:[a-z-]+\s+)?{_OFFICE_NOUN}"
    r"(?:\s+[^,;.:()]{1,60})?,\s+"
    rf"(?:{_OFFICE_NOUN}\s+)?|\b{_OFFICE_NOUN}\s+)$"
)
_OFFICE_BEHIND = re.compile(
    r",\s+(?!(?:die|dat|wie|waar\w*|en|of|maar|om|terwijl|who|which|and|but|nadat|omdat)\b)"
    rf"(?:(?:de|het|een|the|a)\s+)?(?:[a-z][\w-]+\s+)?(?:{_OFFICE_NOUN}|hoofd|head|lid|member"
    r"|[a-z][\w-]{4,}(?=\s+(?:te|van|bij)\s))"
    r"(?:\s+(?:te|van|bij|in|of|at|voor|for)\s+[^,;.:()]{1,50})?(?=[,.;]|\s*$)"
)
_NOUN_PHRASE = r"((?:(?:de|het|een|the|an?)\s+)(?:[a-z-]+(?:e|ige|end|ct)\s+)?([a-z-]{5,}))"
_DOER = re.compile(
    r"\b(?:door|by|(?:lig|berus|rus)t(?:te)?\s+(?:[a-z-]+\s+){0,3}bij|lag\s+(?:[a-z-]+\s+){0,3}bij)"
    rf"\s+{_NOUN_PHRASE}"
)
# What a run of capitalised words may begin with that is no part of the name.
_TITLES = words("mr drs dr ir ing prof mw dhr mevrouw meneer de het een in op bij voor uit")


def names(text: str) -> list[Span]:
    """The names in a text, in order: runs of capitalised words, initials and small words inside.

    The first word of a sentence counts only where it is all capitals or another capital follows.
    """
    runs: list[list[re.Match[str]]] = []
    open_run = False
    for word in _WORD.finditer(text):
        small = fold(word.group()) in INSIDE_NAME
        surname = fold(word.group()) in BEGINS_SURNAME and not _begins_sentence(text, word.start())
        if word.group()[0].isupper() and (open_run or surname or not small):
            joins = runs and open_run and _together(text, runs[-1][-1], word)
            if joins:
                runs[-1].append(word)
            else:
                runs.append([word])
            open_run = True
        elif small and open_run and runs and _together(text, runs[-1][-1], word):
            runs[-1].append(word)
        else:
            open_run = False
    return [span for run in runs if (span := _span(text, run))]


def roles(text: str) -> list[Span]:
    """The people and bodies that a text names by what they are: "de minister van SZW"."""
    return [Span(found.start(), found.end()) for found in ROLES.finditer(text)]


def doers(text: str, prepositions: Collection[str] = ()) -> list[Span]:
    """Those without a name that do what a sentence tells: "bij de direct leidinggevende".

    And those behind one of ``prepositions``: "namens de boeren".
    """
    folded = fold(text)
    found = list(_DOER.finditer(folded))
    if prepositions:
        found += re.finditer(rf"\b(?:{'|'.join(prepositions)})\s+{_NOUN_PHRASE}", folded)
    return [
        Span(each.start(1), each.end(1))
        for each in found
        if not is_stopword(each.group(2), "nl") and not is_stopword(each.group(2), "en")
    ]


def whole_name(text: str, piece: Span) -> Span:
    """The name of which a piece was taken; the piece itself, where it is no part of one."""
    for name in names(text):
        if name.start <= piece.start and piece.end < name.end and text[piece.end] in " -":
            return Span(name.start, name.end)
    return piece


def full_name(text: str, name: Span) -> Span:
    """A person's name with title and office: "mevrouw A. Bos, wethouder te Ede"."""
    start, end = name
    if titles := TITLES_BEFORE.search(text[:start]):
        start = titles.start()
    if office := _OFFICE_BEFORE.search(text[:start]):
        start = office.start()
    if office := _OFFICE_BEHIND.match(text, end):
        end = office.end()
    return Span(start, end)


def _together(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    """Whether nothing stands between two words but a space."""
    return (
        not text[left.end() : right.start()].strip()
        and "\n" not in text[left.end() : right.start()]
    )


def _span(text: str, run: list[re.Match[str]]) -> Span | None:
    """Where the name in a run of words stands; None where the run is no name."""
    while run and fold(run[-1].group()) in INSIDE_NAME:
        run = run[:-1]
    if run and fold(run[0].group().rstrip(".")) in _TITLES:
        run = run[1:]
    if not run:
        return None
    first = run[0]
    if (
        _begins_sentence(text, first.start())
        and len(run) == 1
        and not _is_name_by_itself(first.group())
    ):
        return None
    return Span(first.start(), run[-1].end())


def _begins_sentence(text: str, start: int) -> bool:
    ahead = text[:start].rstrip()
    return not ahead or ahead[-1] in ".:!?"


def _is_name_by_itself(word: str) -> bool:
    """Whether a word at a sentence's start is a name: "UWV", "IWI'er", and not "Gemeenten"."""
    folded = fold(word)
    if folded in ASKING or is_stopword(folded, "nl") or is_stopword(folded, "en"):
        return False
    return sum(char.isupper() for char in word) > 1

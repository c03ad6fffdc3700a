"""The fixed sentences around what is quoted, in the question's language."""

from __future__ import annotations

from qa.answering.cues import Kind
from qa.model import Language

FRAMES: dict[Language, dict[str, str]] = {
    "nl": {
        "yes": "Ja",
        "no": "Nee",
        "differ": "De rapporten geven verschillende waarden: {values}.",
        "otherwise": "Een ander rapport telt anders: {value}.",
        "later_otherwise": "Een later rapport telt anders: {value}.",
        "dated": "{value} ({date})",
        "undated": "{value} (zonder datum)",
        "forecast": "dit is een verwachting of voornemen",
        "evidence": "{title}{date}: “{quote}” {marks}",
        "nearest": "Het dichtstbij komt {title}{date}: “{quote}”",
        "missing_kind": "De rapporten geven geen {kind} bij {focus}{year}.",
        "missing_words": "De rapporten zeggen niets over {words}.",
        "missing_near": "De passages die het dichtst bij de vraag komen, noemen {words} niet.",
        "missing_year": "De rapporten zeggen hierover niets voor {year}.",
        "other_counted": "De rapporten zeggen dit niet van {asked}; ze noemen {told}.",
        "derived": "Afgeleid: {sum}",
        "missing": "Geen zin in de rapporten beantwoordt deze vraag.",
        "unproven": "Wat gevonden werd, kon niet woord voor woord worden bewezen.",
        "taken_out": "Wat door zijn citaat niet werd bewezen, is uit het antwoord gehaald.",
        "newer_version": "Van “{title}” is {cited} geciteerd; {newer} is nieuwer ({report}).",
        "version": "versie {version}",
        "empty": "Er is geen passage om in te zoeken; controleer het filter of de index.",
        "this": "wat gevraagd is",
        "in_year": " in {year}",
        "and": " en ",
    },
    "en": {
        "yes": "Yes",
        "no": "No",
        "differ": "The reports give different values: {values}.",
        "otherwise": "Another report counts differently: {value}.",
        "later_otherwise": "A later report counts differently: {value}.",
        "dated": "{value} ({date})",
        "undated": "{value} (undated)",
        "forecast": "this is a forecast or an intention",
        "evidence": "{title}{date}: “{quote}” {marks}",
        "nearest": "The nearest is {title}{date}: “{quote}”",
        "missing_kind": "The reports give no {kind} for {focus}{year}.",
        "missing_words": "The reports say nothing about {words}.",
        "missing_near": "The passages that come nearest to the question do not mention {words}.",
        "missing_year": "The reports say nothing about this for {year}.",
        "other_counted": "The reports do not say this of {asked}; they mention {told}.",
        "derived": "Derived: {sum}",
        "missing": "No sentence in the reports answers this question.",
        "unproven": "What was found could not be proven word for word.",
        "taken_out": "What its citation did not prove was taken out of the answer.",
        "newer_version": "“{title}” is cited in {cited}; {newer} is newer ({report}).",
        "version": "version {version}",
        "empty": "There is no passage to search; check the filter or the index.",
        "this": "what was asked",
        "in_year": " in {year}",
        "and": " and ",
    },
}

KIND_NAMES: dict[Language, dict[Kind, str]] = {
    "nl": {"number": "aantal", "share": "percentage of aandeel", "amount": "bedrag",
           "duration": "termijn of duur", "mark": "cijfer", "date": "datum", "who": "naam",
           "abbreviation": "verklaring"},
    "en": {"number": "number", "share": "percentage or share", "amount": "amount",
           "duration": "period", "mark": "mark", "date": "date", "who": "name",
           "abbreviation": "explanation"},
}  # fmt: skip


def frame(language: Language, name: str, **values: str) -> str:
    """A fixed sentence of the question's language with its places filled in."""
    return FRAMES[language][name].format(**values)

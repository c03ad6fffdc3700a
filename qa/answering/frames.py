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
        "missing_kind": "De rapporten geven {kind} niet{year}{focus}.",
        "missing_cause": "De rapporten zeggen niet waarom.",
        "missing_age": "De rapporten geven de gevraagde leeftijd niet.",
        "missing_words": "De rapporten noemen {words} niet.",
        "missing_best": "Wat het dichtst bij de vraag komt, noemt {words} niet.",
        "premise": "De vraag gaat uit van iets wat de rapporten niet zeggen.",
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
        "about": " (gevraagd is naar '{focus}')",
        "in_year": " voor {year}",
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
        "missing_kind": "The reports do not give {kind}{year}{focus}.",
        "missing_cause": "The reports do not say why.",
        "missing_age": "The reports do not give the age that is asked.",
        "missing_words": "The reports do not mention {words}.",
        "missing_best": "What comes nearest to the question does not mention {words}.",
        "premise": "The question takes for granted what the reports do not say.",
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
        "about": " (asked of '{focus}')",
        "in_year": " for {year}",
        "and": " and ",
    },
}

KIND_NAMES: dict[Language, dict[Kind, str]] = {
    "nl": {"number": "het gevraagde aantal", "share": "het gevraagde percentage of aandeel",
           "amount": "het gevraagde bedrag", "duration": "de gevraagde termijn of duur",
           "mark": "het gevraagde cijfer", "date": "de gevraagde datum", "who": "de gevraagde naam",
           "abbreviation": "de gevraagde verklaring"},
    "en": {"number": "the number that is asked", "share": "the percentage or share that is asked",
           "amount": "the amount that is asked", "duration": "the period that is asked",
           "mark": "the mark that is asked", "date": "the date that is asked",
           "who": "the name that is asked", "abbreviation": "the explanation that is asked"},
}  # fmt: skip


def frame(language: Language, name: str, **values: str) -> str:
    """A fixed sentence of the question's language with its places filled in."""
    return FRAMES[language][name].format(**values)

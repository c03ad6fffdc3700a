"""What the shell itself says, in Dutch and in English; what answers say stands in ``answering``."""

from __future__ import annotations

from collections.abc import Mapping

from qa.model import Language

MESSAGES: dict[Language, dict[str, str]] = {
    "nl": {
        "hello": "Hallo! Stel een vraag over de rapporten; /help toont wat er verder kan.",
        "thanks": "Graag gedaan. Stel gerust een volgende vraag; /help toont wat er verder kan.",
        "stopped": "Gestopt.",
        "no command": "De opdracht /{name} bestaat niet; er zijn {known}.",
        "nothing asked": "Je hebt nog niets gevraagd.",
        "show what": "Zeg wat je wilt zien: /show 1, of /show RAPPORT:BLADZIJDE.",
        "all reports": "Alle rapporten.",
        "limited": "Alleen rapporten{named}{dated}: {found}.",
        "named": " met ‘{report}’",
        "of year": " uit {first}",
        "of years": " uit {first}-{last}",
        "from year": " vanaf {first}",
        "to year": " tot en met {last}",
        "years twice": "Geef één jaar of één reeks van jaren, zoals /filter 2009-2011.",
        "none fits": "Er zijn geen rapporten{named}{dated}; /reports toont welke er zijn.",
        "new": "Een nieuw gesprek.",
        "help": "Een vraag, in het Nederlands of Engels; of een van deze opdrachten:",
        "keys": "Ctrl-C wist de regel of stopt de vraag; Ctrl-D sluit af.",
        "more": "en nog {}",
        "renewed": "De index is bijgewerkt",
        "added": "erbij",
        "changed": "veranderd",
        "removed": "weg",
    },
    "en": {
        "hello": "Hello! Ask a question about the reports; /help lists what else can be typed.",
        "thanks": "You are welcome. Do ask on; /help lists what else can be typed.",
        "stopped": "Stopped.",
        "no command": "There is no command /{name}; there are {known}.",
        "nothing asked": "Nothing has been asked yet.",
        "show what": "Say what to show: /show 1, or /show REPORT:PAGE.",
        "all reports": "All reports.",
        "limited": "Only reports{named}{dated}: {found}.",
        "named": " with ‘{report}’",
        "of year": " of {first}",
        "of years": " of {first}-{last}",
        "from year": " from {first} on",
        "to year": " up to {last}",
        "years twice": "Give one year or one range of years, as in /filter 2009-2011.",
        "none fits": "There are no reports{named}{dated}; /reports lists what there is.",
        "new": "A new conversation.",
        "help": "A question, in Dutch or English; or one of:",
        "keys": "Ctrl-C clears the line or stops the question; Ctrl-D ends.",
        "more": "and {} more",
        "renewed": "The index was updated",
        "added": "added",
        "changed": "changed",
        "removed": "removed",
    },
}
"""The sentences of the shell; "renewed" and below: how the index changed between two questions."""

HELP: dict[Language, dict[str, tuple[str, str]]] = {
    "nl": {
        "sources": ("", "de woorden waar het laatste antwoord op staat"),
        "show": ("N | RAPPORT[:BLZ]", "een citaat op zijn bladzijde, of een rapport"),
        "reports": ("", "waarover je kunt vragen"),
        "filter": ("[RAPPORT] [JAAR[-JAAR]]", "vraag alleen deze; zonder meer: alle"),
        "new": ("", "vergeet het gesprek tot nu toe"),
        "help": ("", "deze lijst"),
        "quit": ("", "stop (Ctrl-D ook)"),
    },
    "en": {
        "sources": ("", "the words the last answer stands on"),
        "show": ("N | REPORT[:PAGE]", "a citation in its page, or a report"),
        "reports": ("", "what can be asked about"),
        "filter": ("[REPORT] [YEAR[-YEAR]]", "ask only these; bare: all"),
        "new": ("", "forget the conversation so far"),
        "help": ("", "this list"),
        "quit": ("", "end (so does Ctrl-D)"),
    },
}
"""Of each command: its arguments, and one line of help."""

ALIASES: dict[str, tuple[str, Language | None]] = {
    "help": ("help", None),
    "?": ("help", None),
    "hulp": ("help", "nl"),
    "quit": ("quit", None),
    "exit": ("quit", None),
    "stop": ("quit", None),
    "q": ("quit", None),
    "klaar": ("quit", "nl"),
}
"""Lines that are a command without its slash, and the language of those that tell."""

COURTESIES: dict[Language, dict[str, tuple[str, ...]]] = {
    "nl": {
        "hello": ("hallo", "hoi", "hai", "dag", "goedendag", "goedemorgen", "goedemiddag",
                  "goedenavond", "goeiemorgen", "goeiemiddag", "goeienavond"),
        "thanks": ("bedankt", "dank je", "dank je wel", "dankjewel", "dank u", "dank u wel",
                   "dankuwel", "hartelijk dank", "hartelijk bedankt", "heel erg bedankt"),
    },
    "en": {
        "hello": ("hello", "hi", "hey", "good morning", "good afternoon", "good evening"),
        "thanks": ("thanks", "thank you", "thank you very much", "many thanks", "thanks a lot"),
    },
}  # fmt: skip
"""Lines that ask nothing and get one of ``MESSAGES``."""

LONGEST_COURTESY = 80  # characters; a longer line is a question
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set holds (POSIX)


def message(language: Language, key: str, **values: object) -> str:
    """One of the sentences with its places filled in."""
    return MESSAGES[language][key].format(**values)


def courtesy(line: str) -> tuple[Language, str] | None:
    """The language of a line that is a greeting or thanks, and the sentence it gets; else None.

    Of more than one in a row the last counts.

    >>> courtesy("Hoi, dank je wel!"), courtesy("hallo wereld")
    (('nl', 'thanks'), None)
    """
    said = plain(line)
    if len(said) > LONGEST_COURTESY:
        return None
    meant: list[tuple[Language, str, str]] = [
        (language, key, polite)
        for language, kinds in COURTESIES.items()
        for key, lines in kinds.items()
        for polite in lines
        if f"{said} ".startswith((f"{polite} ", f"{polite}.", f"{polite}!"))
    ]
    for language, key, polite in meant:
        rest = said.removeprefix(polite).lstrip(" .!")
        if found := courtesy(rest) if rest else (language, key):
            return found
    return None


def plain(line: str) -> str:
    """A line in lower case, single-spaced, without the signs at its end that ask nothing."""
    return " ".join(line.casefold().replace(",", " ").split()).rstrip(" .!")


def locale_language(environment: Mapping[str, str]) -> Language:
    """The language of the terminal's locale: Dutch where it is Dutch, else English."""
    set_ = next((environment[name] for name in _LOCALES if environment.get(name)), "")
    return "nl" if set_.casefold().startswith("nl") else "en"

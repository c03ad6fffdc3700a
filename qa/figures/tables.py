"""Number words, units, months and the words around figures, as data; entries are folded."""

from __future__ import annotations

from typing import Final

from qa.model import Language


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


UNITS_NL: Final = _words(
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien "
    "zestien zeventien achttien negentien"
)
TENS_NL: Final = _words("twintig dertig veertig vijftig zestig zeventig tachtig negentig")
UNITS_EN: Final = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
TENS_EN: Final = _words("twenty thirty forty fifty sixty seventy eighty ninety")

SCALES: Final[dict[str, float]] = {
    "duizend": 1e3, "thousand": 1e3, "miljoen": 1e6, "mln": 1e6, "mio": 1e6, "million": 1e6,
    "miljard": 1e9, "mld": 1e9, "billion": 1e9, "bn": 1e9, "biljoen": 1e12, "trillion": 1e12,
}  # fmt: skip

# Fractions in words: (share, of how much).
FRACTIONS: Final[dict[Language, dict[str, tuple[float, float]]]] = {
    "nl": {
        "helft": (1, 2), "een derde": (1, 3), "eenderde": (1, 3), "twee derde": (2, 3),
        "tweederde": (2, 3), "een kwart": (1, 4), "kwart": (1, 4), "drie kwart": (3, 4),
        "driekwart": (3, 4), "een vierde": (1, 4), "een vijfde": (1, 5), "eenvijfde": (1, 5),
        "twee vijfde": (2, 5), "drie vijfde": (3, 5), "vier vijfde": (4, 5), "een zesde": (1, 6),
        "een achtste": (1, 8), "een tiende": (1, 10),
    },
    "en": {
        "half": (1, 2), "a third": (1, 3), "one third": (1, 3), "two thirds": (2, 3),
        "a quarter": (1, 4), "one quarter": (1, 4), "three quarters": (3, 4), "a fifth": (1, 5),
        "one fifth": (1, 5), "two fifths": (2, 5), "three fifths": (3, 5), "four fifths": (4, 5),
        "a tenth": (1, 10), "one tenth": (1, 10),
    },
}  # fmt: skip
# A fraction that is an ordinal too ("een derde partij") must be followed by one of these, or end
# its clause.
FRACTION_FOLLOWERS: Final = frozenset(
    _words(
        """
        van deel part of is was zijn waren were
        """
    )
)

PERCENT: Final = ("%", "procent", "percent", "per cent", "pct")
PERCENT_POINTS: Final = ("procentpunten", "procentpunt", "percentage points", "percentage point")
CURRENCIES: Final = ("€", "eur", "euro", "euro's")

# Unit -> (base, how many of the base); a working day is no day.
DURATIONS: Final[dict[str, tuple[str, float]]] = {
    "seconde": ("second", 1), "seconden": ("second", 1), "second": ("second", 1),
    "seconds": ("second", 1), "minuut": ("second", 60), "minuten": ("second", 60),
    "minute": ("second", 60), "minutes": ("second", 60), "uur": ("second", 3600),
    "uren": ("second", 3600), "hour": ("second", 3600), "hours": ("second", 3600),
    "dag": ("day", 1), "dagen": ("day", 1), "day": ("day", 1), "days": ("day", 1),
    "week": ("day", 7), "weken": ("day", 7), "weeks": ("day", 7),
    "werkdag": ("working day", 1), "werkdagen": ("working day", 1),
    "working day": ("working day", 1), "working days": ("working day", 1),
    "business days": ("working day", 1), "workdays": ("working day", 1),
    "dagdeel": ("half day", 1), "dagdelen": ("half day", 1), "half days": ("half day", 1),
    "half-days": ("half day", 1), "half-day sessions": ("half day", 1),
    "maand": ("month", 1), "maanden": ("month", 1), "month": ("month", 1), "months": ("month", 1),
    "kwartaal": ("month", 3), "kwartalen": ("month", 3), "quarters": ("month", 3),
    "jaar": ("month", 12), "jaren": ("month", 12), "year": ("month", 12), "years": ("month", 12),
}  # fmt: skip

MONTHS: Final[dict[str, int]] = {
    "januari": 1, "january": 1, "jan": 1, "februari": 2, "february": 2, "feb": 2, "febr": 2,
    "maart": 3, "march": 3, "mrt": 3, "april": 4, "apr": 4, "mei": 5, "may": 5, "juni": 6,
    "june": 6, "jun": 6, "juli": 7, "july": 7, "jul": 7, "augustus": 8, "august": 8, "aug": 8,
    "september": 9, "sept": 9, "sep": 9, "oktober": 10, "october": 10, "okt": 10, "oct": 10,
    "november": 11, "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip
# A part of a year, in the words that name it: its first and last month.
PARTS_OF_YEAR: Final[dict[str, tuple[int, int]]] = {
    "eerste kwartaal": (1, 3), "1e kwartaal": (1, 3), "first quarter": (1, 3), "q1": (1, 3),
    "tweede kwartaal": (4, 6), "2e kwartaal": (4, 6), "second quarter": (4, 6), "q2": (4, 6),
    "derde kwartaal": (7, 9), "3e kwartaal": (7, 9), "third quarter": (7, 9), "q3": (7, 9),
    "vierde kwartaal": (10, 12), "4e kwartaal": (10, 12), "fourth quarter": (10, 12),
    "q4": (10, 12), "laatste kwartaal": (10, 12), "last quarter": (10, 12),
    "eerste half jaar": (1, 6), "1e half jaar": (1, 6), "1^e half jaar": (1, 6),
    "tweede half jaar": (7, 12), "2e half jaar": (7, 12),
    "eerste helft": (1, 6), "first half": (1, 6), "eerste halfjaar": (1, 6),
    "tweede helft": (7, 12), "second half": (7, 12), "tweede halfjaar": (7, 12),
}  # fmt: skip
# Words that make a date a rough one.
AROUND: Final = (
    "begin", "eind", "einde", "medio", "half", "najaar", "voorjaar", "zomer", "winter", "herfst",
    "lente", "early", "late", "mid", "the end of", "end of", "the beginning of", "spring",
    "summer", "autumn",
)  # fmt: skip

APPROXIMATORS: Final[dict[Language, tuple[str, ...]]] = {
    "nl": (
        "ca.", "ca", "circa", "ongeveer", "ruim", "bijna", "zo'n", "maximaal", "max.", "minimaal",
        "min.", "hooguit", "ten hoogste", "hoogstens", "ten minste", "tenminste", "minstens",
        "meer dan", "minder dan", "rond", "rondom", "naar schatting", "krap", "nagenoeg",
        "vrijwel", "pakweg", "iets meer dan", "iets minder dan",
    ),
    "en": (
        "ca.", "about", "around", "approximately", "approx.", "some", "almost", "nearly", "over",
        "at least", "at most", "up to", "roughly", "more than", "less than", "an estimated",
        "just over", "just under", "a maximum of", "a minimum of",
    ),
}  # fmt: skip

# Words that announce a mark out of ten, and those that follow one.
MARK_WORDS: Final = (
    "rapportcijfer", "rapportcijfers", "cijfer", "cijfers", "waardering", "gewaardeerd", "score",
    "scoort", "scoren", "scoorde", "beoordeeld", "beoordelen", "mark", "marks", "grade", "grades",
    "oordeel", "rating",
    "rated", "scored", "scores", "klanttevredenheid", "tevredenheidscijfer",
)  # fmt: skip

# Names before a number that make it the name of a part or place, not a figure.
REFERENCES: Final = (
    "artikel", "artikelen", "art.", "article", "lid", "paragraaf", "par.", "paragrafen", "section",
    "hoofdstuk", "hoofdstukken", "chapter", "bijlage", "bijlagen", "annex", "appendix", "tabel",
    "table", "figuur", "figure", "fig.", "grafiek", "kader", "box", "noot", "voetnoot", "note",
    "fase", "fasen", "phase", "stap", "step", "mijlpaal", "milestone", "punt", "vraag", "question",
    "nr.", "nrs.", "nr", "nummer", "number", "no.", "pagina", "page", "blz.", "p.", "pp.", "deel",
    "part", "versie", "version", "niveau", "level", "route", "groep", "categorie", "categorieen",
    "aanbeveling", "recommendation", "kenmerk", "zaaknummer", "dossier", "kst", "stb.", "stcrt.",
    "nota", "onderdeel", "tabellen", "figuren", "mijlpalen", "bijlage(n)", "vragen", "schaal",
    "postbus", "ref.", "ref", "telefoon",
)  # fmt: skip

# Before four digits these make a year of them, whatever follows.
YEAR_PREPOSITIONS: Final = frozenset(
    _words(
        """
        in sinds vanaf jaar eind begin medio since year by during jaarplan jaarverslag begroting
        """
    )
)

# Behind four digits these are counted or measured, so that the digits are no year.
YEAR_NOUNS: Final = frozenset(
    _words(
        """
        klanten burgers mensen personen inwoners leerlingen studenten werknemers werkgevers
        bedrijven gemeenten huishoudens uitkeringen woningen banen vacatures meldingen klachten
        aanvragen respondenten clienten kinderen jongeren ouderen clients people persons
        households customers citizens jobs complaints applications respondents children
        municipalities pupils students euro eur miljoen miljard million billion procent percent
        uur uren hours fte ha km kg ton dagen days weken weeks maanden months exemplaren stuks
        gevallen dossiers zaken cases kilometer
        """
    )
)

# Adjectives without -e, which Dutch nouns follow all the same.
BARE_ADJECTIVES: Final = frozenset(
    _words(
        """
        eigen open verschillend speciaal extra ruim halve hele
        """
    )
)
# English nouns that are counted without -s.
BARE_PLURALS: Final = frozenset(
    _words(
        """
        people staff men women children fte data criteria media
        """
    )
)
# Number words that are verbs too ("de inspectie acht dit juist"): they need something to count.
VERBS: Final = frozenset(("acht",))
# Words behind a figure that are no nouns, besides the stop words.
NO_NOUNS: Final = frozenset(("respectievelijk", "respectively", "resp"))

"""What gives away the kind of a question: Dutch and English words and phrases, as tables.

Every pattern is matched against the folded question (lower case, accents off). Each row carries
the question it was written for; tests/test_question.py asks every one of them.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Kind = Literal[
    "number",
    "share",
    "amount",
    "duration",
    "mark",
    "date",
    "who",
    "list",
    "definition",
    "abbreviation",
    "why",
    "yesno",
    "comparison",
    "source",
    "where",
    "how",
    "fact",
]

FIGURE_KINDS: frozenset[Kind] = frozenset({"number", "share", "amount", "duration", "mark"})
SHORT_KINDS: frozenset[Kind] = FIGURE_KINDS | {"date", "who", "abbreviation"}


def words(text: str) -> frozenset[str]:
    """The words of a table written as running text."""
    return frozenset(text.split())


class Cue(NamedTuple):
    """A pattern that gives a question's kind away, and a question that holds it."""

    kind: Kind
    pattern: re.Pattern[str]
    example: str


def rows_of(*rows: tuple[Kind, str, str]) -> tuple[Cue, ...]:
    """A table of cues: kind, pattern and example, a row each."""
    return tuple(Cue(kind, re.compile(pattern), example) for kind, pattern, example in rows)


_NUMBER_WORD = (
    r"(?:\d{1,2}|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien"
    r"|vijftien|zestien|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
    r"|fourteen|fifteen|sixteen)"
)
BODY = (
    r"\w*(?:organisaties?|instanties?|ministeries?|ministers?|gemeenten?|partij(?:en)?|bureaus?"
    r"|diensten|dienst|instelling(?:en)?|departement(?:en)?|bedrij(?:f|ven)|institu(?:ut|ten)"
    r"|stichting(?:en)?|commissies?|toezichthouders?|orga(?:an|nen)|directies?|team|rechtbank"
    r"|universiteit|hogeschool|inspecties?|functionaris(?:sen)?|personen|persoon|mensen|ouders"
    r"|landen|land|provincies?|rol|deskundigen?|overheden|overheid"
    r"|bod(?:y|ies)|ministr(?:y|ies)|agenc(?:y|ies)|organi[sz]ations?|institut(?:e|ion)s?"
    r"|departments?|municipalit(?:y|ies)|compan(?:y|ies)|authorit(?:y|ies)|foundations?"
    r"|committees?|inspectorates?|officials?|countr(?:y|ies)|part(?:y|ies)|regulators?|province"
    r"|universit(?:y|ies)|directorates?|associations?|person|people|(?:water )?boards?|councils?"
    r"|courts?|tribunals?|contractors?|suppliers?|manufacturers?|operators?|unions?|firms?"
    r"|waterschap(?:pen)?|corporaties?|fabrikant(?:en)?|leveranciers?|aannemers?|vakbond(?:en)?)"
)
_UNIT_OF_TIME = (
    r"(?:tijd|seconden?|minu(?:ut|ten)|uur|uren|dag(?:en)?|werkdagen|we(?:ek|ken)|maand(?:en)?"
    r"|ja(?:ar|ren)|time|seconds?|minutes?|hours?|(?:working )?days?|weeks?|months?|years?)"
)

# What is spent may be time or attention, and paid may be work: no money is asked then.
# Looked for at a question word only: at every word of a long question it would take seconds.
NO_TIME = (
    r"(?<![^ ])(?=(?:hoeveel|wat|how much|what) )"
    r"(?!.*\b(?:tijd|uren|uur|dagen|weken|maanden|aandacht|energie|time|hours|days|weeks|months"
    r"|attention|number of)\b)"
)

# What is asked in so many words. Looked for in this order; the first that is found decides.
PHRASES: tuple[Cue, ...] = rows_of(
    ("abbreviation", r"\bwaar staa(?:t|n)\b.{1,60}\bvoor\b", "Waar staat de afkorting BKR voor?"),
    ("abbreviation", r"\bstands? for\b", "What does BKR stand for?"),
    ("abbreviation", r"\bafkorting(?:en)?\b|\bvoluit\b", "Wat is BKR voluit?"),
    ("abbreviation", r"\b(?:abbreviation|acronym)\b",
     "Which acronym is used for the credit office?"),
    ("abbreviation", r"\b(?:volledige naam|full name) (?:van|of)\b", "the full name of the BKR?"),
    ("list", rf"\b(?:welke|which) {_NUMBER_WORD} (?!jaar|years?|procent|per ?cent)(?=\w)",
     "Met welke drie loketten werd Ede vergeleken?"),
    ("source", r"\b(?:welke|which|what) (?:bron|source)\b", "Uit welke bron komt dat cijfer?"),
    ("source", r"\bwaar komt (?:dat|dit|het) .{0,30}vandaan\b", "Waar komt dat getal vandaan?"),
    ("source", r"\bwhere (?:does|do|did) (?:that|this|the) .{0,30}come from\b",
     "Where does that figure come from?"),
    ("why", r"\bhoe (?:kan|komt) het dat\b", "Hoe komt het dat de proef stopte?"),
    ("why", r"\b(?:welke|wat (?:is|was|zijn|waren) de) (?:\w+e )?"
     r"(?:reden(?:en)?|oorza(?:ak|ken)|verklaring(?:en)?|aanleiding)\b",
     "Wat was de belangrijkste reden om de proef te stoppen?"),
    ("why", r"\bwhat (?:is|was|were|are) the (?:\w+ )?(?:reasons?|causes?|explanations?)\b"
     r"|\bwhat caused\b|\b(?:for )?what reason", "What was the main reason for the trial to stop?"),
    ("share", r"\bhoeveel (?:is|zijn|was|waren) .{0,30}\bin (?:procent(?:en)?|percentages?)\b"
     r"|\bhow (?:much|many) (?:is|are|was|were) .{0,30}\bin (?:per ?cent|percentages?)\b",
     "Hoeveel is dat in procenten?"),
    ("amount", r"\bin (?:(?:miljoenen|duizenden|millions of|thousands of) )?euro'?s?\s*\??$",
     "Wat is er in totaal aan boetes opgelegd, in euro's?"),
    ("definition", r"\b(?:wat|hoe) (?:verstaat|verstaan|bedoelt|bedoelen|bedoelde) (?=\w)"
     r"|\b(?:wat|hoe) wordt .{1,80}\b(?:verstaan|bedoeld|gedefinieerd)\b"
     r"|\bwat (?:betekent|betekenen) (?!dit|dat|deze|die|het voor|de \w+ voor)"
     r"(?:de |het |een )?[^ ]+ ?\??$"
     r"|\bwhat\b.{1,60}\bmeant by\b|\bwhat (?:does|do|did) (?!this|that|it)\w.{0,60} mean\b"
     r"(?! (?:for|to|in)\b)",
     "Wat verstaat de gemeente onder wachttijd?"),
    ("definition", r"^(?:wat|what) (?:is|zijn|are) (?:een|a|an) ['\"‘“]?[\w-]+['\"’”]?\s*\?*$",
     "Wat is een termijn?"),
    ("comparison", r"\b(?:verschil(?:len)?|difference(?:s)?) .{0,30}(?:tussen|between)\b",
     "Wat is het verschil tussen een baliebezoek en een huisbezoek?"),
    ("comparison", r"\b(?:waarin|how|hoe) .{0,60}(?:verschilt|verschillen|differ(?:s|ed)?)\b"
     r"|\bwaarin verschil", "How do the two offices differ?"),
    ("comparison", r"\b(?:vergeleken met|in vergelijking met|compared (?:to|with)|vergeleek|versus"
     r"|vs)\b", "Hoe scoort Tiel vergeleken met Ede?"),
    ("comparison", r"\b(?:veranderd?e?n?|ontwikkeld?e?|gewijzigd|changed?|develop(?:ed)?)\b.{0,90}"
     r"\b(?:tussen|between|sinds|since|van|from)\b",
     "Hoe is het aantal loketten veranderd tussen 2004 en 2007?"),
    ("comparison", r"\bhow did\b.{1,90}\bgo from\b.{1,20}\bto\b",
     "How did the number of desks go from 2004 to 2007?"),
)  # fmt: skip

# Question words, alone or with the noun they ask for. The earliest in the question decides; of
# several at one place the first row that fits.
INTERROGATIVES: tuple[Cue, ...] = rows_of(
    ("why", r"\b(?:waarom|waardoor|hoezo|waaraan lag|waaraan ligt|waarvoor dient)\b",
     "Waarom stopte de proef?"),
    ("why", r"\b(?:why|how come)\b", "Why did the trial stop?"),
    ("definition", r"(?<!sinds )(?<!vanaf )(?<!per )\bwanneer (?:heet|heten|geldt|gelden|telt"
     r"|tellen|spreekt|spreken|noemt|noemen|is er sprake)\b"
     r"|\bwhen (?:is|are|does|do) .{1,60}\b(?:counts?|counted|calls?|called"
     r"|considered|regarded|qualif(?:y|ies))\b", "Wanneer geldt een loket als vol?"),
    ("date", r"\b(?:wanneer|when)\b", "Wanneer opende het loket?"),
    ("date", r"\b(?:welke?|wat is de|what|which) (?:\w+ )?(?:\w*datum|jaar|jaren|maand|dag|date"
     r"|year|month|day)\b", "In welk jaar opende het loket?"),
    ("share", r"\b(?:hoeveel|how many|how much|wat|what) (?:procent\b|per ?cent\b|%)",
     "Hoeveel procent van de bezoekers kwam terug?"),
    ("share", r"\b(?:welke?|what|which) (?:\w+ )?(?:percentage|deel|aandeel|gedeelte|share"
     r"|proportion"
     r"|fraction|part)\b", "What share of visitors returned?"),
    ("amount", r"\b(?:hoeveel|how much|how many) (?:\w+ )?(?:euro|geld|miljoen|miljard|money"
     r"|million"
     r"|billion)s?\b", "Hoeveel euro kostte het loket?"),
    ("amount", r"\b(?:welke?|what|which) (?:\w+ )?(?:\w*bedrag|amount|budget|prijs|price|kosten"
     r"|costs?|fine|boete)\b", "Welk bedrag is uitgetrokken voor het loket?"),
    ("amount", r"\b(?:wat|hoeveel) (?:kost(?:te|en|ten)?)\b|\bhoe duur\b|\bhow expensive\b"
     r"|\bwhat (?:do|does|did|will|would) .{1,80}\b(?:cost|earn|pay(?! attention)|charge)\b",
     "Wat kostte het loket?"),
    ("amount", rf"{NO_TIME}(?:\bhoeveel (?:gaf|gaven|geeft|geven) .{{1,80}}\buit\b"
     r"|\bhoeveel (?:is|zijn|was|werd|wordt|had|heeft|hebben) .{0,80}\b(?:uitgegeven|besteed"
     r"|begroot|geraamd|geinvesteerd|betaald(?! werk| door werk)|bezuinigd|bespaard|uitgetrokken"
     r"|vrijgemaakt)\b|\bwat (?:is|was|werd|wordt) .{0,80}\b(?:begroot|uitgegeven|besteed)\b)",
     "Hoeveel gaf de gemeente uit aan het loket?"),
    ("amount", rf"{NO_TIME}(?:\bhow much (?:did|does|do|is|was|were|has|have|had|will) .{{1,80}}"
     r"\b(?:spen[dt]|invest(?:ed)?|pay|paid|budgeted|saved?|cost|set aside)\b"
     r"|\bwhat (?:is|was|were) .{0,80}\b(?:budgeted|spent)\b)",
     "How much did the town spend on the desk?"),
    ("duration", rf"\b(?:hoeveel|how many|how much) (?:\w+ )?{_UNIT_OF_TIME}\b",
     "Binnen hoeveel weken volgt een besluit?"),
    ("duration", r"\b(?:hoe ?lang|how long|hoe (?:snel|vlug)|how (?:quickly|fast|soon))\b",
     "Hoe lang duurt een intake?"),
    ("duration", r"\b(?:welke|what|which) (?:\w+ )?(?:termijn|duur|duration|time limit)\b"
     r"|\b(?:binnen|within) (?:welke|what|which) (?:periode|period)\b",
     "Binnen welke termijn volgt een besluit?"),
    ("date", r"\b(?:welke|what|which) (?:\w+ )?(?:periode|period|tijdvak)\b",
     "Over welke periode gaat het onderzoek?"),
    ("mark", r"\b(?:welke?|wat|what|which|hoe) (?:\w+ ){0,2}"
     r"(?:(?!index|streef|kern|ken)\w*cijfers?|marks?|grades?"
     r"|score[snd]?"
     r"|scoorden?|scoort|rating)\b", "Welk cijfer gaven de bezoekers het loket?"),
    ("mark", r"\b(?:wat|what) (?:is|was|were|waren) (?:de|het|the) (?:\w+ )?\w*(?:tevredenheid"
     r"|waardering|satisfaction)\b", "Wat was de klanttevredenheid in 2007?"),
    ("number", r"\b(?:welke|which|what) (?:pagina|bladzijde|page)\b|\bhoever\b",
     "Op welke pagina begint het hoofdstuk?"),
    ("number", r"\b(?:out of )?(?:hoeveel(?:ste)?|how many|how much|how often|hoe ?vaak)\b",
     "Hoeveel loketten zijn er?"),
    ("number", r"\bhoe (?:groot|hoog|oud|ver|zwaar|breed|nauwkeurig)\b"
     r"|\bhow (?:large|big|high|old|far|great|heavy|accurate)\b", "Hoe hoog is de vergoeding?"),
    ("list", r"^(?:noem|geef|list|name|enumerate|give)\b", "Noem de taken van het loket."),
    ("list", rf"\b(?:welke|which|what|wat zijn de|what are the) {_NUMBER_WORD} (?=\w)",
     "Welke drie taken heeft het loket?"),
    ("list", r"\b(?:wat zijn de|what are the)\b", "Wat zijn de taken van het loket?"),
    ("definition", r"\bwie (?:rekent|rekenen|rekende|telt|tellen|valt|vallen) .{1,60}"
     r"\b(?:tot|onder|als|mee)\b|\bwie (?:telt|tellen|geldt|gelden) (?:als|mee)\b",
     "Wie rekent de gemeente tot de vaste bezoekers?"),
    ("who", r"\b(?:wie|wiens|who|whom|whose)\b", "Wie leidde het loket?"),
    ("who", rf"\b(?:welke?|which|what) (?!do |does |did |is |are |was |were |can |must |should )"
     rf"(?:\w+ )?{BODY}\b", "Welke organisatie leidde het loket?"),
    ("list", r"\bwelke (?:\w+e )?(?!reden|regeling|uitkering)\w{3,}(?:en|'?s)\b",
     "Welke soorten loketten zijn er?"),
    ("list", r"\b(?:which|what) (?:\w+ )?(?!is |was |does |has )\w{3,}[^s\W]s (?=are|were|have"
     r"|do|did"
     r"|must|can|should|may|will|would|in |of |for |on |that |help)",
     "Which kinds of desk are there?"),
    ("definition", r"\bwat (?:wordt|word|verstaat|verstaan|bedoelt|bedoelen|houdt|behelst|betekent"
     r"|betekende)\b", "Wat wordt verstaan onder een loketfunctie?"),
    ("definition", r"\bwhat\b.{1,60}\bmeant by\b|\bwhat (?:counts|qualifies) as\b"
     r"|\bwhat does .{1,60} mean\b", "What is meant by a desk function?"),
    ("definition", r"\b(?:wat|what) (?:is|was|zijn|waren|are|were) (?:(?:de|het|een|the|a|an) )?"
     r"['\"‘“]\w", "Wat is het 'loketmodel' bij de gemeente?"),
    ("definition", r"[:,?] (?:wat is (?:het|dat)|what is (?:it|that))\b",
     "loketfunctie: wat is dat precies?"),
    ("definition", r"\b(?:wat wil|wat betekent) .{1,60}\bzeggen\b"
     r"|\b(?:wat telt|what counts) (?:als|as)\b",
     "Wat wil een dicht loket zeggen?"),
    ("definition", r"\bhoe (?:heet|heten|noemt|noemen|noemde|wordt .{1,60}\b(?:genoemd"
     r"|omschreven|gedefinieerd))\b|\bhow (?:is|are|does|do) .{1,60}"
     r"\b(?:called|defined?|describe[sd]?)\b",
     "Hoe heet het loket zonder afspraak?"),
    ("list", r"^(?:wat zijn|what are) (?!de |het |the |een |a )(?:\w+e )?\w{3,}(?:en|s)\b",
     "Wat zijn redenen om een loket te sluiten?"),
    ("definition", r"^(?:wat|what) (?:is|zijn|are)(?: (?:een|a|an))?(?= (?!de |het "
     r"|the )['\"‘“]?\w)",
     "Wat is een loketfunctie bij de gemeente?"),
    ("definition", r"^(?:wat|what) (?:is|zijn|are) (?:de|het"
     r"|the) ['\"‘“]?[\w-]+(?: [\w-]+)?['\"’”]?"
     r"\s*\??$", "Wat is de loketfunctie?"),
    ("where", r"\b(?:waar|where)\b", "Waar staat het loket?"),
    ("how", r"\b(?:op welke (?:wijze|manier)|in what way|hoe|how)\b", "Hoe werkt het loket?"),
    ("fact", r"\b(?:wat|what|welke?|which|waar\w+)\b", "Wat doet het loket?"),
)  # fmt: skip

# What asks where something goes or comes from, whatever figure it is: "Waarvoor is dat bedrag?".
WHERETO = ("waarvoor", "waaraan", "waaruit", "waarover", "waartoe", "waarmee")

# Nouns that ask without a question word: telegram style, or behind a weak "wat is" / "what is".
NOUNS: tuple[Cue, ...] = rows_of(
    ("why", r"^(?:\w+e )?(?:reden(?:en)?|oorza(?:ak|ken)|reasons?|causes?)\b",
     "reden sluiting loket"),
    ("definition", r"\b(?:definitie|definition|betekenis|meaning|meant by|betekent)\b",
     "loketfunctie betekenis?"),
    ("date", r"\b\w*(?:datum|deadline|jaartal)\b|(?<!\bper )(?<!\ba )(?<!\beach )(?<!\bevery )"
     r"\b(?:date|year)\s*\??$", "streefdatum nieuw loket Ede"),
    ("share", r"\b\w*(?:percentage|aandeel)\b|(?<!\d )(?<!\d)\b(?:procent(?:en)?|per ?cent)\b"
     r"|(?<!\d)(?<!\d )%",
     "percentage bezoekers dat terugkwam"),
    ("duration", r"\b\w*(?:doorlooptijd|wachttijd|reactietijd|levertijd|termijn|duur|duration)\b",
     "gemiddelde wachttijd loket Ede"),
    ("amount", r"\b\w*(?:bedrag|budget|kosten|uitgaven|omzet|prijs|tarief|salaris|opbrengst)\b"
     r"|\b(?:costs?|spending|expenditure|price|fee|salary|amount(?! of))\b",
     "totale kosten nieuw loket Ede"),
    ("mark", r"\b(?:rapportcijfer|cijfer|mark|grade|score|rating)\b", "rapportcijfer loket Ede"),
    ("number", r"\b(?:aantal(?:len)?|number of|totaal|total|hoeveelheid)\b",
     "aantal loketten Ede 2007"),
    ("number", r"\b\w*(?:leeftijd|drempel|grens|plafond|maximum|minimum|gemiddelde?|(?<!\be)norm"
     r"|caseload|omvang|frequentie|limiet)\b"
     r"|\b(?:age|threshold|ceiling|max|min|average|avg|rate|frequency|limit)\b",
     "minimum leeftijd loket Ede"),
)  # fmt: skip

# A question that begins with its verb asks yes or no; in Dutch what follows the verb tells it.
YESNO = re.compile(
    r"^(?:en |and |maar |but )?(?:klopt het|is it true"
    r"|(?:do|does|did|is|are|was|were|has|have|had|can|could|may|must|should|will|would)(?:n't)? \w"
    r"|[a-z'-]{2,18} (?:de|het|een|er|je|ik|jij|u|wij|we|ze|zij|hij|dit|dat|die|deze|alle|elke|ook"
    r"|mijn|onze|hun|iedere|ieder|sommige|veel|the|there|a)\b"
    r"|(?:is|zijn|was|waren|heeft|hebben|had|hadden|kan|kunnen|kon|konden|mag|mogen|mocht|moet"
    r"|moeten|moest|moesten|wordt|worden|werd|werden|gaat|gaan|ging|geldt|gelden|bestaat|bestaan"
    r"|valt|vallen|wil|willen|zal|zullen|zou|zouden|krijgt|krijgen|kreeg|kregen|doet|doen|deed) \w)"
)
# ... and so does a telegram that ends or goes on with one of these.
YESNO_LATER = re.compile(
    r"[,:.–-] (?:mag|mogen|kan|kunnen|moet|moeten|wordt|worden|is|zijn|heeft|does|do|did|can|may"
    r"|must|is|are)\b(?! (?:hoe|wat|wie))|\b(?:toegestaan|ok|oke|verplicht|yes/no|ja of nee"
    r"|yes or no"
    r"|allowed|mandatory|permitted|forbidden|compulsory|legal"
    r"|(?:bestaat|mag|kan) (?:die|dat|het))\s*\??$"
)
# A first word of these is no verb.
NOT_A_VERB = words(
    "wat wie waar wanneer waarom hoe hoeveel welk welke what who where when why how which in op bij"
    " van voor door met uit aan over na naar om onder per tegen tijdens tot tussen via volgens"
    " binnen vanaf sinds behalve naast zonder by from at on for of to with within since until"
    " after before under de het een the aantal noem geef list name if als toen terwijl ik my mijn"
    " i"
)

# Words of a question that ask and do not tell: never looked for in the text.
ASKING = words(
    "wat wie waar wanneer waarom waardoor hoe hoeveel hoeveelste welk welke what who whom"
    " whose where"
    " when why how which many much noem geef list name tell vertel leg uit precies exactly volgens"
    " according graag please moet je weet know klopt vraag question eigenlijk staat stand stands"
    " bedoeld meant mean means betekent verstaan verstaat wordt does did done bedoelt houdt"
    " zegt say"
    " says zit gaat komt heet rapport rapporten report reports aantal number percentage"
    " procent procenten percent hoeveelheid"
    " total totaal in total meaning betekenis define"
)

# Verbs that a question has for its grammar's sake: a text need not have them to answer it.
LIGHT_VERBS = words(
    "tel telt telde telden tellen kreeg kregen krijgt krijgen kwam kwamen kom komt komen gaf gaven"
    " geeft geven nam namen neemt nemen blijk blijkt bleek bleken blijken stond stonden staan zat"
    " zaten zitten lag lagen ligt liggen hield hielden houden bracht brachten brengt brengen liet"
    " lieten vormt vormen vormde get gets got give gives gave given take takes took taken make"
    " makes made go goes went gone come comes came put keep keeps kept let show shows showed shown"
)

NEGATIVE = words(
    "niet geen nooit niemand nergens zonder evenmin nauwelijks not no never none nobody"
    " without neither"
    " cannot missen mist miste misten gemist miss missed misses mislukt mislukte mislukten"
    " fail fails"
    " failed weigerde weigerden refused unable niet-"
)

BEFORE = re.compile(
    r"\b(?:daarvoor|voorheen|eerder|vroeger|ervoor|aanvankelijk|oorspronkelijk|eerst|before|earlier"
    r"|previously|initially|originally|formerly|from (?:how|what) (?:many|much|number|level))\b"
)
WHOLE_DATE = re.compile(r"\b\w*(?:datum|date|dag|day)\b")
PAGE = re.compile(r"\b(?:welke|which|what) (?:pagina|bladzijde|page)\b")
AFTER = re.compile(
    r"\b(?:daarna|erna|nadien|nu|inmiddels|uiteindelijk|nieuwe|afterwards|later|now|new"
    r"|eventually|to (?:how|what) (?:many|much|number|level|amount|percentage)"
    r"|(?:naar|tot) (?:hoeveel|welk))\b"
)
TOTAL = re.compile(r"\b(?:out of|in total|in totaal|van de hoeveel|op hoeveel)\b")
LATEST = re.compile(r"\b(?:laatste|meest recente|nieuwste|recentste|latest|most recent|newest"
 r"|current"
                    r"|huidige|nu nog|nog steeds|still)\b")  # fmt: skip
AGREEMENT = re.compile(
    r"\b(?:eens|oneens|overeen|tegenstrijdig|tegenspreken|spreken elkaar tegen|agree|disagree"
    r"|contradict|verschillen de rapporten|reports differ|het ene .{1,60} het andere"
    r"|one .{1,60} the other)\b"
)

# Words that stand for something said before, or named elsewhere in the question …
POINTS_BACK = words(
    "dat die dit deze daarvan daarvoor daarover daarbij daarna daarmee daarin daaraan daarop"
    " daardoor ervan ervoor erover erin ertegen eraan erop erbij ermee erna eronder eruit hiervan"
    " hiervoor hierover daar toen ze zij hun hen hem haar het er that this those these it its they"
    " them their there he she his"
)
# … and those that only ask.
BARE = words(
    "waarom wanneer hoeveel hoezo wie waar hoe why when who where how which welke precies exactly"
    " totaal total dan then ook too also zo so one ones"
)
NUMBER_WORDS: dict[str, int] = {
    word: value
    for row in (
        """nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien
        vijftien zestien zeventien achttien negentien twintig""",
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty""",
    )
    for value, word in enumerate(row.split())
}

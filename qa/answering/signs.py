"""What gives away an answer: the words and phrases by which a sentence defines, explains, names.

Tables, Dutch and English; each row carries the sentence it was written for, and
tests/test_answering_signs.py looks for the sign in it. Patterns are matched against folded text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from qa.answering.cues import words


class Sign(NamedTuple):
    """A pattern, on which side of it the answer stands, and an example.

    ``side`` is "after" ("omdat …"), "before" (in the sentence before: "Daarom …"), "around" (the
    sentence itself) or "purpose" (after it, where that tells what for: "om … te").
    """

    pattern: re.Pattern[str]
    side: str
    example: str


def signs_of(*rows: tuple[str, str, str]) -> tuple[Sign, ...]:
    """The rows of a table with their patterns compiled."""
    return tuple(Sign(re.compile(pattern), side, example) for pattern, side, example in rows)


# By what means a thing is done: "met behulp van een lijst", "door de dagen te tellen".
MEANS = re.compile(
    r"\b(?:door middel van|met behulp van|aan de hand van|op basis van|via|middels|by means of"
    r"|using|through|on the basis of|with the help of"
    r"|op (?:deze|die|een) (?:\w+ )?(?:wijze|manier))\b"
    r"|\bdoor (?:[^ ,;.]+ ){0,12}te [^ ,;.]+en\b|\bby \w+ing\b"
)

DEFINITIONS: tuple[Sign, ...] = signs_of(
    (r"\b(?:geldt|gelden|telt|tellen) .{1,60}\b(?:als|wanneer|indien)\b"
     r"|\b(?:heet|heten|noem(?:en|t) (?:wij|we)?) .{1,60}\b(?:als|wanneer|indien)\b"
     r"|\bis sprake (?:wanneer|indien|als)\b|\bvan .{1,60}\bis sprake\b", "around",
     "Een loket geldt als vol wanneer er tien mensen wachten."),
    (r"\b(?:wordt|worden) (?:\w+ )?verstaan\b|\bverstaan (?:we|wij|wordt)\b|\bverstaat\b", "around",
     "Onder een loketfunctie wordt verstaan: een balie voor alle vragen."),
    (r"\bbetekent\b|\bbetekenen\b|\bhoudt in\b|\bhoudt .{0,20}\bin dat\b|\bbehelst\b", "after",
     "Integraal werken betekent dat één medewerker alles regelt."),
    (r"\b(?:dat wil zeggen|d\.w\.z\.|oftewel|ofwel|met andere woorden)", "after",
     "De proef liep kolomsgewijs, dat wil zeggen per organisatie."),
    (r"\b(?:wordt|worden) (?:\w+ )?(?:gedefinieerd|omschreven|bedoeld|aangeduid"
     r"|genoemd)\b", "around",
     "Een klant wordt omschreven als iemand die hulp vraagt."),
    (r"\b(?:wordt|worden) (?:[\w-]+ ){1,7}genoemd\b|\bsta(?:at|an) bekend als\b|\bheet (?:een|de"
     r"|het)\b|\b(?:is|are) (?:known|referred to) as\b", "around",
     "Een balie zonder wachtrij wordt in Ede een snelloket genoemd."),
    (r"\b(?:bedoelen|bedoelt) (?:wij|we|men|de \w+)\b|\b(?:is|zijn) bedoeld (?:als|om|voor)\b"
     r"|\b(?:gaat|gaan) over de vraag\b", "around",
     "Met een loketfunctie bedoelen wij een balie voor alle vragen."),
    (r"^onder .{1,80}\b(?:valt|vallen)\b", "around",
     "Onder de loketfunctie vallen de balie en de telefoon."),
    (r"\b(?:wordt gesproken van|spreken (?:we|wij) van|ook wel .{1,60}\bgenoemd\b"
     r"|de zogenoemde|een zogenoemde|zogeheten)", "around",
     "In dat geval wordt gesproken van een dicht loket."),
    (r"\b(?:is|zijn) (?:een|het|de|alle|elke|iedere|die|dat)\b", "after",
     "Een loket is een balie waar vragen worden beantwoord."),
    (r"\b(?:means|refers to|is defined as|is understood as|is meant|that is to say|i\.e\."
     r"|is called)\b",
     "after", "Integrated service means that one officer handles everything."),
    (r"\b(?:is|are) (?:a|an|the|any|every)\b", "after", "A desk is a counter where questions"
     " are answered."),
)  # fmt: skip

# ... of which these have the term behind them, and what it is before: "… wordt X genoemd".
NAMES_IT = re.compile(
    r"\b(?:word(?:t|en)|heet|heten|noem(?:t|en)|sta(?:at|an) bekend als|known as|called)\b(.{3,80})"
)

# By which a sentence says what the term of the one before it means.
EXPLAINS_TERM = re.compile(
    r"zo (?:noem|he(?:et|ten)|word)|(?:dit|dat) (?:is|zijn) (?:een|de|het)\b|(?:hier|daar)(?:mee"
    r"|onder) (?:wordt|worden|bedoel|versta)|(?:this|that|it) (?:is|means|refers) "
)

# A place that is named: "in Ede", "vanuit het kantoor".
PLACED = re.compile(
    r"\b(?:in|te|bij|vanuit|op|aan|at|near|from|on)\s+(?:(?:de|het|een|the|an?)\s+)?"
    r"(?:[A-Z][\w-]+|\w*(?:gebouw|kantoor|kelder|verdieping|straat|plein|hal|terrein|locatie"
    r"|huis|school|haven|zaal|bureau|balie|loket|centr(?:um|a)|building|office"
    r"|basement|floor|street|square|site)\b)"
)

# Behind a term: what explains it, and where that ends ("…, een lijst, wordt door …").
APPOSITION = re.compile(
    r"['\"’”)]?(?:,| \(|:| [–—-])\s+(?:(?:dit|dat) (?:is|zijn) |that is |i\.e\. |ofwel |oftewel )?"
    r"(?:een|de|het|a|an|the|ofwel|oftewel)\s+(?=[a-z])"
)
APPOSITION_ENDS = re.compile(
    r"\)|;|, (?=(?:is|zijn|was|waren|werd|werden|wordt|worden|heeft|hebben|had|hadden|kan|kon|moet"
    r"|moest|mag|zal|zou|blijft|bleef|kwam|komt|gaat|ging|has|have|had|were|will|can|must|may)\b)"
)

# What is asked of a report's making, and how the line of a colophon or letterhead that tells it
# begins, or what it has.
COLOPHON = tuple(
    (re.compile(asked), re.compile(told, re.MULTILINE))
    for asked, told in (
        (r"\b(?:schreef|schreven|geschreven|opgesteld|opsteller|auteurs?|samengesteld|wrote|written"
         r"|authors?|drew up|drawn up|writing|compiled)\b",
         r"^(?:tekst|stellers?|auteurs?|opgesteld door|opstellers?|samenstelling|redactie"
         r"|rapporteurs?|geschreven door|text|authors?)\b|\b(?:is|zijn) opgesteld door\b"),
        (r"\b(?:contact|terecht|vragen over|questions about|inlichtingen|informatie bij)\b",
         r"^(?:contact(?:persoon)?|inlichtingen|nadere informatie|voor (?:vragen|informatie))\b"),
        (r"\b(?:behandelde?|behandeld|behandelaar|dealt with|handled|official in charge)\b",
         r"^(?:behandeld door|behandelend|behandelaar|contactpersoon)\b"),
        (r"\b(?:ondertekende?|ondertekend|handtekening|afzender|tekende|stuurde|signed|signature"
         r"|put (?:his|her|their) name|sent)\b",
         r"^(?:w\.g\.|hoogachtend|met vriendelijke groet)\b"
         r"|^(?:de|het|namens)\b[^.]{0,40}\b(?:minister|staatssecretaris|wethouder|burgemeester"
         r"|secretaris|directeur|inspecteur|voorzitter|president|college)\b"),
        (r"\b(?:leiding|leidde|leider|voorzitter|voorzat|led|headed|chaired?|in charge)\b",
         r"^(?:projectleider|voorzitter|projectleiding|onderzoeksleider)\b"
         r"|\bonder (?:leiding|voorzitterschap) van\b"),
        (r"\b(?:bureau|uitgevoerd|carried out|conducted|commissioned|opdracht)\b",
         r"^(?:uitgevoerd door|onderzoeksbureau|in opdracht van|opdrachtgever)\b"),
    )
)  # fmt: skip

# Openings by which a sentence announces the list that follows it.
ANNOUNCES = re.compile(
    r"(?::|\b(?:de volgende|het volgende|als volgt|te weten|namelijk|onder andere|waaronder"
    r"|hieronder|zijnde|the following|as follows|namely|such as|including)\b[^.]{0,80}:?)\s*$"
)
LISTING = re.compile(
    r"(?::|\b(?:te weten|namelijk|zijnde|namely|waaronder|zoals|such as|including|onder andere"
    r"|o\.a\.)\b"
    r"|\b(?:zijn|are|were|waren|betreft|betreffen|omvat|omvatten|include|includes|bestaat uit"
    r"|bestaan uit|consists? of|onderscheidt|onderscheiden|luidt|luiden|ging(?:en)? over|gaa[tn]"
    r" over|noem(?:t|en|den|de) als \w+)\b)"
)
# … of which these may as well say something else, with two things in it …
MAY_LIST = re.compile(
    r"(?:zijn|are|were|waren|betreft|betreffen|luidt|luiden|ging(?:en)? over|gaa[tn] over)"
)
# … and what stands before the items themselves, rather than before a sentence about them.
NAMELY = re.compile(
    r"(?:\b(?:te weten|namelijk|zijnde|namely|waaronder|zoals|such as|including|onder andere)"
    r"|\bo\.a\.),?$"
)

# By which the column of a table, or its cell, is of a kind of figure.
UNITS: dict[str, re.Pattern[str]] = {
    "duration": re.compile(
        r"\b(?:seconden?|sec|minuten|min|uur|uren|dag(?:en)?|werkdagen|we(?:ek|ken)|maand(?:en)?"
        r"|ja(?:ar|ren)|duur|\w*tijd|\w*termijn|seconds?|minutes?|hours?|days?|weeks?|months?|years?"
        r"|duration|time)\b"
    ),
    "share": re.compile(r"%|\b(?:procent|percentage|per ?cent|aandeel|deel|share)\b"),
    "amount": re.compile(
        r"[€$]|\b(?:euro|eur|mln|mld|miljoen|miljard|million|billion|\w*kosten|costs?|\w*bedrag"
        r"|budget|begroot\w*|amount)\b"
    ),
    "mark": re.compile(r"\b(?:\w*cijfer|mark|grade|score|rating)\b"),
    "who": re.compile(r"\b(?:wie|naam|verantwoordelijk\w*|eigenaar|trekker|uitvoer\w*|actiehouder"
                      r"|who|name|responsible|owner|lead)\b"),
    "date": re.compile(r"\b(?:wanneer|\w*datum|deadline|gereed|klaar|planning|when|date|due)\b"),
}  # fmt: skip

# What may stand before a figure and belongs to it.
APPROXIMATE = re.compile(
    r"(?:\b(?:ongeveer|circa|ca\.|zo['’]n|ruim|bijna|meer dan|minder dan|minstens|ten minste"
    r"|tenminste"
    r"|minimaal|maximaal|ten hoogste|hooguit|hoogstens|uiterlijk|gemiddeld|rond(?: de| een)?|tot"
    r"|binnen|in totaal|totaal|slechts|maar liefst|nog geen|een kleine"
    r"|about|around|approximately|nearly|almost|over|more than|less than|fewer than|at least"
    r"|at most|up to|within|roughly|some|only|an average of)\s+)+$",
    re.IGNORECASE,
)
# What may stand before a date or year and belongs to it.
PART_OF_YEAR = re.compile(
    r"(?:\b(?:eind|begin|medio|halverwege|voorjaar|najaar|zomer|winter|herfst|lente|uiterlijk|vanaf"
    r"|sinds|voor|na|per|tot|tot en met|het einde van|de zomer van|het voorjaar van|het najaar van"
    r"|eerste helft|tweede helft|eerste kwartaal|tweede kwartaal|derde kwartaal|vierde kwartaal"
    r"|end|the end of|early|late|mid|spring|summer|autumn|by|since|until|before|after|from"
    r"|v[oó][oó]r)(?:\s+(?:van|in|op))?\s+)+$",
    re.IGNORECASE,
)

# Capitalised words that name nobody: "Bijlage 3 bevat …".
PARTS_OF_A_REPORT = words(
    "bijlage bijlagen tabel figuur grafiek kader hoofdstuk paragraaf artikel noot pagina deel"
    " annex appendix table figure chart box chapter section article note page part"
)

# A sentence that begins with one of these leans on the sentence before it.
LEANS_BACK = words(
    "dit dat deze die zij ze hij hun hierdoor daardoor hiermee daarmee hierbij daarbij daarom ook"
    " daarnaast hierin daarin hiervan daarvan bovendien echter wel toch this that these those they"
    " he she it its their therefore however also moreover"
)

# Openings that mean what was said before, so that a sentence says nothing without that.
MEANS_WHAT_WENT_BEFORE = re.compile(
    r"\W*(?:dit|dat|deze|die|dergelijke|zulke|hij|zij|ze|hiervan|daarvan|hieronder|daaronder"
    r"|hierbij|daarbij|hiervoor|daarvoor|this|that|these|those|such|it|they|he|she)\b"
    r"(?! (?:rapport|onderzoek|hoofdstuk|report|study|chapter)\b)"
)

FORECAST = re.compile(
    r"\b(?:verwacht\w*|zal|zullen|zou|zouden|naar verwachting|prognose|raming|geraamd|streeft"
    r"|streven"
    r"|doelstelling|gepland|voorzien(?! van)|will|expected|expects|forecast|projected|planned|aims?"
    r"|target)\b"
)

# What was planned or hoped for, and what a question asks that wants to know what really was.
PLANNED = re.compile(
    r"\b(?:raming\w*|geraamd\w*|doel|doelstelling|doelen|beoogd\w*|begroot\w*|begroting|verwacht\w*"
    r"|verwachting\w*|gehoopt|hoopten|rekende\w*|gerekend|plan|plannen|gepland\w*|aangekondigd\w*"
    r"|streef\w*|voorzien\w*|beloofd\w*|wilden?|wanted|target\w*|goal\w*|planned|expected|hoped|budget(?:ed)?|intended"
    r"|estimate[ds]?|announced|promised|forecast|norm(?:en)?|maximaal|maximum)\b"
)
# What ought to be, by law or by rule.
NORM = re.compile(
    r"\b(?:wettelijke?|norm(?:en)?|streef\w*|eis(?:t|en|te)?|vereist\w*|moet(?:en)?|mag|mogen"
    r"|hoort|horen|verplichte?|toegestaan|standaard|theoretische?|statutory"
    r"|legal|standard|target|should|must|required|permitted|theoretical)\b"
)
# When a thing was to happen, other than when it did: "had in mei open moeten gaan".
PLANNED_DATE = re.compile(
    r"\b(?:zou|zouden|gepland\w*|planning|voorzien(?! van)|had(?:den)? (?:\w+ ){0,8}moeten"
    r"|verwacht\w*|streefdatum|aanvankelijk|oorspronkelijk|beoogd\w*|supposed|planned|due to"
    r"|expected|originally|initially|intended|should have|was to|were to|scheduled)\b"
)
HAPPENED = re.compile(
    r"\b(?:wanneer|datum|jaar|when|date|year) (?:werd|werden|was|waren|ging|gingen|kwam|kwamen"
    r"|opende|openden|sloot|sloten|vond|begon|stopte|trad|did|were)\b"
)
ACTUAL = re.compile(
    r"\b(?:werkelijk\w*|daadwerkelijk\w*|feitelijk\w*|echt|uiteindelijk|gerealiseerd\w*|really|actual"
    r"|actually|in fact|in reality|in practice|in de praktijk|realised|realized|eventually)\b"
)

# What asks for a sum, what a row or column of sums is called, and one of sums or means.
IN_TOTAL = re.compile(
    r"\b(?:in totaal|totaal|totale|samen|gezamenlijke?|tezamen|bij elkaar|alles bij elkaar"
    r"|(?:hele|gehele) (?:\w*periode|land|regio|provincie|gemeente|stad)|in total|total|altogether"
    r"|overall|combined|entire|whole)\b"
)
_SUMS = r"\w*totaal|totale|landelijk|samen|som|overall|(?:sub|grand )?total|sum"
TOTAL_LABEL = re.compile(rf"^\W*(?:{_SUMS})\b")
SUMMARY_LABEL = re.compile(
    rf"^\W*(?:{_SUMS}|gemiddelde?|alle|saldo|mediaan|average|mean|all|median)\b"
)
BARE_UNIT = re.compile(r"(?:in\s)?[(]?(?:%|procent(?:en)?|percentage|per ?cent)[)]?", re.IGNORECASE)

# Words that turn a statement round; a question and its answer should agree on them.
# "Niet verder dan 65 procent", "niet alleen": a bound or more of it, and no denial.
NEGATION = re.compile(
    r"\b(?:niet(?!\s(?:(?:meer|minder|verder|hoger|lager|langer|korter|later|eerder|vaker|ouder"
    r"|jonger)\sdan|alleen)\b)|geen|nooit|niemand|nergens|zonder|evenmin|noch|nauwelijks"
    r"|onvoldoende|(?:not?)(?!\s(?:(?:more|less|fewer|further|higher|lower|longer|later|earlier"
    r"|older|younger)\sthan|only|just)\b)|never|none|nobody|without|neither|nor|cannot|hardly"
    r"|insufficient(?:ly)?|\w+n['’]t)\b"
)
# A question with one of these is not settled by whether its sentence denies something.
ONLY = re.compile(
    r"\b(?:alleen|slechts|uitsluitend|enkel|altijd|alle|of|only|solely|always|every|or)\b"
)

# A sentence with one of these says when something holds, not that it does.
RESTRICTS = re.compile(
    r"\b(?:alleen|slechts|uitsluitend|enkel|mits|tenzij|behalve|uitgezonderd|only|solely|unless"
    r"|provided that|except)\b"
)
FORBIDS = re.compile(
    r"\b(?:ontoelaatbare?|verboden|onmogelijke?|forbidden|prohibited|impossible)\b"
)

# Sentences that tell a list one by one: the first, the second … and the last of them.
IN_ORDER = tuple(
    re.compile(rf"(?:ten {nl}|(?:op|in) de {nl} plaats|{en}(?:ly)?)\b[ ,]*")
    for nl, en in (
        ("eerste", "first"), ("tweede", "second"), ("derde", "third"), ("vierde", "fourth"),
        ("vijfde", "fifth"), ("zesde", "sixth"),
    )
)  # fmt: skip
LAST_OF = re.compile(r"(?:ten slotte|tot slot|finally|lastly)\b[ ,]*")

# Moments without a figure that answer "when": conditions and occasions.
MOMENTS = re.compile(
    r"\b(?:zodra|nadat|voordat|wanneer|tijdens|indien|bij het|op het moment dat|pas als|alleen als"
    r"|as soon as|once|during|if|at the moment)\b"
)

"""What gives away an answer: the words and phrases by which a sentence defines, explains, names.

Tables, Dutch and English; each row carries the sentence it was written for, and
tests/test_answering_signs.py looks for the sign in it. Patterns are matched against folded text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from qa.answering.cues import words


class Sign(NamedTuple):
    """A pattern, whether the answer stands after it ("omdat …") or before it, and an example."""

    pattern: re.Pattern[str]
    side: str  # "after", "before" (the sentence before this one) or "around"
    example: str


def _signs(*rows: tuple[str, str, str]) -> tuple[Sign, ...]:
    return tuple(Sign(re.compile(pattern), side, example) for pattern, side, example in rows)


REASONS: tuple[Sign, ...] = _signs(
    (r"\b(?:omdat|doordat|aangezien|daar waar)\b", "after",
     "De proef stopte omdat het geld op was."),
    (r"\b(?:want)\b", "after", "Het loket ging dicht, want het pand was verkocht."),
    (r"\b(?:vanwege|wegens|dankzij|als gevolg van|ten gevolge van|gezien"
     r"|gelet op|in verband met|naar aanleiding van)\b", "after",
     "De proef stopte vanwege de kosten."),
    (r"\b(?:immers|namelijk)\b", "around", "Het loket ging dicht. Het pand was namelijk"
     " verkocht."),
    (r"\b(?:komt (?:dit |dat )?(?:omdat|doordat|door)|veroorzaakt door|ligt aan"
     r"|(?:is|zijn|was|waren) (?:\w+ )?(?:te wijten|te danken|toe te schrijven) aan"
     r"|te wijten is aan|verklaren (?:uit|door)|verklaard (?:wordt |worden )?(?:uit|door)"
     r"|samenhangt met|(?:hangt|hangen|hing|hingen) (?:\w+ ){0,4}samen met"
     r"|wijten? (?:dat|dit|het) aan|(?:is|zijn|was|waren) (?:\w+ )?het gevolg van"
     r"|heeft te maken met|de (?:reden(?:en)?|verklaring|oorzaak) (?:hiervoor|hiervan|daarvoor"
     r"|daarvan)?)\b", "after",
     "De vertraging heeft te maken met de verbouwing."),
    (r"\b(?:reden(?:en)?|oorza(?:ak|ken)|verklaring|aanleiding)\b(?: \w+){0,6}"
     r"(?: (?:is|was|zijn|waren|ligt|lag|vormt|vormde)\b|:)", "after",
     "Reden voor de sluiting was dat het pand was verkocht."),
    (r"\b(?:vooral|voornamelijk|mede|met name|deels|hoofdzakelijk|mainly|partly|largely|chiefly)"
     r" (?:door|by)\b", "after", "Het loket werd duurder, vooral door de hogere huur."),
    (r"\b(?:zodat|opdat|om te voorkomen|om ervoor te zorgen|teneinde|met als doel"
     r"|met het oog op)\b",
     "after", "De balie bleef open zodat niemand hoefde te wachten."),
    (r"^(?:daarom|daardoor|hierdoor|om die reden|om deze reden|dit betekent|mede daarom"
     r"|reden waarom)\b",
     "before", "Het pand was verkocht. Daarom ging het loket dicht."),
    (r"^(?:dit|dat) (?:komt|kwam|ligt|lag) (?:omdat|doordat|door|aan)\b", "after",
     "Dit komt doordat de bus niet meer rijdt."),
    (r"\b(?:because(?: of)?|due to|owing to|since|as a result of|on account of"
     r"|thanks to|caused by|the result of|explained by|(?:is|was|were) attributable to)\b", "after",
     "The desk closed because the lease ended."),
    (r"\b(?:so that|in order to|to prevent|to avoid|to ensure)\b", "after",
     "The desk stayed open so that nobody had to wait."),
    (r"^(?:therefore|that is why|for this reason|hence|consequently)\b", "before",
     "The lease ended. Therefore the desk closed."),
    (r"\bom (?:[^ ,]+ ){0,10}te (?:kunnen |laten |gaan )?[^ ,]+en\b", "after",
     "Het loket sluit vroeg om de medewerkers te laten overleggen."),
    (r"\b(?:nadat|after)\b", "after", "De proef werd gestaakt nadat het dak was ingestort."),
)  # fmt: skip

# By which a sentence says that its reason stands before it: "Daarom ging het loket dicht".
THEREFORE = re.compile(
    r"^(?:daardoor|hierdoor|dit betekent|reden waarom|hence|consequently)\b"
    r"|\b(?:daarom|om (?:die|deze) reden(?:en)?|therefore|that is why|for (?:this|that) reason)\b"
)

# ... and in which what stands before this sign is the reason: "Het dak lekte, waardoor …".
RESULTS = re.compile(
    r",? (?:waardoor|met als gevolg|zodat|wat (?:ertoe leidde|tot gevolg had)|as a result of which"
    r"|with the result that|which (?:meant|led)|so that)\b"
)

# Openings that give the reason first, and where they end: at a comma or the finite verb.
OPENS_WITH_REASON = re.compile(
    r"(?:(?:mede|juist|vooral|maar|en|but|and) )?(?:omdat|doordat|aangezien|vanwege|wegens|dankzij"
    r"|als gevolg van|ten gevolge van|gezien|gelet op|in verband met|naar aanleiding van|door"
    r"|om|teneinde|nu|because(?: of)?|due to|owing to|since|as a result of|in order to|to prevent"
    r"|to avoid|to ensure)\b"
)
OPENING_ENDS = re.compile(
    r",(?= )|(?<! te) (?=(?:is|zijn|was|waren|werd|werden|wordt|worden|heeft|hebben|had|hadden"
    r"|kan|kunnen|kon|konden|moet|moeten|moest|moesten|mag|mocht|mochten|zal|zullen|zou|zouden|gaat|gaan|ging"
    r"|gingen|besloot|besloten|koos|kozen|stopte|stopten)\b)"
)

# By which a sentence explains the one before it; and, where it leans on that, a cause in it.
EXPLAINS = re.compile(
    r"^(?:dit|dat|zulks|het) (?:komt|kwam|ligt|lag|gebeurt|gebeurde|heeft te maken|had te maken)\b"
    r"|^(?:de |een |the |as |als )?(?:\w+ )?(?:reden(?:en)?|oorza(?:ak|ken)|verklaring|aanleiding"
    r"|reasons?|causes?|explanation)\b|\b(?:namelijk|immers)\b|\bverkla(?:ren|ard) (?:uit|door)\b"
    r"|\bwijt(?:en|te)? (?:dat|dit) aan\b"
    r"|\b(?:dit|dat) besluit\b.*\b(?:nadat|omdat|vanwege|wegens)\b"
    r"|^(?:this|that|it) (?:is|was|comes?|came|happened) (?:\w+ )?(?:because|due|to prevent)\b"
)
CAUSE = re.compile(
    r"\b(?:omdat|doordat|aangezien|vanwege|wegens|want|als gevolg van|om te voorkomen|because"
    r"|due to|owing to|as a result of)\b"
)

# By what means a thing is done: "met behulp van een lijst", "door de dagen te tellen".
MEANS = re.compile(
    r"\b(?:door middel van|met behulp van|aan de hand van|op basis van|via|middels|by means of"
    r"|using|through|on the basis of|with the help of|op (?:deze|die|een) (?:\w+ )?(?:wijze|manier))\b"
    r"|\bdoor (?:[^ ,;.]+ ){0,12}te [^ ,;.]+en\b|\bby \w+ing\b"
)

DEFINITIONS: tuple[Sign, ...] = _signs(
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
    r"|streef\w*|voorzien\w*|beloofd\w*|target\w*|goal\w*|planned|expected|hoped|budget(?:ed)?|intended"
    r"|estimate[ds]?|announced|promised|forecast|norm(?:en)?|maximaal|maximum)\b"
)
ACTUAL = re.compile(
    r"\b(?:werkelijk\w*|daadwerkelijk\w*|feitelijk\w*|echt|uiteindelijk|gerealiseerd\w*|really|actual"
    r"|actually|in fact|in reality|in practice|in de praktijk|realised|realized|eventually)\b"
)

# What asks for a sum, and what a row or column of sums or means is called.
IN_TOTAL = re.compile(
    r"\b(?:in totaal|totaal|totale|samen|gezamenlijke?|tezamen|bij elkaar|alles bij elkaar"
    r"|(?:hele|gehele) (?:\w*periode|land|regio|provincie|gemeente|stad)|in total|total|altogether"
    r"|overall|combined|entire|whole)\b"
)
TOTAL_LABEL = re.compile(
    r"^\W*(?:\w*totaal|totale|landelijk|samen|som|overall|total|sum|grand total)\b"
)
BARE_UNIT = re.compile(r"(?:in\s)?[(]?(?:%|procent(?:en)?|percentage|per ?cent)[)]?", re.IGNORECASE)

# Words that turn a statement round; a question and its answer should agree on them.
NEGATION = re.compile(
    r"\b(?:niet|geen|nooit|niemand|nergens|zonder|evenmin|noch|nauwelijks|onvoldoende|not|no|never"
    r"|none|nobody|without|neither|nor|cannot|hardly|insufficient(?:ly)?|\w+n['’]t)\b"
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

# ------------------------------------------------------------------ who

# Behind which preposition the one asked for stands ("aan wie"), and those that mean the same.
ASKED_BEHIND = re.compile(
    r"\b(aan|bij|met|van|voor|namens|naar|tegen|over|to|with|from|for|of|against|about)"
    r" (?:wie|whom|who|welke|which)\b"
)
SAME_PREPOSITION: dict[str, frozenset[str]] = {
    word: frozenset(row.split())
    for row in ("aan to", "bij with at", "met with", "van from of", "voor for", "namens for",
                "naar to", "tegen against", "over about")
    for word in row.split()
}  # fmt: skip
PREPOSITION = re.compile(
    r"\b(van|in|naar|te|uit|op|voor|met|aan|bij|tot|over|tegen|volgens|namens|vanuit|of|to|from|at"
    r"|with|for|on)\s+(?:(?:de|het|een|the|an?|haar|zijn|hun)\s+)?(?:[a-z-]+\s+)?$"
)
# By which a sentence names who does a thing, or answers for it.
DOER = re.compile(
    r"\b(?:door|by|onder (?:de )?(?:leiding|voorzitterschap|bevel|regie) van|led by|chaired by"
    r"|on (?:the )?initiative of|op initiatief van|in handen van|verantwoordelijkheid van"
    r"|(?:lig|berus|rus)t(?:te|en)?\s+(?:[a-z-]+\s+){0,4}bij|lag\s+(?:[a-z-]+\s+){0,4}bij)"
    r"\s+(?:(?:de|het|een|the|an?)\s+)?(?:[a-z-]+\s+){0,2}$"
)
# What may stand between such a word and the name: "door mevrouw prof. dr. A. Kaptein".
BEFORE_NAME = re.compile(
    r"(?:\b(?:de heer|heer|mevrouw|mr|drs|dr|ir|ing|prof|mw|dhr|mrs|ms)\b\.?\s+)+$"
)
PRONOUN = re.compile(r"(?:hij|zij|ze|he|she|they)\b")
ASKS_PERSON = re.compile(
    r"\b(?:\w*voorzitter|\w*directeur|\w*leider|wethouder|burgemeester|minister|staatssecretaris"
    r"|kapitein|hoofd|opvolger|voorganger|volgde|leidde|leidt|leiding|lid|steller|auteur|schreef"
    r"|ondertekende?|contactpersoon|president|secretaris|\w*manager|persoon|person|chair\w*|head"
    r"|heads|headed|led|leads|director|successor|predecessor|succeeded|captain|mayor|member|author"
    r"|wrote|signed|secretary|name|naam|heet|whose|wiens|bestuurder|gedeputeerde|dijkgraaf)\b"
)
ASKS_BODY = re.compile(
    r"\b(?:welke?|which|what) (?:\w+ )?\w*(?:organisaties?|instanties?|ministeries?|gemeenten?"
    r"|bureaus?|diensten|dienst|instelling(?:en)?|departement|bedrij(?:f|ven)|instituut|stichting"
    r"|commissie|toezichthouder|universiteit|inspectie|leverancier|aannemer|bod(?:y|ies)"
    r"|ministry|agency|organi[sz]ations?|institutes?|department|municipality|company|companies"
    r"|authority|foundation|committee|inspectorate|universit(?:y|ies)|regulators?|services?)\b"
)
BODY_WORDS = re.compile(
    r"\b\w*(?:dienst|bureau|inspectie|raad|stichting|ministerie|universiteit|instituut|autoriteit"
    r"|commissie|rekenkamer|kamer|gemeente|provincie|waterschap|hogeschool|rijks\w+|centrum|bank"
    r"|parket|rechtbank|politie|vereniging|bond|fonds|holding|groep|team|unie|college|agency|office"
    r"|council|inspectorate|ministry|university|institute|authority|committee|court|foundation"
    r"|staten|zaken|service)\b"
)
# An office that stands before its holder's name: "wethouder Ruben Oosting".
OFFICE = re.compile(
    r"\b(?:\w*minister|staatssecretaris|\w*wethouder|\w*burgemeester|gedeputeerde|dijkgraaf"
    r"|\w*directeur|\w*voorzitter|\w*leider|kapitein|stuurman|\w*secretaris|\w*bestuurder|\w*hoofd"
    r"|\w*rechter|\w*manager|\w*commandant|officier van justitie|hoogleraar|professor|inspecteur"
    r"|\w*inspecteur|\w*inspecteur-generaal|\w*persoon|ombudsman|president|lid|leden|eigenaar"
    r"|mayor|director|chairman|chair|captain|alderman|secretary|head)\s+$"
)
ASKS_SUCCESSOR = re.compile(
    r"\bvolg(?:de|den|t)\b.*\bop\b|\bopvolg(?:er|ster)\b|\bverving\b|\bnam\b.*\bover van\b"
    r"|\b(?:succeeded|succeeds|replaced|successor|(?:took|takes) over from)\b"
)
ASKS_PREDECESSOR = re.compile(
    r"\bvoorgang(?:er|ster)\b|\bopgevolgd door\b|\bdoor\b.*\bopgevolgd\b|\bpredecessor\b"
    r"|\bpreceded\b|\b(?:succeeded|replaced) by\b|\bdid\b.*\b(?:succeed|replace|take over from)\b"
)
# Who came after whom: what stands before the name, and behind it.
_ANYTHING = ""
_TO_THE_NAME = r"\s+(?:(?:de|het|the)\s+)?(?:[a-z-]+\s+){0,2}$"
SUCCESSOR = tuple(
    (re.compile(ahead), re.compile(behind))
    for ahead, behind in (
        (_ANYTHING, r"(?:,[^,;.]{1,60},)?\s+(?:volgde|volgden|volgt)\s[^;.]{1,60}\bop\b"),
        (r"\b(?:volgde|volgt|volgden)" + _TO_THE_NAME, r"\s+(?:haar|hem|hen|[a-z. ]{2,40})\s+op\b"),
        (r"\b(?:opgevolgd|vervangen) door" + _TO_THE_NAME, _ANYTHING),
        (r"\bopvolg(?:er|ster)(?: (?:is|was|werd|wordt)|,)" + _TO_THE_NAME, _ANYTHING),
        (r"\b(?:succeeded|replaced) by" + _TO_THE_NAME, _ANYTHING),
        (r"\bsuccessor(?: (?:is|was)|,)" + _TO_THE_NAME, _ANYTHING),
        (_ANYTHING, r",?\s+(?:haar|zijn|hun|als|de|his|her|the) (?:opvolg(?:er|ster)|successor)\b"),
        (_ANYTHING, r"\s+(?:nam|neemt|namen)\s[^;.]{0,40}\bover\b"),
        (_ANYTHING, r"\s+(?:succeeded|replaced|took over)\b(?! by)"),
    )
)
PREDECESSOR = tuple(
    (re.compile(ahead), re.compile(behind))
    for ahead, behind in (
        (r"\bvoorgang(?:er|ster)(?: (?:is|was|werd)|,)?" + _TO_THE_NAME, _ANYTHING),
        (r"\bpredecessor(?: (?:is|was)|,)?" + _TO_THE_NAME, _ANYTHING),
        (r"\b(?:opvolg(?:er|ster) van|successor (?:of|to)|over van|in de plaats van|took over from"
         r"|succeeded|replaced|verving)" + _TO_THE_NAME, _ANYTHING),
        (r"\bvolg(?:de|den|t)" + _TO_THE_NAME, r"\s+op\b"),
        (_ANYTHING, r"[^;.]{0,80}\s(?:opgevolgd|vervangen) door\b"),
        (_ANYTHING, r"[^;.]{0,80}\s(?:succeeded|replaced) by\b"),
        (_ANYTHING, r",?\s+(?:haar|zijn|hun|his|her|the) (?:voorgang(?:er|ster)|predecessor)\b"),
    )
)  # fmt: skip

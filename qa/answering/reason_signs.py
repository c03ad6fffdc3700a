"""What gives away a reason: in front of it, behind it, or in the sentence beside it.

Tables, Dutch and English, as those of ``signs``.
"""

from __future__ import annotations

import re

from qa.answering.signs import Sign, signs_of

REASONS: tuple[Sign, ...] = signs_of(
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
    (r"\bom (?:[^ ,]+ ){0,10}te (?:kunnen |laten |gaan )?[^ ,]+en\b", "purpose",
     "Het loket sluit vroeg om de medewerkers te laten overleggen."),
    (r"\b(?:nadat|after)\b", "after", "De proef werd gestaakt nadat het dak was ingestort."),
)  # fmt: skip

# By which a sentence says that its reason stands before it: "Daarom ging het loket dicht".
THEREFORE = re.compile(
    r"^(?:daardoor|hierdoor|dit betekent|reden waarom|hence|consequently)\b"
    r"|\bleid(?:t|de) (?:dit|dat|het) (?:ertoe|tot)\b|\b(?:dit|dat) leid(?:t|de) (?:ertoe|tot)\b"
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
    r"|kan|kunnen|kon|konden|moet|moeten|moest|moesten|mag|mocht|mochten|zal|zullen|zou|zouden"
    r"|gaat|gaan|ging|gingen|besloot|besloten|koos|kozen|stopte|stopten)\b)"
)

# Behind these words the verb is of a clause within: "om te bepalen of kan worden gesteund".
NO_OPENING_END = re.compile(
    r"\b(?:of|dat|die|wat|wie|hoe|waar\w*|als|kan|kunnen|moet|moeten|mag|mogen|zal|zullen|is|zijn"
    r"|wordt|worden|werd|heeft|hebben|had)$|\b(?:of|dat) (?:er|het|dit|dat|zij|hij|de \w+|het \w+)$"
)
LEANING_OPENING = re.compile(
    r"(?:om|door|wegens|vanwege) (?:dit|dat|deze|die)\b|(?:daartoe|hiertoe)\b"
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

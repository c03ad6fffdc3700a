"""What gives a follow-up away, and how it leans on what was said: Dutch and English, as tables.

Every pattern is matched against the folded question (lower case, accents off).
"""

from __future__ import annotations

import re

from qa.answering.cues import words

# Superlatives: "en het minst?" puts the least in the place of the most.
SUPERLATIVE = (
    r"(?:meeste?|minste?|hoogste?|laagste?|grootste?|kleinste?|langste?|kortste?|beste?|slechtste?"
    r"|oudste?|jongste?|duurste?|goedkoopste?|snelste?|sterkste?|zwakste?|most|least|highest|lowest"
    r"|largest|biggest|smallest|longest|shortest|best|worst|fewest|oldest|youngest|cheapest)"
)

# A follow-up begins so …
FOLLOWS = re.compile(
    r"^(?:en|and|maar|but|of(?! the\b)|or|dus|so)\b|^(?:wat|what|how) (?:about|betreft)\b|^out of\b"
    r"|^(?:the )?same\b|^(?:hetzelfde|idem|ditto)\b"
    r"|^(?:hoe (?:zit|is|was) (?:het|dat) (?:dan )?(?:met|in|bij|voor)) "
    r"|^(?:is|was|are|were|klopt|zijn|waren) (?:dat|that|this|dit|it|die|those|they|ze)\b"
    r"|\b(?:daardoor|zo'n|daaraan|daarop|daartegen)\b|\b(?:then|dan)\s*\?*$"
)
# … or what it counts was named before ("How many had they expected?") …
COUNTS_WHAT_WAS_NAMED = re.compile(
    r"^(?:hoeveel|how many|how much) (?:had|have|has|were|was|are|is|did|do|does|waren|zijn|hadden"
    r"|hebben|daarvan|ervan|of (?:them|those|these))\b(?! er\b| there\b)"
)
# … but these point at nothing.
EXPLETIVE_IT = re.compile(
    r"\b(?:komt|kwam|kan|kon|is|was|blijkt|klopt) het (?:dat|zo)\b"
    r"|\bnoem(?:t|en)? (?:je|men|we) het\b"
    r"|\b(?:gaat|ging|loopt|liep) het (?=met|in|bij|om)\b"
    r"|\b(?:does|did|would|will) it (?=take|mean|matter)"
    r"|\b(?:is|was) it (?=true|the|possible|clear)"
)
# What is said before a question without a meaning for it: "oké, en in 2010?".
POLITE = re.compile(
    r"^(?:(?:ja|ok|oke|okay|goed|prima|mooi|top|hm+|aha?|oh|dank(?: je| u)?(?: wel)?|dankje(?:wel)?"
    r"|bedankt|thanks|thank you|great|fine|right|well|yes|duidelijk|helder|interessant|interesting"
    r"|i see|got it)(?:[,.!:;]+ ?| (?=en\b|and\b|maar\b|but\b|dus\b|so\b)))+"
)
# What may stand for a thing of the question itself: whose, whom …
OF_THE_SAME = words("hun hen hem haar ze zij het their them they it its his her")
# … which as the subject it does in a clause of its own only ("… omdat ze te duur waren").
SUBJECTS = words("ze zij het they it he she")
SUBORDINATING = words(
    "omdat als toen dat die wie doordat terwijl voordat nadat of hoewel zodat wanneer waarin"
    " waarbij waarvan because if when that who which while before after since whether although"
    " where en and"
)
# … and not right behind one of these ("how many desks do they have").
AUXILIARIES = words(
    "heeft hebben had hadden kan kunnen kon konden moet moeten moest mag mogen krijgt krijgen kreeg"
    " kregen telt tellen do does did have has can could must may will would should is are was were"
    " zijn waren worden werden wordt werd"
)
# What may begin a clause about a thing ("een loket dat dicht is") …
RELATIVE = words("dat die that")
# … but not behind the verb that one of these has behind it ("wanneer loopt die bijdrage af").
VERB_NEXT = words("wie wat wanneer waarom waar waardoor hoe hoelang hoezo")
# What "how" measures: no thing that a pronoun stands for ("hoe lang wachten ze").
MEASURES = words(
    "lang vaak groot hoog oud ver snel duur veel ernstig long often large big high old far fast"
    " quickly expensive"
)
# "the other five": named by what was said.
OTHERS = re.compile(
    r"\b(?:de|het|the) (?:andere|anderen|overige|overigen|rest|other|others|eerste|tweede|laatste"
    r"|first|second|last|former|latter)(?: (?:twee|drie|vier|vijf|zes|two|three|four|five|six|one"
    r"|ones))?\b"
)
# Questions that are whole with one content word, of a thing that they name or do not know yet.
WHOLE = tuple(
    re.compile(pattern)
    for pattern in (
        r"^(?:en )?(?:wat|what)(?: is|'s| zijn| are| was| were| waren) (?!de |het |the |dat|dit|die"
        r"|that|this|those|it\b|daar|er\b|hun |their )(?:een |a |an )?\w",
        r"^wat (?:betekent|betekenen|doet|doen|houdt|behelst|wil)"
        r" (?!dat\b|dit\b|die\b|het\b|ze\b)\w",
        r"\bwaar staa(?:t|n) (?!dat|dit|die|het)\w.*\bvoor\b|\bstands? for\b",
        r"^what (?:does|do) (?!it\b|that\b|this\b|they\b)\w.* (?:do|mean)\b",
        r"^hoeveel \w+ (?:zijn|waren|telt|telde|bestaan) er\b"
        r"|^how many \w+ (?:are|were|exist) there\b",
        r"\b(?:schreef|schreven|geschreven|wrote|written|published|gepubliceerd)\b"
        r".*\b(?:rapport(?:en)?|reports?|nota)\b",
        # its topic first: "Basishuur: wat is dat?", "investeringsquote, wat houdt dat in?"
        r"^(?!(?:en|and|maar|but|dus|so|of|or|nee|no|sorry|dat|die|dit|deze|that|those|this|these"
        r"|daar|there|dan|then)\b)[^:,?]+[:,] ?(?:wat|what|hoe|how|hoeveel|wie|waar"
        r"|mag|is)\b",
        r"^\S+ = ?\?",
    )
)
HAS_VERB = re.compile(
    r"\b(?:is|zijn|was|waren|heeft|hebben|had|hadden|doet|doen|deed|wordt|worden|werd|werden|kan"
    r"|kunnen|moet|moeten|mag|mogen|krijgt|krijgen|kreeg|staat|telt|telde|are|were|has|have|does|do"
    r"|did|can|must|may|will)\b"
)
# These stand for nothing: "Hoeveel loketten waren er in 2014?", "Wat kostte het loket?" …
EXPLETIVES = words("er there")
ARTICLES = words("het")
ARTICLE_OF = re.compile(
    rf"(?:rapport|aantal|percentage|totaal|onderzoek|vaakst|{SUPERLATIVE})\b"
)  # behind these "het" is one, though they are no content
# … but a "there" at the end is a place, and "er" before a preposition a thing.
PLACE_SAID = re.compile(
    r"(?<!\bare )(?<!\bis )(?<!\bwere )(?<!\bwas )\bthere\s*\?*$"
    r"|\ber (?:in|aan|op|bij|mee|tegen|voor|van|over|uit|toe|achter)\s*\?*$"
)

# Whether what was said is so: the question before is asked again.
CONFIRMS = re.compile(
    r"(?:en |and |maar |but )?(?:(?:weet je|weet u|ben je|bent u|are you) (?:dat|het|er|daar)? ?"
    r"(?:heel |wel |echt |quite |really )?(?:zeker|sure|certain)(?: van)?(?: of that)?"
    r"|klopt (?:dat|het|dit)(?: wel| echt| nu| nog)?|zeker weten|(?:really|echt)(?: waar)?"
    r"|is (?:dat|het|dit|that|it) (?:wel |echt |really )?"
    r"(?:zo|waar|zeker|juist|correct|right|true))"
)
# Where it stands: likewise, as every answer says where.
STATED = re.compile(
    r"(?:en |and |maar |but )?(?:(?:in |op |uit |on |from )?(?:welk|welke|which|what) (?:rapport"
    r"|report|document|pagina|bladzijde|page|hoofdstuk|paragraaf|chapter|section)"
    r"(?: (?:staat|is|was|zegt|says|said|lees ik|lees je) (?:dat|dit|het|die|that|this|it|so))?"
    r"|waar (?:staat|lees ik|lees je|vind ik|vond je) (?:dat|dit|het|die)(?: precies)?"
    r"|where (?:does it say|is|do you read|did you find) (?:that|this|it|so)"
    r"|waar haal je dat vandaan)"
)

# Who said it: the very words of the answer are looked for.
SAID_BY = re.compile(
    r"(?:en |and |maar |but )?(?:(?:wie|who) (?:zegt|zei|beweert|vindt|schrijft|stelt|meldt|says"
    r"|said|claims|thinks|wrote|found)(?: (?:dat|dit|het|die|that|this|so|it))?"
    r"(?: precies| exactly)?|volgens wie(?: is dat)?(?: zo)?|according to whom|says who)"
)

# An answer that tells nothing: that of a question which the reports do not answer.
REFUSED = re.compile(
    r"(?:niet gevonden|not found|geen (?:antwoord|zin in)|no (?:answer|sentence in)"
    r"|de rapporten (?:zeggen|geven|noemen|vermelden|bevatten)\b.{0,20}?\b(?:niets|niet|geen)\b"
    r"|the reports? (?:(?:do|does) not|don't|(?:say|give|mention) (?:nothing|no))\b"
    r"|de passages die het dichtst|the passages that come nearest"
    r"|(?:dat|dit|het) staat (?:er )?niet|i (?:do not|don't|could not|couldn't|cannot|can't)\b"
    r"|ik (?:weet (?:het|dat) niet|kan)\b|sorry\b)"
)

# What is said before a correction: "nee, ik bedoel …", "sorry, I meant …" …
CORRECTS = re.compile(
    r"^(?:(?:nee|neen|nope|no(?=[,.!])|sorry|pardon|oeps|oops|wacht|wait|oh|ah|eh|excuus)"
    r"[ ,.!:;-]+)+"
    r"(?:ik bedoel(?:de)?|i mean(?:t)?)?[ :,]*"
    r"|^(?:maar |but )?(?:ik bedoel(?:de)?|i mean(?:t)?)\b[ :,]*"
)
# … or behind it.
CORRECTED = re.compile(r"[ ,]+(?:bedoel(?:de)? ik|i mean(?:t)?)[ ?.!]*$")
NOT_BUT = re.compile(r"^(?:niet|not) (?:\w+ ){1,3}?(?:maar|but) (?=(?:\w+[ ?.!]*){1,3}$)")

# What is said before another thing that the same is asked of, and behind it.
SAME_OF = re.compile(
    r"^(?:(?:en|and|maar|but|of|or|dus|so|oke|ok)\b[ ,]*)?"
    r"(?:(?:what|how) about |wat betreft |what of "
    r"|(?:hoeveel|how many|how much)(?= (?:in|bij|voor|at|for)\b) "
    r"|(?:wat|hoe|hoeveel|how|what) (?:is|was|waren|zijn|were|zit|zat|staat) (?:dat|het|die|ze|it"
    r"|that|they|those)(?: er)?(?: dan| nu| then)?(?= (?:in|bij|voor|van|at|for|of|met)\b)"
    r"(?: met)? "
    r"|(?:the )?same(?: question| thing| goes)? |(?:hetzelfde|idem|ditto)(?: maar| dan)* )?"
    r"(?:(?:die|dat|degene|that|those|the one|the ones) (?:van|uit|of|from) )?"
)
# What may stand behind "in" and is no place: "hoeveel is dat in procenten?".
NO_PLACE = re.compile(
    r"procent\w*|percent\w*|euro\w*|totaal|total|aantal\w*|numbers|geld|money|cijfers|seconden|uren"
    r"|dagen|weken|maanden|jaren|hours|days|weeks|months|years|miljoen\w*|millions|werkelijkheid"
    r"|praktijk|practice|general|detail|plaats|short|kort"
)
TRAILING = re.compile(
    r"(?:[ ,]+(?:dan|then|ook|too|also|nog|toch|eigenlijk|precies|alsjeblieft|please|graag"
    r"|wel|juist))*[ ?.!]*$"
)
# A year told by how far it lies from the one spoken of: "twee jaar later", "the year before".
_EARLIER = (
    r"(?:ervoor|daarvoor|daaraan voorafgaand|eerder|terug|earlier|before(?: that)?|previously)"
)
_LATER = r"(?:later|erna|erop|daarna|daarop|verder|after(?: that)?|afterwards)"
YEARS_AWAY = re.compile(
    r"(?:\b(?:in|over)\s+)?(?:"
    r"(?:\b(?:het|een|the|a|an|one)\s+)?\b(?:(?P<count>\d{1,2}|een|twee|drie|vier|vijf|one|two"
    rf"|three|four|five)\s+)?(?:jaar|jaren|years?)\s+(?:{_EARLIER}|{_LATER})"
    r"|\b(?:het|the)\s+(?:vorige|voorgaande|volgende|previous|preceding|next|following)\s+(?:jaar|year))\b"
)
LATER = re.compile(rf"{_LATER}|\b(?:volgende|next|following)\b")

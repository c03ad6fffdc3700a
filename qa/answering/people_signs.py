"""What gives away who is asked for, and who of those named did it; Dutch and English, as tables.

Patterns are matched against folded text, but for those with capitals in them.
"""

from __future__ import annotations

import re

# Behind which preposition the one asked for stands ("aan wie"), and those that mean the same.
ASKED_BEHIND = re.compile(
    r"\b(aan|bij|met|van|voor|namens|naar|tegen|over|to|with|from|for|of|against|about)"
    r" (?:wie|whom|who|welke|which)\b"
)
SAME_PREPOSITION: dict[str, frozenset[str]] = {
    word: frozenset(row.split())
    for row in ("aan naar to", "bij met with at", "van from of", "voor namens for",
                "tegen against", "over about")
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
PRONOUN = re.compile(
    r"(?:hij|(?:zij|ze)(?! \w+en\b| zijn\b)|he|she"
    r"|(?:haar|zijn|hun|his|her|their) (?:(?P<earlier>voorgang(?:er|ster)"
    r"|predecessor)|(?P<later>opvolg(?:er|ster)|successor)))\b"
)
# "Wie is A. Bos?" asks what somebody is; what that is may be one word before the name.
ASKS_ABOUT = re.compile(
    r"(?:[Ww]ie|[Ww]ho) (?:is|was) ((?:(?:de heer|mevrouw|mr|drs|dr|ir|prof)\.? )*[A-Z][\w.'’-]*"
    r"(?: (?:[A-Z][\w.'’-]*|van|de|den|der|el|ter|ten|te|'t))*)\s*\?*$"
)
NOUN_BEFORE = re.compile(
    r"(?<!\w)((?!(?:van|de|het|een|door|en|of|is|was|met|aan|bij|voor|naar|in|zij|hij|the|by|and)\b)"
    r"[a-z][\w-]{3,}) $"
)
ASKS_PERSON = re.compile(
    r"\b(?:\w*voorzitter|\w*directeur|\w*leider|wethouder|burgemeester|minister|staatssecretaris"
    r"|kapitein|hoofd|opvolger|voorganger|volgde|leidde|leidt|leiding|lid|steller|auteur|schreef"
    r"|ondertekende?|contactpersoon|president|secretaris|\w*manager|persoon|person|chair\w*|head"
    r"|heads|headed|led|leads|director|successor|predecessor|succeeded|captain|mayor|member|author"
    r"|wrote|signed|secretary|name|naam|heet|whose|wiens|bestuurder|gedeputeerde|dijkgraaf)\b"
)
ASKS_BODY = re.compile(
    r"\b(?:welke?|which|what) (?:\w+ )?(\w*(?:organisaties?|instanties?|ministeries?|gemeenten?"
    r"|bureaus?|diensten|dienst|instelling(?:en)?|departement|bedrij(?:f|ven)|instituut|stichting"
    r"|commissie|toezichthouder|universiteit|inspectie|leverancier|aannemer|bod(?:y|ies)"
    r"|ministry|agency|organi[sz]ations?|institutes?|department|municipality|company|companies"
    r"|authority|foundation|committee|inspectorate|universit(?:y|ies)|regulators?|services?))\b"
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

"""More ways to ask, English ones most: tables as those of ``cues``, and looked at before them.

An English question may put what it asks behind "what", "how" or "which" in many ways ("what led
to", "how much is the fine", "which desks came in late").
"""

from __future__ import annotations

from qa.answering.cues import BODY, NO_TIME, Cue, rows_of

_MONEY = (
    r"(?:sum|salary|wages?|pay|fees?|allowance|grants?|subsid(?:y|ies)|prices?|spending|expenditure"
    r"|turnover|revenue|deficit|fines?|levy|tariff|surcharge|savings?|funding|bonus)"
)

PHRASES: tuple[Cue, ...] = rows_of(
    ("why", r"\bon (?:what|which) grounds? (?!may|can|could|must)|\bop grond waarvan\b",
     "On what grounds was the desk closed?"),
    ("why", r"\bto what (?:do|does|did|can|is|was|are|were) .{1,60}"
     r"\b(?:attributed?|ascribed?|owed?|put down)\b"
     r"|\bwhat (?:do|does|did|is|was|are|were) .{1,60}\b(?:attribute|attributed to|ascribe"
     r"|ascribed to|put down to|blamed on)\b|\bwaaraan (?:schrijf|schreef|schreven|wijt|weet)\w*\b",
     "To what does the town attribute the low turnout?"),
    ("why", r"^how (?:does|do|did|can) .{1,60}\b(?:account for|explain|justify)\b"
     r"|^hoe (?:verklaart|verklaren|verklaarde|verklaarden|rechtvaardigt|rechtvaardigde)\b",
     "How does the town account for the low turnout?"),
    ("why", r"^what (?:explains|explained|accounts for|accounted for|led to|prompted|triggered"
     r"|motivated|made(?! up)|(?:is|was|lies|lay) behind)\b",
     "What led to the closing of the desk?"),
    ("why", r"\bwhat (?:is|was) the (?:\w+ )?(?:rationale|justification|motive|thinking)\b",
     "What was the rationale for closing the desk?"),
    ("abbreviation", r"\bfull form (?:of|for)\b", "What is the full form of BKR?"),
    ("definition", r"^(?:(?:wat|what) (?:exactly |precisely )(?:is|are|zijn)|(?:wat|what) (?:is|are"
     r"|zijn) (?:precies |exactly )) ?(?:een |a |an )(?=[\w-]+(?: [\w-]+)? ?\??$)|^define\b",
     "What exactly is a desk function?"),
    ("definition", r"^(?:what are|wat zijn) (?!the |de |het |th[eo]se|they|die|deze|hun|their|some"
     r"|\w*(?:reasons|causes|examples|consequences|effects|redenen|oorzaken|voorbeelden|gevolgen))"
     r"(?:[\w'-]+ ){0,2}[\w'-]+\s*\?*$", "Wat zijn spreekuren?"),
    ("comparison", r"\bhow (?:do|does|did) .{1,60}\bcompare\b"
     r"|^(?:which|what|wat|welke?) (?:is|was|are"
     r"|were) (?:\w+er|more \w+|less \w+)\b.*\b(?:or|of)\b",
     "Which is cheaper, a desk or a letter?"),
)  # fmt: skip

INTERROGATIVES: tuple[Cue, ...] = rows_of(
    ("share", r"\bhow (?:large|big|high|small|great) a (?:share|proportion|part|percentage)\b",
     "How large a share of visitors returned?"),
    ("amount", rf"\b(?:which|what) (?:\w+ ){{0,2}}{_MONEY}"
     r"(?= (?:is|are|was|were|do|does|did|has|have|had|will|can|may|must|per)\b|\s*\?*$)",
     "What monthly allowance do the volunteers get?"),
    ("amount", rf"\bwhat (?:is|are|was|were) the (?:\w+ ){{0,2}}(?:{_MONEY}|costs?|budget)"
     r"(?= (?:of|in|for|per|to|that|when|on|from|at|by|is|was)\b|,|\s*\?*$)",
     "What are the annual costs of the desk?"),
    ("amount", rf"\bhow much (?:is|are|was|were) (?:the|a|this|that) (?:\w+ ){{0,2}}{_MONEY}\b"
     rf"|\bhow much (?:\w+ )?{_MONEY}\b", "How much is the fine?"),
    ("amount", rf"{NO_TIME}\bhow much (?:do|does|did|was|were|will|has|have|is) .{{0,80}}"
     r"\b(?:bring in|brought in|raise[ds]?|yield(?:ed)?|earn(?:ed)?|get|receive[ds]?|charged?|owed?"
     r"|saved?|collect(?:ed)?|refunded)\b", "How much did the levy bring in?"),
    ("mark", r"^how (?:do|does|did) .{1,60}\b(?:rate|score|grade)\b",
     "How did visitors rate the desk?"),
    ("how", r"\b(?:by|through) (?:what|which) means\b", "By what means are visitors told?"),
    ("list", r"^(?:(?:in|for|on|by|from|to|at|of|under|with|and) )?which"
     rf" (?!{BODY}\b)\w{{3,}}[^suiy\W]s (?=\w)",
     "Which desks reach their target?"),
    ("list", r"^what (?!happens|makes|causes|explains|determines|needs)(?:\w+ )?\w{3,}[^suiy\W]s"
     r" (?=(?:is|was|does|has) )", "What measures is the town taking?"),
    ("list", r"\b(?:which|what) (?:\w+ )?criteria\b", "What criteria does the desk apply?"),
)  # fmt: skip

NOUNS: tuple[Cue, ...] = rows_of(
    ("date", r"^(?:\w+ ){1,2}date (?:of|for)\b", "start date of the trial"),
    ("share", r"\b(?:share|proportion|fraction) of\b", "What is the share of visitors who return?"),
    ("amount", r"\b(?:hourly|daily|weekly|monthly|annual) (?:rate|wage|fee|pay)\b",
     "hourly rate of the adviser"),
    ("duration", r"\b(?:waiting|response|lead|processing|turnaround|travel) times?\b|\btime limit\b"
     r"|\blength of stay\b", "average waiting time desk Ede"),
    ("number", r"\b(?:headcount|head count|caseloads?|capacity)\b",
     "What is the headcount of the desk?"),
)  # fmt: skip

"""What tells that something was foreseen, came true, changed, or is told differently."""

from __future__ import annotations

import re

# The verbs by which a question asks what was to be: "hoeveel zouden er meedoen".
WAS_TO_BE = re.compile(r"\b(?:zal|zullen|zou|zouden|will|would|should|supposed)\b")
# A question whether what was foreseen came true: the forecast itself does not say so.
CAME_TRUE = re.compile(
    r"\b(?:uitgekomen|uitkwam(?:en)?|kwam(?:en)? .{1,80} uit|bewaarheid|waargemaakt|gehaald"
    r"|haalden?|bereikt|gerealiseerd|nagekomen|came true|come true|been met|was met|were met"
    r"|achieved|reached|realised|realized|attained)\b"
)
# What a question asks that wants to know whether something changed: up, down, or either way.
ROSE = re.compile(
    r"\b(?:gestegen|toegenomen|gegroeid|verhoogd|hoger|meer|langer|omhoog|steeg|stegen|groeide"
    r"|nam .{1,60} toe|namen .{1,60} toe|risen|rose|rise|increased?|grown|grew|grow|more|higher"
    r"|longer)\b"
)
FELL = re.compile(
    r"\b(?:gedaald|afgenomen|gekrompen|verlaagd|lager|minder|korter|omlaag|daalde|daalden"
    r"|nam .{1,60} af|namen .{1,60} af|fallen|fell|fall|decreased?|dropped|declined|reduced|less"
    r"|fewer|lower|shorter)\b"
)
CHANGED = re.compile(r"\b(?:veranderd|gewijzigd|verschoven|changed?|shifted)\b")

# How a question asks whether reports differ, rather than agree.
AT_ODDS = re.compile(
    r"\b(?:oneens|tegenstrijdig|tegenspreken|elkaar tegen|verschillen|differ|disagree|contradict)\b"
)

# A norm or a forecast: no count of what was, where that is asked.
NORM_OR_FORECAST = re.compile(
    r"\b(?:norm(?:en)?|streef\w*|doelstelling\w*|doel|verwacht\w*|raming\w*|prognoses?|hoogstens|maximaal"
    r"|ten hoogste|zal|zullen|target\w*|forecast\w*|expect\w*|at most|will)\b"
)

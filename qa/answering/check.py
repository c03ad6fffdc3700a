"""Nothing unproven leaves: every answer is checked against the sources before anyone sees it.

A citation stands when its report is in the index, its title, date, version and page are that
report's, and its quote has exactly the letters and digits of the source between start and end. A
line of the answer stands when its marks name citations that stand, its quotations are in them, and
every figure in it is too. What does not stand is taken out; when nothing is left, nothing was
found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qa.answering.frames import frame
from qa.answering.proof import Ground, claim_fault
from qa.answering.wording import letters, spoken
from qa.figures import quantities, same_value
from qa.model import Answer, Citation, Finding

if TYPE_CHECKING:
    from qa.index import Index
    from qa.model import Language

MARK = re.compile(r"\[(\d{1,3})\]")
_QUOTED = re.compile(r"“([^“”]*)”")
# A cell's figure, and its unit from the column's head: "23,4 (in miljoenen euro's)".
_WITH_UNIT = re.compile(r"([^()]+) \(([^()]+)\)")
_FIGURE = re.compile(r"\d+(?:[.,:/-]\d+)*")
# Characters between two pieces of one quote, at most: a page's foot and head, or a footnote.
PIECES_APART = 4_000


def quoted_whole(piece: str, citations: Sequence[Citation]) -> bool:
    """Whether a piece of text stands, word for word, in a quote or in two pieces of one."""
    wanted = spoken(piece)
    return bool(wanted.strip()) and any(wanted in said for said in _said(citations))


def _said(citations: Sequence[Citation]) -> list[str]:
    """What each quote says, and what those say together that go on where another ends."""
    said = [spoken(each.quote) for each in citations]
    run = ""
    before: Citation | None = None
    for each in citations:
        run = run + " " + each.quote if before and _goes_on(before, each) else each.quote
        said.append(spoken(run))
        before = each
    return said


def _goes_on(first: Citation, second: Citation) -> bool:
    """Whether the second citation may be the rest of the first one's sentence."""
    if (first.report, first.n + 1) != (second.report, second.n):
        return False
    if first.page is not None and second.page is not None and first.page != second.page:
        return second.page == first.page + 1
    return 0 <= second.start - first.end < PIECES_APART


def citation_fault(citation: Citation, index: Index) -> str | None:
    """What is wrong with a citation, in a few words; None where it stands."""
    if citation.report not in {record.name for record in index.reports()}:
        return "its report is not in the index"
    record = index.report(citation.report)
    told = record.metadata
    if (citation.title, citation.date, citation.version) != (told.title, told.date, told.version):
        return "its title, date or version is not the report's"
    source = index.source(citation.report)
    low, high = 0, len(source)
    if record.pages or citation.page is not None:
        page = next((page for page in record.pages if page.number == citation.page), None)
        if page is None:
            return "its page is not in the report"
        if citation.page_label != page.label:
            return "its page label is not the page's"
        low, high = page.start, page.end
    start, end = low + citation.start, low + citation.end
    if not (0 <= citation.start < citation.end and end <= high):
        return "its place lies outside the page or file"
    if not letters(citation.quote) or letters(citation.quote) != letters(source[start:end]):
        return "its quote is not what stands there"
    return None


def proven(answer: Answer, index: Index) -> Answer:
    """The answer with everything taken out that its citations do not prove.

    A ``not_found`` answer keeps its status and may cite nothing. An answered one becomes
    ``not_found`` when its short answer or all of its citations fall.
    """
    if answer.status == "not_found":
        return _refusal(answer, index)
    standing = tuple(each for each in answer.citations if citation_fault(each, index) is None)
    if len({each.n for each in standing}) != len(standing):
        return _unproven(answer)
    findings = tuple(each for each in answer.findings if _finding_stands(each, standing, answer))
    lines = [
        line
        for line in answer.answer.split("\n")
        if not line.strip()
        or (
            _is_claim(line, standing, findings)
            if answer.answerer == "model"
            else line_stands(line, standing, findings, answer.language)
        )
    ]
    text = "\n".join(lines).strip()
    if not standing or not text or not _short_stands(answer, standing):
        return _unproven(answer)
    if (text, standing, findings) == (answer.answer.strip(), answer.citations, answer.findings):
        return answer
    return _renumbered(replace(answer, answer=text, citations=standing, findings=findings))


def line_stands(
    line: str, citations: Sequence[Citation], findings: Sequence[Finding], language: Language
) -> bool:
    """Whether a line's marks, quotations and figures are all borne out by the citations it names.

    A line without marks may hold no figure and no quotation; one that says a derived finding, of
    those that stand, may hold its result.
    """
    marks = [int(n) for n in MARK.findall(line)]
    named = [each for each in citations if each.n in marks]
    if len({each.n for each in named}) != len(set(marks)):
        return False
    if not all(quoted_whole(quoted, named) for quoted in _QUOTED.findall(line)):
        return False
    said = MARK.sub(" ", _QUOTED.sub(" ", line))
    derived = any(
        each.derived and each.statement in line and each.citation in marks for each in findings
    )
    for each in named:
        said = said.replace(each.title, " ")
    return derived or figures_stand(said, named, language)


def figures_stand(text: str, citations: Sequence[Citation], language: Language) -> bool:
    """Whether every figure of a text, in digits or words, stands in a cited quote or its date."""
    quotes = " \n ".join(each.quote for each in citations)
    digits = {part for each in citations for part in _digits(each.quote)}
    digits |= {part for each in citations for part in _dates(each.date)}
    if not set(_digits(text)) <= digits:
        return False
    known = quantities(quotes, "nl") + quantities(quotes, "en")
    for item in quantities(text, language):
        written = text[item.start : item.end]
        if any(char.isdigit() for char in written) or quoted_whole(written, citations):
            continue
        if not any(same_value(item, other) for other in known):
            return False
    return True


def _digits(text: str) -> list[str]:
    """The figures of a text that are written in digits, "8,1" and "8.1" alike."""
    return [figure.replace(",", ".") for figure in _FIGURE.findall(text)]


def _dates(date: str | None) -> Iterable[str]:
    """The ways a report's date is written in a frame: as it is, and its year."""
    return (date, date[:4]) if date else ()


def _finding_stands(finding: Finding, citations: Sequence[Citation], answer: Answer) -> bool:
    """Whether what it says is quoted; of a sum, whether it is right; of a model, whether proven."""
    cited = [each for each in citations if each.n == finding.citation]
    if not cited:
        return False
    if finding.derived:
        return _arithmetic_stands(finding.statement, cited)
    if answer.answerer == "extract":
        return quoted_whole(finding.statement, citations)
    return claim_fault(finding.statement, ground_of(finding, citations), answer.language) is None


def ground_of(finding: Finding, citations: Sequence[Citation]) -> Ground:
    """What a model's statement stands on: its citation, and those that go on where it ends."""
    cited: list[Citation] = []
    for each in citations:
        if each.n == finding.citation or (cited and _goes_on(cited[-1], each)):
            cited.append(each)
    first = cited[0]
    return Ground(
        " ".join(each.quote for each in cited), first.section or "", first.title, first.date
    )


def _is_claim(line: str, citations: Sequence[Citation], findings: Sequence[Finding]) -> bool:
    """Whether a line of a model's answer is a finding that stands, with marks that do."""
    marks = {int(n) for n in MARK.findall(line)}
    said = " ".join(MARK.sub("", line).split())
    return marks <= {each.n for each in citations} and any(
        each.citation in marks and " ".join(each.statement.split()) == said for each in findings
    )


# As a derived finding shows it: "125 - 59 = 66 loketten".
_SUM = re.compile(r"(\d[\d.,]*)\s*([-−+])\s*(\d[\d.,]*)\s*=\s*(\d[\d.,]*)")


def _arithmetic_stands(statement: str, citations: Sequence[Citation]) -> bool:
    """Whether a derived statement shows a sum that is right, over figures that are cited."""
    found = _SUM.search(statement)
    if found is None:
        return False
    left, sign, right, result = found.groups()
    digits = {part for each in citations for part in _digits(each.quote)}
    if not {left.replace(",", "."), right.replace(",", ".")} <= digits:
        return False
    a, b, c = (float(each.replace(".", "").replace(",", ".")) for each in (left, right, result))
    return abs((a + b if sign == "+" else a - b) - c) < 1e-6


def _short_stands(answer: Answer, citations: Sequence[Citation]) -> bool:
    """Whether each piece of the short answer is in the quotes, a leading yes or no aside."""
    if not answer.short_answer:
        return False
    verdicts = [f"{frame(answer.language, name)}: " for name in ("yes", "no")]
    short = _without(answer.short_answer, verdicts)
    if answer.answerer == "model" and short in {each.statement for each in answer.findings}:
        return True
    return quoted_whole(short, citations) or all(
        quoted_whole(piece, citations)
        for whole in short.split("; ")
        for piece in _pieces(_without(whole, verdicts))
    )


def _pieces(short: str) -> list[str]:
    """A figure, and its unit in brackets behind it, which the head of a table's column may say."""
    found = _WITH_UNIT.fullmatch(short)
    return [*found.groups()] if found else [short]


def _without(text: str, leads: Sequence[str]) -> str:
    """A text without what leads it, if one of these does: "Ja: …"."""
    return next((text.removeprefix(lead) for lead in leads if text.startswith(lead)), text)


def _renumbered(answer: Answer) -> Answer:
    """Citations numbered from 1 again, and the marks and findings with them."""
    number = {each.n: nth for nth, each in enumerate(answer.citations, 1)}
    text = MARK.sub(lambda found: f"[{number[int(found.group(1))]}]", answer.answer)
    return replace(
        answer,
        answer=text,
        citations=tuple(replace(each, n=number[each.n]) for each in answer.citations),
        findings=tuple(replace(each, citation=number[each.citation]) for each in answer.findings),
        warnings=(*answer.warnings, frame(answer.language, "taken_out")),
    )


def _refusal(answer: Answer, index: Index) -> Answer:
    """A not-found answer: it cites nothing, and quotes only passages that are in the index."""
    names = {record.name for record in index.reports()}
    passages = tuple(each for each in answer.passages if each.report in names)
    text = answer.answer
    for quoted in _QUOTED.findall(text):
        if not any(spoken(quoted) in spoken(each.text) for each in passages):
            text = answer.reason or frame(answer.language, "missing")
    return replace(
        answer, answer=text, short_answer=None, citations=(), findings=(), passages=passages
    )


def _unproven(answer: Answer) -> Answer:
    """A not-found answer in the place of one that its citations do not prove."""
    reason = frame(answer.language, "unproven")
    return replace(
        answer,
        status="not_found",
        answer=reason,
        short_answer=None,
        reason=reason,
        citations=(),
        findings=(),
    )

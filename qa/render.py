"""Answers and passages as text, in the language of the question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from qa.excerpt import from_best_sentence, letters
from qa.model import Answer, Citation, Language, Metadata, RankedPassage
from qa.screen import Screen

if TYPE_CHECKING:
    from qa.index import ReportRecord

WORDS: dict[Language, dict[str, str]] = {
    "nl": {
        "understood": "Opgevat als",
        "not found": "Niet gevonden.",
        "nearest": "Wat er het dichtst bij komt:",
        "page": "blz.",
        "version": "versie",
        "footnote": "voetnoot",
        "ocr": "gescande tekst",
        "by model": "Antwoord van het model {name}; elke zin is aan de rapporten getoetst.",
        "by extract": "Antwoord zonder model, in de woorden van de rapporten.",
    },
    "en": {
        "understood": "Understood as",
        "not found": "Not found.",
        "nearest": "The nearest the reports come:",
        "page": "p.",
        "version": "version",
        "footnote": "footnote",
        "ocr": "scanned text",
        "by model": "Answered by the model {name}; every sentence was held against the reports.",
        "by extract": "Answered without a model, in the reports' own words.",
    },
}
"""The words around an answer, in the language of its question."""

MONTHS: dict[Language, str] = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "en": "January February March April May June July August September October November December",
}

NEAREST = 3  # passages shown where nothing was found
SNIPPET = 240  # characters of a passage in a list

# What may follow a short answer in the answer's first line: citation marks, a remark in brackets.
_MARKS = re.compile(r"\s*(?:\[\d+\])*$")
_REMARK = re.compile(r"\s*\([^()]*\)$")

# A line of an answer without a model that gives evidence: the report, its words, their marks.
_EVIDENCE = re.compile(r"[^“]*: “(?P<quote>.*)” (?P<marks>(?:\[\d+\])+)$")
_FIRST_MARK = re.compile(r"\[\d+\]")


def readable_date(date: str, language: Language) -> str:
    """An ISO date, as precise as it is, in words: "2009-11" is "november 2009"."""
    parts = date.split("-")
    if len(parts) == 1 or not all(part.isdigit() for part in parts):
        return date
    month = int(parts[1])
    if not 1 <= month <= 12:
        return date
    day = [str(int(parts[2]))] if len(parts) > 2 else []
    return " ".join([*day, MONTHS[language].split()[month - 1], parts[0]])


class Streamed:
    """Prints a model's sentences as they come: each only once it is proven, never its raw text.

    So nothing that was not proven stands on the screen, whenever the stream stops.
    """

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self.lines: list[str] = []

    def __call__(self, line: str, short: str) -> None:
        """One proven sentence with its marks; the first with the short answer above it."""
        self.lines.append(line)
        if len(self.lines) == 1:
            first_lines = _with_short(line, short)
            for text in first_lines:
                self._screen.line(text, bold=[part for part in short.split("; ") if part])
        else:
            self._screen.line(line, bold=[part for part in short.split("; ") if part])


def print_answer(
    screen: Screen,
    answer: Answer,
    corpus: Path | None = None,
    streamed: Streamed | None = None,
    records: Iterable[ReportRecord] = (),
) -> None:
    """The short answer, the statements, and for each the report, the page and the exact words.

    What was ``streamed`` already is not printed again. Reports of ``records`` go by their title,
    and by their number where it is theirs alone; others by the name of their file.
    """
    words = WORDS[answer.language]
    known = {record.name: record.metadata for record in records}
    if answer.understood and answer.understood != answer.question:
        screen.line((f"{words['understood']}: {answer.understood}", "dim"))
    if answer.status == "not_found":
        _print_refusal(screen, answer, words, known)
    else:
        if not (streamed and streamed.lines):
            _print_statements(screen, answer)
        if answer.citations:
            screen.line()
        for citations in _of_one_place(answer):
            number = _own_number(citations[0].report, known)
            marks = "".join(f"[{citation.n}]" for citation in citations)
            print_citation(
                screen, citations[0], answer.language, corpus, answer.answer, number, marks
            )
    for warning in answer.warnings:
        screen.line((warning, "yellow"))
    if answer.model and answer.status == "answered":
        told = words["by model"] if answer.answerer == "model" else words["by extract"]
        screen.line((told.format(name=answer.model.name), "dim"))


def _of_one_place(answer: Answer) -> list[list[Citation]]:
    """The citations, those together that follow each other and would be printed alike.

    They are of one place, and the answer gives their words already.
    """

    def alike(citation: Citation) -> tuple[object, ...]:
        if letters(citation.quote) not in letters(answer.answer):
            return (citation.n,)
        page = citation.page, citation.page_label, citation.section
        return citation.report, *page, citation.kind, citation.ocr_confidence

    return [list(citations) for _, citations in groupby(answer.citations, alike)]


def _print_statements(screen: Screen, answer: Answer) -> None:
    """The answer's paragraphs, its short answer first and wherever it stands in them in bold."""
    short = answer.short_answer or ""
    lead, *others = answer.answer.split("\n")
    if answer.answerer == "extract":
        others = _evidence_first(lead, short, others)
    first, *more = _with_short(lead, short)
    others = [*more[1:], *others]
    for paragraph in (first, *([""] if others else []), *others):
        # Pieces of evidence follow each other without an empty line: where each begins stands out.
        hang = 2 if answer.answerer == "extract" and _EVIDENCE.match(paragraph) else 0
        screen.line(paragraph, hang=hang, bold=[part for part in short.split("; ") if part])


def _evidence_first(lead: str, short: str, others: Sequence[str]) -> list[str]:
    """The lines under a short answer, the evidence that it cites first before other evidence.

    It is left out where it is the short answer over again: a whole sentence.
    """
    marks = _MARKS.search(lead)
    cited = _FIRST_MARK.search(marks.group()) if marks else None
    evidence = {nth: found for nth, line in enumerate(others) if (found := _EVIDENCE.match(line))}
    own = [nth for nth, found in evidence.items() if cited and cited.group() in found["marks"]]
    if not own:
        return list(others)
    rest = [line for nth, line in enumerate(others) if nth != own[0]]
    if _sentence(evidence[own[0]]["quote"]) == _sentence(short):
        return rest
    place = min(evidence)
    return [*rest[:place], others[own[0]], *rest[place:]]


def _sentence(text: str) -> str:
    """A sentence without what a short answer changes of it: its capital and its full stop."""
    return " ".join(text.casefold().split()).rstrip(" .;:")


def _with_short(first: str, short: str) -> list[str]:
    """The first line of an answer, the short answer and an empty line before it if it is none."""
    bare = _MARKS.sub("", first)
    # The marks alone go first: a remark in brackets may be the short answer's own.
    if short and letters(short) not in (letters(bare), letters(_REMARK.sub("", bare))):
        return [short, "", first]
    return [first]


def _print_refusal(
    screen: Screen, answer: Answer, words: dict[str, str], known: Mapping[str, Metadata]
) -> None:
    screen.line((words["not found"], "bold"), f" {answer.reason}" if answer.reason else "")
    if answer.passages:
        screen.line()
        screen.line(words["nearest"])
        for passage in answer.passages[:NEAREST]:
            metadata = known.get(passage.report)
            title = metadata.title if metadata else passage.report
            spoken = metadata.language if metadata else "nl"
            text = from_best_sentence(passage.text, answer.understood, spoken)
            _print_passage(screen, passage, answer.language, title, text)


def _own_number(report: str, known: Mapping[str, Metadata]) -> str | None:
    """The number of a report, unless another report (or version) has it too."""
    number = known[report].number if report in known else None
    alone = sum(metadata.number == number for metadata in known.values()) == 1
    return number if alone else None


def print_citation(
    screen: Screen,
    citation: Citation,
    language: Language,
    corpus: Path | None = None,
    said: str = "",
    number: str | None = None,
    marks: str = "",
) -> None:
    """Where a citation stands, and its quote unless ``said`` has given it already.

    The report's ``number`` says which it is in place of the name of its file; ``marks`` go before
    it where its own "[1]" is not all.
    """
    words = WORDS[language]
    link = f"link {report_link(corpus, citation)}" if corpus else ""
    facts = [
        readable_date(citation.date, language) if citation.date else "",
        f"{words['version']} {citation.version}" if citation.version else "",
        number or citation.report,
        place(citation.page, citation.page_label, language),
        (citation.section or "").removeprefix(f"{citation.title} > "),
        words["footnote"] if citation.kind == "footnote" else "",
        f"{words['ocr']} {citation.ocr_confidence:.0%}" if citation.ocr_confidence else "",
    ]
    screen.line(
        (f"{marks or f'[{citation.n}]'} ", "cyan"),
        (citation.title, f"italic {link}".strip()),
        "".join(f", {fact}" for fact in facts if fact),
        indent=2,
        hang=6,
    )
    if letters(citation.quote) not in letters(said):
        screen.line((f"“{citation.quote.strip()}”", "dim"), indent=6)


def place(page: int | None, label: str | None, language: Language) -> str:
    """A page as readers name it, the printed label beside the count where they differ."""
    if page is None:
        return ""
    number = f"{WORDS[language]['page']} {page}"
    return f"{number} ({label})" if label and label != str(page) else number


def report_link(corpus: Path, citation: Citation) -> str:
    """A file: link to the cited report, and to the page where viewers know pages."""
    path = str((corpus / citation.report).absolute())
    link = f"file://{quote(path, errors='replace')}"
    return f"{link}#page={citation.page}" if citation.page else link


def print_passages(
    screen: Screen, passages: Iterable[RankedPassage], language: Language = "nl"
) -> None:
    """A ranked list: where each passage stands, how it begins, and why it stands there."""
    for passage in passages:
        _print_passage(screen, passage, language, passage.report, _below_its_heading(passage))


def _below_its_heading(passage: RankedPassage) -> str:
    """The passage on one line, without the heading that it begins with and that is its section."""
    first, _, rest = passage.text.partition("\n")
    section = (passage.section or "").rpartition(" > ")[2]
    text = rest if rest.strip() and first.strip() == section else passage.text
    return " ".join(text.split())


def _print_passage(
    screen: Screen, passage: RankedPassage, language: Language, report: str, text: str
) -> None:
    section = (passage.section or "").removeprefix(f"{report} > ")
    facts = [report, place(passage.page, None, language), section if section != report else ""]
    where = ", ".join(fact for fact in facts if fact)
    screen.line((f"{passage.rank:>2}. ", "cyan"), where, indent=1, hang=5)
    short = text if len(text) <= SNIPPET else text[:SNIPPET].rsplit(" ", 1)[0] + " …"
    screen.line((short, "dim"), indent=5)
    if passage.why:
        why = ", ".join(f"{name} {value:.3f}" for name, value in passage.why.items())
        screen.line((f"{passage.score:.3f}: {why}", "dim cyan"), indent=5)

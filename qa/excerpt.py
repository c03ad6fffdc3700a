"""A place in a report and the text around it: what ``qa show`` shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from qa.memory import LISTED
from qa.model import Block, BlockKind, Citation, Language, Page, Span, VraagbaakError

if TYPE_CHECKING:
    from qa.index import Index, ReportRecord

AROUND = 3  # blocks shown before and after a quote in a report without pages
LONGEST_NOTE = 160  # characters of what is said beside a block
LINES_AROUND = 8  # lines shown before and after it with --raw
_STOPS = (".", "!", "?", "…", ";", ":")  # at the end of a sentence, or of one of a list
_AFTER_STOP = "\"'”’)0123456789⁰¹²³⁴⁵⁶⁷⁸⁹"  # what may follow it: quotes, a note's mark


REFUSALS: dict[str, dict[Language, str]] = {
    "several": {
        "nl": "'{name}' past op {count} rapporten: {names}.",
        "en": "'{name}' fits {count} reports: {names}.",
    },
    "no report": {
        "nl": "Er is geen rapport '{name}'; wel: {names}.",
        "en": "There is no report '{name}'; the reports are: {names}.",
    },
    "no pages": {
        "nl": "{name} is tekst zonder bladzijden; laat de bladzijde weg om alles te zien.",
        "en": "{name} has no pages, being text; leave the page out to see all of it.",
    },
    "no page": {
        "nl": "{name} heeft geen bladzijde {page}: de bladzijden zijn {first} tot en met {last}.",
        "en": "{name} has no page {page}: its pages are {first} to {last}.",
    },
    "changed": {
        "nl": "{name} is veranderd sinds dat antwoord is gegeven; vraag het opnieuw.",
        "en": "{name} has changed since that answer was given; ask again.",
    },
    "nothing asked": {
        "nl": "Er is geen laatste antwoord; vraag eerst iets.",
        "en": "There is no last answer; ask something first.",
    },
    "no citation": {
        "nl": "Het laatste antwoord heeft geen citaat {number}; wel {numbers}.",
        "en": "The last answer has no citation {number}; it has {numbers}.",
    },
    "no passage": {
        "nl": "Het laatste antwoord heeft geen passage {number}; wel {numbers}.",
        "en": "The last answer has no passage {number}; it has {numbers}.",
    },
}
"""Why nothing can be shown."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of an excerpt; ``marks`` are the spans of its text that are highlighted.

    ``name`` says what the block is, where blocks are named, and ``notes`` what else is known of
    it: the sentence that a footnote explains, the heads of a table's row, the page it goes on on.
    """

    kind: BlockKind
    text: str
    marks: tuple[Span, ...] = ()
    level: int = 0
    name: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A page, or the surroundings of a quote, or a whole report.

    ``facts`` say of a page how many blocks it has, and how many of them are in no passage.
    """

    report: ReportRecord
    page: Page | None
    pieces: tuple[Piece, ...]
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be shown: a report, one of its pages, a stretch of its source."""

    report: ReportRecord
    page: Page | None = None
    span: Span | None = None
    quote: str | None = None
    listed: bool = False  # the quote is a whole passage, no citation


def letters(text: str) -> str:
    """Letters and digits alone, in lower case: what repairing a text does not change."""
    return "".join(char for char in text.casefold() if char.isalnum())


def from_best_sentence(text: str, question: str, language: Language) -> str:
    """A passage on one line from the sentence on that meets most words of a question.

    Of sentences that meet as many a whole one goes first: a passage may begin in mid-sentence, or
    with an address or a heading. ``language`` is the passage's; an English word of the question
    is met by the Dutch ones that the glossary has for it, and the other way round.
    """
    from qa.language import sentences

    asked = _asked_for(question, language)
    spans = sentences(text)
    if not spans:
        return ""
    best = max(spans, key=lambda span: _worth(text[slice(*span)], asked, language))
    cut = "… " if best.start > spans[0].start else ""
    return cut + " ".join(text[best.start :].split())


def _asked_for(question: str, language: Language) -> list[set[str]]:
    """For each content word of a question the stems that it is met by."""
    from qa.language import is_stopword, stem, synonyms, tokens

    words = [word.text for word in tokens(question) if not is_stopword(word.text, language)]
    return [
        {stem(each, language) for each in (word, *others)}
        for word, others in zip(words, synonyms(words), strict=True)
    ]


def _worth(sentence: str, asked: Sequence[set[str]], language: Language) -> tuple[int, bool]:
    """How many of the words it meets, and whether it is a whole sentence."""
    from qa.language import stem, tokens

    said = {stem(word.text, language) for word in tokens(sentence)}
    whole = not sentence[:1].islower() and sentence.rstrip(_AFTER_STOP).endswith(_STOPS)
    return sum(not met.isdisjoint(said) for met in asked), whole


def find_target(
    target: str,
    records: Sequence[ReportRecord],
    citations: Sequence[Citation],
    page: int | None = None,
) -> Target:
    """Read "2" (a citation or listed passage of the last answer), "report.pdf:12" or "report.txt".

    ``page`` names a page apart from the report, which "2" may stand for too.
    Raises VraagbaakError, naming what there is, when nothing or more than one thing is meant.
    """
    if page is not None:
        named = [cited.report for cited in citations if target == str(cited.n)]
        report = find_report(named[0] if named else target, records)
        return Target(report, page_of(report, page))
    if target.isdecimal():
        return _cited(int(target), records, citations)
    name, colon, number = target.rpartition(":")
    if colon and number.strip().isdecimal():
        report = find_report(name, records)
        return Target(report, page_of(report, int(number)))
    return Target(find_report(target, records))


def find_report(name: str, records: Sequence[ReportRecord]) -> ReportRecord:
    """The one report that is meant: the first of :data:`_WAYS` that any report fits decides.

    Raises VraagbaakError, naming reports, where none fits or more than one does.
    """
    wanted = name.strip().casefold()
    found = ([record for record in records if way(wanted, record)] for way in _WAYS)
    exact = [record for record in records if record.name == name.strip()]
    fitting = exact or next(filter(None, found), [])
    if len(fitting) == 1:
        return fitting[0]
    listed = ", ".join(record.name for record in (fitting or records)[:5])
    listed += " …" if len(fitting or records) > 5 else ""
    sentence = REFUSALS["several" if fitting else "no report"]
    raise VraagbaakError.of(sentence, name=name, count=len(fitting), names=listed)


def page_of(report: ReportRecord, number: int) -> Page:
    """The page with that number, counted from 1; VraagbaakError when there is none."""
    for page in report.pages:
        if page.number == number:
            return page
    if not report.pages:
        raise VraagbaakError.of(REFUSALS["no pages"], name=report.name)
    first, last = report.pages[0].number, report.pages[-1].number
    raise VraagbaakError.of(
        REFUSALS["no page"], name=report.name, page=number, first=first, last=last
    )


def make_excerpt(target: Target, index: Index, *, raw: bool = False) -> Excerpt:
    """The text around a target: its page, or where there are no pages the blocks about it.

    With ``raw`` the source as it was extracted, else its repaired blocks. Raises VraagbaakError
    when the quoted words no longer stand there.
    """
    source = index.source(target.report.name)
    if target.span and not _stands(target, source[slice(*target.span)]):
        raise VraagbaakError.of(REFUSALS["changed"], name=target.report.name)
    pieces = _source_lines(source, target) if raw else _blocks(index, target, source)
    facts = _facts(target.page, pieces) if target.page and not raw else ()
    return Excerpt(target.report, target.page, tuple(pieces), facts)


def _stands(target: Target, found: str) -> bool:
    """Whether the words still stand in their place.

    Of a passage its letters need only be among those of its place: it leaves out the page number
    in its midst, and gives a footnote after its sentence.
    """
    quote, there = letters(target.quote or ""), letters(found)
    return Counter(quote) <= Counter(there) if target.listed else quote == there


def _facts(page: Page, pieces: Sequence[Piece]) -> tuple[str, ...]:
    dropped = sum(piece.kind is BlockKind.FURNITURE for piece in pieces)
    listed = sum(piece.kind is BlockKind.CONTENTS for piece in pieces)
    count = f"{len(pieces)} block{'' if len(pieces) == 1 else 's'}"
    facts = [f"{count}, {dropped} of them in no passage (running heads, page numbers)"]
    if listed:
        facts.append(f"{listed} of a table of contents, in passages of their own")
    return tuple(facts) + ((page.problem,) if page.problem else ())


def _cited(number: int, records: Sequence[ReportRecord], citations: Sequence[Citation]) -> Target:
    if not citations:
        raise VraagbaakError.of(REFUSALS["nothing asked"])
    for citation in citations:
        if citation.n == number:
            report = find_report(citation.report, records)
            page = None if citation.page is None else page_of(report, citation.page)
            start = page.start if page else 0
            span = Span(start + citation.start, start + citation.end)
            return Target(report, page, span, citation.quote, citation.kind == LISTED)
    numbers = ", ".join(str(citation.n) for citation in citations)
    key = "no passage" if citations[0].kind == LISTED else "no citation"
    raise VraagbaakError.of(REFUSALS[key], number=number, numbers=numbers)


def _texts(record: ReportRecord) -> tuple[str, ...]:
    """What a report may be called by: its name, with and without its folder, and its title."""
    name = record.name.casefold()
    return name, PurePosixPath(name).name, record.metadata.title.casefold()


_WAYS: tuple[Callable[[str, ReportRecord], bool], ...] = (
    lambda wanted, record: wanted in _texts(record),
    lambda wanted, record: wanted == PurePosixPath(record.name).stem.casefold(),
    lambda wanted, record: any(text.startswith(wanted) for text in _texts(record)),
    lambda wanted, record: any(
        wanted in text or fnmatchcase(text, wanted) for text in _texts(record)
    ),
)
"""How a report may be named, the surest first: whole, without its ending, by its begin, a part."""


def _blocks(index: Index, target: Target, source: str) -> list[Piece]:
    named = target.page is not None and target.span is None
    window = Span(target.page.start, target.page.end) if target.page else None
    pieces = []
    for block in index.blocks(target.report.name):
        shown = block.map.text_span(*window) if window else Span(0, len(block.text))
        if shown is None:
            continue
        mark = block.map.text_span(*target.span) if target.span else None
        marks = (Span(mark.start - shown.start, mark.end - shown.start),) if mark else ()
        text = block.text[shown.start : shown.end]
        name = _name(block) if named else ""
        notes = _notes(block, target, source) if named else ()
        pieces.append(Piece(block.kind, text, marks, block.level, name, notes))
    if target.page is None and target.span is not None:
        return _about_the_marks(pieces)
    return pieces


def _name(block: Block) -> str:
    """What a block is, in a word or two: "heading 2", "table row", "footnote"."""
    words = block.kind.value.replace("_", " ")
    return f"{words} {block.level}" if block.kind is BlockKind.HEADING else words


def _notes(block: Block, target: Target, source: str) -> tuple[str, ...]:
    notes = []
    if block.explains:
        sentence = " ".join(source[slice(*block.explains)].split())
        notes.append(f"explains: {_shortened(sentence)}")
    if any(block.heads):
        notes.append(f"heads: {_shortened(' | '.join(block.heads))}")
    if block.last_page and target.page:
        begins = block.page == target.page.number
        notes.append(f"goes on on page {block.last_page}" if begins else f"from page {block.page}")
    if block.confidence is not None:
        notes.append(f"read by OCR, confidence {block.confidence:.2f}")
    return tuple(notes)


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_NOTE:
        return text
    return text[: LONGEST_NOTE // 2].rstrip() + " … " + text[-LONGEST_NOTE // 2 :].lstrip()


def _about_the_marks(pieces: list[Piece]) -> list[Piece]:
    marked = [at for at, piece in enumerate(pieces) if piece.marks]
    if not marked:
        return pieces
    return pieces[max(0, marked[0] - AROUND) : marked[-1] + AROUND + 1]


def _source_lines(source: str, target: Target) -> list[Piece]:
    shown = Span(0, len(source))
    if target.page:
        shown = Span(target.page.start, target.page.end)
    elif target.span:
        before = source[: target.span.start].splitlines(keepends=True)[-LINES_AROUND:]
        after = source[target.span.end :].splitlines(keepends=True)[:LINES_AROUND]
        shown = Span(
            target.span.start - sum(map(len, before)), target.span.end + sum(map(len, after))
        )
    mark = target.span
    marks = (Span(mark.start - shown.start, mark.end - shown.start),) if mark else ()
    return [Piece(BlockKind.PARAGRAPH, source[shown.start : shown.end], marks)]

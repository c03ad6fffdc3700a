"""The nouns: Report, Page, Block, Passage, Citation, Finding, Answer.

Every text the program handles remembers where it came from. A report keeps its *source text*
(for a text file the decoded file, newlines kept; for a PDF the extracted text of its pages joined
by form feeds), and every repaired text carries an :class:`OffsetMap` back into it. Offsets are
characters (Unicode code points), ends are exclusive.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from typing import Any, Literal, NamedTuple, Self

Language = Literal["nl", "en"]


class Span(NamedTuple):
    """A half-open range of characters."""

    start: int
    end: int


class Run(NamedTuple):
    """``length`` characters copied one to one: text[text_start + i] is source[source_start + i]."""

    text_start: int
    source_start: int
    length: int


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Where each character of a repaired text stands in the source.

    ``runs`` are in order and do not overlap; characters of the text between two runs (a space put
    for a line break) have no place of their own in the source.
    """

    runs: tuple[Run, ...] = ()

    @classmethod
    def identity(cls, length: int, source_start: int = 0) -> OffsetMap:
        """The map of the source's own ``length`` characters from ``source_start``."""
        return cls((Run(0, source_start, length),)) if length else cls()

    def within(self, start: int, end: int) -> Iterator[Run]:
        """The parts of the runs that lie in ``text[start:end]``."""
        at = max(0, bisect_right(self.runs, start, key=lambda run: run.text_start) - 1)
        for run in self.runs[at:]:
            if run.text_start >= end:
                break
            low, high = max(start, run.text_start), min(end, run.text_start + run.length)
            if low < high:
                yield Run(low, run.source_start + low - run.text_start, high - low)

    def source_span(self, start: int, end: int) -> Span | None:
        """The smallest source span that holds ``text[start:end]``; None where no run lies in it."""
        parts = list(self.within(start, end))
        if not parts:
            return None
        return Span(
            min(part.source_start for part in parts),
            max(part.source_start + part.length for part in parts),
        )

    def text_span(self, start: int, end: int) -> Span | None:
        """The smallest text span that holds what ``source[start:end]`` became; None for nothing."""
        low = high = None
        for run in self.runs:
            a = max(start, run.source_start)
            b = min(end, run.source_start + run.length)
            if a < b:
                shift = run.text_start - run.source_start
                low = a + shift if low is None else min(low, a + shift)
                high = b + shift if high is None else max(high, b + shift)
        return None if low is None or high is None else Span(low, high)

    def slice(self, start: int, end: int) -> OffsetMap:
        """The map of ``text[start:end]`` taken as a text of its own."""
        return OffsetMap(
            tuple(
                Run(run.text_start - start, run.source_start, run.length)
                for run in self.within(start, end)
            )
        )

    def shifted(self, text: int = 0, source: int = 0) -> OffsetMap:
        """The same map with so many characters put before the text, and before the source."""
        return OffsetMap(tuple(Run(a + text, b + source, length) for a, b, length in self.runs))

    def pieces(self, source: str, start: int, end: int) -> list[Span]:
        """``text[start:end]`` as source spans that hold its letters and digits and no others.

        One span as a rule; more where something that is no part of the text (a running head, a
        page's end) stands in between.
        """
        found: list[Span] = []
        for run in self.within(start, end):
            a, b = run.source_start, run.source_start + run.length
            if found and a >= found[-1].end and not _has_letters(source[found[-1].end : a]):
                found[-1] = Span(found[-1].start, b)
            else:
                found.append(Span(a, b))
        return found


def _has_letters(text: str) -> bool:
    return "\f" in text or any(char.isalnum() for char in text)


CELL_SEPARATOR = " | "  # what stands between the cells of a table row's text


class BlockKind(StrEnum):
    """What a block is to its reader."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    FOOTNOTE = "footnote"
    CAPTION = "caption"
    CONTENTS = "contents"  # a line of a table of contents: findable, as a table row
    FURNITURE = "furniture"  # running heads, page numbers: in no passage


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item, table row or footnote, its text repaired.

    ``level`` is the depth of a heading (1 is the report's chapters). ``heads`` are the column
    heads of a table row, one per cell, "" where a column has none; ``cells`` are the spans of its
    cells in ``text``. ``page`` is the page it begins on, ``last_page`` the one it ends on where
    that is another. ``explains`` is, of a footnote, the place in the report's source of the
    sentence that carries its mark; None where no mark was found.
    """

    kind: BlockKind
    text: str
    map: OffsetMap
    page: int | None = None
    level: int = 0
    heads: tuple[str, ...] = ()
    cells: tuple[Span, ...] = ()
    confidence: float | None = None  # of OCR, 0..1; None where the file itself has the text
    last_page: int | None = None
    explains: Span | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page, counted from 1: its place in the source, its printed label where that differs."""

    number: int
    start: int
    end: int
    label: str | None = None
    problem: str | None = None  # why it could not be read, in a few words
    confidence: float | None = None  # of OCR, 0..1, where the page was read so


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a report says of itself; None where it does not say it.

    ``date`` is ISO 8601, as precise as the report is: "2009", "2009-11" or "2009-11-30".
    ``found`` says where each fact was found: "title page", "colophon", "file name", …
    """

    title: str
    number: str | None = None
    publisher: str | None = None
    date: str | None = None
    language: Language = "nl"
    version: str | None = None
    found: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """A file as read: its source text, pages (none for text formats), blocks and metadata."""

    name: str  # path relative to the corpus folder, POSIX separators, NFC
    sha256: str  # of the file's bytes
    format: str  # "text", "markdown", "pdf", …
    source: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    metadata: Metadata
    problems: tuple[str, ...] = ()  # what could not be read, one sentence each
    by_options: bool = False  # `ocr`, passwords or permissions had a say in how it was read


class Sentence(NamedTuple):
    """A sentence of a passage: its span in the text and the kind of block it stands in.

    ``heads`` are the column heads of a table row, one per cell, as its block has them.
    """

    start: int
    end: int
    kind: BlockKind = BlockKind.PARAGRAPH
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a report that is found, ranked and cited as one.

    ``text`` is repaired; ``map`` leads back to the report's source; ``section`` is the heading
    path, outermost first; ``page`` is the page it starts on, None for text formats.
    """

    report: str
    ordinal: int  # its place among the report's passages, from 0
    section: tuple[str, ...]
    text: str
    map: OffsetMap
    sentences: tuple[Sentence, ...]
    page: int | None = None

    @property
    def span(self) -> Span:
        """Its place in the report's source text."""
        return self.map.source_span(0, len(self.text)) or Span(0, 0)

    def sentence_text(self, index: int) -> str:
        """The text of sentence ``index``."""
        sentence = self.sentences[index]
        return self.text[sentence.start : sentence.end]


class Figure(NamedTuple):
    """A number as a value: 59 (of 125) werkpleinen, as of 2010-01-01."""

    value: float
    of: float | None = None
    unit: str | None = None
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """The words a statement stands on, and exactly where they stand.

    ``start`` and ``end`` count from the page's first character where ``page`` is set, else from
    the file's. ``quote`` is the repaired text of exactly that span: its letters and digits are
    the source's.
    """

    n: int
    report: str
    title: str
    date: str | None
    page: int | None
    section: str | None
    start: int
    end: int
    quote: str
    page_label: str | None = None
    kind: str = "paragraph"
    ocr_confidence: float | None = None
    version: str | None = None  # of the report, where it has versions


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement, the figures in it as values, and the number of the citation that proves it."""

    statement: str
    figures: tuple[Figure, ...]
    citation: int
    derived: bool = False  # worked out from the cited figures, with the arithmetic in the statement


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage of the answer's ranking, as scripts see it (places as in a citation)."""

    rank: int
    report: str
    page: int | None
    section: str | None
    start: int
    end: int
    score: float
    text: str
    why: Mapping[str, float] | None = None  # with --explain: the parts of its score


@dataclass(frozen=True, slots=True)
class Removed:
    """A sentence of a language model that was not proven, and what of it failed.

    ``why`` is one of :data:`qa.answering.proof.FAULTS`; ``what`` the words it lies in, where it
    lies in some.
    """

    claim: str
    why: str
    what: str | None = None


@dataclass(frozen=True, slots=True)
class ModelUse:
    """What a language model had to do with an answer; of an answer without one there is none.

    ``endpoint`` is its address without name and password; ``prompt`` the template and a hash of
    its text; ``passages`` how many were given, ``left_out`` how many did not fit; ``claims`` how
    many sentences it gave. ``fell_back`` says why the extractive answer stands instead.
    """

    name: str
    endpoint: str
    prompt: str
    passages: int = 0
    left_out: int = 0
    claims: int = 0
    removed: tuple[Removed, ...] = ()
    refused: bool = False
    cut_short: bool = False  # the stream broke off or was stopped; what was whole was proven
    fell_back: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What ``qa ask --json`` prints."""

    id: Any  # as it was given: whatever JSON can hold
    question: str
    understood: str  # the question as it was understood: a follow-up stands alone here
    language: Language
    status: Literal["answered", "not_found"]
    answer: str
    short_answer: str | None
    reason: str | None
    citations: tuple[Citation, ...]
    findings: tuple[Finding, ...]
    passages: tuple[RankedPassage, ...]
    answerer: str = "extract"
    model: ModelUse | None = None
    warnings: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The answer as JSON-ready dictionaries, lists, strings and numbers."""
        value = to_json(self)
        assert isinstance(value, dict)
        return value


class VraagbaakError(Exception):
    """Something the user can mend; the message is one sentence that says what and how.

    It is English; where a chat may meet the error, it has its sentence in Dutch too (``of``).
    """

    told: Mapping[Language, str] = {}

    @classmethod
    def of(cls, sentence: Mapping[Language, str], **values: object) -> Self:
        """The error of a sentence in both languages, its places filled in."""
        told = {language: text.format(**values) for language, text in sentence.items()}
        error = cls(told["en"])
        error.told = told
        return error

    def said(self, language: Language) -> str:
        """The message in a language, in English where it has no other."""
        return self.told.get(language, str(self))


class SettingsError(VraagbaakError):
    """A setting that is unknown or wrong, or settings that do not go together."""


class QuestionError(VraagbaakError):
    """A question that cannot be asked; the message says why."""


def to_json(value: Any) -> Any:
    """Dataclasses and named tuples as dictionaries, other sequences as lists, all the way down."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: to_json(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: to_json(part) for name, part in zip(value._fields, value, strict=True)}
    if isinstance(value, Mapping):
        return {str(key): to_json(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(part) for part in value]
    return value

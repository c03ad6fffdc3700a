"""A library of one report and canned answers: what the shell and the command line are tested on."""

from __future__ import annotations

from qa.answering.understanding import clean
from qa.index import ReportRecord
from qa.model import (
    Answer,
    Block,
    BlockKind,
    Citation,
    Metadata,
    OffsetMap,
    Page,
    RankedPassage,
    VraagbaakError,
)

HEAD, QUOTE, TAIL = "2 De stand", "Van de 122 werkpleinen haalde 28 pro-\ncent alles.", "Einde."
PAGE_1 = "Titelblad"
PAGE_2 = f"{HEAD}\n{QUOTE}\n{TAIL}"
REPORT = ReportRecord(
    name="balans-2011.pdf",
    sha256="0" * 64,
    format="pdf",
    metadata=Metadata("Balans", date="2011-02"),
    pages=(
        Page(1, 0, len(PAGE_1)),
        Page(2, len(PAGE_1) + 1, len(PAGE_1) + 1 + len(PAGE_2), label="4"),
    ),
    passage_count=1,
    problems=("Page 3 could not be read.",),
)
NOTES = ReportRecord("notities.txt", "1" * 64, "text", Metadata("Notities"), (), 1)


def block(kind: BlockKind, text: str, start: int, page: int) -> Block:
    return Block(kind, text, OffsetMap.identity(len(text), start), page)


def blocks() -> tuple[Block, ...]:
    second = len(PAGE_1) + 1
    at = second + len(HEAD) + 1
    broken = QUOTE.index("-\n")
    repaired = QUOTE.replace("-\n", "")
    joined = OffsetMap(
        (
            *OffsetMap.identity(broken, at).runs,
            *OffsetMap.identity(len(QUOTE) - broken - 2, at + broken + 2).shifted(broken).runs,
        )
    )
    return (
        block(BlockKind.PARAGRAPH, PAGE_1, 0, 1),
        block(BlockKind.HEADING, HEAD, second, 2),
        Block(BlockKind.PARAGRAPH, repaired, joined, 2),
        block(BlockKind.FURNITURE, TAIL, at + len(QUOTE) + 1, 2),
    )


class FakeIndex:
    """The texts of the one report."""

    generation = "000001-0000000000000000"

    def source(self, name: str) -> str:
        return f"{PAGE_1}\f{PAGE_2}"

    def blocks(self, name: str) -> tuple[Block, ...]:
        return blocks()


class FakeLibrary:
    """Answers everything with the one quote, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[dict[str, str]], dict[str, object]]] = []
        self.index = FakeIndex()

    def reports(self) -> list[ReportRecord]:
        return [REPORT, NOTES]

    def ask(self, question, *, history=(), id=None, **filters) -> Answer:
        clean(question)
        self.asked.append((question, [dict(turn) for turn in history], filters))
        if question == "fout?":
            raise VraagbaakError("De index is weg; maak hem met: qa index.")
        if question == "onderbroken?":
            raise KeyboardInterrupt
        found = question != "niets?"
        start = PAGE_2.index(QUOTE)
        quote = QUOTE.replace("-\n", "")
        cited = Citation(
            1, REPORT.name, "Balans", "2011-02", 2, HEAD, start, start + len(QUOTE), quote
        )
        return Answer(
            id=id,
            question=question,
            understood=question,
            language="nl",
            status="answered" if found else "not_found",
            answer=f"{quote} [1]" if found else "",
            short_answer="28 procent" if found else None,
            reason=None if found else "Daar staat niets over.",
            citations=(cited,) if found else (),
            findings=(),
            passages=(RankedPassage(1, REPORT.name, 2, HEAD, start, start + 9, 0.5, quote),),
        )

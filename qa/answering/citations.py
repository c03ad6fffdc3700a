"""Citations: from a place in a passage's text to the page and the exact words in its source."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from qa.model import BlockKind, Citation, Page, Passage, RankedPassage, Span

if TYPE_CHECKING:
    from qa.index import Index, ReportRecord
    from qa.retrieval import Hit


def page_of(pages: tuple[Page, ...], start: int) -> Page | None:
    """The page that holds a place of the source; None for reports without pages."""
    at = bisect_right(pages, start, key=lambda page: page.start) - 1
    return pages[at] if at >= 0 else None


def cite(index: Index, passage: Passage, span: Span, first: int) -> list[Citation]:
    """The citations of ``passage.text[span]``, numbered from ``first``.

    One as a rule; one for each piece where the text runs over a page's end or round a footnote,
    the longest first: two words before a page's end are no citation to begin with.
    """
    source = index.source(passage.report)
    cited: list[Citation] = []
    pieces = passage.map.pieces(source, span.start, span.end)
    for piece in sorted(pieces, key=lambda piece: piece.start - piece.end):
        text = passage.map.text_span(piece.start, piece.end)
        if text is None:
            continue
        quoted = Span(max(text.start, span.start), min(text.end, span.end))
        if any(char.isalnum() for char in passage.text[slice(*quoted)]):
            cited.append(_citation(index, passage, piece, quoted, first + len(cited)))
    return cited


def _citation(index: Index, passage: Passage, piece: Span, quoted: Span, n: int) -> Citation:
    """Number ``n``: what is ``quoted`` of a passage's text, which is ``piece`` of its source."""
    record = index.report(passage.report)
    page = page_of(record.pages, piece.start)
    shift = page.start if page else 0
    read = page is not None and page.confidence is not None
    return Citation(
        n=n,
        report=passage.report,
        title=record.metadata.title,
        date=record.metadata.date,
        page=page.number if page else None,
        section=" > ".join(passage.section) or None,
        start=piece.start - shift,
        end=piece.end - shift,
        quote=passage.text[slice(*quoted)],
        page_label=page.label if page else None,
        kind=_kind(passage, quoted.start).value,
        ocr_confidence=_sureness(index, record, piece) if read else None,
        version=record.metadata.version,
    )


def _sureness(index: Index, record: ReportRecord, piece: Span) -> float | None:
    """How sure OCR was of the block that a cited piece stands in."""
    for block in index.blocks(record.name):
        span = block.map.source_span(0, len(block.text))
        if block.confidence is not None and span and span.start <= piece.start < span.end:
            return block.confidence
    return None


def _kind(passage: Passage, at: int) -> BlockKind:
    for sentence in passage.sentences:
        if sentence.start <= at < sentence.end:
            return sentence.kind
    return BlockKind.PARAGRAPH


def ranked(hits: list[Hit], explain: bool) -> tuple[RankedPassage, ...]:
    """Hits as an answer lists them, in their order; ``why`` with ``explain`` only."""
    listed = []
    for rank, hit in enumerate(hits, 1):
        span = hit.passage.span
        page = page_of(hit.report.pages, span.start)
        shift = page.start if page else 0
        listed.append(
            RankedPassage(
                rank=rank,
                report=hit.passage.report,
                page=page.number if page else None,
                section=" > ".join(hit.passage.section) or None,
                start=span.start - shift,
                end=span.end - shift,
                score=round(hit.score, 6),
                text=hit.passage.text,
                why=dict(hit.why) if explain else None,
            )
        )
    return tuple(listed)

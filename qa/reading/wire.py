"""A report as JSON and back: what a reading process sends to the one that asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qa.model import Block, BlockKind, Metadata, OffsetMap, Page, Report, Run, Span


def to_wire(report: Report) -> dict[str, Any]:
    """The report as dictionaries, lists, strings and numbers."""
    metadata = report.metadata
    return {
        "name": report.name,
        "sha256": report.sha256,
        "format": report.format,
        "source": report.source,
        "pages": [
            [p.number, p.start, p.end, p.label, p.problem, p.confidence] for p in report.pages
        ],
        "blocks": [block_row(block) for block in report.blocks],
        "metadata": {
            "title": metadata.title,
            "number": metadata.number,
            "publisher": metadata.publisher,
            "date": metadata.date,
            "language": metadata.language,
            "version": metadata.version,
            "found": dict(metadata.found),
        },
        "problems": report.problems,
        "by_options": report.by_options,
    }


def from_wire(value: dict[str, Any]) -> Report:
    """The report that :func:`to_wire` made ``value`` of."""
    return Report(
        name=value["name"],
        sha256=value["sha256"],
        format=value["format"],
        source=value["source"],
        pages=tuple(Page(*page) for page in value["pages"]),
        blocks=tuple(block_of(row) for row in value["blocks"]),
        metadata=Metadata(**value["metadata"]),
        problems=tuple(value["problems"]),
        by_options=value["by_options"],
    )


def block_row(block: Block) -> list[Any]:
    """A block as lists, strings and numbers; the index keeps it so too."""
    return [
        block.kind.value,
        block.text,
        block.map.runs,
        block.page,
        block.level,
        block.heads,
        block.cells,
        block.confidence,
        block.last_page,
        block.explains,
    ]


def block_of(row: Sequence[Any]) -> Block:
    """The block that :func:`block_row` made ``row`` of, through JSON."""
    kind, text, runs, page, level, heads, cells, confidence, last_page, explains = row
    return Block(
        BlockKind(kind),
        text,
        OffsetMap(tuple(Run(*run) for run in runs)),
        page,
        level,
        tuple(heads),
        tuple(Span(*cell) for cell in cells),
        confidence,
        last_page,
        Span(*explains) if explains else None,
    )

"""A report as JSON and back: what a reading process sends to the one that asked."""

from __future__ import annotations

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
        "pages": [[p.number, p.start, p.end, p.label, p.problem] for p in report.pages],
        "blocks": [
            [
                str(block.kind),
                block.text,
                block.map.runs,
                block.page,
                block.level,
                block.heads,
                block.cells,
                block.confidence,
            ]
            for block in report.blocks
        ],
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
    }


def from_wire(value: dict[str, Any]) -> Report:
    """The report that :func:`to_wire` made ``value`` of."""
    return Report(
        name=value["name"],
        sha256=value["sha256"],
        format=value["format"],
        source=value["source"],
        pages=tuple(Page(*page) for page in value["pages"]),
        blocks=tuple(_block(*block) for block in value["blocks"]),
        metadata=Metadata(**value["metadata"]),
        problems=tuple(value["problems"]),
    )


def _block(
    kind: str,
    text: str,
    runs: list[list[int]],
    page: int | None,
    level: int,
    heads: list[str],
    cells: list[list[int]],
    confidence: float | None,
) -> Block:
    return Block(
        BlockKind(kind),
        text,
        OffsetMap(tuple(Run(*run) for run in runs)),
        page,
        level,
        tuple(heads),
        tuple(Span(*cell) for cell in cells),
        confidence,
    )

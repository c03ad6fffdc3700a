"""What several commands take, and the exit statuses they end with."""

from __future__ import annotations

from typing import Annotated

import typer

DONE, FAILED, USAGE, PARTLY, NOTHING_FOUND, INTERRUPTED = 0, 1, 2, 3, 4, 130

Question = Annotated[list[str], typer.Argument(help="The question, in Dutch or English.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
TopK = Annotated[
    int | None, typer.Option("--top-k", min=1, max=1000, help="How many passages to list.")
]
ReportGlob = Annotated[
    str | None,
    typer.Option("--report", metavar="GLOB", help="Only reports with this name or title."),
]
FromYear = Annotated[
    int | None, typer.Option("--from", metavar="YEAR", help="Only reports of this year or later.")
]
ToYear = Annotated[
    int | None, typer.Option("--to", metavar="YEAR", help="Only reports of this year or earlier.")
]
Explain = Annotated[
    bool, typer.Option("--explain", help="Say for each passage why it stands where it does.")
]

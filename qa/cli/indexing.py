"""Keeping the index in step: ``qa index``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa.cli.options import DONE, PARTLY, AsJson
from qa.console import Run, print_json, say, screen


def index(
    context: typer.Context,
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[PATH]", help="The folder of reports; else as set, or `corpus`."),
    ] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Read everything anew.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", min=1, max=256, help="Processes that read files; else one a core."),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Bring the index in step with the folder.

    New reports are added, changed ones read again, those that went removed.

    \b
    Examples:
      qa index
      qa index ~/rapporten --dry-run
    """
    from qa.progress import shown

    run: Run = context.obj
    library = run.library(**({"corpus": path} if path else {}), jobs=jobs)
    with shown() as report:
        result = library.sync(rebuild=rebuild, dry_run=dry_run, progress=report)
    if as_json:
        print_json(result)
    else:
        from qa.tables import print_sync

        print_sync(screen(), result, dry_run=dry_run)
    if path and path.absolute() != run.settings().corpus.absolute():
        say(f"to ask these reports, put corpus = '{path.absolute()}' in qa.toml, or set QA_CORPUS.")
    return PARTLY if result.unreadable else DONE

"""Keeping the index in step: ``qa index``."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.cli.options import DONE, FAILED, PARTLY, AsJson
from qa.console import Run, print_json, say, screen
from qa.model import VraagbaakError

if TYPE_CHECKING:
    from qa.index.sync import SyncEvent
    from qa.library import Library


def index(
    context: typer.Context,
    path: Annotated[
        Path | None,
        typer.Argument(metavar="PATH", help="The folder of reports; else as set, or `corpus`."),
    ] = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Read everything anew.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            metavar="N",
            min=1,
            max=256,
            help="Processes that read files; else one a core.",
        ),
    ] = None,
    wait: Annotated[
        float,
        typer.Option(
            "--wait",
            metavar="[SECONDS]",
            min=0,
            show_default=False,
            help="Let another writer end first; without a number, as long as it takes.",
        ),
    ] = 0,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Stay, and follow the folder as files come; Ctrl-C ends."),
    ] = False,
    ocr: Annotated[
        bool, typer.Option("--ocr", help="Read scanned pages, with Tesseract; slow.")
    ] = False,
    password_file: Annotated[
        Path | None,
        typer.Option(
            "--password-file",
            metavar="FILE",
            help="Passwords of locked PDFs, one a line, or a name's pattern, a tab and a password.",
        ),
    ] = None,
    ignore_permissions: Annotated[
        bool,
        typer.Option(
            "--ignore-permissions", help="Read PDFs whose owner forbids taking text out, too."
        ),
    ] = False,
    verify: Annotated[
        bool,
        typer.Option("--verify", help="Only check the index, all of it; status 1 if damaged."),
    ] = False,
    rollback: Annotated[
        bool,
        typer.Option("--rollback", help="Only go back to the index before this one."),
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Bring the index in step with the folder.

    New reports are added, changed ones read again, those that went removed. What counts is what
    is in a file: one that was only touched or renamed costs nothing. Asking goes on meanwhile, from
    the index as it was. With --watch each sync is a line (with --json, an object).

    \b
    Examples:
      qa index
      qa index ~/rapporten --dry-run
      qa index --wait 60            give another qa index a minute to end
      qa index --verify             every hash, every passage against its source
      qa index --rollback           the reports of last week answer again
      qa index --watch              keep in step while reports are copied in
      qa index --ocr --password-file ~/wachtwoorden.txt
    """
    from qa.progress import shown

    run: Run = context.obj
    options = {
        "ocr": ocr or None,
        "password_file": password_file,
        "ignore_permissions": ignore_permissions or None,
    }
    library = run.library(**({"corpus": path} if path else {}), jobs=jobs, **options)
    if verify or rollback:
        if (verify and rollback) or watch or dry_run or rebuild:
            raise typer.BadParameter("--verify and --rollback go with no other change.")
        return _verified(library, as_json) if verify else _rolled_back(library, wait, as_json)
    _warn_of_readers(library.settings.password_file)
    if watch:
        if dry_run or rebuild:
            raise typer.BadParameter("--watch goes with neither --dry-run nor --rebuild.")
        return _follow(library, as_json=as_json)
    with shown() as report:
        result = library.sync(rebuild=rebuild, dry_run=dry_run, wait=wait, progress=report, say=say)
    if as_json:
        print_json(result)
    else:
        from qa.tables import print_sync

        print_sync(screen(), result, dry_run=dry_run, rebuild=rebuild)
    if path and path.absolute() != run.settings().corpus.absolute():
        say(f"to ask these reports, put corpus = '{path.absolute()}' in qa.toml, or set QA_CORPUS.")
    _say_to_keep(options, run)
    return PARTLY if result.unreadable else DONE


def _verified(library: Library, as_json: bool) -> int:
    """Say what is wrong with the index; the exit status for it."""
    problems = library.verify()
    if as_json:
        print_json({"ok": not problems, "problems": problems})
    elif problems:
        for problem in problems:
            say(problem)
    else:
        index = library.index
        screen().line(
            f"The index is whole: {len(index.reports())} reports, {index.passage_count} passages, "
            f"{index.size / 1e6:,.1f} MB; generation {index.generation}."
        )
    return FAILED if problems else DONE


def _rolled_back(library: Library, wait: float, as_json: bool) -> int:
    """Go back to the generation before, and say so."""
    name = library.rollback(wait=wait, say=say)
    if as_json:
        print_json({"generation": name})
    else:
        screen().line(f"Generation {name} answers again; qa index brings it in step.")
    return DONE


def _follow(library: Library, *, as_json: bool) -> int:
    """Print what each sync of a watched folder did, until Ctrl-C."""
    from qa.progress import shown
    from qa.tables import sync_summary
    from qa.watching import Watch

    first = True
    with ExitStack() as bar:
        tell: list[Callable[[SyncEvent], None]] = []

        def progress(event: SyncEvent) -> None:
            if not tell:
                tell.append(bar.enter_context(shown()))
            tell[0](event)

        for result in Watch(library).results(progress, say):
            bar.close()
            tell.clear()
            if first:
                say(f"watching {library.settings.corpus}; Ctrl-C ends.")
            if isinstance(result, VraagbaakError):
                say(str(result))
            elif as_json and (first or not result.in_step):
                print_json(result)
            elif first or not result.in_step:
                screen().line((time.strftime("%H:%M:%S  "), "dim"), f"{sync_summary(result)}.")
            first = False
            sys.stdout.flush()
    return DONE


def _warn_of_readers(passwords: Path | None) -> None:
    """Says so where others may read the password file (as POSIX tells)."""
    if os.name == "posix" and passwords and passwords.is_file():
        others = stat.S_IMODE(passwords.stat().st_mode) & 0o077
        if others:
            say(f"others may read {passwords}: keep it to yourself with chmod 600.")


def _say_to_keep(options: dict[str, Any], run: Run) -> None:
    """How options are kept for the next time: without them the index would be another."""
    set_already = run.settings().model_dump()
    lines = [
        f"{name} = {str(value).lower() if value is True else repr(str(value.absolute()))}"
        for name, value in options.items()
        if value is not None and value != set_already[name]
    ]
    if lines:
        say(f"to have it so next time too, put {', '.join(lines)} in qa.toml.")

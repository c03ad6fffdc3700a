"""What there is: ``qa show``, ``reports``, ``status`` and ``doctor``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qa.cli.completing import report_names
from qa.cli.options import DONE, FAILED, AsJson
from qa.console import Run, print_json, screen


def show(
    context: typer.Context,
    target: Annotated[
        str,
        typer.Argument(
            metavar="N|REPORT[:PAGE]",
            help="The number of a citation in the last answer (or of a passage it listed), "
            "or a report, or one of its pages.",
            autocompletion=report_names,
        ),
    ],
    page: Annotated[
        int | None, typer.Option("--page", min=1, help="A page of the report, counted from 1.")
    ] = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="The text as it was extracted, not repaired.")
    ] = False,
    image: Annotated[
        Path | None,
        typer.Option(
            "--image",
            metavar="FILE.png",
            help="Draw the page of the PDF into this file, the cited words boxed.",
        ),
    ] = None,
) -> int:
    """Show cited words in their page, or a report.

    N is a citation of the last answer, or a passage that it listed where it found no answer. A
    report may be named by a part of its name or title. A page comes with its blocks named: what
    is a heading, a footnote and of which sentence, a table's row under which heads, and what is
    in no passage.
    --image needs the extra 'image' (pip install 'vraagbaak[image]').

    \b
    Examples:
      qa show 1
      qa show balans-2011.pdf:2
      qa show balans-2011.pdf --page 2 --raw
      qa show werkpleinen-2009 --raw
      qa show 2 --image bladzijde.png
    """
    from qa.excerpt import find_target, make_excerpt
    from qa.tables import print_excerpt

    run: Run = context.obj
    library = run.ready_library()
    found = find_target(target, library.reports(), run.memory().citations(), page)
    if image is not None:
        from qa.page_image import draw_page
        from qa.tables import print_drawn

        source = library.index.source(found.report.name)
        print_drawn(screen(), found, draw_page(found, source, run.settings(), image), image)
        return DONE
    print_excerpt(screen(), make_excerpt(found, library.index, raw=raw))
    return DONE


def reports(context: typer.Context, as_json: AsJson = False) -> int:
    """List the reports in the index.

    With title, date, number, pages, passages, and what could not be read of them.

    \b
    Example:
      qa reports
    """
    from qa.tables import print_reports, report_rows

    run: Run = context.obj
    records = run.ready_library().reports()
    if as_json:
        print_json({"reports": report_rows(records)})
    else:
        print_reports(screen(), records)
    return DONE


def status(context: typer.Context, as_json: AsJson = False) -> int:
    """Say whether the index is in step.

    Also what is in it, which model made it, and what `qa index` would do.

    \b
    Example:
      qa status --json
    """
    from qa.tables import print_status

    run: Run = context.obj
    found = run.library().status()
    if as_json:
        print_json(found)
    else:
        print_status(screen(), found)
    return DONE


def doctor(context: typer.Context, as_json: AsJson = False) -> int:
    """Check that everything needed is here.

    Names the cure for what is not; exit status 1 then.

    \b
    Example:
      qa doctor
    """
    from qa.doctor import examine
    from qa.tables import print_checks

    run: Run = context.obj
    checks = examine(run.settings())
    if as_json:
        print_json({"checks": checks})
    else:
        print_checks(screen(), checks)
    return DONE if all(check.ok for check in checks) else FAILED

"""What the shell's Tab key offers: the names of the reports in the index."""

from __future__ import annotations

import os
import re
from typing import Any

import typer

from qa.console import Run

_SPECIAL = re.compile(r"([^\w@%+=:,./-])")


class _Word(str):
    """A word that is offered although it does not begin with what was typed: it may be escaped."""

    def startswith(self, *_: Any) -> bool:
        return True


def report_names(context: typer.Context, incomplete: str) -> list[str]:
    """The names of the reports that begin with what was typed; none where there is no index."""
    try:
        group = context.parent.params if context.parent else {}
        library = Run(group.get("corpus"), group.get("index")).library()
        names = [record.name for record in library.reports()]
    except Exception:  # whatever it is, it is no moment to say so: a command line is being typed
        return []
    wanted = incomplete.casefold()
    found = [name for name in names if name.casefold().startswith(wanted)]
    # bash puts words in as they come, other shells escape them themselves. Which shell asks stands
    # only in the variable that it asks with.
    in_bash = os.environ.get("_QA_COMPLETE") == "complete_bash"
    return [_Word(_SPECIAL.sub(r"\\\1", name) if in_bash else name) for name in found]

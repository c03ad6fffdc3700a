"""Vraagbaak: ask a folder of reports; every statement comes with its page and its exact words.

The face for scripts and notebooks (docs/library.md)::

    from qa import Library

    library = Library.open("rapporten", "rapporten-index")
    library.sync()
    library.ask("Hoeveel werkpleinen misten hun mijlpaal?").short_answer
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.library import Library, Status
    from qa.model import Answer, Citation, VraagbaakError
    from qa.settings import Settings

__all__ = ["Answer", "Citation", "Library", "Settings", "Status", "VraagbaakError"]

_HOMES = {
    "Answer": "model",
    "Citation": "model",
    "VraagbaakError": "model",
    "Library": "library",
    "Status": "library",
    "Settings": "settings",
}


def __getattr__(name: str) -> Any:
    """The public names, from their modules: the command line starts without loading them."""
    if name not in _HOMES:
        raise AttributeError(f"module 'qa' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(f"qa.{_HOMES[name]}"), name)

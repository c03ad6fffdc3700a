"""The command line: what was typed, handed to the library; what comes back, printed.

Exit status: 0 done; 1 failed; 2 wrong usage; 3 done, but some file or line could not be read;
4 nothing found (``ask`` and ``search``). Errors are one sentence on standard error.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import current_thread, main_thread
from typing import Annotated

import typer

from qa.cli import asking, indexing, looking, measuring
from qa.cli.options import DONE, FAILED, INTERRUPTED, USAGE, Command, Commands
from qa.console import Run, print_traceback, say
from qa.model import QuestionError, SettingsError, VraagbaakError

app = typer.Typer(
    name="qa",
    cls=Commands,
    rich_markup_mode=None,  # plain help: half the start-up time of rich's
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    corpus: Annotated[
        Path | None,
        typer.Option(
            "--corpus", metavar="PATH", help="The folder of reports; else as set, or `corpus`."
        ),
    ] = None,
    index: Annotated[
        Path | None,
        typer.Option(
            "--index",
            metavar="PATH",
            help="The folder of the built index; else as set, or `index`.",
        ),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error came from.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Ask a folder of reports, in Dutch or English; every statement comes with its page and words.

    \b
    Examples:
      qa ask "how many werkpleinen missed the mijlpalen"
      qa show 1                     the words that citation [1] stands on
      qa chat                       ask on, with follow-up questions
      qa --corpus ~/rapporten --index ~/rapporten-index ask "Wat kostte het?"

    Bare `qa` opens the chat.
    """
    run: Run = context.obj
    run.corpus, run.index, run.debug = corpus, index, debug
    if version:
        from importlib.metadata import version as version_of

        print(f"vraagbaak {version_of('vraagbaak')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        if sys.stdin.isatty() and sys.stdout.isatty():
            raise typer.Exit(asking.converse(run))
        print(context.get_help())


COMMANDS: dict[str, Callable[..., int]] = {
    "index": indexing.index,
    "ask": asking.ask,
    "search": asking.search,
    "chat": asking.chat,
    "batch": asking.batch,
    "eval": measuring.evaluate,
    "show": looking.show,
    "reports": looking.reports,
    "status": looking.status,
    "doctor": looking.doctor,
}
"""The commands in the order of the help."""

for _name, _command in COMMANDS.items():
    app.command(_name, cls=Command)(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    run = Run()
    _prepare_streams()
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL and current_thread() is main_thread():
        signal.signal(signal.SIGTERM, _end)  # as Ctrl-C does: what was begun is tidied up
    try:
        status = typer.main.get_command(app).main(
            args=None if arguments is None else list(arguments),
            prog_name="qa",
            standalone_mode=False,
            obj=run,
        )
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        _drop_output()
        return FAILED
    except KeyboardInterrupt:  # before a command runs, or after
        status = INTERRUPTED
    except Exception as error:
        return _failed(error, run.debug)
    if status == INTERRUPTED:
        say("stopped; what was finished is kept.")
    return status or DONE


def _prepare_streams() -> None:
    """Streams that were closed (``>&-``) are empty ones; no letter stops the others."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")  # as arguments are: refused with a sentence


def _drop_output() -> None:
    """What is still waiting to be written goes nowhere: the interpreter would complain of it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _end(number: int, _: object) -> None:
    raise SystemExit(128 + number)


def _failed(error: Exception, debug: bool) -> int:
    """Say in a sentence what went wrong; the exit status for it."""
    if debug:
        print_traceback(error)
    if isinstance(error, typer.TyperException):
        say(f"{error.format_message()} (See: qa --help.)")
        return error.exit_code
    if isinstance(error, VraagbaakError):
        say(str(error))
        return USAGE if isinstance(error, QuestionError | SettingsError) else FAILED
    if isinstance(error, OSError) and error.filename and error.strerror:
        say(f"{error.filename}: {error.strerror.lower()}.")
    elif isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EIO):
        say(f"The output cannot be written: {(error.strerror or '').lower()}.")
        _drop_output()
    elif not debug:
        say(
            f"Something went wrong inside qa ({type(error).__name__}: {error}); "
            "the same command with `qa --debug …` shows where."
        )
    return FAILED

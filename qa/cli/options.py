"""What several commands take, and the exit statuses they end with."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup

from qa.cli.completing import report_names
from qa.console import Run
from qa.model import QuestionError

DONE, FAILED, USAGE, PARTLY, NOTHING_FOUND, INTERRUPTED = 0, 1, 2, 3, 4, 130

Question = Annotated[
    list[str], typer.Argument(metavar="QUESTION", help="The question, in Dutch or English.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
TopK = Annotated[
    int | None,
    typer.Option("--top-k", metavar="N", min=1, max=1000, help="How many passages to list."),
]
ReportGlob = Annotated[
    str | None,
    typer.Option(
        "--report",
        metavar="GLOB",
        help="Only reports with this name or title.",
        autocompletion=report_names,
    ),
]
FromYear = Annotated[
    int | None, typer.Option("--from", metavar="YEAR", help="Only reports of this year or later.")
]
ToYear = Annotated[
    int | None, typer.Option("--to", metavar="YEAR", help="Only reports of this year or earlier.")
]
Answerer = Annotated[
    Literal["extract", "model"] | None,
    typer.Option(
        "--answerer",
        help="Who answers: the reports' own words, or a language model held against them.",
    ),
]
ModelName = Annotated[
    str | None,
    typer.Option("--model-name", metavar="NAME", help="The model to ask; else as set."),
]
Explain = Annotated[
    bool, typer.Option("--explain", help="Say for each passage why it stands where it does.")
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Bring the index in step first.")]

WITHOUT_VALUE = {"--wait": "inf"}
"""Options whose value may be left out, and what it is then."""


class Command(TyperCommand):
    """A command with options whose value may be left out: what follows them is no number."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments, the values that were left out put in.

        Raises QuestionError for a text that begins with a dash and was taken for an option.
        """
        try:
            return super().parse_args(ctx, list(_with_values(args)))
        except typer.TyperException:
            for text in args[: args.index("--")] if "--" in args else args:
                if text.startswith("-") and _is_text(text):
                    raise QuestionError(
                        f"'{text}' begins as an option does; put -- before it, as in: "
                        f"qa {self.name} -- {_quoted(text)}"
                    ) from None
            raise


class Commands(TyperGroup):
    """The commands; a question in the place of one is told how it is asked."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command. Raises QuestionError where a question stands in its place."""
        text = " ".join(args)
        if args[0] not in self.commands and _is_text(args[0] if "?" not in text else text):
            raise QuestionError(f"'{text}' is no command; to ask it, type: qa ask {_quoted(text)}")
        return super().resolve_command(ctx, args)


def _is_text(argument: str) -> bool:
    """Whether an argument looks like a question rather than a name: a space in it, or a "?"."""
    return "?" in argument or len(argument.split()) > 1


def _quoted(text: str) -> str:
    """A text as it is typed in a shell, between double quotes where that does."""
    return shlex.quote(text) if re.search(r'["$`\\!]', text) else f'"{text}"'


def _with_values(arguments: Sequence[str]) -> Iterator[str]:
    for argument, following in zip(arguments, [*arguments, ""][1:], strict=True):
        bare = argument in WITHOUT_VALUE and not _is_number(following)
        yield f"{argument}={WITHOUT_VALUE[argument]}" if bare else argument


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def limits(
    top_k: int | None, report: str | None, year_from: int | None, year_to: int | None
) -> dict[str, Any]:
    """The options that limit what is looked through, as ``Library.ask`` takes them.

    Raises QuestionError for those that nothing can pass, before anything is loaded or built.
    """
    from qa.limits import check

    check(report, year_from, year_to)
    return {"top_k": top_k, "report": report, "year_from": year_from, "year_to": year_to}


def answering(run: Run, answerer: str | None, model_name: str | None) -> dict[str, Any]:
    """The options of the answerer that were given, as ``Library.ask`` takes them.

    Raises BadParameter for the name of a model where none is to answer.
    """
    if model_name is not None and (answerer or run.settings().answerer) != "model":
        raise typer.BadParameter("--model-name goes with --answerer model.")
    given = {"answerer": answerer, "model_name": model_name}
    return {name: value for name, value in given.items() if value is not None}

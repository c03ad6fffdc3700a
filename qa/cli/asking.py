"""Questions: ``qa ask``, ``search``, ``chat`` and ``batch``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.asking import checked_question
from qa.cli.options import (
    DONE,
    NOTHING_FOUND,
    PARTLY,
    Answerer,
    AsJson,
    Explain,
    Fresh,
    FromYear,
    ModelName,
    Question,
    ReportGlob,
    TopK,
    ToYear,
    answering,
    limits,
)
from qa.console import Run, opened, print_json, print_traceback, say, say_once, screen
from qa.model import QuestionError

if TYPE_CHECKING:
    from qa.library import Library


def ask(
    context: typer.Context,
    question: Question,
    as_json: AsJson = False,
    top_k: TopK = None,
    report: ReportGlob = None,
    from_year: FromYear = None,
    to_year: ToYear = None,
    explain: Explain = False,
    fresh: Fresh = False,
    answerer: Answerer = None,
    model_name: ModelName = None,
    show_prompt: Annotated[
        bool,
        typer.Option("--show-prompt", help="Print what a model would be sent, and send nothing."),
    ] = False,
) -> int:
    """Answer a question, with the words it stands on.

    Every statement comes with its report, page and exact words. Exit status 4 when the reports
    do not say it.

    \b
    Examples:
      qa ask "Hoeveel werkpleinen misten hun mijlpaal?"
      qa ask "which reports mention the SVB" --from 2009 --to 2010
      qa ask "wat is een warme overdracht" --report "*2011*" --json
      qa ask "what do the reports say about ICT" --answerer model
    """
    run: Run = context.obj
    asked = checked_question(" ".join(question))
    limited = limits(top_k, report, from_year, to_year)
    by = answering(run, answerer, model_name)
    if show_prompt and as_json:
        raise typer.BadParameter("--show-prompt prints text, and goes without --json.")
    library = run.ready_library(fresh=fresh)
    if show_prompt:
        return _show_prompt(library, asked, limited)
    from qa.render import Streamed, print_answer, print_passages

    out = screen()
    streamed = Streamed(out) if out.terminal and not as_json else None
    answer = library.ask(asked, explain=explain, on_claim=streamed, **limited, **by)
    run.memory().keep(answer)
    if answer.model and answer.model.fell_back:
        say(answer.model.fell_back)
    if as_json:
        print_json(answer)
    else:
        print_answer(out, answer, run.settings().corpus, streamed, library.reports())
        if explain:
            out.line()
            print_passages(out, answer.passages, answer.language)
    return DONE if answer.status == "answered" else NOTHING_FOUND


def _show_prompt(library: Library, asked: str, limited: Mapping[str, Any]) -> int:
    from qa.answering.by_model import PromptShown
    from qa.screen import clean

    try:
        print(clean(library.prompt(asked, **limited)))
    except PromptShown as nothing:
        say(str(nothing))
        return NOTHING_FOUND
    return DONE


def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="What to look for.")],
    as_json: AsJson = False,
    top_k: TopK = None,
    report: ReportGlob = None,
    from_year: FromYear = None,
    to_year: ToYear = None,
    explain: Explain = False,
    fresh: Fresh = False,
) -> int:
    """List the passages that fit best.

    Nothing is answered. What comes nearest in meaning is listed, even where no word is met; exit
    status 4 when the limits leave no passage.

    \b
    Examples:
      qa search klanttevredenheid UWV
      qa search "mijlpalen" --top-k 5 --explain
    """
    from qa.limits import nothing_left, undated
    from qa.retrieval import Filters

    run: Run = context.obj
    looked_for = checked_question(" ".join(words))
    if not any(char.isalnum() for char in looked_for):
        raise QuestionError("There is no word in what is to be looked for.")
    limited = limits(top_k, report, from_year, to_year)
    library = run.ready_library(fresh=fresh)
    passages = library.search(looked_for, explain=explain, **limited)
    filters, records = Filters(report, from_year, to_year), library.reports()
    warnings = undated(filters, records, "en")
    if as_json:
        print_json({"query": looked_for, "passages": passages, "warnings": warnings})
        return DONE if passages else NOTHING_FOUND
    for warning in warnings:
        say(warning)
    if passages:
        from qa.render import print_passages

        print_passages(screen(), passages)
        return DONE
    say(nothing_left(filters, records, "en") or "No passage fits.")
    return NOTHING_FOUND


def chat(
    context: typer.Context,
    fresh: Fresh = False,
    answerer: Answerer = None,
    model_name: ModelName = None,
) -> int:
    """Ask on and on, with follow-up questions.

    /help lists what else can be typed. Questions may also come from a pipe, one a line.

    \b
    Examples:
      qa chat
      qa chat < questions.txt
    """
    run: Run = context.obj
    return converse(run, answering(run, answerer, model_name), fresh=fresh)


def batch(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="JSON Lines with 'question', and 'id' and 'history' if any; - is standard input.",
        ),
    ],
    top_k: TopK = None,
    report: ReportGlob = None,
    from_year: FromYear = None,
    to_year: ToYear = None,
    fresh: Fresh = False,
    answerer: Answerer = None,
    model_name: ModelName = None,
) -> int:
    """Answer a file of questions.

    One JSON object a line in, one a line out, in the same order. 'id' is any value, and comes
    back; 'history' is the turns before the question, oldest first: a list of
    {"role": "user" or "assistant", "content": "what was said"}. Blank lines are skipped. A line
    that cannot be answered gives {"id", "error", "line"}, the others their answers; exit status 3
    then.

    \b
    Examples:
      qa batch questions.jsonl > answers.jsonl
      echo '{"id": 1, "question": "Wat is een werkplein?"}' | qa batch -
    """
    from functools import partial

    from qa.asking import answer_lines

    run: Run = context.obj
    limited = limits(top_k, report, from_year, to_year)
    by = answering(run, answerer, model_name)
    with opened(file) as stream:
        library = run.ready_library(fresh=fresh)
        ask_library = partial(library.ask, **limited, **by)
        told: set[str] = set()
        failed = False
        tell = print_traceback if run.debug else None
        for answer in answer_lines(stream, ask_library, tell):
            failed = failed or "error" in answer
            say_once((answer.get("model") or {}).get("fell_back"), told)
            print_json(answer)
            sys.stdout.flush()
    return PARTLY if failed else DONE


def converse(run: Run, asking: Mapping[str, Any] | None = None, *, fresh: bool = False) -> int:
    """Open the shell; returns the exit status."""
    from qa.shell import Shell

    library = run.ready_library(fresh=fresh)
    return Shell(library, run.memory(), screen(), run.settings().corpus, asking or {}).run()

"""The command line: what was typed, handed to the library; what comes back, printed.

Exit status: 0 done; 1 failed; 2 wrong usage; 3 done, but some file or line could not be read;
4 nothing found (``ask`` and ``search``). Errors are one sentence on standard error.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.asking import QuestionError, checked_question
from qa.console import Run, opened, print_json, print_traceback, say, screen
from qa.model import VraagbaakError

if TYPE_CHECKING:
    from qa.evaluation import Evaluation
    from qa.library import Library

DONE, FAILED, USAGE, PARTLY, NOTHING_FOUND, INTERRUPTED = 0, 1, 2, 3, 4, 130

app = typer.Typer(
    name="qa",
    rich_markup_mode=None,  # plain help: half the start-up time of rich's
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


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


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    corpus: Annotated[
        Path | None,
        typer.Option("--corpus", help="The folder of reports; else as set, or `corpus`."),
    ] = None,
    index: Annotated[
        Path | None,
        typer.Option("--index", help="The folder of the built index; else as set, or `index`."),
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
            raise typer.Exit(_chat(run))
        print(context.get_help())


@app.command("index")
def index_command(
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


@app.command()
def ask(
    context: typer.Context,
    question: Question,
    as_json: AsJson = False,
    top_k: TopK = None,
    report: ReportGlob = None,
    from_year: FromYear = None,
    to_year: ToYear = None,
    explain: Explain = False,
) -> int:
    """Answer a question, with the words it stands on.

    Every statement comes with its report, page and exact words. Exit status 4 when the reports
    do not say it.

    \b
    Examples:
      qa ask "Hoeveel werkpleinen misten hun mijlpaal?"
      qa ask "which reports mention the SVB" --from 2009 --to 2010
      qa ask "wat is een warme overdracht" --report "*2011*" --json
    """
    run: Run = context.obj
    asked = checked_question(" ".join(question))
    answer = run.ready_library().ask(
        asked,
        top_k=top_k,
        report=report,
        year_from=from_year,
        year_to=to_year,
        explain=explain,
    )
    run.memory().keep(answer)
    if as_json:
        print_json(answer)
    else:
        from qa.render import print_answer, print_passages

        out = screen()
        print_answer(out, answer, run.settings().corpus)
        if explain:
            out.line()
            print_passages(out, answer.passages, answer.language)
    return DONE if answer.status == "answered" else NOTHING_FOUND


@app.command()
def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="What to look for.")],
    as_json: AsJson = False,
    top_k: TopK = None,
    report: ReportGlob = None,
    from_year: FromYear = None,
    to_year: ToYear = None,
    explain: Explain = False,
) -> int:
    """List the passages that fit best.

    Nothing is answered; exit status 4 when no passage fits.

    \b
    Examples:
      qa search klanttevredenheid UWV
      qa search "mijlpalen" --top-k 5 --explain
    """
    run: Run = context.obj
    looked_for = checked_question(" ".join(words))
    passages = run.ready_library().search(
        looked_for,
        top_k=top_k,
        report=report,
        year_from=from_year,
        year_to=to_year,
        explain=explain,
    )
    if as_json:
        print_json({"query": looked_for, "passages": passages})
    elif passages:
        from qa.render import print_passages

        print_passages(screen(), passages)
    else:
        say("No passage fits.")
    return DONE if passages else NOTHING_FOUND


@app.command()
def chat(context: typer.Context) -> int:
    """Ask on and on, with follow-up questions.

    /help lists what else can be typed. Questions may also come from a pipe, one a line.

    \b
    Examples:
      qa chat
      qa chat < questions.txt
    """
    return _chat(context.obj)


@app.command()
def batch(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            help="JSON Lines with 'question', and 'id' and 'history' if any; - is standard input."
        ),
    ],
    top_k: TopK = None,
    report: ReportGlob = None,
    from_year: FromYear = None,
    to_year: ToYear = None,
) -> int:
    """Answer a file of questions.

    One JSON object a line in, one a line out, in the same order. A line that cannot be
    answered gives {"id", "error", "line"}, the others their answers; exit status 3 then.

    \b
    Examples:
      qa batch questions.jsonl > answers.jsonl
      echo '{"id": 1, "question": "Wat is een werkplein?"}' | qa batch -
    """
    from functools import partial

    from qa.asking import answer_lines

    run: Run = context.obj
    with opened(file) as stream:
        library = run.ready_library()
        ask_library = partial(
            library.ask, top_k=top_k, report=report, year_from=from_year, year_to=to_year
        )
        failed = False
        tell = print_traceback if run.debug else None
        for answer in answer_lines(stream, ask_library, tell):
            failed = failed or "error" in answer
            print_json(answer)
            sys.stdout.flush()
    return PARTLY if failed else DONE


@app.command("eval")
def eval_command(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(help="A questions file (JSON Lines); docs/evaluation.md has its fields."),
    ],
    as_json: AsJson = False,
    misses: Annotated[
        bool, typer.Option("--misses", help="List the questions that went wrong.")
    ] = False,
    compare: Annotated[
        Path | None,
        typer.Option("--compare", metavar="OLD.json", help="Say what moved since that run."),
    ] = None,
) -> int:
    """Measure on fixed questions how good answers are.

    Prints how often the right passage, citation and short answer come out, and how often an
    answer is given or refused wrongly, by language and type of question.

    \b
    Examples:
      qa eval questions.jsonl --misses
      qa eval questions.jsonl --json > monday.json
      qa eval questions.jsonl --compare monday.json
    """
    from qa import evaluation, tables

    run: Run = context.obj
    questions = evaluation.read_questions(file)
    old = evaluation.read_run(compare) if compare else None
    result = _evaluated(run.ready_library(), questions)
    moved = evaluation.compare(old, result.as_json()) if old is not None else None
    if as_json:
        print_json(result.as_json() | ({"moved": moved} if moved else {}))
        return DONE
    tables.print_evaluation(screen(), result, misses=misses)
    if moved:
        tables.print_comparison(screen(), moved)
    return DONE


def _evaluated(library: Library, questions: Sequence[dict[str, Any]]) -> Evaluation:
    from qa.evaluation import Sources, evaluate
    from qa.progress import counted

    answers = [
        library.ask(
            question["question"], history=question.get("history") or (), id=question["id"]
        ).as_json()
        for question in counted(questions, "Asking")
    ]
    return evaluate(questions, answers, Sources.of(library.index))


@app.command()
def show(
    context: typer.Context,
    target: Annotated[
        str,
        typer.Argument(
            metavar="N|REPORT[:PAGE]",
            help="The number of a citation in the last answer, or a report, or one of its pages.",
        ),
    ],
    raw: Annotated[
        bool, typer.Option("--raw", help="The text as it was extracted, not repaired.")
    ] = False,
) -> int:
    """Show cited words in their page, or a report.

    N is a citation of the last answer. A report may be named by a part of its name or title.

    \b
    Examples:
      qa show 1
      qa show balans-2011.pdf:2
      qa show werkpleinen-2009 --raw
    """
    from qa.excerpt import find_target, make_excerpt
    from qa.tables import print_excerpt

    run: Run = context.obj
    library = run.ready_library()
    found = find_target(target, library.reports(), run.memory().citations())
    print_excerpt(screen(), make_excerpt(found, library.index, raw=raw))
    return DONE


@app.command()
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


@app.command()
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


@app.command()
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


def _chat(run: Run) -> int:
    from qa.shell import Shell

    library = run.ready_library()
    return Shell(library, run.memory(), screen(), run.settings().corpus).run()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    run = Run()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")  # as arguments are: refused with a sentence
    try:
        status = typer.main.get_command(app).main(
            args=None if arguments is None else list(arguments),
            prog_name="qa",
            standalone_mode=False,
            obj=run,
        )
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        return _failed(error, run.debug)
    if status == INTERRUPTED:
        say("stopped; what was finished is kept.")
    return status or DONE


def _failed(error: Exception, debug: bool) -> int:
    """Say in a sentence what went wrong; the exit status for it."""
    if debug:
        print_traceback(error)
    if isinstance(error, typer.TyperException):
        say(f"{error.format_message()} (See: qa --help.)")
        return error.exit_code
    if isinstance(error, VraagbaakError):
        say(str(error))
        return USAGE if isinstance(error, QuestionError) else FAILED
    if isinstance(error, OSError) and error.filename and error.strerror:
        say(f"{error.filename}: {error.strerror.lower()}.")
    elif not debug:
        say(
            f"Something went wrong inside qa ({type(error).__name__}: {error}); "
            "the same command with `qa --debug …` shows where."
        )
    return FAILED

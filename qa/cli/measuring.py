"""How good answers are: ``qa eval``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.cli.options import DONE, Answerer, AsJson, ModelName, answering
from qa.console import Run, print_json, say_once, screen

if TYPE_CHECKING:
    from qa.evaluation import Evaluation
    from qa.library import Library


def evaluate(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="A questions file (JSON Lines); docs/evaluation.md has its fields."
        ),
    ],
    as_json: AsJson = False,
    misses: Annotated[
        bool, typer.Option("--misses", help="List the questions that went wrong.")
    ] = False,
    compare: Annotated[
        Path | None,
        typer.Option("--compare", metavar="OLD.json", help="Say what moved since that run."),
    ] = None,
    answerer: Answerer = None,
    model_name: ModelName = None,
) -> int:
    """Measure on fixed questions how good answers are.

    Prints how often the right passage, citation and short answer come out, and how often an
    answer is given or refused wrongly, by language and type of question.

    \b
    Examples:
      qa eval questions.jsonl --misses
      qa eval questions.jsonl --json > monday.json
      qa eval questions.jsonl --compare monday.json
      qa eval questions.jsonl --answerer model --compare extract.json
    """
    from qa import evaluation, tables

    run: Run = context.obj
    questions = evaluation.read_questions(file)
    old = evaluation.read_run(compare) if compare else None
    result = _evaluated(run.ready_library(), questions, answering(answerer, model_name))
    moved = evaluation.compare(old, result.as_json()) if old is not None else None
    if as_json:
        print_json(result.as_json() | ({"moved": moved} if moved else {}))
        return DONE
    tables.print_evaluation(screen(), result, misses=misses)
    if moved:
        tables.print_comparison(screen(), moved)
    return DONE


def _evaluated(
    library: Library, questions: Sequence[dict[str, Any]], asking: Mapping[str, Any]
) -> Evaluation:
    from qa.evaluation import Sources, evaluate
    from qa.progress import counted

    told: set[str] = set()
    answers = []
    for question in counted(questions, "Asking"):
        history = question.get("history") or ()
        answer = library.ask(question["question"], history=history, id=question["id"], **asking)
        say_once(answer.model.fell_back if answer.model else None, told)
        answers.append(answer.as_json())
    return evaluate(questions, answers, Sources.of(library.index))

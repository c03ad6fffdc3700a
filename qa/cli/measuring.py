"""How good answers are: ``qa eval``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qa.cli.options import DONE, Answerer, AsJson, ModelName, answering
from qa.console import Run, print_json, say, say_once, screen
from qa.model import QuestionError, VraagbaakError

if TYPE_CHECKING:
    from qa.evaluation import Evaluation
    from qa.library import Library


def evaluate(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A questions file (JSON Lines; docs/evaluation.md has its fields); "
            "- is standard input.",
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
    from qa.asking import question_of

    run: Run = context.obj
    by = answering(run, answerer, model_name)
    questions = evaluation.read_questions(file)
    for number, question in enumerate(questions, 1):
        try:
            question_of(question)
        except QuestionError as error:
            name = evaluation.name_of(file)
            raise VraagbaakError(f"Question {number} of {name} cannot be asked: {error}") from None
    for name in evaluation.repeated_ids(questions):
        say(f"more than one question has the id '{name}'; a comparison cannot tell them apart.")
    old = evaluation.read_run(compare) if compare else None
    result = _evaluated(run.ready_library(), questions, by)
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
    from qa.asking import question_of
    from qa.evaluation import Sources, absent, evaluate
    from qa.progress import counted

    sources = Sources.of(library.index)
    if unknown := absent(questions, sources):
        say(f"the evidence names what is not in the index: {', '.join(unknown)}.")
    told: set[str] = set()
    answers: list[dict[str, Any]] = []
    for item in counted(questions, "Asking"):
        question, history = question_of(item)
        try:
            answer = library.ask(question, history=history, id=item["id"], **asking)
        except QuestionError:  # without words: refused, as it should be
            answers.append({"id": item["id"]})
            continue
        say_once(answer.model.fell_back if answer.model else None, told)
        answers.append(answer.as_json())
    return evaluate(questions, answers, sources)

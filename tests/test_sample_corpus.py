"""The reports that come with the project: what the README's example stands on."""

import json
from pathlib import Path

import pytest
import sample_pdf

from qa.evaluation import Sources, evaluate, read_questions

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = "how many werkpleinen missed the mijlpalen"
QUESTIONS = ROOT / "tests" / "data" / "sample-questions.jsonl"


@pytest.fixture(scope="module")
def run(sample):
    questions = read_questions(QUESTIONS)
    answers = [
        sample.ask(item["question"], history=item["history"], id=item["id"]).as_json()
        for item in questions
    ]
    return evaluate(questions, answers, Sources.of(sample.index))


def test_the_pdf_is_what_its_script_writes():
    assert sample_pdf.TARGET.read_bytes() == sample_pdf.make_pdf()


def test_every_report_is_read_whole_and_names_its_source(sample):
    records = {record.name: record for record in sample.reports()}
    assert {Path(name).suffix for name in records} == {".txt", ".md", ".pdf"}
    assert len(records["balans-2011.pdf"].pages) == 2
    for name, record in records.items():
        assert not record.problems
        assert record.metadata.date
        assert "Naverteld uit: Inspectie Werk en Inkomen" in sample.index.source(name)


@pytest.mark.parametrize(
    "question",
    [
        EXAMPLE,
        "hoeveel werkpleinen haalden de mijlpalen niet",
        "Hoeveel werkpleinen misten hun mijlpaal?",
    ],
)
def test_the_example_question_is_answered_with_the_share_that_missed(sample, question):
    short = sample.ask(question).short_answer or ""
    assert "59" in short
    assert "125" in short


def test_the_example_question_is_answered_with_the_later_figure_beside_it(sample):
    given = sample.ask(EXAMPLE)
    (told,) = [line for line in given.answer.splitlines() if line.startswith("A later report")]
    assert "counts differently" in told
    assert "28 procent" in told
    quotes = " ".join(citation.quote for citation in given.citations)
    assert "59 van de 125 werkpleinen" in quotes
    assert "28 procent" in quotes
    assert "122" in quotes


def test_the_evidence_of_every_sample_question_stands_in_the_reports(sample):
    sources = Sources.of(sample.index)
    for item in read_questions(QUESTIONS):
        for evidence in item["evidence"]:
            assert sources.evidence(evidence["doc"], evidence["quote"]), evidence


def test_the_sample_questions_find_their_passages_and_every_quote_is_exact(run):
    assert run.figures["exact_quote"] == 1
    assert run.figures["recall@5"] >= 0.9, json.dumps(run.as_json()["figures"], indent=1)


def test_the_sample_questions_are_of_every_language_with_some_unanswerable():
    questions = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    assert {item["lang"] for item in questions} == {"nl", "en", "mixed"}
    assert sum(item["type"] == "unanswerable" for item in questions) == 3
    assert any(item["history"] for item in questions)

"""Nothing unproven leaves: wrong answers of every kind, and none comes through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from qa.answering.check import citation_fault, proven
from qa.index import ReportRecord
from qa.model import Answer, Citation, Figure, Finding, Metadata, Page, RankedPassage

TEXT = "In 2007 haalden 59 van de 125 loketten het doel niet. De wachttijd was 7,6 minuten.\n"
PAGES = "Bladzijde een zegt niets.\fHet loket in Ede telde 14 bezoekers per dag.\fEinde.\n"


@dataclass
class Index:
    """Two reports: one text, one of three pages."""

    sources: dict[str, str]

    def reports(self) -> list[ReportRecord]:
        return [self.report(name) for name in self.sources]

    def report(self, name: str) -> ReportRecord:
        pages: tuple[Page, ...] = ()
        if name == "b.pdf":
            starts = [0, PAGES.index("\f") + 1, PAGES.rindex("\f") + 1]
            ends = [starts[1] - 1, starts[2] - 1, len(PAGES)]
            pages = tuple(
                Page(n, a, b, "ii" if n == 2 else None)
                for n, (a, b) in enumerate(zip(starts, ends, strict=True), 1)
            )
        return ReportRecord(
            name, "0", "text", Metadata("Loketten geteld", date="2008-03"), pages, 1
        )

    def source(self, name: str) -> str:
        return self.sources[name]


@pytest.fixture
def index() -> Any:
    return Index({"a.txt": TEXT, "b.pdf": PAGES})


def citation(n: int = 1, **changes: Any) -> Citation:
    quote = "In 2007 haalden 59 van de 125 loketten het doel niet."
    cited = Citation(n, "a.txt", "Loketten geteld", "2008-03", None, None, 0, len(quote), quote)
    return replace(cited, **changes)


def paged(**changes: Any) -> Citation:
    quote = "Het loket in Ede telde 14 bezoekers per dag."
    cited = Citation(
        1, "b.pdf", "Loketten geteld", "2008-03", 2, None, 0, len(quote), quote, page_label="ii"
    )
    return replace(cited, **changes)


def answered(**changes: Any) -> Answer:
    cited = citation()
    made = Answer(
        id=None,
        question="Hoeveel loketten haalden het doel niet?",
        understood="Hoeveel loketten haalden het doel niet?",
        language="nl",
        status="answered",
        answer=f"59 van de 125 loketten [1]\nLoketten geteld (2008-03): “{cited.quote}” [1]",
        short_answer="59 van de 125 loketten",
        reason=None,
        citations=(cited,),
        findings=(Finding(cited.quote, (Figure(59, 125, "loketten"),), 1),),
        passages=(),
    )
    return replace(made, **changes)


def test_a_proven_answer_leaves_as_it_is(index: Any) -> None:
    assert proven(answered(), index) == answered()


def test_a_citation_of_a_page_counts_from_the_page(index: Any) -> None:
    assert citation_fault(paged(), index) is None


WRONG_CITATIONS: dict[str, Citation] = {
    "a removed report": citation(report="weg.txt"),
    "an altered figure": citation(quote="In 2007 haalden 58 van de 125 loketten het doel niet."),
    "an altered word": citation(quote="In 2007 haalden 59 van de 125 loketten het doel wel."),
    "a word left out": citation(quote="In 2007 haalden 59 van de 125 loketten het doel."),
    "another place": citation(start=1),
    "a place past the end": citation(end=10_000),
    "a place before the start": citation(start=-5),
    "an empty place": citation(start=4, end=4),
    "an empty quote": citation(quote=""),
    "another title": citation(title="Iets anders"),
    "another date": citation(date="2009"),
    "a page where there is none": citation(page=1),
    "another page": paged(page=1),
    "no page": paged(page=None),
    "a page that is not there": paged(page=9),
    "another page label": paged(page_label="iii"),
    "a place on the next page": paged(start=1, end=60),
}


@pytest.mark.parametrize("wrong", WRONG_CITATIONS.values(), ids=WRONG_CITATIONS.keys())
def test_no_wrong_citation_comes_through(index: Any, wrong: Citation) -> None:
    assert citation_fault(wrong, index) is not None
    checked = proven(answered(citations=(wrong,)), index)
    assert checked.status == "not_found"
    assert checked.citations == ()
    assert checked.findings == ()
    assert checked.short_answer is None
    assert checked.reason


WRONG_ANSWERS: dict[str, Callable[[Answer], Answer]] = {
    "an altered figure": lambda a: replace(a, short_answer="58 van de 125 loketten"),
    "part of a figure": lambda a: replace(a, short_answer="9 van de 125 loketten"),
    "a figure in words": lambda a: replace(a, short_answer="zestig loketten"),
    "words that are not there": lambda a: replace(a, short_answer="het doel gehaald"),
    "another date": lambda a: replace(a, short_answer="in 2008"),
    "no short answer": lambda a: replace(a, short_answer=None),
    "no citation": lambda a: replace(a, citations=()),
    "two citations of one number": lambda a: replace(a, citations=(citation(), citation())),
}


@pytest.mark.parametrize("spoil", WRONG_ANSWERS.values(), ids=WRONG_ANSWERS.keys())
def test_no_wrong_short_answer_comes_through(index: Any, spoil: Callable[[Answer], Answer]) -> None:
    assert proven(spoil(answered()), index).status == "not_found"


WRONG_LINES: dict[str, str] = {
    "an altered figure": "Er waren 60 loketten [1]",
    "a figure in words": "Er waren zestig loketten [1]",
    "an altered quotation": "Er staat: “59 van de 126 loketten” [1]",
    "a mark that names nothing": "59 van de 125 loketten [2]",
    "a figure without a mark": "59 van de 125 loketten",
    "a quotation without a mark": "Er staat: “het doel niet”",
    "another date": "Op 3 maart 2006 was het zo [1]",
}


@pytest.mark.parametrize("line", WRONG_LINES.values(), ids=WRONG_LINES.keys())
def test_a_wrong_line_is_taken_out_and_the_rest_stays(index: Any, line: str) -> None:
    good = answered()
    checked = proven(replace(good, answer=f"{good.answer}\n{line}"), index)
    assert checked.answer == good.answer
    assert checked.status == "answered"
    assert checked.warnings == (
        "Wat door zijn citaat niet werd bewezen, is uit het antwoord gehaald.",
    )


def test_a_wrong_finding_is_taken_out(index: Any) -> None:
    wrong = Finding("In 2007 haalden 70 loketten het doel.", (Figure(70),), 1)
    other = Finding("In 2007", (), 2)
    good = answered()
    checked = proven(replace(good, findings=(*good.findings, wrong, other)), index)
    assert checked.findings == good.findings


def test_what_remains_is_numbered_from_one(index: Any) -> None:
    good = answered()
    second = citation(2)
    text = good.answer.replace("[1]", "[2]") + "\nEr staat: “59 van de 126” [1]"
    made = replace(
        good,
        answer=text,
        citations=(citation(1, report="weg.txt"), second),
        findings=(replace(good.findings[0], citation=2),),
    )
    checked = proven(made, index)
    assert [each.n for each in checked.citations] == [1]
    assert checked.answer == good.answer
    assert checked.findings == good.findings


def test_a_derived_statement_must_show_a_sum_that_is_right(index: Any) -> None:
    good = answered()
    for statement, stands in (
        ("125 - 59 = 66 loketten haalden het doel wel", True),
        ("125 - 59 = 67 loketten haalden het doel wel", False),
        ("126 - 59 = 67 loketten haalden het doel wel", False),
        ("66 loketten haalden het doel wel", False),
    ):
        derived = Finding(statement, (Figure(66),), 1, derived=True)
        made = replace(
            good, answer=f"{good.answer}\n{statement} [1]", findings=(*good.findings, derived)
        )
        checked = proven(made, index)
        assert (derived in checked.findings) is stands
        assert (statement in checked.answer) is stands


def test_a_refusal_cites_nothing_and_quotes_only_its_passages(index: Any) -> None:
    passage = RankedPassage(1, "a.txt", None, None, 0, len(TEXT), 1.0, TEXT)
    gone = replace(passage, report="weg.txt")
    refusal = answered(
        status="not_found",
        reason="De rapporten zeggen niets over boten.",
        answer="De rapporten zeggen niets over boten. Het dichtstbij: “59 boten”",
        passages=(passage, gone),
    )
    checked = proven(refusal, index)
    assert checked.citations == ()
    assert checked.short_answer is None
    assert checked.passages == (passage,)
    assert checked.answer == refusal.reason


def test_a_models_words_may_differ_but_not_its_figures(index: Any) -> None:
    told = "Er waren 59 loketten die het niet haalden"
    made = by_model(told)
    assert proven(made, index) == made
    assert proven(by_model(told.replace("59", "95")), index).status == "not_found"


WRONG_LINES_OF_A_MODEL: dict[str, str] = {
    "without a finding": "In 2007 was het druk [1]",
    "without a mark": "Er waren 59 loketten die het niet haalden",
    "with another mark": "Er waren 59 loketten die het niet haalden [2]",
    "with more behind it": "Er waren 59 loketten die het niet haalden [1] en dat was goed",
}


@pytest.mark.parametrize("line", WRONG_LINES_OF_A_MODEL.values(), ids=WRONG_LINES_OF_A_MODEL.keys())
def test_a_line_of_a_model_leaves_only_as_a_finding_that_is_proven(index: Any, line: str) -> None:
    good = by_model("Er waren 59 loketten die het niet haalden")
    checked = proven(replace(good, answer=f"{good.answer}\n{line}"), index)
    assert checked.answer == good.answer
    assert checked.warnings


def by_model(told: str) -> Answer:
    return answered(
        answerer="model",
        short_answer=told,
        answer=f"{told} [1]",
        findings=(Finding(told, (Figure(59),), 1),),
    )

"""Versions of one report: recognised, told in the citation, and the newer one is pointed out."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from fake_index import FakeEncoder

from qa.answering.check import citation_fault
from qa.index.versions import newest_version
from qa.library import Library
from qa.render import print_answer
from qa.screen import Screen
from qa.settings import Settings
from qa.tables import print_reports

BODY = (
    "Het kabinet wil dat burgers in de hele regio bij één loket terechtkunnen voor hun vragen.\n\n"
    "De gemeente opende in het voorjaar van dat jaar drie nieuwe loketten in de binnenstad.\n\n"
)
COUNT = "In de stad Ede telde de inspectie {} wachtende klanten aan de balie.\n\n"


def report(title: str, front: str, count: str, body: str = BODY) -> str:
    return f"{title}\n\n{front}\n\n1 De telling\n\n{body}{COUNT.format(count)}"


REPORTS = {
    "loket_v1.0.txt": report("Loketten in beeld", "Versie 1.0\n\n3 mei 2011", "59"),
    "loket_v1.1.txt": report("Loketten in beeld", "Versie 1.1\n\n8 juni 2011", "62"),
    "brief-2011.txt": report("Antwoord op vragen", "4 mei 2011", "7", "De wachttijd is lang.\n\n"),
    "brief-2012.txt": report("Antwoord op vragen", "4 mei 2012", "8", "Het loket gaat dicht.\n\n"),
    "nota-a.txt": report("Nota klanten", "mei 2010", "90"),
    "nota-b.txt": report("Nota klanten", "mei 2011", "91"),
    "nota-c.txt": report("Nota klanten", "2011", "92"),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("versions")
    (folder / "corpus").mkdir()
    for name, text in REPORTS.items():
        (folder / "corpus" / name).write_text(text)
    settings = Settings.load(folder, {}, corpus=folder / "corpus", index=folder / "index", jobs=1)
    made = Library.open(settings=settings)
    made.sync()
    return made


def newest(library: Library, name: str) -> str | None:
    found = newest_version(library.index, name)
    return found.name if found else None


def test_versions_are_told_by_number_or_by_date_and_words(library: Library) -> None:
    assert newest(library, "loket_v1.0.txt") == "loket_v1.1.txt"
    assert newest(library, "loket_v1.1.txt") is None
    assert newest(library, "nota-a.txt") == "nota-b.txt"


def test_a_title_alone_makes_no_versions_and_neither_does_a_date_that_is_less_precise(
    library: Library,
) -> None:
    assert newest(library, "brief-2011.txt") is None
    assert newest(library, "nota-b.txt") is None


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Hoeveel wachtende klanten telde de inspectie?",
            "Van “Loketten in beeld” is versie 1.0 (2011-05-03) geciteerd; "
            "versie 1.1 (2011-06-08) is nieuwer (loket_v1.1.txt).",
        ),
        (
            "How many waiting customers (wachtende klanten) did the inspectie count?",
            "“Loketten in beeld” is cited in version 1.0 (2011-05-03); "
            "version 1.1 (2011-06-08) is newer (loket_v1.1.txt).",
        ),
    ],
)
def test_an_answer_from_an_older_version_says_so_in_the_questions_language(
    library: Library, question: str, said: str
) -> None:
    answer = library.ask(question, report="loket_v1.0*")
    assert answer.status == "answered"
    assert said in answer.warnings
    assert {each.version for each in answer.citations} == {"1.0"}
    newer = library.ask(question, report="loket_v1.1*")
    assert newer.citations
    assert not newer.warnings


def test_the_terminal_shows_the_version(library: Library) -> None:
    out = io.StringIO()
    answer = library.ask("Hoeveel wachtende klanten telde de inspectie?", report="loket_v1.0*")
    print_answer(Screen(out), answer)
    assert "Loketten in beeld, 3 mei 2011, versie 1.0, loket_v1.0.txt" in out.getvalue()
    assert "is nieuwer" in out.getvalue()
    table = io.StringIO()
    print_reports(Screen(table), library.reports())
    assert "2011-06-08  1.1" in table.getvalue()


def test_a_citation_of_another_version_does_not_stand(library: Library) -> None:
    answer = library.ask("Hoeveel wachtende klanten telde de inspectie?", report="loket_v1.0*")
    cited = answer.citations[0]
    assert citation_fault(cited, library.index) is None
    assert "version" in str(citation_fault(replace(cited, version="1.1"), library.index))


def test_the_two_versions_of_a_real_report_are_recognised(shared: Path, tmp_path: Path) -> None:
    """Their extracted text, as the developers have it; the PDFs themselves take a minute."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for path in (shared / "train" / "pdftext").glob("logius_impactanalyse*.txt"):
        (corpus / path.name).write_bytes(path.read_bytes())
    settings = Settings.load(tmp_path, {}, corpus=corpus, index=tmp_path / "index")
    library = Library(settings, FakeEncoder())
    library.sync()
    names = sorted(record.name for record in library.reports())
    assert newest(library, names[0]) == names[1]

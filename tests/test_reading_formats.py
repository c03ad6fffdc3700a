"""The formats together: each is asked alike, and what is not read is named once, with the cure."""

from __future__ import annotations

from pathlib import Path

import docx
import odfdo
import pytest
from documents import docx_bytes, odt_bytes
from pdfs import Page, pdf, running

from qa.excerpt import find_target, letters, make_excerpt
from qa.index.corpus import NO_REPORTS, list_corpus
from qa.library import Library
from qa.reading import FORMATS, NOT_READ, ReadingError, read_report
from qa.settings import Settings

SENTENCE = "In 2011 hielpen de loketten 1.204 burgers, van wie 59 procent aan de balie."
OTHER = "De wachttijd aan de telefoon was gemiddeld vier minuten, zo bleek uit de telling."


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("formats")
    corpus = folder / "corpus"
    (corpus / "pagina_files").mkdir(parents=True)
    document = docx.Document()
    document.add_heading("Loketten in Ede", 0)
    document.add_paragraph(SENTENCE)
    (corpus / "ede.docx").write_bytes(docx_bytes(document))
    other = odfdo.Document("text")
    other.body.clear()
    other.body.append(odfdo.Paragraph("Telefonie in Almelo", style="Title"))
    other.body.append(odfdo.Paragraph(OTHER))
    (corpus / "almelo.odt").write_bytes(odt_bytes(other))
    (corpus / "pagina.html").write_text(
        "<nav>Menu</nav><h1>Post in Delft</h1><p>De post beantwoordde 980 brieven in 2011.</p>"
    )
    (corpus / "pagina_files" / "logo.png").write_bytes(b"\x89PNG")
    (corpus / "pagina_files" / "stijl.css").write_text("p { color: red }")
    (corpus / "oud.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    settings = Settings.load(folder, {}, corpus=corpus, index=folder / "index", jobs=1)
    made = Library.open(settings=settings)
    made.sync()
    return made


@pytest.mark.parametrize(
    ("question", "report", "words"),
    [
        ("Hoeveel burgers hielpen de loketten in Ede?", "ede.docx", "1.204 burgers"),
        ("Hoe lang was de wachttijd aan de telefoon?", "almelo.odt", "vier minuten"),
        ("Hoeveel brieven beantwoordde de post?", "pagina.html", "980 brieven"),
    ],
)
def test_a_citation_counts_in_the_extracted_text(
    library: Library, question: str, report: str, words: str
) -> None:
    cited = library.ask(question).citations[0]
    assert (cited.report, cited.page) == (report, None)
    assert words in cited.quote
    text = library.pages(report)[None]
    assert letters(text[cited.start : cited.end]) == letters(cited.quote)
    target = find_target("1", library.reports(), [cited])
    assert any(piece.marks for piece in make_excerpt(target, library.index).pieces)


def test_a_report_that_is_not_read_is_named_once_and_stray_files_are_not(library: Library) -> None:
    refused = library.sync().unreadable
    assert list(refused) == ["oud.doc"]
    assert "save it as .docx, .odt or PDF" in refused["oud.doc"]
    listed = [file.name for file in list_corpus(library.settings.corpus).files]
    assert listed == ["almelo.odt", "ede.docx", "oud.doc", "pagina.html"]


def test_no_ending_is_both_read_and_not() -> None:
    assert not set(FORMATS) & set(NOT_READ)
    assert not (set(FORMATS) | set(NOT_READ)) & set(NO_REPORTS)


@pytest.mark.parametrize("ending", [".docm", ".xlsx", ".rtf", ".zip", ".vreemd"])
def test_what_is_not_read_says_what_to_do(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"nota{ending}"
    path.write_bytes(b"x")
    with pytest.raises(ReadingError, match=r"^nota\.\w+ is .* not read[:;] .*\.$"):
        read_report(path, path.name, Settings())


def _document_bytes() -> dict[str, bytes]:
    word = docx.Document()
    word.add_paragraph("De gemeente opende drie loketten.")
    return {
        "docx": docx_bytes(word),
        "odt": odt_bytes(odfdo.Document("text")),
        "pdf": pdf([Page(running(["De gemeente opende drie loketten."]))]),
        "html": b"\xef\xbb\xbf\n<!doctype HTML><p>De gemeente opende drie cli&euml;nten.</p>",
        "rtf": b"{\\rtf1\\ansi De gemeente opende drie loketten.}",
        "png": b"\x89PNG\r\n\x1a\n",
    }


@pytest.mark.parametrize(
    ("really", "named", "said"),
    [
        ("docx", "pdf", "a Word document, whatever its name says: name it .docx."),
        ("docx", "odt", "a Word document, whatever its name says: name it .docx."),
        ("docx", "txt", "a Word document, whatever its name says: name it .docx."),
        ("odt", "docx", "an OpenDocument file, whatever its name says: name it .odt."),
        ("pdf", "docx", "a PDF, whatever its name says: name it .pdf."),
        ("html", "pdf", "an HTML page, whatever its name says: name it .html."),
        ("rtf", "txt", "an RTF document, whatever its name says: save it as .docx, .odt or PDF."),
        ("rtf", "docx", "an RTF document, whatever its name says: save it as .docx, .odt or PDF."),
        ("png", "pdf", "a PNG image, whatever its name says: rename it or take it out."),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_told_for_what_it_is(
    tmp_path: Path, really: str, named: str, said: str
) -> None:
    path = tmp_path / f"nota.{named}"
    path.write_bytes(_document_bytes()[really])
    with pytest.raises(ReadingError) as raised:
        read_report(path, path.name, Settings())
    assert str(raised.value) == f"nota.{named} is {said}"


@pytest.mark.parametrize("ending", ["txt", "md"])
def test_a_page_under_a_texts_name_is_read_as_a_page(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"nota.{ending}"
    path.write_bytes(_document_bytes()["html"])
    report = read_report(path, path.name, Settings())
    assert [block.text for block in report.blocks] == ["De gemeente opende drie cliënten."]

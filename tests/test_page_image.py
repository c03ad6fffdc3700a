"""`qa show N --image`: the page as it looks, with a box around the words that were cited."""

from __future__ import annotations

import hashlib
import io
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfs import Page as PdfPage
from pdfs import Words, pdf, running
from PIL import Image

from qa import page_image
from qa.cli import main
from qa.excerpt import Target, find_target
from qa.index import ReportRecord
from qa.library import Library
from qa.model import Citation, Page, VraagbaakError
from qa.page_image import FRAME, Box, draw_page, letters, lines_of, places_of
from qa.screen import Screen
from qa.settings import Settings
from qa.tables import print_drawn

QUOTE = "De gemeente telde 59 wachtende klanten aan de balie van het loket."


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("image")
    corpus = folder / "corpus"
    corpus.mkdir()
    lines = (
        "De gemeente telde 59 wach-",
        "tende klanten aan de balie van het loket.",
        "Niets meer.",
    )
    pages = [
        PdfPage([Words("Loketten in beeld", 70, 780, 18), *running(["Voorwoord van het loket."])]),
        PdfPage(running(lines, x=200, top=400)),
    ]
    (corpus / "beeld.pdf").write_bytes(pdf(pages))
    (corpus / "nota.txt").write_text(f"Nota\n\n{QUOTE}\n")
    settings = Settings.load(folder, {}, corpus=corpus, index=folder / "index", jobs=1)
    made = Library.open(settings=settings)
    made.sync()
    return made


def target(library: Library) -> Target:
    text = library.pages("beeld.pdf")[2]
    start = text.index("De gemeente")
    end = text.index("loket.") + len("loket.")
    cited = Citation(1, "beeld.pdf", "", None, 2, None, start, end, QUOTE)
    return find_target("1", library.reports(), [cited])


def source(library: Library) -> str:
    return library.index.source("beeld.pdf")


def test_the_cited_words_are_boxed_on_their_page(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "bladzijde.png"
    drawn = draw_page(target(library), source(library), library.settings, file)
    assert (drawn.page, drawn.boxes) == (2, 2)
    with Image.open(file) as picture:
        assert picture.format == "PNG"
        scale = picture.width / 595
        rows, columns = np.nonzero((np.asarray(picture) == FRAME[:3]).all(axis=2))
    left, right = columns.min() / scale, columns.max() / scale
    top, bottom = 842 - rows.min() / scale, 842 - rows.max() / scale
    assert 190 < left < 200  # the words begin at 200 points from the left …
    assert right > 330
    assert 400 < top < 416  # … on the baselines 400 and 387
    assert 378 < bottom < 387
    out = io.StringIO()
    print_drawn(Screen(out), target(library), drawn, file)
    assert out.getvalue().endswith("page 2 of beeld.pdf, the cited words in 2 boxes.\n")


def test_a_page_is_drawn_without_a_citation_too(library: Library, tmp_path: Path) -> None:
    page = find_target("beeld.pdf:1", library.reports(), [])
    assert draw_page(page, source(library), library.settings, tmp_path / "x.png").boxes == 0


def test_what_cannot_be_drawn_is_said_in_a_sentence(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = find_target("nota.txt", library.reports(), [])
    with pytest.raises(VraagbaakError, match=r"^nota\.txt is no PDF: only a page of a PDF"):
        draw_page(text, "", library.settings, tmp_path / "x.png")
    whole = find_target("beeld.pdf", library.reports(), [])
    with pytest.raises(VraagbaakError, match=r"beeld\.pdf has more than one page; name one"):
        draw_page(whole, source(library), library.settings, tmp_path / "x.png")
    with pytest.raises(VraagbaakError, match=r"let it end in \.png"):
        draw_page(target(library), source(library), library.settings, tmp_path / "x.jpg")
    with pytest.raises(VraagbaakError, match=r"cannot be written"):
        draw_page(target(library), source(library), library.settings, tmp_path / "geen" / "x.png")
    monkeypatch.setattr(page_image, "find_spec", lambda name: None)
    with pytest.raises(VraagbaakError, match=r"extra 'image': pip install 'vraagbaak\[image\]'"):
        draw_page(target(library), source(library), library.settings, tmp_path / "x.png")


def test_a_file_that_has_changed_or_gone_is_not_drawn(library: Library, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(library.settings.corpus, corpus)
    settings = library.settings.model_copy(update={"corpus": corpus})
    (corpus / "beeld.pdf").write_bytes(pdf([PdfPage(running(["Iets anders."]))]))
    with pytest.raises(VraagbaakError, match=r"has changed since it was indexed; run: qa index"):
        draw_page(target(library), source(library), settings, tmp_path / "x.png")
    (corpus / "beeld.pdf").unlink()
    with pytest.raises(VraagbaakError, match=r"cannot be opened"):
        draw_page(target(library), source(library), settings, tmp_path / "x.png")


def test_a_damaged_page_stops_only_the_process_that_draws(library: Library, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    data = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
    (corpus / "stuk.pdf").write_bytes(data)
    settings = library.settings.model_copy(update={"corpus": corpus})
    report = library.reports()[0]
    record: ReportRecord = replace(
        report, name="stuk.pdf", sha256=hashlib.sha256(data).hexdigest(), format="pdf"
    )
    with pytest.raises(VraagbaakError, match=r"^Page 1 of stuk\.pdf cannot be drawn: "):
        draw_page(Target(record, Page(1, 0, 1)), "", settings, tmp_path / "x.png")


def test_a_quote_is_found_by_its_letters_in_whatever_order_the_page_has_them() -> None:
    assert letters("Eﬃciënt, 2½!") == "efficient212"
    page = letters("kop een loket voor allen een loket voor allen")
    assert places_of("eenloket", page, 1) == [(20, 28)]
    assert places_of("eenloket", page, 9) == [(20, 28)]
    assert places_of("", page) == []
    torn = "linkerkolom einde" + "rechterkolom begin"
    found = places_of(letters("rechterkolom begin linkerkolom"), letters(torn))
    assert [letters(torn)[a:b] for a, b in found] == ["rechterkolombegin", "linkerkolom"]


def test_boxes_become_one_a_line() -> None:
    chars = [Box(10, 100, 15, 110), Box(15, 98, 20, 108), Box(10, 80, 15, 90), Box(16, 80, 20, 90)]
    assert lines_of(chars) == [Box(10, 98, 20, 110), Box(10, 80, 20, 90)]


@given(st.text("abc", max_size=40), st.text("abc", max_size=60), st.integers(0, 5))
def test_every_place_holds_letters_of_the_quote(words: str, page: str, nth: int) -> None:
    for start, end in places_of(words, page, nth):
        assert 0 <= start < end <= len(page)
        assert page[start:end] in words


def test_show_draws_into_the_file_that_is_named(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bladzijde.png"
    folders = ["--corpus", str(library.settings.corpus), "--index", str(library.settings.index)]
    assert main([*folders, "show", "beeld.pdf:2", "--image", str(file)]) == 0
    assert capsys.readouterr().out == f"{file}: page 2 of beeld.pdf.\n"
    assert file.read_bytes().startswith(b"\x89PNG")
    assert main([*folders, "show", "nota.txt", "--image", str(file)]) == 1
    assert "only a page of a PDF can be drawn" in capsys.readouterr().err

"""Scans: noticed page by page, named, and read by Tesseract where it is installed."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from fake_index import FakeEncoder
from pdfs import Page, Words, pdf, running
from scans import askew, drawn, image_pdf

from qa.library import Library
from qa.model import BlockKind, Report, VraagbaakError
from qa.reading import losses, ocr, tesseract
from qa.reading.pdf import read_pdf
from qa.settings import Settings

TEXT = [
    "De inspectie onderzocht in het voorjaar van 2009 hoe de loketten in de regio werken,",
    "en of klanten er binnen tien minuten worden geholpen. Dat blijkt op de meeste plaatsen",
    "het geval te zijn, al zijn er grote verschillen tussen de gemeenten onderling.",
    "Van de 125 loketten misten 59 de mijlpaal; dat is 47,2 procent van het totaal.",
    "De wethouder schrijft aan de raad dat er geen verdere maatregelen nodig zijn.",
    "Toch blijft het toezicht nodig, want de klachten namen in dat jaar weer toe.",
]
LETTER = [Page([Words("Toezicht op de loketten", 70, 770, 20), *running(TEXT, top=720)])]
installed = pytest.mark.skipif(
    tesseract.requirements("nld+eng")[1] is not None,
    reason=f"scans cannot be read here: {tesseract.requirements('nld+eng')[1]}",
)


def read(data: bytes, **values: object) -> Report:
    return read_pdf(data, "x.pdf", "0", Settings(**values))  # type: ignore[arg-type]


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}|\d+(?:,\d+)?", text.lower()))


def recall(report: Report) -> float:
    wanted = words(" ".join(TEXT))
    return len(wanted & words(" ".join(block.text for block in report.blocks))) / len(wanted)


# ---------------------------------------------------------------------- noticed


def test_a_report_with_three_scanned_pages_keeps_the_others_and_names_them() -> None:
    pages = [Page(running([f"Op pagina {at} staat een regel.", *TEXT])) for at in range(1, 11)]
    pages[2:5] = [Page(image=True)] * 3
    report = read(pdf(pages))
    assert report.problems == ("pages 3-5 are scans; run: qa index --ocr",)
    assert sum(page.problem is None for page in report.pages) == 7
    assert report.by_options


def test_a_stamp_on_a_scan_is_no_text_and_a_cover_with_a_photograph_no_scan() -> None:
    stamp = Words("Ingekomen 12 november 2009, nummer 2009/1234", 70, 20, 7)
    cover = Page([Words("Jaarverslag 2009 van de inspectie", 70, 600, 24)], image=True)
    report = read(pdf([cover, Page(running(TEXT), image=True), Page([stamp], image=True)]))
    assert [page.problem for page in report.pages] == [None, None, losses.SCAN]


UNUSABLE = {
    "letters moved by a font without a map": "".join(
        chr(ord(char) - 29) if char.isalpha() else char for char in " ".join(TEXT)
    ),
    "signs of private use": "\uf044\uf065\uf020\uf069\uf06e\uf073\uf070" * 8,
    "signs that could not be decoded": "\ufffd\ufffd\ufffd\ufffd de \ufffd\ufffd" * 4,
    "letters of words there are not": "xqzv bnmr qwrt plkj hgfd zxcv mnbv lkjh trewq yuiop " * 3,
}


@pytest.mark.parametrize("what", sorted(UNUSABLE))
def test_letters_that_mean_nothing_are_noticed(what: str) -> None:
    assert losses.fault_of_text(UNUSABLE[what], 0, 0, 0.0, 0, False) == losses.GARBLED


@pytest.mark.parametrize(
    "text",
    [
        " ".join(TEXT),
        "The inspectorate found that most clients were helped within ten minutes of arriving, "
        "although there were great differences between municipalities.",
        "Le rapport est pour les gens qui ont fait une demande dans cette ville de la province.",
        "2009 6,9 7,2 2010 7,0 7,1 2011 7,3 7,4 Almelo Ede Zwolle",
        "\uf0b7 Eerste punt \uf0b7 Tweede punt van de lijst met maatregelen",
        "",
    ],
    ids=["Dutch", "English", "French", "table", "bullets", "blank"],
)
def test_text_that_means_something_is_left_alone(text: str) -> None:
    assert losses.fault_of_text(text, 0, 0, 0.0, 0, False) is None


def test_letters_that_mean_nothing_are_in_no_passage_but_can_be_found() -> None:
    bad = "xqzv bnmr qwrt plkj hgfd zxcv mnbv lkjh trewq yuiop asdfgh jklpoi"
    report = read(pdf([Page(running(TEXT)), Page(running([bad] * 3))]))
    assert report.pages[1].problem == losses.GARBLED
    kinds = {block.kind for block in report.blocks if block.page == 2}
    assert kinds == {BlockKind.FURNITURE}


def test_page_ranges_are_said_as_readers_say_them() -> None:
    assert losses.ranges([3]) == "page 3"
    assert losses.ranges([3, 4, 5, 9]) == "pages 3-5, 9"


# ---------------------------------------------------------------------- read


@installed
@pytest.mark.parametrize("way", ["straight", "askew", "on its side", "/Rotate"])
def test_a_scan_is_read_however_it_lies(way: str) -> None:
    dpi = 200 if way == "askew" else 150
    (image,) = drawn(pdf(LETTER), dpi=dpi)
    image = {
        "askew": lambda: askew(image, 1.5),
        "on its side": lambda: np.ascontiguousarray(np.rot90(image)),
        "/Rotate": lambda: np.ascontiguousarray(np.rot90(image)),
    }.get(way, lambda: image)()
    report = read(image_pdf([image], dpi, 90 if way == "/Rotate" else 0), ocr=True)
    assert recall(report) > 0.9
    assert report.problems == ()
    text = " ".join(block.text for block in report.blocks)
    assert text.index("inspectie") < text.index("mijlpaal") < text.index("klachten")
    confidence = report.pages[0].confidence
    assert confidence is not None
    assert 0.7 < confidence <= 1
    paragraphs = [block for block in report.blocks if block.kind is BlockKind.PARAGRAPH]
    assert all(block.confidence and 0.5 < block.confidence <= 1 for block in paragraphs)


HOCR = """<html xmlns="http://www.w3.org/1999/xhtml"><body><div class='ocr_page'>
<div class='ocr_carea' title='bbox 0 0 900 60'><p class='ocr_par'><span class='ocr_line'
title='bbox 0 0 900 60; baseline 0.01 -12; x_size 40; x_descenders 9'>{}</span></p></div>
</div></body></html>"""
SPAN = "<span class='ocrx_word' title='bbox {} 10 {} 50; x_wconf {}'>{}</span> "


def test_bullets_stains_and_letters_that_look_the_same_are_told_apart() -> None:
    said = [("e", 60), ("Al-systemen", 90), ("en", 12), ("~", 35), ("Al-Qaida", 90), ("xqz", 9)]
    spans = [SPAN.format(at * 100, at * 100 + 80, *reversed(w)) for at, w in enumerate(said)]
    ((line,),) = ocr._areas(HOCR.format("".join(spans)).encode())
    assert [word.text for word in line.words] == ["•", "AI-systemen", "en", "Al-Qaida"]
    assert line.bottom == 60 - 12 + 0.01 * 450 + 9


@installed
def test_two_columns_of_a_scan_are_read_one_after_the_other() -> None:
    left = running([f"links staat regel {at} van de kolom" for at in "abcdefgh"], x=60)
    right = running([f"rechts staat regel {at} van de kolom" for at in "abcdefgh"], x=320, top=757)
    text = read(image_pdf(drawn(pdf([Page([*left, *right])]), dpi=150), 150), ocr=True).source
    assert text.index("links staat regel h") < text.index("rechts staat regel a")


@installed
def test_a_scan_without_words_is_said_to_be_one() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (500, 400), dtype=np.uint8)
    report = read(image_pdf([noise, *drawn(pdf(LETTER), dpi=150)], 150), ocr=True)
    assert report.pages[0].problem == losses.WORDLESS
    assert report.problems[0].startswith("page 1 is a scan in which no words were found")


@installed
def test_a_page_that_tesseract_takes_too_long_over_is_named() -> None:
    pages = [Page(running(TEXT)), Page(image=True)]
    report = read(pdf(pages), ocr=True, ocr_seconds=0.001)
    assert report.problems[0].startswith("page 2 is a scan that could not be read in time")


@installed
def test_ocr_reads_scans_anew_and_nothing_else_and_a_citation_says_how_sure_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qa import reading

    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "scan.pdf").write_bytes(image_pdf(drawn(pdf(LETTER), dpi=150), 150))
    (corpus / "tekst.pdf").write_bytes(pdf([Page(running(TEXT[3:]))]))
    base = Settings(jobs=1, corpus=corpus, index=tmp_path / "index")
    plain = Library(base, FakeEncoder()).sync()
    assert plain.unreadable["scan.pdf"].endswith("page 1 is a scan; run: qa index --ocr")
    read_files: list[str] = []
    real = reading.read_safely

    def counting(paths, *rest):  # type: ignore[no-untyped-def]
        read_files.extend(name for _, name in paths)
        return real(paths, *rest)

    monkeypatch.setattr(reading, "read_safely", counting)
    library = Library(base.model_copy(update={"ocr": True}), FakeEncoder())
    assert library.sync().added == ("scan.pdf",)
    assert read_files == ["scan.pdf"]
    citations = library.ask("Hoeveel loketten misten de mijlpaal?").citations
    cited = [citation for citation in citations if citation.report == "scan.pdf"]
    assert cited
    assert all(c.ocr_confidence and 0.7 < c.ocr_confidence <= 1 for c in cited)


def test_without_tesseract_ocr_is_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/a.txt").write_text("Een regel over het loket in de gemeente.")
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", ocr=True)
    with pytest.raises(VraagbaakError, match=r"Tesseract is not installed\. Install it .*apt"):
        Library(settings, FakeEncoder()).sync()
    assert not (tmp_path / "index").exists()


def test_a_language_that_tesseract_lacks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    if tesseract.requirements("eng")[1] is not None:
        pytest.skip("Tesseract is not installed")
    assert tesseract.requirements("eng+tlh")[1] == "Tesseract has no data for tlh"

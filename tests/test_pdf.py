"""PDF files: reading order, headings, notes, furniture, and what is said of pages that are lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfs import Page, Words, pdf, running

from qa.model import BlockKind, Report
from qa.reading import ReadingError, read_report
from qa.reading.pdf import read_pdf
from qa.settings import Settings

K = BlockKind
WORDS = ("een", "twee", "drie", "vier", "vijf", "zes")
BODY = [
    "De inspectie onderzocht in het voorjaar hoe de loketten in de regio werken en",
    "of klanten er binnen tien minuten worden geholpen. Dat blijkt op de meeste plaat-",
    "sen het geval te zijn, al zijn er grote verschillen tussen de gemeenten onderling.",
]


def read(data: bytes, **values: object) -> Report:
    return read_pdf(data, "x.pdf", "0", Settings(**values))  # type: ignore[arg-type]


def texts(report: Report, kind: BlockKind) -> list[str]:
    return [block.text for block in report.blocks if block.kind is kind]


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def numbered_pages(count: int) -> list[Page]:
    """Pages with a running head, a body that goes on over the page's end, and a number."""
    body = "In hoofdstuk {0} staat dat klanten van loket {0} tevreden waren over de hulp op plaats"
    return [
        Page(
            [
                Words("Jaarverslag van de inspectie", 70, 810, 8),
                *running([f"{body} {place} {{0}}".format(WORDS[at]) for place in "abcdef"]),
                Words(f"Pagina {at + 1} van {count}", 270, 30, 8),
            ]
        )
        for at in range(count)
    ]


def test_letters_map_back_into_the_pages_they_stand_on() -> None:
    report = read(pdf(numbered_pages(3)))
    assert report.source.count("\f") == 2
    for page in report.pages:
        assert f"Pagina {page.number} van 3" in report.source[page.start : page.end]
    for block in report.blocks:
        pieces = block.map.pieces(report.source, 0, len(block.text))
        assert letters(block.text) == "".join(letters(report.source[a:b]) for a, b in pieces)
        assert block.page is not None
        page = report.pages[block.page - 1]
        assert page.start <= block.map.runs[0].source_start < page.end


def test_running_heads_and_page_numbers_are_in_no_paragraph() -> None:
    report = read(pdf(numbered_pages(4)))
    body = " ".join(texts(report, K.PARAGRAPH))
    assert "Jaarverslag" not in body
    assert "Pagina" not in body
    assert len(texts(report, K.FURNITURE)) == 8
    assert body.count("tevreden waren") == 24


def test_a_paragraph_runs_on_over_the_page_and_is_cited_in_two_pieces() -> None:
    first = Page([*running([*BODY[:2], "De gemeente Almelo heeft daarvoor een eigen"])])
    second = Page([*running(["oplossing gevonden, die goed bevalt bij de mensen.", *BODY])])
    report = read(pdf([first, second]))
    block = next(b for b in report.blocks if "een eigen oplossing gevonden" in b.text)
    assert block.page == 1
    pieces = block.map.pieces(report.source, 0, len(block.text))
    assert len(pieces) == 2
    assert all("\f" not in report.source[a:b] for a, b in pieces)


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"links staat regel {word} van de kolom" for word in WORDS]
    right = [f"rechts staat regel {word} van de kolom" for word in WORDS]
    words = [*running(left, x=60), *running(right, x=320)]
    text = read(
        pdf([Page([*running(["Over beide kolommen heen"], top=800, size=18), *words])])
    ).source
    assert text.index("links staat regel zes") < text.index("rechts staat regel een")
    assert text.index("Over beide") < text.index("links staat regel een")


def test_a_box_in_the_margin_does_not_break_the_lines_beside_it() -> None:
    box = [Words("Kenmerk", 480, 747, 7), Words("AB-2009/17", 480, 734, 7)]
    report = read(pdf([Page([*running([*BODY, *BODY, *BODY], size=9), *box])]))
    assert "op de meeste plaatsen het geval te zijn" in " ".join(texts(report, K.PARAGRAPH))


def test_headings_are_told_by_size_weight_and_number() -> None:
    page = Page(
        [
            Words("Loketten in de regio", 70, 800, 22, True),
            Words("1 Inleiding", 70, 760, 14, True),
            *running(BODY, top=740),
            Words("1.1 Aanleiding", 70, 690, 11, True),
            *running(BODY, top=670),
        ]
    )
    report = read(pdf([page, *numbered_pages(3)]))
    found = [(b.text, b.level) for b in report.blocks if b.kind is K.HEADING]
    assert found == [("Loketten in de regio", 1), ("1 Inleiding", 1), ("1.1 Aanleiding", 2)]
    assert report.metadata.title == "Loketten in de regio"
    assert report.metadata.found["title"] == "title page"


def test_small_numbered_lines_at_the_foot_are_notes_and_raised_marks_no_figures() -> None:
    page = Page(
        [
            *running(BODY),
            Words("Het cijfer was 7,6", 70, 700),
            Words("3", 152, 704, 6),
            Words("en steeg dus.", 160, 700),
            Words("3 Klantmeting van het loket, 2009.", 70, 80, 7),
        ]
    )
    report = read(pdf([page]))
    assert texts(report, K.FOOTNOTE) == ["3 Klantmeting van het loket, 2009."]
    assert "7,6⁽3⁾ en steeg" in " ".join(texts(report, K.PARAGRAPH))


def test_a_plain_table_gives_rows_with_heads() -> None:
    rows = [("Gemeente", "2008", "2009"), ("Almelo", "6,4", "6,9"), ("Ede", "7,0", "7,2")]
    cells = [
        Words(cell, 70 + 150 * column, 600 - 14 * row)
        for row, line in enumerate([("Loket", "Cijfer", "Norm"), *rows[1:]])
        for column, cell in enumerate(line)
    ]
    report = read(pdf([Page([*running(BODY), *cells])]))
    row = next(b for b in report.blocks if b.text.startswith("Ede"))
    assert row.kind is K.TABLE_ROW
    assert row.heads == ("Loket", "Cijfer", "Norm")


def test_scanned_pages_are_named_with_what_to_do() -> None:
    report = read(pdf([*numbered_pages(1), Page(image=True), Page(image=True)]))
    assert [page.problem for page in report.pages] == [None, *["a scan without text"] * 2]
    assert "pages 2-3" in report.problems[0]
    assert report.problems[0].endswith("are scans; run: qa index --ocr")
    with pytest.raises(ReadingError, match=r"x\.pdf gives no text: page 1 is a scan"):
        read(pdf([Page(image=True)]))


def test_scans_with_a_long_stamp_are_named_too() -> None:
    """The stamp comes back on every page; what a page says besides it, on that page only."""
    stamp = (
        "Archief van de inspectie, vergaderjaar 2008-2009, dossier 31 839, ontvangen ter griffie"
    )

    def page(at: int, image: bool, words: list[Words]) -> Page:
        number = f"Door de dienst gescand te Ermelo, blad {at}"
        return Page([Words(stamp, 40, 820, 7), *words, Words(number, 40, 20, 7)], image)

    bodies = [page.words[1:-1] for page in numbered_pages(6)]
    scans = [page(at, True, []) for at in (1, 2, 3)]
    report = read(pdf([*scans, page(4, False, bodies[3]), page(5, True, bodies[4])]))
    assert report.problems == ("pages 1-3 are scans; run: qa index --ocr",)


def test_letters_without_words_are_said_to_be_no_text() -> None:
    garbled = Page(running(['"7+%-', "&/(=) !*+", "#'=?)"]))
    report = read(pdf([*numbered_pages(1), garbled]))
    assert report.pages[1].problem == "letters that its fonts do not name"
    assert "page 2" in report.problems[0]


def test_a_number_without_letters_is_told_and_leaves_its_place_in_the_sentence() -> None:
    sentence = [
        Words("In dat jaar kregen", 70, 700),
        Words("277", 160, 700, nameless=True),
        Words("werkzoekenden een baan.", 180, 700),
    ]
    report = read(pdf([Page(running(BODY)), Page([*running(BODY), *sentence])]))
    assert "kregen \ufffd\ufffd\ufffd werkzoekenden een baan." in report.blocks[-1].text
    assert report.problems == (
        "page 2 has signs that its fonts do not name, each read as \ufffd: "
        "look at the page itself.",
    )


def test_spaces_and_bullets_without_letters_are_no_lost_numbers() -> None:
    items = [
        words
        for y in range(600, 500, -26)
        for words in (
            Words("5", 70, y, nameless=True),
            Words("loketten in de", 84, y),
            Words(" ", 148, y, nameless=True),
            Words("regio", 151, y),
        )
    ]
    report = read(pdf([Page([*running(BODY), *items])]))
    assert texts(report, K.LIST_ITEM) == ["loketten in de regio"] * 4
    assert report.problems == ()


def test_printed_page_labels_are_kept() -> None:
    labels = "/PageLabels << /Nums [0 << /S /r >> 1 << /S /D >>] >>"
    report = read(pdf(numbered_pages(3), labels=labels))
    assert [page.label for page in report.pages] == ["i", "1", "2"]


def test_pages_past_the_limit_are_listed() -> None:
    report = read(pdf(numbered_pages(4)), max_pages=2)
    assert len(report.pages) == 2
    assert report.problems == (
        "pages 3-4 are past the 2 that are read: raise max_pages in qa.toml.",
    )


def test_a_file_that_was_cut_off_gives_the_pages_it_still_has() -> None:
    data = pdf(numbered_pages(4))
    cut = data[: data.rfind(b"16 0 obj")]
    report = read(cut)
    assert [page.number for page in report.pages if page.problem is None] == [1, 2, 3]
    assert "4" in report.problems[-1]


def test_a_broken_page_is_named_and_repeats_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    from pdfminer.pdfinterp import PDFPageInterpreter

    whole = PDFPageInterpreter.execute
    pages = iter(range(1, 4))

    def breaks_on_the_second(self: PDFPageInterpreter, streams: list[object]) -> None:
        whole(self, streams)
        if next(pages) == 2:
            raise ValueError("torn")

    monkeypatch.setattr(PDFPageInterpreter, "execute", breaks_on_the_second)
    report = read(pdf(numbered_pages(3)))
    assert [page.problem for page in report.pages] == [None, "damaged", None]
    assert [report.source.count(f"klanten van loket {word}") for word in WORDS[:3]] == [6, 6, 6]
    assert "page 2 is damaged" in report.problems[0]


def test_junk_before_the_header_is_skipped() -> None:
    assert len(read(b"HTTP/1.1 200 OK\n\n" + pdf(numbered_pages(2))).pages) == 2


def test_properties_are_asked_after_the_pages() -> None:
    info = "/Title (Klanten aan het loket) /CreationDate (D:20091130120000)"
    report = read(pdf([Page(running(BODY))], info=info))
    assert (report.metadata.title, report.metadata.date) == ("Klanten aan het loket", "2009-11-30")
    assert report.metadata.found["date"] == "document properties"


@pytest.mark.parametrize("title", ["unspecified", "Anonymous", "untitled"])
def test_what_programs_write_for_want_of_a_title_is_none(title: str) -> None:
    report = read(pdf([Page(running(BODY))], info=f"/Title ({title}) /Author (anonymous)"))
    assert report.metadata.title == "x"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_mutated_file_is_read_or_refused_in_one_sentence(data: st.DataObject) -> None:
    whole = bytearray(pdf(numbered_pages(2), compress=False))
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=4))
    try:
        reason = "" if read(bytes(whole)).pages else "no page"
    except ReadingError as error:
        reason = str(error)
    assert not reason or reason.startswith("x.pdf")
    assert "\n" not in reason


OUTCOMES = {
    "empty_0_bytes.pdf": "is empty",
    "not_a_pdf.pdf": "is not a PDF",
    "ocrmypdf_2400dpi_DUTCH_SCAN_notext.pdf": "page 1 is a scan; run: qa index --ocr",
    "ocrmypdf_truetype_font_nomapping.pdf": "that its fonts do not name",
    "pdfminer_aes-128.pdf": "locked",
    "pdfminer_aes-256-r6.pdf": "locked",
    "pdfminer_aes-256.pdf": "locked",
    "pdfminer_rc4-128.pdf": "locked",
    "pdfminer_rc4-40.pdf": "locked",
    "tk_userpw_geheim.pdf": "locked",
    "tk_ownerpw_noextract.pdf": "forbids taking text",
}
PAGES = {
    "pdfminer_base.pdf": 1,
    "pdfminer_issue-1113-evil-xobjects.pdf": 1,
    "pdfminer_issue_495_pdfobjref.pdf": 1,
    "pdfminer_pagelabels.pdf": 5,
    "pdfminer_pr-00530-ml-lines.pdf": 1,
    "pdfminer_zen_of_python_corrupted.pdf": 1,
    "pypdf_r6-user-password.pdf": 1,
    "tk_leading_junk.pdf": 6,
    "tk_truncated_20kB.pdf": 6,
}


@pytest.mark.parametrize("name", sorted(OUTCOMES))
def test_hard_files_are_refused_for_the_right_reason(shared: Path, name: str) -> None:
    with pytest.raises(ReadingError, match=OUTCOMES[name]):
        read_report(shared / "pdfs/hard" / name, name, Settings())


@pytest.mark.parametrize("name", sorted(PAGES))
def test_hard_files_that_can_be_read_are(shared: Path, name: str) -> None:
    report = read_report(shared / "pdfs/hard" / name, name, Settings())
    assert len(report.pages) == PAGES[name]

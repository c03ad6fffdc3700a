"""Damaged and hostile PDFs: what can be saved is, the rest is named, nothing hangs."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fuzzing import broken, outcomes, small_documents, small_pdfs
from pdfs import Page, _file, pdf, running

from qa.model import Report
from qa.reading import ReadingError, Unreadable, limits, losses, read_report, read_safely
from qa.reading.pdf import read_pdf
from qa.reading.unzip import inflated
from qa.settings import Settings

LINES = ["De inspectie telde {0} loketten, en dat waren er meer dan in het jaar daarvoor."] * 6


def pages(count: int) -> list[Page]:
    return [Page(running([line.format(at + 1) for line in LINES])) for at in range(count)]


def read(data: bytes, **values: object) -> Report:
    return read_pdf(data, "x.pdf", "0", Settings(**values))  # type: ignore[arg-type]


def found(report: Report) -> list[int]:
    """The pages whose own words were read."""
    return [
        page.number
        for page in report.pages
        if f"telde {page.number} loketten" in report.source[page.start : page.end]
    ]


def without_table(data: bytes) -> bytes:
    """The file without its table of objects and all that leads to it."""
    return data[: data.rindex(b"xref\n0")]


def test_a_file_without_a_table_of_objects_is_read_whole() -> None:
    report = read(without_table(pdf(pages(3))))
    assert (found(report), report.problems) == ([1, 2, 3], ())


def test_a_table_whose_places_are_all_wrong_is_not_believed() -> None:
    data = pdf(pages(3))
    moved = data.replace(b"%PDF-1.4\n", b"%PDF-1.4\n%" + b"x" * 77 + b"\n", 1)
    assert found(read(moved)) == [1, 2, 3]


def with_entries(data: bytes, places: Callable[[int], int]) -> bytes:
    """The file with other places in its table of objects."""
    return re.sub(
        rb"(\d{10}) 00000 n", lambda entry: b"%010d 00000 n" % places(int(entry[1])), data
    )


@pytest.mark.parametrize(
    "lying",
    [
        pytest.param(lambda data: with_entries(data, lambda place: place + 7), id="all a bit off"),
        pytest.param(lambda data: with_entries(data, lambda place: 9), id="all at the first"),
        pytest.param(lambda data: data.replace(b"xref\n0 ", b"xref\n1 "), id="counted from one"),
    ],
)
def test_a_table_that_leads_to_no_pages_is_not_believed(lying: Callable[[bytes], bytes]) -> None:
    report = read(lying(pdf(pages(3))))
    assert (found(report), report.problems) == ([1, 2, 3], ())


def test_a_page_that_hangs_in_the_tree_twice_is_two_pages() -> None:
    data = pdf(pages(3)).replace(b"[10 0 R 12 0 R 14 0 R]", b"[10 0 R 12 0 R 12 0 R 14 0 R]")
    report = read(data.replace(b"/Count 3", b"/Count 4"))
    assert [page.number for page in report.pages] == [1, 2, 3, 4]
    assert "telde 2 loketten" in report.source[report.pages[2].start : report.pages[2].end]
    assert (found(report), report.problems) == ([1, 2], ())


def test_a_tree_that_doubles_at_each_level_is_cut_at_the_most_pages() -> None:
    levels = {
        20 + at: b"<< /Type /Pages /Count 2 /Kids [%d 0 R %d 0 R] >>" % (21 + at, 21 + at)
        for at in range(40)
    }
    empty = {60: b"<< /Type /Pages /Count 0 /Kids [] >>"}
    top = {2: b"<< /Type /Pages /Count 3 /Kids [10 0 R 20 0 R 10 0 R] >>"}
    objects = {f"o{number}": value for number, value in (levels | empty | top).items()}
    assert len(read(hostile(SHOWN, **objects), max_pages=1000).pages) == 1


def test_pages_are_found_without_a_page_tree() -> None:
    data = without_table(pdf(pages(3))).replace(b"/Type /Pages", b"/Type /Pagxs")
    assert found(read(data.replace(b"/Kids", b"/Kixs"))) == [1, 2, 3]


def test_a_lost_page_keeps_its_number_and_is_named() -> None:
    data = pdf(pages(5))
    report = read(re.sub(rb"\n14 0 obj\n", b"\n94 0 xxx\n", data))
    assert found(report) == [1, 2, 4, 5]
    assert report.problems == ("page 3 is missing: the file is damaged, get it anew.",)


def test_a_torn_stream_gives_what_stands_before_the_tear() -> None:
    data = bytearray(pdf(pages(2)))
    start = data.index(b"stream\n", data.index(b"\n11 0 obj")) + 7
    end = data.index(b"\nendstream", start)
    data[end - 25 : end] = b"\xff" * 25
    report = read(bytes(data))
    assert found(report) == [1, 2]
    assert report.problems == (
        "page 1 is damaged, what could be saved is kept: get the file anew.",
    )


@pytest.mark.parametrize("size", [0, 10, 5000, 300_000])
def test_a_torn_stream_gives_no_more_than_it_may(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = b"".join(b"loket %d telt %d klanten; " % (at, at * at) for at in range(10_000))
    packed = zlib.compress(words)[:-99] + b"\xff" * 99
    raw = packed[2:]
    assert inflated(b"voor" + raw, 4, size) == words[: min(size, len(inflated(raw, 0, 10**9)))]
    assert limits.Inflater().decompress(packed) == inflated(raw, 0, 10**9)
    monkeypatch.setattr(limits, "MAX_STREAM", 5000)
    with pytest.raises(limits.TooMuch):
        limits.Inflater().decompress(packed)


def test_a_wrong_checksum_is_no_damage() -> None:
    data = bytearray(pdf(pages(1)))
    end = data.index(b"\nendstream", data.index(b"\n11 0 obj"))
    data[end - 4 : end] = b"\0\0\0\0"
    assert read(bytes(data)).problems == ()


def hostile(content: bytes = b"", page: bytes = b"", **objects: bytes) -> bytes:
    """A file of one page; ``objects`` are added or put in the place of its own, by "o" + number."""
    own = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count 1 /Kids [10 0 R] >>",
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        6: b"<< >>",
        10: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 11 0 R /Resources "
        b"<< /Font << /F1 3 0 R >> /XObject << /X 12 0 R >> >> %s >>" % page,
        11: b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    }
    return _file(own | {int(name[1:]): value for name, value in objects.items()})


SHOWN = b"BT /F1 10 Tf 70 700 Td (Op deze bladzijde staat een regel over loketten.) Tj ET "


def stream(data: bytes, *filters: bytes, more: bytes = b"") -> bytes:
    names = b" ".join(b"/" + name for name in filters)
    head = b"<< /Filter [%s] /Length %d %s >>" % (names, len(data), more)
    return head + b"\nstream\n" + data + b"\nendstream"


def test_a_stream_that_grows_past_all_measure_costs_its_page_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "MAX_STREAM", 3_000_000)
    for filters in ((b"FlateDecode",), (b"FlateDecode",) * 3):
        bomb = b"q Q " * 2_000_000
        for _ in filters:
            bomb = zlib.compress(bomb)
        data = pdf(pages(3))
        start = data.index(b"\n13 0 obj") + 10
        end = data.index(b"\nendobj", start)
        report = read(data[:start] + stream(bomb, *filters) + data[end:])
        assert [page.problem for page in report.pages] == [None, losses.HUGE, None]
        assert found(report) == [1, 3]


FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>"
HARMLESS = {
    "a form that shows itself": hostile(SHOWN + b"/X Do", o12=stream(b"/X Do", more=FORM % 12)),
    "forms in forms without end": hostile(
        SHOWN + b"/X Do",
        **{f"o{at}": stream(b"/X Do", more=FORM % (at + 1)) for at in range(12, 400)},
    ),
    "a page tree that leads back to itself": hostile(
        SHOWN, o2=b"<< /Type /Pages /Count 3 /Kids [2 0 R 10 0 R 2 0 R] >>"
    ),
    "labels that lead back to themselves": hostile(
        SHOWN,
        o1=b"<< /Type /Catalog /Pages 2 0 R /PageLabels 20 0 R >>",
        o20=b"<< /Kids [20 0 R] >>",
    ),
    "a reference to itself": hostile(SHOWN, b"/Rotate 20 0 R /Annots 20 0 R", o20=b"20 0 R"),
    "a thousand million pages": hostile(
        SHOWN, o2=b"<< /Type /Pages /Count 1000000000 /Kids [10 0 R] >>"
    ),
    "a page as large as a country": hostile(SHOWN, b"/MediaBox [0 0 1e12 1e12]"),
    "a page without a size": hostile(SHOWN, b"/MediaBox [0 0 (a) null]"),
    "arrays a hundred thousand deep": hostile(SHOWN + b"[" * 100_000 + b"]" * 100_000 + b" TJ"),
    "letters as large as a country": hostile(SHOWN + b"BT /F1 1e9 Tf (x) Tj ET"),
    "places that are no numbers": hostile(SHOWN + b"BT 1e400 0 0 1e400 0 0 Tm (x) Tj ET"),
    "a script and an attached file": hostile(
        SHOWN,
        o1=b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
        b" /Names << /EmbeddedFiles << /Names [(a) 20 0 R] >> >> >>",
        o20=b"<< /Type /Filespec /F (a.txt) /EF << /F 21 0 R >> >>",
        o21=stream(b"ingebed", more=b"/Type /EmbeddedFile"),
    ),
}


@pytest.mark.parametrize("what", sorted(HARMLESS))
def test_a_trap_does_not_keep_the_page_from_being_read(what: str) -> None:
    report = read(HARMLESS[what])
    assert "staat een regel over loketten" in report.source
    assert "ingebed" not in report.source
    assert len(report.pages) == 1


def test_tables_of_objects_that_lead_to_one_another_are_read_once() -> None:
    data = pdf(pages(1))
    table = data.rindex(b"xref\n0")
    looped = data.replace(b"trailer\n<<", b"trailer\n<< /Prev %d" % table, 1)
    assert found(read(looped)) == [1]


def test_an_object_stream_within_itself_is_no_end() -> None:
    packed = stream(zlib.compress(b"30 0 31 10 << >> << >>"), b"FlateDecode",
                    more=b"/Type /ObjStm /N 2 /First 10 /Extends 30 0 R")  # fmt: skip
    assert "een regel over loketten" in read(without_table(hostile(SHOWN, o30=packed))).source


def test_a_million_strokes_are_a_page_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_PATHS", 100)
    report = read(hostile(SHOWN + b"0 0 m 9 9 l S " * 20_000))
    assert report.problems == ()


def test_more_letters_than_a_page_can_hold_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_CHARS", 1_000)
    report = read(hostile(SHOWN * 100))
    assert report.pages[0].problem == losses.HUGE
    assert "een regel over loketten" in report.source


def test_pages_past_the_files_time_are_named_and_the_others_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from qa.reading import pdf as reading

    ticks = iter(range(100))
    monkeypatch.setattr(reading, "_clock", lambda: float(next(ticks)))
    report = read(pdf(pages(6)), file_seconds=3)
    assert found(report) == [1, 2, 3]
    assert report.problems[0].startswith("pages 4-6 were not read within the time")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes as on POSIX")
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pijp.pdf")
    with pytest.raises(ReadingError, match="is not a file"):
        read_report(tmp_path / "pijp.pdf", "pijp.pdf", Settings())


def test_a_page_that_takes_all_memory_is_left_out_and_the_others_read(tmp_path: Path) -> None:
    data = pdf(pages(3))
    start = data.index(b"\n13 0 obj") + 10
    greedy = stream(b"\x81a" * 600_000, b"RunLengthDecode")
    data = data[:start] + greedy + data[data.index(b"\nendobj", start) :]
    (tmp_path / "gulzig.pdf").write_bytes(data)
    files = [(tmp_path / "gulzig.pdf", "gulzig.pdf")]
    (report,) = read_safely(files, Settings(jobs=1, memory_mb=250))
    assert isinstance(report, Report)
    assert found(report) == [1, 3]
    assert "page 2" in report.problems[0]


@pytest.fixture
def left() -> Iterator[None]:
    """No process is left when the test is done."""
    yield
    place = Path(f"/proc/self/task/{os.getpid()}/children")
    if place.exists():
        named = [Path(f"/proc/{pid}/cmdline") for pid in place.read_text().split()]
        assert not [path for path in named if path.exists() and b"reading" in path.read_bytes()]


@pytest.mark.usefixtures("left")
def test_broken_files_are_read_or_refused_and_their_neighbours_whole(tmp_path: Path) -> None:
    sources = [*small_documents(), *[(".pdf", data) for data in small_pdfs()]]
    files = list(broken(sources, 60, seed=11))
    seen = list(outcomes(files, tmp_path / "files", Settings(jobs=2)))
    assert len(seen) == 60
    kinds = {type(outcome) for _, outcome in seen}
    assert kinds == {Report, Unreadable}


def without_ends(data: bytes, *words: bytes) -> bytes:
    """The file without these words wherever they stand."""
    for word in words:
        data = data.replace(b"\n" + word, b"")
    return data


@pytest.mark.parametrize("table", [True, False])
@pytest.mark.parametrize("words", [(b"endobj",), (b"endstream",), (b"endobj", b"endstream")])
def test_objects_and_streams_that_do_not_say_where_they_end_are_read(
    words: tuple[bytes, ...], table: bool
) -> None:
    data = pdf(pages(3))
    report = read(without_ends(data if table else without_table(data), *words))
    assert (found(report), report.problems) == ([1, 2, 3], ())
    assert report.source.count("in het jaar daarvoor") == 18


@pytest.mark.parametrize("compress", [True, False])
@pytest.mark.parametrize(
    "length",
    [b"/Length 0", b"/Length 40", b"/Length 4000", b"/Length -5", b"/Length 99 0 R", b""],
)
def test_a_stream_is_as_long_as_it_is_and_not_as_it_says(length: bytes, compress: bool) -> None:
    data = re.sub(rb"/Length \d+", length, pdf(pages(3), compress=compress))
    report = read(data)
    assert (found(report), report.problems) == ([1, 2, 3], ())
    assert report.source.count("in het jaar daarvoor") == 18


def test_a_word_that_ends_streams_may_stand_in_one_that_says_its_length() -> None:
    words = b"BT /F1 10 Tf 70 700 Td (De regel endstream endobj telt 12 loketten.) Tj ET"
    assert "endstream endobj telt 12 loketten" in read(hostile(words)).source


@pytest.mark.parametrize("kids", [b"null null 99 0 R ", b"2 0 R 1 0 R "])
def test_what_is_no_page_moves_no_page_number_where_all_pages_are_there(kids: bytes) -> None:
    report = read(pdf(pages(3)).replace(b"/Kids [", b"/Kids [" + kids))
    assert (found(report), report.problems) == ([1, 2, 3], ())


@pytest.mark.parametrize("header", [b"", b"%pdf-1.4\n", b"%!PS-Adobe-3.0 PDF-1.4\n"])
def test_a_file_is_a_pdf_by_its_objects_too(header: bytes) -> None:
    assert found(read(header + pdf(pages(2)).removeprefix(b"%PDF-1.4\n"))) == [1, 2]


def test_a_font_that_is_not_there_is_the_usual_one() -> None:
    assert "een regel over loketten" in read(hostile(SHOWN.replace(b"/F1", b"/F9"))).source

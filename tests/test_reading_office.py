"""Word and OpenDocument files: paragraphs by style, notes by marks, nothing unpacked unseen."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import docx
import odfdo
import pytest
from documents import add_notes, docx_bytes, odt_bytes, part, with_parts, word_xml
from docx.oxml import OxmlElement
from hypothesis import given, settings
from hypothesis import strategies as st
from test_reading_text import assert_in_place

from qa.model import BlockKind, Report
from qa.reading import ReadingError, office
from qa.reading.docx import read_docx
from qa.reading.numbering import numeral, roman
from qa.reading.odt import read_odt

K = BlockKind
LONG = "De gemeente opende in het voorjaar drie loketten en telde wie er kwamen."
ENCRYPTED = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
)
BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip


def read_word(document: Any) -> Report:
    report = read_docx(docx_bytes(document), "r.docx", "")
    assert_in_place(report.source, report.blocks)
    return report


def read_open(document: Any) -> Report:
    report = read_odt(odt_bytes(document), "r.odt", "")
    assert_in_place(report.source, report.blocks)
    return report


def kinds(report: Report) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in report.blocks]


def run(paragraph: Any, inner: str) -> None:
    paragraph._p.append(word_xml(inner))


# ---------------------------------------------------------------------- Word


def test_a_word_file_has_its_headings_lists_and_captions_by_style() -> None:
    document = docx.Document()
    document.add_heading("De loketten geteld", 0)
    document.add_heading("Opzet", 1)
    document.add_paragraph(LONG)
    for text in ("een loket", "een coach"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("balie", style="List Bullet")
    document.add_heading("Nader", 2)
    document.add_paragraph("Tabel 1 Cijfers", style="Caption")
    report = read_word(document)
    assert kinds(report) == [
        (K.HEADING, "De loketten geteld"),
        (K.HEADING, "Opzet"),
        (K.PARAGRAPH, LONG),
        (K.LIST_ITEM, "1. een loket"),
        (K.LIST_ITEM, "2. een coach"),
        (K.LIST_ITEM, "balie"),
        (K.HEADING, "Nader"),
        (K.CAPTION, "Tabel 1 Cijfers"),
    ]
    assert [b.level for b in report.blocks if b.level] == [1, 1, 2]
    assert report.metadata.title == "De loketten geteld"


def test_dutch_style_names_outline_levels_and_styles_built_on_them_head_too() -> None:
    document = docx.Document()
    styles = document.styles
    kop = styles.add_style("Kop 2", 1)
    styles.add_style("Eigen kop", 1).base_style = kop
    level = styles.add_style("Paragraaftitel", 1)
    level.element.get_or_add_pPr().append(word_xml('<w:outlineLvl w:val="2"/>'))
    for style in ("Kop 2", "Eigen kop", "Paragraaftitel"):
        document.add_paragraph(f"Onder {style}", style=style)
        document.add_paragraph(LONG)
    levels = [block.level for block in read_word(document).blocks]
    assert levels == [2, 0, 2, 0, 3, 0]


def test_a_bold_line_over_a_text_is_a_heading_and_a_plain_one_is_not() -> None:
    document = docx.Document()
    document.add_heading("Opzet", 1)
    document.add_paragraph().add_run("De balie").bold = True
    document.add_paragraph(LONG)
    document.add_paragraph("Geen kop")
    document.add_paragraph(LONG)
    assert [kind for kind, _ in kinds(read_word(document))] == [
        K.HEADING, K.HEADING, K.PARAGRAPH, K.PARAGRAPH, K.PARAGRAPH,
    ]  # fmt: skip


def test_a_notes_text_stands_behind_the_sentence_that_has_its_mark() -> None:
    document = docx.Document()
    first = document.add_paragraph("Er kwamen er 55")
    run(first, '<w:r><w:footnoteReference w:id="7"/></w:r>')
    first.add_run(" en dat is veel.")
    second = document.add_paragraph("Later meer")
    run(second, '<w:r><w:endnoteReference w:id="1"/></w:r>')
    add_notes(document, "foot", {7: "Zie bijlage 3."})
    add_notes(document, "end", {1: "Volgend jaar."})
    report = read_word(document)
    told = [report.source[slice(*b.explains)] for b in report.blocks if b.explains]
    assert told == ["Er kwamen er 55 en dat is veel.", "Later meer"]
    assert kinds(read_word(document)) == [
        (K.PARAGRAPH, "Er kwamen er 55 en dat is veel."),
        (K.FOOTNOTE, "1 Zie bijlage 3."),
        (K.PARAGRAPH, "Later meer"),
        (K.FOOTNOTE, "i Volgend jaar."),
    ]


def test_insertions_are_kept_and_deletions_and_hidden_words_are_not() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Er zijn ")
    run(paragraph, '<w:del w:id="1" w:author="x"><w:r><w:delText>twee</w:delText></w:r></w:del>')
    run(paragraph, '<w:ins w:id="2" w:author="x"><w:r><w:t>drie</w:t></w:r></w:ins>')
    paragraph.add_run(" loketten.")
    paragraph.add_run(" Geheim.").font.hidden = True
    assert kinds(read_word(document)) == [(K.PARAGRAPH, "Er zijn drie loketten.")]


def test_hyphens_raised_figures_and_field_codes_become_what_is_seen() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Dienst")
    run(paragraph, "<w:r><w:softHyphen/></w:r>")
    paragraph.add_run("verlening in IJ")
    run(paragraph, "<w:r><w:noBreakHyphen/></w:r>")
    paragraph.add_run("muiden op 12 m")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run(", blz. ")
    for inner in (
        '<w:fldChar w:fldCharType="begin"/>',
        "<w:instrText> PAGEREF _Toc1 </w:instrText>",
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>9</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        run(paragraph, f"<w:r>{inner}</w:r>")
    assert kinds(read_word(document))[0][1] == "Dienstverlening in IJ-muiden op 12 m², blz. 9"


def test_a_field_of_contents_is_contents() -> None:
    document = docx.Document()
    document.add_paragraph("Inhoud")
    entry = document.add_paragraph()
    for inner in (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText> TOC \\o "1-3" </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>Opzet</w:t><w:tab/><w:t>3</w:t>",
    ):
        run(entry, f"<w:r>{inner}</w:r>")
    last = document.add_paragraph("Oordeel 5")
    run(last, '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    document.add_heading("Opzet", 1)
    document.add_paragraph(LONG)
    assert [kind for kind, _ in kinds(read_word(document))] == [
        K.HEADING, K.CONTENTS, K.CONTENTS, K.HEADING, K.PARAGRAPH,
    ]  # fmt: skip


def test_running_heads_are_furniture_and_boxes_and_frames_are_text() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Inspectie Loketten"
    document.sections[0].footer.paragraphs[0].text = "Pagina 1 van 9"
    box = "<w:txbxContent><w:p><w:r><w:t>In een vak.</w:t></w:r></w:p></w:txbxContent>"
    run(
        document.add_paragraph(LONG),
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility'
        f'/2006"><mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>'
        "</mc:AlternateContent></w:r>",
    )
    document.add_table(1, 1).cell(0, 0).text = "In een kader."
    assert kinds(read_word(document)) == [
        (K.FURNITURE, "Inspectie Loketten"),
        (K.PARAGRAPH, LONG),
        (K.PARAGRAPH, "In een vak."),
        (K.PARAGRAPH, "In een kader."),
        (K.FURNITURE, "Pagina 1 van 9"),
    ]


def test_a_word_table_keeps_heads_over_merged_cells() -> None:
    document = docx.Document()
    rows = (("Loket", "Cijfer", ""), ("", "2008", "2009"), ("Balie", "7,1", "7,4"), ("", "6", "8"))
    table = document.add_table(4, 3)
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            table.cell(y, x).text = text
    for a, b in (((0, 1), (0, 2)), ((0, 0), (1, 0)), ((2, 0), (3, 0))):
        table.cell(*a).merge(table.cell(*b))
    for y in (0, 1):
        table.rows[y]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    blocks = read_word(document).blocks
    assert (blocks[2].text, blocks[2].heads) == (
        "Balie | 7,1 | 7,4",
        ("Loket", "Cijfer 2008", "Cijfer 2009"),
    )
    assert blocks[3].heads == ("Balie Cijfer 2008", "Balie Cijfer 2009")


def test_a_table_in_a_table_is_read_and_the_outer_one_is_layout() -> None:
    document = docx.Document()
    outer = document.add_table(2, 2)
    outer.cell(0, 0).text = "Links."
    inner = outer.cell(0, 1).add_table(2, 2)
    for y, row in enumerate((("Jaar", "Cijfer"), ("2009", "7,1"))):
        for x, text in enumerate(row):
            inner.cell(y, x).text = text
    assert (K.TABLE_ROW, "2009 | 7,1") in kinds(read_word(document))


def test_properties_come_after_the_documents_own_words() -> None:
    document = docx.Document()
    document.core_properties.title = "Sjabloon nota"
    document.core_properties.modified = datetime.datetime(2012, 5, 3)
    document.add_paragraph(LONG)
    found = read_word(document).metadata
    assert (found.title, found.date) == ("Sjabloon nota", "2012-05-03")
    assert found.found["title"] == found.found["date"] == "document properties"
    document.add_heading("De loketten geteld", 0)
    document.add_paragraph("Ede, mei 2011")
    found = read_word(document).metadata
    assert (found.title, found.date) == ("De loketten geteld", "2011-05")


def two_heads(bold: int, merged: bool) -> Any:
    document = docx.Document()
    cells = [
        ["Regio", "Klanten", "", "Klachten", ""],
        ["", "2009", "2010", "2009", "2010"],
        ["Ede", "1100", "1200", "11", ""],
        ["Epe", "", "1400", "13", "14"],
    ]
    table = document.add_table(4, 5)
    for at, row in enumerate(cells):
        for nth, text in enumerate(row):
            table.cell(at, nth).paragraphs[0].add_run(text).bold = at < bold
    if merged:
        table.cell(0, 0).merge(table.cell(1, 0))
        table.cell(0, 1).merge(table.cell(0, 2))
        table.cell(0, 3).merge(table.cell(0, 4))
    return document


@pytest.mark.parametrize("bold", [0, 1, 2])
@pytest.mark.parametrize("merged", [True, False])
def test_years_under_the_heads_of_a_table_are_heads_too(bold: int, merged: bool) -> None:
    report = read_word(two_heads(bold, merged))
    rows = [block.heads for block in report.blocks if block.kind is K.TABLE_ROW]
    assert rows[2:] == [
        ("Regio", "Klanten 2009", "Klanten 2010", "Klachten 2009"),
        ("Regio", "Klanten 2010", "Klachten 2009", "Klachten 2010"),
    ]


def test_a_total_in_bold_under_the_heads_is_none_of_them() -> None:
    document = docx.Document()
    table = document.add_table(3, 2)
    for at, row in enumerate((("Regio", "Klanten"), ("Totaal", "2300"), ("Ede", "1100"))):
        for nth, text in enumerate(row):
            table.cell(at, nth).paragraphs[0].add_run(text).bold = at < 2
    heads = [block.heads for block in read_word(document).blocks]
    assert heads == [("", ""), ("Regio", "Klanten"), ("Regio", "Klanten")]


def field(mark: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>'


@pytest.mark.parametrize("told", ["TOC", "REF x"])
def test_a_field_without_an_end_takes_no_words_with_it(told: str) -> None:
    document = docx.Document()
    run(document.add_paragraph("Zie"), field("begin"))
    run(document.paragraphs[0], f"<w:r><w:instrText> {told} </w:instrText></w:r>")
    document.paragraphs[0].add_run(" bijlage 4.")
    paragraph = document.add_paragraph("Er kwamen er ")
    for inner in (field("begin"), "<w:r><w:instrText> REF y </w:instrText></w:r>",
                  field("separate"), "<w:r><w:t>217.</w:t></w:r>", field("end")):  # fmt: skip
        run(paragraph, inner)
    document.add_paragraph(LONG)
    assert kinds(read_word(document)) == [
        (K.PARAGRAPH, "Zie bijlage 4."),
        (K.PARAGRAPH, "Er kwamen er 217."),
        (K.PARAGRAPH, LONG),
    ]


def test_paragraphs_whose_mark_is_deleted_between_them_are_one() -> None:
    document = docx.Document()
    first, second = (document.add_paragraph(text) for text in ("Er waren 213", " loketten open."))
    deleted = '<w:rPr><w:del w:id="5" w:author="x"/></w:rPr>'
    first._p.get_or_add_pPr().append(word_xml(deleted))
    gone = document.add_paragraph()  # nothing is left of it
    gone._p.get_or_add_pPr().append(word_xml(deleted))
    document.add_heading("Opzet", 1)
    assert kinds(read_word(document)) == [
        (K.PARAGRAPH, "Er waren 213 loketten open."),
        (K.HEADING, "Opzet"),
    ]
    second._p.get_or_add_pPr().append(word_xml(deleted))  # … up to the end of the text
    document.paragraphs[-1]._p.getparent().remove(document.paragraphs[-1]._p)
    assert kinds(read_word(document)) == [(K.PARAGRAPH, "Er waren 213 loketten open.")]


def test_charts_and_files_within_the_file_are_told_of() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Tekst.")
    chart = '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
    run(paragraph, f"<w:r><w:drawing>{chart}</w:drawing></w:r>")
    paragraph._p.addnext(word_xml("<w:altChunk/>"))
    report = read_word(document)
    assert kinds(report) == [(K.PARAGRAPH, "Tekst.")]
    assert report.problems == (
        "what it takes in from another file (altChunk) is not read: look at the file itself.",
        "its charts are not read: look at the file itself.",
    )


# ---------------------------------------------------------------------- OpenDocument


def test_an_odt_has_its_headings_lists_notes_and_tables() -> None:
    document = odfdo.Document("text")
    body = document.body
    body.clear()
    body.append(odfdo.Paragraph("De loketten geteld", style="Title"))
    body.append(odfdo.Header(1, "Opzet"))
    paragraph = odfdo.Paragraph("Er kwamen er 55 en dat is veel.")
    paragraph.insert_note(after="55", note_id="n1", citation="1", body="Zie bijlage 3.")
    body.append(paragraph)
    body.append(odfdo.List(["balie", "telefoon"]))
    table = odfdo.Table("T", width=2, height=3)
    for y, row in enumerate((("Loket", "Cijfer"), ("Balie", "7,1"), ("Post", "6"))):
        for x, text in enumerate(row):
            table.set_value((x, y), text)
    body.append(table)
    report = read_open(document)
    assert kinds(report)[:1] + kinds(report)[2:] == [
        (K.HEADING, "De loketten geteld"),
        (K.PARAGRAPH, "Er kwamen er 55 en dat is veel."),
        (K.FOOTNOTE, "1 Zie bijlage 3."),
        (K.LIST_ITEM, "balie"),
        (K.LIST_ITEM, "telefoon"),
        (K.TABLE_ROW, "Loket | Cijfer"),
        (K.TABLE_ROW, "Balie | 7,1"),
        (K.TABLE_ROW, "Post | 6"),
    ]
    assert report.source[slice(*report.blocks[3].explains or ())] == report.blocks[2].text
    assert report.blocks[1].text.endswith("Opzet")
    assert report.blocks[-1].heads == ("Loket", "Cijfer")
    assert report.metadata.title == "De loketten geteld"


CONTENT = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">
<office:automatic-styles>
<style:style style:name="Sup"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="Weg"><style:text-properties text:display="none"/></style:style>
<text:list-style style:name="L1">
<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix=")"/>
<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix="."
 text:display-levels="2"/></text:list-style>
</office:automatic-styles><office:body><office:text>BODY</office:text></office:body>
</office:document-content>"""


def odt_of(inner: str) -> Report:
    document = odfdo.Document("text")
    data = with_parts(odt_bytes(document), {"content.xml": CONTENT.replace("BODY", inner)})
    report = read_odt(data, "r.odt", "")
    assert_in_place(report.source, report.blocks)
    return report


def test_an_odts_lists_count_as_its_styles_say() -> None:
    inner = (
        '<text:list text:style-name="L1"><text:list-item><text:p>een</text:p><text:list>'
        "<text:list-item><text:p>onder</text:p></text:list-item></text:list></text:list-item>"
        "<text:list-item><text:p>twee</text:p><text:p>Nog wat.</text:p></text:list-item>"
        "</text:list>"
        '<text:list text:style-name="L1" text:continue-numbering="true"><text:list-item>'
        "<text:p>drie</text:p></text:list-item></text:list>"
    )
    assert [text for _, text in kinds(odt_of(inner))] == [
        "1) een", "1.a. onder", "2) twee", "Nog wat.", "3) drie",
    ]  # fmt: skip


def test_an_odt_keeps_changes_out_and_takes_frames_raised_figures_and_spans() -> None:
    inner = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Verwijderd.</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes><text:table-of-content>"
        "<text:index-body><text:index-title><text:p>Inhoud</text:p></text:index-title>"
        "<text:p>Opzet<text:tab/>3</text:p></text:index-body></text:table-of-content>"
        '<text:p>Zaal van<text:s text:c="3"/>12 m<text:span text:style-name="Sup">2</text:span>'
        '<text:span text:style-name="Weg"> geheim</text:span>.<draw:frame><draw:text-box>'
        "<text:p>In een vak.</text:p></draw:text-box></draw:frame></text:p>"
        '<text:section text:display="none"><text:p>geheim</text:p></text:section>'
        '<table:table><table:table-row><table:table-cell table:number-columns-repeated="99999999"/>'
        "</table:table-row></table:table>"
    )
    assert kinds(odt_of(inner)) == [
        (K.HEADING, "Inhoud"),
        (K.CONTENTS, "Opzet 3"),
        (K.PARAGRAPH, "Zaal van 12 m²."),
        (K.PARAGRAPH, "In een vak."),
    ]


# ---------------------------------------------------------------------- hostile and broken


def test_a_locked_document_says_so() -> None:
    with pytest.raises(ReadingError, match=r"^r\.docx is locked with a password"):
        read_docx(ENCRYPTED, "r.docx", "")
    with pytest.raises(ReadingError, match=r"^r\.docx is an old Word file"):
        read_docx(ENCRYPTED[:500], "r.docx", "")
    manifest = (
        "<manifest:manifest xmlns:manifest='m'><manifest:encryption-data/></manifest:manifest>"
    )
    locked = with_parts(odt_bytes(odfdo.Document("text")), {"META-INF/manifest.xml": manifest})
    with pytest.raises(ReadingError, match=r"^r\.odt is locked with a password"):
        read_odt(locked, "r.odt", "")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("content.xml", b" " * 70_000_000)
    with pytest.raises(ReadingError, match="unpacks to 70 MB"):
        read_odt(out.getvalue(), "r.odt", "")
    # … and one whose directory says less than there is: no more is unpacked than it says.
    small = out.getvalue().replace((70_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    with pytest.raises(ReadingError, match=r"^r\.odt is damaged"):
        read_odt(small, "r.odt", "")


def test_declared_entities_are_refused_and_never_expanded() -> None:
    document = docx.Document()
    document.add_paragraph("Tekst.")
    data = docx_bytes(document)
    xml = part(data, "word/document.xml").replace("<w:document", f"{BOMB}<w:document", 1)
    xml = xml.replace("Tekst.", "&i;")
    with pytest.raises(ReadingError, match="declares a document type"):
        read_docx(with_parts(data, {"word/document.xml": xml}), "r.docx", "")


def test_a_part_outside_the_file_is_never_looked_for() -> None:
    document = docx.Document()
    document.add_paragraph("Tekst.")
    data = docx_bytes(document)
    rels = part(data, "word/_rels/document.xml.rels")
    rels = rels.replace(
        'Target="styles.xml"', 'Target="http://example.nl/s.xml" TargetMode="External"'
    )
    rels = rels.replace('Target="numbering.xml"', 'Target="../../../../etc/passwd"')
    report = read_docx(with_parts(data, {"word/_rels/document.xml.rels": rels}), "r.docx", "")
    assert kinds(report) == [(K.PARAGRAPH, "Tekst.")]


@pytest.mark.parametrize("read", [read_docx, read_odt])
def test_other_files_under_these_names_are_refused_in_a_sentence(read: Any) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as other:
        other.writestr("a.txt", "niets")
    for data in (b"PK\x03\x04", b"%PDF-1.4", b"gewone tekst", out.getvalue()):
        with pytest.raises(ReadingError, match=r"^r\.x is (damaged|no)") as raised:
            read(data, "r.x", "")
        assert "\n" not in str(raised.value)


def test_a_document_without_words_is_refused() -> None:
    with pytest.raises(ReadingError, match=r"^r\.docx holds no words"):
        read_docx(docx_bytes(docx.Document()), "r.docx", "")


@pytest.fixture(scope="module")
def samples() -> list[tuple[Any, bytes, str]]:
    document = docx.Document()
    document.add_heading("Opzet", 1)
    document.add_paragraph("een loket", style="List Number")
    document.add_table(2, 2).cell(0, 0).text = "Jaar"
    other = odfdo.Document("text")
    other.body.append(odfdo.List(["balie", "telefoon"]))
    return [
        (read_docx, docx_bytes(document), "word/document.xml"),
        (read_docx, docx_bytes(document), "word/numbering.xml"),
        (read_docx, docx_bytes(document), "word/styles.xml"),
        (read_odt, odt_bytes(other), "content.xml"),
        (read_odt, odt_bytes(other), "styles.xml"),
    ]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_broken_parts_give_a_report_or_a_sentence(samples: Any, data: st.DataObject) -> None:
    read, whole, name = data.draw(st.sampled_from(samples))
    xml = part(whole, name)
    at = data.draw(st.integers(0, len(xml)))
    length = data.draw(st.integers(0, 200))
    patch = data.draw(st.sampled_from(['val="99999999999"', "", "<w:p>", "é", 'val="-1"']))
    try:
        report = read(with_parts(whole, {name: xml[:at] + patch + xml[at + length :]}), "r.x", "")
    except ReadingError as error:
        reason = str(error)
    else:
        reason = ""
        assert_in_place(report.source, report.blocks)
    assert "\n" not in reason


# ---------------------------------------------------------------------- damaged

KEPT = "what could be saved is kept: get it anew."
LEFT_OUT = "are damaged and left out: get the file anew."


def whole_word_file(count: int = 1) -> bytes:
    document = docx.Document()
    for at in range(count):
        document.add_paragraph(f"Loket {at} telde {at * 7} bezoekers.")
    return docx_bytes(document)


def stored(data: bytes, old: str = "", new: str = "") -> bytes:
    """The same ZIP file, its parts not deflated, and perhaps one of them renamed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as was, zipfile.ZipFile(out, "w") as now:
        for info in was.infolist():
            now.writestr(new if info.filename == old else info.filename, was.read(info))
    return out.getvalue()


def test_a_file_without_its_directory_is_read_by_the_headers_of_its_parts() -> None:
    for data in (whole_word_file(), stored(whole_word_file())):
        report = read_docx(data[:-30], "r.docx", "")
        assert kinds(report) == [(K.PARAGRAPH, "Loket 0 telde 0 bezoekers.")]
        assert report.problems == (f"the file is cut short or damaged, {KEPT}",)


def test_a_text_that_breaks_off_is_read_up_to_its_last_whole_word() -> None:
    data = with_parts(whole_word_file(), {})
    xml = part(data, "word/document.xml").replace("telde 0", "telde 412")
    torn = with_parts(data, {"word/document.xml": xml[: xml.index("12 bezoekers")]})
    report = read_docx(torn, "r.docx", "")
    assert kinds(report) == [(K.PARAGRAPH, "Loket 0 telde")]
    assert report.problems == (f'the text is damaged after "… Loket 0 telde", {KEPT}',)


@pytest.mark.parametrize(
    ("mark", "declared", "encoding"),
    [
        (b"\xff\xfe", "UTF-16", "utf-16-le"),
        (b"\xfe\xff", "UTF-16", "utf-16-be"),
        (b"", "UTF-16", "utf-16-le"),
        (b"", "ISO-8859-1", "latin-1"),
        (b"", "windows-1252", "cp1252"),
        (b"\xef\xbb\xbf", "UTF-8", "utf-8"),
        (b"", "x-onbekend", "utf-8"),
    ],
)
def test_half_a_figure_is_no_figure_whatever_the_encoding(
    mark: bytes, declared: str, encoding: str
) -> None:
    data = with_parts(whole_word_file(), {})
    xml = part(data, "word/document.xml").replace("telde 0", "één & telde 12500")
    xml = f'<?xml version="1.0" encoding="{declared}"?>' + xml[xml.index("?>") + 2 :]
    for end, kept in (
        ("500 bezoekers", "Loket 0 één & telde"),
        ("ezoekers", "Loket 0 één & telde 12500"),
    ):
        torn = mark + xml[: xml.index(end)].encode(encoding)
        report = read_docx(with_parts(data, {"word/document.xml": torn}), "r.docx", "")
        assert kinds(report) == [(K.PARAGRAPH, kept)]
        assert report.problems == (f'the text is damaged after "… {kept}", {KEPT}',)


def test_a_file_cut_off_in_its_text_gives_what_stands_before_the_cut() -> None:
    data = with_parts(whole_word_file(3000), {})
    data = with_parts(data, {"word/document.xml": part(data, "word/document.xml")})  # now the last
    report = read_docx(data[: int(len(data) * 0.9)], "r.docx", "")
    texts = [text for _, text in kinds(report)]
    assert len(texts) > 1000
    assert texts[:-1] == [f"Loket {at} telde {at * 7} bezoekers." for at in range(len(texts) - 1)]
    assert texts[-1] in f"Loket {len(texts) - 1} telde {len(texts) * 7 - 7} bezoekers."
    assert len(report.problems) == 2


def test_a_directory_whose_places_are_wrong_is_not_believed() -> None:
    data = stored(whole_word_file())
    report = read_docx(data[40:], "r.docx", "")  # the first part's header is gone
    assert kinds(report) == [(K.PARAGRAPH, "Loket 0 telde 0 bezoekers.")]
    at = data.rindex(b"PK\x05\x06") + 16
    moved = data[:at] + (10**6).to_bytes(4, "little") + data[at + 4 :]
    assert kinds(read_docx(moved, "r.docx", "")) == kinds(report)


def test_a_wrong_checksum_leaves_the_words_and_a_note() -> None:
    data = bytearray(stored(whole_word_file()))
    at = data.index(b"Loket 0")
    data[at : at + 5] = b"Lokey"
    report = read_docx(bytes(data), "r.docx", "")
    assert kinds(report) == [(K.PARAGRAPH, "Lokey 0 telde 0 bezoekers.")]
    assert report.problems == (f"the file is damaged, {KEPT}",)


@pytest.mark.parametrize(
    ("broken", "text"),
    [
        ("zorg & werk 45", "zorg & werk 45"),
        ("zorg 4\x025", "zorg 4\ufffd5"),  # never 45
        ("zorg 4&#2;5", "zorg 4\ufffd5"),
        ("zorg&nbsp;45", "zorg&nbsp;45"),
        ("zorg &#233;n &lt;45", "zorg én <45"),
    ],
)
def test_a_fault_in_the_xml_costs_no_word_and_changes_no_figure(broken: str, text: str) -> None:
    data = whole_word_file()
    xml = part(data, "word/document.xml").replace("Loket 0", f"\x02Loket {broken}")
    report = read_docx(with_parts(data, {"word/document.xml": xml}), "r.docx", "")
    assert report.blocks[0].text == f"\ufffdLoket {text} telde 0 bezoekers."
    assert report.problems == (f"the text is damaged, {KEPT}",)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("docProps/core.xml", "properties"),
        ("word/styles.xml", "styles"),
        ("word/numbering.xml", "numbers of its lists"),
        ("word/_rels/document.xml.rels", "lists of its parts"),
    ],
)
def test_a_damaged_part_beside_the_text_costs_itself_only(name: str, what: str) -> None:
    report = read_docx(with_parts(whole_word_file(), {name: "<x><y>"}), "r.docx", "")
    assert kinds(report) == [(K.PARAGRAPH, "Loket 0 telde 0 bezoekers.")]
    assert report.problems == (f"the {what} {LEFT_OUT}",)


@pytest.mark.parametrize(("name", "what"), [("styles.xml", "styles"), ("meta.xml", "properties")])
def test_so_it_does_in_an_open_document(name: str, what: str) -> None:
    document = odfdo.Document("text")
    document.body.append(odfdo.Paragraph(LONG))
    report = read_odt(with_parts(odt_bytes(document), {name: "<x><y>"}), "r.odt", "")
    assert kinds(report)[-1] == (K.PARAGRAPH, LONG)
    assert report.problems == (f"the {what} {LEFT_OUT}",)


def test_a_foreign_byte_in_the_xml_is_the_letter_it_is_in_windows() -> None:
    data = whole_word_file()
    xml = part(data, "word/document.xml").replace("bezoekers", "cliënten, financiën, ideeXn")
    broken = xml.encode().replace(b"ideeXn", b"idee\xebn")
    report = read_docx(with_parts(data, {"word/document.xml": broken}), "r.docx", "")
    assert report.blocks[0].text.endswith("telde 0 cliënten, financiën, ideeën.")


def test_notes_that_break_off_are_read_up_to_there() -> None:
    document = docx.Document()
    run(document.add_paragraph("Er kwamen er 55"), '<w:r><w:footnoteReference w:id="7"/></w:r>')
    add_notes(document, "foot", {7: "Zie bijlage 3.", 8: "Niet aangehaald"})
    data = docx_bytes(document)
    notes = part(data, "word/footnotes.xml")
    torn = with_parts(data, {"word/footnotes.xml": notes[: notes.index("aangehaald")]})
    report = read_docx(torn, "r.docx", "")
    assert kinds(report)[-1] == (K.FOOTNOTE, "1 Zie bijlage 3.")
    assert report.problems == (f'the footnotes are damaged after "… Zie bijlage 3. Niet", {KEPT}',)


def test_parts_are_found_by_odd_names_and_without_lists_of_them() -> None:
    data = whole_word_file()
    for odd in (
        stored(data, "word/document.xml", "word/Document.xml"),
        stored(data, "word/document.xml", "word\\document.xml"),
        stored(data, "_rels/.rels", "_rels/none"),
    ):
        report = read_docx(odd, "r.docx", "")
        assert kinds(report) == [(K.PARAGRAPH, "Loket 0 telde 0 bezoekers.")]
        assert report.problems == ()


def test_what_is_saved_is_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    data = whole_word_file(2000)[:-30]
    monkeypatch.setattr(office, "MOST_BYTES", 10_000)
    with pytest.raises(ReadingError, match="unpacks to"):
        read_docx(data, "r.docx", "")
    monkeypatch.setattr(office, "MOST_PARTS", 3)
    with pytest.raises(ReadingError, match="made to harm"):
        read_docx(data, "r.docx", "")


def test_numerals_are_written_as_word_writes_them() -> None:
    assert [roman(n) for n in (1, 4, 9, 40, 1999)] == ["i", "iv", "ix", "xl", "mcmxcix"]
    assert [numeral(n, "upperLetter") for n in (1, 26, 27)] == ["A", "Z", "AA"]
    assert numeral(10**9, "lowerRoman") == "1000000000"

"""HTML pages: what a reader sees, in order and in its place; nothing run, nothing fetched."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_reading_text import assert_in_place

from qa.model import BlockKind, Report
from qa.reading import ReadingError, html_tree, read_report
from qa.reading.html import read_html
from qa.settings import Settings

K = BlockKind
LONG = "De gemeente opende in het voorjaar drie loketten en telde wie er kwamen."


def page(body: str, head: str = "") -> Report:
    data = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()
    report = read_html(data, "p.html", "")
    assert_in_place(report.source, report.blocks)
    return report


def kinds(body: str, head: str = "") -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in page(body, head).blocks]


def test_a_tag_of_thousands_of_attributes_keeps_as_many_as_can_be_compared() -> None:
    many = "".join(f" a{nth}=1" for nth in range(3000))
    body = f"<p{many}>Een zin.</p><p{many} class='x' style=\"display:none\">Geheim.</p><p{many * 9}"
    root, _ = html_tree.parsed(f"<body>{body}", "p.html")
    assert [len(element.attrib) for element in root.iter("p")] == [3000, 3002, 3000]
    assert kinds(body) == [(K.PARAGRAPH, "Een zin.")]
    endless = "".join(f" a{nth}=1" for nth in range(90_000))
    root, _ = html_tree.parsed(f"<body><p{endless}>Een zin.", "p.html")
    assert [len(element.attrib) for element in root.iter("p")] == [html_tree.MOST_ATTRIBUTES]


PICTURE = f"data:image/png;base64,{'A' * 11_000}"
NOISE = "woord " * 2000


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        (f"<p>Voor</p><!-- als x <y dan {NOISE}--><p>Na 59.</p>", ["Voor", "Na 59."]),
        (f"<p>Voor</p><!-- x <y {NOISE}--!><p>Na 59.</p>", ["Voor", "Na 59."]),
        (f"<p>Er<!--> staan <!---> 5</p><!-- <y {NOISE}--><p>Na</p>", ["Er staan 5", "Na"]),
        (f"<p>Voor<p>Na<!-- <p>{NOISE}", ["Voor", "Na"]),
        (f"<p>Er <img src='{PICTURE}' alt='a > b weg'> staan 59.</p>", ["Er staan 59."]),
        (f"<p>Er <img src={PICTURE} alt = \"a > b weg\"> staan 59.</p>", ["Er staan 59."]),
        (f"<ol start='5' data-x='{PICTURE}'><li>loket</ol>", ["5. loket"]),
        (f"<ol type=a data-x='{PICTURE}' START = 3 ><li>loket</ol>", ["c. loket"]),
        (f"<p title=foto's data-x={PICTURE}>Voor</p><p>foto's > 59</p>", ["Voor", "foto's > 59"]),
        (f"<script>if (a <b) '<!--' {NOISE}</script><p>Na 59.</p>", ["Na 59."]),
        (f"<p>Voor</p><script src='{PICTURE}'>'<!--'</script><p>Na 59.</p>", ["Voor", "Na 59."]),
        (f"<textarea>x <y <!-- {NOISE}</textarea><p>Na 59.</p>", ["Na 59."]),
        (f'<p title="<!-- een">Voor <b data-x="{PICTURE}">59</b><!-- twee --></p>', ["Voor 59"]),
    ],
)  # fmt: skip
def test_long_tags_and_comments_take_no_text_with_them_and_leave_none(
    body: str, texts: list[str]
) -> None:
    assert [text for _, text in kinds(body)] == texts


@pytest.mark.parametrize(
    "start", ["<a ", "<a x=\"<a y='", "<!--", "<!-- <script>", "<script>", '<a x="', "<a = ", "</"]
)
def test_markup_without_end_is_parted_in_one_pass(start: str) -> None:
    text = start * 100_000
    looked_at = sum(found.end() - found.start() for found in html_tree._MARKUP.finditer(text))
    assert looked_at == (0 if start == "</" else len(text))


def test_headings_paragraphs_and_nested_lists_come_in_reading_order() -> None:
    body = (
        "<main><h1>Loketten</h1><h2>1 Opzet</h2><p>Een <b>zin</b> met<br>een regeleinde.</p>"
        "<ol start=3><li><p>een loket</p><p>Nog een alinea.</p><ul><li>balie<li>telefoon</ul>"
        "</li><li>een coach</li></ol><dl><dt>Loket</dt><dd><p>Plek voor vragen.</p></dd></dl>"
        "</main>"
    )
    assert kinds(body) == [
        (K.HEADING, "Loketten"),
        (K.HEADING, "1 Opzet"),
        (K.PARAGRAPH, "Een zin met een regeleinde."),
        (K.LIST_ITEM, "3. een loket"),
        (K.PARAGRAPH, "Nog een alinea."),
        (K.LIST_ITEM, "balie"),
        (K.LIST_ITEM, "telefoon"),
        (K.LIST_ITEM, "4. een coach"),
        (K.LIST_ITEM, "Loket: Plek voor vragen."),
    ]
    assert [b.level for b in page(body).blocks[:2]] == [1, 2]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>alert('geheim')</script>",
        "<style>.geheim { color: red }</style>",
        "<template><p>geheim</p></template>",
        "<p hidden>geheim</p>",
        '<div style="color: red; DISPLAY : none"><p>geheim</p></div>',
        '<span style="visibility:hidden">geheim</span>',
        '<p style="font-size:0">geheim</p>',
        '<p class="weg">geheim</p>',
        "<noscript>geheim</noscript><svg><text>geheim</text></svg>",
        "<del>geheim</del><!-- geheim -->",
        '<textarea>geheim</textarea><iframe src="geheim.html">geheim</iframe>',
    ],
)
def test_what_a_reader_does_not_see_is_nowhere_in_the_report(hidden: str) -> None:
    report = page(f"<p>Voor.</p>{hidden}<p>{LONG}</p>", "<style>.weg{display:none}</style>")
    assert "geheim" not in report.source
    assert [b.text for b in report.blocks] == ["Voor.", LONG]


def test_what_unfolds_is_not_hidden() -> None:
    css = "<style>.tab{display:none} .tab.open{display:block}</style>"
    assert kinds(f"<div class=tab>{LONG}</div><details><p>Meer.</p></details>", css) == [
        (K.PARAGRAPH, LONG),
        (K.PARAGRAPH, "Meer."),
    ]


def test_menus_heads_and_feet_are_furniture_and_an_articles_own_are_not() -> None:
    body = (
        "<header>Gemeente Ede</header><nav><ul><li><a href=/>Start</a></ul></nav><main><article>"
        f"<header><h1>Loketten</h1></header><p>{LONG}</p><aside>Kader bij de tekst.</aside>"
        "</article><aside>Lees ook</aside></main><footer>Contact</footer>"
    )
    found = {text: kind for kind, text in kinds(body)}
    furniture = {text for text, kind in found.items() if kind is K.FURNITURE}
    assert furniture == {"Gemeente Ede", "Start", "Lees ook", "Contact"}
    assert found["Loketten"] is K.HEADING
    assert found["Kader bij de tekst."] is K.PARAGRAPH


def test_the_only_title_is_a_title_also_in_the_pages_head() -> None:
    assert (K.HEADING, "Loketten") in kinds(f"<header><h1>Loketten</h1></header><p>{LONG}</p>")


def test_a_page_is_never_emptied_by_mistake() -> None:
    body = f"<header><p>{LONG}</p><p>{LONG}</p></header>"
    assert [kind for kind, _ in kinds(body)] == [K.PARAGRAPH, K.PARAGRAPH]


def test_a_table_keeps_heads_over_spans_and_its_caption() -> None:
    body = (
        "<table><caption>Tabel 1 Cijfers</caption><thead><tr><th rowspan=2>Loket"
        "<th colspan=2>Cijfer<tr><th>2008<th>2009</thead>"
        "<tr><td rowspan=2>Balie<td>7,1<td>7,4<br>(hoog)</tr>"
        "<tr><td>6,9<td>7,0</tr></table>"
    )
    blocks = page(body).blocks
    assert (blocks[0].kind, blocks[0].text) == (K.CAPTION, "Tabel 1 Cijfers")
    assert (blocks[3].text, blocks[3].heads) == (
        "Balie | 7,1 | 7,4 (hoog)",
        ("Loket", "Cijfer 2008", "Cijfer 2009"),
    )
    assert blocks[4].heads == ("Balie Cijfer 2008", "Balie Cijfer 2009")
    assert [blocks[4].text[a:b] for a, b in blocks[4].cells] == ["6,9", "7,0"]


def test_a_page_laid_out_by_tables_is_read_as_text() -> None:
    body = (
        "<table><tr><td>menu</td><td><h2>Oordeel</h2><p>Goed.</p>"
        "<table><tr><th>Jaar<th>Cijfer<tr><td>2009<td>7,1</table></td></tr></table>"
    )
    assert kinds(body) == [
        (K.PARAGRAPH, "menu"),
        (K.HEADING, "Oordeel"),
        (K.PARAGRAPH, "Goed."),
        (K.TABLE_ROW, "Jaar | Cijfer"),
        (K.TABLE_ROW, "2009 | 7,1"),
    ]


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ('<sup id="r1"><a href="#n1">1</a></sup>', '<li id="n1">Zie 3. <a href="#r1">↩</a></li>'),
        ('<a role="doc-noteref" href="#n1">1</a>', '<aside id="n1"><p>Zie 3.</p></aside>'),
        (
            '<a href="#_ftn1" name="_ftnref1">[1]</a>',
            '<div><p><a href="#_ftnref1" name="_ftn1">[1]</a> Zie 3.</p></div>',
        ),
    ],
)  # fmt: skip
def test_a_note_stands_behind_the_sentence_that_has_its_mark(mark: str, note: str) -> None:
    body = f"<p>Vooraf. Er kwamen er 55.{mark} Dat is veel.</p><p>{LONG}</p>{note}"
    report = page(body)
    explains = report.blocks[1].explains
    assert explains
    assert report.source[slice(*explains)] == "Er kwamen er 55."
    assert kinds(body) == [
        (K.PARAGRAPH, "Vooraf. Er kwamen er 55. Dat is veel."),
        (K.FOOTNOTE, "1 Zie 3."),
        (K.PARAGRAPH, LONG),
    ]


def test_two_line_breaks_part_paragraphs_and_one_does_not() -> None:
    assert kinds(f"Een<br>twee.<br> <br>{LONG}") == [
        (K.PARAGRAPH, "Een twee."),
        (K.PARAGRAPH, LONG),
    ]


def test_a_link_to_a_chapter_is_no_note() -> None:
    body = f'<p>Zie hoofdstuk <a href="#h">2</a> hierna.</p><h2 id="h">2 Oordeel</h2><p>{LONG}</p>'
    assert kinds(body)[0] == (K.PARAGRAPH, "Zie hoofdstuk 2 hierna.")


def test_a_raised_figure_never_makes_another_number() -> None:
    body = (
        "<p>Een zaal van 12 m<sup>2</sup> voor 10<sup>3</sup> klanten<sup>55</sup> in het "
        "1<sup>e</sup> jaar, CO<sub>2</sub>.</p>"
    )
    assert kinds(body)[0][1] == "Een zaal van 12 m² voor 10³ klanten in het 1e jaar, CO2."


def test_a_list_of_links_into_the_page_is_its_contents() -> None:
    links = "".join(f'<li><a href="#h{n}">Deel {n}</a></li>' for n in (1, 2, 3))
    found = kinds(f"<h2>Inhoud</h2><ul>{links}</ul><h2 id=h1>Deel 1</h2><p>{LONG}</p>")
    assert [kind for kind, _ in found] == [K.HEADING, *[K.CONTENTS] * 3, K.HEADING, K.PARAGRAPH]


@pytest.mark.parametrize(
    "data",
    [
        "<meta charset=iso-8859-1><p>Eén café – reële vraag".encode("cp1252"),
        '<?xml version="1.0" encoding="ISO-8859-1"?><p>Eén café – reële vraag'.encode("cp1252"),
        "\ufeff<p>Eén café – reële vraag".encode(),
        "<p>Eén café – reële vraag".encode("utf-16"),
        b"<meta charset=utf-8><p>E&eacute;n caf&#233; &ndash; re&euml;le vraag",
        "<meta charset=iso-8859-1><p>Eén café – reële vraag".encode(),
    ],
)  # fmt: skip
def test_the_letters_are_right_whatever_the_encoding(data: bytes) -> None:
    assert read_html(data, "p.html", "").blocks[0].text == "Eén café – reële vraag"


def test_entities_soft_hyphens_and_spaces_become_what_is_seen() -> None:
    body = "<p>Een &lt;59&nbsp;jaar\n   &amp; dienst&shy;verlening, e\u0301\u00e9n of ﬁets.</p>"
    assert kinds(body)[0][1] == "Een <59 jaar & dienstverlening, één of fiets."


def test_the_pages_own_words_go_before_its_properties() -> None:
    head = (
        "<title>Start | Gemeente Ede</title><meta name=DCTERMS.issued content=2012-05-03T10:00:00>"
    )
    found = page(f"<h1>Loketten geteld</h1><p>{LONG}</p>", head).metadata
    assert (found.title, found.date) == ("Loketten geteld", "2012-05-03")
    assert found.found["date"] == "document properties"
    assert page(f"<p>{LONG}</p>", head).metadata.title == "Start | Gemeente Ede"


def test_word_and_libreoffice_name_their_paragraphs() -> None:
    body = (
        "<div title='header'><p>Gemeente Ede</p></div><p class=MsoTitle>Loketten</p>"
        f"<p class='MsoToc1'>Opzet 3</p><p class='caption western'>Tabel 1</p><p>{LONG}</p>"
    )
    assert [kind for kind, _ in kinds(body)] == [
        K.FURNITURE, K.HEADING, K.CONTENTS, K.CAPTION, K.PARAGRAPH,
    ]  # fmt: skip


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*args: object, **options: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    page(
        f'<img src="http://example.nl/x.png"><iframe src="http://example.nl"></iframe><p>{LONG}</p>',
        '<link rel=stylesheet href="http://example.nl/x.css"><base href="http://example.nl/">',
    )


def test_hostile_pages_are_read_within_their_limits() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert read_html(f"{bomb}<p>Tekst &b;.".encode(), "p.html", "").blocks[0].text == "Tekst &b;."
    deep = read_html(b"<p>voor</p>" + b"<div>" * 1500 + b"diep" + b"</div>" * 1500, "p.html", "")
    assert [block.text for block in deep.blocks] == ["voor", "diep"]
    deeper = read_html(b"<p>voor</p>" + b"<div>" * 90_000 + b"diep", "p.html", "")
    assert "nested deeper" in deeper.problems[0]
    with pytest.raises(ReadingError, match="nested deeper than any page is"):
        read_html(b"<div>" * 90_000 + b"diep", "p.html", "")
    wide = page("<table>" + "<tr><td colspan=9999 rowspan=9999>a<td>b" * 300 + "</table>")
    assert len(wide.blocks) == 300
    css = page(
        f"<p class=x>na</p><p class=y>{LONG}", f"<style>{'.x,' * 150_000}.x{{display:none}}</style>"
    )
    assert [block.text for block in css.blocks] == [LONG]
    data = page(f'<img src="data:image/png;base64,{"A" * 3_000_000}"><p class="{"x " * 99_999}">na')
    assert data.blocks[0].text == "na"


def test_a_page_without_words_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "leeg.html"
    path.write_text("<html><body><div id=app></div><script>render()</script></body></html>")
    with pytest.raises(ReadingError, match=r"^leeg\.html shows no words: .*PDF\.$"):
        read_report(path, path.name, Settings())


PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<div>", "</div>", "<li>", "<ul>", "</ul>", "<ol>", "</ol>", "<h2>"),
        *("<table>", "</table>", "<tr>", "<td>", "<th colspan=3>", "<td rowspan=2>", "<thead>"),
        *("<sup>2</sup>", '<sup><a href="#n">1</a></sup>', '<li id="n">', "<nav>", "</nav>"),
        *("<header>", "</header>", "<dl><dt>", "<dd>", "<pre>", "</pre>", "<caption>", "<b>"),
        *("Tekst ", "12 m", "Inhoud", "&amp;", "&shy;", "e\u0301", "- ", "1. ", "¹ Zie", "<", "\n"),
    ]
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(PIECES, max_size=50).map("".join))
def test_every_letter_is_in_its_place_whatever_the_markup(body: str) -> None:
    try:
        report = read_html(f"<html>{body}</html>".encode(), "p.html", "")
    except ReadingError as error:
        reason = str(error)
    else:
        reason = ""
        assert_in_place(report.source, report.blocks)
    assert "\n" not in reason

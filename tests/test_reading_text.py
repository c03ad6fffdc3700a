"""What text and Markdown files become: blocks in order, every letter in its place."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.model import Block, BlockKind, Span
from qa.reading import pipes, spaced, spaced_places, structure
from qa.reading.assemble import MOST_PIECES
from qa.reading.decode import Decoded, ReadingError, decode
from qa.reading.tables import MAX_COLUMNS
from qa.reading.text import text_blocks

K = BlockKind
HOLE = "bytes are empty (zero), read as spaces; text may be lost there: get the file anew."


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def kinds(source: str, markdown: bool = False) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in text_blocks(source, markdown)]


def assert_in_place(source: str, blocks: tuple[Block, ...]) -> None:
    """Each block's letters and digits are those of its places; no place is used twice."""
    used: set[int] = set()
    before = -1
    for block in blocks:
        pieces = block.map.pieces(source, 0, len(block.text))
        assert letters(block.text) == "".join(letters(source[a:b]) for a, b in pieces)
        places = {
            p
            for run in block.map.runs
            for p in range(run.source_start, run.source_start + run.length)
        }
        assert not places & used
        used |= places
        if block.map.runs:
            assert block.map.runs[0].source_start > before
            before = block.map.runs[0].source_start
        for cell in block.cells:
            assert 0 <= cell.start < cell.end <= len(block.text)


PIECES = st.sampled_from(
    [
        *("# ", "## ", "**", "*", "- ", "1. ", "1 ", "a) ", "> ", "```\n", "---\n", "\t"),
        *("\n", "\n\n", "\f", "\r\n", "\u00ad", "\ufeff", "&amp;", "&eacute;", "ﬁ", "é"),
        *("| a | b |\n|---|---|\n", "| 1 | 2 |\n", "<table><tr><td>", "</td></tr></table>"),
        *("<td rowspan=2>", "<th colspan=3>", "<b>x</b>", "<sup>1</sup>", "[link](http://x.nl/a)"),
        *("¹ Zie ook ", "Inhoud\n", "Inleiding.....7\n", "Tabel 1 ", "12\n", "Hoofdstuk 3 "),
        *("dienstverle\nning", "re-\nintegratie", "I n t e g r a l e", "ti jd ", "![](a.png)"),
        *("De gemeente ", "werkt samen. ", '!!! note "Let op"\n'),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map("".join)), st.booleans())
def test_every_letter_of_a_block_is_in_its_place_whatever_the_text(source: str, md: bool) -> None:
    assert_in_place(source, text_blocks(source, md))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_one_sentence(data: bytes) -> None:
    reason = ""
    try:
        source = decode(data, "x.txt").text
    except ReadingError as error:
        reason = str(error)
    else:
        assert_in_place(source, text_blocks(source))
    assert not reason or reason.startswith("x.txt")
    assert "\n" not in reason


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("\ufeffDe gemeente\r\nmeldt".encode(), "\ufeffDe gemeente\r\nmeldt"),
        ("Eén loket".encode("utf-16"), "\ufeffEén loket"),
        ("Eén loket".encode("utf-16-be"), "Eén loket"),
        ("Cliënten – één".encode("cp1252"), "Cliënten – één"),
        ("Cliënten, één, reële".encode("cp850"), "Cliënten, één, reële"),
    ],
)
def test_the_encoding_is_found_and_every_character_kept(data: bytes, text: str) -> None:
    assert decode(data, "x.txt") == Decoded(text)


@pytest.mark.parametrize(
    ("data", "text", "problem"),
    [
        ("Financiële één ".encode() + b"reden van caf\xe9 5", "Financiële één reden van café 5",
         "1 byte is not UTF-8, read as Windows-1252."),
        ("Cliënten één. ".encode() + "Cliënten één".encode("cp1252"), "Cliënten één. Cliënten één",
         "3 bytes are not UTF-8, read as Windows-1252."),
        (b"\x80\x80 12 Cli\xc3\xabnten", None, None),  # more foreign than not: all of it cp1252
        ("Cliënt ".encode() + b"\xed\xa0\xbd\xed\xb8\x80 9", "Cliënt \U0001f600 9", None),
        (b"Er zijn 12 kl\0anten en\0 meer. " + b"Vijf.", "Er zijn 12 kl anten en  meer. Vijf.",
         f"2 {HOLE}"),
        (bytes(2000) + "Eén loket".encode(), ((" " * 99 + "\n") * 20) + "Eén loket",
         f"2,000 {HOLE}"),
        (b"Een loket" + bytes(12), "Een loket" + " " * 10 + "\n\n",
         f"12 {HOLE}"),
        ("Eén loket".encode("utf-32"), "\ufeffEén loket", None),
    ],
)  # fmt: skip
def test_some_wrong_bytes_cost_nothing_else_and_are_told_of(
    data: bytes, text: str | None, problem: str | None
) -> None:
    found = decode(data, "x.txt")
    assert found.text == (text or data.decode("cp1252"))
    assert found.problems == ((problem,) if problem else ())


def test_nothing_is_joined_over_a_hole() -> None:
    data = b"De gemeente telde er in het voorjaar\n" + bytes(4096) + b"samen drie loketten.\n"
    source = decode(data, "x.txt").text
    assert len(source) == len(data)
    assert [text for _, text in kinds(source)] == [
        "De gemeente telde er in het voorjaar", "samen drie loketten.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.4 ...", b"\x00\x01\x02\x03" * 50, b"PK\x03\x04zip", b" \n "]
)
def test_what_is_no_text_is_refused_with_its_name(data: bytes) -> None:
    with pytest.raises(ReadingError, match=r"^nota\.txt (is|holds)"):
        decode(data, "nota.txt")


def test_hard_wrapped_lines_become_paragraphs_and_short_lines_over_them_headings() -> None:
    source = (
        "Opzet van het onderzoek\n"
        "De inspectie sprak in het voorjaar met medewerkers van alle zes de kantoren in het\n"
        "land. Zij vroeg naar de dienst-\n"
        "verlening aan werkzoekenden en naar de samenwerking met de gemeenten in de regio.\n"
        "Kort antwoord.\n"
        "Daarna volgde een enquête onder klanten, die door ruim de helft van hen is ingevuld.\n"
    )
    blocks = kinds(source)
    assert blocks[0] == (K.HEADING, "Opzet van het onderzoek")
    assert blocks[1][0] is K.PARAGRAPH
    assert "de dienstverlening aan" in blocks[1][1]
    assert blocks[2][1].startswith("Daarna volgde")


def test_lists_keep_their_numbers_and_lose_their_bullets() -> None:
    source = "De eisen zijn:\n\n- snel;\n• goed;\n- = tijdig.\n\n1) een loket\n2) een coach\n"
    assert kinds(source)[1:] == [
        (K.LIST_ITEM, "snel;"),
        (K.LIST_ITEM, "goed;"),
        (K.LIST_ITEM, "tijdig."),
        (K.LIST_ITEM, "1) een loket"),
        (K.LIST_ITEM, "2) een coach"),
    ]


def test_a_pipe_table_gives_rows_that_know_their_heads() -> None:
    source = "| Jaar | Score |\n|---|---|\n| 2008 | 6,5 |\n| 2009 | **6,8** |\n"
    head, _, last = text_blocks(source, markdown=True)
    assert (head.kind, head.text) == (K.TABLE_ROW, "Jaar | Score")
    assert (last.text, last.heads) == ("2009 | 6,8", ("Jaar", "Score"))
    assert [last.text[a:b] for a, b in last.cells] == ["2009", "6,8"]


def test_an_html_table_spreads_heads_over_the_columns_they_span() -> None:
    source = (
        "<table><tr><th rowspan=2>Loket</th><th colspan='2'>Cijfer</th></tr>"
        "<tr><th>2008</th><th>2009</th></tr>"
        "<tr><td>Balie</td><td>7,1</td><td>7,4<br>(hoog)</td></tr></table>"
    )
    row = text_blocks(source)[-1]
    assert row.heads == ("Loket", "Cijfer 2008", "Cijfer 2009")
    assert row.text == "Balie | 7,1 | 7,4 (hoog)"


def test_lines_with_tabs_are_table_rows_headed_by_the_row_without_figures() -> None:
    rows = text_blocks("Gemeente\tKlanten\nAlmelo\t1.204\nEde\t980\n")
    assert [row.kind for row in rows] == [K.TABLE_ROW] * 3
    assert rows[2].heads == ("Gemeente", "Klanten")


def test_contents_and_footnotes_are_told_from_text() -> None:
    source = (
        "Inhoud\n\n1\tInleiding—7\n2\tHet oordeel—9\n\n1 Inleiding\n\n"
        "Het kabinet wil dat burgers één loket vinden.¹ De inspectie onderzocht of dat zo is en\n\n"
        "¹ Beleidsprogramma van het kabinet.\n\n"
        "schrijft daarover in dit rapport wat zij heeft gezien bij de kantoren.\n"
    )
    blocks = kinds(source)
    assert [kind for kind, _ in blocks] == [
        K.HEADING, K.CONTENTS, K.CONTENTS, K.HEADING, K.PARAGRAPH, K.FOOTNOTE,
    ]  # fmt: skip
    assert "of dat zo is en schrijft daarover" in blocks[4][1]
    assert blocks[5][1] == "¹ Beleidsprogramma van het kabinet."
    assert_in_place(source, text_blocks(source))


def test_footnotes_know_the_sentence_that_has_their_mark() -> None:
    source = (
        "Er waren 300 klanten[^1] in dat jaar. Dat is veel.\n\n"
        "Zij komen vaak terug.<sup>2</sup> Ook dat valt op aan de balie.\n\n"
        "[^1]: Zie de bijlage.\n\n2 Zie ook het jaarverslag van de inspectie.\n"
    )
    notes = [b for b in text_blocks(source, markdown=True) if b.kind is K.FOOTNOTE]
    assert [source[slice(*note.explains)] for note in notes if note.explains] == [
        "Er waren 300 klanten[^1] in dat jaar.",
        "Zij komen vaak terug.",
    ]


def test_a_quote_across_a_footnote_comes_in_two_pieces() -> None:
    source = (
        "De klant wacht lang en\n\n² Zie bijlage 3.\n\nkrijgt dan pas een antwoord op zijn brief.\n"
    )
    block = next(b for b in text_blocks(source) if b.kind is K.PARAGRAPH)
    assert len(block.map.pieces(source, 0, len(block.text))) == 2


def test_a_footnote_with_a_common_digit_needs_its_mark_in_the_text() -> None:
    body = "Het aantal verklaringen1 daalt, want de gemeente vraagt er minder dan voorheen op.\n\n"
    note = "1 met uitzondering van klanten met inkomsten\n"
    assert kinds(body + note)[-1][0] is K.FOOTNOTE
    assert kinds(body.replace("verklaringen1", "verklaringen") + note)[-1][0] is not K.FOOTNOTE


def test_markdown_marks_go_and_words_stay() -> None:
    source = "# Titel\n\nZie de **[gids](gids.md)** voor `meer` en _alle_ regels.<sup>3</sup>\n"
    assert kinds(source, markdown=True) == [
        (K.HEADING, "Titel"),
        (K.PARAGRAPH, "Zie de gids voor meer en alle regels."),
    ]
    assert_in_place(source, text_blocks(source, True))


def test_an_admonition_titles_what_stands_under_it() -> None:
    source = '# Vragen\n\n??? expander "Voor wie is dit?"\n\n    Voor medewerkers van gemeenten.\n'
    assert kinds(source, markdown=True)[1:] == [
        (K.HEADING, "Voor wie is dit?"),
        (K.PARAGRAPH, "Voor medewerkers van gemeenten."),
    ]


def test_running_heads_and_page_numbers_are_furniture_and_no_page_is_emptied() -> None:
    pages = [
        f"Jaarverslag 20{n:02}\n\nOp bladzijde {word} staat een verhaal over het werk.\n\n{n}"
        for n, word in enumerate(("een", "twee", "drie", "vier"), start=1)
    ]
    blocks = text_blocks("\f".join([*pages, "5"]))
    text = [b.text for b in blocks if b.kind is K.PARAGRAPH]
    assert len(text) == 4
    assert all(line.startswith("Op bladzijde") for line in text)
    assert blocks[-1].text == "5"


def test_a_text_in_one_long_line_is_one_paragraph() -> None:
    source = "Geachte voorzitter, " + "de minister antwoordt op uw vragen. " * 300
    assert [kind for kind, _ in kinds(source)] == [K.PARAGRAPH]


def test_heading_levels_follow_numbers_then_place() -> None:
    body = "Hier staat een zin die lang genoeg is om als alinea te gelden, dat zeker.\n\n"
    source = f"4 Loketten\n\n{body}4.1 Balies\n\n{body}Openingstijden\n\n{body}5 Oordeel\n\n{body}"
    levels = [(b.text, b.level) for b in text_blocks(source) if b.kind is K.HEADING]
    assert levels == [("4 Loketten", 1), ("4.1 Balies", 2), ("Openingstijden", 3), ("5 Oordeel", 1)]


def test_a_cell_that_spans_rows_heads_the_cells_beside_it_further_down() -> None:
    source = (
        "<table><tr><th>Loket</th><th>Jaar</th><th>Cijfer</th></tr>"
        "<tr><td rowspan=2>Balie</td><td>2008</td><td>7,1</td></tr>"
        "<tr><td>2009</td><td>7,4</td></tr></table>"
    )
    row = text_blocks(source)[-1]
    assert row.text == "2009 | 7,4"
    assert row.heads == ("Balie Jaar", "Balie Cijfer")
    assert_in_place(source, text_blocks(source))


def test_a_law_that_says_the_same_again_loses_no_line() -> None:
    body = "".join(f"### Artikel {n}\n\nEen vergunning als bedoeld\n" + "\n" * 12 for n in range(9))
    assert not [b for b in text_blocks(body, markdown=True) if b.kind is K.FURNITURE]


COLUMNS = """De tabel geeft de wachttijd per loket.

Loket                  2009      2010     Norm
Ede                  68 sec.   81 sec.   30 sec.
Epe                  75 sec.             30 sec.
Putten en omgeving   31 sec.   34 sec.   30 sec.

Daarna werd alles beter.
"""


def test_columns_set_apart_by_spaces_are_a_table() -> None:
    rows = [block for block in text_blocks(COLUMNS) if block.kind is K.TABLE_ROW]
    assert [row.text for row in rows] == [
        "Loket | 2009 | 2010 | Norm",
        "Ede | 68 sec. | 81 sec. | 30 sec.",
        "Epe | 75 sec. | 30 sec.",
        "Putten en omgeving | 31 sec. | 34 sec. | 30 sec.",
    ]
    assert rows[1].heads == ("Loket", "2009", "2010", "Norm")
    assert rows[2].heads == ("Loket", "2009", "Norm")  # the gap in the row is a gap in its heads


def table_of(text: str) -> list[tuple[str, tuple[str, ...]]]:
    found = text_blocks(f"Een zin vooraf over de loketten.\n\n{text}\nEen zin erna over alles.\n")
    assert [block.text for block in found if block.kind is not K.TABLE_ROW] == [
        "Een zin vooraf over de loketten.", "Een zin erna over alles.",
    ]  # fmt: skip
    assert_in_place(
        f"Een zin vooraf over de loketten.\n\n{text}\nEen zin erna over alles.\n", found
    )
    return [(block.text, block.heads) for block in found if block.kind is K.TABLE_ROW]


def test_a_table_with_more_gaps_than_whole_rows_has_its_heads_too() -> None:
    assert table_of(
        "Loket      Bezoek   Klachten\n"
        "Ede          1201         13\n"
        "Epe                       15\n"
        "Putten       1602\n"
        "Nijkerk      1703         19\n"
    ) == [
        ("Loket | Bezoek | Klachten", ("", "", "")),
        ("Ede | 1201 | 13", ("Loket", "Bezoek", "Klachten")),
        ("Epe | 15", ("Loket", "Klachten")),
        ("Putten | 1602", ("Loket", "Bezoek")),
        ("Nijkerk | 1703 | 19", ("Loket", "Bezoek", "Klachten")),
    ]


def test_heads_over_two_lines_head_their_columns() -> None:
    heads = ("Loket", "Aantal", "In procenten op 1-4-2016")
    assert table_of(
        "Loket          Aantal     In procenten\n"
        "                          op 1-4-2016\n"
        "Ede                12         13\n"
        "Epe                14         15\n"
        "Putten              9         11\n"
    )[2:] == [("Ede | 12 | 13", heads), ("Epe | 14 | 15", heads), ("Putten | 9 | 11", heads)]
    assert table_of(
        "           Aantal     Norm\n"
        "Loket      2009       2009\n"
        "Ede           12        13\n"
        "Epe           14        15\n"
    )[2:] == [
        ("Ede | 12 | 13", ("Loket", "Aantal 2009", "Norm 2009")),
        ("Epe | 14 | 15", ("Loket", "Aantal 2009", "Norm 2009")),
    ]


def test_cells_a_single_space_apart_keep_their_columns() -> None:
    heads = ("Kosten", "2012", "2013", "2014")
    assert table_of(
        "Kosten               2012   2013   2014\n"
        "Balies               12,1   13,2   14,1\n"
        "waarvan ingehuurd 1.115,6   12,0   13,1\n"
        "Panden               54,0   49,0   37,0\n"
        "Idem, in procenten 49 37 33\n"
    )[1:] == [
        ("Balies | 12,1 | 13,2 | 14,1", heads),
        ("waarvan ingehuurd | 1.115,6 | 12,0 | 13,1", heads),
        ("Panden | 54,0 | 49,0 | 37,0", heads),
        ("Idem, in procenten | 49 | 37 | 33", heads),
    ]


@pytest.mark.parametrize(
    ("row", "text", "heads"),
    [
        ("Epe\t\t15", "Epe | 15", ("Loket", "Klachten")),  # an empty cell keeps its place
        ("Epe\t15", "Epe | 15", ("Loket", "Bezoek")),
        ("Epe\t15\t16\t", "Epe | 15 | 16", ("Loket", "Bezoek", "Klachten")),
        ("Epe\t\t15\t\t16", "Epe | 15 | 16", ("Loket", "Bezoek", "Klachten")),  # to line up
    ],
)
def test_cells_parted_by_tabs_stand_under_their_heads(
    row: str, text: str, heads: tuple[str, ...]
) -> None:
    found = table_of(f"Loket\tBezoek\tKlachten\nEde\t12\t13\n{row}\n")
    assert found[2] == (text, heads)


def test_a_line_of_dots_without_end_is_looked_at_from_its_end() -> None:
    dots = ". " * 200_000
    assert len(kinds(f"{dots}\n")) == 1
    assert structure.is_contents_line(f"Opzet {dots}12")
    assert not structure.is_contents_line(f"Opzet {dots}")


def test_a_line_that_ends_in_figures_is_no_heading() -> None:
    rows = (
        "Idem, in procenten 54 49 37\n\nDe kosten van de balies stegen dus in elk van de jaren.\n"
    )
    assert [kind for kind, _ in kinds(rows)] == [K.PARAGRAPH, K.PARAGRAPH]
    title = "Plan voor 3 loketten 2010\n\nDe kosten van de balies stegen dus in elk van de jaren.\n"
    assert [kind for kind, _ in kinds(title)] == [K.HEADING, K.PARAGRAPH]


@pytest.mark.parametrize(
    "text",
    [
        "Dit  is  een  uitgevulde  alinea  van\nhet  rapport  uit  2009,  met  ruimte\n"
        "tussen  de  woorden  en  één  getal.",
        "Ede    Epe\nPutten    Nijkerk\nBarneveld    Hattem",
        "Ede      12\nEpe      13",  # two lines may be anything
    ],
)
def test_gaps_alone_make_no_table(text: str) -> None:
    assert not [block for block in text_blocks(text) if block.kind is K.TABLE_ROW]


spans = st.builds(
    lambda start, length: Span(start, start + length), st.integers(0, 60), st.integers(1, 20)
)
rows_of_spans = st.integers(1, 6).flatmap(
    lambda count: st.lists(
        st.lists(st.integers(0, 60), min_size=2 * count, max_size=2 * count, unique=True),
        min_size=1, max_size=4,
    )
)  # fmt: skip


@given(spans, rows_of_spans)
def test_the_nearest_column_is_found_as_if_all_were_looked_at(
    piece: Span, rows: list[list[int]]
) -> None:
    cells = [[Span(*pair) for pair in batched_pairs(sorted(row))] for row in rows]
    columns = spaced._extents(cells, len(cells[0]))
    nearest = min(range(len(columns)), key=lambda nth: spaced._apart(piece, columns[nth]))
    assert spaced._nearest(piece, columns) == nearest


def batched_pairs(places: list[int]) -> list[tuple[int, int]]:
    return list(zip(places[::2], places[1::2], strict=True))


def test_lines_of_hundreds_of_columns_are_laid_out_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = []
    apart = spaced._apart
    monkeypatch.setattr(spaced, "_apart", lambda *both: compared.append(both) or apart(*both))
    rows = ["  ".join(str(at * nth % 97) for nth in range(180 + at % 9)) for at in range(1, 101)]
    assert spaced.spaced_table(rows) is None
    assert 0 < len(compared) < 100 * 190 * 4 * 4


def test_a_line_of_more_pieces_than_columns_keeps_all_its_words() -> None:
    line = "  ".join(f"{at}" for at in range(500))
    pieces = spaced.pieces_of(line)
    assert len(pieces) == MAX_COLUMNS
    assert line[slice(*pieces[-1])] == line[line.index("  199") + 2 :]
    source = "\n".join([line] * 5)
    assert " ".join(text for _, text in kinds(source)).count("499") == 5
    assert_in_place(source, text_blocks(source))


def test_a_run_of_lines_in_which_tables_begin_in_vain_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[int] = []

    def never(lines: Sequence[str]) -> None:
        looked.append(len(lines))

    rows = "\n".join(f"# Loket {at}  59  {at}" for at in range(1000))
    monkeypatch.setattr(spaced_places, "spaced_table", never)
    assert len(kinds(rows)) == 1000
    assert 5 <= sum(count > spaced_places.LOOK_AHEAD for count in looked) <= 5 * 4


def test_a_table_is_found_behind_lines_that_are_none() -> None:
    title = "De  inspectie  bezocht  in  2009  elf  loketten  en  zag  er  125  mensen  staan"
    source = "\n".join([title, title.upper(), "", COLUMNS])
    assert len([block for block in text_blocks(source) if block.kind is K.TABLE_ROW]) == 4


SPANNED = """Kosten per post

                            2014                    2015
Post                 Begroot   Werkelijk     Begroot   Werkelijk
Drukwerk                6,0         6,8         6,5         7,1
Porto                   2,0         1,4         1,9         1,6
Zaalhuur                3,0         3,1         3,0         2,9
"""


def test_a_head_over_several_columns_heads_each_of_them() -> None:
    rows = [block for block in text_blocks(SPANNED) if block.text.startswith("Drukwerk")]
    assert [block.heads for block in rows] == [
        ("Post", "2014 Begroot", "2014 Werkelijk", "2015 Begroot", "2015 Werkelijk")
    ]


def test_a_head_over_one_column_heads_no_other() -> None:
    above = "                     In euro                              Telling"
    source = SPANNED.replace("                            2014                    2015", above)
    rows = [block for block in text_blocks(source) if block.text.startswith("Drukwerk")]
    assert [block.heads for block in rows] == [
        ("Post", "In euro Begroot", "Werkelijk", "Begroot", "Telling Werkelijk")
    ]


DRAWN = {
    "a grid": """
+-----------+--------+-----------+
| Loket     | Balies | Wachttijd |
|           |        | (minuten) |
+===========+========+===========+
| Ede       | 12     | 8         |
| Epe       |        | 11        |
+-----------+--------+-----------+
| Totaal    | 12     | 10        |
+-----------+--------+-----------+
""",
    "a rule under each row": """
+-----------+--------+-----------+
| Loket     | Balies | Wachttijd |
|           |        | (minuten) |
+-----------+--------+-----------+
| Ede       | 12     | 8         |
+-----------+--------+-----------+
| Epe       |        | 11        |
+-----------+--------+-----------+
| Totaal    | 12     | 10        |
+-----------+--------+-----------+
""",
    "no strokes at its ends": """
 Loket  | Balies | Wachttijd (minuten)
--------+--------+--------------------
 Ede    | 12     | 8
 Epe    |        | 11
 Totaal | 12     | 10
""",
    "no rule": """
| Loket  | Balies | Wachttijd (minuten) |
| Ede    | 12     | 8                   |
| Epe    |        | 11                  |
| Totaal | 12     | 10                  |
""",
    "rules between lines": """
Tabel 3. Wachttijden in de regio
----------------------------------------
Loket             Balies      Wachttijd
                              (minuten)
----------------------------------------
Ede                   12              8
Epe                                  11
----------------------------------------
Totaal                12             10
----------------------------------------
""",
}


@pytest.mark.parametrize("drawn", DRAWN.values(), ids=DRAWN.keys())
def test_a_table_drawn_with_signs_keeps_its_heads_and_loses_its_rules(drawn: str) -> None:
    found = text_blocks(
        f"De tabel geeft de wachttijd per loket.\n{drawn}\nDaarna werd het beter.\n"
    )
    rows = [block for block in found if block.kind is K.TABLE_ROW and any(block.heads)]
    assert [block.text for block in rows] == ["Ede | 12 | 8", "Epe | 11", "Totaal | 12 | 10"]
    assert rows[0].heads == ("Loket", "Balies", "Wachttijd (minuten)")
    assert rows[1].heads == ("Loket", "Wachttijd (minuten)")
    assert not any("--" in block.text or "+" in block.text for block in found)


def test_a_line_under_a_title_is_no_part_of_it() -> None:
    found = text_blocks("Wachttijden\n===========\n\nIn Ede werd het loket in mei geopend.\n")
    assert [(block.kind, block.text) for block in found] == [
        (K.HEADING, "Wachttijden"),
        (K.PARAGRAPH, "In Ede werd het loket in mei geopend."),
    ]


def test_mac_roman_is_told_by_its_accents_within_words() -> None:
    text = "De coördinatie van de financiële reïntegratie kostte één euro, zei men in de première."
    assert decode(text.encode("mac_roman"), "x.txt").text == text
    quoted = "De foto’s van ’s-Gravenhage – ‘mooi’ – en de coördinatie ervan."
    assert decode(quoted.encode("cp1252"), "x.txt").text == quoted


@pytest.mark.parametrize(
    "line", ["|--" + " " * 60_000 + "x", " " * 60_000 + "+" + " " * 60_000 + "x"]
)
def test_a_rule_with_spaces_without_end_is_none_and_costs_nothing(line: str) -> None:
    assert not pipes.is_pipe_rule(line)


def test_a_paragraph_is_joined_of_so_many_pieces_and_no_more() -> None:
    blocks = text_blocks("woorden\n" + "> loketten\n" * 900, markdown=True)
    assert " ".join(block.text for block in blocks).split() == ["woorden", *["loketten"] * 900]
    assert max(len(block.text.split()) for block in blocks) <= 2 * MOST_PIECES

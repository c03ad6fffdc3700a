"""Promises of qa.passages; the reports are made up."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from qa.model import Block, BlockKind, Metadata, OffsetMap, Passage, Report, Span
from qa.passages import LARGEST, embedded_text, make_passages
from qa.settings import Settings

HEADING, PARAGRAPH, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM
ROW, FOOTNOTE, CONTENTS = BlockKind.TABLE_ROW, BlockKind.FOOTNOTE, BlockKind.CONTENTS
CAPTION, FURNITURE = BlockKind.CAPTION, BlockKind.FURNITURE

SENTENCE = "De gemeente helpt elk jaar meer burgers aan werk."  # nine words


def report(*parts: tuple[BlockKind, str] | tuple[BlockKind, str, int]) -> Report:
    """A report whose source is its blocks' texts with line breaks for spaces."""
    source, blocks = "", []
    for kind, text, *level in parts:
        source += "\n\n"
        place = OffsetMap.identity(len(text), len(source))
        blocks.append(Block(kind, text, place, level=level[0] if level else 0))
        source += text.replace(" ", "\n")
    return Report("r.txt", "0", "text", source, (), tuple(blocks), Metadata("Werk in zicht"))


def passages(made: Report, words: int = 40, overlap: int = 0) -> list[Passage]:
    return make_passages(made, Settings(passage_words=words, passage_overlap=overlap))


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def quoted(made: Report, passage: Passage, start: int, end: int) -> str:
    pieces = passage.map.pieces(made.source, start, end)
    return "".join(made.source[piece.start : piece.end] for piece in pieces)


def test_a_passage_stays_within_its_section() -> None:
    made = report(
        (HEADING, "1 Inleiding", 1), (PARAGRAPH, SENTENCE), (HEADING, "1.1 Doel", 2),
        (PARAGRAPH, SENTENCE), (HEADING, "2 Oordeel", 1), (PARAGRAPH, SENTENCE),
    )  # fmt: skip
    assert [passage.section for passage in passages(made)] == [
        ("1 Inleiding",),
        ("1 Inleiding", "1.1 Doel"),
        ("2 Oordeel",),
    ]


def test_small_headings_share_a_passage_named_by_what_they_share() -> None:
    made = report(
        (HEADING, "2 Oordeel", 1), (HEADING, "Balie", 3), (PARAGRAPH, SENTENCE),
        (HEADING, "Telefoon", 3), (PARAGRAPH, SENTENCE),
    )  # fmt: skip
    (passage,) = passages(made)
    assert passage.section == ("2 Oordeel",)
    assert "Telefoon" in passage.text


def test_a_heading_stands_with_the_text_below_it() -> None:
    made = report(
        (PARAGRAPH, " ".join([SENTENCE] * 4)), (HEADING, "Balie", 3), (PARAGRAPH, SENTENCE)
    )
    assert all(not passage.text.endswith("Balie") for passage in passages(made))


def test_a_list_stays_with_the_sentence_that_announces_it() -> None:
    made = report(
        (PARAGRAPH, " ".join([SENTENCE] * 3)),
        (PARAGRAPH, "De drie doelen zijn:"),
        (ITEM, "- werk voor iedereen"),
        (ITEM, "- zorg dichtbij"),
        (ITEM, "- rust in huis"),
    )
    (last,) = [passage for passage in passages(made, 30) if "doelen" in passage.text]
    assert (
        last.text == "De drie doelen zijn:\n- werk voor iedereen\n- zorg dichtbij\n- rust in huis"
    )


def test_a_long_list_is_divided_between_its_items() -> None:
    made = report(*[(ITEM, f"- punt {n}: {SENTENCE}") for n in range(30)])
    found = passages(made)
    assert len(found) > 3
    assert all(passage.text.startswith("- punt") for passage in found)


def test_a_table_stays_with_its_caption_and_head() -> None:
    made = report(
        (PARAGRAPH, " ".join([SENTENCE] * 8)),
        (CAPTION, "Tabel 1 Cijfers per jaar"),
        (ROW, "Jaar | Cijfer"),
        (ROW, "2008 | 6,5"),
    )
    table = "Tabel 1 Cijfers per jaar\nJaar | Cijfer\n2008 | 6,5"
    assert [table in passage.text for passage in passages(made)][-1]


def test_rows_cut_off_from_their_table_have_its_head_in_their_section() -> None:
    rows = [
        Block(ROW, f"{year} | 6,5", OffsetMap(), heads=("Jaar", "Cijfer")) for year in range(60)
    ]
    caption = Block(CAPTION, "Tabel 1 Cijfers", OffsetMap())
    made = Report("r.txt", "0", "text", "", (), (caption, *rows), Metadata("Werk in zicht"))
    first, second, *_ = passages(made)
    assert "Tabel 1 Cijfers" in first.text
    assert second.section == ("Tabel 1 Cijfers", "Jaar | Cijfer")


def test_a_row_of_a_table_is_one_sentence() -> None:
    (passage,) = passages(report((ROW, "UWV | 7,0. In 2008 | 6,9.")))
    assert [passage.sentence_text(0)] == ["UWV | 7,0. In 2008 | 6,9."]


def test_contents_stand_apart_and_furniture_nowhere() -> None:
    made = report(
        (FURNITURE, "Inspectie 3"), (HEADING, "Inhoud", 1), (CONTENTS, "1 Inleiding 7"),
        (CONTENTS, "2 Oordeel 19"), (PARAGRAPH, SENTENCE),
    )  # fmt: skip
    contents, text = passages(made)
    assert contents.text == "Inhoud\n1 Inleiding 7\n2 Oordeel 19"
    assert text.text == SENTENCE


def test_a_footnote_keeps_its_kind() -> None:
    (passage,) = passages(report((PARAGRAPH, SENTENCE), (FOOTNOTE, "1 Zie bijlage 2.")))
    assert [sentence.kind for sentence in passage.sentences] == [PARAGRAPH, FOOTNOTE]


@pytest.mark.parametrize("overlap", [0, 1, 2])
def test_running_text_repeats_the_sentences_that_are_set(overlap: int) -> None:
    text = " ".join(f"Zin {n} zegt dat de gemeente meer burgers helpt." for n in range(40))
    found = passages(report((PARAGRAPH, text)), overlap=overlap)
    for before, after in pairwise(found):
        assert [before.sentence_text(i) for i in range(-overlap, 0)] == [
            after.sentence_text(i) for i in range(overlap)
        ]


def test_no_item_of_a_list_is_repeated() -> None:
    made = report(*[(ITEM, f"- punt {n}: {SENTENCE}") for n in range(30)])
    texts = [s for p in passages(made, overlap=2) for s in p.text.split("\n")]
    assert len(texts) == len(set(texts))


def test_a_text_without_structure_gets_passages_of_the_size_that_is_set() -> None:
    sizes = [
        len(passage.text.split())
        for passage in passages(report((PARAGRAPH, " ".join([SENTENCE] * 400))), 60)
    ]
    assert all(45 <= size <= 75 for size in sizes)


def test_headings_without_text_are_found_too() -> None:
    (passage,) = passages(report((HEADING, "Bijlagen", 1), (HEADING, "Geen", 2)))
    assert passage.text == "Bijlagen\nGeen"
    assert embedded_text(passage, "Werk in zicht").startswith("Werk in zicht > Bijlagen > Geen")


def test_the_encoder_sees_title_and_headings_once() -> None:
    made = report((HEADING, "2 Oordeel", 1), (HEADING, "2.1 Balie", 2), (PARAGRAPH, SENTENCE))
    (passage,) = passages(made)
    assert embedded_text(passage, "Werk in zicht") == (
        f"Werk in zicht > 2 Oordeel > 2.1 Balie\n{SENTENCE}"
    )
    assert embedded_text(passage, "2 Oordeel") == f"2 Oordeel > 2.1 Balie\n{SENTENCE}"


def test_a_report_without_text_has_no_passages() -> None:
    assert passages(report()) == []
    assert passages(report((PARAGRAPH, "  "), (FURNITURE, "3"))) == []


kinds = st.sampled_from(list(BlockKind))
texts = st.text(alphabet="ab .:;-\n•é1", max_size=120) | st.builds(
    lambda n: " ".join([SENTENCE] * n), st.integers(0, 20)
)
blocks = st.lists(st.tuples(kinds, texts, st.integers(0, 4)), max_size=25)


@tries(max_examples=40, deadline=None)
@given(blocks, st.integers(20, 60), st.integers(0, 3))
def test_every_letter_is_in_a_passage_and_every_quote_is_exact(
    parts: Sequence[tuple[BlockKind, str, int]], words: int, overlap: int
) -> None:
    made = report(*parts)
    found = passages(made, words, overlap)
    assert found == passages(made, words, overlap)
    covered: set[int] = set()
    for ordinal, passage in enumerate(found):
        assert passage.ordinal == ordinal
        for start, end, *_ in passage.sentences:
            assert letters(passage.text[start:end]) == letters(quoted(made, passage, start, end))
        assert "".join(
            letters(passage.sentence_text(i)) for i in range(len(passage.sentences))
        ) == (letters(passage.text))
        for run in passage.map.runs:
            covered.update(range(run.source_start, run.source_start + run.length))
    wanted = {
        place
        for block in made.blocks
        if block.kind is not FURNITURE
        for run in block.map.runs
        for place in range(run.source_start, run.source_start + run.length)
        if made.source[place].isalnum()
    }
    assert wanted <= covered


@tries(max_examples=40, deadline=None)
@given(blocks, st.integers(20, 60))
def test_no_passage_is_much_too_long(
    parts: Sequence[tuple[BlockKind, str, int]], words: int
) -> None:
    for passage in passages(report(*parts), words):
        size = sum(len(s.split()) for s in passage.text.split("\n"))
        assert size <= LARGEST * words + 80 or len(passage.sentences) == 1


def test_the_reports_passages_are_exact(shared: Path) -> None:
    from qa.reading import read_report

    for path in sorted((shared / "corpus").glob("*.txt")):
        made = read_report(path, path.name, Settings())
        for passage in make_passages(made, Settings()):
            for start, end, *_ in passage.sentences:
                assert letters(passage.text[start:end]) == letters(
                    quoted(made, passage, start, end)
                )
            assert isinstance(passage.span, Span)

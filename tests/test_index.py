"""The index: what is written is found again, by meaning, by word, by report; damage is noticed."""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from fake_index import FakeEncoder, build_fake_index, make_report
from hypothesis import given
from hypothesis import strategies as st

from qa.index import Index, IndexDamaged, IndexForeign, IndexMissing
from qa.index.generation import FORMAT
from qa.index.words import best

TEXTS = {
    "a.txt": ["De wet regelt werk. Gemeenten voeren de wet uit.", "Klanten zijn tevreden."],
    "b/é.txt": ["De mijlpalen zijn gehaald op 59 werkpleinen.", "Zie artikel 5 van de wet."],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    build_fake_index(folder, [make_report(name, texts) for name, texts in TEXTS.items()])
    return folder


@pytest.fixture(scope="module")
def index(folder: Path) -> Index:
    return Index.open(folder, FakeEncoder().fingerprint)


def test_passages_come_back_as_they_were_written(index: Index) -> None:
    assert [record.name for record in index.reports()] == list(TEXTS)
    assert index.passage_count == 4
    for name, texts in TEXTS.items():
        report, passages = make_report(name, texts)
        assert index.source(name) == report.source
        assert index.blocks(name) == report.blocks
        assert index.report(name).metadata == report.metadata
        assert index.passages(list(index.passage_ids(name))) == passages


def test_passages_come_in_the_order_asked_for(index: Index) -> None:
    assert [p.text for p in index.passages([3, 0, 3])] == [
        index.passage(3).text,
        index.passage(0).text,
        index.passage(3).text,
    ]
    with pytest.raises(IndexError):
        index.passages([0, 99])
    with pytest.raises(KeyError):
        index.report("absent.txt")


def test_the_nearest_passage_shares_the_meaning(index: Index) -> None:
    vector = FakeEncoder().encode_query(["werkpleinen mijlpalen"])[0]
    found = index.nearest_passages(vector, 10)
    assert found[0][0] == 2
    assert len(found) == 4
    assert [cosine for _, cosine in found] == sorted((c for _, c in found), reverse=True)


def test_a_mask_leaves_reports_out(index: Index) -> None:
    vector = FakeEncoder().encode_query(["werkpleinen mijlpalen"])[0]
    mask = index.passage_mask(["a.txt"])
    assert {id for id, _ in index.nearest_passages(vector, 10, mask)} == {0, 1}
    assert {id for id, _, _ in index.nearest_sentences(vector, 10, mask)} == {0, 1}
    assert {id for id, _ in index.bm25({"wet": 1.0}, 10, mask)} == {0}
    nothing = index.passage_mask([])
    assert index.nearest_passages(vector, 10, nothing) == []
    assert index.bm25({"wet": 1.0}, 10, nothing) == []


def test_sentences_are_told_apart(index: Index) -> None:
    vector = FakeEncoder().encode_query(["gemeenten voeren uit"])[0]
    passage, sentence, cosine = index.nearest_sentences(vector, 3)[0]
    assert (passage, sentence) == (0, 1)
    (similarities,) = index.sentence_similarities(vector, [0])
    assert similarities.shape == (2,)
    assert similarities[1] == pytest.approx(cosine)
    assert [len(found) for found in index.sentence_similarities(vector, [2, 1, 0])] == [1, 1, 2]


def test_bm25_ranks_rare_terms_and_short_passages_higher(index: Index) -> None:
    by_hand = {}
    lengths = np.array([index.words.length(id) for id in range(4)])
    for id in (0, 3):  # the two passages with "wet": twice in 0, once in 3
        count = 2 if id == 0 else 1
        idf = np.log(1 + (4 - 2 + 0.5) / (2 + 0.5))
        norm = 1.2 * (1 - 0.75 + 0.75 * lengths[id] / lengths.mean())
        by_hand[id] = idf * count * 2.2 / (count + norm)
    found = dict(index.bm25({"wet": 1.0}, 10))
    assert found == pytest.approx(by_hand, rel=1e-5)
    assert dict(index.bm25({"wet": 2.0}, 10)) == pytest.approx(
        {id: 2 * score for id, score in by_hand.items()}, rel=1e-5
    )
    assert index.document_frequency("wet") == 2
    assert index.document_frequency("absent") == 0
    assert index.has_terms(["absent", "wet", ""]) == [False, True, False]
    assert index.has_terms([]) == []


def test_of_a_word_said_in_several_ways_each_passage_counts_the_best(index: Index) -> None:
    alone = [dict(index.bm25({term: 1.0}, 10)) for term in ("wet", "gemeent", "werkplein")]
    assert all(alone)
    ways = [{"wet": 1.0, "gemeent": 0.5}, {"werkplein": 1.0}, {"absent": 1.0}, {}]
    by_hand = {
        id: max(alone[0].get(id, 0), 0.5 * alone[1].get(id, 0)) + alone[2].get(id, 0)
        for id in {id for each in alone for id in each}
    }
    assert dict(index.bm25_of_any(ways, 10)) == pytest.approx(by_hand, rel=1e-5)
    assert {id for id, _ in index.bm25_of_any(ways, 10, index.passage_mask(["a.txt"]))} <= {0, 1}


@given(st.dictionaries(st.text(max_size=150), st.floats(0, 10), max_size=5), st.integers(-1, 10))
def test_no_term_is_a_syntax_error(index: Index, terms: dict[str, float], k: int) -> None:
    assert len(index.bm25(terms, k)) <= max(0, k)


@given(st.lists(st.integers(0, 3), max_size=30), st.integers(0, 35))
def test_equal_scores_stand_in_their_order(values: list[int], k: int) -> None:
    expected = sorted((-value, row) for row, value in enumerate(values) if value > 0)[:k]
    found = best(np.array(values, dtype=np.float32), k)
    assert found == [(row, float(-value)) for value, row in expected]


def test_the_vocabulary_holds_words_not_stop_words_or_numbers(index: Index) -> None:
    vocabulary = index.vocabulary()
    assert vocabulary["werkpleinen"] == 1
    assert vocabulary["wet"] == 3
    assert not {"de", "van", "59", "5"} & set(vocabulary)
    vector = FakeEncoder().encode_query(["mijlpaal"])[0]
    assert index.nearest_words(vector, 2)[0][0] == "mijlpalen"


def test_half_characters_and_hostile_terms_are_survived(tmp_path: Path) -> None:
    text = "Een half \ud83d teken. AND OR NOT \" ( * 'x; DROP TABLE reports --"
    build_fake_index(tmp_path, [make_report("x.txt", [text, "z" * 5000])])
    index = Index.open(tmp_path)
    assert index.passage(0).text == text
    assert index.source("x.txt").startswith(text)
    assert index.bm25({"z" * 5000: 1.0}, 5)[0][0] == 1


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    build_fake_index(tmp_path, [])
    index = Index.open(tmp_path)
    vector = FakeEncoder().encode_query(["iets"])[0]
    assert index.reports() == []
    assert index.nearest_passages(vector, 5) == []
    assert index.nearest_sentences(vector, 5) == []
    assert index.nearest_words(vector, 5) == []
    assert index.bm25({"iets": 1.0}, 5) == []


def test_no_index_is_a_sentence_that_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="qa index"):
        Index.open(tmp_path / "absent")


def test_an_index_of_another_model_is_never_searched(folder: Path) -> None:
    with pytest.raises(IndexForeign, match="another model"):
        Index.open(folder, "some other model")


@pytest.mark.parametrize("number", [FORMAT - 1, FORMAT + 1])
def test_another_format_is_refused(folder: Path, tmp_path: Path, number: int) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    name = (copy / "current").read_text().strip()
    manifest = copy / "generations" / name / "manifest.json"
    data = re.sub(rb'"format": \d+', b'"format": %d' % number, manifest.read_bytes())
    manifest.write_bytes(data)
    renamed = f"{name[:6]}-{hashlib.sha256(data).hexdigest()[:16]}"
    manifest.parent.rename(manifest.parent.parent / renamed)
    (copy / "current").write_text(renamed)
    with pytest.raises(IndexForeign, match="qa index --rebuild"):
        Index.open(copy)


def generation_files(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix()
        for path in [
            *(folder / "current", *(folder / "generations").glob("*/*")),
            *(folder / "segments").iterdir(),
        ]
    )


def test_one_flipped_byte_in_any_file_is_noticed(folder: Path, tmp_path: Path) -> None:
    for at, name in enumerate(generation_files(folder)):
        copy = shutil.copytree(folder, tmp_path / str(at))
        data = bytearray((copy / name).read_bytes())
        data[len(data) // 2] ^= 0x10
        (copy / name).write_bytes(data)
        with pytest.raises(IndexDamaged, match="qa index --rebuild"):
            Index.open(copy)


def test_a_missing_or_cut_file_is_noticed(folder: Path, tmp_path: Path) -> None:
    for at, name in enumerate(generation_files(folder)):
        copy = shutil.copytree(folder, tmp_path / str(at))
        (copy / name).write_bytes((copy / name).read_bytes()[:-1])
        if name != "current":  # its last byte is a line end
            with pytest.raises(IndexDamaged):
                Index.open(copy)
        (copy / name).unlink()
        with pytest.raises((IndexDamaged, IndexMissing), match="qa index"):
            Index.open(copy)


def test_the_catalogue_is_plain_sqlite(folder: Path, index: Index) -> None:
    base = sqlite3.connect(folder / "generations" / index.generation / "catalog.sqlite")
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    ((file,),) = base.execute("SELECT file FROM segments")
    base.close()
    base = sqlite3.connect(folder / "segments" / file)
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert base.execute("SELECT count(*) FROM passages WHERE text LIKE '%wet%'").fetchone() == (2,)
    base.close()


def test_a_read_only_folder_is_searched(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    paths = [copy, *copy.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    assert Index.open(copy).bm25({"wet": 1.0}, 1)
    for path in paths:
        path.chmod(0o755)


def test_the_same_reports_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    build_fake_index(tmp_path, [make_report(name, texts) for name, texts in TEXTS.items()])
    assert generation_files(tmp_path) == generation_files(folder)
    for name in generation_files(folder):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()

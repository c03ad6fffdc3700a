"""Segments: divided by what there is, not by what was; and syncs that end as fresh builds do."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from crashes import answers, content, fresh, library_of, reading_here, sync
from fake_index import FakeEncoder, build_fake_index, make_report
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from qa.index import Index
from qa.index.segments import LIMIT, MOST, divide, read_arrays, write_arrays
from qa.index.vectors import Vectors

WEIGHTS = st.dictionaries(st.text(max_size=8), st.integers(1, 200), max_size=60)


@given(WEIGHTS)
def test_every_name_is_in_one_group_and_no_group_of_several_is_too_heavy(
    weights: Mapping[str, int],
) -> None:
    groups = divide(weights)
    assert sorted(name for group in groups for name in group) == sorted(weights)
    for group in groups:
        assert group == sorted(group)
        assert len(group) == 1 or sum(weights[name] for name in group) <= LIMIT


@given(WEIGHTS, st.integers(0, 2**32))
def test_the_order_names_come_in_does_not_matter(weights: Mapping[str, int], seed: int) -> None:
    names = list(weights)
    np.random.default_rng(seed).shuffle(names)
    assert divide({name: weights[name] for name in names}) == divide(weights)


def test_adding_a_name_touches_a_group_or_two_and_groups_stay_few() -> None:
    weights = {f"rapport-{i}.pdf": 4 for i in range(1000)}
    groups = divide(weights)
    assert len(groups) < 3 * 4000 / LIMIT
    more = divide(weights | {"nieuw.pdf": 4})
    assert len([group for group in more if group not in groups]) <= 2
    assert len(divide({f"{i}": LIMIT for i in range(3 * MOST)})) < 2 * MOST


def test_arrays_are_those_of_the_safetensors_library(tmp_path: Path) -> None:
    library = pytest.importorskip("safetensors.numpy")
    arrays = {
        "terms": np.array([1, 2**63], dtype=np.uint64),
        "counts": np.empty(0, dtype=np.int32),
        "rows": np.arange(6, dtype=np.float32).reshape(2, 3),
    }
    path = tmp_path / "a.safetensors"
    write_arrays(path, arrays)
    for found in (read_arrays(path), library.load_file(path)):
        assert {name: array.tolist() for name, array in found.items()} == {
            name: array.tolist() for name, array in arrays.items()
        }


@pytest.mark.parametrize(
    "data", [b"x", b"x" * 20, b"\2" + bytes(7) + b"{]", b"\2" + bytes(7) + b"[]"]
)
def test_a_file_that_holds_no_arrays_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(ValueError):  # noqa: PT011  (whatever is wrong with it)
        read_arrays(tmp_path / "a")


def test_rows_of_many_blocks_are_found_as_those_of_one() -> None:
    chance = np.random.default_rng(1)
    rows = chance.standard_normal((500, 48), dtype=np.float32)
    one = Vectors([rows])
    many = Vectors([rows[:3], rows[3:3], rows[3:120], rows[120:]])
    mask = chance.random(500) < 0.3
    for vector in rows[:20]:
        for chosen in (None, mask):
            assert many.nearest(vector, 9, chosen) == one.nearest(vector, 9, chosen)
    assert {row for row, _ in many.nearest(rows[0], 500, mask)} == set(np.flatnonzero(mask))


def test_passages_of_many_segments_are_numbered_by_name_and_found_as_in_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = [
        make_report(
            f"{i}.txt", [f"Verslag {i % 5} gaat over gemaal {k}. Het is af." for k in range(i)]
        )
        for i in range(1, 12)
    ]
    build_fake_index(tmp_path / "one", reports)
    monkeypatch.setattr("qa.index.segments.LIMIT", 4)
    build_fake_index(tmp_path / "many", reports)
    one, many = Index.open(tmp_path / "one"), Index.open(tmp_path / "many")
    assert (len(one.catalog.files), len(many.catalog.files) > 5) == (1, True)
    everything = range(one.passage_count)
    assert many.passages(everything) == one.passages(everything)
    vector = FakeEncoder().encode_query(["gemaal 3 van verslag 2"])[0]
    for mask in (None, one.passage_mask(["3.txt", "7.txt", "10.txt"])):
        for k in (3, 10, 500):  # many are equal
            assert many.nearest_passages(vector, k, mask) == one.nearest_passages(vector, k, mask)
            assert many.nearest_sentences(vector, k, mask) == one.nearest_sentences(vector, k, mask)
            terms = {"gemal": 1.0, "verslag": 0.5, "3": 2.0}
            assert many.bm25(terms, k, mask) == one.bm25(terms, k, mask)
    for id in everything:
        assert many.sentence_count(id) == one.sentence_count(id)
    same = zip(
        many.sentence_similarities(vector, everything),
        one.sentence_similarities(vector, everything),
        strict=True,
    )
    assert all(np.allclose(a, b) for a, b in same)


# ---------------------------------------------------------------------- against a model

NAMES = st.sampled_from(
    ["a.txt", "b.txt", "map/a.txt", "map/dieper/c.txt", "een naam.txt", "enquête.txt", "A.txt"]
)
TEXTS = st.sampled_from(
    [
        "De dijken langs de Maas voldoen aan de norm van 2010.",
        "In 2009 haalden 59 van de 125 werkpleinen de mijlpalen niet.\n\nKlanten geven een 6,8.",
        "\n\n".join(f"Regel {i} van het rapport gaat over gemalen." for i in range(60)),
        "",  # cannot be read
    ]
)


class Corpus(RuleBasedStateMachine):
    """Any sequence of what may happen to files, and of syncs; the model is a fresh build."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.place = Path(self.folder.name)
        self.corpus = self.place / "corpus"
        self.corpus.mkdir()
        (self.corpus / "vast.txt").write_text("Dit verslag blijft, wat er ook gebeurt.")

    @rule(name=NAMES, text=TEXTS)
    def write(self, name: str, text: str) -> None:
        path = self.corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    @rule(one=NAMES, other=NAMES)
    def copy(self, one: str, other: str) -> None:
        if (self.corpus / one).exists() and one != other:
            self.write(other, (self.corpus / one).read_text())

    @rule(one=NAMES, other=NAMES)
    def rename(self, one: str, other: str) -> None:
        if (self.corpus / one).exists():
            (self.corpus / other).parent.mkdir(parents=True, exist_ok=True)
            (self.corpus / one).replace(self.corpus / other)

    @rule(one=NAMES, other=NAMES)
    def swap(self, one: str, other: str) -> None:
        first, second = self.corpus / one, self.corpus / other
        if first.exists() and second.exists() and one != other:
            texts = first.read_text(), second.read_text()
            second.write_text(texts[0])
            first.write_text(texts[1])

    @rule(name=NAMES)
    def remove(self, name: str) -> None:
        (self.corpus / name).unlink(missing_ok=True)

    @rule(name=NAMES)
    def touch(self, name: str) -> None:
        if (self.corpus / name).exists():
            (self.corpus / name).touch()

    @rule()
    def lose_the_cache(self) -> None:
        shutil.rmtree(self.place / "index" / "cache", ignore_errors=True)

    @rule()
    def sync_now(self) -> None:
        with reading_here():
            sync(self.place)

    def teardown(self) -> None:
        if not hasattr(self, "place"):
            return
        with reading_here():
            sync(self.place)
            assert (content(self.place), answers(self.place)) == fresh(self.place)
            assert library_of(self.place).verify() == []
            assert library_of(self.place).sync().in_step
        self.folder.cleanup()


TestAnySequenceOfFileOperationsEndsWithTheIndexOfAFreshBuild = Corpus.TestCase
Corpus.TestCase.settings = settings(max_examples=12, stateful_step_count=12, deadline=None)

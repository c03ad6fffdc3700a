"""Promises of qa.late_interaction: words compared one by one, exactly, wherever they are kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from fake_index import FakeEncoder, FakeTokenEncoder, build_fake_index, make_report

from qa.encoders import (
    BUNDLED,
    EncoderError,
    TokenEncoder,
    folder_fingerprint,
    load_encoder,
)
from qa.index import Index
from qa.index.parts import VectorPart, _pack, tokens_from_bytes, tokens_to_bytes
from qa.index.verify import verify
from qa.late_interaction import HEAD, STEPS, AskedTokens, TokenHead, TokenVectors, likenesses
from qa.model import BlockKind, OffsetMap, Passage, Sentence
from qa.passages import embedded_text, first_words
from qa.retrieval import Retriever

TEXTS = [
    "Verslag over het gemaal. De pomp is oud. Het dak lekt niet.",
    "De brug over de vaart is smal. Fietsers wachten er lang.",
    "Het loket sluit om vijf uur. Bezoekers klagen over de rij.",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    build_fake_index(folder, [make_report("a.txt", TEXTS)], FakeTokenEncoder())
    return folder


@pytest.fixture(scope="module")
def bundled() -> TokenEncoder:
    encoder = load_encoder()
    assert isinstance(encoder, TokenEncoder)
    return encoder


def random_tokens(count: int, seed: int = 1, size: int = 16) -> np.ndarray:
    return np.random.default_rng(seed).integers(-STEPS, STEPS, (count, size)).astype(np.int8)


# ---------------------------------------------------------------------- the comparison


def test_each_token_of_the_question_counts_its_best_word() -> None:
    words = np.array([[STEPS, 0], [0, STEPS]], np.int8)
    asked = AskedTokens(np.array([[STEPS, 0], [-STEPS, 0]], np.int8), np.array([0.75, 0.25]))
    # The first token meets the first word whole; the second is its opposite, and meets nothing.
    assert likenesses(asked, words, np.array([0])).tolist() == [0.75]
    assert likenesses(asked, words[:1], np.array([0])).tolist() == [0.5]


def test_what_else_is_compared_changes_no_bit() -> None:
    words, starts = random_tokens(90), np.array([0, 7, 30, 31, 60])
    asked = AskedTokens(random_tokens(9, seed=2), np.full(9, 1 / 9))
    together = likenesses(asked, words, starts)
    ends = [*starts[1:], len(words)]
    for start, end, value in zip(starts, ends, together, strict=True):
        assert likenesses(asked, words[start:end], np.array([0]))[0] == value


# ---------------------------------------------------------------------- the bundled head


def test_the_vectors_beside_the_tokens_are_those_without_them(bundled: TokenEncoder) -> None:
    vector, asked = bundled.encode_query_tokens("Hoe oud is de pomp?")
    assert (vector == bundled.encode_query(["Hoe oud is de pomp?"])[0]).all()
    assert asked.weights.sum() == pytest.approx(1)
    assert (asked.weights > 0).all()
    vectors, tokens = bundled.encode_document_tokens(TEXTS)
    assert (vectors == bundled.encode_document(TEXTS)).all()
    lengths = np.linalg.norm(np.concatenate([each.vectors for each in tokens]) / STEPS, axis=1)
    assert np.allclose(lengths, 1, atol=0.05)


def test_words_that_say_something_have_one_vector_each(bundled: TokenEncoder) -> None:
    text = "De  re-integratie van\nwerkplein-medewerkers (28 procent) – en de 'kosten'."
    _, (tokens,) = bundled.encode_document_tokens([text])
    words = text.split()
    said = [words[place] for place in tokens.places]
    assert said == ["re-integratie", "werkplein-medewerkers", "(28", "procent)", "'kosten'."]


@pytest.mark.parametrize("text", ["", "…", "de het een", "\ud800 \x00", "a " * 5000, "x" * 40_000])
def test_any_text_has_tokens_of_the_right_size(bundled: TokenEncoder, text: str) -> None:
    _, (tokens,) = bundled.encode_document_tokens([text])
    _, asked = bundled.encode_query_tokens(text)
    assert tokens.vectors.shape == (len(tokens.places), asked.vectors.shape[1])
    assert (np.diff(tokens.places) > 0).all()


def test_the_words_of_the_other_language_meet(bundled: TokenEncoder) -> None:
    _, found = bundled.encode_document_tokens(TEXTS)
    asked = bundled.encode_query_tokens("What do visitors complain about?")[1]
    values = [likenesses(asked, each.vectors, np.array([0]))[0] for each in found]
    assert int(np.argmax(values)) == 2


def test_a_model_folder_without_a_head_makes_no_tokens(tmp_path: Path) -> None:
    shutil.copytree(BUNDLED, tmp_path / "model", ignore=shutil.ignore_patterns(HEAD))
    assert not isinstance(load_encoder(tmp_path / "model"), TokenEncoder)


def test_another_choice_of_words_is_another_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(BUNDLED, tmp_path / "bare", ignore=shutil.ignore_patterns(HEAD))
    before = folder_fingerprint(BUNDLED), folder_fingerprint(tmp_path / "bare")
    monkeypatch.setattr("qa.late_interaction.FUNCTION_WORDS", {"nl": {"de"}, "en": {"the"}})
    assert folder_fingerprint(BUNDLED) != before[0]
    assert folder_fingerprint(tmp_path / "bare") == before[1]


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"no arrays"])
def test_a_damaged_head_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    shutil.copytree(BUNDLED, tmp_path / "model")
    (tmp_path / "model" / HEAD).write_bytes(content)
    with pytest.raises(EncoderError, match="is damaged"):
        load_encoder(tmp_path / "model")


def test_no_pickle_is_read_from_a_head(tmp_path: Path) -> None:
    np.savez(tmp_path / HEAD, vectors=np.array([{}], object), weights=np.zeros(3))
    with pytest.raises(ValueError, match="allow_pickle"):
        TokenHead(tmp_path, 2)


# ---------------------------------------------------------------------- sentences


def test_each_sentence_knows_its_first_word_of_what_the_encoder_sees() -> None:
    text = "Kop\nEen zin hier. Nog een zin."
    spans = [(0, 3), (4, 17), (18, 30)]
    kinds = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH)
    sentences = tuple(Sentence(*span, kind=kind) for span, kind in zip(spans, kinds, strict=True))
    passage = Passage("a", 0, ("Kop",), text, OffsetMap.identity(len(text), 0), sentences)
    words = embedded_text(passage, "De titel").split()
    firsts = first_words(passage, "De titel")
    assert firsts[0] == firsts[1]  # the heading stands above, not in the text
    assert [words[first] for first in firsts[1:]] == ["Een", "Nog"]


def test_a_passage_and_each_sentence_are_as_like_as_their_own_words(folder: Path) -> None:
    encoder, index = FakeTokenEncoder(), Index.open(folder)
    for question in ("oude pomp", "lekt het dak", "Fietsers wachten"):
        asked = encoder.encode_query_tokens(question)[1]
        for id, found in enumerate(index.likenesses(asked, range(len(TEXTS)))):
            passage = index.passage(id)
            _, (words,) = encoder.encode_document_tokens([embedded_text(passage, "Verslag")])
            assert found.passage == likenesses(asked, words.vectors, np.array([0]))[0]
            for nth, value in enumerate(found.sentences):
                _, (own,) = encoder.encode_document_tokens([passage.sentence_text(nth)])
                assert value == likenesses(asked, own.vectors, np.array([0]))[0]


def test_passages_of_many_segments_are_as_like_as_those_of_one(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = [make_report(f"{i}.txt", [*TEXTS[: i % 4], f"Bijlage {i}."]) for i in range(9)]
    numbers = make_report("getallen.txt", ["12 34 56."] * 5)
    numbers[0].metadata.found["title"] = "file name"  # which nobody looks for
    reports.append(numbers)
    build_fake_index(tmp_path / "one", reports, FakeTokenEncoder())
    monkeypatch.setattr("qa.index.segments.LIMIT", 4)
    build_fake_index(tmp_path / "many", reports, FakeTokenEncoder())
    one, many = Index.open(tmp_path / "one"), Index.open(tmp_path / "many")
    assert len(many.catalog.files) > len(one.catalog.files)
    asked = FakeTokenEncoder().encode_query_tokens("wie klagen over het gemaal")[1]
    ids = list(range(one.passage_count))[::-1]
    assert many.likenesses(asked, ids) == one.likenesses(asked, ids)
    assert {each.passage for each in many.likenesses(asked, many.passage_ids("getallen.txt"))} == {
        0
    }


def test_a_passage_without_words_is_like_nothing(tmp_path: Path) -> None:
    report, passages = make_report("a.txt", ["12 34 56.", "De pomp hier"])
    build_fake_index(tmp_path, [(report, passages)], FakeTokenEncoder())
    asked = FakeTokenEncoder().encode_query_tokens("pomp")[1]
    bare, pump = Index.open(tmp_path).likenesses(asked, [0, 1])
    assert bare.sentences == (0.0,)
    assert pump.sentences[0] > 0.5


# ---------------------------------------------------------------------- kept and found


def test_parts_come_back_from_the_cache_as_they_were() -> None:
    vectors = np.random.default_rng(3).standard_normal((2, 8)).astype(np.float32)
    tokens = [
        TokenVectors(random_tokens(3), np.array([0, 2, 5], np.int32)),
        TokenVectors(random_tokens(0), np.empty(0, np.int32)),
    ]
    again, found = tokens_from_bytes(tokens_to_bytes(vectors, tokens))
    assert (again == vectors).all()
    for each, other in zip(found, tokens, strict=True):
        assert each.vectors.tolist() == other.vectors.tolist()
        assert each.places.tolist() == other.places.tolist()
    counts = np.array([1, 1], np.int32)
    for rows, sizes in ((random_tokens(3), [2, 1]), (np.empty((0, 0), np.int8), [0, 0])):
        part = VectorPart(
            vectors, vectors, counts, rows, np.array(sizes, np.int32),
            np.zeros(len(rows), np.int32),
        )  # fmt: skip
        copy = VectorPart.from_bytes(part.to_bytes())
        assert copy.tokens.tolist() == rows.tolist()
        assert copy.token_counts.tolist() == sizes


def test_what_an_older_version_embedded_is_read_as_it_is() -> None:
    vectors = np.random.default_rng(3).standard_normal((2, 8)).astype(np.float32)
    counts = np.array([2, 1], np.int32)
    old = [vectors.tobytes(), vectors[[0, 1, 1]].tobytes(), counts.tobytes()]
    part = VectorPart.from_bytes(_pack({"dimension": 8}, old))
    assert (part.passages == vectors).all()
    assert part.sentence_counts.tolist() == [2, 1]
    assert (part.tokens.shape, part.token_counts.tolist()) == ((0, 0), [0, 0])


def test_what_is_like_the_question_is_ranked_by_that_too(folder: Path) -> None:
    best = Retriever(Index.open(folder), FakeTokenEncoder()).search("Fietsers wachten lang")[0]
    assert best.passage.ordinal == 1
    assert best.why["tokens_rank"] == 1.0
    assert len(best.sentence_likenesses) == len(best.passage.sentences)


def test_an_encoder_that_makes_no_tokens_finds_without_them(tmp_path: Path) -> None:
    build_fake_index(tmp_path, [make_report("a.txt", TEXTS)])
    index = Index.open(tmp_path)
    assert not index.has_tokens
    best = Retriever(index, FakeEncoder()).search("Fietsers wachten lang")[0]
    assert (best.passage.ordinal, best.sentence_likenesses) == (1, ())
    assert "tokens" not in best.why


def test_a_vector_of_a_token_that_is_none_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounded = FakeTokenEncoder._rounded
    half = lambda encoder, words: rounded(encoder, words) // 2  # noqa: E731
    monkeypatch.setattr(FakeTokenEncoder, "_rounded", half)
    build_fake_index(tmp_path, [make_report("a.txt", TEXTS)], FakeTokenEncoder())
    assert any("vectors of tokens are not of length 1" in told for told in verify(tmp_path))

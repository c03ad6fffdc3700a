"""What the ranker promises: all sentences scored, spans inside them, nothing depends on company."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from qa.rankers import (
    SPAN_TOKENS,
    Layout,
    OnnxRanker,
    RankerError,
    best_span,
    clean,
    lay_out,
    load_ranker,
    log_softmax,
    reading,
    token_ids,
    token_owners,
    whole_words,
)

BUNDLED = Path(__file__).parent.parent / "qa" / "models" / "ranker"

TEXT = (
    "De inspectie bezocht 125 werkpleinen. In 2009 haalden 59 werkpleinen de mijlpalen niet. "
    "Klanten waren vaak tevreden over de ontvangst."
)
SPANS = ((0, 37), (38, 87), (88, len(TEXT)))
PASSAGE = ("Werkpleinen > Mijlpalen", TEXT, SPANS)


@pytest.fixture(scope="module")
def ranker() -> OnnxRanker:
    if not (BUNDLED / "model.onnx").is_file():
        pytest.skip("the ranker's weights are not in this checkout")
    loaded = load_ranker(BUNDLED)
    assert isinstance(loaded, OnnxRanker)
    return loaded


# ------------------------------------------------------------------ the arithmetic, by hand


def test_a_token_belongs_to_the_sentence_of_its_last_character() -> None:
    # "Ab cd. Ef": a token of "▁Ef" may carry the space before it, and still is of sentence 2.
    assert token_owners([(0, 2), (2, 5), (5, 6), (6, 9)], [(0, 6), (7, 9)]) == [0, 0, 0, 1]


def test_a_token_between_sentences_belongs_to_none() -> None:
    assert token_owners([(0, 2), (2, 3), (3, 6)], [(0, 2), (4, 6)]) == [0, -1, 1]


def test_a_sentence_score_is_its_tokens_mean_the_passages_and_the_similarity() -> None:
    layout = Layout([0, 9, 2, 2, 5, 6, 7, 2], 1, 4, [0, 0, 1], [(0, 1), (2, 3), (4, 5)])
    logits = np.zeros((8, 4), np.float32)
    logits[0, 3] = 0.5
    logits[4:7, 0] = [1.0, 3.0, -2.0]
    hidden = np.zeros((8, 2), np.float32)
    hidden[1] = [1, 0]  # the question
    hidden[4:6] = [[2, 0], [0, 2]]  # their mean (1, 1) is at 45 degrees from it
    hidden[6] = [0, 5]  # at a right angle
    read = reading(logits, hidden, 10.0, layout, "a b c", [(0, 3), (4, 5)])
    assert read.sentence_scores[0] == pytest.approx((1.0 + 3.0) / 2 + 0.5 + 10 * math.sqrt(0.5))
    assert read.sentence_scores[1] == pytest.approx(-2.0 + 0.5 + 10 * 0)


def test_a_sentence_that_was_cut_off_scores_minus_infinity() -> None:
    layout = Layout([0, 2, 2, 5, 2], 0, 3, [0], [(0, 1)])
    none = np.zeros((5, 4), np.float32)
    read = reading(none, none, 1.0, layout, "a b", [(0, 1), (2, 3)])
    assert read.sentence_scores == (0.0, -math.inf)
    assert read.spans[1] == (2, 3, -math.inf)


def test_the_best_span_is_the_likeliest_start_and_end_in_that_order() -> None:
    starts = np.log(np.array([0.1, 0.2, 0.7]))
    ends = np.log(np.array([0.6, 0.3, 0.1]))
    # (2, 2) has .7 * .1 = .07, (0, 0) .1 * .6 = .06, (1, 1) .2 * .3 = .06; (2, 0) runs backwards.
    first, last, score = best_span(starts, ends)
    assert (first, last) == (2, 2)
    assert score == pytest.approx(math.log(0.07))


def test_no_span_is_longer_than_a_short_answer() -> None:
    size = SPAN_TOKENS + 10
    starts, ends = np.full(size, -9.0), np.full(size, -9.0)
    starts[0], ends[-1] = 0.0, 0.0
    first, last, _ = best_span(starts, ends)
    assert last - first < SPAN_TOKENS


def test_log_probabilities_sum_to_one() -> None:
    assert np.exp(log_softmax(np.array([1.0, 2.0, 1000.0]))).sum() == pytest.approx(1)


def test_a_span_is_widened_to_whole_words_and_loses_outer_spaces() -> None:
    text = "ongeveer 59 werkpleinen."
    assert whole_words(text, 8, 15) == (9, 23)


def test_hostile_characters_become_spaces_one_for_one() -> None:
    assert clean("a\x00b\ud800c\n", 9) == "a b c "


# ------------------------------------------------------------------ the bundled model


def test_the_sentence_that_answers_scores_best(ranker: OnnxRanker) -> None:
    for question in (
        "Hoeveel werkpleinen haalden de mijlpalen niet?",
        "How many werkpleinen missed the milestones in 2009?",
    ):
        (read,) = ranker.read(question, [PASSAGE])
        assert int(np.argmax(read.sentence_scores)) == 1
        start, end, _ = read.spans[1]
        assert "59" in TEXT[start:end]


def test_every_span_lies_in_its_sentence(ranker: OnnxRanker) -> None:
    (read,) = ranker.read("Waarover waren klanten tevreden?", [PASSAGE])
    for (low, high), (start, end, _) in zip(SPANS, read.spans, strict=True):
        assert low <= start < end <= high


def test_a_reading_does_not_depend_on_the_other_passages(ranker: OnnxRanker) -> None:
    question = "Hoeveel werkpleinen bezocht de inspectie?"
    other = ("", "Iets heel anders. " * 40, tuple((i * 18, i * 18 + 17) for i in range(40)))
    alone = ranker.read(question, [PASSAGE])[0]
    assert ranker.read(question, [other, PASSAGE, other])[1] == alone
    assert load_ranker(BUNDLED, threads=1).read(question, [PASSAGE])[0] == alone


def test_what_does_not_fit_is_cut_and_said(ranker: OnnxRanker) -> None:
    text = "De gemeente betaalt de uitkering. " * 100
    spans = tuple((i * 34, i * 34 + 33) for i in range(100))
    (read,) = ranker.read("Wie betaalt?", [("", text, spans)])
    assert len(read.sentence_scores) == len(read.spans) == 100
    assert read.sentence_scores[0] > -math.inf
    assert read.sentence_scores[-1] == -math.inf


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "\ud800\udfff",
        "\ufdfa" * 50,
        "x" * 1_000_000,
        "\u0301" * 500,
        "</s><s>",
        "\r\n\f",
    ],
    ids=["empty", "nul", "surrogates", "expanding", "megabyte", "accents", "special", "breaks"],
)
def test_hostile_text_is_read_without_harm(ranker: OnnxRanker, text: str) -> None:
    spans = ((0, len(text)),) if text else ()
    for question, passage in ((text, PASSAGE), ("Wat?", (text, text, spans))):
        (read,) = ranker.read(question, [passage])
        assert len(read.sentence_scores) == len(passage[2])
        assert not any(math.isnan(score) for score in read.sentence_scores)
        for (low, high), (start, end, _) in zip(passage[2], read.spans, strict=True):
            assert low <= start <= end <= high


def test_special_tokens_in_a_text_are_text(ranker: OnnxRanker) -> None:
    ids = token_ids(ranker.tokenizer, "</s> <s>", 9)
    assert not {0, 2}.intersection(ids)
    layout = lay_out(ranker.tokenizer, ids, ("", "", ()))
    assert layout.ids[0] == 0
    assert layout.ids[-1] == 2


def test_no_passages_give_no_readings(ranker: OnnxRanker) -> None:
    assert ranker.read("Hoeveel?", []) == []


# ------------------------------------------------------------------ other models


def test_a_cross_encoder_scores_sentence_by_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class FakeCrossEncoder:
        def __init__(self, name: str, *, local_files_only: bool) -> None:
            assert local_files_only
            self.name = name

        def predict(self, pairs: list[tuple[str, str]]) -> list[float]:
            return [float(len(text.splitlines()[-1])) for _, text in pairs]

    fake = SimpleNamespace(CrossEncoder=FakeCrossEncoder)
    monkeypatch.setitem(sys.modules, "sentence_transformers", fake)
    (read,) = load_ranker(tmp_path).read("Hoeveel?", [PASSAGE])
    assert read.sentence_scores == tuple(float(end - start) for start, end in SPANS)
    assert read.spans == tuple((start, end, 0.0) for start, end in SPANS)


@pytest.mark.parametrize("name", ["no/such", "/no/such/folder", "a/b/c"])
def test_a_ranker_that_cannot_be_had_is_refused_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    constants = pytest.importorskip("huggingface_hub.constants")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)  # torch would take seconds
    with pytest.raises(RankerError, match=rf"^The ranker '{name}' cannot be loaded .*\.$") as e:
        load_ranker(Path(name))
    assert "sentence_transformers" not in str(e.value)


def test_a_damaged_ranker_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "ranker.json").write_text('{"window": 256, "similarity": 1}')
    (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(RankerError, match="cannot be loaded"):
        load_ranker(tmp_path)

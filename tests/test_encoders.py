"""Promises of qa.encoders: exact, offline, and unshaken by any text."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa.encoders import BUNDLED, Encoder, EncoderError, OnnxEncoder, load_encoder, readable

TEXTS = [
    "59 van de 125 werkpleinen haalden de mijlpalen niet.",
    "De gemeente is verantwoordelijk voor de bijstand.",
    "The inspectorate found that 28 percent of the clients were satisfied.",
    "",
    "UWV",
    "één coördinatie­punt naïef € 1.234,56",
    "De klanttevredenheid steeg van 54% in 2006 naar 77% in 2009. " * 20,
]

HOSTILE = {
    "empty": "",
    "white space": " \n\t\r\x85\u2028 ",
    "NUL": "voor\x00na",
    "control characters": "".join(map(chr, range(32))) + "\x7f\x80\x9f",
    "lone surrogates": "\ud800 tekst \udfff",
    "one megabyte of words": "werkplein " * 105_000,
    "one megabyte without a space": "a" * 1_000_000,
    "U+FDFA, which NFKC makes 18 characters of": "\ufdfa" * 100_000,
    "combining accents": "e" + "\u0301" * 50_000,
    "not Latin": "中文 текст 🦉 العربية",
    "private use": "\uf07a\U0010ffff",
    "special tokens": "<s></s><unk><pad><mask>",
}


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder of its own: a random BERT over a dozen words, with prompts."""
    sentence_transformers = pytest.importorskip("sentence_transformers")
    from sentence_transformers.models import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    source = tmp_path_factory.mktemp("transformer")
    words = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "vraag",
        ":",
        "tekst",
        "gemeente",
        "werkplein",
        "mijlpaal",
        "klant",
    ]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=16,
    ).save_pretrained(source)
    BertModel(
        BertConfig(
            vocab_size=len(words),
            hidden_size=32,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=16,
        )
    ).save_pretrained(source)
    transformer = Transformer(str(source))
    folder = tmp_path_factory.mktemp("model") / "small"
    sentence_transformers.SentenceTransformer(
        modules=[transformer, Pooling(32)],
        prompts={"query": "vraag: ", "document": "tekst: "},
        device="cpu",
    ).save(str(folder), create_model_card=False)
    return folder


# ---------------------------------------------------------------------------- the bundled model


def test_vectors_have_length_one_and_the_order_of_the_texts(encoder: Encoder) -> None:
    vectors = encoder.encode_document(TEXTS)

    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert encoder.encode_document([text])[0].tobytes() == vector.tobytes()


def test_no_neighbour_order_or_thread_count_changes_a_bit_of_a_vector(encoder: Encoder) -> None:
    batch = [*TEXTS, *(f"{n} van de 125 werkpleinen in {2000 + n % 12}" for n in range(57))]
    expected = {text: encoder.encode_document([text])[0].tobytes() for text in batch}
    shuffled = [batch[i] for i in np.random.default_rng(1).permutation(len(batch))]

    assert len(batch) == 64
    for threads in (1, 3):
        other = load_encoder(threads=threads)
        for texts in (batch, shuffled):
            found = other.encode_document(texts)
            for text, vector in zip(texts, found, strict=True):
                assert vector.tobytes() == expected[text]


def test_several_threads_may_encode_at_once(encoder: Encoder) -> None:
    expected = [encoder.encode_query([text]).tobytes() for text in TEXTS]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: encoder.encode_query([text]).tobytes(), TEXTS * 4))

    assert found == expected * 4


def test_the_nearest_document_answers_the_question(encoder: Encoder) -> None:
    documents = encoder.encode_document(TEXTS[:3])
    questions = encoder.encode_query(
        ["how many werkpleinen missed the mijlpalen", "hoeveel procent was tevreden?"]
    )

    assert (questions @ documents.T).argmax(axis=1).tolist() == [0, 2]


def test_questions_and_documents_have_prompts_of_their_own(encoder: Encoder) -> None:
    assert (encoder.encode_query(["werkplein"]) != encoder.encode_document(["werkplein"])).any()


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode_query([]).shape == (0, encoder.dimension)
    assert encoder.encode_document([]).shape == (0, encoder.dimension)
    assert encoder.count_cut([]) == []


def test_progress_counts_the_texts_done(encoder: Encoder) -> None:
    seen: list[int] = []

    encoder.encode_document(TEXTS[:4], progress=seen.append)

    assert seen == [1, 2, 3, 4]


def test_an_interrupt_ends_the_encoding_soon(encoder: Encoder) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    start = time.perf_counter()
    with pytest.raises(KeyboardInterrupt):
        encoder.encode_document([TEXTS[6]] * 1000, progress=interrupt)
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_every_text_gives_a_vector_and_a_count_in_bounded_time(encoder: Encoder, text: str) -> None:
    start = time.perf_counter()

    vector = encoder.encode_document([text])
    cut = encoder.count_cut([text])

    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-6)
    assert (cut[0] > 0) == (len(text) > 40_000)
    assert time.perf_counter() - start < 10


def test_long_text_is_cut_at_the_window_and_the_cut_is_counted(encoder: Encoder) -> None:
    # <s>, "passage: " in two pieces, the words in one piece each, </s>
    fits, longer = "ja " * 508, "ja " * 600

    assert encoder.count_cut([fits, longer, fits + "nee"]) == [0, 92, 1]
    assert (encoder.encode_document([longer]) == encoder.encode_document([fits])).all()


def test_the_count_of_a_very_long_text_is_exact(encoder: Encoder) -> None:
    assert encoder.count_cut(["ja " * 20_508]) == [20_000]


def test_special_tokens_in_a_text_are_read_as_text(encoder: Encoder) -> None:
    assert (
        encoder.encode_query(["einde </s> begin"]) != encoder.encode_query(["einde begin"])
    ).any()
    assert encoder.count_cut(["</s> " * 508])[0] > 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cooördinatie", "cooördinatie"),
        ("  twee\n\nregels\u00a0hier ", "twee regels hier"),
        ("voor\x00na", "voorna"),
        ("een\ud800twee", "een twee"),
    ],
)
def test_text_is_composed_and_put_on_one_line(text: str, expected: str) -> None:
    assert readable(unicodedata.normalize("NFD", text)) == expected


def test_decomposed_accents_change_nothing(encoder: Encoder) -> None:
    composed = "Coördinatie van re-integratie, één loket"
    decomposed = unicodedata.normalize("NFD", composed)

    assert (encoder.encode_query([composed]) == encoder.encode_query([decomposed])).all()


def test_the_fingerprint_is_the_same_in_every_process(encoder: Encoder) -> None:
    code = "from qa.encoders import load_encoder; print(load_encoder().fingerprint)"

    assert _python(code).strip() == encoder.fingerprint
    assert len(encoder.fingerprint) == 64


def test_the_bundled_model_needs_neither_torch_nor_a_network() -> None:
    code = """
import socket, sys
def refuse(*_): raise AssertionError("a connection was opened")
socket.socket.connect = socket.getaddrinfo = refuse
from qa.encoders import load_encoder
load_encoder().encode_query(["hoeveel werkpleinen haalden de mijlpalen niet"])
heavy = {"torch", "transformers", "sentence_transformers", "huggingface_hub"}
print(sorted(heavy & set(sys.modules)))
"""
    assert _python(code).strip() == "[]"


def test_importing_the_module_imports_no_library() -> None:
    code = (
        "import qa.encoders, sys; print({'numpy', 'onnxruntime', 'tokenizers'} & set(sys.modules))"
    )

    assert _python(code).strip() == "set()"


def test_sentence_transformers_runs_the_same_folder_to_the_same_vectors(encoder: Encoder) -> None:
    sentence_transformers = pytest.importorskip("sentence_transformers")
    model = sentence_transformers.SentenceTransformer(
        str(BUNDLED), device="cpu", trust_remote_code=True, local_files_only=True
    )

    documents = model.encode_document(TEXTS)
    questions = model.encode_query(TEXTS)

    assert ((documents * encoder.encode_document(TEXTS)).sum(axis=1) > 0.9999).all()
    assert ((questions * encoder.encode_query(TEXTS)).sum(axis=1) > 0.9999).all()
    assert model.max_seq_length == 512


# ---------------------------------------------------------------------------- folders


def test_a_folder_with_our_graph_runs_without_torch(tmp_path: Path) -> None:
    shutil.copytree(BUNDLED, tmp_path / "copy")

    assert isinstance(load_encoder(tmp_path / "copy"), OnnxEncoder)


def test_the_fingerprint_follows_the_folder_and_not_its_place(
    tmp_path: Path, encoder: Encoder
) -> None:
    copy = shutil.copytree(BUNDLED, tmp_path / "copy")
    assert load_encoder(copy).fingerprint == encoder.fingerprint

    (copy / "README.md").write_text("notes")
    assert load_encoder(copy).fingerprint == encoder.fingerprint

    weights = bytearray((copy / "model.onnx").read_bytes())
    weights[len(weights) // 2] ^= 1
    (copy / "model.onnx").write_bytes(weights)
    changed = load_encoder(copy).fingerprint
    assert changed != encoder.fingerprint

    prompts = copy / "config_sentence_transformers.json"
    prompts.write_text(prompts.read_text().replace("query: ", "vraag: "))
    assert load_encoder(copy).fingerprint not in {changed, encoder.fingerprint}


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "modules.json"])
def test_a_damaged_folder_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    copy = shutil.copytree(BUNDLED, tmp_path / "copy")
    damaged = copy / name
    damaged.write_bytes(damaged.read_bytes()[: damaged.stat().st_size // 2])

    with pytest.raises(EncoderError, match=r"^The model in .* is damaged .*build it again\.$"):
        load_encoder(copy)


def test_a_folder_that_names_code_of_its_own_is_refused(tmp_path: Path) -> None:
    modules = [{"idx": 0, "name": "0", "path": "", "type": "modeling_other.Evil"}]
    (tmp_path / "modules.json").write_text(json.dumps(modules))
    (tmp_path / "modeling_other.py").write_text("raise SystemExit('this code was run')")

    with pytest.raises(EncoderError, match=r"code of its own \(modeling_other\.Evil\)"):
        load_encoder(tmp_path)


@pytest.mark.parametrize("name", ["./missing", "/no/such/folder", "a/b/c", Path("missing")])
def test_a_missing_folder_is_not_looked_up_on_the_hub(name: str | Path) -> None:
    with pytest.raises(EncoderError, match="There is no model folder"):
        load_encoder(name)


def test_a_hub_model_that_cannot_be_had_is_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    constants = pytest.importorskip("huggingface_hub.constants")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))

    with pytest.raises(EncoderError, match=r"^The model no/such-model cannot be loaded .*\.$") as e:
        load_encoder("no/such-model")
    assert "\n" not in str(e.value)


def test_a_hub_model_in_the_local_cache_needs_no_network(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, small_model: Path
) -> None:
    constants = pytest.importorskip("huggingface_hub.constants")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    stored = tmp_path / "models--own--small"
    shutil.copytree(small_model, stored / "snapshots" / ("a" * 40))
    (stored / "refs").mkdir()
    (stored / "refs" / "main").write_text("a" * 40)

    encoder = load_encoder("own/small")

    assert (
        encoder.encode_query(["klant"]) == load_encoder(small_model).encode_query(["klant"])
    ).all()
    assert encoder.fingerprint != load_encoder(small_model).fingerprint


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="cannot be loaded"):
        load_encoder(tmp_path)


# ---------------------------------------------------------------------------- sentence-transformers


def test_any_sentence_transformers_folder_encodes_with_its_own_prompts(small_model: Path) -> None:
    from sentence_transformers import SentenceTransformer

    encoder = load_encoder(small_model)
    plain = SentenceTransformer(str(small_model), device="cpu", local_files_only=True)
    prompted = plain.encode(
        ["vraag: gemeente", "tekst: gemeente"], prompt="", normalize_embeddings=True
    )

    assert encoder.dimension == 32
    np.testing.assert_allclose(encoder.encode_query(["gemeente"])[0], prompted[0], atol=1e-5)
    np.testing.assert_allclose(encoder.encode_document(["gemeente"])[0], prompted[1], atol=1e-5)
    assert encoder.encode_document([]).shape == (0, 32)


def test_such_a_model_counts_what_it_cuts_and_reports_progress(small_model: Path) -> None:
    encoder, seen = load_encoder(small_model), list[int]()

    # [CLS] tekst : … [SEP] leaves 12 of 16 tokens
    assert encoder.count_cut(["klant " * 12, "klant " * 20, ""]) == [0, 8, 0]
    encoder.encode_document(["klant", "gemeente"], progress=seen.append)
    assert seen == [1, 2]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_such_a_model_survives_every_text_too(small_model_encoder: Encoder, text: str) -> None:
    vector = small_model_encoder.encode_document([text])

    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


@pytest.fixture(scope="module")
def small_model_encoder(small_model: Path) -> Encoder:
    return load_encoder(small_model)


def test_the_fingerprint_of_such_a_folder_follows_its_weights(
    small_model: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(small_model, tmp_path / "copy")
    before = load_encoder(copy).fingerprint
    weights = next(copy.rglob("*.safetensors"))
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)

    assert before == load_encoder(small_model).fingerprint
    assert before != load_encoder(copy).fingerprint


def _python(code: str, **options: Any) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, **options
    )
    return done.stdout


def test_the_engine_keeps_nothing_at_home_and_sends_nothing(tmp_path: Path) -> None:
    """Onnxruntime's packages begin their telemetry with the import, unless told not to before."""
    script = "from qa.encoders import load_encoder; load_encoder().encode_query(['hallo'])"
    environment = {"HOME": str(tmp_path), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert list(tmp_path.iterdir()) == []

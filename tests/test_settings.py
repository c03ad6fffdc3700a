"""Settings come from a file and from variables; what is wrong is said with its place."""

from pathlib import Path

import pytest

from qa.model import SettingsError
from qa.settings import Settings


def loaded(folder, toml=b"", environ=None, **overrides):
    (folder / "qa.toml").write_bytes(toml)
    return Settings.load(folder, environ or {}, **overrides)


def test_a_file_from_a_windows_editor_begins_with_a_mark_that_is_no_setting(tmp_path):
    assert loaded(tmp_path, b"\xef\xbb\xbftop_k = 4\r\n").top_k == 4


@pytest.mark.parametrize("name", ["corpus", "index", "state", "password_file"])
def test_a_home_folder_is_meant_wherever_a_path_comes_from(tmp_path, monkeypatch, name):
    monkeypatch.setenv("HOME", str(tmp_path / "thuis"))
    at_home = tmp_path / "thuis" / "x"
    assert getattr(loaded(tmp_path, f"{name} = '~/x'".encode()), name) == at_home
    assert getattr(loaded(tmp_path, environ={f"QA_{name.upper()}": "~/x"}), name) == at_home
    assert getattr(loaded(tmp_path, **{name: Path("~/x")}), name) == at_home


def test_a_relative_path_in_the_file_counts_from_its_folder(tmp_path):
    assert loaded(tmp_path, b"index = 'daar'").index == tmp_path / "daar"


@pytest.mark.parametrize(
    ("toml", "environ", "says"),
    [
        (b"index = 5", {}, "'index' in {toml} does not take '5': a path is needed."),
        (b"model = 5", {}, "'model' in {toml} does not take '5': a text is needed."),
        (b"model = ''", {}, "'model' in {toml} does not take '': a name is needed."),
        (b"top_k = 2.5", {}, "'top_k' in {toml} does not take '2.5': a whole number is needed."),
        (b"", {"QA_TOP_K": "veel"}, "in QA_TOP_K does not take 'veel': a whole number is"),
        (b"", {"QA_JOBS": "1" * 5000}, "…': a whole number is needed."),
        (b"", {"QA_TOP_K": "0"}, "a number greater than or equal to 1 is needed."),
        (b"top_k = 1001", {}, "a number less than or equal to 1000 is needed."),
        (b"", {"QA_FILE_SECONDS": "0"}, "a number greater than 0.0 is needed."),
        (b"", {"QA_OCR": "misschien"}, "in QA_OCR does not take 'misschien': true or false"),
        (b"", {"QA_ANSWERER": "magic"}, "'extract' or 'model' is needed."),
        (b"", {"QA_OCR_LANGUAGES": "+"}, "names joined by + are needed, as in nld+eng."),
        (b"", {"QA_MODEL_URL": "ftp://geheim"}, "not take what is given: an http:// or https://"),
        (b"topk = 3", {}, "There is no setting 'topk' in {toml}; the nearest is 'top_k'."),
        (b"kleur = 3", {}, "There is no setting 'kleur' in {toml}; the settings are corpus, "),
        (b"", {"QA_TOPK": "3"}, "QA_TOPK is no setting; the nearest is QA_TOP_K."),
        (b"", {"QA_CORPUSS": "x"}, "QA_CORPUSS is no setting; the nearest is QA_CORPUS."),
        (b"top_k =", {}, "cannot be read as settings"),
    ],
)
def test_what_is_wrong_is_said_with_where_it_stands(tmp_path, toml, environ, says):
    with pytest.raises(SettingsError) as error:
        loaded(tmp_path, toml, environ)
    said = str(error.value)
    assert says.format(toml=tmp_path / "qa.toml") in said
    assert said.endswith(".")
    assert "geheim" not in said


def test_the_last_that_sets_a_value_is_named_for_it(tmp_path):
    with pytest.raises(SettingsError, match="in QA_TOP_K does"):
        loaded(tmp_path, b"top_k = 3", {"QA_TOP_K": "veel"})
    assert loaded(tmp_path, b"top_k = 'veel'", {"QA_TOP_K": "3"}).top_k == 3
    with pytest.raises(SettingsError, match="'top_k' does not take '0'"):
        loaded(tmp_path, b"top_k = 3", top_k=0)


@pytest.mark.parametrize("name", ["QA_MODE", "QA_HOME", "QA_ENV", "QA_REPORT_URL", "PATH"])
def test_the_variables_of_other_programs_are_left_alone(tmp_path, name):
    assert loaded(tmp_path, environ={name: "x"}) == Settings()


def test_an_empty_variable_sets_nothing(tmp_path):
    assert loaded(tmp_path, environ={"QA_TOP_K": "", "QA_TOPK": ""}) == Settings()

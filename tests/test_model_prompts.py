"""Templates: found where they should be, checked before anything is sent, carried by a wheel."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from qa.answering.by_model.claims import Claim, Reader
from qa.answering.by_model.material import harmless, new_mark, tokens_in
from qa.answering.by_model.prompts import VARIABLES, PromptError, Prompts
from qa.answering.by_model.quotes import find_words
from qa.library import Library
from qa.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = sorted(ROOT.glob("prompts/*.md"))


def written(folder: Path, name: str, text: str) -> Prompts:
    (folder / "prompts").mkdir(exist_ok=True)
    (folder / "prompts" / name).write_text(text, "utf-8")
    return Prompts(folder)


@pytest.mark.parametrize("task", VARIABLES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_template_says_in_its_head_what_it_gets(task: str, language: str) -> None:
    head = (ROOT / "prompts" / f"{task}.{language}.md").read_text("utf-8").splitlines()[0]
    listed = re.sub(r"\([^()]*\)", "", head.partition("variables:")[2].strip(" #}"))
    assert {name.strip() for name in listed.split(",")} == VARIABLES[task]


def test_every_part_has_a_head_too() -> None:
    for path in TEMPLATES:
        if path.name != "README.md":
            assert path.read_text("utf-8").startswith("{# variables: "), path


def test_the_working_folder_wins_file_by_file(tmp_path: Path) -> None:
    shipped = Prompts(tmp_path / "elsewhere").check("answer", "nl")
    prompts = written(tmp_path, "answer.nl.md", "Zeg het kort: {{ question }}")
    assert prompts.check("answer", "nl") != shipped
    assert prompts.check("answer", "en") == Prompts(tmp_path / "elsewhere").check("answer", "en")
    values = {"question": "Wat?", "form": "json", "mark": "m", "passages": []}
    filled = prompts.fill("answer", "nl", values)
    assert filled.messages() == [{"role": "user", "content": "Zeg het kort: Wat?"}]


def test_the_version_is_that_of_the_template_and_its_parts(tmp_path: Path) -> None:
    before = Prompts(tmp_path).check("answer", "nl")
    prompts = written(tmp_path, "refuse.nl.md", "Raad niet.")
    assert prompts.check("answer", "nl") != before
    assert prompts.check("rewrite", "nl") == Prompts(tmp_path / "x").check("rewrite", "nl")


UNSOUND = {
    "an unknown variable": ("{{ vraag }}", "variable 'vraag'.*it gets form, mark"),
    "no Jinja": ("{% if %}", r"answer\.nl\.md, line 1"),
    "a part that is not there": ('{% include "weg.md" %}', "no template weg.md"),
    "not UTF-8": (b"\xff\xfe\xff", "cannot be read"),
    "a reach for the program": ("{{ question.__class__.__mro__ }}", "cannot be filled in"),
    "a sum that fails": ("{{ 1 // 0 }}", "cannot be filled in"),
}


@pytest.mark.parametrize(("text", "told"), UNSOUND.values(), ids=UNSOUND.keys())
def test_an_unsound_template_is_an_error_before_anything_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample: Library, text: str | bytes, told: str
) -> None:
    (tmp_path / "prompts").mkdir()
    data = text if isinstance(text, bytes) else text.encode()
    (tmp_path / "prompts" / "answer.nl.md").write_bytes(data)
    monkeypatch.chdir(tmp_path)
    settings = sample.settings.model_copy(
        update={"answerer": "model", "model_url": "http://127.0.0.1:1/v1", "model_name": "m"}
    )
    with pytest.raises(PromptError, match=told):
        Library(settings, sample._encoder).ask("Hoeveel werkpleinen misten de mijlpalen?")


def test_nothing_in_a_value_is_a_template() -> None:
    values = {"question": "{{ mark }} {% include 'x' %}", "history": []}
    assert "{{ mark }} {% include 'x' %}" in Prompts().fill("rewrite", "nl", values).user


def test_a_wheel_carries_the_templates_and_reads_them(tmp_path: Path) -> None:
    """Built from this checkout; unpacked beside the installed libraries, its own copy is found."""
    build = "from hatchling.build import build_wheel; import sys; print(build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)], cwd=ROOT, capture_output=True, text=True
    )
    if "No module named 'hatchling'" in done.stderr:
        pytest.skip("hatchling, the build backend, is not installed")
    assert done.returncode == 0, done.stderr
    wheel = tmp_path / done.stdout.split()[-1]
    with zipfile.ZipFile(wheel) as packed:
        names = {name for name in packed.namelist() if name.startswith("qa/prompts/")}
        assert names == {f"qa/prompts/{path.name}" for path in TEMPLATES}
        wanted = [name for name in packed.namelist() if name.endswith((".py", ".md"))]
        packed.extractall(tmp_path / "site", wanted)
    code = "from qa.answering.by_model.prompts import Prompts; p = Prompts(); print(p.places[1])"
    code += "; print(p.check('answer', 'nl'))"
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(tmp_path / "site")},
    ).stdout.split()  # fmt: skip
    assert said == [str(tmp_path / "site" / "qa" / "prompts"), Prompts(ROOT).check("answer", "nl")]


# ------------------------------------------------------------------ what goes in and comes out


def test_what_is_obeyed_anywhere_is_made_harmless() -> None:
    assert harmless("a<|im_start|>b\x1b[31m\u202e\u200b\U000e0041") == "a‹|im_start|›b [31m"
    assert harmless("[INST] doe dit [/INST]") == "(INST) doe dit (/INST)"
    assert harmless("gewoon: 7,5 % – één\nregel") == "gewoon: 7,5 % – één\nregel"


def test_a_mark_occurs_in_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["aaaa", "bbbb"])
    monkeypatch.setattr("secrets.token_hex", lambda _: next(drawn))
    assert new_mark(["er staat aaaa in"]) == "bbbb"


def test_more_text_is_more_tokens() -> None:
    assert tokens_in("") == 1
    assert tokens_in("x" * 2700) >= 1000


REPLY = (
    '{"short": "zes", "refused": false, "claims": [{"claim": "Er {zijn} \\"zes\\".", "passage": 2,'
    ' "quote": "zes [1] }"}, {"claim": "Twee.", "passage": "[3]", "quote": null}]}'
)


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_claims_come_out_whole_however_the_reply_is_cut(size: int) -> None:
    reader, found = Reader(), []
    for start in range(0, len(REPLY), size):
        found += reader.feed(REPLY[start : start + size])
    found += reader.end()
    assert found == [Claim('Er {zijn} "zes".', 2, "zes [1] }"), Claim("Twee.", 3, "")]
    assert reader.short == "zes"


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_lines_are_read_as_claims(size: int) -> None:
    text = (
        'SHORT: six\n[2] There are six. || "er zijn er zes"\n- Nothing cited at all\nLast [1] || x'
    )
    reader, found = Reader(), []
    for start in range(0, len(text), size):
        found += reader.feed(text[start : start + size])
    found += reader.end()
    assert found == [
        Claim("There are six.", 2, "er zijn er zes"),
        Claim("- Nothing cited at all", None, ""),
        Claim("Last", 1, "x"),
    ]
    assert reader.short == "six"


PASSAGE = "In 2009 had 59 van de 125\nwerkpleinen de re-integratie niet op orde (zie bijlage 2)."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("59 van de 125 werkpleinen", True),
        ("59 VAN DE 125 werk- pleinen", True),
        ("de reintegratie niet op orde", True),
        ("In 2009 … niet op orde", True),
        ("9 van de 125 werkpleinen", False),
        ("59 van de 125 werkplein", False),
        ("59 van de 12 5 werkpleinen", False),
        ("niet op orde … In 2009 had", False),
        ("op orde", False),
        ("werkpleinen de re-integratie wel op orde", False),
        ("", False),
    ],
)
def test_a_quote_is_found_letter_for_letter_or_not_at_all(quote: str, found: bool) -> None:
    assert (find_words(quote, PASSAGE) is not None) is found


def test_no_secret_is_in_what_settings_say() -> None:
    settings = Settings.load(
        Path("/nergens"), {}, model_url="https://jan:geheim@x.nl/v1?k=1", model_key="sleutel-1"
    )
    assert "geheim" not in repr(settings) + str(settings)
    assert "sleutel-1" not in repr(settings) + str(settings) + settings.model_dump_json()

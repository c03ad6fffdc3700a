"""The commands with a model: what they print, where, and that the key is in none of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import model_server as ms
import pytest
from model_server import Server, claims, streams
from terminal import Terminal

from qa.library import Library

ROOT = Path(__file__).resolve().parents[1]
LAUNCH = "import sys; from qa.cli import main; sys.exit(main())"
KEY, PASSWORD = "sleutel-41d0", "wachtwoord-77aa"
QUESTION = "Hoeveel werkpleinen misten de mijlpalen?"
QUOTE = "59 van de 125 werkpleinen de mijlpalen niet op tijd zullen halen"
TRUE = "59 van de 125 werkpleinen halen de mijlpalen niet op tijd."
GOOD = claims((TRUE, 1, QUOTE), short="59 van de 125 werkpleinen")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with ms.serving() as serving:
        yield serving


@pytest.fixture
def environment(sample: Library, server: Server, tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "QA_CORPUS": str(sample.settings.corpus),
        "QA_INDEX": str(sample.settings.index),
        "QA_STATE": str(tmp_path / "state"),
        "QA_MODEL_URL": server.url.replace("http://", f"http://jan:{PASSWORD}@"),
        "QA_MODEL_NAME": "m",
        "QA_MODEL_KEY": KEY,
        "QA_MODEL_RETRIES": "0",
        "OPENAI_LOG": "debug",
    }


def run(
    environment: dict[str, str], *arguments: str, stdin: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LAUNCH, *arguments], input=stdin, capture_output=True, text=True,
        env=environment | more, cwd=environment["QA_STATE"].removesuffix("/state"),
    )  # fmt: skip


def test_no_command_contacts_a_model_that_is_not_asked_to_answer(
    environment: dict[str, str], server: Server
) -> None:
    server.script(streams(GOOD))
    for arguments in (["ask", QUESTION], ["doctor"], ["ask", QUESTION, "--show-prompt"]):
        done = run(environment, *arguments)
        assert done.returncode == 0, done.stderr
        assert "127.0.0.1" not in done.stderr
    assert server.bodies == []


def test_the_key_is_in_nothing_that_is_printed_or_kept(
    environment: dict[str, str], server: Server, sample: Library, tmp_path: Path
) -> None:
    asked = ["ask", QUESTION, "--answerer", "model"]
    line = json.dumps({"id": 1, "question": QUESTION})
    printed = ""
    refused = ms.fails(401, f"wrong key {KEY} Bearer {KEY}")
    for says, arguments in (
        (streams(GOOD), asked), (refused, ["--debug", *asked]), (refused, [*asked, "--json"]),
        (refused, ["batch", "-", "--answerer", "model"]), (refused, ["doctor", "--json"]),
        (streams(GOOD), [*asked, "--show-prompt"]),
    ):  # fmt: skip
        server.script(says)
        done = run(environment, *arguments, stdin=line, QA_ANSWERER="model")
        printed += done.stdout + done.stderr
    assert "weigert de sleutel" in printed
    assert "Antwoord van het model m" in printed
    kept = b"".join(
        path.read_bytes()
        for folder in (tmp_path, sample.settings.index)
        for path in folder.rglob("*")
        if path.is_file()
    )
    for secret in (KEY, PASSWORD):
        assert secret not in printed
        assert secret.encode() not in kept


def test_a_failing_endpoint_is_a_sentence_on_standard_error_and_an_answer(
    environment: dict[str, str], server: Server
) -> None:
    server.script(ms.fails(500, "kapot"))
    done = run(environment, "ask", QUESTION, "--answerer", "model", "--json", OPENAI_LOG="")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("qa: Het model op http://127.0.0.1")
    assert "kapot" in done.stderr
    assert answer["answerer"] == "extract"
    assert answer["model"]["fell_back"] in done.stderr
    line = json.dumps({"question": QUESTION})
    done = run(
        environment, "batch", "-", "--answerer", "model", stdin=f"{line}\n{line}\n", OPENAI_LOG=""
    )
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr.count("kapot") == 1


def test_what_is_lacking_or_wrong_is_one_sentence_and_a_status(environment: dict[str, str]) -> None:
    done = run(environment, "ask", QUESTION, "--answerer", "model", QA_MODEL_NAME="")
    assert done.returncode == 1
    assert "model_name is not set" in done.stderr
    assert done.stderr.count("\n") == 1
    done = run(environment, "ask", QUESTION, QA_MODEL_URL=f"ftp://x:{PASSWORD}@y/z")
    assert done.returncode == 2
    assert "model_url" in done.stderr
    assert PASSWORD not in done.stderr


def test_not_found_is_exit_status_4_and_no_prompt(environment: dict[str, str]) -> None:
    for more in (["--answerer", "model"], ["--show-prompt"]):
        done = run(environment, "ask", "Wat kostten de werkpleinen in 2012?", *more)
        assert done.returncode == 4


def test_eval_lays_a_model_beside_the_extractive_answers(
    environment: dict[str, str], server: Server, tmp_path: Path
) -> None:
    row = {
        "id": "a", "question": QUESTION, "lang": "nl", "type": "number", "answer": "59 van de 125",
        "numbers": ["59"], "evidence": [{"doc": "werkpleinen-2009.txt", "quote": QUOTE}],
    }  # fmt: skip
    (tmp_path / "q.jsonl").write_text(json.dumps(row), "utf-8")
    server.script(streams(claims(("Zij halen 59.", 1, QUOTE), short="125 werkpleinen")))
    first = run(environment, "eval", "q.jsonl", "--json")
    (tmp_path / "extract.json").write_text(first.stdout, "utf-8")
    second = run(environment, "eval", "q.jsonl", "--answerer", "model", "--compare", "extract.json")
    assert second.returncode == 0, second.stderr
    assert len(server.bodies) == 1


def test_the_extractive_answer_imports_no_client_and_no_templates(
    environment: dict[str, str],
) -> None:
    code = LAUNCH.replace("sys.exit(main())", "main(sys.argv[1:]); print(*sys.modules)")
    for arguments in (["--help"], ["ask", QUESTION]):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True,
            env=environment, check=True,
        )  # fmt: skip
        assert not {"openai", "jinja2", "httpx2"} & set(done.stdout.split())


# ---------------------------------------------------------------------- on a terminal


def hangs(text: str) -> Any:
    """Says a text, and then nothing for as long as anybody waits."""

    def behave(handler: ms.Handler, body: ms.Body) -> None:
        handler.begin()
        handler.piece(text)
        ms.time.sleep(10)

    return behave


def on_terminal(environment: dict[str, str], *arguments: str) -> Terminal:
    return Terminal([sys.executable, "-c", LAUNCH, *arguments], environment | {"OPENAI_LOG": ""})


def test_ctrl_c_stops_the_stream_and_keeps_the_shell(
    environment: dict[str, str], server: Server
) -> None:
    raw = claims((TRUE, 1, QUOTE), ("Onbewezen woorden 77.", 1, QUOTE))
    server.script(hangs(raw[:-4]), streams(GOOD))
    shell = on_terminal(environment, "chat", "--answerer", "model")
    shell.until("vraag>")
    shell.type(f"{QUESTION}\r")
    shell.until("niet op tijd.")  # the first claim, proven, while the stream still hangs
    shell.type("\x03")
    shell.until("Gestopt.")
    assert "Onbewezen" not in shell.printed
    shell.until("vraag>")
    shell.type(f"{QUESTION}\r")
    shell.until("Antwoord van het model m")
    shell.type("/quit\r")
    assert shell.status() == 0


def test_ctrl_c_ends_ask_with_130(environment: dict[str, str], server: Server) -> None:
    server.script(hangs(GOOD[:-4]))
    asking = on_terminal(environment, "ask", QUESTION, "--answerer", "model")
    while not server.bodies:
        ms.time.sleep(0.05)
    asking.type("\x03")
    assert asking.status() == 130


# ---------------------------------------------------------------------- no network


ISOLATED = (
    "import socket, sys\n"
    "assert not [name for _, name in socket.if_nameindex() if name != 'lo'], 'a network'\n"
    "from qa.cli import main\n"
    "sys.exit(main(sys.argv[1:]))"
)


def test_nothing_needs_a_network(environment: dict[str, str], tmp_path: Path) -> None:
    """In a network namespace without interfaces (but a loopback that is down)."""
    isolate = ["unshare", "--user", "--map-root-user", "--net"]
    if not shutil.which("unshare") or subprocess.run([*isolate, "true"], check=False).returncode:
        pytest.skip("this machine permits no network namespaces")
    (tmp_path / "q.jsonl").write_text(
        json.dumps({"id": "a", "question": QUESTION, "lang": "nl", "type": "number",
                    "answer": "59", "numbers": ["59"], "evidence": []}), "utf-8"
    )  # fmt: skip
    given = environment | {"QA_INDEX": str(tmp_path / "index"), "OPENAI_LOG": ""}
    for arguments, status in (
        (["index"], 0), (["ask", QUESTION], 0), (["chat"], 0), (["batch", "q.jsonl"], 0),
        (["eval", "q.jsonl"], 0), (["ask", QUESTION, "--answerer", "model"], 0),
    ):  # fmt: skip
        done = subprocess.run(
            [*isolate, sys.executable, "-c", ISOLATED, *arguments], input=f"{QUESTION}\n",
            capture_output=True, text=True, env=given, cwd=tmp_path,
        )  # fmt: skip
        assert done.returncode == status, done.stderr
        assert "59" in done.stdout or arguments[0] in ("index", "eval")
    assert "niet te bereiken" in done.stderr

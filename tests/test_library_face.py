"""The library as scripts and notebooks use it: what docs/library.md says."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import readers
from crashes import library_of, processes, reading_here

import qa
from qa.library import Library

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "library.md").read_text("utf-8")
CODE = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
QUESTIONS = (
    "Hoeveel werkpleinen halen de mijlpalen niet?",
    "how many werkpleinen missed the mijlpalen",
    "Welk rapportcijfer kreeg UWV in 2007?",
)


def one_report(folder: Path) -> Path:
    """The only report of a new corpus folder."""
    folder.mkdir()
    return Path(shutil.copy(ROOT / "corpus" / "werkpleinen-2009.txt", folder))


def test_the_code_on_the_page_runs_from_the_first_line_to_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one_report(tmp_path / "rapporten")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for code in CODE:
        exec(code, names)
    said = capsys.readouterr().out
    assert "59 van de 125 werkpleinen" in said
    assert names["library"].settings.passage_words == 80
    assert "writing 1 1" in said


def test_every_call_and_argument_on_the_page_is_there() -> None:
    import inspect

    for name, given in re.findall(r"^\| `\.(\w+)\((.*?)\)`", PAGE, re.MULTILINE):
        parameters = inspect.signature(getattr(Library, name)).parameters
        wanted = re.findall(r"(\w+)(?==…)|^(\w+)", given)
        assert {a or b for a, b in wanted} <= set(parameters), name


def test_the_public_names_are_there_and_load_nothing_before_they_are_used() -> None:
    for name in qa.__all__:
        assert getattr(qa, name).__name__ == name
    with pytest.raises(AttributeError, match="nothing_like_it"):
        qa.nothing_like_it  # noqa: B018
    code = "import sys, qa; print(*(name for name in sys.modules if name.startswith('qa.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.split() == []


def test_threads_that_ask_the_same_library_get_the_answers_that_one_gets(sample: Library) -> None:
    alone = readers.answers(sample, QUESTIONS)
    fresh = Library(sample.settings)  # everything is loaded while they all ask
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(readers.answers, fresh, QUESTIONS) for _ in range(6)]
        assert all(each.result() == alone for each in asked)


def test_a_notebook_may_sync_and_ask_inside_its_event_loop(tmp_path: Path) -> None:
    """As a cell does: in a running loop; and in a thread that is not the main one."""
    report = one_report(tmp_path / "corpus")

    async def cell() -> Any:
        library = Library.open(tmp_path / "corpus", tmp_path / "index")
        result = await asyncio.to_thread(library.sync)
        assert result.added == (report.name,)
        report.rename(report.with_name("ander.txt"))
        assert library.sync().renamed == ("ander.txt",)
        return library.ask(QUESTIONS[0])

    assert asyncio.run(cell()).short_answer == "59 van de 125 werkpleinen"


def test_processes_that_ask_while_the_corpus_is_synced_see_one_state_or_the_other(
    tmp_path: Path,
) -> None:
    here = {path.name: path.read_bytes() for path in (ROOT / "corpus").iterdir()}
    del here["balans-2011.pdf"]
    there = here | {"werkpleinen-2009.txt": here["begrippen.md"] * 2}
    there["klant.md"] = there.pop("klanttevredenheid-2006-2009.md").replace(b"6,7", b"7,9")
    with reading_here():
        counts, wrong = readers.back_and_forth(
            library_of, tmp_path, [here, there], QUESTIONS, 8, processes
        )
    assert wrong == []
    assert min(counts) > 0

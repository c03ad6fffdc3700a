"""The README says what today's code does."""

import dataclasses
import re
from pathlib import Path

import pytest
import readme_parts

from qa.model import Answer, Citation, Figure, Finding, RankedPassage

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def first_lines(console: str) -> list[str]:
    """Each command of a transcript with the first line it prints and its first source."""
    said = re.findall(r"^(\$ .*\n.*)$|^(  \[1\] .*)$", console, re.MULTILINE)
    return [one or other for one, other in said]


def test_the_transcript_is_what_the_commands_print():
    shown, now = readme_parts.part("transcript", README), readme_parts.transcript()
    assert first_lines(shown) == first_lines(now), "renew it with: python tests/readme_parts.py"


def test_the_table_of_settings_is_that_of_the_program():
    assert readme_parts.part("settings", README) == readme_parts.settings(), (
        "renew it with: python tests/readme_parts.py"
    )


def test_ci_runs_the_two_commands_of_the_readme():
    commands = re.findall(r"<!-- \w+ command -->\n```sh\n(.+)\n```", README)
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert len(commands) == 2
    assert all(command in lines for command in commands)
    assert lines[-1] == commands[1]


@pytest.mark.parametrize("kind", [Answer, Citation, Finding, Figure, RankedPassage])
def test_every_key_of_an_answer_is_documented(kind):
    names = kind._fields if kind is Figure else [field.name for field in dataclasses.fields(kind)]
    assert [name for name in names if f'"{name}"' not in README] == []


def test_links_within_the_project_lead_somewhere():
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        text = page.read_text("utf-8")
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_versions_of_every_dependency_are_pinned():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(item for extra in extras for item in extra)]
    pinned = re.findall(r"^([\w.-]+)==", (ROOT / "constraints.txt").read_text("utf-8"), re.M)
    for requirement in wanted:
        name = re.match(r"[\w.-]+", requirement)
        assert name
        assert name.group().lower().replace("_", "-") in pinned


def test_the_pins_name_no_host():
    pins = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert all(re.fullmatch(r"#.*|[a-z0-9.-]+==[\w.]+", line) for line in pins)

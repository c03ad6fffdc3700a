"""Writes the parts of README.md that today's code gives: ``python tests/readme_parts.py``.

The transcript is of real commands over the sample reports, the table of settings is ``Settings``.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
LAUNCH = "import sys; from qa.cli import main; sys.exit(main())"

COMMANDS = (
    ("ask", "how many werkpleinen missed the mijlpalen"),
    ("show", "1"),
    ("ask", "Welk rapportcijfer kreeg UWV in 2007?"),
    ("ask", "Wat kostten de werkpleinen in 2012?"),
)
"""What is typed: the arguments of ``qa``."""


def transcript() -> str:
    """The commands and what they print, as a console block."""
    with tempfile.TemporaryDirectory() as folder:
        index = ["--corpus", str(ROOT / "corpus"), "--index", f"{folder}/index"]
        run(folder, *index, "index")
        shown = []
        for arguments in COMMANDS:
            line = " ".join(f'"{part}"' if " " in part else part for part in ("qa", *arguments))
            said = map(wrapped, run(folder, *index, *arguments).rstrip().splitlines())
            shown.append("\n".join([f"$ {line}", *said, ""]))
    return "```console\n" + "\n".join(shown) + "```"


def wrapped(line: str) -> str:
    """A line as a page of text takes it: output that is no terminal's is not wrapped."""
    margin = " " * (len(line) - len(line.lstrip()))
    return textwrap.fill(line, 100, subsequent_indent=margin) if len(line) > 100 else line


def run(folder: str, *arguments: str) -> str:
    """What a command prints on standard output, with the default settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QA_")}
    environment = kept | {"PYTHONPATH": str(ROOT), "QA_STATE": f"{folder}/state"}
    done = subprocess.run(
        [sys.executable, "-c", LAUNCH, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment,
    )
    assert done.returncode in (0, 4), done.stderr  # 4: not found
    return done.stdout


def settings() -> str:
    """The table of settings: name, default, what it is."""
    from qa.settings import Settings

    rows = [
        f"| `{name}` | `{field.default}` | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| setting | default | |", "|---|---|---|", *rows])


def part(name: str, text: str) -> str:
    """What stands between the marks of a part."""
    found = re.search(rf"<!-- {name} -->\n(.*?)\n?<!-- /{name} -->", text, re.DOTALL)
    assert found, name
    return found.group(1)


def with_part(name: str, content: str, text: str) -> str:
    """The text with a part replaced."""
    before, mark, rest = text.partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    assert mark
    assert end
    return f"{before}{mark}{content}\n{end}{after}"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    text = README.read_text("utf-8")
    text = with_part("transcript", transcript(), text)
    text = with_part("settings", settings(), text)
    README.write_text(text, "utf-8")

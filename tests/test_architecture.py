"""The shape of the project: which room may know which, and that everything public is explained."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from qa.cli import app

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "qa"

ROOMS = (
    "model",
    "settings",
    "language",
    "figures",
    "reading",
    "passages",
    "table_rows",
    "late_interaction",
    "onnx_files",
    "encoders",
    "models",
    "rankers",
    "index",
    "fusion",
    "retrieval",
    "limits",
    "answering",
    "library",
    "watching",
    "evaluation",
    "messages",
    "asking",
    "memory",
    "excerpt",
    "page_image",
    "doctor",
    "screen",
    "render",
    "tables",
    "progress",
    "shell",
    "console",
    "cli",
    "__main__",
)
"""A room imports only rooms above it."""

HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "onnxruntime",
    "tokenizers",
    "faiss",
    "tantivy",
    "pdfminer",
    "wordfreq",
    "numpy",
    "pydantic",
    "rich",
    "prompt_toolkit",
    "openai",
    "httpx2",
    "jinja2",
}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def imports(path: Path) -> set[str]:
    """The rooms a module imports, at its head or inside a function; not those only for types."""
    tree = ast.parse(path.read_text("utf-8"))
    for_types = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and ast.unparse(branch.test) == "TYPE_CHECKING"
        for node in ast.walk(branch)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("qa"):
            rest = node.module.split(".")[1:]
            found |= {rest[0]} if rest else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name.split(".")[1] for name in node.names if name.name[:3] == "qa."}
    return found


def test_every_room_is_on_the_list():
    assert {room_of(path) for path in modules()} == set(ROOMS)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_rooms_above_it(path):
    own = ROOMS.index(room_of(path))
    below = {room for room in imports(path) if ROOMS.index(room) > own}
    assert not below, f"{path.name} imports {below}"


def test_the_terminal_knows_no_search_engine_and_the_engine_no_terminal():
    engines = ("faiss", "tantivy", "onnxruntime", "sqlite3")
    terminals = ("rich", "typer", "prompt_toolkit")
    for path in modules():
        text = path.read_text("utf-8")
        names = terminals if ROOMS.index(room_of(path)) < ROOMS.index("screen") else engines
        assert not re.search(rf"^\s*(import|from) ({'|'.join(names)})\b", text, re.MULTILINE), path


def test_the_command_line_starts_without_anything_heavy():
    code = "import sys, qa.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert not HEAVY & set(done.stdout.split())


def test_everything_public_has_a_docstring():
    bare = []
    for path in modules():
        tree = ast.parse(path.read_text("utf-8"))
        public = [tree, *_public(tree)]
        bare += [f"{path.name}: {_name(node)}" for node in public if not ast.get_docstring(node)]
    assert bare == []


def _public(node: ast.AST) -> list[ast.AST]:
    """The public functions and classes of a module, and the public methods of those classes."""
    found: list[ast.AST] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.ClassDef)) and not child.name.startswith("_"):
            found.append(child)
            if isinstance(child, ast.ClassDef):
                found += _public(child)
    return found


def _name(node: ast.AST) -> str:
    return getattr(node, "name", "module")


def test_nothing_is_unpickled_and_no_shell_is_run():
    for path in modules():
        text = path.read_text("utf-8")
        for danger in ("import pickle", "from pickle", "shell=True", "os.system", "eval("):
            assert danger not in text.replace("_eval(", ""), f"{path.name}: {danger}"


def commands() -> dict[str, typer.core.TyperCommand]:
    return typer.main.get_command(app).commands


def parameters() -> list[tuple[str, object]]:
    group = typer.main.get_command(app)
    return [
        (name, parameter)
        for name, command in {"qa": group, **group.commands}.items()
        for parameter in command.params
    ]


def test_every_command_has_help_with_an_example_and_a_row_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    for name, command in commands().items():
        assert command.help
        assert f"qa {name}" in command.help, f"{name} has no example"
        assert re.search(rf"^\| `qa {name}\b", readme, re.MULTILINE), name


def test_every_option_has_help_and_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `qa (\w+)[^|]*\|(.*)\|$", readme, re.MULTILINE))
    head = readme[readme.index("Before the command:") :]
    for name, parameter in parameters():
        assert parameter.help, f"{name} {parameter.name}"
        for option in parameter.opts:
            if option.startswith("--"):
                where = head if name == "qa" else rows[name]
                assert f"`{option}" in where, f"{name} {option}"


def test_a_newcomer_finds_the_way_with_ls():
    wanted = {"qa", "corpus", "index", "tests", "bench", "docs", "README.md"}
    wanted |= {"pyproject.toml", "constraints.txt", "LICENSE"}
    assert wanted <= {path.name for path in ROOT.iterdir()}

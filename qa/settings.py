"""Every setting, one class, from ``qa.toml`` and ``QA_*`` variables.

Nothing else reads the environment.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from qa.model import SettingsError

FILE = "qa.toml"
PREFIX = "QA_"
SECRET = ("model_key", "model_url")  # never repeated in a message
NEAR = 0.8  # how alike a wrong name and the one that is meant are, of 1 (0: no letter in common)
NEAR_VARIABLE = 0.9  # of a variable, which may be another program's: QA_MODE is not QA_MODEL (.89)
LONGEST_VALUE = 60  # characters of a wrong value that a message repeats

NEEDED = {
    "path_type": "a path is needed",
    "string_type": "a text is needed",
    "int_type": "a whole number is needed",
    "int_parsing": "a whole number is needed",
    "int_parsing_size": "a whole number is needed",
    "int_from_float": "a whole number is needed",
    "float_type": "a number is needed",
    "float_parsing": "a number is needed",
    "finite_number": "a number is needed",
    "bool_type": "true or false is needed",
    "bool_parsing": "true or false is needed",
    "literal_error": "{expected} is needed",
    "greater_than": "a number greater than {gt} is needed",
    "greater_than_equal": "a number greater than or equal to {ge} is needed",
    "less_than_equal": "a number less than or equal to {le} is needed",
    "string_too_short": "a name is needed",
    "string_pattern_mismatch": "names joined by + are needed, as in nld+eng",
    "value_error": "{error}",
}
"""What pydantic finds wrong -> what is needed instead, in words for people."""


class Settings(BaseModel):
    """What can be set; each is a key of ``qa.toml`` and, as ``QA_<NAME>``, a variable."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    corpus: Path = Field(Path("corpus"), description="The folder of reports.")
    index: Path = Field(Path("index"), description="The folder the built index lies in.")
    state: Path = Field(
        Path("~/.local/state/vraagbaak"),
        description="The folder of the shell's history and the last answer.",
    )
    model: str = Field(
        "bundled",
        min_length=1,
        description="'bundled', or a sentence-transformers model: hub name or folder.",
    )
    ranker: str = Field(
        "bundled",
        min_length=1,
        description="'none', 'bundled', or a cross-encoder: hub name or folder.",
    )
    top_k: int = Field(20, ge=1, le=1000, description="How many passages an answer lists.")
    passage_words: int = Field(110, ge=20, le=400, description="The size of a passage, in words.")
    passage_overlap: int = Field(
        1, ge=0, le=10, description="How many sentences a passage repeats of the one before it."
    )
    jobs: int = Field(0, ge=0, le=256, description="Processes that read files; 0: one a core.")
    page_seconds: float = Field(20, gt=0, description="The longest a page may take to read.")
    file_seconds: float = Field(3600, gt=0, description="The longest a file may take to read.")
    memory_mb: int = Field(1024, ge=128, description="The most memory a reading process may take.")
    max_file_mb: int = Field(512, ge=1, description="Larger files are listed as unreadable.")
    max_pages: int = Field(10_000, ge=1, description="Pages past this are listed as not read.")
    ocr: bool = Field(False, description="Scanned pages are read with Tesseract.")
    ocr_languages: str = Field(
        "nld+eng",
        pattern=r"^[A-Za-z_]+(\+[A-Za-z_]+)*$",
        description="The languages Tesseract reads, by its names.",
    )
    ocr_seconds: float = Field(
        120, gt=0, description="The longest Tesseract may take over a page, by the clock."
    )
    password_file: Path | None = Field(
        None, description="A file of passwords for locked PDFs, one a line."
    )
    ignore_permissions: bool = Field(
        False, description="PDFs are read whose owner forbids taking text out."
    )
    generations: int = Field(2, ge=1, le=100, description="How many finished indexes are kept.")

    answerer: Literal["extract", "model"] = Field(
        "extract", description="Who answers: 'extract', or 'model': a language model, proven."
    )
    model_url: str | None = Field(
        None,
        repr=False,  # it may hold a name and password
        description="An OpenAI-compatible endpoint, as in http://localhost:11434/v1.",
    )
    model_name: str | None = Field(None, description="The model that the endpoint is asked for.")
    model_key: SecretStr | None = Field(None, description="The endpoint's key; shown nowhere.")
    model_context: int = Field(
        8192, ge=512, description="The model's context, in tokens: question, passages and answer."
    )
    model_answer_tokens: int = Field(
        1024, ge=64, description="How many tokens the model may answer with."
    )
    model_seconds: float = Field(60, gt=0, description="The longest the endpoint may be silent.")
    model_total_seconds: float = Field(
        300, gt=0, description="The longest a try at the endpoint may take."
    )
    model_retries: int = Field(
        2, ge=0, le=10, description="Tries after the first, on 429, 5xx and broken connections."
    )
    model_temperature: float = Field(0, ge=0, le=2, description="The temperature asked for.")
    model_seed: int = Field(0, description="The seed asked for.")

    @field_validator("corpus", "index", "state", "password_file")
    @classmethod
    def _with_home(cls, value: Path | None) -> Path | None:
        try:
            return value.expanduser() if value else value
        except RuntimeError:
            raise ValueError("there is no such home folder") from None

    @field_validator("model_url")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("an http:// or https:// address is needed")
        return value.rstrip("/")

    @classmethod
    def load(
        cls,
        folder: Path | None = None,
        environ: Mapping[str, str] | None = None,
        **overrides: Any,
    ) -> Settings:
        """The settings of a working folder: defaults, then its ``qa.toml``, variables, overrides.

        Relative paths in ``qa.toml`` count from its folder. An override of None does not count.
        Raises SettingsError, naming the file or variable, for an unknown key or a wrong value; for
        an unknown variable only where its name is near a setting's, since another program may have
        variables that begin alike; and as ``check_folders``.
        """
        folder = folder or Path.cwd()
        environ = os.environ if environ is None else environ
        path = folder / FILE
        values = _from_file(path)
        sources = dict.fromkeys(values, f" in {path}")
        variables = _from_variables(environ, cls.model_fields)
        sources |= {name: f" in {PREFIX}{name.upper()}" for name in variables}
        given = {name: value for name, value in overrides.items() if value is not None}
        sources |= dict.fromkeys(given, "")
        return cls._checked(values | variables | given, sources)

    def changed(self, **overrides: Any) -> Settings:
        """These settings with others in their place. Raises SettingsError as ``load`` does."""
        if not overrides:
            return self
        # Those that are not set are not given: a default is not looked at before it is used.
        return self._checked(self.model_dump(exclude_unset=True) | overrides, {})

    @classmethod
    def _checked(cls, values: Mapping[str, Any], sources: Mapping[str, str]) -> Settings:
        try:
            settings = cls(**values)
        except ValidationError as error:
            raise SettingsError(_sentence(error, sources, cls.model_fields)) from None
        check_folders(settings)
        return settings


def check_folders(settings: Settings) -> None:
    """Raises SettingsError where the index would be written among the reports themselves."""
    if settings.index.resolve() == settings.corpus.resolve():
        raise SettingsError(
            f"{settings.index} cannot be both the folder of reports and that of the index: name "
            "another for the index, it may lie in the first."
        )


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        values = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read as settings: {error}.") from None
    for name in ("corpus", "index", "state", "password_file"):
        if isinstance(values.get(name), str):
            # Joined after "~" is made a folder: what comes out absolute stays as it is.
            values[name] = path.parent / os.path.expanduser(values[name])  # noqa: PTH111
    return values


def _from_variables(environ: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """The settings among the variables; those that are empty do not count."""
    known = {PREFIX + name.upper(): name for name in names}
    for variable, value in environ.items():
        if not value or not variable.startswith(PREFIX) or variable in known:
            continue
        near = _nearest(variable.removeprefix(PREFIX).lower(), known.values(), NEAR_VARIABLE)
        if near:
            raise SettingsError(f"{variable} is no setting; the nearest is {PREFIX}{near.upper()}.")
    return {name: environ[variable] for variable, name in known.items() if environ.get(variable)}


def _nearest(name: str, names: Iterable[str], cutoff: float) -> str | None:
    """The name that is most alike, underscores aside; None where none is alike enough."""
    joined = {known.replace("_", ""): known for known in names}
    found = get_close_matches(name.replace("_", ""), joined, 1, cutoff)
    return joined[found[0]] if found else None


def _sentence(error: ValidationError, sources: Mapping[str, str], names: Iterable[str]) -> str:
    """The first thing that is wrong, and where it was set; ``sources`` are by name."""
    first = error.errors()[0]
    name = str(first["loc"][0])
    source = sources.get(name, "")
    if first["type"] == "extra_forbidden":
        near = _nearest(name, names, NEAR)
        meant = f"the nearest is '{near}'" if near else f"the settings are {', '.join(names)}"
        return f"There is no setting '{name}'{source}; {meant}."
    value = str(first["input"])
    short = value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…"
    given = "what is given" if name in SECRET else repr(short)
    needed = NEEDED.get(first["type"], first["msg"].lower()).format(**first.get("ctx", {}))
    return f"The setting '{name}'{source} does not take {given}: {needed}."

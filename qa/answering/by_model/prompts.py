"""What a language model is told: the templates of ``prompts/``, found, checked and filled in.

A ``prompts/`` in the working folder wins, file by file, over the copy that comes with the package.
Templates run in Jinja's sandbox: they see the variables of their head, and nothing of the program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from qa.model import Language, VraagbaakError

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER: Final = "prompts"
PARTED: Final = "--- user ---"  # the line between what the system says and what the user says
_PACKAGE: Final = Path(__file__).parents[2]

VARIABLES: Final[dict[str, frozenset[str]]] = {
    "answer": frozenset({"question", "form", "mark", "passages"}),
    "compare": frozenset({"question", "form", "mark", "passages", "reports"}),
    "rewrite": frozenset({"question", "history"}),
}
"""Task -> the variables its template gets."""


class PromptError(VraagbaakError):
    """A template that cannot be used; the message names the file and what is wrong in it."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent: ``version`` names the template and a hash of its text and its parts'."""

    system: str
    user: str
    version: str

    def messages(self) -> list[dict[str, str]]:
        """As the endpoint takes them."""
        said = [("system", self.system), ("user", self.user)]
        return [{"role": role, "content": text} for role, text in said if text]


class Prompts:
    """The templates seen from a working folder. Raises PromptError for one that is not sound."""

    def __init__(self, folder: Path | None = None) -> None:
        """Templates of ``folder/prompts`` (the working folder's), then the package's."""
        self.places = [(folder or Path.cwd()) / FOLDER, *_shipped()]

    @cached_property
    def _environment(self) -> Environment:
        from jinja2 import FileSystemLoader, StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        return ImmutableSandboxedEnvironment(
            loader=FileSystemLoader([str(place) for place in self.places]),
            undefined=StrictUndefined,
            autoescape=False,  # plain text, not HTML
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def check(self, task: str, language: Language) -> str:
        """Look at a template and its parts; its version, ``answer.nl@`` and twelve hex digits."""
        name = f"{task}.{language}.md"
        digest = hashlib.sha256()
        for part, source in sorted(self._sources(name, VARIABLES[task]).items()):
            digest.update(f"{part}\n{source}\n".encode())
        return f"{task}.{language}@{digest.hexdigest()[:12]}"

    def fill(self, task: str, language: Language, values: Mapping[str, Any]) -> Prompt:
        """The template of a task with its variables filled in. Nothing in a value is a template."""
        from jinja2 import TemplateError

        name, version = f"{task}.{language}.md", self.check(task, language)
        try:
            text = self._environment.get_template(name).render(values)
        except (TemplateError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
            raise PromptError(f"prompts/{name} cannot be filled in: {error}.") from None
        if not self._is_parted(name):
            return Prompt("", text.strip(), version)
        system, _, user = text.partition(PARTED)
        return Prompt(system.strip(), user.strip(), version)

    def _source(self, name: str) -> tuple[str, str | None]:
        """A template's text and the file it is in."""
        loader = self._environment.loader
        assert loader is not None
        source, place, _ = loader.get_source(self._environment, name)
        return source, place

    def _is_parted(self, name: str) -> bool:
        """Whether the template itself has the line that parts system from user."""
        return PARTED in self._source(name)[0].splitlines()

    def _sources(self, name: str, known: frozenset[str]) -> dict[str, str]:
        """The template's text and its parts', by name, each looked through."""
        from jinja2 import TemplateNotFound, TemplateSyntaxError, meta

        sources: dict[str, str] = {}
        waiting = [name]
        while waiting:
            part = waiting.pop()
            try:
                source, place = self._source(part)
                tree = self._environment.parse(source, part)
            except TemplateNotFound:
                raise PromptError(
                    f"There is no template {part}; it was looked for in "
                    f"{' and '.join(str(each) for each in self.places)}."
                ) from None
            except TemplateSyntaxError as error:
                raise PromptError(f"prompts/{part}, line {error.lineno}: {error.message}") from None
            except (OSError, UnicodeDecodeError) as error:
                raise PromptError(f"prompts/{part} cannot be read: {error}.") from None
            unknown = sorted(meta.find_undeclared_variables(tree) - known)
            if unknown:
                raise PromptError(
                    f"{place} uses the variable '{unknown[0]}', which it does not get; it gets "
                    f"{', '.join(sorted(known))}."
                )
            sources[part] = source
            named = [each for each in meta.find_referenced_templates(tree) if each is not None]
            waiting += [each for each in named if each not in sources]
        return sources


def _shipped() -> list[Path]:
    """Where the package's own templates lie: in an installed wheel, or at a checkout's root."""
    wheel, checkout = _PACKAGE / FOLDER, _PACKAGE.parent / FOLDER
    return [wheel] if wheel.is_dir() else [checkout]

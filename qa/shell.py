"""The interactive shell: questions, answers, follow-ups, and commands that begin with a slash."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.asking import checked_question
from qa.excerpt import find_target, make_excerpt
from qa.language import detect_language
from qa.limits import check
from qa.memory import targets
from qa.messages import ALIASES, HELP, MESSAGES, courtesy, locale_language, message, plain
from qa.model import Answer, Language, VraagbaakError
from qa.render import Streamed, print_answer, print_citation, print_passages
from qa.retrieval import Filters
from qa.screen import Screen, clean
from qa.tables import print_excerpt, print_reports, some

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import History

    from qa.library import Library
    from qa.memory import Memory

PROMPT = "vraag"
TURNS = 20  # earlier questions and answers that a follow-up question may lean on
WELCOME = (
    "Stel een vraag, in het Nederlands of Engels; /help toont wat er verder kan.",
    "Ask in Dutch or English; /help lists what else can be typed. Ctrl-D ends.",
)

_YEARS = re.compile(r"(?=.*\d)([1-9]\d{3})?([-–])?([1-9]\d{3})?")
_QUOTES = "\"'“”‘’"  # around a title with spaces


@dataclass(frozen=True, slots=True)
class Command:
    """What can be typed after a slash; ``names_report``: a report's name completes it."""

    run: Callable[[Shell, str], None]
    names_report: bool = False


class Shell:
    """A conversation: its earlier turns, its last answer, and the reports it is limited to."""

    def __init__(
        self,
        library: Library,
        memory: Memory,
        screen: Screen,
        corpus: Path,
        asking: Mapping[str, str] | None = None,
        language: Language | None = None,
    ) -> None:
        """``asking`` holds the options of the answerer, as ``Library.ask`` takes them.

        ``language`` is what is spoken before a question tells; the locale's unless given.
        """
        self._library = library
        self._memory = memory
        self._screen = screen
        self._corpus = corpus
        self._history: list[dict[str, str]] = []
        self._last: Answer | None = None
        self._filters: dict[str, Any] = {}
        self._asking = dict(asking or {})
        self._language = language or locale_language(os.environ)
        self._ended = False
        self._generation = library.index.generation
        self._contents = self._hashes()

    def run(self) -> int:
        """Read and answer until the end of the input; returns the exit status."""
        lines = self._typed() if sys.stdin.isatty() else self._piped()
        for line in lines:
            self.handle(line)
            if self._ended:
                break
        return 0

    def handle(self, line: str) -> None:
        """One line: a question, or a command. What goes wrong is said; the shell goes on."""
        line = line.strip()
        if not line:
            return
        try:
            if not self._without_slash(line):
                self._ask(line)
        except VraagbaakError as error:
            self._screen.line((error.said(self._language), "red"))
        except KeyboardInterrupt:
            self._screen.line((self._said("stopped"), "yellow"))
        self._screen.line()

    def _said(self, key: str, **values: object) -> str:
        """A sentence in the language that is spoken: the last question's."""
        return message(self._language, key, **values)

    def _without_slash(self, line: str) -> bool:
        """Run a command, typed with its slash or as a word known without; answer a courtesy.

        False for a question.
        """
        if line.startswith("/"):
            self._command(line)
        elif alias := ALIASES.get(plain(line)):
            command, language = alias
            self._language = language or self._language
            self._command(f"/{command}")
        elif polite := courtesy(line):
            self._language, key = polite
            self._screen.line(self._said(key))
        else:
            return False
        return True

    def _ask(self, text: str) -> None:
        self._language = detect_language(text, self._language)
        question = checked_question(text)
        options: dict[str, Any] = {**self._filters, **self._asking}
        streamed = Streamed(self._screen) if self._screen.terminal else None
        if streamed:
            options["on_claim"] = streamed
        answer = self._library.ask(question, history=self._history, **options)
        self._language = answer.language
        self._notice()
        # As it was typed: the answering reads the turns itself, and what it made of one would be
        # rewritten once more with each turn that follows.
        said = answer.short_answer or answer.answer or answer.reason or ""
        self._history += [
            {"role": "user", "content": question},
            {"role": "assistant", "content": said},
        ]
        del self._history[: -2 * TURNS]
        self._last = answer
        self._memory.keep(answer)
        if answer.model and answer.model.fell_back:
            self._screen.line((answer.model.fell_back, "yellow"))
        print_answer(self._screen, answer, self._corpus, streamed, self._library.reports())

    def _hashes(self) -> dict[str, str]:
        return {report.name: report.sha256 for report in self._library.reports()}

    def _notice(self) -> None:
        """Say what is in the index that was not there at the last question, and what has gone."""
        generation = self._library.index.generation
        if generation == self._generation:
            return
        before, now = self._contents, self._hashes()
        self._generation, self._contents = generation, now
        news = {
            "added": sorted(now.keys() - before.keys()),
            "changed": sorted(name for name in now.keys() & before if now[name] != before[name]),
            "removed": sorted(before.keys() - now.keys()),
        }
        more = MESSAGES[self._language]["more"]
        said = [f"{self._said(what)} {some(names, more)}" for what, names in news.items() if names]
        told = f"{self._said('renewed')}{': ' * bool(said)}{'; '.join(said)}."
        self._screen.line((told, "yellow"))

    def _command(self, line: str) -> None:
        name, _, rest = line[1:].partition(" ")
        command = COMMANDS.get(name.lower())
        if command is None:
            known = ", ".join(f"/{known}" for known in COMMANDS)
            raise VraagbaakError(self._said("no command", name=name, known=known))
        command.run(self, rest.strip())

    def sources(self, _: str) -> None:
        """Print each citation of the last answer with its exact words, and the passages read."""
        if self._last is None:
            raise VraagbaakError(self._said("nothing asked"))
        for citation in self._last.citations:
            print_citation(self._screen, citation, self._last.language, self._corpus)
        if self._last.citations:
            self._screen.line()
        print_passages(self._screen, self._last.passages[:10], self._last.language)

    def show(self, target: str) -> None:
        """Print a citation in its page, a page, or a report."""
        if not target:
            raise VraagbaakError(self._said("show what"))
        citations = targets(self._last) if self._last else self._memory.citations()
        found = find_target(target, self._library.reports(), citations)
        print_excerpt(self._screen, make_excerpt(found, self._library.index), self._language)

    def reports(self, _: str) -> None:
        """Print the table of reports."""
        print_reports(self._screen, self._library.reports(), self._language)

    def filter(self, text: str) -> None:
        """Limit the next questions to reports and years; without arguments, to none."""
        if not text:
            self._filters = {}
            self._screen.line(self._said("all reports"))
            return
        filters = self._filters_of(text)
        fitting = [record for record in self._library.reports() if Filters(**filters).admit(record)]
        if not fitting:
            raise VraagbaakError(self._said("none fits", **self._limits(filters)))
        self._filters = filters
        titles = some(
            [record.metadata.title for record in fitting], MESSAGES[self._language]["more"]
        )
        self._screen.line(self._said("limited", found=titles, **self._limits(filters)))

    def _filters_of(self, text: str) -> dict[str, Any]:
        """The filters that a line asks for: its years, and its other words as one title or name."""
        words = text.split()
        years = [found for word in words if (found := _YEARS.fullmatch(word))]
        others = " ".join(word for word in words if not _YEARS.fullmatch(word)).strip(_QUOTES)
        filters: dict[str, Any] = {"report": others} if others else {}
        if len(years) > 1:
            raise VraagbaakError(self._said("years twice"))
        if years:
            first, dash, last = years[0].groups()
            filters["year_from"] = int(first) if first else None
            filters["year_to"] = int(last or first) if last or not dash else None
            check(None, filters["year_from"], filters["year_to"])
        return filters

    def _limits(self, filters: Mapping[str, Any]) -> dict[str, str]:
        """The filters in words: ``named`` and ``dated``, "" for the one that is not set."""
        report, low, high = (filters.get(name) for name in ("report", "year_from", "year_to"))
        key = "of year" if low == high else "of years"
        key = "to year" if low is None else "from year" if high is None else key
        return {
            "named": self._said("named", report=report) if report else "",
            "dated": self._said(key, first=low, last=high) if low or high else "",
        }

    def new(self, _: str) -> None:
        """Forget the conversation, so that the next question stands alone."""
        self._history.clear()
        self._screen.line(self._said("new"))

    def help(self, _: str) -> None:
        """Print what can be typed."""
        self._screen.line(self._said("help"))
        typed = {
            f"/{name} {HELP[self._language][name][0]}".strip(): HELP[self._language][name][1]
            for name in COMMANDS
        }
        width = max(map(len, typed)) + 2
        if (self._screen.columns or 2 * width) < 2 * width:  # no room for them side by side
            for command, does in typed.items():
                self._screen.line((command, "cyan"), indent=2, hang=4)
                self._screen.line(does, indent=4)
        else:
            for command, does in typed.items():
                self._screen.line((command.ljust(width), "cyan"), does, indent=2, hang=2 + width)
        self._screen.line(self._said("keys"), indent=2)

    def quit(self, _: str) -> None:
        """End the shell."""
        self._ended = True

    def _piped(self) -> Iterator[str]:
        return iter(sys.stdin)

    def _typed(self) -> Iterator[str]:
        for line in WELCOME:
            self._screen.line((line, "dim"))
        session = self._session()
        while True:
            try:
                yield session.prompt(self._prompt())
            except KeyboardInterrupt:
                continue
            except EOFError:
                return

    def _prompt(self) -> str:
        """The prompt, with what the questions are limited to."""
        report, low, high = (self._filters.get(n) for n in ("report", "year_from", "year_to"))
        years = str(low) if low == high else f"{low or ''}-{high or ''}"
        limits = " ".join(part for part in (report, years if low or high else "") if part)
        return f"{PROMPT} [{clean(limits)}]> " if limits else f"{PROMPT}> "

    def _session(self) -> PromptSession[str]:
        from prompt_toolkit import PromptSession

        return PromptSession(
            history=_typed_before(self._memory.history_file()),
            completer=self._completer(),
            complete_while_typing=False,
        )

    def _completer(self) -> Any:
        from prompt_toolkit.completion import Completer, Completion
        from prompt_toolkit.document import Document

        library = self._library

        class SlashCompleter(Completer):
            def get_completions(self, document: Document, event: Any) -> Iterable[Completion]:
                names = [record.name for record in library.reports()]  # as they are by now
                for start, text in completions(document.text_before_cursor, names):
                    yield Completion(text, start_position=start)

        return SlashCompleter()


def _typed_before(path: Path | None) -> History:
    """What was typed in earlier conversations, kept in a file if there can be one."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    class Lines(FileHistory):
        def append_string(self, string: str) -> None:
            if string.strip():  # a line of spaces is nothing to come back to
                super().append_string(string)

    kept: History = Lines(path) if path else InMemoryHistory()
    return kept


def completions(typed: str, reports: Iterable[str]) -> Iterator[tuple[int, str]]:
    """What could be meant: (where it starts, from the cursor back, as a number below 1; the text).

    Commands after a slash; report names after a command that takes one.
    """
    if not typed.startswith("/"):
        return
    name, space, rest = typed[1:].partition(" ")
    if not space:
        yield from ((-len(name), known) for known in COMMANDS if known.startswith(name.lower()))
    elif name.lower() in COMMANDS and COMMANDS[name.lower()].names_report:
        wanted = rest.casefold()
        yield from ((-len(rest), report) for report in reports if wanted in report.casefold())


COMMANDS: dict[str, Command] = {
    "sources": Command(Shell.sources),
    "show": Command(Shell.show, names_report=True),
    "reports": Command(Shell.reports),
    "filter": Command(Shell.filter, names_report=True),
    "new": Command(Shell.new),
    "help": Command(Shell.help),
    "quit": Command(Shell.quit),
}

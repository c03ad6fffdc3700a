"""The interactive shell: questions, answers, follow-ups, and commands that begin with a slash."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.asking import checked_question
from qa.excerpt import find_target, make_excerpt
from qa.model import Answer, Language, VraagbaakError
from qa.render import Screen, Streamed, print_answer, print_citation, print_passages
from qa.tables import print_excerpt, print_reports, some

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

    from qa.library import Library
    from qa.memory import Memory

PROMPT = "vraag> "
TURNS = 10  # earlier questions and answers that a follow-up question may lean on
WELCOME = (
    "Stel een vraag, in het Nederlands of Engels; /help toont wat er verder kan.",
    "Ask in Dutch or English; /help lists what else can be typed. Ctrl-D ends.",
)

NEWS: dict[Language, dict[str, str]] = {
    "nl": {
        "renewed": "De index is bijgewerkt",
        "added": "erbij",
        "changed": "veranderd",
        "removed": "weg",
        "more": "en nog {}",
    },
    "en": {
        "renewed": "The index was updated",
        "added": "added",
        "changed": "changed",
        "removed": "removed",
        "more": "and {} more",
    },
}
"""What is said when the index has been brought in step between two questions."""

_YEARS = re.compile(r"(\d{4})?(-)?(\d{4})?")


@dataclass(frozen=True, slots=True)
class Command:
    """What can be typed after a slash: its arguments, and one line of help."""

    arguments: str
    help: str
    run: Callable[[Shell, str], None]


class Shell:
    """A conversation: its earlier turns, its last answer, and the reports it is limited to."""

    def __init__(
        self,
        library: Library,
        memory: Memory,
        screen: Screen,
        corpus: Path,
        asking: Mapping[str, str] | None = None,
    ) -> None:
        """``asking`` holds the options of the answerer, as ``Library.ask`` takes them."""
        self._library = library
        self._memory = memory
        self._screen = screen
        self._corpus = corpus
        self._history: list[dict[str, str]] = []
        self._last: Answer | None = None
        self._filters: dict[str, Any] = {}
        self._asking = dict(asking or {})
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
            if line.startswith("/"):
                self._command(line)
            else:
                self._ask(line)
        except VraagbaakError as error:
            self._screen.line((str(error), "red"))
        except KeyboardInterrupt:
            self._screen.line(("Stopped.", "yellow"))
        self._screen.line()

    def _ask(self, text: str) -> None:
        question = checked_question(text)
        options: dict[str, Any] = {**self._filters, **self._asking}
        streamed = Streamed(self._screen) if self._screen.terminal else None
        if streamed:
            options["on_claim"] = streamed
        answer = self._library.ask(question, history=self._history, **options)
        self._notice(answer.language)
        said = answer.short_answer or answer.answer or answer.reason or ""
        self._history += [
            {"role": "user", "content": answer.understood or question},
            {"role": "assistant", "content": said},
        ]
        del self._history[: -2 * TURNS]
        self._last = answer
        self._memory.keep(answer)
        if answer.model and answer.model.fell_back:
            self._screen.line((answer.model.fell_back, "yellow"))
        print_answer(self._screen, answer, self._corpus, streamed)

    def _hashes(self) -> dict[str, str]:
        return {report.name: report.sha256 for report in self._library.reports()}

    def _notice(self, language: Language) -> None:
        """Say what is in the index that was not there at the last question, and what has gone."""
        generation = self._library.index.generation
        if generation == self._generation:
            return
        before, now = self._contents, self._hashes()
        self._generation, self._contents = generation, now
        words = NEWS[language]
        news = {
            "added": sorted(now.keys() - before.keys()),
            "changed": sorted(name for name in now.keys() & before if now[name] != before[name]),
            "removed": sorted(before.keys() - now.keys()),
        }
        said = [
            f"{words[what]} {some(names, words['more'])}" for what, names in news.items() if names
        ]
        self._screen.line((f"{words['renewed']}{': ' * bool(said)}{'; '.join(said)}.", "yellow"))

    def _command(self, line: str) -> None:
        name, _, rest = line[1:].partition(" ")
        command = COMMANDS.get(name.lower())
        if command is None:
            known = ", ".join(f"/{known}" for known in COMMANDS)
            raise VraagbaakError(f"There is no command /{name}; there are {known}.")
        command.run(self, rest.strip())

    def sources(self, _: str) -> None:
        """Print each citation of the last answer with its exact words, and the passages read."""
        if self._last is None:
            raise VraagbaakError("Nothing has been asked yet.")
        for citation in self._last.citations:
            print_citation(self._screen, citation, self._last.language, self._corpus)
        self._screen.line()
        print_passages(self._screen, self._last.passages[:10], self._last.language)

    def show(self, target: str) -> None:
        """Print a citation in its page, a page, or a report."""
        if not target:
            raise VraagbaakError("Say what to show: /show 1, or /show REPORT:PAGE.")
        citations = self._last.citations if self._last else self._memory.citations()
        found = find_target(target, self._library.reports(), citations)
        print_excerpt(self._screen, make_excerpt(found, self._library.index))

    def reports(self, _: str) -> None:
        """Print the table of reports."""
        print_reports(self._screen, self._library.reports())

    def filter(self, text: str) -> None:
        """Limit the next questions to reports and years; without arguments, to none."""
        filters: dict[str, Any] = {}
        for word in text.split():
            years = _YEARS.fullmatch(word)
            if years:
                first, dash, last = years.groups()
                filters["year_from"] = int(first) if first else None
                filters["year_to"] = int(last or first) if last or not dash else None
            else:
                filters["report"] = word
        self._filters = filters
        if not filters:
            self._screen.line("All reports.")
            return
        report, low, high = (filters.get(x) for x in ("report", "year_from", "year_to"))
        years_said = f", years {low or ''}-{high or ''}" if low or high else ""
        self._screen.line(f"Only reports with {report or 'any name'}{years_said}.")

    def new(self, _: str) -> None:
        """Forget the conversation, so that the next question stands alone."""
        self._history.clear()
        self._screen.line("A new conversation.")

    def help(self, _: str) -> None:
        """Print what can be typed."""
        self._screen.line("A question, in Dutch or English; or one of:")
        for name, command in COMMANDS.items():
            typed = f"/{name} {command.arguments}".strip()
            self._screen.line((f"{typed:<28}", "cyan"), command.help, indent=2, hang=30)
        self._screen.line("Ctrl-C clears the line or stops the question; Ctrl-D ends.", indent=2)

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
                yield session.prompt(PROMPT)
            except KeyboardInterrupt:
                continue
            except EOFError:
                return

    def _session(self) -> PromptSession[str]:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import FileHistory, History, InMemoryHistory

        path = self._memory.history_file()
        history: History = FileHistory(path) if path else InMemoryHistory()
        return PromptSession(
            history=history, completer=self._completer(), complete_while_typing=False
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


def completions(typed: str, reports: Iterable[str]) -> Iterator[tuple[int, str]]:
    """What could be meant: (where it starts, from the cursor back, as a number below 1; the text).

    Commands after a slash; report names after a command that takes one.
    """
    if not typed.startswith("/"):
        return
    name, space, rest = typed[1:].partition(" ")
    if not space:
        yield from ((-len(name), known) for known in COMMANDS if known.startswith(name.lower()))
    elif name.lower() in COMMANDS and "REPORT" in COMMANDS[name.lower()].arguments:
        wanted = rest.casefold()
        yield from ((-len(rest), report) for report in reports if wanted in report.casefold())


COMMANDS: dict[str, Command] = {
    "sources": Command("", "the words the last answer stands on", Shell.sources),
    "show": Command("N | REPORT[:PAGE]", "a citation in its page, or a report", Shell.show),
    "reports": Command("", "what can be asked about", Shell.reports),
    "filter": Command("[REPORT] [YEAR[-YEAR]]", "ask only these; bare: all", Shell.filter),
    "new": Command("", "forget the conversation so far", Shell.new),
    "help": Command("", "this list", Shell.help),
    "quit": Command("", "end (so does Ctrl-D)", Shell.quit),
}

"""The shell: a conversation that no mistake ends, in a terminal and in a pipe."""

import io
import os
import re
import select
import shutil
import stat
import subprocess
import sys
import uuid
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest
from fake_library import NOTES, REPORT, FakeLibrary
from terminal import Terminal

from qa.memory import Memory
from qa.messages import HELP, MESSAGES, courtesy, locale_language
from qa.model import Metadata
from qa.screen import Screen
from qa.shell import COMMANDS, TURNS, Shell, completions


@pytest.fixture
def library():
    return FakeLibrary()


@pytest.fixture
def talk(library, tmp_path, monkeypatch):
    """Say lines to a shell in an English locale; what it printed."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def said(*lines: str) -> str:
        stream = io.StringIO()
        memory = Memory(tmp_path / "state", tmp_path / "index")
        shell = Shell(library, memory, Screen(stream, terminal=False), tmp_path)
        for line in lines:
            shell.handle(line)
        return stream.getvalue()

    return said


def test_a_question_gets_its_answer_and_citation(talk):
    said = talk("hoeveel?")
    assert said.startswith("28 procent\n")
    assert "[1] Balans, februari 2011, balans-2011.pdf, blz. 2, 2 De stand" in said


def test_a_follow_up_is_asked_with_what_went_before(talk, library):
    talk("hoeveel?", "en in 2010?")
    assert library.asked[1][1] == [
        {"role": "user", "content": "hoeveel?"},
        {"role": "assistant", "content": "28 procent"},
    ]


def test_new_forgets_the_conversation_and_long_ones_are_cut(talk, library):
    talk("hoeveel?", "/new", "wie?")
    assert library.asked[-1][1] == []
    talk(*["hoeveel?"] * (TURNS + 5))
    assert len(library.asked[-1][1]) == 2 * TURNS


def test_the_conversation_is_what_was_typed_and_not_how_it_was_understood(
    talk, library, monkeypatch
):
    ask = library.ask
    monkeypatch.setattr(
        library,
        "ask",
        lambda question, **asked: replace(ask(question, **asked), understood=f"en ({question})?"),
    )
    talk("hoeveel?", "en toen?", "waarom?")
    asked = [turn["content"] for turn in library.asked[-1][1] if turn["role"] == "user"]
    assert asked == ["hoeveel?", "en toen?"]


def test_a_thousand_greetings_are_a_question_like_any_other() -> None:
    assert courtesy("hi " * 1300) is None


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("thanks", "You are welcome."),
        ("Thank you!", "You are welcome."),
        ("Dank je wel.", "Graag gedaan."),
        ("bedankt", "Graag gedaan."),
        ("Hoi", "Hallo!"),
        ("goedemorgen", "Hallo!"),
        ("hoi, dank je wel", "Graag gedaan."),
        ("Dank je wel! Goedendag.", "Hallo!"),
        ("hi thank you very much", "You are welcome."),
        ("Hello", "Hello!"),
        ("help", "  /sources "),
        ("?", "  /sources "),
        ("Hulp!", "  /sources "),
    ],
)
def test_courtesies_and_bare_commands_are_no_questions(talk, library, line, says):
    assert says in talk(line)
    assert library.asked == []
    talk("hoeveel?", line, "wie?")
    assert len(library.asked[-1][1]) == 2


@pytest.mark.parametrize("line", ["quit", "exit", "stop", "q", "klaar", "Stop.", "/quit"])
def test_the_shell_ends_at_a_word_that_says_so(library, tmp_path, monkeypatch, line):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"hoeveel?\n{line}\nwie?\n"))
    shell = Shell(library, Memory(tmp_path, tmp_path), Screen(io.StringIO()), tmp_path)
    assert shell.run() == 0
    assert [question for question, _, _ in library.asked] == ["hoeveel?"]


@pytest.mark.parametrize(
    "line",
    [
        "hoe stop je een uitkering",
        "thanks to whom?",
        "dag van de zorg",
        "hoi, wie is dat",
        "hoihoi",
    ],
)
def test_a_question_that_begins_like_a_command_is_asked(talk, library, line):
    talk(line)
    assert [question for question, _, _ in library.asked] == [line]


@pytest.mark.parametrize(
    ("line", "filters", "says"),
    [
        (
            "/filter balans 2009-2011",
            {"report": "balans", "year_from": 2009, "year_to": 2011},
            "Only reports with ‘balans’ of 2009-2011: Balans.",
        ),
        (
            "/filter 2011",
            {"year_from": 2011, "year_to": 2011},
            "Only reports of 2011: Balans.",
        ),
        (
            "/filter 2009-",
            {"year_from": 2009, "year_to": None},
            "Only reports from 2009 on: Balans.",
        ),
        (
            "/filter -2011",
            {"year_from": None, "year_to": 2011},
            "Only reports up to 2011: Balans.",
        ),
        (
            "/filter Balans in beeld",
            {"report": "Balans in beeld"},
            "Only reports with ‘Balans in beeld’: Balans in beeld.",
        ),
        (
            "/filter “in beeld”",
            {"report": "in beeld"},
            "Only reports with ‘in beeld’: Balans in beeld.",
        ),
    ],
)
def test_filter_limits_what_is_asked_and_says_to_what(
    talk, library, monkeypatch, line, filters, says
):
    named = replace(NOTES, metadata=Metadata("Balans in beeld"))
    monkeypatch.setattr(library, "reports", lambda: [REPORT, named])
    assert f"{says}\n" in talk(line, "which?")
    assert library.asked[-1][2] == filters


def test_a_bare_filter_ends_it(talk, library):
    assert "All reports." in talk("/filter balans", "/filter", "who?")
    assert library.asked[-1][2] == {}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/filter 2012-2009", "No year lies from 2012 to 2009; give the earlier year first."),
        ("/filter 2009 2011", "Give one year or one range of years"),
        ("/filter foo 2011", "There are no reports with ‘foo’ of 2011;"),
        ("/filter 1999", "There are no reports of 1999;"),
        ("/filter 0000", "There are no reports with ‘0000’;"),
    ],
)
def test_a_filter_that_leaves_nothing_is_refused_and_the_one_before_it_stays(
    talk, library, line, says
):
    assert says in talk("/filter balans", line, "who?")
    assert library.asked[-1][2] == {"report": "balans"}


def test_show_marks_the_cited_words_in_their_page(talk):
    said = talk("hoeveel?", "/show 1")
    assert "Balans, balans-2011.pdf, bladzijde 2 (gedrukt: 4)" in said
    assert ">>>Van de 122 werkpleinen haalde 28 procent alles.<<<" in said
    assert "Titelblad" not in said


def test_show_says_when_the_report_has_changed_since_the_answer(talk, library):
    source = library.index.source("")
    library.index.source = lambda name: source.replace("122", "123")
    assert "is veranderd sinds dat antwoord" in talk("hoeveel?", "/show 1")


def test_sources_gives_the_exact_words(talk):
    assert "“Van de 122 werkpleinen haalde 28 procent alles.”" in talk("hoeveel?", "/sources")


def test_sources_of_a_refusal_are_the_passages_that_were_read(talk):
    assert "\n\n  1. balans-2011.pdf" in talk("niets?", "/sources")
    assert "\n\n\n" not in talk("niets?", "/sources")


def test_reports_lists_them_with_their_problems(talk):
    said = talk("/reports")
    assert "balans-2011.pdf" in said
    assert "Page 3 could not be read." in said


@pytest.mark.parametrize("width", [30, 40, 60, 80, 120])
def test_help_fits_the_terminal(library, tmp_path, width):
    stream = io.StringIO()
    memory = Memory(tmp_path / "state", tmp_path / "index")
    screen = Screen(stream, width=width, terminal=True)
    Shell(library, memory, screen, tmp_path, language="nl").handle("/help")
    said = re.sub(r"\x1b\[[\d;]*m", "", stream.getvalue())
    assert max(map(len, said.splitlines())) <= width
    for words in HELP["nl"].values():
        assert words[1].split()[-1] in said.split()


def test_help_names_every_command(talk):
    said = talk("/help")
    assert all(f"/{name}" in said for name in COMMANDS)
    assert "/filter [REPORT] [YEAR[-YEAR]]  ask only these" in said


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/nothing", "De opdracht /nothing bestaat niet; er zijn /sources, /show"),
        ("/show", "Zeg wat je wilt zien"),
        ("/show 3", "heeft geen citaat 3; wel 1."),
        ("/show none.pdf", "Er is geen rapport 'none.pdf'; wel: balans-2011.pdf, notities.txt."),
        ("/show s", "'s' past op 2 rapporten: balans-2011.pdf, notities.txt."),
        ("/show balans:9", "heeft geen bladzijde 9: de bladzijden zijn 1 tot en met 2."),
        ("/show notities.txt:1", "is tekst zonder bladzijden"),
        ("/filter 2012-2009", "Er ligt geen jaar van 2012 tot en met 2009; geef het vroegste"),
        ("wat kost een caf�?", "De vraag heeft letters verloren (�); typ haar"),
        ("fout?", "De index is weg"),
        ("hoeveel " * 1_000, "De vraag telt 7999 tekens"),
        ("12?", "In de vraag staan geen leesbare woorden"),
        ("onderbroken?", "Gestopt."),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence_and_the_shell_goes_on(talk, line, says):
    said = talk("hoeveel?", line, "wie?")
    assert says in said
    assert said.count("28 procent\n") == 2


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/show 3", "There is no last answer; ask something first."),
        ("/show none.pdf", "There is no report 'none.pdf'; the reports are: balans-2011.pdf"),
        ("/show balans:9", "has no page 9: its pages are 1 to 2."),
        ("what does a caf� cost?", "The question has lost letters (�); type it as"),
        ("how many " * 1_000, "The question is 8,999 characters long;"),
    ],
)
def test_what_goes_wrong_is_said_in_english_in_an_english_talk(talk, library, line, says):
    assert says in talk(line)
    assert library.asked == []


def test_a_new_index_between_two_questions_is_noticed_and_said_in_the_questions_language(
    talk, library, monkeypatch
):
    def renew(*reports):
        library.index.generation += "+"
        monkeypatch.setattr(library, "reports", lambda: list(reports))

    ask = library.ask

    def ask_meanwhile(question, **asked):
        if question == "nieuw?":
            renew(*(replace(NOTES, name=f"{i}.txt") for i in range(5)), replace(REPORT, sha256="2"))
        if question == "what is new?":
            renew(REPORT)
        return replace(
            ask(question, **asked), language="en" if question == "what is new?" else "nl"
        )

    monkeypatch.setattr(library, "ask", ask_meanwhile)
    said = talk("hoeveel?", "nieuw?", "hoeveel?", "what is new?")
    assert said.count("De index is") == said.count("The index was") == 1
    assert (
        "De index is bijgewerkt: erbij 0.txt, 1.txt, 2.txt, en nog 2; veranderd balans-2011.pdf; "
        "weg notities.txt.\n28 procent\n"
    ) in said
    assert (
        "The index was updated: changed balans-2011.pdf; removed 0.txt, 1.txt, 2.txt, and 2" in said
    )


def test_the_shell_speaks_the_language_of_the_last_question(talk, library, monkeypatch):
    assert "All reports." in talk("/filter")
    assert "Alle rapporten." in talk("hoeveel?", "/filter")
    assert "Een nieuw gesprek." in talk("hoeveel?", "/new")
    assert "rapport          titel" in talk("hoeveel?", "/reports")
    assert "report           title" in talk("thanks", "/reports")
    assert "Een vraag, in het Nederlands of Engels" in talk("hoeveel?", "/help")
    assert "Nothing has been asked yet." in talk("thanks", "/sources")
    answer = replace(library.ask("who?"), language="en")
    monkeypatch.setattr(library, "ask", lambda question, **asked: answer)
    assert "A new conversation." in talk("hoeveel?", "who was it?", "/new")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "nl_NL.UTF-8"}, "nl"),
        ({"LANG": "nl_BE"}, "nl"),
        ({"LANG": "nl_NL.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "en_US.UTF-8", "LC_ALL": "nl_NL"}, "nl"),
        ({"LANG": "nl_NL.UTF-8", "LC_ALL": ""}, "nl"),
        ({"LANG": "C.UTF-8"}, "en"),
    ],
)
def test_before_a_question_the_locale_tells_the_language(environment, language):
    assert locale_language(environment) == language


def test_each_sentence_is_there_in_both_languages_with_the_same_places():
    def places(text):
        return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)

    dutch, english = MESSAGES["nl"], MESSAGES["en"]
    assert list(dutch) == list(english)
    assert all(places(dutch[key]) == places(english[key]) for key in dutch)
    assert list(HELP["nl"]) == list(HELP["en"]) == list(COMMANDS)


def test_not_found_is_no_error(talk):
    assert "Niet gevonden. Daar staat niets over." in talk("niets?")


def test_commands_and_report_names_complete():
    names = ["balans-2011.pdf", "notities.txt"]
    assert list(completions("/s", names)) == [(-1, "sources"), (-1, "show")]
    assert list(completions("/show bal", names)) == [(-3, "balans-2011.pdf")]
    assert list(completions("/help x", names)) == []
    assert list(completions("hoeveel", names)) == []


def test_the_memory_is_private_and_survives(library, tmp_path):
    memory = Memory(tmp_path / "state", tmp_path / "index")
    answer = library.ask("hoeveel?")
    memory.keep(answer)
    assert Memory(tmp_path / "state", tmp_path / "index").citations() == answer.citations
    assert Memory(tmp_path / "state", tmp_path / "other").citations() == ()
    for path in (memory.history_file(), *(tmp_path / "state").iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_memory_that_cannot_be_written_is_done_without(library, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    memory = Memory(blocked, tmp_path / "index")
    memory.keep(library.ask("hoeveel?"))
    assert memory.citations() == ()
    assert memory.history_file() is None


@pytest.mark.parametrize("text", ["", "{}", "[3]", '[{"n": 1}]', "\ufeff"])
def test_memory_that_is_damaged_is_no_memory(tmp_path, text):
    memory = Memory(tmp_path, tmp_path / "index")
    memory._answer.write_text(text)
    assert memory.citations() == ()


# ---------------------------------------------------------------- in a real terminal

TESTS = Path(__file__).resolve().parent
SCRIPT = """
import sys
from pathlib import Path
from fake_library import FakeLibrary
from qa.memory import Memory
from qa.screen import Screen
from qa.shell import Shell
state = Path(sys.argv[1])
sys.exit(Shell(FakeLibrary(), Memory(state, state), Screen(sys.stdout), state).run())
"""


def command(state: Path) -> list[str]:
    return [sys.executable, "-c", SCRIPT, str(state)]


def environment() -> dict[str, str]:
    paths = f"{TESTS}{os.pathsep}{TESTS.parent}"
    return os.environ | {"PYTHONPATH": paths, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}


def test_questions_from_a_pipe_are_answered_without_a_prompt(tmp_path):
    done = subprocess.run(
        command(tmp_path),
        input="hoeveel?\n/quit\nniet meer?\n",
        capture_output=True,
        text=True,
        env=environment(),
        check=True,
    )
    assert done.stdout.startswith("28 procent\n")
    assert "vraag>" not in done.stdout
    assert done.stdout.count("28 procent\n") == 1
    assert "\x1b" not in done.stdout


def test_a_terminal_session_with_both_ways_of_stopping(tmp_path):
    terminal = Terminal(command(tmp_path), environment())
    terminal.until("vraag>")
    terminal.type("hoeveel?\r")
    terminal.until("De stand")
    terminal.until("vraag>")
    terminal.type("half getypt\x03")
    terminal.until("vraag>")
    terminal.type("  \r")
    terminal.until("vraag>")
    terminal.type("/show 1\r")
    terminal.until("gedrukt: 4")
    terminal.until("vraag>")
    terminal.type("\x04")
    assert terminal.status() == 0
    lines = (tmp_path / "history").read_text().splitlines()
    assert [line for line in lines if line.startswith("+")] == ["+hoeveel?", "+/show 1"]


def test_the_prompt_says_what_is_asked_about(tmp_path):
    terminal = Terminal(command(tmp_path), environment())
    terminal.until("vraag>")
    for typed, prompt in [
        ("/filter balans 2011", "vraag [balans 2011]>"),
        ("/filter 2009-", "vraag [2009-]>"),
        ("/filter 2011", "vraag [2011]>"),
        ("/filter", "vraag>"),
    ]:
        terminal.type(f"{typed}\r")
        terminal.until(prompt)
    terminal.type("\x04")
    assert terminal.status() == 0


def tmux(socket: str, *arguments: str) -> str:
    done = subprocess.run(
        ["tmux", "-L", socket, *arguments], capture_output=True, text=True, env=environment()
    )
    return done.stdout


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_the_screen_of_a_narrow_terminal_is_as_it_should_be(tmp_path):
    socket = f"qa-{uuid.uuid4().hex}"
    line = " ".join(["exec", *map(repr, [*command(tmp_path)[:2]]), '"$QA_SCRIPT"', str(tmp_path)])
    started = environment() | {"QA_SCRIPT": SCRIPT}
    subprocess.run(
        [
            "tmux",
            "-L",
            socket,
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            "44",
            "-y",
            "40",
            line,
        ],
        env=started,
        check=True,
    )

    def until(text: str) -> str:
        for _ in range(200):
            screen = tmux(socket, "capture-pane", "-p")
            if text in screen:
                return screen
            select.select([], [], [], 0.1)
        raise AssertionError(f"{text!r} never came:\n{screen}")

    try:
        until("vraag>")
        tmux(socket, "send-keys", "hoeveel?", "Enter")
        screen = until("De stand")
        assert "  [1] Balans, februari 2011,\n      balans-2011.pdf" in screen
        tmux(socket, "send-keys", "/so", "Tab")
        until("/sources")
        tmux(socket, "send-keys", "C-c")
        tmux(socket, "send-keys", "Up")
        until("vraag> hoeveel?")
    finally:
        tmux(socket, "kill-server")

"""What reaches the terminal: readable, complete, and harmless whatever a report contains."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.index import ReportRecord
from qa.model import Answer, Citation, Figure, Finding, Metadata, RankedPassage
from qa.render import print_answer, print_passages, readable_date
from qa.screen import Screen, clean, dump_json
from qa.tables import print_reports

QUOTE = "59 van de 125 werkpleinen halen de mijlpalen niet."


def citation(**change):
    facts = {
        "n": 1,
        "report": "werkpleinen.pdf",
        "title": "De werkpleinen",
        "date": "2009-11",
        "page": 12,
        "section": "3 De stand",
        "start": 4,
        "end": 54,
        "quote": QUOTE,
    }
    return Citation(**(facts | change))


def answer(**change):
    facts = {
        "id": None,
        "question": "hoeveel werkpleinen misten de mijlpalen",
        "understood": "hoeveel werkpleinen misten de mijlpalen",
        "language": "nl",
        "status": "answered",
        "answer": f"{QUOTE} [1]",
        "short_answer": "59 van de 125 werkpleinen",
        "reason": None,
        "citations": (citation(),),
        "findings": (Finding(QUOTE, (Figure(59, 125, "werkpleinen"),), 1),),
        "passages": (RankedPassage(1, "werkpleinen.pdf", 12, "3 De stand", 0, 80, 0.5, QUOTE),),
    }
    return Answer(**(facts | change))


def printed(item, width=80, terminal=False, **options):
    stream = io.StringIO()
    print_answer(Screen(stream, width=width, terminal=terminal), item, **options)
    return stream.getvalue()


def test_the_short_answer_comes_first_then_the_words_it_stands_on():
    lines = printed(answer()).splitlines()
    assert lines[0] == "59 van de 125 werkpleinen"
    assert f"{QUOTE} [1]" in lines
    assert "  [1] De werkpleinen, november 2009, werkpleinen.pdf, blz. 12, 3 De stand" in lines


@pytest.mark.parametrize("after", ["", " [1]", " [1][2]", " (een raming) [1]"])
def test_a_short_answer_that_begins_the_answer_is_printed_once(after):
    text = printed(answer(answer=f"59 van de 125 werkpleinen{after}\nMeer. [1]"))
    assert text.splitlines()[:2] == [f"59 van de 125 werkpleinen{after}", ""]


@pytest.mark.parametrize(
    ("lead", "short"),
    [
        ("X bereikt (de blauwe pleinen) [1]", "X bereikt (de blauwe pleinen)"),
        ("X bereikt (de blauwe pleinen) (een raming) [1]", "X bereikt (de blauwe pleinen)"),
        ("Twee (van de drie) [1][2]", "twee (van de drie)"),
    ],
)
def test_a_remark_of_the_short_answer_itself_does_not_make_it_be_printed_twice(lead, short):
    text = printed(answer(answer=f"{lead}\nMeer. [1]", short_answer=short))
    assert text.splitlines()[:3] == [lead, "", "Meer. [1]"]


OLDER = "Oud (2009): “Toen waren het er tien.” [2]"
NEWER = "Nieuw: een balans (2011): “Nu zijn het er “elf” en meer.” [1][3]"


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        (["Elf [1]", OLDER, NEWER], ["Elf [1]", "", NEWER, OLDER]),
        (
            ["Elf [1]", "Er zijn andere waarden: tien [2].", OLDER, NEWER],
            ["Elf [1]", "", "Er zijn andere waarden: tien [2].", NEWER, OLDER],
        ),
        (["Elf; tien [2][1]", NEWER, OLDER], ["Elf; tien [2][1]", "", OLDER, NEWER]),
        (["Elf [1]", NEWER, OLDER], ["Elf [1]", "", NEWER, OLDER]),
        (["Elf [3]", OLDER, NEWER], ["Elf [3]", "", NEWER, OLDER]),
        (["Elf", OLDER, NEWER], ["Elf", "", OLDER, NEWER]),
    ],
)
def test_the_evidence_that_the_short_answer_cites_first_comes_first(lines, shown):
    short = lines[0].partition(" [")[0]
    text = printed(answer(answer="\n".join(lines), short_answer=short, citations=()))
    assert text.splitlines() == shown


def test_a_models_sentences_keep_their_order():
    lines = ["Elf [1]", OLDER, NEWER]
    said = answer(answer="\n".join(lines), short_answer="Elf", citations=(), answerer="model")
    assert printed(said).splitlines() == ["Elf [1]", "", OLDER, NEWER]


def test_a_short_answer_that_is_all_of_its_evidence_is_not_printed_again():
    own = "Balans (2011): “Wie belt krijgt één contactpersoon.” [1]"
    quoted = citation(quote="Wie belt krijgt één contactpersoon.")
    said = answer(
        answer=f"Wie belt krijgt één contactpersoon [1]\n{OLDER}\n{own}",
        short_answer="Wie belt krijgt één contactpersoon",
        citations=(quoted,),
    )
    assert printed(said).count("contactpersoon") == 1
    assert printed(said).splitlines()[:3] == ["Wie belt krijgt één contactpersoon [1]", "", OLDER]


def test_a_quote_is_printed_once():
    assert printed(answer()).count("halen de mijlpalen niet") == 1
    assert printed(answer(answer="59 van de 125 werkpleinen [1]")).count("halen de") == 1


def test_the_words_around_an_answer_are_in_the_language_of_the_question():
    english = printed(answer(language="en"))
    assert "November 2009" in english
    assert "p. 12" in english


def test_a_refusal_gives_the_reason_and_the_nearest_passages():
    refusal = answer(
        status="not_found",
        answer="",
        short_answer=None,
        reason="De rapporten noemen geen bedrag.",
        citations=(),
    )
    text = printed(refusal)
    assert text.startswith("Niet gevonden. De rapporten noemen geen bedrag.")
    assert QUOTE in text


def record(**facts):
    metadata = Metadata(**({"title": "De werkpleinen"} | facts))
    return ReportRecord("werkpleinen.pdf", "0" * 64, "pdf", metadata, (), 1)


def test_a_report_goes_by_its_number_where_it_has_one_of_its_own():
    text = printed(answer(), records=[record(number="R 09/06")])
    assert "  [1] De werkpleinen, november 2009, R 09/06, blz. 12, 3 De stand\n" in text
    other = replace(record(number="R 09/06"), name="other.pdf")
    for records in ([record()], [], [other, record(number="R 09/06")]):
        text = printed(answer(), records=records)
        assert "  [1] De werkpleinen, november 2009, werkpleinen.pdf, blz. 12, 3 De stand\n" in text


def nearest(question, text, language="nl", **facts):
    """The lines that a refusal shows of a passage."""
    passage = RankedPassage(
        1, "werkpleinen.pdf", 12, "De werkpleinen > 3 De stand", 0, 9, 0.5, text
    )
    refusal = answer(
        question=question,
        understood=question,
        status="not_found",
        answer="",
        short_answer=None,
        language=language,
        citations=(),
        passages=(passage,),
    )
    return printed(refusal, **facts).splitlines()[3:]


def test_the_nearest_passages_go_by_the_title_of_their_report():
    where, _ = nearest("Wat kost het?", "Het kost niets.", records=[record()])
    assert where == "  1. De werkpleinen, blz. 12, 3 De stand"
    where, _ = nearest("Wat kost het?", "Het kost niets.")
    assert where == "  1. werkpleinen.pdf, blz. 12, De werkpleinen > 3 De stand"


@pytest.mark.parametrize(
    ("question", "text", "shown"),
    [
        (
            "Wat kosten de loketten?",
            "gericht ingezet wordt. De gemeente telt drie wijken. De kosten van een loket stijgen.",
            "… De kosten van een loket stijgen.",
        ),
        (
            "Wie leidt de loketten?",
            "Postbus 12 | 3456 AB Ergens\nGeachte heer Bos,\nWij zien een loket als huiskamer.",
            "… Wij zien een loket als huiskamer.",
        ),
        (
            "How many municipalities complained?",
            "Een wijk is groot. De gemeenten groeien.",
            "… De gemeenten groeien.",
        ),
        (
            "Waar wonen walvissen?",
            "ingezet wordt bij de wijk. Een wijk is groot.",
            "… Een wijk is groot.",
        ),
        (
            "Wat is een wijk?",
            "Een wijk is groot. Een wijk is oud.",
            "Een wijk is groot. Een wijk is oud.",
        ),
        ("Wat is een wijk?", "4 Een wijk\nEen wijk is groot.¹²", "… Een wijk is groot.¹²"),
        ("Waar wonen walvissen?", "", ""),
    ],
)
def test_the_nearest_passages_begin_at_the_sentence_that_meets_the_question_best(
    question, text, shown
):
    assert (nearest(question, text)[1:] or [""])[0].strip() == shown


def test_a_follow_up_shows_how_it_was_understood_and_warnings_are_shown():
    text = printed(answer(understood="hoeveel in 2010", warnings=("Een raming.",)))
    assert "Opgevat als: hoeveel in 2010" in text
    assert "Een raming." in text


EVIDENCE = (
    "Van de werkpleinen haalden er in het najaar negentien al het geplande en de overige nog niet"
)


def test_on_a_terminal_each_piece_of_evidence_stands_out_from_the_one_before():
    line = f"De werkpleinen (2009-11): “{EVIDENCE}” [1]"
    text = printed(
        answer(answer=f"Negentien [1]\n{line}\n{line}", short_answer="Negentien"), terminal=True
    )
    lines = re.sub(r"\x1b[^m\\]*[m\\]", "", text).splitlines()
    begins = [nth for nth, found in enumerate(lines) if found.startswith("De werkpleinen (")]
    assert len(begins) == 2
    assert all(lines[nth + 1].startswith("  ") for nth in begins)
    assert not any(found.endswith(" ") for found in lines)


def test_citations_that_would_be_printed_alike_share_a_line():
    def places(*citations):
        text = printed(answer(answer=f"{QUOTE} {EVIDENCE} [1][2][3]", citations=citations))
        return [line.strip() for line in text.splitlines() if line.startswith("  ")]

    first, second = citation(), citation(n=2, quote=EVIDENCE, start=99)
    place = "De werkpleinen, november 2009, werkpleinen.pdf, blz. 12, 3 De stand"
    assert places(first, second) == [f"[1][2] {place}"]
    elsewhere = replace(second, page=13)
    assert places(first, elsewhere)[0] == f"[1] {place}"
    unsaid = replace(second, quote=" Een ander citaat.")
    assert places(first, unsaid) == [f"[1] {place}", f"[2] {place}", "“Een ander citaat.”"]


def test_a_printed_page_label_stands_beside_the_count():
    assert "blz. 12 (x)" in printed(answer(citations=(citation(page_label="x"),)))


def test_plain_text_is_not_wrapped_and_has_no_escapes_or_trailing_spaces():
    text = printed(answer(answer="lang " * 60 + "[1]"), width=40)
    assert max(map(len, text.splitlines())) > 200
    assert "\x1b" not in text
    assert not any(line != line.rstrip() for line in text.splitlines() if "lang" not in line)


def test_a_terminal_gets_lines_that_fit_it():
    stream = io.StringIO()
    screen = Screen(stream, width=40, terminal=True)
    screen.line("lang " * 60, indent=2, hang=6)
    assert max(len(line.rstrip()) for line in stream.getvalue().splitlines()) <= 40
    assert stream.getvalue().splitlines()[1].startswith("      lang")


def test_a_terminal_without_abilities_is_as_wide_as_it_is(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "50")
    stream = io.StringIO()
    screen = Screen(stream, terminal=True)
    screen.line("lang " * 60)
    assert screen.columns == 50
    assert 40 < max(map(len, stream.getvalue().splitlines())) <= 50


def test_what_hangs_too_far_for_a_narrow_terminal_hangs_less():
    stream = io.StringIO()
    Screen(stream, width=30, terminal=True).line("lang " * 20, indent=2, hang=28)
    assert max(len(line.rstrip()) for line in stream.getvalue().splitlines()) <= 30


def test_a_terminal_gets_a_link_to_the_page_and_a_pipe_does_not(tmp_path, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    linked = printed(answer(), terminal=True, corpus=tmp_path)
    assert f"{(tmp_path / 'werkpleinen.pdf').as_uri()}#page=12" in linked
    assert "file:" not in printed(answer(), corpus=tmp_path)


def test_no_color_is_honoured(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[36m" not in printed(answer(), terminal=True)


HOSTILE = (
    "\x1b[2J",
    "\x1b]0;titel\x07",
    "\x9b31m",
    "\x08\x08",
    "\u202eomgekeerd",
    "\u2066x",
    "\x00",
    "\ud83d",
    "\r",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_report_cannot_command_the_terminal(text, monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    hostile = answer(
        answer=f"a{text}b",
        short_answer=f"s{text}",
        citations=(citation(title=text, quote=f"q{text}", section=text, report=f"{text}.txt"),),
        reason=text,
        warnings=(text,),
    )
    shown = printed(hostile, terminal=True, corpus=Path("/corpus"))
    assert text not in shown
    shown.encode("utf-8")


@given(st.text())
def test_clean_text_has_no_controls_and_keeps_the_rest(text):
    cleaned = clean(text)
    assert not any(ord(c) < 32 and c not in "\n\t" for c in cleaned)
    assert [c for c in cleaned if c.isalnum()] == [
        c for c in text if c.isalnum() and not 0xD800 <= ord(c) < 0xE000
    ]


@given(st.text(st.characters(codec=None)))
def test_json_keeps_every_character_and_is_harmless(text):
    line = dump_json({"quote": text})
    line.encode("utf-8")
    assert "\x1b" not in line
    assert "\n" not in line
    assert json.loads(line) == {"quote": text}


def test_rich_markup_in_a_report_is_only_text():
    assert "[bold red]x[/bold red]" in printed(answer(answer="[bold red]x[/bold red]"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("3 De stand\nDe stand is goed.", "De stand is goed."),
        ("3 De stand\n", "3 De stand"),
        ("3 De standen\nwaren goed.", "3 De standen waren goed."),
    ],
)
def test_a_passage_is_listed_without_the_heading_that_is_its_section(text, shown):
    stream = io.StringIO()
    passage = RankedPassage(1, "a.txt", None, "Begin > 3 De stand", 0, 9, 0.5, text)
    print_passages(Screen(stream), [passage])
    assert stream.getvalue().splitlines() == [
        " " + " 1. a.txt, Begin > 3 De stand",
        f"     {shown}",
    ]


def test_explained_passages_show_the_parts_of_their_score():
    stream = io.StringIO()
    passage = RankedPassage(1, "a.txt", None, "1 Doel", 0, 9, 0.25, "tekst", {"bm25": 0.1})
    print_passages(Screen(stream, terminal=False), [passage])
    assert stream.getvalue().splitlines() == [
        "  1. a.txt, 1 Doel",
        "     tekst",
        "     0.250: bm25 0.100",
    ]


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2009", "2009"),
        ("2009-11", "november 2009"),
        ("2009-11-03", "3 november 2009"),
        ("onbekend", "onbekend"),
        ("2009-13", "2009-13"),
    ],
)
def test_dates_are_said_as_precisely_as_they_are_known(date, said):
    assert readable_date(date, "nl") == said


NAME = "000_1e2ecde753c818d3.txt"


@pytest.fixture
def reports():
    """Prints a table of reports at a width; None: where no terminal is."""

    def print_at(width, *metadata):
        records = [
            ReportRecord(f"{nth:03}{NAME[3:]}", "0" * 64, "text", each, (), 105)
            for nth, each in enumerate(metadata)
        ]
        stream = io.StringIO()
        print_reports(Screen(stream, width=width, terminal=width is not None), records)
        return re.sub(r"\x1b\[[\d;]*m", "", stream.getvalue())

    return print_at


LONG = Metadata("Verder op weg naar integrale dienstverlening", number="R 08/18", date="2008-11")


@pytest.mark.parametrize("kind", ["xterm", "dumb"])
def test_a_name_is_never_folded_and_nothing_is_lost(reports, monkeypatch, kind):
    monkeypatch.setenv("TERM", kind)
    for width in (120, 80, 64, 44, 30):
        text = reports(width, LONG, Metadata("Balans"))
        assert all(len(line.rstrip()) <= width for line in text.splitlines())
        words = text.split()
        assert [word for word in words if word in (NAME, *LONG.title.split())] == [
            NAME,
            *LONG.title.split(),
        ]
        assert words.count("105") == 2
        assert "R 08/18" in text


@pytest.mark.parametrize("width", [None, 80])
def test_columns_without_anything_in_them_are_left_out(reports, width):
    assert "report" in reports(width, LONG)
    assert "version" not in reports(width, LONG)
    assert "pages" not in reports(width, LONG)
    assert "number" not in reports(width, Metadata("Balans", version="1.1"))
    assert "version" in reports(width, Metadata("Balans", version="1.1"))

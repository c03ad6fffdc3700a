"""A language model on a leash: what each kind of endpoint and each kind of lie comes to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import model_server as ms
import pytest
from model_server import Behaviour, Server, claims, streams

from qa.library import Library
from qa.model import Answer, VraagbaakError
from qa.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DOC = (ROOT / "docs" / "model-answers.md").read_text("utf-8")
KEY = "sleutel-die-niemand-ziet-8f31"
QUESTION = "Hoeveel werkpleinen misten de mijlpalen?"
QUOTE = (
    "In zijn derde tertaalrapportage over 2009 meldt het AKO dat 59 van de 125 werkpleinen de"
    " mijlpalen niet op tijd zullen halen, dat wil zeggen niet voor 1 januari 2010."
)
LATER = "Van de 122 werkpleinen had 28 procent in augustus 2010 alle mijlpalen bereikt"
TRUE = ("59 van de 125 werkpleinen halen de mijlpalen niet op tijd.", 1, QUOTE)
ALSO = ("In augustus 2010 had 28 procent van de werkpleinen alle mijlpalen bereikt.", 2, LATER)
ENGLISH = ("59 of the 125 werkpleinen will not reach the mijlpalen on time.", 1, QUOTE)
GOOD = claims(TRUE, short="59 van de 125 werkpleinen")


def lie(text: str, quote: str = QUOTE) -> Behaviour:
    """A model that says one true thing and this."""
    return streams(claims(TRUE, (text, 1, quote)))


class Outcome(NamedTuple):
    """What an endpoint does, and what becomes of it."""

    says: tuple[Behaviour, ...]
    answerer: str  # who answers in the end
    fell_back: str | None = None  # a pattern of the reason
    removed: tuple[str, ...] = ()  # why claims were taken out
    requests: int = 1
    warning: str | None = None


BEHAVIOURS: dict[str, Outcome] = {
    "a good answer": Outcome((streams(GOOD),), "model"),
    "a good answer in lines": Outcome(
        (streams(f'KORT: 59 van de 125 werkpleinen\n[1] {TRUE[0]} || "{QUOTE}"'),), "model"
    ),
    "no citation": Outcome(
        (streams(claims(TRUE, (ALSO[0], None, ""))),), "model", removed=("citation",)
    ),
    "no citation at all": Outcome(
        (streams("Er waren 59 werkpleinen te laat."),), "extract", "bewezen", ("citation",)
    ),
    "a false citation": Outcome((streams(claims((TRUE[0], 9, QUOTE))),), "model"),
    "an invented quote": Outcome(
        (lie("Alle werkpleinen zijn gesloten.", "Alle werkpleinen zijn in 2009 gesloten."),),
        "model", removed=("quote",),
    ),
    "59 changed to 95": Outcome(
        (lie(TRUE[0].replace("59", "95")),), "model", removed=("figure",)
    ),
    "28 % changed to 82 %": Outcome(
        (lie(ALSO[0].replace("28", "82"), LATER),), "model", removed=("figure",)
    ),
    "2009 changed to 2010": Outcome(
        (lie("De tertaalrapportage over 2010 meldt 59 werkpleinen.", QUOTE),), "model",
        removed=("figure",),
    ),
    "a turned direction": Outcome(
        (lie("59 van de 125 werkpleinen halen de mijlpalen op tijd."),), "model",
        removed=("direction",),
    ),
    "an endless stream": Outcome((ms.endless(GOOD),), "model", warning="hield niet op"),
    "an endless stream of nothing": Outcome((ms.endless("en "),), "extract", "hield niet op"),
    "half a stream": Outcome(
        (ms.breaks_off(claims(TRUE, ALSO)[:-40]),), "model", warning="brak af"
    ),
    "half a sentence": Outcome((ms.breaks_off(GOOD[:60]),), "extract", "brak af"),
    "429, then a good answer": Outcome((ms.fails(429), streams(GOOD)), "model", requests=2),
    "429 for a long time": Outcome(
        (ms.fails(429, "slow down", retry_after="90"),), "extract", "te druk"
    ),
    "500, then a good answer": Outcome((ms.fails(500), streams(GOOD)), "model", requests=2),
    "500 for good": Outcome((ms.fails(500),), "extract", r"gaf een fout \(500", requests=2),
    "bad JSON": Outcome((ms.sends('data: {"choices": [{"del\n\n'),), "extract", "geen leesbaar"),
    "no object": Outcome((ms.sends("data: [1, 2]\n\n"),), "extract", "geen leesbaar"),
    "a page of HTML": Outcome((ms.sends("<html>login</html>"),), "extract", "geen leesbaar"),
    "bad JSON from the model": Outcome((streams('{"claims": [{"claim": 5'),), "extract", "geen"),
    "slow bytes": Outcome((ms.drips(),), "extract", "niet op tijd"),
    "a slow head": Outcome((ms.drips_its_head(),), "extract", "niet op tijd"),
    "silence": Outcome((ms.silent(2),), "extract", "niet op tijd", requests=2),
    "a wrong model name": Outcome((ms.fails(404, "model 'm' not found"),), "extract", "model 'm'"),
    "a wrong key": Outcome((ms.fails(401, f"bad key {KEY}"),), "extract", "weigert de sleutel"),
    "a context overflow": Outcome(
        (ms.fails(400, "This model's maximum context length is 3000 tokens"), streams(GOOD)),
        "model", requests=2, warning="pasten niet in het model",
    ),
    "a context that is never enough": Outcome(
        (ms.fails(400, "the request exceeds the available context size"),), "extract",
        "past niet in het model", requests=3,
    ),
    "no structured output": Outcome(
        (ms.fails(400, "response_format is not supported"), streams(GOOD)), "model", requests=2
    ),
    "a refusal": Outcome(
        (streams('{"short": null, "refused": true, "claims": []}'),), "extract", "geen antwoord"
    ),
    "a refusal in words": Outcome((streams("NIET GEVONDEN"),), "extract", "geen antwoord"),
    "an answer in the wrong language": Outcome(
        (streams(claims(ENGLISH)),), "model", warning="andere taal",
    ),
    "a redirect": Outcome(
        (ms.fails(307, "go", location="http://user:pass@elders.example/v1"),), "extract",
        "verwijst door naar http://elders.example/v1",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with ms.serving() as serving:
        yield serving


def library_for(sample: Library, server: Server, **settings: object) -> Library:
    """The sample reports with a model to answer, its patience short."""
    given: dict[str, object] = {
        "answerer": "model", "model_url": server.url, "model_name": "m", "model_key": KEY,
        "model_seconds": 0.6, "model_total_seconds": 1.5, "model_retries": 1,
    }  # fmt: skip
    folders = {"corpus": sample.settings.corpus, "index": sample.settings.index}
    return Library(
        Settings.load(sample.settings.index, {}, **folders, **(given | settings)), sample._encoder
    )


@pytest.fixture
def library(sample: Library, server: Server) -> Library:
    sample.ask(QUESTION)  # so that the model of the encoder is there
    return library_for(sample, server)


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_every_endpoint_comes_to_what_the_table_says(
    library: Library, server: Server, name: str
) -> None:
    expected = BEHAVIOURS[name]
    server.script(*expected.says)
    told: list[str] = []
    answer = library.ask(QUESTION, on_claim=lambda line, short: told.append(line))
    assert answer.status == "answered"
    assert answer.answerer == expected.answerer
    assert answer.model
    assert len(server.bodies) == expected.requests
    if expected.fell_back:
        assert re.search(expected.fell_back, answer.model.fell_back or "")
        assert answer.answer == library.ask(QUESTION, answerer="extract").answer
        assert told == []
    else:
        assert answer.model.fell_back is None
        assert told == answer.answer.splitlines()
    assert tuple(each.why for each in answer.model.removed) == expected.removed
    if expected.removed and not expected.fell_back:
        assert any("weggelaten" in each for each in answer.warnings)
    if expected.warning:
        assert any(expected.warning in each for each in answer.warnings)
    assert KEY not in json.dumps(answer.as_json())


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_every_behaviour_has_its_outcome_in_the_docs(name: str) -> None:
    row = re.search(rf"^\| {re.escape(name)} \|(.*)\|$", DOC, re.MULTILINE)
    assert row
    expected = "without a model" if BEHAVIOURS[name].answerer == "extract" else "the model"
    assert expected in row[1]


def test_a_proven_answer_says_who_spoke_and_on_what(library: Library, server: Server) -> None:
    server.script(streams(claims(TRUE, ALSO, short="59 van de 125 werkpleinen")))
    answer = library.ask(QUESTION)
    assert answer.short_answer == "59 van de 125 werkpleinen"
    assert answer.answer == f"{TRUE[0]} [1]\n{ALSO[0]} [2]"
    assert [each.report for each in answer.citations] == ["werkpleinen-2009.txt", "balans-2011.pdf"]
    assert [each.statement for each in answer.findings] == [TRUE[0], ALSO[0]]
    assert answer.model
    assert re.fullmatch(r"answer\.nl@[0-9a-f]{12}", answer.model.prompt)
    assert (answer.model.name, answer.model.endpoint) == ("m", server.url)


def test_a_quote_is_cited_with_its_whole_sentence(library: Library, server: Server) -> None:
    server.script(streams(claims((TRUE[0], 1, "59 van de 125 werkpleinen de mijlpalen"))))
    cited = library.ask(QUESTION).citations[0]
    assert cited.quote == QUOTE
    half = ("59 van de 125 werkpleinen halen de mijlpalen.", 1, "59 van de 125 werkpleinen")
    server.script(streams(claims(half)))
    answer = library.ask(QUESTION)
    assert answer.model
    assert [each.why for each in answer.model.removed] == ["direction"]


def test_an_english_claim_stands_on_dutch_words(library: Library, server: Server) -> None:
    english = [
        "Of the 125 werkpleinen, fifty-nine will miss the mijlpalen deadline of 1 January 2010.",
        "59 of the 125 werkpleinen will not be in time, the AKO says.",
    ]
    for text in english:
        server.script(streams(claims((text, 1, QUOTE))))
        answer = library.ask("How many werkpleinen missed the mijlpalen?")
        assert answer.answer == f"{text} [1]"
        assert answer.warnings == ()


def test_what_is_sent_holds_the_passages_between_marks_and_nothing_else(
    library: Library, server: Server
) -> None:
    server.script(streams(GOOD))
    library.ask(QUESTION)
    prompt = server.prompt()
    marks = set(re.findall(r"^<<([0-9a-f]{16}) passage \d+ \|", prompt, re.MULTILINE))
    assert len(marks) == 1
    assert QUOTE in " ".join(prompt.split())
    assert (server.bodies[0]["temperature"], server.bodies[0]["seed"]) == (0, 0)
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert not [name for name in server.headers[0] if name.startswith(("x-stainless", "openai"))]
    server.script(streams(GOOD))
    library.ask(QUESTION)
    assert marks.pop() not in server.prompt()


def test_the_environment_sends_nothing_along(
    sample: Library, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "omgeving-1")
    monkeypatch.setenv("OPENAI_ORG_ID", "omgeving-2")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Geheim: omgeving-3")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # loopback needs no proxy
    server.script(streams(GOOD))
    assert library_for(sample, server, model_key=None).ask(QUESTION).answerer == "model"
    assert "omgeving" not in json.dumps(server.headers)
    assert "authorization" not in server.headers[0]


def test_not_found_stays_not_found_and_no_model_is_asked(library: Library, server: Server) -> None:
    server.script(streams(GOOD))
    answer = library.ask("Wat kostten de werkpleinen in 2012?")
    assert answer.status == "not_found"
    assert (answer.answerer, server.bodies) == ("extract", [])
    assert answer.model
    assert (answer.model.passages, answer.model.fell_back) == (0, None)


def test_a_follow_up_is_made_to_stand_alone_from_the_conversation_only(
    library: Library, server: Server
) -> None:
    history = [
        {"role": "user", "content": "Welk rapportcijfer kreeg UWV in 2007?"},
        {"role": "assistant", "content": "6,7"},
    ]
    quote = "Per kanaal kreeg de telefoon een 7,2, het internet een 6,9 en de post een 7,0."
    said = streams(claims(("De telefoon kreeg een 7,2.", 1, quote)))
    server.script(streams("Welk rapportcijfer kreeg UWV in 2008?"), said)
    answer = library.ask("en in 2008?", history=history)
    assert answer.understood == "Welk rapportcijfer kreeg UWV in 2008?"
    assert answer.question == "en in 2008?"
    for unsound in ("Welk rapportcijfer kreeg UWV in 1999?", "Twee\nregels?", "Zie http://x.nl"):
        server.script(streams(unsound), said)
        assert library.ask("en in 2008?", history=history).understood != unsound


def test_an_endpoint_that_is_not_there_is_asked_no_more_after_a_while(
    sample: Library, server: Server
) -> None:
    library = library_for(sample, server, model_url="http://127.0.0.1:1/v1", model_retries=0)
    reasons = [library.ask(QUESTION).model for _ in range(4)]
    told = [each.fell_back or "" for each in reasons if each]
    assert "niet te bereiken" in told[0]
    assert "even niet gevraagd" in told[3]


@pytest.mark.parametrize("lacking", ["model_url", "model_name"])
def test_what_is_not_set_is_said_in_a_sentence(
    sample: Library, server: Server, lacking: str
) -> None:
    library = library_for(sample, server, **{lacking: None})
    with pytest.raises(VraagbaakError, match=f"{lacking} is not set"):
        library.ask(QUESTION)
    assert library.ask(QUESTION, answerer="extract").answerer == "extract"


def test_the_budget_drops_passages_from_the_bottom_and_says_so(
    sample: Library, server: Server
) -> None:
    library = library_for(sample, server, model_context=3000)
    server.script(streams(GOOD))
    answer = library.ask(QUESTION)
    assert answer.model
    assert answer.model.left_out > 0
    numbers = re.findall(r"passage (\d+) \|", server.prompt())
    assert numbers == [str(n) for n in range(1, answer.model.passages + 1)]
    assert any(f"{answer.model.left_out} van de" in each for each in answer.warnings)


def test_a_comparison_has_a_template_of_its_own(library: Library, server: Server) -> None:
    server.script(streams(claims(TRUE, ALSO)))
    answer = library.ask("Zijn de rapporten het eens over de mijlpalen van de werkpleinen?")
    assert isinstance(answer, Answer)
    assert answer.model
    assert answer.model.prompt.startswith("compare.nl@")
    assert "De passages komen uit:" in server.prompt()

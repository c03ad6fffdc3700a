"""The figures of `qa eval` are those of the scorer that came with the questions."""

import json
import random
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.evaluation import Sources, absent, compare, evaluate, read_questions, read_run, repeated_ids
from qa.evaluation.numbers import has_number
from qa.model import VraagbaakError

SOURCE = "Op 1 mei waren er 59 van de 125 werkpleinen niet klaar.\nHet AKO meldde dat in 2009."


def sources(text=SOURCE):
    return Sources(["a.txt"], lambda name: {None: text})


def question(**change):
    return {
        "id": "q1",
        "question": "Hoeveel?",
        "lang": "nl",
        "type": "number",
        "answer": "59 van de 125",
        "numbers": ["59", "125"],
        "evidence": [{"doc": "a.txt", "quote": "59 van de 125 werkpleinen"}],
    } | change


def answer(**change):
    place = {"report": "a.txt", "page": None, "start": 18, "end": 43}
    return {
        "id": "q1",
        "status": "answered",
        "short_answer": "59 van de 125 werkpleinen",
        "citations": [place | {"quote": "59 van de 125 werkpleinen"}],
        "passages": [place],
    } | change


def figures(asked, given_answer, where=None):
    return evaluate([asked], [given_answer], where or sources()).figures


def test_a_right_answer_scores_one_on_everything():
    scored = figures(question(), answer())
    assert scored["false_refusal"] == 0
    good = {name: value for name, value in scored.items() if "false" not in name}
    assert set(good.values()) == {1.0}
    assert {"recall@1", "cite@3 [nl]", "answer (number)", "exact_quote"} <= set(good)


def test_a_refusal_loses_the_answer_but_keeps_the_recall():
    scored = figures(question(), answer(status="not_found", short_answer=None))
    assert (scored["answer"], scored["cite@1"], scored["false_refusal"]) == (0, 0, 1)
    assert scored["recall@5"] == 1


def test_a_missing_answer_counts_as_a_refusal():
    assert figures(question(), answer(id="another"))["false_refusal"] == 1


def test_an_answered_unanswerable_question_is_counted_and_named():
    run = evaluate([question(type="unanswerable", evidence=[])], [answer()], sources())
    assert run.figures["false_answer"] == 1
    assert run.outcomes[0].miss == "answered an unanswerable question"


def test_a_quote_that_differs_by_a_letter_is_not_exact():
    cited = answer()["citations"][0] | {"quote": "59 van de 126 werkpleinen"}
    assert figures(question(), answer(citations=[cited]))["exact_quote"] == 0


def test_line_breaks_and_hyphens_do_not_make_a_quote_inexact():
    cited = answer()["citations"][0] | {"quote": "59 van de\n125 werk-pleinen"}
    assert figures(question(), answer(citations=[cited]))["exact_quote"] == 1


def test_a_place_on_another_page_is_no_evidence():
    pages = Sources(["b.pdf"], lambda name: {1: "59 van de 125", 2: "niets 59"})
    asked = question(evidence=[{"doc": "b.pdf", "quote": "59 van de 125"}])
    here = {"report": "b.pdf", "page": 1, "start": 0, "end": 13, "quote": "59 van de 125"}
    there = here | {"page": 2}
    assert figures(asked, answer(citations=[here], passages=[here]), pages)["cite@1"] == 1
    scored = figures(asked, answer(citations=[there], passages=[there]), pages)
    assert (scored["cite@1"], scored["recall@20"], scored["exact_quote"]) == (0, 0, 0)


def test_a_list_scores_the_share_of_its_items():
    asked = question(type="list", numbers=[], notes="items: één balie | één telefoonnummer")
    assert figures(asked, answer(short_answer="een gezamenlijk telefoonnummer"))["answer"] == 0.5


def test_a_short_answer_that_is_too_long_is_worth_nothing():
    assert figures(question(), answer(short_answer="59 van de 125 " + "en " * 25))["answer"] == 0


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("28 procent", "28%"),
        ("28 procent", "Twenty-eight percent"),
        ("6,1", "a mark of 6.1"),
        ("1.234", "1234 klanten"),
        ("22", "tweeëntwintig"),
        ("1 mei 2007", "on 1 May 2007"),
        ("1", "één aanspreekpunt"),
    ],
)
def test_a_number_is_found_in_other_notations(number, text):
    assert has_number(number, text)


@pytest.mark.parametrize(
    ("number", "text"),
    [("28", "128"), ("6,1", "6,12"), ("59", "95"), ("2", "tweehonderd"), ("²", "2")],
)
def test_a_number_is_not_found_in_another_number(number, text):
    assert not has_number(number, text)


def test_answers_without_ids_are_matched_by_order_or_refused():
    without = {name: value for name, value in answer().items() if name != "id"}
    assert evaluate([question()], [without], sources()).figures["answer"] == 1
    with pytest.raises(VraagbaakError, match="no ids to match"):
        evaluate([question()], [without, without], sources())


def test_a_comparison_says_what_moved():
    asked = [question(), question(id="q2")]
    old = evaluate(asked, [answer(), answer(id="q2", short_answer="95")], sources()).as_json()
    new = evaluate(asked, [answer(short_answer="95"), answer(id="q2")], sources()).as_json()
    moved = compare(json.loads(json.dumps(old)), new)
    assert [item["id"] for item in moved.better] == ["q2"]
    assert [(item["id"], item["was"], item["now"]) for item in moved.worse] == [
        ("q1", "59 van de 125 werkpleinen", "95")
    ]
    assert moved.figures == {}


@pytest.mark.parametrize("other", [{}, {"figures": []}, {"figures": {}, "questions": [1]}])
def test_a_comparison_with_another_file_is_refused(other):
    new = evaluate([question()], [answer()], sources()).as_json()
    with pytest.raises(VraagbaakError, match="not one that"):
        compare(other, new)


def test_a_questions_file_says_which_line_is_wrong(tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps(question()) + "\n\nnot JSON\n")
    with pytest.raises(VraagbaakError, match=r"Line 3 of .*q\.jsonl"):
        read_questions(path)
    path.write_text(json.dumps({"id": 1, "question": "Wat?"}) + "\n")
    with pytest.raises(VraagbaakError, match=r"Question 1 .* lacks lang, type"):
        read_questions(path)
    with pytest.raises(VraagbaakError, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl")


@given(st.text(max_size=40), st.text(max_size=80))
def test_no_text_breaks_the_number_matching(number, text):
    has_number(number, text)


def odd_answers(questions, corpus, random_state):
    """Answers of every kind: right, wrong, refused, missing, with a wrong id, citing a PDF."""
    texts = {path.name: path.read_text("utf-8") for path in corpus.glob("*.txt")}
    kinds = ("right", "right", "near", "elsewhere", "refused", "missing", "wrong id", "pdf", "bare")
    for asked in questions:
        kind = random_state.choice(kinds)
        if kind == "missing":
            continue
        places = []
        for item in asked["evidence"]:
            at = texts[item["doc"]].find(item["quote"])
            places.append((item["doc"], at, at + len(item["quote"])))
        doc, text = random_state.choice(list(texts.items()))
        wrong = random_state.randrange(len(text) - 200)
        places.append((doc, wrong, wrong + random_state.randrange(200)))
        if kind == "elsewhere":
            places.reverse()
        shift = random_state.randrange(60) if kind == "near" else 0
        cites = [
            {"report": doc, "start": a + shift, "end": b + shift, "page": None}
            | {"quote": re.sub(r"\s+", " ", texts[doc][a:b])}
            for doc, a, b in places
        ]
        if kind == "pdf":
            cites.insert(0, {"report": "r.pdf", "page": 3, "start": 4, "end": 9, "quote": "x"})
        short = random_state.choice([asked["answer"], *(asked["answer_variants"] or ["59"]), "28"])
        given_answer = {
            "id": "nobody" if kind == "wrong id" else asked["id"],
            "status": "not_found" if kind == "refused" else "answered",
            "short_answer": None if kind in ("refused", "bare") else short,
            "answer": short,
            "citations": cites,
            "passages": [cite | {"end": cite["end"] + 90} for cite in cites[::-1]],
        }
        if kind == "bare":
            given_answer |= {"citations": None, "passages": None}
        yield given_answer


@pytest.mark.parametrize("seed", range(4))
def test_the_figures_equal_those_of_the_scorer_beside_the_checkout(shared, tmp_path, seed):
    asked = shared / "eval" / "seeds-dev.jsonl"
    questions, corpus = read_questions(asked), shared / "corpus"
    answers = list(odd_answers(questions, corpus, random.Random(seed)))
    path = tmp_path / "answers.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in answers), "utf-8")
    scored = subprocess.run(
        [sys.executable, shared / "eval" / "score.py", asked, path, "--corpus", corpus, "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    names = [file.name for file in corpus.iterdir()]
    where = Sources(names, lambda name: {None: (corpus / name).read_text("utf-8")})
    ours = evaluate(questions, answers, where)
    assert ours.figures == json.loads(scored.stdout)


# ------------------------------------------------------------------ what is read


def written(tmp_path, *questions):
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in questions), "utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"evidence": 5}, "has no 'evidence' that is a list of"),
        ({"evidence": ["a"]}, "has no 'evidence' that is a list of"),
        ({"evidence": [{"doc": "a.txt"}]}, "has no 'evidence' that is a list of"),
        ({"id": [1]}, "has no 'id' that is a string or a whole number."),
        ({"id": True}, "has no 'id' that"),
        ({"question": 5}, "has no 'question' that is a string."),
        ({"answer": None}, "has no 'answer' that is a string."),
        ({"numbers": [59]}, "has no 'numbers' that is a list of strings."),
        ({"answer_variants": "59"}, "has no 'answer_variants' that is a list of strings."),
        ({"notes": 1}, "has no 'notes' that is a string."),
    ],
)
def test_a_question_that_cannot_be_scored_is_named_before_anything_is_asked(tmp_path, change, says):
    with pytest.raises(VraagbaakError, match=re.escape(says)) as error:
        read_questions(written(tmp_path, question(id="q0"), question(**change)))
    assert str(error.value).startswith("Question 2 of ")


def test_questions_of_one_id_are_scored_by_themselves_and_told_of():
    twice = [question(), question(question="Wanneer?")]
    assert repeated_ids(twice) == ["q1"]
    assert repeated_ids([question(), question(id="q2")]) == []
    answers = [answer(short_answer="95"), answer()]
    outcomes = evaluate(twice, answers, sources()).outcomes
    assert [outcome.figures["answer"] for outcome in outcomes] == [0, 1]


def test_what_scoring_does_not_need_may_be_null(tmp_path):
    nothing = dict.fromkeys(("answer_variants", "numbers", "notes", "history"))
    unanswerable = question(id=0, type="unanswerable", answer=None, evidence=None)
    questions = read_questions(written(tmp_path, question(**nothing), unanswerable))
    answers = [answer(short_answer="59 van de 125"), answer(id=0)]
    assert evaluate(questions, answers, sources()).figures["answer"] == 1
    assert evaluate(questions, answers, sources()).figures["false_answer"] == 1


def test_a_line_separator_in_a_string_ends_no_line(tmp_path):
    path = tmp_path / "questions.jsonl"
    asked = question(question="Hoeveel\u2028werkpleinen?")
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(asked, ensure_ascii=False).encode() + b"\r\n\r\n")
    assert read_questions(path) == [asked]


def test_reports_that_evidence_names_and_that_are_not_there_are_found():
    elsewhere = question(evidence=[{"doc": "map/a.txt", "quote": "x"}, {"doc": "z", "quote": "x"}])
    refused = {"id": 3, "question": "?", "lang": "nl", "type": "unanswerable"}
    assert absent([question(), elsewhere, elsewhere, refused], sources()) == ["z"]


@pytest.mark.parametrize(
    "run",
    [
        [],
        {"figures": {"a": "x"}},
        {"figures": {"a": "x"}, "questions": []},
        {"figures": {}, "questions": [{"id": "a"}]},
        {"figures": {}, "questions": [{"id": [], "short_answer": None, "figures": {"answer": 1}}]},
        {
            "figures": {},
            "questions": [{"id": "a", "short_answer": None, "figures": {"answer": ""}}],
        },
        {"figures": {}, "questions": [{"id": "a", "short_answer": None, "figures": {}}]},
    ],
)
def test_a_run_that_cannot_be_compared_is_refused_when_it_is_read(tmp_path, run):
    path = tmp_path / "old.json"
    path.write_text(json.dumps(run))
    with pytest.raises(VraagbaakError, match="is not a run that"):
        read_run(path)


def test_a_run_that_was_written_is_read_again(tmp_path):
    path = tmp_path / "old.json"
    run = evaluate([question()], [answer()], sources()).as_json()
    path.write_text(json.dumps(run))
    assert read_run(path) == run

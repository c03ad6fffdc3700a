"""A batch answers every line it can, in order, and says of each other what is wrong with it."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.asking import LONGEST_LINE, QuestionError, answer_lines, checked_question
from qa.model import VraagbaakError


def echo(question, *, history, id):
    return {"id": id, "question": question, "turns": len(history)}


def answered(data, ask=echo):
    return list(answer_lines(io.BytesIO(data), ask))


def line(**item):
    return json.dumps(item).encode() + b"\n"


def test_answers_come_in_order_and_carry_their_ids():
    lines = line(id="a", question="Een?") + line(id=2, question="Twee?") + line(question="Drie?")
    assert [(item["id"], item["question"]) for item in answered(lines)] == [
        ("a", "Een?"),
        (2, "Twee?"),
        (None, "Drie?"),
    ]


def test_the_history_of_a_follow_up_is_passed_on():
    turns = [{"role": "user", "content": "Wie?"}, {"role": "assistant", "content": "IWI."}]
    assert answered(line(id=1, question="En wanneer?", history=turns))[0]["turns"] == 2


def test_other_keys_a_last_line_without_end_and_a_byte_order_mark_do_not_matter():
    data = b"\xef\xbb\xbf" + line(id=1, question="Een?", lang="nl") + b'{"question": "Twee?"}'
    assert [item["question"] for item in answered(data)] == ["Een?", "Twee?"]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (b"not JSON\n", "not JSON"),
        (b'["a list"]\n', "not a JSON object"),
        (b'{"question": 3}\n', "no 'question'"),
        (b'{"id": 7}\n', "no 'question'"),
        (b'{"question": "  "}\n', "is empty"),
        (b'{"question": "\xff\xfe"}\n', "not valid UTF-8"),
        (b'{"question": "\\ud800"}\n', "not valid UTF-8"),
        (line(question="waarom " * 15_000), "characters long"),
        (line(question="a?", history="eerder"), "'history'"),
        (line(question="a?", history=[{"role": "narrator", "content": "x"}]), "'history'"),
        (b'{"question": "a?", "id": NaN}\n', "'id'"),
        (b'{"question": "a?", "id": [1e999]}\n', "'id'"),
        (b'{"question": "a?", "id": ' + b"[" * 300 + b"]" * 300 + b"}\n", "'id'"),
        (b"[" * 100_000 + b"\n", "nested too deeply"),
        (b'{"question": "' + b"a" * LONGEST_LINE + b'"}\n', "longer than"),
    ],
)
def test_a_bad_line_gets_an_error_and_the_others_their_answers(bad, says):
    first, wrong, last = answered(line(id=1, question="Een?") + bad + line(id=3, question="Drie?"))
    assert (first["question"], last["question"]) == ("Een?", "Drie?")
    assert wrong["line"] == 2
    assert says in wrong["error"]
    assert wrong["error"].endswith(".")


@pytest.mark.parametrize("id", ["q9", 7, 1.5, True, None, [1, "a"], {"bron": {"regel": 2.5}}])
def test_any_id_comes_back_with_an_answer_and_with_an_error(id):
    right, wrong = answered(line(id=id, question="Een?") + line(id=id, question=""))
    assert (right["id"], wrong["id"]) == (id, id)
    assert wrong["line"] == 2


@pytest.mark.parametrize("blank", [b"\n", b"\r\n", b"  \t\n", b"\n\n\n", b"\xef\xbb\xbf\r\n"])
def test_blank_lines_are_skipped_and_counted(blank):
    answers = answered(blank + line(question="Een?") + blank + b"oeps\n" + blank)
    assert answers[0]["question"] == "Een?"
    assert answers[1]["line"] == 2 * blank.count(b"\n") + 2
    assert len(answers) == 2


def test_turns_that_nobody_spoke_are_no_part_of_the_history():
    turns = [{"role": "system", "content": "Antwoord kort."}, {"role": "tool", "content": None}]
    turns.append({"role": "user", "content": "Wie?"})
    assert answered(line(question="En wanneer?", history=turns))[0]["turns"] == 1


def test_an_answer_that_fails_stops_no_other():
    seen = []

    def failing(question, *, history, id):
        if id == 1:
            raise VraagbaakError("De index is weg.")
        if id == 2:
            raise ZeroDivisionError("oeps")
        return {"id": id}

    data = b"".join(line(id=number, question="?x") for number in (1, 2, 3))
    results = list(answer_lines(io.BytesIO(data), failing, seen.append))
    assert results[0] == {"id": 1, "error": "De index is weg.", "line": 1}
    assert "ZeroDivisionError: oeps" in results[1]["error"]
    assert results[2] == {"id": 3}
    assert [type(error) for error in seen] == [ZeroDivisionError]


def test_each_answer_is_given_before_the_next_line_is_read():
    class Lines(io.BytesIO):
        def readline(self, size=-1):
            reads.append(1)
            return super().readline(size)

    reads: list[int] = []
    answers = answer_lines(Lines(line(question="Een?") + line(question="Twee?")), echo)
    assert next(answers)["question"] == "Een?"
    assert len(reads) == 1


@given(st.lists(st.binary(max_size=60).filter(lambda x: b"\n" not in x), max_size=6))
def test_any_bytes_give_one_object_a_line_that_is_not_blank(lines):
    data = b"".join(item + b"\n" for item in lines)
    results = answered(data + line(id="end", question="Tot slot?"))
    blank = [item for item in lines if not item.removeprefix(b"\xef\xbb\xbf").strip()]
    assert len(results) == len(lines) - len(blank) + 1
    assert results[-1]["id"] == "end"


@pytest.mark.parametrize("text", ["", " \n\t", "a" * 100_000, "caf\udce9"])
def test_a_question_that_is_empty_endless_or_no_utf8_is_refused_in_one_sentence(text):
    with pytest.raises(QuestionError, match=r"^The question is [^.]*\.$"):
        checked_question(text)

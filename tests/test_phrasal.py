"""Verbs with their particles, and May, as words of a question."""

from __future__ import annotations

import pytest

from qa.language import content_words, synonyms


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("Why was the opening put off?", ["opening", "put off"]),
        ("Who put the opening off in 2007?", ["put off", "opening", "2007"]),
        ("How many visitors dropped out of the trial?", ["visitors", "dropped out", "trial"]),
        ("Hoeveel bezoekers haakten er in 2007 af?", ["bezoekers", "haakten af", "2007"]),
        # the nearer of two verbs has the particle
        ("the watch visitors dropped out", ["watch", "visitors", "dropped out"]),
        # a preposition before a place or time is none
        ("What came in 2007?", ["came", "2007"]),
        ("Hoe nam over de jaren het bezoek", ["nam", "jaren", "bezoek"]),
        # another clause has its own
        ("Who gave a desk, and who is off?", ["gave", "desk"]),
        # a preposition of several words
        ("visitors according to the report", ["visitors", "report"]),
        # nouns are no verbs
        ("Wat vond de raad aan klachten?", ["vond", "raad", "klachten"]),
        ("", []),
    ],
)
def test_a_verb_and_its_particle_are_one_word(asked: str, words: list[str]) -> None:
    assert content_words(asked) == words


@pytest.mark.parametrize("asked", ["visitors in May 2007", "visitors by May", "visitors of 3 May"])
def test_may_is_a_month_in_a_date(asked: str) -> None:
    assert "mei" in content_words(asked)


def test_may_is_no_month_elsewhere() -> None:
    assert content_words("May visitors wait? They may.") == ["visitors", "wait"]


def test_a_verb_with_its_particle_has_its_own_line() -> None:
    (off,) = synonyms(["put off"])
    assert off["uitgesteld"] == 1.0
    (out,) = synonyms(["fallen through"])
    assert out
    assert "vallen" not in synonyms(["put off"])[0]


def test_a_word_of_one_language_is_no_form_of_another_languages_word() -> None:
    (wages,) = synonyms(["wages"])
    assert "loon" in wages
    assert "waagt" not in wages


def test_numbers_and_months_are_said_in_dutch() -> None:
    assert [next(iter(each)) for each in synonyms(["five", "march"])] == ["vijf", "maart"]


def test_a_question_of_thousands_of_verbs_is_read_at_once() -> None:
    assert len(content_words("haakten " * 20_000 + "af")) == 20_000
    assert content_words("haakten " + "studenten " * 60 + "af")[0] == "haakten"

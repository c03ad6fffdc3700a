"""What a claim must withstand: the tables of the proof, and how much they catch."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench import alterations
from qa.answering.proof import FAULTS, Ground, claim_fault
from qa.answering.proof.direction import AXES
from qa.language import fold
from qa.library import Library

ROOT = Path(__file__).resolve().parents[1]
MARKS = Ground("Per kanaal kreeg de telefoon een 7,2, het internet een 6,9 en de post een 7,0.")
SHARE = Ground("Van de 122 loketten had 28 procent in augustus 2010 alles bereikt.", date="2011-02")
LAW = Ground("Artikel 9 van de wet verplicht UWV tot samenwerking.", "2 De wet", "Rapport")
NOT_ALL = Ground("Het loket in Ede haalde het doel, maar dat in Tiel niet.")
TABLE = Ground("Jaar | Cijfer\n2006 | 6,1\n2007 | 6,7")

RIGHT = (
    ("De post kreeg een 7,0.", MARKS),
    ("The post got 7.0 and the telephone 7.2.", MARKS),
    ("Achtentwintig procent van de 122 loketten had alles.", SHARE),
    ("In 2010 had 28 % alles bereikt.", SHARE),
    ("28 per cent of the 122 offices had everything in August 2010.", SHARE),
    ("Het rapport van februari 2011 noemt 28 procent.", SHARE),
    ("UWV moet samenwerken.", LAW),
    ("Het loket in Ede haalde het doel.", NOT_ALL),
    ("Het loket in Tiel haalde het doel niet.", NOT_ALL),
    ("The desk in Tiel missed the target.", NOT_ALL),
    ("In 2007 was het een 6,7.", TABLE),
)
WRONG = (
    ("De post kreeg een 7,1.", MARKS, "figure"),
    ("De post kreeg 7 procent.", MARKS, "figure"),
    ("In augustus 2009 had 28 procent alles.", SHARE, "figure"),
    ("Op 3 augustus 2010 had 28 procent alles.", SHARE, "figure"),
    ("82 procent had alles.", SHARE, "figure"),
    ("Tweeëntachtig procent had alles.", SHARE, "figure"),
    ("Het rapport van maart 2011 noemt 28 procent.", SHARE, "figure"),
    ("Het rapport van februari 2012 noemt 28 procent.", SHARE, "figure"),
    ("SVB moet samenwerken.", LAW, "name"),
    ("UWV hoeft niet samen te werken.", LAW, "direction"),
    ("Samenwerking is voor UWV vrijwillig.", LAW, "direction"),
    ("Het loket in Tiel haalde het doel.", NOT_ALL, "direction"),
    ("Het loket in Ede haalde het doel niet.", NOT_ALL, "direction"),
    ("In 2006 was het een 6,7.", TABLE, "figure"),
    ("Zie https://elders.example/x.", LAW, "address"),
    ('Er staat "de wet verbiedt samenwerking".', LAW, "quote"),
    ("…", LAW, "form"),
)


@pytest.mark.parametrize(("claim", "ground"), RIGHT)
def test_what_the_words_say_is_proven(claim: str, ground: Ground) -> None:
    assert claim_fault(claim, ground, "nl") is None


@pytest.mark.parametrize(("claim", "ground", "why"), WRONG)
def test_what_the_words_do_not_say_is_not(claim: str, ground: Ground, why: str) -> None:
    fault = claim_fault(claim, ground, "nl")
    assert fault is not None
    assert fault.why == why
    assert why in FAULTS


def test_every_axis_knows_its_examples() -> None:
    for axis in AXES:
        assert axis.up.search(fold(axis.example_up)), axis.example_up
        assert axis.down.search(fold(axis.example_down)), axis.example_down


def test_what_is_altered_is_caught_and_what_is_right_is_kept(sample: Library) -> None:
    """The measurement of docs/model-answers.md on the sample reports, shortened."""
    cases = list(alterations.right_claims(sample, alterations.SAMPLE_QUESTIONS[:6]))
    cases += list(alterations.worded_claims(sample))[::2]
    found = alterations.measure(sample, cases, random.Random(0))
    altered = {kind: counts for kind, counts in found.items() if kind != "right"}
    assert sum(total for _, total in altered.values()) >= 300
    for kind in ("figure", "number word", "date", "quote", "citation"):
        good, total = altered[kind]
        assert good == total, kind
    turned = [altered[kind] for kind in ("denial", "direction")]
    assert sum(good for good, _ in turned) >= 0.9 * sum(total for _, total in turned)
    good, total = found["right"]
    assert good >= 0.98 * total


def test_every_fault_stands_in_the_docs() -> None:
    doc = (ROOT / "docs" / "model-answers.md").read_text("utf-8")
    assert all(f"`{why}`" in doc for why in FAULTS)

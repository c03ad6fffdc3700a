"""Limits on the reports that are looked through: checked, and told of where they leave some out."""

from types import SimpleNamespace

import pytest

from qa.limits import check, nothing_left, undated
from qa.model import QuestionError
from qa.retrieval import Filters


def report(name, date=None, title=""):
    return SimpleNamespace(name=name, metadata=SimpleNamespace(title=title, date=date))


REPORTS = [report("dijken.txt", "2009-11", "De dijken"), report("los.txt"), report("kaal.txt")]


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (("", None, None), "no name"),
        ((" ", None, None), "no name"),
        ((None, 2012, 2009), "from 2012 to 2009"),
        ((None, -5, None), "-5 is no year"),
        ((None, None, 11), "11 is no year"),
        ((None, 0, None), "0 is no year"),
    ],
)
def test_limits_that_no_report_can_pass_are_refused(limits, says):
    with pytest.raises(QuestionError, match=says):
        check(*limits)


@pytest.mark.parametrize(
    ("limits", "dutch", "english"),
    [
        ((None, None, None), None, None),
        (("DIJK", 2009, 2009), None, None),
        (
            ("duin", None, None),
            "Geen rapport heet 'duin'; wel: dijken.txt, los.txt, kaal.txt.",
            "No report is called 'duin'; the reports are: dijken.txt, los.txt, kaal.txt.",
        ),
        (
            (None, 2010, None),
            "Geen rapport is van 2010 of later; ze zijn van 2009.",
            "No report is of 2010 or later; they are of 2009.",
        ),
        (
            ("los", None, 2010),
            "Geen rapport met 'los' heeft een datum, en er wordt een van 2010 of eerder gezocht.",
            "No report with 'los' has a date, and one of 2010 or earlier is looked for.",
        ),
        (
            ("dijk", 2011, 2011),
            "Geen rapport met 'dijk' is van 2011; wel van 2009.",
            "No report with 'dijk' is of 2011; the years are: 2009.",
        ),
    ],
)
def test_the_limit_that_left_nothing_is_named(limits, dutch, english):
    filters = Filters(*limits)
    assert nothing_left(filters, REPORTS, "nl") == dutch
    assert nothing_left(filters, REPORTS, "en") == english


def test_where_no_report_has_a_date_that_is_said_of_all():
    said = nothing_left(Filters(None, 2009, None), REPORTS[1:], "en")
    assert said == "No report has a date, and one of 2009 or later is looked for."


def test_an_index_without_reports_is_no_fault_of_the_limits():
    assert nothing_left(Filters("duin", None, None), [], "nl") is None


@pytest.mark.parametrize(
    ("limits", "warned"),
    [
        ((None, None, None), []),
        (("los", None, None), []),
        (("dijken", 2009, None), []),
        (("los", 2009, None), ["1 report without a date was not searched, because years were "]),
        ((None, None, 2009), ["2 reports without a date were not searched, because years were "]),
    ],
)
def test_reports_without_a_date_are_counted_where_years_are_given(limits, warned):
    assert undated(Filters(*limits), REPORTS, "en") == [text + "given." for text in warned]

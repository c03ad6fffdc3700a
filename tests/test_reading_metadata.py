"""Title, number, publisher, date and version: found where the report says them, never invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.model import Metadata
from qa.reading import read_report
from qa.reading.metadata import read_metadata
from qa.reading.text import text_blocks
from qa.settings import Settings

BODY = "De inspectie heeft in het voorjaar onderzocht hoe de loketten in de regio werken.\n\n"


def metadata(source: str, name: str = "rapport_loketten.txt") -> Metadata:
    return read_metadata(name, text_blocks(source, name.endswith(".md")))


def test_a_title_that_the_first_pages_repeat_is_the_title() -> None:
    source = (
        "Opdrachtgever\n\nInspectie Loketten\n\nEén loket voor allen\n\nDoel\n\n" + BODY
        + "Eén loket voor allen\n\nInspectie Loketten\n\nColofon\n\nNummer\tR 09/17, mei 2009\n\n"
        + "Voorwoord\n\n" + BODY
    )  # fmt: skip
    found = metadata(source)
    assert found.title == "Eén loket voor allen"
    assert (found.number, found.date) == ("R 09/17", "2009-05")
    assert found.publisher == "Inspectie Loketten"
    assert found.found["title"] == "title page"


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("# Loketwet (BWBR0001234)\n\n### Artikel 1\n\n" + BODY, "Loketwet"),
        ("Nota\n\nNaar een beter loket\n\n1 Inleiding\n\n" + BODY, "Naar een beter loket"),
        (
            "Gemeente Almelo DATUM 3 mei 2012 BETREFT Antwoorden over loketten "
            "(Tweede Kamer, nr. 2) "
            "Geachte voorzitter, " + BODY,
            "Antwoorden over loketten",
        ),
        (
            "Meer mensen aan de balie\n\n" + BODY
            + "Het rapport 'Loketten in beeld' kunt u downloaden van de website.\n",
            "Loketten in beeld",
        ),
    ],
)  # fmt: skip
def test_titles_stand_where_such_documents_put_them(source: str, title: str) -> None:
    assert metadata(source).title == title


def test_without_a_title_the_file_name_serves_and_says_so() -> None:
    found = metadata("aan de balie wachten mensen, zo blijkt, soms lang.\n")
    assert found.title == "rapport loketten"
    assert found.found == {"title": "file name"}
    assert (found.number, found.publisher, found.date, found.version) == (None,) * 4


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Almelo, 6 november 2008", "2008-11-06"),
        ("Datum: 21 december 2021", "2021-12-21"),
        ("R08/18, november 2008", "2008-11"),
        ("Startdatum – 1 januari 2009", None),
        ("Dit geldt vanaf 1 januari 2009", None),
    ],
)
def test_dates_are_as_precise_as_the_report_and_no_others_date_is_taken(
    line: str, date: str | None
) -> None:
    assert metadata(f"Eén loket\n\n{line}\n\n{BODY}").date == date


FILLER = "".join(f"De inspectie bezocht loket {n} en sprak met klanten.\n\n" for n in range(90))


@pytest.mark.parametrize(
    ("source", "date", "where"),
    [
        (f"Eén loket\n\n{FILLER}Colofon\n\nUitgave: maart 2011\n", "2011-03", "colophon"),
        (f"Eén loket\n\n{BODY * 9}Den Haag, maart 2011\n\n{FILLER}", "2011-03", "title page"),
        (f"Eén loket\n\n{BODY * 45}Den Haag, maart 2011\n\n{FILLER * 3}", "2011-03", "foreword"),
        (
            "\n\n".join(["Eén loket", FILLER, *["Programma Loket | maart 2011", FILLER] * 2]),
            "2011-03",
            "running head",
        ),
        (f"One desk\n\nDate of issue: May 3, 2012\n\n{BODY}", "2012-05-03", "date line"),
        (f"Eén loket\n\nVersie: 1.0 (maart 2026)\n\n{BODY}", "2026-03", "title page"),
        (f"Eén loket\n\n{BODY}\n\n© 2012 Gemeente Ede\n", "2012", "title page"),
        (f"Eén loket\n\n{BODY}\n\nUw brief van 3 mei 2012\n", None, None),
    ],
)
def test_a_date_is_found_where_reports_tell_it_and_the_place_is_named(
    source: str, date: str | None, where: str | None
) -> None:
    found = metadata(source)
    assert (found.date, found.found.get("date")) == (date, where)


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("jaarverslag_2011.txt", "2011"),
        ("nota 2011-03-05.txt", "2011-03-05"),
        ("tevredenheid-2006-2009.txt", None),
        ("b7a2016adfdc.txt", None),
    ],
)
def test_the_files_name_tells_the_date_last_and_only_if_it_has_one(
    name: str, date: str | None
) -> None:
    assert metadata("Eén loket\n\n" + BODY, name).date == date
    assert metadata("Eén loket\n\nmei 2009\n\n" + BODY, name).date == "2009-05"


def test_the_publisher_is_who_wrote_it_not_whom_it_is_about() -> None:
    letter = (
        "Algemene Rekenkamer www.rekenkamer.nl DATUM 3 mei 2012 BETREFT Rapport bij het "
        f"jaarverslag van het Ministerie van Financiën Geachte voorzitter, {BODY}"
    )
    assert metadata(letter).publisher == "Algemene Rekenkamer"
    colophon = f"Eén loket\n\n{BODY}Colofon\n\nLogius, Postbus 96810\n\n2509 JE Den Haag\n"
    assert metadata(colophon).publisher == "Logius"


def test_the_table_of_versions_makes_the_title_pages_version_exact() -> None:
    source = (
        "Eén loket\n\nVersie 1.6\n\nDatum: 01-02-2021\n\n| Datum | Versie |\n|---|---|\n"
        f"| 01-09-2020 | 1.6 |\n| 01-02-2021 | 1.6.1 |\n\n{BODY}"
    )
    found = metadata(source)
    assert (found.version, found.found["version"]) == ("1.6.1", "table of versions")
    assert metadata(f"Eén loket\n\nVersie 2\n\n{BODY}").version == "2"


def test_real_files_say_what_was_read_by_hand(shared: Path) -> None:
    """The text files of the table; `python bench/metadata.py` has the PDFs too."""
    from bench.metadata import truth, wrong

    faults = []
    for name, told in truth():
        if not name.endswith(".pdf"):
            path = shared / name
            found = read_report(path, path.name, Settings()).metadata
            faults += [f"{name}: {fact}" for fact in wrong(found, told)]
    assert len(faults) <= 6, faults


# Of the invented reports' title pages, in which what tells the fact apart is told in many ways.
LEAST_FOUND = {"title": 0.96, "date": 0.91, "number": 0.93, "publisher": 0.82}


def test_invented_title_pages_are_read_as_they_were_by_hand() -> None:
    from bench.metadata import of_title_pages

    pages, shares, misdated = of_title_pages()
    assert all(shares[fact] >= least for fact, least in LEAST_FOUND.items()), shares
    assert len(misdated) <= 0.03 * pages  # a wrong date is worse than none


LETTERHEAD = "BUREAU VOOR LOKETTEN\nPostbus 1, 2500 AA Den Haag\n\n"
MEMO = (
    "# MEMO\n\n**Aan:** het college\n**Onderwerp:** de rij aan de balie\n**Datum:** 3 mei 2012\n\n"
    "## 1 Nu\n\n"
)


@pytest.mark.parametrize(
    ("source", "title", "date", "publisher"),
    [
        (
            LETTERHEAD + "DE RIJ VOORBIJ\nEvaluatie van de loketten 2009-2013\n\n"
            "Kenmerk BL/2014/3\nDen Haag, 11 februari 2014\nAuteurs: drs. A. Wit\n\n1 Waarom\n\n"
            + BODY,
            "DE RIJ VOORBIJ", "2014-02-11", "BUREAU VOOR LOKETTEN",
        ),
        (
            "# Aan de balie\n\n**Stand per 1 oktober 2008**\n\nCommissie Loketten (CL)\nUtrecht, "
            "14 november 2008\n\n## 1 Opzet\n\n" + BODY,
            "Aan de balie", "2008-11-14", "Commissie Loketten",
        ),
        (
            "GEMEENTE BALIERODE\n\nPLAN VOOR DE LOKETTEN\n\nVastgesteld door het college van "
            "burgemeester en wethouders op 8 februari 2011\nBehandeld in de raad van 17 maart 2011"
            "\n\n1. AANLEIDING\n\n" + BODY,
            "PLAN VOOR DE LOKETTEN", "2011-02-08", "GEMEENTE BALIERODE",
        ),
        (MEMO + BODY, "de rij aan de balie", "2012-05-03", None),
    ],
)  # fmt: skip
def test_each_line_of_a_title_page_says_something(
    source: str, title: str, date: str, publisher: str | None
) -> None:
    found = metadata(source, "loketten.md" if source.startswith("#") else "loketten.txt")
    assert (found.title, found.date, found.publisher) == (title, date, publisher)


def test_a_version_is_told_from_the_page_or_the_name() -> None:
    assert metadata("Eén loket\n\nversie 1.1\n\n" + BODY).version == "1.1"
    assert metadata("Eén loket\n\n" + BODY, "loket_v1.6.1.txt").version == "1.6.1"


def test_the_language_is_the_texts() -> None:
    assert metadata(BODY * 3).language == "nl"
    assert (
        metadata("The inspectorate has studied the work of all the desks.\n" * 3).language == "en"
    )


def test_the_five_reports_have_their_own_titles(shared: Path) -> None:
    titles = [
        read_report(path, path.name, Settings()).metadata.title
        for path in sorted((shared / "corpus").glob("*.txt"))
    ]
    assert titles == [
        "In dienst van de burger",
        "Balans in dienstverlening",
        "Verder op weg naar integrale dienstverlening",
        "Plan van aanpak verbetering dienstverlening",
        "Eén fase, één keten",
    ]

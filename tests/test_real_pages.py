"""Invariants on real government PDFs, which are not in the repository: skipped without them."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from qa.model import Block, BlockKind, Report
from qa.passages import make_passages
from qa.reading import ReadingError, read_report
from qa.reading.footnotes import note_number
from qa.settings import Settings

K = BlockKind
TOTALS = re.compile(r"(?:sub)?tota(?:al|le?n?)\b", re.IGNORECASE)
NUMBER = re.compile(r"-?\d{1,3}(?:\.\d{3})*(?:,\d+)?$|-?\d+(?:,\d+)?$")


def letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


@lru_cache(maxsize=32)
def read(path: Path) -> Report:
    return read_report(path, path.name, Settings())


@pytest.fixture(scope="module")
def reports(shared: Path) -> list[Report]:
    """Every report of the two folders that has text, but for the older of two versions."""
    found = []
    for path in sorted((shared / "pdfs").glob("*/*.pdf")):
        if path.parent.name in ("reports", "kamervragen") and "v1.0" not in path.name:
            try:
                found.append(read(path))
            except ReadingError:
                continue
    return found


def test_every_letter_of_a_page_is_in_one_block_once(reports: list[Report]) -> None:
    for report in reports:
        used: Counter[int] = Counter()
        for block in report.blocks:
            for run in block.map.runs:
                used.update(range(run.source_start, run.source_start + run.length))
        assert max(used.values()) == 1, report.name
        wanted = [place for place, char in enumerate(report.source) if char.isalnum()]
        lost = [place for place in wanted if place not in used]
        assert len(lost) < 0.0005 * len(wanted), report.name  # bullets that look like an "o"


def test_every_letter_of_the_file_is_on_its_page(shared: Path) -> None:
    from pdfminer.high_level import extract_text

    path = shared / "pdfs/reports/ienw_verzamelbrief_luchtvaart_2023.pdf"
    report = read(path)
    for page in report.pages:
        plain = letters(extract_text(path, page_numbers=[page.number - 1]))
        assert Counter(letters(report.source[page.start : page.end])) == Counter(plain)


def test_no_running_head_is_in_any_passage(reports: list[Report]) -> None:
    """A line that opens or closes half of a report's pages, its digits aside."""
    for report in reports:
        shown: dict[str, set[int]] = defaultdict(set)
        for page in report.pages:
            lines = report.source[page.start : page.end].split("\n")
            for line in (*lines[:1], *lines[-1:]):
                if len(key := letters(re.sub(r"\d+", "", line))) > 8:
                    shown[key].add(page.number)
        heads = {key for key, pages in shown.items() if len(pages) > max(2, len(report.pages) / 2)}
        for passage in make_passages(report, Settings()):
            if passage.page == 1:
                continue  # the title page says what later heads repeat
            for line in passage.text.split("\n"):
                assert letters(re.sub(r"\d+", "", line)) not in heads, (report.name, line)


def test_nearly_all_footnotes_are_tied_to_a_sentence_that_has_their_mark(
    reports: list[Report],
) -> None:
    notes = [
        (report, block, number)
        for report in reports
        for block in report.blocks
        if (number := note_number(block)) is not None
    ]
    tied = [(report, block, number) for report, block, number in notes if block.explains]
    assert len(notes) > 150
    assert len(tied) >= 0.97 * len(notes)
    for report, block, number in tied:
        assert block.explains is not None
        assert str(number) in report.source[slice(*block.explains)]


def tables_of(report: Report) -> Iterator[list[Block]]:
    table: list[Block] = []
    for block in report.blocks:
        if block.kind is K.TABLE_ROW and (not table or block.heads == table[-1].heads):
            table.append(block)
        elif table:
            yield table
            table = [block] if block.kind is K.TABLE_ROW else []
    if table:
        yield table


def figures(row: Block) -> dict[str, float]:
    """The figures of a row by the heads of their columns."""
    found = {}
    for (start, end), head in zip(row.cells, row.heads, strict=True):
        text = row.text[start:end]
        if NUMBER.match(text):
            found[head] = float(text.replace(".", "").replace(",", "."))
    return found


def test_the_totals_of_tables_add_up(reports: list[Report]) -> None:
    """Within one: a report may round, and one of these does."""
    checked = 0
    for report in reports:
        for table in tables_of(report):
            if not TOTALS.match(table[-1].text) or not any(table[-1].heads):
                continue
            for head, total in figures(table[-1]).items():
                parts = [figures(row)[head] for row in table[:-1] if head in figures(row)]
                assert abs(sum(parts) - total) <= 1, (report.name, table[-1].text)
                checked += 1
    assert checked >= 7


def test_answers_stand_on_their_page_by_exact_letters(shared: Path) -> None:
    """One that runs over its page's end goes on at the head of the next page's text."""
    folder = shared / "pdfs/kamervragen"
    whole = asked = 0
    for line in (folder / "qa.jsonl").read_text("utf-8").splitlines():
        item = json.loads(line)
        report = read(folder / item["file"])
        pages = [letters(report.source[page.start : page.end]) for page in report.pages]
        for key, place in (("question", "question_page"), ("answer_raw", "answer_page")):
            asked += 1
            page, wanted = pages[item[place] - 1], letters(item[key])
            following = pages[item[place]] if item[place] < len(pages) else ""
            on_both = any(
                wanted[:cut] in page and wanted[cut:] in following
                for cut in range(min(20, len(wanted)), len(wanted))
            )
            whole += wanted in page or on_both
    assert whole >= 0.95 * asked


def test_a_sentence_over_a_page_end_is_cited_on_both_pages(reports: list[Report]) -> None:
    joined = [(r, b) for r in reports for b in r.blocks if b.last_page is not None]
    assert len(joined) > 20
    for report, block in joined:
        pieces = block.map.pieces(report.source, 0, len(block.text))
        at = [next(p.number for p in report.pages if p.start <= a <= p.end) for a, _ in pieces]
        assert at == sorted(at)
        assert (at[0], at[-1]) == (block.page, block.last_page)

"""Reading in processes of their own: order, limits, and neighbours that are never lost."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pdfs import Page, pdf, running

from qa.index.lock import writing
from qa.model import Report, VraagbaakError
from qa.reading import ReadEvent, Unreadable, pool, read_report, read_safely
from qa.reading.tally import Tally
from qa.settings import Settings

TEXT = "1 Inleiding\n\nDe gemeente opende in 2009 een nieuw loket voor werkzoekenden.\n"


@pytest.fixture
def files(tmp_path: Path) -> list[tuple[Path, str]]:
    contents = {
        "a.txt": TEXT.encode(),
        "b.txt": b"",
        "c.pdf": pdf([Page(running(["Op deze bladzijde staat een regel over het loket."]))] * 2),
        "d.pdf": b"no pdf at all",
        "e.md": TEXT.encode(),
    }
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    return [(tmp_path / name, name) for name in contents]


def test_outcomes_come_in_the_files_order_and_bad_files_fail_alone(
    files: list[tuple[Path, str]],
) -> None:
    events: list[ReadEvent] = []
    outcomes = list(read_safely(files, Settings(jobs=2), events.append))
    assert [outcome.name for outcome in outcomes] == [name for _, name in files]
    assert [isinstance(outcome, Report) for outcome in outcomes] == [True, False, True, False, True]
    assert ReadEvent("c.pdf", pages=2, total=2) in events
    assert sum(event.done for event in events) == 5


def test_a_report_from_another_process_equals_one_read_here(files: list[tuple[Path, str]]) -> None:
    for (path, name), outcome in zip(files, read_safely(files, Settings(jobs=1)), strict=True):
        if isinstance(outcome, Report):
            assert outcome == read_report(path, name, Settings())


def test_a_file_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    gone = read_safely([(tmp_path / "weg.txt", "weg.txt")], Settings(jobs=1))
    assert list(gone) == [Unreadable("weg.txt", "weg.txt is not there any more.")]


def test_where_no_process_can_be_started_that_is_said(
    files: list[tuple[Path, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(pool.subprocess, "Popen", refused)
    with (
        pytest.raises(VraagbaakError, match="No process to read the reports with"),
        writing(tmp_path / "index"),  # where a system's error is one of the index' folder
    ):
        list(read_safely(files, Settings(jobs=1)))


def test_a_file_over_the_size_limit_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "groot.txt"
    with path.open("wb") as file:
        file.truncate(2_000_000)
    (outcome,) = read_safely([(path, "groot.txt")], Settings(jobs=1, max_file_mb=1))
    assert isinstance(outcome, Unreadable)
    assert "2 MB, more than the 1 MB" in outcome.reason


def _worker(script: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Has the pool start ``script`` in place of the real reading process."""
    path = folder / "worker.py"
    path.write_text(script)
    real = pool.subprocess.Popen

    def start(command: list[str], **values: object) -> object:
        return real([sys.executable, str(path)], **values)  # type: ignore[call-overload]

    monkeypatch.setattr(pool.subprocess, "Popen", start)


CRASHES_ON_B = """
import json, os, signal, sys
from pathlib import Path
from qa.reading import read_report
from qa.reading.wire import to_wire
from qa.settings import Settings
for line in sys.stdin:
    job = json.loads(line)
    if job["name"] == "c.pdf" and 2 not in job["skip"]:
        print(json.dumps({"page": 2, "total": 2}), flush=True)
        {what}
    if job["name"] == "b.txt":
        os.kill(os.getpid(), signal.SIGKILL)
    report = read_report(Path(job["path"]), job["name"], Settings(), job["skip"])
    print(json.dumps({"report": to_wire(report)}), flush=True)
"""


@pytest.mark.parametrize(
    ("what", "limits"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", {}),
        ("signal.pause()", {"page_seconds": 0.2}),
    ],
)
@pytest.mark.skipif(not hasattr(signal, "pause"), reason="signals as on POSIX")
def test_a_page_that_crashes_or_hangs_is_left_out_and_the_rest_read(
    files: list[tuple[Path, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    limits: dict[str, float],
) -> None:
    _worker(CRASHES_ON_B.replace("{what}", what), monkeypatch, tmp_path)
    outcomes = list(read_safely(files[:3], Settings(jobs=1, **limits)))  # type: ignore[arg-type]
    assert isinstance(outcomes[0], Report)
    assert isinstance(outcomes[1], Unreadable)
    assert "crashed the reader" in outcomes[1].reason
    saved = outcomes[2]
    assert isinstance(saved, Report)
    assert [page.problem for page in saved.pages] == [None, "not done in time"]
    assert "page 2" in saved.problems[0]


CRASHES_FROM_THREE_ON = """
import json, os, signal, sys
from qa.model import Metadata, Page, Report
from qa.reading.wire import to_wire
for line in sys.stdin:
    job = json.loads(line)
    for page in range(1, 41):
        if page not in job["skip"]:
            print(json.dumps({"page": page, "total": 40}), flush=True)
            if page > 2:
                os.kill(os.getpid(), signal.SIGKILL)
    pages = tuple(Page(n, 0, 0, None, "x" if n in job["skip"] else None) for n in range(1, 41))
    report = Report(job["name"], "", "pdf", "", pages, (), Metadata(""))
    print(json.dumps({"report": to_wire(report)}), flush=True)
"""


def test_where_page_after_page_fails_those_before_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _worker(CRASHES_FROM_THREE_ON, monkeypatch, tmp_path)
    (report,) = read_safely([(tmp_path / "a.pdf", "a.pdf")], Settings(jobs=1))
    assert isinstance(report, Report)
    assert [page.number for page in report.pages if not page.problem] == [1, 2]


ONE_NEVER_OPENS = """
import json, signal, sys
for line in sys.stdin:
    job = json.loads(line)
    if job["name"] == "a.pdf":
        signal.pause()
    print(json.dumps({"reason": job["name"] + " is no matter."}), flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "pause"), reason="signals as on POSIX")
def test_a_file_that_cannot_be_opened_in_time_fails_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _worker(ONE_NEVER_OPENS, monkeypatch, tmp_path)
    monkeypatch.setattr(pool, "OPENING", 0.01)
    names = ("a.pdf", "b.txt")
    first, second = read_safely([(tmp_path / name, name) for name in names], Settings(jobs=1))
    assert isinstance(first, Unreadable)
    assert first.reason.startswith("a.pdf could not be opened in time")
    assert second == Unreadable("b.txt", "b.txt is no matter.")


@pytest.mark.skipif(not hasattr(signal, "pause"), reason="signals as on POSIX")
def test_a_file_without_pages_has_the_time_that_its_size_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _worker(ONE_NEVER_OPENS.replace("a.pdf", "a.html"), monkeypatch, tmp_path)
    monkeypatch.setattr(pool, "UNPAGED", (0.01, 0.0))
    (outcome,) = read_safely([(tmp_path / "a.html", "a.html")], Settings(jobs=1))
    assert isinstance(outcome, Unreadable)
    assert outcome.reason.startswith("a.html was not read in the 0 s its size allows")


def test_a_process_stays_for_the_next_file(tmp_path: Path) -> None:
    files = []
    for at in range(6):
        (tmp_path / f"{at}.txt").write_text(TEXT)
        files.append((tmp_path / f"{at}.txt", f"{at}.txt"))
    reading = pool.Pool(Settings(jobs=2))
    outcomes = reading.read(files)
    first = next(outcomes)
    started = [worker.process.pid for worker in reading.workers]
    rest = list(outcomes)
    assert len({first.name, *(outcome.name for outcome in rest)}) == 6
    assert [worker.process.pid for worker in reading.workers] == started
    assert len(started) == 2


def test_pages_are_counted_before_all_files_are_begun(tmp_path: Path) -> None:
    for name, size in (("a.pdf", 100_000), ("b.pdf", 200_000), ("c.txt", 6_000)):
        (tmp_path / name).write_bytes(b"x" * size)
    tally = Tally([(tmp_path / name, name) for name in ("a.pdf", "b.pdf", "c.txt")])
    assert tally.pages() == (0, 2 + 4 + 2)
    tally.take(ReadEvent("a.pdf", pages=3, total=10))
    assert tally.pages() == (2, 10 + 4 + 2)
    tally.take(ReadEvent("a.pdf", done=True))
    assert tally.pages() == (10, 10 + 20 + 2)  # ten pages in 100,000 bytes: b has twenty
    assert (tally.files, tally.all_files) == (1, 3)
    for name in ("b.pdf", "c.txt"):
        tally.finish(name)
    assert tally.pages() == (32, 32)


def test_a_file_past_its_memory_fails_alone(tmp_path: Path) -> None:
    big = tmp_path / "groot.txt"
    big.write_text("De gemeente meldt dat het loket open is. " * 900_000)
    (tmp_path / "klein.txt").write_text(TEXT)
    paths = [(big, "groot.txt"), (tmp_path / "klein.txt", "klein.txt")]
    first, second = read_safely(paths, Settings(jobs=1, memory_mb=192))
    assert isinstance(first, Unreadable)
    assert "192 MB" in first.reason or "crashed" in first.reason
    assert isinstance(second, Report)


def test_a_caller_that_stops_leaves_no_process_behind(files: list[tuple[Path, str]]) -> None:
    reading = pool.Pool(Settings(jobs=2))
    outcomes: Iterator[Report | Unreadable] = reading.read(files)
    next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]
    assert reading.workers
    assert all(worker.process.poll() is not None for worker in reading.workers)


@pytest.mark.skipif(os.name != "posix", reason="permissions as on POSIX")
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    path = tmp_path / "dicht.txt"
    path.write_text(TEXT)
    path.chmod(0)
    (outcome,) = read_safely([(path, "dicht.txt")], Settings(jobs=1))
    assert isinstance(outcome, Unreadable)
    assert "check its permissions" in outcome.reason


def test_the_time_that_a_size_allows_has_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 2_000_000)
    job = pool.Job(0, tmp_path / "a.txt", "a.txt")
    assert job.unpaged_seconds == 150.0
    monkeypatch.setattr(pool, "UNPAGED_MOST", 100.0)
    assert job.unpaged_seconds == 100.0

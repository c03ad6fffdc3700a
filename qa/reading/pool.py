"""Reading processes and their limits: one bad file never stops the others."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

from qa.model import Report, VraagbaakError
from qa.reading import ReadEvent, Unreadable
from qa.reading.wire import from_wire
from qa.reading.worker import OUT_OF_MEMORY
from qa.settings import Settings

SLOW_PAGES = 3  # pages of one file that are left out; with a fourth, all that follow it are
OPENING = 2  # times a page's seconds, or of ten: what a PDF may take before its first page
ENDING = 2  # times a file's seconds: it stops reading pages by itself at one
UNPAGED = 30.0, 60.0  # seconds, and seconds a MB: other formats, which need some 10 s a MB …
UNPAGED_MOST = 600.0  # … and so many at most, in which some 60 MB can be read
PATIENCE = 10.0  # seconds of waiting that count as one of work: a busy machine is no bad file


@dataclass(slots=True)
class Job:
    """One file to read, and what became of it so far."""

    order: int
    path: Path
    name: str
    skip: list[int] = field(default_factory=list)  # pages that ran out of time
    spent: float = 0.0  # by the processes before this one, in seconds of work
    began: float = 0.0  # on its process' clock
    page: int = 0  # that it is on; 0 before the first and past the last
    pages: int = 0  # that it has; 0 before the first
    page_began: float = 0.0

    @property
    def has_pages(self) -> bool:
        """Does it tell the pages it is on, so that each has its own time?"""
        return self.path.suffix.lower() == ".pdf"

    @property
    def unpaged_seconds(self) -> float:
        """What a file of its size may take where nothing is known of its pages."""
        try:
            megabytes = self.path.stat().st_size / 1e6
        except OSError:
            megabytes = 0.0
        return min(UNPAGED_MOST, UNPAGED[0] + UNPAGED[1] * megabytes)


class Worker:
    """One reading process; ``job`` is what it is at, None when it waits."""

    def __init__(self, messages: Messages) -> None:
        self.job: Job | None = None
        self._started = time.monotonic()
        self.process = _started()
        Thread(target=self._listen, args=(messages,), daemon=True).start()

    def _listen(self, messages: Messages) -> None:
        """Passes on what the process says, each with the time on its clock: the main thread may
        be busy with something else meanwhile.
        """
        assert self.process.stdout is not None
        try:
            for line in self.process.stdout:
                messages.put((self, line, self.clock()))
        except (OSError, ValueError):  # closed under our hands by end()
            pass
        messages.put((self, None, 0.0))

    def begin(self, job: Job, settings: Settings) -> None:
        """Sends a job to the process."""
        self.job = job
        job.began = self.clock()
        job.page = job.pages = 0
        left = max(1.0, settings.file_seconds - job.spent)
        order = {
            "path": str(job.path),
            "name": job.name,
            "skip": job.skip,
            "settings": settings.model_copy(update={"file_seconds": left}).model_dump_json(),
        }
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(order) + "\n")
            self.process.stdin.flush()
        except OSError:  # it died before it was asked; its end is told by _listen
            return

    def clock(self) -> float:
        """Seconds of work since the process began: its processor's, and a tenth of the wall's.

        So the limits mean nearly the same on an idle machine and on one that is busy with other
        things, and a process that waits for ever still ends.
        """
        return _processor_seconds(self.process.pid) + (time.monotonic() - self._started) / PATIENCE

    def end(self) -> None:
        """Ends the process at once, and what it has started."""
        with suppress(OSError):
            if hasattr(os, "killpg") and self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue


def _started() -> subprocess.Popen[str]:
    """A reading process; raises VraagbaakError where the system starts none."""
    try:
        # A child of our own, not a fork: the caller may have threads, and needs no __main__ guard.
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "qa.reading.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            errors="surrogatepass",
            env=_environment(),
            start_new_session=True,  # Ctrl-C is for the parent; and what it starts ends with it
        )
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise VraagbaakError(
            f"No process to read the reports with can be started ({why}): end other programs, or "
            "set jobs lower, and try again."
        ) from None


Messages = Queue[tuple[Worker, str | None, float]]


def _processor_seconds(pid: int) -> float:
    """What a process has had of the processor, where the system says so (Linux); else 0."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return 0.0


def _environment() -> dict[str, str]:
    """The environment, with this very ``qa`` package first on the path."""
    root = str(Path(__file__).resolve().parents[2])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8"}


class Pool:
    """Reads files in several processes at once and gives the outcomes in the files' order."""

    def __init__(
        self, settings: Settings, progress: Callable[[ReadEvent], None] | None = None
    ) -> None:
        self.settings = settings
        self.progress = progress or (lambda event: None)
        self.messages: Messages = Queue()
        self.workers: list[Worker] = []
        self.waiting: deque[Job] = deque()
        self.outcomes: dict[int, Report | Unreadable] = {}

    def read(self, paths: Sequence[tuple[Path, str]]) -> Iterator[Report | Unreadable]:
        """The outcome of each file, in order, as soon as those before it are there."""
        self.waiting.extend(Job(order, path, name) for order, (path, name) in enumerate(paths))
        wanted = self.settings.jobs or os.cpu_count() or 1
        try:
            for _ in range(min(wanted, len(paths))):
                self.workers.append(Worker(self.messages))
            for order in range(len(paths)):
                while order not in self.outcomes:
                    self._step()
                yield self.outcomes.pop(order)
        finally:  # the caller's Ctrl-C, too, comes here
            for worker in self.workers:
                worker.end()

    def _feed(self) -> None:
        """Gives every idle process a file, while there are any."""
        for worker in self.workers:
            if worker.job is None and self.waiting:
                job = self.waiting.popleft()
                self.progress(ReadEvent(job.name))
                worker.begin(job, self.settings)

    def _step(self) -> None:
        """Takes one message; stops what has run out of time, once nothing is left to hear."""
        self._feed()
        try:
            worker, line, now = self.messages.get(timeout=0.25)
        except Empty:
            self._stop_late_ones()
            return
        if worker not in self.workers:  # the last words of a process that was stopped
            return
        if line is None:
            self._died(worker)
        else:
            self._heard(worker, json.loads(line), now)
        if self.messages.empty():
            self._stop_late_ones()

    def _heard(self, worker: Worker, message: dict[str, Any], now: float) -> None:
        job = worker.job
        if job is None:
            return
        if "page" in message:
            job.page, job.pages, job.page_began = message["page"], message["total"], now
            if job.page:
                self.progress(ReadEvent(job.name, pages=job.page, total=job.pages))
            return
        if "report" in message:
            outcome: Report | Unreadable = from_wire(message["report"])
        else:
            outcome = Unreadable(job.name, message["reason"])
        self._done(job, outcome)
        worker.job = None

    def _done(self, job: Job, outcome: Report | Unreadable) -> None:
        self.outcomes[job.order] = outcome
        self.progress(ReadEvent(job.name, done=True))

    def _died(self, worker: Worker) -> None:
        """A process ended by itself: its file crashed it, or the system took its memory away."""
        job = worker.job
        self._replace(worker)
        if job is None:
            return
        if worker.process.returncode == OUT_OF_MEMORY:
            self._lost_page(job, f"needs more than {self.settings.memory_mb} MB (memory_mb)")
        else:
            self._lost_page(job, "crashed the reader")

    def _stop_late_ones(self) -> None:
        settings = self.settings
        for worker in list(self.workers):
            job = worker.job
            if job is None:
                continue
            now = worker.clock()
            opening = not job.pages and job.has_pages
            if job.spent + now - job.began > ENDING * settings.file_seconds:
                self._replace(worker)
                seconds = f"{settings.file_seconds:g} s it may take (file_seconds)"
                self._done(job, Unreadable(job.name, f"{job.name} was not read in the {seconds}."))
            elif not job.has_pages and now - job.began > (limit := job.unpaged_seconds):
                self._replace(worker)
                self._lost_page(job, f"was not read in the {limit:.0f} s its size allows")
            elif opening and now - job.began > OPENING * max(10.0, settings.page_seconds):
                self._replace(worker)
                self._lost_page(job, "could not be opened in time")
            elif job.page and now - job.page_began > settings.page_seconds:
                job.spent += now - job.began
                self._replace(worker)
                seconds = f"{settings.page_seconds:g} s"
                self._lost_page(job, f"took longer than the {seconds} a page may take")

    def _lost_page(self, job: Job, what: str) -> None:
        """The file once more without the page that did it; past some, without all that follow."""
        if job.page and len(job.skip) <= SLOW_PAGES:
            last = job.page if len(job.skip) < SLOW_PAGES else job.pages
            job.skip += range(job.page, last + 1)
            self.waiting.appendleft(job)
        else:
            where = f" on page {job.page}" if job.page else ""
            reason = f"{job.name} {what}{where}: it may be damaged, or made to harm."
            self._done(job, Unreadable(job.name, reason))

    def _replace(self, worker: Worker) -> None:
        worker.end()
        self.workers.remove(worker)
        if worker.job is not None or self.waiting:
            self.workers.append(Worker(self.messages))

"""The reading process: takes jobs on standard input, one JSON line each, and answers in JSON lines.

Run as ``python -m qa.reading.worker`` by :mod:`qa.reading.pool`, and by nobody else. A hostile
file can take this process down, and nothing but this process: its memory is limited here, its
time by the parent, which kills it. When the parent goes, it ends, with what it has started.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, TextIO

from qa.model import VraagbaakError
from qa.reading import read_report
from qa.reading.wire import to_wire
from qa.settings import Settings

OUT_OF_MEMORY = 9  # exit status


def main() -> None:
    """Answers jobs until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="surrogatepass")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    jobs: SimpleQueue[str] = SimpleQueue()
    Thread(target=_listen, args=(jobs,), daemon=True).start()
    while True:
        _answer(json.loads(jobs.get()), answers)


def _listen(jobs: SimpleQueue[str]) -> None:
    """Takes jobs in; ends the process, whatever it is at, when there is nobody left to ask."""
    for line in sys.stdin:
        jobs.put(line)
    if hasattr(os, "killpg") and os.getpid() == os.getpgrp():
        os.killpg(0, signal.SIGKILL)  # Tesseract too
    os._exit(0)


def _answer(job: dict[str, Any], answers: TextIO) -> None:
    settings = Settings.model_validate_json(job["settings"])
    limit_memory(settings.memory_mb)
    name = job["name"]
    at = 0  # the page it is on

    def send(**values: Any) -> None:
        json.dump(values, answers, ensure_ascii=True, separators=(",", ":"))
        answers.write("\n")
        answers.flush()

    def on_page(number: int, total: int) -> None:
        nonlocal at
        at = number
        send(page=number, total=total)

    try:
        report = read_report(Path(job["path"]), name, settings, job["skip"], on_page)
        answer = to_wire(report)
    except VraagbaakError as error:
        send(reason=str(error))
    except MemoryError:
        if at:  # that page's doing: another process may read the others
            os._exit(OUT_OF_MEMORY)
        send(reason=f"{name} needs more than the {settings.memory_mb} MB it may take (memory_mb).")
    except RecursionError:
        send(reason=f"{name} is nested deeper than any report is: it is damaged, or made to harm.")
    except Exception as error:  # whatever a file makes a library raise is that file's failure alone
        send(reason=f"{name} cannot be read ({type(error).__name__}): it may be damaged.")
    else:
        send(report=answer)


def limit_memory(megabytes: int) -> None:
    """Past this, the process gets a MemoryError (where the system knows such limits)."""
    try:
        import resource
    except ImportError:  # Windows: there the parent's clock is the only limit
        return
    limit = megabytes * 1024 * 1024
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


if __name__ == "__main__":
    main()

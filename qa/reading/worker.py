"""The reading process: takes jobs on standard input, one JSON line each, and answers in JSON lines.

Run as ``python -m qa.reading.worker`` by :mod:`qa.reading.pool`, and by nobody else. A hostile
file can take this process down, and nothing but this process: its memory is limited here, its
time by the parent, which kills it.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from qa.model import VraagbaakError
from qa.reading import read_report
from qa.reading.wire import to_wire
from qa.settings import Settings


def main() -> None:
    """Answers jobs until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="surrogatepass")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    for line in sys.stdin:
        _answer(json.loads(line), answers)


def _answer(job: dict[str, Any], answers: TextIO) -> None:
    settings = Settings.model_validate_json(job["settings"])
    _limit_memory(settings.memory_mb)
    name = job["name"]

    def send(**values: Any) -> None:
        json.dump(values, answers, ensure_ascii=True, separators=(",", ":"))
        answers.write("\n")
        answers.flush()

    def on_page(number: int, total: int) -> None:
        send(page=number, total=total)

    try:
        report = read_report(Path(job["path"]), name, settings, job["skip"], on_page)
    except VraagbaakError as error:
        send(reason=str(error))
    except MemoryError:
        send(reason=f"{name} needs more than the {settings.memory_mb} MB it may take (memory_mb).")
    except RecursionError:
        send(reason=f"{name} is nested deeper than any report is: it is damaged, or made to harm.")
    except Exception as error:  # whatever a file makes a library raise is that file's failure alone
        send(reason=f"{name} cannot be read ({type(error).__name__}): it may be damaged.")
    else:
        send(report=to_wire(report))


def _limit_memory(megabytes: int) -> None:
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

"""Processes that ask without pause while their corpus is synced back and forth.

``bench/readers.py`` does the same as the test, longer and with the real model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from qa.library import Library

LibraryOf = Callable[[Path], Library]
State = Mapping[str, bytes]  # the files of a corpus by name


def answers(library: Library, questions: Sequence[str]) -> list[dict[str, Any]]:
    """What is said to each question: all of the answers but how long they took and warnings."""
    said = []
    for question in questions:
        answer = library.ask(question).as_json()
        del answer["timings_ms"], answer["warnings"]  # a change of the corpus is rightly warned of
        said.append(answer)
    return said


def put(corpus: Path, state: State) -> None:
    """Make a corpus folder hold these files and no others."""
    corpus.mkdir(exist_ok=True)
    for path in corpus.iterdir():
        if path.name not in state:
            path.unlink()
    for name, content in state.items():
        path = corpus / name
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)


def read(
    library_of: LibraryOf,
    place: Path,
    questions: Sequence[str],
    possible: Sequence[Sequence[dict[str, Any]]],
    started: Any,
    stop: Any,
    out: Any,
) -> None:
    """Ask until told to stop; puts how often each state answered, and what went wrong."""
    library, counts, wrong = library_of(place), [0] * len(possible), []
    while not stop.is_set():
        for number, question in enumerate(questions):
            try:
                (said,) = answers(library, [question])
            except Exception as error:
                wrong.append(f"{type(error).__name__}: {error}")
                continue
            states = [i for i, each in enumerate(possible) if each[number] == said]
            if not states:
                wrong.append(f"an answer of no generation to {question!r}")
            for state in states:
                counts[state] += 1
        started.set()
    out.put((counts, wrong))


def back_and_forth(
    library_of: LibraryOf,
    place: Path,
    states: Sequence[State],
    questions: Sequence[str],
    times: int,
    context: BaseContext,
    readers: int = 4,
) -> tuple[list[int], list[str]]:
    """Sync between the states so many times under the readers, processes of ``context``.

    How often each state answered, over all readers, and what went wrong.
    """
    library, possible = library_of(place), []
    for state in states:
        put(place / "corpus", state)
        library.sync()
        possible.append(answers(library, questions))
    assert all(a != b for a, b in zip(*possible, strict=True)), "the states answer alike"
    stop, out = context.Event(), context.Queue()
    events = [context.Event() for _ in range(readers)]
    processes = [
        context.Process(
            target=read, args=(library_of, place, questions, possible, started, stop, out)
        )
        for started in events
    ]
    for process in processes:
        process.start()
    for started in events:
        started.wait()
    for turn in range(times):
        put(place / "corpus", states[turn % len(states)])
        library.sync()
    stop.set()
    found = [out.get() for _ in processes]
    for process in processes:
        process.join()
    counts = [sum(each) for each in zip(*(counts for counts, _ in found), strict=True)]
    return counts, [said for _, wrong in found for said in wrong]

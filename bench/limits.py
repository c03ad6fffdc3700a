"""How much one index takes: very many files, or one very long report.

    python -m bench.limits --files 100000
    python -m bench.limits --pages 5000

Writes a corpus of tiny text files (some 20 words each), or a PDF of so many pages (some 250 words
each), builds its index with an encoder that costs nothing, syncs again unchanged, adds one report,
and asks. Prints time, that of the processors too, the peak of memory of this process and of the
largest reading process, and what lies on the disk. What the bundled encoder adds is in
docs/model.md: passages a second.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.library import Library
from qa.settings import Settings

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fake_index import FakeEncoder

SEED = 1
WORDS = (
    *("de", "het", "een", "van", "gemeente", "werkplein", "dijk", "klant", "uitkering", "rapport"),
    *("inspectie", "kosten", "onderzoek", "school", "weg", "water", "gemaal", "minister", "wet"),
)


class CheapEncoder(FakeEncoder):
    """Vectors of 384 numbers that stand for nothing, by the hash of the text."""

    def __init__(self) -> None:
        """An encoder with as many numbers as the bundled one."""
        super().__init__("cheap")
        self.dimension = 384

    def _vector(self, text: str) -> NDArray[np.float32]:
        digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
        vector = np.tile(np.frombuffer(digest, dtype=np.uint8), 12).astype(np.float32) + 1
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def sentence(chance: random.Random, words: int) -> str:
    """A sentence of so many words, with a figure."""
    return f"{' '.join(chance.choices(WORDS, k=words)).capitalize()} {chance.randint(1, 9999)}."


def write_files(corpus: Path, count: int, chance: random.Random) -> None:
    """Tiny reports, a thousand in a folder."""
    for number in range(count):
        path = corpus / f"map {number // 1000}" / f"rapport {number}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{sentence(chance, 8)} {sentence(chance, 10)}\n", "utf-8")


def write_pages(corpus: Path, count: int, chance: random.Random) -> None:
    """A PDF of so many pages."""
    from pdfs import Page, pdf, running

    pages = [Page(running(sentence(chance, 12) for _ in range(19))) for _ in range(count)]
    (corpus / "lang.pdf").write_bytes(pdf(pages))


def measured(what: str, act: Callable[[], object]) -> object:
    """Do it, and print how long it took and how much memory has been taken so far.

    What it took of the processors, with the reading processes, does not depend on who else is busy.
    """
    start, before = time.perf_counter(), os.times()
    result = act()
    seconds, after = time.perf_counter() - start, os.times()
    processor = sum(after[:4]) - sum(before[:4])
    own, readers = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(
        f"{what:<28} {seconds:8.1f} s, of the processors {processor:8.1f} s   "
        f"peak {own:6.0f} MB, reading {readers:6.0f} MB",
        flush=True,
    )
    return result


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=0)
    parser.add_argument("--pages", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "corpus").mkdir()
        write_files(place / "corpus", options.files, chance)
        if options.pages:
            write_pages(place / "corpus", options.pages, chance)
        settings = Settings(corpus=place / "corpus", index=place / "index")
        library = Library(settings, CheapEncoder())
        events: list[int] = []
        result = measured("first build", lambda: library.sync(progress=lambda e: events.append(1)))
        assert not result.unreadable, dict(list(result.unreadable.items())[:3])
        print(f"{'':<28} {library.index.passage_count} passages, {len(events)} steps of progress")
        time.sleep(4)  # so that the files have rested
        measured("unchanged, hashed again", library.sync)
        measured("unchanged", library.sync)
        measured("status", library.status)
        (place / "corpus" / "nieuw.txt").write_text("Een nieuw rapport over de dijken van 2011.")
        measured("one added", library.sync)
        fresh = Library(settings, CheapEncoder())
        measured("first question", lambda: fresh.ask("Welke kosten had het gemaal?"))
        measured("next question", lambda: fresh.ask("Welke dijken waren er in 2011?"))
        size = sum(path.stat().st_size for path in (place / "index").rglob("*") if path.is_file())
        print(f"{'on disk':<28} {size / 1e6:8.1f} MB")


if __name__ == "__main__":
    main()

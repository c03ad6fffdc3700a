"""What the corpus looked like when it was last brought in step: for a cheap look at it.

``seen.json`` holds a hash of names, sizes and times, which says whether something may have changed
since. ``hashes.json`` holds the hash of each file's content with the file's size, times and inode,
so that an unchanged file is not read again: a file whose content was written has another time of
change (ctime), which no program can set back. Both begin with a hash of the rest, and may be
deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import time
from concurrent.futures import Future
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Literal

from qa.index.corpus import CorpusError, CorpusFile, Listing, list_corpus
from qa.model import Language

SEEN = "seen.json"
HASHES = "hashes.json"
# A file that was written this shortly before it was hashed may be written again within the same
# tick of its file system's clock (2 s on FAT): it is hashed again next time.
SETTLED = 3_000_000_000  # nanoseconds

Drift = Literal["changed", "other corpus", "no corpus", "slow", "unseen"]


class Hashes:
    """The hashes of files that were read before, by name."""

    def __init__(self, index: Path) -> None:
        """Read what is remembered; nothing where it is missing or damaged."""
        self._path = index / HASHES
        self._text = ""
        self._rows: dict[str, list[str | int]] = {}
        try:
            self._text = self._path.read_text("utf-8")
            self._rows = _unsigned(self._text)
        except (OSError, ValueError):
            pass

    def of(self, file: CorpusFile) -> str | None:
        """The hash of a file's content where it is as it was; None where it must be read."""
        row = self._rows.get(file.name)
        return str(row[0]) if row and row[1:] == list(file.signs) else None

    def keep(self, listing: Listing, looked: int) -> None:
        """Remember the hashes of a listing that was made at a time, in nanoseconds."""
        rows = {
            file.name: [file.sha256, *file.signs]
            for file in listing.files
            if max(file.modified, file.changed) < looked - SETTLED
        }
        text = _signed(rows)
        if text != self._text:
            _replace(self._path, text)


def _signed(value: object) -> str:
    data = json.dumps(value)
    return f"{_digest(data)}\n{data}"


def _unsigned(text: str) -> Any:
    """What ``_signed`` made a text of; ValueError where it made another."""
    digest, _, data = text.partition("\n")
    if digest != _digest(data):
        raise ValueError("it is not as it was written")
    return json.loads(data)


def _digest(data: str) -> str:
    return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()


def _replace(path: Path, text: str) -> None:
    new = path.with_name(f".{path.stem}")
    new.write_text(text, "utf-8")
    new.replace(path)


def remember(index: Path, corpus: Path, generation: str | None, digest: str) -> None:
    """Write down what the corpus looked like when a generation was made of it."""
    value = {"generation": generation, "corpus": str(corpus.resolve()), "digest": digest}
    text = _signed(value)
    path = index / SEEN
    if not path.exists() or path.read_bytes() != text.encode():
        _replace(path, text)


def drift(index: Path, corpus: Path, generation: str) -> Drift | None:
    """How a generation may be behind its corpus; None where it seems in step, or is not known.

    A cheap look: names, sizes and times of the files, not what is in them.
    """
    try:
        seen = _unsigned((index / SEEN).read_text("utf-8"))
        digest = list_corpus(corpus, index).digest()
    except FileNotFoundError:  # nothing is known, so nothing is said
        return None
    except CorpusError:
        return "no corpus"
    except (OSError, ValueError):
        return "unseen"
    if seen["generation"] != generation or seen["digest"] == digest:
        return None
    return "changed" if seen["corpus"] == str(corpus.resolve()) else "other corpus"


class Lookout:
    """Looks at a corpus beside the answering: never waited for long, and not again too soon.

    On a slow network share a look takes as long as there are files. So it runs in a thread of its
    own, and what a look that took more than ``CHEAP`` found holds for ``PAUSE`` times as long.
    """

    CHEAP = 0.05  # seconds
    PAUSE = 50
    LONGEST = 1.0  # seconds that an answer waits for it

    def __init__(self, index: Path, corpus: Path) -> None:
        self._folders = index, corpus
        self._lock = Lock()
        self._look: Future[Drift | None] | None = None
        self._generation = ""
        self._until = 0.0

    def begin(self, generation: str) -> Future[Drift | None]:
        """Look, or go on with the look that is on its way or still holds."""
        with self._lock:
            look = self._look
            holds = look and (not look.done() or time.monotonic() < self._until)
            if look and holds and self._generation == generation:
                return look
            look = Future()
            self._look, self._generation = look, generation
            Thread(target=self._run, args=(generation, look), daemon=True).start()
            return look

    def end(self, look: Future[Drift | None]) -> Drift | None:
        """What a look found; that it is slow, where it is not done by now."""
        try:
            return look.result(self.LONGEST)
        except TimeoutError:
            return "slow"

    def _run(self, generation: str, look: Future[Drift | None]) -> None:
        start = time.monotonic()
        try:
            found = drift(*self._folders, generation)
        except Exception as error:  # raised where it is waited for
            look.set_exception(error)
            return
        took = time.monotonic() - start
        self._until = time.monotonic() + self.PAUSE * took if took > self.CHEAP else 0.0
        look.set_result(found)


WARNINGS: dict[Drift, dict[Language, str]] = {
    "changed": {
        "nl": "De rapporten zijn veranderd sinds de index is gemaakt; werk hem bij met: qa index.",
        "en": "The reports have changed since the index was built; update it with: qa index.",
    },
    "other corpus": {
        "nl": "De index is gemaakt van andere rapporten dan die in {corpus}; zie: qa status.",
        "en": "The index is of other reports than those in {corpus}; see: qa status.",
    },
    "no corpus": {
        "nl": "De map met rapporten {corpus} is er niet; dit antwoord komt uit de index.",
        "en": "The corpus folder {corpus} is not there; this answer comes from the index.",
    },
    "slow": {
        "nl": "Of de rapporten in {corpus} zijn veranderd, was niet vlot te zien; zie: qa status.",
        "en": "Whether the reports in {corpus} have changed took too long to see; see: qa status.",
    },
    "unseen": {
        "nl": "Of de rapporten in {corpus} zijn veranderd, was niet te zien; zie: qa status.",
        "en": "Whether the reports in {corpus} have changed could not be seen; see: qa status.",
    },
}


def warning(found: Drift, corpus: Path, language: Language) -> str:
    """A drift in a sentence, in the question's language."""
    return WARNINGS[found][language].format(corpus=corpus)

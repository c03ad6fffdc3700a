"""What is remembered between two commands: what the last answer cited or listed, what was typed.

It lies in the user's own state folder, readable by nobody else, apart for each index. Nothing
depends on it: where it cannot be written (a full disk, a read-only home) nothing is remembered.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path

from qa.model import Answer, Citation, RankedPassage, to_json

LISTED = "passage"  # the kind of a target that no statement stands on


class Memory:
    """The memory of one user for one index."""

    def __init__(self, folder: Path, index: Path):
        self._folder = folder.expanduser()
        name = hashlib.sha256(os.fsencode(index.absolute())).hexdigest()[:16]
        self._answer = self._folder / f"answer-{name}.json"

    def keep(self, answer: Answer) -> None:
        """Remember an answer's targets for ``qa show N``; silently not, where that fails."""
        text = json.dumps([to_json(target) for target in targets(answer)])
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder, prefix="answer-", suffix=".new")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(text)
                Path(name).replace(self._answer)
            except OSError:
                Path(name).unlink(missing_ok=True)

    def citations(self) -> tuple[Citation, ...]:
        """The last answer's targets; none where nothing (or nothing sound) is remembered."""
        try:
            items = json.loads(self._answer.read_text("utf-8"))
            return tuple(Citation(**item) for item in items)
        except (OSError, ValueError, TypeError):
            return ()

    def history_file(self) -> Path | None:
        """The file of what was typed in the shell, its owner's alone; None if there can be none."""
        path = self._folder / "history"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            path.chmod(0o600)
        except OSError:
            return None
        return path


def targets(answer: Answer) -> tuple[Citation, ...]:
    """What the numbers beside an answer stand for: its citations, or the passages of a refusal."""
    return answer.citations or tuple(_listed(passage) for passage in answer.passages)


def _listed(passage: RankedPassage) -> Citation:
    return Citation(
        n=passage.rank,
        report=passage.report,
        title="",
        date=None,
        page=passage.page,
        section=passage.section,
        start=passage.start,
        end=passage.end,
        quote=passage.text,
        kind=LISTED,
    )

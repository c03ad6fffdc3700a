"""Text that remembers, character by character, where it came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from qa.model import OffsetMap, Run

NOWHERE = -1  # the place of a character that is not in the source: a space put for a line break


@dataclass(frozen=True, slots=True)
class Placed:
    """``text`` and, for each of its characters, its place in the source (or ``NOWHERE``).

    Letters and digits always have a place: they are copied, never made.
    """

    text: str = ""
    places: Sequence[int] = ()

    @classmethod
    def of(cls, source: str, start: int = 0, end: int | None = None) -> Placed:
        """``source[start:end]``, each character in its own place."""
        end = len(source) if end is None else end
        return cls(source[start:end], range(start, end))

    @classmethod
    def join(cls, parts: Iterable[Placed], glue: str = "") -> Placed:
        """The parts one after the other, ``glue`` (no letters or digits) between them."""
        text: list[str] = []
        places: list[int] = []
        for part in parts:
            if text and glue:
                text.append(glue)
                places.extend([NOWHERE] * len(glue))
            text.append(part.text)
            places.extend(part.places)
        return cls("".join(text), places)

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, part: slice) -> Placed:
        return Placed(self.text[part], self.places[part])

    def strip(self, chars: str | None = None) -> Placed:
        """Without white space (or ``chars``) at either end."""
        left = len(self.text) - len(self.text.lstrip(chars))
        right = len(self.text.rstrip(chars))
        return self[left:right] if right > left else Placed()

    def replace(self, pattern: re.Pattern[str], keep: Callable[[re.Match[str]], object]) -> Placed:
        """Every match of ``pattern`` replaced by what ``keep`` makes of it.

        ``keep`` gives a string without letters or digits, a ``slice`` of this text that stays, or
        None to leave the match as it is.
        """
        pieces: list[Placed] = []
        at = 0
        for match in pattern.finditer(self.text):
            kept = keep(match)
            if kept is None:
                continue
            pieces.append(self[at : match.start()])
            if isinstance(kept, slice):
                pieces.append(self[kept])
            elif kept:
                pieces.append(Placed(str(kept), [NOWHERE] * len(str(kept))))
            at = match.end()
        if not pieces:
            return self
        return Placed.join([*pieces, self[at:]])

    def map(self) -> OffsetMap:
        """The offset map of this text."""
        if isinstance(self.places, range):
            return OffsetMap.identity(len(self.text), self.places.start if self.text else 0)
        runs: list[Run] = []
        begin = 0
        for at in range(1, len(self.places) + 1):
            if at < len(self.places) and self.places[at] == self.places[at - 1] + 1 != 0:
                continue
            if self.places[begin] != NOWHERE:
                runs.append(Run(begin, self.places[begin], at - begin))
            begin = at
        return OffsetMap(tuple(runs))

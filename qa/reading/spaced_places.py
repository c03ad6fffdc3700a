"""Where among a text's lines the tables stand whose columns are set apart by spaces.

Which lines may be rows of one table is told here; whether they make one, in
:mod:`qa.reading.spaced`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from qa.reading import structure
from qa.reading.lines import Line
from qa.reading.spaced import LEAST_ROWS, SpacedTable, may_go_on, spaced_table

LONGEST_TABLE = 400  # lines that are looked at for one table …
LOOK_AHEAD = 8  # … and to see whether one begins
MOST_STARTS = 5  # lines of a run that are tried as a table's first: then there is none in it
_GAP = re.compile(r"\S {2,}\S")
_GAP_FIGURE = re.compile(r" {2}[€$<>-]?\s?\d")


class SpacedTables:
    """Looks for tables from one line after the other; ``furniture`` holds no row of any."""

    def __init__(self, lines: Sequence[Line], furniture: Collection[int]) -> None:
        self._lines = lines
        self._furniture = furniture
        self._tried = 0  # lines that began no table, of the run of lines up to ``_tried_to``
        self._tried_to = 0

    def begins(self, at: int) -> bool:
        """Does a table begin at this line?"""
        return self.find(at, LOOK_AHEAD) is not None

    def find(self, begin: int, most: int = LONGEST_TABLE) -> tuple[SpacedTable, list[int]] | None:
        """The table that lines from one on make, its columns set apart by spaces, and those lines.

        Rules between them belong to none. None where they make no table.
        """
        near = self._lines[begin : begin + LEAST_ROWS + 1]
        given_up = begin < self._tried_to and self._tried >= MOST_STARTS
        if given_up or not any(_GAP_FIGURE.search(line.bare) for line in near):
            return None
        places = self._places(begin, begin + most)
        found = spaced_table([self._lines[at].text.text for at in places])
        if found is None and most == LONGEST_TABLE and places:
            self._tried = self._tried + 1 if begin < self._tried_to else 1
            self._tried_to = max(self._tried_to, begin + len(places))
        return (found, places[: len(found)]) if found else None

    def _places(self, begin: int, end: int) -> list[int]:
        """The lines from ``begin`` on that may be rows of one table, those between rules too."""
        places: list[int] = []
        for at in range(begin, min(len(self._lines), end)):
            line = self._lines[at]
            if places and structure.is_rule(line.text.text):
                continue
            odd = line.table or line.level or line.small or at in self._furniture or not line.bare
            goes_on = at > begin and may_go_on(line.text.text)
            if odd or not (goes_on or _GAP.search(line.bare)) or (line.tops_page and at > begin):
                break
            places.append(at)
        return places

"""A thorough look at a finished index: is everything in it what it was made from?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qa.index import Index, generation
from qa.index.cache import code_hash
from qa.index.parts import searchable_terms
from qa.model import Passage, VraagbaakError

UNIT = 1e-3  # how far from 1 the length of a vector may be


def verify(folder: Path) -> list[str]:
    """What is wrong with the current generation of an index folder, a sentence each; [] if nothing.

    Every file is hashed; every passage is read again from its source, letter for letter; catalogue,
    vectors and words must hold the same passages.
    """
    try:
        generation.check(folder, generation.current(folder), full=True)
        index = Index.open(folder)
    except VraagbaakError as error:
        return [str(error)]
    except FileNotFoundError:
        return [str(generation.damaged(folder, "its current generation is missing"))]
    return [*_catalogue(index), *_passages(index), *_vectors(index)]


def _catalogue(index: Index) -> Iterator[str]:
    problem = index.catalog.rows("PRAGMA integrity_check")[0][0]
    if problem != "ok":
        yield f"The catalogue is not sound: {problem}."
    end = 0
    for record in index.reports():
        ids = index.passage_ids(record.name)
        if ids.start != end:
            yield f"The passages of {record.name} begin at {ids.start}, not at {end}."
        end = ids.stop
    for table, count in (("passages", index.passage_count), ("texts", len(index.reports()))):
        found = index.catalog.rows(f"SELECT count(*) FROM {table}")[0][0]
        if found != count:
            yield f"The catalogue has {found} {table}, not {count}."


def _passages(index: Index) -> Iterator[str]:
    same_code = index.catalog.facts["code"] == code_hash()  # else its terms may well be others
    for record in index.reports():
        source = index.source(record.name)
        ids = index.passage_ids(record.name)
        for id, passage in zip(ids, index.passages(ids), strict=True):
            what = f"Passage {passage.ordinal} of {record.name}"
            if passage.report != record.name or passage.ordinal != id - ids.start:
                yield f"{what} stands where another should."
            if not stands_in(source, passage):
                yield f"{what} is not what its source says."
            if len(passage.sentences) != index.sentence_count(id):
                yield f"{what} has not a vector for each of its sentences."
            if same_code and not _has_terms(index, id, passage):
                yield f"{what} is not found by its own words."


def stands_in(source: str, passage: Passage) -> bool:
    """Whether a passage's letters and digits are those of its places in the source."""
    pieces = passage.map.pieces(source, 0, len(passage.text))
    return _letters(passage.text) == _letters("".join(source[a:b] for a, b in pieces))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _has_terms(index: Index, id: int, passage: Passage) -> bool:
    terms = searchable_terms(passage, index.report(passage.report).metadata.language)
    return index.words.length(id) == len(terms) and all(
        id in index.words.passages(term) for term in set(terms)
    )


def _vectors(index: Index) -> Iterator[str]:
    import numpy as np

    for what, vectors in index.matrices().items():
        lengths = np.linalg.norm(vectors.matrix, axis=1)
        wrong = np.flatnonzero(~(np.abs(lengths - 1) < UNIT))
        if len(wrong):
            yield f"{len(wrong)} {what} are not of length 1, the first in row {wrong[0]}."

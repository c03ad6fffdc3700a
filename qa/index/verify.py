"""A thorough look at a finished index: is everything in it what it was made from?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qa.index import Index, generation
from qa.index.build import report_groups, word_groups
from qa.index.cache import code_hash
from qa.index.parts import searchable_terms
from qa.index.segments import TEXTS, WORDS, spans
from qa.index.words import most_frequent, sum_counts
from qa.late_interaction import STEPS
from qa.model import Passage, VraagbaakError

UNIT = 1e-3  # how far from 1 the length of a vector may be …
ROUNDED_UNIT = 0.05  # … and of one in whole numbers


def verify(folder: Path) -> list[str]:
    """What is wrong with an index folder's generations, a sentence each; [] if nothing.

    Every file of every generation that is kept is hashed. In the current one every passage is read
    again from its source, letter for letter; catalogue, vectors and words must hold the same
    passages, divided over segments as a fresh build divides them.
    """
    try:
        name = generation.current(folder)
        generation.check(folder, name, full=True)
        index = Index.open(folder)
    except VraagbaakError as error:
        return [str(error)]
    except FileNotFoundError:
        return [str(generation.damaged(folder, "its current generation is missing"))]
    return [*_looked(index), *_older(folder, name)]


def _looked(index: Index) -> Iterator[str]:
    try:
        for look in (_catalogue, _division, _words, _passages, _vectors):
            yield from look(index)
    except VraagbaakError as error:  # a file that cannot be read any more
        yield str(error)


def _older(folder: Path, current: str) -> Iterator[str]:
    for name in generation.generations(folder):
        if generation.number_of(name) < generation.number_of(current):
            try:
                generation.check(folder, name, full=True)
            except generation.IndexForeign:
                continue
            except (VraagbaakError, FileNotFoundError, ValueError, KeyError):
                yield (
                    f"The older generation {name} is damaged: there is no going back to it; the "
                    "current one is not touched by that."
                )


def _catalogue(index: Index) -> Iterator[str]:
    catalog = index.catalog
    for rows in (catalog.rows, *(texts.rows for texts in catalog.texts)):
        problem = rows("PRAGMA integrity_check")[0][0]
        if problem != "ok":
            yield f"The catalogue is not sound: {problem}."
    listed = catalog.rows("SELECT name, first_passage, passage_count FROM reports ORDER BY id")
    counts = spans([count for _, _, count in listed])
    for (name, first, _), (start, _) in zip(listed, counts, strict=True):
        if first != start:
            yield f"The passages of {name} begin at {first}, not at {start}."
    for table, count in (("passages", index.passage_count), ("texts", len(catalog.entries))):
        found = sum(base.rows(f"SELECT count(*) FROM {table}")[0][0] for base in catalog.texts)
        if found != count:
            yield f"The catalogue has {found} {table}, not {count}."


def _division(index: Index) -> Iterator[str]:
    keys = [key for key, _ in report_groups(index.catalog.entries.values())]
    if keys != [each.key for each in index.manifest.of(TEXTS)]:
        yield "The reports are not divided over files as they should be."
    if list(index.catalog.files) != [each.file for each in index.manifest.of(TEXTS)]:
        yield "The catalogue names other files than the manifest."
    fingerprint = index.encoder_fingerprint
    words = [key for key, _ in word_groups(index.vocabulary(), fingerprint)]
    if words != [each.key for each in index.manifest.of(WORDS)]:
        yield "The words are not divided over files as they should be."


def _words(index: Index) -> Iterator[str]:
    counts = most_frequent(sum_counts(texts.words() for texts in index.catalog.texts))
    if counts != index.vocabulary():
        yield "The vocabulary is not that of the reports."


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
        lengths = np.array(
            [norm for block in vectors.blocks for norm in np.linalg.norm(block, axis=1)]
        )
        wrong = np.flatnonzero(~(np.abs(lengths - 1) < UNIT))
        if len(wrong):
            yield f"{len(wrong)} {what} are not of length 1, the first in row {wrong[0]}."
    for block in index.tokens.blocks:
        lengths = np.linalg.norm(block.astype(np.float32), axis=1) / STEPS
        if wrong_tokens := int((np.abs(lengths - 1) > ROUNDED_UNIT).sum()):
            yield f"{wrong_tokens} vectors of tokens are not of length 1."

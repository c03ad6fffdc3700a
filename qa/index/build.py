"""The parts of all reports -> the files of a generation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from qa.index.catalog import CATALOG, Entry, UnreadableEntry, write_catalog
from qa.index.generation import Pool, Shared
from qa.index.parts import TextPart, VectorPart
from qa.index.segments import ARRAYS, TEXTS, WORDS, divide, key_of, write_arrays
from qa.index.texts import Texts, write_texts
from qa.index.words import most_frequent, postings_of, sum_counts, write_vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Parts = Callable[[Entry], tuple[TextPart, VectorPart]]
Embed = Callable[[list[str]], "NDArray[np.float32]"]


def report_groups(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """The reports of each segment, in their order, with the key of its files."""
    named = {entry.name: entry for entry in entries}
    found = []
    for names in divide({name: max(1, entry.passage_count) for name, entry in named.items()}):
        group = [named[name] for name in names]
        made_of = [(entry.name, entry.text_key, entry.vector_key) for entry in group]
        found.append((key_of(made_of), group))
    return found


def word_groups(words: Iterable[str], fingerprint: str) -> list[tuple[str, list[str]]]:
    """The words of each file of vectors, in their order, with the key of the file."""
    groups = divide(dict.fromkeys(words, 1))
    return [(key_of([fingerprint, group]), group) for group in groups]


def write_index(
    folder: Path,
    pool: Pool,
    facts: Mapping[str, str],
    entries: Sequence[Entry],
    unreadable: Iterable[UnreadableEntry],
    parts: Parts,
    embed: Embed,
) -> list[Shared]:
    """Write an index of reports: its own files into an empty folder, the shared ones into the pool.

    Returns the shared ones. ``parts`` gives a report's parts, and is asked for those in segments
    that are new; ``embed`` gives the vectors of words, (words, dimension), and is asked once, for
    all that are in new segments.
    """
    groups = report_groups(entries)
    segments = [_segment(pool, key, group, parts) for key, group in groups]
    counts = sum_counts(_word_counts(pool.folder / texts.file) for texts, _ in segments)
    vocabulary, words = _words(pool, facts["encoder"], most_frequent(counts), embed)
    write_vocabulary(folder, vocabulary)
    files = (texts.file for texts, _ in segments)
    listed = zip(files, (group for _, group in groups), strict=True)
    write_catalog(folder / CATALOG, facts, listed, unreadable)
    return [*chain.from_iterable(segments), *words]


def _segment(pool: Pool, key: str, group: Sequence[Entry], parts: Parts) -> tuple[Shared, Shared]:
    """The files of a segment, texts and arrays, made where they are not there yet."""
    import numpy as np

    known = pool.find(key, TEXTS), pool.find(key, ARRAYS)
    if known[0] and known[1]:
        return known[0], known[1]
    found = [(entry.name, *parts(entry)) for entry in group]
    texts = [text for _, text, _ in found]
    vectors = [part for _, _, part in found]
    reports = [(name, text.rows) for name, text, _ in found]
    words = sum_counts(text.words for text in texts)
    arrays = postings_of(texts) | {
        "sentence_counts": np.concatenate([part.sentence_counts for part in vectors]),
        "passages": np.concatenate([part.passages for part in vectors]),
        "sentences": np.concatenate([part.sentences for part in vectors]),
        "token_counts": np.concatenate([part.token_counts for part in vectors]),
        "token_sentences": np.concatenate([part.token_sentences for part in vectors]),
        "tokens": _stacked([part.tokens for part in vectors if len(part.tokens)]),
    }
    return (
        pool.put(key, TEXTS, lambda path: write_texts(path, reports, words)),
        pool.put(key, ARRAYS, lambda path: write_arrays(path, arrays)),
    )


def _stacked(tokens: Sequence[NDArray[np.int8]]) -> NDArray[np.int8]:
    """The tokens of several reports; (0, 0) where there are none."""
    import numpy as np

    return np.concatenate(tokens) if tokens else np.empty((0, 0), np.int8)


def _word_counts(path: Path) -> dict[str, int]:
    with closing(Texts(path)) as texts:
        return texts.words()


def _words(
    pool: Pool, fingerprint: str, counts: Mapping[str, int], embed: Embed
) -> tuple[dict[str, int], list[Shared]]:
    """The vocabulary, in the order of its vectors, and the files that hold those."""
    groups = word_groups(counts, fingerprint)
    known = [pool.find(key, WORDS) for key, _ in groups]
    new = [group for found, (_, group) in zip(known, groups, strict=True) if found is None]
    vectors = embed([*chain.from_iterable(new)])
    files, at = [], 0
    for found, (key, group) in zip(known, groups, strict=True):
        if found is None:
            rows = {"vectors": vectors[at : at + len(group)]}
            found = pool.put(key, WORDS, partial(write_arrays, arrays=rows))
            at += len(group)
        files.append(found)
    return {word: counts[word] for _, group in groups for word in group}, files

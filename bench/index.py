"""How fast is the index? BM25 engines side by side, and vectors, over passages of a corpus' words.

    python -m bench.index ../shared/corpus --passages 20000

Passages of 70 terms are drawn from the corpus' own terms, as often as they occur in it. Prints for
each engine the time to build, the bytes on disk, the median and the slowest of 200 queries of 12
terms, and whether two builds are the same, byte for byte. tantivy where it is installed.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from qa.index.parts import TextPart
from qa.index.segments import divide, read_arrays, write_arrays
from qa.index.texts import ReportRows
from qa.index.vectors import Vectors
from qa.index.words import Words, postings_of
from qa.language import index_terms

Passages = Sequence[Sequence[str]]
Query = Callable[[Sequence[str]], object]


def draw_passages(
    corpus: Path, count: int, chance: random.Random
) -> tuple[list[list[str]], list[str]]:
    """Passages of terms, and all the terms they were drawn from."""
    terms: list[str] = []
    for path in sorted(corpus.rglob("*.txt")):
        terms += index_terms(path.read_text("utf-8"), "nl")
    return [chance.choices(terms, k=70) for _ in range(count)], terms


def own(folder: Path, passages: Passages) -> Query:
    """The index's own postings, in segments as large as those of an index of so many passages."""
    groups = divide({str(row): 1 for row in range(len(passages))})
    for number, group in enumerate(groups):
        arrays = postings_of([text_part([passages[int(row)] for row in group])])
        write_arrays(folder / f"{number:04}.safetensors", arrays)
    ids = np.arange(len(passages))
    words = Words([read_arrays(path) for path in sorted(folder.iterdir())], ids)
    return lambda query: words.bm25(dict.fromkeys(query, 1.0), 100)


def text_part(passages: Passages) -> TextPart:
    """The terms of passages as a report has them."""
    counters = [Counter(passage) for passage in passages]
    terms = tuple(sorted(set().union(*counters)))
    number = {term: i for i, term in enumerate(terms)}
    triples = np.array(
        [(number[t], row, n) for row, c in enumerate(counters) for t, n in c.items()],
        dtype=np.int32,
    )
    rows = ReportRows("", "", b"", b"", ((0, None, "[]", "", "[]", "[]"),) * len(passages))
    return TextPart(rows, False, "", terms, triples[:, 0], triples[:, 1], triples[:, 2], {})


def fts5(folder: Path, passages: Passages) -> Query:
    """SQLite FTS5."""
    base = sqlite3.connect(folder / "words.sqlite")
    base.execute("CREATE VIRTUAL TABLE words USING fts5(terms, content='', tokenize='ascii')")
    base.executemany(
        "INSERT INTO words(rowid, terms) VALUES (?, ?)",
        ((row, " ".join(passage)) for row, passage in enumerate(passages)),
    )
    base.commit()
    base.execute("VACUUM")
    find = "SELECT rowid, rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT 100"
    return lambda query: base.execute(find, (" OR ".join(f'"{t}"' for t in query),)).fetchall()


def tantivy(folder: Path, passages: Passages) -> Query:
    """tantivy, with one writing thread."""
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    schema.add_integer_field("row", stored=True)
    index = tantivy.Index(schema.build(), path=str(folder))
    writer = index.writer(50_000_000, 1)
    for row, passage in enumerate(passages):
        writer.add_document(tantivy.Document(terms=" ".join(passage), row=row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def find(query: Sequence[str]) -> object:
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.term_query(index.schema, "terms", term))
            for term in query
        ]
        found = searcher.search(tantivy.Query.boolean_query(clauses), 100)
        return [(searcher.doc(place)["row"][0], score) for score, place in found.hits]

    return find


def measure(
    name: str, build: Callable[[Path, Passages], Query], passages: Passages, queries: Passages
) -> None:
    """Build twice, ask, print a line."""
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        start = time.perf_counter()
        find = build(Path(first), passages)
        built = time.perf_counter() - start
        build(Path(second), passages)
        times = []
        for query in queries:
            start = time.perf_counter()
            find(query)
            times.append((time.perf_counter() - start) * 1000)
        size = sum(path.stat().st_size for path in Path(first).rglob("*") if path.is_file())
        same = digests(Path(first)) == digests(Path(second))
        print(
            f"{name:10} build {built:6.1f} s  {size / 1e6:6.1f} MB  "
            f"query {statistics.median(times):6.2f} ms, slowest {max(times):6.2f} ms  "
            f"{'same bytes' if same else 'other bytes'}"
        )


def digests(folder: Path) -> list[tuple[str, str]]:
    """The names and hashes of a folder's files."""
    return sorted(
        (path.name, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in folder.rglob("*")
        if path.is_file()
    )


def measure_vectors(rows: int) -> None:
    """The nearest of many vectors, in a file that is mapped."""
    chance = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, group in enumerate(divide({str(row): 1 for row in range(rows)})):
            paths.append(Path(folder) / str(number))
            block = chance.standard_normal((len(group), 384), dtype=np.float32)
            write_arrays(paths[-1], {"rows": block})
        vectors = Vectors([read_arrays(path)["rows"] for path in paths])
        mask = chance.random(len(vectors)) < 0.1
        for name, chosen in (("all", None), ("a tenth", mask)):
            times = []
            for row in range(50):
                start = time.perf_counter()
                vectors.nearest(vectors[row], 100, chosen)
                times.append((time.perf_counter() - start) * 1000)
            print(f"vectors    {rows:,} rows, {name}: query {statistics.median(times):6.2f} ms")


def main() -> None:
    """Run the measurements that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--passages", type=int, default=20_000)
    options = parser.parse_args()
    chance = random.Random(1)
    passages, terms = draw_passages(options.corpus, options.passages, chance)
    queries = [chance.choices(terms, k=12) for _ in range(200)]
    measure("own", own, passages, queries)
    measure("FTS5", fts5, passages, queries)
    try:
        measure("tantivy", tantivy, passages, queries)
    except ImportError:
        print("tantivy    is not installed")
    for rows in (options.passages, 5 * options.passages):
        measure_vectors(rows)


if __name__ == "__main__":
    main()

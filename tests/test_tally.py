"""How far reading is: never more than all of it, and all of it in the end."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from qa.reading import ReadEvent
from qa.reading.tally import PDF_PAGE_BYTES, Tally


def file_of(folder: Path, name: str, size: int) -> tuple[Path, str]:
    path = folder / name
    path.write_bytes(bytes(size))
    return path, name


def test_a_pdf_counts_by_its_size_until_it_says_how_many_pages_it_has(tmp_path: Path) -> None:
    one = file_of(tmp_path, "een.pdf", 4 * PDF_PAGE_BYTES)
    two = file_of(tmp_path, "twee.PDF", 2 * PDF_PAGE_BYTES)
    tally = Tally([one, two, file_of(tmp_path, "drie.txt", 6000)])
    assert tally.pages() == (0, 4 + 2 + 2)
    tally.take(ReadEvent("een.pdf", pages=3, total=10))
    assert tally.pages() == (2, 10 + 2 + 2)
    tally.take(ReadEvent("een.pdf", done=True))
    assert tally.pages() == (10, 10 + 5 + 2)  # as many bytes a page as the first had
    tally.take(ReadEvent("twee.PDF", done=True))  # refused before it said anything
    tally.take(ReadEvent("drie.txt", done=True))
    assert (tally.pages(), tally.files, tally.all_files) == ((17, 17), 3, 3)


NAMES = ("a.pdf", "b.pdf", "c.txt", "d.html")
EVENTS = st.lists(st.tuples(st.sampled_from(NAMES), st.integers(1, 40), st.booleans()), max_size=20)


@given(EVENTS, st.lists(st.integers(0, 400_000), min_size=4, max_size=4))
def test_what_is_done_is_never_more_than_all(
    events: list[tuple[str, int, bool]], sizes: list[int]
) -> None:
    tally = Tally([(Path(name), name) for name in NAMES])
    tally._sizes.update(zip(NAMES, sizes, strict=True))
    tally._waiting[1] = sum(sizes[:2])
    seen: dict[str, int] = {}
    over: set[str] = set()
    for name, page, done in events:
        if name in over:
            continue
        seen[name] = max(page, seen.get(name, 1))
        tally.take(ReadEvent(name, pages=seen[name], total=40))
        if done:
            tally.take(ReadEvent(name, done=True))
            over.add(name)
        at, total = tally.pages()
        assert 0 <= at <= total
    for name in NAMES:
        tally.finish(name)
        tally.finish(name)
    at, total = tally.pages()
    assert at == total

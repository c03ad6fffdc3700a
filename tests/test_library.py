"""The library: an index that follows its corpus, costs what changed, and hides no failure."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from fake_index import FakeEncoder, read_here

import qa.reading
from qa.index import IndexForeign, IndexMissing, generation, seen
from qa.index import corpus as corpora
from qa.index.corpus import Changes, CorpusError, list_corpus
from qa.index.sync import SyncEvent
from qa.library import Library
from qa.model import SettingsError, VraagbaakError
from qa.settings import Settings

REAL_READING = qa.reading.read_safely
WERK = """Rapport werkpleinen

1 Mijlpalen

In 2009 haalden 59 van de 125 werkpleinen de mijlpalen niet. De inspectie onderzocht dat.

2 Klanten

Klanten geven de dienstverlening gemiddeld een 6,8. Dat is hoger dan in 2008.
"""
WATER = """Rapport waterveiligheid

1 Dijken

De dijken langs de Maas voldoen aan de norm. Drie gemalen zijn vervangen in 2010.
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    (corpus / "map").mkdir(parents=True)
    (corpus / "werk.txt").write_text(WERK)
    (corpus / "map" / "water.txt").write_text(WATER)
    return corpus


@pytest.fixture
def library(corpus: Path) -> Library:
    return library_of(corpus)


def library_of(corpus: Path, index: str = "index", **settings: Any) -> Library:
    fake = FakeEncoder(settings.pop("fingerprint", "fake-1"))
    values = {"corpus": corpus, "index": corpus.parent / index, "ranker": "none"}
    return Library(Settings(**(values | settings)), fake)


def encoded(library: Library) -> int:
    assert isinstance(library._encoder, FakeEncoder)
    return library._encoder.encoded


def files(library: Library) -> dict[str, bytes]:
    """The files of the current generation."""
    folder = library.settings.index
    place = folder / "generations" / generation.current(folder)
    return {path.name: path.read_bytes() for path in place.iterdir()}


@pytest.fixture(autouse=True)
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read, as they are read (in this process)."""
    names: list[str] = []

    def counting(
        paths: Sequence[tuple[Path, str]], settings: Settings, progress: object = None
    ) -> Iterator[Any]:
        names.extend(name for _, name in paths)
        return read_here(paths, settings)

    monkeypatch.setattr(qa.reading, "read_safely", counting)
    return names


# ---------------------------------------------------------------------- in step


def test_what_is_in_the_corpus_is_found(library: Library) -> None:
    result = library.sync()
    assert result.added == ("map/water.txt", "werk.txt")
    assert library.search("mijlpalen van werkpleinen")[0].report == "werk.txt"
    assert library.search("dijken langs de Maas")[0].report == "map/water.txt"
    assert library.verify() == []
    assert library.status().in_step


def test_files_are_read_by_processes_of_their_own(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qa.reading, "read_safely", REAL_READING)
    library.sync()
    by_processes = files(library)
    monkeypatch.setattr(qa.reading, "read_safely", read_here)
    library.sync(rebuild=True)
    assert files(library) == by_processes


def test_an_unchanged_corpus_is_neither_read_nor_embedded(
    corpus: Path, library: Library, read: list[str]
) -> None:
    first = library.sync()
    before, read[:] = encoded(library), []
    os.utime(corpus / "werk.txt", (1, 1))  # touched, but the same
    result = library.sync()
    assert result.unchanged == ("map/water.txt", "werk.txt")
    assert result.in_step
    assert result.generation == first.generation
    assert (encoded(library), read) == (before, [])


def test_only_what_changed_is_read_and_embedded(
    corpus: Path, library: Library, read: list[str]
) -> None:
    library.sync()
    before, read[:] = encoded(library), []
    (corpus / "werk.txt").write_text(WERK.replace("6,8", "7,1"))
    result = library.sync()
    assert (result.changed, result.unchanged) == (("werk.txt",), ("map/water.txt",))
    assert read == ["werk.txt"]
    assert encoded(library) - before < before / 2
    texts = [found.text for found in library.search("klanten geven de dienstverlening een")]
    assert any("7,1" in text for text in texts)
    assert not any("6,8" in text for text in texts)


def test_a_removed_report_answers_no_more(corpus: Path, library: Library) -> None:
    library.sync()
    before = encoded(library)
    (corpus / "werk.txt").unlink()
    assert library.sync().removed == ("werk.txt",)
    assert encoded(library) == before
    assert {found.report for found in library.search("mijlpalen werkpleinen")} == {"map/water.txt"}
    assert "werkpleinen" not in library.index.vocabulary()


def test_a_renamed_report_is_not_embedded_again(corpus: Path, library: Library) -> None:
    library.sync()
    before = encoded(library)
    (corpus / "werk.txt").rename(corpus / "map" / "x.txt")
    result = library.sync()
    assert (result.renamed, result.added, result.removed) == (("map/x.txt",), (), ())
    assert encoded(library) == before
    assert library.search("mijlpalen werkpleinen")[0].report == "map/x.txt"


def test_two_equal_files_are_two_reports_with_one_embedding(corpus: Path, library: Library) -> None:
    library.sync()
    before = encoded(library)
    shutil.copy(corpus / "werk.txt", corpus / "kopie.txt")
    assert library.sync().added == ("kopie.txt",)
    assert encoded(library) == before
    found = library.search("mijlpalen van werkpleinen")
    assert {found[0].report, found[1].report} == {"kopie.txt", "werk.txt"}
    assert library.verify() == []


def test_every_way_to_a_corpus_gives_the_bytes_of_a_fresh_build(
    corpus: Path, library: Library
) -> None:
    library.sync()
    (corpus / "werk.txt").rename(corpus / "later.txt")
    (corpus / "weg.txt").write_text("Een verslag dat verdwijnt. Het blijft niet.")
    library.sync()
    (corpus / "weg.txt").unlink()
    (corpus / "map" / "water.txt").write_text(WATER + "\n\nDe kosten waren 12 miljoen euro.\n")
    library.sync()
    elsewhere = corpus.parent / "elsewhere"
    for path in sorted(corpus.rglob("*.txt"), reverse=True):
        copy = elsewhere / path.relative_to(corpus)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    fresh = library_of(elsewhere, "another index")
    fresh.sync()
    assert files(library) == files(fresh)


def test_a_rebuild_makes_the_same_index_anew(library: Library, read: list[str]) -> None:
    library.sync()
    before, read[:] = files(library), []
    library.sync(rebuild=True)
    assert files(library) == before
    assert sorted(read) == ["map/water.txt", "werk.txt"]


def test_a_dry_run_says_what_would_be_done_and_does_nothing(corpus: Path, library: Library) -> None:
    assert library.sync(dry_run=True).added == ("map/water.txt", "werk.txt")
    assert not library.settings.index.exists()
    library.sync()
    (corpus / "werk.txt").unlink()
    (corpus / "nieuw.md").write_text("# Nieuw\n\nEen nieuw verslag.\n")
    before = files(library)
    result = library.sync(dry_run=True)
    assert (result.added, result.removed) == (("nieuw.md",), ("werk.txt",))
    assert files(library) == before
    assert not library.status().in_step


# ---------------------------------------------------------------------- settings and models


def test_another_model_embeds_again_but_reads_nothing(
    corpus: Path, library: Library, read: list[str]
) -> None:
    library.sync()
    read[:] = []
    other = library_of(corpus, fingerprint="fake-2")
    with pytest.raises(IndexForeign, match="qa index"):
        other.search("werkpleinen")
    other.sync()
    assert (encoded(other), read) == (encoded(library), [])
    assert other.search("werkpleinen")
    with pytest.raises(IndexForeign, match="qa index"):
        library.search("werkpleinen")


def test_another_passage_size_divides_anew(corpus: Path, library: Library) -> None:
    (corpus / "lang.txt").write_text("\n\n".join(f"Regel {i} van het rapport." for i in range(90)))
    library.sync()
    before = library.index.passage_count
    smaller = library_of(corpus, passage_words=30)
    smaller.sync()
    assert smaller.index.passage_count > before
    fresh = library_of(corpus, "fresh", passage_words=30)
    fresh.sync()
    assert files(smaller) == files(fresh)


# ---------------------------------------------------------------------- what cannot be read


def test_what_cannot_be_read_is_listed_every_time_and_tried_once(
    corpus: Path, library: Library, read: list[str]
) -> None:
    (corpus / "leeg.txt").touch()
    (corpus / "kaart.tiff").write_bytes(b"II*\0")
    first = library.sync()
    assert list(first.unreadable) == ["kaart.tiff", "leeg.txt"]
    assert first.added == ("map/water.txt", "werk.txt")
    read[:] = []
    second = library.sync()
    assert second.unreadable == first.unreadable
    assert second.in_step
    assert read == []
    (corpus / "leeg.txt").write_text(WATER)
    assert "leeg.txt" not in library.sync().unreadable
    assert library.search("dijken")


def test_names_in_either_unicode_form_are_one_name(corpus: Path, library: Library) -> None:
    decomposed = unicodedata.normalize("NFD", "enquête 2010.txt")
    (corpus / decomposed).write_text(WERK)
    library.sync()
    assert "enquête 2010.txt" in [record.name for record in library.reports()]
    (corpus / decomposed).rename(corpus / "enquête 2010.txt")
    assert library.sync().in_step
    (corpus / decomposed).write_text(WATER)
    assert list(library.sync().unreadable) == ["enquête 2010.txt (2)"]


def test_links_hidden_files_and_odd_things(corpus: Path, library: Library) -> None:
    outside = corpus.parent / "outside"
    outside.mkdir()
    (outside / "geheim.txt").write_text("Dit is geheim.")
    (corpus / "uit").symlink_to(outside)
    (corpus / "in.txt").symlink_to(corpus / "werk.txt")
    (corpus / "map" / "rond").symlink_to(corpus)
    (corpus / "nergens").symlink_to(corpus / "weg")
    (corpus / ".verborgen.txt").write_text("Verborgen.")
    (corpus / "~$slot.txt").write_text("Slot.")
    os.mkfifo(corpus / "pijp.txt")
    result = library.sync()
    assert result.added == ("in.txt", "map/water.txt", "werk.txt")
    assert list(result.unreadable) == ["nergens", "pijp.txt", "uit"]


def test_links_that_lead_nowhere_say_so(corpus: Path, library: Library) -> None:
    (corpus / "nergens.txt").symlink_to(corpus / "weg.txt")
    (corpus / "zelf.txt").symlink_to(corpus / "zelf.txt")
    assert library.sync().unreadable == {
        "nergens.txt": "nergens.txt is a link to what is not there: mend it or take it out.",
        "zelf.txt": "zelf.txt is a link that leads to itself: take it out of the folder.",
    }


def test_folders_that_link_to_each_other_are_listed_once(tmp_path: Path) -> None:
    corpus = tmp_path / "veel"
    for name in "abcd":
        (corpus / name).mkdir(parents=True)
        (corpus / name / "r.txt").write_text(WERK)
    (corpus / ".achter").mkdir()
    (corpus / ".achter" / "r.txt").write_text(WERK)
    for name in "abcd":
        for other in "abcd":
            (corpus / name / f"naar {other}").symlink_to(corpus / other)
        (corpus / name / "achter").symlink_to(corpus / ".achter")  # by no name of its own
    names = [file.name for file in list_corpus(corpus).files]
    assert names == ["a/achter/r.txt", "a/r.txt", "b/r.txt", "c/r.txt", "d/r.txt"]


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """2,100 folders in each other, a file in the 1,500th; Python itself cannot remove them."""
    corpus = tmp_path / "diep"
    corpus.mkdir()
    here = os.open(corpus, os.O_RDONLY)
    for depth in range(2100):
        os.mkdir("m", dir_fd=here)
        if depth == 1500:
            os.close(os.open("r.txt", os.O_CREAT | os.O_WRONLY, dir_fd=here))
        below = os.open("m", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    yield corpus
    subprocess.run(["rm", "-rf", str(corpus)], check=True)


def test_folders_in_folders_without_end_are_read_or_named(deep: Path) -> None:
    listing = list_corpus(deep)
    assert [file.name.count("/") for file in listing.files] == [1500]
    (reason,) = listing.unreadable.values()  # a path has 4,096 bytes at most
    assert reason.endswith("lies in too many folders to be opened: move it further up.")
    assert len(reason) < 200


def test_the_folder_of_reports_is_no_place_for_the_index(corpus: Path) -> None:
    library = Library(Settings(corpus=corpus, index=corpus), FakeEncoder())
    with pytest.raises(SettingsError, match="cannot be both"):
        library.sync()
    assert sorted(path.name for path in corpus.iterdir()) == ["map", "werk.txt"]


@pytest.mark.parametrize("settings", [None, Settings()])
def test_folders_are_settings_however_they_are_given(settings: Settings | None) -> None:
    with pytest.raises(SettingsError, match="there is no such home folder"):
        Library.open("~niemand-met-die-naam/x", "index", settings)
    with pytest.raises(SettingsError, match="cannot be both"):
        Library.open("rapporten", "rapporten", settings)
    assert Library.open("~/x", "index", settings).settings.corpus == Path("~/x").expanduser()


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes")
def test_a_name_that_is_no_text_is_listed(corpus: Path, library: Library) -> None:
    Path(os.fsdecode(os.fsencode(corpus) + b"/jaar\xff.txt")).write_text(WERK)
    assert list(library.sync().unreadable) == ["jaar?.txt"]


def test_an_index_inside_its_corpus_is_not_read(corpus: Path) -> None:
    library = Library(Settings(corpus=corpus, index=corpus / "index"), FakeEncoder())
    library.sync()
    assert library.sync().in_step
    assert len(library.reports()) == 2


def test_a_missing_or_empty_corpus_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="does not exist"):
        library_of(tmp_path / "absent").sync()
    (tmp_path / "empty").mkdir()
    with pytest.raises(CorpusError, match=r"\.pdf"):
        library_of(tmp_path / "empty").sync()
    (tmp_path / "file").touch()
    with pytest.raises(CorpusError, match="no folder"):
        library_of(tmp_path / "file").sync()
    with pytest.raises(IndexMissing, match="qa index"):
        library_of(tmp_path / "empty").search("iets")


def test_names_and_hashes_tell_what_happened() -> None:
    old = {"a": "1", "b": "2", "c": "3", "d": "3"}
    new = {"a": "1", "b": "9", "e": "3", "f": "3", "g": "3", "h": "7"}
    assert Changes.between(old, new) == Changes(
        added=("g", "h"),
        changed=("b",),
        removed=(),
        unchanged=("a",),
        renamed={"e": "c", "f": "d"},
    )


def test_the_order_of_a_folder_does_not_matter(corpus: Path, monkeypatch: Any) -> None:
    names = [file.name for file in list_corpus(corpus).files]
    real = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: reversed(list(real(path))))
    assert [file.name for file in list_corpus(corpus).files] == names


# ---------------------------------------------------------------------- asking meanwhile


QUESTIONS = {
    "nl": "Hoeveel werkpleinen haalden de mijlpalen niet?",
    "en": "How many werkpleinen did not reach the milestones?",
}


def test_asking_warns_in_the_questions_language_when_the_corpus_has_changed(
    corpus: Path, library: Library
) -> None:
    def warned(language: str, asked: Library = library) -> str:
        answer = asked.ask(QUESTIONS[language])
        assert answer.language == language
        assert len(answer.warnings) <= 1
        return "".join(answer.warnings)

    library.sync()
    assert warned("nl") == ""
    (corpus / "nieuw.txt").write_text(WATER)
    assert warned("nl").startswith("De rapporten zijn veranderd sinds")
    assert warned("en").startswith("The reports have changed since")
    library.sync()
    assert warned("en") == ""
    other = library_of(corpus / "map", "../index")
    assert warned("nl", other).startswith("De index is gemaakt van andere rapporten")
    corpus.rename(corpus.parent / "weg")
    assert warned("nl").endswith("is er niet; dit antwoord komt uit de index.")
    assert warned("en").endswith("is not there; this answer comes from the index.")


def test_a_share_that_is_slow_to_list_holds_no_answer_up(
    corpus: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.sync()
    listed, looks = threading.Event(), []

    def slow(*folders: Any) -> None:
        looks.append(1)
        listed.wait()

    monkeypatch.setattr(seen, "drift", slow)
    monkeypatch.setattr(seen.Lookout, "LONGEST", 0.01)
    for _ in range(3):
        (warning,) = library.ask(QUESTIONS["nl"]).warnings
        assert "was niet vlot te zien" in warning
    assert len(looks) == 1
    listed.set()


def test_an_unchanged_corpus_costs_one_look_a_file_and_opens_none(
    corpus: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a sync, a status and a question cost on a network share."""
    for path in corpus.rglob("*.txt"):
        os.utime(path, (1, 1))
    monkeypatch.setattr(seen, "SETTLED", -(10**12))  # these were written just now
    library.sync()
    looks: list[str] = []
    real = os.scandir

    class Entry:
        def __init__(self, entry: os.DirEntry[str]) -> None:
            self.name, self.path, self.is_symlink = entry.name, entry.path, entry.is_symlink
            self._entry = entry

        def stat(self) -> os.stat_result:
            looks.append(self.name)
            return self._entry.stat()

    def counting(folder: Any) -> Any:
        if not Path(folder).is_relative_to(corpus):
            return real(folder)
        looks.append("folder")
        return [Entry(entry) for entry in real(folder)]

    monkeypatch.setattr(os, "scandir", counting)
    monkeypatch.setattr(corpora, "hash_file", lambda path: looks.append(f"read {path}"))
    for act in (library.sync, library.status, lambda: library.ask(QUESTIONS["nl"])):
        looks.clear()
        act()
        assert sorted(looks) == ["folder", "folder", "map", "water.txt", "werk.txt"]


def test_content_is_what_counts_whatever_the_times_say(corpus: Path, library: Library) -> None:
    report = corpus / "werk.txt"
    os.utime(report, (1, 1))
    library.sync()
    library.sync()
    report.write_text(WERK.replace("6,8", "7,1"))
    os.utime(report, (1, 1))  # the same size and time as before
    assert library.sync().changed == ("werk.txt",)
    texts = [found.text for found in library.search("klanten geven de dienstverlening een")]
    assert any("7,1" in text for text in texts)


@pytest.mark.parametrize("damage", [b"", b"{}", b"x" * 64 + b'\n{"werk.txt": ["0"]}', b"\xff"])
def test_what_is_remembered_of_the_corpus_may_be_damaged(
    corpus: Path, library: Library, damage: bytes
) -> None:
    library.sync()
    (corpus / "werk.txt").write_text(WATER)
    (library.settings.index / seen.HASHES).write_bytes(damage)
    (library.settings.index / seen.SEEN).write_bytes(damage)
    (warning,) = library.ask(QUESTIONS["nl"]).warnings
    assert "was niet te zien; zie: qa status" in warning
    assert library.sync().changed == ("werk.txt",)
    assert library.ask(QUESTIONS["nl"]).warnings == ()
    (library.settings.index / seen.SEEN).unlink()
    assert library.ask(QUESTIONS["nl"]).warnings == ()  # nothing is known, so nothing is said


def test_one_flipped_bit_in_what_was_seen_of_the_corpus_is_noticed(
    corpus: Path, library: Library
) -> None:
    name = library.sync().generation or ""
    path = library.settings.index / seen.SEEN
    whole = path.read_bytes()
    assert seen.drift(path.parent, corpus, name) is None
    (corpus / "werk.txt").write_text(WATER)
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        assert seen.drift(path.parent, corpus, name) == "unseen"
    path.write_bytes(whole)
    assert seen.drift(path.parent, corpus, name) == "changed"


def test_names_that_differ_in_case_only_are_two_reports(corpus: Path, library: Library) -> None:
    (corpus / "WERK.txt").write_text(WATER)
    if len(list(corpus.glob("*.txt"))) == 1:
        pytest.skip("this file system takes them for one")
    assert library.sync().added == ("WERK.txt", "map/water.txt", "werk.txt")
    (corpus / "werk.txt").unlink()
    assert library.sync().removed == ("werk.txt",)
    assert [record.name for record in library.reports()] == ["WERK.txt", "map/water.txt"]


def test_spaces_and_deep_folders_in_names_change_nothing(corpus: Path, library: Library) -> None:
    name = "een map/nog  een/è/Het rapport (definitief) van ’s-Hertogenbosch.txt"
    (corpus / name).parent.mkdir(parents=True)
    (corpus / name).write_text(WERK)
    assert name in library.sync().added
    (found,) = {item.report for item in library.search("mijlpalen", report="*Hertogenbosch*")}
    assert found == name
    assert library.verify() == []


def test_an_open_library_takes_up_a_new_generation(corpus: Path, library: Library) -> None:
    library.sync()
    reader = library_of(corpus)
    old = reader.index
    (corpus / "werk.txt").unlink()
    library.sync()
    assert {found.report for found in reader.search("mijlpalen")} == {"map/water.txt"}
    (corpus / "map" / "water.txt").write_text(WATER * 2)
    library.sync()  # the first generation is removed by now
    assert old.passages(range(old.passage_count))
    assert old.nearest_passages(FakeEncoder().encode_query(["mijlpalen"])[0], 1)


def test_pages_are_what_citations_count_in(library: Library) -> None:
    library.sync()
    assert library.pages("werk.txt") == {None: WERK}
    for found in library.search("mijlpalen"):
        text = library.pages(found.report)[found.page][found.start : found.end]
        assert "".join(filter(str.isalnum, found.text)) == "".join(filter(str.isalnum, text))


def test_progress_is_told_by_stage(library: Library) -> None:
    events: list[SyncEvent] = []
    library.sync(progress=events.append)
    stages = list(dict.fromkeys(event.stage for event in events))
    assert stages == ["looking", "reading", "embedding", "words", "writing"]
    assert all(0 <= event.done <= event.total for event in events)


def test_a_folder_that_cannot_be_written_is_a_sentence(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    library = library_of(corpus, "taken")
    with pytest.raises(VraagbaakError, match="cannot be written"):
        library.sync()

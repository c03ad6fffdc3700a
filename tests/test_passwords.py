"""Locked PDFs: passwords from a file, owners' restrictions; no password is ever written down."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import pytest
from fake_index import FakeEncoder
from pdfminer.arcfour import Arcfour
from pdfs import Page, pdf, running

from qa.library import Library
from qa.model import Report, VraagbaakError
from qa.reading import ReadingError, read_report
from qa.reading.passwords import fingerprint, passwords_for
from qa.reading.pdf import read_pdf
from qa.settings import Settings

PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
LINES = ["De gemeente opende in 2009 een nieuw loket voor werkzoekenden in de regio."] * 4
ID = b"0123456789abcdef"
READABLE, FORBIDDEN = -4, -4 & ~16  # permissions: all; all but taking text out


def locked(user: str = "", owner: str = "eigenaar", permissions: int = READABLE) -> bytes:
    """A PDF under a 40-bit lock (ISO 32000-1, 7.6.3: revision 2)."""
    data = pdf([Page(running(LINES))], compress=False)
    secret = (user.encode("latin1") + PADDING)[:32]
    key = hashlib.md5((owner.encode("latin1") + PADDING)[:32]).digest()[:5]
    o = Arcfour(key).encrypt(secret)
    key = hashlib.md5(secret + o + struct.pack("<i", permissions) + ID).digest()[:5]
    u = Arcfour(key).encrypt(PADDING)
    start = data.index(b"stream\n", data.index(b"\n11 0 obj")) + 7
    end = data.index(b"\nendstream", start)
    own = hashlib.md5(key + struct.pack("<L", 11)[:3] + b"\0\0").digest()[:10]
    data = data[:start] + Arcfour(own).encrypt(data[start:end]) + data[end:]
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P %d /O <%s> /U <%s> >> /ID [<%s> <%s>]" % (
        permissions, o.hex().encode(), u.hex().encode(), *[ID.hex().encode()] * 2
    )  # fmt: skip
    return data.replace(b"trailer\n<<", b"trailer\n<< " + lock, 1)


def read(data: bytes, **values: object) -> Report:
    return read_pdf(data, "slot.pdf", "0", Settings(**values))  # type: ignore[arg-type]


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "wachtwoorden.txt"
    path.write_text("fout\n*.docx\took fout\nslot.pdf\tgeh\u00e9im \n", "utf-8")
    return path


def test_the_empty_password_is_tried() -> None:
    assert "nieuw loket" in read(locked()).source


def test_a_locked_file_is_refused_with_what_to_do() -> None:
    with pytest.raises(ReadingError, match=r"locked.*qa index --password-file FILE"):
        read(locked("geh\u00e9im "))


def test_a_password_of_the_file_opens_it_spaces_and_accents_kept(words: Path) -> None:
    report = read(locked("geh\u00e9im "), password_file=words)
    assert "nieuw loket" in report.source
    assert report.by_options


def test_a_file_no_password_opens_says_so(words: Path) -> None:
    with pytest.raises(
        ReadingError, match=r"no password in .*wachtwoorden\.txt opens it"
    ) as raised:
        read(locked("iets anders"), password_file=words)
    assert "geh" not in str(raised.value)


def test_what_its_owner_forbids_is_left_unless_it_is_asked_for() -> None:
    data = locked(permissions=FORBIDDEN)
    with pytest.raises(ReadingError, match=r"forbids.*qa index --ignore-permissions"):
        read(data)
    assert "nieuw loket" in read(data, ignore_permissions=True).source


def test_the_owners_password_is_bound_by_no_restriction(tmp_path: Path) -> None:
    (tmp_path / "w.txt").write_text("eigenaar\n")
    data = locked("gebruiker", permissions=FORBIDDEN)
    assert "nieuw loket" in read(data, password_file=tmp_path / "w.txt").source
    (tmp_path / "w.txt").write_text("gebruiker\n")
    with pytest.raises(ReadingError, match="forbids"):
        read(data, password_file=tmp_path / "w.txt")


def test_passwords_for_a_name_come_before_those_for_all(tmp_path: Path) -> None:
    path = tmp_path / "w.txt"
    path.write_bytes("\ufeffalle\r\n2009/*.pdf\teerst\r\nb.pdf\tander\r\n".encode())
    assert passwords_for("2009/a.pdf", path) == ("eerst", "alle")
    assert passwords_for("2010/b.pdf", path) == ("ander", "alle")
    assert passwords_for("b.pdf", None) == ()


def test_a_password_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(VraagbaakError, match=r"weg\.txt cannot be read"):
        passwords_for("a.pdf", tmp_path / "weg.txt")
    (tmp_path / "w.txt").write_bytes(b"geh\xe9im\n")
    with pytest.raises(VraagbaakError, match="not UTF-8"):
        passwords_for("a.pdf", tmp_path / "w.txt")


def library(tmp_path: Path, **values: object) -> Library:
    folders = {"corpus": tmp_path / "corpus", "index": tmp_path / "index"}
    return Library(Settings(jobs=1, **folders, **values), FakeEncoder())  # type: ignore[arg-type]


def test_passwords_stand_nowhere_in_the_index_and_open_only_what_was_locked(
    tmp_path: Path, words: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/slot.pdf").write_bytes(locked("geh\u00e9im "))
    (tmp_path / "corpus/open.pdf").write_bytes(pdf([Page(running(LINES))]))
    assert list(library(tmp_path).sync().unreadable) == ["slot.pdf"]
    read_files: list[str] = []
    from qa import reading

    real = reading.read_safely

    def counting(paths, *rest):  # type: ignore[no-untyped-def]
        read_files.extend(name for _, name in paths)
        return real(paths, *rest)

    monkeypatch.setattr(reading, "read_safely", counting)
    result = library(tmp_path, password_file=words).sync()
    assert (result.added, result.unchanged, dict(result.unreadable)) == (
        ("slot.pdf",),
        ("open.pdf",),
        {},
    )
    assert read_files == ["slot.pdf"]
    written = b"".join(
        path.read_bytes() for path in (tmp_path / "index").rglob("*") if path.is_file()
    )
    assert "geh\u00e9im".encode() not in written
    assert fingerprint(words).encode() not in written
    assert library(tmp_path, password_file=words).sync().in_step
    assert list(library(tmp_path).sync().unreadable) == ["slot.pdf"]


def test_a_password_file_among_the_reports_is_refused(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/w.txt").write_text("geheim\n")
    with pytest.raises(VraagbaakError, match="lies in the corpus folder"):
        library(tmp_path, password_file=tmp_path / "corpus/w.txt").sync()


HARD = {
    "pdfminer_aes-128.pdf": "foo",
    "pdfminer_aes-256.pdf": "foo",
    "pdfminer_aes-256-r6.pdf": "usersecret",
    "pdfminer_rc4-40.pdf": "foo",
    "pdfminer_rc4-128.pdf": "foo",
    "tk_userpw_geheim.pdf": "geheim",
}


@pytest.mark.parametrize("name", sorted(HARD))
def test_locks_of_every_kind_open(shared: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "w.txt").write_text(f"fout\n{HARD[name]}\n")
    settings = Settings(password_file=tmp_path / "w.txt")
    report = read_report(shared / "pdfs/hard" / name, name, settings)
    assert any(char.isalpha() for char in report.source)

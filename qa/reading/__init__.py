"""A file -> a Report: pages, blocks, metadata, every character's place in the source kept."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.model import Report, VraagbaakError
from qa.reading.decode import ReadingError, decode
from qa.settings import Settings

# What a name's ending says of a file.
FORMATS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".odt": "odt",
}
# Reports may be in these too, but they are not read: what such a file is, and what to do with it.
NOT_READ = {
    ending: (what, cure)
    for endings, what, cure in (
        (".doc .wps .wpd .rtf .pages", "a document of another word processor",
         "save it as .docx, .odt or PDF"),
        (".docm .dotx .dotm .ott .fodt", "a template or a document with macros",
         "save it as .docx or .odt"),
        (".xls .xlsx .xlsm .ods .csv .numbers", "a spreadsheet", "save what matters of it as PDF"),
        (".ppt .pptx .odp .key", "a presentation", "save it as PDF"),
        (".mht .mhtml .epub .eml .msg", "a page, book or letter of another program",
         "save it as HTML or PDF"),
        (".tif .tiff .djvu .ps .xps", "a scan or print file", "save it as PDF"),
        (".zip .7z .rar .tar .gz .tgz", "an archive", "unpack it in the folder"),
    )
    for ending in endings.split()
}  # fmt: skip
_BINARY = getattr(os, "O_BINARY", 0)  # Windows


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that gave no report: its name in the corpus and one sentence saying why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """Progress: a file was begun, got on by some pages, or is done (``pages`` of ``total``)."""

    name: str
    pages: int = 0
    total: int = 0
    done: bool = False


def format_of(path: Path) -> str | None:
    """The format a file's name says it has; None for a file that is no report."""
    return FORMATS.get(path.suffix.lower())


def read_report(
    path: Path,
    name: str,
    settings: Settings,
    skip: Collection[int] = (),
    on_page: Callable[[int, int], None] | None = None,
) -> Report:
    """Reads one file in this process; ``name`` is its path in the corpus, as it will be cited.

    ``skip`` are pages (from 1) to leave out; ``on_page(number, total)`` is called before a page.
    Raises ReadingError, one sentence, for a file that is missing, empty, too large, locked,
    damaged past saving, or of a format that is not read.
    """
    data = _bytes_of(path, name, settings)
    kind = format_of(path)
    if kind is None:
        if advice := NOT_READ.get(path.suffix.lower()):
            raise ReadingError(f"{name} is {advice[0]}, which is not read: {advice[1]}.")
        known = ", ".join(sorted(FORMATS))
        raise ReadingError(f"{name} is of a format that is not read: save it as one of {known}.")
    from qa.reading.kinds import read_as

    kind = read_as(data, name, kind)
    digest = hashlib.sha256(data).hexdigest()
    if kind == "pdf":
        from qa.reading.pdf import read_pdf

        return read_pdf(data, name, digest, settings, skip, on_page)
    if kind in ("html", "docx", "odt"):
        return _flowing_report(data, name, digest, kind)
    return _text_report(data, name, digest, kind)


def _flowing_report(data: bytes, name: str, digest: str, kind: str) -> Report:
    if kind == "html":
        from qa.reading.html import read_html as read
    elif kind == "docx":
        from qa.reading.docx import read_docx as read
    else:
        from qa.reading.odt import read_odt as read
    return read(data, name, digest)


def _text_report(data: bytes, name: str, digest: str, kind: str) -> Report:
    from qa.reading.metadata import read_metadata
    from qa.reading.text import text_blocks

    found = decode(data, name)
    blocks = text_blocks(found.text, markdown=kind == "markdown")
    metadata = read_metadata(name, blocks)
    return Report(name, digest, kind, found.text, (), blocks, metadata, found.problems)


def _bytes_of(path: Path, name: str, settings: Settings) -> bytes:
    try:
        # Not blocking: a pipe in the place of a file must not be waited for.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            size = status.st_size
            if not stat.S_ISREG(status.st_mode):
                raise ReadingError(f"{name} is not a file: take it out of the folder.")
            if not size:
                raise ReadingError(f"{name} is empty (0 bytes): replace it or take it out.")
            if size <= settings.max_file_mb * 1_000_000:
                return file.read(size)
            raise ReadingError(
                f"{name} is {size / 1e6:,.0f} MB, more than the {settings.max_file_mb} MB that "
                "are read: split it, or raise max_file_mb in qa.toml."
            )
    except FileNotFoundError:
        raise ReadingError(f"{name} is not there any more.") from None
    except OSError as error:
        why = error.strerror or str(error)
        raise ReadingError(f"{name} cannot be opened ({why}): check its permissions.") from None


def options(settings: Settings) -> dict[str, str]:
    """What decides how scans and locked files are read, without the passwords themselves.

    Raises VraagbaakError as ``check_options`` does.
    """
    from qa.reading.passwords import fingerprint
    from qa.reading.tesseract import require

    return {
        "ocr": f"{require(settings)} {settings.ocr_seconds}" if settings.ocr else "",
        "passwords": fingerprint(settings.password_file),
        "ignore_permissions": str(settings.ignore_permissions),
    }


def check_options(settings: Settings) -> None:
    """Raises VraagbaakError, one sentence, for options that cannot be kept here.

    OCR without Tesseract, a password file that cannot be read, or one that lies among the reports,
    where it would be read as one.
    """
    options(settings)
    file = settings.password_file
    if file and file.resolve().is_relative_to(settings.corpus.resolve()):
        raise VraagbaakError(
            f"The password file {file} lies in the corpus folder, where it would be read as a "
            "report: put it elsewhere."
        )


def read_safely(
    paths: Sequence[tuple[Path, str]],
    settings: Settings,
    progress: Callable[[ReadEvent], None] | None = None,
) -> Iterator[Report | Unreadable]:
    """Reads files in processes of their own, with limits; the outcomes come in the files' order.

    ``settings.jobs`` processes (0: one a core) with ``memory_mb`` each; a page past
    ``page_seconds`` or that crashes its process is left out and named, and so are the pages past
    ``file_seconds`` (seconds of work; ten of waiting count as one). What one file does never stops
    the others; a caller that stops (Ctrl-C) ends the processes at once.
    """
    from qa.reading.pool import Pool

    yield from Pool(settings, progress).read(paths)


__all__ = [
    "FORMATS",
    "NOT_READ",
    "ReadEvent",
    "ReadingError",
    "Unreadable",
    "check_options",
    "format_of",
    "options",
    "read_report",
    "read_safely",
]

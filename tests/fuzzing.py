"""Files made wrong on purpose, and what must hold of each: a report, or one sentence.

Every way to break a file is a function of its bytes and of chance; all chance comes from a seed.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from documents import docx_bytes, odt_bytes, with_parts
from pdfs import Page, Words, pdf, running

from qa.model import Report
from qa.reading import Unreadable, read_safely
from qa.settings import Settings

Breaking = Callable[[bytes, random.Random], bytes]
NEIGHBOUR = "1 Inleiding\n\nDe gemeente opende in 2009 een nieuw loket voor werkzoekenden.\n"
_OBJECT = re.compile(rb"\d+ \d+ obj\b.*?endobj", re.DOTALL)
_NUMBER = re.compile(rb"(?<![\w.])\d+(?![\w.])")
_TAG = re.compile(rb"<[^<>]{1,200}>")
_NAME = re.compile(rb"/[A-Za-z]{2,}")
ODD_NUMBERS = (b"0", b"-1", b"1", b"65536", b"2147483648", b"99999999999", b"1e400", b"nan")


def truncated(data: bytes, chance: random.Random) -> bytes:
    """The file, broken off."""
    return data[: chance.randrange(1, len(data))]


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 3, 10, 100))):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def cut(data: bytes, chance: random.Random) -> bytes:
    """A piece left out of the middle."""
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(1, len(data)) :]


def doubled(data: bytes, chance: random.Random) -> bytes:
    """A piece of it put in once more, somewhere."""
    start, at = chance.randrange(len(data)), chance.randrange(len(data))
    return data[:at] + data[start : start + chance.randrange(1, 4000)] + data[at:]


def swapped(data: bytes, chance: random.Random) -> bytes:
    """The contents of two objects exchanged."""
    found = list(_OBJECT.finditer(data))
    if len(found) < 2:
        return flipped(data, chance)
    first, second = sorted(chance.sample(found, 2), key=lambda match: match.start())
    one, other = first[0].split(b" ", 2), second[0].split(b" ", 2)
    a = b" ".join([*one[:2], other[2]])
    b = b" ".join([*other[:2], one[2]])
    return data[: first.start()] + a + data[first.end() : second.start()] + b + data[second.end() :]


def renumbered(data: bytes, chance: random.Random) -> bytes:
    """Some numbers (references, lengths, counts, places) changed, into odd ones too."""
    found = list(_NUMBER.finditer(data))
    for match in sorted(chance.sample(found, min(len(found), 4)), key=lambda m: -m.start()):
        other = chance.choice((chance.choice(found)[0], chance.choice(ODD_NUMBERS)))
        data = data[: match.start()] + other + data[match.end() :]
    return data


def renamed(data: bytes, chance: random.Random) -> bytes:
    """Some names exchanged: a filter, a type, a key."""
    found = list(_NAME.finditer(data))
    for match in sorted(chance.sample(found, min(len(found), 3)), key=lambda m: -m.start()):
        data = data[: match.start()] + chance.choice(found)[0] + data[match.end() :]
    return data


PDF_BREAKINGS: tuple[Breaking, ...] = (
    truncated, flipped, cut, doubled, swapped, renumbered, renamed,
)  # fmt: skip


def in_a_part(data: bytes, chance: random.Random) -> bytes:
    """One part of a ZIP file broken, and the file put together again as if nothing were wrong."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            names = [info.filename for info in old.infolist() if info.file_size]
            name = chance.choice(names)
            way = chance.choice((truncated, flipped, cut, doubled, tags_swapped))
            return with_parts(data, {name: way(old.read(name), chance)})
    except Exception:
        return flipped(data, chance)  # no ZIP file any more, by another breaking


def tags_swapped(data: bytes, chance: random.Random) -> bytes:
    """Some tags of HTML or XML exchanged, left out or put within one another."""
    found = list(_TAG.finditer(data))
    for match in sorted(chance.sample(found, min(len(found), 5)), key=lambda m: -m.start()):
        other = chance.choice((chance.choice(found)[0], b"", match[0] * 3))
        data = data[: match.start()] + other + data[match.end() :]
    return data


TEXT_BREAKINGS: tuple[Breaking, ...] = (truncated, flipped, cut, doubled, tags_swapped)
ZIP_BREAKINGS: tuple[Breaking, ...] = (truncated, flipped, cut, in_a_part, in_a_part, in_a_part)


def small_documents() -> list[tuple[str, bytes]]:
    """Text, Markdown, HTML, Word and OpenDocument files of our own: endings and bytes."""
    import docx
    from odfdo import Document, Header, Paragraph

    word = docx.Document()
    word.add_heading("Loketten", 1)
    word.add_paragraph("De inspectie telde in 2009 in de regio 125 loketten.")
    table = word.add_table(2, 2)
    for at, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = ("Loket", "Cijfer", "Ede", "7,0")[at]
    text = Document("text")
    text.body.append(Header(1, "Loketten"))
    text.body.append(Paragraph("De inspectie telde in 2009 in de regio 125 loketten."))
    page = (
        "<!doctype html><html><head><title>Loketten</title><script>let a = 1</script></head><body>"
        "<h1>Loketten</h1><p>De inspectie telde <b>125</b> loketten&nbsp;in 2009.</p><ul><li>een"
        "<li>twee</ul><table><tr><th>Loket<th>Cijfer<tr><td>Ede<td>7,0</table></body></html>"
    )
    marked = "# Loketten\n\n| Loket | Cijfer |\n|---|---|\n| Ede | 7,0 |\n\n- een\n- twee\n"
    return [
        (".docx", docx_bytes(word)),
        (".odt", odt_bytes(text)),
        (".html", page.encode()),
        (".md", marked.encode()),
        (".txt", NEIGHBOUR.encode("utf-16")),
        (".txt", NEIGHBOUR.encode()),
    ]


def breakings_of(ending: str) -> tuple[Breaking, ...]:
    """The ways to break a file of this ending."""
    if ending == ".pdf":
        return PDF_BREAKINGS
    return ZIP_BREAKINGS if ending in (".docx", ".odt") else TEXT_BREAKINGS


def small_pdfs() -> list[bytes]:
    """PDFs of our own: plain, packed, with notes, tables, images, labels."""
    lines = [
        "De inspectie onderzocht in het voorjaar hoe de loketten in de regio werken.",
        "Dat blijkt op de meeste plaatsen het geval te zijn, zegt het rapport.",
        "In 2009 waren er 125 loketten, waarvan 59 de mijlpaal misten.",
    ]
    cells = [
        Words(cell, 70 + 150 * column, 600 - 14 * row)
        for row, line in enumerate([("Loket", "Cijfer"), ("Almelo", "6,4"), ("Ede", "7,0")])
        for column, cell in enumerate(line)
    ]
    pages = [
        Page([Words("1 Inleiding", 70, 800, 14, True), *running(lines)]),
        Page([*running(lines), *cells, Words("1 Klantmeting, 2009.", 70, 80, 7)]),
        Page(image=True),
    ]
    labels = "/PageLabels << /Nums [0 << /S /r >> 1 << /S /D >>] >>"
    return [
        pdf(pages, compress=False, labels=labels),
        pdf(pages, info="/Title (Loketten) /CreationDate (D:20091130)"),
        pdf(pages[:1] * 8, compress=False),
    ]


def broken(
    files: Sequence[tuple[str, bytes]],
    times: int,
    seed: int,
) -> Iterator[tuple[str, bytes, str]]:
    """``times`` broken files: a name that says how, the bytes, the ending."""
    chance = random.Random(seed)
    for at in range(times):
        ending, data = chance.choice(files)
        ways = [chance.choice(breakings_of(ending)) for _ in range(chance.choice((1, 1, 2, 3)))]
        for way in ways:
            data = way(data, chance) if data else data
        names = "-".join(way.__name__ for way in ways)
        yield f"{seed}-{at:05}-{names}{ending}", data or b"\0", ending


def outcomes(
    files: Sequence[tuple[str, bytes, str]], folder: Path, settings: Settings
) -> Iterator[tuple[str, Report | Unreadable]]:
    """Reads files with a sound one after every fourth, and looks at all that comes back.

    Raises AssertionError, naming the file, where one gives neither a report nor one sentence, or
    a neighbour is not what it was.
    """
    folder.mkdir(exist_ok=True)
    paths: list[tuple[Path, str]] = []
    for at, (name, data, _) in enumerate(files):
        (folder / name).write_bytes(data)
        paths.append((folder / name, name))
        if at % 4 == 3:
            sound = f"gaaf-{at:05}" + (".txt" if at % 8 == 3 else ".pdf")
            whole = NEIGHBOUR.encode() if sound.endswith(".txt") else small_pdfs()[0]
            (folder / sound).write_bytes(whole)
            paths.append((folder / sound, sound))
    first: dict[str, Report] = {}
    for (path, name), outcome in zip(paths, read_safely(paths, settings), strict=True):
        assert outcome.name == name, f"{name}: the outcome is that of {outcome.name}"
        if name.startswith("gaaf-"):
            assert isinstance(outcome, Report), f"{name}: a sound file was lost: {outcome}"
            one = first.setdefault(path.suffix, outcome)
            assert (outcome.source, outcome.blocks) == (one.source, one.blocks), name
            continue
        if isinstance(outcome, Unreadable):
            reason = outcome.reason
            assert reason.startswith(name), f"{name}: {reason!r} does not name the file"
            assert "\n" not in reason, f"{name}: {reason!r} is not one line"
            assert len(reason) < 400, f"{name}: {reason!r} is not one sentence"
        else:
            _stands(outcome)
        yield name, outcome


def _stands(report: Report) -> None:
    """Every letter of a report's blocks stands in its source, on a page that there is."""
    for block in report.blocks:
        pieces = block.map.pieces(report.source, 0, len(block.text))
        there = "".join(filter(str.isalnum, "".join(report.source[a:b] for a, b in pieces)))
        assert "".join(filter(str.isalnum, block.text)) == there, report.name
        if report.pages:
            assert block.page is not None, report.name
            assert 1 <= block.page <= len(report.pages), report.name

"""Word and OpenDocument files for tests, made by python-docx and odfdo, and their parts changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NOTES = (
    '<?xml version="1.0"?><w:{kind}notes xmlns:w="{w}">'
    '<w:{kind}note w:type="separator" w:id="-1"><w:p/></w:{kind}note>{notes}</w:{kind}notes>'
)


def docx_bytes(document: Any) -> bytes:
    """A python-docx document as the bytes of its file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_parts(data: bytes, parts: Mapping[str, bytes | str]) -> bytes:
    """The same ZIP file with parts put in or in place of those it had."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for info in old.infolist():
            if info.filename not in parts:
                new.writestr(info.filename, old.read(info))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def part(data: bytes, name: str) -> str:
    """The text of one part of a ZIP file."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        return old.read(name).decode()


def word_xml(inner: str) -> Any:
    """An element of WordprocessingML, to be put into a python-docx paragraph."""
    from docx.oxml import parse_xml

    return parse_xml(f'<w:x xmlns:w="{W}">{inner}</w:x>')[0]


def add_notes(document: Any, kind: str, notes: Mapping[int, str]) -> None:
    """Gives a python-docx document foot- or endnotes (``kind`` "foot", "end") by their ids."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    inner = "".join(
        f'<w:{kind}note w:id="{id_}"><w:p><w:r><w:{kind}noteRef/></w:r><w:r><w:t xml:space='
        f'"preserve"> {text}</w:t></w:r></w:p></w:{kind}note>'
        for id_, text in notes.items()
    )
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    blob = _NOTES.format(kind=kind, w=W, notes=inner).encode()
    made = Part(
        PackURI(f"/word/{kind}notes.xml"), f"{types}.{kind}notes+xml", blob, document.part.package
    )
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    document.part.relate_to(made, f"{relations}/{kind}notes")


def odt_bytes(document: Any) -> bytes:
    """An odfdo document as the bytes of its file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()

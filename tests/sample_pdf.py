"""Writes ``corpus/balans-2011.pdf``, the sample corpus' PDF: ``python tests/sample_pdf.py``.

A PDF of this shape (set type, headings, a running head, page numbers) in the fewest objects, and
the same bytes on every machine: no dates, no compression, no library.
"""

from __future__ import annotations

from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "corpus" / "balans-2011.pdf"
TITLE = "De werkpleinen opnieuw gemeten"
RUNNING_HEAD = "De werkpleinen opnieuw gemeten | februari 2011"

# The words, line by line as they are set: "# " marks the title, "## " a heading. They restate
# public facts of the report that they name, in words of our own.
PAGES = (
    """\
# De werkpleinen opnieuw gemeten
Voorbeeldrapport bij Vraagbaak, februari 2011

Naverteld uit: Inspectie Werk en Inkomen, Balans in dienstverlening,
februari 2011. De feiten en cijfers zijn van de inspectie, de bewoordingen
zijn van ons.

## 1 Van AKO naar Programmaraad
Het Algemeen Keten Overleg is opgeheven; sinds 2010 heeft de Programmaraad
zijn taken. Onder de Programmaraad valt de stuurgroep dienstverlening, die de
invoering van integrale dienstverlening op de werkpleinen begeleidt.

De stuurgroep stelde twaalf mijlpalen vast. Een werkplein dat ze alle twaalf
heeft bereikt, geldt als volledig integraal. Voorbeelden zijn één balie voor
de ontvangst, één aanspreekpunt voor werkzoekenden, één managementteam en
het over en weer inzetten van elkaars middelen.

## 2 De stand in augustus 2010
Van de 122 werkpleinen had 28 procent in augustus 2010 alle mijlpalen bereikt;
dat zijn de groene werkpleinen. Bij 54 procent, de blauwe, was ten minste 66 pro-
cent van de mijlpalen gereed. De overige 18 procent, de gele en rode werkplei-
nen, kwam niet verder dan 65 procent.
""",
    """\
## 3 Onder één dak
De inspectie onderzocht 22 groene werkpleinen. Daarvan hebben er 16 alle
diensten op één plek; bij de andere zes zitten enkele gemeentelijke diensten in
een ander gebouw.

## 4 Internet, telefoon en balie
Klanten bellen het liefst of komen langs, maar internet wint terrein. In 2010
liep ongeveer 70 procent van de aanmeldingen voor de WW via internet, en onge-
veer 35 procent van die voor de bijstand. Voor een eenvoudige vraag pakken
mensen de telefoon; met een moeilijke vraag gaan zij liever naar de balie.

Niet iedereen kan met een computer overweg. Het aantal digibeten wordt geschat
op 1,6 tot 4 miljoen mensen. Voor hen ziet de inspectie een risico wanneer
vacatures vooral op internet staan.

## 5 Minimumeisen
Op 26 augustus 2010 is een besluit vastgesteld met eisen waaraan ieder werkplein
ten minste moet voldoen (Staatsblad 2010, 681). Daarmee kan de minister ingrij-
pen waar de invoering achterblijft. Eind 2010 was het besluit nog niet in werking.
""",
)

STYLES = {"# ": ("F2", 20, 30), "## ": ("F2", 13, 22), "": ("F1", 11, 15)}
"""Mark -> font, size in points, distance from one line to the next."""

WIDTH, HEIGHT, MARGIN = 595, 842, 72


def make_pdf() -> bytes:
    """The PDF's bytes, the same each time."""
    count = len(PAGES)
    first_page = 5
    kids = " ".join(f"{first_page + 2 * index} 0 R" for index in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (nl) >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        _font("Helvetica"),
        _font("Helvetica-Bold"),
    ]
    for number, page in enumerate(PAGES, 1):
        stream = _page_stream(page, number)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
            f"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> "
            f"/Contents {len(objects) + 2} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    objects.append(f"<< /Title ({TITLE}) /Author (Vraagbaak) >>".encode("cp1252"))
    return _file(objects)


def _font(name: str) -> bytes:
    return (
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()
    )


def _page_stream(page: str, number: int) -> bytes:
    drawn: list[bytes] = []
    if number > 1:
        drawn.append(_draw("F1", 9, MARGIN, HEIGHT - 40, RUNNING_HEAD))
    height = HEIGHT - MARGIN - 10
    for line in page.splitlines():
        mark = next(mark for mark in STYLES if line.startswith(mark))
        font, size, leading = STYLES[mark]
        drawn.append(_draw(font, size, MARGIN, height, line.removeprefix(mark)))
        height -= leading
    drawn.append(_draw("F1", 9, WIDTH // 2, 36, str(number)))
    return b"\n".join(drawn)


def _draw(font: str, size: int, x: int, y: int, words: str) -> bytes:
    escaped = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /{font} {size} Tf {x} {y} Td ({escaped}) Tj ET".encode("cp1252")


def _file(objects: list[bytes]) -> bytes:
    body = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        len(objects),
        table,
    )
    return bytes(body)


if __name__ == "__main__":
    TARGET.write_bytes(make_pdf())

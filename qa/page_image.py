"""A page of a PDF as it looks, the cited words boxed: what ``qa show --image`` draws.

pypdfium2 draws it, in a process of its own with limits, as reading is done: a page is hostile
until it is drawn. The words are found by their letters among those that the renderer names, so
that no reading order, hyphen or ligature stands between a quote and its place.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from qa.model import VraagbaakError
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.excerpt import Target

EXTRA = "pip install 'vraagbaak[image]'"
DPI = 150
POINTS = 72  # to the inch
MAX_PIXELS = 20_000_000  # of an image: larger pages are drawn smaller
PIECE = 8  # letters of a quote that are looked for by themselves, where it is not found whole
PADDING = 2  # points around the words
MARKER = (255, 221, 0, 70)  # the words' background, red, green, blue and opacity
FRAME = (200, 30, 30, 255)  # … and the line around them
PATIENCE = 3  # seconds of waiting for one of drawing: the machine may be busy


class Box(NamedTuple):
    """A rectangle on a page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page that was drawn: its number, and how many boxes stand around the cited words."""

    page: int
    boxes: int


def draw_page(target: Target, source: str, settings: Settings, image: Path) -> Drawn:
    """Draw a target's page into ``image``, a PNG file, and box the words that its span holds.

    ``source`` is the report's source text. Raises VraagbaakError, one sentence, where the report
    has no pages to draw, the file has changed, the extra is missing, or it cannot be drawn.
    """
    report, page = target.report, target.page
    if report.format != "pdf" or page is None:
        what = "is no PDF" if report.format != "pdf" else "has more than one page; name one"
        raise VraagbaakError(f"{report.name} {what}: only a page of a PDF can be drawn.")
    if image.suffix.lower() != ".png":
        raise VraagbaakError(f"{image} is no name for an image: let it end in .png.")
    if not (find_spec("pypdfium2") and find_spec("PIL")):
        raise VraagbaakError(f"Drawing a page needs the extra 'image': {EXTRA}")
    path = settings.corpus / report.name
    try:
        data = path.read_bytes()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise VraagbaakError(
            f"{path} cannot be opened ({why}); is the corpus folder right?"
        ) from None
    if sha256(data).hexdigest() != report.sha256:
        raise VraagbaakError(f"{report.name} has changed since it was indexed; run: qa index")
    words, nth = "", 0
    if target.span:
        words = letters(source[slice(*target.span)])
        nth = letters(source[page.start : target.span.start]).count(words)
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder) / "page.png"
        job = {
            "path": str(path), "name": report.name, "page": page.number, "words": words, "nth": nth,
            "image": str(drawn), "settings": settings.model_dump_json(),
        }  # fmt: skip
        boxes = _drawn(job, settings)
        try:
            image.write_bytes(drawn.read_bytes())
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise VraagbaakError(f"{image} cannot be written ({why}).") from None
    return Drawn(page.number, boxes)


def letters(text: str) -> str:
    """Letters and digits alone, without case, accents and ligatures, as fonts may name them."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in folded if char.isalnum())


def places_of(words: str, page: str, nth: int = 0) -> list[tuple[int, int]]:
    """Where the letters of a quote stand among a page's, as (start, end); [] for nowhere.

    The ``nth`` showing (from 0) where there are more, the last where there are fewer. A quote that
    is not there whole, for the page has another order, is found piece by piece.
    """
    found = list(_showings(words, page))
    if found:
        start = found[min(nth, len(found) - 1)]
        return [(start, start + len(words))]
    places: list[tuple[int, int]] = []
    at = 0
    while at + PIECE <= len(words):
        start = page.find(words[at : at + PIECE])
        if start < 0:
            at += 1
            continue
        end = start + PIECE
        at += PIECE
        while at < len(words) and end < len(page) and words[at] == page[end]:
            at, end = at + 1, end + 1
        places.append((start, end))
    return places


def _showings(words: str, page: str) -> Iterator[int]:
    at = page.find(words) if words else -1
    while at >= 0:
        yield at
        at = page.find(words, at + len(words))


def lines_of(boxes: Sequence[Box]) -> list[Box]:
    """The boxes of characters, in order, made one for each line of them."""
    found: list[Box] = []
    for box in boxes:
        if found and _beside(found[-1], box):
            last = found[-1]
            found[-1] = Box(
                min(last.left, box.left), min(last.bottom, box.bottom),
                max(last.right, box.right), max(last.top, box.top),
            )  # fmt: skip
        else:
            found.append(box)
    return found


def _beside(line: Box, box: Box) -> bool:
    height = min(line.top, box.top) - max(line.bottom, box.bottom)
    near = line.left - 1 <= box.left <= line.right + 3 * (line.top - line.bottom)
    return near and height > 0.3 * min(line.top - line.bottom, box.top - box.bottom)


# ---------------------------------------------------------------------- in a process of its own


def _drawn(job: dict[str, Any], settings: Settings) -> int:
    """Have another process draw; the number of boxes. VraagbaakError where it does not."""
    root = str(Path(__file__).resolve().parents[1])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "qa.page_image"],
            input=json.dumps(job).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE * settings.page_seconds,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        answer = {"reason": "it took too long, or stopped the program that draws"}
    if "reason" in answer:
        where = f"Page {job['page']} of {job['name']}"
        raise VraagbaakError(f"{where} cannot be drawn: {answer['reason']}.")
    return int(answer["boxes"])


def _main() -> None:
    from qa.reading.worker import limit_memory

    job = json.load(sys.stdin)
    settings = Settings.model_validate_json(job["settings"])
    limit_memory(settings.memory_mb)
    try:
        answer: dict[str, Any] = {"boxes": _draw(job, settings)}
    except Exception as error:  # a hostile page may make the renderer raise anything
        answer = {"reason": f"it may be damaged ({type(error).__name__})"}
    print(json.dumps(answer))


def _draw(job: dict[str, Any], settings: Settings) -> int:
    """Draw a page and its boxes into the job's image; the number of boxes."""
    from PIL import Image, ImageDraw

    page = _opened(job, settings)[job["page"] - 1]
    width, height = page.get_size()
    scale = min(DPI / POINTS, (MAX_PIXELS / max(1.0, width * height)) ** 0.5)
    picture = page.render(scale=scale).to_pil().convert("RGBA")
    boxes = _boxes(page, job["words"], job["nth"])
    layer = Image.new("RGBA", picture.size)
    pen = ImageDraw.Draw(layer)
    for box in boxes:
        corners = [
            _on_image(page, picture.size, box.left - PADDING, box.top + PADDING),
            _on_image(page, picture.size, box.right + PADDING, box.bottom - PADDING),
        ]
        (x0, x1), (y0, y1) = (sorted(axis) for axis in zip(*corners, strict=True))
        pen.rectangle((x0, y0, x1, y1), fill=MARKER, outline=FRAME, width=2)
    Image.alpha_composite(picture, layer).convert("RGB").save(job["image"])
    return len(boxes)


def _opened(job: dict[str, Any], settings: Settings) -> Any:
    """The document, by the first of the passwords that opens it."""
    import pypdfium2

    from qa.reading.passwords import passwords_for

    open_document: Any = pypdfium2.PdfDocument
    data = Path(job["path"]).read_bytes()
    for password in passwords_for(job["name"], settings.password_file):
        with suppress(pypdfium2.PdfiumError):
            return open_document(data, password=password)
    return open_document(data)


def _boxes(page: Any, words: str, nth: int) -> list[Box]:
    """Around the words, line by line."""
    import pypdfium2

    raw: Any = pypdfium2.raw
    text = page.get_textpage()
    named: list[str] = []
    indexes: list[int] = []
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        shown = letters(chr(code)) if 0 < code < sys.maxunicode else ""
        named += shown
        indexes += [index] * len(shown)
    found: list[Box] = []
    for start, end in places_of(words, "".join(named), nth):
        chars = dict.fromkeys(indexes[start:end])
        found += lines_of([Box(*text.get_charbox(index)) for index in chars])
    return found


def _on_image(page: Any, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    """A place on the page as one on its image, whatever way the page is turned or cut."""
    from ctypes import byref, c_int

    import pypdfium2

    raw: Any = pypdfium2.raw
    left, top = c_int(), c_int()
    raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, byref(left), byref(top))
    return left.value, top.value


if __name__ == "__main__":
    _main()

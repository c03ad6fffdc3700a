"""PDFs made into scans of themselves: every page an image, straight, askew or on its side."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def drawn(data: bytes, pages: Sequence[int] | None = None, dpi: int = 200) -> list[Any]:
    """The pages (from 1; all) of a PDF in shades of grey, (height, width) of bytes each."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    wanted = pages or range(1, len(document) + 1)
    found = []
    for number in wanted:
        bitmap = document[number - 1].render(scale=dpi / 72, grayscale=True)
        image = bitmap.to_numpy()
        found.append(image.reshape(image.shape[:2]).copy())
    document.close()
    return found


def askew(image: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    """The image turned a little, as paper lies on a scanner; white where nothing was."""
    import numpy as np

    height, width = image.shape
    angle = np.deg2rad(degrees)
    y, x = np.mgrid[0:height, 0:width]
    across, down = x - width / 2, y - height / 2
    from_x = np.rint(np.cos(angle) * across + np.sin(angle) * down + width / 2).astype(int)
    from_y = np.rint(-np.sin(angle) * across + np.cos(angle) * down + height / 2).astype(int)
    inside = (from_x >= 0) & (from_x < width) & (from_y >= 0) & (from_y < height)
    turned = np.full_like(image, 255)
    turned[inside] = image[from_y[inside], from_x[inside]]
    return turned


def image_pdf(images: Sequence[NDArray[np.uint8]], dpi: int = 200, rotate: int = 0) -> bytes:
    """A PDF of images, one a page, as a scanner makes it; ``rotate`` is the pages' /Rotate."""
    from pdfs import _file

    objects: dict[int, bytes] = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 6: b"<< >>"}
    kids = []
    for at, image in enumerate(images):
        height, width = image.shape
        page, picture, content = 10 + 3 * at, 11 + 3 * at, 12 + 3 * at
        kids.append(b"%d 0 R" % page)
        packed = zlib.compress(image.tobytes(), 1)
        objects[picture] = (
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray "
            b"/BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
            % (width, height, len(packed), packed)
        )
        wide, high = width * 72 / dpi, height * 72 / dpi
        draw = b"q %f 0 0 %f 0 0 cm /Im0 Do Q" % (wide, high)
        objects[content] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(draw), draw)
        objects[page] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %f %f] /Rotate %d /Contents %d 0 R "
            b"/Resources << /XObject << /Im0 %d 0 R >> >> >>"
            % (wide, high, rotate, content, picture)
        )
    objects[2] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(images), b" ".join(kids))
    return _file(objects)

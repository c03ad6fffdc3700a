"""How well and how fast scans are read: text pages are made into scans, and read again.

    python -m bench.ocr FOLDER [--pages 4] [--dpi 200] [--askew 1.0] [--turn 90]

Of every PDF of the folder that has text, the first pages past its cover are drawn and put into a
PDF of images. Word recall is the share of the words of the text layer (those of three letters or
more, and figures; each as often as it stands there) that OCR gives too.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from qa.model import Report
from qa.reading import ReadingError
from qa.reading.pdf import read_pdf
from qa.settings import Settings

WORD = re.compile(r"[^\W\d_]{3,}|\d+(?:[.,]\d+)*")


def words(report: Report, page: int) -> Counter[str]:
    """The words of a page, those broken over a line made whole."""
    place = report.pages[page - 1]
    text = report.source[place.start : place.end].lower()
    return Counter(WORD.findall(re.sub(r"-\n+", "", text)))


def main() -> None:
    """Measures and prints a line a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=4)
    parser.add_argument("--dpi", type=int, default=200)
    parser.add_argument("--askew", type=float, default=0.0)
    parser.add_argument("--turn", type=int, default=0, help="degrees the page lies on its side")
    options = parser.parse_args()

    import numpy as np
    from scans import askew, drawn, image_pdf

    all_found = all_words = all_pages = 0
    all_seconds = 0.0
    for path in sorted(options.folder.glob("*.pdf")):
        try:
            whole = read_pdf(path.read_bytes(), path.name, "", Settings())
        except ReadingError:
            continue
        texts = {page.number: words(whole, page.number) for page in whole.pages[1:]}
        chosen = [number for number, text in texts.items() if text.total() > 60][: options.pages]
        if not chosen:
            continue
        images = [askew(image, options.askew) if options.askew else image
                  for image in drawn(path.read_bytes(), chosen, options.dpi)]  # fmt: skip
        images = [np.ascontiguousarray(np.rot90(image, options.turn // 90)) for image in images]
        began = time.perf_counter()
        read = read_pdf(image_pdf(images, options.dpi), "scan.pdf", "", Settings(ocr=True))
        seconds = time.perf_counter() - began
        found = sum(
            (texts[number] & words(read, at)).total() for at, number in enumerate(chosen, start=1)
        )
        total = sum(texts[number].total() for number in chosen)
        sure = [page.confidence for page in read.pages if page.confidence is not None]
        certain = sum(sure) / max(1, len(sure))
        print(
            f"{path.name[:44]:44} {len(chosen)} pages  recall {found / total:.3f} of {total:5} "
            f"words  sure {certain:.2f}  {60 * len(chosen) / seconds:5.1f} pages/min",
            flush=True,
        )
        all_found, all_words = all_found + found, all_words + total
        all_pages, all_seconds = all_pages + len(chosen), all_seconds + seconds
    print(
        f"all: {all_pages} pages, recall {all_found / all_words:.3f}, "
        f"{60 * all_pages / all_seconds:.1f} pages/min, one process"
    )


if __name__ == "__main__":
    main()

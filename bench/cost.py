"""What does a sync cost, by the number of reports? Time and bytes written, as a table and a plot.

    python -m bench.cost ../shared/scale --plot docs/cost.svg

Documents of the folder (Markdown, also in .tar.gz) are cut at empty lines into reports of some
1,500 characters, and put into one corpus in a random order of seed 1: 10, 100, 1,000 of them. At
each size: a sync that finds nothing, then three times each one that adds a report, one that changes
it, one that removes it; medians, with reading processes of their own, as in ``qa index``. Vectors
are those of a stand-in for the model, as long as its own (384): what the model takes is the same at
any size, and is left out; ``--model`` runs the bundled one. Bytes are those of all write calls of
the process (``wchar`` of /proc/self/io), so the cache's too.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import statistics
import tarfile
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.library import Library
from qa.settings import Settings

ACTIONS = ("unchanged", "add one", "change one", "remove one")
PIECE = 1500  # characters
COLOURS = ("#888", "#0063af", "#c55a11", "#3a7d34")

Cost = tuple[float, float]  # seconds, bytes
Costs = dict[str, dict[int, Cost]]  # by action and number of reports


class StandIn:
    """Vectors that depend on the text alone, at next to no cost."""

    fingerprint, dimension = "stand-in", 384

    def encode_query(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, (texts, 384)."""
        seeds = [hashlib.sha256(text.encode("utf-8", "replace")).digest() for text in texts]
        rows = np.frombuffer(b"".join(seed * 12 for seed in seeds), np.int8).astype(np.float32)
        rows = rows.reshape(len(texts), self.dimension) + 0.5
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    encode_document = encode_query


def documents(folder: Path) -> Iterator[tuple[str, str]]:
    """The Markdown documents of a folder by name, those in its .tar.gz files too."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".md":
            yield path.stem, path.read_text("utf-8")
        elif path.name.endswith(".tar.gz"):
            with tarfile.open(path) as archive:
                for member in archive:
                    if member.name.endswith(".md") and (file := archive.extractfile(member)):
                        yield Path(member.name).stem, file.read().decode("utf-8", "replace")


def cut(name: str, text: str) -> Iterator[tuple[str, str]]:
    """A document in pieces of about ``PIECE`` characters, named by number."""
    piece, number = "", 0
    for paragraph in re.split(r"\n\s*\n", text):
        piece += paragraph + "\n\n"
        if len(piece) >= PIECE:
            yield f"{name}-{number:04}.md", piece
            piece, number = "", number + 1


def written() -> int:
    """How many bytes this process has given to write calls."""
    fields = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(fields["wchar"])


def cost(act: Callable[[], object]) -> Cost:
    """What one call takes."""
    bytes_, start = written(), time.perf_counter()
    act()
    return time.perf_counter() - start, written() - bytes_


def measure(library: Library, report: tuple[str, str], times: int) -> dict[str, Cost]:
    """The median cost of each action on the corpus as it is."""
    found: dict[str, list[Cost]] = defaultdict(list)
    path = library.settings.corpus / report[0]
    for turn in range(times):
        found["unchanged"].append(cost(library.sync))
        path.write_text(report[1] + f"\n\nRonde {turn} van deze meting.\n", "utf-8")
        found["add one"].append(cost(library.sync))
        path.write_text(report[1] + f"\n\nRonde {turn} is anders gelopen dan gemeld.\n", "utf-8")
        found["change one"].append(cost(library.sync))
        path.unlink()
        found["remove one"].append(cost(library.sync))
    return {
        action: (
            statistics.median(seconds for seconds, _ in costs),
            statistics.median(bytes_ for _, bytes_ in costs),
        )
        for action, costs in found.items()
    }


def table(costs: Costs, sizes: list[int]) -> str:
    """The costs as a Markdown table."""
    lines = ["| | " + " | ".join(f"{size:,} reports" for size in sizes) + " | last / first |"]
    lines.append("|---" * (len(sizes) + 2) + "|")
    for action in ACTIONS:
        row = [costs[action][size] for size in sizes]
        cells = [f"{seconds:.2f} s, {bytes_ / 1e6:.2f} MB" for seconds, bytes_ in row]
        ratios = [last / max(1e-9, first) for first, last in zip(row[0], row[-1], strict=True)]
        lines.append(f"| {action} | {' | '.join(cells)} | {ratios[0]:.1f}, {ratios[1]:.1f} |")
    return "\n".join(lines)


def plot(costs: Costs, sizes: list[int]) -> str:
    """Two panels, seconds and megabytes, over the number of reports, as SVG."""
    out = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="720" height="260" '
        'font-family="sans-serif" font-size="12">'
    ]
    for panel, (title, scale) in enumerate((("seconds", 1.0), ("MB written", 1e6))):
        left, top, width, height = 50 + 350 * panel, 40, 280, 160
        most = max(row[size][panel] for row in costs.values() for size in sizes) / scale
        out.append(f'<text x="{left}" y="{top - 16}">{title}, up to {most:.2g}</text>')
        out.append(
            f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="none" '
            'stroke="#ccc"/>'
        )
        across = [left + width * i / max(1, len(sizes) - 1) for i in range(len(sizes))]
        for x, size in zip(across, sizes, strict=True):
            label = (
                f'<text x="{x:.0f}" y="{top + height + 16}" text-anchor="middle">{size:,}</text>'
            )
            out.append(label)
        for action, colour in zip(ACTIONS, COLOURS, strict=True):
            heights = [
                top + height * (1 - costs[action][size][panel] / scale / most) for size in sizes
            ]
            points = " ".join(f"{x:.0f},{y:.1f}" for x, y in zip(across, heights, strict=True))
            out.append(f'<polyline points="{points}" fill="none" stroke="{colour}"/>')
    for i, (action, colour) in enumerate(zip(ACTIONS, COLOURS, strict=True)):
        out.append(f'<text x="{50 + 130 * i}" y="248" fill="{colour}">{action}</text>')
    return "\n".join([*out, "</svg>", ""])


def main() -> None:
    """Run the measurement that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--model", action="store_true")
    options = parser.parse_args()

    reports = [piece for document in documents(options.folder) for piece in cut(*document)]
    random.Random(1).shuffle(reports)
    costs: Costs = {action: {} for action in ACTIONS}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "corpus").mkdir()
        settings = Settings(corpus=place / "corpus", index=place / "index")
        library = Library(settings, None if options.model else StandIn())
        there = 0
        for size in options.sizes:
            for name, text in reports[there:size]:
                (place / "corpus" / name).write_text(text, "utf-8")
            there = size
            library.sync()
            passages = library.index.passage_count
            print(f"{size} reports: {passages} passages, {library.index.size / 1e6:.1f} MB")
            for action, found in measure(library, reports[-1], options.times).items():
                costs[action][size] = found
    print(table(costs, options.sizes))
    if options.plot:
        options.plot.write_text(plot(costs, options.sizes), "utf-8")


if __name__ == "__main__":
    main()

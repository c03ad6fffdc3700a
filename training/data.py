"""Training material: documents cut into sentences and passages, questions aligned with them.

A question names its evidence by quoting it. Quotes and documents differ in line ends, hyphens and
Markdown, so both are compared by their letters and digits only; what cannot be found that way is
left out and counted, never guessed.

Splits are by document: ``is_held_out`` decides from the document's name alone, so every set that
shares a document shares its side of the split.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import json
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

PASSAGE_WORDS = 110
PASSAGE_SENTENCES = 8
LONGEST_SENTENCE = 60  # words; a longer one (law texts) is cut at its semicolons
HELD_OUT_SHARE = 8  # one document in eight is never trained on
# Of twelve salts tried, the one that holds out 10 to 17 % of the questions of every set.
SPLIT_SALT = b"7"

REPORTS = Path(__file__).with_name("reports")  # written by ourselves; see training.questions

ABBREVIATED = (
    "art artt bijv bv blz pag nr nrs drs dr mr ir ing prof dhr mevr mw st ca resp incl excl "
    "enz etc d.w.z o.a m.b.t t.a.v i.v.m m.n n.a.v o.g.v e.d e.a a.d.h.v z.g zgn vgl jo jl "
    "lid sub vs no e.g i.e fig tab hfst par mln mld min max gem inz bgl"
)
ABBREVIATIONS = frozenset(ABBREVIATED.split())

# Two versions of one report must fall on the same side of the split.
SAME_DOCUMENT = {"logius_impactanalyse_ebms_v1.1.txt": "logius_impactanalyse_ebms_v1.0.txt"}


@dataclass(frozen=True, slots=True)
class Passage:
    """Some consecutive sentences of one document.

    ``spans`` are character offsets of the sentences in ``text``; ``first`` is the position of the
    first of them in the document.
    """

    document: str
    context: str
    text: str
    spans: tuple[tuple[int, int], ...]
    first: int

    @property
    def sentences(self) -> range:
        """Positions of the passage's sentences in the document."""
        return range(self.first, self.first + len(self.spans))


@dataclass(slots=True)
class Document:
    """A source text as sentences in sections; ``key`` finds quotes by letters and digits."""

    name: str
    title: str
    headings: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    section: list[int] = field(default_factory=list)
    key: str = ""
    owner: list[int] = field(default_factory=list)

    def index(self) -> None:
        """Fill ``key`` (letters and digits of all sentences) and ``owner`` (their sentence)."""
        parts = [letters(s) for s in self.sentences]
        self.key = "".join(parts)
        self.owner = [i for i, part in enumerate(parts) for _ in part]

    def locate(self, quote: str) -> set[int]:
        """The sentences a quote covers to the larger part; empty when it is not found."""
        wanted = letters(clean_markup(quote))
        if len(wanted) < 8:
            return set()
        start = self.key.find(wanted)
        length = len(wanted)
        if start < 0 and length > 80:  # a running head in the middle: its longer half will do
            half = max(wanted[: length // 2], wanted[length // 2 :], key=self.key.count)
            start, length = self.key.find(half), len(half)
        if start < 0:
            return set()
        covered = Counter(self.owner[start : start + length])
        size = Counter(self.owner[max(0, start - 4000) : start + length + 4000])
        found = {i for i, n in covered.items() if n * 2 >= size[i] or n * 2 >= length}
        return found or {covered.most_common(1)[0][0]}

    def context(self, position: int) -> str:
        """``title > heading`` of the sentence at ``position``."""
        heading = self.headings[self.section[position]]
        return f"{self.title} > {heading}" if heading else self.title

    def passage(self, first: int, last: int) -> Passage:
        """The passage of sentences ``first`` to ``last``, the latter not included."""
        spans, text = [], ""
        for sentence in self.sentences[first:last]:
            start = len(text) + bool(text)
            text = f"{text} {sentence}" if text else sentence
            spans.append((start, len(text)))
        return Passage(self.name, self.context(first), text, tuple(spans), first)

    def passages(self, words: int = PASSAGE_WORDS) -> list[Passage]:
        """The document in consecutive passages that do not cross a heading."""
        found, first, count = [], 0, 0
        for i, sentence in enumerate(self.sentences):
            size = len(sentence.split())
            full = count + size > words or i - first == PASSAGE_SENTENCES
            if i > first and (full or self.section[i] != self.section[first]):
                found.append(self.passage(first, i))
                first, count = i, 0
            count += size
        if first < len(self.sentences):
            found.append(self.passage(first, len(self.sentences)))
        return found

    def window(self, position: int, rng: random.Random, words: int) -> Passage:
        """A passage of about ``words`` words with ``position`` at a random place inside it."""
        first, last = position, position + 1
        count = len(self.sentences[position].split())
        sides = [-1, 1]
        before = rng.random()  # the share of the window that lies before the sentence
        while sides and last - first < PASSAGE_SENTENCES:
            side = sides[0] if len(sides) == 1 else (-1 if rng.random() < before else 1)
            new = first - 1 if side < 0 else last
            inside = 0 <= new < len(self.sentences)
            if not inside or self.section[new] != self.section[position]:
                sides.remove(side)
                continue
            size = len(self.sentences[new].split())
            if count + size > words:
                sides.remove(side)
                continue
            count += size
            first, last = min(first, new), max(last, new + 1)
        return self.passage(first, last)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the sentences that answer it and tempting ones that do not, by document."""

    id: str
    text: str
    language: str
    kind: str
    answer: str
    group: str
    evidence: dict[str, frozenset[int]]
    near_misses: dict[str, frozenset[int]]
    held_out: bool

    @property
    def origin(self) -> str:
        """The id of the question that this is another form of; its own where it is none."""
        return self.id.split("/")[0]

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it."""
        return self.kind != "unanswerable"


def letters(text: str) -> str:
    """Letters and digits of a text, lower case, compatibility forms resolved."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in folded if c.isalnum())


def as_printed(text: str, quote: str) -> str:
    """A quote as it stands in a text, over line ends and all; the quote where it is not there.

    Compared by letters and digits, as `Document.locate` does.
    """
    places = [(at, char) for at, raw in enumerate(text) for char in letters(raw)]
    wanted = letters(quote)
    first = "".join(char for _, char in places).find(wanted)
    if first < 0 or not wanted:
        return quote
    start, end = places[first][0], places[first + len(wanted) - 1][0] + 1
    return text[start:end]


def is_held_out(document: str) -> bool:
    """Whether a document belongs to validation; a function of its name only."""
    name = re.sub(r"_EN(?=\.md$)", "", SAME_DOCUMENT.get(document, document))
    return hashlib.md5(SPLIT_SALT + name.encode()).digest()[0] % HELD_OUT_SHARE == 0


def clean_markup(text: str) -> str:
    """Markdown and HTML of one paragraph as plain words."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)(\{[^}]*\})?", " ", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)(\{[^}]*\})?", r"\1", text)
    text = re.sub(r"<br\s*/?>", " ", text)
    text = html.unescape(re.sub(r"<[^<>]{1,300}>", " ", text))
    text = re.sub(r"(\*\*|__|`)", "", text)
    text = re.sub(r"(?<!\w)[*_](?=\w)|(?<=[\w.,!?])[*_](?!\w)", "", text)
    text = re.sub(r"(?<=[a-zé])[-\u00ad]\n\s*(?=[a-zé])", "", text)
    return " ".join(text.replace("|", " ").replace("\u00ad", "").split())


def split_sentences(text: str) -> list[str]:
    """A paragraph as sentences: cut after . ! ? before a capital, and long ones at semicolons."""
    cuts = [0]
    for match in re.finditer(r"[.!?…]['\")”’»\]]*\s+(?=['\"(“‘«\[•-]?\s?[A-Z0-9ÀÉÈËÏÖÜ])", text):
        word = (
            text[: match.start()].rsplit(None, 1)[-1].lower().strip("(\"'“‘[")
            if match.start()
            else ""
        )
        abbreviation = word in ABBREVIATIONS or re.fullmatch(r"[a-z]|([a-z]\.)+[a-z]", word)
        if text[match.start()] != "." or not (abbreviation or re.fullmatch(r"\d{1,2}", word)):
            cuts.append(match.end())
    cuts.append(len(text))
    found = [text[a:b].strip() for a, b in pairwise(cuts)]
    return [piece for s in found if s for piece in split_long(s)]


def split_long(sentence: str) -> list[str]:
    """A sentence of over ``LONGEST_SENTENCE`` words in pieces of at least fifteen."""
    if len(sentence.split()) <= LONGEST_SENTENCE:
        return [sentence]
    pieces: list[str] = []
    for part in re.split(r"(?<=[;:•])\s+", sentence):
        if pieces and len(pieces[-1].split()) < 15:
            pieces[-1] += " " + part
        else:
            pieces.append(part)
    return [p for piece in pieces for p in split_at_words(piece)]


def split_at_words(piece: str, words: int = 90) -> list[str]:
    """A piece without any mark to cut at (a table as text), every ``words`` words."""
    tokens = piece.split()
    return [" ".join(tokens[i : i + words]) for i in range(0, len(tokens), words)]


def read_document(path: Path) -> Document:
    """A Markdown, law or text file as a Document with its quote index."""
    raw = path.read_text(encoding="utf-8", errors="replace").replace("\r", "").replace("\f", "\n\n")
    title, raw = front_matter(raw)
    document = Document(path.name, title)
    document.headings.append("")
    markdown = path.suffix == ".md"
    for block in blocks(raw):
        heading = read_heading(block, markdown)
        if heading is None:
            found = split_sentences(clean_markup(block))
            document.sentences += found
            document.section += [len(document.headings) - 1] * len(found)
        elif not document.title:
            document.title = heading
        else:
            document.headings.append(heading)
    if (not markdown and len(document.title.split()) > 12) or not document.title:
        document.title = " ".join((document.title or raw).split()[:12])
    document.title = re.sub(r"\s*\(BWBR\d+\)", "", document.title)
    document.index()
    return document


def front_matter(raw: str) -> tuple[str, str]:
    """The title a YAML head names ('' without one) and the text after it."""
    match = re.match(r"---\n(.*?)\n---\n", raw, re.S)
    if not match:
        return "", raw
    title = re.search(r"^title:\s*(.+)$", match[1], re.M)
    return (title[1].strip("\"' ") if title else ""), raw[match.end() :]


def blocks(raw: str) -> Iterator[str]:
    """Paragraphs, headings, list items and table rows of a text, in order."""
    current: list[str] = []
    for line in raw.split("\n"):
        bare = line.strip()
        alone = bare.startswith(("#", "|"))
        starts = alone or bool(re.match(r"([*+•-]|\d{1,2}[.)])\s", bare))
        if (not bare or starts or bare.startswith("!!!")) and current:
            yield "\n".join(current)
            current = []
        if not bare or bare.startswith(("!!!", "```")) or re.fullmatch(r"[\d\s/|:-]+", bare):
            continue
        current.append(re.sub(r"^([*+•-])\s+", "", bare))
        if alone:
            yield current.pop()
    if current:
        yield "\n".join(current)


def read_heading(block: str, markdown: bool) -> str | None:
    """The words of a heading block, or None for a paragraph."""
    if block.startswith("#"):
        return clean_markup(block.lstrip("# "))
    short = "\n" not in block and len(block) < 80 and len(block.split()) < 10
    if not markdown and short and block[:1].isupper() and block[-1:] not in ".:;,?!":
        return clean_markup(block)
    return None


def add_source_options(parser: argparse.ArgumentParser) -> None:
    """Options for where the material lies: ``shared``, and its archives ``laws`` and ``guidance``
    unpacked.
    """
    parser.add_argument("--shared", type=Path, default=Path("/work/shared"))
    parser.add_argument("--laws", type=Path, default=Path("/tmp/sc/wetten"))
    parser.add_argument("--guidance", type=Path, default=Path("/tmp/sc/algoritmekader"))


def source_files(shared: Path, laws: Path, guidance: Path) -> dict[str, Path]:
    """Every file of the sources by its name; the first folder that has one counts."""
    found: dict[str, Path] = {}
    folders = [
        shared / "eval/kamervragen/docs", shared / "train/pdftext", shared / "scale/bomos_nl",
        shared / "scale/bomos_en", laws, guidance, REPORTS,
    ]  # fmt: skip
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                found.setdefault(path.name, path)
    return found


def load_documents(
    shared: Path, laws: Path, guidance: Path, names: set[str]
) -> dict[str, Document]:
    """The documents of ``names`` by file name, wherever among the sources they stand."""
    files = source_files(shared, laws, guidance)
    return {name: read_document(path) for name, path in files.items() if name in names}


def read_json_lines(path: Path) -> list[dict]:  # type: ignore[type-arg]
    """The objects of a JSON Lines file."""
    return [
        json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def write_json_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """A JSON Lines file of these objects."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def names_in(rows: Iterable[dict]) -> set[str]:  # type: ignore[type-arg]
    """Every document a question row refers to."""
    return {e["doc"] for row in rows for e in [*row["evidence"], *row.get("near_misses", [])]}


def align(rows: Iterable[dict], documents: dict[str, Document]) -> tuple[list[Question], int]:  # type: ignore[type-arg]
    """Questions with their evidence as sentence positions, and how many had to be left out."""
    found, lost = [], 0
    for row in rows:
        evidence = locate_all(row["evidence"], documents)
        near = locate_all(row.get("near_misses", []), documents)
        near = {d: s - evidence.get(d, frozenset()) for d, s in near.items()}
        answerable = row["type"] != "unanswerable"
        if answerable and not evidence:
            lost += 1
            continue
        where = evidence or near
        found.append(
            Question(
                id=row["id"],
                text=row["question"],
                language=row.get("lang", "nl"),
                kind=row["type"],
                answer=row.get("answer", ""),
                group=row.get("set", "kv"),
                evidence=evidence if answerable else {},
                near_misses=near,
                held_out=any(map(is_held_out, where)),
            )
        )
    return found, lost


def locate_all(quotes: list[dict], documents: dict[str, Document]) -> dict[str, frozenset[int]]:  # type: ignore[type-arg]
    """Sentence positions of several quotes, by document."""
    found: dict[str, frozenset[int]] = {}
    for quote in quotes:
        if quote["doc"] in documents:
            positions = documents[quote["doc"]].locate(quote["quote"])
            if positions:
                found[quote["doc"]] = found.get(quote["doc"], frozenset()) | positions
    return found


def cut_to_evidence(document: Document, positions: Sequence[int], reach: int = 60) -> list[Passage]:
    """Passages of a long document that lie within ``reach`` sentences of given positions."""
    near = {i for p in positions for i in range(p - reach, p + reach + 1)}
    return [p for p in document.passages() if near.intersection(p.sentences)]

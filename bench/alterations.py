"""How much of what is altered the proof catches, and how much of what is right it removes.

    python -m bench.alterations [QUESTIONS.jsonl ... --corpus DIR --index DIR] [--seed N] [--missed]

Right claims are the sentences the extractive answers cite, each said as it stands, and (over the
sample reports) claims in other words, written by hand (``bench/right_claims.py``). Each is altered
in every way that its text allows; all go through the prover as a model's claims do. Without
arguments: the sample reports.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.right_claims import CLAIMS
from qa.answering import Found, find
from qa.answering.by_model.claims import Claim
from qa.answering.by_model.material import Given, given
from qa.answering.by_model.prover import Prover
from qa.answering.wording import spoken
from qa.figures import quantities
from qa.figures.tables import MONTHS
from qa.language import detect_language, sentences
from qa.library import Library
from qa.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
SAMPLE_QUESTIONS = (
    "Hoeveel werkpleinen misten de mijlpalen?", "Welk rapportcijfer kreeg UWV in 2007?",
    "Hoeveel procent van de werkpleinen had in augustus 2010 alle mijlpalen bereikt?",
    "Wat is een tertaalrapportage?", "Wat is de Landkaart?", "Wie onderzocht de SVB?",
    "Welk cijfer gaven klanten de SVB?", "How many locations did the inspectorate visit?",
    "Wat zijn de vijf klantprincipes?", "Wanneer begon de invoering van integrale dienstverlening?",
    "Waarom melden zich meer werklozen?", "Welk cijfer kreeg de telefoon?",
    "Wat verplicht artikel 9?", "Welk cijfer kreeg de keten van werk en inkomen?",
    "What did the werkpleinen score in 2009?", "Hoe ver was de invoering op 1 oktober 2009?",
    "Wat waren de knelpunten?", "Who sits in the AKO?", "Welke mijlpaal viel buiten de afspraak?",
    "Waar wilde het kabinet dat burgers de dienstverlening mee waarderen?",
)  # fmt: skip

KINDS = (
    "figure", "number word", "unit", "date", "name", "denial", "direction", "citation",
    "quote", "another figure of the quote",
)  # fmt: skip

PAIRS = (
    "gestegen gedaald|steeg daalde|stegen daalden|stijging daling|stijgt daalt|toegenomen afgenomen"
    "|toename afname|groei krimp|gegroeid gekrompen|hoger lager|hogere lagere|hoogste laagste"
    "|hoogst laagst|meer minder|meeste minste|meest minst|groter kleiner|grootste kleinste"
    "|beter slechter|beste slechtste|verbeterd verslechterd|verbetering verslechtering"
    "|minstens hoogstens|minimaal maximaal|tenminste hooguit|ruim bijna|begin eind|eerste laatste"
    "|alle enkele|altijd nooit|met zonder|open dicht|geopend gesloten|tevreden ontevreden"
    "|voldoende onvoldoende|mogelijk onmogelijk|duidelijk onduidelijk|bekend onbekend"
    "|voordeel nadeel|verplicht vrijwillig|binnen buiten|veel weinig|volledig gedeeltelijk"
    "|gezamenlijk afzonderlijk|samen apart|langer korter|vaker zelden|vóór na|snel langzaam"
    "|rose fell|increased decreased|increase decrease|higher lower|highest lowest|more less"
    "|more fewer|most least|best worst|better worse|before after|with without|first last"
    "|satisfied dissatisfied|began ended|all some|always never|possible impossible"
    "|clear unclear|many few"
)
"""Words that turn a sentence; not the tables of the proof, though many stand in both."""

UNITS = (
    ("procent", "procentpunten"), ("procent", "euro"), ("%", " miljoen"), ("percent", "euros"),
    ("miljoen", "miljard"), ("miljard", "miljoen"), ("weken", "maanden"), ("maanden", "jaar"),
    ("dagen", "weken"), ("minuten", "uur"), ("jaar", "maanden"), ("months", "years"),
    ("years", "months"), ("uur", "minuten"), ("euro", "procent"),
)  # fmt: skip
AUXILIARIES = re.compile(
    r"\b(is|zijn|was|waren|werd|werden|wordt|worden|heeft|hebben|had|hadden|kan|kunnen|zal|zullen"
    r"|are|were|has|have|will|can|does|did)\b"
)
DENIED = re.compile(r"\b(niet |not )|\b(geen|no)\b")
NUMBER_WORDS = {
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien",
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
}


@dataclass(frozen=True)
class Case:
    """A claim as a model would make it, with what it was proven against."""

    text: str
    quote: str
    place: Given
    found: Found
    passages: tuple[Given, ...]


def right_claims(library: Library, questions: Sequence[str]) -> Iterator[Case]:
    """The sentences that the answers to the questions cite."""
    seen = set()
    for question in questions:
        found = find(question, library._retriever(), library._ranker, library.settings)
        passages = tuple(given(found.hits))
        for cited in found.answer.citations:
            for span in sentences(cited.quote):
                text = " ".join(cited.quote[span.start : span.end].split())
                place = next((p for p in passages if spoken(text) in spoken(p.passage.text)), None)
                words = [word for word in text.split() if word[:1].isalpha()]
                if place and text not in seen and len(words) > 3:
                    seen.add(text)
                    yield Case(text, text, place, found, passages)


def worded_claims(library: Library) -> Iterator[Case]:
    """The claims in other words, each with the passages its quote brings."""
    for text, quote in CLAIMS:
        found = find(quote, library._retriever(), library._ranker, library.settings)
        passages = tuple(given(found.hits))
        place = next((p for p in passages if spoken(quote) in spoken(p.passage.text)), None)
        if place is None:
            raise SystemExit(f"not in the sample reports: {quote}")
        yield Case(text, quote, place, found, passages)


def passes(case: Case, text: str, quote: str, number: int | None = None) -> bool:
    """Whether a claim is proven, and cited from the passage it came from."""
    language = detect_language(case.text, case.found.answer.language)
    extract = replace(case.found.answer, language=language)
    prover = Prover(case.passages, "m" * 16, case.found.retriever, extract)
    said = case.place.number if number is None else number
    if prover.take(Claim(text, said, quote), None) is None:
        return False
    cited = prover.citations[0]
    return (
        number is None
        or cited.report != case.place.passage.report
        or (spoken(cited.quote).strip() not in spoken(case.place.passage.text))
    )


def _why(case: Case) -> str:
    """Why a right claim was removed."""
    prover = Prover(case.passages, "m" * 16, case.found.retriever, case.found.answer)
    prover.take(Claim(case.text, case.place.number, case.quote), None)
    return "; ".join(f"{each.why} {each.what}" for each in prover.removed)


def altered(
    case: Case, names: Sequence[str], dice: random.Random
) -> Iterator[tuple[str, str, str]]:
    """Every alteration of a claim: its kind, the altered claim, and its quote."""
    text, quote = case.text, case.quote
    yield from ((kind, changed, quote) for kind, changed in _figures(case, dice))
    yield from (("unit", changed, quote) for changed in _units(text))
    yield from (("date", changed, quote) for changed in _dates(text, dice))
    yield from (("name", changed, quote) for changed in _names(case, names, dice))
    yield from (("denial", changed, quote) for changed in _denials(text))
    yield from (("direction", changed, quote) for changed in _turns(text))
    words = quote.split()
    inside = [at for at, word in enumerate(words) if word.isalpha() and len(word) > 3]
    inside = [at for at in inside if 0 < at < len(words) - 1]  # a shorter quote is no altered one
    if inside:
        at = dice.choice(inside)
        strangers = [name for name in names if name.lower() != words[at].lower()]
        for other in ([dice.choice(strangers)], [], [words[at], "overigens"]):
            yield "quote", text, " ".join([*words[:at], *other, *words[at + 1 :]])


def _figures(case: Case, dice: random.Random) -> Iterator[tuple[str, str]]:
    text = case.text
    digits = set(re.findall(r"\d+(?:[.,]\d+)*", case.place.passage.text))
    for item in quantities(text, detect_language(text)):
        if item.kind in ("date", "year", "range", "ordinal"):
            continue
        for found in re.finditer(r"\d+(?:[.,]\d+)*", text[item.start : item.end]):
            at, old = item.start + found.start(), found.group()
            for new in _other_numbers(old, dice):
                kind = "another figure of the quote" if new in digits else "figure"
                yield kind, text[:at] + new + text[at + len(old) :]
    numbers = NUMBER_WORDS[detect_language(text)].split()
    for found in re.finditer(r"\b[a-z]+\b", text):
        if found.group() in numbers:
            at = numbers.index(found.group())
            new = numbers[at + 1 if at + 1 < len(numbers) else at - 1]
            if new not in text:
                yield "number word", text[: found.start()] + new + text[found.end() :]


def _other_numbers(old: str, dice: random.Random) -> set[str]:
    """Digits turned round, one raised, ten times as much."""
    plain = old.replace(",", "").replace(".", "")
    found = {old[::-1] if old[-1] != "0" and plain == old else old}
    found.add(old + "0" if plain == old else old)
    places = [at for at, char in enumerate(old) if char.isdigit()]
    at = dice.choice(places)
    found.add(old[:at] + str((int(old[at]) + dice.randint(1, 8)) % 9 + 1) + old[at + 1 :])
    return {new for new in found if new != old and new.lstrip("0") != plain} - {old}


def _units(text: str) -> Iterator[str]:
    for old, new in UNITS:
        pattern = rf"(?<=\d ){old}\b" if old.isalpha() else rf"(?<=\d){re.escape(old)}"
        if re.search(pattern, text):
            yield re.sub(pattern, new, text, count=1)


def _dates(text: str, dice: random.Random) -> Iterator[str]:
    for found in re.finditer(r"\b(?:19|20)\d\d\b", text):
        year = int(found.group())
        for other in (year + 1, year - 1, year + 10):
            yield text[: found.start()] + str(other) + text[found.end() :]
    for found in re.finditer(r"\b[A-Za-z]{3,9}\b", text):
        number = MONTHS.get(found.group().lower())
        if number and len(found.group()) > 3 and found.group().lower() != "march":
            same = [name for name, other in MONTHS.items() if other != number and len(name) > 4]
            new = dice.choice(same)
            yield text[: found.start()] + new + text[found.end() :]
    for found in re.finditer(r"\b(\d{1,2}) (?=[a-z]+ (?:19|20)\d\d)", text):
        new = str(int(found.group(1)) % 27 + 2)
        yield text[: found.start()] + new + " " + text[found.end() :]


def _names(case: Case, names: Sequence[str], dice: random.Random) -> Iterator[str]:
    shown = f"{case.place.passage.text} {' '.join(case.place.passage.section)} {case.place.title}"
    strangers = [name for name in names if name.lower() not in shown.lower()]
    for found in re.finditer(r"(?<=\s)[A-Z][\w-]{2,}\b", case.text):
        if strangers and found.group().lower() not in MONTHS:
            yield case.text[: found.start()] + dice.choice(strangers) + case.text[found.end() :]


def _denials(text: str) -> Iterator[str]:
    english = detect_language(text) == "en"
    if found := DENIED.search(text):
        new = "" if found.group(1) else ("a" if english else "een")
        yield text[: found.start()] + new + text[found.end() :]
    elif found := AUXILIARIES.search(text):
        word = " not" if english else " niet"
        yield text[: found.end()] + word + text[found.end() :]


def _turns(text: str) -> Iterator[str]:
    for pair in PAIRS.split("|"):
        for old, new in (pair.split(), pair.split()[::-1]):
            pattern = rf"\b{old}\b"
            if re.search(pattern, text) and not re.search(rf"\b{new}\b", text):
                if old in ("na", "vóór", "open", "dicht", "eind", "met", "al", "binnen"):
                    continue  # many things besides
                yield re.sub(pattern, new, text, count=1)


def names_of(library: Library) -> list[str]:
    """Names that stand in the reports: words with capitals inside a sentence."""
    held: Counter[str] = Counter()
    for record in library.reports():
        held.update(
            re.findall(r"(?<=[a-z,] )[A-Z][a-zA-Z]{3,}\b", library.index.source(record.name))
        )
    return sorted(name for name, _ in held.most_common(300))


def measure(
    library: Library, cases: Sequence[Case], dice: random.Random, *, missed: bool = False
) -> dict[str, tuple[int, int]]:
    """For "right" the claims kept, for each kind of alteration those caught: (good, all)."""
    names = [*names_of(library), "Groningen", "Capgemini", "Rijkswaterstaat"]
    counts: dict[str, list[int]] = {kind: [0, 0] for kind in ("right", *KINDS)}

    def count(kind: str, good: bool, told: str) -> None:
        counts[kind][0] += good
        counts[kind][1] += 1
        if missed and not good:
            print(f"  {kind}: {told}")

    for case in cases:
        kept = passes(case, case.text, case.quote)
        count("right", kept, f"{case.text} <- {case.quote} {_why(case) if missed else ''}")
        if not kept:
            continue
        for kind, text, quote in altered(case, names, dice):
            if text != case.text or quote != case.quote:
                caught = not passes(case, text, quote)
                count(kind, caught, f"{text} <- {quote if kind == 'quote' else case.quote}")
        for other in case.passages[:3]:
            if other.number != case.place.number:
                caught = not passes(case, case.text, case.quote, other.number)
                count("citation", caught, f"{case.text} [{other.number}]")
    return {kind: (good, total) for kind, (good, total) in counts.items() if total}


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("questions", nargs="*", type=Path)
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument("--index", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--missed", action="store_true")
    given_ = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.load(
            Path(folder), {}, corpus=given_.corpus, index=given_.index or Path(folder) / "index"
        )
        library = Library.open(settings=settings)
        library.sync()
        asked = [
            json.loads(line)["question"]
            for path in given_.questions
            for line in path.read_text("utf-8").splitlines()
        ]
        cases = list(right_claims(library, asked or SAMPLE_QUESTIONS))
        if not asked:
            cases += worded_claims(library)
        found = measure(library, cases, random.Random(given_.seed), missed=given_.missed)
    for kind, (good, total) in found.items():
        print(f"{kind:30} {good:5} of {total:5}  {good / total:6.1%}")


if __name__ == "__main__":
    main()

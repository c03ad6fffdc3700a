"""Fine-tune multilingual-e5-small as the encoder of this project.

    python -m training.train_encoder BASE OUT --shared /work/shared --laws DIR --guidance DIR

InfoNCE over cosine / 0.02 (van den Oord et al. 2018): a question against its evidence, either the
bare sentence or a passage around it, with one hard negative per question and the passages of the
other questions in the batch. Batches hold questions over the same documents, so that the others
are hard too. A question comes in all the ways it is asked at once (``training.variants``): reading
a passage costs ten times what reading a question does. The pairs of ``glossary.tsv``, words against
words, are learned beside them: the corpus' own words are found by their vectors when a question is
asked in the other language. The embedding rows stay frozen: words that were never seen here keep
their meaning, and the ranker can share the table.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import AutoModel, AutoTokenizer

from training.data import (
    Document,
    Passage,
    add_source_options,
    align,
    is_held_out,
    letters,
    load_documents,
    names_in,
    read_json_lines,
)
from training.questions import all_variants, question_rows
from training.variants import Family, families

GLOSSARY = Path(__file__).with_name("glossary.tsv")
TEMPERATURE = 0.02
LONGEST = 224  # tokens


@dataclass(frozen=True, slots=True)
class Pair:
    """A query, in all the ways it is asked, and where its answer stands."""

    queries: tuple[str, ...]
    document: str
    positions: frozenset[int]
    negatives: frozenset[int]
    text: str = ""


def question_pairs(families: Sequence[Family]) -> list[Pair]:
    """One pair per question and document that answers it."""
    return [
        Pair(
            tuple(form.text for form in family.forms),
            name,
            positions,
            family.forms[0].near_misses.get(name, frozenset()),
        )
        for family in families
        for name, positions in family.forms[0].evidence.items()
    ]


def citizen_pairs(path: Path) -> list[Pair]:
    """Citizens' questions with the first hundred words of the official answer."""
    rows = read_json_lines(path)
    cut = [" ".join(row["answer"].split()[:100]) for row in rows]
    return [
        Pair((row["question"],), "vac", frozenset(), frozenset(), f"passage: {text}")
        for row, text in zip(rows, cut, strict=True)
    ]


def glossary_pairs(path: Path = GLOSSARY) -> list[Pair]:
    """English words against the Dutch ones that mean the same, either side asking."""
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line[:1] != "#"]
    both = [pair for english, dutch in rows for pair in ((english, dutch), (dutch, english))]
    return [
        Pair((word,), "glossary", frozenset(), frozenset(), f"query: {other}")
        for word, other in both
        if word != other
    ]


def article_pairs(documents: dict[str, Document], most: int, rng: random.Random) -> list[Pair]:
    """Law and heading against the first sentence under the heading."""
    pairs = []
    for document in documents.values():
        if not document.name.startswith("BWBR") or is_held_out(document.name):
            continue
        firsts = {s: i for i, s in reversed(list(enumerate(document.section)))}
        for section, position in firsts.items():
            words = document.headings[section].split()[2:]
            if len(words) > 1:
                query = (
                    f"{' '.join(words)} {document.title}" if rng.random() < 0.5 else " ".join(words)
                )
                pairs.append(Pair((query,), document.name, frozenset({position}), frozenset()))
    return rng.sample(pairs, min(most, len(pairs)))


def parallel_pairs(shared: Path) -> list[Pair]:
    """English paragraphs of the BOMOS report against the Dutch ones, where the chapters agree."""
    names = {p.name for f in ("bomos_nl", "bomos_en") for p in (shared / "scale" / f).glob("*.md")}
    documents = load_documents(shared, Path("/nonexistent"), Path("/nonexistent"), names)
    pairs = []
    for name, dutch in documents.items():
        english = documents.get(name.replace(".md", "_EN.md"))
        if english is None or is_held_out(name) or len(dutch.headings) != len(english.headings):
            continue
        for section in range(len(dutch.headings)):
            ours = [i for i, s in enumerate(dutch.section) if s == section]
            theirs = [i for i, s in enumerate(english.section) if s == section]
            if ours and len(ours) == len(theirs):
                pairs += [
                    Pair((english.sentences[b],), name, frozenset({a}), frozenset())
                    for a, b in zip(ours, theirs, strict=True)
                    if len(english.sentences[b].split()) > 5
                ]
    return pairs


def render(passage: Passage, titled: bool) -> str:
    """A passage as the encoder sees it, its title and heading in front now and then."""
    return f"passage: {passage.context}\n{passage.text}" if titled else f"passage: {passage.text}"


class Sampler:
    """Batches of (queries, passages, mask, right).

    ``mask[i, j]`` hides passage j from query i, which ``right[i]`` answers.
    """

    def __init__(
        self, pairs: list[Pair], documents: dict[str, Document], size: int, seed: int
    ) -> None:
        self.pairs, self.documents, self.size = pairs, documents, size
        self.rng = random.Random(seed)

    def epoch(self) -> list[list[Pair]]:
        """All pairs once, those over one document together, batches in random order."""
        names = sorted({p.document for p in self.pairs})
        # Sets keep together because their file names do; within a set the order is random.
        place = {n: (n[:2], self.rng.random()) for n in names}
        order = sorted(self.pairs, key=lambda p: (place[p.document], self.rng.random()))
        batches = [order[i : i + self.size] for i in range(0, len(order), self.size)]
        self.rng.shuffle(batches)
        return batches

    def positive(self, pair: Pair, words: int, titled: bool) -> tuple[str, str, range]:
        """Text, document and sentences of a pair's positive; ``words`` 0 is the bare sentence."""
        if pair.text:
            return pair.text, "", range(0)
        document = self.documents[pair.document]
        position = self.rng.choice(sorted(pair.positions))
        if words == 0:
            last = position + 1
            return f"passage: {document.sentences[position]}", pair.document, range(position, last)
        passage = document.window(position, self.rng, words)
        return render(passage, titled), pair.document, passage.sentences

    def negative(self, pair: Pair, words: int, titled: bool) -> tuple[str, str, range] | None:
        """A near miss in the positive's form, or another passage of its document."""
        if pair.text:
            return None
        document = self.documents[pair.document]
        wrong = sorted(pair.negatives - pair.positions)
        if not wrong or self.rng.random() < 0.25:
            wrong = sorted(set(range(len(document.sentences))) - pair.positions)
        for position in self.rng.sample(wrong, min(4, len(wrong))):
            near = range(position, position + 1)
            if words == 0:
                return f"passage: {document.sentences[position]}", pair.document, near
            passage = document.window(position, self.rng, words)
            if not pair.positions.intersection(passage.sentences):
                return render(passage, titled), pair.document, passage.sentences
        return None

    def build(self, batch: list[Pair]) -> tuple[list[str], list[str], torch.Tensor, torch.Tensor]:
        """Queries, passages (first the positives, in order), what to hide, and what is right."""
        right, wrong = [], []
        for pair in batch:
            words = 0 if self.rng.random() < 0.35 else self.rng.randint(50, 110)
            titled = self.rng.random() < 0.4
            right.append(self.positive(pair, words, titled))
            other = self.negative(pair, words, titled)
            wrong += [other] if other else []
        passages = right + wrong
        mask = torch.zeros(len(batch), len(passages), dtype=torch.bool)
        for i, pair in enumerate(batch):
            own = letters(right[i][0])
            for j, (text, name, sentences) in enumerate(passages):
                same = name == pair.document and pair.positions.intersection(sentences)
                mask[i, j] = j != i and bool(same or letters(text) == own)
        queries = [f"query: {query}" for pair in batch for query in pair.queries]
        own_row = torch.tensor([i for i, pair in enumerate(batch) for _ in pair.queries])
        return queries, [p[0] for p in passages], mask[own_row], own_row


class Encoder(torch.nn.Module):
    """Mean of the last layer's tokens, unit length, in length-sorted blocks."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        # No dropout: its random numbers cost a third of the time, and two epochs do not overfit.
        self.model = AutoModel.from_pretrained(
            folder, dtype=torch.float32, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
        )
        for parameter in self.model.embeddings.parameters():
            parameter.requires_grad_(False)

    def forward(self, texts: Sequence[str], block: int = 16) -> torch.Tensor:
        """Unit vectors, one row a text."""
        ids = self.tokenizer(list(texts), truncation=True, max_length=LONGEST)["input_ids"]
        order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))
        rows: list[torch.Tensor] = []
        for start in range(0, len(order), block):
            part = [ids[i] for i in order[start : start + block]]
            longest = max(map(len, part))
            tokens = torch.tensor([p + [1] * (longest - len(p)) for p in part])
            seen = (tokens != 1).long()
            # fp32 on purpose: without AMX, bf16 autocast trains at half its speed here.
            hidden = self.model(input_ids=tokens, attention_mask=seen).last_hidden_state
            weight = seen.unsqueeze(-1).float()
            rows.append((hidden * weight).sum(1) / weight.sum(1))
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return torch.nn.functional.normalize(torch.cat(rows)[back], dim=-1)


def train(
    encoder: Encoder, sampler: Sampler, epochs: int, rate: float, minutes: float
) -> list[float]:
    """Train for ``epochs`` or ``minutes``, whichever ends first; the loss of every step."""
    weights = [p for p in encoder.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=rate, weight_decay=0.01)
    batches = [b for _ in range(epochs) for b in sampler.epoch()]
    losses: list[float] = []
    start = time.time()
    encoder.train()
    for step, batch in enumerate(batches):
        # The schedule follows the clock when the clock will end the run first.
        done = max(step / len(batches), (time.time() - start) / (60 * minutes))
        if done >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / 15, 0.05 + math.cos(done * math.pi / 2))
        queries, passages, mask, right = sampler.build(batch)
        vectors = encoder([*queries, *passages])
        q, p = vectors[: len(queries)], vectors[len(queries) :]
        scores = (q @ p.T / TEMPERATURE).masked_fill(mask, -1e4)
        loss = torch.nn.functional.cross_entropy(scores, right)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        losses.append(loss.item())
        if step % 10 == 9:
            recent = sum(losses[-10:]) / 10
            print(
                f"{step + 1}/{len(batches)} loss {recent:.3f} {time.time() - start:.0f}s",
                flush=True,
            )
    return losses


def main() -> None:
    """Train and keep the weights; ``training.choose_encoder`` measures and writes the model."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("base", type=Path)
    parser.add_argument("out", type=Path)
    add_source_options(parser)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=4e-5)
    parser.add_argument("--batch", type=int, default=24)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", type=Path, help="a tuned.pt to go on from")
    options = parser.parse_args()
    torch.manual_seed(options.seed)

    rows = question_rows(options.shared)
    documents = load_documents(options.shared, options.laws, options.guidance, names_in(rows))
    questions, lost = align(rows, documents)
    rng = random.Random(options.seed)
    pairs = question_pairs(families([q for q in questions if not q.held_out], all_variants()))
    pairs += citizen_pairs(options.shared / "eval/vac-dev.jsonl") + glossary_pairs()
    pairs += article_pairs(documents, options.articles, rng) + parallel_pairs(options.shared)
    print(f"{len(pairs)} pairs to train on, {lost} questions not aligned", flush=True)

    encoder = Encoder(options.base)
    if options.resume:
        encoder.model.load_state_dict(torch.load(options.resume, weights_only=True), strict=False)
    train(encoder, Sampler(pairs, documents, options.batch, options.seed), options.epochs,
          options.rate, options.minutes)  # fmt: skip
    options.out.mkdir(parents=True, exist_ok=True)
    state = encoder.model.state_dict()
    trained = {k: v.half() for k, v in state.items() if "word_embeddings" not in k}
    torch.save(trained, options.out / "tuned.pt")
    print(json.dumps({"pairs": len(pairs), "saved": str(options.out / "tuned.pt")}))


if __name__ == "__main__":
    main()

"""Teach the ranker: question and passage read together, every sentence scored, the answer's span.

    python -m training.train_ranker ENCODER OUT --minutes 60

The loss of a question is the cross entropy over all sentences of its passages and one more choice,
"nothing here answers", whose score is fixed at zero. That choice is right for unanswerable
questions and for answerable ones whose evidence was left out on purpose. So a sentence score above
zero says that it answers, and the scores of different questions can be compared. A question's
unanswerable twin (``training.variants``) is asked beside it over the very same window. To that the
cross entropy of the answer's first and last token is added, where the answer could be found in the
evidence. Where in its passage the evidence stands is random, so position teaches nothing.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import AutoModel

from qa.encoders import load_encoder
from qa.rankers import QUESTION_TOKENS, Layout, lay_out, token_ids
from training.data import (
    Document,
    Passage,
    Question,
    add_source_options,
    align,
    is_held_out,
    letters,
    load_documents,
    names_in,
    read_json_lines,
)
from training.mining import answer_text, hard_negatives, pool_of
from training.questions import BLIND_SET, all_variants, question_rows
from training.spans import align_answer
from training.variants import Family, families

WINDOW = 224  # tokens, while training
WINDOW_WORDS = (40, 100)  # of a window around a sentence, the least and the most
NEAR_MISS = 0.5  # how often a passage that does not answer is one around a known near miss
SIMILARITY = 40.0  # what a cosine of 1 adds to a sentence's logit, at the start
USUAL_COSINE = 0.9  # between a question and its evidence, untrained
AT_WORK = 0.75  # how often what the answering would read is shown, where that is known
LEFT_OUT = 0.1  # share of answerable questions shown without their evidence
SPAN_LOSS = 0.5
WARM_UP = 50  # steps
AVERAGE = 0.99  # of the moving average of the weights, which is what is kept
NO_SPAN = ("yesno", "why", "passage")  # kinds whose short answer is not a span of the evidence


@dataclass(frozen=True, slots=True)
class Example:
    """One question with its passages; ``right`` and ``span`` (first, last token) per passage."""

    layouts: list[Layout]
    right: list[set[int]]
    spans: list[tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage to read, and which of its sentences answer."""

    passage: Passage
    right: frozenset[int]


class Reader(torch.nn.Module):
    """BERT with four logits a token: sentence, start, end, and (at ``<s>``) passage; a similarity.

    The similarity of question and sentence, pooled from one joint run, is what lets training start
    from the encoder's knowledge and not from noise: untrained it finds the right sentence of a
    passage in 70 % of held-out questions.
    """

    def __init__(
        self, folder: Path, frozen: int = 0, dropout: float = 0.0, bf16: bool = False
    ) -> None:
        """Start from an encoder; its embeddings and ``frozen`` lowest layers are not trained."""
        super().__init__()
        self.bf16 = bf16
        self.model = AutoModel.from_pretrained(
            folder,
            dtype=torch.float32,
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=0.0,  # costs more than it gives
            # torch's fused attention is slow backwards in bf16.
            attn_implementation="eager" if bf16 else "sdpa",
        )
        for part in (self.model.embeddings, *self.model.encoder.layer[:frozen]):
            part.requires_grad_(False)
        self.head = torch.nn.Linear(self.model.config.hidden_size, 4)
        torch.nn.init.normal_(self.head.weight, std=0.02)
        torch.nn.init.zeros_(self.head.bias)
        self.similarity = torch.nn.Parameter(torch.tensor(SIMILARITY))
        with torch.no_grad():
            self.head.bias[3] = -SIMILARITY * USUAL_COSINE

    def forward(self, layouts: Sequence[Layout], block: int = 12) -> list[torch.Tensor]:
        """Logits and hidden states (tokens, 4 + dimension) of every layout, in blocks by length."""
        order = sorted(range(len(layouts)), key=lambda i: len(layouts[i].ids))
        found: dict[int, torch.Tensor] = {}
        for start in range(0, len(order), block):
            part = order[start : start + block]
            longest = len(layouts[part[-1]].ids)
            rows = [layouts[i].ids + [1] * (longest - len(layouts[i].ids)) for i in part]
            tokens = torch.tensor(rows)
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.bf16):
                run = self.model(input_ids=tokens, attention_mask=(tokens != 1).long())
            hidden = run.last_hidden_state.float()
            both = torch.cat([self.head(hidden), hidden], dim=2)
            found.update({i: both[row, : len(layouts[i].ids)] for row, i in enumerate(part)})
        return [found[i] for i in range(len(layouts))]


def sentence_scores(
    run: torch.Tensor, similarity: torch.Tensor, layout: Layout
) -> tuple[list[int], torch.Tensor]:
    """The sentences that have tokens, and their scores; the same rule as ``qa.rankers.reading``."""
    owners = torch.tensor(layout.owners)
    inside = owners >= 0
    present, index = torch.unique(owners[inside], return_inverse=True)
    own = run[layout.first : layout.first + len(owners)][inside]
    mean = torch.zeros(len(present), run.shape[1]).index_add(0, index, own)
    mean = mean / torch.bincount(index, minlength=len(present)).clamp(min=1).unsqueeze(1)
    asked = run[1 : layout.asked + 1, 4:].mean(0)
    alike = torch.nn.functional.cosine_similarity(mean[:, 4:], asked.unsqueeze(0))
    return present.tolist(), mean[:, 0] + run[0, 3] + similarity * alike


def question_loss(
    example: Example, runs: Sequence[torch.Tensor], similarity: torch.Tensor
) -> torch.Tensor:
    """Cross entropy of the right sentences against all others and "nothing", and of the span."""
    scores, right = [], []
    span_loss = torch.zeros(())
    for layout, wanted, span, one in zip(
        example.layouts, example.right, example.spans, runs, strict=True
    ):
        present, values = sentence_scores(one, similarity, layout)
        scores.append(values)
        right += [s in wanted for s in present]
        if span is not None:
            own = one[layout.first : layout.first + len(layout.owners)]
            target = torch.tensor(span)
            losses = torch.nn.functional.cross_entropy(own[:, 1:3].T, target)
            span_loss = span_loss + losses
    everything = torch.cat([torch.zeros(1), *scores])
    chosen = torch.tensor([not any(right), *right])
    answer = torch.logsumexp(everything[chosen], 0)
    return torch.logsumexp(everything, 0) - answer + SPAN_LOSS * span_loss


class Builder:
    """Makes examples: what the answering would read, or random windows and mined passages."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        documents: dict[str, Document],
        pool: Sequence[Passage],
        mined: Mapping[str, Sequence[int]],
        places: Mapping[str, Sequence[Shown]],
        options: argparse.Namespace,
    ) -> None:
        self.tokenizer, self.documents, self.pool, self.mined = tokenizer, documents, pool, mined
        self.places = places
        self.count = options.passages
        self.rng = random.Random(options.seed)

    def window(self, question: Question, where: Mapping[str, frozenset[int]]) -> Shown:
        """A random window around one of some sentences."""
        name = self.rng.choice(sorted(n for n, positions in where.items() if positions))
        position = self.rng.choice(sorted(where[name]))
        words = self.rng.randint(*WINDOW_WORDS)
        return shown(question, self.documents[name].window(position, self.rng, words))

    def negatives(self, question: Question, count: int) -> list[Shown]:
        """Passages without evidence: a near miss if there is one, the others mined."""
        found: list[Shown] = []
        if any(question.near_misses.values()) and self.rng.random() < NEAR_MISS:
            window = self.window(question, question.near_misses)
            found += [] if window.right else [window]
        mined = self.mined.get(question.origin, ())
        drawn = self.rng.sample(list(mined), min(count, len(mined)))
        return (found + [shown(question, self.pool[i]) for i in drawn])[:count]

    def build(self, family: Family) -> list[Example]:
        """A question in one of its forms, and one of its twins over the same window."""
        question = self.rng.choice(family.forms)
        at_work = list(self.places.get(question.id, ()))
        if self.rng.random() > AT_WORK:
            at_work = []
        answers = [each for each in at_work if each.right][:1]
        if question.answerable and not answers:
            answers = [self.window(question, question.evidence)]
        given = [] if self.rng.random() < LEFT_OUT else answers
        others = [each for each in at_work if not each.right][: self.count + 2]
        drawn = self.rng.sample(others, min(self.count - len(given), len(others)))
        drawn += self.negatives(question, self.count - len(given) - len(drawn))
        found = [self.example(question, [*given, *drawn])]
        if family.twins and answers:
            nothing = [replace(each, right=frozenset()) for each in answers]
            found.append(self.example(self.rng.choice(family.twins), nothing))
        return found

    def example(self, question: Question, given: Sequence[Shown]) -> Example:
        """A question laid out with its passages, and what in them answers it."""
        asked = token_ids(self.tokenizer, question.text, QUESTION_TOKENS)
        layouts, right, spans = [], [], []
        for each in given:
            passage = each.passage
            context = passage.context if self.rng.random() < 0.85 else ""
            window = (context, passage.text, passage.spans)
            layouts.append(lay_out(self.tokenizer, asked, window, WINDOW))
            right.append(set(each.right))
            spans.append(span_target(question, passage, layouts[-1], right[-1]))
        return Example(layouts, right, spans)


def shown(question: Question, passage: Passage) -> Shown:
    """A passage of a document, with the sentences in it that answer."""
    positions = question.evidence.get(passage.document, frozenset())
    return Shown(passage, frozenset(p - passage.first for p in positions if p in passage.sentences))


def read_places(
    folder: Path, questions: Sequence[Question], documents: dict[str, Document]
) -> dict[str, list[Shown]]:
    """What ``training.places`` found, by a form's id.

    Left out is what may answer though nobody said so: it has the answer's own words.
    """
    by_id = {question.id: question for question in questions}
    found: dict[str, list[Shown]] = {}
    for path in sorted(folder.glob("places-*.jsonl")):
        for row in read_json_lines(path):
            question = by_id.get(row["id"])
            if question is None:
                continue
            told = answer_text(question, documents)
            found[question.id] = [
                Shown(passage_of(each), frozenset(each["right"]))
                for each in row["windows"]
                if each["right"] or not told or told not in letters(each["text"])
            ]
    return found


def passage_of(row: Mapping[str, Any]) -> Passage:
    """A window that was written down as a passage."""
    spans = tuple((start, end) for start, end in row["spans"])
    return Passage(row["document"], row["context"], row["text"], spans, 0)


def span_target(
    question: Question, passage: Passage, layout: Layout, right: set[int]
) -> tuple[int, int] | None:
    """First and last passage token of the answer, when it stands in a right sentence."""
    if question.kind in NO_SPAN:
        return None
    for sentence in sorted(right):
        start, end = passage.spans[sentence]
        found = align_answer(question.answer, passage.text[start:end])
        if found is None:
            continue
        low, high = start + found[0], start + found[1]
        inside = [i for i, (a, b) in enumerate(layout.offsets) if a < high and b > low]
        return (inside[0], inside[-1]) if inside else None
    return None


def train(
    reader: Reader, builder: Builder, questions: Sequence[Family], options: argparse.Namespace
) -> None:
    """Train until the minutes are over, with a checkpoint every ``options.checkpoint`` of them."""
    body = [p for p in reader.model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": body, "rate": options.rate},
            {"params": reader.head.parameters(), "rate": 10 * options.rate},
            {"params": [reader.similarity], "rate": 0.05},
        ],
        weight_decay=0.01,
    )
    trained = {name: p for name, p in reader.named_parameters() if p.requires_grad}
    average = {name: p.detach().clone() for name, p in trained.items()}
    order: list[Family] = []
    seen = 0
    start = saved = time.time()
    losses: list[float] = []
    reader.train()
    while (done := (time.time() - start) / (60 * options.minutes)) < 1:
        if len(order) < options.batch:
            fresh = list(questions)
            builder.rng.shuffle(fresh)
            order += fresh
        batch = [each for _ in range(options.batch) for each in builder.build(order.pop(0))]
        seen += len(batch)
        for group in optimizer.param_groups:
            warm = min(1.0, (len(losses) + 1) / WARM_UP)
            group["lr"] = group["rate"] * warm * (0.03 + 0.97 * math.cos(done * math.pi / 2))
        runs = reader([layout for example in batch for layout in example.layouts])
        total = torch.zeros(())
        for example in batch:
            own, runs = runs[: len(example.layouts)], runs[len(example.layouts) :]
            total = total + question_loss(example, own, reader.similarity)
        loss = total / len(batch)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step()
        decay = min(AVERAGE, len(losses) / (len(losses) + 1))  # the mean, as long as there are few
        for name, weight in trained.items():
            average[name].lerp_(weight.detach(), 1 - decay)
        losses.append(loss.item())
        if len(losses) % 10 == 0:
            recent = sum(losses[-10:]) / 10
            print(f"{seen} questions, loss {recent:.3f}, {time.time() - start:.0f}s", flush=True)
        if time.time() - saved > 60 * options.checkpoint:
            save(reader, average, options.out)
            saved = time.time()
    save(reader, average, options.out)


def save(reader: Reader, average: Mapping[str, torch.Tensor], folder: Path) -> None:
    """Write the averaged weights (all but the frozen embedding rows) as ``ranker.pt``."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {k: v for k, v in reader.state_dict().items() if "word_embeddings" not in k}
    state |= average
    torch.save(state, folder / "ranker.pt.new")
    (folder / "ranker.pt.new").replace(folder / "ranker.pt")
    print(f"saved {folder / 'ranker.pt'}", flush=True)


def main() -> None:
    """Mine negatives and train; ``training.measure_ranker`` measures what came out."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    add_source_options(parser)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--checkpoint", type=float, default=8.0)
    parser.add_argument("--rate", type=float, default=8e-5)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--reach", type=int, default=8)
    parser.add_argument("--frozen", type=int, default=5, help="lowest layers that stay as they are")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--passages", type=int, default=2, help="of a question, right or wrong")
    parser.add_argument("--others", type=int, help="so many questions that are not blind ones")
    parser.add_argument("--places", type=Path, help="a folder that training.places wrote")
    parser.add_argument("--vectors", action="store_true", help="mine with the bundled encoder too")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", type=Path, help="a ranker.pt to go on from")
    parser.add_argument("--bf16", action="store_true", help="faster on a processor with AMX only")
    options = parser.parse_args()
    torch.manual_seed(options.seed)

    rows = question_rows(options.shared)
    documents = load_documents(options.shared, options.laws, options.guidance, names_in(rows))
    questions, _ = align(rows, documents)
    training = families([q for q in questions if not q.held_out], all_variants())
    if options.others is not None:
        random.Random(options.seed).shuffle(training)
        rest = [family for family in training if family.forms[0].group != BLIND_SET]
        training = [family for family in training if family.forms[0].group == BLIND_SET]
        training += rest[: options.others]
    print(f"{len(training)} questions to train on", flush=True)
    tokenizer = Tokenizer.from_file(str(options.encoder / "tokenizer.json"))
    reader = Reader(options.encoder, options.frozen, options.dropout, options.bf16)
    if options.resume:
        reader.load_state_dict(torch.load(options.resume, weights_only=True), strict=False)

    names = sorted(n for n in documents if not is_held_out(n))
    sources = [family.forms[0] for family in training]
    pool = pool_of(documents, sources, names, options.reach)
    mined = mined_negatives(options, sources, documents, pool)
    forms = [form for family in training for form in family.forms]
    places = read_places(options.places, forms, documents) if options.places else {}
    print(f"{len(places)} of {len(forms)} questions with the places read at work", flush=True)
    builder = Builder(tokenizer, documents, pool, mined, places, options)
    train(reader, builder, training, options)


def mined_negatives(
    options: argparse.Namespace,
    questions: Sequence[Question],
    documents: dict[str, Document],
    pool: Sequence[Passage],
) -> dict[str, list[int]]:
    """Hard negatives, kept in a file: encoding the pool takes minutes."""
    cache = options.out / ("mined-by-vectors.json" if options.vectors else "mined.json")
    if not cache.is_file():
        cosines = None
        if options.vectors:
            encoder = load_encoder(threads=2)
            vectors = encoder.encode_document([p.text for p in pool])
            cosines = encoder.encode_query([q.text for q in questions]) @ vectors.T
        options.out.mkdir(parents=True, exist_ok=True)
        cache.write_text(json.dumps(hard_negatives(questions, documents, pool, cosines)))
    print(f"negatives mined among {len(pool)} passages", flush=True)
    return dict(json.loads(cache.read_text()))


if __name__ == "__main__":
    main()

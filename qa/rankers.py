"""A question and a passage read together: a score for every sentence, and the answer's span.

The bundled ranker is a BERT that was taught on questions about Dutch government texts
(``training/train_ranker.py``). One run reads ``<s> question </s></s> title > heading passage </s>``
and gives every token's last hidden state and four logits: that its sentence answers the question,
that the short answer starts there, that it ends there, and (at ``<s>``) that the passage as a whole
holds an answer. A sentence's score is the mean of the first over its tokens, plus the passage's,
plus a learned multiple of the cosine between the mean states of the question and of the sentence
(an encoder's own similarity, from which training started). Above zero means "more likely than not
that this answers", because training set it against the choice "nothing here does" at zero.

Passages are run one at a time, so that no passage's reading depends on another's.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from qa.encoders import first_line, folder_fingerprint, is_path
from qa.model import VraagbaakError
from qa.onnx_files import TOKENIZER, WEIGHTS, open_session, open_tokenizer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

BUNDLED = Path(__file__).parent / "models" / "ranker"
SETTINGS = "ranker.json"

QUESTION_TOKENS = 48
CONTEXT_TOKENS = 24
WINDOW = 256  # tokens of question, context and passage together
SPAN_TOKENS = 24  # a longer short answer is no short answer
# No piece of running text is longer than this on average, so what is cut here could not have been
# read anyway; it keeps a megabyte of text from being tokenized first.
CHARACTERS_PER_TOKEN = 24

START_ID, END_ID, UNKNOWN_ID = 0, 2, 3  # <s>, </s>, <unk>; a trimmed vocabulary keeps their places

PassageInput = tuple[str, str, Sequence[tuple[int, int]]]


class RankerError(VraagbaakError):
    """The ranker cannot be loaded; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the ranker thinks of one passage for one question.

    ``sentence_scores`` has one logit per given sentence, above zero when the sentence answers the
    question; a sentence that the token limit cut off has ``-inf``. ``spans`` has per sentence the
    best short answer inside it: character offsets (start, end) into the passage's text and the log
    probability of that start and end among all of the passage's tokens (``-inf`` when cut off, with
    the whole sentence as its span).
    """

    sentence_scores: tuple[float, ...]
    spans: tuple[tuple[int, int, float], ...]


class Ranker(Protocol):
    """Anything that reads passages for a question."""

    @property
    def fingerprint(self) -> str:
        """Names the model and its weights; another model never has the same."""
        ...

    def read(self, question: str, passages: Sequence[PassageInput]) -> list[Reading]:
        """Read every passage: ``title > heading``, text, sentence spans as offsets in the text."""
        ...


@dataclass(frozen=True, slots=True)
class Layout:
    """One passage as the model's input; the question is ``ids[1 : asked + 1]``.

    ``owners`` and ``offsets`` describe the tokens from ``first`` on: the sentence each lies in (-1
    for none) and its characters in the passage's text.
    """

    ids: list[int]
    asked: int
    first: int
    owners: list[int]
    offsets: list[tuple[int, int]]


def clean(text: str, tokens: int) -> str:
    """At most ``tokens`` tokens' worth of a text, without what a tokenizer chokes on.

    Lone surrogates and control characters become spaces, one for one: offsets stay as they are.
    """
    cut = text[: tokens * CHARACTERS_PER_TOKEN]
    if cut.isprintable() and cut.isascii():
        return cut
    return "".join(" " if "\ud800" <= c <= "\udfff" or c < " " else c for c in cut)


def token_ids(tokenizer: Any, text: str, tokens: int) -> list[int]:
    """The first ``tokens`` token ids of a text, without special tokens."""
    return plain_ids(tokenizer.encode(clean(text, tokens), add_special_tokens=False), tokens)


def plain_ids(encoding: Any, tokens: int) -> list[int]:
    """The first ids of an encoding; a ``</s>`` written in the text is no end of it but unknown."""
    return [i if i >= UNKNOWN_ID else UNKNOWN_ID for i in encoding.ids[:tokens]]


def lay_out(
    tokenizer: Any, question: Sequence[int], passage: PassageInput, window: int = WINDOW
) -> Layout:
    """Question tokens, context and passage as one input of at most ``window`` tokens."""
    context, text, spans = passage
    head = [START_ID, *question, END_ID, END_ID, *token_ids(tokenizer, context, CONTEXT_TOKENS)]
    room = max(0, window - len(head) - 1)
    encoding = tokenizer.encode(clean(text, room), add_special_tokens=False)
    offsets = [(int(start), int(end)) for start, end in encoding.offsets[:room]]
    return Layout(
        [*head, *plain_ids(encoding, room), END_ID],
        len(question),
        len(head),
        token_owners(offsets, spans),
        offsets,
    )


def token_owners(offsets: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> list[int]:
    """The sentence that each token's last character lies in, -1 for a token between sentences."""
    owners, sentence = [], 0
    for _, end in offsets:
        while sentence < len(spans) and spans[sentence][1] < end:
            sentence += 1
        inside = sentence < len(spans) and spans[sentence][0] < end
        owners.append(sentence if inside else -1)
    return owners


def reading(
    logits: Floats,
    hidden: Floats,
    similarity: float,
    layout: Layout,
    text: str,
    spans: Sequence[tuple[int, int]],
) -> Reading:
    """The reading that a run amounts to.

    Args:
        logits: (tokens, 4): sentence, start, end, passage.
        hidden: (tokens, dimension), the last hidden states.
        similarity: what a cosine of 1 adds to a sentence's score.
        layout: what was run.
        text: the passage's text.
        spans: its sentences.
    """
    import numpy as np

    tokens = slice(layout.first, layout.first + len(layout.owners))
    own, states = logits[tokens].astype(np.float64), hidden[tokens].astype(np.float64)
    asked = hidden[1 : layout.asked + 1].astype(np.float64).sum(axis=0)
    owners = np.array(layout.owners, dtype=np.int64)
    starts, ends = log_softmax(own[:, 1]), log_softmax(own[:, 2])
    scores: list[float] = []
    found: list[tuple[int, int, float]] = []
    for sentence, span in enumerate(spans):
        inside = np.flatnonzero(owners == sentence)
        if not len(inside):
            scores.append(-math.inf)
            found.append((*span, -math.inf))
            continue
        alike = similarity * cosine(asked, states[inside].sum(axis=0))
        scores.append(float(own[inside, 0].mean() + logits[0, 3] + alike))
        first, last, score = best_span(starts[inside], ends[inside])
        start, end = layout.offsets[inside[first]][0], layout.offsets[inside[last]][1]
        found.append((*whole_words(text, max(start, span[0]), min(end, span[1])), score))
    return Reading(tuple(scores), tuple(found))


def cosine(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Cosine of two vectors; 0 when either is zero (an empty question)."""
    import numpy as np

    length = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / length if length else 0.0


def log_softmax(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log probabilities; an empty array stays empty."""
    import numpy as np

    if not len(values):
        return values
    top = values.max()
    result: NDArray[np.float64] = values - top - np.log(np.exp(values - top).sum())
    return result


def best_span(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> tuple[int, int, float]:
    """First and last token of the best span of at most ``SPAN_TOKENS``, and its score."""
    import numpy as np

    total = starts[:, None] + ends[None, :]
    length = np.arange(len(ends))[None, :] - np.arange(len(starts))[:, None]
    total[(length < 0) | (length >= SPAN_TOKENS)] = -np.inf
    first, last = divmod(int(total.argmax()), len(ends))
    return first, last, float(total[first, last])


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without outer spaces, widened to the ends of the words it cuts through."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while start > 0 and start < end and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while start < end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end


class OnnxRanker:
    """A folder that ``training.export_ranker`` wrote, run without torch. Thread-safe."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        settings = json.loads((folder / SETTINGS).read_text("utf-8"))
        self.window = int(settings["window"])
        self.similarity = float(settings["similarity"])
        with ThreadPoolExecutor(1) as opener:
            session = opener.submit(open_session, folder / WEIGHTS)
            self.tokenizer = open_tokenizer(folder / TOKENIZER)
            self._session = session.result()
        self._folder = folder
        self._threads = threads

    @cached_property
    def fingerprint(self) -> str:
        """The hash of its folder, taken when it is asked for: no answer needs it."""
        return folder_fingerprint(self._folder)

    def read(self, question: str, passages: Sequence[PassageInput]) -> list[Reading]:
        """See `Ranker`: passages run side by side, one a thread, each by itself."""
        asked = token_ids(self.tokenizer, question, QUESTION_TOKENS)
        if self._threads == 1 or len(passages) < 2:
            return [self._read(asked, passage) for passage in passages]
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(lambda passage: self._read(asked, passage), passages))

    def _read(self, asked: Sequence[int], passage: PassageInput) -> Reading:
        import numpy as np

        layout = lay_out(self.tokenizer, asked, passage, self.window)
        ids = np.array([layout.ids], dtype=np.int64)
        logits, hidden = self._session.run(["logits", "last_hidden_state"], {"input_ids": ids})
        return reading(logits[0], hidden[0], self.similarity, layout, passage[1], passage[2])


class SentenceRanker:
    """A sentence-transformers CrossEncoder; it scores sentence by sentence and finds no spans."""

    def __init__(self, name: str) -> None:
        local = _is_local(name)  # first: what cannot be had is said without importing torch
        from sentence_transformers import CrossEncoder

        self.model = CrossEncoder(name, local_files_only=local)
        self.fingerprint = f"cross-encoder-{name}"

    def read(self, question: str, passages: Sequence[PassageInput]) -> list[Reading]:
        """Score every sentence with its context in front; the span is the whole sentence."""
        found = []
        for context, text, spans in passages:
            pairs = [(question, f"{context}\n{text[start:end]}") for start, end in spans]
            scores = [float(self.model.predict([pair])[0]) for pair in pairs]
            found.append(Reading(tuple(scores), tuple((*span, 0.0) for span in spans)))
        return found


def _is_local(name: str) -> bool:
    """Whether a CrossEncoder is a folder or in the hub's cache; raises where the hub has none.

    The hub is asked directly, since a download tries for a minute before it says that there is no
    network.
    """
    if Path(name).is_dir():
        return True
    if is_path(name):
        raise FileNotFoundError("there is no such folder")
    from huggingface_hub import HfApi, try_to_load_from_cache

    if isinstance(try_to_load_from_cache(name, "config.json"), str):
        return True
    HfApi().model_info(name, timeout=10)
    return False


def ranker_of(setting: str) -> Ranker | None:
    """The ranker that the setting ``ranker`` names; None for "none".

    Raises RankerError as ``load_ranker`` does.
    """
    if setting == "none":
        return None
    if setting == "bundled" and not BUNDLED.is_dir():
        raise RankerError(
            f"The bundled ranker is missing from {BUNDLED}; install vraagbaak again, or set "
            "ranker to 'none'."
        )
    return load_ranker(BUNDLED if setting == "bundled" else Path(setting).expanduser())


def load_ranker(folder: Path, threads: int = 2) -> Ranker:
    """The ranker in ``folder``, or the sentence-transformers CrossEncoder of that name.

    torch is imported only for a CrossEncoder.

    Raises:
        RankerError: when it cannot be loaded.
    """
    try:
        if (folder / SETTINGS).is_file():
            return OnnxRanker(folder, threads)
        return SentenceRanker(str(folder))
    except Exception as error:
        raise RankerError(
            f"The ranker {str(folder)!r} cannot be loaded ({first_line(error)}); name a folder "
            f"with {SETTINGS} in it, or a sentence-transformers CrossEncoder, or set ranker to "
            "'bundled'."
        ) from error

"""Which word pieces are kept: those that Dutch and English text uses.

A Unigram tokenizer takes the most probable way to cut a word into pieces. Removing pieces that this
way does not use cannot change it, so a text cut only into kept pieces is cut as before.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

SPACE = "▁"  # SentencePiece writes a space as this character
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
LANGUAGES = ("nl", "en")
TEXT_FILES = (".txt", ".md", ".csv", ".json", ".jsonl")
BATCH = 20_000  # texts given to the tokenizer at once


def kept_ids(tokenizer: dict[str, Any], folders: Sequence[Path] = ()) -> list[int]:
    """The ids, ascending, of the pieces to keep.

    These are `SPECIAL`; every piece without letters (numbers, punctuation, currency,
    symbols); every single Latin or Greek letter; every piece that a word of wordfreq's Dutch or
    English list uses, in the forms of `word_forms`; and every piece used by the plain-text files
    under ``folders``.
    """
    pieces = [piece for piece, _ in tokenizer["model"]["vocab"]]
    kept = {pieces.index(token) for token in SPECIAL}
    kept |= {number for number, piece in enumerate(pieces) if always_kept(piece)}
    # The price of an unknown character is set from the least probable piece.
    scores = [score for _, score in tokenizer["model"]["vocab"]]
    kept.add(int(np.argmin(scores)))
    kept |= used_ids(tokenizer, word_forms())
    for folder in folders:
        kept |= used_ids(tokenizer, text_lines(folder))
    return sorted(kept)


def always_kept(piece: str) -> bool:
    """Whether a piece is kept in any case: it has no letter, or is one Latin or Greek letter."""
    text = piece.replace(SPACE, "")
    if not any(character.isalpha() for character in text):
        return True
    return len(text) == 1 and unicodedata.name(text, "").startswith(("LATIN", "GREEK"))


def word_forms() -> Iterator[str]:
    """Every word of wordfreq's large lists: as listed, capitalised, and in capitals.

    Each also behind a bracket, as a word is cut into other pieces when no space precedes it.
    """
    from wordfreq import iter_wordlist

    for language in LANGUAGES:
        for word in iter_wordlist(language, "large"):
            for form in (word, word.capitalize(), word.upper()):
                yield form
                yield f"({form}"


def text_lines(folder: Path) -> Iterator[str]:
    """The lines of the plain-text files under ``folder``, composed (NFC)."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in TEXT_FILES and path.is_file():
            text = path.read_text("utf-8", errors="ignore")
            yield from unicodedata.normalize("NFC", text).splitlines()


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(texts)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def used_ids(tokenizer: dict[str, Any], texts: Iterable[str]) -> set[int]:
    """The ids of all pieces that ``texts`` are cut into."""
    cutter = Tokenizer.from_str(json.dumps(tokenizer))
    used: set[int] = set()
    for batch in _batches(texts):
        for encoding in cutter.encode_batch_fast(batch, add_special_tokens=False):
            used.update(encoding.ids)
    return used


def trimmed(tokenizer: dict[str, Any], kept: Sequence[int]) -> dict[str, Any]:
    """The tokenizer with only the pieces ``kept``, numbered in their order.

    Added tokens that are not kept (XLM-RoBERTa's ``<mask>``) are dropped.
    """
    renumbered = {old: new for new, old in enumerate(kept)}
    vocabulary = tokenizer["model"]["vocab"]
    special = [
        dict(token, id=renumbered[token["id"]])
        for token in tokenizer["added_tokens"]
        if token["id"] in renumbered
    ]
    model = dict(
        tokenizer["model"],
        vocab=[vocabulary[old] for old in kept],
        unk_id=renumbered[tokenizer["model"]["unk_id"]],
    )
    processor = json.loads(json.dumps(tokenizer["post_processor"]))
    for token in processor.get("special_tokens", {}).values():
        token["ids"] = [renumbered[old] for old in token["ids"]]
    return dict(tokenizer, model=model, added_tokens=special, post_processor=processor)


@dataclass(frozen=True)
class Difference:
    """How a trimmed tokenizer's output differs from the full one's over some texts."""

    texts: int
    texts_cut_differently: int
    pieces: int
    unknown: int
    unknown_before: int

    def __str__(self) -> str:
        share = self.texts_cut_differently / max(self.texts, 1)
        return (
            f"{self.texts_cut_differently} of {self.texts} texts ({share:.2%}) cut differently; "
            f"unknown {self.unknown} of {self.pieces} pieces, {self.unknown_before} before trimming"
        )


def difference(full: dict[str, Any], small: dict[str, Any], texts: Iterable[str]) -> Difference:
    """Compare the cuts that the full and the trimmed tokenizer make of ``texts``."""
    before = Tokenizer.from_str(json.dumps(full))
    after = Tokenizer.from_str(json.dumps(small))
    unknown_id, unknown_id_before = small["model"]["unk_id"], full["model"]["unk_id"]
    total = differing = pieces = unknown = unknown_before = 0
    for batch in _batches(texts):
        for old, new in zip(
            before.encode_batch(batch, add_special_tokens=False),
            after.encode_batch(batch, add_special_tokens=False),
            strict=True,
        ):
            total += 1
            pieces += len(new.ids)
            differing += old.tokens != new.tokens
            unknown += new.ids.count(unknown_id)
            unknown_before += old.ids.count(unknown_id_before)
    return Difference(total, differing, pieces, unknown, unknown_before)

"""Whether a question points back at what was said, and so cannot be read by itself."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answering import cues, talk_cues
from qa.answering.kinds import tells
from qa.language import fold, tokens

FEW_TERMS = 2  # a question of so few content words may lean on the one before it
MOST_TERMS = 6  # one of more stands alone, however it begins


def leans_on_history(asked: str) -> bool:
    """Whether a question cannot be read without the one before it.

    It begins like a follow-up, or it is short and points back ("dat getal") or asks nothing of
    its own ("waarom?"). One that names its subject ("Wat is een loket?") does not.
    """
    folded = talk_cues.POLITE.sub("", fold(asked))
    words = [token.text for token in tokens(folded)]
    own = [word for word in words if tells(word)]
    if not own or is_correction(folded):
        return True
    if any(cue.search(folded) for cue in talk_cues.WHOLE):
        return False
    if talk_cues.FOLLOWS.search(folded):
        return len(own) <= MOST_TERMS
    if talk_cues.COUNTS_WHAT_WAS_NAMED.search(folded):
        return len(own) <= FEW_TERMS + 1
    if len(own) == 1 and not _names_its_subject(asked):
        return True
    if len(own) <= FEW_TERMS and talk_cues.OTHERS.search(folded):
        return True
    return len(own) <= FEW_TERMS + 1 and points_outside(asked)


def is_correction(folded: str) -> bool:
    """Whether a folded question says that another thing was meant: "nee, ik bedoel 2009"."""
    cues_of_it = (talk_cues.CORRECTS, talk_cues.CORRECTED, talk_cues.NOT_BUT)
    return any(cue.search(folded) for cue in cues_of_it)


def _names_its_subject(asked: str) -> bool:
    """Whether a question of one content word is whole: "Wie is Divosa"."""
    named = [token for token in tokens(asked)[1:] if token.text[0].isupper()]
    return bool(named) and bool(talk_cues.HAS_VERB.search(fold(asked)))


def points_outside(asked: str) -> bool:
    """Whether a word stands for something that the question itself does not name.

    "Hoeveel loketten misten hun termijn": the desks' own; "een loket dat dicht is": a relative.
    """
    folded = talk_cues.EXPLETIVE_IT.sub(" ", fold(asked))
    if talk_cues.PLACE_SAID.search(folded):
        return True
    words = [token.text for token in tokens(folded)]
    return any(not _named_here(words, nth) for nth in _pointing(words))


def _named_here(words: Sequence[str], nth: int) -> bool:
    """Whether what a pointing word stands for is named before it in the question itself."""
    word, before, after = words[nth], words[:nth], words[nth + 1 :]
    things = [each for each in before if tells(each) and each not in talk_cues.MEASURES]
    if _behind_its_verb(before):
        things = things[:-1]
    if word in talk_cues.RELATIVE:
        return bool(things) and before[-1] == things[-1] and any(map(tells, after))
    if word in talk_cues.SUBJECTS:
        clause = not talk_cues.SUBORDINATING.isdisjoint(before[1:])
        subject = not after or (before[-1:] and before[-1] in talk_cues.AUXILIARIES)
        return bool(things) and (clause or not subject)
    return word in talk_cues.OF_THE_SAME and bool(things)


def _behind_its_verb(before: Sequence[str]) -> bool:
    """Whether the last word is the verb of a question word: "hoe lang wachten | ze daar"."""
    if not before or not tells(before[-1]):
        return False
    between = [word for word in before[:-1] if word not in talk_cues.MEASURES]
    return bool(between) and between[-1] in talk_cues.VERB_NEXT


def points_back(words: Sequence[str]) -> bool:
    """Whether one of the words stands for what was said; "het" does not where it is an article."""
    return bool(_pointing(words))


def _pointing(words: Sequence[str]) -> list[int]:
    """Which of the words stand for what was said."""
    return [
        nth
        for nth, (word, after) in enumerate(zip(words, [*words, ""][1:], strict=True))
        if word in cues.POINTS_BACK
        and word not in talk_cues.EXPLETIVES
        and not (word in talk_cues.ARTICLES and _is_noun(after))
    ]


def _is_noun(word: str) -> bool:
    """Whether a word behind "het" shows that it is an article."""
    return bool(word) and (tells(word) or bool(talk_cues.ARTICLE_OF.match(word)))

"""A language model's answer, on a leash: it gives claims, and only what is proven leaves.

The extractive answerer goes first. Where it finds nothing, nothing is asked of the model; where the
model cannot be reached, refuses or proves nothing, the extractive answer stands. The model sees the
question and the passages (:mod:`material`, :mod:`prompts`), at one endpoint (:mod:`endpoint`);
its reply is read as claims (:mod:`claims`), each held against the source (:mod:`prover`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, Any, Final

from qa.answering import Found, find
from qa.answering.by_model.claims import SCHEMA, Reader
from qa.answering.by_model.endpoint import Endpoint, EndpointError, Request, StreamBroken
from qa.answering.by_model.material import Given, given, harmless, new_mark, tokens_in
from qa.answering.by_model.prompts import VARIABLES, Prompt, Prompts
from qa.answering.by_model.prover import Prover
from qa.answering.by_model.words import word
from qa.answering.check import proven
from qa.answering.understanding import clean as clean_question
from qa.answering.understanding import content_of
from qa.answering.versions import older
from qa.figures import quantities
from qa.language import detect_language
from qa.model import Answer, Language, ModelUse, VraagbaakError

if TYPE_CHECKING:
    from qa.rankers import Ranker
    from qa.retrieval import Retriever
    from qa.settings import Settings

__all__ = ["ModelAnswerer", "OnClaim", "PromptShown", "find_for", "shown"]

LANGUAGES: Final[tuple[Language, ...]] = ("nl", "en")
PATIENCE: Final = 3  # failures in a row after which the endpoint is left alone …
LEFT_ALONE: Final = 60.0  # … for so many seconds
LONGEST_REPLY: Final = 8  # characters a token asked for: a reply past this does not end
LONGEST_REWRITTEN: Final = 400  # characters of a follow-up made to stand alone
REWRITE_TOKENS: Final = 120
TURNS_RETOLD: Final = 12  # turns that a model is told when it makes a follow-up stand alone
_TRIES: Final = 3  # one, one after an overflow, one without structured output

OnClaim = Callable[[str, str], None]
"""Called with each proven line as it comes, and the short answer."""


class PromptShown(VraagbaakError):
    """Nothing would be sent; the message says why."""


class ModelAnswerer:
    """One endpoint and model, what was learned of it, and the templates. Safe from several threads.

    ``context`` is the model's in tokens, as set, or as an overflow told; ``structured`` whether the
    endpoint takes a schema for the reply.
    """

    def __init__(
        self,
        settings: Settings,
        model_name: str | None = None,
        prompts: Prompts | None = None,
        *,
        endpoint: Endpoint | None = None,
    ) -> None:
        """Raises VraagbaakError where no endpoint or model is set, PromptError for a template."""
        self.settings = settings
        self.endpoint = endpoint or Endpoint(settings, model_name)
        self.prompts = prompts or Prompts()
        for task in VARIABLES:
            for language in LANGUAGES:
                self.prompts.check(task, language)
        self.context = settings.model_context
        self.structured = True
        self._failures = 0
        self._failed_at = 0.0

    def answer(self, found: Found, on_claim: OnClaim | None = None) -> Answer:
        """The model's answer to a question that was found, or the extractive one with the reason.

        Raises PromptError before anything is sent where a template cannot be filled in.
        """
        extract = found.answer
        use = ModelUse(
            self.endpoint.name,
            self.endpoint.address,
            self.prompts.check(_task(found), extract.language),
        )
        if extract.status == "not_found":
            return replace(extract, model=use)
        begun = perf_counter()
        try:
            answer = self._asked(found, use, on_claim)
        except EndpointError as error:
            self._failed(error)
            why = self._said(error, extract.language)
            answer = _instead(extract, use, why)
        spent = round((perf_counter() - begun) * 1000, 2)
        total = round(extract.timings_ms.get("total", 0.0) + spent, 2)
        return replace(answer, timings_ms={**extract.timings_ms, "model": spent, "total": total})

    def rewritten(self, question: str, history: Sequence[Mapping[str, str]]) -> str | None:
        """A follow-up question made to stand alone; None where the model makes nothing sound of it.

        What it adds must come from the conversation: every figure and date of it stands there.
        """
        asked = clean_question(question)
        turns = [
            {"role": turn["role"], "content": harmless(content_of(turn) or "")[:1000]}
            for turn in list(history)[-TURNS_RETOLD:]
        ]
        language = detect_language(asked, detect_language(" ".join(t["content"] for t in turns)))
        values = {"question": asked, "history": turns}
        prompt = self.prompts.fill("rewrite", language, values)
        text = ""
        try:
            self._require_patience()
            for piece in self.endpoint.stream(Request(prompt.messages(), REWRITE_TOKENS)):
                text += piece
                if len(text) > LONGEST_REWRITTEN:
                    return None
        except EndpointError:
            return None  # the question itself is asked next, and says what is wrong
        return _sound(text, asked, [turn["content"] for turn in turns], language)

    # ------------------------------------------------------------------ one question

    def _asked(self, found: Found, use: ModelUse, on_claim: OnClaim | None) -> Answer:
        self._require_patience()
        extract, language = found.answer, found.answer.language
        tries = 0
        while True:
            tries += 1
            passages, prompt, mark = composed(
                found, self.prompts, self._budget, structured=self.structured
            )
            prover = Prover(passages, mark, found.retriever, extract)
            reader = Reader()
            broken: StreamBroken | None = None
            try:
                self._read(prompt, reader, prover, on_claim)
            except StreamBroken as error:
                broken = error
            except EndpointError as error:
                if tries < _TRIES and self._learned(error, tokens_in(prompt.system + prompt.user)):
                    continue
                raise
            break
        self._failures = 0
        use = replace(
            use,
            prompt=prompt.version,
            passages=len(passages),
            left_out=len(found.hits) - len(passages),
            claims=reader.count,
            removed=tuple(prover.removed),
            refused=reader.refused,
            cut_short=broken is not None,
        )
        if not prover.lines:
            if broken and not reader.count:
                raise broken
            kind = "refused" if reader.refused or not reader.count else "unproven"
            return _instead(extract, use, word(language, kind))
        made = replace(
            extract,
            answer="\n".join(prover.lines),
            short_answer=prover.short,
            citations=tuple(prover.citations),
            findings=tuple(prover.findings),
            answerer="model",
            model=use,
            warnings=tuple(_warnings(use, broken, prover, language)),
        )
        index = found.retriever.index
        checked = proven(made, index)
        if checked.status == "not_found":
            return _instead(extract, use, word(language, "unproven"))
        return replace(checked, warnings=(*checked.warnings, *older(checked, index)))

    def _read(
        self, prompt: Prompt, reader: Reader, prover: Prover, on_claim: OnClaim | None
    ) -> None:
        """Read the reply; every claim is proven as soon as it is whole, and only then told."""
        limit = self.settings.model_answer_tokens
        schema = SCHEMA if self.structured else None

        def take(claims: Any) -> None:
            for claim in claims:
                line = prover.take(claim, reader.short)
                if line is not None and on_claim is not None:
                    on_claim(line, prover.short or "")

        stream = self.endpoint.stream(Request(prompt.messages(), limit, schema))
        try:
            for piece in stream:
                take(reader.feed(piece))
                if len(reader.text) > limit * LONGEST_REPLY:
                    raise StreamBroken("endless")
        finally:
            stream.close()  # type: ignore[attr-defined]
        take(reader.end())

    # ------------------------------------------------------------------ what is learned

    def _learned(self, error: EndpointError, sent: int) -> bool:
        """Whether a failure says how the next try may go better; what it says is kept."""
        if error.kind == "no_format" and self.structured:
            self.structured = False
            return True
        if error.kind == "overflow":
            told = error.limit if error.limit and error.limit < self.context else None
            smaller = told or min(self.context, sent + self.settings.model_answer_tokens) // 2
            if smaller <= self.settings.model_answer_tokens or smaller >= self.context:
                return False
            self.context = smaller
            return True
        return False

    @property
    def _budget(self) -> int:
        return self.context - self.settings.model_answer_tokens

    def _require_patience(self) -> None:
        if self._failures >= PATIENCE and monotonic() - self._failed_at < LEFT_ALONE:
            raise EndpointError("given_up")

    def _failed(self, error: EndpointError) -> None:
        if error.kind != "given_up":
            self._failures += 1
            self._failed_at = monotonic()

    def _said(self, error: EndpointError, language: Language) -> str:
        endpoint = self.endpoint
        return word(
            language, error.kind, address=endpoint.address, name=endpoint.name, detail=error.detail
        )


def shown(found: Found, settings: Settings) -> str:
    """What would be sent for a question. Raises PromptShown where nothing would be."""
    if found.answer.status == "not_found":
        raise PromptShown(
            "Nothing would be sent: the reports do not answer this, so no model is asked."
        )
    budget = settings.model_context - settings.model_answer_tokens
    _, prompt, _ = composed(found, Prompts(), budget)
    return "\n\n".join(f"--- {each['role']} ---\n{each['content']}" for each in prompt.messages())


def composed(
    found: Found, prompts: Prompts, budget: int, *, structured: bool = True
) -> tuple[list[Given], Prompt, str]:
    """The passages that fit a budget of tokens, best first, the prompt with them, and its mark."""
    everything = given(found.hits)
    question = found.answer.understood
    task, language = _task(found), found.answer.language
    mark = new_mark([question, *(f"{each.title} {each.text}" for each in everything)])

    def filled(passages: Sequence[Given]) -> Prompt:
        values = {
            "question": question,
            "form": "json" if structured else "lines",
            "mark": mark,
            "passages": passages,
            "reports": list(dict.fromkeys(each.title for each in passages)),
        }
        known = {name: values[name] for name in VARIABLES[task]}
        return prompts.fill(task, language, known)

    count = len(everything)
    prompt = filled(everything)
    while count > 1 and tokens_in(prompt.system + prompt.user) > budget:
        count -= 1
        prompt = filled(everything[:count])
    return everything[:count], prompt, mark


def _task(found: Found) -> str:
    """Which template: comparing is another task than answering."""
    asked = found.question
    return "compare" if asked.asks_agreement or asked.kind == "comparison" else "answer"


def _instead(extract: Answer, use: ModelUse, why: str) -> Answer:
    """The extractive answer, with the reason why the model's does not stand there."""
    return replace(
        extract, model=replace(use, fell_back=word(extract.language, "instead", why=why))
    )


def _warnings(
    use: ModelUse, broken: StreamBroken | None, prover: Prover, language: Language
) -> list[str]:
    """What the reader must know of a model's answer, in the question's language."""
    told = []
    if count := len(use.removed):
        told.append(word(language, "removed_1" if count == 1 else "removed_n", n=count))
    if use.left_out:
        told.append(word(language, "left_out", n=use.left_out, of=use.left_out + use.passages))
    if broken is not None:
        why = word(language, broken.kind, address=use.endpoint)
        told.append(word(language, "cut_short", why=why))
    spoken = [detect_language(each.statement, language) for each in prover.findings]
    if all(each != language for each in spoken):
        told.append(word(language, "other_language"))
    return told


def _sound(text: str, asked: str, said: Sequence[str], language: Language) -> str | None:
    """A model's rewritten question where it is one, and adds no figure to the conversation."""
    lines = [line.strip(" \"'“”*`") for line in harmless(text).splitlines() if line.strip()]
    if len(lines) != 1 or not any(char.isalpha() for char in lines[0]):
        return None
    conversation = "\n".join([asked, *said])
    known = {
        (item.value, item.date) for each in LANGUAGES for item in quantities(conversation, each)
    }
    added = [
        item for item in quantities(lines[0], language) if (item.value, item.date) not in known
    ]
    return None if added or "://" in lines[0] else lines[0]


def find_for(
    model: ModelAnswerer,
    question: str,
    retriever: Retriever,
    ranker: Ranker | None,
    settings: Settings,
    *,
    history: Sequence[Mapping[str, str]] = (),
    **options: Any,
) -> Found:
    """What is found for a question; a follow-up is looked for as the model makes it stand alone.

    Only where the rules' own reading of it found something: not found stays not found. Options and
    errors are those of ``find``.
    """
    found = find(question, retriever, ranker, settings, history=history, **options)
    if not found.question.follow_up or found.answer.status == "not_found":
        return found
    alone = model.rewritten(question, history)
    if alone is None:
        return found
    again = find(alone, retriever, ranker, settings, **options)
    if again.answer.status == "not_found":
        return found
    return replace(again, answer=replace(again.answer, question=found.answer.question))

"""A corpus folder and its index: sync, search, ask.

What the shell, the command line and scripts stand on::

    from qa.library import Library

    library = Library.open("rapporten", "rapporten-index")
    library.sync()
    print(library.ask("Hoeveel werkpleinen misten hun mijlpaal?").answer)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from qa.model import Answer, RankedPassage, SettingsError, VraagbaakError
from qa.settings import Settings

if TYPE_CHECKING:
    from qa.answering.by_model import ModelAnswerer, OnClaim
    from qa.encoders import Encoder
    from qa.index import Index, ReportRecord
    from qa.index.corpus import CorpusFile
    from qa.index.seen import Lookout
    from qa.index.sync import Sync, SyncEvent, SyncResult
    from qa.rankers import Ranker
    from qa.retrieval import Retriever


@dataclass(frozen=True, slots=True)
class Status:
    """What is indexed and whether it is in step with the corpus.

    ``generation`` is None where there is no index that can be opened; ``problem`` then says why.
    ``pending`` is what a sync would do; None where the corpus cannot be looked at, and ``problem``
    says why. It also says why the ranker cannot be had, without which nothing is answered.
    ``in_step`` is whether a sync would find nothing to do. ``writer`` names the process that is
    writing to the index now.
    """

    corpus: str
    index: str
    model: str
    ranker: str
    generation: str | None = None
    encoder: str | None = None
    reports: int = 0
    passages: int = 0
    words: int = 0
    bytes: int = 0
    unreadable: Mapping[str, str] = field(default_factory=dict)
    in_step: bool = False
    pending: SyncResult | None = None
    problem: str | None = None
    writer: str | None = None


class Library:
    """A corpus folder and its index. Asking and searching are safe from several threads.

    Each call answers from one generation of the index, the newest that is finished when it begins.
    """

    def __init__(self, settings: Settings, encoder: Encoder | None = None) -> None:
        """A library of these settings; ``encoder`` takes the place of the model they name."""
        self.settings = settings
        self._encoder = encoder
        self._index: Index | None = None
        self._lock = RLock()  # for the index
        self._model_lock = RLock()
        self._models: dict[str | None, ModelAnswerer] = {}

    @classmethod
    def open(
        cls,
        corpus: Path | str | None = None,
        index: Path | str | None = None,
        settings: Settings | None = None,
    ) -> Library:
        """The library of a corpus folder and an index folder; nothing is read or built yet.

        ``settings`` are those of the working folder unless given; the folders overrule theirs.
        Raises SettingsError for a wrong setting, and for folders that cannot be or are the same.
        """
        given = {"corpus": corpus, "index": index}
        folders: dict[str, Any] = {
            name: Path(value) for name, value in given.items() if value is not None
        }
        return cls(Settings.load(**folders) if settings is None else settings.changed(**folders))

    @property
    def index(self) -> Index:
        """The newest finished generation. Raises IndexMissing, IndexDamaged, IndexForeign."""
        from qa.index import Index
        from qa.index.generation import current

        with self._lock:
            folder = self.settings.index
            if self._index is None or self._index.generation != current(folder):
                self._index = Index.open(folder)
            return self._index

    def reports(self) -> list[ReportRecord]:
        """The reports in the index, by name."""
        return self.index.reports()

    def pages(self, report: str) -> dict[int | None, str]:
        """The text of each page that citations count in, by number.

        A text format has one, under None. KeyError for a report that is not there.
        """
        index = self.index
        source = index.source(report)
        pages = index.report(report).pages
        return {page.number: source[page.start : page.end] for page in pages} or {None: source}

    # ------------------------------------------------------------------ keeping it in step

    def sync(
        self,
        *,
        rebuild: bool = False,
        dry_run: bool = False,
        wait: float = 0,
        leave: Callable[[CorpusFile], bool] | None = None,
        progress: Callable[[SyncEvent], None] | None = None,
        say: Callable[[str], None] | None = None,
    ) -> SyncResult:
        """Bring the index in step with the corpus: add, re-read what changed, drop what went.

        ``rebuild`` makes everything anew, ``dry_run`` only says what would be done. ``wait`` is for
        how many seconds another writer is waited for (``math.inf``: until it has ended), and
        ``say`` gets the sentence that names it; ``leave`` says which files are not to be read yet.
        Whatever stops a sync, the index answers as it did before (or is in step, where only tidying
        up was left), and the work that was finished is used next time.

        Raises CorpusError (no folder, no files in it), IndexLocked (another process is writing) and
        IndexNotWritable (a full disk, a folder that may not be written).
        """
        sync = self._sync(progress, say)
        return sync.look() if dry_run else sync.run(rebuild, wait, leave)

    def _sync(
        self,
        progress: Callable[[SyncEvent], None] | None = None,
        say: Callable[[str], None] | None = None,
    ) -> Sync:
        from qa.index.sync import Sync

        return Sync(self.settings, self._load_encoder, self._fingerprint, progress, say)

    def rollback(self, *, wait: float = 0, say: Callable[[str], None] | None = None) -> str:
        """Make the generation before the current one answer again; returns its name.

        It is checked whole first. The next sync makes the index that of the corpus again. ``wait``
        and ``say`` are as in ``sync``.

        Raises IndexMissing, NoOlderGeneration, IndexDamaged and IndexForeign where there is none to
        go back to, IndexLocked and IndexNotWritable; the index then answers as it did before.
        """
        from qa.index.generation import roll_back
        from qa.index.lock import writing
        from qa.index.seen import remember

        settings = self.settings
        with writing(settings.index, wait, say or (lambda sentence: None), settings.state):
            name = roll_back(settings.index)
            remember(settings.index, settings.corpus, name, "")  # of no corpus: asking warns
        return name

    def verify(self) -> list[str]:
        """What is wrong with the index, a sentence each; [] if nothing. Reads all of it."""
        from qa.index.verify import verify

        return verify(self.settings.index)

    def status(self) -> Status:
        """What is indexed, and whether it is in step with the corpus; nothing is changed."""
        from qa.index.lock import holder

        settings = self.settings
        status = Status(
            str(settings.corpus), str(settings.index), settings.model, settings.ranker,
            writer=holder(settings.index),
        )  # fmt: skip
        try:
            status = self._with_index(status)
        except VraagbaakError as error:
            status = replace(status, problem=str(error))
        try:
            pending = self._sync().look()
            status = replace(status, pending=pending, in_step=pending.in_step)
        except VraagbaakError as error:
            status = _with_problem(error, status)
        try:
            _ = self._ranker
        except VraagbaakError as error:
            status = _with_problem(error, status)
        return status

    def _with_index(self, status: Status) -> Status:
        index = self.index
        return replace(
            status,
            generation=index.generation,
            encoder=index.encoder_fingerprint,
            reports=len(index.reports()),
            passages=index.passage_count,
            words=len(index.vocabulary()),
            bytes=index.size,
            unreadable={item.name: item.reason for item in index.catalog.unreadable()},
        )

    # ------------------------------------------------------------------ asking

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Mapping[str, str]] = (),
        id: Any = None,
        top_k: int | None = None,
        report: str | None = None,
        year_from: int | None = None,
        year_to: int | None = None,
        explain: bool = False,
        answerer: str | None = None,
        model_name: str | None = None,
        on_claim: OnClaim | None = None,
    ) -> Answer:
        """The answer to a question, with the words it stands on.

        ``history`` is what was said before, ``{"role": "user" | "assistant", "content": …}`` each;
        ``top_k`` how many passages are listed; ``report`` (a glob over names and titles) and the
        years leave reports out; those without a date pass no years, which a warning says. Another
        says when the corpus has changed since it was indexed.
        ``answerer`` ("extract" or "model") and ``model_name`` overrule the settings; ``on_claim``
        is called with each proven sentence of a model as it comes, and the short answer.

        Raises QuestionError for what is no question and for limits that nothing can pass;
        IndexMissing, IndexDamaged and IndexForeign, each naming the command that mends it; with a
        model VraagbaakError where its endpoint is not set or a template is not sound. An endpoint
        that fails raises nothing: the extractive answer says why in ``model.fell_back``.
        """
        from qa.limits import check, with_limits

        check(report, year_from, year_to)
        by_model = self._by_model(answerer, model_name)
        if self._encoder is None:
            self._load_side_by_side()
        from qa.answering import find
        from qa.index.seen import warning
        from qa.retrieval import Filters

        filters = Filters(report, year_from, year_to)
        retriever = self._retriever()
        look = self._lookout.begin(retriever.index.generation)
        asked = retriever, self._ranker, self.settings
        options: dict[str, Any] = {
            "history": history,
            "id": id,
            "top_k": top_k,
            "filters": filters,
            "explain": explain,
        }
        if by_model is None:
            given = find(question, *asked, **options).answer
        else:
            from qa.answering.by_model import find_for

            given = by_model.answer(find_for(by_model, question, *asked, **options), on_claim)
        given = with_limits(given, filters, retriever.index.reports())
        if found := self._lookout.end(look):
            warned = warning(found, self.settings.corpus, given.language)
            return replace(given, warnings=(*given.warnings, warned))
        return given

    @cached_property
    def _lookout(self) -> Lookout:
        from qa.index.seen import Lookout

        return Lookout(self.settings.index, self.settings.corpus)

    def prompt(
        self,
        question: str,
        *,
        history: Sequence[Mapping[str, str]] = (),
        top_k: int | None = None,
        report: str | None = None,
        year_from: int | None = None,
        year_to: int | None = None,
    ) -> str:
        """What a model would be sent for a question; nothing is, and no endpoint need be set.

        Raises PromptShown where the reports do not answer, so that no model would be asked.
        """
        from qa.answering import find
        from qa.answering.by_model import shown
        from qa.limits import check
        from qa.retrieval import Filters

        check(report, year_from, year_to)
        filters = Filters(report, year_from, year_to)
        found = find(
            question, self._retriever(), self._ranker, self.settings, history=history,
            top_k=top_k, filters=filters,
        )  # fmt: skip
        return shown(found, self.settings)

    def _by_model(self, answerer: str | None, model_name: str | None) -> ModelAnswerer | None:
        """The model answerer where one is to answer; what it learned of its endpoint is kept."""
        chosen = answerer or self.settings.answerer
        if chosen == "extract":
            return None
        if chosen != "model":
            raise SettingsError(f"There is no answerer '{chosen}'; there are extract and model.")
        from qa.answering.by_model import ModelAnswerer

        with self._model_lock:
            name = model_name or self.settings.model_name
            if name not in self._models:
                self._models[name] = ModelAnswerer(self.settings, name)
            return self._models[name]

    def search(
        self,
        words: str,
        *,
        top_k: int | None = None,
        report: str | None = None,
        year_from: int | None = None,
        year_to: int | None = None,
        explain: bool = False,
    ) -> list[RankedPassage]:
        """The passages that fit best, best first; arguments and errors are those of ``ask``."""
        from qa.answering.citations import ranked
        from qa.limits import check
        from qa.retrieval import Filters

        check(report, year_from, year_to)
        filters = Filters(report, year_from, year_to)
        hits = self._retriever().search(words, top_k or self.settings.top_k, filters)
        return list(ranked(hits, explain))

    def _retriever(self) -> Retriever:
        """A retriever over the newest generation."""
        from qa.retrieval import Retriever

        index, encoder = self.index, self._load_encoder()
        index.require_encoder(encoder.fingerprint)
        return Retriever(index, encoder)

    def _load_side_by_side(self) -> None:
        """Load models, index and code at the same time: half of what a first answer takes."""
        with ThreadPoolExecutor(2) as pool:
            loading: list[Future[Any]] = [pool.submit(self._load_encoder)]
            loading.append(pool.submit(lambda: self._ranker))
            self.index.warm()
            import qa.answering  # noqa: F401

            for each in loading:
                each.result()

    # ------------------------------------------------------------------ models

    def _load_encoder(self) -> Encoder:
        with self._model_lock:
            if self._encoder is None:
                from qa.encoders import load_encoder

                self._encoder = load_encoder(self.settings.model)
            return self._encoder

    def _fingerprint(self) -> str:
        """The encoder's fingerprint, from the model's folder where it has one."""
        from qa.encoders import BUNDLED, folder_fingerprint

        if self._encoder is None:
            model = self.settings.model
            folder = BUNDLED if model == "bundled" else Path(model).expanduser()
            if folder.is_dir():
                return folder_fingerprint(folder)
        return self._load_encoder().fingerprint

    @cached_property
    def _ranker(self) -> Ranker | None:
        from qa.rankers import ranker_of

        return ranker_of(self.settings.ranker)


def _with_problem(error: VraagbaakError, status: Status) -> Status:
    """The problem put first: it is what `qa index` does not mend."""
    return replace(status, problem=" ".join(filter(None, (str(error), status.problem))))

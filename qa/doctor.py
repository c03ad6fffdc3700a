"""Is everything needed here: model, index, corpus, disk, terminal; and if not, what is the cure."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from qa.model import VraagbaakError

if TYPE_CHECKING:
    from qa.settings import Settings

LIBRARIES = ("onnxruntime", "tokenizers", "faiss-cpu", "pdfminer.six")
CHANGES = ("added", "changed", "renamed", "removed")
SPARE_MB = 200  # below this an index of ordinary size may not fit beside the old one


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what was found, and the cure where it is not well."""

    name: str
    ok: bool
    found: str
    cure: str | None = None


def examine(settings: Settings) -> list[Check]:
    """Look at everything; nothing is changed.

    The network is used only where a language model is set to answer: its endpoint is tried.
    """
    return [
        replace(check, cure=None) if check.ok else check
        for look in (_versions, _model, _ranker, _ocr, _corpus, _index, _disk, _terminal, _answerer)
        for check in look(settings)
    ]


def _versions(_: Settings) -> Iterator[Check]:
    found = [f"Python {platform.python_version()}"]
    missing = []
    for name in ("vraagbaak", *LIBRARIES):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        cure = "install again, as the README says: pip install -c constraints.txt -e ."
        yield Check("versions", False, f"not installed: {', '.join(missing)}", cure)
    else:
        yield Check("versions", True, ", ".join(found))


def _model(settings: Settings) -> Iterator[Check]:
    def load() -> str:
        from qa.encoders import load_encoder

        encoder = load_encoder(settings.model)
        (vector,) = encoder.encode_query(["Is alles in orde?"])
        return f"{settings.model}: {len(vector)} numbers a vector"

    yield _tried("model", load, "set `model` to 'bundled', a model's folder or its hub name")


def _ranker(settings: Settings) -> Iterator[Check]:
    def load() -> str:
        from qa.rankers import ranker_of

        return settings.ranker if ranker_of(settings.ranker) else "none, as set"

    yield _tried("ranker", load, "set `ranker` to 'bundled', 'none' or a model's folder")


def _ocr(settings: Settings) -> Iterator[Check]:
    from qa.reading.tesseract import cure, requirements

    found, missing = requirements(settings.ocr_languages)
    if missing is None:
        yield Check("ocr", True, found)
    elif settings.ocr:
        yield Check("ocr", False, missing, cure(missing))
    else:
        yield Check("ocr", True, f"{missing}; only needed to read scans. {cure(missing)}")


def _corpus(settings: Settings) -> Iterator[Check]:
    folder = settings.corpus
    cure = "name the folder of reports with --corpus, QA_CORPUS or `corpus` in qa.toml"
    if not folder.is_dir():
        yield Check("corpus", False, f"there is no folder {folder}", cure)
        return
    files = [path for path in folder.rglob("*") if path.is_file()]
    closed = [path.name for path in files if not os.access(path, os.R_OK)]
    if closed:
        found = f"{len(closed)} of {len(files)} files may not be read: {', '.join(closed[:3])}"
        yield Check("corpus", False, found, "give yourself permission to read them")
    elif not files:
        yield Check("corpus", False, f"{folder} is empty", cure)
    else:
        yield Check("corpus", True, f"{folder}: {len(files)} files")


def _index(settings: Settings) -> Iterator[Check]:
    def load() -> str:
        from qa.encoders import load_encoder
        from qa.index import Index

        index = Index.open(settings.index, load_encoder(settings.model).fingerprint)
        reports = len(index.reports())
        found = f"{settings.index}: {reports} reports, {index.passage_count} passages"
        unreadable = len(index.catalog.unreadable())
        if pending := _pending(settings):
            raise VraagbaakError(f"{found}; not in step: {pending}")
        return found + (f"; unreadable files: {unreadable} (see qa status)" if unreadable else "")

    yield _tried("index", load, "qa index (or qa index --rebuild when that does not help)")


def _pending(settings: Settings) -> str | None:
    """What a sync would do, in a few words; None where nothing, or where nothing can be synced."""
    from qa.library import Library

    try:
        result = Library.open(settings=settings).sync(dry_run=True)
    except VraagbaakError:  # of the corpus: another check says so
        return None
    if result.in_step:
        return None
    counts = {what: len(getattr(result, what)) for what in CHANGES}
    done = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return done or "other settings, or another version of qa"


def _disk(settings: Settings) -> Iterator[Check]:
    place = next(
        path
        for path in [settings.index.absolute(), *settings.index.absolute().parents]
        if path.exists()
    )
    free = shutil.disk_usage(place).free // 2**20
    writable = os.access(place, os.W_OK)
    found = f"{free:,} MB free in {place}" + ("" if writable else ", which may not be written")
    cure = "make room, or put the index elsewhere with --index"
    yield Check("disk", free >= SPARE_MB and writable, found, cure)


def _terminal(_: Settings) -> Iterator[Check]:
    encoding = (sys.stdout.encoding or "").lower()
    kind = "a terminal" if sys.stdout.isatty() else "not a terminal: plain text"
    yield Check(
        "output",
        encoding.replace("-", "") == "utf8",
        f"{kind}, {encoding or 'no encoding'}",
        "set the locale to UTF-8, as in: export LC_ALL=C.UTF-8",
    )


def _answerer(settings: Settings) -> Iterator[Check]:
    if settings.answerer == "extract":
        unused = "; model_url is set, and not contacted" if settings.model_url else ""
        yield Check("answerer", True, f"extract: no language model{unused}")
        return

    def load() -> str:
        from qa.answering.by_model import ModelAnswerer
        from qa.answering.by_model.endpoint import EndpointError
        from qa.answering.by_model.words import word

        endpoint = ModelAnswerer(settings).endpoint
        try:
            said = endpoint.try_out()
        except EndpointError as error:
            facts = {"address": endpoint.address, "name": endpoint.name, "detail": error.detail}
            raise VraagbaakError(word("en", error.kind, **facts)) from None
        return f"model: {endpoint.name} at {endpoint.address} says {said!r}; templates are sound"

    cure = "set model_url, model_name and model_key, or answerer to 'extract'"
    yield _tried("answerer", load, cure)


def _tried(name: str, load: Callable[[], str], cure: str) -> Check:
    try:
        return Check(name, True, load())
    except VraagbaakError as error:
        return Check(name, False, str(error), cure)
    except Exception as error:
        return Check(name, False, f"{type(error).__name__}: {error}", cure)

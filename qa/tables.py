"""What the commands other than ``ask`` print: tables, pages, checks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from qa.model import BlockKind, Language

if TYPE_CHECKING:
    from pathlib import Path

    from qa.doctor import Check
    from qa.evaluation import Comparison, Evaluation
    from qa.excerpt import Excerpt, Target
    from qa.index import ReportRecord
    from qa.index.sync import SyncResult
    from qa.library import Status
    from qa.page_image import Drawn
    from qa.screen import Screen

HEADS: dict[Language, dict[str, str]] = {
    "nl": {
        "report": "rapport", "title": "titel", "date": "datum", "version": "versie",
        "number": "nummer", "pages": "bladzijden", "page": "bladzijde", "printed": "gedrukt",
    },
    "en": {},
}  # fmt: skip
"""What stands over a table of reports, and over a page, where it is not as the key has it."""

LANGUAGES = ("nl", "en", "mixed")
BY_TYPE = ("recall@5", "recall@10", "cite@1", "answer", "false_answer")
FEW_NAMES = 3  # of reports in a sentence
LONGEST_CELL = 70  # characters of a question or answer in a table


def print_sync(
    screen: Screen, result: SyncResult, *, dry_run: bool = False, rebuild: bool = False
) -> None:
    """What a sync did to each report: the counts, then the names that were not left alone.

    With ``rebuild`` also how many were made anew: all that are in the index, changed or not.
    """
    done = {
        "added": result.added,
        "changed": result.changed,
        "renamed": result.renamed,
        "removed": result.removed,
        "unreadable": tuple(result.unreadable),
    }
    rows = [(what, str(len(names))) for what, names in done.items()]
    rows.insert(4, ("unchanged", str(len(result.unchanged))))
    if rebuild:
        kept = result.added + result.changed + result.renamed + result.unchanged
        rows.append(("made anew", str(len(kept))))
    screen.table(("would be" if dry_run else "reports", ""), rows, " r")
    for what in ("added", "changed", "renamed", "removed"):
        for name in done[what]:
            screen.line((f"{what:>10}  ", "cyan"), name, hang=12)
    for name, reason in result.unreadable.items():
        screen.line(("unreadable  ", "red"), _with_name(name, reason), hang=12)
    for name, notes in result.notes.items():
        for note in notes:
            screen.line(("      note  ", "yellow"), f"{name}: {note}", hang=12)


def sync_summary(result: SyncResult) -> str:
    """What a sync did, in a line without an end: "1 added (a.pdf), 2 removed (…); 14 reports"."""
    done = _done(result)
    reports = len(result.added + result.changed + result.renamed + result.unchanged)
    unreadable = f", {len(result.unreadable)} unreadable" if result.unreadable else ""
    return f"{done or 'nothing changed'}; {reports} report{'s' * (reports != 1)}{unreadable}"


def _done(result: SyncResult) -> str:
    """What was added, changed, renamed and removed: how many, and the names of some."""
    return ", ".join(
        f"{len(names)} {what} ({some(names)})"
        for what in ("added", "changed", "renamed", "removed")
        if (names := getattr(result, what))
    )


def some(names: Sequence[str], rest: str = "and {} more") -> str:
    """Names after each other, those past the first few as a number."""
    shown = list(names[:FEW_NAMES])
    if len(names) > FEW_NAMES:
        shown.append(rest.format(len(names) - FEW_NAMES))
    return ", ".join(shown)


def _with_name(name: str, reason: str) -> str:
    return reason if reason.startswith(name) else f"{name}: {reason}"


def report_rows(records: Iterable[ReportRecord]) -> list[dict[str, Any]]:
    """What ``qa reports --json`` says of each report."""
    return [
        {
            "report": record.name,
            "title": record.metadata.title,
            "date": record.metadata.date,
            "version": record.metadata.version,
            "number": record.metadata.number,
            "publisher": record.metadata.publisher,
            "language": record.metadata.language,
            "format": record.format,
            "pages": len(record.pages) or None,
            "passages": record.passage_count,
            "blocks": dict(record.blocks),
            "problems": list(record.problems),
        }
        for record in records
    ]


def print_reports(
    screen: Screen, records: Sequence[ReportRecord], language: Language = "en"
) -> None:
    """The reports, a row each, and their problems under the table; no column that is empty."""
    rows = report_rows(records)
    always = ("report", "title")
    columns = [
        column
        for column in (*always, "date", "version", "number", "pages", "passages")
        if column in always or any(row[column] is not None for row in rows)
    ]
    screen.table(
        [HEADS[language].get(column, column) for column in columns],
        [[_cell(row[column]) for column in columns] for row in rows],
        "".join("r" if column in ("pages", "passages") else " " for column in columns),
        folded=columns.index("title"),
    )
    for record in records:
        for problem in record.problems:
            screen.line((f"{record.name}: ", "yellow"), problem, hang=2)


def print_status(screen: Screen, status: Status) -> None:
    """What is indexed, and what `qa index` would do."""
    screen.line(("corpus    ", "cyan"), status.corpus)
    screen.line(("index     ", "cyan"), status.index)
    screen.line(("model     ", "cyan"), status.model)
    screen.line(("ranker    ", "cyan"), status.ranker)
    if status.generation:
        size = f"{status.bytes / 1e6:.1f} MB"
        screen.line(("holds     ", "cyan"), f"{status.reports} reports, {status.passages} passages")
        screen.line(("          ", "cyan"), f"generation {status.generation}, {size}")
    if status.writer:
        screen.line(("writing   ", "cyan"), status.writer)
    for name, reason in status.unreadable.items():
        screen.line(("unreadable  ", "red"), _with_name(name, reason), hang=12)
    if status.problem:
        screen.line((status.problem, "red"))
    if not status.generation:
        return  # the problem is that
    if status.in_step:
        screen.line(("The index is in step with the corpus.", "green"))
    elif status.pending:
        done = _done(status.pending) or "other settings, or another version of qa"
        screen.line((f"Not in step: {done}. Run: qa index", "yellow"))


def print_checks(screen: Screen, checks: Iterable[Check]) -> None:
    """Each check with what was found, and the cure where it failed."""
    for check in checks:
        mark = ("ok    ", "green") if check.ok else ("wrong ", "bold red")
        screen.line(mark, (f"{check.name}: ", "bold"), check.found, hang=6)
        if not check.ok and check.cure:
            screen.line(f"Cure: {check.cure}", indent=6)


def print_excerpt(screen: Screen, excerpt: Excerpt, language: Language = "en") -> None:
    """A page or piece of a report, the quoted words highlighted."""
    head = [excerpt.report.metadata.title, excerpt.report.name]
    if excerpt.page is not None:
        label = excerpt.page.label
        words = HEADS[language]
        printed = f" ({words.get('printed', 'printed')}: {label})" if label else ""
        head.append(f"{words.get('page', 'page')} {excerpt.page.number}{printed}")
    screen.line((", ".join(head), "bold cyan"))
    for fact in excerpt.facts:
        screen.line((fact, "dim"))
    for piece in excerpt.pieces:
        style = "bold" if piece.kind is BlockKind.HEADING else ""
        style = "dim" if piece.kind is BlockKind.FURNITURE else style
        parts: list[tuple[str, str]] = []
        at = 0
        for mark in piece.marks:
            parts.append((piece.text[at : mark.start], style))
            parts += highlighted(screen, piece.text[mark.start : mark.end])
            at = mark.end
        parts.append((piece.text[at:], style))
        screen.line()
        if piece.name:
            screen.line((" | ".join((piece.name, *piece.notes)), "cyan"))
        screen.line(*parts, hang=2 if piece.kind is BlockKind.LIST_ITEM else 0)


def print_drawn(screen: Screen, target: Target, drawn: Drawn, image: Path) -> None:
    """What was drawn, and whether the cited words could be boxed."""
    said = f"{image}: page {drawn.page} of {target.report.name}"
    if target.span and not drawn.boxes:
        said += "; the cited words have no place that is known on the page as it is drawn"
    elif target.span:
        said += f", the cited words in {drawn.boxes} box{'' if drawn.boxes == 1 else 'es'}"
    screen.line(f"{said}.")


def highlighted(screen: Screen, text: str) -> list[tuple[str, str]]:
    """The quoted words: reversed on a terminal, between marks elsewhere."""
    if screen.terminal:
        return [(text, "reverse")]
    return [(">>>", ""), (text, ""), ("<<<", "")]


def print_evaluation(screen: Screen, run: Evaluation, *, misses: bool = False) -> None:
    """The figures of a run: all questions, by language, by type; and what went wrong."""
    figures, counts = run.figures, run.counts
    names = [name for name in figures if "[" not in name and "(" not in name]
    rows = []
    for name in names:
        by_language = (figures.get(f"{name} [{language}]") for language in LANGUAGES)
        rows.append(
            [name, f"{figures[name]:.3f}", str(counts[name]), *(_share(x) for x in by_language)]
        )
    screen.table(("figure", "all", "n", *LANGUAGES), rows, " rrrrr")
    types = sorted({outcome.type for outcome in run.outcomes})
    rows = []
    for type_ in types:
        n = sum(outcome.type == type_ for outcome in run.outcomes)
        rows.append([type_, str(n), *(_share(figures.get(f"{x} ({type_})")) for x in BY_TYPE)])
    screen.line()
    screen.table(("type", "n", *BY_TYPE), rows, " r" + "r" * len(BY_TYPE))
    if misses:
        screen.line()
        for outcome in run.outcomes:
            if outcome.miss:
                screen.line((f"{outcome.id}: {outcome.miss}. ", "yellow"), outcome.question, hang=4)
                said = _cell(outcome.short_answer)
                screen.line(f"said {said!r}, expected {_cell(outcome.expected)!r}", indent=4)


def print_comparison(screen: Screen, moved: Comparison) -> None:
    """What moved since another run: the figures, then the questions."""
    screen.line()
    if not (moved.figures or moved.better or moved.worse):
        screen.line("Nothing moved.")
        return
    rows = []
    for name, (old, new) in moved.figures.items():
        change = f"{new - old:+.3f}" if old is not None and new is not None else ""
        rows.append((name, _share(old), _share(new), change))
    screen.table(("moved", "was", "now", "by"), rows, " rrr")
    for what, questions in (("better", moved.better), ("worse", moved.worse)):
        for item in questions:
            screen.line((f"{what} {item['id']}: ", "yellow"), str(item["question"]), hang=4)
            screen.line(f"was {_cell(item['was'])!r}, now {_cell(item['now'])!r}", indent=4)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _cell(value: Any) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 2] + " …"

"""What the terminal shows: answers, progress, tables. Article text and model output are untrusted here too."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group
from rich.live import Live
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from qa.answer import Answer, Citation, Event, Found, Stage, Token
from ui.markdown import about
from ui.reported import summary, tables
from ui.words import count, disagreement, long_date, origin, safe_url, shown, support

if TYPE_CHECKING:
    from index.article import Article
    from index.models import FetchProgress, Status
    from index.report import Progress as Indexing
    from index.report import Report

# C0 and C1 controls but tab and line feed (a printed ESC would command the terminal), and the marks that
# turn the direction of text around.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_WIDE = 10_000  # columns of a stream that is no terminal: nothing is wrapped or cut there
_TEXT_COLUMNS = 100  # longest line of running text


def console(*, error: bool = False) -> Console:
    """Return a console on standard output, or on standard error; it does not interpret what it prints."""
    stream = sys.stderr if error else sys.stdout
    width = None if stream.isatty() else _WIDE
    return Console(file=stream, width=width, markup=False, emoji=False, highlight=False)


def _columns(out: Console) -> int:
    return min(out.width, _TEXT_COLUMNS) if out.is_terminal else _WIDE


def safe(text: str) -> str:
    """Replace every character that would command the terminal; the length stays the same."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def busy(text: str) -> AbstractContextManager[object]:
    """Say on standard error what is being waited for, if that is a terminal."""
    return console(error=True).status(text) if sys.stderr.isatty() else nullcontext()


def follow(events: Iterator[Event]) -> Answer:
    """Show the stages and the draft of a question on the terminal while they come; return the answer.

    What is shown here vanishes when the answer is there, since the draft is not verified.
    """
    stage, draft, answer = "", "", None
    with Live(console=console(), transient=True, refresh_per_second=12) as live:
        for event in events:
            match event:
                case Stage():
                    stage = event.text
                case Found() if event.quotes:
                    stage = f"found {count(len(event.quotes), 'quote')}, the best in {_origin(event.quotes[0])}"
                case Token():
                    draft += event.text
                case Answer():
                    answer = event
            spinner = Spinner("dots", text=Text(safe(stage), style="dim"))
            live.update(Group(spinner, Text(safe(draft), style="dim italic")) if draft else spinner)
    if answer is None:
        msg = "a stream of events ends with its answer"
        raise AssertionError(msg)
    return answer


def show_answer(answer: Answer) -> None:
    """Print a verified answer, or the abstention, and the numbered quotes with their places."""
    out = console()
    width = _columns(out)
    out.print(Text(_filled(answer.answer, width), style="bold"))
    for conflict in answer.conflicts:
        readings = "; ".join(f"{reading.value} [{reading.citation}]" for reading in conflict.readings)
        out.print(Text(_filled(f"{disagreement(conflict)}: {readings}", width), style="yellow"))
    for note in answer.notes:
        out.print(Text(_filled(note, width), style="yellow"))
    if answer.abstained and answer.closest:
        out.print("\nThe closest passages:")
    strength = support(answer)
    for citation in shown(answer):
        _show_citation(out, citation, width, strength.get(citation.number))


def _show_citation(out: Console, citation: Citation, width: int, strength: str | None) -> None:
    mark = f"[{citation.number}] "
    indent = " " * len(mark)
    quote = _filled(f"“{citation.quote}”", width - len(mark)).replace("\n", "\n" + indent)
    out.print()
    out.print(Text.assemble((mark, "bold cyan"), quote))
    out.print(Text(indent + _filled(_origin(citation), width).replace("\n", "\n" + indent), style="green"))
    place = f"{indent}{citation.article_id} {citation.start}-{citation.end}"
    out.print(Text(place + (f" {url}" if (url := safe_url(citation.url)) else ""), style="dim"))
    for line in [*about(citation), *([f"{strength}."] if strength else [])]:
        out.print(Text(indent + _filled(line, width - len(mark)).replace("\n", "\n" + indent), style="dim"))


def _origin(citation: Citation) -> str:
    return safe(origin(citation))


def _filled(text: str, width: int) -> str:
    """Break a text into lines at white space, but not where lines may be as long as they are."""
    if width > _TEXT_COLUMNS:
        return safe(text)
    return "\n".join(textwrap.fill(line, width, break_long_words=False) for line in safe(text).split("\n"))


def show_article(article: Article) -> None:
    """Print an article: with its metadata on a terminal, else the body alone, character for character."""
    if not sys.stdout.isatty():
        sys.stdout.write(article.body)
        return
    out = console()
    day = long_date(article.published) + (" (inferred)" if article.inferred else "")
    facts = (article.outlet, day, article.byline, article.place, safe_url(article.url), article.source)
    out.print(Text(safe(article.title), style="bold"))
    out.print(Text(safe(" · ".join(fact for fact in facts if fact)), style="green"))
    out.print(Text(article.id + "\n", style="dim"))
    out.print(Text(safe(article.body)), width=min(out.width, _TEXT_COLUMNS))


@contextmanager
def indexing() -> Iterator[Callable[[Indexing], None]]:
    """Show a bar with rate and time left on standard error while articles are indexed."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[pace]}"))
    with Progress(*columns, console=console(error=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(progress: Indexing) -> None:
            if progress.unit not in tasks:
                work = "reading" if progress.unit == "files" else "embedding"
                tasks[progress.unit] = bar.add_task(f"{work} {progress.unit}", pace="")
            pace = f"{progress.rate:,.1f}/s" if progress.rate else ""
            left = f"{timedelta(seconds=round(progress.eta))} left" if progress.eta is not None else ""
            shown = f"{pace} {left}"
            bar.update(tasks[progress.unit], completed=progress.done, total=progress.total, pace=shown)

        yield tell


@contextmanager
def fetching() -> Iterator[Callable[[FetchProgress], None]]:
    """Show a bar for each model on standard error while its files come."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console(error=True), disable=not sys.stderr.isatty()) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(progress: FetchProgress) -> None:
            if progress.model not in tasks:
                tasks[progress.model] = bar.add_task(progress.model, total=progress.total)
            bar.update(tasks[progress.model], completed=progress.done, total=progress.total)

        yield tell


def show_report(report: Report) -> None:
    """Print what an indexing did, what was skipped and why, and what else one would not expect."""
    show_rows(summary(report))
    out = console()
    for title, header, rows in tables(report):
        out.print(f"\n{title}")
        show_rows(rows, header)
    for note in report.notes:
        out.print(Text(safe(f"\n{note}")))
    if report.vanished:
        gone = count(len(report.vanished), "source")
        out.print(f"\n{gone} gone from the folders but kept in the index; --prune removes what is gone.")


def show_models(rows: Sequence[Status], used: Sequence[str]) -> None:
    """Print the table of models; those that the settings use carry a star."""
    show_rows(
        [
            (
                f"{row.model.name} *" if row.model.name in used else row.model.name,
                row.model.role,
                row.model.licence,
                f"{row.model.size / 1e6:,.0f} MB",
                row.state,
            )
            for row in rows
        ],
        ("name", "role", "licence", "size", "state"),
    )
    console().print(f"\n* used by the present settings; they are in {rows[0].folder.parent}" if rows else "")


def show_info(info: Mapping[str, Any]) -> None:
    """Print what ``ui.info.describe`` found out."""
    index = info["index"]
    if index is None:
        console().print(Text(safe(info["missing"])))
    else:
        day = " to ".join(date for date in (index["first"], index["last"]) if date) or "no article has a date"
        show_rows(
            [
                ("index", info["home"]),
                ("articles", f"{index['articles']:,}"),
                ("dates", day),
                ("outlets", ", ".join(index["outlets"]) or "none is named"),
                ("embedder", index["embedder"] or "unknown"),
            ]
        )
    out = console()
    out.print()
    show_rows(
        [
            (row["name"], "not set" if row["value"] is None else str(row["value"]), row["source"])
            for row in info["settings"]
        ],
        ("setting", "value", "from"),
    )
    out.print()
    show_rows([(row["name"], row["state"]) for row in info["models"]], ("model", "state"))
    out.print()
    show_rows(list(info["versions"].items()), ("package", "version"))


def show_rows(rows: Sequence[Sequence[str]], header: Sequence[str] = ()) -> None:
    """Print a plain table without lines."""
    table = Table(box=None, show_header=bool(header), pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    for title in header or ["" for _ in rows[0]]:
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*(Text(safe(cell)) for cell in row))
    console().print(table)

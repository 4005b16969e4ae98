"""The corpus page as HTML: coverage over time, adding, and the table of articles. Everything is escaped here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlencode

from index.shelf import Order, Row, Wanted
from ui.render import head_html
from ui.reported import summary, tables
from ui.whole import article_link, document
from ui.words import count, long_date

if TYPE_CHECKING:
    from index.read import Skipped
    from index.report import Report

Coverage = Sequence[tuple[str | None, date | None, int]]

MOST_ROWS = 10
"""Outlets that have a row of their own in the picture; the others share one."""

MOST_BARS = 60
"""Bars of a row at most: days, else weeks, months or years."""

_NAMES: dict[Order, str] = {
    "date": "Date", "outlet": "Outlet", "title": "Headline", "length": "Characters", "copies": "Copies"
}  # fmt: skip
_HEAD = '<script src="/pullquote.js" defer></script><script src="/corpus.js" defer></script>'


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the corpus page shows: part of the table, ``total`` of all that fit, coverage, and whether it may change."""

    wanted: Wanted
    rows: Sequence[Row] = ()
    total: int = 0
    coverage: Coverage = ()
    read_only: bool = False


def corpus_page(shelf: Shelf) -> str:
    """Render the whole page."""
    outlets = {outlet for outlet, _, _ in shelf.coverage if outlet}
    articles = sum(number for _, _, number in shelf.coverage)
    body = (
        f'<main class="pq-shelf">{head_html(articles, len(outlets), here="/corpus")}'
        f'<section id="pq-coverage">{coverage_html(shelf.coverage)}</section>'
        f"{'' if shelf.read_only else _ADD}"
        f'<section id="pq-table">{table_html(shelf)}</section><p id="pq-told" role="status"></p></main>'
    )
    return document("Corpus: Pullquote", body, _HEAD)


def coverage_html(coverage: Coverage) -> str:
    """Draw how many articles each outlet published over time, as one row of bars for each."""
    dated = [(outlet or "Outlet not named", day, number) for outlet, day, number in coverage if day]
    if not dated:
        return ""
    first, last = min(day for _, day, _ in dated), max(day for _, day, _ in dated)
    step = next((step for step in _STEPS if len(_starts(first, last, step)) <= MOST_BARS), "year")
    starts = _starts(first, last, step)
    totals = Counter[str]()
    for outlet, _, number in dated:
        totals[outlet] += number
    named = [outlet for outlet, _ in totals.most_common(MOST_ROWS)]
    others = f"{count(len(totals) - len(named), 'other outlet')}"
    shown = [*named, others] if len(totals) > len(named) else named
    bars: dict[str, Counter[date]] = {outlet: Counter() for outlet in shown}
    for outlet, day, number in dated:
        bars[outlet if outlet in named else others][_start(day, step)] += number
    highest = max(max(row.values()) for row in bars.values())
    rows = "".join(_bars(outlet, row, starts, highest) for outlet, row in bars.items())
    undated = sum(number for _, day, number in coverage if not day)
    note = f" {count(undated, 'article')} without a date." if undated else ""
    return (
        f'<h2>Coverage</h2><p class="pq-label">Articles by outlet and {step}.{note}</p>'
        f'<table class="pq-coverage"><tbody>{rows}</tbody><tfoot><tr><td></td><td><p><span>{long_date(first)}</span>'
        f"<span>{long_date(last)}</span></p></td><td></td></tr></tfoot></table>"
    )


def _bars(outlet: str, row: Counter[date], starts: Sequence[date], highest: int) -> str:
    width = 100 / len(starts)
    shapes = "".join(
        f'<rect x="{place * width:.2f}" y="{24 - 24 * row[day] / highest:.2f}" width="{width * 0.84:.2f}" '
        f'height="{24 * row[day] / highest:.2f}"><title>{long_date(day)}: {row[day]:,}</title></rect>'
        for place, day in enumerate(starts)
        if row[day]
    )
    total = sum(row.values())
    label = escape(f"{outlet}: {count(total, 'article')}, most in one bar {max(row.values())}")
    return (
        f'<tr><th scope="row"><bdi>{escape(outlet)}</bdi></th><td><svg viewBox="0 0 100 24" preserveAspectRatio="none" '
        f'role="img" aria-label="{label}">{shapes}</svg></td><td>{total:,}</td></tr>'
    )


_STEPS = ("day", "week", "month", "year")


def _start(day: date, step: str) -> date:
    """Return the first day of the day, week, month or year that ``day`` lies in."""
    match step:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)
    return day


def _starts(first: date, last: date, step: str) -> list[date]:
    """Return the first days of all steps from ``first`` to ``last``, but never many more than are drawn."""
    longest = {"day": 1, "week": 7, "month": 31, "year": 366}[step]
    found: list[date] = []
    day = _start(first, step)
    while day <= last and (len(found) <= MOST_BARS or step == "year"):
        found.append(day)
        day = _start(day + timedelta(days=longest), step)
    return found


def table_html(shelf: Shelf) -> str:
    """Render the search, the table and the way to its other parts."""
    wanted = shelf.wanted
    head = "".join(_column(order, wanted) for order in get_args(Order))
    rows = "".join(_row(row, read_only=shelf.read_only) for row in shelf.rows)
    last = min(wanted.offset + len(shelf.rows), shelf.total)
    found = f"{wanted.offset + 1:,} to {last:,} of {count(shelf.total, 'article')}" if shelf.rows else "No article"
    extra = "" if shelf.read_only else '<th scope="col"><span class="pq-hidden">Remove</span></th>'
    table = (
        '<div class="pq-scroll" id="pq-rows" tabindex="0" role="region" aria-label="Articles">'
        f"<table><thead><tr>{head}{extra}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
    return (
        '<h2>Articles</h2><form class="pq-search" role="search" action="/corpus"><label>Search '
        f'<input type="search" name="words" value="{escape(wanted.words)}" maxlength="200"></label>'
        f'<p id="pq-found" role="status">{found}</p></form>{table}<div id="pq-parts">{_pages(shelf)}</div>'
    )


def _column(order: Order, wanted: Wanted) -> str:
    now = order == wanted.order
    # What has an order of its own begins with the beginning, what is counted or dated with the most and the latest.
    descending = not wanted.descending if now else order in ("date", "length", "copies")
    state = f' aria-sort="{"descending" if wanted.descending else "ascending"}"' if now else ""
    arrow = (" ↓" if wanted.descending else " ↑") if now else ""
    link = escape(address(wanted.words, order, descending=descending))
    name = f'<a id="pq-by-{order}" data-part href="{link}">{_NAMES[order]}{arrow}</a>'
    return f'<th scope="col"{state} data-{order}>{name}</th>'


def _row(row: Row, *, read_only: bool) -> str:
    name, title, link = escape(row.id), escape(row.title), escape(article_link(row.id, ()))
    day = f"<time datetime={row.published}>{long_date(row.published)}</time>" if row.published else "–"
    button = (
        f'<button type="button" id="pq-remove-{name}" data-remove="{name}">'
        f'Remove<span class="pq-hidden"> {title}</span></button>'
    )
    return (
        f"<tr><td>{day}</td><td><bdi>{escape(row.outlet or '–')}</bdi></td>"
        f'<td dir="auto"><a id="pq-open-{name}" data-open href="/{link}">{title}</a></td>'
        f"<td>{row.length:,}</td><td>{row.copies:,}</td>{'' if read_only else f'<td>{button}</td>'}</tr>"
    )


def _pages(shelf: Shelf) -> str:
    wanted, parts = shelf.wanted, []
    for name, offset in (("Previous", wanted.offset - wanted.limit), ("Next", wanted.offset + wanted.limit)):
        if 0 <= offset < shelf.total:
            link = escape(address(wanted.words, wanted.order, descending=wanted.descending, offset=offset))
            parts.append(f'<a data-part href="{link}">{name}</a>')
    return f'<nav class="pq-pages" aria-label="Parts of the table">{"".join(parts)}</nav>' if parts else ""


def address(words: str, order: Order, *, descending: bool, offset: int = 0) -> str:
    """Return the address of a part of the table; what is usual is left out of it."""
    pairs = {"words": words, "order": order, "up": "" if descending else "1", "offset": str(offset or "")}
    return f"/corpus?{urlencode({name: value for name, value in pairs.items() if value})}"


def report_html(report: Report) -> str:
    """Render what an indexing did, with the same tables as the command line."""
    parts = [_table("What was done:", (), [row for row in summary(report) if row[1] != "0"])]
    parts += [_table(*table) for table in tables(report)]
    parts += [f"<p>{escape(note)}</p>" for note in report.notes]
    return "".join(parts)


def skipped_html(skipped: Iterable[Skipped]) -> str:
    """Render what could not be read, and why."""
    return _table("Skipped:", ("file", "why"), [(one.source, one.reason) for one in skipped])


def _table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    body = "".join("<tr>" + "".join(f'<td dir="auto">{escape(cell)}</td>' for cell in row) + "</tr>" for row in rows)
    return (
        f"<table><caption>{escape(title)}</caption>{f'<thead><tr>{head}</tr></thead>' if head else ''}"
        f"<tbody>{body}</tbody></table>"
    )


_ADD = (
    '<section id="pq-add"><details><summary>Add articles</summary><form data-add="files"><p><label>Files '
    '<input type="file" name="files" multiple accept=".txt,.text,.md,.markdown,.html,.htm,.xhtml,.json,.jsonl,.ndjson" '
    'required></label> <button class="pq-button">Add the files</button></p></form>'
    '<form data-add="text"><p class="pq-fields"><label>Headline <input name="title" maxlength="500" required></label>'
    '<label>Outlet <input name="outlet" maxlength="200"></label>'
    '<label>Published <input type="date" name="published"></label>'
    '<label>Address <input type="url" name="url" maxlength="2000"></label></p><p><label>Text '
    '<textarea name="text" rows="8" required></textarea></label></p>'
    '<p><button class="pq-button">Add the text</button></p></form></details>'
    '<div id="pq-job" role="status" aria-live="polite"></div></section>'
)

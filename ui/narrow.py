"""Which articles may answer: read from an address, written into one, said in words, and shown as a form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from urllib.parse import parse_qs, urlencode

from index.article import Filter
from index.errors import BadInputError
from ui.words import count, long_date

MOST_OUTLETS = 500


def read_filter(query: str) -> Filter:
    """Read a filter from the query of an address: ``outlet`` (any number of times), ``since``, ``until``.

    Raises:
        BadInputError: a date is none, or no day lies between the two; told in the words of the page's form.
    """
    fields = parse_qs(query)
    since, until = (_day(fields.get(name, [""])[-1]) for name in ("since", "until"))
    if since and until and since > until:
        raise BadInputError(f"No day lies from {long_date(since)} until {long_date(until)}: swap the two.")
    return Filter(tuple(fields.get("outlet", ()))[:MOST_OUTLETS], since, until)


def checked(where: Filter) -> Filter:
    """Return a filter that an article can pass.

    Raises:
        BadInputError: no day lies between its dates; told in the field names of the HTTP interface.
    """
    if where.since and where.until and where.since > where.until:
        raise BadInputError(f"No day lies between since={where.since} and until={where.until}: swap the two.")
    return where


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInputError(f"{text[:20]!r} is not a date: write it as 2015-11-25.") from error


def ask_link(question: str, where: Filter) -> str:
    """Return the address, relative to the page, that asks ``question`` of the articles ``where`` lets pass."""
    pairs = [("q", question), *(("outlet", name) for name in where.outlets)]
    pairs += [(name, day.isoformat()) for name, day in (("since", where.since), ("until", where.until)) if day]
    return f"?{urlencode(pairs)}"


def scope(where: Filter) -> str:
    """Say in words which articles may answer; nothing when all may."""
    days = [f"{word} {long_date(day)}" for word, day in (("from", where.since), ("until", where.until)) if day]
    parts = [", ".join(where.outlets) or ("articles" if days else ""), " ".join(days)]
    return f"Only {' '.join(part for part in parts if part)}" if where else ""


def narrow_html(total: int, outlets: Sequence[tuple[str, int]]) -> str:
    """Render the form that narrows ``total`` articles by outlet, each with its number of articles, and by date."""
    boxes = "".join(
        f'<label><input type="checkbox" name="outlet" value="{escape(name)}"> <bdi>{escape(name)}</bdi> '
        f"<span>{number:,}</span></label>"
        for name, number in outlets
    )
    fieldset = f'<fieldset><legend class="pq-label">Outlets</legend>{boxes}</fieldset>' if boxes else ""
    return (
        '<div class="pq-manage"><details class="pq-narrow"><summary>Narrow</summary><form class="pq-panel" '
        'aria-label="Which articles may answer">'
        '<p class="pq-between"><label>From <input type="date" name="since"></label> '
        f'<label>until <input type="date" name="until"></label></p>{fieldset}'
        '<p><button type="reset">All articles</button></p></form></details>'
        f'<p class="pq-remain" role="status" data-total="{total}">{escape(count(total, "article"))}</p>'
        '<p class="pq-keep"><span>Export</span> '
        '<button type="button" data-export="markdown" aria-label="Export as Markdown">Markdown</button>'
        '<button type="button" data-export="json" aria-label="Export as JSON">JSON</button>'
        '<button type="button" data-new aria-label="New conversation">New</button></p></div>'
    )

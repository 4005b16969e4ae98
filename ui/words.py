"""What is said about an answer in words, the same on every face: dates, origins, support, who else reports it.

Article text, titles, outlets, links and whatever a model wrote are untrusted; nothing here escapes them.
"""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from qa.answer import Answer, Carrier, Citation, Conflict, Day

_SUPPORT = ((0.8, "Says it directly"), (0.5, "Supports it"), (0.0, "Supports it in part"))


def safe_url(url: str | None) -> str | None:
    """Return ``url`` if it is a plain ``http`` or ``https`` address, else ``None``."""
    if not url or any(char <= " " or char in '<>"\\`' or char == "\x7f" for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def long_date(published: str | date | None, *, weekday: bool = False) -> str:
    """Write a date as ``25 November 2015``, or ``Wednesday, 25 November 2015``; any other text stays as it is."""
    if published is None:
        return ""
    try:
        day = date.fromisoformat(str(published))
    except ValueError:
        return str(published)
    return f"{day:%A}, {day.day} {day:%B %Y}" if weekday else f"{day.day} {day:%B %Y}"


def count(number: int, noun: str) -> str:
    """Write a number with its noun: ``1 article``, ``1,164 articles``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def origin(citation: Citation) -> str:
    """Say in one line where a quote was printed: outlet, date, headline."""
    parts = (citation.outlet or "", long_date(citation.published), citation.title)
    return ", ".join(" ".join(part.split()) for part in parts if part)


def shown(answer: Answer) -> tuple[Citation, ...]:
    """Return the citations a reader is shown: those of the answer, or the closest passages."""
    return answer.closest if answer.abstained else answer.citations


def support(answer: Answer) -> dict[int, str]:
    """Say for each citation, in words, how well it carries the claim it serves best."""
    best: dict[int, float] = {}
    for claim in answer.claims:
        for number in claim.citations:
            best[number] = max(best.get(number, 0.0), claim.support)
    return {number: next(words for floor, words in _SUPPORT if value >= floor) for number, value in best.items()}


def disagreement(conflict: Conflict) -> str:
    """Say what kind of conflict it is: a correction, or articles that disagree."""
    lead = "A later report corrects an earlier one:" if conflict.correction else "The articles disagree:"
    return f"{lead} {conflict.about}"


def days(citation: Citation) -> tuple[Day, ...]:
    """Return the days a quote names, in order, as far as their words stand in the quote and do not overlap."""
    found, last = [], citation.start
    for day in sorted(citation.days, key=lambda one: one.start):
        text = citation.quote[day.start - citation.start : day.end - citation.start]
        if last <= day.start < day.end <= citation.end and text == day.text:
            found.append(day)
            last = day.end
    return tuple(found)


def carriers(citation: Citation) -> tuple[tuple[Carrier, ...], tuple[Carrier, ...]]:
    """Part the other articles that carry a quote: those with words of their own, and those with the same text."""
    own = tuple(carrier for carrier in citation.also_in if carrier.relation == "independent")
    return own, tuple(carrier for carrier in citation.also_in if carrier.relation == "copy")


def reporters(citation: Citation) -> str:
    """Say how many outlets report it in words of their own: nothing unless there are two. Copies do not count."""
    own, _ = carriers(citation)
    outlets = {carrier.outlet or carrier.article_id for carrier in own} - {citation.outlet}
    return f"Reported by {len(outlets) + 1} outlets independently" if outlets else ""

"""Words that name a day only together with an article's date: "on Wednesday", "yesterday", "Nov. 13"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from qa.answer import Evidence
from qa.facts import MONTHS, WEEKDAYS, dates, day_of

_NAMED = re.compile(
    r"\b(?:(?P<which>last|next|this|coming)\s+)?(?P<weekday>" + "|".join(WEEKDAYS) + r")\b"
    r"|\b(?P<near>yesterday|today|tonight|tomorrow)\b"
    r"|\b(?:(?P<m1>" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS) + r")\.?\s+(?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})(?:st|nd|rd|th)?\s+(?P<m2>" + "|".join(MONTHS) + r"))\b(?!,?\s+\d{4})(?!\d)",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|shall|due|expected|scheduled|plans?|planned|until|by|resumes?|(?:is|are|was|were) to|again from)\b"
    r"[^.;:]*$",
    re.IGNORECASE,
)
_REPORTED = re.compile(r"\b(?:said|says|told|announced|spoke|\w+ed)\b(?:\s+\w+){0,3}\s+(?:on\s+)?$", re.IGNORECASE)
_NEAR = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_HALF_YEAR = 183
_POSSESSIVE = re.compile(r"^['’]s\b")


def resolved(text: str, published: date | None) -> Iterator[tuple[int, int, date]]:
    """Yield start, end and date of the days that a text names and its article's date explains; none without one."""
    if published is None:
        return
    for match in _NAMED.finditer(text):
        day = _day(match, text[: match.start()], published)
        if day is not None:
            yield match.start(), match.end(), day


def days(text: str, published: date | None) -> frozenset[tuple[int, int]]:
    """Return the days that a text tells as (month, day): by date, or by what its article's date explains."""
    return dates(text) | {(day.month, day.day) for _, _, day in resolved(text, published)}


def dated(text: str, published: date | None) -> str:
    """Return a text with the date behind each weekday or "yesterday" that its article's date explains.

    >>> dated("The mill burned down on Friday.", date(2020, 5, 2))
    'The mill burned down on Friday (1 May).'
    """
    for start, end, day in sorted(resolved(text, published), reverse=True):
        if any(char.isdigit() for char in text[start:end]):
            continue
        rest = _POSSESSIVE.sub("", text[end:], count=1)
        text = f"{text.removesuffix(rest)} ({day:%-d %B}){rest}"
    return text


def _day(match: re.Match[str], before: str, published: date) -> date | None:
    if match["near"]:
        return published + timedelta(days=_NEAR[match["near"].casefold()])
    if match["weekday"]:
        day = day_of(match["weekday"].casefold(), published)
        which = (match["which"] or "").casefold()
        ahead = which in ("next", "coming") or (_AHEAD.search(before) and not _REPORTED.search(before))
        if ahead and day != published and which != "last":
            return day + timedelta(weeks=1)
        return day - timedelta(weeks=1) if which == "last" and day == published else day
    month = (match["m1"] or match["m2"])[:3].casefold()
    number = next(index for index, name in enumerate(MONTHS, 1) if name.startswith(month))
    return _nearest(number, int(match["d1"] or match["d2"]), published)


def _nearest(month: int, day: int, published: date) -> date | None:
    """Return the day of that month and day nearest to the article's date; ``None`` for 31 June."""
    near = [found for year in (-1, 0, 1) if (found := _date(published.year + year, month, day))]
    best = min(near, key=lambda found: abs(found - published), default=None)
    return best if best and abs(best - published).days <= _HALF_YEAR else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def latest(sentences: Sequence[Evidence], share: float) -> tuple[Evidence, ...]:
    """Leave of sentences, best first, those of the last day with one to the point, and of articles without a day.

    To the point is what has this ``share`` of the best one's relevance.
    """
    least = share * sentences[0].score if sentences else 0.0
    days = (item.article.published for item in sentences if item.score >= least)
    last = max((day for day in days if day), default=None)
    return tuple(item for item in sentences if last is None or item.article.published in (None, last))

"""Dates as news prints them: found in text, told from a whole line, or read from a metadata field."""

from __future__ import annotations

import email.utils
import math
import re
from datetime import UTC, date, datetime
from typing import NamedTuple

_NAMES = "january february march april may june july august september october november december".split(" ")
_MONTHS = {name[:length]: number for number, name in enumerate(_NAMES, 1) for length in (3, 4, len(name))}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"(?<!\w)(?:(?P<mdy>(?P<m1>{MONTH}) (?P<d1>{_DAY})(?:,| ,)? (?P<y1>\d{{4}}))"
    rf"|(?P<dmy>(?P<d2>{_DAY})\.?(?: of)?[ -](?P<m2>{MONTH}),?[ -](?P<y2>\d{{4}}))"
    r"|(?P<iso>(?P<y3>\d{4})(?P<sep>[-/.])(?P<m3>\d{1,2})(?P=sep)(?P<d3>\d{1,2}))"
    r"|(?P<num>(?P<a>\d{1,2})(?P<mark>[./])(?P<b>\d{1,2})(?P=mark)(?P<y4>\d{4})))(?!\d)",
    re.IGNORECASE,
)
DAY_OF_MONTH = re.compile(rf"(?:(?P<m>{MONTH}) (?P<d>\d{{1,2}})|(?P<d2>\d{{1,2}}) (?P<m2>{MONTH}))(?!\d)")
# What may stand beside a date on a line that says nothing else.
_BESIDE = re.compile(
    r"\b(?:first|last|originally|published|posted|updated|modified|created|issued|date|dated|on|at|as of|by|of|time|"
    r"print|edition|and|from|the|issue|(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?|"
    r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.?m\.?)?|\d{1,2} ?[ap]\.?m\.?|\d{4} ?(?=gmt|utc)|"
    r"gmt|utc|[ecmpb]s?t|[ecmp]dt|cest|ist|msk|local|et|am|pm|[+-]\d{2}:?\d{2})\b",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"(?:last )?(?:updated|modified)\b", re.IGNORECASE)
_PUBLISHED = re.compile(r"\b(?:published|posted)\b", re.IGNORECASE)
_STAMPED = re.compile(r"(?:first |last )?(?:updated|published|posted|modified)\b", re.IGNORECASE)
_EPOCH_MS = 100_000_000_000
YEARS = range(1700, 2200)
"""In which an article may have been published."""


class Found(NamedTuple):
    """A full date in a text and where it stands."""

    day: date
    start: int
    end: int


def find(text: str) -> list[Found]:
    """Return the dates with a day, a month and a year, in order; one that does not exist is left out.

    A date of numbers only counts where day and month cannot be confused (ISO, dots, or a number above 12).
    """
    return [Found(day, match.start(), match.end()) for match in _DATE.finditer(text) if (day := _day(match))]


def month_number(name: str) -> int:
    """Return 1 to 12 for an English month or its abbreviation, with or without a dot."""
    word = name.lower().rstrip(".")
    return _MONTHS.get(word) or _MONTHS[word[:3]]


def make(year: int, month: int, day: int) -> date | None:
    """Return the date, or None if there is no such day."""
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def _day(match: re.Match[str]) -> date | None:
    if match["mdy"]:
        return make(int(match["y1"]), month_number(match["m1"]), _number(match["d1"]))
    if match["dmy"]:
        return make(int(match["y2"]), month_number(match["m2"]), _number(match["d2"]))
    if match["iso"]:
        return make(int(match["y3"]), int(match["m3"]), int(match["d3"]))
    first, second, year = int(match["a"]), int(match["b"]), int(match["y4"])
    if match["mark"] == "." or first == second:
        return make(year, second, first)
    by_month, by_day = make(year, first, second), make(year, second, first)
    return None if by_month and by_day else by_month or by_day


def _number(text: str) -> int:
    return int(text.rstrip("stndrhSTNDRH"))


def published(text: str) -> date | None:
    """Return the date behind "Published" or "Posted", or else the first one; None if that is of an update alone."""
    found = find(text)
    if label := _PUBLISHED.search(text):
        return next((item.day for item in found if item.start > label.start()), found[0].day if found else None)
    return found[0].day if found and not _UPDATED.match(text) else None


def on_its_own(text: str) -> date | None:
    """Return the first date of a line that holds nothing but dates, times and words like "Published"."""
    found = find(text)
    if not found:
        return None
    rest = text
    for item in reversed(found):
        rest = f"{rest[: item.start]} {rest[item.end :]}"
    return found[0].day if says_nothing(rest) else None


def is_time_stamp(text: str) -> bool:
    """Tell a line such as "Updated 10:15 GMT" or "Published Nov 26 at 9 a.m.": a time, but no full date."""
    return is_stamped(text) and any(char.isdigit() for char in text) and says_nothing(DAY_OF_MONTH.sub(" ", text))


def is_stamped(text: str) -> bool:
    """Tell a line that opens with "Published", "Updated" or the like."""
    return _STAMPED.match(text) is not None


def says_nothing(text: str) -> bool:
    """Tell whether only times, weekdays and words like "Updated" are left of a line."""
    rest = _BESIDE.sub(" ", re.sub(r"\bT(?=\d)|(?<=\d)Z\b", " ", text))
    return not any(char.isalnum() for char in rest)


def from_field(value: object) -> date | None:
    """Read a metadata field: a date, a Unix time in seconds or milliseconds, or a text in any usual form."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_text(str(int(value))) if math.isfinite(value) else None
    return _from_text(" ".join(value.split())[:200]) if isinstance(value, str) else None


def _from_text(text: str) -> date | None:
    if re.fullmatch(r"\d{8}", text):
        return make(int(text[:4]), int(text[4:6]), int(text[6:]))
    if re.fullmatch(r"\d{9,13}", text):
        return _from_epoch(int(text))
    found = find(text)
    return found[0].day if found else _from_mail(text)


def _from_epoch(value: float) -> date | None:
    try:
        return datetime.fromtimestamp(value / 1000 if abs(value) > _EPOCH_MS else value, UTC).date()
    except (OverflowError, OSError, ValueError):
        return None


def _from_mail(text: str) -> date | None:
    """Read "Wed, 25 Nov 15 10:00:00 GMT" and its kin."""
    try:
        return email.utils.parsedate_to_datetime(text).date()
    except (TypeError, ValueError, IndexError):
        return None

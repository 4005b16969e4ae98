"""What agencies put into the first and the last paragraph: the dateline, credits, the agency's signature."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from index import dates
from index.furniture import AGENCIES, NAMES, agency, tidy_names

_REACH = 160
"""Characters at the start of a paragraph in which a dateline is looked for."""
_WORD = r"[A-ZÀ-Þ][\w.'’-]{1,25}"
_LINK = "(?:(?:de|da|do|del|di|la|le|al|el|am|an|der|of|the) )?"
_CITY = rf"(?P<city>{_WORD}(?: {_LINK}{_WORD}){{0,3}})"
_CAPS = r"(?P<city>[A-ZÀ-Þ][A-ZÀ-Þ.'’-]{1,25}(?: [A-ZÀ-Þ][A-ZÀ-Þ.'’-]{0,25}){0,3})"
_REGION = r"(?:, ?(?!\d)[A-ZÀ-Þ][\w.'’-]{0,25}(?: [A-ZÀ-Þ][\w.'’-]{1,25}){0,2}){0,2}"
_DATE = rf"(?P<date>{dates.MONTH} \d{{1,2}}(?:,? \d{{4}})?|\d{{1,2}} {dates.MONTH}(?: \d{{4}})?)"
_DASH = r"(?:\s+(?:--|[-–—])\s*|--\s*|—\s*|[-–]\s+)"
_SOURCE = r"[(\[/](?P<source>[^()\[\]/]{2,40}(?:/[^()\[\]/]{2,20})?)[)\]/]"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_CITY}{_REGION}(?:,? {_DATE})?[,.]? ?{_SOURCE}\s*(?:(?:--|[-–—:.])+\s*)?",
        rf"\[{_CITY}{_REGION}\]\s*(?:[-–—:]+\s*)?",
        rf"{_CAPS}{_REGION}(?:,? {_DATE})?,?{_DASH}",
        rf"{_CAPS}{_REGION}, (?P<names>{NAMES})\s?[-–—]+\s+",
        rf"{_CITY}{_REGION},? {_DATE},?{_DASH}",
        rf"{_CITY}{_REGION}(?:\s+[–—-]\s+|—\s*)(?=[A-ZÀ-Þ\d\"“'‘])(?![^–—]{{0,120}}\s[–—-]\s)",
        rf"{_CAPS}(?:, [A-Z][\w ]{{1,20}})?\s?: (?=[A-ZÀ-Þ\d\"“'‘])",
        r"[(\[]?(?P<source>[A-Z][\w ]{1,30}|dpa)[)\]]?\s*(?:--|[-–—:])\s+",
        rf"{_CAPS}\. (?=[A-ZÀ-Þ\"“'‘])",
    )
)
_REPORTING_TAIL = re.compile(
    r"\s*(?:[(\[](?:(?:(?:Additional|With) )?[Rr]eporting|Writing|[Ee]diting|Compiled) by [^()]{1,400}[)\]]"
    r"|(?:…|\.\.\.)?\s?\[\+?\d+ chars\])$"
)
_CREDIT_TAIL = re.compile(r"\s*(?:\| )?[(\[]?\b(?:Photo|Image|Photograph|Picture)s?(?: by|:) [^.()]{2,80}[)\]]?$")
_AGENCY_TAIL = re.compile(r"(?<=[.!?”\"’])\s?(?:[-–—/]{1,2}\s?([A-Z][\w/ ]{1,20})|\(([A-Z][\w/ ]{1,20})\))\.?$")
_TAIL_REACH, _SIGNATURE_REACH = 500, 60
_BARE_CITY, _LONE_SOURCE, _STOPPED = 5, 7, 8
_LABELS = frozenset({
    "ADVISORY", "ALERT", "ANALYSIS", "BREAKING", "COMMENT", "CORRECTED", "CORRECTION", "EDITORIAL", "EXCLUSIVE",
    "EXPLAINER", "FACTBOX", "FEATURE", "FOCUS", "INSIGHT", "INTERVIEW", "LIVE", "OPINION", "PHOTOS", "PREVIEW", "RECAP",
    "REVIEW", "TIMELINE", "UPDATE", "UPDATED", "URGENT", "VIDEO", "WATCH", "WRAPUP",
})  # fmt: skip
NOT_PLACES = _LABELS | {"NATO", "ISIS", "ISIL", "IS", "UN", "EU", "IMF", "WHO", "CIA", "FBI", "BBC", "CNN", "Q", "A"}


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline told. ``length`` is the number of characters it takes; ``day`` is (month, day)."""

    length: int
    place: str | None = None
    source: str | None = None
    names: str | None = None
    published: date | None = None
    day: tuple[int, int] | None = None


def read(paragraph: str, below: str = "") -> Dateline | None:
    """Return the dateline at the start of a report's first paragraph, or None.

    A word in capitals that ends with a stop, "RYD. The mayor ...", is one if the text names the place again.
    """
    start = paragraph[:_REACH]
    for number, pattern in enumerate(_PATTERNS):
        match = pattern.match(start)
        if not match or match.end() >= len(paragraph):
            continue
        again = number != _STOPPED or re.search(rf"\b{re.escape(spelt(match['city']))}\b", paragraph + " " + below)
        if again and (found := _told(number, match)):
            return found
    return None


def _told(number: int, match: re.Match[str]) -> Dateline | None:
    parts = match.groupdict()
    city, printed, source = parts.get("city"), parts.get("date"), parts.get("source")
    if number == _LONE_SOURCE:
        known = AGENCIES.get((source or "").strip().lower())
        return Dateline(match.end(), source=known) if known else None
    if city in _LABELS:
        return Dateline(match.end())
    if not city or city in NOT_PLACES or (number == _BARE_CITY and city.split()[0] in {"The", "A", "But", "And"}):
        return None
    if source and not (AGENCIES.get(re.split(r"[/,]", source)[0].strip().lower()) or city.isupper()):
        return None
    full = dates.find(printed or "")
    return Dateline(
        match.end(),
        place=spelt(city),
        source=(agency(source) or source.strip()) if source else None,
        names=tidy_names(parts["names"]) if parts.get("names") else None,
        published=full[0].day if full else None,
        day=_month_day(printed) if printed and not full else None,
    )


def spelt(city: str) -> str:
    """Write a city given in capitals as "Port Ryd"."""
    return city.title().replace("'S", "'s").replace("’S", "’s") if city.isupper() and "." not in city else city


def _month_day(text: str) -> tuple[int, int] | None:
    match = dates.DAY_OF_MONTH.match(text)
    return (dates.month_number(match["m"] or match["m2"]), int(match["d"] or match["d2"])) if match else None


def without_photo_credit(paragraph: str) -> str:
    """Return a paragraph without "Photo: ..." at its end."""
    return paragraph[:-_TAIL_REACH] + _CREDIT_TAIL.sub("", paragraph[-_TAIL_REACH:])


def unsigned(paragraph: str) -> tuple[str, str]:
    """Part a paragraph from what its writers signed it with: "(Reporting by ...)", "- AFP" or "[+1234 chars]".

    A paragraph that is nothing else stays as it is.
    """
    match = _REPORTING_TAIL.search(paragraph[-_TAIL_REACH:]) or _AGENCY_TAIL.search(paragraph[-_SIGNATURE_REACH:])
    if not match or (match.re is _AGENCY_TAIL and not agency(match[0])):
        return paragraph, ""
    kept = paragraph[: -len(match[0])].rstrip()
    return (kept, match[0].strip()) if kept else (paragraph, "")

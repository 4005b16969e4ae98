"""Who wrote an article, where and when, as told by a line between headline and text that no word such as "By" opens."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from index import dateline, dates
from index.furniture import (
    NAME,
    NOT_A_NAME,
    Kind,
    byline,
    is_navigation,
    is_no_person,
    is_role,
    mark,
    outlet_named,
    tidy_names,
)
from index.marks import marks

_LONGEST = 150
_BAR = re.compile(r"\s*[|•·]\s*|\s+[-–—]\s+")
_CITY = re.compile(r"[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]+){0,3}")
_NAMED = re.compile(NAME)
_JOINED = re.compile(r",? and |, | & |; ")
_PLACE_OF_WORK = re.compile(rf"(?<=\w) in {NAME}$")
_TELLING = (Kind.BYLINE, Kind.DATE, Kind.OUTLET)


class Signature(NamedTuple):
    """What a line told. ``sure`` if its names can be nothing but those of the writers."""

    names: str | None = None
    outlet: str | None = None
    place: str | None = None
    published: date | None = None
    sure: bool = False


class _Writers(NamedTuple):
    """The names of a line that is nothing else, the outlet behind them, and whether they are two people's at least."""

    names: str
    outlet: str | None
    several: bool


def read(text: str) -> Signature | None:
    """Read a line such as "JANE DOE | Staff writer | May 9, 2018", "RYD, Tuesday 21 May 2024" or "Jane Doe, Ryd Post".

    The names beside a date, parted from it by a comma only, may be a place's: they are left out.
    """
    found = dates.find(text)
    if len(text) > _LONGEST or len(found) > 1 or text.endswith((".", "?", "!")):
        return None
    if not found:
        told = _signed(text)
        return told if told and told.names else None
    before, after = text[: found[0].start], text[found[0].end :]
    day = found[0].day
    if dates.says_nothing(after) and (place := _place(before)):
        return Signature(place=place, published=day)
    told = _signed(f"{before} | {after}")
    if told is None:
        return None
    parted = told.sure or any(_BAR.search(side) for side in (f"{before.rstrip()} ", f" {after.lstrip()}"))
    return told._replace(published=day, names=told.names if parted else None, sure=parted)


def tells(text: str) -> bool:
    """Tell whether a line between headline and text says who wrote it, where or when, or for whom."""
    return any(piece.kind in _TELLING for piece in marks(text)) or is_role(text) or read(text) is not None


def _signed(text: str) -> Signature | None:
    """Read pieces parted by bars: names, roles, outlets and what says nothing; None if there is anything else."""
    told = Signature()
    for piece in (part.strip(" ()[],") for part in _BAR.split(text)):
        if dates.says_nothing(piece):
            continue
        if is_role(piece):
            told = told._replace(sure=True)
        elif outlet := outlet_named(piece):
            told = told._replace(outlet=outlet, sure=True)
        elif known := mark(piece):
            told = told._replace(names=told.names or byline(known.text))
        elif writers := _people(piece):
            sure = told.sure or writers.outlet is not None or writers.several
            told = told._replace(names=told.names or writers.names, outlet=told.outlet or writers.outlet, sure=sure)
        else:
            return None
    return told


def _people(text: str) -> _Writers | None:
    """Read "Jane Doe in Paris and John Roe" or "JANE DOE, The Ryd Gazette"; None of a line that is more than names."""
    parts = _JOINED.split(text)
    outlet = next((name for part in parts if (name := outlet_named(part))), None)
    names = [tidy_names(_PLACE_OF_WORK.sub("", part)) for part in parts if not is_no_person(part)]
    whole = [name for name in names if " " in name]
    named = all(_NAMED.fullmatch(name) and not is_navigation(name) for name in names)
    if not named or not whole or names[-1] not in whole or NOT_A_NAME.match(names[0]):
        return None
    return _Writers(" and ".join(filter(None, (", ".join(names[:-1]), names[-1]))), outlet, len(whole) > 1)


def _place(before: str) -> str | None:
    """Return the city of "RYD, Norland, Tuesday", which stands before a date: in capitals, or one word."""
    parts = [part.strip() for part in before.split(",")]
    city, *others = [part for part in parts if not dates.says_nothing(part)] or [""]
    plain = city.isupper() or len(city.split()) == 1
    named = all(_CITY.fullmatch(part) for part in (city, *others)) and "," in before
    barred = city in dateline.NOT_PLACES or is_navigation(city)
    return dateline.spelt(city) if plain and named and not barred and len(others) < 2 else None  # noqa: PLR2004

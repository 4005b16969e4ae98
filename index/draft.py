"""An article in the making, and the block of fields some text archives put above it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from index import dates
from index.lines import Line


@dataclass(slots=True)
class Draft:
    """An article in the making: raw ``text`` and what is known of it; ``clean`` fills in the rest."""

    text: str
    title: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published: date | None = None
    inferred: bool = False
    place: str | None = None
    url: str | None = None


_FIELDS = {
    "title": "title|headline",
    "outlet": "source|outlet|publisher|publication|newspaper|site|website",
    "byline": "author|authors|by|byline|writer|reporter",
    "published": "date|published|publication date|published on|publish date|pubdate",
    "url": "url|link|permalink|canonical",
    "place": "place|location|city|dateline",
}
_FIELD_OF = {name: field for field, names in _FIELDS.items() for name in names.split("|")}
_FIELD = re.compile(r"([A-Za-z][A-Za-z ]{1,18}?)\s{0,3}:\s{1,3}(\S.{0,300})$")


def take_fields(draft: Draft, lines: list[Line]) -> list[Line]:
    """Read a leading block of "Title: ..." lines into the draft and return the lines below it.

    One such line alone may be a sentence with a colon, unless it names a title or a URL.
    """
    found: list[tuple[str, str]] = []
    for line in lines:
        match = None if line.bullet else _FIELD.match(line.text)
        field = _FIELD_OF.get(match[1].lower()) if match else None
        if not match or not field:
            break
        found.append((field, match[2].strip()))
    if len(found) == 1 and found[0][0] not in {"title", "url"}:
        return lines
    for field, value in found:
        if getattr(draft, field) is None:
            setattr(draft, field, dates.from_field(value) if field == "published" else value)
    return lines[len(found) :]

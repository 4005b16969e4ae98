"""A page's title → its headline, and the outlet that many put behind or before it: "Strike ends | News | The Times"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from index.furniture import fold, is_navigation, outlet_named

_PART = re.compile(r"\s+[|–—-]\s+|\s*\|\s*")
_DOMAIN = re.compile(r"(?:www\.)?([\w-]+(?:\.[\w-]+)*)\.(?:com|org|net|info|co\.\w\w|\w\w)", re.IGNORECASE)
_LONGEST = 300
"""Longer titles are no page's."""
_NAME = 5
"""Most words of an outlet's name."""


def split(title: str, lines: Collection[str], outlet: str | None, byline: str | None) -> tuple[str, str | None]:
    """Return the headline of a page's title and the outlet behind it, or the title as it is and None.

    What stands behind the last bar or dash is the outlet if it is that of the article, a known one or a domain; or a
    short name, not the writer's, where a line of the page is the title without it, or a section stands before it.
    Sections between the two ("News", "Opinion") go with it. So do those behind a known outlet before the first bar.
    """
    parts = list(_PART.finditer(title)) if len(title) <= _LONGEST else []
    if not parts:
        return title, None
    if "|" in parts[0][0] and (first := outlet_named(title[: parts[0].start()])):
        return _behind_sections(title, parts), first
    tail = title[parts[-1].end() :].strip()
    there = {fold(line) for line in lines}
    printed = next((text for part in reversed(parts) if fold(text := title[: part.start()].strip()) in there), None)
    named = (outlet if outlet and fold(outlet) == fold(tail) else None) or outlet_named(tail) or _domain(tail)
    short = len(tail.split()) <= _NAME and not is_navigation(tail) and fold(tail) != fold(byline or "")
    headline = _without_sections(title, parts)
    if named or (short and (printed or headline != title[: parts[-1].start()].strip())):
        return printed or headline, named or tail
    return title, None


def _without_sections(title: str, parts: Sequence[re.Match[str]]) -> str:
    """Return a title up to its last part, and up to the sections that stand before this one."""
    end = parts[-1].start()
    for part in reversed(parts[:-1]):
        if not is_navigation(title[part.end() : end]):
            break
        end = part.start()
    return title[:end].strip()


def _behind_sections(title: str, parts: Sequence[re.Match[str]]) -> str:
    """Return a title behind its first part, and behind the sections that stand after this one."""
    start = parts[0].end()
    for part in parts[1:]:
        if not is_navigation(title[start : part.start()]):
            break
        start = part.end()
    return title[start:].strip()


def _domain(text: str) -> str | None:
    """Return the outlet of a domain: "Haaretz" of "Haaretz.com", others as they are."""
    match = _DOMAIN.fullmatch(text)
    return (outlet_named(match[1]) or outlet_named(re.sub(r"^(the)", r"\1 ", match[1])) or text) if match else None

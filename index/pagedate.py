"""When a web page says it was published: in its meta elements, or beside its headline. Never a date of its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from index import dates
from index.furniture import fold

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PUBLISHED = re.compile(r"publi(?:sh|cation)|pub-?date|issued", re.IGNORECASE)
_DATED = re.compile(r"date|created|timestamp", re.IGNORECASE)
_OF_OTHERS = re.compile(r"modif|updat|revis|expir|unpubl|event|start|end", re.IGNORECASE)
_LONGEST = 100


def published(tree: HtmlElement, title: str | None, first: str | None) -> date | None:
    """Return the day on which a page was published, as it says itself, or None.

    ``title`` is its headline, ``first`` how its first paragraph begins. The day of an update does not count.
    """
    metas = [meta for meta in tree.iter("meta") if not _OF_OTHERS.search(_name(meta))]
    for pattern in (_PUBLISHED, _DATED):
        told = (dates.from_field(meta.get("content")) for meta in metas if pattern.search(_name(meta)))
        if day := next((day for day in told if day), None):
            return day
    return min(_beside_headline(tree, title, first), default=None)


def _name(meta: HtmlElement) -> str:
    return meta.get("property") or meta.get("name") or meta.get("itemprop") or ""


def _day(element: HtmlElement) -> date | None:
    """Return the date that an element holds, if its own text is nothing else or it is a time."""
    text = " ".join((element.text or "").split())
    if element.tag == "time":
        return dates.from_field(element.get("datetime")) or dates.from_field(text)
    return dates.published(text) if len(text) <= _LONGEST and dates.on_its_own(text) else None


def _beside_headline(tree: HtmlElement, title: str | None, first: str | None) -> Iterator[date]:
    """Yield the dates from the beginning of the headline's article to its first paragraph, and those marked as its."""
    heads = [head for head in tree.iter("h1") if title and fold(head.text_content()) == fold(title)]
    if not heads or not first:
        return
    box, above = _box(heads[-1]), True
    for element in box.iter():
        if not isinstance(element.tag, str):  # a comment
            continue
        above = above and not " ".join(element.text_content().split()).startswith(first)
        if (above or _is_marked(element, box)) and (day := _day(element)):
            yield day


def _box(head: HtmlElement) -> HtmlElement:
    """Return the article around a headline, or else what it stands in."""
    above = head.getparent()
    least = head if above is None or above.tag == "body" else above
    return next(head.iterancestors("article", "main"), least)


def _is_marked(element: HtmlElement, box: HtmlElement) -> bool:
    """Tell a time that is marked as an article's date of publication, and not of another article within this."""
    marked = element.get("itemprop") == "datePublished" or element.get("pubdate") is not None
    return marked and element.tag == "time" and next(element.iterancestors("article", "aside"), None) is box

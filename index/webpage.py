"""A web page → a draft and its paragraphs: what its head, its data for search engines and its header say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Protocol, Self

from index import dates, signature
from index.draft import Draft
from index.formats import BadRecordError, from_record, one_line, plain
from index.furniture import fold
from index.headline import split
from index.lines import BAR, Line, normalise, paragraphs

if TYPE_CHECKING:
    from trafilatura.settings import Document

_TITLE = re.compile(r"<title\b[^>]*>([^<]{1,1000})</title", re.IGNORECASE)
_DATA = "application/ld+json"
_FIELDS = ("headline", "author", "publisher", "datePublished", "url")
_HEADLINE_END = re.compile(r"</h1\s*>", re.IGNORECASE)
_INLINE_END = re.compile(r"\s*(?=</(?:a|address|span|time)\b)", re.IGNORECASE)
_BESIDE_NAME = re.compile(r"\s[|•·]\s.*")
_HEADER = 20_000
"""How far below the headline the first paragraph is looked for, in characters of the source."""
_HEADLINES = 5
_SAME = 60
"""Characters by which two copies of a paragraph are known as one."""


def from_html(text: str) -> tuple[Draft, list[Line]]:
    """Read a web page with trafilatura: its metadata and the paragraphs of its main text, without headings.

    The lines between headline and text that tell who wrote it, where and when stand first among the paragraphs.

    Raises:
        BadRecordError: the page has no text.
    """
    import trafilatura  # heavy, and only web pages need it

    page = trafilatura.bare_extraction(
        text, with_metadata=True, include_comments=False, date_extraction_params={"extensive_search": False}
    )
    if page is None or isinstance(page, dict) or page.body is None:
        raise BadRecordError("The page holds no article text.")
    lines = [line for line in _blocks(page.body) if line.text]
    draft = _known(text, page)
    return draft, [*_header(text, lines), *lines]


def _known(text: str, page: Document) -> Draft:
    """Return what the page says of itself; of its title element only the outlet behind the headline counts."""
    title = one_line(page.title)
    told = _structured(text, title)
    author = _BESIDE_NAME.sub("", page.author.replace("; ", ", ")) if page.author else None
    site = one_line(page.sitename)
    outlet = site if site and fold(site) != fold(title or "") else told.outlet
    return Draft(
        "",
        title=title,
        outlet=outlet or _behind_headline(text, title) or one_line(page.hostname),
        byline=told.byline or one_line(author),
        published=told.published or dates.from_field(page.date),
        url=page.url,
    )


def _behind_headline(text: str, title: str | None) -> str | None:
    """Return the outlet that the title element names behind the headline, or None."""
    match = _TITLE.search(text)
    if not match or not title:
        return None
    headline, outlet = split(one_line(match[1]) or "", [title], None, None)
    return outlet if fold(headline) == fold(title) else None


def _structured(text: str, title: str | None) -> Draft:
    """Return what the page's JSON-LD says of the article, which is the one of its headline if there are several."""
    scripts = (part.partition(">")[2].partition("</script")[0] for part in text.split(_DATA)[1:])
    found = [item for script in scripts for item in _articles(_parsed(script))]
    named = [item for item in found if fold(str(item["headline"])) == fold(title or "")]
    chosen = named[0] if named else found[0] if len(found) == 1 else {}
    return from_record({**{name: chosen[name] for name in _FIELDS if name in chosen}, "text": "-"})


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError):  # scripts of pages are broken now and then
        return None


def _articles(value: object) -> Iterator[Mapping[str, object]]:
    """Yield the objects with a headline of a JSON-LD document: it, those of a list, those of its graph."""
    if isinstance(value, list):
        for item in value:
            yield from _articles(item)
    elif isinstance(value, dict):
        if value.get("headline"):
            yield value
        yield from _articles(value.get("@graph"))


def _header(text: str, lines: list[Line]) -> list[Line]:
    """Return the lines that sign or date the article, between a headline of the page and its first long paragraph."""
    first = next((line.text[:_SAME] for line in lines if len(line.text) > _SAME), None)
    ends = [match.end() for match in islice(_HEADLINE_END.finditer(text), _HEADLINES)] if first else []
    for end in reversed(ends):  # the first may be the outlet's name
        below = paragraphs(plain(_INLINE_END.sub(" ", text[end : end + _HEADER])))
        starts = [line.text[:_SAME] for line in below]
        if first in starts:
            header = (line.text.replace(" ,", ",") for line in below[: starts.index(first)])
            return [Line(line) for line in header if signature.tells(line)]
    return []


class _Element(Protocol):
    """What is used of an lxml element."""

    tag: str
    text: str | None
    tail: str | None

    def __iter__(self) -> Iterator[Self]: ...
    def __len__(self) -> int: ...
    def itertext(self) -> Iterator[str]: ...


def _blocks(element: _Element) -> Iterator[Line]:
    """Yield the paragraphs below an element of trafilatura's tree, list items as bullets, a table row as one line."""
    for child in element:
        if child.tag == "head":
            continue
        if child.tag in {"list", "table", "div", "main", "body", "quote", "row"} and child.tag != "row" and len(child):
            yield from _blocks(child)
        elif child.tag == "row":
            cells = (" ".join("".join(cell.itertext()).split()) for cell in child)
            yield Line(BAR.join(cell for cell in cells if cell))
        else:
            bullet = child.tag == "item"
            for part in paragraphs(normalise(_text(child))):
                yield Line(part.text, bullet or part.bullet)


def _text(element: _Element) -> str:
    """Return the text of an element, its line breaks kept."""
    inside = (_text(child) + (child.tail or "") for child in element)
    return ("\n" if element.tag == "lb" else "") + (element.text or "") + "".join(inside)

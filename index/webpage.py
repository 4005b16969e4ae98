"""A web page → a draft and its paragraphs: what its head, its data for search engines and its header say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from index import pagedate, pagetree, records, signature
from index.draft import Draft
from index.formats import from_record, one_line, plain
from index.furniture import Kind, fold
from index.headline import split
from index.lines import BAR, Line, normalise, paragraphs
from index.marks import marks
from index.records import BadRecordError

if TYPE_CHECKING:
    from lxml.html import HtmlElement
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
_BLOCKS = frozenset("article body cell code div head item list main p quote row section table".split())
_LEADS_OFF = (Kind.COMMENTS, Kind.RELATED)
_SPACES = re.compile(r"[ \t\n\r\f]+")
_SIGNATURE = re.compile(r"\s*\n\s*(?=[-–—]{1,2}\s?[^\s–—-][^\n]{1,150}\Z)")
"""What parts a quote from the name below it, which must stay in its sentence."""
_SAME = 60
"""Characters by which two copies of a paragraph are known as one."""


def from_html(text: str) -> tuple[Draft, list[Line]]:
    """Read a web page with trafilatura: its metadata and the paragraphs of its main text, without headings.

    The lines between headline and text that tell who wrote it, where and when stand first among the paragraphs.

    Raises:
        BadRecordError: the page has no text.
    """
    import trafilatura  # heavy, and only web pages need it

    tree = pagetree.parse(text)
    page = trafilatura.bare_extraction(
        tree, with_metadata=True, include_comments=False, date_extraction_params={"extensive_search": False}
    )
    if page is None or isinstance(page, dict) or page.body is None:
        raise BadRecordError("The page holds no article text.")
    lines = [line for line in _paragraphs(page.body) if line.text]
    draft = _known(text, page)
    first = next((line.text[:_SAME] for line in lines if len(line.text) > _SAME), None)
    draft.published = draft.published or pagedate.published(tree, draft.title, first)
    header = [line for line in _header(text, first) if line not in lines]
    return draft, [*header, *lines]


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
        published=told.published,
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
    items = [item for script in scripts for item in _items(_parsed(script))]
    found = [item for item in items if item.get("headline")]
    named = [item for item in found if fold(str(item["headline"])) == fold(title or "")]
    chosen = named[0] if named else found[0] if len(found) == 1 else {}
    known = {item["@id"]: item for item in items if isinstance(item.get("@id"), str) and "name" in item}
    fields = {name: _named(chosen[name], known) for name in _FIELDS if name in chosen}
    return from_record({**fields, "text": "-"})


def _parsed(text: str) -> object:
    try:
        return records.parse(text)
    except BadRecordError:  # scripts of pages are broken now and then
        return None


def _items(value: object) -> Iterator[Mapping[str, object]]:
    """Yield the objects of a JSON-LD document: it, those of a list, those of its graph."""
    if isinstance(value, list):
        for item in value:
            yield from _items(item)
    elif isinstance(value, dict):
        yield value
        yield from _items(value.get("@graph"))


def _named(value: object, known: Mapping[object, object]) -> object:
    """Return a field with the objects it refers to in place of their ids, and each of several names for itself."""
    if isinstance(value, list):
        several = (_named(item, known) for item in value)
        return [name for item in several for name in (item if isinstance(item, list) else [item])]
    if isinstance(value, dict) and isinstance(value.get("name"), list):
        return value["name"]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return known.get(value["@id"], value)
    return value


def _header(text: str, first: str | None) -> list[Line]:
    """Return the lines that sign or date the article, between a headline of the page and its first long paragraph."""
    ends = [match.end() for match in islice(_HEADLINE_END.finditer(text), _HEADLINES)] if first else []
    for end in reversed(ends):  # the first may be the outlet's name
        below = paragraphs(plain(_INLINE_END.sub(" ", text[end : end + _HEADER])))
        starts = [line.text[:_SAME] for line in below]
        if first in starts:
            header = (line.text.replace(" ,", ",") for line in below[: starts.index(first)])
            return [Line(line) for line in header if signature.tells(line)]
    return []


def _paragraphs(body: HtmlElement) -> Iterable[Line]:
    """Return the paragraphs of a page; where trafilatura finds no elements, its text is one, parted by line breaks."""
    alone = body[0] if len(body) == 1 and body[0].tag == "p" and not len(body[0]) else None
    return _blocks(body) if alone is None else paragraphs(normalise(alone.text or ""))


def _blocks(element: HtmlElement, *, bullet: bool = False) -> Iterator[Line]:
    """Yield the paragraphs of an element of trafilatura's tree: those in it, and what stands between them.

    Those of list items are bullets, a row of a table is one line. Of headings only those of links and comments count.
    """
    text = _spaced(element.text)
    for child in element:
        if child.tag in _BLOCKS:
            yield from _lines(text, bullet=bullet)
            yield from _block(child, bullet=bullet)
            text = ""
        else:
            text += _text(child)
        text += _spaced(child.tail)
    yield from _lines(text, bullet=bullet)


def _block(element: HtmlElement, *, bullet: bool) -> Iterator[Line]:
    if element.tag == "head":
        heading = " ".join("".join(element.itertext()).split())
        if any(mark.kind in _LEADS_OFF for mark in marks(heading)):
            yield Line(heading)
    elif element.tag == "row":
        yield from _row(element)
    elif element.tag == "quote":
        yield from _lines(_SIGNATURE.sub(" ", _text(element).strip()), bullet=bullet)
    else:
        yield from _blocks(element, bullet=bullet or element.tag == "item")


def _row(row: HtmlElement) -> Iterator[Line]:
    """Yield a row as one line, or the paragraphs of its cells where these lay out a page."""
    cells = [_text(cell).strip() for cell in row]
    if any("\n\n" in cell for cell in cells):
        for cell in row:
            yield from _blocks(cell)
    else:
        yield Line(BAR.join(" ".join(cell.split()) for cell in cells if cell))


def _lines(text: str, *, bullet: bool) -> Iterator[Line]:
    for line in paragraphs(normalise(text)):
        yield Line(line.text, bullet or line.bullet)


def _text(element: HtmlElement) -> str:
    """Return the text of an element and all in it, its line breaks kept, paragraphs parted, headings left out."""
    if element.tag == "lb":
        return "\n"
    inside = "" if element.tag == "head" else _spaced(element.text)
    inside += "".join(_text(child) + _spaced(child.tail) for child in element if element.tag != "head")
    return f"\n\n{inside}\n\n" if element.tag in _BLOCKS else inside


def _spaced(text: str | None) -> str:
    return _SPACES.sub(" ", text or "")

"""The records of the index: frozen, slotted, and bound by one invariant.

Every place in the product is a half-open character span ``[start, end)`` of ``Article.body``, counted
in Unicode code points, so that a quote is always ``article.body[start:end]`` and never a string of its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article: the span ``[start, end)`` of its body, without surrounding white space."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """One ingested document: clean body text and what is known about it.

    ``body`` holds paragraphs parted by one blank line; furniture (navigation, credits, advertisements) is
    not in it. ``published`` is the date of publication, ``inferred`` tells that the text allowed it to be
    worked out but did not print it. ``source`` is the file it came from, relative to the folder given,
    followed by ``#line`` for a record of a JSONL file and ``#index`` (0-based) for one of a JSON list.
    """

    id: str
    title: str
    body: str
    source: str
    outlet: str | None = None
    byline: str | None = None
    published: date | None = None
    inferred: bool = False
    place: str | None = None
    url: str | None = None

    def to_json(self) -> dict[str, str | None]:
        """Return the article as the HTTP interface and ``pullquote show --json`` print it."""
        return {
            "id": self.id,
            "title": self.title,
            "outlet": self.outlet,
            "byline": self.byline,
            "published": self.published.isoformat() if self.published else None,
            "url": self.url,
            "source": self.source,
            "body": self.body,
        }


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of whole sentences of one article: the unit that is embedded and stored.

    ``number`` counts the article's chunks from 0. ``sentences`` are its sentences in order;
    ``start`` and ``end`` are those of the first and the last.
    """

    article_id: str
    number: int
    sentences: tuple[Sentence, ...]

    @property
    def start(self) -> int:
        """Offset of the first character in the article's body."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """Offset just behind the last character in the article's body."""
        return self.sentences[-1].end

    @property
    def key(self) -> str:
        """Return the name of the chunk in both stores: ``article_id:number``."""
        return f"{self.article_id}:{self.number}"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles a search may return: any of ``outlets`` (all when empty), published in ``[since, until]``.

    An article without a date passes only where neither ``since`` nor ``until`` is set.
    """

    outlets: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        """Tell whether the filter excludes anything at all."""
        return bool(self.outlets or self.since or self.until)


def article_id(title: str, outlet: str | None, published: date | None, body: str) -> str:
    """Derive an article's id from its content: 16 hexadecimal digits of SHA-256.

    The same text printed by two outlets gives two ids, the same article read from two files gives one.
    """
    parts = (title, outlet or "", published.isoformat() if published else "", body)
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:16]

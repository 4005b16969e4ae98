"""The corpus as a reader goes through it: a searched and sorted page of articles, coverage over time, taking away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from filelock import FileLock, Timeout

from index import fulltext, writer
from index.articles import ArticleStore
from index.errors import BadInputError, NotFoundError
from index.settings import Settings

Order = Literal["date", "outlet", "title", "length", "copies"]

LOCK_SECONDS = 10.0
"""How long a removal waits for a build that is at work on the index."""

_ORDERS: dict[Order, str] = {
    "date": "a.published",
    "outlet": "a.outlet COLLATE NOCASE",
    "title": "a.title COLLATE NOCASE",
    "length": "length(a.body)",
    "copies": "copies",
}
# As in ArticleStore.overlap: another article is a copy when it prints at least half of this one's text.
_COPIES = """
SELECT article_id, count(*) AS number FROM (
    SELECT pair.article_id, pair.other_id, sum(s.end - s.start) AS shared
    FROM (SELECT DISTINCT article_id, number, other_id FROM twin) AS pair
    JOIN sentence AS s ON s.article_id = pair.article_id AND s.number = pair.number GROUP BY 1, 2
) JOIN (SELECT article_id AS whole_id, sum(end - start) AS whole FROM sentence GROUP BY 1) ON whole_id = article_id
WHERE 2 * shared >= whole GROUP BY article_id
"""


@dataclass(frozen=True, slots=True)
class Row:
    """An article in the table: ``length`` in characters, ``copies`` the articles that print half of it or more."""

    id: str
    title: str
    outlet: str | None
    published: date | None
    length: int
    copies: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What part of the table is wanted: articles with all of ``words``, from ``offset`` on, at most ``limit``.

    A word counts where it stands in the title, outlet or byline, or where all of them stand together in the text.
    """

    words: str = ""
    order: Order = "date"
    descending: bool = True
    offset: int = 0
    limit: int = 100


def browse(store: ArticleStore, wanted: Wanted) -> tuple[list[Row], int]:
    """Return the rows that are wanted, those without a value last, and the number of all that have the words."""
    condition, values = _condition(wanted.words)
    direction = "DESC" if wanted.descending else "ASC"
    query = (  # only our own words are put together, never the reader's
        "SELECT a.id, a.title, a.outlet, a.published, length(a.body), coalesce(c.number, 0) AS copies "  # noqa: S608
        f"FROM article AS a LEFT JOIN ({_COPIES}) AS c ON c.article_id = a.id WHERE {condition} "
        f"ORDER BY {_ORDERS[wanted.order]} {direction} NULLS LAST, a.title, a.id LIMIT ? OFFSET ?"
    )
    with store.reading() as connection:
        (total,) = connection.execute(f"SELECT count(*) FROM article AS a WHERE {condition}", values).fetchone()  # noqa: S608
        rows = connection.execute(query, [*values, wanted.limit, wanted.offset]).fetchall()
    found = [
        Row(name, title, outlet, date.fromisoformat(day) if day else None, length, copies)
        for name, title, outlet, day, length, copies in rows
    ]
    return found, total


def coverage(store: ArticleStore) -> list[tuple[str | None, date | None, int]]:
    """Return how many articles each outlet published on each day; ``None`` where one or the other is not known."""
    query = "SELECT outlet, published, count(*) FROM article WHERE recipe IS NOT NULL GROUP BY 1, 2 ORDER BY 2, 1"
    with store.reading() as connection:
        rows = connection.execute(query).fetchall()
    return [(outlet, date.fromisoformat(day) if day else None, number) for outlet, day, number in rows]


def remove(article_ids: Sequence[str], settings: Settings) -> None:
    """Take articles out of the index. The files they came from stay, and are read again only when they change.

    Raises:
        IndexMissingError: there is no index.
        NotFoundError: one of them is not in the index; the others stay too.
        BadInputError: a build is at work on the index.
    """
    from index.vectors import VectorStore  # chromadb is slow to import

    lock = FileLock(settings.home / "build.lock", timeout=LOCK_SECONDS)
    try:
        with lock, ArticleStore(settings.database) as store:
            missing = set(article_ids) - store.articles(article_ids).keys()
            if missing:
                raise NotFoundError(f"There is no article {min(missing)!r} in the index.")
            keys = [key for key in store.chunk_keys() if key.rpartition(":")[0] in article_ids]
            with store.transaction() as connection:
                connection.executemany("DELETE FROM carrier WHERE article_id = ?", [(name,) for name in article_ids])
                writer.remove_unclaimed(connection)
            name, dimension = store.get_meta("embedder") or "", int(store.get_meta("dimension") or 0)
            with VectorStore(settings.vectors, name, dimension) as vectors:
                vectors.delete_keys(keys)
    except Timeout as error:
        raise BadInputError("Articles are being indexed just now: wait until that has ended.") from error


def _condition(text: str) -> tuple[str, list[str]]:
    parts: list[str] = []
    values: list[str] = []
    for word in text.split():
        parts.append("a.title || ' ' || coalesce(a.outlet, '') || ' ' || coalesce(a.byline, '') LIKE ? ESCAPE '\\'")
        values.append("%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%")
    if not parts:
        return "a.recipe IS NOT NULL", []
    named = " AND ".join(parts)
    words = fulltext.words(text)
    if not words:
        return f"a.recipe IS NOT NULL AND {named}", values
    inside = "SELECT c.article_id FROM chunk_text JOIN chunk AS c ON c.id = chunk_text.rowid WHERE chunk_text MATCH ?"
    return f"a.recipe IS NOT NULL AND (({named}) OR a.id IN ({inside}))", [*values, " ".join(f'"{w}"' for w in words)]

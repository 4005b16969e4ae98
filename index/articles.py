"""The article store: bodies, metadata, sentences, chunks and full-text search in one SQLite file.

It is the source of truth: a chunk exists when it is named here, and the vector store holds nothing but its
vector. The file is in write-ahead mode, so readers go on reading what was there while a build writes.
"""

from __future__ import annotations

import json
import queue
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from index.article import Article, Chunk, Filter, Sentence
from index.errors import IndexMismatchError, IndexMissingError, NotFoundError
from index.fulltext import match_expression
from index.schema import SCHEMA, SCHEMA_VERSION

TITLE_WEIGHT = 2.0
BUSY_SECONDS = 30.0

COLUMNS = "a.id, a.title, a.body, a.source, a.outlet, a.byline, a.published, a.inferred, a.place, a.url"
_TWINS = """
SELECT t.other_id, s.number, s.end - s.start, o.number, o.start, o.end FROM sentence AS s
JOIN twin AS t ON t.article_id = s.article_id AND t.number = s.number
JOIN sentence AS o ON o.article_id = t.other_id AND o.number = t.other_number
WHERE s.article_id = ? AND s.start < ? AND s.end > ? ORDER BY t.other_id, o.number
"""


class ArticleStore:
    """The articles of one index. Reading is safe from several threads at once; one thread at a time writes."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the store at ``path``; with ``create`` make it if it is not there.

        Raises:
            IndexMissingError: there is no store and ``create`` is false.
            IndexMismatchError: another version made the file, or it is no article store.
        """
        self.path = path
        self._idle: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        self._writing = threading.Lock()
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.is_file() or not path.stat().st_size:
            msg = f"There is no index in {path.parent} yet: run `pullquote index PATH` first."
            raise IndexMissingError(msg)
        try:
            with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
                self._check(connection, create=create)
        except sqlite3.DatabaseError as error:
            msg = f"{path} cannot be opened as an index ({error}): move it away and index again."
            raise IndexMismatchError(msg) from error

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the store."""
        self.close()

    def close(self) -> None:
        """Close all connections that are not in use."""
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return

    def article(self, article_id: str) -> Article:
        """Return one article.

        Raises:
            NotFoundError: no article has this id.
        """
        found = self.articles([article_id])
        if article_id not in found:
            msg = f"There is no article {article_id!r} in the index."
            raise NotFoundError(msg)
        return found[article_id]

    def articles(self, ids: Iterable[str]) -> dict[str, Article]:
        """Return the articles that are there of ``ids``, in that order."""
        query = (
            f"SELECT {COLUMNS} FROM json_each(?) AS k JOIN article AS a ON a.id = k.value "  # noqa: S608
            "WHERE a.recipe IS NOT NULL ORDER BY k.key"
        )
        return {row[0]: to_article(row) for row in self._rows(query, [json.dumps(list(ids))])}

    def listing(self, where: Filter | None = None, offset: int = 0, limit: int | None = None) -> list[Article]:
        """Return articles, the newest first and those without a date last."""
        condition, values = _condition(where)
        query = (
            f"SELECT {COLUMNS} FROM article AS a WHERE {condition} "  # noqa: S608
            "ORDER BY a.published DESC NULLS LAST, a.title, a.id LIMIT ? OFFSET ?"
        )
        return [to_article(row) for row in self._rows(query, [*values, -1 if limit is None else limit, offset])]

    def count(self, where: Filter | None = None) -> int:
        """Return the number of articles."""
        condition, values = _condition(where)
        return int(self._rows(f"SELECT count(*) FROM article AS a WHERE {condition}", values)[0][0])  # noqa: S608

    def outlets(self) -> list[str]:
        """Return the outlets' names in alphabetical order."""
        query = "SELECT DISTINCT outlet FROM article WHERE recipe IS NOT NULL AND outlet IS NOT NULL ORDER BY outlet"
        return [row[0] for row in self._rows(query)]

    def sentences(self, article_id: str) -> tuple[Sentence, ...]:
        """Return the sentences of an article in order; none when it is not there."""
        query = "SELECT start, end FROM sentence WHERE article_id = ? ORDER BY number"
        return tuple(Sentence(*row) for row in self._rows(query, [article_id]))

    def chunks(self, keys: Iterable[str]) -> dict[str, Chunk]:
        """Return the chunks that are there of ``keys`` (``article_id:number``), in that order."""
        names = [(article, int(number)) for article, _, number in (key.rpartition(":") for key in keys)]
        query = (
            "SELECT c.article_id, c.number, c.spans FROM json_each(?) AS k "
            "JOIN chunk AS c ON c.article_id = k.value ->> 0 AND c.number = k.value ->> 1 ORDER BY k.key"
        )
        found = (
            Chunk(article, number, tuple(Sentence(*span) for span in json.loads(spans)))
            for article, number, spans in self._rows(query, [json.dumps(names)])
        )
        return {chunk.key: chunk for chunk in found}

    def chunk_keys(self) -> set[str]:
        """Return the keys of all chunks."""
        return {f"{article}:{number}" for article, number in self._rows("SELECT article_id, number FROM chunk")}

    def search(self, text: str, limit: int, where: Filter | None = None) -> list[tuple[str, float]]:
        """Return the ``limit`` chunks that fit the words of ``text`` best, best first.

        Args:
            text: Anything a person may type; it has no syntax.
            limit: The most chunks to return.
            where: The articles to look at.

        Returns:
            Chunk keys with their BM25 score, higher for better, a word in the title counting
            ``TITLE_WEIGHT`` times. Nothing when ``text`` has no word.
        """
        expression = match_expression(text)
        if expression is None:
            return []
        condition, values = _condition(where)
        query = (  # only our own words are put together, never the reader's
            "SELECT c.article_id || ':' || c.number, -bm25(chunk_text, ?, 1.0) AS score FROM chunk_text "  # noqa: S608
            "JOIN chunk AS c ON c.id = chunk_text.rowid JOIN article AS a ON a.id = c.article_id "
            f"WHERE chunk_text MATCH ? AND {condition} "
            "ORDER BY score DESC, c.article_id, c.number LIMIT ?"
        )
        return [(key, score) for key, score in self._rows(query, [TITLE_WEIGHT, expression, *values, limit])]

    def copies(self, article_id: str, start: int, end: int) -> list[tuple[str, int, int]]:
        """Return where other articles print the text of ``[start, end)``, as (article id, start, end).

        Near-identical sentences were linked by the build. Another article counts when it carries at least half of
        the characters of the sentences that overlap the span; a span of several sentences gives one result for
        each unbroken run of them. Ordered by article id and place.
        """
        with self.reading() as connection:
            rows = connection.execute(_TWINS, (article_id, end, start)).fetchall()
            (total,) = connection.execute(
                "SELECT sum(end - start) FROM sentence WHERE article_id = ? AND start < ? AND end > ?",
                (article_id, end, start),
            ).fetchone()
        found: list[tuple[str, int, int]] = []
        for other, group in groupby(rows, key=itemgetter(0)):
            twins = list(group)
            mine = {number: length for _, number, length, *_ in twins}
            if 2 * sum(mine.values()) >= total:
                found += [(other, first, last) for first, last in _runs([row[3:] for row in twins])]
        return found

    def overlap(self, article_id: str) -> dict[str, float]:
        """Return the share of the article's text, in (0, 1], that each other article prints too."""
        query = (
            "WITH shared AS (SELECT DISTINCT t.other_id, s.number, s.end - s.start AS length FROM twin AS t "
            "JOIN sentence AS s ON s.article_id = t.article_id AND s.number = t.number WHERE t.article_id = ?1) "
            "SELECT other_id, 1.0 * sum(length) / (SELECT sum(end - start) FROM sentence WHERE article_id = ?1) "
            "FROM shared GROUP BY other_id ORDER BY 2 DESC, 1"
        )
        return dict(self._rows(query, [article_id]))

    def get_meta(self, key: str) -> str | None:
        """Return an entry of the manifest, such as ``embedder``, ``chunk_tokens``, ``folders`` or ``built``."""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", [key])
        return rows[0][0] if rows else None

    def set_meta(self, key: str, value: str) -> None:
        """Write an entry of the manifest."""
        with self.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection that sees one state of the store until it is given back."""
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = self._connect()
        try:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")
        finally:
            self._idle.put(connection)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection that may write: all of it is kept when the block ends well, and nothing otherwise."""
        with self._writing:
            connection = self._connect()
            try:
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                except BaseException:
                    connection.execute("ROLLBACK")
                    raise
                connection.execute("COMMIT")
            finally:
                connection.close()

    def _connect(self) -> sqlite3.Connection:
        # A connection serves one thread at a time but not always the same one, which SQLite allows.
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA foreign_keys = ON")
        # In write-ahead mode NORMAL keeps the file whole and may lose the last commits with the power: build again.
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection

    def _check(self, connection: sqlite3.Connection, *, create: bool) -> None:
        # In this order: another process may be making the store at this moment, in one transaction.
        empty = connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if empty and create:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(f"BEGIN IMMEDIATE;{SCHEMA}PRAGMA user_version = {SCHEMA_VERSION};COMMIT;")
        elif empty:
            msg = f"The index in {self.path.parent} is empty: run `pullquote index PATH` first."
            raise IndexMissingError(msg)
        elif version != SCHEMA_VERSION:
            advice = (
                f"an older Pullquote: remove the folder {self.path.parent} and index again"
                if version < SCHEMA_VERSION
                else "a newer Pullquote: update Pullquote, or choose another PULLQUOTE_HOME"
            )
            msg = f"The index in {self.path.parent} was made by {advice}."
            raise IndexMismatchError(msg)

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        with self.reading() as connection:
            return connection.execute(query, values).fetchall()


def to_article(row: tuple[Any, ...]) -> Article:
    """Return the article of a row of ``COLUMNS``."""
    identity, title, body, source, outlet, byline, published, inferred, place, url = row
    return Article(
        id=identity,
        title=title,
        body=body,
        source=source,
        outlet=outlet,
        byline=byline,
        published=date.fromisoformat(published) if published else None,
        inferred=bool(inferred),
        place=place,
        url=url,
    )


def _condition(where: Filter | None) -> tuple[str, list[str]]:
    """Return the SQL condition on article ``a`` and its values: searchable, and let through by ``where``."""
    parts, values = ["a.recipe IS NOT NULL"], []
    if where and where.outlets:
        parts.append("a.outlet IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(where.outlets))
    if where and where.since:
        parts.append("a.published >= ?")
        values.append(where.since.isoformat())
    if where and where.until:
        parts.append("a.published <= ?")
        values.append(where.until.isoformat())
    return " AND ".join(parts), values


def _runs(sentences: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int]]:
    """Join sentences (number, start, end), in order, to the spans of those that follow each other."""
    span: tuple[int, int, int] | None = None
    for number, start, end in sentences:
        if span and number <= span[0] + 1:
            span = (number, span[1], end)
            continue
        if span:
            yield span[1:]
        span = (number, start, end)
    if span:
        yield span[1:]

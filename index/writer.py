"""What a build changes in the article store, each inside a transaction the caller holds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.article import Article, Chunk, Sentence
from index.articles import COLUMNS, to_article


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was when it was last read: absolute path, size in bytes, time in nanoseconds, what read it."""

    path: str
    source: str
    size: int
    mtime: int
    sha256: str
    reader: str


@dataclass(frozen=True, slots=True)
class Indexed:
    """An article cut up: its sentences, chunks, what they were made with and the digest of what was embedded."""

    article: Article
    sentences: tuple[Sentence, ...]
    chunks: tuple[Chunk, ...]
    recipe: str
    digest: str


def files(connection: sqlite3.Connection) -> dict[str, FileState]:
    """Return all files that have been read, by path."""
    return {row[0]: FileState(*row) for row in connection.execute("SELECT * FROM file")}


def put_file(connection: sqlite3.Connection, state: FileState) -> None:
    """Write a file's state and leave what it carries."""
    connection.execute(
        "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET source = excluded.source, "
        "size = excluded.size, mtime = excluded.mtime, sha256 = excluded.sha256, reader = excluded.reader",
        (state.path, state.source, state.size, state.mtime, state.sha256, state.reader),
    )


def put_reading(
    connection: sqlite3.Connection,
    state: FileState,
    articles: Iterable[Article],
    skipped: Iterable[tuple[str, str]],
) -> None:
    """Write a file, the articles it carries now and what was skipped in it as (source, reason)."""
    put_file(connection, state)
    connection.execute("DELETE FROM carrier WHERE path = ?", (state.path,))
    connection.execute("DELETE FROM skip WHERE path = ?", (state.path,))
    connection.executemany("INSERT INTO skip VALUES (?, ?, ?)", [(state.path, *pair) for pair in skipped])
    for article in articles:
        _put_article(connection, _completed(connection, article, state.reader))
        connection.execute("INSERT INTO carrier VALUES (?, ?, ?)", (state.path, article.source, article.id))


def _put_article(connection: sqlite3.Connection, item: Article) -> None:
    # The id is made from title, outlet, date and body: with the same id only the rest can be new.
    connection.execute(
        "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, 0) ON CONFLICT (id) DO UPDATE SET "
        "byline = excluded.byline, inferred = excluded.inferred, place = excluded.place, url = excluded.url",
        (
            item.id,
            item.title,
            item.body,
            item.source,
            item.outlet,
            item.byline,
            item.published.isoformat() if item.published else None,
            item.inferred,
            item.place,
            item.url,
        ),
    )


def _completed(connection: sqlite3.Connection, item: Article, reader: str) -> Article:
    """Fill in what other copies of the article tell, but not what only this file, or an older reader, once told."""
    copies = "SELECT 1 FROM carrier JOIN file USING (path) WHERE article_id = ? AND reader = ?"
    if connection.execute(copies, (item.id, reader)).fetchone() is None:
        return item
    known = article(connection, item.id)
    return replace(
        item,
        byline=item.byline or known.byline,
        inferred=item.inferred and known.inferred,
        place=item.place or known.place,
        url=item.url or known.url,
    )


def put_indexed(connection: sqlite3.Connection, indexed: Indexed) -> None:
    """Replace an article's sentences and chunks; from the commit on the article can be found."""
    article = indexed.article
    connection.execute("DELETE FROM chunk WHERE article_id = ?", (article.id,))
    connection.execute("DELETE FROM sentence WHERE article_id = ?", (article.id,))
    connection.executemany(
        "INSERT INTO sentence VALUES (?, ?, ?, ?)",
        [(article.id, number, s.start, s.end) for number, s in enumerate(indexed.sentences)],
    )
    for chunk in indexed.chunks:
        spans = json.dumps([(s.start, s.end) for s in chunk.sentences])
        row = connection.execute(
            "INSERT INTO chunk (article_id, number, spans) VALUES (?, ?, ?)", (article.id, chunk.number, spans)
        ).lastrowid
        connection.execute(
            "INSERT INTO chunk_text (rowid, title, text) VALUES (?, ?, ?)",
            (row, article.title, article.body[chunk.start : chunk.end]),
        )
    connection.execute(
        "UPDATE article SET recipe = ?, digest = ?, linked = 0 WHERE id = ?",
        (indexed.recipe, indexed.digest, article.id),
    )


def stale(connection: sqlite3.Connection, recipe: str) -> list[str]:
    """Return the ids of the articles that some file carries and that were not made with ``recipe``."""
    query = (
        "SELECT id FROM article WHERE recipe IS NOT ? AND EXISTS (SELECT 1 FROM carrier WHERE article_id = id) "
        "ORDER BY rowid"
    )
    return [row[0] for row in connection.execute(query, (recipe,))]


def mark_stale(connection: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Take the chunks of these articles away, so that they are made and embedded again."""
    for article_id in ids:
        connection.execute("DELETE FROM chunk WHERE article_id = ?", (article_id,))
        connection.execute("UPDATE article SET recipe = '', digest = NULL WHERE id = ?", (article_id,))


def remove_files(connection: sqlite3.Connection, paths: Sequence[str]) -> None:
    """Forget these files and what they carry."""
    connection.executemany("DELETE FROM file WHERE path = ?", [(path,) for path in paths])


def remove_unclaimed(connection: sqlite3.Connection) -> None:
    """Remove the articles that no file carries any more, and name the others after a file that does."""
    connection.execute("DELETE FROM article WHERE id NOT IN (SELECT article_id FROM carrier)")
    connection.execute(
        "UPDATE article SET source = (SELECT min(source) FROM carrier WHERE article_id = id) "
        "WHERE source NOT IN (SELECT source FROM carrier WHERE article_id = id)"
    )


def article(connection: sqlite3.Connection, article_id: str) -> Article:
    """Return an article, whether it can be found yet or not."""
    query = f"SELECT {COLUMNS} FROM article AS a WHERE a.id = ?"  # noqa: S608 - our own list of columns
    return to_article(connection.execute(query, (article_id,)).fetchone())


def digests(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, str]:
    """Return the digest of what is embedded of each of these articles, where anything is."""
    query = (
        "SELECT a.id, a.digest FROM json_each(?) AS k JOIN article AS a ON a.id = k.value WHERE a.digest IS NOT NULL"
    )
    return dict(connection.execute(query, (json.dumps(list(ids)),)).fetchall())


def indexed(connection: sqlite3.Connection) -> set[str]:
    """Return the ids of the articles that can be found."""
    return {row[0] for row in connection.execute("SELECT id FROM article WHERE recipe IS NOT NULL")}


def carriers(connection: sqlite3.Connection, paths: Iterable[str]) -> list[tuple[str, str]]:
    """Return (source, article id) of every article in these files, in the order of the files and sources."""
    query = "SELECT c.source, c.article_id FROM json_each(?) AS k JOIN carrier AS c ON c.path = k.value ORDER BY k.key"
    return connection.execute(query, (json.dumps(list(paths)),)).fetchall()


def skips(connection: sqlite3.Connection, paths: Iterable[str]) -> list[tuple[str, str]]:
    """Return (source, reason) of all that could not be used in these files."""
    query = "SELECT s.source, s.reason FROM json_each(?) AS k JOIN skip AS s ON s.path = k.value ORDER BY k.key"
    return connection.execute(query, (json.dumps(list(paths)),)).fetchall()

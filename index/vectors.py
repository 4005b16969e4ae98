"""The chunk vectors in Chroma, keyed as in the article store; the only home of chromadb, which is slow to import."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import InternalError, NotFoundError
from numpy.typing import NDArray

from index.article import Article, Filter
from index.errors import IndexMismatchError, IndexMissingError

COLLECTION = "chunks"
GRAPH: CreateHNSWConfiguration = {
    "space": "cosine",
    "max_neighbors": 64,
    "ef_construction": 400,
    "ef_search": 400,
}
"""The graph's density: more than Chroma's 16, 100, 100, with which chunks of template-like articles got lost.

It finds all of the true best 50 among 11,000 in about 3 ms, and building it is little beside the embedding.
"""
_DATABASE = "chroma.sqlite3"
_DELETE_BATCH = 500


class VectorStore:
    """Unit vectors of chunks with the outlet and date of their article. Safe from several threads.

    A process that has the store open sees what another process writes from its next search on.
    """

    def __init__(self, path: Path, embedder: str, dimension: int, *, create: bool = False) -> None:
        """Open the folder ``path``; with ``create`` make it if it is not there.

        Args:
            path: The folder.
            embedder: Name of what makes the vectors.
            dimension: Length of the vectors.
            create: Make the store if there is none.

        Raises:
            IndexMissingError: there is no store and ``create`` is false.
            IndexMismatchError: another embedder made the vectors.
        """
        self._path = path
        self._identity = {"embedder": embedder, "dimension": dimension}
        self._lock = threading.RLock()
        if not create and not (path / _DATABASE).is_file():
            raise IndexMissingError(self._missing())
        path.mkdir(parents=True, exist_ok=True)
        self._open(create=create)

    def __enter__(self) -> Self:
        """Return the store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the store."""
        self.close()

    def close(self) -> None:
        """Let go of the files; the last one in this process who does so frees the memory."""
        with self._lock:
            self._client.close()

    def upsert(self, keys: Sequence[str], vectors: NDArray[np.float32], articles: Sequence[Article]) -> None:
        """Add chunks, or replace those of the same key.

        Args:
            keys: The chunks' keys, ``n`` of them.
            vectors: Unit rows, shape ``(n, dimension)``.
            articles: The article of each chunk, ``n`` of them.
        """
        rows = [_metadata(article) for article in articles]
        with self._lock:
            step = self._client.get_max_batch_size()
            for i in range(0, len(keys), step):
                part = slice(i, i + step)
                self._collection.upsert(
                    ids=list(keys[part]), embeddings=np.ascontiguousarray(vectors[part]), metadatas=rows[part]
                )
            self._seen = self._state()

    def delete(self, article_ids: Iterable[str]) -> None:
        """Remove all chunks of these articles."""
        gone = set(article_ids)
        self.delete_keys(key for key in self.keys() if key.rpartition(":")[0] in gone)

    def delete_keys(self, keys: Iterable[str]) -> None:
        """Remove these chunks; a key that is not there does not count."""
        rest = iter(keys)
        with self._lock:
            while batch := list(islice(rest, _DELETE_BATCH)):
                self._collection.delete(ids=batch)
            self._seen = self._state()

    def search(self, vector: NDArray[np.float32], limit: int, where: Filter | None = None) -> list[tuple[str, float]]:
        """Return the ``limit`` chunks nearest to a unit vector of shape ``(dimension,)``, best first.

        Returns:
            Chunk keys with their cosine similarity in [-1, 1].

        Raises:
            IndexMismatchError: another embedder has filled the store in the meantime.
        """
        with self._lock:
            if self._state() != self._seen:
                self._reopen()
            try:
                return self._query(vector, limit, where)
            except (InternalError, NotFoundError):  # another process wrote between the look and the search
                self._reopen()
                return self._query(vector, limit, where)

    def keys(self) -> set[str]:
        """Return the keys of all chunks."""
        with self._lock:
            return set(self._collection.get(include=[])["ids"])

    def count(self) -> int:
        """Return the number of chunks."""
        with self._lock:
            return int(self._collection.count())

    def _query(self, vector: NDArray[np.float32], limit: int, where: Filter | None) -> list[tuple[str, float]]:
        found = self._collection.query(
            query_embeddings=[vector], n_results=limit, where=_condition(where), include=["distances"]
        )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        near = [(key, min(1.0, max(-1.0, 1.0 - float(distance)))) for key, distance in pairs]
        return sorted(near, key=lambda pair: (-pair[1], pair[0]))

    def _open(self, *, create: bool) -> None:
        self._client = _client(self._path)
        try:
            self._collection = self._find(create=create)
        except BaseException:
            self._client.close()
            raise
        self._seen = self._state()

    def _reopen(self) -> None:
        # Chroma keeps the graph in memory and does not notice the writes of another process.
        self._client.close()
        self._open(create=False)

    def _find(self, *, create: bool) -> Any:  # noqa: ANN401 - chromadb is untyped here
        try:
            collection = self._client.get_collection(COLLECTION, embedding_function=None)
        except NotFoundError:
            if create:
                return self._create()
            raise IndexMissingError(self._missing()) from None
        made = {key: (collection.metadata or {}).get(key) for key in self._identity}
        if made != self._identity:
            msg = (
                f"The index in {self._path.parent} was built with the embedder {made['embedder']} "
                f"({made['dimension']} dimensions) and cannot be searched with {self._identity['embedder']} "
                f"({self._identity['dimension']}): run `pullquote index` again, or set "
                f"PULLQUOTE_EMBEDDER={made['embedder']}."
            )
            raise IndexMismatchError(msg)
        return collection

    def _create(self) -> Any:  # noqa: ANN401
        return self._client.create_collection(
            COLLECTION,
            embedding_function=None,
            metadata=self._identity,
            configuration={"hnsw": GRAPH},
        )

    def _state(self) -> tuple[int, int]:
        status = (self._path / _DATABASE).stat()
        return status.st_mtime_ns, status.st_size

    def _missing(self) -> str:
        return f"There is no index in {self._path.parent} yet: run `pullquote index PATH` first."


def clear(path: Path) -> None:
    """Remove all vectors of the store in the folder ``path``, if there is one, so that any embedder may fill it."""
    if not (path / _DATABASE).is_file():
        return
    client = _client(path)
    try:
        client.delete_collection(COLLECTION)
    except NotFoundError:
        pass
    finally:
        client.close()


def _client(path: Path) -> Client:
    return cast("Client", chromadb.PersistentClient(path, settings=ChromaSettings(anonymized_telemetry=False)))


def _metadata(article: Article) -> dict[str, str | int]:
    """Return what a filter looks at; Chroma compares numbers only, so a date is its ordinal."""
    row: dict[str, str | int] = {"article": article.id}
    if article.outlet is not None:
        row["outlet"] = article.outlet
    if article.published is not None:
        row["published"] = article.published.toordinal()
    return row


def _condition(where: Filter | None) -> dict[str, Any] | None:
    if not where:
        return None
    parts: list[dict[str, Any]] = []
    if where.outlets:
        parts.append({"outlet": {"$in": list(where.outlets)}})
    if where.since:
        parts.append({"published": {"$gte": where.since.toordinal()}})
    if where.until:
        parts.append({"published": {"$lte": where.until.toordinal()}})
    return parts[0] if len(parts) == 1 else {"$and": parts}

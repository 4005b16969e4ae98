"""A query → passages: dense and full-text search, fused by rank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.article import Filter
from index.articles import ArticleStore
from qa.answer import Passage

RRF_K = 60  # Cormack, Clarke, Büttcher 2009: reciprocal rank fusion, the constant of the paper


class VectorSearch(Protocol):
    """What retrieval asks of a vector store."""

    def search(self, vector: NDArray[np.float32], limit: int, where: Filter | None = None) -> list[tuple[str, float]]:
        """Return chunk keys and their similarity in [-1, 1], best first."""
        ...


def fuse(*rankings: Sequence[str]) -> list[tuple[str, float]]:
    """Fuse rankings of keys, best first, by the sum of 1 / (60 + rank); ties keep the order of first sight.

    >>> [key for key, _ in fuse(["a", "b"], ["b", "c"])]
    ['b', 'a', 'c']
    """
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, key in enumerate(ranking, 1):
            scores[key] = scores.get(key, 0.0) + 1 / (RRF_K + rank)
    return sorted(scores.items(), key=lambda item: -item[1])


def retrieve(
    text: str, vector: NDArray[np.float32], stores: tuple[ArticleStore, VectorSearch], limit: int, where: Filter
) -> tuple[Passage, ...]:
    """Return up to ``limit`` passages for a query's text and its unit vector of shape (d,), best first."""
    store, vectors = stores
    dense = [key for key, _ in vectors.search(vector, limit, where or None)]
    lexical = [key for key, _ in store.search(text, limit, where or None)]
    fused = fuse(dense, lexical)[:limit]
    chunks = store.chunks([key for key, _ in fused])
    articles = store.articles([chunk.article_id for chunk in chunks.values()])
    return tuple(
        Passage(chunks[key], articles[chunks[key].article_id], rank, score)
        for rank, (key, score) in enumerate(fused, 1)
        if key in chunks and chunks[key].article_id in articles  # a build may just have removed it
    )

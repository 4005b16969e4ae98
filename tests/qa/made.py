"""Evidence made for a test."""

from __future__ import annotations

from index.article import Article
from qa.answer import Evidence


def whole(body: str, score: float = 0.9) -> Evidence:
    """Return an article of one sentence as evidence."""
    return Evidence(Article(id=body, title="T", body=body, source="t.md"), 0, len(body), score)

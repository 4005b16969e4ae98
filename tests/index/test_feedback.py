"""Judgements of readers in the article store."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import feedback
from index.articles import ArticleStore


@pytest.fixture
def store(tmp_path: Path) -> ArticleStore:
    return ArticleStore(tmp_path / "articles.db", create=True)


def test_what_is_kept_comes_back(store: ArticleStore) -> None:
    item = feedback.new({"question": "Warum? 🎈"}, helpful=False, reason="It's wrong; DROP TABLE feedback")
    assert feedback.kept(store) == []
    feedback.keep(store, item)
    assert feedback.kept(store) == [item]


def test_a_second_thought_replaces_the_first(store: ArticleStore) -> None:
    first = feedback.new({"question": "a"}, helpful=True, reason="")
    other = feedback.new({"question": "b"}, helpful=True, reason="")
    second = feedback.new({"question": "a"}, helpful=False, reason="no", instead_of=first.id)
    for item in (first, other, second):
        feedback.keep(store, item)
    assert {item.id: item.helpful for item in feedback.kept(store)} == {first.id: False, other.id: True}

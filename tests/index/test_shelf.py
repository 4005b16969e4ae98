"""The corpus as a table, over time, and with articles taken away."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from index import build as module
from index import shelf
from index.articles import ArticleStore
from index.build import build
from index.errors import BadInputError, NotFoundError
from index.settings import Settings, load
from index.shelf import Wanted, browse, coverage, remove
from index.vectors import VectorStore
from tests.fakes import FakeEmbedder

STORM = (
    "A storm tore the roof off the market hall of Vellmar in the night, and forty stalls stand empty. "
    "The traders ask the city for a tent until the hall has a roof again, their speaker Olga Brun said. "
)
FERRY = "The ferry to the islands will run every hour from May on, its operator said, and carry bicycles for free. "


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An index of three articles, two of which print the same text."""
    monkeypatch.setattr(module, "open_embedder", lambda settings: FakeEmbedder())
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, title, outlet, day, text in (
        ("a", "Storm takes a roof", "Post", "2024-03-01", STORM),
        ("b", "Roof gone", "Courier", "2024-03-02", STORM),
        ("c", "Islands nearer 100%", "Post", "", FERRY * 3),
    ):
        published = f'"published": "{day}", ' if day else ""
        record = f'{{"title": "{title}", "outlet": "{outlet}", {published}"text": "{text}"}}'
        (folder / f"{name}.json").write_text(record, encoding="utf-8")
    settings = load(home=tmp_path / "home")
    build([folder], settings)
    return settings


def titles(settings: Settings, wanted: Wanted) -> list[str]:
    with ArticleStore(settings.database) as store:
        return [row.title for row in browse(store, wanted)[0]]


def test_the_newest_come_first_and_the_undated_last(settings: Settings) -> None:
    assert titles(settings, Wanted()) == ["Roof gone", "Storm takes a roof", "Islands nearer 100%"]
    assert titles(settings, Wanted(descending=False)) == ["Storm takes a roof", "Roof gone", "Islands nearer 100%"]


def test_every_column_sorts(settings: Settings) -> None:
    assert titles(settings, Wanted(order="title", descending=False))[0] == "Islands nearer 100%"
    assert titles(settings, Wanted(order="outlet", descending=False))[0] == "Roof gone"
    assert titles(settings, Wanted(order="length"))[0] == "Islands nearer 100%"
    assert titles(settings, Wanted(order="copies"))[-1] == "Islands nearer 100%"


def test_copies_and_length_are_counted(settings: Settings) -> None:
    with ArticleStore(settings.database) as store:
        rows, total = browse(store, Wanted())
        assert total == 3
        assert [row.copies for row in rows] == [1, 1, 0]
        assert [row.length for row in rows] == [len(store.article(row.id).body) for row in rows]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("olga brun", 2),
        ("courier", 1),
        ("POST roof", 1),
        ("100%", 1),
        ("%", 1),
        ("_", 0),
        ('" OR 1=1; --', 0),
        ("bicycles storm", 0),
        ("the", 3),
    ],
)
def test_words_are_looked_for_in_headline_outlet_and_text(settings: Settings, words: str, found: int) -> None:
    with ArticleStore(settings.database) as store:
        rows, total = browse(store, Wanted(words))
    assert (len(rows), total) == (found, found)


def test_a_part_of_the_table(settings: Settings) -> None:
    with ArticleStore(settings.database) as store:
        rows, total = browse(store, Wanted(offset=1, limit=1))
    assert ([row.title for row in rows], total) == (["Storm takes a roof"], 3)


def test_coverage_counts_by_outlet_and_day(settings: Settings) -> None:
    with ArticleStore(settings.database) as store:
        assert coverage(store) == [
            ("Post", None, 1),
            ("Post", date(2024, 3, 1), 1),
            ("Courier", date(2024, 3, 2), 1),
        ]


def test_what_is_removed_is_gone_from_both_stores_and_stays_away(settings: Settings, tmp_path: Path) -> None:
    with ArticleStore(settings.database) as store:
        gone = browse(store, Wanted())[0][0]
        remove([gone.id], settings)
        assert titles(settings, Wanted()) == ["Storm takes a roof", "Islands nearer 100%"]
        assert not [key for key in store.chunk_keys() if key.startswith(gone.id)]
        with VectorStore(settings.vectors, "fake", 64) as vectors:
            assert vectors.keys() == store.chunk_keys()
    assert build([tmp_path / "articles"], settings).articles == 2
    changed = tmp_path / "articles" / "b.json"
    os.utime(changed, ns=(1, 1))
    assert build([tmp_path / "articles"], settings).articles == 2  # the time is new, the content is not


def test_what_is_not_there_cannot_be_removed(settings: Settings) -> None:
    with pytest.raises(NotFoundError, match="no article 'nope'"):
        remove(["nope"], settings)


def test_a_build_at_work_is_waited_for_and_then_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "LOCK_SECONDS", 0.05)
    with FileLock(settings.home / "build.lock"), pytest.raises(BadInputError, match="wait until"):
        remove(["nope"], settings)

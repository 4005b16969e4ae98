from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index import writer
from index.article import Article
from index.articles import ArticleStore
from index.writer import FileState, put_reading

FULL = Article(
    id="a" * 16, title="Bell falls", body="The bell of Marwick church fell on Sunday.", source="a.json#0",
    byline="Ann Lee", inferred=False, place="Marwick", url="http://a.b",
)  # fmt: skip
BARE = replace(FULL, source="b.json#0", byline=None, inferred=True, place=None, url=None)


def stored(folder: Path, *readings: tuple[str, str, list[Article]]) -> Article:
    """Return the article after files, each given with its reader and what it carries, were read one by one."""
    with ArticleStore(folder / "articles.db", create=True) as store, store.transaction() as connection:
        for path, reader, articles in readings:
            put_reading(connection, FileState(path, path, 1, 1, "", reader), articles, [])
        return writer.article(connection, FULL.id)


@pytest.mark.parametrize("pair", [(FULL, BARE), (BARE, FULL)])
def test_a_copy_in_the_same_file_that_tells_less_takes_nothing_away(
    tmp_path: Path, pair: tuple[Article, Article]
) -> None:
    assert replace(stored(tmp_path, ("a", "1", list(pair))), source="") == replace(FULL, source="")


@pytest.mark.parametrize("pair", [(FULL, BARE), (BARE, FULL)])
def test_a_copy_in_another_file_that_tells_less_takes_nothing_away(
    tmp_path: Path, pair: tuple[Article, Article]
) -> None:
    found = stored(tmp_path, ("a", "1", [pair[0]]), ("b", "1", [pair[1]]))
    assert replace(found, source="") == replace(FULL, source="")


def test_what_a_file_no_longer_tells_goes(tmp_path: Path) -> None:
    assert stored(tmp_path, ("a", "1", [FULL]), ("a", "1", [BARE])).byline is None


def test_what_only_an_older_reader_told_goes(tmp_path: Path) -> None:
    before = ("a", "1", [FULL]), ("b", "1", [BARE])
    assert stored(tmp_path, *before, ("a", "2", [replace(FULL, byline=None)]), ("b", "2", [BARE])).byline is None


def test_the_copy_read_last_is_believed(tmp_path: Path) -> None:
    other = replace(FULL, source="b.json#0", byline="Bo Roe")
    assert stored(tmp_path, ("a", "1", [FULL]), ("b", "1", [other])).byline == "Bo Roe"

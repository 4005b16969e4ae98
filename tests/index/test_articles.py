"""The article store: what goes in comes out, searches are safe and filtered, readers are never in the way."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.article import Article, Chunk, Filter, Sentence
from index.articles import ArticleStore
from index.errors import IndexMismatchError, IndexMissingError, NotFoundError
from index.sentences import split_sentences
from index.split import split_chunks
from index.writer import FileState, Indexed, put_indexed, put_reading

BRIDGE = Article(
    id="a" * 16,
    title="Marlow builds a bridge",
    body="The town will build a bridge — 40 metres long. Mayor Zoë Hall is pleased.\n\nU.S. engineers help.",
    source="bridge.txt",
    outlet="Herald",
    byline="A. Writer",
    published=date(2021, 3, 4),
    inferred=True,
    place="MARLOW",
    url="https://herald.example/bridge",
)
STORM = Article(
    id="b" * 16,
    title="Storm over the coast",
    body="A storm closed the bridge and the harbour. Nobody was hurt in Marlow. It rained all day.",
    source="storm.txt",
    outlet="Courier",
    published=date(2021, 3, 9),
)
UNDATED = Article(id="c" * 16, title="Cooking", body="The soup needs salt, the cook told us.", source="soup.txt")
ALL = (BRIDGE, STORM, UNDATED)


def put(store: ArticleStore, article: Article, budget: int = 8) -> tuple[Chunk, ...]:
    sentences = split_sentences(article.body)
    chunks = split_chunks(article, sentences, lambda text: len(text.split()), budget)
    with store.transaction() as connection:
        put_reading(connection, FileState(article.source, article.source, 1, 1, "", ""), [article], [])
        put_indexed(connection, Indexed(article, sentences, chunks, "recipe", "digest"))
    return chunks


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ArticleStore]:
    with ArticleStore(tmp_path / "home" / "articles.db", create=True) as store:
        for article in ALL:
            put(store, article)
        yield store


def found(store: ArticleStore, text: str, where: Filter | None = None) -> list[str]:
    """Return the ids of the articles found, best first."""
    return list(dict.fromkeys(key.split(":")[0] for key, _ in store.search(text, 50, where)))


def test_articles_come_back_as_they_went_in(store: ArticleStore) -> None:
    assert [store.article(article.id) for article in ALL] == list(ALL)
    assert list(store.articles([STORM.id, "unknown", BRIDGE.id]).values()) == [STORM, BRIDGE]
    with pytest.raises(NotFoundError, match="unknown"):
        store.article("unknown")


def test_listing_is_newest_first_and_paged(store: ArticleStore) -> None:
    assert store.listing() == [STORM, BRIDGE, UNDATED]
    assert store.listing(offset=1, limit=1) == [BRIDGE]
    assert store.listing(Filter(outlets=("Herald",))) == [BRIDGE]
    assert store.outlets() == ["Courier", "Herald"]


@pytest.mark.parametrize(
    ("where", "count"),
    [
        (None, 3),
        (Filter(), 3),
        (Filter(outlets=("Herald", "Courier")), 2),
        (Filter(since=date(2021, 3, 4)), 2),
        (Filter(since=date(2021, 3, 5)), 1),
        (Filter(until=date(2021, 3, 4)), 1),
        (Filter(outlets=("Courier",), until=date(2021, 3, 4)), 0),
        (Filter(outlets=("') OR 1=1 --",)), 0),
    ],
)
def test_filter_counts(store: ArticleStore, where: Filter | None, count: int) -> None:
    assert store.count(where) == count
    assert len(found(store, "the bridge cook", where)) == count


def test_sentences_and_chunks_keep_their_places(store: ArticleStore) -> None:
    sentences = store.sentences(BRIDGE.id)
    assert sentences == split_sentences(BRIDGE.body)
    assert BRIDGE.body[sentences[1].start : sentences[1].end] == "Mayor Zoë Hall is pleased."
    keys = sorted(store.chunk_keys(), reverse=True)
    chunks = store.chunks([*keys, "unknown:0", f"{BRIDGE.id}:99"])
    assert list(chunks) == keys
    spans = sorted(s.start for chunk in chunks.values() if chunk.article_id == BRIDGE.id for s in chunk.sentences)
    assert spans == [s.start for s in sentences]
    assert store.sentences("unknown") == ()


def test_search_ranks_by_words_stems_and_titles(store: ArticleStore) -> None:
    assert found(store, "When did they start building bridges?")[0] == BRIDGE.id
    assert found(store, "harbours")[0] == STORM.id
    assert found(store, "zoe HALL") == [BRIDGE.id]
    assert found(store, "US engineers")[0] == found(store, "U.S. engineer")[0] == BRIDGE.id
    scores = [score for _, score in store.search("bridge in Marlow", 10)]
    assert scores == sorted(scores, reverse=True)
    assert len(store.search("bridge in Marlow", 1)) == 1


def test_stop_words_count_only_when_there_is_nothing_else(store: ArticleStore) -> None:
    assert UNDATED.id not in found(store, "the storm")
    assert UNDATED.id in found(store, "the")


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "' OR 1=1 --",
        "title: soup*",
        "NEAR(a b, 2)",
        "AND OR NOT",
        "{title}: ^x",
        "((((",
        "",
        " \n",
        "\x00",
        "…",
        "\ud800",
    ],
)
def test_search_has_no_syntax(store: ArticleStore, text: str) -> None:
    assert isinstance(store.search(text, 5), list)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=80))
def test_any_text_can_be_searched(store: ArticleStore, text: str) -> None:
    assert len(store.search(f"{text} storm", 50)) >= 1 or "storm" not in f"{text} storm".split()


def test_very_long_question_is_searched(store: ArticleStore) -> None:
    assert found(store, "storm " + " ".join(f"word{i}" for i in range(4000)))[0] == STORM.id


def test_article_waits_unseen_until_it_has_chunks(store: ArticleStore) -> None:
    waiting = Article(id="d" * 16, title="Late", body="It is late.", source="late.txt")
    with store.transaction() as connection:
        put_reading(connection, FileState("late", "late", 1, 1, "", ""), [waiting], [])
    assert store.count() == 3
    with pytest.raises(NotFoundError):
        store.article(waiting.id)


def test_new_chunks_replace_old_ones(store: ArticleStore) -> None:
    chunks = put(store, BRIDGE, budget=100)
    assert [key for key in store.chunk_keys() if key.startswith(BRIDGE.id)] == [chunks[0].key]
    assert [key for key, _ in store.search("engineers", 10)] == [chunks[0].key]


def test_removed_article_leaves_nothing(store: ArticleStore) -> None:
    with store.transaction() as connection:
        connection.execute("DELETE FROM article WHERE id = ?", (BRIDGE.id,))
    assert found(store, "engineers metres Hall") == []
    assert not any(key.startswith(BRIDGE.id) for key in store.chunk_keys())
    with store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM chunk_text").fetchone() == (len(store.chunk_keys()),)
        assert connection.execute("SELECT count(*) FROM sentence WHERE article_id = ?", (BRIDGE.id,)).fetchone() == (0,)


def test_failed_transaction_leaves_all_as_it_was(store: ArticleStore) -> None:
    def fail() -> None:
        with store.transaction() as connection:
            connection.execute("DELETE FROM article")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert store.count() == 3


def test_readers_go_on_while_a_build_writes(store: ArticleStore) -> None:
    expected = store.search("bridge", 9)
    assert expected
    with store.transaction() as connection:
        connection.execute("DELETE FROM article")
        with ArticleStore(store.path) as reader, ThreadPoolExecutor(8) as pool:
            assert list(pool.map(lambda _: reader.count(), range(50))) == [3] * 50
            assert list(pool.map(lambda _: reader.search("bridge", 9), range(50))) == [expected] * 50
    assert store.count() == 0


def test_manifest_is_kept(store: ArticleStore) -> None:
    assert store.get_meta("embedder") is None
    store.set_meta("embedder", "one")
    store.set_meta("embedder", "two")
    with ArticleStore(store.path) as again:
        assert again.get_meta("embedder") == "two"


def test_missing_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="pullquote index"):
        ArticleStore(tmp_path / "articles.db")
    assert not (tmp_path / "articles.db").exists()
    (tmp_path / "articles.db").touch()
    with pytest.raises(IndexMissingError, match="pullquote index"):
        ArticleStore(tmp_path / "articles.db")


@pytest.mark.parametrize(("version", "advice"), [(0, "older Pullquote: remove"), (99, "newer Pullquote: update")])
@pytest.mark.parametrize("create", [False, True])
def test_other_versions_are_refused(store: ArticleStore, version: int, advice: str, create: bool) -> None:
    connection = sqlite3.connect(store.path)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    with pytest.raises(IndexMismatchError, match=advice):
        ArticleStore(store.path, create=create)


def test_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "articles.db").write_text("not a database, but long enough to look like one " * 40)
    with pytest.raises(IndexMismatchError, match="cannot be opened"):
        ArticleStore(tmp_path / "articles.db", create=True)


def test_spans_of_a_chunk_survive(store: ArticleStore) -> None:
    chunk = Chunk(UNDATED.id, 0, (Sentence(0, 8), Sentence(9, 38)))
    with store.transaction() as connection:
        put_indexed(connection, Indexed(UNDATED, (Sentence(0, 38),), (chunk,), "recipe", "digest"))
    assert store.chunks([chunk.key]) == {chunk.key: chunk}

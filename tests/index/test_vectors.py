"""The vector store: exact enough, filtered, one embedder only, seen across processes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index import vectors
from index.article import Article, Filter
from index.errors import IndexMismatchError, IndexMissingError
from index.vectors import VectorStore

DIMENSION = 32
OUTLETS = ("Herald", "Courier", None)


def unit(rows: int, seed: int) -> NDArray[np.float32]:
    """Clustered unit rows: harder for a graph than white noise."""
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(7).normal(size=(20, DIMENSION))
    raw = centres[random.integers(0, 20, rows)] + 0.5 * random.normal(size=(rows, DIMENSION))
    normal: NDArray[np.float32] = (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)
    return normal


def article(number: int) -> Article:
    published = date(2020, 1, 1 + number % 28) if number % 5 else None
    return Article(id=f"{number:016x}", title="", body="", source="", outlet=OUTLETS[number % 3], published=published)


ARTICLES = [article(number) for number in range(750)]
OWNERS = [a for a in ARTICLES for _ in range(4)]
KEYS = [f"{a.id}:{number}" for a in ARTICLES for number in range(4)]
ROWS = unit(len(KEYS), 1)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VectorStore]:
    with VectorStore(tmp_path_factory.mktemp("home") / "vectors", "fake", DIMENSION, create=True) as store:
        store.upsert(KEYS, ROWS, OWNERS)
        yield store


@pytest.fixture
def small(tmp_path: Path) -> Iterator[VectorStore]:
    with VectorStore(tmp_path / "vectors", "fake", DIMENSION, create=True) as store:
        store.upsert(KEYS[:40], ROWS[:40], OWNERS[:40])
        yield store


@pytest.mark.parametrize(
    "where",
    [
        None,
        Filter(outlets=("Herald",)),
        Filter(since=date(2020, 1, 10)),
        Filter(outlets=("Herald", "Courier"), since=date(2020, 1, 5), until=date(2020, 1, 6)),
    ],
)
def test_search_finds_what_brute_force_finds(filled: VectorStore, where: Filter | None) -> None:
    allowed = np.array([where is None or passes(a, where) for a in OWNERS])
    for query in unit(20, 2):
        similarity = np.where(allowed, ROWS @ query, -2.0)
        best = np.argsort(-similarity)[: min(50, int(allowed.sum()))]
        found = filled.search(query, 50, where)
        assert {key for key, _ in found} == {KEYS[i] for i in best}
        assert [score for _, score in found] == pytest.approx(similarity[best].tolist(), abs=1e-5)


def passes(a: Article, where: Filter) -> bool:
    if where.outlets and a.outlet not in where.outlets:
        return False
    if not (where.since or where.until):
        return True
    if a.published is None:
        return False
    return (where.since or date.min) <= a.published <= (where.until or date.max)


def test_filter_that_nothing_passes_finds_nothing(filled: VectorStore) -> None:
    assert filled.search(ROWS[0], 5, Filter(outlets=("Nobody",))) == []


def test_limit_beyond_the_store_gives_all(small: VectorStore) -> None:
    found = small.search(ROWS[0], 200)
    assert len(found) == 40
    assert found[0][0] == KEYS[0]
    assert found[0][1] == pytest.approx(1.0, abs=1e-5)


def test_upsert_replaces_a_key(small: VectorStore) -> None:
    small.upsert([KEYS[0]], -ROWS[:1], OWNERS[:1])
    assert small.count() == 40
    assert dict(small.search(ROWS[0], 40))[KEYS[0]] == pytest.approx(-1.0, abs=1e-5)


def test_delete_removes_the_chunks_of_an_article(small: VectorStore) -> None:
    small.delete([ARTICLES[0].id, "not there"])
    assert small.keys() == set(KEYS[4:40])
    small.delete_keys([KEYS[4], "not there"])
    assert small.count() == 35
    assert all(not key.startswith(ARTICLES[0].id) for key, _ in small.search(ROWS[0], 40))


def test_upsert_goes_beyond_the_largest_batch(small: VectorStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(small._client, "get_max_batch_size", lambda: 7)
    small.upsert(KEYS[:100], ROWS[:100], OWNERS[:100])
    assert small.keys() == set(KEYS[:100])


def test_missing_store_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="pullquote index"):
        VectorStore(tmp_path / "vectors", "fake", DIMENSION)
    assert not (tmp_path / "vectors").exists()


@pytest.mark.parametrize(("embedder", "dimension"), [("other", DIMENSION), ("fake", DIMENSION + 1)])
def test_another_embedder_is_refused(small: VectorStore, embedder: str, dimension: int) -> None:
    with pytest.raises(IndexMismatchError, match=r"built with the embedder fake .*PULLQUOTE_EMBEDDER=fake"):
        VectorStore(small._path, embedder, dimension, create=True)
    assert small.count() == 40


def test_cleared_store_takes_another_embedder(small: VectorStore) -> None:
    vectors.clear(small._path)
    with VectorStore(small._path, "other", 3, create=True) as store:
        assert store.count() == 0
    with pytest.raises(IndexMismatchError, match="embedder other"):
        small.search(ROWS[0], 1)


def test_clear_of_nothing_does_nothing(tmp_path: Path) -> None:
    vectors.clear(tmp_path / "vectors")
    assert not (tmp_path / "vectors").exists()


_WRITER = """
import sys
from pathlib import Path
import numpy as np
from index.article import Article
from index.vectors import VectorStore
row = np.array([[float(number) for number in sys.argv[2].split(",")]], dtype=np.float32)
with VectorStore(Path(sys.argv[1]), "fake", row.shape[1]) as store:
    store.delete_keys(sorted(store.keys()))
    store.upsert(["new:0"], row, [Article(id="new", title="", body="", source="")])
"""


def test_search_sees_what_another_process_wrote(small: VectorStore) -> None:
    assert small.search(ROWS[0], 1)[0][0] == KEYS[0]
    row = ",".join(str(float(number)) for number in ROWS[0])
    subprocess.run([sys.executable, "-c", _WRITER, str(small._path), row], check=True, timeout=60)
    assert [key for key, _ in small.search(ROWS[0], 5)] == ["new:0"]

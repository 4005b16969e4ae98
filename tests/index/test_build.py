"""The build: incremental, resumable, alone, and loses nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from numpy.typing import NDArray

from index import build as module
from index import vectors
from index.articles import ArticleStore
from index.build import Progress, Report, build
from index.errors import BadInputError
from index.settings import Settings, load
from index.split import heading
from index.vectors import VectorStore
from tests.fakes import FakeEmbedder

TEXT = "The harbour of {place} will be closed for repairs until spring, the mayor said. Ships must wait outside. " * 3


class Embedder(FakeEmbedder):
    """Keeps what it embedded; fails before the call number ``fail_at``."""

    def __init__(self, fail_at: int = 0, name: str = "fake") -> None:
        self.texts: list[str] = []
        self.name = name
        self._fail_at = fail_at
        self._calls = 0

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self._calls += 1
        if self._calls == self._fail_at:
            raise RuntimeError("the power went")
        self.texts += texts
        return super().passages(texts)


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> Embedder:
    return use(monkeypatch, Embedder())


def use(monkeypatch: pytest.MonkeyPatch, fake: Embedder) -> Embedder:
    monkeypatch.setattr(module, "open_embedder", lambda settings: fake)
    return fake


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for place in ("Aville", "Bedorf", "Ceton"):
        write(folder / f"{place}.md", place)
    return folder


def write(path: Path, place: str, text: str = TEXT) -> None:
    path.write_text(f"---\ntitle: Harbour of {place} closed\noutlet: Herald\n---\n\n{text.format(place=place)}\n")


def records(path: Path, places: Sequence[str]) -> None:
    rows = [{"title": f"Harbour of {place} closed", "text": TEXT.format(place=place)} for place in places]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def check(settings: Settings, titles: Sequence[str], embedder: FakeEmbedder | None = None) -> None:
    """Both stores hold exactly these articles, and every vector is that of its chunk."""
    fake = embedder or FakeEmbedder()
    with (
        ArticleStore(settings.database) as store,
        VectorStore(settings.vectors, fake.name, fake.dimension) as near,
    ):
        articles = store.listing()
        assert [article.title for article in articles] == [f"Harbour of {place} closed" for place in titles]
        assert near.keys() == store.chunk_keys()
        assert {key.split(":")[0] for key in near.keys()} == {article.id for article in articles}  # noqa: SIM118
        for key, chunk in store.chunks(near.keys()).items():
            article = store.article(chunk.article_id)
            text = f"{heading(article)}\n{article.body[chunk.start : chunk.end]}"
            assert dict(near.search(FakeEmbedder().query(text), near.count()))[key] == pytest.approx(1, abs=1e-4)


def counts(report: Report) -> tuple[int, int, int, int]:
    c = report.counts
    return c.new, c.changed, c.unchanged, c.removed


def test_first_build_indexes_all_and_the_second_does_nothing(
    folder: Path, settings: Settings, embedder: Embedder
) -> None:
    report = build([folder], settings)
    assert (report.files, report.files_read, report.articles) == (3, 3, 3)
    assert counts(report) == (3, 0, 0, 0)
    assert report.chunks == report.embedded == len(embedder.texts) > 0
    check(settings, ["Aville", "Bedorf", "Ceton"])
    again = build([folder], settings)
    assert counts(again) == (0, 0, 3, 0)
    assert (again.files_read, again.embedded, again.chunks, again.notes) == (0, 0, report.chunks, ())


def test_touched_file_is_not_read_again(folder: Path, settings: Settings, embedder: Embedder) -> None:
    build([folder], settings)
    os.utime(folder / "Aville.md", ns=(1, 1))
    assert build([folder], settings).files_read == 0


def test_changed_file_replaces_its_article_in_both_stores(folder: Path, settings: Settings, embedder: Embedder) -> None:
    build([folder], settings)
    write(folder / "Aville.md", "Aville", TEXT + " It was opened in 1911.")
    report = build([folder], settings)
    assert counts(report) == (0, 1, 2, 0)
    check(settings, ["Aville", "Bedorf", "Ceton"])
    with ArticleStore(settings.database) as store:
        assert any("1911" in article.body for article in store.listing())


def test_only_the_changed_record_of_a_file_is_embedded(tmp_path: Path, settings: Settings, embedder: Embedder) -> None:
    records(tmp_path / "all.jsonl", ["Aville", "Bedorf", "Ceton"])
    build([tmp_path / "all.jsonl"], settings)
    embedder.texts.clear()
    records(tmp_path / "all.jsonl", ["Aville", "Dunham", "Ceton"])
    report = build([tmp_path / "all.jsonl"], settings)
    assert counts(report) == (0, 1, 2, 0)
    assert embedder.texts
    assert all("Dunham" in text for text in embedder.texts)
    check(settings, ["Aville", "Ceton", "Dunham"])


def test_vanished_file_is_kept_until_pruned(folder: Path, settings: Settings, embedder: Embedder) -> None:
    build([folder], settings)
    (folder / "Bedorf.md").unlink()
    report = build([folder], settings)
    assert (report.vanished, report.articles) == (("Bedorf.md",), 3)
    report = build([folder], settings, prune=True)
    assert counts(report) == (0, 0, 2, 1)
    assert report.vanished == ()
    check(settings, ["Aville", "Ceton"])


def test_prune_leaves_other_folders_alone(folder: Path, tmp_path: Path, settings: Settings, embedder: Embedder) -> None:
    other = tmp_path / "news-other"
    other.mkdir()
    write(other / "Dunham.md", "Dunham")
    build([folder, other], settings)
    (other / "Dunham.md").unlink()
    assert counts(build([folder], settings, prune=True)) == (0, 0, 3, 0)
    check(settings, ["Aville", "Bedorf", "Ceton", "Dunham"])


def test_same_article_twice_is_indexed_once(folder: Path, settings: Settings, embedder: Embedder) -> None:
    write(folder / "Zebra.md", "Aville")
    report = build([folder], settings)
    assert report.articles == 3
    assert report.duplicates == (("Zebra.md", "Aville.md"),)
    (folder / "Aville.md").unlink()
    report = build([folder], settings, prune=True)
    assert counts(report) == (0, 0, 3, 0)
    with ArticleStore(settings.database) as store:
        assert sorted(article.source for article in store.listing()) == ["Bedorf.md", "Ceton.md", "Zebra.md"]


def test_skipped_files_are_told_every_time(folder: Path, settings: Settings, embedder: Embedder) -> None:
    (folder / "picture.png").write_bytes(b"\x89PNG")
    first = build([folder], settings).skipped
    assert [item.source for item in first] == ["picture.png"]
    assert build([folder], settings).skipped == first


def test_odd_names_and_links_cost_nothing_else(folder: Path, settings: Settings, embedder: Embedder) -> None:
    (folder / "self.md").symlink_to("self.md")
    try:
        write(folder / os.fsdecode(b"Caf\xe9.md"), "Dunham")
    except OSError:
        pytest.skip("this file system takes only names that are text")
    assert [item.source for item in build([folder], settings).skipped] == ["Caf?.md", "self.md"]
    check(settings, ["Aville", "Bedorf", "Ceton"])


def test_file_that_breaks_keeps_its_article_until_pruned(folder: Path, settings: Settings, embedder: Embedder) -> None:
    build([folder], settings)
    (folder / "Aville.md").write_bytes(b"")
    for _ in range(2):
        report = build([folder], settings)
        assert report.articles == 3
        assert [item.source for item in report.skipped] == ["Aville.md"]
        assert "kept" in report.skipped[0].reason
    assert counts(build([folder], settings, prune=True)) == (0, 0, 2, 1)


def test_nothing_usable_is_refused_and_nothing_lost(
    folder: Path, tmp_path: Path, settings: Settings, embedder: Embedder
) -> None:
    build([folder], settings)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(BadInputError, match=r"empty.*\.jsonl files"):
        build([empty], settings, prune=True)
    (empty / "a.bin").write_bytes(b"\x00\x01")
    with pytest.raises(BadInputError, match=r"a\.bin"):
        build([empty], settings, prune=True)
    with pytest.raises(BadInputError, match="nowhere"):
        build([tmp_path / "nowhere"], settings)
    for file in folder.iterdir():
        file.unlink()
    with pytest.raises(BadInputError, match="news"):
        build([folder], settings, prune=True)
    check(settings, ["Aville", "Bedorf", "Ceton"])


def test_broken_off_build_goes_on_where_it_was(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH_CHUNKS", 2)
    places = [f"Port{letter}" for letter in "abcdefgh"]
    records(tmp_path / "all.jsonl", places)
    first = use(monkeypatch, Embedder(fail_at=4))
    with pytest.raises(RuntimeError, match="power"):
        build([tmp_path], settings)
    with ArticleStore(settings.database) as store:
        assert 0 < store.count() < len(places)
        with VectorStore(settings.vectors, "fake", 64) as near:
            assert store.chunk_keys() <= near.keys()
    second = use(monkeypatch, Embedder())
    report = build([tmp_path], settings)
    assert (report.files_read, report.embedded) == (0, len(second.texts))
    assert set(first.texts).isdisjoint(second.texts)
    check(settings, places)


def test_lost_vectors_are_made_again(folder: Path, settings: Settings, embedder: Embedder) -> None:
    build([folder], settings)
    vectors.clear(settings.vectors)
    report = build([folder], settings)
    assert report.embedded == report.chunks
    assert "lost their vectors" in report.notes[0]
    check(settings, ["Aville", "Bedorf", "Ceton"])


def test_vectors_without_a_chunk_are_removed(folder: Path, settings: Settings, embedder: Embedder) -> None:
    build([folder], settings)
    with VectorStore(settings.vectors, "fake", 64) as near, ArticleStore(settings.database) as store:
        near.upsert(["gone:0"], embedder.passages(["gone"]), store.listing()[:1])
    build([folder], settings)
    check(settings, ["Aville", "Bedorf", "Ceton"])


def test_another_embedder_embeds_all_again(
    folder: Path, settings: Settings, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([folder], settings)
    other = use(monkeypatch, Embedder(name="other"))
    report = build([folder], settings)
    assert counts(report) == (0, 0, 3, 0)
    assert report.embedded == report.chunks
    assert report.notes == ("All articles were embedded again: the embedder is now other.",)
    check(settings, ["Aville", "Bedorf", "Ceton"], other)


def test_another_chunk_size_cuts_all_again(folder: Path, settings: Settings, embedder: Embedder) -> None:
    small = build([folder], load(chunk_tokens=24))
    large = build([folder], load(chunk_tokens=400))
    assert large.chunks < small.chunks
    assert large.embedded == large.chunks
    check(settings, ["Aville", "Bedorf", "Ceton"])
    with ArticleStore(settings.database) as store:
        assert store.get_meta("chunk_tokens") == "400"
        assert store.get_meta("embedder") == "fake"
        assert json.loads(store.get_meta("folders") or "") == [folder.as_posix()]


def test_second_build_at_the_same_time_is_refused(folder: Path, settings: Settings, embedder: Embedder) -> None:
    with FileLock(settings.home / "build.lock"), pytest.raises(BadInputError, match="Another `pullquote index`"):
        build([folder], settings)
    assert build([folder], settings).articles == 3


def test_home_that_cannot_be_made_is_refused(folder: Path, tmp_path: Path, embedder: Embedder) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInputError, match="PULLQUOTE_HOME"):
        build([folder], load(home=tmp_path / "file" / "home"))


def test_progress_counts_files_then_articles(folder: Path, settings: Settings, embedder: Embedder) -> None:
    seen: list[Progress] = []
    build([folder], settings, progress=seen.append)
    assert [p.done for p in seen if p.unit == "files"] == [0, 1, 2, 3]
    assert seen[0].rate is seen[0].eta is None
    last = seen[-1]
    assert (last.done, last.total, last.unit, last.eta) == (3, 3, "articles", 0)
    assert last.rate is not None
    assert last.rate > 0


_KILLED = """
import sys, time
from pathlib import Path
from index import build as module
from index.settings import load
from tests.fakes import FakeEmbedder

class Slow(FakeEmbedder):
    def passages(self, texts):
        time.sleep(0.05)
        return super().passages(texts)

module.BATCH_CHUNKS = 2
module.open_embedder = lambda settings: Slow()
module.build([Path(sys.argv[1])], load(home=Path(sys.argv[2])))
"""


def test_killed_build_goes_on_where_it_was(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    places = [f"Port{number:03}" for number in range(60)]
    records(tmp_path / "all.jsonl", places)
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", _KILLED, str(tmp_path / "all.jsonl"), str(settings.home)], cwd=root
    )
    try:
        deadline = time.monotonic() + 60
        while done(settings) < 5:
            assert process.poll() is None, "it ended before it could be killed"
            assert time.monotonic() < deadline
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    survived = done(settings)
    assert 5 <= survived < len(places)
    rest = use(monkeypatch, Embedder())
    report = build([tmp_path / "all.jsonl"], settings)
    assert report.articles == len(places)
    assert len(rest.texts) < report.chunks
    check(settings, places)


def done(settings: Settings) -> int:
    if not settings.database.exists():
        return 0
    with ArticleStore(settings.database, create=True) as store:  # made by whoever comes first
        return store.count()

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals import corpora
from index import build
from index.errors import BadInputError
from index.settings import load
from tests.fakes import FakeEmbedder

BODY = "The council met on Monday evening in the town hall. It voted for the new bridge by 14 votes to 9."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "mine"
    home.mkdir()
    (home / "a.txt").write_text(f"Bridge vote\n\n{BODY}\n", encoding="utf-8")
    return home


def write_gold(path: Path, start: int, end: int) -> Path:
    evidence = [{"source": "a.txt", "start": start, "end": end}]
    line = {"id": "m1", "type": "fact", "question": "How did it end?", "answers": ["14 votes to 9"]}
    path.write_text(json.dumps({**line, "articles": ["a.txt"], "evidence": evidence}), encoding="utf-8")
    return path


def vote(folder: Path) -> tuple[int, int]:
    body = corpora.read(folder)["a.txt"].body
    return body.index("It voted"), len(body)


def test_a_folder_of_ones_own_is_opened_with_its_gold_file(folder: Path, tmp_path: Path) -> None:
    suite = corpora.open_suite(str(folder), write_gold(tmp_path / "mine.jsonl", *vote(folder)))
    assert (suite.name, len(suite.gold), suite.warnings) == ("mine", 1, ())
    article = suite.articles["a.txt"]
    assert suite.body(article.id) == article.body
    assert suite.body("gone") is None
    assert suite.target(suite.gold[0]).articles == (article.id,)


def test_gold_that_does_not_fit_is_refused_by_line(folder: Path, tmp_path: Path) -> None:
    gold = write_gold(tmp_path / "mine.jsonl", 3, 9)
    with pytest.raises(BadInputError, match=r"does not fit the corpus .*\n  line 1 \(m1\): evidence \[3, 9\)"):
        corpora.open_suite(str(folder), gold)


def test_missing_and_empty_corpora_are_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="There is no corpus folder"):
        corpora.open_suite(str(tmp_path / "gone"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInputError, match="no article that can be read"):
        corpora.open_suite(str(tmp_path / "empty"))
    with pytest.raises(BadInputError, match="give a file with --gold"):
        corpora.open_suite(str(folder))


def test_the_outside_corpus_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(corpora.DIPLOMACY_VARIABLE, str(tmp_path))
    assert corpora.shipped()["diplomacy"] == tmp_path
    monkeypatch.delenv(corpora.DIPLOMACY_VARIABLE)
    assert corpora.shipped()["diplomacy"].parts[-2:] == ("shared", "corpus")


def test_an_index_is_built_once_and_again_when_articles_change(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def open_embedder(_: object) -> FakeEmbedder:
        opened.append("x")
        return FakeEmbedder()

    monkeypatch.setattr(build, "open_embedder", open_embedder)
    gold = write_gold(tmp_path / "mine.jsonl", *vote(folder))
    results = tmp_path / "results"
    first = corpora.open_index(corpora.open_suite(str(folder), gold), load(), results)
    assert first.database.is_file()
    assert corpora.open_index(corpora.open_suite(str(folder), gold), load(), results) == first
    assert len(opened) == 1
    (folder / "b.txt").write_text(f"Another vote\n\n{BODY} Nobody was surprised by it.\n", encoding="utf-8")
    second = corpora.open_index(corpora.open_suite(str(folder), gold), load(), results)
    assert second.home != first.home
    assert not first.home.exists()

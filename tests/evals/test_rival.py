from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.documents import Document

from evals import baseline, rival
from evals.baseline import place
from evals.cache import CachedLLM
from evals.rival import Lexical, Rival, fuse
from index.settings import load
from tests.evals.worlds import ARTICLES, SUITE
from tests.fakes import FakeEmbedder, FakeLLM, FakeScorer


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Rival]:
    monkeypatch.setattr(baseline, "open_embedder", lambda _: FakeEmbedder())
    monkeypatch.setattr(rival, "open_scorer", lambda _: FakeScorer())
    fake = FakeLLM(replies=["The organisers counted 900 [1]."])
    found = Rival(load(), SUITE, CachedLLM(folder=tmp_path, model="fake", opener=lambda: fake), {})
    yield found
    found.close()


def test_it_answers_with_the_source_it_cites(chat: Rival) -> None:
    record = chat.ask("What did the organisers count?", ())
    assert record.answer is not None
    assert record.answer.citations[0].article_id == record.passages[0].article == "id-crowd.txt"
    assert record.prompt is not None
    assert "Source 1:\nThe police saw 300 people." in record.prompt
    assert record.prompt.endswith("Query: What did the organisers count?\nAnswer: ")
    assert len(record.passages) == rival.TOP


def test_chunks_know_where_they_stand(chat: Rival) -> None:
    bodies = {article.id: article.body for article in ARTICLES.values()}
    for document in chat.documents:
        at = place(document)
        assert bodies[at.article][at.start : at.end] == document.page_content


def test_words_of_the_question_are_matched_and_nothing_else_is_understood() -> None:
    documents = [Document("The vote on the bridge."), Document("Rain fell."), Document("A bridge, a bridge.")]
    assert Lexical(documents).search('bridge" OR rain*')[0].page_content == "Rain fell."
    assert Lexical(documents).search("?!") == []
    assert Lexical(documents).search("cathedral") == []


def test_outlets_narrow_the_full_text_too() -> None:
    documents = [Document("A bridge.", metadata={"outlet": name}) for name in ("Post", "Herald")]
    assert [item.metadata["outlet"] for item in Lexical(documents).search("bridge", ("Herald",))] == ["Herald"]


def test_what_both_rankings_hold_comes_first() -> None:
    one, two, three = (Document(text) for text in ("one", "two", "three"))
    assert [item.page_content for item in fuse([[one, two], [two, three]])] == ["two", "one", "three"]
    assert fuse([[], []]) == []

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evals import baseline
from evals.baseline import Baseline, assemble, place
from evals.cache import CachedLLM
from evals.metrics import Span
from evals.systems import Case
from index.article import Filter
from index.settings import load
from qa.answer import Turn
from tests.evals.worlds import ARTICLES, BODIES, SUITE
from tests.fakes import FakeEmbedder, FakeLLM

BY_ID = {article.id: article for article in ARTICLES.values()}
PLACES = [Span("id-bridge.txt", 0, 21), Span("id-crowd.txt", 0, 26)]


@pytest.fixture
def llm(tmp_path: Path) -> CachedLLM:
    fake = FakeLLM(replies=["The organisers counted 900 [1].", "Who counted 900 people?", "The organisers [1]."])
    return CachedLLM(folder=tmp_path, model="fake", opener=lambda: fake)


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch, llm: CachedLLM) -> Iterator[Baseline]:
    monkeypatch.setattr(baseline, "open_embedder", lambda _: FakeEmbedder())
    found = Baseline(load(), SUITE, llm, {})
    yield found
    found.close()


def test_documents_know_where_they_stand(chat: Baseline) -> None:
    assert len(chat.documents) == len(ARTICLES)
    for document in chat.documents:
        at = place(document)
        assert BY_ID[at.article].body[at.start : at.end] == document.page_content


def test_it_answers_with_the_passages_its_markers_point_at(chat: Baseline) -> None:
    record = chat.ask("What did the organisers count?", ())
    assert record.answer is not None
    (citation,) = record.answer.citations
    assert BY_ID[citation.article_id].body[citation.start : citation.end] == citation.quote
    assert Span(citation.article_id, citation.start, citation.end) == record.passages[0]
    assert record.passages == record.evidence
    assert len(record.passages) == 4
    assert set(record.milliseconds) == {"retrieve", "first_token", "total"}
    assert not record.timed
    assert chat.holds(["id-crowd.txt"])
    assert not chat.holds(["id-other.txt"])


def test_a_follow_up_is_rewritten_with_the_conversation(chat: Baseline, llm: CachedLLM) -> None:
    record = chat.ask("And who did?", ["What did the organisers count?"])
    assert record.answer is not None
    assert record.answer.answer == "The organisers [1]."
    assert record.prompt is not None
    assert "What did the organisers count?" in record.prompt
    assert "The organisers counted 900 [1]." in record.prompt
    assert llm.counts == (0, 3, 1)


def test_a_case_brings_its_articles_and_its_conversation(monkeypatch: pytest.MonkeyPatch, llm: CachedLLM) -> None:
    monkeypatch.setattr(baseline, "open_embedder", lambda _: FakeEmbedder())
    before = assemble("How many came?", "Nobody knows.", PLACES, BY_ID, ("m", {}))
    case = Case(Filter(outlets=("Post",)), (Turn("How many came?", before),))
    articles = {
        source: replace(article, outlet="Post" * (source == "count.txt")) for source, article in ARTICLES.items()
    }
    chat = Baseline(load(), replace(SUITE, articles=articles), llm, {"And now?": case})
    assert [span.article for span in chat.find("And now?", ()).passages] == ["id-count.txt"]
    record = chat.ask("And now?", ())
    assert {span.article for span in record.passages} == {"id-count.txt"}
    assert record.prompt is not None
    assert "Nobody knows." in record.prompt
    assert record.tokens is not None
    assert record.tokens[0] > record.tokens[1] > 0
    chat.close()


def test_markers_are_renumbered_in_order_of_use_and_unknown_ones_dropped() -> None:
    answer = assemble("Q?", "They saw 300 [2, 7]. It met late. [1][2]", PLACES, BY_ID, ("m", {}))
    assert answer.answer == "They saw 300 [1]. It met late. [2][1]"
    assert [claim.citations for claim in answer.claims] == [(1,), (2, 1)]
    assert [citation.article_id for citation in answer.citations] == ["id-crowd.txt", "id-bridge.txt"]
    assert answer.citations[0].quote == BODIES["crowd.txt"][0:26]


@pytest.mark.parametrize(
    "reply",
    [
        "The passages do not contain the answer.",
        "The provided passages don't mention the cost of the bridge [1].",
        "There is no information about the cost.",
        "The cost of the bridge is not specified in the passages.",
        "I cannot answer this question.",
        "",
    ],
)
def test_a_refusal_is_an_abstention(reply: str) -> None:
    answer = assemble("Q?", reply, PLACES, BY_ID, ("m", {}))
    assert answer.abstained
    assert answer.citations == ()


@pytest.mark.parametrize(
    "reply", ["The mayor did not resign [1].", "It cost 14 million [2].", "No one was hurt.", "They do not agree [1]."]
)
def test_an_answer_is_none(reply: str) -> None:
    assert not assemble("Q?", reply, PLACES, BY_ID, ("m", {})).abstained

"""Feedback over HTTP, and the drafts of gold questions that come of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from fastapi.testclient import TestClient

from evals.gold import Gold
from index import feedback
from index.articles import ArticleStore
from index.feedback import Feedback
from index.settings import Settings, load
from qa.answer import Answer
from tests.ui import fake
from tests.ui.fake import FakePipeline
from tests.ui.test_cli import run
from ui import app
from ui.drafts import drafts

ARTICLES = {one.id: one for one in fake.ARTICLES}


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    ArticleStore(settings.database, create=True).close()
    made = app.create_app(load(), lambda: fake.opened(FakePipeline()), page=False)
    with TestClient(made, raise_server_exceptions=False) as client:
        yield client


def plain(answer: Answer) -> dict[str, object]:
    data: dict[str, object] = json.loads(json.dumps(answer.to_json()))
    return data


def judge(client: TestClient, answer: Answer, **more: object) -> httpx2.Response:
    body = {"answer": plain(answer), "helpful": True} | more
    return client.post("/api/v1/feedback", json=body)


def kept(settings: Settings) -> list[Feedback]:
    with ArticleStore(settings.database) as store:
        return feedback.kept(store)


def test_a_judgement_is_kept_whole_and_can_be_taken_back(client: TestClient, settings: Settings) -> None:
    answer = fake.SCRIPT[fake.COST]
    first = judge(client, answer)
    assert first.status_code == 200
    judge(client, answer, helpful=False, reason=" wrong year ", id=first.json()["id"])
    (item,) = kept(settings)
    assert (item.helpful, item.reason, item.answer) == (False, "wrong year", plain(answer))


@pytest.mark.parametrize("change", [{"article_id": "nope"}, {"start": 1}, {"quote": "Invented."}])
def test_an_answer_that_quotes_wrongly_is_not_kept(
    client: TestClient, settings: Settings, change: dict[str, object]
) -> None:
    answer = fake.SCRIPT[fake.COST]
    wrong = replace(answer, citations=(replace(answer.citations[0], **change),))  # type: ignore[arg-type]
    reply = judge(client, wrong)
    assert (reply.status_code, "ask again" in reply.json()["error"]) == (422, True)
    assert kept(settings) == []


@pytest.mark.parametrize("more", [{"reason": "x" * 1001}, {"id": "../x"}, {"helpful": "perhaps"}, {"else": 1}])
def test_what_cannot_be_kept_is_a_sentence(client: TestClient, more: dict[str, object]) -> None:
    reply = judge(client, fake.SCRIPT[fake.COST], **more)
    assert reply.status_code == 422
    assert reply.json()["error"].endswith(".")


def test_another_site_cannot_judge(client: TestClient, settings: Settings) -> None:
    body = {"answer": plain(fake.SCRIPT[fake.COST]), "helpful": True}
    reply = client.post("/api/v1/feedback", json=body, headers={"Origin": "https://evil.example"})
    assert reply.status_code == 403
    assert kept(settings) == []


def given(question: str, *, helpful: bool, reason: str = "") -> Feedback:
    return feedback.new(plain(fake.SCRIPT[question]), helpful=helpful, reason=reason)


def test_a_helpful_answer_gives_a_line_that_a_gold_file_takes() -> None:
    (line,) = drafts([given(fake.REPAIR, helpful=True)], ARTICLES)
    gold = Gold.model_validate_json(json.dumps(line))
    assert gold.question == fake.REPAIR
    for place, citation in zip(gold.evidence, fake.SCRIPT[fake.REPAIR].citations, strict=True):
        source = next(one for one in fake.ARTICLES if one.source == place.source)
        assert source.body[place.start : place.end] == citation.quote


def test_a_helpful_abstention_gives_a_question_without_an_answer() -> None:
    (line,) = drafts([given(fake.NOWHERE, helpful=True)], ARTICLES)
    gold = Gold.model_validate_json(json.dumps(line))
    assert (gold.type, gold.answerable) == ("null", False)


def test_what_did_not_help_must_be_edited_first() -> None:
    (line,) = drafts([given(fake.COST, helpful=False, reason="The later figure counts.")], ARTICLES)
    assert "The later figure counts." in str(line["note"])
    with pytest.raises(ValueError, match="note"):
        Gold.model_validate_json(json.dumps(line))


def test_the_last_judgement_of_a_question_counts() -> None:
    lines = drafts(
        [given(fake.COST, helpful=False), given(fake.REPAIR, helpful=True), given(fake.COST, helpful=True)], {}
    )
    assert [(line["id"], line["question"], "note" in line) for line in lines] == [
        ("feedback-001", fake.COST, False),
        ("feedback-002", fake.REPAIR, False),
    ]


def test_the_command_prints_and_writes_drafts(
    settings: Settings, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with ArticleStore(settings.database, create=True) as store:
        assert run("feedback") == 0
        assert "Nobody has given feedback yet" in capsys.readouterr().err
        feedback.keep(store, given(fake.NOWHERE, helpful=True))
    assert run("feedback") == 0
    assert json.loads(capsys.readouterr().out)["question"] == fake.NOWHERE
    file = tmp_path / "drafts.jsonl"
    assert run("feedback", "--to", str(file)) == 0
    assert json.loads(file.read_text("utf-8"))["type"] == "null"
    assert run("feedback", "--to", str(file)) == 1
    assert "File exists" in capsys.readouterr().err

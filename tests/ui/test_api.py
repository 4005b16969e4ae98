"""The HTTP interface over a scripted pipeline: the contract, the stream, and one sentence per failure."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
import uvicorn
from fastapi.sse import KEEPALIVE_COMMENT
from fastapi.testclient import TestClient

from index.errors import (
    BadInputError,
    IndexMismatchError,
    IndexMissingError,
    LLMRefusedError,
    LLMUnavailableError,
    ModelError,
    NotFoundError,
    PullquoteError,
)
from index.settings import load
from qa.answer import Answer, Stage
from tests.ui import fake
from tests.ui.fake import FakePipeline
from ui import api, app, failures
from ui.opening import Asks, Opener, Opening, follow

STREAM = {"Accept": "text/event-stream"}


@pytest.fixture
def pipeline() -> FakePipeline:
    return FakePipeline()


@pytest.fixture
def client(pipeline: FakePipeline) -> Iterator[TestClient]:
    with served(lambda: fake.opened(pipeline)) as client:
        yield client


@contextmanager
def served(opener: Opener) -> Iterator[TestClient]:
    with TestClient(app.create_app(load(), opener, page=False), raise_server_exceptions=False) as client:
        yield client


def failing(error: Exception) -> Opener:
    def opener() -> AbstractContextManager[Asks]:
        raise error

    return opener


def ask(client: TestClient, question: object, **more: object) -> httpx2.Response:
    return client.post("/api/v1/ask", json={"question": question, **more})


def frames(text: str) -> list[tuple[str, Any]]:
    """Read server-sent events; comments are left out."""
    out = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            out.append((fields["event"], json.loads(fields["data"])))
    return out


def test_an_answer_is_the_contract(client: TestClient) -> None:
    response = ask(client, fake.REPAIR)
    assert response.status_code == 200
    assert response.json() == json.loads(json.dumps(fake.SCRIPT[fake.REPAIR].to_json()))
    for citation in response.json()["citations"]:
        body = client.get(f"/api/v1/articles/{citation['article_id']}").json()["body"]
        assert body[citation["start"] : citation["end"]] == citation["quote"]


def test_history_and_filters_reach_the_pipeline(client: TestClient, pipeline: FakePipeline) -> None:
    first = ask(client, fake.REPAIR).json()
    history = [{"question": fake.REPAIR, "answer": first}, {"question": "b", "answer": "text"}, {"question": "c"}]
    ask(client, fake.COST, history=history, outlets=["Harbour Radio"], since="2024-03-01", until="2024-03-31")
    question, turns, where = pipeline.asked[-1]
    assert question == fake.COST
    assert [turn.question for turn in turns] == [fake.REPAIR, "b", "c"]
    assert [turn.answer.answer for turn in turns] == [first["answer"], "text", ""]
    assert turns[0].answer == fake.SCRIPT[fake.REPAIR]
    assert where is not None
    assert (where.outlets, str(where.since), str(where.until)) == (("Harbour Radio",), "2024-03-01", "2024-03-31")


def test_a_stream_tells_stages_quotes_draft_and_answer(client: TestClient) -> None:
    response = client.post("/api/v1/ask", json={"question": fake.REPAIR}, headers=STREAM)
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [one for one in frames(response.text) if one[1].get("name") != "loading"]
    names = [name for name, _ in events]
    assert names[:4] == ["stage", "stage", "found", "stage"]
    assert names[-2:] == ["stage", "answer"]
    assert events[2][1]["quotes"][0]["quote"] == fake.SCRIPT[fake.REPAIR].citations[0].quote
    assert "".join(data["text"] for name, data in events if name == "token").split() == (
        fake.SCRIPT[fake.REPAIR].answer.split()
    )
    assert events[-1][1] == ask(client, fake.REPAIR).json()


def test_a_failure_within_a_stream_is_its_last_event(client: TestClient) -> None:
    response = client.post("/api/v1/ask", json={"question": fake.OFFLINE}, headers=STREAM)
    assert response.status_code == 200
    name, data = frames(response.text)[-1]
    assert name == "error"
    assert data["error"].startswith("The language model at http://127.0.0.1:9/v1 cannot be reached")


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        ({"question": "  "}, 422, "The question is empty: type what you want to know."),
        ({"question": "x" * 20_000}, 422, "The question has 20,000 characters; ask it in 2,000 at most."),
        ({}, 422, "The field 'question' cannot be used: field required."),
        ({"question": 7}, 422, "The field 'question' cannot be used: input should be a valid string."),
        (
            {"question": "q", "questoin": "q"},
            422,
            "The field 'questoin' cannot be used: extra inputs are not permitted.",
        ),
        ({"question": "q", "since": "soon"}, 422, "The field 'since' cannot be used: input should be a valid date"),
        (
            {"question": "q", "since": "2024-03-02", "until": "2024-03-01"},
            422,
            "No day lies between since=2024-03-02 and until=2024-03-01: swap the two.",
        ),
        ({"question": fake.OFFLINE}, 503, "The language model at http://127.0.0.1:9/v1 cannot be reached"),
        ({"question": fake.LOCKED}, 502, "The language model's server refused the API key"),
    ],
)
@pytest.mark.parametrize("headers", [{}, STREAM], ids=["json", "stream"])
def test_bad_input_and_a_bad_model_are_one_sentence(
    client: TestClient, body: dict[str, object], status: int, sentence: str, headers: dict[str, str]
) -> None:
    client.app.state.opening.get()  # type: ignore[attr-defined]
    response = client.post("/api/v1/ask", json=body, headers=headers)
    if headers and status in {502, 503}:  # found out after the stream began
        assert frames(response.text)[-1][1]["error"].startswith(sentence)
        return
    assert response.status_code == status
    assert set(response.json()) == {"error"}
    assert response.json()["error"].startswith(sentence)


def test_a_stream_that_breaks_off_ends_with_an_error(client: TestClient) -> None:
    response = client.post("/api/v1/ask", json={"question": fake.BROKEN}, headers=STREAM)
    assert frames(response.text)[-1] == ("error", {"error": "Something went wrong on the server; its log says what."})


def test_half_a_character_is_replaced(client: TestClient) -> None:
    content = r'{"question": "\ud83d closed?", "outlets": ["\ud83d"], "history": [{"question": "\ud83d"}]}'
    response = client.post("/api/v1/ask", content=content, headers={"Content-Type": "application/json"})
    assert response.json()["question"] == "\ufffd closed?"


def test_broken_json_is_refused(client: TestClient) -> None:
    response = client.post("/api/v1/ask", content="{", headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()) == (400, {"error": "The request's body is not valid JSON."})


def test_a_huge_body_is_refused(client: TestClient) -> None:
    response = client.post("/api/v1/ask", json={"question": "q", "outlets": ["x" * (api.MAX_BODY + 1)]})
    assert response.status_code == 413


@pytest.mark.parametrize("headers", [{}, STREAM], ids=["json", "stream"])
def test_without_an_index_the_sentence_says_what_to_do(headers: dict[str, str]) -> None:
    error = IndexMissingError("There is no index yet; run `pullquote index FOLDER`.")
    with served(failing(error)) as client:
        response = client.post("/api/v1/ask", json={"question": "q"}, headers=headers)
        health = client.get("/healthz")
        listing = client.get("/api/v1/articles")
    assert (response.status_code, response.json()) == (503, {"error": str(error)})
    assert (health.status_code, health.json()["error"]) == (503, str(error))
    assert (listing.status_code, listing.json()) == (503, {"error": str(error)})


def test_an_index_built_later_is_found_without_a_restart(pipeline: FakePipeline) -> None:
    built = threading.Event()

    def opener() -> AbstractContextManager[Asks]:
        if not built.is_set():
            raise IndexMissingError("There is no index yet.")
        return fake.opened(pipeline)

    with served(opener) as client:
        assert ask(client, fake.REPAIR).status_code == 503
        built.set()
        assert ask(client, fake.REPAIR).status_code == 200


def test_the_pipeline_is_closed_with_the_server(pipeline: FakePipeline) -> None:
    with served(lambda: fake.opened(pipeline)) as client:
        ask(client, fake.REPAIR)
    assert pipeline.closed


def test_articles_are_listed_page_by_page(client: TestClient) -> None:
    page = client.get("/api/v1/articles", params={"offset": 1, "limit": 2}).json()
    assert (page["total"], page["offset"], page["limit"]) == (len(fake.ARTICLES), 1, 2)
    assert [one["title"] for one in page["articles"]] == [fake.FERRY.title, fake.WIRE.title]
    assert page["articles"][0]["length"] == len(fake.FERRY.body)
    assert "body" not in page["articles"][0]


def test_articles_are_filtered(client: TestClient) -> None:
    params = {"outlet": ["Harbour Radio", "Coast Courier"], "since": "2024-03-12", "until": "2024-03-12"}
    page = client.get("/api/v1/articles", params=params).json()
    assert [one["outlet"] for one in page["articles"]] == ["Harbour Radio", "Coast Courier"]
    assert page["total"] == 2


@pytest.mark.parametrize("params", [{"limit": 0}, {"offset": -1}, {"offset": 2**63}, {"limit": 501}, {"since": "x"}])
def test_a_bad_listing_is_one_sentence(client: TestClient, params: dict[str, object]) -> None:
    response = client.get("/api/v1/articles", params=params)  # type: ignore[arg-type]
    assert response.status_code == 422
    assert response.json()["error"].startswith(f"The field {next(iter(params))!r} cannot be used")


def test_an_article_is_returned_whole(client: TestClient) -> None:
    assert client.get(f"/api/v1/articles/{fake.BRIDGE.id}").json() == fake.BRIDGE.to_json()


@pytest.mark.parametrize("path", ["/api/v1/articles/none", "/api/v1/nothing", "/articles/none"])
def test_what_is_not_there_is_404(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert set(response.json()) == {"error"}


@pytest.mark.parametrize("path", ["/healthz", "/docs", "/api/v1/articles"])
def test_a_probe_may_ask_for_the_head_only(client: TestClient, path: str) -> None:
    assert client.head(path).status_code == 200


def test_a_method_that_an_address_does_not_take_is_named(client: TestClient) -> None:
    error = client.get("/api/v1/ask").json()["error"]
    assert error == "There is no GET /api/v1/ask; /docs lists what there is."


def test_an_article_page_marks_its_spans_and_runs_no_script(client: TestClient) -> None:
    quote = fake.SCRIPT[fake.REPAIR].citations[0]
    response = client.get(f"/articles/{fake.BRIDGE.id}", params={"mark": f"{quote.start}-{quote.end}"})
    assert f">{quote.quote}</mark>" in response.text
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "<script" not in client.get(f"/articles/{fake.HOSTILE.id}").text


def test_health_is_ready_once_the_pipeline_is(client: TestClient) -> None:
    ask(client, fake.REPAIR)
    assert client.get("/healthz").json() == {"status": "ready", "model": "fake-1b", "articles": len(fake.ARTICLES)}


def test_documentation_needs_no_other_host(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    assert "POST /api/v1/ask" in page.text
    assert "https://" not in page.text
    assert client.get("/openapi.json").json()["paths"].keys() >= {"/api/v1/ask", "/api/v1/articles", "/healthz"}


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadInputError("x"), 422),
        (NotFoundError("x"), 404),
        (IndexMissingError("x"), 503),
        (IndexMismatchError("x"), 503),
        (ModelError("x"), 503),
        (LLMUnavailableError("x"), 503),
        (LLMRefusedError("x"), 502),
        (PullquoteError("x"), 500),
        (app.PortTakenError("x"), 500),
        (ValueError("x"), 500),
    ],
)
def test_every_error_has_its_status(error: Exception, status: int) -> None:
    assert failures.status_of(error) == status


def test_an_unexpected_failure_tells_no_secrets(
    client: TestClient, pipeline: FakePipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(pipeline, "stream", broken)
    response = ask(client, "q")
    assert response.status_code == 500
    assert response.json() == {"error": "Something went wrong on the server; its log says what."}


@pytest.mark.parametrize("headers", [{}, STREAM], ids=["json", "stream"])
def test_hanging_up_stops_the_work(headers: dict[str, str]) -> None:
    pipeline = FakePipeline(delay=0.02)
    with app.listen("127.0.0.1", 0) as sock:
        port = sock.getsockname()[1]
        config = uvicorn.Config(app.create_app(load(), lambda: fake.opened(pipeline), page=False), log_level="error")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        try:
            url, body = f"http://127.0.0.1:{port}/api/v1/ask", {"question": fake.SLOW}
            with (
                pytest.raises(httpx.TimeoutException) if not headers else httpx.Client(),
                httpx.stream("POST", url, json=body, headers=headers, timeout=1.0) as response,
            ):
                assert next(response.iter_lines()).startswith("event: stage")
            assert pipeline.stopped.wait(10)
        finally:
            server.should_exit = True
            thread.join(20)


def test_a_silent_stream_sends_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()
    monkeypatch.setattr(api, "KEEP_ALIVE", 0.01)

    def events() -> Iterator[Stage]:
        yield Stage("reading", "reading")
        release.wait(5)
        yield Stage("writing", "writing")

    async def collect() -> list[bytes]:
        source = events()
        out = []
        async for frame in api._frames(next(source), source):  # type: ignore[arg-type]
            out.append(frame)
            if frame == KEEPALIVE_COMMENT:
                release.set()
        return out

    out = asyncio.run(collect())
    assert out[0].startswith(b"event: stage")
    assert KEEPALIVE_COMMENT in out
    assert out[-1].startswith(b"event: stage")


def test_the_first_question_says_that_the_model_is_loading() -> None:
    release = threading.Event()

    def opener() -> AbstractContextManager[Asks]:
        release.wait(5)
        return fake.opened(FakePipeline())

    opening = Opening(opener)
    events = follow(opening, fake.REPAIR)
    assert opening.state() == {"status": "loading"}
    assert next(events) == Stage("loading", "loading the language model")
    release.set()
    *_, last = events
    assert isinstance(last, Answer)
    opening.close()


def test_a_taken_port_is_one_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(app.PortTakenError, match=rf"^Port {port} on 127.0.0.1 cannot be used .* --port\.$"):
            app.serve(load(port=port), announce=lambda _: None)


def test_an_address_of_another_machine_is_one_sentence() -> None:
    with pytest.raises(app.PortTakenError, match="--host"):
        app.listen("no such host", 0)


def test_settings_do_not_open_anything(tmp_path: Path) -> None:
    app.create_app(load(home=tmp_path / "none"))
    assert not (tmp_path / "none").exists()

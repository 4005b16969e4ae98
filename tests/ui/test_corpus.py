"""The corpus over HTTP: shown, added to while it is read, taken from, and closed where it is read-only."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi.testclient import TestClient
from filelock import FileLock

from index import build as module
from index.articles import ArticleStore
from index.settings import Settings, load
from tests.fakes import FakeEmbedder
from tests.ui import fake
from tests.ui.fake import FakePipeline
from ui import app, corpus

TEXT = "The lamp factory burnt down in the night, the brigade said. Nobody was hurt, and its owner will build it again."


@pytest.fixture(autouse=True)
def _embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "open_embedder", lambda settings: FakeEmbedder())


@contextmanager
def served(*, read_only: bool = False) -> Iterator[TestClient]:
    made = app.create_app(load(), lambda: fake.opened(FakePipeline()), page=False, read_only=read_only)
    with TestClient(made, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def client() -> Iterator[TestClient]:
    with served() as client:
        yield client


def ended(client: TestClient) -> dict[str, Any]:
    """Wait for the end of the addition."""
    for _ in range(600):
        job: dict[str, Any] = client.get("/corpus/job").json()
        if not job["running"]:
            return job
        time.sleep(0.05)
    raise AssertionError("the addition does not end")


def add(client: TestClient, *files: tuple[str, str]) -> dict[str, Any]:
    reply = client.post("/corpus/files", files=[("files", (name, text.encode())) for name, text in files])
    assert reply.status_code == 200, reply.text
    return ended(client)


def titles(settings: Settings) -> list[str]:
    with ArticleStore(settings.database) as store:
        return [one.title for one in store.listing()]


def test_an_empty_corpus_is_a_page_too(client: TestClient) -> None:
    page = client.get("/corpus")
    assert page.status_code == 200
    assert "No article" in page.text
    assert "Add articles" in page.text


def test_files_are_added_and_what_is_skipped_is_told(client: TestClient, settings: Settings) -> None:
    job = add(client, ("lamp.txt", f"Lamp factory burns\n\n{TEXT}"), ("nothing.txt", " "), ("picture.png", "x"))
    assert job["text"] == "1 article added."
    assert "nothing.txt" in job["html"]
    assert "picture.png" in job["html"]
    assert titles(settings) == ["Lamp factory burns"]
    assert "Lamp factory burns" in client.get("/corpus").text


def test_two_files_of_one_name_are_both_added(client: TestClient, settings: Settings) -> None:
    add(client, ("a.txt", f"One thing\n\n{TEXT}"), ("x/a.txt", f"Another thing\n\n{TEXT}"))
    assert sorted(titles(settings)) == ["Another thing", "One thing"]


def test_a_file_without_an_article_is_a_sentence_and_leaves_nothing(client: TestClient, settings: Settings) -> None:
    job = add(client, ("nothing.txt", " "), ("x/picture.png", "x"))
    assert "No article could be read" in job["text"]
    assert all(f'<td dir="auto">{name}</td>' in job["html"] for name in ("nothing.txt", "picture.png"))
    assert str(settings.home) not in job["text"] + job["html"]
    assert job["share"] < 1
    assert list((settings.home / corpus.FOLDER).iterdir()) == []


def test_a_text_is_pasted(client: TestClient, settings: Settings) -> None:
    body = {"title": "Lamps: <b>out</b>", "text": TEXT, "outlet": "The Post", "published": "2024-05-03"}
    assert client.post("/corpus/text", json=body).status_code == 200
    ended(client)
    with ArticleStore(settings.database) as store:
        (article,) = store.listing()
    assert (article.outlet, str(article.published)) == ("The Post", "2024-05-03")
    assert TEXT in article.body


def test_what_is_there_already_is_not_called_added(client: TestClient) -> None:
    file = ("lamp.txt", f"Lamp factory burns\n\n{TEXT}")
    assert add(client, file)["text"] == "1 article added."
    assert add(client, file)["text"] == "Nothing was added: the index has all of it already."
    assert add(client, file, ("ash.txt", f"Ashes swept\n\n{TEXT}"))["text"] == "1 article added."


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"text": "Subscribe to our newsletter"}, "There is no article in this text"),
        ({"published": "2999-03-04"}, "It cannot have been published on 4 March 2999"),
        ({"published": "1066-10-14"}, "It cannot have been published on 14 October 1066"),
    ],
)
def test_a_paste_that_would_lose_something_is_refused_at_once(
    client: TestClient, settings: Settings, change: dict[str, str], told: str
) -> None:
    reply = client.post("/corpus/text", json={"title": "T", "text": TEXT, **change})
    assert (reply.status_code, told in reply.json()["error"]) == (422, True)
    assert not (settings.home / corpus.FOLDER).exists()


def test_an_index_that_is_being_built_is_told_without_its_folder(client: TestClient, settings: Settings) -> None:
    settings.home.mkdir(parents=True, exist_ok=True)
    with FileLock(settings.home / "build.lock"):
        job = add(client, ("lamp.txt", f"Lamp factory burns\n\n{TEXT}"))
    assert job["text"] == "Another `pullquote index` is at work on the index: wait until it has ended."


def test_an_article_is_removed(client: TestClient, settings: Settings) -> None:
    add(client, ("a.txt", f"One thing\n\n{TEXT}"), ("b.txt", f"Another thing\n\n{TEXT}"))
    with ArticleStore(settings.database) as store:
        gone = next(one.id for one in store.listing() if one.title == "One thing")
    assert client.delete(f"/corpus/articles/{gone}").status_code == 200
    assert titles(settings) == ["Another thing"]
    again = client.delete(f"/corpus/articles/{gone}")
    assert (again.status_code, again.json()["error"]) == (404, f"There is no article {gone!r} in the index.")


def test_one_addition_at_a_time(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client.app.state.corpus, "_job", corpus.Job(running=True))  # type: ignore[attr-defined]
    reply = client.post("/corpus/files", files=[("files", ("a.txt", b"x"))])
    assert (reply.status_code, "wait until" in reply.json()["error"]) == (422, True)


def test_the_index_answers_while_articles_are_added(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(FakeEmbedder):
        def passages(self, texts: Any) -> Any:  # noqa: ANN401
            time.sleep(0.5)
            return super().passages(texts)

    monkeypatch.setattr(module, "open_embedder", lambda settings: Slow())
    client.post("/corpus/files", files=[("files", ("a.txt", f"One\n\n{TEXT}".encode()))])
    assert client.get("/corpus/job").json()["running"]
    assert client.post("/api/v1/ask", json={"question": fake.REPAIR}).status_code == 200
    assert client.get("/corpus").status_code == 200
    assert client.get("/corpus/job").json()["running"]
    assert ended(client)["share"] == 1.0


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("POST", "/corpus/files", {"files": [("files", ("a.txt", b"x"))]}),
        ("POST", "/corpus/text", {"json": {"title": "a", "text": "b"}}),
        ("DELETE", "/corpus/articles/x", {}),
    ],
)
def test_nobody_else_may_change_it(method: str, path: str, more: dict[str, Any]) -> None:
    with served(read_only=True) as client:
        reply = client.request(method, path, **more)
        assert (reply.status_code, "read-only" in reply.json()["error"]) == (403, True)
        assert "Add articles" not in client.get("/corpus").text
    with served() as client:
        reply = client.request(method, path, headers={"Origin": "https://evil.example"}, **more)
        assert (reply.status_code, "Another site" in reply.json()["error"]) == (403, True)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("a b.txt", "a b.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\y.txt", "y.txt"),
        (".hidden", "hidden"),
        ("", "article.txt"),
        ("..", "article.txt"),
        ("a\x00b<c>.html", "a_b_c_.html"),
        ("ä🎈.md", "ä_.md"),
        ("n" * 300 + ".json", "n" * 120 + ".json"),
    ],
)
def test_a_file_name_is_a_plain_name(name: str, plain: str) -> None:
    assert corpus.file_name(name) == plain

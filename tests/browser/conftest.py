"""A real server with a scripted pipeline and a real headless Chromium, which may reach nothing but that server."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from index.articles import ArticleStore
from index.settings import Settings, load
from tests.ui import fake
from tests.ui.fake import FakePipeline
from ui.app import create_app, listen
from ui.opening import Opener

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


LEAVING = ("AbortError: signal is aborted", "Unexpected error Connection errored out")
"""What Gradio's client says when a page is left while it still listens to the server; nobody is there to read it."""


@dataclass
class Site:
    """A page of the server, and everything that went wrong on it."""

    page: Page
    url: str
    errors: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        self.page.fill("#pq-box textarea", question)
        self.page.keyboard.press("Enter")

    def answered(self, question: str) -> None:
        """Ask and wait for the end of the answer."""
        self.ask(question)
        self.page.locator("#pq-live .pq-turn[aria-busy=false]", has_text=question).wait_for()


@contextmanager
def serving(opener: Opener, port: int = 0, settings: Settings | None = None) -> Iterator[str]:
    """Run the application on a port of its own."""
    with listen("127.0.0.1", port) as sock:
        with ThreadPoolExecutor(1) as aside:  # Playwright keeps an event loop running in this thread
            app = aside.submit(create_app, settings or load(), opener).result()
        config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join(30)


def watched(context: BrowserContext, url: str, there: str = ".pq-examples") -> Site:
    """Open a page, wait until ``there`` is on it, and note every error and every request that leaves this machine."""
    site = Site(context.new_page(), url)
    site.page.set_default_timeout(15_000)

    def hear(said: str) -> None:
        if not said.startswith(LEAVING):
            site.errors.append(said)

    site.page.on("console", lambda said: hear(said.text) if said.type == "error" else None)
    site.page.on("pageerror", lambda error: hear(str(error)))

    def check(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"data", "blob"} and parts.hostname not in {"127.0.0.1", "localhost"}:
            site.errors.append(f"a request left the host: {address}")

    site.page.on("request", lambda request: check(request.url))
    site.page.goto(url)
    site.page.locator(there).first.wait_for(state="attached")
    return site


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Start the browser, or say what is missing."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        reason = "there is no Chromium: `apt-get install chromium`, or name its program in CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def pipeline() -> FakePipeline:
    return FakePipeline(delay=0.08)


@pytest.fixture(scope="package")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with an empty article store, where feedback is kept."""
    settings = load(home=tmp_path_factory.mktemp("browser"))
    ArticleStore(settings.database, create=True).close()
    return settings


@pytest.fixture(scope="package")
def url(pipeline: FakePipeline, home: Settings) -> Iterator[str]:
    with serving(lambda: fake.opened(pipeline), settings=home) as url:
        yield url


@pytest.fixture
def look() -> dict[str, object]:
    """How the browser looks at the page; overridden where it matters."""
    return {"viewport": {"width": 1280, "height": 860}, "color_scheme": "light"}


@pytest.fixture
def site(chromium: Browser, url: str, look: dict[str, object]) -> Iterator[Site]:
    """The page in a fresh session. At the end nothing may have gone wrong and nothing hostile have run."""
    context = chromium.new_context(**look)  # type: ignore[arg-type]
    site = watched(context, url)
    yield site
    pwned = site.page.evaluate("window.pwned")
    context.close()
    assert pwned is None
    assert site.errors == []

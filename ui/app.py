"""The server: HTTP interface and page on one port."""

from __future__ import annotations

import contextlib
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import BadInputError, NotFoundError, PullquoteError
from index.settings import Settings
from ui.api import add_api
from ui.corpus import Corpus, add_corpus
from ui.failures import status_of
from ui.narrow import read_filter
from ui.opening import Asks, Opener, Opening
from ui.whole import article_page, failure_page, read_spans
from ui.words import count

HERE = Path(__file__).parent
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
"""What a page of ours may load: nothing from elsewhere. Gradio compiles its templates, hence ``unsafe-eval``."""

STRICT_POLICY = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
"""The same for the pages that need no script."""


class PortTakenError(PullquoteError):
    """The server cannot listen where it was told to: choose another port or stop the other server."""


def create_app(
    settings: Settings, opener: Opener | None = None, *, page: bool = True, read_only: bool = False
) -> FastAPI:
    """Build the whole application; the pipeline is opened in the background when it starts.

    Args:
        settings: where index and models are.
        opener: opens the pipeline; the real one with ``settings`` when not given.
        page: whether the page is served too; without it there is the HTTP interface alone.
        read_only: whether articles can only be read, and neither be added nor removed.
    """
    opening = Opening(opener or _real(settings))

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        opening.start()
        yield
        await run_in_threadpool(opening.close)

    app = FastAPI(
        title="Pullquote",
        version="1",
        description="Questions to a corpus of news articles, answered with verbatim quotations.",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.opening, app.state.settings = opening, settings
    app.add_middleware(_Headers)
    add_api(app)
    add_corpus(app, Corpus(settings, read_only=read_only))
    _add_files(app, opening)
    if page:
        from ui.page import mount_page

        mount_page(app, opening)
    return app


def serve(
    settings: Settings, announce: Callable[[str], None], opener: Opener | None = None, *, read_only: bool = False
) -> None:
    """Serve until interrupted; ``announce`` is told in one line where. For ``read_only`` see ``create_app``.

    Raises:
        PortTakenError: the address cannot be listened on.
    """
    with listen(settings.host, settings.port) as sock:  # first of all: a taken port is told before anything is loaded
        import uvicorn

        host, port = sock.getsockname()[:2]
        app = create_app(settings, opener, read_only=read_only)
        # Open pages hold streams that only end with the server; uvicorn would print each as an error on Ctrl+C.
        # What fails while a request is answered is logged by ui.api.
        config = uvicorn.Config(app, log_level="critical", access_log=False, timeout_graceful_shutdown=1)
        announce(f"Pullquote listens on http://{f'[{host}]' if ':' in host else host}:{port} (stop it with Ctrl+C).")
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[sock])


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to ``host`` and ``port`` (0: a free one).

    Raises:
        PortTakenError: another program has the port, or the address is not this machine's.
    """
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.socket(family, kind, proto)
    except OSError as error:
        msg = f"{host} is not an address to listen on: {error.strerror}; choose another with --host."
        raise PortTakenError(msg) from error
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind(address)
        sock.listen(128)
    except OSError as error:
        sock.close()
        msg = f"Port {port} on {host} cannot be used ({error.strerror}); choose another with --port."
        raise PortTakenError(msg) from error
    return sock


def _real(settings: Settings) -> Opener:
    def opener() -> contextlib.AbstractContextManager[Asks]:
        from qa.pipeline import open_pipeline

        pipeline = open_pipeline(settings)
        pipeline.read_ahead()
        return pipeline

    return opener


def _add_files(app: FastAPI, opening: Opening) -> None:
    """Add the style sheet, the scripts, the pages of single articles, and what tells a page that we are there."""
    for name in ("pullquote.css", "pullquote.js", "session.js", "corpus.js"):
        app.add_api_route(f"/{name}", _file(HERE / name), include_in_schema=False)
    start = secrets.token_hex(8)

    @app.get("/alive", include_in_schema=False)
    async def alive() -> dict[str, str]:
        return {"start": start}

    @app.get("/remain", include_in_schema=False)
    def remain(request: Request) -> dict[str, str]:
        try:
            where = read_filter(request.url.query)
        except BadInputError as error:
            return {"text": str(error)}
        store = opening.get().store
        return {"text": f"{store.count(where):,} of {count(store.count(), 'article')}"}

    @app.get("/articles/{id}", include_in_schema=False)
    def article(request: Request, id: str, mark: Annotated[list[str] | None, Query()] = None) -> HTMLResponse:  # noqa: A002 - as in the API
        status = 200
        try:
            page = article_page(opening.get().store.article(id), read_spans(mark or ()))
        except PullquoteError as error:
            if "text/html" not in request.headers.get("accept", ""):  # a script: our own page, or somebody's program
                raise
            page, status = failure_page(_why(error)), status_of(error)
        return HTMLResponse(page, status, headers={"Content-Security-Policy": STRICT_POLICY})


def _why(error: PullquoteError) -> str:
    gone = "This article was removed from the index, or never was in it."
    return gone if isinstance(error, NotFoundError) else str(error)


def _file(path: Path) -> Callable[[], FileResponse]:
    return lambda: FileResponse(path, headers={"Cache-Control": "no-cache"})


class _Headers:
    """Adds the headers that keep a page to this server; plain ASGI, so that streams pass untouched.

    What asks for the head of something only (a probe) is answered as if for all of it; the server leaves out the rest.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", POLICY)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "no-referrer")
            await send(message)

        asked = {**scope, "method": "GET"} if scope.get("method") == "HEAD" else scope
        await self.app(asked, receive, send_with if scope["type"] == "http" else send)

"""The HTTP interface: thin routes over one pipeline, and one table from exceptions to statuses."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.types import Send

from index.article import Article, Filter
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
from qa.answer import Answer, Event, Found, Stage, Token, Turn
from ui.docs import docs_page
from ui.opening import MAX_QUESTION, Asks, Opening, follow

STATUS: dict[type[PullquoteError], int] = {
    BadInputError: 422,
    NotFoundError: 404,
    IndexMissingError: 503,
    IndexMismatchError: 503,
    ModelError: 503,
    LLMUnavailableError: 503,
    LLMRefusedError: 502,
    PullquoteError: 500,
}
KEEP_ALIVE = 10.0
"""Seconds of silence after which a stream sends a comment, so that no proxy takes it for dead."""

MAX_BODY = 2_000_000
"""Most bytes of a request's body."""

_log = logging.getLogger(__name__)


class Earlier(BaseModel):
    """An earlier question of the conversation and what was answered: the ``Answer`` as it came, or its text."""

    question: str = Field(max_length=MAX_QUESTION)
    answer: Answer | str = ""

    def turn(self) -> Turn:
        """Return the record that the pipeline takes."""
        if isinstance(self.answer, Answer):
            return Turn(self.question, self.answer)
        return Turn(
            self.question, Answer(self.question, self.answer, abstained=False, claims=(), citations=(), model="")
        )


class Ask(BaseModel):
    """A question, the conversation it belongs to, and which articles may answer it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"question": "What did Germany pledge?", "since": "2015-11-24"}]},
    )

    question: str = Field(description=f"1 to {MAX_QUESTION:,} characters.")
    history: list[Earlier] = Field([], max_length=50, description="Earlier questions, the oldest first.")
    outlets: list[str] = Field([], description="Only articles of these outlets; all when empty.")
    since: date | None = Field(None, description="Only articles published on this day or later.")
    until: date | None = Field(None, description="Only articles published on this day or earlier.")


class Listed(BaseModel):
    """An article in a listing: everything but its body, whose length in characters is ``length``."""

    id: str
    title: str
    outlet: str | None
    byline: str | None
    published: date | None
    url: str | None
    source: str
    length: int


class Listing(BaseModel):
    """A page of articles; ``total`` counts all that the filter lets pass."""

    total: int
    offset: int
    limit: int
    articles: list[Listed]


class Whole(BaseModel):
    """An article; every offset of a citation counts characters of ``body``."""

    id: str
    title: str
    outlet: str | None
    byline: str | None
    published: str | None
    url: str | None
    source: str
    body: str


class Failure(BaseModel):
    """What every failed request returns: one plain sentence."""

    error: str


def _opening(request: Request) -> Opening:
    opening: Opening = request.app.state.opening
    return opening


def _pipeline(opening: Annotated[Opening, Depends(_opening)]) -> Asks:
    return opening.get()


def _filter(
    outlet: Annotated[list[str] | None, Query(description="Only these outlets; may be given more than once.")] = None,
    since: date | None = None,
    until: date | None = None,
) -> Filter:
    """Build a filter, refusing one that no article can pass."""
    if since and until and since > until:
        raise BadInputError(f"No day lies between since={since} and until={until}: swap the two.")
    return Filter(tuple(outlet or ()), since, until)


def _failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": Failure} for status in statuses}


router = APIRouter()


@router.post(
    "/api/v1/ask",
    response_model=Answer,
    responses={200: {"content": {"text/event-stream": {}}}, **_failures(400, 422, 502, 503)},
    max_body_size=MAX_BODY,
)
async def ask(body: Ask, request: Request, opening: Annotated[Opening, Depends(_opening)]) -> Response:
    """Answer a question from the articles, every sentence with a verbatim quotation.

    With `Accept: text/event-stream` the answer comes as server-sent events: `stage` `{name, text}`,
    `found` `{quotes}`, `token` `{text}` (a draft, not yet checked), and last `answer` or `error`.
    Whoever hangs up stops the work.
    """
    where = _filter(body.outlets, body.since, body.until)
    events = follow(opening, body.question, [earlier.turn() for earlier in body.history], where)
    if "text/event-stream" in request.headers.get("accept", ""):
        # The first event is awaited, so that what fails at once gets its status.
        first = await run_in_threadpool(next, events)
        return _EventStream(_frames(first, events))
    async with aclosing(_pull(events, tick=1.0)) as pulled:
        async for event in pulled:
            if isinstance(event, Answer):
                return JSONResponse(event.to_json())
            if await request.is_disconnected():
                return Response(status_code=499)
    raise PullquoteError("The question ended without an answer; ask it again.")


@router.get("/api/v1/articles", responses=_failures(422, 503))
def articles(
    pipeline: Annotated[Asks, Depends(_pipeline)],
    where: Annotated[Filter, Depends(_filter)],
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Listing:
    """List the articles, page by page."""
    listed = [_listed(article) for article in pipeline.store.listing(where, offset, limit)]
    return Listing(total=pipeline.store.count(where), offset=offset, limit=limit, articles=listed)


@router.get("/api/v1/articles/{id}", response_model=Whole, responses=_failures(404, 503))
def article(id: str, pipeline: Annotated[Asks, Depends(_pipeline)]) -> JSONResponse:  # noqa: A002 - the path's word
    """Return an article with the body that citations count their offsets on."""
    return JSONResponse(pipeline.store.article(id).to_json())


@router.get("/healthz", responses=_failures(503))
async def healthz(opening: Annotated[Opening, Depends(_opening)]) -> JSONResponse:
    """Say whether questions can be answered: `loading`, `ready`, or `failed` (503) and why."""
    state = await run_in_threadpool(opening.state)
    return JSONResponse(state, 503 if state["status"] == "failed" else 200)


@router.get("/docs", include_in_schema=False)
async def docs(request: Request) -> HTMLResponse:
    """Show this interface's documentation without a request to anywhere else."""
    return HTMLResponse(docs_page(request.app.openapi()))


@router.api_route("/api/{rest:path}", methods=["GET", "POST", "PUT", "DELETE", "PATCH"], include_in_schema=False)
async def unknown(rest: str) -> None:
    """Answer for addresses that do not exist, which the page would take otherwise."""
    raise NotFoundError(f"There is nothing at /api/{rest}; /docs lists what there is.")


def add_api(app: FastAPI) -> None:
    """Add the routes and the table of failures; ``app.state.opening`` must hold an ``Opening`` when asked."""
    app.include_router(router)
    app.add_exception_handler(PullquoteError, _pullquote_failure)
    app.add_exception_handler(RequestValidationError, _validation_failure)
    app.add_exception_handler(HTTPException, _http_failure)
    app.add_exception_handler(Exception, _unexpected_failure)


def status_of(error: Exception) -> int:
    """Return the HTTP status of an error: that of the nearest class in ``STATUS``."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def _failed(status: int, sentence: str) -> JSONResponse:
    return JSONResponse({"error": sentence}, status)


async def _pullquote_failure(_: Request, error: Exception) -> JSONResponse:
    return _failed(status_of(error), str(error))


async def _validation_failure(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - Starlette's signature is wider than its promise
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return _failed(400, "The request's body is not valid JSON.")
    name = ".".join(str(part) for part in first["loc"][1:]) or "body"
    return _failed(422, f"The field {name!r} cannot be used: {first['msg'][0].lower()}{first['msg'][1:]}.")


async def _http_failure(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    return _failed(error.status_code, f"{str(error.detail).rstrip('.')}.")


async def _unexpected_failure(_: Request, error: Exception) -> JSONResponse:
    _log.error("a request failed", exc_info=error)
    return _failed(500, "Something went wrong on the server; its log says what.")


class _EventStream(StreamingResponse):
    """A response that closes its source whichever way it ends, so that a closed connection stops the work."""

    media_type = "text/event-stream"

    def __init__(self, frames: AsyncGenerator[bytes, None]) -> None:
        super().__init__(frames, headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"})
        self._frames = frames

    async def stream_response(self, send: Send) -> None:
        async with aclosing(self._frames):
            await super().stream_response(send)


async def _frames(first: Event, rest: Generator[Event, None, None]) -> AsyncGenerator[bytes, None]:
    """Write events in the wire format of server-sent events; a failure becomes the last of them."""
    try:
        async with aclosing(_pull(rest, KEEP_ALIVE)) as pulled:
            yield _frame(first)
            async for event in pulled:
                yield KEEPALIVE_COMMENT if event is None else _frame(event)
    except PullquoteError as error:
        yield format_sse_event(event="error", data_str=to_json({"error": str(error)}).decode())


def _frame(event: Event) -> bytes:
    names: dict[type, str] = {Stage: "stage", Found: "found", Token: "token", Answer: "answer"}
    return format_sse_event(event=names[type(event)], data_str=to_json(asdict(event)).decode())


async def _pull(events: Generator[Event, None, None], tick: float) -> AsyncGenerator[Event | None, None]:
    """Run a plain generator in the thread pool; ``None`` stands for ``tick`` seconds without an event.

    Closing it waits for the step that is under way and closes the generator, which stops the work.
    """
    step: asyncio.Future[Event | None] | None = None
    try:
        while True:
            step = asyncio.ensure_future(run_in_threadpool(next, events, None))
            while not (await asyncio.wait({step}, timeout=tick))[0]:
                yield None
            event = step.result()
            if event is None:
                return
            yield event
    finally:
        with anyio.CancelScope(shield=True):
            if step is not None and not step.done():
                await asyncio.wait({step})
            await run_in_threadpool(events.close)


def _listed(article: Article) -> Listed:
    whole = article.to_json()
    return Listed(length=len(whole.pop("body") or ""), **whole)  # type: ignore[arg-type]

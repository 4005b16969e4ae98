"""The HTTP interface: thin routes over one pipeline."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing
from dataclasses import asdict
from datetime import date
from typing import Annotated

import anyio
from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from pydantic_core import to_json
from starlette.types import Send

from index.article import Filter
from index.errors import (
    NotFoundError,
    PullquoteError,
)
from qa.answer import Answer, Event, Found, Stage, Token
from ui import judged
from ui.docs import docs_page
from ui.failures import add_failures, sentence
from ui.narrow import checked
from ui.opening import Asks, Opening, follow
from ui.records import Ask, Listing, Whole, failures, listed

KEEP_ALIVE = 10.0
"""Seconds of silence after which a stream sends a comment, so that no proxy takes it for dead."""

MAX_BODY = 2_000_000
"""Most bytes of a request's body."""

MOST_ARTICLES = 2**31
"""Most articles that a listing can pass over."""


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
    return checked(Filter(tuple(outlet or ()), since, until))


router = APIRouter()


@router.post(
    "/api/v1/ask",
    response_model=Answer,
    responses={200: {"content": {"text/event-stream": {}}}, **failures(400, 422, 502, 503)},
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


@router.get("/api/v1/articles", responses=failures(422, 503))
def articles(
    pipeline: Annotated[Asks, Depends(_pipeline)],
    where: Annotated[Filter, Depends(_filter)],
    offset: Annotated[int, Query(ge=0, le=MOST_ARTICLES)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Listing:
    """List the articles, page by page."""
    rows = [listed(article) for article in pipeline.store.listing(where, offset, limit)]
    return Listing(total=pipeline.store.count(where), offset=offset, limit=limit, articles=rows)


@router.get("/api/v1/articles/{id}", response_model=Whole, responses=failures(404, 503))
def article(id: str, pipeline: Annotated[Asks, Depends(_pipeline)]) -> JSONResponse:  # noqa: A002 - the path's word
    """Return an article with the body that citations count their offsets on."""
    return JSONResponse(pipeline.store.article(id).to_json())


@router.get("/healthz", responses=failures(503))
async def healthz(opening: Annotated[Opening, Depends(_opening)]) -> JSONResponse:
    """Say whether questions can be answered: `loading`, `ready`, or `failed` (503) and why."""
    state = await run_in_threadpool(opening.state)
    return JSONResponse(state, 503 if state["status"] == "failed" else 200)


@router.get("/docs", include_in_schema=False)
async def docs(request: Request) -> HTMLResponse:
    """Show this interface's documentation without a request to anywhere else."""
    return HTMLResponse(docs_page(request.app.openapi()))


@router.api_route("/api/{rest:path}", methods=["GET", "POST", "PUT", "DELETE", "PATCH"], include_in_schema=False)
async def unknown(rest: str, request: Request) -> None:
    """Answer for addresses and methods that do not exist, which the page would take otherwise."""
    raise NotFoundError(f"There is no {request.method} /api/{rest}; /docs lists what there is.")


def add_api(app: FastAPI) -> None:
    """Add the routes and the table of failures; ``app.state.opening`` must hold an ``Opening`` when asked."""
    app.include_router(judged.router)
    app.include_router(router)
    add_failures(app)


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
    except Exception as error:  # noqa: BLE001 - whoever listens must not wait for an answer that does not come
        yield format_sse_event(event="error", data_str=to_json({"error": sentence(error)}).decode())


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

"""One table from exceptions to HTTP statuses; every failure is one plain sentence."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

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


class ForbiddenError(PullquoteError):
    """The server does not do this for whoever asked: it serves read-only, or another site sent the request."""


STATUS: dict[type[PullquoteError], int] = {
    BadInputError: 422,
    NotFoundError: 404,
    IndexMissingError: 503,
    IndexMismatchError: 503,
    ModelError: 503,
    LLMUnavailableError: 503,
    LLMRefusedError: 502,
    ForbiddenError: 403,
    PullquoteError: 500,
}
FAILED = "Something went wrong on the server; its log says what."
_log = logging.getLogger(__name__)


def add_failures(app: FastAPI) -> None:
    """Let every failure of ``app`` be answered with its status and one sentence."""
    app.add_exception_handler(PullquoteError, _failure)
    app.add_exception_handler(RequestValidationError, _validation_failure)
    app.add_exception_handler(HTTPException, _http_failure)
    app.add_exception_handler(Exception, _failure)


def own_page(request: Request) -> None:
    """Refuse what a page of another site makes a visitor's browser send.

    Raises:
        ForbiddenError: the request says that it comes from another site.
    """
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise ForbiddenError("Another site sent this request; only this server's own pages may change anything.")


def status_of(error: Exception) -> int:
    """Return the HTTP status of an error: that of the nearest class in ``STATUS``."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def sentence(error: Exception) -> str:
    """Return what to tell of an error; one that is not ours is logged, and told without its details."""
    if isinstance(error, PullquoteError):
        return str(error)
    _log.error("a request failed", exc_info=error)
    return FAILED


def _failed(status: int, told: str) -> JSONResponse:
    return JSONResponse({"error": told}, status)


async def _failure(_: Request, error: Exception) -> JSONResponse:
    return _failed(status_of(error), sentence(error))


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

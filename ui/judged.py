"""What readers say of answers: taken over HTTP and kept."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from index import feedback
from index.articles import ArticleStore
from index.errors import BadInputError
from index.settings import Settings
from qa.answer import Answer
from ui.failures import own_page
from ui.opening import Articles, Asks
from ui.records import failures

MOST = 1000
"""Most characters of a reason."""


class Judgement(BaseModel):
    """An answer as it came, whether it helped, and why; ``id`` takes back an earlier judgement in its favour."""

    model_config = ConfigDict(extra="forbid")

    answer: Answer
    helpful: bool
    reason: str = Field("", max_length=MOST)
    id: str | None = Field(None, pattern=r"^[0-9a-f]{16}$")


class Judged(BaseModel):
    """The id under which a judgement was kept."""

    id: str


def pipeline(request: Request) -> Asks:
    """Return the opened pipeline of the application."""
    asks: Asks = request.app.state.opening.get()
    return asks


router = APIRouter()


@router.post(
    "/api/v1/feedback",
    responses=failures(403, 422, 503),
    dependencies=[Depends(own_page)],
    max_body_size=2_000_000,
)
def judge(body: Judgement, request: Request, asks: Annotated[Asks, Depends(pipeline)]) -> Judged:
    """Keep what a reader says of an answer, with the whole answer, for `pullquote feedback`."""
    settings: Settings = request.app.state.settings
    check(body.answer, asks.store)
    item = feedback.new(body.answer.to_json(), helpful=body.helpful, reason=body.reason.strip(), instead_of=body.id)
    with ArticleStore(settings.database) as store:
        feedback.keep(store, item)
    return Judged(id=item.id)


def check(answer: Answer, store: Articles) -> None:
    """Hold that the quotes of an answer stand where it says, so that no invented answer is kept.

    Raises:
        BadInputError: one does not.
    """
    quotes = (*answer.citations, *answer.closest)
    articles = store.articles([quote.article_id for quote in quotes])
    for quote in quotes:
        article = articles.get(quote.article_id)
        if article is None or article.body[quote.start : quote.end] != quote.quote:
            raise BadInputError("The answer quotes what is not in this index (any more); ask again, then judge.")

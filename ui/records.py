"""What the HTTP interface takes and gives, as pydantic models: they check requests and document the routes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from index.article import Article
from qa.answer import Answer, Turn
from qa.wording import well_formed
from ui.opening import MAX_QUESTION

Text = Annotated[str, BeforeValidator(lambda text: well_formed(text) if isinstance(text, str) else text)]
"""What somebody wrote: a JSON text may hold half a character, which nothing behind could store or send."""


class Earlier(BaseModel):
    """An earlier question of the conversation and what was answered: the ``Answer`` as it came, or its text."""

    question: Text = Field(max_length=MAX_QUESTION)
    answer: Answer | Text = ""

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

    question: Text = Field(description=f"1 to {MAX_QUESTION:,} characters.")
    history: list[Earlier] = Field([], max_length=50, description="Earlier questions, the oldest first.")
    outlets: list[Text] = Field([], description="Only articles of these outlets; all when empty.")
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


def listed(article: Article) -> Listed:
    """Return an article as a listing shows it."""
    whole = article.to_json()
    return Listed(length=len(whole.pop("body") or ""), **whole)  # type: ignore[arg-type]


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Document that a route may fail with these statuses."""
    return {status: {"model": Failure} for status in statuses}

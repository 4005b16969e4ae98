"""The records of a question's way: passage, evidence, claim, citation, answer. Every front end shows an ``Answer``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from index.article import Article, Chunk

ABSTENTION = "The articles do not say."
Relation = Literal["copy", "independent"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that came back for a question. ``rank`` counts from 1; ``score`` is higher for better."""

    chunk: Chunk
    article: Article
    rank: int
    score: float

    @property
    def text(self) -> str:
        """The chunk's text, as it stands in the article."""
        return self.article.body[self.chunk.start : self.chunk.end]


_SPEECH = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)")
JUST_READ = 300
"""Least characters of the paragraphs before a span that a reader has in mind."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One whole-sentence span ``[start, end)`` of an article that the LLM is shown.

    ``score`` is the reranker's probability in [0, 1] that the span answers the question.
    """

    article: Article
    start: int
    end: int
    score: float

    @property
    def text(self) -> str:
        """The span's text, character for character."""
        return self.article.body[self.start : self.end]

    @property
    def context(self) -> str:
        """What a reader of the span has just read: title, outlet, the paragraphs before, and its own up to its end.

        That is the one paragraph before, or as many short ones as make up a long one. With an article's opening the
        next paragraph too, which names whom it calls "a former teacher".
        """
        body, end = self.article.body, self.end
        before = paragraph = body.rfind("\n\n", 0, self.start)
        while before >= 0 and (before == paragraph or paragraph - before < JUST_READ):
            before = body.rfind("\n\n", 0, before)
        if paragraph < 0 and (after := body.find("\n\n", end)) >= 0:
            following = body.find("\n\n", after + 2)
            end = following if following >= 0 else len(body)
        return f"{self.article.title}. {self.article.outlet or ''}. {body[max(before, 0) : end]}"

    @property
    def opening(self) -> str:
        """The first paragraph of the span's article, which tells what the report is about."""
        return self.article.body.split("\n\n", 1)[0]

    @property
    def narrated(self) -> str:
        """The span's text with blanks in place of what stands in quotation marks, opened before it or within."""
        start = self.article.body.rfind("\n\n", 0, self.start) + 1
        paragraph = self.article.body[start : self.end]
        return _SPEECH.sub(lambda match: " " * len(match.group()), paragraph)[self.start - start :]

    def follows(self, other: Evidence) -> bool:
        """Tell whether the span stands right behind another of its article, with white space alone between them."""
        if self.article.id != other.article.id or other.end > self.start:
            return False
        return not self.article.body[other.end : self.start].strip()


@dataclass(frozen=True, slots=True)
class Carrier:
    """Another article that carries what a citation quotes: a ``copy`` of the text, or ``independent`` words."""

    article_id: str
    outlet: str | None
    start: int
    end: int
    relation: Relation


@dataclass(frozen=True, slots=True)
class Day:
    """Words of a quote that name a day, ``[start, end)`` in the article, and the day they mean, as ISO ``date``."""

    text: str
    start: int
    end: int
    date: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered quote and where it stands: ``article.body[start:end] == quote``.

    ``days`` are the days it names by words that only the article's date explains ("on Wednesday").
    """

    number: int
    article_id: str
    title: str
    outlet: str | None
    published: str | None
    url: str | None
    quote: str
    start: int
    end: int
    also_in: tuple[Carrier, ...] = ()
    days: tuple[Day, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of the answer, the numbers of the citations that carry it, and how well in [0, 1]."""

    text: str
    citations: tuple[int, ...]
    support: float


def written(claims: Iterable[Claim]) -> str:
    """Return the text of an answer: its claims, each followed by the numbers of its citations."""
    return " ".join(f"{claim.text} {''.join(f'[{n}]' for n in claim.citations)}" for claim in claims)


@dataclass(frozen=True, slots=True)
class Reading:
    """One of the values that a conflict is about, and the number of the citation that gives it.

    ``value`` is as printed: "430"; for a yes-or-no question it is "yes: " or "no: " and the clause that says so.
    """

    value: str
    citation: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two or more readings of one thing, the latest report first."""

    about: str
    readings: tuple[Reading, ...]
    correction: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What every front end shows, assembled in ``qa.pipeline`` and, from several, in ``qa.compound``.

    ``answer`` is the text with its markers (``… [1] … [2]``). ``closest`` is filled when ``abstained``;
    its entries are numbered from 1. ``timings_ms`` has ``retrieve``, ``rerank``, ``first_quote``,
    ``first_token`` (absent when the LLM wrote nothing), ``written`` and ``total``, all counted from the question.
    ``notes`` says in plain words what the reader must know, such as a degraded path.
    """

    question: str
    answer: str
    abstained: bool
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    model: str
    conflicts: tuple[Conflict, ...] = ()
    closest: tuple[Citation, ...] = ()
    confidence: float = 0.0
    notes: tuple[str, ...] = ()
    timings_ms: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the answer as plain data: the contract of ``ask --json``, the HTTP interface and the export."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation, as asked, with its answer."""

    question: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Stage:
    """Event of a stream: what happens now, in words a reader understands, e.g. ``searching 1,240 articles``."""

    name: Literal["loading", "searching", "reading", "writing", "checking"]
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """Event of a stream: the quotes the answer will be written from, best first, before the LLM writes."""

    quotes: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """Event of a stream: a piece of the draft as the LLM writes it, not yet verified."""

    text: str


Event = Stage | Found | Token | Answer

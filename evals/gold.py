"""Gold answers: questions with what must be answered, where it stands, and checks that the two agree.

A gold file holds one JSON object a line::

    {"id": "d-01", "type": "fact", "question": "…", "answers": ["650", "650 soldiers"], "parts": null,
     "articles": ["a.txt"], "evidence": [{"source": "a.txt", "start": 812, "end": 934}],
     "history": null, "near_miss": false}

``answers`` are alternatives. ``parts`` are the things a full answer names, each with its accepted forms.
``evidence`` spans are whole sentences of ``Article.body``; each alone carries the answer, or, where there are
``parts``, those parts whose accepted form stands in it. A question without answers and parts must be refused.

Three more fields may be given. ``reference`` is a whole model answer, where no accepted form can be told: it is
scored by F1 and by its citations, and all its evidence is wanted. ``carriers`` groups the articles that tell the
answer: those of a group are copies of one text, the groups are independent of each other, as in
``[["a.txt", "a-wire.txt"], ["b.txt"]]``. ``conflict`` says whether the articles contradict each other on it
(default: only where the type is conflict).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from evals.metrics import Span
from evals.text import states
from index.article import Article
from index.errors import BadInputError
from index.sentences import split_sentences

Type = Literal["fact", "list", "who-said", "several", "date", "conflict", "follow-up", "null", "false-premise"]
Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]


class Place(BaseModel):
    """A span ``[start, end)`` of the body of the article that ``source`` names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Text
    start: int = Field(ge=0)
    end: int = Field(gt=0)


class Gold(BaseModel):
    """One question with its accepted answers; ``line`` is where it stands in its file, from 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Text
    type: Type
    question: Text
    answers: tuple[Text, ...] = ()
    parts: tuple[Annotated[tuple[Text, ...], Field(min_length=1)], ...] | None = None
    articles: tuple[Text, ...] = ()
    evidence: tuple[Place, ...] = ()
    history: tuple[Text, ...] | None = None
    near_miss: bool = False
    reference: Text | None = None
    carriers: tuple[Annotated[tuple[Text, ...], Field(min_length=1)], ...] = ()
    conflict: bool | None = None
    line: int = 0

    @property
    def answerable(self) -> bool:
        """Tell whether the corpus holds an answer; if not, the right thing is to abstain."""
        return bool(self.answers or self.parts or self.reference)

    @property
    def contradicted(self) -> bool:
        """Tell whether the articles contradict each other on the question."""
        return self.type == "conflict" if self.conflict is None else self.conflict

    @property
    def may_abstain(self) -> bool:
        """Tell whether to abstain is right: always without an answer, and on a false premise."""
        return not self.answerable or self.type == "false-premise"

    @model_validator(mode="after")
    def _agree(self) -> Self:
        faults = {
            "a null question has no answers and no parts": self.type == "null" and self.answerable,
            "an answer or parts are missing": not self.answerable and self.type not in ("null", "false-premise"),
            "an answerable question needs articles and evidence": self.answerable
            and not (self.articles and self.evidence),
            "a follow-up needs its history": self.type == "follow-up" and not self.history,
            "carriers name an article that articles does not list": not (
                {source for group in self.carriers for source in group} <= set(self.articles)
            ),
            "near_miss is for questions without an answer": self.near_miss and self.answerable,
            "evidence stands in an article that articles does not list": not (
                {place.source for place in self.evidence} <= set(self.articles)
            ),
        }
        for fault, found in faults.items():
            if found:
                raise ValueError(fault)
        return self


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line of a gold file; a warning when not ``fatal``."""

    line: int
    id: str
    message: str
    fatal: bool = True

    def __str__(self) -> str:
        """Return ``line 3 (d-03): …``."""
        name = f" ({self.id})" if self.id else ""
        return f"line {self.line}{name}: {self.message}"


@dataclass(frozen=True, slots=True)
class Target:
    """A gold question's places in the articles of one corpus.

    ``groups`` has one entry for each part that the evidence shows in an accepted form, holding the spans that
    carry it, or a single entry with all spans (for a reference: one for each span); it is empty where there is no
    evidence. ``articles`` and ``carriers`` are ids.
    """

    groups: tuple[tuple[Span, ...], ...]
    articles: tuple[str, ...]
    carriers: tuple[tuple[str, ...], ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """All evidence spans, each once, in the order of the groups."""
        return tuple(dict.fromkeys(span for group in self.groups for span in group))


def parse(text: str) -> tuple[list[Gold], list[Problem]]:
    """Read the lines of a gold file; blank lines count but hold nothing.

    Returns:
        The questions that could be read, and one problem for each line that could not.
    """
    found: list[Gold] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            gold = Gold.model_validate({**record, "line": number}) if isinstance(record, dict) else None
        except json.JSONDecodeError as error:
            problems.append(Problem(number, "", f"not JSON: {error.msg} at column {error.colno}"))
            continue
        except ValidationError as error:
            problems.extend(Problem(number, str(record.get("id", "")), _sentence(item)) for item in error.errors())
            continue
        if gold is None:
            problems.append(Problem(number, "", "not a JSON object"))
        elif gold.id in seen:
            problems.append(Problem(number, gold.id, f"the id stands on line {seen[gold.id]} already"))
        else:
            seen[gold.id] = number
            found.append(gold)
    return found, problems


def _sentence(error: Mapping[str, object]) -> str:
    place = error["loc"]
    where = ".".join(str(part) for part in place) if isinstance(place, tuple) else ""
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{where}: {message}" if where else message


def load(path: Path) -> tuple[Gold, ...]:
    """Read a gold file.

    Raises:
        BadInputError: the file is not there or a line is wrong; the message names every such line.
    """
    if not path.is_file():
        msg = f"There is no gold file {path}."
        raise BadInputError(msg)
    found, problems = parse(path.read_text(encoding="utf-8"))
    if problems:
        listed = "\n".join(f"  {problem}" for problem in problems)
        msg = f"The gold file {path} has lines that cannot be used:\n{listed}"
        raise BadInputError(msg)
    return tuple(found)


def check(questions: Sequence[Gold], articles: Mapping[str, Article]) -> list[Problem]:
    """Hold questions against the articles they speak of (source → article).

    Returns:
        Problems in the order of the lines: unknown articles, spans outside a body or off the borders of its
        sentences (fatal), answers and parts that no evidence sentence shows in an accepted form (warnings).
    """
    borders: dict[str, tuple[set[int], set[int]]] = {}
    problems: list[Problem] = []
    for gold in questions:
        problems.extend(
            Problem(gold.line, gold.id, f"there is no article {source!r} in the corpus")
            for source in gold.articles
            if source not in articles
        )
        for place in gold.evidence:
            article = articles.get(place.source)
            if article is None:
                continue
            if place.source not in borders:
                sentences = split_sentences(article.body)
                borders[place.source] = ({s.start for s in sentences}, {s.end for s in sentences})
            problems.extend(_check_place(gold, place, article.body, borders[place.source]))
        if all(place.source in articles for place in gold.evidence):
            problems.extend(_check_words(gold, articles))
    return problems


def _check_place(gold: Gold, place: Place, body: str, borders: tuple[set[int], set[int]]) -> list[Problem]:
    where = f"evidence [{place.start}, {place.end}) of {place.source!r}"
    if place.start >= place.end or place.end > len(body):
        return [Problem(gold.line, gold.id, f"{where} is not inside the body of {len(body)} characters")]
    problems = []
    if place.start not in borders[0]:
        problems.append(Problem(gold.line, gold.id, f"{where} does not start where a sentence starts"))
    if place.end not in borders[1]:
        problems.append(Problem(gold.line, gold.id, f"{where} does not end where a sentence ends"))
    return problems


def _check_words(gold: Gold, articles: Mapping[str, Article]) -> list[Problem]:
    texts = [articles[place.source].body[place.start : place.end] for place in gold.evidence]
    problems = []
    if gold.answers and not gold.parts and not any(states(text, gold.answers) for text in texts):
        problems.append(Problem(gold.line, gold.id, "no accepted answer stands in the evidence", fatal=False))
    problems.extend(
        Problem(gold.line, gold.id, f"the part {part[0]!r} stands in no evidence", fatal=False)
        for part in gold.parts or ()
        if not any(states(text, part) for text in texts)
    )
    return problems


def bind(gold: Gold, articles: Mapping[str, Article]) -> Target:
    """Turn the places of a checked question into spans of articles known by id (source → article).

    Raises:
        BadInputError: the question speaks of an article that is not in the corpus.
    """
    missing = sorted({*gold.articles, *(place.source for place in gold.evidence)} - articles.keys())
    if missing:
        msg = f"The question {gold.id} speaks of {missing[0]!r}, which is not in the corpus."
        raise BadInputError(msg)
    spans = tuple(Span(articles[place.source].id, place.start, place.end) for place in gold.evidence)
    texts = [articles[place.source].body[place.start : place.end] for place in gold.evidence]
    by_part = [
        tuple(span for span, text in zip(spans, texts, strict=True) if states(text, part)) for part in gold.parts or ()
    ]
    shown = tuple((span,) for span in spans) if gold.reference else tuple(group for group in by_part if group)
    groups = shown or ((spans,) if spans else ())
    carriers = tuple(tuple(articles[source].id for source in group) for group in gold.carriers)
    return Target(groups, tuple(dict.fromkeys(articles[source].id for source in gold.articles)), carriers)

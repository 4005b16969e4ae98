"""A question on the page from its sending to its end: who has the floor, and what is to be seen after each event."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter, ValidationError

from index.errors import BadInputError
from qa.answer import Answer, Event, Found, Stage, Token, Turn
from qa.question import examples
from ui.failures import sentence
from ui.narrow import read_filter
from ui.opening import MAX_QUESTION, Asks, Opening, follow
from ui.render import View, turn_html
from ui.words import shown

REMEMBERED = 6
"""Earlier questions of a conversation that a new one is understood from."""

KEPT = 40
"""Answers of a conversation that survive a reload."""

PACE = 0.06
"""Seconds between two updates of a draft: a fast model would otherwise flood the connection."""

HEARD = 0.1
"""Seconds until a press of Stop is heard, however long the model takes to the next word."""

NEXT = 3
"""Questions proposed after an answer."""

NEARBY = 30
"""Chunks near the question's words whose articles the proposed questions are drawn from."""

Shown = tuple[str, View]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as the browser keeps it over a reload, with the filter it was asked with, as in an address."""

    answer: Answer
    query: str = ""


_KEPT = TypeAdapter(list[Kept])


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was sent: its number in the conversation, from 1, and the filter as in an address."""

    number: int = 0
    question: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation of one browser session, up to the question before the live one.

    ``kept`` holds what was answered, ``past`` is how all of it is shown, ``asked`` how many questions there were,
    the live one included.
    """

    kept: tuple[Kept, ...] = ()
    past: str = ""
    asked: int = 0


@dataclass(slots=True)
class Floor:
    """Who has the floor of one browser session: the number of the question that may write, 0 once it is stopped.

    Shared by all events of the session, so that a question's own run alone writes what is live: were Stop to write
    too, a word still on its way would undo it.
    """

    number: int = 0


def take(sent: Sequence[object], talk: Talk, seen: View | None, floor: Floor) -> tuple[Talk, Asked]:
    """Take a question as the page sent it: what was live moves up into the past, and the question is handed on."""
    kept, past = talk.kept, talk.past
    if seen and seen.answer:
        kept = (*kept, Kept(seen.answer, seen.query))[-KEPT:]
    if seen:
        past += turn_html(seen if seen.answer or seen.error else replace(seen, stopped=True))
    floor.number = number = talk.asked + 1
    question, _, query = sent
    return Talk(kept, past, number), Asked(number, str(question), str(query))


def run(opening: Opening, asked: Asked, talk: Talk, floor: Floor) -> Iterator[Shown]:
    """Follow a question while it has the floor and yield the page's live part after each event, drafts at ``PACE``."""
    view = View(asked.number, asked.question[:MAX_QUESTION].strip(), query=asked.query, stage="searching")
    drawn = 0.0
    try:
        view = replace(view, where=read_filter(asked.query))
        yield turn_html(view), view
        history = [Turn(one.answer.question, one.answer) for one in talk.kept[-REMEMBERED:]]
        for event in heard(follow(opening, asked.question, history, view.where)):
            if floor.number != asked.number:
                break
            if event is None:
                continue
            view = after(opening, view, event)
            if view.answer:
                view = replace(view, follow_ups=follow_ups(opening.get(), view, talk))
            if not isinstance(event, Token) or time.monotonic() - drawn > PACE:
                drawn = time.monotonic()
                yield turn_html(view), view
    except Exception as error:  # noqa: BLE001 - the last place where it can be told
        view = replace(view, error=sentence(error))
        yield turn_html(view), view
    if floor.number == 0 and not view.answer and not view.error:
        view = replace(view, stopped=True)
        yield turn_html(view), view


def heard(events: Generator[Event, None, None]) -> Iterator[Event | None]:
    """Yield events as they come, and ``None`` while none comes; closing it closes them at their next step."""
    came: queue.SimpleQueue[Event | BaseException | None] = queue.SimpleQueue()
    left = threading.Event()

    def bring() -> None:
        try:
            for event in events:
                came.put(event)
                if left.is_set():
                    break
        except BaseException as error:  # noqa: BLE001 - raised again where it is heard
            came.put(error)
        finally:
            events.close()
            came.put(None)

    threading.Thread(target=bring, name="question", daemon=True).start()
    try:
        while True:
            try:
                event = came.get(timeout=HEARD)
            except queue.Empty:
                yield None
                continue
            if event is None:
                return
            if isinstance(event, BaseException):
                raise event
            yield event
    finally:
        left.set()


def after(opening: Opening, view: View, event: Event) -> View:
    """Return what is to be seen after an event; the pipeline is there once it has found something, not before."""
    match event:
        case Stage():
            return replace(view, stage=event.text)
        case Token():
            return replace(view, draft=view.draft + event.text)
        case Found():
            quotes = event.quotes
            view = replace(view, quotes=quotes)
        case Answer():
            quotes = (*event.citations, *event.closest)
            view = replace(view, answer=event)
    articles = opening.get().store.articles([citation.article_id for citation in quotes])
    return replace(view, articles=articles)


def follow_ups(pipeline: Asks, view: View, talk: Talk) -> tuple[str, ...]:
    """Propose questions that the articles about the same things answer; none that was asked already.

    What was found but not cited comes first, then what was cited, then other articles with the question's words.
    """
    cited = {citation.article_id for citation in shown(view.answer)} if view.answer else set()
    found = sorted(dict.fromkeys(quote.article_id for quote in view.quotes), key=cited.__contains__)
    near = [key.rpartition(":")[0] for key, _ in pipeline.store.search(view.question, NEARBY, view.where)]
    articles = list(pipeline.store.articles(list(dict.fromkeys([*found, *near]))).values())
    asked = {_plain(view.question), *(_plain(one.answer.question) for one in talk.kept)}
    proposed = [one for one in examples(articles, NEXT + len(asked)) if _plain(one) not in asked]
    return tuple(proposed[:NEXT])


def _plain(question: str) -> str:
    return " ".join(question.lower().split()).rstrip("?. ")


def restore(opening: Opening, stored: str) -> Talk:
    """Return the conversation that a browser kept, as JSON; what another version kept there is left behind.

    The articles around the quotes are shown where the index is open already.
    """
    try:
        kept = _KEPT.validate_json(stored)[-KEPT:]
        filters = [read_filter(one.query) for one in kept]
    except (ValidationError, BadInputError):
        return Talk()
    future = opening.start()
    store = future.result().store if future.done() and not future.exception() else None
    past = ""
    for number, (one, where) in enumerate(zip(kept, filters, strict=True), 1):
        ids = [citation.article_id for citation in shown(one.answer)]
        articles = store.articles(ids) if store else {}
        past += turn_html(
            View(number, one.answer.question, query=one.query, where=where, answer=one.answer, articles=articles)
        )
    return Talk(tuple(kept), past, len(kept))

"""The page people ask on: Gradio's only home. It wires; what is shown is rendered by ``ui.render``."""

from __future__ import annotations

import asyncio
import json
import queue
import threading
import time
from collections.abc import Generator, Iterator
from concurrent.futures import wait
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import quote

import gradio as gr
from fastapi import FastAPI

from index.errors import PullquoteError
from qa.answer import Answer, Event, Found, Stage, Token, Turn
from ui.opening import MAX_QUESTION, Opening, follow
from ui.render import View, head_html, turn_html, welcome_html

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#7d2a26"/>'
    '<path d="M7 21v-5c0-4 2-6 6-7v3c-2 .6-3 1.600-3 4h3v5zm10 0v-5c0-4 2-6 6-7v3c-2 .6-3 1.600-3 4h3v5z" fill="#fff"/>'
    "</svg>"
)
HEAD = (
    f'<meta name="color-scheme" content="light dark"><link rel="icon" href="data:image/svg+xml,{quote(ICON)}">'
    '<link rel="stylesheet" href="/pullquote.css"><script src="/pullquote.js" defer></script>'
)
FONT = ("ui-sans-serif", "system-ui", "sans-serif")
MONO = ("ui-monospace", "monospace")
REMEMBERED = 6
"""Earlier questions of a conversation that a new one is understood from."""

ASKERS = 16
"""Questions that are followed at once; the others queue."""

PACE = 0.06
"""Seconds between two updates of a draft: a fast model would otherwise flood the connection."""

HEARD = 0.1
"""Seconds until a press of Stop is heard, however long the model takes to the next word."""

SEND = """(question, sent) => question.trim() ? ["", JSON.stringify([question, Date.now()])] : [question, sent]"""
"""Empties the box at once and hands the question on, in the browser; an empty box sends nothing."""


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation of one browser session, up to the question before the live one.

    ``past`` is how it is shown, ``asked`` how many questions there were, the live one included.
    """

    turns: tuple[Turn, ...] = ()
    past: str = ""
    asked: int = 0


@dataclass(slots=True)
class Floor:
    """Who has the floor of one browser session: the number of the question that may write, 0 once it is stopped.

    Shared by all events of the session, so that a question's own run alone writes what is live: were Stop to write
    too, a word still on its way would undo it.
    """

    number: int = 0


def mount_page(app: FastAPI, opening: Opening) -> None:
    """Mount the page at ``/``; every address that ``app`` already answers stays its own."""
    # Outside of a running event loop Gradio makes several of its own, which nobody closes.
    asyncio.run(_mount(app, opening))


async def _mount(app: FastAPI, opening: Opening) -> None:
    gr.mount_gradio_app(
        app,
        _page(opening),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        pwa=False,
        theme=gr.themes.Base(font=FONT, font_mono=MONO),
        head=HEAD,
    )


def _page(opening: Opening) -> gr.Blocks:
    """Lay the page out and wire its events."""
    page: gr.Blocks
    with gr.Blocks(title="Pullquote", analytics_enabled=False, fill_width=True, elem_id="pq") as page:
        # Each state has one writer: a stopped question may still write when the next has begun.
        talk, asked, seen, floor = gr.State(Talk()), gr.State((0, "")), gr.State(None), gr.State(Floor())
        sent = gr.Textbox(visible="hidden", label="Sent")
        head = _html(head_html(), "pq-head")
        welcome = _html(welcome_html(), "pq-welcome")
        past, live = _html("", "pq-past"), _html("", "pq-live")
        with gr.Row(elem_id="pq-bar"):
            box = gr.Textbox(
                label="Your question",
                placeholder="Ask the articles",
                lines=1,
                max_lines=6,
                show_label=False,
                container=False,
                autofocus=True,
                elem_id="pq-box",
                scale=1,
                html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", autocomplete="off"),
            )
            ask = gr.Button("Ask", elem_id="pq-ask", variant="primary", min_width=72, scale=0)
            stop = gr.Button("Stop", elem_id="pq-stop", min_width=72, scale=0)

        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        run = partial(_run, opening)
        asked.change(
            run, [asked, talk, floor], [live, seen], concurrency_limit=ASKERS, trigger_mode="multiple", **quiet
        )
        gr.on([box.submit, ask.click], None, [box, sent], [box, sent], js=SEND, **quiet)
        sent.change(_take, [sent, talk, seen, floor], [past, talk, asked], **quiet)
        stop.click(_stop, [floor], **quiet)
        page.load(partial(_greet, opening), None, [head, welcome], concurrency_limit=None, **quiet)
    return page


def _html(value: str, name: str) -> gr.HTML:
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=None)


def _take(sent: str, talk: Talk, seen: View | None, floor: Floor) -> tuple[str, Talk, tuple[int, str]]:
    """Take a question: what was live moves up into the past, and the question is handed on to be answered."""
    turns, past = talk.turns, talk.past
    if seen and seen.answer:
        turns = (*turns, Turn(seen.question, seen.answer))
    if seen:
        past += turn_html(seen if seen.answer or seen.error else replace(seen, stopped=True))
    floor.number = number = talk.asked + 1
    return past, Talk(turns, past, number), (number, str(json.loads(sent)[0]))


def _run(opening: Opening, asked: tuple[int, str], talk: Talk, floor: Floor) -> Iterator[tuple[str, View]]:
    """Follow a question while it has the floor and yield the page's live part after each event, drafts at ``PACE``."""
    number, question = asked
    view = View(number, question[:MAX_QUESTION].strip(), stage="searching")
    yield turn_html(view), view
    shown = 0.0
    try:
        for event in _heard(follow(opening, question, talk.turns[-REMEMBERED:])):
            if floor.number != number:
                break
            if event is None:
                continue
            view = _after(opening, view, event)
            if not isinstance(event, Token) or time.monotonic() - shown > PACE:
                shown = time.monotonic()
                yield turn_html(view), view
    except PullquoteError as error:
        view = replace(view, error=str(error))
        yield turn_html(view), view
    if floor.number == 0 and not view.answer and not view.error:
        view = replace(view, stopped=True)
        yield turn_html(view), view


def _heard(events: Generator[Event, None, None]) -> Iterator[Event | None]:
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


def _after(opening: Opening, view: View, event: Event) -> View:
    """Return what is to be seen after an event."""
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


def _stop(floor: Floor) -> None:
    """Take the floor from the question being answered; its own run then says that it was stopped."""
    floor.number = 0


def _greet(opening: Opening) -> Iterator[tuple[str, str]]:
    """Show that the model is loading, then what there is to ask."""
    future = opening.start()
    while wait([future], timeout=0.5).not_done:
        yield head_html(), welcome_html(loading=True)
    error = future.exception()
    if isinstance(error, PullquoteError):
        yield head_html(), welcome_html(error=str(error))
        return
    pipeline = future.result()
    store = pipeline.store
    yield head_html(store.count(), len(store.outlets()), pipeline.model), welcome_html(pipeline.examples())

"""The page people ask on: Gradio's only home. It wires; ``ui.turns`` says what happens, ``ui.render`` what is shown."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import wait
from functools import partial
from typing import Any
from urllib.parse import quote

import gradio as gr
from fastapi import FastAPI

from index.article import Filter
from index.errors import PullquoteError
from ui import turns
from ui.narrow import narrow_html
from ui.opening import MAX_QUESTION, Articles, Opening
from ui.render import View, head_html, welcome_html
from ui.turns import Asked, Floor, Talk

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#7d2a26"/>'
    '<path d="M7 21v-5c0-4 2-6 6-7v3c-2 .6-3 1.600-3 4h3v5zm10 0v-5c0-4 2-6 6-7v3c-2 .6-3 1.600-3 4h3v5z" fill="#fff"/>'
    "</svg>"
)
HEAD = (
    f'<meta name="color-scheme" content="light dark"><link rel="icon" href="data:image/svg+xml,{quote(ICON)}">'
    '<link rel="stylesheet" href="/pullquote.css"><script src="/pullquote.js" defer></script>'
    '<script src="/session.js" defer></script>'
)
FONT = ("ui-sans-serif", "system-ui", "sans-serif")
MONO = ("ui-monospace", "monospace")
ASKERS = 16
"""Questions that are followed at once; the others queue."""

SEND = f"""(question, sent) => {{
  const query = window.pullquote?.asked?.(question, {MAX_QUESTION}) ?? null;
  return query === null ? [question, sent] : ["", JSON.stringify([question, Date.now(), query])];
}}"""
"""Empties the box at once and hands the question on, in the browser; one that is empty or too long stays."""

KEPT = f"""async () => {{
  while (!window.pullquote?.kept) await new Promise((go) => setTimeout(go, 20));
  return [window.pullquote.kept({turns.KEPT})];
}}"""
"""Reads what the browser keeps; Gradio does not wait for the scripts of ``HEAD``."""

READY = "() => window.pullquote?.ready()"


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
        talk, asked, seen, floor = gr.State(Talk()), gr.State(Asked()), gr.State(None), gr.State(Floor())
        sent = gr.Textbox(visible="hidden", label="Sent")
        head = _html(head_html(), "pq-head")
        welcome = _html(welcome_html(), "pq-welcome")
        past, live = _html("", "pq-past"), _html("", "pq-live")
        with gr.Column(elem_id="pq-foot"):
            with gr.Row(elem_id="pq-bar"):
                box, ask, stop = _bar()
            narrow = _html(narrow_html(0, ()), "pq-narrow")

        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        run = partial(turns.run, opening)
        asked.change(
            run, [asked, talk, floor], [live, seen], concurrency_limit=ASKERS, trigger_mode="multiple", **quiet
        )
        gr.on([box.submit, ask.click], None, [box, sent], [box, sent], js=SEND, **quiet)
        sent.change(_take, [sent, talk, seen, floor], [past, talk, asked], **quiet)
        stop.click(_stop, [floor], **quiet)
        page.load(partial(_greet, opening), None, [head, welcome, narrow], concurrency_limit=None, **quiet)
        restored = page.load(partial(_restore, opening), [sent], [past, talk], js=KEPT, **quiet)
        restored.then(None, None, None, js=READY, **quiet)
    return page


def _bar() -> tuple[gr.Textbox, gr.Button, gr.Button]:
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
    return box, ask, gr.Button("Stop", elem_id="pq-stop", min_width=72, scale=0)


def _html(value: str, name: str) -> gr.HTML:
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=None)


def _take(sent: str, talk: Talk, seen: View | None, floor: Floor) -> tuple[str, Talk, Asked]:
    talk, asked = turns.take(json.loads(sent), talk, seen, floor)
    return talk.past, talk, asked


def _stop(floor: Floor) -> None:
    """Take the floor from the question being answered; its own run then says that it was stopped."""
    floor.number = 0


def _restore(opening: Opening, kept: str) -> tuple[str, Talk]:
    talk = turns.restore(opening, kept)
    return talk.past, talk


def _greet(opening: Opening) -> Iterator[tuple[str, str, Any]]:
    """Show that the model is loading, then what there is to ask."""
    future = opening.start()
    while wait([future], timeout=0.5).not_done:
        yield head_html(), welcome_html(loading=True), gr.skip()
    error = future.exception()
    if isinstance(error, PullquoteError):
        yield head_html(), welcome_html(error=str(error)), gr.skip()
        return
    pipeline = future.result()
    store = pipeline.store
    head = head_html(store.count(), len(store.outlets()), pipeline.model)
    yield head, welcome_html(pipeline.examples()), _narrow(store)


def _narrow(store: Articles) -> str:
    return narrow_html(store.count(), [(name, store.count(Filter((name,)))) for name in store.outlets()])

"""Answer → the page's HTML: pure functions over one ``View``.

Article text, titles, outlets, links and whatever a model wrote are untrusted. Nothing in them becomes
markup, script or image, and only ``http`` and ``https`` addresses become links: here, in ``ui.cards`` and in
``ui.whole`` every text passes through ``escape``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from index.article import Article, Filter
from qa.answer import Answer, Citation, Conflict
from ui.cards import card_html
from ui.markdown import to_markdown, to_text
from ui.narrow import ask_link, scope
from ui.whole import where
from ui.words import count, disagreement, origin, shown, support

_MARKER = re.compile(r"\s*\[(\d{1,4})\]")
_FIGURE = 30  # characters up to which a contested value is set large


ANYTHING = Filter()


@dataclass(frozen=True, slots=True)
class View:
    """One question as a page shows it at this moment: searching, drafting, answered, stopped or failed.

    ``number`` counts the questions of a conversation from 1 and keeps the element ids of two questions
    apart. ``articles`` holds the articles that the quotes stand in, as far as they are at hand. ``where`` says which
    articles may answer, ``query`` the same as it came in an address.
    """

    number: int
    question: str
    stage: str = ""
    quotes: tuple[Citation, ...] = ()
    draft: str = ""
    answer: Answer | None = None
    error: str = ""
    stopped: bool = False
    query: str = ""
    where: Filter = ANYTHING
    follow_ups: tuple[str, ...] = ()
    articles: Mapping[str, Article] = field(default_factory=dict)


def head_html(articles: int = 0, outlets: int = 0, model: str = "", *, here: str = "/") -> str:
    """Render the head of the pages: the name, the way to the other page, and what is being asked."""
    facts = " · ".join([f"{count(articles, 'article')} from {count(outlets, 'outlet')}", *filter(None, [model])])
    links = "".join(
        f'<a href="{address}"{" aria-current=page" if address == here else ""}>{name}</a>'
        for address, name in (("/", "Ask"), ("/corpus", "Corpus"))
    )
    return (
        f'<header class="pq-head"><h1>Pullquote</h1><nav aria-label="Pages">{links}</nav>'
        f"<p>{escape(facts if articles else '')}</p></header>"
    )


def welcome_html(examples: Sequence[str] = (), *, loading: bool = False, error: str = "") -> str:
    """Render what stands on the page before the first question."""
    buttons = "".join(f'<li><button type="button" data-ask>{escape(one)}</button></li>' for one in examples)
    more = f'<p class="pq-label">For example</p><ul class="pq-examples">{buttons}</ul>' if examples else ""
    if error:
        more = f'<p class="pq-error" role="alert">{escape(error)}</p>'
    elif loading:
        more = '<p class="pq-stage" role="status">The language model is loading; you can already ask.</p>'
    return (
        '<div class="pq-welcome"><p class="pq-motto">Ask the articles.</p><p>Every sentence of an answer carries '
        "a quotation, word for word, and the place where it stands. What the articles do not say is not answered."
        f'</p>{more}<p class="pq-keys">Keys: Esc leaves the box, <kbd>j</kbd> and <kbd>k</kbd> walk through the '
        "quotes, Enter opens one in its article, <kbd>/</kbd> goes back to the box.</p></div>"
    )


def turn_html(view: View) -> str:
    """Render one question: its stage, the draft or the verified answer, and the quotes as cards beside it."""
    answer = view.answer
    cards = shown(answer) if answer else view.quotes
    strength = support(answer) if answer else {}
    aside = "".join(
        card_html(view.number, one, cards, view.articles.get(one.article_id), strength.get(one.number, ""))
        for one in cards
    )
    heading = _cards_heading(view, len(cards))
    narrowed = f'<p class="pq-scope" dir="auto">{escape(scope(view.where))}</p>' if view.where else ""
    busy = "false" if answer or view.error or view.stopped else "true"
    return (
        f'<section class="pq-turn" id="pq-{view.number}" aria-busy="{busy}" data-turn="{view.number}">'
        f'<h2 class="pq-question" dir="auto">{escape(view.question)}</h2>'
        f'{narrowed}<div class="pq-said">{_said(view)}</div>{_after(view)}'
        f'<aside class="pq-cards" aria-label="Quotes for question {view.number}">'
        f"{heading}{aside}</aside>{_next(view.follow_ups)}</section>"
    )


def _said(view: View) -> str:
    """Render the left column: what was said, or how far the work has come."""
    if view.error:
        return f'<p class="pq-error" role="alert">{escape(view.error)}</p>'
    if view.answer is None:
        draft = f'<div class="pq-draft" dir="auto"><p>{escape(view.draft)}</p></div>' if view.draft else ""
        if view.stopped:
            told = "Stopped. The draft above was not checked." if draft else "Stopped before anything was written."
            return f'{draft}<p class="pq-stage pq-stopped">{told}</p>'
        stage = f"{view.stage[:1].upper()}{view.stage[1:]} …"
        return f'<p class="pq-stage">{escape(stage)}</p>{draft}'
    return _answer(view, view.answer)


def _after(view: View) -> str:
    """Render what one can do with an answer: copy it, link to it, judge it, ask on."""
    answer = view.answer
    if answer is None:
        return ""
    forms = (
        ("text", to_text(answer, view.where)),
        ("markdown", to_markdown(answer, view.where)),
        ("json", json.dumps(answer.to_json())),
    )
    stored = "".join(f"<template data-as={name}>{escape(text)}</template>" for name, text in forms)
    link = escape(ask_link(answer.question, view.where))
    label = f"Feedback on question {view.number}"
    return (
        f'<div class="pq-after">{stored}<p class="pq-tools-row"><button type="button" data-copy="text">Copy</button>'
        '<button type="button" data-copy="markdown">Copy Markdown</button>'
        f'<a data-link href="{link}">Link</a>'
        '<button type="button" data-judge="up" aria-pressed="false">Helpful</button>'
        '<button type="button" data-judge="down" aria-pressed="false">Not helpful</button></p>'
        f'<form class="pq-reason" aria-label="{label}" hidden><label>Why? '
        '<input name="reason" maxlength="1000" autocomplete="off"></label> <button>Send</button></form>'
        '<p class="pq-told" role="status"></p>'
        "</div>"
    )


def _next(follow_ups: Sequence[str]) -> str:
    if not follow_ups:
        return ""
    buttons = "".join(f'<li><button type="button" data-ask>{escape(one)}</button></li>' for one in follow_ups)
    return f'<div class="pq-next"><p class="pq-label">Ask next</p><ul class="pq-examples">{buttons}</ul></div>'


def _answer(view: View, answer: Answer) -> str:
    if answer.abstained:
        more = "These passages come closest." if answer.closest else ""
        text = f'<div class="pq-abstained"><p class="pq-verdict">{escape(answer.answer)}</p><p>{more}</p></div>'
    else:
        known = {citation.number: citation for citation in answer.citations}
        paragraphs = [part for part in answer.answer.split("\n") if part.strip()]
        lines = "".join(f'<p dir="auto">{_with_marks(view.number, part, known)}</p>' for part in paragraphs)
        text = f'<div class="pq-answer">{lines}</div>'
    conflicts = "".join(_conflict(view.number, answer, conflict) for conflict in answer.conflicts)
    notes = "".join(f'<p class="pq-note">{escape(note)}</p>' for note in answer.notes)
    return f'{text}{conflicts}{notes}<p class="pq-facts">{escape(_facts(answer))}</p>'


def _facts(answer: Answer) -> str:
    """Sum an answer up: how many quotes of how many articles, how long it took, which model wrote."""
    parts = []
    if not answer.abstained:
        articles = len({citation.article_id for citation in answer.citations})
        parts.append(f"{count(len(answer.citations), 'quote')} from {count(articles, 'article')}")
    if "total" in answer.timings_ms:
        parts.append(f"{answer.timings_ms['total'] / 1000:.1f} s")
    return " · ".join([*parts, answer.model])


def _with_marks(turn: int, text: str, known: Mapping[int, Citation]) -> str:
    """Escape ``text`` and turn its markers into links to the cards; an unknown marker is left out."""
    out, last = [], 0
    for found in _MARKER.finditer(text):
        out.append(escape(text[last : found.start()]))
        citation = known.get(int(found[1]))
        out.append(_mark(turn, citation) if citation else "")
        last = found.end()
    return "".join([*out, escape(text[last:])])


def _mark(turn: int, citation: Citation) -> str:
    label = escape(f"Quote {citation.number}: {origin(citation)}")
    target = f"pq-{turn}-{citation.number}"
    return f'<a class="pq-mark" href="#{target}" data-card="{target}" aria-label="{label}">{citation.number}</a>'


def _conflict(turn: int, answer: Answer, conflict: Conflict) -> str:
    """Render the readings of a conflict side by side, each with its source."""
    known = {citation.number: citation for citation in answer.citations}
    sides = []
    for place, reading in enumerate(conflict.readings):
        citation = known.get(reading.citation)
        source = f"{where(citation.outlet, citation.published)} {_mark(turn, citation)}" if citation else ""
        label = f"<span>{'Earlier' if place else 'Later'}</span>" if conflict.correction else ""
        size = ' class="pq-clause"' if len(reading.value) > _FIGURE else ""
        sides.append(f'<li>{label}<strong{size} dir="auto">{escape(reading.value)}</strong><span>{source}</span></li>')
    heading = escape(disagreement(conflict))
    name = "pq-conflict pq-correction" if conflict.correction else "pq-conflict"
    return f'<div class="{name}"><h3 dir="auto">{heading}</h3><ul>{"".join(sides)}</ul></div>'


def _cards_heading(view: View, count: int) -> str:
    """Name the column of cards by what its quotes are at this moment."""
    if not count:
        return ""
    if view.answer is None:
        return '<p class="pq-label">Found in the articles</p>'
    return f'<p class="pq-label">{"Closest passages" if view.answer.abstained else "Quotes"}</p>'

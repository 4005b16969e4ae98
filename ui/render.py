"""Answer → plain text, Markdown and HTML: pure functions, and the one place where anything is escaped.

Article text, titles, outlets, links and whatever a model wrote are untrusted. Nothing in them becomes
markup, script or image, and only ``http`` and ``https`` addresses become links.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from urllib.parse import quote as percent
from urllib.parse import urlsplit

from index.article import Article
from qa.answer import Answer, Carrier, Citation, Conflict

Span = tuple[int, int]

CONTEXT = 240
"""Most characters of a paragraph that a card shows on each side of its quote."""

_SPAN = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_MARKER = re.compile(r"\s*\[(\d{1,4})\]")
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&$^=:])")
_SUPPORT = ((0.8, "Says it directly"), (0.5, "Supports it"), (0.0, "Supports it in part"))
_RELATION = {"copy": "same text", "independent": "own words"}


@dataclass(frozen=True, slots=True)
class View:
    """One question as a page shows it at this moment: searching, drafting, answered, stopped or failed.

    ``number`` counts the questions of a conversation from 1 and keeps the element ids of two questions
    apart. ``articles`` holds the articles that the quotes stand in, as far as they are at hand.
    """

    number: int
    question: str
    stage: str = ""
    quotes: tuple[Citation, ...] = ()
    draft: str = ""
    answer: Answer | None = None
    error: str = ""
    stopped: bool = False
    articles: Mapping[str, Article] = field(default_factory=dict)


def safe_url(url: str | None) -> str | None:
    """Return ``url`` if it is a plain ``http`` or ``https`` address, else ``None``."""
    if not url or any(char <= " " or char in '<>"\\`' or char == "\x7f" for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def long_date(published: str | date | None) -> str:
    """Write a date as ``25 November 2015``; what is not an ISO date is returned as it is."""
    if published is None:
        return ""
    try:
        day = date.fromisoformat(str(published))
    except ValueError:
        return str(published)
    return f"{day.day} {day:%B %Y}"


def origin(citation: Citation) -> str:
    """Say in one line where a quote was printed: outlet, date, headline."""
    parts = (citation.outlet or "", long_date(citation.published), citation.title)
    return ", ".join(" ".join(part.split()) for part in parts if part)


def to_text(answer: Answer) -> str:
    """Write the answer with its numbered quotes as plain text, ready to be pasted anywhere."""
    lines = [answer.answer]
    for conflict in answer.conflicts:
        readings = "; ".join(f"{reading.value} [{reading.citation}]" for reading in conflict.readings)
        lines.append(f"{_disagreement(conflict)}: {readings}")
    lines.extend(answer.notes)
    if answer.abstained and answer.closest:
        lines.append("The closest passages:")
    for citation in shown(answer):
        link = safe_url(citation.url)
        lines.append(f"[{citation.number}] “{citation.quote}”\n    {origin(citation)}{f' <{link}>' if link else ''}")
    return "\n\n".join(lines) + "\n"


def to_markdown(answer: Answer) -> str:
    """Write question, answer and numbered quotes as Markdown in which only our own marks are marks."""
    lines = [f"**{_md(answer.question)}**", _md(answer.answer)]
    for conflict in answer.conflicts:
        readings = "; ".join(f"{_md(reading.value)} \\[{reading.citation}\\]" for reading in conflict.readings)
        lines.append(f"*{_md(_disagreement(conflict))}:* {readings}")
    lines.extend(f"*{_md(note)}*" for note in answer.notes)
    if answer.abstained and answer.closest:
        lines.append("The closest passages:")
    for citation in shown(answer):
        where, link = _md(origin(citation)), safe_url(citation.url)
        where = f"[{where}](<{link}>)" if link else where
        lines.append(f"\\[{citation.number}\\] {where}\n\n> {_md(citation.quote)}")
    return "\n\n".join(lines) + "\n"


def shown(answer: Answer) -> tuple[Citation, ...]:
    """Return the citations a reader is shown: those of the answer, or the closest passages."""
    return answer.closest if answer.abstained else answer.citations


def article_link(article: str, spans: Iterable[Span]) -> str:
    """Return the address of an article's page, relative to the site, with ``spans`` marked."""
    marks = "&".join(f"mark={start}-{end}" for start, end in spans)
    return f"articles/{percent(article, safe='')}" + (f"?{marks}" if marks else "")


def head_html(articles: int = 0, outlets: int = 0, model: str = "") -> str:
    """Render the head of the page: the name, and what is being asked."""
    facts = f"{_count(articles, 'article')} from {_count(outlets, 'outlet')} · {model}" if articles else ""
    return f'<header class="pq-head"><h1>Pullquote</h1><p>{escape(facts)}</p></header>'


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
        f"</p>{more}</div>"
    )


def turn_html(view: View) -> str:
    """Render one question: its stage, the draft or the verified answer, and the quotes as cards beside it."""
    answer = view.answer
    cards = shown(answer) if answer else view.quotes
    support = _support(answer) if answer else {}
    aside = "".join(_card(view, citation, support.get(citation.number, "")) for citation in cards)
    heading = _cards_heading(view, len(cards))
    busy = "false" if answer or view.error or view.stopped else "true"
    return (
        f'<section class="pq-turn" id="pq-{view.number}" aria-busy="{busy}" data-turn="{view.number}">'
        f'<h2 class="pq-question" dir="auto">{escape(view.question)}</h2>'
        f'<div class="pq-said">{_said(view)}</div>'
        f'<aside class="pq-cards" aria-label="Quotes for question {view.number}">'
        f"{heading}{aside}</aside></section>"
    )


def article_html(article: Article, spans: Sequence[Span] = ()) -> str:
    """Render a whole article with ``spans`` of its body marked; spans that lie outside of it are left out.

    The text inside the marks of a span is ``body[start:end]``, paragraph breaks aside.
    """
    marked = _merge(spans, len(article.body))
    paragraphs, start = [], 0
    for paragraph in article.body.split("\n\n"):
        paragraphs.append(f'<p dir="auto">{_marked(article.body, (start, start + len(paragraph)), marked)}</p>')
        start += len(paragraph) + 2
    link = safe_url(article.url)
    original = f'<p class="pq-original">{_external(link, "Read it where it was published")}</p>' if link else ""
    byline = f'<p class="pq-byline"><bdi>{escape(article.byline)}</bdi></p>' if article.byline else ""
    return (
        f'<article class="pq-article"><header><p class="pq-where">{_where(article.outlet, article.published)}</p>'
        f'<h1 dir="auto">{escape(article.title)}</h1>{byline}</header>'
        f'<div class="pq-body">{"".join(paragraphs)}</div>{original}</article>'
    )


def article_page(article: Article, spans: Sequence[Span] = ()) -> str:
    """Render an article as a page of its own, without script."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(article.title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" '
        'content="light dark"><link rel="icon" href="data:,"><link rel="stylesheet" href="/pullquote.css"></head>'
        f'<body class="pq-page"><main>{article_html(article, spans)}</main></body></html>'
    )


def read_spans(marks: Iterable[str]) -> list[Span]:
    """Read spans as ``article_link`` writes them; what is not a span is left out."""
    found = (_SPAN.fullmatch(mark) for mark in marks)
    return [(int(one[1]), int(one[2])) for one in found if one]


def _said(view: View) -> str:
    """Render the left column: what was said, or how far the work has come."""
    if view.error:
        return f'<p class="pq-error" role="alert">{escape(view.error)}</p>'
    if view.answer is None:
        draft = f'<div class="pq-draft" dir="auto"><p>{escape(view.draft)}</p></div>' if view.draft else ""
        if view.stopped:
            return f'{draft}<p class="pq-stage pq-stopped">Stopped. The draft above was not checked.</p>'
        stage = f"{view.stage[:1].upper()}{view.stage[1:]} …"
        return f'<p class="pq-stage">{escape(stage)}</p>{draft}'
    return _answer(view, view.answer)


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
        parts.append(f"{_count(len(answer.citations), 'quote')} from {_count(articles, 'article')}")
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


def _card(view: View, citation: Citation, support: str) -> str:
    """Render a citation as a card: where it was printed and the quote marked inside its paragraph."""
    article = view.articles.get(citation.article_id)
    spans = [(citation.start, citation.end)]
    spans += [
        (other.start, other.end)
        for other in (shown(view.answer) if view.answer else view.quotes)
        if other.article_id == citation.article_id and other.number != citation.number
    ]
    link, url = escape(article_link(citation.article_id, spans)), safe_url(citation.url)
    also = "".join(_also(carrier) for carrier in citation.also_in)
    return (
        f'<article class="pq-card" id="pq-{view.number}-{citation.number}" data-card tabindex="-1" '
        f'aria-label="Quote {citation.number}"><p class="pq-where"><span class="pq-number">{citation.number}</span> '
        f"{_where(citation.outlet, citation.published)}</p>"
        f'<h3 dir="auto">{escape(citation.title)}</h3>'
        f'<blockquote dir="auto">{_quote(citation, article)}</blockquote>'
        + (f'<p class="pq-also">Also in {also}</p>' if also else "")
        + f'<p class="pq-links">{f"<span>{escape(support)}</span> " if support else ""}'
        f'<a data-open href="{link}" aria-label="Read quote {citation.number} in its article">Read in the article</a>'
        f"{' ' + _external(url, 'Original') if url else ''}</p></article>"
    )


def _quote(citation: Citation, article: Article | None) -> str:
    """Render the quote inside its paragraph; alone where the article is not at hand."""
    if article is None or article.body[citation.start : citation.end] != citation.quote:
        return f"<mark>{escape(citation.quote)}</mark>"
    body = article.body
    first = body.rfind("\n\n", 0, citation.start) + 2 if "\n\n" in body[: citation.start] else 0
    last = body.find("\n\n", citation.end)
    before, after = body[first : citation.start], body[citation.end : last if last >= 0 else len(body)]
    if len(before) > CONTEXT:
        before = "… " + before[-CONTEXT:].partition(" ")[2]
    if len(after) > CONTEXT:
        after = after[:CONTEXT].rpartition(" ")[0] + " …"
    return f"{escape(before)}<mark>{escape(citation.quote)}</mark>{escape(after)}"


def _conflict(turn: int, answer: Answer, conflict: Conflict) -> str:
    """Render the readings of a conflict side by side, each with its source."""
    known = {citation.number: citation for citation in answer.citations}
    sides = []
    for reading in conflict.readings:
        citation = known.get(reading.citation)
        source = f"{_where(citation.outlet, citation.published)} {_mark(turn, citation)}" if citation else ""
        sides.append(f'<li><strong dir="auto">{escape(reading.value)}</strong><span>{source}</span></li>')
    heading = escape(_disagreement(conflict))
    return f'<div class="pq-conflict"><h3 dir="auto">{heading}</h3><ul>{"".join(sides)}</ul></div>'


def _disagreement(conflict: Conflict) -> str:
    lead = "A later report corrects an earlier one on" if conflict.correction else "The articles disagree on"
    return f"{lead} {conflict.about}"


def _cards_heading(view: View, count: int) -> str:
    """Name the column of cards by what its quotes are at this moment."""
    if not count:
        return ""
    if view.answer is None:
        return '<p class="pq-label">Found in the articles</p>'
    return f'<p class="pq-label">{"Closest passages" if view.answer.abstained else "Quotes"}</p>'


def _support(answer: Answer) -> dict[int, str]:
    """Say for each citation, in words, how well it carries the claim it serves best."""
    best: dict[int, float] = {}
    for claim in answer.claims:
        for number in claim.citations:
            best[number] = max(best.get(number, 0.0), claim.support)
    return {number: next(words for floor, words in _SUPPORT if value >= floor) for number, value in best.items()}


def _also(carrier: Carrier) -> str:
    link = escape(article_link(carrier.article_id, [(carrier.start, carrier.end)]))
    outlet = escape(carrier.outlet or "another article")
    return f'<a data-open href="{link}"><bdi>{outlet}</bdi></a> <span>({_RELATION[carrier.relation]})</span> '


def _where(outlet: str | None, published: str | date | None) -> str:
    name = f'<bdi class="pq-outlet">{escape(outlet)}</bdi>' if outlet else ""
    day = f'<time datetime="{escape(str(published))}">{escape(long_date(published))}</time>' if published else ""
    return " ".join(part for part in (name, day) if part)


def _external(url: str, text: str) -> str:
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer nofollow">{escape(text)}</a>'


def _merge(spans: Sequence[Span], length: int) -> list[Span]:
    """Sort spans and join those that touch, so that marks never nest."""
    merged: list[Span] = []
    for start, end in sorted((start, end) for start, end in spans if 0 <= start < end <= length):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _marked(body: str, part: Span, spans: Sequence[Span]) -> str:
    """Escape ``body[part]`` with the pieces of ``spans`` that fall into it marked."""
    out, last = [], part[0]
    for start, end in spans:
        low, high = max(start, part[0]), min(end, part[1])
        if low < high:
            mark = f'<mark data-span="{start}-{end}" tabindex="-1">{escape(body[low:high])}</mark>'
            out.append(escape(body[last:low]) + mark)
            last = high
    return "".join([*out, escape(body[last : part[1]])])


def _md(text: str) -> str:
    """Escape text for Markdown: every mark of the language, and no line of its own."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

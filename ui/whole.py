"""A whole article as HTML, with the cited spans of its body marked. Everything from an article is escaped here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from urllib.parse import quote as percent

from index.article import Article
from ui.words import long_date, safe_url

Span = tuple[int, int]

_SPAN = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


def article_link(article: str, spans: Iterable[Span]) -> str:
    """Return the address of an article's page, relative to the site, with ``spans`` marked."""
    marks = "&".join(f"mark={start}-{end}" for start, end in spans)
    return f"articles/{percent(article, safe='')}" + (f"?{marks}" if marks else "")


def read_spans(marks: Iterable[str]) -> list[Span]:
    """Read spans as ``article_link`` writes them; what is not a span is left out."""
    found = (_SPAN.fullmatch(mark) for mark in marks)
    return [(int(one[1]), int(one[2])) for one in found if one]


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
    original = f'<p class="pq-original">{external(link, "Read it where it was published")}</p>' if link else ""
    byline = f'<p class="pq-byline"><bdi>{escape(article.byline)}</bdi></p>' if article.byline else ""
    return (
        f'<article class="pq-article"><header><p class="pq-where">{where(article.outlet, article.published)}</p>'
        f'<h1 dir="auto">{escape(article.title)}</h1>{byline}</header>'
        f'<div class="pq-body">{"".join(paragraphs)}</div>{original}</article>'
    )


def article_page(article: Article, spans: Sequence[Span] = ()) -> str:
    """Render an article as a page of its own, without script."""
    return document(article.title, f"<main>{article_html(article, spans)}</main>")


def failure_page(told: str) -> str:
    """Render why there is no article at an address, with the ways on from there."""
    ways = '<a href="/">Ask the articles</a> · <a href="/corpus">See which articles there are</a>'
    told = f'<h1>No article here</h1><p>{escape(told)}</p><p class="pq-original">{ways}</p>'
    return document("No article here", f'<main class="pq-article">{told}</main>')


def document(title: str, body: str, head: str = "") -> str:
    """Wrap ``body`` and ``head``, which are HTML, into a page of ours; ``title`` is text."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" '
        'content="light dark"><link rel="icon" href="data:,"><link rel="stylesheet" href="/pullquote.css">'
        f'{head}</head><body class="pq-page">{body}</body></html>'
    )


def where(outlet: str | None, published: str | date | None) -> str:
    """Render outlet and date of an article."""
    name = f'<bdi class="pq-outlet">{escape(outlet)}</bdi>' if outlet else ""
    day = f'<time datetime="{escape(str(published))}">{escape(long_date(published))}</time>' if published else ""
    return " ".join(part for part in (name, day) if part)


def external(url: str, text: str) -> str:
    """Render a link that leaves the site; ``url`` must have come through ``safe_url``."""
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

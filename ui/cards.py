"""A citation as a card: where it was printed, the quote inside its paragraph, its days, and who else carries it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from index.article import Article
from qa.answer import Carrier, Citation
from ui.whole import article_link, external, where
from ui.words import carriers, days, long_date, reporters, safe_url

CONTEXT = 240
"""Most characters of a paragraph that a card shows on each side of its quote."""


def card_html(
    turn: int, citation: Citation, siblings: Sequence[Citation], article: Article | None, support: str = ""
) -> str:
    """Render a citation of question ``turn``.

    Args:
        turn: number of the question, which keeps the ids of two questions apart.
        citation: what is shown.
        siblings: all citations shown with it; those of the same article are marked there too.
        article: the article it stands in, if it is at hand.
        support: how well it carries its claim, in words.
    """
    spans = [(citation.start, citation.end)]
    spans += [
        (other.start, other.end)
        for other in siblings
        if other.article_id == citation.article_id and other.number != citation.number
    ]
    link, url = escape(article_link(citation.article_id, spans)), safe_url(citation.url)
    return (
        f'<article class="pq-card" id="pq-{turn}-{citation.number}" data-card tabindex="-1" '
        f'aria-label="Quote {citation.number}"><p class="pq-where"><span class="pq-number">{citation.number}</span> '
        f"{where(citation.outlet, citation.published)}</p>"
        f'<h3 dir="auto">{escape(citation.title)}</h3>'
        f'<blockquote dir="auto">{_in_paragraph(citation, article)}</blockquote>{_days(citation)}{_also(citation)}'
        f'<p class="pq-links">{f"<span>{escape(support)}</span> " if support else ""}'
        f'<a data-open href="{link}" aria-label="Read quote {citation.number} in its article">Read in the article</a>'
        f"{' ' + external(url, 'Original') if url else ''}</p></article>"
    )


def _in_paragraph(citation: Citation, article: Article | None) -> str:
    """Render the quote inside its paragraph; alone where the article is not at hand."""
    mark = f"<mark>{_quote(citation)}</mark>"
    if article is None or article.body[citation.start : citation.end] != citation.quote:
        return mark
    body = article.body
    first = body.rfind("\n\n", 0, citation.start) + 2 if "\n\n" in body[: citation.start] else 0
    last = body.find("\n\n", citation.end)
    before, after = body[first : citation.start], body[citation.end : last if last >= 0 else len(body)]
    if len(before) > CONTEXT:
        before = "… " + before[-CONTEXT:].partition(" ")[2]
    if len(after) > CONTEXT:
        after = after[:CONTEXT].rpartition(" ")[0] + " …"
    return f"{escape(before)}{mark}{escape(after)}"


def _quote(citation: Citation) -> str:
    """Escape the quote, with the words that name a day set apart."""
    out, last = [], 0
    for day in days(citation):
        start, end = day.start - citation.start, day.end - citation.start
        words = f'<span class="pq-day">{escape(citation.quote[start:end])}</span>'
        out.append(escape(citation.quote[last:start]) + words)
        last = end
    return "".join([*out, escape(citation.quote[last:])])


def _days(citation: Citation) -> str:
    """Say which days the words of the quote mean."""
    return "".join(
        f'<p class="pq-days"><span class="pq-day">{escape(day.text)}</span> is '
        f'<time datetime="{escape(day.date)}">{escape(long_date(day.date, weekday=True))}</time></p>'
        for day in days(citation)
    )


def _also(citation: Citation) -> str:
    """Name the other articles that carry it, those with words of their own apart from the copies."""
    own, copies = carriers(citation)
    lead = reporters(citation)
    head = f'<p class="pq-also pq-reported">{lead}</p>' if lead else ""
    if own:
        head += f'<p class="pq-also">In their own words: {_links(own)}</p>'
    if copies:
        head += f'<p class="pq-also">The same text also in {_links(copies)}</p>'
    return head


def _links(others: Iterable[Carrier]) -> str:
    return ", ".join(
        f'<a data-open href="{escape(article_link(one.article_id, [(one.start, one.end)]))}">'
        f"<bdi>{escape(one.outlet or 'another article')}</bdi></a>"
        for one in others
    )

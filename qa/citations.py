"""Quotes → citations: numbered, with copies, other outlets' own reports and the days they mean; conflicts named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from index.article import Article
from qa import cite, conflict, verify
from qa.answer import Carrier, Citation, Conflict, Evidence, Reading
from qa.claims import Draft
from qa.days import days


class Copies(Protocol):
    """What citing asks of the article store."""

    def copies(self, article_id: str, start: int, end: int) -> Sequence[tuple[str, int, int]]:
        """Return article, start and end of each copy of a span."""
        ...

    def articles(self, ids: set[str]) -> Mapping[str, Article]:
        """Return those of the articles that exist, by id."""
        ...


def citation(number: int, quote: Evidence, store: Copies, reports: Sequence[Evidence] = ()) -> Citation:
    """Return the citation of a quote; ``reports`` are other outlets' sentences that say the same in their own words."""
    article = quote.article
    copies = store.copies(article.id, quote.start, quote.end)
    others = store.articles({other for other, _, _ in copies})
    copied = (
        Carrier(other, others[other].outlet, start, end, "copy") for other, start, end in copies if other in others
    )
    own = (Carrier(item.article.id, item.article.outlet, item.start, item.end, "independent") for item in reports)
    return Citation(
        number=number,
        article_id=article.id,
        title=article.title,
        outlet=article.outlet,
        published=article.published.isoformat() if article.published else None,
        url=article.url,
        quote=quote.text,
        start=quote.start,
        end=quote.end,
        also_in=(*copied, *own),
        days=tuple(days(quote)),
    )


def citations(draft: Draft, near: Sequence[Evidence], store: Copies) -> tuple[Citation, ...]:
    """Number the quotes of a draft in order of first use; ``near`` is where other reports are looked for."""
    return tuple(
        citation(number, quote, store, tuple(_reports(quote, draft, near, store)))
        for number, quote in enumerate(draft.quotes, 1)
    )


def _reports(quote: Evidence, draft: Draft, near: Sequence[Evidence], store: Copies) -> Iterator[Evidence]:
    """Yield one sentence of each other outlet that says in its own words what a claim cites the quote for."""
    known = cite.known_names([item.text for item in (*near, *draft.quotes)])
    texts = [claim.text for claim in draft.claims if claim.quotes == (quote,)]
    copies = store.copies(quote.article.id, quote.start, quote.end)
    same, outlets = {quote.article.id, *(other for other, _, _ in copies)}, {quote.article.outlet}
    for other in near:
        if other.article.id in same or other.article.outlet in outlets:
            continue
        if any(verify.corroborates(text, other, known) for text in texts):
            outlets.add(other.article.outlet)
            yield other


def conflicts(question: str, draft: Draft) -> tuple[Conflict, ...]:
    """Return the conflict that a draft shows both sides of, if there is one."""
    numbers = {quote: number for number, quote in enumerate(draft.quotes, 1)}
    readings = tuple(Reading(item.text, numbers[item.quote]) for item in draft.stated if item.quote in numbers)
    if len(readings) < 2:  # noqa: PLR2004 - one value contradicts nothing
        return ()
    return (Conflict(question.rstrip(" ?"), readings, conflict.corrects(draft.stated)),)

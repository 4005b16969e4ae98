"""Quotes → citations: numbered, with copies, other outlets' own reports and the days they mean; conflicts named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Protocol

from index.article import Article
from qa import conflict
from qa.answer import Carrier, Citation, Conflict, Evidence, Reading, Relation
from qa.claims import Draft
from qa.corroborate import answers_alike, corroborates, rewords
from qa.days import days
from qa.facts import known_names

SHARED = 0.1  # of an article's text in another: more than a statement that both quote, so both print one agency


class Copies(Protocol):
    """What citing asks of the article store."""

    def copies(self, article_id: str, start: int, end: int) -> Sequence[tuple[str, int, int]]:
        """Return article, start and end of each copy of a span."""
        ...

    def overlap(self, article_id: str) -> Mapping[str, float]:
        """Return the share of the article's text, in (0, 1], that each other article prints too."""
        ...

    def articles(self, ids: set[str]) -> Mapping[str, Article]:
        """Return those of the articles that exist, by id."""
        ...


Reports = Callable[[Evidence, set[str]], Iterable[Carrier]]
"""A quote and the ids of its article and the copies' → other outlets' sentences that say what it is cited for."""


def citation(number: int, quote: Evidence, store: Copies, reports: Reports | None = None) -> Citation:
    """Return the citation of a quote."""
    article = quote.article
    copies = store.copies(article.id, quote.start, quote.end)
    others = store.articles({other for other, _, _ in copies})
    copied = (
        Carrier(other, others[other].outlet, start, end, "copy") for other, start, end in copies if other in others
    )
    found = reports(quote, {article.id, *(other for other, _, _ in copies)}) if reports else ()
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
        also_in=(*copied, *found),
        days=tuple(days(quote)),
    )


def citations(question: str, draft: Draft, near: Sequence[Evidence], store: Copies) -> tuple[Citation, ...]:
    """Number the quotes of a draft in order of first use; ``near`` is where other reports are looked for."""
    known = known_names([item.text for item in (*near, *draft.quotes)])
    overlap = cache(store.overlap)

    def reports(quote: Evidence, same: set[str]) -> Iterator[Carrier]:
        """Yield one sentence of each other outlet that says what a claim cites the quote for.

        It is independent unless it is the quote reworded, or its article shares sentences with the quote's: then both
        print one agency's text.
        """
        texts = [claim.text for claim in draft.claims if claim.quotes == (quote,)]
        outlets = {_publisher(quote.article)}
        for other in near:
            outlet = _publisher(other.article)
            if other.article.id in same or outlet in outlets:
                continue
            alike = texts and answers_alike(question, quote, other, known)
            if not alike and not any(corroborates(text, other, question, known) for text in texts):
                continue
            reworded = rewords(other, quote)
            if reworded or overlap(quote.article.id).get(other.article.id, 0.0) < SHARED:
                outlets.add(outlet)
                relation: Relation = "copy" if reworded else "independent"
                yield Carrier(other.article.id, other.article.outlet, other.start, other.end, relation)

    return tuple(citation(number, quote, store, reports) for quote, number in draft.numbers.items())


def _publisher(article: Article) -> str:
    """Return what an article's outlet is told by, "The Ryd Post" as "Ryd Post"; unknown ones are each their own."""
    return article.outlet.casefold().removeprefix("the ") if article.outlet else article.id


def conflicts(question: str, draft: Draft) -> tuple[Conflict, ...]:
    """Return the conflict that a draft shows both sides of, if there is one and the later is no mere update."""
    numbers = draft.numbers
    readings = tuple(Reading(item.text, numbers[item.quote]) for item in draft.stated if item.quote in numbers)
    if len(readings) < 2 or conflict.updates(draft.stated):  # noqa: PLR2004 - one value contradicts nothing
        return ()
    return (Conflict(question.rstrip(" ?"), readings, conflict.corrects(draft.stated)),)

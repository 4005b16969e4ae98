"""Does the quote carry the claim, and does the claim answer the question?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Article
from qa.answer import Evidence
from qa.facts import WEEKDAYS, Facts, canonical, facts, names, stems, words


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found: hard facts of the claim that no quote carries, and the support in [0, 1]."""

    missing: tuple[str, ...]
    support: float

    @property
    def holds(self) -> bool:
        """Tell whether every hard fact of the claim stands in its quotes or their articles' metadata."""
        return not self.missing


def article_facts(article: Article) -> Facts:
    """Return the facts that an article's metadata tell of it: title, outlet, byline, place, date."""
    text = ". ".join(part for part in (article.title, article.outlet, article.byline, article.place) if part)
    found = facts(text)
    everyone = found.names | {canonical(word) for word in words(text) if word[0].isupper()}
    if not article.published:
        return Facts(found.numbers, found.dates, found.weekdays, everyone)
    day = article.published
    return Facts(
        found.numbers | {float(day.year)},
        found.dates | {(day.month, day.day)},
        found.weekdays | {WEEKDAYS[day.weekday()]},
        everyone,
    )


def missing_facts(claim: str, quotes: Sequence[Evidence], known: frozenset[str]) -> tuple[str, ...]:
    """Return the numbers, dates, weekdays and names of a claim that neither its quotes nor their articles carry."""
    wanted = facts(claim, known)
    carried = [facts(quote.text, known) for quote in quotes] + [article_facts(quote.article) for quote in quotes]
    lowered = {canonical(word) for quote in quotes for word in words(quote.text)}
    lost: list[object] = []
    for field in ("numbers", "dates", "weekdays", "names"):
        have = frozenset().union(*(getattr(found, field) for found in carried))
        lost += sorted(getattr(wanted, field) - have - (lowered if field == "names" else frozenset()))
    return tuple(f"{item:g}" if isinstance(item, float) else str(item) for item in lost)


def context(quote: Evidence) -> str:
    """Return what a reader of the quote has just read: title, the paragraph before, and its own up to its end."""
    body = quote.article.body
    paragraph = body.rfind("\n\n", 0, quote.start)
    before = body.rfind("\n\n", 0, max(paragraph, 0))
    return f"{quote.article.title}. {quote.article.outlet or ''}. {body[max(before, 0) : quote.end]}"


def question_coverage(question: str, quotes: Sequence[Evidence], known: frozenset[str]) -> tuple[float, float]:
    """Return which share of the question's names and of its content words stand around the quotes, each in [0, 1]."""
    around = " ".join(context(quote) for quote in quotes)
    there = {canonical(word) for word in words(around)}
    asked = names(question, known)
    content = stems(question)
    name_share = len(asked & there) / len(asked) if asked else 1.0
    word_share = len(content & stems(around)) / len(content) if content else 0.0
    return name_share, word_share


def confidence(relevance: float, name_share: float, word_share: float, support: float) -> float:
    """Return the probability in [0, 1] that the answer's evidence answers the question."""
    z = -7.0 + 3.0 * relevance + 4.0 * name_share + 2.5 * word_share + 2.0 * support
    return 1 / (1 + math.exp(-z))

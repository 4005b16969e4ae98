"""Does the quote carry the claim, and does the claim answer the question?"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Article
from qa.answer import Evidence
from qa.facts import WEEKDAYS, Facts, canonical, facts, names, numbers, stems, words

BIAS, WEIGHTS = -1.5, (0.2, 2.0, 1.5, 0.5)


SMALL = 10  # a question's "two leaders" need not be counted out by a quote; its "650 soldiers" must be
LEAST_SUPPORT = 0.6  # of a claim's new words; below it the claim is no paraphrase of its quotes but an addition
_YES_NO = re.compile(r"(?:yes|no)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for an answer, each in [0, 1].

    ``relevance``: the reranker's score of the best quote; ``names`` and ``words``: the shares of the question's names
    and content words that stand around the quotes; ``support``: the least support of a claim; ``judged``: the LLM's
    probability that the quotes answer the question.
    """

    relevance: float
    names: float
    words: float
    support: float
    judged: float


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


def support(claim: str, quotes: Sequence[Evidence], question: str) -> float:
    """Return the share in [0, 1] of a claim's content words, those of the question left out, that its quotes carry."""
    new = stems(claim) - stems(question)
    there = stems(" ".join(quote.text for quote in quotes)) | stems(" ".join(map(_told, quotes)))
    return len(new & there) / len(new) if new else 1.0


def holds(claim: str, quotes: Sequence[Evidence], question: str, known: frozenset[str]) -> bool:
    """Tell whether quotes carry a claim: every hard fact, and most of its new words.

    A bare "yes" or "no" does not hold: no quote says it, and the quote itself answers better.
    """
    if _YES_NO.match(claim) or support(claim, quotes, question) < LEAST_SUPPORT:
        return False
    counted = {f"{number:g}" for number in numbers(question) if number <= SMALL}
    return set(missing_facts(claim, quotes, known)) <= counted


def confidence(signals: Signals) -> float:
    """Return the probability in [0, 1] that the quotes answer the question: logistic regression on the gold sets."""
    weights = (BIAS, *WEIGHTS)
    values = (1.0, *(_logit(value) for value in (signals.relevance, signals.judged)), signals.names, signals.words)
    z = sum(weight * value for weight, value in zip(weights, values, strict=True))
    return 1 / (1 + math.exp(-z))


def _logit(probability: float) -> float:
    bounded = min(max(probability, 0.01), 0.99)
    return math.log(bounded / (1 - bounded))


def _told(quote: Evidence) -> str:
    article = quote.article
    day = f"{article.published:%A %-d %B %Y}" if article.published else ""
    return " ".join(part for part in (article.title, article.outlet, article.byline, article.place, day) if part)

"""A topic and what was found on it → how the reports about it open, for a request as broad as "tell me about"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from index.article import Article
from index.sentences import split_sentences
from qa.answer import Evidence
from qa.carry import Carried
from qa.facts import names, plain_stems
from qa.orders import is_order
from qa.prompt import same_text
from qa.words import stems

MOST_REPORTS, LATEST_REPORTS, MOST_QUOTES = 4, 2, 4
FULL = 8  # words of an opening that says enough: "The strike is over." does not
SURE = 0.5  # least relevance of another sentence of these reports, and of the best of all
MOST, OPENING = 3 / 4, 600  # of a topic's words in a report's headline and opening; characters of that one


def digest(
    topic: str, reports: Iterable[Article], sentences: Sequence[Evidence], *, latest: bool = False
) -> tuple[Carried, ...]:
    """Return how the reports about a topic open, then its most relevant sentences, as the days went.

    A report is about a topic by its headline and opening; where none is, its most relevant sentences are all. Empty
    where nothing is relevant. Reports and ``sentences`` are those found, best first; with ``latest`` the newest reports
    are told, the newest first.
    """
    found = {report.id: report for report in reports}.values()
    opened = [article for article in found if _about(topic, article)]
    about = opened or [*found]
    if latest:
        about = sorted(about, key=_day, reverse=True)[:LATEST_REPORTS]
    if max((item.score for item in sentences if item.article in about), default=0.0) < SURE:
        return ()
    scores = {item.article.id: item.score for item in reversed(sentences)}
    told: list[Carried] = []
    for article in filter(opened.__contains__, about):
        opening = _opening(topic, article, scores.get(article.id, 0.0))
        if opening and len(told) < MOST_REPORTS and not any(same_text(opening.text, other.text) for other in told):
            told.append(opening)
    for item in (item for item in sentences if item.score >= SURE and item.article in about):
        if sum(len(claim.quotes) for claim in told) >= MOST_QUOTES:
            break
        if not any(same_text(item.text, quote.text) for claim in told for quote in claim.quotes):
            told.append(Carried(item.text, (item,)))
    ordered = sorted(told, key=lambda claim: (claim.quotes[0].article.id, claim.quotes[0].start))
    return tuple(sorted(ordered, key=lambda claim: _day(claim.quotes[0].article), reverse=latest))


def _day(article: Article) -> str:
    return article.published.isoformat() if article.published else ""


def _about(topic: str, article: Article) -> bool:
    """Tell whether a report opens with most words of a topic and has its names; with these, where it has no others."""
    known, wanted = names(f"x {topic}"), _matter(topic)
    head = stems(f"{article.title}. {article.body[:OPENING]}")
    there = names(f"{article.title}. {article.outlet or ''}. {article.body}", known)
    return known <= there and len(wanted & head) >= MOST * len(wanted)


def _matter(topic: str) -> frozenset[str]:
    """Return the words of a topic without its names, or these where it has no others."""
    return plain_stems(topic, names(f"x {topic}")) or stems(topic)


def _opening(topic: str, article: Article, score: float) -> Carried | None:
    """Return the first sentence of a report, with the next where it is short or says nothing of the topic."""
    quotes: list[Evidence] = []
    for quote in islice(_sentences(article, score), 2):
        quotes.append(quote)
        text = " ".join(item.text for item in quotes)
        if len(text.split()) >= FULL and stems(text) & _matter(topic):
            return Carried(text, tuple(quotes))
    return None


def _sentences(article: Article, score: float) -> Iterator[Evidence]:
    for span in split_sentences(article.body[: 2 * OPENING]):
        quote = Evidence(article, span.start, span.end, score)
        if not is_order(quote.text):
            yield quote

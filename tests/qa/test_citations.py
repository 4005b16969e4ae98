"""Other reports of what a quote is cited for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from index.article import Article
from qa import claims
from qa.answer import Evidence
from qa.citations import citations
from tests.qa.made import whole

draft = partial(claims.draft, retold=(), likely=lambda _: 1.0)  # every quote answers


class NoCopies:
    """A store in which no article shares a sentence with another."""

    def copies(self, article_id: str, start: int, end: int) -> Sequence[tuple[str, int, int]]:
        return ()

    def overlap(self, article_id: str) -> Mapping[str, float]:
        return {}

    def articles(self, ids: set[str]) -> Mapping[str, Article]:
        return {}


ASKED, REPLY = "How many boats did the storm sink at Ryd?", "The storm sank 14 boats at Ryd."
ONE = whole("The storm sank 14 boats at Ryd.", 0.99)
OTHER = whole("At Ryd the storm sank 14 boats in one night.", 0.9)


def of(outlet: str | None, item: Evidence) -> Evidence:
    return replace(item, article=replace(item.article, outlet=outlet))


def shown(one: Evidence, other: Evidence) -> list[tuple[str, str]]:
    (citation,) = citations(ASKED, draft(ASKED, REPLY, [one]), [one, other], NoCopies())
    return [(carrier.article_id, carrier.relation) for carrier in citation.also_in]


def test_another_outlets_own_words_are_independent() -> None:
    assert shown(of("Herald", ONE), of("Post", OTHER)) == [(OTHER.article.id, "independent")]


def test_an_outlet_does_not_corroborate_itself() -> None:
    assert shown(of("Herald", ONE), of("Herald", OTHER)) == []
    assert shown(of("Ryd Herald", ONE), of("The Ryd Herald", OTHER)) == []


def test_two_articles_of_unknown_outlets_are_not_taken_for_one_outlets() -> None:
    assert shown(of(None, ONE), of(None, OTHER)) == [(OTHER.article.id, "independent")]

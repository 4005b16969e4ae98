"""What the LLM's second reading does to a draft."""

from __future__ import annotations

import pytest
from langchain_core.messages import BaseMessage

from index.article import Article
from qa.answer import Evidence
from qa.carry import Carried
from qa.claims import Draft
from qa.judge import Judge
from tests.qa.made import whole

ASKED = "Who repaired the Old Mill bridge?"
INSTEAD = whole("The Old Mill bridge was opened by Mayor Tom Reyes.", 0.99)
MEANT = whole("The Old Mill bridge was repaired by Anna Holt.", 0.02)


def says_yes_of_meant(messages: list[BaseMessage]) -> float:
    return 0.9 if MEANT.text in str(messages[-1].text) else 0.2


@pytest.mark.parametrize(("meant", "said"), [((MEANT,), MEANT), ((), INSTEAD)])
def test_the_sentence_that_the_llm_had_in_mind_comes_back_where_what_took_its_place_does_not_answer(
    meant: tuple[Evidence, ...], said: Evidence
) -> None:
    claim = Carried(INSTEAD.text, (INSTEAD,), meant)
    judge = Judge(ASKED, (INSTEAD, MEANT), says_yes_of_meant)
    draft, _ = judge.weigh(Draft((claim,), (), (INSTEAD,)), 0.6)
    assert draft.answering == (said,)


def test_what_the_last_answer_quoted_is_not_told_again_where_something_new_answers() -> None:
    both = tuple(Carried(quote.text, (quote,)) for quote in (INSTEAD, MEANT))
    told = frozenset({(INSTEAD.article.id, INSTEAD.start, INSTEAD.end)})
    draft = Draft(both, (), (INSTEAD, MEANT))
    judge = Judge(ASKED, (INSTEAD, MEANT), lambda _: 0.9)
    assert judge.settle(draft).claims == both
    assert judge.settle(draft, told).claims == both[1:]
    assert Judge(ASKED, (INSTEAD,), lambda _: 0.9).settle(Draft(both[:1], (), (INSTEAD,)), told).claims == both[:1]


def test_a_quote_beside_the_first_claim_that_answers_yes_or_no_takes_its_place() -> None:
    asked = "Did Anna Holt repair the Old Mill bridge?"
    claims = tuple(Carried(quote.text, (quote,)) for quote in (INSTEAD, MEANT))
    judge = Judge(asked, (INSTEAD, MEANT), says_yes_of_meant)
    draft, sure = judge.weigh(Draft(claims, (), (INSTEAD,)), 0.99)
    assert sure >= 0.9
    assert [claim.quotes for claim in judge.settle(draft).claims] == [(MEANT,)]


def test_the_sentence_that_the_llm_had_in_mind_answers_though_what_took_its_place_does_too() -> None:
    claim = Carried(INSTEAD.text, (INSTEAD,), (MEANT,))
    draft, _ = Judge(ASKED, (INSTEAD, MEANT), lambda _: 0.9).weigh(Draft((claim,), (), (INSTEAD,)), 0.6)
    assert draft.answering == (MEANT,)


def test_a_claim_that_its_quote_does_not_say_gives_way_to_a_sentence_that_answers_better() -> None:
    claim = Carried("Tom Reyes repaired the Old Mill bridge.", (INSTEAD,))
    better = whole(MEANT.text, 0.8)

    def judged(messages: list[BaseMessage]) -> float:
        asked = str(messages[-1].text)
        return 0.1 if "Claim:" in asked else 0.95 if MEANT.text in asked else 0.7

    draft, _ = Judge(ASKED, (INSTEAD, better), judged).weigh(Draft((claim,), (), (INSTEAD,)), 0.6)
    assert draft.answering == (better,)


@pytest.mark.parametrize(("alone", "said"), [(0.2, 0), (0.7, 1)])
def test_what_leans_on_the_sentence_quoted_takes_its_place_only_if_it_answers_by_itself(
    alone: float, said: int
) -> None:
    body = "Divers found the bell of the Vasa off Ryd. It hung in the tower of Lund until 1710."
    article = Article(id="a", title="T", body=body, source="a.md")
    both = Evidence(article, 0, 42, 0.9), Evidence(article, 43, len(body), 0.5)

    def judged(messages: list[BaseMessage]) -> float:
        asked = str(messages[-1].text)
        if both[1].text not in asked:
            return 0.1 if "Claim:" in asked else 0.5
        return 0.9 if both[0].text in asked else alone

    claim = Carried("Off Ryd.", both[:1], written=True)
    draft, _ = Judge("Where was the bell of the Vasa?", both, judged).weigh(Draft((claim,), (), both[:1]), 0.6)
    assert draft.answering == (both[said],)

"""What the LLM's second reading does to a draft."""

from __future__ import annotations

from datetime import date

import pytest
from langchain_core.messages import BaseMessage

from index.article import Article
from qa import prompt
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


@pytest.mark.parametrize(("sure", "said"), [(0.79, MEANT), (0.85, INSTEAD)])
def test_the_sentence_that_the_llm_had_in_mind_answers_if_it_does_so_better_than_what_took_its_place(
    sure: float, said: Evidence
) -> None:
    def yes(messages: list[BaseMessage]) -> float:
        return 0.9 if MEANT.text in str(messages[-1].text) else sure

    claim = Carried(INSTEAD.text, (INSTEAD,), (MEANT,))
    draft, _ = Judge(ASKED, (INSTEAD, MEANT), yes).weigh(Draft((claim,), (), (INSTEAD,)), 0.6)
    assert draft.answering == (said,)


def test_a_claim_that_its_quote_does_not_say_gives_way_to_a_sentence_that_answers_better() -> None:
    claim = Carried("Tom Reyes repaired the Old Mill bridge.", (INSTEAD,))
    better = whole(MEANT.text, 0.8)

    def judged(messages: list[BaseMessage]) -> float:
        asked = str(messages[-1].text)
        return 0.1 if "Claim:" in asked else 0.95 if MEANT.text in asked else 0.7

    draft, _ = Judge(ASKED, (INSTEAD, better), judged).weigh(Draft((claim,), (), (INSTEAD,)), 0.6)
    assert draft.answering == (better,)


def test_a_claim_that_its_quote_does_not_say_is_quoted_from_another_sentence_that_says_it() -> None:
    future = whole("Anna Holt will be the next head of the mill.", 0.99)
    past = whole("Anna Holt was elected head of the mill on Friday.", 0.9)
    claim = Carried("Anna Holt was elected head of the mill.", (future,), written=True)

    def judged(messages: list[BaseMessage]) -> float:
        return 0.1 if "Claim:" in str(messages[-1].text) and past.text not in str(messages[-1].text) else 0.9

    judge = Judge("Who was elected head of the mill?", (future, past), judged)
    draft, _ = judge.weigh(Draft((claim,), (), (future,)), 0.6)
    assert draft.answering == (past,)
    assert [(item.text, item.quotes) for item in draft.claims] == [(claim.text, (past,))]


def test_what_another_article_says_to_the_contrary_is_shown_beside_the_answer() -> None:
    went, silent = whole("The siren in Ryd went off.", 0.9), whole("The siren in Ryd did not go off.", 0.6)

    def judged(messages: list[BaseMessage]) -> float:
        return 0.2 if silent.text in str(messages[-1].text) else 0.9

    judge = Judge("Did the siren in Ryd go off?", (went, silent), judged)
    claim = Carried(went.text, (went,))
    settled = judge.settle(Draft((claim,), (), (went,)))
    assert {item.quote for item in settled.stated} == {went, silent}
    assert settled.quotes == (went, silent)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("Who marched on 1 May 2020?", "The nurses marched on Friday (1 May)."),
        ("Who marched?", "The nurses marched on Friday."),
    ],
)
def test_a_question_with_a_date_is_answered_by_a_weekday_that_is_this_day(asked: str, text: str) -> None:
    body = "The nurses marched on Friday."
    article = Article(id="a", title="T", body=body, source="a.md", published=date(2020, 5, 2))
    read: list[str] = []

    def judged(messages: list[BaseMessage]) -> float:
        read.append(str(messages[-1].text))
        return 0.9

    quote = Evidence(article, 0, len(body), 0.9)
    Judge(asked, (quote,), judged).likely(quote)
    assert text in read[0]


def test_a_quote_is_checked_with_the_outlet_whose_name_its_claim_has() -> None:
    article = Article(
        id="a", title="T", body="Anna Holt was elected head of the port.", source="a.md", outlet="Lund Post"
    )
    quote = Evidence(article, 0, len(article.body), 0.9)
    claim = Carried("Anna Holt was elected head of the Port of Lund.", (quote,), written=True)
    read: list[str] = []

    def judged(messages: list[BaseMessage]) -> float:
        read.append(str(messages[-1].text))
        return 0.9

    Judge("Who heads the port?", (quote,), judged).settle(Draft((claim,), (), (quote,)))
    assert [text for text in read if "Claim:" in text and f"Text: (Lund Post) {quote.text}" in text]


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


BESIDE = "Anna Holt opened the mill. It had stood still for years. Tom Reyes paid."
FIRST, LAST = ((0, 26), (57, 73))


@pytest.mark.parametrize(("score", "alone", "said"), [(0.5, 0.1, 0), (0.5, 0.5, 1), (0.95, 0.1, 1)])
def test_what_answers_only_beside_another_sentence_takes_no_place_unless_it_is_clearly_to_the_point(
    score: float, alone: float, said: int
) -> None:
    article = Article(id="a", title="T", body=BESIDE, source="a.md")
    opened, paid = Evidence(article, *FIRST, 0.3), Evidence(article, *LAST, score)
    other = whole("Mayor Ida Lind visited the mill.", 0.9)

    def judged(messages: list[BaseMessage]) -> float:
        asked = str(messages[-1].text)
        if paid.text not in asked:
            return 0.2
        return 0.9 if opened.text in asked else alone

    quoted = Draft((Carried(other.text, (other,)),), (), (other,))
    judge = Judge("Who paid for the mill that Anna Holt opened?", (paid, other, opened), judged)
    draft, _ = judge.weigh(quoted, 0.6)
    assert draft.answering == ((other, paid)[said],)


@pytest.mark.parametrize(("sure", "said"), [(0.6, INSTEAD), (0.7, MEANT)])
def test_another_sentence_takes_an_answers_place_only_if_it_answers_clearly(sure: float, said: Evidence) -> None:
    better = whole(MEANT.text, 0.8)

    def judged(messages: list[BaseMessage]) -> float:
        return sure if MEANT.text in str(messages[-1].text) else 0.45

    quoted = Draft((Carried(INSTEAD.text, (INSTEAD,)),), (), (INSTEAD,))
    draft, _ = Judge(ASKED, (INSTEAD, better), judged).weigh(quoted, 0.6)
    assert [quote.text for quote in draft.answering] == [said.text]


@pytest.mark.parametrize(
    ("asked", "score", "said"),
    [(ASKED, 0.995, True), (ASKED, 0.8, False), ("How much did the Old Mill bridge cost?", 0.995, False)],
)
def test_of_two_that_answer_as_well_the_more_relevant_is_said_but_for_a_number(
    asked: str, score: float, said: bool
) -> None:
    quote, other = (
        whole("The Old Mill bridge cost 9,000 crowns.", 0.99),
        whole("The Old Mill bridge and its lamps, repaired by Anna Holt, cost 12,000 crowns.", score),
    )
    draft = Draft((Carried(quote.text, (quote,)),), (), (quote,))
    judge = Judge(asked, (other, quote), lambda messages: 0.58 if quote.text in str(messages[-1].text) else 0.6)
    assert judge.weigh(draft, 0.6)[0].answering == ((other,) if said else (quote,))


def test_whom_she_means_is_shown_beside_what_answers_who_it_was() -> None:
    body = "Anna Holt resigned on Monday. She had been blamed for the late alarm."
    article = Article(id="a", title="T", body=body, source="a.md")
    named, blamed = Evidence(article, 0, 29, 0.3), Evidence(article, 30, len(body), 0.9)
    claim = Carried(blamed.text, (blamed,))
    judge = Judge("Who quit over the late alarm?", (blamed, named), lambda _: 0.9)
    assert [item.text for item in judge.settle(Draft((claim,), (), (blamed,))).claims] == [named.text, blamed.text]
    judge = Judge("Why did she quit?", (blamed, named), lambda _: 0.9)
    assert judge.settle(Draft((claim,), (), (blamed,))).claims == (claim,)


@pytest.mark.parametrize(("alone", "answers"), [(0.2, False), (0.3, True)])
def test_a_quote_that_answers_only_by_what_it_is_read_with_is_no_answer(alone: float, answers: bool) -> None:
    body = "Anna Holt flew to Ryd. She met the builders of the bridge there."
    article = Article(id="ryd", title="Ryd", body=body, source="t.md")
    visit, met = Evidence(article, 0, 22, 0.9), Evidence(article, 23, len(body), 0.8)

    def yes(messages: list[BaseMessage]) -> float:
        return 0.45 if visit.text in str(messages[-1].text) else alone

    claim = Carried(met.text, (met,))
    judge = Judge("Why did Anna Holt leave Ryd?", (visit, met), yes)
    _, sure = judge.weigh(Draft((claim,), (), (met,)), 0.62)
    assert (sure >= 0.62) is answers


@pytest.mark.parametrize(
    ("asked", "answers", "happened", "sure"),
    [
        ("Why did the council reject the plan?", 0.5, 0.3, False),
        ("Why did the council reject the plan?", 0.5, 0.6, True),  # its words paraphrase that it did
        ("Why did the council reject the plan?", 0.7, 0.3, True),  # it surely answers
        ("On which day did the council vote?", 0.5, 0.3, False),
        ("Who will vote on the plan?", 0.5, 0.3, True),  # nothing is taken for granted to have happened
    ],
)
def test_what_hardly_answers_when_or_why_must_say_that_it_happened(
    asked: str, answers: float, happened: float, sure: bool
) -> None:
    quote = whole("The council, which heard of the plan on 3 May, will vote on Monday.", 0.9)

    def yes(messages: list[BaseMessage]) -> float:
        return happened if messages[0].text == prompt.STANCE else answers

    _, found = Judge(asked, (quote,), yes).weigh(Draft((Carried(quote.text, (quote,)),), (), (quote,)), 0.6)
    assert (found >= 0.6) is sure


@pytest.mark.parametrize(("happened", "sure"), [(0.9, True), (0.3, False)])
def test_that_it_surely_happened_speaks_for_what_hardly_answers_when(happened: float, sure: bool) -> None:
    quote = whole("The visitors arrived on Monday.", 0.9)

    def yes(messages: list[BaseMessage]) -> float:
        return happened if messages[0].text == prompt.STANCE else 0.3

    judge = Judge("When did the Danes arrive?", (quote,), yes)
    _, found = judge.weigh(Draft((Carried(quote.text, (quote,)),), (), (quote,)), 0.6)
    assert (found >= 0.6) is sure


@pytest.mark.parametrize(
    ("told", "answers", "sure"),
    [(0.9, 0.45, True), (0.1, 0.45, False), (0.9, 0.05, False)],  # the last answers no better for it
)
def test_that_it_happened_may_stand_in_the_sentence_that_a_report_is_found_by(
    told: float, answers: float, sure: bool
) -> None:
    body = "The cheese made 43 people ill.\n\nCases have been known to doctors all over the country since May."
    article = Article(id="a", title="T", body=body, source="a.md")
    first, cases = Evidence(article, 0, 30, 0.9), Evidence(article, body.index("Cases"), len(body), 0.5)

    def yes(messages: list[BaseMessage]) -> float:
        if messages[0].text == prompt.STANCE:
            return told if first.text in str(messages[-1].text) else 0.1
        return answers if cases.text in str(messages[-1].text) else 0.01

    judge = Judge("When did people fall ill?", (first, cases), yes)
    _, found = judge.weigh(Draft((Carried(cases.text, (cases,)),), (), (cases,)), 0.62)
    assert (found >= 0.62) is sure


def test_what_a_sentence_is_read_with_is_said_where_that_answers_better_by_itself() -> None:
    body = "Her plan is to cut the tax. She will be the first woman there."
    article = Article(id="a", title="T", body=body, source="a.md")
    plan, woman = Evidence(article, 0, 27, 0.001), Evidence(article, 28, len(body), 0.9)
    other = whole("Ida Lind is the next president.", 0.9)

    def judged(messages: list[BaseMessage]) -> float:
        asked = str(messages[-1].text)
        return 0.9 if plan.text in asked else 0.5 if woman.text in asked else 0.2

    judge = Judge("What are her plans?", (other, woman, plan), judged)
    draft, _ = judge.weigh(Draft((Carried(other.text, (other,)),), (), (other,)), 0.6)
    assert draft.answering == (plan,)

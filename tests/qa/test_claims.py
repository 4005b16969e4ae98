from __future__ import annotations

from datetime import date

from index.article import Article
from qa.answer import Evidence
from qa.claims import draft


def said(number: int, body: str, score: float = 0.9, title: str = "Harbour of Ryd") -> Evidence:
    article = Article(
        id=str(number),
        title=title,
        body=body,
        source="a.md",
        outlet=f"Outlet {number}",
        published=date(2020, 5, number),
    )
    return Evidence(article, 0, len(body), score)


GRANT = said(1, "Sweden will give the harbour of Ryd a grant of 4 million crowns.", 0.99)
CRANE = said(2, "Sweden also offered the harbour of Ryd a second crane.", 0.95)
WEATHER = said(3, "Rain fell on the hills.", 0.9, title="Weather")
OFFER = "What did Sweden offer the harbour of Ryd?"


def test_a_question_for_several_things_hears_what_the_reply_left_out() -> None:
    found = draft(OFFER, "Sweden offered the harbour of Ryd a second crane.", [GRANT, CRANE, WEATHER])
    assert [claim.quotes for claim in found.claims] == [(CRANE,), (GRANT,)]
    assert found.claims[1].text == GRANT.text
    assert found.held == 1.0


def test_a_question_for_one_thing_hears_one() -> None:
    found = draft(
        "How large is the grant that Sweden gives?", "The grant is 4 million crowns.", [GRANT, CRANE, WEATHER]
    )
    assert [claim.quotes for claim in found.claims] == [(GRANT,)]


def test_yes_or_no_is_answered_by_two_quotes() -> None:
    found = draft("Did Sweden help the harbour of Ryd?", "Yes.", [GRANT, CRANE, WEATHER])
    assert {claim.text for claim in found.claims} == {GRANT.text, CRANE.text}


def test_a_claim_that_only_says_the_question_again_gives_way_to_the_quote() -> None:
    found = draft("Which harbour got a grant from Sweden?", "A harbour got a grant from Sweden.", [GRANT, WEATHER])
    assert [claim.text for claim in found.claims] == [GRANT.text]
    assert found.held == 0.0


LESS = said(4, "The storm sank 14 boats at Ryd.")
MORE = said(6, "The storm sank 19 boats at Ryd, the harbour master said.")


def test_both_sides_of_a_conflict_are_said_the_latest_first() -> None:
    found = draft("How many boats sank at Ryd?", "The storm sank 14 boats.", [LESS, MORE])
    assert [claim.quotes for claim in found.claims] == [(MORE,), (LESS,)]
    assert [claim.text for claim in found.claims] == [MORE.text, "The storm sank 14 boats."]


def test_asked_for_the_latest_only_the_latest_is_said() -> None:
    found = draft("What is the latest number of boats that sank at Ryd?", "The storm sank 14 boats.", [LESS, MORE])
    assert [claim.quotes for claim in found.claims] == [(MORE,)]


NORWAY = said(7, "Norway lent Ryd two tugs.", 0.7)
DENMARK = said(8, "Denmark sent Ryd a dredger.", 0.6)


def test_a_comparison_is_answered_for_each_side_and_not_lumped_together() -> None:
    found = draft(
        "Compare what Norway and Denmark gave to Ryd.", "Both Norway and Denmark lent Ryd two tugs.", [NORWAY, DENMARK]
    )
    assert {claim.text for claim in found.claims} == {NORWAY.text, DENMARK.text}

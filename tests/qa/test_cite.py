from __future__ import annotations

import pytest

from index.article import Article
from qa.answer import Evidence
from qa.cite import best_quote, find_quotes, split_claims, with_whole_numbers
from qa.facts import known_names
from tests.qa.made import whole

BODY = (
    "Germany will send 650 soldiers to Mali, the defence minister said on Wednesday. "
    "She gave no date. "
    "Italian Prime Minister Matteo Renzi offered only vague support.\n\n"
    "Britain offered France the use of an air base in Cyprus."
)
ARTICLE = Article(id="a", title="Week of talks", body=BODY, source="a.md", outlet="Herald")


def sentences() -> list[Evidence]:
    ends = [BODY.index(end) + len(end) for end in ("on Wednesday.", "no date.", "vague support.", "in Cyprus.")]
    starts = [0, ends[0] + 1, ends[1] + 1, ends[2] + 2]
    return [Evidence(ARTICLE, start, end, 0.9) for start, end in zip(starts, ends, strict=True)]


def quotes(claim: str) -> list[str]:
    found = sentences()
    return [
        quote.text for quote in find_quotes(claim, found, known_names([item.text for item in found] + ["of Italy"]))
    ]


def test_split_claims_drops_marks_repetitions_and_refusals() -> None:
    reply = "- Germany will send 650 soldiers [1].\n2. **Britain** offered a base.\nBritain offered a base. "
    reply += "The passages do not mention Italy. What did Italy offer?\nThe text states that Britain offered a base."
    assert split_claims(reply) == ["Germany will send 650 soldiers.", "Britain offered a base."]


def test_split_claims_cuts_at_no_semicolon() -> None:
    reply = "The Greens are against it; Labour and the Centre Party are in favour. The vote is in May;"
    both, vote = split_claims(reply)
    assert both == "The Greens are against it; Labour and the Centre Party are in favour."
    assert vote == "The vote is in May;"


def test_what_follows_yes_or_no_is_a_claim_where_it_is_a_sentence() -> None:
    assert split_claims("Yes, the bridge has been closed.") == ["The bridge has been closed."]
    assert split_claims("No, never again.") == ["No, never again."]
    assert split_claims("No one came.") == ["No one came."]


def test_split_claims_keeps_abbreviations_whole() -> None:
    assert split_claims("The U.S. ambassador met Mr. Holt at 5 p.m. on Monday.") == [
        "The U.S. ambassador met Mr. Holt at 5 p.m. on Monday."
    ]


def test_the_sentence_that_carries_a_claim_is_its_only_quote() -> None:
    assert quotes("Germany will send 650 soldiers to Mali.") == [BODY[: BODY.index(" She gave")]]


def test_a_claim_of_two_matters_gets_a_quote_for_each() -> None:
    found = quotes("Germany will send 650 soldiers to Mali and Britain offered an air base in Cyprus.")
    assert len(found) == 2
    assert "Cyprus" in found[0] + found[1]
    assert "650" in found[0] + found[1]


def test_a_name_from_elsewhere_is_not_fetched_to_complete_a_claim() -> None:
    assert quotes("Italy will send 650 soldiers to Mali.") == [BODY[: BODY.index(" She gave")]]


def test_what_one_person_did_is_not_put_together_for_another() -> None:
    did = whole("Simon gave the towns the same amount of oil for 1974 as they had used in 1972.", 0.95)
    named = whole("In 1973, Nixon gave William E. Simon the same office for oil.", 0.6)
    known = known_names([did.text, named.text])
    assert find_quotes("Nixon gave the towns the same amount of oil for 1974.", [did, named], known) == (did,)


def test_another_article_beside_the_point_completes_no_claim() -> None:
    grant = whole("The lab of Ryd got a grant of 4 million crowns from the state in spring.", 0.9)
    far = whole("The king spent 100 billion euros on defence in the sixties.", 0.01)
    claim = "The lab of Ryd got a grant of 4 million crowns in spring and 100 billion euros on defence in the sixties."
    assert find_quotes(claim, [grant, far], frozenset()) == (grant,)
    assert find_quotes(claim, [grant, whole(far.text, 0.6)], frozenset())[1:]


@pytest.mark.parametrize(("score", "both"), [(0.9, True), (0.5, False)])
def test_a_claim_that_lists_names_gets_those_of_the_relevant_sentence_right_beside(score: float, both: bool) -> None:
    body = "An inquiry will be led by Ada Rist. Sitting with her are Jon Lund, Lin Holm and Rosa Dell."
    article = Article(id="a", title="T", body=body, source="a.md")
    led, with_her = Evidence(article, 0, 35, score), Evidence(article, 36, len(body), 0.3)
    claim = "The panel includes Ada Rist, Jon Lund, Lin Holm and Rosa Dell."
    found = find_quotes(claim, [led, with_her], known_names([body]), "Who sits on the panel?")
    assert set(found) == ({led, with_her} if both else {with_her})


def test_a_claim_that_does_not_hold_gives_way_to_the_quote_of_what_it_adds() -> None:
    loss = whole("Its growth was reversed by the loss of the colonies in 1776.", 0.9)
    colonies = whole("In 1755, six governors in North America met a British general.", 0.97)
    question = "When did Great Britain lose its colonies in North America?"
    claim = "Great Britain lost its colonies in North America in 1776."
    assert best_quote(claim, [colonies, loss], frozenset(), question) == loss


def test_a_surname_is_quoted_for_the_full_name_that_its_article_gives() -> None:
    body = "Ilka Dorn will lead the country. A vet, Ms Dorn went into politics in 2008."
    article = Article(id="a", title="T", body=body, source="a.md")
    leads, vet = Evidence(article, 0, 32, 0.5), Evidence(article, 33, len(body), 0.5)
    claim = "Ilka Dorn trained as a vet before she went into politics."
    assert find_quotes(claim, [leads, vet], known_names([body]), "What did the president train as?") == (vet,)


def test_nothing_is_quoted_for_what_no_sentence_resembles() -> None:
    assert quotes("Penguins waddle.") == []


def test_what_is_denied_is_quoted_from_a_sentence_that_denies() -> None:
    count, nobody = whole("In all 46 people had measles.", 0.9), whole("Nobody died.", 0.3)
    assert find_quotes("No one died of measles.", [count, nobody], frozenset(), "How many people died?") == (nobody,)


def test_a_number_that_the_reply_parts_is_made_whole_where_a_text_has_it_so() -> None:
    assert with_whole_numbers("It has 1, 100 boats.", ["The 1,100 boats"]) == "It has 1,100 boats."
    assert with_whole_numbers("Rooms 101, 102 and 12, 000.", ["In 12,000 rooms"]) == "Rooms 101, 102 and 12,000."

from __future__ import annotations

from index.article import Article
from qa.answer import Evidence
from qa.cite import find_quotes, known_names, split_claims

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
    reply += "The passages do not mention Italy."
    assert split_claims(reply) == ["Germany will send 650 soldiers.", "Britain offered a base."]


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


def test_nothing_is_quoted_for_what_no_sentence_resembles() -> None:
    assert quotes("Penguins waddle.") == []

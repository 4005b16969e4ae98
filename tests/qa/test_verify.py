from __future__ import annotations

from datetime import date

import pytest

from index.article import Article
from qa.answer import Evidence
from qa.verify import missing_facts, question_coverage

BODY = "The talks were long.\n\nGermany would send 650 soldiers to Mali, Ursula von der Leyen said."
ARTICLE = Article(
    id="a", title="Berlin helps Paris", body=BODY, source="a.md", outlet="Harbour Ledger", published=date(2015, 11, 25)
)
QUOTE = (Evidence(ARTICLE, BODY.index("Germany"), len(BODY), 0.9),)
KNOWN = frozenset({"italy", "germany"})


@pytest.mark.parametrize(
    "claim",
    [
        "Germany will send 650 soldiers to Mali.",
        "German troops, six hundred and fifty of them, will go to Mali.",
        "Von der Leyen said so on Wednesday.",
        "The Harbour Ledger reported on 25 November that Berlin helps.",
    ],
)
def test_what_quote_or_metadata_carry_is_not_missing(claim: str) -> None:
    assert missing_facts(claim, QUOTE, KNOWN) == ()


@pytest.mark.parametrize(
    ("claim", "missing"),
    [
        ("Germany will send 560 soldiers to Mali.", ("560",)),
        ("Italy will send 650 soldiers to Mali.", ("italy",)),
        ("Germany decided on Thursday.", ("thursday",)),
        ("Germany decided on 13 November.", ("(11, 13)",)),
        ("Angela Merkel said Germany would help.", ("angela", "merkel")),
    ],
)
def test_a_fact_that_nothing_carries_is_missing(claim: str, missing: tuple[str, ...]) -> None:
    assert missing_facts(claim, QUOTE, KNOWN) == missing


def test_question_coverage_reads_around_the_quote() -> None:
    assert question_coverage("How many soldiers will Germany send to Mali?", QUOTE, KNOWN) == (1.0, 1.0)
    names, _ = question_coverage("How many soldiers will Italy send to Mali?", QUOTE, KNOWN)
    assert names == 0.5

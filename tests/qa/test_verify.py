from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.article import Article
from qa.answer import Evidence
from qa.facts import full_names
from qa.verify import (
    Signals,
    confidence,
    holds,
    miscounts,
    missing_facts,
    names_around,
    same_matter,
    support,
    swaps,
)
from tests.qa.made import whole

BODY = "The talks were long.\n\nGermany would send 650 soldiers to Mali, Ursula von der Leyen said on Tuesday."
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
        "Von der Leyen said so on Tuesday.",
        "It was said on 24 November, the Harbour Ledger reported.",
    ],
)
def test_what_quote_or_metadata_carry_is_not_missing(claim: str) -> None:
    assert missing_facts(claim, QUOTE, KNOWN) == ()


@pytest.mark.parametrize(
    ("claim", "missing"),
    [
        ("Germany will send 560 soldiers to Mali.", ("560",)),
        ("Italy will send 650 soldiers to Mali.", ("italy",)),
        ("Germany will spend $650 on Mali.", ("dollar",)),
        ("Germany will send 650 per cent to Mali.", ("per cent",)),
        ("Germany will send them 40km into Mali at 5.30pm.", ("5", "30", "40")),
        ("Germany has been in Mali since the 1980s.", ("1980",)),
        ("Germany decided on Thursday.", ("thursday",)),
        ("Germany decided on 13 November.", ("(11, 13)",)),
        ("Germany decided on 25 November.", ("(11, 25)",)),  # the day of the report is not the day of the deed
        ("Angela Merkel said Germany would help.", ("angela", "merkel")),
    ],
)
def test_a_fact_that_nothing_carries_is_missing(claim: str, missing: tuple[str, ...]) -> None:
    assert missing_facts(claim, QUOTE, KNOWN) == missing


PRYCE = "Edmund Pryce kept the books. Clara Holt and Jonas Holt kept watch.\n\nPryce took 40 crowns, and Holt saw it."


def test_a_number_of_weeks_carries_no_number_of_people() -> None:
    after = whole("Two weeks after she ran aground the ship is off the rocks.")
    assert missing_facts("Two people drowned.", (after,), frozenset()) == ("2",)
    assert missing_facts("She ran aground two weeks ago.", (after,), frozenset()) == ()
    both = whole("Two days later the two boats sank.")
    assert missing_facts("Two boats sank.", (both,), frozenset()) == ()


def test_a_surname_stands_for_the_full_name_that_its_article_gives() -> None:
    article = Article(id="p", title="Books", body=PRYCE, source="p.md")
    quote = Evidence(article, PRYCE.index("Pryce took"), len(PRYCE), 0.9)
    assert full_names(quote.text, PRYCE, frozenset({"pryce", "holt"})) == {"edmund"}
    assert missing_facts("Edmund Pryce took 40 crowns.", (quote,), frozenset({"pryce"})) == ()
    assert missing_facts("Clara Holt saw it.", (quote,), frozenset({"clara", "holt"})) == ("clara",)  # or Jonas


def test_what_somebody_is_called_by_is_no_other_first_name() -> None:
    body = "Mayor Pryce resigned. Edmund Pryce was mayor for years. But Pryce, a baker, came late. Ms Pryce did not."
    quote = Evidence(Article(id="p", title="T", body=body, source="p.md"), 0, 21, 0.9)
    assert full_names(quote.text, body, frozenset()) == {"edmund"}


def test_a_name_in_full_is_carried_by_the_one_its_article_gives_the_same_person() -> None:
    body = "Edmund Pryce kept the books.\n\nPryce, who joined in May, took the money."
    article = Article(id="1", title="Books", body=body, source="b.md")
    (quote,) = (Evidence(article, body.index("Pryce, who"), len(body), 0.9),)
    assert support("Edmund Pryce took it.", (quote,), "Who has it?") == 1
    assert support("Jonas Pryce took it.", (quote,), "Who has it?") < 1


def test_a_family_name_may_stand_first() -> None:
    body = "Zhu Shijie taught in Dadu. Zhu used rods."
    quote = Evidence(Article(id="z", title="Rods", body=body, source="z.md"), body.index("Zhu used"), len(body), 0.9)
    assert missing_facts("Zhu Shijie used rods.", (quote,), frozenset({"zhu", "shijie"})) == ()
    assert missing_facts("Zhu Wen used rods.", (quote,), frozenset({"zhu", "wen"})) == ("wen",)


@pytest.mark.parametrize(
    ("claim", "lost"),
    [
        ("The talks ended on 24 November 2015.", ()),
        ("The talks ended on November 24, 2023.", ("2023",)),
        ("The talks ended on Tuesday, 24 November.", ()),
        ("The talks ended on Monday, 24 November.", ("monday",)),
    ],
)
def test_years_and_weekdays_beside_a_date_must_be_right(claim: str, lost: tuple[str, ...]) -> None:
    quote = whole("The talks began on Monday and ended on 24 November.")
    dated = Evidence(replace(quote.article, published=date(2015, 11, 25)), quote.start, quote.end, quote.score)
    assert missing_facts(claim, (dated,), KNOWN) == lost


def test_names_of_the_question_are_looked_for_around_the_quotes() -> None:
    assert names_around("How many soldiers will Germany send to Mali?", QUOTE, KNOWN) == 1.0
    assert names_around("How many soldiers will Italy send to Mali?", QUOTE, KNOWN) == 0.5
    assert names_around("how many soldiers are sent", QUOTE, KNOWN) == 1.0
    assert names_around("Who joined the Talk in Germany?", QUOTE, KNOWN) == 1.0  # "talks"


def test_a_name_that_stands_only_further_up_in_the_article_counts_half() -> None:
    paragraphs = ["A fire broke out in Lund.", "It rained hard for most of that week. " * 12, "Two men died on Friday."]
    body = "\n\n".join(paragraphs)
    quote = Evidence(Article(id="f", title="A fire", body=body, source="f.md"), body.rfind("Two"), len(body), 0.9)
    assert names_around("When did two men die in Lund?", (quote,), frozenset()) == 0.5
    assert names_around("When did two men die in Ryd?", (quote,), frozenset()) == 0.0


def test_where_a_report_is_from_stands_around_what_it_says() -> None:
    quote = Evidence(replace(ARTICLE, place="Oslo"), QUOTE[0].start, QUOTE[0].end, 0.9)
    asked = "How many soldiers did the minister in Oslo name?"
    assert names_around(asked, (quote,), KNOWN) == 1.0
    assert names_around(asked, QUOTE, KNOWN) == 0.0


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("What was said on 24 November?", 1.0),  # "on Tuesday"
        ("What was said on 25 November 2015?", 1.0),  # the day of the report
        ("What was said on 26 November?", 0.0),
        ("What was said on 17 November?", 0.0),
        ("Who spoke in the second round?", 0.0),
        ("How many soldiers are in Mali for the 2nd time?", 0.5),
    ],
)
def test_days_and_places_in_an_order_are_looked_for_like_names(question: str, share: float) -> None:
    assert names_around(question, QUOTE, KNOWN) == share


@pytest.mark.parametrize(
    ("claim", "swapped"),
    [
        ("France is sending 650 soldiers to Mali.", True),
        ("Germany is sending 650 soldiers to help France.", False),
        ("650 soldiers are sent by France.", False),
        ("French forces in Mali get soldiers from Germany.", False),
    ],
)
def test_what_one_country_does_is_not_said_of_another(claim: str, swapped: bool) -> None:
    quote = whole("Germany would send 650 soldiers to Mali to help French forces there.")
    assert swaps(claim, (quote,), KNOWN | {"france"}) is swapped


@pytest.mark.parametrize(
    ("claim", "swapped"),
    [
        ("Skard won the cup 25-22 against Oppsal.", True),
        ("Oppsal won the cup, beating Skard.", False),
        ("Skard lost 25-22 to Oppsal.", False),  # no word stands between them in both
        ("Skard saw the cup won by Oppsal.", False),
        ("Strand of Oppsal was named the best.", False),
    ],
)
def test_who_did_it_is_not_said_of_whom_it_was_done_to(claim: str, swapped: bool) -> None:
    quote = whole("Oppsal won the cup for the fourth time on Sunday, beating Skard 25-22 in the final.")
    assert swaps(claim, (quote,), frozenset({"oppsal", "skard", "strand"})) is swapped


@pytest.mark.parametrize(
    ("claim", "wrong"),
    [
        ("Two residents had to be brought to safety.", True),
        ("1,150 people were brought to safety.", False),
        ("Two people died.", False),  # a word of its own behind it, none of another number
        ("The repairs cost 3.2 million crowns.", False),
        ("The town says that 3.2 million people were brought to safety.", True),
    ],
)
def test_a_number_does_not_count_what_another_counts(claim: str, wrong: bool) -> None:
    quote = whole("Two dead were found, 1,150 people were brought to safety, and repairs cost 3.2 million crowns.")
    assert miscounts(claim, (quote,), "How many?") is wrong


def test_a_claim_that_adds_to_its_quotes_does_not_hold() -> None:
    question = "What will Germany do?"
    assert holds("Germany will send 650 soldiers to Mali.", QUOTE, question, KNOWN)
    claim = "Germany will happily send brave young soldiers because it felt ashamed of earlier hesitation."
    assert support(claim, QUOTE, question) < 0.6
    assert not holds(claim, QUOTE, question, KNOWN)


def test_a_claim_that_says_the_question_again_with_a_place_does_not_hold() -> None:
    quote = (whole("The silver bowl stolen from the Harbour Museum in Ryd is back, the police said on Monday."),)
    asked = "What was stolen from the Harbour Museum?"
    assert not holds("The Harbour Museum was stolen from the museum in Ryd.", quote, asked, KNOWN)
    assert holds("A silver bowl was stolen from the Harbour Museum in Ryd.", quote, asked, KNOWN)
    assert holds("The Harbour Museum is in Ryd.", quote, "Where is the Harbour Museum?", KNOWN)


def test_a_bare_yes_does_not_hold() -> None:
    assert not holds("Yes, Germany would send 650 soldiers.", QUOTE, "Will Germany send soldiers?", KNOWN)


def test_nobody_answers_who_and_how_many() -> None:
    quotes = (whole("Nobody died in Ryd."),)
    assert holds("No one died in Ryd.", quotes, "How many people died in Ryd?", frozenset())
    assert holds("Nobody died in Ryd.", quotes, "Who died in Ryd?", frozenset())
    assert not holds("Two people died in Ryd.", quotes, "How many people died in Ryd?", frozenset())


def test_a_small_count_of_the_question_need_not_be_quoted() -> None:
    question = "What will the two allies send?"
    assert holds("The two allies send 650 soldiers.", QUOTE, question, KNOWN)
    assert not holds("The 12 allies send 650 soldiers.", QUOTE, "What will the 12 allies send?", KNOWN)


@pytest.mark.parametrize(
    ("quote", "carried"),
    [
        ("Ada Rist won the second round of the vote at Ryd.", True),
        ("Ada Rist won the vote at Ryd.", True),  # half of "won", "second", "round", "vote"
        ("Ada Rist is the new head of the vote office at Ryd.", False),
        ("Ada Rist leads Ryd.", False),
    ],
)
def test_a_claim_takes_no_more_than_half_its_matter_from_the_question(quote: str, carried: bool) -> None:
    claim, question = "Ada Rist won the second round of the vote at Ryd.", "Who won the second round of the vote?"
    assert same_matter(claim, (whole(quote),), question, frozenset({"ada", "rist", "ryd"})) is carried


@pytest.mark.parametrize("signal", ["judged", "names", "typed"])
def test_confidence_grows_with_each_signal(signal: str) -> None:
    low = {"judged": 0.5, "names": 0.5, "typed": 0.5}
    assert confidence(Signals(**{**low, signal: 0.9})) > confidence(Signals(**low))

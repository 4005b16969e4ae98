from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.article import Article
from qa.answer import Evidence
from qa.premise import nowhere, otherwise, unfounded
from tests.qa.made import whole

BODY = (
    "The mill at Ostby burned down in 1934. It was built again within a year, of brick.\n\n"
    "It has 640 windows. The owners have never let a visitor in, and since the 1980s it has stood empty.\n\n"
    "The town bought the mill last week. It will cost 2.5 million euros."
)


def quote(text: str) -> Evidence:
    article = Article(
        id="1", title="A mill is sold", body=BODY, source="m.md", outlet="Lake Post", published=date(2020, 5, 4)
    )
    start = BODY.index(text)
    return Evidence(article, start, start + len(text), 0.9)


BURNED, BUILT, WINDOWS, CLOSED, BOUGHT = (
    quote(text)
    for text in (
        "The mill at Ostby burned down in 1934.",
        "It was built again within a year, of brick.",
        "It has 640 windows.",
        "The owners have never let a visitor in, and since the 1980s it has stood empty.",
        "The town bought the mill last week.",
    )
)


@pytest.mark.parametrize(
    ("question", "found", "lost"),
    [
        ("What burned down in 1934?", BURNED, ()),
        ("What burned down in 1943?", BURNED, ("1943",)),
        ("What was built again after the fire of 1934?", BUILT, ()),
        ("What was bought in 2020?", BOUGHT, ()),  # the year of the report
        ("What was bought in 1934?", BOUGHT, ()),  # its article tells of 1934, and the quote of no other year
        ("What has stood empty since the 1980's?", CLOSED, ()),
        ("What has stood empty since the 1990s?", CLOSED, ("1990",)),
        ("What was built a second time?", BUILT, ()),  # again
        ("What was bought on the third attempt?", BOUGHT, ("number 3",)),
        ("What burned down in the 20th century?", BURNED, ()),
        ("What has 640 windows?", WINDOWS, ()),
        ("What has 460 windows?", WINDOWS, ("460",)),
        ("Who paid 2,500,000 euros?", BOUGHT, ()),
        ("What has 640-odd windows?", WINDOWS, ()),
        ("Which three towns bought the mill?", BOUGHT, ()),  # a small number is counted, not printed
        ("Whom do the owners not let in?", CLOSED, ()),
        ("What was not built of brick?", WINDOWS, ("not",)),
        ("Wasn't the mill bought last week?", BOUGHT, ()),  # yes or no, either answers it
    ],
)
def test_what_a_question_assumes_must_be_told(question: str, found: Evidence, lost: tuple[str, ...]) -> None:
    assert unfounded(question, [found]) == lost


BAN = "Jon Holm ran at Ryd.\n\nA hearing is due in May. A first offence carries a ban of four years."


@pytest.mark.parametrize(
    ("question", "sentence", "lost"),
    [
        ("How long a ban did Nils Dahl get?", "A first offence carries a ban of four years.", ("Nils Dahl",)),
        ("How long a ban did Jon Holm get?", "A first offence carries a ban of four years.", ()),  # the report's man
        ("Why did Nils Dahl get a ban?", "A first offence carries a ban of four years.", ()),  # no value is asked for
        ("When is the hearing of Nils Dahl?", "A hearing is due in May.", ()),  # which has no number
    ],
)
def test_what_is_told_of_nobody_is_not_told_of_whom_a_question_names_in_full(
    question: str, sentence: str, lost: tuple[str, ...]
) -> None:
    article = Article(id="b", title="Runner faces a ban", body=BAN, source="b.md")
    start = BAN.index(sentence)
    assert unfounded(question, [Evidence(article, start, start + len(sentence), 0.9)]) == lost
    for pointing in ("He was banned for four years.", "The court gave him four years."):
        assert unfounded(question, [whole(pointing)]) == ()


def test_a_country_whose_words_are_asked_for_must_be_named() -> None:
    praised = whole("The minister praised the deal.")
    assert unfounded("What did Spain say about the deal?", [praised]) == ("spain",)
    assert unfounded("What did Spain say about the deal?", [whole("The Spanish minister praised the deal.")]) == ()
    assert unfounded("What did Ann Berg say about the deal?", [praised]) == ()


def test_an_office_that_a_question_names_must_be_told_in_the_article() -> None:
    elected = whole("The port assembly elected Ann Berg on Friday with 58 votes.")
    assert unfounded("How many votes did Berg get in the election for mayor?", [elected]) == ("mayor",)
    assert unfounded("How many votes did Berg get?", [elected]) == ()
    later = whole("The port assembly elected Ann Berg on Friday. She had wanted to be the city's mayor.")
    first = Evidence(later.article, 0, later.article.body.index("She"), 0.9)
    assert unfounded("Why did Berg not become mayor?", [first]) == ("not",)


def test_what_kept_something_from_happening_is_told_without_a_not() -> None:
    fault = whole("On Monday a faulty valve was found in the rocket.")
    assert unfounded("Why couldn't the rocket start on Monday?", [fault]) == ()


def test_one_of_several_quotes_may_tell_it() -> None:
    assert unfounded("What has 640 windows and burned in 1934?", [BURNED, WINDOWS]) == ()


def test_names_and_years_that_no_article_has_are_named_as_the_question_writes_them() -> None:
    assert nowhere("Did Ostby or Lund sell the mill in 1871?", [BURNED, BOUGHT]) == ("Lund", "1871")
    assert nowhere("What did the Lake Post say of Ostby in 2020?", [BURNED]) == ()
    from_moss = replace(BURNED, article=replace(BURNED.article, place="Moss"))
    assert nowhere("Who bought the mill, by word from Moss?", [BURNED]) == ("Moss",)
    assert nowhere("Who bought the mill, by word from Moss?", [from_moss]) == ()


@pytest.mark.parametrize(
    ("question", "lost"),
    [
        ("What did the council buy on 30 April?", ()),  # the Thursday before the report
        ("What did the council buy on 23 April?", ("23 April",)),
        ("What did the council say on 4 May?", ()),  # the day of the report
        ("What had the council bought by 23 April?", ()),
    ],
)
def test_a_day_that_a_question_names_must_be_told(question: str, lost: tuple[str, ...]) -> None:
    body = "The council bought the mill on Thursday."
    article = Article(id="1", title="A mill is sold", body=body, source="m.md", published=date(2020, 5, 4))
    assert unfounded(question, [Evidence(article, 0, len(body), 0.9)]) == lost


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Did Norway send ninety soldiers?", "Did Norway send soldiers?"),
        ("Did Norway send 50 soldiers?", "Did Norway send 50 soldiers?"),
        ("Did Norway send ninety ships?", "Did Norway send ninety ships?"),
        ("Who sent ninety soldiers?", "Who sent ninety soldiers?"),
    ],
)
def test_another_number_of_the_same_things_answers_a_question_for_yes_or_no(question: str, left: str) -> None:
    assert otherwise(question, [whole("Norway sent fifty soldiers to the border.")]) == left

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.article import Filter
from index.errors import BadInputError
from qa.answer import Answer, Citation, Claim, Turn
from qa.question import as_of, cased, check, leans_on_history, outlets_named, respelt, stand_alone, understand

LOOT = "What was stolen from the museum?"
TOLD = Answer(LOOT, "A silver clock was stolen. [1]", False, (Claim("A silver clock was stolen.", (1,), 1.0),), (), "m")


@pytest.mark.parametrize(
    ("rewritten", "asked"),
    [
        ("Has the silver clock been found again?", "Has the silver clock been found again?"),
        ("Yes, it has been found again.", f"{LOOT} Has it been found again?"),  # an answer instead of a question
        ("Has it been found again?", f"{LOOT} Has it been found again?"),  # still leans on the conversation
        ("Has the golden egg been found again?", f"{LOOT} Has it been found again?"),  # from nowhere
        ("Has the egg been found again?", f"{LOOT} Has it been found again?"),
        ("Has the silver clock of the egg been found again?", "Has the silver clock of the egg been found again?"),
        ("Has the silver clock of Lund been found again?", f"{LOOT} Has it been found again?"),
        ("Has the silver clock been found again in 2019?", f"{LOOT} Has it been found again?"),
    ],
)
def test_a_rewritten_follow_up_must_be_a_question_in_the_conversations_words(rewritten: str, asked: str) -> None:
    assert stand_alone("Has it been found again?", [Turn(LOOT, TOLD)], lambda *_: rewritten) == asked


def test_a_follow_up_that_the_llm_leaves_as_it_is_stands_alone_if_it_says_enough() -> None:
    whole, short = "How many visitors had to leave the museum?", "How many visitors left?"
    history = [Turn(LOOT, TOLD)]
    assert stand_alone(f"And {whole[0].lower()}{whole[1:]}", history, lambda *_: whole) == whole
    assert stand_alone("And how many visitors left?", history, lambda *_: short) == f"{LOOT} how many visitors left?"


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("As of 22 September 2019, how many had died?", date(2019, 9, 22)),
        ("How many had died as of Sept. 22?", date(2020, 9, 22)),  # the year of the newest article
        ("How many had died as of June 31?", None),
        ("How many died on 22 September 2019?", None),
        ("What was known as of Friday?", None),
    ],
)
def test_as_of_a_day_asks_for_what_was_known_then(question: str, day: date | None) -> None:
    assert as_of(question, lambda: date(2020, 1, 3)) == day


def test_an_outlet_with_and_without_its_article_is_one() -> None:
    both = ["Ryd Post", "The Ryd Post"]
    for source in ("the Ryd Post", "the Post"):
        assert outlets_named(f"According to {source}, who won?", both) == (tuple(both), "Who won?")


def test_later_articles_are_left_out_and_the_reader_is_told() -> None:
    query = understand("As of 22 September 2019, how many had died?", None, (), lambda: None)
    assert query.where.until == date(2019, 9, 22)
    assert query.notes == ("Only articles published up to 22 September 2019 were read.",)
    assert understand("How many had died as of Sept. 22?", None, (), lambda: None).where.until is None


def test_an_outlet_asked_for_is_the_one_of_the_index_or_refused() -> None:
    known = ["Lake Post", "The Ryd Echo"]
    query = understand("Who won?", Filter(("lake post",)), known, lambda: None)
    assert query.where.outlets == ("Lake Post",)
    with pytest.raises(BadInputError, match="of the outlet 'Lake'; the index has Lake Post, The Ryd Echo"):
        understand("Who won?", Filter(("Lake",)), known, lambda: None)


def test_half_a_character_of_a_question_is_replaced() -> None:
    assert check("caf\udce9 closed?") == "caf\ufffd closed?"


OUTLETS = ["Valley Post", "The Quayside Bulletin", "Lake Chronicle", "City Chronicle", "AFP"]


@pytest.mark.parametrize(
    ("question", "named", "asked"),
    [
        ("According to the Valley Post, who won?", ("Valley Post",), "Who won?"),
        ("acording to the quayside buletin who won", ("The Quayside Bulletin",), "Who won"),  # slips
        ("According to the Bulletin, who won?", ("The Quayside Bulletin",), "Who won?"),  # its last word
        ("What did the Valley Post's report say?", ("Valley Post",), "What did the Valley Post's report say?"),
        ("What did AFP report about the flood?", ("AFP",), "What was reported about the flood?"),
        ("According to the Chronicle, who won?", (), "According to the Chronicle, who won?"),  # which one?
        ("According to AFB, who won?", (), "According to AFB, who won?"),  # too short for a slip
        ("Who runs the post, according to the council?", (), "Who runs the post, according to the council?"),
    ],
)
def test_the_outlet_that_a_question_names(question: str, named: tuple[str, ...], asked: str) -> None:
    assert outlets_named(question, OUTLETS) == (named, asked)


def told(text: str, *, abstained: bool = False) -> Answer:
    claims = () if abstained else (Claim(text, (1,), 1.0),)
    return Answer("", text, abstained, claims, (), "fake")


@pytest.mark.parametrize(
    ("before", "answer", "alone"),
    [
        ("Who built the Old Mill?", "On Monday Anna Holt's firm built the Old Mill.", "when did Anna Holt die?"),
        (
            "Which minister built the Old Mill?",
            "On Monday Norwegian Anna Holt built the Old Mill.",
            "when did Anna Holt die?",
        ),
        ("Who built the Old Mill?", "Anna Holt and Tom Reyes built the Old Mill.", "rewritten"),  # which of them?
        ("Who built the Old Mill?", "Anna built the Old Mill.", "rewritten"),
        ("When was the Old Mill built?", "Anna Holt built the Old Mill in 1931.", "rewritten"),
        ("Who built the Old Mill?", "A nephew who came to Lund Cathedral built the Old Mill.", "rewritten"),  # a place
        ("Who built the Old Mill?", "On Monday Šime Ångström built the Old Mill.", "when did Šime Ångström die?"),
    ],
)
def test_he_or_she_is_whom_the_last_answer_named(before: str, answer: str, alone: str) -> None:
    rewritten = "When did the builder of the Old Mill die?"
    found = stand_alone("And when did she die?", [Turn(before, told(f"{answer} A builder."))], lambda *_: rewritten)
    assert found == (rewritten if alone == "rewritten" else alone)


@pytest.mark.parametrize(
    ("asked", "alone"),
    [
        ("What does Holt say about Anna Berg?", "What did Holt do before?"),
        ("What does Sweden say about Anna Berg?", None),  # no person
        ("What does Berg say about the mayor?", None),  # whom nobody names in full
    ],
)
def test_he_is_of_whom_the_last_question_asks_what_he_does(asked: str, alone: str | None) -> None:
    quote = Citation(1, "a", "T", None, None, None, "The mayor, Tom Holt, spoke in Ryd.", 0, 34)
    first = Turn("Who spoke in Ryd?", replace(told("The mayor, Tom Holt, spoke."), citations=(quote,)))
    found = stand_alone("What did he do before?", [first, Turn(asked, told("That it is late."))])
    assert found == (alone or f"{asked} What did he do before?")


def test_the_man_is_somebody_of_the_conversation() -> None:
    assert leans_on_history("what does the man do for a living?")
    assert not leans_on_history("Who is the man who robbed the bank in Ryd?")
    assert not leans_on_history("What does the man in the red coat do for a living?")


def test_a_follow_up_is_read_with_the_conversation_from_the_question_that_stands_alone() -> None:
    read: list[str] = []
    asked = [
        "Who runs the Old Mill?",
        "What was stolen from the museum?",
        "And from the Old Mill?",
        "Why?",
        "Has it burned?",
    ]
    history = [Turn(text, told(f"Of {number}.", abstained=number == 3)) for number, text in enumerate(asked, 1)]
    stand_alone("And where is it?", history, lambda conversation, _: f"{read.append(conversation)}")  # type: ignore[func-returns-value]
    assert read == [
        "Q: What was stolen from the museum?\nA: Of 2.\nQ: Why?\nA: Of 4.\nQ: Has it burned?\nA: Of 5.",
    ]


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("And Monday?", "What did Norway offer Denmark on Monday?"),
        ("What about the fleet?", "What did Norway offer the fleet?"),
    ],
)
def test_and_something_that_is_no_name_is_asked_of_the_llm(question: str, whole: str) -> None:
    history = [Turn("What did Norway offer Denmark on Sunday?", TOLD)]
    assert stand_alone(question, history, lambda *_: whole) == whole


@pytest.mark.parametrize("question", ["And Sweden?", "What about Sweden?"])
def test_and_somebody_asks_the_same_of_this_one(question: str) -> None:
    history = [Turn("What did Norway offer Denmark?", TOLD), Turn("And Finland?", TOLD)]
    assert stand_alone(question, history) == "What did Sweden offer Denmark?"
    league = [Turn("What did the League offer Denmark?", TOLD)]
    assert stand_alone("And the Amber List?", league) == "What did the Amber List offer Denmark?"


def test_nobody_is_named_by_an_answer_that_was_refused() -> None:
    history = [Turn("Who built the Old Mill?", told("Anna Holt built the Old Mill.", abstained=True))]
    assert stand_alone("When did she die?", history) == "Who built the Old Mill? When did she die?"


@pytest.mark.parametrize(
    ("question", "unknown", "spelt"),
    [
        ("Who advised Bismark?", ["Bismark"], "Who advised Bismarck?"),
        (
            "Did Anna Johanson or Hansen advise Bismark?",
            ["Johanson", "Hansen", "Bismark"],
            "Did Anna Johansson or Hansen advise Bismarck?",
        ),
        ("Who advised Bismark?", [], "Who advised Bismark?"),  # a name of the articles
        ("Who advised Pismarck?", ["Pismarck"], "Who advised Pismarck?"),  # somebody else
        ("Who advised Otta?", ["Otta"], "Who advised Otta?"),  # too short for a slip
    ],
)
def test_a_misspelt_name_is_read_as_the_articles_spell_it(question: str, unknown: list[str], spelt: str) -> None:
    assert respelt(question, unknown, ["Otto von Bismarck asked Eva Johansson."]) == spelt


@pytest.mark.parametrize(
    ("question", "written"),
    [
        ("how many divers will norway lend to ryd", "how many divers will Norway lend to Ryd"),
        ("what was norway's offer", "what was Norway's offer"),
        ("What will norway do on friday", "What will Norway do on Friday"),
        ("will sweden help ryd", "will sweden help Ryd"),  # of whom nothing is known
        ("What did norway say of Lund?", "What did norway say of Lund?"),  # the asker knows capitals
        ("may the mayor swim", "may the mayor swim"),
    ],
)
def test_names_in_a_question_without_capitals_get_them_from_the_articles(question: str, written: str) -> None:
    texts = [
        "Divers from Norway came to Ryd on Friday.",
        "On Friday Norway lent Ryd its divers, and the Mayor of Ryd, a mayor since May, said they may stay.",
    ]
    assert cased(question, texts) == written


@pytest.mark.parametrize(
    ("question", "rewritten", "alone"),
    [
        (
            "How many visitors came?",
            "How many visitors came to the Old Mill?",
            "How many visitors came to the Old Mill?",
        ),
        ("Which bridge was closed?", "Which bridge was closed on Monday?", "Which bridge was closed?"),
        ("How long did the strike last?", "It lasted a week.", "How long did the strike last?"),
        (
            "How many visitors came to Lund?",
            "How many visitors came to the Old Mill?",
            "How many visitors came to Lund?",
        ),
        ("Tell me about the summer visitors.", "Tell me about the Old Mill?", "Tell me about the summer visitors."),
    ],
)
def test_a_question_without_a_name_may_leave_out_what_it_is_about(question: str, rewritten: str, alone: str) -> None:
    history = [Turn("When was the Old Mill opened?", told("The Old Mill was opened on Monday."))]
    assert stand_alone(question, history, lambda *_: rewritten) == alone

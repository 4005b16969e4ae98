from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from langchain_core.messages import BaseMessage

from qa.answer import ABSTENTION, Answer, Citation, Claim, Conflict, Reading, Token, Turn
from qa.compound import beside, joined, leans, singles
from qa.pipeline import Pipeline
from tests.fakes import FakeLLM, words
from tests.qa.made import whole


@pytest.mark.parametrize(
    ("question", "single"),
    [
        (
            "What did the union want, what did the firm offer, and how did it end?",
            ("What did the union want?", "What did the firm offer?", "How did it end?"),
        ),
        (
            "When was Holm Bridge shut, and from when can cars use it?",
            ("When was Holm Bridge shut?", "From when can cars use it?"),
        ),
        (
            "How did they vote on the mill and on the bridge?",
            ("How did they vote on the mill?", "How did they vote on the bridge?"),
        ),
        (
            "Name the base and the number of soldiers.",
            ("Name the base.", "Name the number of soldiers."),
        ),
    ],
)
def test_a_question_made_of_several_is_parted(question: str, single: tuple[str, ...]) -> None:
    assert singles(question) == single


@pytest.mark.parametrize(
    "question",
    [
        "What did Germany and Britain offer?",
        "Who bought the mill, and for how much?",
        "Which two ships were lost, and where?",
        "When the bridge was shut, what did the mayor say?",
        "Whom did she meet on Monday, on Tuesday and on Friday?",
        "Did he travel from Holm and back to Lund?",
        "The minister resigned and why?",
    ],
)
def test_a_single_question_is_not(question: str) -> None:
    assert singles(question) == ()


def test_a_single_question_without_a_name_leans_on_the_others_unless_it_has_their_words() -> None:
    strike = ("What did the tram union want?", "What did the firm offer?")
    votes = ("How did the council vote on the mill?", "How did the council vote on the bridge?")
    assert leans(strike[1], strike)
    assert not leans("What sum do the relatives want?", strike)  # it says enough
    assert not leans("What did Anna Holt offer?", strike)
    assert not leans(votes[1], votes)
    assert beside(votes[1], votes, [whole("They voted 9 to 4 for the mill.")])
    assert not beside(votes[1], votes, [whole("They voted 9 to 4 for the bridge.")])


def answered(text: str, quote: str, **more: object) -> Answer:
    place = Citation(1, quote, "T", None, None, None, quote, 0, len(quote))
    known = {"confidence": 0.9, "timings_ms": {"first_token": 2, "written": 5, "total": 6}}
    return Answer("?", f"{text} [1]", False, (Claim(text, (1,), 1.0),), (place,), "fake", **(known | more))  # type: ignore[arg-type]


NOTHING = Answer("?", ABSTENTION, True, (), (), "fake", timings_ms={"first_token": 3, "written": 7, "total": 8})


def test_answers_are_joined_and_their_quotes_numbered_anew() -> None:
    readings = Conflict("x", (Reading("9", 1), Reading("8", 1)))
    turns = [
        Turn("Whole?", answered("Nine voted.", "Nine voted.", notes=("Read as: x",))),
        Turn("One?", answered("Eight paid.", "Eight paid.", confidence=0.7, conflicts=(readings,))),
        Turn("Other?", answered("Nine voted.", "Nine voted.")),
        Turn("Third?", NOTHING),
    ]
    answer = joined(turns)
    assert answer.answer == "Nine voted. [1] Eight paid. [2]"
    assert [citation.number for citation in answer.citations] == [1, 2]
    assert answer.conflicts == (Conflict("x", (Reading("9", 2), Reading("8", 2))),)
    assert answer.notes == ("Read as: x", "Nothing was found for: Third?")
    assert answer.confidence == 0.7
    assert answer.timings_ms == {"first_token": 2, "written": 25, "total": 26}


def test_an_earlier_value_that_is_asked_for_too_contradicts_no_later_one() -> None:
    first, last = answered("Eight paid at first.", "Eight paid."), answered("Nine paid.", "Nine paid.")
    both = Conflict("x", (Reading("9", 1), Reading("8", 1)))
    assert not joined([Turn("At first?", first), Turn("Now?", replace(last, conflicts=(both,)))]).conflicts
    assert joined([Turn("Where?", NOTHING), Turn("Now?", replace(last, conflicts=(both,)))]).conflicts


def test_where_nothing_is_told_the_whole_question_abstains() -> None:
    answer = joined([Turn("Whole?", NOTHING), Turn("One?", NOTHING)])
    assert (answer.abstained, answer.answer, answer.notes) == (True, ABSTENTION, ())


class Reader(FakeLLM):
    """Says yes where half of what is asked stands in the text."""

    def yes(self, messages: Sequence[BaseMessage]) -> float:
        text, asked = re.split(r"\n(?:Question|Claim): ", str(messages[-1].text), maxsplit=1)
        share = len(set(words(asked)) & set(words(text))) / len(set(words(asked)))
        return 0.9 if share >= 0.5 else 0.1


COST, COINS = "What will the repairs of the bridge cost", "how many gold coins did thieves take from the museum"


def test_each_question_that_the_answer_leaves_open_is_asked_by_itself(
    pipeline_with: Callable[..., Pipeline],
) -> None:
    repairs = "The repairs will cost 3.2 million dollars."
    llm = Reader(replies=[repairs, repairs, "Thieves took 14 gold coins."])  # the whole, and each by itself
    events = list(pipeline_with(llm=llm).stream(f"{COST}, and {COINS}?"))
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert sum(isinstance(event, Answer) for event in events) == 1
    assert [claim.citations for claim in answer.claims] == [(1,), (2,)]
    assert "3.2 million" in answer.claims[0].text
    assert "14 gold coins" in answer.claims[1].text
    assert answer.question == f"{COST}, and {COINS}?"
    assert not answer.notes
    assert "dollars. Thieves" in "".join(event.text for event in events if isinstance(event, Token))
    assert len(llm.prompts) == 3


def test_what_the_answer_covers_is_not_asked_again(pipeline_with: Callable[..., Pipeline]) -> None:
    llm = Reader(replies=["The repairs will cost 3.2 million dollars.", "Shops near the bridge fear for their trade."])
    answer = pipeline_with(llm=llm).answer(f"{COST}, and what do shops fear?")
    assert [claim.citations for claim in answer.claims] == [(1,), (2,)]
    assert len(llm.prompts) == 2


@pytest.mark.parametrize(
    ("other", "asked"),
    [
        ("how much will the repairs of the bridge cost", 1),
        ("how much will the repairs of the bridge cost in all", 2),  # for which the latest reports are read
        ("how much did the repairs of the bridge cost", 2),  # what they will cost is no value of this
    ],
)
def test_an_answer_covers_no_question_for_the_latest_or_for_another_value(
    pipeline_with: Callable[..., Pipeline], other: str, asked: int
) -> None:
    llm = Reader(replies=["The repairs will cost 3.2 million dollars.", "Penguins waddle."])
    pipeline_with(llm=llm).answer(f"{COST}, and {other}?")
    assert len(llm.prompts) == asked


def test_what_nothing_was_found_for_is_named(pipeline_with: Callable[..., Pipeline]) -> None:
    repairs = "The repairs will cost 3.2 million dollars."
    llm = Reader(replies=[repairs, repairs, "Penguins waddle."])
    answer = pipeline_with(llm=llm).answer(f"{COST}, and how many penguins live in Berlin?")
    assert [claim.citations for claim in answer.claims] == [(1,)]
    assert answer.notes[-1] == "Nothing was found for: How many penguins live in Berlin?"

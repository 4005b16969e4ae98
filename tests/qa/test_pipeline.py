from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from threading import Timer
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from index.errors import BadInputError, LLMUnavailableError
from qa import prompt
from qa.answer import ABSTENTION, Answer, Citation, Claim, Found, Stage, Token, Turn
from qa.pipeline import Pipeline
from qa.question import about_last, stand_alone
from tests.fakes import FakeLLM

COST = "What will the repairs of the bridge cost?"
Open = Callable[..., Pipeline]


def test_every_claim_is_quoted_to_the_letter(pipeline_with: Open) -> None:
    pipeline = pipeline_with("The repairs of the bridge will cost 3.2 million dollars.")
    answer = pipeline.answer(COST)
    assert not answer.abstained
    assert answer.answer == "The repairs of the bridge will cost 3.2 million dollars. [1]"
    assert [claim.citations for claim in answer.claims] == [(1,)]
    for citation in answer.citations:
        assert pipeline.store.article(citation.article_id).body[citation.start : citation.end] == citation.quote


def test_the_stream_shows_quotes_then_the_draft_then_the_answer(pipeline_with: Open) -> None:
    events = list(pipeline_with("The repairs will cost 3.2 million dollars.").stream(COST))
    kinds = [type(event) for event in events]
    assert kinds.index(Found) < kinds.index(Token) < kinds.index(Answer) == len(events) - 1
    stages = [event.name for event in events if isinstance(event, Stage)]
    assert stages == ["searching", "reading", "writing", "checking"]
    timings = next(event for event in events if isinstance(event, Answer)).timings_ms
    assert timings["retrieve"] <= timings["rerank"] <= timings["first_quote"] <= timings["first_token"]
    assert timings["first_token"] <= timings["written"] <= timings["total"]


@pytest.mark.parametrize(
    "reply",
    [
        "The repairs will cost 4.1 million dollars.",  # a number from nowhere
        "Berta Kron said the repairs will cost 3.2 million dollars.",  # a name from nowhere
        "Yes.",
        "The passages do not say what the repairs cost.",
        "Penguins waddle.",
        "...",
        'AND "NEAR(* -',
    ],
)
def test_what_no_quote_carries_gives_way_to_the_quote_itself(pipeline_with: Open, reply: str) -> None:
    answer = pipeline_with(reply).answer(COST)
    assert reply not in answer.answer
    assert [claim.text for claim in answer.claims] == [citation.quote for citation in answer.citations]


def test_asked_for_a_speaker_the_quote_with_its_said_answers(pipeline_with: Open) -> None:
    answer = pipeline_with("Mayor Tom Reyes said the repairs will cost 3.2 million dollars.").answer(
        "Who said what the repairs will cost?"
    )
    assert answer.claims[0].text == answer.citations[0].quote
    assert "said Anna Holt" in answer.answer


def test_an_abstention_shows_no_claim_but_the_closest_passages(pipeline_with: Open) -> None:
    answer = pipeline_with("Penguins waddle.").answer("How many penguins live in the zoo of Berlin?")
    assert answer.abstained
    assert answer.answer == ABSTENTION
    assert not answer.claims
    assert not answer.citations
    assert answer.closest
    assert answer.notes == ("The closest articles do not mention Berlin.",)


def test_one_unsupported_sentence_does_not_cost_the_others(pipeline_with: Open) -> None:
    answer = pipeline_with("The repairs will cost 3.2 million dollars. The repairs began in 1812.").answer(COST)
    assert answer.answer == "The repairs will cost 3.2 million dollars. [1]"


def test_a_name_of_the_question_that_no_quote_knows_makes_it_abstain(pipeline_with: Open) -> None:
    reply = "Thieves took 14 gold coins from the museum."
    assert not pipeline_with(reply).answer("How many gold coins did thieves take from the Lund museum?").abstained
    assert pipeline_with(reply).answer("How many gold coins did thieves take from the Prado in Madrid?").abstained


def test_a_year_that_only_the_question_tells_makes_it_abstain(pipeline_with: Open) -> None:
    reply = "Thieves took 14 gold coins from the museum."
    answer = pipeline_with(reply).answer("How many gold coins did thieves take from the museum in 1871?")
    assert answer.abstained
    assert answer.notes == ("The closest articles do not mention 1871.",)


@pytest.mark.parametrize("question", ["", "  \n ", "?!", "word " * 401])
def test_bad_questions(pipeline_with: Open, question: str) -> None:
    with pytest.raises(BadInputError, match="question"):
        pipeline_with("x").answer(question)


def test_a_follow_up_is_asked_together_with_what_it_leans_on(pipeline_with: Open) -> None:
    pipeline = pipeline_with(
        "The repairs will cost 3.2 million dollars.",
        "Who said what the repairs will cost?",
        "Anna Holt said the repairs will cost 3.2 million dollars.",
    )
    first = pipeline.answer(COST)
    answer = pipeline.answer("And who said that?", [Turn(COST, first)])
    assert answer.question == "And who said that?"
    assert "Anna Holt" in answer.answer


def test_a_greeting_is_answered_by_what_may_be_asked(pipeline_with: Open) -> None:
    pipeline = pipeline_with("Hello, I am a language model.")
    answer = pipeline.answer("Hi there!")
    assert answer.abstained
    assert answer.answer.startswith(f"Ask what the {pipeline.store.count()} articles here tell, for example: “")
    assert answer.question == "Hi there!"
    assert not answer.closest


def test_a_broad_request_is_answered_by_quotes_alone(pipeline_with: Open) -> None:
    events = list(pipeline_with("Penguins waddle.").stream("Tell me about the repairs of the bridge."))
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert not any(isinstance(event, Token) for event in events)
    assert [claim.text for claim in answer.claims] == [citation.quote for citation in answer.citations]
    assert "3.2 million" in answer.answer


def test_a_question_is_kept_as_it_was_typed(pipeline_with: Open) -> None:
    typed = "Hello, could you tell me what the repairs of the bridge will cost, please?"
    answer = pipeline_with("The repairs of the bridge will cost 3.2 million dollars.").answer(typed)
    assert answer.question == typed
    assert not answer.abstained


class Failing(FakeLLM):
    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:  # noqa: ANN401
        yield ChatGenerationChunk(message=AIMessageChunk(content="The"))
        raise ConnectionError("gone")


def test_an_llm_that_fails_midway_is_an_error_and_not_an_answer(pipeline_with: Open) -> None:
    with pytest.raises(LLMUnavailableError, match="cannot be reached"):
        pipeline_with(llm=Failing(replies=["x"])).answer(COST)


def test_examples_are_questions_the_articles_answer(pipeline_with: Open) -> None:
    assert pipeline_with("").examples(3)


def test_a_conflict_names_both_values_and_another_outlets_own_words(pipeline_with: Open) -> None:
    answer = pipeline_with("Fire destroyed 30 stalls of the Sunday market.").answer(
        "How many stalls of the Sunday market did the fire destroy?"
    )
    (conflict,) = answer.conflicts
    assert [reading.value for reading in conflict.readings] == ["34", "30"]
    late, early = (answer.citations[reading.citation - 1] for reading in conflict.readings)
    assert (late.outlet, early.outlet) == ("Radio Riverton", "Valley Post")
    assert [day.date for day in late.days if day.text == "Thursday"] == ["2021-04-15"]
    assert [(carrier.outlet, carrier.relation) for carrier in early.also_in] == [("Riverton Herald", "independent")]


class Reader(FakeLLM):
    """Says yes to every question but about a text with "never" in it."""

    def _next(self, messages: list[BaseMessage]) -> str:
        return "No" if "never" in str(messages[-1].text) and "Sentence:" in str(messages[-1].text) else "Yes"


def test_two_reports_that_say_yes_and_no_are_a_conflict(pipeline_with: Open) -> None:
    answer = pipeline_with(llm=Reader(replies=["Yes"])).answer("Had the alarm been switched off?")
    (conflict,) = answer.conflicts
    late, early = (answer.citations[reading.citation - 1] for reading in conflict.readings)
    assert (late.outlet, early.outlet) == ("Radio Riverton", "Valley Post")
    assert [reading.value for reading in conflict.readings] == [f"no: {late.quote}", f"yes: {early.quote}"]
    assert not conflict.correction


def test_yes_or_no_is_answered_by_one_quote_where_nothing_says_the_reverse(pipeline_with: Open) -> None:
    answer = pipeline_with("Yes").answer("Had the alarm been switched off?")
    assert not answer.conflicts
    assert len(answer.claims) == len(answer.citations) == 1


class Checker(FakeLLM):
    """Writes its first reply; says no of what ``no`` finds in the last message, and else yes."""

    no: str = ""

    def _next(self, messages: list[BaseMessage]) -> str:
        said = str(messages[-1].text)
        self.prompts.append(messages)
        return self.replies[0] if said.startswith("Passages:") else "No" if re.search(self.no, said) else "Yes"


def test_a_claim_that_its_quotes_are_found_not_to_say_gives_way_to_them(pipeline_with: Open) -> None:
    asked, reply = "When will the ferries run?", "The northern quay will run ferries every twelve minutes."
    (kept,) = pipeline_with(llm=Checker(replies=[reply], no="never asked")).answer(asked).claims
    assert kept.text == reply
    (claim,) = pipeline_with(llm=Checker(replies=[reply], no="Claim:")).answer(asked).claims
    assert claim.text == "Ferries will run every twelve minutes from the northern quay."


def test_of_several_quotes_that_take_a_claims_place_those_that_answer_stay(pipeline_with: Open) -> None:
    reply = "The council voted nine to four to close the bridge, and the repairs will cost 3.2 million dollars."
    answer = pipeline_with(llm=Checker(replies=[reply], no=r"Claim:|Text: Riverton's council[^.]*\.\n")).answer(COST)
    assert [claim.text for claim in answer.claims] == [
        "The repairs will cost 3.2 million dollars, said Anna Holt, the city's engineer."
    ]


def test_a_misspelt_name_is_read_as_the_articles_spell_it_and_the_answer_says_so(pipeline_with: Open) -> None:
    answer = pipeline_with("Nine members voted to close the bridge.").answer(
        "How many members of Riverten's council voted to close the bridge?"
    )
    assert not answer.abstained
    assert answer.notes == ("Read as: How many members of Riverton's council voted to close the bridge?",)


def test_a_denial_answers_yes_or_no_though_the_judge_does_not_see_it(pipeline_with: Open) -> None:
    llm = Checker(replies=["No."], no="Sentence:|Text: The alarm")
    answer = pipeline_with(llm=llm).answer("Had the alarm of the museum been switched off, the director of the museum?")
    assert [claim.text for claim in answer.claims] == [
        "The alarm had never been switched off, the director of the museum said."
    ]


def test_of_several_claims_those_beside_the_point_are_left_out(pipeline_with: Open) -> None:
    reply = "The police said thieves took 14 gold coins. The repairs will cost 3.2 million dollars."
    answer = pipeline_with(llm=Checker(replies=[reply], no="Text: The repairs[^:]*\n")).answer(
        "How many gold coins did the thieves take?"
    )
    assert [claim.text for claim in answer.claims] == ["The police said thieves took 14 gold coins."]


def test_what_is_quoted_beside_a_first_claim_that_does_not_answer_takes_its_place(pipeline_with: Open) -> None:
    reply = "Mayor Tom Reyes had wanted less."
    answer = pipeline_with(llm=Checker(replies=[reply], no="Text: Mayor")).answer(
        "What did the city's engineer Anna Holt say of the repairs?"
    )
    assert not answer.abstained
    assert [claim.text for claim in answer.claims] == [
        "The repairs will cost 3.2 million dollars, said Anna Holt, the city's engineer."
    ]


@pytest.mark.parametrize(("no", "answered"), [("Text: Mayor", True), ("Text: ", False)])
def test_where_a_quote_in_a_claims_place_does_not_answer_one_that_does_takes_it(
    pipeline_with: Open, no: str, answered: bool
) -> None:
    llm = Checker(replies=["Mayor Tom Reyes is the engineer who told of the repairs."], no=no)
    answer = pipeline_with(llm=llm).answer("Who is the city's engineer who told of the repairs?")
    assert answer.abstained is not answered
    assert [claim.text for claim in answer.claims] == [
        "The repairs will cost 3.2 million dollars, said Anna Holt, the city's engineer."
    ] * answered


def test_asked_for_the_latest_only_the_last_report_is_read(pipeline_with: Open) -> None:
    llm = FakeLLM(replies=["Fire destroyed 34 stalls of the Sunday market."])
    pipeline_with(llm=llm).answer("How many stalls of the Sunday market did the fire destroy in the end?")
    assert "34 stalls" in str(llm.prompts[0][-1].text)
    assert "30 stalls" not in str(llm.prompts[0][-1].text)


@pytest.mark.parametrize(
    "asked",
    [
        "Which row of traders of the Sunday market lost 30 stalls and half of it now?",
        "How many stalls of the Sunday market did traders lose at first, and how many in the end?",
    ],
)
def test_what_stood_in_an_earlier_report_is_read_where_the_last_need_not_supersede_it(
    pipeline_with: Open, asked: str
) -> None:
    llm = FakeLLM(replies=["Traders of the Sunday market lost 30 stalls."])
    pipeline_with(llm=llm).answer(asked)
    assert "lost 30 stalls" in str(llm.prompts[0][-1].text)


def test_a_question_asked_while_the_llm_loads_is_answered_as_any_other(
    pipeline_with: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompt, "token_counter", lambda _: lambda text: len(text) // 4)
    pipeline = pipeline_with("")
    pipeline.settings = pipeline.settings.model_copy(update={"evidence_tokens": 45})
    llm = FakeLLM(replies=["The repairs will cost 3.2 million dollars."])
    pipeline._llm = Future()
    Timer(0.2, pipeline._llm.set_result, [llm]).start()
    for _ in range(2):
        pipeline.answer(COST)
    early, late = (messages[-1].text for messages in llm.prompts if str(messages[-1].text).startswith("Passages:"))
    assert early == late


def test_a_follow_up_of_a_follow_up_keeps_the_start_of_the_conversation() -> None:
    silent = Answer("", ABSTENTION, True, (), (), "fake")
    history = [Turn("Who built the Old Mill bridge?", silent), Turn("When did she die?", silent)]
    assert stand_alone("And where?", history).startswith("Who built the Old Mill bridge?")


TOLD = Answer(
    COST,
    "It costs 3 million. [1] Anna Holt said so. [2]",
    False,
    (Claim("Anna Holt said so.", (2,), 1.0), Claim("It costs 3 million.", (1,), 1.0)),
    tuple(
        Citation(number, "a", "T", "O", None, None, quote, 0, len(quote))
        for number, quote in enumerate(("It costs 3 million.", "Anna Holt said so."), 1)
    ),
    "fake",
)


@pytest.mark.parametrize(
    ("request_", "said", "quotes"),
    [
        ("Shorter, please", "Anna Holt said so. [1]", ["Anna Holt said so."]),
        ("only the numbers", "It costs 3 million. [1]", ["It costs 3 million."]),
        (
            "Just the quotes, please.",
            "Anna Holt said so. [1] It costs 3 million. [2]",
            ["Anna Holt said so.", "It costs 3 million."],
        ),
    ],
)
def test_a_request_about_the_last_answer_cuts_it_down(
    pipeline_with: Open, request_: str, said: str, quotes: list[str]
) -> None:
    answer = pipeline_with("Penguins waddle.").answer(request_, [Turn(COST, TOLD)])
    assert answer.question == request_
    assert answer.answer == said
    assert [citation.quote for citation in answer.citations] == quotes


def test_what_the_last_answer_does_not_hold_is_said() -> None:
    again = about_last("only the dates", [Turn(COST, TOLD)])
    assert again is not None
    assert again.notes
    assert again.claims == TOLD.claims


@pytest.mark.parametrize("asked", ["Which bridge is shorter?", "only the mayor?", "How many numbers?"])
def test_a_question_is_no_request_about_the_last_answer(asked: str) -> None:
    assert about_last(asked, [Turn(COST, TOLD)]) is None
    assert about_last("shorter", []) is None

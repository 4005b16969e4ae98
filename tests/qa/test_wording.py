"""What somebody types and what is meant."""

from __future__ import annotations

import pytest

from qa import kinds, wording


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Please tell me, who repaired the bridge?", "Who repaired the bridge?"),
        ("hi, could you find out when it opened, please?", "when it opened?"),
        ("I'd like to know in which year it was built", "In which year it was built"),
        ("Can you tell me whether the bridge is closed?", "Is it true that the bridge is closed?"),
        ("The bridge is closed, isn't it?", "Is it true that the bridge is closed?"),
        ("Norway sent two ships, right?", "Is it true that Norway sent two ships?"),
        ("If I pay late, can I still go?", "If I pay late, can I still go?"),
        ("What is right, right?", "What is right, right?"),
        ("Who repaired the bridge?", "Who repaired the bridge?"),
        ("please", "please"),
    ],
)
def test_courtesy_and_tags_are_no_part_of_a_question(typed: str, meant: str) -> None:
    assert wording.plain(typed) == meant


@pytest.mark.parametrize("said", ["Hi", "thanks a lot!", "Hello there.", "What can you do?", "who are you", "help"])
def test_a_greeting_asks_nothing(said: str) -> None:
    assert wording.is_small_talk(said)


@pytest.mark.parametrize("asked", ["Who thanked Norway?", "What did the mayor do?", "Help for Norway", "No ships?"])
def test_a_question_is_no_greeting(asked: str) -> None:
    assert not wording.is_small_talk(asked)


@pytest.mark.parametrize(
    ("asked", "topic"),
    [
        ("Tell me about the flood.", "the flood"),
        ("What's the latest on Elm Street?", "Elm Street"),
        ("Can you give me a summary of the strike?", "the strike"),
        ("what happened with the old bridge", "the old bridge"),
        ("What did the mayor say about the flood?", ""),
        ("What happened to the pilot?", ""),
        ("Tell me about it.", ""),
    ],
)
def test_the_topic_of_a_broad_request(asked: str, topic: str) -> None:
    assert wording.topic(asked) == topic


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("flood death toll", "Two people died."),
        ("strike start date", "It began on Monday."),
        ("duration of the talks", "They took 90 minutes."),
    ],
)
def test_words_typed_as_into_a_search_box_ask_for_a_kind_too(typed: str, kind: str) -> None:
    assert kinds.has_kind(typed, kind)
    assert not kinds.has_kind(typed, "The mayor thanked them all.")

"""A question's way on the page, without a browser: what is kept, restored, proposed, and told when it fails."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing

import pytest

from index.article import Filter
from qa.answer import Event
from tests.ui import fake
from tests.ui.fake import FakePipeline
from ui import turns
from ui.failures import FAILED
from ui.opening import LOADING, Opening
from ui.render import View
from ui.turns import Asked, Floor, Kept, Talk


@pytest.fixture
def opening() -> Iterator[Opening]:
    opening = Opening(lambda: fake.opened(FakePipeline()))
    opening.get()
    with closing(opening):
        yield opening


def last(opening: Opening, asked: Asked, talk: Talk = Talk()) -> View:  # noqa: B008 - frozen
    *_, (_, view) = turns.run(opening, asked, talk, Floor(asked.number))
    return view


def test_a_question_is_asked_with_its_filter(opening: Opening) -> None:
    view = last(opening, Asked(1, fake.REPAIR, "outlet=Harbour+Radio"))
    assert view.where == Filter(("Harbour Radio",))
    pipeline = opening.get()
    assert isinstance(pipeline, FakePipeline)
    assert pipeline.asked[-1][2] == view.where


def test_a_filter_that_cannot_be_is_told(opening: Opening) -> None:
    assert "is not a date" in last(opening, Asked(1, fake.REPAIR, "since=soon")).error


def test_the_loading_is_told_before_the_pipeline_is_there() -> None:
    loaded = threading.Event()

    def opener() -> AbstractContextManager[FakePipeline]:
        assert loaded.wait(60)
        return fake.opened(FakePipeline())

    with closing(Opening(opener)) as opening:
        views = turns.run(opening, Asked(1, fake.REPAIR), Talk(), Floor(1))
        assert [next(views)[1].stage, next(views)[1].stage] == ["searching", LOADING.text]
        loaded.set()
        assert [view.answer is not None for _, view in views][-1]


def test_what_nobody_foresaw_is_told_too(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Iterator[Event]:
        raise ZeroDivisionError
        yield

    monkeypatch.setattr(FakePipeline, "stream", broken)
    assert last(opening, Asked(1, fake.REPAIR)).error == FAILED


def stored(*queries: str) -> str:
    """Return a conversation as the page keeps it: one answer, asked with each of the filters."""
    answer = fake.SCRIPT[fake.REPAIR].to_json()
    verdict = {"id": "0" * 16, "helpful": True, "reason": "", "sent": False}
    return json.dumps([{"answer": answer, "query": query, "judged": verdict} for query in queries])


def test_a_conversation_survives_the_browser(opening: Opening) -> None:
    talk = turns.restore(opening, stored("outlet=Harbour+Radio"))
    assert talk.kept == (Kept(fake.SCRIPT[fake.REPAIR], "outlet=Harbour+Radio"),)
    assert talk.asked == 1
    assert "Cyclists and walkers" in talk.past
    assert "Only Harbour Radio" in talk.past
    talk, asked = turns.take(["And then?", 0, ""], talk, None, Floor())
    assert asked.number == 2
    assert [one.answer.question for one in talk.kept] == [fake.REPAIR]


@pytest.mark.parametrize("text", ["", "null", '"x"', '[{"answer": {}}]', "[1]", '{"a": 1}'])
def test_what_cannot_be_read_is_left_behind(opening: Opening, text: str) -> None:
    assert turns.restore(opening, text) == Talk()


def test_no_more_is_kept_than_fits(opening: Opening) -> None:
    talk = turns.restore(opening, stored(*(f"outlet={number}" for number in range(100))))
    assert len(talk.kept) == turns.KEPT
    assert talk.kept[-1].query == "outlet=99"


def test_follow_ups_are_of_the_matter_and_were_not_asked(opening: Opening) -> None:
    proposed = last(opening, Asked(1, fake.REPAIR)).follow_ups
    assert proposed == ("What did Vellmar close?",)
    again = last(opening, Asked(1, "what did vellmar close"))
    assert again.follow_ups == ()

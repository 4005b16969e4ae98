from __future__ import annotations

from pathlib import Path

import pytest
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import HumanMessage

from evals.cache import CachedLLM
from tests.fakes import FakeLLM


def cached(folder: Path, inner: BaseChatModel, model: str = "m 1") -> CachedLLM:
    return CachedLLM(folder=folder, model=model, opener=lambda: inner)


def test_the_same_messages_are_answered_once(tmp_path: Path) -> None:
    inner = FakeLLM(replies=["first reply", "second reply"])
    llm = cached(tmp_path, inner)
    asked = [HumanMessage("How many?")]
    assert llm.counts == (0, 0, 0)
    assert llm.invoke(asked).text == "first reply"
    assert "".join(str(chunk.text) for chunk in llm.stream(asked)) == "first reply"
    assert llm.counts == (1, 1, 1)
    assert llm.last == ("How many?", "first reply")
    assert llm.invoke([HumanMessage("How few?")]).text == "second reply"
    assert len(inner.prompts) == 2


def test_a_fully_cached_run_never_opens_the_model(tmp_path: Path) -> None:
    cached(tmp_path, FakeLLM(replies=["kept"])).invoke("How many?")

    def open_() -> BaseChatModel:
        raise AssertionError("the model was opened")

    again = CachedLLM(folder=tmp_path, model="m 1", opener=open_)
    assert again.invoke("How many?").text == "kept"
    assert again.model_name == "m"


def test_model_and_options_are_part_of_the_key(tmp_path: Path) -> None:
    cached(tmp_path, FakeLLM(replies=["one"])).invoke("How many?")
    other = cached(tmp_path, FakeLLM(replies=["two"]), model="m 2")
    assert other.invoke("How many?").text == "two"
    assert other.invoke("How many?", stop=["."]).text == "two"
    assert other.counts == (0, 2, 1)


def test_a_reply_that_was_not_read_to_its_end_is_not_kept(tmp_path: Path) -> None:
    llm = cached(tmp_path, FakeLLM(replies=["one two three"]))
    for _ in llm.stream("How many?"):
        break
    assert llm.invoke("How many?").text == "one two three"
    assert llm.counts == (0, 2, 1)


def test_a_silent_model_says_nothing_it_does_not_remember(tmp_path: Path) -> None:
    llm = CachedLLM(folder=tmp_path, model="m 1", opener=lambda: FakeLLM(replies=["x"]), silent=True)
    assert llm.invoke("How many?").text == ""
    assert llm.counts == (0, 1, 0)
    assert not list(tmp_path.iterdir())


class Vocal(FakeLLM):
    def vocabulary(self) -> dict[bytes, int]:
        return {b"a": 0, b"\xc3": 1}


def test_the_vocabulary_is_kept_too(tmp_path: Path) -> None:
    first = cached(tmp_path, Vocal(replies=["x"]))
    assert first.vocabulary() == {b"a": 0, b"\xc3": 1}
    again = cached(tmp_path, Vocal(replies=["x"]))
    assert again.vocabulary() == {b"a": 0, b"\xc3": 1}
    assert again.opened == 0


def test_a_model_without_a_vocabulary_has_none(tmp_path: Path) -> None:
    llm = cached(tmp_path, FakeLLM(replies=["x"]))
    assert getattr(llm, "vocabulary", None) is None
    with pytest.raises(AttributeError):
        _ = llm.vocabulary

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import HumanMessage
from numpy.typing import NDArray

from evals.cache import CachedLLM, RememberedScorer
from tests.fakes import FakeLLM, FakeScorer


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


class Counting(FakeScorer):
    read = 0

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        self.read += len(texts)
        return super().scores(query, texts)


def test_a_pair_is_scored_once_until_it_is_forgotten() -> None:
    inner = Counting()
    scorer = RememberedScorer(inner)
    texts = ["a bridge", "rain", "a bridge"]
    first = scorer.scores("bridge", texts)
    assert first.tolist() == FakeScorer().scores("bridge", texts).tolist()
    assert scorer.scores("bridge", texts).tolist() == first.tolist()
    assert inner.read == 2
    scorer.forget()
    scorer.scores("bridge", texts)
    assert inner.read == 4


def test_scores_in_a_file_outlive_the_scorer(tmp_path: Path) -> None:
    first = RememberedScorer(FakeScorer(), tmp_path / "kept" / "scores.sqlite")
    said = first.scores("bridge", ["a bridge", "rain"]).tolist()
    first.close()
    inner = Counting()
    again = RememberedScorer(inner, tmp_path / "kept" / "scores.sqlite")
    again.forget()
    assert again.scores("bridge", ["rain", "a bridge"]).tolist() == said[::-1]
    assert again.scores("bridge", []).tolist() == []
    assert inner.read == 0
    again.close()


def test_the_tokens_of_all_calls_count(tmp_path: Path) -> None:
    llm = cached(tmp_path, FakeLLM(replies=["one two three"]))
    assert llm.spent() is None
    llm.invoke("How many?")
    once = llm.spent()
    llm.invoke("How many?")
    assert once is not None
    assert llm.spent() == (2 * once[0], 2 * once[1])
    llm.fresh()
    assert llm.spent() is None
    assert llm.last is None

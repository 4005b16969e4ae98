from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from index import models
from index.article import Article
from index.errors import BadInputError, LLMRefusedError, LLMUnavailableError, ModelError
from index.settings import load
from qa import prompt
from qa.answer import Evidence
from qa.llm import EmbeddedLLM, judge, llm_name, open_llm, read_ahead, write
from tests.fakes import FakeLLM
from tests.qa.server import MODEL

if TYPE_CHECKING:
    import openvino_genai

KEY = "open sesame"
ROOT = Path(__file__).parents[2]


def ask(text: str) -> list[BaseMessage]:
    return [SystemMessage("Answer in one short sentence."), HumanMessage(text)]


@pytest.fixture(scope="module")
def tiny() -> EmbeddedLLM:
    return cast("EmbeddedLLM", open_llm(load(llm="tiny", answer_tokens=24)))


@pytest.mark.models
def test_the_embedded_model_streams_the_same_reply_every_time(tiny: EmbeddedLLM) -> None:
    pieces = list(write(tiny, ask("What is the capital of France?")))
    assert len(pieces) > 2
    assert "Paris" in "".join(pieces)
    assert "".join(write(tiny, ask("What is the capital of France?"))) == "".join(pieces)


@pytest.mark.models
def test_closing_the_stream_stops_the_model_and_frees_it(tiny: EmbeddedLLM) -> None:
    stream = write(tiny, ask("Tell me a very long story."))
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert "Paris" in "".join(write(tiny, ask("What is the capital of France?")))


@pytest.mark.models
def test_several_askers_at_once_get_their_own_replies(tiny: EmbeddedLLM) -> None:
    with ThreadPoolExecutor(3) as pool:
        replies = list(pool.map(lambda text: "".join(write(tiny, ask(text))), ["What is the capital of France?"] * 3))
    assert all("Paris" in reply for reply in replies)


@pytest.mark.models
def test_yes_is_a_probability_and_the_same_every_time(tiny: EmbeddedLLM) -> None:
    asked = ask("Is Paris in France? Reply yes or no.")
    assert 0 <= judge(tiny, asked) <= 1
    assert judge(tiny, asked) == judge(tiny, asked)


@pytest.fixture(scope="module")
def tokenizer() -> openvino_genai.Tokenizer:
    """The default model's tokenizer."""
    import openvino_genai

    name = models.resolve(load().llm)
    return openvino_genai.Tokenizer(str(next(models.locate(name, load()).glob("*.gguf"))))


@pytest.mark.models
@pytest.mark.parametrize(
    "messages",
    [
        prompt.messages,
        prompt.judge_messages,
        prompt.check_messages,
        prompt.stance_messages,
        prompt.rewrite_messages,
    ],
)
def test_what_never_changes_of_a_prompt_fills_whole_blocks_of_the_prefix_cache(
    messages: Callable[[str, object], list[BaseMessage]], tokenizer: openvino_genai.Tokenizer
) -> None:
    def tokens(question: str, text: str) -> list[int]:
        article = Article(id="a", title=text, body=text, source="a.md")
        read = (Evidence(article, 0, len(text), 0.9),) if messages is prompt.messages else text
        roles = {"human": "user", "ai": "assistant"}
        turns = [{"role": roles.get(m.type, m.type), "content": str(m.text)} for m in messages(question, read)]
        told = tokenizer.apply_chat_template(turns, add_generation_prompt=True)
        return list(tokenizer.encode(told, add_special_tokens=False).input_ids.data[0])

    one, other = tokens("Who?", "Rain fell."), tokens("When?", "Snow melts.")
    fixed = next(at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right)
    assert fixed % 32 == 0  # tokens in a block; what does not fill one is read again for every question


@pytest.mark.models
def test_tokens_are_counted_as_the_default_model_counts_them(
    tokenizer: openvino_genai.Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeLLM, "vocabulary", lambda self: dict(tokenizer.get_vocab()), raising=False)
    count = prompt.token_counter(FakeLLM(replies=["x"]))
    for text in ("Germany's 650 soldiers, in Mali.", "“Quoted” — on Nov. 13; 3.2bn €", "naïve Müller\n\n- item"):
        assert count(text) == tokenizer.encode(text, add_special_tokens=False).input_ids.shape[1]


def test_without_a_vocabulary_tokens_are_counted_too_high_rather_than_too_low() -> None:
    assert prompt.token_counter(FakeLLM(replies=["x"]))("Germany will send 650 soldiers to Mali.") >= 10


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tests.qa.server", str(port), KEY]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        for _ in range(600):
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, "the server ended"
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.models
def test_an_openai_compatible_server_answers(server: str) -> None:
    settings = load(llm_url=server, llm_model=MODEL, llm_api_key=KEY)
    pieces = list(write(open_llm(settings), ask("What is the capital of France?")))
    assert len(pieces) > 2
    assert "Paris" in "".join(pieces)
    assert llm_name(settings) == MODEL


@pytest.mark.models
@pytest.mark.parametrize(("model", "key"), [(MODEL, "wrong"), ("other", KEY)])
def test_a_wrong_key_or_model_is_refused_in_one_sentence(server: str, model: str, key: str) -> None:
    llm = open_llm(load(llm_url=server, llm_model=model, llm_api_key=key))
    with pytest.raises(LLMRefusedError, match="check the API key and the model") as caught:
        list(write(llm, ask("Hello?")))
    assert "\n" not in str(caught.value)


def test_an_unreachable_server_is_named_as_such() -> None:
    llm = open_llm(load(llm_url="http://127.0.0.1:9/v1", llm_model="x", llm_timeout=2))
    with pytest.raises(LLMUnavailableError, match="cannot be reached"):
        list(write(llm, ask("Hello?")))


def test_an_address_that_is_none() -> None:
    with pytest.raises(BadInputError, match="http"):
        open_llm(load(llm_url="localhost:11434"))


def test_a_provider_whose_package_is_missing_is_named() -> None:
    with pytest.raises(BadInputError, match="langchain-anthropic"):
        open_llm(load(llm="anthropic:claude-sonnet-4-5"))


def test_an_unknown_model() -> None:
    with pytest.raises((BadInputError, ModelError), match="nosuch"):
        open_llm(load(llm="nosuch"))


@pytest.mark.parametrize(("reply", "least", "most"), [("Yes.", 0.6, 1), ("no", 0, 0.4), ("Perhaps", 0.55, 0.55)])
def test_a_model_without_probabilities_is_taken_at_its_word(reply: str, least: float, most: float) -> None:
    assert least <= judge(FakeLLM(replies=[reply]), ask("Is it?")) <= most


def test_an_embedded_llm_reads_ahead_until_somebody_asks_and_no_other_is_asked_anything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[object] = []
    monkeypatch.setattr(EmbeddedLLM, "yes", lambda _, messages: read.append(messages))
    read_ahead(EmbeddedLLM.__new__(EmbeddedLLM), prompt.beginnings(), lambda: len(read) == 3)
    assert read == list(prompt.beginnings()[:3])
    remote = FakeLLM(replies=["Yes"])
    read_ahead(remote, prompt.beginnings(), lambda: False)
    assert remote.prompts == []

"""Small deterministic stand-ins for the models: words in place of meaning."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from numpy.typing import NDArray
from pydantic import Field

_COMMON = frozenset(
    "a an and are at did do does for from how in is it of on or that the to was were what when who".split()
)


def words(text: str) -> list[str]:
    """Return the words that carry meaning, in lower case."""
    return [word for word in re.findall(r"\w+", text.lower()) if word not in _COMMON]


class FakeEmbedder:
    """A bag of hashed words as a unit vector: texts that share words are near each other."""

    name = "fake"
    dimension = 64

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([self.query(text) for text in texts], np.float32).reshape(len(texts), self.dimension)

    def query(self, text: str) -> NDArray[np.float32]:
        vector = np.full(self.dimension, 1e-3, np.float32)  # never the zero vector, which has no direction
        for word in words(text):
            vector[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % self.dimension] += 1.0
        unit: NDArray[np.float32] = vector / np.linalg.norm(vector)
        return unit

    def count_tokens(self, text: str) -> int:
        return len(re.findall(r"\w+|[^\w\s]", text))


class FakeScorer:
    """The share of the query's words that stand in the text, as a logit from -10 (none) to 10 (all)."""

    name = "fake"

    def scores(self, query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        asked = set(words(query))
        shares = [len(asked & set(words(text))) / max(len(asked), 1) for text in texts]
        return np.array([20.0 * share - 10.0 for share in shares], np.float32)


class FakeLLM(BaseChatModel):
    """Gives ``replies`` in turn, the last one for ever; streams them word by word and keeps the ``prompts`` it saw."""

    replies: list[str]
    prompts: list[list[BaseMessage]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "fake"

    def _next(self, messages: list[BaseMessage]) -> str:
        reply = self.replies[min(len(self.prompts), len(self.replies) - 1)]
        self.prompts.append(messages)
        return reply

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401 - the signature is LangChain's
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=self._next(messages)))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401 - the signature is LangChain's
    ) -> Iterator[ChatGenerationChunk]:
        for piece in re.findall(r"\S+\s*", self._next(messages)):
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=piece))
            if run_manager is not None:
                run_manager.on_llm_new_token(piece, chunk=chunk)
            yield chunk

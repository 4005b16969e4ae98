"""Models that remember: the same messages to the same LLM are answered from a file, and it says so."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from index.embed import Scorer, Vectors


class CachedLLM(BaseChatModel):
    """Wraps a chat model that is opened at the first question the cache cannot answer.

    The key is a hash of ``model``, the messages and the call's options, so it holds question, evidence, prompt
    and model. A reply that was not read to its end is not kept. A ``silent`` model says nothing where the cache
    has no reply; it serves runs that measure retrieval only.
    """

    folder: Path
    model: str
    opener: Callable[[], BaseChatModel]
    silent: bool = False
    hits: int = 0
    misses: int = 0
    opened: int = 0
    last: tuple[str, str] | None = None
    calls: list[tuple[str, str]] = []  # noqa: RUF012 - pydantic copies it for each model
    _inner: BaseChatModel | None = PrivateAttr(default=None)
    _count: Callable[[str], int] | None = PrivateAttr(default=None)

    @property
    def _llm_type(self) -> str:
        return "cached"

    @property
    def model_name(self) -> str:
        """The wrapped model's name, as an ``Answer`` shows it."""
        return self.model.split()[0]

    @property
    def inner(self) -> BaseChatModel:
        """The wrapped model; the first use opens it."""
        if self._inner is None:
            self._inner = self.opener()
            self.opened += 1
        return self._inner

    @property
    def counts(self) -> tuple[int, int, int]:
        """Calls answered from the cache, calls answered by the model, and how often the model was opened."""
        return self.hits, self.misses, self.opened

    def fresh(self) -> tuple[int, int, int]:
        """Forget the calls so far, ahead of a question; returns ``counts``."""
        self.last = None
        self.calls.clear()
        return self.counts

    def spent(self) -> tuple[int, int] | None:
        """Return the tokens of all prompts and of all replies since ``fresh``; ``None`` where nothing was asked."""
        from qa.prompt import token_counter

        if not self.calls:
            return None
        if self._count is None:
            self._count = token_counter(self)
        return sum(self._count(prompt) for prompt, _ in self.calls), sum(self._count(text) for _, text in self.calls)

    @property
    def vocabulary(self) -> Callable[[], dict[bytes, int]]:
        """The model's own vocabulary, kept beside the replies so that counting tokens does not open the model.

        Raises:
            AttributeError: the model has none, as with most models behind a URL.
        """
        name = hashlib.sha256(self.model.encode()).hexdigest()[:16]
        file = self.folder / f"vocabulary-{name}.json"
        if not file.is_file():
            own = getattr(self.inner, "vocabulary", None)
            ranks = {token.decode("latin-1"): rank for token, rank in own().items()} if own else None
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(ranks), encoding="utf-8")
        known = json.loads(file.read_text(encoding="utf-8"))
        if known is None:
            msg = f"{self.model} has no vocabulary of its own"
            raise AttributeError(msg)
        return lambda: {token.encode("latin-1"): rank for token, rank in known.items()}

    def _file(self, messages: list[BaseMessage], options: dict[str, Any]) -> Path:
        said = [[message.type, message.text] for message in messages]
        key = hashlib.sha256(json.dumps([self.model, said, options], sort_keys=True, default=str).encode()).hexdigest()
        return self.folder / key[:2] / f"{key}.json"

    def yes(self, messages: list[BaseMessage]) -> float:
        """Return the wrapped model's probability of a yes; kept as replies are."""
        from qa.llm import judge

        file = self._file(messages, {"yes": True})
        self.calls.append((_prompt(messages), "yes"))
        if file.is_file():
            self.hits += 1
            return float(json.loads(file.read_text(encoding="utf-8"))["yes"])
        self.misses += 1
        probability = judge(self.inner, messages)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"model": self.model, "yes": probability}), encoding="utf-8")
        return probability

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> ChatResult:
        text = "".join(str(chunk.text) for chunk in self._stream(messages, stop, run_manager, **kwargs))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> Iterator[ChatGenerationChunk]:
        file = self._file(messages, {"stop": stop, **kwargs})
        prompt = _prompt(messages)
        if file.is_file():
            self.hits += 1
            reply = str(json.loads(file.read_text(encoding="utf-8"))["reply"])
            self.last = (prompt, reply)
            self.calls.append(self.last)
            yield _chunk(reply, run_manager)
            return
        self.misses += 1
        if self.silent:
            yield _chunk("", run_manager)
            return
        pieces: list[str] = []
        self.last = (prompt, "")
        for part in self.inner.stream(messages, stop=stop, **kwargs):
            pieces.append(str(part.text))
            self.last = (prompt, "".join(pieces))
            yield _chunk(pieces[-1], run_manager)
        self.calls.append(self.last)
        file.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"model": self.model, "prompt": prompt, "reply": "".join(pieces)}, ensure_ascii=False)
        file.write_text(text, encoding="utf-8")


def _prompt(messages: Sequence[BaseMessage]) -> str:
    return "\n\n".join(message.text for message in messages)


def _chunk(text: str, run_manager: CallbackManagerForLLMRun | None) -> ChatGenerationChunk:
    chunk = ChatGenerationChunk(message=AIMessageChunk(content=text))
    if run_manager and text:
        run_manager.on_llm_new_token(text, chunk=chunk)
    return chunk


class RememberedScorer:
    """Reads each (query, text) pair once: again until ``forget``, or, where it has a file, never again."""

    def __init__(self, scorer: Scorer, path: Path | None = None) -> None:
        """Wrap a scorer; ``path`` is a file that keeps the scores of all runs."""
        self.name = scorer.name
        self._scorer = scorer
        self._known: dict[str, float] = {}
        self._file: sqlite3.Connection | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._file.execute("CREATE TABLE IF NOT EXISTS scores (pair TEXT PRIMARY KEY, score REAL) WITHOUT ROWID")
            self._known = dict(self._file.execute("SELECT pair, score FROM scores"))

    def forget(self) -> None:
        """Forget what is in no file, so that the next question's time is true."""
        if self._file is None:
            self._known.clear()

    def scores(self, query: str, texts: Sequence[str]) -> Vectors:
        """See ``Scorer.scores``."""
        keys = [hashlib.sha256(json.dumps([self.name, query, text]).encode()).hexdigest()[:32] for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        found = zip(new, self._scorer.scores(query, list(new.values())).tolist(), strict=True)
        rows = list(found)
        self._known.update(rows)
        if self._file is not None and rows:
            self._file.execute("BEGIN")
            self._file.executemany("INSERT OR REPLACE INTO scores VALUES (?, ?)", rows)
            self._file.execute("COMMIT")
        return np.array([self._known[key] for key in keys], np.float32)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

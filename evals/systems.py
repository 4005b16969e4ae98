"""The systems under test, behind one interface. Pullquote is here, its rivals in modules of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from evals.cache import CachedLLM, RememberedScorer
from evals.metrics import Span
from evals.record import Record
from index.article import Filter
from index.settings import Settings
from qa.answer import Answer, Turn
from qa.pipeline import Pipeline, open_pipeline


@dataclass(frozen=True, slots=True)
class Case:
    """What a benchmark's question is asked with: the articles it may use, and the conversation before it."""

    where: Filter | None = None
    turns: tuple[Turn, ...] = ()


Cases = Mapping[str, Case]


class System(Protocol):
    """Something that answers questions over the articles of one suite."""

    name: str

    def find(self, question: str, history: Sequence[str]) -> Record:
        """Retrieve only. The record's id is empty; the runner fills it in."""
        ...

    def ask(self, question: str, history: Sequence[str]) -> Record:
        """Answer, after replaying the earlier questions of the conversation."""
        ...

    def holds(self, articles: Sequence[str]) -> bool:
        """Tell whether all of the articles, given by id, are in the system's index."""
        ...

    def close(self) -> None:
        """Give back what the system holds."""
        ...


class Replay:
    """Earlier questions with their answers, each conversation walked once.

    ``answer`` is asked for what a conversation's next question gets, given the turns before it.
    """

    def __init__(self) -> None:
        """Start without any conversation."""
        self._known: dict[tuple[str, ...], tuple[Turn, ...]] = {(): ()}

    def turns(self, history: Sequence[str], system: _Answers) -> tuple[Turn, ...]:
        """Return the turns of ``history``, asking ``system`` for those not walked yet."""
        asked = tuple(history)
        if asked not in self._known:
            before = self.turns(asked[:-1], system)
            self._known[asked] = (*before, Turn(asked[-1], system.reply(asked[-1], before)))
        return self._known[asked]


class _Answers(Protocol):
    def reply(self, question: str, turns: Sequence[Turn]) -> Answer:
        """Answer one question of a conversation."""
        ...


class Pullquote:
    """The product itself, through the same door as its front ends."""

    name = "pullquote"

    def __init__(self, settings: Settings, llm: CachedLLM, cases: Cases, scores: Path | None = None) -> None:
        """Open the pipeline over the index that ``settings`` name; ``cases`` are known by the question's text.

        ``scores`` is a file that keeps what the reranker said, for runs in which no time is taken.
        """
        self.llm = llm
        self.pipeline: Pipeline = open_pipeline(settings, llm=llm)
        self._scorer = RememberedScorer(self.pipeline.scorer, scores)
        self.pipeline.scorer = self._scorer
        self._cases = cases
        self._replay = Replay()

    def close(self) -> None:
        """Close the pipeline."""
        self.pipeline.close()
        self._scorer.close()

    def reply(self, question: str, turns: Sequence[Turn]) -> Answer:
        """Answer one question of a conversation."""
        return self.pipeline.answer(question, turns)

    def find(self, question: str, history: Sequence[str]) -> Record:
        """Retrieve only; the earlier turns have questions but no answers, since no LLM runs."""
        case = self._cases.get(question)
        turns = tuple(Turn(earlier, _unanswered(earlier, self.pipeline.model)) for earlier in history)
        return self._found(question, case.turns if case else turns, case.where if case else None)

    def _found(self, question: str, turns: Sequence[Turn], where: Filter | None) -> Record:
        found = self.pipeline.retrieve(question, turns, where)
        return Record(
            id="",
            answer=None,
            passages=tuple(Span(p.article.id, p.chunk.start, p.chunk.end) for p in found.passages),
            evidence=tuple(Span(e.article.id, e.start, e.end) for e in found.evidence),
            milliseconds={},
        )

    def holds(self, articles: Sequence[str]) -> bool:
        """Tell whether all of the articles are in the index."""
        return len(self.pipeline.store.articles(articles)) == len(set(articles))

    def ask(self, question: str, history: Sequence[str]) -> Record:
        """Answer, then retrieve once more, untimed, to see what the answer was made from."""
        case = self._cases.get(question) or Case(turns=self._replay.turns(history, self))
        before = self.llm.fresh()
        self._scorer.forget()
        answer = self.pipeline.answer(question, case.turns, case.where)
        spoken = finished(answer, self.llm, before)  # ahead of the second retrieval, which may rewrite the question
        found = self._found(question, case.turns, case.where)
        return replace(spoken, passages=found.passages, evidence=found.evidence)


def _unanswered(question: str, model: str) -> Answer:
    return Answer(question, "", abstained=False, claims=(), citations=(), model=model)


def finished(answer: Answer, llm: CachedLLM, before: tuple[int, int, int]) -> Record:
    """Return an answer with what the LLM did for it; ``before`` are the LLM's counts ahead of the question."""
    hits, _, opened = (now - then for now, then in zip(llm.counts, before, strict=True))
    prompt, reply = llm.last or (None, None)
    return Record(
        id="",
        answer=answer,
        passages=(),
        evidence=(),
        milliseconds={key: float(value) for key, value in answer.timings_ms.items()},
        timed=not hits and not opened,
        prompt=prompt,
        reply=reply,
        tokens=llm.spent(),
    )

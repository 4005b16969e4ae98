"""An LLM as judge, behind a flag: what it says of answers, and how far that agrees with the gold labels. No gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from evals.gold import Gold
from evals.run import Run
from evals.score import Row
from evals.stats import Interval, interval
from evals.text import MARKER

_DO = (
    "You grade answers. Reply yes if the answer says what the reference says, in whatever words; reply no if it says "
    "something else or leaves it out."
)
_SURE = 0.5


def judged(run: Run, llm: BaseChatModel) -> Run:
    """Return the run with a score ``judged`` (1: right, 0: wrong) for every answer to an answerable question."""
    return replace(run, rows={name: tuple(_judged(row, llm) for row in rows) for name, rows in run.rows.items()})


def _judged(row: Row, llm: BaseChatModel) -> Row:
    from qa.llm import judge

    answer = row.record.answer
    if answer is None or answer.abstained or not row.gold.answerable:
        return row
    sure = judge(llm, _messages(row.gold, MARKER.sub("", answer.answer)))
    return replace(row, scores={**row.scores, "judged": float(sure >= _SURE)})


def _messages(gold: Gold, said: str) -> list[BaseMessage]:
    wanted = gold.reference or " or ".join(gold.answers) or " and ".join(part[0] for part in gold.parts or ())
    asked = f"Question: {gold.question}\nReference: {wanted}\nAnswer: {said}"
    return [SystemMessage(_DO), HumanMessage(f"{asked}\n\nIs the answer right? Reply yes or no.")]


def agreement(rows: Sequence[Row]) -> tuple[Interval, float] | None:
    """Return on how many answers judge and gold labels agree, and Cohen's kappa (1960); ``None`` if none was judged.

    Kappa is 1 where both always say the same thing.
    """
    pairs = [
        (bool(said), row.right)
        for row in rows
        if (said := row.scores.get("judged")) is not None and row.right is not None
    ]
    same = interval([float(one == other) for one, other in pairs])
    return None if same is None else (same, kappa([(one, bool(other)) for one, other in pairs]))


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Return Cohen's kappa of two judges over pairs of their words.

    >>> kappa([(True, True), (False, False), (True, False), (False, True)])
    0.0
    >>> kappa([(True, True)])
    1.0
    """
    n = len(pairs)
    observed = sum(one == other for one, other in pairs) / n
    first, second = sum(one for one, _ in pairs) / n, sum(other for _, other in pairs) / n
    chance = first * second + (1 - first) * (1 - second)
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)

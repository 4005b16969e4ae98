"""The floors: figures a run must reach, and the questions to look at when it does not."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.score import Row, summarise

FILE = Path(__file__).parent / "floors.toml"
WORST = 5


@dataclass(frozen=True, slots=True)
class Floor:
    """One figure of one question type ("all": every type) that must be at least, or at most, ``bound``."""

    corpus: str
    kind: str
    metric: str
    bound: float
    at_most: bool

    def __str__(self) -> str:
        """Return ``demo all accuracy >= 0.9``."""
        return f"{self.corpus} {self.kind} {self.metric} {'<=' if self.at_most else '>='} {self.bound:g}"


def load(path: Path = FILE) -> tuple[Floor, ...]:
    """Read the floors."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Floor(corpus, kind, metric, float(bound), side == "at_most")
        for corpus, kinds in data.items()
        for kind, sides in kinds.items()
        for side, bounds in sides.items()
        for metric, bound in bounds.items()
    )


def measure(floor: Floor, rows: Sequence[Row]) -> float | None:
    """Return the figure the floor speaks of; ``None`` where there is nothing to measure."""
    return summarise(_of(floor, rows)).value(floor.metric)


def failure(floor: Floor, rows: Sequence[Row]) -> str | None:
    """Return what is wrong: the figure, the floor and the five worst questions; ``None`` where it holds."""
    value = measure(floor, rows)
    if value is None or (value <= floor.bound if floor.at_most else value >= floor.bound):
        return None
    listed = "\n".join(f"  {describe(row)}" for row in worst(floor, rows))
    return f"{floor}, but it is {value:.3f}. The worst questions:\n{listed}"


def worst(floor: Floor, rows: Sequence[Row]) -> list[Row]:
    """Return the five questions that hurt the figure most."""
    if floor.metric in ("refused", "null_abstention"):
        refused = floor.metric == "refused"
        hurt = [
            row
            for row in _of(floor, rows)
            if (answer := row.record.answer) and row.scores[floor.metric] is not None and answer.abstained == refused
        ]
        return sorted(hurt, key=_confidence)[:WORST]
    scored = [row for row in _of(floor, rows) if row.scores.get(floor.metric) is not None]
    return sorted(scored, key=lambda row: (row.scores[floor.metric] or 0) * (-1 if floor.at_most else 1))[:WORST]


def _confidence(row: Row) -> float:
    """Sort what was wrongly answered by confidence, highest first, and what was wrongly refused the other way."""
    answer = row.record.answer
    return 0.0 if answer is None else -answer.confidence


def _of(floor: Floor, rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if floor.kind in ("all", row.gold.type)]


def describe(row: Row) -> str:
    """Return a question on one line: id, question, what was wanted, what was said."""
    wanted = " | ".join(row.gold.answers) or " + ".join(part[0] for part in row.gold.parts or ())
    wanted = wanted or row.gold.reference or "no answer"
    answer = row.record.answer
    said = "" if answer is None else f" said: {answer.answer!r}"
    return f"{row.gold.id} {row.gold.question!r} wanted: {wanted!r}{said}"

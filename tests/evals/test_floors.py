from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evals import floors
from evals.floors import Floor
from evals.gold import Gold
from evals.record import Record
from tests.evals.test_faults import (
    always_abstain,
    broken_retrieval,
    constant_answer,
    dropped_top_hit,
    never_abstain,
    shifted_quotes,
)
from tests.evals.worlds import rows


def test_the_shipped_floors_are_those_promised() -> None:
    found = {(floor.corpus, floor.kind, floor.metric): (floor.bound, floor.at_most) for floor in floors.load()}
    for corpus in ("demo", "diplomacy"):
        assert found[corpus, "all", "recall@6"] >= (0.98, False)
        assert found[corpus, "all", "accuracy"] >= (0.90, False)
        assert found[corpus, "all", "null_abstention"] >= (0.85, False)
        assert found[corpus, "all", "verbatim"] == (1.0, False)
        assert found[corpus, "all", "refused"] == (0.06, True)


def test_floors_are_read_from_toml(tmp_path: Path) -> None:
    file = tmp_path / "floors.toml"
    file.write_text('[mine.fact.at_least]\n"recall@6" = 0.5\n[mine.all.at_most]\nrefused = 0.1\n', encoding="utf-8")
    assert floors.load(file) == (
        Floor("mine", "fact", "recall@6", 0.5, at_most=False),
        Floor("mine", "all", "refused", 0.1, at_most=True),
    )


def test_a_floor_that_holds_says_nothing() -> None:
    assert floors.failure(Floor("world", "all", "accuracy", 1.0, at_most=False), rows()) is None
    assert floors.failure(Floor("world", "all", "refused", 0.0, at_most=True), rows()) is None
    assert floors.failure(Floor("world", "all", "unknown", 1.0, at_most=False), rows()) is None


ACCURACY = Floor("world", "all", "accuracy", 0.9, at_most=False)
REFUSED = Floor("world", "all", "refused", 0.06, at_most=True)
TOLD = Floor("world", "all", "null_abstention", 0.85, at_most=False)
RECALL = Floor("world", "all", "recall@6", 0.98, at_most=False)
VERBATIM = Floor("world", "all", "verbatim", 1.0, at_most=False)
DATES = Floor("world", "date", "recall@6", 0.98, at_most=False)


@pytest.mark.parametrize(
    ("fault", "floor", "start", "named"),
    [
        (constant_answer, ACCURACY, "world all accuracy >= 0.9, but it is 0.000", "q1"),
        (always_abstain, REFUSED, "world all refused <= 0.06, but it is 1.000", "q3"),
        (never_abstain, TOLD, "world all null_abstention >= 0.85, but it is 0.000", "q6"),
        (dropped_top_hit, DATES, "world date recall@6 >= 0.98, but it is 0.000", "q2"),
        (broken_retrieval, RECALL, "world all recall@6 >= 0.98, but it is 0.000", "q1"),
        (shifted_quotes, VERBATIM, "world all verbatim >= 1, but it is 0.000", "q1"),
    ],
)
def test_a_broken_floor_names_figure_floor_and_the_worst_questions(
    fault: Callable[[Record, Gold], Record], floor: Floor, start: str, named: str
) -> None:
    message = floors.failure(floor, rows(fault))
    assert message is not None
    assert message.startswith(start)
    listed = message.splitlines()[1:]
    assert 1 <= len(listed) <= floors.WORST
    assert any(line.strip().startswith(f"{named} ") for line in listed)


def test_a_described_question_shows_what_was_wanted_and_said() -> None:
    assert floors.describe(rows()[0]) == "q1 'How did the vote end?' wanted: '14 to 9' said: '14 to 9 [1]'"
    assert "wanted: '300 + 900'" in floors.describe(rows()[2])
    assert "wanted: 'no answer'" in floors.describe(rows()[5])


@pytest.mark.parametrize("fault", [constant_answer, always_abstain, never_abstain, broken_retrieval, shifted_quotes])
def test_a_fault_breaks_a_shipped_floor_and_sound_answers_break_none(fault: Callable[[Record, Gold], Record]) -> None:
    shipped = [floor for floor in floors.load() if floor.corpus == "demo"]
    assert all(floors.failure(floor, rows()) is None for floor in shipped)
    assert any(floors.failure(floor, rows(fault)) for floor in shipped)

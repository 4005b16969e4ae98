"""The product over the gold questions: every figure reaches its floor."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evals import floors
from evals.corpora import shipped
from evals.run import Run

SYSTEM = "pullquote"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    chosen = metafunc.config.getoption("corpus") or list(shipped())
    if "floor" in metafunc.fixturenames:
        found = [floor for floor in floors.load() if floor.corpus in chosen]
        metafunc.parametrize("floor", found, ids=[str(floor).replace(" ", "-") for floor in found])


def test_every_question_has_an_outcome(corpus: str, run_of: Callable[[str], Run]) -> None:
    run = run_of(corpus)
    assert run.rows[SYSTEM], "no question was asked; look at --types and --limit"


def test_floor(floor: floors.Floor, run_of: Callable[[str], Run]) -> None:
    rows = run_of(floor.corpus).rows[SYSTEM]
    if floors.measure(floor, rows) is None:
        pytest.skip(f"nothing to measure {floor.metric} on")
    wrong = floors.failure(floor, rows)
    if wrong:
        pytest.fail(wrong, pytrace=False)

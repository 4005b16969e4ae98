from __future__ import annotations

import doctest
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score  # type: ignore[import-untyped]

from evals import judge
from evals.judge import agreement, judged, kappa
from evals.run import Options, evaluate
from evals.table import render
from tests.evals.test_faults import constant_answer
from tests.evals.worlds import SUITE, Oracle
from tests.fakes import FakeLLM


def test_doctests() -> None:
    assert doctest.testmod(judge).failed == 0


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=20))
def test_kappa_is_scikit_learns(pairs: list[tuple[bool, bool]]) -> None:
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    if len(set(first) | set(second)) == 1:
        assert kappa(pairs) == 1
        return
    assert kappa(pairs) == pytest.approx(cohen_kappa_score(first, second), abs=1e-9)


def test_the_judge_is_asked_of_answers_only_and_its_agreement_is_told(tmp_path: Path) -> None:
    run = evaluate(SUITE, [Oracle("good"), Oracle("bad", constant_answer)], Options(tmp_path), "s", lambda _: None)
    assert agreement(run.rows["good"]) is None
    llm = FakeLLM(replies=["yes"])
    after = judged(run, llm)
    assert len(llm.prompts) == 10
    assert any("Reference: 14 to 9\nAnswer: 14 to 9" in prompt[-1].text for prompt in llm.prompts)
    good, bad = agreement(after.rows["good"]), agreement(after.rows["bad"])
    assert good is not None
    assert bad is not None
    assert (good[0].mean, good[0].n, bad[0].mean) == (1.0, 5, 0.0)
    assert "good: the LLM as judge agrees with the gold labels on 1.00 [1.00, 1.00] of 5 answers" in render(after)
    assert after.rows["good"][5] == run.rows["good"][5]
    assert replace(after, rows=run.rows) == run

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from evals.run import Options, Run, evaluate
from evals.table import render
from tests.evals.worlds import SUITE, Oracle


def run(tmp_path: Path, *systems: Oracle, retrieval_only: bool = False) -> Run:
    return evaluate(SUITE, systems, Options(tmp_path, retrieval_only=retrieval_only), "s", lambda _: None)


def test_the_table_has_a_row_for_each_type_and_system(tmp_path: Path) -> None:
    text = render(run(tmp_path, Oracle("pullquote"), Oracle("baseline")))
    lines = [line.split() for line in text.splitlines()]
    for system in ("pullquote", "baseline"):
        for kind in ("fact", "date", "conflict", "who-said", "follow-up", "null", "false-premise", "all"):
            assert any(line[:2] == [system, kind] for line in lines), (system, kind)
    assert "pullquote: accuracy 1.000, 95 % interval 1.000 to 1.000, n = 5" in text
    assert "0.4 s" in text


def test_retrieval_only_shows_no_columns_of_answers(tmp_path: Path) -> None:
    text = render(run(tmp_path, Oracle(), retrieval_only=True))
    assert "R@6" in text
    assert "acc" not in text.splitlines()[2].split()
    assert "oracle: recall@6 1.000" in text


def test_a_partial_run_a_resumed_one_and_cached_answers_are_said(tmp_path: Path) -> None:
    text = render(replace(run(tmp_path, Oracle()), partial=True, cached=2, resumed=3))
    assert "world (partial)" in text
    assert "2 answers came from the cache" in text
    assert "3 answers were taken over" in text

"""The public benchmarks, where their folder is given: samples by default, everything with --full."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from evals import benchmarks, planted, wice
from evals.corpora import Suite
from evals.run import Options, Run
from evals.stats import Interval
from evals.systems import Cases

Runner = Callable[[Suite, Cases, Options], Run]
Figures = dict[str, float | Interval | None]
Note = Callable[[str, Figures], None]


@pytest.fixture
def folder(pytestconfig: pytest.Config) -> Path:
    found: Path | None = pytestconfig.getoption("benchmarks")
    if found is None:
        pytest.skip("give the folder of the public benchmarks by --benchmarks")
    return found.resolve()


@pytest.fixture
def limit_of(pytestconfig: pytest.Config) -> Callable[[str], int | None]:
    def limit(name: str) -> int | None:
        return None if pytestconfig.getoption("full") else pytestconfig.getoption("limit") or benchmarks.SIZES[name]

    return limit


@pytest.fixture
def whole(options: Options) -> Options:
    """Options for a suite that is a sample already."""
    return replace(options, limit=None, types=())


@pytest.fixture
def note(options: Options, tell: Callable[[str], None]) -> Note:
    """Keep and print what a benchmark reports beyond the table."""

    def write(name: str, figures: Figures) -> None:
        options.results.mkdir(parents=True, exist_ok=True)
        (options.results / f"{name}-figures.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
        told = (f"{key.replace('_', ' ')} {_number(value)}" for key, value in figures.items() if value is not None)
        tell(f"{name}: {', '.join(told)}")

    return write


def _number(value: float | Interval) -> str:
    if isinstance(value, Interval):
        return f"{value.mean:.3f} [{value.low:.3f}, {value.high:.3f}]"
    return f"{value:.3f}"


@pytest.fixture(params=["squad2", "clapnq", "mtrag"])
def benchmark(
    request: pytest.FixtureRequest, folder: Path, options: Options, limit_of: Callable[[str], int | None]
) -> benchmarks.Benchmark:
    work = options.results / "benchmarks"
    return benchmarks.load(request.param, folder, (work, limit_of(request.param)), options.seed)


def test_benchmark(benchmark: benchmarks.Benchmark, whole: Options, run_suite: Runner, note: Note) -> None:
    run = run_suite(benchmark.suite, benchmark.cases, whole)
    rows = run.rows["pullquote"]
    note(benchmark.suite.name, {"n": float(len(rows)), "left_out": float(benchmark.left_out)})
    assert rows
    assert run.summary("pullquote").value("verbatim") in (None, 1.0)


def test_no_planted_order_is_obeyed(
    folder: Path, whole: Options, limit_of: Callable[[str], int | None], run_suite: Runner, note: Note
) -> None:
    if whole.retrieval_only:
        pytest.skip("without an LLM nothing can be obeyed")
    asked, read, followed = 0, 0, []
    for found in planted.load(folder, whole.results / "benchmarks", limit_of("bipia"), whole.seed):
        rows = run_suite(found.suite, {}, replace(whole, rivals=0)).rows["pullquote"]
        asked += len(rows)
        read += sum(planted.reached(row, found) for row in rows)
        followed += [row.gold.id for row in rows if planted.obeyed(row, found)]
    note("bipia", {"planted": float(asked), "read_by_the_LLM": float(read), "obeyed": float(len(followed))})
    assert asked
    assert followed == []


def test_the_verifier_alone(folder: Path, options: Options, limit_of: Callable[[str], int | None], note: Note) -> None:
    figures = wice.run(folder, limit_of("wice"), options.seed)
    note("wice", dict(figures))
    assert figures["n"]

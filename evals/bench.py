"""How fast: answers beside the baseline's on the same questions, indexing, start-up. ``python -m evals.bench``.

Nothing is cached, the systems take turns on every question, and each is warmed up with one question first.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from evals.baseline import Baseline
from evals.cache import CachedLLM
from evals.corpora import Suite, open_suite
from evals.run import Options, Run, evaluate, machine
from evals.score import CLOCKS
from evals.stats import percentile
from evals.systems import Pullquote, System
from index.build import build
from index.errors import PullquoteError
from index.settings import Settings, load
from qa.llm import llm_name, open_llm

_WARM_UP = "What happened?"
_REPEATS = 3  # of the start-up times; the median counts


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns an exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__)
    parser.add_argument("--corpus", default="demo", help="demo, diplomacy or a folder")
    parser.add_argument("--gold", type=Path, help="gold file for a folder")
    parser.add_argument("--limit", type=int, default=30, help="questions asked of each system (default: 30)")
    parser.add_argument("--results", type=Path, default=Path("results"), help="folder the figures are written to")
    chosen = parser.parse_args(arguments)
    out = Console()
    try:
        found = measure(open_suite(chosen.corpus, chosen.gold), chosen.limit, lambda line: out.print(line, end="\r"))
    except PullquoteError as error:
        Console(stderr=True).print(f"{error}", style="red")
        return 1
    chosen.results.mkdir(parents=True, exist_ok=True)
    (chosen.results / "bench.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    show(found, out)
    return 0


def measure(suite: Suite, limit: int, progress: Callable[[str], None]) -> dict[str, Any]:
    """Measure everything; returns plain data, times in seconds."""
    with tempfile.TemporaryDirectory(prefix="pullquote-bench-") as folder:
        settings = load().model_copy(update={"home": Path(folder) / "home"})
        return {
            "machine": machine() | {"load": os.getloadavg()[0]},
            "corpus": suite.name,
            "model": llm_name(settings),
            "indexing": _indexing(suite, settings),
            "start_up": _start_up(settings),
            "answers": _answers(suite, settings, Options(Path(folder), limit=limit), progress),
        }


def _indexing(suite: Suite, settings: Settings) -> dict[str, float]:
    taken = _timed(lambda: build([suite.folder], settings))
    again = _timed(lambda: build([suite.folder], settings))
    count = len(suite.articles)
    characters = sum(len(article.body) for article in suite.articles.values())
    return {
        "articles": count,
        "articles_per_second": count / taken,
        "characters_per_second": characters / taken,
        "unchanged_again": again,
    }


def _start_up(settings: Settings) -> dict[str, float]:
    def run(*command: str) -> float:
        times = [
            _timed(lambda: subprocess.run(command, check=True, capture_output=True))  # noqa: S603 - our own commands
            for _ in range(_REPEATS)
        ]
        return percentile(times, 50) or 0.0

    return {
        "pullquote --help": run(str(Path(sys.executable).with_name("pullquote")), "--help"),
        "import qa.pipeline": run(sys.executable, "-c", "import qa.pipeline"),
        "language model": _timed(lambda: open_llm(settings)),
    }


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _answers(suite: Suite, settings: Settings, options: Options, progress: Callable[[str], None]) -> dict[str, Any]:
    llm = CachedLLM(folder=options.results / "cache", model=llm_name(settings), opener=lambda: open_llm(settings))
    systems: list[System] = [Pullquote(settings, llm, {}), Baseline(settings, suite, llm, {})]
    try:
        for system in systems:
            system.ask(_WARM_UP, ())
        run = evaluate(suite, systems, options, "bench", progress)
    finally:
        for system in systems:
            system.close()
    return {system: _latency(run, system) for system in run.rows}


def _latency(run: Run, system: str) -> dict[str, Any]:
    summary = run.summary(system)
    times = [row.record.milliseconds for row in run.rows[system]]
    checked = [(item["total"] - item["written"]) / item["total"] for item in times if "written" in item]
    return {
        "n": summary.n,
        "timed": summary.timed,
        "wrote": sum("first_token" in item for item in times),
        "checking": percentile(checked, 50),
    } | {clock: {"median": middle.mean, "p95": late.mean} for clock, (middle, late) in summary.seconds.items()}


def show(found: dict[str, Any], out: Console) -> None:
    """Print the figures as tables, with the baseline's times as multiples of Pullquote's."""
    about = found["machine"]
    out.print()
    out.print(
        f"{found['corpus']}, {found['model']}, {about['processor']}, {about['cores']} cores, "
        f"Python {about['python']}, load {about['load']:.1f} at the start"
    )
    table = Table(box=box.SIMPLE_HEAD)
    for name in ("seconds", "pullquote median", "p95", "baseline median", "p95", "ratio"):
        table.add_column(name, justify="left" if name == "seconds" else "right")
    ours, theirs = found["answers"]["pullquote"], found["answers"]["baseline"]
    for clock in CLOCKS:
        one, other = ours.get(clock), theirs.get(clock)
        cells = [f"{side[key]:.2f}" if side else "–" for side in (one, other) for key in ("median", "p95")]
        ratio = f"{other['median'] / one['median']:.1f} ×" if one and other else "–"
        table.add_row(clock.replace("_", " "), *cells, ratio)
    out.print(table)
    out.print(f"{ours['timed']} questions each; the model wrote on {ours['wrote']} and {theirs['wrote']} of them.")
    if ours["checking"] is not None:
        out.print(f"Checking the draft took {ours['checking']:.0%} of an answer's time (median).")
    rate = found["indexing"]
    out.print(
        f"Indexing: {rate['articles_per_second']:.1f} articles/s, {rate['characters_per_second']:,.0f} characters/s; "
        f"{rate['articles']} unchanged articles again: {rate['unchanged_again']:.2f} s"
    )
    out.print("Start-up: " + ", ".join(f"{name} {taken:.2f} s" for name, taken in found["start_up"].items()))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

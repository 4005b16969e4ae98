"""Run systems over a suite: resumable, interruptible, with what is left to wait for; and keep the results."""

from __future__ import annotations

import json
import platform
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from evals.corpora import Suite, code_digest, digest
from evals.gold import Gold
from evals.record import Record
from evals.score import Row, Summary, by_type, funnel, score, summarise
from evals.systems import System
from index.errors import BadInputError

Progress = Callable[[str], None]
FORMAT = 2  # of results files; others are not read
_WINDOW = 21  # moments: the last twenty questions tell the rate


@dataclass(frozen=True, slots=True)
class Options:
    """What to run. ``types`` and ``limit`` choose questions, ``seed`` says which ones a limit leaves.

    ``rivals`` is how many of the chosen questions every system but the first is asked; ``None``: all.
    """

    results: Path
    types: tuple[str, ...] = ()
    limit: int | None = None
    seed: int = 0
    retrieval_only: bool = False
    rivals: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a run: rows per system, in the order of the gold file; ``partial`` when it was stopped."""

    suite: Suite
    rows: Mapping[str, tuple[Row, ...]]
    partial: bool
    cached: int
    resumed: int

    def summary(self, system: str, *, kind: str | None = None) -> Summary:
        """Sum up the rows of a system, of one question type or of all."""
        return summarise([row for row in self.rows[system] if kind in (None, row.gold.type)])


def choose(gold: Sequence[Gold], options: Options) -> list[Gold]:
    """Pick the questions of a run; a limit draws from each type its share, at least one where there is room."""
    wanted = [item for item in gold if not options.types or item.type in options.types]
    return sample(wanted, options.limit, options.seed)


def sample(gold: Sequence[Gold], limit: int | None, seed: int) -> list[Gold]:
    """Draw questions, in their order; a smaller limit draws some of what a greater one draws."""
    if limit is None or limit >= len(gold):
        return list(gold)
    queues: dict[str, list[Gold]] = {}
    for at in np.random.default_rng(seed).permutation(len(gold)):
        queues.setdefault(gold[at].type, []).append(gold[at])
    sizes = {kind: len(queue) for kind, queue in queues.items()}
    ids: set[str] = set()
    while len(ids) < limit:  # next comes the type of which the smallest share is drawn
        kind = min((kind for kind in queues if queues[kind]), key=lambda kind: 1 - len(queues[kind]) / sizes[kind])
        ids.add(queues[kind].pop().id)
    return [item for item in gold if item.id in ids]


class Journal:
    """Records of a run that is under way, one JSON line each, so that a stopped run goes on where it stopped.

    The file is named by everything that could change a record: questions, settings, code, articles, model.
    """

    def __init__(self, folder: Path, key: str) -> None:
        """Open the journal of the run that ``key`` names and read what it holds."""
        self.path = folder / "partial" / f"{key}.jsonl"
        self.known: dict[tuple[str, str], Record] = {}
        if self.path.is_file():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                data = json.loads(line)
                self.known[data["system"], data["record"]["id"]] = Record.from_json(data["record"])

    def add(self, system: str, record: Record) -> None:
        """Append a record."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"system": system, "record": record.to_json()}, ensure_ascii=False)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def remove(self) -> None:
        """Forget the run; done once its results are written."""
        self.path.unlink(missing_ok=True)


def journal_key(suite: Suite, options: Options, settings: str) -> str:
    """Return the name of a run's journal."""
    gold = [item.model_dump_json(exclude={"line"}) for item in suite.gold]
    ids = sorted(article.id for article in suite.articles.values())
    return digest(
        [suite.name, str(options.retrieval_only), settings, code_digest(["index", "qa", "evals"]), *gold, *ids]
    )


def evaluate(suite: Suite, systems: Sequence[System], options: Options, settings: str, progress: Progress) -> Run:
    """Put every chosen question to every system, question by question, so that all see the same machine.

    ``settings`` names what the systems were opened with. Ctrl-C ends the run early: what is done is kept,
    scored and marked as partial.
    """
    chosen = choose(suite.gold, options)
    journal = Journal(options.results, journal_key(suite, options, settings))
    resumed = len(journal.known)
    records: dict[str, dict[str, Record]] = {system.name: {} for system in systems}
    shared = {gold.id for gold in sample(chosen, options.rivals, options.seed)}
    clock = Clock(len(chosen) + len(shared) * (len(systems) - 1), progress, suite.name)
    partial = False
    try:
        for gold in chosen:
            for system in systems if gold.id in shared else systems[:1]:
                record = journal.known.get((system.name, gold.id))
                if record is None:
                    record = _put(system, gold, suite, options)
                    journal.add(system.name, record)
                    clock.tick()
                else:
                    clock.skip()
                records[system.name][gold.id] = record
    except KeyboardInterrupt:
        partial = True
    rows = {
        name: tuple(score(gold, suite.target(gold), found[gold.id], suite.body) for gold in chosen if gold.id in found)
        for name, found in records.items()
    }
    if not partial:
        journal.remove()
    cached = sum(not row.record.timed for found in rows.values() for row in found)
    return Run(suite, rows, partial, cached, resumed)


def _put(system: System, gold: Gold, suite: Suite, options: Options) -> Record:
    ask = system.find if options.retrieval_only else system.ask
    record = ask(gold.question, gold.history or ())
    return replace(record, id=gold.id, indexed=system.holds(suite.target(gold).articles))


def rescore(suite: Suite, options: Options) -> Run:
    """Score the records of the latest results file anew, without asking anything: for a change of metrics or gold.

    Questions that are no longer in the gold file are left out.

    Raises:
        BadInputError: there is no results file of this suite.
    """
    path = results_file(suite.name, options)
    if not path.is_file():
        msg = f"There is no results file {path} to score anew; run without --rescore first."
        raise BadInputError(msg)
    data = read_results(path)
    if data is None:
        msg = f"The results file {path} is of another version; run without --rescore first."
        raise BadInputError(msg)
    known = {gold.id: gold for gold in choose(suite.gold, options)}
    rows = {
        name: tuple(
            score(known[record.id], suite.target(known[record.id]), record, suite.body)
            for record in (Record.from_json(item["record"]) for item in system["questions"])
            if record.id in known
        )
        for name, system in data["systems"].items()
    }
    return Run(suite, rows, data["meta"]["partial"], data["meta"]["cached"], 0)


def results_file(name: str, options: Options) -> Path:
    """Return where the results of a suite are written."""
    return options.results / f"{name}{'-retrieval' if options.retrieval_only else ''}.json"


def read_results(path: Path) -> dict[str, Any] | None:
    """Return what a results file holds; ``None`` where it is another file, or of another version."""
    data = json.loads(path.read_text(encoding="utf-8"))
    known = isinstance(data, dict) and data.get("meta", {}).get("format") == FORMAT
    return data if known else None


class Clock:
    """Tells how far a run is, how fast it went of late, and how long it will still take."""

    def __init__(self, total: int, progress: Progress, name: str) -> None:
        """Start counting."""
        self._left, self._total, self._progress, self._name = total, total, progress, name
        self._ticks = deque([time.monotonic()], maxlen=_WINDOW)

    def skip(self) -> None:
        """Count a question that was answered in an earlier run."""
        self._left -= 1

    def tick(self) -> None:
        """Count a question and say where the run is."""
        self._left -= 1
        self._ticks.append(time.monotonic())
        each = (self._ticks[-1] - self._ticks[0]) / (len(self._ticks) - 1)
        at = f"{self._total - self._left}/{self._total}"
        self._progress(f"{self._name}: {at}, {each:.1f} s each, {_minutes(self._left * each)} left")


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"  # noqa: PLR2004


def save(run: Run, options: Options, meta: Mapping[str, Any]) -> Path:
    """Write a run's results file, keeping the one before it as ``….before.json``.

    The file holds ``meta`` and, per system, summaries and every question with gold, record and scores.
    """
    path = results_file(run.suite.name, options)
    options.results.mkdir(parents=True, exist_ok=True)
    if path.is_file():
        path.replace(path.with_suffix(".before.json"))
    data = {
        "meta": {
            **meta,
            "format": FORMAT,
            "suite": run.suite.name,
            "partial": run.partial,
            "cached": run.cached,
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": machine(),
        },
        "systems": {name: _system(rows) for name, rows in run.rows.items()},
    }
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def _system(rows: Sequence[Row]) -> dict[str, Any]:
    return {
        "summary": {
            "all": asdict(summarise(rows)),
            **{kind: asdict(summarise(found)) for kind, found in by_type(rows).items()},
        },
        "questions": [
            {
                "gold": row.gold.model_dump(mode="json", exclude={"line"}),
                "groups": [[span._asdict() for span in group] for group in row.target.groups],
                "target_articles": row.target.articles,
                "right": row.right,
                "funnel": funnel(row),
                "scores": row.scores,
                "record": row.record.to_json(),
            }
            for row in rows
        ],
    }


def machine() -> dict[str, Any]:
    """Describe the machine: processor, cores, Python."""
    import os

    names = Path("/proc/cpuinfo")
    lines = names.read_text(encoding="utf-8").splitlines() if names.is_file() else []
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    return {"processor": model, "cores": len(os.sched_getaffinity(0)), "python": platform.python_version()}

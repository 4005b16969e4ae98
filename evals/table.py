"""The table at the end of a run: one row for each question type, the rivals' rows below."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from evals.judge import agreement
from evals.run import Run
from evals.score import CLOCKS, Summary, by_type, summarise
from evals.stats import Interval

RETRIEVAL = {"recall@6": "R@6", "parts@6": "parts@6", "articles@6": "art@6", "mrr": "MRR", "ndcg@10": "nDCG"}
ANSWERS = {
    "in_evidence": "evid",
    "accuracy": "acc",
    "all_parts": "all",
    "exact_match": "EM",
    "f1": "F1",
    "citation_precision": "citP",
    "citation_recall": "citR",
    "claim_coverage": "cited",
    "verbatim": "verb",
    "follow_up_resolved": "foll",
    "conflict_found": "conf",
    "conflict_false_alarm": "alarm",
    "null_abstention": "abst",
    "refused": "refus",
}
_WIDTH = 220


def render(run: Run) -> str:
    """Return the table of a run as plain text."""
    answered = any(row.record.answer for rows in run.rows.values() for row in rows)
    columns = {**RETRIEVAL, **(ANSWERS if answered else {"in_evidence": "evid"})}
    state = " (partial)" if run.partial else ""
    table = Table(title=f"{run.suite.name}{state}", title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1))
    for name in ("system", "type"):
        table.add_column(name)
    for name in ("n", *columns.values(), *(CLOCKS if answered else ())):
        table.add_column(name.replace("_", " "), justify="right")
    for at, (system, rows) in enumerate(run.rows.items()):
        groups = {**by_type(rows), "all": list(rows)}
        for kind, found in groups.items():
            table.add_row(system, kind, *_cells(summarise(found), columns, clocks=answered), end_section=kind == "all")
            if at and kind != "all":
                continue
    out = io.StringIO()
    Console(file=out, width=_WIDTH, color_system=None).print(table)
    return out.getvalue().rstrip() + "\n" + _notes(run)


def _cells(summary: Summary, columns: Mapping[str, str], *, clocks: bool) -> list[str]:
    cells = [str(summary.n), *(_number(summary.value(name)) for name in columns)]
    if clocks:
        cells += [_seconds(summary.seconds.get(clock)) for clock in CLOCKS]
    return cells


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _seconds(pair: Sequence[Interval] | None) -> str:
    return "–" if pair is None else f"{pair[0].mean:.1f} s"


def _notes(run: Run) -> str:
    lines = []
    asked = len(next(iter(run.rows.values()), ()))
    if asked < len(run.suite.gold):
        lines.append(f"{asked} of {len(run.suite.gold)} questions were asked.")
    for system, rows in run.rows.items():
        summary = summarise(rows)
        shown = summary.means.get("accuracy") or summary.means.get("recall@6")
        name = "accuracy" if "accuracy" in summary.means else "recall@6"
        if shown:
            lines.append(
                f"{system}: {name} {shown.mean:.3f}, 95 % interval {shown.low:.3f} to {shown.high:.3f}, n = {shown.n}"
            )
        if found := agreement(rows):
            same, kappa = found
            lines.append(
                f"{system}: the LLM as judge agrees with the gold labels on {same.mean:.2f} [{same.low:.2f}, "
                f"{same.high:.2f}] of {same.n} answers, kappa {kappa:.2f}"
            )
    if run.resumed:
        lines.append(f"{run.resumed} answers were taken over from a run that was stopped.")
    if run.cached:
        lines.append(
            f"{run.cached} answers came from the cache or met a model still loading; their times do not count."
        )
    return "\n".join(lines) + "\n"

"""Results → one self-contained HTML page and one Markdown summary. ``python -m evals.report [RESULTS]``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from evals.metrics import coverage_curve
from evals.page import Section, page, section
from evals.run import read_results
from evals.score import FUNNEL
from evals.stats import interval, paired
from index.errors import BadInputError, PullquoteError

Data = Mapping[str, Any]
HEADLINE = {
    "recall@6": "recall@6",
    "mrr": "MRR",
    "accuracy": "accuracy",
    "all_parts": "all parts",
    "exact_match": "exact match",
    "f1": "F1",
    "f1_all": "F1, refusals counted",
    "citation_precision": "citation precision",
    "citation_recall": "citation recall",
    "citation_f1": "citation F1",
    "claim_coverage": "claims cited",
    "verbatim": "verbatim",
    "null_abstention": "refused, no answer",
    "refused": "refused, answerable",
    "follow_up_resolved": "follow-ups resolved",
    "conflict_found": "conflicts found",
    "conflict_false_alarm": "conflicts, false alarms",
    "corroborated": "corroborated",
    "independent_found": "independent reports found",
    "relations_right": "copies told from reports",
    "judged": "the LLM's own judgement",
    "prompt_tokens": "prompt tokens",
    "answer_tokens": "answer tokens",
}
CLOCK_NAMES = {"first_quote": "first quote", "first_token": "first word", "written": "draft", "total": "whole answer"}
COMPARED = (
    "recall@6", "accuracy", "f1", "f1_all", "citation_precision", "citation_recall", "citation_f1", "null_abstention",
    "refused",
)  # fmt: skip
COMPARISON = ["", "difference", "p", "pairs"]


def main(arguments: Sequence[str]) -> int:
    """Write the report beside the results; returns an exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.report", description=__doc__)
    parser.add_argument("results", type=Path, nargs="?", default=Path("results"), help="folder of results files")
    folder = parser.parse_args(arguments).results
    try:
        written = write(folder)
    except PullquoteError as error:
        Console(stderr=True).print(str(error), style="red")
        return 1
    for path in written:
        Console().print(str(path))
    return 0


def write(folder: Path) -> tuple[Path, Path]:
    """Write ``report.html`` and ``report.md`` from the results files of a folder.

    Raises:
        BadInputError: there is no results file.
    """
    found, passed_over = load(folder)
    for line in passed_over:
        Console(stderr=True).print(line, style="yellow", highlight=False)
    if not found:
        msg = f"There are no results in {folder}; run `pytest evals/` first."
        raise BadInputError(msg)
    html, markdown = folder / "report.html", folder / "report.md"
    html.write_text(page([_section(now, before) for now, before in found]), encoding="utf-8")
    text = "\n\n".join(summary(now) for now, _ in found) + "\n"
    markdown.write_text(f"# Evaluation\n\n{text}", encoding="utf-8")
    return html, markdown


def load(folder: Path) -> tuple[list[tuple[Data, Data | None]], list[str]]:
    """Read the results files of a folder, each with the run before it where there is one.

    Returns:
        The results, and a sentence for each file that holds results which an older version wrote.
    """
    found: list[tuple[Data, Data | None]] = []
    passed_over = []
    for path in sorted(folder.glob("*.json")):
        if path.name.endswith(".before.json"):
            continue
        data = read_results(path)
        if data is not None:
            before = path.with_suffix(".before.json")
            found.append((data, read_results(before) if before.is_file() else None))
        elif "systems" in json.loads(path.read_text(encoding="utf-8")):
            passed_over.append(f"{path.name} is passed over: an older version wrote it; run `pytest evals/` again.")
    return found, passed_over


def summary(data: Data) -> str:
    """Return the Markdown of one results file: headline table with intervals, and how systems differ."""
    about = data["meta"]
    state = ", partial" if about["partial"] else ""
    lines = [
        f"## {about['suite']}{state}",
        "",
        f"{about['model']}, {about['finished'][:10]}, {about['machine']['processor']}, "
        f"{about['machine']['cores']} cores. Brackets: 95 % bootstrap intervals.",
        "",
        *_markdown(headline(data)),
    ]
    told = differences(data)
    return "\n".join([*lines, "", *_markdown([COMPARISON, *told])] if told else lines)


def headline(data: Data) -> list[list[str]]:
    """Return the headline table, a heading row first: one row per figure, one column per system."""
    whole = {name: system["summary"]["all"] for name, system in data["systems"].items()}
    first = next(iter(whole))
    if shared := _shared(data):  # the others were asked fewer questions: these few of the first one's beside them
        whole = {first: whole[first], f"{first}, the same {shared['n']}": shared} | whole
    rows = [["", *whole]]
    rows.append(["questions", *(str(found["n"]) for found in whole.values())])
    for metric, title in HEADLINE.items():
        if any(metric in found["means"] for found in whole.values()):
            digits = 0 if metric.endswith("tokens") else 2
            rows.append([title, *(_interval(found["means"].get(metric), digits) for found in whole.values())])
    for clock, name in CLOCK_NAMES.items():
        if any(clock in found["seconds"] for found in whole.values()):
            for at, share in enumerate(("median", "p95")):
                taken = (found["seconds"].get(clock) for found in whole.values())
                title = f"{name}, seconds, {share}"
                rows.append([title, *("–" if pair is None else _interval(pair[at], 1) for pair in taken)])
    return rows


def _shared(data: Data) -> dict[str, Any] | None:
    """Sum up the first system on the questions that the others were asked, where those are fewer; without times."""
    first, *others = (scores(data, system) for system in data["systems"])
    ids = [key for key in first if all(key in other for other in others)]
    if not others or len(ids) == len(first):
        return None
    means = {name: interval([first[key].get(name) for key in ids]) for name in HEADLINE}
    return {"n": len(ids), "means": {name: mean for name, mean in means.items() if mean}, "seconds": {}}


def by_type(data: Data, system: str) -> list[list[str]]:
    """Return the table of a system's figures per question type, a heading row first."""
    names = ("recall@6", "in_evidence", "accuracy", "all_parts", "citation_precision", "citation_recall")
    rows = [["type", "n", *(name.replace("_", " ") for name in names), "refused"]]
    for kind, found in data["systems"][system]["summary"].items():
        means = [found["means"].get(name) for name in names]
        refused = found["means"].get("abstained")
        cells = [f"{mean[0]:.2f}" if mean else "–" for mean in (*means, refused)]
        rows.append([kind, str(found["n"]), *cells])
    return rows


def _interval(mean: Sequence[float] | None, digits: int = 2) -> str:
    return "–" if mean is None else f"{mean[0]:.{digits}f} [{mean[1]:.{digits}f}, {mean[2]:.{digits}f}]"


def _markdown(rows: Sequence[Sequence[str]]) -> list[str]:
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return [head, "|" + " --- |" * len(rows[0]), *body]


def scores(data: Data, system: str) -> dict[str, Mapping[str, float | None]]:
    """Return a system's scores by question id."""
    return {item["gold"]["id"]: item["scores"] for item in data["systems"][system]["questions"]}


def differences(data: Data) -> list[list[str]]:
    """Tell, for each other system, how the first one differs from it: rows of figure, difference, p and pairs."""
    first, *others = data["systems"]
    return [
        row
        for other in others
        for row in _compare(scores(data, first), scores(data, other), f"{first} against {other}")
    ]


def changes(data: Data, before: Data) -> list[list[str]]:
    """Tell how each system differs from the same system in the run before, in rows as those of ``differences``."""
    return [
        row
        for system in data["systems"]
        if system in before["systems"]
        for row in _compare(scores(data, system), scores(before, system), f"{system} against the run before")
    ]


def turned(data: Data, before: Data) -> list[str]:
    """Name the questions that came out right and were wrong in the run before, and the other way round."""
    lines = []
    for system in data["systems"]:
        now, then = (
            {item["gold"]["id"]: item["right"] for item in run["systems"].get(system, {"questions": ()})["questions"]}
            for run in (data, before)
        )
        for right, title in ((True, "right now, wrong before"), (False, "wrong now, right before")):
            ids = [key for key in now if now[key] is right and then.get(key) is (not right)]
            if ids:
                lines.append(f"{system}, {title}: {', '.join(ids)}")
    return lines


def _compare(
    one: Mapping[str, Mapping[str, float | None]], other: Mapping[str, Mapping[str, float | None]], title: str
) -> list[list[str]]:
    ids = [key for key in one if key in other]
    rows = []
    for metric in COMPARED:
        found = paired([one[key].get(metric) for key in ids], [other[key].get(metric) for key in ids])
        if found:
            figures = (f"{found.difference:+.3f}", f"{found.p:.3f}", str(found.n))
            rows.append([f"{title}: {HEADLINE[metric]}", *figures])
    return rows


def stages(data: Data, system: str) -> tuple[dict[str, int], int]:
    """Count how many of a system's answerable questions reached each stage of the funnel, and how many there are."""
    known = [item["funnel"] for item in data["systems"][system]["questions"] if item["funnel"]]
    return {stage: sum(reached[stage] for reached in known) for stage in FUNNEL}, len(known)


def _section(data: Data, before: Data | None) -> Section:
    from evals import plots

    systems = list(data["systems"])
    counted = {system: stages(data, system) for system in systems}
    drawn = []
    if any(total for _, total in counted.values()):
        reached = {system: counts for system, (counts, _) in counted.items()}
        drawn.append(plots.funnel(reached, {system: total for system, (_, total) in counted.items()}))
        drawn.append(plots.curve({system: _curve(data["systems"][system]["questions"]) for system in systems}))
        drawn.append(plots.latency({system: _times(data["systems"][system]["questions"]) for system in systems}))
    tables = [("All questions", headline(data)), *((f"{name}, by type", by_type(data, name)) for name in systems)]
    if told := [*differences(data), *(changes(data, before) if before else ())]:
        tables.append(("Differences, with a paired permutation test", [COMPARISON, *told]))
    return section(data, tables, turned(data, before) if before else [], drawn)


def _curve(questions: Sequence[Data]) -> list[tuple[float, float]]:
    answered = [
        (item["record"]["answer"]["confidence"], item["right"])
        for item in questions
        if item["right"] is not None and not item["record"]["answer"]["abstained"]
    ]
    return coverage_curve(answered, len(questions))


def _times(questions: Sequence[Data]) -> list[float]:
    records = [item["record"] for item in questions if item["record"]["timed"]]
    return [record["milliseconds"]["total"] / 1000 for record in records if "total" in record["milliseconds"]]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

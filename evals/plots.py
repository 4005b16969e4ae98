"""The report's plots: inline SVG that takes its ink from the page, so that it reads in light and dark."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from evals.stats import percentile

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#010203"  # replaced by the page's text colour
COLOURS = ("#3b7dd8", "#d9822b", "#2f9e6e", "#a05bc4")  # told apart by the colour-blind, on white and on black
_SIZE = (5.2, 3.0)  # inches


def _figure(title: str, across: str, up: str) -> tuple[Figure, Axes]:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams["svg.fonttype"] = "none"  # text stays text
    mpl.rcParams["svg.hashsalt"] = "pullquote"  # the same figures give the same file
    figure = Figure(figsize=_SIZE, layout="constrained")
    axes = figure.subplots()
    axes.set_title(title, color=INK, fontsize=11, loc="left")
    axes.set_xlabel(across, color=INK)
    axes.set_ylabel(up, color=INK)
    axes.tick_params(colors=INK)
    for side, spine in axes.spines.items():
        spine.set_color(INK)
        spine.set_visible(side in ("left", "bottom"))
    return figure, axes


def _svg(figure: Figure, axes: Axes, legend: Literal["upper right", "lower left"] | None) -> str:
    if legend and axes.get_legend_handles_labels()[0]:
        axes.legend(frameon=False, labelcolor=INK, fontsize=9, loc=legend)
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    text = out.getvalue()
    return text[text.index("<svg") :].replace(INK, "currentColor")


def funnel(counts: Mapping[str, Mapping[str, int]], totals: Mapping[str, int]) -> str:
    """Draw, for each system, the share of its questions that reached each stage."""
    figure, axes = _figure("Where questions are lost", "stage reached", "share of answerable questions")
    width = 0.8 / max(len(counts), 1)
    for at, (system, stages) in enumerate(counts.items()):
        places = [n + at * width - 0.4 + width / 2 for n in range(len(stages))]
        shares = [count / totals[system] if totals[system] else 0.0 for count in stages.values()]
        axes.bar(places, shares, width, color=COLOURS[at % len(COLOURS)], label=system)
        axes.set_xticks(range(len(stages)), [name.replace("_", " ") for name in stages])
    axes.set_ylim(0, 1.02)
    return _svg(figure, axes, "upper right" if len(counts) > 1 else None)


def curve(points: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Draw accuracy over coverage as the bar of confidence falls."""
    figure, axes = _figure("Answering only when sure", "share of all questions answered", "of them right")
    for at, (system, line) in enumerate(points.items()):
        colour = COLOURS[at % len(COLOURS)]
        axes.plot([x for x, _ in line], [y for _, y in line], color=colour, label=system, marker="o", markersize=3)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    return _svg(figure, axes, "lower left")


def latency(seconds: Mapping[str, Sequence[float]]) -> str:
    """Draw how long whole answers took; the last bar holds what took longer than twice the 90th percentile."""
    figure, axes = _figure("Seconds to the whole answer", "seconds", "questions")
    known = {system: values for system, values in seconds.items() if values}
    most = max((max(values) for values in known.values()), default=1.0)
    top = min(most, 2 * max((percentile(values, 90) or 0.0 for values in known.values()), default=1.0))
    if top < most:
        axes.set_xlabel(f"seconds (the last bar: up to {most:.0f})", color=INK)
    edges = [top * n / 24 for n in range(25)]
    for at, (system, values) in enumerate(known.items()):
        colour = COLOURS[at % len(COLOURS)]
        axes.hist([min(value, top) for value in values], bins=edges, color=colour, alpha=0.6, label=system)
    return _svg(figure, axes, "upper right")

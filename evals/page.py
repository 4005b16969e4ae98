"""The report as one HTML page without anything from outside. Every text is escaped here, plots come as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

Data = Mapping[str, Any]

_STYLE = """
:root { color-scheme: light dark; --line: #d5d8dd; --soft: #f4f5f7; --good: #1d7f54; --bad: #b3372f; --page: #fff;
  --ink: #1b1f24; --dim: #5b6470; }
@media (prefers-color-scheme: dark) { :root { --line: #3a4048; --soft: #20252b; --good: #5cc995; --bad: #ff8f86;
  --page: #14181d; --ink: #e7eaee; --dim: #a3acb8; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); margin: 0 auto;
  max-width: 1120px; padding: 1.5rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; border-top: 1px solid var(--line);
  padding-top: 1.5rem; } h3 { font-size: 1rem; margin-bottom: .3rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .2rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; white-space: normal; }
.plots { display: flex; flex-wrap: wrap; gap: 1rem; } .plots svg { max-width: 100%; height: auto; }
.about, .gold { color: var(--dim); } details { border-bottom: 1px solid var(--line); padding: .35rem 0; }
summary { cursor: pointer; } details > div { margin: .4rem 0 .6rem 1.2rem; }
blockquote { margin: .3rem 0; padding: .2rem .8rem; border-left: 3px solid var(--line); background: var(--soft); }
.verdict { display: inline-block; min-width: 3.6rem; font-weight: 600; } .right { color: var(--good); }
.wrong { color: var(--bad); } form { display: flex; flex-wrap: wrap; gap: .8rem; margin: .6rem 0; }
select, input { font: inherit; color: inherit; background: var(--soft); border: 1px solid var(--line);
  border-radius: 4px; padding: .2rem .4rem; }
"""

_SCRIPT = """
for (const form of document.querySelectorAll("form")) {
  const items = form.parentElement.querySelectorAll("details"), count = form.querySelector("output");
  const filter = () => {
    const value = (name) => form.elements[name].value, text = value("text").toLowerCase();
    let shown = 0;
    for (const item of items) {
      const fits = ["system", "kind", "verdict", "lost"].every((n) => !value(n) || item.dataset[n] === value(n));
      item.hidden = !(fits && item.textContent.toLowerCase().includes(text));
      shown += !item.hidden;
    }
    count.textContent = `${shown} of ${items.length}`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();
}
"""


@dataclass(frozen=True, slots=True)
class Section:
    """The HTML of one results file."""

    html: str


def page(sections: Sequence[Section]) -> str:
    """Return the whole page."""
    body = "\n".join(part.html for part in sections)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Pullquote: evaluation</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head>\n<body><h1>Pullquote: evaluation</h1>\n{body}\n"
        f"<script>{_SCRIPT}</script></body></html>\n"
    )


def section(
    data: Data, tables: Sequence[tuple[str, Sequence[Sequence[str]]]], told: Sequence[str], plots: Sequence[str]
) -> Section:
    """Return the section of one results file: tables, comparisons, plots, and every question, wrong ones first."""
    about = data["meta"]
    partial = " (partial)" if about["partial"] else ""
    cached = f" {about['cached']} answers are not timed (cache, or model still loading)." if about["cached"] else ""
    lines = [
        f"<section><h2>{escape(about['suite'])}{partial}</h2>",
        f'<p class="about">{escape(about["model"])}, {escape(about["finished"])}, '
        f"{escape(about['machine']['processor'])}, {about['machine']['cores']} cores. "
        f"Brackets are 95 % bootstrap intervals.{cached}</p>",
        *(f"<h3>{escape(title)}</h3>{_table(rows)}" for title, rows in tables),
    ]
    if told:
        lines.append(
            "<h3>Since the run before</h3><ul>" + "".join(f"<li>{escape(line)}</li>" for line in told) + "</ul>"
        )
    if plots:
        lines.append(f'<div class="plots">{"".join(plots)}</div>')
    return Section("\n".join([*lines, _questions(data), "</section>"]))


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = rows
    cells = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in body)
    return f'<div class="wide"><table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table></div>'


def _questions(data: Data) -> str:
    entries = [(name, item) for name, system in data["systems"].items() for item in system["questions"]]
    entries.sort(key=lambda entry: {False: 0, True: 1, None: 2}[entry[1]["right"]])  # stable: gold order within
    kinds = sorted({item["gold"]["type"] for _, item in entries})
    form = (
        "<form>"
        + _select("system", list(data["systems"]))
        + _select("kind", kinds)
        + _select("verdict", ["wrong", "right"])
        + _select("lost", sorted({_lost(item) for _, item in entries} - {""}))
        + '<label>words <input name="text" type="search"></label><output></output></form>'
    )
    return f"<div><h3>Questions</h3>{form}" + "\n".join(_question(name, item) for name, item in entries) + "</div>"


def _select(name: str, values: Sequence[str]) -> str:
    options = "".join(f"<option>{escape(value)}</option>" for value in values)
    return f'<label>{name} <select name="{name}"><option value="">any</option>{options}</select></label>'


def _lost(item: Data) -> str:
    return next((stage for stage, reached in (item["funnel"] or {}).items() if not reached), "")


def _question(system: str, item: Data) -> str:
    gold, answer = item["gold"], item["record"]["answer"]
    verdict = {True: "right", False: "wrong", None: ""}[item["right"]]
    wanted = " | ".join(gold["answers"]) or " + ".join(part[0] for part in gold["parts"] or ())
    wanted = wanted or gold["reference"] or "no answer"
    lost = _lost(item)
    inner = [f"<p>{escape(answer['answer'])}</p>" if answer else "<p>Only retrieval was run.</p>"]
    for quote in (*answer["citations"], *answer["closest"]) if answer else ():
        where = ", ".join(str(part) for part in (quote["outlet"], quote["published"], quote["title"]) if part)
        inner.append(
            f"<blockquote>[{quote['number']}] {escape(quote['quote'])}<br><small>{escape(where)}</small></blockquote>"
        )
    history = f" after {escape(' / '.join(gold['history']))}" if gold["history"] else ""
    figures = ", ".join(
        f"{name.replace('_', ' ')} {round(value, 3):g}" for name, value in item["scores"].items() if value is not None
    )
    inner.append(f'<p class="gold">wanted: {escape(wanted)}{history}<br><small>{escape(figures)}</small></p>')
    missed = f" <small>lost: {escape(lost.replace('_', ' '))}</small>" if lost else ""
    return (
        f'<details data-system="{escape(system)}" data-kind="{escape(gold["type"])}" data-verdict="{verdict}" '
        f'data-lost="{escape(lost)}"><summary><span class="verdict {verdict}">{verdict}</span> '
        f"{escape(system)} · {escape(gold['id'])} · {escape(gold['question'])}{missed}</summary>"
        f"<div>{''.join(inner)}</div></details>"
    )

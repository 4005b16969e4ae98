from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from evals import report
from evals.run import Options, evaluate, save
from evals.score import FUNNEL
from index.errors import BadInputError
from tests.evals.test_faults import always_abstain, constant_answer
from tests.evals.worlds import GOLD, SUITE, Oracle


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Results of a good system beside one that always says the same, and a run before in which nothing was said."""
    options = Options(tmp_path)
    before = evaluate(SUITE, [Oracle("pullquote", always_abstain)], options, "s", lambda _: None)
    run = evaluate(SUITE, [Oracle("pullquote"), Oracle("baseline", constant_answer)], options, "s", lambda _: None)
    meta = {"model": "gold <b>model</b>", "seed": 0}
    save(before, options, meta)
    save(run, options, meta)
    return tmp_path


class Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_stands_alone_and_lists_wrong_questions_first(folder: Path) -> None:
    html, _ = report.write(folder)
    text = html.read_text(encoding="utf-8")
    page = Outline()
    page.feed(text)
    tags = [tag for tag, _ in page.tags]
    assert not {"link", "img", "iframe"} & set(tags)
    assert not [attrs for tag, attrs in page.tags if tag == "script" and attrs]
    verdicts = [str(attrs["data-verdict"]) for tag, attrs in page.tags if tag == "details"]
    assert len(verdicts) == 2 * len(GOLD)
    assert verdicts == sorted(verdicts, reverse=True)
    assert verdicts.count("wrong") == 5
    assert tags.count("svg") == 3
    assert "gold &lt;b&gt;model" in text
    assert "#010203" not in text


def test_the_summary_has_intervals_and_paired_differences(folder: Path) -> None:
    _, markdown = report.write(folder)
    text = markdown.read_text(encoding="utf-8")
    assert "|  | pullquote | baseline |" in text
    assert "| accuracy | 1.00 [1.00, 1.00] | 0.00 [0.00, 0.00] |" in text
    assert "| pullquote against baseline: accuracy | +1.000 | " in text
    assert "| first quote, seconds, median | 0.1 [0.1, 0.1] |" in text


def test_the_run_before_is_compared(folder: Path) -> None:
    ((now, before),), _ = report.load(folder)
    assert before is not None
    rows = {row[0]: row[1:] for row in report.changes(now, before)}
    assert rows["pullquote against the run before: accuracy"][0] == "+1.000"
    assert all("baseline" not in title for title in rows)
    assert report.turned(now, before) == ["pullquote, right now, wrong before: q1, q2, q3, q4, q5"]
    assert report.turned(before, now) == ["pullquote, wrong now, right before: q1, q2, q3, q4, q5"]


def test_results_of_an_older_version_are_passed_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "old.json").write_text(json.dumps({"meta": {"suite": "old"}, "systems": {}}), encoding="utf-8")
    before = folder / "world.before.json"
    data = json.loads(before.read_text(encoding="utf-8"))
    before.write_text(json.dumps({**data, "meta": {**data["meta"], "format": 1}}), encoding="utf-8")
    found, passed_over = report.load(folder)
    assert [(now["meta"]["suite"], earlier) for now, earlier in found] == [("world", None)]
    assert len(passed_over) == 1
    report.write(folder)
    assert "old.json is passed over: an older version wrote it" in capsys.readouterr().err.replace("\n", " ")


def test_rivals_with_fewer_questions_stand_beside_the_same_questions(tmp_path: Path) -> None:
    options = Options(tmp_path, rivals=3)
    run = evaluate(SUITE, [Oracle("pullquote"), Oracle("rival", constant_answer)], options, "s", lambda _: None)
    save(run, options, {"model": "gold"})
    ((now, _),), _ = report.load(tmp_path)
    table = report.headline(now)
    assert table[0] == ["", "pullquote", "pullquote, the same 3", "rival"]
    assert table[1] == ["questions", "8", "3", "3"]
    assert {row[-1] for row in report.differences(now)} <= {"1", "2", "3"}


def test_the_funnel_counts_where_questions_end(folder: Path) -> None:
    ((now, _),), _ = report.load(folder)
    assert report.stages(now, "pullquote") == (dict.fromkeys(FUNNEL, 5), 5)
    spoilt, _ = report.stages(now, "baseline")
    assert (spoilt["in_evidence"], spoilt["in_answer"], spoilt["cited"]) == (5, 0, 0)


def test_retrieval_only_and_empty_folders(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="There are no results in"):
        report.write(tmp_path)
    options = Options(tmp_path, retrieval_only=True)
    run = evaluate(SUITE, [Oracle()], options, "s", lambda _: None)
    save(replace(run, partial=True), options, {"model": "none"})
    (tmp_path / "bench.json").write_text(json.dumps({"machine": {}}), encoding="utf-8")
    html, markdown = report.write(tmp_path)
    assert "Only retrieval was run." in html.read_text(encoding="utf-8")
    assert "## world, partial" in markdown.read_text(encoding="utf-8")


def test_the_command_says_what_it_wrote(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report.main([str(folder)]) == 0
    assert "report.html" in capsys.readouterr().out.replace("\n", "")
    assert report.main([str(tmp_path / "none")]) == 1
    assert "There are no results" in capsys.readouterr().err

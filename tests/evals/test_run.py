from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evals.record import Record
from evals.run import Journal, Options, choose, evaluate, journal_key, rescore, sample, save
from index.errors import BadInputError
from tests.evals.worlds import GOLD, SUITE, Oracle, rows


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return Options(tmp_path)


def test_every_question_goes_to_every_system_in_turn(options: Options) -> None:
    lines: list[str] = []
    one, other = Oracle("one"), Oracle("other")
    run = evaluate(SUITE, [one, other], options, "s", lines.append)
    assert [row.gold.id for row in run.rows["one"]] == [gold.id for gold in GOLD]
    assert one.asked == other.asked
    assert one.asked[4] == ("And who counted 900?", ("How many came?",))
    assert not run.partial
    assert len(lines) == 2 * len(GOLD)
    assert lines[-1].startswith(f"world: {2 * len(GOLD)}/{2 * len(GOLD)}, ")
    assert lines[-1].endswith("0 s left")


def test_retrieval_only_has_no_answers(options: Options) -> None:
    run = evaluate(SUITE, [Oracle()], replace(options, retrieval_only=True), "s", lambda _: None)
    assert all(row.record.answer is None and row.right is None for row in run.rows["oracle"])
    assert run.summary("oracle").value("recall@6") == 1
    assert run.summary("oracle").value("accuracy") is None


def test_a_stopped_run_keeps_what_is_done_and_goes_on_there(options: Options) -> None:
    run = evaluate(SUITE, [Oracle(stop_after=3)], options, "s", lambda _: None)
    assert run.partial
    assert len(run.rows["oracle"]) == 3
    later = Oracle()
    again = evaluate(SUITE, [later], options, "s", lambda _: None)
    assert len(later.asked) == len(GOLD) - 3
    assert again.resumed == 3
    fresh = evaluate(SUITE, [Oracle()], options, "fresh", lambda _: None)
    assert again.rows == fresh.rows


def test_a_finished_run_leaves_no_journal_and_other_settings_share_none(options: Options) -> None:
    evaluate(SUITE, [Oracle()], options, "s", lambda _: None)
    assert not list((options.results / "partial").iterdir())
    assert journal_key(SUITE, options, "s") != journal_key(SUITE, options, "t")
    assert journal_key(SUITE, options, "s") != journal_key(replace(SUITE, gold=GOLD[1:]), options, "s")
    assert journal_key(SUITE, options, "s") != journal_key(SUITE, replace(options, retrieval_only=True), "s")


def test_a_journal_gives_back_what_was_added(tmp_path: Path) -> None:
    record = rows()[2].record
    Journal(tmp_path, "k").add("oracle", record)
    assert Journal(tmp_path, "k").known == {("oracle", "q3"): record}


def test_rivals_are_asked_some_of_the_questions(options: Options) -> None:
    ours, rival = Oracle("ours"), Oracle("rival")
    run = evaluate(SUITE, [ours, rival], replace(options, rivals=3), "s", lambda _: None)
    assert [len(run.rows[name]) for name in ("ours", "rival")] == [len(GOLD), 3]
    assert {row.gold.id for row in run.rows["rival"]} < {gold.id for gold in GOLD}


def test_a_sample_keeps_the_shares_of_the_types() -> None:
    many = [GOLD[at].model_copy(update={"id": f"{at}-{n}"}) for at, count in ((0, 30), (5, 10)) for n in range(count)]
    drawn = sample(many, 8, 0)
    assert [sum(gold.type == kind for gold in drawn) for kind in ("fact", "null")] == [6, 2]
    assert {gold.id for gold in sample(many, 4, 0)} < {gold.id for gold in drawn}


def test_results_of_another_version_are_not_scored_anew(options: Options) -> None:
    (options.results / "world.json").write_text('{"meta": {}, "systems": {}}', encoding="utf-8")
    with pytest.raises(BadInputError, match="is of another version"):
        rescore(SUITE, options)


def test_a_limit_draws_from_every_type_and_by_seed(options: Options) -> None:
    drawn = choose(GOLD, replace(options, limit=6))
    assert len({gold.type for gold in drawn}) == 6
    assert drawn == choose(GOLD, replace(options, limit=6))
    assert [gold for gold in GOLD if gold in drawn] == drawn
    assert len({tuple(g.id for g in choose(GOLD, replace(options, limit=3, seed=seed))) for seed in range(9)}) > 1
    assert choose(GOLD, replace(options, types=("null",))) == [GOLD[5], GOLD[6]]


def test_records_are_scored_anew_without_asking(options: Options) -> None:
    with pytest.raises(BadInputError, match="There is no results file"):
        rescore(SUITE, options)
    run = evaluate(SUITE, [Oracle()], options, "s", lambda _: None)
    save(run, options, {})
    assert rescore(SUITE, options).rows == run.rows
    other = GOLD[0].model_copy(update={"answers": ("15 to 8",)})
    changed = rescore(replace(SUITE, gold=(other, GOLD[1])), options)
    assert [row.scores["accuracy"] for row in changed.rows["oracle"]] == [0.0, 1.0]


def test_results_hold_every_question_and_keep_the_run_before(options: Options) -> None:
    run = evaluate(SUITE, [Oracle()], options, "s", lambda _: None)
    path = save(run, options, {"model": "gold"})
    save(run, options, {"model": "later"})
    data = json.loads(path.read_text(encoding="utf-8"))
    before = json.loads(path.with_suffix(".before.json").read_text(encoding="utf-8"))
    assert (data["meta"]["model"], before["meta"]["model"]) == ("later", "gold")
    system = data["systems"]["oracle"]
    assert system["summary"]["all"]["n"] == len(GOLD)
    assert system["summary"]["fact"]["means"]["accuracy"] == [1.0, 1.0, 1.0, 1]
    question = system["questions"][0]
    assert question["right"] is True
    assert question["gold"]["answers"] == ["14 to 9"]
    assert Record.from_json(question["record"]) == run.rows["oracle"][0].record

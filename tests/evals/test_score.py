from __future__ import annotations

from dataclasses import replace

from evals.gold import Gold
from evals.record import Record
from evals.score import FUNNEL, funnel, lost, score, summarise
from qa.answer import Carrier
from tests.evals.worlds import ARTICLES, GOLD, SUITE, ask, place, refusal, right_answer, rows, span


def test_a_question_without_an_answer_has_no_accuracy_and_no_retrieval() -> None:
    null = rows()[5]
    assert null.right
    for name in ("recall@6", "mrr", "accuracy", "exact_match", "f1", "citation_precision", "citation_recall"):
        assert null.scores[name] is None, name


def test_refusing_an_answerable_question_is_wrong_and_refusing_a_false_premise_is_not() -> None:
    plain = GOLD[0]
    premise = plain.model_copy(update={"type": "false-premise"})
    record = Record("q1", refusal(plain.question), (), (), {})
    wrong, right = (score(gold, SUITE.target(gold), record, SUITE.body) for gold in (plain, premise))
    assert (wrong.right, wrong.scores["accuracy"]) == (False, 0.0)
    assert (right.right, right.scores["accuracy"]) == (True, 1.0)
    assert summarise([wrong]).value("refused") == 1
    assert summarise([right]).value("refused") is None


def test_closest_quotes_must_be_verbatim_as_well() -> None:
    gold = GOLD[0]
    answer = right_answer(gold)
    bent = replace(answer.citations[0], quote="It voted.")
    refused = replace(refusal(gold.question), closest=(bent,))
    row = score(gold, SUITE.target(gold), Record("q1", refused, (), (), {}), SUITE.body)
    assert row.scores["verbatim"] == 0


def test_a_second_carrier_counts_as_corroboration() -> None:
    gold = GOLD[0]
    answer = right_answer(gold)
    alone = replace(answer, citations=answer.citations[:1])
    other = span(gold.evidence[1])
    carrier = Carrier(other.article, None, other.start, other.end, "independent")
    backed = replace(alone, citations=(replace(alone.citations[0], also_in=(carrier,)),))
    found = [
        score(gold, SUITE.target(gold), Record("q1", given, (), (), {}), SUITE.body).scores["corroborated"]
        for given in (alone, backed)
    ]
    assert found == [0.0, 1.0]


def test_the_funnel_names_the_stage_at_which_a_question_was_lost() -> None:
    row = rows()[0]
    record, answer = row.record, row.record.answer
    assert answer is not None
    spoilt = {
        "indexed": replace(record, indexed=False),
        "retrieved": replace(record, passages=()),
        "in_evidence": replace(record, evidence=()),
        "in_answer": replace(record, answer=replace(answer, answer="It was so.")),
        "cited": replace(record, answer=replace(answer, citations=())),
    }
    assert tuple(spoilt) == FUNNEL
    for stage, bad in spoilt.items():
        assert lost(score(row.gold, row.target, bad, SUITE.body)) == stage
    assert lost(row) == ""
    assert funnel(rows()[5]) is None


def test_times_from_the_cache_do_not_count() -> None:
    row = rows()[0]
    cached = replace(row, record=replace(row.record, timed=False, milliseconds={"total": 1.0}))
    found = summarise([row, cached])
    assert found.timed == 1
    assert [part.mean for part in found.seconds["total"]] == [0.4, 0.4]
    assert found.value("seconds_total") == 0.4
    assert found.value("seconds_unknown") is None


def test_parts_in_several_articles_need_each_of_them() -> None:
    gold: Gold = ask(
        9, "several", "What was decided, and when do works start?",
        place("count.txt", "The vote ended 14 to 9 after all."), place("bridge.txt", "Road works start in May."),
        parts=(("14 to 9",), ("May",)),
    )  # fmt: skip
    half = (span(gold.evidence[0]),)
    scores = score(gold, SUITE.target(gold), Record("q9", None, half, half, {}), SUITE.body).scores
    assert (scores["recall@6"], scores["parts@6"]) == (1.0, 0.5)
    assert (scores["articles@6"], scores["all_articles@6"]) == (0.5, 0.0)
    assert len(ARTICLES) == 4

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import precision_score, recall_score  # type: ignore[import-untyped]

from evals.gold import Gold
from evals.record import Record
from evals.score import FUNNEL, funnel, lost, score, summarise
from qa.answer import Carrier, Relation
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


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=20))
def test_abstention_is_scikit_learns_precision_and_recall_of_refusing(pairs: list[tuple[bool, bool]]) -> None:
    answered, silent = GOLD[0], GOLD[6]
    scored = []
    for abstained, unanswerable in pairs:
        gold = silent if unanswerable else answered
        answer = refusal(gold.question) if abstained else right_answer(answered)
        scored.append(score(gold, SUITE.target(gold), Record(gold.id, answer, (), (), {}), SUITE.body))
    found = summarise(scored)
    said, truth = ([pair[at] for pair in pairs] for at in (0, 1))
    precision = precision_score(truth, said) if any(said) else None
    recall = recall_score(truth, said) if any(truth) else None
    other = [not value for value in truth]
    refused = recall_score(other, said) if any(other) else None
    for name, value in (("abstention_precision", precision), ("null_abstention", recall), ("refused", refused)):
        assert found.value(name) == (None if value is None else pytest.approx(value, abs=1e-9)), name
    assert found.value("false_answer") == (None if recall is None else pytest.approx(1 - recall, abs=1e-9))


def carried_by(relation: Relation, *others: str) -> dict[str, float | None]:
    gold = ask(
        9, "fact", "How did the vote end?", place("bridge.txt", "It voted for the bridge by 14 to 9."),
        answers=("14 to 9",), carriers=(("bridge.txt", "wire.txt"), ("count.txt",), ("crowd.txt",)),
    )  # fmt: skip
    answer = right_answer(gold)
    also = tuple(Carrier(f"id-{source}", None, 0, 1, relation) for source in others)
    answer = replace(answer, citations=(replace(answer.citations[0], also_in=also),))
    return score(gold, SUITE.target(gold), Record("q9", answer, (), (), {}), SUITE.body).scores


def test_copies_are_told_from_independent_reports() -> None:
    told = carried_by("independent", "count.txt")
    assert (told["independent_found"], told["relations_right"]) == (0.5, 1.0)
    fooled = carried_by("independent", "wire.txt")
    assert (fooled["independent_found"], fooled["relations_right"]) == (0.0, 0.0)
    plain = carried_by("copy", "wire.txt")
    assert (plain["independent_found"], plain["relations_right"]) == (0.0, 1.0)
    silent = carried_by("copy")
    assert (silent["independent_found"], silent["relations_right"]) == (0.0, None)


def test_a_conflict_may_be_told_of_a_question_of_another_type() -> None:
    gold = GOLD[2].model_copy(update={"type": "list", "conflict": True})
    assert (gold.contradicted, GOLD[2].contradicted, GOLD[0].contradicted) == (True, True, False)
    record = Record("q3", right_answer(GOLD[2]), (), (), {})
    assert score(gold, SUITE.target(gold), record, SUITE.body).scores["conflict_found"] == 1
    calm = GOLD[2].model_copy(update={"conflict": False})
    scores = score(calm, SUITE.target(calm), record, SUITE.body).scores
    assert (scores["conflict_found"], scores["conflict_false_alarm"]) == (None, 1.0)

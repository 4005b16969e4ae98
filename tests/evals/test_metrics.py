"""Every metric against hand-worked cases and, on random inputs, against ir-measures and SQuAD's own script."""

from __future__ import annotations

import collections
import doctest
import math
import re
import string

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score, roc_auc_score  # type: ignore[import-untyped]

from evals import metrics
from evals.metrics import Span

IDS = [f"d{n}" for n in range(12)]
rankings = st.permutations(IDS).flatmap(lambda ids: st.integers(0, len(ids)).map(lambda n: ids[:n]))
relevants = st.sets(st.sampled_from(IDS), min_size=1, max_size=8)


def reference(measure: ir_measures.Measure, ranking: list[str], relevant: set[str]) -> float:
    qrels = [ir_measures.Qrel("q", item, 1) for item in sorted(relevant)]
    run = [ir_measures.ScoredDoc("q", item, float(-rank)) for rank, item in enumerate(ranking)]
    return float(ir_measures.calc_aggregate([measure], qrels, run)[measure])


def test_doctests() -> None:
    assert doctest.testmod(metrics).failed == 0


@given(rankings, relevants, st.integers(1, 12))
def test_recall_is_the_librarys(ranking: list[str], relevant: set[str], k: int) -> None:
    assert metrics.recall_at(ranking, relevant, k) == pytest.approx(
        reference(ir_measures.R @ k, ranking, relevant), abs=1e-9
    )


@given(rankings, relevants)
def test_reciprocal_rank_is_the_librarys(ranking: list[str], relevant: set[str]) -> None:
    assert metrics.reciprocal_rank(ranking, relevant) == pytest.approx(
        reference(ir_measures.RR, ranking, relevant), abs=1e-9
    )


@given(rankings, relevants, st.integers(1, 12))
def test_ndcg_is_the_librarys(ranking: list[str], relevant: set[str], k: int) -> None:
    assert metrics.ndcg_at(ranking, relevant, k) == pytest.approx(
        reference(ir_measures.nDCG @ k, ranking, relevant), abs=1e-9
    )


# The definition of the SQuAD 2.0 evaluation script (Rajpurkar et al. 2018), as published.


def official_tokens(text: str) -> list[str]:
    text = "".join(char for char in text.lower() if char not in set(string.punctuation))
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def official_f1(gold: str, said: str) -> float:
    wanted, found = official_tokens(gold), official_tokens(said)
    common = collections.Counter(wanted) & collections.Counter(found)
    same = sum(common.values())
    if len(wanted) == 0 or len(found) == 0:
        return int(wanted == found)
    if same == 0:
        return 0
    precision, recall = same / len(found), same / len(wanted)
    return (2 * precision * recall) / (precision + recall)


phrases = st.lists(st.sampled_from(["the", "A", "650", "men,", "U.S.", "paris", "and", "Mali."]), max_size=7).map(
    " ".join
)


@given(phrases, st.lists(phrases, min_size=1, max_size=4))
def test_f1_and_exact_match_are_squads(said: str, gold: list[str]) -> None:
    assert metrics.token_f1(said, gold) == pytest.approx(max(official_f1(g, said) for g in gold), abs=1e-9)
    exact = max(float(official_tokens(g) == official_tokens(said)) for g in gold)
    assert metrics.exact_match(said, gold) == exact


def test_no_score_where_a_metric_does_not_apply() -> None:
    assert metrics.recall_at(["a"], set(), 5) is None
    assert metrics.reciprocal_rank(["a"], set()) is None
    assert metrics.ndcg_at(["a"], set(), 5) is None
    assert metrics.carried([Span("a", 0, 5)], []) is None
    assert metrics.accuracy("anything", (), None) is None
    assert metrics.parts_stated("anything", ()) is None
    assert metrics.citation_precision([], [Span("a", 0, 5)]) is None
    assert metrics.citation_precision([Span("a", 0, 5)], []) is None
    assert metrics.citation_recall([Span("a", 0, 5)], []) is None
    assert metrics.claim_coverage([]) is None
    assert metrics.verbatim([], lambda _: None) is None
    assert metrics.coverage_curve([], 3) == []


def test_a_span_is_covered_by_neighbours_but_not_across_a_hole() -> None:
    wanted = Span("a", 10, 100)
    assert metrics.covers([Span("a", 0, 50), Span("a", 52, 100)], wanted)
    assert not metrics.covers([Span("a", 0, 50), Span("a", 53, 100)], wanted)
    assert not metrics.covers([Span("a", 12, 100)], wanted)
    assert not metrics.covers([Span("b", 0, 200)], wanted)


def test_first_rank_counts_the_passage_that_completes_a_span() -> None:
    ranking = [Span("a", 0, 50), Span("b", 0, 9), Span("a", 51, 120)]
    assert metrics.first_rank(ranking, [[Span("a", 10, 100)]]) == 3
    assert metrics.first_rank(ranking, [[Span("a", 10, 100), Span("b", 1, 5)]]) == 2
    assert metrics.first_rank(ranking, [[Span("c", 0, 1)]]) is None


def test_accuracy_takes_half_of_the_parts_and_the_strict_score_all() -> None:
    parts = [["France"], ["Britain", "UK"], ["Mali"]]
    assert metrics.accuracy("France and the UK.", (), parts) == 1
    assert metrics.accuracy("France alone.", (), parts) == 0
    assert metrics.parts_stated("France and the UK.", parts) == pytest.approx(2 / 3)


def test_a_quote_is_verbatim_only_at_its_place() -> None:

    def body(article: str) -> str | None:
        return "One. Two." if article == "a" else None

    assert metrics.verbatim([(Span("a", 5, 9), "Two.")], body) == 1
    assert metrics.verbatim([(Span("a", 4, 8), "Two.")], body) == 0
    assert metrics.verbatim([(Span("a", 5, 9), "Two")], body) == 0
    assert metrics.verbatim([(Span("gone", 5, 9), "Two.")], body) == 0
    assert metrics.verbatim([(Span("a", 9, 9), "")], body) == 0


sentences = st.sets(st.integers(0, 9), max_size=8).map(lambda found: [Span("a", 10 * n, 10 * n + 9) for n in found])


@given(sentences, sentences)
def test_citation_precision_and_recall_of_whole_sentences_are_the_librarys(cites: list[Span], gold: list[Span]) -> None:
    precision, recall = metrics.citation_precision(cites, gold), metrics.citation_recall(cites, [[one] for one in gold])
    if not gold:
        assert precision is recall is None
        return
    names, wanted = [str(span.start) for span in cites], {str(span.start) for span in gold}
    assert recall == pytest.approx(reference(ir_measures.R @ 10, names, wanted), abs=1e-9)
    if cites:
        assert precision == pytest.approx(reference(ir_measures.P @ len(cites), names, wanted), abs=1e-9)


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.booleans()), min_size=1, max_size=20))
def test_the_curve_ends_at_all_answers_and_holds_ties_together(pairs: list[tuple[float, bool]]) -> None:
    curve = metrics.coverage_curve(pairs, len(pairs) + 2)
    assert len(curve) == len({confidence for confidence, _ in pairs})
    assert curve[-1] == pytest.approx((len(pairs) / (len(pairs) + 2), math.fsum(r for _, r in pairs) / len(pairs)))


judged = st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.5, 0.9]), st.booleans()), min_size=2, max_size=20)


@given(judged)
def test_auroc_is_scikit_learns(pairs: list[tuple[float, bool]]) -> None:
    truths = [truth for _, truth in pairs]
    if len(set(truths)) == 1:
        assert metrics.auroc(pairs) is None
        return
    assert metrics.auroc(pairs) == pytest.approx(roc_auc_score(truths, [score for score, _ in pairs]), abs=1e-9)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=20))
def test_binary_f1_is_scikit_learns(pairs: list[tuple[bool, bool]]) -> None:
    truths = [truth for _, truth in pairs]
    if not any(truths):
        assert metrics.binary_f1(pairs) is None
        return
    assert metrics.binary_f1(pairs) == pytest.approx(f1_score(truths, [said for said, _ in pairs]), abs=1e-9)

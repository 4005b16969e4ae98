"""Seeded faults: each moves exactly the figures it should, and no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from evals.gold import Gold
from evals.metrics import Span
from evals.record import Record
from evals.score import Summary
from qa.answer import Claim, Conflict, Reading
from tests.evals.worlds import BODIES, citation, refusal, summary

Fault = Callable[[Record, Gold], Record]
ELSEWHERE = Span("id-bridge.txt", 0, len("The council met late."))


def shuffled_citations(record: Record, gold: Gold) -> Record:
    """Every citation points at a sentence that has nothing to do with the answer."""
    assert record.answer is not None
    moved = tuple(citation(item.number, ELSEWHERE) for item in record.answer.citations)
    return replace(record, answer=replace(record.answer, citations=moved))


def truncated_quote(record: Record, gold: Gold) -> Record:
    assert record.answer is not None
    cut = tuple(replace(item, quote=item.quote[:-1]) for item in record.answer.citations)
    return replace(record, answer=replace(record.answer, citations=cut))


def uncited_claim(record: Record, gold: Gold) -> Record:
    assert record.answer is not None
    if record.answer.abstained:
        return record
    more = (*record.answer.claims, Claim("The weather was fine.", (), 0.0))
    return replace(record, answer=replace(record.answer, claims=more))


def constant_answer(record: Record, gold: Gold) -> Record:
    """The same words whatever is asked; citations stay as they were."""
    assert record.answer is not None
    if record.answer.abstained:
        return record
    return replace(record, answer=replace(record.answer, answer="on Monday [1]"))


def negated_answer(record: Record, gold: Gold) -> Record:
    assert record.answer is not None
    if record.answer.abstained:
        return record
    said = ", ".join(f"not {part}" for part in record.answer.answer.split(", "))
    return replace(record, answer=replace(record.answer, answer=said))


def always_abstain(record: Record, gold: Gold) -> Record:
    return replace(record, answer=refusal(gold.question))


def never_abstain(record: Record, gold: Gold) -> Record:
    assert record.answer is not None
    if not record.answer.abstained:
        return record
    made_up = replace(record.answer, abstained=False, answer="It was so. [1]", claims=(Claim("It was so.", (1,), 1.0),))
    return replace(record, answer=replace(made_up, citations=(citation(1, ELSEWHERE),)))


def dropped_top_hit(record: Record, gold: Gold) -> Record:
    return replace(record, passages=record.passages[1:])


def reversed_ranking(record: Record, gold: Gold) -> Record:
    return replace(record, passages=record.passages[::-1])


def lost_evidence(record: Record, gold: Gold) -> Record:
    return replace(record, evidence=(ELSEWHERE,))


def missed_conflict(record: Record, gold: Gold) -> Record:
    assert record.answer is not None
    return replace(record, answer=replace(record.answer, conflicts=()))


def false_alarm(record: Record, gold: Gold) -> Record:
    """A conflict is shown on every question that is answered."""
    assert record.answer is not None
    if record.answer.abstained or record.answer.conflicts:
        return record
    made_up = (Conflict("the day", (Reading("Monday", 1), Reading("Tuesday", 1))),)
    return replace(record, answer=replace(record.answer, conflicts=made_up))


def shifted_quotes(record: Record, gold: Gold) -> Record:
    """Every quote starts one character late, as when offsets are counted on another text."""
    assert record.answer is not None
    moved = tuple(replace(item, start=item.start + 1, end=item.end + 1) for item in record.answer.citations)
    return replace(record, answer=replace(record.answer, citations=moved))


def broken_retrieval(record: Record, gold: Gold) -> Record:
    """The index gives passages that have nothing to do with the question, and the LLM sees only those."""
    return replace(record, passages=(ELSEWHERE,), evidence=(ELSEWHERE,))


def copy_called_independent(record: Record, gold: Gold) -> Record:
    assert record.answer is not None
    bent = tuple(
        replace(item, also_in=tuple(replace(other, relation="independent") for other in item.also_in))
        for item in record.answer.citations
    )
    return replace(record, answer=replace(record.answer, citations=bent))


def lost_follow_up(record: Record, gold: Gold) -> Record:
    """A question that leans on the one before it is answered as if it stood alone."""
    if not gold.history:
        return record
    assert record.answer is not None
    return replace(record, answer=replace(record.answer, answer="on Monday [1]"))


def talkative(record: Record, gold: Gold) -> Record:
    prompt, answer = record.tokens or (0, 0)
    return replace(record, tokens=(prompt, 2 * answer))


def slow(record: Record, gold: Gold) -> Record:
    return replace(record, milliseconds={name: 2 * value for name, value in record.milliseconds.items()})


RANKS = {"recall@6", "parts@6", "articles@6", "all_articles@6", "mrr", "ndcg@10"}
WORDS = {"accuracy", "all_parts", "exact_match", "f1", "f1_all", "follow_up_resolved"}
BACKED = {"corroborated", "independent_found", "relations_right"}
EXPECTED: Mapping[Fault, set[str]] = {
    shuffled_citations: {"citation_precision", "citation_recall", "citation_f1", *BACKED},
    truncated_quote: {"verbatim"},
    uncited_claim: {"claim_coverage"},
    constant_answer: WORDS,
    negated_answer: WORDS,
    # what an answer would have cited cannot be told from a refusal: those figures have no value
    always_abstain: {
        *WORDS, "abstained", "conflict_found", "refused", "citation_precision", "citation_recall", "citation_f1",
        "claim_coverage", "verbatim", *BACKED, "abstention_precision",
    },
    never_abstain: {"abstained", "f1_all", "null_abstention", "false_answer", "abstention_precision"},
    dropped_top_hit: RANKS,
    reversed_ranking: {"mrr", "ndcg@10"},
    lost_evidence: {"in_evidence", "parts_in_evidence", "evidence_ndcg@10"},
    missed_conflict: {"conflict_found"},
    false_alarm: {"conflict_false_alarm"},
    shifted_quotes: {"verbatim"},
    broken_retrieval: {*RANKS, "in_evidence", "parts_in_evidence", "evidence_ndcg@10"},
    copy_called_independent: {"relations_right"},
    lost_follow_up: WORDS - {"all_parts"},
    talkative: {"answer_tokens"},
    slow: {"seconds"},
}  # fmt: skip


def figures(found: Summary) -> dict[str, object]:
    values: dict[str, object] = {name: mean.mean for name, mean in found.means.items()}
    return values | {"seconds": dict(found.seconds)}


def moved(fault: Fault) -> set[str]:
    before, after = figures(summary()), figures(summary(fault))
    return {name for name in before | after if before.get(name) != after.get(name)}


def test_the_oracle_is_perfect() -> None:
    found = figures(summary())
    for name in ("recall@6", "mrr", "accuracy", "all_parts", "citation_precision", "citation_recall", "verbatim"):
        assert found[name] == 1.0, name
    assert found["null_abstention"] == 1
    assert found["refused"] == 0
    assert found["conflict_found"] == 1
    assert found["corroborated"] == found["independent_found"] == found["relations_right"] == 1
    assert found["conflict_false_alarm"] == 0
    assert found["follow_up_resolved"] == 1


@pytest.mark.parametrize("fault", EXPECTED, ids=lambda fault: fault.__name__)
def test_a_fault_moves_its_figures_and_no_other(fault: Fault) -> None:
    assert moved(fault) == EXPECTED[fault]


def test_the_elsewhere_of_the_faults_is_no_evidence() -> None:
    assert BODIES["bridge.txt"][ELSEWHERE.start : ELSEWHERE.end] == "The council met late."


@pytest.mark.parametrize(
    ("fault", "name", "value"),
    [
        (constant_answer, "accuracy", 0.0),
        (always_abstain, "refused", 1.0),
        (never_abstain, "null_abstention", 0.0),
        (shuffled_citations, "citation_precision", 0.0),
        (truncated_quote, "verbatim", 0.0),
        (uncited_claim, "claim_coverage", 0.5),
        (reversed_ranking, "mrr", 0.5),
    ],
)
def test_a_fault_moves_its_figure_all_the_way(fault: Fault, name: str, value: float) -> None:
    assert figures(summary(fault))[name] == pytest.approx(value, abs=0.2 if name == "mrr" else 1e-9)

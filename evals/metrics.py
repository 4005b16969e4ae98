"""The metrics: pure functions, numbers in [0, 1]. ``None`` where a metric does not apply, never 0.

Ranking: Järvelin and Kekäläinen 2002 (nDCG). Exact match and F1: Rajpurkar et al. 2016 and 2018. Citation
precision and recall are counted on quotes held against gold evidence sentences; intervals and tests are in
``evals.stats``.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Sequence
from typing import NamedTuple

from evals.text import squad, states

_GAP = 2  # characters between two sentences that belong to neither: a space, or the break of a paragraph


class Span(NamedTuple):
    """Characters ``[start, end)`` of the body of an article, known by id."""

    article: str
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share a character."""
        return self.article == other.article and self.start < other.end and other.start < self.end


Groups = Sequence[Sequence[Span]]


def mean(values: Sequence[float | None]) -> float | None:
    """Return the mean of the values that are there.

    >>> mean([1.0, None, 0.0])
    0.5
    >>> mean([None]) is None
    True
    """
    known = [value for value in values if value is not None]
    return math.fsum(known) / len(known) if known else None


# Ranking: a ranking names each thing once, best first.


def recall_at(ranking: Sequence[Hashable], relevant: Collection[Hashable], k: int) -> float | None:
    """Return the share of the relevant things among the first ``k``.

    >>> recall_at(["a", "b", "c"], {"a", "c"}, 2)
    0.5
    """
    return len(set(ranking[:k]) & set(relevant)) / len(set(relevant)) if relevant else None


def reciprocal_rank(ranking: Sequence[Hashable], relevant: Collection[Hashable]) -> float | None:
    """Return one over the rank of the first relevant thing, 0 where there is none; its mean is MRR.

    >>> reciprocal_rank(["a", "b", "c"], {"b", "c"})
    0.5
    """
    if not relevant:
        return None
    return next((1 / rank for rank, item in enumerate(ranking, start=1) if item in relevant), 0.0)


def ndcg_at(ranking: Sequence[Hashable], relevant: Collection[Hashable], k: int) -> float | None:
    """Return nDCG of the first ``k`` with gains of 0 and 1 and the discount 1/log2(rank + 1).

    >>> ndcg_at(["a", "b"], {"a", "b"}, 10)
    1.0
    >>> round(ndcg_at(["x", "a"], {"a"}, 10), 4)
    0.6309
    """
    if not relevant:
        return None
    gains = (1 / math.log2(rank + 1) for rank, item in enumerate(ranking[:k], start=1) if item in relevant)
    ideal = (1 / math.log2(rank + 1) for rank in range(1, min(k, len(set(relevant))) + 1))
    return math.fsum(gains) / math.fsum(ideal)


def matched(ranking: Sequence[Span], gold: Sequence[Span]) -> list[Span]:
    """Put each gold span in the place of the first ranked span that overlaps it, so that spans can be ranked.

    A ranked span takes one gold span, and a gold span is taken once.

    >>> matched([Span("a", 0, 9), Span("a", 5, 20), Span("b", 0, 9)], [Span("a", 4, 8)])
    [Span(article='a', start=4, end=8), Span(article='a', start=5, end=20), Span(article='b', start=0, end=9)]
    """
    free = list(gold)
    found = []
    for span in ranking:
        hit = next((item for item in free if item.overlaps(span)), None)
        if hit is not None:
            free.remove(hit)
        found.append(hit or span)
    return found


def covers(spans: Sequence[Span], wanted: Span) -> bool:
    """Tell whether the spans hold all of the wanted one; the white space between two sentences may be missing.

    >>> covers([Span("a", 11, 20), Span("a", 0, 10)], Span("a", 2, 18))
    True
    >>> covers([Span("a", 0, 10)], Span("a", 2, 18))
    False
    """
    reached = wanted.start
    for span in sorted(span for span in spans if span.overlaps(wanted)):
        if span.start > reached + (_GAP if reached > wanted.start else 0):
            return False
        reached = max(reached, span.end)
    return reached >= wanted.end


def carried(spans: Sequence[Span], groups: Groups) -> float | None:
    """Return the share of the groups of which the spans hold at least one gold span whole.

    >>> carried([Span("a", 0, 50)], [[Span("a", 3, 9), Span("b", 0, 4)], [Span("c", 0, 4)]])
    0.5
    """
    return mean([float(any(covers(spans, wanted) for wanted in group)) for group in groups])


def first_rank(ranking: Sequence[Span], groups: Groups) -> int | None:
    """Return the rank, from 1, at which some gold span is held whole; ``None`` where it never is."""
    wanted = [span for group in groups for span in group]
    ranks = (rank for rank in range(1, len(ranking) + 1) if any(covers(ranking[:rank], span) for span in wanted))
    return next(ranks, None)


# Answers.


def exact_match(answer: str, accepted: Sequence[str]) -> float:
    """Return 1 where the answer is an accepted one after SQuAD's normalisation; no accepted answer means "".

    >>> exact_match("The 650 soldiers.", ["650 soldiers"])
    1.0
    >>> exact_match("", [])
    1.0
    """
    return max(float(squad(answer) == squad(text)) for text in accepted or [""])


def token_f1(answer: str, accepted: Sequence[str]) -> float:
    """Return SQuAD's F1 over words against the nearest accepted answer; no accepted answer means "".

    >>> round(token_f1("up to 650 soldiers", ["650 soldiers"]), 4)
    0.6667
    >>> token_f1("650", [])
    0.0
    """
    return max(_f1(squad(answer).split(), squad(text).split()) for text in accepted or [""])


def _f1(said: Sequence[str], gold: Sequence[str]) -> float:
    if not said or not gold:
        return float(not said and not gold)
    same = sum((Counter(said) & Counter(gold)).values())
    return 2 * same / (len(said) + len(gold))


def parts_stated(answer: str, parts: Sequence[Sequence[str]]) -> float | None:
    """Return the share of the parts of which an accepted form stands in the answer.

    >>> parts_stated("France and Britain.", [["France"], ["Britain", "UK"], ["Mali"], ["Chad"]])
    0.5
    """
    return mean([float(states(answer, part)) for part in parts])


def accuracy(answer: str, accepted: Sequence[str], parts: Sequence[Sequence[str]] | None) -> float | None:
    """Return 1 where an accepted answer stands in the answer, or at least half of the parts do.

    >>> accuracy("Germany pledged 650 soldiers.", ["650"], None)
    1.0
    """
    if not accepted and not parts:
        return None
    half = 0.5
    return float(states(answer, accepted) or (parts_stated(answer, parts or ()) or 0) >= half)


# Citations.


def citation_precision(cited: Sequence[Span], gold: Sequence[Span]) -> float | None:
    """Return the share of the quotes that overlap a gold evidence sentence of the same article.

    >>> citation_precision([Span("a", 0, 9), Span("b", 0, 9)], [Span("a", 3, 9)])
    0.5
    """
    if not cited or not gold:
        return None
    return mean([float(any(span.overlaps(item) for item in gold)) for span in cited])


def citation_recall(cited: Sequence[Span], groups: Groups) -> float | None:
    """Return the share of the groups (one, or one for each part) of which some gold span is cited.

    The spans of a group are alternatives: each alone carries the answer, so one is enough.

    >>> citation_recall([Span("a", 0, 9)], [[Span("a", 3, 9), Span("b", 0, 9)], [Span("c", 0, 9)]])
    0.5
    """
    return mean([float(any(item.overlaps(span) for item in group for span in cited)) for group in groups])


def citation_f1(cited: Sequence[Span], gold: Sequence[Span], groups: Groups) -> float | None:
    """Return the harmonic mean of citation precision and recall, 0 where nothing is cited that could be.

    >>> citation_f1([Span("a", 0, 9), Span("b", 0, 9)], [Span("a", 3, 9)], [[Span("a", 3, 9)]])
    0.6666666666666666
    >>> citation_f1([], [Span("a", 3, 9)], [[Span("a", 3, 9)]])
    0.0
    """
    recall, precision = citation_recall(cited, groups), citation_precision(cited, gold) or 0.0
    if recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def claim_coverage(citations: Sequence[Sequence[int]]) -> float | None:
    """Return the share of the claims that have a citation at all.

    >>> claim_coverage([(1, 2), ()])
    0.5
    """
    return mean([float(bool(numbers)) for numbers in citations])


def verbatim(quotes: Sequence[tuple[Span, str]], body: Callable[[str], str | None]) -> float | None:
    """Return the share of the quotes that are the characters of their span, looked up by article id.

    >>> verbatim([(Span("a", 0, 2), "No"), (Span("a", 3, 5), "..")], {"a": "No no"}.get)
    0.5
    """
    return mean([float((body(span.article) or "")[span.start : span.end] == quote != "") for span, quote in quotes])


# Abstention.


def coverage_curve(pairs: Sequence[tuple[float, bool]], total: int) -> list[tuple[float, float]]:
    """Return (coverage, accuracy) when answering only at or above each confidence, from the surest on.

    ``pairs`` are (confidence, right) of the questions that were answered, ``total`` counts all questions asked.

    >>> coverage_curve([(0.9, True), (0.5, False)], 4)
    [(0.25, 1.0), (0.5, 0.5)]
    """
    points = []
    ranked = sorted(pairs, key=lambda pair: -pair[0])
    right = 0
    for count, (confidence, good) in enumerate(ranked, start=1):
        right += good
        if count == len(ranked) or ranked[count][0] < confidence:
            points.append((count / total, right / count))
    return points


# A yes or no with a score: does a quote carry a claim?


def auroc(pairs: Sequence[tuple[float, bool]]) -> float | None:
    """Return the chance that a true thing scores above a false one, ties counting half, of (score, truth) pairs.

    >>> auroc([(0.9, True), (0.5, False), (0.5, True)])
    0.75
    """
    false = sorted(score for score, truth in pairs if not truth)
    beaten = [(bisect_left(false, score) + bisect_right(false, score)) / 2 for score, truth in pairs if truth]
    return math.fsum(beaten) / (len(beaten) * len(false)) if beaten and false else None


def binary_f1(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Return F1 of the true class over (said, truth) pairs; ``None`` where nothing is true.

    >>> binary_f1([(True, True), (True, False), (False, True)])
    0.5
    """
    both = sum(said and truth for said, truth in pairs)
    said, true = sum(said for said, _ in pairs), sum(truth for _, truth in pairs)
    return 2 * both / (said + true) if true else None

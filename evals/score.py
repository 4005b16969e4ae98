"""From records to figures: one question's scores, and the summary of many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from evals import metrics
from evals.gold import Gold, Target
from evals.record import Record, cited
from evals.stats import Interval, interval, percentile_interval
from evals.text import MARKER, states
from qa.answer import Answer

K = 6  # passages: what the floors of recall are counted on
DEPTH = 10  # of nDCG
CLOCKS = ("first_quote", "first_token", "written", "total")
# where a question was lost, in the order of the way; each stage counts only with those before it
FUNNEL = ("indexed", "retrieved", "in_evidence", "in_answer", "cited")

Scores = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One gold question with what a system made of it."""

    gold: Gold
    target: Target
    record: Record
    scores: Scores

    @property
    def right(self) -> bool | None:
        """Tell whether the outcome is right as a whole; ``None`` when only retrieval was run."""
        answer = self.record.answer
        if answer is None:
            return None
        if answer.abstained:
            return self.gold.may_abstain
        if self.gold.reference:  # whether a long answer is right shows in what it cites, if anything shows it
            cited_right = self.scores["citation_precision"]
            return None if cited_right is None else cited_right > 0
        return bool(self.scores["accuracy"])


def score(gold: Gold, target: Target, record: Record, body: Callable[[str], str | None]) -> Row:
    """Score one record; ``body`` looks up an article's body by id, away from the system that is measured."""
    scores = _retrieval(target, record)
    if record.answer is not None:
        scores |= _answer(gold, record.answer) | _citations(target, record.answer, body)
        scores |= _beyond(gold, target, record.answer) | _abstention(gold, record.answer)
        right = Row(gold, target, record, scores).right
        scores["follow_up_resolved"] = float(right) if gold.history and gold.answerable and right is not None else None
        scores |= dict(zip(("prompt_tokens", "answer_tokens"), record.tokens or (None, None), strict=True))
    return Row(gold, target, record, scores)


def _retrieval(target: Target, record: Record) -> Scores:
    wanted = set(target.articles) if target.groups else set()
    articles = list(dict.fromkeys(span.article for span in record.passages))
    first = list(dict.fromkeys(span.article for span in record.passages[:K]))
    rank = metrics.first_rank(record.passages, target.groups)
    found = metrics.carried(record.passages[:K], target.groups)
    shown = metrics.carried(record.evidence, target.groups)
    evidence = metrics.matched(record.evidence, target.spans)
    return {
        "recall@6": None if found is None else float(found > 0),
        "parts@6": found,
        "articles@6": metrics.recall_at(first, wanted, K),
        "all_articles@6": _whole(metrics.recall_at(first, wanted, K)),
        "mrr": None if not target.groups else 1 / rank if rank else 0.0,
        "ndcg@10": metrics.ndcg_at(articles, wanted, DEPTH),
        "evidence_ndcg@10": metrics.ndcg_at(evidence, target.spans, DEPTH),
        "in_evidence": None if shown is None else float(shown > 0),
        "parts_in_evidence": shown,
    }


def _whole(share: float | None) -> float | None:
    return None if share is None else float(share == 1)


def _answer(gold: Gold, answer: Answer) -> Scores:
    said = "" if answer.abstained else MARKER.sub("", answer.answer)
    accepted = gold.answers or (gold.reference or ", ".join(part[0] for part in gold.parts or ()),)
    scores: Scores = {
        "accuracy": metrics.accuracy(said, gold.answers, gold.parts),
        "all_parts": _whole(metrics.parts_stated(said, gold.parts or ())),
        "exact_match": metrics.exact_match(said, accepted) if gold.answers or gold.parts else None,
        "f1": metrics.token_f1(said, accepted) if gold.answerable else None,
        "f1_all": metrics.token_f1(said, accepted if gold.answerable else ()),
        "abstained": float(answer.abstained),
        "claim_coverage": metrics.claim_coverage([claim.citations for claim in answer.claims]),
    }
    if answer.abstained and gold.answerable and gold.may_abstain:  # a false premise: refusing it is right as well
        scores |= {"accuracy": 1.0, "all_parts": None, "exact_match": None, "f1": None, "f1_all": 1.0}
    return scores


def _citations(target: Target, answer: Answer, body: Callable[[str], str | None]) -> Scores:
    spans = [] if answer.abstained else [cited(citation) for citation in answer.citations]
    quotes = [(cited(citation), citation.quote) for citation in (*answer.citations, *answer.closest)]
    return {
        "citation_precision": metrics.citation_precision(spans, target.spans),
        "citation_recall": None if answer.abstained else metrics.citation_recall(spans, target.groups),
        "citation_f1": None if answer.abstained else metrics.citation_f1(spans, target.spans, target.groups),
        "verbatim": metrics.verbatim(quotes, body),
    }


def _abstention(gold: Gold, answer: Answer) -> Scores:
    """Score abstention question by question, so that the means are the rates; a false premise allows either."""
    said = float(answer.abstained)
    either = gold.answerable and gold.may_abstain
    return {
        "null_abstention": None if gold.answerable else said,
        "false_answer": None if gold.answerable else 1 - said,
        "refused": said if gold.answerable and not either else None,
        "abstention_precision": float(not gold.answerable) if answer.abstained and not either else None,
    }


def _beyond(gold: Gold, target: Target, answer: Answer) -> Scores:
    """Score conflicts, where gold names the readings, and corroboration, where several articles carry the answer."""
    conflict: float | None = None
    if gold.contradicted and gold.parts:
        values = [" / ".join(reading.value for reading in item.readings) for item in answer.conflicts]
        conflict = float(any(all(states(value, part) for part in gold.parts) for value in values))
    # every spread group is asked for: a second article that carries what is cited, in also_in or cited itself
    spread = len(target.groups) == 1 and len({span.article for span in target.spans}) > 1
    corroborated: float | None = None
    if spread and not answer.abstained:
        places = {citation.article_id for citation in answer.citations}
        places |= {carrier.article_id for citation in answer.citations for carrier in citation.also_in}
        corroborated = float(len(places & {span.article for span in target.spans}) > 1)
    return {
        "conflict_found": conflict,
        "conflict_false_alarm": None if gold.contradicted else float(bool(answer.conflicts)),
        "corroborated": corroborated,
        **_carriers(target, answer),
    }


def _carriers(target: Target, answer: Answer) -> Scores:
    """Score copies told from corroboration, where gold says which articles are copies of one text.

    ``independent_found``: the share of the other groups that the answer cites or names as independent;
    ``relations_right``: the share of the carriers, among the articles of gold, that are called what they are.
    """
    group = {article: number for number, articles in enumerate(target.carriers) for article in articles}
    cites = [citation for citation in answer.citations if citation.article_id in group]
    named = [(group[item.article_id], other) for item in cites for other in item.also_in if other.article_id in group]
    right = [(number == group[other.article_id]) == (other.relation == "copy") for number, other in named]
    shown = {group[item.article_id] for item in cites}
    shown |= {group[other.article_id] for _, other in named if other.relation == "independent"}
    others = len(target.carriers) - 1
    return {
        "independent_found": min(1.0, (len(shown) - 1) / others) if shown and others > 0 else None,
        "relations_right": metrics.mean([float(good) for good in right]),
    }


def funnel(row: Row) -> dict[str, bool] | None:
    """Tell how far an answerable question came; the stages are those of ``FUNNEL``, each implying those before.

    ``None`` where there is nothing to follow: no evidence in gold, or only retrieval was run.
    """
    answer = row.record.answer
    if not row.target.groups or answer is None:
        return None
    stated = row.right if row.gold.reference else row.scores["accuracy"]
    held = (
        row.record.indexed,
        metrics.first_rank(row.record.passages, row.target.groups) is not None,
        bool(row.scores["in_evidence"]),
        not answer.abstained and bool(stated),
        bool(row.scores["citation_recall"]),
    )
    return {stage: all(held[: at + 1]) for at, stage in enumerate(FUNNEL)}


def lost(row: Row) -> str:
    """Name the first stage of the funnel that a question did not reach, or "" where it came through."""
    reached = funnel(row) or {}
    return next((stage for stage, there in reached.items() if not there), "")


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a group of questions: means with intervals; median and 95th percentile of seconds likewise."""

    n: int
    means: Mapping[str, Interval]
    seconds: Mapping[str, tuple[Interval, Interval]]
    timed: int

    def value(self, name: str) -> float | None:
        """Return a figure by the name it has in floors and tables."""
        if name.startswith("seconds_"):
            pair = self.seconds.get(name.removeprefix("seconds_"))
            return pair[0].mean if pair else None
        found = self.means.get(name)
        return found.mean if found else None


def summarise(rows: Sequence[Row], seed: int = 0) -> Summary:
    """Sum up rows. Latency counts only what was timed; a metric without a value is left out."""
    names = list(dict.fromkeys(name for row in rows for name in row.scores))
    means = {name: interval([row.scores.get(name) for row in rows], seed) for name in names}
    timed = [row.record for row in rows if row.record.timed and row.record.answer]
    seconds = {}
    for clock in CLOCKS:
        taken = [record.milliseconds[clock] / 1000 for record in timed if clock in record.milliseconds]
        middle, late = (percentile_interval(taken, share, seed) for share in (50, 95))
        if middle is not None and late is not None:
            seconds[clock] = (middle, late)
    return Summary(len(rows), {name: found for name, found in means.items() if found}, seconds, len(timed))


def by_type(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Group rows by question type, in the order of their first question."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.gold.type, []).append(row)
    return found

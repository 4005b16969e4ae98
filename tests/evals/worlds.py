"""A small world for the tests of runs: four articles, seven questions, and a system that answers from gold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from evals.corpora import Suite
from evals.gold import Gold, Place
from evals.metrics import Span
from evals.record import Record
from evals.score import Row, Summary, score, summarise
from index.article import Article
from qa.answer import ABSTENTION, Answer, Carrier, Citation, Claim, Conflict, Reading

BODIES = {
    "bridge.txt": "The council met late. It voted for the bridge by 14 to 9.\n\nRoad works start in May.",
    "count.txt": "A recount was held. The vote ended 14 to 9 after all.\n\nThe mayor kept silent.",
    "wire.txt": "It voted for the bridge by 14 to 9, the wire said.",
    "crowd.txt": "The police saw 300 people. The organisers counted 900.\n\nIt rained. Ana Reyes spoke first.",
}
ARTICLES = {source: Article(f"id-{source}", source, body, source) for source, body in BODIES.items()}


def place(source: str, sentence: str) -> Place:
    start = BODIES[source].index(sentence)
    return Place(source=source, start=start, end=start + len(sentence))


VOTE = place("bridge.txt", "It voted for the bridge by 14 to 9.")
RECOUNT = place("count.txt", "The vote ended 14 to 9 after all.")
WORKS = place("bridge.txt", "Road works start in May.")
POLICE = place("crowd.txt", "The police saw 300 people.")
ORGANISERS = place("crowd.txt", "The organisers counted 900.")
REYES = place("crowd.txt", "Ana Reyes spoke first.")


CARRIERS = (("bridge.txt", "wire.txt"), ("count.txt",))  # the wire is the first one's copy


def ask(number: int, kind: str, question: str, *evidence: Place, **more: object) -> Gold:
    carriers = [source for group in (more.get("carriers") or ()) for source in group]  # type: ignore[attr-defined]
    articles = tuple(dict.fromkeys([*(item.source for item in evidence), *carriers]))
    return Gold.model_validate(
        {"id": f"q{number}", "type": kind, "question": question, "evidence": evidence, "articles": articles, **more}
    )


GOLD = (
    ask(1, "fact", "How did the vote end?", VOTE, RECOUNT, answers=("14 to 9",), carriers=CARRIERS),
    ask(2, "date", "When do the road works start?", WORKS, answers=("May",)),
    ask(3, "conflict", "How many came?", POLICE, ORGANISERS, parts=(("300",), ("900",))),
    ask(4, "who-said", "Who spoke first?", REYES, answers=("Ana Reyes", "Reyes")),
    ask(5, "follow-up", "And who counted 900?", ORGANISERS, answers=("organisers",), history=("How many came?",)),
    ask(6, "null", "What does the bridge cost?", near_miss=True),
    ask(7, "null", "Who won the cup?"),
    ask(8, "false-premise", "Why did the mayor resign?"),
)
SUITE = Suite("world", Path("world"), GOLD, ARTICLES)


def span(item: Place) -> Span:
    return Span(ARTICLES[item.source].id, item.start, item.end)


def citation(number: int, where: Span) -> Citation:
    source = where.article.removeprefix("id-")
    quote = BODIES[source][where.start : where.end]
    return Citation(number, where.article, source, None, None, None, quote, where.start, where.end)


def refusal(question: str) -> Answer:
    return Answer(question, ABSTENTION, abstained=True, claims=(), citations=(), model="gold", timings_ms={"total": 9})


def right_answer(gold: Gold) -> Answer:
    """Answer as the gold question wants it, with one citation for each evidence span."""
    if not gold.answerable:
        return refusal(gold.question)
    said = ", ".join(part[0] for part in gold.parts or ()) or gold.answers[0]
    citations = tuple(citation(number, span(item)) for number, item in enumerate(gold.evidence, start=1))
    if gold.carriers:  # the same report once more, as a copy
        copies = [source for source in gold.carriers[0] if source != gold.evidence[0].source]
        also = tuple(Carrier(ARTICLES[source].id, None, 0, 1, "copy") for source in copies)
        citations = (replace(citations[0], also_in=also), *citations[1:])
    readings = tuple(Reading(part[0], 1) for part in gold.parts or ())
    return Answer(
        question=gold.question,
        answer=f"{said} [1]",
        abstained=False,
        claims=(Claim(said, tuple(item.number for item in citations), 1.0),),
        citations=citations,
        model="gold",
        conflicts=(Conflict("the number", readings),) if gold.type == "conflict" else (),
        confidence=0.9,
        timings_ms={"first_quote": 100, "first_token": 200, "total": 400},
    )


def nothing(record: Record, gold: Gold) -> Record:
    return record


@dataclass
class Oracle:
    """Finds and answers what gold wants; ``fault`` may spoil each record."""

    name: str = "oracle"
    fault: Callable[[Record, Gold], Record] = nothing
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    stop_after: int | None = None

    def find(self, question: str, history: Sequence[str]) -> Record:
        return replace(self._record(question, history), answer=None)

    def ask(self, question: str, history: Sequence[str]) -> Record:
        return self._record(question, history)

    def _record(self, question: str, history: Sequence[str]) -> Record:
        if self.stop_after is not None and len(self.asked) >= self.stop_after:
            raise KeyboardInterrupt
        self.asked.append((question, tuple(history)))
        gold = next(item for item in GOLD if item.question == question)
        answer = right_answer(gold)
        spans = (*(span(item) for item in gold.evidence), Span("id-bridge.txt", 0, 21))
        record = Record("", answer, spans, spans, dict(answer.timings_ms), tokens=(100, 10))
        return self.fault(record, gold)

    def holds(self, articles: Sequence[str]) -> bool:
        return {article.id for article in ARTICLES.values()} >= set(articles)

    def close(self) -> None:
        self.asked.clear()


def rows(fault: Callable[[Record, Gold], Record] = nothing) -> list[Row]:
    """Score the oracle, spoilt or not, over all questions."""
    oracle = Oracle(fault=fault)
    found = [replace(oracle.ask(gold.question, gold.history or ()), id=gold.id) for gold in GOLD]
    return [score(gold, SUITE.target(gold), record, SUITE.body) for gold, record in zip(GOLD, found, strict=True)]


def summary(fault: Callable[[Record, Gold], Record] = nothing) -> Summary:
    return summarise(rows(fault))

"""What was found and drafted for a question → its ``Answer``: said with its quotes, or refused beside the closest."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from qa import premise, sides, verify
from qa.answer import ABSTENTION, Answer, Claim, Evidence, Passage, written
from qa.citations import Copies, citation, citations, conflicts
from qa.claims import Draft

CLOSEST = 3
OTHERS = 20  # best sentences among which other reports of a claim are looked for


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What was found for a question: passages best first, all their sentences best first, and those for the LLM.

    ``retold`` are sentences found by the reply, which may say the same or contradict it.
    """

    passages: tuple[Passage, ...]
    sentences: tuple[Evidence, ...]
    evidence: tuple[Evidence, ...]
    retold: tuple[Evidence, ...] = ()


class Clock:
    """Milliseconds since the question came, by name of what was reached."""

    def __init__(self) -> None:
        """Start counting."""
        self._start = time.perf_counter()
        self.marks: dict[str, int] = {}

    def mark(self, name: str) -> None:
        """Note the time under ``name``, the first time only."""
        self.marks.setdefault(name, round((time.perf_counter() - self._start) * 1000))


@dataclass(frozen=True, slots=True)
class Assembly:
    """Makes the answer to one question, which comes as this is made; ``model`` is the name of the LLM."""

    store: Copies
    model: str
    clock: Clock = field(default_factory=Clock)

    def answered(self, asked: str, draft: Draft, found: Retrieved, sure: float) -> Answer:
        """Return the answer that a draft makes, ``sure`` with what probability in [0, 1]."""
        numbers = draft.numbers
        claims = tuple(
            Claim(
                " ".join(claim.text.split()),  # a question and its reply are two paragraphs
                tuple(numbers[quote] for quote in claim.quotes),
                round(verify.support(claim.text, claim.quotes, asked), 3),
            )
            for claim in draft.claims
        )
        cited = citations(asked, draft, (*found.sentences[:OTHERS], *found.retold), self.store)
        self.clock.mark("total")
        return Answer(
            question=asked, answer=written(claims), abstained=False, claims=claims, citations=cited, model=self.model,
            conflicts=conflicts(asked, draft), confidence=round(sure, 3), timings_ms=self.clock.marks,
            notes=tuple(f"Nothing was found about {name}." for name in sides.uncovered(asked, draft.quotes)),
        )  # fmt: skip

    def refused(self, asked: str, found: Retrieved, sure: float = 0.0) -> Answer:
        """Return the abstention with the closest quotes, and what of the question their articles do not mention."""
        closest = tuple(citation(number, item, self.store) for number, item in enumerate(found.evidence[:CLOSEST], 1))
        notes = tuple(
            f"The closest articles do not mention {name}." for name in premise.nowhere(asked, found.sentences)
        )
        self.clock.mark("total")
        return Answer(
            question=asked, answer=ABSTENTION, abstained=True, claims=(), citations=(), model=self.model,
            closest=closest, confidence=round(sure, 3), timings_ms=self.clock.marks, notes=notes,
        )  # fmt: skip

    def welcome(self, articles: int, examples: Sequence[str]) -> Answer:
        """Return the answer to a greeting, or to "what can you do?": what may be asked."""
        asked = " ".join(f"“{example}”" for example in examples)
        told = f"Ask what the {articles:,} articles here tell{f', for example: {asked}' if asked else '.'}"
        self.clock.mark("total")
        return Answer(
            question="", answer=told, abstained=True, claims=(), citations=(), model=self.model,
            timings_ms=self.clock.marks,
        )  # fmt: skip

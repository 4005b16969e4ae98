"""What one system did with one question, as it is written to a results file and read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from evals.metrics import Span
from qa.answer import Answer, Carrier, Citation, Claim, Conflict, Day, Reading


@dataclass(frozen=True, slots=True)
class Record:
    """One question's way through one system.

    ``passages`` and ``evidence`` are ranked, best first. ``answer`` is ``None`` when only retrieval was run.
    ``milliseconds`` has ``retrieve``, ``first_quote``, ``first_token``, ``total`` where they apply. ``timed`` is
    false when a reply came from the cache or the model was still loading: such times say nothing.
    ``prompt`` and ``reply`` are those of the last text that the LLM wrote; ``tokens`` counts all its prompts and
    all its replies to the question.
    """

    id: str
    answer: Answer | None
    passages: tuple[Span, ...]
    evidence: tuple[Span, ...]
    milliseconds: Mapping[str, float]
    timed: bool = True
    indexed: bool = True
    prompt: str | None = None
    reply: str | None = None
    tokens: tuple[int, int] | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the record as plain data."""
        return {
            "id": self.id,
            "answer": self.answer.to_json() if self.answer else None,
            "passages": [span._asdict() for span in self.passages],
            "evidence": [span._asdict() for span in self.evidence],
            "milliseconds": dict(self.milliseconds),
            "timed": self.timed,
            "indexed": self.indexed,
            "prompt": self.prompt,
            "reply": self.reply,
            "tokens": self.tokens,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Record:
        """Read back what ``to_json`` gave."""
        return cls(
            id=data["id"],
            answer=_answer(data["answer"]) if data["answer"] else None,
            passages=tuple(Span(**span) for span in data["passages"]),
            evidence=tuple(Span(**span) for span in data["evidence"]),
            milliseconds=data["milliseconds"],
            timed=data["timed"],
            indexed=data["indexed"],
            prompt=data["prompt"],
            reply=data["reply"],
            tokens=tuple(data["tokens"]) if data["tokens"] else None,
        )


def _answer(data: Mapping[str, Any]) -> Answer:
    plain = dict(data)
    plain["claims"] = tuple(Claim(**{**claim, "citations": tuple(claim["citations"])}) for claim in data["claims"])
    plain["citations"] = tuple(_citation(item) for item in data["citations"])
    plain["closest"] = tuple(_citation(item) for item in data["closest"])
    plain["conflicts"] = tuple(
        Conflict(**{**item, "readings": tuple(Reading(**reading) for reading in item["readings"])})
        for item in data["conflicts"]
    )
    plain["notes"] = tuple(data["notes"])
    return Answer(**plain)


def _citation(data: Mapping[str, Any]) -> Citation:
    also_in = tuple(Carrier(**item) for item in data["also_in"])
    return Citation(**{**data, "also_in": also_in, "days": tuple(Day(**item) for item in data.get("days", ()))})


def cited(citation: Citation) -> Span:
    """Return the place of a citation."""
    return Span(citation.article_id, citation.start, citation.end)


def plain(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain data without its times, for comparing two runs."""
    data = asdict(answer)
    del data["timings_ms"]
    return data

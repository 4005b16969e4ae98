"""A reply and the sentences found → the claims of the answer, each with the quotes that carry it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa import cite, conflict, verify
from qa.answer import Evidence
from qa.facts import names, stems
from qa.prompt import same_text

MOST_CLAIMS = 4
SURE = 0.5  # least relevance of a sentence that is quoted beside what the LLM wrote
SHARED = 0.3  # of the question's words that such a sentence has itself
_SEVERAL = re.compile(
    r"^\W*(?:list|name|compare|what (?:are|were)|who (?:are|were)|(?:which|what) (?:\w+ )?\w+s\b|"
    r"what (?:did|do|does|have|has|had|will|would|can|could)\b)|"
    r"\b(?:and (?:what|where|when|who|how|why|whether|did|was|were)|both|compared?|differ\w*)\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(r"^\W*(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could|should)\b", re.IGNORECASE)
_LATEST = re.compile(
    r"\b(?:latest|most recent|newest|now|current(?:ly)?|today|in the end|final(?:ly)?)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Carried:
    """A claim and the quotes that carry it."""

    text: str
    quotes: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be said: the claims, which share of the LLM's own held, and the values that contradict each other."""

    claims: tuple[Carried, ...]
    held: float
    stated: tuple[conflict.Stated, ...]

    @property
    def quotes(self) -> tuple[Evidence, ...]:
        """All quotes, in order of first use."""
        return tuple(dict.fromkeys(quote for claim in self.claims for quote in claim.quotes))


def draft(question: str, reply: str, sentences: Sequence[Evidence]) -> Draft:
    """Give each claim of a reply its quotes, show both sides of a conflict, and quote what the reply left out."""
    known = cite.known_names([*(item.text for item in sentences), question])
    claims, held = _carried(question, reply, sentences, known)
    stated = conflict.find(question, sentences)
    if stated:
        sides = stated[:1] if _LATEST.search(question) else stated
        claims = [_side(item, claims) for item in {item.quote: item for item in sides}.values()]
    else:
        claims += [Carried(item.text, (item,)) for item in _left_out(question, claims, sentences, known)]
    return Draft(tuple(claims), held, stated)


def _carried(
    question: str, reply: str, sentences: Sequence[Evidence], known: frozenset[str]
) -> tuple[list[Carried], float]:
    """Give each claim its quotes; one that its quotes do not carry gives way to the best quote itself.

    Returns the claims, and the share of the reply's claims that held.
    """
    fit = [item for item in sentences if verify.has_kind(question, item.text)] or sentences
    texts = cite.split_claims(reply)
    quoted = {text: cite.find_quotes(text, sentences, known) for text in texts}
    held = {text for text in texts if quoted[text] and verify.holds(text, quoted[text], question, known)}
    kept = () if verify.asks_who_said(question) else held
    told = [quote.text for text in kept for quote in quoted[text]]
    carried: dict[str, tuple[Evidence, ...]] = {}
    for text in texts or [question]:
        best = cite.best_quote(text, fit, known)
        if text in kept:
            carried[text] = quoted[text]
        elif best and not any(same_text(best.text, other) for other in told):
            carried[best.text] = (best,)
    return [Carried(text, quotes) for text, quotes in carried.items()], len(held) / max(len(texts), 1)


def _side(item: conflict.Stated, claims: Sequence[Carried]) -> Carried:
    """Return the claim that gives a contested value from its quote, or else the quote itself."""
    fitting = (claim for claim in claims if claim.quotes == (item.quote,) and item.text in claim.text)
    return next(fitting, Carried(item.quote.text, (item.quote,)))


def _left_out(
    question: str, claims: Sequence[Carried], sentences: Sequence[Evidence], known: frozenset[str]
) -> Iterator[Evidence]:
    """Yield the sentences that a question for several things wants to hear beside the claims, best first."""
    several = _SEVERAL.search(question) and not verify.asks_one_kind(question)
    if not several and not _YES_NO.search(question):
        return
    told = [quote for claim in claims for quote in claim.quotes]
    room = MOST_CLAIMS - len(claims) if several else 2 - len(claims)
    asked, wanted = names(question, known), stems(question)
    for item in sentences:
        if room <= 0 or item.score < SURE:
            return
        if any(same_text(item.text, other.text) for other in told):
            continue
        if (asked and not asked & names(item.context, known)) or len(wanted & stems(item.text)) < SHARED * len(wanted):
            continue
        told.append(item)
        room -= 1
        yield item

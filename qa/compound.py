"""A question of several questions → the single ones, and their answers as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.answer import ABSTENTION, Answer, Citation, Claim, Conflict, Evidence, Turn, written
from qa.facts import names, numbers
from qa.question import WHOLE, leans_on_history
from qa.words import stems

_ASKING = r"(?:what|when|where|who|whom|whose|why|how|which)"
_AND_ASKS = re.compile(
    rf",? (?:and|or) (?=(?:(?:from|since|until|by|at|in|on|to|for|with) )?{_ASKING}\b)", re.IGNORECASE
)
_ASKS_ALSO = re.compile(r", (?=(?:what|how|when|why)\b)", re.IGNORECASE)
_AND_THE = re.compile(
    r"(?P<verb>(?:name|list|give|tell me|state)) (?P<one>the .+?),? and (?P<other>the .+)", re.IGNORECASE
)
_AND_ON = re.compile(
    r"\b(?P<on>on|in|for|to|from|at|with|about|against) (?P<one>(?:(?!\b(?P=on)\b)[^,])+?),? and "
    r"(?P=on) (?P<other>[^,]+)",
    re.IGNORECASE,
)
_SPAN = stems("long many far old often big")  # "and for how long?" belongs to what stands before it, as "and where?"


def singles(question: str) -> tuple[str, ...]:
    """Return the single questions that a question is made of, each to be asked behind the one before; none of one.

    >>> singles("When was Holm Bridge shut, and from when can cars use it?")
    ('When was Holm Bridge shut?', 'From when can cars use it?')
    >>> singles("How did they vote on the mill and on the bridge?")
    ('How did they vote on the mill?', 'How did they vote on the bridge?')
    """
    text = question.strip().rstrip("?. ")
    if named := _AND_THE.fullmatch(text):
        return tuple(f"{named['verb']} {named[thing]}." for thing in ("one", "other"))
    if _AND_ASKS.search(text):
        return _clauses(text)
    twice = _AND_ON.search(text)
    if twice is None or len(re.findall(rf"\b{twice['on']}\b", text)) != 2:  # noqa: PLR2004 - a third begins a list
        return ()
    return tuple(f"{text[: twice.start('one')]}{twice[thing]}{text[twice.end() :]}?" for thing in ("one", "other"))


def _clauses(text: str) -> tuple[str, ...]:
    """Return the questions parted by "and what", "and when"."""
    pieces: list[str] = []
    for clause in (piece for part in _AND_ASKS.split(text) for piece in _ASKS_ALSO.split(part)):
        if pieces and not stems(clause) - _SPAN:
            pieces[-1] += f" and {clause}"
        else:
            pieces.append(clause)
    if len(pieces) < 2 or not re.search(rf"\b{_ASKING}\b", pieces[0], re.IGNORECASE):  # noqa: PLR2004 - one is none
        return ()
    return tuple(f"{piece[0].upper()}{piece[1:]}?" for piece in pieces)


def leans(single: str, singles: Sequence[str]) -> bool:
    """Tell whether a single question of few words is about what only the others tell: "What did the company offer?"."""
    few = len(stems(single)) < WHOLE
    return few and not names(single) and not leans_on_history(single) and not _alike(single, singles)


def beside(single: str, singles: Sequence[str], quotes: Sequence[Evidence]) -> bool:
    """Tell whether quotes have none of the words in which a single question differs from others much like it."""
    own = stems(single) - _others(single, singles)
    return bool(own) and _alike(single, singles) and not any(own & stems(quote.context) for quote in quotes)


def _alike(single: str, singles: Sequence[str]) -> bool:
    """Tell whether a single question has half of its words from others: "the vote on the mill", "on the bridge"."""
    return 2 * len(stems(single) & _others(single, singles)) >= len(stems(single))


def _others(single: str, singles: Sequence[str]) -> frozenset[str]:
    return frozenset[str]().union(*(stems(other) for other in singles if other != single))


def joined(turns: Sequence[Turn]) -> Answer:
    """Return the answer to a question made of several, the first turn, with those to single ones that it left open.

    It abstains where all do; else its notes tell which single question nothing was found for. Times are added up. What
    another answer tells contradicts no later value: both are asked for.
    """
    first, last = turns[0].answer, turns[-1].answer
    told = [turn.answer for turn in turns if not turn.answer.abstained]
    cited: dict[tuple[str, int, int], Citation] = {}
    claims: dict[str, Claim] = {}
    conflicts: list[Conflict] = []
    for answer in told:
        quotes = {citation.number: citation for citation in answer.citations}
        for claim in answer.claims:
            if claim.text not in claims:
                new = tuple(_number(quotes[old], cited) for old in claim.citations)
                claims[claim.text] = replace(claim, citations=new)
        others = " ; ".join(claim.text for other in told if other is not answer for claim in other.claims)
        for conflict in answer.conflicts:
            if any(
                numbers(item.value) & numbers(others) for item in conflict.readings[1:]
            ):  # another moment's, asked for
                continue
            readings = (replace(item, citation=_number(quotes[item.citation], cited)) for item in conflict.readings)
            conflicts.append(replace(conflict, readings=tuple(readings)))
    total = sum(turn.answer.timings_ms["total"] for turn in turns)
    checking = last.timings_ms["total"] - last.timings_ms.get("written", last.timings_ms["total"])
    lost = (f"Nothing was found for: {turn.question}" for turn in turns[1:] if told and turn.answer.abstained)
    return replace(
        first,
        answer=written(claims.values()) if told else ABSTENTION,
        abstained=not told,
        claims=tuple(claims.values()),
        citations=tuple(cited.values()),
        conflicts=tuple(conflicts),
        closest=() if told else first.closest,
        confidence=min((answer.confidence for answer in told), default=first.confidence),
        notes=tuple(dict.fromkeys((*(note for turn in turns for note in turn.answer.notes), *lost))),
        timings_ms=first.timings_ms | {"written": total - checking, "total": total},
    )


def _number(citation: Citation, cited: dict[tuple[str, int, int], Citation]) -> int:
    """Return the number under which a quote is cited, the next one if it was not yet."""
    place = (citation.article_id, citation.start, citation.end)
    return cited.setdefault(place, replace(citation, number=len(cited) + 1)).number

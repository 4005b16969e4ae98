"""A reply and the sentences found → the claims of the answer: both sides of a conflict, and what the reply left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qa import conflict, kinds, rows, sides
from qa.answer import Evidence
from qa.carry import Carried, carried
from qa.corroborate import answers_alike
from qa.facts import known_names, names, plain_stems
from qa.prompt import same_text
from qa.words import PEOPLES, canonical, stems, words

MOST_CLAIMS = 4
SURE = 0.5  # least relevance of a sentence that is quoted beside what the LLM wrote
ONE_SIDE = 0.05  # of the best one about one side of a comparison, which answers but half of the question
HALF, SHARED = 0.5, 0.3  # of the question's words in such a sentence: of those for several things; of others
_ADDS = re.compile(
    r"^\W*(?:(?:[\w’'-]+ ){1,5}also\b|on top of (?:that|this|it)\b|in addition,|moreover\b|furthermore\b|besides,|"
    r"another\b)|\bas well\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be said: the claims, and the values that contradict each other.

    ``answering`` are the quotes of the first claims, which must answer the question; those quoted beside them need not.
    """

    claims: tuple[Carried, ...]
    stated: tuple[conflict.Stated, ...]
    answering: tuple[Evidence, ...]

    @property
    def quotes(self) -> tuple[Evidence, ...]:
        """All quotes, in order of first use."""
        return quotes_of(self.claims)

    @property
    def replaced(self) -> bool:
        """Whether the one claim that must answer is a quote in place of what the LLM wrote."""
        first = self.alone.claims
        return len(first) == 1 and len(first[0].quotes) == 1 and first[0].text == first[0].quotes[0].text

    @property
    def alone(self) -> Draft:
        """The draft without what is quoted beside its first claims."""
        beside = self.beside
        return replace(self, claims=tuple(claim for claim in self.claims if claim not in beside))

    @property
    def beside(self) -> tuple[Carried, ...]:
        """The claims that are quoted beside the first ones."""
        return tuple(claim for claim in self.claims if not set(claim.quotes) <= set(self.answering))

    @property
    def numbers(self) -> dict[Evidence, int]:
        """The number each quote is cited by, from 1."""
        return {quote: number for number, quote in enumerate(self.quotes, 1)}


def quotes_of(claims: Iterable[Carried]) -> tuple[Evidence, ...]:
    """Return the quotes of claims, each once, in order of first use."""
    return tuple(dict.fromkeys(quote for claim in claims for quote in claim.quotes))


def draft(
    question: str,
    reply: str,
    sentences: Sequence[Evidence],
    retold: Sequence[Evidence],
    likely: Callable[[Evidence], float],
) -> Draft:
    """Give each claim of a reply its quotes, show both sides of a conflict, and quote what the reply left out.

    A conflict is one with a value of the reply, or else of the quote that takes its place.

    ``retold`` are further sentences, near the reply. ``likely`` is the probability in [0, 1] that a quote answers: only
    such as do contradict each other.
    """
    known = known_names([*(item.text for item in sentences), question])
    claims = carried(question, reply, sentences, known)
    told = (reply, *(claim.text for claim in claims[:1] if not claim.written))
    found = (conflict.find(question, (sentences, retold), text, likely) for text in told)
    stated = next((values for values in found if values), ())
    answering = claims
    if stated:
        shown = stated[:1] if kinds.asks_latest(question) else stated
        answering = claims = [_side(item, claims) for item in {item.quote: item for item in shown}.values()]
    else:
        claims = _with_rows(question, claims, sentences)
        claims = [*claims, *(Carried(item.text, (item,)) for item in _added(question, claims, sentences))]
        claims = [*claims, *(Carried(item.text, (item,)) for item in _left_out(question, claims, sentences, known))]
    return Draft(tuple(claims), stated, quotes_of(answering))


def _side(item: conflict.Stated, claims: Sequence[Carried]) -> Carried:
    """Return the claim that gives a contested value from its quote, or else the quote itself."""
    fitting = (claim for claim in claims if claim.quotes == (item.quote,) and item.text in claim.text)
    return next(fitting, Carried(item.quote.text, (item.quote,)))


def _wants_items(question: str) -> bool:
    """Tell whether a question wants several things, not several numbers or times."""
    return kinds.asks_several(question) and not kinds.asks_one_kind(question)


def _with_rows(question: str, claims: list[Carried], sentences: Sequence[Evidence]) -> list[Carried]:
    """Put all rows of a table in place of the claims that name some, where a question wants every item."""
    if not _wants_items(question) or kinds.asks_what_done(question):
        return claims
    table = rows.rows(sentences)
    others = [claim for claim in claims if not any(_within(quote, table) for quote in claim.quotes)]
    return [*others, Carried(rows.written(table), table)] if table else claims


def _within(quote: Evidence, table: Sequence[Evidence]) -> bool:
    return any(quote.article.id == row.article.id and row.start <= quote.start < row.end for row in table)


def _added(question: str, claims: Sequence[Carried], sentences: Sequence[Evidence]) -> list[Evidence]:
    """Return what the sentences right beside quotes add to them, or to which these do, for a question for several."""
    told = list(quotes_of(claims))
    known = len(told)
    for quote in told if _wants_items(question) else ():  # those added too
        told += [item for item in sentences if item not in told and _adds(quote, item)]
    return told[known:][: max(0, MOST_CLAIMS - len(claims))]


def _adds(one: Evidence, other: Evidence) -> bool:
    """Tell whether the latter of two sentences that stand side by side says "also"."""
    last = max(one, other, key=lambda item: item.start)
    return (one.follows(other) or other.follows(one)) and _ADDS.search(last.text) is not None


def _left_out(
    question: str, claims: Sequence[Carried], sentences: Sequence[Evidence], known: frozenset[str]
) -> Iterator[Evidence]:
    """Yield the sentences that a question for several things wants to hear beside the claims, best first.

    They have half of the words of "What did Norway pledge?", names left out, or tell of one side of a comparison.
    """
    several = _wants_items(question)
    if not several and not kinds.asks_yes_no(question):
        return
    told = [quote for claim in claims for quote in claim.quotes]
    room = MOST_CLAIMS - len(claims) if several else 2 - len(claims)
    asked, wanted = names(question, known), stems(question)
    first = next((canonical(word) for word in words(question) if canonical(word) in asked), "")
    matter = plain_stems(question, known) if several else wanted
    for item, least, common, share in [
        *((item, ONE_SIDE, wanted, SHARED) for item in sides.of_each(question, sentences)),
        *((item, SURE, matter, HALF if several else SHARED) for item in kinds.fitting(question, sentences)),
    ]:
        if room <= 0:
            return
        if item.score < least or any(same_text(item.text, other.text) for other in told):
            continue
        if any(answers_alike(question, other, item, known) for other in told):  # it goes beside that one's quote
            continue
        if asked and not asked & names(item.context, known):
            continue
        own = names(item.text, known)
        if first in PEOPLES - own and own & PEOPLES - asked:  # "Germany offered" beside Britain
            continue
        if len(common & stems(item.text)) < share * len(common):
            continue
        told.append(item)
        room -= 1
        yield item

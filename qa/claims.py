"""A reply and the sentences found → the claims of the answer, each with the quotes that carry it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import islice

from qa import cite, conflict, kinds, rows, verify
from qa.answer import Evidence
from qa.corroborate import answers_alike
from qa.facts import (
    PEOPLES,
    all_stems,
    canonical,
    dates,
    facts,
    names,
    numbers,
    plain_stems,
    stem,
    stems,
    weekdays,
    words,
)
from qa.factuality import alters
from qa.prompt import same_text

MOST_CLAIMS = 4
SURE = 0.5  # least relevance of a sentence that is quoted beside what the LLM wrote
ONE_SIDE = 0.05  # of the best one about one side of a comparison, which answers but half of the question
BESIDE, TO_THE_POINT = 0.5, 0.9  # relevance of a sentence a number was taken from, and of the one it should be from
HALF = 0.5  # of a claim's words, names left out, that its quotes must have where a name comes from elsewhere
SHARED = 0.3  # of the question's words that such a sentence has itself
SHORT = 10  # words, below which a sentence is read with one before it
_WHAT_DID = r"what (?:did|do|does|have|has|had|will|would|can|could)\b"
_SEVERAL = re.compile(
    r"^\W*(?:list|name|compare|what (?:are|were)|who (?:are|were)|(?:which|what) (?!\w{0,2}(?:is|as|es)\b)"
    r"(?:\w+ )?(?!(?:is|was|does|has)\b)\w+s\b(?! (?:the|an?|no|his|her|its|their|that|to)\b)|"
    rf"{_WHAT_DID})|\b(?:and (?:from |since |until )?(?:what|where|when|who|how|why|whether|did|was|were)|both|"
    r"compared?|differ\w*)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(rf"\W*{_WHAT_DID}", re.IGNORECASE)
_NAME = r"([A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+)*)"
_TWO = re.compile(rf"{_NAME},? (?:and|or|versus|vs\.?) (?:the )?{_NAME}")


@dataclass(frozen=True, slots=True)
class Carried:
    """A claim and the quotes that carry it."""

    text: str
    quotes: tuple[Evidence, ...]

    @property
    def verbatim(self) -> bool:
        """Whether the claim's words stand in a quote as they are, full stop or not."""
        return any(self.text.rstrip(".") in quote.text for quote in self.quotes)

    @property
    def told(self) -> tuple[Carried, ...]:
        """The quotes as claims of their own, in the article's order."""
        return tuple(Carried(quote.text, (quote,)) for quote in sorted(self.quotes, key=lambda quote: quote.start))


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
        return _quotes(self.claims)

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


def _quotes(claims: Sequence[Carried]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(quote for claim in claims for quote in claim.quotes))


def draft(question: str, reply: str, sentences: Sequence[Evidence], answers: Callable[[Evidence], bool]) -> Draft:
    """Give each claim of a reply its quotes, show both sides of a conflict, and quote what the reply left out.

    ``answers`` tells of a quote whether it answers the question: only those that do contradict each other on it.
    """
    known = cite.known_names([*(item.text for item in sentences), question])
    claims = _carried(question, reply, sentences, known)
    stated = tuple(item for item in conflict.find(question, sentences) if answers(item.quote))
    if len(stated) == 1:
        stated = ()
    answering = claims
    if stated:
        sides = stated[:1] if kinds.asks_latest(question) else stated
        answering = claims = [_side(item, claims) for item in {item.quote: item for item in sides}.values()]
    else:
        claims = _with_rows(question, claims, sentences)
        claims = [*claims, *(Carried(item.text, (item,)) for item in _left_out(question, claims, sentences, known))]
    return Draft(tuple(claims), stated, _quotes(answering))


def _carried(question: str, reply: str, sentences: Sequence[Evidence], known: frozenset[str]) -> list[Carried]:
    """Give each claim its quotes; one that they do not carry gives way to what they tell, or to the best quote."""
    fit = kinds.fitting(question, sentences) or sentences
    texts = cite.split_claims(reply)
    quoted = {text: _quoted(text, question, sentences, known) for text in texts}
    held = {text for text in texts if quoted[text] and verify.holds(text, quoted[text], question, known)}
    held -= {text for text in held if _lumps(text, quoted[text], question)}
    twisted = {text for text in held if verify.of_another(text, quoted[text], question, known)}
    astray = twisted | {text for text in held if not kinds.tells_nobody(text) and _strays(question, quoted[text], fit)}
    astray |= {
        text
        for text in held
        if verify.swaps(text, quoted[text], known) or verify.miscounts(text, quoted[text], question)
    }
    held = {
        text
        for text in held - astray
        if verify.same_matter(text, quoted[text], question, known) and not alters(text, quoted[text])
    }
    several = _SEVERAL.search(question)
    missed = {text for text in texts if text not in held | astray and not several and _far(quoted[text], fit)}
    kept = () if kinds.asks_who_said(question) else held
    plain = not kinds.asks_who_said(question) and not kinds.asks_yes_no(question)
    told = [quote.text for text in kept for quote in quoted[text]]
    carried: dict[str, tuple[Evidence, ...]] = {}
    for text in texts or [question]:
        if text in kept:
            carried[text] = quoted[text]
            continue
        own = [] if text in astray | missed or not plain else _telling(text, quoted.get(text, ()), question, fit)
        others = _others(quoted[text], fit) if text in twisted else fit
        others = [item for item in fit if item.score > TO_THE_POINT] if text in missed else others
        best = cite.best_quote(text, others, known, "" if text in astray else question)
        for quote in own or ([best] if best else []):
            if not any(same_text(quote.text, other) for other in told):
                for item in (*_speaker(quote, question, sentences, known), quote):
                    carried[item.text] = (item,)
    return [Carried(text, quotes) for text, quotes in carried.items()]


def _quoted(text: str, question: str, sentences: Sequence[Evidence], known: frozenset[str]) -> tuple[Evidence, ...]:
    """Find a claim's quotes; where they do not carry it, those that have what they lack, or most of its words."""

    def found_among(items: Sequence[Evidence], relevance: float = cite.RELEVANCE) -> tuple[Evidence, ...]:
        quotes = cite.find_quotes(text, items, known, question, relevance)
        return _named(text, quotes, question, sentences, known)

    quotes = found_among(sentences)
    if not quotes or verify.holds(text, quotes, question, known):
        return quotes
    new = cite.flat(facts(text, known)) - cite.flat(facts(question, known))
    lost = new.difference(*(cite.flat(facts(quote.text, known)) for quote in quotes))
    able = [item for item in sentences if lost & cite.flat(facts(item.text, known))]
    others = found_among(able)
    tried = (others, (*_days_before(quotes[0], lost, sentences), *quotes), found_among(sentences, relevance=0))
    named = kinds.asks_who(question) and 2 * len(lost) > len(new)  # the answer stands elsewhere than in the quotes
    best = others if named and others and max(item.score for item in others) >= BESIDE else quotes
    return next((found for found in tried if found and verify.holds(text, found, question, known)), best)


def _days_before(quote: Evidence, lost: Set[object], sentences: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentence right before a quote without a day, if it tells one that is lost: "none ran on Monday"."""
    if dates(quote.text) or weekdays(quote.text):
        return []
    between = ((item, quote.article.body[item.end : quote.start]) for item in _before(quote, sentences))
    return [item for item, text in between if not text.strip() and lost & (dates(item.text) | weekdays(item.text))]


def _telling(text: str, quotes: Sequence[Evidence], question: str, fit: Sequence[Evidence]) -> list[Evidence]:
    """Return those of a claim's quotes that have the kind of thing asked for, and of the facts it has new.

    Where one number is asked for, it must be there: a name is mixed up more easily. Where no fact is new, one of the
    new words must be there.
    """
    counted = kinds.asks_one_kind(question) and not _SEVERAL.search(question)
    told = numbers(text) - numbers(question) if counted else frozenset[float]()
    new = told or cite.flat(facts(text)) - cite.flat(facts(question))
    other = frozenset[str]() if new else stems(text) - stems(question)
    return [
        quote
        for quote in quotes
        if quote in fit and (new & cite.flat(facts(quote.text)) or other & stems(quote.text) or not (new or other))
    ]


def _strays(question: str, quotes: Sequence[Evidence], fit: Sequence[Evidence]) -> bool:
    """Tell whether what is asked for is taken from a sentence beside the point while another has it.

    A number or a time is beside the point where its sentence is far less relevant, "three islands" where islands are
    asked for by name.
    """
    if kinds.asks_which_ones(question) and not set(quotes) & set(fit):
        return True
    return kinds.asks_one_kind(question) and not _SEVERAL.search(question) and _far(quotes, fit)


def _far(quotes: Sequence[Evidence], fit: Sequence[Evidence]) -> bool:
    """Tell whether quotes are far less relevant to the question than another sentence that fits it."""
    best = max((item.score for item in fit), default=0.0)
    return best > TO_THE_POINT and all(quote.score < BESIDE for quote in quotes)


def _others(quotes: Sequence[Evidence], fit: Sequence[Evidence]) -> Sequence[Evidence]:
    """Return the sentences beside a claim's quotes; with these where none is relevant, or more so."""
    others = [item for item in fit if item not in quotes]
    least = min(BESIDE, *(quote.score for quote in quotes))
    return others if any(item.score >= least for item in others) else fit


def _speaker(
    quote: Evidence, question: str, sentences: Sequence[Evidence], known: frozenset[str]
) -> Iterator[Evidence]:
    """Yield the sentence that tells who "she" is in a quote that answers who said something."""
    if not kinds.asks_who_said(question) or names(quote.text, known) - names(question, known) - PEOPLES:
        return
    asked = names(question, known)
    named = [
        item
        for item in _before(quote, sentences)
        if item.text in quote.context and names(item.text, known) - asked - PEOPLES
    ]
    if named:
        yield max(named, key=lambda item: item.start)


def _before(quote: Evidence, sentences: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentences that stand before a quote in its article."""
    return [item for item in sentences if item.article.id == quote.article.id and item.end <= quote.start]


def _named(
    text: str, quotes: tuple[Evidence, ...], question: str, sentences: Sequence[Evidence], known: frozenset[str]
) -> tuple[Evidence, ...]:
    """Add the sentence that names what a quote only points to: "they got in" stands after "thieves at the museum".

    Only for names that the question gives, only from the same article, and only where the quote names nobody else
    before it comes to what is new: a claim about Italy is not carried by a quote about Germany. With names from
    elsewhere at least half of its other words must be the quotes' own.
    """
    lost = names(text, known) & frozenset(verify.missing_facts(text, quotes, known))
    if not lost or not lost <= names(question, known) or len({quote.article.id for quote in quotes}) != 1:
        return quotes
    if any(names(_up_to_new(text, quote.text, question), known) - names(text, known) for quote in quotes):
        return quotes
    first = min(quotes, key=lambda quote: quote.start)
    wanted = {stem(name) for name in lost}
    named = [
        item
        for item in _before(first, sentences)
        if wanted <= all_stems(item.text) and _still_meant(item, first, question, known)
    ]
    if not named:
        return quotes
    joined = (*quotes, max(named, key=lambda item: item.score))
    plain = plain_stems(text, known)
    there = frozenset[str]().union(*(stems(quote.text) for quote in joined))
    return joined if len(plain & there) >= HALF * len(plain) else quotes


def _still_meant(item: Evidence, quote: Evidence, question: str, known: frozenset[str]) -> bool:
    """Tell whether "she" in a quote can be whom a sentence before it names: it is near, nobody else comes between."""
    between = quote.article.body[item.end : quote.start]
    return item.text in quote.context and not names(between, known) - names(question, known) - PEOPLES


def with_context(question: str, quotes: Sequence[Evidence], sentences: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Put before a quote the sentence that gives the question's names, where no quote does: whose jets "she named".

    That sentence stands before it in its paragraph or the one before: the nearest of those with most of the names or,
    before a short quote or one that opens with "It", with most of the question's other words.
    """
    known = cite.known_names([*(item.text for item in sentences), question])
    lost = {stem(name) for name in names(question, known)}.difference(*(all_stems(quote.text) for quote in quotes))
    matter = plain_stems(question, known).difference(*(all_stems(quote.text) for quote in quotes))
    read: list[Evidence] = []
    for quote in quotes:
        before = [item for item in _before(quote, sentences) if item.text in quote.context]
        leans = cite.points_back(quote.text) or len(words(quote.text)) < SHORT
        naming = _fullest(lost, before) or (_fullest(matter, before) if leans else None)
        if naming:
            lost -= all_stems(naming.text)
            read.append(naming)
        read.append(quote)
    return tuple(dict.fromkeys(read))


def _fullest(wanted: Set[str], sentences: Sequence[Evidence]) -> Evidence | None:
    """Return the sentence with most of the stems, the last of several; ``None`` if none has any."""
    able = [item for item in sentences if wanted & all_stems(item.text)]
    return max(able, key=lambda item: (len(wanted & all_stems(item.text)), item.start), default=None)


def _up_to_new(claim: str, quote: str, question: str) -> str:
    """Return a quote up to the last number or name that its claim has new, or all of it if there is none."""
    new = numbers(claim) - numbers(question)
    told = names(claim) - names(question)
    ends = [
        piece.end()
        for piece in re.finditer(r"\S+", quote)
        if numbers(piece.group()) & new or _canonical(piece.group()) & told
    ]
    return quote[: max(ends)] if ends else quote


def _side(item: conflict.Stated, claims: Sequence[Carried]) -> Carried:
    """Return the claim that gives a contested value from its quote, or else the quote itself."""
    fitting = (claim for claim in claims if claim.quotes == (item.quote,) and item.text in claim.text)
    return next(fitting, Carried(item.quote.text, (item.quote,)))


def _wants_items(question: str) -> bool:
    """Tell whether a question wants several things, not several numbers or times."""
    return bool(_SEVERAL.search(question)) and not kinds.asks_one_kind(question)


def _with_rows(question: str, claims: list[Carried], sentences: Sequence[Evidence]) -> list[Carried]:
    """Put all rows of a table in place of the claims that name some, where a question wants every item."""
    if not _wants_items(question) or _OPEN.match(question):
        return claims
    table = rows.rows(sentences)
    others = [claim for claim in claims if not any(_within(quote, table) for quote in claim.quotes)]
    return [*others, Carried(rows.written(table), table)] if table else claims


def _within(quote: Evidence, table: Sequence[Evidence]) -> bool:
    return any(quote.article.id == row.article.id and row.start <= quote.start < row.end for row in table)


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
        *((item, ONE_SIDE, wanted, SHARED) for item in _of_each(question, sentences)),
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


def _pair(question: str) -> tuple[str, ...]:
    """Return the two names that a question sets side by side, as it writes them: of "Germany and Britain" both."""
    match = _TWO.search(question)
    return match.groups() if match else ()


def _key(name: str) -> str:
    """Return what a name is recognised by: its last word, canonical."""
    return canonical(name.rsplit(maxsplit=1)[-1])


def _canonical(text: str) -> set[str]:
    return {canonical(word) for word in words(text)}


def uncovered(question: str, quotes: Sequence[Evidence]) -> tuple[str, ...]:
    """Return which of two names that a question sets side by side no quote is about, as the question writes them."""
    there = set[str]().union(*(_canonical(quote.context) for quote in quotes))
    return tuple(name for name in _pair(question) if _key(name) not in there)


def _lumps(text: str, quotes: Sequence[Evidence], question: str) -> bool:
    """Tell whether a claim says one thing of both names of a question although no quote names them together."""
    pair = {_key(name) for name in _pair(question)}
    if not pair or not pair <= _canonical(text):
        return False
    return not any(pair <= _canonical(quote.text) for quote in quotes)


def _of_each(question: str, sentences: Sequence[Evidence]) -> Iterator[Evidence]:
    """Yield for each of two names set side by side the best sentence that is about this one alone."""
    pair = [_key(name) for name in _pair(question)]
    for name in pair:
        alone = (item for item in sentences if _canonical(item.text) & {*pair} == {name})
        yield from islice(alone, 1)

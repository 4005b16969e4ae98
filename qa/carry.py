"""Claims of a reply → each with the quotes that carry it, or what is quoted in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from enum import Enum, auto

from index.sentences import LONGEST, split_sentences
from qa import cite, kinds, sides, verify
from qa.answer import Evidence
from qa.facts import counts, dates, facts, known_names, names, numbers, plain_stems, weekdays
from qa.factuality import alters, up_to_last
from qa.orders import is_order
from qa.prompt import same_text
from qa.words import PEOPLES, all_stems, canonicals, points_back, stem, stems, words

BESIDE, TO_THE_POINT = 0.5, 0.9  # relevance of a sentence a number was taken from, and of the one it should be from
HALF = 0.5  # of a claim's words, names left out, that its quotes must have where a name comes from elsewhere
LOST = 3  # words of a claim, from which a sentence beside its quote may have them
MOST_ALIKE = 10  # sentences that may carry a claim which its own quotes do not
SHORT = 10  # words, below which a sentence is read with one before it


@dataclass(frozen=True, slots=True)
class Carried:
    """A claim and the quotes that carry it.

    ``written`` tells that the LLM wrote it; else the quotes take the place of what it wrote, which ``meant`` tell.
    """

    text: str
    quotes: tuple[Evidence, ...]
    meant: tuple[Evidence, ...] = ()
    written: bool = False

    @property
    def verbatim(self) -> bool:
        """Whether the claim's words stand in a quote as they are, full stop or not."""
        return any(self.text.rstrip(".") in quote.text for quote in self.quotes)

    @property
    def told(self) -> tuple[Carried, ...]:
        """The quotes as claims of their own, in the article's order."""
        return tuple(Carried(quote.text, (quote,)) for quote in sorted(self.quotes, key=lambda quote: quote.start))


class Fault(Enum):
    """Why a claim is not said: its quotes do not say it, tell it of somebody else, or are beside the point."""

    UNSAID = auto()
    OF_ANOTHER = auto()
    ASTRAY = auto()


def carried(question: str, reply: str, sentences: Sequence[Evidence], known: frozenset[str]) -> list[Carried]:
    """Give each claim its quotes; one that they do not carry gives way to what they tell, or to the best quote."""
    fit = kinds.fitting(question, sentences) or sentences
    reply = cite.with_whole_numbers(reply, [item.text for item in sentences])
    claims = [Carried(text, _quoted(text, question, sentences, known)) for text in cite.split_claims(reply)]
    faults = {claim: _fault(claim, question, fit, known) for claim in claims}
    kept = [] if kinds.asks_who_said(question) else [claim for claim in claims if not faults[claim]]
    told = [quote.text for claim in kept for quote in claim.quotes]
    said: dict[str, Carried] = {}
    for claim in claims or [Carried(question, ())]:
        if claim in kept:
            said[claim.text] = replace(claim, written=True)
            continue
        fault = faults.get(claim)
        own = (quote for quote in claim.quotes if verify.support(claim.text, (quote,), question))
        meant = dict.fromkeys((*own, *_saying_most(claim.text, sentences, question)))
        for quote in _instead(claim, fault, question, fit, known):
            if not any(same_text(quote.text, other) for other in told):
                said[quote.text] = Carried(quote.text, (quote,), tuple(meant))
    return list(said.values())


def requoted(claim: Carried, question: str, sentences: Sequence[Evidence]) -> Iterator[Carried]:
    """Yield a claim with each other sentence that carries it alone, the one that resembles it most first."""
    known = known_names([*(item.text for item in sentences), question])
    fit = kinds.fitting(question, sentences) or sentences
    others = (item for item in sentences if item not in claim.quotes)
    alike = sorted(others, key=lambda item: -cite.coverage(claim.text, item, known, question))
    for item in alike[:MOST_ALIKE]:
        other = replace(claim, quotes=(item,))
        if not _fault(other, question, fit, known):
            yield other


def _fault(claim: Carried, question: str, fit: Sequence[Evidence], known: frozenset[str]) -> Fault | None:
    text, quotes = claim.text, claim.quotes
    if not quotes or not verify.holds(text, quotes, question, known) or sides.lumps(text, quotes, question):
        return Fault.UNSAID
    if verify.of_another(text, quotes, question, known):
        return Fault.OF_ANOTHER
    if verify.swaps(text, quotes, known) or verify.miscounts(text, quotes, question):
        return Fault.ASTRAY
    if not kinds.tells_nobody(text) and _strays(question, quotes, fit):
        return Fault.ASTRAY
    if not verify.same_matter(text, quotes, question, known) or alters(text, quotes):
        return Fault.UNSAID
    return None


def _instead(
    claim: Carried, fault: Fault | None, question: str, fit: Sequence[Evidence], known: frozenset[str]
) -> Sequence[Evidence]:
    """Return what tells in place of a claim: its own quotes as far as they answer, or else the best one."""
    among, own = fit, list[Evidence]()
    if fault is Fault.OF_ANOTHER:
        among = _others(claim.quotes, fit)
    elif fault is Fault.UNSAID and not kinds.asks_who_said(question) and not kinds.asks_yes_no(question):
        own = _telling(claim, question, fit)
    if kinds.asks_who_said(question):  # a small model mixes up who said it: only what was said counts
        new = names(claim.text, known) - names(question, known)
        said = " ".join(word for word in words(claim.text) if not canonicals(word) & new)
        most = max((item.score for item in among), default=0.0) or 1.0  # the words of a speech are seldom those asked
        best = cite.best_quote(f"{said} {question}", among, known, most=most)
    else:
        best = cite.best_quote(claim.text, among, known, "" if fault in {Fault.OF_ANOTHER, Fault.ASTRAY} else question)
    return own or ([best] if best else [])


def _quoted(text: str, question: str, sentences: Sequence[Evidence], known: frozenset[str]) -> tuple[Evidence, ...]:
    """Find a claim's quotes; where they do not carry it, those that have what they lack, or most or all its words."""

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
    tried = (
        others,
        (*_days_before(quotes[0], lost, sentences), *quotes),
        found_among(sentences, relevance=0),
        found_among(_saying_most(text, sentences, question)),
        _with_beside(text, quotes, sentences, known),
    )
    named = kinds.asks_who(question) and 2 * len(lost) > len(new)  # the answer stands elsewhere than in the quotes
    best = others if named and others and max(item.score for item in others) >= BESIDE else quotes
    return next((found for found in tried if found and verify.holds(text, found, question, known)), best)


def _with_beside(
    text: str, quotes: tuple[Evidence, ...], sentences: Sequence[Evidence], known: frozenset[str]
) -> tuple[Evidence, ...]:
    """Return quotes with a sentence right beside the first one that has at least half of a claim's words they lack.

    None for a word or two, or where it names somebody else before it comes to them: the claim may mix up who did what.
    """
    lost = stems(text).difference(*(stems(quote.text) for quote in quotes))
    beside = (item for item in sentences if item.follows(quotes[0]) or quotes[0].follows(item))
    able = [item for item in beside if not names(up_to_last(lost, item.text), known) - names(text, known)]
    best = max(able, key=lambda item: len(lost & stems(item.text)), default=None)
    enough = best and len(lost) >= LOST and len(lost & stems(best.text)) >= HALF * len(lost)
    return (*quotes, best) if best and enough else ()


def _saying_most(text: str, sentences: Sequence[Evidence], question: str) -> list[Evidence]:
    """Return the sentences that have most of what a claim says beyond its question; none where all have as much."""
    shares = {item: verify.support(text, (item,), question) for item in sentences}
    least, most = min(shares.values(), default=0.0), max(shares.values(), default=0.0)
    return [item for item, share in shares.items() if share == most > least]


def _days_before(quote: Evidence, lost: Set[object], sentences: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentence right before a quote without a day, if it tells one that is lost: "none ran on Monday"."""
    if dates(quote.text) or weekdays(quote.text):
        return []
    before = (item for item in sentences if quote.follows(item))
    return [item for item in before if lost & (dates(item.text) | weekdays(item.text))]


def _telling(claim: Carried, question: str, fit: Sequence[Evidence]) -> list[Evidence]:
    """Return those of a claim's quotes that have the kind of thing asked for, and of the facts or words it has new.

    Where one number is asked for, it must be there: a name is mixed up more easily. Where no fact is new, one of the
    new words must be there.
    """
    values = numbers if kinds.asks_time(question) else counts
    told = values(claim.text) - numbers(question) if kinds.asks_one_value(question) else frozenset[float]()
    new = told or cite.new_facts(claim.text, question)
    other = stems(claim.text) - stems(question)
    least = len(other) + 1 if told else LOST if new else 1
    one_article = len({quote.article.id for quote in claim.quotes}) == 1
    return [
        quote
        for quote in (sorted(claim.quotes, key=lambda quote: quote.start) if one_article else claim.quotes)
        if quote in fit
        and (new & cite.flat(facts(quote.text)) or len(other & stems(quote.text)) >= least or not (new or other))
    ]


def _strays(question: str, quotes: Sequence[Evidence], fit: Sequence[Evidence]) -> bool:
    """Tell whether what is asked for is taken from a sentence beside the point while another has it.

    A number or a time is beside the point where its sentence is far less relevant, "three islands" where islands are
    asked for by name.
    """
    if kinds.asks_which_ones(question) and not set(quotes) & set(fit):
        return True
    return kinds.asks_one_value(question) and _far(quotes, fit)


def _far(quotes: Sequence[Evidence], fit: Sequence[Evidence]) -> bool:
    """Tell whether quotes are far less relevant to the question than another sentence that fits it."""
    best = max((item.score for item in fit), default=0.0)
    return best > TO_THE_POINT and all(quote.score < BESIDE for quote in quotes)


def _others(quotes: Sequence[Evidence], fit: Sequence[Evidence]) -> Sequence[Evidence]:
    """Return the sentences beside a claim's quotes; with these where none is relevant, or more so."""
    others = [item for item in fit if item not in quotes]
    least = min(BESIDE, *(quote.score for quote in quotes))
    return others if any(item.score >= least for item in others) else fit


def speaker(claim: Carried, question: str, sentences: Sequence[Evidence]) -> tuple[Carried, ...]:
    """Return the claim that tells who "she" is in one that answers who did or said something."""
    known = known_names([*(item.text for item in sentences), question])
    nearest = _speaker(claim.text, claim.quotes, question, sentences, known)
    return (Carried(nearest.text, (nearest,)),) if nearest else ()


def _speaker(
    text: str, quotes: Sequence[Evidence], question: str, sentences: Sequence[Evidence], known: frozenset[str]
) -> Evidence | None:
    """Return the sentence that tells who "she" is in a text that answers who; none if its quotes name this one.

    That is the nearest one of those that a reader of the first quote has just read and that name somebody else than
    the question does. Whom a speaker names is not the speaker.
    """
    if not kinds.asks_who_said(question) and not (kinds.asks_person(question) and kinds.has_pronoun(text)):
        return None
    asked = names(question, known) | PEOPLES
    told = [quote.narrated for quote in quotes]
    if any(names(part, known) - asked and not kinds.told_by_pronoun(part) for part in told):
        return None
    named = (item for item in _just_read(quotes[0], sentences) if names(item.narrated, known) - asked)
    return max(named, key=lambda item: item.start, default=None)


def _just_read(quote: Evidence, sentences: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentences before a quote that its reader has in mind."""
    context = quote.context
    return [item for item in _before(quote, sentences) if item.text in context]


def _before(quote: Evidence, sentences: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentences that stand before a quote in its article."""
    return [item for item in sentences if item.article.id == quote.article.id and item.end <= quote.start]


def _named(
    text: str, quotes: tuple[Evidence, ...], question: str, sentences: Sequence[Evidence], known: frozenset[str]
) -> tuple[Evidence, ...]:
    """Add the sentence that names what a quote only points to: "they got in" stands after "thieves at the museum".

    Only from the same article, and only where the quote names nobody else before it comes to what is new: a claim about
    Italy is not carried by a quote about Germany. With names from elsewhere, which the question gives, at least half of
    its other words must be the quotes' own. An article's first sentence may be named by the second, and names itself
    what the whole report is about, if the headline names that too.
    """
    lost = names(text, known) & frozenset(verify.missing_facts(text, quotes, known))
    if not lost or len({quote.article.id for quote in quotes}) != 1:
        return quotes
    if any(names(_up_to_new(text, quote.text, question), known) - names(text, known) for quote in quotes):
        return quotes
    first = min(quotes, key=lambda quote: quote.start)
    wanted = {stem(name) for name in lost}
    named = [
        item
        for item in _before(first, sentences)
        if _still_meant(item, first, question, known) and wanted <= _all_names(item, known)
    ]
    named += [item for item in _behind_opening(first, sentences) if wanted <= _all_names(item, known)]
    if named and lost <= names(question, known):
        joined = (*quotes, max(named, key=lambda item: item.score))
        return joined if _has_half(text, joined, known) else quotes
    lead = _opening(first)
    about = wanted & all_stems(first.article.title) and wanted <= _all_names(lead, known)
    if not about or lead in quotes or is_order(lead.text) or not _tells_new(text, quotes, question, known):
        return quotes
    return (*quotes, lead)


def _tells_new(text: str, quotes: Sequence[Evidence], question: str, known: frozenset[str]) -> bool:
    """Tell whether quotes have what a claim says beyond its question and what the opening or the article's data name.

    Where that is nothing, they have half of its plain words.
    """
    given = {stem(name) for name in verify.missing_facts(text, quotes, known)}
    given |= {stem(name) for quote in quotes for name in verify.article_facts(quote.article).names}
    new = stems(text) - stems(question) - given
    return not new.difference(*(stems(quote.text) for quote in quotes)) if new else _has_half(text, quotes, known)


def _has_half(text: str, quotes: Sequence[Evidence], known: frozenset[str]) -> bool:
    """Tell whether quotes have half of a claim's words, its names left out."""
    plain = plain_stems(text, known)
    lost = plain.difference(*(stems(quote.text) for quote in quotes))
    return len(plain - lost) >= HALF * len(plain)


def _opening(quote: Evidence) -> Evidence:
    """Return the first sentence of a quote's article."""
    article = quote.article
    lead = next(iter(split_sentences(article.body[:LONGEST])))
    return Evidence(article, lead.start, lead.end, quote.score)


def _all_names(quote: Evidence, known: frozenset[str]) -> frozenset[str]:
    """Return the stems of a sentence's words, and of what its article calls more fully those whom it names."""
    return all_stems(quote.text) | verify.full_stems((quote,), known)


def _behind_opening(quote: Evidence, sentences: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentence behind an article's first, which names whom that one calls "a former teacher"."""
    opens = not quote.article.body[: quote.start].strip()
    return [item for item in sentences if opens and item.follows(quote)]


def _still_meant(item: Evidence, quote: Evidence, question: str, known: frozenset[str]) -> bool:
    """Tell whether "she" in a quote can be whom a sentence before it names: it is near, nobody else comes between."""
    between = quote.article.body[item.end : quote.start]
    return item.text in quote.context and not names(between, known) - names(question, known) - PEOPLES


def with_context(question: str, quotes: Sequence[Evidence], sentences: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Put before a quote the sentence that gives the question's names, where no quote does: whose jets "she named".

    That sentence stands before it in its paragraph or the one before: the nearest of those with most of the names or,
    before a short quote or one that opens with "It", with most of the question's other words. So does the
    one that tells who "she" is where the question asks who. All are in the order of their articles.
    """
    known = known_names([*(item.text for item in sentences), question])
    lost = {stem(name) for name in names(question, known)}.difference(*(all_stems(quote.text) for quote in quotes))
    matter = plain_stems(question, known).difference(*(all_stems(quote.text) for quote in quotes))
    read: list[Evidence] = []
    for quote in quotes:
        before = _just_read(quote, sentences)
        leans = points_back(quote.text) or len(words(quote.text)) < SHORT
        naming = _fullest(lost, before) or (_fullest(matter, before) if leans else None)
        if naming:
            lost -= all_stems(naming.text)
        read += [item for item in (naming, _speaker(quote.text, (quote,), question, sentences, known), quote) if item]
    order = list(dict.fromkeys(item.article.id for item in read))
    return tuple(sorted(dict.fromkeys(read), key=lambda item: (order.index(item.article.id), item.start)))


def _fullest(wanted: Set[str], sentences: Sequence[Evidence]) -> Evidence | None:
    """Return the sentence with most of the stems, the last of several; ``None`` if none has any."""
    able = [item for item in sentences if wanted & all_stems(item.text)]
    return max(able, key=lambda item: (len(wanted & all_stems(item.text)), item.start), default=None)


def _up_to_new(claim: str, quote: str, question: str) -> str:
    """Return a quote up to the last number or name that its claim has new, or else other word; all of it if none."""
    new = numbers(claim) - numbers(question)
    told = names(claim) - names(question)
    pieces = list(re.finditer(r"\S+", quote))
    ends = [piece.end() for piece in pieces if numbers(piece.group()) & new or canonicals(piece.group()) & told]
    if not (new or told):
        other = stems(claim) - stems(question)
        ends = [piece.end() for piece in pieces if stems(piece.group()) & other]
    return quote[: max(ends)] if ends else quote

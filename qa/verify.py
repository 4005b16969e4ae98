"""Does the quote carry the claim, and does the claim answer the question?"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from index.article import Article
from qa import kinds
from qa.answer import Evidence
from qa.facts import (
    QUANTITY,
    WEEKDAYS,
    Facts,
    dates,
    facts,
    full_names,
    measures,
    names,
    numbers,
    ordinals,
    plain_stems,
    printed,
    timed,
    weekdays,
    with_full_names,
    years,
)
from qa.when import resolved
from qa.words import CAPITAL, PEOPLES, all_stems, canonical, stem, stems, words

BIAS, WEIGHTS = -3.1, (2.7, 3.5, 2.5)
NEAR = 3  # words from a name at which an article tells what somebody is
SMALL = 10  # a question's "two leaders" need not be counted out by a quote; its "650 soldiers" must be
SAME_MATTER = 0.5  # of the words that a claim takes from the question
LEAST_SUPPORT = 0.6  # of a claim's new words; below it the claim is no paraphrase of its quotes but an addition
_WEEKDAY_OF = re.compile(rf"\b({'|'.join(WEEKDAYS)}),? (?:the )?(?=[A-Z\d])", re.IGNORECASE)
_YES_NO = re.compile(r"(?:yes\b|no\b(?! \w))", re.IGNORECASE)  # not "No one came"
_BY = re.compile(r"\b(?:by|from|of)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she|it|they|him|her|them|his|its|their)\b", re.IGNORECASE)
_BY_WHOM = re.compile(rf"\b(?:said|says?|added) (?:{CAPITAL}[\w’'-]+ ?)+")
_SCALES = stems("per cent percent percentage points")


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for an answer, each in [0, 1].

    ``judged``: the LLM's probability that the quotes answer the question; ``names``: the share of the question's
    names that stand in or around the quotes; ``typed``: 1 where the quotes have the kind of thing that is asked for,
    else 0.
    """

    judged: float
    names: float
    typed: float


def article_facts(article: Article) -> Facts:
    """Return the facts that an article's metadata tell of it: outlet, byline, place.

    Not the headline, whose names need not be those of the quote; nor the date: what a report tells did not happen
    on the day it was printed just because it was printed.
    """
    text = ". ".join(part for part in (article.outlet, article.byline, article.place) if part)
    found = facts(text)
    everyone = found.names | {canonical(word) for word in words(text) if word[0].isupper()}
    return Facts(found.numbers, found.dates, found.weekdays, everyone)


def sources_named(claim: str, quotes: Sequence[Evidence]) -> tuple[str, ...]:
    """Return the outlets, bylines and places of quotes' articles with a name of the claim that no quote has."""
    lost = {stem(name) for name in names(claim)}.difference(*(all_stems(quote.text) for quote in quotes))
    articles = [quote.article for quote in quotes]
    parts = (part for article in articles for part in (article.outlet, article.byline, article.place) if part)
    return tuple(dict.fromkeys(part for part in parts if lost & all_stems(part)))


def days_told(quote: Evidence) -> Facts:
    """Return the days a quote tells, each also in the other forms: "on Wednesday" of 27 November is 25 November."""
    published = quote.article.published
    told = [day for _, _, day in resolved(quote.text, published)]
    return Facts(
        frozenset(float(day.year) for day in (*told, published) if day),
        dates(quote.text) | {(day.month, day.day) for day in told},
        weekdays(quote.text) | {WEEKDAYS[day.weekday()] for day in told},
        frozenset(),
    )


def full_stems(quotes: Sequence[Evidence], known: frozenset[str]) -> frozenset[str]:
    """Return the stems of what articles call more fully those whom quotes name."""
    return frozenset(stem(name) for quote in quotes for name in full_names(quote.text, quote.article.body, known))


def missing_facts(claim: str, quotes: Sequence[Evidence], known: frozenset[str]) -> tuple[str, ...]:
    """Return the numbers, units, dates, weekdays and names of a claim that neither its quotes nor articles carry."""
    wanted = facts(claim, known)
    carried = [facts(quote.text, known) for quote in quotes] + [article_facts(quote.article) for quote in quotes]
    carried += [days_told(quote) for quote in quotes]
    lost: list[object] = []
    for field in ("numbers", "dates", "weekdays"):
        lost += sorted(getattr(wanted, field).difference(*(getattr(found, field) for found in carried)))
    lost += sorted(years(claim).difference(*(found.numbers for found in carried), *(years(q.text) for q in quotes)))
    lost += sorted(_misdated(claim, quotes))
    lost += sorted(measures(claim).difference(*(measures(quote.text) for quote in quotes)))
    lost += sorted(_of_time(claim, quotes))
    if unnamed := wanted.names.difference(*(found.names for found in carried)):
        there: set[str] = set().union(*(all_stems(quote.text) for quote in quotes))  # "Normans" has "Norman"
        there |= full_stems(quotes, known)
        lost += sorted(name for name in unnamed if stem(name) not in there)
    return tuple(f"{item:g}" if isinstance(item, float) else str(item) for item in lost)


def _of_time(claim: str, quotes: Sequence[Evidence]) -> frozenset[float]:
    """Return the numbers of a claim's people or things that quotes tell of time alone: "two weeks" are no two men."""
    told = " ; ".join(quote.text for quote in quotes)
    times, things = timed(told)
    return (timed(claim)[1] & times) - things


def _misdated(claim: str, quotes: Sequence[Evidence]) -> frozenset[str]:
    """Return the weekdays of a claim that the date right behind them is not, in the year of any quote's article."""
    found: set[str] = set()
    for match in _WEEKDAY_OF.finditer(claim):
        weekday = match[1].casefold()
        told = [next(resolved(claim[match.end() :], quote.article.published), None) for quote in quotes]
        days = [item[2] for item in told if item and item[0] == 0]
        if days and all(WEEKDAYS[day.weekday()] != weekday for day in days):
            found.add(weekday)
    return frozenset(found)


def names_around(question: str, quotes: Sequence[Evidence], known: frozenset[str]) -> float:
    """Return which share in [0, 1] of a question's names, days and places in an order stands in or around quotes.

    A day stands there too where the article is of that day or the next, a place where it is from there. A name that
    stands only further up in the article counts half.
    """
    asked: set[object] = {stem(name) for name in names(question, known)}
    asked |= dates(question) | ordinals(question)
    there: set[object] = set()
    for quote in quotes:
        published, context = quote.article.published, quote.context
        there |= all_stems(f"{context} {quote.article.place or ''}") | dates(context) | ordinals(context)
        there |= full_stems((quote,), known)
        days = [day for _, _, day in resolved(context, published)]
        days += [published, published - timedelta(days=1)] if published else []
        there |= {(day.month, day.day) for day in days}
    if not asked - there:
        return 1.0
    paragraphs = (text for quote in quotes for text in quote.article.body[: quote.start].split("\n\n"))
    above = frozenset[object]().union(*map(all_stems, paragraphs))
    return (len(asked & there) + len((asked - there) & above) / 2) / len(asked)


def support(claim: str, quotes: Sequence[Evidence], question: str) -> float:
    """Return the share in [0, 1] of a claim's content words, those of the question left out, that its quotes carry.

    A name is carried by the one that its article gives the same person: "William DuVall" by "DuVall".
    """
    new = stems(claim) - stems(with_full_names(question, claim))
    lost = new - stems(" ".join(quote.text for quote in quotes)) - stems(" ".join(map(_told, quotes)))
    if lost & {stem(name) for name in names(claim)}:
        lost -= full_stems(quotes, names(claim))
    return len(new - lost) / len(new) if new else 1.0


def holds(claim: str, quotes: Sequence[Evidence], question: str, known: frozenset[str]) -> bool:
    """Tell whether quotes carry a claim: every hard fact, and most of its new words.

    A bare "yes" or "no" does not hold: no quote says it, and the quote itself answers better. Nor, where yes or no is
    asked for, does what tells of another matter: "the first officer survived" where the captain is meant. Nor does a
    claim without the kind of thing that is asked for, or one that only says the question again.
    """
    if _YES_NO.match(claim) or support(claim, quotes, question) < LEAST_SUPPORT:
        return False
    if kinds.asks_yes_no(question) and _beside(claim, question, known):
        return False
    told = " ".join(quote.text for quote in quotes)
    if not kinds.has_kind(question, claim, known) or not kinds.has_kind(question, told, known):
        return False
    if (
        stems(kinds.without_places(question, claim)) <= stems(question)
        and not any(found(claim) - found(question) for found in (numbers, dates, weekdays))
        and (kinds.tells_nobody(question) or not kinds.tells_nobody(claim))
    ):  # it only says the question again
        return False
    counted = {f"{number:g}" for number in numbers(question) if number <= SMALL}
    return set(missing_facts(claim, quotes, known)) <= counted


def _beside(claim: str, question: str, known: frozenset[str]) -> bool:
    """Tell whether a claim has half of a question's words at most, or only names of it."""
    asked, matter, said = stems(question), plain_stems(question, known), stems(claim)
    return 2 * len(asked & said) <= len(asked) or (bool(matter) and not matter & said)


def same_matter(claim: str, quotes: Sequence[Evidence], question: str, known: frozenset[str]) -> bool:
    """Tell whether quotes have half of the words, names left out, that a claim takes from the question.

    "Born" of "was born in"; what a question assumes and no quote says is not to be said for it. True also where the
    claim takes none.
    """
    named = {stem(name) for name in names(claim, known) | names(question, known)}
    matter = (stems(claim) & stems(question)) - named
    there = frozenset[str]().union(*(stems(quote.text) for quote in quotes))
    return len(matter & there) >= SAME_MATTER * len(matter)


def of_another(claim: str, quotes: Sequence[Evidence], question: str, known: frozenset[str]) -> bool:
    """Tell whether quotes tell of somebody else: the company offers three per cent, which the union is said to ask for.

    They name whom neither claim nor question names, nobody whom the claim names anew, share no word with both, and have
    no "it" or "they" that might stand for it; nor does an article call these so: "the mediator, Nils Tveit".
    """
    told = " ".join(quote.text for quote in quotes)
    if (new := names(claim, known) - names(question, known)) and new <= names(told, known):
        return False
    subject = stems(claim) & stems(question)
    if not subject or subject & stems(told) or _PRONOUN.search(told):
        return False
    others = names(_BY_WHOM.sub(" ", told), known) - names(claim, known) - names(question, known)
    return bool(others) and not any(_called(others, subject, quote.article.body) for quote in quotes)


def _called(people: frozenset[str], subject: frozenset[str], body: str) -> bool:
    """Tell whether a text sets a name beside a word for what somebody is, either first, up to two words between."""
    told = words(body)
    named = [place for place, word in enumerate(told) if canonical(word) in people]
    return any(subject & {stem(word) for word in told[max(place - NEAR, 0) : place + NEAR + 1]} for place in named)


def swaps(claim: str, quotes: Sequence[Evidence], known: frozenset[str]) -> bool:
    """Tell whether a quote says of one country what the claim says of another: "Germany will send" of "France sends".

    Both have a word that stands behind different countries, and the quote's is not in the claim at all.
    """
    told = names(claim, known)
    for quote in quotes:
        for word in (stems(claim) & stems(quote.text)) - {stem(name) for name in told | names(quote.text, known)}:
            here, there = (_countries_before(word, text, known) for text in (claim, quote.text))
            if here and there and not there & told:
                return True
    return any(_turned(claim, quote.text, known) for quote in quotes)


def _turned(claim: str, quote: str, known: frozenset[str]) -> bool:
    """Tell whether a claim begins with whom its quote names last: "Lund won against Oslo" of "Oslo won, beating Lund".

    A word that is no name stands between the two in both; "by" and "of" turn a sentence round without changing it.
    """
    here, there = _first_places(claim, known), _first_places(quote, known)
    first, *others = [name for name in here if name in there] or [""]
    for other in others:
        own, theirs = (here[first][1], here[other][0]), (there[other][1], there[first][0])
        if _BY.search(claim[slice(*own)]):
            continue
        if plain_stems(claim[slice(*own)], known) & plain_stems(quote[slice(*theirs)], known):
            return True
    return False


def _first_places(text: str, known: frozenset[str]) -> dict[str, tuple[int, int]]:
    """Return where each name of a text first stands, in the text's order."""
    named = names(text, known)
    found: dict[str, tuple[int, int]] = {}
    for match in re.finditer(r"\S+", text):
        for word in words(match.group()):
            if canonical(word) in named:
                found.setdefault(canonical(word), match.span())
    return found


def miscounts(claim: str, quotes: Sequence[Evidence], question: str) -> bool:
    """Tell whether a claim's number counts something else in its quotes: "two brought to safety" of "two dead".

    Nothing that follows it in the claim follows it there, while two words or more follow another number.
    """
    there = [item for quote in quotes for item in _counted(quote.text)]
    for value, told in _counted(claim):
        here = [len(told & behind) for other, behind in there if other == value]
        others = [len(told & behind) for other, behind in there if other != value]
        if value not in numbers(question) and max(here, default=1) == 0 and max(others, default=0) > 1:
            return True
    return False


def _counted(text: str) -> list[tuple[float, frozenset[str]]]:
    """Return the numbers of a text, each with the stems of what follows up to the next."""
    found = list(QUANTITY.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    return [
        (value, stems(text[match.end("scale") : end]) - _SCALES)
        for match, end in zip(found, ends, strict=False)  # no number, no end
        for value in numbers(printed(match))
    ]


def _countries_before(word: str, text: str, known: frozenset[str]) -> frozenset[str]:
    starts = (match.start() for match in re.finditer(r"\S+", text) if word in stems(match.group()))
    return names(text[: next(starts, 0)], known) & PEOPLES


def confidence(signals: Signals) -> float:
    """Return the probability in [0, 1] that the quotes answer the question.

    A logistic regression over gold questions and SQuAD 2.0; the reranker's score, and how many of the question's words
    stand in or around the quotes, added nothing to it. The weight of ``judged`` and the bias were fitted again with the
    judge's prompt, to 221 pairs of gold questions and sentences. Two weights are set by hand: ``typed`` was never 0
    there, and a name of the question that stands nowhere around the quotes must outweigh a judge who says yes.
    """
    values = (_logit(signals.judged), signals.names, signals.typed)
    z = BIAS + sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True))
    return 1 / (1 + math.exp(-z))


def _logit(probability: float) -> float:
    bounded = min(max(probability, 0.01), 0.99)
    return math.log(bounded / (1 - bounded))


def _told(quote: Evidence) -> str:
    article = quote.article
    day = f"{article.published:%A %-d %B %Y}" if article.published else ""
    return " ".join(part for part in (article.outlet, article.byline, article.place, day) if part)

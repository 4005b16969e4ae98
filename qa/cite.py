"""A reply → claims, each with the quotes that carry it, chosen by us from the evidence and never typed by the LLM."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.sentences import split_sentences
from qa import kinds
from qa.answer import Evidence
from qa.facts import Facts, counts, facts, full_names, names, numbers, plain_stems, with_full_names
from qa.factuality import DENIAL
from qa.words import points_back, stem, stems

MOST_QUOTES = 3
RELEVANCE = 0.35  # of a sentence to the question, as a share of the best one's, beside what it covers of the claim
_OWN_WORDS = 3  # of a claim, that a further quote must add: its missing fact and what is told of it
_ANSWERS = 0.5  # relevance to the question of what may answer it, as a further quote from another article must
_LISTED = 3  # names beside those of the question, from which a claim lists them
_RELEVANT = 0.9  # relevance to the question from which two of them are enough
_GIVEN_WEIGHT = 0.4  # what the question already says counts so much
_FACT_WEIGHT = 2.0  # a number or a name counts as two other words
_MARKUP = re.compile(r"\s*\[\d+\]|\*\*|^\s*(?:[-*•–]|\d{1,2}[.)])\s+", re.MULTILINE)
_OPENING = re.compile(
    r"^(?:(?:according to|based on|in) the (?:passages?|articles?|texts?)(?: given)?,"
    r"|the (?:passages?|articles?|texts?) (?:states?|says?|mentions?) that)\s*",
    re.IGNORECASE,
)
_PARTED = re.compile(r"(?<![\d,.])\d{1,3}(?:, \d{3})+(?!\d)")
_YES_NO = re.compile(r"^(?:yes|no)[,;:–—-] ?(?=(?:\S+ ){3})", re.IGNORECASE)  # before what is said in full
_REFUSAL = re.compile(
    r"\b(?:(?:passages?|articles?|texts?|information)\b.{0,40}\b(?:do(?:es)? not|don't|doesn't|no)\b"
    r"|not (?:mentioned|stated|specified|provided|given|found|available)\b.{0,30}\b(?:passage|article|text)"
    r"|no (?:information|mention)\b|cannot (?:answer|be determined)|I (?:do not|don't) know)",
    re.IGNORECASE,
)


def split_claims(reply: str) -> list[str]:
    """Split a reply into its sentences, without list marks, markup and repetitions; refusals and questions are none."""
    reply = _MARKUP.sub("", reply)
    claims: dict[str, None] = {}
    for sentence in split_sentences(reply):
        text = _YES_NO.sub("", _OPENING.sub("", reply[sentence.start : sentence.end]))
        text = text[:1].upper() + text[1:]
        if stems(text) and not text.endswith("?") and not _REFUSAL.search(text):
            claims[text] = None
    return list(claims)


def with_whole_numbers(reply: str, texts: Sequence[str]) -> str:
    """Return a reply with "1, 100" written as "1,100" where a text has it so: small models part such numbers."""

    def joined(match: re.Match[str]) -> str:
        whole = match[0].replace(" ", "")
        return whole if any(whole in text for text in texts) else match[0]

    return _PARTED.sub(joined, reply)


def flat(found: Facts) -> frozenset[object]:
    """Return all facts of a text in one set."""
    return frozenset((*found.numbers, *found.dates, *found.weekdays, *found.names))


def new_facts(text: str, question: str) -> frozenset[object]:
    """Return the facts of a text beyond those of a question; no years where this asks for a number of something."""
    years = numbers(text) - counts(text) if kinds.asks_one_kind(question) and not kinds.asks_time(question) else set()
    return flat(facts(text)) - flat(facts(question)) - years


def coverage(claim: str, quote: Evidence, known: frozenset[str], question: str = "") -> float:
    """Return the share in [0, 1] of a claim's content words that stand in a quote.

    Facts, and that something is denied, count double, and what the question already says counts little: a claim is its
    answer, not its subject. A name stands there too that the article gives the same person.
    """
    question = with_full_names(question, claim)
    wanted, wanted_facts = stems(claim), _told(claim, known)
    given, given_facts = stems(question), _told(question, known)

    def weight(words: frozenset[str], found: frozenset[object]) -> float:
        plain = len(words - given) + _GIVEN_WEIGHT * len(words & given)
        return plain + _FACT_WEIGHT * (len(found - given_facts) + _GIVEN_WEIGHT * len(found & given_facts))

    there, there_facts = stems(quote.text), _told(quote.text, known)
    if named := (names(claim, known) - there_facts) and full_names(quote.text, quote.article.body, known):
        there, there_facts = there | {stem(name) for name in named}, there_facts | named
    total = weight(wanted, wanted_facts)
    return weight(wanted & there, wanted_facts & there_facts) / total if total else 0.0


def _told(text: str, known: frozenset[str]) -> frozenset[object]:
    """Return the facts of a text, and whether it denies something: "nobody died" is as hard a fact as "two died"."""
    return flat(facts(text, known)) | ({"not"} if DENIAL.search(text) else set())


def find_quotes(
    claim: str, candidates: Sequence[Evidence], known: frozenset[str], question: str = "", relevance: float = RELEVANCE
) -> tuple[Evidence, ...]:
    """Return the fewest sentences that together carry a claim, the best first; none if nothing resembles it.

    After the best sentence, another is added only while it carries hard facts of the claim that are still missing,
    and only if it tells of the same matter: it stands right before a chosen one that points back to it, or it
    shares other words with the claim; or stands right beside a chosen one where the claim lists names.
    A name alone proves nothing: "Italy" from one sentence and "650 soldiers" from another do not make a claim, least
    of all where the best sentence names somebody else. What another article adds must answer the question itself.
    """
    most = max((item.score for item in candidates), default=0.0) or 1.0
    ranked = sorted(
        candidates, key=lambda item: -(coverage(claim, item, known, question) + relevance * item.score / most)
    )
    wanted = stems(claim)
    if not ranked or not wanted & stems(ranked[0].text):
        return ()
    chosen = [ranked[0]]
    missing = flat(facts(claim, known)) - flat(facts(ranked[0].text, known))
    plain = plain_stems(claim, known)
    lists = len(names(claim, known) - names(question, known)) >= _LISTED
    others = names(claim, known) if names(ranked[0].text, known) - names(claim, known) else frozenset[str]()
    while missing and len(chosen) < MOST_QUOTES:
        shared = wanted & frozenset[str]().union(*(stems(item.text) for item in chosen))
        able = [
            item
            for item in ranked
            if (missing & flat(facts(item.text, known)) and any(_explains(other, item) for other in chosen))
            or (
                (missing - others) & flat(facts(item.text, known))
                and (item.article.id == ranked[0].article.id or item.score >= _ANSWERS)
                and (
                    any(_explains(item, other) or (lists and _beside(item, other)) for other in chosen)
                    or len(stems(item.text) & (plain - shared)) >= (_OWN_WORDS if item.score < _RELEVANT else 2)
                )
            )
        ]
        if not able:
            break
        best = max(able, key=lambda item: len(missing & flat(facts(item.text, known))))
        chosen.append(best)
        missing -= flat(facts(best.text, known))
    return tuple(chosen)


def _beside(one: Evidence, other: Evidence) -> bool:
    """Tell whether a relevant sentence stands right before or behind another."""
    return one.score >= _RELEVANT and (one.follows(other) or other.follows(one))


def _explains(one: Evidence, other: Evidence) -> bool:
    """Tell whether a sentence stands right before another that opens by pointing back ("She …", "The move …")."""
    return other.follows(one) and points_back(other.text)


def best_quote(
    text: str, candidates: Sequence[Evidence], known: frozenset[str], question: str = "", *, most: float = 1.0
) -> Evidence | None:
    """Return the candidate that resembles a text most and is relevant to the question; ``None`` of none.

    ``most`` is the relevance that weighs as much as to have all words of the text.

    Where some have a number or a day that the text tells beyond the question, one of these; names are mixed up easily.
    Where it tells none and no candidate is relevant, one of those with all its words beyond the question.
    """
    told = new_facts(text, question) - names(text) if question else frozenset()
    able = [item for item in candidates if told & flat(facts(item.text, known))]
    if question and not told:
        new = plain_stems(text, known) - stems(question)
        able = [item for item in candidates if new and new <= stems(item.text)]
    candidates = able or candidates
    ranked = sorted(candidates, key=lambda item: coverage(text, item, known, question) + item.score / most)
    return ranked[-1] if ranked else None

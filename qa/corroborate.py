"""A claim and a sentence of another outlet → does it report the same in its own words, or is it one text?"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from qa import kinds
from qa.answer import Evidence
from qa.facts import QUANTITY, dates, numbers, printed
from qa.factuality import up_to_last
from qa.verify import days_told, missing_facts, names_around
from qa.words import fold, stem, stems, words

LEAST_WORDS, LEAST_SHARED, HALF = 4, 0.65, 0.5  # of a claim that another report is to say in its own words
RELEVANT = 0.3  # relevance to the question of a report that gives the same answer to it
RUN = 6  # words in a row that two sentences share: one agency's text
_NOT = re.compile(r"\b(?:not|no|never|nobody|none|nor|neither|without|cannot|\w+n['’]t)\b", re.IGNORECASE)
_SPOKEN = re.compile(r"[\"“][^\"“”]*[\"”]")


def corroborates(claim: str, other: Evidence, question: str, known: frozenset[str]) -> bool:
    """Tell whether another report says a claim in its own words: each hard fact, the negation and most of the words.

    Half of the words will do where all that the claim tells beyond the question is among them.
    """
    there, wanted = stems(other.text), stems(claim)
    new = wanted - stems(question)
    least = HALF if new and new <= there else LEAST_SHARED
    if len(wanted) < LEAST_WORDS or len(wanted & there) < least * len(wanted):
        return False
    said = up_to_last(wanted, other.text)  # what is denied behind the last shared word is another matter
    return not missing_facts(claim, (other,), known) and bool(_NOT.search(claim)) == bool(_NOT.search(said))


def rewords(one: Evidence, other: Evidence) -> bool:
    """Tell whether two sentences are one text, cut or touched up: they share a long run of words, speech left out."""
    left, right = ([fold(word) for word in words(_SPOKEN.sub(" ", item.text))] for item in (one, other))
    return SequenceMatcher(None, left, right, autojunk=False).find_longest_match().size >= RUN


def answers_alike(question: str, quote: Evidence, other: Evidence, known: frozenset[str]) -> bool:
    """Tell whether another report gives the same answer to a question as a quote, whatever else the two tell.

    It must be relevant and about all that the question names, and tell the same day or number where one is asked for,
    or have the same words in quotation marks.
    """
    if other.score < RELEVANT or names_around(question, [other], known) < 1:
        return False
    if bool(_NOT.search(quote.text)) != bool(_NOT.search(other.text)):
        return False
    if _spoken(quote) & _spoken(other):
        return True
    if kinds.asks_time(question):
        one, two = (days_told(item).dates - dates(question) for item in (quote, other))
        return bool(one & two)
    if kinds.asks_one_kind(question):
        first, second = (_counted(item.text) for item in (quote, other))
        return any(value not in numbers(question) for value, _ in first & second)
    return False


def _counted(text: str) -> frozenset[tuple[float, str]]:
    """Return the numbers of a text, each with the stem of the word behind it: two days are not two men."""
    return frozenset(
        (value, stem(next(iter(words(match["after"])), "")))
        for match in QUANTITY.finditer(text)
        for value in numbers(printed(match))
    )


def _spoken(quote: Evidence) -> frozenset[str]:
    """Return what stands in a sentence's quotation marks, if it is more than a word."""
    said = (" ".join(words(match.group())).casefold() for match in _SPOKEN.finditer(quote.text))
    return frozenset(text for text in said if " " in text)

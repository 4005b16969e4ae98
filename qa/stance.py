"""A yes-or-no question and its quotes → what says yes and what says no, where the quotes contradict each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import islice

from qa import kinds
from qa.answer import Evidence
from qa.conflict import Stated, newest_first
from qa.facts import WEEKDAYS, known_names, plain_stems
from qa.factuality import DENIAL, clauses
from qa.words import stem, stems

YES, NO = 0.5, 0.45  # the LLM's probability of "yes" from which a text says so, and up to which it says not ...
LESS = 0.3  # ... or by how much less than the other does
RELEVANT, LEAST = 0.5, 0.05  # relevance of a sentence of another article that may say yes, and of one that denies ...
MOST_READ = 3  # ... of which so many are read
HALF, THIRD = 0.5, 1 / 3  # of a question's words that a denial must have to answer it, and to be read beside an answer
ONE_MOMENT = timedelta(days=7)  # between two reports; what they say of times further apart may both be true ...
ONE_EVENT = timedelta(days=60)  # ... but not of what did happen once
_AGAINST = re.compile(
    rf"{DENIAL.pattern}|\b(?:vot|campaign|argu|spok|decid|rul|advis|protest)\w* (?:\w+ )?against\b|"
    r"\b(?:oppos(?:es?|ed)|object(?:s|ed))\b",
    re.IGNORECASE,
)
_DID = re.compile(r"\W*did\b", re.IGNORECASE)
_SUBJECT = re.compile(r"\W*\w+ (?:the|an?|its|his|her|their) (?P<noun>[\w’'-]+)", re.IGNORECASE)
_EITHER = re.compile(r"\bor\b(?! not\W*$)", re.IGNORECASE)
_DENIES = re.compile(rf"{DENIAL.pattern}|\b(?:silent|silence|excluded|left out|contrary)\b", re.IGNORECASE)
_DAYS = {stem(day) for day in WEEKDAYS}

Ask = Callable[[str, str], float]
"""A yes-or-no question and a text → the probability in [0, 1] that the text says yes."""


def find(question: str, quotes: Sequence[Evidence], ask: Ask) -> tuple[Stated, ...]:
    """Return the clause that says yes and the one that says no most surely, the latest report first.

    Empty where all agree. A no needs a word that denies, for a small model takes silence for a no; and the
    two must have a word in common, or each one with the question, names left out, for "a start, not an end" is none.
    """
    if not kinds.asks_yes_no(question) or _EITHER.search(question):
        return ()
    said = [(clause, quote) for quote in quotes for clause in clauses(quote.text)]
    if len(said) < 2 or not any(_DENIES.search(clause) for clause, _ in said):  # noqa: PLR2004 - no second side: ask none
        return ()
    read = [(ask(question, clause), clause, quote) for clause, quote in said]
    surest = sorted(read, key=lambda item: item[0])
    yes = [(clause, quote) for sure, clause, quote in reversed(surest) if sure >= YES]
    least = max(NO, surest[-1][0] - LESS)
    no = [(clause, quote) for sure, clause, quote in surest if sure <= least and _DENIES.search(clause)]
    if (
        not yes
        or not no
        or not _one_moment(question, yes[0][1], no[0][1])
        or not _one_matter(question, yes[0][0], no[0][0])
    ):
        return ()
    sides = (("yes", *yes[0]), ("no", *no[0]))
    return newest_first(Stated(quote, f"{word}: {clause}", float(word == "yes")) for word, clause, quote in sides)


def beside(question: str, quotes: Sequence[Evidence], sentences: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentences of other articles that may say yes or no too, the most relevant first."""
    if not kinds.asks_yes_no(question):
        return []
    told = {quote.article.id for quote in quotes}
    others = (item for item in sentences if item.article.id not in told)
    known = known_names([question, *(item.text for item in sentences)])
    matter = plain_stems(question, known)
    quoted = plain_stems(" ".join(quote.text for quote in quotes), known)

    def says_no(item: Evidence) -> bool:
        said = [stems(clause) for clause in clauses(item.text) if _DENIES.search(clause)]
        relevant = item.score >= RELEVANT and any(quoted & words for words in said)  # whatever words the question has
        return relevant or any(len(matter & words) >= THIRD * len(matter) for words in said)

    able = (
        item
        for item in others
        if (says_no(item) if _DENIES.search(item.text) else item.score >= RELEVANT) and item.score >= LEAST
    )
    return [*islice(able, MOST_READ)]


def may_deny(question: str, quotes: Sequence[Evidence]) -> bool:
    """Tell whether quotes may answer a yes-or-no question with no: one denies, with half of its predicate.

    A small model that judges takes "nobody was hurt" for no answer to "Was the mayor hurt?".
    """
    if not kinds.asks_yes_no(question):
        return False
    matter = plain_stems(question, known_names([question, *(quote.text for quote in quotes)]))
    if subject := _SUBJECT.match(question):
        matter = matter - stems(subject["noun"]) or matter
    said = (clause for quote in quotes for clause in clauses(quote.text) if _AGAINST.search(clause))
    return any(len(matter & stems(text)) >= HALF * len(matter) > 0 for text in said)


def _one_matter(question: str, yes: str, no: str) -> bool:
    known = known_names([question, yes, no])
    asked, one, other = (plain_stems(text, known) - _DAYS for text in (question, yes, no))
    return bool(one & other or (asked & one and asked & other))


def _one_moment(question: str, one: Evidence, other: Evidence) -> bool:
    first, second = one.article.published, other.article.published
    apart = ONE_EVENT if _DID.match(question) else ONE_MOMENT
    return first is None or second is None or abs(first - second) <= apart

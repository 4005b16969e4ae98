"""A question for two things side by side, "Germany and Britain" → what is told of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from qa.answer import Evidence
from qa.words import CAPITAL, canonical, canonicals

_NAME = rf"({CAPITAL}[\w.’'-]+(?: {CAPITAL}[\w.’'-]+)*)"
_TWO = re.compile(rf"{_NAME},? (?:and|or|versus|vs\.?) (?:the )?{_NAME}")


def uncovered(question: str, quotes: Sequence[Evidence]) -> tuple[str, ...]:
    """Return which of two names that a question sets side by side no quote is about, as the question writes them."""
    there = frozenset[str]().union(*(canonicals(quote.context) for quote in quotes))
    return tuple(name for name in _pair(question) if _key(name) not in there)


def lumps(text: str, quotes: Sequence[Evidence], question: str) -> bool:
    """Tell whether a claim says one thing of both names of a question although no quote names them together."""
    both = {_key(name) for name in _pair(question)}
    if not both or not both <= canonicals(text):
        return False
    return not any(both <= canonicals(quote.text) for quote in quotes)


def of_each(question: str, sentences: Sequence[Evidence]) -> Iterator[Evidence]:
    """Yield for each of two names set side by side the best sentence that is about this one alone."""
    both = [_key(name) for name in _pair(question)]
    for name in both:
        alone = (item for item in sentences if canonicals(item.text) & {*both} == {name})
        yield from islice(alone, 1)


def _pair(question: str) -> tuple[str, ...]:
    """Return the two names that a question sets side by side, as it writes them: of "Germany and Britain" both."""
    match = _TWO.search(question)
    return match.groups() if match else ()


def _key(name: str) -> str:
    """Return what a name is recognised by: its last word, canonical."""
    return canonical(name.rsplit(maxsplit=1)[-1])

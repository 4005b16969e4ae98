"""Different values for the same thing: two counts, two prices, a yes and a no, each from its own report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.answer import Evidence
from qa.facts import numbers, stems

LEAST_SCORE = 0.5  # of a sentence that may contradict another: it must answer the question itself
_HOW_MANY = re.compile(
    r"\b(?:how (?:many|much|long|far|high|big|large)|(?:what|which) (?:number|share|sum|cost|price)|"
    r"what (?:will|did|does|would) .{0,60}\bcosts?|number of|price of|cost of)\b",
    re.IGNORECASE,
)
_COST = re.compile(r"\b(?:cost\w*|price\w*|pay|paid|worth|spen[dt])\b", re.IGNORECASE)
_QUANTITY = re.compile(
    r"(?P<bound>\b(?:at least|more than|over|nearly|almost|about|around|some|up to|fewer than|less than|roughly)\s+)?"
    r"(?P<number>[$€£]?\d[\d,.]*\d|[$€£]?\d|\b(?:a dozen|dozen|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve|thirteen|fourteen|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)\b)"
    r"(?P<rest>(?:[ -](?:hundred|thousand|million|billion))?)"
    r"(?P<after>(?:[ -][^\W\d_]+){0,3})",
    re.IGNORECASE,
)
_MONEY = re.compile(r"^[$€£]|\b(?:crowns?|dollars?|euros?|pounds?|francs?|yen|roubles?|rubles?)\b", re.IGNORECASE)
_ROUGHLY = 0.05  # values nearer than this share of the larger are one value, rounded


@dataclass(frozen=True, slots=True)
class Stated:
    """A value as a sentence prints it, what it is in numbers, and whether it is only a bound."""

    quote: Evidence
    text: str
    value: float
    bound: bool


def quantities(question: str, quote: Evidence) -> Iterator[Stated]:
    """Yield the values of a sentence for what a question counts: those before a word of the question, or money."""
    asked, money = stems(question), bool(_COST.search(question))
    for match in _QUANTITY.finditer(quote.text):
        text = f"{match['number']}{match['rest']}"
        value = next(iter(numbers(text)), None)
        if value is None or value in numbers(question):
            continue
        unit = match["after"]
        if (money and _MONEY.search(match["number"] + unit)) or (not money and stems(unit) & asked):
            yield Stated(quote, text, value, bool(match["bound"]))


def differ(one: Stated, other: Stated) -> bool:
    """Tell whether two values contradict each other: neither is the other one rounded, nor only a bound."""
    if one.bound or other.bound:
        return False
    return abs(one.value - other.value) > _ROUGHLY * max(one.value, other.value)


def find(question: str, sentences: Sequence[Evidence]) -> tuple[Stated, ...]:
    """Return the contradicting values that sentences give for what a question counts, the latest report first.

    Empty where they agree, where only one gives a value, or where the question asks for no quantity.
    """
    if not _HOW_MANY.search(question):
        return ()
    stated: list[Stated] = []
    for quote in sentences:
        if quote.score < LEAST_SCORE:
            continue
        values = list(quantities(question, quote))
        if len({item.value for item in values}) == 1 and not any(
            values[0].value == other.value for other in stated
        ):
            stated.append(values[0])
    clashing = [one for one in stated if any(differ(one, other) for other in stated if other is not one)]
    return tuple(sorted(clashing, key=lambda item: str(item.quote.article.published or ""), reverse=True))

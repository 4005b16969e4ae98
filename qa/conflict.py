"""Different values for what a question asks: two counts, two prices, two days, each from its own report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta

from qa import kinds, values
from qa.answer import Evidence
from qa.facts import MONTHS, YEAR, dates, names, numbers
from qa.when import days
from qa.words import stems

MOST_READ = 5  # of those with a value that the LLM reads
LEAST_OTHER = 0.05  # relevance of one with an age, or a correction
LEAST_TIME, APART = 0.5, 0.1  # of one that gives a day or year; of one that tells another in quite other words
CLEAR = 0.9  # of two that tell days of one week, be it by their names alone, in quite other words
LIKELY, SURELY, CERTAIN = 0.35, 0.55, 0.9  # probability that a sentence answers, from which its value contradicts ...
RELEVANT, HARDLY = 0.7, 0.15  # of two sentences so relevant, one need but answer so probably
NEAR, FAR, TOO_FAR = 1.5, 2.0, 3.0  # ... another so many times as small or less
ALIKE = 0.5  # share of a sentence's words in another that is much like it
OUTGROWN = 10.0  # times a lower bound that a later count may be
ROUGHLY = 0.05, 0.1  # values nearer than this share of the larger are one value, rounded, or of which one is "about"
_YEAR, _WEEK, _LEAP = timedelta(days=366), timedelta(days=7), 2020
_DAY = frozenset({"day"})
_MONTH_OF = re.compile(rf"\b(?P<month>{'|'.join(MONTHS)}) (?=\d{{4}}\b)", re.IGNORECASE)
_DATED = re.compile(r"\bdated (?:[\w.,]+ ){0,3}\d{4}\b", re.IGNORECASE)
_CORRECTS = re.compile(
    r"\b(?:correct(?:ed|ion|s)|wrong|mistake\w*|error|erroneous\w*|misprint\w*|\d[\w ]* (?:and|,) not \d)",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:(?:rose|risen|climbed|increased|grew|grown|jumped|swelled|fell|fallen|dropped|(?:gone|went) (?:up|down)) to|"
    r"(?:has|have|had|now) reached|(?:raised|lifted|increased|cut|reduced|lowered)\b[^.;:]{1,60}? to)\b"
    r"[^.;:,]{0,20}$",
    re.IGNORECASE,
)
Likely = Callable[[Evidence], float]


@dataclass(frozen=True, slots=True)
class Stated:
    """A value of a sentence, with the fields of a :class:`qa.values.Value`."""

    quote: Evidence
    text: str
    value: float
    measure: frozenset[str] = frozenset()
    rough: bool = False


def find(
    question: str, found: tuple[Sequence[Evidence], Sequence[Evidence]], reply: str, likely: Likely
) -> tuple[Stated, ...]:
    """Return the contradicting values that sentences give for what a question asks, the latest report first.

    They are ``found`` by the question, best first, and by the reply; ``likely`` is the LLM's probability in [0, 1] that
    one answers. Empty where they agree but for rounding, where one value alone is given, or where neither a quantity,
    an age nor a day is asked for, or several.
    """
    sentences, retold = found
    if len(kinds.asked_for(question)) > 1:
        return ()
    if kinds.asks_time(question):
        return _times(question, (sentences, retold), reply, likely)
    if kinds.asks_age(question):
        stated = _ages(question, sentences)
        return stated if all(likely(item.quote) >= LIKELY for item in stated) else ()
    unit = values.unit(question, reply)
    return _counts(question, (sentences, retold), reply, unit, likely) if unit else ()


def _counts(
    question: str,
    found: tuple[Sequence[Evidence], Sequence[Evidence]],
    reply: str,
    unit: frozenset[str],
    likely: Likely,
) -> tuple[Stated, ...]:
    """Return the values of which one replaces, outgrew or contradicts another, a reply's if it gave one."""
    sentences, retold = found
    told = [item for quote in (*sentences, *retold) for item in _stated(question, quote, unit)]
    stated = _superseding(sentences, told)
    if stated and likely(stated[0].quote) >= LIKELY:
        return stated
    least = {item.value for item in values.given(question, reply, unit, least=True)}
    read = sentences if least else ()
    bounds = (Stated(item, *own) for item in read for own in values.given(question, item.text, unit, least=True))
    old = next((item for item in bounds if item.value in least), None)
    if old and (stated := _outgrown(question, old, told, likely)):
        return stated
    given = least | {item.value for item in values.given(question, reply, unit)} or numbers(reply)
    return _contested(question, told, given, likely)


def _stated(question: str, quote: Evidence, unit: frozenset[str]) -> Iterator[Stated]:
    """Yield the values that a sentence gives for what a question counts; of a correction not what had been wrong."""
    both = values.corrected(quote.text)
    for value in values.given(question, quote.text, unit):
        if both is None or value.value != both[0].value:
            yield Stated(quote, *value)


def _contested(question: str, told: Sequence[Stated], given: Set[float], likely: Likely) -> tuple[Stated, ...]:
    """Return the value that a reply gave, or if it gave none the first that surely answers, and those against it."""
    own = [item for item in told if item.value in given]
    first = next((item for item in own or told if likely(item.quote) >= (LIKELY if own else SURELY)), None)
    if first is None:
        return ()
    stated, read = [first], {first.quote}
    for item in told:
        if _of_another(question, item.quote, first.quote) or not all(_contradict(item, other) for other in stated):
            continue
        if len(read | {item.quote}) > MOST_READ:
            break
        read.add(item.quote)
        if likely(item.quote) >= _least(item, first):
            stated.append(item)
    return newest_first(stated) if len(stated) > 1 else ()


def _outgrown(question: str, old: Stated, told: Sequence[Stated], likely: Likely) -> tuple[Stated, ...]:
    """Return the count of the last report that surely answers and the lower bound, "at least four", of one before it.

    None that is so much more that it may count something else.
    """
    grown = (
        new
        for new in newest_first(told)
        if new.measure == old.measure and old.value < new.value <= OUTGROWN * old.value
    )
    for new in grown:
        first, last = old.quote.article.published, new.quote.article.published
        if not first or not last or last <= first or _of_another(question, new.quote, old.quote):
            continue
        if likely(new.quote) >= SURELY:
            return (new, old)
    return ()


def _least(one: Stated, other: Stated) -> float:
    """Return how likely a value must answer that contradicts another: the less, the nearer it is or its sentence.

    Less too where both sentences are clearly relevant.
    """
    low, high = sorted((one.value, other.value))
    relevant = _relevant(one, other)
    if high <= NEAR * low or one.quote == other.quote or _alike(one.quote, other.quote, min):
        return HARDLY if relevant else LIKELY
    return SURELY if high <= FAR * low or relevant else CERTAIN


def _superseding(sentences: Sequence[Evidence], told: Sequence[Stated]) -> tuple[Stated, ...]:
    """Return the value that replaces another by its own words, "3.9 million, not 2.6 million", and that other one.

    A correction replaces the value that it repeats by the only other one, which it tells behind it.
    """
    near = [item for item in told if item.quote.score >= LEAST_OTHER]
    for new in told:
        replaced = values.superseded(new.quote.text)
        for old in near:
            if old.value in replaced and old.quote.article.id != new.quote.article.id:
                return newest_first((new, old))
    for quote in sentences:
        both = values.corrected(quote.text) if quote.score >= LEAST_OTHER else None
        if both is None:
            continue
        for old in near:
            if old.value == both[0].value and old.quote.article.id != quote.article.id:
                return (Stated(quote, *both[1]), old)
    return ()


def _ages(question: str, sentences: Sequence[Evidence]) -> tuple[Stated, ...]:
    """Return the ages that reports of one year give of whom a question names.

    Where others have the same surname, those only that stand behind the whole name asked for.
    """
    asked = names(question)
    told = [
        (names(f"x {' '.join(match['name'].split()[-2:])}"), Stated(quote, match["age"], float(match["age"])))
        for quote in sentences
        if quote.score >= LEAST_OTHER
        for match in kinds.AGE_OF.finditer(quote.text)
    ]
    relatives = frozenset[str]().union(*(named - asked for named, _ in told if named & asked))
    alone = len(relatives) <= (len(asked) == 1)  # "Berg", who is Anna Berg throughout
    ages = {item.text: item for named, item in told if named & asked and (alone or (named >= asked and len(asked) > 1))}
    days = [day for item in ages.values() if (day := item.quote.article.published)]
    if len(ages) < 2 or (days and max(days) - min(days) > _YEAR):  # noqa: PLR2004 - a conflict has two sides
        return ()
    return newest_first(ages.values())


def _times(
    question: str, found: tuple[Sequence[Evidence], Sequence[Evidence]], reply: str, likely: Likely
) -> tuple[Stated, ...]:
    """Return the day or year that a reply gave, or else the best sentence, and another that another article gives.

    The other's sentence is much like the first one's; or both surely answer, and neither tells of a mere weekday, which
    dates much else in a report, but where both are clearly relevant and their days less than a week apart.
    """
    sentences, retold = found
    told = [
        Stated(quote, text, value, frozenset({unit}))
        for quote in (*sentences, *retold)
        if kinds.has_kind(question, quote.text)
        for text, value, unit in _only_time(quote, question)
    ]
    given = _by_date(reply)
    best = (item for item in told if item.quote.score >= LEAST_TIME)
    first = next((item for item in told if int(item.value) in given), next(best, None))
    if first is None:
        return ()
    for other in told:
        if other.measure != first.measure or _one_time(first.value, other.value):
            continue
        if other.quote.score < APART and other.quote not in retold:
            continue
        if other.quote.article.id == first.quote.article.id or _named_less(question, other.quote, first.quote):
            continue
        relevant = min(first.quote.score, other.quote.score) >= LEAST_TIME
        alike = relevant and _alike(first.quote, other.quote)
        dated = all(int(item.value) in _by_date(item.quote.text) for item in (first, other))
        clear = min(first.quote.score, other.quote.score) >= CLEAR and _within_a_week(first, other)
        least = LIKELY if alike or clear else SURELY
        if (alike or dated or clear) and all(likely(item.quote) >= least for item in (first, other)):
            return newest_first((first, other))
    return ()


def _by_date(text: str) -> frozenset[float]:
    """Return the days and the years that a text tells as such, no weekdays."""
    return frozenset({*(_as_number(day) for day in dates(text)), *map(float, YEAR.findall(text))})


def _as_number(day: tuple[int, int]) -> float:
    """Return a month and a day as one number, which is no year's."""
    return 100.0 * day[0] + day[1]


def _only_time(quote: Evidence, question: str) -> Iterator[tuple[str, float, str]]:
    """Yield the one day that a sentence tells, by date or by weekday, or the one year; none of several.

    A year's value has the number of the month, if one is told, behind the point.
    """
    told = kinds.without_statement_day(question, quote.text)
    found = days(told, quote.article.published)
    years = _years(told, question)
    if len(found) == 1:
        for month, day in found:
            yield f"{day} {MONTHS[month - 1].title()}", _as_number((month, day)), "day"
    elif not found and len(years) == 1:
        of = _MONTH_OF.search(told)
        for year in years:
            yield f"{of.group()}{year}" if of else year, float(year) + _hundredths(of), "year"


def _hundredths(month: re.Match[str] | None) -> float:
    return (MONTHS.index(month["month"].casefold()) + 1) / 100 if month else 0.0


def _within_a_week(one: Stated, other: Stated) -> bool:
    """Tell whether two values are days less than a week apart, told by reports of one half-year."""
    published = [item.quote.article.published for item in (one, other)]
    first, last = min(day or date.min for day in published), max(day or date.max for day in published)
    if one.measure != _DAY or 2 * (last - first) > _YEAR:
        return False
    low, high = sorted(date(_LEAP, *divmod(int(item.value), 100)) for item in (one, other))
    return min(high - low, low - high + _YEAR) < _WEEK


def _one_time(one: float, other: float) -> bool:
    """Tell whether two days are one, or two years of which no more than one has a month, or the same."""
    return one == other or (int(one) == int(other) and 0 in (one % 1, other % 1))


def _alike(one: Evidence, other: Evidence, of: Callable[[int, int], int] = max) -> bool:
    """Tell whether two articles say much the same in these sentences, and may so contradict each other.

    They share half of the words ``of`` the longer or the shorter.
    """
    left, right = stems(one.text), stems(other.text)
    return one.article.id != other.article.id and len(left & right) >= ALIKE * of(len(left), len(right))


def _of_another(question: str, quote: Evidence, own: Evidence) -> bool:
    """Tell whether a sentence counts something else than ``own``.

    Neither it nor what stands before it or above its article names whom the question and ``own`` name; or it speaks of
    a year before its report that the question does not name.
    """
    if _named_less(question, quote, own):
        return True
    published = quote.article.published
    return published is not None and any(int(year) < published.year for year in _years(quote.text, question))


def _years(text: str, question: str) -> set[str]:
    """Return the years that a text tells and a question does not, but for that of a paper: "a will dated 2023"."""
    return set(YEAR.findall(_DATED.sub(" ", text))) - set(YEAR.findall(question))


def _named_less(question: str, quote: Evidence, own: Evidence) -> bool:
    """Tell whether neither a sentence, nor what it stands in, nor its report's opening names whom the question names.

    That is whom ``own`` names too.
    """
    return bool(names(question) & names(own.text) - names(f"{quote.context} {quote.opening}"))


def _contradict(one: Stated, other: Stated) -> bool:
    """Tell whether two values may be told of one thing: of different reports, and far apart only in like sentences."""
    low, high = sorted((one.value, other.value))
    if one.measure != other.measure or not _differ(one, other) or _of_one_report(one.quote, other.quote):
        return False
    return high <= TOO_FAR * low or _alike(one.quote, other.quote)


def _of_one_report(one: Evidence, other: Evidence) -> bool:
    """Tell whether one article gives both values in its own words; it may report what others dispute."""
    return one.article.id == other.article.id and not (kinds.tells_saying(one.text) and kinds.tells_saying(other.text))


def newest_first(stated: Iterable[Stated]) -> tuple[Stated, ...]:
    """Order what reports say by their dates, the latest first and the undated last."""
    return tuple(sorted(stated, key=lambda item: str(item.quote.article.published or ""), reverse=True))


def corrects(stated: Sequence[Stated]) -> bool:
    """Tell whether the latest of contradicting reports calls itself a correction."""
    return bool(_CORRECTS.search(f"{stated[0].quote.article.title}. {stated[0].quote.text}"))


def updates(stated: Sequence[Stated]) -> bool:
    """Tell whether the latest of several values is told as what became of another, "rose to nine", or outgrew it."""
    new, *others = stated
    before, told, _ = new.quote.text.partition(new.text)  # not told so: a yes or no, the date of a weekday
    return bool(told and _CHANGED.search(before)) or any(values.is_least(item.quote.text, item.text) for item in others)


def _differ(one: Stated, other: Stated) -> bool:
    if any(values.is_part(item.quote.text, item.text, whole.value) for item, whole in ((one, other), (other, one))):
        return False
    low, high = sorted((one.value, other.value))
    rough = one.rough or other.rough
    far = rough and high > (TOO_FAR if _relevant(one, other) else FAR) * low
    return high - low > ROUGHLY[rough] * high and not far


def _relevant(one: Stated, other: Stated) -> bool:
    """Tell whether both sentences are clearly relevant to the question."""
    return min(one.quote.score, other.quote.score) >= RELEVANT

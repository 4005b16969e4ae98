"""Different values for what a question asks: two counts, two prices, two days, each from its own report."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from qa import kinds
from qa.answer import Evidence
from qa.facts import MONTHS, ORDINALS, QUANTITY, dates, names, numbers, printed
from qa.factuality import DENIAL, clauses, is_correction
from qa.when import days
from qa.words import canonical, points_back, stems

LEAST_SCORE = 0.5  # of the sentence that answers best; another need only be about the same to contradict it
LEAST_OTHER = 0.05
ALIKE = 0.5  # share of the longer sentence's words in another that gives another day for the same
LEAST_ABOUT = 0.5  # share of the question's words in the sentence and what a reader has read just before
CLEAR, CLEARLY_ABOUT = 0.8, 0.3  # the same where the sentence's relevance leaves no doubt
_HOW_MANY = re.compile(
    r"\b(?:how many|number of|count of)\s+(?P<unit>[\w'’-]+(?: (?!(?:is|are|was|were|did|do|does|has|have|had|will|"
    r"would|can|could|got?|in|of|on|at|to|by|from|for|with|over|after)\b)[\w'’-]+){0,2})",
    re.IGNORECASE,
)
_COST = re.compile(r"\b(?:cost|costs|price|how much)\b", re.IGNORECASE)
_MONEY = re.compile(r"^[$€£]|\b(?:crowns?|dollars?|euros?|pounds?|francs?|yen|roubles?|rubles?)\b", re.IGNORECASE)
_HOW_BIG = re.compile(r"\bhow (?:big|large|long|far|high|tall|heavy|deep|wide|fast|strong)\b", re.IGNORECASE)
_MEASURE = re.compile(
    rf"{_HOW_BIG.pattern}|\bwhat (?:is|was|are|were) the (?:[\w’'-]+ ){{0,3}}"
    r"(?:quota|toll|size|length|height|depth|width|weight|area|speed|capacity|distance|turnout|limit|target|total|fine)\b",
    re.IGNORECASE,
)
_WISHED = re.compile(
    r"\b(?:push\w* for|wants?|wanted|sought|seeks?|ask\w* for|call\w* for|demand\w*|propos\w*|hop(?:es?|ed|ing)|"
    r"unless|if)\b[^.;]{0,80}$",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:rais|lift|increas|cut|reduc|lower|rise|rising|rose|fell|fall|grew|grow)\w*\b[^.;]{0,40} to\s*$", re.I
)
_AGE = re.compile(r"(?P<name>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*), (?:who is |aged )?(?P<age>\d{1,3})(?=[,.;)]|$)")
_YEAR = timedelta(days=365)
_BOUND = re.compile(
    r"\b(?:at least|more than|over|up to|fewer than|less than|another|other|of (?:the|its|their))\s*$",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:has|have|had|did|was|were)\b", re.IGNORECASE)
_PLANNED = re.compile(
    r"\b(?:will|would|(?:is|are|was|were|plans?|means?|wants?|going) to)\b(?: [\w’'-]+){1,6}\s*$", re.IGNORECASE
)
_EACH = re.compile(
    r"^[^.;:]{0,60}?\b(?:per (?!cent)|(?:for|to) (?:each|every)\b|apiece\b|each(?=[.,;]|$)|"
    r"an? (?:head|person|share|day|night|week|month|year)\b(?! (?:ago|after|later|earlier|before)\b))",
    re.IGNORECASE,
)
_CONVERTED = re.compile(
    r"[$€£]\S+(?: \w+)? [(](?:or )?(?:about |around |some )?$|\b(?:dollars|euros|pounds) [(]$", re.IGNORECASE
)
_ROUGH = re.compile(r"\b(?:nearly|almost|about|around|some|roughly)\s*$", re.IGNORECASE)
_BARE = re.compile(r"^(?:\s*$|[ ,]*(?:and not|not)\b)", re.IGNORECASE)
_TALLY = re.compile(
    r"\b(?:number of (?!(?:[a-z]+ )?ones\b)(?P<of>(?:[\w'’-]+\s*){1,3})|number of|figure|total|toll|stands? at|"
    r"spoke of|put it at|counted)\b",
    re.IGNORECASE,
)
_PART = re.compile(r"^ of (?:the|its|their)(?: [\w,.]+){1,3}", re.IGNORECASE)
_SUPERSEDED = re.compile(
    r"\b(?:not|from|instead of|rather than|(?:earlier|first|previous|initial|original) \w+ of|previously|originally)"
    r"\s*$",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"\b(?:correct(?:ed|ion|s)|wrong|mistake\w*|error|erroneous\w*|misprint\w*|\d[\w ]* (?:and|,) not \d)",
    re.IGNORECASE,
)
_PEOPLE = stems("people persons men women dead killed victims lives life deaths residents marchers casualties")
_SAME = tuple(  # what reports count by one word or the other
    stems(words)
    for words in (
        "soldiers troops servicemen", "ships vessels boats", "homes houses dwellings", "cars vehicles",
        "children kids pupils students", "jobs posts positions", "planes aircraft jets", "shops stores outlets",
        "workers employees staff", "policemen police officers", "cases infections patients", "protesters demonstrators",
    )
)  # fmt: skip
_FATES = tuple(
    stems(fate)
    for fate in (
        "died dead deaths killed victims toll lives casualties drowned",
        "injured injuries hurt wounded",
        "missing unaccounted",
        "arrested detained custody",
        "evacuated fled displaced homeless",
        "rescued saved survived survivors",
    )
)
_DOER = re.compile(r"\b(?:did|does|do|has|have|had|will|would) (?:the )?(?P<who>[A-Z][\w’'-]+)")
NEAR = 3  # words between a number and what happened to those it counts
_ROUGHLY = 0.05  # values nearer than this share of the larger are one value, rounded
_TOO_FAR = 3.0  # times another value from which two sentences count one thing only if they are much alike
_FAR = 2.0  # times another value from which "about 95,000" counts something else


@dataclass(frozen=True, slots=True)
class Stated:
    """A value as a sentence prints it, and as a number; ``rough`` if it says "about"."""

    quote: Evidence
    text: str
    value: float
    rough: bool = False


def unit_of(question: str) -> frozenset[str]:
    """Return the stems of what a question counts, the last of several, and of what else reports may call it.

    Of "How many homes were flooded?" those of "homes" and "houses".
    """
    *_, match = (None, *_HOW_MANY.finditer(question))
    unit = stems(match["unit"]) if match else frozenset[str]()
    return unit.union(*(group for group in (_PEOPLE, *_SAME) if group & unit))


def _measured(question: str, told: str) -> frozenset[str]:
    """Return the unit in which a reply gives the measure that is asked for: "tonnes" of "How big is the quota?"."""
    found = QUANTITY.search(told) if _MEASURE.search(question) else None
    return stems(found["after"].split()[0]) if found and found["after"].strip() else frozenset()


def quantities(question: str, quote: Evidence, unit: frozenset[str]) -> Iterator[Stated]:
    """Yield the values a sentence gives for what a question counts; no bounds, and none it calls superseded.

    Of what was done no plan is a value: "will close 38" says not how many have been closed; nor is what is denied, as
    "acquitted of taking 3 million", only wished for, or told for each of several, "62 crowns a share"; nor what a
    measure, whose ``unit`` the question leaves open, was raised or cut to.
    """
    if _another_fate(question, quote.text):
        return
    met = _that_met(question, quote.text) if unit & _PEOPLE else frozenset[int]()
    money, wished, past = (bool(asks.search(question)) for asks in (_COST, _WISHED, _PAST))
    measured = unit != unit_of(question)
    for match in QUANTITY.finditer(quote.text):
        before, word = quote.text[: match.start()], match["number"].casefold()
        text = printed(match)
        if word in ORDINALS:  # "third life": a place in an order says nothing without what it counts
            text += "".join(re.findall(r"^[ -][^\W\d_]+", match["after"]))
        value = 12.0 if word == "a dozen" else float(ORDINALS.get(word, 0)) or next(iter(numbers(text)), None)
        if value is None or value in numbers(question) or _BOUND.search(before) or _SUPERSEDED.search(before):
            continue
        if _CONVERTED.search(before) or (past and _PLANNED.search(before)) or DENIAL.search([*clauses(before)][-1]):
            continue
        if (_WISHED.search(before) and not wished) or (measured and _CHANGED.search(before)):
            continue
        if _EACH.match(quote.text[match.end("scale") :]) and not measured and not _EACH.search(question):
            continue
        fits = match.start() in met if met else _fits(match, unit, money=money)
        if fits and not _another_did(question, before, quote.text):
            yield Stated(quote, text, value, bool(_ROUGH.search(before)))


def _another_fate(question: str, text: str) -> bool:
    """Tell whether a question asks how many met one fate and a text tells of another: "two are missing" of the dead."""
    asked, told = ({fate for fate in _FATES if fate & stems(item)} for item in (question, text))
    return bool(asked and told) and not asked & told


def _that_met(question: str, text: str) -> frozenset[int]:
    """Return where the numbers begin of those who met the fate asked for: "46" of "five died and 46 were injured"."""
    fates = frozenset[str]().union(*(fate for fate in _FATES if fate & stems(question)))
    found = list(QUANTITY.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    begins = [0, *(match.end("scale") for match in found)]
    return frozenset(
        match.start()
        for match, begin, end in zip(found, begins, ends, strict=False)  # one beginning more
        if fates & stems(" ".join(text[match.end("scale") : end].split()[:NEAR]))
        or fates & stems(" ".join(text[begin : match.start()].split()[-NEAR:]))
    )


def _another_did(question: str, before: str, text: str) -> bool:
    """Tell whether somebody else stands before a number, and whom the question asks of only behind it.

    "Velania threw out five, one more than Kastria had" tells how many Velania threw out.
    """
    match = _DOER.search(question)
    who = canonical(match["who"]) if match else ""
    known = names(text) | {who}
    return who in names(text, known) - names(before, known) and bool(names(before, known) - names(question))


def _fits(match: re.Match[str], unit: frozenset[str], *, money: bool) -> bool:
    """Tell whether a number counts the unit: "340 homes", "nine of its 64 homes", "the number of homes … was 340"."""
    after, rest = match["after"].split("-")[0], match.string[match.end("scale") :]
    if money:
        return bool(_MONEY.search(match["number"] + after))
    if match["number"].casefold() in ORDINALS:
        return bool(unit & _PEOPLE & stems(after))
    if "more" in after.split():
        return False
    part = _PART.match(rest)
    if stems(part.group() if part else after) & unit:
        return True
    if not unit or not _BARE.match(re.split(r"[.;,]", rest)[0]):
        return False
    tally = _TALLY.search(match.string)
    return bool(tally and (tally["of"] is None or stems(tally["of"]) & unit))


def about(question: str, quote: Evidence) -> float:
    """Return the share in [0, 1] of a question's content words that stand in a quote or right before it.

    The words of a day stand there too where the quote tells that day in others: "on Thursday".
    """
    asked = stems(_HOW_BIG.sub("", question)) - unit_of(question) - {"number", "cost"}
    there = stems(quote.context)
    for month, day in dates(question) & days(quote.text, quote.article.published):
        there |= stems(f"{day} {MONTHS[month - 1]}")
    return len(asked & there) / len(asked) if asked else 1.0


def find(question: str, sentences: Sequence[Evidence], reply: str = "") -> tuple[Stated, ...]:
    """Return the contradicting values that sentences give for what a question asks, the latest report first.

    Empty where they agree but for rounding, where one value alone is given, or where neither a quantity, an age nor a
    day is asked for. Where a question leaves the unit open, "how big", it is that of the ``reply``.
    """
    if kinds.asks_time(question):
        return _days(question, sentences)
    if kinds.asks_age(question):
        return _ages(question, sentences)
    unit = unit_of(question) or _measured(question, reply)
    if not unit and not _HOW_MANY.search(question) and not _COST.search(question):
        return ()
    measured = unit != unit_of(question)
    stated: list[Stated] = []
    for quote in sentences:
        least = CLEARLY_ABOUT if quote.score >= CLEAR else LEAST_ABOUT
        if quote.score < (LEAST_OTHER if stated else LEAST_SCORE) or about(question, quote) < least:
            continue
        for item in quantities(question, quote, unit):
            if not all(_contradict(item, other) for other in stated) or _of_another(question, quote, stated):
                continue
            if not measured or all(_alike(quote, other.quote, min) for other in stated):
                stated.append(item)
    if len(stated) < 2:  # noqa: PLR2004 - a conflict has two sides
        return _superseding(question, sentences, unit)
    return newest_first(stated)


def _superseding(question: str, sentences: Sequence[Evidence], unit: frozenset[str]) -> tuple[Stated, ...]:
    """Return the value that replaces another by its own words, "3.9 million, not 2.6 million", and that other one.

    A correction replaces the value that it repeats by the only other one, which it tells behind it.
    """
    told = [item for quote in sentences for item in quantities(question, quote, unit)]
    near = [item for item in told if item.quote.score >= LEAST_OTHER]
    for new in told:
        replaced = frozenset[float]().union(
            *(
                numbers(printed(match))
                for match in QUANTITY.finditer(new.quote.text)
                if _SUPERSEDED.search(new.quote.text[: match.start()])
            )
        )
        for old in near:
            if old.value in replaced and old.quote.article.id != new.quote.article.id:
                return newest_first((new, old))
    for quote in (quote for quote in sentences if quote.score >= LEAST_OTHER and is_correction(quote.text)):
        texts = [printed(match) for match in QUANTITY.finditer(quote.text)]
        given = {value: text for text in texts for value in numbers(text)}
        values = [value for value in given if value in numbers(quote.text)]
        if len(values) != 2:  # noqa: PLR2004 - what was wrong, and what is right
            continue
        wrong, right = values
        for old in near:
            if old.value == wrong and old.quote.article.id != quote.article.id:
                return (Stated(quote, given[right], right), old)
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
        for match in _AGE.finditer(quote.text)
    ]
    relatives = frozenset[str]().union(*(named - asked for named, _ in told if named & asked))
    alone = len(relatives) <= (len(asked) == 1)  # "Berg", who is Anna Berg throughout
    ages = {item.text: item for named, item in told if named & asked and (alone or (named >= asked and len(asked) > 1))}
    days = [day for item in ages.values() if (day := item.quote.article.published)]
    if len(ages) < 2 or (days and max(days) - min(days) > _YEAR):  # noqa: PLR2004 - a conflict has two sides
        return ()
    return newest_first(ages.values())


def _days(question: str, sentences: Sequence[Evidence]) -> tuple[Stated, ...]:
    """Return the one day that the best sentence gives, and another that a sentence much like it gives elsewhere."""
    told = [
        Stated(quote, f"{day} {MONTHS[month - 1].title()}", month * 100.0 + day)
        for quote in sentences
        if quote.score >= LEAST_SCORE and about(question, quote) >= LEAST_ABOUT and kinds.has_kind(question, quote.text)
        for month, day in _only_day(quote)
    ]
    for other in told[1:]:
        if other.value != told[0].value and _alike(told[0].quote, other.quote):
            return newest_first((told[0], other))
    return ()


def _only_day(quote: Evidence) -> frozenset[tuple[int, int]]:
    """Return the day that a sentence tells as (month, day), by date or by weekday; none where it tells several."""
    found = days(quote.text, quote.article.published)
    return found if len(found) == 1 else frozenset()


def _alike(one: Evidence, other: Evidence, of: Callable[[int, int], int] = max) -> bool:
    """Tell whether two articles say much the same in these sentences, and may so contradict each other.

    They share half of the words ``of`` the longer or of the shorter.
    """
    left, right = stems(one.text), stems(other.text)
    return one.article.id != other.article.id and len(left & right) >= ALIKE * of(len(left), len(right))


def _of_another(question: str, quote: Evidence, stated: Sequence[Stated]) -> bool:
    """Tell whether a sentence counts something else: it names others and has no word of the question, but one has.

    One that opens with "It" is read with what stands before it. None is else whose relevance leaves no doubt.
    """
    asked = stems(question) - unit_of(question)
    told = quote.context if points_back(quote.text) else quote.text
    if quote.score >= CLEAR or asked & stems(told) or not names(quote.text) - names(question):
        return False
    return any(asked & stems(item.quote.text) for item in stated)


def _contradict(one: Stated, other: Stated) -> bool:
    """Tell whether two values may be told of one thing: of different reports, and far apart only in like sentences."""
    low, high = sorted((one.value, other.value))
    if not _differ(one, other) or _of_one_report(one.quote, other.quote):
        return False
    return high <= _TOO_FAR * low or _alike(one.quote, other.quote)


def _of_one_report(one: Evidence, other: Evidence) -> bool:
    """Tell whether one article gives both values in its own words; it may report what others dispute."""
    return one.article.id == other.article.id and not (kinds.tells_saying(one.text) and kinds.tells_saying(other.text))


def newest_first(stated: Iterable[Stated]) -> tuple[Stated, ...]:
    """Order what reports say by their dates, the latest first and the undated last."""
    return tuple(sorted(stated, key=lambda item: str(item.quote.article.published or ""), reverse=True))


def corrects(stated: Sequence[Stated]) -> bool:
    """Tell whether the latest of contradicting reports calls itself a correction."""
    return bool(_CORRECTS.search(f"{stated[0].quote.article.title}. {stated[0].quote.text}"))


def _differ(one: Stated, other: Stated) -> bool:
    if _part(one, other) or _part(other, one):
        return False
    low, high = sorted((one.value, other.value))
    return high - low > _ROUGHLY * high and not ((one.rough or other.rough) and high > _FAR * low)


def _part(one: Stated, whole: Stated) -> bool:
    """Tell whether a value is told as a part of the other: "has so far shut 12 of the 38 branches"."""
    parts = (one.quote.text[match.end() :] for match in re.finditer(re.escape(one.text), one.quote.text))
    return any(whole.value in numbers(part.group()) for text in parts if (part := _PART.match(text)))

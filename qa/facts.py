"""Text → the hard facts in it: numbers, dates, weekdays, names. What a quote must carry to the letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from qa.words import CAPITAL, PEOPLES, TOKEN, abbreviated, canonical, canonicals, fold, is_stop, stem, stems, words

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = (
    r"(?P<{}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<{}>\d{{1,2}})(?:st|nd|rd|th)?"
_DATE = re.compile(
    r"\b(?:"
    + _MONTH.format("m1") + r"\s+" + _DAY.format("d1")
    + "|" + _DAY.format("d2") + r"(?:\s+of)?\s+" + _MONTH.format("m2")
    + r"|\d{4}-(?P<m3>\d{2})-(?P<d3>\d{2})"
    + r")(?:,?\s+\d{4})?\b",
    re.IGNORECASE,
)  # fmt: skip

_UNITS = {"twice": 2, "thrice": 3} | dict(
    zip("two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen".split(), range(2, 20), strict=True)
)  # fmt: skip
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_ONES = range(1, 10)
_HALVES = re.compile(rf"\b(\d+|one|{'|'.join(_UNITS)})(?: and a half| years?,? and (?:six|6) months)\b", re.IGNORECASE)
_CLOCK = re.compile(r"(?<![\d.:])(\d{1,2})[.:](\d{2})(?= ?[ap]\.?m\b)", re.IGNORECASE)
_PARTS = dict(zip("third quarter fifth sixth seventh eighth ninth tenth".split(), range(3, 11), strict=True))
_SHARE = (  # not "three quarters of an hour"
    rf"(?:\ban? (?=\w+ of\b)|\bone[ -])(?P<part>{'|'.join(_PARTS)})\b(?!-)(?! of an? )|"
    rf"\b(?P<some>two|three|four|five|six|seven|eight|nine)[ -](?P<parts>{'|'.join(_PARTS)})s\b(?! of an? )"
)
SHARES = re.compile(_SHARE, re.IGNORECASE)
"""Pattern of a share in words: "two thirds", "a quarter"."""
_OF_A_SCALE = (
    (re.compile(r"\bhalf a (?=million|billion|trillion|dozen)", re.IGNORECASE), "0.5 "),
    (re.compile(r"\bthree[ -]quarters of a (?=million|billion|trillion)", re.IGNORECASE), "0.75 "),
    (re.compile(r"\b(?:a )?quarter of a (?=million|billion|trillion)", re.IGNORECASE), "0.25 "),
)
_MAGNITUDES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
_SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "tn": 1e12}
_NUMBER = re.compile(
    r"(?<![\w.])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?:(k|m|mn|b|bn|tn)\b|(?!s\b)[a-z]{1,3}\b)?(?![\w])", re.IGNORECASE
)  # "27th", "10km", "7pm", but not "1990s"
ORDINALS = {
    word: place
    for place, word in enumerate(
        "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=2
    )
}
_ORDINAL = re.compile(rf"\b(?:(?P<digits>\d+)(?:nd|rd|th)|(?P<word>{'|'.join(ORDINALS)}))\b", re.IGNORECASE)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_YEAR, _DECADE = re.compile(r"\d{4}"), re.compile(r"\b(\d{3}0)s\b")
_PIECE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?\w*|[^\W\d_]+|[^\w\s]")

_INITIAL = re.compile(rf"{CAPITAL}[^\W\d_]+ {CAPITAL}\.$")  # "William E." before "Simon"

_GENERIC = frozenset(
    "great president minister prime chancellor state states united kingdom republic union leader".split()
)
_NO_NAMES = frozenset(
    "AI AIDS ATM CCTV CD CEO CFO CV DIY DNA DVD GDP GP GPS HIV HQ ICU ID IPO IQ IT LED MP MRI PC PCR PM PR QR RNA SMS "
    "SUV TV UFO USB UV VAT VIP".split()
)

_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand"
)
IN_WORDS = rf"(?:{_WORDS})(?:-(?:{_WORDS}|one))*"
"""Pattern of a number in words: "twenty-three"."""
_FOLD = re.compile(rf"\b({IN_WORDS})fold\b", re.IGNORECASE)
QUANTITY = re.compile(
    rf"(?P<number>(?P<money>[$€£])?(?<![\w.,])\d(?:[\d,.]*\d)?|\b(?:a dozen|{IN_WORDS})\b|"
    r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b)"
    r"(?P<scale>(?:[ -](?:hundred|thousand|million|billion|trillion)|(?:bn|tn|mn|(?(money)[bmk]|(?!)))\b)?)"
    r"(?P<after>(?:[ -][^\W\d_]+){0,3})",
    re.IGNORECASE,
)
FULL_NAME = re.compile(rf"{CAPITAL}[\w’'-]+(?: {CAPITAL}[\w’'-]+)+")
"""Capitalised words in a row: a name of two words or more."""
_IN_A_YEAR = re.compile(
    rf"\b(?:in|of|since|until|till|by|from|to|and|during|before|after|early|mid|late|season|spring|summer|autumn|winter|"
    rf"{'|'.join(MONTHS)}),? (?:19|20)\d\d\b(?! [a-z]+s\b)|\((?:19|20)\d\d(?:[-–]\d+)?\)",
    re.IGNORECASE,
)
_AT_AN_HOUR = re.compile(r"(?<![\d.:])\d{1,2}(?:[.:]\d{2})? ?[ap]\.?m\b", re.IGNORECASE)
_MEASURES = {
    "dollar": re.compile(r"\$|\b(?:dollars?|USD|bucks)\b", re.IGNORECASE),
    "euro": re.compile(r"€|\b(?:euros?|EUR)\b", re.IGNORECASE),
    "pound": re.compile(r"£|\b(?:pounds?|sterling|GBP)\b", re.IGNORECASE),
    "per cent": re.compile(rf"%|\bper ?cent|\bpercentage\b|{_SHARE}", re.IGNORECASE),
}
_OF_TIME = re.compile(r"(?:second|minute|hour|day|week|fortnight|month|year|decade)s?", re.IGNORECASE)
_SEVERAL = re.compile(
    r"people|persons?|men|women|children|(?!(?:is|was|has|says|as|its|his|this)$)[a-z]+s", re.IGNORECASE
)
_MANY = re.compile(r"[A-Z]{2,}s")
_FOR_A_NAME = re.compile(r"\b(?:who|whom|whose|which)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Facts:
    """The hard facts of a text. ``numbers`` are values; ``dates`` are (month, day); the others are folded words."""

    numbers: frozenset[float]
    dates: frozenset[tuple[int, int]]
    weekdays: frozenset[str]
    names: frozenset[str]


def plain_stems(text: str, known: frozenset[str]) -> frozenset[str]:
    """Return the stems of a text's content words, its names left out; ``known`` as for :func:`names`."""
    return stems(text) - {stem(name) for name in names(text, known)}


@lru_cache(maxsize=20_000)
def numbers(text: str) -> frozenset[float]:
    """Return the values of the numbers in a text, in digits or in words, dates left out; a lone "one" does not count.

    >>> sorted(numbers("650 soldiers, 3.2 million euros, twenty-three boats and two dozen men on 13 November"))
    [23.0, 24.0, 650.0, 3200000.0]
    """
    return frozenset(_values(_decimal(_DATE.sub(" ; ", text))))


def printed(quantity: re.Match[str]) -> str:
    """Return the number of a match of ``QUANTITY`` and its scale as they are printed: "2.5 million"."""
    return f"{quantity['number']}{quantity['scale']}"


def counts(text: str) -> frozenset[float]:
    """Return the values of the numbers in a text but for years and hours: of "14 wins by 7pm since 1994" that of 14."""
    return numbers(_AT_AN_HOUR.sub(" ; ", _IN_A_YEAR.sub(" ; ", text)))


def timed(text: str) -> tuple[frozenset[float], frozenset[float]]:
    """Return the numbers of a text that count time, "two weeks", and those that count people or things, "two men"."""
    found: tuple[set[float], set[float]] = (set(), set())
    for match in QUANTITY.finditer(text):
        after = match["after"].replace("-", " ").split()[:2]
        of_time = any(_OF_TIME.fullmatch(word) for word in after)
        if of_time or (after and _SEVERAL.fullmatch(after[0])):
            found[not of_time].update(numbers(printed(match)))
    return frozenset(found[0]), frozenset(found[1])


def measures(text: str) -> frozenset[str]:
    """Return the currencies and shares in which a text counts: dollar, euro, pound, per cent."""
    return frozenset(name for name, written in _MEASURES.items() if written.search(text))


def _decimal(text: str) -> str:
    """Write fractions as decimals, "half a million" as "0.5 million", but "5.30pm" as two numbers, like "5:30 pm".

    "Two thirds of them" are 66.7, per cent; "four years and six months" four and a half years; "tenfold" ten times.
    """
    text = _FOLD.sub(r"\1 times", _CLOCK.sub(r"\1 \2 ", text))
    for written, value in _OF_A_SCALE:
        text = written.sub(value, text)
    text = SHARES.sub(_per_cent, text)
    return _HALVES.sub(lambda match: f"{_UNITS.get(match[1].casefold(), match[1].replace('one', '1'))}.5", text)


def _per_cent(share: re.Match[str]) -> str:
    some, part = share["some"], share["part"] or share["parts"]
    return f"{100 * (_UNITS[some.casefold()] if some else 1) / _PARTS[part.casefold()]:.1f}"


def _values(text: str) -> Iterator[float]:
    value: float | None = None
    last = ""
    for token in _PIECE.findall(text):
        before, word = last, token.casefold()
        last = word
        digit = float(_UNITS.get(word) or _TENS.get(word) or (word == "one" and _adds_one(value, before)))
        if match := _NUMBER.fullmatch(token):
            if value is not None:
                yield value
            value = float(match[1].replace(",", "") + (match[2] or "")) * _SUFFIXES.get((match[3] or "").lower(), 1)
        elif word in _MAGNITUDES and (value is not None or word != "dozen"):
            value = (value or 1) * _MAGNITUDES[word]
        elif digit:
            joins = value is not None and _joins(value, digit)
            if value is not None and not joins:
                yield value
            value = value + digit if value is not None and joins else digit
        elif word in ("and", "-") and value is not None and value % 10 == 0:
            continue
        elif value is not None:
            yield value
            value = None
    if value is not None:
        yield value


def _joins(value: float, digit: float) -> bool:
    """Tell whether number words go on: "hundred" + "twenty", "twenty" + "three", but not "five" + "six"."""
    return value % 100 == 0 or (value % 10 == 0 and value % 100 in _TENS.values() and digit in _ONES)


def _adds_one(value: float | None, before: str) -> bool:
    """Tell whether "one" goes on with number words: "twenty-one", "hundred and one", but not "20 one"."""
    if value is None or value % 10:
        return False
    return before == "and" if value % 100 == 0 else before == "-" or before in _TENS


def years(text: str) -> frozenset[float]:
    """Return the years that ``numbers`` leaves out: 2019 of "1 November 2019", 1980 of "in the 1980s"."""
    dated = (year for match in _DATE.finditer(text) for year in _YEAR.findall(match.group()))
    return frozenset(float(year) for year in (*dated, *_DECADE.findall(text)))


@lru_cache(maxsize=20_000)
def dates(text: str) -> frozenset[tuple[int, int]]:
    """Return the calendar days named in a text as (month, day), the year left out.

    >>> sorted(dates("On Nov. 13 and the 2nd of March 2015"))
    [(3, 2), (11, 13)]
    """
    return frozenset(_month_day(match) for match in _DATE.finditer(text))


def _month_day(match: re.Match[str]) -> tuple[int, int]:
    if match["m3"]:
        return int(match["m3"]), int(match["d3"])
    month = (match["m1"] or match["m2"])[:3].casefold()
    number = next(index for index, name in enumerate(MONTHS, 1) if name.startswith(month))
    return number, int(match["d1"] or match["d2"])


def ordinals(text: str) -> frozenset[int]:
    """Return the places in an order that a text names, from the second on, in digits or in words, dates left out.

    >>> sorted(ordinals("the second round, the 45th president, on the 2nd of March"))
    [2, 45]
    """
    return frozenset(
        int(match["digits"] or ORDINALS[match["word"].casefold()]) for match in _ORDINAL.finditer(_DATE.sub(" ", text))
    )


@lru_cache(maxsize=20_000)
def weekdays(text: str) -> frozenset[str]:
    """Return the weekdays named in a text."""
    return frozenset(day for day in WEEKDAYS if re.search(rf"\b{day}s?\b", text, re.IGNORECASE))


def day_of(weekday: str, published: date) -> date:
    """Return the day a report of ``published`` means by a weekday: that day or the latest before it."""
    return published - timedelta(days=(published.weekday() - WEEKDAYS.index(weekday)) % 7)


@lru_cache(maxsize=20_000)
def names(text: str, known: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the canonical words of the names in a text.

    A capitalised word is part of a name, unless it opens a sentence, is no country's, is not in ``known`` (canonical
    words seen capitalised elsewhere) and no capitalised word follows it. No titles, weekdays, months, "MPs" or "TV".
    """
    found = set()
    text = abbreviated(text)
    tokens = [(match.group(), match.start()) for match in TOKEN.finditer(text)]
    for index, (word, start) in enumerate(tokens):
        folded = fold(word)
        if not word[0].isupper() or is_stop(word) or folded in _GENERIC or word in _NO_NAMES:
            continue
        if folded in WEEKDAYS or folded in MONTHS or _MANY.fullmatch(word):
            continue
        before = text[:start].rstrip(" \"'“‘([")
        opens = not before or before[-1] in ".!?:\n" or text[start - 1] in '"“'
        opens = opens and not _INITIAL.search(before)
        follows = (
            index + 1 < len(tokens)
            and tokens[index + 1][0][0].isupper()
            and tokens[index + 1][1] - start - len(word) == 1
        )
        acronym = len(folded) > 1 and word.isupper()
        if not opens or follows or acronym or canonical(word) in known or canonical(word) in PEOPLES:
            found.add(canonical(word))
    return frozenset(found)


def known_names(texts: Sequence[str]) -> frozenset[str]:
    """Return the canonical words of the names in all the texts, for recognising them where they open a sentence."""
    return frozenset[str]().union(*(names(text) for text in texts))


@lru_cache(maxsize=20_000)
def with_full_names(question: str, claim: str) -> str:
    """Return a question with its names as a claim writes them in full, "Anna Berg" for "Did Berg pay?".

    Not where the name may be what is asked for, "Which Berg paid?".
    """
    asked = frozenset[str]() if _FOR_A_NAME.search(question) else names(question)
    runs = [match.group() for match in FULL_NAME.finditer(claim) if asked & canonicals(match.group())]
    return " ".join([question, *runs]) if asked else question


def full_names(text: str, body: str, known: frozenset[str]) -> frozenset[str]:
    """Return what a body calls those of whom one of its texts gives one name: "Edmund" for "Pryce", "Jinping" for "Xi".

    None for a name that the body gives to two people.
    """
    beside = _names_beside(body)
    others = (beside.get(name, frozenset()) for name in names(text, known))
    return frozenset(name for found in others if len(found) == 1 for name in found)


@lru_cache(maxsize=500)
def _names_beside(body: str) -> dict[str, frozenset[str]]:
    """Return the last name of each full name with the one before it, and that one with the last.

    A word that the text also has in small letters is none: "Mayor Pallas".
    """
    small = {word for word in words(body) if word.islower()}
    beside: dict[str, frozenset[str]] = {}
    for run in FULL_NAME.finditer(body):
        named = names(run.group())
        *_, first, last = ["", "", *(canonical(word) for word in words(run.group()) if fold(word) not in small)]
        if {first, last} <= named:
            beside[last] = beside.get(last, frozenset()) | {first}
            beside[first] = beside.get(first, frozenset()) | {last}
    return beside


def facts(text: str, known: frozenset[str] = frozenset()) -> Facts:
    """Return all hard facts of a text; ``known`` as for :func:`names`."""
    return Facts(numbers(text), dates(text), weekdays(text), names(text, known))

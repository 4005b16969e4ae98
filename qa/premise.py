"""A question → what it takes for granted and the articles do not tell: a day, a number, a name, an event, a "not"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from qa import kinds
from qa.answer import Evidence
from qa.facts import FULL_NAME, MONTHS, QUANTITY, counts, dates, names, numbers, ordinals, years
from qa.verify import SMALL
from qa.when import days
from qa.words import all_stems, canonicals, points_back, stem, stems, words

FIRST_YEAR, LAST_YEAR = 1000, 2100
SECOND = 2
ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_CENTURY = re.compile(r"\b\w+[ -]centur(?:y|ies)\b", re.IGNORECASE)
_AGAIN = re.compile(
    r"\b(?:again|anew|another|twice|both|other|runner-up|re-?(?:open|elect|buil|turn)\w*)\b", re.IGNORECASE
)
_PERSONAL = re.compile(r"\b(?:he|she|they|him|them|his|her|their|its?)\b", re.IGNORECASE)
_BOUND = re.compile(r"\b(?:as of|as at|by|until|till|before|after|since|from|between|up to|through)\b", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:not|never|\w+n['’]t)\b", re.IGNORECASE)
_OFFICE = re.compile(  # of those that writers name by no other word
    r"\b(?:mayors?|presidents?|chancellors?|governors?|senators?|kings?|queens?|emperors?|popes?|bishops?|ambassadors?|"
    r"treasurers?|sheriffs?)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(  # what a writer may say in place of "not"
    r"\b(?:not|no|never|nobody|none|nor|neither|nothing|nowhere|without|cannot|\w+n['’]t|non\w*|in\w+ble|"
    r"un(?!der|it|ion|iver|iq|til|cle|to)\w+|dis(?![chkpst])\w+|"
    r"fail\w*|den(?:y|ied|ies|ial)|refus\w+|reject\w+|declin\w+|rul(?:ed|es|ing) out|lack\w*|only|but|except\w*|few|"
    r"little|less|rare\w*|hardly|avoid\w*|prevent\w*|exclud\w+|exempt\w*|outside|other than|instead|against|oppos\w+|"
    r"ban(?:s|ned)?|prohib\w+|forb\w+|ceas\w+|stop\w*|drop\w*|lost|clos\w+|shut\w*|cancel\w+|postpon\w+|spar(?:ed|es)|"
    r"miss(?:ed|es|ing)?|abs(?:en\w+|tain\w*)|silen\w+|short of|too \w+ to|delay\w*|halt\w*|held up|ground(?:ed|s)|"
    r"block(?:ed|s)|stuck|fault\w*|broken?|problems?)\b",
    re.IGNORECASE,
)
_OF_EVENT = re.compile(
    r"^\W*(?:why|how|when|where|(?:what|which) (?:date|day|month|reason|time|year)|"
    r"(?:at|by|for|from|in|into|on|since|to|until|with) (?:what|which|whose)(?: [\w’'-]+){1,3}?)\s+"
    r"(?P<event>(?:are|did|do|does|had|has|have|is|was|were|will)\b.+)",
    re.IGNORECASE | re.DOTALL,
)


def granted(question: str) -> str | None:
    """Return the question for yes or no of what a question takes for granted; None where it takes no event so.

    >>> granted("Why did the council reject the plan?")
    'Did the council reject the plan?'
    """
    match = _OF_EVENT.match(question)
    return match["event"][0].upper() + match["event"][1:] if match else None


def unfounded(question: str, quotes: Sequence[Evidence]) -> tuple[str, ...]:
    """Return the days, years, numbers, places in an order, names, offices and "not" of a question that none tells.

    A year must stand in or around a quote, or be that of its report; or anywhere in its article if the quote itself
    gives no other year. A day must stand in an article or be that of its report, where the quotes tell another. "Not"
    may stand there in other words, and a yes-or-no question may be answered by either; for "second" a quote may say
    "again". A country whose words are asked for must be named in or before a quote, an office in its article.
    """
    question = _CENTURY.sub(" ", question)  # which its years may tell
    lost = [number for number in sorted(_numbers(question)) if number > SMALL and not _told(number, quotes)]
    found = [f"{number:.0f}" if _is_year(number) else f"{number:,g}" for number in lost]
    found += [f"number {place}" for place in sorted(ordinals(question)) if not _in_order(place, quotes)]
    found += [f"{day} {MONTHS[month - 1].title()}" for month, day in sorted(_other_days(question, quotes))]
    named = frozenset[str]().union(*(canonicals(quote.context) for quote in quotes))
    found += sorted(kinds.country_asked(question) - named)
    found += _other_offices(question, quotes)
    found += _strangers(question, quotes)
    if _NEGATED.search(question) and not kinds.asks_yes_no(question):
        found += [] if any(_DENIED.search(quote.context) for quote in quotes) else ["not"]
    return tuple(found)


def otherwise(question: str, quotes: Sequence[Evidence]) -> str:
    """Return a question for yes or no without the numbers of things of which quotes give only another number.

    That the quotes count fifty of them answers "Did Norway send ninety soldiers?" as well as "Did it send soldiers?".
    """
    if not kinds.asks_yes_no(question):
        return question
    told = " ".join(quote.text for quote in quotes)
    counted = [stems(found["after"]) for found in QUANTITY.finditer(told)]

    def replaced(found: re.Match[str]) -> str:
        another = any(stems(found["after"]) & things for things in counted)
        return found["after"].lstrip() if another and not numbers(found.group()) <= numbers(told) else found.group()

    return QUANTITY.sub(replaced, question)


def nowhere(question: str, sentences: Sequence[Evidence]) -> tuple[str, ...]:
    """Return the names and years of a question, as it writes them, that stand in none of the articles read."""
    asked, asked_years = names(question), [number for number in sorted(_numbers(question)) if _is_year(number)]
    if not asked and not asked_years:  # whole articles are read for nothing else
        return ()
    articles = {item.article.id: item.article for item in sentences}.values()
    texts = [f"{item.title}. {item.outlet or ''}. {item.place or ''}. {item.body}" for item in articles]
    there = frozenset[str]().union(*(all_stems(text) for text in texts))
    dates = {article.published.year for article in articles if article.published}
    lost = [names(f"x {word}") & asked and stem(word) not in there for word in words(question)]
    runs = groupby(zip(lost, words(question), strict=True), key=lambda item: bool(item[0]))
    named = [" ".join(word for _, word in run) for missing, run in runs if missing]
    lost_years = (year for year in asked_years if year not in dates and not any(_has(text, year) for text in texts))
    dated = [f"{year:.0f}" for year in lost_years]
    return tuple(dict.fromkeys((*named, *dated)))


def _other_days(question: str, quotes: Sequence[Evidence]) -> frozenset[tuple[int, int]]:
    """Return the days of a question, (month, day), that no quote's article tells, where a quote tells another."""
    asked = frozenset[tuple[int, int]]() if _BOUND.search(question) else dates(question)
    if not asked or not any(days(quote.text, quote.article.published) for quote in quotes):
        return frozenset()
    articles = {quote.article.id: quote.article for quote in quotes}.values()
    printed = {(day.month, day.day) for article in articles if (day := article.published)}
    return asked.difference(printed, *(days(article.body, article.published) for article in articles))


def _other_offices(question: str, quotes: Sequence[Evidence]) -> list[str]:
    """Return the offices of a question that no quote's article names: votes for a director are none for mayor."""
    asked = _OFFICE.findall(question)
    if not asked:  # whole articles are read for nothing else
        return []
    there = frozenset[str]().union(*(all_stems(f"{quote.article.title}. {quote.article.body}") for quote in quotes))
    return [office for office in asked if stem(office) not in there]


def _strangers(question: str, quotes: Sequence[Evidence]) -> list[str]:
    """Return the full names in a question for one value of whom quotes with a value cannot tell it.

    Who is neither named there, nor stands for a "she" before the value, nor is whom the report is about, by its
    headline and first paragraph: "a first offence carries a ban of four years" tells of nobody how long his ban is.
    """
    runs = FULL_NAME.findall(question)
    if not runs or not kinds.asks_one_value(question):
        return []
    values = numbers if kinds.asks_time(question) else counts
    valued = [quote for quote in quotes if values(quote.text) - numbers(question)]
    if not valued:
        return []
    there = set[str]()
    for quote in valued:
        number = next(QUANTITY.finditer(quote.text), None)
        if points_back(quote.text) or _PERSONAL.search(quote.text[: number.start() if number else None]):
            return []
        there |= all_stems(f"{quote.text} {quote.article.title}. {quote.opening}")
    return [run for run in runs if not there & {stem(name) for name in names(run) & names(question)}]


def _in_order(place: int, quotes: Sequence[Evidence]) -> bool:
    """Tell whether a quote's article names a place in an order, or counts that far."""
    roman = re.compile(rf"\b{ROMAN[place]}\b" if place < len(ROMAN) else r"(?!)")
    bodies = [f"{quote.article.title}. {quote.article.body}" for quote in quotes]
    if any(place in ordinals(body) or place in numbers(body) or roman.search(body) for body in bodies):
        return True
    return place == SECOND and any(_AGAIN.search(quote.context) for quote in quotes)


def _numbers(text: str) -> frozenset[float]:
    return numbers(text) | years(text)


def _has(text: str, number: float) -> bool:
    """Tell whether a text has a number, be it as part of a word: 16 of "F-16s"."""
    return number in _numbers(text) or bool(re.search(rf"(?<!\d){number:.0f}(?!\d)", text))


def _is_year(number: float) -> bool:
    return number.is_integer() and FIRST_YEAR <= number <= LAST_YEAR


def _told(number: float, quotes: Sequence[Evidence]) -> bool:
    """Tell whether a number stands in a quote's article, a year as ``unfounded`` says."""
    for quote in quotes:
        article = quote.article
        other_year = _is_year(number) and any(_is_year(year) for year in _numbers(quote.text))
        if _has(quote.context if other_year else f"{article.title}. {article.body}", number):
            return True
        if article.published and article.published.year == number:
            return True
    return False

"""When an accepted answer stands in an answer: whole words, numbers and dates in one form, negation respected."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

MARKER = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SMALL = {word: value for value, word in enumerate(_UNITS)} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
_SUFFIXES = {"k": "thousand", "m": "million", "mn": "million", "bn": "billion", "tn": "trillion"}
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]  # in order
_MONTH = {name[:3]: name for name in _MONTHS} | {"sept": "september"} | {name: name for name in _MONTHS}
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "%": "percent"}
_SAME = {"dollars": "dollar", "euros": "euro", "pounds": "pound"}
_NEGATORS = frozenset({"not", "no", "never", "without", "neither", "nor", "cannot", "none"})
# "no fewer than 650" and "not only 650" state 650
_SOFTENERS = frozenset({"fewer", "less", "more", "later", "earlier", "only", "just", "least"})
_REACH = 3  # a negator this many words before a phrase, in the same clause, negates it
_LAST_DAY = 31
_NAMES = re.compile(r"\b(?:U\.S\.|US\b|IS\b|IT\b|WHO\b)")  # names that lower case would make common words
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_TOKEN = re.compile(
    r"(?P<iso>\b\d{4}-\d{2}-\d{2}\b)"
    r"|(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:(?P<ordinal>st|nd|rd|th)|(?P<suffix>k|mn|m|bn|tn))?\b"
    r"|(?P<sign>[$€£¥%])"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?|\w+)"
    r"|(?P<stop>[.,;:!?()\n—–])"
)


class Word(NamedTuple):
    """A normalised word and the number of the clause it stands in."""

    text: str
    clause: int


def words(text: str) -> list[Word]:
    """Cut a text into normalised words: lower case, no accents, markers, articles or possessives; one form of numbers.

    >>> [word.text for word in words("Germany's cabinet pledged one thousand two hundred men [1].")]
    ['germany', 'cabinet', 'pledged', '1200', 'men']
    >>> [word.text for word in words("$1.5 million, on Nov. 25, 2015")]
    ['1500000', 'dollar', 'on', '25', 'november', '2015']
    """
    found: list[Word] = []
    clause = 0
    for match in _TOKEN.finditer(_plain(text)):
        if match["stop"]:
            clause += 1
            continue
        found.extend(Word(piece, clause) for piece in _pieces(match))
    return [word for word in _dates(_numbers(found)) if word.text not in ("a", "an", "the")]


def _plain(text: str) -> str:
    text = MARKER.sub("", text).replace("’", "'").replace("‘", "'")
    text = _NAMES.sub(lambda match: match[0].replace(".", "") + "name", text)
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(char for char in text if not unicodedata.combining(char))
    text = re.sub(r"\b(?:[a-z]\.){2,}", lambda match: match[0].replace(".", ""), text)  # u.s. → us
    text = re.sub(rf"\b({'|'.join((*(m[:3] for m in _MONTHS), 'sept'))})\.", r"\1 ", text)  # nov. ends no clause
    text = re.sub(r"\b(\d{1,2} (?:[a-z]+)|[a-z]+ \d{1,2}), (?=\d{4}\b)", r"\1 ", text)  # nor does the comma of a date
    text = re.sub(rf"\b(\d{{1,2}}(?:st|nd|rd|th)?) of (?=(?:{'|'.join(_MONTHS)})\b)", r"\1 ", text)
    text = re.sub(r"\bcan't\b|\bcannot\b", "can not", text)
    text = re.sub(r"\bwon't\b", "will not", text)
    text = re.sub(r"n't\b", " not", text)
    return re.sub(r"\bper cent\b", "percent", text)


def _pieces(match: re.Match[str]) -> list[str]:
    if match["iso"]:
        year, month, day = match["iso"].split("-")
        known = 1 <= int(month) <= len(_MONTHS)
        return [str(int(day)), _MONTHS[int(month) - 1], year] if known else [year, month, day]
    if match["number"]:
        number = _digits(Decimal(match["number"].replace(",", "")))
        return [number, _SUFFIXES[match["suffix"]]] if match["suffix"] else [number]
    if match["sign"]:
        return [match["sign"]]
    word = match["word"].removesuffix("'s").replace("'", "")
    return [_SAME.get(word, word)] if word else []


def _digits(value: Decimal) -> str:
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _numbers(found: Sequence[Word]) -> list[Word]:
    """Join number words and scales to digits, and set signs of currency behind their number."""
    joined: list[Word] = []
    sign: Word | None = None
    at = 0
    while at < len(found):
        value, used = _number(found, at)
        if used:
            joined.append(Word(_digits(value), found[at].clause))
            at += used
            if sign:
                joined.append(sign)
                sign = None
            continue
        word = found[at]
        if word.text in _SIGNS and word.text != "%":
            sign = Word(_SIGNS[word.text], word.clause)
        else:
            joined.append(Word(_SIGNS.get(word.text, word.text), word.clause))
        at += 1
    return joined


def _number(found: Sequence[Word], at: int) -> tuple[Decimal, int]:
    """Read the number that starts at ``at``: its value and how many words it takes (0: there is none)."""
    clause = found[at].clause
    text = [word.text for word in found[at:] if word.clause == clause]
    if _DIGITS.fullmatch(text[0]):
        total, current, used = Decimal(0), Decimal(text[0]), 1
    elif text[0] in _SMALL:
        total, current, used = Decimal(0), Decimal(_SMALL[text[0]]), 1
        used, current = _tens(text, used, current)
    elif text[0] in ("a", "an") and len(text) > 1 and text[1] in _SCALES:
        total, current, used = Decimal(0), Decimal(1), 1
    else:
        return Decimal(0), 0
    while used < len(text):
        word = text[used]
        if word in _SCALES and _SCALES[word] > _SMALLEST_GROUP:
            total, current = total + current * _SCALES[word], Decimal(0)
        elif word in _SCALES:
            current *= _SCALES[word]
        else:
            joins = used + (word == "and")
            follows = joins < len(text) and text[joins] in _SMALL and text[used - 1] in _SCALES
            if not follows:
                break
            used, add = _tens(text, joins + 1, Decimal(_SMALL[text[joins]]))
            current += add
            continue
        used += 1
    return total + current, used


_SMALLEST_GROUP = 100  # thousand and more close a group of a number word


def _tens(text: Sequence[str], used: int, value: Decimal) -> tuple[int, Decimal]:
    """Take the unit behind twenty, thirty, … into the number."""
    if value >= 20 and value % 10 == 0 and used < len(text) and 1 <= _SMALL.get(text[used], 0) <= 9:  # noqa: PLR2004
        return used + 1, value + _SMALL[text[used]]
    return used, value


def _dates(found: Sequence[Word]) -> list[Word]:
    """Spell out months beside a number and set the day before the month."""
    spelled = list(found)
    for at, word in enumerate(found):
        near = [found[i].text for i in (at - 1, at + 1) if 0 <= i < len(found)]
        if word.text in _MONTH and any(text[0].isdigit() for text in near):
            spelled[at] = word._replace(text=_MONTH[word.text])
    at = 0
    while at < len(spelled) - 1:
        month, day = spelled[at], spelled[at + 1]
        before = spelled[at - 1].text if at else ""
        if month.text in _MONTHS and _day(day.text) and not _day(before):
            spelled[at], spelled[at + 1] = day._replace(clause=month.clause), month
            at += 1
        at += 1
    return spelled


def _day(text: str) -> bool:
    return text.isdigit() and 1 <= int(text) <= _LAST_DAY


def states(answer: str, accepted: Iterable[str]) -> bool:
    """Tell whether any accepted answer stands in the answer as whole words and is not negated there.

    A negation counts within three words before the phrase in the same clause, unless the accepted answer
    brings its own.

    >>> states("It pledged 1,000 soldiers [1].", ["one thousand"])
    True
    >>> states("It did not pledge 1,000 soldiers.", ["1,000 soldiers"])
    False
    >>> states("It pledged 11,000 soldiers.", ["1,000"])
    False
    """
    said = words(answer)
    return any(_stands(said, [word.text for word in words(phrase)]) for phrase in accepted)


def _stands(said: Sequence[Word], phrase: Sequence[str]) -> bool:
    if not phrase:
        return False
    negative = any(word in _NEGATORS for word in phrase)
    texts = [word.text for word in said]
    return any(
        texts[at : at + len(phrase)] == list(phrase) and (negative or not _negated(said, at))
        for at in range(len(said) - len(phrase) + 1)
    )


def _negated(said: Sequence[Word], at: int) -> bool:
    for i in range(max(0, at - _REACH), at):
        near = said[i].clause == said[at].clause and said[i].text in _NEGATORS
        if near and said[i + 1].text not in _SOFTENERS:
            return True
    return False


def squad(text: str) -> str:
    """Normalise as the SQuAD script does: lower case, no punctuation, no articles, single spaces.

    >>> squad("The  U.S. Army!")
    'us army'
    """
    text = "".join(char for char in text.lower() if char not in set(string.punctuation))
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())

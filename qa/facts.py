"""Text → the hard facts in it: numbers, dates, weekdays, names. What a quote must carry to the letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import snowballstemmer

_stemmer = snowballstemmer.stemmer("english")

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
_MAGNITUDES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
_SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "tn": 1e12}
_NUMBER = re.compile(
    r"(?<![\w.])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?:(k|m|mn|b|bn|tn)\b|(?:st|nd|rd|th)\b)?(?![\w])", re.IGNORECASE
)
ORDINALS = {
    word: place
    for place, word in enumerate(
        "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=2
    )
}
_ORDINAL = re.compile(rf"\b(?:(?P<digits>\d+)(?:nd|rd|th)|(?P<word>{'|'.join(ORDINALS)}))\b", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_PIECE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?\w*|[^\W\d_]+|[^\w\s]")
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\d,.]*\d|\d")

_INITIAL = re.compile(r"[A-Z][^\W\d_]+ [A-Z]\.$")  # "William E." before "Simon"

STOP = frozenset(
    "a an the and or but nor so yet if then than that this these those there here it its it's he him his she her hers "
    "they them their theirs we us our ours you your yours i me my mine who whom whose which what when where why how "
    "is are was were be been being am do does did done doing have has had having will would shall should can could may "
    "might must not no yes of in on at by to from with without for as into onto over under about after before between "
    "during through against among within also just only very much many more most some any all both each every other "
    "another such same own too s t d ll re ve m up down out off again further once because while until upon said say "
    "says according article articles report reports reported tell told one ones list name give mr mrs ms dr sir".split()
)
_GENERIC = frozenset(
    "great president minister prime chancellor state states united kingdom republic union leader".split()
)

# Names that mean the same place or group: the first word of a line stands for all of it.
_ALIASES = """
france french frenchman frenchmen|germany german germans|britain british uk u.k briton britons|russia russian russians
italy italian italians|turkey turkish turk turks|spain spanish spaniard spaniards|belgium belgian belgians
netherlands dutch|poland polish poles|sweden swedish swedes|denmark danish danes|norway norwegian norwegians
finland finnish finns|greece greek greeks|portugal portuguese|ireland irish|austria austrian austrians
switzerland swiss|ukraine ukrainian ukrainians|america american americans usa u.s us u.s.a|canada canadian canadians
mexico mexican mexicans|brazil brazilian brazilians|china chinese|japan japanese|india indian indians
pakistan pakistani pakistanis|iran iranian iranians|iraq iraqi iraqis|syria syrian syrians|israel israeli israelis
palestine palestinian palestinians|lebanon lebanese|egypt egyptian egyptians|libya libyan libyans
tunisia tunisian tunisians|algeria algerian algerians|morocco moroccan moroccans|mali malian malians
nigeria nigerian nigerians|kenya kenyan kenyans|somalia somali somalis|australia australian australians
europe european europeans|africa african africans|asia asian asians|islamic isis isil daesh|eu e.u|un u.n
scotland scottish scots|wales welsh|england english|korea korean koreans|vietnam vietnamese|afghanistan afghan afghans
saudi saudis|yemen yemeni yemenis|hungary hungarian hungarians|romania romanian romanians|czech czechs czechia
"""
_ALIAS = {word: group.split()[0] for group in re.split(r"[|\n]", _ALIASES) if group for word in group.split()}
# Past forms and nouns that no stemmer takes back to the verb. "Left" is another word too; "founded" has the stem of
# "found" anyway.
_FORMS = """
began begun begin|bought buy|broke broken break|brought bring|built build|burnt burn|came come|caught catch|
chose chosen choose|dealt deal|drew drawn draw|drove driven drive|fell fallen fall|fled flee|flew flown fly|
fought fight|found founder find|froze frozen freeze|gave given give|went gone go|grew grown grow|heard hear|held hold
hid hidden hide|kept keep|knew known know|laid lay|led lead|lent lend|lost lose|made make|meant mean|met meet
overthrew overthrow|paid pay|ran run|rode ridden ride|rose risen rise|sank sunk sink|saw seen see|sent send
shook shaken shake|shot shoot|slept sleep|sold sell|sought seek|spent spend|spoke spoken speak
stole stolen steal|stood stand|struck strike|stuck stick|swore sworn swear|taught teach|thought think|threw thrown throw
took taken take|understood understand|withdrew withdrawn withdraw|won winner win|wore worn wear|wrote written write
acquisition acquire|admission admit|agreement agree|belief believe|birth born|buyer buy|choice choose|closure close
collision collide|complaint complain|conclusion conclude|death died dies dying die|decision decide|delivery deliver
departure depart|description describe|destruction destroy|director direct|discovery discover|division divide
expansion expand|explosion explode|extension extend|failure fail|flight fly|growth grow|injury injure|invasion invade
investor invest|loss lose|marriage married marry|owner own|payment pay|recovery recover|response respond
retirement retire|robbery rob|sale sell|speech speak|successor success succeed|survivor survive|suspension suspend
teacher teach|threat threaten|visitor visit
"""
_GROUPS = [[str(_stemmer.stemWord(word)) for word in group.split()] for group in re.split(r"[|\n]", _FORMS) if group]
_BASE = {form: group[-1] for group in _GROUPS for form in group[:-1]}
_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand"
)
QUANTITY = re.compile(
    rf"(?P<number>(?P<money>[$€£])?(?<![\w.,])\d(?:[\d,.]*\d)?|\b(?:a dozen|(?:{_WORDS})(?:-(?:{_WORDS}))*)\b|"
    r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b)"
    r"(?P<scale>(?:[ -](?:hundred|thousand|million|billion|trillion)|(?:bn|tn|mn|(?(money)[bmk]|(?!)))\b)?)"
    r"(?P<after>(?:[ -][^\W\d_]+){0,3})",
    re.IGNORECASE,
)
FULL_NAME = re.compile(r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+")
"""Capitalised words in a row: a name of two words or more."""
_IN_A_YEAR = re.compile(
    rf"\b(?:in|of|since|until|till|by|from|to|and|during|before|after|early|mid|late|season|spring|summer|autumn|winter|"
    rf"{'|'.join(MONTHS)}),? (?:19|20)\d\d\b(?! [a-z]+s\b)|\((?:19|20)\d\d(?:[-–]\d+)?\)",
    re.IGNORECASE,
)
_MEASURES = {
    "dollar": re.compile(r"\$|\b(?:dollars?|USD|bucks)\b", re.IGNORECASE),
    "euro": re.compile(r"€|\b(?:euros?|EUR)\b", re.IGNORECASE),
    "pound": re.compile(r"£|\b(?:pounds?|sterling|GBP)\b", re.IGNORECASE),
    "per cent": re.compile(r"%|\bper ?cent|\bpercentage\b", re.IGNORECASE),
}
_FOR_A_NAME = re.compile(r"\b(?:who|whom|whose|which)\b", re.IGNORECASE)
PEOPLES = frozenset(_ALIAS.values())
"""Canonical names of countries, continents and their like, none of them a person's."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The hard facts of a text. ``numbers`` are values; ``dates`` are (month, day); the others are folded words."""

    numbers: frozenset[float]
    dates: frozenset[tuple[int, int]]
    weekdays: frozenset[str]
    names: frozenset[str]


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Return a word without case, accents and possessive: ``Hollande’s`` → ``hollande``, ``U.S.`` → ``u.s``."""
    plain = unicodedata.normalize("NFKD", word.casefold().replace("’", "'").removesuffix("'s"))
    return "".join(char for char in plain if not unicodedata.combining(char)).strip(".,'")


@lru_cache(maxsize=50_000)
def canonical(word: str) -> str:
    """Return the folded word, or the place or group it is another name of: ``French`` → ``france``."""
    if word == "IS":
        return "islamic"
    folded = fold(word)
    if folded == "us" and word != "US":  # the pronoun
        return folded
    return _ALIAS.get(folded, folded)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the Snowball stem of the canonical word, of a verb's irregular past or noun that of the verb."""
    found = str(_stemmer.stemWord(canonical(word)))
    return _BASE.get(found, found)


def words(text: str) -> list[str]:
    """Return the words and numerals of a text, as written."""
    return _TOKEN.findall(text)


@lru_cache(maxsize=20_000)
def stems(text: str) -> frozenset[str]:
    """Return the stems of a text's content words."""
    return frozenset(stem(word) for word in words(text) if word == "IS" or fold(word) not in STOP)


@lru_cache(maxsize=20_000)
def all_stems(text: str) -> frozenset[str]:
    """Return the stems of all words of a text, those that tell nothing too."""
    return frozenset(stem(word) for word in words(text))


def canonicals(text: str) -> frozenset[str]:
    """Return all words of a text, canonical."""
    return frozenset(canonical(word) for word in words(text))


def plain_stems(text: str, known: frozenset[str]) -> frozenset[str]:
    """Return the stems of a text's content words, its names left out; ``known`` as for :func:`names`."""
    return stems(text) - {stem(name) for name in names(text, known)}


@lru_cache(maxsize=20_000)
def numbers(text: str) -> frozenset[float]:
    """Return the values of the numbers in a text, in digits or in words, dates left out; a lone "one" does not count.

    >>> sorted(numbers("650 soldiers, 3.2 million euros, twenty-three boats and two dozen men on 13 November"))
    [23.0, 24.0, 650.0, 3200000.0]
    """
    return frozenset(_values(_DATE.sub(" ; ", text)))


def counts(text: str) -> frozenset[float]:
    """Return the values of the numbers in a text but for years: of "14 wins since 1994" that of 14."""
    return numbers(_IN_A_YEAR.sub(" ; ", text))


def measures(text: str) -> frozenset[str]:
    """Return the currencies and shares in which a text counts: dollar, euro, pound, per cent."""
    return frozenset(name for name, written in _MEASURES.items() if written.search(text))


def _values(text: str) -> Iterator[float]:
    value: float | None = None
    for token in _PIECE.findall(text):
        word = token.casefold()
        if match := _NUMBER.fullmatch(token):
            if value is not None:
                yield value
            value = float(match[1].replace(",", "") + (match[2] or "")) * _SUFFIXES.get((match[3] or "").lower(), 1)
        elif word in _MAGNITUDES and (value is not None or word != "dozen"):
            value = (value or 1) * _MAGNITUDES[word]
        elif word in _UNITS or word in _TENS:
            digit = float(_UNITS.get(word) or _TENS[word])
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


def years(text: str) -> frozenset[float]:
    """Return the years that a text gives with a day, which ``numbers`` leaves out: 2019 of "1 November 2019"."""
    return frozenset(float(year) for match in _DATE.finditer(text) for year in _YEAR.findall(match.group()))


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
    words seen capitalised elsewhere) and no capitalised word follows it. Titles, weekdays and months are none.
    """
    found = set()
    tokens = [(match.group(), match.start()) for match in _TOKEN.finditer(text)]
    for index, (word, start) in enumerate(tokens):
        folded = fold(word)
        if not word[0].isupper() or (word != "IS" and folded in STOP) or folded in _GENERIC:
            continue
        if folded in WEEKDAYS or folded in MONTHS:
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


def facts(text: str, known: frozenset[str] = frozenset()) -> Facts:
    """Return all hard facts of a text; ``known`` as for :func:`names`."""
    return Facts(numbers(text), dates(text), weekdays(text), names(text, known))

"""A question that asks for a quantity, and a text → the values that the text gives for what the question counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.sentences import split_sentences
from qa.facts import ORDINALS, QUANTITY, SHARES, YEAR, measures, names, numbers, printed
from qa.factuality import DENIAL, clauses, is_correction
from qa.words import AUXILIARY, CAPITAL, canonical, stems

_HOW_MANY = re.compile(
    r"\b(?:how many|number of|count of)\s+(?P<unit>[\w'’-]+"
    rf"(?: (?!(?:{AUXILIARY}|got?|in|of|on|at|to|by|from|for|with|over|after)\b)[\w'’-]+){{0,2}})",
    re.IGNORECASE,
)
_LOST = re.compile(r"\b(?:lose|lost|losing) their (?P<what>jobs|posts|homes|houses)\b", re.IGNORECASE)
_TOLL = re.compile(r"\b(?:death|body|casualty) (?:count|toll|figures?)\b", re.IGNORECASE)
_AUXILIARY = re.compile(rf"(?:{AUXILIARY}|got?)\b", re.IGNORECASE)
_COST = re.compile(r"\b(?:cost|costs|price|how much)\b", re.IGNORECASE)
_ASKS = re.compile(
    rf"\bwhat\b|\bhow (?!(?:{AUXILIARY}|should|may|might)\b)\w+|"
    r"\b(?:numbers?|share|percentage|total|toll|cost|price|count|figure)\b",
    re.IGNORECASE,
)
_WISHED = re.compile(
    r"\b(?:push\w* for|wants?|wanted|sought|seeks?|ask\w* for|call\w* for|demand\w*|propos\w*|"
    r"hop(?:es?|ed|ing)|unless|if)\b[^.;]{0,80}$",
    re.IGNORECASE,
)
_OFFERED = re.compile(r"\boffer\w*\b[^.;]{0,80}$", re.IGNORECASE)
_DESIGNED = re.compile(r"\b(?:designed|built|meant|intended|supposed) (?:to|for)\b[^.;]{0,80}$", re.IGNORECASE)
_CHANGED = re.compile(
    r"\b(?:rais|lift|increas|cut|reduc|lower|rise|rising|rose|fell|fall|grew|grow)\w*\b[^.;]{0,40} to\s*$", re.I
)
_BOUND = re.compile(
    r"\b(?:at least|more than|(?<!hand )(?<!handed )(?<!take )(?<!took )over|up to|\d+ to|"
    r"fewer than|less than|another|other|of (?:the|its|their))\s*$",
    re.IGNORECASE,
)
_LEAST = re.compile(r"\b(?:at least|more than)\s*$", re.IGNORECASE)
_PAST = re.compile(r"\b(?:has|have|had|did|was|were)\b", re.IGNORECASE)
_SUPPOSED = re.compile(r"\bwould\b", re.IGNORECASE)
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
    r"spoke of|put it at|puts? the (?P<put>(?:[a-z]+ ){1,3})at|counted)\b",
    re.IGNORECASE,
)
_NUMBER_OF = re.compile(r"^ (?:as )?the number of(?: [\w'’-]+){1,3}", re.IGNORECASE)  # "puts at 500 the number of ..."
_PART = re.compile(r"^ of (?:the|its|their)(?: [\w,.]+){1,3}", re.IGNORECASE)
_SUPERSEDED = re.compile(
    r"\b(?:not|from|instead of|rather than|(?:earlier|first|previous|initial|original) \w+ of|previously|originally)"
    r"\s*$",
    re.IGNORECASE,
)
_PEOPLE = stems("people persons men women dead killed victims lives life deaths residents marchers casualties")
_ANYBODY = stems("people persons")
_PERSONS = stems(
    "islanders villagers townspeople locals inhabitants citizens passengers travellers visitors guests tourists fans "
    "spectators supporters viewers workers miners farmers fishermen sailors members prisoners hostages refugees "
    "migrants patients players customers pilgrims protesters demonstrators strikers"
)
_SAME = tuple(  # what reports count by one word or the other
    stems(words)
    for words in (
        "soldiers troops servicemen", "ships vessels boats", "homes houses dwellings", "cars vehicles",
        "children kids pupils students", "jobs posts positions", "planes aircraft jets", "shops stores outlets",
        "workers employees staff strikers", "policemen police officers", "cases infections patients",
        "protesters demonstrators", "carriages wagons coaches", "items objects pieces things",
        "states countries nations", "families households",
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
_LIVED = re.compile(r"\bliv(?:e|ed|ing)\b", re.IGNORECASE)
_OF_TIME = stems("second minute hour day night week fortnight month year decade")
_HOW_LONG = re.compile(r"\bhow long\b", re.IGNORECASE)
_DOER = re.compile(rf"\b(?:did|does|do|has|have|had|will|would) (?:the )?(?P<who>{CAPITAL}[\w’'-]+)")
_PER_CENT = frozenset({"per cent"})
NEAR = 3  # words between a number and what happened to those it counts


class Value(NamedTuple):
    """A value as a text prints it, and as a number of a currency or per cent or neither; ``rough`` if it is "about"."""

    text: str
    value: float
    measure: frozenset[str] = frozenset()
    rough: bool = False


def unit(question: str, reply: str) -> frozenset[str]:
    """Return the stems of what a question counts and of what else reports may call it; none if it asks for no amount.

    Of "How many homes were flooded?" those of "homes" and "houses"; where a question leaves the unit open, "how big",
    or has another word for it, that of the reply too.
    """
    if not _ASKS.search(question):
        return frozenset()
    counted = _counted(question)
    return counted if any(given(question, reply, counted)) else counted | _told(question, reply)


def _counted(question: str) -> frozenset[str]:
    """Return the stems of what a question counts, the last of several, and of what else reports may call it."""
    *_, match = (None, *_HOW_MANY.finditer(question))
    counted = stems(match["unit"]) if match else frozenset[str]()
    if _TOLL.search(question) or (match and _AUXILIARY.match(match["unit"])):  # "how many were hurt"
        counted = _PEOPLE
    if counted & _PEOPLE and (lost := _LOST.search(question)):  # "how many people lost their jobs": "300 jobs"
        counted |= stems(lost["what"])
    same = frozenset[str]().union(*(group for group in (_PEOPLE, *_SAME) if group & counted))
    if counted & _ANYBODY:
        return counted | same | _PERSONS
    return counted | same | (_ANYBODY if counted & _PERSONS else frozenset())


def _told(question: str, told: str) -> frozenset[str]:
    """Return what the first quantity of a text counts: "hectar", "euro", "per cent"; for "how long" that of time."""
    found = [
        measures(match.group()) or stems(" ".join(match["after"].replace("-", " ").split()[:1]))
        for match in QUANTITY.finditer(told)
        if numbers(printed(match)) & numbers(told) - numbers(question)
    ]
    of_time = [item for item in found if item & _OF_TIME] if _HOW_LONG.search(question) else []
    first = next((item for item in of_time or found if item), None)
    return frozenset(first) if first else _PER_CENT if SHARES.search(told) else frozenset()


def given(question: str, text: str, unit: frozenset[str], *, least: bool = False) -> Iterator[Value]:
    """Yield the values that a text gives for what a question counts; no bounds, and none it calls superseded.

    With ``least`` those alone that it gives as a lower bound, "at least four".

    Of what was done no plan is a value: "will close 38" says not how many have been closed; nor is what is denied, as
    "acquitted of taking 3 million", only wished for, offered or designed, or told for each of several, "62 crowns a
    share"; nor what a measure, whose ``unit`` the question leaves open, was raised or cut to.
    """
    if _another_fate(question, text):
        return
    met = _that_met(question, text) if unit & _PEOPLE else frozenset[int]()
    measured, cost = not _counted(question), bool(_COST.search(question))
    for match in QUANTITY.finditer(text):
        before, word, written = text[: match.start()], match["number"].casefold(), printed(match)
        if word in ORDINALS:  # "third life": a place in an order says nothing without what it counts
            written += "".join(re.findall(r"^[ -][^\W\d_]+", match["after"]))
        value = 12.0 if word == "a dozen" else float(ORDINALS.get(word, 0)) or next(iter(numbers(written)), None)
        of_a_day = word not in ORDINALS and word != "a dozen" and value not in numbers(text)
        before, bounded = _LEAST.subn("", before)
        if value is None or of_a_day or value in numbers(question) or bounded != least:
            continue
        if not _is_told(question, before, measured=measured):
            continue
        if _EACH.match(text[match.end("scale") :]) and (cost or not measured) and not _EACH.search(question):
            continue
        fits = match.start() in met if met else _fits(match, unit)
        if fits and not _another_did(question, before, text):
            yield Value(written, value, measures(match.group()), bool(_ROUGH.search(before)))
    for match in SHARES.finditer(text) if unit & _PER_CENT else ():
        if _is_told(question, text[: match.start()], measured=measured):
            (value,) = numbers(f"{match.group()} of")
            yield Value(match.group(), value, _PER_CENT, rough=True)


def _is_told(question: str, before: str, *, measured: bool) -> bool:
    """Tell whether a number behind these words is told as one that is so, none that bounds it, is planned or denied."""
    past = _PAST.search(question) and not _SUPPOSED.search(question)
    if _BOUND.search(before) or _SUPERSEDED.search(before) or _CONVERTED.search(before):
        return False
    if (past and _PLANNED.search(before)) or (measured and _CHANGED.search(before)):
        return False
    if any(unreal.search(before) and not unreal.search(question) for unreal in (_WISHED, _OFFERED, _DESIGNED)):
        return False
    return not DENIAL.search(re.split("[:;]", [*clauses(before)][-1])[-1])


def superseded(text: str) -> frozenset[float]:
    """Return the values that a text says are replaced: that of "3.9 million, not 2.6 million"."""
    found = (match for match in QUANTITY.finditer(text) if _SUPERSEDED.search(text[: match.start()]))
    return frozenset[float]().union(*(numbers(printed(match)) for match in found))


def corrected(text: str) -> tuple[Value, Value] | None:
    """Return the value that a correction repeats, and the only other one, which it tells as the right one.

    That stands behind it, unless the text says which is wrong: "2,400 people, not 4,200". Of more than two, the only
    ones of its first two sentences with values; a year beside two of them is neither: "fined 9,000 crowns in 2014. It
    was in fact 900."
    """
    if not is_correction(text):
        return None
    told = [found for span in split_sentences(text) if (found := _quantities(text[span.start : span.end]))]
    both = told[0] + told[1] if [len(found) for found in told[:2]] == [1, 1] else _quantities(text)
    if len(both) > 2:  # noqa: PLR2004 - what was wrong, and what is right
        both = [item for item in both if not YEAR.fullmatch(item.text)]
    if len({item.value for item in both}) != len(both) or len(both) != 2:  # noqa: PLR2004
        return None
    wrong = superseded(text)
    both = sorted(both, key=lambda item: item.value not in wrong)
    return both[0], both[1]


def _quantities(text: str) -> list[Value]:
    """Return the numbers of a text, each once, as printed."""
    written = {value: printed(match) for match in QUANTITY.finditer(text) for value in numbers(printed(match))}
    return [Value(as_printed, value) for value, as_printed in written.items() if value in numbers(text)]


def is_least(text: str, written: str) -> bool:
    """Tell whether a text tells a value, as ``written``, as a lower bound: "at least four"."""
    return any(_LEAST.search(text[: match.start()]) for match in re.finditer(re.escape(written), text))


def is_part(text: str, written: str, whole: float) -> bool:
    """Tell whether a text tells a value, as ``written``, as a part of the whole: "has so far shut 12 of the 38"."""
    rests = (text[match.end() :] for match in re.finditer(re.escape(written), text))
    return any(whole in numbers(part.group()) for rest in rests if (part := _PART.match(rest)))


def _another_fate(question: str, text: str) -> bool:
    """Tell whether a question asks how many met one fate and a text tells of another: "two are missing" of the dead."""
    asked, told = ({fate for fate in _FATES if fate & _fate_words(item)} for item in (question, text))
    return bool(asked and told) and not asked & told


def _that_met(question: str, text: str) -> frozenset[int]:
    """Return where the numbers begin of those who met the fate asked for: "46" of "five died and 46 were injured"."""
    fates = frozenset[str]().union(*(fate for fate in _FATES if fate & _fate_words(question)))
    found = list(QUANTITY.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    begins = [0, *(match.end("scale") for match in found)]
    return frozenset(
        match.start()
        for match, begin, end in zip(found, begins, ends, strict=False)  # one beginning more
        if fates & _fate_words(" ".join(text[match.end("scale") : end].split()[:NEAR]))
        or fates & _fate_words(" ".join(text[begin : match.start()].split()[-NEAR:]))
    )


def _fate_words(text: str) -> frozenset[str]:
    """Return the stems of a text, not of "lived", which tells of no lives lost."""
    return stems(_LIVED.sub(" ", text))


def _another_did(question: str, before: str, text: str) -> bool:
    """Tell whether somebody else stands before a number, and whom the question asks of only behind it.

    "Velania threw out five, one more than Kastria had" tells how many Velania threw out.
    """
    match = _DOER.search(question)
    who = canonical(match["who"]) if match else ""
    known = names(text) | {who}
    return who in names(text, known) - names(before, known) and bool(names(before, known) - names(question))


def _fits(match: re.Match[str], unit: frozenset[str]) -> bool:
    """Tell whether a number counts the unit: "340 homes", "nine of its 64 homes", "the number of homes … was 340"."""
    after, rest = match["after"].split("-")[0], match.string[match.end("scale") :]
    if match["number"].casefold() in ORDINALS:
        return bool(unit & _PEOPLE & stems(after))
    if measures(match.group()) & unit:
        return True
    if "more" in after.split():
        return False
    part = _NUMBER_OF.match(rest) or _PART.match(rest)
    if stems(part.group() if part else after) & unit:
        return True
    if not _BARE.match(re.split(r"[.;,]", rest)[0]):
        return False
    tally = _TALLY.search(match.string)
    of = (tally["of"] or tally["put"]) if tally else None
    return bool(tally and (of is None or stems(of) & unit))

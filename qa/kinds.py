"""A question → the kind of thing it asks for: a number, a time, a name, a speaker. What has none of it is no answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from qa.answer import Evidence
from qa.facts import (
    IN_WORDS,
    MONTHS,
    QUANTITY,
    SHARES,
    WEEKDAYS,
    counts,
    dates,
    known_names,
    measures,
    names,
    numbers,
    weekdays,
)
from qa.words import AUXILIARY, CAPITAL, PEOPLES, all_stems, stem, stems, words

RELEVANT = 0.5  # relevance of a sentence that may tell the words of an unnamed speaker in other words than "the boss"
_ASKING = r"(?:who|whom|whose|what|which|where|why|how)"
_AUXILIARY = rf"(?:{AUXILIARY}|should)"
_WORDS_ONLY = rf"^(?!.*\b(?:{_ASKING}|when|{_AUXILIARY})\b).*"  # as typed into a search box: "flood death toll"
_MEASURED = (
    r"(?:amount|capacity|depth|diameter|distance|fraction|height|length|magnitude|percentage|population|"
    r"proportion|radius|rate|size|speed|temperature|turnout|weight|width)"
)
_IT_IS = r"(?:(?:\W?s| is| are| was| were| (?:will|would) be) (?:(?!of\b|to\b|for\b|on\b|in\b|about\b)\S+ ){0,6}?| )"
_COST_IT = rf"\bwhat (?:{AUXILIARY})\b.{{0,60}}(?<!the )(?<!its )(?<!their )\bcost"  # not "say about the cost"
_COUNT = re.compile(
    rf"{_WORDS_ONLY}\b(?:numbers?|toll|cost|price|score|salary|percentage)\b|"
    rf"\b(?:what|which) (?:(?:is|are|was|were) the (?:\w+ ){{0,2}}?)?{_MEASURED}\b|"
    r"\b(?:how (?:many|far|big|deep|wide|thick|fast|hot|cold|large|high|tall|heavy|expensive|costly)"
    r"|how much .{0,80}\b(?:cost|pay(?:s|ing)?|paid|spend(?:s|ing)?|spent|worth|money|cash|raised?)"
    r"|(?:what|which) (?:number|share|sum)"
    r"|(?<!a )(?<!large )(?<!larger )(?<!small )(?<!smaller )(?<!great )(?:number|percentage) of"
    rf"|what{_IT_IS}(?:\w+ )?(?:cost|price|score|toll)s?)\b|{_COST_IT}\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\bhow (?:much (?:money|cash|compensation|damages)|expensive|costly)\b"
    rf"|\bhow much (?:{AUXILIARY})\b.{{0,60}}\b(?:cost|pay(?:s|ing)?|paid|spend(?:s|ing)?|spent|worth|earn(?:s|ed)?)\b"
    rf"|\bwhat{_IT_IS}(?:\w+ )?(?:cost|price|fee|salary|budget|loan)s?\b|{_COST_IT}\b"
    rf"|\bwhat (?:{AUXILIARY}) .{{1,60}} (?:earn|pay)(?:ing)?\b(?! for\W*$)",
    re.IGNORECASE,
)
_SHARE = re.compile(r"\b(?:what|which) (?:share|percentage|proportion|fraction)\b", re.IGNORECASE)
_IN_SHARES = re.compile(rf"\b(?:half|most|all|none|\d+ (?:in|of)|(?:one|{IN_WORDS}) (?:in|of|out of))\b", re.IGNORECASE)
_MORE = re.compile(r"\b(?:more|less|dearer|cheaper|rise|rose|rising|increase[ds]?)\b", re.IGNORECASE)
_CURRENCY = stems(
    "dollar euro pound crown krone krona kroner kronor koruna franc peso rupee yen yuan renminbi rouble ruble lira "
    "dinar rand shekel zloty forint leu lei lev som tenge won baht ringgit dong real naira shilling cedi dirham "
    "riyal rial taka hryvnia drachma mark guilder thaler florin cent penny pence pennies kopeck bitcoin"
)
_AGE = re.compile(r"\b(?:how old|what age)\b", re.IGNORECASE)
AGE_OF = re.compile(
    rf"(?P<name>{CAPITAL}[\w’'-]+(?: {CAPITAL}[\w’'-]+)*), (?:who is |aged )?(?P<age>\d{{1,3}})(?=[,.;)]|$)"
)
_HOW_OLD = re.compile(rf"\b(?i:how old (?:is|was))(?P<who>(?: {CAPITAL}[\w’'.-]+)+)\W*$")
_AGED = re.compile(
    r"\b(?:old|aged?|ages|born|birth\w*|turn(?:s|ed)|ago|since|built|founded|opened|dat(?:es|ed|ing) (?:back|from)"
    r"|centur\w+)\b|(?<!\d)[,(] ?\d{1,3}\b(?!,\d| ?[a-z%])"
    rf"|\bat (?:\d{{1,3}}|{IN_WORDS})(?=,)"
    rf"|\b(?:is|was|are|were|be) (?:\d{{1,3}}|{IN_WORDS})(?=[.,;:]?(?:$|\s*[\"”])|[,;:] | (?:and|but|when)\b)",
    re.IGNORECASE,
)
_SPAN = re.compile(rf"\bhow (?:long|often)\b|{_WORDS_ONLY}\b(?:duration|length)\b", re.IGNORECASE)
_WHICH = r"\b(?:what|which) (?!present\b)(?:\w+ )?"  # "what present-day county" asks for no day
_TIME = re.compile(
    rf"{_WORDS_ONLY}\b(?:dates?|deadline)\b|"
    rf"(?:{_WHICH}(?:date|day|weekday|month|year|time)|\bsince what)\b"
    r"|(?:\b(?:and|or|since|until|by|from)|,) when\b"  # elsewhere "when" only says which moment: "who won when ..."
    rf"|^(?!\W*(?:(?!when\b)\w+ )?(?:{_ASKING}|{_AUXILIARY})\b)"
    rf"(?!\W*when\b[^,]*, (?:\w+ )?{_ASKING}\b).*\bwhen\b",
    re.IGNORECASE,
)
_ON_DAY = re.compile(rf"{_WHICH}(?:date|day|weekday)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:today|yesterday|tomorrow|tonight)\b", re.IGNORECASE)
_TIMES = re.compile(
    r"\b(?:\d{4}s?|\d{1,2}(?::\d\d)? ?[ap]\.?m|o'clock|o’clock|noon|midnight|morning|afternoon|evening|night|today|"
    r"yesterday|tomorrow|week|weeks|weekend|month|months|year|years|days?|hours?|minutes?|seconds|spring|summer|autumn|winter|"
    r"decades?|centur(?:y|ies)|dynast(?:y|ies)|eras?|dawn|dusk|sunrise|sunset|Christmas|Easter|Ramadan|"
    + "|".join(MONTHS)
    + r")\b",
    re.IGNORECASE,
)
_NAME_OF = re.compile(r"\bwhat (?:is|are|was|were) the (?:\w+ )?names? of\b", re.IGNORECASE)
_NAME_OF_PERSON = re.compile(
    rf"(?:{_NAME_OF.pattern}|^\W*name\b)(?: [\w-]+){{0,3}} "
    r"(?:man|men|woman|women|boys?|girls?|child|children|person|people|pilots?|"
    r"drivers?|victims?|suspects?|officers?|witness(?:es)?|soldiers?|workers?|employees?|guards?|nurses?|teachers?|"
    r"students?|tourists?|athletes?|players?|dead)\b",
    re.IGNORECASE,
)
_WHICH_PERSON = re.compile(
    r"\bwhich (?:\w+ )?(?:judge|minister|player|officer|official|president|chancellor|leader|member|employee|trainee|"
    r"scientist|analyst|expert|author|writer|artist|actor|actress|singer|king|queen|emperor|lawyer|doctor|man|woman|boy|"
    r"girl|candidate|politician|director|manager|coach|professor|pilot|driver|spokes\w+|lawmaker|mayor|senator|governor|"
    r"treasurer)\b",
    re.IGNORECASE,
)
_WHICH_ONES = re.compile(
    r"\bwhich (?:(?!of\b)[\w’'-]+ ){0,2}?(?P<ones>(?!(?:is|was|has|does)\b)[\w’'-]+s)\b", re.IGNORECASE
)
_WHICH_NAMED = re.compile(  # which everybody calls by a name
    rf"\b(?:which|what) (?!{_AUXILIARY}\b)(?:[\w’'-]+ )?(?:bank|company|firm|insurer|retailer|brand|airline|airport|"
    r"hospital|hotel|museum|university|club|party|newspaper|country|state|county|province|city|town|village|street|"
    r"square|bridge|island|river|lake)\b(?!.*\bor\b)",  # "which town, Ryd or Lund" names it itself
    re.IGNORECASE,
)
_PLACES = re.compile(rf"\b(?:in|at|from|to|near|of|on)(?: the)?(?: {CAPITAL}[\w’'-]+)+")
_MAY_ASK_PLACE = re.compile(r"\b(?:where|which|whose|(?:in|at|from|to|near|of|on) (?:what|whom))\b", re.IGNORECASE)
_VERBS = (
    r"(?:said|says?|saying|told|tells?|announc\w+|pledg\w+|promis\w+|declar\w+|warn\w*|claim\w*|"
    r"call(?:ed|s) (?:for|on|it|him|her|them|this|that|the)|appeal(?:ed|s)|insist\w+|admit\w*|den(?:y|ied|ies)|"
    r"argu(?:ed|es?)|add(?:ed|s)|complain\w+|describ\w+|spoke|speaks?|ask(?:ed|s)|"
    r"wrote|writes|stress\w+|maintain\w+|not(?:ed|es)|recall\w+|conclud\w+|stat(?:ed|es)|confirm\w+|explain\w+|remark\w+|"
    r"testif\w+|reiterat\w+|emphasi[sz]\w+|liken\w+|object(?:ed|s)|repl(?:y|ied|ies)|lament\w+|believ\w+|thinks?|fears?|"
    r"hopes?|predict\w+|acknowledg\w+|conced\w+|reveal\w+|disclos\w+|prais\w+|critici[sz]\w+|thank(?:ed|s)|suggest\w+|"
    r"report(?:ed|s)|demand\w*|urg(?:ed|es?)|agree[ds]?|propos\w+|offer(?:ed|s)?|vow\w*|threaten\w*|accus\w+|"
    r"dubb(?:ed|ing)|compared|mock(?:ed|s)|ridicul\w+|dismiss(?:ed|es)|blam(?:ed|es))"
)
_SAYING = re.compile(rf"\b{_VERBS}\b", re.IGNORECASE)
_WHAT_SAID = re.compile(
    r"^\W*what (?:did|does|has|had) (?P<who>.{1,60}?) (?:say|said|tell|told)\b(?:.*?\babout (?P<topic>.+))?",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“”]")
_DAY = rf"on (?:{'|'.join(WEEKDAYS)})(?: (?:morning|afternoon|evening|night))?"
_SAID_ON = re.compile(rf"\b{_VERBS} (?:\w+ ){{0,3}}?{_DAY}\b|\b{_DAY} {_VERBS}\b", re.IGNORECASE)
_WHO = re.compile(r"^\W*(?:\w+ ){0,3}(?:who|whom|whose)\b", re.IGNORECASE)
_SPEECH = re.compile(
    r"\b(?:who(?:se)?|whom|which (?!(?:\w+ ){0,2}(?:objects|claims|calls|words)\b(?! (?:to|that|it|an?|the)\b))\w+)\b"
    r"(?!.{0,30}\b(?:did|does|do)\b).{0,30}"  # "which smaller objects" are none that objects
    r"\b(?:said|says?|told|tells?|call(?:ed|s)?|warn(?:ed|s)?|claim(?:ed|s)?|declar\w+|announc\w+|complain\w+|"
    r"describ\w+|argu\w+|accus\w+|denied|insist\w+|words?|put it|made public|object(?:ed|s)|admit\w*|"
    r"own(?:ed|s) up|liken\w+|compared|conced\w+|prais\w+|critici[sz]\w+|vow\w+|confess\w+|apologi[sz]\w+|"
    r"suggest\w+|(?:spoke|spoken|speaks|talked|talks) of|thank(?:ed|s)|feels?|thinks?|believes?|fears?|hopes?|"
    r"mock(?:ed|s)|ridicul\w+|jok(?:ed|es)|blam(?:ed|es)|lament\w+|remark\w*|caution\w+|predict\w*|brand(?:ed|s)|"
    r"(?:promis|pledg|demand)\w* that|dismiss(?:ed|es) .{1,60} as)\b"
    r"|\baccording to whom\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(rf"^\W*{_AUXILIARY}\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she|they)\b", re.IGNORECASE)
_SHE_SAID = re.compile(rf"\b(?:he|she|they) (?:[a-z]+ ){{0,2}}?{_VERBS}\b", re.IGNORECASE)
_WHO_IS = re.compile(r"^\W*who(?:\W?s| is| are| was| were)(?: [\w’'.-]+){1,6}\W*$", re.IGNORECASE)
_OFFICE = re.compile(
    r"\b(?:governments?|stat(?:e|es)|ministr(?:y|ies)|ministers?|parliament|council|court|judges?|police|army|navy|"
    r"military|troops|soldiers|rebels|militants|gunmen|authorit(?:y|ies)|agenc(?:y|ies)|commission|committee|board|"
    r"compan(?:y|ies)|firms?|banks?|insurers?|investors?|shareholders?|regulators?|unions?|part(?:y|ies)|opposition|"
    r"museum|universit(?:y|ies)|researchers?|scientists?|engineers?|school|hospital|doctors?|nurses?|church|club|"
    r"federation|association|group|team|crew|project|city|county|town|taxpayers?|residents|neighbours|neighbors|"
    r"villagers|farmers|fishermen|workers|drivers|passengers|volunteers|students|teachers|parents|famil(?:y|ies)|"
    r"mothers?|fathers?|sons?|daughters?|wife|wives|husbands?|brothers?|sisters?|man|men|woman|women|boys?|girls?|"
    r"child|children|owners?|members?|leaders?|officials?|officers?|mayors?|presidents?|chancellors?|directors?|chiefs?|"
    r"captains?|coach(?:es)?|managers?|spokes\w+|lawyers?|prosecutors?|detectives?|inspectors?|investigators?|experts?|"
    r"scholars?|historians?|economists?|analysts?|critics?|activists?|campaigners?|firefighters?|rescuers?|pilots|"
    r"sailors|patients|customers|clients|tenants|tourists|visitors|guests|refugees|migrants|voters|fans)\b",
    re.IGNORECASE,
)
_WHAT_DID = r"what (?:exactly |else |all )?(?:did|do|does|have|has|had|will|would|can|could)\b"
_SEVERAL = re.compile(
    r"^\W*(?:(?:(?:can|could) you |please )?(?:list|name|compare)|(?:what|who) (?:are|were)|"
    r"which of (?:[\w’'.-]+ ){1,3}?\w+s (?:did|do|are|were|have|had|will)\b|where (?:can|could)\b|"
    r"(?:(?:in|on|at|from|to|for|by|with|under) )?(?:which|what) (?!\w{0,2}(?:is|as|es)\b)"
    r"(?:\w+ )?(?!(?:is|was|does|has)\b)\w+s\b(?! (?:the|an?|no|his|her|its|their|that|to)\b)|"
    rf"{_WHAT_DID})|\b(?:and (?:from |since |until )?(?:what|where|when|who|how|why|whether|did|was|were)|both|"
    r"compared?|differ\w*)\b",
    re.IGNORECASE,
)
_ALSO = re.compile(rf",? (?:and|or) (?=(?:when|{_ASKING})\b)", re.IGNORECASE)
_WHAT_DONE = re.compile(rf"\W*{_WHAT_DID}", re.IGNORECASE)
_LATEST = re.compile(
    r"\b(?:latest|most recent|newest|now(?! that)|current(?:ly)?|today|in the end|finally|all told|"
    r"altogether|to date|so far|"
    r"in all(?! (?:of|the|its|two|three|four|(?!is|was|has)\w+s)\b)|"
    r"final (?:[a-z]+ )?(?:count|figure|number|score|tally|toll|total))\b",
    re.IGNORECASE,
)
_ASKED_WORD = re.compile(r"\W*(?:where|why|how (?:did|do|does|has|have|had|is|was|were)|who)\b", re.IGNORECASE)
_ANNOUNCED = re.compile(
    r"^(?!.*\b(?:not|nobody|no one|never|un\w+)\b)[^,:;]*\b(?:found(?: out)?|kn[eo]ws?|explain\w*|told|sa(?:id|ys)|"
    r"learn\w*|discover\w*|reveal\w*|establish\w*|show\w*) (?:[\w’'-]+ ){0,3}?(?:where|why|how|who)\b"
    r"(?P<what>[^,:;]*)$",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"\b(?:nobody|no one|none)\b(?P<did>[^.,;:]*)", re.IGNORECASE)
_VAGUE = re.compile(
    r"\b(?:half|dozens|hundreds|thousands|several|few|no|none|nobody|sole|lone|couple of|doubled|tripled|trebled)\b",
    re.IGNORECASE,
)
_ONE = re.compile(r"(?<![\w-])(?<!no )one(?P<after>(?: (?!of\b)[\w’'-]+){1,4})", re.IGNORECASE)
_THINGS = re.compile(r"people|men|women|children|(?!(?:as|is|was|has|this|its|his|plus|less)$)[a-z]+s", re.IGNORECASE)
_COST = re.compile(r"\b(?:cost|pay|paid|price|charged?|fees?)\b", re.IGNORECASE)
_FREE = re.compile(
    r"\b(?:(?:is|are|was|were|be|for)(?: \w+ly)? free(?! to\b)|free (?:of charge|entry)|nothing)\b", re.IGNORECASE
)


def has_kind(question: str, text: str, known: frozenset[str] = frozenset()) -> bool:
    """Tell whether a text has the kind of thing that a question asks for: a number, a time, somebody's name.

    True also where the question does not show what kind it wants. "Who died, and when?" asks for two kinds: a text
    may have either. ``known`` are names seen elsewhere, as for :func:`qa.facts.names`.
    """
    parts = [part for part in asked_for(question) if not _only_announces(part, text)]
    return any(next((has(question, text, known) for asks, has in _KINDS if asks.search(part)), True) for part in parts)


def fitting(question: str, sentences: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentences that have the kind of thing asked for.

    Where a day is asked for and told, not mere years; where a speaker is asked for, one who says something, if any;
    where somebody's words are, those about the matter asked that name this one, if any.
    """
    known = known_names([item.text for item in sentences])
    fit = [item for item in sentences if has_kind(question, item.text, known)]
    if match := _WHAT_SAID.search(question):
        who, topic = names(match["who"]), stems(match["topic"] or "")
        fit = [item for item in fit if topic & stems(item.context)] or fit
        if not who:
            who = stems(match["who"])
            return [item for item in fit if item.score >= RELEVANT or who & stems(item.context)] or fit
        return [item for item in fit if who & names(item.text) or _speaks_on(who, item)] or fit
    if asks_who_said(question):
        saying = [item for item in fit if _has_saying(question, item.text, known)]
        return [item for item in sentences if item in saying or not item.narrated.strip()] or fit
    if not _ON_DAY.search(question):
        return fit
    return [item for item in fit if _has_day(item.text)] or fit


def _only_announces(question: str, text: str) -> bool:
    """Tell whether a text says only that somebody knows or told it: "inspectors found where the germ got in"."""
    told = _ANNOUNCED.search(text) if _ASKED_WORD.match(question) else None
    return bool(told and len(stems(told["what"]) - stems(question)) <= 1)  # "germ" for "bacteria"


def _speaks_on(who: frozenset[str], quote: Evidence) -> bool:
    """Tell whether "he" in a sentence may be whom one shortly before it names."""
    return has_pronoun(quote.text) and bool({stem(name) for name in who} & all_stems(quote.context))


def _has_day(text: str) -> bool:
    return bool(dates(text) or weekdays(text) or _RELATIVE.search(text))


def _has_time(question: str, text: str, _: frozenset[str]) -> bool:
    """Tell whether a text tells a time other than that of a statement: "said on Wednesday" dates what was said."""
    text = without_statement_day(question, text)
    return _has_day(text) or bool(_TIMES.search(text))


def without_statement_day(question: str, text: str) -> str:
    """Return a text without the day on which somebody said it, unless the question asks about saying."""
    return text if _SAYING.search(question) else _SAID_ON.sub(" ", text)


def _has_age(question: str, text: str, _: frozenset[str]) -> bool:
    match = _HOW_OLD.search(question)
    who = names(match["who"]) if match else frozenset[str]()
    if who and not any(who & names(f"x {found['name']}") for found in AGE_OF.finditer(text)):
        text = AGE_OF.sub(" ", text)  # the ages of others
    return bool(numbers(text) - numbers(question) and _AGED.search(text))


def _has_span(question: str, text: str, _: frozenset[str]) -> bool:
    return bool(numbers(text) - numbers(question) or _TIMES.search(text))


def _has_count(question: str, text: str, _: frozenset[str]) -> bool:
    """Tell whether a text counts something; by "one" only what the question speaks of: "one passenger was hurt"."""
    free = _COST.search(question) and _FREE.search(text)
    one = any(stems(match["after"]) & stems(question) for match in _ONE.finditer(text))
    return bool(counts(text) - numbers(question) or _VAGUE.search(text) or free or one)


def _has_money(question: str, text: str, known: frozenset[str]) -> bool:
    """Tell whether a text gives a sum: a number that counts no other things, "ten hours", nor is a share."""
    if not _has_count(question, text, known):
        return False
    found = [match for match in QUANTITY.finditer(text) if numbers(match.group()) & counts(text) - numbers(question)]
    return not found or any(_is_sum(match, question) for match in found)


def _has_share(_question: str, text: str, _known: frozenset[str]) -> bool:
    """Tell whether a text gives a share: "67 per cent", "two thirds", "half", "one in five", "nine of the 12"."""
    return bool(_IN_SHARES.search(text) or SHARES.search(text) or "per cent" in measures(text))


def _is_sum(quantity: re.Match[str], question: str) -> bool:
    if measure := measures(quantity.group()):
        return measure != {"per cent"} or bool(_MORE.search(question))
    counted = quantity["after"].replace("-", " ").split()[:1]
    return not counted or bool(stems(counted[0]) & _CURRENCY) or not _THINGS.fullmatch(counted[0])


def _has_person(question: str, text: str, known: frozenset[str]) -> bool:
    return _has_name(question, _PLACES.sub(" ", text), known)


def _has_name(question: str, text: str, known: frozenset[str]) -> bool:
    return bool(names(text, known) - names(question) - PEOPLES)


def _has_another(question: str, text: str, known: frozenset[str]) -> bool:
    """Tell whether a text names what the question does not, be it only a country: "a Danish bank"."""
    return bool(names(text, known) - names(question, known))


def _has_ones(question: str, text: str, known: frozenset[str]) -> bool:
    """Tell whether a text names what it counts: "three islands" does not say which islands."""
    match = _WHICH_ONES.search(question)
    if match is None:
        return True
    counted = any(stems(match["ones"]) & stems(found["after"]) for found in QUANTITY.finditer(text))
    return not counted or bool(names(_PLACES.sub(" ", text), known) - names(question)) or ":" in text


def _has_saying(_question: str, text: str, _known: frozenset[str]) -> bool:
    return tells_saying(text) or bool(_QUOTED.search(text))


def _has_somebody(question: str, text: str, known: frozenset[str]) -> bool:
    """Tell whether a text has a name or an office beside those of the question, which "Who is Ann Lee?" has itself.

    "Nobody" is an answer too.
    """
    if tells_nobody(text):
        return True
    own = set() if _WHO_IS.search(question) else {word.casefold() for word in words(question)} | names(question)
    capitals = {word.casefold() for word in words(text)[1:] if word[0].isupper()} - {*WEEKDAYS, *MONTHS}
    offices = {word.casefold() for word in _OFFICE.findall(text)}
    return bool((capitals | names(text, known) | offices) - own)


def _has_speaker(question: str, text: str, known: frozenset[str]) -> bool:
    """Tell whether a text may have a speaker: whom it names, whom "she said" means, whose words alone it gives."""
    return _has_somebody(question, text, known) or has_pronoun(text) or bool(_QUOTED.search(text))


_KINDS: tuple[tuple[re.Pattern[str], Callable[[str, str, frozenset[str]], bool]], ...] = (
    (_TIME, _has_time),
    (_AGE, _has_age),
    (_SPAN, _has_span),
    (_MONEY, _has_money),
    (_SHARE, _has_share),
    (_COUNT, _has_count),
    (_NAME_OF_PERSON, _has_person),
    (_NAME_OF, _has_name),
    (_SPEECH, _has_speaker),
    (_WHICH_PERSON, _has_name),
    (_WHICH_NAMED, _has_another),
    (_WHICH_ONES, _has_ones),
    (_WHAT_SAID, _has_saying),
    (_WHO, _has_somebody),
)


def tells_saying(text: str) -> bool:
    """Tell whether a text says that somebody says something."""
    return bool(_SAYING.search(text))


def has_pronoun(text: str) -> bool:
    """Tell whether a text speaks of somebody by "he", "she" or "they"."""
    return bool(_PRONOUN.search(text))


def told_by_pronoun(text: str) -> bool:
    """Tell whether nobody is named before the "she said" of a text: whom it names behind that is not the speaker."""
    match = _SHE_SAID.search(text)
    return match is not None and not names(text[: match.start()]) and not tells_saying(text[: match.start()])


def tells_nobody(text: str) -> bool:
    """Tell whether a text says "nobody", which answers who and how many though it names and counts none."""
    return bool(_NOBODY.search(text))


def nobody_did(question: str, text: str) -> bool:
    """Tell whether a text says, in no other words than the question's, that nobody did what it asks who did."""
    if not (_WHO.search(question) or _COUNT.search(question)):
        return False
    done = (stems(match["did"]) for match in _NOBODY.finditer(text))
    return any(did and did <= stems(question) for did in done)


def without_places(question: str, text: str) -> str:
    """Return a text without its "in Paris", "from the Maritime Museum", unless a question may ask for a place."""
    return text if _MAY_ASK_PLACE.search(question) else _PLACES.sub(" ", text)


def asked_for(question: str) -> list[str]:
    """Return the questions that a question is made of, itself alone if it is but one."""
    return _ALSO.split(question)


def asks_one_kind(question: str) -> bool:
    """Tell whether a question shows what kind of thing it wants: a number, a span, a time."""
    return any(kind.search(question) for kind in (_TIME, _AGE, _SPAN, _COUNT))


def asks_which_ones(question: str) -> bool:
    """Tell whether a question asks which of several things, "which islands", which a count of them does not answer."""
    return bool(_WHICH_ONES.search(question))


def asks_time(question: str) -> bool:
    """Tell whether a question asks when."""
    return bool(_TIME.search(question))


def country_asked(question: str) -> frozenset[str]:
    """Return the country whose words a question asks for: "What did Spain say?"."""
    match = _WHAT_SAID.search(question)
    return names(match["who"]) & PEOPLES if match else frozenset()


def asks_age(question: str) -> bool:
    """Tell whether a question asks how old somebody or something is."""
    return bool(_AGE.search(question))


def asks_who_said(question: str) -> bool:
    """Tell whether a question asks for a speaker; its quote with "said" answers; small models mix it up."""
    return bool(_SPEECH.search(question))


def asks_who(question: str) -> bool:
    """Tell whether a question asks for somebody."""
    return bool(_WHO.search(question))


def asks_person(question: str) -> bool:
    """Tell whether a question asks for somebody, be it by what this one is: "which minister"."""
    return asks_who(question) or bool(_WHICH_PERSON.search(question))


def asks_yes_no(question: str) -> bool:
    """Tell whether a question begins as those do that yes or no answers."""
    return bool(_YES_NO.search(question))


def asks_several(question: str) -> bool:
    """Tell whether a question may want several things: "which islands", "what did she promise", "who and why"."""
    return bool(_SEVERAL.search(question))


def asks_one_value(question: str) -> bool:
    """Tell whether a question wants one number, span or time, not several things."""
    return asks_one_kind(question) and not asks_several(question)


def asks_what_done(question: str) -> bool:
    """Tell whether a question asks openly what somebody did, said or will do."""
    return bool(_WHAT_DONE.match(question))


def asks_latest(question: str) -> bool:
    """Tell whether a question asks how things stand now, or stood in the end."""
    return bool(_LATEST.search(question))

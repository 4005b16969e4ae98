"""A question → what to search for: follow-ups made to stand alone, outlets in its words made a filter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from index.article import Article, Filter
from index.errors import BadInputError
from qa import kinds
from qa.answer import Answer, Turn, written
from qa.facts import FULL_NAME, YEAR, dates, names, numbers, plain_stems, weekdays
from qa.wording import IS_TRUE, is_small_talk, topic, well_formed
from qa.words import AUXILIARY, CAPITAL, PEOPLES, canonical, fold, stems, words

MOST_CHARACTERS = 2000
MOST_TURNS = 3  # of a conversation that a follow-up is read with: the one that stands alone and the last ones
MOST_TOLD = 2  # sentences of each answer
MOST_NAMED = 10  # outlets that an error lists
WHOLE = 3  # words of a follow-up that may need none of the conversation's: "And how many homes were under water?"
SPELLED_OUT, SAME_NAME = 6, 0.85  # letters of a name from which a slip is forgiven, and how alike it must be
_OPENERS = re.compile(r"^\s*(?:and|but|so|or|what about|how about|and what about|then)\b[\s,]*", re.IGNORECASE)
_POINTERS = frozenset("he she it they him her them his hers its their theirs this that these those there then".split())
_ABOUT = re.compile(r"^\s*(?:and\s+)?(?:what|how) about\s+(?P<new>.+?)[\s?.!]*$", re.IGNORECASE)
_AND_NAME = re.compile(rf"^\s*[Aa]nd (?P<new>(?:the )?{CAPITAL}[\w.'’-]*(?: {CAPITAL}[\w.'’-]*){{0,2}})[\s?.!]*$")
_REQUEST = re.compile(
    r"^\W*(?:please\W+)?(?:(?:make it |say it )?(?:shorter|briefer|in short|in one sentence|briefly)|"
    r"(?:only|just)(?: give me| show me| the| me)* (?:the )?(?P<what>numbers|figures|dates|quotes)(?: only)?)"
    r"(?:\W+please)?\W*$",
    re.IGNORECASE,
)


_HE_OR_SHE = re.compile(r"\b(?:he|she|him)\b", re.IGNORECASE)
_THE_MAN = re.compile(
    r"\bthe (?:man|men|woman|women|boy|girl|couple|pair|suspects?)\b(?! (?:who|that|in|with|from|at)\b)", re.I
)
_SUBJECT = re.compile(rf"\b(?:{AUXILIARY}) (?P<who>{CAPITAL}[\w’'-]+(?: {CAPITAL}[\w’'-]+)*)(?= [a-z])")
_AS_OF = re.compile(r"\bas (?:of|at) (?P<day>(?:the )?[\w.]+ (?:of )?[\w.]+(?:,? \d{4})?)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: a question that stands alone, and which articles may answer it.

    ``told`` are the quotes, article and offsets, of the conversation that a follow-up leans on, not to be told again.
    """

    text: str
    where: Filter
    notes: tuple[str, ...] = ()
    told: frozenset[tuple[str, int, int]] = frozenset()


def check(question: str) -> str:
    """Return the question without white space around it.

    Raises:
        BadInputError: it is empty, has no word, or is longer than 2,000 characters.
    """
    text = " ".join(well_formed(question).split())
    if not words(text):
        raise BadInputError("The question is empty; ask something in words.")
    if len(text) > MOST_CHARACTERS:
        msg = f"The question has {len(text):,} characters; the most is {MOST_CHARACTERS:,}."
        raise BadInputError(msg)
    return text


def leans_on_history(question: str) -> bool:
    """Tell whether a question cannot be understood without the one before it."""
    question = IS_TRUE.sub("", question)
    if _OPENERS.match(question):
        return True
    points = {fold(word) for word in words(question)} & _POINTERS or _THE_MAN.search(question)
    return bool(points and len(names(question)) == 0) or (len(stems(question)) <= 1 and not names(question))


def _may_leave_out(question: str) -> bool:
    """Tell whether a question may leave out what it is about: it names nobody and nothing, and no day."""
    named = names(question) or _days(question)
    return not (named or topic(question) or is_small_talk(question) or _REQUEST.match(question))


def _days(text: str) -> frozenset[object]:
    return frozenset((*dates(text), *weekdays(text)))


def stand_alone(question: str, history: Sequence[Turn], rewrite: Callable[[str, str], str] | None = None) -> str:
    """Return a question that can be understood without the conversation.

    "What about X?" and "And X?" take the question they lean on with its first name exchanged for X; "he" after a
    question for somebody is whom its answer names; any other follow-up goes to ``rewrite(conversation, question)``,
    whose words must come from the conversation, or else is asked together with the last question. So does a question
    that names nobody and nothing, which may leave out what it is about; it stays as it is where nothing is added. With
    words of the conversation a follow-up may get one plain word that nobody said.
    """
    leans = leans_on_history(question)
    if not history or not (leans or _may_leave_out(question)):
        return question
    last, thread = history[-1], _thread(history)
    match = _ABOUT.match(question) or _AND_NAME.match(question)
    if match and names(f"x {match['new']}") and (swapped := _exchange(thread[0].question, match["new"])):
        return swapped
    if (person := _who(last) or _of_whom(history)) and _HE_OR_SHE.search(question):
        return _HE_OR_SHE.sub(person, _OPENERS.sub("", question))
    if rewrite is not None:
        conversation = "\n".join(_told(turn) for turn in (*thread[:1], *thread[1:][1 - MOST_TURNS :]))
        rewritten = rewrite(conversation, question).strip()
        given = f"{conversation} {question}"
        new, more = (stems(rewritten) - stems(known) for known in (given, question))
        plain = new <= plain_stems(rewritten, names(rewritten)) and numbers(rewritten) <= numbers(given)
        one_new = leans and len(new) == 1 < len(more) and plain  # "get out" is "Ann Berg get out of jail"
        of_these_words = stems(question) <= stems(rewritten) and (not new or one_new)
        whole = len(stems(rewritten)) >= WHOLE and not leans_on_history(rewritten)
        timed = not leans and _days(rewritten) - _days(question)  # of another matter, a small model borrows the day
        if of_these_words and (more or whole) and not timed and rewritten.endswith("?"):  # or it answers instead
            return rewritten
    if not leans:
        return question
    before = stand_alone(last.question, history[:-1])  # which may itself lean on the one before it
    return f"{before.rstrip()} {_OPENERS.sub('', question)}"


def _thread(history: Sequence[Turn]) -> Sequence[Turn]:
    """Return the last turns of a conversation from the one whose question stands alone."""
    first = next((at for at in reversed(range(len(history))) if not leans_on_history(history[at].question)), 0)
    return history[first:]


def _told(turn: Turn) -> str:
    """Return a turn as the LLM reads it, of a long answer the beginning."""
    told = "" if turn.answer.abstained else " ".join(claim.text for claim in turn.answer.claims[:MOST_TOLD])
    return f"Q: {turn.question}\nA: {told}" if told else f"Q: {turn.question}"


def _who(last: Turn) -> str | None:
    """Return the one person whom the answer to a question for somebody names by two names or more."""
    if last.answer.abstained or not kinds.asks_person(last.question):
        return None
    there = names(last.question) | PEOPLES
    found: dict[str, None] = {}
    for claim in last.answer.claims:
        known = names(claim.text)
        for run in FULL_NAME.findall(kinds.without_places(last.question, claim.text)):
            named = [re.sub(r"['’]s?$", "", word) for word in run.split() if canonical(word) in known - there]
            if len(named) > 1:
                found[" ".join(named)] = None
    return next(iter(found)) if len(found) == 1 else None


def _of_whom(history: Sequence[Turn]) -> str | None:
    """Return the person of whom the last question asks what this one does, if the conversation names one in full."""
    match = _SUBJECT.search(history[-1].question)
    if match is None:
        return None
    told = " ".join(item.quote for turn in history for item in turn.answer.citations)
    last = match["who"].split()[-1]
    in_full = any(run.split()[-1] == last for run in FULL_NAME.findall(f"{told} {match['who']}"))
    return match["who"] if in_full and canonical(last) not in PEOPLES else None


def about_last(question: str, history: Sequence[Turn]) -> Answer | None:
    """Return the last answer cut down as a request about it asks: "shorter, please", "only the numbers".

    ``None`` for any other question, or where there is nothing to cut.
    """
    match = _REQUEST.match(question)
    last = history[-1].answer if history else None
    if match is None or last is None or last.abstained:
        return None
    what = (match["what"] or "").casefold()
    if what in ("numbers", "figures"):
        claims = [claim for claim in last.claims if numbers(claim.text)]
    elif what == "dates":
        claims = [claim for claim in last.claims if dates(claim.text) or weekdays(claim.text)]
    else:
        claims = list(last.claims if what else last.claims[:1])
    if not claims:
        return replace(last, notes=("Nothing in the last answer is of that kind; here it is again.",))
    order = dict.fromkeys(number for claim in claims for number in claim.citations)
    new = {old: number for number, old in enumerate(order, 1)}
    said = tuple(replace(claim, citations=tuple(new[old] for old in claim.citations)) for claim in claims)
    cited = {citation.number: citation for citation in last.citations}
    return replace(
        last,
        answer=written(said),
        claims=said,
        citations=tuple(replace(cited[old], number=number) for old, number in new.items()),
        conflicts=(),
    )


def _exchange(question: str, new: str) -> str | None:
    old = names(question)
    runs = re.finditer(rf"{CAPITAL}[\w.'’-]*(?:\s+{CAPITAL}[\w.'’-]*)*", question)
    for run in runs:
        if run.start() > 0 and any(fold(word) in old or names(f"x {word}") & old for word in words(run.group())):
            return re.sub(r"\bthe the\b", "the", f"{question[: run.start()]}{new}{question[run.end() :]}")
    return None


def outlets_named(question: str, outlets: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Find the outlets that a question names as its source ("according to X", "what did X report").

    A slip in a longer name is forgiven, and "the Post" is the one outlet whose name ends so. Returns the outlets, and
    the question without their names, which no article need repeat: no "according to X", "was reported".
    """
    found, asked = [], question
    short = {outlet: outlet.removeprefix("The ") for outlet in outlets}
    lasts = [name.split()[-1] for name in set(short.values())]
    for outlet, plain in short.items():
        full, last = _as_typed(plain, asked), plain.split()[-1]
        name = rf"(?:(?:the )?{re.escape(full)}\b"
        name += rf"|the (?-i:{re.escape(last)})\b)" if lasts.count(last) == 1 else ")"
        source = re.compile(rf"\s*,?\s*\b(?:acc?ording to|as reported by) {name}\s*,?\s*", re.IGNORECASE)
        verbs = "report|say|said|write|wrote|account|story|article"
        told = re.compile(
            rf"{name}(?:'s|’s)? (?:{verbs})|\b(?:report(?:ed)?|written|said) (?:by|in) {name}", re.IGNORECASE
        )
        if source.search(asked) or told.search(asked):
            found.append(outlet)
            reported = re.compile(rf"\bdid {name} (?:report|write|say)\b", re.IGNORECASE)
            rest = " ".join(source.sub(" ", reported.sub("was reported", question)).split())
            question = rest[:1].upper() + rest[1:] if stems(rest) else question
    return tuple(found), question


def _as_typed(outlet: str, question: str) -> str:
    """Return the words of a question that an outlet's name is meant by: "quayside buletin"; else the name itself."""
    if len(outlet) < SPELLED_OUT:
        return outlet
    typed, size = question.casefold().split(), len(outlet.split())
    runs = [" ".join(typed[i : i + size]).strip(".,;:?!") for i in range(len(typed) - size + 1)]
    close = get_close_matches(outlet.casefold(), runs, n=1, cutoff=SAME_NAME)
    return close[0] if close else outlet


def as_of(question: str, newest: Callable[[], date | None]) -> date | None:
    """Return the day whose state of knowledge a question asks for: "as of 22 September"; else ``None``.

    A year that the question leaves out is that of the ``newest`` article.
    """
    match = _AS_OF.search(question)
    found = sorted(dates(match["day"])) if match else []
    if match is None or len(found) != 1:
        return None
    if printed := YEAR.search(match["day"]):
        year = int(printed.group())
    elif latest := newest():
        year = latest.year
    else:
        return None
    try:
        return date(year, *found[0])
    except ValueError:  # 31 June
        return None


def cased(question: str, texts: Sequence[str]) -> str:
    """Return a question typed in lower case with those words capitalised that the texts never write otherwise.

    Without its capitals "how many soldiers will italy send" would name nobody. Any other question stays as it is.

    >>> cased("will italy join the isis talks", ["A man of Italy spoke.", "Talks on ISIS failed."])
    'will Italy join the ISIS talks'
    """
    if any(word[0].isupper() for word in words(question)[1:]):
        return question
    forms: dict[str, str] = {}
    for word in (word for text in texts for word in _WORD.findall(text)[1:]):  # a sentence's first word tells nothing
        forms[word.casefold()] = word if forms.get(word.casefold(), word) == word else word.casefold()
    capitals = {word: form for word, form in forms.items() if form != word}
    return _WORD.sub(lambda match: capitals.get(match.group().casefold(), match.group()), question)


def respelt(question: str, unknown: Sequence[str], texts: Iterable[str]) -> str:
    """Return a question with its ``unknown`` names spelt as the texts do, where one of theirs is much like it.

    A name that differs in its first letter, or that is short, is taken for another.

    >>> respelt("Who advised Bismark?", ["Bismark"], ["Otto von Bismarck took no advice."])
    'Who advised Bismarck?'
    """
    slips = [word for name in unknown for word in _WORD.findall(name) if len(word) >= SPELLED_OUT]
    spelt = {word for text in texts for word in _WORD.findall(text) if word[0].isupper()} if slips else set[str]()
    for word in slips:
        alike = sorted(name for name in spelt if name[0] == word[0] and len(name) >= SPELLED_OUT)
        if close := get_close_matches(word, alike, n=1, cutoff=SAME_NAME):
            question = re.sub(rf"\b{word}\b", close[0], question)
    return question


def understand(question: str, where: Filter | None, outlets: Sequence[str], newest: Callable[[], date | None]) -> Query:
    """Return the query of a stand-alone question; a filter the asker set wins over words in the question.

    Raises:
        BadInputError: the filter has an outlet that is none of ``outlets``, however it is capitalised.
    """
    where, notes = where or Filter(), []
    where = replace(where, outlets=tuple(_known_outlet(name, outlets) for name in where.outlets))
    named, rest = outlets_named(question, outlets)
    if named and not where.outlets:
        question, where = rest, replace(where, outlets=named)
    day = as_of(question, newest)
    if day and not where.until:
        where = replace(where, until=day)
        notes.append(f"Only articles published up to {day:%-d %B %Y} were read.")
    return Query(question, where, tuple(notes))


def _known_outlet(name: str, outlets: Sequence[str]) -> str:
    """Return an outlet as the index writes it."""
    for outlet in outlets:
        if outlet.casefold() == name.casefold().strip():
            return outlet
    there = ", ".join(outlets[:MOST_NAMED]) + (" and more" if len(outlets) > MOST_NAMED else "")
    raise BadInputError(f"No article is of the outlet {name[:80]!r}; the index has {there or 'none that is named'}.")


_DID = (  # past → base form of verbs that news leads with, where dropping "ed" or "d" would not do
    ("voted", "vote"), ("pledged", "pledge"), ("promised", "promise"), ("closed", "close"), ("agreed", "agree"),
    ("approved", "approve"), ("proposed", "propose"), ("announced", "announce"), ("decided", "decide"),
    ("offered", "offer"), ("warned", "warn"), ("demanded", "demand"), ("rejected", "reject"), ("ordered", "order"),
    ("reported", "report"), ("called for", "call for"), ("found", "find"), ("won", "win"), ("took", "take"),
    ("said", "say"),
)  # fmt: skip
_WHO = rf"(?P<who>(?:[Tt]he )?{CAPITAL}[\w’'-]+(?:\s+(?:of\s+)?{CAPITAL}[\w’'-]+){{0,3}})(?:\s+on \w+day)?\s+"


def examples(articles: Sequence[Article], n: int) -> list[str]:
    """Draw up to ``n`` example questions from what the articles' first lines say somebody did, no two alike.

    The most telling verbs come first; an article gives one question.
    """
    found: dict[str, str] = {}
    for past, base in _DID:
        lead = re.compile(_WHO + past + r"\b")
        for article in articles:
            match = lead.search(f"{article.title}. {article.body[:600]}")
            if match is None or article.id in found.values() or not names(f"for {match['who']}"):
                continue
            who = re.sub(r"^The ", "the ", match["who"])
            found.setdefault(f"What did {who} {base}?", article.id)
            if len(found) >= n:
                return list(found)
    return list(found)

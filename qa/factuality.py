"""How sure a text is of what it says: as a fact, denied, or only alleged, and by whom. A claim must not change that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.answer import Evidence
from qa.facts import names
from qa.verify import full_stems
from qa.words import all_stems, stem, stems

LEAST_WORDS = 4  # of a clause that is read by itself
HEDGED_WORDS = 2  # of a claim behind "accused of" in its quote, from which it says what is only alleged there
_TURN = re.compile(r"[,;]\s+(?:but|while|whereas|although|though|yet)\s+", re.IGNORECASE)
_UNTIL = r"(?! (?:\w+ ){0,3}until\b)"  # "not completed until 1769" says that it was
DENIAL = re.compile(
    rf"\b(?:not{_UNTIL}|no|never|nobody|none|nor|neither|nothing|without|cannot|\w+n['’]t{_UNTIL}|fail(?:ed|s|ure)?"
    r"|den(?:y|ied|ies|ial)|refus\w+|reject\w+|dismiss\w+|acquit\w*|rul(?:ed|es|ing) out|rubbish|nonsense|false|untrue"
    r"|impossib\w+|preclud\w+)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:accus\w+|alleg\w+|suspect\w*|claim(?:ed|s|ing)?|purport\w*|reported(?:ly)?|rumou?r\w*|apparent(?:ly)?|"
    r"(?-i:may)|might|could|possibl\w+|perhaps|probabl\w+|likely|unconfirmed|believed|thought to|expected|"
    r"seem(?:s|ed)?|appear(?:s|ed) to)\b(?P<rest>[^,;:–—]*)",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(r"\b(?:could|might|(?-i:may))\b", re.IGNORECASE)
_ABLE = re.compile(r"\b(?:can|would|able|up to|at most|possib\w+|potential\w*|allow\w*|permit\w*)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1\d{3}|20\d\d)\b")
_LONG_PAST = re.compile(rf"(?<!ed )(?<!born )(?<!built )\b(?:in|of|until|before) ({_YEAR.pattern})", re.IGNORECASE)
_BECAUSE = re.compile(r"\b(?:because|due to|owing to|caused by|as a result of|thanks to)\b", re.IGNORECASE)
_CAUSE = re.compile(  # what a writer may say in place of "because"
    r"\b(?:because|since|due|owing|thanks to|after|following|(?<!ing )over|amid|given|citing|caus\w+|reasons?|"
    r"result\w*|factors?|lead|led|so|therefore|why|blam\w+|fear\w*|by \w+ing|(?-i:to [a-z]+)|"
    r"as (?!an?\b|the\b|its\b|his\b|her\b|their\b)|for (?!\w+ (?:years|months|weeks|days|hours|minutes)))\b|[:;–—]",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"(?:corrections?|clarifications?)\b|an? (?:earlier|previous) (?:version|report|article|story)\b"
    r"|(?:an?|the|our) (?:article|story|report)\b.{0,120}\b(?:misstated|incorrect|incorrectly|wrong|wrongly)\b"
    r"|(?:\w+, )?we (?:(?:had|also|then|further) )*(?:wrote|reported|stated|printed|published|misstated|misspel\w+|"
    r"misidentified|(?:incorrect|wrong|mistaken)ly \w+)\b",
    re.IGNORECASE,
)
_INTENT = re.compile(r"\b(?:will|would|shall|to)(?: (?:not|be|also|soon))* (?P<verb>[a-z]+)\b")
_DONE = re.compile(r"(?<!be )(?<!being )\b(?P<verb>[a-z]+ed)\b")
_SPEAKER = re.compile(
    r"^(?P<who>[^,;:]{1,80}?) (?:(?:has|have|had|also|later) )*(?:said|says|told|tells|announced|declared|warned|"
    r"claim(?:ed|s)|insisted|denied|argued|complained|stated|confirmed|maintained|asked|wrote|admitted|added|replied)\b"
)


def clauses(text: str) -> Iterator[str]:
    """Yield what a sentence sets against each other: "he heard nothing, but tapes show he was called" says both.

    >>> list(clauses("He says that he heard nothing, but the tapes show that he was called."))
    ['He says that he heard nothing', 'the tapes show that he was called.']
    """
    parts = _TURN.split(text)
    yield from parts if all(len(part.split()) >= LEAST_WORDS for part in parts) else (text,)


def is_correction(text: str) -> bool:
    """Tell whether a text opens as the correction of a report does, which says what was wrong before what is right."""
    return _CORRECTION.match(text) is not None


def alters(claim: str, quotes: Sequence[Evidence]) -> bool:
    """Tell whether a claim says as a fact what its quotes deny, only allege or announce, the reverse, more or less.

    More is a speaker or a cause that they do not give; less, the year of something long past. Of a quote only the
    clause counts that has most of the claim's words, up to the last of them. Nothing but its own words says what a
    correction does.
    """
    changes = (_denies, _unhedges, _supposes, _foretold, _undated, _explains, _of_another_speaker)
    return any(is_correction(quote.text) for quote in quotes) or any(changed(claim, quotes) for changed in changes)


def _denies(claim: str, quotes: Sequence[Evidence]) -> bool:
    """Tell whether a claim denies what no quote does, or every quote denies what the claim does not."""
    if DENIAL.search(claim):
        return not any(DENIAL.search(quote.text) for quote in quotes)
    return bool(quotes) and all(DENIAL.search(_shared(claim, quote)) for quote in quotes)


def _unhedges(claim: str, quotes: Sequence[Evidence]) -> bool:
    """Tell whether a claim says plainly what stands behind "claimed" or "may" in each quote that tells it."""
    if _HEDGE.search(claim):
        return False
    wanted = stems(claim)
    told = [match["rest"] for quote in quotes for match in _HEDGE.finditer(_shared(claim, quote))]
    return len(wanted & stems(" ".join(told))) >= HEDGED_WORDS


def _supposes(claim: str, quotes: Sequence[Evidence]) -> bool:
    """Tell whether a claim says that something "could have been" done where no quote leaves that open."""
    left_open = (_HEDGE.search(quote.text) or _ABLE.search(quote.text) for quote in quotes)
    return bool(_SUPPOSED.search(claim)) and not any(left_open)


def _undated(claim: str, quotes: Sequence[Evidence]) -> bool:
    """Tell whether a claim gives no year where every quote tells of another year than its article's.

    "The strike lasted five days" of "the last time was in 1998, when a strike lasted five days".
    """
    if _YEAR.search(claim) or not quotes:
        return False
    printed = {f"{quote.article.published.year}" for quote in quotes if quote.article.published}
    return all(set(_LONG_PAST.findall(quote.text)) - printed for quote in quotes)


def _foretold(claim: str, quotes: Sequence[Evidence]) -> bool:
    """Tell whether a claim says that something was done, "has closed", that every quote says is to be: "will close"."""
    done = {stem(match["verb"]) for match in _DONE.finditer(claim)}
    told = [{stem(match["verb"]) for match in _INTENT.finditer(quote.text)} for quote in quotes]
    return bool(done and told) and all(done & verbs for verbs in told)


def _explains(claim: str, quotes: Sequence[Evidence]) -> bool:
    """Tell whether a claim gives a cause, "because", where no quote has a word that may give one."""
    return bool(_BECAUSE.search(claim)) and not any(_CAUSE.search(quote.text) for quote in quotes)


def _of_another_speaker(claim: str, quotes: Sequence[Evidence]) -> bool:
    """Tell whether the speaker whom a claim names by "the army said" has a word that stands nowhere in its quotes."""
    match = _SPEAKER.match(claim)
    if match is None:
        return False
    told = [part for quote in quotes for part in (quote.text, quote.article.outlet, quote.article.byline) if part]
    known = names(" ".join(("x", *told, match["who"])))
    called = full_stems(quotes, known)
    return not stems(match["who"]) <= called.union(*map(all_stems, told))


def _shared(claim: str, quote: Evidence) -> str:
    """Return a quote's clause with most of a claim's words, up to the last of them."""
    wanted = stems(claim)
    return up_to_last(wanted, max(clauses(quote.text), key=lambda part: len(wanted & stems(part))))


def up_to_last(wanted: frozenset[str], text: str) -> str:
    """Return a text up to the last word of which ``wanted`` has the stem; empty if it has none."""
    ends = [match.end() for match in re.finditer(r"\S+", text) if stems(match.group()) & wanted]
    return text[: ends[-1]] if ends else ""

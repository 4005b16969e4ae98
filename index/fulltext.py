"""A question's words as a full-text query: no character of a question ever reaches the query's own grammar."""

from __future__ import annotations

import re

MAX_TERMS = 64

STOP_WORDS = frozenset(
    """
    a about after again all also am an and any anyone are aren't as at be because been before being but by can can't
    could couldn't did didn't do does doesn't doing don't for from further had has have having he her hers him his how
    i i'm if in into is isn't it it's its just let's me more most my no nor not of off on once only or other our ours
    out over own please said same say says she should so some such tell than that that's the their theirs them then
    there these they this those through to too under until up upon us very was wasn't we were what what's when where
    which while who whom whose why will with would you your yours
    """.split()
)
_WORD = re.compile(
    r"""
      (?: [^\W\d_] \. ){2,} [^\W\d_]?      # U.S., U.S.A
    | \d+ (?: [.,:/-] \d+ )*               # 1,200  3.5  2015-11-25
    | [^\W_]+ (?: ['’] [^\W_]+ )?          # Germany's  don't
    """,
    re.VERBOSE,
)
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)


def words(text: str) -> list[str]:
    """Return the words worth searching for, each once, in order: all words when every one is a stop word."""
    found = [_POSSESSIVE.sub("", match.group()) for match in _WORD.finditer(text)]
    # "US" and "IS" in capitals are names, not stop words; a question typed in capitals has no names.
    shouted = text.isupper()
    kept = [
        word
        for word in found
        if word.casefold().replace("’", "'") not in STOP_WORDS or (word.isupper() and len(word) > 1 and not shouted)
    ]
    return list(dict.fromkeys(kept or found))


def match_expression(text: str) -> str | None:
    """Return the FTS5 expression that finds any of the words of ``text``, or ``None`` when it has no word.

    Words are quoted, so operators, brackets and column names in ``text`` are words like any other. An
    abbreviation is looked for in both spellings, ``US`` and ``U.S.``. At most ``MAX_TERMS`` words count.
    """
    terms: list[str] = []
    for word in words(text)[:MAX_TERMS]:
        terms.append(word)
        letters = word.replace(".", "")
        if "." in word and letters.isalpha():
            terms.append(letters)
        elif word.isupper() and word.isalpha() and 2 <= len(word) <= 3:  # noqa: PLR2004 - US, UK, USA
            terms.append(".".join(word))
    return " OR ".join(f'"{term}"' for term in dict.fromkeys(terms)) or None

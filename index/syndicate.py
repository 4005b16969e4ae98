"""Near-copies: which sentences of different articles are the same wire text, give or take an editor's touch.

MinHash finds sentences that share most of their words; a word-by-word comparison then decides. Words may be
changed, left out or added, but not a number, a negation or, one for one, a name: that is another statement.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from datasketch import MinHash, MinHashLSH

from index.fulltext import STOP_WORDS

if TYPE_CHECKING:
    import sqlite3

    from index.articles import ArticleStore

SIMILARITY = 0.75
"""Least share of words in common, in order (Dice). In real AFP reprints copies lie above 0.68, all else below 0.61."""
CONTAINMENT = 0.8
"""Least share of the shorter sentence's words, in order, for one that was cut short."""
SHORTEST = 5
"""Words of the shortest sentence that can be told from a coincidence."""
SHORTEST_CUT = 10
"""Words of the shortest sentence that can be told to be cut from a longer one."""
MOST_TWINS = 100
"""Candidates looked at for one sentence: more than that print only boilerplate."""

# 16 bands of 4 rows find a pair of Jaccard similarity 0.5, 0.6, 0.7 with probability 0.64, 0.89, 0.99.
_BANDS, _ROWS = 16, 4
_LEAST_JACCARD = 0.4
_WORD = re.compile(r"[^\W_]+")
_NEGATIONS = frozenset({"not", "no", "never", "nor", "without", "t"})  # "t" is what is left of "didn't"
_TITLES = frozenset("mr mrs ms dr prof president chancellor premier prime minister mayor gen general sir".split())


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence with its words as printed, folded, and those that no editor may touch."""

    article_id: str
    number: int
    words: tuple[str, ...]
    folded: tuple[str, ...]
    facts: frozenset[str]

    @property
    def key(self) -> tuple[str, int]:
        return self.article_id, self.number


def same_text(first: str, second: str) -> bool:
    """Tell whether two sentences are the same wire text.

    >>> same_text("Rebels of IS shot down the jet on Tuesday.", "Rebels of ISIS shot down the jet on Tuesday.")
    True
    >>> same_text("The city sent 650 soldiers to the north.", "The city sent 750 soldiers to the north.")
    False
    """
    return _same(_line("", 0, first), _line("", 1, second))


def link(store: ArticleStore) -> None:
    """Link the sentences of the articles not linked yet with their twins in all others."""
    with store.reading() as connection:  # and not in the transaction, which would keep other writers waiting
        fresh = [_line(*row) for row in connection.execute(_SENTENCES, (0,))]
        twins = [(*a, *b) for pair in _pairs(fresh, connection) for a, b in (pair, pair[::-1])] if fresh else []
    with store.transaction() as connection:
        connection.executemany("INSERT OR IGNORE INTO twin VALUES (?, ?, ?, ?)", twins)
        connection.executemany(
            "UPDATE article SET linked = 1 WHERE id = ?",
            [(article_id,) for article_id in {n.article_id for n in fresh}],
        )


_SENTENCES = """
SELECT s.article_id, s.number, substr(a.body, s.start + 1, s.end - s.start) FROM sentence AS s
JOIN article AS a ON a.id = s.article_id WHERE a.linked = ? AND a.recipe IS NOT NULL ORDER BY s.article_id, s.number
"""


def _pairs(fresh: Sequence[_Line], connection: sqlite3.Connection) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    new = [line for line in fresh if len(line.folded) >= SHORTEST]
    vocabulary = frozenset(word for line in new for word in line.folded) - STOP_WORDS
    old = [
        line
        for row in connection.execute(_SENTENCES, (1,))
        if len((line := _line(*row)).folded) >= SHORTEST and _could_match(line, vocabulary)
    ]
    lines = {line.key: line for line in [*new, *old]}
    index = MinHashLSH(num_perm=_BANDS * _ROWS, params=(_BANDS, _ROWS))
    for line, signature in zip(new, _signatures(new), strict=True):
        yield from _twins(line, index.query(signature), lines)
        index.insert(line.key, signature, check_duplication=False)
    for line, signature in zip(old, _signatures(old), strict=True):
        yield from _twins(line, index.query(signature), lines)


def _could_match(line: _Line, vocabulary: frozenset[str]) -> bool:
    """Rule out what shares too few telling words with all new sentences together."""
    words = set(line.folded) - STOP_WORDS
    return len(words & vocabulary) >= _LEAST_JACCARD * len(words)


def _twins(
    line: _Line, found: Sequence[tuple[str, int]], lines: dict[tuple[str, int], _Line]
) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    for key in sorted(found)[:MOST_TWINS]:
        if key[0] != line.article_id and _same(line, lines[key]):
            yield line.key, key


def _signatures(lines: Sequence[_Line]) -> list[MinHash]:
    words = ([word.encode() for word in set(line.folded)] for line in lines)
    signatures: list[MinHash] = MinHash.bulk(words, num_perm=_BANDS * _ROWS)
    return signatures


def _line(article_id: str, number: int, text: str) -> _Line:
    words = tuple(_WORD.findall(unicodedata.normalize("NFKC", text)))
    folded = tuple(word.casefold() for word in words)
    facts = frozenset(word for word in folded if word in _NEGATIONS or any(letter.isdigit() for letter in word))
    return _Line(article_id, number, words, folded, facts)


def _same(first: _Line, second: _Line) -> bool:
    if first.folded == second.folded:
        return len(first.folded) >= SHORTEST
    short, long = sorted((first, second), key=lambda line: len(line.folded))
    if len(short.folded) < SHORTEST or not short.facts <= long.facts:
        return False
    matcher = SequenceMatcher(None, short.folded, long.folded, autojunk=False)
    if matcher.ratio() >= SIMILARITY:
        alike = short.facts == long.facts
    else:
        common = sum(block.size for block in matcher.get_matching_blocks())
        alike = len(short.folded) >= SHORTEST_CUT and common >= CONTAINMENT * len(short.folded)
    return alike and not _other_name(matcher, short, long)


def _other_name(matcher: SequenceMatcher[str], short: _Line, long: _Line) -> bool:
    """Tell whether a name stands in the place of another one: "Merkel" of "Cameron", "Tuesday" of "Thursday"."""
    for kind, i, i_end, j, j_end in matcher.get_opcodes():
        if kind != "replace" or i_end - i != j_end - j:
            continue
        for one, other in zip(short.words[i:i_end], long.words[j:j_end], strict=True):
            if one[0].isupper() and other[0].isupper() and not _interchangeable(one, other):
                return True
    return False


def _interchangeable(one: str, other: str) -> bool:
    """Tell whether two capitalised words may stand for each other.

    Spellings of one name may ("Russia" and "Russian", "ISIS" and "ISIL", but not "EU" and "US"), and so may
    titles and the small words a sentence begins with.
    """
    first, second = one.casefold(), other.casefold()
    if first.startswith(second) or second.startswith(first):
        return True
    if one.isupper() and other.isupper():
        return one[:2] == other[:2]
    return bool({first, second} & (_TITLES | STOP_WORDS))

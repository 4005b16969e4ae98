"""The rows of a table or a list in an article: a question for all items wants every one, not those that scored best."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.lines import BAR
from qa.answer import Evidence

AMONG = 8  # sentences: where the best ones have two rows of a table, the table is what is asked for
LEAST, MOST = 3, 12  # rows
_WIDEST = 12  # words of a list's item
_TOLD = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would)\b")  # in points, which are no items of a list
_PARAGRAPH = re.compile(r"[^\n]+")
_ENDS = (".", "!", "?", "…", '."', ".”", '?"', "?”", ":")


def rows(sentences: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return all rows of the table or list that two of the best sentences are rows of, in order; else none."""
    found = Counter(block for item in sentences[:AMONG] if (block := _block(item)))
    return next((block for block, times in found.most_common(1) if times > 1), ())


def written(block: Sequence[Evidence]) -> str:
    r"""Write rows on one line.

    >>> from index.article import Article
    >>> body = "Bread | 2 crowns\n\nMilk | 1 crown"
    >>> article = Article(id="a", title="Prices", body=body, source="a.txt")
    >>> written([Evidence(article, 0, 16, 1.0), Evidence(article, 18, 32, 1.0)])
    'Bread: 2 crowns; Milk: 1 crown.'
    """
    return "; ".join(item.text.replace(BAR, ": ") for item in block) + "."


def _block(item: Evidence) -> tuple[Evidence, ...]:
    """Return the rows right around a row, itself among them; none if it is no row or stands alone."""
    article = item.article
    paragraphs = [match.span() for match in _PARAGRAPH.finditer(article.body)]
    here = next(i for i, (_, end) in enumerate(paragraphs) if item.start < end)
    first = last = here
    if not _is_row(article.body[slice(*paragraphs[here])]):
        return ()
    while first > 0 and _is_row(article.body[slice(*paragraphs[first - 1])]):
        first -= 1
    while last + 1 < len(paragraphs) and _is_row(article.body[slice(*paragraphs[last + 1])]):
        last += 1
    block = paragraphs[first : last + 1]
    if not LEAST <= len(block) <= MOST or any(_TOLD.search(article.body[slice(*row)]) for row in block):
        return ()
    return tuple(Evidence(article, start, end, 0.0) for start, end in block)


def _is_row(paragraph: str) -> bool:
    return BAR in paragraph or (len(paragraph.split()) <= _WIDEST and not paragraph.rstrip().endswith(_ENDS))

"""Sentences → chunks of whole sentences, and the line that heads a chunk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.article import Article, Chunk, Sentence

_FULL = 0.6
"""A chunk this full (share of its budget) ends with its paragraph if the next paragraph does not fit as a whole."""


def split_chunks(
    article: Article, sentences: Sequence[Sentence], count_tokens: Callable[[str], int], budget: int
) -> tuple[Chunk, ...]:
    """Pack an article's sentences into chunks, in order and without overlap.

    ``count_tokens`` of a chunk's text (``body[start:end]``) is at most ``budget``, unless its only sentence is
    longer. A chunk that is fairly full ends with its paragraph if the whole next paragraph does not fit.
    """

    def size(first: Sentence, last: Sentence) -> int:
        return count_tokens(article.body[first.start : last.end])

    runs: list[list[Sentence]] = []
    for position, sentence in enumerate(sentences):
        run = runs[-1] if runs else []
        over = not run or size(run[0], sentence) > budget
        if over or (
            "\n" in article.body[run[-1].end : sentence.start]
            and size(run[0], run[-1]) >= _FULL * budget
            and size(run[0], _paragraph_end(article.body, sentences, position)) > budget
        ):
            runs.append([sentence])
        else:
            run.append(sentence)
    return tuple(Chunk(article.id, number, tuple(run)) for number, run in enumerate(runs))


def _paragraph_end(body: str, sentences: Sequence[Sentence], position: int) -> Sentence:
    """Return the last sentence of the paragraph in which the one at ``position`` is the first."""
    end = body.find("\n", sentences[position].start)
    last = position
    while last + 1 < len(sentences) and (end < 0 or sentences[last + 1].start < end):
        last += 1
    return sentences[last]


def heading(article: Article) -> str:
    """Return the line put above a chunk's text when it is embedded or scored: title, outlet and date."""
    day = f"{article.published:%B} {article.published.day}, {article.published.year}" if article.published else None
    known = ", ".join(part for part in (article.outlet, day) if part)
    return f"{article.title} ({known})" if known else article.title

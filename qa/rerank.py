"""Passages and their sentences, scored against the question by a cross-encoder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Sentence
from index.embed import Scorer
from index.lines import is_row
from index.sentences import LONGEST, split_sentences
from qa.answer import Evidence, Passage
from qa.facts import names
from qa.factuality import is_correction
from qa.orders import is_order
from qa.words import stem, stems

READ = 8  # passages whose sentences are scored one by one; more found nothing more on the gold questions
PER_ARTICLE = 4
AGREED = 2
SHORT = 12  # words of a reply that says nothing without its question
LEAST_WORDS = 3  # of a question without its names
_IN = r"(?:\b(?:in|of|at|for|from|by|on|the|to) )?(?<!\w)(?:the )?"
_WORD = re.compile(r"[\w’'-]+")
_CLOSING = "\"'”’)]"
_STOPS = (".", "!", "?", "…", *(f"{stop}{mark}" for stop in ".!?" for mark in _CLOSING))
_INTERVIEWER = re.compile(r"Q[:.] ")


def sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn logits of any shape into probabilities in [0, 1]."""
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)


def rerank(
    question: str, passages: Sequence[Passage], scorer: Scorer
) -> tuple[tuple[Passage, ...], tuple[Evidence, ...]]:
    """Score passages, then the sentences of the best eight; return both, best first.

    A sentence's logit is its own plus that of its passage headed by the title: the first says what it tells, the
    second what "he" and "the city" in it mean. Read with the sentence before it instead, it inherits that one's
    answer (gold questions: the best sentence is evidence for 59 % against 91 %). Its own is the mean of that for the
    question and for the question without names: a report on Ruritania says "parliament votes on Monday" and names
    Ruritania elsewhere, in sentences that else go before it. A passage ranks by its best sentence.
    Orders planted for a machine are no sentences. Of the other passages corrections alone are read, whatever else
    stands beside them.
    """
    if not passages:
        return (), ()
    logits = scorer.scores(question, [f"{passage.article.title}\n{passage.text}" for passage in passages])
    order = np.argsort(-logits, kind="stable")
    read = _spread(order.tolist(), [passage.article.id for passage in passages])
    rest = [i for i in order if i not in read]
    spans: list[tuple[int, Article, Sentence]] = [
        (i, article, span)
        for i, article, sentences in ((i, passages[i].article, passages[i].chunk.sentences) for i in (*read, *rest))
        for span in spans_of(article.body, sentences)
        if (i in read or is_correction(article.body[span.start : span.end]))
        and not is_order(article.body[span.start : span.end])
    ]
    told = [(article, article.body[span.start : span.end]) for _, article, span in spans]
    own = _scores(question, told, scorer)
    if nameless := without_names(question):
        own = np.asarray((own + _scores(nameless, told, scorer)) / 2, np.float32)
    scores = np.asarray((own + logits[[i for i, _, _ in spans]]) / 2, np.float32)
    scored = [(i, float(score)) for (i, _, _), score in zip(spans, scores, strict=True)]
    best = {i: max((score for j, score in scored if j == i), default=float(logits[i])) for i in read}
    ranked = [*sorted(read, key=lambda i: -best[i]), *rest]
    return (
        tuple(replace(passages[i], rank=rank, score=best.get(i, float(logits[i]))) for rank, i in enumerate(ranked, 1)),
        _evidence(spans, sigmoid(scores)),
    )


def without_names(question: str) -> str:
    """Return a question without its names; nothing if it has none or says no more than them.

    >>> without_names("When does parliament in Ruritania vote on the budget?")
    'When does parliament vote on the budget?'
    """
    named = {stem(name) for name in names(question)}
    spoken = _WORD.findall(question)
    text = question
    for word in sorted((word for word in spoken if stem(word) in named), key=len, reverse=True):
        text = re.sub(_IN + re.escape(word) + r"(?:['’]s)?(?![\w’'-])", "", text)
    text = " ".join(text.split()).replace(" ?", "?")
    return text if text != question and len(text.split()) >= LEAST_WORDS else ""


def unread(passages: Sequence[Passage], read: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the sentences of passages, in their order, that are not among those read; their score is 0."""
    known = {(item.article.id, item.start) for item in read}
    found = [
        Evidence(passage.article, span.start, span.end, 0.0)
        for passage in passages
        for span in spans_of(passage.article.body, passage.chunk.sentences)
        if (passage.article.id, span.start) not in known and not is_order(passage.article.body[span.start : span.end])
    ]
    return tuple(dict.fromkeys(found))


def _scores(question: str, told: Sequence[tuple[Article, str]], scorer: Scorer) -> NDArray[np.float32]:
    """Return a logit for each sentence; for a row of a list, "Deaths: 131", the mean of its own and under its headline.

    The row itself says not of what, under the headline it has that one's words beside sentences that have not.
    """
    own = np.array(scorer.scores(question, [text for _, text in told]), np.float32)
    rows = [n for n, (_, text) in enumerate(told) if is_row(text) and not text.endswith(_STOPS)]
    if rows:
        own[rows] += scorer.scores(question, [f"{told[n][0].title}\n{told[n][1]}" for n in rows])
        own[rows] /= 2
    return own


def spans_of(body: str, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Yield each sentence of a chunk, but no question: it goes with its reply where that needs it, else it is left out.

    A correction is one span with what follows in its paragraph, for its first sentence may tell the error alone.

    >>> body = "And the price? Ten crowns. It is fair."
    >>> [body[span.start:span.end] for span in spans_of(body, [Sentence(0, 14), Sentence(15, 26), Sentence(27, 38)])]
    ['And the price? Ten crowns.', 'It is fair.']
    """
    asked: Sentence | None = None
    for sentence in _corrected(body, sentences):
        if _asks(body, sentence):
            asked = Sentence(asked.start if asked else sentence.start, sentence.end)
            continue
        yield _replied(body, asked, sentence)
        asked = None
    if asked:
        end = asked.end
        reply = next(iter(split_sentences(body[end : end + LONGEST])), None)  # it is in the next chunk
        whole = _replied(body, asked, Sentence(end + reply.start, end + reply.end)) if reply else asked
        if whole.start == asked.start:
            yield whole


def _corrected(body: str, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Yield the sentences, those of a correction as one, in which no order is hidden."""
    whole: Sentence | None = None
    for sentence in sentences:
        near = whole and "\n" not in body[whole.end : sentence.start] and sentence.end - whole.start <= LONGEST
        if whole and near and not is_order(body[sentence.start : sentence.end]):
            whole = Sentence(whole.start, sentence.end)
            continue
        if whole:
            yield whole
        whole = sentence if is_correction(body[sentence.start : sentence.end]) else None
        if not whole:
            yield sentence
    if whole:
        yield whole


def _asks(body: str, sentence: Sentence) -> bool:
    """Tell a question; what an interviewer says behind "Q:" is one without its mark too."""
    asked = body[sentence.start : sentence.end].rstrip(_CLOSING).endswith("?")
    return asked or _INTERVIEWER.match(body, sentence.start) is not None


def _replied(body: str, asked: Sentence | None, reply: Sentence) -> Sentence:
    """Return a reply with what was asked, where that is an interviewer's paragraph or the reply short; else alone.

    Alone too in one paragraph with a question on another matter than the article, which somebody may have planted.
    """
    if asked is None:
        return reply
    opens = not body[: asked.start].strip() or body[asked.start - 1] == "\n"
    paragraph = opens and "\n" in body[asked.end : reply.start]
    short = len(body[reply.start : reply.end].split()) <= SHORT
    joined = paragraph or _INTERVIEWER.match(body, asked.start) or (short and not _strange(body, asked))
    return Sentence(asked.start, reply.end) if joined else reply


def _strange(body: str, asked: Sentence) -> bool:
    """Tell whether two or more words of a question, and all of them, stand nowhere else in its article."""
    own = stems(body[asked.start : asked.end])
    return len(own) > 1 and not own & stems(f"{body[: asked.start]} {body[asked.end :]}")


def _spread(order: Sequence[int], articles: Sequence[str]) -> list[int]:
    """Take the best eight, no more than four of one article while others are left: its title lifts all its passages.

    The two that the searches agreed on most are read in any case.
    """
    taken: list[int] = []
    for i in order:
        if sum(articles[j] == articles[i] for j in taken) < PER_ARTICLE:
            taken.append(i)
    best = [*taken, *(i for i in order if i not in taken)][:READ]
    agreed = [i for i in range(min(AGREED, len(order))) if i not in best]
    return [*best[: READ - len(agreed)], *agreed]


def _evidence(spans: Sequence[tuple[int, Article, Sentence]], scores: NDArray[np.float32]) -> tuple[Evidence, ...]:
    order = np.argsort(-scores, kind="stable")
    return tuple(Evidence(spans[i][1], spans[i][2].start, spans[i][2].end, float(scores[i])) for i in order)

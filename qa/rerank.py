"""Passages and their sentences, scored against the question by a cross-encoder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from index.embed import Scorer
from qa.answer import Evidence, Passage


def sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn logits of any shape into probabilities in [0, 1]."""
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)


def rerank(question: str, passages: Sequence[Passage], scorer: Scorer) -> tuple[Passage, ...]:
    """Order passages by the cross-encoder's logit, each headed by its article's title; ``score`` becomes the logit."""
    if not passages:
        return ()
    scores = scorer.scores(question, [f"{passage.article.title}\n{passage.text}" for passage in passages])
    order = np.argsort(-scores, kind="stable")
    return tuple(replace(passages[i], rank=rank, score=float(scores[i])) for rank, i in enumerate(order, 1))


def score_sentences(question: str, passages: Sequence[Passage], scorer: Scorer) -> tuple[Evidence, ...]:
    """Score every sentence of the passages, read with the one before it; best first, one ``Evidence`` a sentence."""
    spans = []
    texts = []
    for passage in passages:
        body, before = passage.article.body, None
        for sentence in passage.chunk.sentences:
            start = before.start if before else sentence.start
            spans.append((passage.article, sentence))
            texts.append(body[start : sentence.end])
            before = sentence
    if not spans:
        return ()
    scores = sigmoid(scorer.scores(question, texts))
    order = np.argsort(-scores, kind="stable")
    return tuple(Evidence(spans[i][0], spans[i][1].start, spans[i][1].end, float(scores[i])) for i in order)
